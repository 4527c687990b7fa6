"""Interoperability: every sentence an exercise emits, decoded by pyais, libais and gpsdecode, equals the truth within quantisation.

    cargo run --release -p vigie-exercise --example sentences > sentences.tsv
    python bench/peers/exercise_pyais.py sentences.tsv

Each line of the file: MMSI, type, latitude, longitude, speed, course (true values; empty for static data), tab, and the
sentences of one message separated by a space. A peer that is not installed (pip install pyais libais; apt install
gpsd-clients) is said and left out. Ends with 1 if a peer found a fault, with 3 if no peer is there.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter


# A message that a decoder keeps until its other half comes.
HELD = "held"


def close(shown, true, unit, turn=None):
    off = abs(shown - true)
    if turn:
        off = min(off, turn - off)
    return off <= unit / 2 + 1e-6


def fault_of(fields, shown, coarse_deg):
    """What is wrong with a decoded message (mmsi, type, lat, lon, speed, course), or None; `coarse_deg` is how finely type 27 is told."""
    mmsi, kind, lat, lon, sog, cog = fields
    if (int(shown[0]), int(shown[1])) != (int(mmsi), int(kind)):
        return f"is {shown[0]} type {shown[1]}"
    if lat == "":
        return None
    coarse = int(kind) == 27
    # Decoders round degrees to six digits.
    unit = coarse_deg if coarse else 1 / 600_000 + 2e-6
    if not (close(shown[2], float(lat), unit) and close(shown[3], float(lon), unit, 360)):
        return f"at {shown[2]} {shown[3]}, true {lat} {lon}"
    if not close(shown[4], float(sog), 1 if coarse else 0.1):
        return f"speed {shown[4]}, true {sog}"
    if not close(shown[5], float(cog), 1 if coarse else 0.1, 360):
        return f"course {shown[5]}, true {cog}"
    return None


def pyais_peer():
    from pyais import decode

    def one(sentences):
        message = decode(*[s.encode() for s in sentences])
        get = lambda name: getattr(message, name, None)
        return message.mmsi, message.msg_type, get("lat"), get("lon"), get("speed"), get("course")

    return lambda messages: map(one, messages)


def libais_peer():
    import ais

    def one(sentences):
        parts = [s.split(",") for s in sentences]
        payload = "".join(part[5] for part in parts)
        message = ais.decode(payload, int(parts[-1][6][0]))
        return tuple(message.get(name) for name in ("mmsi", "id", "y", "x", "sog", "cog"))

    return lambda messages: map(one, messages)


def gpsdecode_peer():
    tool = shutil.which("gpsdecode")
    if not tool:
        raise ImportError("gpsdecode")

    def every(messages):
        lines = "".join(s + "\n" for sentences in messages for s in sentences)
        made = subprocess.run([tool, "-j"], input=lines, capture_output=True, text=True, check=True)
        told = (json.loads(line) for line in made.stdout.splitlines())
        told = (message for message in told if message.get("class") == "AIS")
        message = next(told, None)
        for sentences in messages:
            # gpsd tells type 24 once both halves came on one channel, and drops what came on two.
            is_half = sentences[0].split(",")[5].startswith("H")
            if is_half and (message is None or message["type"] != 24):
                yield HELD
                continue
            if message is None:
                return
            yield tuple(message.get(name) for name in ("mmsi", "type", "lat", "lon", "speed", "course"))
            message = next(told, None)
        if message is not None:
            yield message["mmsi"], message["type"]
            for message in told:
                yield message["mmsi"], message["type"]

    return every


def guarded(decoded):
    """The messages of a peer; what it says no with stands in place of one."""
    while True:
        try:
            yield next(decoded)
        except StopIteration:
            return
        except Exception as error:  # whatever a decoder says no with
            yield error


def tried(name, peer, rows, coarse_deg):
    """Faults of one peer."""
    kinds, faults, held = Counter(), 0, 0
    decoded = guarded(iter(peer([sentences for _, sentences in rows])))
    for fields, sentences in rows:
        shown = next(decoded, None)
        if shown == HELD:
            fault = None
            held += 1
        elif shown is None or isinstance(shown, Exception):
            fault = f"not decoded: {shown}"
        else:
            fault = fault_of(fields, shown, coarse_deg)
        kinds[int(fields[1])] += 1
        if fault:
            faults += 1
            if faults <= 10:
                print(f"{name}: MMSI {fields[0]} type {fields[1]}: {fault}: {sentences}")
    more = sum(1 for _ in decoded)
    if more:
        print(f"{name}: {more} messages more than were sent")
    print(f"{name}: {len(rows)} messages, by type {dict(sorted(kinds.items()))}, {held} kept for their other half, {faults + more} faults")
    return faults + more


def main():
    rows = []
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            *fields, sentences = line.rstrip("\n").split("\t")
            rows.append((fields, sentences.split(" ")))
    faults, there = 0, 0
    tenth = 1 / 600 + 2e-5
    # gpsdecode writes type 27 with one digit.
    peers = [("pyais", pyais_peer, tenth), ("libais", libais_peer, tenth), ("gpsdecode", gpsdecode_peer, tenth + 0.1)]
    for name, load, coarse_deg in peers:
        try:
            peer = load()
        except ImportError as missing:
            print(f"{name}: left out, not installed ({missing})")
            continue
        there += 1
        faults += tried(name, peer, rows, coarse_deg)
    sys.exit(1 if faults else 0 if there else 3)


if __name__ == "__main__":
    main()
