# 危機における自国民へのメッセージ。SMSに収まる長さとする。
message-ask = { $crisis }：ご無事ですか。退避を希望されるかどうかもお知らせください。このメッセージに返信するか、大使館のページをご利用ください。
message-seat = { $crisis }：{ $leg }の座席を確保しました。旅券を持って{ $cutoff }（UTC）までに{ $place }へお越しください。出発は{ $departure }（UTC）です。ご確認の返信をお願いします。
message-seat-bus = { $crisis }：{ $leg }の座席を確保しました。バスは{ $bus }（UTC）に{ $place }を出ます。旅券をお持ちください。{ $leg }の出発は{ $departure }（UTC）です。ご確認の返信をお願いします。
message-changed = { $crisis }：退避の予定が変わりました。{ $leg }にご乗車・ご搭乗ください。{ $cutoff }（UTC）までに{ $place }へお越しください。出発は{ $departure }（UTC）です。
message-changed-bus = { $crisis }：退避の予定が変わりました。バスは{ $bus }（UTC）に{ $place }を出て{ $leg }に向かいます。出発は{ $departure }（UTC）です。
message-changed-none = { $crisis }：ご案内した座席は利用できなくなりました。その場でお待ちください。別の手段を探し、改めてご連絡します。
message-gather = { $crisis }：安全を確保できしだい{ $place }へお越しください。旅券と2日分の必需品をお持ちください。
message-over = { $crisis }：退避支援は終了しました。なお支援が必要な方は大使館へご連絡ください。
message-words = { $crisis }：{ $words }
message-languages = 伝わらない人を出さないため、英語・フランス語・日本語のすべてで文面が必要です。
message-words-unfit = 文面が長すぎるか、対応していない言語です。
message-id = 送信の識別子が32桁の16進数ではありません。
message-place = どこに集まるかを指定してください。
message-audience = 座席の案内は計画に載った人へ、変更の案内は予定が変わった人へ送ります。
messages-not-written = ゲートウェイ用のメッセージを書き込めませんでした。何も送信されていません。
