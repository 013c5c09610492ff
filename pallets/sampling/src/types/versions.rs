//! Whose rules there are, and in which versions.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{Moment, OrgId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Whose rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RulesOwner {
	/// The council's, for all borders: they only add to what an authority decides.
	#[codec(index = 0)]
	Council,
	/// An authority's, for its border.
	#[codec(index = 1)]
	Authority(OrgId),
}

/// Which versions of someone's rules there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RulesHead {
	/// The version in force but for the pending one. Version 0 is
	/// [`RuleSet::standard`](crate::rules::RuleSet::standard).
	pub version: u32,
	/// The latest version that was written.
	pub latest: u32,
	/// A version that waits, and the moment from which it is in force.
	pub pending: Option<(u32, Moment)>,
}

impl RulesHead {
	/// The version in force at `now`.
	pub fn in_force(&self, now: Moment) -> u32 {
		match self.pending {
			Some((version, from)) if now >= from => version,
			_ => self.version,
		}
	}
}
