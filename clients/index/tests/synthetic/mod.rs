//! A chain that is made up: blocks, events and storage as the linked runtime encodes them, read by its
//! own metadata, so that decoding and writing do what they do with a node's.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a program that makes up a chain may end when it cannot")]

use codec::Encode;
use frame_system::{DispatchEventInfo, EventRecord, Phase};
use hallmark_index::{
	batch::{named_by, records, storage_keys, Batch, Block, Decoded, RawBlock, Rows},
	description::{Description, METADATA},
	tables::{table, Key, Keys, TABLES},
};
use hallmark_runtime::{
	extensions::tx_extension, Address, Hash, Runtime, RuntimeCall, RuntimeEvent,
	UncheckedExtrinsic, VERSION,
};
use hallmark_types::{
	journal::Author, AccountId, Assurance, Batch as BatchNumber, CountryCode, Digest, Document,
	Gtin, HsCode, JournalEntry, JournalKind, LotId, MediaType, OrgId, Permissions, ProductTypeId,
	Subject, Text,
};
use pallet_journal::{PageKey, ENTRIES_PER_PAGE};
use pallet_merchant_registry::types::{Operator, Organisation, Profile};
use pallet_product_identity::{
	Call, Event, Lot, LotHeader, LotKind, LotStatus, Product, ProductVersion, Written,
};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{generic::Era, MultiSignature};
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	sync::Arc,
};

/// The time of the first block with one: 2026-11-30, 00:00:00 UTC.
pub const BEGIN: u64 = 1_795_996_800_000;

/// The organisation that issues all lots.
pub const ISSUER: OrgId = OrgId(1);

/// The product of all lots.
pub const GTIN: Gtin = Gtin(9_520_123_456_788);

/// A chain that is made up.
pub struct Synthetic {
	/// What its blocks mean.
	pub description: Arc<Description>,
	/// How long a block takes, in milliseconds.
	pub slot: u64,
	number: u32,
	hash: [u8; 32],
	lots: u64,
	nonce: u32,
	storage: HashMap<Vec<u8>, Vec<u8>>,
	journals: BTreeMap<Subject, Vec<JournalEntry>>,
	known: HashSet<String>,
}

impl Default for Synthetic {
	fn default() -> Self {
		let bytes = Runtime::metadata_at_version(METADATA).unwrap();
		Self::of(Arc::new(Description::new(VERSION.spec_version, &bytes).unwrap()))
	}
}

impl Synthetic {
	/// A chain of this release.
	pub fn of(description: Arc<Description>) -> Self {
		let mut it = Self {
			description,
			slot: 2_000,
			number: 0,
			hash: hash_of(0),
			lots: 0,
			nonce: 0,
			storage: HashMap::new(),
			journals: BTreeMap::new(),
			known: HashSet::new(),
		};
		it.put("organisation", Key::Numbers(vec![1]), organisation("ACME 绿茶 Trading"));
		it.put("operator", Key::Address(operator_address()), operator());
		let gtin = GTIN.0;
		it.put("product", Key::Numbers(vec![gtin]), product("Organic green tea 有机绿茶"));
		it
	}

	/// What stands in the chain's state.
	pub fn storage(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
		self.storage.clone().into_iter().collect()
	}

	/// The last block.
	pub fn number(&self) -> u32 {
		self.number
	}

	/// How many entries all journals have.
	pub fn entries(&self) -> usize {
		self.journals.values().map(Vec::len).sum()
	}

	/// Changes a record.
	pub fn put(&mut self, name: &str, key: Key, record: impl Encode) {
		let table = &TABLES[table(name).unwrap()];
		let key = table.storage_key(&self.description, &key).unwrap();
		self.storage.insert(key, record.encode());
	}

	/// The first block.
	pub fn genesis(&self) -> Batch {
		let block = Block {
			number: 0,
			hash: hash_of(0),
			parent: [0; 32],
			at: 0,
			author: None,
			extrinsics: Vec::new(),
			events_in_all: 0,
			events: Vec::new(),
			entries: Vec::new(),
			happened: Vec::new(),
			rows: Vec::new(),
			all_rows: true,
		};
		let mut rows = Vec::new();
		for (name, key) in [
			("organisation", Key::Numbers(vec![1])),
			("operator", Key::Address(operator_address())),
			("product", Key::Numbers(vec![GTIN.0])),
		] {
			let place = table(name).unwrap();
			let table = &TABLES[place];
			let bytes = &self.storage[&table.storage_key(&self.description, &key).unwrap()];
			let record = self.description.value(table.pallet, table.item, bytes).unwrap();
			rows.push((place, key, Some(record)));
		}
		let description = self.description.clone();
		Batch { description, blocks: vec![Block { rows, ..block }] }
	}

	fn append(&mut self, subject: Subject, kind: JournalKind) -> RuntimeEvent {
		let at = self.now();
		let author = Author::Operator { organisation: ISSUER, account: operator_account() };
		let document = self
			.lots
			.is_multiple_of(2)
			.then(|| Document { digest: Digest::repeat_byte(7), media: MediaType::Pdf });
		let assurance = Assurance::Declared;
		let block = self.number;
		let journal = self.journals.entry(subject).or_default();
		journal.push(JournalEntry { kind, assurance, author, block, at, document });
		let position = (journal.len() - 1) as u32;
		let page = position / ENTRIES_PER_PAGE;
		let entries = &journal[(page * ENTRIES_PER_PAGE) as usize..];
		let parts = [&subject.encode()[..], &PageKey::from(page).0];
		let key = self.description.key("Journal", "JournalPages", &parts).unwrap();
		self.storage.insert(key, entries.encode());
		pallet_journal::Event::EntryWritten { subject, position }.into()
	}

	fn now(&self) -> u64 {
		BEGIN + u64::from(self.number - 1) * self.slot
	}

	/// The next block: so many calls, each issues a lot and writes into its journal and, every
	/// eighth, into the product's.
	pub fn block(&mut self, calls: u32) -> RawBlock {
		let parent = self.hash;
		self.number += 1;
		self.hash = hash_of(self.number);
		let mut extrinsics: Vec<Vec<u8>> =
			vec![bare(pallet_timestamp::Call::set { now: self.now() }.into())];
		let mut events: Vec<EventRecord<RuntimeEvent, Hash>> = vec![record(0, success())];
		for index in 1..=calls {
			let lot = LotId(self.lots);
			self.lots += 1;
			extrinsics.push(self.signed(issue(lot)));
			self.put("lot", Key::Numbers(vec![lot.0]), lot_record(lot, self.now()));
			let issued = Event::LotIssued { lot, gtin: GTIN, issuer: ISSUER, count: 100 };
			events.push(record(index, issued.into()));
			events.push(record(index, self.append(Subject::Lot(lot), JournalKind::LotIssued)));
			if lot.0.is_multiple_of(8) {
				let of_product = self.append(Subject::Product(GTIN), JournalKind::LinksSet);
				events.push(record(index, of_product));
			}
			events.push(record(index, success()));
		}
		RawBlock {
			number: self.number,
			hash: self.hash,
			parent,
			at: self.now(),
			author: Some(operator_address()),
			extrinsics,
			events: events.encode(),
			migrating: false,
			renewed: false,
		}
	}

	fn signed(&mut self, call: RuntimeCall) -> Vec<u8> {
		self.nonce += 1;
		UncheckedExtrinsic::new_signed(
			call,
			Address::Id(operator_account()),
			MultiSignature::Sr25519([1; 64].into()),
			tx_extension(Era::Immortal, self.nonce),
		)
		.encode()
	}

	/// What stands under keys.
	pub fn values(&self, keys: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
		keys.iter().map(|key| self.storage.get(key).cloned()).collect()
	}

	/// Blocks made ready to be written, as a follower makes them.
	pub fn ready(&mut self, raw: Vec<RawBlock>) -> Batch {
		let mut decoded = Decoded::read(&self.description, raw, &self.known).unwrap();
		let keys = decoded.page_keys(&self.description).unwrap();
		let values = self.values(&keys);
		self.known.insert(operator_address());
		let rows = decoded.wanted().iter().map(|it| (self.rows(&it.keys), false)).collect();
		decoded.finish(self.description.clone(), &values, rows).unwrap()
	}

	/// Records, and those that they name, as a follower reads them.
	fn rows(&self, keys: &Keys) -> Rows {
		let read = |keys: &Keys| {
			let values = self.values(&storage_keys(&self.description, keys).unwrap());
			records(&self.description, keys, &values).unwrap()
		};
		let mut rows = read(keys);
		rows.extend(read(&named_by(&rows, keys)));
		rows
	}

	/// The next blocks with so many calls each.
	pub fn batch(&mut self, blocks: u32, calls: u32) -> Batch {
		let raw = (0..blocks).map(|_| self.block(calls)).collect();
		self.ready(raw)
	}
}

/// The hash of a block.
pub fn hash_of(number: u32) -> [u8; 32] {
	blake2_256(&number.encode())
}

/// The operator's account.
pub fn operator_account() -> AccountId {
	AccountId::from([9; 32])
}

/// The operator's address.
pub fn operator_address() -> String {
	operator_account().to_string()
}

fn bare(call: RuntimeCall) -> Vec<u8> {
	UncheckedExtrinsic::new_bare(call).encode()
}

fn success() -> RuntimeEvent {
	frame_system::Event::ExtrinsicSuccess { dispatch_info: DispatchEventInfo::default() }.into()
}

/// An event of an extrinsic.
pub fn record(index: u32, event: RuntimeEvent) -> EventRecord<RuntimeEvent, Hash> {
	EventRecord { phase: Phase::ApplyExtrinsic(index), event, topics: Vec::new() }
}

fn batch_number(lot: LotId) -> BatchNumber {
	BatchNumber::new(&format!("L{:06}", lot.0)).unwrap()
}

fn issue(lot: LotId) -> RuntimeCall {
	let header = LotHeader {
		gtin: GTIN,
		batch: batch_number(lot),
		part: 0,
		facility: None,
		guessable: false,
		produced: None,
		expires: None,
	};
	Call::issue_lot {
		header,
		count: 100,
		root: Digest::repeat_byte(1),
		leaf_file: Digest::repeat_byte(2),
	}
	.into()
}

fn written() -> Written {
	Written { operator: operator_account(), at: BEGIN }
}

/// A lot.
pub fn lot_record(lot: LotId, at: u64) -> Lot {
	Lot {
		gtin: GTIN,
		version: 1,
		issuer: ISSUER,
		operator: operator_account(),
		brand: None,
		facility: None,
		count_confirmed: None,
		batch: batch_number(lot),
		part: 0,
		count: 100,
		kind: LotKind::Merkle { root: Digest::repeat_byte(1), leaf_file: Digest::repeat_byte(2) },
		guessable: false,
		produced: None,
		expires: None,
		issued_at: at,
		status: LotStatus::Pending,
		confirmations: Default::default(),
		compromised: None,
	}
}

/// A product.
pub fn product(name: &str) -> Product {
	let version = ProductVersion {
		product_type: ProductTypeId(0),
		name: Text::new(name).unwrap(),
		hs: HsCode { code: *b"090210", edition: 2022 },
		origin: CountryCode(*b"CN"),
		sheet: None,
		by: ISSUER,
		branded: true,
		written: written(),
	};
	Product::new(version, None)
}

/// An organisation.
pub fn organisation(name: &str) -> Organisation {
	Organisation {
		profile: Profile {
			legal_id: Text::new("HRB 12-3").unwrap(),
			name: Text::new(name).unwrap(),
			country: CountryCode(*b"CN"),
			gln: None,
		},
		group: Default::default(),
		roles: Default::default(),
		suspension: None,
		generation: 0,
		sponsor: None,
		admitted_at: 0,
	}
}

fn operator() -> Operator {
	Operator {
		org: ISSUER,
		generation: 0,
		permissions: Permissions::ALL,
		revocations: Default::default(),
		added_at: 0,
	}
}
