//! From proportions to the weights that suppliers see.

/// What all weights sum to.
const WHOLE: u32 = 100;

/// As [`portions`] of 100.
pub(super) fn shares(proportions: &[u32]) -> Option<Vec<u32>> {
    portions(WHOLE, proportions)
}

/// Whole numbers that sum to `whole`, in the proportions given: the published rule of `question-bank/profiles/README.md`.
/// Whatever would get less than 1 gets 1 and is set aside; the rest is shared among the others likewise; each
/// gets the whole number below its share, and what is left over goes, one each, to the largest remainders, the first of
/// equal ones. None for more items than `whole`, or none.
pub fn portions(whole: u32, proportions: &[u32]) -> Option<Vec<u32>> {
    let (whole, count) = (u64::from(whole), u64::try_from(proportions.len()).ok()?);
    if count == 0 || count > whole {
        return None;
    }
    let wanted: Vec<u64> = proportions.iter().map(|it| u64::from((*it).max(1))).collect();
    let mut aside = vec![false; wanted.len()];
    let (left, total) = loop {
        let free = || wanted.iter().zip(&aside).filter(|(_, aside)| !**aside).map(|(it, _)| *it);
        let (total, shared): (u64, u64) = (free().sum(), free().map(|_| 1).sum());
        let left = whole - (count - shared);
        let mut more = false;
        for (it, aside) in wanted.iter().zip(&mut aside) {
            if !*aside && it * left < total {
                *aside = true;
                more = true;
            }
        }
        if !more {
            break (left, total);
        }
    };
    let mut shares: Vec<(u64, u64)> = Vec::new();
    for (it, aside) in wanted.iter().zip(&aside) {
        shares.push(if *aside { (1, 0) } else { (it * left / total, it * left % total) });
    }
    let given: u64 = shares.iter().map(|(whole, _)| whole).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|it| std::cmp::Reverse(shares.get(*it).map_or(0, |(_, rest)| *rest)));
    for it in order.into_iter().take(usize::try_from(whole.saturating_sub(given)).ok()?) {
        if let Some((whole, _)) = shares.get_mut(it) {
            *whole += 1;
        }
    }
    shares.into_iter().map(|(whole, _)| u32::try_from(whole).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn weights_that_sum_to_100_stay_as_they_are() {
        let core = [10, 10, 10, 10, 5, 10, 10, 10, 5, 5, 5, 5, 5];
        assert_eq!(shares(&core).unwrap(), core);
    }

    #[test]
    fn what_is_left_over_goes_to_the_largest_remainders_and_of_equal_ones_to_the_first() {
        assert_eq!(shares(&[1, 1, 1]).unwrap(), [34, 33, 33]);
        assert_eq!(shares(&[1, 2, 3]).unwrap(), [17, 33, 50]);
        assert_eq!(shares(&[7]).unwrap(), [100]);
    }

    #[test]
    fn nothing_that_is_scored_weighs_nothing() {
        assert_eq!(shares(&[1, 1, 998]).unwrap(), [1, 1, 98]);
        assert_eq!(shares(&[0, 1000, 1000]).unwrap(), [1, 50, 49]);
        assert_eq!(shares(&[]), None);
        assert_eq!(shares(&[1; 101]), None);
    }

    proptest::proptest! {
        #[test]
        fn the_sum_is_100_and_more_never_gets_less(list in proptest::collection::vec(0_u32..1000, 1..=100)) {
            let shares = shares(&list).unwrap();
            proptest::prop_assert_eq!(shares.iter().sum::<u32>(), 100);
            proptest::prop_assert!(shares.iter().all(|it| *it >= 1));
            for (a, share) in list.iter().zip(&shares) {
                for (b, other) in list.iter().zip(&shares) {
                    proptest::prop_assert!(a <= b || share >= other);
                }
            }
        }
    }
}
