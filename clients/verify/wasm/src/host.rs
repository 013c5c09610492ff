//! What the SDK expects of a host, inside the module itself.
//!
//! The runtime reads storage, hashes and checks signatures by calls to its host. A browser is none.
//! Here each call that a verdict makes is answered by the very functions with which the node answers
//! it, over the proven part of a state. Whatever else the runtime may call is left an import: nobody
//! calls it, and an instance whose host answers it with a trap judges nothing.

#![allow(unsafe_code)]

use alloc::{string::String, vec::Vec};
use core::{cell::Cell, mem, ptr};
use hallmark_verify::PartOfState;
use sp_core::{ed25519, Pair};
use sp_io::{crypto, hashing, panic_handler, storage};
use sp_state_machine::Backend;
use talc::wasm::{new_wasm_dynamic_allocator, WasmDynamicTalc};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// What the one thread of this module keeps.
pub struct Kept<T>(Cell<T>);

// SAFETY: the module has one thread.
unsafe impl<T> Sync for Kept<T> {}

impl<T> Kept<T> {
	/// Keeps a value.
	pub const fn new(value: T) -> Self {
		Self(Cell::new(value))
	}

	/// Keeps another value. Gives the one before.
	pub fn replace(&self, value: T) -> T {
		self.0.replace(value)
	}
}

/// The state that is judged by; null when none is.
static STATE: Kept<*const PartOfState> = Kept::new(ptr::null());

/// Why the runtime gave up.
pub static PANIC: Kept<String> = Kept::new(String::new());

/// Runs something of the runtime over a part of a state.
pub fn over<T>(state: &PartOfState, run: impl FnOnce() -> T) -> T {
	let before = STATE.replace(state);
	let result = run();
	STATE.replace(before);
	result
}

/// Asks the state that is judged by.
fn ask<T>(question: impl FnOnce(&PartOfState) -> T) -> T {
	let state = STATE.0.get();
	assert!(!state.is_null(), "there is no state outside a verdict");
	// SAFETY: `over` put it there, and lends it until it takes it away.
	question(unsafe { &*state })
}

/// A value of the state. What the proof does not hold is noted there, and reads as absent.
fn value(key: &[u8]) -> Option<Vec<u8>> {
	ask(|state| state.storage(key)).unwrap_or_default()
}

/// Puts the host's functions in place, once.
pub fn prepare() {
	static PREPARED: Kept<bool> = Kept::new(false);
	if PREPARED.replace(true) {
		return;
	}
	// They stay: dropped, they would be what they were before.
	mem::forget((
		storage::host_get.replace_implementation(|key| value(key).map(Into::into)),
		storage::host_read.replace_implementation(|key, out, offset| {
			let found = value(key)?;
			let rest = found.get(offset as usize..).unwrap_or_default();
			let read = rest.len().min(out.len());
			out[..read].copy_from_slice(&rest[..read]);
			Some(rest.len() as u32)
		}),
		storage::host_exists.replace_implementation(|key| value(key).is_some()),
		storage::host_next_key.replace_implementation(|key| {
			ask(|state| state.next_storage_key(key)).unwrap_or_default()
		}),
	));
	mem::forget((
		hashing::host_blake2_128.replace_implementation(sp_crypto_hashing::blake2_128),
		hashing::host_blake2_256.replace_implementation(sp_crypto_hashing::blake2_256),
		hashing::host_twox_64.replace_implementation(sp_crypto_hashing::twox_64),
		hashing::host_twox_128.replace_implementation(sp_crypto_hashing::twox_128),
		crypto::host_ed25519_verify.replace_implementation(|signature, message, key| {
			ed25519::Pair::verify(signature, message, key)
		}),
		panic_handler::host_abort_on_panic.replace_implementation(|message| {
			PANIC.replace(message.into());
			core::arch::wasm32::unreachable()
		}),
	));
}
