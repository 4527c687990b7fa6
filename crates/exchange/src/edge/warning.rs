//! A warning to vessels as a CAP 1.2 alert: one `info` block a language, areas cut at 180 degrees, the marking in the
//! scope. The sentences come from the node's catalogues; this file only puts them in their places.
//!
//! CAP has no enforcement: `Restricted` with its rule tells the receiver's software what to do, no more.

use super::cap::{
    Alert, Area, Category, Certainty, Info, MsgType, ResponseType, Scope, Severity, Status, Urgency,
};
use super::marking::{Cleared, Handling, Marking};
use super::place::{Place, split_ring};

/// The languages of a warning and their order.
pub const LANGUAGES: [&str; 3] = ["en", "fr-CA", "ja"];

/// What the reader sees, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Kind of event.
    pub event: String,
    /// Headline.
    pub headline: String,
    /// Description.
    pub description: String,
    /// What to do.
    pub instruction: String,
    /// The area in words.
    pub area: String,
    /// Who sends it.
    pub sender_name: String,
}

/// A warning.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Id, unique for this sender.
    pub id: String,
    /// Sender's id, such as a mail address.
    pub sender: String,
    /// When it is sent, milliseconds since 1970 UTC.
    pub sent_ms: i64,
    /// Earlier warning that this replaces or cancels: id and time of sending.
    pub replaces: Option<(String, i64)>,
    /// It takes the earlier one back.
    pub cancels: bool,
    /// Category.
    pub category: Category,
    /// What to do, as a code.
    pub response: Option<ResponseType>,
    /// How soon.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// From when it holds.
    pub onset_ms: Option<i64>,
    /// Until when it holds.
    pub expires_ms: i64,
    /// Corners of the area; empty when the area is a circle or only words.
    pub ring: Vec<Place>,
    /// Middle and radius in metres of a circle.
    pub circle: Option<(Place, u64)>,
    /// The words in English, French (Canada), Japanese, in the order of [`LANGUAGES`].
    pub wordings: [Wording; 3],
}

/// Makes the alert of a warning that was cleared for CAP.
#[must_use]
pub fn alert(cleared: &Cleared<Warning>) -> Alert {
    let (warning, marking) = (cleared.object(), cleared.marking());
    let open = marking.handling == Handling::Clear;
    let reference = |(id, sent_ms): &(String, i64)| {
        format!("{},{id},{}", warning.sender, super::instant::cap(*sent_ms))
    };
    Alert {
        identifier: warning.id.clone(),
        sender: warning.sender.clone(),
        sent_ms: warning.sent_ms,
        status: if marking.exercise.is_some() {
            Status::Exercise
        } else {
            Status::Actual
        },
        msg_type: match (&warning.replaces, warning.cancels) {
            (Some(_), true) => MsgType::Cancel,
            (Some(_), false) => MsgType::Update,
            (None, _) => MsgType::Alert,
        },
        source: None,
        scope: if open {
            Scope::Public
        } else {
            Scope::Restricted
        },
        restriction: (!open).then(|| marking.line()),
        addresses: None,
        codes: Vec::new(),
        // The standard wants an exercise named in the note.
        note: marking.exercise.clone(),
        references: warning.replaces.as_ref().map(reference),
        incidents: None,
        infos: LANGUAGES
            .iter()
            .zip(&warning.wordings)
            .map(|(language, wording)| info(warning, marking, language, wording))
            .collect(),
        signed: false,
    }
}

fn info(warning: &Warning, marking: &Marking, language: &str, wording: &Wording) -> Info {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let expires_ms = marking
        .expires_ms
        .map_or(warning.expires_ms, |end_ms| end_ms.min(warning.expires_ms));
    let mut info = Info::new(
        warning.category,
        &wording.event,
        warning.urgency,
        warning.severity,
        warning.certainty,
    );
    info.language = Some(language.to_owned());
    info.responses = warning.response.into_iter().collect();
    info.effective_ms = Some(warning.sent_ms);
    info.onset_ms = warning.onset_ms;
    info.expires_ms = Some(expires_ms);
    info.sender_name = some(&wording.sender_name);
    info.headline = some(&wording.headline);
    info.description = some(&wording.description);
    info.instruction = some(&wording.instruction);
    info.areas = vec![Area {
        description: wording.area.clone(),
        polygons: split_ring(&warning.ring),
        circles: warning.circle.into_iter().collect(),
        ..Area::default()
    }];
    info
}
