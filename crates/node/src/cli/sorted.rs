//! Recorded observations given in order of time.

use std::io;

use vigie_watch::Observation;

use super::failure::Failure;
use crate::exit::Exit;
use crate::feed::Sorter;

/// Gives all that the sorter took, until one of them fails.
pub(super) fn give_sorted(
    sorter: Sorter,
    mut give: impl FnMut(Observation) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut outcome = Ok(());
    let sorted = sorter.finish(|observation| {
        outcome = give(observation);
        outcome.is_ok()
    });
    sorted.map_err(|fault| scratch_fault(&fault))?;
    outcome
}

pub(super) fn scratch_fault(fault: &io::Error) -> Failure {
    Failure::new(Exit::Io, "scratch-unwritable").with("detail", fault)
}
