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

fn quota_of(kind: &str) -> &'static QuotaRule {
    match kind {
        DOCUMENT => &DOCUMENT_QUOTA,
        _ => &QUOTA,
    }
}
/// Longest list that answers: half a second of computing a thousand.
pub(crate) const LIST_MAX: usize = 20_000;
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
    /// We answered.
    Answered,
    /// Refused, by either side.
    Refused,
    /// We asked and know.
    Done,
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
    /// Of who asks: what is asked, and the secret of this run until it is answered.
    identifiers: Vec<String>,
    secret: Option<String>,
    /// Parts of the other side's message, until it is whole.
    parts: BTreeMap<u32, String>,
    common: Vec<String>,
    /// Of which crisis we asked.
    #[serde(default)]
    crisis: Option<String>,
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
        }
        // A map of texts and numbers always has a JSON form.
        let text = Zeroizing::new(serde_json::to_vec(self).unwrap_or_default());
        let sealed = kept_key(salt).seal(&*random::<24>()?, &text, KEPT.as_bytes())?;
        Ok(ledger.set_meta(KEPT, &hex(&sealed.0))?)
    }
}

/// One form for one identifier: what is compared is bytes.
pub(crate) fn normal(kind: &str, identifier: &str) -> Option<String> {
    let kept = |c: &char| match kind {
        "call-sign" | DOCUMENT => c.is_ascii_alphanumeric(),
        _ => c.is_ascii_digit(),
    };
    let text: String = identifier.chars().filter(kept).collect();
    (!text.is_empty() && text.len() <= 16).then(|| text.to_ascii_uppercase())
}

fn all_normal(kind: &str, identifiers: &[String]) -> Result<Vec<String>, DeskError> {
    if kind != DOCUMENT && !KINDS.contains(&kind) {
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
        let asked: Vec<&[u8]> = identifiers.iter().map(|one| one.as_bytes()).collect();
        let context = self.match_context(&self.own.party, party, kind);
        let (_, question) = Asker::ask(&context, &asked, &secret).map_err(refused)?;
        self.record_match(
            "list-match-asked",
            run,
            party,
            (kind, asked.len(), None),
            user,
        )?;
        for paper in parts(run, MatchStep::Question, kind, &question) {
            self.send_paper(party, &paper)?;
        }
        let entry = Run {
            party: party.clone(),
            kind: kind.to_owned(),
            state: State::Asked,
            at_ms: moment().ms(),
            by: user.to_owned(),
            asked: identifiers.len(),
            listed: None,
            identifiers,
            secret: Some(hex(secret.as_slice())),
            parts: BTreeMap::new(),
            common: Vec::new(),
            crisis: None,
        };
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
            (run.state, run.secret) = (State::Refused, None);
            run.parts.clear();
        } else {
            run.parts.insert(part.part, hex(&part.bytes));
            if run.parts.len() as u64 == u64::from(part.parts) {
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
        let known = kind == DOCUMENT || KINDS.contains(&kind);
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
            identifiers: Vec::new(),
            secret: None,
            parts: BTreeMap::new(),
            common: Vec::new(),
            crisis: None,
        };
        self.matching.runs.insert(hex(&part.run), run);
        Ok(())
    }

    fn on_whole(&mut self, id: &str, step: MatchStep) -> Result<(), DeskError> {
        let wrong = || DeskError::Refused("match-unfit");
        let own = self.own.party.clone();
        let run = self.matching.runs.get(id).ok_or_else(wrong)?;
        let bytes: Option<Vec<Vec<u8>>> = run.parts.values().map(|part| unhex(part)).collect();
        let bytes = bytes.ok_or_else(wrong)?.concat();
        if step == MatchStep::Question {
            let run = self.matching.runs.get_mut(id).ok_or_else(wrong)?;
            // Points of 32 bytes after their count.
            run.asked = bytes.len() / 32;
            return Ok(());
        }
        let context = self.match_context(&own, &run.party, &run.kind);
        let asked: Vec<&[u8]> = run.identifiers.iter().map(|one| one.as_bytes()).collect();
        let secret = run.secret.as_deref().and_then(unhex);
        let secret: [u8; 64] = secret
            .and_then(|secret| secret.try_into().ok())
            .ok_or_else(wrong)?;
        let (asker, _) = Asker::ask(&context, &asked, &secret).map_err(refused)?;
        let places = asker.common(&bytes).map_err(refused)?;
        let common = places
            .iter()
            .filter_map(|at| run.identifiers.get(*at).cloned());
        let common: Vec<String> = common.collect();
        let run = self.matching.runs.get_mut(id).ok_or_else(wrong)?;
        // Our points and theirs, each list after its count.
        run.listed = Some((bytes.len() / 32).saturating_sub(run.asked));
        (run.state, run.secret, run.common) = (State::Done, None, common);
        run.parts.clear();
        Ok(())
    }

    /// Answers a partner's question with a list, within the quota.
    ///
    /// # Errors
    /// `match-unknown`, `match-too-many`, the quota; the store.
    pub(crate) fn answer_match(
        &mut self,
        id: &str,
        identifiers: &[String],
        user: &str,
    ) -> Result<(), DeskError> {
        let run = self.waiting(id)?.clone();
        let identifiers = all_normal(&run.kind, identifiers)?;
        if identifiers.len() > LIST_MAX {
            return Err(DeskError::Refused("match-too-many"));
        }
        let question: Option<Vec<Vec<u8>>> = run.parts.values().map(|part| unhex(part)).collect();
        let question = question.ok_or(DeskError::Refused("match-unfit"))?.concat();
        let listed: Vec<&[u8]> = identifiers.iter().map(|one| one.as_bytes()).collect();
        let spent = match run.kind.as_str() {
            DOCUMENT => &self.matching.document_quotas,
            _ => &self.matching.quotas,
        };
        let (since_ms, items, runs) = spent.get(&run.party).copied().unwrap_or_default();
        let mut quota = Quota {
            since_ms,
            items,
            runs,
        };
        let context = self.match_context(&run.party, &self.own.party, &run.kind);
        let (answer, asked) = psi::answer(
            &context,
            &listed,
            &*random::<64>()?,
            &question,
            (&mut quota, quota_of(&run.kind)),
            moment().ms(),
        )
        .map_err(refused)?;
        let key = run_id(id)?;
        let counts = (run.kind.as_str(), asked.asked, Some(asked.listed));
        self.record_match("list-match-answered", key, &run.party, counts, user)?;
        for paper in parts(key, MatchStep::Answer, &run.kind, &answer) {
            self.send_paper(&run.party, &paper)?;
        }
        let spent = (quota.since_ms, quota.items, quota.runs);
        let quotas = match run.kind.as_str() {
            DOCUMENT => &mut self.matching.document_quotas,
            _ => &mut self.matching.quotas,
        };
        quotas.insert(run.party.clone(), spent);
        self.end_waiting(id, State::Answered, Some(asked.listed), user)
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
        run.parts.clear();
        let party = run.party.clone();
        self.matching.keep(&mut self.ledger, &self.own.salt)?;
        self.tell("match", &party);
        Ok(())
    }

    /// What the list of vessels that answers is to hold.
    ///
    /// # Errors
    /// Nothing of that id waits for the watch.
    pub(crate) fn match_kind(&self, id: &str) -> Result<String, DeskError> {
        let run = self.waiting(id).ok().filter(|run| run.kind != DOCUMENT);
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

    /// Comparisons of registers: those of one crisis, and those that partners asked; newest first.
    pub(crate) fn document_matches(&self, crisis: &str) -> Vec<Json> {
        let ours = |run: &Run| run.crisis.as_deref().is_none_or(|it| it == crisis);
        let runs = self.matching.runs.iter();
        let mut runs: Vec<(&String, &Run)> = runs
            .filter(|(_, run)| run.kind == DOCUMENT && ours(run))
            .collect();
        runs.sort_by_key(|(_, run)| std::cmp::Reverse(run.at_ms));
        let shown = |(id, run): (&String, &Run)| {
            json!({
                "id": id, "party": run.party, "state": run.state, "by": run.by, "at": vigie_sea::Time::from_ms(run.at_ms),
                "asked": run.asked, "listed": run.listed, "common": run.common, "own": run.crisis.is_some(),
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
            .filter(|run| run.1.kind != DOCUMENT)
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
