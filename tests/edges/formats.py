"""Cursor on Target, TAK Protocol, CAP and STIX as the libraries of others read them; FLUX, NIEM-M and CISE by their schemas."""
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


def valid(name, document, schema):
    """What libxml2 says of a document by a schema, without the network."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(document)
        file.flush()
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, file.name], capture_output=True, text=True)
    check(f"{name}: xmllint", done.returncode == 0, done.stderr[-2_000:])


def by_schema(title, variable, files, judge):
    """The schemas are not in the packages of others: whoever has them names a file or a folder."""
    given = os.environ.get(variable, "")
    paths = [os.path.join(given, file) if file else given for file in files]
    if not (given and shutil.which("xmllint") and all(map(os.path.isfile, paths))):
        tell("xmllint", "", "skipped", f"{title}: {variable} names no schema, or xmllint is not installed")
        return
    said = subprocess.run(["xmllint", "--version"], capture_output=True, text=True).stderr
    number = int((re.search(r"\d+", said) or ["0"])[0])
    number = f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
    with tried("xmllint", f"library: {title}, by the schema that {variable} names", number=number):
        judge(*paths)


def flux(schema):
    valid("flux", say("flux"), schema)


def niem(schema):
    """Each record by itself: the package has no schema of the set in which they are published."""
    valid("niem", say("niem"), schema)
    records = list(ET.fromstring(say("niem-set")))
    check("niem: a set of two records", [record.tag.split("}")[1] for record in records] == ["Message"] * 2)
    for number, record in enumerate(records):
        valid(f"niem: record {number + 1} of the set", ET.tostring(record, encoding="utf-8"), schema)


def without_self(schema, folder):
    """A copy of the schemas of this one's folder in which none includes itself: that says nothing, and libxml2 refuses it."""
    source = os.path.dirname(schema)
    for place, _, names in os.walk(source):
        copy = os.path.join(folder, os.path.relpath(place, source))
        os.makedirs(copy, exist_ok=True)
        for name in names:
            with open(os.path.join(place, name), encoding="utf-8") as file:
                text = re.sub(rf'<xs:include schemaLocation="{re.escape(name)}"/>', "", file.read())
            with open(os.path.join(copy, name), "w", encoding="utf-8") as file:
                file.write(text)
    return os.path.join(folder, os.path.basename(schema))


def cise(message_schema, vessel_schema):
    """Message and vessels each by its own schema. Together they cannot be: the model declares `Vessel` in no namespace, and
    the payload takes, read strictly, elements of another namespace only. The simulator writes it so all the same."""
    document = say("cise")
    payload = ET.fromstring(document).find("Payload")
    vessels = payload.findall("Vessel")
    check("cise: two vessels", len(vessels) == 2)
    with tempfile.TemporaryDirectory() as folder:
        vessel_schema = without_self(vessel_schema, folder)
        for number, vessel in enumerate(vessels):
            valid(f"cise: vessel {number + 1}", ET.tostring(vessel, encoding="utf-8"), vessel_schema)
    space = "{http://www.w3.org/2001/XMLSchema-instance}type"
    check("cise: the payload has its type", payload.get(space) == "ns4:XmlEntityPayload")
    valid("cise: message", re.sub(rb"<Vessel>.*</Vessel>", b"", document, flags=re.S), message_schema)


with tried("takproto", "library: TAK Protocol 1 both ways"):
    tak()
with tried("capvalidator", "library: a warning in three languages"):
    cap()
with tried("stix2-validator", "library: a threat report, its identifiers by python-stix2"):
    stix()
by_schema("a FLUX vessel position", "FLUX_XSD", [""], flux)
by_schema("NIEM-M position 3.2", "NIEM_XSD", ["XMLschemas/exchange/3.2/position-exchange.xsd"], niem)
by_schema("a CISE Push message with vessels", "CISE_XSD", ["service/xsd/message.xsd", "data/xsd/Vessel.xsd"], cise)
finish()
