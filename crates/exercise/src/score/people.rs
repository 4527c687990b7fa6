//! Nationals not yet accounted for, over the time of a crisis.
//!
//! A person counts as accounted for from the moment the register says where they are or what became of them; whether
//! the register was right is held against the truth.

use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};

/// One person of the exercise, as the register had them at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonOutcome {
    /// When the register first accounted for them; `None`: never.
    pub accounted: Option<Time>,
    /// Whether what it said in the end is true.
    pub right: bool,
}

/// How the accounting went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeopleScore {
    /// Whose nationals.
    pub partner: String,
    /// How many there are.
    pub people: usize,
    /// Not accounted for at the end.
    pub unaccounted: usize,
    /// Accounted for, wrongly.
    pub wrong: usize,
    /// Seconds from the beginning until half, nine tenths and all were accounted for; `None` if it never came to that.
    pub half_s: Option<f64>,
    /// See `half_s`.
    pub nine_tenths_s: Option<f64>,
    /// See `half_s`.
    pub all_s: Option<f64>,
    /// Area below the curve: hours of uncertainty, summed over people.
    pub person_hours_unaccounted: f64,
    /// The curve: at each moment of a change, how many are still unaccounted for.
    pub curve: Vec<(Time, usize)>,
}

/// The accounting of one partner's nationals between the beginning and the end of a crisis.
#[must_use]
pub fn people_score(partner: &str, crisis: Span, people: &[PersonOutcome]) -> PeopleScore {
    let in_time = |p: &&PersonOutcome| p.accounted.is_some_and(|t| t <= crisis.end);
    let mut times: Vec<Time> = people
        .iter()
        .filter(in_time)
        .filter_map(|p| p.accounted)
        .map(|t| t.max(crisis.start))
        .collect();
    times.sort_unstable();
    let mut curve = vec![(crisis.start, people.len())];
    for (done, time) in (1_usize..).zip(&times) {
        let left = people.len() - done;
        match curve.last_mut() {
            Some(last) if last.0 == *time => last.1 = left,
            _ => curve.push((*time, left)),
        }
    }
    let after = |share_tenths: usize| {
        let wanted = (people.len() * share_tenths).div_ceil(10);
        let time = times.get(wanted.checked_sub(1)?)?;
        Some(time.since_s(crisis.start))
    };
    let waited_s = |p: &PersonOutcome| {
        let until = p.accounted.unwrap_or(crisis.end).min(crisis.end);
        until.max(crisis.start).since_s(crisis.start)
    };
    PeopleScore {
        partner: partner.to_owned(),
        people: people.len(),
        unaccounted: people.len() - times.len(),
        wrong: people.iter().filter(in_time).filter(|p| !p.right).count(),
        half_s: after(5),
        nine_tenths_s: after(9),
        all_s: after(10),
        person_hours_unaccounted: people.iter().map(waited_s).sum::<f64>() / 3_600.0,
        curve,
    }
}
