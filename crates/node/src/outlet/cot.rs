//! Vessels and alerts as Cursor on Target events.

use serde_json::Value as Json;
use vigie_exchange::{
    Onward,
    edge::{
        Format, Handling, Marking, Outgoing, Place,
        cot::{self, Event},
        item::{Alert, AlertKind, Body, Identity, Item, Sort, Standing, Vessel},
        marking::clear,
        symbol, tak,
    },
};

use super::{Surroundings, picture::Seen, spec::OutletFormat};
use crate::i18n::Catalogue;

/// Writes events of one outlet.
pub(crate) struct Writer {
    format: OutletFormat,
    datagrams: bool,
    marking: Marking,
    catalogue: Catalogue,
}

impl Writer {
    pub(crate) fn new(format: OutletFormat, datagrams: bool, around: &Surroundings) -> Self {
        Self {
            format,
            datagrams,
            marking: Marking {
                originator: around.party.clone(),
                source: String::new(),
                handling: Handling::Green,
                releasable_to: vec![around.party.clone()],
                caveats: Vec::new(),
                onward: Onward::None,
                personal: false,
                expires_ms: None,
                exercise: around.exercise.clone(),
                purpose: String::new(),
            },
            catalogue: Catalogue::new(&around.language),
        }
    }

    /// A vessel; `None` for what is no vessel at sea or has no place on the earth.
    pub(crate) fn vessel(&self, seen: &Seen) -> Option<Vec<u8>> {
        // Base stations and aids to navigation are charted; 9 is a search-and-rescue aircraft.
        if matches!(seen.kind, 10 | 11) {
            return None;
        }
        let (source, handling) = match seen.source {
            0 => ("ais", Handling::Green),
            1 => ("vms", Handling::Amber),
            2 => ("radar", Handling::Amber),
            _ => ("visual", Handling::Amber),
        };
        let vessel = Vessel {
            identity: Identity {
                name: seen.name.clone(),
                mmsi: Some(seen.mmsi).filter(|mmsi| *mmsi <= 999_999_999),
                imo: seen.imo,
                call_sign: seen.call_sign.clone(),
                flag: seen.flag.clone(),
                side_number: None,
            },
            standing: Standing::Unknown,
            sort: sort(seen.kind),
            place: Place::from_e7(i64::from(seen.lat_e7), i64::from(seen.lon_e7))?,
            uncertainty_m: None,
            sog_dkn: seen.sog_dkn,
            cog_ddeg: seen.cog_ddeg,
        };
        let id = match seen.track {
            0 | 1 => format!("MMSI-{:09}", seen.mmsi),
            track => format!("MMSI-{:09}-{track}", seen.mmsi),
        };
        let item = Item {
            id,
            time_ms: i64::from(seen.time_s) * 1_000,
            body: Body::Vessel(vessel),
        };
        self.write(item, source, handling)
    }

    /// An event of the watch as a marker: never a verdict, never an alarm that rings.
    pub(crate) fn alert(&self, event: &Json) -> Option<Vec<u8>> {
        let kind = event["kind"].as_str()?;
        let end = if event["end"].is_null() {
            &event["start"]
        } else {
            &event["end"]
        };
        let place = &end["position"];
        let time = vigie_sea::Time::parse(end["time"].as_str()?).ok()?;
        let name = |n: usize| {
            let vessel = &event["vessels"][n];
            let mmsi = vessel["mmsi"].as_u64().map(|mmsi| mmsi.to_string());
            let name = vessel["name"].as_str().filter(|name| !name.is_empty());
            name.map(str::to_owned).or(mmsi).unwrap_or_default()
        };
        let id = format!("sentence-{}", kind.replace('_', "-"));
        let text = self
            .catalogue
            .text(&id, &[("a", name(0).into()), ("b", name(1).into())]);
        let item = Item {
            id: format!("VIGIE-{}", event["id"].as_str()?),
            time_ms: time.ms(),
            body: Body::Alert(Alert {
                kind: if kind == "area_visit" {
                    AlertKind::Fence
                } else {
                    AlertKind::Notice
                },
                rule: event["rule"].as_str().unwrap_or(kind).to_owned(),
                place: Place::from_deg(place[1].as_f64()?, place[0].as_f64()?)?,
                text,
                cancelled: event["state"] == "retracted",
            }),
        };
        self.write(item, "fused", Handling::Amber)
    }

    fn write(&self, item: Item, source: &str, handling: Handling) -> Option<Vec<u8>> {
        let marking = Marking {
            source: source.to_owned(),
            handling,
            ..self.marking.clone()
        };
        let format = match self.format {
            OutletFormat::Tak => Format::Tak,
            _ => Format::CotRelayed,
        };
        let now_ms = item.time_ms;
        let cleared = clear(Outgoing::inside(item, marking), format, now_ms).ok()?;
        Some(self.bytes(&symbol::encode(&cleared)))
    }

    fn bytes(&self, event: &Event) -> Vec<u8> {
        match (self.format, self.datagrams) {
            (OutletFormat::Tak, true) => tak::write_mesh(event),
            (OutletFormat::Tak, false) => tak::write_stream(event),
            _ => cot::write(event),
        }
    }
}

/// Kinds of symbol as docs/api.md lists them.
fn sort(kind: u8) -> Sort {
    match kind {
        1 => Sort::Fishing,
        2 | 7 => Sort::Merchant,
        3 => Sort::Cargo,
        4 => Sort::Tanker,
        5 => Sort::Passenger,
        6 => Sort::LawEnforcement,
        8 => Sort::Leisure,
        _ => Sort::Any,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::live::{Board, Realm, Status, now};
    use crate::outlet::picture::tests::ship;
    use serde_json::json;
    use std::sync::Arc;

    fn around(exercise: Option<&str>) -> Surroundings {
        let status = Status {
            version: "",
            node: "",
            realm: Realm::Live,
            now: now(),
            event_time: None,
            speed: None,
            vessels: 0,
            positions: 0,
            events_open: 0,
            positions_per_s: 0.0,
            rules_version: String::new(),
            late: 0,
            duplicates: 0,
            faults: 0,
            complete: false,
            store_fault: None,
        };
        Surroundings {
            board: Arc::new(Board::new(status)),
            party: "can".to_owned(),
            exercise: exercise.map(str::to_owned),
            language: "fr-CA".to_owned(),
            stopping: tokio::sync::watch::channel(false).1,
        }
    }

    #[test]
    fn a_vessel_keeps_her_identity_and_an_exercise_its_mark() {
        for format in [OutletFormat::Cot, OutletFormat::Tak] {
            let writer = Writer::new(format, false, &around(Some("north-pacific")));
            let bytes = writer.vessel(&ship()).unwrap();
            let event = match format {
                OutletFormat::Tak => tak::read_stream(&bytes).unwrap().unwrap().0.unwrap(),
                _ => cot::read(&bytes).unwrap(),
            };
            assert_eq!(event.uid, "MMSI-431000123");
            assert_eq!(event.opex, "e-north-pacific");
            let (item, marking) = symbol::decode(&event).unwrap();
            let Body::Vessel(vessel) = item.body else {
                panic!("{item:?}");
            };
            assert_eq!(vessel.identity.name.as_deref(), Some("第八海洋丸"));
            assert_eq!(vessel.sort, Sort::Fishing);
            assert_eq!(vessel.place.lon_e7, -1_799_000_000);
            assert_eq!(marking.unwrap().source, "ais");
        }
    }

    #[test]
    fn an_alert_says_in_words_what_was_noticed_and_can_be_withdrawn() {
        let event = json!({"id": "gap-1", "kind": "gap", "state": "open", "rule": "gap/2",
            "start": {"time": "2026-07-01T00:00:00Z", "position": [-179.5, 41.0]}, "end": null,
            "vessels": [{"mmsi": 431000123, "name": "KAIYO MARU"}]});
        let writer = Writer::new(OutletFormat::Cot, false, &around(None));
        let text = String::from_utf8(writer.alert(&event).unwrap()).unwrap();
        assert!(
            text.contains("KAIYO MARU") && text.contains("b-m-p-s-m"),
            "{text}"
        );
        let mut withdrawn = event;
        withdrawn["state"] = json!("retracted");
        let bytes = writer.alert(&withdrawn).unwrap();
        let (item, _) = symbol::decode(&cot::read(&bytes).unwrap()).unwrap();
        assert!(matches!(
            item.body,
            Body::Alert(Alert {
                cancelled: true,
                ..
            })
        ));
    }
}
