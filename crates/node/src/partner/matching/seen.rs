//! What officers see of comparisons, and which persons of a register they concern.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{QUOTA, Run, is_of_room, keep_long, lines, long, of_lines, read_long};
use crate::partner::desk::{Desk, DeskError};

impl Desk {
    /// What the list of vessels that answers is to hold.
    ///
    /// # Errors
    /// Nothing of that id waits for the watch.
    pub(crate) fn match_kind(&self, id: &str) -> Result<String, DeskError> {
        let run = self.waiting(id).ok().filter(|run| !is_of_room(&run.kind));
        let run = run.ok_or(DeskError::Refused("match-unknown"))?;
        Ok(run.kind.clone())
    }

    /// By what a question that waits for the crisis room compares.
    ///
    /// # Errors
    /// Nothing of that id waits for the crisis room.
    pub(crate) fn room_match_kind(&self, id: &str) -> Result<String, DeskError> {
        let run = self.waiting(id).ok().filter(|run| is_of_room(&run.kind));
        let run = run.ok_or(DeskError::Refused("match-unknown"))?;
        Ok(run.kind.clone())
    }

    /// Notes of which crisis a comparison was asked.
    ///
    /// # Errors
    /// `match-unknown`; the store.
    pub(crate) fn match_crisis(&mut self, id: &str, crisis: &str) -> Result<(), DeskError> {
        let run = self.matching.runs.get_mut(id);
        let run = run.ok_or(DeskError::Refused("match-unknown"))?;
        run.crisis = Some(crisis.to_owned());
        self.matching.keep(&mut self.ledger, &self.own.salt)
    }

    /// Crisis, kind, and the numbers or forms of names that are kept of comparisons of its register.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn compared_registers(
        &self,
    ) -> Result<Vec<(String, String, BTreeSet<String>)>, DeskError> {
        let mut all: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for (id, run) in &self.matching.runs {
            let Some(crisis) = &run.crisis else { continue };
            let list = read_long(&self.ledger, &self.own.salt, &long(id, "list"))?;
            let listed = of_lines(&list.unwrap_or_default());
            let known = all.entry((crisis.clone(), run.kind.clone())).or_default();
            let kept = listed.into_iter().chain(run.common.iter().cloned());
            known.extend(kept.filter(|one| !one.is_empty()));
        }
        let all = all.into_iter().filter(|(_, known)| !known.is_empty());
        Ok(all
            .map(|((crisis, kind), known)| (crisis, kind, known))
            .collect())
    }

    /// Forgets numbers or forms of names of persons who are erased.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn forget_compared(
        &mut self,
        crisis: &str,
        kind: &str,
        gone: &BTreeSet<String>,
    ) -> Result<(), DeskError> {
        self.part.touch();
        for (id, run) in &mut self.matching.runs {
            if run.crisis.as_deref() != Some(crisis) || run.kind != kind {
                continue;
            }
            run.common.retain(|one| !gone.contains(one));
            let name = long(id, "list");
            let Some(list) = read_long(&self.ledger, &self.own.salt, &name)? else {
                continue;
            };
            let mut list = of_lines(&list);
            for one in list.iter_mut().filter(|one| gone.contains(*one)) {
                one.clear();
            }
            keep_long(&mut self.ledger, &self.own.salt, &name, &lines(&list))?;
        }
        self.matching.keep(&mut self.ledger, &self.own.salt)
    }

    /// Comparisons of registers: those of one crisis, and those that partners asked; newest first.
    pub(crate) fn register_matches(&self, crisis: &str) -> Vec<Json> {
        let ours = |run: &Run| run.crisis.as_deref().is_none_or(|it| it == crisis);
        let runs = self.matching.runs.iter();
        let mut runs: Vec<(&String, &Run)> = runs
            .filter(|(_, run)| is_of_room(&run.kind) && ours(run))
            .collect();
        runs.sort_by_key(|(_, run)| std::cmp::Reverse(run.at_ms));
        let shown = |(id, run): (&String, &Run)| {
            json!({
                "id": id, "party": run.party, "kind": run.kind, "state": run.state, "by": run.by,
                "at": vigie_sea::Time::from_ms(run.at_ms), "asked": run.asked, "listed": run.listed, "common": run.common, "own": run.crisis.is_some(),
            })
        };
        runs.into_iter().map(shown).collect()
    }

    /// Comparisons of lists of vessels, newest first.
    pub(crate) fn matches_shown(&self) -> Json {
        let shown = |(id, run): (&String, &Run)| {
            json!({
                "id": id, "party": run.party, "kind": run.kind, "state": run.state, "by": run.by,
                "at": vigie_sea::Time::from_ms(run.at_ms), "asked": run.asked, "listed": run.listed,
                "common": run.common,
            })
        };
        let mut runs: Vec<(i64, Json)> = self
            .matching
            .runs
            .iter()
            .filter(|run| !is_of_room(&run.1.kind))
            .map(|run| (run.1.at_ms, shown(run)))
            .collect();
        runs.sort_by_key(|(at_ms, _)| std::cmp::Reverse(*at_ms));
        let runs: Vec<Json> = runs.into_iter().map(|(_, run)| run).collect();
        json!({
            "matches": runs,
            "quota": {"items": QUOTA.items, "runs": QUOTA.runs, "hours": QUOTA.period_ms / 3_600_000},
        })
    }
}
