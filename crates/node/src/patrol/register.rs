//! Registers of inspection vessels: who may board under a scheme that asks for it. An asset stands on a register when a list
//! that somebody loaded names it, never because the asset says so.

use serde::{Deserialize, Serialize};
use vigie_patrol::Asset;

use super::book::Kept;

/// Most assets of a register.
pub(crate) const LISTED_MAX: usize = 10_000;

/// A register as it was loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Register {
    /// Name in full.
    #[serde(default)]
    pub(crate) name: String,
    /// Where it is from.
    pub(crate) source: String,
    /// Of which day, as its source writes it.
    #[serde(default)]
    pub(crate) date: String,
    /// Identifiers of the assets on it.
    pub(crate) assets: Vec<String>,
}

/// Writes into an asset the registers that name it.
pub(crate) fn enter(asset: &mut Asset, registers: &[Kept<Register>]) {
    let naming = registers
        .iter()
        .filter(|kept| kept.value.assets.contains(&asset.id));
    asset.registers = naming.map(|kept| kept.id.clone()).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_patrol::trial;
    use vigie_sea::Time;

    #[test]
    fn only_a_loaded_list_puts_an_asset_on_a_register() {
        for mut asset in trial::north_pacific(0).assets {
            asset.registers = vec!["SAID-BY-ITSELF".to_owned()];
            enter(&mut asset, &[]);
            assert!(asset.registers.is_empty());
            let list = Kept {
                id: "NPFC-HSBI".to_owned(),
                version: 1,
                changed: Time::from_s(0),
                user: "mika".to_owned(),
                value: Register {
                    name: String::new(),
                    source: "npfc.int".to_owned(),
                    date: "2026-05-01".to_owned(),
                    assets: vec![asset.id.clone()],
                },
            };
            enter(&mut asset, &[list]);
            assert_eq!(asset.registers, ["NPFC-HSBI"]);
        }
    }
}
