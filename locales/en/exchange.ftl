### Texts of the exchange with partners: partners, agreements, releases, copies, notes.

## Pages and words used throughout

page-partners = Partners
page-releases = Releases
page-shared = Shared
partner = Partner
cancel = Cancel
copy = Copy
copied = Copied.
copy-failed = The browser did not copy. Select the text and copy it by hand.
save-file = Save as file
col-number = No.
exchange-bytes = { $value } B
exchange-kilobytes = { $value } kB
exchange-megabytes = { $value } MB
expiry-in = in { $span }
expiry-over = over
expiry-none = no end
key-release = r
key-release-does = Release the open vessel or event to a partner

## Own identity, invitation

partners-lead = Agencies with which this node shares, and how the exchange with each of them stands.
partners-none = No partner yet. Exchange invitations to begin.
identity-title = This node
identity-log = { $records } records, last { $last }
fingerprint-label = Fingerprint
fingerprint-copy = Copy fingerprint
fingerprint-hint = Read these eight groups to your partner by telephone or in person. Whoever holds this fingerprint’s key is this node.
fingerprint-type = Fingerprint as your partner reads it to you
fingerprint-group = Group { $n } of { $count }, five digits
fingerprint-wrong-group = Group { $n } differs from the invitation.
invite-title = Invite a partner
invite-hint = An invitation holds this node’s name, key and address. It is no secret: what counts is the fingerprint, compared by voice.
invite-make = Make an invitation
invite-text = Invitation
invite-next = Give it to your partner by any way, then read the fingerprint above aloud. Your partner sends you one in return.
accept-title = Accept an invitation
accept-hint = Paste the invitation or choose its file. Then call your partner, at a number you already know, and type the fingerprint you hear.
accept-text = Invitation of the partner
accept-why = The fingerprint is not shown here, so that it is heard and not copied. If one digit differs, nothing is accepted.
accept-do = Compare and accept
accept-done = { $name } is now a partner. Nothing is shared until an agreement is in force.
fingerprint-differs = The fingerprint differs. This invitation is not from the node your partner read to you, or it was changed on the way. Nothing was accepted. Read all eight groups again; if they still differ, ask for a new invitation.
invitation-unreadable = This is no invitation, or it is damaged. Nothing was accepted.
partner-known = This partner is already known.
realm-differs = One of the two nodes is live and the other runs an exercise. They cannot be partners.
partner-unknown = This partner is not known.

## A partner

partner-invited = No agreement yet
partner-agreed = Agreement in force
link-title = Link
link-up = Up
link-down = Down
link-cut = Cut here
link-since = since { $at }
link-carrier = Carrier
link-error = Last fault
link-cut-do = Cut link
link-heal = Heal link
link-cut-hint = At once, without a question. Nothing is lost: the rest follows when the link is healed.
link-cut-done = Link to { $name } cut. Nothing leaves and nothing arrives until it is healed.
link-heal-done = Link to { $name } healed. What waited is being sent.
carrier-https = HTTPS
carrier-quic = QUIC, thin link
carrier-parcel = Parcel, carried by hand
fork-title = ALARM: { $name } has signed two different accounts of the same stream
fork-text = Both cannot be true. The partner’s node was set back to an old copy, or someone else uses its key. What it sends is refused. Cut the link, call the partner, and begin again with a new invitation.
fork-where = At entry { $seq }.
streams-title = Exchange
stream-direction = Direction
stream-sent = Sent
stream-received = Received
stream-entries = Entries
stream-acknowledged = Acknowledged
stream-waiting = Waiting
stream-gaps = Gaps
stream-skipped = Replaced by newer
stream-countersigned = Countersigned
stream-volume = Volume
stream-sent-text = Sent { $entries }: acknowledged { $acknowledged }, waiting { $waiting }, countersigned { $countersigned }
stream-received-text = Received { $entries }: missing { $missing }, countersigned { $countersigned }
gaps-none = none
refused-title =
    { $count ->
        [one] 1 input refused
       *[other] { $count } inputs refused
    }
refused-hint = Refused input changes nothing here. Much of it from one partner is a reason to call.
drawer-agreement = Agreement
drawer-chat = Chat
drawer-parcel = Parcel by hand

## Why input was refused

exchange-signature = Signature wrong
exchange-realm = Live and exercise mixed
exchange-schema = Form of a newer version
exchange-future = Dated in the future
exchange-too-large = Too large
exchange-shape = Form wrong
exchange-party = From another party
exchange-key-unknown = Key not known
exchange-key-revoked = Key revoked
exchange-digest = Content changed
refusal-malformed = Malformed
refusal-oversized = Too large
refusal-unknown-version = Unknown version
refusal-unknown-stream = Unknown stream
refusal-wrong-realm = Live and exercise mixed
refusal-not-authentic = Not sealed by the partner, or changed on the way
refusal-bad-signature = Signature wrong
refusal-too-far-ahead = Number too far ahead
refusal-conflict = Same number, other content
refusal-bad-head = Head does not fit the entries
refusal-forked = Stream forked
refusal-rolled-back = State set back
refusal-replayed = Seen before
refusal-busy = Too much waiting
copies-too-many = More copies than this node keeps account of
refusal-bad-proof = Proof wrong
refusal-quota-used = Quota used up
refusal-out-of-turn = Out of turn

## Agreement

agreement-title = Agreement
agreement-none = No agreement. Nothing is released.
agreement-in-force = In force
agreement-proposed-here = Proposed by us
agreement-proposed-there = Proposed by the partner
agreement-purposes = Purposes
agreement-valid = Valid
agreement-open-end = no end
agreement-digest = digest { $digest }
agreement-text = Text of the agreement in force
agreement-proposed-text = Text of the proposal
agreement-here-text = Signed here and sent. In force once { $name } countersigns; until then nothing changes.
agreement-there-text = { $name } proposes this text. Look at what it changes, then countersign or call.
agreement-accept = Countersign and put in force
agreement-accepted = Countersigned. The agreement is in force.
agreement-edit = Write a proposal
agreement-edit-title = Proposal
agreement-edit-hint = The text says per kind of object what leaves and in what form. What is not named is not released.
agreement-fault = Line { $line }: { $text }
agreement-send = Sign and propose
agreement-sent = Signed and sent. In force once the partner countersigns.
exchange-policy = The text of the agreement has a fault.
policy-fields-missing = Fields are asked for, but none is named.
policy-count-min-too-small = The least number to be told is too small: it would tell of single objects.
policy-personal-needs-fields = Data about persons leaves with named fields only.
policy-vms-needs-patrol = What comes from a vessel monitoring system leaves only for a patrol: the rule needs patrol_place.
policy-treatment = This treatment of a field is not possible.
policy-valid-until = The end lies before the beginning.
policy-same-party = Both parties are the same.
difference-look = Show the difference
difference-first = Look at the difference first.
difference-released =
    { $count ->
        [0] Would newly release nothing to { $name }.
        [one] Would newly release 1 object to { $name }.
       *[other] Would newly release { $count } objects to { $name }.
    }
difference-otherwise =
    { $count ->
        [one] 1 object would leave in another form.
       *[other] { $count } objects would leave in another form.
    }
difference-withheld =
    { $count ->
        [0] Nothing would be withheld that leaves now.
        [one] 1 object would no longer leave.
       *[other] { $count } objects would no longer leave.
    }
difference-same = { $count } stay as they are.
difference-released-title = Newly released
difference-withheld-title = No longer released
difference-otherwise-title = In another form, finer or coarser
difference-field-changed = { $name } (in another form)
difference-unheld = without an officer’s approval
difference-more = … and { $count } more

## Objects, purposes, labels

object-vessel = Vessel
object-position = Positions
object-vms-position = VMS position
object-vms-alert = Alert from VMS
object-event = Event
object-track = Track
object-area = Area
object-list = Vessel list
object-note = Note
object-case = Case
object-plan = Patrol plan
object-order = Order
object-alert = Alert
purpose-fisheries = Fisheries enforcement
purpose-patrol = Joint patrol
purpose-search-and-rescue = Search and rescue
purpose-evacuation = Evacuation
purpose-safety = Safety of navigation
purpose-exercise = Exercise
level-public = Public
level-community = Community of partners
level-protected = Protected
level-enforcement = Enforcement
caveat-no-onward = Not to be passed on
caveat-officers-only = Officers only
caveat-not-for-court = Not for use in court
caveat-source-protected = Source protected

## Releasing

release-open = Release
release-title = Release: { $title }
share-partner = To partner
share-purpose = Purpose
release-choose = Choose…
release-choose-both = Choose partner and purpose. The preview then shows exactly what the partner would see.
release-not-yet = Nothing left yet.
release-fits =
    { $count ->
        [one] One purpose allows this release. Choose it.
       *[other] { $count } purposes allow this release. Choose one: the preview then shows exactly what the partner would see.
    }
release-fits-none = No purpose allows this release now. Choose one to see why.
release-do = Release
release-approve = Approve and release
release-table = Fields before and after
release-before = Here
release-after = Partner sees
release-how = Treated
release-fields =
    { $withheld ->
        [0] { $name } sees all { $count } fields:
        [one] { $name } sees { $count } fields, 1 of them withheld:
       *[other] Of { $count } fields, { $name } does not see { $withheld }:
    }
release-fields-denied = Nothing leaves for { $name }. ({ $count } fields, { $withheld } withheld.)
share-expires = Expires
share-purge = Deleted there
share-level = Level
share-caveats = Caveats
release-rule = Conditions that decided: { $name }
release-approver = May approve: { $role }
release-honest = Recall and expiry delete the copy at the partner, with a signed receipt. What a person has read or copied out cannot be taken back.
release-done = Released to { $name } as No. { $seq }.
release-done-waiting = It waits for the link and goes first when it is up.
release-done-there = The partner has acknowledged it.
treated-whole = whole
treated-coarse = coarse
treated-withheld = withheld
decision-release = May be released to { $name }
decision-hold = Held: release to { $name } needs approval
decision-deny = Not released to { $name }
release-denied = The agreement does not allow this release. Nothing left.
release-rule-approval = The agreement asks for an officer’s approval of each release of this kind.
release-realm = Live and exercise do not mix.
release-party = The agreement is not with this partner.
release-not-in-force = No agreement is in force.
release-expired = The object’s time is over.
release-stopped = It was recalled, or an officer stopped its release.
release-audience = The label does not name this partner. An empty audience is nobody.
release-kind = The agreement does not name this kind, or says that it stays here. What is not named is not released.
release-level = It is more sensitive than the agreement releases.
release-caveat = It carries a caveat that the partner has not agreed to honour.
release-originator = It is another agency’s, whose label does not let it pass on.
release-personal = It is about a person, and the agreement has no rule, purpose or end for that.
release-purpose = Neither the agreement nor the label allows this purpose.
release-profile = The label asks for a redaction that the agreement does not know.
release-patrol = The partner has no patrol there now.
release-pseudonym = A pseudonym is asked for and cannot be made.
release-condition = A condition of the agreement forbids it.
release-too-large = It is too large to release.

## Releases

releases-lead = What officers decided one by one: to whom, by whom, for what, until when, and whether its deletion is proven. Vessels of the list that leave by themselves are the other choice.
releases-lead-latest = Vessels of the list that leave by themselves under the agreement. Each new copy replaces the one before: here is the newest copy of each. A recall takes back all copies of that vessel.
releases-which = Copies
releases-decided = Decided one by one
releases-latest = Vessels of the list, newest copy of each
releases-none-latest = No vessel of the list has left by itself.
releases-none = Nothing was released yet.
releases-none-filtered = No release matches the filter.
releases-count =
    { $count ->
        [one] 1 release shown
       *[other] { $count } releases shown
    }
release-what = What
release-released = Released
release-by = by { $user }
release-state-waiting = Waiting
release-state-acknowledged = At the partner
release-state-recalled = Recalled
release-state-purged = Purged
release-state-held = Held by the partner
release-receipt = Purged at { $at }, receipt signed
share-held = Held by { $name } since { $at }.
release-kept =
    { $over ->
        [yes] Recalled or past its end; kept by { $name } for an investigation until the hold ends.
       *[other] Recalled; kept by { $name } for an investigation until the hold ends.
    }
hold-line = { $by }: { $reason }
recall = Recall
recall-named = Recall No. { $seq }, { $title }
recall-text = Recall “{ $title }” from { $name }: it is hidden there at once, deleted, and a signed receipt comes back. A legal hold there may suspend the deletion; you would see it here.
recall-text-latest = All copies of this vessel that left by themselves are taken back.
recall-reason = Reason, told to the partner
recall-do = Recall
recall-done = No. { $seq } is being recalled from { $name }.
proof = Proof
proof-named = Download the proof of No. { $seq }, { $title }
release-unknown = This release is not known.

## Shared: copies from partners

shared-lead = What partners released to us. Each copy belongs to its originator and ends at its time.
shared-none = No copy from a partner.
shared-none-filtered = No copy matches the filter.
shared-count =
    { $count ->
        [one] 1 copy
       *[other] { $count } copies
    }
copy-source = Source
copy-what = What
copy-open = Open copy
copy-choose = Choose a copy to read it.
copy-gone = This copy is not in the list: removed, or hidden by the filter.
copy-shown = In use
copy-hidden = Hidden
copy-held = On hold
copy-purged = Purged
copy-hidden-text = Hidden: recalled or expired. It is deleted at its time and cannot be read here.
copy-purged-text = Deleted, and the receipt was sent. Only this entry remains.
copy-kept = Kept for an investigation
copy-kept-text = Recalled by its giver, or past its end: only the officer who holds it can read it.
copy-kept-yours = You hold it. It is deleted when the hold ends.
copy-kept-others = It is deleted when the hold ends.
copy-own-card = Own vessel card
copy-terms = Conditions
copy-originator = Originator
copy-purge = Deleted here
copy-purge-held = (suspended by a hold)
differ-names = Same ship, two names
beyond-text = This copy holds more than the agreement of { $name } explains: { $what }. Do not pass it on, and tell { $name }.
beyond-kind = the kind itself
beyond-purpose = the purpose
beyond-personal = data about a person
beyond-time = times finer than agreed
differ-title = Differs from our picture
differ-own = Our picture
differ-count =
    { $count ->
        [one] 1 difference
       *[other] { $count } differences
    }
differ-hint = Neither side is taken for the truth. Compare the sources, or ask the partner by chat.
hold-title = Hold
hold-none = No hold: this copy is deleted at its time.
hold-reason = Reason, visible to the originator
hold-do = Hold
hold-hint = A hold suspends the deletion for an investigation. { $name } sees who holds, why, and since when.
hold-since = Since { $at }.
hold-lift = Lift the hold
hold-done = On hold. The originator is told.
hold-lifted = Hold lifted. The copy is deleted at its time.
hold-not-allowed = The label of this copy does not allow a hold.
shared-field-kind = Kind
shared-field-state = State
shared-field-vessels = Vessels
shared-field-confidence = Confidence
shared-field-rule = Rule
shared-field-codes = Findings
shared-field-numbers = Figures
shared-field-evidence = Evidence
shared-field-role = Role
shared-field-text = Text

## Partners on the watch floor

tab-partners = Partners
tool-partners = Partners
legend-partners = Partners
legend-partners-text = Hollow symbol with the partner’s badge: a copy from that partner, of any type above
legend-partner-trail = Dashed line with the partner’s badge: where that partner says the chosen vessel was
partner-vessels-label = Vessels of partners
partner-vessels-count =
    { $count ->
        [one] 1 vessel of partners
       *[other] { $count } vessels of partners
    }
partner-vessels-none = No partner shares vessels now.
partner-vessel-copy = Copy: { $title }
partner-trails = Tracks from partners ({ $count })
partner-trails-hint = Copies under the partners’ agreements. They end and are taken back as any copy; they are in no file of our own track.
partner-trail-agreement = Agreement { $version }
partner-trail-within = place coarse, within { $distance }
partner-trail-points =
    { $count ->
        [one] { $name }, { $track }: one position
       *[other] { $name }, { $track }: { $count } positions
    }
partner-trail-newest =
    { $count ->
        [one] Only the newest position is listed.
       *[other] The newest { $count } positions are listed.
    }
alerts-own = Own

## Notes and chat

notes-title = Notes
notes-none = No note yet.
notes-role = An analyst may write notes.
chat-title = Chat with { $name }
note-text = Note
note-share = Share with
note-share-none = No partner with an agreement: the note stays here.
note-send = Send to { $names }
note-keep = Keep here
note-own = this agency only
note-to = to { $names }
note-added = Added.
note-language = Marked as written in: { $language }

## Parcel

parcel-hint = Where no link is: the same sealed bytes in a file, carried by hand. Only the partner can open it; a file taken twice does no harm.
parcel-out-title = To the partner
parcel-waiting =
    { $count ->
        [one] 1 entry waits.
       *[other] { $count } entries wait.
    }
parcel-out = Save what waits as a file
parcel-out-done = Saved. Carry it to the partner and bring back the answer.
parcel-in-title = From the partner
parcel-in-done = Taken. The answer is saved as a file: it goes back to the partner.
parcel-in-done-empty = Taken. No answer is needed.

## What the node answers, and more fields

no-exchange = This node exchanges nothing: it was started without a party name.
no-agreement = No agreement lets anything leave for this partner yet.
agreement-ours = What we release to { $name }
agreement-theirs = What { $name } releases to us
agreement-theirs-none = No agreement: nothing comes from there.
agreement-conditions = Conditions (Cedar), which only narrow
agreement-gone = Lines that are no longer there
agreement-role = An administrator may countersign.
agreement-of-others = The text is not between this node and this partner.
copy-untitled = Copy { $seq }
copy-left-out = Too large to be shown here: { $fields }. The copy has { $size }.
copy-save-whole = Save the whole copy
copy-onward = May go on to
copy-onward-none = Nobody
copy-onward-ask = Nobody; its originator has not consented
copy-onward-allowed = Nobody of our partners is in its audience
taxii-source-unfit = The address or collection is empty or too long.
positions-of = { $count ->
    [one] Positions of 1 vessel
   *[other] Positions of { $count } vessels
}
object-other = Other
release-rule-released = The agreement releases this kind, with the fields below and no others.
release-rule-count-only = The agreement lets only numbers of this kind leave.
not-countersigned-yet = There is no proof yet: the partner has not countersigned.
proof-incomplete = The proof cannot be made: part of the stream is missing.
parcel-unreadable = This file is not from this partner, not for this node, or damaged. Nothing was taken.
parcel-cut = The file is cut short. Nothing of it was taken: copy it again.
purpose-needed = The agreement has several purposes and none of them fits plainly: name one.
object-unknown = This object is not known or no longer at hand.
note-unfit = The note is empty or too long.
reason-unfit = The reason is missing or too long.
copy-unknown = This copy is no longer here.
hold-unknown = There is no hold on this copy.
partners-too-many = There are too many partners.
invitation-version = This invitation is of a version that this node does not know.
invitation-signature = The invitation was changed on the way. Nothing was accepted.
desk-busy = The exchange is busy. Try again in a moment.
partner-damaged = What is stored of this partner cannot be read.
link-closed = The partner closed the link.
link-broken = The link broke off.
link-silent = Nothing was heard on the link for too long.
node-stops = The partner’s node stopped.
closed-here = Closed here.
no-key-shown = The other side showed no key.
not-for-us = The other side wanted another node.
message-too-long = A message was too long.
address-unfit = The partner’s address cannot be used.
shared-field-event = Event number
shared-field-place = Position
shared-field-end-place = Position at the end
shared-field-from-ms = Start
shared-field-until-ms = End
shared-field-seen-ms = Last heard
shared-field-mmsis = MMSI of the vessels
shared-field-points = Points
shared-field-reasons = Reasons
shared-field-refuted-by = What would refute it
shared-field-retraction = Withdrawal
shared-field-sog-kn = Speed
shared-field-cog-deg = Course

## Audit

audit-invitation-made = Invitation made
audit-partner-accepted = Partner accepted
audit-link-cut = Link cut
audit-link-healed = Link healed
audit-agreement-proposed = Agreement proposed
audit-agreement-accepted = Agreement countersigned
audit-released = Released to a partner
audit-recalled = Release recalled
audit-held = Hold placed
audit-hold-lifted = Hold lifted
audit-note-written = Note written
audit-parcel-made = Parcel made
audit-parcel-taken = Parcel taken in

# Patrols, scopes, consents, comparisons of lists, keys; second officers; logs that partners remember.
agreement-version = The version must be higher than the one in force: an old text does not come back.
agreement-drafted = Waits for a second officer
agreement-drafted-text = { $by } drafted a text that may release more than before. Another administrator of this agency has to look and sign; only then is it sent.
agreement-drafted-version = Version { $version } is drafted, not sent.
agreement-drafted-waits = It may release more than before: a second administrator of this agency has to look and sign.
agreement-drafted-look = Go to the draft
agreement-second-own = You drafted it: another administrator has to look and sign.
agreement-second = I looked at it: sign and propose
agreement-second-done = Signed and sent. In force once the partner countersigns.
second-officer-needed = Whoever drafted it cannot be the second officer, and neither can a program.
draft-unknown = No such draft waits any more.
partner-suspended = Key revoked: compare the new fingerprint
partner-removed = No partner any more
partner-clock-ahead = The clock of this partner is { $minutes } minutes ahead of ours: one of the two is wrong. Nothing is kept back; what has an end, ends here no later than it would by either clock.
partner-log-title = The log of { $name } does not fit what this node remembers of it
partner-log-text = It was set back, cut or rewritten, or someone else speaks for that node. Call the agency before you rely on anything from it.
own-log-title = A partner remembers another log of this node
own-log-text = This node’s log was set back, cut or rewritten, perhaps by a restored backup. Nothing new is signed until the right data folder is restored.
log-set-back = The log of this node ends before what a partner remembers. Nothing new is signed.
log-forked = A partner remembers another record of this node’s log. Nothing new is signed.
log-head-of-others = Not a head of this partner’s log
exchange-stopped = The exchange stopped: its store cannot be read.
stream-changed = What is stored of a stream is not what was signed.
stream-cut = Received entries are gone that this node had signed to hold.
terms-missing = Positions came without the record that says what may be done with them.
node-keys-other = The key file is of another time than the log.
node-keys-disk = The key file cannot be read or written.
key-handover-under-way = A partner has not answered the last change of keys yet. Wait for the link.
key-unknown = This node has no such key.
key-revoked-already = This key is revoked already.
page-sharing = Patrols and keys
sharing-lead = What officers declare and the agreements hang on: patrols, scopes, consents, comparisons of lists, and this node’s keys.
patrols-title = Patrols of partners
patrols-hint = What an agreement ties to a patrol leaves only while one is open, inside its area, and is deleted at its end. Ending one early recalls it at once.
patrol-party = Partner on patrol
patrol-area = Area
patrol-until = Until (UTC)
patrol-open-do = Declare the patrol
patrol-opened = Declared. What the agreement ties to it may leave now.
patrol-close = End now
patrol-closed = Ended. { $count } copies are recalled.
patrol-open = Open
patrol-planned = Planned
patrol-over = Over
patrols-none = No patrol is declared.
patrol-unknown = No such patrol is open.
patrol-time-unfit = A patrol begins before it ends, ends in the future and lasts at most 180 days.
patrols-too-many = Too many patrols are kept.
patrol-area-unfit = This area cannot bound a patrol.
patrol-area-holes = This area has holes, which a patrol cannot have. Load its outer parts as areas of their own.
scopes-title = Scopes
scopes-hint = A scope (an operation, an exercise, a disaster) widens or narrows who may have what, as labels and agreements say.
scope-name = Name
scope-start = Declare active
scope-end = End
scope-active = Active
scope-ended = Ended
scope-done = Declared.
scope-unfit = A name has small letters, digits, - _ and . only.
consents-title = Consents to pass on
consents-hint = Without its originator’s consent, a copy goes to nobody else. Consents are given on the release, on the page Releases.
consents-none = No consent was given or received.
consent-do = Let it be passed on
consent-to = To
consent-done = Consent sent.
matches-title = Compare lists without showing them
matches-hint = You learn which of your own identifiers the partner has too; nobody learns anything else but how long the lists are. At most { $items } identifiers in { $runs } questions a day.
match-kind = What
match-kind-imo = IMO numbers
match-kind-mmsi = MMSI
match-kind-call-sign = Call signs
match-list = List
match-list-watch = Ranked vessels of this watch
match-ask = Ask
match-ask-done = Asked. An officer over there decides.
match-answer = Answer with this list
match-refuse = Refuse
match-done-said = Sent.
match-asked = Asked, waiting
match-waiting = Waits for us
match-working = Being compared
match-progress = { $done } of { $of } compared
match-answered = Answered
match-refused = Refused
match-done = Known
match-counts = { $asked } asked, { $listed } on the list
match-common = { $count } in common
matches-none = No lists were compared.
match-nothing = The list has no identifiers of this kind.
match-too-many = Too many identifiers for one comparison.
match-kind-unfit = Only IMO numbers, MMSI and call signs can be compared.
match-unknown = No such question waits.
match-unfit = Part of a comparison that does not fit
list-matches-damaged = What is kept of comparisons cannot be read.
exchange-quota-used = The day’s quota of comparisons is used.
keys-title = Keys of this node
keys-hint = A new key takes over without a break; partners learn of it on the link. Revoke a key when someone else may have it: agreements that rest on it end, and partners compare the new fingerprint by voice.
key-rotate = Make a new key
key-rotated = A new key took over. Partners are told.
key-link-title = Link key
key-link-hint = Connections are opened under it. A new one takes over when every partner knows it; links are then opened anew.
key-link-change = Make a new link key
key-link-changed = A new link key was made.
key-link-next = Takes over when it is known to: { $parties }
key-link-at-once = Let it take over now
key-link-at-once-hint = Partners named above lose the link until they get the new invitation by hand.
invitation-of-others = The new address card is not of this partner.
key-revoke = Revoke
key-revoke-sure = Revoke for good
key-revoked-done = Revoked. Agreements that rested on it are over.
key-current = In use
key-rotated-state = Replaced
key-revoked-state = Revoked
key-spoken-to = still spoken to by { $parties }
col-by = By
sharing-role = A watch officer may declare this.

## What waits for an officer, and what changed since it was released

release-waiting-title =
    { $count ->
        [one] 1 alert waits for approval
       *[other] { $count } alerts wait for approval
    }
release-waiting-hint = The agreement holds each of them until an officer approves. R opens the first.
release-waiting-more = There are more; only the newest were looked at.
release-waiting-shown = { $shown } of { $count } shown
release-waiting-next = Show { $count } more
release-waiting-fewer = Show fewer
release-look = Look and decide
release-look-named = Look and decide: { $title }, to { $name }
release-changed = Changed since you released it
release-resend = Send again
release-resend-named = Send No. { $seq } ({ $title }) again as it is now
partners-say = Partners say ({ $count })
partners-differ = { $field }: we know { $own }, the partner says { $theirs }

## Areas of partners

partner-areas = Areas of partners
partner-areas-hint = As the partner released them; they go when the partner takes them back. One that you take over is your own: it stays, and the watch judges by it.
partner-area-show = Show { $name } of { $party } on the chart
partner-area-taken = { $name } is an area of your own now.
take-over = Take over
take-over-named = Take over { $name } of { $party }
notes-of = Notes: { $name }

## What an officer adds to the label of one object

label-title = Label of this object
label-audience = May go to
label-nobody = nobody
label-scopes = Otherwise inside
label-hint = What you add binds every release of this object from now on and is signed into the log. It only narrows and cannot be taken back; copies that left stay as they are.
label-level-least = At least
label-as-is = as it is
label-end = Ends (UTC)
label-scope = As before while this scope is active
label-without = Not for
label-add = Add to the label
label-marked = Added to the label.
label-of-others = The label of a partner’s copy is the partner’s.
label-unfit = This does not fit the label, or the object was marked too often.
audit-label-marked = Label narrowed

## Lists, numbers and orders that partners tell

object-vessel-list = Vessel list
object-order-status = State of an order
object-crisis-counts = Counts of a crisis
list-take-title = The partner’s list
list-take-hint = Taken over, it is a list of your own, named after the partner: it stays when the partner takes its own back, and the watch judges by it. What it claims to be complete for is not taken over.
list-take = Take over as our list
list-taken = { $name } is a list of your own now.
count-of = Number: { $kind }
shared-field-at-least = At least
shared-field-fewer-than = Fewer than
shared-field-csv = Text of the list
shared-field-rows = Rows
partner-orders = Orders of the partner
patrol-order-withdrawn = Withdrawn
