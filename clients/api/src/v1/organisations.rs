//! Organisations, with their facilities and operators.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		records::{self, Filters, Order, Resource},
		told::{self, Links, Time},
	},
};
use hallmark_index::tables::Key;
use hallmark_types::{Permission, Permissions};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Organisations", "Who takes part: organisations, their facilities, their operators.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_facilities, facilities)
		.add(__path_facility, facility)
		.add(__path_operators, operators)
		.add(__path_operator, operator)
}

/// An organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
	/// Its id.
	pub id: u32,
	/// Its name.
	pub name: String,
	/// Its number in its country's register.
	pub legal_id: String,
	/// The country it is registered in: two letters of ISO 3166-1.
	#[schema(pattern = "^[A-Z]{2}$")]
	pub country: String,
	/// Its Global Location Number: 13 digits.
	#[schema(required, pattern = "^[0-9]{13}$")]
	pub gln: Option<String>,
	/// The group of organisations under common control that it belongs to.
	pub group: u64,
	/// The roles that it holds, in effect or not yet.
	pub roles: Vec<RoleGrant>,
	/// Its suspension. A suspended organisation may do nothing.
	#[schema(required)]
	pub suspension: Option<Suspension>,
	/// How often all its operators were replaced.
	pub generation: u32,
	/// The platform that admitted it; null if the council did.
	#[schema(required)]
	pub sponsor: Option<u32>,
	/// When it was admitted.
	pub admitted_at: Time,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// A role that an organisation holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleGrant {
	/// The role, such as `Merchant`.
	pub role: String,
	/// The platform that granted it; null if the council did.
	#[schema(required)]
	pub granted_by: Option<u32>,
	/// From when on it is in effect.
	pub effective_at: Time,
}

/// That an organisation is suspended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Suspension {
	/// The platform that suspended it; null if the council did.
	#[schema(required)]
	pub by: Option<u32>,
	/// When.
	pub at: Time,
}

impl Resource for Organisation {
	const TABLE: &'static str = "organisation";

	fn prepare(fields: &mut Map<String, Value>) {
		if let Some(Value::Object(profile)) = fields.remove("profile") {
			fields.extend(profile);
		}
	}

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/organisations/{id}")),
			("operators", format!("/api/v1/operators?organisation={id}")),
			("facilities", format!("/api/v1/facilities?organisation={id}")),
			("products", format!("/api/v1/products?registrant={id}")),
			("lots", format!("/api/v1/lots?issuer={id}")),
			("registrations", format!("/api/v1/organisations/{id}/registrations")),
			("journal", format!("/api/v1/journal?subject=organisation&number={id}")),
			("written", format!("/api/v1/journal?organisation={id}")),
		]);
	}
}

/// Which organisations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OrganisationFilters {
	/// Of this country: two letters of ISO 3166-1.
	pub country: Option<String>,
	/// With this role, in effect or not yet, such as `Merchant`.
	pub role: Option<String>,
	/// With this number in its country's register.
	pub legal_id: Option<String>,
	/// With this Global Location Number.
	pub gln: Option<String>,
	/// Of this group under common control.
	pub group: Option<u32>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Which one, by its id.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Numbered {
	/// Its id.
	pub id: u64,
}

/// Organisations, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/organisations",
	operation_id = "listOrganisations",
	tag = "Organisations",
	params(OrganisationFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Organisation>))
)]
async fn list(asked: Asked, listing: Listing<OrganisationFilters>) -> Result {
	let wanted = &listing.filters;
	let filters = Filters::default()
		.text("country", wanted.country.as_deref())
		.word("roles", wanted.role.as_deref())
		.text("legal_id", wanted.legal_id.as_deref())
		.text("gln", wanted.gln.as_deref())
		.number("control_group", wanted.group.map(u64::from));
	let order = wanted.order;
	records::list::<_, Organisation>(asked, listing, filters, order).await
}

/// An organisation.
#[utoipa::path(
	get,
	path = "/api/v1/organisations/{id}",
	operation_id = "getOrganisation",
	tag = "Organisations",
	params(Numbered),
	responses((status = 200, description = "The organisation.", body = Organisation))
)]
async fn one(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Organisation>(asked, of.id).await
}

/// A place that an organisation works at.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Facility {
	/// Its id.
	pub id: u32,
	/// The organisation that it belongs to.
	pub organisation: u32,
	/// Its name.
	pub name: String,
	/// The country that it stands in.
	#[schema(pattern = "^[A-Z]{2}$")]
	pub country: String,
	/// Its Global Location Number.
	#[schema(required, pattern = "^[0-9]{13}$")]
	pub gln: Option<String>,
	/// Whether it was closed, for good.
	pub closed: bool,
	/// When it was registered.
	pub registered_at: Time,
	/// By which operator.
	pub registered_by: String,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// The chain calls an organisation `org` in records.
fn rename_organisation(fields: &mut Map<String, Value>) {
	if let Some(organisation) = fields.remove("org") {
		fields.insert("organisation".into(), organisation);
	}
}

impl Resource for Facility {
	const TABLE: &'static str = "facility";

	fn prepare(fields: &mut Map<String, Value>) {
		rename_organisation(fields);
	}

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/facilities/{id}")),
			("organisation", format!("/api/v1/organisations/{}", self.organisation)),
			("lots", format!("/api/v1/lots?facility={id}")),
			("journal", format!("/api/v1/journal?subject=facility&number={id}")),
		]);
	}
}

/// Which facilities.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct FacilityFilters {
	/// Of this organisation.
	pub organisation: Option<u32>,
	/// In this country.
	pub country: Option<String>,
	/// With this Global Location Number.
	pub gln: Option<String>,
	/// Closed ones, or open ones.
	pub closed: Option<bool>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Facilities, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/facilities",
	operation_id = "listFacilities",
	tag = "Organisations",
	params(FacilityFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Facility>))
)]
async fn facilities(asked: Asked, listing: Listing<FacilityFilters>) -> Result {
	let wanted = &listing.filters;
	let filters = Filters::default()
		.number("organisation", wanted.organisation.map(u64::from))
		.text("country", wanted.country.as_deref())
		.text("gln", wanted.gln.as_deref())
		.truth("closed", wanted.closed);
	let order = wanted.order;
	records::list::<_, Facility>(asked, listing, filters, order).await
}

/// A facility.
#[utoipa::path(
	get,
	path = "/api/v1/facilities/{id}",
	operation_id = "getFacility",
	tag = "Organisations",
	params(Numbered),
	responses((status = 200, description = "The facility.", body = Facility))
)]
async fn facility(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Facility>(asked, of.id).await
}

/// An account that writes for an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operator {
	/// The account, by its SS58 address.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	pub account: String,
	/// The organisation that it writes for.
	pub organisation: u32,
	/// The organisation's generation of operators that it serves in.
	pub generation: u32,
	/// What it may do, such as `Products`.
	pub permissions: Vec<String>,
	/// When it was revoked and readmitted. What it wrote in such a time is in doubt.
	pub revocations: Vec<Revocation>,
	/// When it was added.
	pub added_at: Time,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// A span of time in which what an operator wrote is in doubt.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Revocation {
	/// Its first moment.
	pub from: Time,
	/// The moment of its readmission; null while it stays revoked.
	#[schema(required)]
	pub until: Option<Time>,
}

impl Resource for Operator {
	const TABLE: &'static str = "operator";

	fn prepare(fields: &mut Map<String, Value>) {
		rename_organisation(fields);
		let bits = fields.get("permissions").and_then(Value::as_u64).unwrap_or_default();
		let held = Permissions(u32::try_from(bits).unwrap_or_default());
		let names = Permission::ALL.iter().filter(|it| held.has(**it));
		let names = names.map(|it| Value::from(format!("{it:?}"))).collect();
		fields.insert("permissions".into(), names);
	}

	fn link(&mut self) {
		let account = &self.account;
		self.links = told::links([
			("self", format!("/api/v1/operators/{account}")),
			("organisation", format!("/api/v1/organisations/{}", self.organisation)),
			("written", format!("/api/v1/journal?operator={account}")),
			("extrinsics", format!("/api/v1/extrinsics?signer={account}")),
		]);
	}
}

/// Which operators.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OperatorFilters {
	/// Of this organisation.
	pub organisation: Option<u32>,
}

/// Operators, by their addresses.
#[utoipa::path(
	get,
	path = "/api/v1/operators",
	operation_id = "listOperators",
	tag = "Organisations",
	params(OperatorFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Operator>))
)]
async fn operators(asked: Asked, listing: Listing<OperatorFilters>) -> Result {
	let organisation = listing.filters.organisation.map(u64::from);
	let filters = Filters::default().number("organisation", organisation);
	records::list::<_, Operator>(asked, listing, filters, None).await
}

/// Which account.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Account {
	/// Its SS58 address.
	account: String,
}

/// An operator.
#[utoipa::path(
	get,
	path = "/api/v1/operators/{account}",
	operation_id = "getOperator",
	tag = "Organisations",
	params(Account),
	responses((status = 200, description = "The operator.", body = Operator))
)]
async fn operator(asked: Asked, Path(of): Path<Account>, _: Query<Nothing>) -> Result {
	use sp_core::crypto::{AccountId32, Ss58Codec};
	let known = AccountId32::from_ss58check_with_version(&of.account);
	let reason = "it is no SS58 address";
	known.map_err(|_| Problem::bad("account", reason))?;
	asked.answer(move |reader| records::must::<Operator>(reader, &Key::Address(of.account))).await
}
