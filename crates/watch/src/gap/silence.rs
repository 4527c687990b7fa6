//! One silence as an event: how far, where to, what was heard around it, and whether disabling is supported.

use vigie_sea::{MPS_PER_KN, Position, Span, Time, distance_m, midpoint};

use super::way::{Way, audible};
use super::{GapDetector, Ship, Silence, hours, ms};
use crate::disabling::{Assessment, Facts, lower};
use crate::heard::Heard;
use crate::hearing::Question;
use crate::{Context, Event, EventBook, EventKind, EventState, Evidence, Participant, RuleRef};

impl GapDetector {
    pub(super) fn event(&self, slot: u32, silence: &Silence, context: &Context) -> Event {
        let ship = self.ships.get(slot as usize).cloned().unwrap_or_default();
        let mut evidence = Evidence::default();
        let silence_h = silence.until.since_s(silence.start.time) / 3_600.0;
        evidence.number("silence_h", silence_h);
        self.write_way(silence, silence_h, &mut evidence);
        Heard::write(silence.heard, &mut evidence);
        write_areas(silence, context, &mut evidence);
        let place = silence.start.position;
        let span = Span {
            start: silence.start.time,
            end: silence.until,
        };
        let before_ms = ms(self.config.before_h);
        let unheard = self.listening.unheard(&silence.feeds, span, before_ms);
        let ways = Way::of(silence, silence.earlier, self.config.credible_kn);
        let rule = &self.config.disabling;
        let per_day = |at| {
            let loaded = context.reception.per_day(at, ship.class);
            lower(loaded, self.measure.per_day(at, ship.class))
        };
        let facts = Facts {
            silence_h,
            unheard_h: hours(unheard.all_ms),
            partly_unheard_h: hours(unheard.some_ms),
            number_elsewhere: self.number_elsewhere(slot, &ship, span),
            shore_m: context.shore_distance_m(place),
            loaded_per_day: context.reception.per_day(place, ship.class),
            measured_per_day: self.measure.per_day(place, ship.class),
            audible: audible(
                &ways,
                rule.silence_h.min(silence_h),
                rule.reception_per_day,
                per_day,
            ),
            heard: silence.heard,
            feeds: self.hearing.around(&Question {
                start: silence.start.time,
                end: silence.until,
                place,
                way: ways.last(),
                before_h: (self.before_s() / 3_600).max(1),
                own_positions: silence.heard.map_or(0.0, |h| f64::from(h.all())),
                dead_expected: self.config.disabling.feed_expected,
                dead_share: self.config.disabling.feed_share,
            }),
        };
        let verdict = self.config.disabling.judge(&facts, &mut evidence);
        let supported = verdict.assessment == Assessment::Supported;
        Event {
            id: Self::id(&ship, silence.start.time),
            kind: EventKind::Gap,
            state: if silence.end.is_some() {
                EventState::Closed
            } else {
                EventState::Open
            },
            revision: 0,
            vessels: vec![Participant {
                mmsi: ship.mmsi,
                track: format!("{}-{}", ship.mmsi, ship.track),
                role: "vessel".to_owned(),
            }],
            start: silence.start,
            end: silence.end,
            rule: RuleRef {
                name: if supported {
                    "gap.disabling"
                } else {
                    "gap.silence"
                }
                .to_owned(),
                version: self.version.clone(),
            },
            confidence: verdict.confidence,
            evidence,
            refuted_by: [
                "late-positions-inside",
                "vms-report-in-gap",
                "second-provider-heard-vessel",
                "equipment-failure-reported",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        }
    }

    /// Whether another track of the same MMSI was alive during a silence of this one.
    fn number_elsewhere(&self, slot: u32, ship: &Ship, silence: Span) -> bool {
        let Some(slots) = self.by_mmsi.get(&ship.mmsi).filter(|all| all.len() > 1) else {
            return false;
        };
        let others = slots.iter().filter(|other| **other != slot);
        others
            .filter_map(|other| self.ships.get(*other as usize))
            .any(|other| {
                let first = other.first.is_some_and(|first| first < silence.end);
                first && other.last.is_some_and(|last| last.time > silence.start)
            })
    }

    /// How far it went, and where it may have been or be by now: inside an ellipse whose foci are the
    /// two ends, or a circle while the gap is open.
    fn write_way(&self, silence: &Silence, silence_h: f64, evidence: &mut Evidence) {
        let reach_m = self.config.credible_kn * MPS_PER_KN * silence_h * 3_600.0;
        evidence.number("possible_speed_kn", self.config.credible_kn);
        let start = silence.start.position;
        let Some(end) = silence.end else {
            evidence.number("possible_radius_m", reach_m);
            evidence.places.insert("possible_centre".to_owned(), start);
            return;
        };
        let way_m = distance_m(start, end.position);
        evidence.number("distance_m", way_m);
        evidence.maybe(
            "implied_speed_kn",
            (silence_h > 0.0).then(|| way_m / (silence_h * 3_600.0) / MPS_PER_KN),
        );
        let reach_m = reach_m.max(way_m);
        evidence.number("possible_semi_major_m", reach_m / 2.0);
        let across_m = (reach_m * reach_m - way_m * way_m).max(0.0).sqrt() / 2.0;
        evidence.number("possible_semi_minor_m", across_m);
        evidence
            .places
            .insert("midpoint".to_owned(), midpoint(start, end.position));
    }

    /// Gaps already told, open or remembered, are judged anew when the node says that it did not listen.
    pub(super) fn judge_anew(
        &mut self,
        span: Span,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        for slot in 0..u32::try_from(self.ships.len()).unwrap_or(u32::MAX) {
            for silence in self.told(slot, now) {
                if silence.start.time >= span.end || silence.until <= span.start {
                    continue;
                }
                let mut event = self.event(slot, &silence, context);
                let Some(known) = book.get(&event.id) else {
                    continue;
                };
                if known.state == EventState::Retracted {
                    continue;
                }
                for code in ["edited", "outcome"] {
                    if let Some(kept) = known.evidence.codes.get(code) {
                        event.evidence.code(code, kept.clone());
                    }
                }
                book.put(now, event);
            }
        }
    }

    /// The silences of a track that have been told and are remembered, oldest first.
    fn told(&self, slot: u32, now: Time) -> Vec<Silence> {
        let Some(ship) = self.ships.get(slot as usize) else {
            return Vec::new();
        };
        let closed = ship.closed.iter().map(|c| Silence {
            start: c.start,
            end: Some(c.end),
            until: c.end.time,
            heard: c.heard,
            feeds: c.feeds,
            earlier: c.earlier,
        });
        let open = ship.open_ms.and(ship.last).map(|last| Silence {
            start: last,
            end: None,
            until: now,
            heard: Some(ship.heard.counts()),
            feeds: ship.feeds,
            earlier: ship.earlier,
        });
        closed.chain(open).collect()
    }
}

/// Areas at both ends, never at the mean of them.
fn write_areas(silence: &Silence, context: &Context, evidence: &mut Evidence) {
    let ids = |place: Position| {
        let at = context.areas.at(place);
        let named = at
            .iter()
            .filter_map(|i| context.areas.get(*i))
            .map(|a| a.id.as_str());
        named.collect::<Vec<_>>().join(" ")
    };
    let start = ids(silence.start.position);
    if !start.is_empty() {
        evidence.code("areas_start", start);
    }
    let end = silence.end.map(|e| ids(e.position)).unwrap_or_default();
    if !end.is_empty() {
        evidence.code("areas_end", end);
    }
}
