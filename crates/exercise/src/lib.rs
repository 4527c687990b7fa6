//! Exercises: a seeded world at sea, its sensors, its truth, and the score of a watch against it.
//!
//! An exercise enters by the normal feed: [`Scenario::run`] and [`World::step_until`] give lines of AIVDM with tag
//! blocks, exactly as receivers give them, each marked `s:EX…`. The truth ([`Scenario::truth`]) stays with the
//! controllers.
//!
//! Invariants: nothing here reads a clock, a disk or a network; the same seed and start give the same bytes; a
//! draw for one ship never moves another; listening never changes what happens; no line lacks the mark.
//!
//! ```
//! use vigie_exercise::{Scenario, is_marked};
//! use vigie_sea::Time;
//! let start = Time::parse("2026-07-06T03:00:00Z")?;
//! let mut world = Scenario::builtin(1, start).world();
//! let mut lines = 0;
//! world.step_until(start.plus_ms(600_000), &mut |emission| {
//!     assert!(is_marked(emission.line));
//!     lines += 1;
//! });
//! assert!(lines > 0);
//! # Ok::<(), vigie_sea::Error>(())
//! ```

mod agenda;
mod almanac;
mod chance;
mod chart;
mod closed_area;
pub mod conduct;
mod current;
mod error;
pub mod expectation;
mod fleet;
mod hull;
mod incident;
mod marking;
pub mod msel;
mod muster;
mod observer;
mod outbox;
mod papers;
mod radio;
mod receiver;
pub mod report;
mod routine;
mod scenario;
mod score;
mod ship;
mod truth;
mod world;

pub use error::Error;
pub use marking::{MARKING, Marking, is_marked};
pub use outbox::Emission;
pub use scenario::{Actor, Scenario};
pub use score::{
    BehaviourScore, KindScore, Look, PeopleScore, PersonOutcome, PictureDistance, PictureMoment,
    PictureRule, PictureScore, PictureVessel, RegretScore, Score, ScoreInput, Scores, Shared,
    SharingScore, Spread, TargetValue, WatchScore, divergence_scores, people_score,
    picture_distance, picture_scores, regret_score, score, scores, sharing_scores,
};
pub use ship::{Particulars, Role};
pub use truth::{TruthEvent, TruthKind};
pub use world::{Listening, TrueState, World};
