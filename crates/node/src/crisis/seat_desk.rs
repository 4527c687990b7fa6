//! Seats by the clock: partners' claims are answered as they come, what expired is released, and partners are told.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use vigie_crisis::LegId;

use super::{
    evacuation::keep_escrow,
    joint::{self, ClaimBody, partners_of},
};
use crate::{
    http::{App, Deed, Problem, answer_claim, tell_offers},
    live::now,
    partner::room::{CLAIM, Heard},
};

/// How often it is looked for claims.
const EVERY: Duration = Duration::from_secs(2);
/// Every how many looks expired offers are released.
const RELEASE_EVERY: u32 = 8;
/// Who answers in the audit.
const NODE: &str = "vigie";

/// Answers claims and releases what expired until the node stops.
pub(crate) async fn keep_seats(app: Arc<App>) {
    if app.desk.is_none() {
        return;
    }
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut answered: BTreeSet<(String, u64)> = BTreeSet::new();
    let mut looks = 0_u32;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stopped() => return,
        }
        if let Err(problem) = answer_all(&app, &mut answered).await {
            tracing::error!(code = problem.code, "claims not answered");
        }
        if looks.is_multiple_of(RELEASE_EVERY)
            && let Err(problem) = release_due(&app).await
        {
            tracing::error!(code = problem.code, "offers not released");
        }
        looks = looks.wrapping_add(1);
    }
}

async fn answer_all(app: &Arc<App>, answered: &mut BTreeSet<(String, u64)>) -> Result<(), Problem> {
    let heard = app.desk(|desk| Ok(desk.room_copies())).await?;
    for one in heard.iter().filter(|it| it.kind == CLAIM) {
        let key = (one.party.clone(), one.seq);
        if answered.contains(&key) {
            continue;
        }
        let Ok(body) = serde_json::from_value::<ClaimBody>(one.body.clone()) else {
            tracing::warn!(party = one.party, seq = one.seq, "claim cannot be read");
            answered.insert(key);
            continue;
        };
        if !speaks_for(&heard, one, &body) {
            // Its frame may still come.
            continue;
        }
        let crisis = body.crisis.to_string();
        let leg = body.claim.leg;
        match answer_claim(app, &crisis, body, NODE).await {
            Ok(()) => {}
            // Not our leg, or a crisis that is not open here: nothing to answer with.
            Err(problem) => {
                tracing::warn!(party = one.party, code = problem.code, "claim not answered")
            }
        }
        tell_offers(app, &crisis, leg, NODE).await;
        answered.insert(key);
    }
    Ok(())
}

/// Whether a partner claims under the code that its own frame names.
fn speaks_for(heard: &[Heard], one: &Heard, body: &ClaimBody) -> bool {
    let partners = partners_of(body.crisis, heard);
    let frame = partners.get(&one.party).and_then(|it| it.frame.as_ref());
    frame.is_some_and(|frame| frame.own == body.claim.from)
}

async fn release_due(app: &Arc<App>) -> Result<(), Problem> {
    let at = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || {
        let mut released: Vec<(String, LegId)> = Vec::new();
        for paper in at.crisis.list()? {
            let legs = at.crisis.with(paper.id, |desk| {
                let mut legs = Vec::new();
                for mut book in joint::books(desk)? {
                    let gone = book.tick(now());
                    if gone.is_empty() {
                        continue;
                    }
                    keep_escrow(desk.ledger, paper.id, &book)?;
                    for release in gone {
                        let detail = serde_json::json!(release);
                        Deed::new(NODE, "seats-released", book.leg, detail).note(desk.ledger)?;
                    }
                    legs.push(book.leg);
                }
                Ok(legs)
            })?;
            released.extend(legs.into_iter().map(|leg| (paper.id.to_string(), leg)));
        }
        Ok::<_, Problem>(released)
    });
    let released = done
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    for (crisis, leg) in released {
        tell_offers(app, &crisis, leg, NODE).await;
    }
    Ok(())
}
