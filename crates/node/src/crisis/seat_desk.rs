//! Seats by the clock: partners' claims are answered as they come, what expired is released, and partners are told. And
//! what a partner answered to a proposal to hold two crises as one takes effect.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use vigie_crisis::{CrisisId, LegId};

use super::{
    evacuation::{escrows, keep_escrow},
    joint::{ClaimBody, partners_of, settle, unions},
};
use crate::{
    http::{App, Deed, Problem, answer_claim, tell_offers},
    live::now,
    partner::room::{CLAIM, FRAME, Heard, OF_UNIONS, UNION},
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
        if let Err(problem) = settle_unions(&app).await {
            tracing::error!(code = problem.code, "answers of partners not read");
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
    let mut claims = app.desk(|desk| Ok(desk.room_copies(&[CLAIM]))).await?;
    claims.retain(|it| !answered.contains(&(it.party.clone(), it.seq)));
    if claims.is_empty() {
        return Ok(());
    }
    let frames = app.desk(|desk| Ok(desk.room_copies(&[FRAME]))).await?;
    for one in &claims {
        let key = (one.party.clone(), one.seq);
        let Ok(body) = serde_json::from_value::<ClaimBody>(one.body.clone()) else {
            tracing::warn!(party = one.party, seq = one.seq, "claim cannot be read");
            answered.insert(key);
            continue;
        };
        let own = own_crisis(app, one, &body, &frames).await?;
        let Some(own) = own else {
            // Its frame may still come.
            continue;
        };
        let crisis = own.to_string();
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

/// Our crisis of which a partner claims a seat, if it claims under the code that its own frame names.
async fn own_crisis(
    app: &Arc<App>,
    one: &Heard,
    body: &ClaimBody,
    frames: &[Heard],
) -> Result<Option<CrisisId>, Problem> {
    let (at, party, theirs) = (Arc::clone(app), one.party.clone(), body.crisis);
    let found = tokio::task::spawn_blocking(move || {
        let own = at.crisis.own_crisis(&party, theirs)?;
        let unions = at.crisis.store(|ledger| unions(ledger, own))?;
        Ok::<_, Problem>((own, unions))
    });
    let (own, unions) = found
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    let partners = partners_of(own, frames, &unions);
    let frame = partners.get(&one.party).and_then(|it| it.frame.as_ref());
    let speaks = frame.is_some_and(|frame| frame.own == body.claim.from);
    Ok(speaks.then_some(own))
}

/// What partners said of holding two crises as one takes effect here.
async fn settle_unions(app: &Arc<App>) -> Result<(), Problem> {
    let heard = app.desk(|desk| Ok(desk.room_copies(OF_UNIONS))).await?;
    if heard.iter().all(|it| it.kind != UNION) {
        return Ok(());
    }
    let at = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || settle(&at.crisis, &heard, NODE));
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))?
}

async fn release_due(app: &Arc<App>) -> Result<(), Problem> {
    let at = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || {
        let mut released: Vec<(String, LegId)> = Vec::new();
        for paper in at.crisis.list()? {
            let legs = at.crisis.papers(paper.id, |ledger, _| {
                let mut legs = Vec::new();
                for mut book in escrows(ledger, paper.id)? {
                    let gone = book.tick(now());
                    if gone.is_empty() {
                        continue;
                    }
                    keep_escrow(ledger, paper.id, &book)?;
                    for release in gone {
                        let detail = serde_json::json!(release);
                        Deed::new(NODE, "seats-released", book.leg, detail).note(ledger)?;
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
