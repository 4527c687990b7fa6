//! What of a copy the giver's agreement does not explain: the receiver's own look at what came, from the text that both
//! have signed. It shares no line with the release, so that one fault does not hide another.

use crate::{Assertion, Form, ObjectId, Policy, Treatment, Value};

/// Metres and steps are compared with this slack, as a share of a step.
const STEP_SLACK: f64 = 1e-6;

impl Policy {
    /// What of a copy that came under this very version is not as the policy says: `kind` (not named, or not as objects),
    /// `purpose`, `personal`, `time` (finer than said), and `field NAME` (not named, or finer than said). Sorted, and
    /// empty when all is as agreed; empty too for a copy under another version, which this text does not judge.
    ///
    /// Not judged, as the receiver cannot see it: level and audience of the original, conditions, approvals, patrols.
    #[must_use]
    pub fn beyond(&self, copy: &Assertion) -> Vec<String> {
        if copy.agreement_version != self.terms().version {
            return Vec::new();
        }
        let objects = |form| matches!(form, Form::Whole | Form::Fields);
        let Some(rule) = self.rule(&copy.kind).filter(|rule| objects(rule.release)) else {
            return vec!["kind".to_owned()];
        };
        let mut beyond = Vec::new();
        let narrowed = rule.purposes.as_ref();
        if !self.terms().purposes.contains(&copy.purpose)
            || narrowed.is_some_and(|set| !set.contains(&copy.purpose))
        {
            beyond.push("purpose".to_owned());
        }
        let whole = rule.release == Form::Whole;
        if copy.label.personal && (!rule.personal || whole || copy.label.purge_at.is_none()) {
            beyond.push("personal".to_owned());
        }
        let times = [Some(copy.made_at), copy.valid.from, copy.valid.until];
        let step_ms = i64::from(rule.time_s) * 1_000;
        if step_ms > 0 && times.iter().flatten().any(|it| it.ms() % step_ms != 0) {
            beyond.push("time".to_owned());
        }
        if copy.is_position_terms() {
            // The terms of positions that come together say how coarse places are, and nothing else of the policy's fields.
            let within_m = copy
                .body
                .get("within_m")
                .and_then(Value::as_int)
                .unwrap_or(0);
            let place = rule.fields.get("place");
            if matches!(place, Some(Treatment::PlaceM(grid_m)) if within_m < i64::from(*grid_m)) {
                beyond.push("field place".to_owned());
            }
            beyond.sort_unstable();
            return beyond;
        }
        for (field, value) in &copy.body {
            let own = rule.fields.get(field);
            let named = own.map_or(whole, |it| *it != Treatment::Drop);
            // A profile of the label may have made it coarser still, in steps of its own.
            let coarser = self
                .profiles_of(field)
                .any(|it| it != &Treatment::Keep && explains(it, value));
            let fine = own.is_none_or(|it| explains(it, value)) || coarser;
            if !named || !fine {
                beyond.push(format!("field {field}"));
            }
        }
        beyond.sort_unstable();
        beyond
    }
}

/// Whether a value can be what this treatment left.
fn explains(treatment: &Treatment, value: &Value) -> bool {
    match treatment {
        Treatment::Keep => true,
        Treatment::Drop => false,
        Treatment::Pseudonym => {
            matches!(value, Value::Text(text) if text.parse::<ObjectId>().is_ok())
        }
        Treatment::PlaceM(grid_m) => each(value, |place| {
            let Value::Map(map) = place else { return false };
            let within_m = map.get("within_m").and_then(Value::as_int);
            map.len() == 3
                && place.as_place().is_some()
                && within_m.is_some_and(|within_m| within_m >= i64::from(*grid_m))
        }),
        Treatment::TimeS(step_s) => each(value, |moment| {
            let step_ms = i64::from((*step_s).max(1)) * 1_000;
            moment.as_int().is_some_and(|ms| ms % step_ms == 0)
        }),
        Treatment::Round(step) => match value {
            #[allow(clippy::cast_possible_truncation, reason = "whole steps of an integer")]
            Value::Int(int) => *step >= 1.0 && int % (*step as i64) == 0,
            Value::Float(float) => {
                let steps = float / step;
                (steps - libm::round(steps)).abs() <= STEP_SLACK * steps.abs().max(1.0)
            }
            _ => false,
        },
    }
}

fn each(value: &Value, is_so: impl Fn(&Value) -> bool) -> bool {
    match value {
        Value::List(list) => list.iter().all(is_so),
        one => is_so(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Label, Purpose, Realm, Time, Validity};

    const TEXT: &str = r#"
[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 3
realm = "live"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2027-01-01T00:00:00Z"
purposes = ["fisheries"]

[kind.position]
release = "fields"
[kind.position.fields]
mmsi = "keep"
place = { place_m = 2000 }
seen_ms = "keep"
"#;

    #[test]
    fn terms_of_positions_are_judged_by_how_coarse_they_say_places_are() {
        let policy = Policy::parse(TEXT, "").unwrap();
        let copy = |within_m| Assertion {
            realm: Realm::Live,
            originator: "ca-ccg".parse().unwrap(),
            object: ObjectId([1; 16]),
            kind: "position".parse().unwrap(),
            version: 1,
            made_at: Time::from_ms(1),
            valid: Validity::default(),
            label: Label::default(),
            purpose: Purpose::new("fisheries").unwrap(),
            agreement_version: 3,
            body: Body::from([
                ("fields".to_owned(), Value::List(vec![Value::text("mmsi")])),
                ("within_m".to_owned(), Value::Int(within_m)),
            ]),
        };
        assert!(copy(2_000).is_position_terms());
        assert!(policy.beyond(&copy(2_000)).is_empty());
        assert_eq!(policy.beyond(&copy(500)), ["field place"]);
    }
}
