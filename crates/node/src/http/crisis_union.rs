//! Two crises that two partners opened apart, made one: looked at, proposed, accepted or refused, ended.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::plan::{
    Buses, Difference, Instance, PlacePair, Union, differences, suggest_pairs,
};
use vigie_crisis::{CrisisId, PlaceId};
use vigie_exchange::{Outcome, PartyId, Purpose};

use super::{
    App, Deed, Problem, crisis::at_desk, crisis_joint::heard, gate::Who, input::Told as Wished,
};
use crate::{
    crisis::{
        Desk,
        evacuation::Transport,
        joint::{
            Frame, Said, UnionBody, UnionPaper, UnionState, add_places, keep_union, places_of,
            proposals, raw_frame, unions,
        },
    },
    live::now,
    partner::room::{Heard, OF_UNIONS, Told},
};

/// Pairs of places in one proposal.
const PAIRS_MAX: usize = 2_000;

fn names(of: &Instance) -> BTreeMap<PlaceId, String> {
    let places = places_of(of).into_iter();
    places.map(|place| (place.id, place.name)).collect()
}

/// A union as a page shows it: which place is which, which have no twin, and what both say differently.
fn shown(own: &Transport, frame: Option<&Frame>, union: &Union) -> Value {
    let Some(frame) = frame else {
        return json!({"union": union, "pairs": [], "differences": [], "blocked": false, "frame": false});
    };
    let (ours, theirs) = (names(&own.instance), names(&frame.instance));
    let pairs: Vec<Value> = union
        .pairs
        .iter()
        .map(|pair| {
            json!({
                "theirs": pair.theirs, "ours": pair.ours,
                "their_name": theirs.get(&pair.theirs), "our_name": ours.get(&pair.ours),
            })
        })
        .collect();
    let alone = |all: &BTreeMap<PlaceId, String>, used: &dyn Fn(&PlacePair) -> PlaceId| {
        let list = all
            .iter()
            .filter(|(id, _)| union.pairs.iter().all(|pair| used(pair) != **id));
        let list = list.map(|(id, name)| json!({"id": id, "name": name}));
        list.collect::<Vec<Value>>()
    };
    let found = differing(own, frame, union);
    let blocked = is_blocked(&found);
    let named = |it: &Difference| {
        let leg = own.instance.legs.iter().find(|l| l.id.to_string() == it.id);
        let place = |id: &str| id.parse().ok().and_then(|id: PlaceId| ours.get(&id));
        let road = it.id.split_once('>').map(|(from, to)| {
            let name = |id: &str| place(id).cloned().unwrap_or_default();
            format!("{} → {}", name(from), name(to))
        });
        let name = road.or_else(|| place(&it.id).cloned());
        let name = name.or_else(|| leg.map(|leg| leg.name.clone()));
        json!({"what": it.what, "id": it.id, "name": name, "ours": it.ours, "theirs": it.theirs, "blocks": it.what.blocks()})
    };
    json!({
        "union": union, "pairs": pairs, "blocked": blocked, "frame": true,
        "our_places": alone(&ours, &|pair| pair.ours), "their_places": alone(&theirs, &|pair| pair.theirs),
        "their_legs": frame.instance.legs.len(), "our_legs": own.instance.legs.iter().filter(|leg| leg.owner == own.own).count(),
        "differences": found.iter().map(named).collect::<Vec<_>>(),
    })
}

fn differing(own: &Transport, frame: &Frame, union: &Union) -> Vec<Difference> {
    differences(
        (&own.own, &own.instance),
        (&frame.own, &frame.instance),
        union,
    )
}

fn is_blocked(found: &[Difference]) -> bool {
    found.iter().any(|it| it.what.blocks())
}

/// Refuses pairs of places that are not there or of different kinds.
fn fits(own: &Transport, frame: &Frame, union: &Union) -> Result<(), Problem> {
    let fit = union.fits(&own.instance, &frame.instance);
    fit.map_err(|_unfit| Problem::bad("crisis-union-pairs", ""))
}

/// Refuses where another union with this partner is in force.
fn alone(
    papers: &[UnionPaper],
    party: &str,
    is_other: impl Fn(CrisisId) -> bool,
) -> Result<(), Problem> {
    let mut in_force = papers
        .iter()
        .filter(|it| it.party == party && it.state == UnionState::InForce);
    match in_force.any(|it| is_other(it.theirs)) {
        true => Err(there(party)),
        false => Ok(()),
    }
}

fn there(party: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "crisis-union-there", party)
}

fn transport(desk: &Desk<'_>) -> Result<Transport, Problem> {
    Transport::needed(desk.ledger, desk.register.paper.id)
}

/// Crises of partners that are one with this one, or were proposed to be.
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let heard = heard(&app, OF_UNIONS).await?;
    at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let own = Transport::load(desk.ledger, crisis)?;
        let papers = unions(desk.ledger, crisis)?;
        let look = |party: &str, theirs: CrisisId, union: &Union| {
            let frame = raw_frame(&heard, party, theirs);
            own.as_ref()
                .map(|own| shown(own, frame.as_ref(), union))
        };
        let waiting: Vec<Value> = proposals(crisis, &heard, &papers)
            .into_iter()
            .map(|(party, body)| {
                let union = body.union.mirrored();
                json!({
                    "party": party, "theirs": body.crisis, "name": body.name, "proposed_ms": body.proposed_ms,
                    "look": look(&party, body.crisis, &union),
                })
            })
            .collect();
        let known: Vec<Value> = papers
            .iter()
            .map(|it| {
                json!({
                    "party": it.party, "theirs": it.theirs, "name": it.name, "state": it.state, "lead": it.union.lead,
                    "buses": it.union.buses, "changed_ms": it.changed_ms, "by": it.by, "look": look(&it.party, it.theirs, &it.union),
                })
            })
            .collect();
        Ok(json!({"unions": known, "waiting": waiting}))
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Propose {
    party: PartyId,
    theirs: CrisisId,
    purpose: Purpose,
    /// Which place is which; without it those that look the same.
    pairs: Option<Vec<PlacePair>>,
    #[serde(default)]
    buses: Buses,
    /// Only look.
    #[serde(default)]
    dry: bool,
}

/// What would be proposed, with what is shown of it.
fn prepare(
    desk: &Desk<'_>,
    heard: &[Heard],
    wish: &Propose,
    by: &str,
) -> Result<(UnionPaper, Value), Problem> {
    let crisis = desk.register.paper.id;
    let party = wish.party.as_str();
    let own = transport(desk)?;
    let frame = raw_frame(heard, party, wish.theirs);
    let frame = frame.ok_or_else(|| Problem::not_found(wish.theirs))?;
    frame
        .instance
        .bounded()
        .map_err(super::evacuation::refused)?;
    let papers = unions(desk.ledger, crisis)?;
    alone(&papers, party, |_any| true)?;
    if wish.theirs == crisis {
        return Err(there(party));
    }
    let pairs = match &wish.pairs {
        Some(pairs) if pairs.len() > PAIRS_MAX => {
            return Err(Problem::bad("crisis-union-pairs", PAIRS_MAX));
        }
        Some(pairs) => pairs.clone(),
        None => suggest_pairs(&own.instance, &frame.instance),
    };
    let union = Union {
        pairs,
        lead: true,
        buses: wish.buses,
    };
    fits(&own, &frame, &union)?;
    let look = shown(&own, Some(&frame), &union);
    let now_ms = now().ms();
    let paper = UnionPaper {
        party: party.to_owned(),
        theirs: wish.theirs,
        name: frame.name,
        state: UnionState::Proposed,
        union,
        proposed_ms: now_ms,
        changed_ms: now_ms,
        by: by.to_owned(),
    };
    Ok((paper, look))
}

fn refused_by_agreement(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Deny(_) | Outcome::Count)
}

/// Proposes to a partner to hold a crisis of theirs and this one as one, or shows what that would mean.
pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Propose>,
) -> Result<Json<Value>, Problem> {
    let told = heard(&app, OF_UNIONS).await?;
    let (party, purpose, dry) = (wish.party.clone(), wish.purpose.clone(), wish.dry);
    let by = who.user.clone();
    let (paper, look, word) = at_desk(&app, &id, move |desk| {
        let (paper, look) = prepare(desk, &told, &wish, &by)?;
        let own = &desk.register.paper;
        let word = paper.told(own.id, &own.name, Said::Proposed);
        Ok((paper, look, word))
    })
    .await?;
    let (to, for_what, one) = (party.clone(), purpose.clone(), word.clone());
    let denied = app
        .desk(move |desk| {
            let looked = desk.look_at(&to, &[one], &for_what)?;
            Ok(looked
                .iter()
                .any(|(_, it)| refused_by_agreement(&it.outcome)))
        })
        .await?;
    let mut answer = look;
    answer["denied"] = json!(denied);
    if dry {
        return Ok(Json(answer));
    }
    if denied {
        return Err(Problem::new(StatusCode::CONFLICT, "release-denied", ""));
    }
    if answer["blocked"] == json!(true) {
        return Err(Problem::bad("crisis-union-blocked", ""));
    }
    let user = who.user.clone();
    let detail = json!({"party": party, "theirs": paper.theirs, "pairs": paper.union.pairs.len()});
    at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        keep_union(desk.ledger, crisis, &paper)?;
        Ok(Deed::new(&user, "crisis-union-proposed", crisis, detail).note(desk.ledger)?)
    })
    .await?;
    say(&app, &party, &purpose, word, &who.user).await?;
    Ok(Json(answer))
}

/// Tells the partner; what the agreement lets through leaves now or when the link is up again.
async fn say(
    app: &Arc<App>,
    party: &PartyId,
    purpose: &Purpose,
    word: Told,
    user: &str,
) -> Result<(), Problem> {
    let (to, purpose, user) = (party.clone(), purpose.clone(), user.to_owned());
    let left = app
        .desk(move |desk| {
            let told = desk.tell_partner(&to, &[word], &purpose, &user)?;
            Ok(told.len())
        })
        .await?;
    if left == 0 {
        return Err(Problem::new(StatusCode::CONFLICT, "release-denied", ""));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    party: PartyId,
    theirs: CrisisId,
    purpose: Purpose,
    /// Yes or no.
    accept: bool,
}

fn take(
    desk: &mut Desk<'_>,
    heard: &[Heard],
    wish: &Answer,
    by: &str,
) -> Result<(UnionPaper, Told), Problem> {
    let (crisis, name) = (desk.register.paper.id, desk.register.paper.name.clone());
    let papers = unions(desk.ledger, crisis)?;
    let waiting = proposals(crisis, heard, &papers).into_iter();
    let mut waiting =
        waiting.filter(|(party, body)| party == wish.party.as_str() && body.crisis == wish.theirs);
    let found: Option<(String, UnionBody)> = waiting.next();
    let (party, body) = found.ok_or_else(|| Problem::not_found(wish.theirs))?;
    let paper = UnionPaper {
        party,
        theirs: body.crisis,
        name: body.name,
        state: if wish.accept {
            UnionState::InForce
        } else {
            UnionState::Refused
        },
        union: body.union.mirrored(),
        proposed_ms: body.proposed_ms,
        changed_ms: now().ms(),
        by: by.to_owned(),
    };
    let (said, action) = if wish.accept {
        (Said::Accepted, "crisis-union-accepted")
    } else {
        (Said::Refused, "crisis-union-refused")
    };
    if wish.accept {
        alone(&papers, &paper.party, |theirs| theirs != paper.theirs)?;
        let own = transport(desk)?;
        let frame = raw_frame(heard, &paper.party, paper.theirs);
        let frame = frame.ok_or_else(|| Problem::bad("crisis-union-no-frame", ""))?;
        fits(&own, &frame, &paper.union)?;
        if is_blocked(&differing(&own, &frame, &paper.union)) {
            return Err(Problem::bad("crisis-union-blocked", ""));
        }
        add_places(desk, places_of(&paper.union.read(&frame.instance)))?;
    }
    keep_union(desk.ledger, crisis, &paper)?;
    let detail = json!({"party": paper.party, "theirs": paper.theirs});
    Deed::new(by, action, crisis, detail).note(desk.ledger)?;
    let word = paper.told(crisis, &name, said);
    Ok((paper, word))
}

/// Accepts or refuses what a partner proposed.
pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Answer>,
) -> Result<Json<Value>, Problem> {
    let told = heard(&app, OF_UNIONS).await?;
    let (party, purpose, by) = (wish.party.clone(), wish.purpose.clone(), who.user.clone());
    let (paper, word) = at_desk(&app, &id, move |desk| take(desk, &told, &wish, &by)).await?;
    say(&app, &party, &purpose, word, &who.user).await?;
    Ok(Json(json!({"state": paper.state})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    party: PartyId,
    theirs: CrisisId,
    purpose: Purpose,
}

/// Ends it, or takes a proposal back. Both crises are as before; plans that were adopted stay until new ones are made.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<End>,
) -> Result<Json<Value>, Problem> {
    let (party, purpose, by) = (wish.party.clone(), wish.purpose.clone(), who.user.clone());
    let word = at_desk(&app, &id, move |desk| {
        let (crisis, name) = (desk.register.paper.id, desk.register.paper.name.clone());
        let mut papers = unions(desk.ledger, crisis)?.into_iter();
        let paper = papers.find(|it| it.party == wish.party.as_str() && it.theirs == wish.theirs);
        let live =
            paper.filter(|it| matches!(it.state, UnionState::Proposed | UnionState::InForce));
        let mut paper = live.ok_or_else(|| Problem::not_found(wish.theirs))?;
        paper.state = UnionState::Ended;
        (paper.changed_ms, paper.by) = (now().ms(), by.clone());
        keep_union(desk.ledger, crisis, &paper)?;
        let detail = json!({"party": paper.party, "theirs": paper.theirs});
        Deed::new(&by, "crisis-union-ended", crisis, detail).note(desk.ledger)?;
        Ok(paper.told(crisis, &name, Said::Ended))
    })
    .await?;
    say(&app, &party, &purpose, word, &who.user).await?;
    Ok(Json(json!({"state": UnionState::Ended})))
}
