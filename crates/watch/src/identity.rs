//! Identity: what a vessel says of itself, how it changed, and where it contradicts itself.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::IdentityReport;

/// Changes kept per vessel; the oldest are dropped first.
const HISTORY_MAX: usize = 32;

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityChange {
    /// When the new value was first heard.
    pub at: Time,
    /// Stable code of the field, such as `name`.
    pub field: String,
    /// Value before.
    pub before: String,
    /// Value from then on.
    pub after: String,
}

/// Who a vessel says it is now, and what it said before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Last name sent.
    pub name: Option<String>,
    /// Last call sign sent.
    pub call_sign: Option<String>,
    /// Last IMO number sent.
    pub imo: Option<u32>,
    /// Last AIS ship type sent.
    pub ship_type: Option<u8>,
    /// Length overall, metres.
    pub length_m: Option<u16>,
    /// Beam, metres.
    pub beam_m: Option<u16>,
    /// Destination as sent.
    pub destination: Option<String>,
    /// Gear or vessel class from a registry or a preset column.
    pub gear: Option<String>,
    /// Flag (ISO 3166 alpha-3) from a registry or a preset column.
    pub flag: Option<String>,
    /// Changes of identity, oldest first, at most 32.
    pub history: Vec<IdentityChange>,
}

impl IdentityReport {
    /// This report with what only an older one told: class B sends its identity in two parts.
    pub(crate) fn over(&self, older: &Self) -> Self {
        Self {
            imo: self.imo.or(older.imo),
            name: self.name.clone().or_else(|| older.name.clone()),
            call_sign: self.call_sign.clone().or_else(|| older.call_sign.clone()),
            ship_type: self.ship_type.or(older.ship_type),
            length_m: self.length_m.or(older.length_m),
            beam_m: self.beam_m.or(older.beam_m),
            destination: self
                .destination
                .clone()
                .or_else(|| older.destination.clone()),
            gear: self.gear.clone().or_else(|| older.gear.clone()),
            flag: self.flag.clone().or_else(|| older.flag.clone()),
            class: self.class,
        }
    }
}

impl Identity {
    /// How well a report fits: fields that agree less fields that differ.
    pub(crate) fn fit(&self, report: &IdentityReport) -> i32 {
        fn one<T: PartialEq>(known: Option<&T>, told: Option<&T>) -> i32 {
            match (known, told) {
                (Some(a), Some(b)) if a == b => 1,
                (Some(_), Some(_)) => -1,
                _ => 0,
            }
        }
        one(self.name.as_ref(), report.name.as_ref())
            + one(self.call_sign.as_ref(), report.call_sign.as_ref())
            + one(self.imo.as_ref(), report.imo.as_ref())
            + one(self.ship_type.as_ref(), report.ship_type.as_ref())
            + one(self.length_m.as_ref(), report.length_m.as_ref())
    }

    /// Takes in a report; gives the changes of fields that already had a value.
    pub(crate) fn take(&mut self, at: Time, report: &IdentityReport) -> Vec<IdentityChange> {
        let mut changes = Vec::new();
        let mut note = |field: &str, before: Option<String>, after: String| {
            if let Some(before) = before {
                changes.push(IdentityChange {
                    at,
                    field: field.to_owned(),
                    before,
                    after,
                });
            }
        };
        set(&mut self.name, report.name.as_ref(), |b, a| {
            note("name", b, a)
        });
        set(&mut self.call_sign, report.call_sign.as_ref(), |b, a| {
            note("call_sign", b, a)
        });
        set(&mut self.imo, report.imo.as_ref(), |b, a| note("imo", b, a));
        set(&mut self.ship_type, report.ship_type.as_ref(), |b, a| {
            note("ship_type", b, a)
        });
        set(&mut self.flag, report.flag.as_ref(), |b, a| {
            note("flag", b, a)
        });
        set(&mut self.gear, report.gear.as_ref(), |b, a| {
            note("gear", b, a)
        });
        set(&mut self.length_m, report.length_m.as_ref(), |_, _| {});
        set(&mut self.beam_m, report.beam_m.as_ref(), |_, _| {});
        set(
            &mut self.destination,
            report.destination.as_ref(),
            |_, _| {},
        );
        self.history.extend(changes.iter().cloned());
        let excess = self.history.len().saturating_sub(HISTORY_MAX);
        self.history.drain(..excess);
        changes
    }
}

fn set<T: Clone + PartialEq + ToString>(
    field: &mut Option<T>,
    told: Option<&T>,
    mut changed: impl FnMut(Option<String>, String),
) {
    let Some(told) = told else { return };
    if field.as_ref() != Some(told) {
        changed(field.as_ref().map(ToString::to_string), told.to_string());
        *field = Some(told.clone());
    }
}
