//! The GDACS feed (Global Disaster Alert and Coordination System, UN and European Commission): RSS 2.0 with `gdacs:` parts.
//!
//! GDACS estimates humanitarian impact within minutes, by colour. An item that cannot be understood is counted; the others
//! are read. Boxes run `lonmin lonmax latmin latmax` and may leave ±180 degrees: they are turned back into range.

use jiff::fmt::rfc2822;

use super::fault::Fault;
use super::place::Place;
use super::xml::{self, Element};

/// Largest feed read, bytes: a day's feed is 250 kB.
pub const FEED_BYTES_MAX: usize = 4 * 1_048_576;
/// Most items.
pub const ITEMS_MAX: usize = 2_000;
const SPACE: &str = "http://www.gdacs.org";

/// Colour of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Little impact expected.
    Green,
    /// Moderate.
    Orange,
    /// Severe: international help may be needed.
    Red,
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct GdacsEvent {
    /// Type and number, such as `EQ1234567`: the same event in later feeds.
    pub id: String,
    /// Episode: a later one of the same event replaces this.
    pub episode: Option<u64>,
    /// Type: `EQ` earthquake, `TC` tropical cyclone, `FL` flood, `VO` volcano, `DR` drought, `WF` wildfire, `TS` tsunami.
    pub kind: String,
    /// Colour.
    pub level: Level,
    /// Title, in the feed's English.
    pub title: String,
    /// Country, as told.
    pub country: Option<String>,
    /// Middle.
    pub at: Place,
    /// Box: south-west and north-east corner; may cross 180 degrees.
    pub area: Option<(Place, Place)>,
    /// From when, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// Until when.
    pub to_ms: Option<i64>,
    /// When the item was published.
    pub published_ms: i64,
    /// Magnitude, wind speed or the like, as told.
    pub severity: Option<String>,
    /// Whether it is still going on.
    pub current: bool,
}

/// What a feed held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GdacsFeed {
    /// Events read.
    pub events: Vec<GdacsEvent>,
    /// Items not understood: number of the item from 1, and why.
    pub faults: Vec<(usize, Fault)>,
}

/// Reads a feed.
///
/// # Errors
/// A [`Fault`] of the document; [`Fault::WrongRoot`] when it is no RSS.
pub fn read(bytes: &[u8]) -> Result<GdacsFeed, Fault> {
    let root = xml::read(bytes, FEED_BYTES_MAX)?;
    let channel = root
        .child("channel")
        .filter(|_| root.name == "rss")
        .ok_or(Fault::WrongRoot)?;
    let mut out = GdacsFeed::default();
    for (number, item) in (1..).zip(channel.children_named("item")) {
        if number > ITEMS_MAX {
            return Err(Fault::TooMany {
                what: "item",
                count_max: ITEMS_MAX,
            });
        }
        match event(item) {
            Ok(event) => out.events.push(event),
            Err(fault) => out.faults.push((number, fault)),
        }
    }
    Ok(out)
}

fn own<'a>(item: &'a Element, name: &'static str) -> Option<&'a str> {
    let mut found = item
        .children
        .iter()
        .filter(|it| it.name == name && it.space == SPACE);
    found
        .next()
        .map(|it| it.text.trim())
        .filter(|text| !text.is_empty())
}

fn must<'a>(item: &'a Element, name: &'static str) -> Result<&'a str, Fault> {
    own(item, name).ok_or(Fault::Missing { what: name })
}

fn date(text: &str, what: &'static str) -> Result<i64, Fault> {
    // RFC 2822 dates are short; anything longer is none.
    let text = if text.len() <= 64 { text } else { "" };
    rfc2822::parse(text)
        .map(|it| it.timestamp().as_millisecond())
        .map_err(|_form| Fault::Unreadable { what })
}

fn event(item: &Element) -> Result<GdacsEvent, Fault> {
    let kind = must(item, "eventtype")?;
    let number = must(item, "eventid")?;
    let plain = |text: &str| {
        !text.is_empty() && text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if !plain(kind) || !plain(number) {
        return Err(Fault::Unreadable { what: "eventid" });
    }
    let level = match must(item, "alertlevel")? {
        "Green" => Level::Green,
        "Orange" => Level::Orange,
        "Red" => Level::Red,
        _ => return Err(Fault::Unreadable { what: "alertlevel" }),
    };
    let point = item
        .children
        .iter()
        .find(|it| it.name == "Point")
        .and_then(|it| Place::from_text(it.text_of("lat")?, it.text_of("long")?));
    let published = item
        .text_of("pubDate")
        .map(|text| date(text, "pubDate"))
        .transpose()?;
    let from_ms = date(must(item, "fromdate")?, "fromdate")?;
    Ok(GdacsEvent {
        id: format!("{kind}{number}"),
        episode: own(item, "episodeid").and_then(|text| text.parse().ok()),
        kind: kind.to_owned(),
        level,
        title: item.text_of("title").unwrap_or_default().to_owned(),
        country: own(item, "country").map(str::to_owned),
        at: point.ok_or(Fault::Unreadable { what: "geo:Point" })?,
        area: own(item, "bbox").map(bbox).transpose()?,
        from_ms,
        to_ms: own(item, "todate")
            .map(|text| date(text, "todate"))
            .transpose()?,
        published_ms: published.unwrap_or(from_ms),
        severity: own(item, "severity").map(str::to_owned),
        current: own(item, "iscurrent") != Some("false"),
    })
}

fn bbox(text: &str) -> Result<(Place, Place), Fault> {
    let fault = Fault::Unreadable { what: "bbox" };
    let numbers: Option<Vec<f64>> = text
        .split_whitespace()
        .map(|it| it.parse().ok().filter(|it: &f64| it.is_finite()))
        .collect();
    let Some([west, east, south, north]) = numbers.as_deref() else {
        return Err(fault);
    };
    if west > east || south > north {
        return Err(fault);
    }
    let turned = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
    // A box of a whole turn or more goes all the way round.
    let (west, east) = if east - west >= 360.0 {
        (-180.0, 180.0)
    } else {
        (turned(*west), turned(*east))
    };
    let corner = |lat: f64, lon: f64| {
        Place::from_deg(lat.clamp(-90.0, 90.0), lon).ok_or_else(|| fault.clone())
    };
    Ok((corner(*south, west)?, corner(*north, east)?))
}
