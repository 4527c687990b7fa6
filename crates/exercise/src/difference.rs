//! What controllers change in a running world: a branch is a snapshot and such differences.
//!
//! A world with differences is as repeatable as one without: the same snapshot and the same differences give the same future.

use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};

use crate::error::Error;
use crate::order::PatrolOrder;
use crate::scenario::{LinkSpell, Scenario};
use crate::ship::Deceit;
use crate::truth::{TruthEvent, TruthKind};
use crate::world::{Snapshot, World};

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Difference {
    /// An asset follows a plan from now on.
    Orders {
        /// The plan.
        order: PatrolOrder,
    },
    /// A ship switches her transponder off.
    Silence {
        /// Her name in the scenario.
        ship: String,
        /// How long.
        span: Span,
    },
    /// The whole AIS feed brings nothing.
    Outage {
        /// How long.
        span: Span,
    },
    /// The link from one partner to another is bad.
    Link {
        /// From whom: `ca` or `jp`.
        from: String,
        /// To whom.
        to: String,
        /// How long.
        span: Span,
        /// Share lost.
        loss: f64,
        /// Delay, seconds.
        delay_s: f64,
        /// What it carries, kbit/s, if that is little.
        #[serde(default)]
        rate_kbit_s: Option<f64>,
        /// Nothing passes.
        blackout: bool,
    },
}

impl World {
    /// Makes differences from now on. Either all are made or, with an error, none.
    ///
    /// # Errors
    /// [`Error::Order`] of an order that cannot be followed, or of a ship that is not in the scenario.
    pub fn differ(&mut self, differences: &[Difference]) -> Result<(), Error> {
        let now = self.now();
        let mut scenario = self.scenario().clone();
        let mut new_orders = Vec::new();
        for difference in differences {
            match difference {
                Difference::Orders { order } => new_orders.push(self.obey(&mut scenario, order)?),
                Difference::Silence { ship, span } => silence(&mut scenario, ship, *span, now)?,
                Difference::Outage { span } => {
                    scenario.receivers.outages.push(from_now(*span, now))
                }
                Difference::Link {
                    from,
                    to,
                    span,
                    loss,
                    delay_s,
                    rate_kbit_s,
                    blackout,
                } => scenario.links.push(LinkSpell {
                    from: from.clone(),
                    to: to.clone(),
                    span: from_now(*span, now),
                    loss: loss.clamp(0.0, 1.0),
                    delay_s: delay_s.max(0.0),
                    rate_kbit_s: *rate_kbit_s,
                    blackout: *blackout,
                }),
            }
        }
        self.change(scenario, &new_orders);
        Ok(())
    }

    fn obey(&self, scenario: &mut Scenario, order: &PatrolOrder) -> Result<usize, Error> {
        let number = order.asset_in(&scenario.ships, self.now(), |n| self.pose(n))?;
        let end = scenario.end();
        let agenda = match (scenario.ships.get(number), self.pose(number)) {
            (Some(ship), Some(pose)) => order.agenda(ship, &scenario.sea, pose, end)?,
            _ => Vec::new(),
        };
        if let Some(ship) = scenario.ships.get_mut(number) {
            ship.agenda = agenda;
        }
        scenario.searches |= order.searches();
        Ok(number)
    }
}

impl Snapshot {
    /// Another future from this moment.
    ///
    /// # Errors
    /// As [`World::differ`].
    pub fn branch(&self, differences: &[Difference]) -> Result<World, Error> {
        let mut world = self.restore();
        world.differ(differences)?;
        Ok(world)
    }
}

/// The past is not changed.
fn from_now(span: Span, now: Time) -> Span {
    Span {
        start: span.start.max(now),
        end: span.end,
    }
}

fn silence(scenario: &mut Scenario, id: &str, span: Span, now: Time) -> Result<(), Error> {
    let unknown = || Error::Order {
        asset: id.to_owned(),
        reason: "order-unknown-asset",
    };
    let ship = scenario
        .ships
        .iter_mut()
        .find(|ship| ship.id == id)
        .ok_or_else(unknown)?;
    let span = from_now(span, now);
    ship.deceits.push(Deceit::Silent { span });
    let mmsis = vec![ship.mmsi];
    scenario.truth.push(TruthEvent::new(
        TruthKind::IntentionalGap,
        mmsis,
        span,
        "silenced-by-control",
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_difference_reads_as_it_is_written() {
        let span = Span {
            start: Time::from_s(0),
            end: Time::from_s(60),
        };
        let one = Difference::Silence {
            ship: "a".into(),
            span,
        };
        let text = serde_json::to_string(&one).unwrap();
        assert!(text.contains("\"what\":\"silence\""), "{text}");
        assert_eq!(serde_json::from_str::<Difference>(&text).unwrap(), one);
    }
}
