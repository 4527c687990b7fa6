//! Whether a new policy certainly releases nothing that the one in force withholds.
//!
//! A careful answer from the texts alone: what is not plainly narrower counts as wider, and then a second officer of the
//! releasing agency has to look. (Whether the objects at hand differ is another question, see [`crate::difference`].)

use std::collections::BTreeSet;

use crate::{Form, Policy, Rule, Treatment};

impl Policy {
    /// Whether this policy certainly releases nothing beyond `before`.
    #[must_use]
    pub fn narrows(&self, before: &Self) -> bool {
        let (new, old) = (self.terms(), before.terms());
        let same = (&new.from, &new.to, &new.realm) == (&old.from, &old.to, &old.realm)
            && self.same_frame(before);
        let within = new.valid_from >= old.valid_from && new.valid_until <= old.valid_until;
        let fewer = new.purposes.is_subset(&old.purposes) && new.caveats.is_subset(&old.caveats);
        let mut rules = self.rules().iter().filter(|(_, r)| r.release != Form::None);
        let narrower = |rule: &Rule, kind| {
            before
                .rule(kind)
                .is_some_and(|before| within_rule(rule, before))
        };
        same && within && fewer && rules.all(|(kind, rule)| narrower(rule, kind))
    }
}

fn within_rule(new: &Rule, old: &Rule) -> bool {
    let form = match (old.release, new.release) {
        (Form::Whole, Form::Whole | Form::Fields) | (Form::Fields, Form::Fields) => true,
        (Form::Count, Form::Count) => new.count_min >= old.count_min,
        _ => false,
    };
    let fewer = |new: &Option<BTreeSet<_>>, old: &Option<BTreeSet<_>>| match (new, old) {
        (_, None) => true,
        (Some(new), Some(old)) => new.is_subset(old),
        (None, Some(_)) => false,
    };
    let sooner = match (new.retain_h, old.retain_h) {
        (_, None) => true,
        (Some(new), Some(old)) => new <= old,
        (None, Some(_)) => false,
    };
    form && (new.approval || !old.approval)
        && fewer(&new.purposes, &old.purposes)
        && new.level_max.0 <= old.level_max.0
        && (!new.personal || old.personal)
        && (old.time_s == 0 || new.time_s == old.time_s)
        && new.every_s >= old.every_s
        && new.pseudonym == old.pseudonym
        && sooner
        && new.onward <= old.onward
        && new.hold <= old.hold
        && (old.patrol_place.is_none() || new.patrol_place == old.patrol_place)
        && fields_within(new, old)
}

/// Each field that leaves now left before, as it was or in the very same treatment.
fn fields_within(new: &Rule, old: &Rule) -> bool {
    let before = |field: &String| match (old.fields.get(field), old.release) {
        (Some(treatment), _) => Some(treatment.clone()),
        (None, Form::Whole) => Some(Treatment::Keep),
        (None, _) => None,
    };
    let narrower = |(field, treatment): (&String, &Treatment)| {
        *treatment == Treatment::Drop
            || before(field).is_some_and(|old| old == Treatment::Keep || old == *treatment)
    };
    // What leaves whole must treat again each field that was treated before.
    let treated = |(field, treatment): (&String, &Treatment)| {
        new.release != Form::Whole
            || *treatment == Treatment::Keep
            || matches!(new.fields.get(field), Some(now) if now == treatment || *now == Treatment::Drop)
    };
    new.fields.iter().all(narrower) && old.fields.iter().all(treated)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 2
realm = "live"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2027-01-01T00:00:00Z"
purposes = ["fisheries", "search-and-rescue"]
caveats = ["no-print"]

[kind.alert]
release = "fields"
approval = true
level_max = "protected"
hold = "investigation"
retain_h = 48
onward = "ask"
purposes = ["fisheries"]
patrol_place = "place"
[kind.alert.fields]
event = "keep"
place = { place_m = 2000 }

[kind.area]
release = "whole"
[kind.area.fields]
source = "drop"
place = { place_m = 5000 }

[kind.position]
release = "whole"
every_s = 60

[kind.vessel]
release = "count"
count_min = 5
"#;

    fn policy(text: &str) -> Policy {
        Policy::parse(text, "").unwrap()
    }

    #[test]
    fn what_is_narrower_and_what_is_wider() {
        let old = policy(TEXT);
        assert!(old.narrows(&old));
        let change = |from: &str, to: &str| {
            assert!(TEXT.contains(from), "{from}");
            policy(&TEXT.replacen(from, to, 1)).narrows(&old)
        };
        for (from, to) in [
            ("version = 2", "version = 3"),
            ("2027-01-01", "2026-07-01"),
            ("[\"fisheries\", \"search-and-rescue\"]", "[\"fisheries\"]"),
            ("\"protected\"", "\"community\""),
            ("hold = \"investigation\"\n", ""),
            ("retain_h = 48", "retain_h = 24"),
            ("retain_h = 48", "retain_h = 48\nevery_s = 120"),
            ("every_s = 60", "every_s = 90"),
            ("onward = \"ask\"\n", ""),
            ("event = \"keep\"\n", ""),
            ("event = \"keep\"", "event = \"pseudonym\""),
            ("count_min = 5", "count_min = 9"),
            ("release = \"whole\"", "release = \"none\""),
            ("caveats = [\"no-print\"]\n", ""),
        ] {
            assert!(change(from, to), "{from} -> {to}");
        }
        for (from, to) in [
            ("2027-01-01", "2028-01-01"),
            ("2026-01-01", "2025-01-01"),
            ("purposes = [\"fisheries\", ", "purposes = [\"tourism\", "),
            ("approval = true\n", ""),
            ("\"protected\"", "\"enforcement\""),
            ("retain_h = 48", "retain_h = 49"),
            ("retain_h = 48\n", ""),
            ("onward = \"ask\"", "onward = \"allowed\""),
            ("purposes = [\"fisheries\"]\n", ""),
            ("patrol_place = \"place\"\n", ""),
            ("place_m = 2000", "place_m = 500"),
            ("event = \"keep\"", "event = \"keep\"\nname = \"keep\""),
            ("source = \"drop\"\n", ""),
            ("place = { place_m = 5000 }\n", ""),
            ("count_min = 5", "count_min = 4"),
            ("every_s = 60", "every_s = 59"),
            ("every_s = 60\n", ""),
            ("release = \"count\"\ncount_min = 5", "release = \"whole\""),
            (
                "[kind.vessel]",
                "[kind.note]\nrelease = \"whole\"\n[kind.vessel]",
            ),
            (
                "caveats = [\"no-print\"]",
                "caveats = [\"no-print\", \"x\"]",
            ),
        ] {
            assert!(!change(from, to), "{from} -> {to}");
        }
        let cedar = "permit(principal, action, resource);";
        let conditioned = Policy::parse(TEXT, cedar);
        assert!(conditioned.is_err() || !conditioned.unwrap().narrows(&old));
    }
}
