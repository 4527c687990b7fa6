//! Taking a decoded list apart: how records, labels and agreements read their fields in order.
//!
//! Structures are lists with a fixed number of fields, which keeps names off thin links; bodies are maps.

use std::collections::BTreeSet;

use crate::{Body, Error, Time, Value};

/// The fields of a list, taken one after another. Every fault names the structure.
#[derive(Debug)]
pub struct Fields {
    what: &'static str,
    items: std::vec::IntoIter<Value>,
}

impl Fields {
    /// The fields of a value that must be a list of exactly `count`.
    ///
    /// # Errors
    /// `exchange-shape`, also of every method below: absent, or of another type.
    pub fn of(value: Value, what: &'static str, count: usize) -> Result<Self, Error> {
        match value {
            Value::List(list) if list.len() == count => Ok(Self {
                what,
                items: list.into_iter(),
            }),
            _ => Err(Error::Shape { what }),
        }
    }

    /// The next field, whatever it is.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn value(&mut self) -> Result<Value, Error> {
        self.items.next().ok_or(Error::Shape { what: self.what })
    }

    fn fault<T>(&self) -> Result<T, Error> {
        Err(Error::Shape { what: self.what })
    }

    /// A text.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn text(&mut self) -> Result<String, Error> {
        match self.value()? {
            Value::Text(text) => Ok(text),
            _ => self.fault(),
        }
    }

    /// A text that is the name, id, or realm asked for.
    ///
    /// # Errors
    /// See [`Fields::of`]; also those of the type.
    pub fn parse<T: std::str::FromStr<Err = Error>>(&mut self) -> Result<T, Error> {
        self.text()?.parse()
    }

    /// Bytes.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        match self.value()? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => self.fault(),
        }
    }

    /// Exactly `N` bytes.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.bytes()?;
        bytes.try_into().or(Err(Error::Shape { what: self.what }))
    }

    /// A whole number.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn int(&mut self) -> Result<i64, Error> {
        match self.value()? {
            Value::Int(int) => Ok(int),
            _ => self.fault(),
        }
    }

    /// A whole number that fits the unsigned type asked for.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn uint<T: TryFrom<i64>>(&mut self) -> Result<T, Error> {
        let int = self.int()?;
        T::try_from(int).or(Err(Error::Shape { what: self.what }))
    }

    /// Yes or no.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn bool(&mut self) -> Result<bool, Error> {
        match self.value()? {
            Value::Bool(flag) => Ok(flag),
            _ => self.fault(),
        }
    }

    /// A moment.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn time(&mut self) -> Result<Time, Error> {
        Time::checked(self.int()?)
    }

    /// A moment or null.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn time_opt(&mut self) -> Result<Option<Time>, Error> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Int(ms) => Time::checked(ms).map(Some),
            _ => self.fault(),
        }
    }

    /// A list.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn list(&mut self) -> Result<Vec<Value>, Error> {
        match self.value()? {
            Value::List(list) => Ok(list),
            _ => self.fault(),
        }
    }

    /// A map.
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn map(&mut self) -> Result<Body, Error> {
        match self.value()? {
            Value::Map(map) => Ok(map),
            _ => self.fault(),
        }
    }

    /// A list of names in strictly rising order (the one form of a set).
    ///
    /// # Errors
    /// See [`Fields::of`].
    pub fn set<T: std::str::FromStr<Err = Error> + Ord>(&mut self) -> Result<BTreeSet<T>, Error> {
        let mut set = BTreeSet::new();
        for item in self.list()? {
            let name: T = item
                .as_text()
                .ok_or(Error::Shape { what: self.what })?
                .parse()?;
            if set.last().is_some_and(|last| *last >= name) {
                return self.fault();
            }
            set.insert(name);
        }
        Ok(set)
    }
}

/// A set of names as a list in rising order.
pub fn set_value<T: ToString>(set: &BTreeSet<T>) -> Value {
    Value::List(
        set.iter()
            .map(|name| Value::Text(name.to_string()))
            .collect(),
    )
}

/// A moment or null.
pub fn time_value(time: Option<Time>) -> Value {
    time.map_or(Value::Null, |time| Value::Int(time.ms()))
}

/// An unsigned number; what does not fit is held at the largest.
pub fn uint_value(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
