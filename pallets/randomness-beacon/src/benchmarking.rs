//! Benchmarks of the call, the hooks and the awaits. Wasm has no keys to sign with, so the
//! contribution is a recorded one.

#![allow(missing_docs)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, Hooks},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::{Beacon, Slot};
use hallmark_types::Digest;
use recorded::{author, contribution, MIX, SLOT};

/// Awaits each of `slots` once.
fn fill<T: Config>(slots: impl Iterator<Item = Slot> + Clone) {
	for slot in slots.clone() {
		let (references, mix) = (1, None);
		Awaits::<T>::insert(slot, Await { references, mix });
	}
	Pending::<T>::put(BoundedVec::truncate_from(slots.collect()));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn hooks() {
		T::Author::set(SLOT, author());

		#[block]
		{
			Pallet::<T>::on_initialize(1u32.into());
			CurrentTurn::<T>::mutate(|turn| *turn = turn.take().map(|_| Turn::Taken));
			Pallet::<T>::on_finalize(1u32.into());
		}

		assert!(!CurrentTurn::<T>::exists());
	}

	// As many slots are pending as can be, `d` of them due.
	#[benchmark]
	fn contribute(d: Linear<0, { T::MaxAhead::get() }>) {
		T::Author::set(SLOT, author());
		CurrentTurn::<T>::put(Turn::Open(author()));
		Mix::<T>::put(Digest::from(MIX));
		let first = SLOT - Slot::from(d) + 1;
		fill::<T>(first..first + Slot::from(T::MaxAhead::get()));
		let Contribution { pre_output, proof } = contribution();

		#[extrinsic_call]
		_(RawOrigin::None, pre_output, proof);

		let left = T::MaxAhead::get() - d;
		assert_eq!(Pending::<T>::decode_len(), Some(left as usize));
	}

	#[benchmark]
	fn await_mix() {
		T::Author::set(SLOT, author());
		fill::<T>(SLOT + 2..SLOT + 1 + Slot::from(T::MaxAhead::get()));

		#[block]
		{
			Pallet::<T>::await_mix(SLOT + 1).expect("there is room for one");
		}

		assert_eq!(Pending::<T>::decode_len(), Some(T::MaxAhead::get() as usize));
	}

	#[benchmark]
	fn forget() {
		fill::<T>(SLOT + 1..SLOT + 1 + Slot::from(T::MaxAhead::get()));

		#[block]
		{
			<Pallet<T> as Beacon>::forget(SLOT + 1);
		}

		assert!(!Awaits::<T>::contains_key(SLOT + 1));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
