//! Files that judge the codes of some lots without any network.
//!
//! A [`Pack`] has what a server would show for each item of some tiles of some lots: the block with
//! the votes that made it final, the nodes of its state's trie, and the leaves. It is as good as the
//! voters that whoever opens it trusts, and as old as its block. `docs/pack.md` gives every byte.

use crate::{
	bundle::{Bundle, Final, Prover},
	code::Code,
	leaves::Leaves,
	proof::{answer, read, ProofError, Proven, TrustedSet},
	tiles::{items_of, State, Tiled, TILE},
	verify::without,
	BlockRef, Chain, Error, Result,
};
use codec::{Decode, DecodeAll, Encode};
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{index_of_serial, Hash, Leaf, Tree};
use hallmark_runtime::Runtime;
use hallmark_runtime_api::trace::{LeafEvidence, VerifyQuery};
use hallmark_types::{
	verdict::CodeVerdict, Batch, BlockNumber, CountryCode, Digest, Gtin, ItemRange, LotId, Moment,
	OrgId,
};
use hallmark_verify::is_stale;
use jsonrpsee::rpc_params;
use pallet_product_identity::{Lot, LotKind, Lots};
use sha2::{Digest as _, Sha256};
use sp_core::Bytes;
use std::{
	collections::{BTreeMap, BTreeSet},
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::timeout;

/// The most bytes of a pack.
pub const MAX_BYTES: usize = 20_000_000;

/// How the name of a pack ends.
pub const EXTENSION: &str = "pack";

const MAGIC: [u8; 8] = *b"HLMKPACK";
const VERSION: u8 = 1;

/// How long the newest votes are waited for. Without them a pack begins with those that the node
/// keeps, which may be those of a minute ago.
const PATIENCE: Duration = Duration::from_secs(12);

/// Why a pack is not made or does not judge a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
	/// It does not begin as a pack.
	#[error("not a pack: it does not begin with HLMKPACK")]
	Magic,
	/// It has a version that this code does not know.
	#[error("pack: unknown version {0}. A later release may read it")]
	Version(u8),
	/// It is damaged.
	#[error("pack: {0}. Fetch it again")]
	Malformed(&'static str),
	/// It would be too large.
	#[error(
		"the pack would have {} MB, {} at most. Name fewer lots, or ranges of their items (such as \
		 --lot 7:0-99999), and make several packs",
		megabytes(*.0),
		megabytes(MAX_BYTES)
	)]
	TooLarge(usize),
	/// The pack is of another chain than the trusted voters.
	#[error(
		"the pack is of the chain with genesis {pack:?}, and the trusted voters are of {trusted:?}"
	)]
	OtherChain {
		/// The pack's chain.
		pack: Digest,
		/// The voters'.
		trusted: Digest,
	},
	/// The trusted voters have followed the chain further than to the pack's block.
	#[error(
		"the pack is of block {pack}, and the voters that are trusted are those since block {trusted}. \
		 Trust the chain's specification, or voters of before"
	)]
	Older {
		/// The height of the pack's block.
		pack: BlockNumber,
		/// Up to where the voters have followed the chain.
		trusted: BlockNumber,
	},
	/// It is for another market.
	#[error("the pack is for {}, not for {}", market(*.pack), market(*.asked))]
	OtherMarket {
		/// The one that it is for.
		pack: Option<CountryCode>,
		/// The one asked about.
		asked: Option<CountryCode>,
	},
	/// The code names no batch, so that the pack does not say which lot it is of.
	#[error("this code names no batch (10): a pack judges only codes that do")]
	NoBatch,
	/// The pack does not have what the code names. That says nothing of the code.
	#[error(
		"{0} is not in this pack, which says nothing of this code. Ask the chain, or another pack"
	)]
	Absent(String),
	/// The pack says that it is of another time than its block.
	#[error("the pack says that it is of another time than its block is")]
	OtherTime,
}

fn megabytes(bytes: usize) -> String {
	format!("{:.1}", bytes as f64 / 1e6)
}

fn market(market: Option<CountryCode>) -> String {
	market.map_or("no market".into(), |country| country.to_string())
}

/// What a pack says of itself, before anything of it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Preface {
	/// The chain's first block.
	pub genesis: Digest,
	/// The block whose state it has.
	pub block: BlockRef,
	/// When that was made, by the chain's clock, in milliseconds. Each verdict proves it again.
	pub at: Moment,
	/// The hash of the state's code, which names the verifier.
	pub code_hash: Digest,
	/// The country in which the goods are offered.
	pub market: Option<CountryCode>,
}

impl Preface {
	/// The most bytes that it takes from the beginning of a pack.
	pub const MAX_LEN: u64 = 120;

	/// Reads it from the beginning of a pack.
	///
	/// # Errors
	///
	/// [`PackError::Magic`], [`PackError::Version`], [`PackError::Malformed`].
	pub fn read(bytes: &[u8]) -> core::result::Result<Self, PackError> {
		Self::decode(&mut contents(bytes)?).map_err(|_| PackError::Malformed("it ends too soon"))
	}
}

/// What stands in a pack after magic and version.
fn contents(bytes: &[u8]) -> core::result::Result<&[u8], PackError> {
	let rest = bytes.strip_prefix(&MAGIC[..]).ok_or(PackError::Magic)?;
	match rest.split_first() {
		None => Err(PackError::Malformed("it ends too soon")),
		Some((&VERSION, rest)) => Ok(rest),
		Some((version, _)) => Err(PackError::Version(*version)),
	}
}

/// A file that judges the codes of some lots without any network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Pack {
	/// What it says of itself.
	pub preface: Preface,
	/// The last blocks of sets of voters since the one that it was made to be trusted by, oldest
	/// first.
	pub handoffs: Vec<Final>,
	/// The block, with its votes.
	pub head: Final,
	/// Nodes of the state's trie, each once.
	pub nodes: Vec<Vec<u8>>,
	/// The lots.
	pub lots: Vec<PackedLot>,
}

/// What a pack has of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PackedLot {
	/// The lot.
	pub lot: LotId,
	/// Who issued it.
	pub issuer: OrgId,
	/// The product.
	pub gtin: Gtin,
	/// The batch.
	pub batch: Batch,
	/// How many items the lot has.
	pub count: u32,
	/// Whether records have the digest of the item's own data sheet.
	pub sheets: bool,
	/// Some of its tiles, ascending: at least one.
	pub tiles: Vec<PackedTile>,
}

/// A tile of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PackedTile {
	/// Its number.
	pub number: u32,
	/// The places of those nodes that verdicts over its items read.
	pub nodes: Vec<u32>,
	/// The way from its root to the lot's.
	pub proof: Vec<Digest>,
	/// Its records: leaf, commitment, and digest of the data sheet where the lot has such.
	pub records: Vec<u8>,
}

impl PackedLot {
	fn record_len(&self) -> usize {
		if self.sheets {
			96
		} else {
			64
		}
	}

	/// The items that the pack has of it.
	pub fn ranges(&self) -> Vec<ItemRange> {
		let mut ranges: Vec<ItemRange> = Vec::new();
		for tile in &self.tiles {
			let items = items_of(tile.number, self.count);
			match ranges.last_mut() {
				Some(last) if last.end == items.start => last.end = items.end,
				_ => ranges.push(ItemRange { start: items.start, end: items.end }),
			}
		}
		ranges
	}

	/// The digest of its leaf file; none if the pack has not all of it. (The file's form is that of
	/// [`leaf_file`](hallmark_lot_tree::leaf_file); serials of the merchant's own are not packed.)
	fn digest(&self) -> Option<Digest> {
		let numbers = self.tiles.iter().map(|tile| tile.number);
		if !numbers.eq(0..self.count.div_ceil(TILE)) {
			return None;
		}
		let mut hasher = Sha256::new();
		hasher.update(b"HLMKLEAF");
		hasher.update([2, self.sheets.into()]);
		hasher.update(self.issuer.0.to_be_bytes());
		hasher.update(self.gtin.0.to_be_bytes());
		let mut batch = [0; 21];
		let (length, text) = batch.split_first_mut()?;
		*length = u8::try_from(self.batch.0.len()).ok()?;
		text.get_mut(..self.batch.0.len())?.copy_from_slice(&self.batch.0);
		hasher.update(batch);
		hasher.update(self.count.to_be_bytes());
		for tile in &self.tiles {
			hasher.update(&tile.records);
		}
		Some(Hash::from(hasher.finalize()).into())
	}

	/// Whether its tiles are such as a lot of its size has.
	fn is_sound(&self, nodes: usize) -> bool {
		let tiles = &self.tiles;
		let is_whole = |tile: &PackedTile| {
			let items = items_of(tile.number, self.count);
			!items.is_empty()
				&& tile.records.len() == items.len().saturating_mul(self.record_len())
				&& tile.nodes.iter().all(|place| (*place as usize) < nodes)
		};
		!tiles.is_empty()
			&& tiles.is_sorted_by(|a, b| a.number < b.number)
			&& tiles.iter().all(is_whole)
	}
}

/// The record of an item.
#[derive(Clone, Copy)]
struct Record {
	leaf: Hash,
	commitment: Hash,
	sheet: Option<Hash>,
}

fn records<'a>(lot: &PackedLot, tile: &'a PackedTile) -> impl Iterator<Item = Record> + use<'a> {
	let hash = |bytes: Option<&[u8]>| bytes.and_then(|it| Hash::try_from(it).ok());
	let record = move |record: &[u8]| {
		Some(Record {
			leaf: hash(record.get(..32))?,
			commitment: hash(record.get(32..64))?,
			sheet: hash(record.get(64..96)),
		})
	};
	tile.records.chunks_exact(lot.record_len()).filter_map(record)
}

/// What a pack has for a code.
struct Place<'a> {
	lot: &'a PackedLot,
	tile: &'a PackedTile,
	/// The item with its record; none if the lot can have no item with this serial.
	item: Option<(u32, Record)>,
}

impl Place<'_> {
	fn evidence(&self) -> Option<LeafEvidence> {
		let (index, record) = self.item?;
		Some(LeafEvidence {
			lot: Some(self.lot.lot),
			index: Some(index),
			commitment: record.commitment.into(),
			sheet: record.sheet.map(Digest::from),
			proof: self.proof(index)?.try_into().ok()?,
		})
	}

	/// The way from an item's leaf to the lot's root.
	fn proof(&self, index: u32) -> Option<Vec<Digest>> {
		let leaves = records(self.lot, self.tile).map(|record| record.leaf).collect();
		let within = Tree::new(leaves).proof((index % TILE).into())?;
		Some(within.into_iter().map(Digest::from).chain(self.tile.proof.iter().copied()).collect())
	}
}

impl Pack {
	/// Reads a pack.
	///
	/// # Errors
	///
	/// [`PackError::Magic`], [`PackError::Version`], [`PackError::Malformed`],
	/// [`PackError::TooLarge`].
	pub fn read(bytes: &[u8]) -> core::result::Result<Self, PackError> {
		let mut contents = contents(bytes)?;
		if bytes.len() > MAX_BYTES {
			return Err(PackError::TooLarge(bytes.len()));
		}
		let pack = Self::decode_all(&mut contents)
			.map_err(|_| PackError::Malformed("it is cut short, or goes on after its end"))?;
		let nodes = pack.nodes.len();
		if !pack.lots.iter().all(|lot| lot.is_sound(nodes)) {
			return Err(PackError::Malformed("a lot has not the leaves that it should"));
		}
		Ok(pack)
	}

	/// Its bytes.
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = MAGIC.to_vec();
		bytes.push(VERSION);
		self.encode_to(&mut bytes);
		bytes
	}

	/// How many items it has.
	pub fn items(&self) -> u32 {
		let ranges = self.lots.iter().flat_map(PackedLot::ranges);
		ranges.map(|range| range.len()).fold(0, u32::saturating_add)
	}

	/// Where it has a code. A code whose serial none of its lots can have is found in any tile of
	/// them; one that it cannot judge is not found.
	fn find(&self, code: &ProductCode) -> core::result::Result<Place<'_>, PackError> {
		let batch = code.batch.as_deref().ok_or(PackError::NoBatch)?;
		let serial = code.serial.as_deref().unwrap_or_default();
		let gtin = Gtin::from(code.gtin);
		let is_named = |lot: &&PackedLot| lot.gtin == gtin && *lot.batch.0 == *batch.as_bytes();
		let lots: Vec<_> = self.lots.iter().filter(is_named).collect();
		let first = lots.first().and_then(|lot| Some((*lot, lot.tiles.first()?)));
		let (first, tile) =
			first.ok_or_else(|| PackError::Absent(format!("batch {batch} of product {gtin}")))?;
		let Some(index) = index_of_serial(serial.as_bytes()) else {
			return Ok(Place { lot: first, tile, item: None });
		};
		let (mut other, mut absent) = (None, None);
		for lot in lots.into_iter().filter(|lot| index < lot.count) {
			let Some(tile) = lot.tiles.iter().find(|tile| tile.number == index / TILE) else {
				absent = Some(lot.lot);
				continue;
			};
			let record = records(lot, tile).nth((index % TILE) as usize);
			let record = record.ok_or(PackError::Malformed("a record is missing"))?;
			let place = Place { lot, tile, item: Some((index, record)) };
			if leaf(lot, serial, &record) == record.leaf {
				return Ok(place);
			}
			other = Some(place);
		}
		match (other, absent) {
			// Another lot of the batch may have it, whose leaves are not here.
			(_, Some(lot)) => Err(PackError::Absent(format!("item {index} of lot {lot}"))),
			(Some(place), None) => Ok(place),
			(None, None) => Ok(Place { lot: first, tile, item: None }),
		}
	}

	/// The verdict over a code of one of its items, believing nothing but the trusted set. That one
	/// does not move: a pack is older than what the chain says now. `code` is the runtime that the
	/// pack names.
	///
	/// # Errors
	///
	/// [`Error::Gs1`] or [`Error::Input`] if the URI is no code of an item, [`Error::Pack`] if the
	/// pack does not judge it, [`Error::Proof`] if anything does not hold.
	pub fn verify(&self, trusted: &TrustedSet, code: &Code, uri: &str) -> Result<Proven> {
		let item = crate::verify::item_code(uri)?;
		let place = self.find(&item)?;
		let Preface { genesis, block: own, at, market, .. } = self.preface;
		if trusted.genesis != genesis {
			let (pack, trusted) = (genesis, trusted.genesis);
			return Err(PackError::OtherChain { pack, trusted }.into());
		}
		let node = |place: &u32| self.nodes.get(*place as usize).cloned();
		let proof: Option<Vec<_>> = place.tile.nodes.iter().map(node).collect();
		let proof = proof.ok_or(PackError::Malformed("a node is missing"))?;
		let proof_bytes = proof.iter().map(Vec::len).sum();
		let (handoffs, head) = (self.handoffs.clone(), self.head.clone());
		let mut trusted = trusted.clone();
		let bundle = Bundle { handoffs, head, proof, evidence: None };
		if own.number < trusted.since.number {
			let (pack, trusted) = (own.number, trusted.since.number);
			return Err(PackError::Older { pack, trusted }.into());
		}
		let (block, state) = bundle.prove(&mut trusted)?;
		let evidence = place.evidence();
		let query = VerifyQuery { uri: uri.into(), market, evidence };
		let mut answer = answer(&state, code, query)?;
		if (answer.facts.now, block) != (at, own) {
			return Err(PackError::OtherTime.into());
		}
		let unproven = answer.verdict.code == CodeVerdict::Unproven;
		if let Some((_, record)) = place.item.filter(|_| unproven) {
			// The way to the root proves leaves and not what stands beside them: with another commitment
			// than its own, a right code makes another leaf, too. So only the complete leaf file refutes
			// a code, whose digest is in the state.
			let key = Lots::<Runtime>::hashed_key_for(place.lot.lot);
			let lot = read::<Lot>(&state, code, &key)?;
			let is_other = lot.is_some_and(|lot| match lot.kind {
				LotKind::Merkle { leaf_file, .. } => place.lot.digest() == Some(leaf_file),
				LotKind::Listed { .. } => false,
			});
			let serial = item.serial.as_deref().unwrap_or_default();
			if is_other && leaf(place.lot, serial, &record) != record.leaf {
				without(&mut answer, &[place.lot.lot]);
			}
		}
		let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
		let stale = is_stale(answer.facts.now, now.as_millis() as Moment);
		Ok(Proven {
			answer,
			block,
			set_id: trusted.set_id,
			proof_bytes,
			code_hash: code.hash(),
			spec_version: code.spec_version(),
			stale,
		})
	}
}

/// The leaf hash that a serial makes with a record.
fn leaf(lot: &PackedLot, serial: &str, record: &Record) -> Hash {
	let leaf = Leaf {
		issuer: lot.issuer.0,
		gtin: lot.gtin.0,
		batch: &lot.batch.0,
		serial: serial.as_bytes(),
		commitment: &record.commitment,
		sheet: record.sheet.as_ref(),
	};
	leaf.hash()
}

/// Which items of a lot a pack is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
	/// All of them.
	All,
	/// These; the tiles that have them come whole.
	Ranges(Vec<ItemRange>),
}

impl Wanted {
	fn tiles(&self, lot: &Tiled) -> Result<Vec<u32>> {
		let Self::Ranges(ranges) = self else { return Ok((0..lot.tiles()).collect()) };
		let count = lot.lot.count;
		let tiles_of = |range: &ItemRange| {
			if range.is_empty() || range.end > count {
				let (id, last) = (lot.id, range.end.saturating_sub(1));
				let reason = format!("lot {id} has no items {}-{last}, but {count}", range.start);
				return Err(Error::input("lot", reason));
			}
			Ok(range.start / TILE..range.end.div_ceil(TILE))
		};
		let tiles = ranges.iter().map(tiles_of).collect::<Result<Vec<_>>>()?;
		Ok(tiles.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect())
	}
}

/// Makes a pack of the newest final block. Whoever trusts the set `trusted`, or one since, can open
/// it: the chain's first set, if everybody is to. `told` hears how many tiles are done, and of how
/// many.
///
/// # Errors
///
/// [`Error::NoLot`], [`Error::Input`] if a lot is not of the kind that has tiles, has not these
/// items, or its leaf file is not among `leaves`; [`PackError::TooLarge`]; those of
/// [`follow`](crate::proof::follow), [`State::at`] and [`State::prove`].
pub async fn make(
	chain: &Chain,
	trusted: &TrustedSet,
	market: Option<CountryCode>,
	wanted: &BTreeMap<LotId, Wanted>,
	leaves: &mut Leaves,
	mut told: impl FnMut(usize, usize),
) -> Result<Pack> {
	let prover = newest(chain, trusted).await?;
	let nothing = || Error::Proof(ProofError::NoJustification);
	let block = prover.head().ok_or_else(nothing)?;
	let mut state = State::at(chain, block).await?;

	// The leaves are most of it: whether there is room for them is known at once.
	let mut lots = Vec::new();
	let mut bytes: usize = 0;
	for (id, wanted) in wanted {
		let lot = state.lot(*id).await?;
		let numbers = wanted.tiles(&lot)?;
		for number in &numbers {
			bytes = bytes.saturating_add(lot.items(*number).len().saturating_mul(64));
		}
		lots.push((lot, numbers));
	}
	if bytes > MAX_BYTES {
		return Err(PackError::TooLarge(bytes).into());
	}

	let (mut places, mut nodes) = (BTreeMap::new(), Vec::new());
	let mut packed = Vec::new();
	let all = lots.iter().map(|(_, numbers)| numbers.len()).sum();
	let mut done: usize = 0;
	for (lot, numbers) in lots {
		let (tiles, sheets) = leaves.tiles(&lot, &numbers)?;
		let mut packed_tiles = Vec::with_capacity(tiles.len());
		for tiles in tiles.chunks(64) {
			let numbers: Vec<_> = tiles.iter().map(|tile| tile.number).collect();
			let proofs = state.prove(&lot, &numbers, market).await?;
			for (tile, proof) in tiles.iter().cloned().zip(proofs) {
				let mut place_of = |node: Vec<u8>| {
					let next = nodes.len() as u32;
					let place = *places.entry(node.clone()).or_insert(next);
					if place == next {
						nodes.push(node);
					}
					place
				};
				packed_tiles.push(PackedTile {
					number: tile.number,
					nodes: proof.into_iter_nodes().map(&mut place_of).collect(),
					proof: tile.proof,
					records: tile.records,
				});
			}
			done = done.saturating_add(tiles.len());
			told(done, all);
		}
		packed.push(PackedLot {
			lot: lot.id,
			issuer: lot.lot.issuer,
			gtin: lot.lot.gtin,
			batch: lot.lot.batch,
			count: lot.lot.count,
			sheets,
			tiles: packed_tiles,
		});
	}
	let bundle = prover.with(Vec::new(), 0).ok_or_else(nothing)?;
	let preface = Preface {
		genesis: trusted.genesis,
		block,
		at: state.moment().await?,
		code_hash: state.code_hash().await?,
		market,
	};
	let pack = Pack { preface, handoffs: bundle.handoffs, head: bundle.head, nodes, lots: packed };
	let bytes = pack.encoded_size().saturating_add(MAGIC.len()).saturating_add(1);
	match bytes {
		_ if bytes > MAX_BYTES => Err(PackError::TooLarge(bytes).into()),
		_ => Ok(pack),
	}
}

/// What shows that the newest final block is final. A node keeps the votes of some blocks only, so
/// the next ones are waited for as they are cast.
async fn newest(chain: &Chain, trusted: &TrustedSet) -> Result<Prover> {
	let mut prover = Prover::new(trusted.clone());
	prover.follow(chain).await?;
	let wanted: BlockNumber = chain.finalised().await?.number;
	let methods = ("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
	let hear = async {
		let mut votes = chain.subscribe::<Bytes>(methods.0, rpc_params![], methods.1).await?;
		while prover.head().is_none_or(|head| head.number < wanted) {
			let Some(Ok(justification)) = votes.next().await else { break };
			prover.hear(chain, &justification).await?;
		}
		Ok::<_, Error>(())
	};
	// If none are told, what the node keeps will do.
	let heard = timeout(PATIENCE, hear).await;
	log::debug!("the newest votes: {heard:?}");
	Ok(prover)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		proof::tests::{code_hash, trusted, GTIN},
		tiles::tests::{items, node, tiled, LOT, RECALLED},
	};
	use hallmark_lot_tree::serial;
	use hallmark_types::verdict::{Evidence, Standing};
	use serde::Deserialize;
	use tempfile::TempDir;

	const MARKET: Option<CountryCode> = Some(CountryCode(*b"CN"));

	/// A folder with the lot's leaf file.
	fn leaves() -> (TempDir, Leaves) {
		let folder = tempfile::tempdir().unwrap();
		let mut file = std::fs::File::create(folder.path().join("b1.leaves")).unwrap();
		items().write(&mut file, |_| ()).unwrap();
		let leaves = Leaves::open(folder.path()).unwrap();
		(folder, leaves)
	}

	async fn made(wanted: Wanted) -> Result<Pack> {
		let (chain, _, _node) = node(tiled(true)).await;
		let (_folder, mut leaves) = leaves();
		let wanted = BTreeMap::from([(LOT, wanted)]);
		let mut told = Vec::new();
		let pack = make(&chain, &trusted(4), MARKET, &wanted, &mut leaves, |done, all| {
			told.push((done, all));
		})
		.await?;
		assert_eq!(told.last().map(|(done, all)| done == all), Some(true));
		Ok(pack)
	}

	fn uri(index: u32) -> String {
		format!("https://a.example/01/{GTIN}/10/B1/21/{}", items().serial(index).unwrap())
	}

	fn verify(pack: &Pack, uri: &str) -> Result<Proven> {
		pack.verify(&trusted(4), &Code::linked(code_hash()), uri)
	}

	fn refused(pack: &Pack, uri: &str) -> PackError {
		match verify(pack, uri) {
			Err(Error::Pack(error)) => error,
			other => panic!("{other:?}"),
		}
	}

	#[tokio::test]
	async fn pack_judges_its_items_as_of_its_block() {
		let pack = made(Wanted::All).await.unwrap();
		assert_eq!((pack.items(), pack.preface.at, pack.preface.market), (300, 1_000, MARKET));
		assert_eq!(pack.preface.code_hash, code_hash());
		// Once read again from its bytes.
		let pack = Pack::read(&pack.to_bytes()).unwrap();
		for index in [0, 255, 256, 299] {
			let proven = verify(&pack, &uri(index)).unwrap();
			assert_eq!(proven.answer.facts.evidence, Evidence::Proven);
			assert_eq!(proven.answer.verdict.code, CodeVerdict::Registered);
			assert_ne!(proven.answer.verdict.standing, Standing::Stop);
			assert_eq!(proven.answer.facts.market, MARKET);
			assert_eq!((proven.block, proven.stale), (pack.preface.block, true));
		}
		let recalled = verify(&pack, &uri(RECALLED)).unwrap().answer;
		assert_eq!(recalled.verdict.standing, Standing::Stop);
		assert_eq!(recalled.verdict.code, CodeVerdict::Registered);
	}

	#[tokio::test]
	async fn code_that_the_lot_has_not_is_refuted() {
		let pack = made(Wanted::All).await.unwrap();
		let code = |serial: &str| format!("https://a.example/01/{GTIN}/10/B1/21/{serial}");
		let made_up = |index| String::from_utf8(serial(index, &[9; 10]).to_vec()).unwrap();
		// Another part of the batch, whose leaves nobody has here, may have these.
		for index in [0, 269] {
			let answer = verify(&pack, &code(&made_up(index))).unwrap().answer;
			assert_eq!(answer.verdict.code, CodeVerdict::Unproven, "{index}");
			assert_eq!(answer.facts.candidates.len(), 1, "{index}");
		}
		for serial in [made_up(270), made_up(299), made_up(300), "X-1".into()] {
			let answer = verify(&pack, &code(&serial)).unwrap().answer;
			assert_eq!(answer.verdict.code, CodeVerdict::Mismatch, "{serial}");
		}
	}

	#[tokio::test]
	async fn code_is_refuted_only_by_the_whole_leaf_file_of_its_lot() {
		let code = |index| {
			let made_up = String::from_utf8(serial(index, &[9; 10]).to_vec()).unwrap();
			format!("https://a.example/01/{GTIN}/10/B1/21/{made_up}")
		};
		let all = made(Wanted::All).await.unwrap();
		let verdict = |pack: &Pack, uri: &str| verify(pack, uri).unwrap().answer.verdict.code;
		assert_eq!(verdict(&all, &code(280)), CodeVerdict::Mismatch);
		let some = made(Wanted::Ranges(vec![ItemRange { start: 256, end: 300 }])).await.unwrap();
		assert_eq!(verdict(&some, &code(280)), CodeVerdict::Unproven);
		// Whoever makes a pack can write another commitment beside a right leaf. That brands no goods.
		for pack in [&all, &some] {
			let mut forged = pack.clone();
			let tile = forged.lots[0].tiles.last_mut().unwrap();
			tile.records[64 * (280 - 256) + 32] ^= 1;
			assert_eq!(verdict(&forged, &uri(280)), CodeVerdict::Unproven);
			assert_eq!(verdict(&forged, &code(280)), CodeVerdict::Unproven);
			assert_eq!(verdict(&forged, &uri(281)), CodeVerdict::Registered);
		}
		let mut file = Vec::new();
		let written = items().write(&mut file, |_| ()).unwrap();
		let digest = Hash::from(Sha256::digest(&file));
		assert_eq!(all.lots[0].digest(), Some(digest.into()), "{written:?}");
	}

	#[tokio::test]
	async fn what_is_not_in_the_pack_is_not_judged() {
		let ranges = vec![ItemRange { start: 0, end: 1 }, ItemRange { start: 3, end: 9 }];
		let pack = made(Wanted::Ranges(ranges)).await.unwrap();
		assert_eq!(pack.lots[0].ranges(), [ItemRange { start: 0, end: 256 }]);
		assert!(verify(&pack, &uri(255)).is_ok());
		assert_eq!(refused(&pack, &uri(256)), PackError::Absent("item 256 of lot 5".into()));
		let other = uri(0).replace("/10/B1", "/10/B2");
		assert!(matches!(refused(&pack, &other), PackError::Absent(_)));
		let no_batch = uri(0).replace("/10/B1", "");
		assert_eq!(refused(&pack, &no_batch), PackError::NoBatch);
		let product = format!("https://a.example/01/{GTIN}/10/B1");
		assert!(matches!(verify(&pack, &product), Err(Error::Input { field: "uri", .. })));
	}

	#[tokio::test]
	async fn pack_is_refused_when_the_voters_are_not_its_own() {
		let pack = made(Wanted::All).await.unwrap();
		let verify = |trusted: &TrustedSet| {
			let code = Code::linked(code_hash());
			pack.verify(trusted, &code, &uri(0)).unwrap_err()
		};
		let genesis = Digest::repeat_byte(9);
		let other = verify(&TrustedSet { genesis, ..trusted(4) });
		assert!(matches!(other, Error::Pack(PackError::OtherChain { .. })), "{other}");
		let other = verify(&trusted(5));
		assert!(matches!(other, Error::Proof(ProofError::NotFinal { .. })), "{other}");
		let since = BlockRef { number: 8, hash: Digest::repeat_byte(8) };
		let later = verify(&TrustedSet { since, ..trusted(4) });
		assert!(matches!(later, Error::Pack(PackError::Older { pack: 7, trusted: 8 })), "{later}");
		let code = Code::linked(Digest::repeat_byte(7));
		let error = pack.verify(&trusted(4), &code, &uri(0)).unwrap_err();
		assert!(matches!(error, Error::Proof(ProofError::WrongCode)), "{error}");
	}

	#[tokio::test]
	async fn nothing_reads_better_when_a_byte_of_the_pack_is_changed() {
		let bytes = made(Wanted::Ranges(vec![ItemRange { start: 256, end: 300 }]))
			.await
			.unwrap()
			.to_bytes();
		let original = verify(&Pack::read(&bytes).unwrap(), &uri(RECALLED)).unwrap().answer;
		let (mut unread, mut unproven, mut same) = (0, 0, 0);
		// Each part is met: all are longer than that, but for some that are met at their place below.
		for at in (0..bytes.len()).filter(|at| *at < 130 || at % 11 == 0) {
			let mut changed = bytes.clone();
			changed[at] ^= 1 << (at % 8);
			let Ok(pack) = Pack::read(&changed) else {
				unread += 1;
				continue;
			};
			match verify(&pack, &uri(RECALLED)) {
				Err(_) => unproven += 1,
				Ok(it) if it.answer == original => same += 1,
				// With a damaged leaf the code is not proven, and the recall stands all the same.
				Ok(it) => assert_eq!(it.answer.verdict.standing, Standing::Stop, "byte {at}"),
			}
		}
		assert!(unread > 9 && unproven > 100, "{unread} {unproven} {same}");
		for len in 0..200 {
			assert!(Pack::read(&bytes[..len]).is_err(), "{len}");
		}
		let mut longer = bytes.clone();
		longer.push(0);
		assert!(matches!(Pack::read(&longer), Err(PackError::Malformed(_))));

		// The time is that of the block, whatever stands before it.
		let mut pack = Pack::read(&bytes).unwrap();
		pack.preface.at += 1;
		assert_eq!(refused(&pack, &uri(256)), PackError::OtherTime);
		let mut pack = Pack::read(&bytes).unwrap();
		pack.preface.block.hash = Digest::zero();
		assert_eq!(refused(&pack, &uri(256)), PackError::OtherTime);
		// Another market's clearance is not proven.
		let mut pack = Pack::read(&bytes).unwrap();
		pack.lots[0].lot = LotId(6);
		let answer = verify(&pack, &uri(256)).map(|it| it.answer.verdict.code);
		assert!(matches!(answer, Ok(CodeVerdict::Registered) | Err(_)), "{answer:?}");
		// A leaf of the maker's own is not the lot's.
		let mut pack = Pack::read(&bytes).unwrap();
		let forged = uri(256).replace(&items().serial(256).unwrap(), "0800ZZZZZZZZZZZZZZZZ");
		let record: Vec<u8> = {
			let commitment = [7; 32];
			let leaf = Leaf {
				issuer: 1,
				gtin: GTIN.0,
				batch: b"B1",
				serial: b"0800ZZZZZZZZZZZZZZZZ",
				commitment: &commitment,
				sheet: None,
			};
			[leaf.hash(), commitment].concat()
		};
		pack.lots[0].tiles[0].records[..64].copy_from_slice(&record);
		let answer = verify(&pack, &forged).unwrap().answer;
		assert_ne!(answer.verdict.code, CodeVerdict::Registered);
	}

	#[tokio::test]
	async fn pack_is_not_made_when_it_would_be_too_large_or_lacks_leaves() {
		let (chain, _, _node) = node(tiled(true)).await;
		let (_folder, mut leaves) = leaves();
		let range = |start, end| Wanted::Ranges(vec![ItemRange { start, end }]);
		let mut make = async |lot, wanted| {
			let wanted = BTreeMap::from([(lot, wanted)]);
			let made = make(&chain, &trusted(4), None, &wanted, &mut leaves, |_, _| ()).await;
			made.map(drop).unwrap_err()
		};
		let error = make(LOT, range(0, 301)).await.to_string();
		assert!(error.contains("lot 5 has no items 0-300"), "{error}");
		let error = make(LotId(6), Wanted::All).await.to_string();
		assert!(error.contains("the leaf file of lot 6 is not there"), "{error}");
		assert!(matches!(make(LotId(99), Wanted::All).await, Error::NoLot(LotId(99))));

		let mut ext = tiled(false);
		ext.execute_with(|| {
			Lots::<Runtime>::mutate(LOT, |lot| lot.as_mut().unwrap().count = 1_000_000);
		});
		ext.commit_all().unwrap();
		let (chain, _, _node) = node(ext).await;
		let wanted = BTreeMap::from([(LOT, Wanted::All)]);
		let made = super::make(&chain, &trusted(4), None, &wanted, &mut leaves, |_, _| ()).await;
		let error = made.map(drop).unwrap_err();
		assert!(matches!(error, Error::Pack(PackError::TooLarge(64_000_000))), "{error}");
		let words = error.to_string();
		assert!(words.contains("64.0 MB, 20.0 at most") && words.contains("--lot"), "{words}");
	}

	/// The vectors of the repository, which `js/verify` reads too.
	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct Vectors {
		pack: Described,
		bytes: String,
		judged: Vec<Judged>,
		not_judged: Vec<NotJudged>,
		refused: Vec<Refused>,
	}

	#[derive(Deserialize)]
	struct Described {
		lots: Vec<DescribedLot>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct DescribedLot {
		leaf_file: Option<String>,
	}

	#[derive(Deserialize)]
	struct Judged {
		what: String,
		uri: String,
		bundle: String,
		refuted: bool,
		evidence: Option<Shown>,
	}

	#[derive(Deserialize)]
	struct Shown {
		lot: LotId,
		index: u32,
		commitment: String,
		sheet: Option<String>,
		proof: Vec<String>,
	}

	#[derive(Deserialize)]
	struct NotJudged {
		kind: String,
		uri: String,
	}

	#[derive(Deserialize)]
	struct Refused {
		kind: String,
		what: String,
		at: usize,
		remove: usize,
		insert: String,
	}

	/// The word that JavaScript has for an error.
	fn kind(error: &PackError) -> &'static str {
		match error {
			PackError::Version(_) => "version",
			PackError::NoBatch => "batch",
			PackError::Absent(_) => "absent",
			_ => "malformed",
		}
	}

	#[test]
	fn packs_have_their_bytes() {
		let json = include_str!("../../../vectors/pack.json");
		let vectors: Vectors = serde_json::from_str(json).unwrap();
		let bytes = hex::decode(vectors.bytes).unwrap();
		let pack = Pack::read(&bytes).unwrap();
		assert_eq!(pack.to_bytes(), bytes);
		let head = &bytes[..usize::try_from(Preface::MAX_LEN).unwrap()];
		assert_eq!(Preface::read(head), Ok(pack.preface));
		assert_eq!((pack.preface.at, pack.preface.market), (1_790_000_000_000, MARKET));
		assert_eq!(pack.items(), 3 + 44 + 2);

		let digest = |text: &String| text.parse::<Digest>().unwrap();
		assert_eq!(pack.lots.len(), vectors.pack.lots.len());
		for (lot, described) in pack.lots.iter().zip(&vectors.pack.lots) {
			assert_eq!(lot.digest(), described.leaf_file.as_ref().map(digest), "lot {}", lot.lot);
		}
		for Judged { what, uri, bundle, refuted, evidence } in vectors.judged {
			let code = ProductCode::read(&uri).unwrap();
			let place = pack.find(&code).unwrap();
			let nodes = place.tile.nodes.iter();
			let made = Bundle {
				handoffs: pack.handoffs.clone(),
				head: pack.head.clone(),
				proof: nodes.map(|place| pack.nodes[*place as usize].clone()).collect(),
				evidence: None,
			};
			assert_eq!(hex::encode(made.encode()), bundle, "{what}");
			let expected = evidence.map(|it| LeafEvidence {
				lot: Some(it.lot),
				index: Some(it.index),
				commitment: digest(&it.commitment),
				sheet: it.sheet.as_ref().map(digest),
				proof: it.proof.iter().map(digest).collect::<Vec<_>>().try_into().unwrap(),
			});
			assert_eq!(place.evidence(), expected, "{what}");
			let serial = code.serial.unwrap();
			let is_other =
				place.item.is_some_and(|(_, it)| leaf(place.lot, &serial, &it) != it.leaf);
			assert_eq!(is_other, refuted, "{what}");
		}
		for NotJudged { kind, uri } in vectors.not_judged {
			let error = pack.find(&ProductCode::read(&uri).unwrap()).err().unwrap();
			assert_eq!(self::kind(&error), kind, "{uri}");
		}
		for Refused { kind, what, at, remove, insert } in vectors.refused {
			let (head, rest) = (&bytes[..at], &bytes[at + remove..]);
			let changed = [head, &hex::decode(insert).unwrap(), rest].concat();
			assert_eq!(self::kind(&Pack::read(&changed).unwrap_err()), kind, "{what}");
		}
	}
}
