//! The gateway's command line.

use anyhow::Result;
use clap::Parser;
use hallmark_gateway::{commands::Cli, run};
use std::{io::Write, process::ExitCode};

/// A command that cannot be done.
const FAILED: u8 = 2;

fn main() -> Result<ExitCode> {
	let Cli { command, args } = Cli::parse();
	// What goes wrong is told; who visits is not. FRAME calls it an error when a list names a value that is not
	// there: in a first run over a state that is still being fetched, that is what shows what to fetch.
	let filter = env_logger::Env::default()
		.default_filter_or("hallmark_gateway=info,hallmark_index=info,warn,frame_support=off");
	env_logger::Builder::from_env(filter)
		.format(|line, record| writeln!(line, "{:<5} {}", record.level(), record.args()))
		.init();
	let mut threads = tokio::runtime::Builder::new_multi_thread();
	if let Some(command) = command {
		let done = threads.enable_all().build()?.block_on(command.run());
		return Ok(done.unwrap_or_else(|error| {
			eprintln!("Error: {error:#}");
			ExitCode::from(FAILED)
		}));
	}
	// The command line has either.
	let Some(args) = args else { return Ok(ExitCode::from(FAILED)) };
	if args.threads > 0 {
		threads.worker_threads(args.threads);
	}
	threads.enable_all().build()?.block_on(run(args))?;
	Ok(ExitCode::SUCCESS)
}
