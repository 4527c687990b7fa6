//! Seats shared between partners so that nobody is ever worse off than alone.
//!
//! Plain sharing lowers the sum and can leave one partner's people waiting longer than if it had kept its seats to itself
//! (up to 5.1 % on the reference). So each partner's stand-alone plan is made first, with its own legs and its share of
//! what is common; its cost becomes a limit in the shared plan; and the plan that results is held against it as whole
//! families, not as a flow. Should it ever fail, the two stand-alone plans together, improved only by moves that make
//! nobody later, are a shared plan by themselves: the rule always holds. A new plan is held to it in the same way
//! ([`Hold`]), by what each partner could do alone from then on.

use serde::{Deserialize, Serialize};

use super::alone::{NOT_HELD, PartnerFigure, Standing, figures, limits, stand_alone};
use super::bound::Prices;
use super::eject;
use super::instance::Instance;
use super::net::{Left, Net, Path};
use super::schedule::{Assignment, Commitment, Plan};
use super::search as way;
use super::solve::{self, Effort};
use crate::Error;

/// A shared plan with what it means for each partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pooled {
    /// The plan. Its method says how: `volume` (sharing harmed nobody), `no-harm`, `stand-alone` (nothing better kept the
    /// rule), [`NOT_HELD`] (somebody is worse off).
    pub plan: Plan,
    /// Per partner.
    pub partners: Vec<PartnerFigure>,
    /// The stand-alone plan of each partner, in their order, for what it is alone ([`super::Alone`]).
    #[serde(default)]
    pub alone: Vec<Plan>,
}

/// The shared plan under which nobody is worse off than alone.
///
/// # Errors
/// [`Instance::bounded`].
pub fn pooled_plan(
    instance: &Instance,
    committed: &[Commitment],
    known: Option<&Prices>,
    effort: Effort,
) -> Result<Pooled, Error> {
    instance.bounded()?;
    let (net, trips, joint) = solve::scheduled(instance, committed, known, effort);
    let standing = stand_alone(instance, committed, None, known, effort);
    let limits = limits(&net, &standing);
    let plain = solve::search(&net, known, &[], effort);
    // Without the rule a plan could be better still: the bound shown is the lower one.
    let prices = joint.unwrap_or_else(|| plain.prices.clone());
    let near = solve::cost(&net, &plain.ways) as f64 * (1.0 + NEAR);
    let mut plan = if harmless(&net, &plain.ways, &limits) {
        solve::finish(&net, committed, &plain.ways, trips, prices, "volume")
    } else if let Some(ways) = held(&net, committed, &plain.ways, &plain, &limits, near, effort) {
        solve::finish(&net, committed, &ways, trips, prices, "no-harm")
    } else {
        let own_trips = standing.iter().flat_map(|it| it.plan.trips.clone());
        let own_trips: Vec<_> = own_trips.collect();
        let net = Net::with_trips(instance, committed, &own_trips);
        let ways = together(&net, &standing);
        solve::finish(&net, committed, &ways, own_trips, prices, "stand-alone")
    };
    let partners = figures(instance, committed, &mut plan, &standing);
    Ok(Pooled {
        plan,
        partners,
        alone: standing.into_iter().map(|it| it.plan).collect(),
    })
}

/// What holds a new plan to the rule.
pub(super) struct Hold<'a, 'n> {
    pub(super) net: &'a Net<'n>,
    pub(super) committed: &'a [Commitment],
    pub(super) standing: &'a [Standing],
    pub(super) limits: &'a [f64],
    pub(super) effort: Effort,
}

impl Hold<'_, '_> {
    /// Ways within the limits, and what that is called: the first ones if they are, else those ways with what they cost the
    /// harmed partner given back, ones whose prices know the limits, or the stand-alone plans side by side. `plain`: what a
    /// search without the rule found. `enough`: no better plan is looked for than one of this cost.
    pub(super) fn keep(
        &self,
        first: Vec<Option<Path>>,
        plain: &solve::Best,
        enough: f64,
    ) -> (Vec<Option<Path>>, &'static str) {
        let (net, limits) = (self.net, self.limits);
        if harmless(net, &first, limits) {
            return (first, "volume");
        }
        let committed = self.committed;
        if let Some(ways) = held(net, committed, &first, plain, limits, enough, self.effort) {
            return (ways, "no-harm");
        }
        let beside = together(net, self.standing);
        if harmless(net, &beside, limits) {
            (beside, "stand-alone")
        } else {
            (first, NOT_HELD)
        }
    }
}

/// How much more the people of a partner who would be worse off weigh, per mille, one try after the other.
const TILTS: [u64; 6] = [20, 60, 150, 400, 1_000, 3_000];
/// Costs beyond those of the plan without the rule up to this share are not worth another search.
const NEAR: f64 = 0.0005;

/// A plan of whole families within the limits: these ways with what they cost the harmed partner given back, or, unless that
/// costs no more than `enough`, one whose prices know the limits, whichever is better.
fn held(
    net: &Net<'_>,
    committed: &[Commitment],
    ways: &[Option<Path>],
    plain: &solve::Best,
    limits: &[f64],
    enough: f64,
    effort: Effort,
) -> Option<Vec<Option<Path>>> {
    let mended = tilted(net, committed, ways, limits, effort);
    let other = match &mended {
        Some(ways) if solve::cost(net, ways) as f64 <= enough => None,
        _ => priced(net, committed, plain, limits, effort),
    };
    let both = mended.into_iter().chain(other);
    both.min_by_key(|ways| solve::cost(net, ways))
}

/// A plan of whole families within the limits, from prices that know them.
fn priced(
    net: &Net<'_>,
    committed: &[Commitment],
    plain: &solve::Best,
    limits: &[f64],
    effort: Effort,
) -> Option<Vec<Option<Path>>> {
    let found = solve::search(net, Some(&plain.prices), limits, effort);
    if harmless(net, &found.ways, limits) {
        Some(found.ways)
    } else {
        tilted(net, committed, &found.ways, limits, effort)
    }
}

/// Moves chains of families until no partner is above its limit: those of a partner who is weigh more meanwhile.
fn tilted(
    net: &Net<'_>,
    committed: &[Commitment],
    ways: &[Option<Path>],
    limits: &[f64],
    effort: Effort,
) -> Option<Vec<Option<Path>>> {
    let mut ways = ways.to_vec();
    for tilt in TILTS {
        let costs = solve::partner_costs(net, &ways);
        let harmed: Vec<bool> = costs
            .iter()
            .zip(limits)
            .map(|(cost, limit)| *cost as f64 > *limit)
            .collect();
        if !harmed.contains(&true) {
            return Some(ways);
        }
        let mut other = Net::new(net.instance, committed);
        for unit in &mut other.units {
            let more = if harmed.get(unit.partner) == Some(&true) {
                tilt
            } else {
                0
            };
            unit.weight = unit.weight.saturating_mul(1_000 + more);
        }
        let mut left = net.left.clone();
        for (unit, way) in net.units.iter().zip(&ways) {
            if let Some(path) = way {
                left.take(net, unit, *path);
            }
        }
        // Only as many chains as bring the partner back: on the other side stands another partner.
        let back = |ways: &[Option<Path>]| {
            let costs = solve::partner_costs(net, ways);
            let mut all = costs.iter().zip(limits).zip(&harmed);
            all.all(|((cost, limit), harmed)| !harmed || *cost as f64 <= *limit)
        };
        eject::improve_until(
            &other,
            &mut left,
            &mut ways,
            &|_| true,
            effort.chains,
            &back,
        );
        way::advance(net, &mut left, &mut ways, &|_| true);
    }
    harmless(net, &ways, limits).then_some(ways)
}

fn harmless(net: &Net<'_>, ways: &[Option<Path>], limits: &[f64]) -> bool {
    solve::partner_costs(net, ways)
        .iter()
        .zip(limits)
        .all(|(cost, limit)| *cost as f64 <= *limit)
}

/// The stand-alone plans side by side, then only moves that make nobody later.
fn together(net: &Net<'_>, standing: &[Standing]) -> Vec<Option<Path>> {
    let all: Vec<Assignment> = standing
        .iter()
        .flat_map(|it| it.plan.assignments.clone())
        .collect();
    let mut left: Left = net.left.clone();
    let mut ways = net.paths(&all);
    for (unit, way) in net.units.iter().zip(&mut ways) {
        if let Some(path) = *way {
            if left.fits(net, unit, path) {
                left.take(net, unit, path);
            } else {
                *way = None;
            }
        }
    }
    super::round::complete(net, &mut left, &mut ways, &|_| true);
    way::advance(net, &mut left, &mut ways, &|_| true);
    ways
}
