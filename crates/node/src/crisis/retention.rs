//! Retention by the clock: what the rule of a crisis says is due is erased without anyone's asking.

use std::{sync::Arc, time::Duration};

use crate::{http::App, live::now, partner::round::NODE};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(3_600);

/// Erases people whose time of retention is over, now and every hour until the node stops.
pub(crate) async fn keep_retention(app: Arc<App>) {
    let mut hours = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = hours.tick() => {}
            () = app.stopped() => return,
        }
        let at = Arc::clone(&app);
        let done =
            tokio::task::spawn_blocking(move || super::work::erase_due(&at.crisis, now().ms()));
        match done.await {
            Ok(Ok(0)) => {}
            Ok(Ok(erased)) => {
                tracing::info!(erased, "persons erased at the end of their retention")
            }
            Ok(Err(problem)) => tracing::error!(code = problem.code, "retention not kept"),
            Err(broken) => tracing::error!(%broken, "retention not kept"),
        }
        // Each time: someone may have been erased while the node stood still or no agreement was in force.
        if let Err(problem) = super::recall_erased(&app, NODE).await {
            tracing::error!(
                code = problem.code,
                "what partners were told of erased persons not taken back"
            );
        }
        if let Err(problem) = super::recall_withdrawn(&app, NODE).await {
            tracing::error!(
                code = problem.code,
                "what rests on a consent that was withdrawn not taken back from partners"
            );
        }
    }
}
