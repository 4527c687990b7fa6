"""Draws the traffic of bench/archive.py, seeded, so that every detector of a scan has something to find.

A position of each ship every three minutes. Thirds of a ship's days: under way at 12 kn, at work at 3 kn, lying (0.01 kn). Of a
hundred ships:

| ship | what she does |
|---|---|
| 1, 21, 41, 61, 81 | keeps three miles off the ship before, close by while they lie |
| 3, 23, 43, 63, 83 | silent for 13 h a day |
| 13, 33, 53, 73, 93 | silent for 3 h a day |
| 5, 45 | calls at a port of data/ports-north-pacific.csv |
| 65 | as these, but lies 6 km off |
| 2, 27, 52, 77 | every fifth position is heard twice |
| 17 | one position a day 3 degrees off |
| 19 | while at work: circles of 800 m at 6 kn |
| 29 | while under way: no noise at all |
| 39 | sends what the ship before sends, 0.7 degrees further north |
| 47 | 0 N 0 E for half an hour a day |
| 59 | the same place for an hour a day, while reporting her speed |
| 67 | sends the number of the ship before |

Who they are is told once a day by half of them: trawlers, squid jiggers, longliners, fish carriers, fishers of no known gear, cargo
ships. Some send an IMO number that is wrong or that another one sends, some change their name.
"""
import csv as texts
import glob
import json
import os
import pathlib
import time

STEP_S = 180
START = "2026-03-01T00:00:00"
#: Larger archives are not put to the peers.
PEERS_SHIP_DAYS = 25_000
PORTS = pathlib.Path(__file__).resolve().parents[2] / "data" / "ports-north-pacific.csv"
KM_DEG = 1 / 111.195
RADIUS_DEG = 0.8 * KM_DEG
GEARS = {0: "trawlers", 1: "squid_jigger", 2: "drifting_longlines", 3: "", 4: ""}


def area(path):
    """A closed area across 180 degrees, of 240 corners."""
    import numpy as np

    turn = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    out = 1 + 0.15 * np.sin(5 * turn) + 0.05 * np.cos(23 * turn)
    ring = np.round(np.column_stack([180 + 7 * out * np.cos(turn), 43 + 3.5 * out * np.sin(turn)]), 5).tolist()
    feature = {"type": "Feature", "id": "closed", "properties": {"name": "closed", "kind": "closed", "source": "drawn"},
               "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
    pathlib.Path(path).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


def imo(number):
    """A number with a check digit that fits."""
    digits = f"{900_000 + number % 99_999:06}"
    return int(digits + str(sum(int(d) * w for d, w in zip(digits, range(7, 1, -1))) % 10))


def identities(ships, day):
    """What ships say of themselves in their first report of a day: ship, name, IMO number, ship type, gear."""
    said = []
    for ship in range(ships):
        kind = ship % 10
        if kind > 4 and ship % 50 != 43:
            continue
        number = imo(ship - 1 if ship % 50 == 21 else ship)
        number += (ship % 50 == 32) * (1 if number % 10 < 9 else -1)
        name = f"DRAWN {ship}" + (" II" if ship % 50 == 43 and day > 0 else "")
        gear = "fish carrier" if ship % 40 == 1 else GEARS.get(kind, "")
        said.append((ship, name, number, 70 if kind == 4 or gear == "fish carrier" else 30, gear))
    return said


def draw(folder, ships, days):
    """Writes day-NNN.csv, two at most that nobody took away yet, area.geojson and, if they are not too many, rows.parquet and
    identities.parquet for the peers."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as csv
    import pyarrow.parquet as parquet

    area(f"{folder}/area.geojson")
    with open(PORTS, newline="") as listed:
        ports = np.array([(float(row["lat"]), float(row["lon"])) for row in texts.DictReader(listed)])
    steps = 86_400 // STEP_S
    start = int(np.datetime64(START, "s").astype("int64"))
    to_parquet = None
    # By day, so that an archive gets its rows about in order of time, as from a feed.
    rng = np.random.default_rng(7)
    ship = np.arange(ships)
    kind = ship % 100
    lat = rng.uniform(35, 50, ships)
    lon = rng.uniform(165, 195, ships)
    course = rng.uniform(0, 360, ships)
    mates = np.flatnonzero(ship % 20 == 1)
    callers = np.flatnonzero((kind == 5) | (kind == 45) | (kind == 65))
    home = ports[(np.arange(len(callers)) * 7) % len(ports)]
    off_home = np.where(kind[callers] == 65, 6 * KM_DEG, 0.0)
    jumps, circles, smooth, copies, nowhere, frozen = (np.flatnonzero(kind == n) for n in (17, 19, 29, 39, 47, 59))
    twice = np.flatnonzero(ship % 25 == 2)
    mmsi = 412_000_000 + ship * 7
    mmsi[kind == 67] = mmsi[np.flatnonzero(kind == 67) - 1]
    exact = smooth
    told = []
    for day in range(days):
        rows = {name: [] for name in ("mmsi", "time", "lat", "lon", "speed", "course")}
        phase = (day + ship) % 3
        phase[mates] = phase[mates - 1]
        phase[copies] = phase[copies - 1]
        speed = np.select([phase == 0, phase == 1], [12.0, 3.0], 0.01)
        round_ = circles[phase[circles] == 1]
        speed[round_] = 6.0
        centre = lat[round_].copy(), lon[round_].copy()
        straight = smooth[phase[smooth] == 0]
        kn_off = np.where(phase[callers] == 2, 0.0, speed[callers]) * STEP_S / 3_600 / 60
        for step in range(steps):
            turn = np.where(phase == 1, rng.normal(0, 20, ships), rng.normal(0, 0.5, ships))
            turn[straight] = 0
            course = (course + turn) % 360
            way = speed * STEP_S / 3_600 / 60
            lat = np.clip(lat + way * np.cos(np.radians(course)), -80, 80)
            lon = lon + way * np.sin(np.radians(course)) / np.cos(np.radians(lat))
            off = np.select([phase == 0, phase == 1], [min(0.05, 0.002 + 0.005 * step), 0.05], max(0.002, 0.05 - 0.005 * step))
            lat[mates], lon[mates] = lat[mates - 1] + off[mates], lon[mates - 1]
            # Out to sea for half a day and back, south-east.
            away = off_home + kn_off * min(step, steps - step)
            lat[callers], lon[callers] = home[:, 0] - 0.8 * away, home[:, 1] + 0.6 * away / np.cos(np.radians(home[:, 0]))
            around = 6 * STEP_S / 3_600 / 60 / RADIUS_DEG * step
            lat[round_] = centre[0] + RADIUS_DEG * np.cos(around)
            lon[round_] = centre[1] + RADIUS_DEG * np.sin(around) / np.cos(np.radians(centre[0]))
            course[round_] = np.degrees(around + np.pi / 2) % 360
            lat[copies], lon[copies], course[copies] = lat[copies - 1] + 0.7, lon[copies - 1], course[copies - 1]
            said_kn = np.round(np.abs(speed + rng.normal(0, 0.2, ships)), 1)
            said_kn[copies] = said_kn[copies - 1]
            said_lat, said_lon = np.round(lat, 5), np.round((lon + 180) % 360 - 180, 5)
            said_lat[exact], said_lon[exact] = np.round(lat[exact], 7), np.round((lon[exact] + 180) % 360 - 180, 7)
            if step == 200:
                said_lat[jumps] += 3
            if 50 <= step < 60:
                said_lat[nowhere], said_lon[nowhere] = 0.0, 0.0
            if step == 300:
                stuck = said_lat[frozen], said_lon[frozen]
            if 300 <= step < 320:
                said_lat[frozen], said_lon[frozen] = stuck
            heard = np.flatnonzero(~((ship % 20 == 3) & (step > 100) & (step <= 360) | (ship % 20 == 13) & (step > 100) & (step <= 160)))
            late = np.zeros(len(heard), int)
            if step % 5 == 0:
                heard = np.concatenate([heard, twice])
                late = np.concatenate([late, 1 + twice % 3])
            rows["mmsi"].append(mmsi[heard])
            rows["time"].append(start + day * 86_400 + step * STEP_S + heard % STEP_S + late)
            rows["lat"].append(said_lat[heard])
            rows["lon"].append(said_lon[heard])
            rows["speed"].append(said_kn[heard])
            rows["course"].append(np.round(course, 1)[heard] % 360)
        table = pa.table({name: np.concatenate(parts) for name, parts in rows.items()})
        moments = table["time"].cast(pa.timestamp("s"))
        text = pc.strftime(moments, format="%Y-%m-%dT%H:%M:%SZ")
        said = identities(ships, day)
        # In the first report of the day: step 0 comes first and holds every ship in order.
        words = {name: [""] * ships for name in ("name", "imo", "shiptype", "gear")}
        for who, *values in said:
            for name, value in zip(words, values):
                words[name][who] = str(value)
            told.append((int(mmsi[who]), start + day * 86_400 + who % STEP_S, *values))
        written = table.set_column(1, "time", text)
        silent = pa.repeat(pa.scalar("", pa.string()), len(table) - ships)
        for name, column in words.items():
            written = written.append_column(name, pa.chunked_array([pa.array(column, pa.string()), silent]))
        while len(glob.glob(f"{folder}/day-*.csv")) > 1:
            time.sleep(0.2)
        csv.write_csv(written, f"{folder}/drawing.csv", csv.WriteOptions(quoting_style="none"))
        os.rename(f"{folder}/drawing.csv", f"{folder}/day-{day:03}.csv")
        if ships * days <= PEERS_SHIP_DAYS:
            table = table.set_column(1, "time", moments)
            to_parquet = to_parquet or parquet.ParquetWriter(f"{folder}/rows.parquet", table.schema)
            to_parquet.write_table(table)
    if to_parquet:
        to_parquet.close()
        names = ("mmsi", "time", "name", "imo", "ship_type", "gear")
        parquet.write_table(pa.table({name: list(values) for name, values in zip(names, zip(*told))}), f"{folder}/identities.parquet")
