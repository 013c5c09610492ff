//! What a border remembers of merchants, products, agencies, facilities, origins and importers.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	problem::{Problem, Result},
};
use hallmark_sdk::journey::StatisticsSubject;
use hallmark_types::{CountryCode, Digest, FacilityId, Gtin, OrgId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes.add(__path_risk, risk)
}

/// Of whom something is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum Of {
	/// Who issues lots, by id.
	Merchant,
	/// A product, by GTIN.
	Product,
	/// An agency, by id.
	Agency,
	/// A facility, by id.
	Facility,
	/// A declared origin: two letters of ISO 3166-1.
	Origin,
	/// Who declares, by id.
	Importer,
}

/// Whose record.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfWhom {
	/// What it is.
	#[param(inline)]
	of: Of,
	/// Which one.
	id: String,
}

impl OfWhom {
	fn subject(&self) -> Result<StatisticsSubject> {
		let wrong = |reason: &str| Problem::bad("id", reason);
		let number = || self.id.parse::<u32>().map_err(|_| wrong("it has to be an id"));
		Ok(match self.of {
			Of::Merchant => StatisticsSubject::Merchant(OrgId(number()?)),
			Of::Agency => StatisticsSubject::Agency(OrgId(number()?)),
			Of::Importer => StatisticsSubject::Importer(OrgId(number()?)),
			Of::Facility => StatisticsSubject::Facility(FacilityId(number()?)),
			Of::Product => {
				let gtin = hallmark_gs1::Gtin::from_digits(&self.id);
				let gtin = gtin.map_err(|error| wrong(&error.to_string()))?;
				StatisticsSubject::Product(Gtin(gtin.as_u64()))
			}
			Of::Origin => {
				let country = CountryCode::new(&self.id);
				let reason = "it has to be two letters of ISO 3166-1";
				StatisticsSubject::Origin(country.ok_or_else(|| wrong(reason))?)
			}
		})
	}
}

/// What is remembered, and the score made of it. Whoever nothing is known of has zeros.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Risk {
	/// What it is of.
	of: Of,
	/// Of which one.
	id: String,
	/// Lots decided about.
	lots: u32,
	/// Lots of which a sample was examined.
	sampled: u32,
	/// Lots that were not accepted.
	not_accepted: u32,
	/// Recalls.
	recalls: u32,
	/// Lots released.
	released: u32,
	/// Lots detained.
	detained: u32,
	/// Items about which two agencies differed.
	differences: u32,
	/// The score now, see docs/sampling.md.
	score: u16,
	/// The band that it lies in: `Low`, `Medium` or `High`.
	band: String,
}

/// What borders remember of a merchant, product, agency, facility, origin or importer, at the index's last
/// block.
#[utoipa::path(
	get,
	path = "/api/v1/statistics/risk/{of}/{id}",
	operation_id = "getRisk",
	tag = "Statistics",
	params(OfWhom),
	responses((status = 200, description = "What is remembered.", body = Risk))
)]
async fn risk(asked: Asked, Path(whom): Path<OfWhom>, _: Query<Nothing>) -> Result {
	let subject = whom.subject()?;
	let (chain, head) = asked.chain().await?;
	let answer = chain.statistics(subject, Some(Digest::from(head.hash))).await?.value;
	let known = answer.statistics;
	let risk = Risk {
		of: whom.of,
		id: whom.id,
		lots: known.lots,
		sampled: known.sampled,
		not_accepted: known.not_accepted,
		recalls: known.recalls,
		released: known.released,
		detained: known.detained,
		differences: known.differences,
		score: answer.score,
		band: format!("{:?}", answer.band),
	};
	Ok(asked.json(head.number, &risk))
}
