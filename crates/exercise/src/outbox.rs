//! From a transmission to a line on the wire: tag block, delay, and the dirt of real feeds.
//!
//! Lines arrive 1 to 4 s late from shore and 20 to 80 s late from satellites; a few are garbled, cut, repeated
//! or much later. Faults touch only the sentence, never its tag block: the mark `s:EX…` always stays.
//! Shares of faults are those that fill a quarantine without hiding anything (design, not measured).

use vigie_ais::Message;
use vigie_ais::encode::{SentenceOptions, write_sentences};
use vigie_ais::message::PositionA;
use vigie_sea::Time;

use crate::chance::{Chance, Draw, Stream};
use crate::radio::Heard;
use crate::receiver::Receivers;
use crate::sentence::{write_position_a, write_tag};

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
    /// Sequence id: digits of two senders rarely meet within the seconds that parts of one message are apart.
    fn sequence(&self, sent: Time) -> u8 {
        u8::try_from((self.key ^ sent.s().unsigned_abs()) % 10).unwrap_or(0)
    }

    /// Tick of draws about this message.
    fn tick(&self, sent: Time) -> u64 {
        sent.s().unsigned_abs() * 1_024 + u64::from(self.receiver) * 4 + self.series
    }
}

/// Number of a shore station's lines in the order: after all ships.
const SHORE: u32 = u32::MAX;

/// A line on its way. Lines that arrive together are handed out by ship and, of one ship, as they were sent: so their order
/// does not depend on who else sends.
#[derive(Debug, Clone, Copy)]
struct Entry {
    at: Time,
    sent: Time,
    ship: u32,
    /// Running number of the line.
    number: u32,
    from: u32,
    len: u16,
    whole: bool,
}

impl Entry {
    fn key(&self) -> (Time, u32, u32) {
        (self.at, self.ship, self.number)
    }
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
    /// Entries before this one are in order.
    ordered: usize,
    count: u32,
    /// Tag blocks of the last minute of one station, by second.
    tags: Vec<(i64, String, Vec<u8>)>,
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
            ordered: 0,
            count: 0,
            tags: Vec::new(),
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
            let station = receivers.name(one.receiver);
            match &one.message {
                Message::PositionA(position) => {
                    self.send_position_a(position, station, one.time, delay_ms, sender)
                }
                other => self.send(other, station, one.time, delay_ms, sender),
            }
        }
    }

    /// Takes a class A position report heard by one station: the same bytes as [`Outbox::send`], sooner.
    pub(crate) fn send_position_a(
        &mut self,
        position: &PositionA,
        station: &str,
        sent: Time,
        delay_ms: i64,
        sender: Sender,
    ) {
        let channel = if sender.sequence(sent).is_multiple_of(2) {
            b'A'
        } else {
            b'B'
        };
        let at = sent.plus_ms(delay_ms);
        if self.faults {
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.clear();
            write_tag(station, sent.s(), &mut scratch);
            write_position_a(position, channel, &mut scratch);
            self.put(&scratch, at, sent, sender, 0);
            self.scratch = scratch;
            return;
        }
        let from = self.bytes.len();
        self.tag(station, sent.s());
        write_position_a(position, channel, &mut self.bytes);
        self.enter(from, at, sent, sender, true);
    }

    /// Appends a tag block, written once for all ships of a second.
    fn tag(&mut self, station: &str, time_s: i64) {
        if self.tags.is_empty() {
            self.tags = vec![(i64::MIN, String::new(), Vec::new()); 64];
        }
        let slot = usize::try_from(time_s.rem_euclid(64)).unwrap_or(0);
        let Some((second, name, bytes)) = self.tags.get_mut(slot) else {
            return;
        };
        if *second != time_s || name != station {
            *second = time_s;
            station.clone_into(name);
            bytes.clear();
            write_tag(station, time_s, bytes);
        }
        self.bytes.extend_from_slice(bytes);
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
        let sequence = sender.sequence(sent);
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
        if !self.faults {
            return self.store(line, at, sent, sender, true);
        }
        let tick = sender
            .tick(sent)
            .wrapping_mul(8)
            .wrapping_add(u64::from(part));
        let draw = self.chance.draw(Stream::Fault, sender.key, tick);
        let at = at.plus_ms(milliseconds(lateness_s(draw)));
        match broken(line, draw.next().next()) {
            Some(bad) => self.store(&bad, at, sent, sender, false),
            None => self.store(line, at, sent, sender, true),
        }
        let again = draw.next().next().next().next();
        if again.happens(REPEATED) {
            let later_s = again.next().between(0.5, 25.0);
            self.store(line, at.plus_ms(milliseconds(later_s)), sent, sender, true);
        }
    }

    fn store(&mut self, line: &[u8], at: Time, sent: Time, sender: Sender, whole: bool) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(line);
        self.enter(from, at, sent, sender, whole);
    }

    /// Enters the line that ends the bytes. Room for four gigabytes on their way at once: hours of the busiest world.
    fn enter(&mut self, from: usize, at: Time, sent: Time, sender: Sender, whole: bool) {
        let number = |n: usize| u32::try_from(n).unwrap_or(SHORE);
        self.entries.push(Entry {
            at,
            sent,
            ship: sender.number.map_or(SHORE, number),
            number: self.count,
            from: number(from),
            len: u16::try_from(self.bytes.len() - from).unwrap_or(u16::MAX),
            whole,
        });
        self.count = self.count.wrapping_add(1);
        self.sorted = false;
    }

    /// Hands out all that arrives at or before `time`, in order.
    pub(crate) fn hand_out(&mut self, time: Time, sink: &mut impl FnMut(Emission<'_>)) {
        if !self.sorted {
            // What waited before is in order; what came since is by ship and number, so its times are enough. Both are runs then.
            let since = self.ordered.max(self.head);
            if let Some(new) = self.entries.get_mut(since..) {
                new.sort_by_key(|entry| entry.at);
            }
            if let Some(waiting) = self.entries.get_mut(self.head..) {
                waiting.sort_by_key(Entry::key);
            }
            self.ordered = self.entries.len();
            self.sorted = true;
        }
        while let Some(entry) = self.entries.get(self.head).filter(|entry| entry.at <= time) {
            let from = entry.from as usize;
            let line = self
                .bytes
                .get(from..from + usize::from(entry.len))
                .unwrap_or_default();
            sink(Emission {
                at: entry.at,
                line,
                sent: entry.sent,
                ship: (entry.ship != SHORE).then_some(entry.ship as usize),
                whole: entry.whole,
            });
            self.head += 1;
        }
        if self.head > 0 && self.head * 2 > self.entries.len() {
            self.compact();
        }
    }

    /// Forgets what was handed out.
    fn compact(&mut self) {
        self.entries.drain(..self.head);
        self.ordered = self.ordered.saturating_sub(self.head);
        self.head = 0;
        if self.entries.is_empty() {
            self.bytes.clear();
            return;
        }
        let mut kept = Vec::new();
        for entry in &mut self.entries {
            let from = entry.from as usize;
            entry.from = u32::try_from(kept.len()).unwrap_or(SHORE);
            kept.extend_from_slice(
                self.bytes
                    .get(from..from + usize::from(entry.len))
                    .unwrap_or_default(),
            );
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
