//! Running the chain's own functions over a state that comes from elsewhere.
//!
//! What is run may only read. [`run`] gives it whatever a [`Reads`] knows, and says so if it tries
//! anything else.

use sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey};
use sp_externalities::{
	set_and_run_with_externalities, Error as ExtensionError, Extension, ExtensionStore,
	Externalities, MultiRemovalResults,
};
use std::{
	any::{Any, TypeId},
	panic::{catch_unwind, AssertUnwindSafe},
};

/// A state, as far as it is known. What it tells of what it does not know may be anything: it is for
/// it to remember that it was asked in vain.
pub trait Reads {
	/// The value under a key.
	fn value(&mut self, key: &[u8]) -> Option<Vec<u8>>;

	/// The first key after a key.
	fn next(&mut self, key: &[u8]) -> Option<Vec<u8>>;
}

/// What a function did that is no reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
	/// It wrote.
	#[error("it writes")]
	Writes,
	/// It panicked. Whoever is told of an absent value that is there may do so.
	#[error("it panicked")]
	Panics,
}

/// What a function of the chain comes to over a state.
///
/// # Errors
///
/// [`Fault`].
pub fn run<T>(state: &mut impl Reads, function: impl FnOnce() -> T) -> Result<T, Fault> {
	let mut lens = Lens { state, written: false };
	let result =
		catch_unwind(AssertUnwindSafe(|| set_and_run_with_externalities(&mut lens, function)));
	match result {
		_ if lens.written => Err(Fault::Writes),
		Ok(result) => Ok(result),
		Err(_) => Err(Fault::Panics),
	}
}

struct Lens<'a, S> {
	state: &'a mut S,
	written: bool,
}

impl<S: Reads> Externalities for Lens<'_, S> {
	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.state.value(key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.state.next(key)
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.storage(key).map(|value| sp_io::hashing::blake2_256(&value).to_vec())
	}

	// Hallmark has no child tries.
	fn child_storage_hash(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	fn child_storage(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	fn next_child_storage_key(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	// What reads must not write; that it tried is told.
	fn set_offchain_storage(&mut self, _: &[u8], _: Option<&[u8]>) {
		self.written = true;
	}

	fn place_storage(&mut self, _: Vec<u8>, _: Option<Vec<u8>>) {
		self.written = true;
	}

	fn place_child_storage(&mut self, _: &ChildInfo, _: Vec<u8>, _: Option<Vec<u8>>) {
		self.written = true;
	}

	fn storage_append(&mut self, _: Vec<u8>, _: Vec<u8>) {
		self.written = true;
	}

	fn kill_child_storage(
		&mut self,
		_: &ChildInfo,
		_: Option<u32>,
		_: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.written = true;
		nothing_removed()
	}

	fn clear_prefix(&mut self, _: &[u8], _: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
		self.written = true;
		nothing_removed()
	}

	fn clear_child_prefix(
		&mut self,
		_: &ChildInfo,
		_: &[u8],
		_: Option<u32>,
		_: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.written = true;
		nothing_removed()
	}

	fn storage_root(&mut self, _: StateVersion) -> Vec<u8> {
		self.written = true;
		Vec::new()
	}

	fn child_storage_root(&mut self, _: &ChildInfo, _: StateVersion) -> Vec<u8> {
		self.written = true;
		Vec::new()
	}

	// Nothing is written, so there is nothing to take back.
	fn storage_start_transaction(&mut self) {}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		Ok(())
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		Ok(())
	}

	fn wipe(&mut self) {
		self.written = true;
	}

	fn commit(&mut self) {
		self.written = true;
	}

	// What benchmarks ask for.
	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		(0, 0, 0, 0)
	}

	fn reset_read_write_count(&mut self) {}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		Vec::new()
	}

	fn set_whitelist(&mut self, _: Vec<TrackedStorageKey>) {}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		Vec::new()
	}
}

fn nothing_removed() -> MultiRemovalResults {
	MultiRemovalResults { maybe_cursor: None, backend: 0, unique: 0, loops: 0 }
}

/// It has none.
impl<S> ExtensionStore for Lens<'_, S> {
	fn extension_by_type_id(&mut self, _: TypeId) -> Option<&mut dyn Any> {
		None
	}

	fn register_extension_with_type_id(
		&mut self,
		_: TypeId,
		_: Box<dyn Extension>,
	) -> Result<(), ExtensionError> {
		Err(ExtensionError::ExtensionsAreNotSupported)
	}

	fn deregister_extension_by_type_id(&mut self, _: TypeId) -> Result<(), ExtensionError> {
		Err(ExtensionError::ExtensionsAreNotSupported)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Knows one key.
	#[derive(Default)]
	struct One {
		missed: Vec<Vec<u8>>,
	}

	impl Reads for One {
		fn value(&mut self, key: &[u8]) -> Option<Vec<u8>> {
			if key != b"k" {
				self.missed.push(key.to_vec());
			}
			(key == b"k").then(|| b"v".to_vec())
		}

		fn next(&mut self, key: &[u8]) -> Option<Vec<u8>> {
			(key < &b"k"[..]).then(|| b"k".to_vec())
		}
	}

	#[test]
	fn run_reads_and_never_writes() {
		let mut state = One::default();
		let read = run(&mut state, || {
			let value = |key| sp_io::storage::get(key).map(|it| it.to_vec());
			(value(b"k"), value(b"l"), sp_io::storage::next_key(b"a"))
		});
		assert_eq!(read, Ok((Some(b"v".to_vec()), None, Some(b"k".to_vec()))));
		assert_eq!(state.missed, [b"l".to_vec()]);
		assert_eq!(run(&mut state, || sp_io::storage::set(b"k", b"w")), Err(Fault::Writes));
		assert_eq!(run(&mut state, || panic!("no record")), Err::<(), _>(Fault::Panics));
	}
}
