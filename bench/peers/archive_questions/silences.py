"""Silences of more than twelve hours, and whether the evidence supports that the set was switched off.

With each: how far and how fast, where the ship may have been, her positions in the twelve hours before, shore, reception by cell and
month along her way, who else was heard around her and on the whole feed meanwhile, dead hours of the feed, each condition of the
rule, the verdict. Left out: spans in which the node did not listen (none are given), late positions.
"""
import numpy as np
import pandas as pd

from .sphere import KN, NM, arc, between, degrees, onward

SILENCE_S = BEFORE_S = 12 * 3_600
FIXES_MIN, CREDIBLE_KN = 5, 18.0
SHORE_NM, GOOD_PER_DAY, POSITIONS_MIN = 50.0, 10.0, 14
EXPECTED_MIN, VESSELS_MIN, SHARE_MAX = 20.0, 3, 0.02
MONTH_S, DAYS_MIN, SHIPS_MIN, PIECES_MAX = 30 * 86_400, 5.0, 3, 96
ROWS, COLUMNS = 18, 36
HOUR = 3_600
YES, UNKNOWN, NO = 2, 1, 0
WORDS = np.array(["not-met", "unknown", "met"])


def find(f, shore, ports):
    end = np.flatnonzero(np.isfinite(f.dt) & (f.dt > SILENCE_S))
    start = end - 1
    last = f.tracks["last"].to_numpy()
    still = last[f.end - f.t[last] > SILENCE_S]
    start, end = np.r_[start, still], np.r_[end, np.full(len(still), -1)]
    keep = (f.tracks["number"].to_numpy()[f.track[start]] == 1) | (f.n[start] + 1 >= FIXES_MIN)
    start, end = start[keep], end[keep]
    closed = end >= 0
    g = pd.DataFrame({"mmsi": f.mmsi[start], "start": f.t[start], "end": np.where(closed, f.t[end], f.end)})
    g["closed"] = closed
    hours = ((g["end"] - g["start"]) / HOUR).to_numpy()
    a = f.xyz[start]
    b = np.where(closed[:, None], f.xyz[end], a)
    way = arc(a, b)
    reach = np.maximum(CREDIBLE_KN * KN * hours * HOUR, way)
    g["silence_h"], g["distance_m"] = hours, way
    g["implied_speed_kn"] = way / (hours * HOUR) / KN
    g["possible_semi_major_m"], g["possible_semi_minor_m"] = reach / 2, np.sqrt(reach**2 - way**2) / 2
    g["mid_lat"], g["mid_lon"] = degrees(a + b)
    before = start + 1 - np.searchsorted(f.key, f.key[start] - BEFORE_S)
    g["positions_before"] = before
    g["shore_nm"] = shore(a)[0] / NM
    gap, way_place, step_h = ways(f, start, closed, a, b, hours)
    lat, lon = degrees(way_place)
    audible(f, g, gap, lat, lon, step_h, f.lat[start], f.lon[start])
    others(f, g, gap, lat, lon, start, before)
    verdict(g, elsewhere(f, start, g))
    return g


def ways(f, start, closed, a, b, hours):
    """Places an hour apart along the way: between both ends; of an open silence where she stayed, then where she may have gone on."""
    pieces = np.clip(np.ceil(hours), 1, PIECES_MAX).astype(int)
    gap = np.repeat(np.arange(len(start)), pieces)
    share = (np.arange(len(gap)) - np.repeat(pieces.cumsum() - pieces, pieces) + 0.5) / pieces[gap]
    place = between(a[gap], b[gap], share)
    open_ = np.flatnonzero(~closed)
    if len(open_):
        # Course and speed made good over the hour before.
        row = start[open_]
        ago = np.maximum(np.searchsorted(f.key, f.key[row] - HOUR, side="right") - 1, 0)
        ago = np.where(f.track[ago] == f.track[row], ago, row)
        seconds = f.t[row] - f.t[ago]
        moved = seconds >= 600
        open_, row, ago, seconds = open_[moved], row[moved], ago[moved], seconds[moved]
        run = np.minimum(arc(f.xyz[row], f.xyz[ago]) / seconds, CREDIBLE_KN * KN) * hours[open_] * HOUR
        more = np.repeat(np.arange(len(open_)), pieces[open_])
        share_more = np.concatenate([(np.arange(n) + 0.5) / n for n in pieces[open_]]) if len(open_) else np.empty(0)
        dlat, dlon = np.radians(f.lat[row] - f.lat[ago]), np.radians(f.lon[row] - f.lon[ago])
        course = np.degrees(np.arctan2(dlon * np.cos(np.radians(f.lat[row])), dlat))
        gone = onward(f.xyz[row][more], f.lat[row][more], course[more], run[more] * share_more)
        gap, place = np.r_[gap, open_[more] + len(start)], np.concatenate([place, gone])
    return gap, place, hours / pieces


def audible(f, g, gap, lat, lon, step_h, at_lat, at_lon):
    """Whether she would have been heard on each way for as long as the rule asks."""
    of = gap % len(g)
    until = g["end"].to_numpy()
    rate = per_day(f, np.r_[cell(lat, lon), cell(at_lat, at_lon)], np.r_[until[of], until])
    g["reception_per_day"] = rate[len(of):]
    rate = rate[:len(of)]
    along = pd.DataFrame({"gap": gap, "rate": rate, "good": (rate > GOOD_PER_DAY) * step_h[of], "unknown": np.isnan(rate) * step_h[of]})
    sums = along.groupby("gap").agg(lowest=("rate", "min"), good=("good", "sum"), unknown=("unknown", "sum")).reset_index()
    needed = np.minimum(SILENCE_S / HOUR, g["silence_h"].to_numpy())[sums["gap"] % len(g)]
    sums["met"] = np.select([sums["good"] + 1e-3 >= needed, sums["good"] + sums["unknown"] + 1e-3 >= needed], [YES, UNKNOWN], NO)
    both = sums.groupby(sums["gap"] % len(g)).agg(
        lowest=("lowest", "min"), good=("good", "min"), least=("met", "min"), most=("met", "max"))
    g["reception_lowest_per_day"], g["reception_good_h"] = both["lowest"], both["good"]
    g["reception"] = np.where(both["least"] == both["most"], both["least"], UNKNOWN)


def cell(lat, lon):
    row, column = np.minimum(np.floor(lat + 90), 179).astype(int), np.minimum(np.floor(lon + 180), 359).astype(int)
    return row * 360 + column


def per_day(f, cells, until):
    """Positions a day of ships under way in a cell, this month and the one before, as known at a moment; NaN: too little heard."""
    asked = np.zeros(180 * 360, bool)
    asked[cells] = True
    row = np.flatnonzero((f.dt > 0) & (f.dt < SILENCE_S) & (f.sog > 0.5) & (f.sog < 14))
    at = cell(f.lat[row - 1], f.lon[row - 1])
    row, at = row[asked[at]], at[asked[at]]
    order = np.argsort(at << 32 | f.t[row])
    row, at = row[order], at[order]
    month = f.t[row - 1] // MONTH_S
    days = np.r_[0, (f.dt[row] / 86_400).cumsum()]
    # Different ships of a cell and month, as they come.
    ship = pd.DataFrame({"at": at, "month": month, "mmsi": f.mmsi[row]})
    ships = np.r_[0, (~ship.duplicated()).cumsum()]
    upto = np.searchsorted(at << 32 | f.t[row], cells << 32 | until, side="right")
    none = (upto == 0) | (at[np.maximum(upto - 1, 0)] != cells)
    now = month[np.maximum(upto - 1, 0)]
    monthly = at << 32 | month
    this, earlier = np.searchsorted(monthly, cells << 32 | now), np.searchsorted(monthly, cells << 32 | now - 1)
    lived, count = days[upto] - days[earlier], upto - earlier
    seen = np.maximum(ships[upto] - ships[this], ships[this] - ships[earlier])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(none | (lived < DAYS_MIN) | (seen < SHIPS_MIN), np.nan, count / lived)


def block(lat, lon):
    return np.minimum((lat + 90) // 10, ROWS - 1).astype(int), np.minimum((lon + 180) // 10, COLUMNS - 1).astype(int)


def nine(counts, plus):
    """Sum (or union) of a block and its eight neighbours, around 180 degrees."""
    wide = plus(plus(np.roll(counts, 1, axis=1), counts), np.roll(counts, -1, axis=1))
    tall = wide.copy()
    tall[1:] = plus(tall[1:], wide[:-1])
    tall[:-1] = plus(tall[:-1], wide[1:])
    return tall


def others(f, g, gap, lat, lon, start, own):
    """Positions of others expected and heard, hour by hour, around her and on the whole feed; runs of dead hours."""
    h0 = int(f.t.min()) // HOUR
    hours = int(f.end) // HOUR - h0 + 1
    row, column = block(f.lat, f.lon)
    index = (row * COLUMNS + column) * hours + (f.t // HOUR - h0)
    heard = np.bincount(index, minlength=ROWS * COLUMNS * hours).reshape(ROWS, COLUMNS, hours)
    who = np.zeros(ROWS * COLUMNS * hours * 64, bool)
    who[index * 64 + (f.mmsi * 0x9E37_79B1 & 0xFFFF_FFFF) // 2**26] = True
    near, present = nine(heard, np.add), nine(who.reshape(ROWS, COLUMNS, hours, 64), np.logical_or)
    whole, anybody = heard.sum(axis=(0, 1)), who.reshape(-1, hours, 64).any(axis=0)
    first, last = g["start"].to_numpy() // HOUR - h0, g["end"].to_numpy() // HOUR - h0
    inside = np.maximum(last - first - 1, 0)
    of = np.repeat(np.arange(len(g)), inside)
    hour = np.arange(len(of)) - np.repeat(inside.cumsum() - inside, inside) + first[of] + 1
    # Where she may have been in that hour: on the last of her ways.
    begin = np.searchsorted(gap, np.arange(len(g)) + len(g))
    went_on = np.searchsorted(gap, np.arange(len(g)) + len(g), side="right") > begin
    begin = np.where(went_on, begin, np.searchsorted(gap, np.arange(len(g))))
    pieces = np.clip(np.ceil(g["silence_h"].to_numpy()), 1, PIECES_MAX).astype(int)
    since = ((hour + h0) * HOUR + HOUR / 2 - g["start"].to_numpy()[of]) / HOUR
    piece = np.clip(since / (g["silence_h"].to_numpy() / pieces)[of], 0, pieces[of] - 1).astype(int)
    y, x = block(lat[begin[of] + piece], lon[begin[of] + piece])
    y0, x0 = (side[of] for side in block(f.lat[start], f.lon[start]))
    beside = (np.abs(y - y0) <= 1) & (np.minimum(np.abs(x - x0), COLUMNS - np.abs(x - x0)) <= 1)
    sums = np.concatenate([np.zeros((ROWS, COLUMNS, 1), int), near.cumsum(axis=2)], axis=2)
    back = np.maximum(first[of] - 12, 0)
    rate = np.maximum(sums[y, x, first[of]] - sums[y, x, back] - np.where(beside, own[of], 0), 0) / 12
    feed(g, "near", of, rate, near[y, x, hour], y * COLUMNS + x)
    total = np.r_[0, whole.cumsum()]
    rate_all = np.maximum(total[first] - total[np.maximum(first - 12, 0)] - own, 0) / 12
    feed(g, "feed", of, rate_all[of], whole[hour], np.zeros(len(of), int))
    # Different others in the twelve hours before.
    asked = pd.DataFrame({"of": of, "y": y, "x": x}).drop_duplicates()
    window = np.clip(first[asked["of"]][:, None] + np.arange(-12, 0), 0, None)
    seen = present[asked["y"].to_numpy()[:, None], asked["x"].to_numpy()[:, None], window].any(axis=1)
    order = asked["of"].to_numpy()
    union = np.zeros((len(g), 64), bool)
    np.logical_or.at(union, order, seen)
    g["others_near"] = np.maximum(union.sum(axis=1) - 1, 0)
    window = np.clip(first[:, None] + np.arange(-12, 0), 0, None)
    g["others_feed"] = np.maximum(anybody[window].any(axis=1).sum(axis=1) - 1, 0)


def feed(g, name, of, rate, heard, place):
    size = len(g)
    g[f"others_{name}_expected"] = np.bincount(of, rate, size)
    g[f"others_{name}_heard"] = np.bincount(of, heard, size)
    quiet = heard <= SHARE_MAX * rate
    run = np.r_[True, (of[1:] != of[:-1]) | (place[1:] != place[:-1]) | (quiet[1:] != quiet[:-1])].cumsum() - 1 if len(of) else of
    length = np.bincount(run) if len(run) else run
    dead = quiet & (length[run] * rate >= EXPECTED_MIN) if len(run) else quiet
    g[f"dead_{name}_h"] = np.bincount(of, dead, size)


def elsewhere(f, start, g):
    """Another track of the number was alive meanwhile."""
    shared = f.tracks[f.tracks["mmsi"].duplicated(keep=False)]
    t = f.tracks.assign(from_=f.t[f.tracks["begin"]], to=f.t[f.tracks["last"]]).loc[shared.index]
    asked = g[["mmsi", "start", "end"]].assign(gap=np.arange(len(g)), own=f.track[start])
    both = asked.merge(t.reset_index(names="track"), on="mmsi")
    alive = both[(both["track"] != both["own"]) & (both["from_"] < both["end"]) & (both["to"] > both["start"])]
    return np.isin(np.arange(len(g)), alive["gap"])


def verdict(g, is_elsewhere):
    far = np.where(g["shore_nm"] > SHORE_NM, YES, NO)
    # Nobody says how these were received: far from shore it was a satellite.
    positions = np.where(g["positions_before"] < POSITIONS_MIN, NO, np.where(far == YES, YES, UNKNOWN))
    enough, failed, short = (np.zeros(len(g), bool) for _ in range(3))
    g["audible_h"] = np.maximum(g["silence_h"] - np.maximum(g["dead_near_h"], g["dead_feed_h"]), 0)
    for name in ("near", "feed"):
        can_say = (g[f"others_{name}_expected"] >= EXPECTED_MIN) & (g[f"others_{name}"] >= VESSELS_MIN)
        enough |= can_say
        failed |= can_say & (g[f"others_{name}_heard"] <= SHARE_MAX * g[f"others_{name}_expected"])
        short |= can_say & (g[f"dead_{name}_h"] > 0) & (g["audible_h"] < SILENCE_S / HOUR)
    alive = np.where(failed | short, NO, np.where(enough, YES, UNKNOWN))
    number = np.where(is_elsewhere, UNKNOWN, YES)
    asked = {"shore": far, "reception": g["reception"], "positions": positions, "number": number}
    least = np.minimum.reduce([np.asarray(met) for met in asked.values()])
    least = np.where(alive == NO, NO, least)
    for name, met in {**asked, "feed": alive}.items():
        g[f"condition_{name}"] = WORDS[np.asarray(met)]
    g["assessment"] = np.array(["not-supported", "unknown", "supported"])[least]
    g["confidence"] = np.array([0.4, 0.6, 0.9])[least] * np.array([0.1, 0.7, 0.9])[alive]
