//! A message with its provenance: who heard it, when, on what, and how sure the reader is.

use crate::fault::Fault;
use crate::message::Message;
use crate::tag;

/// Longest station name kept in full. IEC 61162-450 allows 15 characters; feeds exceed it.
const STATION_BYTES: usize = 32;

/// Longest tag block kept with a report. IEC 61162-450 allows 80 bytes; feeds exceed it.
const TAG_BYTES: usize = 120;

/// The station that heard a message, as the feed writes it.
#[derive(Clone, Copy)]
pub struct Station {
    bytes: [u8; STATION_BYTES],
    len: u8,
    /// Of the whole name, so that two names with the same first bytes stay two stations.
    digest: u64,
}

impl Station {
    pub(crate) fn new(name: &[u8]) -> Self {
        let mut bytes = [0; STATION_BYTES];
        let len = name.len().min(STATION_BYTES);
        for (slot, byte) in bytes.iter_mut().zip(name) {
            *slot = *byte;
        }
        Self {
            bytes,
            len: len as u8,
            digest: crate::digest::of(name),
        }
    }

    /// The name as sent; it need not be UTF-8. Only the first 32 bytes of a longer one.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The name as text; bytes that are not UTF-8 are read as Latin-1.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        match std::str::from_utf8(self.as_bytes()) {
            Ok(text) => text.into(),
            Err(_) => self
                .as_bytes()
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>()
                .into(),
        }
    }
}

impl PartialEq for Station {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Station {}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

/// Where the time of a report comes from, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimeSource {
    /// `c` in the tag block of the first part.
    TagBlock,
    /// A number behind the checksum.
    Suffix,
    /// A number or ISO text before the sentence.
    Prefix,
    /// A `$PGHP` line before the sentence that names its checksum.
    Pghp,
    /// The receive time the caller gave.
    Receive,
    /// No time is known.
    #[default]
    None,
}

impl TimeSource {
    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TagBlock => "tag_block",
            Self::Suffix => "suffix",
            Self::Prefix => "prefix",
            Self::Pghp => "pghp",
            Self::Receive => "receive",
            Self::None => "none",
        }
    }
}

/// What to hold against a report. A set of marks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(u16);

macro_rules! flags {
    ($($(#[$about:meta])* $name:ident = $bit:literal, $code:literal;)*) => {
        impl Flags {
            $($(#[$about])* pub const $name: Self = Self(1 << $bit);)*

            /// Stable codes of the marks that are set.
            pub fn codes(self) -> impl Iterator<Item = &'static str> {
                [$((Self::$name, $code),)*].into_iter().filter(move |(flag, _)| self.has(*flag)).map(|(_, code)| code)
            }
        }
    };
}

flags! {
    /// The tag block has a wrong checksum, or none; its fields were used.
    TAG_UNVERIFIED = 0, "tag_unverified";
    /// The group field of the tag block does not make sense, or its id is no number.
    ODD_GROUP = 1, "odd_group";
    /// The number of fill bits is missing or above five.
    ODD_FILL = 2, "odd_fill";
    /// The payload ends before the last field; what is missing is "not available".
    SHORT = 3, "short";
    /// There are bits behind the last field.
    LONG = 4, "long";
    /// A number is in a range the standard leaves unused.
    OUT_OF_RANGE = 5, "out_of_range";
    /// The MMSI cannot be one of a station.
    ODD_MMSI = 6, "odd_mmsi";
    /// The parts belong together only by their nearness, not by station, time and number.
    UNSURE_ASSEMBLY = 7, "unsure_assembly";
    /// The same bits were heard a short time before, by this or another station.
    HEARD_BEFORE = 8, "heard_before";
    /// The sentence had no right checksum; the configuration let it pass.
    UNPROVED = 9, "unproved";
}

impl Flags {
    /// Whether a mark is set.
    #[must_use]
    pub const fn has(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }

    /// Whether no mark is set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The marks of both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline(always)]
    pub(crate) const fn set(&mut self, flag: Self, on: bool) {
        self.0 |= flag.0 * on as u16;
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.codes()).finish()
    }
}

/// The tag block of a report, verbatim between its backslashes.
#[derive(Clone, Copy)]
pub struct TagText {
    bytes: [u8; TAG_BYTES],
    len: u8,
}

impl Default for TagText {
    fn default() -> Self {
        Self {
            bytes: [0; TAG_BYTES],
            len: 0,
        }
    }
}

impl TagText {
    #[inline(always)]
    pub(crate) fn set(&mut self, text: &[u8]) {
        if text.is_empty() {
            self.len = 0;
            return;
        }
        let len = text.len().min(TAG_BYTES);
        if let (Some(slot), Some(text)) = (self.bytes.get_mut(..len), text.get(..len)) {
            slot.copy_from_slice(text);
        }
        self.len = len as u8;
    }

    /// The text, at most 120 bytes of it; empty when there was no tag block.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Whether there is more than station, time and group: text, destination, line count, a vendor's own.
    pub(crate) fn says_more(&self) -> bool {
        let text = self.as_bytes();
        let end = text
            .iter()
            .rposition(|byte| *byte == b'*')
            .unwrap_or(text.len());
        let fields = text.get(..end).unwrap_or(text);
        fields
            .split(|byte| *byte == b',')
            .any(|field| !matches!(field, [] | [b'c' | b's' | b'g', b':', ..]))
    }

    /// The value of one field: `field("t")` is the free text, `field("q")` a vendor's quality.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&[u8]> {
        tag::field(self.as_bytes(), key)
    }
}

impl PartialEq for TagText {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for TagText {}

impl std::fmt::Debug for TagText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.as_bytes()))
    }
}

/// One message as heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The message.
    pub message: Message,
    /// The station that heard it: `s` of the tag block, else the suffix, else the `$PGHP` line, else `si`.
    pub station: Option<Station>,
    /// Best known time, milliseconds since 1970 UTC.
    pub time_ms: Option<i64>,
    /// Where that time comes from.
    pub time_source: TimeSource,
    /// The time the caller gave for the bytes, milliseconds since 1970 UTC.
    pub received_ms: Option<i64>,
    /// Two letters of the talker.
    pub talker: [u8; 2],
    /// A VDO sentence: the own ship of the receiver.
    pub own_ship: bool,
    /// Radio channel as written (`A`, `B`, `1`, `2`), when it was.
    pub channel: Option<char>,
    /// Number of sentences.
    pub parts: u8,
    /// Bits received.
    pub bits: u16,
    /// What to hold against it.
    pub flags: Flags,
    /// Line of the first part in the feed, from 1.
    pub line_number: u64,
    /// Tag block of the first part, with the fields that are not read here (`n`, `r`, `d`, `t`, vendors' own).
    pub tag: TagText,
}

/// A line that is not AIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignKind {
    /// Another sentence: own-ship navigation, an alarm, a maker's own.
    Sentence,
    /// A comment.
    Comment,
    /// A `$PGHP` header line.
    Header,
}

/// A line that is not AIS, passed on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign<'a> {
    /// Which.
    pub kind: ForeignKind,
    /// The bytes.
    pub line: &'a [u8],
    /// Number of the line in the feed, from 1.
    pub line_number: u64,
}

/// What the reader gives back.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A message with its provenance.
    Report(&'a Report),
    /// Bytes that could not be read.
    Fault(Fault<'a>),
    /// Bytes that are not AIS.
    Foreign(Foreign<'a>),
}
