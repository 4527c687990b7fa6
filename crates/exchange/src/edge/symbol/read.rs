//! From an event back to an item.

use super::super::cot::{Event, UNKNOWN_M};
use super::super::fault::Fault;
use super::super::instant;
use super::super::item::{
    Alert, AlertKind, Area, Body, Chat, Identity, Item, Route, Sighting, Sort, Standing, Vessel,
};
use super::super::marking::{Handling, Marking, onward_from};
use super::super::place::Place;
use super::super::xml::Element;
use super::{MPS_PER_DKN, OWN, POINTS_MAX, SORTS, chat_mark};

/// Reads an event as an item, with the marking if it says one. The marking is the sender's claim.
///
/// # Errors
/// [`Fault::Unreadable`] with `type` for what is neither on the sea nor a drawing, alarm or chat; else the part.
pub fn decode(event: &Event) -> Result<(Item, Option<Marking>), Fault> {
    let own = event.detail.element(OWN);
    let marking = own.map(read_marking).transpose()?;
    let handling = marking.as_ref().map(|marking| marking.handling);
    let mut id = event.uid.clone();
    let kind = own
        .and_then(|own| own.attribute("kind"))
        .unwrap_or_default();
    let body = match event.kind.as_str() {
        code if code.starts_with("a-") => surface(code, kind, own, event)?,
        code if code == "b-a-g" || code.starts_with("b-a-o") || code.starts_with("b-m-p") => {
            Body::Alert(read_alert(code, own, event)?)
        }
        "b-t-f" => {
            let (chat, message_id) = read_chat(event, handling)?;
            id = message_id.unwrap_or(id);
            Body::Chat(chat)
        }
        code if code.starts_with("u-d-") => Body::Area(Area {
            name: callsign(event),
            ring: corners(event, 3)?,
        }),
        "b-m-r" => Body::Route(Route {
            name: callsign(event),
            line: corners(event, 2)?,
        }),
        _ => return Err(Fault::Unreadable { what: "type" }),
    };
    Ok((
        Item {
            id,
            time_ms: event.time_ms,
            body,
        },
        marking,
    ))
}

fn read_marking(own: &Element) -> Result<Marking, Fault> {
    let must = |what: &'static str| own.attribute(what).ok_or(Fault::Missing { what });
    let words = |what: &'static str| {
        must(what).map(|text| text.split_whitespace().map(str::to_owned).collect())
    };
    let flag = |what: &'static str| {
        must(what)?
            .parse::<bool>()
            .map_err(|_word| Fault::Unreadable { what })
    };
    Ok(Marking {
        originator: must("originator")?.to_owned(),
        source: must("source")?.to_owned(),
        handling: Handling::from_code(must("handling")?)
            .ok_or(Fault::Unreadable { what: "handling" })?,
        releasable_to: words("releasable")?,
        caveats: words("caveats")?,
        onward: onward_from(must("onward")?).ok_or(Fault::Unreadable { what: "onward" })?,
        personal: flag("personal")?,
        purpose: must("purpose")?.to_owned(),
        expires_ms: own
            .attribute("expires")
            .map(|text| instant::read_ms(text, "expires"))
            .transpose()?,
        exercise: own.attribute("exercise").map(str::to_owned),
    })
}

fn place(event: &Event) -> Result<Place, Fault> {
    Place::from_deg(event.point.lat_deg, event.point.lon_deg)
        .ok_or(Fault::Unreadable { what: "point" })
}

/// A radius in whole metres, rounded up; `None` for "not known" and for what is larger than the earth.
fn uncertainty_m(event: &Event) -> Option<u32> {
    let ce_m = event.point.ce_m.ceil();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 0 and UNKNOWN_M"
    )]
    (0.0..UNKNOWN_M).contains(&ce_m).then_some(ce_m as u32)
}

fn callsign(event: &Event) -> String {
    let element = || {
        event
            .detail
            .element("contact")
            .and_then(|it| it.attribute("callsign"))
    };
    let contact = event
        .detail
        .contact
        .as_ref()
        .map(|contact| contact.callsign.as_str());
    contact.or_else(element).unwrap_or_default().to_owned()
}

fn surface(code: &str, kind: &str, own: Option<&Element>, event: &Event) -> Result<Body, Fault> {
    let mut parts = code.splitn(4, '-');
    let (Some("a"), Some(standing), Some("S")) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Fault::Unreadable { what: "type" });
    };
    let rest = parts
        .next()
        .map(|rest| format!("-{rest}"))
        .unwrap_or_default();
    let nameless = own.is_none() && rest.is_empty() && callsign(event).is_empty();
    if kind == "sighting" || nameless {
        return Ok(Body::Sighting(Sighting {
            place: place(event)?,
            uncertainty_m: uncertainty_m(event),
            length_m: number(own, "length_m"),
        }));
    }
    Ok(Body::Vessel(read_vessel(standing, &rest, own, event)?))
}

fn number<N: std::str::FromStr>(own: Option<&Element>, name: &str) -> Option<N> {
    own?.attribute(name)?.parse().ok()
}

fn read_vessel(
    standing: &str,
    rest: &str,
    own: Option<&Element>,
    event: &Event,
) -> Result<Vessel, Fault> {
    let said = |name: &str| own.and_then(|own| own.attribute(name)).map(str::to_owned);
    let begins = |code: &str| {
        rest == code
            || rest
                .strip_prefix(code)
                .is_some_and(|more| code.is_empty() || more.starts_with('-'))
    };
    let name = match own {
        Some(_) => said("name"),
        None => Some(callsign(event)).filter(|name| !name.is_empty()),
    };
    let (sog_dkn, cog_ddeg) = match event.detail.track {
        Some(track) => (
            tenths(track.speed_mps / MPS_PER_DKN / 10.0, u16::MAX),
            tenths(track.course_deg.rem_euclid(360.0), 3_600).map(|tenths| tenths % 3_600),
        ),
        None => (number(own, "sog_dkn"), number(own, "cog_ddeg")),
    };
    Ok(Vessel {
        identity: Identity {
            name,
            mmsi: number(own, "mmsi"),
            imo: number(own, "imo"),
            call_sign: said("ircs"),
            flag: said("flag"),
            side_number: said("side"),
        },
        standing: match standing {
            "f" | "a" => Standing::Friend,
            "n" => Standing::Neutral,
            "p" => Standing::Pending,
            _ => Standing::Unknown,
        },
        sort: SORTS
            .iter()
            .find(|(_, code)| begins(code))
            .map_or(Sort::Any, |(sort, _)| *sort),
        place: place(event)?,
        uncertainty_m: uncertainty_m(event),
        sog_dkn,
        cog_ddeg,
    })
}

/// A value in tenths; `None` when it is no such value.
fn tenths(value: f64, tenths_max: u16) -> Option<u16> {
    let tenths = (value * 10.0).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held to the range"
    )]
    (tenths >= 0.0 && tenths <= f64::from(tenths_max)).then_some(tenths as u16)
}

fn read_alert(code: &str, own: Option<&Element>, event: &Event) -> Result<Alert, Fault> {
    let remarks = event
        .detail
        .element("remarks")
        .map(|remarks| remarks.text.clone())
        .unwrap_or_default();
    // Own remarks end with the line of the marking.
    let text = match own {
        Some(_) => remarks
            .rsplit_once('\n')
            .map_or(String::new(), |(text, _)| text.to_owned()),
        None => remarks,
    };
    let stale = number(own, "cancelled").unwrap_or(false);
    Ok(Alert {
        kind: match (code, own.and_then(|own| own.attribute("alert"))) {
            ("b-a-g", _) => AlertKind::Fence,
            (_, Some("distress")) => AlertKind::Distress,
            _ if code.starts_with("b-a-o") => AlertKind::Distress,
            _ => AlertKind::Notice,
        },
        rule: own
            .and_then(|own| own.attribute("rule"))
            .map_or_else(|| format!("cot:{code}"), str::to_owned),
        place: place(event)?,
        text,
        cancelled: code == "b-a-o-can" || stale,
    })
}

/// Corners of a drawing: `lat,lon` with anything after. A closing corner that repeats the first is left out.
fn corners(event: &Event, count_min: usize) -> Result<Vec<Place>, Fault> {
    let fault = Fault::Unreadable { what: "link" };
    let links = event
        .detail
        .rest
        .iter()
        .filter(|element| element.name == "link");
    let mut out = Vec::new();
    for text in links.filter_map(|link| link.attribute("point")) {
        let mut parts = text.split(',');
        let place = parts
            .next()
            .zip(parts.next())
            .and_then(|(lat, lon)| Place::from_text(lat, lon));
        out.push(place.ok_or_else(|| fault.clone())?);
        if out.len() > POINTS_MAX + 1 {
            return Err(Fault::TooMany {
                what: "link",
                count_max: POINTS_MAX,
            });
        }
    }
    if count_min == 3 && out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    if out.len() < count_min {
        return Err(Fault::Missing { what: "link" });
    }
    Ok(out)
}

fn read_chat(event: &Event, handling: Option<Handling>) -> Result<(Chat, Option<String>), Fault> {
    let element = |what: &'static str| event.detail.element(what).ok_or(Fault::Missing { what });
    let chat = element("__chat")?;
    let text = element("remarks")?.text.clone();
    let said = |from: &Element, name: &str| from.attribute(name).unwrap_or_default().to_owned();
    let mark = handling.map(chat_mark).unwrap_or_default();
    let sender = event
        .detail
        .element("link")
        .map(|link| said(link, "uid"))
        .unwrap_or_default();
    let read = Chat {
        room: said(chat, "chatroom"),
        sender,
        sender_name: said(chat, "senderCallsign"),
        text: text.strip_prefix(&mark).unwrap_or(&text).to_owned(),
    };
    Ok((read, chat.attribute("messageId").map(str::to_owned)))
}
