#!/bin/sh
# The edges against the real clients of others, and at the end one line for each: passed, failed or skipped, with its version. Packages come
# from PyPI into a cache folder; without them the tests are skipped with a message. EDGE_SAMPLE may name a built example, VIGIE_BIN the
# program, EDGE_VENV a folder with the clients; TAXII_URL, TAXII_USER, TAXII_PASSWORD a node; FLUX_XSD the schema of FLUX positions, NIEM_XSD the
# folder of the package position-3.2.iepd, CISE_XSD a folder with the service model in `service/xsd` and the data model in `data/xsd`.
# Arguments are the parts to run, such as `features picture`; all by default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/vigie/edges"
venv="${EDGE_VENV:-$cache/venv}"
mkdir -p "$cache"
if ! "$venv/bin/python" -c 'import pytak, takproto, taky, aiscot, pyais, capvalidator, taxii2client, stix2, stix2validator, medallion, owslib, geopandas, pyarrow, schemathesis, openapi_spec_validator' 2>/dev/null; then
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
EDGE_TABLE=$(mktemp)
trap 'rm -f "$EDGE_TABLE"' EXIT
export EDGE_SAMPLE VIGIE_BIN EDGE_TABLE
status=0
for test in ${*:-formats warning taxii taxii_server tak_server picture features openapi}; do
  echo "== $test"
  "$venv/bin/python" "$here/$test.py" || status=1
done
echo "== clients"
sort -t "$(printf '\t')" -k 2 "$EDGE_TABLE" | while IFS="$(printf '\t')" read -r state client version what; do
  printf '%-8s %-22s %-12s %s\n' "$state" "$client" "$version" "$what"
done
exit "$status"
