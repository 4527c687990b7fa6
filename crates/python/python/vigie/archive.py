"""An archive's folder as ``vigie archive`` writes it: what is in it, its rows for the native part, and new rows.

The layout: ``journal.jsonl`` (feeds, receivers) and ``positions/FIRST-END/`` (a roll of arrival numbers) with
``positions-BB.parquet`` by bucket of vessels, ``identities.parquet`` and ``roll.json``.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from . import vigie_native as _native

#: Detectors that know of each other stay together, as in ``vigie archive scan``.
BY_VESSEL = ("loitering", "fishing", "port_visit", "anchorage_visit", "area_visit", "list_match")
WHOLE_FEED = (("gap", "vms_mismatch"), ("implausible_position", "shared_mmsi", "identity_conflict"))
ENCOUNTER = ("encounter",)

#: Reference files, by option, in the order in which they are read.
FILE_KINDS = (
    "rules", "area", "iuu", "authorised", "notices", "ports", "shore", "reception", "receivers", "fishing-model",
)

NUMBERS = (
    "lat_e7", "lon_e7", "sog_dkn", "cog_ddeg", "heading_deg", "nav_status", "class", "source", "reception", "feed",
)
IDENTITY = ("imo", "ship_type", "length_m", "beam_m", "name", "call_sign", "destination", "gear", "flag")
BUCKETS = 16


class ArchiveError(Exception):
    """An archive that cannot be scanned or written as it is."""


class Journal(NamedTuple):
    """What was imported."""

    end: int
    feeds: int
    stations: list[tuple[int, str]]
    bases: list[tuple[int, int]]


class Reference(NamedTuple):
    """What a scan looks up: kind, path, time of change in Unix seconds and bytes of each file."""

    files: list[tuple[str, str, int, bytes]]

    @property
    def rules(self) -> str | None:
        texts = [raw.decode() for kind, _, _, raw in self.files if kind == "rules"]
        return texts[-1] if texts else None


def reference(paths: Iterable[tuple[str, str]], notices_complete: Iterable[str] = ()) -> Reference:
    """Reads reference files, given as (kind, path); ``FROM/UNTIL[/AREA]`` says for what the notices are complete."""
    found = [(kind, path, int(os.stat(path).st_mtime), Path(path).read_bytes()) for kind, path in paths]
    claims = [("notices-complete", "--notices-complete", 0, claim.encode()) for claim in notices_complete]
    return Reference(sorted(found, key=lambda f: FILE_KINDS.index(f[0])) + claims)


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal; one that a kill cut short is cut off, for nothing was done under it."""
    raw = path.read_bytes() if path.exists() else b""
    whole = raw.rfind(b"\n") + 1
    if whole < len(raw):
        os.truncate(path, whole)
    found = []
    for line in raw[:whole].decode("utf-8", "replace").split("\n"):
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(said, dict):
            found.append(said)
    return found


def journal(folder: Path) -> Journal:
    """Reads the journal; an import that was cut off must be finished first."""
    ends: dict[int, int | None] = {}
    stations: dict[int, str] = {}
    bases: dict[tuple[int, int], None] = {}
    path = folder / "journal.jsonl"
    text = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
    for line in text.split("\n"):
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            continue
        match said:
            case {"begun": {"feed": int(feed)}}:
                ends[feed] = None
            case {"done": {"feed": int(feed), "end": int(end)}}:
                ends[feed] = end
            case {"station": {"number": int(number), "name": str(name)}}:
                stations.setdefault(number, name)
            case {"base": {"number": int(number), "mmsi": int(mmsi)}}:
                bases.setdefault((number, mmsi))
    if None in ends.values():
        raise ArchiveError(f"{folder}: an import was cut off; finish it first")
    end = max((e for e in ends.values() if e), default=0)
    if not end:
        raise ArchiveError(f"{folder}: no positions")
    return Journal(end, len(ends), list(stations.items()), list(bases))


def rolls(folder: Path) -> list[Path]:
    """The folders of Parquet."""
    root = folder / "positions"
    names = [p for p in root.iterdir() if len(p.name) == 33 and p.name[16] == "-" and (p / "roll.json").exists()]
    return sorted(names)


def kept_rows(folder: Path) -> int:
    """Rows in the folders of Parquet."""
    summaries = (json.loads((roll / "roll.json").read_text(encoding="utf-8")) for roll in rolls(folder))
    return sum(s["positions"] + s["identities"] for s in summaries)


def push(scan: _native.Scan, batch: pa.RecordBatch) -> None:
    """Hands rows to the native part; ``identity`` says which are identity reports."""
    def column(name: str, kind: pa.DataType) -> memoryview:
        array = batch.column(name)
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.timestamp("ms", tz=array.type.tz), safe=False).cast(pa.int64())
        array = array if array.type == kind else array.cast(kind)
        return view(pc.fill_null(array, -1) if array.null_count else array)

    numbers = [column(name, pa.int32()) for name in NUMBERS]
    identities = []
    is_identity = batch.column("identity")
    if pc.any(is_identity).as_py():
        at = pc.indices_nonzero(is_identity)
        told = batch.select(list(IDENTITY)).take(at).to_pylist()
        identities = [(n, *row.values()) for n, row in zip(at.to_pylist(), told, strict=True)]
    scan.push(column("time", pa.int64()), column("mmsi", pa.uint32()), column("receiver", pa.uint32()),
              numbers, identities)


#: How the buffer protocol names the types of columns.
_FORMATS = {pa.uint32(): "I", pa.int64(): "q", pa.float64(): "d", pa.int32(): "i"}


def view(array: pa.Array) -> memoryview:
    """A column without nulls as a buffer, without a copy."""
    size = array.type.bit_width // 8
    raw = memoryview(array.buffers()[1] or b"")[array.offset * size : (array.offset + len(array)) * size]
    return raw.cast("B").cast(_FORMATS[array.type])


def column_of(raw: bytes, kind: pa.DataType) -> pa.Array:
    """A column of the native part's bytes, without a copy."""
    return pa.Array.from_buffers(kind, len(raw) * 8 // kind.bit_width, [None, pa.py_buffer(raw)])


_POSITION = pa.schema(
    [pa.field("time", pa.timestamp("ms", tz="UTC"), False), pa.field("arrival", pa.int64(), False),
     pa.field("clock_ms", pa.int64(), False), pa.field("mmsi", pa.uint32(), False),
     pa.field("lat_e7", pa.int32(), False), pa.field("lon_e7", pa.int32(), False),
     *[pa.field(name, pa.int32()) for name in ("sog_dkn", "cog_ddeg", "heading_deg", "nav_status")],
     *[pa.field(name, pa.int32(), False) for name in ("class", "source", "reception", "feed")],
     pa.field("receiver", pa.uint32(), False)]
)


def write_roll(root: Path, first: int, feed: int, tables: Iterator[pa.Table]) -> int:
    """Writes rows by time as one roll that begins at arrival number ``first``; gives the number of rows.

    The folder gets its name when it is whole and on the disk, as in ``vigie archive import``.
    """
    rows = pa.concat_tables(tables)
    # Tables often count in microseconds; an archive keeps milliseconds.
    times = rows["time"].cast(pa.timestamp("ms", tz="UTC"), safe=False).cast(pa.int64()).combine_chunks()
    columns = [pc.fill_null(rows[name].cast(pa.float64()), float("nan")).combine_chunks() if name in rows.column_names
               else None for name in ("lat", "lon", "sog", "cog")]
    mmsi = rows["mmsi"].cast(pa.uint32()).combine_chunks()
    raw, refused = _native.rows(view(mmsi), view(times), *[c if c is None else view(c) for c in columns])
    kinds = (pa.uint32(), pa.int64(), pa.int32(), pa.int32(), pa.int32(), pa.int32(), pa.uint8())
    mmsi, times, lat, lon, sog, cog, bucket = (column_of(r, k) for r, k in zip(raw, kinds, strict=True))
    count = len(mmsi)
    if not count:
        return 0
    def sent(a: pa.Array) -> pa.Array:
        return pc.if_else(pc.greater_equal(a, 0), a, None)

    def same(value: int, kind: pa.DataType) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), count)

    absent = pa.nulls(count, pa.int32())
    zero = same(0, pa.int32())
    table = pa.Table.from_arrays(
        [times.cast(pa.timestamp("ms", tz="UTC")), pa.array(range(first, first + count), pa.int64()),
         same(-(2**63), pa.int64()), mmsi, lat, lon, sent(sog), sent(cog), absent, absent, zero, zero, zero,
         same(feed, pa.int32()), same(0, pa.uint32())],
        schema=_POSITION,
    )
    name = f"{first:016}-{first + count:016}"
    partial = root / f"partial-{name}"
    shutil.rmtree(partial, ignore_errors=True)  # what a lost worker left
    partial.mkdir(parents=True)
    for number in range(BUCKETS):
        part = table.filter(pc.equal(bucket, number))
        if part.num_rows:
            pq.write_table(part, partial / f"positions-{number:02}.parquet", compression="zstd", row_group_size=65_536,
                           store_schema=False)
    summary = {"first": first, "end": first + count, "positions": count, "identities": 0,
               "time_min_ms": pc.min(times).as_py(), "time_max_ms": pc.max(times).as_py()}
    (partial / "roll.json").write_text(json.dumps(summary, indent=2), encoding="utf-8")
    for path in [*partial.iterdir(), partial]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    partial.rename(root / name)
    return count
