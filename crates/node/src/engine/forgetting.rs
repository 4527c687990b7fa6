//! What retention lets go of, unless a case is under legal hold.

use rustc_hash::FxHashMap;
use vigie_store::Ledger;

use super::Engine;

/// Stations not heard for this time leave the picture.
const PICTURE_MS: i64 = 7 * 86_400_000;
const DAY_MS: i64 = 86_400_000;

impl Engine {
    /// Forgets what retention says, counted from the time that the watch has reached.
    pub(super) fn forget(&mut self) {
        let Some(newest) = self.watch.now() else {
            return;
        };
        self.picture.forget(newest.plus_ms(-PICTURE_MS));
        let before = |days: u32| newest.ms() - i64::from(days) * DAY_MS;
        let done = self.ledger.retention().and_then(|keep| {
            self.feeds
                .trim_quarantine(u64::from(keep.quarantine_mb) << 20);
            // Under legal hold nothing that may belong to a case is forgotten; what is due goes when the hold is lifted.
            if is_held(&self.ledger)? {
                return Ok(());
            }
            if keep.positions_days > 0 {
                self.archive.prune(before(keep.positions_days))?;
            }
            if keep.events_days > 0 {
                self.ledger.forget_events(before(keep.events_days))?;
            }
            Ok(())
        });
        if let Err(error) = done {
            tracing::error!(code = error.code(), %error, "retention failed");
        }
    }
}

/// Whether a case of this node is under legal hold.
fn is_held(ledger: &Ledger) -> Result<bool, vigie_store::Error> {
    use vigie_case::case::{Deed, Entry};
    let mut held: FxHashMap<String, bool> = FxHashMap::default();
    for row in ledger.document_versions("case", None)? {
        // The last word of each case counts; all entries kept here are this agency's own.
        if let Ok(Deed::Hold { on, .. }) = serde_json::from_str(&row.body).map(|it: Entry| it.deed)
        {
            held.insert(row.id, on);
        }
    }
    Ok(held.into_values().any(|on| on))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_hold_of_a_case_stands_until_it_is_lifted() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        assert!(!is_held(&ledger).unwrap());
        for on in [true, false, true] {
            let deed = serde_json::json!({"do": "hold", "on": on, "note": "court order"});
            let entry =
                serde_json::json!({"at_ms": 1, "user": "roy", "party": "can", "deed": deed});
            let note = serde_json::json!({"at_ms": 2, "user": "roy", "party": "can",
                "deed": {"do": "note", "text": "seen"}});
            for body in [entry.to_string(), note.to_string()] {
                ledger
                    .put_document("case", "can-1", 1, "roy", &body)
                    .unwrap();
            }
            assert_eq!(is_held(&ledger).unwrap(), on);
        }
    }
}
