//! The story of two vessels near each other: contacts to runs, runs to one meeting.
//!
//! A run is a chain of contacts, ten minutes apart. Silence of one vessel does not break it, for up to
//! `silence_max_h`; a moment at which both are known and apart does. (The reference code breaks a run only
//! at records of the vessel it follows, which comes to the same inside a day.) Runs of at least `run_min` join when less
//! than `merge_gap_h` lie between them; the meeting counts once it lasts `duration_min` with a median
//! speed below `speed_kn` and enough real pings of both. It ends at the last contact at which that
//! still held, so two ships that leave in company do not undo the meeting they had.

use vigie_sea::{MPS_PER_KN, Position, distance_m, interpolate};

use crate::preset::Preset;
use crate::resample::{Moment, SLOT_MS};

/// A late position that would need more speed than this is of another ship or false: as track.jump_kn.
const LATE_KN: f64 = 50.0;
/// Contacts kept per pair (a week); above it every second one is dropped, so memory stays bounded.
const KEPT_MAX: usize = 1_008;

/// Two tracks within the rule's distance at one slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Contact {
    pub(crate) slot: i64,
    pub(crate) distance_m: f64,
    pub(crate) between: Position,
    pub(crate) moments: [Moment; 2],
}

impl Contact {
    /// Whether the two were seen apart, or not seen for too long, between an earlier slot and this one.
    #[allow(clippy::cast_precision_loss, reason = "slots are far below 2^52")]
    fn parted_since(&self, earlier: i64, rule: &Preset) -> bool {
        let between = (self.slot - earlier).saturating_sub(1);
        let Some(between) = u32::try_from(between).ok().filter(|n| *n > 0) else {
            return false;
        };
        let [a, b] = &self.moments;
        let inside = u64::MAX
            .checked_shr(64_u32.saturating_sub(between))
            .unwrap_or(0)
            << 1;
        let too_long = (self.slot - earlier) as f64 / 6.0 > rule.silence_max_h;
        too_long || between > 62 || a.known & b.known & inside != 0
    }

    /// Whether the place of one side was only reckoned between positions before and after a moment.
    fn spans(&self, side: usize, at_ms: i64) -> bool {
        self.moments
            .get(side)
            .is_some_and(|m| m.ping_before_ms < at_ms && at_ms < m.ping_after_ms)
    }

    fn place(&self, side: usize) -> Option<Position> {
        self.moments.get(side).map(|m| m.position)
    }

    pub(crate) fn speed_kn(&self) -> f64 {
        let [a, b] = &self.moments;
        f64::from(a.speed_kn + b.speed_kn) / 2.0
    }
}

/// What a contact changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Nothing to tell.
    Quiet,
    /// The meeting holds up to this contact.
    Holds,
    /// The meeting before is over, and this contact starts anew.
    Over,
}

/// The meeting of a pair so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pair {
    kept: Vec<Contact>,
    run: Vec<Contact>,
    /// Whether the present run already counts.
    running: bool,
    last: Option<i64>,
    /// Slots of the last contact at which the rule held, and of the last one told.
    pub(crate) held: Option<i64>,
    pub(crate) told: Option<i64>,
    /// Identifier of the event once told.
    pub(crate) event: Option<String>,
    /// Whether a late position took some of it away.
    pub(crate) repaired: bool,
    /// Contacts so far, also those thinned out.
    contacts: u32,
}

impl Pair {
    /// Takes the next contact; slots of a pair never go back.
    pub(crate) fn contact(&mut self, contact: Contact, rule: &Preset) -> Step {
        if self.last.is_some_and(|last| contact.slot <= last) {
            return Step::Quiet;
        }
        if self
            .last
            .is_some_and(|last| contact.parted_since(last, rule))
        {
            self.running = false;
            self.run.clear();
        }
        self.last = Some(contact.slot);
        if self.running {
            self.keep(contact);
        } else {
            self.run.push(contact);
            if minutes(self.run.first(), self.run.last()) < rule.run_min {
                return Step::Quiet;
            }
            if self.apart(rule) {
                return Step::Over;
            }
            self.running = true;
            for earlier in std::mem::take(&mut self.run) {
                self.keep(earlier);
            }
        }
        self.judge(contact, rule)
    }

    /// Whether the meeting holds at this contact. It begins where the two stopped and ends where they
    /// went on, so company under way before and after is no part of it.
    fn judge(&mut self, contact: Contact, rule: &Preset) -> Step {
        self.forget_lead(rule);
        let lead = if self.event.is_none() {
            self.lead(rule)
        } else {
            0
        };
        let slow = contact.speed_kn() < rule.speed_kn;
        if !slow || !self.kept.get(lead..).is_some_and(|kept| holds(kept, rule)) {
            return Step::Quiet;
        }
        self.drop_first(lead);
        self.held = Some(contact.slot);
        Step::Holds
    }

    /// At the end of a run: the rule as the reference code has it, over the whole run, fast beginning
    /// included.
    pub(crate) fn settle(&mut self, rule: &Preset) {
        if self.held.is_none() && holds(&self.kept, rule) {
            self.held = self.kept.last().map(|c| c.slot);
        }
    }

    /// Whether the present run begins too late to belong to the meeting before.
    fn apart(&self, rule: &Preset) -> bool {
        let (Some(before), Some(next)) = (self.kept.last(), self.run.first()) else {
            return false;
        };
        minutes(Some(before), Some(next)) >= rule.merge_gap_h * 60.0
    }

    /// Starts a new meeting with the present run; call after [`Step::Over`].
    pub(crate) fn restart(&mut self, rule: &Preset) -> Step {
        let run = std::mem::take(&mut self.run);
        *self = Self {
            last: self.last,
            running: true,
            ..Self::default()
        };
        for contact in run {
            self.keep(contact);
        }
        match self.kept.last().copied() {
            Some(last) => self.judge(last, rule),
            None => Step::Quiet,
        }
    }

    /// Ends the meeting but remembers a run that has begun since.
    pub(crate) fn end(&mut self) {
        let run = std::mem::take(&mut self.run);
        *self = Self {
            last: run.last().map(|c| c.slot),
            run,
            ..Self::default()
        };
    }

    /// A copy of the meeting that is over, without what may have begun since.
    pub(crate) fn over(&self) -> Self {
        Self {
            run: Vec::new(),
            running: false,
            ..self.clone()
        }
    }

    /// Contacts held in memory.
    pub(crate) fn len(&self) -> usize {
        self.kept.len() + self.run.len()
    }

    /// A position of one side that came too late: where it shows the two apart, the contacts that were
    /// only reckoned across that moment are taken away, runs that are then too short go too, and the
    /// meeting is judged anew, as if the position had come in time. Tells whether anything changed.
    pub(crate) fn repair(
        &mut self,
        side: usize,
        at_ms: i64,
        place: Position,
        rule: &Preset,
    ) -> bool {
        let in_run = shows_apart(&self.run, side, at_ms, place, rule);
        if in_run {
            self.run
                .retain(|c| c.slot * SLOT_MS > at_ms && !c.spans(side, at_ms));
        }
        if !shows_apart(&self.kept, side, at_ms, place, rule) {
            return in_run;
        }
        self.kept.retain(|c| !c.spans(side, at_ms));
        let cut = self.kept.partition_point(|c| c.slot * SLOT_MS <= at_ms);
        let after = self.kept.split_off(cut);
        drop_last_run(&mut self.kept, rule);
        self.join_after(after, rule);
        self.repaired = true;
        self.contacts = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
        self.held = (1..=self.kept.len()).rev().find_map(|n| {
            let (kept, last) = (self.kept.get(..n)?, self.kept.get(n - 1)?);
            (last.speed_kn() < rule.speed_kn && holds(kept, rule)).then_some(last.slot)
        });
        true
    }

    /// What came after the moment the two were apart: its first run must be long enough by itself.
    fn join_after(&mut self, after: Vec<Contact>, rule: &Preset) {
        let first = run_length(after.iter(), rule);
        let long = after
            .get(first.saturating_sub(1))
            .is_some_and(|last| minutes(after.first(), Some(last)) >= rule.run_min);
        if long {
            self.kept.extend(after);
        } else if first == after.len() && self.running {
            // The present run began anew and has still to prove itself.
            (self.run, self.running) = (after, false);
        } else {
            self.kept.extend(after.into_iter().skip(first));
        }
    }

    fn keep(&mut self, contact: Contact) {
        self.contacts = self.contacts.saturating_add(1);
        if self.kept.len() >= KEPT_MAX {
            let first = self.kept.first().map(|c| c.slot);
            let mut odd = false;
            self.kept.retain(|c| {
                odd = !odd;
                odd || Some(c.slot) == first || Some(c.slot) == self.held
            });
        }
        self.kept.push(contact);
    }

    /// Contacts under way before the one with which the two came to rest.
    fn lead(&self, rule: &Preset) -> usize {
        let fast = self
            .kept
            .iter()
            .take_while(|c| c.speed_kn() >= rule.speed_kn);
        fast.count().saturating_sub(1)
    }

    /// Of ships that steam in company no more is remembered than one duration.
    fn forget_lead(&mut self, rule: &Preset) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a duration of hours in slots of ten minutes"
        )]
        let most = (rule.duration_min / 10.0).max(1.0) as usize;
        let lead = self.lead(rule);
        if self.event.is_none() && lead > most {
            self.drop_first(lead - most);
        }
    }

    fn drop_first(&mut self, number: usize) {
        let number = number.min(self.kept.len());
        self.kept.drain(..number);
        let dropped = u32::try_from(number).unwrap_or(u32::MAX);
        self.contacts = self.contacts.saturating_sub(dropped);
    }

    /// The contacts of the meeting, up to the last at which the rule held.
    pub(crate) fn meeting(&self) -> &[Contact] {
        let Some(held) = self.held else { return &[] };
        let end = self.kept.partition_point(|c| c.slot <= held);
        self.kept.get(..end).unwrap_or(&[])
    }

    /// Number of contacts so far, also those thinned out of the series.
    pub(crate) fn contacts(&self) -> u32 {
        self.contacts
    }

    /// Until which slot a run may still join the meeting; `None` before there is one.
    pub(crate) fn meeting_until(&self, rule: &Preset) -> Option<i64> {
        let until = self.kept.last()?.slot + slots(rule.merge_gap_h);
        let joins = self.run.first().is_some_and(|first| first.slot < until);
        Some(if joins {
            until.max(self.run_until(rule)?)
        } else {
            until
        })
    }

    /// Until which slot the present run may still go on.
    pub(crate) fn run_until(&self, rule: &Preset) -> Option<i64> {
        let last = self.run.last().or(self.kept.last())?;
        Some(last.slot + slots(rule.silence_max_h))
    }
}

#[allow(clippy::cast_possible_truncation, reason = "rules of hours in slots")]
fn slots(hours: f64) -> i64 {
    (hours.clamp(0.0, 1e4) * 6.0).ceil() as i64
}

/// Whether contacts make a meeting: long enough, slow, and heard of both.
fn holds(contacts: &[Contact], rule: &Preset) -> bool {
    let (Some(first), Some(last)) = (contacts.first(), contacts.last()) else {
        return false;
    };
    let span_min = minutes(Some(first), Some(last));
    span_min >= rule.duration_min
        && median(contacts.iter().map(Contact::speed_kn)).is_some_and(|v| v < rule.speed_kn)
        && [0, 1].into_iter().all(|side| {
            let (pings, pings_min) = pings(contacts, side);
            pings >= rule.pings_min && pings_min >= rule.pings_span_share * span_min
        })
}

/// Minutes from one contact to another.
#[allow(clippy::cast_precision_loss, reason = "slots are far below 2^52")]
pub(crate) fn minutes(from: Option<&Contact>, to: Option<&Contact>) -> f64 {
    match (from, to) {
        (Some(a), Some(b)) => (b.slot - a.slot) as f64 * 10.0,
        _ => 0.0,
    }
}

/// Real pings of one side within the contacts, and the minutes they span. Where the first or last
/// contact rests on a position outside (a ship that arrives or leaves in silence), the nearest inside counts.
#[allow(clippy::cast_precision_loss, reason = "a span of hours in ms")]
pub(crate) fn pings(contacts: &[Contact], side: usize) -> (u32, f64) {
    let (Some(first), Some(last)) = (contacts.first(), contacts.last()) else {
        return (0, 0.0);
    };
    let (Some(a), Some(b)) = (first.moments.get(side), last.moments.get(side)) else {
        return (0, 0.0);
    };
    let inside = first.slot * SLOT_MS..=last.slot * SLOT_MS;
    let real = |ms: &i64| inside.contains(ms);
    let mut moments = contacts.iter().filter_map(|c| c.moments.get(side));
    let from_ms = moments.find_map(|m| [m.ping_before_ms, m.ping_after_ms].into_iter().find(real));
    let mut moments = contacts.iter().rev().filter_map(|c| c.moments.get(side));
    let until_ms = moments.find_map(|m| [m.ping_after_ms, m.ping_before_ms].into_iter().find(real));
    let at_start = a.ping_before_ms == first.slot * SLOT_MS;
    let pings = b.pings.saturating_sub(a.pings) + u32::from(at_start);
    let span_ms = from_ms
        .zip(until_ms)
        .map_or(0, |(from, until)| (until - from).max(0));
    (pings, span_ms as f64 / 60_000.0)
}

/// Whether a late position of one side, between two contacts, lies farther from the other ship than the
/// rule allows, and is of this ship at all.
fn shows_apart(
    contacts: &[Contact],
    side: usize,
    at_ms: i64,
    place: Position,
    rule: &Preset,
) -> bool {
    let next = contacts.partition_point(|c| c.slot * SLOT_MS <= at_ms);
    let (Some(a), Some(b)) = (
        next.checked_sub(1).and_then(|i| contacts.get(i)),
        contacts.get(next),
    ) else {
        return false;
    };
    #[allow(clippy::cast_precision_loss, reason = "hours in ms")]
    let share = (at_ms - a.slot * SLOT_MS) as f64 / ((b.slot - a.slot) * SLOT_MS) as f64;
    let between = |side: usize| Some(interpolate(a.place(side)?, b.place(side)?, share));
    let (Some(own), Some(other)) = (between(side), between(1 - side.min(1))) else {
        return false;
    };
    // Nearer in time than a slot the speed is not asked: the place at a slot is itself reckoned.
    #[allow(clippy::cast_precision_loss, reason = "hours in ms")]
    let nearest_s = ((at_ms - a.slot * SLOT_MS)
        .min(b.slot * SLOT_MS - at_ms)
        .max(SLOT_MS)) as f64
        / 1e3;
    let needs_kn = distance_m(own, place) / nearest_s / MPS_PER_KN;
    needs_kn <= LATE_KN && distance_m(other, place) > rule.distance_m
}

/// How many contacts, from the first on, follow each other without too long a silence.
fn run_length<'a>(contacts: impl Iterator<Item = &'a Contact>, rule: &Preset) -> usize {
    let most = slots(rule.silence_max_h);
    let mut last: Option<i64> = None;
    contacts
        .take_while(|c| {
            let goes_on = last.is_none_or(|slot| (c.slot - slot).abs() <= most);
            last = Some(c.slot);
            goes_on
        })
        .count()
}

/// Drops the run at the end if it is too short to count.
fn drop_last_run(kept: &mut Vec<Contact>, rule: &Preset) {
    let from = kept.len() - run_length(kept.iter().rev(), rule).min(kept.len());
    if minutes(kept.get(from), kept.last()) < rule.run_min {
        kept.truncate(from);
    }
}

/// The median; `None` of nothing.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut all: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    let middle = all.len() / 2;
    if all.is_empty() {
        return None;
    }
    let even = all.len().is_multiple_of(2);
    let (below, upper, _) = all.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if even {
        below
            .iter()
            .copied()
            .max_by(f64::total_cmp)
            .map(|lower| f64::midpoint(lower, upper))
    } else {
        Some(upper)
    }
}
