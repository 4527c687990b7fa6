//! `vigie crisis`: the registers of a data folder on which no node is running.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_crisis::{
    Column, CrisisId, ErasureReason, Mapping, PersonId, PlaceId, Purpose, Source, import,
};
use vigie_store::Ledger;

use super::{
    args::{CrisisArguments, CrisisCommand},
    console::Console,
    failure::Failure,
};
use crate::{
    crisis::{
        CrisisPaper, CrisisRoom, PlaceKind, PlacePaper, TableFile,
        import::{Kept, keep_file, place_names, sort_for_keeping},
        read_table, readings, work,
    },
    exit::Exit,
    http::Problem,
    live::now,
    partner::own::random,
    server::{ServeError, lock_folder},
};

/// Who the audit says it was.
const USER: &str = "command-line";
/// Hits shown.
const HITS: usize = 20;
/// Rows kept in one change.
const ROWS_AT_ONCE: usize = 1_000;

pub(crate) fn run(console: &Console, arguments: &CrisisArguments) -> Result<(), Failure> {
    // Partners are spoken to by a node that runs.
    if let CrisisCommand::Unite { .. } = &arguments.command {
        return super::unite::run(console, &arguments.command);
    }
    let folder = arguments.data.join("live");
    // A mistyped folder would answer that there is no crisis.
    let founds = matches!(arguments.command, CrisisCommand::Open { .. });
    if !founds && !folder.join("ledger.sqlite").is_file() {
        return Err(Failure::new(Exit::Io, "folder-without-node").with("path", folder.display()));
    }
    let _lock = lock_folder(&folder).map_err(|fault| locked(&folder, &fault))?;
    let store = |fault: vigie_store::Error| refused(&Problem::from(fault));
    let ledger = Ledger::open(&folder.join("ledger.sqlite"), "live").map_err(store)?;
    let room = CrisisRoom::open(&folder, ledger)
        .map_err(|fault| Failure::new(Exit::Io, "crisis-refused").with("code", fault))?;
    let done = match &arguments.command {
        CrisisCommand::List => list(&room),
        CrisisCommand::Open {
            name,
            assembly,
            embarkation,
            self_report,
        } => open(&room, name, assembly, embarkation, *self_report),
        CrisisCommand::Import {
            crisis,
            file,
            source,
            sheet,
            map,
            dry,
        } => {
            let wish = ImportWish {
                source,
                sheet: sheet.as_deref(),
                map,
                dry: *dry,
            };
            return read_in(console, &room, crisis, file, &wish);
        }
        CrisisCommand::Count { crisis } => count(&room, crisis),
        CrisisCommand::Search { crisis, name } => search(&room, crisis, name),
        CrisisCommand::Erase { crisis, person } => erase(&room, crisis, person),
        CrisisCommand::Devices { crisis } => devices(&room, crisis),
        CrisisCommand::Revoke {
            crisis,
            device,
            reason,
        } => revoke(&room, crisis, device, reason),
        CrisisCommand::Aside {
            crisis,
            device,
            number,
            take,
            reason,
            ..
        } => aside(&room, crisis, device, number, (*take, reason)),
        CrisisCommand::Hold {
            crisis,
            reason,
            lift,
        } => hold(&room, crisis, reason.as_deref().filter(|_| !lift)),
        CrisisCommand::Unite { .. } => return Ok(()),
        CrisisCommand::Export { crisis } => {
            let crisis = crisis_id(crisis)?;
            let xml = room.with(crisis, |desk| work::reunification(desk, USER, "Vigie"));
            return console.result(&xml.map_err(|problem| refused(&problem))?);
        }
    };
    let value = done.map_err(|problem| refused(&problem))?;
    let text = if console.json {
        value.to_string()
    } else {
        lines(&value)
    };
    console.result(&format!("{text}\n"))
}

fn locked(folder: &Path, fault: &ServeError) -> Failure {
    match fault {
        ServeError::InUse { .. } => Failure::new(Exit::Io, "crisis-in-use"),
        other => Failure::new(Exit::Io, "crisis-refused").with("code", other),
    }
    .with("path", folder.display())
}

fn refused(problem: &Problem) -> Failure {
    Failure::new(Exit::Data, "crisis-refused").with(
        "code",
        format!("{} {}", problem.code, problem.detail).trim(),
    )
}

fn crisis_id(text: &str) -> Result<CrisisId, Failure> {
    text.parse()
        .map_err(|_form| refused(&Problem::not_found(text)))
}

/// A value as `name: value` lines, lists one object a line.
pub(super) fn lines(value: &Value) -> String {
    let flat = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |value: &Value| match value {
        Value::Object(fields) => {
            let cells: Vec<String> = fields
                .iter()
                .map(|(name, v)| format!("{name}: {}", flat(v)))
                .collect();
            cells.join("  ")
        }
        other => flat(other),
    };
    match value {
        Value::Array(rows) => rows.iter().map(row).collect::<Vec<_>>().join("\n"),
        Value::Object(fields) => {
            let rows: Vec<String> = fields
                .iter()
                .map(|(name, v)| format!("{name}: {}", flat(v)))
                .collect();
            rows.join("\n")
        }
        other => flat(other),
    }
}

fn list(room: &CrisisRoom) -> Result<Value, Problem> {
    let rows = room.list()?.into_iter().map(
        |paper| json!({"id": paper.id, "name": paper.name, "closed": paper.closed_ms.is_some()}),
    );
    Ok(rows.collect::<Vec<_>>().into())
}

fn new_id() -> Result<[u8; 16], Problem> {
    let id = random::<16>().map_err(|fault| Problem::internal("no-randomness", fault))?;
    Ok(*id)
}

fn open(
    room: &CrisisRoom,
    name: &str,
    assembly: &[String],
    embarkation: &[String],
    self_report: bool,
) -> Result<Value, Problem> {
    let paper = CrisisPaper {
        id: CrisisId(new_id()?),
        name: name.to_owned(),
        opened_ms: now().ms(),
        closed_ms: None,
        self_report,
        retention: vigie_crisis::RetentionRule::default(),
        alert: None,
        hold: None,
    };
    let kinds = [
        (PlaceKind::Assembly, assembly),
        (PlaceKind::Embarkation, embarkation),
    ];
    let mut places = Vec::new();
    for (kind, names) in kinds {
        for name in names {
            places.push(PlacePaper {
                id: PlaceId(new_id()?),
                name: name.clone(),
                kind,
                position: None,
            });
        }
    }
    room.store(|ledger| work::open(ledger, &paper, &places, USER))?;
    Ok(json!({"id": paper.id, "name": paper.name, "places": places.len()}))
}

struct ImportWish<'a> {
    source: &'a str,
    sheet: Option<&'a str>,
    map: &'a [String],
    dry: bool,
}

/// What the headings say by themselves, and what was said of them.
fn mapping_of(headings: &[String], said: &[String]) -> Result<Mapping, Problem> {
    let mut mapping = Mapping::guess(headings);
    for word in said {
        let fault = || Problem::bad("crisis-import-mapping", word);
        let (column, heading) = word.split_once('=').ok_or_else(fault)?;
        let column: Column =
            serde_json::from_value(json!(column.trim())).map_err(|_word| fault())?;
        mapping.set(column, heading.trim());
    }
    Ok(mapping)
}

fn read_in(
    console: &Console,
    room: &CrisisRoom,
    crisis: &str,
    file: &PathBuf,
    wish: &ImportWish<'_>,
) -> Result<(), Failure> {
    let crisis = crisis_id(crisis)?;
    let source: Source = serde_json::from_value(json!(wish.source))
        .map_err(|_word| refused(&Problem::bad("crisis-source", wish.source)))?;
    let bytes = std::fs::read(file).map_err(|fault| Failure::file(file, &fault))?;
    let read = read_table(&bytes, wish.sheet);
    let TableFile { table, .. } = read.map_err(|fault| refused(&Problem::bad(fault.code(), "")))?;
    let purpose = Purpose {
        crisis,
        source,
        at_ms: now().ms(),
        today: work::day_of(now()),
    };
    let mapping = mapping_of(&table.headings, wish.map).map_err(|problem| refused(&problem))?;
    let names = room.with(crisis, |desk| Ok(place_names(desk.register)));
    let names = names.map_err(|problem| refused(&problem))?;
    let mut imported = import(&table, &mapping, &purpose, &names).map_err(|fault| {
        // Who reads it names one of these with --map.
        let headings = table.headings.join(" | ");
        refused(&Problem::bad(fault.code(), headings))
    })?;
    let mut kept = Kept::default();
    sort_for_keeping(&mut imported);
    let replies = std::mem::take(&mut imported.replies);
    for rows in imported.persons.chunks(ROWS_AT_ONCE) {
        let part = room.with(crisis, |desk| {
            keep_file(desk, rows.to_vec(), &replies, USER, wish.dry)
        });
        kept.and(part.map_err(|problem| refused(&problem))?);
    }
    kept.tell(&mut imported);
    let value = json!({
        "rows": table.rows.len(), "read": imported.persons.len(), "added": kept.added, "changed": kept.changed,
        "same": kept.same, "quarantine": imported.quarantine, "sheet": table.sheet,
    });
    let text = if console.json {
        value.to_string()
    } else {
        lines(&value)
    };
    console.result(&format!("{text}\n"))?;
    if imported.quarantine.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "check-failed").with("count", imported.quarantine.len()))
    }
}

fn count(room: &CrisisRoom, crisis: &str) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    room.with(crisis, |desk| {
        let board = desk.register.board();
        Ok(json!({"register": board.persons.len(), "funnel": board.funnel(), "conflicts": board.open_conflicts().count(), "digest": board.digest()}))
    })
}

fn search(room: &CrisisRoom, crisis: &str, name: &str) -> Result<Value, Problem> {
    let crisis: CrisisId = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    room.with(crisis, |desk| {
        let hits = desk.register.search(name, readings(), HITS);
        let ids: Vec<PersonId> = hits.iter().map(|hit| hit.person).collect();
        let detail = json!({"shown": ids, "by_name": true});
        crate::http::Deed::new(USER, "register-searched", crisis, detail).note(desk.ledger)?;
        let rows = hits.iter().filter_map(|hit| {
            let person = desk.register.persons.get(&hit.person)?;
            let names: Vec<String> = person.names.iter().map(|n| format!("{} {}", n.family, n.given)).collect();
            Some(json!({"id": person.id, "score": hit.score, "names": names.join(" / "), "birth": person.birth}))
        });
        Ok(rows.collect::<Vec<_>>().into())
    })
}

fn devices(room: &CrisisRoom, crisis: &str) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    room.with(crisis, |desk| Ok(work::devices(desk.register).into()))
}

fn revoke(room: &CrisisRoom, crisis: &str, device: &str, why: &str) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    let device = device.parse().map_err(|_form| Problem::not_found(device))?;
    let paper = room.with(crisis, |desk| work::revoke(desk, device, why, USER))?;
    Ok(json!({"device": paper.id, "name": paper.name, "revoked_ms": paper.revoked_ms}))
}

fn aside(
    room: &CrisisRoom,
    crisis: &str,
    device: &str,
    numbers: &[u64],
    word: (bool, &str),
) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    let device = device.parse().map_err(|_form| Problem::not_found(device))?;
    let seqs = (!numbers.is_empty()).then_some(numbers);
    let done = room.with(crisis, |desk| {
        work::decide_aside(desk, device, seqs, word, USER)
    })?;
    if !word.0 {
        room.forget_erased()?;
    }
    Ok(json!(done))
}

fn hold(room: &CrisisRoom, crisis: &str, why: Option<&str>) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    room.with(crisis, |desk| {
        work::set_hold(desk, why, USER)?;
        Ok(json!({"crisis": crisis, "hold": desk.register.paper.hold}))
    })
}

fn erase(room: &CrisisRoom, crisis: &str, person: &str) -> Result<Value, Problem> {
    let crisis = crisis.parse().map_err(|_form| Problem::not_found(crisis))?;
    let person = person.parse().map_err(|_form| Problem::not_found(person))?;
    let receipt = room.with(crisis, |desk| {
        work::erase(desk, person, ErasureReason::Asked, USER)
    })?;
    let emptied = room.forget_erased()?;
    Ok(
        json!({"person": receipt.person, "sealed_sha256": receipt.sealed_sha256, "log_emptied": emptied}),
    )
}
