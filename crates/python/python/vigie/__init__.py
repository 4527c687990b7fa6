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
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from . import vigie_native as _native

__all__ = [
    "Decoded", "Matched", "Vessel", "Watched", "builtin_rules", "decode", "fishing", "match_detections", "watch",
]

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
    #: Dark detections, dark vessels and ships that should have been seen, as in :class:`Watched`.
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


def fishing(
    tracks: Any,
    *,
    models: Iterable[str] = (),
    vessels: Iterable[Vessel] = (),
    gear: str | None = None,
    rules: str | None = None,
) -> pa.Table:
    """The probability of fishing at each position of tracks that are known whole, as ``vigie fishing`` gives it.

    ``tracks`` is a table as in :class:`Watched` (without ``track``, each MMSI is one), in any order. ``models`` are texts of
    learnt models of either variant, one a gear; a centred one goes before one that looks back only. The gear is that of
    ``vessels``, else ``gear``.

    Gives the rows by MMSI, track and time with the columns ``gear``, ``probability``, ``fishing``, ``method`` (``model``
    or ``speed-band``), ``model`` (its name: gear, variant, tracks, seed) and ``validated`` (``partly``: tried on vessels held
    out; ``no``: unvalidated). They are null where nobody says the gear.
    """
    table = _table(tracks)
    if "track" not in table.column_names:
        table = table.append_column("track", pa.array([0] * len(table), pa.uint32()))
    table = table.sort_by([("mmsi", "ascending"), ("track", "ascending"), ("time", "ascending")])
    told = {v.mmsi: v.gear for v in (Vessel(*v) for v in vessels) if v.gear}
    texts = list(models)
    pairs = list(zip(table["mmsi"].to_pylist(), table["track"].to_pylist(), strict=True))
    pieces, start = [], 0
    while start < len(pairs):
        end = start + 1
        while end < len(pairs) and pairs[end] == pairs[start]:
            end += 1
        pieces.append(_judged(table.slice(start, end - start), told.get(pairs[start][0], gear), texts, rules))
        start = end
    answers = pa.concat_tables(pieces) if pieces else _ANSWERS.empty_table()
    for name in _ANSWERS.names:
        table = table.append_column(name, answers[name])
    return table


def _judged(track: pa.Table, gear: str | None, models: list[str], rules: str | None) -> pa.Table:
    """The answers for one track."""
    if gear is None:
        return pa.table({name: pa.nulls(len(track), kind) for name, kind in zip(_ANSWERS.names, _ANSWERS.types)})
    _, time, lat, lon, sog, _ = _columns(track)
    (probability, fishes, by_model, tested), code, model = _native.judge_track(
        time, lat, lon, sog, gear, models, rules
    )

    def flags(raw: bytes) -> pa.Array:
        return pa.Array.from_buffers(pa.uint8(), len(raw), [None, pa.py_buffer(raw)]).cast(pa.bool_())

    count = len(track)
    return pa.table(
        {
            "gear": pa.array([code] * count, pa.string()),
            "probability": pa.Array.from_buffers(pa.float64(), count, [None, pa.py_buffer(probability)]),
            "fishing": flags(fishes),
            "method": pc.if_else(flags(by_model), "model", "speed-band"),
            "model": pa.array([model] * count, pa.string()),
            "validated": pc.if_else(flags(tested), "partly", "no"),
        },
        schema=_ANSWERS,
    )


def match_detections(
    detections: bytes | str,
    positions: Any,
    *,
    preset: str = "plain",
    columns: str | None = None,
    vessels: Iterable[Vessel] = (),
    rules: str | None = None,
    files: Iterable[tuple[str, str | os.PathLike[str]]] = (),
    motion: str | None = None,
) -> Matched:
    """Matches detections of satellites (the bytes of a CSV or GeoJSON file) to positions.

    One joint assignment a scene: each detection gets the probability that no track explains it, each track the
    probability that it was inside, seen and missed. What stays dark in several scenes and is probably one vessel is told
    as ``dark_vessel``; a ship that a scene should have shown and did not as ``implausible_position`` with check ``not-seen``.

    ``columns`` is the text of a TOML file of own columns, in place of the preset. ``files`` are reference files as (kind,
    path): ``rules``, ``area``, ``iuu``, ``authorised``, ``ports``, ``shore``, ``satellites`` (three-line elements, for the
    azimuth shift of radar), ``motion-model`` and the other options of ``vigie watch``; a list tells the gear of its vessels.
    ``motion`` is the text of a learnt model of movement (``vigie train --motion``).
    """
    raw = detections.encode() if isinstance(detections, str) else bytes(detections)
    table = _columns(positions)
    scenes, events, faults, refused = _native.match_detections(
        raw, preset, *table, vessels=[tuple(v) for v in vessels], rules_text=rules, columns=columns,
        files=_files(files), motion=motion,
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


def _files(paths: Iterable[tuple[str, str | os.PathLike[str]]]) -> list[tuple[str, str, int, bytes]]:
    """Reference files with what the native part needs of them."""
    found = []
    for kind, path in paths:
        with open(path, "rb") as file:
            found.append((kind, os.fspath(path), int(os.stat(path).st_mtime), file.read()))
    return found


_DETECTIONS = pa.schema(
    [("scene", pa.string()), ("detection", pa.string()), ("time", pa.string()), ("lat", pa.float64()),
     ("lon", pa.float64()), ("dark", pa.float64()), ("verdict", pa.string()), ("assigned", pa.string()),
     ("alone_per_km2", pa.float64()), ("candidates", pa.string())]
)
_SCENE_TRACKS = pa.schema(
    [("scene", pa.string()), ("track", pa.string()), ("inside", pa.float64()), ("seen", pa.float64()),
     ("missed", pa.float64()), ("detected", pa.float64())]
)
_ANSWERS = pa.schema(
    [("gear", pa.string()), ("probability", pa.float64()), ("fishing", pa.bool_()), ("method", pa.string()),
     ("model", pa.string()), ("validated", pa.string())]
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
