//! Seats between partners: those of a partner's leg that this register claims and gives back, and those of ours that partners
//! are told of.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{
    LegId,
    seat::{Claim, Wish, WishState},
};
use vigie_exchange::PartyId;

use super::{App, Deed, Problem, crisis_joint::with_papers, gate::Who, input::Told as Wished};
use crate::{
    crisis::{
        evacuation::{Transport, escrow_of},
        joint::{OwnClaim, claim_told, keep_claim, offers_told, own_claims},
    },
    live::now,
    partner::room::{OF_SEATS, Told},
};

/// Claims of ours in one crisis.
const CLAIMS_MAX: usize = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeatWish {
    party: PartyId,
    leg: LegId,
    offer: u32,
    seats: u32,
    #[serde(default)]
    stretchers: u32,
}

/// Claims seats that a partner offers. They are ours only once the owner has said so.
pub(super) async fn claim(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<SeatWish>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (party, user) = (wish.party.clone(), who.user.clone());
    let (told, claim) = with_papers(&app, &id, OF_SEATS, move |ledger, crisis, partners| {
        let offers = partners.get(wish.party.as_str()).map(|it| it.offers.as_slice());
        let mut offers = offers.unwrap_or_default().iter();
        let offer = offers.find(|it| it.leg == wish.leg && it.number == wish.offer);
        let offer = offer.ok_or_else(|| Problem::bad("seat-refused-unknown", wish.offer))?;
        if offer.state != "open" || offer.expires <= now() {
            return Err(Problem::bad("seat-refused-gone", wish.offer));
        }
        if wish.seats > offer.open.0 || wish.stretchers > offer.open.1 || (wish.seats, wish.stretchers) == (0, 0) {
            return Err(Problem::bad("seat-refused-too-many", offer.open.0));
        }
        let claims = own_claims(ledger, crisis, partners, now())?;
        if claims.len() >= CLAIMS_MAX {
            return Err(Problem::bad("seat-refused-too-many", CLAIMS_MAX));
        }
        let last = claims.iter().map(|it| it.wish.claim.number).max();
        let claim = OwnClaim {
            party: wish.party.to_string(),
            given_back: (0, 0),
            wish: Wish {
                claim: Claim {
                    from: offer.to.clone(),
                    number: last.map_or(1, |it| it.saturating_add(1)),
                    leg: wish.leg,
                    offer: wish.offer,
                    seats: wish.seats,
                    stretchers: wish.stretchers,
                },
                expires: offer.expires,
                state: WishState::Pending,
            },
        };
        keep_claim(ledger, crisis, &claim)?;
        let detail = json!({"party": claim.party, "leg": wish.leg, "number": claim.wish.claim.number, "seats": wish.seats});
        Deed::new(&user, "seats-asked", crisis, detail).note(ledger)?;
        Ok((claim_told(crisis, &claim), claim))
    })
    .await?;
    let sent = app
        .desk(move |desk| desk.tell_seats(&party, &[told], &who.user))
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({"claim": claim.wish, "told": sent})),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Back {
    party: PartyId,
    leg: LegId,
    number: u64,
    /// In all so far.
    seats: u32,
    #[serde(default)]
    stretchers: u32,
}

/// Gives seats of a claim of ours back to their owner.
pub(super) async fn give_back(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Back>,
) -> Result<Json<Value>, Problem> {
    let (party, user) = (wish.party.clone(), who.user.clone());
    let (told, claim) = with_papers(&app, &id, OF_SEATS, move |ledger, crisis, partners| {
        let claims = own_claims(ledger, crisis, partners, now())?;
        let mut claims = claims.into_iter();
        let claim = claims.find(|it| {
            it.party == wish.party.as_str() && it.wish.claim.leg == wish.leg && it.wish.claim.number == wish.number
        });
        let mut claim = claim.ok_or_else(|| Problem::not_found(wish.number))?;
        let of = &claim.wish.claim;
        if claim.wish.state != WishState::Confirmed || wish.seats > of.seats || wish.stretchers > of.stretchers {
            return Err(Problem::bad("seats-unfit", wish.seats));
        }
        claim.given_back = (claim.given_back.0.max(wish.seats), claim.given_back.1.max(wish.stretchers));
        keep_claim(ledger, crisis, &claim)?;
        let detail = json!({"party": claim.party, "leg": wish.leg, "number": wish.number, "seats": wish.seats});
        Deed::new(&user, "seats-returned", crisis, detail).note(ledger)?;
        Ok((claim_told(crisis, &claim), claim))
    })
    .await?;
    let sent = app
        .desk(move |desk| desk.tell_seats(&party, &[told], &who.user))
        .await?;
    Ok(Json(
        json!({"claim": claim.wish, "given_back": claim.given_back, "told": sent}),
    ))
}

/// Tells partners how the offers of a leg stand; how many records left. What could not be told is told at the next change.
pub(crate) async fn tell_offers(app: &Arc<App>, id: &str, leg: LegId, user: &str) -> usize {
    let gathered = with_papers(app, id, OF_SEATS, move |ledger, crisis, partners| {
        let legs = Transport::load(ledger, crisis)?.map(|it| it.instance.legs);
        let name = legs
            .unwrap_or_default()
            .into_iter()
            .find(|it| it.id == leg)
            .map(|it| it.name);
        let name = name.unwrap_or_default();
        let book = escrow_of(ledger, crisis, leg)?;
        let mut told = Vec::new();
        for (party, partner) in partners {
            if let (Some(frame), Some(book), Ok(party)) =
                (&partner.frame, &book, PartyId::new(party))
            {
                told.push((party, offers_told(crisis, book, &frame.own, &name)));
            }
        }
        Ok(told)
    });
    let mut sent = 0;
    for (party, told) in gathered.await.unwrap_or_default() {
        let news = told
            .into_iter()
            .filter(|it| app.crisis.is_news(party.as_str(), it));
        let news: Vec<Told> = news.collect();
        let (to, all, user) = (party.clone(), news.clone(), user.to_owned());
        let done = app
            .desk(move |desk| desk.tell_seats(&to, &all, &user))
            .await;
        let left = done.unwrap_or(0);
        if left == news.len() {
            app.crisis.note_told(party.as_str(), &news);
        }
        sent += left;
    }
    sent
}
