//! Marks of other systems: kept before anyone is told, each version of each once.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Engine;
use crate::{
    auth::fingerprint,
    feed::{Delivery, Mark},
    live::{Notice, now},
};

/// Documents that hold marks, by feed and id.
pub(crate) const MARK_KIND: &str = "mark";
/// Documents that say who has seen an urgent mark, by the mark's id.
pub(crate) const SEEN_KIND: &str = "mark-seen";

/// What a mark's document holds.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptMark {
    pub(crate) feed: u16,
    pub(crate) mark: Mark,
}

/// The mark's id on this node: no two feeds share one, and it is safe in an address.
fn id_of(feed: u16, mark: &Mark) -> String {
    let digest = fingerprint(&format!("{feed} {}", mark.id));
    digest.chars().take(24).collect()
}

impl Engine {
    /// Keeps what is new among the marks of a delivery, and tells the pages.
    pub(super) fn mark(&mut self, delivery: &Delivery) {
        for mark in &delivery.marks {
            if mark.exercise.is_some() && !self.realm.is_exercise() {
                // An exercise's distress must not ring in real life.
                tracing::warn!(feed = delivery.feed, "a mark of an exercise was set aside");
                continue;
            }
            let id = id_of(delivery.feed, mark);
            // Drawings come again every few seconds with a new time: only what they say makes a version.
            if self.kept_mark(&id).is_some_and(|kept| kept.says(mark)) {
                continue;
            }
            if !self.keep_mark(&id, delivery.feed, mark) {
                return;
            }
            self.board.tell(Notice {
                seq: 0,
                event: "mark",
                data: json!({"id": id, "kind": mark.kind, "urgent": mark.urgent}).to_string(),
            });
        }
    }

    fn kept_mark(&self, id: &str) -> Option<Mark> {
        let row = self.ledger.document(MARK_KIND, id).ok()??;
        let kept: KeptMark = serde_json::from_str(&row.body).ok()?;
        Some(kept.mark)
    }

    fn keep_mark(&mut self, id: &str, feed: u16, mark: &Mark) -> bool {
        let kept = KeptMark {
            feed,
            mark: mark.clone(),
        };
        let body = json!(kept).to_string();
        while let Err(error) = self
            .ledger
            .put_document(MARK_KIND, id, now().ms(), "", &body)
        {
            tracing::error!(code = error.code(), %error, "a mark cannot be kept");
            if !self.wait_for_disk(error.code()) {
                return false;
            }
        }
        true
    }
}
