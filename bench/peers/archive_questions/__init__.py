"""The questions that a scan of Vigie answers, as an analyst would answer them with pandas, numpy, scipy and shapely.

Definitions are those of crates/watch/rules.toml. Every answer carries the evidence an event of the scan carries, as columns. Columns,
not rows, are worked on throughout; trees find neighbours; what a cheap test can rule out is ruled out first.
"""
from . import calls, false_positions, identities, meetings, silences, speeds

#: What answers each question, from prepared positions, a shore and a list of ports.
QUESTIONS = {
    "silences": silences.find,
    "meetings": meetings.find,
    "loitering": speeds.loitering,
    "port and anchorage calls": calls.at_ports,
    "area visits": lambda f, shore, ports: calls.at_areas(f, f.areas),
    "apparent fishing": speeds.fishing,
    "false positions": false_positions.find,
    "identities": identities.find,
}
