//! Files of notices of transshipment: read from a path, kept in the ledger, taken out of it again.
//!
//! The ledger keeps them beside the vessel lists, each valid for the observations from one arrival number up to another; the
//! kind and a prefix that no list can have tell them apart.

use std::path::Path;

use vigie_store::ListRow;
use vigie_watch::{Context, NoticeFile, NoticeInfo};

use crate::reference::{self, Error};

/// Kind of a row of lists that is a file of notices.
pub(crate) const KIND: &str = "notices";
/// Before the identifier, in the ledger.
const PREFIX: &str = "notices:";

/// What the ledger calls a file of notices.
pub(crate) fn kept_id(id: &str) -> String {
    format!("{PREFIX}{id}")
}

/// Whether the ledger means a file of notices by this.
pub(crate) fn is_kept(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// Reads a file of notices, without any claim to be complete.
///
/// # Errors
/// A file that cannot be read, or a table without the columns of notices.
pub(crate) fn read(path: &Path) -> Result<NoticeFile, Error> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let info = NoticeInfo {
        id: name.clone(),
        name,
        source: path.display().to_string(),
        complete: Vec::new(),
    };
    let bytes = reference::read(path)?;
    NoticeFile::from_csv(info, &bytes).map_err(|source| Error::Watch {
        path: path.to_owned(),
        source,
    })
}

/// Adds a file as it is kept; it was readable when it was added.
pub(crate) fn begin(context: &mut Context, row: &ListRow) {
    let info = NoticeInfo {
        id: row.id.strip_prefix(PREFIX).unwrap_or(&row.id).to_owned(),
        name: row.name.clone(),
        source: row.source.clone(),
        complete: serde_json::from_str(&row.complete_for).unwrap_or_default(),
    };
    match NoticeFile::from_csv(info, row.body.as_bytes()) {
        Ok(file) => context.notices.put(file),
        Err(error) => tracing::error!(notices = row.id, %error, "kept notices cannot be read"),
    }
}

/// Takes a list or a file of notices away, whichever the identifier means.
pub(crate) fn end(context: &mut Context, id: &str) {
    let _was_there = match id.strip_prefix(PREFIX) {
        Some(id) => context.notices.remove(id),
        None => context.lists.remove(id),
    };
}
