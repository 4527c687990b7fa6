"""Calls at ports and anchorages, lying still away from them, and visits of drawn areas."""
import json
import pathlib

import numpy as np
import pandas as pd
import shapely

from .sphere import E7_M, arc
from .tracks import carried, spans

ENTER_M, LEAVE_M, STOP_KN, GO_KN, GAP_S, LEVEL_MIN = 3_000, 4_000, 0.2, 0.5, 4 * 3_600, 2
LIE_M, LIE_S, LIE_SILENCE_S, LIE_SHORE_M, UNDER_WAY_KN, POSITIONS_MIN = 500, 12 * 3_600, 6 * 3_600, 50_000, 1.0, 6
EXIT_M, EXIT_S, CROSSING_S, INSIDE_S, BAND_DEG = 500, 3_600, 3_600, 6 * 3_600, 0.1


def at_ports(f, shore, ports):
    """In port from within 3 km to beyond 4 km; a stop from below 0.2 to above 0.5 kn, a silence of four hours; level 2 and above."""
    about = ports.about(f.lat, f.lon)
    far, which = ports(f.xyz[about], LEAVE_M)
    # Only tracks that ever entered are walked, whole: a position far from any port ends a visit.
    entered = np.zeros(len(f.tracks), bool)
    entered[f.track[about[far <= ENTER_M]]] = True
    rows = np.flatnonzero(entered[f.track])
    port_m, port = np.full(len(f.t), np.inf), np.zeros(len(f.t), int)
    port_m[about], port[about] = far, which
    port_m, port, first = port_m[rows], port[rows], f.first[rows]
    inside = carried(port_m <= ENTER_M, port_m > LEAVE_M, first)
    in_port = np.zeros(len(f.t), bool)
    in_port[rows[inside]] = True
    at = np.flatnonzero(inside)
    visit = np.r_[0, ((np.diff(at) != 1) | first[at[1:]]).cumsum()] if len(at) else at
    begin, last = spans(visit)
    opens = np.zeros(len(at), bool)
    opens[begin] = True
    row = rows[at]
    kn, dt = f.sog[row], np.where(opens, 0, f.dt[row])
    stopped = carried(kn < STOP_KN, kn > GO_KN, opens)
    begins = stopped & np.r_[True, ~stopped[:-1] | opens[1:]] if len(at) else stopped
    silent = dt > GAP_S
    # What a position ends is counted by what was before it, the way out of port too.
    out = np.minimum(row[last] + 1, len(f.t) - 1)
    left = ~f.first[out] & (out > row[last])
    was = np.r_[False, stopped[:-1]] & ~opens
    add = [np.add.reduceat(np.asarray(column, float), begin) if len(begin) else np.empty(0)
           for column in (begins, silent, np.where(was & ~silent, dt, 0), np.where(silent, dt, 0))]
    leaving = np.where(left, f.dt[out], 0)
    stops, gaps = add[0], add[1] + (leaving > GAP_S)
    stop_s = add[2] + np.where(stopped[last] & (leaving <= GAP_S), leaving, 0)
    seen = ~f.first[row[begin]]
    # The port is where she first stopped, else where she came in.
    stop_at = np.full(len(begin), len(at))
    np.minimum.at(stop_at, visit[begins], np.flatnonzero(begins))
    place = np.where(stop_at < len(at), stop_at, begin)
    level = np.where(stops + gaps > 0, 2 + seen + left, 1)
    number = port[at[place]]
    told = pd.DataFrame({
        "mmsi": f.mmsi[row[begin]], "start": f.t[row[begin]], "end": np.where(left, f.t[out], f.t[row[last]]), "level": level,
        "port": ports.table["locode"].to_numpy()[number], "port_name": ports.table["name"].to_numpy()[number],
        "kind": ports.table["kind"].to_numpy()[number], "port_distance_m": port_m[at[place]], "entry": np.where(seen, "seen", "unseen"),
        "exit": np.where(left, "seen", "none-yet"), "stops": stops, "stop_h": stop_s / 3_600, "gaps": gaps,
        "gap_h": (add[3] + np.where(leaving > GAP_S, leaving, 0)) / 3_600, "confidence": level / 4})
    return pd.concat([told[level >= LEVEL_MIN], lying(f, in_port, shore)], ignore_index=True)


def lying(f, in_port, shore):
    """Within 500 m for twelve hours, away from ports, not farther from shore than anchors reach."""
    rows = np.flatnonzero(~in_port & (f.sog < UNDER_WAY_KN))
    split = np.r_[True, (np.diff(rows) != 1) | (f.dt[rows[1:]] > LIE_SILENCE_S)] if len(rows) else np.empty(0, bool)
    # Too short, or so far from shore that all of it is: most runs.
    begin, last = spans(split.cumsum())
    long = f.t[rows[last]] - f.t[rows[begin]] >= LIE_S
    way = f.leg[rows].cumsum()
    long[long] &= shore(f.xyz[rows[begin[long]]])[0] - (way[last[long]] - way[begin[long]]) <= LIE_SHORE_M
    kept = np.repeat(long, last - begin + 1)
    rows, split = rows[kept], split[kept]
    # A ship that has gone 500 m lies anew there, until nobody has.
    while True:
        begin, last = spans(split.cumsum())
        long = f.t[rows[last]] - f.t[rows[begin]] >= LIE_S
        held = np.repeat(long, last - begin + 1)
        anchor = np.repeat(begin, last - begin + 1)
        off = arc(f.xyz[rows[held]], f.xyz[rows[anchor[held]]])
        gone = np.flatnonzero(held)[off > LIE_M]
        if not len(gone):
            break
        split[gone[np.r_[True, anchor[gone][1:] != anchor[gone][:-1]]]] = True
    begin, last = begin[long], last[long]
    radius = np.zeros(len(rows))
    radius[held] = off
    told = pd.DataFrame({
        "mmsi": f.mmsi[rows[begin]], "start": f.t[rows[begin]], "end": f.t[rows[last]], "positions": last - begin + 1,
        "radius_m": np.maximum.reduceat(np.r_[radius, 0], np.column_stack([begin, last + 1]).ravel())[::2] if len(begin) else 0.0,
        "shore_m": shore(f.xyz[rows[begin]])[0], "kind": "lying", "confidence": 0.75})
    return told[(told["shore_m"] <= LIE_SHORE_M) & (told["positions"] >= POSITIONS_MIN)]


def read_areas(path):
    """Areas on a chart that goes on beyond 180 degrees."""
    features = json.loads(pathlib.Path(path).read_text())["features"]
    return [(feature["id"], shapely.geometry.shape(feature["geometry"])) for feature in features]


def at_areas(f, areas):
    """Every position is tested, and the way between two of them; out is 500 m off or an hour out."""
    found = []
    lon = f.lon % 360
    for name, area in areas:
        shapely.prepare(area)
        west, south, east, north = area.bounds
        margin = 0.5
        box = (lon > west - margin) & (lon < east + margin) & (f.lat > south - margin) & (f.lat < north + margin)
        rows = np.flatnonzero(box)
        inside = np.zeros(len(f.t), bool)
        inside[rows] = shapely.contains_xy(area, lon[rows], f.lat[rows])
        found += [visits(f, lon, rows, inside, name, area), crossings(f, lon, rows, inside, name, area)]
    told = pd.concat(found, ignore_index=True)
    # Near a border that she has not left yet it is the same visit.
    stay = told[told["how"] == "positions-inside"]
    cut = told[told["how"] != "positions-inside"].reset_index()
    both = cut.merge(stay, on=["mmsi", "area"], suffixes=("", "_stay"))
    again = both.loc[(both["end"] > both["start_stay"]) & (both["start"] < both["until_stay"]), "index"]
    return told.drop(index=again.unique())


def visits(f, lon, rows, inside, name, area):
    walked = np.zeros(len(f.tracks), bool)
    walked[f.track[rows[inside[rows]]]] = True
    rows = np.flatnonzero(walked[f.track])
    within, first = inside[rows], f.first[rows]
    index = np.arange(len(rows))
    newest = np.maximum.accumulate(np.where(within, index, -1))
    out = np.flatnonzero(~within & (newest >= 0) & ~first)
    out = out[f.track[rows[newest[out]]] == f.track[rows[out]]]
    # Out for an hour since the first position outside, or clearly off the border.
    long = f.t[rows[out]] - f.t[rows[newest[out] + 1]] >= EXIT_S
    ask = out[~long]
    leaves = np.zeros(len(rows), bool)
    leaves[out[long]] = True
    leaves[ask] = border_m(area, lon[rows[ask]], f.lat[rows[ask]]) > EXIT_M
    visit = (leaves | first).cumsum()[within]
    at = rows[within]
    begin, last = spans(visit)
    hours = np.where(np.r_[False, np.diff(at) == 1] & (f.dt[at] <= INSIDE_S), f.dt[at], 0) / 3_600 if len(at) else np.empty(0)
    hours[begin] = 0
    # First position after it at which she was out.
    after = np.flatnonzero(leaves | first)
    next_ = np.searchsorted(after, index[within][last], side="right") if len(at) else last
    until = np.where(next_ < len(after), f.t[rows[after[np.minimum(next_, len(after) - 1)]]], f.end) if len(at) else next_
    entry_h = f.dt[at[begin]] / 3_600
    return pd.DataFrame({
        "mmsi": f.mmsi[at[begin]], "start": f.t[at[begin]], "end": f.t[at[last]], "area": name, "how": "positions-inside",
        "positions": last - begin + 1, "inside_h": np.add.reduceat(hours, begin) if len(begin) else 0.0, "until": until,
        "entry": np.select([np.isinf(entry_h), entry_h <= 6], ["unseen", "seen"], "in-silence"),
        "confidence": np.where(last > begin, 0.95, 0.7)})


def crossings(f, lon, rows, inside, name, area):
    """Ways between two positions, none of them inside, that met the border."""
    to = rows[(f.dt[rows] <= CROSSING_S) & ~inside[rows] & ~inside[rows - 1]]
    # A way cannot meet what lies farther off than it is long: only those about the border are drawn as lines.
    band = area.boundary.buffer(BAND_DEG)
    shapely.prepare(band)
    to = to[(f.leg[to] > BAND_DEG * E7_M / 2) | shapely.contains_xy(band, lon[to], f.lat[to])]
    ends = np.column_stack([lon[to - 1], f.lat[to - 1], lon[to], f.lat[to]]).reshape(-1, 2, 2)
    to = to[shapely.intersects(area, shapely.linestrings(ends))] if len(to) else to
    return pd.DataFrame({
        "mmsi": f.mmsi[to], "start": f.t[to - 1], "end": f.t[to], "area": name, "how": "crossed-between-positions", "positions": 0,
        "inside_h": 0.0, "until": f.t[to], "entry": "", "confidence": 0.4})


def border_m(area, lon, lat):
    """Distance from the border, metres, on a plane scaled at each place: the nearest point in degrees, then on the sphere."""
    if not len(lon):
        return np.empty(0)
    points = shapely.points(lon, lat)
    nearest = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(area.boundary, points), 0))
    north, east = (nearest[:, 1] - lat) * E7_M, (nearest[:, 0] - lon) * E7_M * np.cos(np.radians(lat))
    return np.hypot(north, east)
