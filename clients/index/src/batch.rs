//! What one transaction of the database brings: blocks, and the records of the chain's state that each
//! of them changed, as they stand after it.
//!
//! Journal entries come from state, and events tell which. An event `EntryWritten` names subject and
//! position; the entry stands in storage for ever, where a read proof can show it to anyone, so that it
//! is read there, after the batch's last block: journals only grow. Nothing is left out, for positions
//! count from 0 without gaps, and each entry names its block.
//!
//! A batch is of one release: it ends where the chain's code changes.

use crate::{
	description::Description,
	error::{Error, Result},
	room::with_room,
	tables::{add, add_named, beside, table, Key, Keys, TABLES},
};
use hallmark_types::BlockNumber;
use pallet_journal::{PageKey, ENTRIES_PER_PAGE};
use serde_json::Value;
use sp_crypto_hashing::blake2_256;
use std::{
	collections::{BTreeMap, BTreeSet, HashSet},
	sync::Arc,
};

/// Extrinsics of more bytes are kept without them: those that bring a release's code.
pub const MAX_BYTES: usize = 512 << 10;

/// The bits of a place that are the index in the block.
pub const INDEX_BITS: u32 = 20;

/// A place in the chain: of an extrinsic or an event.
pub fn place(block: BlockNumber, index: u32) -> i64 {
	(i64::from(block) << INDEX_BITS) | i64::from(index)
}

/// The block and the index of a place.
pub fn of_place(place: i64) -> (BlockNumber, u32) {
	let index = place & ((1 << INDEX_BITS) - 1);
	(
		BlockNumber::try_from(place >> INDEX_BITS).unwrap_or_default(),
		u32::try_from(index).unwrap_or_default(),
	)
}

/// A block as the node gives it.
#[derive(Clone, Debug, Default)]
pub struct RawBlock {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: [u8; 32],
	/// The hash of the block before it.
	pub parent: [u8; 32],
	/// Its time, in milliseconds.
	pub at: u64,
	/// Who made it, by the address of the validator's account.
	pub author: Option<String>,
	/// Its extrinsics, SCALE-encoded with their lengths.
	pub extrinsics: Vec<Vec<u8>>,
	/// What `System.Events` holds after it.
	pub events: Vec<u8>,
	/// Whether a migration is under way after it.
	pub migrating: bool,
	/// Whether it is the first of its release.
	pub renewed: bool,
}

/// A block to be indexed.
#[derive(Clone, Debug)]
pub struct Block {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: [u8; 32],
	/// The hash of the block before it.
	pub parent: [u8; 32],
	/// Its time, in milliseconds.
	pub at: u64,
	/// Who made it.
	pub author: Option<String>,
	/// Its extrinsics, in their order.
	pub extrinsics: Vec<Extrinsic>,
	/// How many events it has.
	pub events_in_all: u32,
	/// The events that are kept, in their order: those that neither the outcome of an extrinsic nor
	/// a journal entry tells.
	pub events: Vec<Event>,
	/// What was written into journals, in order.
	pub entries: Vec<Entry>,
	/// What became of declarations and inspection lots, in order.
	pub happened: Vec<Happened>,
	/// The records that changed in it, as they stand after it.
	pub rows: Rows,
	/// Whether these are all records that there are.
	pub all_rows: bool,
}

/// What became of goods at a border, to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
	/// The index of the event that tells it.
	pub index: u32,
	/// What, by the names that docs/index.md lists.
	pub what: String,
	/// To what.
	pub to: To,
}

/// To what something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
	/// All lines of a declaration.
	Declaration(u64),
	/// One of them.
	Line(u64, u8),
	/// The lines that one decision is about.
	Decision(u64),
}

impl Happened {
	/// What an event tells, if anything is counted of it.
	fn of(index: u32, pallet: &str, name: &str, fields: &Value) -> Vec<Self> {
		if !matches!(pallet, "CustomsClearance" | "Sampling") {
			return Vec::new();
		}
		let number = |name: &str| fields.get(name).and_then(Value::as_u64);
		// An enum in words is its variant's name, or an object of that name.
		let variant = |name: &str| match fields.get(name)? {
			Value::String(name) => Some(name.clone()),
			Value::Object(of) => of.keys().next().cloned(),
			_ => None,
		};
		let what = |what: String, to: To| Self { index, what, to };
		let declaration = number("declaration");
		let decision = number("decision").map(To::Decision);
		let line = number("line").and_then(|it| u8::try_from(it).ok());
		match (pallet, name, declaration, decision) {
			("CustomsClearance", "LineStatusChanged", Some(declaration), _) => {
				let to = line.map(|line| To::Line(declaration, line));
				variant("new").zip(to).map(|(new, to)| what(new, to)).into_iter().collect()
			}
			(
				"CustomsClearance",
				"DeclarationLodged"
				| "DeclarationAccepted"
				| "DeclarationRejected"
				| "DeclarationWithdrawn",
				Some(declaration),
				_,
			) => vec![what(name.into(), To::Declaration(declaration))],
			("CustomsClearance", "ReleaseOverridden", Some(declaration), _) => line
				.map(|line| what(name.into(), To::Line(declaration, line)))
				.into_iter()
				.collect(),
			("Sampling", "ControlSettled", _, Some(to)) => {
				let check = variant("check").map(|it| what(format!("Control{it}"), to));
				let random = fields.get("random").and_then(Value::as_bool).unwrap_or_default();
				let random = random.then(|| what("ControlRandom".into(), to));
				check.into_iter().chain(random).collect()
			}
			("Sampling", "InspectionConcluded", _, Some(to)) => variant("result")
				.map(|it| what(format!("Inspection{it}"), to))
				.into_iter()
				.collect(),
			("Sampling", "ExaminationRepeated" | "ResubmissionGranted", _, Some(to)) => {
				vec![what(name.into(), to)]
			}
			_ => Vec::new(),
		}
	}
}

/// An extrinsic to be indexed.
#[derive(Clone, Debug)]
pub struct Extrinsic {
	/// BLAKE2b-256 of its bytes.
	pub hash: [u8; 32],
	/// Who signed it.
	pub signer: Option<String>,
	/// The pallet that it calls.
	pub pallet: String,
	/// The call.
	pub call: String,
	/// What came of it.
	pub outcome: Outcome,
	/// Why it failed, or the first of a batch's that did.
	pub error: Option<String>,
	/// Its bytes, unless there are too many.
	pub bytes: Option<Vec<u8>>,
}

/// What came of an extrinsic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// It did what it asks for.
	Succeeded = 0,
	/// It did nothing.
	Failed = 1,
	/// It is a batch, and some of its calls failed.
	InPart = 2,
}

/// An event to be indexed.
#[derive(Clone, Debug)]
pub struct Event {
	/// Its index in the block.
	pub index: u32,
	/// In which extrinsic it happened.
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its SCALE encoding, from the pallet's index on.
	pub bytes: Vec<u8>,
}

/// An entry of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
	/// The index of the event that tells of it; in the first block, which has no events, a number
	/// of its own.
	pub index: u32,
	/// In which extrinsic it was written.
	pub extrinsic: Option<u32>,
	/// Whose journal.
	pub subject: Subject,
	/// Its place in it.
	pub sequence: u32,
	/// What it says.
	pub said: Said,
}

/// What a journal is about, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
	/// Which kind, by its index in the chain's types.
	pub kind: u8,
	/// Its id or GTIN; of an item its lot.
	pub number: u64,
	/// The index of an item.
	pub item: u32,
}

/// The kinds of subjects, by their indices in the chain's types.
pub const SUBJECTS: [&str; 7] =
	["Organisation", "Facility", "Product", "Lot", "Item", "Shipment", "Declaration"];

/// On whose word an entry stands, by the indices in the chain's types.
pub const STANDINGS: [&str; 3] = ["Declared", "Attested", "Confirmed"];

impl Subject {
	/// A subject in words, as a number.
	fn of(words: &Value) -> Option<Self> {
		let (name, of) = words.as_object()?.iter().next()?;
		let kind = u8::try_from(SUBJECTS.iter().position(|it| it == name)?).ok()?;
		let number = |value: &Value| match value {
			Value::String(digits) => digits.parse().ok(),
			value => value.as_u64(),
		};
		match of {
			Value::Array(parts) => {
				let [lot, item] = &parts[..] else { return None };
				let item = u32::try_from(item.as_u64()?).ok()?;
				Some(Self { kind, number: number(lot)?, item })
			}
			of => Some(Self { kind, number: number(of)?, item: 0 }),
		}
	}

	/// The table and key of its record, where there is one.
	fn record(&self) -> Option<(usize, Key)> {
		let tables =
			["organisation", "facility", "product", "lot", "lot", "shipment", "declaration"];
		let table = table(tables.get(usize::from(self.kind))?)?;
		Some((table, Key::Numbers(vec![self.number])))
	}
}

impl core::fmt::Display for Subject {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let name = SUBJECTS.get(usize::from(self.kind)).copied().unwrap_or("?").to_lowercase();
		match self.kind {
			2 => write!(f, "{name} {:014}", self.number),
			4 => write!(f, "{name} {}/{}", self.number, self.item),
			_ => write!(f, "{name} {}", self.number),
		}
	}
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
	/// What happened.
	pub kind: String,
	/// On whose word, by its place in [`STANDINGS`].
	pub standing: u8,
	/// 0 an operator, 1 the council, 2 a consumer.
	pub author: u8,
	/// The organisation that wrote it.
	pub organisation: Option<u64>,
	/// The address of its operator.
	pub operator: Option<String>,
	/// In which block.
	pub block: u64,
	/// When, in milliseconds.
	pub at: u64,
	/// SHA-256 of the document behind it.
	pub digest: Option<[u8; 32]>,
	/// What kind of file that is.
	pub media: Option<String>,
}

impl Said {
	/// What an entry in words says.
	pub fn of(words: &Value) -> Option<Self> {
		let text = |value: &Value| value.as_str().map(String::from);
		let assurance = words.get("assurance")?.as_str()?;
		let standing = STANDINGS.iter().position(|it| *it == assurance)?;
		let (author, organisation, operator) = match words.get("author")? {
			Value::String(name) if name == "Council" => (1, None, None),
			Value::String(name) if name == "Consumer" => (2, None, None),
			other => {
				let operator = other.get("Operator")?;
				let account = text(operator.get("account")?)?;
				(0, Some(operator.get("organisation")?.as_u64()?), Some(account))
			}
		};
		let (digest, media) = match words.get("document")? {
			Value::Null => (None, None),
			document => {
				let digest = document.get("digest")?.as_str()?.strip_prefix("0x")?;
				let digest = hex::decode(digest).ok()?.try_into().ok()?;
				(Some(digest), Some(text(document.get("media")?)?))
			}
		};
		Some(Self {
			kind: text(words.get("kind")?)?,
			standing: u8::try_from(standing).ok()?,
			author,
			organisation,
			operator,
			block: words.get("block")?.as_u64()?,
			at: words.get("at")?.as_u64()?,
			digest,
			media,
		})
	}
}

/// Records of one table: its place among [`TABLES`], and what stands under each key, if anything
/// does.
pub type Rows = Vec<(usize, Key, Option<Value>)>;

/// What one transaction of the database brings.
#[derive(Clone, Debug)]
pub struct Batch {
	/// The release that made its blocks.
	pub description: Arc<Description>,
	/// The blocks, in order.
	pub blocks: Vec<Block>,
}

/// Blocks that are read, for which state is still to be read.
#[derive(Debug)]
pub struct Decoded {
	blocks: Vec<Block>,
	written: Vec<Written>,
	pages: BTreeMap<(Vec<u8>, u32), usize>,
	wanted: Vec<Wanted>,
	known: HashSet<String>,
}

/// What is to be read of the state after a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
	/// These records.
	pub keys: Keys,
	/// The shipments that items of these lots are in, and their lines: the items were destroyed,
	/// wherever they were, and no event names these.
	pub destroyed: BTreeSet<u64>,
	/// All packing units of these shipments: one was unpacked, and no event names those in it.
	pub unpacked: BTreeSet<u64>,
	/// All records: they may have changed without any event that names them.
	pub all: bool,
}

/// An entry of which an event told.
#[derive(Debug)]
struct Written {
	block: usize,
	index: u32,
	extrinsic: Option<u32>,
	subject: Subject,
	bytes: Vec<u8>,
	position: u32,
}

impl Decoded {
	/// Reads blocks of one release. Of signers that are `known` the records are not read again
	/// unless something happened to them.
	///
	/// # Errors
	///
	/// [`Error::Decode`], [`Error::Inconsistent`].
	pub fn read(
		description: &Description,
		raw: Vec<RawBlock>,
		known: &HashSet<String>,
	) -> Result<Self> {
		let mut it = Self {
			blocks: Vec::with_capacity(raw.len()),
			written: Vec::new(),
			pages: BTreeMap::new(),
			wanted: Vec::with_capacity(raw.len()),
			known: known.clone(),
		};
		with_room(|| raw.into_iter().try_for_each(|raw| it.read_block(description, raw)))?;
		Ok(it)
	}

	fn read_block(&mut self, description: &Description, raw: RawBlock) -> Result<()> {
		let place = self.blocks.len();
		let mut wanted = Wanted { all: raw.renewed, ..Wanted::default() };
		let mut extrinsics = Vec::with_capacity(raw.extrinsics.len());
		for bytes in raw.extrinsics {
			let read = description.extrinsic(&bytes)?;
			if let (Some(signer), Some(table)) = (&read.signer, table("operator")) {
				if !self.known.contains(signer) {
					self.known.insert(signer.clone());
					wanted.keys.insert((table, Key::Address(signer.clone())));
				}
			}
			extrinsics.push(Extrinsic {
				hash: blake2_256(&bytes),
				signer: read.signer,
				pallet: read.pallet,
				call: read.call,
				outcome: Outcome::Succeeded,
				error: None,
				bytes: (bytes.len() <= MAX_BYTES).then_some(bytes),
			});
		}
		let events = description.events(&raw.events)?;
		let events_in_all = u32::try_from(events.len()).unwrap_or(u32::MAX);
		let mut kept = Vec::new();
		let mut happened = Vec::new();
		for (index, event) in (0u32..).zip(events) {
			let bytes = raw.events.get(event.bytes.clone()).unwrap_or_default();
			add_named(&mut wanted.keys, &event.named);
			happened.extend(Happened::of(index, &event.pallet, &event.name, &event.fields));
			let of = event.extrinsic.and_then(|it| extrinsics.get_mut(it as usize));
			match (event.pallet.as_str(), event.name.as_str()) {
				("System", "ExtrinsicSuccess") => continue,
				("System", "ExtrinsicFailed") => {
					if let (Some(of), Some(error)) = (of, event.fields.get("dispatch_error")) {
						of.outcome = Outcome::Failed;
						of.error = Some(description.error(error));
					}
				}
				("Utility", "ItemFailed" | "BatchInterrupted") => {
					if let (Some(of), Some(error)) = (of, event.fields.get("error")) {
						of.outcome = Outcome::InPart;
						of.error.get_or_insert_with(|| description.error(error));
					}
				}
				// What was done in another's name failed, and what asked for it did not.
				("Council", "Executed" | "MemberExecuted")
				| ("Proxy", "ProxyExecuted")
				| ("Multisig", "MultisigExecuted") => {
					let error = event.fields.get("result").and_then(|it| it.get("Err"));
					if let (Some(of), Some(error)) = (of, error) {
						of.outcome = Outcome::InPart;
						of.error.get_or_insert_with(|| description.error(error));
					}
				}
				("Journal", "EntryWritten") => {
					let fault = || Error::Inconsistent {
						block: raw.number,
						reason: format!(
							"Journal.EntryWritten says {}, which this program does not know. A newer \
							 release of it may",
							event.fields
						),
					};
					let position = event.fields.get("position").and_then(Value::as_u64);
					let position = position.and_then(|it| u32::try_from(it).ok());
					let subject = event.fields.get("subject").and_then(Subject::of);
					let (subject, position) = subject.zip(position).ok_or_else(fault)?;
					let bytes = description.event_part(bytes, "subject").ok_or_else(fault)?;
					self.pages.insert((bytes.to_vec(), position / ENTRIES_PER_PAGE), 0);
					wanted.keys.extend(subject.record());
					self.written.push(Written {
						block: place,
						index,
						extrinsic: event.extrinsic,
						subject,
						bytes: bytes.to_vec(),
						position,
					});
					continue;
				}
				// These events name the first of several.
				(
					"ProductIdentity" | "Inspection",
					"ProductTypesRegistered" | "StandardsRegistered",
				) => {
					let number = |name| event.fields.get(name).and_then(Value::as_u64);
					let of = match event.name.as_str() {
						"StandardsRegistered" => "standard",
						_ => "product_type",
					};
					if let (Some(first), Some(count)) = (number("first"), number("count")) {
						for id in first..first.saturating_add(count) {
							add(&mut wanted.keys, of, &[id]);
						}
					}
				}
				("Logistics", "SensorsSummarised") => {
					let number = |name| event.fields.get(name).and_then(Value::as_u64);
					if let (Some(shipment), Some(leg)) = (number("shipment"), number("leg")) {
						add(&mut wanted.keys, "sensors", &[shipment, leg]);
					}
				}
				("Logistics", "Unpacked") => {
					wanted.unpacked.extend(event.fields.get("shipment").and_then(Value::as_u64));
				}
				("Logistics", "GoodsDestroyed") => {
					wanted.destroyed.extend(event.fields.get("lot").and_then(Value::as_u64));
				}
				("MultiBlockMigrations", _) => wanted.all = true,
				_ => {}
			}
			kept.push(Event {
				index,
				extrinsic: event.extrinsic,
				pallet: event.pallet,
				name: event.name,
				bytes: bytes.to_vec(),
			});
		}
		self.blocks.push(Block {
			number: raw.number,
			hash: raw.hash,
			parent: raw.parent,
			at: raw.at,
			author: raw.author,
			extrinsics,
			events_in_all,
			events: kept,
			entries: Vec::new(),
			happened,
			rows: Rows::new(),
			all_rows: false,
		});
		// While a migration goes on from block to block, records are in two forms. No call is taken by
		// then, so that they stay as they were, and when it is done all of them are read.
		self.wanted.push(if raw.migrating { Wanted::default() } else { wanted });
		Ok(())
	}

	/// What is to be read of the state after each block, in order.
	pub fn wanted(&self) -> &[Wanted] {
		&self.wanted
	}

	/// The keys of the pages of journals that are to be read after the last block.
	///
	/// # Errors
	///
	/// [`Error::Decode`] if the release has no such storage.
	pub fn page_keys(&mut self, description: &Description) -> Result<Vec<Vec<u8>>> {
		let mut keys = Vec::with_capacity(self.pages.len());
		for ((subject, page), place) in &mut self.pages {
			*place = keys.len();
			let page = PageKey::from(*page).0;
			keys.push(description.key("Journal", "JournalPages", &[subject, &page])?);
		}
		Ok(keys)
	}

	/// Puts together what was read. `values` are what stands under [`Self::page_keys`], in their order;
	/// `rows` are the records of each block, and whether they are all that there are.
	///
	/// # Errors
	///
	/// [`Error::Inconsistent`] if an entry is not where its event says.
	pub fn finish(
		mut self,
		description: Arc<Description>,
		values: &[Option<Vec<u8>>],
		rows: Vec<(Rows, bool)>,
	) -> Result<Batch> {
		let mut pages: Vec<Option<Value>> = vec![None; self.pages.len()];
		for written in &self.written {
			let Some(block) = self.blocks.get_mut(written.block) else { continue };
			let fault = |reason: &str| Error::Inconsistent {
				block: block.number,
				reason: format!(
					"entry {} of the journal of {}: {reason}",
					written.position, written.subject
				),
			};
			let of = (written.bytes.clone(), written.position / ENTRIES_PER_PAGE);
			let place = self.pages.get(&of).copied().unwrap_or_default();
			let page = pages.get_mut(place).ok_or_else(|| fault("its page was not read"))?;
			if page.is_none() {
				let bytes = values.get(place).and_then(Option::as_ref);
				let bytes = bytes.ok_or_else(|| fault("its page is not in the chain's state"))?;
				*page = Some(description.value("Journal", "JournalPages", bytes)?);
			}
			let entry = page
				.as_ref()
				.and_then(|it| it.get((written.position % ENTRIES_PER_PAGE) as usize))
				.ok_or_else(|| fault("it is not in the chain's state"))?;
			let said = Said::of(entry).ok_or_else(|| {
				fault(&format!("it says {entry}, which this program does not know"))
			})?;
			if said.block != u64::from(block.number) {
				return Err(fault(&format!("it names block {}", said.block)));
			}
			block.entries.push(Entry {
				index: written.index,
				extrinsic: written.extrinsic,
				subject: written.subject,
				sequence: written.position,
				said,
			});
		}
		for (block, (rows, all)) in self.blocks.iter_mut().zip(rows) {
			block.rows = rows;
			block.all_rows = all;
		}
		Ok(Batch { description, blocks: self.blocks })
	}
}

/// The keys in storage of records.
///
/// # Errors
///
/// [`Error::Decode`] if the release has no such storage.
pub fn storage_keys(description: &Description, keys: &Keys) -> Result<Vec<Vec<u8>>> {
	let of = keys.iter().filter_map(|(table, key)| TABLES.get(*table).zip(Some(key)));
	of.map(|(table, key)| table.storage_key(description, key)).collect()
}

/// Records, by what stands under their [`storage_keys`].
///
/// # Errors
///
/// [`Error::Decode`].
pub fn records(description: &Description, keys: &Keys, values: &[Option<Vec<u8>>]) -> Result<Rows> {
	let mut rows = Rows::with_capacity(keys.len());
	for ((table, key), value) in keys.iter().zip(values) {
		let Some(of) = TABLES.get(*table) else { continue };
		let read = |bytes: &Vec<u8>| description.value(of.pallet, of.item, bytes);
		rows.push((*table, key.clone(), value.as_ref().map(read).transpose()?));
	}
	Ok(rows)
}

/// The records that these name by what stands in them, but for those that are `known`.
pub fn named_by(rows: &Rows, known: &Keys) -> Keys {
	let mut keys = Keys::new();
	for (table, key, record) in rows {
		if let Some(record) = record {
			beside(&mut keys, *table, key, record);
		}
	}
	keys.retain(|it| !known.contains(it));
	keys
}

/// A page of a journal in the chain's state: whose it is, which, and what its entries say.
///
/// # Errors
///
/// [`Error::Decode`].
pub fn journal_page(
	description: &Description,
	key: &[u8],
	value: &[u8],
) -> Result<(Subject, u32, Vec<Said>)> {
	let fault = |what: &str, reason: String| Error::Decode {
		what: what.into(),
		spec: description.spec(),
		reason,
	};
	let parts = description.key_parts("Journal", "JournalPages", key)?;
	let subject = parts.first().and_then(Subject::of);
	let subject = subject.ok_or_else(|| fault("key of a journal", format!("{parts:?}")))?;
	// The key's last part is the page, counted down.
	let page = key.last_chunk::<4>().map(|it| PageKey(*it).page());
	let page = page.ok_or_else(|| fault("key of a journal", "it is too short".into()))?;
	let entries = description.value("Journal", "JournalPages", value)?;
	let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
	let said = entries
		.iter()
		.map(|it| Said::of(it).ok_or_else(|| fault("journal entry", it.to_string())))
		.collect::<Result<_>>()?;
	Ok((subject, page, said))
}
