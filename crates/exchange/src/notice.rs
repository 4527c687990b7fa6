//! What leaves beside objects: counts, and the acts about copies that a partner already has.
//!
//! Notices speak of numbers in the partner's own stream only, so they tell nothing of what was withheld.

use std::collections::BTreeSet;

use crate::{
    Agreement, Assertion, Audience, Body, CONSENT, Caveat, Circumstances, Consent, Form, HOLD,
    HOLD_LIFTED, Hold, Kind, Label, ObjectId, Outcome, Purpose, Purposes, RECALL, RECEIPT, Reason,
    Recall, Released, Rule, SignedReceipt, Subject, Validity, Value,
    act::fields,
    decide,
    release::{in_force, party, realm},
};

/// An act that a partner must learn of.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Copies are taken back.
    Recall(Recall),
    /// Copies that the partner gave are held for an investigation.
    Hold(Hold),
    /// That hold ended.
    HoldLifted(ObjectId),
    /// Copies that the partner gave are deleted.
    Receipt(SignedReceipt),
    /// The partner may pass an own object on.
    Consent(Consent),
}

impl Notice {
    fn parts(&self) -> (&'static str, Body) {
        match self {
            Self::Recall(recall) => (RECALL, recall.body()),
            Self::Hold(hold) => (HOLD, hold.body()),
            Self::HoldLifted(id) => (HOLD_LIFTED, fields([("id", Value::Bytes(id.0.to_vec()))])),
            Self::Receipt(receipt) => (
                RECEIPT,
                fields([("receipt", Value::Bytes(receipt.encode()))]),
            ),
            Self::Consent(consent) => (CONSENT, consent.body()),
        }
    }
}

/// The notice for the partner. It leaves also when the agreement is no longer in force: what was given must be taken back.
///
/// # Errors
/// The reason: an agreement of another agency or realm, no purpose in it.
pub fn notify(
    notice: &Notice,
    agreement: &Agreement,
    at: &Circumstances<'_>,
) -> Result<Released, Reason> {
    let terms = agreement.policy().terms();
    if terms.from != *at.own {
        return Err(Reason::Party);
    }
    if terms.realm != *at.realm {
        return Err(Reason::Realm);
    }
    let purpose = terms.purposes.first().ok_or(Reason::Purpose)?;
    let (kind, body) = notice.parts();
    let kind = Kind::new(kind).or(Err(Reason::Kind))?;
    let object = ObjectId::derive(
        at.own,
        &kind,
        &crate::cbor::encode(&Value::Map(body.clone())),
    );
    let label = Label {
        audience: Audience {
            releasable_to: BTreeSet::from([terms.to.clone()]),
            ..Audience::default()
        },
        purposes: Purposes::Any,
        ..Label::default()
    };
    Ok(leave(agreement, at, purpose, kind, object, label, body, 0))
}

/// How many of the objects of a kind there are, for a partner that gets numbers only.
///
/// The number is rounded down to a multiple of the rule's `count_min`, so that two questions in a row do not tell single
/// ships; below `count_min` only that is said. Only objects that pass every rule are counted.
///
/// # Errors
/// The reason why nothing is told.
pub fn count<'s>(
    subjects: impl IntoIterator<Item = &'s Subject>,
    kind: &Kind,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Result<Released, Reason> {
    let rule = agreement
        .policy()
        .rule(kind)
        .filter(|rule| rule.release == Form::Count)
        .ok_or(Reason::Kind)?;
    check_count(rule, agreement, purpose, at)?;
    let counts = |subject: &&Subject| {
        subject.kind == *kind && decide(subject, agreement, purpose, at).outcome == Outcome::Count
    };
    let counted: Vec<&Subject> = subjects.into_iter().filter(counts).collect();
    let least = usize::try_from(rule.count_min).unwrap_or(usize::MAX).max(1);
    let enough = counted.len() >= least;
    let told = if enough {
        counted.len() - counted.len() % least
    } else {
        least
    };
    let name = if enough { "at_least" } else { "fewer_than" };
    let told = Value::Int(i64::try_from(told).unwrap_or(i64::MAX));
    let caveats = counted
        .iter()
        .filter(|_| enough)
        .flat_map(|subject| subject.label.caveats.iter().cloned());
    let label = count_label(caveats.collect(), rule, agreement, purpose, at);
    let terms = agreement.policy().terms();
    let about = format!("count/{}/{purpose}", terms.to);
    let object = ObjectId::derive(at.own, kind, about.as_bytes());
    Ok(leave(
        agreement,
        at,
        purpose,
        kind.clone(),
        object,
        label,
        fields([(name, told)]),
        rule.time_s,
    ))
}

/// A count says something even of no objects, so the rules that are about no object come first.
fn check_count(
    rule: &Rule,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Result<(), Reason> {
    let terms = agreement.policy().terms();
    let nothing = Subject::live(
        at.realm.clone(),
        at.own.clone(),
        Kind::new("count").or(Err(Reason::Kind))?,
        ObjectId([0; 16]),
        at.now,
        Label::default(),
        Body::new(),
    );
    let case = crate::release::Case::new(
        &nothing,
        agreement.policy(),
        Some(agreement.digest()),
        purpose,
        at,
    );
    let named = rule
        .purposes
        .as_ref()
        .is_none_or(|set| set.contains(purpose));
    let checks = [
        (Reason::Realm, realm(&case)),
        (Reason::Party, party(&case)),
        (Reason::NotInForce, in_force(&case)),
        (Reason::Purpose, named && terms.purposes.contains(purpose)),
    ];
    checks
        .iter()
        .find(|(_, passes)| !passes)
        .map_or(Ok(()), |(reason, _)| Err(*reason))
}

fn count_label(
    caveats: BTreeSet<Caveat>,
    rule: &Rule,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Label {
    let end = rule
        .retain_h
        .map(|h| at.now.plus_ms(i64::from(h) * 3_600_000));
    let to = agreement.policy().terms().to.clone();
    Label {
        audience: Audience {
            level: rule.level_max.0,
            releasable_to: BTreeSet::from([to]),
        },
        caveats,
        purposes: Purposes::Only(BTreeSet::from([purpose.clone()])),
        not_after: end,
        purge_at: end,
        ..Label::default()
    }
}

#[allow(clippy::too_many_arguments, reason = "the fields of an assertion")]
fn leave(
    agreement: &Agreement,
    at: &Circumstances<'_>,
    purpose: &Purpose,
    kind: Kind,
    object: ObjectId,
    label: Label,
    body: Body,
    time_s: u32,
) -> Released {
    let terms = agreement.policy().terms();
    let assertion = Assertion {
        realm: at.realm.clone(),
        originator: at.own.clone(),
        object,
        kind,
        version: 1,
        made_at: at.now.floor_to_ms(i64::from(time_s) * 1_000),
        valid: Validity::default(),
        label,
        purpose: purpose.clone(),
        agreement_version: terms.version,
        body,
    };
    Released::new(terms.to.clone(), assertion)
}
