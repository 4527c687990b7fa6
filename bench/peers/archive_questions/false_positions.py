"""Positions that cannot be true: no place, frozen, circles, missing noise, copies, single false ones and jumps; numbers that ships share.

Left out: reach and clocks of receivers (none is given). Circles and triples are taken from positions thinned by the clock, where
the scan thins them by what it kept last.
"""
import numpy as np
import pandas as pd

from .sphere import E7_M, KN, NM, arc, offset
from .tracks import JUMP_KN, spans

MERGE_S = 6 * 3_600
FROZEN_FIXES, FROZEN_S, FROZEN_KN = 5, 600, 3.0
SPACING_S, CIRCLE_SILENCE_S, RADIUS_M, OFF_SHARE, OFF_M, TURNS, CIRCLE_KN, TURNS_PER_H = 240, 7_200, (150, 5_000), 0.03, 10, 2.5, 3.0, 1.0
WINDOWS, EVERY = (16, 32, 64), 4
TRIPLE_S, TRIPLE_M, TRIPLE_SILENCE_S, EXACT_M, EXACT_MIN, TRIPLES = 180, 300, 6 * 3_600, 0.37, 18, 20
COPY_KN, REPORTS, KEYS_MIN, KEEP_ONE_IN, WAY_SHARE, WAY_M, SHIFT_S = 3.0, 6, 3, 4, 0.02, 30, 5
FIXES_MIN, AFTER_MIN, TURNS_MIN, SPEED_OVER_S, CLOCK_M = 5, 3, 3, 60, 11_575


def find(f, shore, ports):
    checks = {"default-position": nowhere, "frozen": frozen, "circle": circles, "too-smooth": smooth, "copied-track": copied}
    found = [check(f).assign(check=name) for name, check in checks.items()]
    return pd.concat([*found, *several_tracks(f)], ignore_index=True)


def events(f, begin, last, **more):
    return pd.DataFrame({"mmsi": f.mmsi[begin], "start": f.t[begin], "end": f.t[last], **more})


def nowhere(f):
    u = f.unplaced
    run = ((u["mmsi"].diff() != 0) | (u["t"].diff() > MERGE_S)).cumsum()
    return u.groupby(run).agg(mmsi=("mmsi", "first"), start=("t", "first"), end=("t", "last"), positions=("t", "size")).assign(confidence=1.0)


def frozen(f):
    """The same place again and again under way."""
    moves = f.sog > FROZEN_KN
    same = moves & ~f.first
    same[1:] &= moves[:-1] & (f.lat[1:] == f.lat[:-1]) & (f.lon[1:] == f.lon[:-1])
    rows = np.flatnonzero(same)
    begin, last = spans(rows - np.arange(len(rows)))
    first, last = rows[begin] - 1, rows[last]
    long = (last - first + 1 >= FROZEN_FIXES) & (f.t[last] - f.t[first] >= FROZEN_S)
    first, last = first[long], last[long]
    return events(f, first, last, positions=last - first + 1, duration_h=(f.t[last] - f.t[first]) / 3_600, confidence=0.8)


def circles(f):
    """Circles that stay where they are, fitted (Kasa) to the last 16, 32 or 64 positions about four minutes apart."""
    step = np.r_[True, np.diff(f.key // SPACING_S) != 0] | f.first
    rows = np.flatnonzero(step)
    row_t, track = f.t[rows], f.track[rows]
    way = arc(f.xyz[rows[1:]], f.xyz[rows[:-1]])
    breaks = (np.diff(track) != 0) | (np.diff(row_t) > CIRCLE_SILENCE_S)
    path = np.r_[0, np.where(breaks, 0, way).cumsum()]
    course = np.r_[0, breaks.cumsum()]
    knots = np.r_[0, f.sog[rows].cumsum()]
    found = []
    for n in WINDOWS:
        last = np.arange(n - 1, len(rows), EVERY)
        first = last - n + 1
        made, seconds = path[last] - path[first], np.maximum(row_t[last] - row_t[first], 1)
        ok = (course[first] == course[last]) & (made > 0)
        mean_kn, said_kn = made / seconds / KN, (knots[last + 1] - knots[first + 1]) / (n - 1)
        slow = np.maximum(mean_kn, said_kn) < CIRCLE_KN
        ok &= ~(slow & (made < 2 * np.pi * RADIUS_M[0] * TURNS_PER_H * seconds / 3_600))
        last, first, made, seconds, slow = (column[ok] for column in (last, first, made, seconds, slow))
        # Several turns of way, and yet no farther than across.
        near = arc(f.xyz[rows[last]], f.xyz[rows[first]]) <= made / (TURNS * np.pi)
        last, first, made, seconds, slow = (column[near] for column in (last, first, made, seconds, slow))
        window = rows[first[:, None] + np.arange(n)]
        y, x = offset(f.lat[rows[last]][:, None], f.lon[rows[last]][:, None], f.lat[window], f.lon[window])
        cy, cx, radius = kasa(y, x)
        off = np.sqrt(((np.hypot(y - cy, x - cx) - radius) ** 2).mean(axis=1))
        radius = radius[:, 0]
        side = (x > cx) + 2 * (y > cy) + 4 * (np.abs(x - cx) > np.abs(y - cy))
        turns = made / (2 * np.pi * radius)
        good = (radius >= RADIUS_M[0]) & (radius <= RADIUS_M[1]) & (off <= np.maximum(OFF_SHARE * radius, OFF_M)) & (turns >= TURNS)
        good &= ~(slow & (turns < TURNS_PER_H * seconds / 3_600)) & (np.bitwise_or.reduce(1 << side, axis=1) == 255)
        found.append(pd.DataFrame({"track": track[last], "start": row_t[first], "end": row_t[last], "radius_m": radius, "off_circle_m": off,
                                   "circle_turns": turns})[good])
    g = pd.concat(found).sort_values(["track", "start"])
    reach = g.groupby("track")["end"].cummax().shift()
    event = ((g["track"].diff() != 0) | (g["start"] > reach)).cumsum()
    told = g.groupby(event).agg(track=("track", "first"), start=("start", "min"), end=("end", "max"), radius_m=("radius_m", "median"),
                                off_circle_m=("off_circle_m", "median"), circle_turns=("circle_turns", "max"))
    told.insert(0, "mmsi", f.tracks["mmsi"].to_numpy()[told.pop("track").astype(int)])
    return told.assign(confidence=0.75)


def kasa(y, x):
    """Middle and radius of the circle with the least squares, for each row."""
    my, mx = y.mean(axis=1, keepdims=True), x.mean(axis=1, keepdims=True)
    v, u = y - my, x - mx
    square = u * u + v * v
    uu, vv, uv = (np.sum(p, axis=1, keepdims=True) for p in (u * u, v * v, u * v))
    u3, v3 = np.sum(u * square, axis=1, keepdims=True), np.sum(v * square, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        det = 2 * (uu * vv - uv * uv)
        cx, cy = (u3 * vv - v3 * uv) / det, (v3 * uu - u3 * uv) / det
    return cy + my, cx + mx, np.sqrt(cx * cx + cy * cy + (uu + vv) / y.shape[1])


def smooth(f):
    """Nearly all triples of positions exact: the middle one on the line through the others, to the rounding of AIS."""
    kept = (f.dt >= TRIPLE_S) & (f.leg >= TRIPLE_M) & (f.dt <= TRIPLE_SILENCE_S)
    c = np.flatnonzero(kept[1:] & kept[:-1]) + 1
    b, a = c - 1, c - 2
    north_a, east_a = offset(f.lat[b], f.lon[b], f.lat[a], f.lon[a])
    north_c, east_c = offset(f.lat[b], f.lon[b], f.lat[c], f.lon[c])
    off = beside(north_a, east_a, north_c, east_c)
    # The line of constant course and the great circle lie beside the straight one by so much at most.
    length = np.hypot(north_c - north_a, east_c - east_a)
    bent = length**2 / (4 * E7_M * 180 / np.pi) * (1 + np.abs(np.tan(np.radians(f.lat[b]))))
    far = np.flatnonzero((off > EXACT_M) & (off < EXACT_M + bent) & (length >= NM))
    off[far] = np.minimum(off[far], other_lines(f, a[far], b[far], c[far]))
    fine = ~(coarse(f.lat) & coarse(f.lon)) if len(c) else np.empty(0, bool)
    whole = fine[a] & fine[b] & fine[c]
    c, a, exact = c[whole], a[whole], off[whole] <= EXACT_M
    if len(c) < TRIPLES:
        return events(f, c[:0], c[:0], confidence=0.7)
    # A run ends with a silence or another track, not where she lies for a while.
    breaks = f.first | (f.dt > TRIPLE_SILENCE_S)
    course = breaks.cumsum()[c]
    sums = np.r_[0, exact.cumsum()]
    last = np.arange(TRIPLES - 1, len(c))
    told = (sums[last + 1] - sums[last + 1 - TRIPLES] >= EXACT_MIN) & (course[last] == course[last - TRIPLES + 1])
    last = last[told]
    run = np.r_[0, (np.diff(last) != 1).cumsum()] if len(last) else last
    begin, end = spans(run)
    return events(f, a[last[begin] - TRIPLES + 1], c[last[end]], positions=end - begin + TRIPLES, confidence=0.7)


def beside(ay, ax, cy, cx):
    length = np.hypot(cy - ay, cx - ax)
    return np.where(length > 0, np.abs(ay * cx - ax * cy) / np.maximum(length, 1e-9), np.hypot(ay, ax))


def other_lines(f, a, b, c):
    """The lesser of the distances from the great circle and from the line of constant course."""
    normal = np.cross(f.xyz[a], f.xyz[c])
    great = np.abs(np.einsum("ij,ij->i", normal, f.xyz[b])) / np.maximum(np.linalg.norm(normal, axis=1), 1e-15) * E7_M * 180 / np.pi
    stretched = [np.log(np.tan(np.radians(np.clip(f.lat[i], -89.9, 89.9)) / 2 + np.pi / 4)) for i in (a, b, c)]
    scale = E7_M * 180 / np.pi * np.cos(np.radians(f.lat[b]))
    east = [np.radians((f.lon[i] - f.lon[b] + 180) % 360 - 180) * scale for i in (a, c)]
    course = beside((stretched[0] - stretched[1]) * scale, east[0], (stretched[2] - stretched[1]) * scale, east[1])
    return np.minimum(great, course)


def coarse(degrees):
    """Rounded to four decimals, or to tenths of a minute."""
    e7 = np.rint(degrees * 1e7).astype(np.int64)
    return (e7 % 1_000 == 0) | (np.abs(e7 * 6e-5 - np.rint(e7 * 6e-5)) < 1.1e-4)


def copied(f):
    """Six reports in a row that another number sent too, several times, with the same way and the same shift in time."""
    moves = f.sog >= COPY_KN
    begins = ~moves | f.first | (f.dt > MERGE_S)
    begins[1:] |= ~moves[:-1]
    index = np.arange(len(f.t))
    newest = np.maximum.accumulate(np.where(begins, index, 0))
    report = np.rint(f.sog * 10).astype(np.uint64) << np.uint64(32) | np.rint(f.cog * 10).astype(np.uint64)
    key = np.zeros(len(f.t), np.uint64)
    for back in range(REPORTS - 1, -1, -1):
        key[REPORTS:] = (key[REPORTS:] ^ report[REPORTS - back:len(f.t) - back]) * np.uint64(0x9E37_79B9_7F4A_7C15)
    key ^= key >> np.uint64(32)
    row = np.flatnonzero(moves & (index - newest >= REPORTS - 1) & (index >= REPORTS) & (key % np.uint64(KEEP_ONE_IN) == 0))
    # Keys that another number sent too: the first in time is the original.
    order = np.lexsort((f.t[row], key[row]))
    row = row[order]
    twin = np.zeros(len(row), bool)
    equal = key[row[1:]] == key[row[:-1]]
    twin[1:] |= equal
    twin[:-1] |= equal
    row = row[twin]
    _, group = np.unique(key[row], return_inverse=True)
    first, _ = spans(group)
    original = row[first[group]] if len(row) else row
    later = f.mmsi[original] != f.mmsi[row]
    b, a = row[later], original[later]
    rows = np.sort(np.stack([report[b - back] for back in range(REPORTS)], axis=1), axis=1)
    courses = np.sort(rows & np.uint64(0xFFFF_FFFF), axis=1)
    varies = (np.diff(rows, axis=1) != 0).sum(axis=1) >= 4
    varies &= (np.diff(courses, axis=1) != 0).sum(axis=1) >= 3
    b, a = b[varies], a[varies]
    a0, b0 = a - REPORTS + 1, b - REPORTS + 1
    north_a, east_a = offset(f.lat[a0], f.lon[a0], f.lat[a], f.lon[a])
    north_b, east_b = offset(f.lat[b0], f.lon[b0], f.lat[b], f.lon[b])
    allowed = WAY_M + WAY_SHARE * np.hypot(north_a, east_a)
    turned = east_a * np.cos(np.radians(f.lat[b0])) / np.cos(np.radians(f.lat[a0]))
    same = (np.abs(north_a - north_b) <= allowed) & (np.minimum(np.abs(east_a - east_b), np.abs(turned - east_b)) <= allowed)
    same &= np.abs((f.t[a] - f.t[a0]) - (f.t[b] - f.t[b0])) <= SHIFT_S
    a, b, a0, b0 = a[same], b[same], a0[same], b0[same]
    g = pd.DataFrame({"track": f.track[b], "mmsi": f.mmsi[b], "other": f.mmsi[a], "start": f.t[b0], "end": f.t[b], "shift": f.t[b] - f.t[a],
                      "shift_m": arc(f.xyz[a], f.xyz[b])}).sort_values(["track", "end"])
    run = ((g["track"].diff() != 0) | (g["other"].diff() != 0) | (g["shift"].diff().abs() > SHIFT_S)).cumsum()
    told = g.groupby(run).agg(mmsi=("mmsi", "first"), other=("other", "first"), start=("start", "first"), end=("end", "last"),
                              shift_h=("shift", "last"), shift_m=("shift_m", "last"), equal_rows=("end", "size"))
    told = told[told["equal_rows"] >= KEYS_MIN]
    told["confidence"] = np.where(told["shift_h"] > SHIFT_S, 0.9, 0.5)
    return told.assign(shift_h=told["shift_h"] / 3_600)


def several_tracks(f):
    """Numbers with several tracks: short ones beside one that goes on are false, long ones in turn are ships that share it."""
    shared = f.tracks["mmsi"].duplicated(keep=False).to_numpy()
    rows = np.flatnonzero(shared[f.track])
    rows = rows[np.argsort(f.mmsi[rows] << 32 | f.t[rows], kind="stable")]
    mmsi, track, t = f.mmsi[rows], f.track[rows], f.t[rows]
    change = np.flatnonzero((track[1:] != track[:-1]) & (mmsi[1:] == mmsi[:-1])) + 1
    a, b = rows[change - 1], rows[change]
    required = arc(f.xyz[a], f.xyz[b]) / np.maximum(f.t[b] - f.t[a], SPEED_OVER_S) / KN
    away = arc(f.xyz[a], f.xyz[b])
    fixes = f.tracks["fixes"].to_numpy()
    g = pd.DataFrame({"mmsi": f.mmsi[b], "low": np.minimum(f.track[a], f.track[b]), "high": np.maximum(f.track[a], f.track[b]),
                      "from": f.t[np.maximum(b - 1, 0)], "t": f.t[b], "kn": required, "away": away, "row": b, "prev": a})
    ships = g[(fixes[g["low"]] >= FIXES_MIN) & (fixes[g["high"]] >= FIXES_MIN)]
    # Of a track that is new a first turn is none.
    turns = ships[f.n[ships["row"]] > 0].groupby(["mmsi", "low", "high"]).agg(
        start=("from", "first"), end=("t", "last"), turns=("t", "size"), required_speed_kn=("kn", "max"), nearest_m=("away", "min"),
        farthest_m=("away", "max")).reset_index()
    turns = turns[(turns["turns"] >= TURNS_MIN) & (turns["required_speed_kn"] > JUMP_KN)]
    turns["confidence"] = np.where(turns["farthest_m"] <= CLOCK_M, 0.3, 0.95)
    short = g[f.n[g["row"]] == 0]
    need = short.groupby(f.track[short["row"]])["kn"].max()
    told = f.tracks.loc[need.index].assign(required_speed_kn=need)
    told = told[told["required_speed_kn"] > JUMP_KN]
    # Positions of the number after its last.
    after = np.searchsorted(mmsi << 32 | t, (told["mmsi"].to_numpy() + 1) << 32) - np.searchsorted(
        mmsi << 32 | t, told["mmsi"].to_numpy() << 32 | f.t[told["last"]], side="right")
    out = (told["fixes"] < FIXES_MIN) & (after >= AFTER_MIN)
    met = set(turns["low"]) | set(turns["high"])
    jump = (told["fixes"] >= FIXES_MIN) & ~told.index.isin(met)
    lines = [pd.DataFrame({"mmsi": part["mmsi"], "start": f.t[part["begin"]], "end": f.t[part["last"]], "positions": part["fixes"],
                           "required_speed_kn": part["required_speed_kn"], "confidence": 0.9, "check": name})
             for name, part in (("outlier", told[out]), ("jump", told[jump]))]
    return [turns.assign(check="shared-mmsi").drop(columns=["low", "high"]), *lines]
