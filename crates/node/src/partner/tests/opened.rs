//! A party's desk over a folder of its own.

use std::{path::Path, sync::Arc};

use vigie_exchange::{PartyId, Realm};
use vigie_store::Ledger;

use crate::{
    live::Board,
    partner::{desk::Desk, own::Own},
};

pub(in crate::partner) fn opened(folder: &Path, party: PartyId) -> Desk {
    let ledger = Ledger::open(&folder.join("ledger.sqlite"), "live").unwrap();
    let own = Own::open(folder, party, String::new(), Realm::Live).unwrap();
    let board = Board::new(crate::server::first_status(&crate::live::Realm::Live, ""));
    let opened = Desk::open(own, ledger, Arc::new(board), Vec::new());
    opened.unwrap().desk
}
