//! The transaction extension: admission at the pool, metering in the block.

use crate::{
	meter::{Admission, Charged},
	pallet::{Config, Pallet},
	weights::WeightInfo,
	Cost,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo, RawOrigin},
	pallet_prelude::{TransactionSource, ValidTransaction},
	traits::{Get, OriginTrait},
	weights::Weight,
	CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{
		DispatchInfoOf, Dispatchable, Implication, PostDispatchInfoOf, TransactionExtension,
		ValidateResult,
	},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchResult,
};

/// Lets in the transactions of active operators of active organisations and of council members, and
/// charges them to the quota of who is behind the signer. It encodes to nothing: wallets need not
/// know it.
///
/// # Place in the pipeline
///
/// After every extension that authorises an origin, since what has none by then is refused; before
/// `CheckNonce`, which would answer a stranger with "inability to pay some fees".
///
/// # Validity
///
/// - A signer that may not write, or whose quota does not cover the declared weight and the length,
///   is refused with `InvalidTransaction::Custom` and the code of a
///   [`Refused`](hallmark_types::Refused). Never with `ExhaustsResources`: the pool would keep such
///   a transaction and offer it to every block.
/// - The priority is the unused share of the quota, of weight or length and of organisation or
///   operator whichever is scarcest, in parts of 10^18. Whoever wrote less goes first, so that
///   nobody crowds others out.
/// - A signer without a share of its own has its part of the declared weight given back; one whose
///   organisation, or who itself, wrote in this block already, what reading those records takes.
/// - An authorised general transaction passes: whoever authorised it sees to its charge.
/// - Any other origin is refused with `InvalidTransaction::UnknownOrigin`.
///
/// Only the signer of the transaction passes here. The origins that a batch, proxy or multisig
/// makes inside it do not, and cost their own organisations nothing: what is dispatched must check
/// its origin itself.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	CloneNoBound,
	EqNoBound,
	PartialEqNoBound,
	DebugNoBound,
	TypeInfo
)]
#[scale_info(skip_type_params(T))]
pub struct AdmitAndMeter<T>(PhantomData<T>);

impl<T> AdmitAndMeter<T> {
	/// The extension, which holds nothing.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> Default for AdmitAndMeter<T> {
	fn default() -> Self {
		Self::new()
	}
}

/// From `validate` to `prepare`.
pub enum Val<T: Config> {
	/// A signed transaction that is let in.
	Admitted(Admission<T::AccountId>),
	/// An authorised one, which is not metered.
	Authorised,
}

/// From `prepare` to `post_dispatch`.
pub enum Pre<T: Config> {
	/// A signed transaction that was charged.
	Charged(Charged<T::AccountId>),
	/// An authorised one, which pays for none of this extension's weight.
	Authorised {
		/// That weight.
		unspent: Weight,
	},
}

/// What the extension costs less if the signer has no share of its organisation's quota.
pub(crate) fn unshared<T: Config>() -> Weight {
	T::WeightInfo::admit_and_meter().saturating_sub(T::WeightInfo::admit_without_share())
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for AdmitAndMeter<T>
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	const IDENTIFIER: &'static str = "AdmitAndMeter";
	type Implicit = ();
	type Val = Val<T>;
	type Pre = Pre<T>;

	fn weight(&self, _call: &T::RuntimeCall) -> Weight {
		T::WeightInfo::admit_and_meter()
	}

	fn validate(
		&self,
		origin: T::RuntimeOrigin,
		_call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Implication,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let who = match origin.as_system_ref() {
			Some(RawOrigin::Signed(who)) => who,
			Some(RawOrigin::Authorized) => {
				return Ok((ValidTransaction::default(), Val::Authorised, origin));
			}
			_ => return Err(InvalidTransaction::UnknownOrigin.into()),
		};
		// The base weight counts: a small call takes most of its time before it is dispatched.
		let base = T::BlockWeights::get().get(info.class).base_extrinsic;
		let cost = Cost {
			weight: info.total_weight().saturating_add(base).ref_time(),
			length: u64::try_from(len).unwrap_or(u64::MAX),
		};
		let admission = Pallet::<T>::admit(who, cost)?;
		let valid = ValidTransaction { priority: admission.priority, ..Default::default() };
		Ok((valid, Val::Admitted(admission), origin))
	}

	// `validate` ran just before, in this block and on this state; only this extension writes
	// between the two what `admit` read.
	fn prepare(
		self,
		val: Self::Val,
		origin: &T::RuntimeOrigin,
		call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		Ok(match val {
			Val::Admitted(admission) => {
				let who = origin.as_signer().ok_or(InvalidTransaction::UnknownOrigin)?;
				Pre::Charged(Pallet::<T>::charge_transaction(who, admission))
			}
			Val::Authorised => Pre::Authorised { unspent: self.weight(call) },
		})
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		match pre {
			Pre::Charged(charged) => {
				let own = charged.spared;
				let actual = post_info.calc_actual_weight(info);
				let unspent = info.total_weight().saturating_sub(actual).saturating_add(own);
				Pallet::<T>::settle_transaction(charged, unspent.ref_time());
				Ok(own)
			}
			Pre::Authorised { unspent } => Ok(unspent),
		}
	}
}
