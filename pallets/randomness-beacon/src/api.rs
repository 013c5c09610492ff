//! What the node of an author needs in order to contribute. A node that only imports blocks needs
//! none of it.

use frame_support::inherent::InherentIdentifier;
use hallmark_types::Digest;

/// Under this name the author's node brings its [`Contribution`](crate::Contribution).
pub const INHERENT_IDENTIFIER: InherentIdentifier = *b"hmbeacon";

sp_api::decl_runtime_apis! {
	/// What an author's node asks at the parent of the block that it is about to make.
	pub trait BeaconApi {
		/// The mix after the last block: what the author of the next one signs, with its slot.
		fn mix() -> Digest;
	}
}
