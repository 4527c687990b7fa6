"""An archive's folder as ``vigie archive`` writes it: what is in it, its rows for the native part, and new rows.

The layout: ``journal.jsonl`` (feeds, receivers) and ``positions/FIRST-END/`` (a roll of arrival numbers) with
``positions-BB.parquet`` by bucket of vessels, ``identities.parquet`` and ``roll.json``.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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

#: What each group costs beside the others, about.
_COSTS = {ENCOUNTER: 3, WHOLE_FEED[0]: 2, WHOLE_FEED[1]: 3, BY_VESSEL: 5}

#: Reference files, by option, in the order in which they are read.
FILE_KINDS = (
    "rules", "area", "iuu", "authorised", "notices", "ports", "shore", "reception", "receivers", "satellites", "fishing-model",
    "motion-model",
)

NUMBERS = (
    "lat_e7", "lon_e7", "sog_dkn", "cog_ddeg", "heading_deg", "nav_status", "class", "source", "reception", "feed",
)
IDENTITY = ("imo", "ship_type", "length_m", "beam_m", "name", "call_sign", "destination", "gear", "flag")
BUCKETS = 16


class ArchiveError(Exception):
    """An archive that cannot be scanned or written as it is."""


class InUse(ArchiveError):
    """Another process imports, scans or exports there."""


@contextlib.contextmanager
def locked(folder: Path, alone: bool) -> Iterator[None]:
    """Holds an archive as ``vigie archive`` does: who imports is alone, who reads keeps imports out."""
    path = folder / "journal.jsonl"
    if alone:
        folder.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise ArchiveError(f"{folder}: no positions")
    with open(path, "ab" if alone else "rb") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"{folder}: the archive is in use") from None
        except OSError:
            pass  # Not every file system knows locks.
        yield


@dataclass
class Feed:
    """A feed that was begun."""

    number: int
    name: str
    #: Canonical path; older journals do not tell it.
    path: str | None
    stamp: str
    first: int
    #: Where its rows end; ``None`` if its import was cut off.
    end: int | None = None
    partly: bool = False

    @property
    def whole(self) -> bool:
        return self.end is not None and not self.partly

    def is_of(self, name: str, canonical: str) -> bool:
        """Whether this is that file, however its path is spelt. Older journals hold the path only as it was typed."""
        if self.name == name:
            return True
        # With a format other than the usual it is read in another way.
        known = self.path if self.path is not None and "@" not in self.name else os.path.realpath(self.name)
        return known == canonical


def feeds(path: Path) -> list[Feed]:
    """The feeds of a journal in their order."""
    found: list[Feed] = []
    for line in lines(path):
        match line:
            case {"begun": {"feed": int(number), "name": str(name), "stamp": str(stamp), "first": int(first)} as told}:
                found.append(Feed(number, name, told.get("path"), stamp, first))
            case {"done": {"feed": int(number), "end": int(end)} as told}:
                for feed in found:
                    if feed.number == number:
                        feed.end, feed.partly = end, bool(told.get("partly"))
    return found


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


def with_bytes(kind: str, path: str | os.PathLike[str]) -> list[tuple[str, str, int, bytes]]:
    """A reference file with what the native part needs of it; a shapefile comes after its table and projection."""
    name = os.fspath(path)
    found = [(kind, name)]
    if kind == "area" and name.lower().endswith(".shp"):
        beside = {p.suffix.lower(): str(p) for p in Path(name).parent.iterdir() if p.stem == Path(name).stem}
        found = [(f"area-{part}", beside[f".{part}"]) for part in ("dbf", "prj") if f".{part}" in beside] + found
    return [(kind, at, int(os.stat(at).st_mtime), Path(at).read_bytes()) for kind, at in found]


def reference(
    paths: Iterable[tuple[str, str | os.PathLike[str]]],
    notices_complete: Iterable[str] = (),
    complete_for: Iterable[str] = (),
) -> Reference:
    """Reads reference files, given as (kind, path); ``FROM/UNTIL[/AREA]`` says for what the notices are complete, ``all``,
    ``flag:XXX`` or ``area:NAME`` for what the lists of authorised vessels are."""
    given = list(paths)
    for kind, path in given:
        if kind not in FILE_KINDS:
            raise ValueError(f"{os.fspath(path)}: kind of file unknown: {kind}; there are {', '.join(FILE_KINDS)}")
    ordered = sorted(given, key=lambda one: FILE_KINDS.index(one[0]))
    found = [file for kind, path in ordered for file in with_bytes(kind, path)]
    claims = [("notices-complete", "--notices-complete", 0, claim.encode()) for claim in notices_complete]
    claims += [("complete-for", "--complete-for", 0, claim.encode()) for claim in complete_for]
    return Reference(found + claims)


#: A file of detections: name, preset, own columns in place of it, bytes.
SceneFile = tuple[str, str, "str | None", bytes]


def scene_files(texts: Iterable[str]) -> list[SceneFile]:
    """Files of detections, given as ``PRESET@FILE``, ``COLUMNS.toml@FILE`` or ``FILE`` (preset ``plain``)."""
    if isinstance(texts, str):
        raise ValueError("detections: a list of texts PRESET@FILE, not one")
    found: list[SceneFile] = []
    for text in texts:
        preset, at, path = os.fspath(text).partition("@")
        if not at or not (preset.endswith(".toml") or "/" not in preset):
            preset, path = "plain", os.fspath(text)
        columns = Path(preset).read_text(encoding="utf-8", errors="replace") if preset.endswith(".toml") else None
        found.append((path, preset, columns, Path(path).read_bytes()))
    return found


class Plan:
    """What a scan needs to know; it travels to workers."""

    def __init__(self, folder: Path, known: Journal, files: Reference, bounds: tuple[int, int, int],
                 detections: list[SceneFile]) -> None:
        self.folder, self.journal, self.files, self.bounds = folder, known, files, bounds
        self.detections = detections
        self.rows = known.end
        self.scenes: int
        self.faults: list[tuple[str, int, str]]
        self.scenes, self.faults = _native.scenes(detections) if detections else (0, [])
        if detections and not self.scenes:
            raise ArchiveError(f"nothing in the files of detections can be used; {len(self.faults)} rows refused")

    def scan(self, kinds: Iterable[str], whereabouts: bool = False) -> _native.Scan:
        return _native.Scan(list(kinds), self.bounds, self.files.files, self.journal.stations, self.journal.bases,
                            whereabouts)

    def looks(self) -> _native.Looks:
        return _native.Looks(self.detections, self.bounds, self.files.files, self.journal.stations, self.journal.bases)

    def weigher(self) -> _native.Weigher:
        return _native.Weigher(self.detections, self.files.files)

    def told(self) -> _native.Told:
        return _native.Told(self.detections, self.bounds, self.files.files, self.journal.stations, self.journal.bases)


def plan(folder: Path, files: Reference, detections: Iterable[str] = ()) -> Plan:
    """The plan of a scan on this machine."""
    known = settled(folder)
    first, last = _native.EDGES
    bounds = _native.bounds(_edge(folder, first, False), _edge(folder, last, True), known.end, files.rules)
    if bounds is None:
        raise ArchiveError(f"{folder}: no positions")
    return Plan(folder, known, files, bounds, scene_files(detections))


def settled(folder: Path) -> Journal:
    """The journal of an archive that is whole."""
    known = journal(folder)
    if kept_rows(folder) < known.end:
        raise ArchiveError(f"{folder}: rows wait in a spool; run the import that left them again")
    return known


def hands(jobs: int) -> list[list[str]]:
    """All detectors dealt to at most so many watches, the dearest group first, each to the one with the least to do."""
    dealt: list[list[tuple[str, ...]]] = [[] for _ in range(max(1, min(jobs, len(_COSTS))))]
    for group in sorted(_COSTS, key=lambda g: -_COSTS[g]):
        min(dealt, key=lambda hand: sum(_COSTS[g] for g in hand)).append(group)
    return [[kind for group in hand for kind in group] for hand in dealt]


def bucket(mmsi: int) -> int:
    """Bucket of a vessel in a roll."""
    return (mmsi * 2_654_435_761 & 0xFFFF_FFFF) >> 28


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


class _Piece(NamedTuple):
    """A row group of a file."""

    least: int
    most: int
    rows: int
    path: Path
    group: int


def _pieces(folder: Path) -> list[_Piece]:
    """Row groups of an archive with their times, ms since 1970 UTC, by their first."""
    found = []
    for roll in rolls(folder):
        for path in sorted(roll.glob("*.parquet")):
            meta = pq.read_metadata(path)
            column = meta.schema.names.index("time")
            for group in range(meta.num_row_groups):
                told = meta.row_group(group).column(column).statistics
                rows = meta.row_group(group).num_rows
                if told is not None and told.has_min_max:
                    least, most = (pa.scalar(v, pa.timestamp("ms", tz="UTC")).cast(pa.int64()).as_py() for v in (told.min, told.max))
                else:
                    times = pq.ParquetFile(path).read_row_group(group, columns=["time"])["time"].cast(pa.int64())
                    least, most = pc.min(times).as_py(), pc.max(times).as_py()
                found.append(_Piece(least, most, rows, path, group))
    return sorted(found)


def _edge(folder: Path, count: int, last: bool) -> list[int]:
    """Times of the first or last rows, in order."""
    pieces = sorted(_pieces(folder), key=lambda p: -p.most) if last else _pieces(folder)
    found: list[int] = []
    for piece in pieces:
        if len(found) == count and (piece.most < found[0] if last else piece.least > found[-1]):
            break
        column = pq.ParquetFile(piece.path).read_row_group(piece.group, columns=["time"])["time"]
        times = column.cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_pylist()
        found = sorted(found + sorted(times)[-count if last else 0 : None if last else count])
        found = found[-count:] if last else found[:count]
    return found


#: Rows of an archive that are read at once, about.
_TOGETHER = 1_000_000


def in_order(folder: Path) -> Iterator[pa.RecordBatch]:
    """All rows of an archive by time, in pieces of about a million: positions, and identity reports, told apart by
    ``identity``."""
    pieces = _pieces(folder)
    # Where enough rows are surely over.
    ends, rows = [], 0
    for piece in sorted(pieces, key=lambda p: p.most):
        rows += piece.rows
        if rows >= _TOGETHER:
            ends.append(piece.most)
            rows = 0
    if pieces:
        ends.append(max(piece.most for piece in pieces))
    open_files: dict[Path, pq.ParquetFile] = {}
    waiting: list[pa.Table] = []
    at = 0
    for end in dict.fromkeys(ends):
        while at < len(pieces) and pieces[at].least <= end:
            waiting.append(_read(pieces[at], open_files))
            at += 1
        bound = pa.scalar(end, pa.timestamp("ms", tz="UTC"))
        now = [table.filter(pc.less_equal(table["time"], bound)) for table in waiting]
        left = [table.filter(pc.greater(table["time"], bound)) for table in waiting]
        waiting = [table for table in left if table.num_rows]
        whole = pa.concat_tables(now).sort_by("time").combine_chunks()
        yield from whole.to_batches()


def _read(piece: _Piece, open_files: dict[Path, pq.ParquetFile]) -> pa.Table:
    file = open_files.setdefault(piece.path, pq.ParquetFile(piece.path))
    is_identity = piece.path.name == "identities.parquet"
    common = ["time", "mmsi", "receiver", *(NUMBERS[6:] if is_identity else NUMBERS)]
    table = file.read_row_group(piece.group, columns=[*common, *(IDENTITY if is_identity else ())])
    count = table.num_rows
    columns = {"time": table["time"].cast(pa.timestamp("ms", tz="UTC")), "identity": pa.repeat(is_identity, count)}
    columns |= {name: table[name].cast(pa.uint32()) for name in ("mmsi", "receiver")}
    none = pa.repeat(pa.scalar(-1, pa.int32()), count)
    for name in NUMBERS:
        columns[name] = table[name].cast(pa.int32()) if name in common else none
    for name in IDENTITY:
        kind = pa.int32() if name in ("imo", "ship_type", "length_m", "beam_m") else pa.string()
        columns[name] = table[name].cast(kind) if is_identity else pa.nulls(count, kind)
    return pa.table(columns)


#: Tracks around looks: before and after it time (ms), place, speed and course.
VIEW = ("scene", "mmsi", "track",
        *(f"{when}_{what}" for when in ("before", "after") for what in ("ms", "lat", "lon", "sog", "cog")))


def views(looks: _native.Looks) -> pa.RecordBatch:
    """The tracks around looks that are over by now."""
    raw = looks.views()
    kinds = [pa.uint32()] * 3 + ([pa.int64()] + [pa.float64()] * 4) * 2
    return pa.RecordBatch.from_arrays([column_of(r, k) for r, k in zip(raw, kinds, strict=True)], names=list(VIEW))


def weigh(
    weigher: _native.Weigher, number: int, rows: pa.RecordBatch, known: list[tuple[str, float | None]], names: str | None
) -> tuple[list[str], list[tuple[int, int]], str]:
    """What a look says: events, vessels found lit, and the working. ``rows`` are the tracks around it by MMSI and track, ``known``
    class of movement and length of each."""
    def ping(when: str) -> Any:
        return tuple(view(rows.column(f"{when}_{what}")) for what in ("ms", "lat", "lon", "sog", "cog"))

    length = pa.array([float("nan") if m is None else m for _, m in known], pa.float64())
    mmsi, track = (view(rows.column(name).cast(pa.uint32())) for name in ("mmsi", "track"))
    return weigher.look(number, mmsi, track, ping("before"), ping("after"), [kind for kind, _ in known], view(length), names)


def push(scan: _native.Scan | _native.Looks | _native.Told, batch: pa.RecordBatch) -> None:
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
_FORMATS: dict[Any, Any] = {pa.uint32(): "I", pa.int64(): "q", pa.float64(): "d", pa.int32(): "i"}


def view(array: pa.Array) -> memoryview[Any]:
    """A column without nulls as a buffer, without a copy."""
    size = array.type.bit_width // 8
    raw = memoryview(array.buffers()[1] or b"")[array.offset * size : (array.offset + len(array)) * size]
    return raw.cast("B").cast(_FORMATS[array.type])


def column_of(raw: bytes, kind: pa.DataType) -> pa.Array:
    """A column of the native part's bytes, without a copy."""
    return pa.Array.from_buffers(kind, len(raw) * 8 // kind.bit_width, [None, pa.py_buffer(raw)])


POSITION = pa.schema(
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
        schema=POSITION,
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
