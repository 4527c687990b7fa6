"""Maps for notebooks: plain SVG with coast and grid, right across 180°; nothing else is needed to draw or to show them.

    chart = vigie.Chart(south=35, west=150, north=50, east=-165, title="Squid fleet")
    chart.tracks(watched.tracks)
    chart.detections(matched.detections)
    chart                         # the last line of a cell shows it
    chart.save("map.svg")

The projection is a plain one: degrees, those of longitude shortened by the cosine of the middle latitude. The coast is Natural
Earth 1:10,000,000 (public domain), thinned to 0.25 km: for orientation, not for navigation.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from typing import Any

import pyarrow as pa

from . import vigie_native as _native

Place = tuple[float, float]

#: Colours that differ for eyes that see few.
SEA, LAND, GRID, INK = "#f4f8fb", "#e6e1d5", "#c9d4dc", "#30404d"
TRACK, DARK, UNSURE, FOUND, FALSE = "#4a7ba6", "#c1121f", "#e08e0b", "#2a7f62", "#7b2d8b"


@cache
def _coast() -> list[list[Place]]:
    """Rings of land as latitude and longitude, degrees."""
    raw = _native.COAST
    at = 5
    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    rings = []
    for _ in range(number()):
        for _ in range(number()):
            ring, lon, lat = [], 0, 0
            for _ in range(number()):
                east, north = number(), number()
                lon += (east >> 1) ^ -(east & 1)
                lat += (north >> 1) ^ -(north & 1)
                ring.append((lat / 1_000, lon / 1_000))
            rings.append(ring)
    return rings


class Chart:
    """A map of the area between two parallels and two meridians; ``east`` may lie past 180° (``-165`` or ``195``)."""

    def __init__(self, south: float, west: float, north: float, east: float, *, title: str = "", width: int = 760) -> None:
        if not -90 <= south < north <= 90:
            raise ValueError(f"south {south}, north {north}: south must lie below north, both between -90 and 90")
        self.south, self.north, self.west = south, north, west
        self.wide = (east - west) % 360 or 360.0
        self.title, self.width = title, width
        self._stretch = math.cos(math.radians((south + north) / 2))
        self._scale = width / (self.wide * self._stretch)
        self.height = round((north - south) * self._scale)
        self._drawn: list[str] = []
        self._key: dict[str, str] = {}

    @classmethod
    def around(cls, places: Iterable[Place], *, margin_nm: float = 30.0, title: str = "", width: int = 760) -> Chart:
        """The smallest map of all these places (latitude, longitude), with a margin; on the side of the earth where they are."""
        found = [(lat, lon % 360) for lat, lon in places]
        if not found:
            raise ValueError("a map around no places")
        lats, lons = [lat for lat, _ in found], sorted({lon for _, lon in found})
        # The widest gap between neighbours is what the map leaves out.
        gaps = [(lons[(n + 1) % len(lons)] - lon) % 360 or 360 for n, lon in enumerate(lons)]
        widest = max(range(len(lons)), key=gaps.__getitem__)
        west = lons[(widest + 1) % len(lons)]
        wide = 360 - gaps[widest]
        north_margin = margin_nm / 60
        east_margin = north_margin / max(0.1, math.cos(math.radians(max(map(abs, lats)))))
        south, north = max(-90, min(lats) - north_margin), min(90, max(lats) + north_margin)
        west, wide = west - east_margin, min(359.0, wide + 2 * east_margin)
        # Neither a strip nor a tower.
        stretch = math.cos(math.radians((south + north) / 2))
        if (north - south) < 0.4 * wide * stretch:
            more = (0.4 * wide * stretch - (north - south)) / 2
            south, north = max(-90, south - more), min(90, north + more)
        elif wide * stretch < 1.25 * (north - south):
            more = (1.25 * (north - south) / stretch - wide) / 2
            west, wide = west - more, min(359.0, wide + 2 * more)
        return cls(south, west, north, west + wide, title=title, width=width)

    def _at(self, place: Place) -> Place:
        # Half of what is left out lies on either side: a line that leaves the map does not come back on the other side.
        outside = (360 - self.wide) / 2
        east = (place[1] - self.west + outside) % 360 - outside
        return (east * self._stretch * self._scale, (self.north - place[0]) * self._scale)

    def _paths(self, places: Iterable[Place]) -> list[list[Place]]:
        """Pieces of a line; none is drawn round the back of the earth."""
        pieces: list[list[Place]] = [[]]
        limit = 180 * self._stretch * self._scale
        for place in places:
            point = self._at(place)
            if pieces[-1] and abs(point[0] - pieces[-1][-1][0]) > limit:
                pieces.append([])
            pieces[-1].append(point)
        return pieces

    def _outlines(self, ring: Sequence[Place]) -> Iterator[str]:
        """The points of a ring for each turn of the earth on which it is within the map."""
        if not ring or max(lat for lat, _ in ring) < self.south or min(lat for lat, _ in ring) > self.north:
            return
        # Each point the short way from the one before: the ring is in one piece wherever it lies.
        whole, lon = [], ring[0][1]
        for lat, given in ring:
            lon += (given - lon + 180) % 360 - 180
            whole.append((lat, lon))
        if abs(whole[-1][1] - whole[0][1]) > 180:
            # It goes round the earth, and closes over the pole.
            pole = math.copysign(90.0, whole[0][0])
            whole += [(pole, whole[-1][1]), (pole, whole[0][1])]
        least, most = min(lon for _, lon in whole), max(lon for _, lon in whole)
        turn = math.ceil((self.west - most) / 360)
        while least + 360 * turn <= self.west + self.wide:
            east = 360 * turn - self.west
            yield " ".join(
                f"{(lon + east) * self._stretch * self._scale:.1f},{(self.north - lat) * self._scale:.1f}" for lat, lon in whole
            )
            turn += 1

    def line(
        self, places: Iterable[Place], *, colour: str = TRACK, width: float = 1.2, dashed: bool = False, title: str = "", name: str = ""
    ) -> Chart:
        """A line through places (latitude, longitude); ``title`` shows under the pointer, ``name`` in the key."""
        look = f'stroke="{colour}" stroke-width="{width}"' + (' stroke-dasharray="2 4"' if dashed else "")
        for piece in self._paths(places):
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in piece)
            self._drawn.append(f'<polyline fill="none" {look} stroke-linejoin="round" points="{path}">{_title(title)}</polyline>')
        return self._named(name, f'<line x1="0" y1="7" x2="22" y2="7" {look}/>')

    def area(self, rings: Iterable[Sequence[Place]], *, colour: str = INK, title: str = "", name: str = "") -> Chart:
        """An outline (rings of latitude, longitude), faintly filled: a footprint or an area."""
        look = f'fill="{colour}" fill-opacity="0.05" stroke="{colour}" stroke-opacity="0.6" stroke-dasharray="6 3"'
        for ring in rings:
            self._drawn += [f'<polygon {look} points="{path}">{_title(title)}</polygon>' for path in self._outlines(ring)]
        return self._named(name, f'<rect x="2" y="2" width="18" height="10" {look}/>')

    def mark(
        self, place: Place, *, shape: str = "ring", colour: str = DARK, size: float = 6.0, fill: float = 0.0, title: str = "",
        label: str = "", name: str = ""
    ) -> Chart:
        """A ring, a square or a cross at a place; ``fill`` is how full it is, 0 to 1."""
        x, y = self._at(place)
        self._drawn.append(_shape(shape, x, y, size, colour, fill, title))
        if label:
            # To the left where there is no room to the right.
            long = 6.2 * len(label)
            at = x + size + 3 if x + size + 3 + long < self.width else x - size - 3 - long
            self._drawn.append(_label(label, at, y + 4, colour))
        return self._named(name, _shape(shape, 11, 7, 5, colour, fill, ""))

    def tracks(self, tracks: Any, *, colour: str = TRACK, name: str = "tracks (AIS)", width: float = 0.9) -> Chart:
        """The lines of a table of positions: ``mmsi``, ``lat``, ``lon``, in order of time, perhaps ``track``."""
        table = tracks if isinstance(tracks, pa.Table) else pa.table(tracks)
        numbers = table["track"].to_pylist() if "track" in table.column_names else [0] * table.num_rows
        own: dict[tuple[int, int], list[Place]] = {}
        for mmsi, track, lat, lon in zip(table["mmsi"].to_pylist(), numbers, table["lat"].to_pylist(), table["lon"].to_pylist(), strict=True):
            if lat is not None and lon is not None:
                own.setdefault((mmsi, track), []).append((lat, lon))
        for (mmsi, _), places in own.items():
            self.line(places, colour=colour, width=width, title=str(mmsi), name=name)
        return self

    def footprints(self, scenes: Any, *, sensor: str | None = "sar", name: str = "footprint") -> Chart:
        """The outlines of a table of :class:`vigie.Matched` scenes, of one kind of sensor or of all (``None``)."""
        table = scenes if isinstance(scenes, pa.Table) else pa.table(scenes)
        drawn = set()
        for row in table.to_pylist():
            if row["footprint"] and row["footprint"] not in drawn and sensor in (None, row["sensor"]):
                drawn.add(row["footprint"])
                rings = [[(lat, lon) for lon, lat in ring] for ring in json.loads(row["footprint"])]
                self.area(rings, title=f"{row['scene']} {row['time']}", name=f"{name} ({row['sensor']})")
        return self

    def detections(self, detections: Any, *, labels: bool = False) -> Chart:
        """The rings of a table of :class:`vigie.Matched` detections: dark, uncertain or on AIS, fuller the surer they are dark."""
        looks = {"dark": (DARK, "dark"), "uncertain": (UNSURE, "uncertain"), "on_ais": (FOUND, "on AIS")}
        table = detections if isinstance(detections, pa.Table) else pa.table(detections)
        for row in sorted(table.to_pylist(), key=lambda r: r["verdict"] == "dark"):
            colour, word = looks.get(row["verdict"], (INK, row["verdict"]))
            share = f"{row['dark'] * 100:.0f} %"
            self.mark((row["lat"], row["lon"]), colour=colour, size=4 if row["verdict"] == "on_ais" else 6,
                      fill=row["dark"] if row["verdict"] != "on_ais" else 0.0,
                      title=f"{row['scene']} {row['detection']}: dark with {share}", label=share if labels else "", name=f"seen, {word}")
        return self

    def _named(self, name: str, sign: str) -> Chart:
        if name:
            self._key.setdefault(name, sign)
        return self

    def _ground(self) -> list[str]:
        """Land and grid."""
        drawn = []
        for ring in _coast():
            drawn += [f'<polygon fill="{LAND}" stroke="#b3a994" stroke-width="0.5" points="{path}"/>' for path in self._outlines(ring)]
        step = next((s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30) if max(self.wide, self.north - self.south) / s <= 8), 60)
        for n in range(math.ceil(self.west / step), math.floor((self.west + self.wide) / step) + 1):
            x, _ = self._at((0.0, n * step)) if 0 < (n * step - self.west) < self.wide else (-1.0, 0.0)
            if not 0 < x < self.width:
                continue
            lon = (n * step + 180) % 360 - 180
            look = f'stroke="{INK}" stroke-width="0.8" stroke-dasharray="8 3"' if abs(lon) == 180 else f'stroke="{GRID}" stroke-width="0.6"'
            drawn.append(f'<line x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{self.height}" {look}/>')
            drawn.append(_label(_degrees(lon, "E", "W"), x + 3, self.height - 4, "#60717e"))
        for n in range(math.ceil(self.south / step), math.floor(self.north / step) + 1):
            y = (self.north - n * step) * self._scale
            drawn.append(f'<line x1="0" y1="{y:.1f}" x2="{self.width}" y2="{y:.1f}" stroke="{GRID}" stroke-width="0.6"/>')
            if 12 < y < self.height - 18:
                drawn.append(_label(_degrees(n * step, "N", "S"), 3, y - 3, "#60717e"))
        return drawn

    def _bar(self) -> str:
        """Nautical miles at the middle latitude."""
        nm = next((n for n in (500, 200, 100, 50, 20, 10, 5, 2, 1) if n / 60 * self._scale <= self.width / 4), 1)
        long = nm / 60 * self._scale
        x, y = self.width - long - 12, self.height - 22
        return (f'<path d="M{x:.1f},{y - 5} v5 h{long:.1f} v-5" fill="none" stroke="{INK}"/>'
                + _label(f"{nm} nm", x + long / 2 - 16, y - 6, INK))

    def svg(self) -> str:
        """The whole as SVG."""
        top, foot = (26 if self.title else 0), (24 * -(-len(self._key) // 4) if self._key else 0)
        whole = self.height + top + foot
        key = []
        for n, (name, sign) in enumerate(self._key.items()):
            x, y = 8 + n % 4 * (self.width / 4), self.height + top + 6 + n // 4 * 24
            key.append(f'<g transform="translate({x:.0f},{y:.0f})">{sign}{_label(name, 28, 11, INK)}</g>')
        head = f'<text x="4" y="18" font-size="15" font-weight="600" fill="{INK}">{escape(self.title)}</text>' if self.title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {whole}" width="{self.width}" height="{whole}" role="img"'
            f' font-family="sans-serif"><title>{escape(self.title or "map")}</title><rect width="100%" height="100%" fill="#fff"/>{head}'
            f'<svg x="0" y="{top}" width="{self.width}" height="{self.height}" overflow="hidden"><rect width="100%" height="100%" fill="{SEA}"/>'
            f'{"".join(self._ground())}{"".join(self._drawn)}{self._bar()}'
            f'<rect width="{self.width}" height="{self.height}" fill="none" stroke="{INK}" stroke-opacity="0.5"/></svg>{"".join(key)}</svg>\n'
        )

    def _repr_svg_(self) -> str:
        return self.svg()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the map as an SVG file."""
        with open(path, "w", encoding="utf-8") as out:
            out.write(self.svg())


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""


def _label(text: str, x: float, y: float, colour: str) -> str:
    # Twice, as not every program knows which is painted first: a white rim, then the text.
    said = f'<text x="{x:.1f}" y="{y:.1f}" font-size="11"'
    return f'{said} fill="#fff" stroke="#fff" stroke-width="2.5" aria-hidden="true">{escape(text)}</text>{said} fill="{colour}">{escape(text)}</text>'


def _shape(shape: str, x: float, y: float, size: float, colour: str, fill: float, title: str) -> str:
    look = f'fill="{colour}" fill-opacity="{min(1.0, max(0.0, fill)) * 0.8:.2f}" stroke="{colour}" stroke-width="1.6"'
    if shape == "square":
        return f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}" {look}>{_title(title)}</rect>'
    if shape == "cross":
        arms = f"M{x - size:.1f},{y - size:.1f} l{2 * size:.1f},{2 * size:.1f} m0,{-2 * size:.1f} l{-2 * size:.1f},{2 * size:.1f}"
        return f'<path d="{arms}" {look}>{_title(title)}</path>'
    if shape != "ring":
        raise ValueError(f"shape {shape}: ring, square or cross")
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {look}>{_title(title)}</circle>'


def _degrees(value: float, plus: str, minus: str) -> str:
    text = f"{abs(value):.1f}".rstrip("0").rstrip(".")
    return f"{text}°" if value == 0 or abs(value) == 180 else f"{text}° {plus if value > 0 else minus}"
