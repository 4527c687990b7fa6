//! Observations that come later than the watch waits. They make no event of several ships, for what the others did at that time
//! is no longer remembered; they may refute one.
//!
//! VMS is late as a rule: minutes to an hour pass between ship, flag State and us. Its report is news all the same when it is the
//! newest of its ship: then the ship is shown there, and detectors that judge a ship alone get it.

use vigie_sea::Time;

use super::{Watch, fix_of, is_nameless, is_ship};
use crate::{Fix, Observation, PositionReport, Report, SourceKind};

impl Watch {
    /// Too late to be sorted into its place.
    pub(super) fn late(&mut self, observation: &Observation) {
        self.counts.late += 1;
        let Some(now) = self.now else { return };
        let renumbered = self.renumbered(observation);
        let observation = renumbered.as_ref().unwrap_or(observation);
        let by_vms = observation.source == SourceKind::Vms;
        self.book.hear(observation.mmsi, by_vms, Some(now));
        match &observation.report {
            Report::Position(report) => self.late_position(observation, report, now),
            // An older word, or the same once more, would take back what was said since.
            Report::Identity(said) if by_vms && self.is_newer_word(observation) => {
                self.identity(observation, said);
            }
            Report::Identity(_) => {}
        }
        self.book.heard();
    }

    /// Whether nothing that a ship said of itself by VMS is as new; then this is the newest.
    pub(super) fn is_newer_word(&mut self, observation: &Observation) -> bool {
        let known = self.vms_word.insert(observation.mmsi, observation.time);
        let is_newer = known.is_none_or(|known| observation.time > known);
        if let Some(known) = known.filter(|_| !is_newer) {
            self.vms_word.insert(observation.mmsi, known);
        }
        is_newer
    }

    fn late_position(&mut self, observation: &Observation, report: &PositionReport, now: Time) {
        if !is_ship(report.class) || is_nameless(observation) || !report.is_on_earth() {
            return;
        }
        if report.lat_e7 == 0 && report.lon_e7 == 0 {
            self.counts.no_position += 1;
            return;
        }
        let mmsi = observation.mmsi;
        if observation.source == SourceKind::Vms {
            // Before anybody speaks: what is told of that time rests on it.
            self.book.seen_by_vms(mmsi, observation.time);
        }
        let slots: Vec<u32> = self
            .by_name
            .range((mmsi, 0)..=(mmsi, u32::MAX))
            .map(|(_, slot)| *slot)
            .collect();
        let fix = Fix {
            reception: self.reception(observation),
            ..fix_of(observation, report)
        };
        for detector in &mut self.detectors {
            detector.late(&fix, &slots, now, &self.context, &mut self.book);
        }
        if observation.source == SourceKind::Vms {
            self.take_news(observation, report);
        }
    }

    /// The newest word of a ship, though late.
    fn take_news(&mut self, observation: &Observation, report: &PositionReport) {
        let newest = self.newest(observation.mmsi).map(|v| v.last.time);
        if newest.is_some_and(|time| time >= observation.time) {
            return;
        }
        let (fix, is_new) = self.join(observation, report);
        self.counts.late_news += 1;
        self.step(&fix, is_new);
        for detector in &mut self.detectors {
            if detector.judges_alone() {
                detector.fix(&fix, &self.context, &mut self.book);
            }
        }
        if is_new {
            self.tell_waiting(&fix);
        }
    }
}
