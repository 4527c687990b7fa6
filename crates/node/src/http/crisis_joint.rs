//! A crisis together with partners: what each told the other, a crisis that joins, plans that are adopted. Everything leaves
//! through the exchange, by an officer of the crisis room.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{CrisisId, LegId, RetentionRule};
use vigie_exchange::{PartyId, Purpose};
use vigie_store::Ledger;

use super::{
    App, Deed, Problem,
    crisis::{at_desk, at_papers},
    evacuation::plan_json,
    gate::Who,
    input::Told as Wished,
};
use crate::{
    crisis::{
        CrisisPaper, Desk,
        evacuation::Transport,
        joint::{Frame, Partners, own_claims, partners_of, places_of, unions},
        work,
    },
    live::now,
    partner::{
        room::{FRAME, Heard, OF_CRISIS, Told},
        shown::decision_shown,
    },
};

/// What partners told of some kinds, of all crises; nothing without an exchange.
pub(super) async fn heard(
    app: &Arc<App>,
    kinds: &'static [&'static str],
) -> Result<Vec<Heard>, Problem> {
    if app.desk.is_none() {
        return Ok(Vec::new());
    }
    app.desk(move |desk| Ok(desk.room_copies(kinds))).await
}

/// Works with one crisis and what partners told of it.
pub(super) async fn with_partners<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    work: impl FnOnce(&mut Desk<'_>, &Partners) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let heard = heard(app, OF_CRISIS).await?;
    at_desk(app, id, move |desk| {
        let crisis = desk.register.paper.id;
        let partners = partners_of(crisis, &heard, &unions(desk.ledger, crisis)?);
        work(desk, &partners)
    })
    .await
}

/// Works with the papers of one crisis and what partners told of it; the register stays sealed.
pub(super) async fn with_papers<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    kinds: &'static [&'static str],
    work: impl FnOnce(&mut Ledger, CrisisId, &Partners) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let heard = heard(app, kinds).await?;
    at_papers(app, id, move |ledger, paper| {
        let partners = partners_of(paper.id, &heard, &unions(ledger, paper.id)?);
        work(ledger, paper.id, &partners)
    })
    .await
}

/// What partners told of this crisis: counts and offers, nobody's name.
pub(super) async fn partners(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    with_papers(&app, &id, OF_CRISIS, |ledger, crisis, partners| {
        let claims = own_claims(ledger, crisis, partners, now())?;
        let shown: Vec<Value> = partners
            .iter()
            .map(|(party, it)| {
                let frame = it.frame.as_ref();
                let people = |groups: &Vec<vigie_crisis::plan::PlanGroup>| -> u64 {
                    groups.iter().map(|group| u64::from(group.size)).sum()
                };
                json!({
                    "party": party, "code": frame.map(|f| &f.own), "name": frame.map(|f| &f.name),
                    "legs": frame.map(|f| f.instance.legs.len()),
                    "groups": it.groups.as_ref().map(|groups| json!({"groups": groups.len(), "people": people(groups), "at_ms": it.groups_ms})),
                    "plan": it.plan.as_ref().map(|plan| json!({
                        "version": plan.head.version, "made_ms": plan.head.made_ms, "lifted": plan.head.lifted, "not_lifted": plan.head.not_lifted,
                        "ways": plan.ways.len(),
                    })),
                    "offers": it.offers.iter().map(|offer| offer_json(frame, offer)).collect::<Vec<_>>(),
                    "lines": it.lines.len(), "records": it.records.len(), "unreadable": it.unreadable, "partial": it.partial,
                })
            })
            .collect();
        let claims: Vec<Value> = claims
            .iter()
            .map(|it| {
                let frame = partners.get(&it.party).and_then(|one| one.frame.as_ref());
                json!({
                    "party": it.party, "claim": it.wish.claim, "leg_name": leg_name(frame, it.wish.claim.leg), "state": it.wish.state,
                    "expires": it.wish.expires, "given_back": it.given_back,
                })
            })
            .collect();
        Ok(json!({"partners": shown, "claims": claims}))
    })
    .await
    .map(Json)
}

fn leg_name(frame: Option<&Frame>, leg: LegId) -> Option<&str> {
    let legs = frame
        .map(|it| it.instance.legs.as_slice())
        .unwrap_or_default();
    legs.iter()
        .find(|it| it.id == leg)
        .map(|it| it.name.as_str())
}

fn offer_json(frame: Option<&Frame>, offer: &crate::crisis::joint::TheirOffer) -> Value {
    json!({
        "leg": offer.leg, "leg_name": leg_name(frame, offer.leg), "number": offer.number, "seats": offer.seats,
        "stretchers": offer.stretchers, "open": offer.open, "conditions": offer.conditions, "expires": offer.expires, "state": offer.state,
    })
}

/// Records of people whom a partner lets be found.
pub(super) async fn records(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    with_partners(&app, &id, move |desk, partners| {
        let crisis = desk.register.paper.id;
        let mut records = Vec::new();
        for (party, it) in partners {
            records.extend(
                it.records
                    .iter()
                    .map(|record| json!({"party": party, "record": record})),
            );
        }
        let detail = json!({"count": records.len()});
        Deed::new(&who.user, "partner-records-seen", crisis, detail).note(desk.ledger)?;
        Ok(json!({ "records": records }))
    })
    .await
    .map(Json)
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Frame,
    Groups,
    Plan,
    Manifest,
    Reunification,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    party: PartyId,
    what: What,
    /// Of a manifest: a leg of the partner.
    leg: Option<LegId>,
    purpose: Purpose,
    /// Only look.
    #[serde(default)]
    dry: bool,
}

fn gather(desk: &mut Desk<'_>, partners: &Partners, wish: &Share) -> Result<Vec<Told>, Problem> {
    match wish.what {
        What::Frame => desk.frame(),
        What::Groups => desk.groups(now()),
        What::Plan => desk.plan(now()),
        What::Reunification => Ok(desk.records(now())),
        What::Manifest => {
            let frame = partners
                .get(wish.party.as_str())
                .and_then(|it| it.frame.as_ref());
            let code = frame.map(|it| it.own.clone());
            let (Some(code), Some(leg)) = (code, wish.leg) else {
                return Err(Problem::bad("crisis-leg-not-partners", ""));
            };
            desk.lines(leg, &code, partners)
        }
    }
}

/// Tells a partner, or shows what it would be told.
pub(super) async fn share(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Share>,
) -> Result<Json<Value>, Problem> {
    let (party, purpose, dry, what) = (
        wish.party.clone(),
        wish.purpose.clone(),
        wish.dry,
        wish.what,
    );
    let (told, withheld) = with_partners(&app, &id, move |desk, partners| {
        let told = gather(desk, partners, &wish)?;
        let of_leg = wish.leg.filter(|_| matches!(wish.what, What::Manifest));
        let withheld = of_leg.map_or(0, |leg| desk.withheld_from(leg));
        Ok((told, withheld))
    })
    .await?;
    let count = told.len();
    if dry {
        let looked = app
            .desk(move |desk| {
                let looked = desk.look_at(&party, &told, &purpose)?;
                let denied = looked.iter().filter(|(_, it)| {
                    matches!(
                        it.outcome,
                        vigie_exchange::Outcome::Deny(_) | vigie_exchange::Outcome::Count
                    )
                });
                let first = looked.first();
                let first = first.map(|(matter, it)| decision_shown(matter, it, purpose.as_str()));
                Ok(json!({"records": count, "denied": denied.count(), "withheld": withheld, "first": first}))
            })
            .await?;
        return Ok(Json(looked));
    }
    let detail = json!({"to": party, "what": format!("{what:?}").to_lowercase(), "purpose": purpose, "records": count});
    let deed = Deed::new(&who.user, "crisis-shared", &id, detail);
    let released = app
        .act(deed, move |desk| {
            Ok(desk.tell_partner(&party, &told, &purpose, &who.user)?.len())
        })
        .await?;
    if released == 0 && count > 0 {
        return Err(Problem::new(StatusCode::CONFLICT, "release-denied", ""));
    }
    Ok(Json(
        json!({"records": count, "denied": count.saturating_sub(released), "withheld": withheld, "released": released}),
    ))
}

/// Crises that partners told of and that are not open here.
pub(super) async fn offered(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let heard = heard(&app, &[FRAME]).await?;
    let at = Arc::clone(&app);
    let known = tokio::task::spawn_blocking(move || at.crisis.known_crises()).await;
    let known = known.map_err(|broken| Problem::internal("work-broke", broken))??;
    let frames = heard.iter().filter(|it| it.kind == FRAME);
    let frames = frames.filter_map(|it| {
        let frame: Frame = serde_json::from_value(it.body.clone()).ok()?;
        let new = !known.contains(&frame.crisis);
        new.then(|| {
            json!({
                "party": it.party, "crisis": frame.crisis, "name": frame.name, "code": frame.own, "legs": frame.instance.legs.len(),
                "places": frame.instance.assembly.len(), "partners": frame.instance.partners,
            })
        })
    });
    let frames: Vec<Value> = frames.collect();
    Ok(Json(json!({ "crises": frames })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Join {
    party: PartyId,
    crisis: CrisisId,
    /// Our code among the partners of the frame; needed when there are several others.
    own: Option<String>,
    #[serde(default)]
    self_report: bool,
}

/// Opens here the crisis that a partner opened, with the same places, so that both speak of the same ones.
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Wished(wish): Wished<Join>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let heard = heard(&app, &[FRAME]).await?;
    let mut partners = partners_of(wish.crisis, &heard, &[]);
    let frame = partners.remove(wish.party.as_str()).and_then(|it| it.frame);
    let frame = frame.ok_or_else(|| Problem::not_found(wish.crisis))?;
    frame
        .instance
        .bounded()
        .map_err(super::evacuation::refused)?;
    let others: Vec<&String> = frame
        .instance
        .partners
        .iter()
        .filter(|it| **it != frame.own)
        .collect();
    let own = match (&wish.own, others.as_slice()) {
        (Some(own), _) if *own != frame.own => own.clone(),
        (None, [only]) => (*only).clone(),
        _ => return Err(Problem::bad("crisis-own-code", "")),
    };
    let paper = CrisisPaper {
        id: frame.crisis,
        name: frame.name.clone(),
        opened_ms: now().ms(),
        closed_ms: None,
        self_report: wish.self_report,
        retention: RetentionRule::default(),
        alert: None,
        hold: None,
    };
    let places = places_of(&frame.instance);
    let mut transport = Transport {
        own,
        instance: frame.instance,
    };
    if !transport.instance.partners.contains(&transport.own) {
        transport.instance.partners.push(transport.own.clone());
    }
    transport.instance.legs.clear();
    transport.instance.vehicles.clear();
    let done = tokio::task::spawn_blocking(move || {
        app.crisis.store(|ledger| {
            if ledger.crises()?.iter().any(|row| row.id == paper.id.0) {
                return Err(Problem::new(StatusCode::CONFLICT, "crisis-known", paper.id));
            }
            work::open(ledger, &paper, &places, &who.user)?;
            transport.keep(ledger, paper.id)?;
            let detail = json!({"party": wish.party});
            Deed::new(&who.user, "crisis-joined", paper.id, detail).note(ledger)?;
            Ok(json!({"id": paper.id, "name": paper.name}))
        })
    });
    let joined = done
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    Ok((StatusCode::CREATED, Json(joined)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adopt {
    party: PartyId,
}

/// Takes a partner's plan as ours, after our own check of it.
pub(super) async fn adopt(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Adopt>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    with_partners(&app, &id, move |desk, partners| {
        let (paper, _) = desk.adopt(wish.party.as_str(), partners, &who.user, now())?;
        let detail =
            json!({"party": wish.party, "version": paper.version, "changed": paper.changed.len()});
        let crisis = desk.register.paper.id;
        Deed::new(&who.user, "evacuation-adopted", crisis, detail).note(desk.ledger)?;
        Ok(plan_json(&paper))
    })
    .await
    .map(|plan| (StatusCode::CREATED, Json(plan)))
}
