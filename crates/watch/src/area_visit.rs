//! Area visit: entry into, stay in and exit from an area that an operator loaded.
//!
//! Method: every position is tested, as entry alerts of vessel watch services do. Peers that test the
//! mean position of an event miss a vessel that cut through a closed area; here also the straight way
//! between two positions close in time is tested, and told apart as `crossed-between-positions` with
//! less confidence. A vessel working along the border is not told as many visits: an exit counts only
//! when the vessel is clearly out, by distance or by time. Whether the area was closed to fishing then
//! is said as the area's own source has it: `yes`, `no` or `unknown`. Being inside is no offence.
//!
//! Thresholds are own choices, given beside each.

use serde::{Deserialize, Serialize};
use vigie_sea::{Area, AreaKind, AreaSet, Closure, Time};

use crate::rules::within;
use crate::{
    AisClass, Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState,
    Evidence, Fix, Participant, RuleRef, SourceKind,
};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Farther than this from the border a vessel is out at once, metres: five times the usual error
    /// of a position and of a chart's line together.
    pub exit_m: f64,
    /// Out this long, a vessel near the border is out too, minutes.
    pub exit_min: f64,
    /// Between positions not farther apart than this the straight way is taken as sailed, minutes.
    pub crossing_min: f64,
    /// Time between two positions inside counts as inside up to this, hours; more is silence.
    pub silence_h: f64,
    /// An open visit is told again when it grew by this, hours.
    pub update_h: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            exit_m: 500.0,
            exit_min: 60.0,
            crossing_min: 60.0,
            silence_h: 6.0,
            update_h: 6.0,
        }
    }
}

impl Config {
    /// Whether each threshold lies in its sensible range.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), Error> {
        within("area_visit.exit_m", self.exit_m, 0.0..=50_000.0)?;
        within("area_visit.exit_min", self.exit_min, 0.0..=10_080.0)?;
        within("area_visit.crossing_min", self.crossing_min, 0.0..=1_440.0)?;
        within("area_visit.silence_h", self.silence_h, 0.0..=168.0)?;
        within("area_visit.update_h", self.update_h, 0.1..=8_760.0)
    }
}

/// One stay of one track in one area, not yet over.
#[derive(Debug, Clone)]
struct Visit {
    /// Number of the area when last seen; its id says whether that still holds.
    area: usize,
    area_id: String,
    start: EndPoint,
    last_inside: EndPoint,
    /// First position outside since the last one inside.
    out_since: Option<Time>,
    positions: u32,
    inside_h: f64,
    closed_h: f64,
    closed: Closure,
    /// Hours between the last position outside and the first inside; `None` if there was none.
    entry_gap_h: Option<f64>,
    told: Time,
}

/// Watches entry, stay and exit of every track and area.
#[derive(Debug, Default)]
pub struct AreaVisitDetector {
    config: Config,
    version: String,
    tracks: Vec<Vec<Visit>>,
    inside: Vec<usize>,
    crossed: Vec<usize>,
}

impl AreaVisitDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ..Self::default()
        }
    }

    /// Goes on with the visits of a track: those it is in, and those it left.
    fn go_on(&self, fix: &Fix, areas: &AreaSet, visits: &mut Vec<Visit>, book: &mut EventBook) {
        visits.retain_mut(|visit| {
            let Some(area) = visit.find(areas) else {
                visit.tell(self, fix, None, Some("area-removed"), book);
                return false;
            };
            if self.inside.contains(&visit.area) {
                self.stay(visit, fix, area, book);
                return true;
            }
            let since = *visit.out_since.get_or_insert(fix.time);
            let long_out = fix.time.since_s(since) >= self.config.exit_min * 60.0;
            if !long_out && area.border_within(fix.position, self.config.exit_m) {
                return true;
            }
            visit.tell(self, fix, Some(area), Some("seen"), book);
            false
        });
    }

    fn stay(&self, visit: &mut Visit, fix: &Fix, area: &Area, book: &mut EventBook) {
        let hours = fix.time.since_s(visit.last_inside.time) / 3_600.0;
        let closed = area.closed_at(fix.time);
        if visit.out_since.take().is_none() && hours <= self.config.silence_h {
            visit.inside_h += hours;
            // A season that began or ended between the two positions covers half on average.
            let ends = [area.closed_at(visit.last_inside.time), closed];
            let closed_ends = ends.iter().filter(|c| **c == Closure::Yes).count();
            visit.closed_h += hours * [0.0, 0.5, 1.0].get(closed_ends).copied().unwrap_or(0.0);
        }
        visit.positions = visit.positions.saturating_add(1);
        visit.last_inside = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let newly_closed = closed == Closure::Yes && visit.closed != Closure::Yes;
        if newly_closed {
            visit.closed = closed;
        }
        // The second position inside makes the visit surer than one stray position could.
        let due = fix.time.since_s(visit.told) >= self.config.update_h * 3_600.0;
        if newly_closed || due || visit.positions == 2 {
            visit.told = fix.time;
            visit.tell(self, fix, Some(area), None, book);
        }
    }

    /// Opens visits of areas newly entered.
    fn enter(&self, fix: &Fix, areas: &AreaSet, visits: &mut Vec<Visit>, book: &mut EventBook) {
        for &number in &self.inside {
            if visits.iter().any(|v| v.area == number) {
                continue;
            }
            let Some(area) = areas.get(number) else {
                continue;
            };
            let here = EndPoint {
                time: fix.time,
                position: fix.position,
            };
            let visit = Visit {
                area: number,
                area_id: area.id.clone(),
                start: here,
                last_inside: here,
                out_since: None,
                positions: 1,
                inside_h: 0.0,
                closed_h: 0.0,
                closed: area.closed_at(fix.time),
                entry_gap_h: fix
                    .before
                    .filter(|(_, position)| !area.contains(*position))
                    .map(|(time, _)| fix.time.since_s(time) / 3_600.0),
                told: fix.time,
            };
            visit.tell(self, fix, Some(area), None, book);
            visits.push(visit);
        }
    }

    /// Areas that the way since the position before met, without a position in them.
    fn find_crossed(&mut self, fix: &Fix, areas: &AreaSet) {
        self.crossed.clear();
        let Some((time, position)) = fix.before else {
            return;
        };
        if fix.time.since_s(time) > self.config.crossing_min * 60.0 {
            return;
        }
        let crossed = &mut self.crossed;
        areas.for_each_border_crossed(position, fix.position, |number| crossed.push(number));
        if crossed.is_empty() {
            return;
        }
        crossed.sort_unstable();
        crossed.dedup();
        crossed.retain(|number| !self.inside.contains(number));
        areas.for_each_at(position, |was_in| {
            crossed.retain(|number| *number != was_in)
        });
    }

    fn tell_crossed(&self, fix: &Fix, areas: &AreaSet, visits: &[Visit], book: &mut EventBook) {
        let Some((time, position)) = fix.before else {
            return;
        };
        let start = EndPoint { time, position };
        for &number in &self.crossed {
            // Near the border of an area not yet left it is the same visit.
            let Some(area) = areas.get(number) else {
                continue;
            };
            if visits.iter().any(|v| v.area == number) {
                continue;
            }
            let closed = match (area.closed_at(time), area.closed_at(fix.time)) {
                (Closure::Yes, _) | (_, Closure::Yes) => Closure::Yes,
                (same, _) => same,
            };
            let mut event = event_of(self, fix, start, area.id.as_str());
            describe(&mut event.evidence, area, closed);
            event.state = EventState::Closed;
            event.end = Some(EndPoint {
                time: fix.time,
                position: fix.position,
            });
            event.confidence = CONFIDENCE_CROSSED;
            event.evidence.code("how", "crossed-between-positions");
            event.evidence.number("positions", 0.0);
            event
                .evidence
                .number("between_h", fix.time.since_s(time) / 3_600.0);
            event
                .refuted_by
                .push("position-from-other-source-between".to_owned());
            book.put(fix.time, event);
        }
    }
}

/// How much each kind of evidence supports "this vessel was in this area": positions err by metres and
/// limits by more, and one position alone may be a false one.
const CONFIDENCE_SEVERAL: f64 = 0.95;
const CONFIDENCE_ONE: f64 = 0.7;
const CONFIDENCE_CROSSED: f64 = 0.4;

impl Visit {
    /// The area of this visit, also after the operator changed the set.
    fn find<'a>(&mut self, areas: &'a AreaSet) -> Option<&'a Area> {
        if areas.get(self.area).is_none_or(|a| a.id != self.area_id) {
            self.area = areas.areas().iter().position(|a| a.id == self.area_id)?;
        }
        areas.get(self.area)
    }

    /// Whether the entry was seen: in silence it may have been at any time since.
    fn entry(&self, config: &Config) -> &'static str {
        match self.entry_gap_h {
            Some(hours) if hours <= config.silence_h => "seen",
            Some(_) => "in-silence",
            None => "unseen",
        }
    }

    /// Records the visit: open, or closed with how it ended.
    fn tell(
        &self,
        detector: &AreaVisitDetector,
        fix: &Fix,
        area: Option<&Area>,
        exit: Option<&str>,
        book: &mut EventBook,
    ) {
        let mut event = event_of(detector, fix, self.start, &self.area_id);
        let evidence = &mut event.evidence;
        match (area, book.get(&event.id)) {
            (Some(area), _) => describe(evidence, area, self.closed),
            (None, Some(known)) => *evidence = known.evidence.clone(),
            (None, None) => {}
        }
        evidence.code("how", "positions-inside");
        evidence.code("entry", self.entry(&detector.config));
        evidence.maybe("entry_gap_h", self.entry_gap_h);
        evidence.number("positions", f64::from(self.positions));
        evidence.number("inside_h", self.inside_h);
        evidence.number("closed_h", self.closed_h);
        if let Some(exit) = exit {
            event.state = EventState::Closed;
            evidence.code("exit", exit);
            evidence.number(
                "exit_gap_h",
                fix.time.since_s(self.last_inside.time) / 3_600.0,
            );
            evidence.places.insert("exit".to_owned(), fix.position);
        }
        event.end = Some(self.last_inside);
        event.confidence = if self.positions > 1 {
            CONFIDENCE_SEVERAL
        } else {
            CONFIDENCE_ONE
        };
        book.put(fix.time, event);
    }
}

fn event_of(detector: &AreaVisitDetector, fix: &Fix, start: EndPoint, area_id: &str) -> Event {
    let (mmsi, track) = (fix.mmsi, fix.track);
    Event {
        // Two areas may be entered at the same moment, so the area is part of the name.
        id: format!("area_visit-{mmsi}-{track}-{}-{area_id}", start.time.s()),
        kind: EventKind::AreaVisit,
        state: EventState::Open,
        revision: 0,
        vessels: vec![Participant {
            mmsi,
            track: format!("{mmsi}-{track}"),
            role: "vessel".to_owned(),
        }],
        start,
        end: None,
        rule: RuleRef {
            name: "area_visit".to_owned(),
            version: detector.version.clone(),
        },
        confidence: 0.0,
        evidence: Evidence::default(),
        refuted_by: vec![
            "position-false".to_owned(),
            "area-limits-superseded".to_owned(),
        ],
        retraction: None,
    }
}

fn describe(evidence: &mut Evidence, area: &Area, closed: Closure) {
    evidence.code("area", &area.id);
    evidence.code("area_name", &area.name);
    evidence.code("area_kind", area.kind.code());
    evidence.code("area_source", &area.source);
    evidence.code("closed", closed.code());
    if area.kind == AreaKind::Closed {
        evidence.code("closed_source", &area.source);
    }
}

impl Detector for AreaVisitDetector {
    fn judges_alone(&self) -> bool {
        true
    }

    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        let no_ship = matches!(fix.class, AisClass::Base | AisClass::Aton | AisClass::Sar);
        if no_ship || fix.source == SourceKind::Detection {
            return;
        }
        let areas = &context.areas;
        let slot = fix.slot as usize;
        let visiting = self
            .tracks
            .get(slot)
            .is_some_and(|visits| !visits.is_empty());
        if areas.is_empty() && !visiting {
            return;
        }
        self.inside.clear();
        let inside = &mut self.inside;
        areas.for_each_at(fix.position, |number| inside.push(number));
        self.find_crossed(fix, areas);
        if !visiting && self.inside.is_empty() && self.crossed.is_empty() {
            return;
        }
        if self.tracks.len() <= slot {
            self.tracks.resize_with(slot + 1, Vec::new);
        }
        let Some(kept) = self.tracks.get_mut(slot) else {
            return;
        };
        let mut visits = std::mem::take(kept);
        self.go_on(fix, areas, &mut visits, book);
        self.enter(fix, areas, &mut visits, book);
        self.tell_crossed(fix, areas, &visits, book);
        if let Some(kept) = self.tracks.get_mut(slot) {
            *kept = visits;
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(visits) = self.tracks.get_mut(slot as usize) {
            *visits = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests;
