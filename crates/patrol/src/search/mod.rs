//! Search effort: where to look and for how long, when the target moves, and how to fly or sail it.
//!
//! Probability of success is probability of containment times probability of detection
//! (POS = POC × POD). Effort is spread so that the last minute is worth the same wherever it is spent
//! (Koopman 1946; Charnes and Cooper 1958); for a moving target by Brown's forward and backward sweeps
//! (Brown, *Operations Research* 28, 1980), with a certificate of how far from the optimum the plan can
//! be at most.

mod ask;
mod dark_vessel;
mod detection;
mod effort;
mod error;
mod grid;
mod lay;
mod moving;
mod partition;
mod pattern;
mod plan;
mod random;
mod transition;

pub use ask::{
    EmptySearch, LastFix, Motion, SEARCH_ASSETS_MAX, SEARCH_PERIODS_MAX, SearchAsset, SearchHit,
    SearchRequest,
};
pub use dark_vessel::{DarkVessel, DarkVesselConfig, Fix, Particle};
pub use detection::{DetectionLaw, Sensor, coverage, track_spacing_m};
pub use effort::{Allocation, after_empty_search, water_fill};
pub use error::SearchError;
pub use grid::SEARCH_CELLS_MAX;
pub use lay::lay;
pub use moving::{MovingSearch, MovingSearchConfig, search_moving_target};
pub use partition::{Assignment, SearchCell, Searcher, assign_rectangles};
pub use pattern::{Leg, Pattern, PatternPlan, SearchBox, expanding_square, sector, track_line};
pub use plan::{SearchAssignment, SearchEffort, SearchPeriod, SearchPlan, plan_search};
pub use random::Seeded;
pub use transition::Transition;
