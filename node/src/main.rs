//! A node of the Hallmark consortium chain.
//!
//! - [`cli`]: what the command line takes;
//! - [`command`]: what its commands do;
//! - [`chain_spec`]: the chains that the node knows by name;
//! - [`service`]: the node's parts, put together;
//! - [`beacon`]: what an author adds to the randomness beacon;
//! - [`rpc`]: what it answers over JSON-RPC.

// The SDK's own error types are this large, and none of them is on a hot path.
#![allow(clippy::result_large_err)]

mod beacon;
mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
