### Units and spans of time.

## Values with their units; the value comes formatted for the language

unit-kn = { $value } kn
unit-nm = { $value } nm
unit-m = { $value } m
unit-deg = { $value }°
unit-pct = { $value } %
unit-days = { $value } days
unit-points = { $value } points

## Names of units for axes

unit-name-points_per_h = points per hour
unit-name-kn = knots
unit-name-nm = nautical miles
unit-name-km = kilometres
unit-name-m = metres
unit-name-h = hours
unit-name-min = minutes
unit-name-s = seconds
unit-name-days = days
unit-name-deg = degrees
unit-name-pct = per cent
unit-name-share = share
unit-name-count = number

## Spans of time

span-s = { $s } s
span-min = { $m } min
span-h = { $h } h
span-h-min = { $h } h { $m } min
span-d-h = { $d } d { $h } h
