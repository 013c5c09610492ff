//! Fills a chain with products, listed items and journal entries.

use crate::{chain, world::World};
use anyhow::{ensure, Result};
use clap::Args;
use codec::{Decode, Encode};
use hallmark_load::consortium::{flagging, list, listed_lot, lot, product, ACCOUNTS, OPERATORS};
use hallmark_sdk::{
	runtime::Runtime,
	types::{ItemRange, LotId, MAX_LOT_ITEMS},
};
use std::{
	path::PathBuf,
	time::{Duration, Instant},
};

/// How many items one call lists.
const LISTED: u32 = 4_096;
/// How many items one call flags: an entry in the journal of each.
const FLAGGED: u32 = 256;
/// Under which name the factory notes what it has filled in.
const FILLED: &[u8] = b"hallmark-factory/filled";
/// How often progress is told.
const TOLD: Duration = Duration::from_secs(5);

/// Makes a chain, or lets one grow that was made before. All numbers are totals of what this chain
/// has from the factory.
#[derive(Debug, Args)]
pub struct Arguments {
	/// The base path; a node takes it with `--chain PATH/chain.json --base-path PATH`
	#[arg(long)]
	pub base_path: PathBuf,
	/// The chain: `dev`, `local`, or a file; of a base path that has none yet
	#[arg(long, default_value = "dev")]
	pub chain: String,
	/// Secret URIs of the validators, separated by commas; those of the preset unless given
	#[arg(long, value_delimiter = ',')]
	pub validators: Vec<String>,
	/// How many days ago the first block is made
	#[arg(long, default_value_t = 30)]
	pub days: u64,
	/// Products that are registered
	#[arg(long, default_value_t = 0)]
	pub products: u32,
	/// Items that are listed, 4,096 in a call
	#[arg(long, default_value_t = 0)]
	pub items: u32,
	/// Journal entries: flagged items, 256 in a call
	#[arg(long, default_value_t = 0)]
	pub journal: u32,
	/// How high the chain is at least
	#[arg(long, default_value_t = 0)]
	pub blocks: u32,
	/// How many products each of the blocks has that are made only for the chain's height
	#[arg(long, default_value_t = 0)]
	pub calls: u32,
}

/// The validators of a chain that the node knows.
pub fn validators(chain: &str) -> Vec<String> {
	let names: &[&str] = match chain {
		"local" => &["//Alice", "//Bob", "//Charlie", "//Dave"],
		_ => &["//Alice"],
	};
	names.iter().map(|name| (*name).into()).collect()
}

/// How many products the factory has registered on a chain.
pub fn registered(world: &World) -> Result<u32> {
	Ok(world.chain.noted::<Filled>(FILLED)?.unwrap_or_default().products)
}

/// What the factory has filled in.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Filled {
	/// Registered products, those of lots included.
	pub products: u32,
	items: u32,
	entries: u32,
	lots: u32,
	/// Listed lots, one of each account.
	listed: Vec<LotId>,
	/// Lots whose items are flagged, one of each account.
	flagged: Vec<LotId>,
}

/// Does what the arguments say.
pub fn run(arguments: &Arguments) -> Result<()> {
	let begun = Instant::now();
	chain::begin(&arguments.base_path, &arguments.chain)?;
	let ago = Duration::from_secs(arguments.days * 24 * 3_600);
	let validators = match arguments.validators.as_slice() {
		[] => validators(&arguments.chain),
		given => given.to_vec(),
	};
	let mut world = World::open(&arguments.base_path, &validators, ago, None)?;
	let mut filled: Filled = world.chain.noted(FILLED)?.unwrap_or_default();
	filled.products(&mut world, arguments.products)?;
	filled.list(&mut world, arguments.items)?;
	filled.flag(&mut world, arguments.journal)?;
	filled.grow(&mut world, arguments.blocks, arguments.calls)?;
	let (hash, number) = world.chain.best();
	let seconds = begun.elapsed().as_secs_f64();
	let Filled { products, items, entries, .. } = filled;
	println!(
		"block {number}, {hash:?}, after {seconds:.0} s: {products} products, {items} listed items, \
		 {entries} entries of flagged items"
	);
	Ok(())
}

/// Tells how far it is, now and then.
struct Told {
	what: &'static str,
	begun: Instant,
	last: Instant,
	done: usize,
	blocks: u32,
	built: Duration,
	stored: Duration,
}

impl Told {
	fn new(what: &'static str) -> Self {
		let now = Instant::now();
		let (built, stored) = (Duration::ZERO, Duration::ZERO);
		Self { what, begun: now, last: now, done: 0, blocks: 0, built, stored }
	}

	fn add(&mut self, made: &chain::Made) {
		self.done += made.transactions;
		self.blocks += 1;
		self.built += made.built;
		self.stored += made.stored;
		if self.last.elapsed() > TOLD {
			self.tell();
		}
	}

	fn tell(&mut self) {
		self.last = Instant::now();
		let seconds = self.begun.elapsed().as_secs_f64();
		eprintln!(
			"  {}: {} calls in {} blocks, {:.0}/s; {:.0} s building, {:.0} s storing",
			self.what,
			self.done,
			self.blocks,
			self.done as f64 / seconds,
			self.built.as_secs_f64(),
			self.stored.as_secs_f64(),
		);
	}
}

impl Filled {
	/// Notes what is there. A run that is broken off leaves the chain as it is, but not the notes, so
	/// that its base path is of no use any more.
	fn note(&self, world: &World) -> Result<()> {
		world.chain.note(FILLED, self)
	}

	/// Registers products until there are so many.
	pub fn products(&mut self, world: &mut World, wanted: u32) -> Result<()> {
		let numbers = self.products..wanted.max(self.products);
		if numbers.is_empty() {
			return Ok(());
		}
		self.products = numbers.end;
		let consortium = world.consortium.clone();
		let orders = numbers.map(|number| {
			let account = number as usize % ACCOUNTS;
			let gtin = consortium.gtin(account / OPERATORS, number);
			Ok((account, product(gtin)?))
		});
		let mut told = Told::new("products");
		world.stream(orders, |made| told.add(made))?;
		told.tell();
		self.note(world)
	}

	/// Issues a lot of each account, of a product of its own.
	pub fn issue(&mut self, world: &mut World, is_listed: bool) -> Result<Vec<LotId>> {
		let next = pallet_product_identity::NextLotId::<Runtime>::hashed_key();
		let before: LotId = world.chain.read(next)?.unwrap_or(LotId(0));
		let batch = format!("F{}", self.lots);
		self.lots += 1;
		let (mut products, mut lots) = (Vec::new(), Vec::new());
		for account in 0..ACCOUNTS {
			let gtin = world.consortium.gtin(account / OPERATORS, self.products);
			self.products += 1;
			products.push((account, product(gtin)?));
			let call = match is_listed {
				true => listed_lot(gtin, &batch)?,
				false => lot(gtin, &batch, MAX_LOT_ITEMS)?,
			};
			lots.push((account, call));
		}
		world.carry_out(products)?;
		world.carry_out(lots)?;
		let after: LotId = world.need(next)?;
		ensure!(after.0 - before.0 == ACCOUNTS as u64, "lots are missing");
		self.note(world)?;
		Ok((before.0..after.0).map(LotId).collect())
	}

	/// Lists items until there are so many.
	fn list(&mut self, world: &mut World, wanted: u32) -> Result<()> {
		let calls = self.items / LISTED..wanted.div_ceil(LISTED).max(self.items / LISTED);
		if calls.is_empty() {
			return Ok(());
		}
		let room = (MAX_LOT_ITEMS / LISTED) as usize * ACCOUNTS;
		ensure!(calls.end as usize <= room, "lots have no room for {wanted} items");
		if self.listed.is_empty() {
			self.listed = self.issue(world, true)?;
		}
		self.items = calls.end * LISTED;
		let lots = self.listed.clone();
		let orders = calls.map(|number| {
			let account = number as usize % ACCOUNTS;
			let from = u64::from(number) * u64::from(LISTED);
			Ok((account, list(lots[account], from, LISTED as usize)?))
		});
		let mut told = Told::new("items");
		world.stream(orders, |made| told.add(made))?;
		told.tell();
		self.note(world)
	}

	/// Flags items until there are so many entries in their journals.
	fn flag(&mut self, world: &mut World, wanted: u32) -> Result<()> {
		let calls = self.entries / FLAGGED..wanted.div_ceil(FLAGGED).max(self.entries / FLAGGED);
		if calls.is_empty() {
			return Ok(());
		}
		let room = (MAX_LOT_ITEMS / FLAGGED) as usize * ACCOUNTS;
		ensure!(calls.end as usize <= room, "lots have no room for {wanted} entries");
		if self.flagged.is_empty() {
			self.flagged = self.issue(world, false)?;
		}
		self.entries = calls.end * FLAGGED;
		let lots = self.flagged.clone();
		let orders = calls.map(|number| {
			let account = number as usize % ACCOUNTS;
			let start = number / ACCOUNTS as u32 * FLAGGED;
			let range = ItemRange { start, end: start + FLAGGED };
			Ok((account, flagging(lots[account], vec![range])?))
		});
		let mut told = Told::new("journal");
		world.stream(orders, |made| told.add(made))?;
		told.tell();
		self.note(world)
	}

	/// Makes blocks until the chain is so high, each with so many products.
	fn grow(&mut self, world: &mut World, height: u32, calls: u32) -> Result<()> {
		let mut told = Told::new("blocks");
		while world.chain.best().1 < height {
			let mut orders = Vec::new();
			for number in self.products..self.products + calls {
				let account = number as usize % ACCOUNTS;
				let gtin = world.consortium.gtin(account / OPERATORS, number);
				orders.push((account, product(gtin)?));
			}
			self.products += calls;
			let mut waiting = world.sign(orders).into();
			told.add(&world.make(&mut waiting)?);
			ensure!(waiting.is_empty(), "{calls} calls do not fit into a block");
		}
		if told.blocks > 0 {
			told.tell();
		}
		self.note(world)
	}
}
