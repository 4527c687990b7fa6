"""Places on the sphere: unit vectors and chords, so that 180 degrees and the poles are places like any other."""
import pathlib

import numpy as np
from scipy.spatial import KDTree

R = 6_371_008.8
KN = 1_852 / 3_600
NM = 1_852.0
E7_M = np.pi / 180 * R


def unit(lat, lon):
    """Unit vectors, one row each."""
    lat, lon = np.radians(lat), np.radians(lon)
    flat = np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])


def arc(a, b):
    """Great-circle distance, metres."""
    d = a - b
    return 2 * R * np.arcsin(np.sqrt(np.minimum(np.einsum("ij,ij->i", d, d) / 4, 1)))


def chord(metres):
    return 2 * np.sin(np.minimum(metres / R, np.pi) / 2)


def degrees(v):
    """Latitude and longitude of vectors of any length."""
    return np.degrees(np.arctan2(v[:, 2], np.hypot(v[:, 0], v[:, 1]))), np.degrees(np.arctan2(v[:, 1], v[:, 0]))


def between(a, b, share):
    """On the great circle from a (0) to b (1)."""
    angle = np.maximum(arc(a, b) / R, 1e-12)
    u, v = np.sin((1 - share) * angle), np.sin(share * angle)
    return (a * u[:, None] + b * v[:, None]) / np.sin(angle)[:, None]


def onward(place, lat, course, metres):
    """From places (and their latitudes) along courses, degrees."""
    course, angle, lat = np.radians(course), metres / R, np.radians(lat)
    east = np.column_stack([-place[:, 1], place[:, 0], np.zeros(len(place))]) / np.maximum(np.cos(lat), 1e-12)[:, None]
    north = np.cross(place, east)
    ahead = north * np.cos(course)[:, None] + east * np.sin(course)[:, None]
    return place * np.cos(angle)[:, None] + ahead * np.sin(angle)[:, None]


def offset(lat_a, lon_a, lat_b, lon_b):
    """Metres north and east from a to b on the plane at a."""
    return (lat_b - lat_a) * E7_M, ((lon_b - lon_a + 180) % 360 - 180) * E7_M * np.cos(np.radians(lat_a))


class Near:
    """Distance to the nearest of some places."""

    def __init__(self, places):
        self.tree = KDTree(places, balanced_tree=False, compact_nodes=False)

    def __call__(self, places, within_m=np.inf):
        """Metres (inf: farther than asked) and which."""
        reach = np.inf if np.isinf(within_m) else chord(within_m)
        far, which = self.tree.query(places, distance_upper_bound=reach)
        return 2 * R * np.arcsin(np.minimum(far / 2, 1)) + np.where(np.isinf(far), np.inf, 0), which


def make_coast(source, target, step_m=2_000):
    """The coast inside the program (data/coast.bin) as points two kilometres apart: what an analyst keeps beside his notebook."""
    numbers, value, shift = [], 0, 0
    for byte in pathlib.Path(source).read_bytes()[5:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value, shift = 0, 0
    numbers = np.array(numbers, np.int64)
    signed = (numbers >> 1) ^ -(numbers & 1)
    at, points = 1, []
    for _ in range(numbers[0]):
        rings, at = numbers[at], at + 1
        for _ in range(rings):
            count, at = numbers[at], at + 1
            ring = signed[at:at + 2 * count].reshape(-1, 2).cumsum(axis=0) / 1_000
            at += 2 * count
            a, b = ring, np.roll(ring, -1, axis=0)
            seam = (np.abs(a[:, 0]) > 179.998) & (np.abs(b[:, 0]) > 179.998) | (a[:, 1] < -89.9) | (b[:, 1] < -89.9)
            a, b = unit(a[:, 1], a[:, 0])[~seam], unit(b[:, 1], b[:, 0])[~seam]
            parts = np.maximum(np.ceil(arc(a, b) / step_m), 1).astype(int)
            edge = np.repeat(np.arange(len(a)), parts)
            share = (np.arange(len(edge)) - np.repeat(parts.cumsum() - parts, parts)) / parts[edge]
            points.append(between(a[edge], b[edge], share))
    np.save(target, np.concatenate(points))


class Ports(Near):
    """The list of ports and anchorages; a grid of tenths of a degree spares most look-ups."""

    def __init__(self, table, reach_m=10_000):
        super().__init__(unit(table["lat"].to_numpy(), table["lon"].to_numpy()))
        self.table, self.reach_m = table, reach_m
        self.grid = np.zeros((1_801, 3_601), bool)
        for lat, lon in zip(table["lat"], table["lon"]):
            north = reach_m / E7_M + 0.1
            east = min(north / max(np.cos(np.radians(abs(lat) + north)), 1e-3), 180)
            rows = np.arange(int((lat - north + 90) * 10), int((lat + north + 90) * 10) + 1).clip(0, 1_800)
            columns = np.arange(int((lon - east + 180) * 10), int((lon + east + 180) * 10) + 1) % 3_600
            self.grid[np.ix_(rows, columns)] = True

    def about(self, lat, lon):
        """Rows that may lie within reach of a port."""
        return np.flatnonzero(self.grid[((lat + 90) * 10).astype(np.int32), ((lon + 180) * 10).astype(np.int32)])
