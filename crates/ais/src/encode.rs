//! Writing messages: the exercise engine and the tests speak the language of the air.
//!
//! IEC 61162-1, 8.3; a sentence has at most 82 bytes, so a payload is cut every 60 characters, as transponders do.

use crate::armour;
use crate::bits::Bits;
use crate::checksum;
use crate::message::Message;

/// Characters of payload in one sentence.
const CHARS_PER_SENTENCE: usize = 60;

/// Most sentences of one message: the field has one digit.
const MAX_SENTENCES: usize = 9;

/// How the sentences of a message are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceOptions<'a> {
    /// Two letters of the talker.
    pub talker: [u8; 2],
    /// VDO, the own ship, instead of VDM.
    pub own_ship: bool,
    /// Radio channel, `A` or `B`; `None` leaves the field empty.
    pub channel: Option<char>,
    /// Sequence id of a message of several parts, 0 to 9.
    pub sequence_id: u8,
    /// Station for the tag block.
    pub station: Option<&'a str>,
    /// Unix time in seconds for the tag block.
    pub time_s: Option<i64>,
    /// Group id that ties several parts together in the tag block.
    pub group: Option<u32>,
}

impl Default for SentenceOptions<'_> {
    fn default() -> Self {
        Self {
            talker: *b"AI",
            own_ship: false,
            channel: Some('A'),
            sequence_id: 0,
            station: None,
            time_s: None,
            group: None,
        }
    }
}

/// The bits of a message, as it would be sent.
#[must_use]
pub fn payload(message: &Message) -> Bits {
    message.encode()
}

/// The sentences of a message, without line ends.
#[must_use]
pub fn sentences(message: &Message, options: &SentenceOptions<'_>) -> Vec<String> {
    let mut bytes = Vec::new();
    write_sentences(message, options, &mut bytes);
    String::from_utf8_lossy(&bytes)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Appends the sentences of a message to `out`, each ended by `\r\n`. Nothing is allocated but the room in `out`.
pub fn write_sentences(message: &Message, options: &SentenceOptions<'_>, out: &mut Vec<u8>) {
    write_bits(&message.encode(), options, out);
}

/// Appends the sentences of a bit string to `out`, each ended by `\r\n`.
pub fn write_bits(bits: &Bits, options: &SentenceOptions<'_>, out: &mut Vec<u8>) {
    let per_sentence = CHARS_PER_SENTENCE * 6;
    let total = bits.len().div_ceil(per_sentence).clamp(1, MAX_SENTENCES);
    for number in 1..=total {
        write_tag(number, total, options, out);
        let start = out.len() + 1;
        out.extend_from_slice(b"!");
        out.extend_from_slice(&options.talker);
        out.extend_from_slice(if options.own_ship { b"VDO," } else { b"VDM," });
        out.extend_from_slice(&[b'0' + total as u8, b',', b'0' + number as u8, b',']);
        if total > 1 {
            out.push(b'0' + options.sequence_id % 10);
        }
        out.push(b',');
        out.extend(
            options
                .channel
                .and_then(|channel| u8::try_from(channel).ok()),
        );
        out.push(b',');
        let fill = armour::pack(&bits.slice((number - 1) * per_sentence, per_sentence), out);
        out.extend_from_slice(&[b',', b'0' + fill]);
        end_with_checksum(start, out);
        out.extend_from_slice(b"\r\n");
    }
}

/// The tag block: group on every part, station and time on the first.
fn write_tag(number: usize, total: usize, options: &SentenceOptions<'_>, out: &mut Vec<u8>) {
    let group = options.group.filter(|_| total > 1);
    let inherits = group.is_some() && number > 1;
    let station = options.station.filter(|_| !inherits);
    let time_s = options.time_s.filter(|_| !inherits);
    if group.is_none() && station.is_none() && time_s.is_none() {
        return;
    }
    out.push(b'\\');
    let start = out.len();
    if let Some(id) = group {
        out.extend_from_slice(&[
            b'g',
            b':',
            b'0' + number as u8,
            b'-',
            b'0' + total as u8,
            b'-',
        ]);
        crate::json::write_unsigned(u64::from(id), out);
        out.push(b',');
    }
    if let Some(station) = station {
        out.extend_from_slice(b"s:");
        out.extend(
            station
                .bytes()
                .filter(|byte| byte.is_ascii_graphic() && !b",*\\!$".contains(byte)),
        );
        out.push(b',');
    }
    if let Some(time_s) = time_s {
        out.extend_from_slice(b"c:");
        crate::json::write_signed(time_s, out);
        out.push(b',');
    }
    out.pop();
    end_with_checksum(start, out);
    out.push(b'\\');
}

fn end_with_checksum(start: usize, out: &mut Vec<u8>) {
    let sum = checksum::of(out.get(start..).unwrap_or_default());
    out.push(b'*');
    out.extend_from_slice(&checksum::written(sum));
}
