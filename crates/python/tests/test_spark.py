"""The same archive on a real cluster (a master and two workers on this machine) and on one machine: the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import archives
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import program
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


def refused(env, *line):
    """A command that fails: exit code and what it says."""
    command = [sys.executable, "-m", "vigie.spark", line[0], "--master", env["VIGIE_MASTER"], *map(str, line[1:])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900)
    return done.returncode, [text for text in done.stderr.splitlines() if text.startswith("vigie-spark:")]


def scanned(folder, **how):
    """The file of a scan in this process."""
    import vigie

    return "".join(f"{text}\n" for text in vigie.scan_archive(folder, **how).events["event"].to_pylist())


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


@pytest.mark.skipif(not os.environ.get("VIGIE_CLUSTER_ALL"), reason="takes minutes, and was not yet seen to pass on a cluster: VIGIE_CLUSTER_ALL=1")
def test_a_table_is_known_by_any_spelling_of_its_path_and_what_cannot_be_read_stands_in_nobodys_way(cluster, tmp_path):
    env, _ = cluster
    table, link, broken = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.parquet"
    table.write_text("mmsi,time,lat,lon\n412000001,2026-03-01T00:00:00Z,40,179\n412000001,2026-03-01T00:10:00Z,40,179.1\n")
    link.symlink_to(table)
    folder = tmp_path / "archive"
    # A whole table whose last pages were lost on the way.
    many = pa.table({"mmsi": pa.array([412_000_002] * 50_000, pa.int64()), "time": pa.array(range(START_MS, START_MS + 50_000), pa.int64()),
                     "lat": [40.0 + n / 1e6 for n in range(50_000)], "lon": [179.0] * 50_000})
    pq.write_table(many, broken, row_group_size=10_000)
    raw = broken.read_bytes()
    middle = len(raw) // 2
    broken.write_bytes(raw[:middle] + b"\0" * 5_000 + raw[middle + 5_000 :])
    code, said = refused(env, "import", "--archive", folder, broken)
    assert code == 1 and len(said) == 1, said
    assert spark(env, "import", "--archive", folder, table) == {"rows": 2}
    assert archive.kept_rows(folder) == 2 and archive.journal(folder).end == 2
    assert spark(env, "import", "--archive", folder, link, f"{tmp_path}/archive/../a.csv") == {"rows": 0}
    assert archive.feeds(folder / "journal.jsonl")[-1].path == str(table)
    if program():
        assert vigie("archive", "import", "--archive", folder, link)["feeds_known"] == 1, "the program knows it too"
        other = tmp_path / "d.csv"
        other.write_text(table.read_text().replace("412000001", "412000009"))
        assert vigie("archive", "import", "--archive", folder, other)["rows"] == 2
        assert spark(env, "import", "--archive", folder, f"{tmp_path}/archive/../d.csv") == {"rows": 0}


def test_a_table_that_changed_after_its_import_was_cut_off_is_read_anew(cluster, tmp_path):
    env, _ = cluster
    table, folder = tmp_path / "a.csv", tmp_path / "archive"
    table.write_text("mmsi,time,lat,lon\n412000001,2026-03-01T00:00:00Z,40,179\n")
    left = folder / "positions" / f"{0:016}-{2:016}"
    left.mkdir(parents=True)
    (left / "roll.json").write_text(json.dumps({"first": 0, "end": 2, "positions": 2, "identities": 0}))
    begun = {"name": str(table), "stamp": "spark-1-1", "feed": 1, "first": 0}
    (folder / "journal.jsonl").write_text(json.dumps({"begun": begun}) + "\n")
    assert spark(env, "import", "--archive", folder, table) == {"rows": 1}
    assert archive.kept_rows(folder) == archive.journal(folder).end == 1


def test_who_imports_is_alone_and_who_reads_keeps_imports_out(tmp_path):
    with archive.locked(tmp_path, True), pytest.raises(archive.InUse, match="in use"):
        with archive.locked(tmp_path, False):
            pass
    with archive.locked(tmp_path, False), archive.locked(tmp_path, False), pytest.raises(archive.InUse):
        with archive.locked(tmp_path, True):
            pass
    if program():
        with archive.locked(tmp_path, True):
            done = subprocess.run([program(), "archive", "import", "--archive", tmp_path, __file__], capture_output=True)
            assert done.returncode == 3


def looked_at(folder):
    """An archive of three boats, one silent for fifteen hours, with names, and looks at it: radar, lights, and what a crew saw."""
    dark = _examples()
    table = dark.positions()
    said = [{"mmsi": mmsi, "time": START_MS + n * HOUR_MS, "name": f"BOAT {n}", "call_sign": f"XQ{n}77", "gear": "squid_jigger",
             "length_m": 45} for n, mmsi in enumerate(dark.BOATS)]
    archives.write(folder / "archive", archives.of_table(table), said, roll_rows=150)
    radar, lights, seen = (folder / name for name in ("radar.csv", "lights.csv", "seen.csv"))
    radar.write_text(dark.LATER + "".join(dark.DETECTIONS.splitlines(keepends=True)[1:]))
    lights.write_text("id,scene,time,lat,lon\na,V1,2026-03-01T14:00:00Z,41.0,-179.994\nb,V1,2026-03-01T14:00:00Z,41.5,-179.5\n")
    seen.write_text("time,lat,lon,name,verified\n2026-03-01T10:00:00Z,42.41,179.99,BOAT 2,yes\n")
    return [f"plain@{radar}", f"plain-viirs@{lights}", f"sighting@{seen}"]


def _examples():
    sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))
    import dark_vessels

    return dark_vessels


@pytest.mark.skipif(not os.environ.get("VIGIE_CLUSTER_ALL"), reason="takes minutes, and was not yet seen to pass on a cluster: VIGIE_CLUSTER_ALL=1")
def test_looks_on_two_workers_give_the_bytes_of_one_machine(cluster, tmp_path):
    env, _ = cluster
    looks = looked_at(tmp_path)
    folder, out = tmp_path / "archive", tmp_path / "two.jsonl"
    given = [word for look in looks for word in ("--detections", look)]
    expected = scanned(folder, detections=looks)
    kinds = {json.loads(line)["kind"] for line in expected.splitlines()}
    assert {"dark_detection", "dark_vessel", "gap", "encounter"} <= kinds, kinds
    for parts in ("1", "5"):
        # Into the same file again: it is replaced.
        spark(env, "scan", "--archive", folder, "--out", out, "--parts", parts, *given)
        assert out.read_text() == expected
    if program():
        vigie("archive", "scan", "--archive", folder, "--out", tmp_path / "one.jsonl", *given)
        assert (tmp_path / "one.jsonl").read_text() == expected


@pytest.mark.skipif(not os.environ.get("VIGIE_CLUSTER_ALL"), reason="takes minutes, and was not yet seen to pass on a cluster: VIGIE_CLUSTER_ALL=1")
def test_a_worker_that_dies_in_the_middle_costs_nothing_but_time(cluster, tmp_path):
    env, _ = cluster
    folder, out = tmp_path / "archive", tmp_path / "two.jsonl"
    archives.write(folder, ships(), roll_rows=500)
    command = [sys.executable, "-m", "vigie.spark", "scan", "--master", env["VIGIE_MASTER"], "--archive", folder, "--out", out]
    running = subprocess.Popen([*map(str, command), "--parts", "6"], env=env, stderr=subprocess.PIPE, text=True)
    workers = set(json.loads((Path(env["SPARK_CONF_DIR"]) / "pids.json").read_text()).values())
    killed = None
    while running.poll() is None and killed is None:
        # The executor of a worker once it has begun to work: it has Pythons of its own.
        for executor in children(workers):
            if children({executor}):
                os.kill(executor, signal.SIGKILL)
                killed = executor
                break
        time.sleep(0.2)
    _, said = running.communicate(timeout=900)
    assert running.returncode == 0, said[-3000:]
    assert killed, "it was over before an executor was seen at work"
    assert out.read_text() == scanned(folder)


def children(parents):
    """Processes begun by these."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent in parents:
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not os.environ.get("VIGIE_CLUSTER_ALL"), reason="takes minutes, and was not yet seen to pass on a cluster: VIGIE_CLUSTER_ALL=1")
def test_tables_of_a_watch_that_would_be_full_on_one_machine_give_its_bytes(cluster, tmp_path):
    """A carrier says who she is when a hundred thousand others only did that: one machine has no place to note it. And a beacon
    is told when so many others have met that one machine has forgotten its own meeting."""
    env, _ = cluster
    said = [{"mmsi": 200_000_000 + n, "time": START_MS, "name": "X"} for n in range(100_001)]
    said.append({"mmsi": 636_000_001, "time": START_MS + 1_000, "name": "REEFER", "gear": "carrier"})
    rows = [(636_000_001, START_MS + HOUR_MS + n * 600_000, 41.0, 170.0 + n * 1e-4, 0.3, 90.0) for n in range(100)]
    pairs = 4_200
    for pair in range(pairs):
        lat, lon = 20.0 + pair // 60 * 0.4, 160.0 + pair % 60 * 0.4
        begin = START_MS + (0 if pair == 0 else 4 * HOUR_MS)
        for ship in range(2):
            for step in range(10):
                rows.append((300_000_000 + pair * 2 + ship, begin + step * 1_200_000, lat, (lon + ship * 0.002 + 180) % 360 - 180, 0.4, 0.0))
    rows.append((300_000_000, START_MS + 30 * HOUR_MS, 20.0, 160.0, 0.4, 0.0))
    said.append({"mmsi": 300_000_000, "time": START_MS + 30 * HOUR_MS + 1_000, "name": "NET MARK 12%"})
    folder, out = tmp_path / "archive", tmp_path / "two.jsonl"
    archives.write(folder, rows, said, roll_rows=30_000)
    expected = scanned(folder)
    spark(env, "scan", "--archive", folder, "--out", out, "--parts", "4")
    assert out.read_text() == expected
    # What a machine with room for all would have said is something else: the guard is needed.
    kinds = [json.loads(line) for line in expected.splitlines()]
    assert not [e for e in kinds if e["kind"] == "loitering"], "one machine did not know the carrier"
    assert not [e for e in kinds if e["kind"] == "encounter" and e["state"] == "retracted"], "one machine had forgotten the beacon's meeting"


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
