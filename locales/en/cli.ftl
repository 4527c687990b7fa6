# The command line.

help = The lookout: AIS and VMS reports in, a ranked and explained list of vessels out.
help-after = Exit codes: 0 done; 1 nothing usable in the data, or a check found faults; 2 wrong command line; 3 file or socket fault; 4 not permitted; 5 a rule, area or list file cannot be used; 130 interrupted.
help-decode = Decode feeds to JSON lines.
help-watch = Watch recorded or live feeds and write the ranked list of vessels.
help-exercise = Run the two-node exercise: Canada and Japan, each with its own data, sharing by agreement.
help-serve = Run the watch floor: feeds, store, HTTP API and web pages.
help-replay = Send a recorded NMEA log again, by its own times, to a socket or to standard output.
help-area = List, check or convert area files.
help-area-list = List the areas in GeoJSON files or shapefiles.
help-area-check = Check area files and say what is wrong with them.
help-area-convert = Convert a GeoJSON file or a shapefile to clean GeoJSON.
help-list = Check or show IUU and authorisation lists.
help-list-check = Check list files and say which rows cannot be matched.
help-list-show = Show the vessels of a list.
help-plan = Make one joint patrol plan from a request file.
help-plan-after = Without --out the stops are printed as CSV. The request is TOML or JSON; a node gives one at /api/v1/patrol/request.
help-plan-request = Request: assets, ports, targets, tasks (TOML or JSON).
help-plan-seed = Seed of the search: the same seed and iterations give the same plan.
help-plan-seconds = How long to search. Ctrl-C ends the search and keeps what was found.
help-plan-iterations = Instead of seconds: so many iterations, repeatable to the byte.
help-plan-out = Output file: .csv for the stops, anything else for the whole plan as JSON.
help-plan-check = Check a plan: every time, mile, tonne, authority and meeting is derived anew.
help-plan-check-plan = Plan (JSON), as vigie plan writes it.
help-plan-check-request = The request, if it is not inside the plan file.
help-rules = Print the rules in force, each threshold with its value.
help-doctor = Check this machine: data folder, port, clock, languages.
help-completions = Print the completions of a shell.
help-man = Print the man page, or write the pages of all commands to a folder.

help-arg-json = Print JSON instead of sentences and tables.
help-arg-quiet = Print no progress and no summary.
help-arg-lang = Language: en, fr-CA or ja. By default the language of the environment (LANG).
help-arg-feeds = File, folder, - (standard input), tcp://HOST:PORT, tcp-listen://ADDRESS:PORT or udp://ADDRESS:PORT; a format may stand in front: csv:dma@FILE.
help-arg-format = Format of feeds that do not name their own: auto, nmea, csv, csv:marinecadastre, csv:dma, csv:gfw, csv:spire or naf.
help-arg-map = A column of a table and the field it gives, such as vessel_id=mmsi. May be repeated.
help-arg-time = Where the time of a message comes from when it carries none. auto: time of receipt on live feeds, base-station reports in files.
help-arg-assume-start = Time of the first line of a log without times, such as 2024-07-01T00:00:00Z.
help-arg-assume-rate = Lines a second of a log without times.
help-arg-reception = Raster (CSV) of AIS reception quality.
help-arg-quarantine = File that keeps every unreadable line with its reason.
help-arg-from = Use only reports at or after this time.
help-arg-to = Use only reports before this time.
help-arg-rules = Rule file (TOML); the built-in rules otherwise.
help-arg-area = Area file (GeoJSON). May be repeated.
help-arg-iuu = IUU vessel list (CSV). May be repeated.
help-arg-authorised = List of authorised vessels (CSV). May be repeated.
help-arg-complete-for = For what the lists of authorised vessels claim to be complete: all, flag:JPN or area:NPFC. Without it, absence from a list means nothing. May be repeated.
help-arg-ports = Ports and anchorages (CSV). May be repeated.
help-arg-shore = Raster (CSV) of the distance to shore.
help-arg-out = Output file; the ending decides: .csv, .json, .geojson or .xlsx.
help-arg-events = Write every change of an event to this file, one JSON object a line.
help-arg-presence = Write presence and apparent fishing hours by area, flag and gear to this CSV file.
help-arg-top = Print so many vessels of the list.
help-arg-bom = Begin CSV files with a byte order mark, for old spreadsheet programs.
help-arg-data = Folder of the node's own data.
help-arg-listen = Address and port of the web pages and the API.
help-arg-speed = Play recorded feeds at this many times their own speed.
help-arg-exercise = Run the built-in exercise scenario, made from this seed.
help-arg-tls-certificate = PEM file with the certificate chain for HTTPS.
help-arg-tls-key = PEM file with the private key of that certificate.
help-arg-party = Name of this agency among partners, such as ca-ccg; opens the exchange.
help-arg-party-name = Name of this agency for people.
help-arg-partner-listen = Where partners reach this node: HTTPS on TCP and QUIC on UDP.
help-arg-partner-address = What partners are told to call: https://HOST:PORT or quic://HOST:PORT.
help-arg-thin-link = QUIC for links of a few kbit/s.
help-arg-pairing = In an exercise of several nodes: folder in which they find each other.
help-arg-port = Port of the first node’s pages; the second is ten higher.
help-arg-seed = Seed of the simulated world.
help-arg-cell = Who plays in the exercise: all receivers, or those of canada or japan.
help-arg-exercise-start = When the exercise begins; two nodes of one exercise begin together.
help-arg-stats = Print a summary instead of the messages.
help-arg-files = Files to read.
help-arg-file = File to read.
help-arg-find = Show only rows with this text in a name, IMO number, MMSI or call sign.
help-arg-at = Show the list as it stood at this time.
help-arg-shell = The shell.
help-arg-folder = Folder for the pages.
help-arg-pause-max = Never wait longer than this between two lines.
help-decode-out = Output file instead of standard output.
help-area-convert-out = Output file instead of standard output.
help-replay-to = Where to send: tcp-listen://ADDRESS:PORT, tcp://HOST:PORT, udp://ADDRESS:PORT or - (standard output).
help-arg-received-by = How the messages were received, if the data does not say it.

# Faults that end a command.

error-line = error: { $sentence }
error-file-not-found = { $path } does not exist. Check the spelling of the path.
error-file-not-permitted = { $path } may not be used by this account ({ $detail }).
error-file-unreadable = { $path } cannot be used: { $detail }
error-folder-empty = The folder { $path } holds no files.
error-output-unwritable = The output could not be written: { $detail }
error-feed-address-unknown = “{ $text }” is no feed. Give a file, a folder, -, tcp://HOST:PORT, tcp-listen://ADDRESS:PORT or udp://ADDRESS:PORT.
error-feed-format-unknown = “{ $text }” is no format. Known: auto, nmea, csv, csv:marinecadastre, csv:dma, csv:gfw, csv:spire, naf.
error-feed-map-unknown = “{ $text }” is no column map. Write COLUMN=FIELD, with a field such as mmsi, time, lat, lon, speed or course.
error-socket-unavailable = { $address } cannot be opened: { $detail }
error-column-missing = { $name } has no column for “{ $field }”. Columns found: { $found }. Name the right one with --map COLUMN={ $field }.
error-feed-format-unclear = The format of { $name } cannot be recognised from its beginning. Name it with --format.
error-quarantine-unwritable = The quarantine file { $path } cannot be written: { $detail }
error-time-unreadable = “{ $text }” is no time. Write it like 2024-07-01T00:00:00Z.
error-span-empty = The time span is empty: --from { $from } is not before --to { $to }.
error-rate-not-positive = The line rate must be above zero; { $rate } is not.
error-speed-not-positive = The speed must be above zero; { $speed } is not.
error-port-unfit = { $port } leaves no ports for two nodes.
error-serve-ended = The service ended: { $detail }
error-interrupted = Interrupted. Unfinished output files were removed.
error-rules-unreadable = { $path }, line { $line }: { $detail }
error-rule-out-of-range = { $path }: the value of { $name } is outside its sensible range.
error-list-column-missing = { $path } lacks the column “{ $column }”.
error-area-unusable = { $path } cannot be used as areas ({ $reason }, at { $place }).
error-complete-for-unreadable = “{ $text }” is no claim. Write all, flag:JPN or area:NPFC.
error-feeds-empty = Nothing to read: { $names } is empty.
error-nothing-read = Not one message could be read from { $names } ({ $faults } faults, most often “{ $reason }”). Keep them with --quarantine FILE and look, or name the format with --format.

# What was read.

intake-waiting = { $name }: waiting, { $detail }
summary-read = { $messages } messages in { $lines } lines, { $seconds } s
summary-faults = { $count } could not be read:
summary-notes = Also:

fault-feed-format-unclear = file of unknown format passed over

note-time-in-message = messages with their own time
note-time-of-receipt = messages with the time of receipt
note-time-derived = messages whose time was estimated from the log itself
note-time-from-neighbours = … from stamped messages near them
note-time-from-own-ship = … from the own ship’s clock
note-time-from-base-stations = … from base-station reports
note-time-assumed = messages with an assumed time
note-no-time = messages without any time, not used by the watch (see --assume-start)
note-no-position = reports without a position
note-own-ship = reports of the receiver’s own ship
note-position-out-of-range = positions off the earth
note-outside-span = reports outside the time span
note-clients-refused = clients refused, too many at once
error-nothing-to-watch = The messages hold no report that the watch can use: no positions, or none with a time. A log without times needs --assume-start and --assume-rate.
error-scratch-unwritable = Temporary files cannot be used: { $detail }
error-list-format-unknown = The ending of { $path } is no list format. Known: .csv, .json, .geojson, .xlsx.

# The list.

list-title = { $shown } of { $total } vessels, as of { $as_of }, rules { $version }
list-empty = No vessel is on the list: no event gave any points.
list-foot = Points order the work of a patrol; they are no verdict. In brackets: the range if the evidence is read in the vessel’s favour or against it.
list-written = { $path }: { $count } vessels
watch-counts = { $positions } positions of { $tracks } tracks, { $identities } identity reports
watch-duplicates = received more than once
watch-late = too late to be sorted in
watch-far-future = with times far ahead of all others
watch-not-ship = of base stations, aids to navigation and rescue equipment
watch-events = { $count } events:
remark-line = { $path }, { $place }: { $words } { $detail }
remarks-more = … and { $count } more remarks

error-replay-needs-file = “{ $text }” is no file or folder; only recorded logs can be replayed.
error-replay-needs-nmea = “{ $text }” is no NMEA log; only those can be replayed.
error-replay-target-unknown = “{ $text }” is no place to send to. Give tcp-listen://ADDRESS:PORT, tcp://HOST:PORT, udp://ADDRESS:PORT or -.
error-check-failed = { $count } faults found.
error-no-areas = { $path } holds no area that can be read.
error-rules-unprintable = The rules cannot be printed: { $detail }
replay-sent = { $lines } lines sent
area-line = { $id }: { $name } ({ $kind }), { $polygons } polygons, { $points } points, source { $source }
area-count = { $path }: { $count } areas
list-check = { $path }: { $vessels } vessels, list of { $date }; with IMO number { $imo }, MMSI { $mmsi }, call sign { $callsign }, name only { $nameonly }
standing-listed = listed
standing-listed-uncertain = listing uncertain
standing-listed-later = listed later
standing-formerly-listed = formerly listed
doctor-good = good
doctor-bad = BAD
doctor-data = data folder can be written
doctor-port = address is free
doctor-clock = clock
doctor-languages = languages
doctor-scratch = temporary files can be written
remark-nothing-to-match = row without name or number
remark-date-unreadable = date that cannot be read
remark-row-unreadable = row that cannot be read
remark-position-unreadable = position that cannot be read
