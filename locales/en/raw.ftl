## The bytes of feeds as they were received: page Feeds, evidence packages, `vigie verify`

raw-title = Bytes as received
raw-lead = What each feed received, byte for byte, with time and sender, chained by hashes. An evidence package takes from here the lines that its positions come from.
raw-none = Nothing has been received yet.
raw-since = Kept since
raw-until = Until
raw-size = As received
raw-packed = On the disk
raw-gone = Deleted
raw-gone-told = { $dropped } segments by age or room, { $purged } by recall, up to { $until }
raw-held =
    { $count ->
        [one] 1 segment is kept by a legal hold
       *[other] { $count } segments are kept by a legal hold
    }
raw-lost = { $lost } bytes could not be kept
raw-torn = { $torn } bytes were torn off by a crash
raw-files =
    { $count ->
        [one] names 1 recorded file
       *[other] names { $count } recorded files
    }
raw-vms = VMS
raw-mb = { $mb } MB
raw-rule = How long they are kept
raw-rule-hint = The oldest go first. With 0 days they stay until the room is full; with 0 MB nothing is kept. What a legal hold needs stays.
raw-days = Days
raw-vms_days = Days of feeds with VMS
raw-room = Room for all feeds, MB
raw-purge = Purge
raw-purge-named = Purge the raw bytes of { $address }
raw-purge-title = Purge the raw bytes of { $address }
raw-purge-lead = As who gave the data asks. The hash of each segment stays, and the audit says who did it and why.
raw-purge-why = Who asks for it, and on what ground
raw-purge-ask = Delete everything received from { $address }? This cannot be undone.
raw-purged = { $segments } segments deleted, { $held } kept by a legal hold.
raw-why-needed = Say who asks for it, in at most 200 letters.
raw-head = The log is not the one that the node remembers.
raw-missing = A segment is missing.
raw-changed = A segment was changed.
raw-damaged = A segment cannot be read.
raw-chain = The hash of the segment before does not fit.
raw-index = What a segment holds is not known.
raw-ring = The list of what was deleted cannot be read.
raw-summary = { $lines } raw lines. { $whole } positions are what they say; of { $place } they say who and where, not when; of { $present } they cannot be read alone.
raw-summary-none = No position is in this package.
raw-summary-hint = Each position in data/tracks cites its raw lines, which are in data/raw with time of receipt, receiver, place and SHA-256.
raw-without = { $count } positions without a raw line: { $reason }
raw-why-no-log = raw bytes of this feed were not kept
raw-why-before-log = received before raw bytes were kept
raw-why-beyond-ring = the bytes were deleted by age or room
raw-why-purged = the bytes were purged by recall
raw-why-not-found = not found in what is kept
raw-why-file-changed = the recorded file is no longer the one that was read
raw-why-file-gone = the recorded file is not there any more
raw-why-file-too-large = the recorded file is too large to be read again
raw-why-too-many = more lines than a package holds
package-raw-index = the index of raw lines does not fit
package-raw-chain = the chain of raw segments does not fit
package-raw-cite = a position cites a raw line that is not there
package-raw-differs = a position is not what its raw lines say
package-raw-too-large = too many raw lines to be checked
audit-raw-rule-changed = Keeping of raw bytes changed
audit-raw-purged = Raw bytes purged
audit-raw-anchored = Hashes of the raw logs noted
audit-detail-why = reason
audit-detail-segments = segments
audit-detail-held = held
audit-detail-vms-days = VMS, days
audit-detail-days = days
audit-detail-mb = MB
audit-detail-heads = heads
