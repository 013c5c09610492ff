//! Many activations handed in at once, by a gateway.

use super::{
	activation::{apply, goods, refused, take, taken_by, GOODS},
	*,
};
use frame_support::{
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	traits::{Get, UnfilteredDispatchable},
	weights::RuntimeDbWeight,
};

use proptest::prelude::*;
use std::collections::BTreeMap;

/// A platform that no test's lot has to do with.
const GATEWAY: OrgId = PLATFORM_C;

fn call(activations: Vec<Activation>) -> Call<Test> {
	Call::activate_batch { activations: activations.try_into().unwrap() }
}

/// The gateway hands them in.
fn hand_in(activations: Vec<Activation>) -> PostDispatchInfo {
	call(activations).dispatch_bypass_filter(by(GATEWAY)).unwrap()
}

/// What came of each, in the order of the events since the last such question.
fn outcomes() -> Vec<(LotId, u32, Result<u32, ActivationRefusal>)> {
	let events = System::events().into_iter().filter_map(|record| match record.event {
		RuntimeEvent::Identity(Event::ItemActivated { lot, index, block }) => {
			Some((lot, index, Ok(block)))
		}
		RuntimeEvent::Identity(Event::ActivationPassedOver { lot, index, reason }) => {
			Some((lot, index, Err(reason)))
		}
		_ => None,
	});
	let outcomes = events.collect();
	System::reset_events();
	outcomes
}

/// It is passed over for this reason, and nothing else changes.
fn passed_over(activation: Activation, reason: ActivationRefusal) {
	let (lot, index) = (activation.lot, activation.index);
	let before = (Identity::item(lot, index), stored(BRAND));
	outcomes();
	hand_in(vec![activation]);
	assert_eq!(outcomes(), [(lot, index, Err(reason))]);
	assert_eq!((Identity::item(lot, index), stored(BRAND)), before);
	Identity::do_try_state().unwrap();
}

#[test]
fn items_are_activated_when_a_gateway_hands_in_their_secrets() {
	test(|| {
		let lot = goods();
		outcomes();
		System::set_block_number(7);
		hand_in([3, 5, 64, 99, 4].map(|index| GOODS.revealed(lot, index)).to_vec());
		assert_eq!(outcomes(), [3, 5, 64, 99, 4].map(|index| (lot, index, Ok(7))));
		for index in [3, 4, 5, 64, 99] {
			let item = Identity::item(lot, index).unwrap();
			assert_eq!(item.activated, Some(Activated { block: 7, at: NOW, position: 0 }));
			refused(GOODS.activation(lot, index), ActivationRefusal::AlreadyActivated);
		}
		assert_eq!(Identity::item(lot, 6), None);
		// Readers see the same of them as of those that came alone.
		assert_eq!(apply(GOODS.activation(lot, 6)), Ok(Ok(())));
		assert_eq!(Identity::activation_entry(lot, 5), Identity::activation_entry(lot, 6));
	});
}

#[test]
fn item_is_not_activated_when_the_gateway_makes_something_up() {
	test(|| {
		let lot = goods();
		let good = || GOODS.revealed(lot, 5);
		let other = GOODS.revealed(lot, 7);
		use ActivationRefusal::*;
		passed_over(Activation { secret: [0; 10], ..good() }, NotInLot);
		passed_over(Activation { secret: other.secret, ..good() }, NotInLot);
		passed_over(Activation { serial: other.serial.clone(), ..good() }, NotInLot);
		passed_over(Activation { proof: other.proof.clone(), ..good() }, NotInLot);
		passed_over(Activation { sheet: None, ..good() }, NotInLot);
		passed_over(Activation { index: 7, ..good() }, NotInLot);
		passed_over(Activation { index: 100, ..good() }, IndexOutOfRange);
		passed_over(Activation { index: u32::MAX, ..good() }, IndexOutOfRange);
		passed_over(Activation { lot: LotId(99), ..good() }, LotNotFound);
		passed_over(Activation { proof: BoundedVec::new(), ..good() }, WrongProofLength);
		let serial = Serial(b"a b".to_vec().try_into().unwrap());
		passed_over(Activation { serial, ..good() }, InvalidSerial);
		hand_in(vec![good()]);
		assert_eq!(activated(lot, 5), Some(1));
		passed_over(good(), AlreadyActivated);
	});
}

#[test]
fn bad_activation_keeps_no_other_back_when_it_stands_among_them() {
	test(|| {
		let lot = goods();
		let other = Goods { batch: "B2", ..GOODS }.issue(BRAND);
		outcomes();
		let bad = |index| Activation { secret: [9; 10], ..GOODS.revealed(lot, index) };
		hand_in(vec![
			bad(0),
			GOODS.revealed(lot, 1),
			GOODS.revealed(LotId(77), 2),
			GOODS.revealed(lot, 3),
			// The right secrets of one lot, in another one.
			GOODS.revealed(other, 4),
			Goods { batch: "B2", ..GOODS }.revealed(other, 5),
			bad(64),
		]);
		use ActivationRefusal::*;
		assert_eq!(
			outcomes(),
			[
				(lot, 0, Err(NotInLot)),
				(lot, 1, Ok(1)),
				(LotId(77), 2, Err(LotNotFound)),
				(lot, 3, Ok(1)),
				(other, 4, Err(NotInLot)),
				(other, 5, Ok(1)),
				(lot, 64, Err(NotInLot)),
			]
		);
		// A page of which nothing was activated is not there.
		assert_eq!(ItemPages::<Test>::iter().count(), 2);
	});
}

#[test]
fn item_is_activated_once_when_it_is_handed_in_twice() {
	test(|| {
		let lot = goods();
		outcomes();
		let again = Err(ActivationRefusal::AlreadyActivated);
		// In one batch, side by side and apart; and by another gateway in the same block.
		let five = || GOODS.revealed(lot, 5);
		hand_in(vec![five(), five(), GOODS.revealed(lot, 70), five()]);
		assert_eq!(
			outcomes(),
			[(lot, 5, Ok(1)), (lot, 5, again), (lot, 70, Ok(1)), (lot, 5, again)]
		);
		let before = stored(BRAND);
		assert_ok!(call(vec![five()]).dispatch_bypass_filter(by(PLATFORM_A)));
		assert_eq!(outcomes(), [(lot, 5, again)]);
		System::set_block_number(9);
		hand_in(vec![five()]);
		assert_eq!((outcomes(), activated(lot, 5)), (vec![(lot, 5, again)], Some(1)));
		assert_eq!(stored(BRAND), before);
	});
}

#[test]
fn first_in_the_block_counts_when_an_item_comes_alone_and_in_a_batch() {
	test(|| {
		let lot = goods();
		System::set_block_number(4);
		assert_eq!(apply(GOODS.activation(lot, 5)), Ok(Ok(())));
		hand_in(vec![GOODS.revealed(lot, 6)]);
		outcomes();
		System::set_block_number(5);
		passed_over(GOODS.revealed(lot, 5), ActivationRefusal::AlreadyActivated);
		refused(GOODS.activation(lot, 6), ActivationRefusal::AlreadyActivated);
		assert_eq!([5, 6].map(|index| activated(lot, index)), [Some(4); 2]);
	});
}

#[test]
fn consumer_is_not_kept_out_when_gateways_hand_in_all_they_can() {
	test(|| {
		let lot = goods();
		hand_in((0..90).map(|index| GOODS.revealed(lot, index)).collect());
		// They took nothing of the room of those that come alone, nor of the issuer's allowance.
		assert_eq!((taken_by(BRAND), Activations::get()), (0, ACTIVATIONS));
		assert_eq!(apply(GOODS.activation(lot, 90)), Ok(Ok(())));
		// Nor is that room shared with anything signed.
		let class = GOODS.activation(lot, 91).get_dispatch_info().class;
		assert_eq!(class, frame_support::dispatch::DispatchClass::Operational);
		let class = call(vec![GOODS.revealed(lot, 91)]).get_dispatch_info().class;
		assert_eq!(class, frame_support::dispatch::DispatchClass::Normal);
	});
}

#[test]
fn gateway_is_not_kept_out_when_consumers_use_up_their_room_and_the_issuers_allowance() {
	test(|| {
		let lot = goods();
		let other = Goods { batch: "B2", ..GOODS };
		let other_lot = other.issue(BRAND);
		take(BRAND, Identity::activation_budget() / 2);
		Activations::set(&0);
		StorageLimit::set(&stored(BRAND));
		outcomes();
		hand_in(vec![GOODS.revealed(lot, 5), other.revealed(other_lot, 5)]);
		assert_eq!(outcomes(), [(lot, 5, Ok(1)), (other_lot, 5, Ok(1))]);
	});
}

#[test]
fn storage_is_charged_to_each_issuer_when_a_batch_has_items_of_several() {
	test(|| {
		let lot = goods();
		// The merchant's own leaves, in a lot of its own.
		authorise(GTIN, MERCHANT, 100);
		let mut leaf = [0; 32];
		let theirs = NextLotId::<Test>::get();
		assert_ok!(Identity::issue_listed_lot(by(MERCHANT), header(GTIN, "M1")));
		let serial = Serial::new("S0").unwrap();
		let (issuer, gtin, secret) = (MERCHANT.0, GTIN.0, [4; 10]);
		let made = commitment(issuer, gtin, b"M1", &serial.0, &secret);
		leaf.copy_from_slice(
			&Leaf { issuer, gtin, batch: b"M1", serial: &serial.0, commitment: &made, sheet: None }
				.hash(),
		);
		let leaves = vec![leaf.into()].try_into().unwrap();
		assert_ok!(Identity::list_items(by(MERCHANT), theirs, leaves));
		let proof = BoundedVec::new();
		let stone = Activation { lot: theirs, index: 0, serial, sheet: None, secret, proof };

		let before = [BRAND, MERCHANT, GATEWAY].map(stored);
		outcomes();
		hand_in(vec![
			GOODS.revealed(lot, 1),
			stone,
			GOODS.revealed(lot, 2),
			GOODS.revealed(lot, 70),
		]);
		assert!(outcomes().iter().all(|(_, _, outcome)| outcome.is_ok()));
		let record = ItemRecord::max_encoded_len() as u32;
		let after = [BRAND, MERCHANT, GATEWAY].map(stored);
		assert_eq!(after[0] - before[0], 3 * record + 2 * 64);
		assert_eq!(after[1] - before[1], record + 64);
		assert_eq!(after[2], before[2]);
	});
}

#[test]
fn items_are_passed_over_when_their_lot_is_pending_compromised_or_void() {
	test(|| {
		let good = goods();
		let [pending, leaked, void] = ["P1", "L2", "V3"].map(|batch| Goods { batch, ..GOODS });
		let waiting = issue(BRAND, header(GTIN, "P1"), 100);
		let [leaked_lot, void_lot] = [leaked.issue(BRAND), void.issue(BRAND)];
		assert_ok!(Identity::mark_compromised(by(BRAND), leaked_lot, NOW));
		assert_ok!(Identity::void_lot(root(), void_lot, ReasonCode(1), None));
		outcomes();
		hand_in(vec![
			pending.revealed(waiting, 1),
			leaked.revealed(leaked_lot, 1),
			void.revealed(void_lot, 1),
			GOODS.revealed(good, 1),
		]);
		use ActivationRefusal::*;
		assert_eq!(
			outcomes(),
			[
				(waiting, 1, Err(LotNotActive)),
				(leaked_lot, 1, Err(LotCompromised)),
				(void_lot, 1, Err(LotNotActive)),
				(good, 1, Ok(1)),
			]
		);
	});
}

#[test]
fn listed_items_are_activated_without_a_proof_when_handed_in_with_others() {
	test(|| {
		let tree = goods();
		let stones = Goods { batch: "L1", ..GOODS };
		let list = stones.list(BRAND);
		let bare = |index| Activation { proof: BoundedVec::new(), ..stones.revealed(list, index) };
		outcomes();
		hand_in(vec![
			bare(3),
			stones.revealed(list, 4),
			Activation { secret: [0; 10], ..bare(5) },
			bare(99),
			GOODS.revealed(tree, 3),
		]);
		use ActivationRefusal::*;
		assert_eq!(
			outcomes(),
			[
				(list, 3, Ok(1)),
				(list, 4, Err(WrongProofLength)),
				(list, 5, Err(NotInLot)),
				(list, 99, Ok(1)),
				(tree, 3, Ok(1)),
			]
		);
	});
}

#[test]
fn batch_is_refused_when_the_caller_may_not_hand_any_in() {
	test(|| {
		let lot = goods();
		let hand_in = |origin| {
			let call = call(vec![GOODS.revealed(lot, 5)]);
			call.dispatch_bypass_filter(origin).map(|_| ()).map_err(|error| error.error)
		};
		for org in [PLATFORM_C, MERCHANT, FACTORY] {
			refuses_outsiders(org, Permission::Activations, hand_in);
		}
		for org in [CUSTOMS_CN, CARRIER, AGENCY] {
			assert_noop!(hand_in(by(org)), WRONG_ROLE);
		}
		assert_noop!(hand_in(root()), DispatchError::BadOrigin);
		assert_noop!(hand_in(RuntimeOrigin::none()), DispatchError::BadOrigin);
		Registry::revoke(operator(GATEWAY), NOW);
		assert_noop!(hand_in(by(GATEWAY)), OPERATOR_REVOKED);
		assert_eq!(activated(lot, 5), None);
		// A brand hands in its own, and anybody's.
		assert_ok!(hand_in(by(MERCHANT)));
		assert_eq!(activated(lot, 5), Some(1));
	});
}

#[test]
fn batch_is_refused_when_it_is_empty_and_cannot_be_longer_than_its_bound() {
	test(|| {
		let call: Call<Test> = call(vec![]);
		let result = call.dispatch_bypass_filter(by(GATEWAY)).map_err(|error| error.error);
		assert_noop!(result, Error::NoItems);
		let one = GOODS.revealed(LotId(0), 5);
		let most = vec![one.clone(); MAX_ACTIVATIONS as usize];
		assert!(ActivationBatch::try_from(most.clone()).is_ok());
		let mut bytes = (23u8, most).encode();
		assert!(Call::<Test>::decode(&mut &bytes[..]).is_ok());
		bytes = (23u8, vec![one; MAX_ACTIVATIONS as usize + 1]).encode();
		assert!(Call::<Test>::decode(&mut &bytes[..]).is_err());
	});
}

#[test]
fn batch_costs_by_its_lots_items_and_hashes_and_gives_back_what_it_did_not_need() {
	test(|| {
		let lot = goods();
		let other = Goods { batch: "B2", ..GOODS };
		let other_lot = other.issue(BRAND);
		let declared = |of: &[Activation]| call(of.to_vec()).get_dispatch_info().call_weight;
		let db: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
		let far = [0, 64].map(|index| GOODS.revealed(lot, index));
		let near = [1, 2].map(|index| GOODS.revealed(lot, index));
		let apart = [GOODS.revealed(lot, 3), other.revealed(other_lot, 3)];
		assert_eq!(declared(&far), declared(&near));
		assert!(declared(&apart).ref_time() > declared(&far).ref_time());
		let mut short = far.clone();
		short[0].proof.pop();
		assert!(declared(&short).ref_time() < declared(&far).ref_time());
		// More than the single one's part for each, and less than that for many.
		let one_by_one = crate::cost::Cost::<Test>::activation(7).ref_time();
		let many: Vec<_> = (0..100).map(|index| GOODS.revealed(lot, index)).collect();
		assert!(declared(&many).ref_time() / 100 < one_by_one / 2);

		let spent = |of: &[Activation]| hand_in(of.to_vec()).actual_weight.unwrap();
		// All of it was needed: two pages of one lot.
		assert_eq!(spent(&far), declared(&far));
		// Of two pages one was written.
		assert_eq!(spent(&near), declared(&near).saturating_sub(db.writes(1)));
		// Two lots, one issuer.
		assert_eq!(spent(&apart), declared(&apart).saturating_sub(db.reads_writes(1, 1)));
		// Nothing is valid any more: no page and no issuer, and no hash of any proof.
		let idle = spent(&far);
		assert!(idle.ref_time() <= declared(&far).saturating_sub(db.writes(3)).ref_time());
		for of in [&far[..], &near, &apart] {
			let again = spent(of);
			assert!(again.ref_time() < declared(of).ref_time());
		}
	});
}

/// What happens to items of a lot in one block.
#[derive(Clone, Debug)]
enum Step {
	/// An item is activated alone.
	Alone(u32),
	/// Items are handed in at once, each by its own secret or by another's.
	HandIn(Vec<(u32, bool)>),
	/// The issuer reports an item as lost.
	Flag(u32),
}

fn step() -> impl Strategy<Value = Step> {
	// Few items, so that they meet; on two pages.
	let index = || prop_oneof![0..6u32, 62..68u32];
	let handed_in = proptest::collection::vec((index(), proptest::bool::weighted(0.8)), 1..8);
	prop_oneof![
		index().prop_map(Step::Alone),
		handed_in.prop_map(Step::HandIn),
		index().prop_map(Step::Flag),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn item_is_activated_by_its_first_secret_whichever_way_it_comes(
		steps in proptest::collection::vec((step(), proptest::bool::ANY), 1..24),
	) {
		test(|| {
			let lot = goods();
			let mut first = BTreeMap::<u32, u32>::new();
			let mut block = 1;
			for (step, begins_a_block) in steps {
				block += u32::from(begins_a_block);
				System::set_block_number(block);
				match step {
					Step::Alone(index) => {
						let taken = apply(GOODS.activation(lot, index)).is_ok();
						assert_eq!(taken, !first.contains_key(&index));
						first.entry(index).or_insert(block);
					}
					Step::HandIn(items) => {
						let revealed = |(index, is_right): &(u32, bool)| {
							let secret = GOODS.secret(if *is_right { *index } else { index + 1 });
							Activation { secret, ..GOODS.revealed(lot, *index) }
						};
						outcomes();
						hand_in(items.iter().map(revealed).collect());
						let expected: Vec<_> = items
							.into_iter()
							.map(|(index, is_right)| {
								let outcome = match (first.contains_key(&index), is_right) {
									(true, _) => Err(ActivationRefusal::AlreadyActivated),
									(_, false) => Err(ActivationRefusal::NotInLot),
									_ => Ok(block),
								};
								outcome.map(|block| first.insert(index, block)).ok();
								(lot, index, outcome)
							})
							.collect();
						assert_eq!(outcomes(), expected);
					}
					Step::Flag(index) => {
						let items = ranges(&[(index, index + 1)]);
						let _ = Identity::flag_items(by(BRAND), lot, items, ItemFlag::Lost);
					}
				}
				Identity::do_try_state().unwrap();
			}
			for index in 0..GOODS.count {
				assert_eq!(activated(lot, index), first.get(&index).copied(), "item {index}");
			}
		});
	}
}
