//! Notices of transshipment: files of them, and each beside what was heard.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{ArchiveReader, ListRow};
use vigie_watch::{NoticeClaim, NoticeFile, NoticeInfo, NoticeReport, Party};

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, moment, words},
    vessel_list::{id_of, kept_text},
};
use crate::{engine::Engine, live::now, notices};

const FILES_MAX: usize = 200;
const LIMIT: usize = 100;
const LIMIT_MAX: usize = 500;

#[derive(Deserialize)]
pub(super) struct About {
    name: Option<String>,
    source: Option<String>,
    /// Period for which the file holds every notice, `FROM/UNTIL`.
    complete: Option<String>,
    /// Areas in which it does; none means everywhere.
    complete_area: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    from: Option<String>,
    to: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
}

fn shown(file: &NoticeFile) -> Value {
    json!({
        "id": file.info.id, "name": file.info.name, "source": file.info.source,
        "rows": file.rows.len(), "faults": file.faults.len(), "rows_dropped": file.rows_dropped(),
        "complete": file.info.complete,
    })
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let files = app
        .ask(|engine| {
            let files = engine.watch.context().notices.iter();
            files.map(shown).collect::<Vec<_>>()
        })
        .await?;
    Ok(Json(json!({"files": files})))
}

fn info_of(about: &About) -> Result<NoticeInfo, Problem> {
    let name = about.name.clone().filter(|n| !n.trim().is_empty());
    let name = name.unwrap_or_else(|| notices::KIND.to_owned());
    let areas = words(about.complete_area.as_deref());
    let period = about.complete.as_deref().filter(|c| !c.trim().is_empty());
    let mut complete = Vec::new();
    if let Some(text) = period {
        let unfit = || Problem::bad("notices-complete-unreadable", text);
        // An area has a place of its own in the query.
        let whole = NoticeClaim::parse(text).filter(|claim| claim.area.is_none());
        let whole = whole.ok_or_else(unfit)?;
        // Of what is still to come nobody has every notice.
        let until = whole.until.min(now());
        if until < whole.from {
            return Err(unfit());
        }
        let whole = NoticeClaim { until, ..whole };
        let in_area = |area: String| NoticeClaim {
            area: Some(area),
            ..whole.clone()
        };
        complete.extend(areas.into_iter().map(in_area));
        if complete.is_empty() {
            complete.push(whole);
        }
    } else if let Some(area) = areas.first() {
        return Err(Problem::bad("notices-complete-unreadable", area));
    }
    Ok(NoticeInfo {
        id: id_of(&name),
        name,
        source: about.source.clone().unwrap_or_default(),
        complete,
    })
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Asked(about): Asked<About>,
    body: Bytes,
) -> Result<Response, Problem> {
    let info = info_of(&about)?;
    if info.id.is_empty() {
        return Err(Problem::bad("list-name-unfit", info.name));
    }
    let text = kept_text(&body);
    let file =
        NoticeFile::from_csv(info, &body).map_err(|error| Problem::bad(error.code(), &error))?;
    let body = shown(&file);
    let faults: Vec<Value> = file
        .faults
        .iter()
        .take(100)
        .map(|f| json!({"line": f.line, "reason": f.reason, "column": f.column, "row_dropped": f.row_dropped}))
        .collect();
    let deed = Deed::new(&who.user, "notices-added", &file.info.id, body.clone());
    app.ask(move |engine| load(engine, file, text, &deed))
        .await??;
    Ok((
        StatusCode::CREATED,
        Json(json!({"file": body, "faults": faults})),
    )
        .into_response())
}

/// Adds a file to the watch, from the next observation on, and keeps it with that number.
fn load(engine: &mut Engine, file: NoticeFile, text: String, deed: &Deed) -> Result<(), Problem> {
    let known = &engine.watch.context().notices;
    if known.get(&file.info.id).is_none() && known.iter().count() >= FILES_MAX {
        return Err(Problem::bad("lists-too-many", FILES_MAX));
    }
    let row = ListRow {
        id: notices::kept_id(&file.info.id),
        from_arrival: engine.archive.next_arrival(),
        until_arrival: None,
        name: file.info.name.clone(),
        kind: notices::KIND.to_owned(),
        date: now().to_string(),
        source: file.info.source.clone(),
        row_count: file.rows.len() as u64,
        fault_count: file.faults.len() as u64,
        complete_for: serde_json::to_string(&file.info.complete).unwrap_or_default(),
        body: text,
    };
    engine.ledger.whole(|ledger| {
        ledger.put_list(&row)?;
        deed.note(ledger)
    })?;
    engine.watch.context_mut().notices.put(file);
    engine.context_changed();
    Ok(())
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let wanted = id.clone();
    let removed = app
        .ask(move |engine| {
            if engine.watch.context().notices.get(&wanted).is_none() {
                return Ok(false);
            }
            let arrival = engine.archive.next_arrival();
            engine.ledger.whole(|ledger| {
                ledger.end_list(&notices::kept_id(&wanted), arrival)?;
                Deed::new(&who.user, "notices-removed", &wanted, json!({})).note(ledger)
            })?;
            engine.watch.context_mut().notices.remove(&wanted);
            engine.context_changed();
            Ok::<bool, vigie_store::Error>(true)
        })
        .await??;
    if !removed {
        return Err(Problem::not_found(&id));
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The notices that stand, each with whether its vessels were heard in its window and the meeting it was found at.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Value>, Problem> {
    let from = moment(wanted.from.as_deref())?;
    let until = moment(wanted.to.as_deref())?;
    let page = (
        wanted.offset.unwrap_or(0),
        wanted.limit.unwrap_or(LIMIT).min(LIMIT_MAX),
    );
    let ((rows, total), reached, first) = app
        .ask(move |engine| {
            let watch = &engine.watch;
            let first = watch.vessels().map(|v| v.first.time).min();
            (watch.notice_report(from, until, page), watch.now(), first)
        })
        .await?;
    let silences = app.ledger(|ledger| ledger.silences()).await?;
    let silences = silences.iter().map(|s| (s.start_ms, s.end_ms)).collect();
    let archive = app.archive.clone();
    let work = move || -> Result<Vec<Value>, vigie_store::Error> {
        let rolled = archive.rolls()?.iter().map(|roll| roll.time_min_ms).min();
        // What was deleted, or came before this node listened, was not unheard.
        let known = Known {
            from: rolled.map(Time::from_ms).or(first),
            until: reached,
            silences,
        };
        rows.iter().map(|row| line(row, &archive, &known)).collect()
    };
    let lines = tokio::task::spawn_blocking(work).await;
    let lines = lines.map_err(|broken| Problem::internal("work-broke", broken))??;
    Ok(Json(json!({"total": total, "notices": lines})))
}

/// The time of which it can be said that somebody was not heard.
struct Known {
    from: Option<Time>,
    until: Option<Time>,
    /// When the node, or a feed, did not listen, milliseconds.
    silences: Vec<(i64, i64)>,
}

fn line(
    row: &NoticeReport,
    archive: &ArchiveReader,
    known: &Known,
) -> Result<Value, vigie_store::Error> {
    let notice = &row.standing.notice;
    let heard = |mmsis: &[u32]| heard(archive, mmsis, (notice.from, notice.until), known);
    let (event, outcome) = row.meeting.clone().unzip();
    Ok(json!({
        "file": row.standing.file, "id": notice.id, "source": row.standing.source,
        "notified_at": notice.notified_at, "first_notified": row.standing.first_notified,
        "from": notice.from, "until": notice.until, "place": notice.place,
        "donor": party(&notice.donor), "receiver": party(&notice.receiver),
        "observer": notice.observer, "authorisation": notice.authorisation, "status": notice.status,
        "donor_heard": heard(&row.donor)?, "receiver_heard": heard(&row.receiver)?,
        "event": event, "outcome": outcome,
    }))
}

fn party(party: &Party) -> Value {
    json!({"imo": party.imo, "mmsi": party.mmsi, "call_sign": party.call_sign, "name": party.name})
}

/// Whether any of these was heard in a window; `None` where it cannot be told.
fn heard(
    archive: &ArchiveReader,
    mmsis: &[u32],
    (from, until): (Time, Time),
    known: &Known,
) -> Result<Option<bool>, vigie_store::Error> {
    for mmsi in mmsis {
        if !archive.track(*mmsi, from.ms(), until.ms())?.is_empty() {
            return Ok(Some(true));
        }
    }
    let listened = known.from.is_some_and(|first| first <= from)
        && known.until.is_some_and(|last| last >= until);
    let mut spans = known.silences.iter();
    let deaf = spans.any(|(start, end)| *start <= until.ms() && *end >= from.ms());
    Ok((!mmsis.is_empty() && listened && !deaf).then_some(false))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_claim_needs_a_period_and_may_have_areas() {
        let about = |complete: Option<&str>, area: Option<&str>| About {
            name: Some("NPFC May".to_owned()),
            source: None,
            complete: complete.map(str::to_owned),
            complete_area: area.map(str::to_owned),
        };
        let claims = |complete, area| info_of(&about(complete, area)).map(|info| info.complete);
        assert!(claims(None, None).is_ok_and(|c| c.is_empty()));
        let whole = claims(Some("2026-05-01/2026-05-31"), None);
        assert!(whole.is_ok_and(|c| c.len() == 1));
        let two = claims(Some("2026-05/2026-05"), Some("a, b"));
        assert!(two.is_ok_and(|c| c.iter().all(|c| c.area.is_some()) && c.len() == 2));
        for (complete, area) in [
            (Some("May"), None),
            (None, Some("a")),
            (Some("2026-05/2026-05/a"), None),
        ] {
            assert!(claims(complete, area).is_err());
        }
    }
}
