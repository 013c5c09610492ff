//! Whose turn a block is.

use core::marker::PhantomData;
use hallmark_glue::Slot;
use sp_core::sr25519::Public;

/// Knows whose turn a block is.
pub trait SlotAuthor {
	/// The slot of this block. It stays the same from `on_initialize` to the end.
	fn slot() -> Slot;

	/// The key of the slot's author, or `None` if there are no authorities. Asked in
	/// `on_initialize`, where the authorities are still those of the parent's state.
	fn author() -> Option<Public>;

	/// Makes the owner of `author` the author of `slot`, among as many authorities as there can be.
	#[cfg(feature = "runtime-benchmarks")]
	fn set(slot: Slot, author: Public);
}

/// Slots and authors as Aura has them: slot `s` belongs to the authority at `s % n` of `n`.
pub struct AuraAuthor<T>(PhantomData<T>);

impl<T> SlotAuthor for AuraAuthor<T>
where
	T: pallet_aura::Config<AuthorityId: Into<Public> + From<Public>>,
{
	fn slot() -> Slot {
		pallet_aura::CurrentSlot::<T>::get().into()
	}

	fn author() -> Option<Public> {
		let slot = pallet_aura::CurrentSlot::<T>::get();
		let index = pallet_aura::Pallet::<T>::slot_author_index(slot)?;
		let authorities = pallet_aura::Authorities::<T>::get();
		let author = authorities.get(usize::try_from(index).ok()?)?;
		Some(author.clone().into())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set(slot: Slot, author: Public) {
		use frame_support::{traits::Get, BoundedVec};
		let count = <T as pallet_aura::Config>::MaxAuthorities::get() as usize;
		let authorities = alloc::vec![T::AuthorityId::from(author); count];
		pallet_aura::Authorities::<T>::put(BoundedVec::truncate_from(authorities));
		pallet_aura::CurrentSlot::<T>::mutate(|current| *current = slot.into());
	}
}
