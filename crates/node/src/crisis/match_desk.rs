//! Comparisons of registers and lists, computed away from the desk: it takes seconds, and the desk of the exchange must
//! go on meanwhile.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::http::{App, Problem};

/// How often it is looked for something to compute.
const EVERY: Duration = Duration::from_secs(1);

/// How far the comparison under way is.
#[derive(Debug, Default)]
pub(crate) struct MatchProgress {
    under_way: Mutex<BTreeMap<String, (Arc<AtomicUsize>, usize)>>,
}

impl MatchProgress {
    /// Points computed, and how many there are; nothing when nothing is computed of this run.
    pub(crate) fn of(&self, run: &str) -> Option<(usize, usize)> {
        let all = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.get(run)
            .map(|(done, of)| (done.load(Ordering::Relaxed).min(*of), *of))
    }

    fn begin(&self, run: &str, of: usize) -> Arc<AtomicUsize> {
        let done = Arc::new(AtomicUsize::new(0));
        let mut all = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.insert(run.to_owned(), (Arc::clone(&done), of));
        done
    }

    fn end(&self, run: &str) {
        let mut all = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.remove(run);
    }
}

/// Computes what comparisons ask for, one after the other, until the node stops.
pub(crate) async fn keep_matches(app: Arc<App>) {
    if app.desk.is_none() {
        return;
    }
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stopped() => return,
        }
        if let Err(problem) = compute_one(&app).await {
            tracing::error!(code = problem.code, "comparison not computed");
        }
    }
}

async fn compute_one(app: &Arc<App>) -> Result<(), Problem> {
    let Some(job) = app.desk(|desk| desk.match_job()).await? else {
        return Ok(());
    };
    let run = job.run.clone();
    let done = app.crisis.matches.begin(&run, job.size());
    let computed = tokio::task::spawn_blocking(move || {
        job.run(&|| {
            done.fetch_add(1, Ordering::Relaxed);
        })
    });
    let computed = computed.await;
    app.crisis.matches.end(&run);
    let computed = computed.map_err(|broken| Problem::internal("work-broke", broken))?;
    app.desk(move |desk| desk.whole(|desk| desk.finish_match(&run, computed)))
        .await
}
