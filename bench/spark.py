#!/usr/bin/env python3
"""`vigie-spark scan` over one archive on clusters of one and two workers, beside `vigie archive scan`: seconds and the same bytes; and what
one task of each whole-feed group takes, which more workers do not shorten.

    python3 bench/archive.py --positions 1000000 --no-peers --keep
    PYTHON_OF_THE_WHEEL bench/spark.py [--positions 1000000] [--workers 1,2] [--parts 4]

Needs Java, and a Python with pyspark and the wheel built with `maturin develop --release` (docs/python.md). Wall clock of the whole
command, with the start of the session; master and workers run already. The archive is the one that bench/archive.py kept.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crates/python/tests"))
from archive import scan  # noqa: E402
from cluster import running  # noqa: E402
from patrol import CACHE, TARGET  # noqa: E402


def whole_feed(folder, rules):
    """Rows a second of the groups that one task works, reading included, without Spark."""
    from vigie import archive

    plan = archive.plan(folder, archive.reference([("rules", rules)]))
    for kinds in archive.WHOLE_FEED:
        task, began, cpu = plan.scan(kinds), time.monotonic(), time.process_time()
        for batch in archive.in_order(folder):
            archive.push(task, batch)
        task.finish()
        took, cpu = time.monotonic() - began, time.process_time() - cpu
        print(f"one task, {' and '.join(kinds)}: {took:.1f} s, {cpu:.1f} CPU s, {plan.rows / cpu:,.0f} rows a CPU s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", type=int, default=1_000_000)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--parts", type=int, default=4)
    given = parser.parse_args()
    folder = CACHE / f"archive-{given.positions}" / "archive"
    cpu, wall, peak, said = scan(TARGET / "release" / "vigie", folder, 0)
    one = pathlib.Path(json.loads(said)["file"]).read_bytes()
    events = json.loads(said)["total"]
    print(f"vigie archive scan: {wall:.1f} s, {cpu:.1f} CPU s, {peak:.0f} MB, {events:,} events", flush=True)
    whole_feed(folder, folder.with_suffix(".toml"))
    for workers in map(int, given.workers.split(",")):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            with running(place, workers, "1500m") as (env, _):
                line = [sys.executable, "-m", "vigie.spark", "scan", "--archive", folder, "--master", env["VIGIE_MASTER"],
                        "--out", place / "events.jsonl", "--parts", given.parts, "--json", "--rules", folder.with_suffix(".toml")]
                began = time.monotonic()
                subprocess.run([*map(str, line)], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                wall = time.monotonic() - began
                same = "the same bytes" if (place / "events.jsonl").read_bytes() == one else "OTHER BYTES"
                print(f"vigie-spark scan, {workers} worker(s) of one core: {wall:.1f} s, {same}", flush=True)


if __name__ == "__main__":
    main()
