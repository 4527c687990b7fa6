//! The one decision by which anything leaves: who asks, for what, under which agreement, now.
//!
//! Fixed rules first, in [`ENGINE`]'s order; no policy text can override them. Then the agreement's conditions. Deny by
//! default: what no rule names, what does not fit, and every error is not released. The result is a redacted copy for one
//! partner with a label that binds it.

use std::collections::BTreeSet;

use crate::{
    Agreement, Approval, Assertion, Audience, Body, Consent, Digest, Form, Label, ObjectId, Onward,
    PartyId, Patrol, Policy, Purpose, Purposes, Realm, Released, Rule, Scope, Subject, Time,
    Validity, cedar::Ask, redact::Pseudonyms, released::fits,
};

/// Ends by the hours of a rule are whole minutes.
const RETAIN_STEP_MS: i64 = 60_000;

/// What the releasing agency knows at the moment of the decision.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// The agency itself.
    pub own: &'a PartyId,
    /// Its realm.
    pub realm: &'a Realm,
    /// Its time.
    pub now: Time,
    /// Scopes that it declared active.
    pub scopes: &'a BTreeSet<Scope>,
    /// Patrols that it knows of.
    pub patrols: &'a [Patrol],
    /// Consents of originators.
    pub consents: &'a [Consent],
    /// Approvals of its officers.
    pub approvals: &'a [Approval],
    /// Objects that were recalled, or whose release an officer stopped.
    pub stopped: &'a BTreeSet<ObjectId>,
    /// 32 secret bytes for pseudonyms.
    pub pseudonym_secret: Option<&'a [u8; 32]>,
}

/// Why something is not released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Object, agreement and node are not of one realm.
    Realm,
    /// The agreement is not one of this agency.
    Party,
    /// The agreement is not yet or no longer in force.
    NotInForce,
    /// The label's time is over.
    Expired,
    /// Recalled, or stopped by an officer.
    Stopped,
    /// The partner is not in the audience. An empty audience is nobody.
    Audience,
    /// The agreement does not name the kind, or says that it does not leave.
    Kind,
    /// More sensitive than the agreement releases.
    Level,
    /// A caveat that the partner has not agreed to honour.
    Caveat,
    /// Another agency's data, which its label or its originator does not let pass.
    Originator,
    /// Data about a person without a named purpose, an end, or a rule for persons.
    Personal,
    /// Not for this purpose.
    Purpose,
    /// The label asks for redactions that the agreement does not know.
    Profile,
    /// No patrol of the partner there and now.
    Patrol,
    /// A pseudonym is asked for and there is no secret to make it.
    Pseudonym,
    /// A condition of the agreement forbids it, none permits it, or one failed.
    Condition,
    /// More bytes than an assertion may have.
    TooLarge,
}

impl Reason {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Realm => "release-realm",
            Self::Party => "release-party",
            Self::NotInForce => "release-not-in-force",
            Self::Expired => "release-expired",
            Self::Stopped => "release-stopped",
            Self::Audience => "release-audience",
            Self::Kind => "release-kind",
            Self::Level => "release-level",
            Self::Caveat => "release-caveat",
            Self::Originator => "release-originator",
            Self::Personal => "release-personal",
            Self::Purpose => "release-purpose",
            Self::Profile => "release-profile",
            Self::Patrol => "release-patrol",
            Self::Pseudonym => "release-pseudonym",
            Self::Condition => "release-condition",
            Self::TooLarge => "release-too-large",
        }
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The partner gets this copy.
    Release(Box<Assertion>),
    /// The partner would get this copy once an officer approves.
    Hold(Box<Assertion>),
    /// Only counted.
    Count,
    /// Nothing leaves.
    Deny(Reason),
}

/// A decision with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// The `@id` of the conditions that decided, if the kind has conditions.
    pub conditions: BTreeSet<String>,
    /// The version of the agreement.
    pub agreement_version: u32,
}

/// One question: may this object go to that partner for this purpose?
pub(crate) struct Case<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) policy: &'a Policy,
    /// Absent while the policy is only tried.
    pub(crate) agreement: Option<Digest>,
    pub(crate) purpose: &'a Purpose,
    pub(crate) at: &'a Circumstances<'a>,
    pub(crate) scopes: BTreeSet<Scope>,
    pub(crate) audience: Audience,
    pub(crate) rule: Option<&'a Rule>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        subject: &'a Subject,
        policy: &'a Policy,
        agreement: Option<Digest>,
        purpose: &'a Purpose,
        at: &'a Circumstances<'a>,
    ) -> Self {
        let scopes = policy.scopes_in_force(at.scopes, at.now);
        let audience = subject.label.audience_in(&scopes);
        let rule = policy
            .rule(&subject.kind)
            .filter(|rule| rule.release != Form::None);
        Self {
            subject,
            policy,
            agreement,
            purpose,
            at,
            scopes,
            audience,
            rule,
        }
    }

    fn to(&self) -> &PartyId {
        &self.policy.terms().to
    }

    fn label(&self) -> &Label {
        &self.subject.label
    }

    fn rule_says(&self, says: impl Fn(&Rule) -> bool) -> bool {
        self.rule.is_some_and(says)
    }

    /// The last end of the partner's patrols that are there now; nothing when there is none.
    fn patrol_end(&self) -> Option<Time> {
        let field = self.rule?.patrol_place.as_ref()?;
        let place = self.subject.body.get(field)?.as_place()?;
        let there = self
            .at
            .patrols
            .iter()
            .filter(|patrol| patrol.covers(self.to(), self.at.now, place));
        there.map(|patrol| patrol.until).max()
    }
}

/// A fixed rule: whether it lets the case pass.
pub(crate) type Step = fn(&Case<'_>) -> bool;

/// The decision as data, so that a test can put a wrong rule in the place of a right one and see that it is found.
#[derive(Clone)]
pub(crate) struct Engine {
    pub(crate) steps: [(Reason, Step); 15],
    pub(crate) approved: Step,
    pub(crate) copy_label: fn(&Case<'_>) -> Label,
    pub(crate) copy_body: fn(&Case<'_>) -> Body,
}

/// The decision of this program.
pub(crate) const ENGINE: Engine = Engine {
    steps: [
        (Reason::Realm, realm),
        (Reason::Party, party),
        (Reason::NotInForce, in_force),
        (Reason::Expired, not_expired),
        (Reason::Stopped, not_stopped),
        (Reason::Audience, in_audience),
        (Reason::Kind, kind_named),
        (Reason::Level, level),
        (Reason::Caveat, caveats),
        (Reason::Originator, originators),
        (Reason::Personal, personal),
        (Reason::Purpose, purpose),
        (Reason::Profile, profiles),
        (Reason::Patrol, patrol),
        (Reason::Pseudonym, pseudonym),
    ],
    approved,
    copy_label,
    copy_body,
};

pub(crate) fn realm(case: &Case<'_>) -> bool {
    case.subject.realm == *case.at.realm && case.policy.terms().realm == *case.at.realm
}

pub(crate) fn party(case: &Case<'_>) -> bool {
    case.policy.terms().from == *case.at.own
}

pub(crate) fn in_force(case: &Case<'_>) -> bool {
    let terms = case.policy.terms();
    terms.valid_from <= case.at.now && case.at.now < terms.valid_until
}

pub(crate) fn not_expired(case: &Case<'_>) -> bool {
    let ahead = |end: Option<Time>| end.is_none_or(|end| case.at.now < end);
    ahead(case.label().not_after) && ahead(case.label().purge_at)
}

pub(crate) fn not_stopped(case: &Case<'_>) -> bool {
    !case.at.stopped.contains(&case.subject.object)
}

pub(crate) fn in_audience(case: &Case<'_>) -> bool {
    case.audience.releasable_to.contains(case.to())
}

pub(crate) fn kind_named(case: &Case<'_>) -> bool {
    case.rule.is_some()
}

pub(crate) fn level(case: &Case<'_>) -> bool {
    case.rule_says(|rule| case.audience.level <= rule.level_max.0)
}

pub(crate) fn caveats(case: &Case<'_>) -> bool {
    case.label().caveats.is_subset(&case.policy.terms().caveats)
}

/// Every agency whose data is inside, except this one and the partner itself, must let it pass.
pub(crate) fn originators(case: &Case<'_>) -> bool {
    let subject = case.subject;
    let inside = subject
        .label
        .origins
        .iter()
        .chain(std::iter::once(&subject.originator));
    let mut others = inside.filter(|origin| *origin != case.at.own && *origin != case.to());
    others.all(|origin| match subject.label.onward {
        Onward::None => false,
        Onward::Ask => case
            .at
            .consents
            .iter()
            .any(|consent| consents(case, consent, origin)),
        Onward::Allowed => true,
    })
}

fn consents(case: &Case<'_>, consent: &Consent, origin: &PartyId) -> bool {
    consent.originator == *origin
        && consent.object == case.subject.object
        && consent.to == *case.to()
        && consent.until.is_none_or(|until| case.at.now < until)
}

/// A person's data leaves field by field, for a purpose that the label names, with an end.
pub(crate) fn personal(case: &Case<'_>) -> bool {
    let label = case.label();
    !label.personal
        || case.rule_says(|rule| {
            rule.personal
                && rule.release != Form::Whole
                && label.purposes.names(case.purpose)
                && (label.purge_at.is_some() || rule.retain_h.is_some())
        })
}

pub(crate) fn purpose(case: &Case<'_>) -> bool {
    let named = |rule: &Rule| {
        rule.purposes
            .as_ref()
            .is_none_or(|set| set.contains(case.purpose))
    };
    case.policy.terms().purposes.contains(case.purpose)
        && case.label().purposes.admits(case.purpose)
        && case.rule_says(named)
}

pub(crate) fn profiles(case: &Case<'_>) -> bool {
    let mut profiles = case.label().profiles.iter();
    profiles.all(|profile| case.policy.profile(profile).is_some())
}

pub(crate) fn patrol(case: &Case<'_>) -> bool {
    case.rule_says(|rule| rule.patrol_place.is_none()) || case.patrol_end().is_some()
}

pub(crate) fn pseudonym(case: &Case<'_>) -> bool {
    case.rule_says(|rule| !rule.pseudonym) || case.at.pseudonym_secret.is_some()
}

pub(crate) fn approved(case: &Case<'_>) -> bool {
    let (subject, agreement) = (case.subject, case.agreement);
    let fits = |approval: &Approval| {
        approval.object == subject.object
            && approval.version == subject.version
            && approval.to == *case.to()
            && agreement == Some(approval.agreement)
    };
    case.rule_says(|rule| !rule.approval) || case.at.approvals.iter().any(fits)
}

/// The label of the copy: for this partner and purpose, and never wider than the object's own.
pub(crate) fn copy_label(case: &Case<'_>) -> Label {
    let label = case.label();
    let none = Rule::default();
    let rule = case.rule.unwrap_or(&none);
    // To the whole minute before: copies of one minute end alike, and cost both sides' memory what one costs.
    let after = |h: u32| case.at.now.plus_ms(i64::from(h) * 3_600_000);
    let retained = rule
        .retain_h
        .map(|h| after(h).floor_to_ms(RETAIN_STEP_MS).max(case.at.now));
    let earliest = |own: Option<Time>| {
        [own, case.patrol_end(), retained]
            .into_iter()
            .flatten()
            .min()
    };
    let onward = label.onward.min(rule.onward);
    let mut copy = Label {
        policies: label.policies.clone(),
        audience: label.audience.clone(),
        caveats: label.caveats.clone(),
        purposes: Purposes::Only(BTreeSet::from([case.purpose.clone()])),
        scopes: label.scopes.clone(),
        personal: label.personal,
        onward,
        not_after: earliest(label.not_after),
        purge_at: earliest(label.purge_at),
        hold: label.hold.min(rule.hold),
        profiles: label.profiles.clone(),
        origins: label.origins.clone(),
    };
    if onward == Onward::None {
        // Who else may have it is nobody's business that cannot pass it on.
        copy.audience.level = copy.audience.level.max(case.audience.level);
        copy.audience.releasable_to = BTreeSet::from([case.to().clone()]);
        copy.scopes.clear();
        copy.profiles.clear();
    }
    copy
}

/// The fields of the copy: those that the rule names, treated as it says and as every profile of the label says.
pub(crate) fn copy_body(case: &Case<'_>) -> Body {
    let Some(rule) = case.rule else {
        return Body::new();
    };
    let pseudonyms = Pseudonyms {
        secret: case.at.pseudonym_secret,
        to: case.to(),
    };
    let profiles: Vec<_> = case
        .label()
        .profiles
        .iter()
        .filter_map(|name| case.policy.profile(name))
        .collect();
    let treated = |(field, value): (&String, &crate::Value)| {
        let first = match (rule.fields.get(field), rule.release) {
            (Some(treatment), _) => treatment.apply(field, value, pseudonyms)?,
            (None, Form::Whole) => value.clone(),
            (None, _) => return None,
        };
        let mut treatments = profiles.iter().filter_map(|profile| profile.get(field));
        let last = treatments.try_fold(first, |value, treatment| {
            treatment.apply(field, &value, pseudonyms)
        })?;
        Some((field.clone(), last))
    };
    case.subject.body.iter().filter_map(treated).collect()
}

impl Engine {
    pub(crate) fn decide(&self, case: &Case<'_>) -> Decision {
        let mut decision = Decision {
            outcome: Outcome::Count,
            conditions: BTreeSet::new(),
            agreement_version: case.policy.terms().version,
        };
        if let Some((reason, _)) = self.steps.iter().find(|(_, passes)| !passes(case)) {
            decision.outcome = Outcome::Deny(*reason);
            return decision;
        }
        if let Some(verdict) = case.conditions() {
            decision.conditions = verdict.by;
            if !verdict.allowed {
                decision.outcome = Outcome::Deny(Reason::Condition);
                return decision;
            }
        }
        if !case.rule_says(|rule| rule.release == Form::Count) {
            decision.outcome = self.copied(case);
        }
        decision
    }

    fn copied(&self, case: &Case<'_>) -> Outcome {
        let Some(copy) = self.copy(case) else {
            return Outcome::Deny(Reason::Pseudonym);
        };
        let copy = Box::new(copy);
        if (self.approved)(case) {
            Outcome::Release(copy)
        } else {
            Outcome::Hold(copy)
        }
    }

    fn copy(&self, case: &Case<'_>) -> Option<Assertion> {
        let (subject, rule) = (case.subject, case.rule?);
        let pseudonyms = Pseudonyms {
            secret: case.at.pseudonym_secret,
            to: case.to(),
        };
        let object = if rule.pseudonym {
            pseudonyms.object(subject.object)?
        } else {
            subject.object
        };
        let step_ms = i64::from(rule.time_s) * 1_000;
        let coarse = |time: Time| time.floor_to_ms(step_ms);
        Some(Assertion {
            realm: subject.realm.clone(),
            originator: subject.originator.clone(),
            object,
            kind: subject.kind.clone(),
            version: subject.version,
            made_at: coarse(subject.made_at),
            valid: Validity {
                from: subject.valid.from.map(coarse),
                until: subject.valid.until.map(coarse),
            },
            label: (self.copy_label)(case),
            purpose: case.purpose.clone(),
            agreement_version: case.policy.terms().version,
            body: (self.copy_body)(case),
        })
    }
}

impl Case<'_> {
    fn conditions(&self) -> Option<crate::cedar::Verdict> {
        let conditions = self.policy.conditions();
        if !conditions.has(&self.subject.kind) {
            return None;
        }
        conditions.decide(&Ask {
            subject: self.subject,
            to: self.to().as_str(),
            purpose: self.purpose,
            scopes: &self.scopes,
            now: self.at.now,
        })
    }
}

/// What would be decided under a policy that is only tried: exactly what the partner would see. Nothing leaves by it.
#[must_use]
pub fn preview(
    subject: &Subject,
    policy: &Policy,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Decision {
    let mut decision = ENGINE.decide(&Case::new(subject, policy, None, purpose, at));
    if let Outcome::Release(copy) | Outcome::Hold(copy) = &decision.outcome
        && !fits(&copy.encode())
    {
        decision.outcome = Outcome::Deny(Reason::TooLarge);
    }
    decision
}

/// What is decided under the agreement.
#[must_use]
pub fn decide(
    subject: &Subject,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Decision {
    ENGINE.decide(&Case::new(
        subject,
        agreement.policy(),
        Some(agreement.digest()),
        purpose,
        at,
    ))
}

/// The copy for the partner of the agreement, or why there is none.
///
/// # Errors
/// The decision, when its outcome is not [`Outcome::Release`], or the copy is too large to be sent.
pub fn release(
    subject: &Subject,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Result<Released, Box<Decision>> {
    let mut decision = decide(subject, agreement, purpose, at);
    let Outcome::Release(copy) = decision.outcome else {
        return Err(Box::new(decision));
    };
    let released = Released::new(agreement.policy().terms().to.clone(), *copy);
    if !fits(released.bytes()) {
        decision.outcome = Outcome::Deny(Reason::TooLarge);
        return Err(Box::new(decision));
    }
    Ok(released)
}

/// Of the inputs of something derived, those that may go to the partner: derive again from these alone.
#[must_use]
pub fn releasable<'s>(
    inputs: &'s [Subject],
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Vec<&'s Subject> {
    let may = |input: &&Subject| {
        matches!(
            decide(input, agreement, purpose, at).outcome,
            Outcome::Release(_)
        )
    };
    inputs.iter().filter(may).collect()
}

/// Every fixed rule with whether it passes, in order: the answer to *why*.
#[must_use]
pub fn explain(
    subject: &Subject,
    agreement: &Agreement,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Vec<(Reason, bool)> {
    let case = Case::new(
        subject,
        agreement.policy(),
        Some(agreement.digest()),
        purpose,
        at,
    );
    let mut rules: Vec<_> = ENGINE
        .steps
        .iter()
        .map(|(reason, passes)| (*reason, passes(&case)))
        .collect();
    if let Some(verdict) = case.conditions() {
        rules.push((Reason::Condition, verdict.allowed));
    }
    rules
}
