//! Writing CAP 1.2 alerts, in the order of the schema; see [`super::cap`].

use super::cap::{Alert, Area, Info, SPACE};
use super::instant;
use super::place::Place;
use super::xml::{self, Element};

/// Writes an alert as a document.
#[must_use]
pub fn write(alert: &Alert) -> Vec<u8> {
    let mut out = Writer(Element {
        name: "alert".to_owned(),
        space: SPACE.to_owned(),
        ..Element::default()
    });
    out.say("identifier", &alert.identifier);
    out.say("sender", &alert.sender);
    out.say("sent", &instant::cap(alert.sent_ms));
    out.say("status", alert.status.word());
    out.say("msgType", alert.msg_type.word());
    out.some("source", alert.source.as_deref());
    out.say("scope", alert.scope.word());
    out.some("restriction", alert.restriction.as_deref());
    out.some("addresses", alert.addresses.as_deref());
    alert.codes.iter().for_each(|code| out.say("code", code));
    out.some("note", alert.note.as_deref());
    out.some("references", alert.references.as_deref());
    out.some("incidents", alert.incidents.as_deref());
    alert
        .infos
        .iter()
        .for_each(|info| out.hold(write_info(info)));
    xml::document(&out.0).into_bytes()
}

/// Builds elements in the order of the schema.
struct Writer(Element);

impl Writer {
    fn new(name: &str) -> Self {
        Self(Element {
            name: name.to_owned(),
            space: SPACE.to_owned(),
            ..Element::default()
        })
    }

    fn hold(&mut self, child: Self) {
        self.0.children.push(child.0);
    }

    fn say(&mut self, name: &str, text: &str) {
        let mut child = Self::new(name);
        text.clone_into(&mut child.0.text);
        self.hold(child);
    }

    fn some(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.say(name, text);
        }
    }

    fn pairs(&mut self, name: &str, pairs: &[(String, String)]) {
        for (key, value) in pairs {
            let mut child = Self::new(name);
            child.say("valueName", key);
            child.say("value", value);
            self.hold(child);
        }
    }
}

fn write_info(info: &Info) -> Writer {
    let mut out = Writer::new("info");
    let time = |time_ms: Option<i64>| time_ms.map(instant::cap);
    out.some("language", info.language.as_deref());
    info.categories
        .iter()
        .for_each(|it| out.say("category", it.word()));
    out.say("event", &info.event);
    info.responses
        .iter()
        .for_each(|it| out.say("responseType", it.word()));
    out.say("urgency", info.urgency.word());
    out.say("severity", info.severity.word());
    out.say("certainty", info.certainty.word());
    out.some("audience", info.audience.as_deref());
    out.pairs("eventCode", &info.event_codes);
    out.some("effective", time(info.effective_ms).as_deref());
    out.some("onset", time(info.onset_ms).as_deref());
    out.some("expires", time(info.expires_ms).as_deref());
    out.some("senderName", info.sender_name.as_deref());
    out.some("headline", info.headline.as_deref());
    out.some("description", info.description.as_deref());
    out.some("instruction", info.instruction.as_deref());
    out.some("web", info.web.as_deref());
    out.some("contact", info.contact.as_deref());
    out.pairs("parameter", &info.parameters);
    info.areas
        .iter()
        .for_each(|area| out.hold(write_area(area)));
    out
}

fn write_area(area: &Area) -> Writer {
    let mut out = Writer::new("area");
    let at = |place: &Place| format!("{},{}", place.lat_text(), place.lon_text());
    out.say("areaDesc", &area.description);
    for ring in &area.polygons {
        out.say(
            "polygon",
            &ring.iter().map(at).collect::<Vec<_>>().join(" "),
        );
    }
    for (middle, radius_m) in &area.circles {
        out.say(
            "circle",
            &format!(
                "{} {}.{:03}",
                at(middle),
                radius_m / 1_000,
                radius_m % 1_000
            ),
        );
    }
    out.pairs("geocode", &area.geocodes);
    out.some(
        "altitude",
        area.altitude_ft.map(|feet| feet.to_string()).as_deref(),
    );
    out.some(
        "ceiling",
        area.ceiling_ft.map(|feet| feet.to_string()).as_deref(),
    );
    out
}
