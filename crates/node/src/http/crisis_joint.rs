//! A crisis together with partners: what each told the other, a crisis that joins, plans that are adopted, seats that are
//! claimed, registers that are compared. Everything leaves through the exchange, by an officer of the crisis room.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::seat::{Claim, Wish, WishState};
use vigie_crisis::{CrisisId, LegId, Person, PersonId, RetentionRule, comparison_forms};
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
        evacuation::{Transport, escrow_of},
        joint::{
            Frame, OwnClaim, Partners, claim_told, keep_claim, offers_told, own_claims,
            partners_of, places_of, unions,
        },
        readings, work,
    },
    live::now,
    partner::{
        matching::{DOCUMENT, NAME, normal},
        room::{FRAME, Heard, OF_CRISIS, OF_SEATS, Told},
        shown::decision_shown,
    },
};

/// Claims of ours in one crisis.
const CLAIMS_MAX: usize = 10_000;

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
async fn with_papers<T: Send + 'static>(
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

/// What of persons is compared.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// Issuer and number of travel documents.
    #[default]
    Documents,
    /// Name and date of birth.
    Names,
}

impl By {
    fn kind(self) -> &'static str {
        match self {
            Self::Documents => DOCUMENT,
            Self::Names => NAME,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compare {
    party: PartyId,
    #[serde(default)]
    by: By,
}

/// Asks a partner who of this register is in its register. Neither shows its own.
pub(super) async fn ask_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Compare>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let kind = wish.by.kind();
    let asked = at_desk(&app, &id, move |desk| Ok(desk.compared_by(kind))).await?;
    let detail = json!({"crisis": id, "by": kind, "count": asked.len()});
    let deed = Deed::new(&who.user, "register-match-asked", &wish.party, detail);
    let shown = app
        .act(deed, move |desk| {
            let run = desk.ask_match(&wish.party, kind, &asked, &who.user)?;
            desk.match_crisis(&run, &id)?;
            Ok(json!({ "id": run }))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Who of a register has one of the forms or numbers that both have.
fn persons_of(desk: &Desk<'_>, kind: &str, common: &BTreeSet<String>) -> Vec<PersonId> {
    if common.is_empty() {
        return Vec::new();
    }
    // A form begins with the date of birth: nobody else's name is read.
    let days: BTreeSet<&str> = common.iter().filter_map(|it| it.get(..8)).collect();
    let is_common = |person: &&Person| match kind {
        NAME => {
            let day = person.birth.map(|it| String::from(it).replace('-', ""));
            day.is_some_and(|day| days.contains(day.as_str()))
                && comparison_forms(&person.names, person.birth, readings())
                    .iter()
                    .any(|form| common.contains(form))
        }
        _ => person.documents.iter().any(|one| {
            let number = normal(DOCUMENT, &format!("{}{}", one.issuer, one.number));
            number.is_some_and(|number| common.contains(&number))
        }),
    };
    let persons = desk.register.persons.values();
    persons.filter(is_common).map(|it| it.id).collect()
}

/// Comparisons of registers: those asked from this crisis, and those that wait for an answer.
pub(super) async fn matches(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = id.clone();
    let runs = app
        .desk(move |desk| Ok(desk.register_matches(&wanted)))
        .await?;
    let at = Arc::clone(&app);
    at_desk(&app, &id, move |desk| {
        let shown: Vec<Value> = runs
            .into_iter()
            .map(|mut run| {
                let common = run["common"].as_array().into_iter().flatten();
                let common = common
                    .filter_map(|one| one.as_str().map(str::to_owned))
                    .collect();
                let persons = persons_of(desk, run["kind"].as_str().unwrap_or_default(), &common);
                let far = at.crisis.matches.of(run["id"].as_str().unwrap_or_default());
                run["progress"] = json!(far.map(|(done, of)| json!({"done": done, "of": of})));
                run["common"] = json!(common.len());
                run["persons"] = json!(persons);
                run
            })
            .collect();
        Deed::new(
            &who.user,
            "register-matches-seen",
            desk.register.paper.id,
            json!({"count": shown.len()}),
        )
        .note(desk.ledger)?;
        Ok(json!({ "matches": shown }))
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// With this register, or refuse.
    answer: bool,
}

/// Answers a partner's question with this register, or refuses.
pub(super) async fn answer_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, run)): Path<(String, String)>,
    Wished(reply): Wished<Reply>,
) -> Result<StatusCode, Problem> {
    let asked = run.clone();
    let kind = app.desk(move |desk| desk.room_match_kind(&asked)).await?;
    let by = kind.clone();
    let listed = at_desk(&app, &id, move |desk| match reply.answer {
        true => Ok(desk.compared_by(&by)),
        false => Ok(Vec::new()),
    })
    .await?;
    let action = match reply.answer {
        true => "register-match-answered",
        false => "register-match-refused",
    };
    let deed = Deed::new(&who.user, action, &run, json!({"crisis": id, "by": kind}));
    app.act(deed, move |desk| match reply.answer {
        true => desk.answer_match(&run, &listed, &who.user),
        false => desk.refuse_match(&run, &who.user),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
