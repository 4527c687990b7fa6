//! Looks of own patrols, for the rank.

use super::Engine;

impl Engine {
    /// Takes in what patrols reported of vessels, as the ledger has it: the next list counts it.
    pub(crate) fn heed_looks(&mut self) -> Result<(), vigie_store::Error> {
        let looks = crate::patrol::looks::looks(&self.ledger)?;
        self.watch.context_mut().looks = looks;
        self.context_changed();
        Ok(())
    }
}
