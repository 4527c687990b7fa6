//! The tag block before a sentence: who heard it, when, and which lines belong together.
//!
//! IEC 61162-450, 7.3 (as NMEA 0183 4.x): `\s:rEV02,c:1334337317*58\`. Letters used: `c` Unix time, `s` station,
//! `g` group as part-total-id. The others (`d`, `n`, `r`, `t`, and what vendors add) are kept verbatim.

use crate::checksum;
use crate::stamp;

/// Whether a tag block proved whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagProof {
    Right,
    Wrong,
    Missing,
}

/// A group of lines: `part-total-id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    pub(crate) part: u8,
    pub(crate) total: u8,
    /// Kept as text: feeds send ids that are no numbers, such as `-001`.
    pub(crate) id: &'a [u8],
}

/// The fields of one tag block that this crate acts on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) proof: TagProof,
    pub(crate) time_ms: Option<i64>,
    pub(crate) station: Option<&'a [u8]>,
    /// `si`, the source a gatehouse server writes on a line of its own.
    pub(crate) source: Option<&'a [u8]>,
    pub(crate) group: Option<Group<'a>>,
    /// A group field that does not make sense.
    pub(crate) odd_group: bool,
}

impl<'a> Tag<'a> {
    /// Reads the text between the two backslashes.
    pub(crate) fn read(text: &'a [u8]) -> Self {
        let star = text.iter().rposition(|byte| *byte == b'*');
        let fields = text.get(..star.unwrap_or(text.len())).unwrap_or(text);
        let stated = star.and_then(|at| checksum::stated(text.get(at + 1..)?));
        let proof = match stated {
            None => TagProof::Missing,
            Some(sum) if sum == checksum::of(fields) => TagProof::Right,
            Some(_) => TagProof::Wrong,
        };
        let mut out = Self {
            text,
            proof,
            time_ms: None,
            station: None,
            source: None,
            group: None,
            odd_group: false,
        };
        for field in fields.split(|byte| *byte == b',') {
            out.take_field(field);
        }
        out
    }

    fn take_field(&mut self, field: &'a [u8]) {
        match field {
            [b'c', b':', value @ ..] => self.time_ms = stamp::epoch_ms(value),
            [b's', b':', value @ ..] if !value.is_empty() => self.station = Some(value),
            [b's', b'i', b':', value @ ..] if !value.is_empty() => self.source = Some(value),
            [b'g', b':', value @ ..] => {
                self.group = Group::read(value);
                self.odd_group = self
                    .group
                    .is_none_or(|group| stamp::digits(group.id).is_none());
            }
            _ => {}
        }
    }
}

impl<'a> Group<'a> {
    fn read(text: &'a [u8]) -> Option<Self> {
        let mut pieces = text.splitn(3, |byte| *byte == b'-');
        let part = u8::try_from(stamp::digits(pieces.next()?)?).ok()?;
        let total = u8::try_from(stamp::digits(pieces.next()?)?).ok()?;
        let id = pieces.next().filter(|id| !id.is_empty())?;
        (1..=total)
            .contains(&part)
            .then_some(Self { part, total, id })
    }
}

/// The value of one field of a tag block text, by its key.
pub(crate) fn field<'a>(text: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let end = text
        .iter()
        .rposition(|byte| *byte == b'*')
        .unwrap_or(text.len());
    text.get(..end)?
        .split(|byte| *byte == b',')
        .find_map(|field| field.strip_prefix(key.as_bytes())?.strip_prefix(b":"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_whole_tag_block_are_read() {
        let tag = Tag::read(b"g:1-2-3985,s:rEV02,c:1334337317*2D");
        assert_eq!(tag.proof, TagProof::Right);
        assert_eq!(tag.time_ms, Some(1_334_337_317_000));
        assert_eq!(tag.station, Some(&b"rEV02"[..]));
        assert_eq!(
            tag.group,
            Some(Group {
                part: 1,
                total: 2,
                id: b"3985"
            })
        );
        assert!(!tag.odd_group);
    }

    #[test]
    fn a_group_id_that_is_no_number_is_kept_as_text() {
        let tag = Tag::read(b"g:1-2--001,c:1326055296*3C");
        assert_eq!(tag.group.unwrap().id, b"-001");
        assert!(tag.odd_group);
    }

    #[test]
    fn a_group_that_makes_no_sense_is_no_group() {
        for text in [
            &b"g:2-1-1"[..],
            b"g:0-1-1",
            b"g:1-2-",
            b"g:1-2",
            b"g:x-2-3",
            b"g:",
        ] {
            let tag = Tag::read(text);
            assert!(tag.group.is_none() && tag.odd_group, "{tag:?}");
        }
    }

    #[test]
    fn fields_of_vendors_are_found_by_their_key() {
        let text = b"s:rORBCOMM104,q:u,c:1418172113,T:2014-12-10 00.41.53*55";
        assert_eq!(field(text, "q"), Some(&b"u"[..]));
        assert_eq!(field(text, "T"), Some(&b"2014-12-10 00.41.53"[..]));
        assert_eq!(field(text, "x"), None);
    }
}
