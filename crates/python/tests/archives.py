"""Archives made without the node's program, for tests."""

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vigie import archive

NAMES = ("mmsi", "time", "lat", "lon", "sog", "cog")


def program() -> str | None:
    """The node's program, if it is built."""
    places = [os.environ.get("VIGIE_BIN"), *(f"{os.environ.get('VIGIE_TARGET', '')}/{p}/vigie" for p in ("release", "debug"))]
    return next((p for p in places if p and Path(p).is_file()), None)


def write(folder: Path, rows: list[tuple], identities: list[dict] | None = None, roll_rows: int = 5_000) -> None:
    """Positions (mmsi, ms, lat, lon, knots, degrees) and identity reports as rolls by time; ``identities`` go into the last."""
    root = folder / "positions"
    root.mkdir(parents=True, exist_ok=True)
    rows = sorted(rows, key=lambda row: row[1])
    for first in range(0, len(rows), roll_rows):
        part = rows[first : first + roll_rows]
        table = pa.table({
            name: pa.array(column, pa.timestamp("ms", tz="UTC") if name == "time" else None)
            for name, column in zip(NAMES, zip(*part, strict=True), strict=True)
        })
        archive.write_roll(root, first, 1, iter([table]))
    end = len(rows)
    if identities:
        _identities(root, identities, end)
        end += len(identities)
    lines = [{"begun": {"name": "test", "stamp": "1", "feed": 1, "first": 0}}, {"done": {"feed": 1, "end": end}}]
    (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def _identities(root: Path, reports: list[dict], first: int) -> None:
    reports = sorted(reports, key=lambda row: row["time"])
    count = len(reports)
    roll = root / f"{first:016}-{first + count:016}"
    roll.mkdir()
    whole = {name: pa.array([0] * count, pa.int32()) for name in ("class", "source", "reception")}
    texts = ("name", "call_sign", "destination", "gear", "flag")
    table = pa.table({
        "time": pa.array([row["time"] for row in reports], pa.timestamp("ms", tz="UTC")),
        "arrival": pa.array(range(first, first + count), pa.int64()),
        "mmsi": pa.array([row["mmsi"] for row in reports], pa.uint32()),
        **whole,
        "feed": pa.array([1] * count, pa.int32()),
        "receiver": pa.array([0] * count, pa.uint32()),
        **{name: pa.array([row.get(name) for row in reports], pa.string() if name in texts else pa.int32())
           for name in archive.IDENTITY},
    })
    pq.write_table(table, roll / "identities.parquet", store_schema=False)
    times = [row["time"] for row in reports]
    summary = {"first": first, "end": first + count, "positions": 0, "identities": count, "time_min_ms": min(times),
               "time_max_ms": max(times)}
    (roll / "roll.json").write_text(json.dumps(summary))


def of_table(table: pa.Table) -> list[tuple]:
    """The rows of a table of positions, for :func:`write`."""
    times = table["time"].cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_pylist()
    others = {name: table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
              for name in ("mmsi", "lat", "lon", "sog", "cog")}
    return list(zip(others["mmsi"], times, others["lat"], others["lon"], others["sog"], others["cog"], strict=True))
