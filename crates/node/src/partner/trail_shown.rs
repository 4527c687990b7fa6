//! Where a partner's ship has been: her positions in the segments that the store holds. What is hidden, held, recalled,
//! ended or deleted is not in it, for a segment is read only while it and its terms may be shown.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use vigie_exchange::{
    Assertion, CopyState, PartyId, Value,
    channel::{COG_UNKNOWN, Fix, SOG_UNKNOWN, Segment},
};

use super::{
    desk::{Desk, DeskError, moment},
    kept::segment_at,
    peer::Peer,
    positions::parts_of,
};

/// Segments read for one trail, the newest of each partner: of five-minute positions those of two weeks.
const SEGMENTS_MAX: usize = 4_000;
/// Segments read in one turn of the desk: some 5 ms.
pub(crate) const AT_ONCE: usize = 64;
/// Positions of a ship in memory for one answer: some 50 MB. Each partner has an equal part, so that none crowds out another.
const FIXES_MAX: usize = 200_000;

/// What is asked for: a ship, and Unix seconds, both inclusive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrailWish {
    pub(crate) mmsi: u32,
    pub(crate) from_s: i64,
    pub(crate) to_s: i64,
}

/// Under what positions of one trail were given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Under {
    party: PartyId,
    /// Which ship of that number, from 1.
    track: u64,
    purpose: String,
    agreement: u32,
    within_m: Option<i64>,
}

/// A ship's trails as partners told them.
#[derive(Debug, Default)]
pub(crate) struct Trails {
    /// Of one partner's ship, at a time, what was put into the stream last.
    fixes: BTreeMap<(PartyId, u64, i64), (u64, Fix, Under)>,
    /// How many of them each partner told.
    counts: BTreeMap<PartyId, usize>,
}

impl Trails {
    /// Takes what a segment tells, up to so many positions of its partner.
    fn put(
        &mut self,
        wish: TrailWish,
        (party, seq): (&PartyId, u64),
        (segment, terms): (&Segment, &Assertion),
        most: usize,
    ) {
        let count = self.counts.entry(party.clone()).or_default();
        // Segments come newest first, and so do the positions: what has no place is the oldest.
        for fix in segment.rows().iter().rev() {
            let (ship, track) = parts_of(fix.id);
            let is_in_time = (wish.from_s..=wish.to_s).contains(&fix.time_s);
            if ship != u64::from(wish.mmsi) || !is_in_time {
                continue;
            }
            let track = track.max(1);
            let at = (party.clone(), track, fix.time_s);
            match self.fixes.get(&at) {
                Some((known, ..)) if *known >= seq => continue,
                Some(_) => {}
                None if *count >= most => continue,
                None => *count += 1,
            }
            let under = Under {
                party: party.clone(),
                track,
                purpose: terms.purpose.as_str().to_owned(),
                agreement: terms.agreement_version,
                within_m: terms.body.get("within_m").and_then(Value::as_int),
            };
            self.fixes.insert(at, (seq, *fix, under));
        }
    }

    /// As JSON, each with its source, by time; of each at most so many points, the last always.
    pub(crate) fn shown(self, mmsi: u32, max: usize) -> Vec<Json> {
        let mut trails: BTreeMap<Under, Vec<Fix>> = BTreeMap::new();
        // By time within a ship.
        for (_, fix, under) in self.fixes.into_values() {
            trails.entry(under).or_default().push(fix);
        }
        let trails = trails.into_iter();
        trails
            .map(|(under, fixes)| {
                let step = fixes.len().div_ceil(max).max(1);
                let last = fixes.len().saturating_sub(1);
                let kept = fixes.iter().enumerate();
                let kept = kept.filter(|(n, _)| n % step == 0 || *n == last);
                json!({
                    "party": under.party, "track": format!("{mmsi}-{}", under.track),
                    "purpose": under.purpose, "agreement": under.agreement, "within_m": under.within_m,
                    "points": kept.map(|(_, fix)| point(fix)).collect::<Vec<Json>>(),
                })
            })
            .collect()
    }
}

/// Longitude, latitude, Unix seconds, knots, degrees.
fn point(fix: &Fix) -> Json {
    let tenths = |value: u16, none: u16| (value < none).then(|| f64::from(value) / 10.0);
    json!([
        f64::from(fix.lon_e5) / 1e5,
        f64::from(fix.lat_e5) / 1e5,
        fix.time_s,
        tenths(fix.sog_dkn, SOG_UNKNOWN),
        tenths(fix.cog_ddeg, COG_UNKNOWN),
    ])
}

impl Peer {
    /// The terms of a segment, while both may be shown.
    fn terms_shown_of(&self, seq: u64) -> Option<&Assertion> {
        let at = moment();
        let visible = |seq: u64| self.held.state(seq, at) == Some(CopyState::Visible);
        let (terms_seq, terms) = self.tracks.terms_of(seq)?;
        (visible(seq) && visible(terms_seq)).then_some(terms)
    }
}

impl Desk {
    /// Segments that may tell where a ship was, the newest of each partner first.
    pub(crate) fn telling_of(&self, wish: TrailWish) -> Vec<(PartyId, u64)> {
        let of = |peer: &Peer| -> Vec<(PartyId, u64)> {
            let span = (wish.from_s, wish.to_s);
            let all = peer.tracks.telling(Some(wish.mmsi), span);
            let shown = all.filter(|seq| peer.terms_shown_of(*seq).is_some());
            let named = shown.map(|seq| (peer.party().clone(), seq));
            named.take(SEGMENTS_MAX).collect()
        };
        self.peers.values().flat_map(of).collect()
    }

    /// Reads what these segments tell of a ship, as far as they may be shown now.
    ///
    /// # Errors
    /// The store, or what is in it.
    pub(crate) fn read_trails(
        &self,
        wish: TrailWish,
        segments: &[(PartyId, u64)],
        trails: &mut Trails,
    ) -> Result<(), DeskError> {
        let most = FIXES_MAX / self.peers.len().max(1);
        for (party, seq) in segments {
            let Some(peer) = self.peers.get(party) else {
                continue;
            };
            let Some(terms) = peer.terms_shown_of(*seq) else {
                continue;
            };
            let segment = segment_at(&self.ledger, peer.line.in_key(), *seq)?;
            if let Some(segment) = segment {
                trails.put(wish, (party, *seq), (&segment, terms), most);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use vigie_exchange::{Kind, Label, ObjectId, Purpose, Realm, Time, Validity};

    const MMSI: u32 = 431_000_010;
    const ALL: TrailWish = TrailWish {
        mmsi: MMSI,
        from_s: i64::MIN,
        to_s: i64::MAX,
    };

    fn terms(agreement: u32) -> Assertion {
        Assertion {
            realm: Realm::Live,
            originator: PartyId::new("ca-ccg").unwrap(),
            object: ObjectId([1; 16]),
            kind: Kind::new("position").unwrap(),
            version: 1,
            made_at: Time::from_ms(0),
            valid: Validity::default(),
            label: Label::default(),
            purpose: Purpose::new("fisheries").unwrap(),
            agreement_version: agreement,
            body: [("within_m".to_owned(), Value::Int(5_000))].into(),
        }
    }

    fn fix(id: u64, time_s: i64, lon_e5: i32) -> Fix {
        Fix {
            id,
            time_s,
            lat_e5: 4_000_000,
            lon_e5,
            sog_dkn: 102,
            cog_ddeg: COG_UNKNOWN,
        }
    }

    fn put(trails: &mut Trails, wish: TrailWish, seq: u64, agreement: u32, rows: Vec<Fix>) {
        let party = PartyId::new("ca-ccg").unwrap();
        let segment = Segment::new(0, rows).unwrap();
        trails.put(wish, (&party, seq), (&segment, &terms(agreement)), 1_000);
    }

    proptest! {
        /// In whatever order segments are read, with whatever doubled in them: by time, each time once, by the word that was
        /// put into the stream last; of other ships nothing.
        #[test]
        fn a_trail_is_in_order_and_nothing_is_in_it_twice(
            rows in proptest::collection::vec((0u64..9, 0i64..40, -180i32..=180, any::<bool>()), 0..60),
            order in any::<u64>(), from_s in 0i64..40, long in 0i64..40,
        ) {
            let wish = TrailWish { mmsi: MMSI, from_s, to_s: from_s + long };
            let mut read = rows.clone();
            read.sort_by_key(|(seq, at, ..)| (seq.wrapping_mul(order | 1), *at));
            let mut trails = Trails::default();
            for (seq, at, lon, is_hers) in read {
                // Of one segment two words about one moment: the first by place is as good as the other.
                let id = u64::from(MMSI) + u64::from(!is_hers);
                put(&mut trails, wish, seq, 2, vec![fix(id, at, lon * 100_000)]);
            }
            let shown = trails.shown(MMSI, 1_000);
            let hers = rows.iter().filter(|(_, at, _, is_hers)| *is_hers && (from_s..=from_s + long).contains(at));
            let times: BTreeSet<i64> = hers.clone().map(|(_, at, ..)| *at).collect();
            prop_assert_eq!(shown.len(), usize::from(!times.is_empty()));
            let points = shown.first().map(|trail| trail["points"].as_array().unwrap().clone());
            let points = points.unwrap_or_default();
            let told: Vec<i64> = points.iter().map(|point| point[2].as_i64().unwrap()).collect();
            prop_assert_eq!(told, times.into_iter().collect::<Vec<_>>());
            for point in &points {
                let said = hers.clone().filter(|(_, at, ..)| Some(*at) == point[2].as_i64());
                let last = said.clone().map(|(seq, ..)| *seq).max();
                let mut of_last = said.filter(|(seq, ..)| Some(*seq) == last);
                prop_assert!(of_last.any(|(_, _, lon, _)| point[0].as_f64() == Some(f64::from(*lon))));
            }
        }
    }

    #[test]
    fn each_trail_names_its_source_terms_and_ship() {
        let mut trails = Trails::default();
        let id = u64::from(MMSI);
        put(
            &mut trails,
            ALL,
            4,
            2,
            vec![fix(id, 30, -17_999_000), fix(id | 2 << 32, 20, 0)],
        );
        put(&mut trails, ALL, 3, 1, vec![fix(id, 10, 17_999_000)]);
        let shown = trails.shown(MMSI, 9);
        let named: Vec<(&Json, &Json, usize)> = shown
            .iter()
            .map(|it| {
                (
                    &it["track"],
                    &it["agreement"],
                    it["points"].as_array().unwrap().len(),
                )
            })
            .collect();
        let (first, second) = (json!("431000010-1"), json!("431000010-2"));
        assert_eq!(
            named,
            [
                (&first, &json!(1), 1),
                (&first, &json!(2), 1),
                (&second, &json!(2), 1)
            ]
        );
        assert_eq!(
            shown[1]["points"][0],
            json!([-179.99, 40.0, 30, 10.2, null])
        );
        assert_eq!(
            (
                &shown[1]["party"],
                &shown[1]["purpose"],
                &shown[1]["within_m"]
            ),
            (&json!("ca-ccg"), &json!("fisheries"), &json!(5_000))
        );
    }

    #[test]
    fn a_partner_that_tells_too_much_has_its_newest_and_takes_nothing_from_another() {
        let (ca, us) = ("ca-ccg", "us-uscg");
        let mut trails = Trails::default();
        let mut tell = |party: &str, seq: u64, times: std::ops::Range<i64>| {
            let rows = times.map(|at| fix(u64::from(MMSI), at, 0)).collect();
            let party = PartyId::new(party).unwrap();
            let segment = Segment::new(0, rows).unwrap();
            trails.put(ALL, (&party, seq), (&segment, &terms(1)), 500);
        };
        // The newest segment first, as they are read; the same times told again need no place of their own.
        tell(ca, 9, 5_000..5_300);
        tell(ca, 8, 0..5_000);
        tell(ca, 10, 5_000..5_300);
        tell(us, 3, 100..200);
        let shown = trails.shown(MMSI, 10_000);
        let span = |trail: &Json| {
            let points = trail["points"].as_array().unwrap();
            let at = |n: usize| points[n][2].as_i64().unwrap();
            (points.len(), at(0), at(points.len() - 1))
        };
        let spans: Vec<_> = shown.iter().map(span).collect();
        assert_eq!(spans, [(500, 4_800, 5_299), (100, 100, 199)]);
    }

    #[test]
    fn a_long_trail_is_thinned_and_keeps_its_end() {
        let mut trails = Trails::default();
        let rows = (0..100).map(|n| fix(u64::from(MMSI), n, 0)).collect();
        put(&mut trails, ALL, 1, 1, rows);
        let shown = trails.shown(MMSI, 10);
        let points = shown[0]["points"].as_array().unwrap();
        assert!(points.len() <= 11);
        assert_eq!(
            (&points[0][2], &points.last().unwrap()[2]),
            (&json!(0), &json!(99))
        );
    }
}
