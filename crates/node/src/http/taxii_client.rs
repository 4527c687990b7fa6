//! Threat reports that were fetched from others' TAXII servers, and those that may go there. The command line speaks to
//! those servers; this node keeps what came, and how far each collection was read, in one write.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::{
    PartyId, Purpose,
    edge::{
        stix::{self, Object},
        stix_report,
    },
};
use vigie_sea::Time;

use super::{
    App, Deed, Problem,
    gate::Who,
    input::Told,
    threat::{HELD, RECEIVED, reports_of},
};
use crate::live::now;

/// Collections of others with how far they were read.
const SOURCE: &str = "taxii-source";
/// What came and could not be read, or belongs to no report.
const ASIDE: &str = "threat-aside";
const LIMIT: u64 = 500;
const NAME_CHARS_MAX: usize = 2_048;

/// What one walk through a collection brought.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pulled {
    source: String,
    collection: String,
    added_after: Option<String>,
    objects: Vec<Value>,
}

/// What is kept of a walk.
#[derive(Default)]
struct Kept {
    reports: Vec<(String, String)>,
    aside: Vec<Value>,
}

fn sorted(objects: &[Value]) -> Kept {
    let mut kept = Kept::default();
    let mut aside = |object: &Value, reason: &str| {
        kept.aside.push(json!({"reason": reason, "object": object}));
    };
    let mut read: Vec<Object> = Vec::new();
    for value in objects {
        match Object::read(value) {
            Ok(object) => read.push(object),
            Err(fault) => aside(value, fault.code()),
        }
    }
    let mut used = std::collections::BTreeSet::new();
    for report in read.iter().filter(|object| object.kind == "report") {
        let id = report.id.trim_start_matches("report--");
        let own = stix::of_report(&read, id);
        used.extend(own.iter().map(|object| object.id.clone()));
        match stix_report::reports(&own) {
            Ok(reports) if reports.iter().any(|it| it.id == id) => {
                let text = String::from_utf8_lossy(&stix::bundle(&own, id)).into_owned();
                kept.reports.push((id.to_owned(), text));
            }
            Ok(_) => {}
            Err(fault) => {
                let value: Value = serde_json::from_str(&report.json).unwrap_or_default();
                kept.aside
                    .push(json!({"reason": fault.code(), "object": value}));
            }
        }
    }
    for object in read.iter().filter(|object| !used.contains(&object.id)) {
        let value: Value = serde_json::from_str(&object.json).unwrap_or_default();
        kept.aside
            .push(json!({"reason": "threat-no-report", "object": value}));
    }
    kept
}

/// Keeps what was fetched: reports as claims that nobody has looked at, the rest aside.
pub(super) async fn pulled(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(pulled): Told<Pulled>,
) -> Result<Json<Value>, Problem> {
    let fits = |text: &str| !text.is_empty() && text.len() <= NAME_CHARS_MAX;
    if !fits(&pulled.source) || !fits(&pulled.collection) {
        return Err(Problem::bad("taxii-source-unfit", NAME_CHARS_MAX));
    }
    let Kept { reports, aside } = sorted(&pulled.objects);
    let name = format!("{} {}", pulled.source, pulled.collection);
    let answer = json!({"reports": reports.len(), "aside": aside.len()});
    let detail =
        json!({"collection": pulled.collection, "reports": reports.len(), "aside": aside.len()});
    let deed = Deed::new(&who.user, "taxii-pulled", &pulled.source, detail);
    let user = who.user.clone();
    let source = json!({
        "source": pulled.source, "collection": pulled.collection, "added_after": pulled.added_after,
        "reports": reports.len(), "aside": aside.len(),
    });
    app.change(move |ledger| {
        let at_ms = now().ms();
        for (id, text) in &reports {
            // The same version again is no news.
            let known = ledger.document(RECEIVED, id)?;
            if known.is_none_or(|known| known.body != *text) {
                ledger.put_document(RECEIVED, id, at_ms, &user, text)?;
            }
        }
        if !aside.is_empty() {
            let text = Value::from(aside).to_string();
            ledger.put_document(ASIDE, &name, at_ms, &user, &text)?;
        }
        ledger.put_document(SOURCE, &name, at_ms, &user, &source.to_string())?;
        Ok(((), Some(deed)))
    })
    .await?;
    Ok(Json(answer))
}

/// Collections of others with how far they were read.
pub(super) async fn sources(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rows = app.ledger(|ledger| ledger.documents(SOURCE, LIMIT)).await?;
    let shown = rows.iter().filter_map(|row| {
        let mut source: Value = serde_json::from_str(&row.body).ok()?;
        source["at"] = json!(Time::from_ms(row.at_ms));
        source["user"] = json!(row.user);
        Some(source)
    });
    Ok(Json(json!({"sources": shown.collect::<Vec<Value>>()})))
}

/// Which partner's server they are for, and which reports; none named: all that need no officer's look.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outgoing {
    party: PartyId,
    purpose: Purpose,
    #[serde(default)]
    reports: Vec<String>,
}

/// The objects that may go to a partner's server. They are in the audit as told before they leave.
pub(super) async fn outgoing(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<Outgoing>,
) -> Result<Json<Value>, Problem> {
    let rows = app.ledger(|ledger| ledger.documents(HELD, LIMIT)).await?;
    let reports: Vec<_> = rows
        .iter()
        .flat_map(reports_of)
        .filter(|report| wish.reports.is_empty() || wish.reports.contains(&report.id))
        .collect();
    if let Some(missing) = wish
        .reports
        .iter()
        .find(|id| !reports.iter().any(|report| report.id == **id))
    {
        return Err(Problem::not_found(missing));
    }
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    let detail = json!({"purpose": wish.purpose, "reports": ids, "named": wish.reports.len()});
    let deed = Deed::new(&who.user, "threats-told", wish.party.as_str(), detail);
    let sorted = app
        .act(deed, move |desk| {
            let Outgoing {
                party,
                purpose,
                reports: named,
            } = &wish;
            desk.sort_threats(party, purpose, &reports, named, &who.user)
        })
        .await?;
    let object = |it: &Object| serde_json::from_str::<Value>(&it.json).ok();
    let withheld = sorted.withheld.iter();
    let withheld: Vec<Value> = withheld
        .map(|(id, code)| json!({"report": id, "code": code}))
        .collect();
    let objects: Vec<Value> = sorted.objects.iter().filter_map(object).collect();
    Ok(Json(json!({
        "reports": sorted.released, "objects": objects, "withheld": withheld,
    })))
}
