//! Benchmarks of every call and hook, each with full seats, full offices and a full set.

#![allow(missing_docs)]

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Decode;
use frame_benchmarking::v2::*;
use frame_support::{
	storage::unhashed,
	traits::{EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::{
	pallet_prelude::{BlockNumberFor, HeaderFor},
	RawOrigin,
};
use hallmark_glue::{CouncilSeats, Offices};
use hallmark_types::{AccountId, GroupId, OrgId, PeerId, Role};
use sp_runtime::{
	traits::{Hash, Header as HeaderT, TrailingZeroInput},
	transaction_validity::TransactionSource,
};

/// An organisation that no seed makes.
const NOBODY: OrgId = OrgId(u32::MAX);

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// Gives all seats but one, and returns organisation and account for the last.
fn fill_seats<T: Config>(last: Role) -> (OrgId, AccountId) {
	let given = Seats::<T>::decode_len().unwrap_or(0) as u32;
	for seed in given + 1..T::MaxSeats::get() {
		let (org, account) = T::BenchmarkHelper::organisation(Role::Member, seed);
		Pallet::<T>::do_seat(org, account).expect("the helper's organisations may sit");
	}
	T::BenchmarkHelper::organisation(last, 0)
}

/// Puts validators of `org` in office until there is room for `room` more, and returns their
/// accounts.
fn fill_validators<T: Config>(org: OrgId, room: u32) -> Vec<AccountId> {
	let accounts: Vec<AccountId> =
		(room..T::MaxValidators::get()).map(|i| account("validator", i, 0)).collect();
	let mut records: Vec<_> = accounts
		.iter()
		.map(|account| ValidatorRecord::new(account.clone(), org, Liable::default()))
		.collect();
	records.sort_by(|a, b| a.account.cmp(&b.account));
	Validators::<T>::put(BoundedVec::try_from(records).expect("at most MaxValidators"));
	accounts
}

/// Makes `accounts` this session's set and the next one's.
fn fill_set<T: Config>(accounts: &[AccountId]) {
	let keys = T::Keys::decode(&mut TrailingZeroInput::zeroes()).expect("keys are bytes");
	let queued: Vec<_> = accounts.iter().map(|it| (it.clone(), keys.clone())).collect();
	pallet_session::Validators::<T>::put(accounts.to_vec());
	pallet_session::QueuedKeys::<T>::put(queued);
	pallet_session::DisabledValidators::<T>::kill();
}

/// A validator of `org` beside as many others as there can be. With `in_set` it is in this
/// session's set.
fn one_of_all<T: Config>(org: OrgId, status: ValidatorStatus, in_set: bool) -> AccountId {
	let others = fill_validators::<T>(NOBODY, 1);
	let account: AccountId = account("own", 0, 0);
	Validators::<T>::mutate(|records| {
		let at = Pallet::<T>::find(records, &account).expect_err("it is new");
		let record = ValidatorRecord {
			status,
			..ValidatorRecord::new(account.clone(), org, Liable::default())
		};
		records.try_insert(at, record).expect("there is room for one");
	});
	let mut set = others;
	if in_set {
		set.push(account.clone());
	}
	fill_set::<T>(&set);
	account
}

/// A validator that sealed two blocks of a slot, and the evidence, as long as it may be.
fn double_block<T: Config>() -> (AccountId, DoubleBlock<HeaderFor<T>>) {
	use sp_consensus_aura::{
		digests::CompatibleDigestItem,
		sr25519::{AuthorityId, AuthoritySignature},
		Slot,
	};
	use sp_runtime::{generic::DigestItem, RuntimeAppPublic};
	let account = one_of_all::<T>(NOBODY, ValidatorStatus::Serving, true);
	let key = AuthorityId::generate_pair(None);
	crate::keys::hold_alone::<T>(&account, &RuntimeAppPublic::to_raw_vec(&key));
	let sealed = |fill: u8| {
		let slot = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(
			Slot::from(1_000),
		);
		let filled = DigestItem::Other(vec![fill; 7 * 1024]);
		let mut header = <HeaderFor<T> as HeaderT>::new(
			1u32.into(),
			Default::default(),
			Default::default(),
			frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::from(0u32)),
			sp_runtime::Digest { logs: vec![slot, filled] },
		);
		let signature = key.sign(&header.hash().as_ref()).expect("the key is in the keystore");
		let seal = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_seal(signature);
		header.digest_mut().push(seal);
		header
	};
	let evidence = DoubleBlock { first: sealed(0), second: sealed(1), author: key.clone() };
	(account, evidence)
}

/// As many peers as an organisation can have, in order.
fn peers<T: Config>(seed: u8) -> BoundedVec<PeerId, T::MaxPeers> {
	let peer = |number: u32| {
		let mut key = [seed; 32];
		key[..4].copy_from_slice(&number.to_be_bytes());
		PeerId(key)
	};
	BoundedVec::truncate_from((0..T::MaxPeers::get()).map(peer).collect())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn seat() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::Member);
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, account);

		assert_eq!(Seats::<T>::get().len() as u32, T::MaxSeats::get());
		Ok(())
	}

	#[benchmark]
	fn unseat() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::CustomsAuthority);
		Pallet::<T>::do_seat(org, account.clone())?;
		Pallet::<T>::do_consent_to_unseat(account)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org);

		assert!(Seats::<T>::get().iter().all(|it| it.org != org));
		Ok(())
	}

	#[benchmark]
	fn consent_to_unseat() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::CustomsAuthority);
		Pallet::<T>::do_seat(org, account.clone())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(account));

		assert!(Seats::<T>::get().iter().any(|it| it.org == org && it.consents));
		Ok(())
	}

	#[benchmark]
	fn replace_seat_account() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::Member);
		Pallet::<T>::do_seat(org, account.clone())?;
		// The helper makes one operator, so the seat has an older account.
		let old: AccountId = frame_benchmarking::v2::account("old", 0, 0);
		Pallet::<T>::change_seats(|seats| {
			seats.iter_mut().filter(|it| it.org == org).for_each(|it| it.account = old.clone());
			Ok(())
		})?;

		#[extrinsic_call]
		_(RawOrigin::Signed(account.clone()), account.clone());

		assert!(Seats::<T>::get().iter().any(|it| it.org == org && it.account == account));
		Ok(())
	}

	#[benchmark]
	fn dispatch_as_root() -> Result<(), BenchmarkError> {
		let call: <T as frame_system::Config>::RuntimeCall =
			frame_system::Call::<T>::remark { remark: vec![] }.into();
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Box::new(call));

		Ok(())
	}

	#[benchmark]
	fn authorise_upgrade() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Default::default());

		assert!(PendingUpgrade::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn cancel_upgrade() -> Result<(), BenchmarkError> {
		Pallet::<T>::do_authorise_upgrade(Default::default())?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert!(!PendingUpgrade::<T>::exists());
		Ok(())
	}

	/// With the runtime's own code: `frame-system` does not compare versions in benchmarks.
	#[benchmark]
	fn apply_upgrade() -> Result<(), BenchmarkError> {
		let code = unhashed::get_raw(b":code").expect("a chain has code");
		let code_hash = <T as frame_system::Config>::Hashing::hash(&code);
		PendingUpgrade::<T>::put(Upgrade { code_hash, earliest: 0 });

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), code);

		assert!(!PendingUpgrade::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn admit_validator() -> Result<(), BenchmarkError> {
		let (org, account) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let mut set = fill_validators::<T>(NOBODY, 1);
		// Voted out and in again within a session: it may author again.
		set.push(account.clone());
		fill_set::<T>(&set);
		Pallet::<T>::stop_authoring(core::slice::from_ref(&account));
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, account.clone());

		assert!(Validators::<T>::get().iter().any(|record| record.account == account));
		Ok(())
	}

	#[benchmark]
	fn remove_validator() -> Result<(), BenchmarkError> {
		let account = one_of_all::<T>(NOBODY, ValidatorStatus::Serving, true);
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, account.clone());

		assert!(Validators::<T>::get().iter().all(|record| record.account != account));
		Ok(())
	}

	#[benchmark]
	fn leave() -> Result<(), BenchmarkError> {
		let (org, admin) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let account = one_of_all::<T>(org, ValidatorStatus::Serving, false);

		#[extrinsic_call]
		_(RawOrigin::Signed(admin), account.clone());

		assert!(Validators::<T>::get().iter().all(|record| record.account != account));
		Ok(())
	}

	#[benchmark]
	fn rejoin() -> Result<(), BenchmarkError> {
		let (org, admin) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let account = one_of_all::<T>(org, ValidatorStatus::Offline, false);

		#[extrinsic_call]
		_(RawOrigin::Signed(admin), account.clone());

		let serving = ValidatorStatus::Serving;
		assert!(Validators::<T>::get().iter().all(|record| record.status == serving));
		Ok(())
	}

	#[benchmark]
	fn set_min_validators() -> Result<(), BenchmarkError> {
		let set = fill_validators::<T>(NOBODY, 0);
		fill_set::<T>(&set);
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::MaxValidators::get());

		assert_eq!(MinValidators::<T>::get(), T::MaxValidators::get());
		Ok(())
	}

	#[benchmark]
	fn set_upgrade_delay() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		let delay = crate::upgrades::MIN_UPGRADE_DELAY;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, delay);

		assert_eq!(UpgradeDelay::<T>::get(), delay);
		Ok(())
	}

	/// The group of every seat is looked up, in vain.
	#[benchmark]
	fn find_seats() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::Member);
		Pallet::<T>::do_seat(org, account)?;
		let clash;

		#[block]
		{
			clash = <Pallet<T> as CouncilSeats>::clashes(org, GroupId(u32::MAX));
		}

		assert!(!clash);
		Ok(())
	}

	/// `m` slots of a round were missed since the last block, and as many may fail in the round
	/// before, which is counted.
	#[benchmark]
	fn count_slot(m: Linear<0, { T::MaxValidators::get() - 1 }>) -> Result<(), BenchmarkError> {
		let set = fill_validators::<T>(NOBODY, 0);
		fill_set::<T>(&set);
		let n = u64::from(T::MaxValidators::get());
		let missed: Vec<u32> = (0..crate::sessions::tolerance(n as usize) as u32).collect();
		MissedSlots::<T>::kill();
		CurrentRound::<T>::put(Round { first: 1_001, missed: BoundedVec::truncate_from(missed) });
		SessionStart::<T>::put(1_000);
		LastSlot::<T>::put(1_000 + n);

		#[block]
		{
			Pallet::<T>::count_slot(1_001 + n + u64::from(m));
		}

		let counted = CurrentRound::<T>::get().map_or(0, |round| round.missed.len());
		assert!(m == 0 || counted as u32 == m);
		Ok(())
	}

	#[benchmark]
	fn reinstate_validator() -> Result<(), BenchmarkError> {
		let account = one_of_all::<T>(NOBODY, ValidatorStatus::Excluded, true);
		LastSlot::<T>::put(1_000);
		Pallet::<T>::stop_excluded();
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, account);

		assert!(Pallet::<T>::excluded().is_empty());
		Ok(())
	}

	/// By an admin of a member. The key is in the oldest set of keys that is remembered.
	#[benchmark]
	fn report_double_block() {
		let (_, admin) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let (account, evidence) = double_block::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(admin), Box::new(evidence));

		assert_eq!(Pallet::<T>::excluded(), [account]);
	}

	#[benchmark]
	fn check_double_block() {
		let (_, evidence) = double_block::<T>();
		let result;

		#[block]
		{
			result = Pallet::<T>::validate_double_block(TransactionSource::Local, &evidence);
		}

		assert!(result.is_ok());
	}

	/// One organisation has a seat and every validator.
	#[benchmark]
	fn on_suspended() -> Result<(), BenchmarkError> {
		let (org, account) = fill_seats::<T>(Role::Member);
		Pallet::<T>::do_seat(org, account)?;
		let set = fill_validators::<T>(org, 0);
		fill_set::<T>(&set);

		#[block]
		{
			<Pallet<T> as Offices>::on_suspended(org);
		}

		assert!(Seats::<T>::get().iter().all(|it| it.org != org));
		assert_eq!(Validators::<T>::get().len(), Pallet::<T>::min_validators());
		Ok(())
	}

	#[benchmark]
	fn resume() -> Result<(), BenchmarkError> {
		Halted::<T>::put(());
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert!(!Pallet::<T>::is_halted());
		Ok(())
	}

	/// A session ends: `v` validators have served in it and serve on, and all have session keys.
	#[benchmark]
	fn rotate_session(v: Linear<1, { T::MaxValidators::get() }>) {
		let accounts = fill_validators::<T>(NOBODY, T::MaxValidators::get().saturating_sub(v));
		let keys = T::Keys::decode(&mut TrailingZeroInput::zeroes()).expect("keys are bytes");
		for account in &accounts {
			pallet_session::NextKeys::<T>::insert(account, keys.clone());
		}
		fill_set::<T>(&accounts);
		let session = pallet_session::CurrentIndex::<T>::get();

		#[block]
		{
			Pallet::<T>::rotate();
		}

		assert_eq!(pallet_session::CurrentIndex::<T>::get(), session + 1);
	}

	/// All peers of an organisation are replaced.
	#[benchmark]
	fn set_peers() {
		let (org, admin) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let (old, new) = (peers::<T>(0), peers::<T>(1));
		Peers::<T>::insert(org, old);

		#[extrinsic_call]
		_(RawOrigin::Signed(admin), new.clone());

		assert_eq!(Peers::<T>::get(org), new);
	}

	#[benchmark]
	fn set_peers_of() -> Result<(), BenchmarkError> {
		let (org, _) = T::BenchmarkHelper::organisation(Role::Member, 0);
		let (old, new) = (peers::<T>(0), peers::<T>(1));
		Peers::<T>::insert(org, old);
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, new.clone());

		assert_eq!(Peers::<T>::get(org), new);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
