//! CAP 1.2 alerts (OASIS Common Alerting Protocol): warnings out, hazards and crises in.
//!
//! Source: OASIS CAP 1.2 and its schema. Reading takes what national services send (empty elements, Atom around an alert,
//! ISO 8859-1) and keeps it; [`Alert::flaws`] then names what the standard forbids, because files that pass the schema
//! can still be wrong in meaning. An XML signature is noticed, not checked: it never makes an alert trusted here.
//! Times are whole seconds in CAP; parts of a second are cut off.

pub use super::cap_write::write;
use super::fault::Fault;
use super::instant;
use super::place::Place;
use super::xml::{self, Element};

/// Namespace of CAP 1.2.
pub const SPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// Namespace of CAP 1.1, which services still send; read like 1.2, never written.
pub const SPACE_1_1: &str = "urn:oasis:names:tc:emergency:cap:1.1";
/// Largest alert read: the largest of the national sample files is 60 kB.
pub const ALERT_BYTES_MAX: usize = 1_048_576;
/// Most `info` blocks: one a language and hazard.
pub const INFOS_MAX: usize = 64;
/// Most corners of one polygon.
pub const CORNERS_MAX: usize = 10_000;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[allow(missing_docs, reason = "the words of the standard")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($variant),+ }

        impl $name {
            /// All words.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the standard.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads a word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    )+};
}

words! {
    /// Whether it is real.
    Status { Actual = "Actual", Exercise = "Exercise", System = "System", Test = "Test", Draft = "Draft" }
    /// What the message does.
    MsgType { Alert = "Alert", Update = "Update", Cancel = "Cancel", Ack = "Ack", Error = "Error" }
    /// Whom it is for.
    Scope { Public = "Public", Restricted = "Restricted", Private = "Private" }
    /// Category of the hazard.
    Category { Geo = "Geo", Met = "Met", Safety = "Safety", Security = "Security", Rescue = "Rescue", Fire = "Fire",
        Health = "Health", Env = "Env", Transport = "Transport", Infra = "Infra", Cbrne = "CBRNE", Other = "Other" }
    /// What to do.
    ResponseType { Shelter = "Shelter", Evacuate = "Evacuate", Prepare = "Prepare", Execute = "Execute", Avoid = "Avoid",
        Monitor = "Monitor", Assess = "Assess", AllClear = "AllClear", None = "None" }
    /// How soon.
    Urgency { Immediate = "Immediate", Expected = "Expected", Future = "Future", Past = "Past", Unknown = "Unknown" }
    /// How bad.
    Severity { Extreme = "Extreme", Severe = "Severe", Moderate = "Moderate", Minor = "Minor", Unknown = "Unknown" }
    /// How sure.
    Certainty { Observed = "Observed", Likely = "Likely", Possible = "Possible", Unlikely = "Unlikely", Unknown = "Unknown" }
}

/// An alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Unique for this sender; no blanks, commas, `<`, `&`.
    pub identifier: String,
    /// Sender, likewise.
    pub sender: String,
    /// When it was sent, milliseconds since 1970 UTC.
    pub sent_ms: i64,
    /// Whether it is real.
    pub status: Status,
    /// What it does.
    pub msg_type: MsgType,
    /// Source, as text.
    pub source: Option<String>,
    /// For whom.
    pub scope: Scope,
    /// Rule of distribution, for `Restricted`.
    pub restriction: Option<String>,
    /// Addressees, for `Private`.
    pub addresses: Option<String>,
    /// Codes of special handling.
    pub codes: Vec<String>,
    /// Note.
    pub note: Option<String>,
    /// Earlier messages this one is about: `sender,identifier,sent`, blank-separated.
    pub references: Option<String>,
    /// Incidents.
    pub incidents: Option<String>,
    /// The message, once a language and hazard.
    pub infos: Vec<Info>,
    /// An XML signature was there. It was not checked.
    pub signed: bool,
}

/// One message in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Info {
    /// RFC 3066 language; the standard takes `en-US` when absent.
    pub language: Option<String>,
    /// Categories; at least one.
    pub categories: Vec<Category>,
    /// What it is.
    pub event: String,
    /// What to do.
    pub responses: Vec<ResponseType>,
    /// How soon.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// Audience.
    pub audience: Option<String>,
    /// Codes of the event: name and value.
    pub event_codes: Vec<(String, String)>,
    /// Effective from, milliseconds since 1970 UTC.
    pub effective_ms: Option<i64>,
    /// Expected begin.
    pub onset_ms: Option<i64>,
    /// Expires.
    pub expires_ms: Option<i64>,
    /// Name of the sender.
    pub sender_name: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Instruction.
    pub instruction: Option<String>,
    /// Page. Shown as text: nothing here follows it.
    pub web: Option<String>,
    /// Contact.
    pub contact: Option<String>,
    /// Further parameters: name and value.
    pub parameters: Vec<(String, String)>,
    /// Areas.
    pub areas: Vec<Area>,
    /// Attached resources that were not taken.
    pub resources: usize,
}

impl Info {
    /// An info with its required parts only.
    #[must_use]
    pub fn new(
        category: Category,
        event: &str,
        urgency: Urgency,
        severity: Severity,
        certainty: Certainty,
    ) -> Self {
        Self {
            language: None,
            categories: vec![category],
            event: event.to_owned(),
            responses: Vec::new(),
            urgency,
            severity,
            certainty,
            audience: None,
            event_codes: Vec::new(),
            effective_ms: None,
            onset_ms: None,
            expires_ms: None,
            sender_name: None,
            headline: None,
            description: None,
            instruction: None,
            web: None,
            contact: None,
            parameters: Vec::new(),
            areas: Vec::new(),
            resources: 0,
        }
    }
}

/// An area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Area {
    /// In words.
    pub description: String,
    /// Polygons, each closed.
    pub polygons: Vec<Vec<Place>>,
    /// Circles: middle and radius in metres.
    pub circles: Vec<(Place, u64)>,
    /// Codes: name and value.
    pub geocodes: Vec<(String, String)>,
    /// Lower altitude, feet above mean sea level.
    pub altitude_ft: Option<f64>,
    /// Upper altitude, feet.
    pub ceiling_ft: Option<f64>,
}

/// What the standard forbids and the schema lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Scope `Restricted` without a rule.
    RestrictionMissing,
    /// Scope `Private` without addressees.
    AddressesMissing,
    /// An update, cancel, acknowledgement or error about nothing.
    ReferencesMissing,
    /// Identifier or sender with blanks, commas, `<` or `&`.
    Identifier,
    /// A reference that is not `sender,identifier,sent`.
    Reference,
    /// An alert that says nothing.
    InfoMissing,
    /// It expires before it was sent.
    ExpiresBeforeSent,
    /// A polygon that is not closed or has fewer than four corners.
    Polygon,
}

impl Flaw {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RestrictionMissing => "cap-restriction-missing",
            Self::AddressesMissing => "cap-addresses-missing",
            Self::ReferencesMissing => "cap-references-missing",
            Self::Identifier => "cap-identifier",
            Self::Reference => "cap-reference",
            Self::InfoMissing => "cap-info-missing",
            Self::ExpiresBeforeSent => "cap-expires-before-sent",
            Self::Polygon => "cap-polygon",
        }
    }
}

impl Alert {
    /// What the standard forbids in it, each once.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let token =
            |text: &str| !text.is_empty() && !text.contains([' ', ',', '<', '&', '\t', '\n', '\r']);
        let reference = |text: &str| {
            let parts: Vec<&str> = text.split(',').collect();
            matches!(parts.as_slice(), [sender, id, sent] if token(sender) && token(id) && instant::read_ms(sent, "references").is_ok())
        };
        let about = matches!(
            self.msg_type,
            MsgType::Update | MsgType::Cancel | MsgType::Ack | MsgType::Error
        );
        let references = self.references.as_deref().unwrap_or_default();
        let polygons = || {
            self.infos
                .iter()
                .flat_map(|info| &info.areas)
                .flat_map(|area| &area.polygons)
        };
        [
            (
                Flaw::RestrictionMissing,
                self.scope == Scope::Restricted && self.restriction.is_none(),
            ),
            (
                Flaw::AddressesMissing,
                self.scope == Scope::Private && self.addresses.is_none(),
            ),
            (Flaw::ReferencesMissing, about && references.is_empty()),
            (
                Flaw::Identifier,
                !token(&self.identifier) || !token(&self.sender),
            ),
            (
                Flaw::Reference,
                !references.split_whitespace().all(reference),
            ),
            (
                Flaw::InfoMissing,
                self.msg_type == MsgType::Alert && self.infos.is_empty(),
            ),
            (
                Flaw::ExpiresBeforeSent,
                self.infos.iter().any(|info| {
                    info.expires_ms
                        .is_some_and(|expires_ms| expires_ms < self.sent_ms)
                }),
            ),
            (
                Flaw::Polygon,
                polygons().any(|ring| ring.len() < 4 || ring.first() != ring.last()),
            ),
        ]
        .into_iter()
        .filter_map(|(flaw, found)| found.then_some(flaw))
        .collect()
    }
}

/// Reads all alerts of a document: one CAP alert, or an Atom feed with alerts inside its entries.
///
/// # Errors
/// A [`Fault`]; [`Fault::WrongRoot`] when there is no CAP alert in it.
pub fn read(bytes: &[u8]) -> Result<Vec<Alert>, Fault> {
    let root = xml::read(bytes, ALERT_BYTES_MAX)?;
    let mut out = Vec::new();
    gather(&root, &mut out)?;
    if out.is_empty() {
        return Err(Fault::WrongRoot);
    }
    Ok(out)
}

fn gather(element: &Element, out: &mut Vec<Alert>) -> Result<(), Fault> {
    if element.name == "alert" {
        if element.space != SPACE && element.space != SPACE_1_1 {
            return Err(Fault::WrongRoot);
        }
        out.push(alert(element)?);
        return Ok(());
    }
    // Depth is bounded by the reader.
    element
        .children
        .iter()
        .try_for_each(|child| gather(child, out))
}

fn must<'a>(element: &'a Element, what: &'static str) -> Result<&'a str, Fault> {
    element.text_of(what).ok_or(Fault::Missing { what })
}

fn word<T>(
    element: &Element,
    what: &'static str,
    from: impl Fn(&str) -> Option<T>,
) -> Result<T, Fault> {
    from(must(element, what)?).ok_or(Fault::Unreadable { what })
}

fn words<T>(
    element: &Element,
    what: &'static str,
    from: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Fault> {
    let texts = element.children_named(what).map(|child| child.text.trim());
    texts
        .map(|text| from(text).ok_or(Fault::Unreadable { what }))
        .collect()
}

fn owned(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

fn moment(element: &Element, what: &'static str) -> Result<Option<i64>, Fault> {
    element
        .text_of(what)
        .map(|text| instant::read_ms(text, what))
        .transpose()
}

fn alert(element: &Element) -> Result<Alert, Fault> {
    if element.children_named("info").count() > INFOS_MAX {
        return Err(Fault::TooMany {
            what: "info",
            count_max: INFOS_MAX,
        });
    }
    Ok(Alert {
        identifier: must(element, "identifier")?.to_owned(),
        sender: must(element, "sender")?.to_owned(),
        sent_ms: instant::read_ms(must(element, "sent")?, "sent")?,
        status: word(element, "status", Status::from_word)?,
        msg_type: word(element, "msgType", MsgType::from_word)?,
        source: owned(element, "source"),
        scope: word(element, "scope", Scope::from_word)?,
        restriction: owned(element, "restriction"),
        addresses: owned(element, "addresses"),
        codes: element
            .children_named("code")
            .map(|code| code.text.trim().to_owned())
            .filter(|code| !code.is_empty())
            .collect(),
        note: owned(element, "note"),
        references: owned(element, "references"),
        incidents: owned(element, "incidents"),
        infos: element
            .children_named("info")
            .map(info)
            .collect::<Result<_, _>>()?,
        signed: element.child("Signature").is_some(),
    })
}

fn info(element: &Element) -> Result<Info, Fault> {
    let categories = words(element, "category", Category::from_word)?;
    if categories.is_empty() {
        return Err(Fault::Missing { what: "category" });
    }
    Ok(Info {
        language: owned(element, "language"),
        categories,
        event: must(element, "event")?.to_owned(),
        responses: words(element, "responseType", ResponseType::from_word)?,
        urgency: word(element, "urgency", Urgency::from_word)?,
        severity: word(element, "severity", Severity::from_word)?,
        certainty: word(element, "certainty", Certainty::from_word)?,
        audience: owned(element, "audience"),
        event_codes: pairs(element, "eventCode"),
        effective_ms: moment(element, "effective")?,
        onset_ms: moment(element, "onset")?,
        expires_ms: moment(element, "expires")?,
        sender_name: owned(element, "senderName"),
        headline: owned(element, "headline"),
        description: owned(element, "description"),
        instruction: owned(element, "instruction"),
        web: owned(element, "web"),
        contact: owned(element, "contact"),
        parameters: pairs(element, "parameter"),
        areas: element
            .children_named("area")
            .map(area)
            .collect::<Result<_, _>>()?,
        resources: element.children_named("resource").count(),
    })
}

fn pairs(element: &Element, name: &str) -> Vec<(String, String)> {
    let pair = |child: &Element| {
        (
            owned(child, "valueName").unwrap_or_default(),
            owned(child, "value").unwrap_or_default(),
        )
    };
    element.children_named(name).map(pair).collect()
}

fn area(element: &Element) -> Result<Area, Fault> {
    let number = |what: &'static str| match element.text_of(what) {
        None => Ok(None),
        Some(text) => match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(Fault::Unreadable { what }),
        },
    };
    // Services send empty polygons and circles; they say nothing.
    let texts = |name| {
        element
            .children_named(name)
            .map(|it| it.text.trim())
            .filter(|text| !text.is_empty())
    };
    Ok(Area {
        description: must(element, "areaDesc")?.to_owned(),
        polygons: texts("polygon").map(polygon).collect::<Result<_, _>>()?,
        circles: texts("circle").map(circle).collect::<Result<_, _>>()?,
        geocodes: pairs(element, "geocode"),
        altitude_ft: number("altitude")?,
        ceiling_ft: number("ceiling")?,
    })
}

fn corner(text: &str) -> Option<Place> {
    let (lat, lon) = text.split_once(',')?;
    Place::from_text(lat, lon)
}

fn polygon(text: &str) -> Result<Vec<Place>, Fault> {
    let mut out = Vec::new();
    for corner in text.split_whitespace().map(corner) {
        if out.len() >= CORNERS_MAX {
            return Err(Fault::TooMany {
                what: "polygon",
                count_max: CORNERS_MAX,
            });
        }
        out.push(corner.ok_or(Fault::Unreadable { what: "polygon" })?);
    }
    Ok(out)
}

fn circle(text: &str) -> Result<(Place, u64), Fault> {
    let fault = Fault::Unreadable { what: "circle" };
    let read = text
        .split_once(char::is_whitespace)
        .and_then(|(middle, radius)| Some((corner(middle)?, radius.trim().parse::<f64>().ok()?)));
    let (middle, radius_km) = read.ok_or_else(|| fault.clone())?;
    // Half the earth's girth.
    if !(0.0..=20_100.0).contains(&radius_km) {
        return Err(fault);
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held above"
    )]
    Ok((middle, (radius_km * 1_000.0).round() as u64))
}
