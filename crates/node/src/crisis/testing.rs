//! For tests of the room: one crisis, open and empty.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use vigie_crisis::{CrisisId, RetentionRule};
use vigie_store::Ledger;

use super::{CrisisPaper, CrisisRoom, work};

/// The crisis.
pub(crate) const CRISIS: CrisisId = CrisisId::from_number(1);

/// A room in a folder, with the crisis that was opened, and perhaps closed, at these moments.
pub(crate) fn room(folder: &Path, opened_ms: i64, closed_ms: Option<i64>) -> CrisisRoom {
    let ledger = Ledger::open(&folder.join("ledger.sqlite"), "live").unwrap();
    let room = CrisisRoom::open(folder, ledger).unwrap();
    let paper = CrisisPaper {
        id: CRISIS,
        name: "Test".to_owned(),
        opened_ms,
        closed_ms,
        self_report: false,
        retention: RetentionRule::default(),
        alert: None,
        hold: None,
    };
    room.store(|ledger| work::open(ledger, &paper, &[], "mika"))
        .unwrap();
    room
}
