//! What of a copy the giver's agreement does not explain: the receiver's own look at what came, from the text that both
//! have signed. Rules are read anew here and not by the code of the release, so that one fault does not hide another.

use crate::{
    Assertion, Body, Form, ObjectId, Policy, Rule, Treatment, VMS, Value, channel::POSITION,
    redact::coarse_place,
};

/// How exactly a value came.
#[derive(Debug, Clone, Copy)]
struct Grain {
    place_deg: f64,
    number: f64,
}

/// As it was released; arithmetic may differ in the last digits.
const WHOLE: Grain = Grain {
    place_deg: 1e-7,
    number: 1e-9,
};
/// A row of a segment: places to 1e-5°, speed and course to tenths.
const ROW: Grain = Grain {
    place_deg: 1.1e-5,
    number: 0.0501,
};

impl Policy {
    /// What of a copy that came under this very version is not as the policy says: `kind` (not named, or not as objects),
    /// `purpose`, `personal`, `time` (finer than said), and `field NAME` (not named, or finer than said). Sorted, and
    /// empty when all is as agreed; empty too for a copy under another version, which this text does not judge.
    ///
    /// Not judged, as the receiver cannot see it: level and audience of the original, conditions, approvals, patrols. The
    /// positions under terms are judged one by one, see [`Policy::beyond_row`].
    #[must_use]
    pub fn beyond(&self, copy: &Assertion) -> Vec<String> {
        if copy.agreement_version != self.terms().version {
            return Vec::new();
        }
        let unnamed = || vec!["kind".to_owned()];
        let Some(rule) = self.rule(&copy.kind) else {
            return unnamed();
        };
        let is_count = |field: &String| field == "at_least" || field == "fewer_than";
        match rule.release {
            Form::Whole | Form::Fields => {}
            Form::Count if copy.body.len() == 1 && copy.body.keys().all(is_count) => {
                return Vec::new();
            }
            Form::Count | Form::None => return unnamed(),
        }
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
        if may_be_terms(copy) {
            beyond.extend((!self.explains_terms(rule, copy)).then(|| "field place".to_owned()));
        } else {
            beyond.extend(self.fields_beyond(rule, &copy.body, WHOLE));
        }
        beyond.sort_unstable();
        beyond
    }

    /// As [`Policy::beyond`], of the fields of one position that came in a segment under these terms.
    #[must_use]
    pub fn beyond_row(&self, terms: &Assertion, row: &Body) -> Vec<String> {
        let judged = terms.agreement_version == self.terms().version;
        let rule = self.rule(&terms.kind).filter(|_| judged);
        rule.map_or_else(Vec::new, |rule| self.fields_beyond(rule, row, ROW))
    }

    fn fields_beyond(&self, rule: &Rule, body: &Body, grain: Grain) -> Vec<String> {
        let whole = rule.release == Form::Whole;
        let is_beyond = |(field, value): (&String, &Value)| {
            let own = rule.fields.get(field);
            let named = own.map_or(whole, |it| *it != Treatment::Drop);
            // A profile of the label may have made it coarser still, in steps of its own.
            let mut coarser = self.profiles_of(field).filter(|it| **it != Treatment::Keep);
            let fine = own.is_none_or(|it| explains(it, value, grain))
                || coarser.any(|it| explains(it, value, grain));
            (!named || !fine).then(|| format!("field {field}"))
        };
        body.iter().filter_map(is_beyond).collect()
    }

    /// The terms of positions that come together say how coarse places are, and nothing else of the policy's fields.
    fn explains_terms(&self, rule: &Rule, copy: &Assertion) -> bool {
        let within_m = copy.body.get("within_m").and_then(Value::as_int);
        let grid = |it: &Treatment| match it {
            Treatment::PlaceM(grid_m) => within_m.is_some_and(|it| it >= i64::from(*grid_m)),
            _ => false,
        };
        match rule.fields.get("place") {
            None => rule.release == Form::Whole,
            Some(Treatment::Keep) => true,
            Some(own) => {
                grid(own) || (*own != Treatment::Drop && self.profiles_of("place").any(grid))
            }
        }
    }
}

fn may_be_terms(copy: &Assertion) -> bool {
    copy.is_position_terms() && [POSITION, VMS].contains(&copy.kind.as_str())
}

/// Whether a value can be what this treatment left.
fn explains(treatment: &Treatment, value: &Value, grain: Grain) -> bool {
    match treatment {
        Treatment::Keep => true,
        Treatment::Drop => false,
        Treatment::Pseudonym => {
            matches!(value, Value::Text(text) if text.parse::<ObjectId>().is_ok())
        }
        Treatment::PlaceM(grid_m) => each(value, |place| is_middle(place, *grid_m, grain)),
        Treatment::TimeS(step_s) => each(value, |moment| {
            let step_ms = i64::from((*step_s).max(1)) * 1_000;
            moment.as_int().is_some_and(|ms| ms % step_ms == 0)
        }),
        Treatment::Round(step) => match value {
            #[allow(clippy::cast_possible_truncation, reason = "whole steps of an integer")]
            Value::Int(int) => *step >= 1.0 && int % (*step as i64) == 0,
            Value::Float(float) => {
                let off = float - libm::round(float / step) * step;
                off.abs() <= grain.number * float.abs().max(1.0)
            }
            _ => false,
        },
    }
}

/// Whether a place is the middle of a cell, of those that it says it lies in, and these are no smaller than agreed.
fn is_middle(place: &Value, grid_m: u32, grain: Grain) -> bool {
    let Value::Map(map) = place else {
        return false;
    };
    let within_m = map.get("within_m").and_then(Value::as_int);
    let within_m = within_m.and_then(|it| u32::try_from(it).ok());
    let Some(within_m) = within_m.filter(|it| map.len() == 3 && *it >= grid_m) else {
        return false;
    };
    let middle = coarse_place(place, within_m);
    let middle = middle.as_ref().and_then(Value::as_place);
    let (Some((lat, lon)), Some((mid_lat, mid_lon))) = (place.as_place(), middle) else {
        return false;
    };
    // 180° east and west are one meridian.
    let turn = libm::fmod((lon - mid_lon).abs(), 360.0);
    (lat - mid_lat).abs() <= grain.place_deg && turn.min(360.0 - turn) <= grain.place_deg
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

    fn position(body: Body) -> Assertion {
        Assertion {
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
            body,
        }
    }

    #[test]
    fn terms_of_positions_are_judged_by_how_coarse_they_say_places_are() {
        let policy = Policy::parse(TEXT, "").unwrap();
        let copy = |within_m| {
            position(Body::from([
                ("fields".to_owned(), Value::List(vec![Value::text("mmsi")])),
                ("within_m".to_owned(), Value::Int(within_m)),
            ]))
        };
        assert!(copy(2_000).is_position_terms());
        assert!(policy.beyond(&copy(2_000)).is_empty());
        assert_eq!(policy.beyond(&copy(500)), ["field place"]);
        let other = Assertion {
            kind: "alert".parse().unwrap(),
            ..copy(2_000)
        };
        assert_eq!(policy.beyond(&other), ["kind"]);
    }

    #[test]
    fn rows_under_terms_are_judged_by_the_fields_that_they_have() {
        let policy = Policy::parse(TEXT, "").unwrap();
        let place = coarse_place(&Value::place(42.123_456, 179.987_6), 2_000).unwrap();
        let (lat, lon) = place.as_place().unwrap();
        let row = |lat: f64, lon: f64, more: &[(&str, Value)]| -> Body {
            let mut place = Value::place(lat, lon);
            if let Value::Map(map) = &mut place {
                map.insert("within_m".to_owned(), Value::Int(2_000));
            }
            let own = [("mmsi", Value::Int(316_001_000)), ("place", place)];
            let all = own.iter().chain(more);
            all.map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect()
        };
        let terms = position(Body::new());
        // As a segment carries it: to a hundred thousandth of a degree.
        let short = |deg: f64| (deg * 1e5).round() / 1e5;
        let said = |row: &Body| policy.beyond_row(&terms, row);
        assert_eq!(
            said(&row(short(lat), short(lon), &[])),
            Vec::<String>::new()
        );
        assert_eq!(said(&row(lat + 0.003, lon, &[])), ["field place"]);
        assert_eq!(
            said(&row(lat, lon, &[("sog_kn", Value::Float(7.3))])),
            ["field sog_kn"]
        );
    }
}
