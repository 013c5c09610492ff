//! For calls at their worst: what full blocks of them declare, and what it takes to build and to import
//! those, with the root of the state and the commit to the database.

mod border;
mod rows;

use crate::{
	chain::{begin, specification, Importer, Made},
	fill,
	world::World,
};
use anyhow::{ensure, Context, Result};
use clap::Args;
use frame_support::{
	dispatch::{DispatchClass, PerDispatchClass},
	storage::storage_prefix,
	weights::Weight,
};
use hallmark_load::machine;
use hallmark_node::signatures;
use hallmark_sdk::runtime::configs::system::RuntimeBlockWeights;
use rows::{Row, Stage, ROWS};
use serde_json::{json, Value};
use sp_runtime::OpaqueExtrinsic;
use std::{collections::VecDeque, fs, path::PathBuf, process::Command, time::Duration};

/// Measures declared against real time, call by call.
#[derive(Debug, Args)]
pub struct Arguments {
	/// A base path that `fill` made, whose chain is grown; a fresh chain unless given. It stays as it is
	#[arg(long)]
	base_path: Option<PathBuf>,
	/// The chain: `dev`, or a file, if there is no base path
	#[arg(long, default_value = "dev")]
	chain: String,
	/// Only rows whose names contain one of these, separated by commas
	#[arg(long, value_delimiter = ',')]
	rows: Vec<String>,
	/// Full blocks of each row
	#[arg(long, default_value_t = 3)]
	blocks: usize,
	/// At most so many calls of each row, for a quick look
	#[arg(long, default_value_t = usize::MAX)]
	calls: usize,
	/// Where the report goes, as JSON
	#[arg(long)]
	json: Option<PathBuf>,
}

/// A block of a row.
#[derive(Clone, Copy, Debug)]
struct Taken {
	transactions: usize,
	declared: f64,
	built: f64,
	imported: f64,
}

impl Taken {
	fn share(&self) -> f64 {
		self.built.max(self.imported) / self.declared
	}
}

/// Measures, prints the table, and writes the report.
pub fn run(arguments: &Arguments) -> Result<()> {
	let folder = tempfile::tempdir()?;
	let (author, importer) = (folder.path().join("author"), folder.path().join("importer"));
	match &arguments.base_path {
		Some(path) => copy(path, &author)?,
		None => begin(&author, &arguments.chain)?,
	}
	// Both begin with the same chain.
	match &arguments.base_path {
		Some(_) => copy(&author, &importer)?,
		None => {
			fs::create_dir_all(&importer)?;
			fs::copy(specification(&author), specification(&importer))?;
		}
	}
	let importer = Importer::open(&importer)?;
	let ago = Duration::from_secs(30 * 24 * 3_600);
	let validators = fill::validators("dev");
	let world = World::open(&author, &validators, ago, Some(importer))?;
	let height = world.chain.best().1;
	let mut stage = Stage::new(world)?;

	let mut results = Vec::new();
	println!(
		"| call | worst | in a block | declared | built | imported | larger of both, of declared |"
	);
	println!("|---|---|---|---|---|---|---|");
	for row in ROWS.iter().chain(border::ROWS) {
		let is_wanted = |name: &String| row.name.contains(name.as_str());
		if !arguments.rows.is_empty() && !arguments.rows.iter().any(is_wanted) {
			continue;
		}
		match measure(&mut stage, row, arguments) {
			Ok(blocks) => results.push(told(row, &blocks)),
			Err(error) => {
				eprintln!("  {}: {error:#}", row.name);
				results.push(json!({ "call": row.name, "failed": format!("{error:#}") }));
				stage.world.renew_nonces()?;
			}
		}
		if let Some(path) = &arguments.json {
			let (processor, cores, memory) = machine();
			let report = json!({
				"format": "hallmark-factory/1",
				"machine": { "processor": processor, "cores": cores, "memoryMiB": memory },
				"height": height,
				"calls": results,
			});
			let text = serde_json::to_string_pretty(&report)? + "\n";
			fs::write(path, text).with_context(|| path.display().to_string())?;
		}
	}
	let failed = results.iter().filter(|result| result.get("failed").is_some()).count();
	ensure!(failed == 0, "{failed} rows could not be measured");
	Ok(())
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<()> {
	let status = Command::new("cp").args(["-a", "--reflink=auto"]).args([from, to]).status()?;
	ensure!(status.success(), "{} cannot be copied", from.display());
	Ok(())
}

fn measure(stage: &mut Stage, row: &Row, arguments: &Arguments) -> Result<Vec<Taken>> {
	// One of them tells how many a block has room for: what it does not need is given back.
	let signed = (row.prepare)(stage, 1)?;
	let bytes = signed.first().map_or(1, |it| it.inner().len());
	stage.world.make(&mut signed.into())?;
	let limits = RuntimeBlockWeights::get();
	let room = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
	let cost = weight(stage)?.get(DispatchClass::Normal).ref_time().max(1);
	let most = ((room.ref_time() / cost) as usize).min(8_000_000 / bytes.max(1)).max(1);
	let wanted = (most * arguments.blocks).min(arguments.calls);
	let mut waiting: VecDeque<OpaqueExtrinsic> = (row.prepare)(stage, wanted)?.into();
	let mut made = Vec::new();
	while !waiting.is_empty() && made.len() < arguments.blocks {
		let block = stage.world.chain.make(&mut waiting)?;
		let declared = weight(stage)?.total().ref_time() as f64 / 1e9;
		made.push((block, declared));
	}
	// What did not fit is as if it had never been signed.
	stage.world.renew_nonces()?;
	// The importer saw none of them before.
	signatures::forget();
	let mut taken = Vec::new();
	for (block, declared) in &made {
		let imported = stage.world.import(block)?;
		let Made { transactions, built, stored, .. } = block;
		let (built, imported) = (millis(*built + *stored), millis(imported));
		taken.push(Taken { transactions: *transactions, declared: *declared, built, imported });
	}
	let fullest = taken.iter().map(|it| it.transactions).max().unwrap_or_default();
	taken.retain(|it| it.transactions * 10 >= fullest * 8);
	Ok(taken)
}

fn millis(time: Duration) -> f64 {
	time.as_secs_f64() * 1e3
}

/// What the newest block declares.
fn weight(stage: &Stage) -> Result<PerDispatchClass<Weight>> {
	stage.world.need(storage_prefix(b"System", b"BlockWeight"))
}

/// Prints a line of the table, and returns it for the report.
fn told(row: &Row, blocks: &[Taken]) -> Value {
	let median = |of: &dyn Fn(&Taken) -> f64| {
		let mut all: Vec<f64> = blocks.iter().map(of).collect();
		all.sort_by(f64::total_cmp);
		all.get(all.len() / 2).copied().unwrap_or_default()
	};
	let worst = blocks.iter().map(Taken::share).fold(0.0, f64::max);
	let transactions = median(&|it| it.transactions as f64);
	let (declared, built, imported, share) = (
		median(&|it| it.declared),
		median(&|it| it.built),
		median(&|it| it.imported),
		median(&Taken::share),
	);
	let mark = match share {
		share if share > 1.0 => " **too little**",
		share if share < 0.5 => " *too much*",
		_ => "",
	};
	println!(
		"| `{}` | {} | {transactions:.0} | {declared:.0} ms | {built:.0} ms | {imported:.0} ms | {share:.2}{mark} |",
		row.name, row.worst,
	);
	let spread: Vec<Value> = blocks
		.iter()
		.map(|it| {
			json!({
				"transactions": it.transactions,
				"declaredMs": it.declared,
				"builtMs": it.built,
				"importedMs": it.imported,
			})
		})
		.collect();
	json!({
		"call": row.name,
		"worst": row.worst,
		"blocks": spread,
		"share": share,
		"worstShare": worst,
		"within": (0.5..=1.0).contains(&share),
	})
}
