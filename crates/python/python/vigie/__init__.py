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
from ._input import columns as _columns
from ._input import reasons as _reasons
from ._input import table_of as _table
from ._output import events as _events
from ._output import looks as _looks
from ._output import tracks as _tracks
from .chart import Chart
from .scanning import Scanned, read_archive, scan_archive

__all__ = [
    "Chart", "Decoded", "Matched", "Scanned", "Vessel", "Watched", "builtin_rules", "decode", "fishing", "match_detections",
    "read_archive", "scan_archive", "watch",
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
    #: Rows refused: without MMSI, time or place, with a place that is none, or with a time outside of the years 1 to 9999.
    refused: int
    #: Of the first thousand of these the row (from 0) and the reason.
    refused_rows: list[tuple[int, str]] = []


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
    #: scene, sensor, time, ais_heard (where no AIS was heard nothing is said), expected_dark (number), footprint (JSON: rings of
    #: [lon, lat], or null).
    scenes: pa.Table
    #: Of the first thousand of these the row (from 0) and the reason.
    refused_rows: list[tuple[int, str]] = []


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
    vessels: Iterable[Vessel | tuple[Any, ...]] = (),
    rules: str | None = None,
    models: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
) -> Watched:
    """Runs the detectors of the watch floor over a table of positions, in any order.

    ``rules`` is the text of a rule file, ``models`` are texts of learnt models of fishing (``vigie train``).
    ``names`` says what other tables call our columns: ``{"lat": "Latitude"}``. Other threads go on meanwhile; ctrl-C stops it.
    The events are those that ``vigie watch`` gives for the same rows; of an archive with all that ships said of themselves
    and who heard them, :func:`scan_archive` gives those of the node.
    """
    table = _table(positions, names)
    events, tracks, (refused, rows) = _native.watch(
        *_columns(table), vessels=_vessels(vessels), rules_text=rules, models=_texts(models)
    )
    return Watched(_tracks(tracks), _events(events), refused, _reasons(table, rows))


def _vessels(vessels: Iterable[Vessel | tuple[Any, ...]]) -> list[Vessel]:
    """As the native part takes them: a tuple may be shorter."""
    return [Vessel(*v) for v in vessels]


def _texts(models: Iterable[str]) -> list[str]:
    """Texts of models; one text alone would be taken letter by letter."""
    return [models] if isinstance(models, str) else list(models)


def fishing(
    tracks: Any,
    *,
    models: Iterable[str] = (),
    vessels: Iterable[Vessel | tuple[Any, ...]] = (),
    gear: str | None = None,
    rules: str | None = None,
    names: Mapping[str, str] | None = None,
) -> pa.Table:
    """The probability of fishing at each position of tracks that are known whole, as ``vigie fishing`` gives it.

    ``tracks`` is a table as in :class:`Watched` (without ``track``, each MMSI is one), in any order. ``models`` are texts of
    learnt models of either variant, one a gear; a centred one goes before one that looks back only. The gear is that of
    ``vessels``, else ``gear``.

    Gives the rows by MMSI, track and time with the columns ``gear``, ``probability``, ``fishing``, ``method`` (``model``
    or ``speed-band``), ``model`` (its name: gear, variant, tracks, seed) and ``validated`` (``partly``: tried on vessels held
    out; ``no``: unvalidated). They are null where nobody says the gear.
    """
    table = _table(tracks, names)
    if "track" not in table.column_names:
        table = table.append_column("track", pa.array([0] * len(table), pa.uint32()))
    table = table.sort_by([("mmsi", "ascending"), ("track", "ascending"), ("time", "ascending")])
    told = {v.mmsi: v.gear for v in _vessels(vessels) if v.gear}
    texts = _texts(models)
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
    vessels: Iterable[Vessel | tuple[Any, ...]] = (),
    rules: str | None = None,
    files: Iterable[tuple[str, str | os.PathLike[str]]] = (),
    motion: str | None = None,
    names: Mapping[str, str] | None = None,
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
    table = _table(positions, names)
    scenes, events, faults, (refused, rows) = _native.match_detections(
        raw, preset, *_columns(table), vessels=_vessels(vessels), rules_text=rules, columns=columns,
        files=_files(files), motion=motion,
    )
    seen, tracks, looks = _looks(scenes)
    return Matched(seen, tracks, _events(events), faults, refused, looks, _reasons(table, rows))


def _files(paths: Iterable[tuple[str, str | os.PathLike[str]]]) -> list[tuple[str, str, int, bytes]]:
    """Reference files with what the native part needs of them."""
    from .archive import with_bytes

    return [file for kind, path in paths for file in with_bytes(kind, path)]


_ANSWERS = pa.schema(
    [("gear", pa.string()), ("probability", pa.float64()), ("fishing", pa.bool_()), ("method", pa.string()),
     ("model", pa.string()), ("validated", pa.string())]
)
