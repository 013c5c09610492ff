//! The APIs that answer readers, with their answers: what the runtime implements, the node serves
//! as JSON-RPC, and clients ask.
//!
//! - [`trace`]: the verdict, and the records of identity;
//! - [`journey`]: the way from factory to release;
//! - [`methods!`]: the JSON-RPC methods that ask them.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod journey;
mod methods;
pub mod trace;
