#!/usr/bin/env python3
"""Archives of growing size through every detector, and the same positions through pandas and MovingPandas, in one run.

    python3 bench/archive.py [--positions 1000000,10000000,100000000] [--peer-positions 1000000] [--jobs N]
                             [--moving-ships 20] [--no-peers] [--keep]

Drawn traffic around 180° (seeded): ships under way, at work, lying together, silent for hours; a position every three minutes.
`vigie archive import` and `vigie archive scan` are measured as whole processes: CPU time of all threads, wall clock, largest resident
set, start included. The questions put to the peers are the ones the detectors answer: silences of more than six hours; stops of an
hour within 500 m; meetings of two hours within 500 m on common ten-minute moments. pandas answers all three over every row of
the smallest archive, MovingPandas the first two over its first `--moving-ships` ships, for it takes minutes; both read Parquet, as
the scan does, and their start is not counted. Ours is counted twice: one detector for one question (its rule file names no
other), and all detectors for all three questions together.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from patrol import CACHE, ROOT, TARGET, venv  # noqa: E402

PEERS = ["pandas", "pyarrow", "movingpandas==0.23.0"]
QUESTIONS = {"silences": "gap", "stops": "loitering", "meetings": "encounter"}
A_DAY = 480 * 0.967  # positions of a ship, silences left out


def run(command, **more):
    """CPU seconds, wall seconds, largest resident set in MB, and what it printed."""
    began = time.monotonic()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True, **more)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed")
    cpu = used.ru_utime + used.ru_stime
    return cpu, time.monotonic() - began, used.ru_maxrss / 1024, said


def size(positions):
    """Ships and days: both grow."""
    days = max(3, round(3 * (positions / 1e6) ** 0.5))
    return max(1, round(positions / A_DAY / days)), days


def scan(vigie, archive, jobs, kinds=None):
    """Every detector, or some, over an archive, anew."""
    for old in archive.glob("scan-*"):
        shutil.rmtree(old)
    line = [vigie, "archive", "scan", "--archive", archive, "--json"]
    line += ["--jobs", jobs] if jobs else []
    listed = ", ".join(f'"{kind}"' for kind in kinds or [])
    rules = archive.with_suffix(".toml")
    rules.write_text((f"[watch]\ndetectors = [{listed}]\n" if kinds else "") + "[gap]\nsilence_h = 6.0\n")
    return run([*line, "--rules", rules])


def one_size(vigie, python, peer, positions, given):
    """Draws, imports and scans; gives the folder and CPU seconds a million."""
    ships, days = size(positions)
    work = CACHE / f"archive-{positions}"
    archive, told = work / "archive", work / "import.json"
    if not told.exists():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        # Drawn day by day beside the import, for a hundred million rows of text are more than many disks have free.
        drawing = subprocess.Popen([python, peer, "draw", work, str(ships), str(days)])
        sums, peak, rows = [0.0, 0.0], 0.0, 0
        for day in range(days):
            feed = work / f"day-{day:03}.csv"
            while not feed.exists():
                if drawing.poll() not in (None, 0):
                    sys.exit("drawing failed")
                time.sleep(0.2)
            cpu, wall, most, said = run([vigie, "archive", "import", "--archive", archive, feed, "--json"])
            sums, peak, rows = [sums[0] + cpu, sums[1] + wall], max(peak, most), json.loads(said)["total_rows"]
            feed.unlink()
        if drawing.wait():
            sys.exit("drawing failed")
        told.write_text(json.dumps([*sums, peak, rows]))
    *imported, rows = json.loads(told.read_text())
    scanned = scan(vigie, archive, given.jobs)
    said = json.loads(scanned[3])
    disk = sum(p.stat().st_size for p in archive.rglob("*.parquet"))
    print(f"{rows:,} positions, {ships:,} ships, {days} days; {disk / rows:.1f} bytes a position; {said['total']:,} events")
    for name, (cpu, wall, peak) in (("import, a CSV a day", imported), ("scan, all detectors", scanned[:3])):
        line(name, cpu / rows * 1e6, wall, peak)
    sys.stdout.flush()
    return work, scanned[0] / rows * 1e6


def line(name, cpu, wall, peak, more=""):
    print(f"  {name:30}{cpu:>14.2f}{1e6 / cpu:>17,.0f}{wall:>9.1f}{peak:>7.0f}   {more}", flush=True)


def peers(vigie, python, peer, work, all_of_ours, given):
    """The three questions on one archive."""
    rows = json.loads((work / "import.json").read_text())[3]
    sums = {"pandas": 0.0, "movingpandas": 0.0}
    mine_alone = 0.0
    for question, kind in QUESTIONS.items():
        cpu, wall, peak, said = scan(vigie, work / "archive", given.jobs, [kind])
        mine = cpu / rows * 1e6
        mine_alone += mine
        line(f"{question}, vigie alone", mine, wall, peak, f"{json.loads(said)['total']:,} found")
        for name in sums:
            few = given.moving_ships if name == "movingpandas" else 0
            _, wall, peak, said = run([python, peer, name, question, work / "rows.parquet", few])
            if not said.strip():
                continue
            told = json.loads(said)
            theirs = told["cpu_s"] / told["rows"] * 1e6
            sums[name] += theirs
            line(f"{question}, {name}", theirs, wall, peak,
                 f"{theirs / mine:.1f} x ours ({told['found']:,} found in {told['rows']:,})")
    print(f"  three questions: ours one by one {mine_alone:.2f} CPU s/million, all detectors in one scan {all_of_ours:.2f}")
    for name, theirs in sums.items():
        asked = "all three" if name == "pandas" else "the first two"
        print(f"  {asked} by {name}: {theirs:.1f} CPU s/million, {theirs / all_of_ours:.1f} x all of our detectors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", default="1000000,10000000,100000000")
    parser.add_argument("--moving-ships", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--keep", action="store_true", help="keep what was drawn and imported, for the next run")
    given = parser.parse_args()
    python, missing = venv(PEERS)
    vigie = TARGET / "release" / "vigie"
    if not vigie.exists():
        subprocess.run(["cargo", "build", "--release", "--locked", "-p", "vigie"], cwd=ROOT, check=True)
    peer = ROOT / "bench" / "peers" / "archive_peers.py"
    sizes = sorted(int(part) for part in given.positions.split(","))
    print(f"  {'':30}{'CPU s/million':>14}{'positions/CPU s':>17}{'wall s':>9}{'MB':>7}")
    for number, positions in enumerate(sizes):
        work, all_of_ours = one_size(vigie, python, peer, positions, given)
        if number == 0 and not given.no_peers and not missing:
            peers(vigie, python, peer, work, all_of_ours, given)
        if not given.keep:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
