//! A mark: what another system put on its chart that is no observation of a vessel. An alert, a drawing, a contact without
//! identity, a line of chat.

use serde::{Deserialize, Serialize};
use vigie_exchange::edge::{
    cot::Event,
    item::{AlertKind, Body, Item},
    place::Place,
};

/// Longest text kept of one mark, characters.
const CHARS_MAX: usize = 2_000;
/// Corners kept of one drawing.
const PLACES_MAX: usize = 1_000;

/// One mark as it stands on the other system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Id on the other system; the same for each of its updates.
    pub id: String,
    /// Kind: `alert`, `sighting`, `area`, `route` or `chat`.
    pub kind: String,
    /// When it was so, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// When the other system lets it go, milliseconds since 1970 UTC.
    pub stale_ms: i64,
    /// Name of the thing, of the room, or of who is in distress; may be empty.
    pub title: String,
    /// Who said it; may be empty.
    pub from: String,
    /// Text; may be empty.
    pub text: String,
    /// Longitude and latitude, 1e-7 degrees: one for a point, the corners of a drawing.
    pub places_e7: Vec<[i32; 2]>,
    /// Somebody is in distress: to be acknowledged.
    pub urgent: bool,
    /// Withdrawn by who sent it.
    pub cancelled: bool,
    /// Name of the exercise it belongs to, as far as it says.
    pub exercise: Option<String>,
}

fn cut(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}

fn e7(place: &Place) -> [i32; 2] {
    [place.lon_e7, place.lat_e7]
}

impl Mark {
    /// Whether another version says the same, only at another time.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let then = Self {
            time_ms: other.time_ms,
            stale_ms: other.stale_ms,
            ..self.clone()
        };
        then == *other
    }

    /// The mark that an event makes; `None` for a vessel, which the watch takes.
    pub(crate) fn of(event: &Event, item: &Item, exercise: Option<&str>) -> Option<Self> {
        let call_sign = event.detail.contact.as_ref().map(|c| c.callsign.as_str());
        let call_sign = call_sign.unwrap_or_default();
        let mut mark = Self {
            id: cut(&item.id),
            kind: item.body.kind().to_owned(),
            time_ms: item.time_ms,
            stale_ms: event.stale_ms,
            title: cut(call_sign),
            from: String::new(),
            text: String::new(),
            places_e7: Vec::new(),
            urgent: false,
            cancelled: false,
            exercise: exercise.map(cut),
        };
        match &item.body {
            Body::Vessel(_) => return None,
            Body::Sighting(seen) => mark.places_e7 = vec![e7(&seen.place)],
            Body::Alert(alert) => {
                mark.text = cut(&alert.text);
                mark.places_e7 = vec![e7(&alert.place)];
                mark.urgent = alert.kind == AlertKind::Distress && !alert.cancelled;
                mark.cancelled = alert.cancelled;
            }
            Body::Area(area) => {
                mark.title = cut(&area.name);
                mark.places_e7 = area.ring.iter().take(PLACES_MAX).map(e7).collect();
            }
            Body::Route(route) => {
                mark.title = cut(&route.name);
                mark.places_e7 = route.line.iter().take(PLACES_MAX).map(e7).collect();
            }
            Body::Chat(chat) => {
                mark.title = cut(&chat.room);
                mark.from = cut(&chat.sender_name);
                mark.text = cut(&chat.text);
            }
        }
        Some(mark)
    }
}
