//! Vessels, sightings, alerts, areas, routes and chat as Cursor on Target events, and back.
//!
//! Types: CoT atoms follow MIL-STD-2525B for surface tracks (`a-f-S-X-L` friendly, non-military, law enforcement;
//! `a-u-S-X-F` unknown fishing vessel); drawings, routes, markers, alarms and chat are those that TAK clients use.
//! The element `__vigie` repeats what the symbol cannot say, with the marking; other clients keep it and ignore it. A
//! reader without it still gets `access`, `caveat`, `releasableTo`, `opex`, the stale time and the remarks line.

use super::cot::{Contact, Event, Point, Track, UNKNOWN_M};
use super::instant;
use super::item::{
    Alert, AlertKind, Area, Body, Chat, Item, Route, Sighting, Sort, Standing, Vessel,
};
use super::marking::{Cleared, Handling, Marking, onward_code};
use super::place::Place;
use super::xml::Element;

mod read;

pub use read::decode;

/// A vessel position grows stale after a quarter of an hour: about the time in which a ship at 12 knots leaves a
/// circle of three miles.
pub const VESSEL_STALE_MS: i64 = 15 * 60_000;
/// A sighting without identity: an hour.
pub const SIGHTING_STALE_MS: i64 = 60 * 60_000;
/// An alert: a watch of six hours.
pub const ALERT_STALE_MS: i64 = 6 * 3_600_000;
/// Areas and routes: a week.
pub const SHAPE_STALE_MS: i64 = 7 * 24 * 3_600_000;
/// Chat: a day.
pub const CHAT_STALE_MS: i64 = 24 * 3_600_000;
/// Most corners of an area or waypoints of a route that are read or written.
pub const POINTS_MAX: usize = 1_000;

/// Own detail element.
const OWN: &str = "__vigie";
/// Metres a second in a tenth of a knot: 1,852 m / 3,600 s / 10.
const MPS_PER_DKN: f64 = 1_852.0 / 36_000.0;

const SORTS: [(Sort, &str); 9] = [
    (Sort::Cargo, "-X-M-C"),
    (Sort::Tanker, "-X-M-O"),
    (Sort::Passenger, "-X-M-P"),
    (Sort::Merchant, "-X-M"),
    (Sort::Fishing, "-X-F"),
    (Sort::Leisure, "-X-R"),
    (Sort::LawEnforcement, "-X-L"),
    (Sort::Civil, "-X"),
    (Sort::Any, ""),
];

/// Makes the event of an item that was cleared for this edge.
#[must_use]
pub fn encode(cleared: &Cleared<Item>) -> Event {
    let (item, marking) = (cleared.object(), cleared.marking());
    let mut event = frame(item, marking);
    let own = own_element(item, marking);
    match &item.body {
        Body::Vessel(vessel) => write_vessel(vessel, own, &mut event),
        Body::Sighting(sighting) => write_sighting(sighting, own, &mut event),
        Body::Alert(alert) => write_alert(alert, own, &mut event, marking.exercise.is_some()),
        Body::Area(area) => write_area(area, own, &mut event),
        Body::Route(route) => write_route(route, own, &mut event),
        Body::Chat(chat) => write_chat(chat, own, &mut event, marking.handling),
    }
    if !matches!(item.body, Body::Chat(_)) {
        let mut text = marking.line();
        if let Body::Alert(alert) = &item.body {
            text = format!("{}\n{text}", alert.text);
        }
        event.detail.rest.push(
            Element::new("remarks")
                .with("source", marking.originator.clone())
                .saying(text),
        );
    }
    event
}

fn frame(item: &Item, marking: &Marking) -> Event {
    let lasts_ms = match item.body {
        Body::Vessel(_) => VESSEL_STALE_MS,
        Body::Sighting(_) => SIGHTING_STALE_MS,
        Body::Alert(_) => ALERT_STALE_MS,
        Body::Area(_) | Body::Route(_) => SHAPE_STALE_MS,
        Body::Chat(_) => CHAT_STALE_MS,
    };
    let stale_ms = item.time_ms.saturating_add(lasts_ms);
    Event {
        uid: item.id.clone(),
        how: how(&marking.source).to_owned(),
        time_ms: item.time_ms,
        start_ms: item.time_ms,
        stale_ms: marking
            .expires_ms
            .map_or(stale_ms, |expires_ms| expires_ms.min(stale_ms)),
        access: marking.handling.code().to_owned(),
        caveat: marking.caveats.join(" "),
        releasable_to: marking.releasable_to.join(" "),
        opex: marking
            .exercise
            .as_ref()
            .map(|name| format!("e-{name}"))
            .unwrap_or_default(),
        ..Event::default()
    }
}

/// How a position was come by: `m-g` from a satellite navigation fix, `m-i` measured, `m-f` fused, `h-e` estimated by a person.
fn how(source: &str) -> &'static str {
    match source {
        "ais" | "vms" => "m-g",
        "fused" => "m-f",
        "visual" | "chat" | "plan" => "h-e",
        _ => "m-i",
    }
}

fn own_element(item: &Item, marking: &Marking) -> Element {
    Element::new(OWN)
        .with("kind", item.body.kind())
        .with("originator", marking.originator.clone())
        .with("source", marking.source.clone())
        .with("handling", marking.handling.code())
        .with("releasable", marking.releasable_to.join(" "))
        .with("caveats", marking.caveats.join(" "))
        .with("onward", onward_code(marking.onward))
        .with("purpose", marking.purpose.clone())
        .with("personal", marking.personal.to_string())
        .with_some("expires", marking.expires_ms.map(instant::zulu_ms))
        .with_some("exercise", marking.exercise.clone())
}

fn point(place: Place, uncertainty_m: Option<u32>) -> Point {
    Point {
        lat_deg: place.lat_deg(),
        lon_deg: place.lon_deg(),
        ce_m: uncertainty_m.map_or(UNKNOWN_M, f64::from),
        ..Point::default()
    }
}

fn write_vessel(vessel: &Vessel, own: Element, event: &mut Event) {
    let standing = match vessel.standing {
        Standing::Friend => 'f',
        Standing::Neutral => 'n',
        Standing::Unknown => 'u',
        Standing::Pending => 'p',
    };
    let sort = SORTS
        .iter()
        .find(|(sort, _)| *sort == vessel.sort)
        .map_or("", |(_, code)| code);
    event.kind = format!("a-{standing}-S{sort}");
    event.point = point(vessel.place, vessel.uncertainty_m);
    let identity = &vessel.identity;
    let callsign = identity
        .name
        .clone()
        .or_else(|| identity.call_sign.clone())
        .or_else(|| identity.mmsi.map(|mmsi| mmsi.to_string()));
    event.detail.contact = callsign.map(|callsign| Contact {
        callsign,
        endpoint: String::new(),
    });
    let (mut sog, mut cog) = (vessel.sog_dkn, vessel.cog_ddeg);
    if let (Some(sog_dkn), Some(cog_ddeg)) = (sog, cog) {
        event.detail.track = Some(Track {
            speed_mps: f64::from(sog_dkn) * MPS_PER_DKN,
            course_deg: f64::from(cog_ddeg) / 10.0,
        });
        (sog, cog) = (None, None);
    }
    event.detail.rest.push(
        own.with_some("name", identity.name.clone())
            .with_some("mmsi", identity.mmsi.map(|number| format!("{number:09}")))
            .with_some("imo", identity.imo.map(|number| number.to_string()))
            .with_some("ircs", identity.call_sign.clone())
            .with_some("flag", identity.flag.clone())
            .with_some("side", identity.side_number.clone())
            .with_some("sog_dkn", sog.map(|value| value.to_string()))
            .with_some("cog_ddeg", cog.map(|value| value.to_string())),
    );
}

fn write_sighting(sighting: &Sighting, own: Element, event: &mut Event) {
    "a-u-S".clone_into(&mut event.kind);
    event.point = point(sighting.place, sighting.uncertainty_m);
    event
        .detail
        .rest
        .push(own.with_some("length_m", sighting.length_m.map(|value| value.to_string())));
}

/// An exercise must not ring a real alarm on a screen that overlooks `opex`: there, distress is a marker only.
fn write_alert(alert: &Alert, own: Element, event: &mut Event, exercise: bool) {
    let rings = alert.kind == AlertKind::Distress && !exercise;
    let kind = match (alert.kind, alert.cancelled) {
        (AlertKind::Distress, _) if exercise => "b-m-p-s-m",
        (AlertKind::Distress, false) => "b-a-o-tbl",
        (AlertKind::Distress, true) => "b-a-o-can",
        (AlertKind::Fence, _) => "b-a-g",
        (AlertKind::Notice, _) => "b-m-p-s-m",
    };
    kind.clone_into(&mut event.kind);
    event.point = point(alert.place, None);
    event.detail.contact = Some(Contact {
        callsign: alert.rule.clone(),
        endpoint: String::new(),
    });
    if alert.cancelled {
        // A withdrawn mark is stale at once; an alarm has a word of its own for it.
        event.stale_ms = event.stale_ms.min(event.time_ms);
    }
    if rings {
        let emergency = Element::new("emergency").saying(alert.rule.clone());
        event.detail.rest.push(if alert.cancelled {
            emergency.with("cancel", "true")
        } else {
            emergency.with("type", "911 Alert")
        });
    }
    event.detail.rest.push(
        own.with("rule", alert.rule.clone())
            .with("alert", alert_code(alert.kind))
            .with("cancelled", alert.cancelled.to_string()),
    );
}

fn alert_code(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Distress => "distress",
        AlertKind::Fence => "fence",
        AlertKind::Notice => "notice",
    }
}

fn corner(place: Place) -> String {
    format!("{},{}", place.lat_text(), place.lon_text())
}

fn write_area(area: &Area, own: Element, event: &mut Event) {
    "u-d-f".clone_into(&mut event.kind);
    event.point = point(area.ring.first().copied().unwrap_or_default(), None);
    event.detail.contact = Some(Contact {
        callsign: area.name.clone(),
        endpoint: String::new(),
    });
    let ring = area.ring.iter().take(POINTS_MAX);
    for place in ring.chain(area.ring.first()) {
        event
            .detail
            .rest
            .push(Element::new("link").with("point", corner(*place)));
    }
    for (name, value) in [
        ("strokeColor", "-256"),
        ("strokeWeight", "3.0"),
        ("fillColor", "16776960"),
        ("labels_on", "true"),
    ] {
        event
            .detail
            .rest
            .push(Element::new(name).with("value", value));
    }
    event.detail.rest.push(own);
}

fn write_route(route: &Route, own: Element, event: &mut Event) {
    "b-m-r".clone_into(&mut event.kind);
    event.point = point(route.line.first().copied().unwrap_or_default(), None);
    event.detail.contact = Some(Contact {
        callsign: route.name.clone(),
        endpoint: String::new(),
    });
    for (at, place) in route.line.iter().take(POINTS_MAX).enumerate() {
        event.detail.rest.push(
            Element::new("link")
                .with("uid", format!("{}.{at}", event.uid))
                .with("type", "b-m-p-w")
                .with("relation", "c")
                .with("point", corner(*place)),
        );
    }
    event.detail.rest.push(
        Element::new("link_attr")
            .with("method", "Watercraft")
            .with("routetype", "Primary")
            .with("order", "Ascending Check Points"),
    );
    event.detail.rest.push(own);
}

fn write_chat(chat: &Chat, own: Element, event: &mut Event, handling: Handling) {
    "b-t-f".clone_into(&mut event.kind);
    let message_id = event.uid.clone();
    event.uid = format!("GeoChat.{}.{}.{message_id}", chat.sender, chat.room);
    event.point = point(Place::default(), None);
    let rest = &mut event.detail.rest;
    rest.push(
        Element::new("__chat")
            .with("parent", "RootContactGroup")
            .with("groupOwner", "false")
            .with("messageId", message_id)
            .with("chatroom", chat.room.clone())
            .with("id", chat.room.clone())
            .with("senderCallsign", chat.sender_name.clone())
            .holding(
                Element::new("chatgrp")
                    .with("uid0", chat.sender.clone())
                    .with("uid1", chat.room.clone())
                    .with("id", chat.room.clone()),
            ),
    );
    rest.push(
        Element::new("link")
            .with("uid", chat.sender.clone())
            .with("type", "a-f-G")
            .with("relation", "p-p"),
    );
    let mark = chat_mark(handling);
    rest.push(
        Element::new("remarks")
            .with("source", format!("BAO.F.VIGIE.{}", chat.sender))
            .with("to", chat.room.clone())
            .with("time", instant::zulu_ms(event.time_ms))
            .saying(format!("{mark}{}", chat.text)),
    );
    rest.push(own);
}

/// Chat has no other place that a reader sees, so the mark leads the text.
fn chat_mark(handling: Handling) -> String {
    if handling == Handling::Clear {
        String::new()
    } else {
        format!("[{}] ", handling.code())
    }
}
