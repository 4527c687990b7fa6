"""Identity messages that contradict themselves, another ship, or the past. (Lists of vessels and VMS are not given here.)"""
import numpy as np
import pandas as pd

SAME_TIME_H = 24


def find(f, shore, ports):
    said = f.said.sort_values(["mmsi", "time"])
    found = [changed(said, field) for field in ("name", "imo", "ship_type")]
    imo = said[said["imo"] != 0]
    digits = imo["imo"].to_numpy()[:, None] // 10 ** np.arange(6, -1, -1) % 10
    wrong = (digits[:, :6] * np.arange(7, 1, -1)).sum(axis=1) % 10 != digits[:, 6]
    found.append(imo[wrong].drop_duplicates(["mmsi", "imo"]).assign(check="imo-check-digit", confidence=0.9))
    # One number of the ship from two numbers of the radio.
    good = imo[~wrong].sort_values(["imo", "time"])
    good = good[good["imo"].map(good.groupby("imo")["mmsi"].nunique()) > 1]
    good["other"] = good.groupby("imo")["mmsi"].shift()
    good["apart_h"] = good.groupby("imo")["time"].diff() / 3_600
    two = good[good["other"].notna() & (good["other"] != good["mmsi"])]
    # Told at the first time and at each doubling.
    met = two.groupby(["mmsi", "other", "imo"]).cumcount() + 1
    two = two[met & (met - 1) == 0]
    at_once = two["apart_h"] <= SAME_TIME_H
    found.append(two.assign(check=np.where(at_once, "imo-on-two-mmsi", "imo-moved-to-mmsi"), confidence=np.where(at_once, 0.9, 0.6)))
    told = pd.concat(found, ignore_index=True).rename(columns={"time": "start"})
    return told.assign(end=told["start"])


def changed(said, field):
    """A value other than the one before, once it was sent twice."""
    value, same = said[field], said["mmsi"].eq(said["mmsi"].shift())
    fresh = same & value.ne(value.shift()) & value.notna()
    twice = said["mmsi"].eq(said["mmsi"].shift(-1)) & value.eq(value.shift(-1))
    told = said[fresh & twice]
    again = said["time"].shift(-1)[told.index]
    name = f"{field.replace('_', '-')}-changed"
    return told.assign(time=again, before=value.shift()[told.index], check=name, confidence=0.7)
