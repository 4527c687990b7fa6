# ノードが拒否した受付端末の記録(端末と危機管理室の両方で表示)
note-refused-crisis-event = 読み取れません
note-refused-crisis-event-signature = 記載された端末の署名がありません
note-refused-crisis-device-unknown = 端末がこのノードに設定されていません
note-refused-crisis-act-not-desk = 受付端末では記録できない内容です
devices-refused-title = 拒否された記録 { $count } 件
devices-refused-hint = どこにも数えられていません。その前後に端末が記録したものは受け取られています。端末は記録を保持し、送信のたびに再試行します。受付に事情を確認し、ここで記録してください。
devices-refused-why = 理由
devices-refused-do = 確認しました
devices-refused-seen = { $count } 件を確認済みにしました。
checkin-note-refused = この端末の記録 { $count } 件をノードが拒否しました（{ $why }）。記録はここに保存され、送信のたびに再試行されます。ほかの記録はすべて送信されました。領事担当者に伝えてください：{ $names }
checkin-forget-refused-ask = この端末の内容をすべて消去しますか。ノードが拒否した記録が { $count } 件あり、未送信のものは失われます。
checkin-leg-closed-mark = { $leg }（搭乗締切済み）
checkin-leg-closed = { $leg } の搭乗は { $time } に締め切られました（この端末が { $heard } に受けた情報）。搭乗の記録は引き続きできますが、領事担当官が処理するまで最終名簿と食い違いとして残ります。先に搭乗口の担当官に連絡してください。
