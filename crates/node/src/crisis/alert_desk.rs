//! Alerts by the clock: files that a feed or a satellite mail puts into the folder `alerts` are read, kept, and moved away.

use std::{path::Path, sync::Arc, time::Duration};

use crate::http::{App, Problem, keep_hazards};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_secs(5);
/// Largest file, bytes: a national Atom feed of a bad day is a tenth of it.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Who reads in the audit.
const NODE: &str = "vigie";

/// Reads what comes until the node stops.
pub(crate) async fn keep_alerts(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stopped() => return,
        }
        let at = Arc::clone(&app);
        if let Err(broken) = tokio::task::spawn_blocking(move || read_folder(&at)).await {
            tracing::error!(%broken, "alerts not read");
        }
    }
}

fn read_folder(app: &App) {
    let entries = std::fs::read_dir(&app.alerts).into_iter().flatten();
    let mut files: Vec<_> = entries.flatten().map(|it| it.path()).collect();
    files.retain(|path| path.is_file() && !is_hidden(path));
    files.sort();
    for path in files {
        let (folder, outcome) = match read_file(app, &path) {
            Ok(count) => ("read", format!("{count} alerts")),
            Err(problem) => ("refused", problem.code.to_owned()),
        };
        tracing::info!(file = %path.display(), outcome, "alert file");
        if let Err(fault) = move_to(&path, &app.alerts.join(folder)) {
            // It would be read again and change nothing; but nobody would see that the folder cannot be written.
            tracing::error!(file = %path.display(), %fault, "alert file not moved");
        }
    }
}

/// Writers give a file its name when it is whole; until then it begins with a dot or ends with `.part`.
fn is_hidden(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    name.starts_with('.')
        || path
            .extension()
            .is_some_and(|it| it == "part" || it == "tmp")
}

fn read_file(app: &App, path: &Path) -> Result<usize, Problem> {
    let disk = |fault: std::io::Error| Problem::internal("alert-file-unreadable", fault);
    if std::fs::metadata(path).map_err(disk)?.len() > FILE_BYTES_MAX {
        return Err(Problem::bad("alert-file-too-large", FILE_BYTES_MAX));
    }
    let bytes = std::fs::read(path).map_err(disk)?;
    let (ids, faults) = keep_hazards(app, &bytes, NODE)?;
    for (number, fault) in faults {
        tracing::warn!(file = %path.display(), number, code = fault.code(), "alert set aside");
    }
    Ok(ids.len())
}

fn move_to(path: &Path, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default();
    std::fs::rename(path, folder.join(name))
}
