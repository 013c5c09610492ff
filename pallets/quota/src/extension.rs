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
	dispatch::{DispatchInfo, PostDispatchInfo},
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
/// Before `CheckNonce`, which would answer a stranger with "inability to pay some fees".
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
/// - Any other origin is refused with `InvalidTransaction::UnknownOrigin`: a general transaction,
///   which nobody signs, is not let in.
/// - A bare extrinsic does not come by here. Whoever calls it valid sees to its charge.
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
	type Val = Admission<T::AccountId>;
	type Pre = Charged<T::AccountId>;

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
		let who = origin.as_signer().ok_or(InvalidTransaction::UnknownOrigin)?;
		// The base weight counts: a small call takes most of its time before it is dispatched.
		let base = T::BlockWeights::get().get(info.class).base_extrinsic;
		let cost = Cost {
			weight: info.total_weight().saturating_add(base).ref_time(),
			length: u64::try_from(len).unwrap_or(u64::MAX),
		};
		let admission = Pallet::<T>::admit(who, cost)?;
		let valid = ValidTransaction { priority: admission.priority, ..Default::default() };
		Ok((valid, admission, origin))
	}

	// `validate` ran just before, in this block and on this state; only this extension writes
	// between the two what `admit` read.
	fn prepare(
		self,
		admission: Self::Val,
		origin: &T::RuntimeOrigin,
		_call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		let who = origin.as_signer().ok_or(InvalidTransaction::UnknownOrigin)?;
		Ok(Pallet::<T>::charge_transaction(who, admission))
	}

	fn post_dispatch_details(
		charged: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		let own = charged.spared;
		let actual = post_info.calc_actual_weight(info);
		let unspent = info.total_weight().saturating_sub(actual).saturating_add(own);
		Pallet::<T>::settle_transaction(charged, unspent.ref_time());
		Ok(own)
	}
}
