//! Live or exercise. The realm is inside the signed bytes, so an exercise record can never pass for a live one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Scope};

/// Where a record is true.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Realm {
    /// At sea.
    Live,
    /// In the exercise of that name.
    Exercise(Scope),
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Exercise(name) => write!(f, "exercise:{name}"),
        }
    }
}

impl std::str::FromStr for Realm {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.split_once(':') {
            None if text == "live" => Ok(Self::Live),
            Some(("exercise", name)) => Ok(Self::Exercise(Scope::new(name)?)),
            _ => Err(Error::Name { what: "realm" }),
        }
    }
}

impl From<Realm> for String {
    fn from(realm: Realm) -> Self {
        realm.to_string()
    }
}

impl TryFrom<String> for Realm {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}
