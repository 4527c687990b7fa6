//! Chains from the probabilities of their joins, and the looks that did not show them.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Chain, ChainConfig, ChainLink, NotSeenAgain};
use super::chain_joint::{Told, settle};
use super::chain_pair::{Link, Node, Pairs, pairs};
use super::chain_step::Step;
use super::chain_walk::Walk;
use super::dark_sighting::DarkSighting;
use super::motion::MotionModel;
use super::reach::{Reach, implied};

/// Looks kept in which a chain was not seen again, the newest.
const NOT_SEEN_MAX: usize = 16;

/// The chains of all looks.
pub(super) fn grow(steps: &[Step<'_>], model: &MotionModel, config: &ChainConfig) -> Vec<Chain> {
    let logs: Vec<f64> = steps
        .iter()
        .flat_map(|step| &step.seen)
        .filter_map(|s| s.length_m.filter(|l| l.is_finite() && *l > 1.0))
        .map(f64::ln)
        .collect();
    let mut walk = Walk::known(model, &logs, config.length_spread);
    let mut pairs = pairs(steps, &walk, config);
    let (told, fresh) = settle(&mut pairs, &mut walk);
    let next = chosen(&pairs, &told, config);
    let mut is_next = vec![false; pairs.nodes.len()];
    for number in next.iter().flatten() {
        let to = pairs.links.get(*number).map(|link| link.to);
        if let Some(is_next) = to.and_then(|to| is_next.get_mut(to)) {
            *is_next = true;
        }
    }
    let maybe = maybe(&pairs, &told);
    let mut chains = Vec::new();
    for (number, node) in pairs.nodes.iter().enumerate() {
        if is_next.get(number).copied().unwrap_or(true) {
            continue;
        }
        let new = fresh.get(number).copied().unwrap_or(1.0);
        let mut chain = begun(node.sighting, new);
        let mut members = vec![number];
        let mut at = number;
        while let Some(to) = next.get(at).copied().flatten()
            && let Some((link, told)) = pairs.links.get(to).zip(told.get(to))
            && let Some(node) = pairs.nodes.get(link.to)
        {
            let before = chain.links.last().map(|link| &link.sighting);
            chain.links.push(joined(before, node, link, told));
            at = link.to;
            members.push(at);
        }
        unseen(steps, &mut chain, (&members, &maybe), model, config);
        chains.push(chain);
    }
    chains
}

/// Of each sighting the link to the next one of its vessel, if it is likely enough. Of two links of one sighting at most one
/// is likelier than not; should less be asked for, the likelier goes first.
fn chosen(pairs: &Pairs<'_>, told: &[Told], config: &ChainConfig) -> Vec<Option<usize>> {
    let mut order: Vec<(usize, &Told, &Link)> = told
        .iter()
        .zip(&pairs.links)
        .enumerate()
        .map(|(number, (told, link))| (number, told, link))
        .filter(|(_, told, _)| told.probability >= config.link_from)
        .collect();
    order.sort_by(|a, b| {
        let by_probability = b.1.probability.total_cmp(&a.1.probability);
        by_probability.then((a.2.from, a.2.to).cmp(&(b.2.from, b.2.to)))
    });
    let mut next = vec![None; pairs.nodes.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (number, _, link) in order {
        if let Some(next) = next.get_mut(link.from)
            && next.is_none()
            && taken.insert(link.to)
        {
            *next = Some(number);
        }
    }
    next
}

/// Of each sighting the looks that may show it next, with the probability.
fn maybe(pairs: &Pairs<'_>, told: &[Told]) -> BTreeMap<(usize, usize), f64> {
    let mut sums: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (link, told) in pairs.links.iter().zip(told) {
        if let Some(node) = pairs.nodes.get(link.to) {
            *sums.entry((link.from, node.step)).or_default() += told.probability;
        }
    }
    sums
}

/// Notes the looks that should have shown a chain and did not, the newest; of one sighting nothing is told.
fn unseen(
    steps: &[Step<'_>],
    chain: &mut Chain,
    (members, maybe): (&[usize], &BTreeMap<(usize, usize), f64>),
    model: &MotionModel,
    config: &ChainConfig,
) {
    if chain.links.len() < 2 {
        return;
    }
    let scenes: BTreeSet<&str> = chain
        .links
        .iter()
        .map(|link| link.sighting.scene.as_str())
        .collect();
    let mut found: Vec<NotSeenAgain> = Vec::new();
    let window_s = config.window_h * 3_600.0;
    let mut until = None;
    'newest: for (last, member) in members.iter().enumerate().rev() {
        let known = chain.links.get(..=last).unwrap_or_default();
        let Some(reach) = Reach::of(known.iter().map(|link| &link.sighting)) else {
            continue;
        };
        let from = steps.partition_point(|step| step.time < reach.last_time());
        let to = until.unwrap_or_else(|| {
            steps.partition_point(|step| step.time.since_s(reach.last_time()) <= window_s)
        });
        until = Some(from);
        for (number, step) in steps.iter().enumerate().take(to).skip(from).rev() {
            let Some(outline) = step.outline.as_ref() else {
                continue;
            };
            let maybe = maybe.get(&(*member, number)).copied().unwrap_or(0.0);
            if maybe >= 0.5 || scenes.contains(step.scene) {
                continue;
            }
            let inside = reach.at(model, step.time).inside(outline).clamp(0.0, 1.0);
            if inside >= 0.5 {
                found.extend(step.not_seen(inside, reach.length_m()));
            }
            if found.len() >= NOT_SEEN_MAX {
                break 'newest;
            }
        }
    }
    found.sort_by(|a, b| (a.time, &a.scene).cmp(&(b.time, &b.scene)));
    chain.not_seen = found;
}

fn begun(sighting: &DarkSighting, probability: f64) -> Chain {
    Chain {
        number: 0,
        links: vec![ChainLink {
            sighting: sighting.clone(),
            probability,
            odds: 1.0,
            density_per_km2: 0.0,
            length_factor: 1.0,
            later_factor: 1.0,
            run_m: 0.0,
            implied: None,
        }],
        not_seen: Vec::new(),
    }
}

fn joined(before: Option<&DarkSighting>, node: &Node<'_>, link: &Link, told: &Told) -> ChainLink {
    ChainLink {
        sighting: node.sighting.clone(),
        probability: told.probability,
        odds: told.odds,
        density_per_km2: link.density * told.before,
        length_factor: link.lengths.0,
        later_factor: told.later,
        run_m: link.far_m,
        implied: before.and_then(|before| implied(before, node.sighting)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::cast_precision_loss,
        reason = "tests; small counts"
    )]
    use super::super::chain::chain_sightings;
    use super::super::dark_sighting::LookOver;
    use super::super::sensor::SensorKind;
    use super::*;
    use vigie_sea::{Polygon, Position, Time, destination};

    const LOOKS: u64 = 8;
    const BOATS: u64 = 30;

    /// A share that looks drawn.
    fn share(number: u64) -> f64 {
        let mut z = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Looks six hours apart at boats; `lie` is whether they are where they were, or anywhere.
    fn looks(lie: bool) -> (Vec<DarkSighting>, Vec<LookOver>) {
        let ring = vec![[178.0, 43.0], [182.0, 43.0], [182.0, 47.0], [178.0, 47.0]];
        let (mut seen, mut looks) = (Vec::new(), Vec::new());
        for look in 0..LOOKS {
            let time = Time::from_s(1_720_000_000 + 21_600 * i64::try_from(look).unwrap());
            for boat in 0..BOATS {
                let seed = if lie { boat } else { boat + 1_000 * look };
                let home = Position::new(
                    43.2 + 3.6 * share(2 * seed + 1),
                    178.2 + 3.6 * share(2 * seed + 2),
                );
                let off_m = 300.0 * share(77 + boat + 5_000 * look);
                seen.push(DarkSighting {
                    id: format!("{look}-{boat}"),
                    scene: format!("L{look}"),
                    sensor: SensorKind::Sar,
                    time,
                    position: destination(home.unwrap(), 360.0 * share(boat + look), off_m),
                    length_m: None,
                    dark: 0.95,
                    place_m: 100.0,
                    alone_per_km2: 2e-4,
                });
            }
            looks.push(LookOver {
                scene: format!("L{look}"),
                sensor: SensorKind::Sar,
                time,
                footprint: Some(Polygon::new(std::slice::from_ref(&ring)).unwrap()),
                traits: SensorKind::Sar.traits(),
            });
        }
        (seen, looks)
    }

    fn joins(lie: bool) -> usize {
        let (seen, looks) = looks(lie);
        let (model, config) = (MotionModel::builtin(), ChainConfig::default());
        let chains = chain_sightings(&seen, &looks, &model, &config);
        let mut other = seen.clone();
        other.reverse();
        let again = chain_sightings(&other, &looks, &model, &config);
        assert_eq!(chains, again, "whatever the order");
        chains.iter().map(|chain| chain.links.len() - 1).sum()
    }

    #[test]
    fn boats_that_lie_are_seen_again_and_what_is_anywhere_anew_is_hardly_joined() {
        let most = usize::try_from(BOATS * (LOOKS - 1)).unwrap();
        let (lying, anew) = (joins(true), joins(false));
        assert_eq!(lying, most);
        assert!(anew * 10 < most, "{anew} of {most}");
    }
}
