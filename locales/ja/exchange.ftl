### 提携機関との情報交換の文言：提携機関、協定、提供、受領情報、メモ。

## Pages and words used throughout

page-partners = 提携機関
page-releases = 提供記録
page-shared = 受領情報
partner = 提携機関
cancel = 取消
copy = コピー
copied = コピーしました。
copy-failed = コピーできませんでした。文字列を選択して手動でコピーしてください。
save-file = ファイルに保存
col-number = 番号
exchange-bytes = { $value } B
exchange-kilobytes = { $value } kB
exchange-megabytes = { $value } MB
expiry-in = 残り { $span }
expiry-over = 期限切れ
expiry-none = 期限なし
key-release = r
key-release-does = 表示中の船舶・事象を提携機関へ提供

## Own identity, invitation

partners-lead = このノードと情報を共有する機関と、それぞれとの交換状況です。
partners-none = 提携機関はまだありません。招待状の交換から始めてください。
identity-title = このノード
identity-log = 記録 { $records } 件、最新 { $last }
fingerprint-label = 鍵の指紋
fingerprint-copy = 指紋をコピー
fingerprint-hint = この8組の数字を電話または対面で相手に読み上げてください。この指紋の鍵を持つ者がこのノードです。
fingerprint-type = 相手が読み上げた指紋を入力
fingerprint-group = { $count } 組中 { $n } 組目（5桁）
fingerprint-wrong-group = { $n } 組目が招待状と一致しません。
invite-title = 提携機関を招待
invite-hint = 招待状にはこのノードの名称・鍵・アドレスが入ります。秘密ではありません。大切なのは、声で照合する指紋です。
invite-make = 招待状を作成
invite-text = 招待状
invite-next = 任意の方法で相手に渡し、上の指紋を読み上げてください。相手からも招待状が届きます。
accept-title = 招待状を受け入れる
accept-hint = 招待状を貼り付けるかファイルを選びます。次に、既知の電話番号で相手に電話し、聞き取った指紋を入力してください。
accept-text = 相手の招待状
accept-why = 書き写しを防ぐため、指紋はここには表示しません。1桁でも違えば受け入れません。
accept-do = 照合して受け入れる
accept-done = { $name } が提携機関になりました。協定が発効するまで何も共有されません。
fingerprint-differs = 指紋が一致しません。この招待状は相手が読み上げたノードのものではないか、途中で改変されています。受け入れていません。8組をもう一度確認し、それでも違う場合は新しい招待状を求めてください。
invitation-unreadable = 招待状ではないか、破損しています。受け入れていません。
partner-known = この提携機関は登録済みです。
realm-differs = 一方が実動、他方が演習のノードのため、提携できません。
partner-unknown = この提携機関は登録されていません。

## A partner

partner-invited = 協定未締結
partner-agreed = 協定発効中
link-title = 回線
link-up = 接続中
link-down = 不通
link-cut = 当方で切断中
link-since = { $at } から
link-carrier = 伝送手段
link-error = 直近の障害
link-cut-do = 回線を切断
link-heal = 回線を復旧
link-cut-hint = 確認なしで直ちに切断します。失われるものはなく、復旧後に続きが送られます。
link-cut-done = { $name } との回線を切断しました。復旧するまで送受信は行われません。
link-heal-done = { $name } との回線を復旧しました。待機分を送信しています。
carrier-https = HTTPS
carrier-quic = QUIC（低速回線）
carrier-parcel = 封緘ファイル（手渡し）
fork-title = 警報：{ $name } が同じ系列に対して食い違う2つの内容に署名しました
fork-text = 両方が正しいことはあり得ません。相手のノードが古い複製に戻されたか、他者が相手の鍵を使っています。相手からの受信は拒否しています。回線を切断し、相手に電話し、新しい招待状からやり直してください。
fork-where = 該当箇所：{ $seq } 番
streams-title = 送受信の状況
stream-direction = 方向
stream-sent = 送信
stream-received = 受信
stream-entries = 件数
stream-acknowledged = 受領確認
stream-waiting = 待機
stream-gaps = 欠番
stream-skipped = 新しい内容に置換
stream-countersigned = 連署済
stream-volume = データ量
stream-sent-text = 送信 { $entries } 件：受領確認 { $acknowledged }、待機 { $waiting }、連署済 { $countersigned }
stream-received-text = 受信 { $entries } 件：欠番 { $missing }、連署済 { $countersigned }
gaps-none = なし
refused-title = 受信拒否 { $count } 件
refused-hint = 拒否した受信は何も変更しません。同じ相手から多い場合は電話で確認してください。
drawer-agreement = 協定
drawer-chat = チャット
drawer-parcel = 手渡しファイル

## Why input was refused

exchange-signature = 署名不正
exchange-realm = 実動と演習の混在
exchange-schema = 新しい版の形式
exchange-future = 未来の日付
exchange-too-large = 大きすぎる
exchange-shape = 形式不正
exchange-party = 別の機関からの内容
exchange-key-unknown = 未知の鍵
exchange-key-revoked = 失効した鍵
exchange-digest = 内容が改変されている
refusal-malformed = 形式不正
refusal-oversized = 大きすぎる
refusal-unknown-version = 未知の版
refusal-unknown-stream = 未知の系列
refusal-wrong-realm = 実動と演習の混在
refusal-not-authentic = 相手の封緘がないか、途中で改変されている
refusal-bad-signature = 署名不正
refusal-too-far-ahead = 番号が進みすぎている
refusal-conflict = 同じ番号で内容が異なる
refusal-bad-head = 先頭の署名が内容と合わない
refusal-forked = 系列の分岐
refusal-rolled-back = 状態が巻き戻されている
refusal-replayed = 受信済み
refusal-busy = 待機が多すぎる
copies-too-many = 管理できる写しの数を超えている
refusal-bad-proof = 証明が不正
refusal-quota-used = 割当量を使い切った
refusal-out-of-turn = 手順外

## Agreement

agreement-title = 協定
agreement-none = 協定がありません。何も提供されません。
agreement-in-force = 発効中
agreement-proposed-here = 当方から提案中
agreement-proposed-there = 相手から提案あり
agreement-purposes = 目的
agreement-valid = 有効期間
agreement-open-end = 期限なし
agreement-digest = 要約値 { $digest }
agreement-text = 発効中の協定の本文
agreement-proposed-text = 提案の本文
agreement-here-text = 当方で署名して送信済みです。{ $name } が連署すると発効します。それまでは何も変わりません。
agreement-there-text = { $name } がこの本文を提案しています。変更点を確認し、連署するか電話で協議してください。
agreement-accept = 連署して発効させる
agreement-accepted = 連署しました。協定が発効しました。
agreement-edit = 提案を作成
agreement-edit-title = 提案
agreement-edit-hint = 種別ごとに、何をどの形で提供するかを記します。記載のないものは提供されません。
agreement-fault = { $line } 行目：{ $text }
agreement-send = 署名して提案
agreement-sent = 署名して送信しました。相手が連署すると発効します。
exchange-policy = 協定の本文に誤りがあります。
policy-fields-missing = 項目を指定する形式ですが、項目の記載がありません。
policy-count-min-too-small = 知らせる最小件数が小さすぎ、個々の対象が分かってしまいます。
policy-personal-needs-fields = 個人に関する情報は、項目を指定した場合だけ提供できます。
policy-vms-needs-patrol = 船舶監視システムから得た情報は哨戒のためにのみ提供できます。patrol_place が必要です。
policy-treatment = この項目の扱い方は指定できません。
policy-valid-until = 終わりが始まりより前です。
policy-same-party = 両当事者が同じです。
difference-look = 変更点を表示
difference-first = 先に変更点を確認してください。
difference-released =
    { $count ->
        [0] { $name } へ新たに提供されるものはありません。
       *[other] { $name } へ新たに { $count } 件が提供されます。
    }
difference-otherwise =
    { $count ->
       *[other] { $count } 件が別の形で提供されます。
    }
difference-withheld =
    { $count ->
        [0] 提供が止まるものはありません。
       *[other] { $count } 件が提供されなくなります。
    }
difference-same = { $count } 件は変わりません。
difference-released-title = 新たに提供
difference-withheld-title = 提供を終了
difference-otherwise-title = 別の形で提供（細かい、または粗い）
difference-field-changed = { $name }（別の形）
difference-unheld = 担当官の承認なし
difference-more = …ほか { $count } 件

## Objects, purposes, labels

object-vessel = 船舶
object-position = 位置
object-vms-position = VMS位置
object-vms-alert = VMSに基づく警報
object-event = 事象
object-track = 航跡
object-area = 海域
object-list = 船舶リスト
object-note = メモ
object-case = 事案
object-plan = 哨戒計画
object-order = 命令
object-alert = 警報
purpose-fisheries = 漁業取締り
purpose-patrol = 共同哨戒
purpose-search-and-rescue = 捜索救助
purpose-evacuation = 退避
purpose-safety = 航行安全
purpose-exercise = 演習
level-public = 公開
level-community = 提携機関内
level-protected = 保護
level-enforcement = 取締り
caveat-no-onward = 再提供禁止
caveat-officers-only = 士官限り
caveat-not-for-court = 裁判での使用不可
caveat-source-protected = 情報源秘匿

## Releasing

release-open = 提供
release-title = 提供：{ $title }
share-partner = 提供先
share-purpose = 目的
release-choose = 選択…
release-choose-both = 提供先と目的を選ぶと、相手に見える内容がそのまま表示されます。
release-not-yet = まだ提供していません。
release-fits =
    { $count ->
       *[other] この提供を認める目的が { $count } 件あります。選ぶと、相手に見える内容がそのまま表示されます。
    }
release-fits-none = 現在この提供を認める目的はありません。選ぶと理由が表示されます。
release-do = 提供する
release-approve = 承認して提供する
release-table = 提供前後の項目
release-before = 当方の内容
release-after = 相手に見える内容
release-how = 扱い
release-fields =
    { $withheld ->
        [0] { $name } には { $count } 項目すべてが見えます：
       *[other] { $count } 項目のうち { $withheld } 項目は { $name } に見えません：
    }
release-fields-denied = { $name } へは何も提供されません。（{ $count } 項目、非提供 { $withheld }）
share-expires = 期限
share-purge = 相手側での削除
share-level = 取扱区分
share-caveats = 取扱条件
release-rule = 決め手となった条件：{ $name }
release-approver = 承認できる者：{ $role }
release-honest = 回収または期限により相手側の写しは削除され、署名付きの受領証が届きます。人が読み、書き写した内容は取り戻せません。
release-done = { $name } へ第 { $seq } 号として提供しました。
release-done-waiting = 回線の復旧を待ち、接続後に送信します。
release-done-there = 相手が受領を確認しました。
treated-whole = そのまま
treated-coarse = 粗くする
treated-withheld = 非提供
decision-release = { $name } へ提供できます
decision-hold = 保留：{ $name } への提供には承認が必要です
decision-deny = { $name } へは提供されません
release-denied = 協定により提供できません。何も送信していません。
release-rule-approval = 協定により、この種別の提供は一件ごとに士官の承認を要します。
release-realm = 実動と演習を混ぜることはできません。
release-party = この提携機関との協定ではありません。
release-not-in-force = 発効中の協定がありません。
release-expired = 対象の期限が過ぎています。
release-stopped = 回収されたか、士官が提供を止めています。
release-audience = 取扱表示にこの提携機関がありません。宛先が空の場合は誰にも提供しません。
release-kind = 協定にこの種別がないか、提供しないと定めています。記載のないものは提供されません。
release-level = 協定で提供できる取扱区分を超えています。
release-caveat = 相手が遵守に同意していない取扱条件が付いています。
release-originator = 他機関の情報であり、その取扱表示により再提供できません。
release-personal = 個人に関する情報であり、協定にそのための規則・目的・期限がありません。
release-purpose = 協定または取扱表示がこの目的を認めていません。
release-profile = 取扱表示が求める秘匿処理を協定が定めていません。
release-patrol = 現在その海域に相手の哨戒がありません。
release-pseudonym = 仮名が必要ですが、作成できません。
release-condition = 協定の条件により禁じられています。
release-too-large = 大きすぎて提供できません。

## Releases

releases-lead = 担当官が一件ずつ決めた提供について、相手・提供者・目的・期限と、削除の証明を示します。自動で提供される一覧の船舶は、もう一方の選択肢にあります。
releases-lead-latest = 協定により自動で提供される一覧の船舶です。新しい写しが前の写しに置き換わるため、各船の最新の写しを示します。回収すると、その船の写しがすべて取り戻されます。
releases-which = 写し
releases-decided = 一件ずつ決めたもの
releases-latest = 一覧の船舶（各船の最新の写し）
releases-none-latest = 自動で提供された一覧の船舶はありません。
releases-none = 提供したものはまだありません。
releases-none-filtered = 条件に合う提供はありません。
releases-count = 表示 { $count } 件
release-what = 対象
release-released = 提供日時
release-by = 提供者 { $user }
release-state-waiting = 送信待ち
release-state-acknowledged = 相手が受領
release-state-recalled = 回収中
release-state-purged = 削除済
release-state-held = 相手が削除保留
release-receipt = { $at } 削除、受領証署名済
share-held = { $name } が { $at } から削除を保留中。
release-kept =
    { $over ->
        [yes] 回収済みまたは期限切れ。捜査のため、保留が終わるまで { $name } が保管しています。
       *[other] 回収済み。捜査のため、保留が終わるまで { $name } が保管しています。
    }
hold-line = { $by }：{ $reason }
recall = 回収
recall-named = 第 { $seq } 号（{ $title }）を回収
recall-text = 「{ $title }」を { $name } から回収します。相手側で直ちに非表示となり、削除後に署名付きの受領証が届きます。相手側の法的保留により削除が止まることがあり、その場合はここに表示されます。
recall-text-latest = 自動で提供されたこの船の写しをすべて取り戻します。
recall-reason = 理由（相手に伝わります）
recall-do = 回収する
recall-done = 第 { $seq } 号を { $name } から回収しています。
proof = 証明
proof-named = 第 { $seq } 号（{ $title }）の証明をダウンロード
release-unknown = この提供は記録にありません。

## Shared: copies from partners

shared-lead = 提携機関から提供された情報です。写しはそれぞれ作成機関のものであり、期限が来ると消えます。
shared-none = 提携機関からの情報はありません。
shared-none-filtered = 条件に合う情報はありません。
shared-count = { $count } 件
copy-source = 情報元
copy-what = 内容
copy-open = 表示中の情報
copy-choose = 一覧から選ぶと内容を表示します。
copy-gone = この情報は一覧にありません。削除されたか、絞り込みで隠れています。
copy-shown = 利用可
copy-hidden = 非表示
copy-held = 削除保留
copy-purged = 削除済
copy-hidden-text = 回収または期限切れのため非表示です。所定の時刻に削除され、ここでは読めません。
copy-purged-text = 削除し、受領証を送付しました。この記載だけが残ります。
copy-kept = 捜査のため保管
copy-kept-text = 提供元が回収したか、期限が切れています。保留した担当官だけが読めます。
copy-kept-yours = あなたが保留しています。保留が終わると削除されます。
copy-kept-others = 保留が終わると削除されます。
copy-own-card = 当方の船舶カード
copy-terms = 条件
copy-originator = 作成機関
copy-purge = 当方での削除
copy-purge-held = （保留により停止中）
differ-names = 同じ船に二つの船名
beyond-text = この写しには { $name } の協定で説明できない内容が含まれています：{ $what }。他へ渡さず、{ $name } に知らせてください。
beyond-kind = 種類そのもの
beyond-purpose = 目的
beyond-personal = 個人に関する情報
beyond-time = 協定より細かい時刻
differ-title = 当方の情報と相違
differ-own = 当方の情報
differ-count = 相違 { $count } 件
differ-hint = どちらが正しいとも判断していません。情報源を比べるか、チャットで相手に確認してください。
hold-title = 削除の保留
hold-none = 保留はありません。所定の時刻に削除されます。
hold-reason = 理由（作成機関に表示されます）
hold-do = 保留する
hold-hint = 捜査のため削除を止めます。誰が、なぜ、いつから保留しているかが { $name } に表示されます。
hold-since = { $at } から保留中。
hold-lift = 保留を解除
hold-done = 保留しました。作成機関に通知されます。
hold-lifted = 保留を解除しました。所定の時刻に削除されます。
hold-not-allowed = この情報の取扱表示では保留できません。
shared-field-kind = 種別
shared-field-state = 状態
shared-field-vessels = 船舶
shared-field-confidence = 確度
shared-field-rule = 適用規則
shared-field-codes = 判定内容
shared-field-numbers = 数値
shared-field-evidence = 根拠
shared-field-role = 役割
shared-field-text = 本文

## Partners on the watch floor

tab-partners = 提携機関
tool-partners = 提携機関
legend-partners = 提携機関
legend-partners-text = 中抜きの記号と機関名：提携機関からの情報（船種の形は上と同じ）
legend-partner-trail = 機関名付きの破線：提携機関の情報による選択中の船舶の航跡
partner-vessels-label = 提携機関の船舶情報
partner-vessels-count = 提携機関の船舶情報 { $count } 隻
partner-vessels-none = 船舶情報を提供している提携機関は現在ありません。
partner-vessel-copy = 受領情報：{ $title }
partner-trails = 提携機関からの航跡（{ $count } 件）
partner-trails-hint = 提携機関との協定に基づく受領情報です。他の受領情報と同じく期限が来れば削除され、回収もされます。当方の航跡ファイルには含まれません。
partner-trail-agreement = 協定 第 { $version } 版
partner-trail-within = 概略位置（{ $distance } 以内）
partner-trail-points = { $name }、{ $track }：位置 { $count } 件
partner-trail-newest = 新しい順に { $count } 件を表示しています。
alerts-own = 当方

## Notes and chat

notes-title = メモ
notes-none = メモはまだありません。
notes-role = 分析官以上がメモを書けます。
chat-title = { $name } とのチャット
note-text = メモ
note-share = 共有先
note-share-none = 協定のある提携機関がないため、メモは当方に留まります。
note-send = { $names } へ送信
note-keep = 当方だけに保存
note-own = 当機関限り
note-to = { $names } 宛
note-added = 追加しました。
note-language = 記入言語：{ $language }

## Parcel

parcel-hint = 回線がない場合に、同じ封緘データをファイルで手渡しします。開けるのは提携機関だけで、二度読み込んでも問題ありません。
parcel-out-title = 提携機関へ
parcel-waiting =
    { $count ->
        [0] 待機中のものはありません。
       *[other] { $count } 件が待機中です。
    }
parcel-out = 待機分をファイルに保存
parcel-out-done = 保存しました。相手に届け、返信のファイルを持ち帰ってください。
parcel-in-title = 提携機関から
parcel-in-done = 取り込みました。返信をファイルに保存しました。相手に届けてください。
parcel-in-done-empty = 取り込みました。返信は不要です。

## What the node answers, and more fields

no-exchange = このノードは機関名なしで起動されたため、情報交換を行いません。
no-agreement = この提携機関へ提供できる協定がまだありません。
agreement-ours = 当方から { $name } への提供
agreement-theirs = { $name } から当方への提供
agreement-theirs-none = 協定がなく、何も提供されていません。
agreement-conditions = 条件（Cedar、提供を狭めるだけ）
agreement-gone = なくなった行
agreement-role = 管理者が連署できます。
agreement-of-others = 本文の当事者がこのノードと提携機関ではありません。
copy-untitled = 写し { $seq }
copy-left-out = 大きすぎるためここには表示しません：{ $fields }。写しの大きさは{ $size }です。
copy-save-whole = 写し全体を保存
copy-onward = 再提供先
copy-onward-none = なし
copy-onward-ask = なし（提供元の同意がありません）
copy-onward-allowed = なし（対象に当方の相手機関がありません）
taxii-source-unfit = アドレスまたはコレクションが空か、長すぎます。
positions-of = { $count } 隻の位置
object-other = その他
release-rule-released = 協定により、この種別は下記の項目だけを提供します。
release-rule-count-only = 協定により、この種別は件数だけを提供します。
not-countersigned-yet = まだ証明がありません。相手が連署していません。
proof-incomplete = 系列の一部が欠けているため、証明を作成できません。
parcel-unreadable = この提携機関のものでない、このノード宛でない、または破損したファイルです。何も取り込んでいません。
parcel-cut = ファイルが途中で切れています。何も取り込んでいません。もう一度コピーしてください。
purpose-needed = 協定に複数の目的があり、明らかに適合するものがありません。目的を指定してください。
object-unknown = 対象が見つからないか、すでに保持していません。
note-unfit = メモが空か、長すぎます。
reason-unfit = 理由がないか、長すぎます。
copy-unknown = この写しはすでにありません。
hold-unknown = この写しに保留はありません。
partners-too-many = 提携機関が多すぎます。
invitation-version = この招待状の版には対応していません。
invitation-signature = 招待状が途中で改変されています。受け入れていません。
desk-busy = 情報交換の処理が混み合っています。少し待って再試行してください。
partner-damaged = この提携機関の保存情報を読み取れません。
link-closed = 相手が回線を閉じました。
link-broken = 回線が途切れました。
link-silent = 回線の応答が長時間ありません。
node-stops = 相手のノードが停止しました。
closed-here = 当方で閉じました。
no-key-shown = 接続先が鍵を示していません。
not-for-us = 接続先は別のノードを求めていました。
message-too-long = メッセージが長すぎます。
address-unfit = 相手のアドレスを使用できません。
shared-field-event = 事象番号
shared-field-place = 位置
shared-field-end-place = 終了時の位置
shared-field-from-ms = 開始
shared-field-until-ms = 終了
shared-field-seen-ms = 最終受信
shared-field-mmsis = 関係船舶のMMSI
shared-field-points = 点数
shared-field-reasons = 理由
shared-field-refuted-by = 否定される条件
shared-field-retraction = 取り消し
shared-field-sog-kn = 速力
shared-field-cog-deg = 針路

## Audit

audit-invitation-made = 招待状を作成
audit-partner-accepted = 提携機関を受け入れ
audit-link-cut = 回線を切断
audit-link-healed = 回線を復旧
audit-agreement-proposed = 協定を提案
audit-agreement-accepted = 協定に連署
audit-released = 提携機関へ提供
audit-recalled = 提供を回収
audit-held = 削除を保留
audit-hold-lifted = 保留を解除
audit-note-written = メモを記入
audit-parcel-made = 手渡しファイルを作成
audit-parcel-taken = 手渡しファイルを取込

# Patrols, scopes, consents, comparisons of lists, keys; second officers; logs that partners remember.
agreement-version = 版番号は発効中のものより大きくなければなりません。古い文面は復活しません。
agreement-drafted = 別の担当官の確認待ち
agreement-drafted-text = { $by } が提供範囲を広げうる文面を起案しました。本機関の別の管理者が確認して署名するまで送信されません。
agreement-drafted-version = 第 { $version } 版は起案済みで、まだ送信されていません。
agreement-drafted-waits = 提供範囲が広がりうるため、本機関の別の管理者が確認して署名する必要があります。
agreement-drafted-look = 起案を見る
agreement-second-own = あなたが起案しました。別の管理者が確認して署名する必要があります。
agreement-second = 確認した。署名して提案する
agreement-second-done = 署名して送信しました。相手機関の副署で発効します。
second-officer-needed = 起案者本人およびプログラムは確認者になれません。
draft-unknown = その草案はもう待機していません。
partner-suspended = 鍵が失効。新しい指紋を照合すること
partner-removed = 提携解除済み
partner-clock-ahead = この相手機関の時計は当方より { $minutes } 分進んでいます。どちらかが誤っています。情報は留め置かれません。期限のあるものは、いずれか早い方の時計に従って終了します。
partner-log-title = { $name } のログが、このノードの記憶と一致しません
partner-log-text = 巻き戻し、切り詰め、書き換え、またはなりすましの疑いがあります。相手機関に電話で確認するまで信頼しないでください。
own-log-title = 相手機関の記憶と、このノードのログが一致しません
own-log-text = このノードのログが巻き戻し、切り詰め、または書き換えられています（古いバックアップの復元など）。正しいデータフォルダーに戻すまで新たな署名は行いません。
log-set-back = このノードのログは相手機関の記憶より短くなっています。新たな署名は行いません。
log-forked = 相手機関の記憶とこのノードのログの記録が異なります。新たな署名は行いません。
log-head-of-others = この相手機関のログの先頭ではない
exchange-stopped = 保存データを読めないため、交換を停止しました。
stream-changed = 保存されたストリームが署名されたものと異なります。
stream-cut = このノードが保持を署名した受信エントリが失われています。
terms-missing = 取り扱い条件の記録がない位置が届きました。
node-keys-other = 鍵ファイルの時点がログと一致しません。
node-keys-disk = 鍵ファイルを読み書きできません。
key-handover-under-way = 前回の鍵更新に相手機関がまだ応答していません。回線の復旧を待ってください。
key-unknown = この鍵はありません。
key-revoked-already = この鍵はすでに失効しています。
page-sharing = 哨戒と鍵
sharing-lead = 協定が前提とする宣言：哨戒、適用範囲、転送の同意、リスト照合、およびこのノードの鍵。
patrols-title = 相手機関の哨戒
patrols-hint = 協定で哨戒に結び付けたものは、哨戒中にその海域内でのみ提供され、終了時に削除されます。早期終了は直ちに回収します。
patrol-party = 哨戒する機関
patrol-area = 海域
patrol-until = 終了（UTC）
patrol-open-do = 哨戒を宣言
patrol-opened = 宣言しました。協定で結び付けたものを提供できます。
patrol-close = 今すぐ終了
patrol-closed = 終了しました。写し { $count } 件を回収中です。
patrol-open = 実施中
patrol-planned = 予定
patrol-over = 終了
patrols-none = 宣言された哨戒はありません。
patrol-unknown = その哨戒は実施中ではありません。
patrol-time-unfit = 哨戒は開始が終了より前、終了が将来、期間は最長180日です。
patrols-too-many = 哨戒の数が上限に達しています。
patrol-area-unfit = この海域は哨戒の範囲にできません。
patrol-area-holes = 穴のある海域は使えません。外側を個別の海域として読み込んでください。
scopes-title = 適用範囲
scopes-hint = 適用範囲（作戦、演習、災害）は、ラベルと協定に従い提供先を広げ、または狭めます。
scope-name = 名称
scope-start = 有効と宣言
scope-end = 終了
scope-active = 有効
scope-ended = 終了
scope-done = 宣言しました。
scope-unfit = 名称は英小文字、数字、- _ . のみです。
consents-title = 転送の同意
consents-hint = 発信元の同意がない限り、写しは他に渡りません。同意は提供一覧の画面で与えます。
consents-none = 同意の授受はありません。
consent-do = 転送に同意する
consent-to = 転送先
consent-done = 同意を送信しました。
matches-title = リストを見せずに照合
matches-hint = 自分の識別子のうち相手も持つものだけが分かります。それ以外に分かるのは件数のみです。1日 { $runs } 回、計 { $items } 件まで。
match-kind = 種別
match-kind-imo = IMO番号
match-kind-mmsi = MMSI
match-kind-call-sign = 呼出符号
match-list = リスト
match-list-watch = 当直の順位付き船舶
match-ask = 照会する
match-ask-done = 照会しました。相手の担当官が判断します。
match-answer = このリストで回答
match-refuse = 拒否
match-done-said = 送信しました。
match-asked = 照会済み・回答待ち
match-waiting = 回答が必要
match-working = 照合中
match-progress = { $of } 件中 { $done } 件を照合
match-answered = 回答済み
match-refused = 拒否
match-done = 結果あり
match-counts = 照会 { $asked } 件、リスト { $listed } 件
match-common = 共通 { $count } 件
matches-none = 照合はありません。
match-nothing = リストにこの種別の識別子がありません。
match-too-many = 1回の照合には識別子が多すぎます。
match-kind-unfit = 照合できるのはIMO番号、MMSI、呼出符号のみです。
match-unknown = 該当する照会はありません。
match-unfit = 照合の断片が不整合
list-matches-damaged = 照合の保存データを読めません。
exchange-quota-used = 本日の照合枠を使い切りました。
keys-title = このノードの鍵
keys-hint = 新しい鍵は中断なく引き継がれ、相手機関には回線で知らされます。第三者に渡った恐れがある鍵は失効させてください。その鍵に基づく協定は失効し、相手機関は新しい指紋を音声で照合します。
key-rotate = 新しい鍵に更新
key-rotated = 新しい鍵に切り替えました。相手機関に通知します。
key-link-title = 回線鍵
key-link-hint = 接続はこの鍵で開かれます。新しい鍵は、すべての相手機関が知った時点で切り替わり、回線は開き直されます。
key-link-change = 新しい回線鍵を作成
key-link-changed = 新しい回線鍵を作成しました。
key-link-next = 次の相手機関が知り次第切り替わります：{ $parties }
key-link-at-once = 直ちに切り替える
key-link-at-once-hint = 上記の相手機関は、新しい招待状を手渡しで受け取るまで回線が切れます。
invitation-of-others = 新しい宛先カードはこの相手機関のものではありません。
key-revoke = 失効させる
key-revoke-sure = 失効を確定
key-revoked-done = 失効させました。その鍵に基づく協定は終了しました。
key-current = 使用中
key-rotated-state = 更新済み
key-revoked-state = 失効
key-spoken-to = { $parties } がまだ使用中
col-by = 担当
sharing-role = 当直士官が宣言できます。

## 承認待ちの警報と、提供後に変わったもの

release-waiting-title = 承認待ちの警報 { $count } 件
release-waiting-hint = 協定により、士官が承認するまで保留されています。R で先頭を開きます。
release-waiting-more = ほかにもあります。新しいものだけを調べました。
release-waiting-shown = { $count } 件中 { $shown } 件を表示
release-waiting-next = さらに { $count } 件を表示
release-waiting-fewer = 表示を減らす
release-look = 確認して判断
release-look-named = 確認して判断：{ $title }（{ $name } へ）
release-changed = 提供後に内容が変わりました
release-resend = 再送
release-resend-named = 第 { $seq } 号（{ $title }）を現在の内容で再送
partners-say = 提携機関の情報（{ $count } 件）
partners-differ = { $field }：当方 { $own }、提携機関 { $theirs }

## 提携機関の海域

partner-areas = 提携機関の海域
partner-areas-hint = 提携機関から提供されたままの海域で、回収されると消えます。取り込んだ海域は当方のものとなって残り、監視の判断に使われます。
partner-area-show = { $party } の { $name } を海図に表示
partner-area-taken = { $name } を当方の海域として取り込みました。
take-over = 取り込む
take-over-named = { $party } の { $name } を取り込む
notes-of = メモ：{ $name }

## 個々の対象のラベルに士官が加えるもの

label-title = この対象のラベル
label-audience = 提供できる先
label-nobody = なし
label-scopes = 別の扱いとなる適用範囲
label-hint = ここで加えたものは、以後この対象のすべての提供に適用され、署名付きで記録に残ります。狭めることだけができ、取り消せません。提供済みの写しは変わりません。
label-level-least = 最低でも
label-as-is = 現状のまま
label-end = 終了（UTC）
label-scope = この適用範囲の有効中は従来どおり
label-without = 提供しない先
label-add = ラベルに加える
label-marked = ラベルに加えました。
label-of-others = 提携機関の写しのラベルは、その機関のものです。
label-unfit = ラベルに収まらないか、この対象に加えた回数が多すぎます。
audit-label-marked = ラベルを限定

## 提携機関から伝えられるリスト、件数、命令

object-vessel-list = 船舶リスト
object-order-status = 命令の状況
object-crisis-counts = 危機の人数
list-take-title = 提携機関のリスト
list-take-hint = 取り込むと提携機関名を付けた当方のリストになります。提携機関が回収しても残り、監視の判断に使われます。網羅範囲の申告は取り込みません。
list-take = 当方のリストとして取り込む
list-taken = { $name } を当方のリストとして取り込みました。
count-of = 件数：{ $kind }
shared-field-at-least = 以上
shared-field-fewer-than = 未満
shared-field-csv = リスト本文
shared-field-rows = 行数
partner-orders = 提携機関の命令
patrol-order-withdrawn = 取下げ
