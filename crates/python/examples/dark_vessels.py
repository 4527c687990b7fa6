"""An afternoon's question: two squid boats lie together near 180°, and a radar image shows a third nobody hears.

Run: python dark_vessels.py [MAP.svg]. Tracks and events of a drawn day, its dark detections and the positions that the image
speaks against, each with its working, and a map of them. The notebook beside it goes on: a boat that is seen again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute

import vigie
import vigie.chart

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

#: Three more looks, six hours apart, further south: one boat, eight knots eastward over 180°.
LATER = """id,scene,time,lat,lon,length_m,footprint
x,S2,2026-03-01T06:00:00Z,39.0,179.2,45,"POLYGON ((177 37, 183 37, 183 40.5, 177 40.5, 177 37))"
x,S3,2026-03-01T12:00:00Z,39.0,-179.772,45,"POLYGON ((177 37, 183 37, 183 40.5, 177 40.5, 177 37))"
x,S4,2026-03-01T18:00:00Z,39.0,-178.744,45,"POLYGON ((177 37, 183 37, 183 40.5, 177 40.5, 177 37))"
"""

#: Messages that hold a position of a ship.
POSITIONS = {1, 2, 3, 18, 19, 27}


def of_log(data: bytes) -> pa.Table:
    """The positions of a log of AIS with times, such as ``observations/ais.nmea`` of ``vigie scenario run``. What ships
    say of themselves is left out; an archive keeps it (``vigie archive import``, :func:`vigie.scan_archive`)."""
    names = {"mmsi": "mmsi", "time_ms": "time", "lat_deg": "lat", "lon_deg": "lon", "sog_kn": "sog", "cog_deg": "cog"}
    held = [
        message for message in vigie.decode(data).messages
        if message["type"] in POSITIONS and all(message.get(name) is not None for name in ("time_ms", "lat_deg", "lon_deg"))
    ]
    types = {"mmsi": pa.uint32(), "time": pa.timestamp("ms", tz="UTC")}
    return pa.table({
        to: pa.array([message.get(name) for message in held], types.get(to, pa.float64())) for name, to in names.items()
    })


def working(detections: pa.Table) -> list[dict]:
    """Why a detection is read as it is: a row for each track that may explain it, the likeliest first.

    ``offset_m`` from where the track is expected, age of its nearest position, density of the track there against
    ``alone_per_km2`` of what is on no track, factor of the lengths, odds and probability. One row of nulls where none may.
    """
    keys = ("track", "offset_m", "nearest_ping_s", "density_per_km2", "length_factor", "odds", "probability")
    rows = []
    for row in detections.to_pylist():
        for candidate in json.loads(row["candidates"]) or [{}]:
            own = {name: row[name] for name in ("scene", "detection", "dark", "verdict", "alone_per_km2")}
            rows.append(own | {key: candidate.get(key) for key in keys})
    return rows


def evidence(events: pa.Table, kind: str) -> list[dict]:
    """Events of a kind with their evidence: every number and code the verdict rests on, and what would refute it."""
    rows = []
    for row in events.filter(pa.compute.equal(events["kind"], kind)).to_pylist():
        whole = json.loads(row["event"])
        told = {name: row[name] for name in ("id", "mmsi", "state", "start", "lat", "lon", "confidence")}
        rows.append(told | whole["evidence"]["numbers"] | whole["evidence"]["codes"] | {"refuted_by": whole["refuted_by"]})
    return rows


def way(events: pa.Table) -> list[list[tuple[float, float]]]:
    """Latitude and longitude of each dark vessel's sightings in order of time, then where it is expected six hours later."""
    ways = []
    for row in events.filter(pa.compute.equal(events["kind"], "dark_vessel")).to_pylist():
        places = json.loads(row["event"])["evidence"]["places"]
        numbers = sorted(int(name.split("_")[1]) for name in places if name.startswith("sighting_"))
        names = [f"sighting_{number}" for number in numbers] + ["predicted_6h"]
        ways.append([(places[name][1], places[name][0]) for name in names if name in places])
    return ways


def draw(
    tracks: pa.Table, dark: pa.Table, doubted: Iterable[dict] = (), ways: Iterable[list] = (), title: str = ""
) -> vigie.Chart:
    """A map: tracks as lines, dark detections as rings, dark vessels as dotted lines, positions that a look speaks against as
    squares."""
    doubted, ways = list(doubted), list(ways)
    seen = [(row["lat"], row["lon"]) for row in [*dark.to_pylist(), *doubted]]
    heard = list(zip(tracks["lat"].to_pylist(), tracks["lon"].to_pylist(), strict=True))
    chart = vigie.Chart.around([*heard, *seen, *(place for way in ways for place in way)], title=title)
    chart.tracks(tracks)
    for places in ways:
        chart.line(places, colour=vigie.chart.DARK, dashed=True, title="dark vessel", name="dark vessel, dotted on for six hours")
    chart.detections(dark, labels=True)
    for row in doubted:
        title = f"{row['mmsi'][0]} {row['check']} {round(row['confidence'] * 100)} %"
        chart.mark((row["lat"], row["lon"]), shape="square", colour=vigie.chart.FALSE, title=title, label=str(row["mmsi"][0]),
                   name="on AIS, not seen")
    return chart


def main(target: str | None = None) -> tuple[vigie.Watched, vigie.Matched]:
    table = positions()
    vessels = [vigie.Vessel(mmsi, gear="squid_jigger", length_m=45) for mmsi in BOATS]
    watched = vigie.watch(table, vessels=vessels)
    matched = vigie.match_detections(DETECTIONS, table, vessels=vessels)
    for event in watched.events.select(["kind", "mmsi", "start", "confidence"]).to_pylist():
        print(event)
    for row in working(matched.detections):
        print(row)
    doubted = evidence(matched.events, "implausible_position")
    for row in doubted:
        print(row)
    if target:
        dark = matched.detections.filter(pa.compute.equal(matched.detections["verdict"], "dark"))
        draw(watched.tracks, dark, doubted).save(target)
    return watched, matched


if __name__ == "__main__":
    main(*sys.argv[1:2])
