//! A chain whose state holds the runtime that is linked here, and what proves a verdict over it.

// Each user takes what it needs.
#![allow(dead_code, clippy::unwrap_used)]

use codec::Encode;
use frame_support::BoundedVec;
use frame_system::{LastRuntimeUpgrade, LastRuntimeUpgradeInfo};
use hallmark_lot_tree::{Lot as Items, LotKey, Tree};
use hallmark_runtime::{Runtime, VERSION, WASM_BINARY};
use hallmark_runtime_api::trace::{LeafEvidence, VerifyAnswer, VerifyQuery};
use hallmark_types::{
	Batch, CountryCode, Digest, Gtin, HsCode, LotId, NoticeId, OrgId, ProductTypeId, Text,
};
use hallmark_verify::{
	bundle::Question, BlockRef, Bundle, Final, Header, Justification, TrustedSet,
};
use pallet_product_identity::{
	BatchIssuerCounts, BatchIssuers, BatchLot, Lot, LotKind, LotStatus, Lots, LotsByBatch, Notice,
	NoticeKey, NoticeKind, NoticeSetter, NoticeSubject, Notices, NoticesOf, Product,
	ProductVersion, Products, ReasonCode, Written,
};
use sp_consensus_grandpa::{
	localized_payload, Commit, ConsensusLog, Message, Precommit, ScheduledChange, GRANDPA_ENGINE_ID,
};
use sp_core::{ed25519, storage::well_known_keys::CODE, Pair};
use sp_externalities::set_and_run_with_externalities;
use sp_runtime::{traits::BlakeTwo256, DigestItem};
use sp_state_machine::{Backend, Ext, OverlayedChanges, TestExternalities, TrieBackendBuilder};

const GTIN: Gtin = Gtin(9_520_123_456_788);

/// When the proven block was made, in milliseconds since 1970.
pub const MADE: u64 = 1_790_000_000_000;

/// A question with what proves its answer, and that answer as the linked runtime gives it.
pub struct Proven {
	pub question: Question,
	pub answer: VerifyAnswer,
}

/// How many items the lot has.
pub const COUNT: u32 = 3;

fn lot() -> Items {
	Items::new(1, GTIN.0, "B1", LotKey::new([1; 32]), COUNT).unwrap()
}

/// What the lot has committed to: its root, and the digest of its leaf file.
pub fn committed() -> (Digest, Digest) {
	let mut file = Vec::new();
	lot().write(&mut file, |_| ()).unwrap();
	(item().0, sp_io::hashing::sha2_256(&file).into())
}

/// What the lot's leaf file has of its items: leaf and commitment of each.
pub fn records() -> Vec<u8> {
	lot().items(|_| ()).iter().flat_map(|item| [item.leaf, item.commitment].concat()).collect()
}

/// The item of a lot of three whose code was scanned, with the lot's root.
fn item() -> (Digest, VerifyQuery) {
	let lot = lot();
	let made = lot.items(|_| ());
	let tree = Tree::new(made.iter().map(|item| item.leaf).collect());
	let proof: Vec<_> = tree.proof(1).unwrap().into_iter().map(Digest::from).collect();
	let query = VerifyQuery {
		uri: format!("https://a.example/01/{GTIN}/10/B1/21/{}", lot.serial(1).unwrap()),
		market: Some(CountryCode(*b"CN")),
		evidence: Some(LeafEvidence {
			lot: None,
			index: None,
			commitment: made[1].commitment.into(),
			sheet: None,
			proof: proof.try_into().unwrap(),
		}),
	};
	(tree.root().into(), query)
}

/// A state with a product and a lot of three items, on which a recall may be in force.
fn state(root: Digest, recalled: bool) -> TestExternalities<BlakeTwo256> {
	let mut ext = TestExternalities::<BlakeTwo256>::default();
	ext.execute_with(|| {
		sp_io::storage::set(CODE, WASM_BINARY.expect("the verifier was built beside it"));
		let batch = Batch::new("B1").unwrap();
		let written = Written { operator: [1; 32].into(), at: 1 };
		let version = ProductVersion {
			product_type: ProductTypeId(0),
			name: Text::new("Cocoa").unwrap(),
			hs: HsCode { code: *b"180500", edition: 2022 },
			origin: CountryCode(*b"BE"),
			sheet: None,
			by: OrgId(1),
			branded: false,
			written,
		};
		Products::<Runtime>::insert(GTIN, Product::new(version, None));
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
			count: COUNT,
			kind: LotKind::Merkle { root, leaf_file: committed().1 },
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
			BoundedVec::truncate_from(vec![entry]),
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
		pallet_timestamp::Now::<Runtime>::put(MADE);
		let release = LastRuntimeUpgradeInfo::from(VERSION.clone());
		LastRuntimeUpgrade::<Runtime>::put(release);
	});
	ext.commit_all().unwrap();
	ext
}

fn voters(names: [&str; 4]) -> Vec<ed25519::Pair> {
	let pair = |name| ed25519::Pair::from_string(&format!("//{name}"), None).unwrap();
	names.map(pair).to_vec()
}

fn authorities(voters: &[ed25519::Pair]) -> sp_consensus_grandpa::AuthorityList {
	voters.iter().map(|voter| (voter.public().into(), 1)).collect()
}

/// The block with the votes of three of four voters.
fn made_final(header: &Header, set: u64, voters: &[ed25519::Pair]) -> Final {
	let (target_hash, target_number) = (header.hash(), header.number);
	let precommits = voters[1..].iter().map(|voter| {
		let precommit = Precommit::<Header> { target_hash, target_number };
		let message = Message::<Header>::Precommit(precommit.clone());
		let signature = voter.sign(&localized_payload(3, set, &message));
		// The type is of a crate that this one does not name.
		let vote = (precommit, signature, voter.public()).encode();
		codec::Decode::decode(&mut &vote[..]).unwrap()
	});
	let commit = Commit::<Header> { target_hash, target_number, precommits: precommits.collect() };
	let justification = Justification { round: 3, commit, votes_ancestries: Vec::new() };
	Final { header: header.encode(), justification: justification.encode() }
}

fn header(number: u32, state_root: Digest, logs: Vec<DigestItem>) -> Header {
	Header {
		parent_hash: Digest::repeat_byte(1),
		number,
		state_root,
		extrinsics_root: Digest::zero(),
		digest: sp_runtime::Digest { logs },
	}
}

/// The scan of an item of a lot that was recalled, or was not. The voters have changed once since
/// those that are trusted.
pub fn proven(recalled: bool) -> Proven {
	let (root, query) = item();
	let ext = state(root, recalled);
	let backend = TrieBackendBuilder::wrap(&ext.backend).with_recorder(Default::default()).build();
	let mut changes = OverlayedChanges::default();
	let mut recording = Ext::new(&mut changes, &backend, None);
	let answer = set_and_run_with_externalities(&mut recording, || {
		hallmark_runtime::trace::verify(query.clone()).unwrap()
	});
	backend.storage_hash(CODE).unwrap();
	let proof = backend.extract_proof().unwrap().into_nodes().into_iter().collect();

	let first = voters(["Alice", "Bob", "Charlie", "Dave"]);
	let second = voters(["Bob", "Charlie", "Dave", "Eve"]);
	let change = ScheduledChange { next_authorities: authorities(&second), delay: 0u32 };
	let change = ConsensusLog::ScheduledChange(change).encode();
	let last = header(5, Digest::zero(), vec![DigestItem::Consensus(GRANDPA_ENGINE_ID, change)]);
	let head = header(9, *ext.backend.root(), Vec::new());
	let genesis = Digest::repeat_byte(2);
	let trusted = TrustedSet {
		genesis,
		set_id: 0,
		authorities: authorities(&first),
		since: BlockRef { number: 0, hash: genesis },
	};
	let bundle = Bundle {
		handoffs: vec![made_final(&last, 0, &first)],
		head: made_final(&head, 1, &second),
		proof,
		evidence: query.evidence,
	};
	let question = Question { trusted, uri: query.uri, market: query.market, bundle };
	Proven { question, answer }
}
