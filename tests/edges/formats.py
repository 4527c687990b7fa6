"""Cursor on Target, TAK Protocol, CAP and STIX as the libraries of others read them."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET

import stix2
import stix2validator
import takproto
from capvalidator.validate import Validator
from takproto.constants import TAKProtoVer

from sample import check, finish, say, tell, tried


def events(stream):
    return re.findall(rb"<event .*?</event>", stream, re.S)


def frames(stream):
    """Cuts our stream at its lengths, so that the library gets one message each."""
    while stream:
        assert stream[0] == 0xBF
        length, shift, at = 0, 0, 1
        while True:
            byte = stream[at]
            length |= (byte & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if byte < 0x80:
                break
        yield bytearray(stream[: at + length])
        stream = stream[at + length :]


def tak():
    xml = events(say("cot"))
    check("cot: six events", len(xml) == 6, len(xml))
    parsed = [takproto.parse_proto(frame) for frame in frames(say("tak"))]
    check("tak: takproto reads six frames", len(parsed) == 6 and all(parsed), len(parsed))
    for source, message in zip(xml, parsed):
        event, root = message.cotEvent, ET.fromstring(source)
        same = (
            event.uid == root.get("uid")
            and event.type == root.get("type")
            and event.lat == float(root.find("point").get("lat"))
            and event.access == root.get("access") == "TLP:GREEN"
            and event.staleTime == takproto.functions.format_time(root.get("stale"))
        )
        check(f"tak: {event.uid} says the same in both encodings", same)
    mesh = takproto.parse_proto(bytearray(say("tak-mesh")))
    check("tak: takproto reads a mesh frame", mesh.cotEvent.detail.contact.callsign == "第八 LU YAN & CO", mesh)
    ours = b"".join(takproto.xml2proto(source, TAKProtoVer.STREAM) for source in xml[:5])
    lines = say("read-tak", stdin=bytes(ours)).decode().splitlines()
    kinds = [line.split("\t")[0] for line in lines]
    check("tak: we read what takproto encodes", [kind.split()[0] for kind in kinds] == ["vessel", "sighting", "alert", "area", "route"], kinds)
    first = ET.fromstring(lines[0].split("\t")[1].encode())
    check("tak: the library loses releasableTo, as the rule of clearance assumes", first.get("releasableTo") is None)


def cap():
    alert = say("cap")
    ok, message = Validator(alert).schema()
    check("cap: capvalidator", ok, message)
    space = "{urn:oasis:names:tc:emergency:cap:1.2}"
    root = ET.fromstring(alert)
    languages = [info.findtext(f"{space}language") for info in root.findall(f"{space}info")]
    check("cap: three languages", languages == ["en", "fr-CA", "ja"], languages)
    check("cap: restricted with its rule", root.findtext(f"{space}scope") == "Restricted" and root.findtext(f"{space}restriction"))


def stix():
    text = say("stix").decode()
    result = stix2validator.validate_string(text, stix2validator.ValidationOptions(version="2.1"))
    check("stix: stix2-validator", result.is_valid, result.errors)
    warnings = [str(warning) for warning in result.warnings]
    print(f"   {len(warnings)} warnings", *sorted(set(warnings)), sep="\n   ") if warnings else None
    bundle = stix2.parse(text, allow_custom=False)
    kinds = sorted({it.type for it in bundle.objects})
    expected = {"identity", "indicator", "marking-definition", "observed-data", "relationship", "report", "domain-name", "ipv4-addr", "file"}
    check("stix: python-stix2 reads every object", expected <= set(kinds), kinds)
    ids = {it["id"] for it in json.loads(text)["objects"]}
    for kind, make in (("domain-name", stix2.DomainName), ("ipv4-addr", stix2.IPv4Address)):
        ours = next(it for it in bundle.objects if it.type == kind)
        check(f"stix: {kind} has the id that python-stix2 gives", make(value=ours.value).id in ids, ours.id)
    report = next(it for it in bundle.objects if it.type == "report")
    check("stix: TLP 2.0 amber", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421" in report.object_marking_refs)



def flux():
    """The schema of UN/CEFACT is not in the packages of others: whoever has it names it."""
    schema = os.environ.get("FLUX_XSD", "")
    if not (shutil.which("xmllint") and os.path.exists(schema)):
        tell("xmllint", "", "skipped", "FLUX position: FLUX_XSD names no schema, or xmllint is not installed")
        return
    with tried("xmllint", "library: a FLUX vessel position by the schema that FLUX_XSD names"), tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(say("flux"))
        file.flush()
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, file.name], capture_output=True, text=True)
        check("flux: xmllint", done.returncode == 0, done.stderr)


with tried("takproto", "library: TAK Protocol 1 both ways"):
    tak()
with tried("capvalidator", "library: a warning in three languages"):
    cap()
with tried("stix2-validator", "library: a threat report, its identifiers by python-stix2"):
    stix()
flux()
finish()
