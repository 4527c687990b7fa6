//! The fleet as a file: what a file would change here, and what is here as a file. A file is only read: its entries are
//! sent one by one through the doors of their kinds, with their rights and their lines in the audit.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    http::{App, Problem, input::Asked, list::file},
    patrol::{
        book::Book,
        fleet::{Look, Present, looked_at, read},
    },
};

/// Entries of a file: each is tried in a request that holds all before it.
const ENTRIES_MAX: usize = 4_000;

/// What a fleet file, TOML or JSON, would change.
pub(in crate::http) async fn read_fleet(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let book = app.ledger(|ledger| Book::read(ledger)).await?;
    let work = tokio::task::spawn_blocking(move || look(&body, &book));
    match work.await {
        Ok(found) => Ok(Json(shown(&found?))),
        Err(broken) => Err(Problem::internal("work-broke", broken)),
    }
}

fn look(body: &[u8], book: &Book) -> Result<Look, Problem> {
    let unfit = |detail: &dyn std::fmt::Display| Problem::bad("fleet-file-unreadable", detail);
    let text = std::str::from_utf8(body).map_err(|fault| unfit(&fault))?;
    // Read as TOML it would be a fleet of nothing; more likely the file did not come.
    if text.trim().is_empty() {
        return Err(unfit(&"empty"));
    }
    let fleet = read(text).map_err(|unread| unfit(&unread.detail).at_line(unread.line))?;
    if fleet.entries.len() > ENTRIES_MAX {
        return Err(Problem::bad("things-too-many", ENTRIES_MAX));
    }
    Ok(looked_at(fleet, &Present::of(book)))
}

fn shown(look: &Look) -> Value {
    let entries = look.entries.iter().map(|(entry, change)| {
        json!({"table": entry.table, "id": entry.id, "value": entry.value, "change": change})
    });
    let settings = look.settings.as_ref();
    json!({
        "entries": entries.collect::<Vec<_>>(), "faults": look.faults,
        "settings": settings.map(|(value, change)| json!({"value": value, "change": change})),
    })
}

#[derive(Deserialize)]
pub(in crate::http) struct Form {
    format: Option<String>,
}

/// What is here as a file that is read again: JSON, or TOML.
pub(in crate::http) async fn fleet(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Form>,
) -> Result<Response, Problem> {
    let book = app.ledger(|ledger| Book::read(ledger)).await?;
    let present = Present::of(&book);
    let (kind, name, text) = match asked.format.as_deref() {
        None | Some("json") => {
            let text = serde_json::to_string_pretty(&present.whole());
            let text = text.map_err(|fault| Problem::internal("fleet-broke", fault))?;
            ("application/json", "fleet.json", text + "\n")
        }
        Some("toml") => {
            let text = present.toml();
            let text = text.map_err(|fault| Problem::internal("fleet-broke", fault))?;
            ("application/toml", "fleet.toml", text)
        }
        Some(other) => return Err(Problem::bad("fleet-format-unknown", other)),
    };
    Ok(file(kind, &app.file_name(name), text))
}
