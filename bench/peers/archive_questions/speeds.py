"""What ships do by their speed: loitering by a sliding window, apparent fishing by the speed band of the gear."""
import numpy as np
import pandas as pd

from .sphere import KN, NM, arc
from .tracks import carried, spans

WINDOW_S, SLOW_KN, LEAST_H, SHORE_NM, SILENCE_S = 3_600, 2.0, 8.0, 20.0, 6 * 3_600
BANDS = {"trawl": (2.5, 4.5, False), "drifting_longline": (1.0, 6.5, False), "squid_jigger": (0.0, 2.0, True), "other": (0.5, 5.0, False)}
SLACK_KN, DRIFT_KN, PORT_M = 0.3, 2.0, 2_000
JOIN_S, JOIN_M, SPLIT_S, SPLIT_M = 3_600, 2_000, 7_200, 10_000
LEAST_MIN, LEAST_POSITIONS, LEAST_M, LEAST_NIGHT_M = 20, 6, 500, 50


def loitering(f, shore, ports):
    """Stretches of eight hours and more made of one-hour windows slower than 2 kn on the mean, 20 nm off: carriers and ships unknown.

    The window ends at each position; the scan lets it slide in between too.
    """
    role = f.tracks["role"].to_numpy()
    rows = np.flatnonzero(np.isin(role, ["carrier", "unknown"])[f.track])
    t, dt, leg, key = f.t[rows], f.dt[rows], f.leg[rows], f.key[rows]
    begins = dt > SILENCE_S
    path = leg.cumsum() - np.where(begins, leg, 0).cumsum()
    course = np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))
    known = np.flatnonzero(t - t[course] >= WINDOW_S)
    # Way up to an hour ago, between two positions.
    ago = key[known] - WINDOW_S
    after = np.searchsorted(key, ago, side="right")
    share = (ago - key[after - 1]) / np.maximum(key[after] - key[after - 1], 1)
    then = path[after - 1] + (path[after] - path[after - 1]) * share
    slow = known[(path[known] - then) < SLOW_KN * KN * WINDOW_S]
    # Shore is asked once in about a kilometre.
    spot = np.round(f.lat[rows[slow]] * 100).astype(np.int64) * 100_000 + np.round(f.lon[rows[slow]] * 100).astype(np.int64)
    moved = np.r_[True, (spot[1:] != spot[:-1]) | (np.diff(f.track[rows[slow]]) != 0)] if len(slow) else np.empty(0, bool)
    shore_nm = (shore(f.xyz[rows[slow[moved]]])[0] / NM)[moved.cumsum() - 1]
    near = np.zeros(len(rows) + 1, int)
    near[1:][slow[shore_nm < SHORE_NM]] = 1
    near = near.cumsum()
    slow, shore_nm = slow[shore_nm >= SHORE_NM], shore_nm[shore_nm >= SHORE_NM]
    slow_leg = (leg < SLOW_KN * KN * dt) & ~begins
    follows = (course[slow[1:]] == course[slow[:-1]]) & (near[slow[1:]] == near[slow[:-1]])
    touches = (t[slow[1:]] - WINDOW_S <= t[slow[:-1]]) | ((np.diff(slow) == 1) & slow_leg[slow[1:]])
    stretch = np.r_[0, (~(follows & touches)).cumsum()] if len(slow) else slow
    begin, last = spans(stretch)
    # Without the fast legs at both ends.
    legs = np.flatnonzero(slow_leg)
    opened = key[slow[begin]] - WINDOW_S
    low = legs[np.minimum(np.searchsorted(legs, np.searchsorted(key, opened, side="right")), len(legs) - 1)]
    high = legs[np.searchsorted(legs, slow[last], side="right") - 1]
    from_ = np.maximum(t[low] - dt[low], t[slow[begin]] - WINDOW_S)
    hours = (t[high] - from_) / 3_600
    long = (hours >= LEAST_H) & (high > low)
    begin, last, low, high, from_, hours = (column[long] for column in (begin, last, low, high, from_, hours))
    way = path[high] - path[low]
    edges = np.column_stack([low, high + 1]).ravel()
    told = pd.DataFrame({
        "mmsi": f.mmsi[rows[low]], "start": from_.astype(int), "end": t[high], "duration_h": hours,
        "mean_speed_kn": way / hours / NM, "path_km": way / 1e3, "drift_km": arc(f.xyz[rows[low]], f.xyz[rows[high]]) / 1e3,
        "positions": high - low + 1, "longest_silence_h": np.maximum.reduceat(np.r_[dt, 0], edges)[::2] / 3_600 if len(low) else 0,
        "shore_min_nm": np.minimum.reduceat(np.r_[shore_nm, np.inf], np.column_stack([begin, last + 1]).ravel())[::2] if len(low) else 0,
        "role": role[f.track[rows[low]]]})
    heard = (told["positions"] / told["duration_h"]).clip(0, 1)
    told["confidence"] = (np.where(told["role"] == "unknown", 0.45, 0.75) * (0.6 + 0.4 * heard)).round(2)
    # Speed once an hour, to be drawn.
    of = np.repeat(np.arange(len(low)), high - low + 1)
    row = np.arange(len(of)) - np.repeat((high - low + 1).cumsum() - (high - low + 1), high - low + 1) + low[of]
    hourly = np.r_[True, (np.diff(of) != 0) | (np.diff(t[row] // 3_600) != 0)] if len(row) else np.empty(0, bool)
    row = row[hourly]
    f.series["loitering"] = pd.DataFrame({"event": of[hourly], "t": t[row], "kn": leg[row] / dt[row] / KN})
    return told


def fishing(f, shore, ports):
    """Positions in the band of the gear (by night only for jiggers; a drift by night where the gear is unknown), put together."""
    gear = f.tracks["gear"].to_numpy()
    rows = np.flatnonzero((gear != "")[f.track])
    track = f.track[rows]
    bands = np.array([BANDS.get(word, (np.inf, -np.inf, False)) for word in gear], float)[track]
    low, high, night = bands[:, 0], bands[:, 1], bands[:, 2] > 0
    kn, first = f.sog[rows], f.first[rows]
    drifts = (gear == "other")[track] & (kn <= DRIFT_KN)
    asked = np.flatnonzero((night & (kn <= high + SLACK_KN)) | drifts)
    dark = np.zeros(len(rows), bool)
    dark[asked] = sun_deg(f.t[rows[asked]], f.lat[rows[asked]], f.lon[rows[asked]]) < 0
    allowed = ~night | dark
    drifts &= dark
    strict = ((kn >= low) & (kn <= high) & allowed) | drifts
    loose = strict | ((kn >= low - SLACK_KN) & (kn <= high + SLACK_KN) & allowed)
    close = ports.about(f.lat[rows], f.lon[rows])
    close = close[np.isfinite(ports(f.xyz[rows[close]], PORT_M)[0])]
    strict[close], loose[close] = False, False
    fishes = carried(strict, ~loose, first)
    at = np.flatnonzero(fishes)
    # What ends an event at a position: a silence, a leap, or an hour or two kilometres from the last that fished.
    index = np.arange(len(rows))
    newest = np.maximum.accumulate(np.where(fishes, index, -1))
    before = np.maximum(np.r_[-1, newest[:-1]], 0)
    dt, leg = f.dt[rows], f.leg[rows]
    ends = first | (dt > SPLIT_S) | (leg > SPLIT_M)
    apart = np.flatnonzero((before != index - 1) & ~ends)
    since = f.t[rows[apart]] - f.t[rows[before[apart]]]
    way = arc(f.xyz[rows[apart]], f.xyz[rows[before[apart]]])
    ends[apart] = (since >= JOIN_S) | (way >= JOIN_M)
    event = ends.cumsum()[at]
    begin, last = spans(event)
    step = np.r_[0.0, arc(f.xyz[rows[at[1:]]], f.xyz[rows[at[:-1]]])] if len(at) else np.empty(0)
    worked = np.where(np.r_[False, np.diff(at) == 1], dt[at], 0) if len(at) else step
    step[begin], worked[begin] = 0, 0
    sums = [np.add.reduceat(column, begin) if len(begin) else column for column in (step, worked, drifts[at].astype(int))]
    start, end, positions = f.t[rows[at[begin]]], f.t[rows[at[last]]], last - begin + 1
    drift = sums[2] * 2 > positions
    least_m = np.where(drift | night[at[begin]], LEAST_NIGHT_M, LEAST_M)
    counts = (end - start >= LEAST_MIN * 60) & (positions >= LEAST_POSITIONS) & (sums[0] >= least_m)
    hours = np.maximum((end - start) / 3_600, 1e-6)
    told = pd.DataFrame({
        "mmsi": f.mmsi[rows[at[begin]]], "start": start, "end": end, "duration_h": hours, "fishing_h": sums[1] / 3_600,
        "positions": positions, "path_km": sums[0] / 1e3, "mean_speed_kn": sums[0] / NM / hours,
        "gear": gear[track[at[begin]]], "band_low_kn": np.where(drift, 0, low[at[begin]]),
        "band_high_kn": np.where(drift, DRIFT_KN, high[at[begin]]),
        "method": np.where(drift | night[at[begin]], "slow-by-night", "speed-band")})[counts]
    tested = told["gear"].map({"trawl": 0.7, "other": 0.25}).fillna(0.4).where(~drift[counts], 0.25)
    heard = (told["positions"] / (2 * told["duration_h"]).clip(lower=1)).clip(0, 1)
    told["confidence"] = (tested * (0.6 + 0.4 * heard)).round(2)
    return told


def sun_deg(t, lat, lon):
    """Altitude of the sun (Astronomical Almanac, low precision)."""
    days = (t - 946_728_000) / 86_400
    anomaly = np.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = np.radians(280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * days)
    ascension, height = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic)), np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    hour = np.radians(15 * ((18.697374558 + 24.065709824419 * days) % 24) + lon) - ascension
    lat = np.radians(lat)
    return np.degrees(np.arcsin(np.clip(np.sin(lat) * np.sin(height) + np.cos(lat) * np.cos(height) * np.cos(hour), -1, 1)))
