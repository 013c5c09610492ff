//! Makes chains for tests: real blocks at past slots, as fast as the machine builds them.
//!
//! - [`chain`]: makes, seals and imports blocks;
//! - [`world`]: the consortium on a chain, and how its calls come into blocks;
//! - [`fill`]: products, items, journals, blocks;
//! - [`table`]: what calls declare, and what they take.

mod chain;
mod fill;
mod table;
mod world;

use clap::Parser;
use std::process::ExitCode;

/// Makes chains for tests, whose blocks are those that validators would have made.
#[derive(Debug, Parser)]
enum Command {
	/// Make a chain with products, items, journals and blocks, or let it grow
	Fill(fill::Arguments),
	/// Compare what full blocks of calls declare with what it takes to build and to import them
	Table(table::Arguments),
}

fn main() -> ExitCode {
	let result = match Command::parse() {
		Command::Fill(arguments) => fill::run(&arguments),
		Command::Table(arguments) => table::run(&arguments),
	};
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		}
	}
}
