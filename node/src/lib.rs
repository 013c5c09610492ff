//! A node of the Hallmark consortium chain. It is a library so that the factory of test chains can use
//! its parts; `main.rs` runs it.
//!
//! - [`cli`]: what the command line takes;
//! - `command`: what its commands do;
//! - `chain_spec`: the chains that the node knows by name;
//! - `consortium`: founds a network, and makes its members' keys;
//! - [`service`]: the node's parts, put together;
//! - `executor`: runs the runtime, natively or as Wasm;
//! - `genesis`: the first block, made when there is none yet;
//! - [`signatures`]: those that were found right already;
//! - `pool`: the transactions that wait for a block;
//! - `authorship`: makes blocks;
//! - [`beacon`]: what an author adds to the randomness beacon;
//! - `signed`: what this node has signed, so that it never contradicts itself;
//! - `network`: what it adds to the SDK's network;
//! - `watch`: what it watches of the chain;
//! - `disk`: the room that is left on the disk;
//! - `rpc`: what it answers over JSON-RPC.

// The SDK's own error types are this large, and none of them is on a hot path.
#![allow(clippy::result_large_err)]

mod ahead;
mod authorship;
pub mod beacon;
mod chain_spec;
pub mod cli;
mod command;
mod consortium;
mod disk;
mod executor;
mod genesis;
mod network;
mod pool;
mod rpc;
pub mod service;
pub mod signatures;
mod signed;
mod watch;

/// Does what the command line says.
pub fn run() -> sc_cli::Result<()> {
	executor::prepare_threads();
	command::run()
}
