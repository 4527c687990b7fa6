#!/bin/sh
# Runs whole operations of two nodes under seeded faults, a thousand seeds or as many as the first argument says, from the seed
# that the second argument names. Seeds that failed are printed at the end. Takes about half a minute a seed.
set -eu
from="${2:-1}"
VIGIE_STORM_SEEDS="$from..$((from + ${1:-1000}))" exec cargo test --locked -p vigie --test server two_nodes_come -- --nocapture
