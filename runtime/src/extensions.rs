//! What a transaction passes before it is dispatched.

use crate::{Nonce, Runtime};
use sp_runtime::generic::Era;

/// The transaction extensions, in the order in which they look at a transaction.
///
/// Admission stands before the check of the nonce. The account of a stranger has no nonce to check,
/// and the stranger should be told that it is no operator rather than that it cannot pay. Our
/// extensions carry no data, so polkadot.js does not need to know them.
///
/// `CheckMetadataHash` lets a device sign what it can show by itself: it signs the hash of the
/// metadata by which it read the call. A runtime built without the feature `metadata-hash` refuses
/// such transactions; nobody else signs a hash.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	pallet_quota::AdmitAndMeter<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::CheckWeight<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// The extensions of a transaction with this lifetime and nonce.
pub fn tx_extension(era: Era, nonce: Nonce) -> TxExtension {
	(
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(era),
		pallet_quota::AdmitAndMeter::new(),
		frame_system::CheckNonce::from(nonce),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::CheckWeight::new(),
		frame_system::WeightReclaim::new(),
	)
}
