//! What transponders send: ITU-R M.1371-5 reporting intervals, and the message for a moment.
//!
//! Class A: position every 10 s below 14 kn, 6 s below 23, 2 s above, faster in a turn, 3 min at anchor or
//! moored (types 1 and 3), static data every 6 min (type 5), long-range report every 3 min away from shore
//! (type 27). Class B: every 30 s, 3 min below 2 kn (type 18, some units type 19), static data every 6 min
//! (type 24). Aircraft with a number of their own: every 10 s in the air (type 9). Sent on whole seconds, each ship in her own phase. What is sent is what she *shows*, true or not.

use vigie_ais::Message;
use vigie_ais::Text;
use vigie_ais::message::{
    PositionA, PositionAircraft, PositionB, PositionBExtended, PositionLongRange, StaticPartA,
    StaticPartB, StaticVoyage, StationReport,
};
use vigie_sea::Time;

use crate::agenda::NavStatus;
use crate::chance::{Chance, Stream};
use crate::flight::AIRBORNE_KN;
use crate::hull::{Pose, WINDOW_MS, Wake};
use crate::moment::civil;
use crate::observer::status_of;
use crate::outbox::{Outbox, Sender};
use crate::receiver::{InView, Receivers, Signal};
use crate::scenario::Scenario;
use crate::ship::{Particulars, Ship};
use crate::trig::sin_cos_turns;
use crate::world::Listening;

/// Rate of turn above which a class A ship reports faster and by type 3, degrees a minute.
const TURNING_DEG_MIN: f64 = 10.0;
const STATIC_S: i64 = 360;
const LONG_RANGE_S: i64 = 180;
/// A search-and-rescue aircraft reports every so many seconds while in the air.
const AIRCRAFT_S: i64 = 10;
/// Height of a patrol, metres: 1,500 ft.
const PATROL_M: u16 = 457;
/// A feed shows a base station about once in so many seconds.
const BASE_STATION_S: i64 = 600;

/// Name of the ideal receiver.
const EVERYTHING: &str = "EXALL";

/// One transmission that one receiver heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) time: Time,
    pub(crate) receiver: u32,
    pub(crate) series: u64,
    pub(crate) message: Message,
}

/// All transponders of a world.
#[derive(Debug, Clone)]
pub(crate) struct Radio {
    chance: Chance,
    phases: Vec<i64>,
    heard: Vec<Heard>,
}

/// A series of transmissions of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Series {
    Position,
    Static,
    StaticB,
    LongRange,
}

impl Radio {
    pub(crate) fn new(chance: Chance, scenario: &Scenario, listening: Listening) -> Self {
        let phase = |ship: &Ship| {
            i64::try_from(chance.draw(Stream::Slot, ship.key, 0).below(360)).unwrap_or(0)
        };
        let phases = if listening == Listening::Nobody {
            Vec::new()
        } else {
            scenario.ships.iter().map(phase).collect()
        };
        Self {
            chance,
            phases,
            heard: Vec::new(),
        }
    }

    fn phase(&self, number: usize) -> i64 {
        self.phases.get(number).copied().unwrap_or(0)
    }

    /// What the receivers in view hear of a ship in one window.
    pub(crate) fn heard(
        &mut self,
        number: usize,
        ship: &Ship,
        wake: &Wake,
        receivers: &Receivers,
        view: &InView,
    ) -> &[Heard] {
        self.heard.clear();
        let first = wake.first();
        let status = status_of(ship.agenda.get(wake.task));
        let near_shore = view.receivers.iter().any(|r| !receivers.is_satellite(*r));
        for series in [
            Series::Position,
            Series::Static,
            Series::StaticB,
            Series::LongRange,
        ] {
            let Some((interval_s, signal)) = timing(ship, series, first, status) else {
                continue;
            };
            if series == Series::LongRange && near_shore {
                continue;
            }
            for second in seconds(first.time, interval_s, self.phase(number) + lead(series)) {
                self.listen(
                    ship,
                    wake,
                    receivers,
                    view,
                    (series, signal, interval_s, second),
                );
            }
        }
        &self.heard
    }

    #[allow(clippy::cast_precision_loss, reason = "an interval is at most 360 s")]
    fn listen(
        &mut self,
        ship: &Ship,
        wake: &Wake,
        receivers: &Receivers,
        view: &InView,
        (series, signal, interval_s, second): (Series, Signal, i64, i64),
    ) {
        let time = Time::from_s(second);
        for receiver in &view.receivers {
            let share = receivers.share(*receiver, view, signal, interval_s as f64);
            let tick = second.unsigned_abs() * 256 + u64::from(*receiver) * 4 + series as u64;
            let draw = self.chance.draw(Stream::Hearing, ship.key, tick);
            if draw.happens(share) && ship.transmits(time) {
                let status = status_of(ship.agenda.get(wake.task));
                let pose = ship.shown_pose(wake.at(time));
                let message = message(ship, series, &pose, status);
                self.heard.push(Heard {
                    time,
                    receiver: *receiver,
                    series: series as u64,
                    message,
                });
            }
        }
    }

    /// Everything a ship sends in one window, heard by one ideal receiver.
    pub(crate) fn everything(&self, number: usize, ship: &Ship, wake: &Wake, outbox: &mut Outbox) {
        let first = wake.first();
        let status = status_of(ship.agenda.get(wake.task));
        for series in [Series::Position, Series::Static, Series::StaticB] {
            let Some((interval_s, _)) = timing(ship, series, first, status) else {
                continue;
            };
            let sender = Sender {
                number: Some(number),
                key: ship.key,
                receiver: 0,
                series: series as u64,
            };
            for second in seconds(first.time, interval_s, self.phase(number) + lead(series)) {
                let time = Time::from_s(second);
                if !ship.transmits(time) {
                    continue;
                }
                let pose = ship.shown_pose(wake.at(time));
                match message(ship, series, &pose, status) {
                    Message::PositionA(position) => {
                        outbox.send_position_a(&position, EVERYTHING, time, 0, sender)
                    }
                    other => outbox.send(&other, EVERYTHING, time, 0, sender),
                }
            }
        }
    }

    /// The shore stations' own reports.
    pub(crate) fn base_stations(&self, start: Time, receivers: &Receivers, outbox: &mut Outbox) {
        for (index, station) in (0_i64..).zip(&receivers.shore) {
            for second in seconds(start, BASE_STATION_S, index * 37) {
                let time = Time::from_s(second);
                let message = base_station(
                    station.mmsi,
                    station.place.lat_deg,
                    station.place.lon_deg,
                    time,
                );
                outbox.send(
                    &message,
                    &station.name,
                    time,
                    1_500,
                    Sender {
                        number: None,
                        key: u64::from(station.mmsi),
                        receiver: 0,
                        series: 0,
                    },
                );
            }
        }
    }
}

/// Seconds of the window from `start` that are `phase` modulo `interval_s`.
fn seconds(start: Time, interval_s: i64, phase: i64) -> impl Iterator<Item = i64> {
    let from = start.s();
    let first = from + (phase - from).rem_euclid(interval_s);
    (first..from + WINDOW_MS / 1_000).step_by(usize::try_from(interval_s).unwrap_or(1))
}

/// Series begin apart so that one ship does not send twice in a second.
fn lead(series: Series) -> i64 {
    match series {
        Series::Position => 0,
        Series::Static => 3,
        Series::StaticB => 4,
        Series::LongRange => 7,
    }
}

fn timing(ship: &Ship, series: Series, pose: &Pose, status: NavStatus) -> Option<(i64, Signal)> {
    if ship.role.flies() {
        let sends = ship.is_aircraft_station() && series == Series::Position;
        let airborne = pose.sog_kn() > AIRBORNE_KN;
        return (sends && airborne).then_some((AIRCRAFT_S, Signal::PositionA));
    }
    match (series, ship.class_a) {
        (Series::Position, true) => Some((class_a_interval_s(pose, status), Signal::PositionA)),
        (Series::Position, false) => Some((
            if pose.sog_kn() > 2.0 { 30 } else { 180 },
            Signal::PositionB,
        )),
        (Series::Static, true) => Some((STATIC_S, Signal::StaticA)),
        (Series::Static | Series::StaticB, false) => Some((STATIC_S, Signal::StaticB)),
        (Series::LongRange, true) => Some((LONG_RANGE_S, Signal::LongRange)),
        (Series::StaticB, true) | (Series::LongRange, false) => None,
    }
}

fn class_a_interval_s(pose: &Pose, status: NavStatus) -> i64 {
    let kn = pose.sog_kn();
    let turning = pose.turn_deg_min.abs() > TURNING_DEG_MIN;
    match status {
        NavStatus::AtAnchor | NavStatus::Moored if kn < 3.0 => 180,
        _ if kn >= 23.0 => 2,
        _ if kn >= 14.0 => {
            if turning {
                2
            } else {
                6
            }
        }
        _ => {
            if turning {
                4
            } else {
                10
            }
        }
    }
}

fn message(ship: &Ship, series: Series, pose: &Pose, status: NavStatus) -> Message {
    let papers = ship.shown_particulars(pose.time);
    match (series, ship.class_a) {
        (Series::Position, _) if ship.role.flies() => aircraft(ship.mmsi, pose),
        (Series::Position, true) => {
            Message::PositionA(position_a(ship.mmsi, ship.key, pose, status))
        }
        (Series::Position, false)
            if ship.key.is_multiple_of(3) && pose.time.s().rem_euclid(360) < 30 =>
        {
            position_b_extended(ship, papers, pose)
        }
        (Series::Position, false) => position_b(ship.mmsi, pose),
        (Series::Static, true) => static_voyage(ship, papers),
        (Series::Static, false) => Message::StaticPartA(StaticPartA {
            mmsi: ship.mmsi,
            name: Text::new(&papers.name),
            ..StaticPartA::default()
        }),
        (Series::StaticB, _) => static_part_b(ship, papers),
        (Series::LongRange, _) => long_range(ship.mmsi, pose, status),
    }
}

/// Whole units of a quantity.
#[allow(
    clippy::cast_possible_truncation,
    reason = "quantities of AIS fit 32 bits"
)]
fn units(value: f64, per_unit: f64) -> i32 {
    let scaled = value * per_unit;
    (if scaled < 0.0 {
        scaled - 0.5
    } else {
        scaled + 0.5
    }) as i32
}

fn sog(pose: &Pose) -> u16 {
    u16::try_from(units(pose.sog_kn(), 10.0))
        .unwrap_or(1_022)
        .min(1_022)
}

fn cog(course_deg: f64) -> u16 {
    u16::try_from(units(course_deg, 10.0) % 3_600).unwrap_or(3_600)
}

fn second(pose: &Pose) -> u8 {
    u8::try_from(pose.time.s().rem_euclid(60)).unwrap_or(60)
}

/// Under way she points where she goes; stopped she lies to the weather and yaws.
#[allow(clippy::cast_precision_loss, reason = "seconds of a day")]
fn heading(key: u64, pose: &Pose, course_deg: f64) -> u16 {
    let degrees = if pose.sog_kn() > 1.5 {
        course_deg
    } else {
        let yaw = sin_cos_turns(pose.time.s().rem_euclid(7_200) as f64 / 7_200.0).0;
        (key % 360) as f64 + 15.0 * yaw + 360.0
    };
    u16::try_from(units(degrees, 1.0) % 360).unwrap_or(511)
}

fn rate_of_turn(pose: &Pose) -> i8 {
    let rate = 4.733 * libm::sqrt(pose.turn_deg_min.abs());
    let signed = if pose.turn_deg_min < 0.0 { -rate } else { rate };
    i8::try_from(units(signed, 1.0).clamp(-126, 126)).unwrap_or(0)
}

fn position_a(mmsi: u32, key: u64, pose: &Pose, status: NavStatus) -> PositionA {
    let course_deg = pose.velocity.direction_deg();
    PositionA {
        type_id: if pose.turn_deg_min.abs() > TURNING_DEG_MIN {
            3
        } else {
            1
        },
        mmsi,
        status: status as u8,
        rot: rate_of_turn(pose),
        sog: sog(pose),
        accuracy: true,
        lon: units(pose.place.lon_deg, 600_000.0),
        lat: units(pose.place.lat_deg, 600_000.0),
        cog: cog(course_deg),
        heading: heading(key, pose, course_deg),
        second: second(pose),
        ..PositionA::default()
    }
}

fn position_b(mmsi: u32, pose: &Pose) -> Message {
    Message::PositionB(PositionB {
        mmsi,
        sog: sog(pose),
        accuracy: true,
        lon: units(pose.place.lon_deg, 600_000.0),
        lat: units(pose.place.lat_deg, 600_000.0),
        cog: cog(pose.velocity.direction_deg()),
        second: second(pose),
        carrier_sense: true,
        band: true,
        ..PositionB::default()
    })
}

/// Metres to bow, stern, port and starboard of an antenna two thirds aft.
fn dimensions(papers: &Particulars) -> (u16, u16, u8, u8) {
    let stern = papers.length_m / 3;
    let port = u8::try_from(papers.beam_m / 2).unwrap_or(63).min(63);
    let starboard = u8::try_from(papers.beam_m - papers.beam_m / 2)
        .unwrap_or(63)
        .min(63);
    (papers.length_m - stern, stern, port, starboard)
}

fn position_b_extended(ship: &Ship, papers: &Particulars, pose: &Pose) -> Message {
    let (to_bow, to_stern, to_port, to_starboard) = dimensions(papers);
    Message::PositionBExtended(PositionBExtended {
        mmsi: ship.mmsi,
        sog: sog(pose),
        accuracy: true,
        lon: units(pose.place.lon_deg, 600_000.0),
        lat: units(pose.place.lat_deg, 600_000.0),
        cog: cog(pose.velocity.direction_deg()),
        second: second(pose),
        name: Text::new(&papers.name),
        ship_type: ship.role.ship_type(),
        to_bow,
        to_stern,
        to_port,
        to_starboard,
        epfd: 1,
        ..PositionBExtended::default()
    })
}

fn static_voyage(ship: &Ship, papers: &Particulars) -> Message {
    let (to_bow, to_stern, to_port, to_starboard) = dimensions(papers);
    Message::StaticVoyage(StaticVoyage {
        mmsi: ship.mmsi,
        version: 2,
        imo: papers.imo.unwrap_or(0),
        call_sign: Text::new(&papers.call_sign),
        name: Text::new(&papers.name),
        ship_type: ship.role.ship_type(),
        to_bow,
        to_stern,
        to_port,
        to_starboard,
        epfd: 1,
        draught: u8::try_from(20 + papers.length_m / 3).unwrap_or(200),
        destination: Text::new(&papers.destination),
        dte: false,
        ..StaticVoyage::default()
    })
}

fn static_part_b(ship: &Ship, papers: &Particulars) -> Message {
    let (to_bow, to_stern, to_port, to_starboard) = dimensions(papers);
    Message::StaticPartB(StaticPartB {
        mmsi: ship.mmsi,
        ship_type: ship.role.ship_type(),
        vendor: Text::new("EXR"),
        call_sign: Text::new(&papers.call_sign),
        to_bow,
        to_stern,
        to_port,
        to_starboard,
        epfd: 1,
        ..StaticPartB::default()
    })
}

fn long_range(mmsi: u32, pose: &Pose, status: NavStatus) -> Message {
    Message::PositionLongRange(PositionLongRange {
        mmsi,
        status: status as u8,
        lon: units(pose.place.lon_deg, 600.0),
        lat: units(pose.place.lat_deg, 600.0),
        sog: u8::try_from(units(pose.sog_kn(), 1.0))
            .unwrap_or(62)
            .min(62),
        cog: u16::try_from(units(pose.velocity.direction_deg(), 1.0) % 360).unwrap_or(511),
        ..PositionLongRange::default()
    })
}

fn aircraft(mmsi: u32, pose: &Pose) -> Message {
    Message::PositionAircraft(PositionAircraft {
        mmsi,
        altitude: PATROL_M,
        sog: u16::try_from(units(pose.sog_kn(), 1.0))
            .unwrap_or(1_022)
            .min(1_022),
        lon: units(pose.place.lon_deg, 600_000.0),
        lat: units(pose.place.lat_deg, 600_000.0),
        cog: cog(pose.velocity.direction_deg()),
        second: second(pose),
        ..PositionAircraft::default()
    })
}

fn base_station(mmsi: u32, lat_deg: f64, lon_deg: f64, time: Time) -> Message {
    let (year, month, day) = civil(time.s().div_euclid(86_400));
    let of_day = time.s().rem_euclid(86_400);
    let part = |value: i64| u8::try_from(value).unwrap_or(0);
    Message::StationReport(StationReport {
        type_id: 4,
        mmsi,
        year: u16::try_from(year).unwrap_or(0),
        month: part(month),
        day: part(day),
        hour: part(of_day / 3_600),
        minute: part(of_day / 60 % 60),
        second: part(of_day % 60),
        accuracy: true,
        lon: units(lon_deg, 600_000.0),
        lat: units(lat_deg, 600_000.0),
        epfd: 7,
        ..StationReport::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transmissions_fall_into_their_window_once() {
        let mut all: Vec<i64> = Vec::new();
        for minute in 0..30 {
            all.extend(seconds(Time::from_s(1_783_300_020 + minute * 60), 180, 17));
        }
        assert_eq!(all.len(), 10);
        assert!(all.windows(2).all(|pair| pair[1] - pair[0] == 180));
    }
}
