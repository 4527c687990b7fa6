//! How well a watch saw what really happened: precision, recall and time to detect, per kind.
//!
//! Method (first cut of the exercise page, 4.6):
//! - An event *may match* a truth of its kind when they overlap in time (one hour of slack on both sides:
//!   a satellite feed is silent that long) and the event names every MMSI of the truth.
//! - Pairs are taken greedily by longest overlap, each truth and each event once: *matched*.
//! - An event left over that may match some truth is a *fragment*: not wrong, not counted. Any other is *false*.
//! - A truth left over is *missed*. Recall = matched / (matched + missed), precision = matched / (matched + false).
//! - A gap says that a ship was not heard for so long. Whether that is so depends on who listened, which the truth
//!   does not hold (a test looks at what was sent instead); so a gap that accuses nobody is neither matched nor
//!   false, wherever it lies. It counts as a fragment. A gap assessed as *supported* accuses: it is false unless
//!   the set was switched off. So the rows `gap` and `disabling` have the same false alarms.
//! - Of a recorded ship only the motion is known: an event that names one is matched like any other, and left over it is neither
//!   false nor right. It counts as a fragment.
//! - The row `disabling` takes only gap events assessed as supported, against intentional gaps.
//! - Time to detect = first change of the event that the watch made known − start of the truth, not below 0.
//!
//! Retracted events do not count. The result depends on nothing but the sets: any order gives the same score.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use vigie_sea::Time;
use vigie_watch::{Change, Event, EventKind, EventState};

use super::spread::Spread;
use crate::truth::{TruthEvent, TruthKind};

/// Slack in time for a match, milliseconds.
const SLACK_MS: i64 = 3_600_000;

/// Score of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindScore {
    /// Event kind's code, or `disabling`.
    pub code: &'static str,
    /// Truths found.
    pub matched: usize,
    /// Truths not found.
    pub missed: usize,
    /// Events without any truth.
    pub false_alarms: usize,
    /// Further events about a truth already matched, and gaps that accuse nobody.
    pub fragments: usize,
    /// matched / (matched + false); `None` without events.
    pub precision: Option<f64>,
    /// matched / (matched + missed); `None` without truths.
    pub recall: Option<f64>,
    /// Median time to detect, seconds.
    pub median_detect_s: Option<f64>,
    /// 90th percentile of time to detect, seconds (nearest rank).
    pub p90_detect_s: Option<f64>,
    /// False events that overlap a truth of their kind in time and name some, but not all, of its ships: right about what,
    /// wrong about who.
    pub identity_errors: usize,
    /// False events per 1,000 vessel-days of exposure; `None` until [`Score::over`] says how many those were.
    pub false_per_1000_vessel_days: Option<f64>,
}

/// Score of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// One row per kind that has a truth or an event, in the order of kinds; `disabling` last.
    pub rows: Vec<KindScore>,
    /// One row per behaviour (kind and note of the truth), in that order: what was found of each.
    pub behaviours: Vec<BehaviourScore>,
    /// Truths not found.
    pub missed: Vec<TruthEvent>,
    /// Ids of false events.
    pub false_events: Vec<String>,
}

/// What was found of one behaviour. An event says its kind, not its gear: so precision is per kind, recall per behaviour.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BehaviourScore {
    /// Kind of the truth.
    pub kind: TruthKind,
    /// Its note, such as `jigging-under-lamps`.
    pub note: String,
    /// Truths found.
    pub matched: usize,
    /// Truths not found.
    pub missed: usize,
    /// matched / (matched + missed).
    pub recall: Option<f64>,
    /// Median time to detect, seconds.
    pub median_detect_s: Option<f64>,
    /// 90th percentile of time to detect, seconds (nearest rank).
    pub p90_detect_s: Option<f64>,
}

impl Score {
    /// The same score with false events per 1,000 vessel-days, given how many vessel-days the watch was exposed to.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts of one run")]
    pub fn over(mut self, vessel_days: f64) -> Self {
        for row in &mut self.rows {
            row.false_per_1000_vessel_days =
                (vessel_days > 0.0).then(|| row.false_alarms as f64 * 1_000.0 / vessel_days);
        }
        self
    }

    /// The row of this code.
    #[must_use]
    pub fn row(&self, code: &str) -> Option<&KindScore> {
        self.rows.iter().find(|row| row.code == code)
    }
}

/// An event as it finally stood, and when the watch first told of it.
struct Told {
    event: Event,
    first: Time,
    end: Time,
}

/// Scores the changes a watch made against the truth.
#[must_use]
pub fn score(truth: &[TruthEvent], changes: &[Change]) -> Score {
    let told = final_events(changes);
    let mut score = Score {
        rows: Vec::new(),
        behaviours: Vec::new(),
        missed: Vec::new(),
        false_events: Vec::new(),
    };
    let recorded = truth.iter().filter(|t| t.kind == TruthKind::Recorded);
    let recorded: BTreeSet<u32> = recorded.flat_map(|t| t.mmsis.iter().copied()).collect();
    for kind in KINDS {
        let truths: Vec<&TruthEvent> = truth
            .iter()
            .filter(|t| t.kind.event_kind() == Some(kind))
            .collect();
        let events: Vec<&Told> = told.iter().filter(|t| t.event.kind == kind).collect();
        score.add(kind.code(), &truths, &events, &recorded);
    }
    let of = |kind: TruthKind| truth.iter().filter(move |t| t.kind == kind).collect();
    let truths: Vec<&TruthEvent> = of(TruthKind::IntentionalGap);
    let events: Vec<&Told> = told.iter().filter(|t| claims_disabling(&t.event)).collect();
    score.add("disabling", &truths, &events, &recorded);
    let truths: Vec<&TruthEvent> = of(TruthKind::UnauthorisedFishing);
    let unauthorised = |m: u32| truths.iter().any(|t| t.mmsis.contains(&m));
    let events: Vec<&Told> = told
        .iter()
        .filter(|t| t.event.kind == EventKind::Fishing)
        .filter(|t| t.event.vessels.iter().any(|v| unauthorised(v.mmsi)))
        .collect();
    score.add("unauthorised_fishing", &truths, &events, &recorded);
    score
        .behaviours
        .sort_by(|a, b| (a.kind, &a.note).cmp(&(b.kind, &b.note)));
    score.behaviours.dedup();
    score.missed.sort();
    score.missed.dedup();
    score.false_events.sort();
    score.false_events.dedup();
    score
}

const KINDS: [EventKind; 11] = [
    EventKind::Gap,
    EventKind::Encounter,
    EventKind::Loitering,
    EventKind::Fishing,
    EventKind::PortVisit,
    EventKind::AnchorageVisit,
    EventKind::AreaVisit,
    EventKind::ImplausiblePosition,
    EventKind::IdentityConflict,
    EventKind::SharedMmsi,
    EventKind::ListMatch,
];

/// A gap that the watch says reception supports as switched off.
fn claims_disabling(event: &Event) -> bool {
    event.kind == EventKind::Gap
        && event
            .evidence
            .codes
            .get("assessment")
            .is_some_and(|code| code == "supported")
}

fn final_events(changes: &[Change]) -> Vec<Told> {
    let mut told: BTreeMap<&str, (&Change, Time, Time)> = BTreeMap::new();
    for change in changes {
        let entry = told
            .entry(&change.event.id)
            .or_insert((change, change.at, change.at));
        entry.1 = entry.1.min(change.at);
        entry.2 = entry.2.max(change.at);
        if change.event.revision > entry.0.event.revision {
            entry.0 = change;
        }
    }
    told.into_values()
        .filter(|(change, _, _)| change.event.state != EventState::Retracted)
        .map(|(change, first, last)| {
            let event = change.event.clone();
            let end = match (event.state, event.end) {
                (EventState::Closed, Some(end)) => end.time,
                (_, end) => end.map_or(last, |end| end.time.max(last)),
            };
            Told { event, first, end }
        })
        .collect()
}

/// Seconds of overlap with slack, if the event may match the truth.
fn overlap_ms(truth: &TruthEvent, told: &Told) -> Option<i64> {
    let names_all = truth
        .mmsis
        .iter()
        .all(|m| told.event.vessels.iter().any(|v| v.mmsi == *m));
    let start = truth.start.max(told.event.start.time);
    let end = truth.end.min(told.end);
    let overlap = end.ms() - start.ms();
    (names_all && overlap >= -SLACK_MS).then_some(overlap)
}

impl Score {
    fn add(
        &mut self,
        code: &'static str,
        truths: &[&TruthEvent],
        events: &[&Told],
        recorded: &BTreeSet<u32>,
    ) {
        if truths.is_empty() && events.is_empty() {
            return;
        }
        let mut order: Vec<usize> = (0..truths.len()).collect();
        order.sort_by_key(|index| truths[*index]);
        let mut pairs = Vec::new();
        let of_gaps = |told: &&Told| told.event.kind == EventKind::Gap;
        let accuses_nobody = |told: &&Told| of_gaps(told) && !claims_disabling(&told.event);
        let unknown =
            |told: &&Told| (told.event.vessels.iter()).any(|it| recorded.contains(&it.mmsi));
        let unjudged = |told: &&Told| accuses_nobody(told) || unknown(told);
        let mut related: Vec<bool> = events.iter().map(unjudged).collect();
        for (rank, truth) in order.iter().map(|index| truths[*index]).enumerate() {
            for (index, told) in events.iter().enumerate() {
                if truth.kind != TruthKind::InnocentGap
                    && let Some(overlap) = overlap_ms(truth, told)
                {
                    related[index] = true;
                    pairs.push((-overlap, rank, index));
                }
            }
        }
        pairs.sort_unstable();
        let (mut truth_taken, mut event_taken) =
            (vec![false; truths.len()], vec![false; events.len()]);
        let (mut delays, mut found) = (Vec::new(), Vec::new());
        for (_, rank, index) in pairs {
            if !truth_taken[rank] && !event_taken[index] {
                truth_taken[rank] = true;
                event_taken[index] = true;
                let truth = truths[order[rank]];
                let delay_s = events[index].first.since_s(truth.start).max(0.0);
                delays.push(delay_s);
                found.push((truth, delay_s));
            }
        }
        self.add_behaviours(truths, &found);
        self.tell_missed(truths, &order, &truth_taken);
        let alarms = (0..events.len()).filter(|index| !related[*index]);
        self.false_events
            .extend(alarms.map(|index| events[index].event.id.clone()));
        let sought = truths
            .iter()
            .filter(|t| t.kind != TruthKind::InnocentGap)
            .count();
        let false_alarms = related.iter().filter(|known| !**known).count();
        let mistaken = (0..events.len())
            .filter(|index| !related[*index] && is_of_another(truths, events[*index]))
            .count();
        self.rows.push(KindScore {
            identity_errors: mistaken,
            ..row(code, sought, delays, false_alarms, events.len())
        });
    }

    fn add_behaviours(&mut self, truths: &[&TruthEvent], found: &[(&TruthEvent, f64)]) {
        let mut by: BTreeMap<(TruthKind, &str), (usize, Vec<f64>)> = BTreeMap::new();
        for truth in truths.iter().filter(|t| t.kind != TruthKind::InnocentGap) {
            by.entry((truth.kind, &truth.note)).or_default().0 += 1;
        }
        for (truth, delay_s) in found {
            by.entry((truth.kind, &truth.note))
                .or_default()
                .1
                .push(*delay_s);
        }
        for ((kind, note), (sought, delays)) in by {
            let row = row("", sought, delays, 0, 0);
            self.behaviours.push(BehaviourScore {
                kind,
                note: note.to_owned(),
                matched: row.matched,
                missed: row.missed,
                recall: row.recall,
                median_detect_s: row.median_detect_s,
                p90_detect_s: row.p90_detect_s,
            });
        }
    }

    fn tell_missed(&mut self, truths: &[&TruthEvent], order: &[usize], taken: &[bool]) {
        for (rank, index) in order.iter().enumerate() {
            if !taken[rank] && truths[*index].kind != TruthKind::InnocentGap {
                self.missed.push(truths[*index].clone());
            }
        }
    }
}

/// Names some of a truth's ships at its time, but not all.
fn is_of_another(truths: &[&TruthEvent], told: &Told) -> bool {
    truths.iter().any(|truth| {
        let known = |m: &u32| told.event.vessels.iter().any(|v| v.mmsi == *m);
        let overlap_ms = truth.end.min(told.end).ms() - truth.start.max(told.event.start.time).ms();
        truth.kind != TruthKind::InnocentGap
            && overlap_ms >= -SLACK_MS
            && truth.mmsis.iter().any(known)
    })
}

#[allow(clippy::cast_precision_loss, reason = "counts of one run")]
fn row(
    code: &'static str,
    sought: usize,
    mut delays: Vec<f64>,
    false_alarms: usize,
    events: usize,
) -> KindScore {
    let matched = delays.len();
    let spread = Spread::of(&mut delays);
    let share = |of: usize| (of > 0).then(|| matched as f64 / of as f64);
    KindScore {
        code,
        matched,
        missed: sought - matched,
        false_alarms,
        fragments: events.saturating_sub(matched + false_alarms),
        identity_errors: 0,
        false_per_1000_vessel_days: None,
        precision: share(matched + false_alarms),
        recall: share(sought),
        median_detect_s: spread.map(|s| s.median),
        p90_detect_s: spread.map(|s| s.p90),
    }
}
