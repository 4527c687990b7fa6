//! What two nodes say to each other when they compare lists, step by step, and what officers decide between.

use std::collections::BTreeSet;

use vigie_exchange::{
    Body, ObjectId, PartyId, Value,
    channel::psi::{self, Quota},
    unhex,
};
use zeroize::Zeroizing;

use super::{
    DOCUMENT, KINDS, LIST_MAX, MatchDone, MatchJob, NAME, QUOTA, Run, State, Todo, all_normal,
    forget, is_of_room, keep_long, lines, long, of_lines, parts, quota_of, read_long, refused,
    run_id,
};
use crate::{
    auth::hex,
    partner::{
        desk::{Desk, DeskError, moment},
        own::random,
        paper::{MatchPart, MatchStep},
    },
};

impl Desk {
    /// The same bytes on both sides: who asks whom about what, in which realm.
    fn match_context(&self, asker: &PartyId, answerer: &PartyId, kind: &str) -> Vec<u8> {
        let realm = &self.own.realm;
        format!("vigie/match/1 {realm} {asker} {answerer} {kind}").into_bytes()
    }

    /// Asks a partner which of these identifiers are on its list.
    ///
    /// # Errors
    /// `match-nothing`, `match-too-many`, `match-kind-unfit`; no agreement; the store.
    pub(crate) fn ask_match(
        &mut self,
        party: &PartyId,
        kind: &str,
        identifiers: &[String],
        user: &str,
    ) -> Result<String, DeskError> {
        let peer = self.peer(party)?;
        if peer.ours.in_force.is_none() || peer.theirs.in_force.is_none() {
            return Err(DeskError::NoAgreement);
        }
        let identifiers = all_normal(kind, identifiers)?;
        if identifiers.is_empty() {
            return Err(DeskError::Refused("match-nothing"));
        }
        if identifiers.len() as u64 > quota_of(kind).items {
            return Err(DeskError::Refused("match-too-many"));
        }
        let (run, secret) = (*random::<16>()?, random::<64>()?);
        let count = (kind, identifiers.len(), None);
        self.record_match("list-match-asked", run, party, count, user)?;
        let entry = Run {
            party: party.clone(),
            kind: kind.to_owned(),
            state: State::Asked,
            at_ms: moment().ms(),
            by: user.to_owned(),
            asked: identifiers.len(),
            listed: None,
            secret: Some(hex(secret.as_slice())),
            came: BTreeSet::new(),
            common: Vec::new(),
            crisis: None,
            todo: Some(Todo::Question),
        };
        self.part.touch();
        let kept = long(&hex(&run), "list");
        keep_long(
            &mut self.ledger,
            &self.own.salt,
            &kept,
            &lines(&identifiers),
        )?;
        self.matching.runs.insert(hex(&run), entry);
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", party);
        Ok(hex(&run))
    }

    fn record_match(
        &mut self,
        kind: &str,
        run: [u8; 16],
        party: &PartyId,
        (what, asked, listed): (&str, usize, Option<usize>),
        user: &str,
    ) -> Result<(), DeskError> {
        let count = |count: usize| Value::from(u32::try_from(count).unwrap_or(u32::MAX));
        let mut body = Body::from([
            ("party".to_owned(), Value::text(party.as_str())),
            ("what".to_owned(), Value::text(what)),
            ("asked".to_owned(), count(asked)),
        ]);
        if let Some(listed) = listed {
            body.insert("listed".to_owned(), count(listed));
        }
        self.record(kind, ObjectId(run), user, body)
    }

    /// A part of a question, answer or refusal came.
    pub(in crate::partner) fn on_match(
        &mut self,
        party: &PartyId,
        part: MatchPart,
    ) -> Result<(), DeskError> {
        let id = hex(&part.run);
        let wrong = DeskError::Refused("match-unfit");
        let known = self.matching.runs.get(&id);
        let fits = known.map(|run| (run.party == *party && run.kind == part.kind, run.state));
        match (part.step, fits) {
            (MatchStep::Question, None) => self.on_question(party, &part)?,
            (MatchStep::Question, Some((true, State::Waiting))) => {}
            (MatchStep::Answer | MatchStep::Refusal, Some((true, State::Asked))) => {}
            _ => return Err(wrong),
        }
        let run = self.matching.runs.get_mut(&id).ok_or(wrong)?;
        if part.step == MatchStep::Refusal {
            (run.state, run.secret, run.todo) = (State::Refused, None, None);
            run.came.clear();
            forget(&mut self.ledger, &id)?;
        } else {
            run.came.insert(part.part);
            let whole = run.came.len() as u64 == u64::from(part.parts);
            let kept = long(&id, &format!("part/{}", part.part));
            keep_long(&mut self.ledger, &self.own.salt, &kept, &part.bytes)?;
            if whole {
                self.on_whole(&id, part.step)?;
            }
        }
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", party);
        Ok(())
    }

    fn on_question(&mut self, party: &PartyId, part: &MatchPart) -> Result<(), DeskError> {
        let peer = self.peer(party)?;
        if peer.ours.in_force.is_none() || peer.theirs.in_force.is_none() {
            return Err(DeskError::NoAgreement);
        }
        let waiting = self.matching.runs.values();
        let waiting = waiting.filter(|run| run.party == *party && run.state == State::Waiting);
        let kind = part.kind.as_str();
        let known = is_of_room(kind) || KINDS.contains(&kind);
        if waiting.count() as u64 >= QUOTA.runs || !known {
            return Err(DeskError::Refused("exchange-quota-used"));
        }
        let run = Run {
            party: party.clone(),
            kind: part.kind.clone(),
            state: State::Waiting,
            at_ms: moment().ms(),
            by: String::new(),
            asked: 0,
            listed: None,
            secret: None,
            came: BTreeSet::new(),
            common: Vec::new(),
            crisis: None,
            todo: None,
        };
        self.matching.runs.insert(hex(&part.run), run);
        Ok(())
    }

    /// The other side's message, put together.
    fn message(&self, id: &str, run: &Run) -> Result<Option<Vec<u8>>, DeskError> {
        let mut bytes = Vec::new();
        for part in &run.came {
            let kept = long(id, &format!("part/{part}"));
            match read_long(&self.ledger, &self.own.salt, &kept)? {
                Some(part) => bytes.extend_from_slice(&part),
                None => return Ok(None),
            }
        }
        Ok(Some(bytes))
    }

    fn on_whole(&mut self, id: &str, step: MatchStep) -> Result<(), DeskError> {
        let wrong = || DeskError::Refused("match-unfit");
        let run = self.matching.runs.get(id).ok_or_else(wrong)?;
        let asked = match step {
            // Points of 32 bytes after their count.
            MatchStep::Question => self.message(id, run)?.ok_or_else(wrong)?.len() / 32,
            _ => run.asked,
        };
        let run = self.matching.runs.get_mut(id).ok_or_else(wrong)?;
        run.asked = asked;
        if step != MatchStep::Question {
            (run.state, run.todo) = (State::Working, Some(Todo::Common));
        }
        Ok(())
    }

    /// The oldest thing that is to be computed.
    ///
    /// # Errors
    /// No randomness; a damaged run.
    pub(crate) fn match_job(&self) -> Result<Option<MatchJob>, DeskError> {
        let runs = self.matching.runs.iter();
        let due = runs.filter_map(|(id, run)| Some((id, run, run.todo.clone()?)));
        let Some((id, run, todo)) = due.min_by_key(|(_, run, _)| run.at_ms) else {
            return Ok(None);
        };
        let own = &self.own.party;
        let context = match todo {
            Todo::Answer {} => self.match_context(&run.party, own, &run.kind),
            Todo::Question | Todo::Common => self.match_context(own, &run.party, &run.kind),
        };
        let damaged = || DeskError::Refused("list-matches-damaged");
        let secret = match (&todo, &run.secret) {
            (Todo::Answer {}, _) => random::<64>()?,
            (_, Some(kept)) => {
                let bytes = unhex(kept).and_then(|it| <[u8; 64]>::try_from(it).ok());
                Zeroizing::new(bytes.ok_or_else(damaged)?)
            }
            (_, None) => return Err(damaged()),
        };
        let list = read_long(&self.ledger, &self.own.salt, &long(id, "list"))?;
        Ok(Some(MatchJob {
            run: id.clone(),
            context,
            identifiers: of_lines(&list.unwrap_or_default()),
            secret,
            // What is not there any more is computed as nothing: it fails, and is over.
            bytes: self.message(id, run)?.unwrap_or_default(),
            todo,
        }))
    }

    /// Takes in what was computed: sends it, or knows it. What was refused meanwhile stays so.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn finish_match(&mut self, id: &str, done: MatchDone) -> Result<(), DeskError> {
        let known = self.matching.runs.get(id);
        let Some(run) = known.filter(|run| run.todo.is_some()) else {
            return Ok(());
        };
        let (common, points): (Vec<String>, usize) = match &done {
            MatchDone::Common(places) => {
                let points = self.message(id, run)?.map_or(0, |bytes| bytes.len() / 32);
                let list = read_long(&self.ledger, &self.own.salt, &long(id, "list"))?;
                let list = of_lines(&list.unwrap_or_default());
                let at = places.iter().filter_map(|at| list.get(*at).cloned());
                (at.collect(), points)
            }
            _ => Default::default(),
        };
        self.part.touch();
        // What was asked is needed until it is answered.
        if !matches!(done, MatchDone::Question(_)) {
            forget(&mut self.ledger, id)?;
        }
        let Some(run) = self.matching.runs.get_mut(id) else {
            return Ok(());
        };
        run.todo = None;
        let (party, kind, asked) = (run.party.clone(), run.kind.clone(), run.asked);
        let by = run.by.clone();
        match done {
            MatchDone::Question(question) => {
                for paper in parts(run_id(id)?, MatchStep::Question, &kind, &question) {
                    self.send_paper(&party, &paper)?;
                }
            }
            MatchDone::Answer(answer, listed) => {
                run.came.clear();
                (run.state, run.listed) = (State::Answered, Some(listed));
                let key = run_id(id)?;
                let counts = (kind.as_str(), asked, Some(listed));
                self.record_match("list-match-answered", key, &party, counts, &by)?;
                for paper in parts(key, MatchStep::Answer, &kind, &answer) {
                    self.send_paper(&party, &paper)?;
                }
            }
            MatchDone::Common(_) => {
                run.common = common;
                // Our points and theirs, each list after its count.
                run.listed = Some(points.saturating_sub(asked));
                (run.state, run.secret) = (State::Done, None);
                run.came.clear();
            }
            MatchDone::Failed(code) => {
                tracing::warn!(%party, code, "comparison cannot be computed");
                (run.state, run.secret) = (State::Refused, None);
                run.came.clear();
            }
        }
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", &party);
        Ok(())
    }

    /// Answers a partner's question with a list, within the quota: what was asked counts from now on.
    ///
    /// # Errors
    /// `match-unknown`, `match-too-many`, the quota; the store.
    pub(crate) fn answer_match(
        &mut self,
        id: &str,
        identifiers: &[String],
        user: &str,
    ) -> Result<(), DeskError> {
        let run = self.waiting(id)?;
        let (party, kind, asked) = (run.party.clone(), run.kind.clone(), run.asked);
        let listed = all_normal(&kind, identifiers)?;
        let most = match kind.as_str() {
            NAME => psi::ITEMS_MAX,
            _ => LIST_MAX,
        };
        if listed.len() > most {
            return Err(DeskError::Refused("match-too-many"));
        }
        let quotas = match kind.as_str() {
            DOCUMENT => &mut self.matching.document_quotas,
            NAME => &mut self.matching.name_quotas,
            _ => &mut self.matching.quotas,
        };
        let (since_ms, items, runs) = quotas.get(&party).copied().unwrap_or_default();
        let mut quota = Quota {
            since_ms,
            items,
            runs,
        };
        quota
            .spend(quota_of(&kind), asked as u64, moment().ms())
            .map_err(refused)?;
        let spent = (quota.since_ms, quota.items, quota.runs);
        quotas.insert(party.clone(), spent);
        let run = self.matching.runs.get_mut(id);
        let run = run.ok_or(DeskError::Refused("match-unknown"))?;
        (run.state, run.todo) = (State::Working, Some(Todo::Answer {}));
        user.clone_into(&mut run.by);
        self.part.touch();
        let kept = long(id, "list");
        keep_long(&mut self.ledger, &self.own.salt, &kept, &lines(&listed))?;
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", &party);
        Ok(())
    }

    /// Refuses a partner's question.
    ///
    /// # Errors
    /// `match-unknown`; the store.
    pub(crate) fn refuse_match(&mut self, id: &str, user: &str) -> Result<(), DeskError> {
        let run = self.waiting(id)?.clone();
        let key = run_id(id)?;
        self.record_match(
            "list-match-refused",
            key,
            &run.party,
            (&run.kind, run.asked, None),
            user,
        )?;
        for paper in parts(key, MatchStep::Refusal, &run.kind, &[]) {
            self.send_paper(&run.party, &paper)?;
        }
        self.end_waiting(id, State::Refused, None, user)
    }

    pub(super) fn waiting(&self, id: &str) -> Result<&Run, DeskError> {
        let run = self.matching.runs.get(id);
        let run = run.filter(|run| run.state == State::Waiting && run.asked > 0);
        run.ok_or(DeskError::Refused("match-unknown"))
    }

    fn end_waiting(
        &mut self,
        id: &str,
        state: State,
        listed: Option<usize>,
        user: &str,
    ) -> Result<(), DeskError> {
        let run = self.matching.runs.get_mut(id);
        let run = run.ok_or(DeskError::Refused("match-unknown"))?;
        (run.state, run.listed) = (state, listed);
        user.clone_into(&mut run.by);
        run.came.clear();
        let party = run.party.clone();
        forget(&mut self.ledger, id)?;
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", &party);
        Ok(())
    }
}
