//! A released position as a report for another's system: what every format of vessel positions is written from.
//!
//! It says what the released copy says and nothing else: a field that policy took out is absent, a place that policy
//! made coarse has the radius within which the vessel was.

use super::item::{Body, Identity, Item, Sort, Standing, Vessel};
use super::marking::{Cleared, Marking, Outgoing};
use super::place::Place;
use super::xml::Element;
use crate::{Body as Fields, Released, Value};

/// Highest MMSI: nine digits.
const MMSI_MAX: i64 = 999_999_999;
/// Highest IMO number: seven digits.
const IMO_MAX: i64 = 9_999_999;
/// Highest speed of a report, tenths of a knot: what AIS can say.
const SOG_MAX_DKN: f64 = 1_022.0;
/// A full turn, tenths of a degree.
const TURN_DDEG: f64 = 3_600.0;
/// Half the diagonal of a square cell, in parts of 10,000 of its side: who is in the cell is not farther from its middle.
const HALF_DIAGONAL_E4: i64 = 7_072;

/// The report of a released copy, for that partner's systems. `None` when the copy has no place or no time: it then
/// reports no position.
#[must_use]
pub fn of(released: &Released) -> Option<Outgoing<Item>> {
    let assertion = released.assertion();
    let fields = &assertion.body;
    let place = fields.get("place")?;
    let (lat_deg, lon_deg) = place.as_place()?;
    let within_m = place.as_map().and_then(|map| map.get("within_m")?.as_int());
    let vessel = Vessel {
        identity: identity(fields),
        standing: Standing::Unknown,
        sort: Sort::Any,
        place: Place::from_deg(lat_deg, lon_deg)?,
        uncertainty_m: within_m.and_then(radius_m),
        sog_dkn: tenths(fields.get("sog_kn"), |dkn| dkn.min(SOG_MAX_DKN)),
        cog_ddeg: tenths(fields.get("cog_deg"), |ddeg| libm::fmod(ddeg, TURN_DDEG)),
    };
    let item = Item {
        id: assertion.object.to_string(),
        time_ms: fields.get("seen_ms")?.as_int()?,
        body: Body::Vessel(vessel),
    };
    Some(Outgoing::released(released, item))
}

fn identity(fields: &Fields) -> Identity {
    let text = |name: &str| {
        let text = fields.get(name)?.as_text()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    // A pseudonym stands in the same place as a text: it is no number.
    let number = |name: &str, max: i64| {
        let number = fields.get(name)?.as_int()?;
        (1..=max).contains(&number).then_some(number)
    };
    let number = |name: &str, max: i64| number(name, max).and_then(|it| u32::try_from(it).ok());
    Identity {
        name: text("name"),
        mmsi: number("mmsi", MMSI_MAX),
        imo: number("imo", IMO_MAX),
        call_sign: text("call_sign"),
        flag: text("flag"),
        side_number: text("side_number"),
    }
}

fn radius_m(side_m: i64) -> Option<u32> {
    let radius_m = side_m.max(0).saturating_mul(HALF_DIAGONAL_E4) / 10_000;
    u32::try_from(radius_m.saturating_add(1)).ok()
}

/// A value in tenths, brought into its range; `None` below zero.
fn tenths(value: Option<&Value>, hold: impl Fn(f64) -> f64) -> Option<u16> {
    let number = value?.as_number()?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number that is not negative, held to its range"
    )]
    let tenths = |number: f64| hold(libm::round(number * 10.0)) as u16;
    (number.is_finite() && number >= 0.0).then(|| tenths(number))
}

/// What a reader of a format without a word for the source is told, lest a position be taken for one of a vessel
/// monitoring system: the source, and how exact it is. Nothing for an exact one of such a system.
pub(crate) fn remark(marking: &Marking, vessel: &Vessel) -> Option<String> {
    let source = match marking.source.as_str() {
        "vms" => None,
        "ais" => Some("SOURCE AIS".to_owned()),
        _ => Some("SOURCE NOT VMS".to_owned()),
    };
    let within = vessel
        .uncertainty_m
        .map(|radius_m| format!("WITHIN {radius_m} M"));
    let said: Vec<String> = [source, within].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The vessel of something cleared for this format, with its time and marking.
pub(crate) fn vessel(cleared: &Cleared<Item>, format: super::Format) -> Option<(&Item, &Vessel)> {
    let item = cleared.object();
    match &item.body {
        Body::Vessel(vessel) if cleared.format() == format => Some((item, vessel)),
        _ => None,
    }
}

/// An element with nothing but a text.
pub(crate) fn say(name: &str, text: impl Into<String>) -> Element {
    Element::new(name).saying(text)
}

/// `4.1` of 41 tenths.
pub(crate) fn tenth(value: u16) -> String {
    format!("{}.{}", value / 10, value % 10)
}
