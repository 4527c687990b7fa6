//! From the lines of the exercise to what a watch takes in: the shortest feed reader, for tests and examples.

use std::collections::BTreeMap;

use vigie_ais::{Config, Item, Message, Reader};
use vigie_exercise::Scenario;
use vigie_sea::{AreaSet, Time};
use vigie_watch::{
    AisClass, Change, Context, IdentityReport, ListInfo, ListKind, Observation, PortSet,
    PositionReport, ReceiverList, ReceiverSet, ReceptionMap, Report, Rules, SourceKind, VesselList,
    Watch,
};

/// Stations numbered in order of appearance.
#[derive(Default)]
pub(crate) struct Feed {
    stations: BTreeMap<String, u32>,
    pub(crate) faults: usize,
    receivers: ReceiverList,
}

impl Feed {
    /// What the watch is to know of a report.
    pub(crate) fn observations(
        &mut self,
        report: &vigie_ais::Report,
        known: &mut ReceiverSet,
    ) -> Vec<Observation> {
        let Some(ms) = report.time_ms else {
            return Vec::new();
        };
        let station = report
            .station
            .map_or_else(String::new, |s| s.text().into_owned());
        let next = u32::try_from(self.stations.len()).unwrap_or(0) + 1;
        if !self.stations.contains_key(&station)
            && let Some(fact) = self.receivers.get(&station)
        {
            known.put(next, fact.clone());
        }
        let receiver = *self.stations.entry(station).or_insert(next);
        let say = |said: Report| Observation {
            time: Time::from_ms(ms),
            mmsi: report.message.mmsi(),
            source: SourceKind::Ais,
            feed: 1,
            receiver,
            reception: vigie_watch::Reception::Unknown,
            report: said,
        };
        let position = position(&report.message).map(Report::Position);
        let identity = identity(&report.message).map(|i| Report::Identity(Box::new(i)));
        position.into_iter().chain(identity).map(say).collect()
    }
}

fn e7(deg: f64) -> i32 {
    (deg * 1e7).round() as i32
}

fn position(message: &Message) -> Option<PositionReport> {
    let (lon_deg, lat_deg) = message.position_deg()?;
    let class = match message {
        Message::PositionA(_) | Message::PositionLongRange(_) => AisClass::A,
        Message::PositionB(_) | Message::PositionBExtended(_) => AisClass::B,
        Message::StationReport(_) => AisClass::Base,
        _ => return None,
    };
    let nav_status = match message {
        Message::PositionA(m) => Some(m.status),
        Message::PositionLongRange(m) => Some(m.status),
        _ => None,
    };
    Some(PositionReport {
        lat_e7: e7(lat_deg),
        lon_e7: e7(lon_deg),
        sog_dkn: message.sog_kn().map(|kn| (kn * 10.0).round() as u16),
        cog_ddeg: message.cog_deg().map(|deg| (deg * 10.0).round() as u16),
        heading_deg: None,
        nav_status,
        class,
    })
}

fn identity(message: &Message) -> Option<IdentityReport> {
    Some(match message {
        Message::StaticVoyage(m) => IdentityReport {
            imo: m.imo_number(),
            name: Some(m.name.display().to_owned()),
            call_sign: Some(m.call_sign.display().to_owned()),
            ship_type: Some(m.ship_type),
            length_m: m.length_m(),
            beam_m: m.beam_m(),
            destination: Some(m.destination.display().to_owned()),
            class: AisClass::A,
            ..IdentityReport::default()
        },
        Message::StaticPartA(m) => IdentityReport {
            name: Some(m.name.display().to_owned()),
            class: AisClass::B,
            ..IdentityReport::default()
        },
        Message::StaticPartB(m) => IdentityReport {
            call_sign: Some(m.call_sign.display().to_owned()),
            ship_type: Some(m.ship_type),
            length_m: m.length_m(),
            beam_m: m.beam_m(),
            class: AisClass::B,
            ..IdentityReport::default()
        },
        _ => return None,
    })
}

/// Everything the players of the scenario are given.
pub(crate) fn context(scenario: &Scenario) -> Result<Context, Box<dyn std::error::Error>> {
    let mut context = Context::default();
    let (areas, faults) = AreaSet::from_geojson(scenario.areas_geojson(), "EXERCISE")?;
    assert!(faults.is_empty(), "{faults:?}");
    context.areas = areas;
    let (ports, faults) = PortSet::from_csv(scenario.ports_csv().as_bytes(), "EXERCISE")?;
    assert!(faults.is_empty(), "{faults:?}");
    context.ports = ports;
    context.shore = vigie_watch::ShoreMap::builtin();
    context.reception = ReceptionMap::from_csv(scenario.reception_csv().as_bytes())?;
    for (id, kind, csv) in [
        ("ex-iuu", ListKind::Iuu, scenario.iuu_csv()),
        (
            "ex-authorised",
            ListKind::Authorisation,
            scenario.authorised_csv(),
        ),
    ] {
        let info = ListInfo {
            id: id.to_owned(),
            name: id.to_owned(),
            kind,
            date: scenario.start(),
            source: "EXERCISE".to_owned(),
            complete_for: Vec::new(),
        };
        context
            .lists
            .put(VesselList::from_csv(info, csv.as_bytes())?);
    }
    Ok(context)
}

/// Runs the whole scenario through a watch with the built-in rules; gives all changes and the feed's faults.
pub(crate) fn watched(
    scenario: &Scenario,
) -> Result<(Vec<Change>, usize, Watch), Box<dyn std::error::Error>> {
    let mut watch = Watch::new(Rules::builtin(), context(scenario)?);
    let (receivers, faults) = ReceiverList::from_text(&scenario.receivers_csv())?;
    assert!(faults.is_empty(), "{faults:?}");
    let mut feed = Feed {
        receivers,
        ..Feed::default()
    };
    watch.keep_fixes();
    let mut reader = Reader::new(Config::default());
    let mut changes = Vec::new();
    scenario.run(&mut |emission| {
        let mut sink = |item: Item<'_>| match item {
            Item::Report(report) => {
                let known = &mut watch.context_mut().receivers;
                for observation in feed.observations(report, known) {
                    watch.push(observation);
                }
            }
            Item::Fault(_) => feed.faults += 1,
            Item::Foreign(_) => {}
        };
        reader.push(emission.line, Some(emission.at.ms()), &mut sink);
        reader.push(b"\r\n", Some(emission.at.ms()), &mut sink);
    });
    watch.advance(scenario.end());
    watch.finish();
    changes.extend(watch.drain());
    Ok((changes, feed.faults, watch))
}
