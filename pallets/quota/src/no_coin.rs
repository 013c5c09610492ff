//! The currency of a chain without one.

use crate::{
	pallet::{Config, Error, Pallet, ReservedBytes},
	Party, Reservation, Writer,
};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	traits::{
		fungible,
		tokens::{
			imbalance::TryMerge, BalanceStatus, DepositConsequence, Fortitude, Preservation,
			Provenance, WithdrawConsequence,
		},
		Currency, ExistenceRequirement, Imbalance, ReservableCurrency, SameOrOther,
		SignedImbalance, TryDrop, WithdrawReasons,
	},
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// Stands in where a pallet of the SDK demands a currency. It holds nothing, does what is asked for
/// an amount of zero, and refuses the rest, with one exception: a **reserve**, which is what such
/// pallets take for what they store, is taken in bytes from the storage allowance of whoever is
/// behind the account. Deposits in the runtime's configuration are then byte counts, and a refused
/// one is [`Error::StorageAllowanceExceeded`] or the like.
///
/// - An operator's reserve is charged to its organisation, that of a council member's account which
///   is no operator to the account's own allowance; anybody else's is refused.
/// - What an account reserved is on record with who was charged, so it is given back there, in full
///   and no more, even when the account has been revoked since. When an account that writes for
///   another party by now reserves again, all that it has reserved moves with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCoin<T>(PhantomData<T>);

/// The imbalance of a currency of which there is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nothing;

impl TryDrop for Nothing {
	fn try_drop(self) -> Result<(), Self> {
		Ok(())
	}
}

impl TryMerge for Nothing {
	fn try_merge(self, _: Self) -> Result<Self, (Self, Self)> {
		Ok(self)
	}
}

impl Imbalance<u64> for Nothing {
	type Opposite = Nothing;

	fn zero() -> Self {
		Self
	}

	fn drop_zero(self) -> Result<(), Self> {
		Ok(())
	}

	fn split(self, _: u64) -> (Self, Self) {
		(self, self)
	}

	fn extract(&mut self, _: u64) -> Self {
		*self
	}

	fn merge(self, _: Self) -> Self {
		self
	}

	fn subsume(&mut self, _: Self) {}

	fn offset(self, _: Self) -> SameOrOther<Self, Self> {
		SameOrOther::None
	}

	fn peek(&self) -> u64 {
		0
	}
}

/// An amount of zero, or the reason why there is no other.
fn nothing(amount: u64, otherwise: TokenError) -> Result<Nothing, DispatchError> {
	ensure!(amount == 0, otherwise);
	Ok(Nothing)
}

impl<T: Config> Currency<T::AccountId> for NoCoin<T> {
	type Balance = u64;
	type PositiveImbalance = Nothing;
	type NegativeImbalance = Nothing;

	fn total_balance(who: &T::AccountId) -> u64 {
		Self::reserved_balance(who)
	}

	fn can_slash(_: &T::AccountId, value: u64) -> bool {
		value == 0
	}

	fn total_issuance() -> u64 {
		0
	}

	fn minimum_balance() -> u64 {
		0
	}

	fn burn(_: u64) -> Nothing {
		Nothing
	}

	fn issue(_: u64) -> Nothing {
		Nothing
	}

	fn free_balance(_: &T::AccountId) -> u64 {
		0
	}

	fn ensure_can_withdraw(
		_: &T::AccountId,
		amount: u64,
		_: WithdrawReasons,
		_: u64,
	) -> DispatchResult {
		nothing(amount, TokenError::FundsUnavailable).map(drop)
	}

	fn transfer(
		_: &T::AccountId,
		_: &T::AccountId,
		value: u64,
		_: ExistenceRequirement,
	) -> DispatchResult {
		nothing(value, TokenError::FundsUnavailable).map(drop)
	}

	fn slash(_: &T::AccountId, value: u64) -> (Nothing, u64) {
		(Nothing, value)
	}

	fn deposit_into_existing(_: &T::AccountId, value: u64) -> Result<Nothing, DispatchError> {
		nothing(value, TokenError::Unsupported)
	}

	fn deposit_creating(_: &T::AccountId, _: u64) -> Nothing {
		Nothing
	}

	fn withdraw(
		_: &T::AccountId,
		value: u64,
		_: WithdrawReasons,
		_: ExistenceRequirement,
	) -> Result<Nothing, DispatchError> {
		nothing(value, TokenError::FundsUnavailable)
	}

	/// Does nothing. In benchmarks, where the SDK's pallets call it so that an account can pay its
	/// deposits, the account is made an operator of an organisation without limits.
	fn make_free_balance_be(
		_who: &T::AccountId,
		_: u64,
	) -> SignedImbalance<u64, Self::PositiveImbalance> {
		#[cfg(feature = "runtime-benchmarks")]
		crate::benchmarking::operator_without_limits::<T>(_who);
		SignedImbalance::Positive(Nothing)
	}
}

/// What an account's reserve becomes when it reserves more.
struct Plan<AccountId> {
	writer: Writer<AccountId>,
	/// What is yet to be charged to the writer's party.
	charge: u64,
	/// What is given back to the party that was charged so far.
	give_back: Option<(Party<AccountId>, u64)>,
	/// All that the account will have reserved.
	total: u64,
}

impl<T: Config> NoCoin<T> {
	fn plan(who: &T::AccountId, value: u64) -> Result<Plan<T::AccountId>, Error<T>> {
		let (writer, _) = Pallet::<T>::writer(who).map_err(|_| Error::<T>::NoAllowance)?;
		let Some(Reservation { party, bytes }) = ReservedBytes::<T>::get(who) else {
			return Ok(Plan { writer, charge: value, give_back: None, total: value });
		};
		let total = bytes.checked_add(value).ok_or(Error::<T>::StorageAllowanceExceeded)?;
		Ok(if party == writer.party {
			Plan { writer, charge: value, give_back: None, total }
		} else {
			Plan { writer, charge: total, give_back: Some((party, bytes)), total }
		})
	}
}

impl<T: Config> ReservableCurrency<T::AccountId> for NoCoin<T> {
	fn can_reserve(who: &T::AccountId, value: u64) -> bool {
		value == 0
			|| Self::plan(who, value).is_ok_and(|Plan { writer, charge, .. }| {
				Pallet::<T>::can_grow(&writer.party, &writer.limits, charge)
			})
	}

	fn slash_reserved(_: &T::AccountId, value: u64) -> (Nothing, u64) {
		(Nothing, value)
	}

	fn reserved_balance(who: &T::AccountId) -> u64 {
		ReservedBytes::<T>::get(who).map(|reservation| reservation.bytes).unwrap_or_default()
	}

	fn reserve(who: &T::AccountId, value: u64) -> DispatchResult {
		if value == 0 {
			return Ok(());
		}
		let Plan { writer: Writer { party, limits, .. }, charge, give_back, total } =
			Self::plan(who, value)?;
		Pallet::<T>::grow_party(&party, &limits, charge)?;
		if let Some((party, bytes)) = give_back {
			Pallet::<T>::shrink_party(&party, bytes);
		}
		ReservedBytes::<T>::insert(who, Reservation { party, bytes: total });
		Ok(())
	}

	fn unreserve(who: &T::AccountId, value: u64) -> u64 {
		ReservedBytes::<T>::mutate_exists(who, |reservation| {
			let Some(Reservation { party, bytes }) = reservation else {
				return value;
			};
			let given_back = value.min(*bytes);
			Pallet::<T>::shrink_party(party, given_back);
			*bytes = bytes.saturating_sub(given_back);
			if *bytes == 0 {
				*reservation = None;
			}
			value.saturating_sub(given_back)
		})
	}

	fn repatriate_reserved(
		_: &T::AccountId,
		_: &T::AccountId,
		value: u64,
		_: BalanceStatus,
	) -> Result<u64, DispatchError> {
		nothing(value, TokenError::Unsupported).map(|_| 0)
	}
}

impl<T: Config> fungible::Inspect<T::AccountId> for NoCoin<T> {
	type Balance = u64;

	fn total_issuance() -> u64 {
		0
	}

	fn minimum_balance() -> u64 {
		0
	}

	fn total_balance(_: &T::AccountId) -> u64 {
		0
	}

	fn balance(_: &T::AccountId) -> u64 {
		0
	}

	fn reducible_balance(_: &T::AccountId, _: Preservation, _: Fortitude) -> u64 {
		0
	}

	fn can_deposit(_: &T::AccountId, amount: u64, _: Provenance) -> DepositConsequence {
		if amount == 0 {
			DepositConsequence::Success
		} else {
			DepositConsequence::Blocked
		}
	}

	fn can_withdraw(_: &T::AccountId, amount: u64) -> WithdrawConsequence<u64> {
		if amount == 0 {
			WithdrawConsequence::Success
		} else {
			WithdrawConsequence::BalanceLow
		}
	}
}

impl<T: Config> fungible::Unbalanced<T::AccountId> for NoCoin<T> {
	fn handle_dust(_: fungible::Dust<T::AccountId, Self>) {}

	fn write_balance(_: &T::AccountId, amount: u64) -> Result<Option<u64>, DispatchError> {
		nothing(amount, TokenError::Unsupported).map(|_| None)
	}

	fn set_total_issuance(_: u64) {}
}

impl<T: Config> fungible::Mutate<T::AccountId> for NoCoin<T> {}

impl<T: Config> fungible::InspectHold<T::AccountId> for NoCoin<T> {
	type Reason = T::RuntimeHoldReason;

	fn total_balance_on_hold(_: &T::AccountId) -> u64 {
		0
	}

	fn balance_on_hold(_: &Self::Reason, _: &T::AccountId) -> u64 {
		0
	}
}

impl<T: Config> fungible::UnbalancedHold<T::AccountId> for NoCoin<T> {
	fn set_balance_on_hold(_: &Self::Reason, _: &T::AccountId, amount: u64) -> DispatchResult {
		nothing(amount, TokenError::Unsupported).map(drop)
	}
}

impl<T: Config> fungible::MutateHold<T::AccountId> for NoCoin<T> {}
