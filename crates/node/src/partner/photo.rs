//! Photographs and documents of a case that is held together: each that an officer chose goes to the partner as a copy of its
//! own, with the bytes in it and in pieces where it is large, under the purpose and the label of the case. Nothing of it is
//! written anywhere but into the stream, so what deletes a copy deletes the picture: an end, a recall, a refusal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use vigie_case::package::sha256_hex;
use vigie_exchange::{
    ASSERTION_BYTES_MAX, Assertion, Body, CopyState, HoldRule, Label, Level, Onward, PartyId,
    Purpose, Purposes, Value, channel::Priority, preview,
};
use vigie_store::ReleaseRow;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{Matter, Speaker},
    newest::Copy,
    peer::{Peer, expect},
    piece::copy_at,
};

/// A photograph, video, signature or document of a case.
pub(crate) const CASE_PHOTO: &str = "case-photo";
/// Largest one that goes to a partner, bytes: a copy, less what is said of it. What is larger travels in the package.
pub(crate) const PHOTO_BYTES_MAX: usize = ASSERTION_BYTES_MAX - (64 << 10);
/// Longest caption that goes along, characters.
const CAPTION_CHARS_MAX: usize = 2_000;
/// The field with the bytes. It is not held in memory: whoever asks for it gets it from the store.
const BYTES: &str = "bytes";

/// What is said of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Caption {
    /// `photo`, `video`, `signature`, `document`.
    pub(crate) kind: String,
    pub(crate) media: String,
    pub(crate) caption: String,
    /// `[lon, lat]` degrees.
    pub(crate) place: Option<[f64; 2]>,
    /// When it was taken, by the device's clock.
    pub(crate) taken_ms: Option<i64>,
}

/// Which one of which case, and as the how-manieth word of its officers: what was taken back may be given again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PhotoId {
    pub(crate) case: String,
    pub(crate) sha256: String,
    pub(crate) entry: u32,
}

impl PhotoId {
    fn text(&self) -> String {
        format!("{}/{}/{}", self.case, self.sha256, self.entry)
    }

    fn parse(text: &str) -> Option<Self> {
        let (rest, entry) = text.rsplit_once('/')?;
        let (case, sha256) = rest.rsplit_once('/')?;
        Some(Self {
            case: case.to_owned(),
            sha256: sha256.to_owned(),
            entry: entry.parse().ok()?,
        })
    }
}

/// Releases of photographs by case: read once from the account of releases.
pub(super) type PhotoReleases = BTreeMap<String, Vec<ReleaseRow>>;

/// One that was given.
#[derive(Debug, Clone)]
pub(crate) struct GivenPhoto {
    pub(crate) id: PhotoId,
    pub(crate) party: PartyId,
    pub(crate) seq: u64,
    /// As [`Desk::release_state`] says it.
    pub(crate) state: String,
}

impl Speaker {
    fn photo(
        &self,
        id: &PhotoId,
        about: &Caption,
        bytes: Vec<u8>,
        purpose: &Purpose,
    ) -> Option<Matter> {
        let label = Label {
            onward: Onward::None,
            personal: true,
            purposes: Purposes::Only([purpose.clone()].into()),
            // A court may need it longer.
            hold: HoldRule::Investigation,
            ..self.label(Level::Enforcement)
        };
        // It is bounded by the caller.
        let size = i64::try_from(bytes.len()).ok()?;
        let caption: String = about.caption.chars().take(CAPTION_CHARS_MAX).collect();
        let mut body = Body::from([
            ("case".to_owned(), Value::text(id.case.as_str())),
            ("sha256".to_owned(), Value::text(id.sha256.as_str())),
            ("kind".to_owned(), Value::text(about.kind.as_str())),
            ("media".to_owned(), Value::text(about.media.as_str())),
            ("caption".to_owned(), Value::Text(caption)),
            ("size".to_owned(), Value::Int(size)),
            (BYTES.to_owned(), Value::Bytes(bytes)),
        ]);
        let place = about.place.map(|[lon, lat]| Value::place(lat, lon));
        body.extend(place.map(|place| ("place".to_owned(), place)));
        let taken = about.taken_ms.map(Value::Int);
        body.extend(taken.map(|taken| ("taken_ms".to_owned(), taken)));
        Some(Matter {
            subject: self.with_body(CASE_PHOTO, &id.text(), label, body)?,
            id: id.text(),
            title: if about.caption.is_empty() {
                &about.kind
            } else {
                &about.caption
            }
            .clone(),
            // After alerts and plans, and before the past.
            priority: Priority::History,
            key: None,
        })
    }
}

/// Whether what a partner gives as one is: the bytes are those that its sum names, or were withheld.
pub(super) fn is_fit(body: &Body) -> bool {
    let sum = body.get("sha256").and_then(Value::as_text);
    match body.get(BYTES) {
        None => sum.is_some(),
        Some(bytes) => bytes
            .as_bytes()
            .is_some_and(|bytes| sum == Some(sha256_hex(bytes).as_str())),
    }
}

/// The same without the bytes of a photograph: what memory holds.
pub(super) fn lightened(mut assertion: Assertion) -> Assertion {
    if assertion.kind.as_str() == CASE_PHOTO {
        assertion.body.remove(BYTES);
    }
    assertion
}

/// A copy of a photograph that may be shown to a reader now. What was recalled or ended and is kept for an investigation, only
/// the officer who ordered the hold may read.
fn shown<'p>(
    peer: &'p Peer,
    case: &str,
    reader: &'p str,
) -> impl Iterator<Item = (u64, &'p Copy, bool)> {
    let (at, case) = (moment(), Value::text(case));
    peer.shown.iter().filter_map(move |(seq, copy)| {
        let of_case = copy.assertion.kind.as_str() == CASE_PHOTO
            && copy.assertion.originator == *peer.party()
            && copy.assertion.body.get("case") == Some(&case);
        match peer.held.state(seq, at) {
            Some(CopyState::Visible) if of_case => Some((seq, copy, false)),
            Some(CopyState::Held { hold, hidden }) if of_case => {
                let hold = peer.holds.get(&hold);
                let is_of_reader = hold.is_some_and(|hold| hold.by == reader);
                (!hidden || is_of_reader).then_some((seq, copy, true))
            }
            _ => None,
        }
    })
}

impl Desk {
    /// Gives a photograph that an officer chose, once; the choice is the approval where the agreement wants one. Gives whether
    /// it left, or the agreement denied it.
    ///
    /// # Errors
    /// No such partner or agreement; `photo-too-large`; the store, or a stream that takes no more.
    pub(crate) fn give_photo(
        &mut self,
        party: &PartyId,
        (id, about): (&PhotoId, &Caption),
        bytes: Vec<u8>,
        (purpose, user): (&Purpose, &str),
    ) -> Result<bool, DeskError> {
        if bytes.len() > PHOTO_BYTES_MAX {
            return Err(DeskError::Refused("photo-too-large"));
        }
        let given = self.photos_given(&id.case)?;
        if given.iter().any(|it| it.id == *id && it.party == *party) {
            return Ok(true);
        }
        let matter = self.speaker().photo(id, about, bytes, purpose);
        let matter = matter.ok_or(DeskError::Refused("object-unfit"))?;
        let policy = self.agreement(party)?.policy();
        let decision = preview(&matter.subject, policy, purpose, &self.circumstances());
        self.approve(party, &matter, &decision, user)?;
        match self.decide(party, &matter, purpose)? {
            Some(released) => {
                let rows = self.give(party, &[(released, matter)], user)?;
                let has_left = !rows.is_empty();
                if let Some(photos) = &mut self.photos {
                    photos.entry(id.case.clone()).or_default().extend(rows);
                }
                Ok(has_left)
            }
            None => Ok(false),
        }
    }

    /// What was given of a case, deleted ones too.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn photos_given(&mut self, case: &str) -> Result<Vec<GivenPhoto>, DeskError> {
        if self.photos.is_none() {
            let mut photos = PhotoReleases::new();
            for row in self.ledger.releases_of_kind(CASE_PHOTO)? {
                if let Some(id) = PhotoId::parse(&row.id) {
                    photos.entry(id.case).or_default().push(row);
                }
            }
            self.photos = Some(photos);
        }
        let rows = self.photos.as_ref().and_then(|photos| photos.get(case));
        let given = rows.into_iter().flatten().filter_map(|row| {
            let id = PhotoId::parse(&row.id)?;
            Some(GivenPhoto {
                id,
                party: PartyId::new(&row.party).ok()?,
                seq: row.seq,
                state: self.release_state(row).to_owned(),
            })
        });
        Ok(given.collect())
    }

    /// Photographs of a case that partners gave us and that may be shown to a reader, without their bytes.
    pub(crate) fn photos_held(&self, case: &str, reader: &str) -> Vec<Json> {
        let mut held = Vec::new();
        for peer in self.peers.values() {
            let mut known = BTreeSet::new();
            let mut of_peer: Vec<_> = shown(peer, case, reader).collect();
            // Given again after it was taken back, it is one still.
            of_peer.reverse();
            for (seq, copy, is_held) in of_peer {
                let body = &copy.assertion.body;
                let sum = body.get("sha256").and_then(Value::as_text);
                if !known.insert(sum) {
                    continue;
                }
                held.push(json!({
                    "party": peer.party(), "seq": seq, "sha256": sum, "kind": body.get("kind"), "media": body.get("media"),
                    "caption": body.get("caption"), "size": body.get("size"), "taken_ms": body.get("taken_ms"),
                    "place": body.get("place"), "held": is_held,
                    "purge_ms": copy.assertion.label.purge_at.map(|end| end.ms()),
                }));
            }
        }
        held
    }

    /// The bytes of one that a partner gave us, from the store, checked against their sum once more.
    ///
    /// # Errors
    /// No such partner; `photo-unknown` if there is none that may be shown to this reader, `photo-changed` if it is not what it
    /// was; the store.
    pub(crate) fn photo_bytes(
        &self,
        (case, party, sha256): (&str, &PartyId, &str),
        reader: &str,
    ) -> Result<Vec<u8>, DeskError> {
        let unknown = DeskError::Refused("photo-unknown");
        let peer = self.peer(party)?;
        let wanted = Value::text(sha256);
        let found = shown(peer, case, reader)
            .filter(|(_, copy, _)| copy.assertion.body.get("sha256") == Some(&wanted))
            .last();
        let Some((seq, ..)) = found else {
            return Err(unknown);
        };
        let key = peer.line.in_key();
        let Some(entry) = copy_at(&self.ledger, key, seq)? else {
            return Err(unknown);
        };
        let copy = Assertion::decode(&entry.body, &expect(&self.own, &entry))?;
        let mut body = copy.body;
        match body.remove(BYTES) {
            Some(Value::Bytes(bytes)) if sha256_hex(&bytes) == sha256 => Ok(bytes),
            Some(_) => Err(DeskError::Refused("photo-changed")),
            None => Err(unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::partner::tests::pair::{Pair, outline};

    /// A picture that does not pack.
    fn picture(seed: u64) -> Vec<u8> {
        let bytes = outline(seed, 800_000).into_bytes();
        let pairs = bytes.chunks_exact(2);
        pairs
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
            .collect()
    }

    fn about() -> Caption {
        Caption {
            kind: "photo".to_owned(),
            media: "image/jpeg".to_owned(),
            caption: "Nets".to_owned(),
            place: Some([179.9, 41.0]),
            taken_ms: Some(5),
        }
    }

    fn id(sha256: String, entry: u32) -> PhotoId {
        PhotoId {
            case: "ca-1".to_owned(),
            sha256,
            entry,
        }
    }

    fn give(pair: &mut Pair, id: &PhotoId, bytes: &[u8]) -> bool {
        let jp = pair.jp.party.clone();
        let purpose = Purpose::new("fisheries").unwrap();
        let desk = pair.ca.desk();
        let (bytes, why) = (bytes.to_vec(), (&purpose, "roy"));
        desk.whole(|desk| desk.give_photo(&jp, (id, &about()), bytes, why))
            .unwrap()
    }

    #[test]
    fn a_photograph_is_held_in_the_store_alone_and_given_once() {
        let mut pair = Pair::new();
        let (ca, bytes) = (pair.ca.party.clone(), picture(41));
        let one = id(sha256_hex(&bytes), 3);
        assert!(give(&mut pair, &one, &bytes) && give(&mut pair, &one, &bytes));
        assert_eq!(pair.ca.desk().photos_given("ca-1").unwrap().len(), 1);
        pair.settle();
        for _ in 0..2 {
            let desk = pair.jp.desk();
            let held = desk.photos_held("ca-1", "x");
            assert_eq!((held.len(), &held[0]["sha256"]), (1, &json!(one.sha256)));
            assert!(desk.photos_held("ca-2", "x").is_empty());
            let found = desk.photo_bytes(("ca-1", &ca, &one.sha256), "x").unwrap();
            assert!(found == bytes, "every byte");
            // What memory holds of it is its caption.
            let copies = desk.peers[&ca].shown.iter();
            let heap: usize = copies.map(|(_, copy)| copy.assertion.heap_bytes()).sum();
            assert!(heap < 10_000, "{heap}");
            // The place was withheld by the agreement.
            assert!(held[0]["place"].is_null());
            pair.jp.kill();
            pair.connect();
        }
        assert!(!pair.jp.holds(&bytes[1_000..1_040]), "sealed");

        let given = pair.ca.desk().photos_given("ca-1").unwrap().remove(0);
        let numbers = given.seq..given.seq + 40;
        let keys = pair.jp.keys(&ca, numbers);
        assert!(keys.len() > 30 && keys.iter().all(|key| pair.jp.holds(key)));
        let desk = pair.ca.desk();
        desk.whole(|desk| desk.recall(&given.party, given.seq, "taken back", "roy"))
            .unwrap();
        pair.settle();
        let unknown = pair.jp.desk().photo_bytes(("ca-1", &ca, &one.sha256), "x");
        assert_eq!(unknown.map_err(|it| it.code()), Err("photo-unknown"));
        assert!(keys.iter().all(|key| !pair.jp.holds(key)), "no key is left");
        let back = pair.ca.desk().photos_given("ca-1").unwrap().remove(0);
        assert_eq!(back.state, "purged");
        // The same picture by a new word of an officer goes anew.
        assert!(give(&mut pair, &id(one.sha256.clone(), 5), &bytes));
        pair.settle();
        assert_eq!(pair.jp.desk().photos_held("ca-1", "x").len(), 1);
    }

    #[test]
    fn no_proof_shows_a_photograph_not_even_a_piece_of_it() {
        let mut pair = Pair::new();
        let (jp, bytes) = (pair.jp.party.clone(), picture(44));
        assert!(give(&mut pair, &id(sha256_hex(&bytes), 1), &bytes));
        pair.settle();
        let given = pair.ca.desk().photos_given("ca-1").unwrap().remove(0);
        for seq in [given.seq, given.seq + 1, given.seq + 2] {
            let shown = pair.ca.desk().proof(&jp, seq, true);
            let code = shown.map(|_file| ()).map_err(|fault| fault.code());
            assert_eq!(code, Err("proof-personal"), "{seq}");
            assert!(pair.ca.desk().proof(&jp, seq, false).is_ok());
        }
    }

    #[test]
    fn one_that_is_held_and_taken_back_only_the_officer_who_holds_it_may_read() {
        let mut pair = Pair::new();
        let (ca, bytes) = (pair.ca.party.clone(), picture(43));
        let one = id(sha256_hex(&bytes), 1);
        assert!(give(&mut pair, &one, &bytes));
        pair.settle();
        let desk = pair.jp.desk();
        let seq = desk.photos_held("ca-1", "x")[0]["seq"].as_u64().unwrap();
        desk.whole(|desk| desk.hold(&ca, seq, "an investigation", "tanaka"))
            .unwrap();
        pair.settle();
        let read = |pair: &mut Pair, reader: &str| {
            let desk = pair.jp.desk();
            let listed = desk.photos_held("ca-1", reader).len();
            let found = desk.photo_bytes(("ca-1", &ca, &one.sha256), reader);
            let found = found.map(|found| found == bytes);
            (listed, found.map_err(|fault| fault.code()))
        };
        for reader in ["tanaka", "x"] {
            assert_eq!(read(&mut pair, reader), (1, Ok(true)), "held, not hidden");
        }
        let given = pair.ca.desk().photos_given("ca-1").unwrap().remove(0);
        let desk = pair.ca.desk();
        desk.whole(|desk| desk.recall(&given.party, given.seq, "taken back", "roy"))
            .unwrap();
        pair.settle();
        assert_eq!(read(&mut pair, "tanaka"), (1, Ok(true)));
        for reader in ["x", ""] {
            assert_eq!(read(&mut pair, reader), (0, Err("photo-unknown")));
        }
    }

    #[test]
    fn bytes_that_are_not_what_their_sum_says_are_refused_and_destroyed() {
        let mut pair = Pair::new();
        let (ca, bytes) = (pair.ca.party.clone(), picture(42));
        // A partner with a program of its own.
        let lie = id(sha256_hex(b"another picture"), 1);
        assert!(give(&mut pair, &lie, &bytes));
        let given = pair.ca.desk().photos_given("ca-1").unwrap().remove(0);
        pair.settle();
        assert_eq!(pair.refused("photo-changed"), 1);
        assert!(pair.jp.desk().photos_held("ca-1", "x").is_empty());
        assert_eq!(pair.jp.keys(&ca, given.seq..given.seq + 40).len(), 0);
    }

    #[test]
    fn what_is_larger_than_a_copy_is_refused_and_what_fits_exactly_goes() {
        let mut pair = Pair::new();
        let jp = pair.jp.party.clone();
        let purpose = Purpose::new("fisheries").unwrap();
        for (more, wanted) in [(0, Ok(true)), (1, Err("photo-too-large"))] {
            let bytes = vec![7; PHOTO_BYTES_MAX + more];
            let one = id(sha256_hex(&bytes), 1);
            let desk = pair.ca.desk();
            let done =
                desk.whole(|desk| desk.give_photo(&jp, (&one, &about()), bytes, (&purpose, "roy")));
            assert_eq!(done.map_err(|fault| fault.code()), wanted);
        }
    }
}
