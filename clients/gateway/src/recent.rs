//! What costs something to find out, and may be a moment old.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// A value that is found anew once it is too old, however often it is asked for.
pub struct Recent<T> {
	kept: Mutex<Option<(Instant, T)>>,
	lifetime: Duration,
}

impl<T: Clone> Recent<T> {
	/// Nothing yet. What is found is good for `lifetime`.
	pub const fn new(lifetime: Duration) -> Self {
		Self { kept: Mutex::new(None), lifetime }
	}

	/// The value. Whoever asks while it is found waits for it, and does not find it once more.
	pub fn get(&self, find: impl FnOnce() -> T) -> T {
		let mut kept = self.kept.lock();
		if let Some((_, value)) = kept.as_ref().filter(|(when, _)| when.elapsed() < self.lifetime) {
			return value.clone();
		}
		let value = find();
		*kept = Some((Instant::now(), value.clone()));
		value
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn value_is_found_once_as_long_as_it_is_good() {
		let recent = Recent::new(Duration::from_secs(3_600));
		assert_eq!(recent.get(|| 1), 1);
		for _ in 0..100 {
			assert_eq!(recent.get(|| panic!("it is at hand")), 1);
		}
		let past = Instant::now().checked_sub(Duration::from_secs(3_601)).unwrap();
		recent.kept.lock().as_mut().unwrap().0 = past;
		assert_eq!(recent.get(|| 2), 2);
	}
}
