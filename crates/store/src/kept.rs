//! One observation as it is kept: what was heard, when, by whom, and in which order it arrived.
//!
//! The arrival number and the clock (the moment to which the watch had been advanced before it took the
//! observation) make a replay exact: the same watch, fed in the same order, gives the same events.

use crate::Error;

/// A clock that says: the watch was driven by its data alone.
pub const NO_CLOCK: i64 = i64::MIN;
/// A clock that says: recorded data had come to its end, and the watch had released all it held.
pub const RELEASED: i64 = i64::MAX;

/// What a vessel reported of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degrees.
    pub lon_e7: i32,
    /// Speed over ground, 0.1 kn.
    pub sog_dkn: Option<u16>,
    /// Course over ground, 0.1 degrees true.
    pub cog_ddeg: Option<u16>,
    /// True heading, degrees.
    pub heading_deg: Option<u16>,
    /// AIS navigational status.
    pub nav_status: Option<u8>,
}

/// What a vessel reported of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// IMO number.
    pub imo: Option<u32>,
    /// AIS ship type.
    pub ship_type: Option<u8>,
    /// Length overall, metres.
    pub length_m: Option<u16>,
    /// Beam, metres.
    pub beam_m: Option<u16>,
    /// Name.
    pub name: Option<String>,
    /// Call sign.
    pub call_sign: Option<String>,
    /// Destination.
    pub destination: Option<String>,
    /// Gear.
    pub gear: Option<String>,
    /// Flag.
    pub flag: Option<String>,
}

/// A place or an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A place.
    Place(Place),
    /// An identity.
    Identity(Box<Identity>),
}

/// One observation to be kept. The small numbers are codes of the node's own, stored as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Message time, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// MMSI as sent.
    pub mmsi: u32,
    /// Code of the kind of source.
    pub source: u8,
    /// Feed number.
    pub feed: u16,
    /// Receiver number.
    pub receiver: u32,
    /// Code of how it was received.
    pub reception: u8,
    /// Code of the AIS class.
    pub class: u8,
    /// What was reported.
    pub content: Content,
}

/// One observation with its place in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Number in the order of arrival, from 0, without holes.
    pub arrival: u64,
    /// The moment the watch had been advanced to, milliseconds since 1970 UTC, or [`NO_CLOCK`] or [`RELEASED`].
    pub clock_ms: i64,
    /// The observation.
    pub row: Row,
}

const TAG_PLACE: u8 = 1;
const TAG_IDENTITY: u8 = 2;

/// Bytes of a spool payload: `first arrival u64, clock i64, count u32, rows`, little-endian.
pub(crate) fn encode(first: u64, clock_ms: i64, rows: &[Row]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(20 + rows.len() * 40);
    let count = u32::try_from(rows.len()).map_err(|_too_many| Error::Batch { rows: rows.len() })?;
    out.extend_from_slice(&first.to_le_bytes());
    out.extend_from_slice(&clock_ms.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    for row in rows {
        encode_row(row, &mut out);
    }
    Ok(out)
}

fn encode_row(row: &Row, out: &mut Vec<u8>) {
    out.push(match row.content {
        Content::Place(_) => TAG_PLACE,
        Content::Identity(_) => TAG_IDENTITY,
    });
    out.extend_from_slice(&row.time_ms.to_le_bytes());
    out.extend_from_slice(&row.mmsi.to_le_bytes());
    out.push(row.source);
    out.extend_from_slice(&row.feed.to_le_bytes());
    out.extend_from_slice(&row.receiver.to_le_bytes());
    out.push(row.reception);
    out.push(row.class);
    match &row.content {
        Content::Place(place) => encode_place(place, out),
        Content::Identity(identity) => encode_identity(identity, out),
    }
}

fn encode_place(place: &Place, out: &mut Vec<u8>) {
    out.extend_from_slice(&place.lat_e7.to_le_bytes());
    out.extend_from_slice(&place.lon_e7.to_le_bytes());
    let present = u8::from(place.sog_dkn.is_some())
        | u8::from(place.cog_ddeg.is_some()) << 1
        | u8::from(place.heading_deg.is_some()) << 2
        | u8::from(place.nav_status.is_some()) << 3;
    out.push(present);
    for value in [place.sog_dkn, place.cog_ddeg, place.heading_deg]
        .into_iter()
        .flatten()
    {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.extend(place.nav_status);
}

fn encode_identity(identity: &Identity, out: &mut Vec<u8>) {
    let texts = identity.texts();
    let mut present = u16::from(identity.imo.is_some())
        | u16::from(identity.ship_type.is_some()) << 1
        | u16::from(identity.length_m.is_some()) << 2
        | u16::from(identity.beam_m.is_some()) << 3;
    for (n, text) in texts.iter().enumerate() {
        present |= u16::from(text.is_some()) << (4 + n);
    }
    out.extend_from_slice(&present.to_le_bytes());
    out.extend(identity.imo.into_iter().flat_map(u32::to_le_bytes));
    out.extend(identity.ship_type);
    for value in [identity.length_m, identity.beam_m].into_iter().flatten() {
        out.extend_from_slice(&value.to_le_bytes());
    }
    for text in texts.into_iter().flatten() {
        let kept = shortened(text);
        let length = u16::try_from(kept.len()).unwrap_or(0);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(kept.as_bytes());
    }
}

/// Longest text kept, bytes: the longest AIS text is 20 characters; registries stay far below this.
const TEXT_BYTES_MAX: usize = 1_024;

fn shortened(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Identity {
    fn texts(&self) -> [Option<&str>; 5] {
        [
            &self.name,
            &self.call_sign,
            &self.destination,
            &self.gear,
            &self.flag,
        ]
        .map(|text| text.as_deref())
    }
}

/// Reads a payload back; `None` if it is not one.
pub(crate) fn decode(payload: &[u8]) -> Option<(u64, Vec<Kept>)> {
    let mut bytes = Bytes(payload);
    let first = u64::from_le_bytes(bytes.take()?);
    let clock_ms = i64::from_le_bytes(bytes.take()?);
    let count = u32::from_le_bytes(bytes.take()?);
    let mut kept = Vec::new();
    for n in 0..u64::from(count) {
        let row = decode_row(&mut bytes)?;
        kept.push(Kept {
            arrival: first.checked_add(n)?,
            clock_ms,
            row,
        });
    }
    bytes.0.is_empty().then_some((first, kept))
}

fn decode_row(bytes: &mut Bytes<'_>) -> Option<Row> {
    let [tag] = bytes.take()?;
    let time_ms = i64::from_le_bytes(bytes.take()?);
    let mmsi = u32::from_le_bytes(bytes.take()?);
    let [source] = bytes.take()?;
    let feed = bytes.u16()?;
    let receiver = u32::from_le_bytes(bytes.take()?);
    let [reception, class] = bytes.take()?;
    let content = match tag {
        TAG_PLACE => Content::Place(decode_place(bytes)?),
        TAG_IDENTITY => Content::Identity(Box::new(decode_identity(bytes)?)),
        _ => return None,
    };
    Some(Row {
        time_ms,
        mmsi,
        source,
        feed,
        receiver,
        reception,
        class,
        content,
    })
}

fn decode_place(bytes: &mut Bytes<'_>) -> Option<Place> {
    let lat_e7 = i32::from_le_bytes(bytes.take()?);
    let lon_e7 = i32::from_le_bytes(bytes.take()?);
    let [present] = bytes.take()?;
    let has = |bit: u8| present & (1 << bit) != 0;
    let sog_dkn = if has(0) { Some(bytes.u16()?) } else { None };
    let cog_ddeg = if has(1) { Some(bytes.u16()?) } else { None };
    let heading_deg = if has(2) { Some(bytes.u16()?) } else { None };
    let nav_status = if has(3) { Some(bytes.u8()?) } else { None };
    Some(Place {
        lat_e7,
        lon_e7,
        sog_dkn,
        cog_ddeg,
        heading_deg,
        nav_status,
    })
}

fn decode_identity(bytes: &mut Bytes<'_>) -> Option<Identity> {
    let present = bytes.u16()?;
    let has = |bit: u8| present & (1 << bit) != 0;
    let imo = if has(0) {
        Some(u32::from_le_bytes(bytes.take()?))
    } else {
        None
    };
    let ship_type = if has(1) { Some(bytes.u8()?) } else { None };
    let length_m = if has(2) { Some(bytes.u16()?) } else { None };
    let beam_m = if has(3) { Some(bytes.u16()?) } else { None };
    let mut text = |bit: u8| -> Option<Option<String>> {
        if has(bit) {
            Some(Some(bytes.text()?))
        } else {
            Some(None)
        }
    };
    Some(Identity {
        imo,
        ship_type,
        length_m,
        beam_m,
        name: text(4)?,
        call_sign: text(5)?,
        destination: text(6)?,
        gear: text(7)?,
        flag: text(8)?,
    })
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        std::str::from_utf8(head).ok().map(str::to_owned)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::{option, prelude::*};

    prop_compose! {
        fn place()(
            lat_e7 in -900_000_000..=900_000_000i32, lon_e7 in -1_800_000_000..1_800_000_000i32,
            sog_dkn in option::of(any::<u16>()), cog_ddeg in option::of(any::<u16>()),
            heading_deg in option::of(any::<u16>()), nav_status in option::of(any::<u8>()),
        ) -> Content {
            Content::Place(Place { lat_e7, lon_e7, sog_dkn, cog_ddeg, heading_deg, nav_status })
        }
    }

    prop_compose! {
        fn identity()(
            imo in option::of(any::<u32>()), ship_type in option::of(any::<u8>()),
            length_m in option::of(any::<u16>()), beam_m in option::of(any::<u16>()),
            texts in proptest::array::uniform5(option::of("\\PC{0,24}")),
        ) -> Content {
            let [name, call_sign, destination, gear, flag] = texts;
            Content::Identity(Box::new(Identity {
                imo, ship_type, length_m, beam_m, name, call_sign, destination, gear, flag,
            }))
        }
    }

    prop_compose! {
        pub(crate) fn row()(
            time_ms in 0..2_000_000_000_000i64, mmsi in 0..1_073_741_824u32, source in any::<u8>(),
            feed in any::<u16>(), receiver in any::<u32>(), reception in any::<u8>(),
            class in any::<u8>(), content in prop_oneof![4 => place(), 1 => identity()],
        ) -> Row {
            Row { time_ms, mmsi, source, feed, receiver, reception, class, content }
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(
            rows in proptest::collection::vec(row(), 0..20), first in 0..u64::MAX / 2,
            clock_ms in any::<i64>(),
        ) {
            let payload = encode(first, clock_ms, &rows).unwrap();
            let (back_first, kept) = decode(&payload).unwrap();
            prop_assert_eq!(back_first, first);
            prop_assert!(kept.iter().all(|k| k.clock_ms == clock_ms));
            prop_assert_eq!(kept.into_iter().map(|k| k.row).collect::<Vec<_>>(), rows);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _read = decode(&bytes);
        }
    }

    #[test]
    fn a_very_long_name_is_cut_between_characters() {
        let name = "漁".repeat(1_000);
        let identity = Identity {
            name: Some(name),
            ..Identity::default()
        };
        let content = Content::Identity(Box::new(identity));
        let row = Row {
            time_ms: 0,
            mmsi: 1,
            source: 0,
            feed: 0,
            receiver: 0,
            reception: 0,
            class: 0,
            content,
        };
        let (_, kept) = decode(&encode(0, 0, &[row]).unwrap()).unwrap();
        let Content::Identity(back) = &kept[0].row.content else {
            panic!("no identity")
        };
        assert_eq!(back.name.as_deref().unwrap().chars().count(), 341);
    }
}
