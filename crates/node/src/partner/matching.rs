//! Two agencies find out which ships are on a list of each, and show no list: see [`vigie_exchange::channel::psi`].
//!
//! One officer asks with a list; an officer over there chooses the list that answers, or refuses; only who asked learns
//! which of the asked identifiers are common. Quotas bound what can be asked in a day, and both nodes keep the counts.

mod seen;
mod talk;

use std::collections::{BTreeMap, BTreeSet};

use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use vigie_exchange::{
    PartyId, SealKey, Sealed,
    channel::psi::{self, Asker, QuotaRule},
    unhex,
};
use vigie_store::Ledger;
use zeroize::Zeroizing;

use super::{
    desk::DeskError,
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

fn run_id(id: &str) -> Result<[u8; 16], DeskError> {
    let bytes = unhex(id).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or(DeskError::Refused("match-unknown"))
}

fn refused(refusal: vigie_exchange::channel::Refusal) -> DeskError {
    DeskError::Refused(refusal.code())
}
