"""An afternoon's question: two squid boats lie together near 180°, and a radar image shows a third nobody hears.

Run: python dark_vessels.py [MAP.svg]. Tracks, events and dark detections of a drawn day, and a map of them.
"""

from __future__ import annotations

import math
import sys

import pyarrow as pa
import pyarrow.compute

import vigie

START_MS = 1_772_323_200_000  # 2026-03-01T00:00Z
BOATS = {412_000_001: 0.0, 412_000_002: 0.002, 416_000_003: 1.4}


def positions() -> pa.Table:
    """A day of three boats, a position every five minutes; the third falls silent for fifteen hours."""
    rows: dict[str, list] = {"mmsi": [], "time": [], "lat": [], "lon": [], "sog": []}
    for step in range(288):
        hour = step / 12
        for mmsi, north in BOATS.items():
            if mmsi == 416_000_003 and 6 <= hour < 21:
                continue
            apart = 0.15 * min(4.0, max(0.0, 8 - hour, hour - 16)) if mmsi == 412_000_002 else 0.0
            lon = 179.95 + 0.004 * hour
            rows["mmsi"].append(mmsi)
            rows["time"].append(START_MS + step * 300_000)
            rows["lat"].append(41.0 + north + apart)
            rows["lon"].append(lon - 360 if lon >= 180 else lon)
            rows["sog"].append(0.6)
    types = {"mmsi": pa.uint32(), "time": pa.timestamp("ms", tz="UTC")}
    return pa.table({name: pa.array(values, types.get(name, pa.float64())) for name, values in rows.items()})


DETECTIONS = """id,scene,time,lat,lon,length_m,footprint
pair-a,S1,2026-03-01T05:02:00Z,41.0,179.97,45,"POLYGON ((178 40, 182 40, 182 43, 178 43, 178 40))"
nobody,S1,2026-03-01T05:02:00Z,42.3,-179.2,38,
"""


def draw(tracks: pa.Table, dark: pa.Table) -> str:
    """A plain map (SVG): tracks as lines, dark detections as rings. Longitudes run on past 180°."""
    def at(lat: float, lon: float) -> tuple[float, float]:
        east = lon + 360 if lon < 0 else lon
        scale = math.cos(math.radians(41))
        return (east - 179) * 300 * scale, (43 - lat) * 300

    lines = []
    for mmsi in BOATS:
        own = tracks.filter(pa.compute.equal(tracks["mmsi"], mmsi))
        points = [at(lat, lon) for lat, lon in zip(own["lat"].to_pylist(), own["lon"].to_pylist(), strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(f'<polyline fill="none" stroke="#356" points="{path}"><title>{mmsi}</title></polyline>')
    for row in dark.to_pylist():
        x, y = at(row["lat"], row["lon"])
        share = round(row["dark"] * 100)
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="none" stroke="#a30"><title>{share} %</title></circle>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 900">{"".join(lines)}</svg>\n'


def main(target: str | None = None) -> tuple[vigie.Watched, vigie.Matched]:
    table = positions()
    vessels = [vigie.Vessel(mmsi, gear="squid_jigger", length_m=45) for mmsi in BOATS]
    watched = vigie.watch(table, vessels=vessels)
    matched = vigie.match_detections(DETECTIONS, table, vessels=vessels)
    for event in watched.events.select(["kind", "mmsi", "start", "confidence"]).to_pylist():
        print(event)
    for row in matched.detections.select(["detection", "dark", "verdict", "assigned"]).to_pylist():
        print(row)
    if target:
        dark = matched.detections.filter(pa.compute.equal(matched.detections["verdict"], "dark"))
        with open(target, "w", encoding="utf-8") as out:
            out.write(draw(watched.tracks, dark))
    return watched, matched


if __name__ == "__main__":
    main(*sys.argv[1:2])
