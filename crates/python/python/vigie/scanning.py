"""An archive (``vigie archive import``, ``vigie-spark import``) on this machine: its positions as a table, and a scan with the
events of ``vigie archive scan``, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from . import _output, archive
from . import vigie_native as _native

_Path = str | os.PathLike[str]


class Scanned(NamedTuple):
    """Events of an archive, and what looks of satellites showed."""

    #: As in :class:`vigie.Watched`; written one a line, ``event`` is the file of ``vigie archive scan``.
    events: pa.Table
    #: As in :class:`vigie.Matched`; no rows without detections.
    detections: pa.Table
    #: As in :class:`vigie.Matched`.
    tracks: pa.Table
    #: As in :class:`vigie.Matched`.
    scenes: pa.Table
    #: Rows of the detections refused: file, line and reason.
    faults: list[tuple[str, int, str]]
    #: Rows of the archive.
    rows: int


def scan_archive(
    folder: _Path,
    *,
    files: Iterable[tuple[str, _Path]] = (),
    detections: Iterable[str] = (),
    notices_complete: Iterable[str] = (),
    complete_for: Iterable[str] = (),
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scanned:
    """Runs all detectors over an archive, as ``vigie archive scan`` and ``vigie-spark scan`` do, with the same events.

    ``files`` are reference files as (kind, path), as for :func:`vigie.match_detections`; ``detections`` are looks as
    ``PRESET@FILE`` or ``COLUMNS.toml@FILE``, as on the command line; ``notices_complete`` and ``complete_for`` are claims of
    files of notices and of lists of authorised vessels. ``jobs`` are watches at work at once (as many as cores, four at
    most); ``progress`` is told rows heard and rows in all, twice where there are looks. Memory: a million rows, the watches, and
    the events. Ctrl-C stops it.
    """
    plan = archive.plan(Path(folder), archive.reference(files, notices_complete, complete_for), detections)
    hands = archive.hands(jobs or min(os.cpu_count() or 1, 4))
    scans: list[Any] = [plan.scan(kinds) for kinds in hands]
    looks = plan.looks() if plan.detections else None
    views: list[pa.RecordBatch] = []
    listeners = scans if looks is None else [*scans, looks]
    with ThreadPoolExecutor(len(listeners)) as pool:
        for heard in _heard(pool, plan, listeners):
            if looks is not None:
                views.append(archive.views(looks))
            if progress is not None:
                progress(heard, plan.rows)
        told = [row for found in pool.map(lambda scan: scan.finish(), scans) for row in found]
        last = {key: text for key, _, text in told}
        workings: list[str] = []
        if looks is not None:
            ships, names = looks.finish()
            views.append(archive.views(looks))
            said, workings = _weigh(pool, plan, views, ships, dict(names))
            again = plan.told()
            for heard in _heard(pool, plan, [again]):
                if progress is not None:
                    progress(heard, plan.rows)
            last.update((key, text) for key, _, text in again.finish(list(last.values()), said))
    seen, around, all_looks = _output.looks(workings)
    # By the bytes of the id, as the node has them.
    events = _output.events([last[key] for key in sorted(last, key=str.encode)])
    return Scanned(events, seen, around, all_looks, plan.faults, plan.rows)


def _heard(pool: ThreadPoolExecutor, plan: archive.Plan, listeners: list[Any]) -> Iterable[int]:
    """All rows to each listener, the next being read meanwhile; gives how many were heard so far."""
    count, waiting = 0, list[Future[None]]()
    for batch in archive.in_order(plan.folder):
        for one in waiting:
            one.result()
        waiting = [pool.submit(archive.push, listener, batch) for listener in listeners]
        count += batch.num_rows
        yield count
    for one in waiting:
        one.result()


def _weigh(
    pool: ThreadPoolExecutor, plan: archive.Plan, views: list[pa.RecordBatch],
    ships: list[tuple[int, str, float | None]], names: dict[int, str],
) -> tuple[list[tuple[int, list[str], list[tuple[int, int]]]], list[str]]:
    """What each look says: events and lights, and the working."""
    weigher = plan.weigher()
    known = {mmsi: (kind, length) for mmsi, kind, length in ships}
    table = pa.Table.from_batches(views).sort_by([(name, "ascending") for name in ("scene", "mmsi", "track")])
    begins = pc.index_in(pa.array(range(plan.scenes + 1), pa.uint32()), table["scene"].combine_chunks())
    # A look around which nobody is heard has no rows.
    at, starts = table.num_rows, []
    for number in reversed(range(plan.scenes)):
        found = begins[number].as_py()
        starts.append((number, found if found is not None else at, at))
        at = starts[-1][1]

    def look(piece: tuple[int, int, int]) -> tuple[int, list[str], list[tuple[int, int]], str]:
        number, start, end = piece
        batch = table.slice(start, end - start).combine_chunks()
        rows = batch.to_batches()[0] if batch.num_rows else views[0].slice(0, 0)
        own = [known.get(mmsi, ("*", None)) for mmsi in rows.column("mmsi").to_pylist()]
        return (number, *archive.weigh(weigher, number, rows, own, names.get(number)))

    said = sorted(pool.map(look, reversed(starts)), key=lambda one: one[0])
    return [(number, events, lit) for number, events, lit, _ in said], [one[3] for one in said]


#: Codes of an archive's columns, in their order.
_CODES = {
    "class": ["unknown", "A", "B", "base", "aton", "sar"],
    "source": ["ais", "vms", "detection", "sighting"],
    "reception": ["unknown", "terrestrial", "satellite", "dynamic"],
}


def read_archive(
    folder: _Path,
    *,
    mmsi: Iterable[int] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> pa.Table:
    """Positions of an archive by time: mmsi, time, lat, lon, sog, cog (null = not sent), heading (degrees), nav_status, class,
    source, reception, receiver (name or null) and feed (number of the import).

    Only files of the vessels asked for and rows from ``start`` until before ``end`` (UTC if they have no zone) are read.
    """
    path = Path(folder)
    known = archive.journal(path)
    found = [file for roll in archive.rolls(path) for file in sorted(roll.glob("positions-*.parquet"))]
    wanted = None if mmsi is None else sorted({int(number) for number in mmsi})
    if wanted is not None:
        buckets = {f"positions-{archive.bucket(number):02}.parquet" for number in wanted}
        found = [file for file in found if file.name in buckets]
    conditions = []
    if wanted is not None:
        conditions.append(ds.field("mmsi").isin(pa.array(wanted, pa.uint32())))
    for moment, is_start in ((start, True), (end, False)):
        if moment is not None:
            moment = moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment
            bound = pa.scalar(moment, pa.timestamp("ms", tz="UTC"))
            conditions.append(ds.field("time") >= bound if is_start else ds.field("time") < bound)
    condition = None
    for one in conditions:
        condition = one if condition is None else condition & one
    names = ["time", "mmsi", *archive.NUMBERS, "receiver"]
    if found:
        table = ds.dataset([str(file) for file in found], format="parquet").to_table(columns=names, filter=condition)
    else:
        table = archive.POSITION.empty_table().select(names)
    table = table.sort_by([("time", "ascending"), ("mmsi", "ascending")])

    def scaled(name: str, by: float) -> pa.ChunkedArray:
        return pc.divide(table[name].cast(pa.float64()), by)

    stations = dict(known.stations)
    receivers = pc.unique(table["receiver"])
    words = pa.array([stations.get(number) for number in receivers.to_pylist()], pa.string())
    columns = {
        "mmsi": table["mmsi"], "time": table["time"].cast(pa.timestamp("ms", tz="UTC")),
        "lat": scaled("lat_e7", 1e7), "lon": scaled("lon_e7", 1e7),
        "sog": scaled("sog_dkn", 10.0), "cog": scaled("cog_ddeg", 10.0),
        "heading": scaled("heading_deg", 1.0), "nav_status": table["nav_status"],
    }
    for name, codes in _CODES.items():
        columns[name] = pc.take(pa.array(codes), table[name])
    columns["receiver"] = pc.take(words, pc.index_in(table["receiver"], receivers))
    columns["feed"] = table["feed"]
    return pa.table(columns)
