//! The search action message of IAMSAR Vol. II, appendix L: six parts.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::comms::CommsPlan;
use crate::search::PatternPlan;

/// One search by one asset, as it is ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchAction {
    /// Part 1.
    pub situation: Situation,
    /// Part 2.
    pub areas: Areas,
    /// Part 3.
    pub execution: Execution,
    /// Part 4.
    pub coordination: Coordination,
    /// Part 5.
    pub communications: CommsPlan,
    /// Part 6.
    pub reports: Reports,
}

/// Part 1, situation: what is sought and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// Task of the plan.
    pub task: String,
    /// Its name.
    pub name: String,
    /// Who wants it done.
    pub owner: String,
    /// Class of what is sought.
    pub target_class: String,
    /// Sea state expected, Douglas 0 to 9.
    pub sea_state: u8,
}

/// Part 2, search area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Areas {
    /// Corners of the area, clockwise.
    pub corners: Vec<Position>,
    /// Its middle.
    pub centre: Position,
    /// Area, square nautical miles.
    pub area_nm2: f64,
}

/// Part 3, execution: who searches how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// The asset.
    pub asset: String,
    /// Its agency.
    pub agency: String,
    /// The pattern with its legs.
    pub pattern: PatternPlan,
    /// Commence search point.
    pub commence: Position,
    /// Direction of creep, degrees true.
    pub creep_deg: Option<f64>,
    /// Height, feet.
    pub altitude_ft: Option<f64>,
    /// Speed, knots.
    pub speed_kn: f64,
}

/// Part 4, co-ordination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coordination {
    /// Mission coordinator.
    pub coordinator: String,
    /// On-scene coordinator.
    pub on_scene_coordinator: String,
    /// First moment on scene.
    pub on_scene_from: Time,
    /// Last moment on scene.
    pub on_scene_to: Time,
    /// Track spacing, nautical miles.
    pub track_spacing_nm: f64,
    /// Sweep width, nautical miles; 0 if no sensor sees such a target in that sea.
    pub sweep_width_nm: f64,
    /// Coverage factor.
    pub coverage: f64,
    /// Probability of detection.
    pub pod: f64,
    /// Airspace reserved, or empty.
    pub airspace: String,
}

/// Part 6, reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reports {
    /// To whom.
    pub to: String,
    /// When: on scene, routinely, on departure.
    pub at: Vec<Time>,
}
