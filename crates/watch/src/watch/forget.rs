//! Forgetting: what the watch keeps grows with the vessels in view, not with all that were ever heard.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::Watch;
use crate::{EndPoint, Observation, Vessel, is_unnumbered};

impl Watch {
    /// Forgets ships that VMS named by a call sign alone and for which this tells the MMSI: from now on they are heard under
    /// that, what still waits in the buffer too. A number that nobody uses any more would seem to have fallen silent.
    pub fn number(&mut self, mmsi_of: impl Fn(&str) -> Option<u32>) {
        self.numbered
            .retain(|_, (sign, mmsi)| mmsi_of(sign).is_some_and(|now| now == *mmsi));
        for slot in 0..self.vessels.len() {
            let place = self.vessels.get_mut(slot);
            let mut found = None;
            let is_named = |v: &mut Vessel| {
                let sign = v.identity.call_sign.as_deref();
                found = sign.filter(|_| is_unnumbered(v.mmsi)).and_then(|sign| {
                    let mmsi = mmsi_of(sign)?;
                    Some((sign.to_owned(), mmsi))
                });
                found.is_some()
            };
            if let Some(vessel) = place.and_then(|place| place.take_if(is_named)) {
                self.numbered.extend(found.map(|it| (vessel.mmsi, it)));
                self.let_go(&vessel);
            }
        }
    }

    /// The observation under the MMSI of its ship, where that is known now and was not when it came.
    pub(super) fn renumbered(&self, observation: &Observation) -> Option<Observation> {
        let (_, mmsi) = self.numbered.get(&observation.mmsi)?;
        Some(Observation {
            mmsi: *mmsi,
            ..observation.clone()
        })
    }

    /// Forgets a track whose place is empty already.
    fn let_go(&mut self, vessel: &Vessel) {
        self.by_name.remove(&(vessel.mmsi, vessel.track));
        self.segmenter.forget(vessel.mmsi, vessel.slot);
        for detector in &mut self.detectors {
            detector.forget(vessel.slot);
        }
        self.presence.forget(vessel.slot);
        self.free_slots.push(vessel.slot);
        self.counts.forgotten += 1;
    }

    /// Forgets tracks not heard for long, and events that ended as long ago.
    pub(super) fn sweep(&mut self, now: Time) {
        let before = now.plus_ms(-self.forget_ms);
        let mut gone: BTreeMap<String, EndPoint> = BTreeMap::new();
        for slot in 0..self.vessels.len() {
            let Some(place) = self.vessels.get_mut(slot) else {
                continue;
            };
            if let Some(vessel) = place.take_if(|v| v.last.time < before) {
                gone.insert(format!("{}-{}", vessel.mmsi, vessel.track), vessel.last);
                self.let_go(&vessel);
            }
        }
        self.book.end_of(now, &gone);
        self.segmenter.forget_before(before);
        self.waiting.retain(|_, (time, _)| *time >= before);
        self.vms_word.retain(|_, time| *time >= before);
        self.book.forget_before(before);
    }
}
