# Exercise scenarios on the command line.

help-scenario = Exercise scenarios: list them, look at one, check a file, write a world to files.
help-scenario-list = List the scenarios of the library.
help-scenario-show = Show what is in a scenario.
help-scenario-show-scenario = Name in the library, or a file (TOML).
help-scenario-show-toml = Print the file itself, to begin one of your own with.
help-scenario-lint = Check scenario files: every fault with file, line and reason.
help-scenario-lint-files = Scenario files (TOML). Fragments are looked for beside the file, then in the library.
help-scenario-record = Make a recorded day of real traffic the base of an exercise.
help-scenario-record-after = The file is a fragment: a scenario says use = ["NAME"] with the file's name and lies beside it. Numbers are replaced, names are never kept. Alerts about recorded vessels are not judged.
help-scenario-record-feeds = Recorded feeds, as for vigie watch.
help-scenario-record-out = Fragment to write (TOML).
help-scenario-record-hours = So many hours from the first report, or from --from.
help-scenario-record-area = Only inside these limits, degrees; west may be greater than east, across 180°.
help-scenario-record-vessels = Most vessels; which ones is drawn by the seed.
help-scenario-record-off-m = Largest distance of a report from the track, metres.
help-scenario-record-seed = Seed of the numbers and of which vessels.
help-scenario-record-real-numbers = Keep each vessel's own MMSI.
help-scenario-run = Run a scenario and write what sensors say and what is true.
help-scenario-run-after = The folder gets observations (for players), papers (areas, lists, ports, registers) and truth (for controllers only). The same seed and start give the same bytes.
help-scenario-run-scenario = Name in the library, or a file (TOML).
help-scenario-run-out = Folder to write; it must be new or empty.
help-scenario-run-days = Only so many days from the start.
help-scenario-run-seed = Seed of all chance.
help-scenario-run-start = When the story begins, such as 2026-07-06T03:00:00Z; else as the file says.

scenario-row = { $name } { $hours } h, { $vessels } vessels: { $title }
scenario-length = Length: { $hours } h
scenario-vessels = Vessels: { $list }
scenario-assets = Assets that take orders: { $list }
scenario-areas = Areas: { $list }
scenario-sensors = Sensors: { $list }
scenario-incidents = Incidents: { $list }
scenario-nationals = Nationals to account for: { $count }
scenario-links = Spells of bad links between the partners: { $count }
scenario-sound = No faults ({ $count } files).
scenario-written = EXERCISE written to { $folder }: { $lines } AIS lines, { $reports } other reports, { $truths } intervals of truth; state { $state }

scenario-recorded = EXERCISE fragment { $path }: { $vessels } vessels from { $reports } reports in { $points } points, { $refused } reports and { $left } vessels left out. The recording's { $start } becomes the start. Use it with use = ["{ $name }"].
error-scenario-record-live = Only recorded feeds can be the base of an exercise.
error-scenario-record-nothing = No vessel was seen twice in this time and area.
error-scenario-record-area = This is no area: { $text }. Wanted: south,west,north,east in degrees.

scenario-fault = { $file }, line { $line }: { $reason }
scenario-fault-not-toml = This is not TOML: { $detail }
scenario-fault-unknown-key = The key { $key } means nothing here. Known: { $known }
scenario-fault-missing = The key { $key } is missing.
scenario-fault-wrong-kind = { $key } must be of another kind: { $wanted }
scenario-fault-out-of-range = { $key } = { $value } cannot be; possible: { $range }
scenario-fault-unknown-word = { $key } = { $word } is not known. Known: { $known }
scenario-fault-dangling-name = There is no { $what } named { $name } in this scenario.
scenario-fault-duplicate-name = Two of the kind { $what } are named { $name }.
scenario-fault-fragment-missing = The fragment { $name } is neither beside the file nor in the library.
scenario-fault-fragment-loop = The fragment { $name } uses itself.
scenario-fault-area-crosses-itself = The border of area { $name } crosses itself.
scenario-fault-area-without-inside = Area { $name } has fewer than three corners.
scenario-fault-language-missing = { $key } lacks its text in { $language }.
scenario-fault-times-out-of-order = The times of { $name } go back.
scenario-fault-after-the-end = { $name } begins at { $at_h } h, but the scenario ends at { $hours } h.
scenario-fault-behaviour-cannot-be = A vessel of kind { $gear } cannot do this: { $behaviour }
scenario-fault-too-fast = { $kn } kn is too fast for { $gear }: at most { $most_kn } kn.
scenario-fault-cannot-arrive = She cannot be at { $name } in time: she needs { $needs_h } h and has { $has_h } h.
scenario-fault-meeting-not-of-two = Meeting { $name } has { $ships } ships; it takes two.
scenario-fault-on-land = { $name } is on land.
scenario-fault-deceits-overlap = { $name } deceives in two ways at once.
scenario-fault-empty = Nothing happens: no fleet, no vessel, no incident.

error-scenario-unknown = There is no scenario named { $name } in the library, and no such file. Library: { $known }
error-scenario-faults = { $name } has { $count } faults; nothing was run.
error-scenario-unusable = { $name } cannot be used: { $reason }
error-scenario-days = { $days } is not a number of days.
error-scenario-folder-full = { $path } is not empty. Name a new folder.

scenario-word-text = text
scenario-word-number = number
scenario-word-true-or-false = true or false
scenario-word-array-of-numbers = list of numbers
scenario-word-two-numbers = two numbers
scenario-word-array-of-texts = list of texts
scenario-word-place = place, [latitude, longitude]
scenario-word-array-of-places = list of places, [[latitude, longitude], …]
scenario-word-time = time, such as 2026-07-06T03:00:00Z
scenario-word-table = table
scenario-word-track = minutes, latitude, longitude, repeated, minutes ascending, two points or more
scenario-word-pairs-of-minutes = pairs of minutes, the earlier first
scenario-word-array-of-tables = list of tables
scenario-word-day-and-clock = day and clock, such as "D1 21:30"
scenario-word-port = port
scenario-word-area = area
scenario-word-meeting = meeting
scenario-word-incident = incident
scenario-word-vessel = vessel
scenario-word-ship = ship or fleet
scenario-word-sensor = sensor
scenario-word-mmsi = MMSI
