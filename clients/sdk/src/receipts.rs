//! Receipts of captured EPCIS events: that the calls which an event became stand in a final block, and
//! what they wrote.
//!
//! A receipt is a credential (W3C Verifiable Credentials 2.0). `credentialSubject` is what a gateway
//! says, [`Captured`]; `evidence` is what anybody can check of it who trusts a set of voters,
//! [`Evidence`]:
//!
//! 1. votes of that set, or of those that took over from it, make a block final, the *head*;
//! 2. the head's state has the hash of the block that the extrinsic stands in, and the journal entries
//!    that it wrote;
//! 3. that block's header commits to the extrinsic, by the trie of its extrinsics;
//! 4. the extrinsic is signed by the operator whom the entries name, and makes the calls that are said;
//! 5. the block's own state has its events (`System.Events`), which say that the extrinsic succeeded,
//!    and which entries each call of it wrote.
//!
//! The fifth may be missing: a node has the state of a block for some minutes only, and the events of a
//! block are one value that is shown whole or not at all, so that it is left out if it is longer than
//! [`MAX_EVENTS`]. Then the entries are known to be of that operator and block, and [`Checked::is_bound`]
//! says so.
//!
//! That a call stands for this very event is shown where the call takes a document: it is the event, by
//! its digest. Else it is the word of the gateway, which signs the receipt.

use crate::{
	bundle::Prover,
	calls,
	chain::{BlockRef, Chain},
	proof::header,
	Error, Result,
};
use codec::{Compact, DecodeAll, DecodeLimit, Encode};
use frame_support::{
	storage::storage_prefix, Blake2_128Concat, Identity, StorageHasher, Twox64Concat,
};
use frame_system::{EventRecord, Phase};
use hallmark_credentials::{time::date_time, VC_CONTEXT};
use hallmark_runtime::{Address, Hash, Header, RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use hallmark_types::{
	journal::Author, AccountId, BlockNumber, Digest, JournalEntry, Moment, OrgId, Subject,
};
use hallmark_verify::{finality::read_header, Bundle, Final, ProofError, Proved, TrustedSet};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sp_core::Bytes;
use sp_io::hashing::blake2_256;
use sp_runtime::{generic::Preamble, traits::BlakeTwo256};
use sp_trie::{
	generate_trie_proof, trie_types::TrieDBMutBuilderV0, verify_trie_proof, LayoutV0, MemoryDB,
	TrieMut,
};
use std::{collections::BTreeSet, ops::Range};

/// The type of such credentials.
pub const TYPE: &str = "HallmarkCaptureReceipt";
/// The type of their evidence.
pub const EVIDENCE: &str = "HallmarkFinality";
/// The vocabulary of what they say.
const VOCABULARY: &str = "https://hallmark.example/receipt/1#";
/// For how many blocks a state has the hashes of those before it: `System.BlockHashCount`. A receipt
/// has to be made within these.
pub const REMEMBERED: BlockNumber = 4_096;
/// How long the nodes that show a block's events may be, in bytes: a block that is full of one event's
/// calls has about half of that.
pub const MAX_EVENTS: usize = 1 << 19;
/// How many entries one page of a journal has.
const ENTRIES_PER_PAGE: u32 = 16;
/// How deep an extrinsic or an event may be.
const MAX_DEPTH: u32 = 256;
/// Why something cannot be read that is proven.
const OTHER_RELEASE: &str =
	"its form is that of another release than this program's: check it with the program of that release";

/// Which extrinsic carries the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InBlock {
	/// BLAKE2b-256 of its bytes.
	pub hash: Digest,
	/// Its index in its block.
	pub index: u32,
}

/// Which calls of an extrinsic an event became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Calls {
	/// The place of the first one in the extrinsic's batch, from 0; 0 if it is no batch.
	pub first: u32,
	/// How many they are.
	pub count: u32,
}

/// A journal entry that the calls wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Written {
	/// Whose journal.
	pub subject: Subject,
	/// The entry's place in it, from 0.
	pub position: u32,
	/// The entry.
	pub entry: JournalEntry,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Captured {
	/// The event's hash id: `ni:///sha-256;…?ver=CBV2.0`.
	pub id: String,
	/// The job that captured it.
	#[serde(rename = "captureID")]
	pub capture_id: String,
	/// Its place in the captured document, from 0.
	pub event: u32,
	/// Who captured.
	pub organisation: OrgId,
	/// The operator who signed.
	pub account: AccountId,
	/// The first call that the event became: pallet and name.
	pub call: String,
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The block.
	pub block: BlockRef,
	/// The extrinsic in it.
	pub extrinsic: InBlock,
	/// Which calls of it are the event's.
	pub calls: Calls,
	/// What the event's calls wrote into journals.
	pub entries: Vec<Written>,
}

/// A block with what shows that it is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shown {
	/// Its header, in SCALE.
	pub header: Bytes,
	/// The votes, in SCALE.
	pub justification: Bytes,
}

impl Shown {
	/// The block's height.
	///
	/// # Errors
	///
	/// [`Error::Proof`] if it is no header.
	pub fn number(&self) -> Result<BlockNumber> {
		Ok(read_header(&self.header)?.number)
	}
}

impl From<Final> for Shown {
	fn from(block: Final) -> Self {
		Self { header: Bytes(block.header), justification: Bytes(block.justification) }
	}
}

impl From<Shown> for Final {
	fn from(block: Shown) -> Self {
		Self { header: block.header.0, justification: block.justification.0 }
	}
}

/// What shows to whoever trusts a set of voters that an extrinsic stands in a final block, and what is
/// in journals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
	/// [`EVIDENCE`].
	#[serde(rename = "type")]
	pub kind: String,
	/// The header of the extrinsic's block, in SCALE.
	pub header: Bytes,
	/// The extrinsic, as the block has it.
	pub extrinsic: Bytes,
	/// The nodes that lead to it from `extrinsicsRoot` of the header.
	pub extrinsic_proof: Vec<Bytes>,
	/// The nodes that lead from `stateRoot` of the header to the block's events; none if these are too
	/// long, or the state was gone.
	#[serde(default)]
	pub events_proof: Vec<Bytes>,
	/// The last blocks of earlier sets of voters, oldest first.
	pub handoffs: Vec<Shown>,
	/// The final block whose state is shown: that of the extrinsic, or a later one.
	pub head: Shown,
	/// The nodes that lead from the head's `stateRoot` to the hash of the extrinsic's block and to the
	/// entries.
	pub state_proof: Vec<Bytes>,
}

/// What was checked of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
	/// What it says.
	pub captured: Captured,
	/// The final block whose state showed it.
	pub head: BlockRef,
	/// Whether it is shown that the event's own calls wrote the entries: the block's events say so. Else
	/// the entries are known to be of that operator and block.
	pub is_bound: bool,
	/// Whether the chain itself names the event: the calls have its digest as their document.
	pub is_named: bool,
	/// The event's calls.
	pub calls: Vec<RuntimeCall>,
	/// Who is named as its issuer, by whoever gave it. Whether they signed it is not checked here.
	pub issuer: Option<String>,
}

fn page_key(subject: Subject, position: u32) -> Vec<u8> {
	let mut key = storage_prefix(b"Journal", b"JournalPages").to_vec();
	key.extend(Blake2_128Concat::hash(&subject.encode()));
	// The newest page comes first.
	key.extend(Identity::hash(&(!(position / ENTRIES_PER_PAGE)).to_be_bytes()));
	key
}

fn block_hash_key(number: BlockNumber) -> Vec<u8> {
	let mut key = storage_prefix(b"System", b"BlockHash").to_vec();
	key.extend(Twox64Concat::hash(&number.encode()));
	key
}

fn events_key() -> Vec<u8> {
	storage_prefix(b"System", b"Events").to_vec()
}

/// The key of an extrinsic in the trie of its block.
fn extrinsic_key(index: u32) -> Vec<u8> {
	Compact(index).encode()
}

/// The nodes that lead to one of a block's extrinsics.
fn prove_extrinsic(header: &Header, extrinsics: &[Bytes], index: u32) -> Option<Vec<Bytes>> {
	let mut nodes = MemoryDB::<BlakeTwo256>::default();
	let mut root = Digest::default();
	{
		let mut trie = TrieDBMutBuilderV0::<BlakeTwo256>::new(&mut nodes, &mut root).build();
		for (index, extrinsic) in (0u32..).zip(extrinsics) {
			trie.insert(&extrinsic_key(index), extrinsic).ok()?;
		}
	}
	if root != header.extrinsics_root {
		return None;
	}
	let key = extrinsic_key(index);
	let proof = generate_trie_proof::<LayoutV0<BlakeTwo256>, _, _, _>(&nodes, root, &[key]).ok()?;
	Some(proof.into_iter().map(Bytes).collect())
}

/// The nodes that show a block's events, for [`Evidence::events_proof`]: the same for all extrinsics of
/// the block. None if they are longer than [`MAX_EVENTS`], or the node has that state no more.
///
/// # Errors
///
/// Those of the node.
pub async fn prove_events(chain: &Chain, block: BlockRef) -> Result<Vec<Bytes>> {
	let nodes = match chain.read_proof(&[events_key()], block.hash).await {
		Ok(nodes) => nodes,
		Err(error) if error.is_state_gone() => return Ok(Vec::new()),
		Err(error) => return Err(error),
	};
	let length: usize = nodes.iter().map(|node| node.0.len()).sum();
	Ok(if length <= MAX_EVENTS { nodes } else { Vec::new() })
}

/// The proof that the extrinsic at an index of a block stands there, and of entries in journals; none
/// before a block from there on is known to be final. The block's events are proven by [`prove_events`].
///
/// # Errors
///
/// [`Error::Input`] if the block is too old, so that no state has its hash; those of the node.
pub async fn prove(
	chain: &Chain,
	prover: &Prover,
	block: BlockRef,
	index: u32,
	entries: &[(Subject, u32)],
) -> Result<Option<Evidence>> {
	let Some(head) = prover.head().filter(|head| head.number >= block.number) else {
		return Ok(None);
	};
	if head.number.saturating_sub(block.number) >= REMEMBERED {
		let reason = format!(
			"block {}: the chain's state has the hashes of {REMEMBERED} blocks, and the newest is {}",
			block.number, head.number
		);
		return Err(Error::input("block", reason));
	}
	let own = header(chain, block.hash).await?;
	let extrinsics = chain.extrinsics(block.hash).await?;
	let answer = |reason: &str| Error::answer("chain_getBlock", reason);
	let extrinsic = usize::try_from(index).ok().and_then(|index| extrinsics.get(index));
	let extrinsic = extrinsic.ok_or_else(|| answer("the block has no such extrinsic"))?.clone();
	let extrinsic_proof = prove_extrinsic(&own, &extrinsics, index)
		.ok_or_else(|| answer("its extrinsics are not those that its header commits to"))?;

	let pages = entries.iter().map(|(subject, position)| page_key(*subject, *position));
	let keys: BTreeSet<_> = pages.chain([block_hash_key(block.number)]).collect();
	let keys: Vec<_> = keys.into_iter().collect();
	let state_proof = chain.read_proof(&keys, head.hash).await?;
	let bundle = prover.with(Vec::new(), 0).ok_or(ProofError::NoJustification)?;
	Ok(Some(Evidence {
		kind: EVIDENCE.into(),
		header: Bytes(own.encode()),
		extrinsic,
		extrinsic_proof,
		events_proof: Vec::new(),
		handoffs: bundle.handoffs.into_iter().map(Shown::from).collect(),
		head: bundle.head.into(),
		state_proof,
	}))
}

impl Evidence {
	/// What the proven state has of a journal.
	///
	/// # Errors
	///
	/// [`Error::Proof`] if the proof does not show it, [`Error::Input`] if there is no such entry.
	pub fn entry(&self, subject: Subject, position: u32) -> Result<JournalEntry> {
		let head = read_header(&self.head.header)?;
		entry_in(&self.state(&head)?, subject, position)
	}

	fn state(&self, head: &Header) -> Result<Proved> {
		let nodes = self.state_proof.iter().map(|node| node.0.clone());
		Ok(Proved::new(head.state_root, sp_trie::StorageProof::new(nodes))?)
	}
}

fn entry_in(state: &Proved, subject: Subject, position: u32) -> Result<JournalEntry> {
	let none = || Error::input("entries", format!("{subject:?}: it has no entry {position}"));
	let page = state.value(&page_key(subject, position))?.ok_or_else(none)?;
	let page = Vec::<JournalEntry>::decode_all(&mut &page[..])
		.map_err(|_| ProofError::Malformed { part: "journal" })?;
	let place = usize::try_from(position % ENTRIES_PER_PAGE).unwrap_or(usize::MAX);
	page.into_iter().nth(place).ok_or_else(none)
}

/// The receipt, not signed yet. Without an issuer it stays so.
///
/// # Errors
///
/// [`Error::Input`] if it is no JSON.
pub fn credential(
	captured: &Captured,
	evidence: &Evidence,
	issuer: Option<&str>,
	now: Moment,
) -> Result<Value> {
	let fault = |error: serde_json::Error| Error::input("receipt", error.to_string());
	let mut receipt = json!({
		"@context": [VC_CONTEXT, { "@vocab": VOCABULARY }],
		"type": ["VerifiableCredential", TYPE],
		"validFrom": date_time(now),
		"credentialSubject": serde_json::to_value(captured).map_err(fault)?,
		"evidence": serde_json::to_value(evidence).map_err(fault)?,
	});
	if let (Some(issuer), Some(receipt)) = (issuer, receipt.as_object_mut()) {
		receipt.insert("issuer".into(), issuer.into());
	}
	Ok(receipt)
}

fn wrong<T>(field: &'static str, reason: impl ToString) -> Result<T> {
	Err(Error::input(field, reason))
}

/// Checks a receipt against a set of voters, with no chain at hand: all but the signature.
///
/// # Errors
///
/// [`Error::Proof`] if something is not proven; [`Error::Input`] with the field that says something else
/// than what is proven, or that cannot be read.
pub fn check(receipt: &Value, trusted: &TrustedSet) -> Result<Checked> {
	let is_one = receipt.get("type").and_then(Value::as_array);
	if !is_one.is_some_and(|types| types.iter().any(|it| it == TYPE)) {
		return wrong("type", format!("expected {TYPE}"));
	}
	let member = |name: &str| receipt.get(name).cloned().unwrap_or_default();
	let captured: Captured = serde_json::from_value(member("credentialSubject"))
		.map_err(|error| Error::input("credentialSubject", error.to_string()))?;
	let evidence: Evidence = serde_json::from_value(member("evidence"))
		.map_err(|error| Error::input("evidence", error.to_string()))?;
	if evidence.kind != EVIDENCE {
		return wrong("evidence", format!("expected the type {EVIDENCE}"));
	}
	if captured.genesis != trusted.genesis {
		let reason =
			format!("it is of the chain {:?}, not {:?}", captured.genesis, trusted.genesis);
		return wrong("genesis", reason);
	}
	// The head is final, and this is its state.
	let mut trusted = trusted.clone();
	let bundle = Bundle {
		handoffs: evidence.handoffs.iter().cloned().map(Final::from).collect(),
		head: evidence.head.clone().into(),
		proof: evidence.state_proof.iter().map(|node| node.0.clone()).collect(),
		evidence: None,
	};
	let (head, state) = bundle.prove(&mut trusted)?;
	// The block is one of its chain.
	let own = read_header(&evidence.header)?;
	let block = BlockRef { number: own.number, hash: own.hash() };
	if block != captured.block {
		return wrong("block", "not that of the header in the evidence");
	}
	if block != head {
		let known = state.value(&block_hash_key(block.number))?;
		if block.number >= head.number || known.as_deref() != Some(block.hash.as_bytes()) {
			return wrong("block", "the final state knows another block at this height");
		}
	}
	let batch = check_extrinsic(&captured, &evidence)?;
	check_place(&captured, &evidence, &own)?;
	let calls = batch.own(&captured)?;
	let event = check_entries(&captured, &state)?;
	let is_bound = check_events(&captured, &evidence, &own, &batch)?;
	let is_named = calls.iter().any(|call| has_digest(call, event));
	let issuer: Option<String> = receipt.get("issuer").and_then(Value::as_str).map(Into::into);
	if issuer.as_ref().is_some_and(|issuer| !issuer.bytes().all(|it| it.is_ascii_graphic())) {
		return wrong("issuer", "expected a DID");
	}
	let calls = calls.to_vec();
	Ok(Checked { captured, head, is_bound, is_named, calls, issuer })
}

/// The calls of an extrinsic.
struct Batch {
	calls: Vec<RuntimeCall>,
	/// Whether its events tell where each of them ends.
	is_batch: bool,
}

impl Batch {
	/// The places of an event's calls among them.
	fn places(captured: &Captured) -> Range<usize> {
		let Calls { first, count } = captured.calls;
		let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
		at(first)..at(first.saturating_add(count))
	}

	/// The event's own ones.
	fn own(&self, captured: &Captured) -> Result<&[RuntimeCall]> {
		let own = self.calls.get(Self::places(captured)).unwrap_or_default();
		match own.first() {
			None => wrong("calls", "the extrinsic has no calls at these places"),
			Some(call) if calls::name(call) != captured.call => {
				wrong("call", "the extrinsic makes no such call at this place")
			}
			Some(_) => Ok(own),
		}
	}
}

/// The extrinsic is the operator's. Its calls.
fn check_extrinsic(captured: &Captured, evidence: &Evidence) -> Result<Batch> {
	use pallet_utility::Call::{batch, batch_all, force_batch};
	let bytes = &evidence.extrinsic.0;
	if Digest::from(blake2_256(bytes)) != captured.extrinsic.hash {
		return wrong("extrinsic", "its hash is not that of the bytes in the evidence");
	}
	let read = UncheckedExtrinsic::decode_all_with_depth_limit(MAX_DEPTH, &mut &bytes[..]);
	let Ok(extrinsic) = read else {
		return wrong("extrinsic", OTHER_RELEASE);
	};
	let Preamble::Signed(Address::Id(signer), _, _) = &extrinsic.preamble else {
		return wrong("extrinsic", "nobody signed it");
	};
	if *signer != captured.account {
		return wrong("account", "another account signed the extrinsic");
	}
	Ok(match extrinsic.function {
		RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => {
			Batch { calls, is_batch: true }
		}
		call => Batch { calls: vec![call], is_batch: false },
	})
}

/// The extrinsic stands in the block, at the index that is said.
fn check_place(captured: &Captured, evidence: &Evidence, own: &Header) -> Result<()> {
	let nodes: Vec<Vec<u8>> = evidence.extrinsic_proof.iter().map(|it| it.0.clone()).collect();
	let items = [(extrinsic_key(captured.extrinsic.index), Some(&evidence.extrinsic.0))];
	let root = own.extrinsics_root;
	if verify_trie_proof::<LayoutV0<BlakeTwo256>, _, _, _>(&root, &nodes, &items).is_err() {
		return wrong("extrinsic", "the block's header does not commit to it at this index");
	}
	Ok(())
}

/// Whether a call has a digest as its document, or as something else that it says: no other 32 bytes
/// happen to be the same.
fn has_digest(call: &RuntimeCall, digest: Digest) -> bool {
	call.encode().windows(digest.0.len()).any(|bytes| bytes == digest.as_bytes())
}

/// Whether the block's events are there, which then say that the extrinsic succeeded, and that the
/// event's own calls wrote the entries.
fn check_events(
	captured: &Captured,
	evidence: &Evidence,
	own: &Header,
	batch: &Batch,
) -> Result<bool> {
	if evidence.events_proof.is_empty() {
		return Ok(false);
	}
	let nodes = evidence.events_proof.iter().map(|node| node.0.clone());
	let state = Proved::new(own.state_root, sp_trie::StorageProof::new(nodes))?;
	let bytes = state.value(&events_key())?.unwrap_or_default();
	let read = Vec::<EventRecord<RuntimeEvent, Hash>>::decode_all_with_depth_limit(
		MAX_DEPTH,
		&mut &bytes[..],
	);
	let Ok(records) = read else {
		return wrong("eventsProof", OTHER_RELEASE);
	};
	let index = captured.extrinsic.index;
	let events = records.into_iter().filter(|it| it.phase == Phase::ApplyExtrinsic(index));
	let own = Batch::places(captured);
	let (mut is_success, mut place, mut written) = (false, 0, BTreeSet::new());
	for EventRecord { event, .. } in events {
		let is_own = !batch.is_batch || own.contains(&place);
		match event {
			RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { .. }) => is_success = true,
			RuntimeEvent::Journal(event) if is_own => {
				// Journals have one event, `EntryWritten` (0): whose journal, and the entry's place.
				let said = <(u8, Subject, u32)>::decode_all(&mut &event.encode()[..]);
				if let Ok((0, subject, position)) = said {
					written.insert((subject, position));
				}
			}
			RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted) => place += 1,
			RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { .. }) => {
				if is_own {
					return wrong("calls", "the block's events say that one of them failed");
				}
				place += 1;
			}
			_ => {}
		}
	}
	if !is_success {
		return wrong("extrinsic", "the block's events do not say that it succeeded");
	}
	// A batch within a batch, or one that broke off: which events are whose is not known.
	if batch.is_batch && place != batch.calls.len() {
		return wrong("calls", "the block's events tell of another number of calls than there are");
	}
	for Written { subject, position, .. } in &captured.entries {
		if !written.contains(&(*subject, *position)) {
			let reason = format!(
				"{subject:?}: the block's events do not say that the event's calls wrote entry {position}"
			);
			return wrong("entries", reason);
		}
	}
	Ok(true)
}

/// The digest in an event's hash id, if that is one in its one form.
fn digest_of(id: &str) -> Option<Digest> {
	let digits = id.strip_prefix("ni:///sha-256;")?.strip_suffix("?ver=CBV2.0")?;
	let mut digest = [0; 32];
	hex::decode_to_slice(digits, &mut digest).ok()?;
	(hex::encode(digest) == digits).then(|| digest.into())
}

/// Each entry is the one in the final state, of this block and operator. The event's digest.
fn check_entries(captured: &Captured, state: &Proved) -> Result<Digest> {
	if captured.entries.is_empty() {
		return wrong("entries", "there are none, so nothing shows that the calls succeeded");
	}
	let event =
		digest_of(&captured.id).map_or_else(|| wrong("id", "expected a hash id of CBV 2.0"), Ok)?;
	let mut documents = Vec::new();
	for Written { subject, position, entry } in &captured.entries {
		if entry_in(state, *subject, *position)? != *entry {
			return wrong("entries", format!("{subject:?}: its entry {position} is another one"));
		}
		if entry.block != captured.block.number {
			return wrong("entries", format!("{subject:?}: its entry is of another block"));
		}
		let author = Author::Operator {
			organisation: captured.organisation,
			account: captured.account.clone(),
		};
		if entry.author != author {
			return wrong("organisation", format!("{subject:?}: somebody else wrote its entry"));
		}
		documents.extend(entry.document.as_ref().map(|it| it.digest));
	}
	// The document behind a captured event's calls is the event, by its hash.
	if documents.iter().any(|document| *document != event) {
		return wrong("id", "the entries name another event");
	}
	Ok(event)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		mock::{answering, refusal},
		proof::tests::{justify, trusted, voters},
	};
	use hallmark_runtime::extensions::tx_extension;
	use hallmark_types::{Assurance, Document, JournalKind, MediaType, ShipmentId};
	use pallet_logistics::Call as Logistics;
	use sp_runtime::{
		generic::Era,
		traits::{BlakeTwo256, Hash as _, Header as _},
		MultiSignature,
	};
	use sp_state_machine::{prove_read_on_trie_backend, TestExternalities};

	const SHIPMENT: Subject = Subject::Shipment(ShipmentId(4));
	const EVENT: [u8; 32] = [0xab; 32];

	fn entry(block: BlockNumber, position: u32, account: &AccountId) -> JournalEntry {
		let digest = Digest::from(EVENT);
		JournalEntry {
			kind: JournalKind::LegDeparted,
			assurance: Assurance::Declared,
			author: Author::Operator { organisation: OrgId(3), account: account.clone() },
			block,
			at: 1_000 + u64::from(position),
			document: Some(Document { digest, media: MediaType::Json }),
		}
	}

	/// A chain whose block 5 has two extrinsics, the second of which is a batch of two calls that wrote an
	/// entry each; block 7 is final.
	struct World {
		/// The state of block 5: its events; none of a node that has pruned it.
		then: Option<TestExternalities<BlakeTwo256>>,
		state: TestExternalities<BlakeTwo256>,
		own: Header,
		head: Header,
		extrinsics: Vec<Bytes>,
		captured: Captured,
	}

	/// What happened in block 5.
	fn happened() -> Vec<(Phase, RuntimeEvent)> {
		let of = Phase::ApplyExtrinsic;
		// Of the pallet's one event.
		let wrote = |position: u32| {
			let bytes = (0_u8, SHIPMENT, position).encode();
			RuntimeEvent::Journal(DecodeAll::decode_all(&mut &bytes[..]).unwrap())
		};
		let over = || RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted);
		let succeeded = || {
			let dispatch_info = Default::default();
			RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { dispatch_info })
		};
		vec![
			// Another extrinsic of the same operator wrote the entry before.
			(of(0), wrote(15)),
			(of(0), succeeded()),
			(of(1), wrote(16)),
			(of(1), over()),
			(of(1), wrote(17)),
			(of(1), over()),
			(of(1), succeeded()),
			(Phase::Finalization, wrote(18)),
		]
	}

	fn world() -> World {
		world_where(happened())
	}

	fn world_where(happened: Vec<(Phase, RuntimeEvent)>) -> World {
		let account = AccountId::from([9; 32]);
		let document = Some(Document { digest: EVENT.into(), media: MediaType::Json });
		let shipment = ShipmentId(4);
		let depart = Logistics::depart { shipment, leg: 0, at: 5, seal: None };
		let receive =
			Logistics::receive_shipment { shipment, discrepancies: Default::default(), document };
		let calls: Vec<RuntimeCall> = vec![depart.into(), receive.into()];
		let batch = pallet_utility::Call::batch_all { calls };
		let signed = UncheckedExtrinsic::new_signed(
			batch.into(),
			Address::Id(account.clone()),
			MultiSignature::Sr25519([0; 64].into()),
			tx_extension(Era::immortal(), 3),
		);
		let extrinsics = vec![Bytes(vec![4, 7]), Bytes(signed.encode())];
		let bytes = extrinsics.iter().map(|it| it.0.clone()).collect();
		let root = BlakeTwo256::ordered_trie_root(bytes, sp_core::storage::StateVersion::V0);
		let header = |number, root, state, parent| {
			Header::new(number, root, state, parent, sp_runtime::Digest::default())
		};
		let records =
			happened.into_iter().map(|(phase, event)| EventRecord::<RuntimeEvent, Hash> {
				phase,
				event,
				topics: Vec::new(),
			});
		let mut then = TestExternalities::<BlakeTwo256>::default();
		then.insert(events_key(), records.collect::<Vec<_>>().encode());
		then.insert(b"else".to_vec(), vec![2; 40]);
		let own = header(5, root, *then.backend.root(), Digest::zero());
		let mut state = TestExternalities::<BlakeTwo256>::default();
		// The entry is the second of the second page.
		let page = vec![entry(5, 16, &account), entry(5, 17, &account)];
		state.insert(page_key(SHIPMENT, 17), page.encode());
		state.insert(block_hash_key(5), own.hash().encode());
		state.insert(b"else".to_vec(), vec![1; 40]);
		let head = header(7, Digest::zero(), *state.backend.root(), Digest::zero());
		let captured = Captured {
			id: format!("ni:///sha-256;{}?ver=CBV2.0", hex::encode(EVENT)),
			capture_id: "job".into(),
			event: 2,
			organisation: OrgId(3),
			account: account.clone(),
			call: "Logistics.receive_shipment".into(),
			genesis: trusted(4).genesis,
			block: BlockRef { number: 5, hash: own.hash() },
			extrinsic: InBlock { hash: blake2_256(&extrinsics[1]).into(), index: 1 },
			calls: Calls { first: 1, count: 1 },
			entries: vec![Written {
				subject: SHIPMENT,
				position: 17,
				entry: entry(5, 17, &account),
			}],
		};
		World { then: Some(then), state, own, head, extrinsics, captured }
	}

	async fn receipt(world: World) -> Value {
		let World { then, state, own, head, extrinsics, captured } = world;
		let votes = justify(&head, 4, &voters()[..3]).encode();
		let keys = [page_key(SHIPMENT, 17), block_hash_key(5)];
		let asked = keys.iter().map(|key| &key[..]);
		let proof = prove_read_on_trie_backend(&state.backend, asked).unwrap();
		let nodes: Vec<_> = proof.into_iter_nodes().map(Bytes).collect();
		let events = then.map(|then| {
			let proof = prove_read_on_trie_backend(&then.backend, [&events_key()[..]]).unwrap();
			proof.into_iter_nodes().map(Bytes).collect::<Vec<_>>()
		});
		let block = captured.block;
		let told = head.clone();
		let (chain, _node) = answering(move |method, params| match method {
			"chain_getBlockHash" => json!(trusted(4).genesis),
			"chain_getHeader" if params[0] == json!(block.hash) => json!(own),
			"chain_getHeader" => json!(told),
			"chain_getBlock" => json!({ "block": { "extrinsics": extrinsics } }),
			"state_getReadProof" if params[1] == json!(block.hash) => match &events {
				Some(events) => json!({ "at": block.hash, "proof": events }),
				None => refusal("Client error: UnknownBlock: State already discarded"),
			},
			"state_getReadProof" => {
				let asked: Vec<Bytes> = serde_json::from_value(params[0].clone()).unwrap();
				assert!(asked.len() == 2 && asked.iter().all(|key| keys.contains(&key.0)));
				json!({ "at": told.hash(), "proof": nodes })
			}
			_ => json!(null),
		})
		.await;
		let mut prover = Prover::new(trusted(4));
		let asked = [(SHIPMENT, 17)];
		assert!(prove(&chain, &prover, block, 1, &asked).await.unwrap().is_none(), "not final yet");
		prover.hear(&chain, &votes).await.unwrap();
		let mut evidence = prove(&chain, &prover, block, 1, &asked).await.unwrap().unwrap();
		evidence.events_proof = prove_events(&chain, block).await.unwrap();
		assert_eq!(evidence.entry(SHIPMENT, 17).unwrap(), captured.entries[0].entry);
		assert!(evidence.entry(SHIPMENT, 18).is_err());
		credential(&captured, &evidence, Some("did:web:gateway.example"), 5_000).unwrap()
	}

	#[tokio::test]
	async fn receipt_is_believed_by_whoever_trusts_the_voters() {
		let receipt = receipt(world()).await;
		let text = serde_json::to_vec(&receipt).unwrap();
		let read = hallmark_credentials::json::parse(&text).unwrap();
		let checked = check(&read, &trusted(4)).unwrap();
		assert_eq!(checked.captured, world().captured);
		assert_eq!(checked.head.number, 7);
		assert!(checked.is_bound && checked.is_named);
		assert_eq!(checked.calls.len(), 1);
		assert_eq!(checked.issuer.as_deref(), Some("did:web:gateway.example"));
		assert!(check(&read, &trusted(5)).is_err(), "another set");
		let other = TrustedSet { genesis: Digest::repeat_byte(1), ..trusted(4) };
		assert!(check(&read, &other).unwrap_err().to_string().starts_with("genesis: "));
	}

	#[tokio::test]
	async fn entries_are_of_operator_and_block_only_when_the_node_has_no_events_of_it() {
		let world = World { then: None, ..world() };
		let receipt = receipt(world).await;
		assert_eq!(receipt["evidence"]["eventsProof"], json!([]));
		let checked = check(&receipt, &trusted(4)).unwrap();
		assert!(!checked.is_bound);
		assert!(checked.is_named, "the call itself has the event's digest");
	}

	/// Why a receipt is refused after a block in which this happened, if it then says something else.
	async fn fault(
		happened: Vec<(Phase, RuntimeEvent)>,
		change: impl FnOnce(&mut Captured),
	) -> String {
		let world = world_where(happened);
		let mut captured = world.captured.clone();
		let mut receipt = receipt(world).await;
		change(&mut captured);
		receipt["credentialSubject"] = serde_json::to_value(&captured).unwrap();
		check(&receipt, &trusted(4)).err().map_or_else(String::new, |fault| fault.to_string())
	}

	#[tokio::test]
	async fn entries_are_those_that_the_events_own_calls_wrote() {
		assert_eq!(fault(happened(), |_| {}).await, "");
		// The other call of the batch wrote entry 16.
		let entries = |captured: &mut Captured| {
			let entry = entry(5, 16, &captured.account);
			captured.entries.push(Written { subject: SHIPMENT, position: 16, entry });
		};
		let told = fault(happened(), entries).await;
		assert!(told.contains("do not say that the event's calls wrote entry 16"), "{told}");
		let both = |captured: &mut Captured| {
			entries(captured);
			captured.call = "Logistics.depart".into();
			captured.calls = Calls { first: 0, count: 2 };
		};
		assert_eq!(fault(happened(), both).await, "");
		let other = |captured: &mut Captured| {
			captured.call = "Logistics.depart".into();
			captured.calls.first = 0;
		};
		let told = fault(happened(), other).await;
		assert!(told.contains("do not say that the event's calls wrote entry 17"), "{told}");
		for (first, count) in [(1, 0), (1, 2), (2, 1), (u32::MAX, u32::MAX)] {
			let told = fault(happened(), |it| it.calls = Calls { first, count }).await;
			assert!(told.starts_with("calls: the extrinsic has no calls"), "{told}");
		}
	}

	#[tokio::test]
	async fn receipt_is_refused_when_its_calls_failed_or_are_not_told_apart() {
		let mut failed = happened();
		let error = sp_runtime::DispatchError::Other("");
		failed[5].1 = RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error });
		let told = fault(failed, |_| {}).await;
		assert_eq!(told, "calls: the block's events say that one of them failed");
		let mut failed = happened();
		failed.remove(6);
		let told = fault(failed, |_| {}).await;
		assert!(told.contains("do not say that it succeeded"), "{told}");
		let mut nested = happened();
		nested.insert(3, nested[3].clone());
		let told = fault(nested, |_| {}).await;
		assert!(told.contains("of another number of calls"), "{told}");
	}

	/// What only the gateway's signature covers.
	const SAID: [&str; 3] =
		["/credentialSubject/captureID", "/credentialSubject/event", "/validFrom"];

	#[tokio::test]
	async fn receipt_is_refused_when_any_part_of_it_is_changed() {
		fn walk(value: &Value, path: String, paths: &mut Vec<String>) {
			match value {
				Value::Object(members) => members
					.iter()
					.for_each(|(name, member)| walk(member, format!("{path}/{name}"), paths)),
				Value::Array(entries) => entries
					.iter()
					.enumerate()
					.for_each(|(place, entry)| walk(entry, format!("{path}/{place}"), paths)),
				_ => paths.push(path),
			}
		}
		let receipt = receipt(world()).await;
		let mut paths = Vec::new();
		for part in ["credentialSubject", "evidence"] {
			walk(&receipt[part], format!("/{part}"), &mut paths);
		}
		assert!(paths.len() > 25, "{paths:?}");
		for path in paths.iter().filter(|path| !SAID.contains(&path.as_str())) {
			let mut changed = receipt.clone();
			let place = changed.pointer_mut(path).unwrap();
			*place = match place.clone() {
				Value::Number(number) => json!(number.as_u64().unwrap() + 1),
				Value::String(text) => {
					// The last digit but one.
					let at = text.len().saturating_sub(2);
					let other = if text.as_bytes()[at] == b'1' { "2" } else { "1" };
					json!(format!("{}{other}{}", &text[..at], &text[at + 1..]))
				}
				Value::Null => json!(1),
				other => panic!("{path}: {other}"),
			};
			assert!(check(&changed, &trusted(4)).is_err(), "{path} was changed");
		}
		for part in ["type", "credentialSubject", "evidence"] {
			let mut without = receipt.clone();
			without.as_object_mut().unwrap().remove(part);
			assert!(check(&without, &trusted(4)).is_err(), "{part} is gone");
		}
		for list in
			["/evidence/extrinsicProof", "/evidence/stateProof", "/credentialSubject/entries"]
		{
			let mut without = receipt.clone();
			without.pointer_mut(list).unwrap().as_array_mut().unwrap().clear();
			assert!(check(&without, &trusted(4)).is_err(), "{list} is empty");
		}
	}

	#[tokio::test]
	async fn receipt_is_refused_when_the_block_is_not_the_chains() {
		let mut world = world();
		let other = Header { parent_hash: Digest::repeat_byte(3), ..world.own.clone() };
		world.captured.block.hash = other.hash();
		world.own = other;
		let receipt = receipt(world).await;
		let fault = check(&receipt, &trusted(4)).unwrap_err().to_string();
		assert!(fault.contains("another block at this height"), "{fault}");
	}
}
