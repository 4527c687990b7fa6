# サービス：起動時の表示と保存の障害。

serve-address = Vigie：{ $address }
serve-setup = 最初のアカウントを作るには次を開いてください：{ $address }
serve-feed-failed = フィード { $name } が停止しました。{ $sentence }

retract-not-found-again = 規則またはプログラムの変更後、記録からこの事象は再び見つかりませんでした。
by-unknown = 集計は旗国別、漁具別、またはその両方です。
step-unknown = 期間の単位は day（日）、week（週）、month（月）のいずれかです。
text-not-utf8 = 文字コードが UTF-8 ではありません。
engine-ended = 監視エンジンが停止しました。理由はログにあります。
store-batch-too-large = 一度に保存するには大きすぎます。
store-damaged = 保存されたファイルが壊れています。
store-database = データベースが拒否しました。
store-disk = ディスクが拒否しました。
store-exists = 既に存在します。
store-parquet = 位置ファイルを読み書きできません。
store-realm = このデータフォルダは別の領域のものです。実運用と演習は決して混ざりません。
store-too-new = このデータは新しい版のプログラムで書かれています。
