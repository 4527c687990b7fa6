//! The register of a crisis: for consular officers. Every look is in the audit, by ids; names and search words are not,
//! because an audit is not erased.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{
    Act, Class, ErasureReason, FunnelState, Imported, Mapping, Person, PersonId, Purpose, Source,
    Standing, Table, import, twins,
};

use super::{
    App, Deed, Problem,
    crisis::{at_desk, new_id},
    gate::Who,
    input::{Asked, Told},
};
use crate::{
    crisis::{
        Register, TableFile, read_table, readings, recall_erased,
        work::{self, place_of_person},
    },
    live::now,
};

/// Persons listed at once.
const LIMIT: usize = 50;
const LIMIT_MAX: usize = 200;
/// Rows kept in one change of an import: others get their turn between.
const ROWS_AT_ONCE: usize = 1_000;
/// Rows of the quarantine that an answer names.
const QUARANTINE_SHOWN: usize = 500;

fn refused(error: &vigie_crisis::Error) -> Problem {
    Problem::bad(error.code(), error)
}

#[derive(Deserialize)]
pub(super) struct Sought {
    q: Option<String>,
    state: Option<FunnelState>,
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
        "class": person.needs.class().code(), "minor": person.needs.minor,
        "needs_help": standing.is_some_and(|s| s.needs_help), "score": score,
    })
}

/// People by name in any writing, or by state.
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
        let fits = |person: &PersonId| {
            let state = board.persons.get(person).map(|standing| standing.state);
            asked.state.is_none() || state == asked.state
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
        let detail =
            json!({"shown": ids, "by_name": !query.trim().is_empty(), "state": asked.state});
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
        let due = standing.and_then(|s| {
            register
                .paper
                .retention
                .due(s, register.paper.closed_ms, register.paper.hold.is_some())
        });
        Ok(json!({
            "person": known, "standing": standing, "events": events, "group": group,
            "conflicts": conflicts, "erasure_due": due, "held": register.paper.hold.is_some(),
        }))
    });
    Ok(Json(answer.await?))
}

/// Registers a person, or replaces a record. The id of a new person is given by the node.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, person)): Path<(String, String)>,
    Told(mut record): Told<Person>,
) -> Result<Json<Value>, Problem> {
    record.id = person_id(&person)?;
    keep(&app, &id, who, record, false).await
}

/// Registers a person.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(mut record): Told<Person>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    record.id = PersonId(new_id()?);
    let answer = keep(&app, &id, who, record, true).await?;
    Ok((StatusCode::CREATED, answer))
}

async fn keep(
    app: &Arc<App>,
    id: &str,
    who: Who,
    record: Person,
    is_new: bool,
) -> Result<Json<Value>, Problem> {
    record.check().map_err(|error| refused(&error))?;
    let answer = at_desk(app, id, move |desk| {
        if !is_new && !desk.register.persons.contains_key(&record.id) {
            return Err(Problem::not_found(record.id));
        }
        let (person, source, crisis) = (record.id, record.source, desk.register.paper.id);
        let changed = desk
            .register
            .put_person(desk.ledger, desk.vault, readings(), record)?;
        if is_new {
            let at_ms = now().ms();
            let new = [(person, source)];
            desk.register
                .note_registered(desk.ledger, &new, &who.user, at_ms)?;
        }
        let action = if is_new {
            "person-registered"
        } else {
            "person-changed"
        };
        Deed::new(&who.user, action, person, json!({"crisis": crisis})).note(desk.ledger)?;
        Ok(json!({"id": person, "changed": changed}))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDeed {
    person: PersonId,
    deed: Act,
    /// When, if not now, milliseconds since 1970 UTC.
    at_ms: Option<i64>,
}

/// Notes what happened to a person: a call, an answer, a decision, a correction, a merge, a settled contradiction.
pub(super) async fn deed(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewDeed>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let is_about_events = matches!(
            wish.deed,
            Act::Corrected { .. } | Act::Settled { .. } | Act::Merged { .. }
        );
        let known = desk.register.board().persons.contains_key(&wish.person);
        if !known && !is_about_events {
            return Err(Problem::not_found(wish.person));
        }
        let at_ms = wish.at_ms.unwrap_or_else(|| now().ms()).min(now().ms());
        let crisis = desk.register.paper.id;
        let detail = json!({"crisis": crisis, "deed": wish.deed});
        let event = desk
            .register
            .note(desk.ledger, wish.person, wish.deed, &who.user, at_ms)?;
        Deed::new(&who.user, "journey-noted", wish.person, detail).note(desk.ledger)?;
        Ok(json!({ "event": event }))
    });
    Ok((StatusCode::CREATED, Json(answer.await?)))
}

#[derive(Deserialize)]
pub(super) struct ImportWish {
    source: Source,
    /// Column to heading, JSON; guessed from the headings when absent.
    mapping: Option<String>,
    /// Which sheet of a workbook; the first whose headings name people when absent.
    sheet: Option<String>,
    /// Only says what would happen.
    #[serde(default)]
    dry: bool,
}

/// Reads a register from a file.
pub(super) async fn import_file(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(wish): Asked<ImportWish>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let wanted = wish.sheet.clone();
    let read = tokio::task::spawn_blocking(move || read_table(&body, wanted.as_deref())).await;
    let read = read.map_err(|broken| Problem::internal("work-broke", broken))?;
    let TableFile { table, sheets } = read.map_err(|fault| Problem::bad(fault.code(), ""))?;
    let mapping = match &wish.mapping {
        Some(text) => serde_json::from_str::<Mapping>(text)
            .map_err(|fault| Problem::bad("crisis-import-mapping", fault))?,
        None => Mapping::guess(&table.headings),
    };
    let crisis = id.parse().map_err(|_form| Problem::not_found(&id))?;
    let at = now();
    let purpose = Purpose {
        crisis,
        source: wish.source,
        at_ms: at.ms(),
        today: work::day_of(at),
    };
    let (table, mapping, mut imported) = read_off_thread(table, mapping, purpose).await?;
    let mut counts = [0_usize; 3];
    if !wish.dry {
        work::sort_for_keeping(&mut imported);
        for rows in imported.persons.chunks(ROWS_AT_ONCE) {
            let rows: Vec<Person> = rows.iter().map(|(_, person)| person.clone()).collect();
            let who = who.clone();
            let part = at_desk(&app, &id, move |desk| {
                work::keep_rows(desk, rows, &who.user)
            })
            .await?;
            for (sum, n) in counts.iter_mut().zip(part) {
                *sum += n;
            }
        }
    }
    let [added, changed, same] = counts;
    let shown: Vec<_> = imported.quarantine.iter().take(QUARANTINE_SHOWN).collect();
    Ok(Json(json!({
        "rows": table.rows.len(), "read": imported.persons.len(), "added": added, "changed": changed,
        "same": same, "quarantined": imported.quarantine.len(), "quarantine": shown,
        "headings": table.headings, "mapping": mapping, "dry": wish.dry, "sheet": table.sheet, "sheets": sheets,
    })))
}

async fn read_off_thread(
    table: Table,
    mapping: Mapping,
    purpose: Purpose,
) -> Result<(Table, Mapping, Imported), Problem> {
    let done = tokio::task::spawn_blocking(move || {
        let imported = import(&table, &mapping, &purpose).map_err(|error| refused(&error))?;
        Ok((table, mapping, imported))
    });
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))?
}

/// Pairs that may be one person.
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
        let shown: Vec<Value> = found
            .iter()
            .map(|twin| {
                let briefs = twin.persons.iter().filter_map(|id| {
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
    let xml = at_desk(&app, &id, move |desk| work::reunification(desk, &who.user)).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"reunification.pfif.xml\"",
        ),
    ];
    Ok((headers, xml).into_response())
}

/// Class of a person by code, for devices.
pub(super) fn class_code(person: &Person) -> &'static str {
    Class::code(person.needs.class())
}
