# コマンドラインでの演習シナリオ。

help-scenario = 演習シナリオ：一覧、内容の表示、ファイルの検査、世界のファイル出力。
help-scenario-list = 収録シナリオを一覧する。
help-scenario-show = シナリオの内容を表示する。
help-scenario-show-scenario = 収録名、またはファイル（TOML）。
help-scenario-show-toml = ファイルそのものを表示する（自作のひな形に）。
help-scenario-lint = シナリオファイルを検査し、誤りをファイル・行・理由とともに示す。
help-scenario-lint-files = シナリオファイル（TOML）。断片はまずファイルと同じ場所、次に収録分から探す。
help-scenario-record = 記録した実際の一日の航行を演習の土台にします。
help-scenario-record-after = ファイルは断片です。隣に置いたシナリオから use = ["名前"] で使います。番号は置き換え、船名は残しません。記録船についての警報は採点しません。
help-scenario-record-feeds = 記録されたフィード（vigie watch と同じ）。
help-scenario-record-out = 書き出す断片（TOML）。
help-scenario-record-hours = 最初の報告または --from からの時間数。
help-scenario-record-area = この範囲内のみ（度）。180°をまたぐ場合は西が東より大きくてかまいません。
help-scenario-record-vessels = 最大隻数。どの船かはシードで決まります。
help-scenario-record-off-m = 報告と航跡の最大のずれ（メートル）。
help-scenario-record-seed = 番号と船の選択のシード。
help-scenario-record-real-numbers = 各船のMMSIをそのまま残します。
help-scenario-run = シナリオを実行し、センサーの報告と真実を書き出す。
help-scenario-run-after = フォルダーには observations（演習者用）、papers（区域・リスト・港・名簿）、truth（統裁部専用）が入る。シードと開始時刻が同じなら、出力は一字一句同じになる。
help-scenario-run-scenario = 収録名、またはファイル（TOML）。
help-scenario-run-out = 出力先フォルダー。新規または空であること。
help-scenario-run-days = 開始からこの日数だけ。
help-scenario-run-seed = 偶然すべてのシード。
help-scenario-run-start = 状況の開始時刻（例：2026-07-06T03:00:00Z）。指定がなければファイルの値。

scenario-row = { $name } { $hours }時間、{ $vessels }隻：{ $title }
scenario-length = 長さ：{ $hours }時間
scenario-vessels = 船舶：{ $list }
scenario-assets = 命令に従う巡視船・航空機：{ $list }
scenario-areas = 区域：{ $list }
scenario-sensors = センサー：{ $list }
scenario-incidents = 事案：{ $list }
scenario-nationals = 安否を確認すべき自国民：{ $count }人
scenario-links = 機関間の回線障害：{ $count }回
scenario-sound = 誤りはありません（{ $count }ファイル）。
scenario-written = 演習を { $folder } に書き出しました：AIS { $lines }行、その他の報告 { $reports }件、真実の区間 { $truths }件、状態 { $state }

scenario-recorded = 演習用断片 { $path }：報告 { $reports } 件から { $vessels } 隻、{ $points } 点。報告 { $refused } 件と { $left } 隻は除外。記録の { $start } が開始時刻になります。use = ["{ $name }"] で使います。
error-scenario-record-live = 演習の土台にできるのは記録されたフィードだけです。
error-scenario-record-nothing = この時間と範囲で二度見えた船はありません。
error-scenario-record-area = 範囲として読めません：{ $text }。南,西,北,東（度）で指定してください。

scenario-fault = { $file }、{ $line }行目：{ $reason }
scenario-fault-not-toml = TOMLではありません：{ $detail }
scenario-fault-unknown-key = キー { $key } はここでは使えません。使えるもの：{ $known }
scenario-fault-missing = キー { $key } がありません。
scenario-fault-wrong-kind = { $key } の種類が違います。必要なもの：{ $wanted }
scenario-fault-out-of-range = { $key } = { $value } はあり得ません。可能な範囲：{ $range }
scenario-fault-unknown-word = { $key } = { $word } は使えません。使えるもの：{ $known }
scenario-fault-dangling-name = このシナリオに { $what } の { $name } はありません。
scenario-fault-duplicate-name = { $what } に同じ名前 { $name } が二つあります。
scenario-fault-fragment-missing = 断片 { $name } がファイルと同じ場所にも収録分にもありません。
scenario-fault-fragment-loop = 断片 { $name } が自分自身を使っています。
scenario-fault-area-crosses-itself = 区域 { $name } の境界線が交差しています。
scenario-fault-area-without-inside = 区域 { $name } の頂点が三つ未満です。
scenario-fault-language-missing = { $key } に { $language } の文がありません。
scenario-fault-times-out-of-order = { $name } の時刻が前後しています。
scenario-fault-after-the-end = { $name } は { $at_h }時間後に始まりますが、シナリオは { $hours }時間で終わります。
scenario-fault-behaviour-cannot-be = 船種 { $gear } にこの行動はできません：{ $behaviour }
scenario-fault-too-fast = { $gear } に { $kn }ノットは速すぎます。最大 { $most_kn }ノット。
scenario-fault-cannot-arrive = { $name } に間に合いません。{ $needs_h }時間かかりますが、{ $has_h }時間しかありません。
scenario-fault-meeting-not-of-two = 会合 { $name } に { $ships }隻います。二隻でなければなりません。
scenario-fault-on-land = { $name } は陸上にあります。
scenario-fault-deceits-overlap = { $name } は同時に二つの欺まんをしています。
scenario-fault-empty = 何も起きません。船団も船舶も事案もありません。

error-scenario-unknown = { $name } という収録シナリオもファイルもありません。収録分：{ $known }
error-scenario-faults = { $name } に{ $count }件の誤りがあります。何も実行していません。
error-scenario-unusable = { $name } は使えません：{ $reason }
error-scenario-days = { $days } は日数ではありません。
error-scenario-folder-full = { $path } は空ではありません。新しいフォルダーを指定してください。

scenario-word-text = 文字列
scenario-word-number = 数値
scenario-word-true-or-false = true または false
scenario-word-array-of-numbers = 数値の並び
scenario-word-two-numbers = 二つの数値
scenario-word-array-of-texts = 文字列の並び
scenario-word-place = 位置 [緯度, 経度]
scenario-word-array-of-places = 位置の並び [[緯度, 経度], …]
scenario-word-time = 時刻（例：2026-07-06T03:00:00Z）
scenario-word-table = 表
scenario-word-track = 分・緯度・経度の繰り返し、分は昇順、2点以上
scenario-word-pairs-of-minutes = 分の組、早い方が先
scenario-word-array-of-tables = 表の並び
scenario-word-day-and-clock = 日と時刻（例："D1 21:30"）
scenario-word-port = 港
scenario-word-area = 区域
scenario-word-meeting = 会合
scenario-word-incident = 事案
scenario-word-vessel = 船舶
scenario-word-ship = 船舶または船団
scenario-word-sensor = センサー
scenario-word-mmsi = MMSI
