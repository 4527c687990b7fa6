//! Exercise control: the list, the log, the clock, what was observed, and the truth.
//!
//! Every deed is kept with its line in the audit, in one transaction, before it counts. What is observed is kept too, so
//! that a restart of control goes on where it was.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use serde_json::{Value, json};
use vigie_exercise::{
    Error, LinkSpell, PictureMoment, PictureVessel, Scenario, TruthEvent, TruthKind,
    conduct::{Clock, Conduct, Deed, Entry, How},
    expectation::{Observed, Seen},
    msel::{Grounds, Msel},
    report::Frame,
};
use vigie_sea::Time;
use vigie_store::Ledger;
use vigie_watch::Change;

use super::{
    rewind::kept_log,
    stage::{Memory, Stage},
};
use crate::{drill::door::Sensed, live::now};

/// Kinds of control's documents.
pub(super) const LOG: &str = "conduct-log";
const LIST: &str = "conduct-list";
const OBSERVED: &str = "conduct-observed";
/// What was known of the players where a branch began.
pub(super) const BASE: &str = "conduct-base";
/// Where the clock stood.
const CLOCK_MARK: &str = "conduct-clock";
/// Fastest clock, times real time.
pub(crate) const SPEED_MAX: f64 = 1_000.0;
/// Longest step, seconds.
const STEP_S_MAX: i64 = 86_400;
/// Party of what happens in truth.
pub(super) const TRUTH: &str = "truth";
/// Name of the program in the log.
pub(crate) const PROGRAM: &str = "vigie";

/// Why control refused.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It does not fit.
    Exercise(Error),
    /// The store.
    Store(vigie_store::Error),
    /// The nodes' folders or processes.
    Stage(std::io::Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Exercise(error)
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        Self::Stage(error)
    }
}

impl From<vigie_store::Error> for Refused {
    fn from(error: vigie_store::Error) -> Self {
        Self::Store(error)
    }
}

/// A player's node as control sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seat {
    /// Connected now.
    pub(crate) connected: bool,
    /// How far its watch is.
    pub(crate) event_time: Option<Time>,
    /// How far the lines of its sensors are sent.
    pub(crate) fed: Option<Time>,
    /// What its sensors besides AIS said so far, in order of number.
    pub(crate) sensed: Vec<Arc<Sensed>>,
    /// How far its log was read.
    pub(crate) cursor: Value,
    /// Every change its watch told.
    pub(crate) changes: Vec<Change>,
    /// Number of the last one.
    pub(crate) changes_seq: u64,
}

/// The clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dial {
    /// Simulated time.
    pub(crate) now: Time,
    /// Times real time.
    pub(crate) speed: f64,
    /// It runs.
    pub(crate) running: bool,
    /// When it was last moved.
    pub(super) moved: Instant,
}

/// All that changes.
pub(crate) struct State {
    pub(crate) conduct: Conduct,
    pub(crate) dial: Dial,
    pub(crate) observed: Vec<Observed>,
    pub(crate) seats: BTreeMap<String, Seat>,
    pub(crate) truth: Arc<Vec<TruthEvent>>,
    pub(crate) moments: BTreeMap<i64, PictureMoment>,
    /// What each partner shows at these moments with what was shared with it.
    pub(crate) fused: BTreeMap<i64, Vec<(String, Vec<PictureVessel>)>>,
    /// Bad links of the scenario.
    pub(super) links: Vec<LinkSpell>,
    pub(crate) frames: Vec<Frame>,
    /// Files that go with injects.
    pub(super) files: super::attached::Files,
    /// The true world of now: MMSI, latitude, longitude, speed in knots, course.
    pub(crate) ships: Vec<(u32, f64, f64, f64, f64)>,
}

/// Exercise control.
pub(crate) struct Control {
    pub(crate) scenario: Scenario,
    /// Its digest: players' nodes have the same.
    pub(super) world: String,
    pub(crate) listen: std::net::SocketAddr,
    pub(crate) keys: BTreeMap<String, String>,
    /// The players' nodes, if this program started them.
    pub(super) stage: Option<Arc<Stage>>,
    state: Mutex<State>,
    ledger: Mutex<Ledger>,
}

impl Control {
    /// Opens control: the list as last kept, the log folded, the clock where it stood.
    pub(crate) fn open(
        scenario: &Scenario,
        mut ledger: Ledger,
        options: (std::net::SocketAddr, BTreeMap<String, String>, &str),
        stage: Option<Arc<Stage>>,
        speed: f64,
    ) -> Result<Self, Refused> {
        let (listen, keys, list) = options;
        let kept = ledger.document(LIST, "list")?.map(|row| row.body);
        let text = kept.as_deref().unwrap_or(list);
        let read = Msel::from_toml(text)?;
        for fault in &read.faults {
            tracing::warn!(line = fault.line, error = %fault.error, "entry of the list left out");
        }
        if kept.is_none() {
            ledger.put_document(LIST, "list", now().ms(), PROGRAM, list)?;
        }
        let log = kept_log(&ledger)?;
        let first = played_from(&read.msel, scenario.start());
        let conduct = Conduct::fold(read.msel, scenario.start(), &[], &log);
        let mut seats: BTreeMap<String, Seat> = BTreeMap::new();
        for party in keys.keys() {
            seats.insert(party.clone(), Seat::default());
        }
        let mut observed = Vec::new();
        if let Some(base) = ledger.document(BASE, &conduct.branch.to_string())? {
            let base: Memory = serde_json::from_str(&base.body).unwrap_or_default();
            observed = base.observed;
            for (party, cursor) in base.cursors {
                if let Some(seat) = seats.get_mut(&party) {
                    seat.cursor = cursor;
                }
            }
        }
        for row in ledger.document_versions(&observed_on(conduct.branch), None)? {
            let Ok((events, cursor)) = serde_json::from_str::<(Vec<Observed>, Value)>(&row.body)
            else {
                continue;
            };
            observed.extend(events);
            if let Some(seat) = seats.get_mut(&row.id) {
                seat.cursor = cursor;
            }
        }
        let mark = ledger
            .meta(CLOCK_MARK)?
            .and_then(|text| Time::parse(&text).ok());
        // The mark is a moment old after a kill: what was done or told on this branch since then was not in the future.
        let done = log.iter().filter(|entry| entry.branch == conduct.branch);
        let done = done.map(|entry| entry.at);
        let told = observed.iter().map(|one| one.at);
        let at = mark.unwrap_or(first);
        let dial = Dial {
            now: done.chain(told).fold(at, Time::max),
            speed: last_speed(&log).unwrap_or(speed).clamp(0.1, SPEED_MAX),
            running: last_running(&log),
            moved: Instant::now(),
        };
        let state = State {
            conduct,
            dial,
            observed,
            seats,
            truth: Arc::default(),
            moments: BTreeMap::new(),
            fused: BTreeMap::new(),
            links: scenario.links().to_vec(),
            frames: Vec::new(),
            files: super::attached::files(&ledger)?,
            ships: Vec::new(),
        };
        let control = Self {
            scenario: scenario.clone(),
            world: scenario.digest(),
            listen,
            keys,
            stage,
            state: Mutex::new(state),
            ledger: Mutex::new(ledger),
        };
        control.catch_up()?;
        Ok(control)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, if a branch is the one that is played: what a node of another branch says does not count.
    pub(super) fn state_on(&self, branch: u32) -> Result<MutexGuard<'_, State>, Refused> {
        let state = self.state();
        if state.conduct.branch != branch {
            return Err(Refused::Exercise(Error::Conduct {
                reason: "conduct-other-branch",
            }));
        }
        Ok(state)
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a list can be checked against, as far as the truth is known.
    pub(crate) fn grounds(&self) -> Grounds {
        let truth = Arc::clone(&self.state().truth);
        Grounds::with_truth(&self.scenario, &truth)
    }

    /// The truth, found by running the world; incidents get their names.
    pub(crate) fn learn_truth(&self, truth: Vec<TruthEvent>) {
        let mut state = self.state();
        let named = Conduct::new(Msel::default(), self.scenario.start(), &truth);
        state.conduct.ships = named.ships;
        let entered = entries(
            &truth,
            played_from(&state.conduct.msel, self.scenario.start()),
        );
        state.observed.extend(entered);
        state.truth = Arc::new(truth);
    }

    /// Does a deed now.
    pub(crate) fn enter(&self, user: &str, deed: Deed) -> Result<(), Refused> {
        let mut state = self.state();
        let at = state.dial.now;
        self.enter_at(&mut state, user, at, deed)
    }

    /// Does a deed as of another moment of the exercise.
    pub(crate) fn enter_at(
        &self,
        state: &mut State,
        user: &str,
        at: Time,
        deed: Deed,
    ) -> Result<(), Refused> {
        // Real life came first: nothing goes to players until the exercise is resumed. What a controller did by hand before
        // is still noted.
        let goes_out = matches!(&deed, Deed::Sent { how, .. } if *how != How::Late);
        if goes_out && state.conduct.frozen {
            return Err(Refused::Exercise(Error::Conduct {
                reason: "conduct-frozen",
            }));
        }
        let branch = state.conduct.branch;
        self.enter_on(state, user, (at, branch), deed)
    }

    /// Does a deed on a branch.
    pub(super) fn enter_on(
        &self,
        state: &mut State,
        user: &str,
        (at, branch): (Time, u32),
        deed: Deed,
    ) -> Result<(), Refused> {
        let entry = Entry {
            at,
            wall: now(),
            user: user.to_owned(),
            branch,
            deed,
        };
        let mut next = state.conduct.clone();
        next.apply(&entry)?;
        let body = serde_json::to_string(&entry).unwrap_or_default();
        let object = about(&entry.deed);
        self.ledger().whole(|ledger| {
            ledger.put_document(LOG, "log", entry.wall.ms(), user, &body)?;
            ledger
                .audit(entry.wall.ms(), user, "conduct", &object, &body)
                .map(drop)
        })?;
        state.conduct = next;
        Ok(())
    }

    /// Replaces the list. What was sent stays sent, in the words in which it was.
    pub(crate) fn put_list(&self, user: &str, msel: Msel) -> Result<(), Refused> {
        let mut state = self.state();
        let msel = state.conduct.with_given(msel);
        let (injects, at_ms) = (msel.injects.len(), now().ms());
        let entry = Entry {
            at: state.dial.now,
            wall: Time::from_ms(at_ms),
            user: user.to_owned(),
            branch: state.conduct.branch,
            deed: Deed::Listed { injects },
        };
        let body = serde_json::to_string(&entry).unwrap_or_default();
        let detail = json!({"injects": injects}).to_string();
        let log = self.ledger().whole(|ledger| {
            ledger.put_document(LIST, "list", at_ms, user, &msel.to_toml())?;
            ledger.put_document(LOG, "log", at_ms, user, &body)?;
            ledger.audit(at_ms, user, "conduct-list", &msel.id, &detail)?;
            kept_log(ledger)
        })?;
        let truth = Arc::clone(&state.truth);
        state.conduct = Conduct::fold(msel, self.scenario.start(), &truth, &log);
        Ok(())
    }

    /// Keeps what players did, stamped with the clock as it stands.
    pub(crate) fn observe(
        &self,
        (party, branch): (&str, u32),
        events: Vec<Seen>,
        cursor: Value,
    ) -> Result<(), Refused> {
        let mut state = self.state_on(branch)?;
        let at = state.dial.now;
        let stamped: Vec<Observed> = events
            .into_iter()
            .map(|seen| Observed {
                at,
                party: party.to_owned(),
                seen,
            })
            .collect();
        let body = serde_json::to_string(&(&stamped, &cursor)).unwrap_or_default();
        self.ledger()
            .put_document(&observed_on(branch), party, now().ms(), PROGRAM, &body)?;
        state.observed.extend(stamped);
        if let Some(seat) = state.seats.get_mut(party) {
            seat.cursor = cursor;
        }
        Ok(())
    }

    /// Keeps a player's acknowledgement; one that is known changes nothing.
    pub(crate) fn acknowledged(
        &self,
        (party, branch): (&str, u32),
        inject: String,
        by: String,
    ) -> Result<(), Refused> {
        let mut state = self.state_on(branch)?;
        let known = state
            .conduct
            .injects
            .get(&inject)
            .is_some_and(|one| one.acknowledged.contains_key(party));
        if known {
            return Ok(());
        }
        let at = state.dial.now;
        let user = format!("{party}:{by}");
        self.enter_at(
            &mut state,
            &user,
            at,
            Deed::Acknowledged {
                inject,
                party: party.to_owned(),
                by,
            },
        )
    }

    /// Real life came first: everything stands.
    pub(crate) fn no_duff(&self, party: &str, title: String, by: &str) -> Result<(), Refused> {
        let mut state = self.state();
        let at = state.dial.now;
        let user = format!("{party}:{by}");
        let party = party.to_owned();
        let told = self.enter_at(&mut state, &user, at, Deed::NoDuff { party, title });
        let kept =
            told.and_then(|()| self.enter_at(&mut state, &user, at, Deed::Clock(Clock::Freeze)));
        // A full disk keeps no log, and must not keep the exercise running: it stands whether that could be written or not.
        state.conduct.frozen = true;
        kept
    }

    /// Turns the clock.
    pub(crate) fn turn(&self, user: &str, clock: Clock) -> Result<(), Refused> {
        let refuse = |reason| Err(Refused::Exercise(Error::Conduct { reason }));
        let mut state = self.state();
        let frozen = state.conduct.frozen;
        match clock {
            Clock::Run { speed } if !(0.1..=SPEED_MAX).contains(&speed) => {
                return refuse("conduct-speed-unfit");
            }
            Clock::Step { seconds } if !(1..=STEP_S_MAX).contains(&seconds) => {
                return refuse("conduct-step-unfit");
            }
            Clock::Run { .. } | Clock::Step { .. } if frozen => return refuse("conduct-frozen"),
            Clock::Run { .. } | Clock::Step { .. } if state.conduct.over => {
                return refuse("conduct-over");
            }
            Clock::Resume if !frozen => return refuse("conduct-not-frozen"),
            _ => {}
        }
        let at = state.dial.now;
        self.enter_at(&mut state, user, at, Deed::Clock(clock))?;
        match clock {
            Clock::Run { speed } => (state.dial.speed, state.dial.running) = (speed, true),
            Clock::Step { seconds } => {
                state.dial.running = false;
                state.dial.now = at
                    .plus_ms(seconds.saturating_mul(1_000))
                    .min(self.scenario.end());
            }
            Clock::Pause | Clock::End => state.dial.running = false,
            _ => {}
        }
        state.dial.moved = Instant::now();
        Ok(())
    }

    /// Moves the clock on by the real time that passed, not further than `held`.
    pub(crate) fn tick(&self, held: Time) {
        let mut state = self.state();
        let (frozen, over) = (state.conduct.frozen, state.conduct.over);
        let end = self.scenario.end();
        let dial = &mut state.dial;
        let passed = dial.moved.elapsed();
        dial.moved = Instant::now();
        if dial.running && !frozen && !over {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "a tick is short and the speed bounded"
            )]
            let step_ms = (passed.as_secs_f64().min(2.0) * dial.speed * 1_000.0) as i64;
            dial.now = dial.now.plus_ms(step_ms).min(held.max(dial.now)).min(end);
        }
    }

    /// Gives out what is due.
    pub(crate) fn send_due(&self) {
        let mut state = self.state();
        let at = state.dial.now;
        for inject in state.conduct.due(at, &state.observed) {
            if let Err(refused) = self.enter_at(
                &mut state,
                PROGRAM,
                at,
                Deed::Sent {
                    inject,
                    how: How::Planned,
                },
            ) {
                tracing::error!(?refused, "an inject could not be sent");
            }
        }
    }

    /// Notes where the clock stands, for a restart.
    pub(crate) fn mark_clock(&self) {
        let at = self.state().dial.now;
        self.mark_clock_at(at);
    }

    pub(super) fn mark_clock_at(&self, at: Time) {
        if let Err(fault) = self.ledger().set_meta(CLOCK_MARK, &at.to_string()) {
            tracing::error!(%fault, "the clock could not be kept");
        }
    }
}

/// Kind of the documents with what was observed on a branch.
pub(super) fn observed_on(branch: u32) -> String {
    match branch {
        0 => OBSERVED.to_owned(),
        branch => format!("{OBSERVED}-{branch}"),
    }
}

/// When play begins, at the first move: what lies before it is told as fast as it can be read.
fn played_from(msel: &Msel, start: Time) -> Time {
    let first = msel.moves.first().map_or(0, |first| first.at.ms());
    start.plus_ms(first.max(0))
}

/// Ships that enter an area in truth while the exercise is played.
fn entries(truth: &[TruthEvent], from: Time) -> Vec<Observed> {
    let visits = truth
        .iter()
        .filter(|one| one.kind == TruthKind::AreaVisit && one.start >= from);
    let entered = |visit: &TruthEvent| {
        let area = visit.note.clone();
        let mmsi = visit.mmsis.first().copied()?;
        Some(Observed {
            at: visit.start,
            party: TRUTH.to_owned(),
            seen: Seen::Entered { area, mmsi },
        })
    };
    visits.filter_map(entered).collect()
}

/// What a deed is about, for the audit.
fn about(deed: &Deed) -> String {
    match deed {
        Deed::Clock(_) => "clock".to_owned(),
        Deed::Listed { .. } => "list".to_owned(),
        Deed::Sent { inject, .. }
        | Deed::Held { inject }
        | Deed::Freed { inject }
        | Deed::Edited { inject, .. }
        | Deed::Acknowledged { inject, .. }
        | Deed::Closed { inject } => inject.clone(),
        Deed::Rated { expectation, .. } => expectation.clone(),
        Deed::Assessed { objective, .. } => objective.clone(),
        Deed::Ordered { order, .. } => order.asset.clone(),
        Deed::Remarked(_) => "remark".to_owned(),
        Deed::NoDuff { .. } => "no-duff".to_owned(),
    }
}

fn last_speed(log: &[Entry]) -> Option<f64> {
    log.iter().rev().find_map(|entry| match entry.deed {
        Deed::Clock(Clock::Run { speed }) => Some(speed),
        _ => None,
    })
}

/// Whether the clock ran when control was last there; at the first start it runs.
fn last_running(log: &[Entry]) -> bool {
    let last = log.iter().rev().find_map(|entry| match entry.deed {
        Deed::Clock(Clock::Pause | Clock::Step { .. } | Clock::End | Clock::Rewind { .. }) => {
            Some(false)
        }
        Deed::Clock(Clock::Run { .. } | Clock::Start) => Some(true),
        _ => None,
    });
    last.unwrap_or(true)
}

#[cfg(test)]
mod tests;
