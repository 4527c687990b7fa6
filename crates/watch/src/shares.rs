//! Vessels in shares: what judges one vessel by itself, some vessels after the others.
//!
//! In order of time each row is of another vessel, and of thousands of vessels what is remembered does not fit into a
//! processor's cache: every row waits for memory. Rows are therefore held until there are many of each vessel and
//! go to one small watch for each share of the vessels, one share after the other. What a vessel's rows are told of the others
//! (how a receiver hears, which a base station's report may say) is told to each row before it waits. So the events are those of
//! one watch, but for one table with an upper limit: 100,000 MMSIs of a share, not of all, may say who they are before their
//! first position.

use std::sync::Arc;

use vigie_sea::Time;

use crate::detector::Knows;
use crate::order::canonical;
use crate::{
    AisClass, Context, Event, EventKind, Observation, ReceiverSet, Reception, Report, Rules, Watch,
};

/// Shares of the vessels.
const SHARES: u32 = 128;
/// Rows held: some 64 bytes each.
const HELD_MAX: usize = 1 << 19;

/// A watch over an archive in shares of its vessels, for what judges one vessel by itself; [`Watch::beside_shares`] does the rest.
pub struct Shares {
    shares: Vec<Share>,
    held: usize,
    held_max: usize,
    receivers: ReceiverSet,
    newest: Option<Observation>,
}

struct Share {
    watch: Watch,
    rows: Vec<Observation>,
}

impl Shares {
    /// Kinds of event that a vessel by itself can tell; of implausible positions those of a track by itself.
    pub const KINDS: &[EventKind] = &[
        EventKind::Loitering,
        EventKind::Fishing,
        EventKind::PortVisit,
        EventKind::AnchorageVisit,
        EventKind::AreaVisit,
        EventKind::ListMatch,
        EventKind::ImplausiblePosition,
    ];

    /// A watch that has heard nothing yet, for those of [`Self::KINDS`] that the rules name. It tells how events were at last:
    /// [`Self::drain_forgotten`] and, for the rest, [`Self::events`].
    #[must_use]
    pub fn new(rules: Rules, context: Context) -> Self {
        Self::holding(rules, context, HELD_MAX)
    }

    fn holding(mut rules: Rules, mut context: Context, held_max: usize) -> Self {
        let detectors = &mut rules.watch.detectors;
        detectors.retain(|kind| Self::KINDS.contains(kind));
        rules.watch.presence = false;
        let receivers = std::mem::take(&mut context.receivers);
        let context = Arc::new(context);
        let share = |_| {
            let mut watch = Watch::of(rules.clone(), Arc::clone(&context), Knows::Alone);
            watch.keep_last_states();
            let rows = Vec::new();
            Share { watch, rows }
        };
        Self {
            shares: (0..SHARES).map(share).collect(),
            held: 0,
            held_max,
            receivers,
            newest: None,
        }
    }

    /// Takes the next observations as [`Watch::push_all_in_order`] does.
    pub fn push_all_in_order(&mut self, observations: &[Observation]) {
        let before = self.newest.take();
        let mut before = before.as_ref();
        for observation in observations {
            // The same again tells nothing, not even a base station's place.
            if !before.is_some_and(|before| canonical(before, observation).is_eq()) {
                self.hold(observation);
            }
            before = Some(observation);
        }
        self.newest = before.cloned();
    }

    fn hold(&mut self, observation: &Observation) {
        let receiver = observation.receiver;
        if let Report::Position(report) = &observation.report
            && report.class == AisClass::Base
            && report.is_on_earth()
        {
            let place = report.position();
            self.receivers
                .base_report(receiver, observation.mmsi, place);
        }
        let mut told = observation.clone();
        if told.reception == Reception::Unknown {
            told.reception = self.receivers.reception(receiver);
        }
        if let Some(share) = self.shares.get_mut(share_of(told.mmsi)) {
            share.rows.push(told);
            self.held += 1;
        }
        if self.held >= self.held_max {
            self.work_off();
        }
    }

    fn work_off(&mut self) {
        for share in &mut self.shares {
            share.watch.push_all_in_order(&share.rows);
            share.rows.clear();
        }
        self.held = 0;
    }

    /// Ends what [`Self::push_all_in_order`] began, as [`Watch::finish_in_order`] does.
    pub fn finish_in_order(&mut self, end: Time) {
        self.work_off();
        for share in &mut self.shares {
            share.watch.finish_in_order(end);
        }
    }

    /// Events forgotten since the last call, as [`Watch::drain_forgotten`].
    pub fn drain_forgotten(&mut self) -> Vec<Event> {
        let all = self.shares.iter_mut();
        all.flat_map(|share| share.watch.drain_forgotten())
            .collect()
    }

    /// All events known, share by share.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.shares
            .iter()
            .flat_map(|share| share.watch.book().iter())
    }
}

/// The share of a vessel, by the upper bits of the MMSI times 2654435761 (Knuth's multiplicative hash): numbers of one country
/// spread evenly.
fn share_of(mmsi: u32) -> usize {
    let hash = mmsi.wrapping_mul(2_654_435_761);
    (hash >> (u32::BITS - SHARES.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use vigie_sea::{AreaSet, Position, destination};

    use super::*;
    use crate::{IdentityReport, PositionReport, SourceKind};

    const STATION: u32 = 3_669_794;
    const AREA: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"bank","properties":{},
        "geometry":{"type":"Polygon","coordinates":[[[179,40],[181,40],[181,42],[179,42]]]}}]}"#;

    fn context() -> Context {
        let mut context = Context {
            areas: AreaSet::from_geojson(AREA, "chart").unwrap().0,
            ..Context::default()
        };
        context.receivers.is_base_station(7, STATION);
        context
    }

    fn row(ms: i64, mmsi: u32, report: Report) -> Observation {
        Observation {
            time: Time::from_ms(ms),
            mmsi,
            source: SourceKind::Ais,
            feed: 1,
            receiver: 7 + mmsi % 3,
            reception: Reception::Unknown,
            report,
        }
    }

    fn position(place: Position, sog_kn: f64, cog_deg: f64, class: AisClass) -> Report {
        let (lat_e7, lon_e7) = place.to_e7();
        Report::Position(PositionReport {
            lat_e7,
            lon_e7,
            sog_dkn: Some((sog_kn * 10.0) as u16),
            cog_ddeg: Some((cog_deg * 10.0) as u16 % 3_600),
            class,
            ..PositionReport::default()
        })
    }

    /// Four days of ships that sail, work, lie, go round, stand still at speed, are silent, copy each other and share numbers, with
    /// the reports of a base station among them and some rows twice.
    fn feed() -> Vec<Observation> {
        let mut rows = Vec::new();
        for ship in 0..60_u32 {
            let mmsi = 412_000_000 + (ship - ship % 12 / 11) * 7;
            let start = Position::new(39.8 + f64::from(ship) * 0.05, 179.6).unwrap();
            for step in 0..1_152_i64 {
                if ship % 5 == 4 && (300..600).contains(&step) {
                    continue;
                }
                let ms = 1_772_323_200_000 + step * 300_000 + i64::from(ship) * 3_000;
                let way_m = step as f64 * 300.0 / 2.0;
                let (course, kn, away_m) = match ship % 6 {
                    0 => (step as f64 * 57.0 % 360.0, 3.0, 900.0),
                    1 => (70.0, 6.0, way_m),
                    2 => (70.0, 6.0, 0.0),
                    3 => (f64::from(ship), 0.5, 30.0 * f64::from(step as i32 % 3)),
                    4 => (110.0, 3.0 + (step * step % 17) as f64 / 10.0, way_m / 3.0),
                    _ => (step as f64 * 0.7 % 360.0, 9.0, way_m / 2.0),
                };
                let place = destination(start, course, away_m);
                rows.push(row(ms, mmsi, position(place, kn, course, AisClass::A)));
                if step % 100 == 7 {
                    let report = IdentityReport {
                        ship_type: Some(if ship % 4 == 0 { 30 } else { 70 }),
                        name: Some(format!("SHIP {ship}")),
                        ..IdentityReport::default()
                    };
                    rows.push(row(ms + 1, mmsi, Report::Identity(Box::new(report))));
                }
                if step % 50 == 9 && ship == 0 {
                    let place = Position::new(41.0, 180.0).unwrap();
                    let report = position(place, 0.0, 0.0, AisClass::Base);
                    let heard = row(ms + 2, STATION, report);
                    rows.push(Observation {
                        receiver: 7,
                        ..heard
                    });
                }
            }
        }
        rows.extend(rows.clone().into_iter().step_by(37));
        rows.sort_by(canonical);
        rows
    }

    fn last<'a>(events: impl Iterator<Item = &'a Event>, into: &mut BTreeMap<String, Event>) {
        into.extend(events.map(|event| (event.id.clone(), event.clone())));
    }

    #[test]
    fn shares_and_the_watch_beside_them_tell_what_one_watch_tells() {
        let (rows, end) = (feed(), Time::from_ms(1_772_323_200_000 + 5 * 86_400_000));
        let rules = Rules::builtin();
        let mut one = BTreeMap::new();
        let mut watch = Watch::new(rules.clone(), context());
        watch.keep_last_states();
        rows.iter().for_each(|o| watch.push_in_order(o.clone()));
        watch.finish_in_order(end);
        last(watch.book().iter(), &mut one);
        for kind in [
            "loitering",
            "fishing",
            "area_visit",
            "implausible_position",
            "shared_mmsi",
            "gap",
        ] {
            assert!(one.keys().any(|id| id.starts_with(kind)), "no {kind}");
        }
        for held_max in [1, 1_000, HELD_MAX] {
            let mut parts = BTreeMap::new();
            let mut beside = Watch::beside_shares(rules.clone(), context());
            let mut shares = Shares::holding(rules.clone(), context(), held_max);
            beside.keep_last_states();
            for some in rows.chunks(777) {
                beside.push_all_in_order(some);
                shares.push_all_in_order(some);
                last(shares.drain_forgotten().iter(), &mut parts);
            }
            beside.finish_in_order(end);
            shares.finish_in_order(end);
            let of_beside = beside.book().iter().count();
            last(shares.events(), &mut parts);
            assert!(of_beside > 0 && !parts.is_empty());
            last(beside.book().iter(), &mut parts);
            assert!(parts == one, "holding {held_max}");
        }
    }
}
