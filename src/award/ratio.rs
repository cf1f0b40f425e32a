//! Exact fractions: what a result is worked out in. Nothing is lost, and what would not fit is an error.

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

use crate::procurement::method::{Money, RoundingMode};

/// A number too large to be worked out exactly: no procurement comes near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a figure is too large to be worked out exactly")]
pub struct TooLarge;

/// A fraction in lowest terms; what is below the line is above nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    above: i128,
    below: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { above: 0, below: 1 };

    /// `above ÷ below`; none where `below` is 0.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn new(above: i128, below: i128) -> Result<Self, TooLarge> {
        let (above, below) = if below < 0 {
            (above.checked_neg().ok_or(TooLarge)?, below.checked_neg().ok_or(TooLarge)?)
        } else {
            (above, below)
        };
        let common = i128::try_from(gcd(above.unsigned_abs(), below.unsigned_abs())).map_err(|_| TooLarge)?;
        match (above.checked_div(common), below.checked_div(common)) {
            (Some(above), Some(below)) if below > 0 => Ok(Self { above, below }),
            // Only where both are 0, or the lower is.
            _ => Err(TooLarge),
        }
    }

    /// A whole number.
    pub fn whole(number: impl Into<i128>) -> Self {
        Self { above: number.into(), below: 1 }
    }

    /// An amount, in pounds.
    ///
    /// # Errors
    /// Never: it always fits.
    pub fn pounds(amount: Money) -> Result<Self, TooLarge> {
        Self::new(i128::from(amount.pence()), 100)
    }

    /// The sum.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn plus(self, other: Self) -> Result<Self, TooLarge> {
        let left = self.above.checked_mul(other.below).ok_or(TooLarge)?;
        let right = other.above.checked_mul(self.below).ok_or(TooLarge)?;
        let below = self.below.checked_mul(other.below).ok_or(TooLarge)?;
        Self::new(left.checked_add(right).ok_or(TooLarge)?, below)
    }

    /// The difference.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn minus(self, other: Self) -> Result<Self, TooLarge> {
        self.plus(Self { above: other.above.checked_neg().ok_or(TooLarge)?, below: other.below })
    }

    /// The product.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn times(self, other: Self) -> Result<Self, TooLarge> {
        // Shortened crosswise first, so that what fits in the end fits on the way.
        let one = Self::new(self.above, other.below)?;
        let two = Self::new(other.above, self.below)?;
        let above = one.above.checked_mul(two.above).ok_or(TooLarge)?;
        Self::new(above, one.below.checked_mul(two.below).ok_or(TooLarge)?)
    }

    /// The quotient; none where `other` is nothing.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn over(self, other: Self) -> Result<Option<Self>, TooLarge> {
        if other.above == 0 {
            return Ok(None);
        }
        let turned = Self::new(other.below, other.above)?;
        self.times(turned).map(Some)
    }

    /// Rounded to so many decimal places.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn rounded(self, decimals: u32, mode: RoundingMode) -> Result<Self, TooLarge> {
        let (units, power) = self.units(decimals, mode)?;
        Self::new(units, power)
    }

    /// With exactly so many decimal places, rounded.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn decimal(self, decimals: u32, mode: RoundingMode) -> Result<String, TooLarge> {
        let (units, power) = self.units(decimals, mode)?;
        Ok(written(units, power, decimals))
    }

    /// Whole units of the last decimal place, and how many of them make one.
    fn units(self, decimals: u32, mode: RoundingMode) -> Result<(i128, i128), TooLarge> {
        let power = 10_i128.checked_pow(decimals).ok_or(TooLarge)?;
        let all = self.above.checked_mul(power).ok_or(TooLarge)?;
        let whole = all.checked_div(self.below).ok_or(TooLarge)?;
        let rest = all.checked_rem(self.below).ok_or(TooLarge)?.unsigned_abs();
        let twice = rest.checked_mul(2).ok_or(TooLarge)?;
        let away = match (mode, twice.cmp(&self.below.unsigned_abs())) {
            (RoundingMode::Down, _) | (_, Ordering::Less) => false,
            (_, Ordering::Greater) | (RoundingMode::HalfUp, Ordering::Equal) => true,
            (RoundingMode::HalfEven, Ordering::Equal) => whole.rem_euclid(2) == 1,
        };
        let step = if self.above < 0 { -1 } else { 1 };
        let units = if away { whole.checked_add(step).ok_or(TooLarge)? } else { whole };
        Ok((units, power))
    }

    /// Whether it is above nothing.
    pub fn is_positive(self) -> bool {
        self.above > 0
    }

    /// `80/3`, or `12` where it is whole: for programs, which must lose nothing.
    pub fn fraction(self) -> String {
        if self.below == 1 { self.above.to_string() } else { format!("{}/{}", self.above, self.below) }
    }
}

/// `-1.05` of -105 units, a hundred to one.
fn written(units: i128, power: i128, decimals: u32) -> String {
    let minus = if units < 0 { "-" } else { "" };
    let size = units.unsigned_abs();
    let power = power.unsigned_abs().max(1);
    let places = usize::try_from(decimals).unwrap_or(0);
    if places == 0 {
        return format!("{minus}{size}");
    }
    format!("{minus}{}.{:0>places$}", size / power, size % power)
}

/// The most decimal places that people are shown of an exact figure.
const SHOWN: u32 = 6;

/// `12`, `12.5`, or `26.666667 (exactly 80/3)`: never a figure that has silently lost a part.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok((units, power)) = self.units(SHOWN, RoundingMode::HalfUp) else {
            return f.write_str(&self.fraction());
        };
        let text = written(units, power, SHOWN);
        if Self::new(units, power) == Ok(*self) {
            f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
        } else {
            write!(f, "{text} (exactly {})", self.fraction())
        }
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.fraction())
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By whole parts and then by what is left of each, turned over: nothing is multiplied, so nothing overflows.
impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b, mut turned) = (*self, *other, false);
        loop {
            let wholes = (a.above.div_euclid(a.below), b.above.div_euclid(b.below));
            let (rest_a, rest_b) = (a.above.rem_euclid(a.below), b.above.rem_euclid(b.below));
            let order = wholes.0.cmp(&wholes.1).then_with(|| match (rest_a, rest_b) {
                (0, 0) => Ordering::Equal,
                (0, _) => Ordering::Less,
                (_, 0) => Ordering::Greater,
                // Both have a rest: compared below.
                _ => Ordering::Equal,
            });
            if order != Ordering::Equal || rest_a == 0 || rest_b == 0 {
                return if turned { order.reverse() } else { order };
            }
            // The smaller of two parts of one is the larger when turned over.
            a = Self { above: a.below, below: rest_a };
            b = Self { above: b.below, below: rest_b };
            turned = !turned;
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    // What fits a machine word is divided much faster.
    while b != 0 {
        if let (Ok(mut x), Ok(mut y)) = (u64::try_from(a), u64::try_from(b)) {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return u128::from(x);
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(above: i128, below: i128) -> Ratio {
        Ratio::new(above, below).unwrap()
    }

    #[test]
    fn what_does_not_end_says_so() {
        assert_eq!(ratio(80, 3).to_string(), "26.666667 (exactly 80/3)");
        assert_eq!(ratio(25, 2).to_string(), "12.5");
        assert_eq!(ratio(-40, 4).to_string(), "-10");
        assert_eq!(Ratio::ZERO.to_string(), "0");
    }

    #[test]
    fn halves_go_where_the_method_says() {
        use RoundingMode::{Down, HalfEven, HalfUp};
        for (above, mode, text) in [
            (125, HalfUp, "0.13"),
            (125, HalfEven, "0.12"),
            (135, HalfEven, "0.14"),
            (129, Down, "0.12"),
            (-125, HalfUp, "-0.13"),
            (-125, HalfEven, "-0.12"),
            (-135, HalfEven, "-0.14"),
            (-129, Down, "-0.12"),
        ] {
            assert_eq!(ratio(above, 1000).decimal(2, mode).unwrap(), text, "{above} {mode:?}");
        }
        assert_eq!(ratio(5, 2).decimal(0, HalfUp).unwrap(), "3");
    }

    #[test]
    fn what_does_not_fit_is_an_error_and_never_a_wrong_result() {
        let large = Ratio::whole(i128::MAX);
        assert_eq!(large.plus(Ratio::whole(1)), Err(TooLarge));
        assert_eq!(large.times(large), Err(TooLarge));
        assert_eq!(large.rounded(1, RoundingMode::Down), Err(TooLarge));
        assert_eq!(Ratio::new(1, 0), Err(TooLarge));
        assert_eq!(Ratio::new(i128::MIN, -1), Err(TooLarge));
        assert_eq!(large.over(Ratio::ZERO), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn order_is_that_of_cross_products(
            a in -1_000_000_i128..1_000_000, b in 1_i128..1_000_000,
            c in -1_000_000_i128..1_000_000, d in 1_i128..1_000_000,
        ) {
            proptest::prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn sums_and_quotients_are_undone(
            a in -1_000_000_i128..1_000_000, b in 1_i128..1_000_000,
            c in 1_i128..1_000_000, d in 1_i128..1_000_000,
        ) {
            let (x, y) = (ratio(a, b), ratio(c, d));
            proptest::prop_assert_eq!(x.plus(y).unwrap().minus(y).unwrap(), x);
            proptest::prop_assert_eq!(x.times(y).unwrap().over(y).unwrap(), Some(x));
        }
    }
}
