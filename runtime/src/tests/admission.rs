//! Who may write, and how much.

use super::{world::*, *};
use frame_support::dispatch::GetDispatchInfo;
use hallmark_types::{Permission, Role};
use pallet_quota::Limits;
use sp_runtime::transaction_validity::UnknownTransaction;

/// A call that costs little and is open to the organisation's own admin.
fn small_call() -> Registry {
	Registry::update_profile { name: text("Another name"), gln: None }
}

fn set_override(org: hallmark_types::OrgId, limits: Limits) {
	must_decide(pallet_quota::Call::set_override { org, limits: Some(limits) });
}

/// What an organisation used in this window.
fn used(org: hallmark_types::OrgId) -> pallet_quota::Usage {
	Quota::usage_of(org).unwrap().usage
}

#[test]
fn stranger_is_refused_when_it_has_neither_nonce_nor_provider() {
	in_world(|_| {
		assert_eq!(
			(System::account_nonce(id("stranger")), System::providers(&id("stranger"))),
			(0, 0)
		);
		must_fail("stranger", small_call(), refused(Refused::NotAnOperator));
		must_fail("stranger", register(gtin(NOBODYS, 1)), refused(Refused::NotAnOperator));
		let remark = frame_system::Call::remark { remark: vec![1] };
		must_fail("stranger", remark, refused(Refused::NotAnOperator));
		assert!(!frame_system::Account::<Runtime>::contains_key(id("stranger")));
	});
}

#[test]
fn operator_is_let_in_as_soon_as_it_is_added() {
	in_world(|_| {
		must_fail("clerk", register(gtin(MAKERS, 2)), refused(Refused::NotAnOperator));
		add_operator("maker", "clerk", &[Permission::Products]);
		must("clerk", register(gtin(MAKERS, 2)));
	});
}

#[test]
fn organisation_is_refused_until_a_role_takes_effect() {
	in_world(|_| {
		admit(Some("platform"), "newcomer", "FR", &[Role::Merchant]);
		must_fail("newcomer", small_call(), refused(Refused::NoRoleInEffect));
		next_block();
		must("newcomer", small_call());
	});
}

#[test]
fn operator_is_refused_when_revoked() {
	in_world(|_| {
		add_operator("maker", "clerk", &[Permission::Products]);
		must("clerk", register(gtin(MAKERS, 2)));
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of: now() });
		must_fail("clerk", register(gtin(MAKERS, 3)), refused(Refused::OperatorRevoked));
	});
}

#[test]
fn organisation_is_refused_when_suspended_and_let_in_when_reinstated() {
	in_world(|world| {
		must("platform", Registry::suspend { org: world.maker, reason: None });
		must_fail("maker", small_call(), refused(Refused::OrganisationSuspended));
		// It cannot undo that itself, nor can another merchant.
		let reinstate = || Registry::reinstate { org: world.maker };
		must_fail("maker", reinstate(), refused(Refused::OrganisationSuspended));
		must_fail("rival", reinstate(), RegistryError::RoleMissing);
		must("platform", reinstate());
		must("maker", small_call());
	});
}

#[test]
fn old_transaction_is_stale_when_its_operator_was_readmitted() {
	in_world(|_| {
		add_operator("maker", "clerk", &[Permission::Products]);
		let old = signed("clerk", register(gtin(MAKERS, 2)));
		assert_eq!(apply(old.clone()), Ok(()));
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of: now() });
		assert_eq!(apply(old.clone()), Err(refused(Refused::OperatorRevoked)));
		next_block();
		must("maker", Registry::readmit_operator { account: id("clerk") });
		assert_eq!(apply(old), Err(Failure::Refused(InvalidTransaction::Stale.into())));
		assert_eq!(System::account_nonce(id("clerk")), 1);
		must("clerk", register(gtin(MAKERS, 3)));
	});
}

#[test]
fn one_organisation_is_refused_and_others_write_on_when_its_time_is_used_up() {
	in_world(|world| {
		let limit = used(world.maker).weight + 10_000_000_000;
		set_override(world.maker, Limits { weight: limit, ..Limits::MAX });
		let mut sent = 0;
		while submit("maker", small_call()) == Ok(()) {
			sent += 1;
		}
		assert!(sent > 3, "{sent}");
		must_fail("maker", small_call(), refused(Refused::WeightQuota));
		assert!(used(world.maker).weight <= limit);
		must("rival", small_call());
		must("merchant", small_call());

		// The next window finds nothing used. Its first block also begins a session, and takes
		// transactions like any other.
		let window = crate::configs::traceability::WindowLength::get();
		assert_eq!(u64::from(window) * SLOT_DURATION, 600_000);
		while System::block_number() < window {
			next_block();
		}
		must("maker", small_call());
	});
}

#[test]
fn one_organisation_is_refused_when_its_bytes_are_used_up() {
	in_world(|world| {
		let one = signed("maker", small_call()).encoded_size() as u64;
		let length = used(world.maker).length + 2 * one - 1;
		set_override(world.maker, Limits { length, ..Limits::MAX });
		must("maker", small_call());
		must_fail("maker", small_call(), refused(Refused::LengthQuota));
		must("rival", small_call());
	});
}

#[test]
fn call_fails_when_the_organisation_stores_all_that_it_may() {
	in_world(|world| {
		let maker = pallet_quota::Party::Organisation(world.maker);
		let storage = pallet_quota::Parties::<Runtime>::get(maker).stored;
		set_override(world.maker, Limits { storage, ..Limits::MAX });
		must_fail("maker", register(gtin(MAKERS, 2)), QuotaError::StorageAllowanceExceeded);
		must("rival", register(gtin(RIVALS, 2)));
	});
}

#[test]
fn operator_is_refused_when_its_share_is_used_up_and_others_of_its_organisation_write_on() {
	in_world(|_| {
		add_operator("maker", "clerk", &[Permission::Products]);
		let share = |parts| pallet_quota::Call::set_operator_share {
			account: id("clerk"),
			share: Some(sp_runtime::Permill::from_parts(parts)),
		};
		must("maker", share(0));
		must_fail("clerk", register(gtin(MAKERS, 2)), refused(Refused::OperatorShare));
		must("maker", register(gtin(MAKERS, 2)));
		must("maker", share(500_000));
		must("clerk", register(gtin(MAKERS, 3)));
	});
}

#[test]
fn unspent_weight_is_given_back() {
	in_world(|world| {
		// The first call fails, so the others are never made.
		let mut calls = vec![RuntimeCall::from(register(gtin(MAKERS, 1)))];
		calls.extend((0..19).map(|_| RuntimeCall::from(small_call())));
		let batch = RuntimeCall::from(pallet_utility::Call::batch { calls });
		let declared = batch.get_dispatch_info().call_weight.ref_time();
		let before = used(world.maker).weight;
		must("maker", batch);
		let spent = used(world.maker).weight - before;
		assert!(spent > 0 && spent < declared / 5, "{spent} of {declared}");
	});
}

#[test]
fn who_wrote_less_goes_first() {
	in_world(|_| {
		let priority = |who| pool(&signed(who, small_call())).unwrap().priority;
		let (maker, merchant) = (priority("maker"), priority("merchant"));
		// The maker has a product, the merchant has written nothing yet.
		assert!(maker < merchant, "{maker} {merchant}");
		for _ in 0..5 {
			must("merchant", small_call());
		}
		assert!(priority("merchant") < merchant);
		assert!(priority("merchant") < priority("maker"));
	});
}

#[test]
fn remark_is_filtered_for_everybody_but_the_council() {
	in_world(|_| {
		let remark = || frame_system::Call::remark { remark: vec![1] };
		for who in ["maker", "platform", COUNCIL] {
			must_fail(who, remark(), SystemError::CallFiltered);
			let with_event = frame_system::Call::remark_with_event { remark: vec![1] };
			must_fail(who, with_event, SystemError::CallFiltered);
		}
		let call = Box::new(remark().into());
		must_decide(pallet_consortium::Call::dispatch_as_root { call });
		let result = last_event(|event| match event {
			RuntimeEvent::Consortium(pallet_consortium::Event::RootCallDispatched {
				result,
				..
			}) => Some(result),
			_ => None,
		});
		assert_eq!(result, Ok(()));
	});
}

#[test]
fn session_keys_are_neither_purged_nor_set_without_their_owner() {
	on_chain(|| {
		let purge = pallet_session::Call::purge_keys {};
		must_fail(COUNCIL, purge, SystemError::CallFiltered);
		let stolen = crate::SessionKeys {
			aura: key("Bob").public().into(),
			grandpa: sp_keyring::Ed25519Keyring::Bob.public().into(),
		};
		let set = pallet_session::Call::set_keys { keys: stolen, proof: vec![0; 128] };
		let error = pallet_session::Error::<Runtime>::InvalidProof;
		must_fail(COUNCIL, set, error);
	});
}

#[test]
fn general_transaction_is_refused_whatever_it_calls() {
	in_world(|_| {
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B"));
		let unknown = Err(Failure::Refused(InvalidTransaction::UnknownOrigin.into()));
		assert_eq!(apply(general(register(gtin(MAKERS, 2)))), unknown);
		assert_eq!(apply(general(small_call())), unknown);
		let upgrade = pallet_consortium::Call::apply_upgrade { code: vec![0; 1000] };
		assert_eq!(apply(general(upgrade)), unknown);
		assert_eq!(apply(general(lot.activating(0))), unknown);
	});
}

#[test]
fn bare_extrinsic_comes_to_nothing_when_it_speaks_not_for_itself() {
	in_world(|_| {
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B"));
		let activation = || vec![lot.activating(0).into()];
		let no_validator: TransactionValidity = Err(UnknownTransaction::NoUnsignedValidator.into());
		let not_bare: TransactionValidity = Err(InvalidTransaction::Call.into());
		let bad_origin = Ok(Err(DispatchError::BadOrigin));
		let refused = Err(InvalidTransaction::Call.into());
		let rename = Registry::update_profile { name: text("x"), gln: None };
		let upgrade = pallet_consortium::Call::apply_upgrade { code: vec![0] };
		for (call, says, becomes) in [
			// An author could still put it into a block of its own.
			(RuntimeCall::from(rename), no_validator.clone(), bad_origin),
			(pallet_utility::Call::batch { calls: activation() }.into(), no_validator, bad_origin),
			// Pallets that take some calls bare refuse all others, in a block too.
			(register(gtin(MAKERS, 2)).into(), not_bare.clone(), refused),
			(upgrade.into(), not_bare, refused),
		] {
			let before = state();
			assert_eq!(pool(&bare(call.clone())), says, "{call:?}");
			assert_eq!(Executive::apply_extrinsic(bare(call.clone())), becomes, "{call:?}");
			assert!(before == state(), "{call:?}");
		}
	});
}

#[test]
fn transaction_is_refused_when_signed_for_another_chain_or_by_another_key() {
	in_world(|_| {
		let call: RuntimeCall = register(gtin(MAKERS, 2)).into();
		let extension = tx_extension(Era::Immortal, System::account_nonce(id("maker")));
		let signed_by = |who: &str, genesis: Hash| {
			let implicit = ((), 1, 1, genesis, genesis, (), (), None, (), ());
			let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
			let signature = payload.using_encoded(|payload| key(who).sign(payload));
			let address = Address::Id(id("maker"));
			UncheckedExtrinsic::new_signed(
				call.clone(),
				address,
				signature.into(),
				extension.clone(),
			)
		};
		let bad = Err(Failure::Refused(InvalidTransaction::BadProof.into()));
		let genesis = System::block_hash(0);
		assert_eq!(apply(signed_by("maker", Hash::repeat_byte(1))), bad);
		assert_eq!(apply(signed_by("rival", genesis)), bad);
		assert_eq!(apply(signed_by("maker", genesis)), Ok(()));
	});
}

#[test]
fn transaction_is_refused_when_it_was_read_by_metadata_whose_hash_is_not_known() {
	use codec::DecodeAll;
	in_world(|_| {
		let call: RuntimeCall = register(gtin(MAKERS, 2)).into();
		let extension = tx_extension(Era::Immortal, System::account_nonce(id("maker")));
		// The byte after era and nonce says that the hash is signed.
		let mut bytes = extension.encode();
		bytes[2] = 1;
		let extension = crate::TxExtension::decode_all(&mut &bytes[..]).unwrap();
		let genesis = System::block_hash(0);
		let implicit = ((), 1, 1, genesis, genesis, (), (), Some([7; 32]), (), ());
		let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
		let signature = payload.using_encoded(|payload| key("maker").sign(payload));
		let address = Address::Id(id("maker"));
		let signed = UncheckedExtrinsic::new_signed(call, address, signature.into(), extension);
		let unknown = sp_runtime::transaction_validity::UnknownTransaction::CannotLookup;
		assert_eq!(apply(signed), Err(Failure::Refused(unknown.into())));
	});
}
