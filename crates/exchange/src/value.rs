//! What the body of an object is made of.
//!
//! Conventions in bodies: a place is a map `{lat, lon}` of degrees as floats (`within_m` beside them when coarsened); a
//! moment is whole milliseconds since 1970 in a field whose name ends in `_ms`; a track is a list of maps.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// The fields of an object by name.
pub type Body = BTreeMap<String, Value>;

/// One value. Floats are finite; integers fit 64 bits with sign.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Known to be absent.
    Null,
    /// Yes or no.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Finite number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Self>),
    /// Values by name.
    Map(BTreeMap<String, Self>),
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A place in degrees.
    #[must_use]
    pub fn place(lat_deg: f64, lon_deg: f64) -> Self {
        let fields = [("lat", lat_deg), ("lon", lon_deg)];
        Self::Map(
            fields
                .map(|(name, deg)| (name.to_owned(), Self::Float(deg)))
                .into(),
        )
    }

    /// Latitude and longitude in degrees when this is a place on the earth.
    #[must_use]
    pub fn as_place(&self) -> Option<(f64, f64)> {
        let map = self.as_map()?;
        let (lat, lon) = (map.get("lat")?.as_number()?, map.get("lon")?.as_number()?);
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
    }

    /// The whole number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// Any number, as a float.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "asked for as a float")]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(*int as f64),
            Self::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The map.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// From JSON; numbers that are neither 64-bit integers nor finite floats become null.
    #[must_use]
    pub fn from_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(int), _) => Self::Int(int),
                (None, Some(float)) if float.is_finite() => Self::Float(float),
                _ => Self::Null,
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(list) => Self::List(list.iter().map(Self::from_json).collect()),
            Json::Object(map) => Self::Map(
                map.iter()
                    .map(|(name, json)| (name.clone(), Self::from_json(json)))
                    .collect(),
            ),
        }
    }
}

/// To JSON: bytes become lower-case hexadecimal text.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(flag) => to.serialize_bool(*flag),
            Self::Int(int) => to.serialize_i64(*int),
            Self::Float(float) => to.serialize_f64(*float),
            Self::Text(text) => to.serialize_str(text),
            Self::Bytes(bytes) => {
                to.collect_str(&bytes.iter().map(|b| format!("{b:02x}")).collect::<String>())
            }
            Self::List(list) => to.collect_seq(list),
            Self::Map(map) => to.collect_map(map),
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from! {
    bool => Bool;
    i64 => Int;
    i32 => Int;
    u32 => Int;
    f64 => Float;
    &str => Text;
    String => Text;
    Vec<u8> => Bytes;
    Vec<Value> => List;
}
