# 哨戒計画：コマンドライン。

plan-progress = { $seconds } 秒、反復 { $iterations } 回：{ $value } 点（上限 { $bound } 点）
plan-summary = { $value } 点（上限 { $bound } 点）、任務 { $visits } 件、{ $miles } 海里、燃料 { $fuel } t、指摘 { $findings } 件（種 { $seed }、反復 { $iterations } 回）。
plan-left-out = 見送り：{ $task }（最大 { $value } 点）。最も近い { $asset }：{ $reason }
plan-finding = { $asset }、{ $stop } 番目、{ $about }：{ $reason } { $detail }
plan-sound = 計画に問題はありません。
error-plan-needs-request = 要求ファイル、または check などのコマンドを指定してください。
error-plan-failed = 計画を作成できません：{ $detail }
error-request-unusable = { $path } の { $line } 行：使えません（{ $reason }）：{ $detail }

# 任務が実施されない理由。

block-not-released = この機関には開示できない
block-forbidden = 計画担当者が禁止
block-pinned-elsewhere = 計画担当者が他の勢力に指定
block-class-wrong = 勢力の種別が合わない
block-no-boarding-team = 立入検査班がいない
block-no-sensor = 適したセンサーがない
block-no-authority = 立入検査の権限がない
block-no-officer = 相手国の係官の乗船が必要
block-no-window = 日中かつ許容される海象での時間枠がない
block-too-late = 時間枠内に到達できない
block-never-met = 相手船が速く離れていく
block-fuel = 燃料の限度内で到達できない
block-endurance = 行動期間または乗員の限度を超える
block-asset-window = その時期は勢力を提供できない
block-plan-ends = 計画終了までに帰投できない
block-hours = 乗員の行動時間を超える
block-no-way = 航路がない
block-meeting = 会合の相手がそろわない
block-visit-too-soon = 前後の訪問と近すぎる
block-air-conflict = 他の航空機に近すぎる
block-order = 計画担当者が定めた順序に反する
block-would-displace = より価値の高い任務を外さないと入らない
block-not-worth = 価値より費用が大きい

# 検査の指摘。

finding-asset-unknown = 提供されていない勢力
finding-route-twice = 一つの勢力に行動予定が二つ
finding-stop-unknown = 要求にないものを指している
finding-mode-unknown = 勢力にない速力区分
finding-ends-at-sea = 港で終わっていない
finding-port-not-allowed = 使用できない港
finding-times-disordered = 時刻の前後が逆
finding-too-fast = 勢力の速力を超える
finding-no-way = 航路がない
finding-distance-wrong = 距離が誤り
finding-place-wrong = その時刻の任務位置と異なる
finding-outside-plan = 計画期間外
finding-outside-asset-window = 勢力の提供期間外
finding-fuel-below-reserve = 燃料が予備量を下回る
finding-fuel-wrong = 燃料量が誤り
finding-fuel-not-there = 補給量が可能量を超える
finding-sortie-too-long = 行動期間が長すぎる
finding-hours-exceeded = 総行動時間の超過
finding-stay-too-short = 在港時間が短すぎる
finding-outside-window = 時間枠外の開始
finding-work-too-short = 作業時間が短すぎる
finding-not-released = この機関には開示できない
finding-class-wrong = 勢力の種別が合わない
finding-no-sensor = 適したセンサーがない
finding-no-boarding-team = 立入検査班がいない
finding-no-authority = 権限が及ばない
finding-no-officer-for-authority = 権限の行使に係官の乗船が必要
finding-instrument-wrong = 引用された根拠が当てはまらない
finding-no-officer = 必要な係官が乗っていない
finding-rider-not-allowed = 係官はその勢力に乗れない
finding-rider-twice = 係官が二度乗船している
finding-tanker-not-allowed = 補給船の対象外の機関
finding-tanker-empty = 補給船の燃料を超える
finding-no-daylight = 夜間である
finding-sea-too-high = 海象が限度を超える
finding-too-many-visits = 回数の超過
finding-visit-too-soon = 訪問の間隔が短すぎる
finding-meeting-incomplete = 会合の任務がそろっていない
finding-meeting-missed = 会合の時刻が合わない
finding-meeting-alone = 同じ勢力だけの会合
finding-air-conflict = 航空機どうしが近すぎる
finding-pin-broken = 指定した勢力が実施していない
finding-forbidden = 計画担当者が禁止
finding-order-broken = 順序が逆
finding-frozen-changed = 発令済みの内容が変わっている
finding-value-wrong = 価値が誤り
finding-total-wrong = 合計が誤り

# 計画機能が断るもの。

id-unfit = 識別子は英数字と - _ . の 1～80 文字で、空白は使えません。
things-too-many = 数が多すぎます。
still-needed = ほかで使われています。
days-out-of-range = 計画の期間は 15 分から 366 日までです。
seconds-out-of-range = 探索は 0.1 秒から 1 時間までです。
text-too-long = 文章が長すぎます。
planner-busy = この計画、またはほかの二つの計画を作成中です。終わるのを待つか停止してください。
plan-not-running = この計画は作成中ではありません。
plan-unsound = 検査で指摘があるため、この計画は発令できません。
status-unknown = そのような状態はありません。
outcome-needs-task = 結果には任務とその結末が必要です。
value-out-of-range = 値が範囲外です。
id-twice = 識別子が重複しています。
id-unknown = 指定されたものが見つかりません。
too-many = 一つの計画には多すぎます。
request-unreadable = 要求を読めません。
