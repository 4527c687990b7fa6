//! Where our orders of a joint plan stand, told to the partner that plans with us, whenever one changes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use vigie_exchange::{Body, Level, PartyId, Value, channel::Priority};
use vigie_store::{PatrolRow, ReleaseRow};

use super::{
    desk::{Desk, DeskError, moment},
    matter::{Matter, Speaker},
    round::NODE,
};
use crate::patrol::sheet::{ORDER, OrderStatus};

/// Where one order of a joint plan stands.
pub(crate) const ORDER_STATUS: &str = "order-status";
/// An order that was told and is none any more.
const WITHDRAWN: &str = "withdrawn";

/// An order as it is told: no note, which is for our own eyes.
struct Standing {
    plan: String,
    asset: String,
    status: Json,
    at_ms: i64,
}

impl Standing {
    fn id(&self) -> String {
        format!("{}/{}", self.plan, self.asset)
    }

    fn is_told(&self, body: &Body) -> bool {
        let same = body.get("status").and_then(Value::as_text) == self.status.as_str();
        let at_ms = body.get("at_ms").and_then(Value::as_int);
        same && (self.status == WITHDRAWN || at_ms == Some(self.at_ms))
    }
}

impl Speaker {
    fn order_status(&self, order: &Standing) -> Option<Matter> {
        let body = json!({
            "plan": order.plan, "asset": order.asset, "status": order.status, "at_ms": order.at_ms,
        });
        let (id, label) = (order.id(), self.label(Level::Protected));
        Some(Matter {
            subject: self.labelled(ORDER_STATUS, &id, label, &body)?,
            title: id.clone(),
            id,
            priority: Priority::Plan,
            key: None,
        })
    }
}

impl Desk {
    /// Tells a partner what changed of our orders of plans that we have made with it, if the agreement lets it know.
    ///
    /// # Errors
    /// The store, or those of [`Desk::send`].
    pub(super) fn tell_orders(&mut self, party: &PartyId) -> Result<(), DeskError> {
        let Some(purpose) = self.purpose(party, ORDER_STATUS, false) else {
            return Ok(());
        };
        let rows = self.ledger.patrol(ORDER)?;
        // Looked at anew only when an order changed: the fold of all joint plans is not for every round.
        let seen: Vec<u64> = rows.iter().map(|row| row.number).collect();
        if self.orders_seen.get(party) == Some(&seen) {
            return Ok(());
        }
        let mut told: BTreeMap<String, ReleaseRow> = BTreeMap::new();
        for row in self.ledger.releases_of_kind(ORDER_STATUS)? {
            if row.party == party.as_str() && self.is_there(&row) {
                told.insert(row.id.clone(), row);
            }
        }
        let plans = self.plans_with(party);
        let mut standing: Vec<Standing> = rows.iter().filter_map(|row| of(row, &plans)).collect();
        let known: BTreeSet<String> = standing.iter().map(Standing::id).collect();
        let gone = told.keys().filter(|id| !known.contains(*id));
        standing.extend(gone.filter_map(|id| withdrawn(id)));
        let mut given = Vec::new();
        for order in &standing {
            let before = told.get(&order.id());
            let before = before.map(|row| self.given(row)).transpose()?.flatten();
            if before.is_some_and(|body| order.is_told(&body)) {
                continue;
            }
            if let Some(matter) = self.speaker().order_status(order) {
                let released = self.decide(party, &matter, &purpose)?;
                given.extend(released.map(|released| (released, matter)));
            }
        }
        self.give(party, &given, NODE)?;
        self.orders_seen.insert(party.clone(), seen);
        Ok(())
    }

    /// The joint plans with a partner.
    fn plans_with(&self, party: &PartyId) -> BTreeSet<String> {
        let book = self.joint_book();
        let with = |id: &String| {
            let version = book.in_force(id).map(|(_, version)| version);
            version.is_some_and(|it| it.by == party.as_str() || it.with == party.as_str())
        };
        book.threads.keys().filter(|id| with(id)).cloned().collect()
    }
}

fn of(row: &PatrolRow, plans: &BTreeSet<String>) -> Option<Standing> {
    let parts = |plan: &String| {
        let asset = row.id.strip_prefix(plan.as_str())?.strip_prefix('/')?;
        Some((plan.clone(), asset.to_owned()))
    };
    let (plan, asset) = plans.iter().find_map(parts)?;
    let order: OrderStatus = serde_json::from_str(row.body.as_deref()?).ok()?;
    Some(Standing {
        plan,
        asset,
        status: json!(order.status),
        at_ms: row.at_ms,
    })
}

/// What was told of an order that is none any more.
fn withdrawn(id: &str) -> Option<Standing> {
    let (plan, asset) = id.split_once('/')?;
    Some(Standing {
        plan: plan.to_owned(),
        asset: asset.to_owned(),
        status: json!(WITHDRAWN),
        at_ms: moment().ms(),
    })
}
