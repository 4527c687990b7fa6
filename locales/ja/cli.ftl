# コマンドライン。

help = 見張り：AIS と VMS の報告から、理由付きの優先順位リストを作ります。
help-after = 終了コード：0 完了；1 使えるデータがない、または検査で不備を発見；2 コマンドの誤り；3 ファイルまたは通信の障害；4 権限なし；5 規則・区域・リストのファイルが使えない；130 中断。
help-decode = フィードを復号し、JSON を一行ずつ出力します。
help-watch = 記録または実況のフィードを見張り、船舶の優先順位リストを書き出します。
help-exercise = 二ノードの演習を動かします。カナダと日本がそれぞれのデータを持ち、合意に基づいて共有します。
help-serve = 当直室を動かします：フィード、保存、HTTP API、ウェブ画面。
help-replay = 記録した NMEA ログを、その時刻どおりにソケットまたは標準出力へ再送します。
help-area = 区域ファイルの一覧、検査、変換。
help-area-list = GeoJSON またはシェープファイルの区域を一覧します。
help-area-check = 区域ファイルを検査し、不備を示します。
help-area-convert = GeoJSON またはシェープファイルを整った GeoJSON に変換します。
help-list = IUU リストと許可リストの検査と表示。
help-list-check = リストを検査し、照合できない行を示します。
help-list-show = リストの船舶を表示します。
help-plan = 要求ファイルから共同哨戒計画を一つ作成します。
help-plan-after = --out がなければ行動予定を CSV で出力します。要求は TOML または JSON で、ノードの /api/v1/patrol/request から得られます。
help-plan-request = 要求ファイル：勢力、港、目標、任務（TOML または JSON）。
help-plan-seed = 探索の種。同じ種と同じ反復回数なら同じ計画になります。
help-plan-seconds = 探索する秒数。Ctrl-C で探索を終え、それまでの結果を残します。
help-plan-iterations = 秒数の代わりに反復回数。1 バイトまで再現できます。
help-plan-out = 出力ファイル。.csv なら行動予定、それ以外は計画全体の JSON。
help-plan-check = 計画を検査します。時刻、距離、燃料、権限、会合をすべて計算し直します。
help-plan-check-plan = 計画ファイル（JSON）。vigie plan が書いたもの。
help-plan-check-request = 計画ファイルに要求が含まれていない場合の要求ファイル。
help-rules = 有効な規則を、各しきい値とともに表示します。
help-doctor = この計算機を点検します：データフォルダー、ポート、時計、言語。
help-completions = シェルの補完スクリプトを表示します。
help-man = マニュアルを表示するか、全コマンドのページをフォルダーに書き出します。

help-arg-json = 文や表の代わりに JSON を出力します。
help-arg-quiet = 進み具合と要約を出しません。
help-arg-lang = 言語：en、fr-CA、ja。指定がなければ環境（LANG）の言語。
help-arg-feeds = ファイル、フォルダー、-（標準入力）、tcp://ホスト:ポート、tcp-listen://アドレス:ポート、udp://アドレス:ポート。前に形式を付けられます：csv:dma@ファイル。
help-arg-format = 形式を指定しないフィードの形式：auto、nmea、csv、csv:marinecadastre、csv:dma、csv:gfw、csv:spire、naf。
help-arg-map = 表の列とその項目（例：vessel_id=mmsi）。繰り返し可。
help-arg-time = 時刻のない電文の時刻の出所。auto：実況は受信時刻、ファイルは基地局の報告。
help-arg-assume-start = 時刻のないログの最初の行の時刻（例：2024-07-01T00:00:00Z）。
help-arg-assume-rate = 時刻のないログの毎秒の行数。
help-arg-reception = AIS 受信品質の格子データ（CSV）。
help-arg-quarantine = 読めない行を理由とともに残すファイル。
help-arg-from = この時刻以後の報告だけを使います。
help-arg-to = この時刻より前の報告だけを使います。
help-arg-rules = 規則ファイル（TOML）。なければ内蔵の規則。
help-arg-area = 区域ファイル（GeoJSON）。繰り返し可。
help-arg-iuu = IUU 漁船リスト（CSV）。繰り返し可。
help-arg-authorised = 許可船リスト（CSV）。繰り返し可。
help-arg-complete-for = 許可リストが何について完全だと主張しているか：all、flag:JPN、area:NPFC。指定がなければ、リストにないことは何も意味しません。繰り返し可。
help-arg-ports = 港と錨地（CSV）。繰り返し可。
help-arg-shore = 陸からの距離の格子データ（CSV）。
help-arg-out = 出力ファイル。拡張子で決まります：.csv、.json、.geojson、.xlsx。
help-arg-events = 事象の変化をすべて、一行一つの JSON でこのファイルに書きます。
help-arg-presence = 区域・旗国・漁具ごとの在域時間と推定操業時間をこの CSV に書きます。
help-arg-top = リストの上位何隻を表示するか。
help-arg-bom = 古い表計算ソフトのために、CSV の先頭にバイト順マークを付けます。
help-arg-data = ノード自身のデータのフォルダー。
help-arg-listen = ウェブ画面と API のアドレスとポート。
help-arg-speed = 記録したフィードを何倍の速さで流すか。
help-arg-exercise = この種から作る内蔵の演習シナリオを動かします。
help-arg-tls-certificate = HTTPS用の証明書チェーンのPEMファイル。
help-arg-tls-key = その証明書の秘密鍵のPEMファイル。
help-arg-party = 提携機関の間での当機関の名前（例 ca-ccg）。交換を開きます。
help-arg-party-name = 人が読むための当機関の名称。
help-arg-partner-listen = 提携機関がこのノードに接続する場所。TCPのHTTPSとUDPのQUIC。
help-arg-partner-address = 提携機関に知らせる接続先。https://HOST:PORT または quic://HOST:PORT。
help-arg-thin-link = 数kbit/sの細い回線のためのQUIC。
help-arg-pairing = 複数ノードの演習で、互いを見つけるためのフォルダー。
help-arg-port = 一つ目のノードのページのポート。二つ目は10大きい番号です。
help-arg-seed = 模擬世界の種。
help-arg-cell = 演習の担当。すべての受信局 (all)、カナダ側 (canada)、日本側 (japan)。
help-arg-exercise-start = 演習の開始時刻。同じ演習の二つのノードは同時に始めます。
help-arg-stats = 電文の代わりに要約を表示します。
help-arg-files = 読むファイル。
help-arg-file = 読むファイル。
help-arg-find = 船名、IMO 番号、MMSI、呼出符号にこの文字列を含む行だけを表示します。
help-arg-at = この時刻時点のリストを表示します。
help-arg-shell = シェル。
help-arg-folder = ページを置くフォルダー。
help-arg-pause-max = 行と行の間で待つ最長時間。
help-decode-out = 標準出力の代わりの出力ファイル。
help-area-convert-out = 標準出力の代わりの出力ファイル。
help-replay-to = 送り先：tcp-listen://アドレス:ポート、tcp://ホスト:ポート、udp://アドレス:ポート、-（標準出力）。
help-arg-received-by = データに記載がないときの受信方法。

# コマンドを終わらせる不備。

error-line = エラー：{ $sentence }
error-file-not-found = { $path } がありません。パスの綴りを確かめてください。
error-file-not-permitted = このアカウントでは { $path } を使えません（{ $detail }）。
error-file-unreadable = { $path } を使えません：{ $detail }
error-folder-empty = フォルダー { $path } にファイルがありません。
error-output-unwritable = 出力を書けませんでした：{ $detail }
error-feed-address-unknown = 「{ $text }」はフィードではありません。ファイル、フォルダー、-、tcp://ホスト:ポート、tcp-listen://アドレス:ポート、udp://アドレス:ポートのいずれかを指定してください。
error-feed-format-unknown = 「{ $text }」という形式はありません。使える形式：auto、nmea、csv、csv:marinecadastre、csv:dma、csv:gfw、csv:spire、naf。
error-feed-map-unknown = 「{ $text }」は列の対応ではありません。「列=項目」と書いてください。項目は mmsi、time、lat、lon、speed、course など。
error-socket-unavailable = { $address } を開けません：{ $detail }
error-column-missing = { $name } に「{ $field }」の列がありません。見つかった列：{ $found }。--map 列={ $field } で指定してください。
error-feed-format-unclear = { $name } の形式を先頭から判別できません。--format で指定してください。
error-quarantine-unwritable = 隔離ファイル { $path } を書けません：{ $detail }
error-time-unreadable = 「{ $text }」は時刻ではありません。2024-07-01T00:00:00Z のように書いてください。
error-span-empty = 期間が空です：--from { $from } が --to { $to } より前ではありません。
error-rate-not-positive = 行の速さは正の数でなければなりません（{ $rate }）。
error-speed-not-positive = 速さは正の数でなければなりません（{ $speed }）。
error-port-unfit = { $port } では二つのノードのポートが取れません。
error-serve-ended = サービスが終わりました：{ $detail }
error-interrupted = 中断しました。書きかけの出力ファイルは消しました。
error-rules-unreadable = { $path } の { $line } 行目：{ $detail }
error-rule-out-of-range = { $path }：{ $name } の値が妥当な範囲を外れています。
error-list-column-missing = { $path } に「{ $column }」の列がありません。
error-area-unusable = { $path } は区域として使えません（{ $reason }、位置 { $place }）。
error-complete-for-unreadable = 「{ $text }」は指定として読めません。all、flag:JPN、area:NPFC のように書いてください。
error-feeds-empty = 読むものがありません：{ $names } は空です。
error-nothing-read = { $names } から一通も読めませんでした（不備 { $faults } 件、最も多いのは「{ $reason }」）。--quarantine ファイル で残して確かめるか、--format で形式を指定してください。

# 読み取りの結果。

intake-waiting = { $name }：待機中、{ $detail }
summary-read = { $lines } 行から { $messages } 通、{ $seconds } 秒
summary-faults = 読めなかったもの { $count } 件：
summary-notes = ほかに：

fault-feed-format-unclear = 形式不明のため飛ばしたファイル

note-time-in-message = 自身の時刻を持つ電文
note-time-of-receipt = 受信時刻を用いた電文
note-time-derived = ログ自身から時刻を推定した電文
note-time-from-neighbours = … 近くの時刻付き電文から
note-time-from-own-ship = … 受信船の時計から
note-time-from-base-stations = … 基地局の報告から
note-time-assumed = 仮定の時刻を用いた電文
note-no-time = 時刻がまったくなく、見張りに使わなかった電文（--assume-start を参照）
note-no-position = 位置のない報告
note-own-ship = 受信船自身の報告
note-position-out-of-range = 地球上にない位置
note-outside-span = 期間外の報告
note-clients-refused = 同時接続が多すぎて断った接続
error-nothing-to-watch = 見張りに使える報告がありません：位置がないか、時刻のある位置がありません。時刻のないログには --assume-start と --assume-rate が必要です。
error-scratch-unwritable = 一時ファイルが使えません：{ $detail }
error-list-format-unknown = { $path } の拡張子はリストの形式ではありません。使える形式：.csv、.json、.geojson、.xlsx。

# リスト。

list-title = { $total } 隻中 { $shown } 隻、{ $as_of } 現在、規則 { $version }
list-empty = リストに載る船舶はありません：点数の付く事象がありません。
list-foot = 点数は巡視の順番を決めるためのもので、判定ではありません。括弧内は証拠を船に有利または不利に読んだときの幅です。
list-written = { $path }：{ $count } 隻
watch-counts = 航跡 { $tracks } 本、位置 { $positions } 件、識別情報 { $identities } 件
watch-duplicates = 重ねて受信したもの
watch-late = 遅すぎて並べられなかったもの
watch-far-future = 時刻がほかより大きく進んでいたもの
watch-not-ship = 基地局・航路標識・救命設備のもの
watch-events = 事象 { $count } 件：
remark-line = { $path } の { $place }：{ $words } { $detail }
remarks-more = … ほかに { $count } 件

error-replay-needs-file = 「{ $text }」はファイルでもフォルダーでもありません。再送できるのは記録したログだけです。
error-replay-needs-nmea = 「{ $text }」は NMEA のログではありません。再送できるのは NMEA だけです。
error-replay-target-unknown = 「{ $text }」は送り先ではありません。tcp-listen://アドレス:ポート、tcp://ホスト:ポート、udp://アドレス:ポート、- のいずれかを指定してください。
error-check-failed = 不備が { $count } 件あります。
error-no-areas = { $path } に読める区域がありません。
error-rules-unprintable = 規則を表示できません：{ $detail }
replay-sent = { $lines } 行を送りました
area-line = { $id }：{ $name }（{ $kind }）、多角形 { $polygons }、点 { $points }、出典 { $source }
area-count = { $path }：区域 { $count } 件
list-check = { $path }：{ $vessels } 隻、{ $date } のリスト。IMO 番号あり { $imo }、MMSI { $mmsi }、呼出符号 { $callsign }、船名のみ { $nameonly }
standing-listed = 掲載中
standing-listed-uncertain = 掲載は不確か
standing-listed-later = のちに掲載
standing-formerly-listed = 以前に掲載
doctor-good = 良
doctor-bad = 不良
doctor-data = データフォルダーに書き込める
doctor-port = アドレスが空いている
doctor-clock = 時計
doctor-languages = 言語
doctor-scratch = 一時ファイルを書ける
remark-nothing-to-match = 船名も番号もない行
remark-date-unreadable = 読めない日付
remark-row-unreadable = 読めない行
remark-position-unreadable = 読めない位置
