//! Examinations, and what agencies report.

use crate::{rules::Class, types::Awaited};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::CheckResult;
use hallmark_iso2859::{Aql, Level, Plan, Severity, Unit};
use hallmark_types::{AccountId, AccreditationId, Digest, Document, Moment, OrgId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most agencies on an authority's panel.
pub const MAX_PANEL: u32 = 64;
/// The most items that are drawn: the largest sample of ISO 2859-1. More are examined only where
/// all are.
pub const MAX_SAMPLE: u32 = 3_150;
/// The most results in one report; every report of a sample but the last has so many.
pub const MAX_REPORT: u32 = 256;

/// An authority's panel of agencies.
pub type Panel = BoundedVec<OrgId, ConstU32<MAX_PANEL>>;

/// How a class of nonconformities is sampled by ISO 2859-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampledBy {
	/// The level.
	pub level: Level,
	/// The acceptance quality limit.
	pub aql: Aql,
	/// The severity, from the streams that bear on it.
	pub severity: Severity,
	/// The plan of this class; the largest sample of all classes is drawn.
	pub plan: Plan,
}

/// A class of nonconformities that is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
	/// The class.
	pub class: Class,
	/// What is counted.
	pub unit: Unit,
	/// The most that may be found: the acceptance number. One more is the rejection number.
	pub ac: u32,
	/// How the class is sampled, if by plan.
	pub by: Option<SampledBy>,
	/// What was found so far.
	pub found: u32,
}

/// The classes that are judged, the most severe first.
pub type Classes = BoundedVec<Judged, ConstU32<3>>;

/// What an agency signed at the end of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
	/// The report.
	pub document: Document,
	/// Who signed it.
	pub operator: AccountId,
	/// The accreditation that it rests on.
	pub accreditation: AccreditationId,
	/// When.
	pub at: Moment,
}

/// What the first agency found, where a second repeats the examination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstReport {
	/// The first agency.
	pub agency: OrgId,
	/// The number of its report.
	pub report: u8,
	/// What it found.
	pub found: BoundedVec<u32, ConstU32<3>>,
	/// What it signed.
	pub concluded: Conclusion,
	/// How many of the items were not presented to it.
	pub not_presented: u32,
	/// The items about which the second differs so far.
	pub differences: u32,
}

/// The examination of an inspection lot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Examination {
	/// The agency that examines now.
	pub agency: OrgId,
	/// When it was opened.
	pub opened_at: Moment,
	/// The record of the presented, sealed goods.
	pub seals: Document,
	/// How many items are examined.
	pub n: u32,
	/// By what it is judged.
	pub classes: Classes,
	/// What draws the items. None where all are examined: then no item is marked as sampled.
	pub draw: Option<Awaited>,
	/// The number of the report that is being written; each agency writes one of its own.
	pub report: u8,
	/// How many items it covers.
	pub reported: u32,
	/// How many of these were not presented. Each is one of what was found in every class.
	pub not_presented: u32,
	/// The first agency's, where this is the second.
	pub first: Option<FirstReport>,
	/// What the agency signed.
	pub concluded: Option<Conclusion>,
	/// What decides whether a second agency repeats it; bound when the first has concluded.
	pub repetition: Option<Awaited>,
	/// The verdict.
	pub verdict: Option<CheckResult>,
}

impl Examination {
	/// Whether all items are examined.
	pub fn is_whole(&self) -> bool {
		self.draw.is_none()
	}

	/// Whether it is known which items are examined.
	pub fn is_drawn(&self) -> bool {
		self.draw.is_none_or(|draw| draw.entropy.is_some())
	}

	/// The entropy that it waits for: that of the draw, or that of the repetition.
	pub fn awaited(&self) -> Option<Awaited> {
		let both = self.draw.into_iter().chain(self.repetition);
		both.into_iter().find(|it| it.entropy.is_none())
	}
}

/// What an agency found of one drawn item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemResult {
	/// It was examined.
	#[serde(rename_all = "camelCase")]
	#[codec(index = 0)]
	Examined {
		/// SHA-256 of the code that was read from it: the URI in the code, as it stands there.
		code: Digest,
		/// Its nonconformities: critical, major, minor.
		found: [u16; 3],
	},
	/// It was not there, without a code that can be read, or with a code that is not its own:
	/// nonconforming in every class, and never replaced.
	#[codec(index = 1)]
	NotPresented,
}

/// Results of consecutive items.
pub type Results = BoundedVec<ItemResult, ConstU32<MAX_REPORT>>;
