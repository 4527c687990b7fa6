//! Checkpoints of the whole exercise, and going back to one: control's memory, the conduct log and the players' nodes together.

use std::{sync::Arc, time::Instant};

use serde_json::json;
use vigie_exercise::{
    Error,
    conduct::{Clock, Deed, Entry},
    expectation::Seen,
};
use vigie_store::Ledger;

use super::{
    control::{BASE, Control, LOG, PROGRAM, Refused, State, TRUTH},
    stage::{Checkpoint, Memory, Stage},
};
use crate::live::now;

fn refused(reason: &'static str) -> Refused {
    Refused::Exercise(Error::Conduct { reason })
}

impl Control {
    fn staged(&self) -> Result<&Arc<Stage>, Refused> {
        self.stage
            .as_ref()
            .ok_or_else(|| refused("conduct-no-stage"))
    }

    /// Checkpoints, oldest first; none where the nodes are not this program's own.
    pub(crate) fn checkpoints(&self) -> Vec<Checkpoint> {
        self.stage
            .as_ref()
            .map(|stage| stage.checkpoints())
            .unwrap_or_default()
    }

    /// Keeps a checkpoint of the whole exercise as it stands. The clock and the log stand meanwhile.
    pub(crate) fn checkpoint(&self, user: &str, name: &str) -> Result<Checkpoint, Refused> {
        let stage = self.staged()?;
        let state = self.state();
        let about = about(&state, stage.next_id(), (user, name), false);
        stage.keep(&about, &memory(&state), user == PROGRAM)?;
        let detail = json!({"at": about.at, "branch": about.branch, "name": name}).to_string();
        self.ledger()
            .audit(now().ms(), user, "conduct-checkpoint", &about.id, &detail)?;
        Ok(about)
    }

    /// Sets the whole exercise back to a checkpoint: a new branch begins there, and the clock stands. The branch that is left is
    /// kept as a checkpoint. Gives the new branch.
    pub(crate) fn set_back(&self, user: &str, id: &str) -> Result<u32, Refused> {
        let stage = self.staged()?;
        let mut state = self.state();
        let (to, remembered) = stage
            .find(id)
            .ok_or_else(|| refused("conduct-checkpoint-unknown"))?;
        let left = about(&state, stage.next_id(), (user, ""), true);
        let branch = self.next_branch(&state, stage);
        let done = stage.set_back(id, branch, &left, &memory(&state));
        let done = match done {
            Ok(()) => self.begin_branch(&mut state, user, &to, remembered),
            Err(fault) if stage.standing().branch == branch => {
                // The folders are those of the new branch already; what is left to move is moved at the next start.
                return Err(fault.into());
            }
            Err(fault) => Err(fault.into()),
        };
        drop(state);
        stage.raise()?;
        done.map(|()| branch)
    }

    fn next_branch(&self, state: &State, stage: &Stage) -> u32 {
        let log = state.conduct.log.iter().map(|one| one.branch).max();
        let kept = stage.checkpoints().iter().map(|one| one.branch).max();
        let standing = stage.standing().branch;
        let highest = [log, kept, Some(standing), Some(state.conduct.branch)];
        highest
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(0)
            .saturating_add(1)
    }

    /// Control's own side of going back.
    fn begin_branch(
        &self,
        state: &mut State,
        user: &str,
        to: &Checkpoint,
        remembered: Memory,
    ) -> Result<(), Refused> {
        let deed = Deed::Clock(Clock::Rewind {
            to: to.at,
            from_branch: to.branch,
            entries: to.entries,
        });
        let branch = self.staged()?.standing().branch;
        let base = serde_json::to_string(&remembered).unwrap_or_default();
        self.ledger()
            .put_document(BASE, &branch.to_string(), now().ms(), user, &base)?;
        self.enter_on(state, user, (to.at, branch), deed)?;
        state.observed.retain(|one| one.party == TRUTH);
        state.observed.extend(remembered.observed);
        for (party, seat) in &mut state.seats {
            let cursor = remembered.cursors.iter().find(|(one, _)| one == party);
            *seat = super::control::Seat {
                cursor: cursor.map(|(_, cursor)| cursor.clone()).unwrap_or_default(),
                ..Default::default()
            };
        }
        state.moments.retain(|at, _| *at <= to.at.ms());
        state.fused.retain(|at, _| *at <= to.at.ms());
        state.frames.retain(|frame| frame.at <= to.at);
        state.dial.now = to.at;
        state.dial.running = false;
        state.dial.moved = Instant::now();
        self.mark_clock_at(to.at);
        Ok(())
    }

    /// At the start: where the folders were set back and control died before its log said so, the log follows.
    pub(super) fn catch_up(&self) -> Result<(), Refused> {
        let Some(stage) = &self.stage else {
            return Ok(());
        };
        let standing = stage.standing();
        let mut state = self.state();
        if standing.branch <= state.conduct.branch {
            return Ok(());
        }
        let found = standing.checkpoint.as_deref().and_then(|id| stage.find(id));
        let (to, remembered) = found.ok_or_else(|| refused("conduct-checkpoint-unknown"))?;
        self.begin_branch(&mut state, PROGRAM, &to, remembered)
    }
}

/// The whole conduct log, branches that were left included.
pub(super) fn kept_log(ledger: &Ledger) -> Result<Vec<Entry>, vigie_store::Error> {
    let rows = ledger.document_versions(LOG, Some("log"))?;
    let read = rows.iter().map(|row| serde_json::from_str(&row.body).ok());
    Ok(read.flatten().collect())
}

fn about(state: &State, id: String, (by, name): (&str, &str), left: bool) -> Checkpoint {
    Checkpoint {
        id,
        name: name.to_owned(),
        at: state.dial.now,
        branch: state.conduct.branch,
        wall: now(),
        by: by.to_owned(),
        left,
        entries: state.conduct.log.len(),
    }
}

/// What has to be remembered: alerts are told again by the nodes, what happens in truth is found again.
fn memory(state: &State) -> Memory {
    let kept = state
        .observed
        .iter()
        .filter(|one| one.party != TRUTH && !matches!(one.seen, Seen::Alert { .. }));
    let cursors = state.seats.iter();
    Memory {
        observed: kept.cloned().collect(),
        cursors: cursors
            .map(|(party, seat)| (party.clone(), seat.cursor.clone()))
            .collect(),
    }
}
