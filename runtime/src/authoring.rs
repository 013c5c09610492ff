//! What a node asks to keep its pool and to make blocks, and what it reports.

use crate::{
	Consortium, Executive, Header, MerchantRegistry, Runtime, RuntimeCall, Signature,
	SignedPayload, UncheckedExtrinsic,
};
use alloc::{boxed::Box, vec::Vec};
use codec::Encode;
use hallmark_glue::Operators;
use hallmark_runtime_api::{
	authoring::{Payer, Signed},
	misbehaviour::DoubleBlock,
};
use pallet_product_identity::{Call, Lots};
use sp_core::sr25519;
use sp_io::storage;
use sp_runtime::{
	generic::Preamble, transaction_validity::TransactionSource, ApplyExtrinsicResult, MultiAddress,
};

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
		(Preamble::Bare(..), RuntimeCall::ProductIdentity(Call::activate { lot, .. })) => {
			Lots::<Runtime>::get(lot).map(|lot| Payer::Consumers(lot.issuer))
		}
		_ => None,
	}
}

/// See [`AuthoringApi`](hallmark_runtime_api::authoring::AuthoringApi).
pub fn signed(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<Signed> {
	extrinsics.into_iter().filter_map(signed_by).collect()
}

/// What an sr25519 key signed of an extrinsic, if one did. Nothing is verified.
pub fn signed_by(extrinsic: UncheckedExtrinsic) -> Option<Signed> {
	let UncheckedExtrinsic { preamble, function, .. } = extrinsic;
	let Preamble::Signed(MultiAddress::Id(who), Signature::Sr25519(signature), extension) =
		preamble
	else {
		return None;
	};
	let payload = SignedPayload::new(function, extension).ok()?;
	let message = payload.using_encoded(|message| message.to_vec());
	Some((signature, message, sr25519::Public::from_raw(who.into())))
}

/// See [`MisbehaviourApi`](hallmark_runtime_api::misbehaviour::MisbehaviourApi).
pub fn report_double_block(evidence: DoubleBlock<Header>) -> Option<UncheckedExtrinsic> {
	Consortium::validate_double_block(TransactionSource::Local, &evidence).ok()?;
	let call = pallet_consortium::Call::report_double_block { evidence: Box::new(evidence) };
	Some(UncheckedExtrinsic::new_bare(call.into()))
}
