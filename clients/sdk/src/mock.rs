//! A node that does what a test tells it to, over a real connection.

use crate::{
	chain::{BlockRef, Options},
	release::tests::{added_event, later, with_additions},
	submit::implied,
	Chain, Signer,
};
use codec::{Decode, Encode};
use frame_support::{storage::storage_prefix, Blake2_128Concat, StorageHasher};
use frame_system::{AccountInfo, DispatchEventInfo, EventRecord, Phase};
use hallmark_runtime::{
	Address, Hash, Header, Nonce, Runtime, RuntimeCall, RuntimeEvent, SignedPayload,
	UncheckedExtrinsic, VERSION,
};
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer, Named, OperatorAnswer};
use hallmark_types::{
	AccountId, AccreditationId, CountryCode, Document, HsPrefix, LotId, MediaType, OrgId,
	Permissions, ProductTypeId, StandardId, Text,
};
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
};
use pallet_inspection::{
	Accreditation, Accreditations, Countries, NextAccreditationId, Period, RequiredStandards,
	Scheme, Scope, Standard, Standards,
};
use pallet_merchant_registry::{
	types::{CompanyPrefix, PrefixGrant},
	CompanyPrefixes,
};
use pallet_product_identity::{
	place_of, Activated, Activation, ActivationRefusal, Call, Event, HsEditions, ItemPages,
	ItemRecord, LotHeader, NextProductTypeId, Product, ProductType, ProductTypes, Products,
	Written,
};
use serde::Serialize;
use serde_json::{json, Value};
use sp_core::Bytes;
use sp_runtime::{
	generic::{Era, Preamble},
	traits::{BlakeTwo256, Hash as _, Header as _, Verify},
	transaction_validity::TransactionValidity,
};
use std::{
	collections::{BTreeMap, HashMap, VecDeque},
	net::SocketAddr,
	sync::{Arc, Mutex},
	time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};

/// What the node does when it is next asked for its final head.
#[derive(Clone, Debug)]
pub enum Step {
	/// Authors and finalises a block of what waits in the pool.
	Author,
	/// Authors and finalises so many blocks and leaves the pool alone.
	Skip(u32),
	/// Nothing.
	Idle,
	/// Crashes, and comes back without its pool and its last blocks.
	Crash { lost: usize },
	/// From now on refuses transactions with this code.
	Refuse(u8),
	/// Refuses no more.
	Accept,
	/// Takes another transaction of the account into a block.
	Overtake,
	/// Answers so many questions about states with the word that the state is gone.
	Discard(u32),
	/// From now on a migration is under way, as far as the state tells.
	Migrate,
	/// From now on the chain runs the next release.
	Upgrade,
	/// Goes down for good.
	Down,
}

#[derive(Clone)]
struct Block {
	header: Header,
	extrinsics: Vec<Bytes>,
}

/// What the node knows.
struct State {
	steps: VecDeque<Step>,
	blocks: Vec<Block>,
	pool: Vec<Bytes>,
	refuse: Option<u8>,
	/// How many questions about states are still answered with the word that it is gone.
	discarded: u32,
	/// Makes the blocks after a crash others than before.
	crashes: u64,
	/// How often each transaction was handed in.
	offers: Vec<Bytes>,
	/// The birth block of each signed transaction, as of when it was first handed in.
	births: HashMap<Vec<u8>, Hash>,
	/// Whether a migration is under way.
	migrating: bool,
	/// From which block on the next release runs.
	upgraded: Option<u32>,
	down: bool,
}

/// A node at a local port.
pub struct Node {
	state: Arc<Mutex<State>>,
	address: SocketAddr,
	supervisor: JoinHandle<()>,
}

fn signed(bytes: &Bytes) -> Option<(Nonce, Era)> {
	let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
	match extrinsic.preamble {
		Preamble::Signed(_, _, extension) => Some((extension.6 .0, extension.4 .0)),
		_ => None,
	}
}

impl State {
	fn block(&mut self, extrinsics: Vec<Bytes>) {
		let (number, parent) = match self.blocks.last() {
			Some(block) => (block.header.number + 1, block.header.hash()),
			None => (0, Hash::zero()),
		};
		let root = Hash::from_low_u64_be(self.crashes);
		let header = Header::new(number, Hash::zero(), root, parent, Default::default());
		self.blocks.push(Block { header, extrinsics });
	}

	fn head(&self) -> &Header {
		&self.blocks.last().unwrap().header
	}

	fn find(&self, hash: Hash) -> Option<&Block> {
		self.blocks.iter().find(|block| block.header.hash() == hash)
	}

	/// The account's nonce: how many transactions of it are in blocks.
	fn nonce(&self) -> Nonce {
		let all = self.blocks.iter().flat_map(|block| &block.extrinsics);
		all.filter(|bytes| bytes.0 == b"other" || signed(bytes).is_some()).count() as Nonce
	}

	/// The block in which a transaction of this era would have to be born to stand in the next one:
	/// its hash is part of what is signed.
	fn birth(&self, era: Era) -> Hash {
		let at = era.birth(u64::from(self.head().number) + 1);
		self.blocks.get(at as usize).map_or(Hash::zero(), |block| block.header.hash())
	}

	fn step(&mut self, crash: &Notify) {
		match self.steps.pop_front().unwrap_or(Step::Author) {
			Step::Author => {
				let mut nonce = self.nonce();
				self.pool.sort_by_key(|bytes| signed(bytes).map(|(nonce, _)| nonce));
				let (mut taken, mut left) = (Vec::new(), Vec::new());
				for bytes in std::mem::take(&mut self.pool) {
					match signed(&bytes) {
						// The pool drops what is over, or was born in a block that is gone.
						Some((_, era)) if self.births.get(&bytes.0) != Some(&self.birth(era)) => {}
						// And what was signed for another release.
						Some(_) if !self.verifies(&bytes) => {}
						Some((wanted, _)) if wanted != nonce => left.push(bytes),
						Some(_) => {
							nonce += 1;
							taken.push(bytes);
						}
						None => taken.push(bytes),
					}
				}
				self.pool = left;
				self.block(taken);
			}
			Step::Skip(count) => (0..count).for_each(|_| self.block(Vec::new())),
			Step::Idle => {}
			Step::Crash { lost } => {
				self.pool.clear();
				self.blocks.truncate(self.blocks.len() - lost);
				self.crashes += 1;
				crash.notify_one();
			}
			Step::Refuse(code) => self.refuse = Some(code),
			Step::Accept => self.refuse = None,
			Step::Discard(count) => self.discarded = count,
			Step::Migrate => self.migrating = true,
			Step::Upgrade => {
				self.block(Vec::new());
				self.upgraded = Some(self.head().number);
			}
			Step::Down => {
				self.down = true;
				crash.notify_one();
			}
			Step::Overtake => {
				self.pool.clear();
				self.block(vec![Bytes(b"other".to_vec())]);
			}
		}
	}

	/// The release that made a block.
	fn spec_version(&self, number: u32) -> u32 {
		let is_next = self.upgraded.is_some_and(|from| number >= from);
		VERSION.spec_version + u32::from(is_next)
	}

	/// Whether a transaction is signed for the release that runs now.
	fn verifies(&self, bytes: &Bytes) -> bool {
		let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
		let Preamble::Signed(Address::Id(account), signature, extension) = extrinsic.preamble
		else {
			return true;
		};
		let birth = self.birth(extension.4 .0);
		let birth = self.births.get(&bytes.0).copied().unwrap_or(birth);
		let (spec, genesis) = (self.spec_version(self.head().number), self.blocks[0].header.hash());
		let implied = implied(spec, genesis, BlockRef { number: 0, hash: birth }, None);
		let payload = SignedPayload::from_raw(extrinsic.function, extension, implied);
		payload.using_encoded(|payload| signature.verify(payload, &account))
	}

	fn submit(&mut self, bytes: Bytes) -> Result<Value, ErrorObjectOwned> {
		self.offers.push(bytes.clone());
		let invalid =
			|words: String| ErrorObjectOwned::owned(1010, "Invalid Transaction", Some(words));
		if let Some(code) = self.refuse {
			return Err(invalid(format!("Custom error: {code}")));
		}
		if self.pool.contains(&bytes) {
			return Err(ErrorObjectOwned::owned(1013, "Transaction Already Imported", None::<()>));
		}
		let included = self.blocks.iter().any(|block| block.extrinsics.contains(&bytes));
		if included || signed(&bytes).is_some_and(|(nonce, _)| nonce < self.nonce()) {
			return Err(invalid("Transaction is outdated".into()));
		}
		if signed(&bytes).is_some() && !self.births.contains_key(&bytes.0) && !self.verifies(&bytes)
		{
			return Err(invalid("Transaction has a bad signature".into()));
		}
		let hash = BlakeTwo256::hash(&bytes);
		if let Some((_, era)) = signed(&bytes) {
			let birth = self.birth(era);
			self.births.entry(bytes.0.clone()).or_insert(birth);
		}
		self.pool.push(bytes);
		Ok(json!(hash))
	}

	/// The calls in the blocks up to one, those in batches one by one.
	fn calls(&self, at: Hash) -> Vec<RuntimeCall> {
		let end = self.blocks.iter().position(|block| block.header.hash() == at);
		let blocks = end.and_then(|end| self.blocks.get(..=end));
		let extrinsics = blocks.into_iter().flatten().flat_map(|block| &block.extrinsics);
		extrinsics.flat_map(calls).collect()
	}

	/// The lots that were issued.
	fn lots(&self, at: Hash) -> Vec<LotAnswer> {
		let calls = self.calls(at).into_iter();
		let issued = calls.filter_map(|call| match call {
			RuntimeCall::ProductIdentity(Call::issue_lot { header, count, root, leaf_file }) => {
				Some((header, count, LeavesAnswer::Tree { root, leaf_file }))
			}
			_ => None,
		});
		let lot =
			|(id, (header, count, leaves)): (u64, (LotHeader, u32, LeavesAnswer))| LotAnswer {
				id: LotId(id),
				gtin: header.gtin,
				version: 1,
				issuer: Named {
					id: OrgId(1),
					name: Text::new("Issuer").unwrap(),
					country: CountryCode(*b"BE"),
				},
				facility: header.facility,
				count_confirmed: false,
				batch: header.batch,
				part: header.part,
				count,
				leaves,
				guessable: header.guessable,
				produced: header.produced,
				expires: header.expires,
				issued_at: 1,
				active: false,
				void: false,
				confirmations: Vec::new(),
				compromised: None,
				notices: Vec::new(),
			};
		(0..).zip(issued).map(lot).collect()
	}

	/// What the chain has of others, and what its council set: one edition of the Harmonized System, a
	/// company prefix that organisation 9 holds, and a standard that type 0 requires, for which an agency
	/// is accredited in one country and heading.
	fn standing() -> HashMap<Vec<u8>, Vec<u8>> {
		let document = Document { digest: Hash::zero(), media: MediaType::Pdf };
		let prefix = CompanyPrefix { value: 9_521_002, len: 7 };
		let grant =
			PrefixGrant { holder: OrgId(9), licence: document, granted_at: 1, withdrawn: None };
		let standard = Standard {
			code: Text::new("GB/T 19343-2016").unwrap(),
			title: Text::new("Chocolate").unwrap(),
		};
		let accreditation = Accreditation {
			agency: OrgId(8),
			scheme: Scheme::InspectionTypeA,
			certificate: document,
			scope: Scope {
				goods: vec![HsPrefix::new("1806").unwrap()].try_into().unwrap(),
				countries: Countries::Only(vec![CountryCode(*b"BE")].try_into().unwrap()),
				standards: vec![StandardId(0)].try_into().unwrap(),
			},
			validity: Period { from: 0, until: u64::MAX },
			withdrawn: None,
		};
		let editions = std::collections::BTreeSet::from([2022u16]);
		HashMap::from([
			(HsEditions::<Runtime>::hashed_key().to_vec(), editions.encode()),
			(CompanyPrefixes::<Runtime>::hashed_key_for(prefix), grant.encode()),
			(
				RequiredStandards::<Runtime>::hashed_key_for(ProductTypeId(0)),
				vec![StandardId(0)].encode(),
			),
			(Standards::<Runtime>::hashed_key_for(StandardId(0)), standard.encode()),
			(NextAccreditationId::<Runtime>::hashed_key().to_vec(), AccreditationId(1).encode()),
			(Accreditations::<Runtime>::hashed_key_for(AccreditationId(0)), accreditation.encode()),
			(pallet_timestamp::Now::<Runtime>::hashed_key().to_vec(), 1u64.encode()),
		])
	}

	/// What the chain has of products: their records, and one type, called C.
	fn products(&self, at: Hash) -> HashMap<Vec<u8>, Vec<u8>> {
		let kind = ProductType { name: Text::new("C").unwrap() };
		let key = ProductTypes::<Runtime>::hashed_key_for(ProductTypeId(0));
		let mut values = HashMap::from([(key, kind.encode())]);
		for call in self.calls(at) {
			let RuntimeCall::ProductIdentity(Call::register_product {
				gtin,
				product_type,
				details,
			}) = call
			else {
				continue;
			};
			let operator = AccountId::new([1; 32]);
			let written = Written { operator, at: 1 };
			let record = details.into_version(product_type, OrgId(1), false, written);
			let product = Product::new(record, None);
			values.insert(Products::<Runtime>::hashed_key_for(gtin), product.encode());
		}
		values
	}

	/// In which block each item was activated that a gateway handed in, up to one block.
	fn activations(&self, at: Hash) -> BTreeMap<(LotId, u32), u32> {
		let mut activated = BTreeMap::new();
		let end = self.blocks.iter().position(|block| block.header.hash() == at);
		let blocks = end.and_then(|end| self.blocks.get(..=end));
		for block in blocks.into_iter().flatten() {
			for call in block.extrinsics.iter().flat_map(calls) {
				if let RuntimeCall::ProductIdentity(Call::activate_batch { activations }) = call {
					for it in activations {
						activated.entry((it.lot, it.index)).or_insert(block.header.number);
					}
				}
			}
		}
		activated
	}

	/// The pages of items that are activated.
	fn item_pages(&self, at: Hash) -> HashMap<Vec<u8>, Vec<u8>> {
		let mut pages = BTreeMap::<_, Vec<ItemRecord>>::new();
		for ((lot, index), block) in self.activations(at) {
			let (page, offset) = place_of(index);
			let activated = Some(Activated { block, at: 1, position: 0 });
			let record = ItemRecord { activated, ..ItemRecord::new(offset) };
			pages.entry((lot, page)).or_default().push(record);
		}
		let key = |(lot, page)| ItemPages::<Runtime>::hashed_key_for(lot, page);
		pages.into_iter().map(|(place, page)| (key(place), page.encode())).collect()
	}

	/// What the transactions of a block made happen.
	fn events(&self, at: Hash) -> Vec<EventRecord<RuntimeEvent, Hash>> {
		let Some(block) = self.find(at) else {
			return Vec::new();
		};
		let mut lot = self.lots(block.header.parent_hash).len() as u64;
		let mut active = self.activations(block.header.parent_hash);
		let number = block.header.number;
		let mut records = Vec::new();
		for (index, bytes) in (0..).zip(&block.extrinsics) {
			let mut events: Vec<RuntimeEvent> = Vec::new();
			for call in calls(bytes) {
				if let RuntimeCall::ProductIdentity(Call::activate_batch { activations }) = &call {
					for Activation { lot, index, .. } in activations {
						let (lot, index, block) = (*lot, *index, number);
						let reason = ActivationRefusal::AlreadyActivated;
						events.push(match active.insert((lot, index), block) {
							None => Event::ItemActivated { lot, index, block }.into(),
							Some(_) => Event::ActivationPassedOver { lot, index, reason }.into(),
						});
					}
				}
				if let RuntimeCall::ProductIdentity(Call::issue_lot { header, count, .. }) = call {
					let (gtin, issuer) = (header.gtin, OrgId(1));
					let id = LotId(lot);
					lot += 1;
					let issued = Event::LotIssued { lot: id, gtin, issuer, count };
					events.push(issued.into());
				}
				events.push(pallet_utility::Event::ItemCompleted.into());
			}
			let dispatch_info = DispatchEventInfo::default();
			events.push(frame_system::Event::ExtrinsicSuccess { dispatch_info }.into());
			records.extend(events.into_iter().map(|event| EventRecord {
				phase: Phase::ApplyExtrinsic(index),
				event,
				topics: Vec::new(),
			}));
		}
		records
	}

	/// The block that a question is about: the last one, if it names none.
	fn asked_at(&self, named: &Value) -> Hash {
		serde_json::from_value(named.clone()).unwrap_or_else(|_| self.head().hash())
	}

	fn storage(&self, key: &[u8], at: Hash) -> Value {
		if key == storage_prefix(b"MultiBlockMigrations", b"Cursor") {
			return json!(self.migrating.then(|| Bytes(vec![0])));
		}
		let account = Signer::from_suri("//Alice").unwrap().account();
		let value = if key == frame_system::Account::<Runtime>::hashed_key_for(account) {
			let (nonce, consumers, providers, sufficients) = (self.nonce(), 0, 1, 0);
			let data = <Runtime as frame_system::Config>::AccountData::default();
			AccountInfo { nonce, consumers, providers, sufficients, data }.encode()
		} else if key == NextProductTypeId::<Runtime>::hashed_key() {
			ProductTypeId(1).encode()
		} else if let Some(value) = Self::standing().remove(key) {
			value
		} else if self.find(at).is_some_and(|block| self.upgraded <= Some(block.header.number))
			&& self.upgraded.is_some()
		{
			// One event that only the next release knows, and then the others.
			let events = self.events(at);
			let count = codec::Compact(events.len() as u32 + 1).encode();
			let added = (Phase::Initialization.encode(), added_event(), vec![0u8]);
			let events = events.iter().flat_map(Encode::encode).collect();
			[count, added.0, added.1, added.2, events].concat()
		} else {
			self.events(at).encode()
		};
		json!(Bytes(value))
	}

	fn answer(
		&mut self,
		method: &str,
		params: &Params,
		crash: &Notify,
	) -> Result<Value, ErrorObjectOwned> {
		let about_state = ["state_getStorage", "state_call", "author_submitExtrinsic"];
		if self.discarded > 0 && about_state.contains(&method) {
			self.discarded -= 1;
			let words = "Client error: UnknownBlock: State already discarded for 0x00";
			return Err(ErrorObjectOwned::owned(4003, words, None::<()>));
		}
		let params: Vec<Value> = params.parse().unwrap_or_default();
		let hash = || serde_json::from_value::<Hash>(params[0].clone()).unwrap();
		let bytes = || serde_json::from_value::<Bytes>(params[0].clone()).unwrap();
		Ok(match method {
			"state_getRuntimeVersion" => {
				let at = params.first().map_or_else(|| self.head().hash(), |_| hash());
				let number = self.find(at).map_or(0, |block| block.header.number);
				runtime_version(self.spec_version(number))
			}
			"chain_getFinalizedHead" => {
				self.step(crash);
				json!(self.head().hash())
			}
			"chain_getBlockHash" => match params.first() {
				Some(number) => {
					let number = number.as_u64().unwrap() as usize;
					json!(self.blocks.get(number).map(|block| block.header.hash()))
				}
				None => json!(self.head().hash()),
			},
			"chain_getHeader" => json!(self.find(hash()).map(|block| &block.header)),
			"chain_getBlock" => json!(self.find(hash()).map(|block| json!({
				"block": { "header": block.header, "extrinsics": block.extrinsics },
			}))),
			"state_getStorage" => {
				let at = serde_json::from_value(params[1].clone()).unwrap();
				self.storage(&bytes(), at)
			}
			"state_queryStorageAt" => {
				let keys: Vec<Bytes> = serde_json::from_value(params[0].clone()).unwrap();
				let at = serde_json::from_value(params[1].clone()).unwrap();
				let mut values = self.products(at);
				values.extend(self.item_pages(at));
				values.extend(Self::standing());
				let change = |key: &Bytes| json!([key, values.get(&key.0).cloned().map(Bytes)]);
				let changes: Vec<_> = keys.iter().map(change).collect();
				json!([{ "block": at, "changes": changes }])
			}
			"state_getKeysPaged" => {
				let mut key = storage_prefix(b"TxPause", b"PausedCalls").to_vec();
				assert_eq!((bytes().0, params[1].as_u64()), (key.clone(), Some(100)));
				let call = (b"ProductIdentity".to_vec(), b"register_product".to_vec()).encode();
				key.extend(Blake2_128Concat::hash(&call));
				json!([Bytes(key)])
			}
			"trace_lotsOfBatch" => {
				let at = self.asked_at(&params[2]);
				let is_asked =
					|lot: &LotAnswer| json!(lot.gtin) == params[0] && json!(lot.batch) == params[1];
				let lots = self.lots(at).into_iter().filter(is_asked);
				answered(at, lots.map(|lot| lot.id).collect::<Vec<_>>())
			}
			"trace_lot" => {
				let at = self.asked_at(&params[1]);
				let is_asked = |lot: &LotAnswer| json!(lot.id) == params[0];
				answered(at, self.lots(at).into_iter().find(is_asked))
			}
			"trace_operator" => {
				let (organisation, permissions) = (OrgId(1), Permissions::ALL);
				let operator = OperatorAnswer { organisation, permissions, active: true };
				answered(self.head().hash(), Some(operator))
			}
			"system_accountNextIndex" => {
				json!(
					self.nonce()
						+ self.pool.iter().filter(|bytes| signed(bytes).is_some()).count() as u32
				)
			}
			"author_submitExtrinsic" => return self.submit(bytes()),
			"state_call" if params[0] == "Metadata_metadata_at_version" => {
				json!(Bytes(Some(later(with_additions)).encode()))
			}
			"state_call" => {
				assert_eq!(params[0], "TaggedTransactionQueue_validate_transaction");
				json!(Bytes(TransactionValidity::Ok(Default::default()).encode()))
			}
			other => panic!("the mock does not know {other}"),
		})
	}
}

/// The call of an extrinsic, or those of a batch.
fn calls(bytes: &Bytes) -> Vec<RuntimeCall> {
	match UncheckedExtrinsic::decode(&mut &bytes[..]) {
		Ok(extrinsic) => match extrinsic.function {
			RuntimeCall::Utility(pallet_utility::Call::force_batch { calls }) => calls,
			call => vec![call],
		},
		Err(_) => Vec::new(),
	}
}

/// An answer about a final block.
fn answered(at: Hash, value: impl Serialize) -> Value {
	json!({ "block": { "number": 0, "hash": at, "finalised": true }, "value": value })
}

fn runtime_version(spec_version: u32) -> Value {
	json!({
		"specName": VERSION.spec_name,
		"specVersion": spec_version,
		"transactionVersion": VERSION.transaction_version,
	})
}

/// The methods that the mock answers.
const METHODS: [&str; 14] = [
	"state_getRuntimeVersion",
	"chain_getFinalizedHead",
	"chain_getBlockHash",
	"chain_getHeader",
	"chain_getBlock",
	"state_getStorage",
	"state_queryStorageAt",
	"state_getKeysPaged",
	"system_accountNextIndex",
	"author_submitExtrinsic",
	"state_call",
	"trace_lot",
	"trace_lotsOfBatch",
	"trace_operator",
];

/// What only [`answering`] answers.
const ANSWERED: [&str; 17] = [
	"grandpa_proveFinality",
	"state_getReadProof",
	"trace_proof",
	"trace_attestations",
	"trace_accreditations",
	"trace_webIdentity",
	"trace_credentialKey",
	"trace_links",
	"trace_shipment",
	"trace_fate",
	"trace_declaration",
	"trace_registrations",
	"trace_clearance",
	"trace_decision",
	"trace_draw",
	"trace_statistics",
	"trace_rules",
];

async fn serve(
	address: SocketAddr,
	state: Arc<Mutex<State>>,
	crash: Arc<Notify>,
) -> (SocketAddr, ServerHandle) {
	let server = Server::builder().build(address).await.unwrap();
	let mut module = RpcModule::new((state, crash));
	for method in METHODS {
		module
			.register_method(method, move |params, (state, crash), _| {
				state.lock().unwrap().answer(method, &params, crash)
			})
			.unwrap();
	}
	(server.local_addr().unwrap(), server.start(module))
}

impl Node {
	/// A node that takes these steps, then authors a block whenever it is asked.
	pub async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
		let mut state = State {
			steps: steps.into_iter().collect(),
			blocks: Vec::new(),
			pool: Vec::new(),
			refuse: None,
			discarded: 0,
			crashes: 0,
			births: HashMap::new(),
			migrating: false,
			upgraded: None,
			down: false,
			offers: Vec::new(),
		};
		(0..10).for_each(|_| state.block(Vec::new()));
		let (state, crash) = (Arc::new(Mutex::new(state)), Arc::new(Notify::new()));
		let any = SocketAddr::from(([127, 0, 0, 1], 0));
		let (address, mut handle) = serve(any, state.clone(), crash.clone()).await;
		let shared = state.clone();
		let supervisor = tokio::spawn(async move {
			loop {
				crash.notified().await;
				let _ = handle.stop();
				handle.stopped().await;
				if shared.lock().unwrap().down {
					return;
				}
				handle = serve(address, shared.clone(), crash.clone()).await.1;
			}
		});
		Self { state, address, supervisor }
	}

	/// A connection to it.
	pub async fn chain(&self) -> Chain {
		let options = Options { patience: Duration::from_secs(20), ..Default::default() };
		self.chain_with(options).await
	}

	/// Its address.
	pub fn url(&self) -> String {
		format!("ws://{}", self.address)
	}

	/// Another node of the same chain, which stays when this one goes down.
	pub async fn other(&self) -> (String, ServerHandle) {
		let any = SocketAddr::from(([127, 0, 0, 1], 0));
		let (address, handle) = serve(any, self.state.clone(), Arc::new(Notify::new())).await;
		(format!("ws://{address}"), handle)
	}

	/// Connects to it with these options.
	pub async fn chain_with(&self, options: Options) -> Chain {
		Chain::connect_with(&format!("ws://{}", self.address), options).await.unwrap()
	}

	/// Has it take more steps.
	pub fn then(&self, steps: impl IntoIterator<Item = Step>) {
		self.state.lock().unwrap().steps.extend(steps);
	}

	/// How many products its chain has.
	pub fn products(&self) -> usize {
		let state = self.state.lock().unwrap();
		// A record of each, beside the product type.
		state.products(state.head().hash()).len() - 1
	}

	/// How many lots its chain has.
	pub fn lots(&self) -> usize {
		let state = self.state.lock().unwrap();
		state.lots(state.head().hash()).len()
	}

	/// How many transactions stand in its blocks.
	pub fn included(&self) -> usize {
		let state = self.state.lock().unwrap();
		state.blocks.iter().map(|block| block.extrinsics.len()).sum()
	}

	/// How many different transactions were handed in, and how often any.
	pub fn offered(&self) -> (usize, usize) {
		let mut offers: Vec<_> = self.state.lock().unwrap().offers.clone();
		let all = offers.len();
		offers.sort_by(|one, other| one.0.cmp(&other.0));
		offers.dedup();
		(offers.len(), all)
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		self.supervisor.abort();
	}
}

/// The member by which an answer is told to be an error.
const REFUSAL: &str = "\u{0}refusal";

/// What a node of [`answering`] refuses a question with.
pub fn refusal(message: &str) -> Value {
	json!({ REFUSAL: message })
}

/// A connection to a node that answers each question by its method and parameters. It gives up
/// after a second.
pub async fn answering(
	answer: impl Fn(&str, &[Value]) -> Value + Send + Sync + 'static,
) -> (Chain, ServerHandle) {
	let any = SocketAddr::from(([127, 0, 0, 1], 0));
	let server = Server::builder().build(any).await.unwrap();
	let address = server.local_addr().unwrap();
	let mut module = RpcModule::new(answer);
	for method in METHODS.into_iter().chain(ANSWERED) {
		module
			.register_method(method, move |params, answer, _| {
				if method == "state_getRuntimeVersion" {
					return Ok(runtime_version(VERSION.spec_version));
				}
				let answer = answer(method, &params.parse::<Vec<Value>>().unwrap_or_default());
				match answer.get(REFUSAL).and_then(Value::as_str) {
					Some(message) => Err(ErrorObjectOwned::owned(4003, message, None::<()>)),
					None => Ok(answer),
				}
			})
			.unwrap();
	}
	let handle = server.start(module);
	let options = Options { patience: Duration::from_secs(1), ..Default::default() };
	let chain = Chain::connect_with(&format!("ws://{address}"), options).await;
	(chain.unwrap(), handle)
}
