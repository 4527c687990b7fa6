//! Receivers: who hears, how, and from where, as far as an operator or the feed itself says.
//!
//! An operator loads places ([`crate::ReceiverList`]). A shore station's own place is also learned from the feed:
//! a base station reports its position every ten seconds (type 4 of ITU-R M.1371-5), and where the node knows
//! that a receiver *is* that station, three reports in a row from one place are its place. What an operator says
//! goes before what was learned.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m, interpolate};

use crate::Reception;
use crate::orbit::Orbit;

/// Moments kept of one satellite, the newest; a point a minute is a week and more.
const PASSES_MAX: usize = 16_384;
/// Receivers remembered; a hostile feed may name more.
const RECEIVERS_MAX: usize = 200_000;
/// Reports in a row from one place that make it the station's own: one may be forged or garbled.
const REPORTS_MIN: u32 = 3;
/// Reports nearer than this are of one place, metres.
const SAME_PLACE_M: f64 = METRES_PER_NM;

/// Where a receiver is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ReceiverPlace {
    /// Not known.
    #[default]
    Unknown,
    /// On shore, here.
    Station(Position),
    /// In orbit: points below it at known times.
    Passes(BTreeMap<Time, Position>),
    /// In orbit, by its elements.
    Orbit(Arc<Orbit>),
}

/// What an operator says of one receiver.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReceiverFact {
    /// How it hears; [`Reception::Unknown`] leaves it to its place.
    pub reception: Reception,
    /// Where it is.
    pub place: ReceiverPlace,
}

impl ReceiverFact {
    /// How it hears, by what was said or by where it is.
    #[must_use]
    pub fn kind(&self) -> Reception {
        match (self.reception, &self.place) {
            (Reception::Unknown, ReceiverPlace::Station(_)) => Reception::Terrestrial,
            (Reception::Unknown, ReceiverPlace::Passes(_) | ReceiverPlace::Orbit(_)) => {
                Reception::Satellite
            }
            (said, _) => said,
        }
    }
}

/// The place a base station reports of itself.
#[derive(Debug, Clone, Copy)]
struct Own {
    mmsi: u32,
    place: Option<Position>,
    /// Where the newest reports say it is, if elsewhere, and how many did in a row.
    claimed: Option<(Position, u32)>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    said: Option<ReceiverFact>,
    own: Option<Own>,
}

/// What is known of receivers, by the receiver number of observations.
#[derive(Debug, Clone, Default)]
pub struct ReceiverSet {
    known: FxHashMap<u32, Known>,
}

impl ReceiverSet {
    fn entry(&mut self, receiver: u32) -> Option<&mut Known> {
        let full = self.known.len() >= RECEIVERS_MAX && !self.known.contains_key(&receiver);
        (receiver != 0 && !full).then(|| self.known.entry(receiver).or_default())
    }

    /// An operator says this of a receiver, instead of what was said before.
    pub fn put(&mut self, receiver: u32, fact: ReceiverFact) {
        if let Some(known) = self.entry(receiver) {
            known.said = Some(fact);
        }
    }

    /// What an operator said of a receiver no longer holds; what was learned stays.
    pub fn withdraw(&mut self, receiver: u32) {
        if let Some(known) = self.known.get_mut(&receiver) {
            known.said = None;
        }
    }

    /// A shore station stands here.
    pub fn station(&mut self, receiver: u32, place: Position) {
        let fact = ReceiverFact {
            reception: Reception::Terrestrial,
            place: ReceiverPlace::Station(place),
        };
        self.put(receiver, fact);
    }

    /// At this time the satellite was above this place.
    pub fn satellite(&mut self, receiver: u32, time: Time, below: Position) {
        let Some(known) = self.entry(receiver) else {
            return;
        };
        let fact = known.said.get_or_insert_default();
        fact.reception = Reception::Satellite;
        if !matches!(fact.place, ReceiverPlace::Passes(_)) {
            fact.place = ReceiverPlace::Passes(BTreeMap::new());
        }
        if let ReceiverPlace::Passes(passes) = &mut fact.place {
            passes.insert(time, below);
            if passes.len() > PASSES_MAX {
                passes.pop_first();
            }
        }
    }

    /// This receiver is the base station with this MMSI: what that reports of itself is where the receiver is.
    pub fn is_base_station(&mut self, receiver: u32, mmsi: u32) {
        let Some(known) = self.entry(receiver) else {
            return;
        };
        if known.own.is_none_or(|own| own.mmsi != mmsi) {
            known.own = Some(Own {
                mmsi,
                place: None,
                claimed: None,
            });
        }
    }

    /// Whether this receiver is the base station with this MMSI.
    pub(crate) fn is_own(&self, receiver: u32, mmsi: u32) -> bool {
        let own = self.known.get(&receiver).and_then(|known| known.own);
        own.is_some_and(|own| own.mmsi == mmsi)
    }

    /// A base station's report was heard by this receiver; it counts if the receiver is that station.
    pub(crate) fn base_report(&mut self, receiver: u32, mmsi: u32, place: Position) {
        let known = self.known.get_mut(&receiver);
        let Some(own) = known
            .and_then(|k| k.own.as_mut())
            .filter(|own| own.mmsi == mmsi)
        else {
            return;
        };
        let here = |at: Position| distance_m(at, place) <= SAME_PLACE_M;
        if own.place.is_some_and(here) {
            own.claimed = None;
            return;
        }
        let count = match own.claimed {
            Some((at, count)) if here(at) => count + 1,
            _ => 1,
        };
        own.claimed = Some((place, count));
        if count >= REPORTS_MIN {
            (own.place, own.claimed) = (Some(place), None);
        }
    }

    /// How a receiver hears; [`Reception::Unknown`] if nobody said.
    #[must_use]
    pub fn reception(&self, receiver: u32) -> Reception {
        let Some(known) = self.known.get(&receiver) else {
            return Reception::Unknown;
        };
        let said = known.said.as_ref().map_or(Reception::Unknown, |f| f.kind());
        if said == Reception::Unknown && known.own.is_some_and(|own| own.place.is_some()) {
            return Reception::Terrestrial;
        }
        said
    }

    /// Where a shore station stands.
    #[must_use]
    pub fn station_at(&self, receiver: u32) -> Option<Position> {
        let known = self.known.get(&receiver)?;
        match known.said.as_ref().map(|fact| &fact.place) {
            Some(ReceiverPlace::Station(place)) => Some(*place),
            Some(ReceiverPlace::Passes(_) | ReceiverPlace::Orbit(_)) => None,
            Some(ReceiverPlace::Unknown) | None => self.reported_place(receiver),
        }
    }

    /// Where the station says itself that it stands.
    #[must_use]
    pub fn reported_place(&self, receiver: u32) -> Option<Position> {
        self.known.get(&receiver)?.own?.place
    }

    /// The point below a satellite at this time: by its elements, or between two known points at most
    /// `between_s` seconds apart.
    #[must_use]
    pub fn below(&self, receiver: u32, time: Time, between_s: f64) -> Option<Position> {
        let passes = match &self.known.get(&receiver)?.said.as_ref()?.place {
            ReceiverPlace::Orbit(orbit) => return orbit.below(time),
            ReceiverPlace::Passes(passes) => passes,
            ReceiverPlace::Station(_) | ReceiverPlace::Unknown => return None,
        };
        let (before, from) = passes.range(..=time).next_back()?;
        let (after, to) = passes.range(time..).next()?;
        let seconds = after.since_s(*before);
        if seconds > between_s {
            return None;
        }
        let share = if seconds > 0.0 {
            time.since_s(*before) / seconds
        } else {
            0.0
        };
        Some(interpolate(*from, *to, share))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn a_base_station_tells_where_it_stands_but_not_by_one_report() {
        let mut set = ReceiverSet::default();
        let (true_place, forged) = (at(51.9, -176.6), at(10.0, 10.0));
        set.base_report(1, 3_669_794, true_place);
        assert_eq!(set.station_at(1), None, "nobody said that it is this one");
        set.is_base_station(1, 3_669_794);
        for place in [true_place, forged, true_place, true_place] {
            set.base_report(1, 3_669_794, place);
            set.base_report(1, 3_669_795, forged);
            assert_eq!(set.station_at(1), None);
        }
        set.base_report(1, 3_669_794, true_place);
        assert_eq!(set.station_at(1), Some(true_place));
        assert_eq!(set.reception(1), Reception::Terrestrial);
        for place in [forged, forged, true_place, forged, forged] {
            set.base_report(1, 3_669_794, place);
        }
        assert_eq!(set.station_at(1), Some(true_place));
    }

    #[test]
    fn what_an_operator_says_goes_before_what_was_learned() {
        let mut set = ReceiverSet::default();
        set.is_base_station(1, 3_669_794);
        (0..3).for_each(|_| set.base_report(1, 3_669_794, at(1.0, 1.0)));
        set.station(1, at(2.0, 179.9));
        assert_eq!(set.station_at(1), Some(at(2.0, 179.9)));
        set.withdraw(1);
        assert_eq!(set.station_at(1), Some(at(1.0, 1.0)));
        assert_eq!(set.reception(0), Reception::Unknown);
        set.put(0, ReceiverFact::default());
        assert!(set.entry(0).is_none(), "0 is nobody");
    }
}
