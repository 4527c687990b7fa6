//! A register from a file: a trial says which heading is read as what, and what would come of it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{Column, Imported, Mapping, PlaceNames, Purpose, Source, Table, import};

use super::{App, Problem, crisis::at_desk, gate::Who, input::Asked};
use crate::{
    crisis::{
        TableFile,
        import::{Kept, keep_file, place_names, sort_for_keeping},
        read_table, work,
    },
    live::now,
};

/// Rows kept in one change of an import: others get their turn between.
const ROWS_AT_ONCE: usize = 1_000;
/// Rows of the quarantine that an answer names.
const QUARANTINE_SHOWN: usize = 500;

#[derive(Deserialize)]
pub(super) struct ImportWish {
    source: Source,
    /// Column to heading, JSON; guessed from the headings when absent.
    mapping: Option<String>,
    /// Which sheet of a workbook; the first whose headings name people when absent.
    sheet: Option<String>,
    /// Only says what would happen.
    #[serde(default)]
    dry: bool,
}

/// Reads a register from a file.
pub(super) async fn import_file(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(wish): Asked<ImportWish>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let wanted = wish.sheet.clone();
    let read = tokio::task::spawn_blocking(move || read_table(&body, wanted.as_deref())).await;
    let read = read.map_err(|broken| Problem::internal("work-broke", broken))?;
    let TableFile { table, sheets } = read.map_err(|fault| Problem::bad(fault.code(), ""))?;
    let mapping = match &wish.mapping {
        Some(text) => serde_json::from_str::<Mapping>(text)
            .map_err(|fault| Problem::bad("crisis-import-mapping", fault))?,
        None => Mapping::guess(&table.headings),
    };
    let crisis = id.parse().map_err(|_form| Problem::not_found(&id))?;
    let names = at_desk(&app, &id, |desk| Ok(place_names(desk.register)));
    let names = names.await?;
    let at = now();
    let purpose = Purpose {
        crisis,
        source: wish.source,
        at_ms: at.ms(),
        today: work::day_of(at),
    };
    let (table, mapping, read) = read_off_thread(table, mapping, purpose, names).await?;
    // Of a trial the headings are told all the same: who gives the file says which of them is what.
    let (mut imported, fault) = match read {
        Ok(imported) => (imported, None),
        Err(error) if wish.dry => (Imported::default(), Some(error.code())),
        Err(error) => return Err(Problem::bad(error.code(), &error)),
    };
    let mut kept = Kept::default();
    sort_for_keeping(&mut imported);
    let replies = Arc::new(std::mem::take(&mut imported.replies));
    for rows in imported.persons.chunks(ROWS_AT_ONCE) {
        let (rows, who, replies) = (rows.to_vec(), who.clone(), Arc::clone(&replies));
        let part = at_desk(&app, &id, move |desk| {
            keep_file(desk, rows, &replies, &who.user, wish.dry)
        });
        kept.and(part.await?);
    }
    kept.tell(&mut imported);
    let shown: Vec<_> = imported.quarantine.iter().take(QUARANTINE_SHOWN).collect();
    let columns: Vec<Column> = Column::all().collect();
    Ok(Json(json!({
        "rows": table.rows.len(), "read": imported.persons.len(), "added": kept.added, "changed": kept.changed,
        "same": kept.same, "quarantined": imported.quarantine.len(), "quarantine": shown,
        "headings": table.headings, "mapping": mapping, "columns": columns, "fault": fault,
        "dry": wish.dry, "sheet": table.sheet, "sheets": sheets,
    })))
}

type Read = Result<Imported, vigie_crisis::Error>;

async fn read_off_thread(
    table: Table,
    mapping: Mapping,
    purpose: Purpose,
    names: PlaceNames,
) -> Result<(Table, Mapping, Read), Problem> {
    let done = tokio::task::spawn_blocking(move || {
        let read = import(&table, &mapping, &purpose, &names);
        (table, mapping, read)
    });
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))
}
