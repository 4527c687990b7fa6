//! Why: for each task done, by whom and who else could; for each task left out, what stops each asset.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::ability::Block;
use super::insert::Offer;
use super::outline::{NOBODY, Outline};
use super::search::Search;
use super::voyage::Doing;
use super::world::World;

/// A task that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The task.
    pub task: String,
    /// Who does it.
    pub asset: String,
    /// When it begins.
    pub begin: Time,
    /// Points that it earns.
    pub value: f64,
    /// Who else could do it in this plan instead, with the most points that it would earn.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub runner_up: Option<RunnerUp>,
}

/// Another asset that could do a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// The asset.
    pub asset: String,
    /// When it would begin.
    pub begin: Time,
    /// Points that it would earn.
    pub value: f64,
    /// Hours that it would take from it.
    pub hours: f64,
}

/// What stops one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obstacle {
    /// The asset.
    pub asset: String,
    /// What stops it.
    #[serde(flatten)]
    pub block: Block,
}

/// A task that is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The task.
    pub task: String,
    /// What it would be worth at most.
    pub value: f64,
    /// What stops each asset, the nearest miss first.
    pub obstacles: Vec<Obstacle>,
}

/// Why a plan is as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Tasks that are done, in the order of the request.
    pub choices: Vec<Choice>,
    /// Tasks that are left out, the most valuable first.
    pub left_out: Vec<LeftOut>,
}

pub(super) fn explain(world: &Arc<World<'_>>, outline: &Outline, bare: &Outline) -> Explanation {
    let mut search = Search::new(Arc::clone(world), bare.clone(), Vec::new());
    let mut explanation = Explanation::default();
    for t in 0..world.works.len() {
        let work = &world.works[t];
        let look = work.look;
        if outline.who[look..look + work.looks]
            .iter()
            .all(|a| *a == NOBODY)
        {
            explanation
                .left_out
                .push(left_out(&mut search, world, outline, bare, t));
        } else if let Some(choice) = choice(&mut search, world, outline, t) {
            explanation.choices.push(choice);
        }
    }
    explanation
        .left_out
        .sort_by(|x, y| y.value.total_cmp(&x.value).then(x.task.cmp(&y.task)));
    explanation
}

fn choice(
    search: &mut Search<'_>,
    world: &Arc<World<'_>>,
    outline: &Outline,
    t: usize,
) -> Option<Choice> {
    let mut visits = Vec::new();
    outline.visits(world, t, &mut visits);
    let mut value = 0.0;
    world.worth(t, &mut visits, |_, v| value += v);
    let first = visits.first()?;
    let mut others = None;
    if world.works[t].group.is_none() && world.works[t].looks == 1 {
        let mut without = outline.clone();
        search.remove_looks(&mut without, &[world.works[t].look]);
        others = (0..world.crafts.len())
            .filter(|a| *a != first.asset as usize)
            .filter_map(|a| search.examine(&without, a, world.works[t].look as u32).ok())
            .max_by(|x, y| x.gain.total_cmp(&y.gain));
    }
    Some(Choice {
        task: world.task(t).id.clone(),
        asset: world.asset(first.asset as usize).id.clone(),
        begin: world.time(first.begin),
        value,
        runner_up: others.map(|o: Offer| RunnerUp {
            asset: world.asset(o.asset).id.clone(),
            begin: world.time(o.begin),
            value: o.gain,
            hours: o.hours,
        }),
    })
}

fn left_out(
    search: &mut Search<'_>,
    world: &Arc<World<'_>>,
    outline: &Outline,
    bare: &Outline,
    t: usize,
) -> LeftOut {
    let look = world.works[t].look as u32;
    let mut obstacles: Vec<Obstacle> = (0..world.crafts.len())
        .map(|a| Obstacle {
            asset: world.asset(a).id.clone(),
            block: obstacle(search, world, outline, bare, a, look),
        })
        .collect();
    obstacles.sort_by_key(|o| std::cmp::Reverse(o.block.nearness()));
    LeftOut {
        task: world.task(t).id.clone(),
        value: world.worth_max(t),
        obstacles,
    }
}

/// What stops an asset: in this plan, or whatever else it did.
fn obstacle(
    search: &mut Search<'_>,
    world: &Arc<World<'_>>,
    outline: &Outline,
    bare: &Outline,
    a: usize,
    look: u32,
) -> Block {
    if world.works[world.task_of[look as usize]].group.is_some() {
        return search
            .examine(bare, a, look)
            .err()
            .unwrap_or(Block::Meeting);
    }
    match search.examine(outline, a, look) {
        Ok(offer) => Block::NotWorth { points: offer.gain },
        Err(block) => match search.examine(bare, a, look) {
            Err(alone) => alone,
            Ok(_) => displaced(search, outline, a, look).unwrap_or(block),
        },
    }
}

/// The least value of one stop whose absence would make room.
fn displaced(search: &mut Search<'_>, outline: &Outline, a: usize, look: u32) -> Option<Block> {
    let mut least: Option<f64> = None;
    let value = outline.points;
    for timed in &outline.legs[a].run.timed {
        let Doing::Look(other) = timed.step.doing else {
            continue;
        };
        let mut without = outline.clone();
        search.remove_looks(&mut without, &[other as usize]);
        without.count(&search.world);
        let lost = value - without.points;
        if least.is_some_and(|l| lost >= l) || search.examine(&without, a, look).is_err() {
            continue;
        }
        least = Some(lost);
    }
    least.map(|points| Block::WouldDisplace { points })
}
