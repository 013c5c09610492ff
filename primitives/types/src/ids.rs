//! The ids that the chain gives out, each a sequence of its own.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

macro_rules! id {
	($(#[$doc:meta])* $name:ident($inner:ty)) => {
		$(#[$doc])*
		#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
		#[derive()]
		#[derive()]
		#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
		#[serde(transparent)]
		pub struct $name(pub $inner);

		impl $name {
			/// The id after this one, `None` at the end of the sequence.
			pub fn next(self) -> Option<Self> {
				self.0.checked_add(1).map(Self)
			}
		}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				self.0.fmt(f)
			}
		}
	};
}

id!(
	/// An organisation.
	OrgId(u32)
);
id!(
	/// A group of organisations under common control. Nobody judges its own group.
	GroupId(u32)
);
id!(
	/// A place that an organisation works at: a factory, a store, a laboratory.
	FacilityId(u32)
);
id!(
	/// A type of product, to which standards and sampling rules refer.
	ProductTypeId(u16)
);
id!(
	/// A lot: items of one product made under one batch number, whose codes were issued together.
	LotId(u64)
);
id!(
	/// A hold or a recall.
	NoticeId(u64)
);
id!(
	/// A standard that goods, facilities or their inspection are held to.
	StandardId(u16)
);
id!(
	/// The accreditation of an agency for a scope.
	AccreditationId(u32)
);
id!(
	/// What an agency attests of a subject.
	AttestationId(u64)
);
id!(
	/// Goods that travel together from a consignor to a consignee.
	ShipmentId(u64)
);
id!(
	/// A customs declaration.
	DeclarationId(u64)
);
id!(
	/// What a border's rules decided about an inspection lot of a declaration: lines of equal
	/// product and facility.
	DecisionId(u64)
);
