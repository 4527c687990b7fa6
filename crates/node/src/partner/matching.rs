//! Two agencies find out which ships are on a list of each, and show no list: see [`vigie_exchange::channel::psi`].
//!
//! One officer asks with a list; an officer over there chooses the list that answers, or refuses; only who asked learns
//! which of the asked identifiers are common. Quotas bound what can be asked in a day, and both nodes keep the counts.

use std::collections::{BTreeMap, BTreeSet};

use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use vigie_exchange::{
    Body, ObjectId, PartyId, SealKey, Sealed, Value,
    channel::psi::{self, Asker, Quota, QuotaRule},
    unhex,
};
use vigie_store::Ledger;
use zeroize::Zeroizing;

use super::{
    desk::{Desk, DeskError, moment},
    own::random,
    paper::{MatchPart, MatchStep, Paper},
};
use crate::auth::hex;

/// Where the comparisons are kept.
const KEPT: &str = "list-matches";
/// What lists of vessels are compared by.
pub(crate) const KINDS: [&str; 3] = ["imo", "mmsi", "call-sign"];
/// What registers of nationals are compared by: issuer and number of a travel document. Asked, answered and seen in the
/// crisis room only.
pub(crate) const DOCUMENT: &str = "document";
/// And by forms of the name with the date of birth, for who has no travel document in both.
pub(crate) const NAME: &str = "name-birth";
/// What a partner may ask in a day. With it all 9e8 MMSI would take a thousand years.
const QUOTA: QuotaRule = QuotaRule {
    items: 2_000,
    runs: 6,
    period_ms: 86_400_000,
};
/// Of travel documents: a register of a large embassy. Numbers have nine characters, so all of one issuer's would take
/// more than a hundred years even if they were only digits.
const DOCUMENT_QUOTA: QuotaRule = QuotaRule {
    items: 20_000,
    runs: 6,
    period_ms: 86_400_000,
};

/// Of names: the same register, each person under all forms.
const NAME_QUOTA: QuotaRule = QuotaRule {
    items: 100_000,
    runs: 6,
    period_ms: 86_400_000,
};

/// Whether it is asked, answered and seen in the crisis room only.
fn is_of_room(kind: &str) -> bool {
    matches!(kind, DOCUMENT | NAME)
}

fn quota_of(kind: &str) -> &'static QuotaRule {
    match kind {
        DOCUMENT => &DOCUMENT_QUOTA,
        NAME => &NAME_QUOTA,
        _ => &QUOTA,
    }
}
/// Longest list that answers, but for names.
pub(crate) const LIST_MAX: usize = 20_000;
/// Longest form of a name, bytes.
const FORM_BYTES_MAX: usize = 256;
/// Bytes of one part: below the largest body of an entry.
const PART_BYTES: usize = 200_000;
/// Comparisons that are kept; the oldest go.
const RUNS_MAX: usize = 100;

/// How a comparison stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// We asked and wait.
    Asked,
    /// A partner asks; an officer decides.
    Waiting,
    /// Being computed, away from the desk.
    Working,
    /// We answered.
    Answered,
    /// Refused, by either side.
    Refused,
    /// We asked and know.
    Done,
}

/// What is to be computed of a comparison. It takes some seconds, so a thread of its own does it and the desk goes on; it
/// is kept, so that a restart resumes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Todo {
    Question,
    Answer {},
    Common,
}

/// A comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    party: PartyId,
    kind: String,
    state: State,
    at_ms: i64,
    /// Our officer: who asked, answered or refused.
    by: String,
    asked: usize,
    listed: Option<usize>,
    /// Of who asks: the secret of this run until it is answered.
    secret: Option<String>,
    /// Parts of the other side's message that came.
    #[serde(default)]
    came: BTreeSet<u32>,
    common: Vec<String>,
    /// Of which crisis we asked.
    #[serde(default)]
    crisis: Option<String>,
    #[serde(default)]
    todo: Option<Todo>,
}

/// Something to compute.
pub(crate) struct MatchJob {
    pub(crate) run: String,
    context: Vec<u8>,
    /// Of who asks: what was asked; of who answers: the list.
    identifiers: Vec<String>,
    secret: Zeroizing<[u8; 64]>,
    /// What the other side sent.
    bytes: Vec<u8>,
    todo: Todo,
}

/// What was computed.
pub(crate) enum MatchDone {
    Question(Vec<u8>),
    Answer(Vec<u8>, usize),
    Common(Vec<usize>),
    /// The other side sent what cannot be.
    Failed(&'static str),
}

impl MatchJob {
    /// How many points are to be computed.
    pub(crate) fn size(&self) -> usize {
        // Points of 32 bytes after their count.
        let points = self.bytes.len() / 32;
        match &self.todo {
            Todo::Question => self.identifiers.len(),
            Todo::Answer {} => self.identifiers.len() + points,
            Todo::Common => points.saturating_sub(self.identifiers.len()),
        }
    }

    /// Computes it; `tell` is called for each point.
    pub(crate) fn run(&self, tell: &dyn Fn()) -> MatchDone {
        let own: Vec<&[u8]> = self.identifiers.iter().map(String::as_bytes).collect();
        let done = match &self.todo {
            Todo::Question => Asker::ask_telling(&self.context, &own, &self.secret, tell)
                .map(|(_, question)| MatchDone::Question(question)),
            Todo::Answer {} => {
                psi::answer_telling(&self.context, &own, &self.secret, &self.bytes, tell)
                    .map(|(answer, asked)| MatchDone::Answer(answer, asked.listed))
            }
            Todo::Common => Asker::resume(&self.secret, own.len())
                .and_then(|asker| asker.common_telling(&self.bytes, tell))
                .map(MatchDone::Common),
        };
        done.unwrap_or_else(|refusal| MatchDone::Failed(refusal.code()))
    }
}

/// All comparisons.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Matching {
    runs: BTreeMap<String, Run>,
    /// What each partner has asked, of vessels.
    quotas: BTreeMap<PartyId, (i64, u64, u64)>,
    /// And of travel documents.
    #[serde(default)]
    document_quotas: BTreeMap<PartyId, (i64, u64, u64)>,
    /// And of names.
    #[serde(default)]
    name_quotas: BTreeMap<PartyId, (i64, u64, u64)>,
}

/// The key under which comparisons are kept: what is compared may be passports.
fn kept_key(salt: &[u8; 32]) -> SealKey {
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are always given: the limit is 255 times as many.
    let _given = Hkdf::<Sha256>::new(None, salt).expand(b"vigie/list-matches/1", key.as_mut());
    SealKey::from_random(&key)
}

impl Matching {
    /// As they were kept.
    ///
    /// # Errors
    /// The store.
    pub(super) fn read(ledger: &Ledger, salt: &[u8; 32]) -> Result<Self, DeskError> {
        let kept = ledger.meta(KEPT)?.unwrap_or_default();
        if kept.is_empty() {
            return Ok(Self::default());
        }
        let damaged = || DeskError::Refused("list-matches-damaged");
        // The first form was not sealed.
        if kept.starts_with('{') {
            return serde_json::from_str(&kept).map_err(|_fault| damaged());
        }
        let sealed = Sealed(unhex(&kept).ok_or_else(damaged)?);
        let plain = kept_key(salt).open(&sealed, KEPT.as_bytes());
        let plain = plain.map_err(|_fault| damaged())?;
        serde_json::from_slice(&plain).map_err(|_fault| damaged())
    }

    fn keep(&mut self, ledger: &mut Ledger, salt: &[u8; 32]) -> Result<(), DeskError> {
        while self.runs.len() > RUNS_MAX {
            let oldest = self.runs.iter().min_by_key(|(_, run)| run.at_ms);
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else {
                break;
            };
            self.runs.remove(&oldest);
            forget(ledger, &oldest)?;
        }
        // A map of texts and numbers always has a JSON form.
        let text = Zeroizing::new(serde_json::to_vec(self).unwrap_or_default());
        let sealed = kept_key(salt).seal(&*random::<24>()?, &text, KEPT.as_bytes())?;
        Ok(ledger.set_meta(KEPT, &hex(&sealed.0))?)
    }
}

/// Where something long of a run is kept, beside the account of it: that is written anew at each step.
fn long(run: &str, what: &str) -> String {
    format!("{KEPT}/{run}/{what}")
}

fn keep_long(
    ledger: &mut Ledger,
    salt: &[u8; 32],
    name: &str,
    plain: &[u8],
) -> Result<(), DeskError> {
    let sealed = kept_key(salt).seal(&*random::<24>()?, plain, name.as_bytes())?;
    Ok(ledger.set_meta(name, &hex(&sealed.0))?)
}

fn read_long(
    ledger: &Ledger,
    salt: &[u8; 32],
    name: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, DeskError> {
    let Some(kept) = ledger.meta(name)? else {
        return Ok(None);
    };
    let sealed = unhex(&kept).map(Sealed);
    let opened = sealed.and_then(|sealed| kept_key(salt).open(&sealed, name.as_bytes()).ok());
    Ok(opened)
}

/// A list as it is kept; an entry that was forgotten is empty, so that the others keep their places.
fn lines(list: &[String]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(list.join("\n").into_bytes())
}

fn of_lines(bytes: &[u8]) -> Vec<String> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(bytes);
    text.split('\n').map(str::to_owned).collect()
}

fn forget(ledger: &mut Ledger, run: &str) -> Result<(), DeskError> {
    Ok(ledger.forget_meta(&long(run, ""))?)
}

/// One form for one identifier: what is compared is bytes.
pub(crate) fn normal(kind: &str, identifier: &str) -> Option<String> {
    if kind == NAME {
        let fits = !identifier.is_empty() && identifier.len() <= FORM_BYTES_MAX;
        let clean = identifier.chars().all(|c| c.is_alphanumeric() || c == '/');
        return (fits && clean).then(|| identifier.to_owned());
    }
    let kept = |c: &char| match kind {
        "call-sign" | DOCUMENT => c.is_ascii_alphanumeric(),
        _ => c.is_ascii_digit(),
    };
    let text: String = identifier.chars().filter(kept).collect();
    (!text.is_empty() && text.len() <= 16).then(|| text.to_ascii_uppercase())
}

fn all_normal(kind: &str, identifiers: &[String]) -> Result<Vec<String>, DeskError> {
    if !is_of_room(kind) && !KINDS.contains(&kind) {
        return Err(DeskError::Refused("match-kind-unfit"));
    }
    let set: BTreeSet<String> = identifiers
        .iter()
        .filter_map(|one| normal(kind, one))
        .collect();
    Ok(set.into_iter().collect())
}

fn parts(run: [u8; 16], step: MatchStep, kind: &str, bytes: &[u8]) -> Vec<Paper> {
    let mut chunks: Vec<&[u8]> = bytes.chunks(PART_BYTES).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let parts = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
    let part = |(part, bytes): (u32, &&[u8])| {
        Paper::Match(MatchPart {
            run,
            step,
            kind: kind.to_owned(),
            part,
            parts,
            bytes: bytes.to_vec(),
        })
    };
    (0..).zip(&chunks).map(part).collect()
}

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
    pub(super) fn on_match(&mut self, party: &PartyId, part: MatchPart) -> Result<(), DeskError> {
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

    fn waiting(&self, id: &str) -> Result<&Run, DeskError> {
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

fn run_id(id: &str) -> Result<[u8; 16], DeskError> {
    let bytes = unhex(id).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or(DeskError::Refused("match-unknown"))
}

fn refused(refusal: vigie_exchange::channel::Refusal) -> DeskError {
    DeskError::Refused(refusal.code())
}
