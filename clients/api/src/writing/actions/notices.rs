//! Holds and recalls.

use super::{acts, TRADERS};
use crate::{
	problem::{Problem, Result},
	writing::fields::{Dated, DocumentField, GtinField, Ranges, When},
};
use hallmark_sdk::{calendar::DAY, runtime::Runtime};
use hallmark_types::{DecisionId, FacilityId, LotId, NoticeId, Permission, Role, RoleSet};
use pallet_product_identity::{Call, NoticeSubject, PeriodOf, ReasonCode};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who may hold and recall of itself.
const SETTERS: RoleSet = TRADERS.with(Role::CustomsAuthority);
/// Who may lift of itself.
const LIFTERS: RoleSet = SETTERS.with(Role::InspectionAgency);

/// On what: one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeGoods)]
pub struct Goods {
	/// A product, with all its lots.
	#[serde(default)]
	product: Option<GtinField>,
	/// A lot, or with `ranges` some items of it.
	#[serde(default)]
	lot: Option<u64>,
	/// Items of the lot.
	#[serde(default)]
	ranges: Option<Ranges>,
	/// What a facility made in a period.
	#[serde(default)]
	facility: Option<Period>,
}

/// What a facility made in a period.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FacilityPeriod)]
pub struct Period {
	/// The facility.
	id: u32,
	/// The first day.
	from: When,
	/// The last day: all of it counts.
	to: When,
	/// Which date of a lot has to lie in the period; `Produced` unless it is given.
	#[serde(default)]
	dated: Option<Dated>,
}

impl Goods {
	fn subject(self) -> Result<NoticeSubject> {
		Ok(match (self.product, self.lot, self.ranges, self.facility) {
			(Some(gtin), None, None, None) => NoticeSubject::Product(gtin.0),
			(None, Some(lot), None, None) => NoticeSubject::Lot(LotId(lot)),
			(None, Some(lot), Some(ranges), None) => NoticeSubject::Items(LotId(lot), ranges.0),
			(None, None, None, Some(period)) => NoticeSubject::Facility {
				facility: FacilityId(period.id),
				from: period.from.0,
				to: period.to.0.saturating_add(DAY),
				by: period.dated.map_or(PeriodOf::Produced, |by| by.0),
			},
			_ => {
				let reason = "one of product, lot, lot with ranges, and facility has to be there";
				return Err(Problem::unprocessable("on", reason));
			}
		})
	}
}

acts! {
	/// Stops goods until the hold is lifted.
	///
	/// An authority may hold anything in its country, a brand's owner its product, an issuer its lots.
	Hold {
		;
		/// On what.
		on: Goods,
		/// Why: a number of the consortium's list of reasons.
		reason: u16,
		/// The document behind it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
		/// Make it a motion of the council.
		#[serde(default)]
		council: bool,
	} |it, context| {
		let (reason, document) = (ReasonCode(it.reason), it.document.map(Into::into));
		let call = Call::<Runtime>::place_hold { subject: it.on.subject()?, reason, document };
		context.by_council(it.council, (Permission::Recalls, SETTERS), call.into()).await?
	};

	/// Calls goods back.
	///
	/// An authority may call anything in its country back, a brand's owner its product, an issuer its lots.
	Recall {
		;
		/// On what.
		on: Goods,
		/// Why: a number of the consortium's list of reasons.
		reason: u16,
		/// The document behind it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
		/// Make it a motion of the council.
		#[serde(default)]
		council: bool,
	} |it, context| {
		let (reason, document) = (ReasonCode(it.reason), it.document.map(Into::into));
		let call = Call::<Runtime>::issue_recall { subject: it.on.subject()?, reason, document };
		context.by_council(it.council, (Permission::Recalls, SETTERS), call.into()).await?
	};

	/// Lifts a hold or recall, as who set it.
	Lift {
		notice: u64;
		/// Make it a motion of the council.
		#[serde(default)]
		council: bool,
	} |it, context| {
		let call = Call::<Runtime>::lift_notice { notice: NoticeId(it.notice) };
		context.by_council(it.council, (Permission::Recalls, LIFTERS), call.into()).await?
	};

	/// Confirms, as an authority, an agency's hold: it lapses no more.
	Confirm {
		notice: u64;
	} |it, _context| Call::<Runtime>::confirm_hold { notice: NoticeId(it.notice) };

	/// Acknowledges a recall.
	Acknowledge {
		notice: u64;
	} |it, _context| Call::<Runtime>::acknowledge_recall { notice: NoticeId(it.notice) };

	/// Holds items that the agency examined. The hold lapses unless an authority confirms it.
	HoldExamined {
		decision: u64;
		/// The lot.
		lot: u64,
		/// Its items.
		ranges: Ranges,
		/// Why: a number of the consortium's list of reasons.
		reason: u16,
		/// The document behind it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
	} |it, _context| Call::<Runtime>::hold_examined {
		examination: DecisionId(it.decision),
		lot: LotId(it.lot),
		ranges: it.ranges.0,
		reason: ReasonCode(it.reason),
		document: it.document.map(Into::into),
	};
}
