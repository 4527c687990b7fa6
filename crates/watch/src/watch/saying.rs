//! What ships say of themselves: identity reports have no place, and must find the track whose ship sent them.

use vigie_sea::Time;

use super::{WAITING_MAX, Watch};
use crate::{IdentityReport, ListSet, Observation, SourceKind, Vessel};

/// The gear by the lists; `Some` if the detectors are to be told: it is known, or it was.
fn look_up(vessel: &mut Vessel, lists: &ListSet, time: Time) -> Option<String> {
    let identity = &vessel.identity;
    if identity.gear.is_some() {
        return None;
    }
    let call_sign = identity.call_sign.as_deref();
    let listed = lists.gear_of(vessel.mmsi, identity.imo, call_sign, time);
    let before = std::mem::replace(&mut vessel.listed_gear, listed.clone());
    listed.or_else(|| before.map(|_| String::new()))
}

impl Watch {
    pub(super) fn identity(&mut self, observation: &Observation, report: &IdentityReport) {
        self.counts.identities += 1;
        let mmsi = observation.mmsi;
        match self.told_by(observation, report) {
            Some(slot) => self.tell_identity(slot, mmsi, observation.time, report),
            None => {
                let full = self.waiting.len() >= WAITING_MAX;
                // Each system spells in its own way.
                let key = (mmsi, observation.source == SourceKind::Vms);
                if let Some((time, known)) = self.waiting.get_mut(&key) {
                    *time = observation.time;
                    *known = report.over(known);
                } else if !full {
                    self.waiting.insert(key, (observation.time, report.clone()));
                }
            }
        }
    }

    /// The track whose ship sent an identity report: the report has no place, so among several tracks
    /// of one MMSI it is the one that fits what each said before, then the same receiver, then the
    /// newest.
    fn told_by(&self, observation: &Observation, report: &IdentityReport) -> Option<u32> {
        self.by_name
            .range((observation.mmsi, 0)..=(observation.mmsi, u32::MAX))
            .filter_map(|(_, slot)| self.vessels.get(*slot as usize)?.as_ref())
            .max_by_key(|vessel| {
                let here = observation.receiver != 0 && vessel.receiver == observation.receiver;
                let fit = vessel.identity.fit(report);
                (
                    fit,
                    vessel.positions > 1,
                    here,
                    vessel.last.time,
                    vessel.track,
                )
            })
            .map(|vessel| vessel.slot)
    }

    pub(super) fn tell_identity(
        &mut self,
        slot: u32,
        mmsi: u32,
        time: Time,
        report: &IdentityReport,
    ) {
        let mut listed = None;
        if let Some(Some(vessel)) = self.vessels.get_mut(slot as usize) {
            vessel.identity.take(time, report);
            listed = look_up(vessel, &self.context.lists, time);
        }
        // What the vessel's own column says comes first; a list that says nothing any more takes its word back.
        let filled = listed
            .filter(|_| report.gear.is_none())
            .map(|gear| IdentityReport {
                gear: Some(gear),
                ..report.clone()
            });
        let report = filled.as_ref().unwrap_or(report);
        for detector in &mut self.detectors {
            detector.identity(slot, mmsi, time, report, &self.context, &mut self.book);
        }
    }
}
