//! Measures what the runtime's calls, and the database, cost.
//!
//! - [`pallet`]: runs the benchmarks of a pallet in the runtime's Wasm;
//! - [`weights`]: makes weights of the results, and Rust of the weights;
//! - [`storage`]: measures reads and writes on ParityDB.

mod pallet;
mod storage;
mod weights;

use clap::Parser;

/// Measures what the runtime's calls, and the database, cost.
#[derive(Debug, Parser)]
enum Command {
	/// List the pallets that have benchmarks
	List,

	/// Measure pallets, and write their weights
	Pallet(pallet::Arguments),

	/// Measure reads and writes on ParityDB
	Storage(storage::Arguments),
}

fn main() -> anyhow::Result<()> {
	match Command::parse() {
		Command::List => pallet::list(),
		Command::Pallet(arguments) => pallet::run(&arguments),
		Command::Storage(arguments) => storage::run(&arguments),
	}
}
