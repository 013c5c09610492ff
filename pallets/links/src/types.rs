//! The records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	links::{Links, WebDid, MAX_ACTIVE_KEYS},
	AccountId, CredentialKey, Moment,
};
use scale_info::TypeInfo;

/// The links of one organisation for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LinkList {
	/// The links, in the order in which it prefers them.
	pub links: Links,
	/// The operator who set them.
	pub operator: AccountId,
	/// When.
	pub set_at: Moment,
}

/// A key of an organisation's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CredentialKeyRecord {
	/// Under which identifier it signs.
	pub did: WebDid,
	/// The operator who registered it.
	pub operator: AccountId,
	/// When it was registered: what it signed before counts for nothing.
	pub valid_from: Moment,
	/// Since when it is withdrawn: what it signed from then on counts for nothing.
	pub withdrawn: Option<Moment>,
}

/// The keys of an organisation that are not withdrawn, oldest first.
pub type ActiveKeyList = BoundedVec<CredentialKey, ConstU32<MAX_ACTIVE_KEYS>>;
