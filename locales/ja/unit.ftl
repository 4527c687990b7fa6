### 単位と時間。

## Values with their units; the value comes formatted for the language

unit-kn = { $value } ノット
unit-nm = { $value } 海里
unit-m = { $value } m
unit-deg = { $value }°
unit-pct = { $value } %
unit-days = { $value } 日
unit-points = { $value } 点

## Names of units for axes

unit-name-points_per_h = 点／時
unit-name-kn = ノット
unit-name-nm = 海里
unit-name-km = km
unit-name-m = m
unit-name-h = 時間
unit-name-min = 分
unit-name-s = 秒
unit-name-days = 日
unit-name-deg = 度
unit-name-pct = %
unit-name-share = 割合
unit-name-count = 件数

## Spans of time

span-s = { $s } 秒
span-min = { $m } 分
span-h = { $h } 時間
span-h-min = { $h } 時間 { $m } 分
span-d-h = { $d } 日 { $h } 時間
