//! What a node asks to make blocks.

use super::{world::*, *};
use crate::authoring::{self, apply_all};
use hallmark_runtime_api::authoring::Payer;
use hallmark_types::LotId;
use pallet_product_identity::Activation;
use sp_core::{sr25519, Pair as _};
use sp_io::storage;

fn small_call(name: &str) -> RuntimeCall {
	Registry::update_profile { name: text(name), gln: None }.into()
}

/// All of the storage.
fn everything() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let next = |key: &Vec<u8>| storage::next_key(key);
	std::iter::successors(storage::next_key(&[]), next)
		.map(|key| (key.clone(), storage::get(&key).unwrap_or_default().to_vec()))
		.collect()
}

/// What is in storage once `apply` has run, which is then undone.
fn left_by(apply: impl FnOnce()) -> BTreeMap<Vec<u8>, Vec<u8>> {
	storage::start_transaction();
	apply();
	let left = everything();
	storage::rollback_transaction();
	left
}

/// Calls within calls need a larger stack than a test has.
fn with_stack(test: fn()) {
	let thread = std::thread::Builder::new().stack_size(512 * 1024 * 1024);
	thread.spawn(test).unwrap().join().unwrap();
}

#[test]
fn block_is_the_same_when_its_extrinsics_are_applied_together() {
	with_stack(|| {
		in_world(|_| {
			// Beyond a depth the calls within fail, and must do so for whoever imports the block too.
			for depth in [1, 252, 253, 254, 255] {
				let batch = |call, _| pallet_utility::Call::batch { calls: vec![call] }.into();
				let extrinsic = signed("maker", (0..depth).fold(small_call("Deep"), batch));
				let alone = left_by(|| {
					Executive::apply_extrinsic(extrinsic.clone()).unwrap().unwrap();
				});
				let together = left_by(|| {
					apply_all(vec![extrinsic]).remove(0).unwrap().unwrap();
				});
				assert!(alone == together, "{depth} deep");
			}
		});
	});
}

#[test]
fn extrinsic_leaves_no_trace_when_it_is_refused_among_others() {
	in_world(|_| {
		let nonce = System::account_nonce(id("maker"));
		let at = |name: &str, nonce| signed_at("maker", small_call(name), nonce);
		let good = [at("One", nonce), at("Two", nonce + 1)];
		let alone = left_by(|| {
			for extrinsic in good.clone() {
				Executive::apply_extrinsic(extrinsic).unwrap().unwrap();
			}
		});
		let together = left_by(|| {
			let [one, two] = good.clone();
			let (stale, stranger) = (at("No", nonce), signed_at("stranger", small_call("No"), 0));
			let results = apply_all(vec![stranger, one, stale, two]);
			let refused: Vec<_> = results.iter().map(Result::is_err).collect();
			assert_eq!(refused, [true, false, true, false]);
		});
		assert!(alone == together);
	});
}

#[test]
fn what_was_signed_is_told_of_each_that_is_signed() {
	in_world(|_| {
		let one = signed("maker", small_call("One"));
		let long = signed("maker", small_call(&"name".repeat(16)));
		let inherent = UncheckedExtrinsic::new_bare(small_call("Inherent"));
		let told = authoring::signed(vec![inherent, one, long]);
		assert_eq!(told.len(), 2);
		for (signature, message, signer) in told {
			assert_eq!(AccountId::from(signer.0), id("maker"));
			assert!(sr25519::Pair::verify(&signature, message, &signer));
		}
	});
}

#[test]
fn payer_is_who_signed_or_whose_item_is_activated() {
	in_world(|world| {
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B"));
		let payer = authoring::payer;
		assert_eq!(payer(bare(lot.activating(0))), Some(Payer::Consumers(world.maker)));
		let organisation = Some(Payer::Organisation(world.maker));
		assert_eq!(payer(signed("maker", small_call("One"))), organisation);
		assert_eq!(
			payer(signed("stranger", small_call("One"))),
			Some(Payer::Account(id("stranger")))
		);
		// Nothing is let in like that.
		assert_eq!(payer(general(lot.activating(0))), None);
		assert_eq!(payer(bare(small_call("One"))), None);
		let nowhere = Activation { lot: LotId(99), ..lot.revelation(0) };
		assert_eq!(payer(bare(alone(nowhere))), None);
	});
}
