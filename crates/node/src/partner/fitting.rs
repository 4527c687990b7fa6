//! Which purpose of an agreement fits a kind of object: what an officer is proposed, and for what a kind leaves by itself.
//!
//! Names of purposes are the agreement's own. A purpose is taken to be of a sort by the words of its name, so that
//! `fisheries-enforcement` is one of fisheries; a name of no known sort fits nothing and is the officer's to choose.

use std::collections::BTreeSet;

use vigie_exchange::{Kind, PartyId, Policy, Purpose, VMS, VMS_ALERT, channel::POSITION};

use super::{
    desk::{Desk, DeskError},
    matter::{ALERT, AREA, CRISIS_COUNTS, JOINT_ANSWER, JOINT_PLAN, NOTE, VESSEL, VESSEL_LIST},
    order_told::ORDER_STATUS,
    photo::CASE_PHOTO,
    room::{
        BOOK, CASE_ENTRY, CLAIM, CLOSED, FRAME, GROUPS, LINE, OFFER, PLAN, RECORD, REPORT_EDIT,
        UNION,
    },
    threat::THREAT,
};

/// What a purpose is about: beginnings of words in its name.
type Sort = &'static [&'static str];

const FISHERIES: Sort = &["fisher", "fishing", "iuu"];
const PATROL: Sort = &["patrol"];
const EVACUATION: Sort = &["evacuat", "consular", "crisis", "repatriat"];
const THREATS: Sort = &["cyber", "threat"];

/// Sorts that fit a kind, the nearest first.
fn sorts(kind: &str) -> &'static [Sort] {
    match kind {
        ALERT | VMS_ALERT | VESSEL | POSITION | VMS | AREA | VESSEL_LIST | ORDER_STATUS
        | CASE_ENTRY | REPORT_EDIT | CASE_PHOTO => &[FISHERIES, PATROL],
        JOINT_PLAN | JOINT_ANSWER => &[PATROL, FISHERIES],
        CRISIS_COUNTS | FRAME | GROUPS | PLAN | OFFER | CLAIM | LINE | CLOSED | RECORD | UNION
        | BOOK => &[EVACUATION],
        THREAT => &[THREATS],
        // A word between officers of two watch floors, whatever it is about.
        NOTE => &[FISHERIES, PATROL, EVACUATION],
        _ => &[],
    }
}

fn is_of(purpose: &Purpose, sort: &[&str]) -> bool {
    let mut words = purpose.as_str().split(['-', '_', '.']);
    words.any(|word| sort.iter().any(|start| word.starts_with(start)))
}

/// The purposes for which a kind may leave: those of its rule, else those of the whole agreement.
pub(super) fn purposes_of<'p>(policy: &'p Policy, kind: &Kind) -> &'p BTreeSet<Purpose> {
    let of_rule = policy.rule(kind).and_then(|rule| rule.purposes.as_ref());
    of_rule.unwrap_or(&policy.terms().purposes)
}

/// The first of some purposes that fits a kind; `None` if none does.
pub(super) fn fitting<'p>(kind: &str, purposes: &[&'p Purpose]) -> Option<&'p Purpose> {
    let of = |sort: &Sort| purposes.iter().find(|purpose| is_of(purpose, sort));
    sorts(kind).iter().find_map(of).copied()
}

/// For which a kind leaves without an officer's choice: the one that fits, else the first, as both sides signed that this
/// kind leaves for any of them.
pub(super) fn usual(kind: &str, purposes: &BTreeSet<Purpose>) -> Option<Purpose> {
    let all: Vec<&Purpose> = purposes.iter().collect();
    fitting(kind, &all).or(purposes.first()).cloned()
}

impl Desk {
    /// The purpose for which a kind is told to a partner when nobody names one: the one that fits, or the only one.
    ///
    /// # Errors
    /// No such partner, no agreement; `purpose-needed` if it has several and none of them fits.
    pub(crate) fn purpose_or_needed(
        &self,
        party: &PartyId,
        kind: &str,
    ) -> Result<Purpose, DeskError> {
        let policy = self.agreement(party)?.policy();
        let kind = Kind::new(kind)?;
        let all: Vec<&Purpose> = purposes_of(policy, &kind).iter().collect();
        let only = match all.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let found = fitting(kind.as_str(), &all).or(only);
        found.cloned().ok_or(DeskError::Refused("purpose-needed"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn proposed(kind: &str, names: &[&str]) -> Option<String> {
        let purposes: BTreeSet<Purpose> =
            names.iter().map(|it| Purpose::new(it).unwrap()).collect();
        let all: Vec<&Purpose> = purposes.iter().collect();
        fitting(kind, &all).map(|it| it.as_str().to_owned())
    }

    #[test]
    fn a_purpose_is_proposed_by_what_it_is_about_not_by_its_place() {
        let both = ["evacuation", "fisheries"];
        for kind in [
            "alert",
            "vms-alert",
            "vessel",
            "position",
            "vms-position",
            "area",
        ] {
            assert_eq!(
                proposed(kind, &both).as_deref(),
                Some("fisheries"),
                "{kind}"
            );
        }
        for kind in ["vessel-list", "order-status", "case-entry", "joint-plan"] {
            assert_eq!(
                proposed(kind, &both).as_deref(),
                Some("fisheries"),
                "{kind}"
            );
        }
        for kind in [
            "crisis-counts",
            "crisis-frame",
            "seat-offer",
            "manifest-line",
        ] {
            assert_eq!(
                proposed(kind, &both).as_deref(),
                Some("evacuation"),
                "{kind}"
            );
        }
        assert_eq!(proposed("threat-report", &both), None);
        let cyber = ["cyber", "evacuation", "fisheries"];
        assert_eq!(proposed("threat-report", &cyber).as_deref(), Some("cyber"));
        let named = ["crisis-abroad", "fisheries-enforcement"];
        assert_eq!(
            proposed("alert", &named).as_deref(),
            Some("fisheries-enforcement")
        );
        assert_eq!(
            proposed("crisis-plan", &named).as_deref(),
            Some("crisis-abroad")
        );
        assert_eq!(proposed("note", &both).as_deref(), Some("fisheries"));
        let patrols = ["fisheries", "patrol"];
        assert_eq!(proposed("joint-plan", &patrols).as_deref(), Some("patrol"));
    }

    #[test]
    fn where_none_fits_none_is_proposed() {
        assert_eq!(proposed("alert", &["evacuation"]), None);
        assert_eq!(proposed("alert", &["evacuation", "safety"]), None);
        assert_eq!(proposed("seat-claim", &["fisheries"]), None);
        assert_eq!(proposed("copy", &["evacuation", "fisheries"]), None);
        assert_eq!(proposed("alert", &[]), None);
    }
}
