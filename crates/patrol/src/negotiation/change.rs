//! Who changed what from one version to the next: offers and rules. (Stops are compared plan by plan.)

use serde::Serialize;

use super::{SetRule, Thread, Version};

/// What a version changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Delta {
    /// Assets that its author newly offers.
    pub assets_added: Vec<String>,
    /// Assets that its author no longer offers.
    pub assets_removed: Vec<String>,
    /// Assets of which the author offers something else than before.
    pub assets_changed: Vec<String>,
    /// Tasks that its author newly offers.
    pub tasks_added: Vec<String>,
    /// Tasks that its author no longer offers.
    pub tasks_removed: Vec<String>,
    /// Rules that were set.
    pub rules_added: Vec<SetRule>,
    /// Rules that were taken away.
    pub rules_removed: Vec<SetRule>,
    /// Whether its author keeps from other waters or canals than before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub waters_changed: bool,
}

/// What a version changed against its base and against its author's offer before.
#[must_use]
pub fn changed(thread: &Thread, digest: &str) -> Option<Delta> {
    let version = thread.version(digest)?;
    let base = version.base.as_deref().and_then(|b| thread.version(b));
    let before = offer_before(thread, version);
    let assets =
        |v: &Version| -> Vec<String> { v.offer.assets.iter().map(|a| a.id.clone()).collect() };
    let tasks =
        |v: &Version| -> Vec<String> { v.offer.tasks.iter().map(|t| t.id.clone()).collect() };
    let (old_assets, old_tasks) = (
        before.map(assets).unwrap_or_default(),
        before.map(tasks).unwrap_or_default(),
    );
    let (new_assets, new_tasks) = (assets(version), tasks(version));
    let old_rules = base.map(|b| b.rules.clone()).unwrap_or_default();
    let differs = |id: &String| {
        let of = |v: &Version| v.offer.assets.iter().find(|a| a.id == *id).cloned();
        let old = before.and_then(of);
        old.is_some() && old != of(version)
    };
    Some(Delta {
        assets_changed: new_assets
            .iter()
            .filter(|id| differs(id))
            .cloned()
            .collect(),
        assets_added: missing(&new_assets, &old_assets),
        assets_removed: missing(&old_assets, &new_assets),
        tasks_added: missing(&new_tasks, &old_tasks),
        tasks_removed: missing(&old_tasks, &new_tasks),
        rules_added: missing(&version.rules, &old_rules),
        rules_removed: missing(&old_rules, &version.rules),
        waters_changed: before.is_some_and(|v| v.offer.waters != version.offer.waters),
    })
}

/// The author's version before this one.
fn offer_before<'a>(thread: &'a Thread, version: &Version) -> Option<&'a Version> {
    let mut at = version.base.as_deref();
    let mut left = version.number;
    while let Some(earlier) = at.and_then(|digest| thread.version(digest)) {
        if earlier.by == version.by {
            return Some(earlier);
        }
        left = left.checked_sub(1)?;
        at = earlier.base.as_deref();
    }
    None
}

fn missing<T: PartialEq + Clone>(of: &[T], among: &[T]) -> Vec<T> {
    of.iter()
        .filter(|one| !among.contains(one))
        .cloned()
        .collect()
}
