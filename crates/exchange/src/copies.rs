//! The copies that one agency gave another: which are visible, hidden, held, to be deleted, deleted.
//!
//! The same fold runs on both sides of a stream: the giver knows what it must get a receipt for, the holder what it must do.
//! A recall hides at once. A hold is a signed act with a reason that the giver sees; it suspends the deletion only where
//! the label allows it, and only when it was made before the deletion was due. It never makes a hidden copy visible to
//! anyone but those who hold it. A receipt is the holder's signed word; a hostile partner can still have copied.

use std::collections::BTreeMap;

use crate::{
    Assertion, Body, Error, HoldRule, ObjectId, Parties, Receipt, StreamHead, Time, Value,
    act::{SHAPE, Said, fields, ranges_value},
    channel::Spans,
    memory::nodes,
};

#[cfg(test)]
mod tests;

/// Kind of the record and notice that takes copies back.
pub const RECALL: &str = "recall";
/// Kind of the record and notice that suspends deletion for an investigation.
pub const HOLD: &str = "hold";
/// Kind of the record and notice that ends a hold.
pub const HOLD_LIFTED: &str = "hold-lifted";

/// Longest reason in bytes: a case number and a sentence.
pub const REASON_BYTES_MAX: usize = 1_024;

/// Memory that the account of one stream may take, bytes: a hundred thousand copies a month, each with an end of its own, take
/// a thirtieth of it. A partner that goes on is refused what is more.
pub const ACCOUNT_BYTES_MAX: usize = 320 << 20;
/// Of these, what is left to acts: a copy too many must not keep out the word that takes copies back.
pub const ACCOUNT_BYTES_ACTS: usize = 64 << 20;

/// Stream numbers as ranges `(first, last)`, rising and apart.
pub type Ranges = Vec<(u64, u64)>;

/// Rising numbers as ranges.
#[must_use]
pub fn ranges(numbers: impl IntoIterator<Item = u64>) -> Ranges {
    let mut out: Ranges = Vec::new();
    for number in numbers {
        match out.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(number) => last.1 = number,
            _ => out.push((number, number)),
        }
    }
    out
}

pub(crate) fn covers(ranges: &[(u64, u64)], number: u64) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= number);
    after
        .checked_sub(1)
        .and_then(|at| ranges.get(at))
        .is_some_and(|(_, last)| number <= *last)
}

/// What the label of a copy says about its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyTerms {
    /// Hidden from this moment on.
    pub not_after: Option<Time>,
    /// Deleted at this moment.
    pub purge_at: Option<Time>,
    /// Whether a hold suspends the deletion.
    pub hold: HoldRule,
}

impl CopyTerms {
    /// What the label of a released copy says.
    #[must_use]
    pub fn of(assertion: &Assertion) -> Self {
        let label = &assertion.label;
        Self {
            not_after: label.not_after,
            purge_at: label.purge_at,
            hold: label.hold,
        }
    }

    /// The same as they end on a clock that stands otherwise than the giver's, see [`Time::end_on`].
    #[must_use]
    pub fn ending_by(self, released: Time, received: Time) -> Self {
        let nearer = |end: Time| end.end_on(released, received);
        Self {
            not_after: self.not_after.map(nearer),
            purge_at: self.purge_at.map(nearer),
            ..self
        }
    }
}

/// Takes copies back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The copies, by their numbers in the stream.
    pub numbers: Ranges,
    /// When they are deleted at the latest; they are hidden at once.
    pub purge_at: Time,
    /// Why, for the partner to read.
    pub reason: String,
}

/// Suspends the deletion of copies for an investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Names the hold.
    pub id: ObjectId,
    /// The copies.
    pub numbers: Ranges,
    /// The case, for the giver to read.
    pub reason: String,
    /// The officer who ordered it.
    pub by: String,
    /// When.
    pub made_at: Time,
}

fn reason(said: &Said<'_>) -> Result<String, Error> {
    let text = said.text("reason")?;
    if text.trim().is_empty() {
        return Err(SHAPE);
    }
    match text.len() {
        found if found > REASON_BYTES_MAX => Err(Error::TooLarge {
            what: "reason",
            found,
            max: REASON_BYTES_MAX,
        }),
        _ => Ok(text.to_owned()),
    }
}

impl Recall {
    /// The body of its record and notice.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("numbers", ranges_value(&self.numbers)),
            ("purge_ms", Value::Int(self.purge_at.ms())),
            ("reason", Value::text(self.reason.as_str())),
        ])
    }

    /// From a body.
    ///
    /// # Errors
    /// `exchange-shape` (also for an empty reason), `exchange-too-large`, `exchange-time`.
    pub fn from_body(body: &Body) -> Result<Self, Error> {
        let said = Said(body);
        let purge_at = Time::checked(said.int("purge_ms")?)?;
        Ok(Self {
            numbers: said.ranges("numbers")?,
            purge_at,
            reason: reason(&said)?,
        })
    }
}

impl Hold {
    /// The body of its record and notice.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("id", Value::Bytes(self.id.0.to_vec())),
            ("numbers", ranges_value(&self.numbers)),
            ("reason", Value::text(self.reason.as_str())),
            ("by", Value::text(self.by.as_str())),
            ("made_ms", Value::Int(self.made_at.ms())),
        ])
    }

    /// From a body.
    ///
    /// # Errors
    /// `exchange-shape` (also for an empty reason), `exchange-too-large`, `exchange-time`.
    pub fn from_body(body: &Body) -> Result<Self, Error> {
        let said = Said(body);
        Ok(Self {
            id: ObjectId(said.array("id")?),
            numbers: said.ranges("numbers")?,
            reason: reason(&said)?,
            by: said.text("by")?.to_owned(),
            made_at: Time::checked(said.int("made_ms")?)?,
        })
    }
}

/// How a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyState {
    /// The holder may show and use it.
    Visible,
    /// Recalled or expired: not shown, not yet to be deleted.
    Hidden,
    /// A hold suspends its deletion.
    Held {
        /// The hold.
        hold: ObjectId,
        /// Whether it is hidden from everyone but the investigation.
        hidden: bool,
    },
    /// To be deleted now: body and key.
    Due,
    /// A receipt says that it is deleted.
    Purged,
}

/// Copies that follow each other in the stream and end alike.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The number after the last one.
    end: u64,
    terms: CopyTerms,
}

/// All copies of one stream, folded from what was released, recalled, held and deleted. Copies that follow each other and
/// end alike take the room of one, and so do deleted ones: a million copies without an end of their own cost what one costs.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// By the first number; runs do not overlap and none holds a deleted copy.
    runs: BTreeMap<u64, Run>,
    recalls: Vec<Recall>,
    holds: BTreeMap<ObjectId, Hold>,
    purged: Spans,
    /// What recalls take.
    recalls_bytes: usize,
}

impl Copies {
    /// A copy was released under this number. The first word about a number counts.
    pub fn released(&mut self, number: u64, terms: CopyTerms) {
        let Some(mut end) = number.checked_add(1) else {
            return;
        };
        if self.purged.contains(number) || self.terms(number).is_some() {
            return;
        }
        if self.runs.get(&end).is_some_and(|run| run.terms == terms) {
            end = self.runs.remove(&end).map_or(end, |run| run.end);
        }
        match self.runs.range_mut(..number).next_back() {
            Some((_, run)) if run.end == number && run.terms == terms => run.end = end,
            _ => drop(self.runs.insert(number, Run { end, terms })),
        }
    }

    /// Copies were taken back.
    pub fn recalled(&mut self, recall: Recall) {
        let numbers = recall.numbers.capacity() * size_of::<(u64, u64)>();
        self.recalls_bytes += 2 * size_of::<Recall>() + numbers + recall.reason.capacity();
        self.recalls.push(recall);
    }

    /// A hold was ordered. A second one of the same name changes nothing.
    pub fn held(&mut self, hold: Hold) {
        self.holds.entry(hold.id).or_insert(hold);
    }

    /// A hold was lifted: what is due is deleted.
    pub fn lifted(&mut self, hold: ObjectId) {
        self.holds.remove(&hold);
    }

    /// The holder deleted a copy (on its own side), or a receipt said so (on the giver's).
    pub fn purged(&mut self, number: u64) {
        let Some(after) = number.checked_add(1) else {
            return;
        };
        self.purged.insert(number..after);
        let run = self.runs.range(..=number).next_back();
        let Some((first, Run { end, terms })) = run.map(|(first, run)| (*first, *run)) else {
            return;
        };
        if end <= number {
            return;
        }
        self.runs.remove(&first);
        for (first, end) in [(first, number), (after, end)] {
            if first < end {
                self.runs.insert(first, Run { end, terms });
            }
        }
    }

    /// The deleted copies.
    #[must_use]
    pub fn all_purged(&self) -> &Spans {
        &self.purged
    }

    /// What the account takes in memory, bytes, holds aside: a partner tells few of them, and each is seen by people.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let runs = nodes(self.runs.len(), size_of::<(u64, Run)>());
        let purged = nodes(self.purged.ranges(), size_of::<(u64, u64)>());
        runs + purged + self.recalls_bytes
    }

    /// Whether one more copy has room, or one more act about copies.
    #[must_use]
    pub fn has_room(&self, is_act: bool) -> bool {
        let kept_free = if is_act { 0 } else { ACCOUNT_BYTES_ACTS };
        self.memory_bytes().saturating_add(kept_free) <= ACCOUNT_BYTES_MAX
    }

    fn terms(&self, number: u64) -> Option<CopyTerms> {
        let (_, run) = self.runs.range(..=number).next_back()?;
        (number < run.end).then_some(run.terms)
    }

    /// The numbers of copies that are there and lie in these ranges.
    fn there(&self, ranges: &[(u64, u64)]) -> Spans {
        let mut there = Spans::default();
        for (first, last) in ranges {
            let before = self.runs.range(..first).next_back();
            for (from, run) in before.into_iter().chain(self.runs.range(first..=last)) {
                there.insert(*from.max(first)..run.end.min(last.saturating_add(1)));
            }
        }
        there
    }

    /// When the copy must be deleted.
    fn due_at(&self, number: u64, terms: CopyTerms) -> Option<Time> {
        let recalls = self
            .recalls
            .iter()
            .filter(|recall| covers(&recall.numbers, number));
        let own = terms.purge_at.into_iter();
        own.chain(recalls.map(|recall| recall.purge_at)).min()
    }

    /// How a copy stands; nothing for a number that was never released.
    #[must_use]
    pub fn state(&self, number: u64, now: Time) -> Option<CopyState> {
        if self.purged.contains(number) {
            return Some(CopyState::Purged);
        }
        let terms = self.terms(number)?;
        let due = self.due_at(number, terms);
        let is_due = due.is_some_and(|due| due <= now);
        let recalled = self
            .recalls
            .iter()
            .any(|recall| covers(&recall.numbers, number));
        let expired = terms.not_after.is_some_and(|end| end <= now);
        let hidden = recalled || expired || is_due;
        Some(match self.hold_of(number, terms, due) {
            Some(hold) => CopyState::Held { hold, hidden },
            None if is_due => CopyState::Due,
            None if hidden => CopyState::Hidden,
            None => CopyState::Visible,
        })
    }

    /// The first hold that may keep the copy: allowed by its label and made before the deletion was due.
    fn hold_of(&self, number: u64, terms: CopyTerms, due: Option<Time>) -> Option<ObjectId> {
        let allowed = terms.hold == HoldRule::Investigation;
        let in_time = |hold: &&Hold| due.is_none_or(|due| hold.made_at < due);
        let mut holds = self
            .holds
            .values()
            .filter(|hold| covers(&hold.numbers, number));
        holds
            .find(|hold| allowed && in_time(hold))
            .map(|hold| hold.id)
    }

    /// Every copy that is not deleted, with how it stands.
    pub fn states(&self, now: Time) -> impl Iterator<Item = (u64, CopyState)> + '_ {
        self.runs
            .iter()
            .flat_map(|(first, run)| *first..run.end)
            .filter_map(move |number| Some((number, self.state(number, now)?)))
    }

    /// The copies to be deleted now.
    #[must_use]
    pub fn due(&self, now: Time) -> Ranges {
        let is_past = |time: Time| time <= now;
        let mut ended = Spans::default();
        for (first, run) in &self.runs {
            if run.terms.purge_at.is_some_and(is_past) {
                ended.insert(*first..run.end);
            }
        }
        for recall in self.recalls.iter().filter(|it| is_past(it.purge_at)) {
            let there = self.there(&recall.numbers);
            there.iter().for_each(|span| ended.insert(span));
        }
        let due = |number: &u64| self.state(*number, now) == Some(CopyState::Due);
        ranges(ended.iter().flatten().filter(due))
    }

    /// What a receipt can say now: all deleted copies, and each held one with its hold.
    #[must_use]
    pub fn receipt(&self, parties: Parties, head: StreamHead, now: Time) -> Receipt {
        let mut held: BTreeMap<ObjectId, Vec<u64>> = BTreeMap::new();
        let mut suspended = Spans::default();
        for hold in self.holds.values() {
            let there = self.there(&hold.numbers);
            there.iter().for_each(|span| suspended.insert(span));
        }
        for number in suspended.iter().flatten() {
            if let Some(CopyState::Held { hold, .. }) = self.state(number, now) {
                held.entry(hold).or_default().push(number);
            }
        }
        let held = held
            .into_iter()
            .map(|(hold, numbers)| (hold, ranges(numbers)))
            .collect();
        Receipt {
            parties,
            purged: self
                .purged
                .iter()
                .map(|it| (it.start, it.end - 1))
                .collect(),
            held,
            head,
            at: now,
        }
    }

    /// Takes over a receipt whose signature was checked. Gives what should have been deleted by the receipt's own
    /// account of time and is neither deleted nor held by a hold that counts.
    pub fn settle(&mut self, receipt: &Receipt) -> Ranges {
        for number in self.there(&receipt.purged).iter().flatten() {
            self.purged(number);
        }
        self.due(receipt.at)
    }
}
