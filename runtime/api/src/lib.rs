//! The runtime APIs of this chain: those that answer readers, with their answers, which the runtime
//! implements, the node serves as JSON-RPC, and clients ask; and those of the node itself.
//!
//! - [`trace`]: the verdict, and the records of identity;
//! - [`journey`]: the way from factory to release;
//! - [`methods!`]: the JSON-RPC methods that ask them;
//! - [`authoring`]: what a node asks to keep its pool and to make blocks;
//! - [`network`]: who may connect to a node;
//! - [`misbehaviour`]: what a node reports of validators.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod authoring;
pub mod journey;
mod methods;
pub mod misbehaviour;
pub mod network;
pub mod trace;
