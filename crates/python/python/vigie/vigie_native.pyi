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
    columns: str | None = None,
    files: list[tuple[str, str, int, bytes]] = ...,
    motion: str | None = None,
) -> tuple[list[str], list[str], list[tuple[int, str]], int]: ...
def judge_track(
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None,
    gear: str,
    models: list[str],
    rules_text: str | None = None,
) -> tuple[list[bytes], str, str | None]: ...

#: How many first and last rows `bounds` needs.
EDGES: tuple[int, int]

_Identity = tuple[
    int, int | None, int | None, int | None, int | None, str | None, str | None, str | None, str | None, str | None
]
_File = tuple[str, str, int, bytes]

def rows(
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
) -> tuple[list[bytes], int]: ...
def bounds(first: list[int], last: list[int], rows: int, rules_text: str | None) -> tuple[int, int, int] | None: ...

class Scan:
    def __init__(
        self,
        kinds: list[str],
        bounds: tuple[int, int, int],
        files: list[_File],
        stations: list[tuple[int, str]] = ...,
        bases: list[tuple[int, int]] = ...,
        whereabouts: bool = False,
    ) -> None: ...
    def push(
        self, time_ms: Buffer, mmsi: Buffer, receiver: Buffer, numbers: list[Buffer], identities: list[_Identity]
    ) -> None: ...
    def whereabouts(self) -> list[bytes]: ...
    def finish(self) -> list[tuple[str, int, str]]: ...

class Cells:
    def __init__(self, rules_text: str | None) -> None: ...
    def push(self, slot: Buffer, mmsi: Buffer, lat: Buffer, lon: Buffer) -> None: ...
    def finish(self) -> list[bytes]: ...
    def slots_min(self) -> int: ...
