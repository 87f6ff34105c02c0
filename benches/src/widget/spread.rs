//! Numbers of several runs as one: their middle, and how far they spread.

/// What came out of some runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Spread(Vec<f64>);

impl Spread {
    /// The middle; of two in the middle, what lies between. Nothing where there is no run.
    pub(super) fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The least and the most.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        Some((self.quantile(0.0)?, self.quantile(1.0)?))
    }

    /// What a share of the runs does not exceed; between two runs, in proportion.
    fn quantile(&self, share: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = share * (sorted.len().checked_sub(1)? as f64);
        let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
        Some(below + (above - below) * place.fract())
    }
}

impl FromIterator<f64> for Spread {
    fn from_iter<I: IntoIterator<Item = f64>>(runs: I) -> Self {
        Self(runs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_runs_does_not_mind_one_that_went_astray() {
        let check = |runs: &[f64], expected: Option<f64>| {
            let median = runs.iter().copied().collect::<Spread>().median();
            assert_eq!(median.map(f64::to_bits), expected.map(f64::to_bits), "{runs:?}");
        };
        check(&[], None);
        check(&[3.0], Some(3.0));
        check(&[900.0, 1.0, 2.0], Some(2.0));
        check(&[1.0, 2.0, 3.0, 4.0], Some(2.5));
    }

    #[test]
    fn the_ends_are_the_least_and_the_most() {
        let spread: Spread = [2.0, 9.0, 1.0].into_iter().collect();
        assert_eq!(
            spread.ends().map(|(least, most)| (least.to_bits(), most.to_bits())),
            Some((1f64.to_bits(), 9f64.to_bits()))
        );
    }
}
