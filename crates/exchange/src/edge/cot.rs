//! Cursor on Target events as XML: the form in which TAK clients and servers speak of things on the map.
//!
//! Source: the CoT event schema 2.0 (MITRE, public release) and what TAK clients emit. An [`Event`] holds what both
//! encodings can say; details that TAK Protocol has no field for stay as elements in `rest`. Many events follow each
//! other on a TCP connection without any mark between them: [`Splitter`] finds their ends.

use super::fault::Fault;
use super::instant;
use super::xml::{self, Element};

/// Longest event: a drawn shape with 1,000 corners stays below.
pub const EVENT_BYTES_MAX: usize = 262_144;
/// What the schema writes for a height or an error that is not known, metres.
pub const UNKNOWN_M: f64 = 9_999_999.0;

/// One event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// Id of the thing; the same for each of its updates.
    pub uid: String,
    /// Type, such as `a-f-S`.
    pub kind: String,
    /// How it was made, such as `m-g`.
    pub how: String,
    /// When the event was made, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// From when it holds.
    pub start_ms: i64,
    /// Until when it holds.
    pub stale_ms: i64,
    /// Access marking; empty when none.
    pub access: String,
    /// Caveat; empty when none.
    pub caveat: String,
    /// Parties it may be released to; empty when not said.
    pub releasable_to: String,
    /// Quality of service; empty when none.
    pub qos: String,
    /// Operation, exercise or simulation: `o`, `e` or `s`, with `-name`; empty when not said.
    pub opex: String,
    /// Where.
    pub point: Point,
    /// Further details.
    pub detail: Detail,
}

/// Where: degrees and metres on WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Latitude, degrees.
    pub lat_deg: f64,
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Height above the ellipsoid, metres.
    pub hae_m: f64,
    /// Circular error, metres.
    pub ce_m: f64,
    /// Linear error, metres.
    pub le_m: f64,
}

impl Default for Point {
    fn default() -> Self {
        Self {
            lat_deg: 0.0,
            lon_deg: 0.0,
            hae_m: UNKNOWN_M,
            ce_m: UNKNOWN_M,
            le_m: UNKNOWN_M,
        }
    }
}

/// The details that both encodings have fields for, and the rest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Detail {
    /// Whom to call: `callsign`, `endpoint`.
    pub contact: Option<Contact>,
    /// Team: `name`, `role`.
    pub group: Option<Group>,
    /// Where position and height come from.
    pub precision: Option<Precision>,
    /// Battery, percent.
    pub battery_percent: Option<u32>,
    /// The sender's device and program.
    pub device: Option<Device>,
    /// Movement.
    pub track: Option<Track>,
    /// Everything else.
    pub rest: Vec<Element>,
}

/// Contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Name on the map.
    pub callsign: String,
    /// Where it listens; empty when nowhere.
    pub endpoint: String,
}

/// Group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Team colour.
    pub name: String,
    /// Role.
    pub role: String,
}

/// Sources of position and height.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Precision {
    /// Source of the position.
    pub geopointsrc: String,
    /// Source of the height.
    pub altsrc: String,
}

/// Device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// Device.
    pub device: String,
    /// Program.
    pub platform: String,
    /// Operating system.
    pub os: String,
    /// Version.
    pub version: String,
}

/// Movement.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Track {
    /// Speed over ground, metres a second.
    pub speed_mps: f64,
    /// Course over ground, degrees true.
    pub course_deg: f64,
}

impl Detail {
    /// The first element of this name in the rest.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&Element> {
        self.rest.iter().find(|element| element.name == name)
    }
}

/// Reads one event from XML.
///
/// # Errors
/// A [`Fault`]: form, limits, a missing or unreadable part.
pub fn read(bytes: &[u8]) -> Result<Event, Fault> {
    event(&xml::read(bytes, EVENT_BYTES_MAX)?)
}

fn event(root: &Element) -> Result<Event, Fault> {
    if root.name != "event" {
        return Err(Fault::WrongRoot);
    }
    let said = |name: &str| root.attribute(name).unwrap_or_default().to_owned();
    let must = |what: &'static str| {
        let value = root.attribute(what).filter(|value| !value.is_empty());
        value.ok_or(Fault::Missing { what })
    };
    let time = |what: &'static str| instant::read_ms(must(what)?, what);
    let releasable = root
        .attribute("releasableTo")
        .or_else(|| root.attribute("releaseableTo"));
    Ok(Event {
        uid: must("uid")?.to_owned(),
        kind: must("type")?.to_owned(),
        how: said("how"),
        time_ms: time("time")?,
        start_ms: time("start")?,
        stale_ms: time("stale")?,
        access: said("access"),
        caveat: said("caveat"),
        releasable_to: releasable.unwrap_or_default().to_owned(),
        qos: said("qos"),
        opex: said("opex"),
        point: point(
            root.child("point")
                .ok_or(Fault::Missing { what: "point" })?,
        )?,
        detail: root
            .child("detail")
            .map_or_else(Detail::default, |found| sort_detail(found.children.clone())),
    })
}

fn point(element: &Element) -> Result<Point, Fault> {
    let number = |what: &'static str, unknown: Option<f64>| match element.attribute(what) {
        None => unknown.ok_or(Fault::Missing { what }),
        Some(text) => finite(text).ok_or(Fault::Unreadable { what }),
    };
    let point = Point {
        lat_deg: number("lat", None)?,
        lon_deg: number("lon", None)?,
        hae_m: number("hae", Some(UNKNOWN_M))?,
        ce_m: number("ce", Some(UNKNOWN_M))?,
        le_m: number("le", Some(UNKNOWN_M))?,
    };
    on_earth(point)
}

/// Refuses a point off the earth.
pub(crate) fn on_earth(point: Point) -> Result<Point, Fault> {
    let all = [
        point.lat_deg,
        point.lon_deg,
        point.hae_m,
        point.ce_m,
        point.le_m,
    ];
    if all.iter().any(|value| !value.is_finite())
        || point.lat_deg.abs() > 90.0
        || point.lon_deg.abs() > 180.0
    {
        return Err(Fault::Unreadable { what: "point" });
    }
    Ok(point)
}

fn finite(text: &str) -> Option<f64> {
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
}

/// Puts elements that have a field of their own into it; what has more than the field can hold stays an element.
pub(crate) fn sort_detail(elements: Vec<Element>) -> Detail {
    let mut detail = Detail::default();
    for element in elements {
        if !take(&mut detail, &element) {
            detail.rest.push(element);
        }
    }
    detail
}

fn only(element: &Element, known: &[&str]) -> bool {
    let known = |name: &String| known.contains(&name.as_str());
    element.children.is_empty()
        && element.text.trim().is_empty()
        && element.space.is_empty()
        && element.attributes.iter().all(|(name, _)| known(name))
}

fn take(detail: &mut Detail, element: &Element) -> bool {
    let said = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
    let number = |name: &str| element.attribute(name).map_or(Some(0.0), finite);
    match element.name.as_str() {
        "contact" if detail.contact.is_none() && only(element, &["callsign", "endpoint"]) => {
            detail.contact = Some(Contact {
                callsign: said("callsign"),
                endpoint: said("endpoint"),
            });
        }
        "__group" if detail.group.is_none() && only(element, &["name", "role"]) => {
            detail.group = Some(Group {
                name: said("name"),
                role: said("role"),
            });
        }
        "precisionlocation"
            if detail.precision.is_none() && only(element, &["geopointsrc", "altsrc"]) =>
        {
            detail.precision = Some(Precision {
                geopointsrc: said("geopointsrc"),
                altsrc: said("altsrc"),
            });
        }
        "status" if detail.battery_percent.is_none() && only(element, &["battery"]) => {
            let Some(battery) = element
                .attribute("battery")
                .and_then(|text| text.parse().ok())
            else {
                return false;
            };
            detail.battery_percent = Some(battery);
        }
        "takv"
            if detail.device.is_none()
                && only(element, &["device", "platform", "os", "version"]) =>
        {
            detail.device = Some(Device {
                device: said("device"),
                platform: said("platform"),
                os: said("os"),
                version: said("version"),
            });
        }
        "track" if detail.track.is_none() && only(element, &["speed", "course"]) => {
            let (Some(speed_mps), Some(course_deg)) = (number("speed"), number("course")) else {
                return false;
            };
            detail.track = Some(Track {
                speed_mps,
                course_deg,
            });
        }
        _ => return false,
    }
    true
}

/// Writes one event as an XML document.
#[must_use]
pub fn write(event: &Event) -> Vec<u8> {
    xml::document(&element(event)).into_bytes()
}

fn element(event: &Event) -> Element {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let point = Element::new("point")
        .with("lat", event.point.lat_deg.to_string())
        .with("lon", event.point.lon_deg.to_string())
        .with("hae", event.point.hae_m.to_string())
        .with("ce", event.point.ce_m.to_string())
        .with("le", event.point.le_m.to_string());
    let root = Element::new("event")
        .with("version", "2.0")
        .with("uid", event.uid.clone())
        .with("type", event.kind.clone())
        .with("how", event.how.clone())
        .with("time", instant::zulu_ms(event.time_ms))
        .with("start", instant::zulu_ms(event.start_ms))
        .with("stale", instant::zulu_ms(event.stale_ms))
        .with_some("access", some(&event.access))
        .with_some("caveat", some(&event.caveat))
        .with_some("releasableTo", some(&event.releasable_to))
        .with_some("qos", some(&event.qos))
        .with_some("opex", some(&event.opex))
        .holding(point);
    root.holding(detail(&event.detail))
}

fn detail(detail: &Detail) -> Element {
    let mut out = Element::new("detail");
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if let Some(contact) = &detail.contact {
        out.children.push(
            Element::new("contact")
                .with("callsign", contact.callsign.clone())
                .with_some("endpoint", some(&contact.endpoint)),
        );
    }
    if let Some(group) = &detail.group {
        out.children.push(
            Element::new("__group")
                .with("name", group.name.clone())
                .with("role", group.role.clone()),
        );
    }
    if let Some(precision) = &detail.precision {
        out.children.push(
            Element::new("precisionlocation")
                .with("geopointsrc", precision.geopointsrc.clone())
                .with("altsrc", precision.altsrc.clone()),
        );
    }
    if let Some(battery) = detail.battery_percent {
        out.children
            .push(Element::new("status").with("battery", battery.to_string()));
    }
    if let Some(device) = &detail.device {
        out.children.push(
            Element::new("takv")
                .with("device", device.device.clone())
                .with("platform", device.platform.clone())
                .with("os", device.os.clone())
                .with("version", device.version.clone()),
        );
    }
    if let Some(track) = &detail.track {
        out.children.push(
            Element::new("track")
                .with("speed", track.speed_mps.to_string())
                .with("course", track.course_deg.to_string()),
        );
    }
    out.children.extend(detail.rest.iter().cloned());
    out
}

/// Cuts a TCP stream into events. It never holds more than one event: what grows beyond the limit is dropped and
/// counted, and reading goes on at the next event. Each byte is searched once, however small the pieces are.
#[derive(Debug, Default)]
pub struct Splitter {
    held: Vec<u8>,
    /// End of the first tag, once seen.
    tag_end: Option<usize>,
    /// Up to here there is no end.
    seen: usize,
    dropped_bytes: u64,
}

const OPEN: &[u8] = b"<event";
const CLOSE: &[u8] = b"</event>";
/// Kept before an event begins: an XML declaration that arrives in pieces is not noise.
const PROLOGUE_BYTES_MAX: usize = 256;

impl Splitter {
    /// Takes bytes and gives each whole event, still as bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.held.extend_from_slice(bytes);
        let mut out = Vec::new();
        while self.seek() {
            if let Some(end) = self.end() {
                out.push(self.held.drain(..end).collect());
            } else if self.held.len() > EVENT_BYTES_MAX {
                let next = find(&self.held, 1, OPEN);
                let keep = next.unwrap_or(self.held.len() - OPEN.len());
                self.drop_front(keep);
            } else {
                break;
            }
            (self.tag_end, self.seen) = (None, 0);
        }
        out
    }

    /// Bytes thrown away that were neither events nor blanks nor XML declarations.
    #[must_use]
    pub fn dropped_bytes(&self) -> u64 {
        self.dropped_bytes
    }

    /// The bytes of an event that has begun and not ended; none if nothing has begun.
    #[must_use]
    pub fn begun(&self) -> &[u8] {
        if self.held.starts_with(OPEN) {
            &self.held
        } else {
            &[]
        }
    }

    /// Brings the start of the next event to the front, if it is there.
    fn seek(&mut self) -> bool {
        if self.held.starts_with(OPEN) {
            return true;
        }
        let start = find(&self.held, 0, OPEN);
        let front = start.unwrap_or_else(|| self.held.len().saturating_sub(PROLOGUE_BYTES_MAX));
        self.drop_front(front);
        start.is_some()
    }

    /// Where the event at the front ends.
    fn end(&mut self) -> Option<usize> {
        let tag_end = match self.tag_end {
            Some(tag_end) => tag_end,
            None => {
                let found = find(&self.held, self.seen, b">");
                self.seen = found.unwrap_or(self.held.len());
                found?
            }
        };
        self.tag_end = Some(tag_end);
        if tag_end > 0 && self.held.get(tag_end - 1) == Some(&b'/') {
            return Some(tag_end + 1);
        }
        let close = find(&self.held, self.seen, CLOSE);
        self.seen = self
            .seen
            .max((self.held.len() + 1).saturating_sub(CLOSE.len()));
        close.map(|at| at + CLOSE.len())
    }

    fn drop_front(&mut self, count: usize) {
        let front: Vec<u8> = self.held.drain(..count).collect();
        let noise = front.trim_ascii();
        if !(noise.starts_with(b"<?xml") && noise.ends_with(b"?>")) {
            self.dropped_bytes += noise.len() as u64;
        }
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len())
        .position(|window| window == what)
        .map(|at| at + from)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const EVENT: &str = "<event version='2.0' uid='MMSI-316001234' type='a-f-S-X-L' how='m-g' time='2026-11-25T09:30:00Z' start='2026-11-25T09:30:00Z' stale='2026-11-25T09:45:00Z'><point lat='48.5' lon='-125' hae='0' ce='10' le='9999999.0'/><detail><contact callsign='LE ORCA' phone='1'/><track speed='5.1' course='270'/><remarks>x</remarks></detail></event>";

    #[test]
    fn a_clients_event_is_read_and_keeps_what_has_no_field() {
        let event = read(EVENT.as_bytes()).unwrap();
        assert_eq!(event.kind, "a-f-S-X-L");
        assert_eq!(event.detail.contact, None);
        assert_eq!(
            event.detail.element("contact").unwrap().attribute("phone"),
            Some("1")
        );
        assert_eq!(
            event.detail.track,
            Some(Track {
                speed_mps: 5.1,
                course_deg: 270.0
            })
        );
        assert_eq!(read(&write(&event)), Ok(event));
    }

    #[test]
    fn a_stream_is_cut_the_same_however_it_arrives() {
        let stream =
            format!("<?xml version='1.0'?>\n{EVENT}\n{EVENT}<event uid='x'/>noise{EVENT}<eve");
        for chunk in [1, 7, 64, stream.len()] {
            let mut splitter = Splitter::default();
            let mut events = Vec::new();
            for piece in stream.as_bytes().chunks(chunk) {
                events.extend(splitter.push(piece));
            }
            assert_eq!(events.len(), 4, "in pieces of {chunk}");
            assert_eq!(events[0], EVENT.as_bytes());
        }
    }

    #[test]
    fn an_endless_event_does_not_fill_the_memory() {
        let mut splitter = Splitter::default();
        assert!(splitter.push(b"<event>").is_empty());
        for _ in 0..20 {
            splitter.push(&vec![b'x'; 100_000]);
            assert!(splitter.held.len() <= EVENT_BYTES_MAX);
        }
        assert_eq!(splitter.push(EVENT.as_bytes()).len(), 1);
        assert!(splitter.dropped_bytes() > 1_000_000);
    }

    #[test]
    fn an_event_without_its_parts_says_which() {
        for (from, to, fault) in [
            (" uid='MMSI-316001234'", "", Fault::Missing { what: "uid" }),
            (
                "stale='2026-11-25T09:45:00Z'",
                "stale='soon'",
                Fault::Unreadable { what: "stale" },
            ),
            (
                "lat='48.5'",
                "lat='98.5'",
                Fault::Unreadable { what: "point" },
            ),
            ("lat='48.5'", "lat='NaN'", Fault::Unreadable { what: "lat" }),
            ("<event ", "<evnt ", Fault::NotXml { at_byte: 0 }),
        ] {
            let found = read(EVENT.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(found.code(), fault.code(), "{from} to {to}");
        }
    }
}
