//! When a person is erased here, what partners were told of that person is taken back, and nothing of that person stays in
//! comparisons of registers. Done anew after each erasure and every hour, so that a kill between the two forgets nothing.

use std::{collections::BTreeSet, sync::Arc};

use crate::http::{App, Problem};

/// Takes back from partners what concerns persons who are erased here; says how many records were taken back now. The
/// partner deletes them and its signed receipt comes back.
pub(crate) async fn recall_erased(app: &Arc<App>, user: &str) -> Result<usize, Problem> {
    if app.desk.is_none() {
        return Ok(0);
    }
    let broke = |broken| Problem::internal("work-broke", broken);
    let at = Arc::clone(app);
    let erased = tokio::task::spawn_blocking(move || at.crisis.erased_pseudonyms()).await;
    let erased = erased.map_err(broke)??;
    if erased.is_empty() {
        return Ok(0);
    }
    forget_compared(app).await?;
    let user = user.to_owned();
    app.desk(move |desk| desk.whole(|desk| desk.recall_told(&erased, &user)))
        .await
}

/// Forgets numbers and names in comparisons that nobody in the register has any more.
async fn forget_compared(app: &Arc<App>) -> Result<(), Problem> {
    let compared = app.desk(|desk| desk.compared_registers()).await?;
    for (crisis, kind, known) in compared {
        let Ok(id) = crisis.parse() else { continue };
        let at = Arc::clone(app);
        let of = kind.clone();
        let gone = tokio::task::spawn_blocking(move || {
            at.crisis.with(id, |desk| {
                let still: BTreeSet<String> = desk.compared_by(&of).into_iter().collect();
                Ok(known
                    .difference(&still)
                    .cloned()
                    .collect::<BTreeSet<String>>())
            })
        });
        let gone = gone
            .await
            .map_err(|broken| Problem::internal("work-broke", broken))??;
        if !gone.is_empty() {
            app.desk(move |desk| desk.whole(|desk| desk.forget_compared(&crisis, &kind, &gone)))
                .await?;
        }
    }
    Ok(())
}
