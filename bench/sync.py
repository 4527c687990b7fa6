#!/usr/bin/env python3
"""Many records between two nodes, beside a copy of the same ledger by rsync.

    python3 bench/sync.py [RECORDS]

Runs two whole exchanges in one process (ledgers on the disk, TLS on loopback), lets one release RECORDS (1,000,000) notes and the other
take, keep and countersign them, and prints what the test prints: records a second, processor seconds, memory. Then the sender's folder is made
again by `rsync` (Debian's), if it is there, for comparison: it decides nothing, seals nothing and proves nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    records = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    command = ["cargo", "test", "--release", "--locked", "-p", "vigie", "--lib", "--", "--nocapture", "volume"]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, "VIGIE_SYNC_RECORDS": records}, stdout=subprocess.PIPE, text=True)
    print(ran.stdout)
    size = re.search(r"ledger, (\d+) MB", ran.stdout)
    if ran.returncode or not size:
        return ran.returncode or 1
    if not shutil.which("rsync"):
        print("rsync is not installed: no comparison")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        # As little compressible as what is sealed.
        with source.open("wb") as out:
            for _ in range(int(size.group(1))):
                out.write(os.urandom(1_000_000))
        began = time.monotonic()
        subprocess.run(["rsync", "--fsync", str(source), str(Path(folder, "copy"))], check=True)
        print(f"rsync of a file of that size: {time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
