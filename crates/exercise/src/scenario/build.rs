//! From what is written to what sails: every fleet and vessel gets her agenda, her deceits and her line in the truth.

use std::sync::Arc;

use vigie_sea::{METRES_PER_NM, Span, Time};

use super::file::*;
use super::{LinkSpell, Scenario, Settings};
use crate::chance::Chance;
use crate::chart::{Offset, Place};
use crate::current::{Current, Spell};
use crate::deploy::deploy;
use crate::muster::Muster;
use crate::receiver::{Receivers, Shadow, ShoreStation};
use crate::routine::after_h;
use crate::ship::Deceit;
use crate::truth::{TruthEvent, TruthKind};
use crate::zone::{Harbour, Zone};

/// Satellites of a scenario that says nothing of them.
pub(crate) const SATELLITES: u64 = 12;

/// Everything a ship's plan may refer to.
pub(crate) struct Places<'a> {
    pub(crate) harbours: &'a [Harbour],
    pub(crate) file: &'a ScenarioFile,
}

impl Places<'_> {
    pub(crate) fn harbour(&self, id: &str) -> Option<&Harbour> {
        self.harbours.iter().find(|h| h.id == id)
    }

    pub(crate) fn meeting(&self, id: &str) -> Option<&MeetingSpec> {
        self.file.meetings.iter().find(|m| m.id == id)
    }

    /// Which of the ships of a meeting this one is.
    pub(crate) fn guest(&self, meeting: &str, vessel: &str) -> usize {
        let comes = |v: &&VesselSpec| {
            v.does
                .iter()
                .any(|s| matches!(&s.step, Step::Meet { meeting: m, .. } if m == meeting))
        };
        self.file
            .vessels
            .iter()
            .filter(comes)
            .position(|v| v.id == vessel)
            .unwrap_or(0)
    }
}

/// Builds a scenario that was found sound.
pub(crate) fn build(file: Arc<ScenarioFile>, settings: Settings) -> Scenario {
    let start = Time::from_ms(settings.start.ms().div_euclid(60_000) * 60_000);
    let span = Span {
        start,
        end: after_h(start, file.hours),
    };
    let chance = Chance::new(settings.seed);
    let sea = Current::new(chance, spells(&file, start));
    let harbours: Vec<Harbour> = file.ports.iter().map(harbour).collect();
    let zones: Vec<Zone> = file.areas.iter().map(zone).collect();
    let features: Vec<_> = zones.iter().map(Zone::feature).collect();
    let areas = serde_json::json!({"type": "FeatureCollection", "features": features});
    let mut muster = Muster::new(chance, &sea, span.start, span.end);
    let mut truth = Vec::new();
    let places = Places {
        harbours: &harbours,
        file: &file,
    };
    for fleet in &file.fleets {
        deploy(&mut muster, fleet, &places, &mut truth);
    }
    crate::behaviour::sail_again(&mut muster, &file.recorded, &mut truth);
    let first_vessel = muster.ships.len();
    for vessel in &file.vessels {
        crate::behaviour::add(&mut muster, vessel, &places);
    }
    let mut ships = std::mem::take(&mut muster.ships);
    for (number, vessel) in (first_vessel..).zip(&file.vessels) {
        deceive(
            &mut ships,
            number,
            vessel,
            (first_vessel, &file),
            span,
            &mut truth,
        );
    }
    let shadows = file.shadows.iter().map(shadow).collect();
    let outages = file.outages.iter().map(|s| stretch(s, start)).collect();
    let satellites = u32::try_from(file.satellites.unwrap_or(SATELLITES)).unwrap_or(0);
    let receivers = Receivers::new(chance, satellites, shore(&file), shadows, outages);
    Scenario {
        seed: settings.seed,
        span,
        pairs: pairs(&file, first_vessel),
        links: file.links.iter().map(|l| link(l, start)).collect(),
        file,
        sea,
        ships,
        receivers,
        zones,
        areas_geojson: areas.to_string(),
        harbours,
        searches: false,
        truth,
    }
}

fn stretch(of: &Stretch, start: Time) -> Span {
    let from = of.from.on(start);
    Span {
        start: from,
        end: after_h(from, of.hours),
    }
}

fn spells(file: &ScenarioFile, start: Time) -> Vec<Spell> {
    let one = |s: &SpellSpec| Spell {
        span: stretch(&s.when, start),
        wind_kn: s.wind_kn,
        sea_state: s.sea_state,
    };
    file.weather.iter().map(one).collect()
}

fn harbour(port: &PortSpec) -> Harbour {
    Harbour {
        id: port.id.clone(),
        name: port.name.clone(),
        country: port.country.clone(),
        anchorage: port.anchorage,
        place: port.place,
        seaward_deg: port.seaward_deg,
    }
}

fn zone(area: &AreaSpec) -> Zone {
    let name = format!(
        "EXERCISE {} / EXERCICE {} / 演習 {}",
        area.name.en, area.name.fr, area.name.ja
    );
    Zone::new(&area.id, area.kind, name, &area.ring)
}

fn shadow(of: &ShadowSpec) -> Shadow {
    Shadow {
        centre: of.place,
        radius_m: of.radius_nm * METRES_PER_NM,
        left: of.left,
        note: of.note.clone(),
    }
}

fn shore(file: &ScenarioFile) -> Vec<ShoreStation> {
    let one = |s: &SensorSpec| match &s.kind {
        SensorWork::ShoreAis { mmsi, at } => Some(ShoreStation {
            name: s.id.clone(),
            mmsi: *mmsi,
            place: *at,
        }),
        _ => None,
    };
    file.sensors.iter().filter_map(one).collect()
}

fn link(of: &LinkSpec, start: Time) -> LinkSpell {
    LinkSpell {
        from: of.from.clone(),
        to: of.to.clone(),
        span: stretch(&of.when, start),
        loss: of.loss,
        delay_s: of.delay_s,
        rate_kbit_s: of.rate_kbit_s,
        blackout: of.blackout,
    }
}

/// Numbers of the ships that have a meeting.
fn pairs(file: &ScenarioFile, first_vessel: usize) -> Vec<[usize; 2]> {
    let of = |meeting: &MeetingSpec| {
        let comes = |v: &VesselSpec| {
            v.does
                .iter()
                .any(|s| matches!(&s.step, Step::Meet { meeting: m, .. } if *m == meeting.id))
        };
        let mut guests = (first_vessel..)
            .zip(&file.vessels)
            .filter(|(_, v)| comes(v))
            .map(|(number, _)| number);
        Some([guests.next()?, guests.next()?])
    };
    file.meetings.iter().filter_map(of).collect()
}

/// Gives a vessel her deceits and her place on lists, and writes both into the truth.
fn deceive(
    ships: &mut [crate::ship::Ship],
    number: usize,
    vessel: &VesselSpec,
    (first_vessel, file): (usize, &ScenarioFile),
    whole: Span,
    truth: &mut Vec<TruthEvent>,
) {
    for trick in &vessel.hides {
        let mut span = stretch(&trick.when, whole.start);
        span.end = span.end.min(whole.end);
        if let Trick::MmsiOf { vessel: other } = &trick.trick {
            let index = file.vessels.iter().position(|v| v.id == *other);
            let mmsi = index
                .and_then(|i| ships.get(first_vessel + i))
                .map(|s| s.mmsi);
            if let (Some(mmsi), Some(ship)) = (mmsi, ships.get_mut(number)) {
                ship.mmsi = mmsi;
                truth.push(TruthEvent::new(
                    TruthKind::SharedMmsi,
                    vec![mmsi],
                    span,
                    &trick.note,
                ));
            }
            continue;
        }
        let Some(ship) = ships.get_mut(number) else {
            continue;
        };
        if let Some((kind, deceit)) = deceit(&trick.trick, span, &ship.particulars) {
            truth.push(TruthEvent::new(kind, vec![ship.mmsi], span, &trick.note));
            ship.deceits.push(deceit);
        }
    }
    if let (Some(listing), Some(ship)) = (&vessel.listed, ships.get_mut(number)) {
        ship.listed = Some(listing.clone());
        let note = match listing {
            Listing::Mmsi => "listed-by-mmsi",
            Listing::Imo => "listed-by-imo",
            Listing::Name { .. } => "listed-by-name",
        };
        truth.push(TruthEvent::new(
            TruthKind::IuuListed,
            vec![ship.mmsi],
            whole,
            note,
        ));
    }
    if let Some(ship) = ships.get_mut(number) {
        ship.partner.clone_from(&vessel.partner);
    }
}

fn deceit(
    trick: &Trick,
    span: Span,
    papers: &crate::ship::Particulars,
) -> Option<(TruthKind, Deceit)> {
    Some(match trick {
        Trick::Dark => (TruthKind::IntentionalGap, Deceit::Silent { span }),
        Trick::Offset { bearing_deg, nm } => {
            let by = Offset::polar(*bearing_deg, nm * METRES_PER_NM);
            (TruthKind::ShiftedPosition, Deceit::Shifted { span, by })
        }
        Trick::Circle {
            centre,
            radius_nm,
            period_min,
        } => {
            let (radius_m, period_s) = (radius_nm * METRES_PER_NM, period_min * 60.0);
            (
                TruthKind::CirclingPosition,
                Deceit::Circling {
                    span,
                    centre: *centre,
                    radius_m,
                    period_s,
                },
            )
        }
        Trick::Replay { from, to, kn } => (
            TruthKind::ReplayedPosition,
            Deceit::Replayed {
                span,
                from: *from,
                to: *to,
                kn: *kn,
            },
        ),
        Trick::Frozen { at } => (TruthKind::FrozenPosition, Deceit::Frozen { span, at: *at }),
        Trick::Rename {
            name,
            call_sign,
            without_imo,
        } => {
            let mut to = papers.clone();
            if let Some(name) = name {
                to.name = marked(name);
            }
            if let Some(sign) = call_sign {
                to.call_sign.clone_from(sign);
            }
            if *without_imo {
                to.imo = None;
            }
            (
                TruthKind::IdentityChange,
                Deceit::Renamed {
                    from: span.start,
                    to,
                },
            )
        }
        Trick::MmsiOf { .. } => return None,
    })
}

/// A name with the mark before it, as long as AIS has room.
fn marked(name: &str) -> String {
    let name = name.strip_prefix("EX ").unwrap_or(name);
    format!("EX {name}").chars().take(20).collect()
}

/// The place so many nautical miles on a bearing from which a ship at this speed arrives in time.
pub(crate) fn inbound(to: Place, from_deg: f64, kn: f64, hours: f64) -> Place {
    crate::routine::off_nm(to, from_deg, hours * kn)
}
