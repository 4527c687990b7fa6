//! The audit: who changed what, newest first, and whether the chain of hashes holds.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::AuditVerdict;

use super::{App, Problem, input::Asked};

const LIMIT: u64 = 100;
const LIMIT_MAX: u64 = 1_000;

#[derive(Deserialize)]
pub(super) struct Page {
    limit: Option<u64>,
    cursor: Option<u64>,
}

pub(super) async fn page(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Page>,
) -> Result<Json<Value>, Problem> {
    let limit = asked.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let (page, verdict) = app
        .ledger(move |ledger| {
            Ok((
                ledger.audit_page(asked.cursor, limit)?,
                ledger.verify_audit()?,
            ))
        })
        .await?;
    let entries: Vec<Value> = page
        .entries
        .iter()
        .map(|e| {
            let detail: Value = serde_json::from_str(&e.detail).unwrap_or(Value::Null);
            json!({
                "seq": e.seq, "time": Time::from_ms(e.time_ms), "user": e.user, "action": e.action,
                "object": e.object, "detail": detail, "hash": e.hash,
            })
        })
        .collect();
    let (intact, broken_at) = match verdict {
        AuditVerdict::Intact { .. } => (true, None),
        AuditVerdict::Broken { seq } => (false, Some(seq)),
    };
    Ok(Json(json!({
        "entries": entries, "next_cursor": page.next, "intact": intact, "broken_at": broken_at,
    })))
}
