//! Runs the benchmarks of a pallet in the runtime's Wasm.
//!
//! Each point of a benchmark (a benchmark without components has one) is run three times over: once
//! to verify what it did, once to see which keys it reads and writes, and `repeat` times against
//! the clock.

use crate::weights;
use anyhow::{anyhow, bail, Context};
use codec::{Decode, Encode};
use frame_benchmarking::{
	benchmarking, BenchmarkBatch, BenchmarkList, BenchmarkMetadata, BenchmarkParameter,
	BenchmarkResult,
};
use frame_support::traits::StorageInfo;
use sc_chain_spec::GenesisConfigBuilderRuntimeCaller;
use sc_client_db::BenchmarkingState;
use sc_executor::WasmExecutor;
use sp_core::{
	offchain::{testing::TestOffchainExt, OffchainDbExt, OffchainWorkerExt},
	storage::well_known_keys::CODE,
	traits::{CallContext, ReadRuntimeVersionExt, RuntimeCode, WrappedRuntimeCode},
};
use sp_externalities::Extensions;
use sp_io::hashing::twox_128;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::StateMachine;
use std::path::PathBuf;

/// The runtime with its benchmarks.
mod runtime {
	#![allow(dead_code)]

	#[cfg(feature = "runtime")]
	include!(concat!(env!("OUT_DIR"), "/hallmark_benchmarks"));
	#[cfg(not(feature = "runtime"))]
	pub const WASM_BINARY: Option<&[u8]> = None;
}

/// The chain that benchmarks start from.
const PRESET: &str = "development";

/// The time at which benchmarks run, in milliseconds. In genesis it is 0, and then nothing could
/// have happened before.
const NOW: u64 = 1_800_000_000_000;

/// The options: which pallets are measured, and how.
#[derive(Debug, clap::Args)]
pub struct Arguments {
	/// The pallets, by the names that `list` shows
	#[arg(required = true)]
	pallets: Vec<String>,

	/// How many values each component takes between its bounds
	#[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..))]
	steps: u32,

	/// How often each point is timed
	#[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
	repeat: u32,

	/// The checkout that the weights are written into
	#[arg(long, default_value = ".")]
	root: PathBuf,
}

type HostFunctions = (sp_io::SubstrateHostFunctions, benchmarking::HostFunctions);
type State = BenchmarkingState<BlakeTwo256>;
/// The values of a benchmark's components.
type Point = Vec<(BenchmarkParameter, u32)>;

/// What a benchmark measured.
pub struct Measured {
	/// Its name.
	pub name: String,
	/// Its components and their bounds.
	pub components: Vec<(BenchmarkParameter, u32, u32)>,
	/// The times.
	pub times: Vec<BenchmarkResult>,
	/// The keys read and written.
	pub accesses: Vec<BenchmarkResult>,
}

/// The runtime, and the states that its benchmarks run on.
struct Bench {
	executor: WasmExecutor<HostFunctions>,
	code: WrappedRuntimeCode<'static>,
	hash: Vec<u8>,
	/// The state on which keys are tracked, which takes time.
	tracked: State,
	/// The state on which time is taken.
	timed: State,
}

impl Bench {
	fn new() -> anyhow::Result<Self> {
		let code = runtime::WASM_BINARY
			.context("there is no runtime: build this with the feature `runtime`")?;
		let mut genesis =
			GenesisConfigBuilderRuntimeCaller::<benchmarking::HostFunctions>::new(code)
				.get_storage_for_named_preset(Some(&PRESET.to_string()))
				.map_err(|error| anyhow!("no genesis: {error}"))?;
		genesis.top.insert(CODE.to_vec(), code.to_vec());
		let now = [twox_128(b"Timestamp"), twox_128(b"Now")].concat();
		genesis.top.insert(now, NOW.encode());
		let state = |tracking| {
			State::new(genesis.clone(), None, false, tracking)
				.map_err(|error| anyhow!("no state: {error}"))
		};
		Ok(Self {
			executor: WasmExecutor::builder().build(),
			code: WrappedRuntimeCode(code.into()),
			hash: sp_io::hashing::blake2_256(code).to_vec(),
			tracked: state(true)?,
			timed: state(false)?,
		})
	}

	/// Calls the runtime.
	fn call<R: Decode>(&self, state: &State, method: &str, data: &[u8]) -> anyhow::Result<R> {
		let mut extensions = Extensions::default();
		let (offchain, _) = TestOffchainExt::new();
		extensions.register(KeystoreExt::new(MemoryKeystore::new()));
		extensions.register(OffchainWorkerExt::new(offchain.clone()));
		extensions.register(OffchainDbExt::new(offchain));
		extensions.register(ReadRuntimeVersionExt::new(self.executor.clone()));
		let code =
			RuntimeCode { code_fetcher: &self.code, heap_pages: None, hash: self.hash.clone() };
		let answer = StateMachine::new(
			state,
			&mut Default::default(),
			&self.executor,
			method,
			data,
			&mut extensions,
			&code,
			CallContext::Offchain,
		)
		.execute()
		.map_err(|error| anyhow!("{method}: {error}"))?;
		R::decode(&mut &answer[..]).with_context(|| format!("{method} answers something else"))
	}

	/// The benchmarks and the storage items of the runtime.
	fn metadata(&self) -> anyhow::Result<(Vec<BenchmarkList>, Vec<StorageInfo>)> {
		self.call(&self.timed, "Benchmark_benchmark_metadata", &false.encode())
	}

	/// Runs one point of a benchmark.
	fn dispatch(
		&self,
		state: &State,
		list: &BenchmarkList,
		name: &[u8],
		point: &Point,
		verify: bool,
		repeats: u32,
	) -> anyhow::Result<Vec<BenchmarkResult>> {
		let config = (&list.pallet, &list.instance, name, point, verify, repeats).encode();
		let batches: Result<Vec<BenchmarkBatch>, String> =
			self.call(state, "Benchmark_dispatch_benchmark", &config)?;
		let batches = batches.map_err(|error| anyhow!(error))?;
		Ok(batches.into_iter().flat_map(|batch| batch.results).collect())
	}

	/// Runs a benchmark at all its points.
	fn measure(
		&self,
		list: &BenchmarkList,
		benchmark: &BenchmarkMetadata,
		arguments: &Arguments,
	) -> anyhow::Result<Measured> {
		let name = &benchmark.name;
		let (mut times, mut accesses) = (Vec::new(), Vec::new());
		for point in points(&benchmark.components, arguments.steps) {
			self.dispatch(&self.timed, list, name, &point, true, 1)?;
			accesses.extend(self.dispatch(&self.tracked, list, name, &point, false, 1)?);
			let repeats = arguments.repeat;
			times.extend(self.dispatch(&self.timed, list, name, &point, false, repeats)?);
		}
		Ok(Measured {
			name: String::from_utf8(name.clone())?,
			components: benchmark.components.clone(),
			times,
			accesses,
		})
	}
}

/// The points at which a benchmark is run. Each component goes through `steps` values between its
/// bounds, while all others have their highest value.
fn points(components: &[(BenchmarkParameter, u32, u32)], steps: u32) -> Vec<Point> {
	if components.is_empty() {
		return vec![Point::new()];
	}
	let last = u64::from(steps.max(2) - 1);
	let mut points = Vec::new();
	for (moving, low, high) in components {
		let range = u64::from(high - low);
		// A component with fewer values than steps takes each of them once.
		let values: std::collections::BTreeSet<_> =
			(0..=last).map(|step| low + (range * step / last) as u32).collect();
		points.extend(values.into_iter().map(|value| {
			components
				.iter()
				.map(|(other, _, high)| (*other, if other == moving { value } else { *high }))
				.collect::<Point>()
		}));
	}
	points
}

/// Prints the names of the pallets that have benchmarks.
pub fn list() -> anyhow::Result<()> {
	for list in Bench::new()?.metadata()?.0 {
		println!("{}", String::from_utf8(list.pallet)?);
	}
	Ok(())
}

/// Measures pallets and writes their weights. A pallet keeps the weights that it has if one of its
/// benchmarks fails.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
	let bench = Bench::new()?;
	let (lists, storage) = bench.metadata()?;
	let mut failed = Vec::new();
	for pallet in &arguments.pallets {
		let list = lists
			.iter()
			.find(|list| list.pallet == pallet.as_bytes())
			.with_context(|| format!("{pallet} has no benchmarks; see `list`"))?;
		let mut measured = Vec::new();
		for benchmark in &list.benchmarks {
			match bench.measure(list, benchmark, arguments) {
				Ok(one) => {
					println!("{pallet}::{}", weights::summary(&one)?);
					measured.push(one);
				}
				Err(error) => {
					let name = String::from_utf8_lossy(&benchmark.name);
					eprintln!("{pallet}::{name} failed: {error:#}");
					failed.push(format!("{pallet}::{name}"));
				}
			}
		}
		if measured.len() == list.benchmarks.len() {
			let (steps, repeat) = (arguments.steps, arguments.repeat);
			let path = weights::write(&arguments.root, pallet, &measured, &storage, steps, repeat)?;
			println!("{} written", path.display());
		}
	}
	if !failed.is_empty() {
		bail!("failed: {}", failed.join(", "));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use BenchmarkParameter::{m, n};

	#[test]
	fn points_are_one_when_there_are_no_components() {
		assert_eq!(points(&[], 20), [vec![]]);
	}

	#[test]
	fn points_move_one_component_at_a_time() {
		let of = |a, b| vec![(m, a), (n, b)];
		assert_eq!(
			points(&[(m, 0, 10), (n, 1, 3)], 3),
			[of(0, 3), of(5, 3), of(10, 3), of(10, 1), of(10, 2), of(10, 3)]
		);
	}

	#[test]
	fn points_take_each_value_once_when_there_are_few() {
		assert_eq!(points(&[(m, 0, 1)], 20), [vec![(m, 0)], vec![(m, 1)]]);
	}
}
