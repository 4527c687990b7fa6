"""Peers of bench/archive.py: draws traffic, and answers one question with pandas or MovingPandas. Prints JSON."""
import glob
import json
import os
import sys
import time

STEP_S = 180
START = "2026-03-01T00:00:00"
#: Larger archives are not put to the peers.
PEERS_SHIP_DAYS = 25_000


def draw(folder, ships, days):
    """Writes day-NNN.csv, two at most that nobody took away yet, and, if they are not too many, rows.parquet for the peers."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as csv
    import pyarrow.parquet as parquet

    steps = 86_400 // STEP_S
    start = int(np.datetime64(START, "s").astype("int64"))
    to_parquet = None
    # By day, so that an archive gets its rows about in order of time, as from a feed.
    rng = np.random.default_rng(7)
    ship = np.arange(ships)
    lat = rng.uniform(35, 50, ships)
    lon = rng.uniform(165, 195, ships)
    course = rng.uniform(0, 360, ships)
    # Thirds of a ship's days: under way at 12 kn, at work at 3 kn, lying (0.01 kn). Every tenth ship has a companion, three
    # miles off and close by while they lie.
    mates = np.flatnonzero(ship % 20 == 1)
    for day in range(days):
        rows = {name: [] for name in ("mmsi", "time", "lat", "lon", "speed", "course")}
        phase = (day + ship) % 3
        phase[mates] = phase[mates - 1]
        speed = np.select([phase == 0, phase == 1], [12.0, 3.0], 0.01)
        for step in range(steps):
            turn = np.where(phase == 1, rng.normal(0, 20, ships), rng.normal(0, 0.5, ships))
            course = (course + turn) % 360
            way = speed * STEP_S / 3_600 / 60
            lat = np.clip(lat + way * np.cos(np.radians(course)), -80, 80)
            lon = lon + way * np.sin(np.radians(course)) / np.cos(np.radians(lat))
            off = np.select([phase == 0, phase == 1], [min(0.05, 0.002 + 0.005 * step), 0.05], max(0.002, 0.05 - 0.005 * step))
            lat[mates], lon[mates] = lat[mates - 1] + off[mates], lon[mates - 1]
            silent = (ship % 10 == 3) & (step > 100) & (step < 260)
            heard = ~silent
            rows["mmsi"].append((412_000_000 + ship * 7)[heard])
            rows["time"].append((start + day * 86_400 + step * STEP_S + ship % STEP_S)[heard])
            rows["lat"].append(np.round(lat[heard], 5))
            rows["lon"].append(np.round((lon[heard] + 180) % 360 - 180, 5))
            rows["speed"].append(np.round(np.abs(speed + rng.normal(0, 0.2, ships)), 1)[heard])
            rows["course"].append(np.round(course, 1)[heard] % 360)
        table = pa.table({name: np.concatenate(parts) for name, parts in rows.items()})
        moments = table["time"].cast(pa.timestamp("s"))
        text = pc.strftime(moments, format="%Y-%m-%dT%H:%M:%SZ")
        written = table.set_column(1, "time", text)
        while len(glob.glob(f"{folder}/day-*.csv")) > 1:
            time.sleep(0.2)
        csv.write_csv(written, f"{folder}/drawing.csv")
        os.rename(f"{folder}/drawing.csv", f"{folder}/day-{day:03}.csv")
        if ships * days <= PEERS_SHIP_DAYS:
            table = table.set_column(1, "time", moments)
            to_parquet = to_parquet or parquet.ParquetWriter(f"{folder}/rows.parquet", table.schema)
            to_parquet.write_table(table)
    if to_parquet:
        to_parquet.close()


def silences_pandas(rows):
    rows = rows.sort_values(["mmsi", "time"])
    return int((rows.groupby("mmsi")["time"].diff().dt.total_seconds() > 6 * 3_600).sum())


def metres(lat1, lon1, lat2, lon2):
    import numpy as np

    a, b = np.radians(lat1), np.radians(lat2)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(h))


def stops_pandas(rows):
    """Runs of an hour at less than 2 kn that end within 500 m of where they began."""
    rows = rows.sort_values(["mmsi", "time"])
    slow = rows["speed"] < 2
    run = (slow != slow.groupby(rows["mmsi"]).shift()).cumsum()
    runs = rows[slow].groupby([rows["mmsi"], run]).agg(
        first=("time", "first"), last=("time", "last"), lat1=("lat", "first"), lon1=("lon", "first"),
        lat2=("lat", "last"), lon2=("lon", "last"))
    long = (runs["last"] - runs["first"]).dt.total_seconds() >= 3_600
    return int((long & (metres(runs["lat1"], runs["lon1"], runs["lat2"], runs["lon2"]) < 500)).sum())


def meetings_pandas(rows):
    """Ten-minute moments by interpolation, neighbours by a grid and its eight cells beside, runs of two hours."""
    import numpy as np
    import pandas as pd

    moments = []
    for mmsi, track in rows.sort_values("time").groupby("mmsi"):
        track = track.drop_duplicates("time").set_index("time")
        grid = pd.date_range(track.index[0].ceil("10min"), track.index[-1].floor("10min"), freq="10min")
        east = track["lon"] % 360
        joined = pd.DataFrame({"lat": track["lat"], "lon": east}).reindex(track.index.union(grid))
        joined = joined.interpolate("time", limit=4).reindex(grid).dropna()
        moments.append(joined.assign(mmsi=mmsi, slot=joined.index))
    all_ = pd.concat(moments, ignore_index=True)
    side = 0.01
    all_["x"], all_["y"] = np.floor(all_["lon"] / side).astype(int), np.floor(all_["lat"] / side).astype(int)
    found = []
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            other = all_.assign(x=all_["x"] + dx, y=all_["y"] + dy)
            near = all_.merge(other, on=["slot", "x", "y"], suffixes=("", "_b"))
            near = near[near["mmsi"] < near["mmsi_b"]]
            found.append(near[metres(near["lat"], near["lon"], near["lat_b"], near["lon_b"]) <= 500])
    pairs = pd.concat(found).drop_duplicates(["mmsi", "mmsi_b", "slot"]).sort_values(["mmsi", "mmsi_b", "slot"])
    key = [pairs["mmsi"], pairs["mmsi_b"]]
    run = (pairs.groupby(["mmsi", "mmsi_b"])["slot"].diff().dt.total_seconds() > 7_200).cumsum()
    spans = pairs.groupby([*key, run])["slot"].agg(["first", "last"])
    return int(((spans["last"] - spans["first"]).dt.total_seconds() >= 7_200).sum())


def collection(rows):
    import movingpandas as mpd

    return mpd.TrajectoryCollection(rows, traj_id_col="mmsi", t="time", x="lon", y="lat", crs=4326)


def silences_movingpandas(rows):
    from datetime import timedelta

    import movingpandas as mpd

    tracks = collection(rows)
    return len(mpd.ObservationGapSplitter(tracks).split(gap=timedelta(hours=6))) - len(tracks)


def stops_movingpandas(rows):
    from datetime import timedelta

    import movingpandas as mpd

    found = mpd.TrajectoryStopDetector(collection(rows)).get_stop_time_ranges(
        max_diameter=500, min_duration=timedelta(hours=1))
    return len(found)


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        draw(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        sys.exit()
    work = globals().get(f"{sys.argv[2]}_{sys.argv[1]}")
    if work is None:
        sys.exit()
    import pandas

    if sys.argv[1] == "movingpandas":
        import movingpandas  # noqa: F401
    began = time.process_time()
    table = pandas.read_parquet(sys.argv[3])
    if int(sys.argv[4]):
        table = table[table["mmsi"] < 412_000_000 + 7 * int(sys.argv[4])]
        began = time.process_time()  # what is left out does not count
    found = work(table)
    print(json.dumps({"rows": len(table), "found": found, "cpu_s": time.process_time() - began}))
