//! Where in the lists a vessel may stand: by number at once, by name through shared parts.
//!
//! Names within *k* edits share at least one of *k*+1 equal parts (a pigeonhole argument), shifted by
//! at most *k* signs, so a fuzzy look-up is a few dozen hash look-ups instead of a walk of every list.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::list::{ListRow, Sought, VesselList, plain_call_sign};
use crate::name::{ShipName, edits_max};

/// Rows looked at per name part; above it a part is too common to tell ships apart.
const SHARED_MAX: usize = 512;

/// A row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) list: u32,
    pub(crate) row: u32,
}

/// A name of a row, ready to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its place among the names of the row.
    pub(crate) at: usize,
    pub(crate) name: ShipName,
    /// Whether this is the beginning of a name too long for AIS.
    pub(crate) is_cut: bool,
}

/// The index over all lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    imo: FxHashMap<u32, Vec<Spot>>,
    mmsi: FxHashMap<u32, Vec<Spot>>,
    call_sign: FxHashMap<String, Vec<Spot>>,
    parts: FxHashMap<u64, Vec<Spot>>,
    names: FxHashMap<Spot, Vec<Named>>,
}

impl Index {
    pub(crate) fn new(lists: &[VesselList]) -> Self {
        let mut index = Self::default();
        for (list, rows) in (0u32..).zip(lists.iter().map(|l| &l.rows)) {
            for (row, vessel) in (0u32..).zip(rows) {
                index.add(Spot { list, row }, vessel);
            }
        }
        index
    }

    fn add(&mut self, spot: Spot, row: &ListRow) {
        for imo in &row.imos {
            self.imo.entry(*imo).or_default().push(spot);
        }
        for mmsi in &row.mmsis {
            self.mmsi.entry(*mmsi).or_default().push(spot);
        }
        for sign in &row.call_signs {
            self.call_sign.entry(sign.clone()).or_default().push(spot);
        }
        let names: Vec<Named> = row
            .names
            .iter()
            .enumerate()
            .flat_map(|(at, text)| {
                let whole = Named {
                    at,
                    name: ShipName::new(text),
                    is_cut: false,
                };
                let cut = cut(text).map(|name| Named {
                    at,
                    name,
                    is_cut: true,
                });
                [Some(whole), cut].into_iter().flatten()
            })
            .filter(|named| !named.name.is_empty())
            .collect();
        for named in &names {
            for key in keys_listed(&named.name) {
                let spots = self.parts.entry(key).or_default();
                if spots.last() != Some(&spot) {
                    spots.push(spot);
                }
            }
        }
        self.names.insert(spot, names);
    }

    /// The names of a row.
    pub(crate) fn names(&self, spot: Spot) -> &[Named] {
        self.names.get(&spot).map_or(&[], Vec::as_slice)
    }

    /// Rows that may be the vessel, in list order.
    pub(crate) fn find(&self, sought: &Sought<'_>) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        let mut add = |found: Option<&Vec<Spot>>| {
            if let Some(found) = found {
                spots.extend(found.iter().take(SHARED_MAX));
            }
        };
        add(sought.imo.and_then(|imo| self.imo.get(&imo)));
        add(sought.mmsi.and_then(|mmsi| self.mmsi.get(&mmsi)));
        if let Some(sign) = sought.call_sign {
            add(self.call_sign.get(&plain_call_sign(sign)));
        }
        if let Some(name) = sought.name.filter(|_| !self.parts.is_empty()) {
            for key in keys_sought(name) {
                add(self.parts.get(&key));
            }
        }
        spots.sort_unstable();
        spots.dedup();
        spots
    }
}

/// AIS cuts a name after 20 signs, and so loses the number of a long one.
pub(crate) fn cut(text: &str) -> Option<ShipName> {
    let plain = text.trim();
    let long = plain.is_ascii() && plain.len() > 20;
    long.then(|| plain.get(..20)).flatten().map(ShipName::new)
}

fn hash(parts: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Texts of a name by which it can be found, with a mark for the kind.
fn texts(name: &ShipName) -> impl Iterator<Item = (u8, &str)> {
    let latin = name.latin_or_reading();
    [(0u8, latin), (1, name.signs.as_str())]
        .into_iter()
        .filter(|(_, t)| !t.is_empty())
}

fn keys_listed(name: &ShipName) -> Vec<u64> {
    let mut keys = vec![whole(name)];
    for (kind, text) in texts(name) {
        let signs: Vec<char> = text.chars().collect();
        let edits = edits_max(text);
        for part in 0..=edits {
            let (from, to) = bounds(signs.len(), part, edits);
            let piece = signs.get(from..to).unwrap_or(&[]);
            keys.push(hash((kind, &name.numbers, signs.len(), part, edits, piece)));
        }
    }
    keys
}

fn keys_sought(name: &ShipName) -> Vec<u64> {
    let mut keys = vec![whole(name)];
    for (kind, text) in texts(name) {
        let signs: Vec<char> = text.chars().collect();
        for length in signs.len().saturating_sub(2)..=signs.len() + 2 {
            // The listed name may be a little shorter or longer and so allow other edits.
            for edits in 0..=2usize {
                let shift = length.abs_diff(signs.len());
                if shift > edits {
                    continue;
                }
                push_parts(&mut keys, (kind, name, &signs), length, edits);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn push_parts(
    keys: &mut Vec<u64>,
    (kind, name, signs): (u8, &ShipName, &[char]),
    length: usize,
    edits: usize,
) {
    for part in 0..=edits {
        let (from, to) = bounds(length, part, edits);
        for start in from.saturating_sub(edits)..=from + edits {
            if let Some(piece) = signs.get(start..start + (to - from)) {
                keys.push(hash((kind, &name.numbers, length, part, edits, piece)));
            }
        }
    }
}

fn bounds(length: usize, part: usize, edits: usize) -> (usize, usize) {
    (
        part * length / (edits + 1),
        (part + 1) * length / (edits + 1),
    )
}

/// The whole name with look-alike glyphs made one, or the bare number.
fn whole(name: &ShipName) -> u64 {
    if name.skeleton.is_empty() {
        hash((2u8, &name.numbers))
    } else {
        hash((3u8, &name.skeleton))
    }
}
