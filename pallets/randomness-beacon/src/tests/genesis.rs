use crate::{mock::*, *};
use hallmark_types::Digest;
use sp_io::hashing::sha2_256;
use sp_runtime::BuildStorage;

#[test]
fn first_mix_is_the_hash_of_domain_and_seed() {
	run(|| {
		let bytes = [b"hallmark/first-mix/1", SEED.as_bytes()].concat();
		assert_eq!(Mix::<Test>::get(), Digest::from(sha2_256(&bytes)));
	});
}

#[test]
fn first_mix_is_not_zero_when_genesis_says_nothing() {
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		assert_eq!(Mix::<Test>::get(), first_mix(&Digest::zero()));
		assert_ne!(Mix::<Test>::get(), Digest::zero());
	});
}
