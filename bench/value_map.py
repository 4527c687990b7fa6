#!/usr/bin/env python3
"""Where meetings at sea are worth looking for: learnt on earlier years, judged on later ones.

    python3 bench/value_map.py [--cells 50]

Reads ../shared/data/gfw-transshipment-2017 (Global Fishing Watch and SkyTruth 2017): likely encounters and places where a
carrier drifted as if meeting someone. For each test year, every map is learnt on the years before it alone; its settings
are those that did best on the year before the test year. A map names its best one-degree cells; the score is the share
of the test year's encounters that lie in them. Beside it stands "the same cells as before": the cells with the most
encounters in all years before.
"""
import argparse
import collections
import csv
import gzip
import itertools
import math
import pathlib
import sys

DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "gfw-transshipment-2017"


def rows(name):
    with gzip.open(DATA / name, "rt", encoding="utf-8", errors="replace") as lines:
        yield from csv.DictReader(lines)


def cell(lat, lon):
    return math.floor(lat), math.floor((lon + 180) % 360)


def read():
    """Encounters and drifts as (year, month, cell)."""
    meetings = [(int(r["start_timestamp"][:4]), int(r["start_timestamp"][5:7]), cell(float(r["latitude"]), float(r["longitude"])))
                for r in rows("likely_rendezvous_for_release_20170801.csv.gz")]
    drifts = [(int(r["event_start"][:4]), int(r["event_start"][5:7]), cell(float(r["start_latitude"]), float(r["start_longitude"])))
              for r in rows("potential_rendezvous_for_release_20170801.csv.gz")]
    return meetings, drifts


def same_as_before(meetings, year, count):
    seen = collections.Counter(c for y, _, c in meetings if y < year)
    return {c for c, _ in seen.most_common(count)}


COUNTS = {}


def by_year(events):
    """Events by year and cell, counted once."""
    if id(events) not in COUNTS:
        years = collections.defaultdict(collections.Counter)
        for year, _, c in events:
            years[year][c] += 1
        COUNTS[id(events)] = years
    return COUNTS[id(events)]


def learnt(meetings, drifts, year, count, half_life_y, spread_deg, drift_weight):
    """Each past event spreads its weight over the cells around it; older ones count less; drifts count as weak evidence."""
    weights = collections.Counter()
    for events, worth in ((meetings, 1.0), (drifts, drift_weight)):
        for past, cells in by_year(events).items():
            if past < year and worth > 0:
                age = worth * 0.5 ** ((year - 1 - past) / half_life_y)
                for c, n in cells.items():
                    weights[c] += n * age
    reach = math.ceil(2 * spread_deg)
    kernel = {(a, b): math.exp(-(a * a + b * b) / (2 * spread_deg ** 2)) for a in range(-reach, reach + 1) for b in range(-reach, reach + 1)} if spread_deg else {(0, 0): 1.0}
    value = collections.Counter()
    for (lat, lon), weight in weights.items():
        for (a, b), share in kernel.items():
            value[lat + a, (lon + b) % 360] += weight * share
    return {c for c, _ in value.most_common(count)}


def caught(cells, meetings, year):
    test = [c for y, _, c in meetings if y == year]
    return 100 * sum(c in cells for c in test) / len(test) if test else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=50)
    count = parser.parse_args().cells
    if not DATA.is_dir():
        sys.exit("the events are not here (../shared/data/gfw-transshipment-2017): nothing measured")
    meetings, drifts = read()
    years = sorted({y for y, _, _ in meetings})
    grid = list(itertools.product([0.5, 1, 4], [0, 0.5, 0.8], [0, 0.01, 0.05]))
    print(f"{len(meetings):,} encounters and {len(drifts):,} drifts, {years[0]} to {years[-1]}; {count} cells of one degree\n")
    print("| test year | encounters | same cells as before | learnt | half-life y, spread deg, drift weight |\n|---|---|---|---|---|")
    old, new = [], []
    for year in years[2:]:
        best = max(grid, key=lambda g: caught(learnt(meetings, drifts, year - 1, count, *g), meetings, year - 1))
        before = caught(same_as_before(meetings, year, count), meetings, year)
        after = caught(learnt(meetings, drifts, year, count, *best), meetings, year)
        number = sum(y == year for y, _, _ in meetings)
        old.append((before, number))
        new.append((after, number))
        print(f"| {year} | {number} | {before:.1f} % | {after:.1f} % | {best} |")
    mean = lambda values: sum(v * n for v, n in values) / sum(n for _, n in values)
    print(f"| all | {sum(n for _, n in old)} | {mean(old):.1f} % | {mean(new):.1f} % | |")


if __name__ == "__main__":
    main()
