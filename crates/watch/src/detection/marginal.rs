//! Marginal probabilities of a joint assignment, by passing messages.

/// A possible pair: track, detection and its odds against both standing alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) track: usize,
    pub(super) detection: usize,
    pub(super) odds: f64,
}

/// Rounds after which the messages are taken as they are; they settle in some tens.
const ROUNDS: usize = 300;
/// They have settled when none moves by more than this share.
const SETTLED: f64 = 1e-7;

/// For each pair the probability that it holds, over all assignments in which each track has at most one
/// detection and each detection at most one track.
pub(super) fn marginals(pairs: &[Pair], tracks: usize, detections: usize) -> Vec<f64> {
    Messages::of(pairs, tracks, detections).settle(pairs)
}

/// Messages along the pairs of an association graph.
///
/// Williams and Lau (2014): loopy belief propagation; it always settles, is exact on trees and close to exact
/// otherwise.
pub(super) struct Messages {
    to_detection: Vec<f64>,
    at_detection: Vec<f64>,
    at_track: Vec<f64>,
}

impl Messages {
    pub(super) fn of(pairs: &[Pair], tracks: usize, detections: usize) -> Self {
        Self {
            to_detection: pairs.iter().map(|p| p.odds).collect(),
            at_detection: vec![0.0; detections],
            at_track: vec![0.0; tracks],
        }
    }

    /// Lets them settle from where they are, and gives the probability of each pair. The pairs are those it was made of;
    /// their odds may have changed.
    pub(super) fn settle(&mut self, pairs: &[Pair]) -> Vec<f64> {
        let mut back = vec![1.0; pairs.len()];
        for _ in 0..ROUNDS {
            let moved = self.round(pairs, &mut back);
            if moved < SETTLED {
                break;
            }
        }
        self.sum_at_detections(pairs);
        let held = |(p, ahead): (&Pair, &f64)| {
            ahead / (1.0 + self.at_detection.get(p.detection).copied().unwrap_or(0.0))
        };
        pairs.iter().zip(&self.to_detection).map(held).collect()
    }

    fn sum_at_detections(&mut self, pairs: &[Pair]) {
        self.at_detection.fill(0.0);
        for (p, ahead) in pairs.iter().zip(&self.to_detection) {
            if let Some(sum) = self.at_detection.get_mut(p.detection) {
                *sum += ahead;
            }
        }
    }

    /// One message each way along each pair; gives how far the furthest moved, as a share.
    fn round(&mut self, pairs: &[Pair], back: &mut [f64]) -> f64 {
        self.sum_at_detections(pairs);
        self.at_track.fill(0.0);
        for ((p, back), ahead) in pairs.iter().zip(back.iter_mut()).zip(&self.to_detection) {
            let all = self.at_detection.get(p.detection).copied().unwrap_or(0.0);
            *back = 1.0 / (1.0 + (all - ahead).max(0.0));
            if let Some(sum) = self.at_track.get_mut(p.track) {
                *sum += p.odds * *back;
            }
        }
        let mut moved = 0.0_f64;
        for ((p, back), ahead) in pairs.iter().zip(back.iter()).zip(&mut self.to_detection) {
            let all = self.at_track.get(p.track).copied().unwrap_or(0.0);
            let next = p.odds / (1.0 + (all - p.odds * back).max(0.0));
            moved = moved.max((next - *ahead).abs() / (1.0 + next));
            *ahead = next;
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All assignments one by one.
    fn by_hand(pairs: &[Pair]) -> Vec<f64> {
        let mut sums = vec![0.0; pairs.len()];
        let mut whole = 0.0;
        for set in 0..1_usize << pairs.len() {
            let chosen: Vec<&Pair> = (0..pairs.len())
                .filter(|i| set >> i & 1 == 1)
                .map(|i| &pairs[i])
                .collect();
            let clash = chosen.iter().enumerate().any(|(i, a)| {
                chosen[i + 1..]
                    .iter()
                    .any(|b| a.track == b.track || a.detection == b.detection)
            });
            if clash {
                continue;
            }
            let odds: f64 = chosen.iter().map(|p| p.odds).product();
            whole += odds;
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += if set >> i & 1 == 1 { odds } else { 0.0 };
            }
        }
        sums.iter().map(|s| s / whole).collect()
    }

    #[test]
    fn exact_on_a_chain_and_close_on_a_square() {
        let pair = |track, detection, odds| Pair {
            track,
            detection,
            odds,
        };
        let chain = [pair(0, 0, 5.0), pair(0, 1, 0.7), pair(1, 1, 3.0)];
        for (a, b) in marginals(&chain, 2, 2).iter().zip(by_hand(&chain)) {
            assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
        let square = [
            pair(0, 0, 9.0),
            pair(0, 1, 2.0),
            pair(1, 0, 1.0),
            pair(1, 1, 4.0),
        ];
        for (a, b) in marginals(&square, 2, 2).iter().zip(by_hand(&square)) {
            assert!((a - b).abs() < 0.06, "{a} {b}");
        }
    }
}
