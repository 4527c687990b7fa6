//! The register of a crisis: for consular officers. Every look is in the audit, by ids; names and search words are not,
//! because an audit is not erased.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vigie_crisis::{
    Act, Class, Consent, Eligibility, ErasureReason, FunnelState, Person, PersonId, Source,
    Standing, twins,
};

use super::{
    App, Deed, Problem,
    crisis::{at_desk, new_id},
    gate::Who,
    input::{Asked, Told},
    list::file,
};
use crate::{
    auth::hex,
    crisis::{
        Desk, Register, readings, recall_erased, recall_withdrawn,
        work::{self, place_of_person},
    },
    live::now,
};

/// Persons listed at once.
const LIMIT: usize = 50;
const LIMIT_MAX: usize = 200;
/// What happened so long before a crisis was opened is not about it, milliseconds: a year.
const BEFORE_OPENED_MS: i64 = 365 * 86_400_000;
/// A clock may be ahead of ours by so much, milliseconds: two minutes, as for devices.
const CLOCK_OFF_MS: i64 = 120_000;

fn refused(error: &vigie_crisis::Error) -> Problem {
    Problem::bad(error.code(), error)
}

#[derive(Deserialize)]
pub(super) struct Sought {
    q: Option<String>,
    state: Option<FunnelState>,
    /// Only self-reports that nobody has acted on in time.
    #[serde(default)]
    overdue: bool,
    limit: Option<usize>,
}

fn brief(
    register: &Register,
    person: &Person,
    standing: Option<&Standing>,
    score: Option<f32>,
) -> Value {
    let place = standing.and_then(|standing| place_of_person(register, person.id, standing));
    json!({
        "id": person.id, "names": person.names, "birth": person.birth,
        "nationalities": person.nationalities, "state": standing.map(|s| s.state),
        "since_ms": standing.map(|s| s.since_ms), "place": place, "group": person.group,
        "source": person.source, "class": person.needs.class().code(), "minor": person.needs.minor,
        "needs_help": standing.is_some_and(|s| s.needs_help), "score": score,
    })
}

/// People by name in any writing, by state, or whose own report waits too long.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(asked): Asked<Sought>,
) -> Result<Json<Value>, Problem> {
    let limit = asked.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let answer = at_desk(&app, &id, move |desk| {
        let query = asked.q.unwrap_or_default();
        let board = desk.register.board().clone();
        let overdue = asked.overdue.then(|| desk.register.overdue(now().ms()));
        let fits = |person: &PersonId| {
            let state = board.persons.get(person).map(|standing| standing.state);
            let waits = overdue.as_ref().is_none_or(|it| it.contains(person));
            waits && (asked.state.is_none() || state == asked.state)
        };
        let (found, total): (Vec<(PersonId, Option<f32>)>, usize) = if query.trim().is_empty() {
            let all = desk.register.persons.keys().filter(|person| fits(person));
            let total = all.clone().count();
            (
                all.take(limit).map(|person| (*person, None)).collect(),
                total,
            )
        } else {
            let hits = desk.register.search(&query, readings(), LIMIT_MAX);
            let hits = hits.into_iter().filter(|hit| fits(&hit.person));
            let hits: Vec<_> = hits.map(|hit| (hit.person, Some(hit.score))).collect();
            let total = hits.len();
            (hits.into_iter().take(limit).collect(), total)
        };
        let ids: Vec<&PersonId> = found.iter().map(|(person, _)| person).collect();
        let detail = json!({"shown": ids, "by_name": !query.trim().is_empty(), "state": asked.state, "overdue": asked.overdue});
        let crisis = desk.register.paper.id;
        Deed::new(&who.user, "register-searched", crisis, detail).note(desk.ledger)?;
        let register = &*desk.register;
        let persons: Vec<Value> = found
            .iter()
            .filter_map(|(person, score)| {
                let known = register.persons.get(person)?;
                Some(brief(register, known, board.persons.get(person), *score))
            })
            .collect();
        Ok(json!({"persons": persons, "total": total}))
    });
    Ok(Json(answer.await?))
}

fn person_id(text: &str) -> Result<PersonId, Problem> {
    text.parse().map_err(|_form| Problem::not_found(text))
}

/// Everything about one person.
pub(super) async fn card(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, person)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let wanted = person_id(&person)?;
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        Deed::new(
            &who.user,
            "person-viewed",
            wanted,
            json!({"crisis": crisis}),
        )
        .note(desk.ledger)?;
        let board = desk.register.board().clone();
        let register = &*desk.register;
        let known = register.persons.get(&wanted);
        let known = known.ok_or_else(|| Problem::not_found(wanted))?;
        let standing = board.persons.get(&wanted);
        let same = |id: PersonId| id == wanted || board.merged.get(&id) == Some(&wanted);
        let events: Vec<_> = register
            .journal
            .events()
            .filter(|e| same(e.person))
            .collect();
        let members = |person: &&Person| person.group.is_some() && person.group == known.group;
        let group: Vec<Value> = register
            .persons
            .values()
            .filter(members)
            .map(|person| brief(register, person, board.persons.get(&person.id), None))
            .collect();
        let conflicts: Vec<_> = board
            .conflicts
            .iter()
            .filter(|conflict| json!(conflict).to_string().contains(&wanted.to_string()))
            .collect();
        let due = standing.and_then(|s| register.erasure_due(s));
        Ok(json!({
            "person": known, "revision": revision(known), "standing": standing, "events": events,
            "group": group, "conflicts": conflicts, "erasure_due": due,
            "held": register.paper.hold.is_some(),
        }))
    });
    Ok(Json(answer.await?))
}

/// What tells whether a record was changed since somebody looked at it.
fn revision(person: &Person) -> String {
    let text = serde_json::to_string(person).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// From which record one is made.
enum Before {
    /// There was none.
    New,
    /// From the one of that revision; from whichever is kept, when the caller does not say.
    Known(Option<String>),
}

#[derive(Deserialize)]
pub(super) struct Changed {
    /// The `revision` of the card that the change was made on.
    from: Option<String>,
}

/// Replaces a record.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, person)): Path<(String, String)>,
    Asked(changed): Asked<Changed>,
    Told(mut record): Told<Person>,
) -> Result<Json<Value>, Problem> {
    record.id = person_id(&person)?;
    keep(&app, &id, who, record, Before::Known(changed.from)).await
}

/// Registers a person.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(mut record): Told<Person>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    record.id = PersonId(new_id()?);
    let answer = keep(&app, &id, who, record, Before::New).await?;
    Ok((StatusCode::CREATED, answer))
}

async fn keep(
    app: &Arc<App>,
    id: &str,
    who: Who,
    record: Person,
    before: Before,
) -> Result<Json<Value>, Problem> {
    record.check().map_err(|error| refused(&error))?;
    let user = who.user.clone();
    let (answer, is_withdrawn) = at_desk(app, id, move |desk| {
        let (person, source, crisis) = (record.id, record.source, desk.register.paper.id);
        let (is_new, from) = match before {
            Before::New => (true, None),
            Before::Known(from) => (false, from),
        };
        let known = desk.register.persons.get(&person);
        if !is_new && known.is_none() {
            return Err(Problem::not_found(person));
        }
        // Who did not see what another officer wrote meanwhile does not write over it.
        let is_older = |known: &Person| from.is_some_and(|from| from != revision(known));
        if known.is_some_and(is_older) {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "crisis-person-newer",
                person,
            ));
        }
        let is_withdrawn = known.is_some_and(|known| withdraws(known, &record));
        let was = known.map_or(Eligibility::Unknown, |known| known.eligibility);
        let eligibility = record.eligibility;
        let changed = desk
            .register
            .put_person(desk.ledger, desk.vault, readings(), record)?;
        if is_new {
            let at_ms = now().ms();
            let new = [(person, source)];
            desk.register
                .note_registered(desk.ledger, &new, &who.user, at_ms)?;
        }
        // The journey and the manifest know of a decision by its deed.
        if eligibility != was {
            let act = Act::Eligible { eligibility };
            desk.register
                .note(desk.ledger, person, act, &who.user, now().ms())?;
        }
        let action = if is_new {
            "person-registered"
        } else {
            "person-changed"
        };
        Deed::new(&who.user, action, person, json!({"crisis": crisis})).note(desk.ledger)?;
        let answer = json!({"id": person, "changed": changed});
        Ok((answer, is_withdrawn))
    })
    .await?;
    if is_withdrawn {
        take_back(app, &user).await;
    }
    Ok(Json(answer))
}

/// Whether a record takes a word back that let others know of the person.
fn withdraws(known: &Person, record: &Person) -> bool {
    let (found, hidden) = (Consent::Reunification, Consent::Partner);
    known.consents_to(found) && !record.consents_to(found)
        || !known.refuses(hidden) && record.refuses(hidden)
}

/// Takes back from partners what they may not know any more. What is noted here stands: what cannot be taken back now is
/// taken back later.
async fn take_back(app: &Arc<App>, user: &str) {
    if let Err(problem) = recall_withdrawn(app, user).await {
        tracing::error!(code = problem.code, "not taken back from partners yet");
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDeed {
    person: PersonId,
    deed: Act,
    /// When, if not now, milliseconds since 1970 UTC.
    at_ms: Option<i64>,
}

/// When a deed was done. A time that no reader of events takes back would make the register unreadable.
fn done_ms(said_ms: Option<i64>, opened_ms: i64, now_ms: i64) -> Result<i64, Problem> {
    let Some(at_ms) = said_ms else {
        return Ok(now_ms);
    };
    let earliest_ms = opened_ms.saturating_sub(BEFORE_OPENED_MS).max(0);
    if at_ms < earliest_ms || at_ms > now_ms.saturating_add(CLOCK_OFF_MS) {
        return Err(Problem::bad("crisis-event", at_ms));
    }
    Ok(at_ms.min(now_ms))
}

/// Notes what happened to a person: a call, an answer, a decision, a correction, a merge, a settled contradiction.
pub(super) async fn deed(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewDeed>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (user, merges) = (who.user.clone(), matches!(wish.deed, Act::Merged { .. }));
    let answer = at_desk(&app, &id, move |desk| {
        let is_about_events = matches!(
            wish.deed,
            Act::Corrected { .. } | Act::Settled { .. } | Act::Merged { .. }
        );
        let known = desk.register.board().persons.contains_key(&wish.person);
        if !known && !is_about_events {
            return Err(Problem::not_found(wish.person));
        }
        let at_ms = done_ms(wish.at_ms, desk.register.paper.opened_ms, now().ms())?;
        if let Act::Merged { into } = wish.deed {
            desk.register
                .fuse(desk.ledger, desk.vault, readings(), wish.person, into)?;
        }
        let crisis = desk.register.paper.id;
        let detail = json!({"crisis": crisis, "deed": wish.deed});
        let decided = decided(desk.register, &wish);
        let event = desk
            .register
            .note(desk.ledger, wish.person, wish.deed, &who.user, at_ms)?;
        for person in decided {
            follow_decision(desk, person)?;
        }
        Deed::new(&who.user, "journey-noted", wish.person, detail).note(desk.ledger)?;
        Ok(json!({ "event": event }))
    })
    .await?;
    // Of two records of one person the word that says no counts.
    if merges {
        take_back(&app, &user).await;
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Of whom a deed says who may use a seat, or takes such a decision back.
fn decided(register: &Register, wish: &NewDeed) -> Vec<PersonId> {
    match &wish.deed {
        Act::Eligible { .. } => vec![wish.person],
        Act::Corrected { of } => {
            let wrong = register.journal.of(*of);
            let wrong = wrong.filter(|event| matches!(event.act, Act::Eligible { .. }));
            wrong.map(|event| event.person).collect()
        }
        _ => Vec::new(),
    }
}

/// The record says what was decided last: a plan asks it too, and *no* in either leaves somebody out.
fn follow_decision(desk: &mut Desk<'_>, person: PersonId) -> Result<(), Problem> {
    let board = desk.register.board();
    let person = board.merged.get(&person).copied().unwrap_or(person);
    let Some(eligibility) = board.persons.get(&person).map(|it| it.eligibility) else {
        return Ok(());
    };
    if let Some(mut record) = desk.register.persons.get(&person).cloned() {
        record.eligibility = eligibility;
        let register = &mut *desk.register;
        register.put_person(desk.ledger, desk.vault, readings(), record)?;
    }
    Ok(())
}

/// Pairs that may be one person, the record to keep first.
pub(super) async fn pairs(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let board = desk.register.board().clone();
        let register = &*desk.register;
        let persons: Vec<Person> = register
            .persons
            .values()
            .filter(|person| !board.merged.contains_key(&person.id))
            .cloned()
            .collect();
        let mut found = twins(&persons, readings());
        found.truncate(LIMIT_MAX);
        let mut known_ms: BTreeMap<PersonId, i64> = BTreeMap::new();
        for event in register.journal.events() {
            let first_ms = known_ms.entry(event.person).or_insert(event.at_ms);
            *first_ms = event.at_ms.min(*first_ms);
        }
        // First the one to keep: what came from a register before what somebody typed on a page, then the older.
        let rank = |id: &PersonId| {
            let source = register.persons.get(id).map(|it| it.source);
            let first_ms = known_ms.get(id).copied().unwrap_or(i64::MAX);
            (source == Some(Source::SelfReport), first_ms, *id)
        };
        let shown: Vec<Value> = found
            .iter()
            .map(|twin| {
                let mut pair = twin.persons;
                pair.sort_by_key(rank);
                let briefs = pair.iter().filter_map(|id| {
                    let person = register.persons.get(id)?;
                    Some(brief(register, person, board.persons.get(id), None))
                });
                let briefs: Vec<Value> = briefs.collect();
                json!({"persons": briefs, "score": twin.score, "reasons": twin.reasons})
            })
            .collect();
        let detail = json!({"pairs": shown.len()});
        let crisis = register.paper.id;
        Deed::new(&who.user, "register-twins-viewed", crisis, detail).note(desk.ledger)?;
        Ok(json!({ "twins": shown }))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
pub(super) struct ErasureWish {
    reason: Option<ErasureReason>,
}

/// Erases a person: the key is destroyed, the file overwritten, the write-ahead log emptied.
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, person)): Path<(String, String)>,
    Asked(wish): Asked<ErasureWish>,
) -> Result<Json<Value>, Problem> {
    let person = person_id(&person)?;
    let (at, user) = (Arc::clone(&app), who.user.clone());
    let receipt = at_desk(&app, &id, move |desk| {
        let reason = wish.reason.unwrap_or(ErasureReason::Asked);
        work::erase(desk, person, reason, &who.user)
    })
    .await?;
    let emptied = tokio::task::spawn_blocking(move || app.crisis.forget_erased()).await;
    let emptied = emptied.map_err(|broken| Problem::internal("work-broke", broken))??;
    // Erased here is erased: what cannot be taken back now is taken back later.
    let recalled = recall_erased(&at, &user).await;
    let recalled = recalled.unwrap_or_else(|problem| {
        tracing::error!(code = problem.code, "not taken back from partners yet");
        0
    });
    Ok(Json(
        json!({"receipt": receipt, "log_emptied": emptied, "recalled": recalled}),
    ))
}

/// Receipts of erasures.
pub(super) async fn receipts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        Ok(json!({"receipts": desk.register.receipts}))
    });
    Ok(Json(answer.await?))
}

/// Records for family reunification, of people who consent to it.
pub(super) async fn pfif(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let source = app.marked_title("Vigie");
    let xml = at_desk(&app, &id, move |desk| {
        work::reunification(desk, &who.user, &source)
    })
    .await?;
    let name = app.file_name("reunification.pfif.xml");
    Ok(file("application/xml; charset=utf-8", &name, xml))
}

/// Class of a person by code, for devices.
pub(super) fn class_code(person: &Person) -> &'static str {
    Class::code(person.needs.class())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_time_that_is_none_is_refused() {
        let (opened_ms, now_ms) = (1_700_000_000_000, 1_700_100_000_000);
        let of = |at_ms| done_ms(Some(at_ms), opened_ms, now_ms);
        assert_eq!(done_ms(None, opened_ms, now_ms).unwrap(), now_ms);
        assert_eq!(of(opened_ms - 86_400_000).unwrap(), opened_ms - 86_400_000);
        assert_eq!(
            of(now_ms + 60_000).unwrap(),
            now_ms,
            "a clock a little ahead"
        );
        for bad in [
            i64::MIN,
            -(1 << 53) - 1,
            -1,
            opened_ms - BEFORE_OPENED_MS - 1,
            now_ms + CLOCK_OFF_MS + 1,
            i64::MAX,
        ] {
            assert_eq!(of(bad).unwrap_err().code, "crisis-event", "{bad}");
        }
        assert!(done_ms(Some(-1), 0, now_ms).is_err(), "before 1970");
    }
}
