//! A node of the Hallmark consortium chain.
//!
//! - [`cli`]: what the command line takes;
//! - [`command`]: what its commands do;
//! - [`chain_spec`]: the chains that the node knows by name;
//! - [`service`]: the node's parts, put together;
//! - [`executor`]: runs the runtime, natively or as Wasm;
//! - [`genesis`]: the first block, made when there is none yet;
//! - [`signatures`]: those that were found right already;
//! - [`pool`]: the transactions that wait for a block;
//! - [`authorship`]: makes blocks;
//! - [`beacon`]: what an author adds to the randomness beacon;
//! - [`rpc`]: what it answers over JSON-RPC.

// The SDK's own error types are this large, and none of them is on a hot path.
#![allow(clippy::result_large_err)]

mod authorship;
mod beacon;
mod chain_spec;
mod cli;
mod command;
mod executor;
mod genesis;
mod pool;
mod rpc;
mod service;
mod signatures;

fn main() -> sc_cli::Result<()> {
	executor::prepare_threads();
	command::run()
}
