//! The runtime API by which a node learns who may connect to it.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_types::{OrgId, PeerId};
use scale_info::TypeInfo;

/// A node that the consortium admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, TypeInfo)]
pub struct AdmittedPeer {
	/// The organisation that runs it.
	pub org: OrgId,
	/// The node.
	pub peer: PeerId,
}

sp_api::decl_runtime_apis! {
	/// Who may connect to a node of the consortium.
	#[api_version(1)]
	pub trait NetworkApi {
		/// The nodes of all organisations that are in good standing, in order of organisation and
		/// peer id.
		fn admitted_peers() -> Vec<AdmittedPeer>;
	}
}
