"""What the native part says, as tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_DETECTIONS = pa.schema(
    [("scene", pa.string()), ("detection", pa.string()), ("time", pa.string()), ("lat", pa.float64()),
     ("lon", pa.float64()), ("dark", pa.float64()), ("verdict", pa.string()), ("assigned", pa.string()),
     ("alone_per_km2", pa.float64()), ("candidates", pa.string())]
)
_SCENE_TRACKS = pa.schema(
    [("scene", pa.string()), ("track", pa.string()), ("inside", pa.float64()), ("seen", pa.float64()),
     ("missed", pa.float64()), ("detected", pa.float64())]
)
_SCENES = pa.schema(
    [("scene", pa.string()), ("sensor", pa.string()), ("time", pa.string()), ("ais_heard", pa.bool_()),
     ("expected_dark", pa.float64()), ("footprint", pa.string())]
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


def tracks(columns: list[bytes]) -> pa.Table:
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


def events(texts: list[str]) -> pa.Table:
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


def looks(scenes: Iterable[str]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Detections, tracks and the looks themselves, out of what the native part says of each."""
    seen: list[dict[str, Any]] = []
    around: list[dict[str, Any]] = []
    all_looks: list[dict[str, Any]] = []
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
        rings = scene.get("footprint")
        all_looks.append(
            {
                "scene": scene["id"], "sensor": scene["sensor"], "time": scene["time"], "ais_heard": result["ais_heard"],
                "expected_dark": result["expected_dark"], "footprint": rings and json.dumps(rings),
            }
        )
        around.extend({"scene": scene["id"], **track} for track in result["tracks"])
    return (pa.Table.from_pylist(seen, schema=_DETECTIONS), pa.Table.from_pylist(around, schema=_SCENE_TRACKS),
            pa.Table.from_pylist(all_looks, schema=_SCENES))
