//! The tree over a stream: RFC 9162 section 2.1 with SHA-256.
//!
//! At sea it means: twenty hashes show a court, without either node, that one release was the n-th of a
//! million and was there when both agencies signed the head. [`Frontier`] is all that appending needs
//! (one hash per set bit of the size); inner nodes go to a [`Nodes`] store of the caller, from which
//! proofs are made. A run of skipped entries can be appended by its aligned subtree hashes alone.

use super::Refusal;
use super::wire::{Reader, put_varint};
use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Levels a tree of 64-bit sizes can have.
const MAX_LEVEL: u8 = 64;

/// The hash of a leaf: `SHA-256(0x00 || data)`.
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0u8])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of an inner node: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1u8])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the empty tree: the hash of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Where complete subtrees are kept: `level` 0 are the leaves, node `index` covers the leaves
/// `index << level .. (index + 1) << level`.
pub trait Nodes {
    /// The hash of a complete subtree, if known.
    fn node(&self, level: u8, index: u64) -> Option<Hash>;
    /// Keeps it. Putting the same again must be harmless.
    fn put(&mut self, level: u8, index: u64, hash: Hash);
}

/// A [`Nodes`] that keeps nothing: for a receiver that needs no proofs.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNodes;

impl Nodes for NoNodes {
    fn node(&self, _level: u8, _index: u64) -> Option<Hash> {
        None
    }
    fn put(&mut self, _level: u8, _index: u64, _hash: Hash) {}
}

/// Hashes that are allocated together.
const BLOCK: usize = 256;

/// A [`Nodes`] in memory: 64 bytes an entry. Skipped runs take next to nothing, so a partner cannot make us
/// allocate by skipping.
#[derive(Debug, Clone, Default)]
pub struct MemoryNodes(Vec<Vec<Option<Box<[Hash; BLOCK]>>>>);

/// Marks a hole; no SHA-256 value that anyone has seen is zero.
const HOLE: Hash = [0; 32];

/// Block and place in it.
fn place(index: u64) -> Option<(usize, usize)> {
    let index = usize::try_from(index).ok()?;
    Some((index / BLOCK, index % BLOCK))
}

impl Nodes for MemoryNodes {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (block, at) = place(index)?;
        let row = self.0.get(usize::from(level))?;
        let hash = *row.get(block)?.as_ref()?.get(at)?;
        (hash != HOLE).then_some(hash)
    }

    fn put(&mut self, level: u8, index: u64, hash: Hash) {
        let (level, Some((block, at))) = (usize::from(level), place(index)) else {
            return;
        };
        if self.0.len() <= level {
            self.0.resize_with(level + 1, Vec::new);
        }
        let Some(row) = self.0.get_mut(level) else {
            return;
        };
        if row.len() <= block {
            row.resize_with(block + 1, || None);
        }
        let block = row
            .get_mut(block)
            .map(|block| block.get_or_insert_with(|| Box::new([HOLE; BLOCK])));
        if let Some(slot) = block.and_then(|block| block.get_mut(at)) {
            *slot = hash;
        }
    }
}

/// The right edge of a tree: its size and the roots of its complete subtrees, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash of all leaves so far.
    pub fn root(&self) -> Hash {
        fold(self.peaks.iter().rev()).unwrap_or_else(empty_root)
    }

    /// Appends one leaf.
    pub fn append(&mut self, leaf: Hash, nodes: &mut impl Nodes) {
        self.merge(0, leaf, nodes);
    }

    /// Appends `1 << level` leaves by the root of their subtree; the size must be a multiple of that.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when it is not aligned or would overflow.
    pub fn append_subtree(
        &mut self,
        level: u8,
        hash: Hash,
        nodes: &mut impl Nodes,
    ) -> Result<(), Refusal> {
        let leaves = 1u64
            .checked_shl(u32::from(level))
            .ok_or(Refusal::Malformed)?;
        if !self.size.is_multiple_of(leaves) || self.size.checked_add(leaves).is_none() {
            return Err(Refusal::Malformed);
        }
        self.merge(level, hash, nodes);
        Ok(())
    }

    fn merge(&mut self, mut level: u8, mut hash: Hash, nodes: &mut impl Nodes) {
        let mut index = self.size >> level;
        self.size = self.size.wrapping_add(1 << level);
        nodes.put(level, index, hash);
        while index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            level += 1;
            index >>= 1;
            nodes.put(level, index, hash);
        }
        self.peaks.push(hash);
    }

    /// Bytes to keep.
    pub fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.size);
        for peak in &self.peaks {
            out.extend_from_slice(peak);
        }
    }

    pub(crate) fn decode(reader: &mut Reader<'_>) -> Result<Self, Refusal> {
        let size = reader.varint()?;
        let peaks = (0..size.count_ones())
            .map(|_| reader.array())
            .collect::<Result<_, _>>()?;
        Ok(Self { size, peaks })
    }
}

/// Folds complete subtrees, smallest first, to one hash.
fn fold<'a>(mut hashes: impl Iterator<Item = &'a Hash>) -> Option<Hash> {
    let first = *hashes.next()?;
    Some(hashes.fold(first, |right, left| node_hash(left, &right)))
}

/// The hash of the leaves `from..to` where `from` is aligned as RFC 9162 splits trees.
fn range_hash(from: u64, to: u64, nodes: &impl Nodes) -> Option<Hash> {
    let mut hashes = Vec::new();
    for (level, index) in aligned(from, to, MAX_LEVEL - 1) {
        hashes.push(nodes.node(level, index)?);
    }
    fold(hashes.iter().rev())
}

/// The root when the tree had `size` leaves; `None` when the store lacks a node of it.
pub fn root_at(size: u64, nodes: &impl Nodes) -> Option<Hash> {
    if size == 0 {
        return Some(empty_root());
    }
    range_hash(0, size, nodes)
}

/// Cuts `from..to` into aligned subtrees `(level, index)` of at most `max_level`.
pub fn aligned(from: u64, to: u64, max_level: u8) -> impl Iterator<Item = (u8, u64)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let left = to.checked_sub(at).filter(|left| *left > 0)?;
        let fits = 63 - left.leading_zeros();
        let level = at.trailing_zeros().min(fits).min(u32::from(max_level));
        let item = (level as u8, at >> level);
        at += 1 << level;
        Some(item)
    })
}

/// The largest power of two smaller than `n` (`n > 1`).
fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The audit path of leaf `index` in the tree of `size` leaves (RFC 9162, 2.1.3.1), leaf side first.
pub fn inclusion_proof(index: u64, size: u64, nodes: &impl Nodes) -> Option<Vec<Hash>> {
    if index >= size {
        return None;
    }
    let (mut from, mut to, mut path) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(range_hash(middle, to, nodes)?);
            to = middle;
        } else {
            path.push(range_hash(from, middle, nodes)?);
            from = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// Checks an audit path (RFC 9162, 2.1.3.2).
///
/// # Errors
/// [`Refusal::BadProof`] when it does not lead from the leaf to the root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> Result<(), Refusal> {
    if index >= size {
        return Err(Refusal::BadProof);
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return Err(Refusal::BadProof);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root {
        Ok(())
    } else {
        Err(Refusal::BadProof)
    }
}

/// The proof that the tree of `old` leaves is a beginning of the tree of `new` leaves (2.1.4.1).
pub fn consistency_proof(old: u64, new: u64, nodes: &impl Nodes) -> Option<Vec<Hash>> {
    if old > new {
        return None;
    }
    let (mut from, mut to, mut whole, mut path) = (0, new, true, Vec::new());
    if old == 0 || old == new {
        return Some(path);
    }
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(range_hash(middle, to, nodes)?);
            to = middle;
        } else {
            path.push(range_hash(from, middle, nodes)?);
            from = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(range_hash(from, to, nodes)?);
    }
    path.reverse();
    Some(path)
}

/// Checks a consistency proof (RFC 9162, 2.1.4.2).
///
/// # Errors
/// [`Refusal::BadProof`] when the two heads do not fit.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    path: &[Hash],
) -> Result<(), Refusal> {
    let trivial = old == new || old == 0;
    if trivial {
        let fits = path.is_empty()
            && (if old == 0 {
                *old_root == empty_root()
            } else {
                old_root == new_root
            });
        return if fits { Ok(()) } else { Err(Refusal::BadProof) };
    }
    if old > new {
        return Err(Refusal::BadProof);
    }
    let mut steps = path.iter();
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let first = if old.is_power_of_two() {
        old_root
    } else {
        steps.next().ok_or(Refusal::BadProof)?
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if last == 0 {
            return Err(Refusal::BadProof);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    let fits = last == 0 && old_hash == *old_root && new_hash == *new_root;
    if fits { Ok(()) } else { Err(Refusal::BadProof) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::{InclusionProof, mem_backed_tree::MemoryBackedTree};
    use proptest::prelude::*;

    fn leaf(n: u64) -> Hash {
        leaf_hash(&n.to_be_bytes())
    }

    fn grown(size: u64) -> (Frontier, MemoryNodes) {
        let (mut frontier, mut nodes) = (Frontier::default(), MemoryNodes::default());
        (0..size).for_each(|n| frontier.append(leaf(n), &mut nodes));
        (frontier, nodes)
    }

    /// Straight from the definition in RFC 9162, 2.1.1.
    fn definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
                node_hash(&definition(left), &definition(right))
            }
        }
    }

    #[test]
    fn another_implementation_agrees() {
        let mut oracle = MemoryBackedTree::<Sha256, [u8; 8]>::new();
        let (mut frontier, mut nodes) = (Frontier::default(), MemoryNodes::default());
        for n in 0u64..70 {
            oracle.push(n.to_be_bytes());
            frontier.append(leaf(n), &mut nodes);
            let root: Hash = (*oracle.root().as_bytes()).into();
            assert_eq!(frontier.root(), root);
            for index in 0..=n {
                let path = inclusion_proof(index, n + 1, &nodes).unwrap();
                let theirs: &InclusionProof<Sha256> = &oracle.prove_inclusion(index as usize);
                assert_eq!(theirs.as_bytes(), path.concat());
            }
        }
    }

    #[test]
    fn every_small_tree_and_proof_is_right_and_no_other_passes() {
        let (_, nodes) = grown(40);
        let leaves: Vec<Hash> = (0..40).map(leaf).collect();
        for size in 0..=40u64 {
            let root = root_at(size, &nodes).unwrap();
            assert_eq!(root, definition(&leaves[..size as usize]));
            for index in 0..size {
                let path = inclusion_proof(index, size, &nodes).unwrap();
                assert_eq!(
                    verify_inclusion(&leaf(index), index, size, &path, &root),
                    Ok(())
                );
                assert!(verify_inclusion(&leaf(index + 1), index, size, &path, &root).is_err());
                assert!(
                    verify_inclusion(&leaf(index), (index + 1) % size.max(2), size, &path, &root)
                        .is_err()
                );
            }
            for old in 0..=size {
                let old_root = root_at(old, &nodes).unwrap();
                let path = consistency_proof(old, size, &nodes).unwrap();
                assert_eq!(
                    verify_consistency(old, &old_root, size, &root, &path),
                    Ok(()),
                    "{old} {size}"
                );
                assert!(verify_consistency(old, &[7; 32], size, &root, &path).is_err());
                // The empty tree is a beginning of any.
                assert_eq!(
                    verify_consistency(old, &old_root, size, &[7; 32], &path).is_err(),
                    old > 0
                );
            }
        }
    }

    #[test]
    fn a_partner_that_skips_a_billion_entries_costs_little_memory() {
        let (mut frontier, mut nodes) = (Frontier::default(), MemoryNodes::default());
        for _ in 0..250_000 {
            frontier.append_subtree(12, [7; 32], &mut nodes).unwrap();
        }
        frontier.append(leaf(0), &mut nodes);
        let blocks = nodes.0.iter().flatten().flatten().count();
        assert!(blocks * BLOCK * 32 < 40 << 20, "{blocks}");
        assert_eq!(nodes.node(0, 1_024_000_000), Some(leaf(0)));
    }

    proptest! {
        #[test]
        fn subtrees_may_stand_for_their_leaves(cuts in proptest::collection::vec(0u64..100, 0..6)) {
            let (whole, nodes) = grown(100);
            let mut skips: Vec<u64> = cuts;
            skips.sort_unstable();
            let (mut frontier, mut kept) = (Frontier::default(), MemoryNodes::default());
            let mut skip = false;
            for pair in [vec![0], skips, vec![100]].concat().windows(2) {
                for (level, index) in aligned(pair[0], pair[1], if skip { 12 } else { 0 }) {
                    frontier.append_subtree(level, nodes.node(level, index).unwrap(), &mut kept).unwrap();
                }
                skip = !skip;
            }
            prop_assert_eq!(frontier.root(), whole.root());
            prop_assert_eq!(root_at(100, &kept), Some(whole.root()));
            let mut bytes = Vec::new();
            frontier.encode(&mut bytes);
            prop_assert_eq!(Frontier::decode(&mut Reader::new(&bytes)), Ok(whole));
        }
    }
}
