//! At onset: what of a contingency plan an alert touches, and which of its triggers it meets.
//!
//! Before a crisis is opened no register says where nationals are; the plan book does say where they would gather. What a
//! plan names as assembly points holds people by plan, so these figures stand beside those of registers, never in them.

use serde::{Deserialize, Serialize};
use vigie_sea::{Polygon, Position, distance_m};

use crate::alert::{Hazard, HazardArea, Severity};
use crate::book::{BookEntry, BookPlan, EntryKind};

/// Largest distance of a trigger, kilometres: the border of an area is measured on a plane.
pub const TRIGGER_KM_MAX: u32 = 500;

/// What of one plan an alert touches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanTouched {
    /// Assembly points in its areas.
    pub assembly: u32,
    /// People whom these hold by the plan.
    pub holds: u64,
    /// Airports and ports in its areas.
    pub embarkation: u32,
    /// Safe havens in its areas.
    pub havens: u32,
    /// Triggers that it meets.
    pub triggers: Vec<BookEntry>,
}

/// The areas of an alert, ready for many questions.
#[derive(Debug)]
pub struct Reach {
    severity: Severity,
    polygons: Vec<Polygon>,
    circles: Vec<(Position, f64)>,
}

impl Reach {
    /// Of an alert. An area that cannot be understood reaches nobody.
    #[must_use]
    pub fn of(hazard: &Hazard) -> Self {
        let mut reach = Self {
            severity: hazard.severity,
            polygons: Vec::new(),
            circles: Vec::new(),
        };
        for area in &hazard.areas {
            match area {
                HazardArea::Circle { at, radius_m } => reach.circles.push((*at, *radius_m)),
                HazardArea::Polygon { rings } => reach.polygons.extend(Polygon::new(rings).ok()),
            }
        }
        reach
    }

    fn has(&self, place: Position) -> bool {
        self.within(place, 0.0)
    }

    fn within(&self, place: Position, away_m: f64) -> bool {
        let in_circle =
            |(at, radius_m): &(Position, f64)| distance_m(*at, place) <= radius_m + away_m;
        let in_polygon =
            |it: &Polygon| it.contains(place) || away_m > 0.0 && it.border_within(place, away_m);
        self.circles.iter().any(in_circle) || self.polygons.iter().any(in_polygon)
    }

    /// What of a plan is touched; `None` when nothing is.
    #[must_use]
    pub fn plan(&self, plan: &BookPlan) -> Option<PlanTouched> {
        let mut out = PlanTouched::default();
        for entry in &plan.entries {
            if entry.position.is_none_or(|at| !self.has(at)) {
                continue;
            }
            match entry.kind {
                EntryKind::Assembly => {
                    out.assembly += 1;
                    out.holds += u64::from(entry.quantity.unwrap_or(0));
                }
                EntryKind::Embarkation => out.embarkation += 1,
                EntryKind::Haven => out.havens += 1,
                EntryKind::Route
                | EntryKind::Provider
                | EntryKind::Contact
                | EntryKind::Trigger
                | EntryKind::Pledge => {}
            }
        }
        let is_there = out.assembly + out.embarkation > 0;
        let triggers = plan.entries.iter();
        let triggers = triggers.filter(|it| it.kind == EntryKind::Trigger);
        let met = triggers.filter(|it| self.meets(it, is_there));
        out.triggers = met.cloned().collect();
        (out != PlanTouched::default()).then_some(out)
    }

    /// Whether the alert meets a trigger. The first word of the trigger's key says how bad it must be at least (`minor`,
    /// `moderate`, `severe`, `extreme`; another word: no matter how bad); its position and quantity say where: in the
    /// alert's areas, or so many kilometres from them; without a position: where people of the plan gather or embark. An
    /// alert that does not say how bad it is may be the worst and meets each.
    fn meets(&self, trigger: &BookEntry, is_there: bool) -> bool {
        let is_bad_enough = self.severity == Severity::Unknown || self.severity >= least(trigger);
        let km = trigger.quantity.unwrap_or(0).min(TRIGGER_KM_MAX);
        let place = trigger.position;
        is_bad_enough && place.map_or(is_there, |at| self.within(at, f64::from(km) * 1_000.0))
    }
}

fn least(trigger: &BookEntry) -> Severity {
    let mut words = trigger.key.split(|c: char| !c.is_alphanumeric());
    let first = words.next().unwrap_or_default().to_lowercase();
    match first.as_str() {
        "minor" => Severity::Minor,
        "moderate" => Severity::Moderate,
        "severe" => Severity::Severe,
        "extreme" => Severity::Extreme,
        _ => Severity::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{AlertSource, Proof};
    use vigie_sea::Time;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn hazard(severity: Severity, area: HazardArea) -> Hazard {
        Hazard {
            source: AlertSource::Usgs,
            id: "us1".into(),
            sender: "USGS".into(),
            event: "M 7.8".into(),
            headline: String::new(),
            severity,
            sent: Time::from_s(0),
            onset: None,
            expires: None,
            areas: vec![area],
            proof: Proof::Unverified,
            exercise: false,
        }
    }

    fn entry(kind: EntryKind, key: &str, at: Option<Position>, quantity: u32) -> BookEntry {
        BookEntry {
            kind,
            key: key.into(),
            name: key.into(),
            owner: "JP".into(),
            position: at,
            quantity: Some(quantity),
            note: String::new(),
        }
    }

    fn luzon(triggers: Vec<BookEntry>) -> BookPlan {
        let mut entries = vec![
            entry(EntryKind::Assembly, "school", Some(at(14.6, 121.0)), 400),
            entry(EntryKind::Assembly, "cebu", Some(at(10.3, 123.9)), 900),
            entry(EntryKind::Embarkation, "RPLL", Some(at(14.5, 121.0)), 50),
            entry(EntryKind::Provider, "bus", Some(at(14.5, 121.0)), 45),
        ];
        entries.extend(triggers);
        BookPlan {
            key: "PH-LUZON".into(),
            name: "Luzon".into(),
            country: "PH".into(),
            version: 1,
            made: Time::from_s(0),
            by: "a".into(),
            exercised: None,
            entries,
        }
    }

    fn circle(lat: f64, lon: f64, radius_m: f64) -> HazardArea {
        HazardArea::Circle {
            at: at(lat, lon),
            radius_m,
        }
    }

    #[test]
    fn an_alert_touches_a_plan_before_any_register_is_open() {
        let plan = luzon(vec![]);
        let near = hazard(Severity::Severe, circle(14.6, 121.0, 50_000.0));
        let touched = Reach::of(&near).plan(&plan).unwrap();
        assert_eq!(
            (touched.assembly, touched.holds, touched.embarkation),
            (1, 400, 1)
        );
        let far = hazard(Severity::Severe, circle(35.0, 140.0, 50_000.0));
        assert_eq!(Reach::of(&far).plan(&plan), None);
        let boxed = hazard(Severity::Minor, HazardArea::boxed(9.0, 120.0, 16.0, 125.0));
        let touched = Reach::of(&boxed).plan(&plan).unwrap();
        assert_eq!((touched.assembly, touched.holds), (2, 1_300));
    }

    #[test]
    fn triggers_are_met_by_severity_and_distance() {
        let far_off = Some(at(14.6, 122.0));
        let plan = luzon(vec![
            entry(EntryKind::Trigger, "severe-quake", None, 0),
            entry(EntryKind::Trigger, "Extreme storm", None, 0),
            entry(EntryKind::Trigger, "volcano", far_off, 100),
            entry(EntryKind::Trigger, "dam", far_off, 10),
        ]);
        let met = |severity, area| -> Vec<String> {
            let found = Reach::of(&hazard(severity, area)).plan(&plan);
            let triggers = found.map(|it| it.triggers).unwrap_or_default();
            triggers.into_iter().map(|it| it.key).collect()
        };
        let area = || circle(14.6, 121.0, 20_000.0);
        assert_eq!(met(Severity::Severe, area()), ["severe-quake", "volcano"]);
        assert_eq!(met(Severity::Moderate, area()), ["volcano"]);
        assert_eq!(
            met(Severity::Unknown, area()),
            ["severe-quake", "Extreme storm", "volcano"],
            "it may be the worst"
        );
        let boxed = HazardArea::boxed(14.0, 120.5, 15.0, 121.5);
        assert_eq!(met(Severity::Minor, boxed), ["volcano"]);
        let nowhere = circle(-40.0, 0.0, 20_000.0);
        assert!(met(Severity::Extreme, nowhere).is_empty());
    }
}
