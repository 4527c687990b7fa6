//! Assets of an exercise: those of its scenario, with the performance of their class, where they are when the story begins.
//! A partner for whom the scenario has none gets those of the trial problem. They are made up; names of instruments are real.

use vigie_exercise::{Deployed, Role, Scenario};
use vigie_patrol::{Asset, AssetClass, AssetStart, Port, Rider, Tanker, trial};
use vigie_store::Ledger;

use super::book::{ASSET, PORT, RIDER, TANKER};
use crate::drill::Cell;

/// Share of an aircraft's fuel that a drone burns in an hour: as much longer as she flies.
const DRONE_BURNS: f64 = 0.4;
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

/// The agency of a partner of the scenario among partners.
pub(crate) fn agency(partner: &str) -> Option<&'static str> {
    match partner {
        "ca" => Some("ca-ccg"),
        "jp" => Some("jp-jcg"),
        _ => None,
    }
}

/// Assets of the scenario, each after an asset of the same class; an aircraft brings the airfield she stands on.
fn deployed(all: &[Deployed], like: &[Asset], owner: &str, ports: &mut Vec<Port>) -> Vec<Asset> {
    let mut assets = Vec::new();
    for one in all.iter().filter(|it| agency(&it.partner) == Some(owner)) {
        let class = if one.role.flies() {
            // The trial problem has no drone: she gets what an aircraft has, as slow and as long as her class flies.
            AssetClass::Aircraft
        } else {
            AssetClass::Ship
        };
        // Of another agency if the own has none of the class: performance is the class's.
        let own = |asset: &&Asset| asset.class == class && party(&asset.agency) == Some(owner);
        let found = like.iter().find(own);
        let found = found.or_else(|| like.iter().find(|asset| asset.class == class));
        let Some(mut asset) = found.cloned() else {
            continue;
        };
        asset.id.clone_from(&one.id);
        asset.name.clone_from(&one.name);
        owner.clone_into(&mut asset.agency);
        asset.endurance_h = asset.endurance_h.min(one.role.endurance_h());
        asset.task_speed_kn = asset.task_speed_kn.min(one.role.most_kn());
        if one.role == Role::PatrolDrone {
            asset.class = AssetClass::Drone;
            asset.endurance_h = one.role.endurance_h();
            asset.crew.sortie_max_h = None;
            asset.task_fuel_t_per_h *= DRONE_BURNS;
            for mode in &mut asset.modes {
                mode.fuel_t_per_h *= DRONE_BURNS;
            }
        }
        asset.turn_round_h = asset.turn_round_h.max(one.role.turnaround_h());
        asset.start = AssetStart {
            port: None,
            position: Some(one.at),
            ..asset.start
        };
        if one.role.flies() {
            let field = format!("{}-field", one.id);
            ports.push(Port {
                id: field.clone(),
                name: format!("{} – airfield", one.name),
                position: one.at,
                fuel: true,
            });
            asset.start.port = Some(field.clone());
            asset.start.position = None;
            asset.bases.insert(0, field);
        }
        for mode in &mut asset.modes {
            mode.speed_kn = mode.speed_kn.min(one.role.most_kn());
        }
        assets.push(asset);
    }
    assets
}

pub(crate) fn outfit(scenario: &Scenario, cell: Cell) -> Outfit {
    let mut request = trial::north_pacific(SEED);
    let all = scenario.deployed();
    let like = std::mem::take(&mut request.assets);
    let mut lent = Vec::new();
    for owner in ["ca-ccg", "jp-jcg"] {
        let own = deployed(&all, &like, owner, &mut request.ports);
        let trial = like.iter().filter(|it| party(&it.agency) == Some(owner));
        if own.is_empty() {
            lent.extend(trial.cloned().map(|mut asset| {
                owner.clone_into(&mut asset.agency);
                asset
            }));
        } else {
            lent.extend(own);
        }
    }
    let rename = |list: &mut Vec<String>| {
        *list = list
            .iter()
            .filter_map(|a| party(a))
            .map(str::to_owned)
            .collect();
    };
    let mut assets = Vec::new();
    for mut asset in lent.into_iter().filter(|it| plays(cell, &it.agency)) {
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
pub(crate) fn equip(
    ledger: &mut Ledger,
    scenario: &Scenario,
    cell: Cell,
    at_ms: i64,
) -> Result<(), vigie_store::Error> {
    if !ledger.patrol(PORT)?.is_empty() || !ledger.patrol(ASSET)?.is_empty() {
        return Ok(());
    }
    let outfit = outfit(scenario, cell);
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
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_exercise::Settings;
    use vigie_sea::{Time, distance_m};

    fn scenario(name: &str) -> Scenario {
        let start = Time::from_s(1_800_000_000);
        Scenario::from_library(name, Settings { seed: 1, start }).unwrap()
    }

    #[test]
    fn each_cell_has_its_own_assets_and_both_together_all() {
        for entry in vigie_exercise::library() {
            let world = scenario(entry.name);
            let [ca, jp, all] =
                [Cell::Canada, Cell::Japan, Cell::All].map(|cell| outfit(&world, cell));
            assert!(ca.assets.iter().all(|a| a.agency == "ca-ccg") && !ca.assets.is_empty());
            assert!(jp.assets.iter().all(|a| a.agency == "jp-jcg") && !jp.assets.is_empty());
            assert_eq!(all.assets.len(), ca.assets.len() + jp.assets.len());
            assert!(!all.ports.is_empty() && !all.riders.is_empty());
            // Where an asset may lie is a port that there is.
            for asset in &all.assets {
                let known = |id: &String| all.ports.iter().any(|port| port.id == *id);
                assert!(asset.bases.iter().all(known) && !asset.bases.is_empty());
                assert!(asset.start.port.iter().all(known));
                assert!(asset.start.port.is_some() != asset.start.position.is_some());
            }
        }
    }

    /// What can be ordered in an exercise is what sails in it: the same names, from the same places.
    #[test]
    fn assets_are_those_of_the_scenario() {
        for name in [
            "north-pacific-watch",
            "earthquake-evacuation",
            "high-seas-guard",
        ] {
            let world = scenario(name);
            let deployed = world.deployed();
            let assets = outfit(&world, Cell::All).assets;
            assert_eq!(assets.len(), deployed.len(), "{name}");
            for one in deployed {
                let asset = assets.iter().find(|it| it.id == one.id).unwrap();
                assert_eq!(asset.name, one.name);
                assert_eq!(asset.class == AssetClass::Aircraft, one.role.flies());
                assert!(asset.modes.iter().all(|m| m.speed_kn <= one.role.most_kn()));
                if let Some(at) = asset.start.position {
                    assert!(distance_m(at, one.at) < 1.0);
                }
            }
        }
    }
}
