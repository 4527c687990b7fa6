"""Tables of positions as buffers for the native part, and why rows of them are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

#: Names by which other tables often call our columns; only told, never guessed.
_OTHERS = {
    "mmsi": ("ssvid", "vessel_mmsi", "userid", "id"),
    "time": ("timestamp", "basedatetime", "base_date_time", "datetime", "date_time", "t", "ts"),
    "lat": ("latitude", "y"),
    "lon": ("longitude", "lng", "long", "x"),
}
_NEEDED = ("mmsi", "time", "lat", "lon")


def table_of(positions: Any, names: Mapping[str, str] | None = None) -> pa.Table:
    """Anything that speaks Arrow, or a mapping of arrays, as a table; ``names`` says which of its columns are ours."""
    if isinstance(positions, pa.Table):
        table = positions
    elif isinstance(positions, Mapping):
        table = pa.table(dict(positions))
    elif hasattr(positions, "__arrow_c_stream__") or hasattr(positions, "columns"):
        table = pa.table(positions)
    else:
        raise TypeError(f"positions are {type(positions).__name__}; they must be a table (pyarrow, polars, pandas, DuckDB)"
                        " or a mapping of arrays")
    for ours, theirs in (names or {}).items():
        if ours not in (*_NEEDED, "sog", "cog", "track"):
            raise ValueError(f"names: {ours} is no column that is used")
        if theirs not in table.column_names:
            raise ValueError(f"names: there is no column {theirs}; the table has {', '.join(table.column_names)}")
        if ours in table.column_names and ours != theirs:
            table = table.drop_columns(ours)
        table = table.rename_columns([ours if name == theirs else name for name in table.column_names])
    return table


#: mmsi, time, lat, lon, and if they are there sog and cog.
if TYPE_CHECKING:
    Column = memoryview[Any]
    Columns = tuple[Column, Column, Column, Column, Column | None, Column | None]


def columns(positions: Any) -> Columns:
    """The columns as buffers: without a copy where the type fits and the column is one piece without nulls. A row that lacks one of
    the four that are needed has no latitude here, so that the native part refuses it."""
    table = table_of(positions)
    for name in _NEEDED:
        if name not in table.column_names:
            low = {column.lower(): column for column in reversed(table.column_names)}
            like = next((low[other] for other in (name, *_OTHERS[name]) if other in low), None)
            hint = f"; names={{'{name}': '{like}'}} says that it is {like}" if like else ""
            raise ValueError(f"column {name} is missing; the table has {', '.join(table.column_names) or 'none'}{hint}")
    mmsi, unfit = _mmsi(_plain(table["mmsi"]))
    time = _milliseconds(_plain(table["time"]))
    lat, lon = (_numbers(table, name) for name in ("lat", "lon"))
    if time.null_count:
        unfit = pc.or_(unfit, pc.is_null(time)) if unfit is not None else pc.is_null(time)
        time = pc.fill_null(time, 0)
    if unfit is not None:
        lat = pc.if_else(unfit, float("nan"), lat)
    sog, cog = (
        _array(name, _numbers(table, name), pa.float64()) if name in table.column_names else None for name in ("sog", "cog")
    )
    return (_array("mmsi", mmsi, pa.uint32()), _array("time", time, pa.int64()), _array("lat", lat, pa.float64()),
            _array("lon", lon, pa.float64()), sog, cog)


def reasons(positions: Any, refused: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Rows that were refused with the reason, where that is in the table and not in what was handed over."""
    table = table_of(positions)
    told = []
    for row, reason in refused:
        lacking = [name for name in _NEEDED if table[name][row].as_py() is None]
        if lacking:
            reason = f"{' and '.join(lacking)} not there"
        elif _mmsi(_plain(table["mmsi"].slice(row, 1)))[1] is not None:
            reason = f"mmsi {table['mmsi'][row]} is none"
        told.append((row, reason))
    return told


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionary-encoded values (categories) as they are."""
    if not pa.types.is_dictionary(column.type):
        return column
    kind = column.type.value_type
    kind = pa.string() if kind == pa.string_view() else kind  # of polars; pyarrow knows no way from it
    return pa.chunked_array([piece.dictionary.cast(kind).take(piece.indices) for piece in column.chunks], kind)


def _mmsi(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray | None]:
    """Numbers of ships, and which rows have none: null, negative, too great, not whole, or no number."""
    kind = column.type
    if kind == pa.uint32() and not column.null_count:
        return column, None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        column = pc.utf8_trim_whitespace(column.cast(pa.string()))
        whole = pc.match_substring_regex(column, "^[0-9]{1,10}$")
        column = pc.if_else(whole, column, None).cast(pa.int64())
    elif pa.types.is_floating(kind):
        column = pc.if_else(pc.equal(column, pc.floor(column)), column, None)
    elif pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif not (pa.types.is_integer(kind) or pa.types.is_null(kind)):
        raise ValueError(f"column mmsi is {kind}; it must be whole numbers")
    if pa.types.is_null(kind):
        column = column.cast(pa.uint32())
    fits = pc.and_(pc.greater_equal(column, 0), pc.less_equal(column, 4_294_967_295))
    fits = pc.fill_null(fits, False)
    if len(column) == 0 or pc.all(fits).as_py():
        return column, None
    return pc.if_else(fits, column, pa.scalar(0, column.type)), pc.invert(fits)


def _milliseconds(time: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as milliseconds; a number whose unit cannot be told is refused."""
    kind = time.type
    if pa.types.is_timestamp(kind):
        return time.cast(pa.timestamp("ms", tz=kind.tz), safe=False).cast(pa.int64())
    if pa.types.is_date(kind):
        return time.cast(pa.timestamp("ms")).cast(pa.int64())
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        return time.cast(pa.int64())
    how = ""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        how = "; of texts pandas.to_datetime(…, utc=True), polars' str.to_datetime or pyarrow's cast make them"
    raise ValueError(f"column time is {kind}; it must be a timestamp, or whole milliseconds since 1970 UTC{how}")


def _numbers(table: pa.Table, name: str) -> pa.ChunkedArray:
    """Doubles, NaN where nothing is known."""
    column = _plain(table[name])
    if column.type != pa.float64():
        try:
            column = column.cast(pa.float64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
            raise ValueError(f"column {name} is {column.type}; it must be numbers: {fault}") from fault
    return pc.fill_null(column, float("nan")) if column.null_count else column


#: How the buffer protocol names the types of columns.
_FORMATS: dict[Any, Any] = {pa.uint32(): "I", pa.int64(): "q", pa.float64(): "d"}


def _array(name: str, column: pa.ChunkedArray | pa.Array, kind: pa.DataType) -> memoryview[Any]:
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    try:
        column = column if column.type == kind else column.cast(kind)
    except pa.ArrowInvalid as fault:
        raise ValueError(f"column {name}: {fault}") from fault
    piece = column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], kind)])
    size = kind.bit_width // 8
    raw = memoryview(piece.buffers()[1] or b"")[piece.offset * size : (piece.offset + len(piece)) * size]
    return raw.cast("B").cast(_FORMATS[kind])
