//! What is whitelisted.

use codec::{Decode, Encode, MaxEncodedLen};
use hallmark_types::{Moment, OrgId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// For how long a merchant's product is whitelisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Whitelisting {
	/// When it was entered. Trouble from then on suspends it, also while it waits.
	pub entered: Moment,
	/// The first moment of it: what loosens waits.
	pub from: Moment,
	/// The last moment of it.
	pub until: Moment,
}

/// A merchant's product on the whitelist of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhitelistEntry {
	/// Which authority entered it last.
	pub by: OrgId,
	/// What was entered last.
	pub last: Whitelisting,
	/// What was in force then, and is while the last one waits.
	pub before: Option<Whitelisting>,
}
