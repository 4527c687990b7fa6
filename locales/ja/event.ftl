### 事象・理由・根拠：監視エンジンの符号に対応する語。

## Kinds of event

event-gap = 送信途絶
event-encounter = 洋上会合
event-loitering = 滞留
event-fishing = 推定操業
event-port-visit = 寄港
event-anchorage-visit = 錨泊
event-area-visit = 海域への進入
event-implausible-position = 不自然な位置
event-identity-conflict = 識別情報の矛盾
event-shared-mmsi = MMSIの重複使用
event-list-match = リスト該当

## The claim of an event in one sentence; a and b are vessels

sentence-gap = { $a } は、通常の送信間隔と受信状況では説明できない時間、送信が途絶えました。
sentence-encounter = { $a } と { $b } が低速で接近したまま行動しました。
sentence-loitering = { $a } が沖合で低速のまま留まりました。洋上転載を待つ船に見られる動きです。
sentence-fishing = { $a } に操業中の船に見られる動きがありました。
sentence-port-visit = { $a } が寄港しました。
sentence-anchorage-visit = { $a } が錨地に停泊しました。
sentence-area-visit = { $a } が監視海域内にいました。
sentence-implausible-position = { $a } があり得ない位置を送信しました。
sentence-identity-conflict = { $a } が互いに矛盾する識別情報を送信しました。
sentence-shared-mmsi = { $a } の MMSI を複数の船舶が同時に使用しています。
sentence-list-match = { $a } がリスト掲載船に該当します。

## States

state-open = 継続中
state-closed = 終了
state-retracted = 取消

## Parts played

role-vessel = 船舶
role-carrier = 運搬船
role-fishing = 漁船
role-other = 他の船舶
