//! Orders that assets got from their players, and from when each is followed.
//!
//! Several worlds run beside each other, each up to a minute ahead of the clock: so an order is followed from the second
//! whole minute after it was given, which no world has reached yet. Told again from the beginning, a world changes at the
//! same moments, and what a branch left behind is not in its log.

use vigie_sea::Time;

use super::log::{Deed, Entry};
use crate::difference::Difference;
use crate::error::Error;
use crate::order::PatrolOrder;
use crate::outbox::Emission;
use crate::world::World;

const MINUTE_MS: i64 = 60_000;

/// Orders in order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Orders(Vec<(Time, PatrolOrder)>);

impl Orders {
    /// Those that count in a log.
    pub fn of<'a>(log: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self::given(log.into_iter().filter_map(|entry| match &entry.deed {
            Deed::Ordered { order, .. } => Some((entry.at, order.clone())),
            _ => None,
        }))
    }

    /// Those that were given at these moments, without a log.
    pub fn given(orders: impl IntoIterator<Item = (Time, PatrolOrder)>) -> Self {
        let orders = orders.into_iter();
        let orders = orders.map(|(at, order)| (followed_from(at), order));
        let mut all: Vec<(Time, PatrolOrder)> = orders.collect();
        all.sort_by_key(|one| one.0);
        Self(all)
    }

    /// Whether nobody was ordered anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The order that an asset has.
    #[must_use]
    pub fn standing(&self, asset: &str) -> Option<&PatrolOrder> {
        let mut newest = self.0.iter().rev();
        newest
            .find(|(_, order)| order.asset == asset)
            .map(|(_, order)| order)
    }
}

fn followed_from(given: Time) -> Time {
    let minutes = given.ms().div_euclid(MINUTE_MS).saturating_add(2);
    Time::from_ms(minutes.saturating_mul(MINUTE_MS))
}

impl World {
    /// Moves on as [`World::step_until`] does; on the way assets begin to follow what they were ordered. Gives the orders that
    /// cannot be followed: these assets go on as before.
    pub fn step_under(
        &mut self,
        orders: &Orders,
        until: Time,
        sink: &mut impl FnMut(Emission<'_>),
    ) -> Vec<Error> {
        let mut refused = Vec::new();
        for (from, order) in &orders.0 {
            if *from < self.now() || *from > until {
                continue;
            }
            self.step_until(from.plus_ms(-1), sink);
            let order = order.clone();
            refused.extend(self.differ(&[Difference::Orders { order }]).err());
        }
        self.step_until(until, sink);
        refused
    }
}
