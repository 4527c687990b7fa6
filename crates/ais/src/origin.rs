//! Who heard a sentence and when: the tag block first, then the suffix, the prefix, the header line before it.

use crate::group::Named;
use crate::header::Header;
use crate::report::{Flags, Station, TimeSource};
use crate::stamp;
use crate::tag::{Group, Tag, TagProof};

/// What is known beside the sentence itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Origin<'a> {
    pub(crate) time_ms: Option<i64>,
    pub(crate) time_source: TimeSource,
    pub(crate) received_ms: Option<i64>,
    pub(crate) station: Option<Station>,
    pub(crate) source: Option<Station>,
    pub(crate) group: Option<Group<'a>>,
    pub(crate) tag: &'a [u8],
    pub(crate) flags: Flags,
    pub(crate) line_number: u64,
}

impl<'a> Origin<'a> {
    /// From the tag block and the prefix; the suffix and the header come after.
    #[inline(always)]
    pub(crate) fn new(
        tag: Option<Tag<'a>>,
        prefix_ms: Option<i64>,
        received_ms: Option<i64>,
        line_number: u64,
    ) -> Self {
        let mut origin = Self {
            received_ms,
            line_number,
            ..Self::default()
        };
        if let Some(time_ms) = prefix_ms {
            origin.time_ms = Some(time_ms);
            origin.time_source = TimeSource::Prefix;
        }
        let Some(tag) = tag else { return origin };
        if let Some(time_ms) = tag.time_ms {
            origin.time_ms = Some(time_ms);
            origin.time_source = TimeSource::TagBlock;
        }
        origin.station = tag.station.map(Station::new);
        origin.source = tag.source.map(Station::new);
        origin.group = tag.group;
        origin.tag = tag.text;
        origin
            .flags
            .set(Flags::TAG_UNVERIFIED, tag.proof != TagProof::Right);
        origin.flags.set(Flags::ODD_GROUP, tag.odd_group);
        origin
    }

    /// What a line of the group without a sentence said, where this line says nothing.
    pub(crate) fn take_named(&mut self, named: &Named) {
        if self.time_source != TimeSource::TagBlock
            && let Some(time_ms) = named.time_ms
        {
            self.time_ms = Some(time_ms);
            self.time_source = TimeSource::TagBlock;
        }
        self.station = self.station.or(named.station);
        self.flags.set(Flags::TAG_UNVERIFIED, named.unverified);
    }

    pub(crate) fn take_header(&mut self, header: &Header) {
        if self.time_ms.is_none() {
            self.time_ms = Some(header.time_ms);
            self.time_source = TimeSource::Pghp;
        }
        if self.station.is_none() {
            self.station = header.station;
        }
    }

    /// What a receiver network writes behind the checksum: station `r...` or `b...`, then Unix time; or the time alone.
    /// The signal, slot and arrival fields of the US network (`d`, `S`, `t`, `T`, `x`) are read past.
    pub(crate) fn take_suffix(&mut self, suffix: &[u8]) {
        let suffix = suffix.trim_ascii();
        if suffix.is_empty() {
            return;
        }
        for field in suffix.split(|byte| *byte == b',') {
            let field = field.trim_ascii();
            match field {
                [b'r' | b'b', _, ..] if self.station.is_none() => {
                    self.station = Some(Station::new(field))
                }
                [b'0'..=b'9', ..]
                    if !matches!(self.time_source, TimeSource::TagBlock | TimeSource::Suffix) =>
                {
                    if let Some(time_ms) = stamp::epoch_ms(field) {
                        self.time_ms = Some(time_ms);
                        self.time_source = TimeSource::Suffix;
                    }
                }
                _ => {}
            }
        }
    }
}
