//! TAK Protocol version 1: the same events as protobuf, on mesh networks and on streams.
//!
//! Source: the published `takprotobuf` definitions (TakMessage, TakControl, CotEvent, Detail) and their framing text:
//! mesh `BF 01 BF` message, stream `BF` length message. Fields 16 and 17 (caveat, releasableTo) exist in newer servers
//! only and older ones drop them: written for those who read them, never relied on (see [`super::marking`]).

use prost::Message;

use super::cot::{
    self, Contact, Detail, Device, EVENT_BYTES_MAX, Event, Group, Point, Precision, Track,
};
use super::fault::{Fault, bounded};
use super::xml;

/// First byte of every frame.
pub const MAGIC: u8 = 0xBF;
/// The version that is spoken.
pub const VERSION: u64 = 1;
/// Longest length field: ten groups of seven bits hold any 64-bit number.
const VARINT_BYTES_MAX: usize = 10;

#[derive(Clone, PartialEq, Message)]
struct TakMessage {
    #[prost(message, optional, tag = "1")]
    control: Option<TakControl>,
    #[prost(message, optional, tag = "2")]
    event: Option<CotEvent>,
}

#[derive(Clone, PartialEq, Message)]
struct TakControl {
    #[prost(uint32, tag = "1")]
    min_version: u32,
    #[prost(uint32, tag = "2")]
    max_version: u32,
    #[prost(string, tag = "3")]
    contact_uid: String,
}

#[derive(Clone, PartialEq, Message)]
struct CotEvent {
    #[prost(string, tag = "1")]
    kind: String,
    #[prost(string, tag = "2")]
    access: String,
    #[prost(string, tag = "3")]
    qos: String,
    #[prost(string, tag = "4")]
    opex: String,
    #[prost(string, tag = "5")]
    uid: String,
    #[prost(uint64, tag = "6")]
    send_ms: u64,
    #[prost(uint64, tag = "7")]
    start_ms: u64,
    #[prost(uint64, tag = "8")]
    stale_ms: u64,
    #[prost(string, tag = "9")]
    how: String,
    #[prost(double, tag = "10")]
    lat: f64,
    #[prost(double, tag = "11")]
    lon: f64,
    #[prost(double, tag = "12")]
    hae: f64,
    #[prost(double, tag = "13")]
    ce: f64,
    #[prost(double, tag = "14")]
    le: f64,
    #[prost(message, optional, tag = "15")]
    detail: Option<TakDetail>,
    #[prost(string, tag = "16")]
    caveat: String,
    #[prost(string, tag = "17")]
    releasable_to: String,
}

#[derive(Clone, PartialEq, Message)]
struct TakDetail {
    #[prost(string, tag = "1")]
    xml: String,
    #[prost(message, optional, tag = "2")]
    contact: Option<TakContact>,
    #[prost(message, optional, tag = "3")]
    group: Option<TakGroup>,
    #[prost(message, optional, tag = "4")]
    precision: Option<TakPrecision>,
    #[prost(message, optional, tag = "5")]
    status: Option<TakStatus>,
    #[prost(message, optional, tag = "6")]
    device: Option<TakDevice>,
    #[prost(message, optional, tag = "7")]
    track: Option<TakTrack>,
}

#[derive(Clone, PartialEq, Message)]
struct TakContact {
    #[prost(string, tag = "1")]
    endpoint: String,
    #[prost(string, tag = "2")]
    callsign: String,
}

#[derive(Clone, PartialEq, Message)]
struct TakGroup {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    role: String,
}

#[derive(Clone, PartialEq, Message)]
struct TakPrecision {
    #[prost(string, tag = "1")]
    geopointsrc: String,
    #[prost(string, tag = "2")]
    altsrc: String,
}

#[derive(Clone, PartialEq, Message)]
struct TakStatus {
    #[prost(uint32, tag = "1")]
    battery: u32,
}

#[derive(Clone, PartialEq, Message)]
struct TakDevice {
    #[prost(string, tag = "1")]
    device: String,
    #[prost(string, tag = "2")]
    platform: String,
    #[prost(string, tag = "3")]
    os: String,
    #[prost(string, tag = "4")]
    version: String,
}

#[derive(Clone, PartialEq, Message)]
struct TakTrack {
    #[prost(double, tag = "1")]
    speed: f64,
    #[prost(double, tag = "2")]
    course: f64,
}

/// Writes a mesh frame: one datagram.
#[must_use]
pub fn write_mesh(event: &Event) -> Vec<u8> {
    let mut out = vec![MAGIC, 1, MAGIC];
    out.extend(message(event).encode_to_vec());
    out
}

/// Writes a stream frame.
#[must_use]
pub fn write_stream(event: &Event) -> Vec<u8> {
    let mut out = vec![MAGIC];
    out.extend(message(event).encode_length_delimited_to_vec());
    out
}

/// Reads one mesh datagram.
///
/// # Errors
/// [`Fault::WrongRoot`] without the frame, [`Fault::Version`] of another version, else what is wrong inside.
pub fn read_mesh(bytes: &[u8]) -> Result<Event, Fault> {
    bounded(bytes, EVENT_BYTES_MAX)?;
    let rest = bytes.strip_prefix(&[MAGIC]).ok_or(Fault::WrongRoot)?;
    let (found, used) = varint(rest)?.ok_or(Fault::WrongRoot)?;
    let rest = rest
        .get(used..)
        .and_then(|rest| rest.strip_prefix(&[MAGIC]))
        .ok_or(Fault::WrongRoot)?;
    if found != VERSION {
        return Err(Fault::Version { found });
    }
    event(rest)
}

/// Takes the first whole frame from a stream: the event and how many bytes it used. `None` when more bytes must come.
///
/// # Errors
/// The stream is beyond help (no frame here, or one that is too large): close it. A frame whose inside cannot be read
/// comes back as `Some((Err(fault), used))`, so that the next one is read.
#[allow(
    clippy::type_complexity,
    reason = "a frame is there or not, and readable or not"
)]
pub fn read_stream(bytes: &[u8]) -> Result<Option<(Result<Event, Fault>, usize)>, Fault> {
    let Some(first) = bytes.first() else {
        return Ok(None);
    };
    if *first != MAGIC {
        return Err(Fault::WrongRoot);
    }
    let rest = bytes.get(1..).unwrap_or_default();
    let Some((length, used)) = varint(rest)? else {
        return Ok(None);
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > EVENT_BYTES_MAX {
        return Err(Fault::TooLarge {
            bytes: length,
            bytes_max: EVENT_BYTES_MAX,
        });
    }
    let inside = rest.get(used..).and_then(|rest| rest.get(..length));
    Ok(inside.map(|inside| (event(inside), 1 + used + length)))
}

/// A variable-length number and the bytes it used; `None` when it is not complete.
fn varint(bytes: &[u8]) -> Result<Option<(u64, usize)>, Fault> {
    let mut value: u64 = 0;
    for (at, byte) in bytes.iter().take(VARINT_BYTES_MAX).enumerate() {
        let group = u64::from(byte & 0x7F);
        if at == VARINT_BYTES_MAX - 1 && group > 1 {
            return Err(Fault::NotProtobuf);
        }
        value |= group << (7 * at);
        if byte & 0x80 == 0 {
            return Ok(Some((value, at + 1)));
        }
    }
    if bytes.len() >= VARINT_BYTES_MAX {
        return Err(Fault::NotProtobuf);
    }
    Ok(None)
}

fn message(event: &Event) -> TakMessage {
    let ms = |time_ms: i64| u64::try_from(time_ms).unwrap_or(0);
    let control = TakControl {
        min_version: 1,
        max_version: 1,
        contact_uid: event
            .uid
            .strip_prefix("GeoChat.")
            .and_then(|rest| rest.split('.').next())
            .unwrap_or_default()
            .to_owned(),
    };
    TakMessage {
        control: Some(control),
        event: Some(CotEvent {
            kind: event.kind.clone(),
            access: event.access.clone(),
            qos: event.qos.clone(),
            opex: event.opex.clone(),
            uid: event.uid.clone(),
            send_ms: ms(event.time_ms),
            start_ms: ms(event.start_ms),
            stale_ms: ms(event.stale_ms),
            how: event.how.clone(),
            lat: event.point.lat_deg,
            lon: event.point.lon_deg,
            hae: event.point.hae_m,
            ce: event.point.ce_m,
            le: event.point.le_m,
            detail: Some(detail(&event.detail)),
            caveat: event.caveat.clone(),
            releasable_to: event.releasable_to.clone(),
        }),
    }
}

fn detail(detail: &Detail) -> TakDetail {
    let contact = |it: Contact| TakContact {
        endpoint: it.endpoint,
        callsign: it.callsign,
    };
    let group = |it: Group| TakGroup {
        name: it.name,
        role: it.role,
    };
    let precision = |it: Precision| TakPrecision {
        geopointsrc: it.geopointsrc,
        altsrc: it.altsrc,
    };
    let device = |it: Device| TakDevice {
        device: it.device,
        platform: it.platform,
        os: it.os,
        version: it.version,
    };
    TakDetail {
        xml: xml::fragment(&detail.rest),
        contact: detail.contact.clone().map(contact),
        group: detail.group.clone().map(group),
        precision: detail.precision.clone().map(precision),
        status: detail.battery_percent.map(|battery| TakStatus { battery }),
        device: detail.device.clone().map(device),
        track: detail.track.map(|it| TakTrack {
            speed: it.speed_mps,
            course: it.course_deg,
        }),
    }
}

fn event(bytes: &[u8]) -> Result<Event, Fault> {
    let message = TakMessage::decode(bytes).map_err(|_form| Fault::NotProtobuf)?;
    let found = message.event.ok_or(Fault::Missing { what: "cotEvent" })?;
    if found.uid.is_empty() {
        return Err(Fault::Missing { what: "uid" });
    }
    if found.kind.is_empty() {
        return Err(Fault::Missing { what: "type" });
    }
    let ms = |time_ms: u64, what: &'static str| {
        i64::try_from(time_ms).map_err(|_too_late| Fault::Unreadable { what })
    };
    let point = Point {
        lat_deg: found.lat,
        lon_deg: found.lon,
        hae_m: found.hae,
        ce_m: found.ce,
        le_m: found.le,
    };
    Ok(Event {
        uid: found.uid,
        kind: found.kind,
        how: found.how,
        time_ms: ms(found.send_ms, "time")?,
        start_ms: ms(found.start_ms, "start")?,
        stale_ms: ms(found.stale_ms, "stale")?,
        access: found.access,
        caveat: found.caveat,
        releasable_to: found.releasable_to,
        qos: found.qos,
        opex: found.opex,
        point: cot::on_earth(point)?,
        detail: read_detail(found.detail.unwrap_or_default())?,
    })
}

/// Elements of the XML part go before the fields: a sender puts there what the field could not hold whole.
fn read_detail(found: TakDetail) -> Result<Detail, Fault> {
    let mut detail = cot::sort_detail(xml::read_fragment(&found.xml, EVENT_BYTES_MAX)?);
    let taken = |name: &str, detail: &Detail| detail.element(name).is_some();
    if let Some(it) = found.contact.filter(|_| !taken("contact", &detail)) {
        detail.contact.get_or_insert(Contact {
            callsign: it.callsign,
            endpoint: it.endpoint,
        });
    }
    if let Some(it) = found.group.filter(|_| !taken("__group", &detail)) {
        detail.group.get_or_insert(Group {
            name: it.name,
            role: it.role,
        });
    }
    if let Some(it) = found
        .precision
        .filter(|_| !taken("precisionlocation", &detail))
    {
        detail.precision.get_or_insert(Precision {
            geopointsrc: it.geopointsrc,
            altsrc: it.altsrc,
        });
    }
    if let Some(it) = found.status.filter(|_| !taken("status", &detail)) {
        detail.battery_percent.get_or_insert(it.battery);
    }
    if let Some(it) = found.device.filter(|_| !taken("takv", &detail)) {
        detail.device.get_or_insert(Device {
            device: it.device,
            platform: it.platform,
            os: it.os,
            version: it.version,
        });
    }
    let finite = |it: &TakTrack| it.speed.is_finite() && it.course.is_finite();
    if let Some(it) = found
        .track
        .filter(|it| finite(it) && !taken("track", &detail))
    {
        detail.track.get_or_insert(Track {
            speed_mps: it.speed,
            course_deg: it.course,
        });
    }
    Ok(detail)
}

/// The words by which a server and a client agree on TAK Protocol over a connection that began as XML.
pub mod negotiation {
    use super::super::cot::{Event, Point};
    use super::super::xml::Element;

    /// What such an event says.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Word {
        /// The server offers version 1.
        Offer,
        /// The client asks for version 1.
        Request,
        /// The server answers; true means that protobuf begins after this event.
        Answer(bool),
    }

    /// Reads a word; `None` for any other event.
    #[must_use]
    pub fn read(event: &Event) -> Option<Word> {
        let control = event.detail.element("TakControl")?;
        match event.kind.as_str() {
            "t-x-takp-v" => {
                let mut support = control.children_named("TakProtocolSupport");
                support
                    .any(|it| it.attribute("version") == Some("1"))
                    .then_some(Word::Offer)
            }
            "t-x-takp-q" => {
                let mut asked = control.children_named("TakRequest");
                asked
                    .any(|it| it.attribute("version") == Some("1"))
                    .then_some(Word::Request)
            }
            "t-x-takp-r" => Some(Word::Answer(
                control.child("TakResponse")?.attribute("status") == Some("true"),
            )),
            _ => None,
        }
    }

    /// Writes a word.
    #[must_use]
    pub fn write(word: Word, uid: &str, now_ms: i64) -> Event {
        let (kind, inside) = match word {
            Word::Offer => (
                "t-x-takp-v",
                Element::new("TakProtocolSupport").with("version", "1"),
            ),
            Word::Request => (
                "t-x-takp-q",
                Element::new("TakRequest").with("version", "1"),
            ),
            Word::Answer(yes) => (
                "t-x-takp-r",
                Element::new("TakResponse").with("status", yes.to_string()),
            ),
        };
        let mut event = Event {
            uid: uid.to_owned(),
            kind: kind.to_owned(),
            how: "m-g".to_owned(),
            time_ms: now_ms,
            start_ms: now_ms,
            // One minute to agree, as servers grant.
            stale_ms: now_ms + 60_000,
            point: Point {
                hae_m: 0.0,
                ..Point::default()
            },
            ..Event::default()
        };
        event
            .detail
            .rest
            .push(Element::new("TakControl").holding(inside));
        event
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::negotiation::Word;
    use super::*;

    fn sample() -> Event {
        negotiation::write(Word::Request, "CAN-1", 1_795_599_000_000)
    }

    #[test]
    fn a_frame_is_read_when_it_is_whole_and_not_before() {
        let frame = write_stream(&sample());
        for end in 0..frame.len() {
            assert_eq!(read_stream(&frame[..end]), Ok(None), "{end}");
        }
        let two = [frame.clone(), frame.clone()].concat();
        assert_eq!(read_stream(&two), Ok(Some((Ok(sample()), frame.len()))));
        assert_eq!(read_mesh(&write_mesh(&sample())), Ok(sample()));
    }

    #[test]
    fn hostile_frames_are_refused() {
        assert_eq!(read_stream(b"<event"), Err(Fault::WrongRoot));
        assert!(matches!(
            read_stream(&[MAGIC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
            Err(Fault::TooLarge { .. })
        ));
        assert_eq!(
            read_stream(&[&[MAGIC][..], &[0xFF; 10]].concat()),
            Err(Fault::NotProtobuf)
        );
        assert_eq!(
            read_mesh(&[MAGIC, 2, MAGIC]),
            Err(Fault::Version { found: 2 })
        );
        assert_eq!(read_mesh(&[MAGIC, 1]), Err(Fault::WrongRoot));
        assert_eq!(
            read_stream(&[MAGIC, 1, 0xFF]),
            Ok(Some((Err(Fault::NotProtobuf), 3)))
        );
        assert_eq!(
            read_stream(&[MAGIC, 0]),
            Ok(Some((Err(Fault::Missing { what: "cotEvent" }), 2)))
        );
    }

    #[test]
    fn the_words_of_agreement_are_understood_in_both_encodings() {
        for word in [
            Word::Offer,
            Word::Request,
            Word::Answer(true),
            Word::Answer(false),
        ] {
            let event = negotiation::write(word, "s", 0);
            assert_eq!(
                negotiation::read(&cot::read(&cot::write(&event)).unwrap()),
                Some(word)
            );
        }
    }
}
