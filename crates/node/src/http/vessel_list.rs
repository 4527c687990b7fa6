//! Vessel lists: IUU lists and lists of authorised vessels, each with its date and source.

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
use vigie_store::ListRow;
use vigie_watch::{Completeness, ListInfo, ListKind, VesselList};

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, moment, words},
    vessel::kind_word,
};
use crate::{engine::Engine, live::now};

const LISTS_MAX: usize = 200;

#[derive(Deserialize)]
pub(super) struct About {
    kind: String,
    name: Option<String>,
    date: Option<String>,
    source: Option<String>,
    /// Flags for which the list claims to be complete.
    complete_flag: Option<String>,
    /// Areas for which the list claims to be complete.
    complete_area: Option<String>,
}

/// The kind of this word.
pub(crate) fn kind_of(word: &str) -> Option<ListKind> {
    match word {
        "iuu" => Some(ListKind::Iuu),
        "authorised" => Some(ListKind::Authorisation),
        _ => None,
    }
}

/// An identifier from a name: letters, digits and dashes.
pub(crate) fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars().flat_map(char::to_lowercase).take(64) {
        if c.is_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// The list as it is kept. What is no UTF-8 is Latin-1, as the watch reads it: after a start it must read the same names.
pub(super) fn kept_text(body: &[u8]) -> String {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_latin1) => body.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn shown(list: &VesselList) -> Value {
    json!({
        "id": list.info.id, "name": list.info.name, "kind": kind_word(list.info.kind),
        "date": list.info.date, "source": list.info.source, "rows": list.rows.len(),
        "faults": list.faults.len(), "complete_for": list.info.complete_for,
    })
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let lists = app
        .ask(|engine| {
            engine
                .watch
                .context()
                .lists
                .iter()
                .map(shown)
                .collect::<Vec<_>>()
        })
        .await?;
    Ok(Json(json!({"lists": lists})))
}

fn info_of(about: &About) -> Result<ListInfo, Problem> {
    let kind =
        kind_of(&about.kind).ok_or_else(|| Problem::bad("list-kind-unknown", &about.kind))?;
    let name = about.name.clone().filter(|n| !n.trim().is_empty());
    let name = name.unwrap_or_else(|| about.kind.clone());
    let flags = words(about.complete_flag.as_deref());
    let areas = words(about.complete_area.as_deref());
    let of_flags = flags.into_iter().map(|f| Completeness {
        flag: Some(f),
        area: None,
    });
    let of_areas = areas.into_iter().map(|a| Completeness {
        flag: None,
        area: Some(a),
    });
    Ok(ListInfo {
        id: id_of(&name),
        name,
        kind,
        date: moment(about.date.as_deref())?.unwrap_or_else(now),
        source: about.source.clone().unwrap_or_default(),
        complete_for: of_flags.chain(of_areas).collect(),
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
    let list =
        VesselList::from_csv(info, &body).map_err(|error| Problem::bad(error.code(), &error))?;
    let body = shown(&list);
    let faults: Vec<Value> = list
        .faults
        .iter()
        .take(100)
        .map(|f| json!({"line": f.line, "reason": f.reason, "column": f.column}))
        .collect();
    let id = list.info.id.clone();
    let deed = Deed::new(&who.user, "list-added", id, body.clone());
    app.ask(move |engine| load(engine, list, text, &deed))
        .await??;
    Ok((
        StatusCode::CREATED,
        Json(json!({"list": body, "faults": faults})),
    )
        .into_response())
}

/// Adds a list to the watch, from the next observation on, and keeps it with that number.
fn load(engine: &mut Engine, list: VesselList, text: String, deed: &Deed) -> Result<(), Problem> {
    let lists = &engine.watch.context().lists;
    if lists.get(&list.info.id).is_none() && lists.iter().count() >= LISTS_MAX {
        return Err(Problem::bad("lists-too-many", LISTS_MAX));
    }
    let row = ListRow {
        id: list.info.id.clone(),
        from_arrival: engine.archive.next_arrival(),
        until_arrival: None,
        name: list.info.name.clone(),
        kind: kind_word(list.info.kind).to_owned(),
        date: list.info.date.to_string(),
        source: list.info.source.clone(),
        row_count: list.rows.len() as u64,
        fault_count: list.faults.len() as u64,
        complete_for: serde_json::to_string(&list.info.complete_for).unwrap_or_default(),
        body: text,
    };
    engine.ledger.whole(|ledger| {
        ledger.put_list(&row)?;
        deed.note(ledger)
    })?;
    engine.watch.context_mut().lists.put(list);
    engine.lists_changed();
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
            if engine.watch.context().lists.get(&wanted).is_none() {
                return Ok(false);
            }
            let arrival = engine.archive.next_arrival();
            engine.ledger.whole(|ledger| {
                ledger.end_list(&wanted, arrival)?;
                Deed::new(&who.user, "list-removed", &wanted, json!({})).note(ledger)
            })?;
            engine.watch.context_mut().lists.remove(&wanted);
            engine.lists_changed();
            Ok::<bool, vigie_store::Error>(true)
        })
        .await??;
    if !removed {
        return Err(Problem::not_found(&id));
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_latin_1_keeps_its_names() {
        let info = || ListInfo {
            id: "l".to_owned(),
            name: "l".to_owned(),
            kind: ListKind::Iuu,
            date: now(),
            source: String::new(),
            complete_for: Vec::new(),
        };
        let names = |bytes: &[u8]| {
            let list = VesselList::from_csv(info(), bytes);
            list.map(|list| {
                list.rows
                    .into_iter()
                    .map(|row| row.names)
                    .collect::<Vec<_>>()
            })
            .ok()
        };
        for body in [
            &b"name,imo\nOC\xC9AN BLEU,9074729\n"[..],
            b"\xEF\xBB\xBFname\nOC\xC3\x89AN\n",
            b"\xEF\xBB\xBFname\nOC\xC9AN\n",
        ] {
            let kept = kept_text(body);
            assert!(kept.contains("OCÉAN"), "{kept}");
            assert!(names(body).is_some_and(|rows| rows.len() == 1));
            assert_eq!(names(kept.as_bytes()), names(body), "{kept}");
        }
    }

    #[test]
    fn identifiers_come_from_names_in_any_script() {
        assert_eq!(id_of("NPFC IUU list (2026)"), "npfc-iuu-list-2026");
        assert_eq!(id_of("許可船"), "許可船");
        assert_eq!(id_of("///"), "");
    }
}
