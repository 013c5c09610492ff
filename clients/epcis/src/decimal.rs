//! Decimal numbers, exactly.

use std::{cmp::Ordering, fmt};

/// The most digits before or behind the point.
const MAX_DIGITS: usize = 64;

/// A decimal number without superfluous zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
	negative: bool,
	/// Without zeros in front; empty for zero.
	whole: String,
	/// Without zeros at the end.
	fraction: String,
}

impl Decimal {
	/// Reads `-12.50`, `+3`, `1e3`: what JSON or XML Schema writes as a number. `None` if it is none,
	/// or has more than 64 digits before or behind the point.
	pub fn new(text: &str) -> Option<Self> {
		let (negative, rest) = match text.strip_prefix('-') {
			Some(rest) => (true, rest),
			None => (false, text.strip_prefix('+').unwrap_or(text)),
		};
		let (number, exponent) = match rest.split_once(['e', 'E']) {
			Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
			None => (rest, 0),
		};
		let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
		let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
		let is_number = !whole.is_empty() && (!number.contains('.') || !fraction.is_empty());
		if !is_number || !are_digits(whole) || !are_digits(fraction) {
			return None;
		}
		// Zero is zero, whatever its exponent; else this also bounds the exponent.
		let digits = [whole, fraction].concat();
		let zeros = digits.len() - digits.trim_start_matches('0').len();
		let point = i64::try_from(whole.len()).ok()? + i64::from(exponent);
		let significant = digits.trim_start_matches('0').trim_end_matches('0');
		if significant.is_empty() {
			return Some(Self { negative: false, whole: String::new(), fraction: String::new() });
		}
		// How many of the significant digits stand before the point.
		let before = point - i64::try_from(zeros).ok()?;
		let count = i64::try_from(significant.len()).ok()?;
		let most = MAX_DIGITS as i64;
		if before > most || count - before > most {
			return None;
		}
		let (whole, fraction) = if before <= 0 {
			(String::new(), "0".repeat(before.unsigned_abs() as usize) + significant)
		} else if before >= count {
			(significant.to_owned() + &"0".repeat((before - count) as usize), String::new())
		} else {
			let (whole, fraction) = significant.split_at(before as usize);
			(whole.into(), fraction.into())
		};
		Some(Self { negative, whole, fraction })
	}

	/// Hundredths, exactly, if it is a whole number of them that fits.
	pub fn hundredths(&self) -> Option<i32> {
		if self.fraction.len() > 2 {
			return None;
		}
		let digits = format!("{}{:0<2}", self.whole, self.fraction);
		let value = digits.parse::<i64>().ok()?;
		i32::try_from(if self.negative { -value } else { value }).ok()
	}

	/// The number, if it is whole, not negative and fits.
	pub fn whole(&self) -> Option<u32> {
		let is_whole = self.fraction.is_empty() && !self.negative;
		is_whole.then(|| if self.whole.is_empty() { Some(0) } else { self.whole.parse().ok() })?
	}
}

impl fmt::Display for Decimal {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let sign = if self.negative { "-" } else { "" };
		let whole = if self.whole.is_empty() { "0" } else { &self.whole };
		let point = if self.fraction.is_empty() { "" } else { "." };
		write!(f, "{sign}{whole}{point}{}", self.fraction)
	}
}

impl Ord for Decimal {
	fn cmp(&self, other: &Self) -> Ordering {
		let size = |a: &Self, b: &Self| {
			let whole = a.whole.len().cmp(&b.whole.len()).then_with(|| a.whole.cmp(&b.whole));
			whole.then_with(|| a.fraction.cmp(&b.fraction))
		};
		match (self.negative, other.negative) {
			(false, false) => size(self, other),
			(true, true) => size(other, self),
			(true, false) => Ordering::Less,
			(false, true) => Ordering::Greater,
		}
	}
}

impl PartialOrd for Decimal {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

/// Hundredths as a decimal number.
pub fn of_hundredths(value: i32) -> String {
	let sign = if value < 0 { "-" } else { "" };
	let size = value.unsigned_abs();
	let text = format!("{sign}{}.{:02}", size / 100, size % 100);
	Decimal::new(&text).map(|decimal| decimal.to_string()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn canonical(text: &str) -> Option<String> {
		Decimal::new(text).map(|decimal| decimal.to_string())
	}

	#[test]
	fn number_is_written_in_one_way() {
		for (text, written) in [
			("26.0", "26"),
			("-0.0", "0"),
			("0", "0"),
			("007", "7"),
			("+3.50", "3.5"),
			("1e3", "1000"),
			("1.25E1", "12.5"),
			("125e-4", "0.0125"),
			("0.00e99", "0"),
			("100", "100"),
			("111100001111000011110000", "111100001111000011110000"),
		] {
			assert_eq!(canonical(text).as_deref(), Some(written), "{text}");
		}
		for text in ["", ".5", "5.", "1e", "abc", "1 000", "0x12", "1e65", "1e-65", "--1", "inf"] {
			assert_eq!(canonical(text), None, "{text}");
		}
	}

	#[test]
	fn hundredths_are_exact() {
		let hundredths = |text: &str| Decimal::new(text).and_then(|decimal| decimal.hundredths());
		assert_eq!(hundredths("-18.5"), Some(-1850));
		assert_eq!(hundredths("0.07"), Some(7));
		assert_eq!(hundredths("0.075"), None);
		assert_eq!(hundredths("21474836.48"), None);
		assert_eq!(of_hundredths(-1850), "-18.5");
		assert_eq!(of_hundredths(-7), "-0.07");
		assert_eq!(of_hundredths(i32::MIN), "-21474836.48");
	}

	proptest! {
		#[test]
		fn order_is_that_of_numbers(a in -10_000i64..10_000, b in -10_000i64..10_000) {
			let of = |value: i64| Decimal::new(&of_hundredths(value as i32)).unwrap();
			prop_assert_eq!(of(a).cmp(&of(b)), a.cmp(&b));
			prop_assert_eq!(of(a).hundredths(), Some(a as i32));
		}
	}
}
