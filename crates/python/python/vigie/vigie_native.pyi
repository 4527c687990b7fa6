"""The native part: columns are contiguous buffers of the type named."""

from collections.abc import Buffer  # Python 3.12; only type checkers read this

__version__: str
BUILTIN_RULES: str

_Vessel = tuple[int, str | None, int | None, int | None, str | None]

def decode(data: bytes) -> tuple[list[str], dict[str, int]]: ...
def watch(
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
    vessels: list[_Vessel] = ...,
    rules_text: str | None = None,
    models: list[str] = ...,
) -> tuple[list[str], list[bytes], int]: ...
def match_detections(
    detections: bytes,
    preset: str,
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
    vessels: list[_Vessel] = ...,
    rules_text: str | None = None,
) -> tuple[list[str], list[str], list[tuple[int, str]], int]: ...
