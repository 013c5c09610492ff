//! What a node asks to keep its pool and to make blocks.

use crate::{Executive, MerchantRegistry, Runtime, RuntimeCall, UncheckedExtrinsic};
use alloc::vec::Vec;
use hallmark_glue::Operators;
use hallmark_runtime_api::authoring::Payer;
use pallet_product_identity::{Call, Lots};
use sp_io::storage;
use sp_runtime::{generic::Preamble, ApplyExtrinsicResult, MultiAddress};

/// See [`AuthoringApi`](hallmark_runtime_api::authoring::AuthoringApi).
pub fn apply_all(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	let apply = |extrinsic| {
		// Not FRAME's own transaction, which counts how deep calls are nested: whoever imports the
		// block has none around the extrinsic, and must find the same.
		storage::start_transaction();
		let result = Executive::apply_extrinsic(extrinsic);
		match result {
			Ok(_) => storage::commit_transaction(),
			Err(_) => storage::rollback_transaction(),
		}
		result
	};
	extrinsics.into_iter().map(apply).collect()
}

/// See [`AuthoringApi`](hallmark_runtime_api::authoring::AuthoringApi).
pub fn payer(extrinsic: UncheckedExtrinsic) -> Option<Payer> {
	match (extrinsic.preamble, extrinsic.function) {
		(Preamble::Signed(MultiAddress::Id(who), ..), _) => {
			Some(match MerchantRegistry::operator(&who) {
				Ok(actor) => Payer::Organisation(actor.org),
				Err(_) => Payer::Account(who),
			})
		}
		(Preamble::General(..), RuntimeCall::ProductIdentity(Call::activate { lot, .. })) => {
			Lots::<Runtime>::get(lot).map(|lot| Payer::Consumers(lot.issuer))
		}
		_ => None,
	}
}
