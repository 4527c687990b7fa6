//! The folder of the gateway: a sending gets there whole and once, whatever is killed when.
//!
//! 1. Its files are written into `.staged`, which the gateway leaves alone, and onto the disk.
//! 2. The account of the sending and the notes of who was told are kept, in one change of the store.
//! 3. Each file is renamed into the folder. A file is either in `.staged` or was handed over, never both.
//!
//! At the next start, what is in `.staged` is handed over when its sending was kept; else nobody was told that it was sent,
//! and it is deleted.

use std::{
    collections::BTreeSet,
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use serde_json::Value;
use vigie_store::CrisisPart;

use super::CrisisRoom;
use crate::http::Problem;

/// Where files wait for their sending to be kept.
const STAGED: &str = ".staged";

fn fault(source: io::Error) -> Problem {
    Problem::internal("messages-not-written", source)
}

fn made(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Step 1: writes the files of a sending where the gateway does not look yet.
///
/// # Errors
/// `messages-not-written`: the disk.
pub(crate) fn stage(outbox: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Problem> {
    let staged = outbox.join(STAGED);
    made(&staged).map_err(fault)?;
    // What an attempt before left that could not be kept.
    let sending = files.first().map(|(name, _)| sending_of(name));
    for old in std::fs::read_dir(&staged).map_err(fault)? {
        let old = old.map_err(fault)?;
        if sending == Some(sending_of(&old.file_name().to_string_lossy())) {
            std::fs::remove_file(old.path()).map_err(fault)?;
        }
    }
    for (name, bytes) in files {
        let path = staged.join(name);
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(path).map_err(fault)?;
        file.write_all(bytes).map_err(fault)?;
        file.sync_all().map_err(fault)?;
    }
    File::open(&staged)
        .and_then(|it| it.sync_all())
        .map_err(fault)
}

/// Step 3: gives the files of a sending to the gateway, in the order of their staging.
///
/// # Errors
/// `messages-not-written`: the disk. What was not handed over is at the next start.
pub(crate) fn hand_over(outbox: &Path, names: &[String]) -> Result<(), Problem> {
    if names.is_empty() {
        return Ok(());
    }
    let staged = outbox.join(STAGED);
    for name in names {
        match std::fs::rename(staged.join(name), outbox.join(name)) {
            Ok(()) => {}
            // Handed over before.
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(fault(source)),
        }
    }
    for folder in [outbox, &staged] {
        File::open(folder)
            .and_then(|it| it.sync_all())
            .map_err(fault)?;
    }
    Ok(())
}

/// The sending that a file belongs to: what is before the first full stop.
fn sending_of(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

/// Ends what a kill interrupted. Only at the start, before anybody can send. Says how many files were handed over.
///
/// # Errors
/// The store; the disk.
pub(crate) fn resume(room: &CrisisRoom, outbox: &Path) -> Result<usize, Problem> {
    let entries = match std::fs::read_dir(outbox.join(STAGED)) {
        Ok(entries) => entries,
        Err(none) if none.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(fault(source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(
            entry
                .map_err(fault)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    // Alerts before the lines that name them.
    names.sort_by_key(|name| !name.ends_with(".cap.xml"));
    let kept: BTreeSet<String> = room.store(|ledger| {
        let mut kept = BTreeSet::new();
        for crisis in ledger.crises()? {
            let sendings = ledger.crisis_parts(&crisis.id, CrisisPart::Message)?;
            let names = sendings.iter().filter_map(|it| {
                let account: Value = serde_json::from_str(&it.body).ok()?;
                account["message"].as_str().map(str::to_owned)
            });
            kept.extend(names);
        }
        Ok::<_, Problem>(kept)
    })?;
    let is_kept = |name: &&String| kept.contains(sending_of(name));
    let (ours, dropped): (Vec<&String>, Vec<&String>) = names.iter().partition(is_kept);
    for name in dropped {
        std::fs::remove_file(outbox.join(STAGED).join(name)).map_err(fault)?;
    }
    let ours: Vec<String> = ours.into_iter().cloned().collect();
    hand_over(outbox, &ours)?;
    Ok(ours.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_store::{CrisisRow, Ledger};

    #[test]
    fn what_a_kill_left_is_handed_over_once_or_never() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        let room = CrisisRoom::open(folder.path(), ledger).unwrap();
        let outbox = folder.path().join("outbox");
        assert_eq!(resume(&room, &outbox).unwrap(), 0);
        let (kept, lost) = ("2026-03-01-1", "2026-03-01-2");
        let name = |id: &str, end: &str| format!("{id}.{end}");
        let files = |id: &str| {
            let names = [name(id, "0.cap.xml"), name(id, "sms.jsonl")];
            names.map(|name| (name, b"{}\n".to_vec()))
        };
        stage(&outbox, &files(kept)).unwrap();
        stage(&outbox, &files(lost)).unwrap();
        room.store(|ledger| {
            let row = CrisisRow {
                id: [9; 16],
                body: format!("{{\"message\": \"{kept}\"}}"),
            };
            ledger.put_crisis(&row)?;
            ledger.put_crisis_part(&[9; 16], CrisisPart::Message, &row)?;
            Ok::<_, Problem>(())
        })
        .unwrap();
        // Killed between two renames; the gateway has taken the first file.
        hand_over(&outbox, &[name(kept, "0.cap.xml")]).unwrap();
        std::fs::remove_file(outbox.join(name(kept, "0.cap.xml"))).unwrap();
        assert_eq!(resume(&room, &outbox).unwrap(), 1);
        assert_eq!(resume(&room, &outbox).unwrap(), 0);
        let there = |folder: &Path| {
            let names = std::fs::read_dir(folder).unwrap();
            let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
            names.filter(|name| name != STAGED).collect::<Vec<String>>()
        };
        assert_eq!(there(&outbox), [name(kept, "sms.jsonl")]);
        assert_eq!(there(&outbox.join(STAGED)), Vec::<String>::new());
    }
}
