//! No wrapper gets around a check: batches, proxies and multisigs make origins that never pass the
//! pool, so the pallets must check each of them. [`cases`] has every call of ours; each is tried by
//! those who may not make it, plain and in every wrapper, and must leave everything as it was.

use super::{world::*, *};
use crate::configs::system::{ProxyType, RuntimeBlockWeights};
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{GetCallMetadata, GetCallName},
	weights::Weight,
};
use hallmark_types::{LotId, NoticeId, OrgId, Permission, Permissions, Role};
use pallet_product_identity::{ItemFlag, ItemRange, NoticeSubject};
use sp_runtime::BoundedVec;
use std::collections::BTreeSet;

type Consortium_ = pallet_consortium::Call<Runtime>;
type Quota_ = pallet_quota::Call<Runtime>;
type Utility = pallet_utility::Call<Runtime>;
type Proxy = pallet_proxy::Call<Runtime>;
type Multisig = pallet_multisig::Call<Runtime>;

/// A call that concerns the maker.
struct Case {
	call: RuntimeCall,
	/// Why the rival cannot make it; `None` where everybody may, for itself.
	rival: Option<DispatchError>,
}

impl Case {
	fn new(call: impl Into<RuntimeCall>, rival: impl Into<DispatchError>) -> Self {
		Self {
			call: call.into(),
			rival: Some(rival.into()),
		}
	}

	/// A call that concerns only who makes it.
	fn own(call: impl Into<RuntimeCall>) -> Self {
		Self {
			call: call.into(),
			rival: None,
		}
	}

	/// Why an account cannot make it whose state as an operator is `error`.
	fn without_standing(&self, error: RegistryError) -> DispatchError {
		// The council's and consumers' calls do not ask for an operator, and whoever may write at all may
		// apply an upgrade: its code was voted on.
		let others = [
			DispatchError::BadOrigin,
			ConsortiumError::NoUpgradePending.into(),
		];
		self.rival
			.filter(|rival| others.contains(rival))
			.unwrap_or(error.into())
	}
}

/// What there is to be attacked.
struct Estate {
	world: World,
	/// Issued by the maker, active.
	lot: Lot,
	/// Issued by the merchant, made in the maker's factory.
	merchants: Lot,
	/// Issued by the maker, its items on chain.
	listed: LotId,
	/// A recall of the maker's.
	recall: NoticeId,
}

fn build(world: World) -> Estate {
	let product = gtin(MAKERS, 1);
	let lot = active_lot("maker", header(product, "A"));
	let listed = pallet_product_identity::NextLotId::<Runtime>::get();
	must(
		"maker",
		Identity::issue_listed_lot {
			header: header(product, "C"),
		},
	);
	let quantity = Some(1_000);
	let (merchant, expires) = (world.merchant, now() + 1_000_000);
	must(
		"maker",
		Registry::authorise_merchant {
			gtin: product,
			merchant,
			quantity,
			expires,
		},
	);
	let mut head = header(product, "B");
	head.facility = Some(world.factory);
	let merchants = active_lot("merchant", head);
	let subject = NoticeSubject::Lot(lot.id);
	must(
		"maker",
		Identity::issue_recall {
			subject,
			reason: REASON,
			document: None,
		},
	);
	for clerk in ["clerk", "former"] {
		let permissions = Permissions::ALL;
		must(
			"maker",
			Registry::add_operator {
				account: id(clerk),
				permissions,
			},
		);
	}
	must(
		"maker",
		Registry::revoke_operator {
			account: id("former"),
			as_of: now(),
		},
	);
	must(
		COUNCIL,
		Registry::add_operator {
			account: id("helper"),
			permissions: Permissions::ALL,
		},
	);
	Estate {
		world,
		lot,
		merchants,
		listed,
		recall: last_notice(),
	}
}

fn in_estate(test: impl FnOnce(Estate)) {
	in_world(|world| test(build(world)));
}

fn cases(estate: &Estate) -> Vec<Case> {
	use DispatchError::BadOrigin;
	let Estate {
		world,
		lot,
		merchants,
		listed,
		recall,
	} = estate;
	let (maker, merchant, rival) = (world.maker, world.merchant, world.rival);
	let (product, licence) = (gtin(MAKERS, 1), document(1));
	let (clerk, former, alice) = (id("clerk"), id("former"), id(COUNCIL));
	let limits = pallet_quota::Limits::MAX;
	let ranges = BoundedVec::truncate_from(vec![ItemRange { start: 0, end: 3 }]);
	let one_leaf = BoundedVec::truncate_from(vec![Hash::zero()]);
	let fresh = |batch| Lot::make(header(product, batch), 10);
	vec![
		// Registry
		Case::new(
			admission("friend", "CN", &[Role::Merchant], None),
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::grant_role {
				org: rival,
				role: Role::Carrier,
			},
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::withdraw_role {
				org: maker,
				role: Role::Merchant,
				reason: None,
			},
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::suspend {
				org: maker,
				reason: None,
			},
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::reinstate { org: maker },
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::set_control_group {
				org: maker,
				controlled_with: Some(rival),
			},
			BadOrigin,
		),
		Case::own(Registry::update_profile {
			name: text("x"),
			gln: None,
		}),
		Case::own(Registry::add_operator {
			account: id("mole"),
			permissions: Permissions::ALL,
		}),
		Case::new(
			Registry::set_permissions {
				account: clerk.clone(),
				permissions: Permissions::NONE,
			},
			RegistryError::NotYourOperator,
		),
		Case::new(
			Registry::revoke_operator {
				account: clerk.clone(),
				as_of: now(),
			},
			RegistryError::NotYourOperator,
		),
		Case::new(
			Registry::readmit_operator { account: former },
			RegistryError::NotYourOperator,
		),
		Case::new(
			Registry::restore_admin {
				org: maker,
				account: id("mole"),
			},
			BadOrigin,
		),
		Case::own(Registry::register_facility {
			name: text("x"),
			country: country("AU"),
			gln: None,
		}),
		Case::new(
			Registry::close_facility {
				facility: world.factory,
			},
			RegistryError::NotYourFacility,
		),
		Case::new(
			Registry::set_registrar {
				registrar: Some(rival),
			},
			BadOrigin,
		),
		Case::new(
			Registry::grant_prefix {
				prefix: prefix_of(NOBODYS),
				holder: rival,
				licence,
			},
			RegistryError::NotRegistrar,
		),
		Case::new(
			Registry::withdraw_prefix {
				prefix: prefix_of(MAKERS),
				reason: None,
			},
			RegistryError::NotRegistrar,
		),
		Case::new(
			Registry::authorise_merchant {
				gtin: product,
				merchant: rival,
				quantity: None,
				expires: u64::MAX,
			},
			RegistryError::NotYourBrand,
		),
		Case::new(
			Registry::withdraw_authorisation {
				gtin: product,
				merchant,
			},
			RegistryError::NotYourBrand,
		),
		// Quota
		Case::new(
			Quota_::set_role_limits {
				role: Role::Merchant,
				limits,
			},
			BadOrigin,
		),
		Case::new(Quota_::set_council_limits { limits }, BadOrigin),
		Case::new(
			Quota_::set_override {
				org: rival,
				limits: Some(limits),
			},
			BadOrigin,
		),
		Case::new(
			Quota_::set_operator_share {
				account: clerk,
				share: Some(Default::default()),
			},
			QuotaError::NotYourOperator,
		),
		// Product identity
		Case::new(
			Identity::register_product_types {
				names: BoundedVec::truncate_from(vec![text("x")]),
			},
			BadOrigin,
		),
		Case::new(register(gtin(MAKERS, 9)), IdentityError::NotYourBrand),
		Case::new(
			Identity::revise_product {
				gtin: product,
				details: details("x"),
			},
			IdentityError::NotYourProduct,
		),
		Case::new(
			Identity::confirm_brand { gtin: product },
			IdentityError::NotYourBrand,
		),
		Case::new(
			Identity::disown_brand { gtin: product },
			IdentityError::NotYourBrand,
		),
		Case::new(fresh("D").issuing(), IdentityError::NotYourBrand),
		Case::new(
			Identity::issue_listed_lot {
				header: header(product, "E"),
			},
			IdentityError::NotYourBrand,
		),
		Case::new(
			Identity::list_items {
				lot: *listed,
				leaves: one_leaf,
			},
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::close_list { lot: *listed },
			IdentityError::NotYourLot,
		),
		Case::new(merchants.confirming(), RegistryError::RoleMissing),
		Case::new(
			Identity::confirm_count { lot: merchants.id },
			IdentityError::NotYourFacility,
		),
		Case::new(
			Identity::mark_compromised {
				lot: lot.id,
				as_of: now(),
			},
			IdentityError::NotYourLot,
		),
		// Nobody activates with an account.
		Case::new(lot.activating(0), BadOrigin),
		Case::new(
			Identity::flag_items {
				lot: lot.id,
				ranges,
				flag: ItemFlag::Destroyed,
			},
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::place_hold {
				subject: NoticeSubject::Lot(lot.id),
				reason: REASON,
				document: None,
			},
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::issue_recall {
				subject: NoticeSubject::Product(product),
				reason: REASON,
				document: None,
			},
			IdentityError::NotYourBrand,
		),
		Case::new(
			Identity::lift_notice { notice: *recall },
			IdentityError::NotYourNotice,
		),
		Case::own(Identity::acknowledge_recall { notice: *recall }),
		Case::new(
			Identity::confirm_hold { notice: *recall },
			RegistryError::RoleMissing,
		),
		Case::new(
			Identity::set_required_confirmations { confirmations: 1 },
			BadOrigin,
		),
		// Consortium
		Case::new(
			Consortium_::seat {
				org: rival,
				account: id("rival"),
			},
			BadOrigin,
		),
		Case::new(Consortium_::unseat { org: OrgId(0) }, BadOrigin),
		Case::new(
			Consortium_::consent_to_unseat {},
			RegistryError::RoleMissing,
		),
		Case::new(
			Consortium_::replace_seat_account {
				account: id("rival"),
			},
			RegistryError::RoleMissing,
		),
		Case::new(
			Consortium_::dispatch_as_root {
				call: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
			},
			BadOrigin,
		),
		Case::new(
			Consortium_::authorise_upgrade {
				code_hash: Hash::zero(),
			},
			BadOrigin,
		),
		Case::new(Consortium_::cancel_upgrade {}, BadOrigin),
		Case::new(
			Consortium_::apply_upgrade { code: vec![0] },
			ConsortiumError::NoUpgradePending,
		),
		Case::new(
			Consortium_::admit_validator {
				org: rival,
				account: id("rival"),
			},
			BadOrigin,
		),
		Case::new(
			Consortium_::remove_validator {
				account: alice.clone(),
			},
			BadOrigin,
		),
		Case::new(
			Consortium_::leave {
				account: alice.clone(),
			},
			RegistryError::RoleMissing,
		),
		Case::new(
			Consortium_::rejoin { account: alice },
			RegistryError::RoleMissing,
		),
		Case::new(Consortium_::set_min_validators { min: 1 }, BadOrigin),
		Case::new(
			Consortium_::set_upgrade_delay { delay: 86_400_000 },
			BadOrigin,
		),
	]
}

/// The error by which a batch of one call, sent by `who`, stopped.
fn batched(who: &str, call: &RuntimeCall) -> DispatchError {
	must(
		who,
		Utility::batch {
			calls: vec![call.clone()],
		},
	);
	last_event(|event| match event {
		RuntimeEvent::Utility(pallet_utility::Event::BatchInterrupted { error, .. }) => Some(error),
		_ => None,
	})
}

/// The error that a batch which goes on after errors reported.
fn forced(who: &str, call: &RuntimeCall) -> DispatchError {
	must(
		who,
		Utility::force_batch {
			calls: vec![call.clone()],
		},
	);
	last_event(|event| match event {
		RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error }) => Some(error),
		_ => None,
	})
}

/// What became of a call that `who` made as the proxy of `real`.
fn as_proxy(who: &str, real: &str, call: &RuntimeCall) -> DispatchResult {
	let call = Box::new(call.clone());
	must(
		who,
		Proxy::proxy {
			real: Address::Id(id(real)),
			force_proxy_type: None,
			call,
		},
	);
	last_event(|event| match event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	})
}

/// What became of a call that two, together, made as their multisig account.
fn as_two(who: [&str; 2], call: &RuntimeCall) -> DispatchResult {
	let max_weight = call.get_dispatch_info().call_weight;
	let mut maybe_timepoint = None;
	for (me, other) in [(who[0], who[1]), (who[1], who[0])] {
		let as_multi = Multisig::as_multi {
			threshold: 2,
			other_signatories: vec![id(other)],
			maybe_timepoint,
			call: Box::new(call.clone()),
			max_weight,
		};
		let timepoint = pallet_multisig::Pallet::<Runtime>::timepoint();
		must(me, as_multi);
		maybe_timepoint = Some(timepoint);
	}
	last_event(|event| match event {
		RuntimeEvent::Multisig(pallet_multisig::Event::MultisigExecuted { result, .. }) => {
			Some(result)
		}
		_ => None,
	})
}

/// The account of a multisig.
fn multisig_of(who: [&str; 2], threshold: u16) -> AccountId {
	let mut signatories = who.map(id);
	signatories.sort();
	pallet_multisig::Pallet::<Runtime>::multi_account_id(&signatories, threshold)
}

/// Runs an attempt that must leave everything as it was, and returns what it returned.
#[track_caller]
fn in_vain<T>(call: &RuntimeCall, attempt: impl FnOnce() -> T) -> T {
	// All attempts together would not fit into one block. One of their own for each would reach the block
	// that begins a session, which takes no transactions.
	let taken = System::block_weight().total().ref_time();
	if taken > RuntimeBlockWeights::get().max_block.ref_time() / 2 {
		next_block();
	}
	let before = state();
	let result = attempt();
	assert!(before == state(), "{call:?} changed something");
	result
}

#[test]
fn cases_have_every_call_of_ours() {
	in_estate(|estate| {
		let tried: BTreeSet<_> = cases(&estate)
			.into_iter()
			.map(|case| case.call.get_call_metadata())
			.map(|name| (name.pallet_name, name.function_name))
			.collect();
		let calls = [
			(
				"Consortium",
				pallet_consortium::Call::<Runtime>::get_call_names(),
			),
			(
				"MerchantRegistry",
				pallet_merchant_registry::Call::<Runtime>::get_call_names(),
			),
			(
				"ProductIdentity",
				pallet_product_identity::Call::<Runtime>::get_call_names(),
			),
			("Quota", pallet_quota::Call::<Runtime>::get_call_names()),
		];
		for (pallet, names) in calls {
			for name in names {
				assert!(tried.contains(&(pallet, *name)), "{pallet}.{name}");
			}
		}
	});
}

#[test]
fn stranger_is_refused_at_the_pool_whatever_it_sends() {
	in_estate(|estate| {
		for Case { call, .. } in cases(&estate) {
			let stranger = refused(Refused::NotAnOperator);
			must_fail("stranger", call.clone(), stranger.clone());
			let calls = vec![call.clone()];
			must_fail(
				"stranger",
				Utility::batch {
					calls: calls.clone(),
				},
				stranger.clone(),
			);
			must_fail("stranger", Utility::force_batch { calls }, stranger.clone());
			let other_signatories = vec![id("maker")];
			let call = Box::new(call);
			must_fail(
				"stranger",
				Multisig::as_multi_threshold_1 {
					other_signatories,
					call,
				},
				stranger,
			);
		}
	});
}

#[test]
fn call_fails_in_every_wrapper_when_it_is_another_organisation_s() {
	in_estate(|estate| {
		for Case { call, rival } in cases(&estate) {
			let Some(error) = rival else { continue };
			next_block();
			must_fail("rival", call.clone(), error);
			assert_eq!(
				in_vain(&call, || batched("rival", &call)),
				error,
				"{call:?}"
			);
			assert_eq!(in_vain(&call, || forced("rival", &call)), error, "{call:?}");
			let calls = vec![call.clone()];
			must_fail("rival", Utility::batch_all { calls }, error);
			// After a call that succeeds: all of it is undone.
			let own = Registry::update_profile {
				name: text("Rival Two"),
				gln: None,
			};
			must_fail(
				"rival",
				Utility::batch_all {
					calls: vec![own.into(), call],
				},
				error,
			);
		}
	});
}

#[test]
fn call_fails_when_a_multisig_that_is_no_operator_makes_it() {
	in_estate(|estate| {
		for case in cases(&estate) {
			let error = case.without_standing(RegistryError::NotAnOperator);
			let call = case.call;
			// Operators of the maker and of the council's member, neither of whom is asked.
			let other_signatories = vec![id("helper")];
			let boxed = Box::new(call.clone());
			must_fail(
				"maker",
				Multisig::as_multi_threshold_1 {
					other_signatories,
					call: boxed,
				},
				error,
			);
			let result = in_vain(&call, || as_two(["maker", "helper"], &call));
			assert_eq!(result, Err(error), "{call:?}");
			let derived = Utility::as_derivative {
				index: 0,
				call: Box::new(call),
			};
			must_fail("maker", derived, error);
		}
	});
}

#[test]
fn call_fails_when_the_proxy_s_principal_is_suspended_or_revoked() {
	in_estate(|estate| {
		for real in ["clerk", "maker"] {
			let delegate = Address::Id(id("rival"));
			must(
				real,
				Proxy::add_proxy {
					delegate,
					proxy_type: ProxyType::Any,
					delay: 0,
				},
			);
		}
		let acknowledge = RuntimeCall::from(Identity::acknowledge_recall {
			notice: estate.recall,
		});
		let check = |real, error: RegistryError| {
			let error: DispatchError = error.into();
			for case in cases(&estate) {
				next_block();
				let expected = match case.rival {
					Some(DispatchError::BadOrigin) => DispatchError::BadOrigin,
					Some(other) if other == ConsortiumError::NoUpgradePending.into() => other,
					_ => error,
				};
				let call = case.call;
				let result = in_vain(&call, || as_proxy("rival", real, &call));
				assert_eq!(result, Err(expected), "{call:?}");
				let proxy = Proxy::proxy {
					real: Address::Id(id(real)),
					force_proxy_type: Some(ProxyType::Any),
					call: Box::new(call.clone()),
				};
				in_vain(&call, || {
					must(
						"rival",
						Utility::batch_all {
							calls: vec![proxy.into()],
						},
					)
				});
			}
		};
		must(
			"maker",
			Registry::revoke_operator {
				account: id("clerk"),
				as_of: now(),
			},
		);
		check("clerk", RegistryError::OperatorRevoked);
		must(
			"platform",
			Registry::suspend {
				org: estate.world.maker,
				reason: None,
			},
		);
		check("maker", RegistryError::OrganisationSuspended);

		// And it was for that reason alone.
		must(
			"platform",
			Registry::reinstate {
				org: estate.world.maker,
			},
		);
		assert_eq!(as_proxy("rival", "maker", &acknowledge), Ok(()));
	});
}

#[test]
fn call_fails_when_its_proxy_is_for_another_kind() {
	in_estate(|_| {
		let delegate = || Address::Id(id("merchant"));
		let add = |proxy_type| Proxy::add_proxy {
			delegate: delegate(),
			proxy_type,
			delay: 0,
		};
		let name = RuntimeCall::from(Registry::update_profile {
			name: text("x"),
			gln: None,
		});
		let product = RuntimeCall::from(register(gtin(MAKERS, 5)));
		let calls = vec![name.clone(), product.clone()];
		let batch_all = RuntimeCall::from(Utility::batch_all { calls });
		let filtered = Err(SystemError::CallFiltered.into());

		must("maker", add(ProxyType::Registry));
		for call in [&product, &batch_all] {
			assert_eq!(
				in_vain(call, || as_proxy("merchant", "maker", call)),
				filtered
			);
		}
		// The other batches succeed whatever becomes of their calls.
		let calls = vec![product.clone()];
		for batch in [
			Utility::batch {
				calls: calls.clone(),
			},
			Utility::force_batch { calls },
		] {
			let batch = RuntimeCall::from(batch);
			assert_eq!(
				in_vain(&batch, || as_proxy("merchant", "maker", &batch)),
				Ok(())
			);
		}
		let own = Utility::batch_all {
			calls: vec![name.clone(), name.clone()],
		};
		assert_eq!(as_proxy("merchant", "maker", &own.into()), Ok(()));
		// Nor can it make itself more of a proxy.
		let more = RuntimeCall::from(add(ProxyType::Any));
		assert_eq!(
			in_vain(&more, || as_proxy("merchant", "maker", &more)),
			filtered
		);
		assert_eq!(as_proxy("merchant", "maker", &name), Ok(()));

		let proxy_type = ProxyType::Registry;
		must(
			"maker",
			Proxy::remove_proxy {
				delegate: delegate(),
				proxy_type,
				delay: 0,
			},
		);
		must("maker", add(ProxyType::Identity));
		assert_eq!(
			in_vain(&name, || as_proxy("merchant", "maker", &name)),
			filtered
		);
		assert_eq!(as_proxy("merchant", "maker", &product), Ok(()));
	});
}

#[test]
fn proxy_is_refused_when_nobody_made_it_one() {
	in_estate(|estate| {
		let not_proxy = DispatchError::from(pallet_proxy::Error::<Runtime>::NotProxy);
		for Case { call, .. } in cases(&estate) {
			let real = Address::Id(id("maker"));
			let call = Box::new(call);
			must_fail(
				"rival",
				Proxy::proxy {
					real,
					force_proxy_type: None,
					call,
				},
				not_proxy,
			);
		}
	});
}

#[test]
fn wrapped_call_succeeds_when_its_maker_may() {
	in_estate(|estate| {
		let product = |n| RuntimeCall::from(register(gtin(MAKERS, n)));
		must(
			"maker",
			Utility::batch_all {
				calls: vec![product(2), product(3)],
			},
		);

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
			must(
				"maker",
				Registry::add_operator {
					account,
					permissions,
				},
			);
		}
		let other_signatories = vec![id("helper")];
		let call = Box::new(product(5));
		must(
			"maker",
			Multisig::as_multi_threshold_1 {
				other_signatories,
				call,
			},
		);
		assert_eq!(as_two(["helper", "maker"], &product(6)), Ok(()));
		for n in 2..=6 {
			assert!(ProductIdentity::product(gtin(MAKERS, n)).is_some(), "{n}");
		}
		// With its own permissions, not those of its signatories.
		let lot = RuntimeCall::from(Lot::make(header(gtin(MAKERS, 1), "Z"), 10).issuing());
		let result = in_vain(&lot, || as_two(["helper", "maker"], &lot));
		assert_eq!(result, Err(RegistryError::PermissionMissing.into()));
		let _ = estate;
	});
}

#[test]
fn operator_cannot_do_what_it_was_not_given() {
	in_estate(|estate| {
		add_operator("maker", "intern", &[]);
		for case in cases(&estate) {
			let concerns_operators = case.without_standing(RegistryError::NotAnOperator)
				== RegistryError::NotAnOperator.into();
			if !concerns_operators {
				continue;
			}
			// It says what is missing: the permission, for nothing else is looked at before.
			must_fail(
				"intern",
				case.call.clone(),
				RegistryError::PermissionMissing,
			);
			let error = in_vain(&case.call, || batched("intern", &case.call));
			assert_eq!(error, RegistryError::PermissionMissing.into());
		}
	});
}

#[test]
fn open_multisig_and_proxy_are_charged_to_who_opens_them() {
	in_estate(|estate| {
		let stored = || {
			let maker = pallet_quota::Party::Organisation(estate.world.maker);
			pallet_quota::Stored::<Runtime>::get(maker)
		};
		let before = stored();
		let delegate = || Address::Id(id("helper"));
		let proxy_type = ProxyType::Any;
		must(
			"maker",
			Proxy::add_proxy {
				delegate: delegate(),
				proxy_type,
				delay: 0,
			},
		);
		assert!(stored() > before);
		must(
			"maker",
			Proxy::remove_proxy {
				delegate: delegate(),
				proxy_type,
				delay: 0,
			},
		);
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
