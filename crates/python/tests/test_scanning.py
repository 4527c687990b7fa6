"""An archive on this machine through the wheel: the events of one watch and of the node's program, positions as a table."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import archives
import pyarrow as pa
import pytest

import vigie
from archives import program
from vigie import archive

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))
import dark_vessels  # noqa: E402


LOOKS = dark_vessels.LATER + "".join(dark_vessels.DETECTIONS.splitlines(keepends=True)[1:])


def test_a_scan_in_pieces_gives_the_events_of_one_watch(tmp_path, monkeypatch):
    table = dark_vessels.positions()
    archives.write(tmp_path, archives.of_table(table), roll_rows=150)
    once = vigie.watch(table)
    monkeypatch.setattr(archive, "_TOGETHER", 200)
    heard = []
    for jobs in (1, 3):
        scanned = vigie.scan_archive(tmp_path, jobs=jobs, progress=lambda at, of: heard.append((at, of)))
        assert scanned.events == once.events.take(sorted(range(once.events.num_rows), key=lambda n: once.events["id"][n].as_py().encode()))
        assert scanned.rows == table.num_rows and scanned.detections.num_rows == 0
    assert heard[-1] == (table.num_rows, table.num_rows) and len(heard) > 4


def test_looks_at_an_archive_are_those_at_its_table(tmp_path, monkeypatch):
    table = dark_vessels.positions()
    folder, looks = tmp_path / "archive", tmp_path / "looks.csv"
    archives.write(folder, archives.of_table(table), roll_rows=150)
    looks.write_text(LOOKS)
    monkeypatch.setattr(archive, "_TOGETHER", 200)
    scanned = vigie.scan_archive(folder, detections=[f"plain@{looks}"])
    matched = vigie.match_detections(LOOKS, table)
    assert scanned.detections == matched.detections and scanned.tracks == matched.tracks and not scanned.faults
    from_looks = {row["id"]: row["event"] for row in matched.events.to_pylist()}
    found = {row["id"]: row["event"] for row in scanned.events.to_pylist()}
    assert from_looks.keys() <= found.keys() and "dark_vessel" in scanned.events["kind"].to_pylist()
    # A dark vessel's working also names the silences it may come from, which match_detections does not look for.
    assert all(found[key] == text for key, text in from_looks.items() if not key.startswith("dark-vessel"))
    with pytest.raises(archive.ArchiveError, match="nothing in the files of detections"):
        looks.write_text("time,lat,lon\nyesterday,1,2\n")
        vigie.scan_archive(folder, detections=[f"plain@{looks}"])


def test_positions_of_an_archive_come_by_vessel_and_time(tmp_path):
    table = dark_vessels.positions()
    archives.write(tmp_path, archives.of_table(table), roll_rows=150)
    whole = vigie.read_archive(tmp_path)
    assert whole.num_rows == table.num_rows and whole["time"].type == pa.timestamp("ms", tz="UTC")
    assert vigie.watch(whole).events == vigie.watch(table).events
    one = vigie.read_archive(tmp_path, mmsi=[412_000_002], start=datetime(2026, 3, 1, 6), end=datetime(2026, 3, 1, 7))
    assert set(one["mmsi"].to_pylist()) == {412_000_002} and one.num_rows == 12
    assert one["time"][0].as_py().hour == 6 and one["receiver"].null_count == 12 and one["cog"].null_count == 12
    assert vigie.read_archive(tmp_path, mmsi=[]).num_rows == 0
    with pytest.raises(archive.ArchiveError, match="no positions"):
        vigie.read_archive(tmp_path / "nothing")


def test_what_is_wrong_with_files_is_told(tmp_path):
    archives.write(tmp_path, archives.of_table(dark_vessels.positions()))
    with pytest.raises(ValueError, match="kind of file unknown: iu;"):
        vigie.scan_archive(tmp_path, files=[("iu", "list.csv")])
    empty = tmp_path / "closed.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(ValueError, match="closed.geojson"):
        vigie.scan_archive(tmp_path, files=[("area", empty)])
    with pytest.raises(ValueError, match="a list of texts"):
        vigie.scan_archive(tmp_path, detections="plain@looks.csv")
    with pytest.raises(ValueError, match="not all, flag:XXX"):
        vigie.scan_archive(tmp_path, complete_for=["some"])


@pytest.mark.skipif(program() is None, reason="the vigie program is not built")
def test_the_program_gives_the_same_file(tmp_path):
    folder, looks, out = tmp_path / "archive", tmp_path / "looks.csv", tmp_path / "events.jsonl"
    feed = tmp_path / "feed.csv"
    lines = ["mmsi,time,lat,lon,speed,name,ship_type,length"]
    for mmsi, ms, lat, lon, sog, _ in archives.of_table(dark_vessels.positions()):
        at = datetime.fromtimestamp(ms / 1_000, tz=__import__("datetime").timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"{mmsi},{at},{lat},{lon},{sog},BOAT {mmsi % 10},30,45")
    feed.write_text("\n".join(lines) + "\n")
    looks.write_text(LOOKS)
    for line in (["import", "--archive", folder, feed],
                 ["scan", "--archive", folder, "--detections", f"plain@{looks}", "--out", out]):
        subprocess.run([program(), "archive", *map(str, line)], check=True, capture_output=True)
    scanned = vigie.scan_archive(folder, detections=[f"plain@{looks}"])
    assert "".join(f"{text}\n" for text in scanned.events["event"].to_pylist()) == out.read_text()
    kinds = {json.loads(line)["kind"] for line in out.read_text().splitlines()}
    assert {"dark_vessel", "dark_detection", "gap", "encounter"} <= kinds


def test_the_tasks_of_a_cluster_give_what_looks_give_here(tmp_path):
    """What `vigie-spark` hands to its workers, rows sorted and joined as Spark would, without Spark."""
    from vigie import spark

    table = dark_vessels.positions()
    folder, looks = tmp_path / "archive", tmp_path / "looks.csv"
    archives.write(folder, archives.of_table(table), [{"mmsi": 416_000_003, "time": 1_772_323_200_000, "gear": "squid_jigger", "length_m": 60}])
    looks.write_text(LOOKS)
    plan = archive.plan(folder, archive.reference([]), [f"plain@{looks}"])
    heard = pa.Table.from_batches(list(spark.looks_task(plan)(archive.in_order(folder))))
    assert heard.schema == spark._HEARD_SCHEMA
    parts = heard["part"].to_pylist()
    rows = heard.to_pylist()
    ships = {row["mmsi"]: row for part, row in zip(parts, rows, strict=True) if part == 2}
    assert parts.count(0) == plan.scenes == 4 and set(ships) == {416_000_003}
    for row in rows:
        ship = ships.get(row["mmsi"], {})
        row["class"], row["length_m"] = (ship.get("class"), ship.get("length_m")) if row["part"] == 1 else (None, None)
    work = pa.Table.from_pylist([row for row in rows if row["part"] < 2], schema=spark._HEARD_SCHEMA)
    work = work.sort_by([(name, "ascending") for name in ("scene", "part", "mmsi", "track")])
    said = pa.Table.from_batches(list(spark.weigh_task(plan)(iter(work.to_batches(max_chunksize=3))))).to_pylist()
    found = [(row["scene"], row["events"], [(m, t) for m, t in json.loads(row["lit"])]) for row in said]
    scan = plan.scan([*archive.BY_VESSEL, *archive.ENCOUNTER, *(kind for group in archive.WHOLE_FEED for kind in group)])
    for batch in archive.in_order(folder):
        archive.push(scan, batch)
    last = {key: text for key, _, text in scan.finish()}
    told = plan.told()
    for batch in archive.in_order(folder):
        archive.push(told, batch)
    last.update((key, text) for key, _, text in told.finish(list(last.values()), found))
    expected = vigie.scan_archive(folder, detections=[f"plain@{looks}"]).events
    assert [last[key] for key in sorted(last, key=str.encode)] == expected["event"].to_pylist()
    assert "dark_vessel" in expected["kind"].to_pylist()


def test_a_withdrawn_meeting_is_looked_at_again_only_where_one_machine_may_have_forgotten_it():
    from vigie import spark

    def meeting(minute, gone=None):
        time = f"2026-03-01T{minute // 60:02}:{minute % 60:02}:00Z"
        return json.dumps({"start": {"time": time}, "end": {"time": time}, "evidence": {"codes": {"preset": "gfw"}},
                           "retraction": gone and {"reason": "vessel-is-gear", "at": gone}})

    few = [meeting(n % 1_400) for n in range(4_000)]
    assert spark._meetings_fit([*few, meeting(0, "2026-03-01T12:00:00Z")])
    many = [meeting(n % 1_400) for n in range(5_000)]
    assert spark._meetings_fit(many), "nothing was withdrawn"
    assert not spark._meetings_fit([*many, meeting(0, "2026-03-01T12:00:00Z")])
