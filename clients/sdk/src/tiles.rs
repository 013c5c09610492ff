//! What proves the verdict over every item of a tile: 256 items of a lot.
//!
//! Whoever asks for the proof of one code tells which code that is. Whoever asks for the proof of a
//! tile tells that it is one of 256. The leaf comes from the tile of the lot's leaf file, so that
//! nobody but the asker has to know the serial.
//!
//! What a verdict reads is found out by running the chain's own function. It needs serials that the
//! lot has, and those are not known here. But of a serial made by rule a verdict reads the index
//! alone, and whether its leaf is the lot's. So it is run with a made-up serial, over a state whose
//! lot has the root that its made-up leaf leads to; and a second time over the state as it is, for
//! codes whose leaf is not the lot's. The values that both read are then proven as they are.

use crate::{
	chain::{KEYS_PER_REQUEST, READ_PROOF},
	proof::{header, ProofError},
	reading::{run, Fault, Reads},
	BlockRef, Chain, Error, Result,
};
use codec::{Decode, Encode};
use frame_support::StoragePrefixedMap;
use futures::future::try_join_all;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{node_hash, serial, Hash, Leaf};
use hallmark_runtime::{trace, Runtime};
use hallmark_runtime_api::trace::{LeafEvidence, VerifyQuery};
use hallmark_types::{CountryCode, Digest, LotId, Moment};
use jsonrpsee::rpc_params;
use pallet_product_identity::{Lot, LotKind, Lots};
use sp_core::{storage::well_known_keys::CODE, Bytes};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{read_proof_check, Backend, TrieBackendBuilder};
use sp_trie::{recorder::Recorder, HashDBT, MemoryDB, StorageProof, EMPTY_PREFIX};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	num::NonZero,
	ops::{
		Bound::{Included, Unbounded},
		Range,
	},
	panic::resume_unwind,
	thread::{self, available_parallelism},
};

/// How many items a tile has, but for the last one of a lot.
pub const TILE: u32 = 256;

/// How many tiles are worked out at a time.
const TOGETHER: usize = 16;

/// How many keys are listed where a run goes from key to key.
const STEPS: usize = 64;

/// How often a run may find that something is missing.
const MAX_RUNS: usize = 64;

/// How many requests for lists of keys are under way at once.
const LISTS: usize = 16;

/// What was read of a state.
#[derive(Clone, Debug, Default)]
struct Touched {
	/// The keys whose values were.
	values: BTreeSet<Vec<u8>>,
	/// The keys after which the next one was looked for.
	nexts: BTreeSet<Vec<u8>>,
}

impl Touched {
	fn is_empty(&self) -> bool {
		self.values.is_empty() && self.nexts.is_empty()
	}

	fn add(&mut self, other: Touched) {
		self.values.extend(other.values);
		self.nexts.extend(other.nexts);
	}
}

/// The state of a block, as far as it was asked for, with the nodes of its trie that show it.
pub struct State {
	chain: Chain,
	block: BlockRef,
	root: Digest,
	nodes: MemoryDB<BlakeTwo256>,
	values: HashMap<Vec<u8>, Option<Vec<u8>>>,
	/// Keys in a row, by the key after which the row begins.
	rows: BTreeMap<Vec<u8>, Row>,
	/// Whether the nodes are there that lead to the code.
	has_code: bool,
}

/// The keys after one key, without a gap.
struct Row {
	keys: Vec<Vec<u8>>,
	/// Whether no key comes after them.
	is_last: bool,
}

/// A lot on the chain, as far as its tiles go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiled {
	/// The lot.
	pub id: LotId,
	/// Its record.
	pub lot: Lot,
	/// The root over its leaves.
	pub root: Digest,
	/// The digest of its leaf file.
	pub leaf_file: Digest,
}

impl Tiled {
	/// How many tiles it has.
	pub fn tiles(&self) -> u32 {
		self.lot.count.div_ceil(TILE)
	}

	/// The items of a tile; none if there is no such tile.
	pub fn items(&self, number: u32) -> Range<u32> {
		items_of(number, self.lot.count)
	}
}

/// The items of a tile of a lot of `count` items.
pub(crate) fn items_of(number: u32, count: u32) -> Range<u32> {
	let first = number.saturating_mul(TILE).min(count);
	first..first.saturating_add(TILE).min(count)
}

/// Which item of a lot a run is about.
#[derive(Clone, Copy)]
enum Item {
	/// One whose leaf is the lot's.
	Proven(u32),
	/// One whose leaf is not.
	Unproven(u32),
	/// None: the serial is not one of the lot's.
	None,
}

impl State {
	/// The state of a block. The chain has to run the release that is linked here, for it is that
	/// one's function which says what is read.
	///
	/// # Errors
	///
	/// [`Error::OtherRelease`], [`Error::Proof`] if the node has no such block, and those of
	/// [`Chain::request`].
	pub async fn at(chain: &Chain, block: BlockRef) -> Result<Self> {
		if let Some(release) = chain.release_at(block.hash).await? {
			return Err(Error::OtherRelease {
				chain: release.spec_version(),
				client: hallmark_runtime::VERSION.spec_version,
				what: "what a verdict reads of the state".into(),
			});
		}
		let root = header(chain, block.hash).await?.state_root;
		Ok(Self {
			chain: chain.clone(),
			block,
			root,
			nodes: MemoryDB::default(),
			values: HashMap::new(),
			rows: BTreeMap::new(),
			has_code: false,
		})
	}

	/// The block.
	pub fn block(&self) -> BlockRef {
		self.block
	}

	/// A lot whose items have serials made by rule and stand under a root.
	///
	/// # Errors
	///
	/// [`Error::NoLot`], [`Error::Input`] if it is of another kind, and those of [`Chain::request`].
	pub async fn lot(&mut self, id: LotId) -> Result<Tiled> {
		let lot: Lot =
			self.read(Lots::<Runtime>::hashed_key_for(id)).await?.ok_or(Error::NoLot(id))?;
		let refused = |reason: &str| Err(Error::input("lot", format!("{id}: {reason}")));
		match lot.kind {
			LotKind::Listed { .. } => {
				refused("its items stand on the chain one by one, so it has no tiles")
			}
			LotKind::Merkle { .. } if lot.guessable => {
				refused("its serials are the merchant's own, and do not say which tile has them")
			}
			LotKind::Merkle { root, leaf_file } => Ok(Tiled { id, lot, root, leaf_file }),
		}
	}

	/// The chain's clock, in milliseconds.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn moment(&mut self) -> Result<Moment> {
		let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
		Ok(self.read(key).await?.unwrap_or_default())
	}

	/// The hash of the runtime.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn code_hash(&mut self) -> Result<Digest> {
		self.fetch_code().await?;
		let trie = TrieBackendBuilder::new(&self.nodes, self.root).build();
		Ok(trie.storage_hash(CODE).ok().flatten().ok_or(ProofError::Incomplete)?)
	}

	async fn read<V: Decode>(&mut self, key: Vec<u8>) -> Result<Option<V>> {
		if !self.values.contains_key(&key) {
			self.fetch_values(vec![key.clone()]).await?;
		}
		let value = self.values.get(&key).and_then(Option::as_ref);
		value.map(|value| crate::chain::decode(READ_PROOF, value)).transpose()
	}

	/// For each of some tiles of a lot the nodes of the trie that suffice for the verdict over each
	/// code of the lot's batch whose serial has an index of that tile, or none of the lot's: with its
	/// leaf or another one, in this market or in none.
	///
	/// # Errors
	///
	/// [`Error::Proof`] if the node's proofs do not hold, [`Error::Answer`] if the verdict does not
	/// come to an end, and those of [`Chain::request`].
	pub async fn prove(
		&mut self,
		lot: &Tiled,
		tiles: &[u32],
		market: Option<CountryCode>,
	) -> Result<Vec<StorageProof>> {
		let mut proofs = Vec::with_capacity(tiles.len());
		for tiles in tiles.chunks(TOGETHER) {
			let mut touched = vec![Touched::default(); tiles.len()];
			// The first item of each finds most of what the others read too.
			let firsts = tiles
				.iter()
				.map(|tile| lot.items(*tile))
				.map(|items| items.start..items.end.min(items.start.saturating_add(1)));
			self.complete(lot, firsts.collect(), market, &mut touched).await?;
			let items = tiles.iter().map(|tile| lot.items(*tile)).collect();
			self.complete(lot, items, market, &mut touched).await?;
			let nexts = touched.iter().flat_map(|it| it.nexts.iter().cloned()).collect();
			self.fetch_nexts(nexts).await?;
			self.fetch_code().await?;
			for touched in touched {
				proofs.push(self.nodes(&touched)?);
			}
		}
		Ok(proofs)
	}

	/// Runs over all items of some ranges until nothing is missing any more. What was read for the
	/// items of each range is added to the range's place.
	async fn complete(
		&mut self,
		lot: &Tiled,
		ranges: Vec<Range<u32>>,
		market: Option<CountryCode>,
		touched: &mut [Touched],
	) -> Result<()> {
		let items = |range: Range<u32>| -> Vec<_> {
			let each = range.flat_map(|index| [Item::Proven(index), Item::Unproven(index)]);
			each.chain([Item::None]).collect()
		};
		let mut left: Vec<_> = ranges.into_iter().map(items).collect();
		for _ in 0..MAX_RUNS {
			let missing = self.attempt_all(lot, &mut left, market, touched)?;
			if missing.is_empty() {
				return Ok(());
			}
			self.fetch(missing).await?;
		}
		Err(Error::answer(READ_PROOF, "the verdict needs ever more of the state"))
	}

	/// Runs over what is left of each range, side by side. Gives what is missing, and leaves the items
	/// that lacked it.
	fn attempt_all(
		&self,
		lot: &Tiled,
		left: &mut [Vec<Item>],
		market: Option<CountryCode>,
		touched: &mut [Touched],
	) -> Result<Touched> {
		let attempt = |items: &mut Vec<Item>, touched: &mut Touched| -> Result<Touched> {
			let mut missing = Touched::default();
			let mut unfinished = Vec::new();
			for item in items.drain(..) {
				let (read, lacked) = self.attempt(lot, item, market, touched)?;
				if lacked.is_empty() {
					touched.add(read);
				} else {
					missing.add(lacked);
					unfinished.push(item);
				}
			}
			*items = unfinished;
			Ok(missing)
		};
		let mut jobs: Vec<_> = left.iter_mut().zip(touched).collect();
		let threads = available_parallelism().map_or(1, NonZero::get).min(jobs.len().max(1));
		let share = jobs.len().div_ceil(threads).max(1);
		let outcomes: Vec<Result<Vec<Touched>>> = thread::scope(|scope| {
			let work = |jobs: &mut [(&mut Vec<Item>, &mut Touched)]| {
				jobs.iter_mut().map(|(items, touched)| attempt(items, touched)).collect()
			};
			let workers: Vec<_> =
				jobs.chunks_mut(share).map(|jobs| scope.spawn(move || work(jobs))).collect();
			let join =
				workers.into_iter().map(|it| it.join().unwrap_or_else(|it| resume_unwind(it)));
			join.collect()
		});
		let mut missing = Touched::default();
		for lacked in outcomes {
			lacked?.into_iter().for_each(|lacked| missing.add(lacked));
		}
		Ok(missing)
	}

	/// Runs once. Gives what it read beside what is known to be read, and what of it is not here.
	fn attempt(
		&self,
		lot: &Tiled,
		item: Item,
		market: Option<CountryCode>,
		known: &Touched,
	) -> Result<(Touched, Touched)> {
		let asked = Asked::about(lot, item, market)?;
		let root = asked.root.map(|root| (lot.root, root));
		let (read, lacked) = Default::default();
		let mut lens = Lens { state: self, root, known, read, lacked };
		let outcome = run(&mut lens, || trace::verify(asked.query));
		let Lens { read, lacked, .. } = lens;
		if lacked.is_empty() {
			outcome
				.map_err(|fault: Fault| Error::answer(READ_PROOF, format!("the verdict: {fault}")))?
				.map_err(|error| Error::answer(READ_PROOF, format!("the verdict: {error}")))?;
		}
		Ok((read, lacked))
	}

	/// The nodes that show what was read, and which code the state has.
	fn nodes(&self, touched: &Touched) -> Result<StorageProof> {
		let trie = TrieBackendBuilder::new(&self.nodes, self.root)
			.with_recorder(Recorder::default())
			.build();
		let incomplete = |_| ProofError::Incomplete;
		trie.storage_hash(CODE).map_err(incomplete)?;
		for key in &touched.values {
			trie.storage(key).map_err(incomplete)?;
		}
		for key in &touched.nexts {
			trie.next_storage_key(key).map_err(incomplete)?;
		}
		Ok(trie.extract_proof().ok_or(ProofError::Incomplete)?)
	}

	async fn fetch(&mut self, missing: Touched) -> Result<()> {
		self.fetch_values(missing.values.into_iter().collect()).await?;
		// Items that lie side by side stand under keys that do: one row often serves them all.
		let group = |key: &[u8]| key.get(..key.len().saturating_sub(4)).map(<[u8]>::to_vec);
		let mut rows: Vec<Vec<u8>> = Vec::new();
		for key in missing.nexts {
			if rows.last().is_none_or(|last| group(last) != group(&key)) {
				rows.push(key);
			}
		}
		for rows in rows.chunks(LISTS) {
			let lists = try_join_all(rows.iter().map(|from| self.list(from))).await?;
			for (from, row) in rows.iter().zip(lists) {
				self.rows.insert(from.clone(), row);
			}
		}
		Ok(())
	}

	/// The keys after one key, whatever map they are of.
	async fn list(&self, from: &[u8]) -> Result<Row> {
		let method = "state_getKeysPaged";
		let params = rpc_params![Bytes(Vec::new()), STEPS, Bytes(from.to_vec()), self.block.hash];
		let keys: Vec<Bytes> = self.chain.request(method, params).await?;
		let keys: Vec<_> = keys.into_iter().map(|key| key.0).collect();
		if !keys.is_sorted() || keys.first().is_some_and(|first| **first <= *from) {
			return Err(Error::answer(method, "not the keys after the one that was named"));
		}
		Ok(Row { is_last: keys.len() < STEPS, keys })
	}

	/// The key after a key; none if that is not known.
	fn next(&self, key: &[u8]) -> Option<Option<&[u8]>> {
		let (_, row) = self.rows.range::<[u8], _>((Unbounded, Included(key))).next_back()?;
		let place = row.keys.partition_point(|it| **it <= *key);
		match row.keys.get(place) {
			Some(next) => Some(Some(next)),
			None => row.is_last.then_some(None),
		}
	}

	/// Fetches values, with what proves them.
	async fn fetch_values(&mut self, keys: Vec<Vec<u8>>) -> Result<()> {
		let asked = keys.iter().filter(|key| !self.values.contains_key(*key));
		let asked: Vec<_> = asked.cloned().collect();
		for keys in asked.chunks(KEYS_PER_REQUEST) {
			let proof = self.fetch_nodes(keys).await?;
			let keys = keys.iter().map(Vec::as_slice);
			let values = read_proof_check::<BlakeTwo256, _>(self.root, proof, keys)
				.map_err(|_| ProofError::Incomplete)?;
			self.values.extend(values);
		}
		Ok(())
	}

	/// Fetches what proves which key follows each of these, without the values.
	async fn fetch_nexts(&mut self, after: BTreeSet<Vec<u8>>) -> Result<()> {
		let nexts = after.iter().filter_map(|key| self.next(key).flatten().map(<[u8]>::to_vec));
		let keys: BTreeSet<_> = nexts.chain(after.iter().cloned()).map(beside).collect();
		let keys: Vec<_> = keys.into_iter().collect();
		for keys in keys.chunks(KEYS_PER_REQUEST) {
			self.fetch_nodes(keys).await?;
		}
		Ok(())
	}

	async fn fetch_code(&mut self) -> Result<()> {
		if !self.has_code {
			self.fetch_nodes(&[beside(CODE.to_vec())]).await?;
			self.has_code = true;
		}
		Ok(())
	}

	async fn fetch_nodes(&mut self, keys: &[Vec<u8>]) -> Result<StorageProof> {
		let nodes = self.chain.read_proof(keys, self.block.hash).await?;
		let proof = StorageProof::new(nodes.into_iter().map(|node| node.0));
		for node in proof.iter_nodes() {
			self.nodes.insert(EMPTY_PREFIX, node);
		}
		Ok(proof)
	}
}

/// A key that no map has, right after one that it may have. What shows that it is absent is what
/// leads to the other key, without that one's value.
fn beside(mut key: Vec<u8>) -> Vec<u8> {
	key.push(0);
	key
}

/// A question, and the root that the lot is to have for it.
struct Asked {
	query: VerifyQuery,
	root: Option<Digest>,
}

impl Asked {
	fn about(lot: &Tiled, item: Item, market: Option<CountryCode>) -> Result<Self> {
		let record = &lot.lot;
		let batch = String::from_utf8_lossy(&record.batch.0).into_owned();
		let index = match item {
			Item::Proven(index) | Item::Unproven(index) => Some(index),
			Item::None => None,
		};
		// No made serial is as short.
		let serial =
			index.map_or(b"0".to_vec(), |index| serial(index, &Default::default()).to_vec());
		let code = ProductCode {
			gtin: record.gtin.check()?,
			batch: Some(batch),
			serial: Some(String::from_utf8_lossy(&serial).into_owned()),
		};
		let commitment = Hash::default();
		let leaf = Leaf {
			issuer: record.issuer.0,
			gtin: record.gtin.0,
			batch: &record.batch.0,
			serial: &serial,
			commitment: &commitment,
			sheet: None,
		};
		let path = Path::of(index.unwrap_or_default(), record.count);
		let root = matches!(item, Item::Proven(_)).then(|| path.root(leaf.hash()).into());
		let evidence = LeafEvidence {
			lot: Some(lot.id),
			index,
			commitment: commitment.into(),
			sheet: None,
			proof: vec![Digest::zero(); path.0.len()].try_into().unwrap_or_default(),
		};
		let evidence = index.map(|_| evidence);
		Ok(Self { query: VerifyQuery { uri: code.to_uri(None)?, market, evidence }, root })
	}
}

/// The way from a leaf to the root: for each sibling on it, whether that stands to the left.
struct Path(Vec<bool>);

impl Path {
	/// As RFC 9162, section 2.1.3.2, goes it.
	fn of(index: u32, count: u32) -> Self {
		let (mut place, mut last) = (index, count.saturating_sub(1));
		let mut siblings = Vec::new();
		while last > 0 {
			let is_right = place % 2 == 1;
			// A last node without a partner moves up unchanged.
			if is_right || place < last {
				siblings.push(is_right);
			}
			(place, last) = (place / 2, last / 2);
		}
		Self(siblings)
	}

	/// Where it leads from a leaf if all siblings are zero.
	fn root(&self, leaf: Hash) -> Hash {
		let zero = Hash::default();
		self.0.iter().fold(leaf, |node, is_left| match is_left {
			true => node_hash(&zero, &node),
			false => node_hash(&node, &zero),
		})
	}
}

/// A state to run over, as far as it is known.
struct Lens<'a> {
	state: &'a State,
	/// A root of lots, and what stands for it.
	root: Option<(Digest, Digest)>,
	/// What runs before this one read.
	known: &'a Touched,
	read: Touched,
	lacked: Touched,
}

impl Lens<'_> {
	/// A lot with the root that is to stand for its own: of all lots that have that one, for a leaf
	/// that is part of one of them is part of the others too.
	fn with_root(&self, key: &[u8], value: &[u8]) -> Vec<u8> {
		let swapped = || {
			let (own, other) = self.root?;
			if !key.starts_with(&Lots::<Runtime>::final_prefix()) {
				return None;
			}
			let mut lot = Lot::decode(&mut &*value).ok()?;
			match &mut lot.kind {
				LotKind::Merkle { root, .. } if *root == own => *root = other,
				_ => return None,
			}
			Some(lot.encode())
		};
		swapped().unwrap_or_else(|| value.to_vec())
	}
}

impl Reads for Lens<'_> {
	fn value(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		if !self.known.values.contains(key) && !self.read.values.contains(key) {
			self.read.values.insert(key.to_vec());
		}
		match self.state.values.get(key) {
			Some(value) => value.as_ref().map(|value| self.with_root(key, value)),
			None => {
				self.lacked.values.insert(key.to_vec());
				None
			}
		}
	}

	fn next(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		if !self.known.nexts.contains(key) {
			self.read.nexts.insert(key.to_vec());
		}
		match self.state.next(key) {
			Some(next) => next.map(<[u8]>::to_vec),
			None => {
				self.lacked.nexts.insert(key.to_vec());
				None
			}
		}
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use crate::{
		mock::answering,
		proof::tests::{code_hash, state, Node, GTIN},
	};
	use hallmark_lot_tree::{verify_inclusion, Lot as Items, LotKey, Tree};
	use hallmark_runtime::Header;
	use hallmark_runtime_api::trace::VerifyAnswer;
	use hallmark_types::{
		verdict::{CodeVerdict, Evidence, Standing},
		Batch, ItemRange, NoticeId, OrgId,
	};
	use hallmark_verify::Proved;
	use jsonrpsee::server::ServerHandle;
	use pallet_product_identity::{
		BatchLot, LotStatus, LotsByBatch, Notice, NoticeKey, NoticeKind, NoticeSetter,
		NoticeSubject, Notices, NoticesOf, ReasonCode,
	};
	use serde_json::{json, Value};
	use sp_externalities::set_and_run_with_externalities;
	use sp_state_machine::{prove_read_on_trie_backend, Ext, OverlayedChanges, TestExternalities};
	use std::sync::Mutex;

	/// The lot of the tests, of two tiles.
	pub(crate) const LOT: LotId = LotId(5);
	const COUNT: u32 = 300;

	/// The item that was recalled, in the second tile.
	pub(crate) const RECALLED: u32 = 290;

	pub(crate) fn items() -> Items {
		Items::new(1, GTIN.0, "B1", LotKey::new([1; 32]), COUNT).unwrap()
	}

	/// A state with a lot of two tiles, of which an item may be recalled, and with another part of
	/// the batch.
	pub(crate) fn tiled(recalled: bool) -> TestExternalities<BlakeTwo256> {
		let mut file = Vec::new();
		let whole = items().write(&mut file, |_| ()).unwrap();
		let mut ext = state(false);
		ext.execute_with(|| {
			let mut lot = Lots::<Runtime>::get(LOT).unwrap();
			lot.count = COUNT;
			lot.kind = LotKind::Merkle { root: whole.root.into(), leaf_file: whole.digest.into() };
			Lots::<Runtime>::insert(LOT, &lot);
			let other =
				LotKind::Merkle { root: Digest::repeat_byte(1), leaf_file: Digest::repeat_byte(2) };
			Lots::<Runtime>::insert(LotId(6), Lot { part: 1, count: 270, kind: other, ..lot });
			let batch = Batch::new("B1").unwrap();
			LotsByBatch::<Runtime>::mutate((GTIN, batch, OrgId(1)), |lots| {
				let (lot, status) = (LotId(6), LotStatus::Active);
				lots.try_push(BatchLot { lot, part: 1, status }).unwrap();
			});
			if recalled {
				let range = ItemRange { start: RECALLED, end: RECALLED + 1 };
				let notice = Notice {
					kind: NoticeKind::Recall,
					subject: NoticeSubject::Items(LOT, vec![range].try_into().unwrap()),
					set_by: NoticeSetter::Council,
					country: None,
					reason: ReasonCode(1),
					document: None,
					since: 1,
					confirms: None,
					lifted: None,
					lapses: None,
				};
				Notices::<Runtime>::insert(NoticeId(9), notice);
				NoticesOf::<Runtime>::mutate(NoticeKey::Lot(LOT), NoticeSetter::Council, |list| {
					list.try_push(NoticeId(9)).unwrap();
				});
			}
		});
		ext.commit_all().unwrap();
		ext
	}

	/// A node whose newest final block has a state.
	pub(crate) async fn node(
		mut ext: TestExternalities<BlakeTwo256>,
	) -> (Chain, Header, ServerHandle) {
		let mut keys: Vec<Vec<u8>> = Vec::new();
		ext.execute_with(|| {
			while let Some(key) =
				sp_io::storage::next_key(keys.last().map_or(&[][..], Vec::as_slice))
			{
				keys.push(key.to_vec());
			}
		});
		let node = Node::of(&ext);
		let header = node.header.clone();
		let backend = Mutex::new(ext.as_backend());
		let bytes = |value: &Value| serde_json::from_value::<Bytes>(value.clone()).unwrap().0;
		let answer = move |method: &str, params: &[Value]| match method {
			"state_getReadProof" => {
				let asked: Vec<Bytes> = serde_json::from_value(params[0].clone()).unwrap();
				let asked = asked.iter().map(|key| &key.0);
				let backend = backend.lock().unwrap();
				let nodes = prove_read_on_trie_backend(&backend, asked).unwrap();
				let nodes: Vec<_> = nodes.into_iter_nodes().map(Bytes).collect();
				json!({ "at": params[1], "proof": nodes })
			}
			"state_getKeysPaged" => {
				let after = bytes(&params[2]);
				let first = keys.partition_point(|key| *key <= after);
				let count = params[1].as_u64().unwrap() as usize;
				json!(keys[first..].iter().take(count).cloned().map(Bytes).collect::<Vec<_>>())
			}
			_ => node.answer(method, params),
		};
		let (chain, handle) = answering(answer).await;
		(chain, header, handle)
	}

	/// What a device makes of nodes: the verdict over a code with a leaf.
	fn judged(
		root: Digest,
		nodes: &[Vec<u8>],
		uri: &str,
		market: Option<CountryCode>,
		evidence: Option<LeafEvidence>,
	) -> core::result::Result<VerifyAnswer, ProofError> {
		let state = Proved::new(root, StorageProof::new(nodes.to_vec()))?;
		assert_eq!(state.code_hash()?, code_hash());
		let query = VerifyQuery { uri: uri.into(), market, evidence };
		state.compute(|part| {
			let mut changes = OverlayedChanges::default();
			let mut ext = Ext::new(&mut changes, part, None);
			set_and_run_with_externalities(&mut ext, || trace::verify(query).unwrap())
		})
	}

	fn uri(serial: &str) -> String {
		format!("https://a.example/01/{GTIN}/10/B1/21/{serial}")
	}

	fn evidence(items: &Items, index: u32) -> LeafEvidence {
		let made = items.items(|_| ());
		let tree = Tree::new(made.iter().map(|item| item.leaf).collect());
		let proof: Vec<_> =
			tree.proof(index.into()).unwrap().into_iter().map(Digest::from).collect();
		LeafEvidence {
			lot: Some(LOT),
			index: None,
			commitment: made[index as usize].commitment.into(),
			sheet: None,
			proof: proof.try_into().unwrap(),
		}
	}

	/// The proofs of both tiles, and the root of their state.
	async fn proven(
		ext: TestExternalities<BlakeTwo256>,
		market: Option<CountryCode>,
	) -> (Digest, Vec<Vec<Vec<u8>>>) {
		let (chain, header, _node) = node(ext).await;
		let block = BlockRef { number: header.number, hash: header.hash() };
		let mut state = State::at(&chain, block).await.unwrap();
		let lot = state.lot(LOT).await.unwrap();
		assert_eq!((lot.tiles(), lot.items(1)), (2, 256..COUNT));
		let proofs = state.prove(&lot, &[0, 1], market).await.unwrap();
		assert_eq!(state.moment().await.unwrap(), 1_000);
		assert_eq!(state.code_hash().await.unwrap(), code_hash());
		let nodes = |proof: StorageProof| proof.into_iter_nodes().collect();
		(header.state_root, proofs.into_iter().map(nodes).collect())
	}

	#[tokio::test]
	async fn tile_proves_every_code_that_it_can_have() {
		let market = Some(CountryCode(*b"CN"));
		let (root, tiles) = proven(tiled(true), market).await;
		let items = items();
		for (tile, nodes) in (0..).zip(&tiles) {
			for index in [0, 1, 128, 255, 256, RECALLED, COUNT - 1] {
				if index / TILE != tile {
					continue;
				}
				let code = uri(&items.serial(index).unwrap());
				for market in [market, None] {
					let leaf = Some(evidence(&items, index));
					let answer = judged(root, nodes, &code, market, leaf).unwrap();
					assert_eq!(answer.facts.evidence, Evidence::Proven, "{index}");
					assert_eq!(answer.index, Some(index));
					let stops = answer.verdict.standing == Standing::Stop;
					assert_eq!(stops, index == RECALLED, "{index}");
				}
				// With another leaf or none, and with a serial that nobody made.
				let made_up = serial(index, &[9; 10]);
				let made_up = uri(core::str::from_utf8(&made_up).unwrap());
				let other = Some(evidence(&items, (index + 1) % COUNT));
				for (code, leaf) in
					[(&code, None), (&code, other), (&made_up, Some(evidence(&items, index)))]
				{
					let answer = judged(root, nodes, code, market, leaf).unwrap();
					assert_eq!(answer.verdict.code, CodeVerdict::Unproven, "{index}");
				}
			}
			for foreign in ["X-1", core::str::from_utf8(&serial(COUNT, &[0; 10])).unwrap()] {
				let answer = judged(root, nodes, &uri(foreign), market, None).unwrap();
				assert_eq!(answer.verdict.code, CodeVerdict::Mismatch, "{foreign}");
			}
		}
	}

	#[tokio::test]
	async fn tile_has_no_node_that_no_code_needs() {
		let (root, tiles) = proven(tiled(true), None).await;
		let items = items();
		let nodes = &tiles[1];
		assert!(nodes.len() > 10);
		for left_out in 0..nodes.len() {
			let mut nodes = nodes.clone();
			nodes.remove(left_out);
			let needed = (TILE..COUNT).any(|index| {
				let code = uri(&items.serial(index).unwrap());
				let judged = |leaf| {
					Proved::new(root, StorageProof::new(nodes.clone())).and_then(|state| {
						state.code_hash()?;
						let query = VerifyQuery { uri: code.clone(), market: None, evidence: leaf };
						state
							.compute(|part| {
								let mut changes = OverlayedChanges::default();
								let mut ext = Ext::new(&mut changes, part, None);
								set_and_run_with_externalities(&mut ext, || {
									trace::verify(query).map(drop)
								})
							})
							.map(drop)
					})
				};
				judged(Some(evidence(&items, index))).is_err() || judged(None).is_err()
			});
			assert!(needed, "node {left_out}");
		}
	}

	#[tokio::test]
	async fn lot_without_tiles_is_refused() {
		let mut ext = tiled(false);
		ext.execute_with(|| {
			let lot = Lots::<Runtime>::get(LOT).unwrap();
			Lots::<Runtime>::insert(LotId(7), Lot { guessable: true, ..lot.clone() });
			let kind = LotKind::Listed { closed: false };
			Lots::<Runtime>::insert(LotId(8), Lot { kind, ..lot });
		});
		ext.commit_all().unwrap();
		let (chain, header, _node) = node(ext).await;
		let block = BlockRef { number: header.number, hash: header.hash() };
		let mut state = State::at(&chain, block).await.unwrap();
		assert!(matches!(state.lot(LotId(99)).await, Err(Error::NoLot(LotId(99)))));
		for lot in [7, 8] {
			let error = state.lot(LotId(lot)).await.unwrap_err();
			assert!(matches!(error, Error::Input { field: "lot", .. }), "{error}");
		}
	}

	#[tokio::test]
	async fn proof_of_another_state_is_refused() {
		let (chain, header, _node) = node(tiled(true)).await;
		let block = BlockRef { number: header.number, hash: header.hash() };
		let mut state = State::at(&chain, block).await.unwrap();
		state.root = *tiled(false).backend.root();
		let error = state.lot(LOT).await.unwrap_err();
		assert!(matches!(error, Error::Proof(ProofError::Incomplete)), "{error}");
	}

	#[test]
	fn made_up_path_is_one_that_the_lot_has() {
		for count in 1..40 {
			let leaves: Vec<Hash> = (0..count as u8).map(|it| [it; 32]).collect();
			let tree = Tree::new(leaves.clone());
			for index in 0..count {
				let path = Path::of(index, count);
				assert_eq!(path.0.len(), tree.proof(index.into()).unwrap().len());
				let leaf = leaves[index as usize];
				let zeros = vec![Hash::default(); path.0.len()];
				let (size, place) = (count.into(), index.into());
				verify_inclusion(&path.root(leaf), size, place, &leaf, &zeros).unwrap();
			}
		}
	}

	#[test]
	fn tiles_cover_a_lot() {
		assert_eq!(items_of(0, 1), 0..1);
		assert_eq!(items_of(0, 256), 0..256);
		assert_eq!(items_of(1, 256), 256..256);
		assert_eq!(items_of(4_095, 1 << 20), 1_048_320..1_048_576);
		assert!(items_of(u32::MAX, 300).is_empty());
	}
}
