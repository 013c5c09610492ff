use super::*;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{Get, Hooks, UnfilteredDispatchable},
	weights::RuntimeDbWeight,
};
use sp_runtime::{
	traits::{Applyable, Checkable},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
};

pub const GOODS: Goods = Goods { gtin: GTIN, batch: "B1", count: 100 };

/// An active lot of the brand's.
pub fn goods() -> LotId {
	register(BRAND, GTIN);
	GOODS.issue(BRAND)
}

/// The call with one field changed.
macro_rules! with {
	($call:expr, $($field:ident: $value:expr),+) => {{
		let mut call = $call;
		$({
			let new = $value;
			let Call::activate { $field: old, .. } = &mut call else { unreachable!() };
			*old = new;
		})+
		call
	}};
}

fn extrinsic(call: Call<Test>) -> Extrinsic {
	Extrinsic::new_bare(call.into())
}

type Checked = <Extrinsic as Checkable<frame_system::ChainContext<Test>>>::Checked;

fn checked(call: Call<Test>) -> (Checked, frame_support::dispatch::DispatchInfo, usize) {
	let extrinsic = extrinsic(call);
	let (info, len) = (extrinsic.get_dispatch_info(), extrinsic.encoded_size());
	let context = frame_system::ChainContext::<Test>::default();
	(extrinsic.check(&context).unwrap(), info, len)
}

/// What the pool says.
fn validate(call: Call<Test>) -> Result<ValidTransaction, TransactionValidityError> {
	let (extrinsic, info, len) = checked(call);
	extrinsic.validate::<Test>(TransactionSource::External, &info, len)
}

/// What a block does: a refusal, or the call's result.
pub fn apply(call: Call<Test>) -> Result<DispatchResult, TransactionValidityError> {
	let (extrinsic, info, len) = checked(call);
	let result = extrinsic.apply::<Test>(&info, len)?;
	Ok(result.map(|_| ()).map_err(|error| error.error))
}

/// The call alone, as if it had been validated.
fn dispatch(call: Call<Test>) -> DispatchResult {
	call.dispatch_bypass_filter(RuntimeOrigin::none()).map(|_| ()).map_err(|error| error.error)
}

/// Pool and block refuse it alike, and nothing changes.
pub fn refused(call: Call<Test>, refusal: ActivationRefusal) {
	let error = TransactionValidityError::Invalid(InvalidTransaction::Custom(refusal as u8));
	assert_noop!(validate(call.clone()), error);
	assert_noop!(apply(call), error);
}

#[test]
fn item_is_activated_when_its_secret_is_shown() {
	test(|| {
		let lot = goods();
		for index in [0, 1, 63, 64, 99] {
			assert_eq!(apply(GOODS.activation(lot, index)), Ok(Ok(())));
			let event = Event::ItemActivated { lot, index, block: 1 };
			assert_eq!(last_event(), event.into());
			let item = Identity::item(lot, index).unwrap();
			let activated = Some(Activated { block: 1, at: NOW, position: 0 });
			assert_eq!((item.activated, item.flags), (activated, ItemFlags::NONE));
		}
		assert_eq!(Identity::item(lot, 2), None);
		assert_eq!(Activations::get(), 995);
	});
}

#[test]
fn item_is_activated_when_the_pool_said_so() {
	test(|| {
		let lot = goods();
		let validity = validate(GOODS.activation(lot, 7)).unwrap();
		assert_eq!(validity.provides, [(b"activate", lot, 7u32).encode()]);
		assert_eq!((validity.priority, validity.requires), (999, vec![]));
		assert!(validity.propagate);
		// Validating changes nothing: it is valid as often as it is asked, until it is applied.
		assert!(validate(GOODS.activation(lot, 7)).is_ok());
		assert_eq!(apply(GOODS.activation(lot, 7)), Ok(Ok(())));
	});
}

#[test]
fn item_of_a_listed_lot_is_activated_without_a_proof() {
	test(|| {
		register(BRAND, GTIN);
		let goods = Goods { batch: "L1", ..GOODS };
		let lot = goods.list(BRAND);
		let none = || BoundedVec::new();
		let call = |index| with!(goods.activation(lot, index), proof: none());
		assert_eq!(apply(call(0)), Ok(Ok(())));
		assert_eq!(apply(call(99)), Ok(Ok(())));
		refused(call(0), ActivationRefusal::AlreadyActivated);
		refused(goods.activation(lot, 1), ActivationRefusal::WrongProofLength);
		let secret = goods.secret(2);
		refused(with!(call(1), secret: secret), ActivationRefusal::NotInLot);
		refused(with!(call(1), index: 2), ActivationRefusal::NotInLot);
		refused(with!(call(1), index: 100), ActivationRefusal::IndexOutOfRange);
	});
}

#[test]
fn item_is_not_activated_when_it_was() {
	test(|| {
		let lot = goods();
		// Twice in one block: both were valid in the pool, the second is refused in the block.
		let (first, second) = (GOODS.activation(lot, 5), GOODS.activation(lot, 5));
		assert!(validate(first.clone()).is_ok() && validate(second.clone()).is_ok());
		assert_eq!(apply(first), Ok(Ok(())));
		refused(second, ActivationRefusal::AlreadyActivated);
		// And in any later block.
		System::set_block_number(1_000);
		refused(GOODS.activation(lot, 5), ActivationRefusal::AlreadyActivated);
		assert_eq!(activated(lot, 5), Some(1));
		// Dispatch does not rely on the pool for it.
		assert_noop!(dispatch(GOODS.activation(lot, 5)), Error::AlreadyActivated);
	});
}

#[test]
fn item_is_not_activated_when_anything_is_another_items() {
	test(|| {
		let lot = goods();
		let good = || GOODS.activation(lot, 5);
		let Call::activate { secret, serial, proof, .. } = GOODS.activation(lot, 7) else {
			unreachable!()
		};
		use ActivationRefusal::*;
		refused(with!(good(), secret: secret), NotInLot);
		refused(with!(good(), secret: [0; 10]), NotInLot);
		refused(with!(good(), serial: serial.clone()), NotInLot);
		refused(with!(good(), proof: proof), NotInLot);
		refused(with!(good(), index: 7), NotInLot);
		refused(with!(good(), sheet: None), NotInLot);
		refused(with!(good(), sheet: Some(digest(0))), NotInLot);
		// A serial and secret that belong together, at the place of another item.
		refused(with!(good(), secret: secret, serial: serial), NotInLot);
		assert!(validate(good()).is_ok());
	});
}

#[test]
fn item_is_not_activated_when_its_proof_has_the_wrong_length() {
	test(|| {
		let lot = goods();
		let Call::activate { proof, .. } = GOODS.activation(lot, 5) else { unreachable!() };
		use ActivationRefusal::WrongProofLength;
		let mut short = proof.clone();
		short.pop();
		refused(with!(GOODS.activation(lot, 5), proof: short), WrongProofLength);
		let mut long = proof;
		long.try_push(digest(0)).unwrap();
		refused(with!(GOODS.activation(lot, 5), proof: long), WrongProofLength);
		refused(with!(GOODS.activation(lot, 5), proof: BoundedVec::new()), WrongProofLength);
		let full = vec![digest(0); 20].try_into().unwrap();
		refused(with!(GOODS.activation(lot, 5), proof: full), WrongProofLength);
	});
}

#[test]
fn item_is_not_activated_when_the_lot_is_another() {
	test(|| {
		let lot = goods();
		register(BRAND, OTHER_GTIN);
		let same_batch_other_product = Goods { gtin: OTHER_GTIN, ..GOODS }.issue(BRAND);
		let other_batch = Goods { batch: "B2", ..GOODS }.issue(BRAND);
		// The same root and count, issued by another organisation.
		authorise(GTIN, MERCHANT, GOODS.count);
		let other_issuer = GOODS.issue(MERCHANT);
		use ActivationRefusal::*;
		refused(with!(GOODS.activation(lot, 5), lot: same_batch_other_product), NotInLot);
		refused(with!(GOODS.activation(lot, 5), lot: other_batch), NotInLot);
		refused(with!(GOODS.activation(lot, 5), lot: other_issuer), NotInLot);
		refused(with!(GOODS.activation(lot, 5), lot: LotId(99)), LotNotFound);
	});
}

#[test]
fn item_is_not_activated_when_the_index_is_out_of_range() {
	test(|| {
		let lot = goods();
		use ActivationRefusal::IndexOutOfRange;
		for index in [100, u32::MAX] {
			refused(with!(GOODS.activation(lot, 5), index: index), IndexOutOfRange);
		}
	});
}

#[test]
fn item_is_not_activated_when_the_serial_is_no_serial() {
	test(|| {
		let lot = goods();
		for serial in [&b""[..], b"a b", b"\xff"] {
			let serial = Serial(serial.to_vec().try_into().unwrap());
			let call = with!(GOODS.activation(lot, 5), serial: serial);
			refused(call, ActivationRefusal::InvalidSerial);
		}
	});
}

#[test]
fn item_is_not_activated_when_the_lot_is_pending_or_compromised() {
	test(|| {
		register(BRAND, GTIN);
		let id = LotId(0);
		let header = header(GTIN, GOODS.batch);
		let root = GOODS.root();
		assert_ok!(Identity::issue_lot(by(BRAND), header, GOODS.count, root, digest(2)));
		refused(GOODS.activation(id, 5), ActivationRefusal::LotNotActive);
		for platform in [PLATFORM_A, PLATFORM_B] {
			let platform = by(platform);
			assert_ok!(Identity::confirm_leaf_file(platform, id, root, GOODS.count, digest(2)));
		}
		assert!(validate(GOODS.activation(id, 5)).is_ok());
		assert_ok!(Identity::mark_compromised(by(BRAND), id, NOW));
		refused(GOODS.activation(id, 5), ActivationRefusal::LotCompromised);
	});
}

#[test]
fn item_is_not_activated_when_the_issuers_allowance_is_used_up() {
	test(|| {
		let lot = goods();
		Activations::set(&1);
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		refused(GOODS.activation(lot, 6), ActivationRefusal::AllowanceUsedUp);
		// Dispatch does not rely on the pool for it.
		assert_noop!(dispatch(GOODS.activation(lot, 6)), ACTIVATIONS_USED_UP);
	});
}

/// Lets the activations of an issuer's items have taken so much of this block.
pub fn take(issuer: OrgId, time: u64) {
	ActivationTime::<Test>::mutate(|taken| taken.try_insert(issuer, time).map(|_| ()).unwrap());
}

pub fn taken_by(issuer: OrgId) -> u64 {
	ActivationTime::<Test>::get().get(&issuer).copied().unwrap_or_default()
}

#[test]
fn activation_waits_when_its_issuers_part_of_the_block_is_taken() {
	test(|| {
		let lot = goods();
		let one = crate::cost::Cost::<Test>::activation(7).ref_time();
		let budget = Identity::activation_budget();
		type Weights = <Test as frame_system::Config>::BlockWeights;
		let max = <Weights as Get<frame_system::limits::BlockWeights>>::get().max_block;
		assert_eq!(budget, max.ref_time() / 100 * 15);
		// Room for one more.
		take(BRAND, budget / 2 - one);
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		assert_eq!(taken_by(BRAND), budget / 2);
		let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
		assert_noop!(apply(GOODS.activation(lot, 6)), full);
		// What is wrong in any block is dropped, but for the proof, which is not looked at yet.
		refused(with!(GOODS.activation(lot, 5), index: 100), ActivationRefusal::IndexOutOfRange);
		refused(GOODS.activation(lot, 5), ActivationRefusal::AlreadyActivated);
		assert_noop!(apply(with!(GOODS.activation(lot, 6), secret: [0; 10])), full);
		Identity::on_finalize(1);
		assert!(!ActivationTime::<Test>::exists());
		Identity::on_initialize(2);
		assert_eq!(apply(GOODS.activation(lot, 6)), Ok(Ok(())));
		assert_eq!(taken_by(BRAND), one);
	});
}

#[test]
fn activation_finds_room_when_another_issuers_items_take_all_that_they_may() {
	test(|| {
		let lot = goods();
		let one = crate::cost::Cost::<Test>::activation(7).ref_time();
		let budget = Identity::activation_budget();
		// Each takes half of what the others have left.
		let mut left = budget;
		for n in 0..3 {
			take(OrgId(MANY_MERCHANTS + n), left / 2);
			left -= left / 2;
		}
		assert!(left / 2 > one);
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		assert_eq!(taken_by(BRAND), one);
	});
}

#[test]
fn activations_of_an_issuer_wait_behind_others_when_it_has_had_many() {
	test(|| {
		let lot = goods();
		let priority = || validate(GOODS.activation(lot, 5)).unwrap().priority;
		assert_eq!(priority(), 999);
		Activations::set(&251);
		assert_eq!(priority(), 250);
		Activations::set(&1);
		assert_eq!(priority(), 0);
	});
}

#[test]
fn activation_is_charged_to_the_issuers_storage() {
	test(|| {
		let lot = goods();
		let grown = |index| {
			let before = stored(BRAND);
			assert_eq!(apply(GOODS.activation(lot, index)), Ok(Ok(())));
			stored(BRAND) - before
		};
		let record = ItemRecord::max_encoded_len() as u32;
		// The item's record, and its page's key.
		assert_eq!(grown(5), record + 64);
		// An issuer does not hide by storing much that its items were activated.
		StorageLimit::set(&stored(BRAND));
		assert_eq!(grown(6), record);
		assert_eq!(grown(64), record + 64);
		// The record of an item that was flagged is paid for.
		StorageLimit::set(&u32::MAX);
		assert_ok!(Identity::flag_items(by(BRAND), lot, ranges(&[(7, 8)]), ItemFlag::Lost));
		assert_eq!(grown(7), 0);
	});
}

#[test]
fn activation_has_its_place_in_the_items_journal_when_flags_come_before_and_after() {
	test(|| {
		let lot = goods();
		let flag = |flag| {
			assert_ok!(Identity::flag_items(by(BRAND), lot, ranges(&[(5, 6)]), flag));
		};
		assert_eq!(Identity::activation_entry(lot, 5), None);
		flag(ItemFlag::Lost);
		flag(ItemFlag::Damaged);
		assert_eq!(Identity::activation_entry(lot, 5), None);
		System::set_block_number(3);
		Now::set(&(NOW + 7));
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		System::set_block_number(4);
		Now::set(&(NOW + 9));
		flag(ItemFlag::Stolen);
		let (position, entry) = Identity::activation_entry(lot, 5).unwrap();
		assert_eq!(
			(position, entry.kind, entry.assurance),
			(2, JournalKind::ItemActivated, Assurance::Declared)
		);
		assert_eq!((entry.block, entry.at, entry.author), (3, NOW + 7, Author::Consumer));
		// The others stand in the journal.
		let entry = (JournalKind::ItemsFlagged, Assurance::Declared, Some(BRAND));
		assert_eq!(journal(Subject::Item(lot, 5)), [entry; 3]);
		// What sampling marked is no entry.
		assert_ok!(<Identity as hallmark_glue::Lots>::mark_sampled(lot, &[6]));
		assert_eq!(apply(GOODS.activation(lot, 6)), Ok(Ok(())));
		assert_eq!(Identity::activation_entry(lot, 6).unwrap().0, 0);
	});
}

#[test]
fn item_is_not_activated_when_its_lot_is_void() {
	test(|| {
		let lot = goods();
		assert_ok!(Identity::void_lot(root(), lot, ReasonCode(1), None));
		refused(GOODS.activation(lot, 5), ActivationRefusal::LotNotActive);
	});
}

#[test]
fn activation_is_refused_when_somebody_makes_it() {
	test(|| {
		let lot = goods();
		let call = GOODS.activation(lot, 5);
		let authorised = frame_system::Origin::<Test>::Authorized.into();
		for origin in [by(BRAND), root(), authorised] {
			let Call::activate { lot, index, serial, sheet, secret, proof } = call.clone() else {
				unreachable!()
			};
			assert_noop!(
				Identity::activate(origin, lot, index, serial, sheet, secret, proof),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn other_call_is_refused_when_it_is_bare() {
	test(|| {
		register(BRAND, GTIN);
		let call = || Call::confirm_brand { gtin: GTIN };
		let error = TransactionValidityError::Invalid(InvalidTransaction::Call);
		assert_noop!(validate(call()), error);
		assert_noop!(apply(call()), error);
	});
}

#[test]
fn activation_takes_its_whole_weight_of_the_block() {
	test(|| {
		let lot = goods();
		let class = DispatchClass::Operational;
		type Weights = <Test as frame_system::Config>::BlockWeights;
		let weights: frame_system::limits::BlockWeights = <Weights as Get<_>>::get();
		let base = weights.get(class).base_extrinsic;
		let taken = || *System::block_weight().get(class);
		let before = taken();
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		let weight = taken().saturating_sub(before).saturating_sub(base);
		// Validating it included; its length is counted as a proof's.
		assert_eq!(weight.ref_time(), crate::cost::Cost::<Test>::activation(7).ref_time());
		assert_eq!(weight.ref_time(), taken_by(BRAND));
	});
}

#[test]
fn activation_costs_more_when_its_proof_is_longer() {
	test(|| {
		let lot = goods();
		let long = extrinsic(GOODS.activation(lot, 0)).get_dispatch_info();
		let short = with!(GOODS.activation(lot, 0), proof: BoundedVec::new());
		let short = extrinsic(short).get_dispatch_info();
		let expected = |proof| crate::cost::Cost::<Test>::activation(proof);
		assert_eq!(long.total_weight(), expected(7));
		assert_eq!(short.total_weight(), expected(0));
		assert!(expected(20).ref_time() > expected(7).ref_time());
		// One that is compared with a listed leaf reads it.
		let db: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
		let hash = expected(2).saturating_sub(expected(1));
		assert_eq!(expected(0).saturating_add(hash), expected(1).saturating_add(db.reads(1)));
	});
}

#[test]
fn refusals_have_the_documented_codes() {
	use ActivationRefusal::*;
	let codes = [
		LotNotFound,
		LotNotActive,
		LotCompromised,
		IndexOutOfRange,
		InvalidSerial,
		AlreadyActivated,
		AllowanceUsedUp,
		WrongProofLength,
		NotInLot,
	];
	assert!(codes.into_iter().map(|refusal| refusal as u8).eq(100..=108));
}
