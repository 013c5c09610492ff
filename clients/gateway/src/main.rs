//! The gateway's command line.

use anyhow::Result;
use clap::Parser;
use hallmark_gateway::{config::Args, run};
use std::io::Write;

fn main() -> Result<()> {
	let args = Args::parse();
	// What goes wrong is told; who visits is not.
	let filter = env_logger::Env::default().default_filter_or("hallmark_gateway=info,warn");
	env_logger::Builder::from_env(filter)
		.format(|line, record| writeln!(line, "{:<5} {}", record.level(), record.args()))
		.init();
	let mut threads = tokio::runtime::Builder::new_multi_thread();
	if args.threads > 0 {
		threads.worker_threads(args.threads);
	}
	threads.enable_all().build()?.block_on(run(args))
}
