//! What a partner missed: positions that newer ones replaced, or that were heard while the link was away. They come from the
//! own archive, when the newest picture is out and the link has nothing else to carry, at the rate of the agreement and by
//! the same decision as the newest, under the same terms.
//!
//! The newest gap goes first: where a ship was in the last hours says where she is going, and if the link breaks again it is
//! the oldest that is lost, which would end soonest anyway. What is done is kept as spans of time with the partner's papers.
//! Inside a span the own stream says what was told: after a restart nothing goes twice.

mod rows;

use std::{
    collections::VecDeque,
    ops::Range,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use vigie_exchange::{
    Digest, Form, PartyId, Rule, Value,
    channel::{POSITION, Priority, Segment, Spans},
};

use self::rows::{ROWS_MAX, Row, Span, Told, gather, next_span, untold};
use super::{
    desk::{Desk, DeskError, moment},
    kept::segment_at,
    positions::{FROM_AIS, seen},
};

/// Nothing older is told, in event time: a time apart that the exchange is made for.
const AGE_MAX_S: u64 = 72 * 3_600;
/// One position of a ship in so long at the most, where an agreement allows more: enough to see her turn.
const EVERY_S_MIN: u32 = 60;
/// Positions come late by so much: what is younger may not be all.
const SETTLED_S: u64 = 60;
/// Bytes of history for one partner in a day of the node's clock: 72 h of 2,000 vessels, one position each in five minutes,
/// are about 10 MB.
const BYTES_A_DAY_MAX: u64 = 32 << 20;
/// Rows that the own stream told, in memory at once: some 20 MB.
const TOLD_MAX: usize = 1_000_000;
/// Segments of the own stream that are read at one look: some 4 ms.
const TOLD_AT_ONCE: usize = 60;
/// Partners for whom the past is looked up at once.
const WORKS_MAX: usize = 2;
/// A partner whose link has no room for the past for so long leaves its place to another.
const UNSERVED_MAX: Duration = Duration::from_secs(300);
/// After a fault of the archive.
const REST: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 86_400_000;

/// What is kept of it with the partner's papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PastDocument {
    premises: String,
    done: Vec<(u64, u64)>,
    day: i64,
    bytes: u64,
}

/// How far the past was told to a partner.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// What it hung on. Under other terms it begins anew: what was not to be told then is not told later.
    premises: String,
    /// Seconds of event time that are told, or will not be.
    done: Spans,
    day: i64,
    bytes: u64,
    work: Option<Work>,
    /// When the work last went on.
    served: Option<Instant>,
    rest_until: Option<Instant>,
}

impl Past {
    pub(super) fn kept(document: &PastDocument) -> Self {
        let mut done = Spans::default();
        for (from, to) in &document.done {
            done.insert(*from..*to);
        }
        Self {
            premises: document.premises.clone(),
            done,
            day: document.day,
            bytes: document.bytes,
            ..Self::default()
        }
    }

    pub(super) fn document(&self) -> PastDocument {
        PastDocument {
            premises: self.premises.clone(),
            done: self.done.iter().map(|it| (it.start, it.end)).collect(),
            day: self.day,
            bytes: self.bytes,
        }
    }

    /// Whether its place is better given to another partner.
    fn is_unserved(&self, now: Instant) -> bool {
        self.served
            .is_none_or(|at| now.saturating_duration_since(at) >= UNSERVED_MAX)
    }

    /// Bytes that may still go on this day.
    fn left(&self, day: i64) -> u64 {
        match day == self.day {
            true => BYTES_A_DAY_MAX.saturating_sub(self.bytes),
            false => BYTES_A_DAY_MAX,
        }
    }

    fn spend(&mut self, day: i64, bytes: u64) {
        if day != self.day {
            (self.day, self.bytes) = (day, 0);
        }
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// What the thread that reads the archive gives.
#[derive(Debug)]
struct Read {
    told: Told,
    rows: VecDeque<Row>,
    /// The first ship for whom memory was too small.
    next: Option<u32>,
}

/// A span on its way.
#[derive(Debug)]
enum Work {
    /// What the own stream told of it is read.
    Asking {
        span: Span,
        left: Vec<u64>,
        told: Told,
    },
    /// The archive is read, on a thread of its own.
    Reading {
        span: Span,
        answer: mpsc::Receiver<Result<Read, vigie_store::Error>>,
    },
    /// It goes.
    Telling { span: Span, read: Read },
}

impl Desk {
    /// What is under way for partners that are out of reach, or whose links are busy with other things, is dropped; what was
    /// told is found again in the stream.
    pub(super) fn rest_histories(&mut self) {
        let now = Instant::now();
        for peer in self.peers.values_mut() {
            if peer.linked.is_none() || peer.past.is_unserved(now) {
                peer.past.work = None;
            }
        }
    }

    fn position_rule(&self, party: &PartyId) -> Option<&Rule> {
        let rule = self.rule(party, POSITION)?;
        let tells = !matches!(rule.release, Form::None | Form::Count);
        (tells && !rule.approval).then_some(rule)
    }

    /// Under other premises (see [`Desk::premises`]; patrols count where positions leave for a patrol only) history begins with
    /// this moment.
    ///
    /// # Errors
    /// The store.
    pub(super) fn begin_history(&mut self, party: &PartyId) -> Result<(), DeskError> {
        let now_s = self.board.frame().event_time_s;
        if now_s == 0 || !self.board.is_ready() {
            return Ok(());
        }
        let rule = self.position_rule(party);
        // Nothing was ever told, and nothing is.
        if rule.is_none() && self.peer(party)?.past.premises.is_empty() {
            return Ok(());
        }
        let on_patrols = rule.is_some_and(|rule| rule.patrol_place.is_some());
        let premises = self.premises(party, on_patrols)?;
        let premises = Digest::of(premises.as_bytes()).to_string();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if peer.past.premises == premises {
            return Ok(());
        }
        self.part.touch();
        peer.past.work = None;
        peer.past.premises = premises;
        peer.past.done.insert(0..u64::from(now_s) + 1);
        Ok(peer.save(&mut self.ledger)?)
    }

    /// Goes on with the past of a partner, by at most so many positions.
    ///
    /// # Errors
    /// The store, or those of [`Desk::send`].
    pub(super) fn share_history(
        &mut self,
        party: &PartyId,
        rows_max: usize,
    ) -> Result<(), DeskError> {
        if self.log_fault.is_some() || self.position_rule(party).is_none() {
            return Ok(());
        }
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let next = match peer.past.work.take() {
            None => self.next_work(party)?,
            Some(Work::Asking { span, left, told }) => self.read_told(party, span, left, told)?,
            Some(Work::Reading { span, answer }) => match answer.try_recv() {
                Err(mpsc::TryRecvError::Empty) => Some(Work::Reading { span, answer }),
                Ok(Ok(read)) => Some(Work::Telling { span, read }),
                Ok(Err(fault)) => {
                    tracing::warn!(%party, code = fault.code(), "history not read");
                    peer.past.rest_until = Some(Instant::now() + REST);
                    None
                }
                Err(mpsc::TryRecvError::Disconnected) => {
                    peer.past.rest_until = Some(Instant::now() + REST);
                    None
                }
            },
            Some(Work::Telling { span, read }) => self.tell_past(party, span, read, rows_max)?,
        };
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        (peer.past.work, peer.past.served) = (next, Some(Instant::now()));
        Ok(())
    }

    /// Whether there is anything of the past to be told to a partner.
    pub(super) fn has_history(&self, party: &PartyId) -> bool {
        let under_way = self.peer(party).is_ok_and(|peer| peer.past.work.is_some());
        under_way || self.next_seconds(party).is_some()
    }

    fn next_seconds(&self, party: &PartyId) -> Option<Range<u64>> {
        let (past, rule) = (&self.peer(party).ok()?.past, self.position_rule(party)?);
        let day = moment().ms().div_euclid(DAY_MS);
        let rests = past.rest_until.is_some_and(|it| Instant::now() < it);
        let busy = self.peers.values().filter(|it| it.past.work.is_some());
        let begun = !past.premises.is_empty();
        if !begun
            || self.archive.is_none()
            || rests
            || past.left(day) == 0
            || busy.count() >= WORKS_MAX
        {
            return None;
        }
        let now_s = u64::from(self.board.frame().event_time_s);
        // What was told in time would be deleted by now.
        let lasting_s = rule.retain_h.map(|hours| u64::from(hours) * 3_600);
        let age_s = lasting_s.unwrap_or(AGE_MAX_S).min(AGE_MAX_S);
        let (from, to) = (now_s.saturating_sub(age_s), now_s.saturating_sub(SETTLED_S));
        next_span(&past.done, from, to)
    }

    fn next_work(&self, party: &PartyId) -> Result<Option<Work>, DeskError> {
        let Some(seconds) = self.next_seconds(party) else {
            return Ok(None);
        };
        let vessels = seen(&self.board.frame(), FROM_AIS);
        let several = vessels.iter().filter(|it| it.track > 1).map(|it| it.mmsi);
        let every_s = self.every_s(party, POSITION).max(EVERY_S_MIN);
        let span = Span {
            seconds,
            every_s: every_s.min(u32::try_from(AGE_MAX_S).unwrap_or(u32::MAX)),
            from: 0,
            several: Arc::new(several.collect()),
        };
        self.ask(party, span).map(Some)
    }

    /// What the own stream told of a span comes first.
    fn ask(&self, party: &PartyId, span: Span) -> Result<Work, DeskError> {
        let tracks = &self.peer(party)?.given_tracks;
        Ok(Work::Asking {
            left: tracks.telling(None, span.told_within()).collect(),
            told: Told::new(span.from, None, TOLD_MAX),
            span,
        })
    }

    fn read_told(
        &mut self,
        party: &PartyId,
        mut span: Span,
        mut left: Vec<u64>,
        mut told: Told,
    ) -> Result<Option<Work>, DeskError> {
        let key = self.peer(party)?.line.out_key();
        let now = left.split_off(left.len().saturating_sub(TOLD_AT_ONCE));
        for seq in now {
            let segment = segment_at(&self.ledger, key, seq)?;
            for fix in segment.iter().flat_map(Segment::rows) {
                span.note_told(fix, &mut told);
            }
        }
        if !left.is_empty() {
            return Ok(Some(Work::Asking { span, left, told }));
        }
        let Some(archive) = self.archive.clone() else {
            return Ok(None);
        };
        let (give, answer) = mpsc::channel();
        let wanted = span.clone();
        let thread = std::thread::Builder::new().name("history".to_owned());
        let started = thread.spawn(move || {
            let read = gather(&archive, &wanted, told.below, ROWS_MAX).map(|found| Read {
                next: found.below,
                rows: untold(found, &told, wanted.every_s),
                told,
            });
            // An error only says that the partner went away meanwhile.
            drop(give.send(read));
        });
        if let Err(fault) = started {
            tracing::warn!(%party, %fault, "no thread for history");
        }
        Ok(Some(Work::Reading { span, answer }))
    }

    fn tell_past(
        &mut self,
        party: &PartyId,
        span: Span,
        mut read: Read,
        rows_max: usize,
    ) -> Result<Option<Work>, DeskError> {
        let Some(purpose) = self.purpose(party, POSITION, false) else {
            return Ok(None);
        };
        let (speaker, agreement) = (self.speaker(), self.agreement(party)?);
        let at = self.circumstances();
        let mut going = Vec::new();
        let count = read.rows.len().min(rows_max);
        for row in read.rows.drain(..count) {
            let Some(matter) = speaker.position(&row.seen()) else {
                continue;
            };
            let released = vigie_exchange::release(&matter.subject, agreement, &purpose, &at);
            let Ok(released) = released else {
                continue;
            };
            // As a record of its own it would take the place of the newest.
            let Some(terms) = released.position_terms() else {
                continue;
            };
            let said_ms = released.assertion().body.get("seen_ms");
            let said_s = said_ms
                .and_then(Value::as_int)
                .unwrap_or(0)
                .div_euclid(1_000);
            let said_s = u32::try_from(said_s).unwrap_or(0);
            // Times that the agreement makes coarse fall together.
            if !read.told.holds(row.mmsi, said_s) {
                read.told.note(row.mmsi, said_s);
                going.push((terms, released));
            }
        }
        let bytes = self.give_rows(party, going, Priority::History)?;
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let day = moment().ms().div_euclid(DAY_MS);
        peer.past.spend(day, bytes);
        match (read.rows.is_empty(), read.next) {
            (false, _) => Ok((peer.past.left(day) > 0).then_some(Work::Telling { span, read })),
            (true, Some(from)) => self.ask(party, Span { from, ..span }).map(Some),
            (true, None) => {
                peer.past.done.insert(span.seconds);
                peer.save(&mut self.ledger)?;
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{live::Frame, partner::tests::pair::Pair};

    #[test]
    fn what_a_closed_scope_kept_here_is_not_told_later_to_a_partner_that_was_out_of_reach() {
        let mut pair = Pair::new();
        let jp = pair.jp.party.clone();
        pair.ca.peer(&jp).linked = None;
        let desk = pair.ca.desk();
        desk.board.set_ready();
        // Whether the second just before is not to be told any more, after a round at a moment of the picture.
        let is_past = |desk: &mut Desk, event_time_s: u32| {
            let frame = Frame {
                event_time_s,
                ..Frame::default()
            };
            desk.board.set_frame(frame.clone(), frame);
            desk.round();
            let past = &desk.peers[&jp].past;
            past.done.contains(u64::from(event_time_s) - 1)
        };
        assert!(is_past(desk, 1_000), "history begins");
        assert!(!is_past(desk, 2_000));
        let storm = vigie_exchange::Scope::new("storm").unwrap();
        for (active, now_s) in [(true, 3_000), (false, 5_000), (true, 7_000)] {
            let declared = desk.whole(|desk| desk.declare_scope(&storm, active, "roy"));
            declared.unwrap();
            assert!(is_past(desk, now_s));
            assert!(!is_past(desk, now_s + 1_000));
        }
    }

    #[test]
    fn what_was_told_is_known_after_a_restart_and_old_papers_begin_anew() {
        let mut past = Past {
            premises: "an agreement".to_owned(),
            ..Past::default()
        };
        past.done.insert(0..1_000);
        past.done.insert(2_000..2_500);
        past.spend(7, 30);
        let kept = serde_json::to_string(&past.document()).unwrap();
        let back = Past::kept(&serde_json::from_str(&kept).unwrap());
        assert_eq!(back.document(), past.document());
        assert_eq!(next_span(&back.done, 0, 3_100), Some(2_500..3_100));
        let none = Past::kept(&PastDocument::default());
        assert!(none.premises.is_empty() && none.done.is_empty());
    }

    #[test]
    fn a_place_is_given_up_when_the_link_has_no_room_for_the_past() {
        let now = Instant::now();
        let past = Past {
            served: Some(now),
            ..Past::default()
        };
        assert!(!past.is_unserved(now));
        assert!(!past.is_unserved(now + UNSERVED_MAX / 2));
        assert!(past.is_unserved(now + UNSERVED_MAX));
    }

    #[test]
    fn the_bytes_of_a_day_are_bounded() {
        let mut past = Past::default();
        past.spend(7, BYTES_A_DAY_MAX - 1);
        assert_eq!((past.left(7), past.left(8)), (1, BYTES_A_DAY_MAX));
        past.spend(7, 5);
        assert_eq!(past.left(7), 0);
        past.spend(8, 5);
        assert_eq!(past.left(8), BYTES_A_DAY_MAX - 5);
    }
}
