"""Meetings by both presets (500 m and 2 h; 250 m and 30 min) on common ten-minute moments.

Places between positions less than an hour apart lie on the great circle; beyond a silence at most ten minutes are reckoned. Contacts
make runs, runs make meetings; each vessel needs two real positions that span half of it; the median speed is below 2 kn; nearer
than 10 km to a port nothing counts. With each: distances, speeds, positions, the longest silence, shore, port, who met.
A rule with a state per contact (the scan drops a fast beginning contact by contact) is here a trim at both ends.
"""
import numpy as np
import pandas as pd

from .sphere import KN, R, arc, chord, onward
from .tracks import spans

SLOT_S, BRIDGE_S, BEYOND_S, PORT_M = 600, 3_600, 600, 10_000
SILENCE_SLOTS, MERGE_SLOTS, SPEED_KN, PINGS_MIN, SPAN_SHARE = 12, 24, 2.0, 2, 0.5
PRESETS = {"standard": (500.0, 12, 6), "short": (250.0, 3, 3)}


def find(f, shore, ports):
    m = moments(f)
    pairs = contacts(m, ports)
    return pd.concat([meetings(f, m, pairs, name, shore, ports) for name in PRESETS], ignore_index=True)


def moments(f):
    """One row for each track and ten-minute moment at which its place is known, by track and moment."""
    bridged = f.dt < BRIDGE_S
    to = np.flatnonzero(bridged)
    slots = f.t[to] // SLOT_S - f.t[to - 1] // SLOT_S
    to = np.repeat(to[slots > 0], slots[slots > 0])
    more = slots[slots > 0]
    slot = f.t[to - 1] // SLOT_S + 1 + np.arange(len(to)) - np.repeat(more.cumsum() - more, more)
    share = (slot * SLOT_S - f.t[to - 1]) / f.dt[to]
    # Legs are short: the chord stands for the arc.
    place = f.xyz[to - 1] + (f.xyz[to] - f.xyz[to - 1]) * share[:, None]
    leg_kn = f.leg[to] / f.dt[to] / KN
    arrived = slot * SLOT_S == f.t[to]
    parts = [(f.track[to], slot, place, leg_kn, np.where(arrived, to, to - 1), to)]
    # Ten minutes beyond the last position before a silence and before the first after it.
    ends = np.flatnonzero(~np.r_[bridged[1:], False])
    for rows, next_slot in ((ends, f.t[ends] // SLOT_S + 1), (np.flatnonzero(~bridged), f.t[~bridged] // SLOT_S)):
        off = next_slot * SLOT_S - f.t[rows]
        near = np.abs(off) <= BEYOND_S
        rows, next_slot, off = rows[near], next_slot[near], off[near]
        gone = onward(f.xyz[rows], f.lat[rows], f.cog[rows], f.sog[rows] * KN * off)
        before, after = np.where(off >= 0, rows, -1), np.where(off <= 0, rows, -1)
        parts.append((f.track[rows], next_slot, gone, f.sog[rows], before, after))
    track, slot, place, kn, before, after = (np.concatenate(part) for part in zip(*parts))
    order = np.argsort(track << 32 | slot, kind="stable")
    order = order[np.r_[True, np.diff(track[order] << 32 | slot[order]) != 0]]
    m = {"track": track[order], "slot": slot[order], "place": place[order], "before": before[order], "after": after[order]}
    m["key"] = m["track"] << 32 | m["slot"]
    follows = np.diff(m["key"]) == 1
    kn = kn[order]
    way = arc(m["place"][1:], m["place"][:-1])
    kn[1:][follows] = way[follows] / SLOT_S / KN
    m["kn"] = kn
    m["mmsi"] = f.tracks["mmsi"].to_numpy()[m["track"]]
    return m


def contacts(m, ports):
    """Pairs of moments within 500 m, away from ports, in order of pair and moment."""
    # Sorted by moment and latitude; whoever is near lies a few rows on. Faster here than a tree of four axes.
    reach = max(p[0] for p in PRESETS.values())
    band = np.int64(reach / R * 1e9) + 1
    north = (np.arcsin(m["place"][:, 2]) * 1e9).astype(np.int64) + (1 << 31)
    line = m["slot"] << 32 | north
    order = np.argsort(line)
    line = line[order]
    found, at, step = [], np.arange(len(line)), 1
    while len(at := at[at + step < len(line)]):
        at = at[line[at + step] - line[at] <= band]
        d = m["place"][order[at]] - m["place"][order[at + step]]
        near = at[np.einsum("ij,ij->i", d, d) <= chord(reach) ** 2]
        found.append((order[near], order[near + step]))
        step += 1
    a, b = (np.concatenate(side) for side in zip(*found))
    a, b = np.minimum(a, b), np.maximum(a, b)
    other = m["mmsi"][a] != m["mmsi"][b]
    a, b = a[other], b[other]
    clear = np.isinf(ports(m["place"][a], PORT_M)[0]) & np.isinf(ports(m["place"][b], PORT_M)[0])
    a, b = a[clear], b[clear]
    order = np.lexsort((m["slot"][a], m["track"][b], m["track"][a]))
    a, b = a[order], b[order]
    return a, b, arc(m["place"][a], m["place"][b])


def meetings(f, m, pairs, name, shore, ports):
    distance_m, least, run_least = PRESETS[name]
    a, b, apart_m = (column[pairs[2] <= distance_m] for column in pairs)
    slot = m["slot"][a]
    same = (m["track"][a][1:] == m["track"][a][:-1]) & (m["track"][b][1:] == m["track"][b][:-1])
    skipped = slot[1:] - slot[:-1]
    breaks = ~same | (skipped > SILENCE_SLOTS)
    # Moments missing in between: were both known then, they were apart.
    hole = np.flatnonzero(same & (skipped > 1) & ~breaks)
    if len(hole):
        missing = skipped[hole] - 1
        of = np.repeat(hole, missing)
        at = slot[of] + 1 + np.arange(len(of)) - np.repeat(missing.cumsum() - missing, missing)
        known = [m["key"][np.minimum(np.searchsorted(m["key"], key), len(m["key"]) - 1)] == key
                 for key in (m["track"][a[of]] << 32 | at, m["track"][b[of]] << 32 | at)]
        breaks[of[known[0] & known[1]]] = True
    run = np.r_[0, breaks.cumsum()] if len(a) else np.empty(0, int)
    # Runs that are too short say nothing; the others join within four hours.
    begin, last = spans(run)
    long = (slot[last] - slot[begin] >= run_least)[run]
    a, b, apart_m, slot, run = a[long], b[long], apart_m[long], slot[long], run[long]
    same = (m["track"][a][1:] == m["track"][a][:-1]) & (m["track"][b][1:] == m["track"][b][:-1])
    meeting = np.r_[0, (~same | ((run[1:] != run[:-1]) & (slot[1:] - slot[:-1] >= MERGE_SLOTS))).cumsum()] if len(a) else run
    # From where the two came to rest to where they went on.
    kn = (m["kn"][a] + m["kn"][b]) / 2
    index = np.arange(len(a))
    slow = pd.Series(index[kn < SPEED_KN]).groupby(meeting[kn < SPEED_KN]).agg(["min", "max"])
    slow = slow.reindex(range(meeting.max() + 1 if len(meeting) else 0), fill_value=-1)
    begin, _ = spans(meeting)
    first = np.maximum(slow["min"].to_numpy() - 1, begin)
    inside = (index >= first[meeting]) & (index <= slow["max"].to_numpy()[meeting])
    a, b, apart_m, slot, kn, meeting = (column[inside] for column in (a, b, apart_m, slot, kn, meeting))
    begin, last = spans(meeting)
    table = pd.DataFrame({"meeting": meeting, "kn": kn, "kn_a": m["kn"][a], "kn_b": m["kn"][b], "apart": apart_m, "gap": np.r_[0, np.diff(slot)]})
    table.loc[begin, "gap"] = 0
    told = table.groupby("meeting").agg(
        contacts=("kn", "size"), median_speed_kn=("kn", "median"), median_speed_first_kn=("kn_a", "median"),
        median_speed_second_kn=("kn_b", "median"), distance_min_m=("apart", "min"), distance_median_m=("apart", "median"),
        distance_mean_m=("apart", "mean"), longest_silence=("gap", "max")).reset_index(drop=True)
    told["longest_silence_min"] = told.pop("longest_silence").where(lambda slots: slots > 1, 0) * 10
    span = slot[last] - slot[begin]
    told.insert(0, "mmsi", m["mmsi"][a[begin]])
    told.insert(1, "other", m["mmsi"][b[begin]])
    told["start"], told["end"], told["preset"] = slot[begin] * SLOT_S, slot[last] * SLOT_S, name
    told["duration_min"] = span * 10
    role = f.tracks["role"].to_numpy()
    told["pair"] = pd.Series(role[m["track"][a[begin]]]).str.cat(role[m["track"][b[begin]]], sep="-")
    ok = (span >= least) & (told["median_speed_kn"] < SPEED_KN).to_numpy()
    for side, which in (("first", a), ("second", b)):
        count, spanned = pings(f, m, which, begin, last, told)
        told[f"pings_{side}"], told[f"pings_span_{side}_min"] = count, spanned / 60
        ok &= (count >= PINGS_MIN) & (spanned >= SPAN_SHARE * span * SLOT_S)
    # Distance and speeds at each moment, to be drawn.
    f.series[name] = pd.DataFrame({"meeting": meeting, "slot": slot, "apart_m": apart_m, "kn_first": m["kn"][a], "kn_second": m["kn"][b]})
    middle = (begin + last + 1) // 2
    told, middle = told[ok].reset_index(drop=True), middle[ok]
    place = (m["place"][a[middle]] + m["place"][b[middle]]) / 2
    told["shore_km"], told["port_km"] = shore(place)[0] / 1e3, ports(place)[0] / 1e3
    told["confidence"] = confidence(told, distance_m, least)
    return told


def pings(f, m, which, begin, last, told):
    """Real positions between the first and the last contact, and the seconds they span."""
    track = m["track"][which[begin]]
    low = np.searchsorted(f.key, track << 32 | told["start"].to_numpy())
    high = np.searchsorted(f.key, track << 32 | told["end"].to_numpy(), side="right") - 1
    count = high - low + 1
    return count, np.where(count > 0, f.t[high] - f.t[np.minimum(low, len(f.t) - 1)], 0)


def confidence(told, distance_m, least):
    near = 1 - (told["distance_median_m"] / distance_m).clip(0, 1)
    heard = (told[["pings_first", "pings_second"]].min(axis=1) / (told["duration_min"] / 30).clip(lower=2)).clip(0, 1)
    long = ((told["duration_min"] / (least * 10) - 1) / 2).clip(0, 1)
    return (0.4 + 0.2 * near + 0.25 * heard + 0.15 * long).round(2)

