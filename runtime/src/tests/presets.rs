//! The chains that need no founding.

use super::*;
use crate::{Grandpa, Session};
use hallmark_types::OrgId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

#[test]
fn presets_are_listed_by_name() {
	let names = genesis_presets::preset_names();
	let expected = [genesis_presets::DEVELOPMENT, genesis_presets::LOCAL];
	assert_eq!(names, expected.map(sp_genesis_builder::PresetId::from));
	assert!(names.iter().all(|name| genesis_presets::get_preset(name).is_some()));
	assert_eq!(genesis_presets::get_preset(&"another".into()), None);
}

/// The first members of a chain have everything a validator and a council member needs.
fn check_members(members: &[(Sr25519Keyring, Ed25519Keyring)]) {
	let accounts: Vec<_> = members.iter().map(|(account, _)| account.to_account_id()).collect();
	assert_eq!(Session::validators(), sorted(accounts.clone()));
	let seated = pallet_collective::Members::<Runtime, CouncilCollective>::get();
	assert_eq!(seated, sorted(accounts.clone()));
	let aura: Vec<_> = pallet_aura::Authorities::<Runtime>::get().into_inner();
	let grandpa: Vec<_> = Grandpa::grandpa_authorities().into_iter().map(|(key, _)| key).collect();
	assert_eq!((aura.len(), grandpa.len()), (members.len(), members.len()));
	for (number, (account, grandpa_key)) in members.iter().enumerate() {
		assert!(aura.contains(&account.public().into()));
		assert!(grandpa.contains(&grandpa_key.public().into()));
		let operator =
			pallet_merchant_registry::Operators::<Runtime>::get(account.to_account_id()).unwrap();
		assert_eq!(operator.org, OrgId(number as u32));
		assert!(System::providers(&account.to_account_id()) > 0);
	}
}

fn sorted(mut accounts: Vec<AccountId>) -> Vec<AccountId> {
	accounts.sort();
	accounts
}

#[test]
fn development_is_alice_alone() {
	on_chain(|| {
		check_members(&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)]);
		assert_eq!(ProductIdentity::settings().confirmations, 1);
		assert_eq!(pallet_consortium::MinValidators::<Runtime>::get(), 1);
	});
}

#[test]
fn local_has_four_validators_and_seats() {
	use Ed25519Keyring as Grandpa;
	use Sr25519Keyring as Account;
	on_preset(genesis_presets::LOCAL, || {
		check_members(&[
			(Account::Alice, Grandpa::Alice),
			(Account::Bob, Grandpa::Bob),
			(Account::Charlie, Grandpa::Charlie),
			(Account::Dave, Grandpa::Dave),
		]);
		assert_eq!(ProductIdentity::settings().confirmations, 2);
		assert_eq!(pallet_consortium::MinValidators::<Runtime>::get(), 3);
		// The four have groups of their own: none could hold a seat otherwise.
		assert_eq!(pallet_consortium::Seats::<Runtime>::get().len(), 4);
	});
}

#[test]
fn chain_goes_on_over_a_change_of_session() {
	for preset in [genesis_presets::DEVELOPMENT, genesis_presets::LOCAL] {
		on_preset(preset, || {
			let before = Session::validators();
			for _ in 0..2 * crate::configs::consensus::SessionLength::get() {
				next_block();
			}
			assert!(Session::current_index() >= 2);
			assert_eq!(Session::validators(), before);
			assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), before.len());
		});
	}
}
