"""A TAXII server against taxii2-client: the sample program's, or a node's at TAXII_URL (TAXII_USER, TAXII_PASSWORD)."""
import json
import os
import pathlib
import subprocess
import tempfile

import requests
from taxii2client.exceptions import AccessError
from taxii2client.v21 import Server, as_pages

import stix2validator

from node import Node
from sample import PROGRAM, check, finish, say, tried


def walk(url, user, password):
    server = Server(url, user=user, password=password)
    check("taxii: discovery", server.title and server.api_roots, server.title)
    root = server.default or server.api_roots[0]
    check("taxii: versions", "application/taxii+json;version=2.1" in root.versions, root.versions)
    readable = [it for it in root.collections if it.can_read]
    check("taxii: collections", readable, [it.title for it in root.collections])
    source = readable[0]
    pages = list(as_pages(source.get_objects, per_request=7))
    ids = [it["id"] for page in pages for it in page.get("objects", [])]
    check("taxii: pages double nothing", len(ids) == len(set(ids)), len(ids))
    check("taxii: pages are full", all(len(page["objects"]) == 7 for page in pages[:-1]), [len(page.get("objects", [])) for page in pages])
    manifest = [it for page in as_pages(source.get_manifest, per_request=50) for it in page.get("objects", [])]
    check("taxii: the manifest names the same", {it["id"] for it in manifest} == set(ids), len(manifest))
    kinds = [it for page in as_pages(source.get_objects, per_request=50, type="indicator") for it in page.get("objects", [])]
    check("taxii: filter by type", kinds and all(it["type"] == "indicator" for it in kinds), len(kinds))
    one = source.get_object(kinds[0]["id"])
    check("taxii: one object", one["objects"][0]["id"] == kinds[0]["id"])
    late = source.get_objects(added_after="2200-01-01T00:00:00.000000Z")
    check("taxii: nothing after the future", not late.get("objects"), late)
    return root, ids


def sample():
    child = subprocess.Popen([PROGRAM, "serve-taxii"], stdout=subprocess.PIPE, text=True)
    try:
        url = child.stdout.readline().strip()
        root, ids = walk(url, "jpn", "lookout")
        titles = sorted(it.title for it in root.collections)
        check("taxii: a collection of another is not listed", titles == ["Inbox", "Released"], titles)
        inbox = next(it for it in root.collections if it.can_write)
        status = inbox.add_objects(say("stix").decode().replace('"type":"bundle",', ""))
        check("taxii: objects are taken", status.status == "complete" and status.failure_count == 0 and status.success_count > 5, status.status)
        check("taxii: status is kept", root.get_status(status.id).success_count == status.success_count)
        refused = False
        try:
            inbox.get_objects()
        except AccessError:
            refused = True
        check("taxii: the inbox cannot be read", refused)
        path = f"{url}vigie/collections/{{}}/"
        ask = lambda it, **more: requests.get(path.format(it), headers={"Accept": "application/taxii+json;version=2.1"}, **more)
        signed = {"auth": ("jpn", "lookout")}
        hidden, absent = (ask(f"5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c{tail}", **signed) for tail in ("03", "99"))
        check("taxii: hidden is as absent", hidden.status_code == absent.status_code == 404 and hidden.text == absent.text)
        check("taxii: a stranger is asked to sign in", ask("x").status_code == 401)
    finally:
        child.kill()
        child.wait()


def node(folder):
    """A node's own server: what an analyst took over is served, as valid STIX; the inbox takes what the client sends."""
    own = Node(os.environ["VIGIE_BIN"], folder / "node")
    try:
        url = f"{own.url}/taxii2/"
        root = Server(url, user="edges", password=own.made("analyst")).api_roots[0]
        inbox = next(it for it in root.collections if it.can_write)
        status = inbox.add_objects(say("stix").decode().replace('"type":"bundle",', ""))
        check("taxii node: objects are taken", status.status == "complete" and status.failure_count == 0, status.status)
        held = next(it for it in root.collections if it.can_read)
        check("taxii node: a claim is not served", not held.get_objects().get("objects"))
        for one in own.first.say("/api/v1/threats")["threats"]:
            own.first.raw(f"/api/v1/threats/{one['id']}/take-over", {})
        objects = [it for page in as_pages(held.get_objects, per_request=3) for it in page.get("objects", [])]
        check("taxii node: it is served once taken over", any(it["type"] == "report" for it in objects), [it["type"] for it in objects])
        bundle = {"type": "bundle", "id": "bundle--5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c01", "objects": objects}
        result = stix2validator.validate_string(json.dumps(bundle), stix2validator.ValidationOptions(version="2.1"))
        check("taxii node: stix2-validator", result.is_valid, result.errors)
        refused = False
        try:
            Server(url, user="edges", password=own.made("viewer")).api_roots[0].collections[0].add_objects(say("stix").decode())
        except Exception:
            refused = True
        check("taxii node: a viewer sends nothing", refused)
    finally:
        own.stop()


if os.environ.get("TAXII_URL"):
    with tried("taxii2-client", "the server at TAXII_URL"):
        walk(os.environ["TAXII_URL"], os.environ.get("TAXII_USER", ""), os.environ.get("TAXII_PASSWORD", ""))
else:
    with tried("taxii2-client", "library: discovery, pages, manifest, filters, status, hidden collections"):
        sample()
    with tempfile.TemporaryDirectory() as name, tried("taxii2-client", "a node's server: inbox, take-over, pages; its objects by stix2-validator"):
        node(pathlib.Path(name))
finish()
