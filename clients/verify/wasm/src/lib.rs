//! The verifier that a browser runs (ADR 0029).
//!
//! Natively this crate is [`VERIFIER`]: the bytes of the Wasm, and the hash of the chain's code that
//! they go with. As Wasm it is the verifier itself, whose exports README.md describes.

#![cfg_attr(target_family = "wasm", no_std)]

#[cfg(target_family = "wasm")]
extern crate alloc;

#[cfg(target_family = "wasm")]
mod host;
#[cfg(target_family = "wasm")]
mod verifier;

/// A verifier: the check of a proven verdict, with the verdict of one release of the chain.
#[derive(Clone, Copy)]
pub struct Verifier {
	/// The BLAKE2b-256 hash of the chain's code under which a state holds that release. It names the
	/// verifier.
	pub code_hash: [u8; 32],
	/// The verifier, as WebAssembly.
	pub wasm: &'static [u8],
}

#[cfg(not(target_family = "wasm"))]
include!(concat!(env!("OUT_DIR"), "/verifier.rs"));
