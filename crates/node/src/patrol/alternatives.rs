//! Plans side by side: the same request with other emphases, and each agency alone. Of the draft of a joint plan each
//! alternative keeps what it takes to become the draft itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use vigie_patrol::{
    Measures, Plan, Request, Weights,
    compare::{self, Emphasis, Share},
    joint::Explanation,
};

use super::{
    amend,
    job::{self, Wanted},
    sheet::{Cause, Sheet},
};

/// Comparisons made at once: each keeps two cores busy for seven searches.
const RUNNING_MAX: usize = 2;
/// Nothing was compared.
const NONE: &str = "none";
/// It is being compared now.
const RUNNING: &str = "running";
/// It was compared.
const READY: &str = "ready";

/// Comparisons that are being made, by what they are kept under.
#[derive(Debug, Default)]
pub(crate) struct Comparing(Mutex<BTreeSet<String>>);

impl Comparing {
    /// Begins one; false if it is being made already, or too many are.
    pub(crate) fn begin(&self, key: &str) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.len() < RUNNING_MAX && running.insert(key.to_owned())
    }

    pub(crate) fn end(&self, key: &str) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(key);
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.contains(key)
    }
}

/// Under what the alternatives of a version are kept; without one, those that were asked for without one.
pub(crate) fn key(plan: &str, version: Option<&str>) -> String {
    version.map_or_else(|| plan.to_owned(), |version| format!("{plan}/{version}"))
}

/// How an alternative was found, with what a version tells of that.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub(crate) weights: Weights,
    pub(crate) bound: f64,
    pub(crate) seed: u64,
    pub(crate) iterations: u64,
    pub(crate) explanation: Explanation,
}

/// The plan of one emphasis.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alternative {
    pub(crate) emphasis: Emphasis,
    pub(crate) plan: Plan,
    pub(crate) total: Measures,
    pub(crate) points: f64,
    pub(crate) at_risk: f64,
    pub(crate) shares: Vec<Share>,
    pub(crate) findings: usize,
    /// Of the draft of a joint plan only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<Origin>,
}

/// Alternatives side by side.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) state: String,
    pub(crate) alternatives: Vec<Alternative>,
    /// What each agency reaches with what it has, without the others.
    pub(crate) alone: BTreeMap<String, Measures>,
    pub(crate) joint_gain_percent: Option<f64>,
    /// The version compared.
    #[serde(default)]
    pub(crate) version: Option<u32>,
    /// Which draft of it, by its number in the log; none of what is no draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) draft: Option<u32>,
}

impl Default for Comparison {
    fn default() -> Self {
        Self {
            state: NONE.to_owned(),
            alternatives: Vec::new(),
            alone: BTreeMap::new(),
            joint_gain_percent: None,
            version: None,
            draft: None,
        }
    }
}

impl Comparison {
    /// As a page sees it: what only this node needs stays here.
    pub(crate) fn shown(mut self, running: bool) -> Self {
        for one in &mut self.alternatives {
            one.origin = None;
        }
        self.draft = None;
        if running {
            RUNNING.clone_into(&mut self.state);
        }
        self
    }
}

/// What is to be compared.
pub(crate) struct Basis {
    pub(crate) plan: String,
    pub(crate) version: u32,
    /// Which draft, if it is one.
    pub(crate) draft: Option<u32>,
    pub(crate) user: String,
    pub(crate) seconds: f64,
}

/// Makes the same plan with other emphases, and each agency's alone, one after the other.
pub(crate) fn compared(sheet: &Sheet, basis: &Basis) -> Comparison {
    let solve = |request: &Request, warm: Vec<Plan>| {
        let wanted = Wanted {
            plan: basis.plan.clone(),
            title: sheet.title.clone(),
            cause: Cause {
                kind: "alternative".to_owned(),
                reason: String::new(),
            },
            user: basis.user.clone(),
            seed: sheet.seed,
            seconds: basis.seconds,
            iterations: None,
            warm,
            gentle: false,
        };
        job::search_alone(&wanted, request, &sheet.request, |_| (), &|| false).ok()
    };
    let mut alone: BTreeMap<String, Plan> = BTreeMap::new();
    let agencies: BTreeSet<&String> = sheet.request.assets.iter().map(|a| &a.agency).collect();
    for agency in agencies {
        let mut own = compare::separate(&sheet.request, agency);
        (own.before, own.now) = (None, None);
        if let Some(made) = solve(&own, Vec::new()) {
            alone.insert(agency.clone(), made.plan);
        }
    }
    let mut alternatives = Vec::new();
    for emphasis in Emphasis::ALL {
        let request = amend::emphasised(sheet, emphasis);
        let warm = if request.now.is_some() {
            Vec::new()
        } else {
            vec![sheet.plan.clone()]
        };
        let made = solve(&request, warm);
        alternatives.extend(made.map(|made| alternative(emphasis, made, &alone, basis)));
    }
    let separate: f64 = alone.values().map(|plan| plan.total.value).sum();
    let gain = (separate > 0.0).then(|| 100.0 * (sheet.plan.total.value - separate) / separate);
    Comparison {
        state: READY.to_owned(),
        alternatives,
        alone: alone.into_iter().map(|(a, p)| (a, p.total)).collect(),
        joint_gain_percent: gain,
        version: Some(basis.version),
        draft: basis.draft,
    }
}

fn alternative(
    emphasis: Emphasis,
    made: Sheet,
    alone: &BTreeMap<String, Plan>,
    basis: &Basis,
) -> Alternative {
    let shares = compare::shares(&made.request, &made.plan, alone);
    let origin = basis.draft.is_some().then_some(Origin {
        weights: made.request.weights,
        bound: made.bound,
        seed: made.seed,
        iterations: made.iterations,
        explanation: made.explanation,
    });
    Alternative {
        emphasis,
        total: made.plan.total,
        plan: made.plan,
        points: made.points,
        at_risk: made.at_risk,
        shares,
        findings: made.findings.len(),
        origin,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_patrol::trial;

    fn sheet() -> Sheet {
        job::trial_sheet(&trial::north_pacific(0)).unwrap()
    }

    #[test]
    fn each_alternative_tells_what_each_agency_gives_and_gains_beside_planning_alone() {
        let sheet = sheet();
        let mut basis = Basis {
            plan: "joint-ca-1".to_owned(),
            version: 2,
            draft: Some(3),
            user: "test".to_owned(),
            seconds: 0.2,
        };
        let found = compared(&sheet, &basis);
        assert_eq!(found.alternatives.len(), Emphasis::ALL.len());
        assert_eq!((found.version, found.draft), (Some(2), Some(3)));
        for one in &found.alternatives {
            assert_eq!(one.findings, 0, "{:?}", one.emphasis);
            let miles: f64 = one.shares.iter().map(|s| s.gives.distance_nm).sum();
            assert!((miles - one.total.distance_nm).abs() < 1.0, "{miles}");
            for share in &one.shares {
                let alone = found.alone.get(&share.agency).map(|m| m.value);
                assert_eq!(share.alone, alone, "{}", share.agency);
            }
            assert!(one.origin.is_some());
        }
        // What only this node needs is not shown, and what is no draft cannot become one.
        let shown = found.clone().shown(true);
        assert_eq!((shown.state.as_str(), shown.draft), (RUNNING, None));
        assert!(shown.alternatives.iter().all(|a| a.origin.is_none()));
        basis.draft = None;
        let plain = alternative(Emphasis::Value, sheet, &BTreeMap::new(), &basis);
        assert!(plain.origin.is_none());
    }

    #[test]
    fn one_comparison_of_a_version_is_made_at_a_time() {
        let comparing = Comparing::default();
        let draft = key("joint-ca-1", Some("draft"));
        assert!(comparing.begin(&draft) && !comparing.begin(&draft));
        assert!(comparing.has(&draft) && !comparing.has(&key("joint-ca-1", None)));
        assert!(comparing.begin("plan-1") && !comparing.begin("plan-2"));
        comparing.end(&draft);
        assert!(comparing.begin("plan-2"));
    }
}
