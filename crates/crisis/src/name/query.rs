//! A search: what the words of a query can mean, and who fits them.

use rustc_hash::FxHashMap;

use super::{
    Hit, NameIndex, Readings,
    key::{Written, part_keys, parts, written},
};

/// Most hits given.
pub const HITS_MAX: usize = 200;
/// Words of a query beyond these are not looked at.
const WORDS_MAX: usize = 8;
/// Words that may be written as one (`De La Cruz`, `DELACRUZ`).
const JOINED_MAX: usize = 4;
/// A hit is shown from this score on: one of two names found, spelled a little differently.
const SCORE_LEAST: f32 = 0.35;
/// Scores of how a word is found in a name: whole, as its beginning, with one letter other.
const WHOLE: f32 = 1.0;
const BEGINNING: f32 = 0.85;
const ONE_LETTER: f32 = 0.75;
/// A word shorter than this is not looked for as a beginning or with another letter.
const LOOSE_CHARS_LEAST: usize = 4;
/// Keys that begin with a word and are looked at.
const BEGINNINGS_MAX: usize = 400;

type Scores = FxHashMap<u32, f32>;

impl NameIndex {
    /// Who may be meant by a name as a person says or types it, best first: any writing, any order of names.
    #[must_use]
    pub fn search(&self, query: &str, readings: &Readings, most: usize) -> Vec<Hit> {
        let meanings = meanings(query, readings);
        let mut best = self.best(&meanings, readings, false);
        // Where somebody has the name whole, nobody is shown who has another: looking for a letter off is slow.
        if !best.values().any(|score| *score >= WHOLE - f32::EPSILON) {
            best = self.best(&meanings, readings, true);
        }
        let mut hits: Vec<Hit> = best
            .into_iter()
            .filter(|(_, score)| *score >= SCORE_LEAST)
            .filter_map(|(entry, score)| {
                let person = self.person(entry)?;
                Some(Hit { person, score })
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.person.cmp(&b.person)));
        hits.dedup_by_key(|hit| hit.person);
        hits.truncate(most.min(HITS_MAX));
        hits
    }

    /// The best score of each entry over what the query can mean.
    fn best(&self, meanings: &[Vec<String>], readings: &Readings, loose: bool) -> Scores {
        let mut best = Scores::default();
        for words in meanings {
            for (entry, score) in self.score(words, readings, loose) {
                let known = best.entry(entry).or_default();
                *known = known.max(score);
            }
        }
        best
    }

    /// Score of each entry that has any of the words.
    fn score(&self, words: &[String], readings: &Readings, loose: bool) -> Scores {
        let count = words.len().min(WORDS_MAX);
        let mut spans: Vec<(usize, usize, Scores)> = Vec::new();
        for from in 0..count {
            for to in (from + 1)..=count.min(from + JOINED_MAX) {
                let word: String = words.get(from..to).unwrap_or_default().concat();
                let found = self.found(&word, readings, loose);
                if !found.is_empty() {
                    spans.push((from, to, found));
                }
            }
        }
        let mut scores = Scores::default();
        for (_, _, found) in &spans {
            for entry in found.keys() {
                scores
                    .entry(*entry)
                    .or_insert_with(|| best_cover(*entry, count, &spans));
            }
        }
        scores
    }

    /// Entries that have a word among their keys, and how well.
    fn found(&self, word: &str, readings: &Readings, loose: bool) -> Scores {
        let mut scores = Scores::default();
        let mut note = |entries: &[u32], score: f32| {
            for entry in entries {
                let known = scores.entry(*entry).or_default();
                *known = known.max(score);
            }
        };
        let keys = part_keys(word, readings);
        for key in keys.iter().filter(|key| !key.is_empty()) {
            note(self.entries(key), WHOLE);
        }
        let key = keys.first().filter(|_| written(word) != Written::Kanji);
        if let Some(key) = key.filter(|key| key.len() >= LOOSE_CHARS_LEAST) {
            for entries in self.beginning(key).take(BEGINNINGS_MAX) {
                note(entries, BEGINNING);
            }
            if loose {
                for entries in self.one_letter_off(key) {
                    note(entries, ONE_LETTER);
                }
            }
        }
        scores
    }
}

/// The best sum over all ways to take the words singly or joined, as a share of all words.
#[allow(clippy::cast_precision_loss, reason = "a few words")]
fn best_cover(entry: u32, count: usize, spans: &[(usize, usize, Scores)]) -> f32 {
    let mut best = vec![0.0_f32; count + 1];
    for at in 0..count {
        let here = best.get(at).copied().unwrap_or(0.0);
        raise(&mut best, at + 1, here);
        for (from, to, found) in spans.iter().filter(|(from, _, _)| *from == at) {
            if let Some(score) = found.get(&entry) {
                raise(&mut best, *to, here + score * (to - from) as f32);
            }
        }
    }
    best.last().copied().unwrap_or(0.0) / count.max(1) as f32
}

fn raise(best: &mut [f32], at: usize, score: f32) {
    if let Some(known) = best.get_mut(at) {
        *known = known.max(score);
    }
}

/// What a query can mean: its words; and a name in kanji without a space divided where a family name ends.
fn meanings(query: &str, readings: &Readings) -> Vec<Vec<String>> {
    let words: Vec<String> = parts(query).take(WORDS_MAX).map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut meanings = vec![words.clone()];
    let [only] = words.as_slice() else {
        return meanings;
    };
    if written(only) == Written::Kanji {
        let cuts = only.char_indices().skip(1).map(|(at, _)| at);
        for (family, given) in cuts.filter_map(|at| only.split_at_checked(at)) {
            if readings.is_family(family) {
                meanings.push(vec![family.to_owned(), given.to_owned()]);
            }
        }
    }
    meanings
}
