"""Peers of bench/archive.py: draws traffic, and answers the scan's questions with pandas or MovingPandas. Prints JSON.

    archive_peers.py draw FOLDER SHIPS DAYS
    archive_peers.py coast COAST.BIN COAST.NPY             the coast as points, once
    archive_peers.py questions FOLDER COAST PORTS EVENTS   every question of archive_questions/; its answers as JSON lines
    archive_peers.py few QUESTION PARQUET                  in a few lines of pandas, without most of what the scan says
    archive_peers.py movingpandas QUESTION PARQUET SHIPS
"""
import json
import resource
import sys
import time


def questions(folder, coast, ports, events):
    """CPU seconds of reading, preparing and each question, and how much each found."""
    began = time.process_time()
    import numpy as np
    import pandas as pd

    from archive_questions import QUESTIONS, calls, sphere, tracks
    lap = Lap(began)
    lap("start of Python")
    raw = pd.read_parquet(f"{folder}/rows.parquet")
    said = pd.read_parquet(f"{folder}/identities.parquet")
    rows = len(raw)
    lap("reading Parquet")
    shore = sphere.Near(np.load(coast))
    listed = sphere.Ports(pd.read_csv(ports))
    areas = calls.read_areas(f"{folder}/area.geojson")
    lap("coast, ports, area")
    f = tracks.prepare(raw, said)
    f.areas = areas
    del raw
    lap("repeats, tracks")
    found = {}
    with open(events, "w") as out:
        for name, work in QUESTIONS.items():
            told = work(f, shore, listed)
            found[name] = len(told)
            lap(name)
            # Written for the comparison only: not counted.
            columns = [c for c in ("mmsi", "other", "start", "end", "check", "preset", "kind", "area") if c in told]
            for line in told[columns].to_dict("records"):
                out.write(json.dumps({"question": name, **line}, default=int) + "\n")
            lap.skip()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "found": found, "cpu_s": lap.took, "mb": memory}


class Lap:
    """CPU seconds between calls."""

    def __init__(self, began):
        self.began, self.took = began, {}

    def __call__(self, name):
        now = time.process_time()
        self.took[name] = now - self.began
        self.began = now

    def skip(self):
        self.began = time.process_time()


def silences_few(rows):
    rows = rows.sort_values(["mmsi", "time"])
    return int((rows.groupby("mmsi")["time"].diff().dt.total_seconds() > 12 * 3_600).sum())


def metres(lat1, lon1, lat2, lon2):
    import numpy as np

    a, b = np.radians(lat1), np.radians(lat2)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(h))


def stops_few(rows):
    """Runs of an hour at less than 2 kn that end within 500 m of where they began."""
    rows = rows.sort_values(["mmsi", "time"])
    slow = rows["speed"] < 2
    run = (slow != slow.groupby(rows["mmsi"]).shift()).cumsum()
    runs = rows[slow].groupby([rows["mmsi"], run]).agg(
        first=("time", "first"), last=("time", "last"), lat1=("lat", "first"), lon1=("lon", "first"),
        lat2=("lat", "last"), lon2=("lon", "last"))
    long = (runs["last"] - runs["first"]).dt.total_seconds() >= 3_600
    return int((long & (metres(runs["lat1"], runs["lon1"], runs["lat2"], runs["lon2"]) < 500)).sum())


def meetings_few(rows):
    """Ten-minute moments by interpolation, neighbours by a tree in which moments lie far apart, runs of two hours."""
    import numpy as np
    import pandas as pd
    from archive_questions.sphere import R, unit
    from scipy.spatial import KDTree

    rows = rows.sort_values(["mmsi", "time"])
    mmsi, t, lat, lon = (rows[name].to_numpy() for name in ("mmsi", "time", "lat", "lon"))
    t, lon = t.astype("datetime64[s]").astype(np.int64), lon % 360
    slot = t // 600
    i = np.flatnonzero((mmsi[1:] == mmsi[:-1]) & (slot[1:] > slot[:-1]) & (t[1:] - t[:-1] < 3_600)) + 1
    share = (slot[i] * 600 - t[i - 1]) / (t[i] - t[i - 1])
    lat, lon, mmsi, slot = lat[i - 1] + (lat[i] - lat[i - 1]) * share, lon[i - 1] + (lon[i] - lon[i - 1]) * share, mmsi[i], slot[i]
    tree = KDTree(np.column_stack([unit(lat, lon) * R, (slot - slot.min()) * 5e3]))
    a, b = np.sort(tree.query_pairs(500, output_type="ndarray"), axis=1).T
    pairs = pd.DataFrame({"a": mmsi[a], "b": mmsi[b], "slot": slot[a]}).query("a != b").sort_values(["a", "b", "slot"])
    run = (pairs.groupby(["a", "b"])["slot"].diff() > 12).cumsum()
    spans = pairs.groupby(["a", "b", run])["slot"].agg(["first", "last"])
    return int((spans["last"] - spans["first"] >= 12).sum())


def collection(rows):
    import movingpandas as mpd

    return mpd.TrajectoryCollection(rows, traj_id_col="mmsi", t="time", x="lon", y="lat", crs=4326)


def silences_movingpandas(rows):
    from datetime import timedelta

    import movingpandas as mpd

    tracks = collection(rows)
    return len(mpd.ObservationGapSplitter(tracks).split(gap=timedelta(hours=12))) - len(tracks)


def stops_movingpandas(rows):
    from datetime import timedelta

    import movingpandas as mpd

    found = mpd.TrajectoryStopDetector(collection(rows)).get_stop_time_ranges(
        max_diameter=500, min_duration=timedelta(hours=1))
    return len(found)


def cleaned_movingpandas(rows):
    """Positions that need more than 50 kn are taken out."""
    import movingpandas as mpd

    tracks = collection(rows)
    kept = mpd.OutlierCleaner(tracks).clean(v_max=50, units=("nm", "h"))
    return len(rows) - sum(len(track.df) for track in kept)


def answer(mode, question, path, ships):
    work = globals().get(f"{question}_{mode}")
    if work is None:
        return
    import pandas

    if mode == "movingpandas":
        import movingpandas  # noqa: F401
    began = time.process_time()
    table = pandas.read_parquet(path)
    if ships:
        table = table[table["mmsi"] < 412_000_000 + 7 * ships]
        began = time.process_time()  # what is left out does not count
    found = work(table)
    print(json.dumps({"rows": len(table), "found": found, "cpu_s": time.process_time() - began}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw", folder, ships, days]:
            from archive_draw import draw

            draw(folder, int(ships), int(days))
        case ["questions", folder, coast, ports, events]:
            print(json.dumps(questions(folder, coast, ports, events)))
        case ["coast", source, target]:
            from archive_questions.sphere import make_coast

            make_coast(source, target)
        case [("few" | "movingpandas") as mode, question, path, *ships]:
            answer(mode, question, path, int(ships[0]) if ships else 0)
