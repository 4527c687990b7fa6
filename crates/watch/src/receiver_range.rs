//! Out of reach: a position that the receiver which heard it could not have heard.
//!
//! At sea: a signal is heard up to the radio horizon, some tens of miles from a shore station and a
//! few hundred when the air ducts; from a satellite within about 1,500 nm of the point below it. A
//! position further off is false, wherever the ship is (SkyTruth 2016).
//!
//! Method (own): a shore station's habit is learned from the feed: its place as the operator or the station
//! itself says ([`crate::ReceiverSet`]), else the middle of all it heard, and the distance within which nearly all
//! of it lies. What lies beyond twice that, and beyond a least distance, is told and not learned. A receiver whose
//! kind nobody says is judged so only if its habit is as narrow as that of a shore station. Where the place
//! was learned, several vessels beyond reach with none near say that the receiver was moved: then what was told
//! is withdrawn and the habit learned anew.

use rustc_hash::FxHashMap;
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

use crate::claim::{Claim, Run, Teller, here};
use crate::implausible::Config;
use crate::receiver_set::ReceiverSet;
use crate::{EventState, Evidence, Fix, ReceiverHabit, Reception};

/// Distance bins of a station's habit, 20 nm each.
const BINS: usize = 64;
const BIN_M: f64 = 20.0 * METRES_PER_NM;
/// Stations remembered; more are not judged.
const STATIONS_MAX: usize = 100_000;
/// Two known points below a satellite further apart in time than this say nothing of the time
/// between: it moves 4° a minute, s.
const PASS_S: f64 = 180.0;

/// Vessels beyond reach remembered of one station.
const BEYOND_MAX: usize = 16;

/// What a shore station usually hears: the middle of it and how far from there.
#[derive(Debug, Clone)]
struct Station {
    heard: u32,
    sum: [f64; 3],
    bins: [u32; BINS],
    /// Vessels told of beyond reach since one was heard near: number, when first, and the event's identifier.
    beyond: Vec<(u32, Time, String)>,
    /// Counts the moves; what was told before one no longer holds.
    moves: u32,
}

/// The habits of all shore stations.
#[derive(Debug, Default)]
pub(crate) struct Stations {
    by_receiver: FxHashMap<u32, Station>,
}

/// A run of positions out of reach on one track.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutOfReach {
    run: Run,
    check: &'static str,
    away_m: f64,
    usual_m: Option<f64>,
    moves: u32,
}

impl Station {
    fn new(moves: u32) -> Self {
        Self {
            heard: 0,
            sum: [0.0; 3],
            bins: [0; BINS],
            beyond: Vec::new(),
            moves,
        }
    }

    fn middle(&self) -> Option<Position> {
        let [x, y, z] = self.sum;
        let lat = z.atan2(x.hypot(y)).to_degrees();
        (self.heard > 0)
            .then(|| Position::new(lat, y.atan2(x).to_degrees()).ok())
            .flatten()
    }

    /// Distance within which the given share was heard, metres.
    fn range_m(&self, share: f64) -> f64 {
        let wanted = f64::from(self.heard) * share;
        let mut sum = 0.0;
        let mut range_m = 0.0;
        for bin in &self.bins {
            range_m += BIN_M;
            sum += f64::from(*bin);
            if sum >= wanted {
                break;
            }
        }
        range_m
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a distance on earth in bins"
    )]
    fn learn(&mut self, place: Position, away_m: f64) {
        let (lat, lon) = (place.lat_deg().to_radians(), place.lon_deg().to_radians());
        let [x, y, z] = &mut self.sum;
        *x += lat.cos() * lon.cos();
        *y += lat.cos() * lon.sin();
        *z += lat.sin();
        self.heard = self.heard.saturating_add(1);
        let index = ((away_m / BIN_M) as usize).min(BINS - 1);
        if let Some(bin) = self.bins.get_mut(index) {
            *bin = bin.saturating_add(1);
        }
    }
}

/// How far beyond reach a position is.
struct Beyond {
    check: &'static str,
    away_m: f64,
    usual_m: Option<f64>,
    moves: u32,
}

impl Stations {
    /// Learns from a fix or judges it.
    fn judge(&mut self, config: &Config, fix: &Fix, places: &ReceiverSet) -> Option<Beyond> {
        match fix.reception {
            Reception::Satellite => {
                let below = places.below(fix.receiver, fix.time, PASS_S)?;
                let away_m = distance_m(below, fix.position);
                (away_m > config.footprint_nm * METRES_PER_NM).then_some(Beyond {
                    check: "satellite-footprint",
                    away_m,
                    usual_m: None,
                    moves: 0,
                })
            }
            Reception::Terrestrial | Reception::Unknown => {
                self.shore(config, fix, places.station_at(fix.receiver))
            }
            Reception::Dynamic => None,
        }
    }

    fn shore(&mut self, config: &Config, fix: &Fix, known: Option<Position>) -> Option<Beyond> {
        let receiver = fix.receiver;
        if self.by_receiver.len() >= STATIONS_MAX && !self.by_receiver.contains_key(&receiver) {
            return None;
        }
        let station = self
            .by_receiver
            .entry(receiver)
            .or_insert_with(|| Station::new(0));
        let middle = known.or_else(|| station.middle()).unwrap_or(fix.position);
        let away_m = distance_m(middle, fix.position);
        let least_m = config.range_nm * METRES_PER_NM;
        let learned = station.heard >= config.range_fixes;
        // Near enough is the usual case, and needs no look at the habit.
        let judged = away_m > least_m && (learned || known.is_some());
        let usual_m = judged.then(|| station.range_m(config.range_share));
        let on_shore = |usual_m: &f64| {
            fix.reception == Reception::Terrestrial
                || *usual_m <= config.range_unknown_nm * METRES_PER_NM
        };
        let beyond =
            usual_m.filter(|usual| on_shore(usual) && away_m > usual * config.range_factor);
        if beyond.is_none() {
            station.learn(fix.position, away_m);
            station.beyond.clear();
        }
        beyond.map(|usual_m| Beyond {
            check: "receiver-range",
            away_m,
            usual_m: learned.then_some(usual_m),
            moves: station.moves,
        })
    }

    /// What a shore station, or a receiver of unknown kind, usually hears.
    pub(crate) fn habit(&self, config: &Config, receiver: u32) -> Option<ReceiverHabit> {
        let station = self.by_receiver.get(&receiver)?;
        Some(ReceiverHabit {
            positions: station.heard,
            middle: station.middle(),
            usual_range_m: station.range_m(config.range_share),
        })
    }

    /// How often this receiver was found to have been moved.
    fn moves(&self, receiver: u32) -> u32 {
        self.by_receiver.get(&receiver).map_or(0, |s| s.moves)
    }

    /// Notes what was told of a vessel beyond reach of a station whose place is learned. Several such vessels
    /// and none near for a while: it is the receiver that was moved.
    fn note_told(&mut self, config: &Config, fix: &Fix, id: String, teller: &mut Teller<'_>) {
        let Some(station) = self.by_receiver.get_mut(&fix.receiver) else {
            return;
        };
        let told = &mut station.beyond;
        if told.len() < BEYOND_MAX && !told.iter().any(|(.., known)| *known == id) {
            told.push((fix.mmsi, fix.time, id));
        }
        let mut vessels: Vec<u32> = told.iter().map(|(mmsi, ..)| *mmsi).collect();
        vessels.sort_unstable();
        vessels.dedup();
        let first = told.first().map(|(_, time, _)| *time);
        let long = first.is_some_and(|t| fix.time.since_s(t) >= config.moved_min * 60.0);
        if long && vessels.len() >= config.moved_vessels as usize {
            for (_, _, id) in std::mem::take(&mut station.beyond) {
                teller.book.retract(fix.time, &id, "receiver-moved");
            }
            *station = Station::new(station.moves.wrapping_add(1));
        }
    }
}

impl OutOfReach {
    /// One more fix of a track.
    pub(crate) fn step(
        kept: &mut Option<Self>,
        stations: &mut Stations,
        config: &Config,
        fix: &Fix,
        places: &ReceiverSet,
        teller: &mut Teller<'_>,
    ) {
        if fix.receiver == 0 {
            return;
        }
        let Some(beyond) = stations.judge(config, fix, places) else {
            return;
        };
        let merge_s = config.merge_h * 3_600.0;
        let over = |o: &Self| {
            let late = fix.time.since_s(o.run.end.time) > merge_s;
            late || o.check != beyond.check || o.moves != beyond.moves
        };
        if kept.as_ref().is_some_and(over) {
            *kept = None;
        }
        let out = kept.get_or_insert_with(|| Self {
            run: Run::at(fix, here(fix)),
            check: beyond.check,
            away_m: 0.0,
            usual_m: beyond.usual_m,
            moves: beyond.moves,
        });
        out.away_m = out.away_m.max(beyond.away_m);
        if out.run.step(fix) {
            let out = *out;
            teller.tell(out.claim(fix.reception));
        }
        let learned = places.station_at(fix.receiver).is_none();
        if beyond.check == "receiver-range" && learned {
            let id = Teller::id(&out.run, beyond.check);
            stations.note_told(config, fix, id, teller);
            if stations.moves(fix.receiver) != beyond.moves {
                *kept = None;
            }
        }
    }

    fn claim(&self, reception: Reception) -> Claim<'_> {
        let mut evidence = Evidence::default();
        evidence.number("distance_m", self.away_m);
        if self.usual_m.is_some() {
            evidence.maybe("usual_range_m", self.usual_m);
        }
        Claim {
            check: self.check,
            run: &self.run,
            state: EventState::Closed,
            // Own weight: stations are moved and satellites misnamed, the more so where nobody said what it is.
            confidence: if reception == Reception::Unknown {
                0.5
            } else {
                0.7
            },
            evidence,
            refuted_by: &["sighted-there", "receiver-moved"],
            other: None,
        }
    }
}
