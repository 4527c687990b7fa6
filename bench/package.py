#!/usr/bin/env python3
"""How fast a large evidence package is checked, beside sha256sum of the same bytes, and whether a changed byte is found.

    cargo build --release -p vigie && cargo run --release -p vigie-case --example large_package -- large.zip 1024
    python3 bench/package.py large.zip [--vigie target/release/vigie] [--changes 20] [--seed 1]

Every program reads the file once before it is timed, so that all read from the cache of the system, or all from the disk
with --cold (needs the right to drop that cache). The greatest memory is that of each program alone.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def run(command, cold):
    """Seconds, greatest memory in MiB, exit code."""
    if cold:
        os.sync()
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3\n")
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    return time.perf_counter() - begun, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package")
    parser.add_argument("--vigie", default=os.path.join(ROOT, "target", "release", "vigie"))
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", action="store_true")
    given = parser.parse_args()
    script = os.path.join(ROOT, "scripts", "verify_package.py")
    peers = {
        "vigie verify": [given.vigie, "verify", given.package],
        "verify_package.py": [sys.executable, script, given.package],
        "sha256sum": ["sha256sum", given.package],
    }
    size = os.path.getsize(given.package)
    rows = {}
    for name, command in peers.items():
        runs = [run(command, given.cold) for _ in range(given.rounds + 1)][1:]
        assert all(code == 0 for *_, code in runs), name
        best = min(runs)
        rows[name] = {"s": round(best[0], 3), "mb_per_s": round(size / best[0] / 1e6), "cpu_s": round(best[2], 2), "mb_per_cpu_s": round(size / min(r[2] for r in runs) / 1e6), "memory_mib": round(max(r[1] for r in runs), 1)}
    chance = random.Random(given.seed)
    missed = []
    with open(given.package, "r+b") as file:
        for _ in range(given.changes):
            at, flip = chance.randrange(size), chance.randrange(1, 256)
            file.seek(at)
            old = file.read(1)
            file.seek(at)
            file.write(bytes([old[0] ^ flip]))
            file.flush()
            for name in ("vigie verify", "verify_package.py"):
                if run(peers[name], False)[3] == 0:
                    missed.append([name, at])
            file.seek(at)
            file.write(old)
            file.flush()
    print(json.dumps({"bytes": size, "programs": rows, "changed_bytes": given.changes, "missed": missed}, indent=1))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
