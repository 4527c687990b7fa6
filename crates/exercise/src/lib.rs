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
mod behaviour;
mod chance;
mod chart;
pub mod conduct;
mod current;
mod deploy;
mod difference;
mod digest;
mod error;
pub mod expectation;
mod flight;
mod hull;
mod lift;
mod marking;
mod moment;
pub mod msel;
mod muster;
mod observer;
mod order;
mod outbox;
mod papers;
mod radio;
mod receiver;
mod recorded;
pub mod report;
mod routine;
mod scenario;
mod score;
mod sensor;
mod sentence;
mod shaper;
mod ship;
mod tape;
mod transport;
mod trig;
mod truth;
mod world;
mod zone;

pub use difference::Difference;
pub use digest::StateHash;
pub use error::Error;
pub use marking::{MARKING, Marking, is_marked};
pub use order::{PatrolOrder, Waypoint};
pub use outbox::Emission;
pub use recorded::{RecordedDay, RecordedOptions, Recorder};
pub use scenario::{
    Actor, AssetSummary, Deployed, FaultReason, LibraryEntry, LinkSpell, Mark, Scenario,
    ScenarioFault, SensorSummary, Settings, Summary, Texts, Words, fragment, library, lint,
};
pub use score::{
    BehaviourScore, KindScore, Look, Nationals, PeopleScore, PersonOutcome, PictureDistance,
    PictureMoment, PictureRule, PictureScore, PictureVessel, RegretScore, Score, ScoreInput,
    Scores, Shared, SharingScore, Spread, TargetValue, WatchScore, breaches_told,
    divergence_scores, people_score, people_told, picture_distance, picture_scores, plans_told,
    regret_score, score, scores, sharing_scores,
};
pub use sensor::{Condition, Person, ReportFormat, SensorReport};
pub use shaper::{LinkQuality, LinkShaper};
pub use ship::{Particulars, Role};
pub use tape::Tape;
pub use truth::{TruthEvent, TruthKind};
pub use world::{Listening, Snapshot, TrueState, World};
