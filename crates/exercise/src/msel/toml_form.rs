//! The list in its own form: TOML, one entry a block, keys always in the same order, so that git shows what changed.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;
use toml::Spanned;

use super::cell::{Cells, HEADINGS, to_cells};
use super::model::{Column, Move, Msel, Objective, Words};
use super::table::{Read, clean};
use crate::error::Error;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    exercise: Exercise,
    #[serde(default, rename = "objective")]
    objectives: Vec<RawObjective>,
    #[serde(default, rename = "move")]
    moves: Vec<Spanned<RawMove>>,
    #[serde(default, rename = "column")]
    columns: Vec<RawColumn>,
    #[serde(default, rename = "inject")]
    injects: Vec<Spanned<BTreeMap<String, toml::Value>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exercise {
    id: String,
    title: Words,
    scenario: String,
    parties: Vec<String>,
    ends: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawObjective {
    id: String,
    text: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMove {
    number: u32,
    at: String,
    title: Words,
    #[serde(default)]
    situation: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    name: String,
    kind: String,
}

impl Msel {
    /// Reads the list's own form; entries that cannot be read are named with their line and left out.
    ///
    /// # Errors
    /// Not TOML, or without what every list has.
    pub fn from_toml(text: &str) -> Result<Read, Error> {
        let file: File = toml::from_str(text).map_err(|fault| {
            let line = fault.span().map_or(0, |span| line_at(text, span.start));
            Error::File {
                form: "toml",
                detail: format!("line {line}: {}", fault.message()),
            }
        })?;
        let msel = Self {
            id: file.exercise.id,
            title: file.exercise.title,
            scenario: file.exercise.scenario,
            parties: file.exercise.parties,
            ends: file.exercise.ends.parse()?,
            objectives: file
                .objectives
                .into_iter()
                .map(|one| Objective {
                    id: one.id,
                    text: one.text,
                })
                .collect(),
            ..Self::default()
        };
        let mut read = Read {
            msel,
            faults: Vec::new(),
        };
        for one in file.moves {
            let line = line_at(text, one.span().start);
            let raw = one.into_inner();
            match raw.at.parse() {
                Ok(at) => {
                    let (title, situation) = (raw.title, raw.situation);
                    read.msel.moves.push(Move {
                        number: raw.number,
                        at,
                        title,
                        situation,
                    });
                }
                Err(error) => read.fault("move", line, error),
            }
        }
        for raw in file.columns {
            let kind = raw.kind.parse()?;
            if HEADINGS.contains(&raw.name.as_str())
                || clean("columns", &raw.name).is_err()
                || raw.name.is_empty()
            {
                return Err(Error::Word {
                    field: "columns",
                    text: raw.name,
                });
            }
            read.msel.columns.push(Column {
                name: raw.name,
                kind,
            });
        }
        for one in file.injects {
            let line = line_at(text, one.span().start);
            match flat(one.into_inner(), &read.msel.columns) {
                Ok(cells) => read.put(&cells, line),
                Err(error) => read.fault("inject", line, error),
            }
        }
        Ok(read)
    }

    /// The list in its own form.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        // Writing into a string cannot fail.
        write(self, &mut out).map(|()| out).unwrap_or_default()
    }
}

/// Line of a byte, from 1.
fn line_at(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    before.iter().filter(|b| **b == b'\n').count() + 1
}

/// The cells of an entry's keys: `title = { en = … }` becomes `title_en`, a list its lines or names.
fn flat(keys: BTreeMap<String, toml::Value>, columns: &[Column]) -> Result<Cells, Error> {
    let mut cells = Cells::new();
    let unfit = |key: &str| Error::Word {
        field: "key",
        text: key.to_owned(),
    };
    for (key, value) in keys {
        match (key.as_str(), value) {
            ("title" | "body", toml::Value::Table(words)) => {
                for (language, text) in words {
                    let text = text.as_str().ok_or_else(|| unfit(&key))?;
                    if !["en", "fr", "ja"].contains(&language.as_str()) {
                        return Err(unfit(&language));
                    }
                    cells.insert(format!("{key}_{language}"), text.to_owned());
                }
            }
            ("fields", toml::Value::Table(fields)) => {
                for (name, value) in fields {
                    if !columns.iter().any(|column| column.name == name) {
                        return Err(unfit(&name));
                    }
                    cells.insert(name, plain(&value).ok_or_else(|| unfit(&key))?);
                }
            }
            ("to" | "visible" | "attachments" | "expectations", toml::Value::Array(list)) => {
                let texts: Option<Vec<&str>> = list.iter().map(toml::Value::as_str).collect();
                let between = if matches!(key.as_str(), "to" | "visible") {
                    ", "
                } else {
                    "\n"
                };
                let joined = texts.ok_or_else(|| unfit(&key))?.join(between);
                cells.insert(key, joined);
            }
            (name, value) if HEADINGS.contains(&name) => {
                let text = plain(&value).ok_or_else(|| unfit(name))?;
                cells.insert(key, text);
            }
            (name, _) => return Err(unfit(name)),
        }
    }
    Ok(cells)
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        toml::Value::Datetime(time) => Some(time.to_string()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn words(words: &Words) -> String {
    let [en, fr, ja] = words.all().map(quoted);
    format!("{{ en = {en}, fr = {fr}, ja = {ja} }}")
}

fn list(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", all.join(", "))
}

fn write(msel: &Msel, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "[exercise]\nid = {}\ntitle = {}",
        quoted(&msel.id),
        words(&msel.title)
    )?;
    writeln!(
        out,
        "scenario = {}\nparties = {}",
        quoted(&msel.scenario),
        list(&msel.parties)
    )?;
    writeln!(out, "ends = {}", quoted(&msel.ends.to_string()))?;
    for one in &msel.objectives {
        writeln!(
            out,
            "\n[[objective]]\nid = {}\ntext = {}",
            quoted(&one.id),
            words(&one.text)
        )?;
    }
    for one in &msel.moves {
        writeln!(
            out,
            "\n[[move]]\nnumber = {}\nat = {}",
            one.number,
            quoted(&one.at.to_string())
        )?;
        writeln!(
            out,
            "title = {}\nsituation = {}",
            words(&one.title),
            words(&one.situation)
        )?;
    }
    for one in &msel.columns {
        writeln!(
            out,
            "\n[[column]]\nname = {}\nkind = {}",
            quoted(&one.name),
            quoted(one.kind.code())
        )?;
    }
    msel.injects
        .iter()
        .try_for_each(|inject| write_inject(inject, out))
}

fn write_inject(inject: &super::Inject, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n[[inject]]")?;
    let cells = to_cells(inject);
    for (heading, cell) in HEADINGS.iter().zip(&cells) {
        match *heading {
            "title_en" => writeln!(out, "title = {}", words(&inject.title))?,
            "body_en" => writeln!(out, "body = {}", words(&inject.body))?,
            "title_fr" | "title_ja" | "body_fr" | "body_ja" => {}
            "number" | "move" if !cell.is_empty() => writeln!(out, "{heading} = {cell}")?,
            "to" => writeln!(out, "to = {}", list(&inject.to))?,
            "visible" => writeln!(out, "visible = {}", list(&inject.visible))?,
            "attachments" | "expectations" if !cell.is_empty() => {
                writeln!(out, "{heading} = [")?;
                for line in cell.lines() {
                    writeln!(out, "  {},", quoted(line))?;
                }
                writeln!(out, "]")?;
            }
            _ if cell.is_empty() => {}
            _ => writeln!(out, "{heading} = {}", quoted(cell))?,
        }
    }
    if !inject.fields.is_empty() {
        let pairs = inject
            .fields
            .iter()
            .map(|(name, value)| format!("{} = {}", quoted_key(name), quoted(value)));
        writeln!(
            out,
            "fields = {{ {} }}",
            pairs.collect::<Vec<_>>().join(", ")
        )?;
    }
    Ok(())
}

/// A key as TOML takes it: always as a basic string.
fn quoted_key(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

impl Msel {
    /// One entry in the list's own form, as [`Msel::read_entry`] reads it.
    #[must_use]
    pub fn entry_text(&self, id: &str) -> Option<String> {
        let inject = self.inject(id)?.clone();
        let mut out = String::new();
        // Writing into a string cannot fail.
        write_inject(&inject, &mut out).ok()?;
        Some(out.trim_start().to_owned())
    }

    /// Reads one entry, as it is written in the list's own form under `[[inject]]`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read_entry(&self, text: &str) -> Result<super::Inject, Error> {
        #[derive(Deserialize)]
        struct One {
            inject: Vec<BTreeMap<String, toml::Value>>,
        }
        let file = |detail: String| Error::File {
            form: "toml",
            detail,
        };
        let mut one: One =
            toml::from_str(text).map_err(|fault| file(fault.message().to_owned()))?;
        let keys = one.inject.pop().filter(|_| one.inject.is_empty());
        let cells = flat(
            keys.ok_or_else(|| file("one [[inject]]".to_owned()))?,
            &self.columns,
        )?;
        super::cell::from_cells(&cells, &self.columns, 0).map_err(|errors| {
            errors
                .into_iter()
                .next()
                .unwrap_or(Error::Missing { field: "inject" })
        })
    }
}
