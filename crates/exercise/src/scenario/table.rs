//! A table of a scenario file, read key by key: every fault is noted with its line, and reading goes on.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use vigie_sea::Time;

use super::fault::{FaultReason, Mark, ScenarioFault};
use crate::chart::Place;

/// Faults of all files read so far.
pub(crate) type Faults = RefCell<Vec<ScenarioFault>>;

/// One file: its name and where its lines begin.
#[derive(Debug)]
pub(crate) struct Sheet<'f> {
    file: String,
    starts: Vec<usize>,
    faults: &'f Faults,
}

impl<'f> Sheet<'f> {
    pub(crate) fn new(file: &str, text: &str, faults: &'f Faults) -> Self {
        let after = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            file: file.to_owned(),
            starts: std::iter::once(0).chain(after).collect(),
            faults,
        }
    }

    pub(crate) fn mark(&self, at: usize) -> Mark {
        Mark {
            file: self.file.clone(),
            line: self.starts.partition_point(|start| *start <= at),
        }
    }

    pub(crate) fn fault(&self, mark: Mark, reason: FaultReason) {
        self.faults
            .borrow_mut()
            .push(ScenarioFault { mark, reason });
    }
}

/// A table, or an element of an array of tables.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    map: &'t DeTable<'t>,
    sheet: &'t Sheet<'t>,
    pub(crate) mark: Mark,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'t> Table<'t> {
    pub(crate) fn new(map: &'t DeTable<'t>, at: usize, sheet: &'t Sheet<'t>) -> Self {
        Self {
            map,
            sheet,
            mark: sheet.mark(at),
            asked: RefCell::default(),
        }
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        let found = self.map.iter().find(|(name, _)| name.get_ref() == key);
        found.map(|(_, value)| value)
    }

    /// Where a key stands, or the table if it does not.
    pub(crate) fn mark_of(&self, key: &'static str) -> Mark {
        self.get(key)
            .map_or_else(|| self.mark.clone(), |v| self.sheet.mark(v.span().start))
    }

    pub(crate) fn fault(&self, key: &'static str, reason: FaultReason) {
        self.sheet.fault(self.mark_of(key), reason);
    }

    pub(crate) fn wrong(&self, key: &'static str, wanted: &str) {
        let wanted = wanted.to_owned();
        self.fault(
            key,
            FaultReason::WrongKind {
                key: key.to_owned(),
                wanted,
            },
        );
    }

    /// The value; a fault if it is not there.
    pub(crate) fn need<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.get(key).is_none() {
            self.fault(
                key,
                FaultReason::Missing {
                    key: key.to_owned(),
                },
            );
        }
        value
    }

    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        match self.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong(key, "text");
                None
            }
        }
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(key)?;
        let found = words
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, value)| *value);
        if found.is_none() {
            let known = words
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
                .join(", ");
            self.fault(
                key,
                FaultReason::UnknownWord {
                    key: key.to_owned(),
                    word,
                    known,
                },
            );
        }
        found
    }

    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        match self.get(key)?.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong(key, "true-or-false");
                None
            }
        }
    }

    fn in_range(
        &self,
        key: &'static str,
        value: Option<f64>,
        range: &RangeInclusive<f64>,
    ) -> Option<f64> {
        let Some(value) = value else {
            self.wrong(key, "number");
            return None;
        };
        if range.contains(&value) {
            return Some(value);
        }
        let reason = FaultReason::OutOfRange {
            key: key.to_owned(),
            value: value.to_string(),
            range: format!("{} … {}", range.start(), range.end()),
        };
        self.fault(key, reason);
        None
    }

    pub(crate) fn number(&self, key: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        self.in_range(key, number(self.get(key)?.get_ref()), &range)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "whole numbers of a scenario are small and not below 0"
    )]
    pub(crate) fn count(&self, key: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = number(self.get(key)?.get_ref());
        let whole = value.filter(|v| v.fract() == 0.0);
        let range = *range.start() as f64..=*range.end() as f64;
        self.in_range(key, whole, &range).map(|v| v as u64)
    }

    /// Numbers of an array.
    pub(crate) fn numbers(&self, key: &'static str, range: RangeInclusive<f64>) -> Vec<f64> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, "array-of-numbers");
            return Vec::new();
        };
        let one = |item: &Spanned<DeValue<'_>>| self.in_range(key, number(item.get_ref()), &range);
        items.iter().filter_map(one).collect()
    }

    /// Two numbers, the lesser first.
    pub(crate) fn pair(&self, key: &'static str, range: RangeInclusive<f64>) -> Option<[f64; 2]> {
        self.get(key)?;
        match *self.numbers(key, range) {
            [low, high] if low <= high => Some([low, high]),
            _ => {
                self.wrong(key, "two-numbers");
                None
            }
        }
    }

    /// Two numbers in any order.
    pub(crate) fn pair_any(
        &self,
        key: &'static str,
        range: RangeInclusive<f64>,
    ) -> Option<[f64; 2]> {
        self.get(key)?;
        match *self.numbers(key, range) {
            [a, b] => Some([a, b]),
            _ => {
                self.wrong(key, "two-numbers");
                None
            }
        }
    }

    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, "array-of-texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.clone().into_owned()),
                _ => self.wrong(key, "array-of-texts"),
            }
        }
        texts
    }

    /// A place: `[latitude, longitude]`, longitude up to 360 eastwards.
    pub(crate) fn place(&self, key: &'static str) -> Option<Place> {
        let found = place(self.get(key)?.get_ref());
        if found.is_none() {
            self.wrong(key, "place");
        }
        found
    }

    pub(crate) fn places(&self, key: &'static str) -> Vec<Place> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let all = match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|i| place(i.get_ref()))
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        all.unwrap_or_else(|| {
            self.wrong(key, "array-of-places");
            Vec::new()
        })
    }

    /// A moment, as TOML's date and time or as text.
    pub(crate) fn time(&self, key: &'static str) -> Option<Time> {
        let text = match self.get(key)?.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Datetime(time) => time.to_string(),
            _ => String::new(),
        };
        let time = Time::parse(&text).ok();
        if time.is_none() {
            self.wrong(key, "time");
        }
        time
    }

    pub(crate) fn table(&self, key: &'static str) -> Option<Table<'t>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(map) => Some(Table::new(map, value.span().start, self.sheet)),
            _ => {
                self.wrong(key, "table");
                None
            }
        }
    }

    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, "array-of-tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(map) => tables.push(Table::new(map, item.span().start, self.sheet)),
                _ => self.wrong(key, "array-of-tables"),
            }
        }
        tables
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.map {
            if !asked.contains(key.get_ref().as_ref()) {
                let known = asked.iter().copied().collect::<Vec<_>>().join(", ");
                let reason = FaultReason::UnknownKey {
                    key: key.get_ref().to_string(),
                    known,
                };
                self.sheet.fault(self.sheet.mark(key.span().start), reason);
            }
        }
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(whole) if whole.radix() == 10 => whole.as_str().parse().ok(),
        DeValue::Float(float) => float.as_str().parse().ok().filter(|v: &f64| v.is_finite()),
        _ => None,
    }
}

fn place(value: &DeValue<'_>) -> Option<Place> {
    let DeValue::Array(items) = value else {
        return None;
    };
    let parts: Vec<f64> = items.iter().filter_map(|i| number(i.get_ref())).collect();
    match *parts {
        [lat, lon]
            if items.len() == 2
                && (-89.0..=89.0).contains(&lat)
                && (-180.0..=360.0).contains(&lon) =>
        {
            Some(Place::new(lat, lon))
        }
        _ => None,
    }
}
