//! What goes on paper to others: the letter to the flag State, and the counts for the annual report of a scheme.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use vigie_case::{case::Case, statistics::statistics};
use vigie_sea::Time;

use super::{
    App, Deed, Problem, boarding,
    case::entries_of,
    case_joint::their_cases,
    gate::Who,
    input::{Asked, moment},
    list::file,
};
use crate::{
    evidence::{
        gather::{conflicts_of, contested},
        letter::{Referral, letter},
        sheet,
    },
    i18n::Catalogue,
    live::now,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    lang: Option<String>,
    /// A report of the case; the first if none is named.
    report: Option<String>,
}

/// The letter to the flag State as a draft.
pub(super) async fn draft(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let case = id.clone();
    let (own, journal) = app
        .ledger(move |ledger| {
            let own = entries_of(ledger, Some(&case))?.remove(&case);
            Ok((own.unwrap_or_default(), boarding::journal(ledger)?))
        })
        .await?;
    let entries = their_cases(&app).await?.beside(&id, own);
    if entries.is_empty() {
        return Err(Problem::not_found(&id));
    }
    let case = Case::fold(&entries);
    let (reports, conflicts) = journal.fold();
    let mut named = case.items.iter().filter(|item| item.kind == "report");
    let report = named.find(|item| {
        let wanted = wanted.report.as_ref();
        reports.contains_key(&item.id) && wanted.is_none_or(|name| *name == item.id)
    });
    let report = report.and_then(|item| reports.get(&item.id));
    let report = report.ok_or_else(|| Problem::bad("letter-no-report", &id))?;
    // A letter that picks one of two values tells another State what nobody decided.
    let conflicts = conflicts_of(&report.report, &journal, &conflicts);
    let open = contested(&conflicts);
    if !open.is_empty() {
        let fields = open.join(", ");
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "letter-contested",
            fields,
        ));
    }
    let from = match &app.desk {
        Some(desk) => desk
            .ask(|desk| desk.own.name.clone())
            .await
            .map_err(|_busy| Problem::busy("desk-busy"))?,
        None => String::new(),
    };
    let catalogue = Catalogue::new(wanted.lang.as_deref().unwrap_or("en"));
    let bytes = letter(
        &Referral {
            id: &id,
            case: &case,
            report,
            forms: &app.tables.forms,
            calendar: &app.tables.calendar,
            from: &from,
            at: now(),
            exercise: app.realm.is_exercise(),
        },
        &catalogue,
    );
    let detail = json!({"report": report.report, "language": catalogue.language()});
    app.note(Deed::new(&who.user, "letter-drafted", &id, detail))
        .await?;
    Ok(([(header::CONTENT_TYPE, sheet::MEDIA)], bytes).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    from: Option<String>,
    to: Option<String>,
    format: Option<String>,
}

/// Inspections, refusals and apparent violations by scheme and flag.
pub(super) async fn counts(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Period>,
) -> Result<Response, Problem> {
    let ms = |time: Option<Time>, open: i64| time.map_or(open, Time::ms);
    let from_ms = ms(moment(asked.from.as_deref())?, i64::MIN);
    let until_ms = ms(moment(asked.to.as_deref())?, i64::MAX);
    let forms = &app.tables.forms;
    let journal = app.ledger(|ledger| boarding::journal(ledger)).await?;
    let (reports, _) = journal.fold();
    // What was taken back is no boarding of any year.
    let standing = reports.values().filter(|report| !report.is_withdrawn());
    let (rows, left_out) = statistics(standing, forms, from_ms, until_ms);
    if asked.format.as_deref() != Some("csv") {
        return Ok(Json(
            json!({"rows": rows, "left_out": left_out, "forms_version": forms.version, "forms_sha256": forms.sha256}),
        )
        .into_response());
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let broken = |fault: csv::Error| Problem::internal("work-broke", fault);
    out.write_record([
        "scheme",
        "flag",
        "reports",
        "completed",
        "refused",
        "other",
        "sightings",
        "with_violations",
        "violations",
    ])
    .map_err(broken)?;
    for row in &rows {
        let cited: Vec<String> = row
            .violations
            .iter()
            .map(|(measure, count)| {
                // What nobody compared with the text in force says so in every form of the counts.
                let mark = if row.unverified.contains(measure) {
                    " [not verified against its text]"
                } else {
                    ""
                };
                format!("{measure}{mark}: {count}")
            })
            .collect();
        out.write_record([
            row.scheme.as_str(),
            &row.flag,
            &row.reports.to_string(),
            &row.completed.to_string(),
            &row.refused.to_string(),
            &row.other.to_string(),
            &row.sightings.to_string(),
            &row.with_violations.to_string(),
            &cited.join("; "),
        ])
        .map_err(broken)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|fault| Problem::internal("work-broke", fault))?;
    let name = app.file_name("inspections.csv");
    Ok(file(
        "text/csv; charset=utf-8",
        &name,
        app.marked_table(bytes)?,
    ))
}
