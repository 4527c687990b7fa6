//! Seats between partners: offered, claimed, released on time, given back, boarded, and paid for.

mod escrow;
mod ledger;
mod manifest;
mod split;

pub use escrow::{
    Answer, Claim, ClaimState, Escrow, NOTE_BYTES_MAX, OFFERS_MAX, OfferState, Refusal, Release,
    SeatOffer, Wish, WishState,
};
pub use ledger::{Balance, CostRule, LedgerLine, Use, balances, ledger};
pub use manifest::{Closing, Entry, EntryState, Manifest, ScanRefusal};
pub use split::{MinorAlone, SplitDecision};
