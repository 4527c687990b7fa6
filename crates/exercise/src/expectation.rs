//! What controllers expect of the players, as predicates that a machine checks against what the nodes really logged.
//!
//! One expectation is one line: `E3 ca-ccg: alert(gap, 412000123) within 2h late 6h score 10 partial 5`. Full score in
//! time, partial credit when late; `not(...)` fails when the thing happens (no false accusation); `rated()` is the
//! evaluator's P/S/M/U (FEMA, *HSEEP*, 2020: performed without challenges, with some, with major challenges, unable).
//!
//! Judging is pure: it takes what was observed ([`Observed`]) and gives the same verdict in whatever order it came.

mod grammar;
mod judge;
mod model;
mod observed;

pub(crate) use grammar::is_name;
pub use judge::{Judgement, Ships, Verdict, judge};
pub use model::{Expectation, Predicate, Rating, Target};
pub use observed::{Observed, Seen};
