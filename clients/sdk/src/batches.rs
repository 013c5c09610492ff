//! Which call a batch failed by that was taken back whole.
//!
//! `batch_all` takes back all of its calls with one that fails, and with them the events that would say
//! which one that was: the block has its error and no place. It has the weight that the extrinsic took,
//! though, and that is the weight of the calls up to the one that failed. What a call takes is known to
//! whoever links the runtime: all that it declares, or for some that succeed less, by what they met. So
//! each call of the batch stands for a range of weights, and where one range alone has the weight that
//! was taken, the call is known. Where several have it, none is named.

use codec::DecodeLimit;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	MAX_EXTRINSIC_DEPTH,
};
use hallmark_runtime::{
	configs::system::RuntimeBlockWeights, Runtime, RuntimeCall, UncheckedExtrinsic, VERSION,
};
use pallet_logistics::{Call as Logistics, Config as LogisticsConfig, WeightInfo};
use pallet_product_identity::Call as Identity;
use pallet_utility::Call::batch_all;
use std::ops::RangeInclusive;

/// Which call of a `batch_all` failed, counted from 0: by the bytes of its extrinsic, the `spec_version`
/// of the release that took it, and the `ref_time` (picoseconds) in its `System.ExtrinsicFailed`.
///
/// None if that cannot be told: another release weighs calls otherwise, and the weight may be that of
/// several calls.
pub fn failed_call(extrinsic: &[u8], spec: u32, taken: u64) -> Option<usize> {
	if spec != VERSION.spec_version {
		return None;
	}
	let mut bytes = extrinsic;
	let extrinsic =
		UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut bytes).ok()?;
	let extension = extrinsic.get_dispatch_info().extension_weight.ref_time();
	let RuntimeCall::Utility(batch_all { calls }) = extrinsic.function else { return None };
	failed_of(&calls, extension, taken)
}

fn failed_of(calls: &[RuntimeCall], extension: u64, taken: u64) -> Option<usize> {
	let mut fitting = (0..calls.len()).filter(|last| {
		let until = calls.get(..=*last).unwrap_or_default();
		range(until, extension).contains(&taken)
	});
	match (fitting.next(), fitting.next()) {
		(Some(last), None) => Some(last),
		_ => None,
	}
}

/// What an extrinsic can take of which the batch fails by the last of these calls.
fn range(until: &[RuntimeCall], extension: u64) -> RangeInclusive<u64> {
	let base = RuntimeBlockWeights::get().get(DispatchClass::Normal).base_extrinsic.ref_time();
	let declared = declared(&RuntimeCall::Utility(batch_all { calls: until.to_vec() }));
	let before = until.split_last().map_or(&[][..], |(_, before)| before);
	// One that fails takes what it declares.
	let spared = before.iter().map(|call| self::declared(call).saturating_sub(least(call)));
	let spared = spared.fold(0, u64::saturating_add);
	let least = base.saturating_add(declared.saturating_sub(spared));
	// The extension of a transaction may give back some of what it declares.
	least..=base.saturating_add(declared).saturating_add(extension)
}

fn declared(call: &RuntimeCall) -> u64 {
	call.get_dispatch_info().call_weight.ref_time()
}

/// The least that a call takes if it succeeds.
fn least(call: &RuntimeCall) -> u64 {
	type Own = <Runtime as LogisticsConfig>::WeightInfo;
	let weight = match call {
		// These give back nothing: see the test.
		RuntimeCall::ProductIdentity(
			Identity::place_hold { .. }
			| Identity::issue_recall { .. }
			| Identity::lift_notice { .. }
			| Identity::void_lot { .. }
			| Identity::flag_items { .. },
		)
		| RuntimeCall::Logistics(
			Logistics::book_shipment { .. }
			| Logistics::pack { .. }
			| Logistics::deliver_to_buyer { .. }
			| Logistics::report_loss { .. }
			| Logistics::report_found { .. },
		) => return declared(call),
		// These cost by the lots of their shipment, which has one at least.
		RuntimeCall::Logistics(Logistics::accept_custody { .. }) => Own::accept_custody(1),
		RuntimeCall::Logistics(Logistics::depart { .. }) => Own::depart(1),
		RuntimeCall::Logistics(Logistics::arrive { .. }) => Own::arrive(1),
		RuntimeCall::Logistics(Logistics::take_in { .. }) => Own::take_in(1),
		RuntimeCall::Logistics(Logistics::hand_out { .. }) => Own::hand_out(1),
		RuntimeCall::Logistics(Logistics::summarise_sensors { .. }) => Own::summarise_sensors(1),
		_ => return 0,
	};
	weight.ref_time()
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use frame_support::dispatch::DispatchResult;
	use hallmark_runtime::{extensions::tx_extension, Address, ProductIdentity};
	use hallmark_types::{AccountId, LotId, ShipmentId};
	use pallet_product_identity::{NoticeSubject, ReasonCode};
	use sp_runtime::{generic::Era, MultiSignature};

	fn hold(lot: u64) -> RuntimeCall {
		let subject = NoticeSubject::Lot(LotId(lot));
		Identity::place_hold { subject, reason: ReasonCode(0), document: None }.into()
	}

	fn depart() -> RuntimeCall {
		Logistics::depart { shipment: ShipmentId(1), leg: 0, at: 5, seal: None }.into()
	}

	fn of_lots(lots: u32) -> u64 {
		<Runtime as LogisticsConfig>::WeightInfo::depart(lots).ref_time()
	}

	fn signed(calls: &[RuntimeCall]) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_signed(
			RuntimeCall::Utility(batch_all { calls: calls.to_vec() }),
			Address::Id(AccountId::from([9; 32])),
			MultiSignature::Sr25519([0; 64].into()),
			tx_extension(Era::mortal(64, 7), 3),
		)
	}

	/// The weight of a batch that failed by the last of these calls, of which those before took so much
	/// less than they declare, as did the extension.
	fn taken(until: &[RuntimeCall], less: u64) -> u64 {
		range(until, signed(until).get_dispatch_info().extension_weight.ref_time()).end() - less
	}

	fn named(calls: &[RuntimeCall], taken: u64) -> Option<usize> {
		failed_call(&signed(calls).encode(), VERSION.spec_version, taken)
	}

	#[test]
	fn call_that_failed_is_named_when_those_before_it_take_what_they_declare() {
		let calls = [1, 2, 3].map(hold);
		let extension = signed(&calls).get_dispatch_info().extension_weight.ref_time();
		for last in 0..3 {
			for spared in [0, extension / 2, extension] {
				let taken = taken(&calls[..=last], spared);
				assert_eq!(named(&calls, taken), Some(last), "{last} {spared}");
			}
		}
	}

	#[test]
	fn call_that_failed_is_named_when_those_before_it_give_some_back() {
		let unused = |lots| declared(&depart()) - of_lots(lots);
		let calls = [depart(), depart()];
		assert_eq!(named(&calls, taken(&calls[..1], 0)), Some(0));
		for lots in [1, 2, 8] {
			assert_eq!(named(&calls, taken(&calls, unused(lots))), Some(1), "{lots}");
		}
		let calls = [hold(1), depart()];
		assert_eq!(named(&calls, taken(&calls[..1], 0)), Some(0));
		assert_eq!(named(&calls, taken(&calls, 0)), Some(1));
		let calls = [depart(), hold(1)];
		assert_eq!(named(&calls, taken(&calls, unused(1))), Some(1));
	}

	#[test]
	fn no_call_is_named_when_the_weight_is_that_of_several() {
		// A departure that fails takes as much as one of few lots with the hold behind it can.
		let calls = [depart(), hold(1)];
		let first = taken(&calls[..1], 0);
		assert!(range(&calls[..1], 0).start() <= &first && range(&calls, 0).contains(&first));
		assert_eq!(named(&calls, first), None);
	}

	#[test]
	fn no_call_is_named_of_anything_else() {
		let calls = [1, 2].map(hold);
		let bytes = signed(&calls).encode();
		let taken = taken(&calls, 0);
		assert_eq!(failed_call(&bytes, VERSION.spec_version, taken), Some(1));
		assert_eq!(failed_call(&bytes, VERSION.spec_version + 1, taken), None, "another release");
		assert_eq!(failed_call(&bytes[1..], VERSION.spec_version, taken), None, "no extrinsic");
		assert_eq!(named(&calls, 2 * taken), None, "more than all of them");
		assert_eq!(named(&calls, 0), None);
		let single = UncheckedExtrinsic::new_bare(hold(1)).encode();
		assert_eq!(failed_call(&single, VERSION.spec_version, taken), None, "no batch");
	}

	#[test]
	fn calls_that_give_back_nothing_cannot() {
		use hallmark_runtime::Logistics;
		// Those that could, return what they took.
		let _: fn(_, _, _, _) -> DispatchResult = ProductIdentity::place_hold;
		let _: fn(_, _, _, _) -> DispatchResult = ProductIdentity::issue_recall;
		let _: fn(_, _) -> DispatchResult = ProductIdentity::lift_notice;
		let _: fn(_, _, _, _) -> DispatchResult = ProductIdentity::void_lot;
		let _: fn(_, _, _, _) -> DispatchResult = ProductIdentity::flag_items;
		let _: fn(_, _, _, _, _) -> DispatchResult = Logistics::book_shipment;
		let _: fn(_, _, _, _, _) -> DispatchResult = Logistics::pack;
		let _: fn(_, _, _, _, _) -> DispatchResult = Logistics::deliver_to_buyer;
		let _: fn(_, _, _, _, _) -> DispatchResult = Logistics::report_loss;
		let _: fn(_, _, _) -> DispatchResult = Logistics::report_found;
	}
}
