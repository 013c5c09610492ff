//! Who signs two contradicting things is excluded, by real signatures.

use super::*;
use crate::{configs::consensus::KeyHolders, Grandpa, Session};
use frame_support::dispatch::GetDispatchInfo;
use hallmark_runtime_api::misbehaviour::DoubleBlock;
use pallet_consortium::{ValidatorStatus, WeightInfo as _};
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityId as AuraId, AuthoritySignature},
};
use sp_consensus_grandpa::{
	AuthorityId as GrandpaId, AuthoritySignature as GrandpaSignature, Equivocation,
	EquivocationProof, Message, Prevote,
};
use sp_keyring::Ed25519Keyring;
use sp_runtime::traits::Dispatchable;
use sp_session::MembershipProof;

type Consortium_ = pallet_consortium::Call<Runtime>;

/// A header on this block's parent, sealed in the slot of `now` by the Aura key of `who`.
fn sealed(who: &str, now: Moment, state_root: Hash) -> Header {
	let slot = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(
		Slot::from(now / SLOT_DURATION),
	);
	let mut header = Header::new(
		System::block_number(),
		Default::default(),
		state_root,
		System::parent_hash(),
		Digest { logs: vec![slot] },
	);
	let signature: AuthoritySignature = key(who).sign(header.hash().as_ref()).into();
	header.digest.push(DigestItem::aura_seal(signature));
	header
}

/// Two blocks of one slot by one author.
pub(super) fn double_block(who: &str, now: Moment) -> DoubleBlock<Header> {
	DoubleBlock {
		author: key(who).public().into(),
		first: sealed(who, now, Hash::zero()),
		second: sealed(who, now, Hash::repeat_byte(1)),
	}
}

fn report(evidence: DoubleBlock<Header>) -> Consortium_ {
	Consortium_::report_double_block { evidence: Box::new(evidence) }
}

/// Two votes of `who` in a round of this set, by the key that the preset gives it.
fn double_vote(who: Ed25519Keyring, rounds: [u64; 2]) -> EquivocationProof<Hash, u32> {
	let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
	let vote = |target: u8, round: u64| {
		let vote = Prevote::<Header> { target_hash: Hash::repeat_byte(target), target_number: 1 };
		let message = Message::<Header>::Prevote(vote.clone());
		let payload = sp_consensus_grandpa::localized_payload(round, set_id, &message);
		(vote, GrandpaSignature::from(who.pair().sign(&payload)))
	};
	// The SDK does not name the type of two votes.
	let id = GrandpaId::from(who.public());
	let encoded = (rounds[0], id, vote(1, rounds[0]), vote(2, rounds[1])).encode();
	let equivocation = Equivocation::Prevote(Decode::decode(&mut encoded.as_slice()).unwrap());
	EquivocationProof::new(set_id, equivocation)
}

fn owner_of(who: Ed25519Keyring) -> MembershipProof {
	let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
	KeyHolders::of_set(set_id, &who.public().into()).unwrap()
}

/// The report of two votes as a node puts it into its own block.
fn vote_report(
	proof: EquivocationProof<Hash, u32>,
	key_owner_proof: MembershipProof,
) -> UncheckedExtrinsic {
	let equivocation_proof = Box::new(proof);
	let call =
		pallet_grandpa::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof };
	UncheckedExtrinsic::new_bare(call.into())
}

/// What the node's own pool says of a transaction.
fn own_pool(extrinsic: &UncheckedExtrinsic) -> TransactionValidity {
	let at = System::parent_hash();
	let extrinsic = extrinsic.clone();
	with_transaction_unchecked(|| {
		let source = TransactionSource::Local;
		TransactionOutcome::Rollback(Executive::validate_transaction(source, extrinsic, at))
	})
}

fn status(who: &str) -> ValidatorStatus {
	let records = pallet_consortium::Validators::<Runtime>::get();
	records.iter().find(|record| record.account == id(who)).unwrap().status
}

fn is_disabled(who: &str) -> bool {
	let index = Session::validator_id_to_index(&id(who)).unwrap();
	Session::disabled_validators().contains(&index)
}

#[test]
fn author_is_excluded_when_its_two_blocks_are_reported() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let evidence = double_block("Bob", now());
		let extrinsic = crate::authoring::report_double_block(evidence.clone()).unwrap();
		// Each node finds it itself: it takes no report of another's.
		assert_eq!(pool(&extrinsic), Err(InvalidTransaction::Call.into()));
		let valid = own_pool(&extrinsic).unwrap();
		assert!(!valid.propagate && valid.provides.len() == 1);
		assert_eq!(Executive::apply_extrinsic(extrinsic.clone()), Ok(Ok(())));
		assert_eq!(status("Bob"), ValidatorStatus::Excluded);
		assert!(is_disabled("Bob"));
		let (what, excluded) = last_event(|event| match event {
			RuntimeEvent::Consortium(pallet_consortium::Event::ValidatorEquivocated {
				what,
				excluded,
				..
			}) => Some((what, excluded)),
			_ => None,
		});
		let slot = now() / SLOT_DURATION;
		assert_eq!((what, excluded), (pallet_consortium::Equivocation::Blocks { slot }, true));
		// Once is enough, and in a block it is not taken unchecked.
		assert_eq!(own_pool(&extrinsic), Err(InvalidTransaction::Stale.into()));
		let again = Executive::apply_extrinsic(extrinsic);
		assert_eq!(again, Err(InvalidTransaction::Stale.into()));
		assert!(crate::authoring::report_double_block(evidence).is_none());
	});
}

#[test]
fn report_weighs_each_time_that_it_is_checked() {
	type Weight_ = <Runtime as pallet_consortium::Config>::WeightInfo;
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let bare = bare(report(double_block("Bob", now())));
		let once = Weight_::report_double_block();
		let twice = once.saturating_add(Weight_::check_double_block());
		assert_eq!(bare.get_dispatch_info().total_weight(), twice);
		// One who signs it is not charged for what was done for nobody.
		let by_alice = frame_system::RawOrigin::Signed(id("Alice")).into();
		let call = RuntimeCall::from(report(double_block("Bob", now())));
		let done = with_transaction_unchecked(|| {
			TransactionOutcome::Rollback(call.dispatch(by_alice).unwrap())
		});
		assert_eq!(done.actual_weight, Some(once));
		assert_eq!(Executive::apply_extrinsic(bare), Ok(Ok(())));
	});
}

#[test]
fn author_is_excluded_when_a_member_reports_its_two_blocks() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		must("Alice", report(double_block("Bob", now())));
		assert_eq!(status("Bob"), ValidatorStatus::Excluded);
		let again = report(double_block("Bob", now() + SLOT_DURATION));
		must_fail("Alice", again, ConsortiumError::AlreadyReported);
	});
}

#[test]
fn evidence_is_refused_when_it_shows_no_two_blocks_of_a_slot() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let good = || double_block("Bob", now());
		let wrong = |change: &dyn Fn(&mut DoubleBlock<Header>)| {
			let mut evidence = good();
			change(&mut evidence);
			must_fail("Alice", report(evidence), ConsortiumError::InvalidEvidence);
		};
		wrong(&|it| it.second = it.first.clone());
		wrong(&|it| it.second = sealed("Bob", now() + SLOT_DURATION, Hash::zero()));
		wrong(&|it| it.second = sealed("Charlie", now(), Hash::zero()));
		wrong(&|it| it.second.state_root = Hash::repeat_byte(2));
		wrong(&|it| {
			it.second.digest.pop();
		});
		wrong(&|it| it.first.digest.logs.insert(0, it.first.digest.logs[0].clone()));
		// Another chain's, or too old to tell.
		wrong(&|it| {
			for header in [&mut it.first, &mut it.second] {
				let mut other = Header::new(
					header.number,
					header.extrinsics_root,
					header.state_root,
					Hash::repeat_byte(7),
					Digest { logs: vec![header.digest.logs[0].clone()] },
				);
				let seal: AuthoritySignature = key("Bob").sign(other.hash().as_ref()).into();
				other.digest.push(DigestItem::aura_seal(seal));
				*header = other;
			}
		});
		let mut long = good();
		long.first.digest.logs.insert(0, DigestItem::Other(vec![0; 20_000]));
		must_fail("Alice", report(long), ConsortiumError::InvalidEvidence);

		let nobody = double_block("stranger", now());
		must_fail("Alice", report(nobody), ConsortiumError::KeyHolderNotFound);
		assert_eq!(status("Bob"), ValidatorStatus::Serving);
	});
}

#[test]
fn author_is_excluded_when_it_set_other_keys_after_its_two_blocks() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let evidence = double_block("Bob", now());
		let other: AuraId = key("another").public().into();
		let keys = crate::SessionKeys { aura: other, grandpa: Ed25519Keyring::Eve.public().into() };
		pallet_session::NextKeys::<Runtime>::insert(id("Bob"), keys);
		must("Alice", report(evidence));
		assert_eq!(status("Bob"), ValidatorStatus::Excluded);
	});
}

#[test]
fn voter_is_excluded_when_its_two_votes_are_reported() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let (bob, proof) = (Ed25519Keyring::Bob, double_vote(Ed25519Keyring::Bob, [5, 5]));
		let extrinsic = vote_report(proof, owner_of(bob));
		assert_eq!(pool(&extrinsic), Err(InvalidTransaction::Call.into()));
		assert!(own_pool(&extrinsic).is_ok());
		assert_eq!(Executive::apply_extrinsic(extrinsic.clone()), Ok(Ok(())));
		assert_eq!(status("Bob"), ValidatorStatus::Excluded);
		assert!(is_disabled("Bob"));
		assert_eq!(own_pool(&extrinsic), Err(InvalidTransaction::Stale.into()));

		// It leaves the set with the session after the next.
		for _ in 0..2 * crate::configs::consensus::SessionLength::get() {
			let authors = Session::validators().len() as u64;
			let mut at = now() + SLOT_DURATION;
			let out = |at: Moment| {
				let author = (at / SLOT_DURATION % authors) as u32;
				Session::disabled_validators().contains(&author)
			};
			while out(at) {
				at += SLOT_DURATION;
			}
			next_block_at(at);
		}
		assert_eq!(Session::validators().len(), 3);
		assert_eq!(Grandpa::grandpa_authorities().len(), 3);
		// A vote of the set of before still counts, for who is in office.
		let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
		assert!(set_id > 0);
		let eve = KeyHolders::of_set(0, &Ed25519Keyring::Charlie.public().into());
		assert_eq!(eve.map(|proof| proof.validator_count), Some(4));
		assert!(KeyHolders::of_set(set_id, &bob.public().into()).is_none());
	});
}

#[test]
fn report_is_refused_when_it_shows_no_two_votes_of_a_round() {
	on_preset(genesis_presets::LOCAL, || {
		next_block();
		let bob = Ed25519Keyring::Bob;
		let report =
			|proof, key_owner_proof| pallet_grandpa::Call::<Runtime>::report_equivocation {
				equivocation_proof: Box::new(proof),
				key_owner_proof,
			};
		let invalid = pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof;
		must_fail("Alice", report(double_vote(bob, [5, 6]), owner_of(bob)), invalid);
		let mut miscounted = owner_of(bob);
		miscounted.validator_count = 1;
		let invalid = pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof;
		must_fail("Alice", report(double_vote(bob, [5, 5]), miscounted), invalid);
		let eve = Ed25519Keyring::Eve;
		let invalid = pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof;
		must_fail("Alice", report(double_vote(eve, [5, 5]), owner_of(bob)), invalid);

		// Anybody who may write can report.
		must("Alice", report(double_vote(bob, [5, 5]), owner_of(bob)));
		assert_eq!(status("Bob"), ValidatorStatus::Excluded);
	});
}
