//! Orders in a node that plays alone: assets follow what was ordered here, and what was agreed with a partner.
//!
//! The world is told again from its beginning at each start: so an order is kept with the moment of the story at which it was
//! noticed, and followed again from the same minute.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use vigie_exercise::{PatrolOrder, Scenario, conduct::Orders};
use vigie_patrol::Asset;
use vigie_sea::Time;
use vigie_store::AuditEntry;

use super::Cell;
use crate::{
    conduct::{
        gather::{audit_after, joint_book},
        ordered::{self, Word},
    },
    http::App,
    live::now,
    patrol::outfit,
};

/// Kind and name of the document whose versions are the orders.
const ORDERS: &str = "exercise-orders";
/// How far the audit was read.
const READ: &str = "exercise-orders-read";
const USER: &str = "exercise";
/// Time between two looks into the own log.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Orders as they stand.
pub(super) struct Standing {
    app: Arc<App>,
    runtime: tokio::runtime::Handle,
    /// Agency of each asset of the world.
    owners: BTreeMap<String, &'static str>,
    cell: Cell,
    given: Vec<(Time, PatrolOrder)>,
    read: u64,
    looked: Option<Instant>,
}

impl Standing {
    /// As they were kept. Must be made inside the node's runtime.
    ///
    /// # Errors
    /// The store.
    pub(super) fn open(
        app: &Arc<App>,
        scenario: &Scenario,
        cell: Cell,
    ) -> Result<Self, vigie_store::Error> {
        let owners = scenario.deployed().into_iter();
        let owners = owners.filter_map(|one| Some((one.id, outfit::agency(&one.partner)?)));
        let mut ledger = app.locked();
        let rows = ledger.document_versions(ORDERS, Some(ORDERS))?;
        let given = rows
            .iter()
            .filter_map(|row| serde_json::from_str(&row.body).ok());
        let given = given.collect();
        let read = match ledger.meta(READ)?.and_then(|text| text.parse().ok()) {
            Some(read) => read,
            // What was ordered before there was somebody to follow it is not followed now.
            None => {
                let newest = ledger.audit_page(None, 1)?;
                let newest = newest.entries.first().map_or(0, |entry| entry.seq);
                ledger.set_meta(READ, &newest.to_string())?;
                newest
            }
        };
        drop(ledger);
        Ok(Self {
            app: Arc::clone(app),
            runtime: tokio::runtime::Handle::current(),
            owners: owners.collect(),
            cell,
            given,
            read,
            looked: None,
        })
    }

    /// What is followed.
    pub(super) fn orders(&self) -> Orders {
        Orders::given(self.given.iter().cloned())
    }

    /// Takes what was ordered since the last look, as given at this moment of the story; tells whether there was anything.
    pub(super) fn look(&mut self, at: Time) -> bool {
        if self.looked.is_some_and(|it| it.elapsed() < LOOK_EVERY) {
            return false;
        }
        self.looked = Some(Instant::now());
        let before = self.given.len();
        if let Err(fault) = self.take(at) {
            tracing::warn!(%fault, "orders could not be read");
        }
        self.given.len() > before
    }

    fn take(&mut self, at: Time) -> Result<(), vigie_store::Error> {
        let fresh = {
            let ledger = self.app.locked();
            let newest = ledger.audit_page(None, 1)?;
            if newest.entries.first().is_none_or(|it| it.seq <= self.read) {
                return Ok(());
            }
            audit_after(&ledger, self.read)?
        };
        for entry in fresh {
            let book = || joint_book(&self.app, &self.runtime);
            let word = ordered::word(&self.app.locked(), &entry, book)?;
            let orders = match word {
                Word::Later => return Ok(()),
                Word::None => Vec::new(),
                Word::Plan(plan) => plan.orders(|asset| self.is_followed(asset, &entry)),
            };
            self.keep(&entry, at, orders)?;
        }
        Ok(())
    }

    /// Own assets; of a joint plan also the partner's, which it agreed to move so.
    fn is_followed(&self, asset: &Asset, entry: &AuditEntry) -> bool {
        let Some(owner) = self.owners.get(&asset.id) else {
            return false;
        };
        let own = match self.cell {
            Cell::All => true,
            Cell::Canada => *owner == "ca-ccg",
            Cell::Japan => *owner == "jp-jcg",
        };
        own || entry.action == ordered::AGREED
    }

    fn keep(
        &mut self,
        entry: &AuditEntry,
        at: Time,
        orders: Vec<PatrolOrder>,
    ) -> Result<(), vigie_store::Error> {
        let standing = self.orders();
        let new: Vec<(Time, PatrolOrder)> = orders
            .into_iter()
            .filter(|order| standing.standing(&order.asset) != Some(order))
            .map(|order| (at, order))
            .collect();
        if !new.is_empty() {
            self.app.locked().whole(|ledger| {
                for one in &new {
                    let body = json!(one).to_string();
                    ledger.put_document(ORDERS, ORDERS, now().ms(), USER, &body)?;
                }
                ledger.set_meta(READ, &entry.seq.to_string())
            })?;
        }
        self.read = entry.seq;
        self.given.extend(new);
        Ok(())
    }
}
