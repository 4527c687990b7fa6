"""The wheel as an analyst uses it: the same events as the node, columns without copies, bad input told."""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import vigie
from archives import program

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))
import dark_vessels  # noqa: E402


def test_example_finds_the_meeting_the_silence_and_the_dark_vessel(tmp_path):
    chart = tmp_path / "map.svg"
    watched, matched = dark_vessels.main(str(chart))
    kinds = watched.events["kind"].to_pylist()
    assert "encounter" in kinds and "gap" in kinds
    meeting = watched.events.filter(pc.equal(watched.events["kind"], "encounter")).to_pylist()
    assert all(event["mmsi"] == [412000001, 412000002] for event in meeting)
    by_id = {row["detection"]: row for row in matched.detections.to_pylist()}
    assert by_id["nobody"]["verdict"] == "dark" and by_id["nobody"]["assigned"] is None
    assert by_id["pair-a"]["verdict"] == "on_ais"
    # The look should also have shown the two other boats, and did not.
    told = {kind: [] for kind in ("dark_detection", "implausible_position")}
    for event in matched.events.to_pylist():
        told[event["kind"]].extend(event["mmsi"])
    assert told == {"dark_detection": [], "implausible_position": [412000002, 416000003]}
    assert matched.events["kind"].to_pylist().count("dark_detection") == 1
    drawn = chart.read_text()
    assert (drawn.count(": dark with"), drawn.count("not-seen")) == (1, 2)
    # Why the one is on AIS: its boat, with the working.
    why = [row for row in dark_vessels.working(matched.detections) if row["detection"] == "pair-a"]
    assert why[0]["track"] in ("412000001-1", "412000002-1") and why[0]["offset_m"] < 5_000
    assert why[0]["probability"] > 0.5 and why[0]["odds"] > 1 and why[0]["nearest_ping_s"] <= 300
    doubted = dark_vessels.evidence(matched.events, "implausible_position")
    assert {row["check"] for row in doubted} == {"not-seen"}
    assert all(row["look_inside_probability"] > 0.9 and "sensor-missed" in row["refuted_by"] for row in doubted)


def run_notebook(path: Path) -> dict:
    """Cells in order in one namespace, as a kernel would; no Jupyter is needed for that."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells), "kept without outputs"
    names: dict = {"__name__": "notebook"}
    for number, cell in enumerate(cells, 1):
        exec(compile("".join(cell["source"]), f"{path.name} cell {number}", "exec"), names)
    return names


@pytest.mark.skipif(program() is None, reason="the vigie program is not built")
def test_the_scenario_of_the_node_gives_dark_vessels_false_positions_and_the_events_of_the_node(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIGIE_BIN", program())
    monkeypatch.setenv("VIGIE_WORLD", str(tmp_path / "world"))
    names = run_notebook(Path(dark_vessels.__file__).with_name("scenario.ipynb"))
    same = names["same"]
    assert same.pop("events here") > 100 and same.pop("same bytes as vigie archive scan") is True
    assert names["dark_here"].num_rows >= 1, "dark at 180°"
    assert len(names["checks"]) >= 3, names["checks"]
    made_up = [a for a in names["answers"] if a["true"].endswith("_position")]
    assert made_up and all(a["found"] != "nothing" for a in made_up), made_up
    said = capsys.readouterr().out
    assert "odds" in said and "rests on" in said and "refuted by" in said
    assert all("<polyline" in names[chart].svg() for chart in ("map_180", "map_dark", "map_false"))


def test_the_notebook_runs_from_top_to_bottom_and_draws_its_map():
    """Cells in order in one namespace, as a kernel would; no Jupyter is needed for that."""
    names = run_notebook(Path(dark_vessels.__file__).with_suffix(".ipynb"))
    assert names["meeting"]["mmsi"] == [412000001, 412000002] and names["silent"] == {416000003}
    assert names["kinds"]["gap"] == 1
    assert [row["detection"] for row in names["dark"].to_pylist()] == ["nobody"]
    drawn = names["chart"].svg()
    assert drawn.count("<polyline") == 3 and drawn.count(": dark with") == 1
    assert {row["mmsi"][0] for row in names["doubted"]} == {412000002, 416000003}
    # The boat of three looks is one vessel, with its way on the second map.
    again = names["seen_again"]
    assert len(again) == 1 and again[0]["sightings"] == 3 and abs(again[0]["implied_speed_kn"] - 8) < 0.5
    assert names["chart_again"].svg().count("<polyline") == 4


def test_a_log_of_ais_becomes_a_table_of_positions():
    log = b"\\c:1420030797*54\\!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C\r\n"
    table = dark_vessels.of_log(log)
    assert table.num_rows == 1 and table["time"].type == pa.timestamp("ms", tz="UTC")
    assert vigie.watch(table).tracks.num_rows == 1


def test_order_of_rows_and_kind_of_table_change_nothing():
    table = dark_vessels.positions()
    first = vigie.watch(table)
    turned = table.sort_by([("mmsi", "descending"), ("time", "descending")])
    as_columns = {name: turned[name] for name in turned.column_names}
    assert vigie.watch(as_columns).events == first.events
    seconds = table.set_column(1, "time", table["time"].cast(pa.timestamp("s", tz="UTC")))
    assert vigie.watch(seconds).events == first.events
    assert first.tracks.num_rows == table.num_rows


def test_columns_that_fit_are_handed_over_as_they_lie():
    table = dark_vessels.positions()
    mmsi, _, lat, *_ = vigie._columns(table)
    assert pa.py_buffer(mmsi).address == table["mmsi"].chunk(0).buffers()[1].address
    assert pa.py_buffer(lat).address == table["lat"].chunk(0).buffers()[1].address
    # A slice is a window on the same memory.
    part = vigie._columns(table.slice(10, 20))[0]
    assert pa.py_buffer(part).address == table["mmsi"].chunk(0).buffers()[1].address + 40 and len(part) == 20


def test_columns_of_other_types_are_read_as_what_they_say():
    table = dark_vessels.positions()
    first = vigie.watch(table)
    other = table.set_column(0, "mmsi", table["mmsi"].cast(pa.int64()).dictionary_encode())
    local = table["time"].cast(pa.timestamp("ns", tz="Asia/Tokyo"))
    other = other.set_column(1, "time", pa.chunked_array([local.slice(0, 7).combine_chunks(), local.slice(7).combine_chunks()]))
    other = other.append_column("cog", pa.nulls(table.num_rows))
    assert vigie.watch(other).events == first.events
    empty = vigie.watch(table.slice(0, 0))
    assert (empty.tracks.num_rows, empty.events.num_rows, empty.refused) == (0, 0, 0)
    for wrong in ([1.7e9], ["2024-02-29T00:00:00Z"]):
        with pytest.raises(ValueError, match="column time is"):
            vigie.watch({"mmsi": [1], "time": wrong, "lat": [45.0], "lon": [0.0]})


def test_what_is_not_known_is_null_and_a_time_in_another_unit_is_refused():
    columns = {"mmsi": [1, 1], "time": [0, 600_000], "lat": [45.0, 45.0], "lon": [0.0, 0.0]}
    tracks = vigie.watch({**columns, "sog": [1.5, None], "cog": [360.0, 359.9]}).tracks
    assert tracks["sog"].to_pylist() == [1.5, None]
    assert tracks["cog"].to_pylist() == [None, 359.9], "360 is what AIS sends for no course"
    nanoseconds = {**columns, "time": [1_700_000_000_000_000_000, 1_700_000_000_600_000_000]}
    assert vigie.watch(nanoseconds).refused == 2
    assert vigie.match_detections(dark_vessels.DETECTIONS, nanoseconds).refused == 2


def test_bad_input_is_told():
    with pytest.raises(ValueError, match="column lat is missing"):
        vigie.watch({"mmsi": [1], "time": [0], "lon": [0.0]})
    with pytest.raises(ValueError, match="preset unknown"):
        vigie.match_detections(b"", dark_vessels.positions(), preset="unheard-of")
    table = pa.table({"mmsi": pa.array([1, 1], pa.uint32()), "time": [0, 1000], "lat": [95.0, 45.0], "lon": [0.0, 0.0]})
    assert vigie.watch(table).refused == 1
    with pytest.raises(ValueError, match="rules"):
        vigie.watch(table, rules="[watch\n")


def test_rows_without_what_is_needed_are_set_aside_and_told_with_row_and_reason():
    good = dark_vessels.positions()
    events = vigie.watch(good).events
    rows = [
        {"mmsi": None, "time": 1_772_323_200_000, "lat": 41.0, "lon": 179.0, "sog": 1.0},
        {"mmsi": -5, "time": 1_772_323_200_000, "lat": 41.0, "lon": 179.0, "sog": 1.0},
        {"mmsi": 1, "time": None, "lat": 41.0, "lon": 179.0, "sog": 1.0},
        {"mmsi": 1, "time": 1_772_323_200_000, "lat": None, "lon": 179.0, "sog": 1.0},
        {"mmsi": 1, "time": 1_772_323_200_000, "lat": 41.0, "lon": float("nan"), "sog": 1.0},
        {"mmsi": 1, "time": 1_772_323_200_000, "lat": 91.0, "lon": 179.0, "sog": 1.0},
        {"mmsi": 1, "time": 253_402_300_800_000, "lat": 41.0, "lon": 179.0, "sog": 1.0},
    ]
    types = {"mmsi": pa.int64(), "time": pa.int64(), **dict.fromkeys(("lat", "lon", "sog"), pa.float64())}
    bad = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in types.items()})
    plain = pa.table({name: good[name].cast(kind) for name, kind in types.items()})
    watched = vigie.watch(pa.concat_tables([bad, plain]))
    assert watched.events == events and watched.refused == len(rows)
    told = dict(watched.refused_rows)
    assert list(told) == list(range(len(rows)))
    assert told[0] == "mmsi not there" and told[1] == "mmsi -5 is none" and told[2] == "time not there" and told[3] == "lat not there"
    assert "91" in told[5] and "years 1 to 9999" in told[6]
    matched = vigie.match_detections(dark_vessels.DETECTIONS, pa.concat_tables([bad, plain]))
    assert matched.refused == len(rows) and [row for row, _ in matched.refused_rows] == list(range(len(rows)))
    # Texts and whole floats name ships too; what is not whole names none.
    texts = plain.set_column(0, "mmsi", plain["mmsi"].cast(pa.string()))
    floats = plain.set_column(0, "mmsi", plain["mmsi"].cast(pa.float64()))
    assert vigie.watch(texts).events == vigie.watch(floats).events == events
    halves = vigie.watch(plain.set_column(0, "mmsi", pa.array([412_000_001.5] * plain.num_rows)).slice(0, 2))
    assert halves.refused_rows == [(0, "mmsi 412000001.5 is none"), (1, "mmsi 412000001.5 is none")]


def test_columns_under_other_names_are_named_and_a_missing_one_is_told_with_what_is_there():
    table = dark_vessels.positions()
    other = table.rename_columns(["MMSI", "BaseDateTime", "LAT", "Longitude", "sog"])
    with pytest.raises(ValueError, match="column mmsi is missing; the table has MMSI, BaseDateTime, LAT, Longitude, sog; names="):
        vigie.watch(other)
    names = {"mmsi": "MMSI", "time": "BaseDateTime", "lat": "LAT", "lon": "Longitude"}
    assert vigie.watch(other, names=names).events == vigie.watch(table).events
    with pytest.raises(ValueError, match="there is no column Breite"):
        vigie.watch(table, names={"lat": "Breite"})
    with pytest.raises(TypeError, match="they must be a table"):
        vigie.watch([1, 2])
    with pytest.raises(ValueError, match="to_datetime"):
        vigie.watch(table.set_column(1, "time", pa.array(["2026-03-01"] * table.num_rows)))
    with pytest.raises(ValueError, match="column lat is string; it must be numbers"):
        vigie.watch(table.set_column(2, "lat", pa.array(["north"] * table.num_rows)))


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames_of_pandas_and_polars_give_the_same_events(kind):
    library = pytest.importorskip(kind)
    table = dark_vessels.positions().append_column("kind", pa.array(["a", "b", None] * 228).dictionary_encode())
    expected = vigie.watch(table).events
    if kind == "pandas":
        frame = table.to_pandas().sample(frac=1.0, random_state=1)
        naive = frame.assign(time=frame["time"].dt.tz_localize(None).astype("datetime64[ns]"), mmsi=frame["mmsi"].astype("category"))
        frames = [frame, naive, frame.convert_dtypes()]
    else:
        frame = library.from_arrow(table)
        naive = frame.with_columns(library.col("time").dt.replace_time_zone(None), library.col("mmsi").cast(library.Int64))
        frames = [frame, naive, library.concat([frame[:100], frame[100:]], rechunk=False)]
    for number, one in enumerate(frames):
        assert vigie.watch(one).events == expected, number


def test_other_threads_go_on_while_a_watch_runs():
    import threading
    import time

    table = pa.concat_tables([
        dark_vessels.positions().set_column(1, "time", pa.array([at + day * 86_400_000 for at in dark_vessels.positions()["time"].cast(pa.int64()).to_pylist()]))
        for day in range(60)
    ])
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.monotonic()
    vigie.watch(table)
    ended = time.monotonic()
    done.set()
    thread.join()
    assert [t for t in ticks if began < t < ended], "the interpreter was held all the while"


def test_a_map_lies_around_its_places_on_either_side_of_180():
    chart = vigie.Chart.around([(41.0, 179.5), (41.5, -179.5)], margin_nm=30, title="Over <180>")
    assert chart.wide < 5 and 178 < chart.west < 179.5
    chart.line([(41.0, 179.5), (41.5, -179.5)], title="a ship", name="way")
    svg = chart.svg()
    # One line, within the map, and names are not taken for SVG.
    points = svg.split("<polyline")[1].split('points="')[1].split('"')[0].split()
    assert len(points) == 2 and all(0 <= float(p.split(",")[0]) <= chart.width for p in points)
    assert "Over &lt;180&gt;" in svg and "180°" in svg
    west = vigie.Chart(30, 130, 46, 150).svg()
    assert west.count("<polygon") > 5, "Japan is land"
    with pytest.raises(ValueError, match="south"):
        vigie.Chart(50, 0, 40, 10)


def test_decoding_counts_what_cannot_be_read():
    good = b"!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C\r\n"
    decoded = vigie.decode(good + b"!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*00\r\n")
    assert len(decoded.messages) == 1 and sum(decoded.faults.values()) == 1
    assert "mmsi" in json.dumps(decoded.messages[0])


def _boat() -> str:
    """Three radar looks at one boat, eight knots eastward over 180°, away from all others and where AIS is heard."""
    rows = ["id,scene,time,lat,lon,length_m,footprint"]
    ring = '"POLYGON ((177 37, 183 37, 183 40.5, 177 40.5, 177 37))"'
    for hour, lon in ((0, 179.2), (6, -179.77), (12, -178.741)):
        rows.append(f"x,D{hour},2026-03-01T{hour:02}:00:00Z,39.0,{lon},45,{ring}")
    return "\n".join(rows) + "\n"


def test_what_is_dark_in_several_scenes_is_one_vessel():
    matched = vigie.match_detections(_boat(), dark_vessels.positions())
    found = [row for row in matched.events.to_pylist() if row["kind"] == "dark_vessel"]
    assert len(found) == 1, matched.events
    event = json.loads(found[0]["event"])
    assert event["evidence"]["numbers"]["sightings"] == 3
    assert abs(event["evidence"]["numbers"]["implied_speed_kn"] - 8) < 0.5
    assert found[0]["mmsi"][0] >= 1 << 31
    # The rule that joins them can be set aside.
    apart = vigie.match_detections(_boat(), dark_vessels.positions(), rules="[dark_vessel]\nwindow_h = 1.0\n")
    assert "dark_vessel" not in apart.events["kind"].to_pylist()


def test_a_ship_that_a_look_should_show_and_does_not_is_told():
    other = "away,S1,2026-03-01T05:02:00Z,42.9,-178.5,60,"
    ring = '"POLYGON ((178 40, 182 40, 182 43, 178 43, 178 40))"'
    look = f"id,scene,time,lat,lon,length_m,footprint\n{other}{ring}\n"
    long_ship = [vigie.Vessel(412_000_001, length_m=150)]
    matched = vigie.match_detections(look, dark_vessels.positions(), vessels=long_ship)
    unseen = [row for row in matched.events.to_pylist() if row["kind"] == "implausible_position"]
    assert [row["mmsi"] for row in unseen] == [[412_000_001]]
    assert json.loads(unseen[0]["event"])["evidence"]["codes"]["check"] == "not-seen"


def test_own_columns_files_and_model_of_movement_are_taken(tmp_path):
    columns = 'name = "agency"\nsensor = "rf"\ntime = "heard"\nlat = "y"\nlon = "x"\n'
    heard = "heard,y,x\n2026-03-01T05:02:00Z,42.3,-179.2\n"
    matched = vigie.match_detections(heard, dark_vessels.positions(), columns=columns)
    assert json.loads(matched.events["event"][0].as_py())["evidence"]["codes"]["sensor"] == "rf"
    with pytest.raises(ValueError, match="preset-unreadable"):
        vigie.match_detections(heard, dark_vessels.positions(), columns="sensor")
    rules = tmp_path / "rules.toml"
    rules.write_text("[detection]\ntold_from = 1.0\n")
    quiet = vigie.match_detections(heard, dark_vessels.positions(), columns=columns, files=[("rules", rules)])
    assert quiet.events.num_rows == 0
    with pytest.raises(ValueError, match="kind of file unknown"):
        vigie.match_detections(heard, dark_vessels.positions(), columns=columns, files=[("unheard-of", rules)])
    with pytest.raises(ValueError, match="motion-unusable"):
        vigie.match_detections(heard, dark_vessels.positions(), columns=columns, motion="{}")


def test_fishing_gives_each_position_of_whole_tracks_a_probability_and_says_what_is_unvalidated():
    hour = 3_600_000
    steps = range(0, 12 * hour, 5 * 60_000)
    slow = [4 * hour <= at < 8 * hour for at in steps]
    one = {
        "time": [1_772_323_200_000 + at for at in steps],
        "lat": [45.0] * len(slow),
        "lon": [150.0 + at / hour / 60 for at in steps],
        "sog": [3.5 if is_slow else 9.0 for is_slow in slow],
    }
    table = pa.table(
        {
            "mmsi": pa.array([431000001] * len(slow) + [431000002] * len(slow), pa.uint32()),
            **{name: values * 2 for name, values in one.items()},
        }
    )
    told = vigie.fishing(table.take(list(reversed(range(len(table))))), vessels=[(431000001, "trawlers")])
    first = told.filter(pc.equal(told["mmsi"], 431000001)).to_pylist()
    assert [row["fishing"] for row in first] == slow
    assert {(row["gear"], row["method"], row["model"]) for row in first} == {("trawl", "speed-band", None)}
    assert all(0 < row["probability"] < 1 for row in first)
    second = told.filter(pc.equal(told["mmsi"], 431000002))
    assert second["probability"].null_count == len(slow) and second["gear"].null_count == len(slow)
    jigger = vigie.fishing(table, gear="squid_jigger")
    assert set(jigger["validated"].to_pylist()) == {"no"}
    with pytest.raises(ValueError, match="gear unknown"):
        vigie.fishing(table, gear="spoon")
    with pytest.raises(ValueError):
        vigie.fishing(table, gear="trawlers", models=["{}"])
