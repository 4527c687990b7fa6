//! From a transmission to a line on the wire: tag block, delay, and the dirt of real feeds.
//!
//! Lines arrive 1 to 4 s late from shore and 20 to 80 s late from satellites; a few are garbled, cut, repeated
//! or much later. Faults touch only the sentence, never its tag block: the mark `s:EX…` always stays.
//! Shares of faults are those that fill a quarantine without hiding anything (design, not measured).

use vigie_ais::Message;
use vigie_ais::encode::{SentenceOptions, write_sentences};
use vigie_sea::Time;

use crate::chance::{Chance, Draw, Stream};
use crate::radio::Heard;
use crate::receiver::Receivers;

const GARBLED: f64 = 0.001_5;
const CUT: f64 = 0.000_5;
const NOISE: f64 = 0.000_3;
const REPEATED: f64 = 0.003;
const LATE: f64 = 0.004;
const VERY_LATE: f64 = 0.000_2;

/// One line as it arrives at the player's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emission<'a> {
    /// When it arrives.
    pub at: Time,
    /// The line, without its end.
    pub line: &'a [u8],
    /// When it was sent: for controllers and tests, never for players.
    pub sent: Time,
    /// Number of the ship that sent it; `None` for a shore station. For controllers and tests.
    pub ship: Option<usize>,
    /// Untouched by faults, so it decodes to what was sent. For controllers and tests.
    pub whole: bool,
}

/// Who sent a message, which one, and who heard it: names the draws of its delays and faults, so that they are the same
/// whoever else sends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender {
    /// Number of the ship; `None` for a shore station.
    pub(crate) number: Option<usize>,
    pub(crate) key: u64,
    pub(crate) receiver: u32,
    pub(crate) series: u64,
}

impl Sender {
    /// Tick of draws about this message.
    fn tick(&self, sent: Time) -> u64 {
        sent.s().unsigned_abs() * 1_024 + u64::from(self.receiver) * 4 + self.series
    }
}

/// Order of lines that arrive together: by ship, time and part, whoever was asked first.
type Rank = (usize, i64, u64, u8);

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: Time,
    rank: Rank,
    from: usize,
    len: usize,
    sent: Time,
    ship: Option<usize>,
    whole: bool,
}

/// Lines on their way.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    chance: Chance,
    faults: bool,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// Entries before this one were handed out.
    head: usize,
    sorted: bool,
    scratch: Vec<u8>,
}

impl Outbox {
    pub(crate) fn new(chance: Chance, faults: bool) -> Self {
        Self {
            chance,
            faults,
            bytes: Vec::new(),
            entries: Vec::new(),
            head: 0,
            sorted: true,
            scratch: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.head == self.entries.len()
    }

    /// Takes all that was heard of one ship.
    pub(crate) fn send_all(
        &mut self,
        heard: &[Heard],
        receivers: &Receivers,
        number: usize,
        key: u64,
    ) {
        for one in heard {
            let sender = Sender {
                number: Some(number),
                key,
                receiver: one.receiver,
                series: one.series,
            };
            let draw = self
                .chance
                .draw(Stream::Latency, key, sender.tick(one.time));
            let delay_s = if receivers.is_satellite(one.receiver) {
                draw.between(20.0, 80.0)
            } else {
                draw.between(1.0, 4.0)
            };
            let delay_ms = milliseconds(delay_s);
            self.send(
                &one.message,
                receivers.name(one.receiver),
                one.time,
                delay_ms,
                sender,
            );
        }
    }

    /// Takes one message heard by one station.
    pub(crate) fn send(
        &mut self,
        message: &Message,
        station: &str,
        sent: Time,
        delay_ms: i64,
        sender: Sender,
    ) {
        // Digits of two senders rarely meet within the seconds that parts of one message are apart.
        let sequence = u8::try_from((sender.key ^ sent.s().unsigned_abs()) % 10).unwrap_or(0);
        // Every part carries station and time, not only the first: the mark is on every line.
        let options = SentenceOptions {
            channel: Some(if sequence.is_multiple_of(2) { 'A' } else { 'B' }),
            sequence_id: sequence,
            station: Some(station),
            time_s: Some(sent.s()),
            ..SentenceOptions::default()
        };
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        write_sentences(message, &options, &mut scratch);
        let at = sent.plus_ms(delay_ms);
        let lines = scratch
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        for (part, line) in (0_u8..).zip(lines) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.put(line, at, sent, sender, part);
        }
        self.scratch = scratch;
    }

    fn put(&mut self, line: &[u8], at: Time, sent: Time, sender: Sender, part: u8) {
        let entry = Entry {
            at,
            rank: (
                sender.number.unwrap_or(usize::MAX),
                sent.ms(),
                sender.tick(sent),
                part * 2,
            ),
            from: 0,
            len: 0,
            sent,
            ship: sender.number,
            whole: true,
        };
        if !self.faults {
            return self.store(line, entry);
        }
        let tick = sender
            .tick(sent)
            .wrapping_mul(8)
            .wrapping_add(u64::from(part));
        let draw = self.chance.draw(Stream::Fault, sender.key, tick);
        let late_by_s = lateness_s(draw);
        let entry = Entry {
            at: at.plus_ms(milliseconds(late_by_s)),
            ..entry
        };
        match broken(line, draw.next().next()) {
            Some(bad) => self.store(
                &bad,
                Entry {
                    whole: false,
                    ..entry
                },
            ),
            None => self.store(line, entry),
        }
        let again = draw.next().next().next().next();
        if again.happens(REPEATED) {
            let later_s = again.next().between(0.5, 25.0);
            let (ship, sent, tick, part) = entry.rank;
            let again = Entry {
                at: entry.at.plus_ms(milliseconds(later_s)),
                rank: (ship, sent, tick, part + 1),
                ..entry
            };
            self.store(line, again);
        }
    }

    fn store(&mut self, line: &[u8], entry: Entry) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(line);
        self.entries.push(Entry {
            from,
            len: line.len(),
            ..entry
        });
        self.sorted = false;
    }

    /// Hands out all that arrives at or before `time`, in order.
    pub(crate) fn hand_out(&mut self, time: Time, sink: &mut impl FnMut(Emission<'_>)) {
        if !self.sorted {
            if let Some(waiting) = self.entries.get_mut(self.head..) {
                waiting.sort_unstable_by_key(|entry| (entry.at, entry.rank));
            }
            self.sorted = true;
        }
        while let Some(entry) = self.entries.get(self.head).filter(|entry| entry.at <= time) {
            let line = self
                .bytes
                .get(entry.from..entry.from + entry.len)
                .unwrap_or_default();
            let Entry {
                at,
                sent,
                ship,
                whole,
                ..
            } = *entry;
            sink(Emission {
                at,
                line,
                sent,
                ship,
                whole,
            });
            self.head += 1;
        }
        if self.head > 0 && self.head * 2 > self.entries.len() {
            self.compact();
        }
    }

    /// Forgets what was handed out.
    fn compact(&mut self) {
        let mut kept = Vec::new();
        self.entries.drain(..self.head);
        self.head = 0;
        for entry in &mut self.entries {
            let from = kept.len();
            kept.extend_from_slice(
                self.bytes
                    .get(entry.from..entry.from + entry.len)
                    .unwrap_or_default(),
            );
            entry.from = from;
        }
        self.bytes = kept;
    }
}

#[allow(clippy::cast_possible_truncation, reason = "delays are hours at most")]
fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1_000.0) as i64
}

fn lateness_s(draw: Draw) -> f64 {
    let kind = draw.unit();
    if kind < VERY_LATE {
        draw.next().between(2.0 * 3_600.0, 5.0 * 3_600.0)
    } else if kind < VERY_LATE + LATE {
        draw.next().between(180.0, 1_200.0)
    } else {
        0.0
    }
}

/// The line with a fault in its sentence, if it is to have one.
fn broken(line: &[u8], draw: Draw) -> Option<Vec<u8>> {
    let kind = draw.unit();
    let start = line
        .iter()
        .rposition(|byte| *byte == b'\\')
        .map_or(0, |at| at + 1);
    let room = u64::try_from(line.len() - start).unwrap_or(0);
    let pick = start + usize::try_from(draw.next().below(room)).unwrap_or(0);
    if kind < GARBLED {
        let mut bad = line.to_vec();
        let byte = bad.get_mut(pick.max(start + 14).min(line.len() - 1))?;
        *byte = if *byte == b'W' { b'w' } else { b'W' };
        Some(bad)
    } else if kind < GARBLED + CUT {
        line.get(..pick.max(start + 1)).map(<[u8]>::to_vec)
    } else if kind < GARBLED + CUT + NOISE {
        let mut bad = line.get(..start)?.to_vec();
        let mut noise = draw;
        bad.extend((0..room).map(|_| {
            noise = noise.next();
            // Any byte but those that would start or end a line or a tag block.
            0x30 + u8::try_from(noise.below(0x2c)).unwrap_or(0)
        }));
        Some(bad)
    } else {
        None
    }
}
