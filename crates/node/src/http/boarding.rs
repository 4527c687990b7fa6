//! Boardings: what devices wrote at sea comes in, in any order and as often as they like; reports as they stand; forms.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vigie_case::{
    case::Deed as CaseDeed,
    clock::{Calendar, Due},
    form::{Form, Forms, filled},
    journal::{Conflict, EDIT_BYTES_MAX, Edit, EditId, Journal, Report},
    package::sha256_hex,
};
use vigie_store::Ledger;

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, Told},
    list::file,
};
use crate::{
    evidence::{gather::conflicts_of, paper::report_sheet, sheet, tables::Tables},
    i18n::Catalogue,
    live::{Realm, now},
    patrol::boarded,
};

/// Kind of the documents that hold edits.
const KIND: &str = "edit";
/// Edits taken at once.
const EDITS_MAX: usize = 2_000;
/// Largest photograph or video, bytes.
pub(super) const ATTACHMENT_BYTES_MAX: usize = 64 << 20;

/// All edits that came in.
pub(crate) fn journal(ledger: &Ledger) -> Result<Journal, vigie_store::Error> {
    let mut journal = Journal::default();
    for row in ledger.document_versions(KIND, None)? {
        // What was kept had been checked.
        if let Ok(edit) = serde_json::from_str::<Edit>(&row.body) {
            drop(journal.take(edit));
        }
    }
    Ok(journal)
}

/// The forms, and the calendar by which their dates are reckoned: a device takes both along.
pub(super) async fn show_forms(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let mut shown = serde_json::to_value(&app.tables.forms)
        .map_err(|fault| Problem::internal("forms-unreadable", fault))?;
    shown["calendar"] = json!(app.tables.calendar);
    Ok(Json(shown))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edits {
    edits: Vec<Value>,
}

/// An edit with its text, or its id and why it is refused. One that this program cannot read, such as a newer page's, keeps
/// none of those that came with it out.
fn read(edit: &Value) -> Result<(Edit, String), Value> {
    let refuse = |code: &str| Err(json!({"id": edit["id"], "code": code}));
    let unfit = vigie_case::Error::Edit { what: "form" };
    let Ok(known) = serde_json::from_value::<Edit>(edit.clone()) else {
        return refuse(unfit.code());
    };
    if let Err(fault) = known.check() {
        return refuse(fault.code());
    }
    let body = serde_json::to_string(&known).unwrap_or_default();
    if body.len() > EDIT_BYTES_MAX {
        return refuse("edit-too-large");
    }
    Ok((known, body))
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(told): Told<Edits>,
) -> Result<Json<Value>, Problem> {
    if told.edits.len() > EDITS_MAX {
        return Err(Problem::bad("edits-too-many", EDITS_MAX));
    }
    let (mut fit, mut refused) = (Vec::new(), Vec::new());
    for edit in &told.edits {
        // Without an id nobody could tell the writer which one is meant.
        if serde_json::from_value::<EditId>(edit["id"].clone()).is_err() {
            return Err(Problem::bad("edit-unfit", "id"));
        }
        match read(edit) {
            Ok(known) => fit.push(known),
            Err(why) => refused.push(why),
        }
    }
    let user = who.user.clone();
    let (taken, known) = app
        .change(move |ledger| {
            let (mut taken, mut known) = (0_usize, 0_usize);
            for (edit, body) in &fit {
                let id = format!("{}/{:012}", edit.id.device, edit.id.seq);
                let same = ledger.document_versions(KIND, Some(&id))?;
                if same.iter().any(|row| row.body == *body) {
                    known += 1;
                    continue;
                }
                ledger.put_document(KIND, &id, now().ms(), &user, body)?;
                taken += 1;
            }
            let detail = json!({"taken": taken, "known": known});
            let deed = (taken > 0).then(|| Deed::new(&user, "edits-taken", "", detail));
            Ok(((taken, known), deed))
        })
        .await?;
    if taken > 0
        && let Err(problem) = super::case_joint::tell_all(&app).await
    {
        // The edits are kept; what was not told is told at the next entry.
        tracing::warn!(code = problem.code, "partners of a case not told");
    }
    if taken > 0
        && let Err(problem) = super::patrol::settle(&app, &who.user).await
    {
        // What was not taken in here is at the next edit or start of the node.
        tracing::warn!(code = problem.code, "boardings not counted");
    }
    Ok(Json(
        json!({"taken": taken, "known": known, "refused": refused}),
    ))
}

#[derive(Deserialize)]
pub(super) struct Known {
    /// What the device has: `device:count,device:count`.
    known: Option<String>,
}

pub(super) async fn give(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Known>,
) -> Result<Json<Value>, Problem> {
    let known: BTreeMap<String, u64> = asked
        .known
        .unwrap_or_default()
        .split(',')
        .filter_map(|pair| pair.rsplit_once(':'))
        .filter_map(|(device, seq)| Some((device.to_owned(), seq.parse().ok()?)))
        .collect();
    let journal = app.ledger(|ledger| journal(ledger)).await?;
    let edits: Vec<&Edit> = journal.beyond(&known).take(EDITS_MAX).collect();
    Ok(Json(json!({"edits": edits})))
}

/// By when a report is due, if its form says so and the moment from which it counts is known.
pub(crate) fn due(report: &Report, form: Option<&Form>, calendar: &Calendar) -> Option<Due> {
    let form = form?;
    let end_ms = report.fields.get(form.due_from.as_deref()?)?.as_i64()?;
    calendar.due(&form.scheme, end_ms, form.due_working_days?)
}

/// Whether a report should have been sent by now: its date has passed, and it is not complete.
pub(super) fn is_overdue(report: &Report, forms: &Forms, calendar: &Calendar, now_ms: i64) -> bool {
    let form = forms.form(&report.form);
    let is_whole =
        report.complete && form.is_some_and(|form| forms.faults(form, &report.fields).is_empty());
    let is_late = due(report, form, calendar).is_some_and(|due| due.ms <= now_ms);
    is_late && !is_whole && !report.is_withdrawn()
}

/// What the node knows about reports beside themselves.
struct Beside {
    conflicts: Vec<Conflict>,
    /// Reports on which an outcome of a case rests.
    confirmed: BTreeSet<String>,
    /// Names of assets.
    assets: Vec<String>,
}

/// Reports on which an outcome rests.
fn confirmed(ledger: &Ledger) -> Result<BTreeSet<String>, vigie_store::Error> {
    let cases = super::case::entries_of(ledger, None)?;
    let entries = cases.into_values().flatten();
    let named = entries.filter_map(|entry| match entry.deed {
        CaseDeed::Outcome(outcome) => Some(outcome.report),
        _ => None,
    });
    Ok(named.filter(|report| !report.is_empty()).collect())
}

/// Why a report is not verified, as codes; nothing if it is.
fn unverified(report: &Report, forms: &Forms, beside: &Beside) -> Vec<&'static str> {
    let form = forms.form(&report.form);
    let is_contested = |one: &Conflict| match one {
        Conflict::Field { report: name, .. } | Conflict::Begin { report: name } => {
            *name == report.report
        }
        Conflict::Twin { .. } => false,
    };
    let has_faults = form.is_none_or(|form| !forms.faults(form, &report.fields).is_empty());
    let codes = [
        (report.is_withdrawn(), "withdrawn"),
        (!report.complete, "not-complete"),
        (has_faults, "faults"),
        (beside.conflicts.iter().any(is_contested), "contested"),
        (form.is_none_or(|form| !form.verified), "form-not-verified"),
        (
            !forms.unverified(&report.fields).is_empty(),
            "measure-not-verified",
        ),
        (!beside.confirmed.contains(&report.report), "no-outcome"),
    ];
    let codes = codes.into_iter().filter(|(is_so, _)| *is_so);
    codes.map(|(_, code)| code).collect()
}

/// A report with what is wrong with it, when it is due, whether it is verified, and what the planner takes of it.
fn shown(report: &Report, forms: &Forms, calendar: &Calendar, beside: &Beside) -> Value {
    let form = forms.form(&report.form);
    let faults = form.map(|form| forms.faults(form, &report.fields));
    let due = due(report, form, calendar);
    let overdue = is_overdue(report, forms, calendar, now().ms());
    let mut value = serde_json::to_value(report).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.insert("faults".to_owned(), json!(faults));
        map.insert("due_ms".to_owned(), json!(due.as_ref().map(|due| due.ms)));
        map.insert("due".to_owned(), json!(due));
        map.insert("overdue".to_owned(), json!(overdue));
        map.insert("withdrawn".to_owned(), json!(report.is_withdrawn()));
        let codes = unverified(report, forms, beside);
        map.insert("verified".to_owned(), json!(codes.is_empty()));
        map.insert("unverified".to_owned(), json!(codes));
        let told = match boarded::delivered(report, &beside.conflicts, &beside.assets) {
            Ok(told) => json!(told),
            Err(silent) => json!({"silent": silent.code()}),
        };
        map.insert("patrol".to_owned(), told);
        map.insert(
            "due_source".to_owned(),
            json!(form.and_then(|f| f.due_source.clone())),
        );
    }
    value
}

pub(super) async fn reports(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let Tables {
        forms, calendar, ..
    } = &app.tables;
    let (journal, confirmed, assets) = app
        .ledger(|ledger| {
            let assets = boarded::asset_names(ledger)?;
            Ok((journal(ledger)?, confirmed(ledger)?, assets))
        })
        .await?;
    let (reports, conflicts) = journal.fold();
    let beside = Beside {
        conflicts,
        confirmed,
        assets,
    };
    let reports: Vec<Value> = reports
        .values()
        .map(|report| shown(report, forms, calendar, &beside))
        .collect();
    Ok(Json(json!({
        "reports": reports, "conflicts": beside.conflicts, "edits": journal.len(),
        "forms_version": forms.version, "forms_sha256": forms.sha256,
        "calendar": {"id": calendar.id, "version": calendar.version, "source": calendar.source, "date": calendar.date,
            "sha256": calendar.sha256},
    })))
}

#[derive(Deserialize)]
pub(super) struct Paper {
    lang: Option<String>,
}

pub(super) async fn paper(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Asked(asked): Asked<Paper>,
) -> Result<Response, Problem> {
    let Tables {
        forms, calendar, ..
    } = &app.tables;
    let journal = app.ledger(|ledger| journal(ledger)).await?;
    let (reports, conflicts) = journal.fold();
    let report = reports
        .get(&name)
        .ok_or_else(|| Problem::not_found(&name))?;
    let form = forms
        .form(&report.form)
        .ok_or_else(|| Problem::bad("form-unknown", &report.form))?;
    let catalogue = Catalogue::new(asked.lang.as_deref().unwrap_or("en"));
    let realm = match &app.realm {
        Realm::Live => "live",
        Realm::Exercise(_) => "exercise",
    };
    let conflicts = conflicts_of(&name, &journal, &conflicts);
    let told = (report, conflicts.as_slice());
    let bytes = report_sheet(told, form, forms, calendar, realm, &catalogue);
    Ok(([(header::CONTENT_TYPE, sheet::MEDIA)], bytes).into_response())
}

#[derive(Deserialize)]
pub(super) struct Fill {
    form: String,
    mmsi: u32,
}

/// What the node knows of a vessel, for the fields of a form.
pub(super) async fn fill(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Fill>,
) -> Result<Json<Value>, Problem> {
    let forms = &app.tables.forms;
    let form = forms
        .form(&asked.form)
        .ok_or_else(|| Problem::bad("form-unknown", &asked.form))?;
    let mmsi = asked.mmsi;
    let mut known = app
        .ask(move |engine| {
            let tracks = engine.watch.vessel(mmsi);
            let newest = tracks.iter().max_by_key(|vessel| vessel.last.time)?;
            let identity = &newest.identity;
            // Not her place: where she was last heard is not where she is met, and the field must be filled by who was there.
            Some(json!({
                "vessel.name": identity.name, "vessel.flag": super::vessel::flag(newest),
                "vessel.call_sign": identity.call_sign, "vessel.imo": identity.imo,
                "vessel.length_m": identity.length_m,
            }))
        })
        .await?
        .unwrap_or_else(|| json!({}));
    known["vessel.mmsi"] = json!(mmsi);
    if let Some(desk) = &app.desk {
        let name = desk.ask(|desk| desk.own.name.clone()).await;
        known["own.name"] = json!(name.map_err(|_busy| Problem::busy("desk-busy"))?);
    }
    let empty = Map::new();
    let values = filled(forms, form, known.as_object().unwrap_or(&empty));
    Ok(Json(json!({"fields": values})))
}

pub(super) async fn put_attachment(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(sha256): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    if sha256_hex(&body) != sha256 {
        return Err(Problem::bad("attachment-changed", &sha256));
    }
    let (attachments, sum) = (app.attachments.clone(), sha256.clone());
    let size = body.len();
    let kept = tokio::task::spawn_blocking(move || attachments.put(&sum, &body)).await;
    kept.map_err(|broken| Problem::internal("work-broke", broken))??;
    app.note(Deed::new(
        &who.user,
        "attachment-kept",
        &sha256,
        json!({"bytes": size}),
    ))
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn attachment(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
) -> Result<Response, Problem> {
    let (attachments, sum) = (app.attachments.clone(), sha256.clone());
    let read = tokio::task::spawn_blocking(move || attachments.read(&sum)).await;
    let read = read.map_err(|broken| Problem::internal("work-broke", broken))??;
    let bytes = read.ok_or_else(|| Problem::not_found(&sha256))?;
    // Bytes of others are never shown as a page of this node.
    let name = app.file_name(&sha256);
    Ok(file("application/octet-stream", &name, bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_edit_that_cannot_be_read_is_refused_by_its_id_and_alone() {
        let edit = json!({"id": {"device": "a", "seq": 1}, "at_ms": 0, "user": "roy", "report": "r",
            "act": {"do": "complete"}});
        assert_eq!(read(&edit).unwrap().0.id.seq, 1);
        let long = json!({"do": "step", "step": "aboard", "note": "x".repeat(EDIT_BYTES_MAX)});
        for (part, value, code) in [
            (
                "act",
                json!({"do": "dictate", "text": "nets"}),
                "edit-unfit",
            ),
            ("act", long, "edit-too-large"),
            ("more", json!(1), "edit-unfit"),
            ("report", json!(""), "edit-unfit"),
        ] {
            let mut wrong = edit.clone();
            wrong[part] = value;
            let refused = read(&wrong).unwrap_err();
            assert_eq!(refused, json!({"id": edit["id"], "code": code}), "{part}");
        }
    }
}
