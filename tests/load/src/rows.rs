//! What is measured, row by row.

use crate::{
	burdens, clients,
	drive::{drive, Done, Job, Lanes, Pace},
	follow::Block,
	identities::identities,
	node::{Binary, Import, Node},
	rpc::Rpc,
	stats::{percentile, sorted},
	world::{
		activation, address_of, by_account, question, revealed, start, submission, MadeLot, Signed,
		World, LOT_ITEMS,
	},
};
use anyhow::{bail, ensure, Context, Result};
use hallmark_load::consortium::{flagging, list, ACCOUNTS};
use hallmark_sdk::{
	runtime::{Runtime, RuntimeCall},
	types::{Digest, ItemRange, LotId},
};
use rayon::prelude::*;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	ops::Range,
	path::PathBuf,
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

/// The connections over which calls come.
const CONNECTIONS: usize = 8;
/// The connections over which the pool is filled in random order.
const POOL_CONNECTIONS: usize = 32;
/// How many submissions each of those has under way.
const POOL_LANES: usize = 8;
/// At least so many calls wait while a row is measured.
const BACKLOG: u64 = 4_000;
/// The blocks before the measured ones: they fill up.
const WARM_UP: usize = 2;
/// Items that one bulk call lists.
const LISTED: usize = 4_096;
/// Activations by consumers that are made ready for each second.
const ACTIVATIONS: f64 = 2_500.0;
/// Activations of gateways that are made ready for each second, and those in one transaction.
const HANDED_IN: f64 = 8_000.0;
const AT_ONCE: usize = 256;
/// The accounts that sign what goes beside activations; the others are the gateways.
const BESIDE_ACCOUNTS: Range<usize> = ACCOUNTS / 2..ACCOUNTS;
/// After how long without a further call in a block those that are missing count as lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the user chose.
#[derive(Clone, Debug)]
pub struct Settings {
	/// How long a rate is measured.
	pub seconds: f64,
	/// How many calls are ready for each second.
	pub ceiling: f64,
	/// Calls a second where latency is measured.
	pub rate: f64,
	/// Calls in random order of nonces.
	pub pool: usize,
	/// Lots of 2^20 items in the row `identities`.
	pub lots: usize,
	/// The command line tool.
	pub cli: PathBuf,
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
	Start,
	Batch,
	Register,
	Flag,
	Depart,
	Latency,
	List,
	Verify,
	VerifyFull,
	Activate,
	Gateway,
	Flood,
	Subscriptions,
	Neighbours,
	Pool,
	Clients,
	Identities,
	Import,
	Local,
}

impl Row {
	/// All rows, in the order in which they are measured.
	pub const ALL: [Row; 19] = [
		Row::Start,
		Row::Batch,
		Row::Register,
		Row::Flag,
		Row::Depart,
		Row::Latency,
		Row::List,
		Row::Verify,
		Row::VerifyFull,
		Row::Activate,
		Row::Gateway,
		Row::Flood,
		Row::Subscriptions,
		Row::Neighbours,
		Row::Pool,
		Row::Clients,
		Row::Identities,
		Row::Import,
		Row::Local,
	];

	/// Its name on the command line and in reports.
	pub fn name(self) -> &'static str {
		match self {
			Row::Start => "start",
			Row::Batch => "batch",
			Row::Register => "register",
			Row::Flag => "flag",
			Row::Depart => "depart",
			Row::Latency => "latency",
			Row::List => "list",
			Row::Verify => "verify",
			Row::VerifyFull => "verify-full",
			Row::Activate => "activate",
			Row::Gateway => "gateway",
			Row::Flood => "flood",
			Row::Subscriptions => "subscriptions",
			Row::Neighbours => "neighbours",
			Row::Pool => "pool",
			Row::Clients => "clients",
			Row::Identities => "identities",
			Row::Import => "import",
			Row::Local => "local",
		}
	}

	/// What it measures.
	pub fn title(self) -> &'static str {
		match self {
			Row::Start => "node's start to the first answer",
			Row::Batch => "empty utility.batch, signed",
			Row::Register => "register_product, signed",
			Row::Flag => "flag_items of one item, signed",
			Row::Depart => "depart, signed",
			Row::Latency => "register_product at a fixed rate",
			Row::List => "list_items × 4,096",
			Row::Verify => "trace_verify of registered codes with proof",
			Row::VerifyFull => "the same beside full blocks",
			Row::Activate => "activations by consumers beside 500 signed calls/s",
			Row::Gateway => "activations by gateways, 256 at once, beside the same",
			Row::Flood => "invalid activations over one connection, and signed calls beside",
			Row::Subscriptions => "register_product beside 4,000 journal subscriptions",
			Row::Neighbours => "one organisation's calls beside 16 accounts of another",
			Row::Pool => "calls in random order of nonces, 32 connections",
			Row::Clients => "the same from PAPI, polkadot.js and the SDK",
			Row::Identities => "lot issue --list and lot confirm, lots of 2^20 items",
			Row::Import => "full blocks on a second node",
			Row::Local => "register_product, four validators on this host",
		}
	}

	/// The row of a name.
	pub fn named(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|row| row.name() == name)
	}
}

/// Numbers by name.
pub type Values = BTreeMap<&'static str, f64>;

/// A block of a row, for the comparison of what it declared with what it took.
pub struct Taken {
	row: Row,
	number: u32,
	calls: usize,
	declared: Option<f64>,
	built: Option<f64>,
}

/// A binary under measurement, with the chain that its rows share.
pub struct Site {
	/// The binary.
	pub binary: Binary,
	/// The chain, once a row needed one.
	world: Option<World>,
	specification: PathBuf,
	taken: Vec<Taken>,
	/// The last rate of each row, so that the next round prepares enough.
	rates: HashMap<&'static str, f64>,
}

impl Site {
	/// A binary that has no chain yet.
	pub fn new(binary: Binary) -> Self {
		let (taken, rates) = (Vec::new(), HashMap::new());
		Self { binary, world: None, specification: PathBuf::new(), taken, rates }
	}

	/// Holds its node, so that another one has the machine.
	pub fn pause(&self) -> Result<()> {
		self.world.iter().flat_map(|world| &world.nodes).try_for_each(Node::pause)
	}

	/// The last words of its node.
	pub fn tail(&self) -> String {
		self.world.iter().flat_map(|world| &world.nodes).map(Node::tail).collect()
	}

	/// Starts its node again after a row that failed; its chain begins anew if that fails too.
	pub fn recover(&mut self) -> Result<()> {
		let restarted = self.world.as_mut().map_or(Ok(()), World::restart);
		restarted.or_else(|_| self.stop())
	}

	/// Ends its chain.
	pub fn stop(&mut self) -> Result<()> {
		// Their heights mean nothing on the next chain.
		self.taken.clear();
		let nodes = self.world.take().map(|world| world.nodes).unwrap_or_default();
		nodes.into_iter().try_for_each(Node::stop)
	}

	/// Its chain; founded when it is first wanted, and let go on when it was paused.
	fn world(&mut self) -> Result<&mut World> {
		if self.world.is_none() {
			let (nodes, specification) = start(&self.binary, "dev")?;
			self.specification = specification;
			self.world = Some(World::found(nodes, 1)?);
		}
		let world = self.world.as_mut().context("no chain")?;
		world.nodes.iter().try_for_each(Node::resume)?;
		// A node that was held for long takes its connections for dead.
		world.connect()?;
		world.follower.wait_blocks(2)?;
		world.renew_nonces()?;
		Ok(world)
	}

	/// Measures a row. `made` holds the lots that all sites share.
	pub fn measure(
		&mut self,
		row: Row,
		settings: &Settings,
		made: &mut Vec<Arc<MadeLot>>,
	) -> Result<Values> {
		match row {
			Row::Start => return starts(&self.binary),
			Row::Pool => return pool(&self.binary, settings.pool),
			Row::Clients => return clients::clients(&self.binary, settings.pool),
			Row::Identities => return identities(&self.binary, &settings.cli, settings.lots),
			Row::Local => return local(&self.binary, settings),
			Row::Import => return self.import(),
			_ => (),
		}
		let known = self.rates.get(row.name()).copied();
		let world = self.world()?;
		let count = (settings.ceiling * settings.seconds) as usize + BACKLOG as usize;
		let (values, blocks) = match row {
			Row::Batch => {
				let calls = |_: &mut World, _| {
					Ok(pallet_utility::Call::<Runtime>::batch { calls: Vec::new() }.into())
				};
				signed_rate(world, settings, count, calls)?
			}
			Row::Register => signed_rate(world, settings, count, World::product)?,
			Row::Flag => {
				let each = count.div_ceil(ACCOUNTS) as u32;
				world.make_flagged(each)?;
				let from = world.flagged.1;
				world.flagged.1 = from + each;
				signed_rate(world, settings, count, flags(from))?
			}
			Row::Depart => {
				// Each takes a shipment, and those are dear: not more than can be needed.
				let rate = known.unwrap_or(600.0) * 1.3;
				let count = count.min((rate * settings.seconds) as usize + BACKLOG as usize);
				world.make_shipments(count)?;
				let at = world.now()?;
				let count =
					world.shipments.iter().map(Vec::len).min().unwrap_or_default() * ACCOUNTS;
				let calls = move |world: &mut World, account: usize| {
					let shipment = world.shipments[account].pop().context("no shipment is left")?;
					let seal = None;
					Ok(pallet_logistics::Call::<Runtime>::depart { shipment, leg: 0, at, seal }
						.into())
				};
				signed_rate(world, settings, count, calls)?
			}
			Row::Latency => latency(world, settings)?,
			Row::List => {
				let calls = (150_000.0 * settings.seconds) as usize / LISTED + 128;
				let each = calls.div_ceil(ACCOUNTS);
				world.make_listed((each * LISTED) as u32)?;
				world.listed.1 += (each * LISTED) as u32;
				listing(world, settings, each * ACCOUNTS)?
			}
			Row::Verify => (verify(world, settings, made, false)?, Vec::new()),
			Row::VerifyFull => (verify(world, settings, made, true)?, Vec::new()),
			Row::Activate => activate(world, settings, made)?,
			Row::Gateway if !world.has_gateways => return Ok(Values::new()),
			Row::Gateway => gateway(world, settings, made)?,
			Row::Flood => (burdens::flood(world, settings, made)?, Vec::new()),
			Row::Subscriptions => (burdens::subscriptions(world, settings)?, Vec::new()),
			Row::Neighbours => {
				let values = burdens::neighbours(world, settings)?;
				// What is beyond the neighbour's quota waits in the pool.
				self.recover()?;
				return Ok(values);
			}
			_ => bail!("{} is measured elsewhere", row.name()),
		};
		let rate = if row == Row::List { None } else { values.get("rate").copied() };
		let taken = took(world, row, &blocks)?;
		self.taken.extend(taken);
		if let Some(rate) = rate {
			self.rates.insert(row.name(), rate);
		}
		if values.get("lost").is_some_and(|lost| *lost > 0.0) {
			// What the pool still holds would be in the way of the next row.
			self.recover()?;
		}
		Ok(values)
	}
}

/// The calls that flag items, each one of a page of its own, from the page `from` on.
fn flags(from: u32) -> impl FnMut(&mut World, usize) -> Result<RuntimeCall> {
	let mut pages = vec![from; ACCOUNTS];
	move |world, account| {
		let start = pages[account] * 64;
		pages[account] += 1;
		flagging(world.flagged.0[account], vec![ItemRange { start, end: start + 1 }])
	}
}

/// What was submitted, and what became of it.
pub struct Outcome {
	/// Calls that the node took.
	pub accepted: HashSet<Digest>,
	/// The blocks since the submission began.
	pub blocks: Vec<Block>,
	/// When the last call was sent.
	ended: Instant,
	/// How many were accepted, refused, lost, and failed.
	pub values: Values,
}

/// Waits until what was accepted is final, or nothing of it is included any more.
pub fn settle(
	world: &mut World,
	since: Instant,
	accepted: HashSet<Digest>,
	refused: usize,
	ended: Instant,
) -> Result<Outcome> {
	let (mut last, mut moved) = (usize::MAX, Instant::now());
	let blocks = loop {
		let blocks = world.follower.since(since);
		let found = blocks
			.iter()
			.filter(|block| block.finalised.is_some())
			.flat_map(|block| &block.extrinsics)
			.filter(|(_, hash)| accepted.contains(hash))
			.count();
		if found != last {
			(last, moved) = (found, Instant::now());
		}
		if found >= accepted.len() || moved.elapsed() > PATIENCE {
			break blocks;
		}
		thread::sleep(Duration::from_millis(100));
	};
	let lost = accepted.len() - last;
	let mut failed = 0;
	world.ask_anew()?;
	for block in &blocks {
		failed += world.failed_in(block, &accepted)?.unwrap_or_default();
	}
	let values = Values::from([
		("accepted", accepted.len() as f64),
		("refused", refused as f64),
		("lost", lost as f64),
		("failed", failed as f64),
	]);
	Ok(Outcome { accepted, blocks, ended, values })
}

/// The hashes of what was accepted, and how many were refused.
pub fn sort_out(done: &[Done], hash_of: impl Fn(usize) -> Digest) -> (HashSet<Digest>, usize) {
	let accepted = done.iter().filter(|done| done.answer.is_ok());
	let refusals: Vec<_> = done.iter().filter_map(|done| done.answer.as_ref().err()).collect();
	for words in refusals.iter().collect::<HashSet<_>>().into_iter().take(3) {
		eprintln!("  refused: {words}");
	}
	(accepted.map(|done| hash_of(done.id)).collect(), refusals.len())
}

/// How many of some transactions each block has.
fn ours(block: &Block, accepted: &HashSet<Digest>) -> usize {
	block.extrinsics.iter().filter(|(_, hash)| accepted.contains(hash)).count()
}

/// The blocks over which a rate is taken: after the first ones, and before the last call was sent.
fn measured(outcome: &Outcome) -> Result<Vec<(Block, usize)>> {
	// Where the best chain changed, a block was seen later than it was made: slots decide.
	let in_time = outcome.blocks.iter().filter(|block| block.seen <= outcome.ended);
	let last = in_time.map(|block| block.slot).max().unwrap_or_default();
	let mut with: Vec<_> = outcome
		.blocks
		.iter()
		.map(|block| (block.clone(), ours(block, &outcome.accepted)))
		.skip_while(|(_, calls)| *calls == 0)
		.take_while(|(block, _)| block.slot <= last)
		.collect();
	// Of a node that loses calls, the rate until it stood still.
	while with.last().is_some_and(|(_, calls)| *calls == 0) {
		with.pop();
	}
	ensure!(
		with.len() >= 2,
		"{} blocks with calls are too few to take a rate: measure for longer (--seconds)",
		with.len()
	);
	// A node that can hardly make blocks has none to spare.
	Ok(with.split_off(WARM_UP.min(with.len() - 2)))
}

/// Adds the rate over the measured blocks, what it took, and missed slots. `unit` is how much a
/// call counts.
fn rate(outcome: &mut Outcome, unit: f64) -> Result<Vec<Block>> {
	let blocks = measured(outcome)?;
	let ((first, _), (last, _)) = (&blocks[0], &blocks[blocks.len() - 1]);
	let calls: usize = blocks.iter().skip(1).map(|(_, calls)| calls).sum();
	let slots = last.slot.saturating_sub(first.slot);
	let seconds = slots as f64 * hallmark_sdk::runtime::SLOT_DURATION as f64 / 1_000.0;
	let done = calls as f64 * unit;
	let largest = blocks.iter().map(|(_, calls)| *calls).max().unwrap_or_default();
	outcome.values.extend([
		("rate", done / seconds),
		("cpu_us", (last.cpu - first.cpu) * 1e6 / done),
		("tool_us", (last.tool_cpu - first.tool_cpu) * 1e6 / done),
		("largest", largest as f64 * unit),
		("missed", (slots + 1).saturating_sub(blocks.len() as u64) as f64),
		("slots", slots as f64),
	]);
	Ok(blocks.into_iter().map(|(block, _)| block).collect())
}

/// Submits calls as fast as the node takes them, and measures how many become final.
pub fn signed_rate(
	world: &mut World,
	settings: &Settings,
	count: usize,
	mut call: impl FnMut(&mut World, usize) -> Result<RuntimeCall>,
) -> Result<(Values, Vec<Block>)> {
	let calls = (0..count)
		.map(|number| Ok((number % ACCOUNTS, call(world, number % ACCOUNTS)?)))
		.collect::<Result<Vec<_>>>()?;
	let signed = world.sign_all(calls)?;
	let mut outcome = submit(world, settings, &signed, BACKLOG)?;
	let blocks = rate(&mut outcome, 1.0)?;
	Ok((outcome.values, blocks))
}

fn submit(
	world: &mut World,
	settings: &Settings,
	signed: &[Signed],
	backlog: u64,
) -> Result<Outcome> {
	let lanes = by_account(signed, CONNECTIONS);
	// What fills up at the start is not measured.
	let extra = Duration::from_secs(6);
	let since = Instant::now();
	let end = since + Duration::from_secs_f64(settings.seconds) + extra;
	let (done, ended) = {
		world.follower.progress.watch(None);
		let pace = Pace::fast().with_backlog(&world.follower.progress, backlog).until(end);
		let done = drive(&world.ports(), &lanes, &pace)?;
		(done, pace.dry().unwrap_or(end).min(end))
	};
	let (accepted, refused) = sort_out(&done, |id| signed[id].hash);
	settle(world, since, accepted, refused, ended)
}

/// Bulk listing.
fn listing(world: &mut World, settings: &Settings, count: usize) -> Result<(Values, Vec<Block>)> {
	let mut calls = Vec::new();
	for number in 0..count {
		let account = number % ACCOUNTS;
		let lot = world.listed.0[account];
		calls.push((account, list(lot, (number * LISTED) as u64, LISTED)?));
	}
	let signed = world.sign_all(calls)?;
	let mut outcome = submit(world, settings, &signed, 64)?;
	let blocks = rate(&mut outcome, LISTED as f64)?;
	Ok((outcome.values, blocks))
}

/// Latency from submission to finality at a fixed rate.
fn latency(world: &mut World, settings: &Settings) -> Result<(Values, Vec<Block>)> {
	let count = (settings.rate * (settings.seconds + 6.0)) as usize;
	let calls = (0..count)
		.map(|number| Ok((number % ACCOUNTS, world.product(number % ACCOUNTS)?)))
		.collect::<Result<Vec<_>>>()?;
	let signed = world.sign_all(calls)?;
	let lanes = by_account(&signed, CONNECTIONS);
	let since = Instant::now();
	let done = drive(&world.ports(), &lanes, &Pace::at(settings.rate))?;
	let ended = Instant::now();
	let (accepted, refused) = sort_out(&done, |id| signed[id].hash);
	let mut outcome = settle(world, since, accepted, refused, ended)?;
	// The first seconds fill caches.
	let millis = burdens::latencies(&outcome, &signed, &done, since + Duration::from_secs(6));
	outcome.values.extend(percentiles(&millis));
	let blocks = rate(&mut outcome, 1.0)?;
	Ok((outcome.values, blocks))
}

pub fn percentiles(millis: &[f64]) -> Values {
	let sorted = sorted(millis);
	[("p50_ms", 0.5), ("p99_ms", 0.99)]
		.into_iter()
		.filter_map(|(name, share)| Some((name, percentile(&sorted, share)?)))
		.collect()
}

/// Questions for verdicts, as fast as they are answered and at half of that; beside full blocks if
/// wanted.
fn verify(
	world: &mut World,
	settings: &Settings,
	made: &mut Vec<Arc<MadeLot>>,
	beside_full_blocks: bool,
) -> Result<Values> {
	world.make_lots(made)?;
	// Distinct items, each of another lot than the one before it; more of them than caches hold.
	let jobs: Vec<Job> = (0..32_768usize)
		.map(|number| {
			let lot = &world.lots[number % world.lots.len()].1;
			let index = (number / world.lots.len()) as u32 * 7 % LOT_ITEMS;
			Job::new(number, "trace_verify", &question(lot, index))
		})
		.collect();
	let ports = world.ports();
	let answer: serde_json::Value = {
		let mut rpc = Rpc::connect(ports[0])?;
		let (_, lot) = &world.lots[0];
		rpc.ask("trace_verify", &question(lot, 0))?
	};
	let code = answer["value"]["verdict"]["code"].as_str().unwrap_or_default();
	ensure!(code == "registered", "the verdict is {code}, and should be registered");

	let seconds = settings.seconds / 2.0;
	let signed = match beside_full_blocks {
		true => {
			let count = (settings.ceiling * (settings.seconds + 10.0)) as usize + BACKLOG as usize;
			let calls = (0..count)
				.map(|number| Ok((number % ACCOUNTS, world.product(number % ACCOUNTS)?)))
				.collect::<Result<Vec<_>>>()?;
			world.sign_all(calls)?
		}
		false => Vec::new(),
	};
	let lanes = by_account(&signed, CONNECTIONS);
	let since = Instant::now();
	world.follower.progress.watch(None);
	let background = Pace::fast().with_backlog(&world.follower.progress, BACKLOG);
	let (values, background_done, ended) = thread::scope(|scope| -> Result<_> {
		let filler = beside_full_blocks.then(|| scope.spawn(|| drive(&ports, &lanes, &background)));
		let measured = (|| {
			if beside_full_blocks {
				thread::sleep(Duration::from_secs(8));
			}
			let values = questions(world, &ports, &jobs, seconds)?;
			Ok::<_, anyhow::Error>((values, Instant::now()))
		})();
		background.stop();
		let done = match filler {
			Some(filler) => filler.join().map_err(|_| anyhow::anyhow!("the filler panicked"))??,
			None => Vec::new(),
		};
		let (values, ended) = measured?;
		Ok((values, done, ended))
	})?;
	let mut values = values;
	if beside_full_blocks {
		let (accepted, refused) = sort_out(&background_done, |id| signed[id].hash);
		let mut outcome = settle(world, since, accepted, refused, ended)?;
		rate(&mut outcome, 1.0)?;
		for (name, beside) in
			[("rate", "calls"), ("missed", "missed"), ("slots", "slots"), ("lost", "lost")]
		{
			values.extend(outcome.values.get(name).map(|value| (beside, *value)));
		}
	}
	Ok(values)
}

/// Asks as fast as there are answers, then at half of that rate.
fn questions(world: &World, ports: &[u16], jobs: &[Job], seconds: f64) -> Result<Values> {
	let once = |count: usize, pace: &Pace| -> Result<Vec<Done>> {
		let mut connections: Vec<Lanes> = vec![vec![Vec::new()]; CONNECTIONS];
		for (place, job) in jobs.iter().cycle().take(count).enumerate() {
			connections[place % CONNECTIONS][0].push(job.clone());
		}
		drive(ports, &connections, pace)
	};
	let pid = world.nodes[0].pid();
	// The first second warms up.
	once(100_000, &Pace::fast().until(Instant::now() + Duration::from_secs(1)))?;
	let (begun, cpu) = (Instant::now(), crate::node::cpu_seconds(pid));
	let end = begun + Duration::from_secs_f64(seconds);
	let done = once((60_000.0 * seconds) as usize, &Pace::fast().until(end))?;
	let took = begun.elapsed().as_secs_f64();
	let cpu = crate::node::cpu_seconds(pid) - cpu;
	let bad = |done: &&Done| {
		!done.answer.as_ref().is_ok_and(|answer| answer.contains(r#""code":"registered""#))
	};
	let refused = done.iter().filter(bad).count();
	if let Some(Done { answer: Err(words), .. }) = done.iter().find(bad) {
		eprintln!("  refused: {words}");
	}
	let rate = (done.len() - refused) as f64 / took;
	ensure!(rate > 1.0, "no question is answered");
	let half = once((rate / 2.0 * seconds) as usize, &Pace::at(rate / 2.0))?;
	let millis: Vec<f64> =
		half.iter().map(|done| (done.answered - done.sent).as_secs_f64() * 1e3).collect();
	let mut values = percentiles(&millis);
	values.extend([
		("rate", rate),
		("cpu_us", cpu * 1e6 / done.len() as f64),
		("refused", refused as f64),
	]);
	Ok(values)
}

/// Activations by consumers, each in a transaction of its own.
fn activate(
	world: &mut World,
	settings: &Settings,
	made: &mut Vec<Arc<MadeLot>>,
) -> Result<(Values, Vec<Block>)> {
	world.make_lots(made)?;
	let count = (ACTIVATIONS * settings.seconds) as usize + BACKLOG as usize;
	let items = items(world, count)?;
	let transactions =
		items.par_iter().map(|(id, lot, index)| Ok(submission(&activation(*id, lot, *index)?)));
	let transactions = transactions.collect::<Result<Vec<_>>>()?;
	let mut hashes = Vec::new();
	// Each of a connection's lanes in turn: an activation depends on no other.
	let mut connections: Vec<Lanes> = vec![vec![Vec::new(); CONNECTIONS]; CONNECTIONS];
	for (place, (hash, params)) in transactions.into_iter().enumerate() {
		connections[place % CONNECTIONS][place / CONNECTIONS % CONNECTIONS].push(Job::new(
			place,
			"author_submitExtrinsic",
			&params,
		));
		hashes.push(hash);
	}
	beside_signed(world, settings, &connections, &hashes, BACKLOG, 1.0)
}

/// Activations that gateways hand in, each time some of every lot.
fn gateway(
	world: &mut World,
	settings: &Settings,
	made: &mut Vec<Arc<MadeLot>>,
) -> Result<(Values, Vec<Block>)> {
	world.make_lots(made)?;
	let count = (HANDED_IN * settings.seconds) as usize;
	let items = items(world, count)?;
	let revealed = items.par_iter().map(|(id, lot, index)| revealed(*id, lot, *index));
	let revealed = revealed.collect::<Result<Vec<_>>>()?;
	let calls = revealed
		.chunks_exact(AT_ONCE)
		.enumerate()
		.map(|(number, batch)| {
			let mut batch = batch.to_vec();
			batch.sort_by_key(|it| (it.lot.0, it.index));
			let activations = batch.try_into().map_err(|_| anyhow::anyhow!("too many at once"))?;
			let call = pallet_product_identity::Call::<Runtime>::activate_batch { activations };
			Ok((number % BESIDE_ACCOUNTS.start, call.into()))
		})
		.collect::<Result<Vec<_>>>()?;
	let signed = world.sign_all(calls)?;
	let lanes = by_account(&signed, CONNECTIONS);
	let hashes: Vec<_> = signed.iter().map(|it| it.hash).collect();
	beside_signed(world, settings, &lanes, &hashes, 128, AT_ONCE as f64)
}

/// Items that nobody activated, each of another lot than the one before.
fn items(world: &mut World, count: usize) -> Result<Vec<(LotId, Arc<MadeLot>, u32)>> {
	let each = (count.div_ceil(world.lots.len()) as u32).min(LOT_ITEMS - world.activated);
	ensure!(each > 0, "all items are activated: fewer rounds, or fewer seconds");
	let indices = world.activated..world.activated + each;
	world.activated += each;
	let of = |index| {
		// An odd step through a power of two comes to each index once, neighbours apart.
		let index = (index * 4_099) % LOT_ITEMS;
		world.lots.iter().map(move |(id, lot)| (*id, lot.clone(), index))
	};
	Ok(indices.flat_map(of).collect())
}

/// Submits transactions as fast as the node takes them, beside 500 signed calls a second, and
/// measures how many become final. Each counts `unit`.
fn beside_signed(
	world: &mut World,
	settings: &Settings,
	connections: &[Lanes],
	hashes: &[Digest],
	backlog: u64,
	unit: f64,
) -> Result<(Values, Vec<Block>)> {
	const BESIDE: f64 = 500.0;
	let signed = {
		let count = (BESIDE * (settings.seconds + 6.0)) as usize;
		let calls = (0..count)
			.map(|number| {
				let account = BESIDE_ACCOUNTS.start + number % BESIDE_ACCOUNTS.len();
				Ok((account, world.product(account)?))
			})
			.collect::<Result<Vec<_>>>()?;
		world.sign_all(calls)?
	};
	let lanes = by_account(&signed, CONNECTIONS);
	let (since, ports) = (Instant::now(), world.ports());
	let end = since + Duration::from_secs_f64(settings.seconds + 6.0);
	let progress = &world.follower.progress;
	progress.watch(Some(hashes.iter().copied().collect()));
	let pace = Pace::fast().with_backlog(progress, backlog).until(end);
	let beside = Pace::at(BESIDE).until(end);
	let (done, signed_done) = thread::scope(|scope| -> Result<_> {
		let other = scope.spawn(|| drive(&ports, &lanes, &beside));
		let done = drive(&ports, connections, &pace)?;
		let other =
			other.join().map_err(|_| anyhow::anyhow!("the signed calls' thread panicked"))??;
		Ok((done, other))
	})?;
	let ended = pace.dry().unwrap_or(end).min(end);
	let (accepted, refused) = sort_out(&done, |id| hashes[id]);
	let (signed_accepted, signed_refused) = sort_out(&signed_done, |id| signed[id].hash);
	let other = settle(world, since, signed_accepted, signed_refused, ended)?;
	let mut outcome = settle(world, since, accepted, refused, ended)?;
	let blocks = rate(&mut outcome, unit)?;
	let beside = blocks.iter().skip(1).map(|block| ours(block, &other.accepted)).sum::<usize>();
	let slots = outcome.values.get("slots").copied().unwrap_or(1.0);
	outcome.values.insert("calls", beside as f64 / (slots * 2.0));
	*outcome.values.entry("lost").or_default() += other.values["lost"];
	Ok((outcome.values, blocks))
}

/// The first and the second start of a node, until it answers.
fn starts(binary: &Binary) -> Result<Values> {
	let base = Arc::new(tempfile::tempdir()?);
	let mut values = Values::new();
	for name in ["first_s", "second_s"] {
		let node = Node::start(binary, &base, &["--dev".to_owned()])?;
		values.insert(name, node.answered_after.as_secs_f64());
		// It has a few blocks when it starts again.
		thread::sleep(Duration::from_secs(5));
		node.stop()?;
	}
	Ok(values)
}

/// Calls in random order of nonces over many connections. A refused one is offered again until the
/// node takes it.
pub fn pool(binary: &Binary, count: usize) -> Result<Values> {
	let (nodes, _) = start(binary, "dev")?;
	let mut world = World::found(nodes, 1)?;
	world.renew_nonces()?;
	let calls = (0..count)
		.map(|number| Ok((number % ACCOUNTS, world.product(number % ACCOUNTS)?)))
		.collect::<Result<Vec<_>>>()?;
	let signed = world.sign_all(calls)?;
	let mut order: Vec<usize> = (0..count).collect();
	// The order of hashes is as good as random, and the same each time.
	order.sort_by_key(|number| BlakeTwo256::hash(&(*number as u64).to_le_bytes()));
	let since = Instant::now();
	let mut accepted = HashSet::new();
	let (mut refusals, mut begun) = (0, Instant::now());
	let mut words = BTreeMap::<String, usize>::new();
	let mut last = usize::MAX;
	while !order.is_empty() {
		let mut connections: Vec<Lanes> = vec![vec![Vec::new(); POOL_LANES]; POOL_CONNECTIONS];
		for (place, number) in order.iter().enumerate() {
			let lane = place / POOL_CONNECTIONS % POOL_LANES;
			connections[place % POOL_CONNECTIONS][lane].push(signed[*number].job.clone());
		}
		let done = drive(&world.ports(), &connections, &Pace::fast())?;
		order.clear();
		for done in done {
			match done.answer {
				Ok(_) => drop(accepted.insert(signed[done.id].hash)),
				Err(refusal) => {
					refusals += 1;
					*words.entry(refusal).or_default() += 1;
					order.push(done.id);
				}
			}
		}
		if order.len() < last {
			(last, begun) = (order.len(), Instant::now());
		}
		// Whatever the node said, those that are in a block were taken.
		let included: HashSet<Digest> = world
			.follower
			.since(since)
			.iter()
			.flat_map(|block| block.extrinsics.iter().map(|(_, hash)| *hash))
			.collect();
		order.retain(|number| {
			let hash = signed[*number].hash;
			!included.contains(&hash) || !accepted.insert(hash)
		});
		if begun.elapsed() > PATIENCE {
			break;
		}
		if !order.is_empty() {
			thread::sleep(Duration::from_secs(1));
		}
	}
	let mut most: Vec<_> = words.into_iter().collect();
	most.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
	for (words, times) in most.into_iter().take(3) {
		eprintln!("  refused {times} times: {words}");
	}
	let outcome = settle(&mut world, since, accepted, order.len(), Instant::now())?;
	let mut values = outcome.values;
	values.insert("sent", count as f64);
	values.insert("final", values["accepted"] - values["lost"]);
	values.insert("refusals", refusals as f64);
	Ok(values)
}

/// Calls a second at which the latency of four validators on one machine is measured: half of them are
/// to be final within 3 s, and 99 of 100 within 5 s.
const LOCAL_RATE: f64 = 500.0;

/// The rate of four validators on one machine, to which the calls come evenly, and the latency at a
/// rate that they carry.
fn local(binary: &Binary, settings: &Settings) -> Result<Values> {
	let (nodes, _) = start(binary, "local")?;
	let mut world = World::found(nodes, 4)?;
	world.renew_nonces()?;
	let calm = Settings { rate: LOCAL_RATE, ..settings.clone() };
	let (slow, _) = latency(&mut world, &calm)?;
	world.renew_nonces()?;
	let count = (settings.ceiling * settings.seconds) as usize + BACKLOG as usize;
	let (mut values, _) = signed_rate(&mut world, settings, count, World::product)?;
	for (name, value) in slow {
		match name {
			"p50_ms" | "p99_ms" => drop(values.insert(name, value)),
			"lost" | "refused" => *values.entry(name).or_default() += value,
			_ => {}
		}
	}
	Ok(values)
}

/// The median of how long the node built some blocks, in milliseconds.
pub fn took_ms(world: &World, blocks: &[Block]) -> f64 {
	let log = world.nodes[0].log.lock();
	let built = |block: &Block| log.as_ref().ok()?.built.get(&block.number).copied();
	let all: Vec<f64> = blocks.iter().filter_map(built).collect();
	percentile(&sorted(&all), 0.5).unwrap_or_default()
}

/// What the log and the chain say of the blocks of a row.
fn took(world: &mut World, row: Row, blocks: &[Block]) -> Result<Vec<Taken>> {
	let mut taken = Vec::new();
	for block in blocks {
		let declared = world.declared(block.hash)?;
		let log = &world.nodes[0].log;
		let built = log.lock().ok().and_then(|log| log.built.get(&block.number).copied());
		let (number, calls) = (block.number, block.extrinsics.len());
		taken.push(Taken { row, number, calls, declared, built });
	}
	Ok(taken)
}

impl Site {
	/// Has a second node import all blocks of the chain, and compares what the full ones of each row
	/// declared with what it took to build and to import them.
	fn import(&mut self) -> Result<Values> {
		ensure!(
			!self.taken.is_empty(),
			"there are no full blocks: measure other rows with this one"
		);
		let binary = self.binary.clone();
		let world = self.world()?;
		let address = address_of(&world.nodes[0])?;
		let last = world.follower.newest().context("no block")?.number;
		let base = Arc::new(tempfile::tempdir()?);
		let arguments: Vec<String> = [
			"--chain",
			&self.specification.display().to_string(),
			"--bootnodes",
			&address,
			"--sync",
			"full",
			"--unsafe-force-node-key-generation",
			"-lsync::import-queue=trace",
		]
		.map(str::to_owned)
		.into();
		let node = Node::start(&binary, &base, &arguments)?;
		let mut rpc = Rpc::connect(node.port)?;
		let (mut height, mut moved) = (0, Instant::now());
		while height < last {
			#[derive(serde::Deserialize)]
			struct State {
				#[serde(rename = "currentBlock")]
				current: u32,
			}
			let State { current } = rpc.ask("system_syncState", "[]")?;
			if current > height {
				(height, moved) = (current, Instant::now());
			}
			ensure!(
				moved.elapsed() < Duration::from_secs(120),
				"block {height} of {last} is imported"
			);
			thread::sleep(Duration::from_millis(200));
		}
		let steps = node.log.lock().map(|log| log.imports.clone()).unwrap_or_default();
		node.stop()?;
		let imported = import_times(&steps);
		Ok(compare(&self.taken, &imported))
	}
}

/// How long each block took, in milliseconds: until the next one was begun, or it was told of.
fn import_times(steps: &[(Import, Instant)]) -> HashMap<u32, f64> {
	let mut times = HashMap::new();
	for pair in steps.windows(2) {
		if let [(Import::Begins(height), begun), (_, ended)] = pair {
			times.insert(*height, ended.saturating_duration_since(*begun).as_secs_f64() * 1e3);
		}
	}
	times
}

/// Median of what full blocks declared and took, by row, and the greatest share of what was
/// declared.
fn compare(taken: &[Taken], imported: &HashMap<u32, f64>) -> Values {
	let mut values = Values::new();
	for row in Row::ALL {
		let Some((declared, built, import, share, worst)) = names(row) else {
			continue;
		};
		let blocks: Vec<&Taken> = taken.iter().filter(|block| block.row == row).collect();
		let largest = blocks.iter().map(|block| block.calls).max().unwrap_or_default();
		let full: Vec<&&Taken> =
			blocks.iter().filter(|block| block.calls * 10 >= largest * 8).collect();
		let median = |of: &dyn Fn(&Taken) -> Option<f64>| {
			let all: Vec<f64> = full.iter().filter_map(|block| of(block)).collect();
			percentile(&sorted(&all), 0.5)
		};
		let share_of = |block: &Taken| {
			let took = imported.get(&block.number).copied().into_iter().chain(block.built);
			Some(took.fold(0.0, f64::max) / block.declared?)
		};
		let most = full
			.iter()
			.filter_map(|block| share_of(block))
			.fold(None, |most: Option<f64>, it| Some(most.map_or(it, |most| most.max(it))));
		values.extend(median(&|block| block.declared).map(|it| (declared, it)));
		values.extend(median(&|block| block.built).map(|it| (built, it)));
		values.extend(median(&|block| imported.get(&block.number).copied()).map(|it| (import, it)));
		values.extend(median(&share_of).map(|it| (share, it)));
		values.extend(most.map(|it| (worst, it)));
	}
	values
}

/// Under which names a row's full blocks are reported.
fn names(
	row: Row,
) -> Option<(&'static str, &'static str, &'static str, &'static str, &'static str)> {
	macro_rules! names {
		($name:literal) => {
			Some((
				concat!($name, "_declared_ms"),
				concat!($name, "_built_ms"),
				concat!($name, "_imported_ms"),
				concat!($name, "_share"),
				concat!($name, "_worst_share"),
			))
		};
	}
	match row {
		Row::Batch => names!("batch"),
		Row::Register => names!("register"),
		Row::Flag => names!("flag"),
		Row::Depart => names!("depart"),
		Row::Latency => None,
		Row::List => names!("list"),
		Row::Activate => names!("activate"),
		Row::Gateway => names!("gateway"),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rows_have_names_of_their_own_when_they_are_looked_up() {
		for row in Row::ALL {
			assert_eq!(Row::named(row.name()), Some(row));
		}
		assert_eq!(Row::named("nothing"), None);
	}

	#[test]
	fn import_lasts_until_the_next_step_when_blocks_follow_upon_each_other() {
		let begun = Instant::now();
		let at = |millis| begun + Duration::from_millis(millis);
		let steps =
			[(Import::Begins(1), at(0)), (Import::Begins(2), at(30)), (Import::Ends(2), at(100))];
		let times = import_times(&steps);
		assert_eq!(times[&1].round(), 30.0);
		assert_eq!(times[&2].round(), 70.0);
	}

	#[test]
	fn full_blocks_are_compared_when_only_some_are_full() {
		let block = |number, calls, built| Taken {
			row: Row::Register,
			number,
			calls,
			declared: Some(800.0),
			built: Some(built),
		};
		let taken = [block(1, 100, 400.0), block(2, 95, 600.0), block(3, 10, 9_999.0)];
		let imported = HashMap::from([(1, 500.0), (2, 500.0), (3, 1.0)]);
		let values = compare(&taken, &imported);
		assert_eq!(values["register_built_ms"], 500.0);
		assert_eq!(values["register_imported_ms"], 500.0);
		assert_eq!(values["register_worst_share"], 0.75);
	}
}
