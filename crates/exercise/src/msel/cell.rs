//! One entry of the list as cells, and back: the one reader behind TOML, CSV and XLSX.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::model::{Column, ColumnKind, Inject, Words};
use super::table::clean;
use crate::error::Error;
use crate::expectation::{Expectation, is_name};

/// Headings of the known columns, in order.
pub(super) const HEADINGS: [&str; 23] = [
    "id",
    "number",
    "move",
    "when",
    "kind",
    "title_en",
    "title_fr",
    "title_ja",
    "body_en",
    "body_fr",
    "body_ja",
    "from",
    "to",
    "channel",
    "payload",
    "attachments",
    "controller",
    "objective",
    "task",
    "expectations",
    "evaluator",
    "status",
    "visible",
];

/// The cells of an entry, by heading.
pub(super) type Cells = BTreeMap<String, String>;

/// The known cells of an entry, in the order of [`HEADINGS`].
pub(super) fn to_cells(inject: &Inject) -> Vec<String> {
    let lines = |texts: &[String]| texts.join("\n");
    let expectations: Vec<String> = inject
        .expectations
        .iter()
        .map(ToString::to_string)
        .collect();
    let (title, body) = (&inject.title, &inject.body);
    vec![
        inject.id.clone(),
        inject.number.to_string(),
        inject
            .in_move
            .map_or_else(String::new, |number| number.to_string()),
        inject.trigger.to_string(),
        inject.kind.to_string(),
        title.en.clone(),
        title.fr.clone(),
        title.ja.clone(),
        body.en.clone(),
        body.fr.clone(),
        body.ja.clone(),
        inject.from.clone(),
        inject.to.join(", "),
        inject.channel.to_string(),
        inject.payload.clone(),
        lines(&inject.attachments),
        inject.controller.clone(),
        inject.objective.clone().unwrap_or_default(),
        inject.task.clone(),
        lines(&expectations),
        inject.evaluator.clone(),
        inject.status.to_string(),
        inject.visible.join(", "),
    ]
}

/// The entry of these cells, or everything that is wrong with them.
pub(super) fn from_cells(
    cells: &Cells,
    columns: &[Column],
    line: usize,
) -> Result<Inject, Vec<Error>> {
    let mut reader = Reader {
        cells,
        errors: Vec::new(),
    };
    let id = reader.text("id");
    if !is_name(&id) {
        reader.errors.push(Error::Word {
            field: "id",
            text: id.clone(),
        });
    }
    let number = reader.text("number");
    let number = number
        .trim()
        .parse::<u32>()
        .unwrap_or_else(|_not_a_number| {
            reader.errors.push(Error::Word {
                field: "number",
                text: number.clone(),
            });
            0
        });
    let in_move = reader.optional("move").and_then(|text| {
        let read = text.parse::<u32>();
        if read.is_err() {
            reader.errors.push(Error::Word {
                field: "move",
                text,
            });
        }
        read.ok()
    });
    let trigger = reader.parse("when");
    let (kind, channel, status) = (
        reader.parse("kind"),
        reader.parse("channel"),
        reader.parse("status"),
    );
    let expectations = reader.expectations();
    let fields = reader.fields(columns);
    let inject = Inject {
        title: reader.words("title"),
        body: reader.words("body"),
        from: reader.text("from"),
        to: reader.names("to"),
        payload: reader.text("payload"),
        attachments: reader.lines("attachments"),
        controller: reader.text("controller"),
        objective: reader.optional("objective"),
        task: reader.text("task"),
        evaluator: reader.text("evaluator"),
        visible: reader.names("visible"),
        trigger: trigger.unwrap_or(super::Trigger::Manual),
        kind: kind.unwrap_or(super::InjectKind::Inject),
        channel: channel.unwrap_or(super::Channel::Message),
        status: status.unwrap_or(super::Status::Draft),
        id,
        number,
        in_move,
        expectations,
        fields,
        line,
    };
    if reader.errors.is_empty() {
        Ok(inject)
    } else {
        Err(reader.errors)
    }
}

struct Reader<'a> {
    cells: &'a Cells,
    errors: Vec<Error>,
}

impl Reader<'_> {
    fn text(&mut self, heading: &str) -> String {
        let raw = self.cells.get(heading).map_or("", String::as_str);
        clean(heading, raw).unwrap_or_else(|error| {
            self.errors.push(error);
            String::new()
        })
    }

    fn optional(&mut self, heading: &str) -> Option<String> {
        let text = self.text(heading).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn parse<T: std::str::FromStr<Err = Error>>(&mut self, heading: &'static str) -> Option<T> {
        let Some(text) = self.optional(heading) else {
            self.errors.push(Error::Missing { field: heading });
            return None;
        };
        text.parse().map_err(|error| self.errors.push(error)).ok()
    }

    fn words(&mut self, stem: &str) -> Words {
        let mut text = |language: &str| self.text(&format!("{stem}_{language}"));
        Words {
            en: text("en"),
            fr: text("fr"),
            ja: text("ja"),
        }
    }

    fn names(&mut self, heading: &'static str) -> Vec<String> {
        let text = self.text(heading);
        let names: Vec<String> = split_names(&text);
        for name in &names {
            if !name.split('/').all(is_name) {
                self.errors.push(Error::Word {
                    field: heading,
                    text: name.clone(),
                });
            }
        }
        names
    }

    fn lines(&mut self, heading: &str) -> Vec<String> {
        let text = self.text(heading);
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn expectations(&mut self) -> Vec<Expectation> {
        let lines = self.lines("expectations");
        let mut read = Vec::new();
        for line in lines {
            match line.parse() {
                Ok(one) => read.push(one),
                Err(error) => self.errors.push(error),
            }
        }
        read
    }

    fn fields(&mut self, columns: &[Column]) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        for column in columns {
            let text = self.text(&column.name);
            if text.trim().is_empty() {
                continue;
            }
            match typed(column, &text) {
                Some(value) => {
                    fields.insert(column.name.clone(), value);
                }
                None => self.errors.push(Error::Value {
                    column: column.name.clone(),
                    text,
                }),
            }
        }
        fields
    }
}

pub(super) fn split_names(text: &str) -> Vec<String> {
    let names = text.split([',', '\n', ';', '、']).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The one way in which a value of this kind is written; `None` if it is not of the kind.
fn typed(column: &Column, text: &str) -> Option<String> {
    let word = text.trim();
    match column.kind {
        ColumnKind::Text => Some(text.to_owned()),
        ColumnKind::Integer => {
            // Sheets give whole numbers as `3` or `3.0`.
            let whole = word.strip_suffix(".0").unwrap_or(word);
            whole.parse::<i64>().ok().map(|number| number.to_string())
        }
        ColumnKind::Number => {
            let number = word.parse::<f64>().ok().filter(|n| n.is_finite())?;
            Some(number.to_string())
        }
        ColumnKind::Checkbox => match word.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Some("yes".to_owned()),
            "no" | "false" | "0" => Some("no".to_owned()),
            _ => None,
        },
        ColumnKind::Time => Time::parse(word).ok().map(|time| time.to_string()),
        ColumnKind::Party => is_name(word).then(|| word.to_owned()),
        ColumnKind::Link => {
            let good = word.starts_with("https://") || word.starts_with("http://");
            (good && !word.contains(char::is_whitespace)).then(|| word.to_owned())
        }
    }
}
