#!/usr/bin/env python3
"""Checks the proof of a release that `vigie` made, with nothing but Python's standard library.

    python3 check_proof.py PROOF.json [--body FILE] [--out FILE]

For an expert who wants to rely on no program of either agency. What is checked, in this order (docs/proof.md says why):
the file has its one form to the byte; each agency's signed card; handovers of keys; the head, a C2SP signed note, bears
both signatures; the path of RFC 9162 leads from the entry to that head; the body, if the file shows it, is the one the
entry commits to; the receipt of deletion, if there is one, is the partner's and names this entry.

Of a copy that went in pieces the file holds them all, each with a path of its own. They are put together and held to the
sum that every piece names; pieces that are packed (zstd) only where this Python can unpack them (3.14 and later), which
`whole.joined` says. With --body FILE the file must be what was released, of a copy in pieces the whole: that needs no
unpacking, for the sum is of the whole. With --out FILE what the proof shows is written there, and where it is packed and
cannot be unpacked here, it is written to FILE.zst: unpack it with any zstd and give it back with --body.

Exit code 0: genuine. 1: not. 2: wrong command line.
"""

import base64
import functools
import hashlib
import json
import sys
from datetime import datetime, timezone

try:
    from compression import zstd
except ImportError:
    zstd = None

FORM = "vigie-release-proof/1"
BYTES_MAX = 1 << 20
# Of a copy in pieces: every piece is in the file.
FORM_WHOLE = "vigie-release-proof/2"
WHOLE_BYTES_MAX = 32 << 20
COPY_BYTES_MAX = 8 << 20
PIECES_MAX = 4096
FORM_CHUNK = 2

# --- Ed25519 (RFC 8032), in plain numbers -----------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


class Wrong(Exception):
    """What is wrong with the file, as a code."""


def wrong(code):
    raise Wrong(code)


def point_add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_mul(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P != 0:
        return None
    return P - x if (x & 1) != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


def is_small_order(point):
    eighth = point_mul(8, point)
    return eighth[0] % P == 0 and (eighth[1] - eighth[2]) % P == 0


@functools.lru_cache(maxsize=1024)
def signature_is_good(public, message, signature):
    """Strict: no weak key, no weak or second form of a signature."""
    key, commitment = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER or is_small_order(key) or is_small_order(commitment):
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    minus_key = (P - key[0], key[1], key[2], P - key[3])
    point = point_add(point_mul(scalar, BASE), point_mul(challenge, minus_key))
    return compress(point) == signature[:32]


# --- Canonical CBOR of whole numbers, bytes, texts and lists (RFC 8949, 4.2.1) -----------------------------------------

def cbor_head(major, value):
    for width, least in ((0, 0), (1, 24), (2, 1 << 8), (4, 1 << 16), (8, 1 << 32)):
        if width == 8 or value < (24 if width == 0 else 1 << (8 * width)):
            if width == 0:
                return bytes([major << 5 | value])
            return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[width]]) + value.to_bytes(width, "big")
    return wrong("proof-unreadable")


def cbor_encode(value):
    if isinstance(value, bool):
        return wrong("proof-unreadable")
    if isinstance(value, int):
        return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return cbor_head(3, len(text)) + text
    return cbor_head(4, len(value)) + b"".join(cbor_encode(one) for one in value)


def cbor_value(data, at, depth):
    if at >= len(data) or depth > 16:
        wrong("proof-unreadable")
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    if info >= 24:
        width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info)
        if width is None or at + width > len(data):
            wrong("proof-unreadable")
        info, at = int.from_bytes(data[at:at + width], "big"), at + width
    if major == 0:
        return info, at
    if major == 1:
        return -1 - info, at
    if major in (2, 3):
        if at + info > len(data):
            wrong("proof-unreadable")
        found = data[at:at + info]
        try:
            return (found if major == 2 else found.decode()), at + info
        except UnicodeDecodeError:
            wrong("proof-unreadable")
    if major != 4 or info > len(data):
        wrong("proof-unreadable")
    items = []
    for _ in range(info):
        item, at = cbor_value(data, at, depth + 1)
        items.append(item)
    return items, at


def cbor_decode(data):
    value, at = cbor_value(data, 0, 0)
    if at != len(data) or cbor_encode(value) != data:
        wrong("proof-not-canonical")
    return value


# --- The small reader of the proof ------------------------------------------------------------------------------------

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            wrong("proof-unreadable")
        self.at += count
        return self.data[self.at - count:self.at]

    def varint(self):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte & 0x80 == 0:
                if (byte == 0 and shift > 0) or value >= 1 << 64:
                    wrong("proof-not-canonical")
                return value
            shift += 7
            if shift > 63:
                wrong("proof-unreadable")

    def signed(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)


def read_header(data):
    reader = Reader(data)
    if reader.take(1) != b"\x01":
        wrong("proof-unreadable")
    header = {"seq": reader.varint()}
    flags, header["form"] = reader.take(2)
    if flags & ~0x3F or flags & 7 > 4:
        wrong("proof-unreadable")
    header["released_ms"] = reader.signed()
    header["expires_ms"] = header["released_ms"] + reader.signed() if flags & 0x20 else None
    header["object"] = reader.take(16) if flags & 0x08 else None
    if flags & 0x10:
        reader.take(8)
    header["body_len"] = reader.varint()
    header["commitment"] = reader.take(32)
    if reader.at != len(data) or header["body_len"] > 256 * 1024:
        wrong("proof-unreadable")
    return header


def read_proof(data):
    reader = Reader(data)
    length = reader.varint()
    if length > 256:
        wrong("proof-unreadable")
    header_bytes = reader.take(length)
    header = read_header(header_bytes)
    mark = reader.take(1)[0]
    if mark > 1:
        wrong("proof-unreadable")
    salt = reader.take(16) if mark else None
    count = reader.varint()
    if count > 64:
        wrong("proof-unreadable")
    path = [reader.take(32) for _ in range(count)]
    head = {"size": reader.varint(), "root": reader.take(32), "signature": reader.take(64)}
    head["countersignature"] = reader.take(64)
    if reader.at != len(data):
        wrong("proof-unreadable")
    return header_bytes, header, salt, path, head


def read_piece(data):
    """What a piece says of the whole, its place, and its bytes."""
    reader = Reader(data)
    if reader.take(1) != b"\x01":
        wrong("proof-pieces")
    thing = {"sha256": reader.take(32), "bytes": reader.varint(), "count": reader.varint()}
    index, flags = reader.varint(), reader.take(1)[0]
    if flags & ~0x0F or thing["bytes"] > COPY_BYTES_MAX or thing["count"] > PIECES_MAX or index >= thing["count"]:
        wrong("proof-pieces")
    thing["flags"] = flags
    thing["ends"] = [reader.signed() for flag in (4, 8) if flags & flag]
    rest = data[reader.at:]
    if not rest or len(rest) > thing["bytes"]:
        wrong("proof-pieces")
    return thing, index, rest


def unpacked(data, length):
    """The bytes of zstd, no more than so many; None where this Python cannot."""
    if zstd is None:
        return None
    try:
        machine = zstd.ZstdDecompressor()
        whole = machine.decompress(data, max_length=length + 1)
        return whole if machine.eof and not machine.unused_data else b""
    except zstd.ZstdError:
        return b""


def join_pieces(thing, pieces):
    """The whole, held to its sum; None where it is packed and this Python cannot unpack it."""
    data = b"".join(pieces)
    if len(data) > thing["bytes"]:
        wrong("proof-pieces")
    whole = unpacked(data, thing["bytes"]) if thing["flags"] & 1 else data
    if whole is not None and (len(whole) != thing["bytes"] or sha256(whole) != thing["sha256"]):
        wrong("proof-pieces")
    return whole


# --- RFC 9162 ---------------------------------------------------------------------------------------------------------

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def path_leads(leaf, index, size, path, root):
    if index >= size:
        return False
    node, last, digest = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            digest = sha256(b"\x01", step, digest)
            while node & 1 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            digest = sha256(b"\x01", digest, step)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


# --- The file ---------------------------------------------------------------------------------------------------------

def exact(text):
    try:
        data = bytes.fromhex(text)
    except ValueError:
        wrong("proof-unreadable")
    return data if data.hex() == text else wrong("proof-not-canonical")


def key_of(text):
    data = exact(text)
    point = decompress(data) if len(data) == 32 else None
    return data if point and not is_small_order(point) else wrong("proof-key")


def key_id(key):
    return sha256(key)[:16]


def fingerprint(key):
    """The eight groups that two people read to each other."""
    digest = digest_of_parts(b"vigie/fingerprint/1", key)
    groups = (int.from_bytes(digest[at:at + 4], "big") % 100_000 for at in range(0, 32, 4))
    return " ".join(f"{group:05}" for group in groups)


def check_shape(file):
    def is_text(value):
        return isinstance(value, str)

    def is_number(value, below):
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below
    names = ["body", "epoch", "form", "from", "head", "proof", "realm", "receipt", "seq", "to"]
    if isinstance(file, dict) and "pieces" in file:
        names.insert(5, "pieces")
    if not isinstance(file, dict) or list(file) != names:
        wrong("proof-unreadable")
    texts = [file["form"], file["head"], file["proof"], file["realm"]]
    texts += [file[name] for name in ("body", "receipt") if file[name] is not None]
    if not is_number(file["epoch"], 1 << 32) or not is_number(file["seq"], 1 << 64):
        wrong("proof-unreadable")
    for side in (file["from"], file["to"]):
        if not isinstance(side, dict) or list(side) != ["card", "founded", "handovers", "key", "party"]:
            wrong("proof-unreadable")
        if not isinstance(side["handovers"], list):
            wrong("proof-unreadable")
        texts += [side["card"], side["founded"], side["key"], side["party"], *side["handovers"]]
    pieces = file.get("pieces")
    if pieces is not None:
        if not isinstance(pieces, list) or not pieces:
            wrong("proof-not-canonical")
        for piece in pieces:
            if not isinstance(piece, dict) or list(piece) != ["body", "proof"]:
                wrong("proof-unreadable")
            texts += [piece["body"], piece["proof"]]
    if not all(map(is_text, texts)):
        wrong("proof-unreadable")


def read_card(side, realm):
    data = exact(side["card"])
    try:
        signature, body = bytes.fromhex(data[:128].decode()), data[128:]
        card = json.loads(body)
        named = bytes.fromhex(card["key"])
        fits = data[:128].decode() == signature.hex() and card["version"] == 1 and len(named) == 32
        fits = fits and (card["party"], card["realm"]) == (side["party"], realm)
    except (ValueError, KeyError, TypeError, RecursionError):
        wrong("proof-card")
    if not fits or not signature_is_good(named, b"vigie/invitation/1\n" + body, signature):
        wrong("proof-card")
    return named


def read_handover(text, side, realm, last):
    value = cbor_decode(exact(text))
    if not isinstance(value, list) or len(value) != 4 or value[0] != 1:
        wrong("proof-handover")
    payload = value[1]
    if not isinstance(payload, list) or len(payload) != 7 or payload[0] != 1:
        wrong("proof-handover")
    _, at_realm, party, _, old, new, _ = payload
    if at_realm != realm or party != side["party"] or old == new or (last is not None and old != last):
        wrong("proof-handover")
    message = b"vigie/key-proof/1\n" + cbor_encode(payload)
    for key, signature in ((old, value[2]), (new, value[3])):
        shapes = isinstance(key, bytes) and len(key) == 32 and isinstance(signature, bytes) and len(signature) == 64
        if not shapes or not signature_is_good(key, message, signature):
            wrong("proof-handover")
    return old, new


def side_keys(side, realm):
    """The keys of an agency that follow from each other, and whether the founding key is one of them."""
    named, keys = read_card(side, realm), []
    for text in side["handovers"]:
        old, new = read_handover(text, side, realm, keys[-1] if keys else None)
        keys += [new] if keys else [old, new]
    keys = keys or [named]
    if named not in keys or key_of(side["key"]) not in keys:
        wrong("proof-key")
    return keys, key_of(side["founded"]) in keys


def read_note(note, origin, sender, receiver):
    def base64_of(text, length):
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            wrong("proof-head")
        return data if len(data) == length and base64.b64encode(data).decode() == text else wrong("proof-head")
    lines = note.split("\n")
    if len(lines) != 7 or lines[0] != origin or lines[3] != "" or lines[6] != "" or not lines[1].isascii():
        wrong("proof-head")
    if not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
        wrong("proof-head")
    text = "".join(line + "\n" for line in lines[:3]).encode()
    head = {"size": int(lines[1]), "root": base64_of(lines[2], 32)}
    for line, name, key, what in (
        (lines[4], origin, sender, "signature"),
        (lines[5], origin + "/receiver", receiver, "countersignature"),
    ):
        begin = f"\u2014 {name} "
        if not line.startswith(begin):
            wrong("proof-head")
        data = base64_of(line[len(begin):], 68)
        if data[:4] != sha256(name.encode(), b"\n\x01", key)[:4] or not signature_is_good(key, text, data[4:]):
            wrong("proof-head")
        head[what] = data[4:]
    return head


def ranges_hold(ranges, number):
    if not isinstance(ranges, list) or not all(isinstance(one, int) and one >= 0 for one in ranges) or len(ranges) % 2:
        wrong("proof-receipt")
    return any(first <= number <= last for first, last in zip(ranges[::2], ranges[1::2]))


def read_receipt(text, file, keys):
    value = cbor_decode(exact(text))
    if not isinstance(value, list) or len(value) != 4 or value[0] != 1:
        wrong("proof-receipt")
    _, payload, by, signature = value
    if not isinstance(payload, list) or len(payload) != 8 or payload[0] != 1 or not isinstance(signature, bytes):
        wrong("proof-receipt")
    _, holder, giver, purged, _, _, _, at_ms = payload
    if holder != file["to"]["party"] or giver != file["from"]["party"]:
        wrong("proof-receipt")
    # Of a copy in pieces, all of them.
    for seq in range(file["seq"], file["seq"] + 1 + len(file.get("pieces", []))):
        if not ranges_hold(purged, seq):
            wrong("proof-receipt")
    message = b"vigie/receipt/1\n" + cbor_encode(payload)
    signers = [key for key in keys if key_id(key) == by]
    if len(signature) != 64 or not signers or not signature_is_good(signers[0], message, signature):
        wrong("proof-receipt")
    return at_ms


def check(data, body=None, out=None):
    """What the file proves, as a dictionary; raises Wrong, whatever the bytes are. What it shows goes into the list out."""
    try:
        return check_all(data, body, [] if out is None else out)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError):
        return wrong("proof-unreadable")


def check_all(data, body, out):
    if len(data) > WHOLE_BYTES_MAX:
        wrong("proof-too-large")
    try:
        file = json.loads(data)
    except (ValueError, RecursionError):
        wrong("proof-unreadable")
    if json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") != data:
        wrong("proof-not-canonical")
    check_shape(file)
    if file["form"] != (FORM_WHOLE if "pieces" in file else FORM):
        wrong("proof-form")
    if file["form"] == FORM and len(data) > BYTES_MAX:
        wrong("proof-too-large")
    realm = file["realm"]
    _, from_founded = side_keys(file["from"], realm)
    to_keys, to_founded = side_keys(file["to"], realm)
    sender, receiver = key_of(file["from"]["key"]), key_of(file["to"]["key"])
    founded = key_of(file["from"]["founded"]) + key_of(file["to"]["founded"])
    stream = sha256(b"vigie stream v1\0", founded, file["epoch"].to_bytes(4, "big"), realm.encode())
    header_bytes, header, salt, path, head = read_proof(exact(file["proof"]))
    if read_note(file["head"], f"vigie/stream/{stream[:16].hex()}", sender, receiver) != head:
        wrong("proof-head")
    if header["seq"] != file["seq"]:
        wrong("proof-head")
    shown = exact(file["body"]) if file["body"] is not None else None
    if (shown is None) != (salt is None):
        wrong("proof-body")
    if not path_leads(sha256(b"\x00", header_bytes), header["seq"], head["size"], path, head["root"]):
        wrong("proof-path")
    if shown is not None and sha256(b"vigie body v1", salt, shown) != header["commitment"]:
        wrong("proof-body")
    thing, whole, packed = check_whole(file, header, head, shown)
    out += [("", whole)] if whole is not None else [(".zst", packed)] if packed is not None else []
    if body is not None:
        compare_body(body, shown, thing, whole)
    receipt = read_receipt(file["receipt"], file, to_keys) if file["receipt"] is not None else None
    return {
        "from": file["from"]["party"], "from_fingerprint": fingerprint(sender),
        "to": file["to"]["party"], "to_fingerprint": fingerprint(receiver),
        "realm": realm, "seq": header["seq"], "released": moment(header["released_ms"]),
        "head": {"size": head["size"]}, "body_shown": shown is not None,
        "whole": None if thing is None else {
            "sha256": thing["sha256"].hex(), "bytes": thing["bytes"], "pieces": thing["count"],
            "joined": whole is not None,
        },
        "key_renewed_in_person": not (from_founded and to_founded),
        "receipt": None if receipt is None else {"at": moment(receipt), "by": file["to"]["party"]},
    }


def check_whole(file, header, head, shown):
    """What a piece says of its whole, what was released as far as it is all there, and that as it went if it is packed."""
    pieces = file.get("pieces", [])
    if shown is None or header["form"] != FORM_CHUNK:
        if pieces:
            wrong("proof-pieces" if shown is not None else "proof-body")
        return None, shown, None
    thing, index, first = read_piece(shown)
    if not pieces and (index, thing["count"]) != (0, 1):
        return thing, None, None
    if index != 0 or thing["count"] != len(pieces) + 1:
        wrong("proof-pieces")
    found = [first]
    for at, piece in enumerate(pieces, 1):
        header_bytes, other, salt, path, other_head = read_proof(exact(piece["proof"]))
        same = all(other[name] == header[name] for name in ("form", "object", "released_ms"))
        if other["seq"] != header["seq"] + at or not same or other_head != head:
            wrong("proof-pieces")
        if not path_leads(sha256(b"\x00", header_bytes), other["seq"], head["size"], path, head["root"]):
            wrong("proof-path")
        body = exact(piece["body"])
        if salt is None or sha256(b"vigie body v1", salt, body) != other["commitment"]:
            wrong("proof-body")
        other_thing, index, rest = read_piece(body)
        if other_thing != thing or index != at:
            wrong("proof-pieces")
        found.append(rest)
    return thing, join_pieces(thing, found), b"".join(found)


def compare_body(body, shown, thing, whole):
    """Whether the file given is what was released, of a copy in pieces the whole."""
    if shown is None:
        wrong("proof-body-not-shown")
    if thing is None:
        same = body == shown
    elif whole is None:
        same = sha256(body) == thing["sha256"] and len(body) == thing["bytes"]
    else:
        same = body == whole
    if not same:
        wrong("proof-body")


def moment(ms):
    try:
        return datetime.fromtimestamp(ms / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"{ms} ms"


def digest_of_parts(domain, *parts):
    """SHA-256 over a domain and parts, each after its length."""
    return sha256(*(len(part).to_bytes(8, "big") + part for part in (domain, *parts)))


def main(arguments):
    options = dict(zip(arguments[1::2], arguments[2::2]))
    if len(arguments) != 1 + 2 * len(options) or not set(options) <= {"--body", "--out"}:
        print(__doc__, file=sys.stderr)
        return 2
    with open(arguments[0], "rb") as source:
        data = source.read()
    body, out = None, []
    if "--body" in options:
        with open(options["--body"], "rb") as source:
            body = source.read()
    try:
        shown = check(data, body, out)
        for ending, found in out if "--out" in options else []:
            with open(options["--out"] + ending, "wb") as target:
                target.write(found)
        print(json.dumps({"ok": True, **shown}, ensure_ascii=False, indent=1))
        return 0
    except Wrong as fault:
        print(json.dumps({"ok": False, "code": str(fault)}))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
