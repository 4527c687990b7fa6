//! What would change a vessel's rank: the evidence still missing, and by how many points it would count.
//!
//! Each answer is worked out by adding up the points once more as if that evidence were there.

use std::collections::BTreeMap;

use crate::rank::{Reason, Score, WouldChange};
use crate::reason::{Points, code, tenth};
use crate::{Authorisation, AuthorisationOutcome, Event, EventKind, Vessel};

/// Smallest change worth telling, points.
const EFFECT_MIN: f64 = 0.5;

/// What is known of one vessel when its outlook is asked for.
pub(crate) struct Known<'a> {
    pub(crate) vessel: &'a Vessel,
    pub(crate) reasons: &'a [Reason],
    pub(crate) events: &'a [&'a Event],
    pub(crate) authorisation: &'a Authorisation<'a>,
    pub(crate) catches_or_carries: bool,
    pub(crate) lists_loaded: bool,
    /// Share of its points that a carrier's meeting keeps once it was notified.
    pub(crate) notified_left: f64,
}

/// The sum of reasons, held within 0 to 100.
pub(crate) fn score(reasons: &[Reason]) -> Score {
    let sum =
        |of: &dyn Fn(&Reason) -> f64| tenth(reasons.iter().map(of).sum::<f64>().clamp(0.0, 100.0));
    Score {
        points: sum(&|r| r.points),
        low: sum(&|r| r.low),
        high: sum(&|r| r.high),
    }
}

impl Known<'_> {
    /// Evidence that would change the score, the greatest effect first.
    pub(crate) fn would_change(&self, points: &Points) -> Vec<WouldChange> {
        let raw: f64 = self.reasons.iter().map(|r| r.points).sum();
        let now = raw.clamp(0.0, 100.0);
        let effect = |(code, change): (&str, f64)| WouldChange {
            code: code.to_owned(),
            effect_points: tenth((raw + change).clamp(0.0, 100.0) - now),
        };
        let mut all: Vec<WouldChange> = self
            .changes(points)
            .into_iter()
            .map(effect)
            .filter(|c| c.effect_points.abs() >= EFFECT_MIN)
            .collect();
        all.sort_by(|a, b| {
            let by_effect = b.effect_points.abs().total_cmp(&a.effect_points.abs());
            by_effect.then_with(|| a.code.cmp(&b.code))
        });
        all
    }

    /// Change of points by each piece of evidence, before the sum is held within its bounds.
    fn changes(&self, points: &Points) -> BTreeMap<&'static str, f64> {
        let mut all: BTreeMap<&'static str, f64> = BTreeMap::new();
        let mut add = |code: &'static str, change: f64| *all.entry(code).or_default() += change;
        let of = |code: &str| {
            self.reasons
                .iter()
                .find(|r| r.code == code)
                .map_or(0.0, |r| r.points)
        };
        for reason in self.reasons {
            if let Some(evidence) = removed_by(&reason.code) {
                add(evidence, -reason.points);
            }
        }
        // What a notice for each of these meetings would leave of them.
        add(
            "transshipment-notice",
            self.notified_left * of(code::CARRIER) - of(code::NOTIFIED),
        );
        add("vms-report-in-gap", -(of(code::DISABLING) + of(code::GAP)));
        if self.poor_reception() {
            // If reception proved good, the silence would be judged as disabling, half surely.
            let supported = 0.5 * (points.disabling_supported - of(code::DISABLING));
            add("better-reception-data", supported - of(code::GAP));
        }
        if of(code::IUU) > 0.0 {
            add(
                "sighting-confirms-identity",
                points.iuu_listed - of(code::IUU),
            );
            add("sighting-shows-other-vessel", -of(code::IUU));
        }
        if self.catches_or_carries && self.authorisation.outcome == AuthorisationOutcome::Unknown {
            add(
                "authorisation-confirmed",
                -points.authorised - of(code::FISHING),
            );
            add("authorisation-denied", points.not_authorised);
        }
        all
    }

    /// A silence whose reception is unknown or poor may yet prove to be disabling.
    fn poor_reception(&self) -> bool {
        self.events
            .iter()
            .filter(|e| e.kind == EventKind::Gap)
            .any(|e| {
                let codes = &e.evidence.codes;
                codes
                    .get("condition_reception")
                    .is_some_and(|c| c == "unknown")
            })
    }

    /// Codes of what is not known and could matter.
    pub(crate) fn unknowns(&self) -> Vec<String> {
        let identity = &self.vessel.identity;
        let has = |kind: EventKind, code: &str, value: &str| {
            let of_kind = self.events.iter().filter(|e| e.kind == kind);
            of_kind
                .into_iter()
                .any(|e| e.evidence.codes.get(code).is_some_and(|c| c == value))
        };
        let open_permit =
            self.catches_or_carries && self.authorisation.outcome == AuthorisationOutcome::Unknown;
        let no_name = identity.name.as_ref().is_none_or(|n| n.trim().is_empty());
        let facts = [
            (open_permit, "authorisation-unknown"),
            (!self.lists_loaded, "no-iuu-list-loaded"),
            (no_name, "name-unknown"),
            (identity.imo.is_none(), "imo-unknown"),
            (
                self.vessel.gear().is_none() && identity.ship_type.is_none_or(|t| t == 0),
                "vessel-type-unknown",
            ),
            (
                has(EventKind::Gap, "condition_reception", "unknown"),
                "reception-unknown",
            ),
            (
                has(EventKind::Gap, "condition_shore", "unknown"),
                "shore-distance-unknown",
            ),
            (
                has(EventKind::Loitering, "shore", "unknown"),
                "shore-distance-unknown",
            ),
            (
                has(EventKind::Encounter, "ports", "unknown"),
                "ports-unknown",
            ),
            (
                has(EventKind::Encounter, "notice", "unknown"),
                "transshipment-notice-unknown",
            ),
            (
                has(EventKind::Fishing, "validated", "no"),
                "fishing-detector-unvalidated",
            ),
        ];
        let mut codes: Vec<String> = facts
            .iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, code)| (*code).to_owned())
            .collect();
        codes.dedup();
        codes
    }
}

/// The evidence that would take a whole reason away.
fn removed_by(reason: &str) -> Option<&'static str> {
    match reason {
        code::NOT_AUTHORISED => Some("authorisation-confirmed"),
        code::CARRIER | code::NOT_NOTIFIED => Some("transshipment-notice"),
        code::ENCOUNTER | code::MET_LISTED => Some("positions-apart-from-another-source"),
        code::LOITERING => Some("radar-shows-vessel-alone"),
        code::FISHING_CLOSED | code::CLOSED => Some("permit-for-area"),
        code::IMPLAUSIBLE | code::VMS => Some("equipment-failure-reported"),
        code::IDENTITY | code::SHARED => Some("registry-confirms-identity"),
        code::DARK => Some("sighting-tells-identity"),
        _ => None,
    }
}
