//! What is wrong in the data of a plan, entry by entry, so that a planner can mend it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::instance::{CLASSES, GROUP_SIZE_MAX, Instance, PlanGroup};

/// Something the planner leaves out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Kind of thing: `leg`, `group`, `road`, `vehicle`, `assembly`, `embarkation`, `haven`.
    pub what: String,
    /// Its id, or for a road `from>to`.
    pub id: String,
    /// Stable code of the reason.
    pub code: FaultCode,
}

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultCode {
    /// Two have the same id; the later is left out.
    Twice,
    /// A place that is not in the plan.
    PlaceUnknown,
    /// A partner that is not in the plan.
    PartnerUnknown,
    /// Check-in closes after departure, or it arrives before it departs.
    Order,
    /// Nobody in it, or more than may travel as one group.
    Size,
    /// More lie down, sit in wheelchairs, or are minors and guardians than there are people.
    Needs,
    /// No such priority class.
    Class,
    /// Minors without a guardian, and nobody named to escort them.
    MinorAlone,
    /// The escorting group is unknown, has no guardian, or waits at another place.
    Escort,
}

impl FaultCode {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Twice => "evac-fault-twice",
            Self::PlaceUnknown => "evac-fault-place-unknown",
            Self::PartnerUnknown => "evac-fault-partner-unknown",
            Self::Order => "evac-fault-order",
            Self::Size => "evac-fault-size",
            Self::Needs => "evac-fault-needs",
            Self::Class => "evac-fault-class",
            Self::MinorAlone => "evac-fault-minor-alone",
            Self::Escort => "evac-fault-escort",
        }
    }
}

impl Instance {
    /// Everything the planner leaves out, with the reason.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let mut say = |what: &str, id: String, code: FaultCode| {
            out.push(Fault {
                what: what.to_owned(),
                id,
                code,
            });
        };
        let assembly: BTreeSet<_> = self.assembly.iter().map(|place| place.id).collect();
        let ports: BTreeSet<_> = self.embarkation.iter().map(|place| place.id).collect();
        let havens: BTreeSet<_> = self.havens.iter().map(|place| place.id).collect();
        let mut seen = BTreeSet::new();
        for (what, id) in self
            .assembly
            .iter()
            .map(|place| ("assembly", place.id))
            .chain(
                self.embarkation
                    .iter()
                    .map(|place| ("embarkation", place.id)),
            )
            .chain(self.havens.iter().map(|place| ("haven", place.id)))
        {
            if !seen.insert((what, id)) {
                say(what, id.to_string(), FaultCode::Twice);
            }
        }
        for road in &self.roads {
            if !assembly.contains(&road.from) || !ports.contains(&road.to) {
                let id = format!("{}>{}", road.from, road.to);
                say("road", id, FaultCode::PlaceUnknown);
            }
        }
        let mut vehicles = BTreeSet::new();
        for vehicle in &self.vehicles {
            let placed = assembly.contains(&vehicle.at) || ports.contains(&vehicle.at);
            let code = if !vehicles.insert(vehicle.id) {
                FaultCode::Twice
            } else if !placed {
                FaultCode::PlaceUnknown
            } else if vehicle.seats == 0 {
                FaultCode::Size
            } else {
                continue;
            };
            say("vehicle", vehicle.id.to_string(), code);
        }
        let mut legs = BTreeSet::new();
        for leg in &self.legs {
            let code = if !legs.insert(leg.id) {
                FaultCode::Twice
            } else if !ports.contains(&leg.from) || !havens.contains(&leg.to) {
                FaultCode::PlaceUnknown
            } else if !self.partners.contains(&leg.owner) {
                FaultCode::PartnerUnknown
            } else if leg.cutoff > leg.departure || leg.departure > leg.arrival {
                FaultCode::Order
            } else {
                continue;
            };
            say("leg", leg.id.to_string(), code);
        }
        let mut groups = BTreeMap::new();
        for group in &self.groups {
            groups.entry(group.id).or_insert(group);
        }
        let mut seen = BTreeSet::new();
        for group in &self.groups {
            let placed = assembly.contains(&group.at) || ports.contains(&group.at);
            let code = if !seen.insert(group.id) {
                Some(FaultCode::Twice)
            } else if !placed {
                Some(FaultCode::PlaceUnknown)
            } else if !self.partners.contains(&group.partner) {
                Some(FaultCode::PartnerUnknown)
            } else {
                group.fault(|id| groups.get(&id).copied())
            };
            if let Some(code) = code {
                say("group", group.id.to_string(), code);
            }
        }
        out
    }

    /// Ids of the things of a kind that the planner leaves out.
    pub(crate) fn faulty(&self, what: &str) -> BTreeSet<String> {
        self.faulty_with_code(what).into_keys().collect()
    }

    /// The same with why; of several reasons the last.
    pub(crate) fn faulty_with_code(&self, what: &str) -> BTreeMap<String, FaultCode> {
        let faults = self.faults().into_iter().filter(|it| it.what == what);
        faults.map(|it| (it.id, it.code)).collect()
    }
}

impl PlanGroup {
    /// What is wrong with the group or its escort.
    fn fault<'a>(
        &self,
        find: impl Fn(crate::GroupId) -> Option<&'a PlanGroup>,
    ) -> Option<FaultCode> {
        if let Some(code) = self.own_fault() {
            return Some(code);
        }
        match self.escorted_by {
            Some(id) => {
                let escort = find(id).filter(|escort| {
                    escort.id != self.id
                        && escort.at == self.at
                        && escort.guardians > 0
                        && escort.escorted_by.is_none()
                        && escort.own_fault().is_none()
                });
                escort.is_none().then_some(FaultCode::Escort)
            }
            None if self.minors > 0 && self.guardians == 0 => Some(FaultCode::MinorAlone),
            None => None,
        }
    }

    fn own_fault(&self) -> Option<FaultCode> {
        let more = |a: u16, b: u16| u32::from(a) + u32::from(b) > u32::from(self.size);
        if self.size == 0 || self.size > GROUP_SIZE_MAX {
            Some(FaultCode::Size)
        } else if more(self.stretchers, self.wheelchairs) || more(self.minors, self.guardians) {
            Some(FaultCode::Needs)
        } else if usize::from(self.class) >= CLASSES {
            Some(FaultCode::Class)
        } else {
            None
        }
    }
}
