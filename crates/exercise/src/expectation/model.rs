//! Expectations and their parts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::msel::Lapse;

/// Whom or what a predicate is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Any ship.
    Any,
    /// The ship of this MMSI.
    Ship(u32),
    /// Anything in this area: `area:ID`.
    Area(String),
    /// The ships of an incident of the truth, by its note: `truth:NOTE`. A list so written fits every seed.
    Truth(String),
}

/// What has to happen. `KIND` and `CLASS` may be `*`.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// `alert(KIND, TARGET)`: the node raised an event of this kind.
    Alert(String, Target),
    /// `confirmed(KIND, TARGET)`: an officer confirmed such an event.
    Confirmed(String, Target),
    /// `track(TARGET)`: the node holds a track of the ship, also one that it held before the entry was given.
    Track(Target),
    /// `released(PARTY, CLASS, TARGET)`: an object of this class went to a partner.
    Released(String, String, Target),
    /// `received(PARTY, CLASS, TARGET)`: an object of this class came from a partner.
    Received(String, String, Target),
    /// `planned(TARGET)`: a plan covers the ship or area.
    Planned(Target),
    /// `tasked(TARGET)`: an order went out about the ship or area.
    Tasked(Target),
    /// `boarded(TARGET)`: a boarding of the ship was reported.
    Boarded(Target),
    /// `accounted(SHARE)`: at least this share of the registered persons is accounted for.
    Accounted(f64),
    /// `ack(INJECT)`: the inject was acknowledged.
    Acknowledged(String),
    /// `not(...)`: must not happen until the deadline.
    Not(Box<Predicate>),
    /// `all(..., ...)`: every one; each counts its share.
    All(Vec<Predicate>),
    /// `any(..., ...)`: one is enough.
    Any(Vec<Predicate>),
    /// `rated()`: the evaluator decides.
    Rated,
}

impl Predicate {
    /// Visits this predicate and all inside it.
    pub fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Predicate)) {
        visit(self);
        match self {
            Self::Not(inner) => inner.each(visit),
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.each(visit)),
            _ => {}
        }
    }

    /// Whether something in it must not happen: then only the deadline decides.
    #[must_use]
    pub fn forbids(&self) -> bool {
        let mut found = false;
        self.each(&mut |one| found |= matches!(one, Self::Not(_)));
        found
    }

    /// Whether an evaluator decides it.
    #[must_use]
    pub fn is_rated(&self) -> bool {
        let mut found = false;
        self.each(&mut |one| found |= matches!(one, Self::Rated));
        found
    }
}

/// What is expected of whom by when, and what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Its id, such as `E3`.
    pub id: String,
    /// The partner it is expected of; `*`: any of them.
    pub who: String,
    /// What has to happen.
    pub what: Predicate,
    /// Time for full score, from the moment its entry was given.
    pub within: Lapse,
    /// Time for partial credit.
    pub late: Option<Lapse>,
    /// Full score.
    pub score: f64,
    /// Score when late; half if nothing is said.
    pub partial: Option<f64>,
}

impl Expectation {
    /// Score for what came late.
    #[must_use]
    pub fn late_score(&self) -> f64 {
        self.partial.unwrap_or(self.score / 2.0)
    }
}

/// How an evaluator rates (HSEEP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rating {
    /// Performed without challenges.
    P,
    /// Performed with some challenges.
    S,
    /// Performed with major challenges.
    M,
    /// Unable to be performed.
    U,
}

impl Rating {
    /// All, best first.
    pub const ALL: [Self; 4] = [Self::P, Self::S, Self::M, Self::U];

    /// Share of the full score: P 1, S ⅔, M ⅓, U 0. HSEEP gives no numbers; equal steps are our choice.
    #[must_use]
    pub fn share(self) -> f64 {
        match self {
            Self::P => 1.0,
            Self::S => 2.0 / 3.0,
            Self::M => 1.0 / 3.0,
            Self::U => 0.0,
        }
    }

    /// The letter.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::P => "P",
            Self::S => "S",
            Self::M => "M",
            Self::U => "U",
        }
    }
}

impl std::str::FromStr for Rating {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|one| one.code() == text.trim());
        found.ok_or_else(|| Error::Word {
            field: "rating",
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("*"),
            Self::Ship(mmsi) => write!(out, "{mmsi:09}"),
            Self::Area(area) => write!(out, "area:{area}"),
            Self::Truth(note) => write!(out, "truth:{note}"),
        }
    }
}

fn list(out: &mut fmt::Formatter<'_>, name: &str, inner: &[Predicate]) -> fmt::Result {
    write!(out, "{name}(")?;
    for (index, one) in inner.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        write!(out, "{one}")?;
    }
    out.write_str(")")
}

impl fmt::Display for Predicate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(kind, target) => write!(out, "alert({kind}, {target})"),
            Self::Confirmed(kind, target) => write!(out, "confirmed({kind}, {target})"),
            Self::Track(target) => write!(out, "track({target})"),
            Self::Released(to, class, target) => write!(out, "released({to}, {class}, {target})"),
            Self::Received(from, class, target) => {
                write!(out, "received({from}, {class}, {target})")
            }
            Self::Planned(target) => write!(out, "planned({target})"),
            Self::Tasked(target) => write!(out, "tasked({target})"),
            Self::Boarded(target) => write!(out, "boarded({target})"),
            Self::Accounted(share) => write!(out, "accounted({share})"),
            Self::Acknowledged(inject) => write!(out, "ack({inject})"),
            Self::Not(inner) => write!(out, "not({inner})"),
            Self::All(inner) => list(out, "all", inner),
            Self::Any(inner) => list(out, "any", inner),
            Self::Rated => out.write_str("rated()"),
        }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} {}: {} within {}",
            self.id, self.who, self.what, self.within
        )?;
        if let Some(late) = self.late {
            write!(out, " late {late}")?;
        }
        write!(out, " score {}", self.score)?;
        self.partial
            .map_or(Ok(()), |partial| write!(out, " partial {partial}"))
    }
}
