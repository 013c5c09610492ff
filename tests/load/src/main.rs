//! Load on real nodes: what one build carries, and how another compares.
//!
//! `scripts/load.sh` builds and runs it; docs/performance.md says what is measured, and how.

mod burdens;
mod clients;
mod drive;
mod follow;
mod grown;
mod identities;
mod node;
mod report;
mod rows;
mod rpc;
mod stats;
mod world;

use anyhow::{bail, ensure, Context, Result};
use clap::Parser;
use node::Binary;
use report::Report;
use rows::{Row, Settings, Site};
use std::{fs, path::PathBuf, process::ExitCode};

/// Measures what a node carries: rates, latency, losses; and the ratios between two builds, whose
/// rounds take turns.
#[derive(Debug, Parser)]
struct Arguments {
	/// The node that is measured
	#[arg(long)]
	node: PathBuf,
	/// The older node that it is compared with
	#[arg(long)]
	against: Option<PathBuf>,
	/// A base path that `hallmark-factory` made: the same node is measured on a copy of this chain, and
	/// compared with itself on another one
	#[arg(long, conflicts_with = "against")]
	grown: Option<PathBuf>,
	/// The base path of that other one; a fresh chain unless given
	#[arg(long, requires = "grown")]
	base: Option<PathBuf>,
	/// Flags that the measured node is started with besides, in one word
	#[arg(long, value_name = "FLAGS", default_value = "", allow_hyphen_values = true)]
	node_flags: String,
	/// Flags that the older node is started with besides
	#[arg(long, value_name = "FLAGS", default_value = "", allow_hyphen_values = true)]
	against_flags: String,
	/// Which rows, separated by commas; all of them unless given
	#[arg(long, value_delimiter = ',')]
	rows: Vec<String>,
	/// How often each row is measured on each node
	#[arg(long, default_value_t = 3)]
	rounds: usize,
	/// How long a rate is measured, in seconds
	#[arg(long, default_value_t = 20.0)]
	seconds: f64,
	/// How many calls are made ready for each of these seconds: more than the node carries
	#[arg(long, default_value_t = 5_000.0)]
	ceiling: f64,
	/// Calls a second in the row `latency`
	#[arg(long, default_value_t = 1_000.0)]
	rate: f64,
	/// Calls in the rows `pool` and `clients`
	#[arg(long, default_value_t = 12_000)]
	pool: usize,
	/// Lots of 2^20 items in the row `identities`; 143 of them have 150 million
	#[arg(long, default_value_t = 4)]
	lots: usize,
	/// The command line tool, for the row `identities`; beside the node unless given
	#[arg(long, env = "HALLMARK_CLI")]
	cli: Option<PathBuf>,
	/// Where the report goes, as JSON
	#[arg(long)]
	json: Option<PathBuf>,
	/// Where the picture goes
	#[arg(long)]
	svg: Option<PathBuf>,
	/// Measures nothing: checks with a few hundred calls that as many are final as were accepted, and
	/// that a node follows a chain that the factory made
	#[arg(long)]
	check: bool,
	/// The factory, for the check; beside this tool unless given
	#[arg(long, env = "HALLMARK_FACTORY")]
	factory: Option<PathBuf>,
}

fn main() -> ExitCode {
	match run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		}
	}
}

fn run() -> Result<()> {
	let arguments = Arguments::parse();
	let binary = |name, path: &PathBuf, flags: &str| {
		let flags = flags.split_whitespace().map(str::to_owned).collect();
		Binary { name, path: path.clone(), flags, chain: None }
	};
	let new = binary("new", &arguments.node, &arguments.node_flags);
	if arguments.check {
		check(&new)?;
		let factory = match arguments.factory {
			Some(path) => path,
			None => std::env::current_exe()?.with_file_name("hallmark-factory"),
		};
		return grown::check(&new, &factory);
	}
	let wanted: Vec<Row> = match arguments.rows.as_slice() {
		[] => Row::ALL.into(),
		names => names
			.iter()
			.map(|name| Row::named(name).with_context(|| format!("there is no row {name}")))
			.collect::<Result<_>>()?,
	};
	let binaries = match (&arguments.against, &arguments.grown) {
		(Some(path), _) => vec![binary("old", path, &arguments.against_flags), new],
		(None, Some(_)) => vec![
			Binary { name: "small", chain: arguments.base.clone(), ..new.clone() },
			Binary { name: "grown", chain: arguments.grown.clone(), ..new },
		],
		(None, None) => vec![new],
	};
	let settings = Settings {
		seconds: arguments.seconds,
		ceiling: arguments.ceiling,
		rate: arguments.rate,
		pool: arguments.pool,
		lots: arguments.lots,
		cli: arguments.cli.clone().unwrap_or_else(|| arguments.node.with_file_name("hallmark")),
	};
	let mut report = Report::new(&binaries, &settings, arguments.rounds)?;
	let mut sites: Vec<Site> = binaries.into_iter().map(Site::new).collect();
	let mut made = Vec::new();
	for row in Row::ALL.into_iter().filter(|row| wanted.contains(row)) {
		eprintln!("{}: {}", row.name(), row.title());
		// Importing all blocks once tells all there is.
		let rounds = if row == Row::Import { 1 } else { arguments.rounds };
		for round in 0..rounds {
			for at in 0..sites.len() {
				sites.iter().try_for_each(Site::pause)?;
				let site = &mut sites[at];
				match site.measure(row, &settings, &mut made) {
					// The build has no such thing.
					Ok(values) if values.is_empty() => (),
					Ok(values) => {
						eprintln!(
							"  {} {}: {}",
							site.binary.name,
							round + 1,
							report::line(&values)
						);
						report.add(row, site.binary.name, values);
					}
					Err(error) => {
						eprintln!(
							"  {} {}: {error:#}\n{}",
							site.binary.name,
							round + 1,
							site.tail()
						);
						report.fail(row, site.binary.name, &error);
						site.recover()?;
					}
				}
			}
		}
		// What was measured stays, whatever comes after it.
		if let Some(path) = &arguments.json {
			fs::write(path, report.json()?).with_context(|| path.display().to_string())?;
		}
	}
	for site in &mut sites {
		site.stop()?;
	}
	print!("{}", report.table());
	if let Some(path) = &arguments.svg {
		fs::write(path, report.svg()).with_context(|| path.display().to_string())?;
	}
	if report.has_failures() {
		bail!("some rows could not be measured");
	}
	Ok(())
}

/// As many are final as were accepted, in random order of nonces: of a pool with room for all of
/// them, and of one that has to refuse some.
fn check(binary: &Binary) -> Result<()> {
	const CALLS: usize = 640;
	for limit in ["65536", "256"] {
		let mut binary = binary.clone();
		binary.flags.extend(["--pool-limit".to_owned(), limit.into()]);
		let values = rows::pool(&binary, CALLS)?;
		println!("room for {limit}: {}", report::line(&values));
		let is = |name: &str| values.get(name).copied().unwrap_or(f64::NAN);
		ensure!(is("lost") == 0.0, "{} accepted calls are not final", is("lost"));
		ensure!(is("failed") == 0.0, "{} calls failed", is("failed"));
		ensure!(is("refused") == 0.0, "{} calls were refused however often offered", is("refused"));
		ensure!(is("final") == CALLS as f64, "{} of {CALLS} calls are final", is("final"));
	}
	Ok(())
}
