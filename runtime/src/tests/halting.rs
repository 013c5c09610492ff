//! Nothing that the council decides, and no migration that fails, leaves the chain without votes.

use super::{world::*, *};
use crate::configs::governance::{RootCalls, MOTIONS_EACH};
use frame_support::{
	dispatch::GetDispatchInfo, migrations::FailedMigrationHandler, traits::Contains,
};
use hallmark_types::{OrgId, Permissions};
use pallet_migrations::MigrationCursor;
use sp_runtime::traits::{BlakeTwo256, Hash as _};

type Utility = pallet_utility::Call<Runtime>;
type Migrations = pallet_migrations::Call<Runtime>;
type Grandpa = pallet_grandpa::Call<Runtime>;
type Consortium_ = pallet_consortium::Call<Runtime>;

/// Calls by which Root could keep the chain from taking calls, or from changing its authorities.
fn freezing_calls() -> Vec<RuntimeCall> {
	vec![
		Migrations::force_set_cursor { cursor: Some(MigrationCursor::Stuck) }.into(),
		Migrations::force_set_cursor { cursor: None }.into(),
		Migrations::force_set_active_cursor { index: 9, inner_cursor: None, started_at: None }
			.into(),
		Migrations::force_onboard_mbms {}.into(),
		frame_system::Call::<Runtime>::set_heap_pages { pages: 0 }.into(),
		Grandpa::note_stalled { delay: u32::MAX, best_finalized_block_number: 0 }.into(),
		Grandpa::note_stalled { delay: 10, best_finalized_block_number: u32::MAX }.into(),
	]
}

#[test]
fn root_motion_freezes_nothing_however_it_is_wrapped() {
	on_chain(|| {
		for call in freezing_calls() {
			let calls = vec![call.clone()];
			let wrapped = [
				call.clone(),
				Utility::batch { calls: calls.clone() }.into(),
				Utility::force_batch { calls }.into(),
				Consortium_::dispatch_as_root { call: Box::new(call.clone()) }.into(),
			];
			for call in wrapped {
				assert!(!RootCalls::<true>::contains(&call), "{call:?}");
				let result = motion(Consortium_::dispatch_as_root { call: Box::new(call) });
				assert_eq!(result, Err(ConsortiumError::RootCallRefused.into()));
			}
			assert_eq!(motion(call), Err(DispatchError::BadOrigin));
		}
		// What is left to recover from lost finality, for five sixths.
		let recover: RuntimeCall =
			Grandpa::note_stalled { delay: 10, best_finalized_block_number: 0 }.into();
		assert!(!RootCalls::<false>::contains(&recover));
		assert_eq!(motion(Consortium_::dispatch_as_root { call: Box::new(recover) }), Ok(()));
		next_block();
		must("Alice", Registry::update_profile { name: text("x"), gln: None });
	});
}

#[test]
fn governance_goes_on_when_a_migration_fails() {
	in_world(|_| {
		let rename = |name| Registry::update_profile { name: text(name), gln: None };
		Consortium::failed(Some(0));
		next_block();
		must_fail("maker", rename("x"), SystemError::CallFiltered);
		let calls = vec![rename("x").into()];
		must_fail("maker", Utility::batch_all { calls }, SystemError::CallFiltered);
		// The council votes, does things as Root, and lets the runtime come that mends the storage.
		let remark = frame_system::Call::<Runtime>::remark { remark: vec![1] }.into();
		must_decide(Consortium_::dispatch_as_root { call: Box::new(remark) });
		let upgrade = Consortium_::authorise_upgrade { code_hash: Hash::repeat_byte(1) };
		must_decide(upgrade);
		must_fail(
			"maker",
			Consortium_::apply_upgrade { code: vec![1] },
			ConsortiumError::UpgradeTooEarly,
		);
		must_decide(Consortium_::resume {});
		must("maker", rename("x"));
	});
}

#[test]
fn block_that_begins_a_session_takes_transactions() {
	in_world(|_| {
		let session = crate::Session::current_index();
		while crate::Session::current_index() == session {
			next_block();
		}
		must("maker", Registry::update_profile { name: text("x"), gln: None });
	});
}

/// A motion of `who` that is told apart by a number.
fn propose(who: &str, number: u32) -> Result<(), Failure> {
	let remark = number.to_be_bytes().to_vec();
	let proposal = Box::new(frame_system::Call::<Runtime>::remark { remark }.into());
	submit(who, CouncilCall::propose { threshold: 3, proposal, length_bound: 1_000 })
}

#[test]
fn motions_of_one_member_leave_room_for_those_of_others() {
	on_preset(genesis_presets::LOCAL, || {
		for number in 0..MOTIONS_EACH {
			assert_eq!(propose("Alice", number), Ok(()));
		}
		let error = pallet_collective::Error::<Runtime, CouncilCollective>::TooManyProposals;
		assert_eq!(propose("Alice", MOTIONS_EACH), Err(error.into()));
		assert_eq!(propose("Bob", MOTIONS_EACH), Ok(()));

		// A motion that is over gives its room back.
		let hash = pallet_collective::Proposals::<Runtime, CouncilCollective>::get()[0];
		crate::Council::do_disapprove_proposal(hash);
		assert_eq!(propose("Alice", MOTIONS_EACH + 1), Ok(()));
	});
}

#[test]
fn council_seat_casts_no_vote_through_a_proxy_when_its_account_was_revoked() {
	on_preset(genesis_presets::LOCAL, || {
		// Bob's admin key is stolen, and the thief keeps power over it in a proxy.
		let add = |who| Registry::add_operator { account: id(who), permissions: Permissions::ALL };
		must("Bob", add("heir"));
		must("Bob", add("thief"));
		let proxy_type = crate::configs::system::ProxyType::Any;
		let delegate = Address::Id(id("thief"));
		must("Bob", pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 });
		must("heir", Registry::revoke_operator { account: id("Bob"), as_of: now() });

		assert_eq!(propose("Alice", 1), Ok(()));
		let proposal = pallet_collective::Proposals::<Runtime, CouncilCollective>::get()[0];
		let vote: RuntimeCall = CouncilCall::vote { proposal, index: 0, approve: true }.into();
		let as_bob = |call: RuntimeCall| pallet_proxy::Call::proxy {
			real: Address::Id(id("Bob")),
			force_proxy_type: None,
			call: Box::new(call),
		};
		must("thief", as_bob(vote.clone()));
		let result = last_event(|event| match event {
			RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
			_ => None,
		});
		let error = pallet_collective::Error::<Runtime, CouncilCollective>::NotMember;
		assert_eq!(result, Err(error.into()));
		// The seat is the organisation's: whoever revoked its account votes.
		must("heir", vote);
	});
}

#[test]
fn council_wins_a_stolen_seat_back_in_one_motion() {
	on_preset(genesis_presets::LOCAL, || {
		let replace: RuntimeCall = Registry::replace_operators {
			org: OrgId(1),
			admin: id("new Bob"),
			as_of: now(),
			reason: None,
		}
		.into();
		let proposal = BlakeTwo256::hash_of(&replace);
		let length_bound = replace.encoded_size() as u32;
		let motion = CouncilCall::propose {
			threshold: 3,
			proposal: Box::new(replace.clone()),
			length_bound,
		};
		must("Alice", motion);
		// The thief hears of it and makes the account his own operator.
		let add = Registry::add_operator { account: id("new Bob"), permissions: Permissions::NONE };
		must("Bob", add);
		for member in ["Alice", "Charlie", "Dave"] {
			must(member, CouncilCall::vote { proposal, index: 0, approve: true });
		}
		let proposal_weight_bound = replace.get_dispatch_info().call_weight;
		let close = CouncilCall::close {
			proposal_hash: proposal,
			index: 0,
			proposal_weight_bound,
			length_bound,
		};
		must("Alice", close);
		assert!(crate::Council::is_member(&id("new Bob")));
		assert!(!crate::Council::is_member(&id("Bob")));
		must_fail(
			"Bob",
			Registry::update_profile { name: text("x"), gln: None },
			refused(Refused::OperatorRevoked),
		);
		must("new Bob", Registry::update_profile { name: text("x"), gln: None });
	});
}
