"""Vigie for analysts: AIS decoding, vessel tracks, events at sea and matching of satellite detections.

Tables come in as anything that speaks Arrow (pyarrow, polars, pandas 2.2 and later, DuckDB: the Arrow PyCapsule
interface) or as a mapping of arrays; they go out as ``pyarrow.Table``. Columns that already have the type named below
are handed over as they lie; others are converted once.

===========  ==========================  ==============================================
column       type                        meaning
===========  ==========================  ==============================================
``mmsi``     uint32                      MMSI as sent
``time``     timestamp, or int64 (ms)    moment of the position, UTC
``lat``      double                      latitude, degrees
``lon``      double                      longitude, degrees, either side of 180° alike
``sog``      double, may be absent       speed over ground, knots; null = not known
``cog``      double, may be absent       course over ground, degrees true; null or 360 = not known
===========  ==========================  ==============================================

A timestamp without a time zone is UTC.

No event says guilty: it carries its evidence, its rule and version, its confidence and what would refute it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from . import vigie_native as _native

__all__ = ["Decoded", "Matched", "Vessel", "Watched", "builtin_rules", "decode", "match_detections", "watch"]

__version__: str = _native.__version__


class Vessel(NamedTuple):
    """What is known of a vessel besides its positions."""

    mmsi: int
    #: Gear or class in a registry's words or FAO code; decides which behaviours are looked for.
    gear: str | None = None
    #: AIS ship type.
    ship_type: int | None = None
    length_m: int | None = None
    name: str | None = None


class Decoded(NamedTuple):
    """Messages of an NMEA log."""

    messages: list[dict[str, Any]]
    #: What could not be read, counted by reason.
    faults: dict[str, int]


class Watched(NamedTuple):
    """Tracks and events of a table of positions."""

    #: mmsi, track (number within the MMSI, from 1: several ships may share one), time, lat, lon, sog, cog (null = not known).
    tracks: pa.Table
    #: id, kind, state, start, end, lat, lon, mmsi, rule, rule_version, confidence, and ``event``: the whole as JSON.
    events: pa.Table
    #: Rows refused for their place or for a time outside of the years 1 to 9999.
    refused: int


class Matched(NamedTuple):
    """Detections matched to positions."""

    #: scene, detection, time, lat, lon, dark (probability), verdict, assigned, alone_per_km2, candidates (JSON).
    detections: pa.Table
    #: scene, track, inside, seen, missed, detected (probabilities).
    tracks: pa.Table
    #: Dark detections, as in :class:`Watched`.
    events: pa.Table
    #: Rows of the detections refused: line and reason.
    faults: list[tuple[int, str]]
    #: Rows of positions refused, as in :class:`Watched`.
    refused: int


def builtin_rules() -> str:
    """The built-in rule file (TOML): every threshold with its source. What a file of your own leaves out stays."""
    return _native.BUILTIN_RULES


def decode(data: bytes | bytearray | memoryview) -> Decoded:
    """Decodes bytes of NMEA 0183 / AIVDM. What cannot be read is counted; the rest goes on."""
    messages, faults = _native.decode(bytes(data))
    return Decoded([json.loads(text) for text in messages], faults)


def watch(
    positions: Any,
    *,
    vessels: Iterable[Vessel] = (),
    rules: str | None = None,
    models: Iterable[str] = (),
) -> Watched:
    """Runs the detectors of the watch floor over a table of positions, in any order.

    ``rules`` is the text of a rule file, ``models`` are texts of learnt models of fishing (``vigie train``).
    The events are those that ``vigie watch`` gives for the same rows.
    """
    columns = _columns(positions)
    events, tracks, refused = _native.watch(
        *columns, vessels=[tuple(v) for v in vessels], rules_text=rules, models=list(models)
    )
    return Watched(_tracks(tracks), _events(events), refused)


def match_detections(
    detections: bytes | str,
    positions: Any,
    *,
    preset: str = "plain",
    vessels: Iterable[Vessel] = (),
    rules: str | None = None,
) -> Matched:
    """Matches detections of satellites (the bytes of a CSV or GeoJSON file) to positions.

    One joint assignment a scene: each detection gets the probability that no track explains it, each track the
    probability that it was inside, seen and missed.
    """
    raw = detections.encode() if isinstance(detections, str) else bytes(detections)
    columns = _columns(positions)
    scenes, events, faults, refused = _native.match_detections(
        raw, preset, *columns, vessels=[tuple(v) for v in vessels], rules_text=rules
    )
    seen, tracks = [], []
    for scene in map(json.loads, scenes):
        result = scene["result"]
        for what, said in zip(scene["seen"], result["detections"], strict=True):
            lon, lat = what["position"]
            seen.append(
                {
                    "scene": scene["id"], "detection": what["id"], "time": what["time"], "lat": lat, "lon": lon,
                    "dark": said["dark"], "verdict": said["verdict"], "assigned": said["assigned"],
                    "alone_per_km2": said["alone_per_km2"], "candidates": json.dumps(said["candidates"]),
                }
            )
        tracks.extend({"scene": scene["id"], **track} for track in result["tracks"])
    return Matched(
        pa.Table.from_pylist(seen, schema=_DETECTIONS), pa.Table.from_pylist(tracks, schema=_SCENE_TRACKS),
        _events(events), faults, refused,
    )


_DETECTIONS = pa.schema(
    [("scene", pa.string()), ("detection", pa.string()), ("time", pa.string()), ("lat", pa.float64()),
     ("lon", pa.float64()), ("dark", pa.float64()), ("verdict", pa.string()), ("assigned", pa.string()),
     ("alone_per_km2", pa.float64()), ("candidates", pa.string())]
)
_SCENE_TRACKS = pa.schema(
    [("scene", pa.string()), ("track", pa.string()), ("inside", pa.float64()), ("seen", pa.float64()),
     ("missed", pa.float64()), ("detected", pa.float64())]
)
_EVENTS = pa.schema(
    [("id", pa.string()), ("kind", pa.string()), ("state", pa.string()), ("start", pa.string()), ("end", pa.string()),
     ("lat", pa.float64()), ("lon", pa.float64()), ("mmsi", pa.list_(pa.uint32())), ("rule", pa.string()),
     ("rule_version", pa.string()), ("confidence", pa.float64()), ("event", pa.string())]
)
_TRACK_TYPES = {
    "mmsi": pa.uint32(), "track": pa.uint32(), "time": pa.timestamp("ms", tz="UTC"), "lat": pa.float64(),
    "lon": pa.float64(), "sog": pa.float64(), "cog": pa.float64(),
}


def _table(positions: Any) -> pa.Table:
    if isinstance(positions, pa.Table):
        return positions
    if isinstance(positions, Mapping):
        return pa.table(dict(positions))
    return pa.table(positions)


def _columns(positions: Any) -> list[Any]:
    """The columns as buffers: without a copy where the type fits and the column is one piece without nulls."""
    table = _table(positions)
    for name in ("mmsi", "time", "lat", "lon"):
        if name not in table.column_names:
            raise ValueError(f"column {name} is missing")
    wanted = [("mmsi", pa.uint32(), _plain(table["mmsi"])), ("time", pa.int64(), _milliseconds(_plain(table["time"])))]
    wanted += [(name, pa.float64(), _plain(table[name])) for name in ("lat", "lon")]
    out: list[Any] = []
    for name, kind, column in wanted:
        if column.null_count:
            raise ValueError(f"column {name} has nulls")
        out.append(_array(column, kind))
    for name in ("sog", "cog"):
        if name not in table.column_names:
            out.append(None)
            continue
        column = _plain(table[name]).cast(pa.float64())
        out.append(_array(pc.fill_null(column, float("nan")) if column.null_count else column, pa.float64()))
    return out


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionary-encoded values as they are."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _milliseconds(time: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as milliseconds; a number whose unit cannot be told is refused."""
    kind = time.type
    if pa.types.is_timestamp(kind):
        return time.cast(pa.timestamp("ms", tz=kind.tz), safe=False).cast(pa.int64())
    if pa.types.is_date(kind):
        return time.cast(pa.timestamp("ms")).cast(pa.int64())
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        return time
    raise ValueError(f"column time is {kind}; it must be a timestamp, or whole milliseconds since 1970 UTC")


#: How the buffer protocol names the types of columns.
_FORMATS = {pa.uint32(): "I", pa.int64(): "q", pa.float64(): "d"}


def _array(column: pa.ChunkedArray, kind: pa.DataType) -> memoryview:
    column = column if column.type == kind else column.cast(kind)
    piece = column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], kind)])
    size = kind.bit_width // 8
    raw = memoryview(piece.buffers()[1] or b"")[piece.offset * size : (piece.offset + len(piece)) * size]
    return raw.cast("B").cast(_FORMATS[kind])


def _tracks(columns: list[bytes]) -> pa.Table:
    arrays = []
    for raw, (name, kind) in zip(columns, _TRACK_TYPES.items(), strict=True):
        count, data = len(raw) * 8 // kind.bit_width, pa.py_buffer(raw)
        array = pa.Array.from_buffers(kind, count, [None, data])
        if name in ("sog", "cog"):
            known = pc.is_finite(array)
            if not pc.all(known).as_py():
                # The answers are bits: as they lie, they say which values are there.
                array = pa.Array.from_buffers(kind, count, [known.buffers()[1], data])
        arrays.append(array)
    return pa.table(arrays, names=list(_TRACK_TYPES))


def _events(texts: list[str]) -> pa.Table:
    rows = []
    for text in texts:
        event = json.loads(text)
        lon, lat = event["start"]["position"]
        rows.append(
            {
                "id": event["id"], "kind": event["kind"], "state": event["state"], "start": event["start"]["time"],
                "end": (event.get("end") or {}).get("time"), "lat": lat, "lon": lon,
                "mmsi": [v["mmsi"] for v in event["vessels"]], "rule": event["rule"]["name"],
                "rule_version": event["rule"]["version"], "confidence": event["confidence"], "event": text,
            }
        )
    return pa.Table.from_pylist(rows, schema=_EVENTS)
