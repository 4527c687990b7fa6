//! Messages to nationals: looked at in three languages, then written for the gateway; who was told is in their journey.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::plan::Assignment;
use vigie_crisis::{Act, FunnelState, GroupId, LegId, Person, PersonId, PlaceId, Standing};
use vigie_exchange::unhex;
use vigie_store::{CrisisPart, CrisisRow};

use super::{App, Deed, Problem, crisis::at_desk, crisis::new_id, gate::Who, input::Told};
use crate::{
    auth::hex,
    crisis::{
        Desk,
        cap_message::Sending,
        evacuation::{PlanPaper, Seating},
        message::{Addressee, Audience, Filling, Template, WORDS_MAX, compose, text},
        outbox::{hand_over, stage},
        work::{place_of_person, row_of},
    },
    i18n::LANGUAGES,
    live::{Realm, now},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMessage {
    template: Template,
    audience: Audience,
    /// Of *come to this place*.
    place: Option<PlaceId>,
    /// The officer's words by language, added to the template or instead of it.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Of who sends: asked again under the same id, nothing is sent again.
    id: Option<String>,
    /// Only look.
    #[serde(default)]
    dry: bool,
}

/// Sendings of one crisis.
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let crisis = desk.register.paper.id;
        let rows = desk.ledger.crisis_parts(&crisis.0, CrisisPart::Message)?;
        let mut sent: Vec<Value> = rows
            .iter()
            .filter_map(|row| serde_json::from_str(&row.body).ok())
            .collect();
        sent.sort_by_key(|it: &Value| std::cmp::Reverse(it["at_ms"].as_i64()));
        Ok(json!({ "messages": sent }))
    });
    Ok(Json(answer.await?))
}

fn words_of(wish: &NewMessage) -> Result<(), Problem> {
    let said = wish.words.values().any(|it| !it.trim().is_empty());
    let whole = LANGUAGES
        .iter()
        .all(|it| wish.words.get(*it).is_some_and(|it| !it.trim().is_empty()));
    // Words in one language only would leave others untold.
    if !whole && (said || wish.template == Template::Words) {
        return Err(Problem::bad("message-languages", LANGUAGES.join(" ")));
    }
    let known = wish.words.keys().all(|it| LANGUAGES.contains(&it.as_str()));
    if !known || wish.words.values().any(|it| it.chars().count() > WORDS_MAX) {
        return Err(Problem::bad("message-words-unfit", WORDS_MAX));
    }
    match (wish.template, wish.place, &wish.audience) {
        (Template::Gather, None, _) => Err(Problem::bad("message-place", "")),
        (Template::Seat, _, Audience::Plan { .. }) | (Template::Changed, _, Audience::Changed) => {
            Ok(())
        }
        (Template::Seat | Template::Changed, ..) => Err(Problem::bad("message-audience", "")),
        _ => Ok(()),
    }
}

fn is_out(standing: &Standing) -> bool {
    use FunnelState::{Arrived, Deceased, Declined, Embarked};
    matches!(standing.state, Arrived | Deceased | Declined | Embarked)
}

/// Ways of the plan in force by group.
struct Ways {
    of: BTreeMap<GroupId, Assignment>,
    changed: Vec<GroupId>,
    paper: Option<PlanPaper>,
    seating: Seating,
}

impl Ways {
    fn read(desk: &mut Desk<'_>) -> Result<Self, Problem> {
        let paper = PlanPaper::load(desk.ledger, desk.register.paper.id)?;
        let ways = paper.iter().flat_map(|it| &it.plan.assignments);
        Ok(Self {
            of: ways.map(|it| (it.group, it.clone())).collect(),
            changed: paper
                .as_ref()
                .map(|it| it.changed.clone())
                .unwrap_or_default(),
            seating: Seating::read(desk.register, paper.as_ref(), now()),
            paper,
        })
    }

    fn fill(&self, person: &Person, fill: &mut Filling) -> Option<LegId> {
        let way = self.of.get(&self.seating.group(person)?)?;
        let instance = &self.paper.as_ref()?.instance;
        let leg = instance.legs.iter().find(|it| it.id == way.leg)?;
        let port = instance.embarkation.iter().find(|it| it.id == leg.from);
        let ride_from = way
            .ride
            .and_then(|ride| instance.assembly.iter().find(|it| it.id == ride.from));
        fill.leg = Some(leg.name.clone());
        fill.bus = way.ride.map(|ride| ride.departure);
        fill.place = ride_from
            .map(|it| it.name.clone())
            .or_else(|| port.map(|it| it.name.clone()));
        (fill.cutoff, fill.departure) = (Some(leg.cutoff), Some(leg.departure));
        Some(leg.id)
    }
}

fn is_meant(
    desk: &Desk<'_>,
    audience: &Audience,
    ways: &Ways,
    person: &Person,
    standing: &Standing,
) -> bool {
    let group = ways.seating.group(person);
    match audience {
        Audience::All => !is_out(standing),
        // Who was written to and did not answer is silent still.
        Audience::Silent => {
            let lost = standing.state == FunnelState::Unaccounted;
            !is_out(standing) && (lost || !standing.heard_of)
        }
        Audience::Place { place } => {
            !is_out(standing) && place_of_person(desk.register, person.id, standing) == Some(*place)
        }
        Audience::Plan { leg } => {
            let way = group.and_then(|it| ways.of.get(&it));
            !is_out(standing) && way.is_some_and(|it| leg.is_none_or(|leg| leg == it.leg))
        }
        Audience::Changed => {
            !is_out(standing) && group.is_some_and(|it| ways.changed.contains(&it))
        }
    }
}

/// What was sent under an id, if anything was.
fn sent_as(desk: &Desk<'_>, id: [u8; 16]) -> Result<Option<Value>, Problem> {
    let crisis = desk.register.paper.id;
    let rows = desk.ledger.crisis_parts(&crisis.0, CrisisPart::Message)?;
    let row = rows.iter().find(|row| row.id == id);
    Ok(row.and_then(|row| serde_json::from_str(&row.body).ok()))
}

/// Sends, or only shows.
#[allow(
    clippy::too_many_lines,
    reason = "one sending from the choice of people to the account of it"
)]
pub(super) async fn send(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewMessage>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    words_of(&wish)?;
    let asked = wish.id.as_deref().map(|text| {
        let bytes = unhex(text).and_then(|it| <[u8; 16]>::try_from(it).ok());
        bytes.ok_or_else(|| Problem::bad("message-id", text))
    });
    let asked = asked.transpose()?;
    let exercise = matches!(app.realm, Realm::Exercise(_));
    let outbox = app.outbox.clone();
    let folder = outbox.clone();
    let answer = at_desk(&app, &id, move |desk| {
        let (crisis, at) = (desk.register.paper.id, now());
        if let Some(asked) = asked.filter(|_| !wish.dry)
            && let Some(account) = sent_as(desk, asked)?
        {
            return Ok((StatusCode::OK, account, Vec::new()));
        }
        let board = desk.register.board().clone();
        let ways = Ways::read(desk)?;
        let place = wish
            .place
            .and_then(|id| desk.register.places.get(&id))
            .map(|it| it.name.clone());
        if wish.template == Template::Gather && place.is_none() {
            return Err(Problem::bad("message-place", ""));
        }
        let base = Filling {
            crisis: desk.register.paper.name.clone(),
            place,
            words: wish.words.clone(),
            ..Filling::default()
        };
        let mut to: Vec<Addressee<'_>> = Vec::new();
        let mut seats: Vec<(PersonId, LegId)> = Vec::new();
        for person in desk.register.persons.values() {
            let Some(standing) = board.persons.get(&person.id) else {
                continue;
            };
            if !is_meant(desk, &wish.audience, &ways, person, standing) {
                continue;
            }
            let mut fill = base.clone();
            if matches!(wish.template, Template::Seat | Template::Changed)
                && let Some(leg) = ways.fill(person, &mut fill)
                && standing.leg != Some(leg)
            {
                seats.push((person.id, leg));
            }
            to.push(Addressee { person, fill });
        }
        let sample = to.first().map_or(&base, |it| &it.fill);
        let shown: BTreeMap<&str, String> = LANGUAGES
            .into_iter()
            .map(|language| (language, text(wish.template, sample, language, exercise)))
            .collect();
        let own = match asked {
            Some(asked) => asked,
            None => new_id()?,
        };
        let day: String = at.to_string().chars().take(10).collect();
        let message = format!("{day}-{}", hex(&own));
        let sending = Sending {
            id: &message,
            at,
            exercise,
        };
        let written = compose(wish.template, &to, &sending);
        let account = json!({
            "message": message, "at_ms": at.ms(), "by": who.user, "template": wish.template, "audience": wish.audience, "people": to.len(),
            "sms": written.sms, "email": written.email, "no_contact": written.no_contact, "cap": written.cap, "text": shown,
        });
        if wish.dry {
            return Ok((StatusCode::OK, account, Vec::new()));
        }
        desk.register.changed = true;
        for (person, leg) in seats {
            desk.register.note(
                desk.ledger,
                person,
                Act::Offered { leg },
                &who.user,
                at.ms(),
            )?;
        }
        for (person, channel) in &written.reached {
            let act = Act::Contacted { channel: *channel };
            desk.register
                .note(desk.ledger, *person, act, &who.user, at.ms())?;
        }
        let row: CrisisRow = row_of(own, &account)?;
        desk.ledger
            .put_crisis_part(&crisis.0, CrisisPart::Message, &row)?;
        let detail = json!({"template": wish.template, "people": account["people"], "sms": written.sms, "email": written.email});
        Deed::new(&who.user, "messages-sent", crisis, detail).note(desk.ledger)?;
        // Last: when the files cannot be written, nothing is said to have been sent.
        let files = written.files(&message);
        stage(&folder, &files)?;
        let names: Vec<String> = files.into_iter().map(|(name, _)| name).collect();
        Ok((StatusCode::CREATED, account, names))
    });
    let (status, account, names) = answer.await?;
    // It is kept: whatever happens now, the files reach the gateway, at the next start at the latest.
    let handed = tokio::task::spawn_blocking(move || hand_over(&outbox, &names)).await;
    handed.map_err(|broken| Problem::internal("work-broke", broken))??;
    Ok((status, Json(account)))
}
