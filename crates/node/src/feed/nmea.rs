//! AIS sentences: what each message says to the watch.
//!
//! Positions come from types 1, 2, 3, 4, 9, 11, 18, 19, 21 and 27, identities from 5, 19, 21 and 24
//! (either part alone). Everything else is decoded and counted. A coordinate of the air is kept to
//! 1e-7 degrees, finer than its own 1/10,000 minute.

use vigie_ais::message::{PositionA, PositionAircraft};
use vigie_ais::{Config, FaultReason, Item, Message, Station, TimeSource};
use vigie_sea::Time;
use vigie_watch::{AisClass, IdentityReport, Observation, PositionReport, Report, SourceKind};

use super::delivery::Delivery;
use super::log_clock::LogClock;
use super::reader::{Reader, Setting};
use super::row::imo_number;
use super::{Error, TimePolicy};

/// Reads sentences.
pub(crate) struct Nmea {
    reader: vigie_ais::Reader,
    given: Giver,
    lines: u64,
}

impl Nmea {
    pub(crate) fn new(setting: Setting, clock: Option<LogClock>) -> Self {
        let given = Giver {
            setting,
            clock,
            last_station: None,
            sources: [0; 8],
        };
        Self {
            reader: vigie_ais::Reader::new(Config::default()),
            given,
            lines: 0,
        }
    }

    /// Counts of the reader since the last call.
    fn count(&mut self, out: &mut Delivery) {
        let lines = self.reader.counts().lines;
        out.tally.lines += lines - self.lines;
        self.lines = lines;
        for (count, code) in self.given.sources.iter_mut().zip(NOTES) {
            if *count > 0 {
                *out.tally.notes.entry(code).or_default() += std::mem::take(count);
            }
        }
    }
}

impl Reader for Nmea {
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        let given = &mut self.given;
        let mut sink = |item: Item<'_>| given.item(&item, received, out);
        self.reader.push(bytes, received.map(Time::ms), &mut sink);
        self.count(out);
        Ok(())
    }

    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error> {
        let given = &mut self.given;
        self.reader
            .finish(&mut |item| given.item(&item, received, out));
        self.count(out);
        Ok(())
    }
}

/// Codes of the counts in [`Giver::sources`].
const NOTES: [&str; 8] = [
    "time-in-message",
    "time-of-receipt",
    "time-derived",
    "time-assumed",
    "no-time",
    "no-position",
    "own-ship",
    "position-out-of-range",
];
const IN_MESSAGE: usize = 0;
const OF_RECEIPT: usize = 1;
const DERIVED: usize = 2;
const ASSUMED: usize = 3;
const NO_TIME: usize = 4;
const NO_POSITION: usize = 5;
const OWN_SHIP: usize = 6;
const OUT_OF_RANGE: usize = 7;

/// Turns reports into observations.
struct Giver {
    setting: Setting,
    clock: Option<LogClock>,
    last_station: Option<(Station, u32)>,
    sources: [u64; 8],
}

impl Giver {
    fn item(&mut self, item: &Item<'_>, received: Option<Time>, out: &mut Delivery) {
        match item {
            Item::Report(report) => self.report(report, out),
            Item::Fault(fault) => {
                let code = reason_code(fault.reason);
                self.setting
                    .fault(out, fault.line_number, code, received, fault.line);
            }
            Item::Foreign(_) => {}
        }
    }

    fn report(&mut self, report: &vigie_ais::Report, out: &mut Delivery) {
        out.tally.messages += 1;
        self.count(OWN_SHIP, report.own_ship);
        if self.setting.options.as_json {
            report.write_json(&mut out.json);
            return out.json.push(b'\n');
        }
        let (position, identity) = contents(&report.message);
        if let Some(None) = position {
            self.count(NO_POSITION, !report.message.out_of_range());
            self.count(OUT_OF_RANGE, report.message.out_of_range());
        }
        let position = position.flatten();
        if position.is_none() && identity.is_none() {
            return;
        }
        let Some(time) = self.time(report, out) else {
            return;
        };
        let receiver = self.receiver(report.station);
        // A station's own report (VDO) of type 4: this receiver is that base station.
        if report.own_ship && matches!(&report.message, Message::StationReport(m) if m.type_id == 4)
        {
            let stations = &self.setting.stations;
            stations.is_base(receiver, report.message.mmsi());
        }
        let observation = |content| Observation {
            time,
            mmsi: report.message.mmsi(),
            source: SourceKind::Ais,
            feed: self.setting.feed,
            receiver,
            reception: self.setting.options.reception,
            report: content,
        };
        out.observations.extend(
            identity
                .map(|identity| observation(Report::Identity(Box::new(identity))))
                .into_iter()
                .chain(position.map(|position| observation(Report::Position(position)))),
        );
    }

    fn count(&mut self, which: usize, happened: bool) {
        if happened && let Some(count) = self.sources.get_mut(which) {
            *count += 1;
        }
    }

    /// The time of a report: its own, or what the policy says.
    fn time(&mut self, report: &vigie_ais::Report, out: &mut Delivery) -> Option<Time> {
        if let Some(time_ms) = report.time_ms {
            let receipt = report.time_source == TimeSource::Receive;
            self.count(if receipt { OF_RECEIPT } else { IN_MESSAGE }, true);
            return Some(Time::from_ms(time_ms));
        }
        if let TimePolicy::Assumed { start, lines_per_s } = self.setting.options.time {
            self.count(ASSUMED, true);
            return Some(start.plus_ms(assumed_ms(report.line_number, lines_per_s)));
        }
        let derived = self
            .clock
            .as_ref()
            .and_then(|c| Some((c.at(report.line_number)?, c.basis)));
        self.count(if derived.is_some() { DERIVED } else { NO_TIME }, true);
        let (time_ms, basis) = derived?;
        out.tally.note(basis.note());
        Some(Time::from_ms(time_ms))
    }

    fn receiver(&mut self, station: Option<Station>) -> u32 {
        let Some(station) = station else { return 0 };
        if let Some((last, number)) = &self.last_station
            && *last == station
        {
            return *number;
        }
        let number = self.setting.stations.number(station.as_bytes());
        self.last_station = Some((station, number));
        number
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "`as` saturates"
)]
pub(crate) fn assumed_ms(line: u64, lines_per_s: f64) -> i64 {
    (line.saturating_sub(1) as f64 * 1_000.0 / lines_per_s) as i64
}

/// Position and identity in a message. `Some(None)`: the type has a position, but none is available.
fn contents(message: &Message) -> (Option<Option<PositionReport>>, Option<IdentityReport>) {
    match message {
        Message::PositionA(m) => (Some(position_a(m)), None),
        Message::PositionB(m) => (
            Some(moving(
                (m.lon, m.lat),
                m.sog,
                m.cog,
                m.heading,
                None,
                AisClass::B,
            )),
            None,
        ),
        Message::PositionBExtended(m) => {
            let place = moving((m.lon, m.lat), m.sog, m.cog, m.heading, None, AisClass::B);
            (Some(place), Some(identity_b_extended(m)))
        }
        Message::PositionAircraft(m) => (Some(aircraft(m)), None),
        Message::PositionLongRange(m) => (Some(long_range(m)), None),
        Message::StationReport(m) => {
            let class = if m.type_id == 11 {
                AisClass::A
            } else {
                AisClass::Base
            };
            (Some(still((m.lon, m.lat), class)), None)
        }
        Message::AidToNavigation(m) => {
            let identity = IdentityReport {
                name: Some(text(m.full_name().raw())),
                length_m: m.length_m(),
                beam_m: m.beam_m(),
                class: AisClass::Aton,
                ..IdentityReport::default()
            };
            (Some(still((m.lon, m.lat), AisClass::Aton)), Some(identity))
        }
        Message::StaticVoyage(m) => (None, Some(identity_voyage(m))),
        Message::StaticPartA(m) => {
            let name = Some(text(m.name.raw()));
            (
                None,
                Some(IdentityReport {
                    name,
                    class: AisClass::B,
                    ..IdentityReport::default()
                }),
            )
        }
        Message::StaticPartB(m) => {
            let identity = IdentityReport {
                call_sign: Some(text(m.call_sign.raw())),
                ship_type: ship_type(m.ship_type),
                length_m: m.length_m(),
                beam_m: m.beam_m(),
                class: AisClass::B,
                ..IdentityReport::default()
            };
            (None, Some(identity))
        }
        _ => (None, None),
    }
}

fn identity_voyage(m: &vigie_ais::message::StaticVoyage) -> IdentityReport {
    IdentityReport {
        imo: imo_number(m.imo),
        name: Some(text(m.name.raw())),
        call_sign: Some(text(m.call_sign.raw())),
        ship_type: ship_type(m.ship_type),
        length_m: m.length_m(),
        beam_m: m.beam_m(),
        destination: Some(text(m.destination.raw())),
        class: AisClass::A,
        ..IdentityReport::default()
    }
}

fn identity_b_extended(m: &vigie_ais::message::PositionBExtended) -> IdentityReport {
    IdentityReport {
        name: Some(text(m.name.raw())),
        ship_type: ship_type(m.ship_type),
        length_m: m.length_m(),
        beam_m: m.beam_m(),
        class: AisClass::B,
        ..IdentityReport::default()
    }
}

fn text(raw: &str) -> String {
    raw.trim_end_matches(' ').to_owned()
}

fn ship_type(raw: u8) -> Option<u8> {
    (raw != 0).then_some(raw)
}

fn position_a(m: &PositionA) -> Option<PositionReport> {
    // Emergency beacons (970 SART, 972 man overboard, 974 EPIRB) speak as class A.
    let class = if (970_000_000..975_000_000).contains(&m.mmsi) {
        AisClass::Sar
    } else {
        AisClass::A
    };
    moving(
        (m.lon, m.lat),
        m.sog,
        m.cog,
        m.heading,
        Some(m.status),
        class,
    )
}

fn aircraft(m: &PositionAircraft) -> Option<PositionReport> {
    // Whole knots here, not tenths.
    let sog_dkn = (m.sog < 1_023).then(|| m.sog.saturating_mul(10));
    Some(PositionReport {
        sog_dkn,
        cog_ddeg: (m.cog < 3_600).then_some(m.cog),
        ..still((m.lon, m.lat), AisClass::Sar)?
    })
}

fn long_range(m: &vigie_ais::message::PositionLongRange) -> Option<PositionReport> {
    let (lat_e7, lon_e7) = place_e7(m.lon, m.lat, 600)?;
    Some(PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: (m.sog < 63).then(|| u16::from(m.sog) * 10),
        cog_ddeg: (m.cog < 360).then(|| m.cog * 10),
        heading_deg: None,
        nav_status: (m.status < 15).then_some(m.status),
        class: AisClass::A,
    })
}

fn moving(
    place: (i32, i32),
    sog: u16,
    cog: u16,
    heading: u16,
    status: Option<u8>,
    class: AisClass,
) -> Option<PositionReport> {
    Some(PositionReport {
        sog_dkn: (sog < 1_023).then_some(sog),
        cog_ddeg: (cog < 3_600).then_some(cog),
        heading_deg: (heading < 360).then_some(heading),
        nav_status: status.filter(|status| *status < 15),
        ..still(place, class)?
    })
}

fn still((lon, lat): (i32, i32), class: AisClass) -> Option<PositionReport> {
    let (lat_e7, lon_e7) = place_e7(lon, lat, 600_000)?;
    Some(PositionReport {
        lat_e7,
        lon_e7,
        class,
        ..PositionReport::default()
    })
}

/// Latitude and longitude in 1e-7 degrees from units of the air; `None` off the earth.
fn place_e7(lon: i32, lat: i32, per_deg: i64) -> Option<(i32, i32)> {
    let (lon, lat) = (i64::from(lon), i64::from(lat));
    if lon.abs() > 180 * per_deg || lat.abs() > 90 * per_deg {
        return None;
    }
    let e7 = |raw: i64| {
        let twice = raw * 20_000_000 / per_deg;
        i32::try_from((twice + twice.signum()) / 2).ok()
    };
    let lon = if lon == 180 * per_deg { -lon } else { lon };
    Some((e7(lat)?, e7(lon)?))
}

/// The reader's reasons in the form of all codes here.
fn reason_code(reason: FaultReason) -> &'static str {
    match reason {
        FaultReason::LineTooLong => "line-too-long",
        FaultReason::NotASentence => "not-a-sentence",
        FaultReason::TagUnclosed => "tag-unclosed",
        FaultReason::TagChecksum => "tag-checksum",
        FaultReason::HeaderMalformed => "header-malformed",
        FaultReason::SentenceMalformed => "sentence-malformed",
        FaultReason::ChecksumMissing => "checksum-missing",
        FaultReason::ChecksumWrong => "checksum-wrong",
        FaultReason::PartNumber => "part-number",
        FaultReason::PartTooLong => "part-too-long",
        FaultReason::PartDuplicate => "part-duplicate",
        FaultReason::PartMissing => "part-missing",
        FaultReason::PartReplaced => "part-replaced",
        FaultReason::PartEvicted => "part-evicted",
        FaultReason::PartAmbiguous => "part-ambiguous",
        FaultReason::PayloadEmpty => "payload-empty",
        FaultReason::PayloadCharacter => "payload-character",
        FaultReason::TooShort => "too-short",
        FaultReason::UnknownType => "unknown-type",
        FaultReason::UnknownPart => "unknown-part",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;

    fn read(options: &FeedOptions, text: &str) -> Delivery {
        let mut nmea = Nmea::new(Setting::new(1, options).of("test"), None);
        let mut out = Delivery::default();
        nmea.push(text.as_bytes(), None, &mut out).unwrap();
        nmea.finish(None, &mut out).unwrap();
        out
    }

    const TAGGED: &str =
        "\\s:rEV02,c:1334337317*58\\!AIVDM,1,1,,B,19NWuLhuRb5QHfCpPcwj`26B0<02,0*5F\r\n";
    const BARE: &str = "!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27\n";

    #[test]
    fn time_and_station_are_kept() {
        let out = read(&FeedOptions::default(), TAGGED);
        let observation = &out.observations[0];
        assert_eq!(observation.time.s(), 1_334_337_317);
        assert_eq!((observation.receiver, observation.feed), (65_537, 1));
        assert_eq!(out.tally.notes.get("time-in-message"), Some(&1));
    }

    #[test]
    fn a_message_without_time_is_decoded_and_counted() {
        let out = read(&FeedOptions::default(), BARE);
        assert_eq!((out.tally.messages, out.observations.len()), (1, 0));
        assert_eq!(out.tally.notes.get("no-time"), Some(&1));
        let start = Time::parse("2024-02-28T23:59:59Z").unwrap();
        let time = TimePolicy::Assumed {
            start,
            lines_per_s: 2.0,
        };
        let out = read(
            &FeedOptions {
                time,
                ..FeedOptions::default()
            },
            &BARE.repeat(3),
        );
        let last = out.observations.last().unwrap();
        assert_eq!(last.time.to_string(), "2024-02-29T00:00:00Z");
        assert_eq!(out.tally.notes.get("time-assumed"), Some(&3));
    }

    #[test]
    fn a_live_message_has_the_time_of_receipt() {
        let mut nmea = Nmea::new(Setting::new(1, &FeedOptions::default()), None);
        let mut out = Delivery::default();
        nmea.push(BARE.as_bytes(), Some(Time::from_s(1_000_000_000)), &mut out)
            .unwrap();
        assert_eq!(out.observations[0].time, Time::from_s(1_000_000_000));
        assert_eq!(out.tally.notes.get("time-of-receipt"), Some(&1));
    }

    #[test]
    fn faults_keep_their_bytes_and_line() {
        let out = read(
            &FeedOptions::default(),
            &format!("{BARE}{}garbage\n", BARE.replace("*27", "*28")),
        );
        let got: Vec<(u64, &str)> = out.faults.iter().map(|f| (f.line, f.reason)).collect();
        assert_eq!(got, [(2, "checksum-wrong"), (3, "not-a-sentence")]);
        assert_eq!(out.faults[1].bytes, b"garbage");
    }

    #[test]
    fn every_reason_keeps_its_name() {
        for reason in FaultReason::ALL {
            assert_eq!(reason_code(*reason), reason.code().replace('_', "-"));
        }
    }

    #[test]
    fn places_of_the_air_are_exact() {
        assert_eq!(
            place_e7(108_000_000, 54_000_000, 600_000),
            Some((900_000_000, -1_800_000_000))
        );
        assert_eq!(place_e7(108_600_000, 54_600_000, 600_000), None);
        assert_eq!(place_e7(1, -1, 600_000), Some((-17, 17)));
        assert_eq!(place_e7(1, 2, 600), Some((33_333, 16_667)));
        assert_eq!(place_e7(108_001, 0, 600), None);
    }

    #[test]
    fn each_type_says_what_it_can() {
        let identity = vigie_ais::message::StaticVoyage {
            mmsi: 431_000_001,
            imo: 9_074_729,
            name: vigie_ais::Text::new("KAIYO MARU"),
            ..vigie_ais::message::StaticVoyage::default()
        };
        let (position, identity) = contents(&Message::StaticVoyage(identity));
        assert!(position.is_none());
        let identity = identity.unwrap();
        assert_eq!(
            (identity.imo, identity.name.as_deref()),
            (Some(9_074_729), Some("KAIYO MARU"))
        );
        assert_eq!(identity.call_sign.as_deref(), Some(""));
        // An official number of the flag state is no IMO number, and no wrong one either.
        let official = vigie_ais::message::StaticVoyage {
            imo: 10_123_456,
            ..vigie_ais::message::StaticVoyage::default()
        };
        let told = contents(&Message::StaticVoyage(official)).1.unwrap();
        assert_eq!(told.imo, None);
        let sar = PositionAircraft {
            sog: 130,
            lon: 0,
            lat: 0,
            ..PositionAircraft::default()
        };
        let (position, _) = contents(&Message::PositionAircraft(sar));
        assert_eq!(position.unwrap().unwrap().sog_dkn, Some(1_300));
        let nowhere = PositionA {
            mmsi: 1,
            ..PositionA::default()
        };
        assert_eq!(contents(&Message::PositionA(nowhere)).0, Some(None));
        let sart = PositionA {
            mmsi: 970_123_456,
            lon: 0,
            lat: 0,
            ..PositionA::default()
        };
        assert_eq!(position_a(&sart).unwrap().class, AisClass::Sar);
    }
}
