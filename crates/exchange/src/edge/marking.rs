//! The part of a label that an edge must know, and the rule that an edge never weakens it.
//!
//! Measured with a TAK library in common use: from Cursor on Target XML to TAK Protocol version 1, `access` survives,
//! `caveat` and `releasableTo` vanish without a word. A marking in an edge format is a note to the reader, never
//! protection. So each [`Format`] says which marks reach its reader, and an object that needs another one stays here.

use thiserror::Error;

use crate::{Level, Realm, Released};

/// How openly an object may be handled: the five steps of the Traffic Light Protocol 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handling {
    /// No limit.
    Clear,
    /// The community.
    Green,
    /// The recipient and its clients.
    Amber,
    /// The recipient only.
    AmberStrict,
    /// Named persons only.
    Red,
}

impl Handling {
    /// All, from the most open to the most closed.
    pub const ALL: [Self; 5] = [
        Self::Clear,
        Self::Green,
        Self::Amber,
        Self::AmberStrict,
        Self::Red,
    ];

    /// The mark as written in every format.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// Reads a mark.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

pub use crate::Onward;

/// Stable code of [`Onward`].
pub(crate) fn onward_code(onward: Onward) -> &'static str {
    match onward {
        Onward::None => "none",
        Onward::Ask => "ask",
        Onward::Allowed => "allowed",
    }
}

/// Reads a code of [`Onward`].
pub(crate) fn onward_from(code: &str) -> Option<Onward> {
    [Onward::None, Onward::Ask, Onward::Allowed]
        .into_iter()
        .find(|known| onward_code(*known) == code)
}

impl From<Level> for Handling {
    /// The step of the Traffic Light Protocol that says as much to people outside.
    fn from(level: Level) -> Self {
        match level {
            Level::Public => Self::Clear,
            Level::Community => Self::Green,
            Level::Protected => Self::Amber,
            Level::Enforcement => Self::AmberStrict,
        }
    }
}

impl From<Handling> for Level {
    /// The level at which something marked so by others is held.
    fn from(handling: Handling) -> Self {
        match handling {
            Handling::Clear => Self::Public,
            Handling::Green => Self::Community,
            Handling::Amber => Self::Protected,
            Handling::AmberStrict | Handling::Red => Self::Enforcement,
        }
    }
}

/// What goes with an object over an edge. Parties and caveats are names without blanks (`can`, `jpn`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Marking {
    /// Party that made the object.
    pub originator: String,
    /// What it rests on: `ais`, `vms`, `radar`, `sar`, `visual`, `fused`.
    pub source: String,
    /// How openly it may be handled.
    pub handling: Handling,
    /// Parties that may see it. Empty means nobody.
    pub releasable_to: Vec<String>,
    /// Further restrictions, as codes.
    pub caveats: Vec<String>,
    /// Whether it may be passed on.
    pub onward: Onward,
    /// About a person.
    pub personal: bool,
    /// When it must be gone, milliseconds since 1970 UTC.
    pub expires_ms: Option<i64>,
    /// Name of the exercise it belongs to; `None` is real life.
    pub exercise: Option<String>,
    /// What it was released for; empty when not said.
    pub purpose: String,
}

/// A format with the way it reaches its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cursor on Target XML, straight to a reader that shows it as sent.
    CotXml,
    /// Cursor on Target XML to a TAK server, which may encode it anew for each client.
    CotRelayed,
    /// TAK Protocol version 1.
    Tak,
    /// CAP 1.2.
    Cap,
    /// STIX 2.1.
    Stix,
    /// GeoJSON with label members.
    GeoJson,
    /// NAF position report.
    Naf,
    /// FLUX vessel position.
    Flux,
    /// NIEM-M position.
    Niem,
    /// CISE Push message.
    Cise,
}

/// A mark on which the protection of an object can depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// How openly it may be handled.
    Handling,
    /// Who may see it, for whoever would pass it on.
    Audience,
    /// Caveats.
    Caveat,
    /// Expiry.
    Expiry,
    /// Personal data.
    Personal,
    /// That it is an exercise.
    Exercise,
}

impl Mark {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Handling => "handling",
            Self::Audience => "audience",
            Self::Caveat => "caveat",
            Self::Expiry => "expiry",
            Self::Personal => "personal",
            Self::Exercise => "exercise",
        }
    }
}

impl Format {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CotXml => "cot-xml",
            Self::CotRelayed => "cot-relayed",
            Self::Tak => "tak",
            Self::Cap => "cap",
            Self::Stix => "stix",
            Self::GeoJson => "geojson",
            Self::Naf => "naf",
            Self::Flux => "flux",
            Self::Niem => "niem",
            Self::Cise => "cise",
        }
    }

    /// The strictest handling that the format has a word for. Traffic Light Protocol 1, which CISE uses, has no
    /// `AMBER+STRICT`; the indicators of NIEM-M open a record to a community at least.
    #[must_use]
    pub fn strictest(self) -> Handling {
        match self {
            Self::Niem => Handling::Green,
            Self::Cise => Handling::Amber,
            Self::Naf | Self::Flux => Handling::Clear,
            Self::CotXml
            | Self::CotRelayed
            | Self::Tak
            | Self::Cap
            | Self::Stix
            | Self::GeoJson => Handling::AmberStrict,
        }
    }

    /// Whether a mark reaches the reader of this format in a form that the reader's software shows or obeys.
    #[must_use]
    pub fn carries(self, mark: Mark) -> bool {
        match self {
            Self::CotXml => mark != Mark::Personal,
            // Stale time, `access` and `opex` survive every encoding; `caveat` and `releasableTo` do not.
            Self::CotRelayed | Self::Tak => {
                matches!(mark, Mark::Handling | Mark::Expiry | Mark::Exercise)
            }
            Self::Cap | Self::Stix => mark != Mark::Personal,
            Self::GeoJson => true,
            // Owner and addressee only.
            Self::Naf | Self::Flux => false,
            // It names nations, which is wider than one agency of them.
            Self::Niem => !matches!(mark, Mark::Audience | Mark::Caveat),
            // What may not be passed on is told as amber, see the writer. Nothing says that it is an exercise.
            Self::Cise => !matches!(mark, Mark::Caveat | Mark::Exercise),
        }
    }
}

/// Why an object stays here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Refusal {
    /// Its protection depends on a mark that this format loses.
    #[error("edge-mark-lost")]
    MarkLost {
        /// The format.
        format: Format,
        /// The mark.
        mark: Mark,
    },
    /// For named persons only: no edge can hold to that.
    #[error("edge-red")]
    Red {
        /// The format.
        format: Format,
    },
    /// It may be shown to nobody.
    #[error("edge-nobody")]
    Nobody,
    /// It has expired.
    #[error("edge-expired")]
    Expired,
}

impl Refusal {
    /// Stable code, also the id of its sentence in the catalogues.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MarkLost { .. } => "edge-mark-lost",
            Self::Red { .. } => "edge-red",
            Self::Nobody => "edge-nobody",
            Self::Expired => "edge-expired",
        }
    }
}

/// The marks on which this object's protection depends.
fn needed(marking: &Marking, reach: Reach) -> impl Iterator<Item = Mark> {
    [
        (Mark::Exercise, marking.exercise.is_some()),
        (Mark::Personal, marking.personal),
        (Mark::Caveat, !marking.caveats.is_empty()),
        (
            Mark::Audience,
            reach == Reach::Partner && marking.onward != Onward::Allowed,
        ),
        (Mark::Expiry, marking.expires_ms.is_some()),
        (Mark::Handling, marking.handling != Handling::Clear),
    ]
    .into_iter()
    .filter_map(|(mark, wanted)| wanted.then_some(mark))
}

/// Whose system is behind an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reach {
    /// The agency's own: its people are bound already.
    Inside,
    /// A partner's: it got a released copy.
    Partner,
}

/// An object on its way to an edge, with its marking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing<T> {
    object: T,
    marking: Marking,
    reach: Reach,
}

impl<T> Outgoing<T> {
    /// What was made of a released copy, for that partner's systems. The marking names this partner alone: who else
    /// may see an object is not told.
    #[must_use]
    pub fn released(released: &Released, object: T) -> Self {
        Self {
            object,
            marking: Marking::of(released),
            reach: Reach::Partner,
        }
    }

    /// An object for the agency's own systems. Nothing that leaves the agency is made this way.
    #[must_use]
    pub fn inside(object: T, marking: Marking) -> Self {
        Self {
            object,
            marking,
            reach: Reach::Inside,
        }
    }

    /// Its marking.
    #[must_use]
    pub fn marking(&self) -> &Marking {
        &self.marking
    }
}

/// An object that an edge may carry: made by [`clear`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared<T> {
    object: T,
    marking: Marking,
    format: Format,
}

impl<T> Cleared<T> {
    /// The object.
    #[must_use]
    pub fn object(&self) -> &T {
        &self.object
    }

    /// Its marking.
    #[must_use]
    pub fn marking(&self) -> &Marking {
        &self.marking
    }

    /// The format it was cleared for.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }
}

/// Lets an object pass to a format if nothing that protects it is lost there.
///
/// # Errors
/// The [`Refusal`]; the first in a fixed order, so that the same object is refused for the same reason.
pub fn clear<T>(outgoing: Outgoing<T>, format: Format, now_ms: i64) -> Result<Cleared<T>, Refusal> {
    let Outgoing {
        object,
        marking,
        reach,
    } = outgoing;
    if marking.releasable_to.is_empty() {
        return Err(Refusal::Nobody);
    }
    if marking
        .expires_ms
        .is_some_and(|expires_ms| expires_ms <= now_ms)
    {
        return Err(Refusal::Expired);
    }
    if marking.handling == Handling::Red {
        return Err(Refusal::Red { format });
    }
    let lost = |mark: &Mark| {
        !format.carries(*mark) || (*mark == Mark::Handling && marking.handling > format.strictest())
    };
    if let Some(mark) = needed(&marking, reach).find(lost) {
        return Err(Refusal::MarkLost { format, mark });
    }
    Ok(Cleared {
        object,
        marking,
        format,
    })
}

impl Marking {
    /// The marking of a released copy. `source` is the text field of that name in its body.
    #[must_use]
    pub fn of(released: &Released) -> Self {
        let assertion = released.assertion();
        let label = &assertion.label;
        let ends = [label.not_after, label.purge_at]
            .into_iter()
            .flatten()
            .min();
        let source = assertion
            .body
            .get("source")
            .and_then(|value| value.as_text());
        Self {
            originator: assertion.originator.to_string(),
            source: source.unwrap_or("unspecified").to_owned(),
            handling: label.audience.level.into(),
            releasable_to: vec![released.to().to_string()],
            caveats: label.caveats.iter().map(ToString::to_string).collect(),
            onward: label.onward,
            personal: label.personal,
            expires_ms: ends.map(crate::Time::ms),
            exercise: match &assertion.realm {
                Realm::Live => None,
                Realm::Exercise(name) => Some(name.to_string()),
            },
            purpose: assertion.purpose.to_string(),
        }
    }

    /// Of two objects in one message: as strict as the stricter of them in each respect.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let same = |ours: &str, theirs: &str, otherwise: &str| {
            let said = if ours == theirs { ours } else { otherwise };
            said.to_owned()
        };
        let mut caveats = self.caveats.clone();
        caveats.extend(other.caveats.iter().cloned());
        caveats.sort();
        caveats.dedup();
        let both = self.releasable_to.iter();
        let both = both.filter(|party| other.releasable_to.contains(party));
        Self {
            originator: same(&self.originator, &other.originator, ""),
            source: same(&self.source, &other.source, "fused"),
            handling: self.handling.max(other.handling),
            releasable_to: both.cloned().collect(),
            caveats,
            onward: self.onward.min(other.onward),
            personal: self.personal || other.personal,
            expires_ms: [self.expires_ms, other.expires_ms]
                .into_iter()
                .flatten()
                .min(),
            exercise: self.exercise.clone().or_else(|| other.exercise.clone()),
            purpose: same(&self.purpose, &other.purpose, ""),
        }
    }

    /// The marking in one line for formats that have only free text: codes, the same in every language.
    #[must_use]
    pub fn line(&self) -> String {
        let mut parts = vec![
            format!("ORIG {}", self.originator),
            format!("SRC {}", self.source),
            self.handling.code().to_owned(),
            format!("REL TO {}", self.releasable_to.join(" ")),
        ];
        if !self.caveats.is_empty() {
            parts.push(format!("CAVEAT {}", self.caveats.join(" ")));
        }
        if !self.purpose.is_empty() {
            parts.push(format!("FOR {}", self.purpose));
        }
        parts.push(format!("ONWARD {}", onward_code(self.onward)));
        if let Some(expires_ms) = self.expires_ms {
            parts.push(format!("UNTIL {}", super::instant::zulu_s(expires_ms)));
        }
        if let Some(exercise) = &self.exercise {
            parts.insert(0, format!("EXERCISE {exercise}"));
        }
        // One line, whatever the names hold.
        parts
            .join("; ")
            .split(char::is_control)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[cfg(test)]
pub(crate) mod tests;
