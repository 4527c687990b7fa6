//! A first plan in a moment, before the ways of a request are charted.

use std::sync::Arc;

use super::search::Search;
use super::world::World;
use super::{Outline, report};
use crate::engine::Problem;
use crate::{Chance, Error, GreatCircle, Legs, Plan, Request, UntoldLegs};

/// A first plan: who makes which stops is decided on great circles, and these orders are then sailed on `legs`; stops
/// that cannot be made that way are left out. Only ways that the plan may use are asked for, so it takes a part of a
/// second where legs go around land. It keeps every hard rule on `legs` as they are, uncharted; a search takes it as a
/// warm start.
///
/// # Errors
/// A request that makes no sense.
pub fn first_plan(request: &Request, legs: &dyn Legs, seed: u64) -> Result<Plan, Error> {
    request.examine()?;
    let rough = Arc::new(World::new(request, &GreatCircle));
    let begun = begun(&rough)?;
    let mut taken = vec![false; rough.task_of.len()];
    rough.frozen(&mut taken);
    let before = request.before.iter().flat_map(|p| &p.routes);
    let orders = rough.orders_of(before, &mut taken);
    let drawn = Search::new(rough, begun, orders).first(&mut Chance::new(seed));
    let legs = UntoldLegs(legs);
    let world = Arc::new(World::new(request, &legs));
    let begun = self::begun(&world)?;
    let mut search = Search::new(Arc::clone(&world), begun, Vec::new());
    let sailed = search.assemble_gently(&drawn.orders());
    Ok(if sailed.valid {
        report::plan(&world, &sailed)
    } else {
        Plan::default()
    })
}

/// What has begun and must stay.
fn begun(world: &World<'_>) -> Result<Outline, Error> {
    let mut taken = vec![false; world.task_of.len()];
    world.frozen(&mut taken).ok_or_else(|| Error::Range {
        field: "start",
        place: "asset".to_owned(),
    })
}
