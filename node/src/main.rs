//! A node of the Hallmark consortium chain.

// The SDK's own error types are this large, and none of them is on a hot path.
#![allow(clippy::result_large_err)]

fn main() -> sc_cli::Result<()> {
	hallmark_node::run()
}
