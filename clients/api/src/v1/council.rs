//! The consortium itself: the council's open motions with what they would do, and the validators with the
//! slots that they missed. They are read from the chain's state at the index's last block.

use crate::{
	asked::{Asked, Nothing, Query},
	openapi::Routes,
	problem::{Problem, Result},
	v1::told::{self, Links, Variant},
	writing::Words,
};
use codec::{Decode, Input};
use frame_support::storage::storage_prefix;
use hallmark_index::{description::Description, Head, Reader};
use hallmark_sdk::{
	calls,
	motions::{self, Proposal},
	Chain,
};
use hallmark_types::{AccountId, BlockNumber, Digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::crypto::Ss58Codec;
use std::{collections::BTreeMap, sync::Arc};
use utoipa::ToSchema;

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Council", "The consortium: open motions, and validators.")
		.add(__path_list, list)
		.add(__path_validators, validators)
}

/// Bytes as they stand in state.
struct Raw(Vec<u8>);

impl Decode for Raw {
	fn decode<I: Input>(input: &mut I) -> core::result::Result<Self, codec::Error> {
		let len = input.remaining_len()?.ok_or("the bytes have no end")?;
		let mut bytes = vec![0; len];
		input.read(&mut bytes)?;
		Ok(Self(bytes))
	}
}

/// The chain's state at the index's last block, and what its bytes mean.
struct State {
	chain: Chain,
	head: Head,
	description: Arc<Description>,
}

impl State {
	async fn open(asked: &Asked) -> Result<Self> {
		let (chain, head) = asked.chain().await?;
		let read = move |reader: &Reader| {
			let block = reader.block(head.number)?;
			let block = block.ok_or_else(|| Problem::unavailable("nothing is indexed yet"))?;
			Ok(reader.description(block.spec)?)
		};
		let (_, description) = asked.read(read).await?;
		Ok(Self { chain, head, description })
	}

	/// A value by its type.
	async fn read<V: Decode>(&self, key: Vec<u8>) -> Result<Option<V>> {
		Ok(self.chain.read(key, self.head.hash.into()).await?)
	}

	/// A value in words, with the names of its fields in camelCase.
	async fn words(&self, pallet: &str, item: &str) -> Result<Option<Value>> {
		let bytes: Option<Raw> = self.read(prefix(pallet, item)).await?;
		let told = bytes.map(|it| self.description.value(pallet, item, &it.0)).transpose()?;
		Ok(told.map(told::camel))
	}
}

fn prefix(pallet: &str, item: &str) -> Vec<u8> {
	storage_prefix(pallet.as_bytes(), item.as_bytes()).to_vec()
}

/// A motion that is open.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Motion {
	/// Its hash, by which it is voted on.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	hash: String,
	/// Its number.
	index: u32,
	/// How many votes for it it needs.
	threshold: u32,
	/// The accounts of the members that are for it.
	yes: Vec<String>,
	/// The accounts of the members that are against it.
	no: Vec<String>,
	/// The last block in which votes are taken.
	end: BlockNumber,
	/// What it would do, in words.
	#[schema(required)]
	call: Option<Words>,
	/// Why there are no words for it: nobody should vote for such a motion.
	#[schema(required)]
	unreadable: Option<String>,
	/// What it would change in the council's rules, in words.
	changes: Vec<RuleChange>,
	/// Where more is.
	links: Links,
}

/// A thing that changes in rules, in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RuleChange {
	/// What was.
	#[schema(required)]
	old: Option<String>,
	/// What is to be.
	#[schema(required)]
	new: Option<String>,
}

/// The council's open motions.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Motions {
	/// All of them, the oldest first.
	items: Vec<Motion>,
}

/// The open motions of the council, with what they would do, in words, and how the votes stand.
#[utoipa::path(
	get,
	path = "/api/v1/council/motions",
	operation_id = "listMotions",
	tag = "Council",
	responses((status = 200, description = "All of them.", body = Motions))
)]
async fn list(asked: Asked, _: Query<Nothing>) -> Result {
	let state = State::open(&asked).await?;
	let at = Digest::from(state.head.hash);
	let items = motions::open(&state.chain, at).await?.into_iter().map(|it| {
		let (told, changes) = match it.proposal {
			Ok(Proposal { call, changes }) => {
				let told = calls::describe(&call).map(Words::from);
				(told.map_err(|unreadable| unreadable.to_string()), changes)
			}
			Err(unreadable) => (Err(unreadable.to_string()), Vec::new()),
		};
		let (call, unreadable) = match told {
			Ok(told) => (Some(told), None),
			Err(unreadable) => (None, Some(unreadable)),
		};
		let addresses = |of: Vec<AccountId>| of.iter().map(|it| it.to_ss58check()).collect();
		let hash = format!("{:?}", it.hash);
		Motion {
			links: told::links([("vote", format!("/api/v1/council/motions/{hash}/vote"))]),
			hash,
			index: it.index,
			threshold: it.threshold,
			yes: addresses(it.yes),
			no: addresses(it.no),
			end: it.end,
			call,
			unreadable,
			changes: changes
				.into_iter()
				.map(|it| RuleChange { old: it.old, new: it.new })
				.collect(),
		}
	});
	let items = items.collect();
	Ok(asked.json(state.head.number, &Motions { items }))
}

/// A validator in office.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Validator {
	/// Its account.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	account: String,
	/// The member of the consortium that it belongs to.
	#[serde(alias = "org")]
	organisation: u32,
	/// `Serving`, `Offline`, `Leaving` or `Excluded`.
	status: Variant,
	/// Whether it makes blocks in this session.
	#[serde(default)]
	in_set: bool,
	/// How many of its slots of this session have no block.
	#[serde(default)]
	missed_slots: u32,
	/// How often in a row it went offline, each time longer out of the set than before.
	absences: u8,
	/// The session with which it is in the set again, if it is offline.
	back: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	links: Links,
}

/// The validators in office.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ValidatorList {
	/// All of them.
	items: Vec<Validator>,
}

/// The validators in office, with the slots of this session in which they made no block.
#[utoipa::path(
	get,
	path = "/api/v1/validators",
	operation_id = "listValidators",
	tag = "Council",
	responses((status = 200, description = "All of them.", body = ValidatorList))
)]
async fn validators(asked: Asked, _: Query<Nothing>) -> Result {
	let state = State::open(&asked).await?;
	let records = state.words("Consortium", "Validators").await?.unwrap_or(Value::Array(vec![]));
	let mut items: Vec<Validator> = told::read("validators", records)?;
	let set: Option<Vec<AccountId>> = state.read(prefix("Session", "Validators")).await?;
	let missed: Option<BTreeMap<AccountId, u32>> =
		state.read(prefix("Consortium", "MissedSlots")).await?;
	let set: Vec<_> = set.unwrap_or_default().iter().map(|it| it.to_ss58check()).collect();
	let missed: BTreeMap<_, _> = missed
		.unwrap_or_default()
		.into_iter()
		.map(|(account, slots)| (account.to_ss58check(), slots))
		.collect();
	for it in &mut items {
		it.in_set = set.contains(&it.account);
		it.missed_slots = missed.get(&it.account).copied().unwrap_or_default();
		it.links = told::links([
			("organisation", format!("/api/v1/organisations/{}", it.organisation)),
			("operator", format!("/api/v1/operators/{}", it.account)),
		]);
	}
	Ok(asked.json(state.head.number, &ValidatorList { items }))
}
