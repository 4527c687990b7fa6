//! Cases: what belongs to them, what is overdue, which others they are linked with.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_case::case::{Case, Deed as CaseDeed, Entry, ITEM_KINDS, Item, LINK_WHYS};
use vigie_sea::Time;
use vigie_store::Ledger;

use super::{
    App, Deed, Problem, boarding,
    case_joint::{self, their_cases},
    case_photo,
    gate::Who,
    input::Told,
    outcome,
};
use crate::{auth::Role, live::now};

/// Kind of the documents that hold the entries of cases: each version of a case is one entry.
const KIND: &str = "case";
/// Longest title or note, characters.
const CHARS_MAX: usize = 4_000;
/// Longest identifier of what belongs to a case, characters: an event names its vessels and its area.
const ID_CHARS_MAX: usize = 400;

pub(super) fn entries_of(
    ledger: &Ledger,
    id: Option<&str>,
) -> Result<BTreeMap<String, Vec<Entry>>, vigie_store::Error> {
    let mut cases: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for row in ledger.document_versions(KIND, id)? {
        if let Ok(entry) = serde_json::from_str(&row.body) {
            cases.entry(row.id).or_default().push(entry);
        }
    }
    Ok(cases)
}

impl App {
    pub(super) async fn own_party(&self) -> Result<String, Problem> {
        let Some(desk) = &self.desk else {
            return Ok(case_joint::OWN.to_owned());
        };
        let party = desk.ask(|desk| desk.own.party.to_string()).await;
        party.map_err(|_busy| Problem::busy("desk-busy"))
    }
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let (mut cases, journal) = app
        .ledger(|ledger| Ok((entries_of(ledger, None)?, boarding::journal(ledger)?)))
        .await?;
    let theirs = their_cases(&app).await?;
    let (reports, _) = journal.fold();
    let (now_ms, tables) = (now().ms(), &app.tables);
    let late = |item: &&Item| {
        let report = reports.get(&item.id).filter(|_| item.kind == "report");
        report.is_some_and(|report| {
            boarding::is_overdue(report, &tables.forms, &tables.calendar, now_ms)
        })
    };
    for id in theirs.ids() {
        cases.entry(id.clone()).or_default();
    }
    let shown: Vec<Value> = cases
        .into_iter()
        .map(|(id, own)| {
            let own_shares = Case::fold(&own).shares;
            let entries = theirs.beside(&id, own);
            let case = Case::fold(&entries);
            let overdue = case.overdue(now_ms);
            json!({
                "with": own_shares.keys().map(String::as_str).chain(theirs.parties(&id)).collect::<std::collections::BTreeSet<_>>(),
                "id": id, "title": case.title, "mmsi": case.mmsi, "stage": case.stage, "hold": case.hold,
                "items": case.items.len(), "tasks_open": case.tasks.values().filter(|task| !task.done).count(),
                "reply_due": case.reply_due_ms.map(Time::from_ms), "last": Time::from_ms(case.last_ms),
                "overdue": {"reply": overdue.reply, "tasks": overdue.tasks, "reports": case.items.iter().filter(late).count()},
            })
        })
        .collect();
    Ok(Json(json!({"cases": shown})))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let cases = app.ledger(|ledger| entries_of(ledger, None)).await?;
    let theirs = their_cases(&app).await?;
    let own = cases.get(&id).cloned().unwrap_or_default();
    // With whom we share is ours to say.
    let shares = Case::fold(&own).shares;
    let entries = theirs.beside(&id, own);
    if entries.is_empty() {
        return Err(Problem::not_found(&id));
    }
    let mut case = Case::fold(&entries);
    case.shares = shares;
    let overdue = case.overdue(now().ms());
    let mut others: BTreeMap<&str, Case> = BTreeMap::new();
    let none = Vec::new();
    for other in cases.keys().chain(theirs.ids()).filter(|it| **it != id) {
        let own = cases.get(other).unwrap_or(&none).clone();
        others.insert(other, Case::fold(&theirs.beside(other, own)));
    }
    Ok(Json(json!({
        "id": id, "case": case, "entries": entries, "shared_by": theirs.parties(&id), "partner_reports": theirs.reports(&id),
        "linked": linked(&id, &case, &others), "overdue": overdue,
    })))
}

/// The cases that one is linked with: those it names, and those that name it.
fn linked(id: &str, case: &Case, others: &BTreeMap<&str, Case>) -> Vec<Value> {
    let shown = |other: &str, why: &str, back: bool| {
        let title = others.get(other).map(|case| case.title.as_str());
        json!({"case": other, "why": why, "back": back, "title": title})
    };
    let mut all = Vec::new();
    for (other, why) in &case.links {
        all.push(shown(other, why, false));
    }
    for (other, found) in others {
        for (_, why) in found.links.iter().filter(|link| link.0 == id) {
            all.push(shown(other, why, true));
        }
    }
    all
}

/// What is wrong with a deed, by its code.
fn unfit(deed: &CaseDeed) -> Option<&'static str> {
    let fits = |item: &Item| {
        let length = item.id.chars().count();
        ITEM_KINDS.contains(&item.kind.as_str())
            && !item.id.trim().is_empty()
            && length <= ID_CHARS_MAX
    };
    match deed {
        CaseDeed::Open { .. } => Some("case-open"),
        // What should never have been put in may be taken out, whatever it is.
        CaseDeed::Add { item, .. } if !fits(item) => Some("case-item-unfit"),
        CaseDeed::Link { why, .. } if !LINK_WHYS.contains(&why.as_str()) => Some("case-link-unfit"),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCase {
    title: String,
    #[serde(default)]
    mmsi: Option<u32>,
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewCase>,
) -> Result<Response, Problem> {
    let title = wish.title.trim().to_owned();
    if title.is_empty() || title.chars().count() > CHARS_MAX {
        return Err(Problem::bad("case-title", CHARS_MAX));
    }
    let at_ms = now().ms();
    let id = format!("{}-{at_ms}", app.own_party().await?);
    let deed = CaseDeed::Open {
        title,
        mmsi: wish.mmsi,
    };
    put(&app, &who, &id, deed).await?;
    Ok((StatusCode::CREATED, Json(json!({"id": id}))).into_response())
}

/// Keeps an entry, and tells partners of a case that is held together. Gives how many records left and how many were denied.
async fn put(
    app: &Arc<App>,
    who: &Who,
    id: &str,
    deed: CaseDeed,
) -> Result<(usize, usize), Problem> {
    let entry = Entry {
        at_ms: now().ms(),
        user: who.user.clone(),
        party: app.own_party().await?,
        deed,
    };
    let opens = matches!(entry.deed, CaseDeed::Open { .. });
    let body = serde_json::to_string(&entry).unwrap_or_default();
    let (case, user) = (id.to_owned(), who.user.clone());
    let theirs = their_cases(app).await?;
    let detail = serde_json::to_value(&entry.deed).unwrap_or_default();
    let audit = Deed::new(&who.user, "case-entry", id, detail);
    let done = app
        .change(move |ledger| {
            let own = entries_of(ledger, Some(&case))?.remove(&case);
            let known = theirs.beside(&case, own.unwrap_or_default());
            let mut state = Case::fold(&known);
            if !opens && known.is_empty() {
                return Ok((Err("case-unknown"), None));
            }
            if let Err(fault) = state.apply(&entry) {
                return Ok((Err(fault.code()), None));
            }
            ledger.put_document(KIND, &case, entry.at_ms, &user, &body)?;
            Ok((Ok(()), Some(audit)))
        })
        .await?;
    match done {
        Ok(()) => Ok(case_joint::tell(app, id).await?),
        Err("case-unknown") => Err(Problem::not_found(id)),
        Err(code) => Err(Problem::new(StatusCode::CONFLICT, code, "")),
    }
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(deed): Told<CaseDeed>,
) -> Result<StatusCode, Problem> {
    if let Some(code) = unfit(&deed) {
        return Err(Problem::bad(code, ""));
    }
    if let CaseDeed::Link { case, on: true, .. } = &deed {
        let (to, theirs) = (case.clone(), their_cases(&app).await?);
        let known = app
            .ledger(move |ledger| Ok(entries_of(ledger, Some(&to))?.contains_key(&to)))
            .await?;
        if *case == id || !(known || theirs.ids().any(|it| it == case)) {
            return Err(Problem::bad("case-link-unfit", case));
        }
    }
    let deed = match deed {
        // Who says so and when is for the node to write.
        CaseDeed::Outcome(outcome) => {
            CaseDeed::Outcome(outcome::complete(&app, &who.user, &id, outcome).await?)
        }
        CaseDeed::Share { party, purpose, on } => {
            let fits = vigie_exchange::PartyId::new(&party).is_ok()
                && vigie_exchange::Purpose::new(&purpose).is_ok();
            if !who.role.may(Role::WatchOfficer) {
                return Err(Problem::forbidden(
                    "role-too-low",
                    Role::WatchOfficer.code(),
                ));
            }
            if !fits {
                return Err(Problem::bad("party-unfit", party));
            }
            CaseDeed::Share { party, purpose, on }
        }
        CaseDeed::SharePhoto { sha256, party, on } => {
            let named = (sha256.as_str(), party.as_str(), on);
            case_photo::check(&app, &who, &id, named).await?;
            CaseDeed::SharePhoto { sha256, party, on }
        }
        other => other,
    };
    put(&app, &who, &id, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn case(title: &str, links: &[(&str, &str)]) -> Case {
        let links = links.iter();
        Case {
            title: title.to_owned(),
            links: links
                .map(|(to, why)| ((*to).to_owned(), (*why).to_owned()))
                .collect(),
            ..Case::default()
        }
    }

    #[test]
    fn a_link_is_seen_from_both_cases_and_one_to_an_unknown_case_has_no_title() {
        let here = case("Nets", &[("b", "master"), ("gone", "other")]);
        let others = BTreeMap::from([
            ("b", case("Fins", &[])),
            ("c", case("Tug", &[("a", "owner"), ("b", "other")])),
        ]);
        let shown = json!(linked("a", &here, &others));
        assert_eq!(
            shown,
            json!([
                {"case": "b", "why": "master", "back": false, "title": "Fins"},
                {"case": "gone", "why": "other", "back": false, "title": null},
                {"case": "c", "why": "owner", "back": true, "title": "Tug"},
            ])
        );
    }

    #[test]
    fn what_is_nothing_of_a_case_is_refused_and_may_be_taken_out() {
        let deed = |kind: &str, id: &str, what: &str| -> CaseDeed {
            let deed = json!({"do": what, "item": {"kind": kind, "id": id}, "note": ""});
            serde_json::from_value(deed).unwrap()
        };
        for kind in ITEM_KINDS {
            assert_eq!(unfit(&deed(kind, "1", "add")), None);
        }
        let long = "x".repeat(401);
        for (kind, id) in [("ship", "1"), ("event", " "), ("event", long.as_str())] {
            assert_eq!(unfit(&deed(kind, id, "add")), Some("case-item-unfit"));
            assert_eq!(unfit(&deed(kind, id, "remove")), None);
        }
        let link: CaseDeed =
            serde_json::from_value(json!({"do": "link", "case": "b", "why": "friend"})).unwrap();
        assert_eq!(unfit(&link), Some("case-link-unfit"));
    }
}
