//! Seats of our legs: offered to partners, claimed, given back, and what is owed for them. What changes is told to the
//! partner through the exchange as far as the agreement lets it; the owner's book alone says what holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::seat::{Answer, Claim, CostRule, Escrow, Use, balances, ledger};
use vigie_crisis::{GroupId, Leg, LegId};
use vigie_sea::Time;

use super::{
    App, Deed, Problem,
    crisis::{at_desk, at_papers},
    crisis_joint_seat::tell_offers,
    evacuation::refused,
    gate::Who,
    input::Told,
};
use crate::crisis::{
    closing::closings,
    evacuation::{PlanPaper, Transport, escrow_at, escrows, keep_escrow},
    joint::ClaimBody,
};
use crate::live::now;

fn book_json(book: &Escrow, legs: &[Leg]) -> Value {
    let leg = legs.iter().find(|it| it.id == book.leg);
    let offers: Vec<Value> = book
        .offers
        .iter()
        .map(|offer| json!({"offer": offer, "open": book.open(offer)}))
        .collect();
    json!({
        "leg": book.leg, "name": leg.map(|it| &it.name), "departure": leg.map(|it| it.departure), "cutoff": book.cutoff,
        "owner": book.owner, "places": book.places, "own": book.own, "free": book.free(), "held": book.held(),
        "offers": offers, "claims": book.claims, "closed": book.closed,
    })
}

/// Works on the book of one leg of ours; time passes first, so that what expired is released and kept.
pub(super) async fn at_book<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    user: String,
    leg: LegId,
    work: impl FnOnce(&mut Escrow, Time) -> Result<(T, &'static str, Value), Problem> + Send + 'static,
) -> Result<(T, Value), Problem> {
    at_papers(app, id, move |ledger, paper| {
        let crisis = paper.id;
        let kept = Transport::needed(ledger, crisis)?;
        let entry = kept
            .instance
            .legs
            .iter()
            .find(|it| it.id == leg && it.owner == kept.own);
        let entry = entry.ok_or_else(|| Problem::not_found(leg))?;
        let now = now();
        let mut book = escrow_at(ledger, crisis, entry, now)?;
        // Once boarding is closed, ours are those who are aboard, whatever was planned.
        if book.closed.is_none() {
            book.own = own_use(ledger, crisis, leg, &kept.own)?.unwrap_or(book.own);
        }
        let (done, action, detail) = work(&mut book, now)?;
        keep_escrow(ledger, crisis, &book)?;
        Deed::new(&user, action, leg, detail).note(ledger)?;
        Ok((done, book_json(&book, &kept.instance.legs)))
    })
    .await
}

/// What our own people use of a leg by the plan in force.
fn own_use(
    store: &vigie_store::Ledger,
    crisis: vigie_crisis::CrisisId,
    leg: LegId,
    own: &str,
) -> Result<Option<(u32, u32)>, Problem> {
    let Some(paper) = PlanPaper::load(store, crisis)? else {
        return Ok(None);
    };
    let groups: BTreeMap<GroupId, _> = paper.instance.groups.iter().map(|it| (it.id, it)).collect();
    let mine = paper.plan.assignments.iter().filter(|it| it.leg == leg);
    let used = mine
        .filter_map(|it| groups.get(&it.group))
        .filter(|it| it.partner == own);
    Ok(Some(used.fold((0, 0), |sum, it| {
        let lying = u32::from(it.stretchers);
        (
            sum.0 + u32::from(it.size) - lying.min(u32::from(it.size)),
            sum.1 + lying,
        )
    })))
}

/// Offers of seats and what became of them.
pub(super) async fn offers(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_papers(&app, &id, |ledger, paper| {
        let crisis = paper.id;
        let legs = Transport::load(ledger, crisis)?
            .map(|it| it.instance.legs)
            .unwrap_or_default();
        let mut books = escrows(ledger, crisis)?;
        for book in &mut books {
            let released = book.tick(now());
            if !released.is_empty() {
                keep_escrow(ledger, crisis, book)?;
                for release in released {
                    Deed::new("vigie", "seats-released", book.leg, json!(release)).note(ledger)?;
                }
            }
        }
        let books: Vec<Value> = books.iter().map(|book| book_json(book, &legs)).collect();
        Ok(json!({"books": books}))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOffer {
    leg: LegId,
    to: String,
    seats: u32,
    #[serde(default)]
    stretchers: u32,
    #[serde(default)]
    conditions: String,
    expires: Time,
}

/// Sets seats of a leg of ours aside for a partner.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewOffer>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let leg = wish.leg;
    let (_, mut book) = at_book(&app, &id, who.user.clone(), leg, move |book, now| {
        let seats = (wish.seats, wish.stretchers);
        let made = book
            .offer(&wish.to, seats, &wish.conditions, now, wish.expires)
            .map_err(refused)?;
        Ok(((), "seats-offered", json!(made)))
    })
    .await?;
    book["told"] = json!(tell_offers(&app, &id, leg, &who.user).await);
    Ok((StatusCode::CREATED, Json(book)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferName {
    leg: LegId,
    number: u32,
}

/// Takes an offer back.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<OfferName>,
) -> Result<Json<Value>, Problem> {
    let leg = wish.leg;
    let (_, mut book) = at_book(&app, &id, who.user.clone(), leg, move |book, now| {
        let release = book.withdraw(wish.number, now);
        let release = release.ok_or_else(|| Problem::bad("seat-offer-not-open", wish.number))?;
        Ok(((), "seats-withdrawn", json!(release)))
    })
    .await?;
    book["told"] = json!(tell_offers(&app, &id, leg, &who.user).await);
    Ok(Json(book))
}

/// A partner's claim, as it came. The same claim gets the same answer.
pub(super) async fn claim(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<Claim>,
) -> Result<Json<Value>, Problem> {
    let leg = wish.leg;
    let (answer, mut book) = at_book(&app, &id, who.user.clone(), leg, move |book, now| {
        let answer = book.claim(&wish, now);
        Ok((
            answer,
            "seats-claimed",
            json!({"claim": wish, "answer": answer}),
        ))
    })
    .await?;
    book["told"] = json!(tell_offers(&app, &id, leg, &who.user).await);
    let refusal = match answer {
        Answer::Confirmed => None,
        Answer::Refused(refusal) => Some(refusal.code()),
    };
    Ok(Json(
        json!({"answer": answer, "refusal": refusal, "book": book}),
    ))
}

/// A claim as it came from a partner: answered by the book, once and for all; then what was given back since.
pub(crate) async fn answer_claim(
    app: &Arc<App>,
    crisis: &str,
    body: ClaimBody,
    by: &str,
) -> Result<(), Problem> {
    let ClaimBody {
        claim, given_back, ..
    } = body;
    let leg = claim.leg;
    at_book(app, crisis, by.to_owned(), leg, move |book, now| {
        let answer = book.claim(&claim, now);
        if given_back != (0, 0) {
            book.give_back(&claim.from, claim.number, given_back)
                .map_err(refused)?;
        }
        let detail = json!({"claim": claim, "answer": answer, "given_back": given_back});
        Ok(((), "seats-claimed", detail))
    })
    .await?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveBack {
    leg: LegId,
    from: String,
    number: u64,
    seats: u32,
    #[serde(default)]
    stretchers: u32,
}

/// A partner gives seats of a claim back.
pub(super) async fn give_back(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<GiveBack>,
) -> Result<Json<Value>, Problem> {
    let leg = wish.leg;
    let (_, mut book) = at_book(&app, &id, who.user.clone(), leg, move |book, _| {
        book.give_back(&wish.from, wish.number, (wish.seats, wish.stretchers))
            .map_err(refused)?;
        let detail = json!({"from": wish.from, "number": wish.number, "seats": wish.seats});
        Ok(((), "seats-given-back", detail))
    })
    .await?;
    book["told"] = json!(tell_offers(&app, &id, leg, &who.user).await);
    Ok(Json(book))
}

/// Seats given and received on our legs, and what is to be recovered, by seat.
pub(super) async fn accounts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let crisis = desk.register.paper.id;
        let kept = Transport::load(desk.ledger, crisis)?;
        let Some(kept) = kept else {
            return Ok(json!({"lines": [], "balances": []}));
        };
        let mut aboard: BTreeMap<LegId, u32> = BTreeMap::new();
        for standing in desk.register.board().persons.values() {
            if let Some(leg) = standing.leg.filter(|_| standing.state.has_left()) {
                *aboard.entry(leg).or_default() += 1;
            }
        }
        let mut uses: Vec<Use> = aboard
            .iter()
            .map(|(leg, carried)| Use {
                leg: *leg,
                partner: kept.own.clone(),
                held: *carried,
                given_back: 0,
                carried: *carried,
            })
            .collect();
        let closed = closings(desk.ledger, crisis)?;
        let closed = closed.iter().filter(|it| it.is_in_force());
        let closed: BTreeMap<LegId, _> = closed.map(|it| (it.leg, it)).collect();
        let both = |(seats, stretchers): (u32, u32)| seats.saturating_add(stretchers);
        for paper in closed.values() {
            // Who held places until boarding was closed answers for them, used or not.
            for (partner, it) in &paper.partners {
                uses.push(Use {
                    leg: paper.leg,
                    partner: partner.clone(),
                    held: both(it.held),
                    given_back: both(it.given_back),
                    carried: both(it.aboard),
                });
            }
        }
        let books = escrows(desk.ledger, crisis)?.into_iter();
        for book in books.filter(|it| !closed.contains_key(&it.leg)) {
            for (partner, held) in book.held() {
                let given_back = both(book.given_back(&partner));
                // What the partner holds when the leg leaves is what it used: its people are not in our register.
                let held = both(held);
                uses.push(Use {
                    leg: book.leg,
                    partner,
                    held,
                    given_back,
                    carried: held,
                });
            }
        }
        let lines = ledger(&kept.instance.legs, &uses, CostRule::BySeat);
        Ok(json!({"lines": lines, "balances": balances(&lines)}))
    });
    Ok(Json(answer.await?))
}
