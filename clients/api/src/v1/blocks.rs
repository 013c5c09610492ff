//! Blocks, extrinsics and events.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::told::{self, Links, Time},
};
use hallmark_index::{
	read::{
		explorer::{self, Senders},
		BlockView, EventView, ExtrinsicView,
	},
	Reader,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Blocks", "Blocks, extrinsics and events as the chain has them.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_extrinsics, extrinsics)
		.add(__path_extrinsic, extrinsic)
		.add(__path_events, events)
		.add(__path_sent, sent)
		.add(__path_by_hash, by_hash)
		.add(__path_named, named)
}

/// A final block.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Block {
	/// Its height.
	pub number: u32,
	/// Its hash.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub hash: String,
	/// Its time; that of the first block is 1970.
	pub at: Time,
	/// The account of the validator that made it.
	#[schema(required)]
	pub author: Option<String>,
	/// The `spec_version` of the release that made it.
	pub spec: u32,
	/// How many extrinsics it has.
	pub extrinsics: u32,
	/// How many events.
	pub events: u32,
	/// How many journal entries were written in it.
	pub entries: u32,
	/// Where more is.
	pub links: Links,
}

impl From<BlockView> for Block {
	fn from(block: BlockView) -> Self {
		let BlockView { number, hash, at, author, spec, extrinsics, events, entries } = block;
		let links = told::links([
			("self", format!("/api/v1/blocks/{number}")),
			("extrinsics", format!("/api/v1/blocks/{number}/extrinsics")),
			("events", format!("/api/v1/blocks/{number}/events")),
		]);
		Self { number, hash, at: Time(at), author, spec, extrinsics, events, entries, links }
	}
}

/// An extrinsic.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Extrinsic {
	/// Its block.
	pub block: u32,
	/// Its index in it.
	pub index: u32,
	/// BLAKE2b-256 of its bytes.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub hash: String,
	/// The account that signed it; null for inherents and activations.
	#[schema(required, pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	pub signer: Option<String>,
	/// The organisation that the signer writes for.
	#[schema(required)]
	pub organisation: Option<u64>,
	/// The pallet that it calls.
	pub pallet: String,
	/// The call.
	pub call: String,
	/// How it ended.
	pub outcome: Outcome,
	/// Why it failed: `Pallet.Error`.
	#[schema(required)]
	pub error: Option<String>,
	/// Its arguments by their names; null if it has more than 512 KiB: then the node has them.
	#[schema(required)]
	pub arguments: Option<Value>,
	/// Where more is.
	pub links: Links,
}

/// How an extrinsic ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
	/// It did what it asked for.
	Succeeded,
	/// It changed nothing.
	Failed,
	/// It is a batch of which some calls failed.
	InPart,
}

impl From<ExtrinsicView> for Extrinsic {
	fn from(it: ExtrinsicView) -> Self {
		let links = links_of(it.block, it.index, it.signer.as_deref(), it.organisation);
		Self {
			block: it.block,
			index: it.index,
			hash: it.hash,
			signer: it.signer,
			organisation: it.organisation.and_then(|it| u64::try_from(it).ok()),
			pallet: it.pallet,
			call: it.call,
			outcome: match it.outcome {
				"succeeded" => Outcome::Succeeded,
				"failed" => Outcome::Failed,
				_ => Outcome::InPart,
			},
			error: it.error,
			arguments: it.arguments.map(told::camel),
			links,
		}
	}
}

fn links_of(block: u32, index: u32, signer: Option<&str>, organisation: Option<i64>) -> Links {
	let mut links = told::links([
		("self", format!("/api/v1/blocks/{block}/extrinsics/{index}")),
		("block", format!("/api/v1/blocks/{block}")),
	]);
	if let Some(signer) = signer {
		links.add("signer", format!("/api/v1/operators/{signer}"));
	}
	if let Some(organisation) = organisation {
		links.add("organisation", format!("/api/v1/organisations/{organisation}"));
	}
	links
}

/// An event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
	/// Its block.
	pub block: u32,
	/// Its index in it.
	pub index: u32,
	/// The index of the extrinsic that it happened in; null for what the chain did by itself.
	#[schema(required)]
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its fields by their names.
	pub fields: Value,
}

impl From<EventView> for Event {
	fn from(it: EventView) -> Self {
		let EventView { block, index, extrinsic, pallet, name, fields } = it;
		Self { block, index, extrinsic, pallet, name, fields: told::camel(fields) }
	}
}

/// Final blocks, newest first.
#[utoipa::path(
	get,
	path = "/api/v1/blocks",
	operation_id = "listBlocks",
	tag = "Blocks",
	params(Paging),
	responses((status = 200, description = "A page of them.", body = Page<Block>))
)]
async fn list(asked: Asked, listing: Listing<Nothing>) -> Result {
	let last: Option<u32> = listing.after()?;
	let question = move |reader: &Reader, listing: &Listing<Nothing>| {
		let Some(from) = last.map_or(Some(u32::MAX), |it| it.checked_sub(1)) else {
			return Ok(Vec::new());
		};
		let found = reader.blocks(from, listing.wanted())?;
		Ok(found.into_iter().map(Block::from).collect())
	};
	asked.page(listing, question, |block| block.number).await
}

/// Which block.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfBlock {
	/// Its height, or its hash in 64 hexadecimal digits after `0x`.
	block: String,
}

/// The block that a height or hash names.
fn block_of(reader: &Reader, text: &str) -> Result<BlockView> {
	let none = || Problem::not_found(format!("final block {text}"));
	let number = match hash(text) {
		Some(_) => {
			let hits = reader.search(text, 1)?;
			let hit = hits.into_iter().find(|it| it.kind == "block").ok_or_else(none)?;
			hit.id.parse().ok()
		}
		None => text.parse::<u32>().ok(),
	};
	let reason = "it has to be a height, or 64 hexadecimal digits after 0x";
	let number = number.ok_or_else(|| Problem::bad("block", reason))?;
	reader.block(number)?.ok_or_else(none)
}

/// A hash of 32 bytes.
fn hash(text: &str) -> Option<[u8; 32]> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok().map(|()| bytes)
}

/// A final block.
#[utoipa::path(
	get,
	path = "/api/v1/blocks/{block}",
	operation_id = "getBlock",
	tag = "Blocks",
	params(OfBlock),
	responses((status = 200, description = "The block.", body = Block))
)]
async fn one(asked: Asked, Path(of): Path<OfBlock>, _: Query<Nothing>) -> Result {
	asked.answer(move |reader| Ok(Block::from(block_of(reader, &of.block)?))).await
}

/// The extrinsics of a block, with their arguments.
#[utoipa::path(
	get,
	path = "/api/v1/blocks/{block}/extrinsics",
	operation_id = "listBlockExtrinsics",
	tag = "Blocks",
	params(OfBlock, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Extrinsic>))
)]
async fn extrinsics(asked: Asked, Path(of): Path<OfBlock>, listing: Listing<Nothing>) -> Result {
	let last: Option<u32> = listing.after()?;
	let question = move |reader: &Reader, listing: &Listing<Nothing>| {
		let block = block_of(reader, &of.block)?;
		let found = reader.extrinsics(block.number)?.into_iter();
		let rest = found.skip_while(|it| last.is_some_and(|last| it.index <= last));
		Ok(rest.take(listing.wanted() as usize).map(Extrinsic::from).collect())
	};
	asked.page(listing, question, |it: &Extrinsic| it.index).await
}

/// Which extrinsic of which block.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfExtrinsic {
	/// The block's height, or its hash.
	block: String,
	/// The extrinsic's index in it.
	index: u32,
}

/// An extrinsic, by its place.
#[utoipa::path(
	get,
	path = "/api/v1/blocks/{block}/extrinsics/{index}",
	operation_id = "getBlockExtrinsic",
	tag = "Blocks",
	params(OfExtrinsic),
	responses((status = 200, description = "The extrinsic.", body = Extrinsic))
)]
async fn extrinsic(asked: Asked, Path(of): Path<OfExtrinsic>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		let block = block_of(reader, &of.block)?;
		placed(reader, block.number, of.index)
	};
	asked.answer(question).await
}

fn placed(reader: &Reader, block: u32, index: u32) -> Result<Extrinsic> {
	let found = reader.extrinsics(block)?.into_iter().find(|it| it.index == index);
	let none = || Problem::not_found(format!("extrinsic {index} in block {block}"));
	Ok(Extrinsic::from(found.ok_or_else(none)?))
}

/// The events of a block; but for those that extrinsics succeeded, which `outcome` says, and those
/// that journal entries were written, which are under `/api/v1/journal`.
#[utoipa::path(
	get,
	path = "/api/v1/blocks/{block}/events",
	operation_id = "listBlockEvents",
	tag = "Blocks",
	params(OfBlock, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Event>))
)]
async fn events(asked: Asked, Path(of): Path<OfBlock>, listing: Listing<Nothing>) -> Result {
	let last: Option<u32> = listing.after()?;
	let question = move |reader: &Reader, listing: &Listing<Nothing>| {
		let block = block_of(reader, &of.block)?;
		let found = reader.events(block.number)?.into_iter();
		let rest = found.skip_while(|it| last.is_some_and(|last| it.index <= last));
		Ok(rest.take(listing.wanted() as usize).map(Event::from).collect())
	};
	asked.page(listing, question, |it: &Event| it.index).await
}

/// Which extrinsics: by one of the three.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SentFilters {
	/// Signed by this account: an SS58 address.
	signer: Option<String>,
	/// Signed for this organisation.
	organisation: Option<u32>,
	/// Those that failed, in whole or in part: `true`.
	failed: Option<bool>,
}

/// An extrinsic in a list: without its arguments.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Sent {
	/// Its block.
	block: u32,
	/// Its index in it.
	index: u32,
	/// The account that signed it.
	#[schema(required, pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	signer: Option<String>,
	/// The organisation that the signer writes for.
	#[schema(required)]
	organisation: Option<u64>,
	/// Pallet and call, such as `ProductIdentity.issue_lot`.
	call: String,
	/// How it ended.
	outcome: Outcome,
	/// Why it failed: `Pallet.Error`.
	#[schema(required)]
	error: Option<String>,
	/// Where more is.
	links: Links,
}

impl From<explorer::Sent> for Sent {
	fn from(it: explorer::Sent) -> Self {
		let (block, index) = it.at;
		Self {
			block,
			index,
			links: links_of(block, index, it.signer.as_deref(), it.organisation),
			signer: it.signer,
			organisation: it.organisation.and_then(|it| u64::try_from(it).ok()),
			call: it.call,
			outcome: match it.outcome {
				0 => Outcome::Succeeded,
				1 => Outcome::Failed,
				_ => Outcome::InPart,
			},
			error: it.error,
		}
	}
}

impl SentFilters {
	/// Whose extrinsics are asked for.
	fn senders(&self) -> Result<Senders> {
		match (&self.signer, self.organisation, self.failed) {
			(Some(signer), None, None) => Ok(Senders::Account(signer.clone())),
			(None, Some(organisation), None) => Ok(Senders::Organisation(organisation.into())),
			(None, None, Some(true)) => Ok(Senders::Failed),
			(None, None, Some(false)) => {
				Err(Problem::bad("failed", "it has to be true, or left out"))
			}
			(None, None, None) => {
				Err(Problem::bad("signer", "it is missing; or ask by organisation or failed"))
			}
			_ => {
				let field = if self.signer.is_some() { "signer" } else { "organisation" };
				Err(Problem::bad(field, "it stands alone, without any other filter"))
			}
		}
	}
}

/// What an account or an organisation sent, or what failed; newest first.
#[utoipa::path(
	get,
	path = "/api/v1/extrinsics",
	operation_id = "listExtrinsics",
	tag = "Blocks",
	params(SentFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Sent>))
)]
async fn sent(asked: Asked, listing: Listing<SentFilters>) -> Result {
	let senders = listing.filters.senders()?;
	let before = listing.after()?;
	let question = move |reader: &Reader| {
		let found = reader.sent(&senders, before, listing.wanted())?;
		listing.page(found, |it| it.place).map(|it| Ok(Sent::from(it)))
	};
	let (head, page) = asked.read(question).await?;
	Ok(asked.paged(head, &page))
}

/// Which extrinsic, by its hash.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Hashed {
	/// BLAKE2b-256 of its bytes: 64 hexadecimal digits after `0x`.
	#[param(pattern = "^0x[0-9a-fA-F]{64}$")]
	hash: String,
}

/// The extrinsics with a hash: one, or, of inherents, several with the same bytes.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Extrinsics {
	/// All of them, oldest first; at most 50.
	items: Vec<Extrinsic>,
}

/// The extrinsics with a hash.
#[utoipa::path(
	get,
	path = "/api/v1/extrinsics/{hash}",
	operation_id = "getExtrinsic",
	tag = "Blocks",
	params(Hashed),
	responses((status = 200, description = "The extrinsic.", body = Extrinsics))
)]
async fn by_hash(asked: Asked, Path(of): Path<Hashed>, _: Query<Nothing>) -> Result {
	if hash(&of.hash).is_none() {
		return Err(Problem::bad("hash", "it has to be 64 hexadecimal digits after 0x"));
	}
	let question = move |reader: &Reader| {
		let hits = reader.search(&of.hash, crate::paging::DEFAULT_LIMIT)?;
		let places = hits.into_iter().filter(|it| it.kind == "extrinsic").filter_map(|it| {
			let (block, index) = it.id.split_once('-')?;
			Some((block.parse().ok()?, index.parse().ok()?))
		});
		let items = places
			.map(|(block, index)| placed(reader, block, index))
			.collect::<Result<Vec<_>>>()?;
		if items.is_empty() {
			return Err(Problem::not_found(format!("final extrinsic {}", of.hash)));
		}
		Ok(Extrinsics { items })
	};
	asked.answer(question).await
}

/// Which events.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventFilters {
	/// Of this pallet, such as `ProductIdentity`.
	pallet: String,
	/// With this name, such as `LotIssued`.
	name: String,
}

/// Events of one name, oldest first.
#[utoipa::path(
	get,
	path = "/api/v1/events",
	operation_id = "listEvents",
	tag = "Blocks",
	params(EventFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Event>))
)]
async fn named(asked: Asked, listing: Listing<EventFilters>) -> Result {
	let after: Option<i64> = listing.after()?;
	let question = move |reader: &Reader| {
		let EventFilters { pallet, name } = &listing.filters;
		let mut found = reader.events_named(pallet, name, after.unwrap_or(-1))?;
		found.truncate(listing.wanted() as usize);
		listing.page(found, |(place, _)| *place).map(|(_, event)| Ok(Event::from(event)))
	};
	let (head, page) = asked.read(question).await?;
	Ok(asked.paged(head, &page))
}
