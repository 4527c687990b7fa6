//! The watch itself: one deterministic machine for the live feed and the archive.
//!
//! Observations go through the reorder buffer ([`crate::order`]), are joined to tracks
//! ([`crate::track`]) and drive the detectors. Timers are part of event time: before a fix at time
//! `t` is processed, every detector that is due at or before `t` is ticked, earliest first, so a
//! gap opens at the same moment of event time whether data, a live clock or nothing else came.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

mod dark;
mod dark_work;
mod forget;
mod in_order;
mod late;
mod look;
mod notice;
mod saying;

pub use self::dark_work::{DarkFound, DarkWork};
pub use self::in_order::{Bounds, Ends, FIRST_ROWS, LAST_ROWS};
use self::notice::Notices;
use crate::detector::{Detector, Knows};
use crate::order::{Leftover, Order};
use crate::rules::within;
use crate::track::{Mark, Segmenter};
use crate::{
    Change, Context, Doer, Error, Event, EventBook, EventKind, Fix, IdentityReport, Observation,
    PositionReport, Presence, PresenceQuery, PresenceReport, RankQuery, Ranked, ReceiverHabit,
    Reception, Report, Rules, SourceKind, Vessel,
};

/// Most identity reports kept for MMSIs that have not sent a position yet.
const WAITING_MAX: usize = 100_000;
/// Milliseconds of a day; tracks are forgotten and old events dropped once a day.
const DAY_MS: i64 = 86_400_000;
/// Most ticks that leave a detector due at the same moment, so that a faulty timer cannot stop the
/// watch; a detector may work off one vessel at a tick.
const STUCK_MAX: u32 = 1_000_000;

/// Order, duplicates and memory.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How late an observation may come and still be sorted into its place, minutes.
    pub lateness_min: f64,
    /// How far ahead of the others a time may be before it is set aside, minutes.
    pub future_min: f64,
    /// Within this time the same report of one MMSI is one transmission, seconds.
    pub same_transmission_s: f64,
    /// A track not heard for so long is forgotten, days.
    pub forget_days: f64,
    /// Kinds of event looked for.
    pub detectors: Vec<EventKind>,
    /// Whether presence by area, flag and gear is counted.
    pub presence: bool,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("watch.lateness_min", self.lateness_min, 0.0..=1_440.0)?;
        within("watch.future_min", self.future_min, 1.0..=1_440.0)?;
        within(
            "watch.same_transmission_s",
            self.same_transmission_s,
            0.0..=60.0,
        )?;
        within("watch.forget_days", self.forget_days, 1.0..=3_660.0)
    }
}

/// What the watch did with what it was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Observations pushed.
    pub pushed: u64,
    /// Positions that became fixes of a track.
    pub accepted: u64,
    /// Identity reports taken in.
    pub identities: u64,
    /// Exact duplicates dropped.
    pub duplicates: u64,
    /// Further receptions of a transmission already counted.
    pub repeats: u64,
    /// Older than the tolerance.
    pub late: u64,
    /// Of those, VMS positions that were the newest of their ship all the same.
    pub late_news: u64,
    /// Times ahead of everyone else's, dropped.
    pub far_future: u64,
    /// Position reports without a usable position.
    pub no_position: u64,
    /// Reports that belong to no ship: base stations, aids to navigation, rescue equipment.
    pub not_ship: u64,
    /// Tracks opened.
    pub tracks: u64,
    /// Tracks forgotten.
    pub forgotten: u64,
}

/// The watch.
pub struct Watch {
    rules: Rules,
    /// In common with other watches, until one of them changes it.
    context: Arc<Context>,
    order: Order,
    segmenter: Segmenter,
    detectors: Vec<Box<dyn Detector + Send>>,
    book: EventBook,
    vessels: Vec<Option<Vessel>>,
    free_slots: Vec<u32>,
    by_name: BTreeMap<(u32, u32), u32>,
    /// What ships without a position said, by MMSI and whether by VMS.
    waiting: BTreeMap<(u32, bool), (Time, IdentityReport)>,
    /// Call sign and MMSI of ships that were heard under numbers of ours.
    numbered: BTreeMap<u32, (String, u32)>,
    /// When a ship last said who it is by VMS.
    vms_word: BTreeMap<u32, Time>,
    counts: Counts,
    forget_ms: i64,
    fixes: Option<Vec<Fix>>,
    presence: Presence,
    notices: Notices,
    now: Option<Time>,
    next_sweep: Option<Time>,
    newest_in_order: Option<Observation>,
    dark: dark_work::DarkMemory,
}

/// Milliseconds of a threshold given in seconds.
#[allow(
    clippy::cast_possible_truncation,
    reason = "thresholds are checked to be small"
)]
fn ms_of(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}

impl Watch {
    /// A watch that has heard nothing yet.
    #[must_use]
    pub fn new(rules: Rules, context: Context) -> Self {
        Self::of(rules, Arc::new(context), Knows::All)
    }

    /// A watch without what [`crate::Shares`] does: only what compares vessels with others.
    #[must_use]
    pub fn beside_shares(rules: Rules, context: Context) -> Self {
        Self::of(rules, Arc::new(context), Knows::Others)
    }

    /// A watch with some of the detectors; what it looks up others may look up too.
    pub(crate) fn of(rules: Rules, context: Arc<Context>, knows: Knows) -> Self {
        let order = Order::new(
            ms_of(rules.watch.lateness_min * 60.0),
            ms_of(rules.watch.future_min * 60.0),
        );
        Self {
            order,
            segmenter: Segmenter::new(rules.track.clone(), ms_of(rules.watch.same_transmission_s)),
            detectors: rules.detectors(knows),
            book: EventBook::default(),
            vessels: Vec::new(),
            free_slots: Vec::new(),
            by_name: BTreeMap::new(),
            waiting: BTreeMap::new(),
            numbered: BTreeMap::new(),
            vms_word: BTreeMap::new(),
            counts: Counts::default(),
            forget_ms: ms_of(rules.watch.forget_days * 86_400.0),
            fixes: None,
            presence: Presence::new(rules.presence.clone()),
            notices: Notices::default(),
            now: None,
            next_sweep: None,
            newest_in_order: None,
            dark: dark_work::DarkMemory::default(),
            rules,
            context,
        }
    }

    /// Takes one observation, in any order inside the tolerance.
    pub fn push(&mut self, observation: Observation) {
        self.counts.pushed += 1;
        if self.order.push(observation) {
            let left = self.order.judge();
            self.turn(left);
        }
    }

    /// Event time reached `clock` without data: what waits is judged and released, timers fire.
    pub fn advance(&mut self, clock: Time) {
        let left = self.order.judge_at(clock);
        self.turn(left);
    }

    /// The archive ended: releases the buffer. Open events stay open.
    pub fn finish(&mut self) {
        let left = self.order.judge_last();
        self.turn(left);
    }

    fn turn(&mut self, left: Leftover) {
        self.counts.far_future += left.far_future;
        for observation in &left.late {
            self.late(observation);
        }
        while let Some(mut bucket) = self.order.next_ready() {
            bucket.dedup_by(|next, kept| {
                let same = crate::order::canonical(next, kept).is_eq();
                self.counts.duplicates += u64::from(same);
                same
            });
            for observation in bucket.drain(..) {
                self.process(&observation);
            }
            self.order.give_back(bucket);
        }
        if let Some(mark) = self.order.watermark()
            && self.now.is_some()
        {
            self.reach(mark);
        }
    }

    fn process(&mut self, observation: &Observation) {
        let renumbered = self.renumbered(observation);
        let observation = renumbered.as_ref().unwrap_or(observation);
        self.reach(observation.time);
        let by_vms = observation.source == SourceKind::Vms;
        self.book.hear(observation.mmsi, by_vms, None);
        match &observation.report {
            Report::Position(report) => self.position(observation, report),
            Report::Identity(report) => {
                if by_vms {
                    self.is_newer_word(observation);
                }
                self.identity(observation, report);
            }
        }
        self.book.heard();
    }

    /// Fires every timer up to and including `time`, earliest first, equal ones in detector order.
    fn reach(&mut self, time: Time) {
        let mut stuck = 0_u32;
        loop {
            let mut first: Option<(Time, usize)> = None;
            for (index, detector) in self.detectors.iter().enumerate() {
                if let Some(due) = detector.due()
                    && due <= time
                    && first.is_none_or(|(t, _)| due < t)
                {
                    first = Some((due, index));
                }
            }
            if let Some(notice) = self.notices.due()
                && notice <= time
                && first.is_none_or(|(t, _)| notice <= t)
            {
                self.heed_next();
                continue;
            }
            let sweep = *self.next_sweep.get_or_insert_with(|| next_day(time));
            if sweep <= time && first.is_none_or(|(t, _)| sweep <= t) {
                self.sweep(sweep);
                self.next_sweep = Some(next_day(sweep));
                continue;
            }
            let Some((due, index)) = first else { break };
            let Some(detector) = self.detectors.get_mut(index) else {
                break;
            };
            detector.tick(due, &self.context, &mut self.book);
            stuck = if detector.due() == Some(due) {
                stuck + 1
            } else {
                0
            };
            if stuck >= STUCK_MAX {
                break;
            }
        }
        self.now = Some(self.now.map_or(time, |now| now.max(time)));
    }

    fn position(&mut self, observation: &Observation, report: &PositionReport) {
        if !is_ship(report.class) || is_nameless(observation) {
            self.counts.not_ship += 1;
            if report.class == crate::AisClass::Base && report.is_on_earth() {
                let (receiver, mmsi) = (observation.receiver, observation.mmsi);
                if self.context.receivers.is_own(receiver, mmsi) {
                    let receivers = &mut Arc::make_mut(&mut self.context).receivers;
                    receivers.base_report(receiver, mmsi, report.position());
                }
            }
            return;
        }
        if !report.is_on_earth() {
            self.counts.no_position += 1;
            return;
        }
        let (mmsi, time) = (observation.mmsi, observation.time);
        if self.segmenter.is_repeat(mmsi, time, report) {
            self.counts.repeats += 1;
            return;
        }
        if report.lat_e7 == 0 && report.lon_e7 == 0 {
            self.counts.no_position += 1;
            self.unplaced(observation, report);
            return;
        }
        let (fix, is_new) = self.join(observation, report);
        self.counts.accepted += 1;
        self.take_fix(&fix, observation.feed, is_new);
    }

    /// The track that a position belongs to, and whether it is new.
    fn join(&mut self, observation: &Observation, report: &PositionReport) -> (Fix, bool) {
        let reception = self.reception(observation);
        let (vessels, free) = (&mut self.vessels, &mut self.free_slots);
        let mark = Mark {
            time: observation.time,
            position: report.position(),
            sog_kn: report.sog_kn(),
            cog_deg: report.cog_deg(),
            class: report.class,
            reception,
            receiver: observation.receiver,
        };
        let joined = self.segmenter.join(observation.mmsi, mark, || {
            free.pop().unwrap_or_else(|| {
                vessels.push(None);
                u32::try_from(vessels.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let fix = Fix {
            track: joined.track,
            slot: joined.slot,
            before: joined.before,
            reception,
            ..fix_of(observation, report)
        };
        (fix, joined.is_new)
    }

    /// How a report was received: as the feed says, else as is known of the receiver.
    fn reception(&self, observation: &Observation) -> Reception {
        match observation.reception {
            Reception::Unknown if observation.receiver != 0 => {
                self.context.receivers.reception(observation.receiver)
            }
            said => said,
        }
    }

    /// What one detector learned of the receivers' clocks is told to the others.
    fn pass_on_clocks(&mut self, now: Time) {
        while let Some(clock) = self.detectors.iter_mut().find_map(|d| d.take_wrong_clock()) {
            for detector in &mut self.detectors {
                detector.wrong_clock(&clock, now, &mut self.book);
            }
        }
    }

    /// A place that is no place: kept out of the tracks, shown to the detectors.
    fn unplaced(&mut self, observation: &Observation, report: &PositionReport) {
        let mmsi = observation.mmsi;
        let newest = self.newest(mmsi).map(|v| (v.track, v.slot));
        let (track, slot) = newest.unwrap_or((1, u32::MAX));
        let fix = Fix {
            track,
            slot,
            ..fix_of(observation, report)
        };
        for detector in &mut self.detectors {
            detector.unplaced(&fix, &self.context, &mut self.book);
        }
    }

    /// The track of this MMSI heard last.
    fn newest(&self, mmsi: u32) -> Option<&Vessel> {
        self.by_name
            .range((mmsi, 0)..=(mmsi, u32::MAX))
            .filter_map(|(_, slot)| self.vessels.get(*slot as usize)?.as_ref())
            .max_by_key(|vessel| (vessel.last.time, vessel.track))
    }

    /// The vessel is where the fix says.
    fn step(&mut self, fix: &Fix, is_new: bool) {
        let Some(place) = self.vessels.get_mut(fix.slot as usize) else {
            return;
        };
        match place {
            Some(vessel) => vessel.step(fix),
            None => *place = Some(Vessel::at(fix)),
        }
        if is_new {
            self.counts.tracks += 1;
            self.by_name.insert((fix.mmsi, fix.track), fix.slot);
        }
        if let Some(fixes) = &mut self.fixes {
            fixes.push(*fix);
        }
        if fix.source == SourceKind::Vms {
            self.book.seen_by_vms(fix.mmsi, fix.time);
        }
    }

    /// What a ship said of itself before its first position, to all detectors.
    fn tell_waiting(&mut self, fix: &Fix) {
        let mut said_nothing = true;
        for by_vms in [true, false] {
            if let Some((_, report)) = self.waiting.remove(&(fix.mmsi, by_vms)) {
                let heard = self.book.hear_word(by_vms.then_some(fix.mmsi));
                self.tell_identity(fix.slot, fix.mmsi, fix.time, &report);
                self.book.hear_word(heard);
                said_nothing = false;
            }
        }
        // Of a ship that has said nothing yet a list may still tell the gear.
        if said_nothing && !self.context.lists.is_empty() {
            let report = IdentityReport::default();
            self.tell_identity(fix.slot, fix.mmsi, fix.time, &report);
        }
    }

    fn take_fix(&mut self, fix: &Fix, feed: u16, is_new: bool) {
        self.step(fix, is_new);
        for detector in &mut self.detectors {
            detector.fix(fix, &self.context, &mut self.book);
            detector.heard_by(fix.slot, feed, fix.time);
        }
        // Of an unknown receiver nothing is learned.
        if fix.receiver != 0 {
            self.pass_on_clocks(fix.time);
        }
        if is_new {
            self.tell_waiting(fix);
        }
        if self.rules.watch.presence
            && let Some(Some(vessel)) = self.vessels.get(fix.slot as usize)
        {
            let (flag, gear) = (vessel.flag(), vessel.gear());
            let fishing = self.detectors.iter().find_map(|d| d.fishing(fix.slot)) == Some(true);
            let doer = Doer {
                flag,
                gear,
                fishing,
            };
            self.presence.add(fix, doer, &self.context.areas);
        }
    }

    /// The changes of events since the last call, oldest first.
    pub fn drain(&mut self) -> Vec<Change> {
        self.book.drain()
    }

    /// From now on tells no changes of events, only how they were at last: [`Self::drain_forgotten`] and, for the rest,
    /// [`Self::book`].
    pub fn keep_last_states(&mut self) {
        self.book.keep_forgotten();
    }

    /// Events forgotten since the last call as they were then; empty unless [`Self::keep_last_states`] was called. An event
    /// that is told anew after it was forgotten comes again, and then it is the newer that counts.
    pub fn drain_forgotten(&mut self) -> Vec<Event> {
        self.book.drain_forgotten()
    }

    /// From now on keeps the fixes too, for [`Self::drain_fixes`]: positions in canonical order
    /// with the track they joined, for an archive or a map.
    pub fn keep_fixes(&mut self) {
        self.fixes.get_or_insert_default();
    }

    /// The fixes since the last call, oldest first; empty unless [`Self::keep_fixes`] was called.
    pub fn drain_fixes(&mut self) -> Vec<Fix> {
        self.fixes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// All events known.
    #[must_use]
    pub fn book(&self) -> &EventBook {
        &self.book
    }

    /// What detectors look up.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// For an operator's change of lists or areas; it holds from the next fix on.
    pub fn context_mut(&mut self) -> &mut Context {
        Arc::make_mut(&mut self.context)
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What was done with the observations so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How far event time has come.
    #[must_use]
    pub fn now(&self) -> Option<Time> {
        self.now
    }

    /// Observations waiting in the reorder buffer, in no order: newer than any track shows.
    pub fn waiting(&self) -> impl Iterator<Item = &Observation> {
        self.order.held()
    }

    /// All vessels in view by MMSI and track.
    pub fn vessels(&self) -> impl Iterator<Item = &Vessel> {
        self.by_name
            .values()
            .filter_map(|slot| self.vessels.get(*slot as usize)?.as_ref())
    }

    /// The ranked list of vessels with events, dark ones among them.
    #[must_use]
    pub fn ranked(&self, query: &RankQuery) -> Vec<Ranked> {
        let (rank, book, context) = (&self.rules.rank, &self.book, &self.context);
        let dark = self.dark_vessels_at(query.as_of.or(self.now));
        let vessels = self.vessels().chain(dark.iter());
        crate::rank::ranked(rank, book, vessels, context, self.now, query)
    }

    /// Presence of fleets in an area and a period.
    #[must_use]
    pub fn presence(&self, query: &PresenceQuery) -> PresenceReport {
        self.presence.report(query)
    }

    /// What a receiver usually hears, as learned from its feed; `None` if nothing was learned.
    #[must_use]
    pub fn receiver_habit(&self, receiver: u32) -> Option<ReceiverHabit> {
        self.detectors
            .iter()
            .find_map(|d| d.receiver_habit(receiver))
    }

    /// The tracks of one MMSI.
    #[must_use]
    pub fn vessel(&self, mmsi: u32) -> Vec<&Vessel> {
        self.by_name
            .range((mmsi, 0)..=(mmsi, u32::MAX))
            .filter_map(|(_, slot)| self.vessels.get(*slot as usize)?.as_ref())
            .collect()
    }
}

/// The fix of a report that has no track yet.
fn fix_of(observation: &Observation, report: &PositionReport) -> Fix {
    Fix {
        mmsi: observation.mmsi,
        track: 0,
        slot: u32::MAX,
        time: observation.time,
        position: report.position(),
        sog_kn: report.sog_kn(),
        cog_deg: report.cog_deg(),
        nav_status: report.nav_status,
        class: report.class,
        source: observation.source,
        reception: observation.reception,
        receiver: observation.receiver,
        before: None,
    }
}

fn next_day(time: Time) -> Time {
    Time::from_ms((time.ms().div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS))
}

fn is_ship(class: crate::AisClass) -> bool {
    use crate::AisClass as C;
    matches!(class, C::Unknown | C::A | C::B)
}

/// A detection or a sighting without an identity belongs to no track.
fn is_nameless(observation: &Observation) -> bool {
    observation.mmsi == 0
        && matches!(
            observation.source,
            SourceKind::Detection | SourceKind::Sighting
        )
}
