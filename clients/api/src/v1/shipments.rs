//! Shipments with their legs, and packing units.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		organisations::Numbered,
		records::{self, Filters, Order, Resource},
		told::{self, Document, ItemRange, Links, Time},
	},
};
use hallmark_gs1::Sscc;
use hallmark_index::{
	read::records::{Filter, Records},
	tables::{self, Key},
	Reader,
};
use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Shipments", "Goods that travel together, with their legs and packing units.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_units, units)
		.add(__path_lines, lines)
		.add(__path_sensors, sensors)
}

/// Goods that travel together from a consignor to a consignee.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shipment {
	/// Its id.
	pub id: u64,
	/// Who sends it.
	pub consignor: u32,
	/// Who is to receive it, if that is an organisation by name.
	#[serde(default)]
	#[schema(required)]
	pub consignee: Option<u32>,
	/// What whoever is to receive it can open, if it is not named.
	#[serde(default)]
	#[schema(required, pattern = "^0x[0-9a-f]{64}$")]
	pub consignee_commitment: Option<String>,
	/// Who has it.
	pub custodian: u32,
	/// To whom its custody is offered. An offer that has expired stands here until the next.
	#[schema(required)]
	pub offer: Option<Offer>,
	/// What is demanded of who has it.
	#[schema(required)]
	pub demand: Option<Demand>,
	/// Where it is stored.
	#[schema(required)]
	pub stored: Option<Stored>,
	/// Its legs, in their order.
	pub legs: Vec<Leg>,
	/// The leg that it travels on now: an index into `legs`.
	#[schema(required)]
	pub on_leg: Option<u8>,
	/// Its lots.
	pub lots: Vec<u64>,
	/// How many ranges of items are in it.
	pub ranges: u32,
	/// How many packing units it has.
	pub units: u32,
	/// `Open`, `Cancelled`, `Received`, `Delivered`, `Lost`, `Returned` or `Disposed`.
	pub status: String,
	/// When it was booked.
	pub booked_at: Time,
	/// When it came to its end.
	#[schema(required)]
	pub ended_at: Option<Time>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// Custody that is offered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Offer {
	/// To whom.
	pub to: u32,
	/// The first moment at which it can no longer be accepted.
	pub expires: Time,
}

/// That whoever has a shipment is to move it on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Demand {
	/// Who demands it.
	pub by: u32,
	/// The first moment at which the goods can be taken over.
	pub due: Time,
}

/// Where a shipment is stored.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Stored {
	/// The warehouse's facility.
	pub facility: u32,
	/// Whether in bond.
	pub bonded: bool,
	/// Since when.
	pub since: Time,
}

/// A leg of a shipment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leg {
	/// As it was planned.
	pub plan: LegPlan,
	/// By whom.
	pub planned_by: u32,
	/// Its departure.
	#[schema(required)]
	pub departed: Option<Movement>,
	/// Its arrival.
	#[schema(required)]
	pub arrived: Option<Movement>,
	/// When the goods were taken over from its carrier on the way.
	#[schema(required)]
	pub broken_off: Option<Time>,
}

/// A leg as it is planned.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LegPlan {
	/// How the goods travel (UN/ECE Recommendation 19), such as `Maritime`.
	pub mode: String,
	/// From where (UN/LOCODE).
	#[schema(pattern = "^[A-Z]{2}[A-Z2-9]{3}$")]
	pub from: String,
	/// To where (UN/LOCODE).
	#[schema(pattern = "^[A-Z]{2}[A-Z2-9]{3}$")]
	pub to: String,
	/// Who carries them.
	pub carrier: u32,
	/// The vessel's name, the flight's or the train's number.
	#[schema(required)]
	pub vessel: Option<String>,
	/// The container's number.
	#[schema(required)]
	pub container: Option<String>,
	/// The seal's number.
	#[schema(required)]
	pub seal: Option<String>,
}

/// A departure, or an arrival.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
	/// When it was, by the carrier's word.
	pub at: Time,
	/// When the carrier reported it.
	pub reported_at: Time,
	/// The number that the carrier read on the seal.
	#[schema(required)]
	pub seal: Option<String>,
}

impl Resource for Shipment {
	const TABLE: &'static str = "shipment";

	fn prepare(fields: &mut Map<String, Value>) {
		// {"Organisation": 3} or {"Committed": "0x…"}.
		if let Some(Value::Object(mut consignee)) = fields.remove("consignee") {
			if let Some(organisation) = consignee.remove("Organisation") {
				fields.insert("consignee".into(), organisation);
			}
			if let Some(commitment) = consignee.remove("Committed") {
				fields.insert("consigneeCommitment".into(), commitment);
			}
		}
	}

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/shipments/{id}")),
			("consignor", format!("/api/v1/organisations/{}", self.consignor)),
			("custodian", format!("/api/v1/organisations/{}", self.custodian)),
			("lines", format!("/api/v1/shipments/{id}/lines")),
			("units", format!("/api/v1/shipments/{id}/units")),
			("sensors", format!("/api/v1/shipments/{id}/sensors")),
			("declarations", format!("/api/v1/declarations?shipment={id}")),
			("journal", format!("/api/v1/journal?subject=shipment&number={id}")),
		]);
	}
}

/// Which shipments.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShipmentFilters {
	/// Sent by this organisation.
	pub consignor: Option<u32>,
	/// To be received by this organisation, by name.
	pub consignee: Option<u32>,
	/// In the hands of this organisation.
	pub custodian: Option<u32>,
	/// With items of this lot.
	pub lot: Option<u64>,
	/// `Open`, `Cancelled`, `Received`, `Delivered`, `Lost`, `Returned` or `Disposed`; together with
	/// `consignor`, `consignee`, `custodian` or `lot`.
	pub status: Option<String>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Shipments, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/shipments",
	operation_id = "listShipments",
	tag = "Shipments",
	params(ShipmentFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Shipment>))
)]
async fn list(asked: Asked, listing: Listing<ShipmentFilters>) -> Result {
	let wanted = &listing.filters;
	let is_narrow = wanted.consignor.is_some()
		|| wanted.consignee.is_some()
		|| wanted.custodian.is_some()
		|| wanted.lot.is_some();
	records::narrow("status", wanted.status.is_some(), is_narrow)?;
	let filters = Filters::default()
		.number("consignor", wanted.consignor.map(u64::from))
		.number("consignee", wanted.consignee.map(u64::from))
		.number("custodian", wanted.custodian.map(u64::from))
		.lot(wanted.lot)
		.text("status", wanted.status.as_deref());
	let order = wanted.order;
	records::list::<_, Shipment>(asked, listing, filters, order).await
}

/// A number as the database has it. There are no ids that it cannot have.
pub fn signed(number: u64) -> i64 {
	i64::try_from(number).unwrap_or(i64::MAX)
}

/// A shipment.
#[utoipa::path(
	get,
	path = "/api/v1/shipments/{id}",
	operation_id = "getShipment",
	tag = "Shipments",
	params(Numbered),
	responses((status = 200, description = "The shipment.", body = Shipment))
)]
async fn one(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Shipment>(asked, of.id).await
}

/// A packing unit: a carton, a pallet.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
	/// The shipment.
	pub shipment: u64,
	/// Its Serial Shipping Container Code: 18 digits.
	#[schema(pattern = "^[0-9]{18}$")]
	pub sscc: String,
	/// The unit that it is packed in.
	#[schema(required, pattern = "^[0-9]{18}$")]
	pub parent: Option<String>,
	/// How many units lie within each other here, this one included.
	pub height: u8,
	/// Items packed directly into it.
	pub items: Vec<ItemsOfLot>,
	/// Units packed directly into it.
	pub units: Vec<String>,
	/// Who packed it.
	pub packed_by: u32,
	/// The block that changed it last, or a later one.
	pub updated: u32,
}

/// Items of a lot.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ItemsOfLot {
	/// The lot.
	pub lot: u64,
	/// Which of its items.
	pub ranges: Vec<ItemRange>,
}

impl Resource for Unit {
	const TABLE: &'static str = "unit";
}

/// Which packing units of a shipment.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitFilters {
	/// Packed directly into this unit: an SSCC.
	#[serde(default, deserialize_with = "some_sscc")]
	#[param(value_type = Option<String>, pattern = "^[0-9]{18}$")]
	pub parent: Option<Sscc>,
}

fn some_sscc<'de, D: serde::Deserializer<'de>>(
	text: D,
) -> core::result::Result<Option<Sscc>, D::Error> {
	let text = String::deserialize(text)?;
	Sscc::from_digits(&text).map(Some).map_err(serde::de::Error::custom)
}

/// The packing units of a shipment, by their SSCCs.
#[utoipa::path(
	get,
	path = "/api/v1/shipments/{id}/units",
	operation_id = "listShipmentUnits",
	tag = "Shipments",
	params(Numbered, UnitFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Unit>))
)]
async fn units(asked: Asked, Path(of): Path<Numbered>, listing: Listing<UnitFilters>) -> Result {
	let question = move |reader: &Reader| {
		records::must::<Shipment>(reader, &Key::Numbers(vec![of.id]))?;
		let filters = Filters::default()
			.number("shipment", Some(of.id))
			.number("parent", listing.filters.parent.map(|it| it.as_u64()));
		records::search::<_, Unit>(reader, &listing, filters, None)
	};
	let (head, page) = asked.read(question).await?;
	Ok(asked.paged(head, &page))
}

/// What a shipment has of a lot.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ShipmentLine {
	/// The shipment.
	pub shipment: u64,
	/// The lot.
	pub lot: u64,
	/// What was booked.
	pub booked: Vec<ItemRange>,
	/// What is still in the shipment. At its end, nothing.
	pub left: Vec<ItemRange>,
	/// What was lost, stolen or destroyed in it.
	pub missing: Vec<ItemRange>,
	/// What is, or at its end was, in packing units.
	pub packed: Vec<ItemRange>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
}

impl Resource for ShipmentLine {
	const TABLE: &'static str = "shipment_line";
}

/// The lines of a shipment, by their lots: what was booked, what is still in it, what is missing.
#[utoipa::path(
	get,
	path = "/api/v1/shipments/{id}/lines",
	operation_id = "listShipmentLines",
	tag = "Shipments",
	params(Numbered, Paging),
	responses((status = 200, description = "A page of them.", body = Page<ShipmentLine>))
)]
async fn lines(asked: Asked, Path(of): Path<Numbered>, listing: Listing<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		records::must::<Shipment>(reader, &Key::Numbers(vec![of.id]))?;
		let filters = Filters::default().number("shipment", Some(of.id));
		records::search::<_, ShipmentLine>(reader, &listing, filters, None)
	};
	let (head, page) = asked.read(question).await?;
	Ok(asked.paged(head, &page))
}

/// A series of measurements on a leg, in short.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SensorSummary {
	/// The leg: an index into the shipment's `legs`.
	#[serde(default)]
	leg: u64,
	/// What was measured: `Temperature` in degrees Celsius, `Humidity` in percent, `Shock` in g.
	quantity: String,
	/// When the series begins.
	from: Time,
	/// When it ends.
	to: Time,
	/// The least value, in hundredths of the unit.
	#[serde(alias = "min")]
	min_hundredths: i32,
	/// The greatest value, in hundredths of the unit.
	#[serde(alias = "max")]
	max_hundredths: i32,
	/// How many times the agreed limits were left.
	breaches: u32,
	/// The whole series: its digest.
	series: Document,
}

/// What sensors recorded on the legs of a shipment.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SensorList {
	/// All of it, by legs.
	items: Vec<SensorSummary>,
}

/// Which shipment. A path has one name for it, whatever is asked of it.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfShipment {
	/// Its id.
	shipment: u64,
}

/// What sensors recorded on the legs of a shipment, by its carriers' word: the bounds of each series, and
/// how many times agreed limits were left.
#[utoipa::path(
	get,
	path = "/api/v1/shipments/{shipment}/sensors",
	operation_id = "listShipmentSensors",
	tag = "Shipments",
	params(OfShipment),
	responses((status = 200, description = "All of it.", body = SensorList))
)]
async fn sensors(asked: Asked, Path(of): Path<OfShipment>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		records::must::<Shipment>(reader, &Key::Numbers(vec![of.shipment]))?;
		let table = tables::table("sensors").and_then(|it| tables::TABLES.get(it));
		let table = table.ok_or_else(|| Problem::internal("the index has no table sensors"))?;
		let filters = vec![Filter::Is("shipment", Sql::Integer(signed(of.shipment)))];
		let limit = hallmark_index::read::MAX_ANSWERS;
		let found = reader.records(table, &Records { filters, limit, ..Records::default() })?;
		let mut items = Vec::new();
		for record in found {
			let leg = match &record.key {
				Key::Numbers(numbers) => numbers.get(1).copied().unwrap_or_default(),
				Key::Address(_) => 0,
			};
			let all: Vec<SensorSummary> = told::read("sensors", told::camel(record.value))?;
			items.extend(all.into_iter().map(|it| SensorSummary { leg, ..it }));
		}
		Ok(SensorList { items })
	};
	asked.answer(question).await
}
