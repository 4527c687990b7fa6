//! One encapsulated sentence: `!AIVDM,2,1,6,B,payload,0*5C`.
//!
//! IEC 61162-1, 8.3 (VDM, VDO): number of parts, part, sequence id, channel, payload, fill bits, checksum. Any
//! talker is read; a VDO sentence is the own ship's.

use crate::checksum;
use crate::fault::FaultReason;

/// Most fill bits a sentence can state: five, as the sixth would be a character.
pub(crate) const MAX_FILL_BITS: u8 = 5;

/// What to do with checksums of sentences. The default refuses what cannot be proved whole; `*00` is no exception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChecksumPolicy {
    /// A sentence must carry its right checksum.
    #[default]
    Required,
    /// A wrong checksum is refused, a missing one is not.
    IfPresent,
    /// Checksums are not looked at.
    Ignored,
}

/// The fields of a VDM or VDO sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence<'a> {
    pub(crate) whole: &'a [u8],
    pub(crate) talker: [u8; 2],
    pub(crate) own_ship: bool,
    pub(crate) total: u8,
    pub(crate) number: u8,
    pub(crate) sequence: Option<u8>,
    pub(crate) channel: Option<u8>,
    pub(crate) payload: &'a [u8],
    pub(crate) fill_bits: u8,
    pub(crate) odd_fill: bool,
    pub(crate) checksum: u8,
    pub(crate) unproved: bool,
}

/// What begins with an exclamation mark.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Ais(Sentence<'a>),
    /// Another encapsulated sentence.
    Other,
    Fault(FaultReason),
}

/// Reads the sentence at the start of `text`, which begins with `!`; also says how many bytes it took.
#[inline]
pub(crate) fn read(text: &[u8], policy: ChecksumPolicy) -> (usize, Found<'_>) {
    let inside = text.get(1..).unwrap_or_default();
    let (len, end, stated) = match memchr::memchr3(b'*', b'!', b'\\', inside) {
        Some(at) if inside.get(at) == Some(&b'*') => {
            let stated = inside.get(at + 1..).and_then(checksum::stated);
            (at, at + 2 + if stated.is_some() { 2 } else { 0 }, stated)
        }
        Some(at) => (at, at + 1, None),
        None => (inside.len(), text.len(), None),
    };
    let body = inside.get(..len).unwrap_or_default();
    let whole = text.get(..end).unwrap_or(text);
    if !is_ais(body) {
        return (
            whole.len(),
            if body.get(5) == Some(&b',') {
                Found::Other
            } else {
                Found::Fault(FaultReason::NotASentence)
            },
        );
    }
    (
        whole.len(),
        prove(body, stated, policy)
            .and_then(|proof| fields(body, whole, proof))
            .map_or_else(Found::Fault, Found::Ais),
    )
}

#[inline(always)]
fn is_ais(body: &[u8]) -> bool {
    matches!(body, [_, _, b'V', b'D', b'M' | b'O', b',', ..])
}

/// The computed checksum, and whether nothing proved it.
#[inline(always)]
fn prove(
    body: &[u8],
    stated: Option<u8>,
    policy: ChecksumPolicy,
) -> Result<(u8, bool), FaultReason> {
    let sum = checksum::of(body);
    match (stated, policy) {
        (Some(stated), _) if stated == sum => Ok((sum, false)),
        (_, ChecksumPolicy::Ignored) | (None, ChecksumPolicy::IfPresent) => Ok((sum, true)),
        (Some(_), _) => Err(FaultReason::ChecksumWrong),
        (None, ChecksumPolicy::Required) => Err(FaultReason::ChecksumMissing),
    }
}

#[inline(always)]
fn fields<'a>(
    body: &'a [u8],
    whole: &'a [u8],
    proof: (u8, bool),
) -> Result<Sentence<'a>, FaultReason> {
    let &[first, second, _, _, formatter, _, ref rest @ ..] = body else {
        return Err(FaultReason::SentenceMalformed);
    };
    let (total, rest) = short_field(rest)?;
    let (number, rest) = short_field(rest)?;
    let (sequence, rest) = short_field(rest)?;
    let (channel, rest) = short_field(rest)?;
    let (payload, fill) = split_fill(rest).ok_or(FaultReason::SentenceMalformed)?;
    let digit = |byte: Option<u8>| byte.filter(u8::is_ascii_digit).map(|byte| byte - b'0');
    let (Some(total @ 1..=9), Some(number)) = (digit(total), digit(number)) else {
        return Err(FaultReason::PartNumber);
    };
    if number == 0 || number > total {
        return Err(FaultReason::PartNumber);
    }
    let fill = match fill {
        [byte] => digit(Some(*byte)).filter(|fill| *fill <= MAX_FILL_BITS),
        _ => None,
    };
    Ok(Sentence {
        whole,
        talker: [first, second],
        own_ship: formatter == b'O',
        total,
        number,
        sequence: digit(sequence),
        channel,
        payload,
        fill_bits: fill.unwrap_or(0),
        odd_fill: fill.is_none(),
        checksum: proof.0,
        unproved: proof.1,
    })
}

/// A field of one character or none, and what follows its comma. Of a longer field `None` is the value unless it is
/// a channel such as `AB`, whose first letter is good enough to keep channels apart; digits must be single.
#[inline(always)]
fn short_field(text: &[u8]) -> Result<(Option<u8>, &[u8]), FaultReason> {
    match text {
        [b',', rest @ ..] => Ok((None, rest)),
        [byte, b',', rest @ ..] => Ok((Some(*byte), rest)),
        _ => long_field(text),
    }
}

#[cold]
fn long_field(text: &[u8]) -> Result<(Option<u8>, &[u8]), FaultReason> {
    let comma = memchr::memchr(b',', text).ok_or(FaultReason::SentenceMalformed)?;
    let rest = text.get(comma + 1..).unwrap_or_default();
    let first = text.first().copied().filter(|byte| !byte.is_ascii_digit());
    Ok((first, rest))
}

/// Payload and fill bits. The payload itself has no comma, so the last one separates them.
#[inline(always)]
fn split_fill(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if let [payload @ .., b',', fill] = text {
        return Some((payload, std::slice::from_ref(fill)));
    }
    let comma = memchr::memrchr(b',', text)?;
    Some((text.get(..comma)?, text.get(comma + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> Result<Sentence<'_>, FaultReason> {
        match read(text.as_bytes(), ChecksumPolicy::Ignored).1 {
            Found::Ais(sentence) => Ok(sentence),
            Found::Fault(reason) => Err(reason),
            Found::Other => panic!("{text} is AIS"),
        }
    }

    #[test]
    fn every_field_is_read() {
        let Ok(found) = sentence("!SSVDO,3,2,9,B,55Mw@A7J1adAL@?;,5*26") else {
            panic!()
        };
        assert_eq!((found.talker, found.own_ship), (*b"SS", true));
        assert_eq!(
            (found.total, found.number, found.sequence, found.channel),
            (3, 2, Some(9), Some(b'B'))
        );
        assert_eq!(
            (found.payload, found.fill_bits, found.odd_fill),
            (&b"55Mw@A7J1adAL@?;"[..], 5, false)
        );
    }

    #[test]
    fn empty_and_odd_fields_are_survived() {
        let Ok(found) = sentence("!AIVDM,1,1,,,15RT,*00") else {
            panic!()
        };
        assert_eq!(
            (found.sequence, found.channel, found.odd_fill),
            (None, None, true)
        );
        assert!(
            sentence("!AIVDM,1,1,,A,15RT,7*00")
                .is_ok_and(|found| found.odd_fill && found.fill_bits == 0)
        );
        for bad in [
            "!AIVDM,0,1,,A,x,0*00",
            "!AIVDM,1,2,,A,x,0*00",
            "!AIVDM,2,0,,A,x,0*00",
            "!AIVDM,10,1,,A,x,0*00",
        ] {
            assert_eq!(sentence(bad).err(), Some(FaultReason::PartNumber), "{bad}");
        }
        for bad in ["!AIVDM,1,1", "!AIVDM,1,1,,A", "!AIVDM,"] {
            assert_eq!(
                sentence(bad).err(),
                Some(FaultReason::SentenceMalformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_checksum_policy_is_kept() {
        let right = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
        let zero = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*00";
        let none = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0";
        let ok = |text, policy| matches!(read(text, policy).1, Found::Ais(_));
        assert!(ok(right, ChecksumPolicy::Required));
        assert!(!ok(zero, ChecksumPolicy::Required) && !ok(zero, ChecksumPolicy::IfPresent));
        assert!(!ok(none, ChecksumPolicy::Required) && ok(none, ChecksumPolicy::IfPresent));
        assert!(ok(zero, ChecksumPolicy::Ignored));
    }

    #[test]
    fn a_cut_sentence_ends_where_the_next_begins() {
        let (end, found) = read(
            b"!AIVDM,1,1,,A,15RTgt0P!AIVDM,1,1",
            ChecksumPolicy::Required,
        );
        assert!(matches!(found, Found::Fault(FaultReason::ChecksumMissing)));
        assert_eq!(end, "!AIVDM,1,1,,A,15RTgt0P".len());
    }
}
