//! Patrol planning at the node: what the planner keeps, how tasks come from the watch, plans being made, and what
//! comes back from sea. The optimiser itself is `vigie-patrol`.

pub(crate) mod alternatives;
pub(crate) mod amend;
pub(crate) mod boarded;
pub(crate) mod book;
mod dark;
pub(crate) mod derive;
pub(crate) mod fleet;
pub(crate) mod job;
pub(crate) mod joint;
pub(crate) mod looks;
pub(crate) mod outfit;
pub(crate) mod register;
pub(crate) mod report;
pub(crate) mod sailed;
pub(crate) mod search;
pub(crate) mod seen;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod terms;
pub(crate) mod waters;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use job::Job;
use vigie_patrol::{GreatCircle, Legs, Request, SeaLimits, UntoldLegs};
use vigie_sea::Position;
use waters::Ways;

/// Legs of so many requests are kept: those of the plans that are worked on.
const LEGS_KEPT: usize = 8;

/// Legs that plans are made and judged on, for many threads at once.
pub(crate) type SharedLegs = Arc<dyn Legs + Send + Sync>;

/// Legs of a request that nobody tells of any places: each way is searched for itself, in some milliseconds.
pub(crate) fn uncharted(request: &Request) -> impl Legs + use<> {
    UntoldLegs(Ways::over(&request.waters))
}

/// What the legs of a request depend on: ports, other places, and the waters that are closed or dear.
type Charted = (Vec<Position>, Vec<Position>, SeaLimits);
static KEPT: Mutex<Vec<(Charted, SharedLegs)>> = Mutex::new(Vec::new());

fn charted(request: &Request) -> Charted {
    let (ports, places) = request.charted();
    (ports, places, request.waters.clone())
}

/// Whether the ways of this request are charted already, or need no chart.
pub(crate) fn is_charted(request: &Request) -> bool {
    let places = charted(request);
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    places.0.is_empty() && places.1.is_empty() || kept.iter().any(|(of, _)| *of == places)
}

/// Legs that a plan of this request is made and judged on: ships go around land. Those of a request that was not asked
/// about lately take some seconds to chart, so they are asked for on threads that may wait.
pub(crate) fn legs_for(request: &Request) -> SharedLegs {
    let places = charted(request);
    if places.0.is_empty() && places.1.is_empty() {
        return Arc::new(GreatCircle);
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(at) = kept.iter().position(|(of, _)| *of == places) {
        let found = kept.remove(at);
        let legs = Arc::clone(&found.1);
        kept.push(found);
        return legs;
    }
    drop(kept);
    let sea = Ways::over(&places.2);
    sea.prepare(&places.0, &places.1);
    // They keep their chart whatever part of the request a search is about.
    let legs: SharedLegs = Arc::new(UntoldLegs(sea));
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= LEGS_KEPT {
        kept.remove(0);
    }
    kept.push((places, Arc::clone(&legs)));
    legs
}

/// Plans in the making and in memory: what finished is in the ledger.
pub(crate) struct Planner {
    /// The agency of this node, such as `ca-ccg`.
    pub(crate) agency: String,
    jobs: Mutex<BTreeMap<String, Arc<Job>>>,
    /// The highest number that a new plan was given.
    given: Mutex<u64>,
    /// Alternatives in the making.
    pub(crate) comparing: alternatives::Comparing,
}

/// How plans of this node alone are called, before their number.
const PLAN_NAME: &str = "plan-";

/// The name of a new plan.
pub(crate) fn plan_name(number: u64) -> String {
    format!("{PLAN_NAME}{number}")
}

/// The highest number among names of plans; 0 if none has one.
pub(crate) fn highest_number<'a>(plans: impl Iterator<Item = &'a str>) -> u64 {
    let number = |plan: &str| plan.strip_prefix(PLAN_NAME)?.parse::<u64>().ok();
    plans.filter_map(number).max().unwrap_or(0)
}

impl Planner {
    /// A planner of an agency.
    pub(crate) fn new(agency: String) -> Self {
        Self {
            agency,
            jobs: Mutex::default(),
            given: Mutex::default(),
            comparing: alternatives::Comparing::default(),
        }
    }

    /// Takes the number of a new plan: above the highest that is kept and above every one given before, those of plans
    /// that are still being made too. Two requests never become versions of one plan.
    pub(crate) fn take_number(&self, kept: u64) -> u64 {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        *given = kept.max(*given).saturating_add(1);
        *given
    }

    /// The newest job about a plan.
    pub(crate) fn job(&self, plan: &str) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(plan).cloned()
    }

    /// Plans being made now.
    pub(crate) fn running(&self) -> Vec<String> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let running = jobs.iter().filter(|(_, job)| job.is_running());
        running.map(|(plan, _)| plan.clone()).collect()
    }

    /// Keeps a job; false if this plan is being made already, or too many are.
    pub(crate) fn take(&self, plan: &str, job: &Arc<Job>) -> bool {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let running = jobs.values().filter(|job| job.is_running()).count();
        if running >= job::RUNNING_MAX || jobs.get(plan).is_some_and(|job| job.is_running()) {
            return false;
        }
        jobs.retain(|id, job| job.is_running() || id == plan);
        jobs.insert(plan.to_owned(), Arc::clone(job));
        true
    }

    /// Ends every search, when the node stops.
    pub(crate) fn stop_all(&self) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.values().for_each(|job| job.stop());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_patrol::{Medium, check, trial};
    use vigie_sea::{Coast, interpolate};

    #[test]
    fn a_number_is_given_once_whatever_is_being_made() {
        let planner = Planner::new("ca-ccg".to_owned());
        let kept = ["plan-1", "plan-7", "joint-ca-ccg-99", "plan-x"];
        let highest = highest_number(kept.into_iter());
        assert_eq!(highest, 7);
        assert_eq!(planner.take_number(highest), 8);
        // The plan with the number before is still being made: no row tells of it.
        assert_eq!(planner.take_number(highest), 9);
        assert_eq!(planner.take_number(20), 21);
        assert_eq!(plan_name(21), "plan-21");
    }

    #[test]
    fn a_plan_of_the_node_and_its_orders_go_around_land() {
        let request = trial::north_pacific(0);
        let made = job::trial_sheet(&request).unwrap();
        assert!(made.findings.is_empty(), "{:?}", made.findings);
        // On great circles its miles are wrong: some way does go around land.
        assert!(!check(&request, &GreatCircle, &made.plan).is_empty());
        let legs = legs_for(&request);
        assert!(Arc::ptr_eq(&legs, &legs_for(&request)));
        // A search about a part of the request leaves the chart as it is.
        let ports: Vec<Position> = request.ports.iter().map(|p| p.position).collect();
        let miles = || {
            let legs = &legs;
            let from = ports.iter().copied();
            let pairs = from.flat_map(|a| ports.iter().map(move |b| (a, *b)));
            let miles = pairs.map(|(a, b)| legs.distance_nm(Medium::Water, a, b));
            miles.collect::<Vec<_>>()
        };
        let before = miles();
        legs.prepare(&ports[..1], &[]);
        assert_eq!(miles(), before);
        let mut corners = 0;
        for (a, from) in ports.iter().enumerate() {
            for to in &ports[..a] {
                let way = legs.way(Medium::Water, *from, *to);
                corners += way.len().saturating_sub(2);
                for leg in way.windows(2) {
                    let ashore = (0..=400)
                        .map(|n| interpolate(leg[0], leg[1], f64::from(n) / 400.0))
                        .filter(|p| {
                            let far = |end: &Position| vigie_sea::distance_m(*end, *p) > 10_000.0;
                            far(from) && far(to) && Coast::builtin().on_land(*p)
                        });
                    assert_eq!(ashore.count(), 0, "{leg:?}");
                }
            }
        }
        assert!(corners > 0, "no way between ports has a corner");
    }
}
