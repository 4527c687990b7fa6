//! The label: what may be done with an object, for whom, for what, until when. It travels inside the signed bytes.
//!
//! Its shape follows the confidentiality label of STANAG 4774 (policy, level, permissive and restrictive categories), with
//! purpose and retention after the EU CISE payload markings and scopes that override after the US MISE. No conformance is
//! claimed. Two rules stand above all: an empty audience is nobody, and what is derived carries the join of its inputs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Caveat, Error, PartyId, PolicyId, Profile, Purpose, Scope, Time, Value,
    shape::{Fields, set_value, time_value},
};

/// Most entries of any set in a label: more parties, purposes or caveats than any agreement has.
pub const LABEL_ENTRIES_MAX: usize = 64;

/// How sensitive, rising. An agreement says per kind up to which level it releases.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// May be published.
    Public,
    /// For the community of partners.
    Community,
    /// Could harm a person, a company or a source if it spread.
    Protected,
    /// Of an investigation.
    #[default]
    Enforcement,
}

/// What a receiver may pass on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Onward {
    /// Nothing.
    #[default]
    None,
    /// Only what the originator consented to, in a signed record.
    Ask,
    /// As the label allows.
    Allowed,
}

/// Whether an investigation may keep the data beyond its end.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum HoldRule {
    /// Never: it is deleted when its time has come.
    #[default]
    Never,
    /// A signed hold with a reason suspends the deletion.
    Investigation,
}

/// What the data may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purposes {
    /// Any purpose of the agreement. Not enough for personal data.
    Any,
    /// These and no other; the empty set is no purpose at all.
    Only(BTreeSet<Purpose>),
}

impl Default for Purposes {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Purposes {
    /// Whether the purpose is among them.
    #[must_use]
    pub fn admits(&self, purpose: &Purpose) -> bool {
        match self {
            Self::Any => true,
            Self::Only(set) => set.contains(purpose),
        }
    }

    /// Whether the purpose is among them by name.
    #[must_use]
    pub fn names(&self, purpose: &Purpose) -> bool {
        matches!(self, Self::Only(set) if set.contains(purpose))
    }

    /// What both admit.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, x) | (x, Self::Any) => x.clone(),
            (Self::Only(a), Self::Only(b)) => Self::Only(a & b),
        }
    }
}

/// Who may have it, and how sensitive it is: what a scope can override.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Audience {
    /// How sensitive.
    pub level: Level,
    /// The parties that may have it. Empty is nobody.
    pub releasable_to: BTreeSet<PartyId>,
}

impl Audience {
    /// The more restrictive of both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self {
            level: self.level.max(other.level),
            releasable_to: &self.releasable_to & &other.releasable_to,
        }
    }
}

/// The label. The default allows nothing to anyone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Label {
    /// The rules under which it was given; several after a join.
    pub policies: BTreeSet<PolicyId>,
    /// Who may have it outside every scope.
    pub audience: Audience,
    /// Restrictions a receiver must have agreed to honour, each of them.
    pub caveats: BTreeSet<Caveat>,
    /// What it may be used for.
    pub purposes: Purposes,
    /// Inside an active scope, who may have it instead of `audience`.
    pub scopes: BTreeMap<Scope, Audience>,
    /// About a person.
    pub personal: bool,
    /// What a receiver may pass on.
    pub onward: Onward,
    /// No release from this moment on, and copies are hidden.
    pub not_after: Option<Time>,
    /// Copies are deleted at this moment.
    pub purge_at: Option<Time>,
    /// Whether a hold may suspend the deletion.
    pub hold: HoldRule,
    /// Redactions that every agreement must apply, by name.
    pub profiles: BTreeSet<Profile>,
    /// The parties whose data is inside, besides the one that signs.
    pub origins: BTreeSet<PartyId>,
}

impl Label {
    /// The audience while these scopes are active: the join of those of the label, or its own audience when none is.
    #[must_use]
    pub fn audience_in(&self, active: &BTreeSet<Scope>) -> Audience {
        let inside = self
            .scopes
            .iter()
            .filter(|(scope, _)| active.contains(*scope));
        inside
            .map(|(_, audience)| audience.clone())
            .reduce(|a, b| a.join(&b))
            .unwrap_or_else(|| self.audience.clone())
    }

    /// The most restrictive of both: the label of what is derived from two inputs.
    ///
    /// Commutative, associative, and a label joined with itself is itself.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self {
            policies: &self.policies | &other.policies,
            audience: self.audience.join(&other.audience),
            caveats: &self.caveats | &other.caveats,
            purposes: self.purposes.join(&other.purposes),
            scopes: self.join_scopes(other),
            personal: self.personal || other.personal,
            onward: self.onward.min(other.onward),
            not_after: earliest(self.not_after, other.not_after),
            purge_at: earliest(self.purge_at, other.purge_at),
            hold: self.hold.min(other.hold),
            profiles: &self.profiles | &other.profiles,
            origins: &self.origins | &other.origins,
        }
    }

    /// The join of all inputs.
    ///
    /// # Errors
    /// `exchange-no-inputs` for none: there is no label for what comes from nowhere.
    pub fn join_all<'a>(labels: impl IntoIterator<Item = &'a Self>) -> Result<Self, Error> {
        let mut labels = labels.into_iter();
        let first = labels.next().ok_or(Error::NoInputs)?.clone();
        Ok(labels.fold(first, |joined, label| joined.join(label)))
    }

    /// A scope that only one label knows joins with the other's plain audience.
    fn join_scopes(&self, other: &Self) -> BTreeMap<Scope, Audience> {
        let of = |label: &Self, scope| label.scopes.get(scope).unwrap_or(&label.audience).clone();
        let scopes = self.scopes.keys().chain(other.scopes.keys());
        scopes
            .map(|scope| (scope.clone(), of(self, scope).join(&of(other, scope))))
            .collect()
    }

    pub(crate) fn to_value(&self) -> Value {
        let scope = |(scope, audience): (&Scope, &Audience)| {
            Value::List(vec![
                Value::text(scope.as_str()),
                level_value(audience.level),
                set_value(&audience.releasable_to),
            ])
        };
        Value::List(vec![
            set_value(&self.policies),
            level_value(self.audience.level),
            set_value(&self.audience.releasable_to),
            set_value(&self.caveats),
            match &self.purposes {
                Purposes::Any => Value::Null,
                Purposes::Only(set) => set_value(set),
            },
            Value::List(self.scopes.iter().map(scope).collect()),
            Value::Bool(self.personal),
            Value::Int(self.onward as i64),
            time_value(self.not_after),
            time_value(self.purge_at),
            Value::Int(self.hold as i64),
            set_value(&self.profiles),
            set_value(&self.origins),
        ])
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, Error> {
        let mut fields = Fields::of(value, "label", 13)?;
        let label = Self {
            policies: fields.set()?,
            audience: audience(&mut fields)?,
            caveats: fields.set()?,
            purposes: purposes(fields.value()?)?,
            scopes: scopes(fields.list()?)?,
            personal: fields.bool()?,
            onward: choice(fields.int()?, [Onward::None, Onward::Ask, Onward::Allowed])?,
            not_after: fields.time_opt()?,
            purge_at: fields.time_opt()?,
            hold: choice(fields.int()?, [HoldRule::Never, HoldRule::Investigation])?,
            profiles: fields.set()?,
            origins: fields.set()?,
        };
        label.check_size()?;
        Ok(label)
    }

    /// Whether every set is within [`LABEL_ENTRIES_MAX`].
    ///
    /// # Errors
    /// `exchange-too-large`.
    pub fn check_size(&self) -> Result<(), Error> {
        let purposes = match &self.purposes {
            Purposes::Any => 0,
            Purposes::Only(set) => set.len(),
        };
        let scoped = self
            .scopes
            .values()
            .map(|audience| audience.releasable_to.len());
        let found = [
            self.policies.len(),
            self.audience.releasable_to.len(),
            self.caveats.len(),
            purposes,
            self.scopes.len(),
            self.profiles.len(),
            self.origins.len(),
        ];
        match found.into_iter().chain(scoped).max() {
            Some(found) if found > LABEL_ENTRIES_MAX => Err(Error::TooLarge {
                what: "label",
                found,
                max: LABEL_ENTRIES_MAX,
            }),
            _ => Ok(()),
        }
    }
}

fn earliest(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

fn level_value(level: Level) -> Value {
    Value::Int(level as i64)
}

fn choice<T: Copy, const N: usize>(index: i64, choices: [T; N]) -> Result<T, Error> {
    let found = usize::try_from(index)
        .ok()
        .and_then(|index| choices.get(index).copied());
    found.ok_or(Error::Shape { what: "label" })
}

fn audience(fields: &mut Fields) -> Result<Audience, Error> {
    let levels = [
        Level::Public,
        Level::Community,
        Level::Protected,
        Level::Enforcement,
    ];
    Ok(Audience {
        level: choice(fields.int()?, levels)?,
        releasable_to: fields.set()?,
    })
}

fn purposes(value: Value) -> Result<Purposes, Error> {
    if value == Value::Null {
        return Ok(Purposes::Any);
    }
    let mut one = Fields::of(Value::List(vec![value]), "label", 1)?;
    Ok(Purposes::Only(one.set()?))
}

fn scopes(list: Vec<Value>) -> Result<BTreeMap<Scope, Audience>, Error> {
    let mut scopes: BTreeMap<Scope, Audience> = BTreeMap::new();
    for item in list {
        let mut fields = Fields::of(item, "label", 3)?;
        let scope: Scope = fields.parse()?;
        if scopes
            .last_key_value()
            .is_some_and(|(last, _)| *last >= scope)
        {
            return Err(Error::Shape { what: "label" });
        }
        scopes.insert(scope, audience(&mut fields)?);
    }
    Ok(scopes)
}
