"""Events of a scan beside the answers of a peer: how many of the one overlap one of the other, of the same ships and kind."""
import collections
import json

#: Moments may lie so far apart, seconds: one tells the position before, the other the one after.
SLACK_S = 600


def seconds(text):
    import datetime

    return datetime.datetime.fromisoformat(text).timestamp()


def ours(path, kinds, end):
    """Label, ships, beginning and end of each event of these kinds that was not withdrawn."""
    told = []
    with open(path) as events:
        for line in events:
            event = json.loads(line)
            if event["kind"] not in kinds or event["state"] == "retracted":
                continue
            ships = tuple(sorted({vessel["mmsi"] for vessel in event["vessels"]}))
            until = seconds(event["end"]["time"]) if event["end"] else end
            told.append((label(event["rule"]["name"], event["kind"]), ships, seconds(event["start"]["time"]), until))
    return told


def label(rule, kind):
    """Which check of a kind said it."""
    if kind == "shared_mmsi":
        return "shared-mmsi"
    if kind in ("encounter", "implausible_position", "identity_conflict"):
        return rule.split(".", 1)[1]
    return {"port_visit": "port", "anchorage_visit": "lying" if rule.endswith(".lying") else "anchorage"}.get(kind, "")


def theirs(path, question):
    told = []
    with open(path) as answers:
        for line in answers:
            answer = json.loads(line)
            if answer["question"] != question:
                continue
            said = answer.get("check") or answer.get("preset") or answer.get("kind") or ""
            # Which ships: NaN is nobody.
            ships = [ship for ship in (answer["mmsi"], answer.get("other")) if ship and ship == ship]
            told.append((said, tuple(sorted({int(ship) for ship in ships})), answer["start"], answer["end"]))
    return told


def overlapping(some, others):
    """How many of some overlap one of the others."""
    by = collections.defaultdict(list)
    for said, ships, start, end in others:
        by[said, ships].append((start, end))
    return sum(any(start <= e + SLACK_S and s <= end + SLACK_S for s, e in by[said, ships]) for said, ships, start, end in some)


def by_label(some, others):
    """For each label: how many, and how many of them overlap one of the others."""
    labels = collections.Counter(said for said, *_ in some)
    return {said: (count, overlapping([one for one in some if one[0] == said], others)) for said, count in sorted(labels.items())}
