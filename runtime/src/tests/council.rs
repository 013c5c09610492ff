//! Motions, upgrades and pausing.

use super::{world::*, *};
use crate::{
	configs::{governance::RootCalls, system::MAX_MOTION_LENGTH},
	VERSION,
};
use frame_support::{dispatch::GetDispatchInfo, traits::Contains};
use hallmark_types::{OrgId, Role};
use sp_runtime::traits::Hash as _;

type Utility = pallet_utility::Call<Runtime>;
type System_ = frame_system::Call<Runtime>;
type Consortium_ = pallet_consortium::Call<Runtime>;

#[test]
fn operator_cannot_move_anything_when_it_has_no_seat() {
	in_world(|_| {
		let proposal = Box::new(RuntimeCall::from(admission("x", "CN", &[Role::Platform], None)));
		let length_bound = proposal.encoded_size() as u32;
		let propose = CouncilCall::propose { threshold: 1, proposal, length_bound };
		let error = pallet_collective::Error::<Runtime, CouncilCollective>::NotMember;
		must_fail("maker", propose, error);
	});
}

/// Has members of the local chain vote for a motion with this threshold, and closes it.
fn vote(call: &RuntimeCall, threshold: u32, ayes: &[&str]) -> Result<DispatchResult, Failure> {
	let proposal = Box::new(call.clone());
	let length_bound = proposal.encoded_size() as u32;
	let index = pallet_collective::ProposalCount::<Runtime, CouncilCollective>::get();
	must(ayes[0], CouncilCall::propose { threshold, proposal, length_bound });
	let hash = sp_runtime::traits::BlakeTwo256::hash_of(call);
	for member in ayes {
		must(member, CouncilCall::vote { proposal: hash, index, approve: true });
	}
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	let close =
		CouncilCall::close { proposal_hash: hash, index, proposal_weight_bound, length_bound };
	submit(ayes[0], close)?;
	Ok(last_event(|event| match event {
		RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) => Some(result),
		_ => None,
	}))
}

#[test]
fn motion_takes_two_thirds() {
	on_preset(genesis_presets::LOCAL, || {
		let admission = |name| RuntimeCall::from(admission(name, "DE", &[Role::Platform], None));
		let bad_origin = Err(DispatchError::BadOrigin);
		assert_eq!(vote(&admission("half"), 2, &["Alice", "Bob"]), Ok(bad_origin));
		let too_early = pallet_collective::Error::<Runtime, CouncilCollective>::TooEarly;
		let two_of_three = vote(&admission("two"), 3, &["Alice", "Bob"]);
		assert_eq!(two_of_three, Err(too_early.into()));
		let carried = vote(&admission("three"), 3, &["Bob", "Charlie", "Dave"]);
		assert_eq!(carried, Ok(Ok(())));
		assert_eq!(pallet_merchant_registry::NextOrgId::<Runtime>::get(), OrgId(5));
	});
}

#[test]
fn beacon_goes_on_when_a_session_changes_the_authorities() {
	on_preset(genesis_presets::LOCAL, || {
		let account = id("Dave");
		let remove = RuntimeCall::from(Consortium_::remove_validator { account });
		let carried = vote(&remove, 3, &["Alice", "Bob", "Charlie"]);
		assert_eq!(carried, Ok(Ok(())));

		let authorities = || pallet_aura::Authorities::<Runtime>::get().len() as u64;
		let mix = pallet_randomness_beacon::Mix::<Runtime>::get;
		let mut changes = Vec::new();
		for _ in 0..2 * crate::configs::consensus::SessionLength::get() {
			let before = (authorities(), mix());
			// Who was voted out makes no more blocks.
			let is_out = |slot: u64| {
				let author = (slot % authorities()) as u32;
				crate::Session::disabled_validators().contains(&author)
			};
			let mut at = now() + SLOT_DURATION;
			while is_out(at / SLOT_DURATION) {
				at += SLOT_DURATION;
			}
			// A block without a contribution by the key of its slot's author is none.
			next_block_at(at);
			assert_ne!(mix(), before.1);
			if authorities() != before.0 {
				changes.push((before.0, authorities()));
			}
		}
		assert_eq!(changes, [(4, 3)]);
	});
}

#[test]
fn motion_is_refused_when_it_is_too_long() {
	on_preset(genesis_presets::LOCAL, || {
		let propose = |bytes: u32| {
			let remark = vec![0; bytes as usize];
			let proposal = RuntimeCall::from(System_::remark { remark });
			let length_bound = proposal.encoded_size() as u32;
			CouncilCall::propose { threshold: 3, proposal: Box::new(proposal), length_bound }
		};
		let too_long = propose(MAX_MOTION_LENGTH);
		must_fail("Alice", too_long, SystemError::CallFiltered);
		must("Alice", propose(MAX_MOTION_LENGTH - 10));
	});
	// The council can set whatever rules there can be: two bytes name the call.
	let rules = <pallet_sampling::rules::RuleSet as codec::MaxEncodedLen>::max_encoded_len() as u32;
	assert!(rules + 2 <= MAX_MOTION_LENGTH);
}

#[test]
fn two_thirds_do_not_unseat_an_authority_by_another_way() {
	on_preset(genesis_presets::LOCAL, || {
		const MOST: &[&str] = &["Alice", "Bob", "Charlie", "Dave"];
		const ALL: &[&str] = &["Alice", "Bob", "Charlie", "Dave", "Customs"];
		let (org, role, reason) = (OrgId(4), Role::CustomsAuthority, None);
		let customs = RuntimeCall::from(admission("Customs", "CN", &[role], None));
		assert_eq!(vote(&customs, 3, &MOST[..3]), Ok(Ok(())));
		next_block_at(now() + 60_000);
		let account = id("Customs");
		let seat = RuntimeCall::from(Consortium_::seat { org, account });
		assert_eq!(vote(&seat, 3, &MOST[..3]), Ok(Ok(())));

		// Four of five are two thirds, but not five sixths.
		let account = id("Dave");
		let suspend = RuntimeCall::from(Registry::suspend { org, reason });
		let calls = [
			Registry::withdraw_role { org, role, reason }.into(),
			Registry::restore_admin { org, account }.into(),
			suspend.clone(),
		];
		let missing = Err(RegistryError::ConsentMissing.into());
		for call in calls {
			assert_eq!(vote(&call, 4, MOST), Ok(missing), "{call:?}");
			let call = Box::new(call);
			let as_root = RuntimeCall::from(Consortium_::dispatch_as_root { call });
			assert_eq!(vote(&as_root, 4, MOST), Ok(Ok(())));
			let result = last_event(|event| match event {
				RuntimeEvent::Consortium(pallet_consortium::Event::RootCallDispatched {
					result,
					..
				}) => Some(result),
				_ => None,
			});
			assert_eq!(result, missing);
		}
		let unseat = RuntimeCall::from(Consortium_::unseat { org });
		let missing = Err(ConsortiumError::ConsentMissing.into());
		assert_eq!(vote(&unseat, 4, MOST), Ok(missing));

		// Five sixths of five are all.
		assert_eq!(vote(&suspend, 5, ALL), Ok(Ok(())));
		assert!(!crate::Council::is_member(&id("Customs")));
	});
}

#[test]
fn seated_organisations_do_not_come_under_common_control() {
	on_preset(genesis_presets::LOCAL, || {
		let (org, controlled_with) = (OrgId(0), Some(OrgId(1)));
		let join = RuntimeCall::from(Registry::set_control_group { org, controlled_with });
		let error = Err(RegistryError::GroupSeated.into());
		assert_eq!(vote(&join, 3, &["Alice", "Bob", "Charlie"]), Ok(error));
	});
}

#[test]
fn suspended_member_loses_seat_and_office() {
	on_preset(genesis_presets::LOCAL, || {
		let suspend = RuntimeCall::from(Registry::suspend { org: OrgId(3), reason: None });
		assert_eq!(vote(&suspend, 3, &["Alice", "Bob", "Charlie"]), Ok(Ok(())));
		assert_eq!(pallet_collective::Members::<Runtime, CouncilCollective>::get().len(), 3);
		assert!(!crate::Council::is_member(&id("Dave")));
		assert_eq!(pallet_consortium::Validators::<Runtime>::get().len(), 3);
		let call = Registry::update_profile { name: text("x"), gln: None };
		must_fail("Dave", call, refused(Refused::OrganisationSuspended));
		// The chain goes on with the others; this block was Dave's last.
		next_block();
	});
}

/// Every way in which a call can carry another one.
fn wrappings(call: &RuntimeCall) -> Vec<RuntimeCall> {
	let calls = vec![call.clone()];
	let boxed = Box::new(call.clone());
	let as_origin = Box::new(crate::OriginCaller::system(frame_system::RawOrigin::Root));
	vec![
		call.clone(),
		Utility::batch { calls: calls.clone() }.into(),
		Utility::batch_all { calls: calls.clone() }.into(),
		Utility::force_batch { calls }.into(),
		Utility::dispatch_as { as_origin: as_origin.clone(), call: boxed.clone() }.into(),
		Utility::dispatch_as_fallible { as_origin, call: boxed.clone() }.into(),
		Utility::with_weight { call: boxed.clone(), weight: Default::default() }.into(),
		Utility::if_else { main: boxed.clone(), fallback: boxed.clone() }.into(),
		Consortium_::dispatch_as_root { call: boxed }.into(),
	]
}

#[test]
fn call_that_replaces_code_or_storage_is_refused_as_root_however_it_is_wrapped() {
	on_chain(|| {
		let (new, code_hash) = (code(2), Hash::zero());
		let calls: [RuntimeCall; 7] = [
			System_::set_code { code: new.clone() }.into(),
			System_::set_code_without_checks { code: new }.into(),
			System_::authorize_upgrade { code_hash }.into(),
			System_::authorize_upgrade_without_checks { code_hash }.into(),
			System_::set_storage { items: vec![(vec![1], vec![1])] }.into(),
			System_::kill_storage { keys: vec![vec![1]] }.into(),
			System_::kill_prefix { prefix: vec![1], subkeys: 1 }.into(),
		];
		for call in &calls {
			for wrapped in wrappings(call) {
				next_block();
				let before = state();
				let call = Box::new(wrapped.clone());
				let result = motion(Consortium_::dispatch_as_root { call });
				assert_eq!(result, Err(ConsortiumError::RootCallRefused.into()), "{wrapped:?}");
				assert!(before == state(), "{wrapped:?} changed something");
				for twice in wrappings(&wrapped) {
					assert!(!RootCalls::<true>::contains(&twice), "{twice:?}");
				}
			}
			// Without the consortium's call a motion is not Root, nor does it become Root.
			assert_eq!(motion(call.clone()), Err(DispatchError::BadOrigin));
			let as_origin = Box::new(frame_system::RawOrigin::Root.into());
			let call = Box::new(call.clone());
			let as_root = Utility::dispatch_as { as_origin, call };
			assert_eq!(motion(as_root), Err(DispatchError::BadOrigin));
		}
		// So there is never an upgrade that the SDK's own call could apply.
		let apply = System_::apply_authorized_upgrade { code: code(2) };
		must_fail(COUNCIL, apply, SystemError::NothingAuthorized);
	});
}

/// Whether the call makes another one from an origin of its choice.
fn takes_an_origin(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::Utility(Utility::dispatch_as { .. } | Utility::dispatch_as_fallible { .. })
	)
}

#[test]
fn root_speaks_for_nobody_else() {
	on_chain(|| {
		let remark = System_::remark { remark: vec![1] };
		let disguised = wrappings(&remark.into());
		let disguised = disguised.into_iter().filter(takes_an_origin);
		let disguised = disguised.collect::<Vec<_>>();
		assert_eq!(disguised.len(), 2);
		for call in disguised.iter().flat_map(wrappings) {
			let call = Box::new(call);
			let result = motion(Consortium_::dispatch_as_root { call });
			assert_eq!(result, Err(ConsortiumError::RootCallRefused.into()));
		}
	});
}

#[test]
fn council_is_root_for_other_calls() {
	on_chain(|| {
		let remark = System_::remark { remark: vec![1] };
		let calls = wrappings(&remark.into());
		for call in calls.into_iter().filter(|call| !takes_an_origin(call)) {
			let call = Box::new(call);
			must_decide(Consortium_::dispatch_as_root { call });
			let result = last_event(|event| match event {
				RuntimeEvent::Consortium(pallet_consortium::Event::RootCallDispatched {
					result,
					..
				}) => Some(result),
				_ => None,
			});
			assert_eq!(result, Ok(()));
		}
		// It stays the council's: no operator gets there, not even one with a seat.
		let call = Box::new(System_::remark { remark: vec![1] }.into());
		must_fail(COUNCIL, Consortium_::dispatch_as_root { call }, DispatchError::BadOrigin);
	});
}

/// Code of the version with this number.
fn code(spec_version: u32) -> Vec<u8> {
	let mut version = VERSION;
	version.spec_version = spec_version;
	version.encode()
}

fn authorise_upgrade(code: &[u8]) -> DispatchResult {
	motion(Consortium_::authorise_upgrade {
		code_hash: sp_runtime::traits::BlakeTwo256::hash(code),
	})
}

#[test]
fn upgrade_waits_out_its_delay_and_then_anyone_who_may_write_applies_it() {
	in_world(|_| {
		let apply = || Consortium_::apply_upgrade { code: code(2) };
		must_fail("maker", apply(), ConsortiumError::NoUpgradePending);
		assert_eq!(authorise_upgrade(&code(2)), Ok(()));
		must_fail("maker", apply(), ConsortiumError::UpgradeTooEarly);
		must_fail("stranger", apply(), refused(Refused::NotAnOperator));
		let due = now() + 60_000;
		next_block_at(due - SLOT_DURATION);
		must_fail("maker", apply(), ConsortiumError::UpgradeTooEarly);
		next_block_at(due);
		let other = Consortium_::apply_upgrade { code: code(3) };
		must_fail("maker", other, ConsortiumError::CodeHashMismatch);
		must("maker", apply());
		assert_eq!(sp_io::storage::get(b":code").unwrap(), code(2));
		assert!(System::digest().logs.contains(&DigestItem::RuntimeEnvironmentUpdated));
		must_fail("maker", apply(), ConsortiumError::NoUpgradePending);
	});
}

// The SDK compares no versions where there are benchmarks.
#[cfg(not(feature = "runtime-benchmarks"))]
#[test]
fn upgrade_is_refused_when_it_is_no_newer_or_called_off() {
	in_world(|_| {
		assert_eq!(authorise_upgrade(&code(1)), Ok(()));
		next_block_at(now() + 60_000);
		let same = Consortium_::apply_upgrade { code: code(1) };
		must_fail("maker", same, SystemError::SpecVersionNeedsToIncrease);
		must_decide(Consortium_::cancel_upgrade {});
		assert_eq!(authorise_upgrade(b"no code"), Ok(()));
		next_block_at(now() + 60_000);
		let broken = Consortium_::apply_upgrade { code: b"no code".to_vec() };
		must_fail("maker", broken, SystemError::FailedToExtractRuntimeVersion);
	});
}

/// The name of a call, as it is paused by.
fn name(pallet: &str, call: &str) -> pallet_tx_pause::RuntimeCallNameOf<Runtime> {
	let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
	(name(pallet), name(call))
}

#[test]
fn paused_call_is_filtered_also_in_a_wrapping_until_it_is_unpaused() {
	in_world(|_| {
		let full_name = name("ProductIdentity", "register_product");
		let pause = pallet_tx_pause::Call::pause { full_name: full_name.clone() };
		must_fail("maker", pause.clone(), DispatchError::BadOrigin);
		must_decide(pause);
		let register = || register(gtin(MAKERS, 2));
		must_fail("maker", register(), SystemError::CallFiltered);
		let calls = vec![register().into()];
		must_fail("maker", Utility::batch_all { calls }, SystemError::CallFiltered);
		// Everything else goes on.
		must("maker", Registry::update_profile { name: text("x"), gln: None });
		must_decide(pallet_tx_pause::Call::unpause { ident: full_name });
		must("maker", register());
	});
}

#[test]
fn way_out_of_an_emergency_cannot_be_paused() {
	on_chain(|| {
		for (pallet, call) in [
			("Council", "propose"),
			("Council", "vote"),
			("Council", "close"),
			("Consortium", "dispatch_as_root"),
			("Consortium", "apply_upgrade"),
			("TxPause", "unpause"),
			("Multisig", "as_multi"),
			("Proxy", "proxy"),
			("Utility", "batch_all"),
			("Timestamp", "set"),
			("RandomnessBeacon", "contribute"),
		] {
			let full_name = name(pallet, call);
			let result = motion(pallet_tx_pause::Call::pause { full_name });
			let error = pallet_tx_pause::Error::<Runtime>::Unpausable;
			assert_eq!(result, Err(error.into()), "{pallet}.{call}");
		}
	});
}
