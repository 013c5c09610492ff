//! What a node asks to keep its pool and to make blocks.

use crate::{Executive, MerchantRegistry, Runtime, RuntimeCall, UncheckedExtrinsic};
use alloc::vec::Vec;
use frame_support::storage::with_transaction_unchecked;
use hallmark_glue::Operators;
use hallmark_runtime_api::authoring::Payer;
use pallet_product_identity::{Call, Lots};
use sp_runtime::{generic::Preamble, ApplyExtrinsicResult, MultiAddress, TransactionOutcome};

/// See [`AuthoringApi`](hallmark_runtime_api::authoring::AuthoringApi).
pub fn apply_all(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	let apply = |extrinsic| {
		with_transaction_unchecked(|| match Executive::apply_extrinsic(extrinsic) {
			Ok(applied) => TransactionOutcome::Commit(Ok(applied)),
			Err(refused) => TransactionOutcome::Rollback(Err(refused)),
		})
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
