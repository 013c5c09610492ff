//! The currency of a chain without one, and the SDK's pallets that use it.

use super::*;
use crate::{Error, NoCoin, Nothing, Reservation, ReservedBytes};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{self, Inspect, InspectHold, Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation},
		BalanceStatus, Currency, ExistenceRequirement, Imbalance, ReservableCurrency,
		WithdrawReasons,
	},
};
use sp_runtime::{DispatchError, TokenError};

type Coin = NoCoin<Test>;

fn stored(party: Party<u64>) -> u64 {
	Parties::<Test>::get(party).stored
}

const MERCHANTS: Party<u64> = Party::Organisation(MERCHANT);
const OTHERS: Party<u64> = Party::Organisation(OTHER_MERCHANT);

#[test]
fn reserve_is_charged_in_bytes_to_the_operators_organisation() {
	test(|| {
		assert!(Coin::can_reserve(&CLERK, 100));
		assert_ok!(Coin::reserve(&CLERK, 100));
		assert_ok!(Coin::reserve(&ADMIN, 10));
		assert_ok!(Coin::reserve(&CLERK, 1));
		assert_eq!(Coin::reserved_balance(&CLERK), 101);
		assert_eq!(<Coin as Currency<_>>::total_balance(&CLERK), 101);
		assert_eq!(stored(MERCHANTS), 111);
		assert_eq!(usage(MERCHANT).state, 111);
	});
}

#[test]
fn unreserve_gives_back_no_more_than_was_reserved() {
	test(|| {
		assert_ok!(Coin::reserve(&ADMIN, 50));
		assert_ok!(Coin::reserve(&CLERK, 100));
		assert_eq!(Coin::unreserve(&CLERK, 30), 0);
		assert_eq!(stored(MERCHANTS), 120);
		assert_eq!(Coin::unreserve(&CLERK, 100), 30);
		assert_eq!(stored(MERCHANTS), 50);
		assert!(!ReservedBytes::<Test>::contains_key(CLERK));
		assert_eq!(Coin::unreserve(&CLERK, 1), 1);
		assert_eq!(stored(MERCHANTS), 50);
	});
}

#[test]
fn reserve_is_refused_when_nobody_could_be_charged() {
	test(|| {
		for who in [STRANGER, REVOKED, SUSPENDED_ADMIN, PENDING_ADMIN] {
			assert!(!Coin::can_reserve(&who, 1));
			assert_noop!(Coin::reserve(&who, 1), Error::<Test>::NoAllowance);
			assert!(Coin::can_reserve(&who, 0));
			assert_ok!(Coin::reserve(&who, 0));
		}
	});
}

#[test]
fn reserve_is_refused_when_the_allowance_is_used_up() {
	test(|| {
		limit(MERCHANT, Limits { storage: 100, ..MERCHANT_LIMITS });
		assert!(!Coin::can_reserve(&CLERK, 101));
		assert_noop!(Coin::reserve(&CLERK, 101), Error::<Test>::StorageAllowanceExceeded);
		assert_ok!(Coin::reserve(&CLERK, 100));
		assert_noop!(Coin::reserve(&ADMIN, 1), Error::<Test>::StorageAllowanceExceeded);
		assert_noop!(Coin::reserve(&CLERK, u64::MAX), Error::<Test>::StorageAllowanceExceeded);
	});
}

#[test]
fn reserve_of_a_councillor_is_charged_to_its_own_allowance() {
	test(|| {
		assert_ok!(Coin::reserve(&COUNCILLOR, 400));
		assert_eq!(stored(Party::Council(COUNCILLOR)), 400);
		assert_noop!(Coin::reserve(&COUNCILLOR, 1), Error::<Test>::StorageAllowanceExceeded);
		assert_eq!(Coin::unreserve(&COUNCILLOR, 400), 0);
		assert_eq!(stored(Party::Council(COUNCILLOR)), 0);
	});
}

#[test]
fn bytes_go_back_to_the_organisation_when_the_account_was_revoked_since() {
	test(|| {
		assert_ok!(Coin::reserve(&CLERK, 100));
		revoke(CLERK);
		assert_noop!(Coin::reserve(&CLERK, 1), Error::<Test>::NoAllowance);
		assert_eq!(Coin::unreserve(&CLERK, 60), 0);
		assert_eq!(stored(MERCHANTS), 40);
	});
}

#[test]
fn bytes_go_back_to_who_was_charged_when_the_account_changed_sides() {
	test(|| {
		assert_ok!(Coin::reserve(&CLERK, 100));
		register(CLERK, OTHER_MERCHANT);
		assert_eq!(Coin::unreserve(&CLERK, 100), 0);
		assert_eq!((stored(MERCHANTS), stored(OTHERS)), (0, 0));
	});
}

#[test]
fn reserve_moves_to_the_new_organisation_when_the_account_reserves_more() {
	test(|| {
		assert_ok!(Coin::reserve(&CLERK, 100));
		register(CLERK, OTHER_MERCHANT);
		limit(OTHER_MERCHANT, Limits { storage: 120, ..MERCHANT_LIMITS });
		assert!(!Coin::can_reserve(&CLERK, 21));
		assert_noop!(Coin::reserve(&CLERK, 21), Error::<Test>::StorageAllowanceExceeded);
		assert_ok!(Coin::reserve(&CLERK, 20));
		assert_eq!((stored(MERCHANTS), stored(OTHERS)), (0, 120));
		assert_eq!(
			ReservedBytes::<Test>::get(CLERK),
			Some(Reservation { party: OTHERS, bytes: 120 })
		);
	});
}

#[test]
fn currency_does_nothing_for_zero_and_refuses_the_rest() {
	test(|| {
		assert_eq!(<Coin as Currency<_>>::total_issuance(), 0);
		assert_eq!(<Coin as Currency<_>>::minimum_balance(), 0);
		assert_eq!(Coin::free_balance(&ADMIN), 0);
		assert!(Coin::can_slash(&ADMIN, 0) && !Coin::can_slash(&ADMIN, 1));
		assert_eq!(Coin::slash(&ADMIN, 3), (Nothing, 3));
		assert_eq!(Coin::slash_reserved(&ADMIN, 3), (Nothing, 3));
		let reasons = WithdrawReasons::all();
		let keep = ExistenceRequirement::KeepAlive;
		for (amount, funds, other) in [
			(0, Ok(()), Ok(())),
			(
				1,
				Err(DispatchError::Token(TokenError::FundsUnavailable)),
				Err(DispatchError::Token(TokenError::Unsupported)),
			),
		] {
			assert_eq!(Coin::ensure_can_withdraw(&ADMIN, amount, reasons, 0), funds);
			assert_eq!(Coin::withdraw(&ADMIN, amount, reasons, keep).map(drop), funds);
			assert_eq!(<Coin as Currency<_>>::transfer(&ADMIN, &CLERK, amount, keep), funds);
			assert_eq!(Coin::deposit_into_existing(&ADMIN, amount).map(drop), other);
			let repatriated =
				Coin::repatriate_reserved(&ADMIN, &CLERK, amount, BalanceStatus::Free);
			assert_eq!(repatriated.map(drop), other);
		}
		for nothing in
			[Coin::burn(9), Coin::issue(9), Coin::deposit_creating(&ADMIN, 9), Nothing::zero()]
		{
			assert_eq!(nothing.peek(), 0);
			assert_eq!(nothing.drop_zero(), Ok(()));
		}
	});
}

#[test]
fn holds_of_nothing_are_granted_and_others_refused() {
	/// What `pallet_session` asks of its currency.
	fn fits_session<C>()
	where
		C: Mutate<u64> + MutateHold<u64, Reason: From<pallet_session::HoldReason>>,
	{
	}
	fits_session::<Coin>();

	test(|| {
		let reason = pallet_session::HoldReason::Keys;
		assert_ok!(Coin::hold(&reason, &ADMIN, 0));
		assert_noop!(Coin::hold(&reason, &ADMIN, 1), TokenError::FundsUnavailable);
		assert_eq!(Coin::release_all(&reason, &ADMIN, Precision::BestEffort), Ok(0));
		assert_eq!(Coin::balance_on_hold(&reason, &ADMIN), 0);
		assert_eq!(Coin::total_balance_on_hold(&ADMIN), 0);

		assert_eq!(Coin::mint_into(&ADMIN, 0), Ok(0));
		assert_noop!(Coin::mint_into(&ADMIN, 1), TokenError::Unsupported);
		let expendable = Preservation::Expendable;
		assert_eq!(Coin::reducible_balance(&ADMIN, expendable, Fortitude::Force), 0);
		assert_eq!(<Coin as Mutate<_>>::transfer(&ADMIN, &CLERK, 0, expendable), Ok(0));
		assert_noop!(
			<Coin as Mutate<_>>::transfer(&ADMIN, &CLERK, 1, expendable),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			<Coin as fungible::UnbalancedHold<_>>::set_balance_on_hold(&reason, &ADMIN, 1),
			TokenError::Unsupported
		);
	});
}

const TIMEPOINT: pallet_multisig::Timepoint<u32> =
	pallet_multisig::Timepoint { height: 1, index: 0 };
/// What a multisig with a threshold of two reserves.
const MULTISIG_OF_TWO: u64 = MULTISIG_BASE + 2 * MULTISIG_FACTOR;

fn as_multi(
	other: u64,
	timepoint: Option<pallet_multisig::Timepoint<u32>>,
	call: RuntimeCall,
) -> RuntimeCall {
	pallet_multisig::Call::as_multi {
		threshold: 2,
		other_signatories: vec![other],
		maybe_timepoint: timepoint,
		call: Box::new(call),
		max_weight: frame_support::weights::Weight::from_parts(10_000_000_000, 100_000),
	}
	.into()
}

#[test]
fn multisig_counts_against_the_allowance_while_it_is_open() {
	test(|| {
		let call = work(1);
		assert_ok!(submit(ADMIN, as_multi(CLERK, None, call.clone())).unwrap());
		assert_eq!(stored(MERCHANTS), MULTISIG_OF_TWO);
		assert_eq!(Coin::reserved_balance(&ADMIN), MULTISIG_OF_TWO);
		assert_ok!(submit(CLERK, as_multi(ADMIN, Some(TIMEPOINT), call)).unwrap());
		assert_eq!(stored(MERCHANTS), 0);
	});
}

#[test]
fn multisig_gives_its_bytes_back_when_cancelled() {
	test(|| {
		let call = work(1);
		let call_hash = sp_io::hashing::blake2_256(&codec::Encode::encode(&call));
		assert_ok!(submit(ADMIN, as_multi(CLERK, None, call)).unwrap());
		let cancel = pallet_multisig::Call::cancel_as_multi {
			threshold: 2,
			other_signatories: vec![CLERK],
			timepoint: TIMEPOINT,
			call_hash,
		};
		assert_ok!(submit(ADMIN, cancel.into()).unwrap());
		assert_eq!(stored(MERCHANTS), 0);
	});
}

#[test]
fn multisig_is_refused_when_its_bytes_find_no_room() {
	test(|| {
		limit(MERCHANT, Limits { storage: MULTISIG_OF_TWO - 1, ..MERCHANT_LIMITS });
		assert_eq!(
			submit(ADMIN, as_multi(CLERK, None, work(1))).unwrap(),
			Err(Error::<Test>::StorageAllowanceExceeded.into())
		);
		assert_eq!(pallet_multisig::Multisigs::<Test>::iter().count(), 0);
	});
}

#[test]
fn multisig_account_stores_nothing_when_it_is_no_operator() {
	test(|| {
		let account = Multisig::multi_account_id(&[ADMIN, CLERK], 2);
		let add: RuntimeCall =
			pallet_proxy::Call::add_proxy { delegate: STRANGER, proxy_type: AnyCall, delay: 0 }
				.into();
		assert_ok!(submit(ADMIN, as_multi(CLERK, None, add.clone())).unwrap());
		assert_ok!(submit(CLERK, as_multi(ADMIN, Some(TIMEPOINT), add.clone())).unwrap());
		System::assert_last_event(
			pallet_multisig::Event::MultisigExecuted {
				approving: CLERK,
				timepoint: TIMEPOINT,
				multisig: account,
				call_hash: sp_io::hashing::blake2_256(&codec::Encode::encode(&add)),
				result: Err(Error::<Test>::NoAllowance.into()),
			}
			.into(),
		);
		// As an operator it may.
		register(account, MERCHANT);
		assert_ok!(submit(ADMIN, as_multi(CLERK, None, add.clone())).unwrap());
		assert_ok!(submit(CLERK, as_multi(ADMIN, Some(TIMEPOINT), add)).unwrap());
		assert_eq!(stored(MERCHANTS), PROXY_BASE + PROXY_FACTOR);
	});
}

#[test]
fn proxies_count_against_the_allowance_while_they_stand() {
	test(|| {
		let add = |delegate| -> RuntimeCall {
			pallet_proxy::Call::add_proxy { delegate, proxy_type: AnyCall, delay: 0 }.into()
		};
		assert_ok!(submit(ADMIN, add(CLERK)).unwrap());
		assert_ok!(submit(ADMIN, add(OTHER_ADMIN)).unwrap());
		assert_eq!(stored(MERCHANTS), PROXY_BASE + 2 * PROXY_FACTOR);
		let remove =
			pallet_proxy::Call::remove_proxy { delegate: CLERK, proxy_type: AnyCall, delay: 0 };
		assert_ok!(submit(ADMIN, remove.into()).unwrap());
		assert_eq!(stored(MERCHANTS), PROXY_BASE + PROXY_FACTOR);
		assert_ok!(submit(ADMIN, pallet_proxy::Call::remove_proxies {}.into()).unwrap());
		assert_eq!(stored(MERCHANTS), 0);
	});
}
