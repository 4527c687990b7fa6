//! Observations that come later than the watch waits. They make no event of several ships, for what the others did at that time
//! is no longer remembered; they may refute one.
//!
//! VMS is late as a rule: minutes to an hour pass between ship, flag State and us. Its report is news all the same when it is the
//! newest of its ship: then the ship is shown there, and detectors that judge a ship alone get it.

use super::{Watch, fix_of, has_position, is_nameless, is_ship};
use crate::{Fix, Observation, PositionReport, Report, SourceKind};

impl Watch {
    /// Too late to be sorted into its place.
    pub(super) fn late(&mut self, observation: &Observation) {
        self.counts.late += 1;
        let Some(now) = self.now else { return };
        let by_vms = observation.source == SourceKind::Vms;
        let report = match &observation.report {
            Report::Position(report) => report,
            Report::Identity(said) => {
                if by_vms {
                    self.identity(observation, said);
                }
                return;
            }
        };
        if !is_ship(report.class) || is_nameless(observation) || !has_position(report) {
            return;
        }
        let mmsi = observation.mmsi;
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
        if by_vms {
            self.take_news(observation, report);
        }
    }

    /// The newest word of a ship, though late.
    fn take_news(&mut self, observation: &Observation, report: &PositionReport) {
        let newest = self.newest(observation.mmsi).map(|v| v.last.time);
        let no_place = report.lat_e7 == 0 && report.lon_e7 == 0;
        if no_place || newest.is_some_and(|time| time >= observation.time) {
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
