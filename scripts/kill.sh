#!/bin/sh
# Kills exchanging nodes at a thousand random moments, or as many as the first argument says: nothing that an officer was
# told is kept may be lost, nothing may arrive twice, and everything kept must verify. Takes about a second a kill.
set -eu
VIGIE_KILLS="${1:-1000}" exec cargo test --locked -p vigie --test server killed_nodes -- --nocapture
