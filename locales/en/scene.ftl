# Looks of satellites and sightings: the page of detections.
page-detections = Detections
scenes-lead = Looks of satellites and what people saw, matched to the tracks this node knows. A detection that no track explains is a lead, never a verdict.
scenes-none = No look yet.
scenes-table = Looks
scenes-add = Bring detections
scenes-add-hint = CSV or GeoJSON of a producer. The columns are those of the kind chosen; what cannot be used is told below with its line.
scenes-preset = Kind of file
scenes-preset-plain = Radar, plain columns
scenes-preset-plain-viirs = Light by night (VIIRS), plain columns
scenes-preset-plain-rf = Radio emission, plain columns
scenes-preset-plain-optical = Optical image, plain columns
scenes-preset-ksat-radar = KSAT radar
scenes-preset-gfw-sentinel1 = Global Fishing Watch, Sentinel-1
scenes-preset-eog-viirs = Earth Observation Group, VIIRS boat detections
scenes-preset-sighting = Sightings by people
scenes-taken = Taken: { $scenes } looks; { $faults } rows not used; { $passed } rows that are no vessel by the producer.
scenes-fault = Line { $line }: { $reason }.
scenes-faults-more = …and { $count } more.
scene-col-scene = Look
scene-col-sensor = Sensor
scene-col-dark = Dark
scene-col-on-ais = On AIS
scene-col-uncertain = Uncertain
scene-col-missed = Missed
scene-col-detection = Detection
scene-col-length = Length
scene-col-probability = Dark, probability
scene-col-reading = Reading
scene-col-likeliest = Likeliest ship
scene-col-ship = Ship
scene-col-inside = Inside
scene-col-seen = Would be seen
scene-col-detected = Detected
scene-col-outcome = Outcome
scene-expected-dark = Detections probably on no AIS
scene-no-ais = This node heard no AIS within 200 nautical miles of this look at its time: what has no AIS here cannot be said.
scene-as-of = Positions known up to
scene-no-footprint = The producer gives no footprint: nothing is said of ships that were not seen.
scene-sighting-note = A sighting is of one thing: of ships that nobody reported it says nothing.
scene-detections = Detections ({ $count })
scene-tracks = Ships that may have been inside ({ $count })
scene-no-candidate = no track within reach
scene-working-of = Working of { $id }
scene-observer = Reported by
scene-uncertainty = Radius of its place (95 %)
scene-outcome-detected = detected
scene-outcome-missed-by-the-sensor = surely inside, not seen
scene-outcome-uncertain = uncertain
fault-footprint-unreadable = Footprint cannot be read
fault-geometry-unusable = Shape on the map cannot be used
fault-detection-twice = Detection given twice
fault-uncertainty-too-wide = Place too uncertain to say anything
fault-uncertainty-unreadable = Uncertainty cannot be read

# Vessel lists: for what they are complete, and what could not be read of them.
lists-complete-flag = Complete for these flags
lists-complete-area = Complete in these areas
lists-complete-hint = Only a list that names every authorised vessel of a flag or area lets a vessel be “not authorised”: three-letter flags, area names or identifiers, a comma between. Leave both empty if that is not sure.
lists-complete-none = not said
lists-complete-all = everything
lists-fault-column = Line { $line }, column { $column }: { $reason }.

# Alerts that officers dismissed.
card-dismissed = { $count ->
    [one] { $count } alert dismissed by { $who }: it gives no points.
   *[other] { $count } alerts dismissed by { $who }: they give no points.
}

# A ship that a look should have shown; lights by night.
rule-implausible-position-not-seen = Surely inside a satellite’s look, not seen
sentence-implausible-position-not-seen = { $a } sent positions surely inside a satellite’s look that shows ships like it nine times in ten, and did not show it. It may be the tenth.
code-not-seen = not seen by imagery
refute-sensor-missed = The sensor missed the ship: even the best miss one in ten
refute-look-misplaced = Time or place of the look is wrong
refute-length-wrong = The ship is shorter than its AIS says
retract-look-weighed-again = Weighed again with later positions, the look does not say so any more.
evidence-look-inside = Probability that it was inside the look
evidence-detected = Probability that a detection is it
evidence-recall = Probability that the sensor shows a ship of its length
evidence-others-look-expected = Others that the look should show
evidence-others-look-found = Others that the look shows
evidence-look-date = Moment of the look
evidence-ping-before = Last position before the look: age
evidence-ping-after = First position after the look: age
evidence-ping-before-speed = Last position before the look: speed
evidence-ping-after-speed = First position after the look: speed
place-ping-before = Last position before the look
place-ping-after = First position after the look
evidence-lit = Light seen by night, in the look
evidence-unlit-confidence = Confidence without the light

# Files of the list and of tracks; seasons of areas.
list-save-as = Save the list as { $format }
track-save-as = Save the tracks as { $format }
track-saved = Tracks saved.
areas-valid-from = In force from
areas-valid-to = In force to
areas-season-start = Season from (MM-DD)
areas-season-end = Season to (MM-DD)
areas-season-hint = Days of UTC, both ends included; a season repeats each year and may run over new year. All empty: always closed.
areas-season-wrong = A season needs both its days, as MM-DD.
fault-validity-unreadable = Dates or season cannot be read: whether it is closed is not known
scenes-preset-ai2-sentinel1 = Ai2, Sentinel-1 (predictions.csv)
scenes-preset-ai2-sentinel2 = Ai2, Sentinel-2 (predictions.csv)
scenes-preset-skylight-radar = Ai2 Skylight, radar (GeoJSON)
scenes-preset-skylight-optical = Ai2 Skylight, optical (GeoJSON)
scenes-preset-own = Own columns
scenes-columns = Columns, as TOML
scenes-columns-hint = Name, sensor (sar, viirs, rf, optical, sighting) and the columns of time, latitude and longitude; also id, scene, length_m, confidence, footprint.
preset-unreadable = These are no columns that can be used: name, sensor, time, lat and lon are needed.
columns-and-preset = Either a kind of file or own columns, not both.
columns-too-long = The text of the columns is too long.
dark-vessels-title = Dark vessels
dark-vessels-lead = Detections of several looks that are probably one vessel and that no track explains. They stand on the watch list and are foretold for the planner.
dark-vessels-none = No detection was seen again yet.
dark-vessels-col-name = Name
dark-vessels-col-last = Last seen
dark-vessels-col-sightings = Sightings
dark-vessels-col-speed = Speed
dark-vessels-col-confidence = Confidence
dark-vessels-withdrawn = Withdrawn
scene-line = line { $line } of a file
