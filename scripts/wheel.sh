#!/bin/sh
# Builds the Python wheel into an environment of its own and runs its tests; skips with a message where Python cannot.
set -eu
cd "$(dirname "$0")/.."
place=${VIGIE_PYTHON_ENV:-${CARGO_TARGET_DIR:-target}/python-env}
python=${PYTHON:-python3}
if ! "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "skipped: Python 3.11 or later with venv is not here"
    exit 0
fi
[ -x "$place/bin/python" ] || "$python" -m venv "$place"
if ! "$place/bin/python" -c 'import maturin, pyarrow, pytest' 2>/dev/null &&
    ! "$place/bin/pip" install --quiet maturin pyarrow pytest; then
    echo "skipped: maturin, pyarrow or pytest cannot be had"
    exit 0
fi
export VIRTUAL_ENV="$place" CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/python"
PATH="$place/bin:$PATH"
maturin develop --quiet "$@" -m crates/python/Cargo.toml
python crates/python/examples/dark_vessels.py
pytest --quiet crates/python/tests
