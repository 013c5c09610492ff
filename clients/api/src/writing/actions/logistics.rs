//! Shipments, from booking to the buyer.

use super::acts;
use crate::{
	problem::Result,
	writing::{
		actions::Deed,
		fields::{
			bounded, Container, DocumentField, Hash, Line, LossField, Mode, PaperKind, PlaceField,
			QuantityField, Ranges, SsccField, When,
		},
	},
};
use hallmark_sdk::{compose::Booking, runtime::Runtime};
use hallmark_types::{FacilityId, LotId, OrgId, ShipmentId, Sscc};
use pallet_logistics::{
	Call, Discrepancy, LegPlan, LotItems, SensorSummary, Source, TransportDocument,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// An hour in milliseconds.
const HOUR: u64 = 3_600_000;

/// Items of a lot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLotItems)]
pub struct Items {
	/// The lot.
	lot: u64,
	/// Its items.
	ranges: Ranges,
}

impl From<Items> for LotItems {
	fn from(items: Items) -> Self {
		Self { lot: LotId(items.lot), ranges: items.ranges.0 }
	}
}

/// A part of the way.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLeg)]
pub struct Leg {
	/// How the goods travel.
	mode: Mode,
	/// From where.
	from: PlaceField,
	/// To where.
	to: PlaceField,
	/// The carrier's organisation.
	carrier: u32,
	/// The vessel, flight, train or vehicle.
	#[serde(default)]
	vessel: Option<Line<32>>,
	/// The container.
	#[serde(default)]
	container: Option<Container>,
	/// The number on the seal.
	#[serde(default)]
	seal: Option<Line<32>>,
}

impl From<Leg> for LegPlan {
	fn from(leg: Leg) -> Self {
		Self {
			mode: leg.mode.0,
			from: leg.from.0,
			to: leg.to.0,
			carrier: OrgId(leg.carrier),
			vessel: leg.vessel.map(|it| it.0),
			container: leg.container.map(|it| it.0),
			seal: leg.seal.map(|it| it.0),
		}
	}
}

/// A paper of a shipment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTransportDocument)]
pub struct Paper {
	/// What it is.
	kind: PaperKind,
	/// The file.
	document: DocumentField,
}

impl From<Paper> for TransportDocument {
	fn from(paper: Paper) -> Self {
		Self { kind: paper.kind.0, document: paper.document.into() }
	}
}

/// Items that are missing, or not whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDiscrepancy)]
pub struct Missing {
	/// What is the matter with them.
	kind: LossField,
	/// The lot.
	lot: u64,
	/// Its items.
	ranges: Ranges,
}

impl From<Missing> for Discrepancy {
	fn from(missing: Missing) -> Self {
		let items = LotItems { lot: LotId(missing.lot), ranges: missing.ranges.0 };
		Self { kind: missing.kind.0, items }
	}
}

fn source(shipment: Option<u64>) -> Source {
	shipment.map_or(Source::Holding, |shipment| Source::Shipment(ShipmentId(shipment)))
}

fn booked(it: Book) -> Result<Deed> {
	let booking = Booking {
		consignee: OrgId(it.consignee),
		consignee_salt: it.unnamed,
		items: bounded("items", it.items)?,
		legs: bounded("legs", it.legs)?,
		documents: bounded("documents", it.documents)?,
	};
	let (call, salt) = booking.call();
	let keep = salt.map(|salt| json!({ "salt": format!("0x{}", hex::encode(salt)) }));
	Ok(Deed { calls: vec![call], keep })
}

acts! {
	/// Books a shipment of items that the organisation holds.
	Book {
		;
		/// The organisation that it goes to.
		consignee: u32,
		/// Do not name the consignee: it is committed to under a fresh salt, which the answer tells once.
		#[serde(default)]
		unnamed: bool,
		/// What it holds.
		#[schema(min_items = 1, max_items = 16)]
		items: Vec<Items>,
		/// How it travels.
		#[schema(min_items = 1, max_items = 8)]
		legs: Vec<Leg>,
		/// Its papers.
		#[serde(default)]
		#[schema(max_items = 8)]
		documents: Vec<Paper>,
	} |it, _context| booked(it)?;

	/// Ends a shipment that its consignor has: cancels it, or takes it back if it had left.
	Cancel {
		shipment: u64;
	} |it, _context| Call::<Runtime>::cancel_shipment { shipment: ShipmentId(it.shipment) };

	/// Plans a shipment's legs anew, from one that was not begun.
	Reroute {
		shipment: u64;
		/// How many of its legs stay.
		keep: u8,
		/// The new ones.
		#[schema(max_items = 8)]
		legs: Vec<Leg>,
	} |it, _context| Call::<Runtime>::reroute {
		shipment: ShipmentId(it.shipment),
		keep: it.keep,
		legs: bounded("legs", it.legs)?,
	};

	/// Offers the custody of a shipment to another organisation.
	Offer {
		shipment: u64;
		/// To which one.
		to: u32,
		/// For how many hours the offer stands; 24 unless it is given.
		#[serde(default)]
		#[schema(minimum = 1)]
		hours: Option<u32>,
	} |it, context| {
		let hours = u64::from(it.hours.unwrap_or(24));
		let expires = context.moment(None).await?.saturating_add(HOUR.saturating_mul(hours));
		let (shipment, to) = (ShipmentId(it.shipment), OrgId(it.to));
		Call::<Runtime>::offer_custody { shipment, to, expires }
	};

	/// Withdraws an offer of custody.
	WithdrawOffer {
		shipment: u64;
	} |it, _context| Call::<Runtime>::withdraw_offer { shipment: ShipmentId(it.shipment) };

	/// Accepts the custody of a shipment: from now on the organisation answers for it.
	Accept {
		shipment: u64;
	} |it, _context| Call::<Runtime>::accept_custody { shipment: ShipmentId(it.shipment) };

	/// Takes a shipment over from who has it, or demands it.
	TakeOver {
		shipment: u64;
	} |it, _context| Call::<Runtime>::take_over { shipment: ShipmentId(it.shipment) };

	/// Reports, as its carrier, that a leg was begun.
	Depart {
		shipment: u64;
		/// The leg, counted from 0.
		#[serde(default)]
		leg: u8,
		/// When it was; without it, now.
		#[serde(default)]
		at: Option<When>,
		/// The number read on the seal.
		#[serde(default)]
		seal: Option<Line<32>>,
	} |it, context| {
		let (at, seal) = (context.moment(it.at).await?, it.seal.map(|it| it.0));
		Call::<Runtime>::depart { shipment: ShipmentId(it.shipment), leg: it.leg, at, seal }
	};

	/// Reports, as its carrier, that a leg was ended.
	Arrive {
		shipment: u64;
		/// The leg, counted from 0.
		#[serde(default)]
		leg: u8,
		/// When it was; without it, now.
		#[serde(default)]
		at: Option<When>,
		/// The number read on the seal.
		#[serde(default)]
		seal: Option<Line<32>>,
	} |it, context| {
		let (at, seal) = (context.moment(it.at).await?, it.seal.map(|it| it.0));
		Call::<Runtime>::arrive { shipment: ShipmentId(it.shipment), leg: it.leg, at, seal }
	};

	/// Takes a shipment into a warehouse.
	TakeIn {
		shipment: u64;
		/// The warehouse's facility.
		facility: u32,
		/// In bond: under customs' control, duties not paid.
		#[serde(default)]
		bonded: bool,
	} |it, _context| Call::<Runtime>::take_in {
		shipment: ShipmentId(it.shipment),
		facility: FacilityId(it.facility),
		bonded: it.bonded,
	};

	/// Hands a shipment out of a warehouse.
	HandOut {
		shipment: u64;
	} |it, _context| Call::<Runtime>::hand_out { shipment: ShipmentId(it.shipment) };

	/// Shows oneself as the consignee that a shipment was committed to.
	Reveal {
		shipment: u64;
		/// The salt of the commitment.
		salt: Hash,
	} |it, _context| Call::<Runtime>::reveal_consignee {
		shipment: ShipmentId(it.shipment),
		salt: it.salt.0 .0,
	};

	/// Receives a shipment, as its consignee.
	Receive {
		shipment: u64;
		/// What is missing or not whole.
		#[serde(default)]
		#[schema(max_items = 16)]
		discrepancies: Vec<Missing>,
		/// The receipt. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
	} |it, _context| Call::<Runtime>::receive_shipment {
		shipment: ShipmentId(it.shipment),
		discrepancies: bounded("discrepancies", it.discrepancies)?,
		document: it.document.map(Into::into),
	};

	/// Packs items of a shipment, and units packed before, into a new unit.
	Pack {
		shipment: u64;
		/// The unit's code.
		sscc: SsccField,
		/// The items.
		#[serde(default)]
		#[schema(max_items = 16)]
		items: Vec<Items>,
		/// The units.
		#[serde(default)]
		#[schema(max_items = 64)]
		units: Vec<SsccField>,
	} |it, _context| {
		let units: Vec<Sscc> = it.units.into_iter().map(|unit| unit.0).collect();
		Call::<Runtime>::pack {
			shipment: ShipmentId(it.shipment),
			sscc: it.sscc.0,
			items: bounded("items", it.items)?,
			units: bounded("units", units)?,
		}
	};

	/// Unpacks a unit that is in no other.
	Unpack {
		shipment: u64;
		/// The unit's code.
		sscc: SsccField,
	} |it, _context| {
		let (shipment, sscc) = (ShipmentId(it.shipment), it.sscc.0);
		Call::<Runtime>::unpack { shipment, sscc }
	};

	/// Summarises, as a leg's carrier, what a sensor recorded on it.
	Sensors {
		shipment: u64;
		/// The leg, counted from 0.
		#[serde(default)]
		leg: u8,
		/// What was measured: temperature in degrees Celsius, humidity in percent, shock in g.
		quantity: QuantityField,
		/// When the series begins.
		from: When,
		/// When it ends.
		to: When,
		/// The least value, in hundredths.
		min_hundredths: i32,
		/// The greatest value, in hundredths.
		max_hundredths: i32,
		/// How many times the agreed limits were left.
		breaches: u32,
		/// The whole series. Only its digest goes on chain.
		series: DocumentField,
	} |it, _context| {
		let summary = SensorSummary {
			quantity: it.quantity.0,
			from: it.from.0,
			to: it.to.0,
			min: it.min_hundredths,
			max: it.max_hundredths,
			breaches: it.breaches,
			series: it.series.into(),
		};
		Call::<Runtime>::summarise_sensors { shipment: ShipmentId(it.shipment), leg: it.leg, summary }
	};

	/// Delivers items to a buyer, who is not named.
	Deliver {
		;
		/// The shipment that they are in; without it, the organisation holds them.
		#[serde(default)]
		shipment: Option<u64>,
		/// The lot.
		lot: u64,
		/// Its items.
		ranges: Ranges,
		/// SHA-256 of the proof of delivery, which has a salt of at least 128 random bits in it.
		proof: Hash,
	} |it, _context| Call::<Runtime>::deliver_to_buyer {
		source: source(it.shipment),
		lot: LotId(it.lot),
		ranges: it.ranges.0,
		buyer: it.proof.0,
	};

	/// Reports items as damaged, lost or stolen.
	Loss {
		;
		/// The shipment that they are in; without it, the organisation holds them.
		#[serde(default)]
		shipment: Option<u64>,
		/// What is the matter with them.
		kind: LossField,
		/// The lot.
		lot: u64,
		/// Its items.
		ranges: Ranges,
		/// The report of it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
	} |it, _context| Call::<Runtime>::report_loss {
		source: source(it.shipment),
		items: LotItems { lot: LotId(it.lot), ranges: it.ranges.0 },
		kind: it.kind.0,
		document: it.document.map(Into::into),
	};

	/// Reports that items were found which were lost or stolen.
	Found {
		;
		/// The lot.
		lot: u64,
		/// Its items.
		ranges: Ranges,
		/// The report of it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>,
	} |it, _context| Call::<Runtime>::report_found {
		items: LotItems { lot: LotId(it.lot), ranges: it.ranges.0 },
		document: it.document.map(Into::into),
	};
}
