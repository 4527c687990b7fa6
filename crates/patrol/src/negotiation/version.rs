//! One version of a joint plan, and what an agency says to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};

use super::Offer;
use crate::{Plan, Rule, Weights, joint::Explanation};

/// Why a version was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It is the first.
    Proposed,
    /// Someone changed assets, tasks or rules.
    Amended,
    /// Made anew from now: an asset dropped out, a new alert, a report from sea.
    Replanned,
}

impl Cause {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Amended => "amended",
            Self::Replanned => "replanned",
        }
    }
}

/// A rule with the agency that set it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetRule {
    /// The agency.
    pub by: String,
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
}

/// One version of a joint plan, as its author says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Identifier of the joint plan, the same for both.
    pub joint: String,
    /// From 1.
    pub number: u32,
    /// Digest of the version that it follows; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The agency that made it.
    pub by: String,
    /// The agency that it is made with.
    pub with: String,
    /// What people call the plan.
    #[serde(default)]
    pub title: String,
    /// When it plays.
    pub span: Span,
    /// Why it was made.
    pub cause: Cause,
    /// Why, in the author's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Made anew from then on: what had begun stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Time>,
    /// Sea state where no forecast says another.
    pub sea_state: u8,
    /// What the search weighed besides value.
    pub weights: Weights,
    /// All of what the author offers from now on.
    #[serde(flatten)]
    pub offer: Offer,
    /// All rules that hold, whoever set them.
    #[serde(default)]
    pub rules: Vec<SetRule>,
    /// The plan for the assets of both.
    pub plan: Plan,
    /// Points of the plan as the search counts them.
    pub points: f64,
    /// No plan of these offers has more.
    pub bound: f64,
    /// Seed of the search.
    pub seed: u64,
    /// Iterations of the search.
    pub iterations: u64,
    /// Value that each agency reaches with its own offer alone, by the author's reckoning.
    #[serde(default)]
    pub alone: BTreeMap<String, f64>,
    /// Why each choice was made and what was left out.
    pub explanation: Explanation,
}

/// What an agency says to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// It will carry out its part.
    Agreed,
    /// It will not, or not any more.
    Declined,
}

impl Word {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Declined => "declined",
        }
    }
}

/// An answer to a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The joint plan.
    pub joint: String,
    /// Digest of the version.
    pub version: String,
    /// The agency that says it.
    pub by: String,
    /// What it says.
    pub word: Word,
    /// Why, if it wants to say so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The beginning of the identifier of joint plans that an agency began.
fn prefix(agency: &str) -> String {
    format!("joint-{agency}-")
}

impl Version {
    /// The identifier of a joint plan that an agency begins; `mark` tells its plans apart.
    #[must_use]
    pub fn joint_id(agency: &str, mark: &str) -> String {
        prefix(agency) + mark
    }

    /// Whether it speaks for nobody but its author, and begins no plan in another's name.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let began = self.base.is_some() || self.joint.starts_with(&prefix(&self.by));
        let first = self.base.is_none() == (self.number == 1);
        began && first && self.number > 0 && self.by != self.with && self.offer.is_of(&self.by)
    }
}
