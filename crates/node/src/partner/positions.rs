//! Positions to partners: as segments, at the rate that the agreement allows, drawn from the live picture only when the link
//! can carry them. So what waits is always the newest, however long the link was away, and costs no memory. What was passed
//! over meanwhile goes later, see [`super::history`].

use rustc_hash::FxHashMap;
use vigie_exchange::{
    Assertion, PartyId, Purpose, Released, Rule, VMS,
    channel::{Draft, Lane, POSITION, Priority, Profile},
};

use super::{
    desk::{Desk, DeskError, moment},
    matter::Matter,
    round::{NODE, release_row},
};
use crate::{
    live::Frame,
    outlet::picture::{Seen, read},
    picture::RECORD_BYTES,
};

/// Positions of one segment on a thin link: below two seconds on air, so that one that is lost is soon sent again.
const ROWS_THIN: usize = 120;
/// On a good network.
pub(super) const ROWS_WIDE: usize = 1_000;
/// Segments under the same terms: a hold or recall of all of them still fits one act.
const UNDER_MAX: usize = 4_000;
/// Terms in use with one partner at once: those of as many patrols.
const TERMS_MAX: usize = 16;
/// Kinds of symbol that are no vessels: aids to navigation, base stations.
pub(super) const NO_VESSEL: [u8; 2] = [10, 11];
/// Codes of the picture.
pub(super) const FROM_AIS: u8 = 0;
pub(super) const FROM_VMS: u8 = 1;

/// What goes to one partner as segments. Only in memory: after a restart every vessel is sent once more.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// When a vessel was last looked at, and the time of its position then.
    looked: FxHashMap<u64, (u64, u32)>,
    turn: u64,
    terms: Vec<(u64, Released)>,
    last: Option<u64>,
}

impl Flow {
    /// Whether this position may go by another way than the stream: one that went there, or the next that may. It then
    /// counts there, so that all ways together keep to the rate.
    pub(super) fn may_say(&mut self, seen: &Seen, every_s: u32) -> bool {
        if every_s == 0 {
            return true;
        }
        let looked = self.looked.get(&id_of(seen)).copied();
        let fresh = is_fresh(seen, looked, every_s);
        if fresh {
            self.turn += 1;
            self.looked.insert(id_of(seen), (self.turn, seen.time_s));
        }
        fresh || looked.is_some_and(|(_, at_s)| seen.time_s == at_s)
    }

    /// Looks at every vessel again: another agreement or patrol is in force.
    pub(crate) fn look_again(&mut self) {
        self.looked.clear();
        self.terms.clear();
    }
}

/// Whose turn it is to be sent positions, and what the link takes.
struct Ready {
    party: PartyId,
    rows_max: usize,
    /// Nothing waits, a message would leave at once, and what is under way leaves room for the newest.
    idle: bool,
}

impl Ready {
    /// Nothing while the link cannot carry positions.
    fn of(peer: &super::peer::Peer) -> Option<Self> {
        let (outbox, linked) = (peer.line.outbox(), peer.linked.as_ref()?);
        let is_sent = |seq: Option<u64>| seq.is_none_or(|seq| !outbox.is_unsent(seq));
        if !peer.is_active() || !outbox.resumed() || !is_sent(peer.flow.last) {
            return None;
        }
        let waiting: usize = Priority::ALL.iter().map(|it| outbox.waiting(*it)).sum();
        Some(Self {
            party: peer.party().clone(),
            rows_max: match linked.profile {
                Profile::THIN => ROWS_THIN,
                _ => ROWS_WIDE,
            },
            idle: waiting == 0
                && linked.outbox.room().has(Lane::Bulk)
                && outbox.in_flight_bytes() * 2 <= linked.profile.window_bytes,
        })
    }
}

/// Vessels of the live picture that one source saw. One of a monitoring system is there once it is known what it is called.
pub(super) fn seen(frame: &Frame, source: u8) -> Vec<Seen> {
    let records = frame.records.chunks_exact(RECORD_BYTES);
    let vessels = records.filter_map(read).filter(|seen| {
        seen.source == source
            && !NO_VESSEL.contains(&seen.kind)
            && (source != FROM_VMS || frame.named.contains_key(&seen.mmsi))
    });
    vessels.collect()
}

/// Whether a vessel has news since she was last looked at, and the rate allows it.
fn is_fresh(seen: &Seen, looked: Option<(u64, u32)>, every_s: u32) -> bool {
    looked.is_none_or(|(_, at_s)| seen.time_s > at_s && seen.time_s - at_s >= every_s)
}

/// Names a vessel of the picture.
pub(super) fn id_of(seen: &Seen) -> u64 {
    u64::from(seen.mmsi) | u64::from(seen.track) << 32
}

/// Of such a name the number of the ship, and which ship of that number it is.
pub(super) fn parts_of(id: u64) -> (u64, u64) {
    (id & u64::from(u32::MAX), id >> u32::BITS)
}

/// Whether terms are still good for a position: they end no later, and not so much sooner that the position would be lost
/// early.
fn is_good(terms: &Assertion, row: &Assertion, at_ms: i64) -> bool {
    let near = |terms: Option<vigie_exchange::Time>, row: Option<vigie_exchange::Time>| {
        let (Some(terms), Some(row)) = (terms, row) else {
            return terms == row;
        };
        let left_ms = row.ms().saturating_sub(at_ms);
        let sooner_ms = row.ms().saturating_sub(terms.ms());
        (0..=left_ms / 8).contains(&sooner_ms)
    };
    near(terms.label.not_after, row.label.not_after)
        && near(terms.label.purge_at, row.label.purge_at)
}

impl Desk {
    /// Sends positions to partners whose link can carry some now: the newest, and when all of them are out and nothing else
    /// waits, some of the past.
    pub(super) fn share_positions(&mut self) {
        self.rest_histories();
        let ready: Vec<Ready> = self.peers.values().filter_map(Ready::of).collect();
        for Ready {
            party,
            rows_max,
            idle,
        } in ready
        {
            let shared = self.whole(|desk| {
                desk.begin_history(&party)?;
                desk.share_picture(&party, rows_max)
            });
            let shared = match shared {
                Ok(looked) if idle && looked < rows_max && self.has_history(&party) => {
                    self.whole(|desk| desk.share_history(&party, rows_max))
                }
                Ok(_) => Ok(()),
                Err(fault) => Err(fault),
            };
            if let Err(fault) = shared {
                tracing::error!(%party, code = fault.code(), "positions not released");
            }
        }
    }

    /// Sends a partner the positions that are newer than what it was told, at most so many; gives how many were looked at.
    pub(super) fn share_picture(
        &mut self,
        party: &PartyId,
        rows_max: usize,
    ) -> Result<usize, DeskError> {
        let Some(purpose) = self.purpose(party, POSITION, false) else {
            return Ok(0);
        };
        if self.log_fault.is_some() {
            return Ok(0);
        }
        self.look_again(party)?;
        let due = self.due_positions(party, POSITION, FROM_AIS, rows_max)?;
        let (speaker, agreement) = (self.speaker(), self.agreement(party)?);
        // One moment for all: what ends so many hours after its release ends together.
        let at = self.circumstances();
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        for seen in &due {
            let Some(matter) = speaker.position(seen) else {
                continue;
            };
            let released = vigie_exchange::release(&matter.subject, agreement, &purpose, &at);
            let Ok(released) = released else {
                continue;
            };
            match released.position_terms() {
                Some(terms) => rows.push((terms, released)),
                // It says more than a segment can, or less: as a record.
                None => records.push((released, matter)),
            }
        }
        self.give_rows(party, rows, Priority::Latest)?;
        self.give(party, &records, NODE)?;
        Ok(due.len())
    }

    /// Vessels with news for a partner, those first that waited longest.
    fn due_positions(
        &mut self,
        party: &PartyId,
        kind: &str,
        source: u8,
        rows_max: usize,
    ) -> Result<Vec<Seen>, DeskError> {
        let every_s = self.every_s(party, kind);
        let vessels = seen(&self.board.frame(), source);
        let flow = &mut self.peers.get_mut(party).ok_or(DeskError::Partner)?.flow;
        let mut due: Vec<(u64, Seen)> = Vec::new();
        for seen in vessels {
            let looked = flow.looked.get(&id_of(&seen)).copied();
            if is_fresh(&seen, looked, every_s) {
                due.push((looked.map_or(0, |(turn, _)| turn), seen));
            }
        }
        due.sort_by_key(|(turn, seen)| (*turn, seen.mmsi, seen.track));
        due.truncate(rows_max);
        flow.turn += 1;
        for (_, seen) in &due {
            flow.looked.insert(id_of(seen), (flow.turn, seen.time_s));
        }
        Ok(due.into_iter().map(|(_, seen)| seen).collect())
    }

    /// What the agreement in force says of a kind.
    pub(super) fn rule(&self, party: &PartyId, kind: &str) -> Option<&Rule> {
        let kind = vigie_exchange::Kind::new(kind).ok()?;
        self.agreement(party).ok()?.policy().rule(&kind)
    }

    pub(super) fn every_s(&self, party: &PartyId, kind: &str) -> u32 {
        self.rule(party, kind).map_or(0, |rule| rule.every_s)
    }

    /// Puts released positions into the stream, each group under its terms; gives how many bytes they take there.
    pub(super) fn give_rows(
        &mut self,
        party: &PartyId,
        rows: Vec<(Released, Released)>,
        priority: Priority,
    ) -> Result<u64, DeskError> {
        let mut groups: Vec<(Released, Vec<Released>)> = Vec::new();
        for (terms, row) in rows {
            // An officer took them back: nothing more goes under these terms.
            if self.stopped.contains(&terms.assertion().object) {
                continue;
            }
            let group = groups
                .iter_mut()
                .find(|(of, _)| of.bytes() == terms.bytes());
            match group {
                Some((_, rows)) => rows.push(row),
                None => groups.push((terms, vec![row])),
            }
        }
        let mut bytes = 0;
        for (terms, rows) in groups {
            bytes += self.give_segment(party, terms, &rows, priority)?;
        }
        Ok(bytes)
    }

    fn give_segment(
        &mut self,
        party: &PartyId,
        terms: Released,
        rows: &[Released],
        priority: Priority,
    ) -> Result<u64, DeskError> {
        self.part.touch();
        let at = moment();
        let (seq, terms) = self.terms_for(party, terms, at.ms())?;
        let refused = |fault: vigie_exchange::channel::Refusal| DeskError::Refused(fault.code());
        let draft = Draft::positions(&terms, seq, rows, priority, at).map_err(refused)?;
        let bytes = draft.body_bytes() as u64;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let segment = draft.segment();
        let numbers = peer.line.push(&mut self.ledger, vec![draft])?;
        if let (Some(number), Some(segment)) = (numbers.first(), segment) {
            // The newest never wait for what is told late.
            if !segment.is_history() {
                peer.flow.last = Some(*number);
            }
            peer.note_given_segment(*number, segment);
        }
        Ok(bytes)
    }

    /// The terms that are in the stream already, if they are still good, or these, told now.
    fn terms_for(
        &mut self,
        party: &PartyId,
        terms: Released,
        at_ms: i64,
    ) -> Result<(u64, Released), DeskError> {
        let row = terms.assertion();
        let peer = self.peer(party)?;
        let known = peer.flow.terms.iter().find(|(seq, known)| {
            let known = known.assertion();
            known.object == row.object
                && is_good(known, row, at_ms)
                && peer.given_tracks.count_under(*seq) < UNDER_MAX
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let draft = Draft::record(&terms, Priority::Plan, None, moment());
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let numbers = peer.line.push(&mut self.ledger, vec![draft])?;
        let seq = numbers.first().copied().ok_or(DeskError::Partner)?;
        peer.note_given(seq, terms.assertion());
        if peer.flow.terms.len() >= TERMS_MAX {
            peer.flow.terms.remove(0);
        }
        peer.flow.terms.push((seq, terms.clone()));
        let row = release_row(seq, &terms, (POSITION, ""), NODE);
        self.ledger.put_releases(&[row])?;
        self.tell("release", party);
        Ok((seq, terms))
    }

    /// VMS positions that are news for a partner: each as a record of its own, for it is given for a patrol and taken back
    /// at its end.
    pub(super) fn vms_news(
        &mut self,
        party: &PartyId,
        rows_max: usize,
    ) -> Result<Vec<(Purpose, Matter)>, DeskError> {
        let Some(purpose) = self.purpose(party, VMS, false) else {
            return Ok(Vec::new());
        };
        let due = self.due_positions(party, VMS, FROM_VMS, rows_max)?;
        let (speaker, frame) = (self.speaker(), self.board.frame());
        let matters = due
            .iter()
            .filter_map(|seen| speaker.vms(seen, frame.named.get(&seen.mmsi)?));
        Ok(matters.map(|matter| (purpose.clone(), matter)).collect())
    }

    /// Positions at hand, to try a policy on: at most so many of each kind.
    pub(super) fn positions_at_hand(&self, each: usize) -> Vec<Matter> {
        let (speaker, frame) = (self.speaker(), self.board.frame());
        let ais = seen(&frame, FROM_AIS).into_iter().take(each);
        let ais = ais.filter_map(|seen| speaker.position(&seen));
        let vms = seen(&frame, FROM_VMS).into_iter().take(each);
        let vms = vms.filter_map(|seen| speaker.vms(&seen, frame.named.get(&seen.mmsi)?));
        ais.chain(vms).collect()
    }

    /// The position of one vessel that an officer named.
    pub(super) fn position_at_hand(&self, kind: &str, id: &str) -> Option<Matter> {
        let mmsi = id.parse::<u32>().ok()?;
        let (speaker, frame) = (self.speaker(), self.board.frame());
        let source = if kind == VMS { FROM_VMS } else { FROM_AIS };
        let found = seen(&frame, source);
        let found = found.iter().find(|seen| seen.mmsi == mmsi)?;
        match kind {
            VMS => speaker.vms(found, frame.named.get(&mmsi)?),
            _ => speaker.position(found),
        }
    }

    /// Numbers of copies at a partner that go together with this one: terms with all their segments.
    pub(super) fn given_together(
        &self,
        party: &PartyId,
        seqs: &[u64],
    ) -> Result<Vec<u64>, DeskError> {
        let tracks = &self.peer(party)?.given_tracks;
        let all = seqs.iter().flat_map(|seq| tracks.together(*seq));
        Ok(all
            .collect::<std::collections::BTreeSet<u64>>()
            .into_iter()
            .collect())
    }
}
