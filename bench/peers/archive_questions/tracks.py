"""From rows to tracks: repeated receptions dropped, ships that share a number parted.

What this does not do and the scan does: weigh a report against the course and speed of each open track, wait with a
judgement, prefer the track that the same station heard, take a silent track again only if it is clearly the nearest.
"""
from types import SimpleNamespace

import numpy as np
import pandas as pd

from .sphere import KN, NM, arc, unit

SAME_S = 5
JUMP_KN = 50.0
LOOKBACK = 5


def prepare(raw, said):
    """Positions sorted by track and time as columns, with the way since the one before, and a table of tracks."""
    mmsi, t = raw["mmsi"].to_numpy(np.int64), raw["time"].to_numpy().astype("datetime64[s]").astype(np.int64)
    order = np.argsort(mmsi << 32 | t)
    mmsi, t = mmsi[order], t[order]
    lat, lon, sog, cog = (raw[name].to_numpy()[order] for name in ("lat", "lon", "speed", "course"))
    repeat = repeats(mmsi, t, lat, lon, sog, cog)
    nowhere = (lat == 0) & (lon == 0)
    unplaced = pd.DataFrame({"mmsi": mmsi[nowhere & ~repeat], "t": t[nowhere & ~repeat]})
    if (dropped := repeat | nowhere).any():
        mmsi, t, lat, lon, sog, cog = (column[~dropped] for column in (mmsi, t, lat, lon, sog, cog))
    f = SimpleNamespace(mmsi=mmsi, t=t, lat=lat, lon=lon, sog=sog, cog=cog, xyz=unit(lat, lon), unplaced=unplaced)
    first = np.r_[True, mmsi[1:] != mmsi[:-1]]
    steps(f, first)
    f.track = part(f, first)
    if (np.diff(f.track) < 0).any():
        # Rows of one number stay together; only within a number tracks are put one after the other.
        order = np.argsort(f.track << 32 | f.t)
        for name in ("mmsi", "t", "lat", "lon", "sog", "cog", "xyz", "track"):
            setattr(f, name, getattr(f, name)[order])
    first = np.r_[True, f.track[1:] != f.track[:-1]]
    steps(f, first)
    f.key = f.track << 32 | f.t
    f.first = first
    begin = np.flatnonzero(first)
    last = np.r_[begin[1:], len(f.t)] - 1
    number = numbered(f.mmsi[begin])
    f.tracks = pd.DataFrame({"mmsi": f.mmsi[begin], "number": number, "begin": begin, "last": last, "fixes": last - begin + 1})
    f.n = np.arange(len(f.t)) - begin[f.track]
    f.said, f.series = said, {}
    known = said.groupby("mmsi")[["ship_type", "gear"]].last().reindex(f.tracks["mmsi"])
    f.tracks["role"], f.tracks["gear"] = roles(known)
    f.end = int(f.t.max())
    return f


def repeats(mmsi, t, lat, lon, sog, cog):
    """The same report of one number within five seconds, among the last four."""
    found = np.zeros(len(t), bool)
    rows = np.flatnonzero((mmsi[1:] == mmsi[:-1]) & (t[1:] - t[:-1] <= SAME_S)) + 1
    for back in range(1, 5):
        a, b = rows[rows >= back], rows[rows >= back] - back
        same = (mmsi[a] == mmsi[b]) & (t[a] - t[b] <= SAME_S) & (lat[a] == lat[b]) & (lon[a] == lon[b])
        found[a[same & (sog[a] == sog[b]) & (cog[a] == cog[b])]] = True
    return found


def steps(f, first):
    """Seconds and metres since the row before; inf and 0 at the first of a track."""
    f.dt = np.r_[np.inf, np.diff(f.t)]
    f.dt[first] = np.inf
    f.leg = np.r_[0.0, arc(f.xyz[1:], f.xyz[:-1])]
    f.leg[first] = 0


def part(f, first):
    """Number of the track of each row: cut where no ship sails, and joined to the piece two to five before if she could."""
    jump = f.leg > NM + JUMP_KN * KN * np.where(first, 0, f.dt)
    cut = first | jump
    piece = cut.cumsum() - 1
    begin = np.flatnonzero(cut)
    last = np.r_[begin[1:], len(f.t)] - 1
    parent = np.arange(len(begin))
    loose, taken = ~first[begin], np.zeros(len(begin), bool)
    for back in range(2, LOOKBACK + 1):
        at = np.flatnonzero(loose)
        at = at[at >= back]
        to = at - back
        before, now = last[to], begin[at]
        way = arc(f.xyz[before], f.xyz[now])
        fits = (f.mmsi[before] == f.mmsi[now]) & ~taken[to] & (way <= NM + JUMP_KN * KN * (f.t[now] - f.t[before]))
        parent[at[fits]], loose[at[fits]], taken[to[fits]] = to[fits], False, True
    while (parent != parent[parent]).any():
        parent = parent[parent]
    _, track = np.unique(parent, return_inverse=True)
    return track[piece].astype(np.int64)


def numbered(mmsi):
    """1, 2, 3 within each number."""
    first = np.r_[True, mmsi[1:] != mmsi[:-1]]
    at = np.arange(len(mmsi))
    return at - np.maximum.accumulate(np.where(first, at, 0)) + 1


def roles(known):
    """Part played and gear, by registry word, else by ship type."""
    gear = known["gear"].fillna("")
    carrier = gear.str.contains("carrier")
    words = {"trawl": "trawl", "jig": "squid_jigger", "longline": "drifting_longline"}
    means = pd.Series("", index=gear.index)
    for word, code in words.items():
        means = means.mask(gear.str.contains(word), code)
    kind = known["ship_type"]
    fishing = (means != "") | (kind == 30)
    role = np.select([carrier, fishing, kind.between(70, 79)], ["carrier", "fishing", "other"], "unknown")
    return role, np.where(role == "fishing", np.where(means == "", "other", means), "")


def spans(run):
    """First and last row of each run of equal values in sorted order."""
    begin = np.flatnonzero(np.r_[True, run[1:] != run[:-1]]) if len(run) else np.empty(0, int)
    return begin, np.r_[begin[1:], len(run)] - 1 if len(run) else begin


def carried(on, off, first):
    """A state that `on` sets, `off` ends and a track begins without: the newest word holds."""
    said = on | off | first
    at = np.maximum.accumulate(np.where(said, np.arange(len(on)), 0))
    return on[at]
