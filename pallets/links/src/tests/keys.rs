use super::*;
use hallmark_types::CredentialKey;
use sp_core::{
	ed25519::{Pair, Signature},
	Pair as _,
};

fn pair(seed: u8) -> Pair {
	Pair::from_seed(&[seed; 32])
}

fn key(seed: u8) -> CredentialKey {
	CredentialKey(pair(seed).public().0)
}

/// What shows that `org` has the key.
fn proof(seed: u8, org: OrgId) -> Signature {
	let genesis = System::block_hash(0);
	pair(seed).sign(&key(seed).possession(genesis.as_ref(), org))
}

fn did() -> WebDid {
	text("did:web:brand.example:dpp")
}

fn register(org: OrgId, seed: u8) -> DispatchResult {
	Links::register_credential_key(by(org), key(seed), did(), proof(seed, org))
}

fn withdraw(org: OrgId, seed: u8, as_of: Moment) -> DispatchResult {
	Links::withdraw_credential_key(by(org), key(seed), as_of)
}

/// The chain's first block has a hash.
fn on_chain(run: impl FnOnce()) {
	test(|| {
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(9));
		run();
	});
}

fn seeds(keys: &[CredentialKey]) -> Vec<u8> {
	let seed = |key: &CredentialKey| (0..=u8::MAX).find(|seed| super::keys::key(*seed) == *key);
	keys.iter().filter_map(seed).collect()
}

#[test]
fn key_is_kept_when_its_owner_proves_to_have_it() {
	on_chain(|| {
		assert_ok!(register(BRAND, 1));
		let event = Event::CredentialKeyRegistered { org: BRAND, key: key(1), did: did() };
		assert_eq!(last_event(), event.into());
		assert_written(Subject::Organisation(BRAND), JournalKind::CredentialKeyRegistered, BRAND);
		let record = Links::credential_key(BRAND, key(1)).unwrap();
		let expected = CredentialKeyRecord {
			did: did(),
			operator: operator(BRAND),
			valid_from: NOW,
			withdrawn: None,
		};
		assert_eq!(record, expected);
		assert_eq!(seeds(&Links::active_keys(BRAND)), [1]);
		assert_eq!(Links::credential_key(RIVAL, key(1)), None);
		// Two organisations may share one, if both have it.
		assert_ok!(register(AGENCY, 1));
	});
}

#[test]
fn key_is_refused_when_its_possession_is_not_proven() {
	on_chain(|| {
		let genesis = System::block_hash(0);
		let signed = |message: &[u8]| pair(1).sign(message);
		let possession = key(1).possession(genesis.as_ref(), BRAND);
		for proof in [
			Signature::from_raw([0; 64]),
			// For another organisation, by another key, over another key, on another chain, and
			// over the key alone.
			proof(1, RIVAL),
			pair(2).sign(&possession),
			signed(&key(2).possession(genesis.as_ref(), BRAND)),
			signed(&key(1).possession(&[8; 32], BRAND)),
			signed(&key(1).0),
		] {
			assert_noop!(
				Links::register_credential_key(by(BRAND), key(1), did(), proof),
				Error::InvalidProof
			);
		}
		// No point of the curve has this for its coordinate.
		let none = CredentialKey([2; 32]);
		assert_noop!(
			Links::register_credential_key(by(BRAND), none, did(), proof(1, BRAND)),
			Error::InvalidProof
		);
	});
}

#[test]
fn key_is_refused_when_everything_is_signed_under_it() {
	on_chain(|| {
		let mut neutral = [0; 32];
		neutral[0] = 1;
		let mut of_order_two = [0xff; 32];
		(of_order_two[0], of_order_two[31]) = (0xec, 0x7f);
		for key in [[0; 32], neutral, of_order_two] {
			let mut signature = [0; 64];
			signature[0] = 1;
			let (key, proof) = (CredentialKey(key), Signature::from_raw(signature));
			assert_noop!(
				Links::register_credential_key(by(BRAND), key, did(), proof),
				Error::InvalidCredentialKey
			);
		}
	});
}

#[test]
fn key_is_refused_when_not_by_an_operator_with_the_permission() {
	on_chain(|| {
		refuses_all_but_operators(BRAND, Permission::Admin, |origin| {
			Links::register_credential_key(origin, key(1), did(), proof(1, BRAND))
		});
	});
}

#[test]
fn key_is_refused_when_its_identifier_is_not_of_the_web_or_storage_is_used_up() {
	on_chain(|| {
		for bad in ["", "did:key:z6Mk", "did:web:Brand.example", "did:web:brand.example:.."] {
			assert_noop!(
				Links::register_credential_key(by(BRAND), key(1), text(bad), proof(1, BRAND)),
				Error::InvalidDid
			);
		}
		StorageLimit::set(&100);
		assert_noop!(register(BRAND, 1), STORAGE_USED_UP);
	});
}

#[test]
fn key_is_refused_when_it_was_registered_before() {
	on_chain(|| {
		assert_ok!(register(BRAND, 1));
		assert_noop!(register(BRAND, 1), Error::CredentialKeyAlreadyExists);
		assert_ok!(withdraw(BRAND, 1, NOW));
		assert_noop!(register(BRAND, 1), Error::CredentialKeyAlreadyExists);
	});
}

#[test]
fn withdrawal_makes_room_and_forgets_nothing_when_there_are_the_most_keys() {
	on_chain(|| {
		let most = MAX_ACTIVE_KEYS as u8;
		for seed in 1..=most {
			assert_ok!(register(BRAND, seed));
		}
		assert_noop!(register(BRAND, most + 1), Error::TooManyCredentialKeys);
		assert_ok!(register(RIVAL, most + 1));
		at(NOW + HOUR);
		assert_ok!(withdraw(BRAND, 3, NOW));
		assert_ok!(register(BRAND, most + 1));
		let active: Vec<_> = (1..=most + 1).filter(|seed| *seed != 3).collect();
		assert_eq!(seeds(&Links::active_keys(BRAND)), active);
		assert_eq!(Links::credential_key(BRAND, key(3)).unwrap().withdrawn, Some(NOW));
		let keys: Vec<_> = Links::keys_of(BRAND, 256).into_iter().map(|(key, _)| key).collect();
		assert_eq!(seeds(&keys), [active, vec![3]].concat());
		assert_eq!(Links::keys_of(BRAND, 16).len(), 16);
	});
}

#[test]
fn withdrawal_moves_back_and_never_forward_when_it_is_repeated() {
	on_chain(|| {
		assert_ok!(register(BRAND, 1));
		at(NOW + 2 * HOUR);
		assert_noop!(withdraw(BRAND, 1, NOW + 3 * HOUR), Error::AsOfInFuture);
		assert_ok!(withdraw(BRAND, 1, NOW + 2 * HOUR));
		let event = Event::CredentialKeyWithdrawn {
			org: BRAND,
			key: key(1),
			old: None,
			new: NOW + 2 * HOUR,
		};
		assert_eq!(last_event(), event.into());
		assert_written(Subject::Organisation(BRAND), JournalKind::CredentialKeyWithdrawn, BRAND);
		assert!(!ActiveKeys::<Test>::contains_key(BRAND));
		assert_noop!(withdraw(BRAND, 1, NOW + 2 * HOUR), Error::AlreadyWithdrawn);
		assert_ok!(withdraw(BRAND, 1, NOW + HOUR));
		let event = Event::CredentialKeyWithdrawn {
			org: BRAND,
			key: key(1),
			old: Some(NOW + 2 * HOUR),
			new: NOW + HOUR,
		};
		assert_eq!(last_event(), event.into());
	});
}

#[test]
fn withdrawal_is_refused_when_not_by_an_operator_of_the_key_s_organisation() {
	on_chain(|| {
		assert_ok!(register(BRAND, 1));
		assert_noop!(withdraw(RIVAL, 1, NOW), Error::CredentialKeyNotFound);
		refuses_all_but_operators(BRAND, Permission::Admin, |origin| {
			Links::withdraw_credential_key(origin, key(1), NOW)
		});
	});
}

#[test]
fn withdrawal_needs_no_room_in_the_allowance() {
	on_chain(|| {
		assert_ok!(register(BRAND, 1));
		assert_ok!(register(BRAND, 2));
		StorageLimit::set(&stored(BRAND));
		assert_ok!(withdraw(BRAND, 1, NOW));
		assert_ok!(withdraw(BRAND, 2, NOW));
	});
}
