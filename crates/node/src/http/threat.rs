//! Reports of cyber threats: STIX 2.1 in and out, and a TAXII 2.1 server for the agency's own tools.
//!
//! A report that a client puts into the inbox is a claim: it is shown as received and is served to nobody until an
//! analyst takes it over.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use vigie_exchange::{
    Onward,
    edge::{
        Format, Marking, Outgoing,
        marking::clear,
        stix::{self, Object},
        stix_report,
        taxii::{Access, Account, Collection, Request, Server, Shelf, Shelved, shelve},
        threat::Report,
    },
};
use vigie_sea::Time;
use vigie_store::DocumentRow;

use super::{App, Deed, Problem, gate::Who};
use crate::{
    auth::Role,
    live::{Realm, now},
};

/// Reports that the agency stands by.
pub(super) const HELD: &str = "threat";
/// Reports that came in and nobody has looked at.
pub(super) const RECEIVED: &str = "threat-received";
/// Answers to clients that put objects in.
const STATUS: &str = "taxii-status";
/// Reports in one answer.
const LIMIT: u64 = 500;
/// Path of the one API root.
const ROOT: &str = "/taxii2/vigie/";
/// Collections have fixed ids, so that clients may keep them.
const COLLECTION_HELD: &str = "6f0c2a52-6a4c-4c39-9d64-0a8d7f6a2c11";
const COLLECTION_INBOX: &str = "6f0c2a52-6a4c-4c39-9d64-0a8d7f6a2c12";

pub(super) fn reports_of(row: &DocumentRow) -> Vec<Report> {
    let objects = stix::read_objects(row.body.as_bytes());
    let reports = objects.and_then(|(objects, _)| stix_report::reports(&objects));
    let reports = reports.unwrap_or_default().into_iter();
    reports.filter(|report| report.id == row.id).collect()
}

fn shown(row: &DocumentRow) -> Option<Value> {
    let report = reports_of(row).into_iter().next()?;
    Some(json!({
        "id": report.id, "name": report.name, "description": report.description,
        "source": report.source.name, "handling": report.handling.code(),
        "published": Time::from_ms(report.published_ms), "indicators": report.indicators.len(),
        "observations": report.observations.len(), "received": row.kind == RECEIVED, "user": row.user,
        "kept": Time::from_ms(row.at_ms),
    }))
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rows = app
        .ledger(|ledger| {
            let mut rows = ledger.documents(RECEIVED, LIMIT)?;
            rows.extend(ledger.documents(HELD, LIMIT)?);
            Ok(rows)
        })
        .await?;
    let taken: Vec<&str> = rows
        .iter()
        .filter(|row| row.kind == HELD)
        .map(|row| row.id.as_str())
        .collect();
    let open = rows
        .iter()
        .filter(|row| row.kind == HELD || !taken.contains(&row.id.as_str()));
    let threats: Vec<Value> = open.filter_map(shown).collect();
    Ok(Json(json!({"threats": threats})))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let row = app
        .ledger(move |ledger| match ledger.document(HELD, &wanted)? {
            Some(row) => Ok(Some(row)),
            None => ledger.document(RECEIVED, &wanted),
        })
        .await?;
    let row = row.ok_or_else(|| Problem::not_found(&id))?;
    let kind = "application/stix+json;version=2.1";
    Ok(([(header::CONTENT_TYPE, kind)], row.body).into_response())
}

/// The reports of objects, each with the bundle it came in.
fn bundled(objects: &[Object]) -> Result<Vec<(String, String)>, Problem> {
    let reports =
        stix_report::reports(objects).map_err(|fault| Problem::bad(fault.code(), fault))?;
    Ok(reports
        .into_iter()
        .map(|report| {
            let text = stix::bundle(objects, &report.id);
            let text = String::from_utf8_lossy(&text).into_owned();
            (report.id, text)
        })
        .collect())
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (objects, refused) =
        stix::read_objects(&body).map_err(|fault| Problem::bad(fault.code(), fault))?;
    let reports = bundled(&objects)?;
    if reports.is_empty() {
        return Err(Problem::bad("threat-no-report", refused));
    }
    let ids: Vec<String> = reports.iter().map(|(id, _)| id.clone()).collect();
    let deed = Deed::new(
        &who.user,
        "threat-added",
        ids.first().map_or("", String::as_str),
        json!({"reports": ids.len(), "refused": refused}),
    );
    app.change(move |ledger| {
        for (id, text) in &reports {
            ledger.put_document(HELD, id, now().ms(), &who.user, text)?;
        }
        Ok(((), Some(deed)))
    })
    .await?;
    let answer = Json(json!({"added": ids, "refused": refused}));
    Ok((StatusCode::CREATED, answer).into_response())
}

pub(super) async fn take_over(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let wanted = id.clone();
    let deed = Deed::new(&who.user, "threat-taken-over", &id, json!({}));
    let found = app
        .change(move |ledger| {
            let Some(row) = ledger.document(RECEIVED, &wanted)? else {
                return Ok((false, None));
            };
            ledger.put_document(HELD, &wanted, now().ms(), &who.user, &row.body)?;
            Ok((true, Some(deed)))
        })
        .await?;
    if found {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(&id))
    }
}

/// What the TAXII server may serve, read for one request.
struct Shelves {
    held: Vec<Shelved>,
    statuses: BTreeMap<String, String>,
}

impl Shelf for Shelves {
    fn objects(&self, collection: &str) -> &[Shelved] {
        if collection == COLLECTION_HELD {
            &self.held
        } else {
            &[]
        }
    }

    fn status(&self, id: &str) -> Option<&str> {
        self.statuses.get(id).map(String::as_str)
    }
}

fn shelves(app: &App, rows: &[DocumentRow], statuses: Vec<DocumentRow>) -> Shelves {
    let mut held = Vec::new();
    // The oldest first: pages follow the order in which objects were added.
    for row in rows.iter().rev() {
        for report in reports_of(row) {
            let marking = Marking {
                originator: "own".to_owned(),
                source: "report".to_owned(),
                handling: report.handling,
                releasable_to: vec!["own".to_owned()],
                caveats: Vec::new(),
                onward: Onward::None,
                personal: false,
                expires_ms: None,
                exercise: match &app.realm {
                    Realm::Live => None,
                    Realm::Exercise(name) => Some(name.clone()),
                },
                purpose: "cyber".to_owned(),
            };
            let outgoing = Outgoing::inside(report, marking);
            // What is for named persons stays here; the page shows it to those who may.
            if let Ok(cleared) = clear(outgoing, Format::Stix, row.at_ms) {
                held.extend(shelve(&cleared, row.at_ms.saturating_mul(1_000)));
            }
        }
    }
    held.sort_by(|a, b| a.object().id.cmp(&b.object().id));
    held.dedup_by(|a, b| a.object().id == b.object().id);
    Shelves {
        held,
        statuses: statuses.into_iter().map(|row| (row.id, row.body)).collect(),
    }
}

fn server() -> Server {
    let collection = |id: &str, title: &str| Collection {
        id: id.to_owned(),
        title: title.to_owned(),
        description: String::new(),
    };
    Server {
        title: "Vigie".to_owned(),
        root: ROOT.to_owned(),
        root_url: ROOT.to_owned(),
        collections: vec![
            collection(COLLECTION_HELD, "Held"),
            collection(COLLECTION_INBOX, "Inbox"),
        ],
    }
}

fn account(who: &Who) -> Account {
    let mut access = BTreeMap::from([(
        COLLECTION_HELD.to_owned(),
        Access {
            read: true,
            write: false,
        },
    )]);
    if who.role >= Role::Analyst {
        let write = Access {
            read: false,
            write: true,
        };
        access.insert(COLLECTION_INBOX.to_owned(), write);
    }
    Account { access }
}

/// Answers TAXII clients under `/taxii2/`.
pub(super) async fn taxii(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let (rows, statuses) = app
        .ledger(|ledger| {
            Ok((
                ledger.documents(HELD, LIMIT)?,
                ledger.documents(STATUS, LIMIT)?,
            ))
        })
        .await?;
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let request = Request {
        method: method.as_str(),
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        accept: text(header::ACCEPT),
        content_type: text(header::CONTENT_TYPE),
        body: &body,
    };
    let shelf = shelves(&app, &rows, statuses);
    let now_us = now().ms().saturating_mul(1_000);
    let reply = server().answer(&request, Some(&account(&who)), &shelf, now_us);
    if let Some(put) = reply.put {
        let reports = bundled(&put.objects).unwrap_or_default();
        let deed = Deed::new(
            &who.user,
            "threat-received",
            &put.status_id,
            json!({"objects": put.objects.len(), "reports": reports.len()}),
        );
        let user = who.user.clone();
        app.change(move |ledger| {
            for (id, text) in &reports {
                ledger.put_document(RECEIVED, id, now().ms(), &user, text)?;
            }
            ledger.put_document(STATUS, &put.status_id, now().ms(), &user, &put.status)?;
            Ok(((), Some(deed)))
        })
        .await?;
    }
    let status =
        StatusCode::from_u16(reply.response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, reply.response.body).into_response();
    for (name, value) in reply.response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
