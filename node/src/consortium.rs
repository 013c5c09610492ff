//! Founding a network: from one file that its members agreed on to the specification of its chain.
//!
//! - [`keys`]: makes a member's keys on the member's own machine, and prints their public parts;
//! - [`file`]: reads the file, and says of each fault in which field it is and why;
//! - [`genesis`]: the specification;
//! - [`folders`]: what each member gets, and what it does next.
//!
//! The same file and the same release give the same specification, byte for byte. So each member
//! founds the network for itself and compares hashes with the others: nobody has to be trusted.

pub mod file;
mod folders;
mod genesis;
pub mod keys;
#[cfg(test)]
mod tests;

use file::Consortium;
use std::{fs, path::PathBuf};

/// What can be done with a consortium's file.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
	/// Check the file and say what it founds, without writing anything
	Check(Check),

	/// Write the chain's specification, and a folder for each organisation
	///
	/// The same file and the same release give the same specification, byte for byte. Every member
	/// runs this for itself and compares the hashes with the others.
	Init(Init),
}

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
	/// The consortium's file.
	#[arg(value_name = "CONSORTIUM.toml")]
	file: PathBuf,
}

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Init {
	/// The consortium's file.
	#[arg(value_name = "CONSORTIUM.toml")]
	file: PathBuf,

	/// The folder to write to. It must not exist, or be empty.
	#[arg(long, value_name = "FOLDER")]
	out: PathBuf,

	/// The runtime, in place of the one that this node was built with: Wasm that every member can
	/// build again, byte for byte, with scripts/wasm-hash.sh.
	#[arg(long, value_name = "FILE.wasm")]
	code: Option<PathBuf>,
}

impl Command {
	/// Does it.
	pub fn run(&self) -> sc_cli::Result<()> {
		match self {
			Command::Check(Check { file }) => {
				report(read(file).map(|consortium| consortium.summary()))
			}
			Command::Init(init) => report(init.run()),
		}
	}
}

/// Prints what a command has to say, for people. An error that `main` gets would be printed as the code
/// has it.
fn report(outcome: Result<String, String>) -> sc_cli::Result<()> {
	match outcome {
		Ok(text) => {
			print!("{text}");
			Ok(())
		}
		Err(error) => {
			eprintln!("error: {error}");
			std::process::exit(1)
		}
	}
}

impl Init {
	fn run(&self) -> Result<String, String> {
		let consortium = read(&self.file)?;
		let is_taken = fs::read_dir(&self.out).is_ok_and(|mut entries| entries.next().is_some());
		if is_taken {
			return Err(format!("{}: it is not empty; name a new folder", self.out.display()));
		}
		let code = match &self.code {
			Some(file) => fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?,
			None => hallmark_runtime::WASM_BINARY
				.ok_or("this node was built without the runtime's Wasm code: give --code")?
				.to_vec(),
		};
		let spec = genesis::specification(&consortium, &code)?;
		folders::write(&self.out, &consortium, &spec)?;
		Ok(format!(
			"{}{}\nThe next steps of each organisation are in {}\n",
			consortium.summary(),
			spec.summary(),
			folders::readme(&self.out, "*")
		))
	}
}

/// Reads a file. What it warns of goes to stderr, all faults make one message.
fn read(path: &std::path::Path) -> Result<Consortium, String> {
	let at = path.display();
	let text = fs::read_to_string(path).map_err(|error| format!("{at}: {error}"))?;
	let consortium =
		Consortium::parse(&text).map_err(|faults| format!("{at}:\n  {}", faults.join("\n  ")))?;
	for warning in &consortium.warnings {
		eprintln!("warning: {warning}");
	}
	Ok(consortium)
}
