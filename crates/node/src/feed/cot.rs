//! A feed of Cursor on Target events: what TAK clients and servers show on their maps, as XML one after another, as
//! frames of TAK Protocol version 1 on a connection, or as one mesh datagram each.
//!
//! A vessel enters the watch under its MMSI if the event tells it (our own detail element, or a uid `MMSI-` and nine
//! digits as AIS gateways write it), else under a number of its own. A position of which nobody says that it came from
//! AIS or VMS is a sighting: its silence means nothing. Sightings without identity, alerts, drawings, routes and chat
//! are no observations of vessels; they are handed over as marks, and counted as notes (`cot-alert`, …).

use std::sync::PoisonError;

use vigie_exchange::edge::{
    cot::{self, Event, Splitter},
    item::{Body, Item, Vessel},
    marking::Marking,
    symbol, tak,
};
use vigie_sea::Time;
use vigie_watch::{AisClass, IdentityReport, Observation, PositionReport, Report, SourceKind};

use super::Error;
use super::delivery::Delivery;
use super::mark::Mark;
use super::reader::{Reader, Setting};

/// First byte of every frame of TAK Protocol.
const MAGIC: u8 = 0xBF;

/// Reads events in whichever of the three forms the first bytes show.
pub(crate) struct Cot {
    setting: Setting,
    splitter: Splitter,
    frames: Vec<u8>,
    framed: bool,
    /// Events seen, which is what "line" means in the faults of such a feed.
    events: u64,
    dropped_bytes: u64,
}

impl Cot {
    pub(crate) fn new(setting: Setting) -> Self {
        Self {
            setting,
            splitter: Splitter::default(),
            frames: Vec::new(),
            framed: false,
            events: 0,
            dropped_bytes: 0,
        }
    }

    fn xml(&mut self, bytes: &[u8], received: Option<Time>, out: &mut Delivery) {
        for event in self.splitter.push(bytes) {
            self.take(cot::read(&event), &event, received, out);
        }
        let dropped_bytes = self.splitter.dropped_bytes();
        if dropped_bytes > self.dropped_bytes {
            self.dropped_bytes = dropped_bytes;
            self.setting
                .fault(out, self.events + 1, "cot-noise", received, &[]);
        }
    }

    fn frames(&mut self, bytes: &[u8], received: Option<Time>, out: &mut Delivery) {
        self.frames.extend_from_slice(bytes);
        let mut held = std::mem::take(&mut self.frames);
        // What was read is taken off once, at the end: noise of thousands of first bytes would else be moved as often.
        let mut rest = held.as_slice();
        loop {
            match tak::read_stream(rest) {
                Ok(Some((event, used))) => {
                    let (frame, behind) = rest.split_at(used.min(rest.len()));
                    self.take(event, frame, received, out);
                    rest = behind;
                }
                Ok(None) => break,
                Err(fault) => {
                    // Out of step: go on at the next byte that may begin a frame.
                    let next = memchr::memchr(MAGIC, rest.get(1..).unwrap_or_default());
                    let (lost, behind) = rest.split_at(next.map_or(rest.len(), |at| at + 1));
                    if !lost.trim_ascii().is_empty() {
                        self.take(Err(fault), lost, received, out);
                    }
                    rest = behind;
                }
            }
        }
        let used = held.len() - rest.len();
        held.drain(..used);
        self.frames = held;
    }

    fn take(
        &mut self,
        event: Result<Event, vigie_exchange::edge::Fault>,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) {
        self.events += 1;
        out.tally.lines += 1;
        match event.and_then(|event| self.give(&event, out)) {
            Ok(()) => out.tally.messages += 1,
            Err(fault) => self
                .setting
                .fault(out, self.events, fault.code(), received, bytes),
        }
    }

    fn give(&self, event: &Event, out: &mut Delivery) -> Result<(), vigie_exchange::edge::Fault> {
        // Words between programs (pings, protocol offers) are no things on a map.
        if event.kind.starts_with("t-") {
            out.tally.note("cot-word");
            return Ok(());
        }
        let (item, marking) = symbol::decode(event)?;
        match &item.body {
            Body::Vessel(vessel) => self.vessel(&item, vessel, marking.as_ref(), out),
            Body::Sighting(_) => out.tally.note("cot-sighting"),
            Body::Alert(_) => out.tally.note("cot-alert"),
            Body::Area(_) | Body::Route(_) => out.tally.note("cot-drawing"),
            Body::Chat(_) => out.tally.note("cot-chat"),
        }
        let exercise = marking.as_ref().and_then(|m| m.exercise.as_deref());
        // Programs without our marking say it by the first letter of `opex`.
        let exercise = exercise.or_else(|| event.opex.starts_with('e').then_some(""));
        out.marks.extend(Mark::of(event, &item, exercise));
        Ok(())
    }

    fn vessel(&self, item: &Item, vessel: &Vessel, marking: Option<&Marking>, out: &mut Delivery) {
        let mmsi = vessel.identity.mmsi.or_else(|| mmsi_of(&item.id));
        let source = match marking.map(|marking| marking.source.as_str()) {
            Some("ais") => SourceKind::Ais,
            Some("vms") => SourceKind::Vms,
            None if mmsi.is_some() && item.id.starts_with("MMSI-") => SourceKind::Ais,
            _ => SourceKind::Sighting,
        };
        let mmsi = mmsi.unwrap_or_else(|| {
            let mut unnumbered = self.setting.unnumbered.lock();
            let unnumbered = unnumbered.as_mut().unwrap_or_else(PoisonError::get_mut);
            unnumbered.number("cot", &item.id)
        });
        let reports = [
            Report::Identity(Box::new(IdentityReport {
                imo: vessel.identity.imo,
                name: vessel.identity.name.clone(),
                call_sign: vessel.identity.call_sign.clone(),
                flag: vessel.identity.flag.clone(),
                ..IdentityReport::default()
            })),
            Report::Position(PositionReport {
                lat_e7: vessel.place.lat_e7,
                lon_e7: vessel.place.lon_e7,
                sog_dkn: vessel.sog_dkn,
                cog_ddeg: vessel.cog_ddeg,
                class: AisClass::Unknown,
                ..PositionReport::default()
            }),
        ];
        for report in reports {
            let observation = Observation {
                time: Time::from_ms(item.time_ms),
                mmsi,
                source,
                feed: self.setting.feed,
                receiver: self.setting.stations.number(b""),
                reception: self.setting.options.reception,
                report,
            };
            self.setting.give(observation, out);
        }
    }
}

/// The number in a uid such as `MMSI-431000123`.
fn mmsi_of(uid: &str) -> Option<u32> {
    let digits = uid.strip_prefix("MMSI-")?.get(..9)?;
    digits.parse().ok().filter(|mmsi| *mmsi >= 1_000_000)
}

/// Whether data begins as one of the three forms.
pub(crate) fn begins(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    if head.first() == Some(&MAGIC) {
        return true;
    }
    let declared = text.starts_with(b"<?xml");
    text.starts_with(b"<event ")
        || (declared && memchr::memmem::find(text, b"<event ").is_some_and(|at| at < 300))
}

impl Reader for Cot {
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        if bytes.starts_with(&[MAGIC, 1, MAGIC]) && self.frames.is_empty() {
            // A mesh datagram has no length of its own: it is one event, and arrives whole.
            let datagram = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            self.take(tak::read_mesh(datagram), datagram, received, out);
            return Ok(());
        }
        self.framed |= bytes.first() == Some(&MAGIC);
        if self.framed {
            self.frames(bytes, received, out);
        } else {
            self.xml(bytes, received, out);
        }
        Ok(())
    }

    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error> {
        if !self.frames.trim_ascii().is_empty() {
            let rest = std::mem::take(&mut self.frames);
            self.setting
                .fault(out, self.events + 1, "cot-cut-off", received, &rest);
        }
        let begun = std::mem::take(&mut self.splitter);
        if !begun.begun().is_empty() {
            self.setting
                .fault(out, self.events + 1, "cot-cut-off", received, begun.begun());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;
    use proptest::prelude::*;
    use vigie_watch::is_unnumbered;

    const SHIP: &str = "<event version='2.0' uid='MMSI-316001234' type='a-u-S-X-F' how='m-g' time='2026-11-25T09:30:00Z' start='2026-11-25T09:30:00Z' stale='2026-11-25T09:45:00Z'><point lat='48.5' lon='-179.95' hae='0' ce='10' le='9999999.0'/><detail><contact callsign='LE ORCA'/><track speed='5.144' course='270'/></detail></event>";

    fn cutter() -> String {
        SHIP.replace("MMSI-316001234", "ANDROID-7f")
            .replace("a-u-S-X-F", "a-f-S-X-L")
    }

    fn read(bytes: &[u8], pieces: usize) -> Delivery {
        let mut cot = Cot::new(Setting::new(3, &FeedOptions::default()).of("tak"));
        let mut out = Delivery::default();
        for piece in bytes.chunks(pieces) {
            cot.push(piece, None, &mut out).unwrap();
        }
        cot.finish(None, &mut out).unwrap();
        out
    }

    #[test]
    fn ships_and_own_assets_become_observations() {
        let ping = SHIP.replace("a-u-S-X-F", "t-x-c-t");
        let out = read(format!("{SHIP}\n{}{ping}", cutter()).as_bytes(), 17);
        assert_eq!((out.tally.messages, out.tally.faults_total()), (3, 0));
        assert_eq!(out.tally.notes.get("cot-word"), Some(&1));
        let [_, ship, _, asset] = out.observations.as_slice() else {
            panic!("{:?}", out.observations);
        };
        assert_eq!((ship.mmsi, ship.source), (316_001_234, SourceKind::Ais));
        assert!(is_unnumbered(asset.mmsi) && asset.source == SourceKind::Sighting);
        let Report::Position(position) = &ship.report else {
            panic!("{ship:?}");
        };
        assert_eq!(
            (position.lon_e7, position.sog_dkn, position.cog_ddeg),
            (-1_799_500_000, Some(100), Some(2_700))
        );
        assert_eq!(ship.time.to_string(), "2026-11-25T09:30:00Z");
    }

    #[test]
    fn frames_and_datagrams_say_the_same_as_xml() {
        let event = cot::read(SHIP.as_bytes()).unwrap();
        let want = read(SHIP.as_bytes(), 1_000).observations;
        let stream = [tak::write_stream(&event), tak::write_stream(&event)].concat();
        for pieces in [1, 5, 1_000] {
            let out = read(&stream, pieces);
            assert_eq!(out.observations, [want.clone(), want.clone()].concat());
        }
        let mut datagram = tak::write_mesh(&event);
        datagram.push(b'\n');
        assert_eq!(read(&datagram, 10_000).observations, want);
    }

    #[test]
    fn what_cannot_be_read_costs_itself() {
        let bad = SHIP.replace("lat='48.5'", "lat='98.5'");
        let out = read(format!("{bad}{SHIP}garbage{SHIP}").as_bytes(), 64);
        assert_eq!(out.tally.messages, 2);
        assert_eq!(out.tally.faults.get("edge-unreadable"), Some(&1));
        assert_eq!(out.tally.faults.get("cot-noise"), Some(&1));
        let event = cot::read(SHIP.as_bytes()).unwrap();
        let frame = tak::write_stream(&event);
        let torn = [
            frame.clone(),
            b"xyz".to_vec(),
            frame.clone(),
            frame[..9].to_vec(),
        ]
        .concat();
        let out = read(&torn, 11);
        assert_eq!(out.tally.messages, 2);
        assert!(out.tally.faults.contains_key("cot-cut-off"));
    }

    #[test]
    fn an_event_that_the_connection_cuts_off_is_counted() {
        let whole = read(SHIP.as_bytes(), 7);
        assert!(whole.tally.faults.is_empty(), "{:?}", whole.tally.faults);
        let cut = read(&SHIP.as_bytes()[..SHIP.len() - 4], 7);
        assert_eq!(cut.tally.faults.get("cot-cut-off"), Some(&1));
        assert_eq!(cut.tally.messages, 0);
    }

    #[test]
    fn what_is_no_vessel_becomes_a_mark() {
        let alert = SHIP
            .replace("MMSI-316001234", "ANDROID-7f-9-1-1")
            .replace("a-u-S-X-F", "b-a-o-tbl")
            .replace("<track", "<remarks>Man over board</remarks><track");
        let drill = alert.replace("version='2.0'", "version='2.0' opex='e-spring'");
        let out = read(format!("{alert}{drill}{SHIP}").as_bytes(), 64);
        assert_eq!((out.tally.messages, out.observations.len()), (3, 2));
        let [one, two] = out.marks.as_slice() else {
            panic!("{:?}", out.marks);
        };
        assert!(one.urgent && one.kind == "alert" && one.exercise.is_none());
        assert_eq!(
            (one.title.as_str(), one.text.as_str()),
            ("LE ORCA", "Man over board")
        );
        assert_eq!(one.places_e7, [[-1_799_500_000, 485_000_000]]);
        assert!(two.exercise.is_some());
        assert_eq!(out.tally.notes.get("cot-alert"), Some(&2));
    }

    #[test]
    fn the_beginning_tells() {
        let event = cot::read(SHIP.as_bytes()).unwrap();
        assert!(begins(SHIP.as_bytes()) && begins(&tak::write_mesh(&event)));
        assert!(begins(
            format!("<?xml version=\"1.0\"?>\n{SHIP}").as_bytes()
        ));
        assert!(!begins(b"<?xml version=\"1.0\"?><gpx>") && !begins(b"!AIVDM,1"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), pieces in 1..50_usize, framed: bool) {
            let mut all = if framed { vec![MAGIC] } else { Vec::new() };
            all.extend(bytes);
            drop(read(&all, pieces));
        }
    }
}
