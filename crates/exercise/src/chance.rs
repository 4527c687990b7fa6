//! Chance without state: every draw is a function of (seed, stream, entity, tick).
//!
//! At sea nothing follows: a draw for one ship never moves another ship, so adding a ship, asking in
//! another order or on more threads changes nothing else. The mixer is the finaliser of splitmix64
//! (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"), applied once per word.

/// What a draw is for. Draws of two streams never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Where and when a ship begins, and her routine.
    Agenda,
    /// Her name, size and papers.
    Particulars,
    /// Waves, helm and leeway.
    Sway,
    /// Eddies and wind of the whole sea.
    Sea,
    /// Planes and phases of the satellites.
    Orbit,
    /// Which transmissions a receiver hears.
    Hearing,
    /// Latency of a receiver.
    Latency,
    /// Garbled, repeated and late lines.
    Fault,
    /// When within its interval a transponder sends.
    Slot,
    /// Which ships of a fleet go dark, and when.
    Dark,
    /// What sensors other than AIS see, and how wrongly.
    Sensor,
    /// People: where they are, what befell them, when they report.
    People,
    /// Which packets a bad link between partners loses.
    Link,
}

/// The seed of one world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chance(u64);

/// One draw: 64 bits of which to take what is needed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x5649_4749_4520_4558))
    }

    /// The draw of this stream, entity and tick.
    pub(crate) fn draw(self, stream: Stream, entity: u64, tick: u64) -> Draw {
        let a = mix(self.0 ^ (stream as u64 + 1).wrapping_mul(GOLDEN));
        let b = mix(a ^ entity.wrapping_add(1).wrapping_mul(GOLDEN));
        Draw(mix(b ^ tick.wrapping_add(1).wrapping_mul(GOLDEN)))
    }
}

impl Draw {
    /// The next draw of the same entity and tick.
    pub(crate) fn next(self) -> Self {
        Self(mix(self.0 ^ GOLDEN))
    }

    /// 0 ≤ x < 1, a multiple of 2⁻⁵³.
    #[allow(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub(crate) fn unit(self) -> f64 {
        (self.0 >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// low ≤ x < high.
    pub(crate) fn between(self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`; 0 when `n` is 0.
    pub(crate) fn below(self, n: u64) -> u64 {
        // The high word of a 64 × 64 product: no bias that 300 ships could show.
        ((u128::from(self.0) * u128::from(n)) >> 64) as u64
    }

    /// A number of the standard normal distribution (Box and Muller 1958).
    pub(crate) fn normal(self) -> f64 {
        let angle = core::f64::consts::TAU * self.next().unit();
        libm::sqrt(-2.0 * libm::log(1.0 - self.unit())) * libm::cos(angle)
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(self, probability: f64) -> bool {
        self.unit() < probability
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer_and_neighbours_differ() {
        let chance = Chance::new(7);
        let one = chance.draw(Stream::Sway, 3, 9);
        assert_eq!(one.0, chance.draw(Stream::Sway, 3, 9).0);
        assert_ne!(one.0, chance.draw(Stream::Sway, 9, 3).0);
        assert_ne!(one.0, chance.draw(Stream::Fault, 3, 9).0);
        assert_ne!(one.0, Chance::new(8).draw(Stream::Sway, 3, 9).0);
    }

    #[test]
    fn draws_are_even() {
        let chance = Chance::new(1);
        let n = 100_000;
        let mut bins = [0_u32; 10];
        let mut sum = 0.0;
        for tick in 0..n {
            let draw = chance.draw(Stream::Hearing, tick % 300, tick / 300);
            sum += draw.unit();
            bins[draw.next().below(10) as usize] += 1;
        }
        assert!((sum / n as f64 - 0.5).abs() < 0.005, "{sum}");
        assert!(bins.iter().all(|b| (9_600..10_400).contains(b)), "{bins:?}");
    }
}
