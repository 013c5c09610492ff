//! What a node is asked for.

use crate::{
	batch::{
		journal_page, named_by, records, storage_keys, Batch, Block, Decoded, Entry, RawBlock,
		Rows, Wanted,
	},
	description::{Description, METADATA},
	error::{Error, Result},
	follow::hex,
	tables::{add, table, Key, Keys, TABLES},
};
use codec::{Decode, Encode};
use futures::{stream, StreamExt, TryStreamExt};
use hallmark_sdk::{runtime::Header, BlockRef, Chain};
use hallmark_types::{BlockNumber, Digest};
use jsonrpsee::rpc_params;
use parking_lot::Mutex;
use serde::Deserialize;
use sp_core::Bytes;
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
};
use tokio::task::spawn_blocking;

/// How many blocks of a range are asked for at once.
const BLOCKS_AT_ONCE: usize = 16;
/// The most keys in one request for values.
const KEYS_PER_REQUEST: usize = 256;
/// How many such requests are under way at once.
const REQUESTS_AT_ONCE: usize = 8;
/// How many keys are listed in one request: what nodes allow.
const KEYS_PER_PAGE: u32 = 1_000;
/// Of how many heights it is remembered which release made them.
const REMEMBERED: usize = 1_024;

/// A node, and what was learnt from it. Clones share it.
#[derive(Clone)]
pub struct Source {
	chain: Chain,
	learnt: Arc<Mutex<Learnt>>,
}

#[derive(Default)]
struct Learnt {
	descriptions: HashMap<u32, Arc<Description>>,
	/// Which release made the block at a height.
	makers: HashMap<BlockNumber, u32>,
	/// The addresses of the operators whose records were read.
	operators: HashSet<String>,
}

#[derive(Deserialize)]
struct SignedBlock {
	block: NodeBlock,
}

#[derive(Deserialize)]
struct NodeBlock {
	header: Header,
	extrinsics: Vec<Bytes>,
}

/// What the state after a block says of it.
struct After {
	events: Vec<u8>,
	validators: Vec<u8>,
	now: u64,
	/// Whether a migration is under way.
	migrating: bool,
}

impl Source {
	/// A node; of these operators the records are there already.
	pub fn new(chain: Chain, operators: HashSet<String>) -> Self {
		let learnt = Learnt { operators, ..Learnt::default() };
		Self { chain, learnt: Arc::new(Mutex::new(learnt)) }
	}

	/// The connection.
	pub fn chain(&self) -> &Chain {
		&self.chain
	}

	/// Remembers a release that was met before.
	pub fn learn(&self, description: Arc<Description>) {
		self.learnt.lock().descriptions.insert(description.spec(), description);
	}

	/// The hashes of the blocks at these heights, as far as `last`, which was told to be final.
	///
	/// One node answers for all of them and for `last`, in one answer: who has another block there
	/// follows another chain, whichever of several nodes it is and whoever told of `last`. Its blocks
	/// below are the ancestors of `last`.
	///
	/// # Errors
	///
	/// [`Error::OtherFinal`] with the node's name, [`Error::Inconsistent`] if it has none of them.
	pub async fn hashes(&self, numbers: &[BlockNumber], last: BlockRef) -> Result<Vec<Digest>> {
		let asked: Vec<_> = numbers.iter().copied().chain([last.number]).collect();
		let params = rpc_params![&asked];
		let mut hashes: Vec<Option<Digest>> =
			self.chain.request("chain_getBlockHash", params).await?;
		let missing = |block, reason: &str| Error::Inconsistent {
			block,
			reason: format!("{}: {reason}", self.chain.url()),
		};
		if hashes.len() != asked.len() {
			let first = asked.first().copied().unwrap_or_default();
			return Err(missing(first, "the node answers for other heights than it was asked for"));
		}
		match hashes.pop().flatten() {
			Some(hash) if hash == last.hash => {}
			other => {
				return Err(Error::OtherFinal {
					number: last.number,
					told: hex(last.hash.0),
					node: self.chain.url().into(),
					answer: other.map_or("no block of this height".into(), |it| hex(it.0)),
				})
			}
		}
		if let Some(beyond) = numbers.iter().find(|it| **it > last.number) {
			return Err(missing(*beyond, "it is behind the last block that is final"));
		}
		let pairs = numbers.iter().zip(hashes);
		pairs
			.map(|(number, hash)| {
				hash.ok_or_else(|| missing(*number, "the node has no block of this height"))
			})
			.collect()
	}

	/// The release that made the block at a height: the one that stands in its parent's state.
	async fn maker(&self, number: BlockNumber, last: BlockRef) -> Result<u32> {
		#[derive(Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Version {
			spec_version: u32,
		}
		if let Some(spec) = self.learnt.lock().makers.get(&number) {
			return Ok(*spec);
		}
		let parent = number.saturating_sub(1);
		let at = self.hashes(&[parent], last).await?;
		let version: Version = self
			.chain
			.request("state_getRuntimeVersion", rpc_params![at.first()])
			.await
			.map_err(|error| pruned(parent, error))?;
		let mut learnt = self.learnt.lock();
		if learnt.makers.len() >= REMEMBERED {
			learnt.makers.clear();
		}
		learnt.makers.insert(number, version.spec_version);
		Ok(version.spec_version)
	}

	/// The release that made the block at a height, described. `last` was told to be final.
	///
	/// # Errors
	///
	/// [`Error::Pruned`], [`Error::Metadata`], and those of asking.
	pub async fn description(
		&self,
		number: BlockNumber,
		last: BlockRef,
	) -> Result<Arc<Description>> {
		let spec = self.maker(number, last).await?;
		if let Some(description) = self.learnt.lock().descriptions.get(&spec) {
			return Ok(description.clone());
		}
		let parent = number.saturating_sub(1);
		let at = self.hashes(&[parent], last).await?;
		let function = "Metadata_metadata_at_version";
		let params = rpc_params![function, Bytes(METADATA.encode()), at.first()];
		let answer: Bytes = self
			.chain
			.request("state_call", params)
			.await
			.map_err(|error| pruned(parent, error))?;
		let none = || Error::Metadata { spec, reason: format!("none of version {METADATA}") };
		let bytes = Option::<Vec<u8>>::decode(&mut &answer[..]).ok().flatten().ok_or_else(none)?;
		let description =
			spawn_blocking(move || Description::new(spec, &bytes)).await.map_err(gone)??;
		let description = Arc::new(description);
		self.learn(description.clone());
		Ok(description)
	}

	/// What stands under keys after a block, in their order.
	///
	/// # Errors
	///
	/// [`Error::Pruned`], and those of asking.
	pub async fn values(&self, keys: &[Vec<u8>], at: BlockRef) -> Result<Vec<Option<Vec<u8>>>> {
		#[derive(Deserialize)]
		struct ChangeSet {
			changes: Vec<(Bytes, Option<Bytes>)>,
		}
		let method = "state_queryStorageAt";
		let ask = |keys: Vec<Bytes>| async move {
			let answer: Vec<ChangeSet> = self
				.chain
				.request(method, rpc_params![&keys, at.hash])
				.await
				.map_err(|error| pruned(at.number, error))?;
			let changes = answer.into_iter().next().map(|set| set.changes).unwrap_or_default();
			if !changes.iter().map(|(key, _)| key).eq(&keys) {
				return Err(Error::Inconsistent {
					block: at.number,
					reason: format!("{method}: the node answers other keys than it was asked for"),
				});
			}
			Ok(changes.into_iter().map(|(_, value)| value.map(|it| it.0)).collect::<Vec<_>>())
		};
		let chunks: Vec<Vec<Bytes>> = keys
			.chunks(KEYS_PER_REQUEST)
			.map(|keys| keys.iter().cloned().map(Bytes).collect())
			.collect();
		let values: Vec<Vec<_>> =
			stream::iter(chunks).map(ask).buffered(REQUESTS_AT_ONCE).try_collect().await?;
		Ok(values.into_iter().flatten().collect())
	}

	/// A page of the keys that stand under a prefix after a block, after `from`; no more when it is
	/// empty.
	///
	/// # Errors
	///
	/// [`Error::Pruned`], and those of asking.
	pub async fn keys(
		&self,
		prefix: &[u8],
		from: Option<&[u8]>,
		at: BlockRef,
	) -> Result<Vec<Vec<u8>>> {
		let from = from.map(|it| Bytes(it.to_vec()));
		let params = rpc_params![Bytes(prefix.to_vec()), KEYS_PER_PAGE, from, at.hash];
		let keys: Vec<Bytes> = self
			.chain
			.request("state_getKeysPaged", params)
			.await
			.map_err(|error| pruned(at.number, error))?;
		Ok(keys.into_iter().map(|it| it.0).collect())
	}

	/// All records that stand in state after a block.
	async fn all_rows(&self, description: &Description, at: BlockRef) -> Result<Rows> {
		let mut rows = Rows::new();
		for (place, table) in TABLES.iter().enumerate() {
			let prefix = Description::prefix(table.pallet, table.item);
			let mut from: Option<Vec<u8>> = None;
			loop {
				let keys = self.keys(&prefix, from.as_deref(), at).await?;
				let Some(last) = keys.last() else { break };
				from = Some(last.clone());
				for (key, value) in keys.iter().zip(self.values(&keys, at).await?) {
					let key = table.key_of(description, key)?;
					let read = |it: Vec<u8>| description.value(table.pallet, table.item, &it);
					rows.push((place, key, value.map(read).transpose()?));
				}
			}
		}
		Ok(rows)
	}

	/// The first block. It has no events: what stands in its state was put there by the chain's
	/// specification, and its journals are read from there.
	///
	/// # Errors
	///
	/// [`Error::Pruned`], and those of asking.
	pub async fn genesis(&self) -> Result<Batch> {
		let at = BlockRef { number: 0, hash: self.chain.genesis() };
		let description = self.description(0, at).await?;
		let mut entries = Vec::new();
		let prefix = Description::prefix("Journal", "JournalPages");
		let mut from: Option<Vec<u8>> = None;
		loop {
			let keys = self.keys(&prefix, from.as_deref(), at).await?;
			let Some(last) = keys.last() else { break };
			from = Some(last.clone());
			for (key, value) in keys.iter().zip(self.values(&keys, at).await?) {
				let value = value.unwrap_or_default();
				let (subject, page, said) = journal_page(&description, key, &value)?;
				let first = page.saturating_mul(pallet_journal::ENTRIES_PER_PAGE);
				for (sequence, said) in (first..).zip(said) {
					entries.push(Entry { index: 0, extrinsic: None, subject, sequence, said });
				}
			}
		}
		entries.sort_by_key(|it| (it.subject, it.sequence));
		for (index, entry) in (0u32..).zip(&mut entries) {
			entry.index = index;
		}
		let block = Block {
			number: 0,
			hash: at.hash.0,
			parent: [0; 32],
			at: 0,
			author: None,
			extrinsics: Vec::new(),
			events_in_all: 0,
			events: Vec::new(),
			entries,
			happened: Vec::new(),
			rows: self.all_rows(&description, at).await?,
			all_rows: true,
		};
		Ok(Batch { description, blocks: vec![block] })
	}

	/// The blocks from `first` to `to`, and the state after them: a batch for each release that made
	/// some of them. `last` was told to be final, and is none of them or the last.
	///
	/// # Errors
	///
	/// [`Error::Pruned`] with the first block that is missing, [`Error::Decode`],
	/// [`Error::OtherFinal`], [`Error::Inconsistent`], and those of asking.
	pub async fn range(
		&self,
		first: BlockNumber,
		to: BlockNumber,
		last: BlockRef,
	) -> Result<Vec<Batch>> {
		let mut batches = Vec::new();
		let mut from = first;
		while from <= to {
			let spec = self.maker(from, last).await?;
			let mut end = to;
			// Releases only rise: if the last block is of the same one, so are all between.
			while self.maker(end, last).await? != spec {
				end = from + (end - from) / 2;
			}
			batches.push(self.batch(from, end, last).await?);
			from = end.saturating_add(1);
		}
		Ok(batches)
	}

	/// The blocks from `first` to `to`, all made by one release.
	async fn batch(&self, first: BlockNumber, to: BlockNumber, last: BlockRef) -> Result<Batch> {
		let description = self.description(first, last).await?;
		let before = first.saturating_sub(1);
		let renewed = self.maker(before, last).await? != description.spec();
		let numbers: Vec<_> = (before..=to).collect();
		let hashes = self.hashes(&numbers, last).await?;
		let refs = numbers
			.iter()
			.zip(&hashes)
			.map(|(number, hash)| BlockRef { number: *number, hash: *hash });
		let refs: Vec<_> = refs.collect();
		let (Some(parent), Some(end)) = (refs.first().copied(), refs.last().copied()) else {
			return Err(Error::Inconsistent { block: first, reason: "no blocks".into() });
		};
		let blocks = stream::iter(refs.iter().skip(1).copied())
			.map(|at| async move { futures::try_join!(self.node_block(at), self.after(at)) })
			.buffered(BLOCKS_AT_ONCE)
			.try_collect::<Vec<_>>();
		let (blocks, before) = futures::try_join!(blocks, self.after(parent))?;

		let known = self.learnt.lock().operators.clone();
		let describes = description.clone();
		let places = refs.clone();
		let read = move || {
			let mut validators = before.validators;
			let mut raw = Vec::with_capacity(blocks.len());
			for ((block, after), at) in blocks.into_iter().zip(places.iter().skip(1)) {
				let author = author(&describes, &block.header, &validators)?;
				validators = after.validators;
				raw.push(RawBlock {
					number: at.number,
					hash: at.hash.0,
					parent: block.header.parent_hash.0,
					at: after.now,
					author,
					extrinsics: block.extrinsics.into_iter().map(|it| it.0).collect(),
					events: after.events,
					migrating: after.migrating,
					renewed: renewed && at.number == first,
				});
			}
			let mut decoded = Decoded::read(&describes, raw, &known)?;
			let keys = decoded.page_keys(&describes)?;
			Ok::<_, Error>((decoded, keys))
		};
		let (decoded, keys) = spawn_blocking(read).await.map_err(gone)??;
		let wanted = decoded.wanted().to_vec();
		let steps = refs.iter().copied().zip(refs.iter().skip(1).copied()).zip(wanted);
		let about = &description;
		let rows = stream::iter(steps)
			.map(|((parent, at), wanted)| self.rows(about, wanted, parent, at))
			.buffered(BLOCKS_AT_ONCE)
			.try_collect::<Vec<_>>();
		let (values, rows) = futures::try_join!(self.values(&keys, end), rows)?;
		let operator = table("operator");
		{
			let mut learnt = self.learnt.lock();
			for (table, key, record) in rows.iter().flat_map(|(rows, _)| rows) {
				if let (true, Key::Address(address), Some(_)) =
					(Some(*table) == operator, key, record)
				{
					learnt.operators.insert(address.clone());
				}
			}
		}
		let describes = description.clone();
		let finish = move || decoded.finish(describes, &values, rows);
		spawn_blocking(finish).await.map_err(gone)?
	}

	/// The records that a block changed, as they stand after it, and whether these are all.
	async fn rows(
		&self,
		description: &Arc<Description>,
		mut wanted: Wanted,
		parent: BlockRef,
		at: BlockRef,
	) -> Result<(Rows, bool)> {
		if wanted.all {
			return Ok((self.all_rows(description, at).await?, true));
		}
		for lot in &wanted.destroyed {
			for shipment in self.shipments_of(description, *lot, parent).await? {
				add(&mut wanted.keys, "shipment", &[shipment]);
			}
		}
		for shipment in &wanted.unpacked {
			wanted.keys.extend(self.units_of(description, *shipment, at).await?);
		}
		let mut rows = self.records(description, &wanted.keys, at).await?;
		// What they name by what stands in them, and what that names.
		let mut known = wanted.keys;
		let mut newest = named_by(&rows, &known);
		while !newest.is_empty() {
			let more = self.records(description, &newest, at).await?;
			known.extend(newest);
			newest = named_by(&more, &known);
			rows.extend(more);
		}
		Ok((rows, false))
	}

	async fn records(
		&self,
		description: &Arc<Description>,
		keys: &Keys,
		at: BlockRef,
	) -> Result<Rows> {
		if keys.is_empty() {
			return Ok(Rows::new());
		}
		let values = self.values(&storage_keys(description, keys)?, at).await?;
		let (describes, keys) = (description.clone(), keys.clone());
		let read = move || records(&describes, &keys, &values);
		spawn_blocking(read).await.map_err(gone)?
	}

	/// The packing units that a shipment has after a block.
	async fn units_of(
		&self,
		description: &Description,
		shipment: u64,
		at: BlockRef,
	) -> Result<Keys> {
		let Some(place) = table("unit") else { return Ok(Keys::new()) };
		let Some(unit) = TABLES.get(place) else { return Ok(Keys::new()) };
		let prefix = description.key_prefix(unit.pallet, unit.item, &shipment.encode())?;
		let mut found = Keys::new();
		let mut from: Option<Vec<u8>> = None;
		loop {
			let keys = self.keys(&prefix, from.as_deref(), at).await?;
			let Some(last) = keys.last() else { return Ok(found) };
			from = Some(last.clone());
			for key in &keys {
				found.insert((place, unit.key_of(description, key)?));
			}
		}
	}

	/// The shipments that items of a lot were in after a block.
	async fn shipments_of(
		&self,
		description: &Description,
		lot: u64,
		at: BlockRef,
	) -> Result<Vec<u64>> {
		let lot = description.key_prefix("Logistics", "Places", &lot.encode())?;
		let mut found = Vec::new();
		let mut from: Option<Vec<u8>> = None;
		loop {
			let keys = self.keys(&lot, from.as_deref(), at).await?;
			let Some(last) = keys.last() else { break };
			from = Some(last.clone());
			for value in self.values(&keys, at).await?.into_iter().flatten() {
				let stretch = description.value("Logistics", "Places", &value)?;
				found.extend(stretch.pointer("/place/Shipment").and_then(|it| it.as_u64()));
			}
		}
		found.sort_unstable();
		found.dedup();
		Ok(found)
	}

	async fn node_block(&self, at: BlockRef) -> Result<NodeBlock> {
		let answer: Option<SignedBlock> = self
			.chain
			.request("chain_getBlock", rpc_params![at.hash])
			.await
			.map_err(|error| pruned(at.number, error))?;
		let block = answer.map(|it| it.block).ok_or_else(|| Error::Pruned {
			block: at.number,
			reason: "its body is not there".into(),
		})?;
		if block.header.hash() != at.hash || block.header.number != at.number {
			let reason = "the node answers another block than it was asked for".into();
			return Err(Error::Inconsistent { block: at.number, reason });
		}
		Ok(block)
	}

	async fn after(&self, at: BlockRef) -> Result<After> {
		let keys = [
			("System", "Events"),
			("Session", "Validators"),
			("Timestamp", "Now"),
			("MultiBlockMigrations", "Cursor"),
		]
		.map(|(pallet, item)| Description::prefix(pallet, item));
		let mut values = self.values(&keys, at).await?.into_iter();
		let mut next = || values.next().flatten();
		let (events, validators, now) =
			(next(), next().unwrap_or_default(), next().unwrap_or_default());
		let events = events.unwrap_or_default();
		let migrating = next().is_some();
		// Without events there is an empty list.
		let events = if events.is_empty() { vec![0] } else { events };
		let now = u64::decode(&mut &now[..]).unwrap_or_default();
		Ok(After { events, validators, now, migrating })
	}
}

/// Who made a block: the validator whose slot it is, of those in its parent's state.
fn author(description: &Description, header: &Header, validators: &[u8]) -> Result<Option<String>> {
	let slot = header.digest.logs.iter().find_map(|it| match it.as_pre_runtime() {
		Some((engine, slot)) if &engine == b"aura" => u64::decode(&mut &slot[..]).ok(),
		_ => None,
	});
	let Some(slot) = slot else { return Ok(None) };
	if validators.is_empty() {
		return Ok(None);
	}
	let validators = description.value("Session", "Validators", validators)?;
	let Some(validators) = validators.as_array().filter(|it| !it.is_empty()) else {
		return Ok(None);
	};
	let place = usize::try_from(slot % validators.len() as u64).unwrap_or_default();
	Ok(validators.get(place).and_then(|it| it.as_str()).map(String::from))
}

/// What an error of the node means that is about the state of a block.
fn pruned(block: BlockNumber, error: hallmark_sdk::Error) -> Error {
	match error {
		error if error.is_state_gone() => Error::Pruned { block, reason: error.to_string() },
		error => error.into(),
	}
}

/// A task that ended before its time.
fn gone(error: tokio::task::JoinError) -> Error {
	Error::Inconsistent { block: 0, reason: format!("a task of the index failed: {error}") }
}
