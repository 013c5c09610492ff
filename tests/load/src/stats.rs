//! Medians, percentiles, ratios.

/// The middle of some numbers, with the least and the greatest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
	/// The median.
	pub median: f64,
	/// The least.
	pub min: f64,
	/// The greatest.
	pub max: f64,
}

impl Spread {
	/// Of some numbers, if there are any.
	pub fn of(values: &[f64]) -> Option<Self> {
		let sorted = sorted(values);
		Some(Self {
			median: percentile(&sorted, 0.5)?,
			min: *sorted.first()?,
			max: *sorted.last()?,
		})
	}
}

/// Numbers in order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
	let mut sorted = values.to_vec();
	sorted.sort_by(f64::total_cmp);
	sorted
}

/// The value below which a share of numbers in order lies; between two it is interpolated.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
	let place = share * sorted.len().checked_sub(1)? as f64;
	let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
	Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn spread_has_median_and_ends_when_numbers_are_in_any_order() {
		let spread = Spread::of(&[3.0, 1.0, 2.0, 10.0]).unwrap();
		assert_eq!(spread, Spread { median: 2.5, min: 1.0, max: 10.0 });
		assert_eq!(Spread::of(&[]), None);
	}

	#[test]
	fn percentile_is_interpolated_when_it_lies_between_two() {
		let sorted: Vec<f64> = (0..=100).map(f64::from).collect();
		assert_eq!(percentile(&sorted, 0.99), Some(99.0));
		assert_eq!(percentile(&[1.0, 2.0], 0.25), Some(1.25));
	}
}
