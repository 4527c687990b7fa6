//! Positions that came, or went, as segments: which segment stands under which terms, and the newest position of each
//! vessel. A segment is shown, hidden, held and deleted as its terms say; without them it is not shown at all.

use std::collections::{BTreeMap, BTreeSet};

use vigie_exchange::{
    Assertion, Body, CopyTerms, ObjectId,
    channel::{Fix, Segment},
};

use super::trail::Trail;

/// Segments that wait for their terms. Terms go before their segments and are small: more is a fault of the partner.
const WAITING_MAX: usize = 1_000;
/// Vessels of one partner's picture.
const VESSELS_MAX: usize = 200_000;

/// The newest position of a vessel.
#[derive(Debug, Clone, Copy)]
struct Newest {
    fix: Fix,
    seq: u64,
}

/// Of one stream.
#[derive(Debug, Default)]
pub(crate) struct Tracks {
    terms: BTreeMap<u64, Assertion>,
    under: BTreeMap<u64, u64>,
    newest: BTreeMap<u64, Newest>,
    waiting: BTreeMap<u64, Segment>,
    trail: Trail,
}

/// A position for the shared picture.
pub(crate) struct Shared<'a> {
    /// The segment it came in.
    pub(crate) seq: u64,
    /// The record that its label is in.
    pub(crate) terms_seq: u64,
    pub(crate) terms: &'a Assertion,
    pub(crate) body: Body,
}

impl Tracks {
    /// Terms came, or went. Gives the segments that waited for them, to be counted as copies.
    pub(crate) fn take_terms(&mut self, seq: u64, assertion: &Assertion) -> Vec<(u64, CopyTerms)> {
        self.terms.insert(seq, assertion.clone());
        let (mine, others) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(_, segment)| segment.terms() == seq);
        self.waiting = others;
        let mine: BTreeMap<u64, Segment> = mine;
        let all = mine.into_iter();
        all.filter_map(|(at, segment)| Some((at, self.take(at, &segment)?)))
            .collect()
    }

    /// A segment came, or went. Gives its place among the copies as soon as its terms are known.
    ///
    /// # Errors
    /// `terms-missing` when too many wait for theirs.
    pub(crate) fn take_segment(
        &mut self,
        seq: u64,
        segment: Segment,
    ) -> Result<Option<CopyTerms>, &'static str> {
        if let Some(terms) = self.take(seq, &segment) {
            return Ok(Some(terms));
        }
        if self.waiting.len() >= WAITING_MAX {
            return Err("terms-missing");
        }
        self.waiting.insert(seq, segment);
        Ok(None)
    }

    fn take(&mut self, seq: u64, segment: &Segment) -> Option<CopyTerms> {
        let terms = CopyTerms::of(self.terms.get(&segment.terms())?);
        self.under.insert(seq, segment.terms());
        self.trail.note(seq, segment);
        // What is told late is no news, not even of a vessel of which nothing newer is here.
        let news = (!segment.is_history()).then(|| segment.rows());
        for fix in news.into_iter().flatten() {
            let newest = Newest { fix: *fix, seq };
            let has_room = self.newest.len() < VESSELS_MAX;
            match self.newest.get_mut(&fix.id) {
                // The sender's order decides, not a clock: a time that was wrong is mended by the next position.
                Some(known) if (known.seq, known.fix.time_s) > (seq, fix.time_s) => {}
                Some(known) => *known = newest,
                None if has_room => {
                    self.newest.insert(fix.id, newest);
                }
                None => {}
            }
        }
        Some(terms)
    }

    /// Whether this is the number of terms.
    pub(crate) fn is_terms(&self, seq: u64) -> bool {
        self.terms.contains_key(&seq)
    }

    /// Terms and segments of the same object as the terms of this number; only the number itself if it is none of terms.
    pub(crate) fn together(&self, seq: u64) -> BTreeSet<u64> {
        match self.terms.get(&seq) {
            None => [seq].into(),
            Some(terms) => self.of_object(terms.object),
        }
    }

    fn of_object(&self, object: ObjectId) -> BTreeSet<u64> {
        let terms = self.terms.iter().filter(|(_, it)| it.object == object);
        let terms: BTreeSet<u64> = terms.map(|(seq, _)| *seq).collect();
        let under = self.under.iter().filter(|(_, it)| terms.contains(it));
        let under: Vec<u64> = under.map(|(seq, _)| *seq).collect();
        terms.into_iter().chain(under).collect()
    }

    /// Segments whose terms are among these numbers.
    pub(crate) fn under(&self, terms: &BTreeSet<u64>) -> Vec<u64> {
        let under = self.under.iter().filter(|(_, it)| terms.contains(it));
        under.map(|(seq, _)| *seq).collect()
    }

    /// How many segments stand under terms.
    pub(crate) fn count_under(&self, terms: u64) -> usize {
        self.under.values().filter(|it| **it == terms).count()
    }

    /// How many vessels are known by their newest position under terms of this object.
    pub(crate) fn vessels_of(&self, object: ObjectId) -> usize {
        let all = self.of_object(object);
        self.newest
            .values()
            .filter(|it| all.contains(&it.seq))
            .count()
    }

    /// The terms of a segment.
    pub(crate) fn terms_of(&self, seq: u64) -> Option<(u64, &Assertion)> {
        let terms = self.under.get(&seq)?;
        Some((*terms, self.terms.get(terms)?))
    }

    /// The newest position of each vessel.
    pub(crate) fn newest(&self) -> impl Iterator<Item = Shared<'_>> {
        self.newest_under(|_any| true)
    }

    /// The newest position of each vessel whose terms are of this object.
    pub(crate) fn newest_of(&self, object: ObjectId) -> impl Iterator<Item = Shared<'_>> {
        self.newest_under(move |terms| terms.object == object)
    }

    fn newest_under(
        &self,
        wanted: impl Fn(&Assertion) -> bool,
    ) -> impl Iterator<Item = Shared<'_>> {
        self.newest.values().filter_map(move |newest| {
            let (terms_seq, terms) = self.terms_of(newest.seq)?;
            // Bodies are made only of what is asked for.
            wanted(terms).then_some(())?;
            Some(Shared {
                seq: newest.seq,
                terms_seq,
                terms,
                body: terms.position(&newest.fix)?,
            })
        })
    }

    /// Segments with positions of these times (Unix seconds, both inclusive) that may tell of a ship, or of any, the newest
    /// first.
    pub(super) fn telling(
        &self,
        number: Option<u32>,
        span_s: (i64, i64),
    ) -> impl Iterator<Item = u64> {
        self.trail.telling(number, span_s)
    }

    /// These are deleted.
    pub(crate) fn purged(&mut self, seqs: &BTreeSet<u64>) {
        self.terms.retain(|seq, _| !seqs.contains(seq));
        self.under.retain(|seq, _| !seqs.contains(seq));
        self.waiting.retain(|seq, _| !seqs.contains(seq));
        self.trail.purged(seqs);
        self.newest.retain(|_, newest| !seqs.contains(&newest.seq));
    }

    /// Segments that wait for their terms, and for which.
    pub(crate) fn orphans(&self) -> Vec<(u64, u64)> {
        let waiting = self.waiting.iter();
        waiting
            .map(|(seq, segment)| (*seq, segment.terms()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_exchange::{Kind, Label, PartyId, Purpose, Realm, Time, Validity, Value};

    fn terms(object: u8) -> Assertion {
        Assertion {
            realm: Realm::Live,
            originator: PartyId::new("ca-ccg").unwrap(),
            object: ObjectId([object; 16]),
            kind: Kind::new("position").unwrap(),
            version: 1,
            made_at: Time::from_ms(0),
            valid: Validity::default(),
            label: Label::default(),
            purpose: Purpose::new("fisheries").unwrap(),
            agreement_version: 1,
            body: [("fields".to_owned(), Value::List(Vec::new()))].into(),
        }
    }

    fn segment(terms: u64, id: u64, time_s: i64) -> Segment {
        let fix = Fix {
            id,
            time_s,
            lat_e5: 1,
            lon_e5: 2,
            sog_dkn: 3,
            cog_ddeg: 4,
        };
        Segment::new(terms, vec![fix]).unwrap()
    }

    #[test]
    fn a_segment_waits_for_its_terms_and_the_newest_of_a_vessel_is_shown() {
        let mut tracks = Tracks::default();
        assert_eq!(tracks.take_segment(2, segment(1, 7, 10)), Ok(None));
        assert_eq!(tracks.newest().count(), 0);
        assert_eq!(tracks.take_terms(1, &terms(9))[0].0, 2);
        // An older entry that arrives late does not take the place of a newer one.
        assert!(tracks.take_segment(5, segment(1, 7, 50)).unwrap().is_some());
        assert!(tracks.take_segment(3, segment(1, 7, 30)).unwrap().is_some());
        let shown: Vec<u64> = tracks.newest().map(|it| it.seq).collect();
        assert_eq!(shown, [5]);
        tracks.take_terms(6, &terms(9));
        assert_eq!(tracks.together(6), [1, 2, 3, 5, 6].into());
        assert_eq!(tracks.together(4), [4].into());
        tracks.purged(&[5].into());
        assert_eq!(
            tracks.newest().count(),
            0,
            "an older place is not shown as if it were news"
        );
        assert_eq!(tracks.take_segment(8, segment(7, 7, 99)), Ok(None));
        assert_eq!(tracks.orphans(), [(8, 7)]);
    }

    #[test]
    fn what_is_told_late_is_in_the_trail_and_never_the_newest() {
        let mut tracks = Tracks::default();
        tracks.take_terms(1, &terms(9));
        let late = |id, time_s| segment(1, id, time_s).into_history();
        assert!(tracks.take_segment(2, segment(1, 7, 90)).unwrap().is_some());
        assert!(tracks.take_segment(3, late(7, 50)).unwrap().is_some());
        // Not even by a clock that was wrong, nor of a ship of which nothing newer is here.
        assert!(tracks.take_segment(4, late(7, 99)).unwrap().is_some());
        assert!(tracks.take_segment(5, late(8, 50)).unwrap().is_some());
        let shown: Vec<u64> = tracks.newest().map(|it| it.seq).collect();
        assert_eq!(shown, [2]);
        let telling = |ship, to_s| tracks.telling(Some(ship), (0, to_s)).collect::<Vec<u64>>();
        assert_eq!(telling(7, 100), [4, 3, 2]);
        assert_eq!(telling(7, 60), [3]);
        assert_eq!(telling(8, 100), [5]);
        assert_eq!(
            tracks.together(1),
            [1, 2, 3, 4, 5].into(),
            "one recall takes back all"
        );
        tracks.purged(&[3, 4].into());
        let left: Vec<u64> = tracks.telling(Some(7), (0, 100)).collect();
        assert_eq!(left, [2]);
        assert_eq!(tracks.newest().count(), 1, "the newest stays");
    }

    #[test]
    fn a_segment_without_terms_is_in_no_trail() {
        let mut tracks = Tracks::default();
        assert_eq!(tracks.take_segment(2, segment(1, 7, 10)), Ok(None));
        assert_eq!(tracks.telling(Some(7), (0, 100)).count(), 0);
        tracks.take_terms(1, &terms(9));
        assert_eq!(tracks.telling(Some(7), (0, 100)).count(), 1);
    }

    #[test]
    fn segments_without_terms_are_bounded() {
        let mut tracks = Tracks::default();
        for seq in 0..1_000 {
            assert_eq!(tracks.take_segment(seq, segment(5_000, 1, 1)), Ok(None));
        }
        let more = tracks.take_segment(1_000, segment(5_000, 1, 1));
        assert_eq!(more, Err("terms-missing"));
    }
}
