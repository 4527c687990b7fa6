//! Assets of the built-in exercise. They are made up; names of instruments are real.

use vigie_patrol::{Asset, Port, Rider, Tanker, trial};
use vigie_store::Ledger;

use super::book::{ASSET, PORT, RIDER, TANKER};
use crate::drill::Cell;

/// Seed of the trial problem that lends its assets.
const SEED: u64 = 0;

/// The agency's name among partners.
fn party(agency: &str) -> Option<&'static str> {
    match agency {
        "CA" => Some("ca-ccg"),
        "JP" => Some("jp-jcg"),
        _ => None,
    }
}

fn plays(cell: Cell, party: &str) -> bool {
    match cell {
        Cell::All => true,
        Cell::Canada => party == "ca-ccg",
        Cell::Japan => party == "jp-jcg",
    }
}

/// What one cell of the exercise has.
pub(crate) struct Outfit {
    pub(crate) assets: Vec<Asset>,
    pub(crate) ports: Vec<Port>,
    pub(crate) tankers: Vec<Tanker>,
    pub(crate) riders: Vec<Rider>,
}

pub(crate) fn outfit(cell: Cell) -> Outfit {
    let request = trial::north_pacific(SEED);
    let rename = |list: &mut Vec<String>| {
        *list = list
            .iter()
            .filter_map(|a| party(a))
            .map(str::to_owned)
            .collect();
    };
    let mut assets = Vec::new();
    for mut asset in request.assets {
        let Some(owner) = party(&asset.agency).filter(|p| plays(cell, p)) else {
            continue;
        };
        owner.clone_into(&mut asset.agency);
        // The story lasts days, not the summer of the trial.
        asset.windows.clear();
        for authority in &mut asset.authorities {
            authority.officer = authority
                .officer
                .as_deref()
                .and_then(party)
                .map(str::to_owned);
        }
        assets.push(asset);
    }
    let mut tankers = request.tankers;
    tankers.retain_mut(|tanker| {
        let owner = party(&tanker.agency).filter(|p| plays(cell, p));
        rename(&mut tanker.serves);
        tanker.windows.clear();
        owner.is_some_and(|p| {
            p.clone_into(&mut tanker.agency);
            true
        })
    });
    let mut riders = request.riders;
    riders.retain_mut(|rider| {
        let owner = party(&rider.agency).filter(|p| plays(cell, p));
        rename(&mut rider.serves);
        owner.is_some_and(|p| {
            p.clone_into(&mut rider.agency);
            true
        })
    });
    Outfit {
        assets,
        ports: request.ports,
        tankers,
        riders,
    }
}

/// Gives the exercise its assets, once.
pub(crate) fn equip(ledger: &mut Ledger, cell: Cell, at_ms: i64) -> Result<(), vigie_store::Error> {
    if !ledger.patrol(PORT)?.is_empty() || !ledger.patrol(ASSET)?.is_empty() {
        return Ok(());
    }
    let outfit = outfit(cell);
    let text = |value: serde_json::Value| value.to_string();
    let mut rows: Vec<(&str, String, String)> = Vec::new();
    rows.extend(
        outfit
            .ports
            .iter()
            .map(|p| (PORT, p.id.clone(), text(serde_json::json!(p)))),
    );
    rows.extend(
        outfit
            .assets
            .iter()
            .map(|a| (ASSET, a.id.clone(), text(serde_json::json!(a)))),
    );
    rows.extend(
        outfit
            .tankers
            .iter()
            .map(|t| (TANKER, t.id.clone(), text(serde_json::json!(t)))),
    );
    rows.extend(
        outfit
            .riders
            .iter()
            .map(|r| (RIDER, r.id.clone(), text(serde_json::json!(r)))),
    );
    ledger.whole(|ledger| {
        for (kind, id, body) in &rows {
            ledger.append_patrol(kind, id, at_ms, "exercise", Some(body))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_has_its_own_assets_and_both_together_all() {
        let (ca, jp, all) = (outfit(Cell::Canada), outfit(Cell::Japan), outfit(Cell::All));
        assert!(ca.assets.iter().all(|a| a.agency == "ca-ccg") && ca.assets.len() >= 2);
        assert!(jp.assets.iter().all(|a| a.agency == "jp-jcg") && jp.assets.len() >= 2);
        assert_eq!(all.assets.len(), ca.assets.len() + jp.assets.len());
        assert!(!all.ports.is_empty() && !all.riders.is_empty());
    }
}
