//! After a crisis: who came how far, how long it took, and what is missing, as figures that name nobody.
//!
//! Times are hours from the onset to the first time that a step was noted, of those who made it: the median and the time
//! until which nine of ten had made it (nearest rank). Fewer than [`CELL_LEAST`] people have neither count nor times. A
//! count is also left out when those who did *not* make the step are as few, or when it could be worked out from a total
//! and the rest of its table: the rule of the counts that may leave the node ([`crate::Counts`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::view::{is_small, withheld};
use crate::{
    Board, CELL_LEAST, Class, Conflict, ConflictKind, FunnelState, Moments, PersonId, PlaceId, Step,
};

/// What the register knows of a person that figures are made by. Of who was erased it knows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Class.
    pub class: Option<Class>,
    /// First nationality.
    pub nationality: Option<String>,
    /// Place that the register names; where the person was first seen counts before it.
    pub place: Option<PlaceId>,
}

/// Those who made a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// How many; `None`: not told.
    pub people: Option<u32>,
    /// Hours from the onset, half of them; `None` where fewer than five made it.
    pub median_h: Option<f64>,
    /// Hours from the onset, nine of ten of them.
    pub p90_h: Option<f64>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AfterLine {
    /// Class, place or nationality; `None`: not known.
    pub key: Option<String>,
    /// How many people; `None`: not told.
    pub people: Option<u32>,
    /// By step.
    pub steps: BTreeMap<Step, Reached>,
}

/// Contradictions, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradictions {
    /// All; `None`: not told.
    pub all: Option<u32>,
    /// Of them such as nobody has looked at.
    pub open: Option<u32>,
    /// By kind.
    pub kinds: BTreeMap<String, Option<u32>>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AfterReport {
    /// People of the register; `None`: not told.
    pub people: Option<u32>,
    /// Everyone, by step.
    pub steps: BTreeMap<Step, Reached>,
    /// By class.
    pub classes: Vec<AfterLine>,
    /// By the place where they were first seen, else the one that the register names.
    pub places: Vec<AfterLine>,
    /// By first nationality.
    pub nationalities: Vec<AfterLine>,
    /// Where they stand.
    pub states: BTreeMap<FunnelState, Option<u32>>,
    /// How many are neither out nor have declined help nor are dead; `None`: not told.
    pub open: Option<u32>,
    /// Contradictions about people.
    pub contradictions: Contradictions,
    /// Contradictions about devices, legs and records; they say nothing of a person.
    pub record_faults: Contradictions,
}

/// Makes the report. `from_ms` is the onset, milliseconds since 1970 UTC.
#[must_use]
pub fn after(
    board: &Board,
    moments: &BTreeMap<PersonId, Moments>,
    traits: &BTreeMap<PersonId, Traits>,
    from_ms: i64,
) -> AfterReport {
    let mut all = Row::default();
    let (mut classes, mut places, mut nationalities) = (Rows::new(), Rows::new(), Rows::new());
    let (no_moments, no_traits) = (Moments::default(), Traits::default());
    for person in board.persons.keys() {
        let moments = moments.get(person).unwrap_or(&no_moments);
        let known = traits.get(person).unwrap_or(&no_traits);
        let class = known.class.map(|it| it.code().to_owned());
        let place = moments.place.or(known.place).map(|it| it.to_string());
        all.count(moments, from_ms);
        for (rows, key) in [
            (&mut classes, class),
            (&mut places, place),
            (&mut nationalities, known.nationality.clone()),
        ] {
            rows.entry(key).or_default().count(moments, from_ms);
        }
    }
    let (states, open) = states(board);
    let (of_people, of_records): (Vec<&Conflict>, Vec<&Conflict>) = board
        .conflicts
        .iter()
        .partition(|it| is_of_people(&it.kind));
    AfterReport {
        people: (!is_small(all.people)).then_some(all.people),
        steps: all.told(|step| all.is_told(step)),
        classes: table(&all, &classes),
        places: table(&all, &places),
        nationalities: table(&all, &nationalities),
        states,
        open,
        contradictions: contradictions(&of_people, true),
        record_faults: contradictions(&of_records, false),
    }
}

/// Times of those of a row who made each step, milliseconds from the onset.
#[derive(Debug, Clone, Default)]
struct Row {
    people: u32,
    steps: BTreeMap<Step, Vec<i64>>,
}

type Rows = BTreeMap<Option<String>, Row>;

impl Row {
    fn count(&mut self, moments: &Moments, from_ms: i64) {
        self.people = self.people.saturating_add(1);
        for (step, at_ms) in &moments.steps {
            let times = self.steps.entry(*step).or_default();
            times.push(at_ms.saturating_sub(from_ms));
        }
    }

    /// How many made a step, and how many did not.
    fn split(&self, step: Step) -> (u32, u32) {
        let came = self.steps.get(&step).map_or(0, Vec::len);
        let came = u32::try_from(came).unwrap_or(u32::MAX);
        (came, self.people.saturating_sub(came))
    }

    /// Whether the count of those who made a step says too much by itself.
    fn is_told(&self, step: Step) -> bool {
        let (came, not) = self.split(step);
        !is_small(self.people) && !is_small(came) && !is_small(not)
    }

    fn told(&self, is_told: impl Fn(Step) -> bool) -> BTreeMap<Step, Reached> {
        let one = |step: Step| {
            let mut times = self.steps.get(&step).cloned().unwrap_or_default();
            times.sort_unstable();
            let reached = Reached {
                people: is_told(step).then_some(self.split(step).0),
                median_h: rank_h(&times, 5),
                p90_h: rank_h(&times, 9),
            };
            (step, reached)
        };
        Step::ALL.into_iter().map(one).collect()
    }
}

/// The time, hours to one decimal, until which so many tenths of them had come; none of fewer than five.
fn rank_h(sorted_ms: &[i64], tenths: usize) -> Option<f64> {
    if sorted_ms.len() < CELL_LEAST as usize {
        return None;
    }
    let rank = (sorted_ms.len() * tenths).div_ceil(10);
    let ms = sorted_ms.get(rank.saturating_sub(1))?;
    // Nothing added: a little before the onset is no hour, not minus no hour.
    Some((*ms as f64 / 360_000.0).round() / 10.0 + 0.0)
}

fn table(all: &Row, rows: &Rows) -> Vec<AfterLine> {
    let counts: BTreeMap<Option<String>, u32> = rows
        .iter()
        .map(|(key, row)| (key.clone(), row.people))
        .collect();
    let (unknown, _) = withheld(&counts);
    let left_out: BTreeMap<Step, BTreeSet<Option<String>>> = Step::ALL
        .into_iter()
        .map(|step| (step, left_out(all, rows, &unknown, step)))
        .collect();
    let is_left_out =
        |key: &Option<String>, step| left_out.get(&step).is_some_and(|keys| keys.contains(key));
    rows.iter()
        .map(|(key, row)| AfterLine {
            key: key.clone(),
            people: (!unknown.contains(key)).then_some(row.people),
            steps: row.told(|step| !is_left_out(key, step)),
        })
        .collect()
}

/// Rows of which it is not told how many made a step: those that say too much, and as many more that neither who came nor
/// who did not can be worked out from the total.
fn left_out(
    all: &Row,
    rows: &Rows,
    unknown: &BTreeSet<Option<String>>,
    step: Step,
) -> BTreeSet<Option<String>> {
    let mut out: BTreeSet<&Option<String>> = rows
        .iter()
        .filter(|(key, row)| unknown.contains(*key) || !row.is_told(step))
        .map(|(key, _)| key)
        .collect();
    // Without a total nothing is worked out.
    while all.is_told(step) && !out.is_empty() {
        let inside = rows.iter().filter(|(key, _)| out.contains(key));
        let (came, not) = inside.fold((0_u32, 0_u32), |sum, (_, row)| {
            let (came, not) = row.split(step);
            (sum.0.saturating_add(came), sum.1.saturating_add(not))
        });
        if out.len() > 1 && !is_small(came) && !is_small(not) {
            break;
        }
        let next = rows
            .iter()
            .filter(|(key, _)| !out.contains(key))
            .min_by_key(|(_, row)| row.people);
        match next {
            Some((key, _)) => out.insert(key),
            None => break,
        };
    }
    out.into_iter().cloned().collect()
}

/// Whether somebody still has to be looked for, brought out or met.
fn is_open(state: FunnelState) -> bool {
    !matches!(
        state,
        FunnelState::Arrived | FunnelState::Declined | FunnelState::Deceased
    )
}

fn states(board: &Board) -> (BTreeMap<FunnelState, Option<u32>>, Option<u32>) {
    let counts = board.funnel().0;
    let (hidden, is_told) = withheld(&counts);
    let of = |state: &FunnelState| counts.get(state).copied().unwrap_or(0);
    let states = FunnelState::ALL
        .into_iter()
        .map(|state| (state, (!hidden.contains(&state)).then_some(of(&state))))
        .collect();
    let sum = |open: bool| -> u32 {
        let side = counts.iter().filter(|(state, _)| is_open(**state) == open);
        side.fold(0_u32, |sum, (_, n)| sum.saturating_add(*n))
    };
    // With this sum two states can be worked out of which each side has one.
    let is_safe = |open: bool| {
        let side: Vec<u32> = hidden
            .iter()
            .filter(|state| is_open(**state) == open)
            .map(of)
            .collect();
        let few = side.len() == 1 || side.iter().sum::<u32>() < CELL_LEAST;
        !is_small(sum(open)) && (side.is_empty() || !few)
    };
    let open = (is_told && is_safe(true) && is_safe(false)).then(|| sum(true));
    (states, open)
}

fn is_of_people(kind: &ConflictKind) -> bool {
    match kind {
        ConflictKind::TwoLegs { .. }
        | ConflictKind::TwoPlaces { .. }
        | ConflictKind::AshoreAfterBoarding { .. }
        | ConflictKind::NoShowAboard { .. }
        | ConflictKind::LateAboard { .. }
        | ConflictKind::TwoArrivals { .. }
        | ConflictKind::SeenAfterDeath { .. }
        | ConflictKind::SameDocument { .. }
        | ConflictKind::MinorAlone { .. }
        | ConflictKind::MergeUnclear { .. }
        | ConflictKind::NotRegistered { .. } => true,
        ConflictKind::OverCapacity { .. }
        | ConflictKind::Forked { .. }
        | ConflictKind::BrokenChain { .. }
        | ConflictKind::ClockBack { .. }
        | ConflictKind::IdleCorrection { .. } => false,
    }
}

fn contradictions(found: &[&Conflict], of_people: bool) -> Contradictions {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for one in found {
        *kinds.entry(one.kind.code()).or_default() += 1;
    }
    let (hidden, is_told) = if of_people {
        withheld(&kinds)
    } else {
        (BTreeSet::new(), true)
    };
    let all = count(found.len());
    let open = count(found.iter().filter(|it| it.settled.is_none()).count());
    let is_few = of_people && (is_small(open) || is_small(all.saturating_sub(open)));
    Contradictions {
        all: is_told.then_some(all),
        open: (is_told && !is_few).then_some(open),
        kinds: kinds
            .iter()
            .map(|(kind, n)| ((*kind).to_owned(), (!hidden.contains(kind)).then_some(*n)))
            .collect(),
    }
}
