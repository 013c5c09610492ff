//! What else `hallmark-gateway` does than to serve: with its index, and with the verifier in it.

use crate::{config::Args, database, keys, verifiers};
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// What the code on the box leads to: a GS1-conformant resolver, and a page that tells what the chain
/// knows of the code. With a command, what is done with the index of a gateway.
///
/// It reads a node and the public leaf files, submits nothing but activations, and keeps nothing but
/// scan counts, reports of mismatches and, with --database, an index of the chain. No visitor's
/// address is written anywhere.
#[derive(Debug, Parser)]
#[command(
	name = "hallmark-gateway",
	version,
	about,
	max_term_width = 100,
	args_conflicts_with_subcommands = true,
	subcommand_negates_reqs = true
)]
pub struct Cli {
	/// What is to be done, if not to serve.
	#[command(subcommand)]
	pub command: Option<Command>,
	/// What is served, and how.
	#[command(flatten)]
	pub args: Option<Args>,
}

/// What is done with an index, or with the verifier.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
	/// Compares an index with the chain's state and names the first difference.
	///
	/// Ends with status 0 if they are equal, 1 if they differ, 2 if they cannot be compared. A
	/// gateway may write to the index meanwhile.
	Check {
		/// The index's file.
		#[arg(long, value_name = "FILE")]
		database: PathBuf,
		/// The WebSocket address of a node, or of several with commas between them. It needs the
		/// state of the index's last block.
		#[arg(
			long,
			value_name = "URL[,URL…]",
			env = "HALLMARK_URL",
			default_value = "ws://127.0.0.1:9944"
		)]
		node: String,
	},
	/// Makes an index anew, from the chain's first block to the newest final one.
	///
	/// No gateway may write to it meanwhile. The node has to be an archive node.
	Rebuild {
		/// The index's file.
		#[arg(long, value_name = "FILE")]
		database: PathBuf,
		/// The WebSocket address of an archive node, or of several with commas between them.
		#[arg(
			long,
			value_name = "URL[,URL…]",
			env = "HALLMARK_URL",
			default_value = "ws://127.0.0.1:9944"
		)]
		node: String,
	},
	/// API keys: makes, lists and revokes them.
	#[command(subcommand)]
	Key(keys::Command),
	/// Exports the final journal and statistics as Parquet files, a folder for each day.
	///
	/// Days that were exported before and are whole are left as they are. A gateway may write to the
	/// index meanwhile.
	Export {
		/// The index's file.
		#[arg(long, value_name = "FILE")]
		database: PathBuf,
		/// The folder for the files.
		#[arg(long, value_name = "DIR")]
		parquet: PathBuf,
	},
	/// Writes the verifier for browsers that this gateway has inside, as HASH.wasm.
	///
	/// That is how gateways of later releases take it, from the folder --verifiers, and programs with
	/// @hallmark/verify. It is for the chain's code with the BLAKE2b-256 HASH.
	Verifier {
		/// The folder for the file; it is made if it is not there.
		#[arg(value_name = "DIR")]
		out: PathBuf,
	},
}

impl Command {
	/// Does it.
	///
	/// # Errors
	///
	/// If it cannot be done.
	pub async fn run(self) -> Result<ExitCode> {
		match self {
			Command::Check { database, node } => {
				let equal = database::check(&database, &node).await?;
				return Ok(if equal { ExitCode::SUCCESS } else { ExitCode::FAILURE });
			}
			Command::Key(command) => keys::run(command).await?,
			Command::Rebuild { database, node } => database::rebuild(&database, &node).await?,
			Command::Export { database, parquet } => database::export(&database, &parquet)?,
			Command::Verifier { out } => println!("{}", verifiers::export(&out)?.display()),
		}
		Ok(ExitCode::SUCCESS)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn gateway_serves_without_a_command() {
		let line = ["hallmark-gateway", "--leaves", "l", "--trust", "t", "--database", "d"];
		let cli = Cli::try_parse_from(line).unwrap();
		assert!(cli.command.is_none());
		let args = cli.args.unwrap();
		assert_eq!((args.leaves, args.database), ("l".into(), Some("d".into())));
		assert_eq!(args.node, "ws://127.0.0.1:9944");
	}

	#[test]
	fn command_needs_nothing_that_serving_does() {
		let line = ["hallmark-gateway", "check", "--database", "d", "--node", "ws://127.0.0.1:1"];
		let cli = Cli::try_parse_from(line).unwrap();
		assert!(cli.args.is_none());
		assert!(matches!(cli.command, Some(Command::Check { .. })));
		let cli = Cli::try_parse_from(["hallmark-gateway", "verifier", "verifiers"]).unwrap();
		assert!(matches!(cli.command, Some(Command::Verifier { .. })));
	}

	#[test]
	fn line_is_refused_when_something_is_missing_or_both_are_there() {
		for line in [
			&["hallmark-gateway"][..],
			&["hallmark-gateway", "--leaves", "l"],
			&["hallmark-gateway", "check"],
			&["hallmark-gateway", "--leaves", "l", "--trust", "t", "check", "--database", "d"],
		] {
			assert!(Cli::try_parse_from(line).is_err(), "{line:?}");
		}
	}
}
