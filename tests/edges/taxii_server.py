"""`vigie taxii` against medallion, the reference server of OASIS, over HTTPS: reads page by page, later only what is new;
sends what an agreement with a partner lets go, and nothing else, as the client of OASIS reads it there."""
import json
import os
import pathlib
import ssl
import subprocess
import tempfile
import threading
import uuid

import requests
from medallion import application_instance, register_blueprints, set_config
from taxii2client.v21 import Collection, as_pages
from werkzeug.serving import make_server

from node import PASSWORD, Node, Session, free_place
from sample import check, finish, tell, tried

VIGIE = os.environ.get("VIGIE_BIN", "")
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
OUTGOING = "52892447-4d7e-4f70-b94d-d7f22742ff63"
WORDS = "Seen by our own people alone"
# TLP:AMBER of the Traffic Light Protocol 2.0, as OASIS numbers it.
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
# What Canada lets Japan have of a threat report: not what was seen, nor the words about it.
POLICY = """[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 1
realm = "live"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2036-01-01T00:00:00Z"
purposes = ["threats"]

[kind.threat-report]
release = "fields"
level_max = "protected"
[kind.threat-report.fields]
report = "keep"
name = "keep"
published_ms = "keep"
source = "keep"
indicators = "keep"
"""
DATA = {
    "/discovery": {"title": "A server of others", "default": "https://127.0.0.1/trustgroup/", "api_roots": ["https://127.0.0.1/trustgroup/"]},
    "trustgroup": {
        "information": {"title": "Group", "versions": ["application/taxii+json;version=2.1"], "max_content_length": 9765625},
        "status": [],
        "collections": [
            {"id": COLLECTION, "title": "Port threats", "can_read": True, "can_write": True, "media_types": ["application/stix+json;version=2.1"],
             "objects": [], "manifest": []},
            {"id": OUTGOING, "title": "From Canada", "can_read": True, "can_write": True, "media_types": ["application/stix+json;version=2.1"],
             "objects": [], "manifest": []},
        ],
    },
}


def report(number):
    """A report of one indicator, as STIX 2.1."""
    moment = f"2026-07-{number + 1:02}T00:00:00.000Z"
    name = lambda kind: f"{kind}--{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {number}')}"
    head = {"spec_version": "2.1", "created": moment, "modified": moment, "object_marking_refs": [AMBER]}
    indicator = {
        "type": "indicator", "id": name("indicator"), "name": f"Host {number}", "pattern_type": "stix",
        "pattern": f"[ipv4-addr:value = '192.0.2.{number}']", "valid_from": moment, **head,
    }
    found = {
        "type": "report", "id": name("report"), "name": f"Port network {number}", "published": moment, "description": WORDS,
        "object_refs": [indicator["id"]], **head,
    }
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


def party(folder, name):
    """A node that partners can reach."""
    node = Node(VIGIE, folder / name, "--party", name, "--partner-listen", free_place())
    node.party = name
    return node


def agree(ours, theirs):
    """The two nodes become partners; the first gives by `POLICY`."""
    for one, other in ((ours, theirs), (theirs, ours)):
        other.first.say("/api/v1/partners", one.first.say("/api/v1/partners/invitation", {}))
    path = f"/api/v1/partners/{theirs.party}/agreement"
    drafted = ours.first.say(path, {"text": POLICY}, "PUT")["drafted"]
    if drafted:
        ours.first.say("/api/v1/users", {"user": "second", "password": PASSWORD, "role": "administrator"})
        second = Session(ours.url, "/api/v1/session", {"user": "second", "password": PASSWORD})
        second.say(f"{path}/second", {"digest": drafted["digest"]})
    back = f"/api/v1/partners/{ours.party}/agreement"
    waiting = theirs.first.until(back, lambda it: it["theirs"]["proposed"])
    theirs.first.say(f"{back}/accept", {"digest": waiting["theirs"]["proposed"]["digest"]})
    ours.first.until(path, lambda it: it["in_force"])


def run():
    folder = pathlib.Path(tempfile.mkdtemp())
    port, certificate = medallion(folder)
    secret = folder / "secret"
    secret.write_text("vigie:a secret\n")
    secret.chmod(0o600)
    root = f"https://localhost:{port}/trustgroup/"
    node = party(folder, "ca-ccg")
    partner = None
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
        check("taxii server: its collections", [it["id"] for it in found] == [COLLECTION, OUTGOING] and found[0]["can_write"], found)
        first = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: all reports, page by page", first["reports"] == 9 and first["aside"] == 0 and first["pages"] > 1, first)
        again = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: nothing twice", again["reports"] == 0, again)
        put(range(10, 13))
        later = vigie("pull", root, "--collection", COLLECTION)
        check("taxii server: only what is new", later["reports"] == 3, later)
        vigie("collections", root, well=False, ca=None)

        # To a server of the partner: not before there is an agreement, nothing that waits for a look, and only the fields it lets go.
        push = ("push", root, "--collection", OUTGOING, "--party", "jp-jcg", "--purpose", "threats")
        vigie(*push, well=False)
        partner = party(folder, "jp-jcg")
        agree(node, partner)
        early = vigie(*push)
        check("taxii server: what nobody looked at stays", early["reports"] == [] and early["objects"] == 0, early)
        known = {it["name"]: it["id"] for it in node.first.say("/api/v1/threats")["threats"]}
        chosen = [known[f"Port network {number}"] for number in (2, 5)]
        for one in chosen:
            node.first.say(f"/api/v1/threats/{one}/take-over", {})
        sent = vigie(*push)
        check("taxii server: what was taken over goes", sorted(sent["reports"]) == sorted(chosen) and sent["failed"] == 0 and sent["taken"] >= 4, sent)
        # A bundle named by the environment would come before the one that is given.
        os.environ["REQUESTS_CA_BUNDLE"] = str(certificate)
        there = Collection(f"{root}collections/{OUTGOING}/", user="vigie", password="a secret", verify=str(certificate))
        found = {(it["type"], it.get("name", "")): it for page in as_pages(there.get_objects, per_request=5) for it in page.get("objects", [])}
        check("taxii server: it is read there", {name for kind, name in found if kind == "report"} == {"Port network 2", "Port network 5"}, list(found))
        patterns = {it["pattern"] for (kind, _), it in found.items() if kind == "indicator"}
        check("taxii server: with its indicators", patterns == {f"[ipv4-addr:value = '192.0.2.{number}']" for number in (2, 5)}, patterns)
        check("taxii server: without what policy keeps", WORDS not in json.dumps(list(found.values())))
        listed = lambda: sum(len(page.get("objects", [])) for page in as_pages(there.get_manifest, per_request=5))
        size = listed()
        vigie(*push)
        check("taxii server: sent again it is one", listed() == size, size)
    finally:
        for one in filter(None, (node, partner)):
            one.stop()


if VIGIE:
    with tried("medallion", "`vigie taxii` over HTTPS: collections, pull by pages, only what is new, push by an agreement"):
        run()
    finish()
tell("medallion", "", "skipped", "VIGIE_BIN names no program")
