"""The API as its own description says it: openapi-spec-validator on the document, schemathesis on a node, without a token (nothing but
what is open), with that of a viewer (reads), of an administrator (all) and of a consular officer
(what no administrator may). Seeded, and bounded in time."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from openapi_spec_validator import validate

from node import Node, recording
from sample import check, finish, tried

SEED = 1
HOOKS = pathlib.Path(__file__).with_name("openapi_checks.py")
# Streams never end; sign-in and set-up throttle who tries; a token that is deleted would end the run. What TAXII and the pages' files
# answer is tried by their own clients.
LEFT_OUT = r"/stream$|^/api/v1/session|^/api/v1/setup$|^/api/v1/tokens/\{|^/taxii2/|^/\{path\}$"
# Read as bytes: the library can write no archive.
ARCHIVES = r"^/api/v1/packages/c"
# Not asked: that every value that fits its type is taken (a name, a time, a place must exist too), and that a wrong token is refused
# at once (who tries many is told to wait, 429).
CONFIG = """[generation]
with-security-parameters = false
[checks]
positive_data_acceptance.enabled = false
ignored_auth.enabled = false
# Edits of a device and reports from sea are judged one by one: the answer is 200 and names those that are refused.
[[operations]]
include-path = "/api/v1/boarding/edits"
checks.negative_data_rejection.enabled = false
[[operations]]
include-path = "/api/v1/patrol/reports"
checks.negative_data_rejection.enabled = false
"""


def schemathesis(folder, node, name, token, phases, examples, seconds, *more, checks=None):
    config = folder / f"{name}.toml"
    config.write_text(CONFIG)
    command = [pathlib.Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run", folder / "openapi.json", "--url", node.url,
               "--exclude-path-regex", f"{LEFT_OUT}|{ARCHIVES}", "--seed", str(SEED), "-n", str(examples), "--phases", phases, "--continue-on-failure",
               "--request-timeout", "30", "--max-time", str(seconds), "--warnings", "off", *more]
    if token:
        command += ["-H", f"Authorization: Bearer {token}"]
    if checks:
        command += ["--checks", checks]
    environment = {**os.environ} | ({"SCHEMATHESIS_HOOKS": HOOKS.stem, "PYTHONPATH": str(HOOKS.parent)} if checks else {})
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds * 3 + 120)
    text = ran.stdout + ran.stderr
    (folder / f"{name}.log").write_text(text)
    told = text[text.rfind("= SUMMARY ="):] if "= SUMMARY =" in text else text
    check(f"schemathesis: {name}", ran.returncode == 0, text[-6_000:])
    print("   " + " ".join(line.strip() for line in told.splitlines() if "generated" in line or "Tested" in line))


def run(folder):
    node = Node(os.environ["VIGIE_BIN"], folder / "node", "--feed", recording(folder))
    try:
        node.settled()
        text = node.first.raw("/api/v1/openapi.json")[0]
        (folder / "openapi.json").write_bytes(text)
        with tried("openapi-spec-validator", "the description of the API (3.1) and that of OGC API Features (3.0)"):
            validate(json.loads(text))
            validate(node.first.say("/ogc/api"))
        with tried("schemathesis", "no token: every operation that asks for a role refuses"):
            schemathesis(folder, node, "no token", "", "fuzzing", 2, 60, checks="not_a_server_error,nothing_without_a_token")
        with tried("schemathesis", "viewer: reads, by examples and at random"):
            schemathesis(folder, node, "viewer", node.made("viewer"), "examples,fuzzing", 4, 60, "--include-method", "GET")
        with tried("schemathesis", "administrator: all operations, edge cases of each parameter and at random"):
            schemathesis(folder, node, "administrator", node.token, "coverage,fuzzing", 3, 120)
        with tried("schemathesis", "consular: the operations of that role, which no administrator has"):
            schemathesis(folder, node, "consular", node.made("consular"), "coverage,fuzzing", 3, 60, "--include-by", '/x-vigie-role == "consular"')
        check("the node is still there", node.first.say("/api/v1/status")["vessels"] == 9)
    finally:
        node.stop()


with tempfile.TemporaryDirectory() as name:
    run(pathlib.Path(name))
finish()
