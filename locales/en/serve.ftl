# The service: what it prints at the start, and faults of the store.

serve-address = Vigie: { $address }
serve-setup = To make the first account open: { $address }
serve-feed-failed = The feed { $name } failed. { $sentence }

retract-not-found-again = The watch no longer finds it in the archive, after a change of rules or program.
by-unknown = A report is by flag, by gear, or by both.
step-unknown = A step is day, week or month.
text-not-utf8 = The text is not UTF-8.
engine-ended = The engine of the watch ended. The log says why.
store-batch-too-large = A batch is too large to be kept at once.
store-damaged = A stored file is damaged.
store-database = The database refused.
store-disk = The disk refused.
store-exists = There is one already.
store-parquet = A position file cannot be read or written.
store-realm = The data folder belongs to another realm: live data and exercises never mix.
store-too-new = The data was written by a newer version of the program.
