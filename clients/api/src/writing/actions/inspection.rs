//! Decisions, examinations and attestations.

use super::{acts, Context};
use crate::{
	problem::{Problem, Result},
	writing::{
		actions::Deed,
		fields::{
			bounded, ConformityField, DocumentField, GtinField, Hash, Ranges, SamplingField, When,
		},
	},
};
use hallmark_sdk::{
	entropy::{self, Entropy},
	runtime::Runtime,
	Chain,
};
use hallmark_types::{
	AccreditationId, AttestationId, DecisionId, FacilityId, LotId, OrgId, ShipmentId, StandardId,
};
use pallet_inspection::{AttestationDetails, AttestationSubject, Call as Inspection};
use pallet_sampling::{Call, ItemResult};
use serde::Deserialize;
use utoipa::ToSchema;

/// What was found of a drawn item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewItemResult)]
pub struct Found {
	/// SHA-256 of the code that was read from it, as it stands there; null if it was not presented, or has
	/// no code of its own.
	code: Option<Hash>,
	/// Critical nonconformities.
	#[serde(default)]
	critical: u16,
	/// Major ones.
	#[serde(default)]
	major: u16,
	/// Minor ones.
	#[serde(default)]
	minor: u16,
}

impl From<Found> for ItemResult {
	fn from(found: Found) -> Self {
		match found.code {
			Some(code) => ItemResult::Examined {
				code: code.0,
				found: [found.critical, found.major, found.minor],
			},
			None => ItemResult::NotPresented,
		}
	}
}

/// About what: one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAttestationSubject)]
pub struct About {
	/// How a facility works: its certificate.
	#[serde(default)]
	facility: Option<u32>,
	/// A product, whatever the lot.
	#[serde(default)]
	product: Option<GtinField>,
	/// All items that a lot has now, or with `ranges` some of them.
	#[serde(default)]
	lot: Option<u64>,
	/// Items of the lot.
	#[serde(default)]
	ranges: Option<Ranges>,
	/// How a shipment is carried.
	#[serde(default)]
	shipment: Option<u64>,
}

impl About {
	fn subject(self) -> Result<AttestationSubject> {
		use AttestationSubject::{Facility, Items, Lot, Product, Shipment};
		Ok(match (self.facility, self.product, self.lot, self.ranges, self.shipment) {
			(Some(facility), None, None, None, None) => Facility(FacilityId(facility)),
			(None, Some(gtin), None, None, None) => Product(gtin.0),
			(None, None, Some(lot), None, None) => Lot(LotId(lot)),
			(None, None, Some(lot), Some(ranges), None) => Items(LotId(lot), ranges.0),
			(None, None, None, None, Some(shipment)) => Shipment(ShipmentId(shipment)),
			_ => {
				let reason =
					"one of facility, product, lot, lot with ranges, and shipment has to be there";
				return Err(Problem::unprocessable("about", reason));
			}
		})
	}
}

const AWAITED: &str = "no final block has made the entropy yet that is waited for";

/// How the entropy stands that a decision waits for.
async fn entropy_of(chain: &Chain, decision: DecisionId) -> Result<Entropy> {
	let awaited = entropy::awaited(chain, decision).await?.ok_or_else(|| {
		Problem::conflict(format!("there is no decision {decision} that waits for entropy"))
	})?;
	Ok(entropy::entropy(chain, awaited).await?)
}

/// Refuses a secret that the chain would not take: it would be known to all while the same slot could
/// still get other entropy.
async fn require_entropy(context: &Context, decision: DecisionId) -> Result<()> {
	let reason = match entropy_of(&context.chain().await?, decision).await? {
		Entropy::Ready => return Ok(()),
		Entropy::Awaited => AWAITED.into(),
		Entropy::Unshown { made } => format!(
			"the chain was not shown yet that block {made} is final: do so with \
			 /api/v1/decisions/{decision}/final"
		),
		Entropy::Early { ready } => format!("the chain takes it from block {ready} on"),
	};
	Err(Problem::conflict(format!("{reason}; the secret was not sent")))
}

acts! {
	/// Checks the documents that a decision asks for, against what the product type requires.
	CheckDocuments {
		decision: u64;
	} |it, _context| Call::<Runtime>::check_documents { decision: DecisionId(it.decision) };

	/// Shows the chain that the entropy is final which a decision, or its examination, waits for.
	///
	/// The votes that made it so are asked of the node. Refused (409) until that entropy is there; where the
	/// chain knows it already, there is nothing to do.
	ShowFinal {
		decision: u64;
	} |it, context| {
		let chain = context.chain().await?;
		let calls = match entropy_of(&chain, DecisionId(it.decision)).await? {
			Entropy::Awaited => return Err(Problem::conflict(AWAITED)),
			Entropy::Unshown { made } => vec![entropy::shown(&chain, made).await?],
			Entropy::Early { .. } | Entropy::Ready => Vec::new(),
		};
		Deed { calls, keep: None }
	};

	/// Settles a decision with the declaration's first secret.
	///
	/// The secret is known to all once it is sent. So this is refused (409) until the entropy of the
	/// decision's slot is final and the chain was shown so.
	Settle {
		decision: u64;
		/// The secret.
		secret: Hash,
	} |it, context| {
		let (decision, secret) = (DecisionId(it.decision), it.secret.0);
		require_entropy(context, decision).await?;
		Call::<Runtime>::settle { decision, secret }
	};

	/// Reveals the secret that an open examination waits for.
	///
	/// The secret is known to all once it is sent. So this is refused (409) until the entropy of the
	/// examination's slot is final and the chain was shown so.
	RevealSecret {
		decision: u64;
		/// The secret.
		secret: Hash,
	} |it, context| {
		let (decision, secret) = (DecisionId(it.decision), it.secret.0);
		require_entropy(context, decision).await?;
		Call::<Runtime>::reveal { decision, secret }
	};

	/// Names the agency that examines, where none is left to draw.
	Assign {
		decision: u64;
		/// The agency.
		agency: u32,
	} |it, _context| {
		let (decision, agency) = (DecisionId(it.decision), OrgId(it.agency));
		Call::<Runtime>::assign_agency { decision, agency }
	};

	/// Has another agency drawn, after the deadline.
	Reassign {
		decision: u64;
	} |it, _context| Call::<Runtime>::reassign { decision: DecisionId(it.decision) };

	/// Grants the one resubmission of goods that were not accepted.
	Resubmission {
		decision: u64;
		/// The document that says why. Only its digest goes on chain.
		reason: DocumentField,
	} |it, _context| Call::<Runtime>::grant_resubmission {
		decision: DecisionId(it.decision),
		reason: it.reason.into(),
	};

	/// Opens an examination, as its agency, at the presented, sealed goods.
	Open {
		decision: u64;
		/// The record of the presented, sealed goods. Only its digest goes on chain.
		seals: DocumentField,
	} |it, _context| Call::<Runtime>::open_examination {
		decision: DecisionId(it.decision),
		seals: it.seals.into(),
	};

	/// Reports, as the agency, what was found of consecutive drawn items.
	ReportResults {
		decision: u64;
		/// The place of the first of them among the drawn items, counted from 0.
		#[serde(default)]
		from: u32,
		/// What was found, in the order of the draw.
		#[schema(min_items = 1, max_items = 256)]
		results: Vec<Found>,
	} |it, _context| Call::<Runtime>::report_sample {
		decision: DecisionId(it.decision),
		from: it.from,
		results: bounded("results", it.results)?,
	};

	/// Concludes a report, as the agency: the plan judges.
	Conclude {
		decision: u64;
		/// The agency's report. Only its digest goes on chain.
		report: DocumentField,
	} |it, _context| Call::<Runtime>::conclude {
		decision: DecisionId(it.decision),
		report: it.report.into(),
	};

	/// Attests, as an accredited agency.
	Attest {
		;
		/// About what.
		about: About,
		/// By which standard.
		standard: u16,
		/// Under which accreditation.
		accreditation: u32,
		/// Whether it conforms.
		result: ConformityField,
		/// How the sample was come by.
		sampling: SamplingField,
		/// The report. Only its digest goes on chain.
		report: DocumentField,
		/// The moment from which it no longer holds; none if it does not expire.
		#[serde(default)]
		valid_until: Option<When>,
	} |it, _context| {
		let details = AttestationDetails {
			subject: it.about.subject()?,
			standard: StandardId(it.standard),
			accreditation: AccreditationId(it.accreditation),
			result: it.result.0,
			sampling: it.sampling.0,
			report: it.report.into(),
			valid_until: it.valid_until.map(|it| it.0),
		};
		Inspection::<Runtime>::attest { details }
	};

	/// Revokes what the agency attested.
	Revoke {
		attestation: u64;
		/// The document that says why. Only its digest goes on chain.
		reason: DocumentField,
	} |it, _context| Inspection::<Runtime>::revoke_attestation {
		attestation: AttestationId(it.attestation),
		reason: it.reason.into(),
	};
}
