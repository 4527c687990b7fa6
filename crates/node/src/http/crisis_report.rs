//! The public page: a national says that they are safe, want to leave, or need help. No account.
//!
//! A report is always taken as a new record, which an officer compares with the register afterwards. Nothing is looked up,
//! so nothing that the node answers, nor how long it takes, depends on who is registered; the answer is held back until a
//! fixed time has passed, so that not even the load of the register shows.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{
    Act, BirthDate, Consent, ConsentGiven, Contact, NameForm, Person, PersonId, PlaceId, Reply,
    Script, Source, mrz::is_issuer,
};
use vigie_sea::{Position, distance_m};

use super::{
    App, Deed, Problem,
    crisis::{at_desk, new_id},
    input::Told,
};
use crate::{
    crisis::{PUBLIC, PlaceKind, Register, import::place_names, readings},
    live::now,
};

/// Every answer comes after this time.
const ANSWER_AFTER: Duration = Duration::from_millis(700);
/// Self-reports that one register takes: three times the largest register known.
const REPORTS_MAX: usize = 300_000;
/// Nobody is taken to be at a place that is farther than this, metres: own choice, what can be walked in two days.
const NEAR_M: f64 = 50_000.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    crisis: String,
    reply: Reply,
    family: String,
    #[serde(default)]
    given: String,
    #[serde(default)]
    kana: String,
    #[serde(default)]
    birth: Option<BirthDate>,
    #[serde(default)]
    nationality: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    whereabouts: String,
    /// Longitude and latitude, degrees; not kept.
    #[serde(default)]
    position: Option<[f64; 2]>,
    #[serde(default)]
    companions: u8,
    #[serde(default)]
    wheelchair: bool,
    #[serde(default)]
    medical: bool,
    #[serde(default)]
    minor: bool,
    #[serde(default)]
    language: String,
    #[serde(default)]
    consent_partner: bool,
}

/// Crises for which nationals may report themselves, and whether all of this is an exercise.
pub(super) async fn open_crises(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let realm = app.realm_word();
    let done = tokio::task::spawn_blocking(move || app.crisis.list()).await;
    let papers = done.map_err(|broken| Problem::internal("work-broke", broken))??;
    let open: Vec<Value> = papers
        .iter()
        .filter(|paper| paper.self_report && paper.closed_ms.is_none())
        .map(|paper| json!({"id": paper.id, "name": paper.name}))
        .collect();
    Ok(Json(json!({"crises": open, "realm": realm})))
}

/// Takes a report.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Told(told): Told<Report>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let began = tokio::time::Instant::now();
    if let Err(wait) = app.crisis.reports.admit(address.ip(), began.into_std()) {
        return Err(Problem::wait("crisis-reports-too-many", wait));
    }
    let done = take(&app, told).await;
    tokio::time::sleep_until(began + ANSWER_AFTER).await;
    done?;
    Ok((StatusCode::ACCEPTED, Json(json!({"received": true}))))
}

async fn take(app: &Arc<App>, told: Report) -> Result<(), Problem> {
    let (crisis, reply) = (told.crisis.clone(), told.reply);
    let position = told.position.map(|[lon, lat]| Position::new(lat, lon));
    let position = position
        .transpose()
        .map_err(|fault| Problem::bad(fault.code(), &fault))?;
    let mut person = person_of(told)?;
    at_desk(app, &crisis, move |desk| {
        let paper = &desk.register.paper;
        let crisis = paper.id;
        if !paper.self_report || paper.closed_ms.is_some() {
            return Err(Problem::not_found(crisis));
        }
        if desk.register.persons.len() >= REPORTS_MAX {
            return Err(Problem::busy("crisis-register-full"));
        }
        person.place = place_of(desk.register, &person.whereabouts, position);
        let (id, at_ms) = (person.id, now().ms());
        desk.register
            .put_person(desk.ledger, desk.vault, readings(), person)?;
        let new = [(id, Source::SelfReport)];
        desk.register
            .note_registered(desk.ledger, &new, PUBLIC, at_ms)?;
        let act = Act::Replied { reply };
        desk.register.note(desk.ledger, id, act, PUBLIC, at_ms)?;
        let detail = json!({"crisis": crisis, "reply": reply});
        Deed::new(PUBLIC, "person-self-reported", id, detail).note(desk.ledger)?;
        Ok(())
    })
    .await
}

/// Which place of the crisis a report names in its words, or is near to: without one nobody is planned for. Places are asked,
/// people are not.
fn place_of(register: &Register, words: &str, position: Option<Position>) -> Option<PlaceId> {
    let is_gathering = |id: &PlaceId| {
        let place = register.places.get(id);
        place.is_some_and(|it| matches!(it.kind, PlaceKind::Assembly | PlaceKind::Embarkation))
    };
    // Who writes the name of a haven means to go there.
    let named = place_names(register).find(words).filter(is_gathering);
    let near = |from: Position| {
        let places = register.places.values();
        let gathers =
            places.filter(|it| matches!(it.kind, PlaceKind::Assembly | PlaceKind::Embarkation));
        let away = gathers.filter_map(|place| {
            let [lon, lat] = place.position?;
            let at = Position::new(lat, lon).ok()?;
            Some((distance_m(from, at), place.id))
        });
        let nearest = away.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        (nearest.0 <= NEAR_M).then_some(nearest.1)
    };
    named.or_else(|| position.and_then(near))
}

fn person_of(told: Report) -> Result<Person, Problem> {
    let is_japanese = told
        .family
        .chars()
        .any(|c| !c.is_ascii() && c >= '\u{3000}');
    let name = NameForm {
        script: if is_japanese {
            Script::Kanji
        } else {
            Script::Latin
        },
        family: told.family.trim().to_owned(),
        given: told.given.trim().to_owned(),
    };
    let mut person = Person::named(PersonId(new_id()?), name, Source::SelfReport);
    let kana = told.kana.trim();
    if !kana.is_empty() {
        let (family, given) = kana.split_once(char::is_whitespace).unwrap_or((kana, ""));
        person.names.push(NameForm {
            script: Script::Kana,
            family: family.to_owned(),
            given: given.trim().to_owned(),
        });
    }
    let nationality = told.nationality.trim().to_uppercase();
    if !nationality.is_empty() {
        if !is_issuer(&nationality) {
            return Err(Problem::bad("crisis-state", &nationality));
        }
        person.nationalities.push(nationality);
    }
    person.birth = told.birth;
    for (text, contact) in [
        (
            told.phone,
            (|number| Contact::Phone { number }) as fn(String) -> Contact,
        ),
        (told.email, |address| Contact::Email { address }),
    ] {
        if !text.trim().is_empty() {
            person.contacts.push(contact(text.trim().to_owned()));
        }
    }
    person.whereabouts = told.whereabouts;
    person.needs.wheelchair = told.wheelchair;
    person.needs.medical = told.medical;
    person.needs.minor = told.minor;
    if told.companions > 0 {
        person.needs.note = format!("+{}", told.companions);
    }
    person.language = Some(told.language).filter(|tag| !tag.is_empty());
    // No is a word too: the name stays here, whatever seat a partner offers.
    person.consents.push(ConsentGiven {
        to: Consent::Partner,
        given: told.consent_partner,
        at_ms: now().ms(),
    });
    person
        .check()
        .map_err(|error| Problem::bad(error.code(), &error))?;
    Ok(person)
}
