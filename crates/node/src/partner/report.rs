//! Position reports for the systems that a partner runs beside its node: NAF, FLUX, NIEM-M and CISE.
//!
//! Each position passes the release decision for that partner and then the clearance of the format: what its protection
//! hangs on and the format cannot say keeps it here, with the reason. So positions of a vessel monitoring system stay, and
//! those that ships broadcast leave where the agreement lets the partner pass them on, or where the format says that it
//! may not. A report cannot be recalled: the audit has its digest.

use std::collections::{HashMap, HashSet};

use vigie_exchange::{
    Digest, Label, Level, Onward, Outcome, PartyId, Purpose, Reason, Released, Subject, VMS, Value,
    channel::POSITION,
    edge::{
        Cleared, Format, cise, flux, instant,
        item::{Body as Shown, Item},
        marking::clear,
        naf, niem, report,
        stix::uuid,
    },
};
use vigie_watch::Ranked;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{name_of, place_of},
    positions::{FROM_AIS, FROM_VMS, id_of, seen},
};
use crate::{live::Frame, outlet::picture::Seen};

/// Vessels looked at for one answer, at most.
pub(crate) const LIMIT_MAX: usize = 1_000;
/// Kind of the document that counts the reports of a sender to an addressee in a year.
const SEQUENCE: &str = "naf-sequence";
/// Highest number of a report: six digits.
const SEQUENCE_MAX: u32 = 999_999;
/// Identifiers of messages are named in this space.
const NAMED_IN: &str = "https://vigie.invalid/report";
/// A reason of a refusal that is not the decision's own.
const RATE: &str = "release-rate";

/// What is wished, and who stands on it. What a format asks for is checked before.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) party: PartyId,
    pub(crate) format: Format,
    pub(crate) purpose: Purpose,
    /// Only these; empty for all.
    pub(crate) mmsis: Vec<u32>,
    /// Sender, owner or providing service, as the format has it.
    pub(crate) from: String,
    /// Addressee, nations or consuming service, as the format has it.
    pub(crate) to: String,
    pub(crate) after: Option<u64>,
    pub(crate) limit: usize,
}

/// One file.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Message {
    pub(crate) fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }
}

/// What leaves, and what stays with the code of its reason. Vessels by their names on this node.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) messages: Vec<Message>,
    pub(crate) released: Vec<String>,
    pub(crate) withheld: Vec<(String, &'static str)>,
    pub(crate) next: Option<u64>,
}

/// A vessel of the picture, in the order of answers: by name, as broadcast before as monitored.
fn order_of(seen: &Seen) -> u64 {
    id_of(seen) << 1 | u64::from(seen.source == FROM_VMS)
}

/// Her track as the list names it.
fn track_of(seen: &Seen) -> String {
    format!("{}-{}", seen.mmsi, seen.track.max(1))
}

/// FLUX wants one identifier at least.
fn is_named(cleared: &Cleared<Item>) -> bool {
    match &cleared.object().body {
        Shown::Vessel(vessel) => flux::is_named(&vessel.identity),
        _ => false,
    }
}

/// What the decision and the clearance say.
type Judged = Result<Cleared<Item>, &'static str>;

impl Desk {
    /// Writes the newest positions for one partner.
    ///
    /// # Errors
    /// No such partner or agreement; the store.
    pub(crate) fn write_reports(&mut self, wish: &Wish, user: &str) -> Result<Written, DeskError> {
        self.agreement(&wish.party)?;
        let (frame, list) = (self.board.frame(), self.board.list());
        // Two ships may send one number: each leaves under what she says of herself.
        let named: HashMap<&str, &Ranked> = list
            .entries
            .iter()
            .map(|entry| (entry.ranked.track.as_str(), &entry.ranked))
            .collect();
        let wanted: HashSet<u32> = wish.mmsis.iter().copied().collect();
        let mut vessels = seen(&frame, FROM_AIS);
        vessels.extend(seen(&frame, FROM_VMS));
        vessels.retain(|seen| {
            (wanted.is_empty() || wanted.contains(&seen.mmsi))
                && wish.after.is_none_or(|after| order_of(seen) > after)
        });
        vessels.sort_by_key(order_of);
        let mut written = Written::default();
        if vessels.len() > wish.limit {
            vessels.truncate(wish.limit);
            written.next = vessels.last().map(order_of);
        }
        let mut cleared = Vec::new();
        for seen in &vessels {
            let ranked = named.get(track_of(seen).as_str()).copied();
            let subject = self.reported(seen, ranked, &frame);
            match self.judge(wish, seen, subject.as_ref())? {
                Ok(passed) => {
                    written.released.push(name_of(seen));
                    cleared.push(passed);
                }
                Err(code) => written.withheld.push((name_of(seen), code)),
            }
        }
        written.messages = self.messages(wish, cleared, user)?;
        Ok(written)
    }

    /// What is asked to be released of a vessel.
    fn reported(&self, seen: &Seen, ranked: Option<&Ranked>, frame: &Frame) -> Option<Subject> {
        let speaker = self.speaker();
        if seen.source == FROM_VMS {
            let matter = speaker.vms(seen, frame.named.get(&seen.mmsi)?);
            return matter.map(|matter| matter.subject);
        }
        let mut body = place_of(seen);
        body.insert("source".to_owned(), Value::text("ais"));
        let said = ranked.map(|it| {
            [
                ("name", it.name.as_deref()),
                ("call_sign", it.call_sign.as_deref()),
                ("flag", it.flag.as_deref()),
            ]
        });
        let said = said.into_iter().flatten();
        let said = said.filter_map(|(field, text)| Some((field.to_owned(), Value::text(text?))));
        body.extend(said);
        body.extend(ranked.and_then(|it| Some(("imo".to_owned(), Value::from(it.imo?)))));
        // A ship says it to whoever listens. Whether the partner may pass on what we heard is the agreement's to say, and
        // an officer's mark on this vessel narrows it.
        let label = Label {
            onward: Onward::Allowed,
            ..speaker.label(Level::Public)
        };
        speaker.with_body(POSITION, &name_of(seen), label, body)
    }

    fn judge(
        &mut self,
        wish: &Wish,
        seen: &Seen,
        subject: Option<&Subject>,
    ) -> Result<Judged, DeskError> {
        let Some(subject) = subject else {
            return Ok(Err("object-unknown"));
        };
        let agreement = self.agreement(&wish.party)?;
        let decided =
            vigie_exchange::release(subject, agreement, &wish.purpose, &self.circumstances());
        let released: Released = match decided {
            Ok(released) => released,
            Err(decision) => {
                return Ok(Err(match decision.outcome {
                    Outcome::Deny(reason) => reason.code(),
                    Outcome::Hold(_) => "release-rule-approval",
                    Outcome::Count | Outcome::Release(_) => "release-denied",
                }));
            }
        };
        if self.is_taken_back(wish, seen)? {
            return Ok(Err(Reason::Stopped.code()));
        }
        let Some(outgoing) = report::of(&released) else {
            return Ok(Err("position-no-place"));
        };
        let cleared = match clear(outgoing, wish.format, moment().ms()) {
            Ok(cleared) => cleared,
            Err(refusal) => return Ok(Err(refusal.code())),
        };
        if wish.format == Format::Flux && !is_named(&cleared) {
            return Ok(Err("position-unnamed"));
        }
        let kind = if seen.source == FROM_VMS {
            VMS
        } else {
            POSITION
        };
        let every_s = self.every_s(&wish.party, kind);
        let peer = self.peers.get_mut(&wish.party).ok_or(DeskError::Partner)?;
        if !peer.flow.may_say(seen, every_s) {
            return Ok(Err(RATE));
        }
        Ok(Ok(cleared))
    }

    /// Whether an officer took back the positions among which the stream tells this one: there they are one object.
    fn is_taken_back(&self, wish: &Wish, seen: &Seen) -> Result<bool, DeskError> {
        let (agreement, at) = (self.agreement(&wish.party)?, self.circumstances());
        let matter = (seen.source == FROM_AIS).then(|| self.speaker().position(seen));
        let told = matter.flatten().and_then(|matter| {
            vigie_exchange::release(&matter.subject, agreement, &wish.purpose, &at).ok()
        });
        let terms = told.and_then(|told| told.position_terms());
        Ok(terms.is_some_and(|terms| self.stopped.contains(&terms.assertion().object)))
    }

    fn messages(
        &mut self,
        wish: &Wish,
        cleared: Vec<Cleared<Item>>,
        user: &str,
    ) -> Result<Vec<Message>, DeskError> {
        let made_ms = moment().ms();
        let mut bodies = Vec::new();
        match wish.format {
            Format::Naf => bodies.extend(self.naf(wish, &cleared, made_ms, user)?),
            Format::Flux => bodies.extend(cleared.iter().filter_map(|one| {
                let item = one.object();
                let id = uuid(NAMED_IN, &format!("{} {}", item.id, item.time_ms));
                let owner = wish.from.clone();
                flux::position(one, &flux::Envelope { id, owner, made_ms })
            })),
            Format::Niem => {
                let nations = wish.to.split(' ').map(str::to_owned).collect();
                let envelope = niem::Envelope { nations, made_ms };
                for set in cleared.chunks(niem::RECORDS_MAX) {
                    let tracks: Vec<_> = set.iter().map(std::slice::from_ref).collect();
                    bodies.extend(niem::set(&tracks, &envelope));
                }
            }
            Format::Cise => {
                for (number, vessels) in cleared.chunks(cise::VESSELS_MAX).enumerate() {
                    let envelope = cise::Envelope {
                        id: format!("{} {} {made_ms} {number}", wish.party, wish.from),
                        sender: wish.from.clone(),
                        recipient: wish.to.clone(),
                        made_ms,
                    };
                    bodies.extend(cise::push(vessels, &envelope));
                }
            }
            _ => {}
        }
        let code = wish.format.code();
        let ending = if wish.format == Format::Naf {
            "txt"
        } else {
            "xml"
        };
        let named = bodies.into_iter().enumerate();
        Ok(named
            .map(|(n, bytes)| Message {
                name: format!("{code}-{:04}.{ending}", n + 1),
                bytes,
            })
            .collect())
    }

    /// One report a line, numbered on from the last of this sender to this addressee in this year.
    fn naf(
        &mut self,
        wish: &Wish,
        cleared: &[Cleared<Item>],
        made_ms: i64,
        user: &str,
    ) -> Result<Option<Vec<u8>>, DeskError> {
        if cleared.is_empty() {
            return Ok(None);
        }
        let (date, _) = instant::naf(made_ms);
        let year = date.get(..4).unwrap_or_default();
        let id = format!("{} {} {year}", wish.from, wish.to);
        let last = self.ledger.document(SEQUENCE, &id)?;
        let mut sequence: u32 = last.and_then(|row| row.body.parse().ok()).unwrap_or(0);
        let mut lines = Vec::new();
        for one in cleared {
            sequence = sequence % SEQUENCE_MAX + 1;
            let envelope = naf::Envelope {
                to: wish.to.clone(),
                from: wish.from.clone(),
                sequence,
            };
            lines.extend(naf::position(one, &envelope).unwrap_or_default());
            lines.extend(b"\r\n");
        }
        let text = sequence.to_string();
        self.ledger
            .put_document(SEQUENCE, &id, made_ms, user, &text)?;
        Ok(Some(lines))
    }
}
