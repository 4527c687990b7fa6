"""`vigie taxii` against medallion, the reference server of OASIS, over HTTPS: reads page by page, and later only what is new."""
import json
import os
import pathlib
import re
import ssl
import subprocess
import tempfile
import threading
import urllib.request
import uuid

import requests
from medallion import application_instance, register_blueprints, set_config
from werkzeug.serving import make_server

from sample import check

VIGIE = os.environ.get("VIGIE_BIN", "")
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
DATA = {
    "/discovery": {"title": "A server of others", "default": "https://127.0.0.1/trustgroup/", "api_roots": ["https://127.0.0.1/trustgroup/"]},
    "trustgroup": {
        "information": {"title": "Group", "versions": ["application/taxii+json;version=2.1"], "max_content_length": 9765625},
        "status": [],
        "collections": [
            {"id": COLLECTION, "title": "Port threats", "can_read": True, "can_write": True, "media_types": ["application/stix+json;version=2.1"],
             "objects": [], "manifest": []},
        ],
    },
}


def report(number):
    """A report of one indicator, as STIX 2.1."""
    moment = f"2026-07-{number + 1:02}T00:00:00.000Z"
    name = lambda kind: f"{kind}--{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {number}')}"
    head = {"spec_version": "2.1", "created": moment, "modified": moment}
    indicator = {
        "type": "indicator", "id": name("indicator"), "name": f"Host {number}", "pattern_type": "stix",
        "pattern": f"[ipv4-addr:value = '192.0.2.{number}']", "valid_from": moment, **head,
    }
    found = {"type": "report", "id": name("report"), "name": f"Port network {number}", "published": moment, "object_refs": [indicator["id"]], **head}
    return [indicator, found]


def medallion(folder):
    """The server, over HTTPS under a certificate of its own."""
    data, key, certificate = (folder / name for name in ("data.json", "key.pem", "certificate.pem"))
    data.write_text(json.dumps(DATA))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"],
        check=True, capture_output=True)
    settings = {
        "users": {"vigie": "a secret"},
        "taxii": {"max_page_size": 5},
        "backend": {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(data)},
    }
    for part in ("users", "taxii", "backend"):
        set_config(application_instance, part, settings)
    register_blueprints(application_instance)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = make_server("127.0.0.1", 0, application_instance, threaded=True, ssl_context=context)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port, certificate


class Node:
    """A node of one's own with a token."""

    def __init__(self, folder):
        command = [VIGIE, "serve", "--data", folder / "node", "--listen", "127.0.0.1:0", "--party", "ca-ccg"]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = re.search(r"http://\S+?(?=/?$)", self.child.stdout.readline().strip()).group(0).rstrip("/")
        setup = self.child.stdout.readline().strip().split("token=")[1]
        signed = self.post("/api/v1/setup", {"token": setup, "user": "admin", "password": "correct horse"})
        self.cookie, self.csrf = signed[1]["set-cookie"].split(";")[0], signed[0]["csrf"]
        self.token = self.post("/api/v1/tokens", {"name": "edges", "role": "administrator"})[0]["token"]

    def ask(self, path, body=None):
        headers = {"content-type": "application/json"}
        if hasattr(self, "csrf"):
            headers |= {"cookie": self.cookie, "x-vigie-csrf": self.csrf}
        request = urllib.request.Request(self.url + path, data=body and json.dumps(body).encode(), headers=headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer), dict((name.lower(), value) for name, value in answer.headers.items())

    post = ask


def run():
    folder = pathlib.Path(tempfile.mkdtemp())
    port, certificate = medallion(folder)
    secret = folder / "secret"
    secret.write_text("vigie:a secret\n")
    secret.chmod(0o600)
    root = f"https://localhost:{port}/trustgroup/"
    node = Node(folder)
    environment = {**os.environ, "VIGIE_NODE": node.url, "VIGIE_TOKEN": node.token}

    def vigie(*arguments, well=True, ca=certificate):
        command = [VIGIE, "--json", "taxii", *arguments, "--auth", secret]
        command += ["--ca", ca] if ca else []
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        check(f"taxii server: {' '.join(map(str, arguments[:1]))}", (ran.returncode == 0) == well, ran.stderr[-300:])
        return json.loads(ran.stdout) if well else ran.stderr

    def put(numbers):
        objects = [it for number in numbers for it in report(number)]
        media = "application/taxii+json;version=2.1"
        answer = requests.post(
            f"{root}collections/{COLLECTION}/objects/", json={"objects": objects}, auth=("vigie", "a secret"), verify=str(certificate),
            headers={"Accept": media, "Content-Type": media})
        status = answer.json()
        check("taxii server: filled", status.get("success_count") == len(objects), status)

    try:
        put(range(1, 10))
        found = vigie("collections", root)["collections"]
        check("taxii server: its collection", [it["id"] for it in found] == [COLLECTION] and found[0]["can_write"], found)
        first = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: all reports, page by page", first["reports"] == 9 and first["aside"] == 0 and first["pages"] > 1, first)
        again = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: nothing twice", again["reports"] == 0, again)
        put(range(10, 13))
        later = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: only what is new", later["reports"] == 3, later)
        vigie("collections", root, well=False, ca=None)
    finally:
        node.child.terminate()
        node.child.wait()


if VIGIE:
    run()
else:
    print("skipped: VIGIE_BIN names no program")
