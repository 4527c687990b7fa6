//! How soon the partner knew: the delay of information between partners.
//!
//! What participants of joint exercises name first as the remaining problem is timely sharing of information. So it is
//! measured: from the moment one partner's node knew of a thing to the moment it stood in the other's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::spread::Spread;

/// One thing that one partner knew and another was to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Stable id of the thing (event, alert, case, message).
    pub id: String,
    /// Its class, such as `event` or `order`.
    pub class: String,
    /// Who knew first.
    pub from: String,
    /// Who was to know.
    pub to: String,
    /// When the first knew.
    pub known: Time,
    /// When it stood in the other's node; `None`: not before the end.
    pub received: Option<Time>,
}

/// Delay of one class in one direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharingScore {
    /// Who knew first.
    pub from: String,
    /// Who was to know.
    pub to: String,
    /// Class of things.
    pub class: String,
    /// How many arrived.
    pub arrived: usize,
    /// How many never did.
    pub never: usize,
    /// Median, 90th percentile and longest delay, seconds.
    pub delay_s: Option<Spread>,
}

/// Delays by direction and class. The same thing told twice counts once, by its first arrival.
#[must_use]
pub fn sharing_scores(shared: &[Shared]) -> Vec<SharingScore> {
    let mut things: BTreeMap<(&str, &str, &str, &str), (Time, Option<Time>)> = BTreeMap::new();
    for one in shared {
        let key = (&*one.from, &*one.to, &*one.class, &*one.id);
        let entry = things.entry(key).or_insert((one.known, one.received));
        entry.0 = entry.0.min(one.known);
        entry.1 = match (entry.1, one.received) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    let mut rows: BTreeMap<(&str, &str, &str), (Vec<f64>, usize)> = BTreeMap::new();
    for ((from, to, class, _), (known, received)) in things {
        let row = rows.entry((from, to, class)).or_default();
        match received {
            Some(time) => row.0.push(time.since_s(known).max(0.0)),
            None => row.1 += 1,
        }
    }
    let score =
        |((from, to, class), (mut delays, never)): ((&str, &str, &str), (Vec<f64>, usize))| {
            SharingScore {
                from: from.to_owned(),
                to: to.to_owned(),
                class: class.to_owned(),
                arrived: delays.len(),
                never,
                delay_s: Spread::of(&mut delays),
            }
        };
    rows.into_iter().map(score).collect()
}
