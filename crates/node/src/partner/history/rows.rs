//! What of the past may be told: spans of time that are missing, and in them the archive's positions of each ship at the rate of
//! an agreement, without those that were told. Memory is bounded: where it ends, the ships with higher numbers wait.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
    sync::Arc,
};

use rustc_hash::FxHashSet;
use vigie_exchange::channel::{Fix, Spans};
use vigie_store::ArchiveReader;
use vigie_watch::{Observation, Report, SourceKind, is_unnumbered};

use crate::{
    keeping::observation_of,
    outlet::picture::Seen,
    partner::positions::{FROM_AIS, NO_VESSEL, parts_of},
    picture::kind_of,
};

/// While the link is up, so much is looked at together.
const STEP_S: u64 = 600;
/// The most that is looked at together: tracks pack in a third of the bytes of single positions.
const SPAN_S: u64 = 6 * 3_600;
/// Rows of the archive in memory at once: some 15 MB.
pub(super) const ROWS_MAX: usize = 300_000;

/// The span to be told next: the newest that is missing between these moments. What reaches up to now waits until it is
/// worth a look.
pub(super) fn next_span(done: &Spans, from: u64, to: u64) -> Option<Range<u64>> {
    if from >= to {
        return None;
    }
    let mut missing = done.missing(from..to).into_iter().rev();
    let gap = missing.find(|gap| gap.end < to || gap.end - gap.start >= STEP_S)?;
    Some(gap.start.max(gap.end.saturating_sub(SPAN_S))..gap.end)
}

/// What is looked at together.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) seconds: Range<u64>,
    pub(super) every_s: u32,
    /// Ships from this number on.
    pub(super) from: u32,
    /// Numbers that several ships send: which of them it was, an old position does not say.
    pub(super) several: Arc<FxHashSet<u32>>,
}

impl Span {
    /// Notes a position that was told. Where a second ship of that number was told of, the number names several: which of them
    /// a row of the archive is of, it does not say, even if there is one of them now.
    pub(super) fn note_told(&mut self, fix: &Fix, told: &mut Told) {
        let (ship, track) = parts_of(fix.id);
        let Ok(ship) = u32::try_from(ship) else {
            return;
        };
        if track > 1 {
            if !self.several.contains(&ship) {
                Arc::make_mut(&mut self.several).insert(ship);
            }
        } else if let Ok(time_s) = u32::try_from(fix.time_s) {
            told.note(ship, time_s);
        }
    }

    pub(super) fn told_within(&self) -> (i64, i64) {
        let around = i64::from(self.every_s);
        let at = |s: u64| i64::try_from(s).unwrap_or(i64::MAX);
        (
            at(self.seconds.start).saturating_sub(around),
            at(self.seconds.end).saturating_add(around),
        )
    }
}

/// Moments, Unix seconds, at which a ship was told of.
pub(super) type Told = Lowest<()>;
/// The first position of a ship in each interval.
pub(super) type Rows = Lowest<Row>;

/// Of each ship, values by a number; of all ships those with the lowest numbers, as many as memory holds.
#[derive(Debug)]
pub(super) struct Lowest<V> {
    values: BTreeMap<(u32, u32), V>,
    from: u32,
    /// Ships from this number on did not fit.
    pub(super) below: Option<u32>,
    most: usize,
}

impl<V> Lowest<V> {
    pub(super) fn new(from: u32, below: Option<u32>, most: usize) -> Self {
        Self {
            values: BTreeMap::new(),
            from,
            below,
            most,
        }
    }

    /// Puts a value in if there is none, or one that is worse.
    fn put(&mut self, ship: u32, at: u32, value: V, is_worse: impl FnOnce(&V) -> bool) {
        if ship < self.from || self.below.is_some_and(|below| ship >= below) {
            return;
        }
        match self.values.get_mut(&(ship, at)) {
            Some(known) if is_worse(known) => *known = value,
            Some(_) => {}
            None => drop(self.values.insert((ship, at), value)),
        }
        while self.values.len() > self.most
            && let Some(&(last, _)) = self.values.keys().next_back()
        {
            drop(self.values.split_off(&(last, 0)));
            self.below = Some(last);
        }
    }
}

impl Told {
    pub(super) fn note(&mut self, ship: u32, time_s: u32) {
        self.put(ship, time_s, (), |_same| false);
    }

    /// Whether a ship was told of at a moment nearer than an interval.
    fn is_near(&self, ship: u32, time_s: u32, every_s: u32) -> bool {
        let within = every_s.saturating_sub(1);
        let (from, to) = (time_s.saturating_sub(within), time_s.saturating_add(within));
        self.values
            .range((ship, from)..=(ship, to))
            .next()
            .is_some()
    }

    pub(super) fn holds(&self, ship: u32, time_s: u32) -> bool {
        self.values.contains_key(&(ship, time_s))
    }
}

/// A position of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) mmsi: u32,
    time_s: u32,
    lat_e7: i32,
    lon_e7: i32,
    sog_dkn: Option<u16>,
    cog_ddeg: Option<u16>,
}

impl Row {
    /// Of a ship that AIS saw, as the live picture has it: no base station, no aid to navigation.
    fn of(observation: &Observation) -> Option<Self> {
        let Report::Position(report) = &observation.report else {
            return None;
        };
        let mmsi = observation.mmsi;
        let is_ship =
            !NO_VESSEL.contains(&kind_of(mmsi, report.class, None, None)) && !is_unnumbered(mmsi);
        let on_earth = report.lat_e7.unsigned_abs() <= 900_000_000
            && report.lon_e7.unsigned_abs() <= 1_800_000_000;
        (observation.source == SourceKind::Ais && is_ship && on_earth).then_some(())?;
        Some(Self {
            mmsi,
            time_s: u32::try_from(observation.time.ms().div_euclid(1_000)).ok()?,
            lat_e7: report.lat_e7,
            lon_e7: report.lon_e7,
            sog_dkn: report.sog_dkn,
            cog_ddeg: report.cog_ddeg.map(|cog| cog % 3_600),
        })
    }

    pub(super) fn seen(&self) -> Seen {
        Seen {
            mmsi: self.mmsi,
            track: 1,
            lat_e7: self.lat_e7,
            lon_e7: self.lon_e7,
            sog_dkn: self.sog_dkn,
            cog_ddeg: self.cog_ddeg,
            time_s: self.time_s,
            kind: 0,
            source: FROM_AIS,
            name: None,
            call_sign: None,
            imo: None,
            flag: None,
        }
    }
}

/// The archive's positions of a span, one of a ship in each interval, of the ships below one at most so many.
///
/// # Errors
/// The disk, or a damaged file.
pub(super) fn gather(
    archive: &ArchiveReader,
    span: &Span,
    below: Option<u32>,
    most: usize,
) -> Result<Rows, vigie_store::Error> {
    let (from_ms, to_ms) = (ms(span.seconds.start), ms(span.seconds.end) - 1);
    let mut rows = Rows::new(span.from, below, most);
    archive.each_position(from_ms, to_ms, |kept| {
        let row = Row::of(&observation_of(kept.row));
        if let Some(row) = row.filter(|row| !span.several.contains(&row.mmsi)) {
            let interval = row.time_s / span.every_s.max(1);
            let (mmsi, time_s) = (row.mmsi, row.time_s);
            rows.put(mmsi, interval, row, |known| time_s < known.time_s);
        }
    })?;
    Ok(rows)
}

fn ms(s: u64) -> i64 {
    i64::try_from(s).unwrap_or(i64::MAX).saturating_mul(1_000)
}

/// Of these, ship by ship, what may be told at this rate beside what was told.
pub(super) fn untold(rows: Rows, told: &Told, every_s: u32) -> VecDeque<Row> {
    let mut last: Option<Row> = None;
    let mut kept = VecDeque::new();
    for row in rows.values.into_values() {
        let is_soon =
            last.is_some_and(|it| it.mmsi == row.mmsi && row.time_s - it.time_s < every_s);
        if !is_soon && !told.is_near(row.mmsi, row.time_s, every_s) {
            last = Some(row);
            kept.push_back(row);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use vigie_store::{Archive, Content, NO_CLOCK, Place};

    const AIS: u8 = 0;
    const VMS: u8 = 1;
    const ATON: u8 = 4;

    fn heard(mmsi: u32, time_s: i64, source: u8, class: u8) -> vigie_store::Row {
        vigie_store::Row {
            time_ms: time_s * 1_000 + 700,
            mmsi,
            source,
            feed: 1,
            receiver: 0,
            reception: 0,
            class,
            content: Content::Place(Place {
                lat_e7: 400_000_000,
                lon_e7: -1_799_999_999,
                ..Place::default()
            }),
        }
    }

    fn archive(rows: &[vigie_store::Row]) -> (tempfile::TempDir, ArchiveReader) {
        let folder = tempfile::tempdir().unwrap();
        let (mut archive, _) = Archive::open(folder.path()).unwrap();
        archive.append(NO_CLOCK, rows).unwrap();
        let reader = archive.reader();
        (folder, reader)
    }

    fn span(seconds: Range<u64>, every_s: u32, from: u32, several: &[u32]) -> Span {
        Span {
            seconds,
            every_s,
            from,
            several: Arc::new(several.iter().copied().collect()),
        }
    }

    fn told(moments: &[(u32, u32)]) -> Told {
        let mut told = Told::new(0, None, 1_000);
        moments.iter().for_each(|(ship, at)| told.note(*ship, *at));
        told
    }

    proptest! {
        /// Whatever is asked for again and again, all of the time is told once, the newest first.
        #[test]
        fn all_of_the_past_is_told_once(
            done in proptest::collection::vec((0u64..90_000, 0u64..9_000), 0..6), from in 0u64..50_000, long in 0u64..90_000,
        ) {
            let mut spans = Spans::default();
            done.iter().for_each(|(at, long)| spans.insert(*at..at + long));
            let to = from + long;
            let mut last = u64::MAX;
            while let Some(span) = next_span(&spans, from, to) {
                prop_assert!(!span.is_empty() && span.end - span.start <= SPAN_S);
                prop_assert!(from <= span.start && span.end <= to.min(last));
                prop_assert_eq!(spans.within(span.clone()).count(), 0);
                last = span.start;
                spans.insert(span);
            }
            let left = spans.missing(from..to.max(from));
            prop_assert!(left.iter().all(|gap| gap.end == to && gap.end - gap.start < STEP_S));
        }

        /// What goes keeps the rate among itself and beside what was told, and nothing is left out that could go.
        #[test]
        fn the_rate_of_the_agreement_is_kept(
            heard_at in proptest::collection::btree_set((1u32..4, 0u32..2_000), 0..80),
            told_at in proptest::collection::vec((1u32..4, 0u32..2_000), 0..20), every_s in 1u32..400,
        ) {
            let mut rows = Rows::new(0, None, 1_000);
            for (mmsi, time_s) in &heard_at {
                let row = Row { mmsi: *mmsi, time_s: *time_s, lat_e7: 0, lon_e7: 0, sog_dkn: None, cog_ddeg: None };
                rows.put(*mmsi, time_s / every_s, row, |known| *time_s < known.time_s);
            }
            let firsts: Vec<(u32, u32)> = rows.values.values().map(|it| (it.mmsi, it.time_s)).collect();
            let kept = untold(rows, &told(&told_at), every_s);
            let kept: BTreeSet<(u32, u32)> = kept.iter().map(|it| (it.mmsi, it.time_s)).collect();
            let near = |one: &(u32, u32), other: &(u32, u32)| one.0 == other.0 && one.1.abs_diff(other.1) < every_s;
            for one in &firsts {
                let others = kept.iter().filter(|other| *other != one);
                let is_near = told_at.iter().chain(others).any(|other| near(one, other));
                prop_assert_eq!(kept.contains(one), !is_near);
            }
        }

        /// Ships for whom memory is too small come in the next pass; none is missed and none comes twice.
        #[test]
        fn all_ships_come_pass_by_pass(times in proptest::collection::btree_set((1u32..9, 0u32..6), 0..40), most in 6usize..12) {
            let mut found = Vec::new();
            let mut from = Some(0);
            while let Some(first) = from {
                let mut pass = Told::new(first, None, most);
                times.iter().for_each(|(ship, at)| pass.note(*ship, *at));
                prop_assert!(pass.values.len() <= most);
                found.extend(pass.values.keys().copied());
                from = pass.below;
            }
            prop_assert_eq!(found, times.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_archive_gives_ships_that_ais_saw_one_place_in_each_interval() {
        let ship = 431_000_010;
        let mut rows: Vec<vigie_store::Row> = (0..100)
            .rev()
            .map(|n| heard(ship, 1_000 + n * 10, AIS, 1))
            .collect();
        // A buoy, a shore station by its number, a report of a monitoring system, and two ships under one number.
        rows.push(heard(431_000_011, 1_100, AIS, ATON));
        rows.push(heard(2_573_000, 1_100, AIS, 0));
        rows.push(heard(431_000_012, 1_100, VMS, 1));
        rows.push(heard(431_000_013, 1_100, AIS, 1));
        let (_folder, reader) = archive(&rows);
        let wanted = span(1_200..1_800, 300, 0, &[431_000_013]);
        let found = gather(&reader, &wanted, None, 100).unwrap();
        let found = untold(found, &told(&[]), 300);
        let times: Vec<(u32, u32)> = found.iter().map(|row| (row.mmsi, row.time_s)).collect();
        assert_eq!(times, [(ship, 1_200), (ship, 1_500)]);
        let seen = found[0].seen();
        assert_eq!((seen.lat_e7, seen.lon_e7), (400_000_000, -1_799_999_999));
    }

    #[test]
    fn a_number_that_two_ships_sent_until_noon_is_not_told_as_one_afterwards() {
        let (one, two) = (431_000_010, 431_000_011);
        let rows: Vec<vigie_store::Row> = (0..20)
            .flat_map(|n| [one, two].map(|ship| heard(ship, 1_000 + n * 60, AIS, 1)))
            .collect();
        let (_folder, reader) = archive(&rows);
        // In the picture each number is of one ship now.
        let mut wanted = span(1_000..2_200, 300, 0, &[]);
        let mut known = told(&[]);
        for id in [u64::from(one), u64::from(two), u64::from(two) | 2 << 32] {
            let fix = Fix {
                id,
                time_s: 1_000,
                lat_e5: 0,
                lon_e5: 0,
                sog_dkn: 0,
                cog_ddeg: 0,
            };
            wanted.note_told(&fix, &mut known);
        }
        let found = gather(&reader, &wanted, None, 100).unwrap();
        let found = untold(found, &known, 300);
        assert!(found.len() > 1 && found.iter().all(|row| row.mmsi == one));
        assert!(found.iter().all(|row| row.time_s >= 1_300), "told once");
    }

    #[test]
    fn an_archive_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let reader = ArchiveReader::new(&folder.path().join("none"));
        assert!(gather(&reader, &span(0..9, 60, 0, &[]), None, 9).is_err());
    }
}
