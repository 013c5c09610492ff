//! The whole chain: signed extrinsics through pool and executive, block after block, from the
//! genesis of a preset.
//!
//! [`on_chain`] and its like run a test from the first block on, and check the state of every pallet
//! when it is through. In a test, people and organisations go by name: `"maker"` is the account
//! that the key `//maker` signs for. [`submit`] shows a transaction to the pool and to the block,
//! which must agree; [`motion`] has the council of the development chain decide.
//!
//! | file | subject |
//! |---|---|
//! | `layout.rs` | indices, names and prefixes that never change |
//! | `authoring.rs` | what a node asks to make blocks |
//! | `block_fit.rs` | the largest calls fit into a block |
//! | `presets.rs` | the chains that need no founding |
//! | `admission.rs` | who may write, and how much |
//! | `council.rs` | motions, upgrades, pausing |
//! | `halting.rs` | no motion and no failed migration leaves the chain without votes |
//! | `wrapping/` | no wrapper gets around a check |
//! | `identity.rs` | from a prefix to a scanned code |
//! | `journey.rs` | from factory to release |
//! | `links.rs` | links, resolver domains, keys of credentials |
//! | `misbehaviour.rs` | who signs two things is excluded |
//! | `migrations.rs` | what a new runtime checks when it takes over |
//! | `reading.rs` | limits and cursors of the read model |
//! | `rooms.rs` | whose room every bounded collection is |
//! | `touches.rs` | what the calls that come most write |
//! | `vocabulary.rs` | one vocabulary of errors, one form of call docs |
//! | `world.rs` | organisations, products and lots for these |

mod admission;
mod authoring;
mod block_fit;
mod council;
mod halting;
mod identity;
mod journey;
mod layout;
mod links;
#[cfg(feature = "try-runtime")]
mod migrations;
mod misbehaviour;
mod presets;
mod reading;
mod rooms;
mod touches;
mod vocabulary;
mod world;
mod wrapping;

use crate::{
	configs::governance::CouncilCollective, extensions::tx_extension, genesis_presets, AccountId,
	Address, Consortium, CustomsClearance, Executive, Hash, Header, Inspection, Journal, Links,
	Logistics, MerchantRegistry, Nonce, ProductIdentity, Quota, RandomnessBeacon, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, Sampling, SignedPayload, System,
	UncheckedExtrinsic, SLOT_DURATION,
};
use codec::{Decode, Encode};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	storage::{storage_prefix, with_transaction_unchecked},
};
use hallmark_types::{Moment, Refused};
use serde_json::Value;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::{
	crypto::VrfSecret,
	sr25519,
	traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt},
	Pair,
};
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::Header as _,
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	DispatchError, DispatchResult, TransactionOutcome,
};
use std::{cell::RefCell, collections::BTreeMap};

/// The SDK's pallets that have calls. All other calls are ours to test.
const OF_THE_SDK: [&str; 10] = [
	"System",
	"Timestamp",
	"Session",
	"Grandpa",
	"Council",
	"TxPause",
	"Utility",
	"Proxy",
	"Multisig",
	"MultiBlockMigrations",
];

/// A motion or vote of the council.
type CouncilCall = pallet_collective::Call<Runtime, CouncilCollective>;
/// The registry's errors.
type RegistryError = pallet_merchant_registry::Error<Runtime>;
/// Those of product identity.
type IdentityError = pallet_product_identity::Error<Runtime>;
/// Those of quota.
type QuotaError = pallet_quota::Error<Runtime>;
/// Those of the consortium.
type ConsortiumError = pallet_consortium::Error<Runtime>;
/// Those of frame system.
type SystemError = frame_system::Error<Runtime>;

/// When the first block is made, in milliseconds.
const START: Moment = 1_800_000_000_000;

/// The account that votes for the only council seat of the development chain.
const COUNCIL: &str = "Alice";

/// Runs a test from the first block of the development chain on.
fn on_chain(test: impl FnOnce()) {
	on_preset(genesis_presets::DEVELOPMENT, test);
}

/// Runs a test from the first block of a preset's chain on.
fn on_preset(preset: &str, test: impl FnOnce()) {
	let mut ext = sp_io::TestExternalities::default();
	ext.register_extension(ReadRuntimeVersionExt::new(VersionInFront));
	ext.execute_with(|| {
		build_genesis(preset);
		begin_block(START, System::block_hash(0));
		test();
		Executive::finalize_block();
		check_state();
	});
}

/// Code that begins with the encoding of its version.
struct VersionInFront;

impl ReadRuntimeVersion for VersionInFront {
	fn read_runtime_version(
		&self,
		code: &[u8],
		_: &mut dyn Externalities,
	) -> Result<Vec<u8>, String> {
		let version = sp_version::RuntimeVersion::decode(&mut &*code).map_err(|e| e.to_string())?;
		Ok(version.encode())
	}
}

/// Writes the genesis of a preset as a node does: what it says, over the defaults.
fn build_genesis(preset: &str) {
	let json = |id: Option<&str>| -> Value {
		let id = id.map(sp_genesis_builder::PresetId::from);
		let text = get_preset::<RuntimeGenesisConfig>(&id, genesis_presets::get_preset).unwrap();
		serde_json::from_slice(&text).unwrap()
	};
	let mut genesis = json(None);
	merge(&mut genesis, json(Some(preset)));
	build_state::<RuntimeGenesisConfig>(genesis.to_string().into_bytes()).unwrap();
}

/// Puts `patch` over `base`.
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// Begins a block in the slot of `now`, with its inherents.
fn begin_block(now: Moment, parent: Hash) {
	let slot = Slot::from(now / SLOT_DURATION);
	let header = Header::new(
		System::block_number() + 1,
		Default::default(),
		Default::default(),
		parent,
		Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] },
	);
	Executive::initialize_block(&header);
	let set_time = pallet_timestamp::Call::set { now };
	let contribute = contribution(*slot);
	for inherent in [set_time.into(), contribute.into()] {
		let inherent = UncheckedExtrinsic::new_bare(inherent);
		assert_eq!(Executive::apply_extrinsic(inherent), Ok(Ok(())));
	}
}

/// What the author of this block, one of those of the presets, adds to the randomness beacon.
fn contribution(slot: u64) -> pallet_randomness_beacon::Call<Runtime> {
	use pallet_randomness_beacon::{sign_data, Contribution, CurrentTurn, Mix, Turn};
	let Some(Turn::Open(author)) = CurrentTurn::<Runtime>::get() else {
		panic!("it is nobody's turn");
	};
	let author = ["Alice", "Bob", "Charlie", "Dave"]
		.into_iter()
		.map(key)
		.find(|key| key.public() == author)
		.expect("the author is one of the preset's");
	let mix = Mix::<Runtime>::get();
	let Contribution { pre_output, proof } = author.vrf_sign(&sign_data(&mix, slot)).into();
	pallet_randomness_beacon::Call::contribute { pre_output, proof }
}

/// Shows the chain that this block's parent is final, by the votes of the preset's voters.
fn prove_final() {
	use sp_consensus_grandpa::{localized_payload, AuthorityId, Message, Precommit};
	use sp_keyring::Ed25519Keyring::{Alice, Bob, Charlie, Dave};
	let (target_hash, target_number) = (System::parent_hash(), System::block_number() - 1);
	let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
	let voters = crate::Grandpa::grandpa_authorities();
	let vote = |voter: sp_keyring::Ed25519Keyring| {
		let precommit = Precommit::<Header> { target_hash, target_number };
		let message = Message::<Header>::Precommit(precommit.clone());
		let signature = voter.sign(&localized_payload(1, set_id, &message));
		(precommit, signature, AuthorityId::from(voter.public()))
	};
	let votes: Vec<_> = [Alice, Bob, Charlie, Dave]
		.map(vote)
		.into_iter()
		.filter(|(.., id)| voters.iter().any(|(voter, _)| voter == id))
		.collect();
	let encoded = (1u64, (target_hash, target_number, votes), Vec::<Header>::new()).encode();
	let justification = sp_runtime::BoundedVec::try_from(encoded).unwrap();
	must("Alice", pallet_randomness_beacon::Call::prove_final { justification });
	assert_eq!(pallet_randomness_beacon::FinalBlock::<Runtime>::get(), target_number);
}

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Ends this block and begins the one of the next slot.
fn next_block() {
	next_block_at(now() + SLOT_DURATION);
}

/// Ends this block and begins one later on; nobody makes any in between.
fn next_block_at(now: Moment) {
	let parent = Executive::finalize_block();
	begin_block(now, parent.hash());
}

/// Checks the state of every pallet: that of ours always, that of the SDK's where it can be
/// checked.
fn check_state() {
	Consortium::do_try_state().unwrap();
	CustomsClearance::do_try_state().unwrap();
	Inspection::do_try_state().unwrap();
	Links::do_try_state().unwrap();
	Logistics::do_try_state().unwrap();
	MerchantRegistry::do_try_state().unwrap();
	ProductIdentity::do_try_state().unwrap();
	Quota::do_try_state().unwrap();
	RandomnessBeacon::do_try_state().unwrap();
	Sampling::do_try_state().unwrap();
	#[cfg(feature = "try-runtime")]
	{
		use frame_support::traits::{TryState, TryStateSelect};
		let number = System::block_number();
		crate::AllPalletsWithSystem::try_state(number, TryStateSelect::All).unwrap();
	}
}

/// The key of a person. Deriving one takes longer than everything else that a test does, so each is
/// derived once.
fn key(who: &str) -> sr25519::Pair {
	thread_local! {
		static KEYS: RefCell<BTreeMap<String, sr25519::Pair>> = Default::default();
	}
	let derive = || sr25519::Pair::from_string(&format!("//{who}"), None).unwrap();
	KEYS.with_borrow_mut(|keys| keys.entry(who.into()).or_insert_with(derive).clone())
}

/// The account of a person.
fn id(who: &str) -> AccountId {
	key(who).public().into()
}

/// A transaction that `who` signs.
fn signed(who: &str, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_at(who, call, System::account_nonce(id(who)))
}

/// A transaction that `who` signs with this nonce.
fn signed_at(who: &str, call: impl Into<RuntimeCall>, nonce: Nonce) -> UncheckedExtrinsic {
	let (key, call) = (key(who), call.into());
	let extension = tx_extension(Era::Immortal, nonce);
	let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
	let signature = payload.using_encoded(|payload| key.sign(payload));
	UncheckedExtrinsic::new_signed(call, Address::Id(id(who)), signature.into(), extension)
}

/// An extrinsic that nobody signs and that has no extensions: how consumers send theirs.
fn bare(call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_bare(call.into())
}

/// A general transaction: nobody signs it, and it has extensions. Nothing here is sent like that.
fn general(call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_transaction(call.into(), tx_extension(Era::Immortal, 0))
}

/// Why a transaction comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
	/// It never gets into a block.
	Refused(TransactionValidityError),
	/// It is in a block, and its call failed.
	Failed(DispatchError),
}

impl<E: Into<DispatchError>> From<E> for Failure {
	fn from(error: E) -> Self {
		Failure::Failed(error.into())
	}
}

/// Refused at the pool, with the code of the reason.
fn refusal(code: u8) -> Failure {
	Failure::Refused(InvalidTransaction::Custom(code).into())
}

/// Refused at the pool.
fn refused(reason: Refused) -> Failure {
	refusal(reason.code())
}

/// What the pool says of a transaction. Changes nothing.
fn pool(extrinsic: &UncheckedExtrinsic) -> TransactionValidity {
	let extrinsic = extrinsic.clone();
	let at = System::parent_hash();
	with_transaction_unchecked(|| {
		let source = TransactionSource::External;
		TransactionOutcome::Rollback(Executive::validate_transaction(source, extrinsic, at))
	})
}

/// Shows a transaction to the pool, and puts it into this block. The two must agree.
fn apply(extrinsic: UncheckedExtrinsic) -> Result<(), Failure> {
	match (pool(&extrinsic), Executive::apply_extrinsic(extrinsic)) {
		(Ok(_), Ok(result)) => result.map_err(Failure::Failed),
		(Err(pool), Err(block)) if pool == block => Err(Failure::Refused(block)),
		(pool, block) => panic!("the pool says {pool:?}, the block says {block:?}"),
	}
}

/// Has `who` sign and send a call.
fn submit(who: &str, call: impl Into<RuntimeCall>) -> Result<(), Failure> {
	apply(signed(who, call))
}

/// Has `who` sign and send a call that must succeed.
#[track_caller]
fn must(who: &str, call: impl Into<RuntimeCall>) {
	let call = call.into();
	let result = submit(who, call.clone());
	assert_eq!(result, Ok(()), "{who} sent {call:?}");
}

/// Has `who` sign and send a call that must fail in this way and leave the pallets as they were.
#[track_caller]
fn must_fail(who: &str, call: impl Into<RuntimeCall>, failure: impl Into<Failure>) {
	let call = call.into();
	let before = state();
	let result = submit(who, call.clone());
	assert_eq!(result, Err(failure.into()), "{who} sent {call:?}");
	assert!(before == state(), "{call:?} changed something");
}

/// Has the development chain's council decide on a call; returns what became of the call.
fn motion(call: impl Into<RuntimeCall>) -> DispatchResult {
	let proposal = Box::new(call.into());
	let length_bound = proposal.encoded_size() as u32;
	must(COUNCIL, CouncilCall::propose { threshold: 1, proposal, length_bound });
	last_event(|event| match event {
		RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) => Some(result),
		_ => None,
	})
}

/// Has the council decide on a call that must succeed.
#[track_caller]
fn must_decide(call: impl Into<RuntimeCall>) {
	let call = call.into();
	assert_eq!(motion(call.clone()), Ok(()), "the council decided {call:?}");
}

/// What `pick` picks from the last event of this block from which it picks anything.
#[track_caller]
fn last_event<T>(pick: impl Fn(RuntimeEvent) -> Option<T>) -> T {
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| pick(record.event))
		.expect("there is such an event in this block")
}

/// Everything in storage but what every transaction leaves behind: nonces, quotas used, events, the
/// block's own records.
fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let passing = [
		prefix("System"),
		b":extrinsic_index".to_vec(),
		sp_core::storage::well_known_keys::INTRABLOCK_ENTROPY.to_vec(),
	];
	let parties = storage_prefix(b"Quota", b"Parties");
	let mut state = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		key = next;
		if passing.iter().any(|prefix| key.starts_with(prefix)) {
			continue;
		}
		let value = sp_io::storage::get(&key).unwrap_or_default().to_vec();
		let kept = if key.starts_with(&parties) { without_usage(&value) } else { Some(value) };
		state.extend(kept.map(|value| (key.clone(), value)));
	}
	state
}

/// A party's quota record but for what it used and when, if there is anything else in it.
fn without_usage(record: &[u8]) -> Option<Vec<u8>> {
	let record = pallet_quota::PartyRecord::decode(&mut &*record).unwrap();
	let kept = pallet_quota::PartyRecord { usage: Default::default(), block: 0, ..record };
	(kept != Default::default()).then(|| kept.encode())
}

/// The first bytes of the storage keys of a pallet.
fn prefix(pallet: &str) -> Vec<u8> {
	sp_io::hashing::twox_128(pallet.as_bytes()).to_vec()
}
