#!/usr/bin/env python3
"""Patrol planning beside named peers, in one run.

    python3 bench/patrol.py toptw [--seconds 10] [--pairs c104/2,r104/4,pr02/4]
    python3 bench/patrol.py route [--legs 200]

`toptw`: team orienteering with time windows; each answer is checked here, by code that shares nothing with any
solver. Each runs in a process of its own on one core with the same CPU seconds; VROOM stops by itself. The
CPU that each peer used is shown. `route`: sea
distances of open-ocean legs, where the great circle is clear, beside the lane network of PyPI `searoute`.
Peers come from PyPI into the cache folder. Instances are read from ../shared/data/patrol-toptw.
"""
import argparse
import json
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vigie" / "bench"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CACHE.parent / "target"))
INSTANCES = ROOT.parent / "shared" / "data" / "patrol-toptw"
PEERS = {"pyvrp": "pyvrp==0.14.1", "ortools": "ortools==9.15.6755", "vroom": "pyvroom==1.15.2", "vrp-cli": "vrp-cli>=1.22.1,<1.26"}
PAIRS = "c104/2,c108/3,r104/4,r108/3,pr02/4,pr04/2,pr06/3"
sys.path.insert(0, str(ROOT / "bench" / "peers"))


def venv(packages):
    """A Python with these packages; those that cannot be had are named and left out."""
    folder = CACHE / "venv"
    if not (folder / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    missing = []
    for package in packages:
        done = subprocess.run([str(folder / "bin/pip"), "install", "-q", package], capture_output=True, text=True)
        if done.returncode != 0:
            print(f"{package} could not be installed here: left out", file=sys.stderr)
            missing.append(package)
    return folder / "bin/python", missing


def best_known():
    """The 2020 table of Karabulut and Tasgetiren, as the example carries it."""
    text = (ROOT / "crates/patrol/examples/toptw.rs").read_text()
    return {name: [int(v) for v in values.split("/")] for name, values in re.findall(r"\b((?:c|r|pr)\d+) ((?:\d+/){3}\d+)", text)}


def score(path, m, routes):
    """Score of the routes if they keep every rule, else the reason."""
    from toptw_peers import read
    _, rows, far = read(path)
    seen = set()
    if len(routes) > m:
        return "too many routes"
    for route in routes:
        here, time = 0, 0
        for customer in route:
            if customer in seen or not 0 < customer < len(rows):
                return "customer twice or unknown"
            seen.add(customer)
            time = max(time + far[here][customer], rows[customer][4])
            if time > rows[customer][5]:
                return "late"
            time += rows[customer][2]
            here = customer
        if time + far[here][0] > rows[0][5]:
            return "home late"
    return sum(rows[c][3] for c in seen)


def measured(command):
    """Runs a command on one core: exit code, what it printed, CPU seconds, peak memory in MiB. The start of a Python and
    what it loads are part of both."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(["taskset", "-c", "0", *map(str, command)], stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return child.returncode, out.read().decode(), err.read().decode(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def own(path, m, seconds):
    """Our solver, one lane on one core; its example checks and prints the score."""
    program = TARGET / "release/examples/toptw"
    code, text, err, cpu_s, mib = measured([program, INSTANCES, "--seconds", seconds, "--lanes", 1, "--only", path.stem, "--m", m])
    # `c104 m=2 score   760 of   760 gap   0.00 %  …`
    row = re.search(rf"^{path.stem} m={m} score\s+(\d+) of", text, re.MULTILINE)
    if code or not row:
        print(err[-400:], file=sys.stderr)
        return "failed", cpu_s, mib
    return int(row.group(1)), cpu_s, mib


def peer(python, solver, path, m, seconds):
    """A peer on one instance: its score, checked here, or why there is none; CPU seconds; peak memory in MiB."""
    code, text, err, cpu_s, mib = measured([python, ROOT / "bench/peers/toptw_peers.py", solver, path, m, seconds])
    if code:
        print(err[-400:], file=sys.stderr)
        return "failed", cpu_s, mib
    answer = json.loads(text.splitlines()[-1])
    return score(path, m, answer["routes"]), answer["cpu_s"], mib


def bench_toptw(arguments):
    if not INSTANCES.is_dir():
        sys.exit("the instances are not here (../shared/data/patrol-toptw): nothing measured")
    subprocess.run(["cargo", "build", "-q", "--release", "--locked", "-p", "vigie-patrol", "--example", "toptw"], cwd=ROOT,
                   env=dict(os.environ, CARGO_TARGET_DIR=str(TARGET)), check=True)
    python, missing = venv(PEERS.values())
    peers = [name for name, package in PEERS.items() if package not in missing]
    known, gaps, used, memory = best_known(), {}, {}, {}
    solvers = ["vigie", *peers]
    begun = time.monotonic()
    print(f"\n## TOPTW, {arguments.seconds:g} CPU s on one core, gap in % to the 2020 table\n")
    print("| instance/routes | best known | " + " | ".join(solvers) + " |")
    print("|---|---|" + "---|" * len(solvers))
    for pair in arguments.pairs.split(","):
        name, m = pair.split("/")
        path, best = INSTANCES / f"{name}.txt", known[name][int(m) - 1]
        cells = []
        for solver in solvers:
            if solver == "vigie":
                value, cpu_s, mib = own(path, int(m), arguments.seconds)
            else:
                value, cpu_s, mib = peer(python, solver, path, int(m), arguments.seconds)
            used.setdefault(solver, []).append(cpu_s)
            memory.setdefault(solver, []).append(mib)
            if isinstance(value, str):
                cells.append(value)
            else:
                gap = 100 * (best - value) / best
                gaps.setdefault(solver, []).append(gap)
                cells.append(f"{gap:.2f}")
        print(f"| {pair} | {best} | " + " | ".join(cells) + " |", flush=True)
    rows = {"mean gap": (gaps, statistics.mean, ".2f"), "worst gap": (gaps, max, ".2f"), "CPU s, mean": (used, statistics.mean, ".1f"),
            "peak memory, MiB": (memory, max, ".0f")}
    for row, (values, of, form) in rows.items():
        print(f"| {row} | | " + " | ".join(format(of(values[s]), form) if s in values else "" for s in solvers) + " |")
    print(flush=True)
    for package in missing:
        print(f"{package} could not be installed here: not measured")
    for solver in peers:
        if solver in gaps and "vigie" in gaps:
            own_gap, other = statistics.mean(gaps["vigie"]), statistics.mean(gaps[solver])
            print(f"{solver}: mean gap {other:.2f} %, " + (f"{other / own_gap:.1f} times ours" if own_gap > 0 else "ours is none"))
    print(f"{time.monotonic() - begun:.0f} s by the clock")


def great_circle_km(a, b):
    (lat1, lon1), (lat2, lon2) = (tuple(math.radians(v) for v in p) for p in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def bench_route(arguments):
    subprocess.run(["cargo", "build", "-q", "--release", "--locked", "-p", "vigie-sea", "--example", "route_rate", "--example",
                    "route_legs"], cwd=ROOT, env=dict(os.environ, CARGO_TARGET_DIR=str(TARGET)), check=True)
    python, missing = venv(["searoute==1.6.0"])
    draw = random.Random(7)
    legs = [[draw.uniform(33, 48), 155 + draw.uniform(0, 70), draw.uniform(33, 48), 155 + draw.uniform(0, 70)]
            for _ in range(arguments.legs)]
    legs = [[a, (b + 180) % 360 - 180, c, (d + 180) % 360 - 180] for a, b, c, d in legs]
    text = json.dumps(legs)
    tools = {"vigie": [str(TARGET / "release/examples/route_legs")]}
    if not missing:
        tools["searoute (PyPI)"] = [str(python), str(ROOT / "bench/peers/route_peers.py")]
    print(f"\n## {arguments.legs} legs in the open North Pacific, over the great circle\n")
    print("| tool | median | mean | worst | legs a CPU-second |\n|---|---|---|---|---|")
    for name, command in tools.items():
        done = json.loads(subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout)
        over = [100 * (km / great_circle_km(leg[:2], leg[2:]) - 1) for km, leg in zip(done["km"], legs) if km]
        print(f"| {name} | {statistics.median(over):.1f} % | {statistics.mean(over):.1f} % | {max(over):.0f} % | "
              f"{len(legs) / done['seconds']:,.0f} |")
    print(flush=True)
    subprocess.run([str(TARGET / "release/examples/route_rate")], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["toptw", "route"])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--pairs", default=PAIRS)
    parser.add_argument("--legs", type=int, default=200)
    arguments = parser.parse_args()
    {"toptw": bench_toptw, "route": bench_route}[arguments.what](arguments)


if __name__ == "__main__":
    main()
