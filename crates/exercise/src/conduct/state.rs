//! What stands after the log: the fold, and what is due.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use vigie_sea::Time;

use super::log::{Clock, Deed, Entry, How, Remark};
use crate::error::Error;
use crate::expectation::{Judgement, Observed, Rating, Seen, Ships, Verdict, judge};
use crate::msel::{Inject, Msel, Status, Trigger, Turn};
use crate::truth::TruthEvent;

/// How an inject stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct InjectState {
    /// When and how it was given.
    pub sent: Option<Time>,
    /// How it was given.
    pub how: Option<How>,
    /// Held back.
    pub held: bool,
    /// Changed during conduct.
    pub edited: bool,
    /// Who acknowledged it when, by partner.
    pub acknowledged: BTreeMap<String, (Time, String)>,
    /// Dealt with.
    pub closed: bool,
}

/// An expectation with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The expectation.
    pub id: String,
    /// Its entry.
    pub inject: String,
    /// Of whom.
    pub who: String,
    /// What, in the words of the list.
    pub what: String,
    /// Full score.
    pub score_max: f64,
    /// How it stands.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The evaluator's rating and note, if there is one.
    pub rating: Option<Rating>,
    /// The evaluator's note.
    pub note: String,
}

/// The exercise as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Conduct {
    /// The list, with the changes made during conduct.
    pub msel: Msel,
    /// When the exercise's own time begins (`T+00:00`).
    pub start: Time,
    /// Ships of the truth's incidents, by note.
    pub ships: Ships,
    /// The branch that is played.
    pub branch: u32,
    /// States of the injects, by id.
    pub injects: BTreeMap<String, InjectState>,
    /// Ratings of expectations: the last one counts.
    pub ratings: BTreeMap<String, (Rating, Time, String)>,
    /// Ratings of objectives by partner: the last one counts.
    pub assessments: BTreeMap<(String, String), (Rating, Time, String)>,
    /// Remarks, in order, with who and when.
    pub remarks: Vec<(Time, String, Remark)>,
    /// Frozen by NO DUFF.
    pub frozen: bool,
    /// Ended.
    pub over: bool,
    /// Every entry that counts on this branch, in order.
    pub log: Vec<Entry>,
    /// Logs of branches that were left, to come back to.
    left: BTreeMap<u32, Vec<Entry>>,
}

impl Conduct {
    /// An exercise in which nothing was done.
    #[must_use]
    pub fn new(msel: Msel, start: Time, truth: &[TruthEvent]) -> Self {
        let mut ships = Ships::new();
        for one in truth.iter().filter(|one| !one.note.is_empty()) {
            ships
                .entry(one.note.clone())
                .or_default()
                .extend(&one.mmsis);
        }
        Self {
            ships,
            msel,
            start,
            branch: 0,
            injects: BTreeMap::new(),
            ratings: BTreeMap::new(),
            assessments: BTreeMap::new(),
            remarks: Vec::new(),
            frozen: false,
            over: false,
            log: Vec::new(),
            left: BTreeMap::new(),
        }
    }

    /// The exercise after a log, with the list as it was last kept. An entry that does not fit that list any more changes
    /// nothing and stays in the log: it was done, and a point to come back to is counted in entries.
    #[must_use]
    pub fn fold<'a>(
        msel: Msel,
        start: Time,
        truth: &[TruthEvent],
        log: impl IntoIterator<Item = &'a Entry>,
    ) -> Self {
        let mut conduct = Self::new(msel, start, truth);
        let log: Vec<&Entry> = log.into_iter().collect();
        let is_list = |entry: &&Entry| matches!(entry.deed, Deed::Listed { .. });
        let listed = log.iter().rposition(is_list).unwrap_or(0);
        for (number, entry) in log.into_iter().enumerate() {
            match &entry.deed {
                // The list was kept after this change of it: what it says counts.
                Deed::Edited { inject, .. } if number < listed => {
                    conduct.note_edited(inject);
                    conduct.log.push(entry.clone());
                }
                _ if conduct.apply(entry).is_err() => conduct.log.push(entry.clone()),
                _ => {}
            }
        }
        conduct
    }

    fn note_edited(&mut self, inject: &str) {
        if self.msel.inject(inject).is_some() {
            self.injects.entry(inject.to_owned()).or_default().edited = true;
        }
    }

    /// A list in the place of this one: what was given to players is history, and stays in the words in which it was given.
    #[must_use]
    pub fn with_given(&self, mut list: Msel) -> Msel {
        let given = |inject: &&Inject| self.sent(&inject.id).is_some();
        for inject in self.msel.injects.iter().filter(given) {
            match list.injects.iter_mut().find(|one| one.id == inject.id) {
                Some(place) => *place = inject.clone(),
                None => list.injects.push(inject.clone()),
            }
        }
        list
    }

    /// Does what an entry says.
    ///
    /// # Errors
    /// It does not fit where the exercise stands; then nothing changed.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Error> {
        let refuse = |reason| Err(Error::Conduct { reason });
        let known = |conduct: &Self, id: &str| conduct.msel.inject(id).is_some();
        match &entry.deed {
            Deed::Clock(Clock::Rewind {
                entries,
                from_branch,
                ..
            }) => self.rewind(*from_branch, *entries, entry.branch),
            Deed::Clock(Clock::Freeze) => self.frozen = true,
            Deed::Clock(Clock::Resume) => self.frozen = false,
            Deed::Clock(Clock::End) => self.over = true,
            Deed::Clock(_) => {}
            Deed::Sent { inject, how } => {
                if !known(self, inject) {
                    return refuse("conduct-inject-unknown");
                }
                let state = self.injects.entry(inject.clone()).or_default();
                if state.sent.is_some() {
                    return refuse("conduct-already-sent");
                }
                *state = InjectState {
                    sent: Some(entry.at),
                    how: Some(*how),
                    held: false,
                    ..state.clone()
                };
            }
            Deed::Held { inject } | Deed::Freed { inject } => {
                if !known(self, inject) {
                    return refuse("conduct-inject-unknown");
                }
                let state = self.injects.entry(inject.clone()).or_default();
                if state.sent.is_some() {
                    return refuse("conduct-already-sent");
                }
                state.held = matches!(entry.deed, Deed::Held { .. });
            }
            Deed::Edited { inject, text } => self.edit(inject, text)?,
            Deed::Acknowledged { inject, party, by } => {
                let receives = self
                    .msel
                    .inject(inject)
                    .is_some_and(|one| one.receivers().contains(&party.as_str()));
                let state = self.injects.entry(inject.clone()).or_default();
                if !receives || state.sent.is_none() {
                    return refuse("conduct-not-received");
                }
                state
                    .acknowledged
                    .entry(party.clone())
                    .or_insert((entry.at, by.clone()));
            }
            Deed::Closed { inject } => {
                let state = self
                    .injects
                    .get_mut(inject)
                    .filter(|state| state.sent.is_some());
                let Some(state) = state else {
                    return refuse("conduct-not-sent");
                };
                state.closed = true;
            }
            Deed::Rated {
                expectation,
                rating,
                note,
            } => {
                if !self
                    .msel
                    .expectations()
                    .any(|(_, one)| one.id == *expectation)
                {
                    return refuse("conduct-expectation-unknown");
                }
                self.ratings
                    .insert(expectation.clone(), (*rating, entry.at, note.clone()));
            }
            Deed::Assessed {
                objective,
                party,
                rating,
                note,
            } => {
                let known = self.msel.objectives.iter().any(|one| one.id == *objective);
                if !known || !self.msel.parties.contains(party) {
                    return refuse("conduct-objective-unknown");
                }
                self.assessments.insert(
                    (objective.clone(), party.clone()),
                    (*rating, entry.at, note.clone()),
                );
            }
            Deed::Remarked(remark) => {
                self.remarks
                    .push((entry.at, entry.user.clone(), remark.clone()))
            }
            Deed::NoDuff { .. } | Deed::Listed { .. } | Deed::Ordered { .. } => {}
        }
        self.log.push(entry.clone());
        Ok(())
    }

    /// The list's entry is replaced; its id stays. What was given to players is history and cannot be changed.
    fn edit(&mut self, id: &str, text: &str) -> Result<(), Error> {
        let edited = self.msel.read_entry(text)?;
        if edited.id != id {
            return Err(Error::Conduct {
                reason: "conduct-id-differs",
            });
        }
        let sent = self
            .injects
            .get(id)
            .is_some_and(|state| state.sent.is_some());
        if sent {
            return Err(Error::Conduct {
                reason: "conduct-already-sent",
            });
        }
        match self.msel.injects.iter_mut().find(|one| one.id == id) {
            Some(place) => *place = edited,
            None => self.msel.injects.push(edited),
        }
        self.note_edited(id);
        Ok(())
    }

    /// The new branch begins after the first `entries` of the log of branch `from`: what came later there, and what was played
    /// since, did not happen on it; remarks and changes of the list stay.
    fn rewind(&mut self, from: u32, entries: usize, branch: u32) {
        let log = std::mem::take(&mut self.log);
        self.left.insert(self.branch, log.clone());
        let whole = self.left.get(&from).map_or(&[][..], Vec::as_slice);
        let counts = whole.get(..entries).unwrap_or(whole).to_vec();
        let mut past = Self::new(self.msel.clone(), self.start, &[]);
        for entry in &counts {
            // Edits are in the list already; one of an entry that was given since is refused, as it should be.
            drop(past.apply(entry));
        }
        for (id, state) in &self.injects {
            if state.edited {
                past.injects.entry(id.clone()).or_default().edited = true;
            }
        }
        let stays = |entry: &&Entry| {
            let written = matches!(
                entry.deed,
                Deed::Remarked(_) | Deed::Edited { .. } | Deed::Listed { .. }
            );
            written && !counts.contains(entry)
        };
        let written: Vec<Entry> = log.iter().filter(stays).cloned().collect();
        self.log = counts;
        self.log.extend(written);
        self.branch = branch;
        self.over = past.over;
        self.frozen = past.frozen;
        self.injects = past.injects;
        self.ratings = past.ratings;
        self.assessments = past.assessments;
    }

    /// How far an inject has come.
    #[must_use]
    pub fn status(&self, inject: &Inject) -> Status {
        let Some(state) = self
            .injects
            .get(&inject.id)
            .filter(|state| state.sent.is_some())
        else {
            return inject.status.min(Status::Approved);
        };
        let receivers = inject.receivers();
        if state.closed {
            Status::Closed
        } else if !receivers.is_empty()
            && receivers
                .iter()
                .all(|party| state.acknowledged.contains_key(*party))
        {
            Status::Acknowledged
        } else {
            Status::Sent
        }
    }

    /// When an inject was given.
    #[must_use]
    pub fn sent(&self, inject: &str) -> Option<Time> {
        self.injects.get(inject)?.sent
    }

    /// Every expectation with its verdict at `now`. Acknowledgements of the log count as observed.
    #[must_use]
    pub fn judged(&self, now: Time, observed: &[Observed]) -> Vec<Judged> {
        let mut all = observed.to_vec();
        for (inject, state) in &self.injects {
            for (party, (at, by)) in &state.acknowledged {
                let seen = Seen::Acknowledged {
                    inject: inject.clone(),
                    user: by.clone(),
                };
                all.push(Observed {
                    at: *at,
                    party: party.clone(),
                    seen,
                });
            }
        }
        let one = |(inject, one): (&Inject, &crate::expectation::Expectation)| {
            let rating = self.ratings.get(&one.id);
            let given = rating.map(|(rating, at, _)| (*rating, *at));
            Judged {
                id: one.id.clone(),
                inject: inject.id.clone(),
                who: one.who.clone(),
                what: one.what.to_string(),
                score_max: one.score,
                judgement: judge(one, self.sent(&inject.id), now, &all, &self.ships, given),
                rating: rating.map(|(rating, _, _)| *rating),
                note: rating.map_or_else(String::new, |(_, _, note)| note.clone()),
            }
        };
        self.msel.expectations().map(one).collect()
    }

    /// When an inject's trigger fires or fired, as far as is known at `now`.
    #[must_use]
    pub fn planned(
        &self,
        inject: &Inject,
        judged: &[Judged],
        observed: &[Observed],
    ) -> Option<Time> {
        match &inject.trigger {
            Trigger::At(offset) => Some(self.start.plus_ms(offset.ms())),
            Trigger::Manual => None,
            Trigger::After {
                expectation,
                turn,
                delay,
            } => {
                let found = judged.iter().find(|one| one.id == *expectation)?;
                let turned = match turn {
                    Turn::Met => matches!(found.judgement.verdict, Verdict::Met | Verdict::Partial),
                    Turn::Failed => found.judgement.verdict == Verdict::Failed,
                    Turn::Expired => found.judgement.verdict == Verdict::Expired,
                };
                let at = found.judgement.at.filter(|_| turned)?;
                Some(at.plus_ms(delay.map_or(0, crate::msel::Lapse::ms)))
            }
            Trigger::Entry { area, mmsi } => observed
                .iter()
                .filter(|one| match &one.seen {
                    Seen::Entered {
                        area: found,
                        mmsi: ship,
                    } => found == area && mmsi.is_none_or(|wanted| wanted == *ship),
                    _ => false,
                })
                .map(|one| one.at)
                .filter(|at| *at >= self.start)
                .min(),
        }
    }

    /// Approved injects whose trigger fired at or before `now` and that were neither given nor held, by number.
    #[must_use]
    pub fn due(&self, now: Time, observed: &[Observed]) -> Vec<String> {
        if self.frozen || self.over {
            return Vec::new();
        }
        let judged = self.judged(now, observed);
        let mut due: Vec<&Inject> = self
            .msel
            .injects
            .iter()
            .filter(|inject| inject.status >= Status::Approved)
            .filter(|inject| {
                self.injects
                    .get(&inject.id)
                    .is_none_or(|state| state.sent.is_none() && !state.held)
            })
            .filter(|inject| {
                self.planned(inject, &judged, observed)
                    .is_some_and(|at| at <= now)
            })
            .collect();
        due.sort_by_key(|inject| inject.number);
        let mut seen = BTreeSet::new();
        due.into_iter()
            .map(|inject| inject.id.clone())
            .filter(|id| seen.insert(id.clone()))
            .collect()
    }
}
