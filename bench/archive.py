#!/usr/bin/env python3
"""Archives of growing size through every detector, and the same positions and questions through pandas and MovingPandas, in one run.

    python3 bench/archive.py [--positions 1000000,10000000,100000000] [--jobs N] [--runs 3] [--moving-ships 20] [--no-peers] [--keep]
                             [--vigie PATH] [--cache FOLDER] [--labels]

Drawn traffic around 180° (bench/peers/archive_draw.py, seeded): a position every three minutes, and a few ships that do what each
detector looks for. `vigie archive import` and `vigie archive scan` (default rules, one drawn area) are measured as whole processes:
CPU time of all threads, wall clock, largest resident set, start included.

The smallest archive is put to the peers, read from Parquet as by the scan, the start of Python not counted:
- every question that the scan answers on such rows, by the same definitions and with the same evidence, with pandas, NumPy, SciPy and
  shapely (bench/peers/archive_questions/): reading and preparing once, then each question. Beside it stands how many events of the
  one overlap one of the other, of the same ships;
- three of the questions in a few lines of pandas, without parting ships that share a number, repeated receptions, who else was
  heard, reception, shore, ports or evidence;
- what MovingPandas has (gaps, stops, outliers), over the first `--moving-ships` ships, for it takes minutes.
Each is run `--runs` times; the least counts.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import archive_match as match  # noqa: E402
from patrol import CACHE, ROOT, TARGET, venv  # noqa: E402

PEERS = ["pandas", "pyarrow", "scipy", "shapely", "movingpandas==0.23.0"]
PEER = ROOT / "bench" / "peers" / "archive_peers.py"
#: Which kinds of event of the scan answer a question.
KINDS = {
    "silences": ["gap"], "meetings": ["encounter"], "loitering": ["loitering"],
    "port and anchorage calls": ["port_visit", "anchorage_visit"], "area visits": ["area_visit"], "apparent fishing": ["fishing"],
    "false positions": ["implausible_position", "shared_mmsi"], "identities": ["identity_conflict"],
}
FEW = ["silences", "stops", "meetings"]
MOVING = ["silences", "stops", "cleaned"]
A_DAY = 480 * 0.9747  # positions of a ship, silences left out, repeated receptions in


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


def scan(vigie, archive, jobs, kinds=None, more=()):
    """Every detector, or some, over an archive, anew."""
    for old in archive.glob("scan-*"):
        shutil.rmtree(old)
    line = [vigie, "archive", "scan", "--archive", archive, "--json", *more]
    line += ["--jobs", jobs] if jobs else []
    listed = ", ".join(f'"{kind}"' for kind in kinds or [])
    rules = archive.with_suffix(".toml")
    rules.write_text(f"[watch]\ndetectors = [{listed}]\n" if kinds else "")
    return run([*line, "--rules", rules])


def least_scan(given, work, kinds=None):
    """The least of some scans with the drawn area."""
    runs = [scan(given.vigie, work / "archive", given.jobs, kinds, ["--area", work / "area.geojson"]) for _ in range(given.runs)]
    return min(runs, key=lambda one: one[0])


def one_size(given, python, positions):
    """Draws, imports and scans; gives the folder, the rows and what the scan took."""
    ships, days = size(positions)
    work = given.cache / f"archive-{positions}"
    archive, told = work / "archive", work / "import.json"
    if not told.exists() or not (work / "area.geojson").exists():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        # Drawn day by day beside the import, for a hundred million rows of text are more than many disks have free.
        drawing = subprocess.Popen([python, PEER, "draw", work, str(ships), str(days)])
        sums, peak, rows = [0.0, 0.0], 0.0, 0
        for day in range(days):
            feed = work / f"day-{day:03}.csv"
            while not feed.exists():
                if drawing.poll() not in (None, 0):
                    sys.exit("drawing failed")
                time.sleep(0.2)
            cpu, wall, most, said = run([given.vigie, "archive", "import", "--archive", archive, feed, "--json"])
            sums, peak, rows = [sums[0] + cpu, sums[1] + wall], max(peak, most), json.loads(said)["total_rows"]
            feed.unlink()
        if drawing.wait():
            sys.exit("drawing failed")
        told.write_text(json.dumps([*sums, peak, rows]))
    *imported, rows = json.loads(told.read_text())
    scanned = least_scan(given, work)
    said = json.loads(scanned[3])
    shutil.copy(said["file"], work / "events.jsonl")
    disk = sum(p.stat().st_size for p in archive.rglob("*.parquet"))
    print(f"{rows:,} rows, {ships:,} ships, {days} days; {disk / rows:.1f} bytes a row; {said['total']:,} events")
    for name, (cpu, wall, peak) in (("import, a CSV a day", imported), ("scan, all detectors", scanned[:3])):
        line(name, cpu / rows * 1e6, wall, peak)
    return work, rows, scanned


def line(name, cpu, wall, peak, more=""):
    print(f"  {name:30}{cpu:>14.2f}{1e6 / cpu:>17,.0f}{wall:>9.1f}{peak:>7.0f}   {more}", flush=True)


def same_questions(given, python, work, rows, scanned):
    """Every question of the scan by pandas, beside the scan."""
    coast, answers = given.cache / "coast.npy", work / "answers.jsonl"
    if not coast.exists():
        run([python, PEER, "coast", ROOT / "data" / "coast.bin", coast])
    ports = ROOT / "data" / "ports-north-pacific.csv"
    told, wall = [], None
    for _ in range(given.runs):
        _, seconds, _, said = run([python, PEER, "questions", work, coast, ports, answers])
        told.append(json.loads(said))
        wall = min(wall or seconds, seconds)
    took = {name: min(one["cpu_s"][name] for one in told) / told[0]["rows"] * 1e6 for name in told[0]["cpu_s"]}
    peak = min(one["mb"] for one in told)
    events = work / "events.jsonl"
    end = max(until for kinds in KINDS.values() for *_, until in match.ours(events, kinds, 0))
    both = {name: (match.ours(events, kinds, end), match.theirs(answers, name)) for name, kinds in KINDS.items()}
    alone = {name: least_scan(given, work, kinds)[0] / rows * 1e6 for name, kinds in KINDS.items()}
    start = took.pop("start of Python")
    print(f"\n  {'CPU s a million':30}{'pandas':>8}{'ours alone':>12}{'ours found':>12}{'theirs':>8}{'ours in theirs':>16}{'theirs in ours':>16}")
    for name, cpu in took.items():
        if name not in KINDS:
            print(f"  {name:30}{cpu:>8.2f}")
            continue
        mine, other = both[name]
        print(f"  {name:30}{cpu:>8.2f}{alone[name]:>12.2f}{len(mine):>12,}{len(other):>8,}{match.overlapping(mine, other):>16,}"
              f"{match.overlapping(other, mine):>16,}")
        for said in sorted({one[0] for one in mine + other} - {""}) if given.labels else ():
            a, b = match.by_label(mine, other).get(said, (0, 0)), match.by_label(other, mine).get(said, (0, 0))
            print(f"    {said:48}{a[0]:>12,}{b[0]:>8,}{a[1]:>16,}{b[1]:>16,}")
    mine, theirs = scanned[0] / rows * 1e6, sum(took.values())
    print(f"  {'all':30}{theirs:>8.2f}{mine:>12.2f} in one scan: {theirs / mine:.1f} times ours; {(theirs + start) / mine:.1f} with "
          f"the start of Python ({start:.2f}), as ours has its own")
    print(f"  largest memory {peak:.0f} MB, ours {scanned[2]:.0f} MB; wall clock {wall:.1f} s on one core, ours {scanned[1]:.1f} s on all")
    return alone


def others(given, python, work, rows, all_of_ours, alone):
    """The same in a few lines of pandas, and what MovingPandas has."""
    sums = {"few": 0.0, "movingpandas": 0.0}
    print(f"\n  {'CPU s a million':30}{'theirs':>14}{'found':>12}{'MB':>7}")
    for mode, questions, ships in (("few", FEW, 0), ("movingpandas", MOVING, given.moving_ships)):
        for question in questions:
            runs = [run([python, PEER, mode, question, work / "rows.parquet", ships]) for _ in range(given.runs)]
            told = [json.loads(one[3]) for one in runs]
            theirs = min(one["cpu_s"] for one in told) / told[0]["rows"] * 1e6
            sums[mode] += theirs
            print(f"  {question + (', a few lines' if mode == 'few' else ', MovingPandas'):30}{theirs:>14.2f}{told[0]['found']:>12,}"
                  f"{min(one[2] for one in runs):>7.0f}   {'' if mode == 'few' else format(told[0]['rows'], ',') + ' of the rows'}")
    for mode, words in (("few", "three questions in a few lines of pandas"), ("movingpandas", "MovingPandas, gaps, stops and outliers")):
        print(f"  {words}: {sums[mode]:.1f}, {sums[mode] / all_of_ours:.1f} times all of our detectors in one scan ({all_of_ours:.2f})")
    three = sum(alone[name] for name in ("silences", "loitering", "meetings"))
    print(f"  our three one by one: {three:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", default="1000000,10000000,100000000")
    parser.add_argument("--moving-ships", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3, help="of each, the least counts")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--labels", action="store_true", help="compare check by check")
    parser.add_argument("--keep", action="store_true", help="keep what was drawn and imported, for the next run")
    parser.add_argument("--vigie", type=pathlib.Path, default=TARGET / "release" / "vigie")
    parser.add_argument("--cache", type=pathlib.Path, default=CACHE, help="where archives are drawn")
    given = parser.parse_args()
    python, missing = venv(PEERS)
    if not given.vigie.exists():
        subprocess.run(["cargo", "build", "--release", "--locked", "-p", "vigie"], cwd=ROOT, check=True)
    sizes = sorted(int(part) for part in given.positions.split(","))
    print(f"  {'':30}{'CPU s/million':>14}{'positions/CPU s':>17}{'wall s':>9}{'MB':>7}")
    for number, positions in enumerate(sizes):
        work, rows, scanned = one_size(given, python, positions)
        if number == 0 and not given.no_peers and not missing:
            alone = same_questions(given, python, work, rows, scanned)
            others(given, python, work, rows, scanned[0] / rows * 1e6, alone)
        if not given.keep:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
