//! The worst block that a call can meet has room for the largest calls.

use super::{world::*, *};
use crate::configs::{
	consensus::MaxAuthorities,
	system::{RuntimeBlockLength, RuntimeBlockWeights},
};
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::Get,
	weights::Weight,
};
use hallmark_types::{
	customs::{DeclarationDetails, DeclarationLine, LineSet, Procedure},
	DecisionId, DeclarationId, HsCode, ShipmentId, Unlocode, ValueBand,
};
use hallmark_types::{LotId, Serial, Text, MAX_LOT_ITEMS, MAX_PROOF};
use pallet_consortium::WeightInfo as _;
use pallet_customs_clearance::Call as Customs;
use pallet_logistics::{Call as Ship, Consignee, LotItems};
use pallet_product_identity::{
	ItemFlag, ItemRange, ItemRanges, NoticeSubject, ReasonCode, MAX_FLAGGED, MAX_LISTED,
	MAX_NEW_TYPES, MAX_RANGES,
};
use pallet_randomness_beacon::WeightInfo as _;
use pallet_sampling::{Call as Sample, ItemResult};
use sp_core::H256;
use sp_runtime::{traits::TransactionExtension, BoundedVec};

/// A call of every pallet of ours that takes more the more it is given, at its largest, and the dearest
/// of the others.
fn largest_calls() -> Vec<RuntimeCall> {
	let lot = LotId(u64::MAX);
	let range = |n: u32| ItemRange {
		start: 16 * n,
		end: 16 * n + MAX_FLAGGED / MAX_RANGES,
	};
	let ranges: ItemRanges = (0..MAX_RANGES)
		.map(range)
		.collect::<Vec<_>>()
		.try_into()
		.unwrap();
	let longest = Text(BoundedVec::truncate_from(vec![b'x'; 64]));
	let names = BoundedVec::truncate_from(vec![longest; MAX_NEW_TYPES as usize]);
	let leaves = BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]);
	let subject = NoticeSubject::Items(lot, ranges.clone());
	let header = header(gtin(MAKERS, 1), "12345678901234567890");
	let (root, leaf_file, count) = (H256::zero(), H256::zero(), MAX_LOT_ITEMS);
	let code_hash = H256::zero();
	vec![
		Identity::list_items { lot, leaves }.into(),
		Identity::flag_items {
			lot,
			ranges,
			flag: ItemFlag::Lost,
		}
		.into(),
		Identity::register_product_types { names }.into(),
		Identity::issue_lot {
			header: header.clone(),
			count,
			root,
			leaf_file,
		}
		.into(),
		Identity::issue_listed_lot { header }.into(),
		Identity::confirm_leaf_file {
			lot,
			root,
			count,
			leaf_file,
		}
		.into(),
		Identity::issue_recall {
			subject,
			reason: ReasonCode(0),
			document: Some(document(1)),
		}
		.into(),
		register(gtin(MAKERS, 1)).into(),
		admission("x", "CN", &[], None).into(),
		Registry::suspend {
			org: Default::default(),
			reason: None,
		}
		.into(),
		Registry::grant_prefix {
			prefix: prefix_of(MAKERS),
			holder: Default::default(),
			licence: document(1),
		}
		.into(),
		pallet_consortium::Call::seat {
			org: Default::default(),
			account: id("x"),
		}
		.into(),
		pallet_consortium::Call::authorise_upgrade { code_hash }.into(),
	]
	.into_iter()
	.chain(largest_on_the_way())
	.collect()
}

/// The same of the pallets from factory to release.
fn largest_on_the_way() -> Vec<RuntimeCall> {
	let (declaration, decision) = (DeclarationId(u64::MAX), DecisionId(u64::MAX));
	let ranges: ItemRanges = (0..8)
		.map(|n| ItemRange {
			start: 2 * n,
			end: 2 * n + 1,
		})
		.collect::<Vec<_>>()
		.try_into()
		.unwrap();
	let line = DeclarationLine {
		lot: LotId(u64::MAX),
		ranges: ranges.clone(),
		hs: HsCode {
			code: *b"180632",
			edition: 2022,
		},
		origin: country("BE"),
		value_band: ValueBand::A,
	};
	let details = DeclarationDetails {
		port: Unlocode::new("CNSGH").unwrap(),
		procedure: Procedure::Direct,
		shipment: ShipmentId(u64::MAX),
		documents: Default::default(),
		lines: BoundedVec::truncate_from(vec![line; 16]),
	};
	let items = LotItems {
		lot: LotId(u64::MAX),
		ranges,
	};
	let (authority, lines) = (Default::default(), LineSet::first(16));
	let result = ItemResult::Examined {
		code: H256::zero(),
		found: [0; 3],
	};
	vec![
		Ship::book_shipment {
			consignee: Consignee::Organisation(Default::default()),
			items: BoundedVec::truncate_from(vec![items; 16]),
			legs: Default::default(),
			documents: Default::default(),
		}
		.into(),
		Customs::lodge {
			authority,
			details: details.clone(),
		}
		.into(),
		Customs::amend {
			declaration,
			details,
		}
		.into(),
		Customs::accept {
			declaration,
			mrn: text("MRN"),
			commitment: H256::zero(),
		}
		.into(),
		Customs::release { declaration, lines }.into(),
		Sample::settle {
			decision,
			secret: H256::zero(),
		}
		.into(),
		Sample::check_documents { decision }.into(),
		Sample::reveal_draw {
			decision,
			secret: H256::zero(),
		}
		.into(),
		Sample::report_sample {
			decision,
			from: 0,
			results: BoundedVec::truncate_from(vec![result; 256]),
		}
		.into(),
		Sample::conclude {
			decision,
			report: document(1),
		}
		.into(),
	]
}

fn activation() -> RuntimeCall {
	Identity::activate {
		lot: LotId(u64::MAX),
		index: 0,
		serial: Serial::new("12345678901234567890").unwrap(),
		sheet: Some(H256::zero()),
		secret: [0; 10],
		proof: BoundedVec::truncate_from(vec![H256::zero(); MAX_PROOF as usize]),
	}
	.into()
}

/// What a transaction with this call takes of a block, at most.
fn cost(call: &RuntimeCall) -> Weight {
	let info = call.get_dispatch_info();
	let class = RuntimeBlockWeights::get().get(info.class).base_extrinsic;
	let extension = tx_extension(Era::Immortal, 0).weight(call);
	info.call_weight
		.saturating_add(extension)
		.saturating_add(class)
}

/// What a block takes before the first transaction, with as many slots missed before it as can be
/// counted. A block that begins a session is not meant: the SDK gives it no transactions at all.
fn hooks() -> Weight {
	let ordinary = System::block_weight()
		.get(DispatchClass::Mandatory)
		.to_owned();
	let missed = <MaxAuthorities as Get<u32>>::get() - 1;
	let note_slot = <Runtime as pallet_consortium::Config>::WeightInfo::note_slot(missed);
	// All slots that can be awaited come at once.
	type Beacon = <Runtime as pallet_randomness_beacon::Config>::WeightInfo;
	let awaited = <Runtime as pallet_randomness_beacon::Config>::MaxAwaited::get();
	let settle = Beacon::contribute(awaited).saturating_sub(Beacon::contribute(0));
	ordinary.saturating_add(note_slot).saturating_add(settle)
}

#[test]
fn largest_calls_fit_a_block_after_the_worst_hooks() {
	on_chain(|| {
		let limits = RuntimeBlockWeights::get();
		for call in largest_calls().into_iter().chain([activation()]) {
			let cost = cost(&call);
			let name = call.get_dispatch_info();
			let class = limits.get(name.class);
			let extrinsic = class.max_extrinsic.unwrap();
			assert!(
				cost.all_lte(extrinsic),
				"{call:?} takes {cost}, more than {extrinsic}"
			);
			let sum = cost.saturating_add(hooks());
			assert!(
				sum.all_lte(limits.max_block),
				"{call:?} after the hooks takes {sum}"
			);
		}
	});
}

#[test]
fn items_are_listed_at_forty_thousand_a_second_when_blocks_are_full_of_them() {
	on_chain(|| {
		let list = Identity::list_items {
			lot: LotId(u64::MAX),
			leaves: BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]),
		};
		let limits = RuntimeBlockWeights::get();
		let room = limits.get(DispatchClass::Normal).max_total.unwrap();
		let calls = room.ref_time() / cost(&list.into()).ref_time();
		let items = calls * u64::from(MAX_LISTED) * 1_000 / SLOT_DURATION;
		assert!(items >= 40_000, "{items}");
	});
}

#[test]
fn activations_at_their_largest_fit_their_share() {
	on_chain(|| {
		// 15 % of a block's time.
		let share = RuntimeBlockWeights::get().max_block.ref_time() / 100 * 15;
		assert!(cost(&activation()).ref_time() < share);
	});
}

#[test]
fn longest_calls_fit_the_length_of_a_block() {
	on_chain(|| {
		let limits = RuntimeBlockLength::get();
		for call in largest_calls() {
			let class = call.get_dispatch_info().class;
			let length = signed("maker", call).encoded_size() as u32;
			assert!(length < *limits.max.get(class) / 10, "{length}");
		}
		// A runtime, uncompressed and more.
		let code = vec![0; 5 << 20];
		let upgrade = pallet_consortium::Call::apply_upgrade { code };
		let upgrade = RuntimeCall::from(upgrade);
		let class = upgrade.get_dispatch_info().class;
		assert_eq!(class, DispatchClass::Operational);
		let length = signed("maker", upgrade).encoded_size() as u32;
		assert!(length < *limits.max.get(class), "{length}");
	});
}

#[test]
fn list_of_the_most_items_goes_through() {
	in_world(|_| {
		let header = header(gtin(MAKERS, 1), "B");
		must("maker", Identity::issue_listed_lot { header });
		let leaves = BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]);
		must(
			"maker",
			Identity::list_items {
				lot: LotId(0),
				leaves,
			},
		);
		assert_eq!(ProductIdentity::lot(LotId(0)).unwrap().count, MAX_LISTED);
	});
}

#[test]
fn transaction_waits_when_the_block_is_full() {
	in_world(|_| {
		let header = header(gtin(MAKERS, 1), "B");
		must("maker", Identity::issue_listed_lot { header });
		let leaves = BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]);
		let list = || {
			signed(
				"maker",
				Identity::list_items {
					lot: LotId(0),
					leaves: leaves.clone(),
				},
			)
		};
		let mut applied = 0;
		let full = loop {
			match Executive::apply_extrinsic(list()) {
				Ok(result) => assert_eq!(result, Ok(())),
				Err(error) => break error,
			}
			applied += 1;
		};
		assert_eq!(full, InvalidTransaction::ExhaustsResources.into());
		assert!(applied > 0);
		next_block();
		assert_eq!(apply(list()), Ok(()));
	});
}
