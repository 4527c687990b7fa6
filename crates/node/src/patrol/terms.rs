//! What orders say beyond the plan: who coordinates, who speaks where, to whom reports go. Settings hold what is usual; a
//! plan has its own from the moment it is ordered, so that a sheet that was handed out does not change by itself.

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_patrol::order::{CommsPlan, OrderDetails};
use vigie_store::Ledger;

use super::book::{SETTINGS, Settings, all};

/// Kind of these in the patrol log, by plan.
pub(crate) const TERMS: &str = "order-terms";

/// Characters of a name or channel.
const NAME_CHARS_MAX: usize = 200;
/// Characters of the remarks.
const REMARKS_CHARS_MAX: usize = 4_000;
/// Most nets.
const NETS_MAX: usize = 20;
/// Hours between routine reports.
const REPORT_EVERY_H: std::ops::RangeInclusive<f64> = 0.25..=168.0;

/// What an order says beyond the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Terms {
    /// Mission coordinator.
    pub(crate) coordinator: String,
    /// On-scene coordinator.
    pub(crate) on_scene_coordinator: String,
    /// Airspace reserved, or empty.
    pub(crate) airspace: String,
    /// To whom reports go.
    pub(crate) reports_to: String,
    /// Remarks in the planner's words.
    pub(crate) remarks: String,
    /// Who speaks where.
    pub(crate) comms: CommsPlan,
}

impl Terms {
    /// Whether it can be printed: the code of the first fault, and what it is about.
    pub(crate) fn examine(&self) -> Result<(), (&'static str, &'static str)> {
        let long = |text: &str, most: usize| text.chars().count() > most;
        let names = [
            (&self.coordinator, "coordinator"),
            (&self.on_scene_coordinator, "on_scene_coordinator"),
            (&self.airspace, "airspace"),
            (&self.reports_to, "reports_to"),
        ];
        if let Some((_, name)) = names.iter().find(|(text, _)| long(text, NAME_CHARS_MAX)) {
            return Err(("text-too-long", *name));
        }
        if long(&self.remarks, REMARKS_CHARS_MAX) {
            return Err(("text-too-long", "remarks"));
        }
        let nets = &self.comms.nets;
        if nets.len() > NETS_MAX {
            return Err(("things-too-many", "nets"));
        }
        let unfit = |text: &str| long(text, NAME_CHARS_MAX);
        if nets.iter().any(|n| unfit(&n.channel) || unfit(&n.station)) {
            return Err(("text-too-long", "nets"));
        }
        if nets.iter().any(|n| n.channel.trim().is_empty())
            || !REPORT_EVERY_H.contains(&self.comms.report_every_h)
        {
            return Err(("value-out-of-range", "comms"));
        }
        Ok(())
    }

    /// The details of an order of this title and number.
    pub(crate) fn details(self, title: String, number: String) -> OrderDetails {
        OrderDetails {
            title,
            number,
            coordinator: self.coordinator,
            on_scene_coordinator: self.on_scene_coordinator,
            airspace: self.airspace,
            reports_to: self.reports_to,
            comms: self.comms,
            remarks: self.remarks,
        }
    }
}

/// What is usual.
pub(crate) fn usual(ledger: &Ledger) -> Result<Terms, vigie_store::Error> {
    let settings = all::<Settings>(ledger, SETTINGS)?.pop();
    Ok(settings.map(|s| s.value.orders).unwrap_or_default())
}

/// What a plan has of its own.
pub(crate) fn own(ledger: &Ledger, plan: &str) -> Result<Option<Terms>, vigie_store::Error> {
    let row = ledger.patrol_version(TERMS, plan, None)?;
    let Some(body) = row.and_then(|row| row.body) else {
        return Ok(None);
    };
    match serde_json::from_str(&body) {
        Ok(terms) => Ok(Some(terms)),
        Err(fault) => {
            tracing::error!(plan, %fault, "terms of orders unreadable");
            Ok(None)
        }
    }
}

/// What the orders of a plan say.
pub(crate) fn of_plan(ledger: &Ledger, plan: &str) -> Result<Terms, vigie_store::Error> {
    match own(ledger, plan)? {
        Some(terms) => Ok(terms),
        None => usual(ledger),
    }
}

/// A plan that is ordered keeps what its orders say.
pub(crate) fn settle(
    ledger: &mut Ledger,
    plan: &str,
    at: i64,
    user: &str,
) -> Result<(), vigie_store::Error> {
    if own(ledger, plan)?.is_none() {
        let body = json!(usual(ledger)?).to_string();
        ledger.append_patrol(TERMS, plan, at, user, Some(&body))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_patrol::order::{Net, NetPurpose};

    #[test]
    fn what_cannot_be_printed_is_refused() {
        assert_eq!(Terms::default().examine(), Ok(()));
        let mut long = Terms {
            coordinator: "x".repeat(201),
            ..Terms::default()
        };
        assert_eq!(long.examine(), Err(("text-too-long", "coordinator")));
        long.coordinator.clear();
        long.comms.report_every_h = f64::NAN;
        assert_eq!(long.examine(), Err(("value-out-of-range", "comms")));
        let mut nets = Terms::default();
        nets.comms.nets.push(Net {
            purpose: NetPurpose::Press,
            channel: " ".to_owned(),
            station: String::new(),
        });
        assert_eq!(nets.examine(), Err(("value-out-of-range", "comms")));
        nets.comms.nets = vec![nets.comms.nets.remove(0); 21];
        assert_eq!(nets.examine(), Err(("things-too-many", "nets")));
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        let terms: Terms = serde_json::from_str(r#"{"coordinator":"MRCC Victoria"}"#).unwrap();
        assert_eq!(terms.comms, CommsPlan::default());
        let details = terms.details("North".to_owned(), "plan-1-2".to_owned());
        assert_eq!(details.coordinator, "MRCC Victoria");
        assert_eq!(details.number, "plan-1-2");
    }
}
