//! A mark: what an officer adds to the label of one object, signed into the agency's log. It only narrows.
//!
//! A label that the node makes by the kind of an object says nothing of this one object: that a source must be protected,
//! that one partner is not to have it, that it ends tomorrow. A mark is joined with that label as the label of an input
//! with another's, so nothing may leave by it that could not leave before; and so are later marks with earlier ones.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Audience, Body, Caveat, Content, Envelope, Error, HoldRule, Label, Level, Onward, PartyId,
    Purposes, Scope, Time, Value, Verified,
};

/// Kind of the record that marks an object.
pub const LABEL_MARK: &str = "label-mark";
const MARK: &str = "mark";

/// What is added to the label of one object. What is left out changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mark {
    /// At least this sensitive.
    pub level: Option<Level>,
    /// Only these, of those who may have it anyway. The empty set is nobody.
    pub releasable_to: Option<BTreeSet<PartyId>>,
    /// Restrictions besides.
    pub caveats: BTreeSet<Caveat>,
    /// No release from this moment on, and copies are hidden.
    pub not_after: Option<Time>,
    /// While a scope is active, this instead of the level and the audience above; never beyond what the label says
    /// without the mark. What leaves so may not be passed on.
    pub scopes: BTreeMap<Scope, Audience>,
}

impl Mark {
    /// The body of its record.
    #[must_use]
    pub fn body(&self) -> Body {
        // A struct of texts always has a JSON form.
        let json = serde_json::to_value(self).unwrap_or_default();
        [(MARK.to_owned(), Value::from_json(&json))].into()
    }

    /// From an own record; it marks the object of the record.
    ///
    /// # Errors
    /// `exchange-party` for a record of another agency, `exchange-shape`.
    pub fn of(envelope: &Envelope<Verified>, own: &PartyId) -> Result<Self, Error> {
        let record = envelope.record();
        if record.originator != *own {
            let (found, expected) = (record.originator.clone(), own.clone());
            return Err(Error::Party { found, expected });
        }
        let shape = Error::Shape { what: LABEL_MARK };
        let Content::Open(body) = &record.draft.content else {
            return Err(shape);
        };
        if record.draft.kind.as_str() != LABEL_MARK {
            return Err(shape);
        }
        let said = body
            .get(MARK)
            .and_then(|said| serde_json::to_value(said).ok());
        let mark = said.and_then(|said| serde_json::from_value(said).ok());
        mark.ok_or(shape)
    }

    /// The label with this mark: the more restrictive of both in everything.
    #[must_use]
    pub fn on(&self, label: &Label) -> Label {
        let audience = Audience {
            level: self.level.unwrap_or(Level::Public),
            releasable_to: match &self.releasable_to {
                Some(parties) => parties.clone(),
                None => label.audience.releasable_to.clone(),
            },
        };
        let onward = if self.scopes.is_empty() {
            Onward::Allowed
        } else {
            Onward::None
        };
        label.join(&Label {
            audience,
            caveats: self.caveats.clone(),
            purposes: Purposes::Any,
            scopes: self.scopes.clone(),
            onward,
            not_after: self.not_after,
            hold: HoldRule::Investigation,
            ..Label::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties(names: &[&str]) -> BTreeSet<PartyId> {
        names
            .iter()
            .filter_map(|it| PartyId::new(it).ok())
            .collect()
    }

    fn label() -> Label {
        Label {
            audience: Audience {
                level: Level::Community,
                releasable_to: parties(&["jp-jcg", "us-uscg"]),
            },
            purposes: Purposes::Any,
            onward: Onward::Ask,
            hold: HoldRule::Investigation,
            ..Label::default()
        }
    }

    /// Of every scope that may be active: not beyond what the label said.
    fn is_within(narrow: &Label, wide: &Label) -> bool {
        let storm: BTreeSet<Scope> = "storm".parse::<Scope>().into_iter().collect();
        [BTreeSet::new(), storm].iter().all(|active| {
            let (new, old) = (narrow.audience_in(active), wide.audience_in(active));
            new.level >= old.level && new.releasable_to.is_subset(&old.releasable_to)
        }) && wide.caveats.is_subset(&narrow.caveats)
            && narrow.onward <= wide.onward
            && narrow.hold <= wide.hold
            && wide
                .not_after
                .is_none_or(|end| narrow.not_after.is_some_and(|new| new <= end))
    }

    #[test]
    fn an_empty_mark_changes_nothing() {
        assert_eq!(Mark::default().on(&label()), label());
    }

    #[test]
    fn a_mark_narrows_and_a_later_one_never_widens() {
        let scope = |names: &[&str]| {
            let audience = Audience {
                level: Level::Public,
                releasable_to: parties(names),
            };
            let scopes = "storm"
                .parse::<Scope>()
                .into_iter()
                .map(|it| (it, audience.clone()));
            scopes.collect::<BTreeMap<Scope, Audience>>()
        };
        let marks = [
            Mark {
                level: Some(Level::Protected),
                not_after: Some(Time::from_ms(9_000)),
                ..Mark::default()
            },
            Mark {
                level: Some(Level::Public),
                releasable_to: Some(parties(&["jp-jcg", "kr-kcg"])),
                not_after: Some(Time::from_ms(12_000)),
                ..Mark::default()
            },
            Mark {
                releasable_to: Some(parties(&[])),
                scopes: scope(&["jp-jcg", "kr-kcg"]),
                ..Mark::default()
            },
            Mark {
                caveats: "officers-only".parse::<Caveat>().into_iter().collect(),
                scopes: scope(&["us-uscg"]),
                ..Mark::default()
            },
        ];
        let mut now = label();
        for mark in marks {
            let next = mark.on(&now);
            assert!(is_within(&next, &now), "{mark:?}\n{next:?}");
            now = next;
        }
        assert_eq!(now.audience.level, Level::Protected);
        assert_eq!(now.audience.releasable_to, parties(&[]));
        assert_eq!(now.not_after, Some(Time::from_ms(9_000)));
    }

    #[test]
    fn inside_a_scope_the_mark_gives_way_but_the_label_does_not() {
        let audience = Audience {
            level: Level::Public,
            releasable_to: parties(&["jp-jcg", "kr-kcg"]),
        };
        let mark = Mark {
            releasable_to: Some(parties(&[])),
            scopes: "storm"
                .parse()
                .into_iter()
                .map(|it| (it, audience.clone()))
                .collect(),
            ..Mark::default()
        };
        let marked = mark.on(&label());
        let storm: BTreeSet<Scope> = "storm".parse::<Scope>().into_iter().collect();
        let inside = marked.audience_in(&storm);
        assert_eq!(inside.releasable_to, parties(&["jp-jcg"]));
        assert_eq!(inside.level, Level::Community);
        assert_eq!(
            marked.audience_in(&BTreeSet::new()).releasable_to,
            parties(&[])
        );
        assert_eq!(marked.onward, Onward::None);
    }
}
