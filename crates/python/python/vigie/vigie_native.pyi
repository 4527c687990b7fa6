"""The native part: columns are contiguous buffers of the type named."""

from collections.abc import Sequence
from typing import Final, final

from typing_extensions import Buffer

__version__: Final[str]
BUILTIN_RULES: Final[str]
#: Land for maps, in the layout that data/make-coast.mjs tells.
COAST: Final[bytes]
#: How many first and last rows `bounds` needs.
EDGES: Final[tuple[int, int]]

_Vessel = tuple[int, str | None, int | None, int | None, str | None]
#: How many rows are refused, and of the first of these row and reason.
_Refused = tuple[int, list[tuple[int, str]]]
_Bounds = tuple[int, int, int]
_Identity = tuple[
    int, int | None, int | None, int | None, int | None, str | None, str | None, str | None, str | None, str | None
]
#: Kind, path, time of change in Unix seconds, bytes.
_File = tuple[str, str, int, bytes]
#: Name, preset, own columns in place of it, bytes.
_SceneFile = tuple[str, str, str | None, bytes]
#: Time (ms), latitude, longitude, speed, course.
_Ping = tuple[Buffer, Buffer, Buffer, Buffer, Buffer]
#: Id, lowest MMSI, the whole as JSON.
_EventRow = tuple[str, int, str]

def decode(data: bytes) -> tuple[list[str], dict[str, int]]: ...
def watch(
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
    vessels: Sequence[_Vessel] = ...,
    rules_text: str | None = None,
    models: Sequence[str] = ...,
) -> tuple[list[str], list[bytes], _Refused]: ...
def match_detections(
    detections: bytes,
    preset: str,
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
    vessels: Sequence[_Vessel] = ...,
    rules_text: str | None = None,
    columns: str | None = None,
    files: Sequence[_File] = ...,
    motion: str | None = None,
) -> tuple[list[str], list[str], list[tuple[int, str]], _Refused]: ...
def judge_track(
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None,
    gear: str,
    models: Sequence[str],
    rules_text: str | None = None,
) -> tuple[list[bytes], str, str | None]: ...
def rows(
    mmsi: Buffer,
    time_ms: Buffer,
    lat: Buffer,
    lon: Buffer,
    sog: Buffer | None = None,
    cog: Buffer | None = None,
) -> tuple[list[bytes], int]: ...
def bounds(first: Sequence[int], last: Sequence[int], rows: int, rules_text: str | None) -> _Bounds | None: ...
def scenes(detections: Sequence[_SceneFile]) -> tuple[int, list[tuple[str, int, str]]]: ...

@final
class Scan:
    def __new__(
        cls,
        kinds: Sequence[str],
        bounds: _Bounds,
        files: Sequence[_File],
        stations: Sequence[tuple[int, str]] = ...,
        bases: Sequence[tuple[int, int]] = ...,
        whereabouts: bool = False,
    ) -> Scan: ...
    def push(
        self, time_ms: Buffer, mmsi: Buffer, receiver: Buffer, numbers: Sequence[Buffer], identities: Sequence[_Identity]
    ) -> None: ...
    def whereabouts(self) -> list[bytes]: ...
    def finish(self) -> list[_EventRow]: ...

@final
class Cells:
    def __new__(cls, rules_text: str | None) -> Cells: ...
    def push(self, slot: Buffer, mmsi: Buffer, lat: Buffer, lon: Buffer) -> None: ...
    def finish(self) -> list[bytes]: ...
    def slots_min(self) -> int: ...

@final
class Looks:
    def __new__(
        cls,
        detections: Sequence[_SceneFile],
        bounds: _Bounds,
        files: Sequence[_File],
        stations: Sequence[tuple[int, str]] = ...,
        bases: Sequence[tuple[int, int]] = ...,
    ) -> Looks: ...
    def push(
        self, time_ms: Buffer, mmsi: Buffer, receiver: Buffer, numbers: Sequence[Buffer], identities: Sequence[_Identity]
    ) -> None: ...
    def views(self) -> list[bytes]: ...
    def finish(self) -> tuple[list[tuple[int, str, float | None]], list[tuple[int, str]]]: ...

@final
class Weigher:
    def __new__(cls, detections: Sequence[_SceneFile], files: Sequence[_File]) -> Weigher: ...
    def look(
        self,
        number: int,
        mmsi: Buffer,
        track: Buffer,
        before: _Ping,
        after: _Ping,
        kind: Sequence[str],
        length_m: Buffer,
        names: str | None,
    ) -> tuple[list[str], list[tuple[int, int]], str]: ...

@final
class Told:
    def __new__(
        cls,
        detections: Sequence[_SceneFile],
        bounds: _Bounds,
        files: Sequence[_File],
        stations: Sequence[tuple[int, str]] = ...,
        bases: Sequence[tuple[int, int]] = ...,
    ) -> Told: ...
    def push(
        self, time_ms: Buffer, mmsi: Buffer, receiver: Buffer, numbers: Sequence[Buffer], identities: Sequence[_Identity]
    ) -> None: ...
    def finish(
        self, known: Sequence[str], said: Sequence[tuple[int, list[str], list[tuple[int, int]]]]
    ) -> list[_EventRow]: ...
