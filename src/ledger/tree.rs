//! The Merkle tree of RFC 6962: one hash for all events in their order, and short proofs about them.
//!
//! Source: RFC 6962 section 2.1; the checks of proofs follow RFC 9162 sections 2.1.3.2 and 2.1.4.2.

use crate::id::Hash;

/// The hash of one event.
pub fn leaf(line: &[u8]) -> Hash {
    Hash::of(&[&[0], line])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// A tree that grows to the right. Every complete subtree is kept, so that roots and proofs are short work at any
/// size that the tree has had.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The hashes of complete subtrees of 1, 2, 4 … leaves.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree of `leaves`.
    pub fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }

    /// Adds a leaf at the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for depth in 0.. {
            if self.levels.len() == depth {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.get_mut(depth) else { return };
            level.push(hash);
            let (before, last) = (level.len().checked_sub(2), level.len() % 2 == 0);
            match before.and_then(|it| level.get(it)) {
                Some(left) if last => hash = node(left, &hash),
                _ => return,
            }
        }
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |it| to_u64(it.len()))
    }

    /// The root over the first `size` leaves; none where there are not so many.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        if size == 0 { Some(Hash::of(&[])) } else { self.range(0, size) }
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        self.root_at(self.size()).unwrap_or_else(|| Hash::of(&[]))
    }

    /// The hashes that prove that leaf `index` is in the tree of the first `size` leaves.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.range(middle, end)?);
                end = middle;
            } else {
                path.push(self.range(start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The hashes that prove that the tree of the first `old` leaves is the beginning of that of the first `size`.
    pub fn consistency(&self, old: u64, size: u64) -> Option<Vec<Hash>> {
        if old > size || size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        if old == 0 || old == size {
            return Some(path);
        }
        let (mut start, mut end) = (0, size);
        // Whether what is left of the old tree is the whole of it.
        let mut whole = true;
        while old != end {
            let middle = start + split(end - start);
            if old <= middle {
                path.push(self.range(middle, end)?);
                end = middle;
            } else {
                path.push(self.range(start, middle)?);
                start = middle;
                whole = false;
            }
        }
        if !whole {
            path.push(self.range(start, end)?);
        }
        path.reverse();
        Some(path)
    }

    /// The hash over leaves `start` to `end`, where `start` is a multiple of the largest power of two that is
    /// smaller than the range.
    fn range(&self, start: u64, end: u64) -> Option<Hash> {
        let size = end.checked_sub(start)?;
        if size.is_power_of_two() {
            let level = self.levels.get(usize::try_from(size.trailing_zeros()).ok()?)?;
            return level.get(usize::try_from(start / size).ok()?).copied();
        }
        let middle = start + split(size);
        Some(node(&self.range(start, middle)?, &self.range(middle, end)?))
    }
}

/// The largest power of two that is smaller than `size`, which is 2 or more.
fn split(size: u64) -> u64 {
    size.saturating_sub(1).checked_ilog2().map_or(1, |it| 1 << it)
}

fn to_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Whether `path` leads from `leaf`, the one at `index`, to `root` over `size` leaves.
pub fn includes(index: u64, size: u64, leaf: Hash, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for step in path {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            hash = node(step, &hash);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `path` proves that the tree with `old_root` over `old` leaves is the beginning of the one with `root`
/// over `size`.
pub fn consistent(old: u64, size: u64, old_root: &Hash, root: &Hash, path: &[Hash]) -> bool {
    if old > size {
        return false;
    }
    if old == size {
        return path.is_empty() && old_root == root;
    }
    if old == 0 {
        return path.is_empty() && *old_root == Hash::of(&[]);
    }
    let mut steps = path.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old - 1, size - 1);
    while at % 2 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut now) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            before = node(step, &before);
            now = node(step, &now);
            while at % 2 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            now = node(&now, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && now == *root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves of the test vectors of Certificate Transparency.
    /// Source: certificate-transparency/c++/merkletree/merkle_tree_test.cc, used by transparency-dev/merkle.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];

    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn tree() -> Tree {
        Tree::of(LEAVES.iter().map(|it| leaf(it)))
    }

    fn hexes(path: &[Hash]) -> Vec<String> {
        path.iter().map(Hash::hex).collect()
    }

    #[test]
    fn roots_are_those_of_the_published_vectors() {
        assert_eq!(
            Tree::default().root().hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let tree = tree();
        for (size, root) in (1..).zip(ROOTS) {
            assert_eq!(tree.root_at(size).unwrap().hex(), root, "{size}");
        }
    }

    #[test]
    fn proofs_are_those_of_the_published_vectors() {
        let tree = tree();
        let inclusion = |index, size| hexes(&tree.inclusion(index, size).unwrap());
        assert_eq!(
            inclusion(0, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            inclusion(5, 8),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(inclusion(2, 3), ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
        let consistency = |old, size| hexes(&tree.consistency(old, size).unwrap());
        assert_eq!(
            consistency(1, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            consistency(6, 8),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            consistency(2, 5),
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        );
    }

    #[test]
    fn every_proof_holds_and_no_other_does() {
        let leaves: Vec<Hash> = (0_u8..70).map(|it| leaf(&[it])).collect();
        let tree = Tree::of(leaves.iter().copied());
        let other = leaf(b"other");
        for size in 1..=70_u64 {
            let root = tree.root_at(size).unwrap();
            for index in 0..size {
                let path = tree.inclusion(index, size).unwrap();
                let leaf = leaves[usize::try_from(index).unwrap()];
                assert!(includes(index, size, leaf, &path, &root));
                assert!(!includes(index, size, other, &path, &root));
                assert!(!includes(index + 1, size, leaf, &path, &root));
                let longer: Vec<Hash> = path.iter().copied().chain([other]).collect();
                assert!(!includes(index, size, leaf, &longer, &root));
                if let Some((_, shorter)) = path.split_last() {
                    assert!(!includes(index, size, leaf, shorter, &root));
                }
            }
            for old in 0..=size {
                let path = tree.consistency(old, size).unwrap();
                let old_root = tree.root_at(old).unwrap();
                assert!(consistent(old, size, &old_root, &root, &path), "{old} {size}");
                assert!(!consistent(old, size, &other, &root, &path) || old == 0 && other == old_root);
                assert!(!consistent(old, size, &old_root, &other, &path) || old == 0);
                let longer: Vec<Hash> = path.iter().copied().chain([other]).collect();
                assert!(!consistent(old, size, &old_root, &root, &longer), "{old} {size}");
            }
        }
        assert_eq!(tree.inclusion(70, 70), None);
        assert_eq!(tree.consistency(1, 71), None);
    }
}
