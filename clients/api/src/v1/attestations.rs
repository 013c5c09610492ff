//! What agencies attest: standards, accreditations, attestations; and holds and recalls.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		organisations::Numbered,
		records::{self, Filters, Order, Resource},
		told::{self, Document, ItemRange, Links, Time, Variant},
	},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Debug;
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Attestations", "What agencies attest, by which standards, under which accreditation.")
		.add(__path_standards, standards)
		.add(__path_accreditations, accreditations)
		.add(__path_accreditation, accreditation)
		.add(__path_attestations, attestations)
		.add(__path_attestation, attestation)
		.tag("Notices", "Holds and recalls.")
		.add(__path_notices, notices)
		.add(__path_notice, notice)
}

/// A standard.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Standard {
	/// Its id.
	id: u16,
	/// Its code, such as `GB 2760-2014`.
	code: String,
	/// Its title.
	title: String,
	/// The block that changed it last, or a later one.
	updated: u32,
}

impl Resource for Standard {
	const TABLE: &'static str = "standard";
}

/// Standards, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/standards",
	operation_id = "listStandards",
	tag = "Attestations",
	params(Paging),
	responses((status = 200, description = "A page of them.", body = Page<Standard>))
)]
async fn standards(asked: Asked, listing: Listing<Nothing>) -> Result {
	records::list::<_, Standard>(asked, listing, Filters::default(), None).await
}

/// The accreditation of an agency.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Accreditation {
	/// Its id.
	id: u32,
	/// Whose it is.
	agency: u32,
	/// As what, such as `Laboratory`.
	scheme: String,
	/// The certificate of the accreditation body.
	certificate: Document,
	/// What it covers.
	scope: AccreditationScope,
	/// When it is valid.
	validity: Period,
	/// Since when it is withdrawn.
	#[schema(required)]
	withdrawn: Option<Time>,
	/// The block that changed it last, or a later one.
	updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	links: Links,
}

/// What an accreditation covers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct AccreditationScope {
	/// The goods, by how their HS codes begin, as the chain has it.
	goods: Vec<Value>,
	/// Where: `Everywhere`, or `Only` with countries.
	countries: Variant,
	/// By which standards.
	standards: Vec<u16>,
}

/// A stretch of time.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Period {
	/// Its first moment.
	from: Time,
	/// The moment after its last.
	until: Time,
}

impl Resource for Accreditation {
	const TABLE: &'static str = "accreditation";

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/accreditations/{id}")),
			("agency", format!("/api/v1/organisations/{}", self.agency)),
		]);
	}
}

/// Which accreditations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AccreditationFilters {
	/// Of this agency.
	agency: Option<u32>,
	/// In which order.
	#[param(inline)]
	order: Option<Order>,
}

/// Accreditations, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/accreditations",
	operation_id = "listAccreditations",
	tag = "Attestations",
	params(AccreditationFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Accreditation>))
)]
async fn accreditations(asked: Asked, listing: Listing<AccreditationFilters>) -> Result {
	let filters = Filters::default().number("agency", listing.filters.agency.map(u64::from));
	let order = listing.filters.order;
	records::list::<_, Accreditation>(asked, listing, filters, order).await
}

/// An accreditation.
#[utoipa::path(
	get,
	path = "/api/v1/accreditations/{id}",
	operation_id = "getAccreditation",
	tag = "Attestations",
	params(Numbered),
	responses((status = 200, description = "The accreditation.", body = Accreditation))
)]
async fn accreditation(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Accreditation>(asked, of.id).await
}

/// What an agency attested.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Attestation {
	/// Its id.
	id: u64,
	/// About what: `Facility`, `Product`, `Lot` or `Shipment`, with which.
	subject: Variant,
	/// About which items, where the subject is a lot.
	#[schema(required)]
	items: Option<Vec<ItemRange>>,
	/// By which standard.
	standard: u16,
	/// Who attests.
	agency: u32,
	/// The operator who wrote it.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	operator: String,
	/// Under which accreditation.
	accreditation: u32,
	/// `Conforming` or `Nonconforming`.
	result: String,
	/// How the sample was come by: `Drawn`, `TakenByAgency` or `SubmittedByClient`.
	sampling: String,
	/// The report.
	report: Document,
	/// When it was written.
	issued_at: Time,
	/// The moment from which it no longer holds.
	#[schema(required)]
	valid_until: Option<Time>,
	/// When and why it was revoked.
	#[schema(required)]
	revoked: Option<Revoked>,
	/// The block that changed it last, or a later one.
	updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	links: Links,
}

/// When and why an attestation was revoked.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Revoked {
	/// When.
	at: Time,
	/// The document that says why.
	reason: Document,
}

impl Resource for Attestation {
	const TABLE: &'static str = "attestation";

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/attestations/{id}")),
			("agency", format!("/api/v1/organisations/{}", self.agency)),
			("accreditation", format!("/api/v1/accreditations/{}", self.accreditation)),
		]);
	}
}

/// About what attestations or notices are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum About {
	/// A facility.
	Facility,
	/// A product.
	Product,
	/// A lot.
	Lot,
	/// A shipment.
	Shipment,
}

/// Which attestations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AttestationFilters {
	/// About this kind of subject.
	#[param(inline)]
	subject: Option<About>,
	/// About this one: an id, of a product a GTIN. It goes with `subject`.
	number: Option<u64>,
	/// By this agency.
	agency: Option<u32>,
	/// By this standard.
	standard: Option<u16>,
	/// In which order.
	#[param(inline)]
	order: Option<Order>,
}

/// What is about a kind of subject, or about one of that kind.
fn about(subject: Option<impl Debug>, number: Option<u64>) -> Result<Filters> {
	if number.is_some() && subject.is_none() {
		return Err(Problem::bad("number", "it goes with subject"));
	}
	let subject = subject.map(|it| format!("{it:?}"));
	Ok(Filters::default().text("subject", subject.as_deref()).number("number", number))
}

/// Attestations, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/attestations",
	operation_id = "listAttestations",
	tag = "Attestations",
	params(AttestationFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Attestation>))
)]
async fn attestations(asked: Asked, listing: Listing<AttestationFilters>) -> Result {
	let wanted = &listing.filters;
	let filters = about(wanted.subject, wanted.number)?
		.number("agency", wanted.agency.map(u64::from))
		.number("standard", wanted.standard.map(u64::from));
	let order = wanted.order;
	records::list::<_, Attestation>(asked, listing, filters, order).await
}

/// An attestation.
#[utoipa::path(
	get,
	path = "/api/v1/attestations/{id}",
	operation_id = "getAttestation",
	tag = "Attestations",
	params(Numbered),
	responses((status = 200, description = "The attestation.", body = Attestation))
)]
async fn attestation(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Attestation>(asked, of.id).await
}

/// A hold or a recall.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Notice {
	/// Its id.
	id: u64,
	/// `Hold` or `Recall`.
	kind: String,
	/// On what: `Product`, `Lot`, `Items` or `Facility`, with which.
	subject: Variant,
	/// By whom: `Council`, or `Organisation` with which.
	set_by: Variant,
	/// The country that it holds in; null if everywhere.
	#[schema(required, pattern = "^[A-Z]{2}$")]
	country: Option<String>,
	/// A number of the consortium's list of reasons.
	reason: u16,
	/// The document behind it.
	#[schema(required)]
	document: Option<Document>,
	/// Since when.
	since: Time,
	/// The agency's hold that an authority confirmed by this one.
	#[schema(required)]
	confirms: Option<u64>,
	/// The last moment at which an agency's hold is in force.
	#[schema(required)]
	lapses: Option<Time>,
	/// When it was lifted.
	#[schema(required)]
	lifted: Option<Time>,
	/// The block that changed it last, or a later one.
	updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	links: Links,
}

impl Resource for Notice {
	const TABLE: &'static str = "notice";

	fn link(&mut self) {
		self.links = told::links([("self", format!("/api/v1/notices/{}", self.id))]);
	}
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum NoticeAbout {
	/// A product, with all its lots.
	Product,
	/// A lot.
	Lot,
	/// Some items of a lot.
	Items,
	/// What a facility made in a period.
	Facility,
}

/// Which notices.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct NoticeFilters {
	/// On this kind of subject.
	#[param(inline)]
	subject: Option<NoticeAbout>,
	/// On this one: an id, of a product a GTIN, of items their lot. It goes with `subject`.
	number: Option<u64>,
	/// Set by this organisation.
	set_by: Option<u32>,
	/// Lifted ones, or those that are not.
	lifted: Option<bool>,
	/// In which order.
	#[param(inline)]
	order: Option<Order>,
}

/// Holds and recalls, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/notices",
	operation_id = "listNotices",
	tag = "Notices",
	params(NoticeFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Notice>))
)]
async fn notices(asked: Asked, listing: Listing<NoticeFilters>) -> Result {
	let wanted = &listing.filters;
	let filters = about(wanted.subject, wanted.number)?
		.number("set_by", wanted.set_by.map(u64::from))
		.present("lifted", wanted.lifted);
	let order = wanted.order;
	records::list::<_, Notice>(asked, listing, filters, order).await
}

/// A hold or a recall.
#[utoipa::path(
	get,
	path = "/api/v1/notices/{id}",
	operation_id = "getNotice",
	tag = "Notices",
	params(Numbered),
	responses((status = 200, description = "The notice.", body = Notice))
)]
async fn notice(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Notice>(asked, of.id).await
}
