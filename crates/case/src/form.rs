//! Reports of the inspection schemes: which fields they have, what each may hold, and which measures can be cited.
//!
//! Forms and measures come from one versioned file ([`BUILTIN_FORMS`], or an agency's own); a report names the version it
//! was checked against. A measure of which nobody has compared the paragraph with the text in force is marked so on
//! every output. Values are JSON, checked here and nowhere else; the page asks the same rules while one types: both are held to `tests/rules.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, journal::is_sha256};

/// The forms that come with the program.
pub const BUILTIN_FORMS: &str = include_str!("forms.toml");
/// Rows of a catch or list of violations.
pub const ROWS_MAX: usize = 200;
/// Times of a report that come one after the other.
const IN_ORDER: &[&[&str]] = &[
    &["sighted_at", "hailed_at", "boarded_at", "left_at"],
    &["inspected_from", "inspected_until"],
];

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// Text of at most so many characters.
    Text {
        /// Characters.
        max: usize,
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// A state, ISO 3166 alpha-3.
    Flag {
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// Radio call sign: 3 to 10 capital letters and digits.
    CallSign {
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// IMO number with its check digit.
    Imo {
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// MMSI, nine digits.
    Mmsi {
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// One of several codes.
    Choice {
        /// The codes.
        choices: Vec<String>,
    },
    /// A number.
    Number {
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
        /// Whole numbers only.
        #[serde(default)]
        whole: bool,
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// `[lon, lat]`, degrees.
    Place {
        /// Where the node fills it from.
        #[serde(default)]
        fill: Option<String>,
    },
    /// Milliseconds since 1970 UTC.
    Time {},
    /// Rows of `{"species": FAO 3-alpha, "kg": number, "state": text}`.
    Catch {},
    /// Rows of `{"measure", "paragraph", "note"}`.
    Violations {},
    /// SHA-256 of an attachment of the report.
    Attachment {},
}

impl Kind {
    /// Where the node fills it from, such as `vessel.name`.
    #[must_use]
    pub fn fill(&self) -> Option<&str> {
        match self {
            Self::Text { fill, .. }
            | Self::Flag { fill }
            | Self::CallSign { fill }
            | Self::Imo { fill }
            | Self::Mmsi { fill }
            | Self::Number { fill, .. }
            | Self::Place { fill } => fill.as_deref(),
            _ => None,
        }
    }
}

/// A measure that can be cited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Such as `NPFC CMM 2017-09`.
    pub id: String,
    /// Scheme.
    pub scheme: String,
    /// Title.
    pub title: String,
    /// Who adopted it.
    pub source: String,
    /// Year or date of the text.
    pub date: String,
    /// Somebody compared paragraphs and wording with the text in force.
    pub verified: bool,
    /// Paragraphs that can be cited.
    pub paragraphs: Vec<String>,
}

/// A part of a form; a field that must be filled ends in `!`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id.
    pub id: String,
    /// Fields in order.
    pub fields: Vec<String>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Id.
    pub id: String,
    /// Scheme.
    pub scheme: String,
    /// Full working days until it is due.
    #[serde(default)]
    pub due_working_days: Option<u32>,
    /// The field from which they count.
    #[serde(default)]
    pub due_from: Option<String>,
    /// The measure that says so.
    #[serde(default)]
    pub due_source: Option<String>,
    /// Parts.
    pub sections: Vec<Section>,
}

impl Form {
    /// Fields in order, each with whether it must be filled.
    pub fn fields(&self) -> impl Iterator<Item = (&str, bool)> {
        let all = self.sections.iter().flat_map(|section| &section.fields);
        all.map(|name| match name.strip_suffix('!') {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        })
    }
}

/// All forms and measures of one version.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// Version of the file.
    pub version: String,
    /// Measures.
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
    /// Fields by id.
    #[serde(rename = "field")]
    pub fields: BTreeMap<String, Kind>,
    /// Forms.
    #[serde(rename = "form")]
    pub forms: Vec<Form>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// Field.
    pub field: String,
    /// Stable code, such as `field-missing`.
    pub code: &'static str,
}

impl Forms {
    /// Reads a file of forms.
    ///
    /// # Errors
    /// [`Error::Forms`] with line and reason; also for a form that names an unknown field.
    pub fn read(text: &str) -> Result<Self, Error> {
        let forms: Self = toml::from_str(text).map_err(|fault| Error::Forms {
            detail: fault.to_string(),
        })?;
        for form in &forms.forms {
            for (field, _) in form.fields() {
                if !forms.fields.contains_key(field) {
                    return Err(Error::Forms {
                        detail: format!("{}: {field}", form.id),
                    });
                }
            }
        }
        Ok(forms)
    }

    /// A form by id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// A measure by id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// What is wrong with one value; `None` when it is right or empty.
    #[must_use]
    pub fn fault_of(&self, field: &str, value: &Value) -> Option<&'static str> {
        if is_empty(value) {
            return None;
        }
        match self.fields.get(field) {
            None => Some("field-unknown"),
            Some(kind) => self.fault_of_kind(kind, value),
        }
    }

    fn fault_of_kind(&self, kind: &Kind, value: &Value) -> Option<&'static str> {
        let text = value.as_str();
        let unless = |right: bool, code| (!right).then_some(code);
        match kind {
            Kind::Text { max, .. } => unless(
                text.is_some_and(|t| t.chars().count() <= *max),
                "field-too-long",
            ),
            Kind::Flag { .. } => unless(
                text.is_some_and(|t| t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase())),
                "field-flag",
            ),
            Kind::CallSign { .. } => unless(
                text.is_some_and(|t| {
                    (3..=10).contains(&t.len())
                        && t.bytes()
                            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                }),
                "field-call-sign",
            ),
            Kind::Imo { .. } => unless(value.as_u64().is_some_and(is_imo), "field-imo"),
            Kind::Mmsi { .. } => unless(
                value
                    .as_u64()
                    .is_some_and(|mmsi| (1_000_000..=999_999_999).contains(&mmsi)),
                "field-mmsi",
            ),
            Kind::Choice { choices } => unless(
                text.is_some_and(|t| choices.iter().any(|choice| choice == t)),
                "field-choice",
            ),
            Kind::Number {
                min, max, whole, ..
            } => {
                let right = value
                    .as_f64()
                    .is_some_and(|n| (*min..=*max).contains(&n) && (!whole || n.fract() == 0.0));
                unless(right, "field-number")
            }
            Kind::Place { .. } => unless(is_place(value), "field-place"),
            Kind::Time {} => unless(value.as_i64().is_some_and(|ms| ms > 0), "field-time"),
            Kind::Catch {} => rows(value).map_or(Some("field-catch"), |rows| {
                unless(rows.iter().all(is_catch), "field-catch")
            }),
            Kind::Violations {} => rows(value).map_or(Some("field-violations"), |rows| {
                unless(
                    rows.iter().all(|row| self.is_violation(row)),
                    "field-violations",
                )
            }),
            Kind::Attachment {} => unless(text.is_some_and(is_sha256), "field-attachment"),
        }
    }

    /// One measure of the file and a paragraph; a paragraph that the file does not list is let in, as the file may be
    /// behind the text, and is marked on every output.
    fn is_violation(&self, row: &Value) -> bool {
        let said = |what: &str| row.get(what).and_then(Value::as_str).unwrap_or_default();
        self.measure(said("measure")).is_some()
            && !said("paragraph").trim().is_empty()
            && said("note").chars().count() <= 1_000
    }

    /// Whether a cited paragraph was compared with the text in force.
    #[must_use]
    pub fn is_verified(&self, measure: &str, paragraph: &str) -> bool {
        self.measure(measure).is_some_and(|measure| {
            measure.verified && measure.paragraphs.iter().any(|known| known == paragraph)
        })
    }

    /// Of the paragraphs that a report cites, those that nobody compared with the text in force, as `MEASURE § PARAGRAPH`,
    /// each once and in order: what an output in data says of them, as a sheet says it beside each.
    #[must_use]
    pub fn unverified(&self, fields: &BTreeMap<String, Value>) -> Vec<String> {
        let all = fields.get("violations").and_then(rows);
        let open = all.into_iter().flatten().filter_map(|row| {
            let said = |what: &str| row.get(what).and_then(Value::as_str);
            let (measure, paragraph) = (said("measure")?, said("paragraph")?);
            (!self.is_verified(measure, paragraph)).then(|| cited(measure, paragraph))
        });
        let open: BTreeSet<String> = open.collect();
        open.into_iter().collect()
    }

    /// Everything that is wrong with a report, in the order of its form. An empty list: it can be sent.
    #[must_use]
    pub fn faults(&self, form: &Form, fields: &BTreeMap<String, Value>) -> Vec<Fault> {
        let mut out = Vec::new();
        let mut add = |field: &str, code| {
            out.push(Fault {
                field: field.to_owned(),
                code,
            });
        };
        let value = |name: &str| fields.get(name).filter(|value| !is_empty(value));
        let is = |name: &str, code: &str| value(name).and_then(Value::as_str) == Some(code);
        for (field, needed) in form.fields() {
            match value(field) {
                None if needed => add(field, "field-missing"),
                None => {}
                Some(value) => {
                    if let Some(code) = self.fault_of(field, value) {
                        add(field, code);
                    }
                }
            }
        }
        let has = |name: &str| form.fields().any(|(field, _)| field == name);
        // A refusal says why; a boarding that took place has its time and the master's word or signature.
        if is("boarding_result", "refused") && value("refusal_reason").is_none() {
            add("refusal_reason", "field-missing");
        }
        if is("boarding_result", "completed") && value("boarded_at").is_none() {
            add("boarded_at", "field-missing");
        }
        let identified = ["call_sign", "imo", "mmsi", "external_marking"];
        if has("flag") && !identified.iter().any(|name| value(name).is_some()) {
            add("call_sign", "field-no-identifier");
        }
        // Each is held against the last one that is told before it: a step in between may have been left out.
        for order in IN_ORDER {
            let mut earlier = None;
            for name in *order {
                let Some(time) = value(name).and_then(Value::as_i64) else {
                    continue;
                };
                if earlier.is_some_and(|earlier| time < earlier) {
                    add(name, "field-before-the-earlier");
                }
                earlier = Some(time);
            }
        }
        out
    }
}

/// A paragraph of a measure, as data and counts name it.
#[must_use]
pub fn cited(measure: &str, paragraph: &str) -> String {
    format!("{measure} § {paragraph}")
}

/// Whether a field holds nothing.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(rows) => rows.is_empty(),
        _ => false,
    }
}

/// Seven digits of which the last is the check digit: the sum of the first six times 7 to 2, last digit.
#[must_use]
pub fn is_imo(number: u64) -> bool {
    if !(1_000_000..=9_999_999).contains(&number) {
        return false;
    }
    let mut rest = number / 10;
    let mut sum = 0;
    for weight in 2..=7 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    sum % 10 == number % 10
}

fn is_place(value: &Value) -> bool {
    let [lon, lat] = value.as_array().map_or(&[][..], Vec::as_slice) else {
        return false;
    };
    lon.as_f64()
        .is_some_and(|lon| (-180.0..=180.0).contains(&lon))
        && lat
            .as_f64()
            .is_some_and(|lat| (-90.0..=90.0).contains(&lat))
}

fn rows(value: &Value) -> Option<&Vec<Value>> {
    value.as_array().filter(|rows| rows.len() <= ROWS_MAX)
}

fn is_catch(row: &Value) -> bool {
    let species = row
        .get("species")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let coded = species.len() == 3 && species.bytes().all(|b| b.is_ascii_uppercase());
    let kg = row.get("kg").and_then(Value::as_f64);
    coded && kg.is_some_and(|kg| (0.0..=5e6).contains(&kg))
}

/// The values that a node knows, for the fields that ask for them. `known` holds them as `vessel.name` and so on.
#[must_use]
pub fn filled(forms: &Forms, form: &Form, known: &Map<String, Value>) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    for (field, _) in form.fields() {
        let from = forms.fields.get(field).and_then(Kind::fill);
        let value = from.and_then(|from| known.get(from));
        // What does not fit the field is left for a person: a call sign with blanks, an IMO number with a wrong digit.
        if let Some(value) =
            value.filter(|value| !is_empty(value) && forms.fault_of(field, value).is_none())
        {
            out.insert(field.to_owned(), value.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn forms() -> Forms {
        Forms::read(BUILTIN_FORMS).unwrap()
    }

    fn complete() -> BTreeMap<String, Value> {
        let fields = json!({"inspection_vessel_id": "CCG-1", "inspectors": "A. Roy", "vessel_name": "LU RONG 1", "flag": "CHN",
            "mmsi": 412_000_001, "vessel_type": "squid_jigger", "master_name": "Wang", "position": [179.95, 41.0],
            "sighted_at": 1_000, "hailed_at": 2_000, "boarded_at": 3_000, "left_at": 4_000, "boarding_result": "completed",
            "activity_seen": "fishing", "vms_working": "yes", "authorisation_valid": "yes", "logbook_checked": "agrees",
            "findings": "None.", "inspector_signature": "ab".repeat(32)});
        fields.as_object().unwrap().clone().into_iter().collect()
    }

    #[test]
    fn a_complete_report_passes_and_each_missing_or_contradicting_part_is_named() {
        let forms = forms();
        let form = forms.form("npfc-hsbi").unwrap();
        assert_eq!(forms.faults(form, &complete()), []);
        for (field, needed) in form.fields() {
            if needed {
                let mut fields = complete();
                fields.remove(field);
                let faults = forms.faults(form, &fields);
                assert!(
                    faults.contains(&Fault {
                        field: field.to_owned(),
                        code: "field-missing"
                    }),
                    "{field}"
                );
            }
        }
        let with = |field: &str, value: Value| {
            let mut fields = complete();
            fields.insert(field.to_owned(), value);
            forms
                .faults(form, &fields)
                .iter()
                .map(|f| (f.field.clone(), f.code))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            with("boarding_result", json!("refused")),
            [("refusal_reason".to_owned(), "field-missing")]
        );
        assert_eq!(
            with("left_at", json!(2_500)),
            [("left_at".to_owned(), "field-before-the-earlier")]
        );
        assert_eq!(
            with("boarded_at", Value::Null),
            [("boarded_at".to_owned(), "field-missing")]
        );
        assert_eq!(
            with("mmsi", Value::Null),
            [("call_sign".to_owned(), "field-no-identifier")]
        );
    }

    #[test]
    fn no_paragraph_passes_for_verified_that_nobody_verified() {
        let mut forms = forms();
        assert!(!forms.is_verified("NPFC CMM 2021-09", "38(m)"));
        let found = forms
            .measures
            .iter_mut()
            .find(|m| m.id == "NPFC CMM 2021-09");
        found.unwrap().verified = true;
        assert!(forms.is_verified("NPFC CMM 2021-09", "38(m)"));
        assert!(!forms.is_verified("NPFC CMM 2021-09", "99"));
    }

    #[test]
    fn data_names_each_paragraph_that_nobody_verified() {
        let mut forms = forms();
        let row = |paragraph: &str| json!({"measure": "NPFC CMM 2021-09", "paragraph": paragraph});
        let rows = json!([row("38(m)"), row("12"), row("12"), 5]);
        let fields = BTreeMap::from([("violations".to_owned(), rows)]);
        let [other, named] = ["NPFC CMM 2021-09 § 12", "NPFC CMM 2021-09 § 38(m)"];
        assert_eq!(forms.unverified(&fields), [other, named]);
        for measure in &mut forms.measures {
            measure.verified = true;
        }
        assert_eq!(forms.unverified(&fields), [other]);
    }

    #[test]
    fn a_form_is_filled_with_what_is_known_and_fits() {
        let forms = forms();
        let known = json!({"vessel.name": "LU RONG 1", "vessel.flag": "CHN", "vessel.call_sign": "B J",
            "vessel.imo": 9_074_728, "vessel.mmsi": 412_000_001, "vessel.place": [-179.9, 41.0]});
        let filled = filled(
            &forms,
            forms.form("wcpfc-hsbi").unwrap(),
            known.as_object().unwrap(),
        );
        assert_eq!(filled["vessel_name"], "LU RONG 1");
        assert_eq!(filled["position"], json!([-179.9, 41.0]));
        assert!(!filled.contains_key("call_sign") && !filled.contains_key("imo"));
    }

    #[test]
    fn a_broken_file_says_where() {
        let wrong = BUILTIN_FORMS.replace("\"vessel_name!\"", "\"vesel_name!\"");
        assert_eq!(Forms::read(&wrong).unwrap_err().code(), "forms-unreadable");
        assert!(Forms::read("version = 1").is_err());
    }

    proptest! {
        #[test]
        fn any_wrong_digit_of_an_imo_number_is_seen(number in 100_000..1_000_000_u64, place in 0..7_u32, by in 1..10_u64) {
            let check = (0..6).map(|n| number / 10_u64.pow(n) % 10 * (u64::from(n) + 2)).sum::<u64>() % 10;
            let imo = number * 10 + check;
            prop_assert!(is_imo(imo));
            let digit = imo / 10_u64.pow(place) % 10;
            let wrong = imo - digit * 10_u64.pow(place) + (digit + by) % 10 * 10_u64.pow(place);
            // Weights 2, 4, 5 and 6 share a factor with 10, so some changes cannot be seen: that is the standard.
            let weight = if place == 0 { 1 } else { u64::from(place) + 1 };
            let seen = (weight * by) % 10 != 0 || wrong < 1_000_000;
            prop_assert_eq!(!is_imo(wrong), seen);
        }

        #[test]
        fn no_value_makes_it_panic(text in "\\PC{0,40}", number in any::<f64>()) {
            let forms = forms();
            for field in forms.fields.keys() {
                for value in [json!(text), json!(number), json!([text, number]), json!([{"measure": text}]), Value::Null] {
                    prop_assert!(forms.fault_of(field, &value).is_none_or(|code| code.starts_with("field-")));
                }
            }
        }
    }
}
