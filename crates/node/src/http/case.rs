//! Cases, and what goes from them into a package.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_case::{
    case::{Case, Deed as CaseDeed, Entry},
    form::BUILTIN_FORMS,
};
use vigie_sea::Time;
use vigie_store::{Kept, Ledger};

use super::{
    App, Deed, Problem, boarding,
    case_joint::{self, their_cases},
    gate::Who,
    input::Told,
    outcome,
};
use crate::{
    auth::Role,
    evidence::gather::{Material, attachments_of},
    live::{Realm, now},
};

/// Kind of the documents that hold the entries of cases: each version of a case is one entry.
const KIND: &str = "case";
/// Longest title or note, characters.
const CHARS_MAX: usize = 4_000;
/// Days of positions of each vessel that go into a package.
const TRACK_MS: i64 = 60 * 86_400_000;

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
    let mut cases = app.ledger(|ledger| entries_of(ledger, None)).await?;
    let theirs = their_cases(&app).await?;
    for id in theirs.ids() {
        cases.entry(id.clone()).or_default();
    }
    let shown: Vec<Value> = cases
        .into_iter()
        .map(|(id, own)| {
            let own_shares = Case::fold(&own).shares;
            let entries = theirs.beside(&id, own);
            let case = Case::fold(&entries);
            json!({
                "with": own_shares.keys().map(String::as_str).chain(theirs.parties(&id)).collect::<std::collections::BTreeSet<_>>(),
                "id": id, "title": case.title, "mmsi": case.mmsi, "stage": case.stage, "hold": case.hold,
                "items": case.items.len(), "tasks_open": case.tasks.values().filter(|task| !task.done).count(),
                "reply_due": case.reply_due_ms.map(Time::from_ms), "last": Time::from_ms(case.last_ms),
            })
        })
        .collect();
    Ok(Json(json!({"cases": shown})))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = id.clone();
    let cases = app
        .ledger(move |ledger| entries_of(ledger, Some(&wanted)))
        .await?;
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
    Ok(Json(json!({
        "id": id, "case": case, "entries": entries, "shared_by": theirs.parties(&id), "partner_reports": theirs.reports(&id),
    })))
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
    if matches!(deed, CaseDeed::Open { .. }) {
        return Err(Problem::bad("case-open", ""));
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
        other => other,
    };
    put(&app, &who, &id, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the ledger has of a case.
fn recorded(ledger: &mut Ledger, id: &str) -> Result<Option<Material>, vigie_store::Error> {
    let entries = entries_of(ledger, Some(id))?.remove(id);
    let Some(entries) = entries else {
        return Ok(None);
    };
    let case = Case::fold(&entries);
    let mut events = Vec::new();
    let items = |kind: &'static str| case.items.iter().filter(move |item| item.kind == kind);
    for item in items("event") {
        let json = |body: &String| serde_json::from_str::<Value>(body).unwrap_or_default();
        if let Some(body) = ledger.event(&item.id)? {
            let history: Vec<Value> = ledger.event_history(&item.id)?.iter().map(json).collect();
            events.push((
                item.id.clone(),
                json!({"event": json(&body), "history": history}),
            ));
        }
    }
    let named = |object: &str| object == id || case.items.iter().any(|item| item.id == object);
    let (mut audit, mut before) = (Vec::new(), None);
    loop {
        let page = ledger.audit_page(before, 1_000)?;
        for entry in page.entries.iter().filter(|entry| named(&entry.object)) {
            audit.push(json!({
                "seq": entry.seq, "time": Time::from_ms(entry.time_ms), "user": entry.user,
                "action": entry.action, "object": entry.object, "detail": entry.detail, "hash": entry.hash,
            }));
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let lists: Vec<Value> = ledger
        .lists()?
        .iter()
        .map(|list| json!({"id": list.id, "name": list.name, "kind": list.kind, "date": list.date, "source": list.source}))
        .collect();
    let releases: Vec<Value> = ledger
        .releases(None, 10_000)?
        .iter()
        .filter(|row| named(&row.id))
        .map(|row| json!({"party": row.party, "seq": row.seq, "kind": row.kind, "id": row.id, "user": row.user,
            "purpose": row.purpose, "released": Time::from_ms(row.released_ms)}))
        .collect();
    Ok(Some(Material {
        case: id.to_owned(),
        events,
        journal: boarding::journal(ledger)?,
        lists: json!(lists),
        releases: json!(releases),
        audit: json!(audit),
        entries,
        ..Material::default()
    }))
}

/// Reads everything that belongs to a case.
pub(super) async fn material(app: &Arc<App>, id: &str) -> Result<Material, Problem> {
    let wanted = id.to_owned();
    let party = app.own_party().await?;
    let read = app.ledger(move |ledger| recorded(ledger, &wanted)).await?;
    let mut material = read.ok_or_else(|| Problem::not_found(id))?;
    let theirs = their_cases(app).await?;
    material.entries = theirs.beside(id, material.entries);
    material.partner_reports = json!(theirs.reports(id));
    material.party = party;
    material.made_at = now().to_string();
    material.rules.clone_from(&app.rules_text);
    material.forms = BUILTIN_FORMS.to_owned();
    material.calendar = app.calendar.clone();
    material.realm = match &app.realm {
        Realm::Live => "live".to_owned(),
        Realm::Exercise(name) => format!("exercise {name}"),
    };
    let case = Case::fold(&material.entries);
    let mut mmsis: Vec<u32> = case
        .items
        .iter()
        .filter(|item| matches!(item.kind.as_str(), "vessel" | "track"))
        .filter_map(|item| item.id.parse().ok())
        .chain(case.mmsi)
        .collect();
    mmsis.sort_unstable();
    mmsis.dedup();
    for mmsi in mmsis {
        let card = app
            .ask(move |engine| super::vessel::live_card(engine, mmsi))
            .await?;
        material.vessels.extend(card.map(|card| (mmsi, card)));
        let archive = app.archive.clone();
        let to_ms = app.board.status().event_time.map_or(i64::MAX, Time::ms);
        let read = tokio::task::spawn_blocking(move || {
            archive.track(mmsi, to_ms.saturating_sub(TRACK_MS), to_ms)
        });
        let kept: Vec<Kept> = read
            .await
            .map_err(|broken| Problem::internal("work-broke", broken))??;
        material.tracks.push((mmsi, kept));
    }
    let kept = attachments_of(&case, &material.journal).into_iter();
    let kept = kept.filter_map(|sum| app.attachments.find(&sum).map(|path| (sum, path)));
    material.attachments = kept.collect();
    Ok(material)
}
