//! No wrapper gets around a check: batches, proxies and multisigs make origins that never pass the
//! pool, so the pallets must check each of them. [`each_case`] has every call of ours; each is
//! tried by those who may not make it, plain and in every wrapper, and must leave everything as it
//! was.
//!
//! `estate.rs` has the calls of registry, quota, product identity, links and consortium, `goods` those on
//! the way from factory to release, each at a moment when it would succeed, `attempts.rs` the ways
//! to make them.

mod attempts;
mod estate;
mod goods;

use super::{world::*, *};
use crate::configs::system::ProxyType;
use attempts::*;
use estate::in_estate;
use frame_support::{dispatch::GetDispatchInfo, traits::GetCallMetadata, weights::Weight};
use hallmark_types::{Permission, Permissions, Role};
use std::collections::BTreeSet;

type Utility = pallet_utility::Call<Runtime>;
type Proxy = pallet_proxy::Call<Runtime>;
type Multisig = pallet_multisig::Call<Runtime>;
type BeaconError = pallet_randomness_beacon::Error<Runtime>;

/// A call that is somebody's to make.
struct Case {
	call: RuntimeCall,
	/// Who may make it here and now: an admin, or the council. Not said of the maker's estate.
	by: Option<&'static str>,
	/// Admins of other organisations, of those that make such calls where there are others, and why
	/// they cannot make this one; nobody where everybody may, for itself.
	barred: Vec<(&'static str, DispatchError)>,
}

impl Case {
	/// A call that concerns the maker.
	fn new(call: impl Into<RuntimeCall>, rival: impl Into<DispatchError>) -> Self {
		Self { barred: vec![("rival", rival.into())], ..Self::own(call) }
	}

	/// A call that concerns only who makes it.
	fn own(call: impl Into<RuntimeCall>) -> Self {
		Self { call: call.into(), by: None, barred: vec![] }
	}

	/// The admin of the organisation that it concerns.
	fn admin(&self) -> &'static str {
		self.by.filter(|by| *by != COUNCIL).unwrap_or("maker")
	}

	/// Why an account cannot make it whose state as an operator is `error`.
	fn without_standing(&self, error: RegistryError) -> DispatchError {
		// The council's and consumers' calls do not ask for an operator, and whoever may write at
		// all may apply an upgrade, whose code was voted on, or show votes of validators.
		let others = [
			DispatchError::BadOrigin,
			ConsortiumError::NoUpgradePending.into(),
			BeaconError::InvalidJustification.into(),
		];
		let barred = self.barred.iter().map(|(_, error)| *error);
		barred.into_iter().find(|error| others.contains(error)).unwrap_or(error.into())
	}
}

/// Hands over every call of ours, the beacon's inherent apart.
fn each_case(attempt: impl Fn(&Case)) {
	in_estate(|estate| estate::cases(&estate).iter().for_each(&attempt));
	goods::each_case(&attempt);
}

#[test]
fn cases_have_every_call_of_ours() {
	let tried = RefCell::new(BTreeSet::from([("RandomnessBeacon", "contribute")]));
	each_case(|case| {
		let name = case.call.get_call_metadata();
		let name = (name.pallet_name, name.function_name);
		tried.borrow_mut().insert(name);
	});
	let tried = tried.into_inner();
	for pallet in RuntimeCall::get_module_names() {
		for name in RuntimeCall::get_call_names(pallet) {
			let ours = !OF_THE_SDK.contains(pallet);
			assert_eq!(tried.contains(&(*pallet, *name)), ours, "{pallet}.{name}");
		}
	}
}

#[test]
fn call_succeeds_plain_and_wrapped_when_its_maker_may() {
	each_case(|Case { call, by, .. }| match by {
		Some(by) if *by == COUNCIL => undone(|| must_decide(call.clone())),
		Some(by) => {
			let calls = vec![call.clone()];
			undone(|| must(by, call.clone()));
			undone(|| must(by, Utility::batch_all { calls }));
			undone(|| {
				must(by, add_helper());
				assert_eq!(as_proxy("helper", by, call), Ok(()), "{call:?}");
			});
		}
		None => {}
	});
}

#[test]
fn stranger_is_refused_at_the_pool_whatever_it_sends() {
	each_case(|Case { call, .. }| {
		let calls = vec![call.clone()];
		let alone = Multisig::as_multi_threshold_1 {
			other_signatories: vec![id("maker")],
			call: Box::new(call.clone()),
		};
		for call in [
			call.clone(),
			Utility::batch { calls: calls.clone() }.into(),
			Utility::force_batch { calls }.into(),
			alone.into(),
		] {
			must_fail("stranger", call, refused(Refused::NotAnOperator));
		}
	});
}

#[test]
fn call_fails_in_every_wrapper_when_it_is_another_organisation_s() {
	each_case(|Case { call, barred, .. }| {
		for (who, error) in barred {
			refused_in_every_wrapper(who, call, *error);
		}
	});
}

#[test]
fn call_fails_in_every_wrapper_when_who_makes_it_is_under_common_control() {
	goods::each_relative(refused_in_every_wrapper);
}

#[test]
fn call_fails_when_a_multisig_that_is_no_operator_makes_it() {
	each_case(|case| {
		let (call, admin) = (&case.call, case.admin());
		let error = case.without_standing(RegistryError::NotAnOperator);
		// Operators of the organisation and of the council's member, neither of which is asked.
		let alone = Multisig::as_multi_threshold_1 {
			other_signatories: vec![id("helper")],
			call: Box::new(call.clone()),
		};
		refused_to(admin, alone, error);
		undone(|| {
			// So that something is stored for it already: a sum of zero stays behind.
			must(admin, add_helper());
			let result = in_vain(call, || as_two([admin, "helper"], call));
			assert_eq!(result, Err(error), "{call:?}");
		});
		let derived = Utility::as_derivative { index: 0, call: Box::new(call.clone()) };
		refused_to(admin, derived, error);
	});
}

#[test]
fn call_fails_plain_and_by_proxy_when_its_maker_is_suspended_or_revoked() {
	each_case(|case| {
		let (call, admin) = (&case.call, case.admin());
		let check = |real: &str, refusal, error| {
			refused_to(real, call.clone(), refused(refusal));
			let result = in_vain(call, || as_proxy("helper", real, call));
			assert_eq!(result, Err(case.without_standing(error)), "{call:?}");
			let proxy = Proxy::proxy {
				real: Address::Id(id(real)),
				force_proxy_type: Some(ProxyType::Any),
				call: Box::new(call.clone()),
			};
			let calls = vec![proxy.into()];
			in_vain(call, || must("helper", Utility::batch_all { calls }));
		};
		undone(|| {
			let deputy =
				Registry::add_operator { account: id("deputy"), permissions: Permissions::ALL };
			must(admin, deputy);
			for real in ["deputy", admin] {
				must(real, add_helper());
			}
			let revoke = Registry::revoke_operator { account: id("deputy"), as_of: now() };
			must(admin, revoke);
			let revoked = Refused::OperatorRevoked;
			check("deputy", revoked, RegistryError::OperatorRevoked);

			let org = crate::trace::operator(id(admin)).unwrap().organisation;
			must_decide(Registry::suspend { org, reason: None });
			let suspended = Refused::OrganisationSuspended;
			check(admin, suspended, RegistryError::OrganisationSuspended);

			// And it was for that reason alone.
			must_decide(Registry::reinstate { org });
			if case.by == Some(admin) {
				assert_eq!(as_proxy("helper", admin, call), Ok(()), "{call:?}");
			}
		});
	});
}

#[test]
fn operator_cannot_do_what_it_was_not_given() {
	each_case(|case| {
		let stranger = DispatchError::from(RegistryError::NotAnOperator);
		if case.without_standing(RegistryError::NotAnOperator) != stranger {
			return;
		}
		undone(|| {
			add_operator(case.admin(), "intern", &[]);
			// It says what is missing: the permission, for nothing else is looked at before.
			let error = DispatchError::from(RegistryError::PermissionMissing);
			refused_to("intern", case.call.clone(), error);
			let result = in_vain(&case.call, || batched("intern", &case.call));
			assert_eq!(result, error, "{:?}", case.call);
		});
	});
}

#[test]
fn call_fails_by_proxy_when_the_proxy_is_for_another_kind() {
	let kinds = [
		(ProxyType::Registry, &["MerchantRegistry"][..]),
		(ProxyType::Identity, &["ProductIdentity"]),
		(ProxyType::Council, &[]),
		(ProxyType::Inspection, &["Inspection", "Sampling"]),
		(ProxyType::Logistics, &["Logistics"]),
		(ProxyType::Customs, &["CustomsClearance", "Sampling"]),
	];
	let filtered = Err(SystemError::CallFiltered.into());
	each_case(|case| {
		let (call, admin) = (&case.call, case.admin());
		let metadata = call.get_call_metadata();
		let pallet = match (metadata.pallet_name, metadata.function_name) {
			// Links are of what the one pallet keeps, the rest is of what the other keeps.
			("Links", "set_links") => "ProductIdentity",
			("Links", _) => "MerchantRegistry",
			(pallet, _) => pallet,
		};
		for (proxy_type, pallets) in kinds {
			undone(|| {
				let delegate = Address::Id(id("helper"));
				let add = Proxy::add_proxy { delegate, proxy_type, delay: 0 };
				must(admin, add);
				let result = undone(|| as_proxy("helper", admin, call));
				let passed = result != filtered;
				let passes = pallets.contains(&pallet);
				assert_eq!(passed, passes, "{call:?} by {proxy_type:?}");
				if passes && case.by == Some(admin) {
					assert_eq!(result, Ok(()), "{call:?}");
				}
			});
		}
	});
}

#[test]
fn proxy_is_refused_when_nobody_made_it_one() {
	each_case(|case| {
		let proxy = Proxy::proxy {
			real: Address::Id(id(case.admin())),
			force_proxy_type: None,
			call: Box::new(case.call.clone()),
		};
		let not_proxy = pallet_proxy::Error::<Runtime>::NotProxy;
		refused_to("helper", proxy, not_proxy);
	});
}

#[test]
fn beacon_s_inherent_is_refused_when_it_is_signed_or_wrapped() {
	use pallet_randomness_beacon::{sign_data, Call, Contribution, Mix};
	in_estate(|_| {
		let mix = Mix::<Runtime>::get();
		let proof = key(COUNCIL).vrf_sign(&sign_data(&mix, now() / SLOT_DURATION));
		let Contribution { pre_output, proof } = proof.into();
		let call = RuntimeCall::from(Call::contribute { pre_output, proof });
		let boxed = || Box::new(call.clone());

		// Nor a second time by the author itself. Where it is in a block all the same, the block is
		// invalid.
		let alone =
			Multisig::as_multi_threshold_1 { other_signatories: vec![id("helper")], call: boxed() };
		let derived = Utility::as_derivative { index: 0, call: boxed() };
		for extrinsic in [
			bare(call.clone()),
			general(call.clone()),
			signed("maker", call.clone()),
			signed("maker", alone),
			signed("maker", derived),
		] {
			let of_inherents = Err(InvalidTransaction::MandatoryValidation.into());
			assert_eq!(pool(&extrinsic), of_inherents);
			let result = undone(|| Executive::apply_extrinsic(extrinsic));
			assert!(result.is_err(), "{result:?}");
		}

		let error = DispatchError::BadOrigin;
		for batch in [batched, forced] {
			assert_eq!(in_vain(&call, || batch("maker", &call)), error);
		}
		let calls = vec![call.clone()];
		refused_to("maker", Utility::batch_all { calls }, error);
		let result = in_vain(&call, || as_two(["maker", "helper"], &call));
		assert_eq!(result, Err(error));
		must("maker", add_helper());
		let proxy =
			Proxy::proxy { real: Address::Id(id("maker")), force_proxy_type: None, call: boxed() };
		let calls = vec![proxy.into()];
		in_vain(&call, || must("helper", Utility::batch_all { calls }));
	});
}

#[test]
fn proxy_of_one_kind_makes_no_more_of_itself_by_batches() {
	in_estate(|_| {
		let delegate = || Address::Id(id("merchant"));
		let add = |proxy_type| Proxy::add_proxy { delegate: delegate(), proxy_type, delay: 0 };
		let name = RuntimeCall::from(Registry::update_profile { name: text("x"), gln: None });
		let product = RuntimeCall::from(register(gtin(MAKERS, 5)));
		let calls = vec![name.clone(), product.clone()];
		let batch_all = RuntimeCall::from(Utility::batch_all { calls });
		let filtered = Err(SystemError::CallFiltered.into());

		must("maker", add(ProxyType::Registry));
		for call in [&product, &batch_all] {
			assert_eq!(in_vain(call, || as_proxy("merchant", "maker", call)), filtered);
		}
		// The other batches succeed whatever becomes of their calls.
		let calls = vec![product.clone()];
		for batch in [Utility::batch { calls: calls.clone() }, Utility::force_batch { calls }] {
			let batch = RuntimeCall::from(batch);
			assert_eq!(in_vain(&batch, || as_proxy("merchant", "maker", &batch)), Ok(()));
		}
		let own = Utility::batch_all { calls: vec![name.clone(), name.clone()] };
		assert_eq!(as_proxy("merchant", "maker", &own.into()), Ok(()));
		// Nor can it make itself more of a proxy.
		let more = RuntimeCall::from(add(ProxyType::Any));
		assert_eq!(in_vain(&more, || as_proxy("merchant", "maker", &more)), filtered);
		assert_eq!(as_proxy("merchant", "maker", &name), Ok(()));

		let proxy_type = ProxyType::Registry;
		must("maker", Proxy::remove_proxy { delegate: delegate(), proxy_type, delay: 0 });
		must("maker", add(ProxyType::Identity));
		assert_eq!(in_vain(&name, || as_proxy("merchant", "maker", &name)), filtered);
		assert_eq!(as_proxy("merchant", "maker", &product), Ok(()));
	});
}

#[test]
fn wrapped_call_succeeds_when_its_maker_may() {
	in_estate(|estate| {
		let product = |n| RuntimeCall::from(register(gtin(MAKERS, n)));
		must("maker", Utility::batch_all { calls: vec![product(2), product(3)] });

		must(
			"maker",
			Proxy::add_proxy {
				delegate: Address::Id(id("helper")),
				proxy_type: ProxyType::Identity,
				delay: 0,
			},
		);
		assert_eq!(as_proxy("helper", "maker", &product(4)), Ok(()));

		// A multisig is an operator like any other once it was made one.
		for threshold in [1, 2] {
			let account = multisig_of(["maker", "helper"], threshold);
			let permissions = Permissions::of(&[Permission::Products]);
			must("maker", Registry::add_operator { account, permissions });
		}
		let other_signatories = vec![id("helper")];
		let call = Box::new(product(5));
		must("maker", Multisig::as_multi_threshold_1 { other_signatories, call });
		assert_eq!(as_two(["helper", "maker"], &product(6)), Ok(()));
		for n in 2..=6 {
			assert!(ProductIdentity::product(gtin(MAKERS, n)).is_some(), "{n}");
		}
		// With its own permissions, not those of its signatories.
		let lot = RuntimeCall::from(Lot::make("maker", header(gtin(MAKERS, 1), "Z"), 10).issuing());
		let result = in_vain(&lot, || as_two(["helper", "maker"], &lot));
		assert_eq!(result, Err(RegistryError::PermissionMissing.into()));
		let _ = estate;
	});
}

#[test]
fn open_multisig_and_proxy_are_charged_to_who_opens_them() {
	in_estate(|estate| {
		let stored = || {
			let maker = pallet_quota::Party::Organisation(estate.world.maker);
			pallet_quota::Parties::<Runtime>::get(maker).stored
		};
		let before = stored();
		let delegate = || Address::Id(id("helper"));
		let proxy_type = ProxyType::Any;
		must("maker", Proxy::add_proxy { delegate: delegate(), proxy_type, delay: 0 });
		assert!(stored() > before);
		must("maker", Proxy::remove_proxy { delegate: delegate(), proxy_type, delay: 0 });
		assert_eq!(stored(), before);

		let approve = Multisig::approve_as_multi {
			threshold: 2,
			other_signatories: vec![id("helper")],
			maybe_timepoint: None,
			call_hash: [1; 32],
			max_weight: Weight::zero(),
		};
		let timepoint = pallet_multisig::Pallet::<Runtime>::timepoint();
		must("maker", approve);
		assert!(stored() > before);
		must(
			"maker",
			Multisig::cancel_as_multi {
				threshold: 2,
				other_signatories: vec![id("helper")],
				timepoint,
				call_hash: [1; 32],
			},
		);
		assert_eq!(stored(), before);
	});
}
