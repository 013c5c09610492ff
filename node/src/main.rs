//! A node of the Hallmark consortium chain.
//!
//! - [`cli`]: what the command line takes;
//! - [`command`]: what its commands do;
//! - [`chain_spec`]: the chains that the node knows by name;
//! - [`service`]: the node's parts, put together;
//! - [`rpc`]: what it answers over JSON-RPC.

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
