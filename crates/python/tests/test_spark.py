"""The same archive on a real cluster (a master and two workers on this machine) and on one machine: the same bytes."""

import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cluster import NotHere, running

from vigie import archive

START_MS = 1_772_323_200_000
HOUR_MS = 3_600_000


def ships():
    """A day and a half around 180°: pairs that meet across buckets, a crowd of twenty-eight, silences, one who jumps,
    doubles."""
    rows = []
    for ship in range(12):
        mmsi = 412_000_000 + ship * 7_919
        for step in range(200):
            if ship % 4 == 3 and 60 <= step < 130:
                continue
            pair = ship // 2
            apart = 0.003 + 0.02 * max(0, abs(step - 140) - 25) if ship % 2 else 0.0
            lat, lon = 40.0 + pair * 0.07 + apart, 179.5 + pair * 0.11 + step * 0.0005
            if ship == 5 and step % 20 == 19:
                lat += 12.0
            rows.append((mmsi, START_MS + step * 600_000 + ship * 1_000, lat, lon))
    # More in one place than the detector pairs with each other.
    for ship in range(28):
        for step in range(14):
            at = START_MS + step * 600_000 + ship * 1_000
            rows.append((431_000_000 + ship * 7_919, at, 45.0 + ship * 1e-4, 179.99 + step % 7 * 1e-3))
    rows = [(mmsi, at, round(lat, 5), round(lon - 360 if lon >= 180 else lon, 5), 1.0, 90.0) for mmsi, at, lat, lon in rows]
    return rows + rows[:50]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The environment of a driver and the folders of two workers."""
    try:
        with running(tmp_path_factory.mktemp("cluster")) as both:
            yield both
    except NotHere as missing:
        pytest.skip(str(missing))


def spark(env, *line):
    command = [sys.executable, "-m", "vigie.spark", line[0], "--master", env["VIGIE_MASTER"], "--json", *map(str, line[1:])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-6000:]
    return json.loads(done.stdout)


def program():
    """The node's program, if it is built."""
    places = [os.environ.get("VIGIE_BIN"), *(f"{os.environ.get('VIGIE_TARGET', '')}/{p}/vigie" for p in ("release", "debug"))]
    return next((p for p in places if p and Path(p).is_file()), None)


def vigie(*line):
    done = subprocess.run([program(), *map(str, line), "--json"], capture_output=True, text=True,
                          env={**os.environ, "LANG": "C"})
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def one_watch(folder):
    """All rows through one watch in this process."""
    from vigie import vigie_native as native

    tables = [pq.read_table(p) for roll in archive.rolls(folder) for p in sorted(roll.glob("positions-*.parquet"))]
    rows = pa.concat_tables(tables).sort_by("time")
    rows = rows.append_column("identity", pa.array([False] * rows.num_rows))
    for name in archive.IDENTITY:
        rows = rows.append_column(name, pa.nulls(rows.num_rows))
    times = rows["time"].cast(pa.int64()).to_pylist()
    first, last = native.EDGES
    bounds = native.bounds(times[:first], times[-last:], len(times), None)
    kinds = [*archive.BY_VESSEL, *archive.ENCOUNTER, *(k for group in archive.WHOLE_FEED for k in group)]
    scan = native.Scan(kinds, bounds, [])
    for batch in rows.to_batches(max_chunksize=1_000):
        archive.push(scan, batch)
    return "".join(f"{text}\n" for _, _, text in sorted(scan.finish(), key=lambda row: row[0].encode()))


def live(rows):
    """The same rows through the live watch, reorder buffer and all."""
    import vigie

    names = ("mmsi", "time", "lat", "lon", "sog", "cog")
    table = pa.table(dict(zip(names, [pa.array(c) for c in zip(*rows, strict=True)], strict=True)))
    events = sorted(vigie.watch(table).events.select(["id", "event"]).to_pylist(), key=lambda e: e["id"].encode())
    return "".join(f"{e['event']}\n" for e in events)


def test_import_and_scan_on_two_workers_give_the_bytes_of_one_machine(cluster, tmp_path):
    env, workers = cluster
    rows = ships()
    names = ("mmsi", "time", "lat", "lon", "sog", "cog")
    half = len(rows) // 2
    tables = [tmp_path / "b.parquet", tmp_path / "a.csv"]
    columns = [pa.array(c) for c in zip(*rows[half:], strict=True)]
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), tables[0])
    tables[1].write_text("\n".join([",".join(names), *(",".join(map(str, row)) for row in rows[:half])]) + "\n")
    folder = tmp_path / "archive"
    assert spark(env, "import", "--archive", folder, *tables) == {"rows": len(rows)}
    assert spark(env, "import", "--archive", folder, *tables) == {"rows": 0}, "what is in is in"
    out = tmp_path / "events.jsonl"
    told = spark(env, "scan", "--archive", folder, "--out", out, "--parts", "3")
    events = out.read_text()
    kinds = [json.loads(line)["kind"] for line in events.splitlines()]
    assert told["events"] == len(kinds) and len(set(kinds)) >= 3, set(kinds)
    assert kinds.count("encounter") >= 30 and kinds.count("gap") >= 3
    assert events == one_watch(folder) and events == live(rows), "one watch, in order and live"
    assert all(list(w.glob("app-*")) for w in workers), "both workers had work"
    if program():
        vigie("archive", "scan", "--archive", folder, "--out", tmp_path / "one.jsonl")
        assert events == (tmp_path / "one.jsonl").read_text()


def test_an_import_that_was_cut_off_begins_anew(cluster, tmp_path):
    env, _ = cluster
    # Times in microseconds, as pandas writes them, and a row without a place.
    times = pa.array([1_772_323_200_000_001 + n * 60_000_000 for n in range(4)], pa.timestamp("us"))
    table = tmp_path / "a.parquet"
    pq.write_table(pa.table({"mmsi": pa.array([412_000_001] * 4, pa.int64()), "time": times,
                             "lat": [40.0, 40.1, None, 40.3], "lon": [179.0] * 4}), table)
    folder = tmp_path / "archive"
    left = folder / "positions" / f"{0:016}-{2:016}"
    left.mkdir(parents=True)
    (left / "roll.json").write_text(json.dumps({"first": 0, "end": 2, "positions": 2, "identities": 0}))
    begun = {"name": str(table), "stamp": f"spark-{table.stat().st_size}-{int(table.stat().st_mtime)}", "feed": 1, "first": 0}
    (folder / "journal.jsonl").write_text(json.dumps({"begun": begun}) + "\n")
    assert spark(env, "import", "--archive", folder, table) == {"rows": 3}
    assert archive.kept_rows(folder) == archive.journal(folder).end == 3


@pytest.mark.skipif(program() is None, reason="the vigie program is not built")
def test_an_archive_of_the_node_with_lists_gives_the_same_bytes(cluster, tmp_path):
    env, _ = cluster
    lines = ["mmsi,time,lat,lon,speed,course,name,ship_type"]
    for n, (mmsi, ms, lat, lon, sog, cog) in enumerate(ships()):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ms // 1_000))
        # A ship that turns out to be a net's beacon only later, and one on a list.
        name = "NET MARK 12%" if mmsi == 412_000_000 and n > 200 else f"SHIP {mmsi % 1_000}"
        lines.append(f"{mmsi},{at},{lat},{lon},{sog},{cog},{name},30")
    feed = tmp_path / "feed.csv"
    feed.write_text("\n".join(lines) + "\n")
    listed = tmp_path / "iuu-20260101.csv"
    listed.write_text("name,mmsi\nSHIP 919,412007919\nNOBODY,412999999\n")
    area = tmp_path / "area.geojson"
    ring = [[179, 39], [180, 39], [180, 46], [179, 46], [179, 39]]
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": "a", "name": "A"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
    folder = tmp_path / "archive"
    vigie("archive", "import", "--archive", folder, feed)
    notices = tmp_path / "notices.csv"
    notices.write_text("id,notified_at,from,until,donor_mmsi,receiver_mmsi\nA,2024-06-01,2024-07-01,2024-07-02,412000000,412007919\n")
    looked_up = ["--iuu", listed, "--area", area, "--notices", notices, "--notices-complete", "2024-07-01/2024-07-31"]
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    said = vigie("archive", "scan", "--archive", folder, "--out", one, *looked_up)["events"]
    spark(env, "scan", "--archive", folder, "--out", two, *looked_up)
    assert said["list_match"] >= 1 and said["area_visit"] >= 1 and said["encounter"] >= 30, said
    assert two.read_text() == one.read_text()


def test_every_detector_of_the_rules_has_its_part():
    from vigie import vigie_native as native

    parts = [archive.BY_VESSEL, archive.ENCOUNTER, *archive.WHOLE_FEED]
    kinds = [kind for part in parts for kind in part]
    assert sorted(kinds) == sorted(tomllib.loads(native.BUILTIN_RULES)["watch"]["detectors"])


def test_notices_come_with_what_they_are_complete_for(tmp_path):
    from vigie import vigie_native as native

    path = tmp_path / "notices.csv"
    path.write_text("id,notified_at,from,until,donor_mmsi,receiver_mmsi\nA,2024-06-01,2024-07-01,2024-07-02,412000000,412007919\n")
    files = archive.reference([("notices", str(path))], ["2024-07-01/2024-07-31"]).files
    assert [(kind, raw) for kind, _, _, raw in files] == [("notices", path.read_bytes()), ("notices-complete", b"2024-07-01/2024-07-31")]
    assert native.Scan(list(archive.ENCOUNTER), (0, 0, 0), files) is not None
    with pytest.raises(ValueError, match="no period"):
        native.Scan(list(archive.ENCOUNTER), (0, 0, 0), archive.reference([], ["July"]).files)


def test_an_archive_cut_off_is_told(tmp_path):
    (tmp_path / "journal.jsonl").write_text('{"begun":{"name":"a","stamp":"1","feed":1,"first":0}}\n')
    with pytest.raises(archive.ArchiveError, match="cut off"):
        archive.journal(tmp_path)
    (tmp_path / "journal.jsonl").write_text('{"done":{"feed":1,"e')
    with pytest.raises(archive.ArchiveError, match="no positions"):
        archive.journal(tmp_path)


def test_a_line_cut_within_a_character_is_cut_off(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"done":{"feed":1,"end":3}}\n{"begun":{"name":"\xe7\xac')
    assert archive.lines(path) == [{"done": {"feed": 1, "end": 3}}]
    assert path.read_bytes().endswith(b"}}\n")
