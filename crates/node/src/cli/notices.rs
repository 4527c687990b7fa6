//! `vigie notices`: what is in a file of notices of transshipment, and which of its rows cannot be used.

use std::path::PathBuf;

use serde_json::{Value, json};
use vigie_watch::{NoticeFile, NoticeSet, NoticeStatus};

use super::args::NoticesCommand;
use super::console::Console;
use super::failure::Failure;
use super::listing::fault_lines;
use crate::exit::Exit;
use crate::notices::read;

pub(crate) fn run(console: &Console, command: &NoticesCommand) -> Result<(), Failure> {
    match command {
        NoticesCommand::Check { files } => check(console, files),
    }
}

/// Rows with faults are told; a row that cannot be used at all is exit code 1.
fn check(console: &Console, files: &[PathBuf]) -> Result<(), Failure> {
    let mut reports = Vec::new();
    let mut dropped = 0;
    for path in files {
        let file = read(path)?;
        dropped += file.rows_dropped();
        let standing = Standing::of(&file);
        if console.json {
            reports.push(json!({
                "file": path, "rows": file.rows.len(), "notices": standing.notices,
                "cancelled": standing.cancelled, "rows_dropped": file.rows_dropped(), "faults": file.faults,
            }));
            continue;
        }
        let args = [
            ("path", path.display().to_string().into()),
            ("rows", file.rows.len().into()),
            ("notices", standing.notices.into()),
            ("cancelled", standing.cancelled.into()),
        ];
        let mut text = console.text("notices-check", &args) + "\n";
        text.push_str(&fault_lines(console, path, &file.faults));
        console.result(&text)?;
    }
    if console.json {
        console.result(&format!("{}\n", Value::from(reports)))?;
    }
    if dropped == 0 {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "check-failed").with("count", dropped))
    }
}

/// Notices after all their versions.
struct Standing {
    notices: usize,
    cancelled: usize,
}

impl Standing {
    fn of(file: &NoticeFile) -> Self {
        let mut set = NoticeSet::default();
        set.put(file.clone());
        let off = set
            .standing()
            .filter(|known| known.notice.status == NoticeStatus::Cancelled);
        Self {
            cancelled: off.count(),
            notices: set.standing().count(),
        }
    }
}
