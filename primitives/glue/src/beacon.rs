//! Randomness that nobody foresees. Provided by the beacon.

use hallmark_types::Digest;
use sp_runtime::DispatchResult;
use sp_weights::Weight;

/// A slot of block production, counted from the Unix epoch in slots' durations.
pub type Slot = u64;

/// Randomness that nobody foresees and an author can only withhold. Provided by the beacon.
pub trait Beacon {
	/// The slot of this block.
	fn slot() -> Slot;

	/// Asks that the mix of a later slot be kept, once more for each time it is asked. An error if
	/// the slot has passed, or lies further ahead than can be awaited.
	fn await_mix(slot: Slot) -> DispatchResult;

	/// The mix of an awaited slot: the one after the first block at or after it.
	fn mix(slot: Slot) -> Option<Digest>;

	/// The same, once the block that made it is shown to be final: no re-organisation of the chain
	/// gives that slot another mix any more.
	fn final_mix(slot: Slot) -> Option<Digest>;

	/// Takes one await back; the mix goes with the last.
	fn forget(slot: Slot);

	/// What any of these costs at most.
	fn beacon_weight() -> Weight;
}
