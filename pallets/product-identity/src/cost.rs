//! What calls cost beside what their benchmarks show. These run in the runtime, so what other
//! pallets do for a call is measured with it; but not how large another pallet's lists can grow.

use crate::{
	pallet::{Config, Pallet},
	types::*,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use hallmark_glue::{Examined, OnNotice};
use hallmark_types::ranges::items_in;
use sp_runtime::SaturatedConversion;

/// What a page of leaves takes as a part of a block's body: its kilobyte is received, hashed and
/// stored. Measured by the rows `list` and `import` of `scripts/load.sh`.
const PAGE_IN_BLOCK: Weight = Weight::from_parts(40_000_000, 0);

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// Its benchmark has full pages of items, and fills one that was begun before. It does not have
	/// what their bytes cost whoever imports the block.
	pub(crate) fn list_items(items: u32) -> Weight {
		let pages = items.div_ceil(LEAVES_PER_PAGE);
		T::WeightInfo::list_items(pages).saturating_add(PAGE_IN_BLOCK.saturating_mul(pages.into()))
	}

	/// `known` is whether others registered it before.
	pub(crate) fn register_product(known: bool) -> Weight {
		let new = T::WeightInfo::register_product();
		if known {
			new.max(T::WeightInfo::register_known_product())
		} else {
			new
		}
	}

	/// A call with more items than may be flagged is refused at once.
	pub(crate) fn flag_items(ranges: &[ItemRange]) -> Weight {
		let items = items_in(ranges);
		if items > MAX_FLAGGED {
			return Self::flag_items_in(MAX_FLAGGED, 0);
		}
		let pages_of = |range: &ItemRange| {
			let last = place_of(range.end.saturating_sub(1)).0;
			last.saturating_sub(place_of(range.start).0).saturating_add(1)
		};
		let pages = ranges.iter().map(pages_of).fold(0u32, u32::saturating_add);
		Self::flag_items_in(items, pages)
	}

	/// How many pages the items lie in is not in the benchmark.
	pub(crate) fn flag_items_in(items: u32, pages: u32) -> Weight {
		let page = T::DbWeight::get().reads_writes(1, 1);
		T::WeightInfo::flag_items(items).saturating_add(page.saturating_mul(pages.into()))
	}

	/// One activation in a block, validating it included: what both look at is read once.
	pub(crate) fn activation(proof: u32) -> Weight {
		T::WeightInfo::apply_activate(proof).saturating_add(Self::listed_leaf(proof))
	}

	/// Without a proof the leaf is compared with a listed one, which is in no benchmark.
	fn listed_leaf(proof: u32) -> Weight {
		T::DbWeight::get().reads((proof == 0).into())
	}

	/// Activations handed in at once, of which `work` is done.
	pub(crate) fn activate_batch(work: &BatchWork) -> Weight {
		let BatchWork { lots, items, listed, hashes, pages, charged } = *work;
		// The benchmark has one item in each lot, and the others in pages of their own.
		let others = items.saturating_sub(lots);
		let whole = T::WeightInfo::activate_batch(lots, others);
		let pages_saved = u64::from(items.saturating_sub(pages));
		let charges_saved = u64::from(lots.saturating_sub(charged));
		let saved = T::DbWeight::get()
			.reads_writes(charges_saved, charges_saved.saturating_add(pages_saved));
		let hash =
			T::WeightInfo::validate_activate(1).saturating_sub(T::WeightInfo::validate_activate(0));
		whole
			.saturating_sub(saved)
			.saturating_add(T::DbWeight::get().reads(listed.into()))
			.saturating_add(hash.saturating_mul(hashes.into()))
	}

	/// `own` is the call's own weight. How much hearing of the notice costs is sampling's to know.
	pub(crate) fn place_notice(own: Weight) -> Weight {
		own.saturating_add(T::OnNotice::on_notice_weight())
	}

	/// What the agency examined is not in the benchmark: other pallets bring examinations about.
	pub(crate) fn hold_examined() -> Weight {
		Self::place_notice(T::WeightInfo::hold_examined())
			.saturating_add(T::Examined::has_examined_weight())
	}

	/// It places a hold.
	pub(crate) fn confirm_hold() -> Weight {
		Self::place_notice(T::WeightInfo::confirm_hold())
	}
}

/// The work of handing in many activations at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BatchWork {
	/// How often a lot is looked up: once for neighbours of one lot.
	pub lots: u32,
	/// How many items there are.
	pub items: u32,
	/// How many leaves are compared with listed ones.
	pub listed: u32,
	/// How many hashes are computed on the way up to lots' roots.
	pub hashes: u32,
	/// How many pages of items are written.
	pub pages: u32,
	/// How many issuers are charged.
	pub charged: u32,
}

impl BatchWork {
	/// The most that these can need: all are valid, and no two are in one page or of one issuer.
	pub fn most(activations: &[Activation]) -> Self {
		let mut work = Self::default();
		for of_lot in activations.chunk_by(|a, b| a.lot == b.lot) {
			work.lots = work.lots.saturating_add(1);
			for Activation { proof, .. } in of_lot {
				work.items = work.items.saturating_add(1);
				work.leaf(proof.len());
			}
		}
		Self { pages: work.items, charged: work.lots, ..work }
	}

	/// A leaf is checked with a proof of so many hashes.
	pub fn leaf(&mut self, proof: usize) {
		if proof == 0 {
			self.listed = self.listed.saturating_add(1);
		}
		self.hashes = self.hashes.saturating_add(proof.saturated_into());
	}
}
