#!/bin/sh
# The edge formats against the real clients of others. Packages come from PyPI into a cache folder; without them the
# tests are skipped with a message. EDGE_SAMPLE may name a built example, VIGIE_BIN the program; TAXII_URL, TAXII_USER, TAXII_PASSWORD a node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/vigie/edges"
venv="$cache/venv"
mkdir -p "$cache"
if ! "$venv/bin/python" -c 'import pytak, takproto, taky, capvalidator, taxii2client, stix2, stix2validator, medallion' 2>/dev/null; then
  python3 -m venv "$venv"
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >"$cache/install.log" 2>&1; then
    echo "skipped: the clients cannot be installed (see $cache/install.log)"
    exit 0
  fi
fi
if [ -z "${EDGE_SAMPLE:-}" ]; then
  (cd "$here/../.." && cargo build --locked -p vigie-exchange --example edge_sample)
  EDGE_SAMPLE="${CARGO_TARGET_DIR:-$here/../../target}/debug/examples/edge_sample"
fi
if [ -z "${VIGIE_BIN:-}" ]; then
  (cd "$here/../.." && cargo build --locked -p vigie)
  VIGIE_BIN="${CARGO_TARGET_DIR:-$here/../../target}/debug/vigie"
fi
export EDGE_SAMPLE VIGIE_BIN
status=0
for test in formats taxii taxii_server tak_server; do
  echo "== $test"
  "$venv/bin/python" "$here/$test.py" || status=1
done
exit "$status"
