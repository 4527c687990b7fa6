//! The release policy of one agency for one partner, in a text that an officer can read and change.
//!
//! `policy.toml` says per kind of object what leaves and in what form; `policy.cedar` beside it may narrow that by
//! conditions. What is not named is not released. Both texts are what both agencies sign.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    Caveat, Error, HoldRule, Kind, Level, Onward, PartyId, Profile, Purpose, Realm, Scope, Time,
    Treatment, cedar::Conditions,
};

/// Largest policy text in bytes: some hundred kinds and conditions.
pub const POLICY_BYTES_MAX: usize = 256 * 1_024;

/// Kind of a position from a vessel monitoring system. Such data is given for a patrol and taken back at its end, so a
/// policy that would release it without one is refused.
pub const VMS: &str = "vms-position";
/// Kind of an event that rests on positions of a vessel monitoring system: under the same rule.
pub const VMS_ALERT: &str = "vms-alert";

/// The file a fault is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyFile {
    /// `policy.toml`.
    Toml,
    /// `policy.cedar`.
    Cedar,
}

/// In what form a kind leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Not at all.
    #[default]
    None,
    /// With every field.
    Whole,
    /// With the fields named, each treated as said.
    Fields,
    /// As a number of objects only.
    Count,
}

/// What is said about one kind.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// In what form it leaves.
    pub release: Form,
    /// Each release waits for an officer's approval.
    #[serde(default)]
    pub approval: bool,
    /// For which of the agreement's purposes; absent: for all of them.
    #[serde(default)]
    pub purposes: Option<BTreeSet<Purpose>>,
    /// The highest level that leaves.
    #[serde(default)]
    pub level_max: LevelMax,
    /// Whether data about persons leaves.
    #[serde(default)]
    pub personal: bool,
    /// Treatment by field; what is absent is dropped, unless the form is whole.
    #[serde(default)]
    pub fields: BTreeMap<String, Treatment>,
    /// The object's own times (made, valid) are rounded down to so many seconds.
    #[serde(default)]
    pub time_s: u32,
    /// Of one vessel's positions, at most one leaves in so many seconds; 0: each.
    #[serde(default)]
    pub every_s: u32,
    /// The object gets a pseudonym.
    #[serde(default)]
    pub pseudonym: bool,
    /// The copy is deleted so many hours after its release.
    #[serde(default)]
    pub retain_h: Option<u32>,
    /// What the partner may pass on, at most.
    #[serde(default)]
    pub onward: Onward,
    /// Whether the partner may hold it for an investigation, if the label allows it.
    #[serde(default)]
    pub hold: HoldRule,
    /// Released only during a patrol of the partner, when the place in this field lies in the patrol's area, and only
    /// until that patrol ends.
    #[serde(default)]
    pub patrol_place: Option<String>,
    /// Numbers of objects below this are not told.
    #[serde(default)]
    pub count_min: u32,
}

/// The highest level that leaves; `public` unless said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct LevelMax(pub Level);

impl Default for LevelMax {
    fn default() -> Self {
        Self(Level::Public)
    }
}

/// When a scope may be active under the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeWindow {
    /// From this moment on.
    #[serde(default)]
    pub from: Option<Time>,
    /// Before this moment.
    #[serde(default)]
    pub until: Option<Time>,
}

/// Who agrees with whom, on what, when.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The agency that releases.
    pub from: PartyId,
    /// The partner.
    pub to: PartyId,
    /// Rises with every change.
    pub version: u32,
    /// The realm it is for.
    pub realm: Realm,
    /// In force from this moment on.
    pub valid_from: Time,
    /// No longer in force from this moment on.
    pub valid_until: Time,
    /// What the partner may ask for.
    pub purposes: BTreeSet<Purpose>,
    /// Caveats that the partner has agreed to honour.
    #[serde(default)]
    pub caveats: BTreeSet<Caveat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    agreement: Terms,
    #[serde(default)]
    scope: BTreeMap<Scope, ScopeWindow>,
    #[serde(default)]
    kind: BTreeMap<Kind, Rule>,
    #[serde(default)]
    profile: BTreeMap<Profile, BTreeMap<String, Treatment>>,
}

/// A policy that was read and compiled. It may be looked at and tried; only a signed [`crate::Agreement`] releases.
#[derive(Debug, Clone)]
pub struct Policy {
    terms: Terms,
    scopes: BTreeMap<Scope, ScopeWindow>,
    kinds: BTreeMap<Kind, Rule>,
    profiles: BTreeMap<Profile, BTreeMap<String, Treatment>>,
    conditions: Conditions,
    cedar: String,
}

impl Policy {
    /// Scopes, profiles and conditions: where these differ, which is wider cannot be said from the texts.
    pub(crate) fn same_frame(&self, other: &Self) -> bool {
        self.scopes == other.scopes && self.profiles == other.profiles && self.cedar == other.cedar
    }

    /// Reads `policy.toml` and `policy.cedar` (which may be empty).
    ///
    /// # Errors
    /// `exchange-policy` with file, line and reason; `exchange-too-large`.
    pub fn parse(toml: &str, cedar: &str) -> Result<Self, Error> {
        let found = toml.len().max(cedar.len());
        if found > POLICY_BYTES_MAX {
            return Err(Error::TooLarge {
                what: "policy",
                found,
                max: POLICY_BYTES_MAX,
            });
        }
        let text: Text = toml::from_str(toml).map_err(|fault| {
            let start = fault.span().map_or(0, |span| span.start);
            policy_fault(PolicyFile::Toml, toml, start, fault.message())
        })?;
        check_kinds(toml, &text.kind)?;
        check_terms(toml, &text.agreement)?;
        Ok(Self {
            conditions: Conditions::parse(cedar, &text.kind)?,
            terms: text.agreement,
            scopes: text.scope,
            kinds: text.kind,
            profiles: text.profile,
            cedar: cedar.to_owned(),
        })
    }

    /// Who agrees with whom, on what, when.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// What is said about a kind.
    #[must_use]
    pub fn rule(&self, kind: &Kind) -> Option<&Rule> {
        self.kinds.get(kind)
    }

    /// The kinds named, with what is said about each.
    #[must_use]
    pub fn rules(&self) -> &BTreeMap<Kind, Rule> {
        &self.kinds
    }

    /// The treatments of a profile.
    #[must_use]
    pub fn profile(&self, profile: &Profile) -> Option<&BTreeMap<String, Treatment>> {
        self.profiles.get(profile)
    }

    /// What the profiles do to a field.
    pub(crate) fn profiles_of(&self, field: &str) -> impl Iterator<Item = &Treatment> {
        self.profiles.values().filter_map(move |it| it.get(field))
    }

    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Of the scopes that the node says are active, those that the agreement knows, in their windows.
    #[must_use]
    pub fn scopes_in_force(&self, active: &BTreeSet<Scope>, now: Time) -> BTreeSet<Scope> {
        let open = |window: &ScopeWindow| {
            window.from.is_none_or(|from| from <= now)
                && window.until.is_none_or(|until| now < until)
        };
        let known = self
            .scopes
            .iter()
            .filter(|(scope, window)| active.contains(*scope) && open(window));
        known.map(|(scope, _)| scope.clone()).collect()
    }
}

/// A fault at a byte of a text, as file and line.
pub(crate) fn policy_fault(file: PolicyFile, text: &str, byte: usize, reason: &str) -> Error {
    let before = text.as_bytes().iter().take(byte);
    let line = before
        .filter(|byte| **byte == b'\n')
        .count()
        .saturating_add(1);
    Error::Policy {
        file,
        line,
        reason: reason.to_owned(),
    }
}

/// What the types cannot say: a rule that would drop everything, or treat what is not there.
fn check_kinds(toml: &str, kinds: &BTreeMap<Kind, Rule>) -> Result<(), Error> {
    for (kind, rule) in kinds {
        let reason = match rule.release {
            Form::Fields if rule.fields.is_empty() => "fields-missing",
            Form::Count if rule.count_min < COUNT_MIN => "count-min-too-small",
            Form::Whole if rule.personal => "personal-needs-fields",
            Form::Whole | Form::Fields
                if matches!(kind.as_str(), VMS | VMS_ALERT) && rule.patrol_place.is_none() =>
            {
                "vms-needs-patrol"
            }
            _ if rule.fields.values().any(bad_treatment) => "treatment",
            _ => continue,
        };
        let byte = toml.find(&format!("[kind.{kind}")).unwrap_or(0);
        return Err(policy_fault(PolicyFile::Toml, toml, byte, reason));
    }
    Ok(())
}

/// Smallest number of objects that may be told: below it a number points at single ships.
pub const COUNT_MIN: u32 = 3;

fn bad_treatment(treatment: &Treatment) -> bool {
    match treatment {
        Treatment::PlaceM(0) | Treatment::TimeS(0) => true,
        Treatment::Round(step) => !(step.is_finite() && *step > 0.0),
        _ => false,
    }
}

fn check_terms(toml: &str, terms: &Terms) -> Result<(), Error> {
    let byte = toml.find("[agreement]").unwrap_or(0);
    let fault = |reason| Err(policy_fault(PolicyFile::Toml, toml, byte, reason));
    if terms.valid_from >= terms.valid_until {
        return fault("valid-until");
    }
    if terms.from == terms.to {
        fault("same-party")
    } else {
        Ok(())
    }
}
