//! The past as an archive node has it, and where there is one, as a gateway's index has it.
//!
//! Blocks and events come from the index if one is given, state always from the node: the index keeps
//! records as they are now, not as they were. Everything is read by the metadata of the release that
//! wrote it.

use codec::{Decode, Encode};
use hallmark_audit::{
	history::{Block, Event, Past, PALLETS},
	mix::Contribution,
	Error, Result,
};
use hallmark_index::{
	description::{Description, METADATA},
	Reader,
};
use hallmark_sdk::{runtime::Header, BlockRef, Chain};
use hallmark_types::{BlockNumber, Digest};
use jsonrpsee::rpc_params;
use serde::Deserialize;
use serde_json::Value;
use sp_core::Bytes;
use std::{
	cell::RefCell,
	collections::{BTreeMap, HashMap},
	path::Path,
	rc::Rc,
};

/// How many values are remembered: what one block asks for again and again.
const REMEMBERED: usize = 20_000;
/// How many of a block's first extrinsics are looked through for the author's contribution, which is
/// an inherent.
const INHERENTS: usize = 8;

/// A key in storage after a block.
type Asked = (BlockNumber, Vec<u8>);

/// An archive node, and an index beside it.
pub struct Archive {
	chain: Chain,
	index: Option<Reader>,
	/// The newest final block: nothing after it is asked for.
	last: BlockRef,
	hashes: RefCell<HashMap<BlockNumber, Digest>>,
	releases: RefCell<HashMap<u32, Rc<Description>>>,
	/// From which block on a release made blocks, as far as it is known.
	makers: RefCell<BTreeMap<BlockNumber, u32>>,
	values: RefCell<HashMap<Asked, Option<Value>>>,
}

impl Archive {
	/// The past up to the newest final block. `index` is the file of a gateway's index.
	///
	/// # Errors
	///
	/// [`Error::OtherChain`] if the index is of another chain, and those of asking.
	pub async fn open(chain: Chain, index: Option<&Path>) -> Result<Self> {
		let index = index.map(Reader::open).transpose().map_err(Error::read)?;
		let last = chain.finalised().await.map_err(Error::read)?;
		if let Some(reader) = &index {
			let first = reader.block(0).map_err(Error::read)?.map(|it| it.hash).unwrap_or_default();
			let genesis = format!("{:?}", chain.genesis());
			if first != genesis {
				return Err(Error::OtherChain { number: 0, index: first, node: genesis });
			}
		}
		Ok(Self {
			chain,
			index,
			last,
			hashes: RefCell::default(),
			releases: RefCell::default(),
			makers: RefCell::default(),
			values: RefCell::default(),
		})
	}

	/// The connection.
	pub fn chain(&self) -> &Chain {
		&self.chain
	}

	/// The last block that can be read: that of the index, where there is one.
	///
	/// # Errors
	///
	/// Those of the index.
	pub fn reach(&self) -> Result<BlockNumber> {
		let head = self.index.as_ref().map(Reader::head).transpose();
		let head = head.map_err(Error::read)?.flatten();
		Ok(head.map_or(self.last.number, |it| it.number.min(self.last.number)))
	}

	/// The hash of a final block.
	///
	/// # Errors
	///
	/// [`Error::Period`] if there is none of this height, and those of asking.
	pub async fn hash(&self, number: BlockNumber) -> Result<Digest> {
		if let Some(known) = self.hashes.borrow().get(&number) {
			return Ok(*known);
		}
		let none = || Error::Period {
			field: "block",
			reason: format!("there is no final block {number}"),
		};
		if number > self.last.number {
			return Err(none());
		}
		let hash = self.chain.block_hash(number).await.map_err(Error::read)?.ok_or_else(none)?;
		self.hashes.borrow_mut().insert(number, hash);
		Ok(hash)
	}

	/// How long a slot is, in milliseconds.
	///
	/// # Errors
	///
	/// Those of asking.
	pub async fn slot(&self) -> Result<u64> {
		let answer = self.chain.call_api("AuraApi_slot_duration", (), self.last.hash).await;
		answer.map_err(Error::read)
	}

	/// The time of a block, in milliseconds.
	///
	/// # Errors
	///
	/// Those of asking.
	pub async fn time(&self, number: BlockNumber) -> Result<u64> {
		let block = self.index.as_ref().map(|it| it.block(number)).transpose();
		if let Some(block) = block.map_err(Error::read)?.flatten() {
			return Ok(u64::try_from(block.at).unwrap_or_default());
		}
		let now = Description::prefix("Timestamp", "Now");
		let found = self.raw(&[now], number).await?.pop().flatten().unwrap_or_default();
		Ok(u64::decode(&mut &found[..]).unwrap_or_default())
	}

	/// The first block at or after a moment; none if there is none yet.
	///
	/// # Errors
	///
	/// Those of asking.
	pub async fn first_at(&self, moment: u64) -> Result<Option<BlockNumber>> {
		let (mut low, mut high) = (1, self.reach()?.saturating_add(1));
		while low < high {
			let middle = low + (high - low) / 2;
			if self.time(middle).await? < moment {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		Ok((low <= self.reach()?).then_some(low))
	}

	/// Values under keys after a block.
	async fn raw(&self, keys: &[Vec<u8>], at: BlockNumber) -> Result<Vec<Option<Vec<u8>>>> {
		#[derive(Deserialize)]
		struct ChangeSet {
			changes: Vec<(Bytes, Option<Bytes>)>,
		}
		let method = "state_queryStorageAt";
		let hash = self.hash(at).await?;
		let keys: Vec<_> = keys.iter().cloned().map(Bytes).collect();
		let answer: Vec<ChangeSet> = self
			.chain
			.request(method, rpc_params![&keys, hash])
			.await
			.map_err(|error| needs_archive(at, error))?;
		let changes = answer.into_iter().next().map(|set| set.changes).unwrap_or_default();
		if !changes.iter().map(|(key, _)| key).eq(&keys) {
			return Err(Error::form(method, "the node answers other keys than it was asked for"));
		}
		Ok(changes.into_iter().map(|(_, value)| value.map(|it| it.0)).collect())
	}

	/// The release that made a block: the one that stands in its parent's state.
	async fn release(&self, number: BlockNumber) -> Result<Rc<Description>> {
		#[derive(Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Version {
			spec_version: u32,
		}
		let parent = number.saturating_sub(1);
		// Releases only rise: between two blocks of the same one all are of it.
		let known = {
			let makers = self.makers.borrow();
			let before = makers.range(..=number).next_back().map(|(_, spec)| *spec);
			let after = makers.range(number..).next().map(|(_, spec)| *spec);
			before.filter(|spec| Some(*spec) == after)
		};
		let spec = match known {
			Some(spec) => spec,
			None => {
				let at = self.hash(parent).await?;
				let version: Version = self
					.chain
					.request("state_getRuntimeVersion", rpc_params![at])
					.await
					.map_err(|error| needs_archive(parent, error))?;
				self.makers.borrow_mut().insert(number, version.spec_version);
				version.spec_version
			}
		};
		if let Some(release) = self.releases.borrow().get(&spec) {
			return Ok(release.clone());
		}
		let function = "Metadata_metadata_at_version";
		let at = self.hash(parent).await?;
		let answer: Bytes = self
			.chain
			.request("state_call", rpc_params![function, Bytes(METADATA.encode()), at])
			.await
			.map_err(|error| needs_archive(parent, error))?;
		let metadata = Option::<Vec<u8>>::decode(&mut &answer[..]).ok().flatten();
		let none = || Error::form(function, format!("no metadata of version {METADATA}"));
		let release = Description::new(spec, &metadata.ok_or_else(none)?).map_err(Error::read)?;
		let release = Rc::new(release);
		self.releases.borrow_mut().insert(spec, release.clone());
		Ok(release)
	}

	/// Learns which release made the first and the last block: if it is one, it made all between.
	///
	/// # Errors
	///
	/// Those of asking.
	pub async fn learn(&self, first: BlockNumber, last: BlockNumber) -> Result<()> {
		self.release(first).await?;
		self.release(last).await?;
		Ok(())
	}

	/// A block, as the index has it.
	async fn indexed(&self, reader: &Reader, number: BlockNumber) -> Result<Block> {
		let head = || reader.head().ok().flatten().map_or(0, |it| it.number);
		let view = reader.block(number).map_err(Error::read)?;
		let view = view.ok_or_else(|| Error::Behind { head: head(), wanted: number })?;
		let hash = self.hash(number).await?;
		let node = format!("{hash:?}");
		if view.hash != node {
			return Err(Error::OtherChain { number, index: view.hash, node });
		}
		let extrinsics = reader.extrinsics(number).map_err(Error::read)?;
		let made =
			extrinsics.iter().find(|it| it.pallet == "RandomnessBeacon" && it.call == "contribute");
		let contribution =
			made.and_then(|it| it.arguments.as_ref()).map(contribution).transpose()?;
		let events = reader.events(number).map_err(Error::read)?.into_iter();
		let events = events.filter(|it| PALLETS.contains(&it.pallet.as_str())).map(|it| Event {
			extrinsic: it.extrinsic,
			pallet: it.pallet,
			name: it.name,
			fields: it.fields,
		});
		let at = u64::try_from(view.at).unwrap_or_default();
		Ok(Block { number, hash, at, contribution, events: events.collect() })
	}

	/// A block, as the node has it.
	async fn asked(&self, number: BlockNumber) -> Result<Block> {
		#[derive(Deserialize)]
		struct SignedBlock {
			block: NodeBlock,
		}
		#[derive(Deserialize)]
		struct NodeBlock {
			header: Header,
			extrinsics: Vec<Bytes>,
		}
		let method = "chain_getBlock";
		let hash = self.hash(number).await?;
		let answer = self.chain.request(method, rpc_params![hash]).await;
		let answer: Option<SignedBlock> = answer.map_err(Error::read)?;
		let gone = || Error::Pruned { block: number, reason: "its body is not there".into() };
		let block = answer.map(|it| it.block).ok_or_else(gone)?;
		if block.header.hash() != hash {
			return Err(Error::form(
				method,
				"the node answers another block than it was asked for",
			));
		}
		let release = self.release(number).await?;
		let mut found = None;
		for bytes in block.extrinsics.iter().take(INHERENTS) {
			let it = release.extrinsic(bytes).map_err(Error::read)?;
			if it.pallet == "RandomnessBeacon" && it.call == "contribute" {
				let arguments = release.arguments(bytes).map_err(Error::read)?;
				found = Some(contribution(&arguments)?);
				break;
			}
			if it.signer.is_some() {
				break;
			}
		}
		let keys = [("System", "Events"), ("Timestamp", "Now")];
		let keys = keys.map(|(pallet, item)| Description::prefix(pallet, item));
		let mut values = self.raw(&keys, number).await?.into_iter().map(Option::unwrap_or_default);
		let events = values.next().filter(|it| !it.is_empty()).unwrap_or_else(|| vec![0]);
		let now = values.next().unwrap_or_default();
		let events = release.events(&events).map_err(Error::read)?.into_iter();
		let events = events.filter(|it| PALLETS.contains(&it.pallet.as_str())).map(|it| Event {
			extrinsic: it.extrinsic,
			pallet: it.pallet,
			name: it.name,
			fields: it.fields,
		});
		Ok(Block {
			number,
			hash,
			at: u64::decode(&mut &now[..]).unwrap_or_default(),
			contribution: found,
			events: events.collect(),
		})
	}
}

impl Past for Archive {
	async fn block(&self, number: BlockNumber) -> Result<Block> {
		match &self.index {
			Some(reader) => self.indexed(reader, number).await,
			None => self.asked(number).await,
		}
	}

	async fn value(
		&self,
		at: BlockNumber,
		pallet: &str,
		item: &str,
		key: &[Vec<u8>],
	) -> Result<Option<Value>> {
		let release = self.release(at).await?;
		let parts: Vec<&[u8]> = key.iter().map(Vec::as_slice).collect();
		let key = release.key(pallet, item, &parts).map_err(unknown)?;
		let asked = (at, key);
		if let Some(known) = self.values.borrow().get(&asked) {
			return Ok(known.clone());
		}
		let found = self.raw(std::slice::from_ref(&asked.1), at).await?.pop().flatten();
		let told = found.map(|it| release.value(pallet, item, &it)).transpose().map_err(unknown)?;
		let mut values = self.values.borrow_mut();
		if values.len() >= REMEMBERED {
			values.clear();
		}
		values.insert(asked, told.clone());
		Ok(told)
	}
}

/// What an author added, from the arguments of its inherent.
fn contribution(arguments: &Value) -> Result<Contribution> {
	let part = |name: &str| {
		let text = arguments.get(name).and_then(Value::as_str).unwrap_or_default();
		hex::decode(text.strip_prefix("0x").unwrap_or_default()).unwrap_or_default()
	};
	let fault = || Error::form("RandomnessBeacon.contribute", "it is neither point nor proof");
	Ok(Contribution {
		pre_output: part("pre_output").try_into().map_err(|_| fault())?,
		proof: part("proof").try_into().map_err(|_| fault())?,
	})
}

/// What a release does not have, or has in another form, is a form that is not known.
fn unknown(error: hallmark_index::Error) -> Error {
	match error {
		hallmark_index::Error::Decode { what, reason, .. } => Error::Form { what, reason },
		other => Error::read(other),
	}
}

/// What an error of the node means that is about the state of a block.
fn needs_archive(block: BlockNumber, error: hallmark_sdk::Error) -> Error {
	match error {
		error if error.is_state_gone() => Error::Pruned { block, reason: error.to_string() },
		error => Error::read(error),
	}
}
