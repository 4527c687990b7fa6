//! What a planner says of a search: the last fix, how such vessels move, what may look for it and when.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span, Time};

use super::detection::DetectionLaw;
use super::error::SearchError;
use super::pattern::Pattern;
use crate::Circle;

/// Most assets in one search.
pub const SEARCH_ASSETS_MAX: usize = 16;
/// Most periods.
pub const SEARCH_PERIODS_MAX: usize = 24;
/// Longest search, hours.
const HOURS_MAX: f64 = 240.0;
/// Oldest fix, hours: after a month a vessel can be anywhere.
const AGE_MAX_H: f64 = 720.0;
/// Most looks and hits before the search.
const BEFORE_MAX: usize = 100;
/// Shortest stay of an asset in a period that is worth an order, hours.
const STAY_MIN_H: f64 = 0.05;

/// Where the vessel was known last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastFix {
    /// Where, `[lon, lat]`.
    pub position: Position,
    /// When.
    pub time: Time,
    /// Standard deviation of the place, nautical miles.
    #[serde(default = "usual_sigma_nm")]
    pub sigma_nm: f64,
    /// Course last seen, degrees true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course_deg: Option<f64>,
    /// Speed last seen, knots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_kn: Option<f64>,
}

fn usual_sigma_nm() -> f64 {
    1.0
}

/// How such vessels move, or what drifts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Motion {
    /// Fastest speed, knots.
    pub speed_max_kn: f64,
    /// Mean time on one course, hours: long for what drifts or is on passage.
    pub course_time_h: f64,
    /// Where the long sides of the rectangles lie, degrees true; none takes the course last seen, else from the fix to
    /// the middle of the belief.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift_deg: Option<f64>,
}

impl Default for Motion {
    fn default() -> Self {
        Self {
            speed_max_kn: 10.0,
            course_time_h: 6.0,
            drift_deg: None,
        }
    }
}

/// A look before the search that saw nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptySearch {
    /// When it was over.
    pub time: Time,
    /// Where.
    pub area: Circle,
    /// Probability that it would have seen the vessel there.
    pub pod: f64,
}

/// Something seen that may be the vessel: radar satellite, lights at night.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchHit {
    /// When.
    pub time: Time,
    /// Where, `[lon, lat]`.
    pub position: Position,
    /// Standard deviation of the place, nautical miles.
    pub sigma_nm: f64,
    /// Probability that it is another vessel.
    pub doubt: f64,
}

/// What looks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchAsset {
    /// Identifier.
    pub id: String,
    /// Name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Speed while searching, knots.
    pub speed_kn: f64,
    /// Sweep width against such a target in the sea expected, nautical miles.
    pub sweep_nm: f64,
    /// Law of detection.
    #[serde(default)]
    pub law: DetectionLaw,
    /// On scene from then on; none means from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// And until then; none means to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// How it searches; none means parallel sweeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
}

/// A search that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// Title for people.
    #[serde(default)]
    pub title: String,
    /// Where it was known last.
    pub fix: LastFix,
    /// How it moves.
    #[serde(default)]
    pub motion: Motion,
    /// When the search begins.
    pub start: Time,
    /// How long it lasts, hours.
    pub hours: f64,
    /// Length of a period, hours; the last one may be shorter.
    #[serde(default = "usual_period_h")]
    pub period_h: f64,
    /// Side of a cell, nautical miles; none fits the grid to the belief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell_nm: Option<f64>,
    /// What looks for it.
    pub assets: Vec<SearchAsset>,
    /// Looks since the fix that saw nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched: Vec<EmptySearch>,
    /// What was seen since the fix and may be it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<SearchHit>,
    /// Class of what is sought, for the tasks.
    #[serde(default = "usual_class")]
    pub target_class: String,
    /// Points for finding it, for the tasks.
    #[serde(default = "usual_worth")]
    pub worth: f64,
    /// Seed of the particles: the same seed gives the same plan.
    #[serde(default = "usual_seed")]
    pub seed: u64,
}

fn usual_period_h() -> f64 {
    6.0
}

fn usual_class() -> String {
    "fishing-large".to_owned()
}

fn usual_worth() -> f64 {
    50.0
}

fn usual_seed() -> u64 {
    1
}

/// Refuses a number outside its range.
pub(super) fn within(
    what: &'static str,
    value: f64,
    low: f64,
    high: f64,
) -> Result<(), SearchError> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(SearchError::Value { what, value })
    }
}

impl SearchRequest {
    /// Whether all numbers make sense.
    ///
    /// # Errors
    /// The first that does not.
    pub fn examine(&self) -> Result<(), SearchError> {
        if self.assets.is_empty() {
            return Err(SearchError::Empty);
        }
        within(
            "assets",
            self.assets.len() as f64,
            1.0,
            SEARCH_ASSETS_MAX as f64,
        )?;
        within("hours", self.hours, STAY_MIN_H, HOURS_MAX)?;
        within("period", self.period_h, STAY_MIN_H, HOURS_MAX)?;
        let periods = (self.hours / self.period_h).ceil();
        within("periods", periods, 1.0, SEARCH_PERIODS_MAX as f64)?;
        let age_h = self.start.since_s(self.fix.time) / 3_600.0;
        within("fix-age", age_h, 0.0, AGE_MAX_H)?;
        within("sigma", self.fix.sigma_nm, 0.0, 500.0)?;
        within("speed", self.fix.speed_kn.unwrap_or(0.0), 0.0, 50.0)?;
        within("course", self.fix.course_deg.unwrap_or(0.0), -360.0, 360.0)?;
        within("speed", self.motion.speed_max_kn, 0.01, 50.0)?;
        within("course-time", self.motion.course_time_h, 0.1, 10_000.0)?;
        within("drift", self.motion.drift_deg.unwrap_or(0.0), -360.0, 360.0)?;
        within("cell", self.cell_nm.unwrap_or(1.0), 0.1, 500.0)?;
        within("worth", self.worth, 0.0, 1e9)?;
        let before = self.searched.len().max(self.hits.len());
        within("looks", before as f64, 0.0, BEFORE_MAX as f64)?;
        for asset in &self.assets {
            within("speed", asset.speed_kn, 0.1, 1_000.0)?;
            within("sweep-width", asset.sweep_nm, 1e-3, 500.0)?;
        }
        for look in &self.searched {
            within("probability", look.pod, 0.0, 1.0)?;
            within("radius", look.area.radius_nm, 0.0, 5_000.0)?;
        }
        for hit in &self.hits {
            within("probability", hit.doubt, 0.0, 1.0)?;
            within("sigma", hit.sigma_nm, 1e-3, 500.0)?;
        }
        Ok(())
    }

    fn end(&self) -> Time {
        after_h(self.start, self.hours)
    }

    /// Its periods.
    pub(super) fn periods(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut start = self.start;
        while start < self.end() && spans.len() < SEARCH_PERIODS_MAX {
            let end = after_h(start, self.period_h).min(self.end());
            spans.push(Span { start, end });
            start = end;
        }
        spans
    }
}

fn after_h(time: Time, hours: f64) -> Time {
    time.plus_ms((hours * 3_600_000.0).round() as i64)
}

impl SearchAsset {
    /// When it searches in a period.
    pub(super) fn stay(&self, period: Span) -> Option<Span> {
        let start = self.from.unwrap_or(period.start).max(period.start);
        let end = self.until.unwrap_or(period.end).min(period.end);
        let stay = Span { start, end };
        (hours(stay) >= STAY_MIN_H).then_some(stay)
    }

    /// Area that it sweeps in a period.
    pub(super) fn swept_nm2(&self, period: Span) -> f64 {
        let stay = self.stay(period).map_or(0.0, hours);
        stay * self.speed_kn * self.sweep_nm
    }
}

/// Length of a span.
pub(super) fn hours(span: Span) -> f64 {
    span.end.since_s(span.start) / 3_600.0
}
