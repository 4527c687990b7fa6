//! All looks weighed at once: the probability that a sighting is the next one of the same vessel.
//!
//! Each sighting has at most one before it and one after it. What speaks for three in a row (she goes straight on, or lies as
//! she lay) is weighed at the one in the middle. Sightings pass messages to those that they may be, forward and back through
//! all looks, until none changes (loopy belief propagation: exact where the ways do not cross; after Williams and Lau 2014,
//! with the sighting in the middle as a factor). A look that comes late so speaks for or against all before it.

use super::chain_pair::{Link, Node, Pairs};
use super::chain_walk::{ONWARD, Tally, WAYS, Walk, straight};

/// Rounds in which movement is learnt from the joins.
const LEARNT: usize = 6;
/// Passes through all looks in each of them…
const PASSES: usize = 5;
/// …and at the end, at most.
const PASSES_LAST: usize = 40;
/// They have settled when no probability moves by more than this.
const SETTLED: f64 = 5e-4;
/// What three in a row say weighs at most so much, either way.
const ONWARD_MOST: f64 = 3e3;
/// Share of each new message; the rest is the one before.
const NEW: f64 = 0.7;
/// Message bounds: no odds are surer.
const ODDS_MOST: f64 = 1e12;

/// What the messages tell of one link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// Probability that the second is the next sighting of the vessel of the first.
    pub(super) probability: f64,
    /// How much what is seen later speaks for it.
    pub(super) later: f64,
    /// How much what was seen before speaks for it.
    pub(super) before: f64,
    /// Odds of it against both ends standing alone.
    pub(super) odds: f64,
}

/// One sighting with those before and after it.
#[derive(Default)]
struct Middle {
    ins: Vec<usize>,
    outs: Vec<usize>,
    /// What each before with each after says more than each by itself, by before.
    threes: Vec<f64>,
    /// Probability that no look shows it before, and after.
    ends: (f64, f64),
    dark: f64,
    /// Weight of being seen once and never else.
    once: f64,
}

/// The messages.
pub(super) struct Joint<'p, 'a> {
    pairs: &'p mut Pairs<'a>,
    middles: Vec<Middle>,
    /// Of each link: odds of it at its first, and at its second.
    messages: Vec<(f64, f64)>,
    /// What is left out counts as much as what is kept does at its other end: once as first, once as second.
    others: (f64, f64),
}

/// Probabilities of all links, and of each sighting that it is none seen before.
pub(super) fn settle(pairs: &mut Pairs<'_>, walk: &mut Walk) -> (Vec<Told>, Vec<f64>) {
    let known = walk.clone();
    let mut joint = Joint::of(pairs);
    for round in 0..=LEARNT {
        joint.weigh(walk);
        let passes = if round == LEARNT { PASSES_LAST } else { PASSES };
        for _pass in 0..passes {
            if joint.pass() < SETTLED {
                break;
            }
        }
        if round < LEARNT {
            let tally = joint.tally(walk);
            walk.learn(&tally, &known);
        }
    }
    joint.told()
}

impl<'p, 'a> Joint<'p, 'a> {
    fn of(pairs: &'p mut Pairs<'a>) -> Self {
        let mut middles: Vec<Middle> = Vec::new();
        middles.resize_with(pairs.nodes.len(), Middle::default);
        for (number, link) in pairs.links.iter().enumerate() {
            if let Some(middle) = middles.get_mut(link.from) {
                middle.outs.push(number);
            }
            if let Some(middle) = middles.get_mut(link.to) {
                middle.ins.push(number);
            }
        }
        for (middle, node) in middles.iter_mut().zip(&pairs.nodes) {
            middle.dark = node.sighting.dark.clamp(1e-6, 1.0);
        }
        let messages = vec![(1.0, 1.0); pairs.links.len()];
        Self {
            pairs,
            middles,
            messages,
            others: (0.5, 0.5),
        }
    }

    /// Weighs all anew by what is known of movement.
    fn weigh(&mut self, walk: &Walk) {
        let Pairs { nodes, links, .. } = &mut *self.pairs;
        let length = |number: usize| nodes.get(number).and_then(|node: &Node<'_>| node.length);
        for link in links.iter_mut() {
            link.weigh(walk, (length(link.from), length(link.to)));
        }
        let links = &*links;
        for (middle, node) in self.middles.iter_mut().zip(nodes.iter()) {
            middle.ends = node.ends(walk);
            middle.once = walk.once / (1.0 - walk.once);
            middle.threes.clear();
            for before in middle.ins.iter().filter_map(|n| links.get(*n)) {
                let first = length(before.from);
                let ways = responsible(before, walk);
                for after in middle.outs.iter().filter_map(|n| links.get(*n)) {
                    let lengths = walk.lengths_of_three(first, node.length, length(after.to));
                    let shares = walk.onward(after.span.max(before.span));
                    let each = onward((before, &ways), after);
                    let sum: f64 = shares.iter().zip(&each).map(|(s, e)| s * e).sum();
                    let three = (sum * lengths).clamp(1.0 / ONWARD_MOST, ONWARD_MOST);
                    middle.threes.push(three);
                }
            }
        }
    }

    /// One pass forward and back; gives how far the furthest probability moved.
    fn pass(&mut self) -> f64 {
        let before: Vec<f64> = self.probabilities().collect();
        let count = self.middles.len();
        let mut work = Work::default();
        for number in (0..count).chain((0..count).rev()) {
            self.at(number, &mut work);
        }
        self.weigh_others();
        let moved = self
            .probabilities()
            .zip(&before)
            .map(|(a, b)| (a - b).abs());
        moved.fold(0.0, f64::max)
    }

    fn probabilities(&self) -> impl Iterator<Item = f64> {
        let odds = self.pairs.links.iter().zip(&self.messages);
        odds.map(|(link, (at_first, at_second))| {
            let odds = link.odds * at_first * at_second;
            odds / (1.0 + odds)
        })
    }

    /// The mean message at the other end, by odds, among the links that are kept.
    fn weigh_others(&mut self) {
        let (mut firsts, mut seconds, mut whole) = (0.0, 0.0, 0.0);
        for (link, (at_first, at_second)) in self.pairs.links.iter().zip(&self.messages) {
            let weight = link.odds.min(1.0);
            firsts += weight * at_first.min(1.0);
            seconds += weight * at_second.min(1.0);
            whole += weight;
        }
        if whole > 0.0 {
            self.others = (firsts / whole, seconds / whole);
        }
    }

    /// What comes to a sighting from those before and after it, and the sums over both.
    fn gather(&self, number: usize, work: &mut Work) -> Option<()> {
        let (middle, left) = (self.middles.get(number)?, self.pairs.left.get(number)?);
        let of = |n: &usize| Some((self.pairs.links.get(*n)?.odds, self.messages.get(*n)?));
        let came = |n| of(n).map_or(0.0, |(odds, m)| odds * m.0);
        let goes = |n| of(n).map_or(0.0, |(odds, m)| odds * m.1);
        work.ins.clear();
        work.ins.extend(middle.ins.iter().map(came));
        work.outs.clear();
        work.outs.extend(middle.outs.iter().map(goes));
        let start = middle.ends.0 + left.1 * self.others.0;
        let end = middle.ends.1 + left.0 * self.others.1;
        work.rows.clear();
        work.rows.resize(work.ins.len(), end);
        work.columns.clear();
        work.columns.resize(work.outs.len(), start);
        if !work.outs.is_empty() {
            let rows = middle.threes.chunks_exact(work.outs.len());
            for ((threes, came), row) in rows.zip(&work.ins).zip(&mut work.rows) {
                let cells = threes.iter().zip(&work.outs).zip(&mut work.columns);
                for ((three, goes), column) in cells {
                    *row += three * goes;
                    *column += three * came;
                }
            }
        }
        let goes: f64 = work.outs.iter().sum();
        work.came = work.ins.iter().sum();
        work.goes = goes;
        work.start = start;
        work.end = end;
        let joined: f64 = work.ins.iter().zip(&work.rows).map(|(a, b)| a * b).sum();
        work.once = middle.once;
        work.whole = middle.once + start * end + middle.dark * (start * goes + joined);
        Some(())
    }

    /// Passes on what comes to one sighting.
    fn at(&mut self, number: usize, work: &mut Work) {
        if self.gather(number, work).is_none() {
            return;
        }
        let Some(middle) = self.middles.get(number) else {
            return;
        };
        let least = work.once + work.start * work.end;
        let message = |sum: f64, of: f64| {
            let sum = middle.dark * sum;
            (sum / (work.whole - sum * of).max(least)).clamp(1.0 / ODDS_MOST, ODDS_MOST)
        };
        let mixed = |old: f64, new: f64| old.powf(1.0 - NEW) * new.powf(NEW);
        let ins = middle.ins.iter().zip(work.rows.iter().zip(&work.ins));
        for (link, (row, came)) in ins {
            if let Some(held) = self.messages.get_mut(*link) {
                held.1 = mixed(held.1, message(*row, *came));
            }
        }
        let outs = middle.outs.iter().zip(work.columns.iter().zip(&work.outs));
        for (link, (column, goes)) in outs {
            if let Some(held) = self.messages.get_mut(*link) {
                held.0 = mixed(held.0, message(*column, *goes));
            }
        }
    }

    /// What the joins say of movement and lengths.
    fn tally(&self, walk: &Walk) -> Tally {
        let mut tally = Tally::default();
        let (links, nodes) = (&self.pairs.links, &self.pairs.nodes);
        let length = |number: usize| nodes.get(number).and_then(|node| node.length);
        for (link, probability) in links.iter().zip(self.probabilities()) {
            let ways = responsible(link, walk);
            if let Some(sums) = tally.ways.get_mut(link.span) {
                for (sum, share) in sums.iter_mut().zip(ways) {
                    *sum += probability * share;
                }
            }
            if let (Some(a), Some(b)) = (length(link.from), length(link.to)) {
                let weight = probability * link.lengths.1;
                tally.length.0 += weight;
                tally.length.1 += weight * walk.length_error2(a, b);
            }
        }
        let mut work = Work::default();
        for number in 0..self.middles.len() {
            if self.gather(number, &mut work).is_some() {
                self.tally_at(number, &work, walk, &mut tally);
            }
        }
        tally
    }

    fn tally_at(&self, number: usize, work: &Work, walk: &Walk, tally: &mut Tally) {
        let Some(middle) = self.middles.get(number) else {
            return;
        };
        let share = |odds: f64| odds / work.whole;
        let begins = share(work.start * (work.end + middle.dark * work.goes));
        let ended: f64 = work.start + middle.dark * work.came;
        let ends = share(work.end * ended);
        tally.vanish.0 += 2.0 * (1.0 - share(work.once));
        tally.once.0 += 1.0;
        tally.once.1 += share(work.once);
        tally.vanish.1 += walk.vanish * (begins / work.start + ends / work.end);
        let links = &self.pairs.links;
        let outs = middle.outs.len().max(1);
        let rows = middle.threes.chunks_exact(outs);
        for ((before, came), threes) in middle.ins.iter().zip(&work.ins).zip(rows) {
            let Some(before) = links.get(*before) else {
                continue;
            };
            let ways = responsible(before, walk);
            let cells = middle.outs.iter().zip(&work.outs).zip(threes);
            for ((after, goes), three) in cells {
                let probability = share(middle.dark * came * goes * three);
                let Some(after) = links.get(*after).filter(|_| probability > 1e-3) else {
                    continue;
                };
                let span = after.span.max(before.span);
                let each = onward((before, &ways), after);
                let shares = walk.onward(span);
                let whole: f64 = shares.iter().zip(&each).map(|(s, e)| s * e).sum();
                if let Some(sums) = tally.onward.get_mut(span) {
                    for ((sum, share), each) in sums.iter_mut().zip(&shares).zip(&each) {
                        *sum += probability * share * each / whole.max(1e-12);
                    }
                }
            }
        }
    }

    fn told(&self) -> (Vec<Told>, Vec<f64>) {
        let mut told = vec![
            Told {
                probability: 0.0,
                later: 1.0,
                before: 1.0,
                odds: 0.0,
            };
            self.pairs.links.len()
        ];
        for (told, probability) in told.iter_mut().zip(self.probabilities()) {
            told.probability = probability;
        }
        let mut fresh = Vec::new();
        let mut work = Work::default();
        for (number, middle) in self.middles.iter().enumerate() {
            if self.gather(number, &mut work).is_none() {
                continue;
            }
            let begins = work.once + work.start * (work.end + middle.dark * work.goes);
            fresh.push((begins / work.whole).clamp(0.0, 1.0));
            for (link, row) in middle.ins.iter().zip(&work.rows) {
                if let Some(told) = told.get_mut(*link) {
                    told.later = row / (work.end + work.goes);
                }
            }
            for (link, column) in middle.outs.iter().zip(&work.columns) {
                if let Some(told) = told.get_mut(*link) {
                    told.before = column / (work.start + work.came);
                }
            }
        }
        for (told, link) in told.iter_mut().zip(&self.pairs.links) {
            let alone = |m: &Middle| m.once + m.ends.0 * m.ends.1;
            let start = self.middles.get(link.to).map_or(1.0, alone);
            let end = self.middles.get(link.from).map_or(1.0, alone);
            told.odds = link.odds * told.later * told.before / (start * end).max(1e-12);
        }
        (told, fresh)
    }
}

/// Sums at one sighting.
#[derive(Default)]
struct Work {
    ins: Vec<f64>,
    outs: Vec<f64>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    came: f64,
    goes: f64,
    start: f64,
    end: f64,
    once: f64,
    whole: f64,
}

/// How likely each way is to have been made.
fn responsible(link: &Link, walk: &Walk) -> [f64; WAYS] {
    let mut ways = link.ways();
    for (way, share) in ways.iter_mut().zip(walk.ways(link.span)) {
        *way *= share;
    }
    ways
}

/// What each way to go on says of the second way made, over what it says by itself.
fn onward((before, ways): (&Link, &[f64; WAYS]), after: &Link) -> [f64; ONWARD] {
    let alike: f64 = ways.iter().zip(after.ways()).map(|(a, b)| a * b).sum();
    let now = (after.away, after.hours, after.error2);
    let [a, b, c] = straight((before.came, before.hours, before.error2), now);
    let over = |density: f64| density / after.density;
    [1.0, alike, over(a), over(b), over(c)]
}
