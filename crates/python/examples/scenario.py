"""A scenario of the node for notebooks: its world written to files, imported into an archive, and what the node's program says of it.

Used by ``scenario.ipynb``. Needs the program ``vigie`` (``VIGIE_BIN``, or on the path); everything after the import needs only the wheel.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import vigie

Place = tuple[float, float]


def program() -> str | None:
    """The node's program, if it is here."""
    return os.environ.get("VIGIE_BIN") or shutil.which("vigie")


def run(*line: object) -> str:
    """Runs the program; what it says is told if it fails."""
    found = program()
    if found is None:
        raise RuntimeError("the program vigie is not here: build it with `make build`, or set VIGIE_BIN to its path")
    done = subprocess.run([found, *map(str, line)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"vigie {' '.join(map(str, line))}: {done.stderr.strip()}")
    return done.stdout


def world(folder: Path, name: str, days: float) -> dict:
    """Writes the world of a scenario and imports what was heard into an archive beside it; done once. Gives what the scenario says
    of itself."""
    if not (folder / "manifest.json").exists():
        run("scenario", "run", name, "--days", days, "--out", folder)
    heard = [folder / "observations" / "ais.nmea", *sorted((folder / "observations").glob("vms-*"))]
    run("archive", "import", "--archive", folder / "archive", *heard)
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def papers(folder: Path) -> list[tuple[str, Path]]:
    """What players are given beforehand, as reference files."""
    kinds = {"areas.geojson": "area", "iuu.csv": "iuu", "authorised.csv": "authorised", "ports.csv": "ports",
             "receivers.csv": "receivers", "reception.csv": "reception"}
    found = folder / "papers"
    return [(kind, found / name) for name, kind in kinds.items() if (found / name).exists() and _has_rows(found / name)]


def _has_rows(path: Path) -> bool:
    return path.suffix != ".csv" or len(path.read_text(encoding="utf-8").splitlines()) > 1


def looks(folder: Path) -> list[str]:
    """What satellites and crews saw, with the columns each file has."""
    presets = {"sar": "plain", "viirs": "eog-viirs", "rf": "plain-rf", "sighting": "sighting"}
    files = sorted((folder / "observations").glob("*.csv"))
    return [f"{presets[kind]}@{file}" for file in files if (kind := file.name.split("-")[0]) in presets]


def arguments(files: Iterable[tuple[str, Path]], detections: Iterable[str]) -> list[str]:
    """The same for the command line."""
    line = [word for kind, path in files for word in (f"--{kind}", str(path))]
    return line + [word for look in detections for word in ("--detections", look)]


def of_kind(events: pa.Table, kind: str) -> list[dict]:
    """Events of a kind that still stand, whole."""
    found = events.filter(pc.and_(pc.equal(events["kind"], kind), pc.not_equal(events["state"], "retracted")))
    return [json.loads(text) for text in found["event"].to_pylist()]


def standing(events: pa.Table) -> list[dict]:
    """Events that were not withdrawn, whole."""
    return [json.loads(text) for text in events.filter(pc.not_equal(events["state"], "retracted"))["event"].to_pylist()]


def overlaps(event: dict, true: dict) -> bool:
    """Whether an event and a true interval share a moment; an open event goes on."""
    ends = (event.get("end") or {}).get("time")
    return event["start"]["time"] <= true["end"] and (event["state"] == "open" or ends is None or ends >= true["start"])


def place(event: dict) -> Place:
    lon, lat = event["start"]["position"]
    return lat, lon


def mmsi(event: dict) -> list[int]:
    return [vessel["mmsi"] for vessel in event["vessels"]]


def near(events: Iterable[dict], south: float, west: float, north: float, east: float) -> list[dict]:
    """Events that begin in an area, which may lie across 180°."""
    wide = (east - west) % 360
    return [e for e in events if south <= place(e)[0] <= north and (place(e)[1] - west) % 360 <= wide]


def candidates(detection: dict) -> pa.Table:
    """The working of a detection: each track that may explain it, the likeliest first."""
    names = ("track", "class", "offset_m", "nearest_ping_s", "density_per_km2", "length_factor", "odds", "probability")
    rows = [{name: one.get(name) for name in names} for one in json.loads(detection["candidates"])]
    columns = {name: [row[name] for row in rows] for name in names}
    return pa.table({name: values for name, values in columns.items() if any(v is not None for v in values)})


def evidence(event: dict) -> dict:
    """Every number and code that an event rests on, without the series."""
    return event["evidence"]["codes"] | {k: v for k, v in event["evidence"]["numbers"].items() if v is not None}


def truth(folder: Path) -> list[dict]:
    """What was true; only controllers of an exercise see it."""
    text = (folder / "truth" / "truth.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def same_as_the_node(folder: Path, files: list[tuple[str, Path]], detections: list[str], events: pa.Table) -> dict:
    """Compares events with those of ``vigie archive scan`` byte for byte."""
    out = folder / "events.jsonl"
    run("archive", "scan", "--archive", folder / "archive", *arguments(files, detections), "--out", out)
    ours = events["event"].to_pylist()
    node = out.read_text(encoding="utf-8").splitlines()
    return {"events here": len(ours), "same bytes as vigie archive scan": ours == node}


def as_positions(archive: Path) -> pa.Table:
    """All positions by vessel and time, for lines on a map."""
    table = vigie.read_archive(archive)
    return table.sort_by([("mmsi", "ascending"), ("time", "ascending")])
