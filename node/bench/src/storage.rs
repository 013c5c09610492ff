//! Measures reads and writes on ParityDB.
//!
//! The chain for the measurement has a state of many keys, spread as the runtime's maps spread
//! them, and makes one big block after another. The cost of a write is its share of the time that
//! its block takes to compute the state root, to be committed and to be made final. Reads and
//! writes of keys anywhere are measured, each with and without a node's cache of trie nodes.

use crate::weights::digits;
use anyhow::Context;
use sc_client_api::{
	backend::{Backend as _, BlockImportOperation, NewBlockState, TrieCacheContext},
	HeaderBackend,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sp_core::H256;
use sp_io::hashing::{blake2_128, blake2_256};
use sp_runtime::{
	traits::{BlakeTwo256, Header as _},
	OpaqueExtrinsic, StateVersion,
};
use sp_state_machine::backend::Backend as _;
use sp_storage::Storage;
use std::{
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

type Header = sp_runtime::generic::Header<u32, BlakeTwo256>;
type Block = sp_runtime::generic::Block<Header, OpaqueExtrinsic>;
type Changes = Vec<(Vec<u8>, Vec<u8>)>;

/// The size of a node's cache of trie nodes by default, in bytes.
const CACHE: usize = 1 << 30;
/// How many maps the state's keys are spread over.
const MAPS: u32 = 50;
/// Keys read and written anywhere, per block: about as many as a full block of small calls has. The
/// more there are, the more of the way down to them they share.
const ANYWHERE: u32 = 6_000;

/// The options: on what state is measured, and where the result goes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
	/// How many keys the state has
	#[arg(long, default_value_t = 1_000_000)]
	keys: u32,

	/// How many blocks of each shape are made
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
	blocks: u32,

	/// Where the database is put for the time being; the disk is part of what is measured
	#[arg(long)]
	base_path: Option<PathBuf>,

	/// The file of the runtime's database weights; without it they are only shown
	#[arg(long)]
	output: Option<PathBuf>,
}

/// What one access costs.
#[derive(Clone, Copy)]
struct Costs {
	read: Duration,
	write: Duration,
}

/// A chain without a runtime.
struct Chain {
	backend: Backend<Block>,
	number: u32,
	hash: H256,
}

impl Chain {
	fn open(path: &Path, cache: Option<usize>) -> anyhow::Result<Self> {
		let settings = DatabaseSettings {
			trie_cache_maximum_size: cache,
			state_pruning: Some(PruningMode::blocks_pruning(256)),
			source: DatabaseSource::ParityDb { path: path.into() },
			blocks_pruning: BlocksPruning::KeepFinalized,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		};
		let backend = Backend::new(settings, 4_096)?;
		let best = backend.blockchain().info();
		Ok(Self { backend, number: best.best_number, hash: best.best_hash })
	}

	/// The first block, with this state.
	fn found(&mut self, state: Storage) -> anyhow::Result<()> {
		let mut operation = self.backend.begin_operation()?;
		let root = operation.set_genesis_state(state, true, StateVersion::V1)?;
		let header = self.header(0, root, H256::zero());
		self.hash = header.hash();
		let state = NewBlockState::Final;
		operation.set_block_data(header, Some(Vec::new()), None, None, state, true)?;
		Ok(self.backend.commit_operation(operation)?)
	}

	/// A block that makes these changes, and is final. Returns how long it took.
	fn block(&mut self, changes: Changes) -> anyhow::Result<Duration> {
		let start = processor_time()?;
		let state = self.backend.state_at(self.hash, TrieCacheContext::Trusted)?;
		let delta = changes.iter().map(|(key, value)| (&key[..], Some(&value[..])));
		let (root, nodes) = state.storage_root(delta, StateVersion::V1);
		drop(state);
		let header = self.header(self.number + 1, root, self.hash);
		let hash = header.hash();
		let mut operation = self.backend.begin_operation()?;
		self.backend.begin_state_operation(&mut operation, self.hash)?;
		operation.update_db_storage(nodes)?;
		let state = NewBlockState::Best;
		operation.set_block_data(header, Some(Vec::new()), None, None, state, true)?;
		self.backend.commit_operation(operation)?;
		self.backend.finalize_block(hash, None)?;
		self.number += 1;
		self.hash = hash;
		Ok(processor_time()? - start)
	}

	/// Reads these keys, as a block does. Returns how long it took.
	fn read(&self, keys: &[Vec<u8>]) -> anyhow::Result<Duration> {
		let start = processor_time()?;
		let state = self.backend.state_at(self.hash, TrieCacheContext::Trusted)?;
		for key in keys {
			let value = state.storage(key).map_err(anyhow::Error::msg)?;
			value.context("a key of the state has no value")?;
		}
		Ok(processor_time()? - start)
	}

	fn header(&self, number: u32, root: H256, parent: H256) -> Header {
		Header::new(number, H256::zero(), root, parent, Default::default())
	}

	/// Measures both on a state of `keys` keys.
	fn measure(&mut self, keys: u32, blocks: u32) -> anyhow::Result<Costs> {
		let (mut reads, mut writes) = (Vec::new(), Vec::new());
		for _ in 0..blocks {
			let seed = self.number;
			let anywhere = (0..ANYWHERE).map(|n| number(seed, n) % keys).collect::<Vec<_>>();
			let places = anywhere.iter().map(|n| key(*n)).collect::<Vec<_>>();
			reads.push(self.read(&places)?);

			// These are other keys than those that were read. In a block most keys are read before
			// they are written, but that read is paid for separately.
			let changes = (0..ANYWHERE).map(|n| {
				let place = key(number(seed, ANYWHERE + n) % keys);
				(place, value(number(seed, n)))
			});
			writes.push(self.block(changes.collect())?);
		}
		Ok(Costs { read: median(reads) / ANYWHERE, write: median(writes) / ANYWHERE })
	}
}

/// How long this thread has run. Unlike the clock, this time stands still while other threads have
/// the processor.
fn processor_time() -> anyhow::Result<Duration> {
	let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
	let nanos = stat.split(' ').next().context("it has a first field")?;
	Ok(Duration::from_nanos(nanos.parse()?))
}

/// The median, because a block that had to wait for something else must not count.
fn median(mut blocks: Vec<Duration>) -> Duration {
	blocks.sort();
	blocks.get(blocks.len() / 2).copied().unwrap_or_default()
}

/// A pseudorandom number, the same in each run.
fn number(seed: u32, n: u32) -> u32 {
	let [a, b, c, d, ..] = blake2_128(&[seed.to_le_bytes(), n.to_le_bytes()].concat());
	u32::from_le_bytes([a, b, c, d])
}

/// The `n`th key of the state: a map's prefix, a hash, what was hashed.
fn key(n: u32) -> Vec<u8> {
	let map = blake2_256(&(n % MAPS).to_be_bytes());
	[&map[..], &blake2_128(&n.to_le_bytes()), &n.to_le_bytes()].concat()
}

/// A value of the length of most records.
fn value(n: u32) -> Vec<u8> {
	blake2_256(&n.to_le_bytes()).repeat(3)
}

/// Measures, and shows the results. Those without the cache are written down, because a state may
/// outgrow the cache.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
	let (keys, blocks) = (arguments.keys, arguments.blocks);
	let folder = match &arguments.base_path {
		Some(path) => tempfile::tempdir_in(path)?,
		None => tempfile::tempdir()?,
	};
	let state =
		Storage { top: (0..keys).map(|n| (key(n), value(n))).collect(), ..Default::default() };
	Chain::open(folder.path(), None)?.found(state)?;
	let measure = |cache, how| -> anyhow::Result<Costs> {
		let costs = Chain::open(folder.path(), cache)?.measure(keys, blocks)?;
		let Costs { read, write } = costs;
		println!("{how}: read {read:?}, write {write:?}");
		Ok(costs)
	};
	let cold = measure(None, "without a cache of trie nodes")?;
	measure(Some(CACHE), "with the cache that a node has")?;
	if let Some(path) = &arguments.output {
		fs::write(path, rust(&cold, keys)).with_context(|| path.display().to_string())?;
		println!("{} written", path.display());
	}
	Ok(())
}

/// The runtime's database weights.
fn rust(costs: &Costs, keys: u32) -> String {
	let nanos = |duration: Duration| digits(duration.as_nanos());
	format!(
		"//! What the database costs: measured by `scripts/bench.sh` on ParityDB with a state of {keys}\n\
		 //! keys, without a cache of trie nodes. Not to be edited: measure again.\n\n\
		 use frame_support::{{\n\tparameter_types,\n\
		 \tweights::{{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight}},\n}};\n\n\
		 parameter_types! {{\n\
		 \t/// A key anywhere in the state.\n\
		 \tpub const ParityDbWeight: RuntimeDbWeight = RuntimeDbWeight {{\n\
		 \t\tread: {} * WEIGHT_REF_TIME_PER_NANOS,\n\
		 \t\twrite: {} * WEIGHT_REF_TIME_PER_NANOS,\n\
		 \t}};\n\
		 }}\n",
		nanos(costs.read),
		nanos(costs.write),
	)
}
