#!/bin/sh
# Builds the Python wheel into an environment of its own, outside the clone, and runs its tests; skips with a message where
# Python cannot. The tests of `vigie-spark` need Java and pyspark as well and skip by themselves.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/vigie/target}
place=${VIGIE_PYTHON_ENV:-$target/python-env}
python=${PYTHON:-python3}
if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "skipped: Python 3.11 or later with venv is not here"
    exit 0
fi
[ -x "$place/bin/pip" ] || "$python" -m venv "$place"
if ! "$place/bin/python" -c 'import maturin, pyarrow, pytest' 2>/dev/null &&
    ! "$place/bin/pip" install --quiet maturin pyarrow pytest; then
    echo "skipped: maturin, pyarrow or pytest cannot be had"
    exit 0
fi
# Frames of polars are read too, where it can be had.
"$place/bin/python" -c 'import polars' 2>/dev/null || "$place/bin/pip" install --quiet polars ||
    echo "polars cannot be had: its test is skipped"
# Java comes from Debian where this may install it.
if ! command -v java >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        openjdk-17-jre-headless; } >/dev/null 2>&1 || true
fi
if ! command -v java >/dev/null 2>&1; then
    echo "Java is not here: the tests on a Spark cluster are skipped"
elif ! "$place/bin/python" -c 'import pyspark, pandas' 2>/dev/null && ! "$place/bin/pip" install --quiet 'pyspark>=4,<5' 'pandas>=2.2'; then
    echo "pyspark cannot be had: the tests on a Spark cluster are skipped"
fi
export VIRTUAL_ENV="$place" VIGIE_TARGET="$target" CARGO_TARGET_DIR="$target/python"
PATH="$place/bin:$PATH"
maturin develop --quiet --locked "$@" -m crates/python/Cargo.toml
python crates/python/examples/dark_vessels.py
pytest --quiet -p no:cacheprovider -ra crates/python/tests
