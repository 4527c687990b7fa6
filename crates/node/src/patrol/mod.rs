//! Patrol planning at the node: what the planner keeps, how tasks come from the watch, plans being made, and what
//! comes back from sea. The optimiser itself is `vigie-patrol`.

pub(crate) mod amend;
pub(crate) mod book;
pub(crate) mod derive;
pub(crate) mod job;
pub(crate) mod joint;
pub(crate) mod outfit;
pub(crate) mod report;
pub(crate) mod sheet;
pub(crate) mod table;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use job::Job;

/// Legs that plans of this node are made and judged on.
pub(crate) fn legs() -> vigie_patrol::GreatCircle {
    vigie_patrol::GreatCircle
}

/// Plans in the making and in memory: what finished is in the ledger.
pub(crate) struct Planner {
    /// The agency of this node, such as `ca-ccg`.
    pub(crate) agency: String,
    jobs: Mutex<BTreeMap<String, Arc<Job>>>,
}

impl Planner {
    /// A planner of an agency.
    pub(crate) fn new(agency: String) -> Self {
        Self {
            agency,
            jobs: Mutex::default(),
        }
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
