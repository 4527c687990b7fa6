### Texts of the web page.

## The shell

brand = Vigie, joint maritime watch
skip = Skip to content
nav-label = Pages
language = Language
loading = Loading…
retry = Try again
close = Close
add = Add
save = Save
saved = Saved.
show = Show
remove = Remove
removed = Removed.
more = More
yes = Yes
no = No
unknown = Unknown
not-known = not known
no-name = Name not known
list-separator = { ", " }
label-colon = { ": " }
version = version { $version }
date-example = 2026-03-07
page-watch = Watch
page-event = Event
page-areas = Areas
page-lists = Vessel lists
page-feeds = Feeds
page-report = Report
page-users = Users
page-audit = Audit
page-settings = Settings
page-setup = First start
page-signin = Sign in
page-unknown = There is no such page
marking-note = Exercise “{ $name }”: nothing here is real.
palette-title = Light
palette-day = Day
palette-dusk = Dusk
palette-night = Night
palette-hint = Next: Day, Dusk, Night, Dusk, Day
clock-hint = Show or hide local time
sign-in = Sign in
sign-out = Sign out
health-live = Live
health-replay = Replay ×{ $speed }
health-exercise = Exercise ×{ $speed }
health-exercise-stands = Exercise: { $state }
health-lost = No link to the node
health-detail = { $positions } positions, { $late } late, { $faults } faults
announce =
    { $count ->
        [one] New alert:
       *[other] { $count } new alerts. Latest:
    } { $kind }, { $who }

## Signing in

signin-title = Sign in to the watch
signin-lead = Accounts are made by your administrator.
user = User
password = Password
password-again = Password again
password-rule = At least { $min } characters.
password-short = The password needs at least { $min } characters.
password-differs = The two passwords differ.
setup-title = First administrator
setup-lead = This node has no user yet. The account made here runs the node and makes the accounts of the others; the register of nationals is seen only by those who have the role of a consular officer.
setup-token = One-time code printed at first start
setup-make = Make the account and sign in

## Errors of the node, by their stable code

node-unreachable = The node does not answer. Check the link and try again.
request-refused = The node refused the request.

## Watch floor

side-label = Lists
tab-list = Watch list
tab-alerts = Alerts
tab-vessels = Vessels in view
filter-title = Filter
filter-all = All
filter-text = Search
filter-text-hint = Name, call sign, IMO, MMSI
filter-flag = Flag
filter-gear = Gear
filter-kind = Event
filter-state = State
filter-type = Type
filter-points = Points, at least
filter-clear = Clear filter
sort-by = Order
sort-speed = Speed
sort-time = Last heard
list-label = Watch list, ranked
list-count =
    { $count ->
        [one] 1 vessel
       *[other] { $count } vessels
    }
list-moved =
    { $count ->
        [one] 1 change waiting
       *[other] { $count } changes waiting
    }
list-lock = Lock order
list-unlock = Unlock order
list-lock-hint = Rows keep their place while numbers go on changing
list-none = No vessel gives reason for concern yet.
list-none-filtered = No vessel matches the filter.
alerts-label = Alerts, newest first
alerts-count = { $count } of { $total } alerts
alerts-none = No alert.
vessels-label = Vessels in view of the chart
vessels-count =
    { $count ->
        [one] 1 vessel in view
       *[other] { $count } vessels in view
    }
vessels-none = No vessel in this view.
points-range = { $points } points, between { $low } and { $high }
points-of = { $points } of { $max }

## Chart

chart-label = Chart
chart-role = chart; arrow keys pan, plus and minus zoom
chart-note = Coast: Natural Earth. Not for navigation.
chart-failed = This browser cannot draw the chart (WebGL2 is missing). The lists hold the same data.
tools-label = Chart tools
tool-in = Zoom in
tool-out = Zoom out
tool-home = North Pacific
tool-home-hint = Show the whole North Pacific
tool-measure = Distance tool
tool-areas = Areas
tool-detections = Detections
detection-label = dark { $share }
tool-grid = Grid
tool-legend = Legend
choices-title = Several vessels here
slider-label = History trail until
measure-title = Distance tool
measure-hint = Click the chart or type positions. Great circles on the mean sphere.
measure-point = Position
measure-distance = Distance
measure-bearing = Bearing
measure-total = Total
measure-leg = { $nm } nm { $bearing }°
measure-centre = Add chart centre
measure-undo = Undo
measure-clear = Clear
place-typed = Position
place-example = 43°08.2′N 141°20.1′E
place-wrong = This position cannot be read. Example: 43°08.2′N 141°20.1′E
legend-title = Legend
legend-sources = Source
legend-marks = Marks
kind-unknown = Type not known
kind-fishing = Fishing
kind-carrier = Carrier or bunker
kind-cargo = Cargo
kind-tanker = Tanker
kind-passenger = Passenger
kind-patrol = Patrol, law enforcement
kind-service = Tug or service
kind-pleasure = Pleasure craft
kind-rescue = Search and rescue
kind-aid = Aid to navigation
kind-base = Base station
kind-other = Other
source-ais = AIS
source-vms = VMS
source-detection = Satellite detection
source-sighting = Sighting
mark-silent = Silent: AIS gap open
mark-event = Open event
mark-ranked = Top 20 of the watch list
class-a = class A
class-b = class B
class-base = base station
class-aton = aid to navigation
class-sar = search and rescue
class-unknown = class not known

## Vessel card

card-title = Vessel card
card-close = Close vessel card
card-centre = Centre
card-why = Why it is listed
card-rank = Rank { $rank }
card-range = uncertainty { $low } to { $high }
card-would-change = What would change this
card-not-a-verdict = Points tell where to look first. They are no finding of wrongdoing.
card-not-ranked = Not on the watch list.
card-identity = Identity
card-authorisation = Authorisation and lists
card-no-lists = No match in the lists loaded.
card-events = Events ({ $count })
card-no-events = No event.
card-history = Changes of identity
card-no-history = No change seen.
card-tracks = Tracks
card-sources = Sources
card-no-sources = No source recorded.
evidence-link = Evidence { $n }
field-name = Name
field-imo = IMO number
field-mmsi = MMSI
field-call-sign = Call sign
field-flag = Flag
field-ship-type = Type
field-gear = Gear
field-size = Length × beam
field-length-m = Length
field-beam-m = Beam
field-destination = Destination, as sent
field-position = Last position
field-last = Last heard
field-speed = Speed, course
authorisation-authorised = Authorised
authorisation-authorised-note = On an authorisation list at that date.
authorisation-not-authorised = Not authorised
authorisation-not-authorised-note = A complete list for that date exists and does not hold this vessel.
authorisation-unknown = Unknown
authorisation-unknown-note = No list loaded can tell. This does not mean “not authorised”.
match-line = Matched by { $by }, strength { $strength } %, row { $row }
match-date = list of { $date }
col-time = Time
col-field = Field
col-from = Before
col-to = After
col-track = Track
col-first = First
col-last = Last
col-positions = Positions
col-reports = Reports
col-feed = Feed
col-receiver = Receiver
col-name = Name
col-kind = Kind
col-source = Source
col-closed = Closed to fishing
col-actions = Actions
col-date = As of
col-vessels = Vessels
col-faults = Faults
col-address = Address
col-format = Format
col-state = State
col-lines = Lines
col-messages = Messages
col-last-message = Last message
real-time-of = { $label } (real time)
col-reason = Reason
col-count = Count
col-received = Received
col-line = Line
col-text = Text as received

## Event card

event-evidence = Evidence
event-facts = In brief
event-start = Start
event-end = End
event-last-known = Last known
event-duration = Duration
event-confidence = Confidence
event-rule = Rule
event-revision = Revision
event-history = History of revisions
event-refuted-by = What would refute it
event-refuted-none = Nothing stated.
event-retracted = Withdrawn at { $at }.
sketch-title = Where it happened
sketch-start-any = Start
sketch-end-any = End
sketch-start-gap = Last position before
sketch-end-gap = First position after
plot-summary = { $name }: { $count } values from { $low } to { $high }
review-title = Review
review-none = Not reviewed yet.
review-line = { $state } by { $user }, { $time }
review-open = Open
review-confirmed = Confirmed
review-dismissed = Dismissed
review-note = Note
review-confirm = Confirm
review-dismiss = Dismiss
review-reopen = Reopen
review-role = A watch officer can confirm or dismiss this event.

## Areas

areas-lead = Waters that the watch knows by name: zones, closed areas, patrol areas.
areas-none = No area yet.
areas-draw = Draw an area
areas-draw-hint = Type the corners one by one, or set them on the chart. Three or more; an area may cross 180°.
areas-corner = Corner
areas-corner-remove = Remove corner { $n }
areas-point = Set on chart
areas-save = Save area
areas-upload = Add from a file
areas-upload-hint = GeoJSON with polygons; a name in each feature’s properties.
areas-added =
    { $count ->
        [one] 1 area added.
       *[other] { $count } areas added.
    }
areas-fault = Feature { $n }: { $reason }.
areas-remove-ask = Remove the area “{ $name }”?
areas-remove-named = Remove { $name }
areas-show-named = Show { $name } on the chart
area-eez = Exclusive economic zone
area-rfmo = Fisheries convention area
area-closed = Closed area
area-other = Other

## Vessel lists

lists-lead = Each list counts as of its date. A vessel that no list can tell of stays “unknown”.
lists-none = No list yet.
lists-add = Add or replace a list
lists-add-hint = CSV with a header row: name, imo, mmsi, call_sign, flag as far as known.
lists-date = List date
lists-file = Choose a CSV file
lists-added = List loaded.
lists-remove-ask = Remove the list “{ $name }”?
lists-remove-named = Remove { $name }
list-iuu = IUU list
list-authorised = Authorisation list

## Feeds and quarantine

feeds-lead = What comes in, and whether it still does.
feeds-none = No feed.
feeds-add = Start a feed
feeds-example = tcp://host:5631, udp://:10110, /data/ais.txt.gz
feeds-added = Feed started.
feeds-stop = Stop
feeds-stop-named = Stop { $address }
feeds-stop-ask = Stop the feed { $address }?
feed-running = Running
feed-ended = Ended
feed-failed = Failed
feed-waiting = Waiting
format-auto = Recognise
format-nmea = NMEA 0183 / AIS
format-csv = Position CSV
format-naf = VMS (NAF)
format-cot = TAK (Cursor on Target)
quarantine-title = Quarantine
quarantine-lead = Every line that could not be read, with its reason.
quarantine-file = Download the file
quarantine-lines = Newest lines
quarantine-none = Nothing in quarantine.
receivers-title = Receivers
receivers-lead = Who hears for this node, and from where. A position that a receiver cannot have heard is told as implausible; how a vessel was heard decides what its silence can mean.
receivers-none = No receiver has named itself yet.
receivers-unheard = not heard yet
receivers-add = Say where receivers are
receivers-add-hint = A CSV with the columns name, kind (terrestrial, satellite, dynamic), lat and lon; for a satellite also time, one row for each known point below it. Or three-line elements, the name being that of the receiver in the feed.
receivers-file = Choose a file
receivers-added = { $count ->
    [one] { $count } receiver taken.
   *[other] { $count } receivers taken.
 }
receivers-fault = Line { $line }: { $reason }.
receivers-withdraw = Withdraw
receivers-withdraw-named = Withdraw what was said of { $name }
receivers-withdraw-ask = Withdraw what was said of the receiver { $name }?
receivers-too-many = Too many receivers.
receiver-unknown = not known
receiver-terrestrial = shore station
receiver-satellite = satellite
receiver-dynamic = ship or aircraft
place-from-said = as an officer or a file says
place-from-reported = as the station reports
place-from-learned = middle of what it heard
col-place-from = Known from
col-usual-range = Usual range, nm
fault-name-missing = Name missing
fault-kind-unknown = Kind not known
fault-position-unreadable = Position cannot be read
fault-elements-unreadable = Orbital elements cannot be read
fault-satellite-needs-time = A satellite’s place needs a time
fault-moving-has-no-place = A moving receiver has no fixed place
fault-nothing-said = Nothing is said
fault-kind-contradicts-place = Kind and place contradict each other
fault-name-repeated = Name given twice
audit-receiver-said = Receiver’s place given
audit-receiver-withdrawn = Receiver’s place withdrawn
col-place = Place

## Report

report-lead = Vessel presence and apparent fishing, by flag and gear, for communities and fisheries councils.
report-area = Area
report-everywhere = Everywhere
report-all = All
report-from = From (UTC)
report-to = Until (UTC)
report-by = Group by
report-by-both = Flag and gear
report-by-flag = Flag
report-by-gear = Gear
report-csv = Download CSV
report-none = No vessel in this area and period.
report-not-validated = Apparent fishing is inferred from speed and course by a method not validated for every gear. Hours are estimates, not proof of fishing.
report-validated = Apparent fishing is inferred from speed and course by a validated method. Hours are estimates, not proof of fishing.
report-bars = Hours of presence; filled: apparent fishing
report-bar-text = { $presence } h / { $fishing } h
report-table = Table of the report
report-period = Period
report-presence = Presence, h
report-fishing = Apparent fishing, h
report-closed-hint = Closed: in any area of this node while it is closed. Where several lie over each other, time counts once.
report-closed-none = No area of this node says when it is closed: of closures nothing is known.
report-closed-unknown = This area does not say when it is closed: of closures nothing is known.
report-entries = Entries into closed areas
report-dates-wrong = Dates are written as 2026-03-07.

## Users, audit, settings

role = Role
role-name-viewer = Viewer
role-name-analyst = Analyst
role-name-watch-officer = Watch officer
role-name-administrator = Administrator
users-lead = People who may open this node.
users-add = Add a user
users-added = User added.
users-active = Active
users-disabled = Disabled
users-enable = Enable
users-disable = Disable
users-enable-named = Enable { $user }
users-disable-named = Disable { $user }
users-role-of = Role of { $user }
tokens-title = Tokens for programs
tokens-lead = A program signs its requests with a token; GIS software uses it as the password.
tokens-expires = Expires
tokens-never = never
tokens-make = Make a token
tokens-once = Shown only once:
tokens-remove-ask = Remove the token “{ $name }”?
tokens-remove-named = Remove { $name }
audit-lead = Every change, by whom and when. Each entry carries the hash of the one before it.
audit-intact = The chain is intact.
audit-broken = The chain is broken: an entry was changed or removed.
audit-number = No.
audit-action = Action
audit-object = Object
audit-detail = Detail
audit-hash = Hash
settings-screen = This screen
settings-place = Positions
place-minutes = Degrees and minutes
place-decimal = Decimal degrees (latitude, longitude)
place-dms = Degrees, minutes, seconds
settings-time = Time
settings-local = Show local time after UTC
settings-keys = Keys
key-arrows = ↑ ↓ PgUp PgDn
key-arrows-does = Walk the list; pan the chart
key-enter = Enter
key-enter-does = Open the card
key-escape = Esc
key-escape-does = Close the card
key-next = n
key-next-does = Next vessel or alert
key-previous = p
key-previous-does = Previous vessel or alert
key-zoom = + −
key-zoom-does = Zoom the chart
settings-keep = How long the node keeps data
settings-keep-hint = Older data are deleted for good. 0 days keeps them for ever.
settings-positions_days = Positions, days
settings-events_days = Events, days
settings-quarantine_mb = Quarantine file, megabytes
settings-rules = Rules in force
settings-rules-hint = Every event names the rule and version that made it.
settings-version = Program { $program }, rules { $rules }.
sign-in-needed = Sign in to go on.
sign-in-wrong = User or password is wrong.
too-many-tries = Too many tries. Wait a moment.
role-too-low = Your role does not allow this.
csrf-missing = The session is stale. Reload the page.
origin-foreign = The request came from another site and was refused.
host-unknown = The node does not know this address of its own.
setup-done = The first administrator exists already.
setup-token-wrong = The one-time code is wrong or used.
not-found = Not found, or no longer kept.
password-too-weak = The password is too weak.
user-name-unfit = This user name cannot be used.
last-administrator = The last administrator cannot be taken away.
token-expired = The expiry date lies in the past.
token-name-unfit = This token name cannot be used.
area-unknown = There is no such area.
areas-too-many = Too many areas.
lists-too-many = Too many lists.
list-kind-unknown = This kind of list is not known.
list-name-unfit = This list name cannot be used.
feeds-too-many = Too many feeds.
feed-address-unknown = This address is of no kind the node can read.
exercise-takes-no-feeds = An exercise takes no other feeds, so that real data and exercise never mix.
note-too-long = The note is too long.
review-state-unknown = This review is not known.
event-kind-unknown = This kind of event is not known.
event-state-unknown = This state of an event is not known.
retention-too-long = This is longer than the node can keep.
body-unreadable = What was sent cannot be read.
body-too-large = The file is too large.
path-unreadable = The address of the request cannot be read.
query-unreadable = The filter cannot be read.
cursor-unreadable = The list has changed. Reload it.
bbox-unreadable = The map section cannot be read.
engine-busy = The node is busy. Try again in a moment.
stopping = The node is stopping.
report-unavailable = The report is not available on this node.
export-failed = The file could not be made.
event-damaged = The stored event cannot be read.
file-unreadable = The file cannot be read.
method-not-allowed = The node does not do this here.
answer-broke = The answer broke off. Try again.
work-broke = The node failed at this. The log tells more.
no-randomness = The node’s source of random numbers failed.
audit-list-added = List loaded
audit-list-removed = List removed
audit-feed-started = Feed started
audit-feed-stopped = Feed stopped
audit-area-added = Area added
audit-area-removed = Area removed
audit-event-reviewed = Event reviewed
audit-user-added = User added
audit-user-changed = User changed
audit-retention-changed = Retention changed
audit-token-added = Token made
audit-token-removed = Token removed
area-watch = Watch area
list-authorisation = Authorisation list
card-unknowns = What is not known
filter-more = Filters
audit-signed-in = Signed in
audit-signed-out = Signed out
audit-sign-in-refused = Sign-in refused
audit-setup-done = First administrator made

## Lines that could not be read
fault-line-too-long = Line too long
fault-not-a-sentence = Not a sentence
fault-tag-unclosed = Tag block without end
fault-tag-checksum = Tag block checksum wrong
fault-sentence-malformed = Malformed sentence
fault-checksum-missing = Checksum missing
fault-checksum-wrong = Checksum wrong
fault-part-number = Wrong part number
fault-part-too-long = Part too long
fault-part-duplicate = Part sent twice
fault-part-missing = Part missing
fault-part-replaced = Part replaced by a newer message
fault-part-evicted = Too many open messages
fault-part-ambiguous = Part fits several messages
fault-payload-empty = Empty payload
fault-payload-character = Character outside the alphabet
fault-too-short = Message too short
fault-unknown-type = Unknown message type
fault-unknown-part = Unknown message part
fault-pghp = Time line cannot be read
fault-header-malformed = Header cannot be read
fault-column-missing = Column missing
fault-cell-count-wrong = Wrong number of cells
fault-quote-open = Quotation mark not closed
fault-no-position = No position
fault-no-time = No time
fault-outside-span = Outside the period asked for
fault-own-ship = Own ship
fault-time-missing = Time missing
fault-time-unreadable = Time cannot be read
fault-time-assumed = Time assumed
fault-mmsi-unreadable = MMSI cannot be read
fault-mmsi-out-of-range = MMSI out of range
fault-latitude-unreadable = Latitude cannot be read
fault-latitude-out-of-range = Latitude out of range
fault-longitude-unreadable = Longitude cannot be read
fault-longitude-out-of-range = Longitude out of range
fault-position-out-of-range = Position out of range
fault-speed-unreadable = Speed cannot be read
fault-speed-out-of-range = Speed out of range
fault-course-unreadable = Course cannot be read
fault-course-out-of-range = Course out of range
fault-heading-unreadable = Heading cannot be read
fault-heading-out-of-range = Heading out of range
fault-naf-start-missing = NAF start missing
fault-naf-end-missing = NAF end missing
fault-naf-type-missing = NAF message type missing
fault-naf-vessel-missing = NAF vessel missing
fault-cot-cut-off = CoT event cut off at the end
fault-cot-noise = CoT bytes between events
fault-edge-too-large = Too large
fault-edge-too-deep = Nested too deeply
fault-edge-too-many = Too many parts
fault-edge-not-xml = Not XML
fault-edge-doctype = Document type definition not accepted
fault-edge-encoding = Unknown character encoding
fault-edge-wrong-root = Wrong root element
fault-edge-not-json = Not JSON
fault-edge-not-protobuf = Not a TAK Protocol message
fault-edge-version = Unknown protocol version
fault-edge-missing = A needed part is missing
fault-edge-unreadable = A part cannot be understood
fault-compressed-damaged = Compressed data damaged
fault-compressed-cut-short = Compressed data cut short
fault-compressed-unreadable = Compressed data cannot be read
fault-connection-lost = Connection lost

## Errors of feeds
feed-format-unclear = The format is not clear. Choose one.
feed-format-unknown = This format is not known.
feed-map-unknown = This column assignment is not known.
file-not-found = The file is not there.
folder-empty = The folder holds no file.
feed-tls = The feed through TLS cannot be opened: certificates are missing or cannot be used.
feed-folder-closed = This file or folder lies in no folder that feeds may be read from. Who runs the node names such folders at the start (--feed-folder).
feed-target-closed = No feed may call this address: it is link-local or none at all. Who runs the node can name such a feed at the start (--feed).
file-special = This is a device or a pipe, neither a file nor a folder.
feed-clients-too-many = Too many connections: clients that said nothing were dropped, or others refused.
socket-unavailable = The network port cannot be opened.
column-missing = A needed column is missing.
quarantine-unwritable = The quarantine file cannot be written.
feed-fault-system = The system says: { $text }
feed-reader-broke = The reader of this feed broke off.
file-choose = Choose a file
file-none = No file chosen
fault-nothing-to-match = Nothing to match by
fault-imo-invalid = IMO number invalid
fault-mmsi-invalid = MMSI invalid
fault-row-unreadable = Row cannot be read
fault-date-unreadable = Date cannot be read
fault-flag-unknown = Flag not known

## Checks, reception, trends, search

event-checks = What the rule asks for
event-reception = Were others heard meanwhile?
reception-bar-text = { $heard } of { $expected } expected
users-created = Added
users-you = (you)
report-step = By
report-step-day = Day
report-step-week = Week
report-step-month = Month
report-trend = Trend: hours of presence; filled: apparent fishing
report-map-hint = Hours of presence by squares of one degree: the fuller, the more.
report-squares = Busiest squares
report-square = South-west corner
report-vessel-days = Vessel-days
report-closed-presence = Presence in closed areas, h
report-closed-fishing = Apparent fishing in closed areas, h
audit-broken-at = First broken entry: No. { $n }.
audit-detail-address = address
audit-detail-role = role
audit-detail-format = format
audit-detail-list = list
audit-detail-faults = faults
audit-detail-added = added
audit-detail-name = name
audit-detail-state = review
audit-detail-note = note
audit-detail-disabled = disabled
audit-detail-password = password
audit-detail-positions-days = positions, days
audit-detail-events-days = events, days
audit-detail-quarantine-mb = quarantine, MB
audit-detail-expires = expires
vessels-search = Name, call sign, IMO, MMSI
vessels-new =
    { $count ->
        [one] 1 vessel more
       *[other] { $count } vessels more
    }
vessels-found =
    { $count ->
        [one] 1 vessel found
       *[other] { $count } vessels found
    }
vessels-more-found = Only the first { $count } matches by name are shown.
audit-detail-complete-for = complete for, number
audit-detail-date = date
audit-detail-id = id
audit-detail-kind = kind
audit-detail-rows = rows
audit-detail-source = source

## A silence whose reason is not shown to be switching off

sentence-gap-not-supported = { $a } was not heard for a while. Its reporting or the reception here may explain it.
sentence-gap-unknown = { $a } was not heard for a while. Too little is known to tell why.

# Looks of satellites.

audit-detections-taken = Detections or sightings taken
audit-mark-seen = A mark of another system seen
preset-unknown = This kind of detections is not known.
nothing-detected = The file holds no detection that can be used.
detections-too-many = Too many detections in one scene.
scene-damaged = The stored scene cannot be read.

# What other systems put on their charts
marks-title = From other systems
marks-lead = Alerts, contacts, drawings and chat that came by Cursor on Target. They are shown here and not drawn on the chart; vessels among them are on the watch list’s picture.
marks-none = Nothing has come from other systems.
marks-kind = Kind
marks-kind-alert = Alert
marks-kind-sighting = Contact
marks-kind-area = Area
marks-kind-route = Route
marks-kind-chat = Chat
marks-stale = Until
marks-distress = DISTRESS reported by another system: { $name }
marks-seen = I have seen it
marks-seen-by = Seen by { $user }, { $time }
marks-unseen = Not yet seen
marks-cancelled = Withdrawn

## Notices of transshipment

notices-title = Notices of transshipment
notices-lead = Meetings of carriers or bunkers with fishing vessels are compared with these. A missing notice means nothing outside the period for which a file is complete.
notices-none = No file of notices yet.
notices-complete-none = not said
notices-complete-broken = { $count } rows set aside: not complete
notices-complete = { $from } to { $until }
notices-complete-area = { $from } to { $until }, { $area }
notices-add = Add or replace a file of notices
notices-add-hint = CSV with a header row: id, notified_at, from, until, lat, lon, donor_ and receiver_ with imo, mmsi, call_sign, name, then observer, authorisation, status, source as far as known.
notices-complete-from = Complete from
notices-complete-until = Complete until
notices-complete-areas = Only in these areas
notices-added = File of notices loaded.
notices-remove-ask = Remove the file of notices “{ $name }”?
notices-report = Notices beside what was heard
notices-report-lead = { $shown } of { $total }. To read only: a notice without a meeting makes no event and no points.
notices-window = { $from } – { $until }
notices-no-meeting = no meeting seen
notices-complete-unreadable = The period for which the file is complete cannot be read.
heard-yes = heard then
heard-no = not heard then
heard-unknown = not known if heard
col-complete = Complete for
col-notices = Rows
col-notice = Notice
col-window = Window
col-donor = Hands over
col-receiving = Takes over
col-meeting = Meeting
audit-notices-added = Notices loaded
audit-notices-removed = Notices removed
number-none = no MMSI
