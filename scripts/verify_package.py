#!/usr/bin/env python3
"""Checks an evidence package of Vigie with nothing but Python's standard library (3.8 or later).

    python3 verify_package.py PACKAGE.zip | FOLDER

Exit code 0: every byte is as the signers signed it. 1: something was changed, is missing or was added. 2: unreadable.
Whose keys they are this script cannot know: compare the fingerprints with those the agencies give by another way.
Each position of a track cites the raw lines it comes from; AIS and VMS lines are read again and must say that position.
The layout is BagIt 1.0 (RFC 8493), the signatures are Ed25519 (RFC 8032) over "vigie/package/1", a line feed and the
SHA-256 of tagmanifest-sha256.txt.
"""
import binascii
import calendar
import hashlib
import json
import os
import re
import struct
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"
INFO = ("Source-Organization", "External-Identifier", "Bagging-Date", "Payload-Oxum", "Bag-Software-Agent",
        "Vigie-Made-At", "Vigie-Realm", "Vigie-Signers")
INDEX = "line,at,length,sha256,received,receiver,source,segment,offset,file,file_line,format"
REASONS = {"no-log", "before-log", "beyond-ring", "purged", "not-found", "file-changed", "file-gone", "file-too-large", "too-many"}
# Sequence, channel and fill bits may be odd or missing: feeds send them so, and Vigie reads them all the same.
SENTENCE = re.compile(rb"!..VD[MO],(\d),(\d),([^,*\r\n!]*),([^,*\r\n!]*),([^,*\r\n!]*),[^,*\r\n!]*\*")
# Where longitude and latitude stand in an AIS message: first bit and bits of each, units in a degree (ITU-R M.1371).
LAYOUT = {kind: (61, 28, 89, 27, 600000) for kind in (1, 2, 3, 9)}
LAYOUT.update({kind: (79, 28, 107, 27, 600000) for kind in (4, 11)})
LAYOUT.update({kind: (57, 28, 85, 27, 600000) for kind in (18, 19)})
LAYOUT.update({21: (164, 28, 192, 27, 600000), 27: (44, 18, 62, 17, 600)})
FORBIDDEN = set('\\\n\r\0:*?"<>|%')


def recover(y, sign):
    """The point with this y, in extended coordinates; None when there is none."""
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, p):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, p)
        p = add(p, p)
        n >>= 1
    return out


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


BASE = recover(4 * pow(5, P - 2, P) % P, 0)


def point(raw):
    number = int.from_bytes(raw, "little")
    return recover(number & (2**255 - 1), number >> 255)


def verify(key, message, signature):
    """RFC 8032, strictly: points of small order and a second form of the same signature are refused."""
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    neutral = (0, 1, 1, 0)
    if same(times(8, a), neutral) or same(times(8, r), neutral):
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same(times(s, BASE), add(r, times(h, a)))


def fingerprint(key):
    """Eight groups of five digits, as the pages of Vigie show them."""
    label = b"vigie/fingerprint/1"
    digest = hashlib.sha256(len(label).to_bytes(8, "big") + label + len(key).to_bytes(8, "big") + key).digest()
    return " ".join(f"{int.from_bytes(digest[n:n + 4], 'big') % 100000:05}" for n in range(0, 32, 4))


def is_path(path):
    if not path.startswith("data/") or len(path.encode()) > 240 or set(path) & FORBIDDEN:
        return False
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in path):
        return False
    return all(part and part[0] != "." and part[-1] not in " ." for part in path[5:].split("/"))


def one_line(text):
    """As Vigie writes a value: no line break, nor any other control character."""
    return "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text)


def is_kept(path):
    """Whether the bytes of a file are looked at, and not its sum alone."""
    return not path.startswith("data/") or path.startswith(("data/raw/", "data/tracks/"))


class Wrong(Exception):
    pass


def local_header(name, size, crc):
    return b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0x0800, 0, 0, 0x21, crc, size, size, len(name), 0) + name


def archive(path):
    """Front to back, and nothing but the one form that Vigie writes: every byte of the archive is checked."""
    entries, at = [], 0
    with open(path, "rb") as file:
        while True:
            head = file.read(30)
            if head[:4] in (b"PK\1\2", b"PK\5\6"):
                rest = head + file.read()
                break
            if len(head) < 30:
                raise Wrong(f"the archive is cut off at byte {at}")
            crc, size = struct.unpack("<I", head[14:18])[0], struct.unpack("<I", head[22:26])[0]
            name = file.read(struct.unpack("<H", head[26:28])[0])
            if head + name != local_header(name, size, crc):
                raise Wrong(f"the archive was changed at byte {at}")
            hasher, text, left, found = hashlib.sha256(), [], size, 0
            wanted = is_kept(name.decode("utf-8", "replace"))
            while left:
                piece = file.read(min(left, 1 << 20))
                if not piece:
                    raise Wrong(f"the archive is cut off in {name.decode(errors='replace')}")
                hasher.update(piece)
                found = binascii.crc32(piece, found)
                text += [piece] if wanted else []
                left -= len(piece)
            if found != crc:
                raise Wrong(f"{name.decode(errors='replace')} was changed")
            entries.append((name, size, crc, at))
            at += 30 + len(name) + size
            yield name.decode("utf-8"), size, hasher.hexdigest(), b"".join(text)
    directory = b""
    for name, size, crc, place in entries:
        directory += b"PK\1\2" + struct.pack("<HHHHHHIIIHH", 20, 20, 0x0800, 0, 0, 0x21, crc, size, size, len(name), 0)
        directory += b"\0" * 10 + struct.pack("<I", place) + name
    count = len(entries)
    end = b"PK\5\6" + b"\0" * 4 + struct.pack("<HHIIH", count, count, len(directory), at, 0)
    if rest != directory + end:
        raise Wrong("the archive's directory was changed")


def folder(root):
    for where, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(where, name)
            path = os.path.relpath(full, root).replace(os.sep, "/")
            if os.path.islink(full):
                raise Wrong(f"{path} is a link")
            hasher, size, text = hashlib.sha256(), 0, []
            with open(full, "rb") as file:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    hasher.update(piece)
                    size += len(piece)
                    text += [piece] if is_kept(path) else []
            yield path, size, hasher.hexdigest(), b"".join(text)


def manifest(text):
    out, before = {}, None
    for line in text.split("\n")[:-1] if text.endswith("\n") else ([None] if text else []):
        if line is None or line[64:66] != "  " or len(line) < 67:
            return None
        digest, path = line[:64], line[66:]
        if set(digest) - set("0123456789abcdef") or (before is not None and before.encode() >= path.encode()):
            return None
        out[path], before = digest, path
    return out


def e7(raw, per_deg):
    """Units of the air in 1e-7 degrees, rounded as Vigie does."""
    twice = abs(raw) * 20000000 // per_deg
    return (twice + (twice > 0)) // 2 * (1 if raw >= 0 else -1)


def said_by_ais(text):
    """Every (MMSI, latitude, longitude) in 1e-7 degrees that the sentences in these lines say."""
    parts, out = {}, []
    for total, number, sequence, channel, payload in SENTENCE.findall(text):
        together = parts.setdefault((total, sequence, channel), {})
        together[int(number)] = payload
        if len(together) < int(total):
            continue
        bits, length = 0, 0
        # The longest message has 199 characters.
        for byte in b"".join(together[one] for one in sorted(together))[:1024]:
            value = byte - 48 if byte - 48 <= 40 else byte - 56
            bits, length = bits << 6 | value & 63, length + 6
        del parts[(total, sequence, channel)]

        def field(first, count):
            return bits >> (length - first - count) & ((1 << count) - 1)

        def signed(first, count):
            value = field(first, count)
            return value - (1 << count) if value >> (count - 1) else value

        layout = LAYOUT.get(field(0, 6)) if length >= 38 else None
        if layout is None or length < layout[2] + layout[3]:
            continue
        lon, lat = signed(layout[0], layout[1]), signed(layout[2], layout[3])
        lon = -lon if lon == 180 * layout[4] else lon
        out.append((field(8, 30), e7(lat, layout[4]), e7(lon, layout[4])))
    return out


def said_by_vms(text):
    """Every (latitude, longitude, time in ms) that the messages in the North Atlantic Format say."""
    out = []
    for message in re.split("//SR", text.decode("latin-1"), flags=re.I)[1:]:
        fields = {}
        for part in message.split("//"):
            name, _, value = part.strip().partition("/")
            if part.strip().rstrip("/").upper() == "ER":
                break
            # The first of a name counts, an empty one does not.
            if value.strip():
                fields.setdefault(name.upper(), value.strip())

        def number(digits):
            return float(digits.replace(",", "."))

        def degrees(decimal, sexagesimal, digits):
            if decimal in fields:
                return round(number(fields[decimal]) * 1e7)
            value = fields[sexagesimal]
            minutes = value[1 + digits:]
            # Four digits are minutes and seconds.
            minutes = int(minutes[:2]) + int(minutes[2:]) / 60 if re.fullmatch("[0-9]{4}", minutes) else number(minutes or "0")
            return round((int(value[1:1 + digits]) + minutes / 60) * 1e7) * (-1 if value[0] in "SWsw" else 1)

        try:
            lat, lon = degrees("LT", "LA", 2), degrees("LG", "LO", 3)
            day, clock = (fields["DA"], fields["TI"]) if "DA" in fields and "TI" in fields else (fields["RD"], fields["RT"])
            clock, day = clock.replace(":", ""), day if len(day) == 8 else ("19" if day[:2] >= "90" else "20") + day
            time = (int(day[:4]), int(day[4:6]), int(day[6:8]), int(clock[:2]), int(clock[2:4]), int(clock[4:6] or 0))
            out.append((lat, lon - 3600000000 if lon >= 1800000000 else lon, calendar.timegm(time) * 1000))
        except (KeyError, ValueError, IndexError, OverflowError):
            continue
    return out


def moment(text):
    """Milliseconds since 1970 of a time as Vigie writes it."""
    whole, _, part = text.rstrip("Z").partition(".")
    numbers = [int(piece) for piece in re.split("[-T:]", whole)]
    return calendar.timegm(tuple(numbers)) * 1000 + int((part + "000")[:3])


def raw_lines(texts, faults):
    """The raw lines of each feed, after a check that index, sums and chain fit: bytes, time of receipt, format."""
    feeds = {}
    for path in sorted(path for path in texts if path.startswith("data/raw/") and path.endswith(".json")):
        try:
            words = json.loads(texts[path].decode())
            feed, data = str(words["feed"]), texts["data/raw/" + words["lines"]]
            before, segments = words["before"], []
            for one in words["segments"]:
                link = hashlib.sha256(b"vigie/raw/1\n" + bytes.fromhex(before) + bytes.fromhex(one["sha256"])).hexdigest()
                if link != one["chain"] or (segments and segments[-1] + 1 != one["segment"]):
                    raise ValueError("the chain of raw segments does not fit")
                before = link
                segments.append(one["segment"])
            rows = texts[f"data/raw/feed-{feed}.csv"].decode().split("\n")
            at, lines, segments = 0, [], set(segments)
            if path != f"data/raw/feed-{feed}.json" or rows[0] != INDEX or rows[-1] != "":
                raise ValueError("the index of raw lines does not fit")
            for row in rows[1:-1]:
                number, place, length, digest, received, _, _, segment, _, file, _, form = row.split(",")
                line = data[at:at + int(length)]
                if (int(number), int(place), len(line)) != (len(lines) + 1, at, int(length)) or not line \
                        or hashlib.sha256(line).hexdigest() != digest \
                        or not (file == "" and int(segment) in segments or segment == "" and int(file) >= 0):
                    raise ValueError(f"raw line {number} is not what its index says")
                at += len(line)
                if not line.endswith(b"\n"):
                    if data[at:at + 1] != b"\n":
                        raise ValueError(f"raw line {number} is not what its index says")
                    at += 1
                lines.append((line, received, form))
            if at != len(data) or not lines:
                raise ValueError("there are raw bytes that no index names")
            feeds[feed] = lines
        except (KeyError, ValueError, TypeError, AttributeError) as fault:
            faults.append(f"{path}: {fault}")
    return feeds


def row_fault(cells, mmsi, lines, mark, counts):
    """What is wrong with a position and the lines that it cites."""
    form, text = lines[-1][2], b"\n".join(line for line, _, _ in lines)
    when, place = moment(cells[0]), (int(cells[1].replace(".", "")), int(cells[2].replace(".", "")))
    if mark == "?":
        counts["present"] += 1
        return None
    if form == "naf":
        said = [at for lat, lon, at in said_by_vms(text) if abs(lat - place[0]) <= 1 and abs(lon - place[1]) <= 1]
        timed = when in said
    elif form in ("nmea", "auto"):
        said = [who for who, lat, lon in said_by_ais(text) if (lat, lon) == place and who == mmsi]
        received = [moment(at) for _, at, _ in lines if at]
        timed = when in received or str(when // 1000).encode() in text
    else:
        counts["unread"] += 1
        return None
    if not said:
        return "is not what its raw lines say"
    counts["timed" if timed else "placed"] += 1
    return None


def check_rows(texts, faults):
    """On what the positions of the tracks rest."""
    feeds, without = raw_lines(texts, faults), {}
    counts = {"lines": sum(map(len, feeds.values())), "timed": 0, "placed": 0, "unread": 0, "present": 0, "unreferenced": 0}
    for path in sorted(path for path in texts if path.startswith("data/tracks/")):
        rows = texts[path].decode("utf-8", "replace").split("\n")
        head, told = rows[0].split(","), 0
        for number, row in enumerate(rows[1:], 2):
            if not row:
                continue
            cells, wrong = row.split(","), None
            if "raw" not in head:
                counts["unreferenced"] += 1
                continue
            try:
                cell = cells[head.index("raw")]
                if cell.startswith("none:") and cell[5:] in REASONS:
                    without[cell[5:]] = without.get(cell[5:], 0) + 1
                    continue
                feed, cited = cell.split(":")
                mark = cited[-1] if cited[-1] in "~?" else ""
                lines = [feeds[feed][int(one) - 1] for one in cited.rstrip("~?").split("+") if int(one) > 0]
                mmsi = int(path[len("data/tracks/"):-len(".csv")])
                wrong = row_fault(cells, mmsi, lines, mark, counts) if feed == cells[6] and lines else "cites another feed"
            except (KeyError, IndexError, ValueError, OverflowError):
                wrong = "cites a raw line that is not there"
            told += wrong is not None
            if wrong and told <= 20:
                faults.append(f"{path}: row {number} {wrong}")
    return counts, without


def check(package):
    faults, sums, sizes, texts = [], {}, {}, {}
    source = folder(package) if os.path.isdir(package) else archive(package)
    for path, size, digest, text in source:
        if path in sums:
            faults.append(f"{path}: twice")
        sums[path], sizes[path] = digest, size
        if is_kept(path):
            texts[path] = text
    listed = manifest(texts.get("manifest-sha256.txt", b"").decode("utf-8", "replace"))
    if listed is None or "manifest-sha256.txt" not in texts:
        faults.append("manifest-sha256.txt: not a manifest")
        listed = listed or {}
    for path, digest in listed.items():
        if path not in sums:
            faults.append(f"{path}: missing")
        elif sums[path] != digest:
            faults.append(f"{path}: changed")
        if not is_path(path):
            faults.append(f"{path}: not a path of a package")
    if texts.get("bagit.txt") != BAGIT:
        faults.append("bagit.txt: changed")
    tags = "".join(f"{hashlib.sha256(texts.get(path, b'')).hexdigest()}  {path}\n" for path in TAGS).encode()
    if texts.get(TAG_MANIFEST) != tags:
        faults.append(f"{TAG_MANIFEST}: changed")
    seal = hashlib.sha256(texts.get(TAG_MANIFEST, b"")).digest()
    info = dict(line.split(": ", 1) for line in texts.get("bag-info.txt", b"").decode("utf-8", "replace").split("\n") if ": " in line)
    parties = [party for party in info.get("Vigie-Signers", "").split(" ") if party]
    # One form only: a second line of one name would be read by one verifier and passed over by another.
    made, oxum = info.get("Vigie-Made-At", ""), f"{sum(sizes.get(path, 0) for path in listed)}.{len(listed)}"
    fixed = {"Bagging-Date": made[:10], "Payload-Oxum": oxum, "Vigie-Signers": " ".join(parties)}
    wanted = "".join(f"{name}: {one_line(fixed.get(name, info.get(name, '')))}\n" for name in INFO)
    if not faults and texts.get("bag-info.txt") != wanted.encode():
        faults.append("bag-info.txt: not as it was written")
    if not parties:
        faults.append("bag-info.txt: names no signer")
    signers, allowed = [], set(TAGS) | {TAG_MANIFEST}
    for party in parties:
        path = f"signatures/{party}.txt"
        allowed.add(path)
        if path not in texts:
            faults.append(f"{path}: missing")
            continue
        lines = dict(line.split(": ", 1) for line in texts[path].decode("utf-8", "replace").split("\n") if ": " in line)
        key, signature = lines.get("Key", ""), lines.get("Signature", "")
        wanted = (f"Party: {party}\nAlgorithm: Ed25519 over \"vigie/package/1\" LF and the SHA-256 below\n"
                  f"Key: {key}\nSHA-256: {seal.hex()}\nSignature: {signature}\n")
        try:
            raw, sign = bytes.fromhex(key), bytes.fromhex(signature)
        except ValueError:
            raw = sign = b""
        plain = raw.hex() == key and sign.hex() == signature
        sound = plain and wanted.encode() == texts[path] and len(raw) == 32 and len(sign) == 64
        if not (sound and verify(raw, b"vigie/package/1\n" + seal, sign)):
            faults.append(f"{path}: the signature does not fit")
            continue
        signers.append((party, fingerprint(raw)))
    faults += [f"{path}: added" for path in sums if path not in listed and path not in allowed]
    return faults, signers, info, len(listed), check_rows(texts, faults)


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        faults, signers, info, count, (rows, without) = check(sys.argv[1])
    except (Wrong, UnicodeDecodeError) as wrong:
        print(f"NOT SOUND: {wrong}")
        return 1
    except OSError as fault:
        print(f"cannot read: {fault}")
        return 2
    print(f"Case {info.get('External-Identifier', '?')} of {info.get('Source-Organization', '?')}, made {info.get('Vigie-Made-At', '?')}, {info.get('Vigie-Realm', '?')}; {count} files")
    for party, digits in signers:
        print(f"signed by {party}, key {digits}")
    print(f"{rows['lines']} raw lines; positions read again from them: {rows['timed']} with their time, {rows['placed']} by place; "
          f"{rows['unread']} in a format that this script does not read, {rows['present']} that cannot be read alone")
    for why, many in sorted(without.items()):
        print(f"{many} positions without a raw line: {why}")
    if rows["unreferenced"]:
        print(f"{rows['unreferenced']} positions of a package from before positions cited raw lines")
    for fault in sorted(faults):
        print(f"NOT SOUND: {fault}")
    if not faults:
        print("SOUND: every byte is as it was signed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
