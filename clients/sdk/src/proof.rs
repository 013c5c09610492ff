//! The verdict proven, without trusting the node.
//!
//! What is trusted is one [`TrustedSet`]: the GRANDPA voters of some moment, from the chain's own
//! specification or pinned by hand. From there everything is checked here:
//!
//! 1. [`follow`] finds the newest final block. Its finality is a justification: signed votes of
//!    more than two thirds of the set. Where the set has changed since, the last block that it
//!    finalised names the next one in its header.
//! 2. The header hashes to that block, and commits to the state.
//! 3. The state commits to its runtime: the proof has the hash of `:code`. That very code is run
//!    here, as Wasm, whatever release this client is of (see [`crate::code`]).
//! 4. It computes the verdict over the proof's part of the state. Whatever it reads must be in the
//!    proof, absent values too: a left-out recall is an incomplete proof, not an absent one.
//!
//! A node can then still withhold news. A state older than [`STALE`] is called stale.
//!
//! In the one block that brings a new runtime, state and code are of different releases, and nothing
//! is proven: the next block will do. While a migration in steps runs after that, the verdict is what
//! the new runtime makes of a state that is changed in part. The chain takes no calls meanwhile, and
//! `hallmark status` says so.

use crate::{
	chain::{decode, BlockRef, Chain, LinkNotice, KEYS_PER_REQUEST, STALL},
	code::{Code, Codes},
	leaves::{Fixed, Leaves},
	listed, verify, Error, Result,
};
use codec::{Decode, Encode};
use hallmark_runtime::{Header, Runtime};
use hallmark_runtime_api::trace::{TraceError, VerifyAnswer, VerifyQuery};
use hallmark_types::{
	verdict::{CodeVerdict, LotFacts},
	BlockNumber, CountryCode, Digest, LotId, Moment,
};
use hallmark_verify::{
	finality::read_justification, is_stale, scheduled_change, Final, Justification,
};
use jsonrpsee::rpc_params;
use pallet_product_identity::{LeafPage, Lot, LotKind, Lots};
use serde::Serialize;
use sp_consensus_grandpa::SetId;
use sp_core::Bytes;
use sp_state_machine::{Ext, OverlayedChanges};
use sp_trie::StorageProof;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

pub use hallmark_verify::{ProofError, Proved, TrustedSet, STALE};

/// How often a node that has no justification yet is asked again.
const PAUSE: Duration = Duration::from_millis(500);

/// The most changes of the voters that are followed at once.
const MAX_HANDOFFS: u32 = 10_000;

/// Finds the newest block whose finality can be verified, and moves the trusted set up to it. Where
/// the node calls later blocks final than it can show votes for, it is given time.
///
/// # Errors
///
/// [`Error::Proof`], [`Error::OtherChain`], and those of [`Chain::request`].
pub async fn follow(chain: &Chain, trusted: &mut TrustedSet) -> Result<BlockRef> {
	walk(chain, trusted).await?;
	Ok(trusted.since)
}

/// What moved a trusted set.
#[derive(Default)]
pub(crate) struct Walk {
	/// The last blocks of sets, oldest first.
	pub handoffs: Vec<Final>,
	/// The newest block; none if the set stands there already.
	pub newest: Option<Final>,
}

impl Walk {
	/// Goes one block on.
	pub fn step(
		&mut self,
		trusted: &mut TrustedSet,
		header: &Header,
		justification: &Justification,
	) -> Result<()> {
		trusted.advance(header, justification)?;
		let block = Final { header: header.encode(), justification: justification.encode() };
		if scheduled_change(header).is_some() {
			self.handoffs.push(block.clone());
		}
		self.newest = Some(block);
		Ok(())
	}
}

/// [`follow`], with the blocks by which it went.
pub(crate) async fn walk(chain: &Chain, trusted: &mut TrustedSet) -> Result<Walk> {
	if chain.genesis() != trusted.genesis {
		return Err(Error::OtherChain {
			url: chain.url().into(),
			expected: format!("{:?}", trusted.genesis),
			found: format!("{:?}", chain.genesis()),
		});
	}
	let mut walk = Walk::default();
	for _ in 0..MAX_HANDOFFS {
		let head = chain.finalised().await?;
		if head.number <= trusted.since.number {
			return Ok(walk);
		}
		let newest = justification(chain, head.number, trusted.since).await?;
		let hash = newest.commit.target_hash;
		let refused = match trusted.check(&newest) {
			Ok(()) => {
				walk.step(trusted, &header(chain, hash).await?, &newest)?;
				return Ok(walk);
			}
			Err(refused) => refused,
		};
		// Another set voted on it. The node has the last block of every set with its justification.
		let next = trusted.since.number.saturating_add(1);
		let last = justification(chain, next, trusted.since).await?;
		if last.commit.target_hash == hash {
			return Err(refused.into());
		}
		trusted.check(&last)?;
		let header = header(chain, last.commit.target_hash).await?;
		let set = trusted.set_id;
		walk.step(trusted, &header, &last)?;
		if trusted.set_id == set {
			return Err(ProofError::NoHandoff { number: header.number, set }.into());
		}
	}
	Err(ProofError::NoHandoff { number: trusted.since.number, set: trusted.set_id }.into())
}

/// A node's answer about what shows that a block is final.
#[derive(Decode)]
#[cfg_attr(test, derive(Encode))]
struct FinalityProof {
	/// The justified block.
	_block: Digest,
	justification: Vec<u8>,
	/// Headers that the asker may not know.
	_headers: Vec<Header>,
}

/// The justification of the last block of the set that finalised the block at a height, or of the
/// newest final block if that set still votes. It is of a block after `since`: a node that has none
/// yet is given time.
async fn justification(
	chain: &Chain,
	number: BlockNumber,
	since: BlockRef,
) -> Result<Justification> {
	let method = "grandpa_proveFinality";
	let mut wait = Wait::new(chain, since);
	loop {
		let proof: Option<Bytes> = chain.request(method, rpc_params![number]).await?;
		if let Some(proof) = proof {
			let proof: FinalityProof = decode(method, &proof)?;
			let justification = read_justification(&proof.justification)
				.map_err(|error| Error::answer(method, error))?;
			if justification.commit.target_number > since.number {
				return Ok(justification);
			}
		}
		wait.pause().await.map_err(|_| ProofError::NoJustification)?;
	}
}

/// The votes that make a block final, once that block is `height` at least: what
/// `RandomnessBeacon.prove_final` takes, which checks them. Waits as long as the chain's patience
/// lasts.
///
/// # Errors
///
/// [`Error::Proof`], [`Error::Stalled`], and those of [`Chain::request`].
pub async fn votes_for(chain: &Chain, height: BlockNumber) -> Result<Vec<u8>> {
	let since = BlockRef { number: height.saturating_sub(1), hash: chain.genesis() };
	let head = final_after(chain, since).await?;
	Ok(justification(chain, head.number, since).await?.encode())
}

/// A final block, and what shows that it is.
pub struct Voted {
	/// The voters.
	pub set: TrustedSet,
	/// The block's header.
	pub header: Header,
	/// Their votes.
	pub justification: Justification,
}

/// The next block whose finality can be verified, with the votes. The trusted set moves up to the
/// voters of now.
///
/// # Errors
///
/// Those of [`follow`].
pub async fn voted(chain: &Chain, trusted: &mut TrustedSet) -> Result<Voted> {
	let since = follow(chain, trusted).await?;
	let head = final_after(chain, since).await?;
	let justification = justification(chain, head.number, since).await?;
	trusted.check(&justification)?;
	let header = header(chain, justification.commit.target_hash).await?;
	Ok(Voted { set: trusted.clone(), header, justification })
}

/// The newest final block, once there is one after `block`.
pub(crate) async fn final_after(chain: &Chain, block: BlockRef) -> Result<BlockRef> {
	let mut wait = Wait::new(chain, block);
	loop {
		let head = chain.finalised().await?;
		if head.number > block.number {
			return Ok(head);
		}
		wait.pause().await?;
	}
}

/// Waits for finality to move past a block, as long as the chain's patience lasts.
struct Wait<'a> {
	chain: &'a Chain,
	past: BlockRef,
	began: Option<Instant>,
	/// When it was last asked whether other nodes are ahead.
	compared: Instant,
}

impl<'a> Wait<'a> {
	fn new(chain: &'a Chain, past: BlockRef) -> Self {
		Self { chain, past, began: None, compared: Instant::now() }
	}

	/// Waits a moment. The first time, tells so.
	async fn pause(&mut self) -> Result<()> {
		let began = *self.began.get_or_insert_with(|| {
			self.chain.tell(&LinkNotice::AwaitingFinality { after: self.past.number });
			Instant::now()
		});
		let patience = self.chain.patience();
		if began.elapsed() > patience {
			let seconds = patience.as_secs();
			return Err(Error::Stalled { seconds });
		}
		if self.compared.elapsed() > STALL {
			self.chain.reconsider().await;
			self.compared = Instant::now();
		}
		sleep(PAUSE).await;
		Ok(())
	}
}

/// The header of a block, whatever node it comes from.
pub(crate) async fn header(chain: &Chain, hash: Digest) -> Result<Header> {
	let header = chain.header(hash).await?;
	header.filter(|header| header.hash() == hash).ok_or_else(|| ProofError::WrongHeader.into())
}

/// A verdict that was proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proven {
	/// The verdict.
	pub answer: VerifyAnswer,
	/// The final block whose state it was computed from.
	pub block: BlockRef,
	/// The voters whose word it rests on.
	pub set_id: SetId,
	/// The number of bytes of state that were proven.
	pub proof_bytes: usize,
	/// The hash of the runtime that the state holds, which computed the verdict.
	pub code_hash: Digest,
	/// Its release.
	pub spec_version: u32,
	/// Whether the state is older than [`STALE`], by this machine's clock. A node may be
	/// withholding what came later.
	pub stale: bool,
}

/// The verdict over the code `uri` in a market, believing nothing but the trusted set. Leaf files
/// are used as in [`verify::verify`](crate::verify::verify()). `trusted` moves on with the chain:
/// save it. `codes` keeps the chain's runtimes.
///
/// # Errors
///
/// [`Error::Proof`] if anything does not hold, and those of [`verify`](crate::verify::verify()).
pub async fn verify_proven(
	chain: &Chain,
	trusted: &mut TrustedSet,
	codes: &Codes,
	uri: &str,
	market: Option<CountryCode>,
	mut leaves: Option<&mut Leaves>,
) -> Result<Proven> {
	let item = verify::item_code(uri)?;
	let block = follow(chain, trusted).await?;
	let at = Some(block.hash);
	let evidence = verify::evidence(chain, &item, leaves.as_deref_mut(), at).await?;
	let shown = chain.proof(uri, market, evidence.as_ref(), at).await?.value;

	let header: Header = decode("trace_proof", &shown.header)?;
	if header.hash() != block.hash {
		return Err(ProofError::WrongHeader.into());
	}
	let state = Proved::new(header.state_root, decode("trace_proof", &shown.proof)?)?;
	let code = codes.get(chain, state.code_hash()?, block.hash).await?;
	let query = VerifyQuery { uri: uri.into(), market, evidence };
	let mut answer = answer(&state, &code, query)?;
	let mut proof_bytes = shown.proof.len();

	if let Some(leaves) = leaves.filter(|_| answer.verdict.code == CodeVerdict::Unproven) {
		// The verdict has looked at these lots, so the proof has them.
		let mut lots = Vec::new();
		for LotFacts { id, .. } in &answer.facts.candidates {
			let key = Lots::<Runtime>::hashed_key_for(id);
			let Some(lot) = read::<Lot>(&state, &code, &key)? else { continue };
			let fixed = match lot.kind {
				LotKind::Merkle { root, leaf_file } => {
					Some(Fixed::File { root, digest: leaf_file })
				}
				LotKind::Listed { closed } => {
					let is_at_hand = closed && leaves.may_have_list(&item, lot.issuer, lot.count);
					match is_at_hand {
						true => {
							let (root, bytes) = list(chain, &header, &code, *id, lot.count).await?;
							proof_bytes = proof_bytes.saturating_add(bytes);
							root.map(|root| Fixed::List { root, count: lot.count })
						}
						false => None,
					}
				}
			};
			lots.extend(fixed.map(|fixed| (*id, fixed)));
		}
		verify::refute(&mut answer, &item, leaves, &lots)?;
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

/// The root over the leaves of a listed lot, proven to be in the state of a block, and the number of
/// bytes that prove it: the verdict reads one leaf of a list, and its proof has no others.
async fn list(
	chain: &Chain,
	header: &Header,
	code: &Code,
	lot: LotId,
	count: u32,
) -> Result<(Option<Digest>, usize)> {
	let (mut pages, mut bytes) = (Vec::new(), 0usize);
	for keys in listed::page_keys(lot, count).chunks(KEYS_PER_REQUEST) {
		let nodes = chain.read_proof(keys, header.hash()).await?;
		bytes = nodes.iter().fold(bytes, |sum, node| sum.saturating_add(node.len()));
		let nodes = StorageProof::new(nodes.into_iter().map(|node| node.0));
		let state = Proved::new(header.state_root, nodes)?;
		for key in keys {
			pages.push(read::<LeafPage>(&state, code, key)?);
		}
	}
	Ok((listed::root_of_pages(pages, count), bytes))
}

/// What the runtime of a state answers over the part of it that a proof holds.
///
/// # Errors
///
/// [`Error::Proof`]; [`Error::OtherRelease`] if the answer has another form than this client knows.
pub fn answer(state: &Proved, code: &Code, query: VerifyQuery) -> Result<VerifyAnswer> {
	let function = "TraceApi_verify";
	let arguments = query.encode();
	let bytes = call(state, code, function, &arguments)?;
	if let Some(release) = code.release() {
		release.check_api(function, &arguments, &bytes)?;
	}
	let answer: core::result::Result<VerifyAnswer, TraceError> = decode(function, &bytes)?;
	let answer = answer.map_err(|error| ProofError::Question(error.to_string()))?;
	if answer.spec_version != code.spec_version() {
		let (state, code) = (answer.spec_version, code.spec_version());
		return Err(ProofError::Upgrading { state, code }.into());
	}
	Ok(answer)
}

/// Calls a function of a runtime over the proven part of its state.
fn call(
	state: &Proved,
	code: &Code,
	function: &str,
	arguments: &[u8],
) -> core::result::Result<Vec<u8>, ProofError> {
	if code.hash() != state.code_hash()? {
		return Err(ProofError::WrongCode);
	}
	state.compute(|part| {
		let mut changes = OverlayedChanges::default();
		let mut ext = Ext::new(&mut changes, part, None);
		code.call(&mut ext, function, arguments)
	})?
}

/// A value of a state, as the linked release reads it.
pub(crate) fn read<V: Decode>(state: &Proved, code: &Code, key: &[u8]) -> Result<Option<V>> {
	let value = state.value(key)?;
	if let Some(release) = code.release() {
		release.check_storage(key, value.as_deref())?;
	}
	value.map(|value| decode("trace_proof", &value)).transpose()
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use crate::{
		code,
		export::{Entry, Record},
		mock::answering,
		trust,
	};
	use codec::DecodeAll;
	use hallmark_lot_tree::{Lot as Items, LotKey, Tree};
	use hallmark_runtime::VERSION;
	use hallmark_runtime_api::trace::{LeafEvidence, ProofAnswer};
	use hallmark_types::{
		verdict::{Evidence, Standing},
		Batch, Gtin, HsCode, NoticeId, OrgId, ProductTypeId, Text,
	};
	use pallet_product_identity::{
		BatchIssuerCounts, BatchIssuers, BatchLot, ItemKey, LeafPages, LotStatus, LotsByBatch,
		Notice, NoticeKey, NoticeKind, NoticeSetter, NoticeSubject, Notices, NoticesOf, Product,
		ProductVersion, Products, ReasonCode, Written, LEAVES_PER_PAGE,
	};
	use serde::Deserialize;
	use serde_json::json;
	use sp_consensus_grandpa::{
		AuthorityId, AuthorityList, ConsensusLog, Precommit, ScheduledChange, GRANDPA_ENGINE_ID,
	};
	use sp_core::{ed25519, Pair};
	use sp_externalities::set_and_run_with_externalities;
	use sp_io::hashing::blake2_256;
	use sp_runtime::{
		traits::{BlakeTwo256, Header as _},
		DigestItem,
	};
	use sp_state_machine::{Backend, TestExternalities, TrieBackendBuilder};
	use std::{
		collections::BTreeMap,
		sync::atomic::{AtomicU32, Ordering},
	};

	pub(crate) const GTIN: Gtin = Gtin(9_520_123_456_788);

	/// Stands in the state for the runtime, which is linked here.
	const CODE: &[u8] = &[7; 1_000];

	pub(crate) fn code_hash() -> Digest {
		blake2_256(CODE).into()
	}

	/// What the runtime answers over a proof.
	fn answer(root: Digest, proof: StorageProof, query: VerifyQuery) -> Result<VerifyAnswer> {
		super::answer(&Proved::new(root, proof)?, &Code::linked(code_hash()), query)
	}

	fn reason(answer: Result<VerifyAnswer>) -> Option<ProofError> {
		match answer.err()? {
			Error::Proof(reason) => Some(reason),
			other => panic!("{other}"),
		}
	}

	/// Three items under batch B1.
	fn items() -> Items {
		Items::new(1, GTIN.0, "B1", LotKey::new([1; 32]), 3).unwrap()
	}

	/// A state with a product and a lot of three items, on which a recall may be in force.
	pub(crate) fn state(recalled: bool) -> TestExternalities<BlakeTwo256> {
		let mut ext = TestExternalities::<BlakeTwo256>::default();
		ext.execute_with(|| {
			sp_io::storage::set(code::KEY, CODE);
			let leaves = items().items(|_| ()).iter().map(|item| item.leaf).collect();
			let batch = Batch::new("B1").unwrap();
			Products::<Runtime>::insert(
				GTIN,
				Product::new(
					ProductVersion {
						product_type: ProductTypeId(0),
						name: Text::new("Cocoa").unwrap(),
						hs: HsCode { code: *b"180500", edition: 2022 },
						origin: CountryCode(*b"BE"),
						sheet: None,
						by: OrgId(1),
						branded: false,
						written: Written { operator: [1; 32].into(), at: 1 },
					},
					None,
				),
			);
			let lot = Lot {
				gtin: GTIN,
				version: 1,
				issuer: OrgId(1),
				operator: [1; 32].into(),
				brand: None,
				facility: None,
				count_confirmed: None,
				batch: batch.clone(),
				part: 0,
				count: 3,
				kind: LotKind::Merkle {
					root: Tree::new(leaves).root().into(),
					leaf_file: Digest::zero(),
				},
				guessable: false,
				produced: None,
				expires: None,
				issued_at: 1,
				status: LotStatus::Active,
				confirmations: Default::default(),
				compromised: None,
			};
			Lots::<Runtime>::insert(LotId(5), lot);
			let entry = BatchLot { lot: LotId(5), part: 0, status: LotStatus::Active };
			BatchIssuerCounts::<Runtime>::insert(GTIN, &batch, 1);
			BatchIssuers::<Runtime>::try_append((GTIN, &batch, 0), OrgId(1)).unwrap();
			LotsByBatch::<Runtime>::insert(
				(GTIN, batch, OrgId(1)),
				frame_support::BoundedVec::truncate_from(vec![entry]),
			);
			if recalled {
				let notice = Notice {
					kind: NoticeKind::Recall,
					subject: NoticeSubject::Lot(LotId(5)),
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
				let key = NoticeKey::Lot(LotId(5));
				NoticesOf::<Runtime>::mutate(key, NoticeSetter::Council, |list| {
					list.try_push(NoticeId(9)).unwrap();
				});
			}
			pallet_timestamp::Now::<Runtime>::put(1_000);
			frame_system::LastRuntimeUpgrade::<Runtime>::put(
				frame_system::LastRuntimeUpgradeInfo::from(VERSION.clone()),
			);
		});
		ext.commit_all().unwrap();
		ext
	}

	pub(crate) fn query() -> VerifyQuery {
		let lot = items();
		let serial = lot.serial(1).unwrap();
		let made = lot.items(|_| ());
		let leaves = made.iter().map(|item| item.leaf).collect();
		let proof: Vec<_> =
			Tree::new(leaves).proof(1).unwrap().into_iter().map(Digest::from).collect();
		VerifyQuery {
			uri: format!("https://a.example/01/{GTIN}/10/B1/21/{serial}"),
			market: None,
			evidence: Some(LeafEvidence {
				lot: None,
				index: None,
				commitment: made[1].commitment.into(),
				sheet: None,
				proof: proof.try_into().unwrap(),
			}),
		}
	}

	/// What a node makes: the state's root, and all that the verdict reads.
	fn prove(ext: &TestExternalities<BlakeTwo256>) -> (Digest, StorageProof) {
		let backend =
			TrieBackendBuilder::wrap(&ext.backend).with_recorder(Default::default()).build();
		let mut changes = OverlayedChanges::default();
		let mut recording = Ext::new(&mut changes, &backend, None);
		set_and_run_with_externalities(&mut recording, || {
			hallmark_runtime::trace::verify(query()).unwrap()
		});
		// The hash of the code, and not the code.
		assert_eq!(backend.storage_hash(code::KEY).unwrap(), Some(code_hash()));
		(*ext.backend.root(), backend.extract_proof().unwrap())
	}

	#[test]
	fn verdict_is_that_of_the_state_when_the_proof_is_whole() {
		let (root, proof) = prove(&state(false));
		let answer = answer(root, proof, query()).unwrap();
		assert_eq!(answer.verdict.code, CodeVerdict::Registered);
		assert_eq!(answer.facts.evidence, Evidence::Proven);
		assert_eq!(answer.facts.now, 1_000);
		assert_eq!(answer.index, Some(1));

		let (root, proof) = prove(&state(true));
		assert!(proof.iter_nodes().all(|node| node.len() < CODE.len()));
		let answer = self::answer(root, proof, query()).unwrap();
		assert_eq!(answer.verdict.standing, Standing::Stop);
	}

	#[tokio::test]
	async fn list_of_a_lot_is_proven_leaf_by_leaf() {
		let leaves: Vec<[u8; 32]> = (0..40).map(|number| [number; 32]).collect();
		let mut ext = state(false);
		ext.execute_with(|| {
			for (page, leaves) in (0u32..).zip(leaves.chunks(LEAVES_PER_PAGE as usize)) {
				let leaves = leaves.iter().copied().map(Digest::from).collect();
				let page_of = LeafPage::truncate_from(leaves);
				LeafPages::<Runtime>::insert(LotId(5), ItemKey::from(page), page_of);
			}
		});
		ext.commit_all().unwrap();
		let (chain, header, _node) = crate::tiles::tests::node(ext).await;
		let code = Code::linked(code_hash());
		let (root, bytes) = list(&chain, &header, &code, LotId(5), 40).await.unwrap();
		assert_eq!(root, Some(hallmark_lot_tree::root_of(&leaves).into()));
		assert!(bytes > 40 * 32);
		// One leaf more or less than the lot has, and another lot.
		for (lot, count) in [(5, 39), (5, 41), (6, 40)] {
			let (root, _) = list(&chain, &header, &code, LotId(lot), count).await.unwrap();
			assert_eq!(root, None, "lot {lot}, {count} items");
		}
		// Of another state the node proves nothing.
		let other = Header { state_root: Digest::repeat_byte(1), ..header };
		let refused = list(&chain, &other, &code, LotId(5), 40).await;
		assert!(matches!(refused, Err(Error::Proof(ProofError::Incomplete))), "{refused:?}");
	}

	#[test]
	fn verdict_is_refused_when_the_proof_lacks_any_node() {
		let (root, proof) = prove(&state(true));
		let nodes: Vec<_> = proof.iter_nodes().cloned().collect();
		assert!(nodes.len() > 5);
		for left_out in 0..nodes.len() {
			let mut nodes = nodes.clone();
			nodes.remove(left_out);
			let answer = answer(root, StorageProof::new(nodes), query());
			assert_eq!(reason(answer), Some(ProofError::Incomplete), "without node {left_out}");
		}
	}

	#[test]
	fn verdict_is_refused_when_the_proof_is_of_another_state() {
		let (root, _) = prove(&state(true));
		let (_, proof) = prove(&state(false));
		assert_eq!(reason(answer(root, proof, query())), Some(ProofError::Incomplete));
	}

	#[test]
	fn verdict_is_refused_when_the_state_is_not_yet_its_runtimes() {
		let mut ext = state(false);
		let before = VERSION.spec_version - 1;
		ext.execute_with(|| {
			frame_system::LastRuntimeUpgrade::<Runtime>::put(
				frame_system::LastRuntimeUpgradeInfo {
					spec_version: codec::Compact(before),
					spec_name: VERSION.spec_name.clone(),
				},
			);
		});
		ext.commit_all().unwrap();
		let (root, proof) = prove(&ext);
		let between = ProofError::Upgrading { state: before, code: VERSION.spec_version };
		assert_eq!(reason(answer(root, proof, query())), Some(between));
	}

	#[test]
	fn verdict_is_refused_when_the_runtime_is_not_the_states() {
		let (root, proof) = prove(&state(false));
		let state = Proved::new(root, proof).unwrap();
		let other = Code::linked(Digest::repeat_byte(9));
		let answer = super::answer(&state, &other, query());
		assert_eq!(reason(answer), Some(ProofError::WrongCode));
	}

	pub(crate) fn voters() -> Vec<ed25519::Pair> {
		["//Alice", "//Bob", "//Charlie", "//Dave"]
			.map(|suri| ed25519::Pair::from_string(suri, None).unwrap())
			.to_vec()
	}

	pub(crate) fn trusted(set_id: SetId) -> TrustedSet {
		TrustedSet {
			genesis: Digest::zero(),
			set_id,
			authorities: voters().iter().map(|voter| (voter.public().into(), 1)).collect(),
			since: BlockRef { number: 6, hash: Digest::repeat_byte(6) },
		}
	}

	fn block(logs: Vec<DigestItem>) -> Header {
		Header::new(
			7,
			Digest::zero(),
			Digest::zero(),
			Digest::repeat_byte(6),
			sp_runtime::Digest { logs },
		)
	}

	/// The votes of some of the voters for a block.
	pub(crate) fn justify(
		header: &Header,
		set_id: SetId,
		voters: &[ed25519::Pair],
	) -> Justification {
		let (target_hash, target_number) = (header.hash(), header.number);
		let precommits = voters.iter().map(|voter| {
			let precommit = Precommit::<Header> { target_hash, target_number };
			let message = sp_consensus_grandpa::Message::<Header>::Precommit(precommit.clone());
			let payload = sp_consensus_grandpa::localized_payload(3, set_id, &message);
			let signature: sp_consensus_grandpa::AuthoritySignature = voter.sign(&payload).into();
			// Of the crate that the type comes from, which is no dependency of ours.
			codec::Decode::decode(&mut &(precommit, signature, voter.public()).encode()[..])
				.unwrap()
		});
		let commit = sp_consensus_grandpa::Commit::<Header> {
			target_hash,
			target_number,
			precommits: precommits.collect(),
		};
		Justification { round: 3, commit, votes_ancestries: Vec::new() }
	}

	#[test]
	fn record_is_checked_without_a_chain_and_refused_when_anything_in_it_is_changed() {
		let mut ext = state(true);
		let keys = [Lots::<Runtime>::hashed_key_for(LotId(5)), b"nothing".to_vec()];
		let asked = keys.iter().map(|key| &key[..]);
		let nodes = sp_state_machine::prove_read(ext.as_backend(), asked).unwrap();
		let header = Header { state_root: *ext.backend.root(), ..block(Vec::new()) };
		let entry = |key: &Vec<u8>| {
			let value = ext.backend.storage(key).unwrap();
			Entry { key: Bytes(key.clone()), value: value.map(Bytes) }
		};
		let record = Record {
			set: trusted(4),
			header: Bytes(header.encode()),
			justification: Bytes(justify(&header, 4, &voters()[..3]).encode()),
			proof: nodes.into_iter_nodes().map(Bytes).collect(),
			entries: keys.iter().map(entry).collect(),
		};
		assert!(record.entries[0].value.is_some() && record.entries[1].value.is_none());
		let json = serde_json::to_string(&record).unwrap();
		let record: Record = serde_json::from_str(&json).unwrap();
		assert_eq!(record.check(None).unwrap(), header);
		assert!(record.check(Some(&trusted(4))).is_ok());
		assert!(record.check(Some(&trusted(5))).is_err());

		let mut forged = [(); 6].map(|()| record.clone());
		forged[0].entries[0].value = None;
		forged[1].entries[1].value = Some(Bytes(vec![1]));
		forged[2].proof.pop();
		forged[3].header.0[0] ^= 1;
		forged[4].justification = Bytes(justify(&header, 4, &voters()[..2]).encode());
		forged[5].set.authorities.pop();
		for (case, forged) in forged.iter().enumerate() {
			assert!(forged.check(Some(&trusted(4))).is_err(), "case {case}");
		}
	}

	fn change(delay: u32, next: &ed25519::Pair) -> DigestItem {
		let next_authorities = vec![(AuthorityId::from(next.public()), 1)];
		let change = ScheduledChange { next_authorities, delay };
		DigestItem::Consensus(GRANDPA_ENGINE_ID, ConsensusLog::ScheduledChange(change).encode())
	}

	/// What a node of a chain with four validators said after the council had removed one of them:
	/// the first set's last block is 300, from where on three vote. As recorded, but for the
	/// headers of blocks that nobody asks for.
	#[derive(Clone, Deserialize)]
	pub(crate) struct Recorded {
		genesis: Digest,
		/// A block that the first set has made final, and that set.
		since: BlockRef,
		authorities: Bytes,
		/// The second set.
		next: Bytes,
		head: Digest,
		pub(crate) headers: BTreeMap<Digest, Header>,
		pub(crate) proofs: BTreeMap<BlockNumber, Bytes>,
	}

	impl Recorded {
		pub(crate) fn load() -> Self {
			serde_json::from_str(include_str!("recorded/handoff.json")).unwrap()
		}

		pub(crate) fn trusted(&self) -> TrustedSet {
			TrustedSet {
				genesis: self.genesis,
				set_id: 0,
				authorities: AuthorityList::decode_all(&mut &self.authorities[..]).unwrap(),
				since: self.since,
			}
		}

		pub(crate) fn newest(&self) -> BlockRef {
			let proof = self.proofs.values().next_back().unwrap();
			let hash = Digest::from_slice(&proof[..32]);
			let number = self.headers[&hash].number;
			BlockRef { number, hash }
		}

		pub(crate) fn answer(
			&self,
			method: &str,
			params: &[serde_json::Value],
		) -> serde_json::Value {
			match method {
				"chain_getBlockHash" => json!(self.genesis),
				"chain_getFinalizedHead" => json!(self.head),
				"chain_getHeader" => {
					let hash: Digest = serde_json::from_value(params[0].clone()).unwrap();
					json!(self.headers.get(&hash))
				}
				"grandpa_proveFinality" => {
					let number = params[0].as_u64().unwrap() as BlockNumber;
					json!(self.proofs.get(&number))
				}
				"state_call" if params[0] == "GrandpaApi_grandpa_authorities" => json!(self.next),
				"state_call" => json!(Bytes(1u64.encode())),
				other => panic!("{other}"),
			}
		}

		/// Follows the recorded chain from the first set on.
		async fn follow(self) -> Result<TrustedSet> {
			let mut trusted = self.trusted();
			let (chain, _node) = answering(move |method, params| self.answer(method, params)).await;
			follow(&chain, &mut trusted).await.map(|_| trusted)
		}
	}

	#[tokio::test]
	async fn set_is_followed_when_a_validator_was_removed() {
		let recorded = Recorded::load();
		let (newest, next) = (recorded.newest(), recorded.next.clone());
		let trusted = recorded.follow().await.unwrap();
		assert_eq!((trusted.set_id, trusted.since), (1, newest));
		assert_eq!(trusted.authorities.encode(), next.0);
		assert_eq!(trusted.authorities.len(), 3);
	}

	#[tokio::test]
	async fn set_is_not_followed_when_the_last_block_of_the_first_is_not_proven() {
		// The newest block alone, on which the first set has not voted.
		let mut recorded = Recorded::load();
		let (_, newest) = recorded.proofs.pop_last().unwrap();
		recorded.proofs =
			recorded.proofs.into_keys().map(|number| (number, newest.clone())).collect();
		recorded.proofs.insert(recorded.headers[&recorded.head].number, newest);
		let error = recorded.follow().await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::NotFinal { set: 0, .. }))));

		// A header that hands over to whom it likes is not the one that was voted on.
		let mut recorded = Recorded::load();
		let stranger = ed25519::Pair::from_string("//Eve", None).unwrap();
		for header in recorded.headers.values_mut() {
			header.digest.logs = vec![change(0, &stranger)];
		}
		let error = recorded.follow().await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::WrongHeader))));

		let mut recorded = Recorded::load();
		recorded.proofs.clear();
		let error = recorded.follow().await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::NoJustification))));
	}

	#[tokio::test]
	async fn first_use_takes_a_set_only_when_it_is_seen_to_vote() {
		let recorded = Recorded::load();
		let newest = recorded.newest();
		let node = recorded.clone();
		let (chain, _node) = answering(move |method, params| node.answer(method, params)).await;
		let set = trust::on_first_use(&chain).await.unwrap();
		assert_eq!((set.set_id, set.since), (1, newest));

		// A set that does not vote is none to trust.
		let node = Recorded {
			next: vec![(AuthorityId::from(voters()[3].public()), 1u64)].encode().into(),
			..recorded.clone()
		};
		let (chain, _node) = answering(move |method, params| node.answer(method, params)).await;
		assert!(trust::on_first_use(&chain).await.is_err());

		let node = Recorded { proofs: BTreeMap::new(), ..recorded };
		let (chain, _node) = answering(move |method, params| node.answer(method, params)).await;
		let error = trust::on_first_use(&chain).await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::NoJustification))));
	}

	#[tokio::test]
	async fn finality_is_waited_for_when_the_node_has_no_votes_yet() {
		let recorded = Recorded::load();
		let newest = recorded.newest();
		let mut trusted = TrustedSet {
			set_id: 1,
			authorities: AuthorityList::decode_all(&mut &recorded.next[..]).unwrap(),
			since: BlockRef { number: newest.number - 1, hash: Digest::zero() },
			..recorded.trusted()
		};
		let asked = AtomicU32::new(0);
		let (chain, _node) = answering(move |method, params| {
			let too_early =
				method == "grandpa_proveFinality" && asked.fetch_add(1, Ordering::Relaxed) == 0;
			if too_early {
				serde_json::Value::Null
			} else {
				recorded.answer(method, params)
			}
		})
		.await;
		assert_eq!(follow(&chain, &mut trusted).await.unwrap(), newest);
	}

	/// What a node says of the block that the trusted set has made final, and of its state.
	#[derive(Clone)]
	pub(crate) struct Node {
		genesis: Digest,
		pub(crate) header: Header,
		/// The header and the state that it shows with a verdict.
		pub(crate) shown: (Header, StorageProof),
	}

	/// A block over a state, and the proof of what the verdict reads of it.
	fn over(ext: &TestExternalities<BlakeTwo256>) -> (Header, StorageProof) {
		let (state_root, proof) = prove(ext);
		let header = Header { state_root, ..block(Vec::new()) };
		(header, proof)
	}

	impl Node {
		pub(crate) fn of(ext: &TestExternalities<BlakeTwo256>) -> Self {
			let shown = over(ext);
			Self { genesis: Digest::zero(), header: shown.0.clone(), shown }
		}

		pub(crate) fn answer(
			&self,
			method: &str,
			params: &[serde_json::Value],
		) -> serde_json::Value {
			match method {
				"chain_getBlockHash" => json!(self.genesis),
				"chain_getFinalizedHead" => json!(self.header.hash()),
				"chain_getHeader" => {
					let is_asked = json!(self.header.hash()) == params[0];
					json!(is_asked.then_some(&self.header))
				}
				"grandpa_proveFinality" => {
					let proof = FinalityProof {
						_block: self.header.hash(),
						justification: justify(&self.header, 4, &voters()[..3]).encode(),
						_headers: Vec::new(),
					};
					json!(Bytes(proof.encode()))
				}
				"trace_proof" => {
					let (header, proof) = &self.shown;
					// What it says besides is that all is well, whatever the state.
					let (root, calm) = prove(&state(false));
					let value = ProofAnswer {
						header: Bytes(header.encode()),
						answer: answer(root, calm, query()).unwrap(),
						proof: Bytes(proof.encode()),
					};
					let hash = self.header.hash();
					json!({ "block": { "number": 7, "hash": hash, "finalised": true }, "value": value })
				}
				other => panic!("{other}"),
			}
		}

		/// What it proves to one who trusts the set.
		async fn proven(self) -> Result<Proven> {
			let (chain, _node) = answering(move |method, params| self.answer(method, params)).await;
			let mut trusted = trusted(4);
			let codes = Codes::linked(code_hash());
			let proven =
				verify_proven(&chain, &mut trusted, &codes, &query().uri, None, None).await;
			if let Ok(proven) = &proven {
				assert_eq!((proven.block, proven.set_id), (trusted.since, 4));
			}
			proven
		}
	}

	#[tokio::test]
	async fn verdict_is_proven_when_the_trusted_set_made_its_block_final() {
		let mut ext = state(true);
		let proven = Node::of(&ext).proven().await.unwrap();
		assert_eq!(proven.answer.verdict.standing, Standing::Stop);
		assert_eq!((proven.block.number, proven.stale), (7, true));

		let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
		for (age, stale) in [
			(Duration::ZERO, false),
			(STALE.saturating_sub(Duration::from_secs(60)), false),
			(STALE + Duration::from_secs(1), true),
		] {
			let made = u64::try_from((now - age).as_millis()).unwrap();
			ext.execute_with(|| pallet_timestamp::Now::<Runtime>::put(made));
			ext.commit_all().unwrap();
			let proven = Node::of(&ext).proven().await.unwrap();
			assert_eq!(proven.stale, stale, "{age:?}");
		}
	}

	#[tokio::test]
	async fn verdict_is_refused_when_the_node_lies_about_its_block_or_state() {
		let node = Node::of(&state(true));
		let forged = over(&state(false));

		// Another state with a header of its own, which nobody voted on.
		let other_block = Node { shown: forged.clone(), ..node.clone() };
		let error = other_block.proven().await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::WrongHeader))));

		// The right header, and another state.
		let other_state = Node { shown: (node.header.clone(), forged.1.clone()), ..node.clone() };
		let error = other_state.proven().await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::Incomplete))));

		// The votes are for a block of another chain.
		let other_chain = Node { genesis: Digest::repeat_byte(1), ..node };
		let error = other_chain.proven().await.err();
		assert!(matches!(error, Some(Error::OtherChain { .. })));
	}
}
