### Unités et durées.

## Values with their units; the value comes formatted for the language

unit-kn = { $value } nd
unit-nm = { $value } NM
unit-m = { $value } m
unit-deg = { $value }°
unit-pct = { $value } %
unit-days = { $value } jours
unit-points = { $value } points

## Names of units for axes

unit-name-points_per_h = points par heure
unit-name-kn = nœuds
unit-name-nm = milles marins
unit-name-km = kilomètres
unit-name-m = mètres
unit-name-h = heures
unit-name-min = minutes
unit-name-s = secondes
unit-name-days = jours
unit-name-deg = degrés
unit-name-pct = pour cent
unit-name-share = part
unit-name-count = nombre

## Spans of time

span-s = { $s } s
span-min = { $m } min
span-h = { $h } h
span-h-min = { $h } h { $m } min
span-d-h = { $d } j { $h } h
