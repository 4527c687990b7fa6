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
//! - The row `disabling` takes only gap events assessed as supported, against intentional gaps.
//! - Time to detect = first change of the event that the watch made known − start of the truth, not below 0.
//!
//! Retracted events do not count. The result depends on nothing but the sets: any order gives the same score.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_sea::Time;
use vigie_watch::{Change, Event, EventKind, EventState};

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
}

/// Score of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// One row per kind that has a truth or an event, in the order of kinds; `disabling` last.
    pub rows: Vec<KindScore>,
    /// Truths not found.
    pub missed: Vec<TruthEvent>,
    /// Ids of false events.
    pub false_events: Vec<String>,
}

impl Score {
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
        missed: Vec::new(),
        false_events: Vec::new(),
    };
    for kind in KINDS {
        let truths: Vec<&TruthEvent> = truth
            .iter()
            .filter(|t| t.kind.event_kind() == kind)
            .collect();
        let events: Vec<&Told> = told.iter().filter(|t| t.event.kind == kind).collect();
        score.add(kind.code(), &truths, &events);
    }
    let truths: Vec<&TruthEvent> = truth
        .iter()
        .filter(|t| t.kind == TruthKind::IntentionalGap)
        .collect();
    let events: Vec<&Told> = told.iter().filter(|t| claims_disabling(&t.event)).collect();
    score.add("disabling", &truths, &events);
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
    fn add(&mut self, code: &'static str, truths: &[&TruthEvent], events: &[&Told]) {
        if truths.is_empty() && events.is_empty() {
            return;
        }
        let mut order: Vec<usize> = (0..truths.len()).collect();
        order.sort_by_key(|index| truths[*index]);
        let mut pairs = Vec::new();
        let of_gaps = |told: &&Told| told.event.kind == EventKind::Gap;
        let accuses_nobody = |told: &&Told| of_gaps(told) && !claims_disabling(&told.event);
        let mut related: Vec<bool> = events.iter().map(accuses_nobody).collect();
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
        let mut delays = Vec::new();
        for (_, rank, index) in pairs {
            if !truth_taken[rank] && !event_taken[index] {
                truth_taken[rank] = true;
                event_taken[index] = true;
                delays.push(
                    events[index]
                        .first
                        .since_s(truths[order[rank]].start)
                        .max(0.0),
                );
            }
        }
        self.tell_missed(truths, &order, &truth_taken);
        let alarms = (0..events.len()).filter(|index| !related[*index]);
        self.false_events
            .extend(alarms.map(|index| events[index].event.id.clone()));
        let sought = truths
            .iter()
            .filter(|t| t.kind != TruthKind::InnocentGap)
            .count();
        let false_alarms = related.iter().filter(|known| !**known).count();
        self.rows
            .push(row(code, sought, delays, false_alarms, events.len()));
    }

    fn tell_missed(&mut self, truths: &[&TruthEvent], order: &[usize], taken: &[bool]) {
        for (rank, index) in order.iter().enumerate() {
            if !taken[rank] && truths[*index].kind != TruthKind::InnocentGap {
                self.missed.push(truths[*index].clone());
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of one run")]
fn row(
    code: &'static str,
    sought: usize,
    mut delays: Vec<f64>,
    false_alarms: usize,
    events: usize,
) -> KindScore {
    delays.sort_by(f64::total_cmp);
    let matched = delays.len();
    let share = |of: usize| (of > 0).then(|| matched as f64 / of as f64);
    let middle = delays.get(matched / 2).copied();
    let median_detect_s = if matched.is_multiple_of(2) && matched > 0 {
        middle
            .zip(delays.get(matched / 2 - 1))
            .map(|(a, b)| f64::midpoint(a, *b))
    } else {
        middle
    };
    KindScore {
        code,
        matched,
        missed: sought - matched,
        false_alarms,
        fragments: events - matched - false_alarms,
        precision: share(matched + false_alarms),
        recall: share(sought),
        median_detect_s,
        p90_detect_s: delays
            .get((matched * 9).div_ceil(10).saturating_sub(1))
            .copied(),
    }
}
