//! Two crises that two partners opened before they met, held as one.
//!
//! Neither is renamed: registers, devices, wristbands and what was told go on under their own ids. What makes them one is
//! this paper on both sides: which crisis and which places of theirs are which of ours, and who leads. What they tell of
//! theirs is then read as told of ours. One side proposes, an officer of the other accepts; either can end it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_crisis::CrisisId;
use vigie_crisis::plan::Union;
use vigie_store::{CrisisPart, Ledger};

use super::{Frame, PlacePaper, places_of, sound};
use crate::{
    crisis::{CrisisRoom, Desk, work::row_of},
    http::{Deed, Problem},
    live::now,
    partner::room::{FRAME, Heard, Told, UNION},
};

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UnionState {
    /// Proposed by us, not answered.
    Proposed,
    /// The two are one.
    InForce,
    /// One side said no.
    Refused,
    /// It was in force, or proposed, and one side ended it.
    Ended,
}

/// One crisis of a partner beside one of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UnionPaper {
    pub(crate) party: String,
    pub(crate) theirs: CrisisId,
    /// What they call theirs.
    pub(crate) name: String,
    pub(crate) state: UnionState,
    /// Seen from here.
    pub(crate) union: Union,
    /// When we proposed it; of a proposal of theirs, when they did, by their clock.
    pub(crate) proposed_ms: i64,
    pub(crate) changed_ms: i64,
    /// Who here did it.
    pub(crate) by: String,
}

/// What is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Said {
    Proposed,
    Accepted,
    Refused,
    Ended,
}

/// As it travels, seen from the teller.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UnionBody {
    pub(crate) crisis: CrisisId,
    pub(crate) with: CrisisId,
    pub(crate) name: String,
    pub(crate) said: Said,
    pub(crate) union: Union,
    /// When it was said, by the teller's clock.
    pub(crate) at_ms: i64,
    /// Of the proposal that is meant.
    pub(crate) proposed_ms: i64,
}

impl UnionPaper {
    /// What the partner is told.
    pub(crate) fn told(&self, own: CrisisId, name: &str, said: Said) -> Told {
        let body = UnionBody {
            crisis: own,
            with: self.theirs,
            name: name.to_owned(),
            said,
            union: self.union.clone(),
            at_ms: self.changed_ms,
            proposed_ms: self.proposed_ms,
        };
        Told::open(UNION, format!("{own}/{}", self.theirs), name, json!(body))
    }
}

/// All of one crisis, whatever their state.
pub(crate) fn unions(ledger: &Ledger, crisis: CrisisId) -> Result<Vec<UnionPaper>, Problem> {
    let rows = ledger.crisis_parts(&crisis.0, CrisisPart::Union)?;
    let read = |row: &vigie_store::CrisisRow| {
        serde_json::from_str(&row.body)
            .map_err(|fault| Problem::internal("crisis-store-damaged", fault))
    };
    rows.iter().map(read).collect()
}

/// Keeps one: there is one paper for each crisis of a partner.
pub(crate) fn keep_union(
    ledger: &mut Ledger,
    crisis: CrisisId,
    paper: &UnionPaper,
) -> Result<(), Problem> {
    let id = CrisisId::derive(&[b"union", paper.party.as_bytes(), &paper.theirs.0]);
    let row = row_of(id.0, paper)?;
    Ok(ledger.put_crisis_part(&crisis.0, CrisisPart::Union, &row)?)
}

/// A partner's frame of a crisis as it came, by its own ids.
pub(crate) fn raw_frame(heard: &[Heard], party: &str, crisis: CrisisId) -> Option<Frame> {
    let of = heard
        .iter()
        .rev()
        .filter(|it| it.kind == FRAME && it.party == party);
    let mut frames = of.filter_map(|it| serde_json::from_value::<Frame>(it.body.clone()).ok());
    frames.find(|it| it.crisis == crisis).map(sound)
}

/// The last word of each partner on each pair of crises: `(party, body)`.
fn last_words(heard: &[Heard]) -> Vec<(String, UnionBody)> {
    let mut last: BTreeMap<(String, CrisisId, CrisisId), UnionBody> = BTreeMap::new();
    for one in heard.iter().filter(|it| it.kind == UNION) {
        let Ok(body) = serde_json::from_value::<UnionBody>(one.body.clone()) else {
            tracing::warn!(party = one.party, seq = one.seq, "union cannot be read");
            continue;
        };
        let key = (one.party.clone(), body.crisis, body.with);
        let newer = last.get(&key).is_none_or(|it| it.at_ms <= body.at_ms);
        if newer {
            last.insert(key, body);
        }
    }
    let said = last.into_iter();
    said.map(|((party, _, _), body)| (party, body)).collect()
}

/// Proposals of partners for this crisis that nobody here answered.
pub(crate) fn proposals(
    crisis: CrisisId,
    heard: &[Heard],
    papers: &[UnionPaper],
) -> Vec<(String, UnionBody)> {
    let mut said = last_words(heard);
    said.retain(|(party, body)| {
        let known = papers
            .iter()
            .find(|it| it.party == *party && it.theirs == body.crisis);
        let answered = known.is_some_and(|it| {
            it.state == UnionState::InForce || it.proposed_ms == body.proposed_ms
        });
        body.with == crisis && body.said == Said::Proposed && !answered
    });
    said
}

/// What partners answered takes effect. Two proposals that crossed are an agreement: the crisis with the smaller id leads.
pub(crate) fn settle(room: &CrisisRoom, heard: &[Heard], by: &str) -> Result<(), Problem> {
    let crises = room.list()?;
    for (party, body) in last_words(heard) {
        let own = body.with;
        if crises.iter().all(|paper| paper.id != own) {
            continue;
        }
        let all = room.store(|ledger| unions(ledger, own))?;
        let known = all
            .into_iter()
            .find(|it| it.party == party && it.theirs == body.crisis);
        let Some(mut paper) = known else {
            continue;
        };
        let meant = body.proposed_ms == paper.proposed_ms;
        let action = match (paper.state, body.said) {
            (UnionState::Proposed, Said::Accepted) if meant => {
                paper.state = UnionState::InForce;
                "crisis-union-in-force"
            }
            (UnionState::Proposed, Said::Refused) if meant => {
                paper.state = UnionState::Refused;
                "crisis-union-refused"
            }
            (UnionState::Proposed, Said::Proposed) => {
                if body.crisis < own {
                    paper.union = body.union.mirrored();
                    paper.proposed_ms = body.proposed_ms;
                }
                paper.state = UnionState::InForce;
                "crisis-union-in-force"
            }
            (UnionState::InForce, Said::Ended) if meant => {
                paper.state = UnionState::Ended;
                "crisis-union-ended"
            }
            _ => continue,
        };
        paper.changed_ms = now().ms();
        let frame = raw_frame(heard, &party, body.crisis);
        room.with(own, |desk| {
            keep_union(desk.ledger, own, &paper)?;
            if let (UnionState::InForce, Some(frame)) = (paper.state, &frame) {
                add_places(desk, places_of(&paper.union.read(&frame.instance)))?;
            }
            let detail = json!({"party": party, "theirs": body.crisis});
            Ok(Deed::new(by, action, own, detail).note(desk.ledger)?)
        })?;
    }
    Ok(())
}

/// People can be at any place that buses or legs leave from: those that the crisis does not know yet become its own.
pub(crate) fn add_places(desk: &mut Desk<'_>, places: Vec<PlacePaper>) -> Result<usize, Problem> {
    let crisis = desk.register.paper.id;
    let mut added = 0;
    for place in places {
        if !desk.register.places.contains_key(&place.id) {
            desk.register.changed = true;
            let row = row_of(place.id.0, &place)?;
            desk.ledger
                .put_crisis_part(&crisis.0, CrisisPart::Place, &row)?;
            desk.register.places.insert(place.id, place);
            added += 1;
        }
    }
    Ok(added)
}
