//! What it costs beside that a call acts for another than who signed it: by proxy, multisig or
//! derivative account.
//!
//! The extension reads the signer's operator, organisation and quota, and counts them; the
//! benchmarks of the calls that it lets in leave them out. Whoever acts for another has those of
//! the other read too.

use crate::Runtime;
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// The measured weights `W`, and what the other's records cost.
pub struct Acting<W>(PhantomData<W>);

/// Operator, organisation and quota are read, and the quota is written.
fn for_another(measured: Weight) -> Weight {
	let database = <Runtime as frame_system::Config>::DbWeight::get();
	measured.saturating_add(database.reads_writes(3, 1))
}

impl<W: pallet_proxy::WeightInfo> pallet_proxy::WeightInfo for Acting<W> {
	fn proxy(p: u32) -> Weight {
		for_another(W::proxy(p))
	}

	fn proxy_announced(a: u32, p: u32) -> Weight {
		for_another(W::proxy_announced(a, p))
	}

	fn remove_announcement(a: u32, p: u32) -> Weight {
		W::remove_announcement(a, p)
	}

	fn reject_announcement(a: u32, p: u32) -> Weight {
		W::reject_announcement(a, p)
	}

	fn announce(a: u32, p: u32) -> Weight {
		W::announce(a, p)
	}

	fn add_proxy(p: u32) -> Weight {
		W::add_proxy(p)
	}

	fn remove_proxy(p: u32) -> Weight {
		W::remove_proxy(p)
	}

	fn remove_proxies(p: u32) -> Weight {
		W::remove_proxies(p)
	}

	fn create_pure(p: u32) -> Weight {
		W::create_pure(p)
	}

	fn kill_pure(p: u32) -> Weight {
		W::kill_pure(p)
	}

	fn poke_deposit() -> Weight {
		W::poke_deposit()
	}
}

impl<W: pallet_multisig::WeightInfo> pallet_multisig::WeightInfo for Acting<W> {
	fn as_multi_threshold_1(z: u32) -> Weight {
		for_another(W::as_multi_threshold_1(z))
	}

	fn as_multi_create(s: u32, z: u32) -> Weight {
		W::as_multi_create(s, z)
	}

	fn as_multi_approve(s: u32, z: u32) -> Weight {
		W::as_multi_approve(s, z)
	}

	fn as_multi_complete(s: u32, z: u32) -> Weight {
		for_another(W::as_multi_complete(s, z))
	}

	fn approve_as_multi_create(s: u32) -> Weight {
		W::approve_as_multi_create(s)
	}

	fn approve_as_multi_approve(s: u32) -> Weight {
		W::approve_as_multi_approve(s)
	}

	fn cancel_as_multi(s: u32) -> Weight {
		W::cancel_as_multi(s)
	}

	fn poke_deposit(s: u32) -> Weight {
		W::poke_deposit(s)
	}
}

impl<W: pallet_utility::WeightInfo> pallet_utility::WeightInfo for Acting<W> {
	fn batch(c: u32) -> Weight {
		W::batch(c)
	}

	fn as_derivative() -> Weight {
		for_another(W::as_derivative())
	}

	fn batch_all(c: u32) -> Weight {
		W::batch_all(c)
	}

	fn dispatch_as() -> Weight {
		for_another(W::dispatch_as())
	}

	fn force_batch(c: u32) -> Weight {
		W::force_batch(c)
	}

	fn dispatch_as_fallible() -> Weight {
		for_another(W::dispatch_as_fallible())
	}

	fn if_else() -> Weight {
		W::if_else()
	}
}
