### Events, reasons, evidence: the words for the stable codes of the watch.

## Kinds of event

event-gap = Gap in transmission
event-encounter = Encounter
event-loitering = Loitering
event-fishing = Apparent fishing
event-port-visit = Port visit
event-anchorage-visit = Anchorage visit
event-area-visit = Area visit
event-implausible-position = Implausible position
event-identity-conflict = Identity conflict
event-shared-mmsi = Shared MMSI
event-list-match = List match

## The claim of an event in one sentence; a and b are vessels

sentence-gap = { $a } sent nothing for longer than its reporting and reception explain.
sentence-encounter = { $a } and { $b } stayed close together at low speed.
sentence-loitering = { $a } stayed slow far from shore, as a vessel does that waits for a transfer at sea.
sentence-fishing = { $a } moved as vessels do that fish.
sentence-port-visit = { $a } called at a port.
sentence-anchorage-visit = { $a } stopped at an anchorage.
sentence-area-visit = { $a } was inside an area under watch.
sentence-implausible-position = { $a } sent positions that cannot be true.
sentence-identity-conflict = { $a } sent identities that contradict each other.
sentence-shared-mmsi = Several ships use the MMSI of { $a } at the same time.
sentence-list-match = { $a } matches a vessel on a list.

## States

state-open = Open
state-closed = Closed
state-retracted = Withdrawn

## Parts played

role-vessel = Vessel
role-carrier = Carrier
role-fishing = Fishing vessel
role-other = Other vessel
