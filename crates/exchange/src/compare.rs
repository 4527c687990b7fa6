//! Before a policy is signed: what it would newly release, and what it would withhold, compared with the one in force.

use crate::{Assertion, Circumstances, ObjectId, Outcome, Policy, Purpose, Subject, preview};

/// What changes for one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The object.
    pub object: ObjectId,
    /// Fields that the partner would newly see, or see otherwise than before.
    pub released: Vec<String>,
    /// Those of `released` that the partner sees already, in another form.
    pub changed: Vec<String>,
    /// Fields that the partner would no longer see.
    pub withheld: Vec<String>,
    /// Whether the object itself appears for the partner.
    pub appears: bool,
    /// Whether the object itself disappears for the partner.
    pub disappears: bool,
    /// Whether it would leave by itself where it waited for an officer before.
    pub unheld: bool,
    /// Whether something else of the copy changes: its times, its pseudonym, its label.
    pub otherwise: bool,
}

/// The objects for which the two policies differ.
#[must_use]
pub fn difference(
    old: &Policy,
    new: &Policy,
    subjects: &[Subject],
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Vec<Change> {
    subjects
        .iter()
        .filter_map(|subject| change(subject, old, new, purpose, at))
        .collect()
}

fn change(
    subject: &Subject,
    old: &Policy,
    new: &Policy,
    purpose: &Purpose,
    at: &Circumstances<'_>,
) -> Option<Change> {
    let before = preview(subject, old, purpose, at).outcome;
    let after = preview(subject, new, purpose, at).outcome;
    let (was, is) = (copy(&before), copy(&after));
    let released = fields_beyond(is, was);
    let change = Change {
        object: subject.object,
        changed: changed(&released, was),
        released,
        withheld: gone(was, is),
        appears: was.is_none() && is.is_some(),
        disappears: was.is_some() && is.is_none(),
        unheld: matches!((&before, &after), (Outcome::Hold(_), Outcome::Release(_))),
        otherwise: rest(was) != rest(is),
    };
    let held = matches!((&before, &after), (Outcome::Release(_), Outcome::Hold(_)));
    let counted = (before == Outcome::Count) != (after == Outcome::Count);
    let same = change.released.is_empty() && change.withheld.is_empty() && !change.otherwise;
    (!same || held || counted || change.unheld).then_some(change)
}

fn copy(outcome: &Outcome) -> Option<&Assertion> {
    match outcome {
        Outcome::Release(copy) | Outcome::Hold(copy) => Some(copy),
        Outcome::Count | Outcome::Deny(_) => None,
    }
}

/// The copy without its body and the number of the agreement.
fn rest(copy: Option<&Assertion>) -> Option<Assertion> {
    copy.map(|copy| Assertion {
        body: crate::Body::new(),
        agreement_version: 0,
        ..copy.clone()
    })
}

fn fields_beyond(is: Option<&Assertion>, was: Option<&Assertion>) -> Vec<String> {
    let new = |(field, value): &(&String, &crate::Value)| {
        was.and_then(|was| was.body.get(*field)) != Some(*value)
    };
    let fields = is.into_iter().flat_map(|copy| &copy.body).filter(new);
    fields.map(|(field, _)| field.clone()).collect()
}

fn changed(released: &[String], was: Option<&Assertion>) -> Vec<String> {
    let is_known = |field: &&String| was.is_some_and(|copy| copy.body.contains_key(*field));
    released.iter().filter(is_known).cloned().collect()
}

fn gone(was: Option<&Assertion>, is: Option<&Assertion>) -> Vec<String> {
    let fields = was.into_iter().flat_map(|copy| copy.body.keys());
    fields
        .filter(|field| is.is_none_or(|is| !is.body.contains_key(*field)))
        .cloned()
        .collect()
}
