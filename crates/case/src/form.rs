//! Reports of the inspection schemes: which fields they have, what each may hold, and which measures can be cited.
//!
//! Forms and measures come from one versioned file ([`BUILTIN_FORMS`], or an agency's own); a report names the version it
//! was checked against and the file's SHA-256. What the file lacks is cited in words ([`OTHER_MEASURE`]). A measure of which nobody has compared the paragraph with the text in force is marked so on
//! every output. Values are JSON, checked here and nowhere else; the page asks the same rules while one types: both are held to `tests/rules.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, journal::is_sha256, package::sha256_hex};

/// The forms that come with the program.
pub const BUILTIN_FORMS: &str = include_str!("forms.toml");
/// Rows of a catch or list of violations.
pub const ROWS_MAX: usize = 200;
/// Stands for a measure that the file does not have: its paragraph is measure and paragraph in words. Never verified.
pub const OTHER_MEASURE: &str = "other";
/// Longest paragraph, characters: the words of a measure that the file does not have.
const PARAGRAPH_CHARS_MAX: usize = 200;
/// Outcomes of a boarding at which nobody came aboard.
const NOT_ABOARD: [&str; 2] = ["refused", "cancelled"];
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
    /// Those of them that somebody compared with the text in force while the whole measure was not.
    #[serde(default)]
    pub verified_paragraphs: Vec<String>,
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
    /// Somebody compared the fields with those that the scheme asks for.
    #[serde(default)]
    pub verified: bool,
    /// Of the fields that must be filled, those that only a team aboard can tell: not needed of a boarding that was refused or
    /// cancelled.
    #[serde(default)]
    pub aboard: Vec<String>,
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

    /// Whether a field that must be filled need not be, as nobody came aboard.
    #[must_use]
    pub fn is_waived(&self, field: &str, fields: &BTreeMap<String, Value>) -> bool {
        let result = fields.get("boarding_result").and_then(Value::as_str);
        result.is_some_and(|it| NOT_ABOARD.contains(&it))
            && self.aboard.iter().any(|name| name == field)
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
    /// SHA-256 of the file.
    #[serde(skip_deserializing)]
    pub sha256: String,
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
    /// [`Error::Forms`] with line and reason; also for a form that names an unknown field or measure, and for an id that is
    /// there twice.
    pub fn read(text: &str) -> Result<Self, Error> {
        let mut forms: Self = toml::from_str(text).map_err(unfit)?;
        forms.sha256 = sha256_hex(text.as_bytes());
        if forms.version.trim().is_empty() {
            return Err(unfit("version is empty"));
        }
        once(forms.measures.iter().map(|measure| measure.id.as_str()))?;
        once(forms.forms.iter().map(|form| form.id.as_str()))?;
        if forms.measure(OTHER_MEASURE).is_some() {
            return Err(unfit(format!("{OTHER_MEASURE} is no name for a measure")));
        }
        for measure in &forms.measures {
            let mut verified = measure.verified_paragraphs.iter();
            if let Some(one) = verified.find(|one| !measure.paragraphs.contains(one)) {
                return Err(unfit(format!("{}: {one}", measure.id)));
            }
        }
        for form in &forms.forms {
            forms.check_form(form)?;
        }
        Ok(forms)
    }

    fn check_form(&self, form: &Form) -> Result<(), Error> {
        let wrong = |what: &str| Err(unfit(format!("{}: {what}", form.id)));
        once(form.fields().map(|(field, _)| field))?;
        for (field, _) in form.fields() {
            if !self.fields.contains_key(field) {
                return wrong(field);
            }
        }
        for field in form.aboard.iter().chain(&form.due_from) {
            if !form.fields().any(|(name, _)| name == field) {
                return wrong(field);
            }
        }
        let source = form.due_source.as_deref();
        match source.filter(|source| self.measure(source).is_none()) {
            Some(source) => wrong(source),
            None => Ok(()),
        }
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

    /// A measure of the file, or another in words, and a paragraph; what the file does not list is let in, as the file may
    /// be behind the text, and is marked on every output.
    fn is_violation(&self, row: &Value) -> bool {
        let said = |what: &str| row.get(what).and_then(Value::as_str).unwrap_or_default();
        let (measure, paragraph) = (said("measure"), said("paragraph"));
        (measure == OTHER_MEASURE || self.measure(measure).is_some())
            && !paragraph.trim().is_empty()
            && paragraph.chars().count() <= PARAGRAPH_CHARS_MAX
            && said("note").chars().count() <= 1_000
    }

    /// Whether a cited paragraph was compared with the text in force.
    #[must_use]
    pub fn is_verified(&self, measure: &str, paragraph: &str) -> bool {
        let lists = |all: &[String]| all.iter().any(|known| known == paragraph);
        self.measure(measure).is_some_and(|measure| {
            (measure.verified && lists(&measure.paragraphs)) || lists(&measure.verified_paragraphs)
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
                None if needed && !form.is_waived(field, fields) => add(field, "field-missing"),
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

fn unfit(detail: impl ToString) -> Error {
    Error::Forms {
        detail: detail.to_string(),
    }
}

/// Refuses an id that is there twice.
fn once<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(unfit(format!("{id} is there twice")));
        }
    }
    Ok(())
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
mod tests;
