use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use hallmark_glue::{Beacon, Slot};
use hallmark_types::Digest;

fn mix(slot: Slot) -> Option<Digest> {
	<RandomnessBeacon as Beacon>::mix(slot)
}

fn await_mix(slot: Slot) {
	assert_ok!(RandomnessBeacon::await_mix(slot));
}

fn pending() -> Vec<Slot> {
	Pending::<Test>::get().into_inner()
}

fn settled() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

#[test]
fn mix_is_that_after_the_block_of_the_slot() {
	run(|| {
		block(FIRST);
		await_mix(FIRST + 2);
		block(FIRST + 1);
		assert_eq!(mix(FIRST + 2), None);
		block(FIRST + 2);
		let after = Mix::<Test>::get();
		assert_eq!(mix(FIRST + 2), Some(after));
		block(FIRST + 3);
		assert_ne!(Mix::<Test>::get(), after);
		assert_eq!(mix(FIRST + 2), Some(after));
	});
}

#[test]
fn mix_is_that_after_the_next_block_when_the_slot_was_skipped() {
	run(|| {
		block(FIRST);
		for slot in [FIRST + 4, FIRST + 6, FIRST + 7, FIRST + 8] {
			await_mix(slot);
		}
		block(FIRST + 3);
		assert_eq!(mix(FIRST + 4), None);
		block(FIRST + 7);
		let after = Mix::<Test>::get();
		for slot in [FIRST + 4, FIRST + 6, FIRST + 7] {
			assert_eq!(mix(slot), Some(after));
		}
		assert_eq!(mix(FIRST + 8), None);
		assert_eq!(pending(), [FIRST + 8]);
	});
}

#[test]
fn mix_is_there_for_transactions_of_the_block_that_makes_it() {
	run(|| {
		await_mix(FIRST);
		begin_contributed(FIRST);
		assert_eq!(mix(FIRST), Some(Mix::<Test>::get()));
		end();
	});
}

#[test]
fn mix_settled_is_told_once_for_each_slot() {
	run(|| {
		await_mix(FIRST + 1);
		await_mix(FIRST + 1);
		await_mix(FIRST + 2);
		begin_contributed(FIRST + 2);
		let mix = Mix::<Test>::get();
		let told = [FIRST + 1, FIRST + 2].map(|slot| Event::MixSettled { slot, mix });
		assert_eq!(settled(), told);
		end();
		begin_contributed(FIRST + 3);
		assert_eq!(settled(), []);
		end();
	});
}

#[test]
fn mix_is_not_kept_when_nobody_awaits_it() {
	run(|| {
		block(FIRST);
		assert_eq!(mix(FIRST), None);
		assert_eq!(Awaits::<Test>::iter().count(), 0);
	});
}

#[test]
fn await_fails_when_the_slot_has_passed() {
	run(|| {
		begin_contributed(FIRST);
		for passed in [0, FIRST - 1, FIRST] {
			assert_noop!(RandomnessBeacon::await_mix(passed), Error::<Test>::SlotPassed);
		}
		await_mix(FIRST + 1);
		end();
	});
}

#[test]
fn await_fails_when_the_slot_has_its_mix_already() {
	run(|| {
		await_mix(FIRST);
		block(FIRST);
		assert_noop!(RandomnessBeacon::await_mix(FIRST), Error::<Test>::SlotPassed);
		assert_eq!(Awaits::<Test>::get(FIRST).unwrap().references, 1);
	});
}

#[test]
fn await_never_fails_for_lack_of_room_when_another_awaits_all_it_can() {
	run(|| {
		block(FIRST);
		// One party awaits every slot that there is to await, block by block, and forgets none.
		for slot in FIRST + 1..FIRST + 50 {
			begin_contributed(slot);
			for ahead in 1..=Slot::from(MAX_AHEAD) {
				for _ in 0..10 {
					await_mix(slot + ahead);
				}
			}
			// Another finds room all the same, for whatever slot it needs.
			(1..=Slot::from(MAX_AHEAD)).for_each(|ahead| await_mix(slot + ahead));
			assert_eq!(pending().len() as u32, MAX_AHEAD);
			end();
		}
	});
}

#[test]
fn await_fails_when_the_slot_is_too_far_ahead() {
	run(|| {
		begin_contributed(FIRST);
		let furthest = FIRST + Slot::from(MAX_AHEAD);
		assert_noop!(RandomnessBeacon::await_mix(furthest + 1), Error::<Test>::SlotTooFar);
		await_mix(furthest);
		end();
	});
}

#[test]
fn mix_goes_with_the_last_who_forgets_it() {
	run(|| {
		await_mix(FIRST);
		await_mix(FIRST);
		block(FIRST);
		RandomnessBeacon::forget(FIRST);
		assert!(mix(FIRST).is_some());
		RandomnessBeacon::forget(FIRST);
		assert_eq!(mix(FIRST), None);
		assert_eq!(Awaits::<Test>::iter().count(), 0);
	});
}

#[test]
fn slot_is_awaited_no_more_when_all_forget_it_before_its_time() {
	run(|| {
		await_mix(FIRST + 1);
		await_mix(FIRST + 2);
		await_mix(FIRST + 2);
		RandomnessBeacon::forget(FIRST + 2);
		assert_eq!(pending(), [FIRST + 1, FIRST + 2]);
		RandomnessBeacon::forget(FIRST + 2);
		assert_eq!(pending(), [FIRST + 1]);
		block(FIRST + 2);
		assert_eq!(mix(FIRST + 2), None);
		assert!(mix(FIRST + 1).is_some());
	});
}

#[test]
fn forgetting_does_nothing_when_nobody_awaits_the_slot() {
	run(|| {
		await_mix(FIRST + 1);
		RandomnessBeacon::forget(FIRST + 2);
		RandomnessBeacon::forget(0);
		assert_eq!(pending(), [FIRST + 1]);
	});
}

#[test]
fn beacon_weighs_the_dearer_of_awaiting_and_forgetting() {
	let weight = RandomnessBeacon::beacon_weight();
	assert!(<() as WeightInfo>::await_mix().all_lte(weight));
	assert!(<() as WeightInfo>::forget().all_lte(weight));
}

#[test]
fn state_is_refused_when_it_is_unsound() {
	let refused = |spoil: fn(), why: &'static str| {
		run(|| {
			block(FIRST);
			await_mix(FIRST + 2);
			await_mix(FIRST + 3);
			let sound = sp_io::storage::root(Default::default());
			spoil();
			assert_ne!(sp_io::storage::root(Default::default()), sound);
			assert_eq!(RandomnessBeacon::do_try_state(), Err(why.into()));
			CurrentTurn::<Test>::kill();
			Pending::<Test>::put(frame_support::BoundedVec::truncate_from(vec![
				FIRST + 2,
				FIRST + 3,
			]));
			let one = Await::to_come(1);
			let _ = Awaits::<Test>::clear(u32::MAX, None);
			Awaits::<Test>::insert(FIRST + 2, &one);
			Awaits::<Test>::insert(FIRST + 3, &one);
		});
	};
	fn pend(slots: [Slot; 2]) {
		Pending::<Test>::put(frame_support::BoundedVec::truncate_from(slots.to_vec()));
	}
	refused(|| CurrentTurn::<Test>::put(Turn::Taken), "a turn outlived its block");
	refused(|| pend([FIRST + 3, FIRST + 2]), "pending slots do not ascend");
	refused(|| pend([FIRST, FIRST + 2]), "a pending slot has passed");
	refused(
		|| Awaits::<Test>::mutate_extant(FIRST + 2, |it| it.references = 0),
		"a slot is awaited by nobody",
	);
	refused(
		|| Awaits::<Test>::remove(FIRST + 2),
		"pending slots are not those that await their mix",
	);
}
