//! Boarding of a leg, closed by an officer: who is aboard goes and is the final manifest, who was expected and was not scanned
//! did not come and is planned anew, what stays empty comes back. Here is what is kept of it and what partners hear.

mod door;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use vigie_crisis::plan::Instance;
use vigie_crisis::seat::{Escrow, Release, SplitDecision};
use vigie_crisis::{
    Act, ClosedBoarding, CrisisId, EventId, GroupId, Leg, LegId, LegStatus, MANIFEST_DAYS, PersonId,
};
use vigie_sea::Time;
use vigie_store::{CrisisPart, Ledger};

use door::{Door, lines_of};

use super::{
    Desk,
    evacuation::{escrow_at, escrow_of, keep_escrow},
    joint::Partners,
    work::row_of,
};
use crate::{
    auth::hex,
    http::{Deed, Problem},
    live::now,
    partner::room::{CLOSED, Told},
};

/// Longest reason, characters.
const REASON_CHARS_MAX: usize = 300;
const DAY_MS: i64 = 86_400_000;

/// Seats and stretcher places.
pub(crate) type Places = (u32, u32);

/// One of ours on a final manifest. Names are not frozen with it: who is erased is erased there too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FinalLine {
    pub(crate) group: GroupId,
    pub(crate) person: PersonId,
    /// Had no seat by the plan: came aboard from standby.
    #[serde(default)]
    pub(crate) standby: bool,
}

/// A partner's people on a leg of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartnerBoarding {
    /// Places it held by confirmed claims when boarding was closed, and had given back before.
    pub(crate) held: Places,
    pub(crate) given_back: Places,
    /// Places its people take.
    pub(crate) aboard: Places,
    /// Counted at the door here; else as the partner told.
    pub(crate) counted: bool,
}

/// Boarding was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) at_ms: i64,
    pub(crate) by: String,
    pub(crate) reason: String,
}

/// A closing that was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Undone {
    pub(crate) closed_ms: i64,
    pub(crate) by: String,
    pub(crate) digest: String,
    pub(crate) reopened: Reopened,
}

/// The boarding of a leg as it was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosingPaper {
    pub(crate) leg: LegId,
    pub(crate) name: String,
    pub(crate) owner: String,
    /// When boarding was closed; of a partner's leg, as the partner told.
    pub(crate) closed_ms: i64,
    /// When an officer here said so, and who.
    pub(crate) said_ms: i64,
    pub(crate) by: String,
    /// Of the plan that named the seats; 0 without one.
    pub(crate) version: u32,
    pub(crate) aboard: Vec<FinalLine>,
    pub(crate) absent: Vec<FinalLine>,
    /// Of a leg of ours, by the code under which each plans.
    #[serde(default)]
    pub(crate) partners: BTreeMap<String, PartnerBoarding>,
    /// Places that leave empty.
    #[serde(default)]
    pub(crate) empty: Places,
    /// SHA-256 over the final manifest, hexadecimal.
    pub(crate) digest: String,
    /// The notes that say who did not come: taken back when boarding is opened again.
    #[serde(default)]
    pub(crate) notes: Vec<(PersonId, EventId)>,
    #[serde(default)]
    pub(crate) reopened: Option<Reopened>,
    #[serde(default)]
    pub(crate) undone: Vec<Undone>,
}

/// What the digest is over.
#[derive(Serialize)]
struct Frozen<'a> {
    crisis: CrisisId,
    leg: LegId,
    owner: &'a str,
    closed_ms: i64,
    version: u32,
    aboard: &'a [FinalLine],
    absent: &'a [FinalLine],
    partners: &'a BTreeMap<String, PartnerBoarding>,
    empty: Places,
}

impl ClosingPaper {
    pub(crate) fn is_in_force(&self) -> bool {
        self.reopened.is_none()
    }

    /// The digest of the manifest as it is kept.
    pub(crate) fn digest_of(&self, crisis: CrisisId) -> String {
        let frozen = Frozen {
            crisis,
            leg: self.leg,
            owner: &self.owner,
            closed_ms: self.closed_ms,
            version: self.version,
            aboard: &self.aboard,
            absent: &self.absent,
            partners: &self.partners,
            empty: self.empty,
        };
        let text = serde_json::to_vec(&frozen).unwrap_or_default();
        hex(&Sha256::digest(text))
    }

    /// What finds contradictions with scans that come late.
    pub(crate) fn for_facts(&self) -> ClosedBoarding {
        let aboard: BTreeSet<PersonId> = self.aboard.iter().map(|it| it.person).collect();
        ClosedBoarding {
            closed_ms: self.closed_ms,
            aboard,
        }
    }
}

/// What a partner tells of boarding its leg: counts, and of our people who is aboard as it was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TheirClosing {
    pub(crate) crisis: CrisisId,
    pub(crate) leg: LegId,
    pub(crate) closed_ms: i64,
    /// Opened again since.
    pub(crate) open: bool,
    /// By the teller's clock.
    pub(crate) said_ms: i64,
    pub(crate) digest: String,
    pub(crate) held: Places,
    pub(crate) aboard: Places,
    pub(crate) people: Vec<TheirPerson>,
}

/// One of the people whom a partner told for a leg, as its owner has them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TheirPerson {
    /// The pseudonym under which they were told.
    pub(crate) person: String,
    pub(crate) embarked: bool,
}

/// All closings of a crisis.
pub(crate) fn closings(ledger: &Ledger, crisis: CrisisId) -> Result<Vec<ClosingPaper>, Problem> {
    let rows = ledger.crisis_parts(&crisis.0, CrisisPart::Closing)?;
    let read = |row: &vigie_store::CrisisRow| {
        serde_json::from_str(&row.body)
            .map_err(|fault| Problem::internal("crisis-store-damaged", fault))
    };
    rows.iter().map(read).collect()
}

pub(crate) fn closing(
    ledger: &Ledger,
    crisis: CrisisId,
    leg: LegId,
) -> Result<Option<ClosingPaper>, Problem> {
    let mut all = closings(ledger, crisis)?.into_iter();
    Ok(all.find(|it| it.leg == leg))
}

fn keep(ledger: &mut Ledger, crisis: CrisisId, paper: &ClosingPaper) -> Result<(), Problem> {
    let row = row_of(paper.leg.0, paper)?;
    Ok(ledger.put_crisis_part(&crisis.0, CrisisPart::Closing, &row)?)
}

/// Nobody who is not aboard is planned on a leg whose boarding is closed, here or by its owner.
pub(crate) fn close_legs(instance: &mut Instance, papers: &[ClosingPaper], partners: &Partners) {
    let own = papers.iter().filter(|it| it.is_in_force());
    let own: BTreeSet<LegId> = own.map(|it| it.leg).collect();
    let (closed, opened) = (heard_of(partners, false), heard_of(partners, true));
    for leg in &mut instance.legs {
        let word = (leg.id, leg.owner.as_str());
        let is_closed = own.contains(&leg.id) || closed.contains(&word);
        let is_opened = opened.contains(&word);
        let goes = matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed);
        if goes && is_closed {
            leg.status = LegStatus::Closed;
        } else if leg.status == LegStatus::Closed && is_opened {
            // Its owner opened it again since it told its legs.
            leg.status = LegStatus::Confirmed;
        }
    }
}

/// Legs of which the last word is that they are open, or closed, each with the code of who said so: of a leg of another owner
/// under the same id nothing was said.
fn heard_of(partners: &Partners, open: bool) -> BTreeSet<(LegId, &str)> {
    let mut out = BTreeSet::new();
    for partner in partners.values() {
        let Some(frame) = &partner.frame else {
            continue;
        };
        let words = partner.closings.iter().filter(|it| it.open == open);
        out.extend(words.map(|it| (it.leg, frame.own.as_str())));
    }
    out
}

/// When boarding of each closed leg was closed, milliseconds since 1970 UTC: here or by its owner, whichever came first.
pub(crate) fn closed_since(papers: &[ClosingPaper], partners: &Partners) -> BTreeMap<LegId, i64> {
    let own = papers.iter().filter(|it| it.is_in_force());
    let own = own.map(|it| (it.leg, it.closed_ms));
    let heard = partners.values().flat_map(|it| &it.closings);
    let heard = heard.filter(|it| !it.open).map(|it| (it.leg, it.closed_ms));
    let mut since = BTreeMap::new();
    for (leg, closed_ms) in own.chain(heard) {
        let first = since.entry(leg).or_insert(closed_ms);
        *first = closed_ms.min(*first);
    }
    since
}

/// What an officer decides at the door.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CloseWish {
    /// When it was closed; now, when nobody says.
    pub(crate) at: Option<Time>,
    /// Of each family of which a part is aboard.
    pub(crate) families: BTreeMap<GroupId, SplitDecision>,
    /// Places that a partner's people take, counted at the door; as the partner told, when nobody says.
    pub(crate) partners: BTreeMap<String, Places>,
}

/// A closing that was just made.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) paper: ClosingPaper,
    /// What came back: offers that ended, places that partners held and did not use.
    pub(crate) back: Vec<Release>,
    /// Who got off, so that a family is planned together.
    pub(crate) off: usize,
}

fn conflict(code: &'static str, detail: impl std::fmt::Display) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}

impl Desk<'_> {
    /// Closes boarding: of a leg of ours by our word, of a partner's for our people once the partner has.
    ///
    /// # Errors
    /// No such leg; closed already; a time that has not come; families or counts that nobody decided; the store.
    pub(crate) fn close_boarding(
        &mut self,
        leg: LegId,
        wish: &CloseWish,
        partners: &Partners,
        user: &str,
    ) -> Result<Done, Problem> {
        let (crisis, now) = (self.register.paper.id, now());
        let before = closing(self.ledger, crisis, leg)?;
        if before.as_ref().is_some_and(ClosingPaper::is_in_force) {
            return Err(conflict("boarding-is-closed", leg));
        }
        let at = wish.at.unwrap_or(now);
        if at > now || at.ms() < self.register.paper.opened_ms {
            return Err(Problem::bad("boarding-close-time", at));
        }
        let opened_ms = self.register.paper.opened_ms;
        let (at, scanned_by) = match self.owners_word(leg, partners)? {
            None => (at, wish.at),
            Some(Some(closed_ms)) => {
                let at = Time::from_ms(closed_ms.max(opened_ms).min(now.ms()));
                (at, Some(at))
            }
            Some(None) => return Err(conflict("boarding-owner-first", leg)),
        };
        let mut door = self.door(leg, scanned_by, partners)?;
        let off = door.decide(wish)?;
        let closed = door.manifest.close();
        let mut notes = Vec::new();
        for person in &off {
            let act = Act::Offloaded { leg };
            let off_ms = self.off_ms(*person, at);
            self.register
                .note(self.ledger, *person, act, user, off_ms)?;
        }
        for person in &closed.no_show {
            let act = Act::NoShow { leg };
            let note = self
                .register
                .note(self.ledger, *person, act, user, at.ms())?;
            notes.push((*person, note));
        }
        let mut book = self.book(&door)?;
        let boarded = door.partners_aboard(wish, book.as_ref());
        let own = door.own_aboard();
        let back = match &mut book {
            Some(book) => book.close(own, &used(&boarded), at),
            None => Vec::new(),
        };
        let taken = boarded.values().fold(own, |sum, it| {
            (
                sum.0.saturating_add(it.aboard.0),
                sum.1.saturating_add(it.aboard.1),
            )
        });
        let places = door.manifest.places;
        let mut paper = ClosingPaper {
            leg,
            name: door.leg.name.clone(),
            owner: door.leg.owner.clone(),
            closed_ms: at.ms(),
            said_ms: now.ms(),
            by: user.to_owned(),
            version: door.version,
            aboard: door.lines(true),
            absent: door.lines(false),
            partners: boarded,
            empty: (
                places.0.saturating_sub(taken.0),
                places.1.saturating_sub(taken.1),
            ),
            digest: String::new(),
            notes,
            reopened: None,
            undone: before.map_or_else(Vec::new, undone),
        };
        paper.digest = paper.digest_of(crisis);
        keep(self.ledger, crisis, &paper)?;
        if let Some(book) = &book {
            keep_escrow(self.ledger, crisis, book)?;
        }
        self.register.read_closings(self.ledger);
        let detail = json!({
            "crisis": crisis, "closed_ms": paper.closed_ms, "aboard": paper.aboard.len(), "absent": paper.absent.len(),
            "off": off.len(), "families": wish.families, "partners": paper.partners, "back": back, "digest": paper.digest,
        });
        Deed::new(user, "boarding-closed", leg, detail).note(self.ledger)?;
        Ok(Done {
            paper,
            back,
            off: off.len(),
        })
    }

    /// Opens boarding again before departure: who did not come is expected again, seats that came back stay ours.
    ///
    /// # Errors
    /// Not closed; departed; no reason; the store.
    pub(crate) fn reopen_boarding(
        &mut self,
        leg: LegId,
        reason: &str,
        partners: &Partners,
        user: &str,
    ) -> Result<ClosingPaper, Problem> {
        let (crisis, now, reason) = (self.register.paper.id, now(), reason.trim());
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(Problem::bad("crisis-reason-unfit", REASON_CHARS_MAX));
        }
        let paper = closing(self.ledger, crisis, leg)?.filter(ClosingPaper::is_in_force);
        let mut paper = paper.ok_or_else(|| conflict("boarding-not-closed", leg))?;
        let entry = self.leg_at_door(leg, partners)?.0;
        let gone = matches!(entry.status, LegStatus::Departed | LegStatus::Arrived);
        if gone || entry.departure <= now {
            return Err(conflict("boarding-departed", leg));
        }
        for (person, of) in &paper.notes {
            let act = Act::Corrected { of: *of };
            self.register
                .note(self.ledger, *person, act, user, now.ms())?;
        }
        paper.reopened = Some(Reopened {
            at_ms: now.ms(),
            by: user.to_owned(),
            reason: reason.to_owned(),
        });
        keep(self.ledger, crisis, &paper)?;
        if let Some(mut book) = escrow_of(self.ledger, crisis, leg)? {
            book.reopen();
            keep_escrow(self.ledger, crisis, &book)?;
        }
        self.register.read_closings(self.ledger);
        let detail = json!({"crisis": crisis, "reason": reason, "digest": paper.digest, "again_expected": paper.notes.len()});
        Deed::new(user, "boarding-reopened", leg, detail).note(self.ledger)?;
        Ok(paper)
    }

    /// When somebody got off: after the last scan of them, whatever clock its device has.
    fn off_ms(&mut self, person: PersonId, at: Time) -> i64 {
        let standing = self.register.board().persons.get(&person);
        let Some(scan) = standing.map(|it| it.event) else {
            return at.ms();
        };
        let journal = &self.register.journal;
        let offset_ms = journal.clock_offset_ms(scan);
        let scans = journal.of(scan);
        let last_ms = scans.map(|it| it.at_ms.saturating_add(offset_ms)).max();
        last_ms.map_or(at.ms(), |it| at.ms().max(it.saturating_add(1)))
    }

    /// The book of a leg of ours, time passed first.
    fn book(&mut self, door: &Door) -> Result<Option<Escrow>, Problem> {
        if !door.ours {
            return Ok(None);
        }
        let crisis = self.register.paper.id;
        escrow_at(self.ledger, crisis, &door.leg, now()).map(Some)
    }
}

fn used(boarded: &BTreeMap<String, PartnerBoarding>) -> BTreeMap<String, Places> {
    let all = boarded.iter();
    all.map(|(code, it)| (code.clone(), it.aboard)).collect()
}

/// A closing that was opened again is remembered by its digest.
fn undone(before: ClosingPaper) -> Vec<Undone> {
    let mut undone = before.undone;
    undone.extend(before.reopened.map(|reopened| Undone {
        closed_ms: before.closed_ms,
        by: before.by,
        digest: before.digest,
        reopened,
    }));
    undone
}

/// What the partner under a code is told of a leg of ours: its own people's places, and of those it told us who is aboard.
pub(crate) fn closing_told(
    crisis: CrisisId,
    paper: &ClosingPaper,
    code: &str,
    (lines, leg): (&[Json], &Leg),
) -> Option<Told> {
    let boarding = paper.partners.get(code)?;
    let people = lines_of(lines, paper.leg).into_iter().filter_map(|it| {
        Some(TheirPerson {
            person: it["person"].as_str()?.to_owned(),
            embarked: it["embarked"] == json!(true),
        })
    });
    let body = TheirClosing {
        crisis,
        leg: paper.leg,
        closed_ms: paper.closed_ms,
        open: !paper.is_in_force(),
        said_ms: paper.reopened.as_ref().map_or(paper.said_ms, |it| it.at_ms),
        digest: paper.digest.clone(),
        held: boarding.held,
        aboard: boarding.aboard,
        people: people.collect(),
    };
    let until = leg.departure.plus_ms(i64::from(MANIFEST_DAYS) * DAY_MS);
    Some(Told::personal(
        CLOSED,
        paper.leg.to_string(),
        &paper.name,
        json!(body),
        Some(until),
    ))
}

#[cfg(test)]
mod tests;
