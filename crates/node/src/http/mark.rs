//! Marks that came from other systems by Cursor on Target, and who has seen the urgent ones.

use std::collections::HashMap;
use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::DocumentRow;

use super::{App, Deed, Problem, gate::Who};
use crate::{
    engine::{KeptMark, MARK_KIND, SEEN_KIND},
    live::{Notice, now},
};

/// Marks in one answer, the newest.
const LIMIT: u64 = 500;

fn shown(row: &DocumentRow, seen: Option<&DocumentRow>) -> Option<Value> {
    let kept: KeptMark = serde_json::from_str(&row.body).ok()?;
    let mark = kept.mark;
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let places: Vec<[f64; 2]> = mark.places_e7.iter().map(|p| p.map(degrees)).collect();
    // A mark that changed after it was seen is news again.
    let seen = seen.filter(|seen| seen.body.parse() == Ok(row.version));
    Some(json!({
        "id": row.id, "version": row.version, "feed": kept.feed, "received": Time::from_ms(row.at_ms),
        "kind": mark.kind, "time": Time::from_ms(mark.time_ms), "stale": Time::from_ms(mark.stale_ms),
        "title": mark.title, "from": mark.from, "text": mark.text, "places": places,
        "urgent": mark.urgent, "cancelled": mark.cancelled,
        "seen_by": seen.map(|s| s.user.as_str()), "seen_at": seen.map(|s| Time::from_ms(s.at_ms)),
    }))
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let marks = app
        .ledger(|ledger| {
            let seen = ledger.documents(SEEN_KIND, LIMIT)?;
            let seen: HashMap<&str, &DocumentRow> =
                seen.iter().map(|s| (s.id.as_str(), s)).collect();
            let rows = ledger.documents(MARK_KIND, LIMIT)?;
            let shown = rows
                .iter()
                .filter_map(|row| shown(row, seen.get(row.id.as_str()).copied()));
            Ok(shown.collect::<Vec<Value>>())
        })
        .await?;
    Ok(Json(json!({"marks": marks})))
}

/// An officer has seen a mark: it no longer rings on this node.
pub(super) async fn seen(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (user, wanted) = (who.user.clone(), id.clone());
    let kept = app
        .change(move |ledger| {
            let Some(row) = ledger.document(MARK_KIND, &wanted)? else {
                return Ok((None, None));
            };
            let version = row.version.to_string();
            ledger.put_document(SEEN_KIND, &wanted, now().ms(), &user, &version)?;
            let deed = Deed::new(&user, "mark-seen", &wanted, json!({"version": row.version}));
            let seen = ledger.document(SEEN_KIND, &wanted)?;
            Ok((shown(&row, seen.as_ref()), Some(deed)))
        })
        .await?;
    let shown = kept.ok_or_else(|| Problem::not_found(&id))?;
    let data = json!({"id": id, "kind": shown["kind"], "urgent": shown["urgent"]}).to_string();
    app.board.tell(Notice {
        seq: 0,
        event: "mark",
        data,
    });
    Ok(Json(shown))
}
