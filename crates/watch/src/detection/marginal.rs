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

/// For each pair the probability that it holds, over all assignments in which each track has at most one
/// detection and each detection at most one track.
///
/// Williams and Lau (2014): loopy belief propagation on the association graph; it always settles, is exact
/// on trees and close to exact otherwise.
pub(super) fn marginals(pairs: &[Pair], tracks: usize, detections: usize) -> Vec<f64> {
    let mut to_detection: Vec<f64> = pairs.iter().map(|p| p.odds).collect();
    let mut to_track = vec![1.0; pairs.len()];
    for _ in 0..ROUNDS {
        let at_detection = sums(
            pairs,
            detections,
            |p| p.detection,
            |i, _| to_detection.get(i).copied().unwrap_or(0.0),
        );
        for ((p, back), ahead) in pairs.iter().zip(&mut to_track).zip(&to_detection) {
            let others = at_detection.get(p.detection).copied().unwrap_or(0.0) - ahead;
            *back = 1.0 / (1.0 + others.max(0.0));
        }
        let at_track = sums(
            pairs,
            tracks,
            |p| p.track,
            |i, p| p.odds * to_track.get(i).copied().unwrap_or(0.0),
        );
        let mut moved = 0.0_f64;
        for ((p, back), ahead) in pairs.iter().zip(&to_track).zip(&mut to_detection) {
            let others = at_track.get(p.track).copied().unwrap_or(0.0) - p.odds * back;
            let next = p.odds / (1.0 + others.max(0.0));
            moved = moved.max((next - *ahead).abs() / (1.0 + next));
            *ahead = next;
        }
        if moved < 1e-9 {
            break;
        }
    }
    let at_detection = sums(
        pairs,
        detections,
        |p| p.detection,
        |i, _| to_detection.get(i).copied().unwrap_or(0.0),
    );
    pairs
        .iter()
        .zip(&to_detection)
        .map(|(p, ahead)| ahead / (1.0 + at_detection.get(p.detection).copied().unwrap_or(0.0)))
        .collect()
}

fn sums(
    pairs: &[Pair],
    count: usize,
    at: impl Fn(&Pair) -> usize,
    value: impl Fn(usize, &Pair) -> f64,
) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for (number, pair) in pairs.iter().enumerate() {
        if let Some(sum) = sums.get_mut(at(pair)) {
            *sum += value(number, pair);
        }
    }
    sums
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
