//! Conditions on releases, as Cedar policies: `permit` and `forbid` that an officer reads, checked strictly against the
//! schema that ships with the program.
//!
//! They only narrow. The fixed rules ran before; for a kind that has conditions at least one `permit` must hold and no
//! `forbid`; an error while they are evaluated denies. Each policy names itself (`@id`) and may name its kind (`@kind`);
//! without a kind it is for all kinds. Kinds without any condition never come here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::str::FromStr as _;

use cedar_policy::{
    Authorizer, Context, Decision, Effect, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicyId, PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use miette::Diagnostic;

use crate::{
    Error, Kind, PolicyFile, Purpose, Purposes, Rule, Scope, Subject, Time, Value,
    policy::policy_fault,
};

/// What conditions may speak about.
pub const CEDAR_SCHEMA: &str = include_str!("release.cedarschema");

/// The compiled conditions, by kind.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    by_kind: BTreeMap<Kind, PolicySet>,
    schema: Option<Schema>,
    release: Option<EntityUid>,
}

/// What the conditions say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) allowed: bool,
    /// The `@id` of what decided.
    pub(crate) by: BTreeSet<String>,
}

impl Conditions {
    pub(crate) fn parse(text: &str, kinds: &BTreeMap<Kind, Rule>) -> Result<Self, Error> {
        let none = Self {
            by_kind: BTreeMap::new(),
            schema: None,
            release: None,
        };
        if text.trim().is_empty() {
            return Ok(none);
        }
        let set = PolicySet::from_str(text).map_err(|fault| diagnostic(text, &fault))?;
        let schema = schema()?;
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if let Some(fault) = checked.validation_errors().next() {
            return Err(diagnostic(text, fault));
        }
        if set.num_of_templates() > 0 {
            return Err(fault(text, "template"));
        }
        let by_kind = split(text, &set, kinds)?;
        Ok(Self {
            by_kind,
            schema: Some(schema),
            release: Some(uid("Action", "release")?),
        })
    }

    pub(crate) fn has(&self, kind: &Kind) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// Nothing when no condition is about the kind.
    pub(crate) fn decide(&self, ask: &Ask<'_>) -> Option<Verdict> {
        let set = self.by_kind.get(&ask.subject.kind)?;
        let denied = Verdict {
            allowed: false,
            by: BTreeSet::from(["error".to_owned()]),
        };
        Some(self.evaluate(set, ask).unwrap_or(denied))
    }

    fn evaluate(&self, set: &PolicySet, ask: &Ask<'_>) -> Result<Verdict, Error> {
        let schema = self.schema.as_ref();
        let release = self.release.clone().ok_or(Error::Condition)?;
        let party = uid("Party", ask.to)?;
        let object = uid("Object", &ask.subject.object.to_string())?;
        let entities = Entities::from_entities(
            [
                Entity::new_no_attrs(party.clone(), HashSet::new()),
                entity(object.clone(), ask)?,
            ],
            schema,
        )
        .or(Err(Error::Condition))?;
        let context = context(ask)?;
        let request =
            Request::new(party, release, object, context, schema).or(Err(Error::Condition))?;
        let answer = Authorizer::new().is_authorized(&request, set, &entities);
        if answer.diagnostics().errors().next().is_some() {
            return Err(Error::Condition);
        }
        let by = answer
            .diagnostics()
            .reason()
            .map(ToString::to_string)
            .collect();
        Ok(Verdict {
            allowed: answer.decision() == Decision::Allow,
            by,
        })
    }
}

/// One question to the conditions.
pub(crate) struct Ask<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) to: &'a str,
    pub(crate) purpose: &'a Purpose,
    pub(crate) scopes: &'a BTreeSet<Scope>,
    pub(crate) now: Time,
}

fn schema() -> Result<Schema, Error> {
    let (schema, _) = Schema::from_cedarschema_str(CEDAR_SCHEMA).or(Err(Error::Condition))?;
    Ok(schema)
}

fn fault(text: &str, reason: &str) -> Error {
    policy_fault(PolicyFile::Cedar, text, 0, reason)
}

fn diagnostic(text: &str, fault: &(dyn Diagnostic + Send + Sync)) -> Error {
    let label = fault.labels().and_then(|mut labels| labels.next());
    let byte = label.map_or(0, |label| label.offset());
    policy_fault(PolicyFile::Cedar, text, byte, &fault.to_string())
}

/// Each policy into the sets of the kinds it is about, under its own name.
fn split(
    text: &str,
    set: &PolicySet,
    kinds: &BTreeMap<Kind, Rule>,
) -> Result<BTreeMap<Kind, PolicySet>, Error> {
    let mut by_kind: BTreeMap<Kind, PolicySet> = BTreeMap::new();
    let mut permits: BTreeSet<Kind> = BTreeSet::new();
    for policy in set.policies() {
        let id = policy
            .annotation("id")
            .ok_or_else(|| fault(text, "id-missing"))?;
        let about: Vec<&Kind> = match policy.annotation("kind") {
            Some(name) => kinds.keys().filter(|kind| kind.as_str() == name).collect(),
            None => kinds.keys().collect(),
        };
        if about.is_empty() {
            return Err(fault(text, &format!("kind-unknown: {id}")));
        }
        for kind in about {
            let named = policy.new_id(PolicyId::new(id));
            let of_kind = by_kind.entry(kind.clone()).or_default();
            if of_kind.add(named).is_err() {
                return Err(fault(text, &format!("id-twice: {id}")));
            }
            if policy.effect() == Effect::Permit {
                permits.insert(kind.clone());
            }
        }
    }
    match by_kind.keys().find(|kind| !permits.contains(*kind)) {
        Some(kind) => Err(fault(text, &format!("permit-missing: {kind}"))),
        None => Ok(by_kind),
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Error> {
    let name = EntityTypeName::from_str(kind).or(Err(Error::Condition))?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new(id)))
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.into_iter().map(text))
}

fn entity(uid: EntityUid, ask: &Ask<'_>) -> Result<Entity, Error> {
    let subject = ask.subject;
    let label = &subject.label;
    let purposes: Vec<&str> = match &label.purposes {
        Purposes::Any => Vec::new(),
        Purposes::Only(set) => set.iter().map(Purpose::as_str).collect(),
    };
    let attributes = [
        ("kind", text(subject.kind.as_str())),
        ("originator", text(subject.originator.as_str())),
        (
            "level",
            RestrictedExpression::new_long(label.audience_in(ask.scopes).level as i64),
        ),
        ("personal", RestrictedExpression::new_bool(label.personal)),
        (
            "version",
            RestrictedExpression::new_long(i64::from(subject.version)),
        ),
        (
            "made_ms",
            RestrictedExpression::new_long(subject.made_at.ms()),
        ),
        (
            "caveats",
            texts(label.caveats.iter().map(crate::Caveat::as_str)),
        ),
        ("purposes", texts(purposes)),
        (
            "origins",
            texts(label.origins.iter().map(crate::PartyId::as_str)),
        ),
    ];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
    let tags = subject
        .body
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), text(&tag(value)?))));
    Entity::new_with_tags(uid, attributes, [], tags).or(Err(Error::Condition))
}

/// Texts, whole numbers and yes or no of the body are tags, as text.
fn tag(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(int) => Some(int.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn context(ask: &Ask<'_>) -> Result<Context, Error> {
    let pairs = [
        ("purpose", text(ask.purpose.as_str())),
        ("scopes", texts(ask.scopes.iter().map(Scope::as_str))),
        ("now_ms", RestrictedExpression::new_long(ask.now.ms())),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    Context::from_pairs(pairs).or(Err(Error::Condition))
}
