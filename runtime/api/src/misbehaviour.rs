//! The runtime API by which a node reports what it saw a validator do.

pub use pallet_consortium::DoubleBlock;
use sp_runtime::traits::Block as BlockT;

sp_api::decl_runtime_apis! {
	/// What a node reports of validators, beside what `GrandpaApi` takes.
	#[api_version(1)]
	pub trait MisbehaviourApi {
		/// The report that an author sealed two blocks of one slot, for the node's own pool: no
		/// other node takes it from this one. None if it is no evidence, or is known.
		fn report_double_block(
			evidence: DoubleBlock<<Block as BlockT>::Header>,
		) -> Option<Block::Extrinsic>;
	}
}
