use crate::mock::*;
use frame_support::assert_ok;
use hallmark_types::AccountId;
use sp_runtime::{key_types::DUMMY, testing::UintAuthorityId, traits::OpaqueKeys};

/// Who held the key of these in a session.
fn holder(keys: &Keys, session: Option<u32>) -> Option<AccountId> {
	let key = keys.get_raw(DUMMY);
	Consortium::key_holder(DUMMY, key, session).map(|(account, _)| account)
}

#[test]
fn key_is_its_holders_when_the_chain_begins() {
	run(|| {
		let beta = node(BETA, 0);
		let raw = keys(&beta);
		assert_eq!(Consortium::key_holder(DUMMY, raw.get_raw(DUMMY), None), Some((beta, 4)));
		assert_eq!(holder(&Keys { dummy: UintAuthorityId(1) }, None), None);
	});
}

#[test]
fn key_is_its_former_holders_when_others_were_set_since() {
	run(|| {
		let beta = node(BETA, 0);
		let (old, new) = (keys(&beta), Keys { dummy: UintAuthorityId(77) });
		assert_ok!(set_these_keys(&beta, new.clone()));
		// It signs with the old one in this session and the next.
		next_session();
		assert_eq!((holder(&old, Some(1)), holder(&new, None)), (Some(beta.clone()), None));
		next_session();
		assert_eq!(holder(&old, Some(2)), None);
		for (key, session) in [(&old, Some(0)), (&old, Some(1)), (&old, None), (&new, Some(2))] {
			assert_eq!(holder(key, session), Some(beta.clone()), "{session:?}");
		}
		assert_eq!(holder(&new, Some(1)), None);
	});
}

#[test]
fn keys_are_remembered_once_when_they_stay() {
	run(|| {
		(0..4).for_each(|_| next_session());
		assert_eq!(crate::LatestKeySet::<Test>::get(), 1);
		assert_eq!(holder(&keys(&node(BETA, 0)), Some(3)), Some(node(BETA, 0)));
	});
}

#[test]
fn oldest_keys_are_forgotten_when_they_changed_often() {
	run(|| {
		let beta = node(BETA, 0);
		let old = keys(&beta);
		for number in 0..20 {
			assert_ok!(set_these_keys(&beta, Keys { dummy: UintAuthorityId(100 + number) }));
			next_session();
		}
		assert_eq!(holder(&old, None), None);
		assert_eq!(crate::KeySets::<Test>::iter().count(), 16);
	});
}
