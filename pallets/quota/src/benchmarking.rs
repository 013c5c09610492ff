//! Benchmarks of the calls, of the extension and of what other pallets call.

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	pallet_prelude::Weight,
	traits::EnsureOrigin,
};
use frame_system::RawOrigin;
use hallmark_glue::{ActivationAllowance, StorageMeter};
use hallmark_types::{OrgId, Role};
use sp_runtime::{
	traits::{DispatchTransaction, Dispatchable},
	Permill,
};

/// Makes operators. Given by the runtime, which knows the registry.
pub trait BenchmarkHelper<AccountId> {
	/// Makes `who` an active operator, with every permission, of an active organisation that has a
	/// role in effect; the same organisation whoever asks. Returns that organisation.
	fn make_operator(who: &AccountId) -> OrgId;
}

/// Makes `who` an operator of an organisation without limits.
pub(crate) fn operator_without_limits<T: Config>(who: &T::AccountId) -> OrgId {
	let org = T::BenchmarkHelper::make_operator(who);
	Parties::<T>::mutate(Party::Organisation(org), |it| it.limits = Some(Limits::MAX));
	org
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// All roles have limits.
fn fill_role_limits<T: Config>() {
	RoleLimits::<T>::mutate(|by_role| {
		for role in Role::ALL {
			by_role.try_insert(role, Limits::MAX).expect("there is room for every role");
		}
	});
}

/// Gives an operator a share.
fn share<T: Config>(who: &T::AccountId, org: OrgId) {
	let share = Permill::one();
	OperatorQuotas::<T>::insert(who, OperatorQuota { org, share, usage: Usage::default() });
	Parties::<T>::mutate(Party::Organisation(org), |it| it.shares += 1);
}

/// An operator that has a share and is marked as writing.
fn writing_operator<T: Config>() -> (T::AccountId, OrgId) {
	let who: T::AccountId = whitelisted_caller();
	let org = operator_without_limits::<T>(&who);
	fill_role_limits::<T>();
	share::<T>(&who, org);
	let party = Party::Organisation(org);
	Writing::<T>::put(Writer { party, limits: Limits::MAX, sharer: Some(who.clone()) });
	(who, org)
}

/// Runs a transaction of `who` that turns out to be lighter than declared.
fn run_transaction<T: Config + Send + Sync>(who: T::AccountId)
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>
		+ From<frame_system::Call<T>>,
{
	let call: T::RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
	let info = DispatchInfo { call_weight: Weight::from_parts(1_000, 0), ..Default::default() };
	let actual =
		PostDispatchInfo { actual_weight: Some(Weight::from_parts(400, 0)), ..Default::default() };
	AdmitAndMeter::<T>::new()
		.test_run(RawOrigin::Signed(who).into(), &call, &info, 100, 0, |_| Ok(actual))
		.expect("the operator is let in")
		.expect("the call does nothing");
}

#[benchmarks(
	where
		T: Send + Sync,
		T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>
			+ From<frame_system::Call<T>>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_role_limits() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		fill_role_limits::<T>();
		let limits = Limits { activations: 1, ..Limits::MAX };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Role::Merchant, limits);

		assert_eq!(RoleLimits::<T>::get().get(&Role::Merchant), Some(&limits));
		Ok(())
	}

	#[benchmark]
	fn set_council_limits() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Limits::MAX);

		assert_eq!(CouncilLimits::<T>::get(), Limits::MAX);
		Ok(())
	}

	#[benchmark]
	fn set_override() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		let org = operator_without_limits::<T>(&whitelisted_caller());
		let limits = Limits { weight: 1, ..Limits::MAX };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, Some(limits));

		assert_eq!(Parties::<T>::get(Party::Organisation(org)).limits, Some(limits));
		Ok(())
	}

	// The worst case: the account brings a share of its former organisation with it.
	#[benchmark]
	fn set_operator_share() {
		let (admin, org) = writing_operator::<T>();
		let account: T::AccountId = account("operator", 0, 0);
		operator_without_limits::<T>(&account);
		let share = Permill::from_percent(10);
		super::share::<T>(&account, OrgId(u32::MAX));

		#[extrinsic_call]
		_(RawOrigin::Signed(admin), account.clone(), Some(share));

		assert_eq!(OperatorQuotas::<T>::get(&account).map(|quota| quota.org), Some(org));
		Writing::<T>::kill();
	}

	// The worst case: an operator with a share, whose call turns out to be lighter than declared.
	#[benchmark]
	fn admit_and_meter() {
		let (who, org) = writing_operator::<T>();

		#[block]
		{
			run_transaction::<T>(who);
		}

		assert!(Parties::<T>::get(Party::Organisation(org)).usage.weight > 0);
	}

	// What nearly all do: an operator without a share, within the limits of its roles.
	#[benchmark]
	fn admit_without_share() {
		let who: T::AccountId = whitelisted_caller();
		let org = operator_without_limits::<T>(&who);
		fill_role_limits::<T>();
		Parties::<T>::mutate(Party::Organisation(org), |it| it.limits = None);

		#[block]
		{
			run_transaction::<T>(who);
		}

		assert!(Parties::<T>::get(Party::Organisation(org)).usage.weight > 0);
	}

	#[benchmark]
	fn grow() {
		let (_, org) = writing_operator::<T>();

		#[block]
		{
			<Pallet<T> as StorageMeter>::grow(org, 100).expect("there are no limits");
		}

		assert_eq!(Parties::<T>::get(Party::Organisation(org)).stored, 100);
		Writing::<T>::kill();
	}

	#[benchmark]
	fn charge_activation() {
		let (_, org) = writing_operator::<T>();

		#[block]
		{
			<Pallet<T> as ActivationAllowance>::charge(org, 1).expect("there are no limits");
		}

		assert_eq!(Parties::<T>::get(Party::Organisation(org)).usage.activations, 1);
		Writing::<T>::kill();
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
