#!/bin/sh
# Runs every fuzz target for a while. Needs cargo-fuzz (cargo install cargo-fuzz) and clang's runtime.
# RUSTC_BOOTSTRAP lets the stable compiler take the sanitizer flags that cargo-fuzz passes.
set -eu
seconds="${FUZZ_SECONDS:-60}"
export RUSTC_BOOTSTRAP=1
found=0
for manifest in crates/*/fuzz/Cargo.toml; do
  [ -e "$manifest" ] || continue
  crate=$(dirname "$(dirname "$manifest")")
  for target in $(cd "$crate" && cargo fuzz list); do
    found=1
    echo "== $crate: $target, ${seconds}s"
    (cd "$crate" && cargo fuzz run "$target" -- -max_total_time="$seconds")
  done
done
[ "$found" -eq 1 ] || { echo "no fuzz target found" >&2; exit 1; }
