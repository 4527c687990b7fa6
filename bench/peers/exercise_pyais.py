"""Interoperability: every sentence an exercise emits, decoded by pyais, equals the truth within quantisation.

    cargo run --release -p vigie-exercise --example sentences > sentences.tsv
    python bench/peers/exercise_pyais.py sentences.tsv

Each line of the file: MMSI, type, latitude, longitude, speed, course (true values; empty for static data), tab, and the
sentences of one message separated by a space. Says so and ends well if pyais is not installed.
"""

import sys
from collections import Counter

try:
    from pyais import decode
except ImportError:
    print("skipped: pyais is not installed (pip install pyais)")
    sys.exit(0)


def close(shown, true, unit, turn=None):
    off = abs(shown - true)
    if turn:
        off = min(off, turn - off)
    return off <= unit / 2 + 1e-6


def check(fields, sentences):
    """The fault of one message, or None."""
    mmsi, kind, lat, lon, sog, cog = fields
    message = decode(*[s.encode() for s in sentences])
    if int(message.mmsi) != int(mmsi) or message.msg_type != int(kind):
        return f"is {message.mmsi} type {message.msg_type}"
    if lat == "":
        return None
    coarse = message.msg_type == 27
    unit = 1 / 600 if coarse else 1 / 600_000
    # pyais rounds degrees to six digits.
    slack = 1e-6 if not coarse else 1e-5
    fine = close(message.lat, float(lat), unit + 2 * slack) and close(message.lon, float(lon), unit + 2 * slack, 360)
    if not fine:
        return f"at {message.lat} {message.lon}, true {lat} {lon}"
    if not close(message.speed, float(sog), 1 if coarse else 0.1):
        return f"speed {message.speed}, true {sog}"
    if not close(message.course, float(cog), 1 if coarse else 0.1, 360):
        return f"course {message.course}, true {cog}"
    return None


def main():
    kinds, faults = Counter(), 0
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            *fields, sentences = line.rstrip("\n").split("\t")
            try:
                fault = check(fields, sentences.split(" "))
            except Exception as error:  # whatever a decoder says no with
                fault = f"not decoded: {error}"
            kinds[int(fields[1])] += 1
            if fault:
                faults += 1
                if faults <= 10:
                    print(f"MMSI {fields[0]} type {fields[1]}: {fault}: {sentences}")
    print(f"{sum(kinds.values())} messages, by type {dict(sorted(kinds.items()))}, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
