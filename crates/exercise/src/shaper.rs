//! A bad link between two partners' nodes: when a message that leaves now stands at the other end.
//!
//! One direction of a link, as a carrier that loses nothing for good sees it: a message goes in packets; in each round those
//! that were lost go again, after a round trip and a second more (the least time-out of RFC 6298); packets that go again take
//! their time on a slow line too; messages arrive in the order in which they left. All time is that of the story. A draw belongs to seed,
//! direction and number of the message: the same messages at the same moments arrive at the same moments.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::chance::{Chance, Stream};
use crate::muster::key_of;
use crate::scenario::LinkSpell;

/// Bytes of a packet: what every path carries (RFC 9000, section 14).
const PACKET_BYTES: usize = 1_200;
/// More than this share of the packets is not lost, or nothing would ever be through.
const LOSS_MAX: f64 = 0.95;
/// Rounds of a message at most.
const ROUNDS_MAX: u32 = 30;
/// Least wait before a lost packet goes again, seconds, beside the round trip.
const AGAIN_S: f64 = 1.0;

/// How one direction of a link is, apart from being cut.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinkQuality {
    /// Share of packets lost, 0 to 1.
    pub loss: f64,
    /// Delay, seconds.
    pub delay_s: f64,
    /// What it carries, kbit/s; `None`: as much as is wanted.
    #[serde(default)]
    pub rate_kbit_s: Option<f64>,
}

impl LinkQuality {
    /// Of two at once the worse of each.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        Self {
            loss: self.loss.max(other.loss),
            delay_s: self.delay_s.max(other.delay_s),
            rate_kbit_s: match (self.rate_kbit_s, other.rate_kbit_s) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }
}

impl LinkSpell {
    /// What it does to messages that pass; `None` if it does nothing to them.
    #[must_use]
    pub fn quality(&self) -> Option<LinkQuality> {
        let bad = self.loss > 0.0 || self.delay_s > 0.0 || self.rate_kbit_s.is_some();
        bad.then(|| self.figures())
    }

    /// The same, also where it does nothing to them.
    pub(crate) fn figures(&self) -> LinkQuality {
        LinkQuality {
            loss: self.loss,
            delay_s: self.delay_s,
            rate_kbit_s: self.rate_kbit_s,
        }
    }
}

/// One direction of a link.
#[derive(Debug, Clone)]
pub struct LinkShaper {
    chance: Chance,
    key: u64,
    count: u64,
    /// When all that was given is on its way.
    free: Time,
    /// When the last message arrives.
    last: Time,
}

impl LinkShaper {
    /// The direction from one party to another in the exercise of this seed.
    #[must_use]
    pub fn new(seed: u64, from: &str, to: &str) -> Self {
        Self {
            chance: Chance::new(seed),
            key: key_of(&format!("{from}>{to}"), 0),
            count: 0,
            free: Time::from_ms(0),
            last: Time::from_ms(0),
        }
    }

    /// When a message of so many bytes that leaves `now` stands at the other end. On a link that is well again it arrives at
    /// once, but not before those that left earlier.
    pub fn arrives(&mut self, now: Time, bytes: usize, quality: Option<&LinkQuality>) -> Time {
        let number = self.count;
        self.count = self.count.wrapping_add(1);
        let Some(quality) = quality else {
            self.free = self.free.min(now);
            self.last = self.last.max(now);
            return self.last;
        };
        let packets = bytes.div_ceil(PACKET_BYTES).max(1);
        let (rounds, again) = self.rounds(number, packets, quality.loss);
        let sent_bytes = bytes.saturating_add(again.saturating_mul(PACKET_BYTES));
        #[allow(clippy::cast_precision_loss, reason = "bytes of a message")]
        let on_line_s = quality.rate_kbit_s.map_or(0.0, |rate| {
            sent_bytes as f64 * 8.0 / (rate.max(0.001) * 1_000.0)
        });
        self.free = later(self.free.max(now), on_line_s);
        let delay_s = quality.delay_s.max(0.0);
        let again_s = f64::from(rounds) * (2.0 * delay_s + AGAIN_S);
        self.last = self.last.max(later(self.free, delay_s + again_s));
        self.last
    }

    /// When the line has taken all that it was given.
    #[must_use]
    pub fn free(&self) -> Time {
        self.free
    }

    /// How often packets of a message had to go again, and how many packets that were.
    fn rounds(&self, number: u64, packets: usize, loss: f64) -> (u32, usize) {
        let loss = loss.clamp(0.0, LOSS_MAX);
        let mut draw = self.chance.draw(Stream::Link, self.key, number);
        let (mut left, mut rounds, mut again) = (packets, 0, 0_usize);
        while loss > 0.0 && rounds < ROUNDS_MAX {
            let mut lost = 0;
            for _ in 0..left {
                draw = draw.next();
                lost += usize::from(draw.happens(loss));
            }
            if lost == 0 {
                break;
            }
            (left, rounds, again) = (lost, rounds + 1, again.saturating_add(lost));
        }
        (rounds, again)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a delay of days at most")]
fn later(time: Time, seconds: f64) -> Time {
    time.plus_ms((seconds * 1_000.0) as i64)
}
