//! `hallmark ship`: shipments, from booking to the buyer.

use crate::{
	args::{as_of, document, hash, moment_text, ranges, ranges_text, text, AsOf},
	codes::{warn, Codes, LISTS},
	files::{self, bounded},
	output::{name_of, Page, Report},
	session::{answered, find, present, said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{
	Digest, Document, FacilityId, ItemRange, LotId, Moment, OrgId, ShipmentId, Sscc, Text,
};
use pallet_logistics::{
	Call, Consignee, Discrepancy, DocumentList, Event, LastSeen, LegPlan, LossKind, LotItems,
	Movement, Place, SensorSummary, Source, MAX_LEGS, MAX_LINES,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sp_core::{sr25519, Pair};
use std::path::PathBuf;

/// An hour in milliseconds.
const HOUR: Moment = 3_600_000;

/// Shipments: book them, carry them, hand them over, store, receive and deliver them.
#[derive(Subcommand)]
pub enum Command {
	/// Books a shipment of items that the signer's organisation holds.
	#[command(after_help = book_help())]
	Book {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Cancels a shipment that has not left.
	Cancel(OfShipment),
	/// Plans a shipment's legs anew, from one that was not begun.
	#[command(after_help = REROUTE_HELP)]
	Reroute {
		/// The shipment.
		shipment: u64,
		/// How many of its legs stay.
		#[arg(long, value_name = "LEGS")]
		keep: u8,
		/// The file with the new ones.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Offers the custody of a shipment to another organisation.
	Offer {
		/// The shipment.
		shipment: u64,
		/// To which organisation.
		#[arg(long, value_name = "ORG")]
		to: u32,
		/// For how many hours the offer stands.
		#[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..))]
		hours: u32,
	},
	/// Withdraws an offer of custody.
	WithdrawOffer(OfShipment),
	/// Accepts the custody of a shipment: from now on the signer's organisation answers for it.
	Accept(OfShipment),
	/// Reports, as its carrier, that a leg was begun.
	Depart(Move),
	/// Reports, as its carrier, that a leg was ended.
	Arrive(Move),
	/// Takes a shipment into a warehouse.
	TakeIn {
		/// The shipment.
		shipment: u64,
		/// The warehouse's facility.
		#[arg(long)]
		facility: u32,
		/// In bond: under customs' control, duties not paid.
		#[arg(long)]
		bonded: bool,
	},
	/// Hands a shipment out of a warehouse.
	HandOut(OfShipment),
	/// Shows oneself as the consignee that a shipment was committed to.
	Reveal {
		/// The shipment.
		shipment: u64,
		/// The salt of the commitment: 32 bytes in hexadecimal.
		#[arg(long, value_name = "HEX", value_parser = hash)]
		salt: Digest,
	},
	/// Receives a shipment, as its consignee.
	Receive {
		/// The shipment.
		shipment: u64,
		/// What is missing or not whole: damaged:LOT/0-4, lost:LOT/7 or stolen:LOT/9; as often as needed.
		#[arg(long = "discrepancy", value_name = "KIND:LOT/ITEMS", value_parser = discrepancy)]
		discrepancies: Vec<Discrepancy>,
		/// The receipt. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		document: Option<Document>,
	},
	/// Delivers items to a buyer, who is not named.
	Deliver(Deliver),
	/// Reports items as damaged, lost or stolen.
	Loss {
		/// damaged:LOT/0-4, lost:LOT/7 or stolen:LOT/9.
		#[arg(value_name = "KIND:LOT/ITEMS", value_parser = discrepancy)]
		loss: Discrepancy,
		/// The shipment that they are in; without it, the signer's organisation holds them.
		#[arg(long)]
		shipment: Option<u64>,
		/// The report of it. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		document: Option<Document>,
	},
	/// Packs items of a shipment, and units packed before, into a new unit.
	Pack {
		/// The shipment.
		shipment: u64,
		/// The unit's Serial Shipping Container Code: 18 digits.
		#[arg(value_parser = sscc)]
		sscc: Sscc,
		/// Items, as LOT/0-9,12; as often as there are lots.
		#[arg(long = "items", value_name = "LOT/ITEMS", value_parser = lot_items)]
		items: Vec<LotItems>,
		/// A unit; as often as there are units.
		#[arg(long = "unit", value_name = "SSCC", value_parser = sscc)]
		units: Vec<Sscc>,
	},
	/// Unpacks a unit that is in no other.
	Unpack {
		/// The shipment.
		shipment: u64,
		/// The unit.
		#[arg(value_parser = sscc)]
		sscc: Sscc,
	},
	/// Summarises, as a leg's carrier, what a sensor recorded on it.
	#[command(after_help = SENSORS_HELP)]
	Sensors {
		/// The shipment.
		shipment: u64,
		/// The leg, counted from 0.
		#[arg(long, default_value_t = 0)]
		leg: u8,
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Shows a shipment.
	Show(OfShipment),
	/// Says where an item is.
	Where {
		/// The item: LOT/INDEX.
		#[arg(value_parser = item)]
		item: (LotId, u32),
	},
}

/// The help of `book`.
fn book_help() -> String {
	format!(
		"Example of a file:
  consignee = 7                        # or consigneeSalt = true for one who is not named yet
  [[items]]
  lot = 12
  ranges = \"0-99\"                      # first and last of each range
  [[legs]]
  mode = 1                             # UN/ECE Rec. 19: 1 sea, 2 rail, 3 road, 4 air; or \"maritime\", …
  from = \"AUMEL\"                       # UN/LOCODE
  to = \"CNNBO\"
  carrier = 8
  vessel = \"Southern Star 21\"          # optional, as are container and seal
  [[documents]]                        # optional
  kind = \"billOfLading\"
  document = \"bill-of-lading.pdf\"      # its digest goes on chain

With consigneeSalt, `consignee` is committed to under a fresh salt, which is printed: who has it shows \
itself as consignee later, with `hallmark ship reveal`.

{LISTS}"
	)
}

const REROUTE_HELP: &str = "\
The file has the [[legs]] of a booking: see `hallmark ship book --help`.";

const SENSORS_HELP: &str = "\
Example of a file, with values in hundredths of the unit:
  quantity = \"temperature\"             # temperature (°C), humidity (%) or shock (g)
  from = 2026-07-01T08:00:00Z
  to = 2026-07-19T16:00:00Z
  min = 210
  max = 790
  breaches = 0
  series = \"container-7.csv\"           # its digest goes on chain";

/// A shipment.
#[derive(Args)]
pub struct OfShipment {
	/// The shipment.
	shipment: u64,
}

/// The arguments of `depart` and `arrive`.
#[derive(Args)]
pub struct Move {
	/// The shipment.
	shipment: u64,
	/// The leg, counted from 0.
	#[arg(long, default_value_t = 0)]
	leg: u8,
	/// When it was: now, a date, or such as 2026-07-01T08:30:00Z.
	#[arg(long, default_value = "now", value_name = "WHEN", value_parser = as_of)]
	at: AsOf,
	/// The number read on the seal.
	#[arg(long, value_parser = text::<32>)]
	seal: Option<Text<32>>,
}

/// The arguments of `deliver`.
#[derive(Args)]
pub struct Deliver {
	/// The items: LOT/0-4,7.
	#[arg(value_name = "LOT/ITEMS", value_parser = lot_items)]
	items: LotItems,
	/// The shipment that they are in; without it, the signer's organisation holds them.
	#[arg(long)]
	shipment: Option<u64>,
	/// The proof of delivery, with a salt of at least 128 random bits in it. Only its digest goes on
	/// chain: nobody is named.
	#[arg(long, value_name = "FILE", value_parser = document)]
	proof: Document,
}

fn lot_items(text: &str) -> Result<LotItems> {
	let (lot, items) = text.split_once('/').context("items are LOT/0-9,12")?;
	Ok(LotItems {
		lot: LotId(lot.parse().with_context(|| format!("{lot}: not a lot's id"))?),
		ranges: ranges(items)?,
	})
}

fn item(text: &str) -> Result<(LotId, u32)> {
	let (lot, index) = text.split_once('/').context("an item is LOT/INDEX")?;
	let lot = lot.parse().with_context(|| format!("{lot}: not a lot's id"))?;
	let index = index.parse().with_context(|| format!("{index}: not an item's index"))?;
	Ok((LotId(lot), index))
}

fn discrepancy(text: &str) -> Result<Discrepancy> {
	let form = "not damaged:LOT/ITEMS, lost:LOT/ITEMS or stolen:LOT/ITEMS";
	let (kind, items) = text.split_once(':').context(form)?;
	Ok(Discrepancy {
		kind: match kind {
			"damaged" => LossKind::Damaged,
			"lost" => LossKind::Lost,
			"stolen" => LossKind::Stolen,
			_ => anyhow::bail!(form),
		},
		items: lot_items(items)?,
	})
}

fn sscc(text: &str) -> Result<Sscc, hallmark_gs1::Error> {
	hallmark_gs1::Sscc::read(text).map(Sscc::from)
}

/// A booking.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Booking {
	consignee: OrgId,
	#[serde(default)]
	consignee_salt: bool,
	items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
	legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
	#[serde(default)]
	documents: DocumentList,
}

/// Legs.
#[derive(Serialize, Deserialize)]
struct Route {
	legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
}

fn source(shipment: Option<u64>) -> Source {
	shipment.map_or(Source::Holding, |shipment| Source::Shipment(ShipmentId(shipment)))
}

fn of_lot(items: &LotItems) -> String {
	format!("items {} of lot {}", ranges_text(&items.ranges), items.lot)
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	// Sends a call about a shipment, and says what came of it.
	macro_rules! done {
		($shipment:expr, $call:expr, $($sentence:tt)*) => {{
			let sentence = format!($($sentence)*);
			let json = json!({ "shipment": $shipment });
			session.send($call, |_| said(sentence, json)).await
		}};
	}
	type Ship = Call<Runtime>;
	match command {
		Command::Book { file } => book(session, files::read(&file)?).await,
		Command::Cancel(OfShipment { shipment: id }) => {
			let shipment = ShipmentId(id);
			done!(id, Ship::cancel_shipment { shipment }, "shipment {id} is cancelled")
		}
		Command::Reroute { shipment: id, keep, file } => {
			let Route { legs } = files::read(&file)?;
			check_places(session, &legs)?;
			let shipment = ShipmentId(id);
			let all = usize::from(keep) + legs.len();
			let call = Ship::reroute { shipment, keep, legs };
			done!(id, call, "shipment {id} is planned anew; legs: {all}, as before: {keep}")
		}
		Command::Offer { shipment: id, to, hours } => {
			let now = session.moment(AsOf::Now).await?;
			let expires = now.saturating_add(HOUR.saturating_mul(hours.into()));
			let call = Ship::offer_custody { shipment: ShipmentId(id), to: OrgId(to), expires };
			let until = moment_text(expires);
			done!(
				id,
				call,
				"custody of shipment {id} is offered to organisation {to} until {until}"
			)
		}
		Command::WithdrawOffer(OfShipment { shipment: id }) => {
			let shipment = ShipmentId(id);
			let call = Ship::withdraw_offer { shipment };
			done!(id, call, "custody of shipment {id} is no longer offered")
		}
		Command::Accept(OfShipment { shipment: id }) => {
			let shipment = ShipmentId(id);
			let call = Ship::accept_custody { shipment };
			done!(id, call, "shipment {id} is in your organisation's custody")
		}
		Command::Depart(Move { shipment: id, leg, at, seal }) => {
			let at = session.moment(at).await?;
			let call = Ship::depart { shipment: ShipmentId(id), leg, at, seal };
			done!(id, call, "shipment {id} began leg {leg} at {}", moment_text(at))
		}
		Command::Arrive(Move { shipment: id, leg, at, seal }) => {
			let at = session.moment(at).await?;
			let call = Ship::arrive { shipment: ShipmentId(id), leg, at, seal };
			session.send(call, move |receipt| arrived(id, leg, receipt)).await
		}
		Command::TakeIn { shipment: id, facility, bonded } => {
			let call =
				Ship::take_in { shipment: ShipmentId(id), facility: FacilityId(facility), bonded };
			let bond = if bonded { ", in bond" } else { "" };
			done!(id, call, "shipment {id} is stored in facility {facility}{bond}")
		}
		Command::HandOut(OfShipment { shipment: id }) => {
			let shipment = ShipmentId(id);
			done!(id, Ship::hand_out { shipment }, "shipment {id} is out of store")
		}
		Command::Reveal { shipment: id, salt } => {
			let call = Ship::reveal_consignee { shipment: ShipmentId(id), salt: salt.0 };
			done!(id, call, "your organisation is the consignee of shipment {id}")
		}
		Command::Receive { shipment: id, discrepancies, document } => {
			let found = discrepancies.len();
			let call = Ship::receive_shipment {
				shipment: ShipmentId(id),
				discrepancies: bounded("discrepancy", discrepancies)?,
				document,
			};
			let with = match found {
				0 => "complete".to_string(),
				found => format!("with {found} discrepancies"),
			};
			done!(id, call, "shipment {id} is received, {with}")
		}
		Command::Deliver(Deliver { items, shipment, proof }) => {
			let what = of_lot(&items);
			let call = Ship::deliver_to_buyer {
				source: source(shipment),
				lot: items.lot,
				ranges: items.ranges,
				buyer: proof.digest,
			};
			done!(shipment, call, "{what} are delivered to their buyer")
		}
		Command::Loss { loss, shipment, document } => {
			let what = of_lot(&loss.items);
			let kind = format!("{:?}", loss.kind).to_lowercase();
			let call = Ship::report_loss {
				source: source(shipment),
				items: loss.items,
				kind: loss.kind,
				document,
			};
			done!(shipment, call, "{what} are reported {kind}")
		}
		Command::Pack { shipment: id, sscc, items, units } => {
			let call = Ship::pack {
				shipment: ShipmentId(id),
				sscc,
				items: bounded("items", items)?,
				units: bounded("unit", units)?,
			};
			done!(id, call, "unit {sscc} is packed in shipment {id}")
		}
		Command::Unpack { shipment: id, sscc } => {
			let shipment = ShipmentId(id);
			let call = Ship::unpack { shipment, sscc };
			done!(id, call, "unit {sscc} of shipment {id} is unpacked")
		}
		Command::Sensors { shipment: id, leg, file } => {
			let summary: SensorSummary = files::read(&file)?;
			let call = Ship::summarise_sensors { shipment: ShipmentId(id), leg, summary };
			let what = name_of(summary.quantity);
			done!(id, call, "the {what} on leg {leg} of shipment {id} is on record")
		}
		Command::Show(OfShipment { shipment }) => show(session, ShipmentId(shipment)).await,
		Command::Where { item: (lot, index) } => fate(session, lot, index).await,
	}
}

fn check_places(session: &Session<'_>, legs: &[LegPlan]) -> Result<()> {
	let codes = Codes::load()?;
	let places = legs.iter().flat_map(|leg| [leg.from, leg.to]);
	warn(places.map(|place| codes.of_place(place)), session.is_quiet());
	Ok(())
}

async fn book(session: &Session<'_>, booking: Booking) -> Result<Report> {
	check_places(session, &booking.legs)?;
	// The seed of a new key pair: 32 bytes from the system's random source.
	let salt = booking.consignee_salt.then(|| sr25519::Pair::generate().1);
	let consignee = match &salt {
		Some(salt) => Consignee::Committed(pallet_logistics::commitment(booking.consignee, salt)),
		None => Consignee::Organisation(booking.consignee),
	};
	let items: u32 =
		booking.items.iter().flat_map(|line| &line.ranges).map(|range| range.len()).sum();
	let call = Call::<Runtime>::book_shipment {
		consignee,
		items: booking.items,
		legs: booking.legs,
		documents: booking.documents,
	};
	let say = |receipt: &Receipt| {
		let id = find(receipt, |event| match event {
			RuntimeEvent::Logistics(Event::ShipmentBooked { shipment, .. }) => Some(*shipment),
			_ => None,
		})?;
		let salt = salt.map(|salt| format!("0x{}", hex::encode(salt)));
		let kept = salt.as_ref().map_or(String::new(), |salt| {
			format!("; the consignee shows itself with the salt {salt}: keep it")
		});
		said(
			format!("shipment {id} is booked, with {items} items{kept}"),
			json!({ "shipment": id, "items": items, "salt": salt }),
		)
	};
	session.send(call, say).await
}

fn arrived(id: u64, leg: u8, receipt: &Receipt) -> Result<crate::session::Said> {
	let (port, seal) = find(receipt, |event| match event {
		RuntimeEvent::Logistics(Event::LegArrived { port, seal_intact, .. }) => {
			Some((*port, *seal_intact))
		}
		_ => None,
	})?;
	let of_seal = match seal {
		Some(true) => ", with the seal that it left with",
		Some(false) => ", with ANOTHER SEAL than it left with",
		None => "",
	};
	said(
		format!("shipment {id} ended leg {leg} in {port}{of_seal}"),
		json!({ "shipment": id, "port": port, "sealIntact": seal }),
	)
}

/// Items for people, of whom there may be none.
fn items_text(items: &[ItemRange]) -> String {
	match items {
		[] => "none".into(),
		items => ranges_text(items),
	}
}

fn movement(movement: &Option<Movement>) -> String {
	match movement {
		None => "not yet".into(),
		Some(Movement { at, seal, .. }) => {
			let seal = seal.as_ref().map(|seal| format!(", seal {}", seal.to_text()));
			format!("{}{}", moment_text(*at), seal.unwrap_or_default())
		}
	}
}

async fn show(session: &Session<'_>, id: ShipmentId) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.shipment(id, None).await?;
	let Answer { block, value } = present(answer, || format!("shipment {id}"))?;
	let it = &value.shipment;
	let mut page = Page::default();
	page.field("shipment", format!("{id}, {}", name_of(it.status)))
		.field("consignor", format!("organisation {}", it.consignor))
		.field(
			"consignee",
			match it.consignee {
				Consignee::Organisation(org) => format!("organisation {org}"),
				Consignee::Committed(commitment) => {
					format!("not named, committed to in {commitment:?}")
				}
			},
		)
		.field("custodian", format!("organisation {}", it.custodian))
		.field_if(
			"offered",
			it.offer.map(|offer| {
				format!("to organisation {} until {}", offer.to, moment_text(offer.expires))
			}),
		)
		.field_if(
			"stored",
			it.stored.map(|stored| {
				let bond = if stored.bonded { ", in bond" } else { "" };
				format!("in facility {}{bond} since {}", stored.facility, moment_text(stored.since))
			}),
		)
		.field("booked", moment_text(it.booked_at))
		.field_if("ended", it.ended_at.map(moment_text));
	for line in &value.lines {
		page.line("")
			.field("lot", line.lot)
			.field("booked", items_text(&line.line.booked))
			.field("in it now", items_text(&line.line.left))
			.field("missing", items_text(&line.line.missing))
			.field("packed", items_text(&line.line.packed));
	}
	for (place, leg) in value.legs.iter().enumerate() {
		let plan = &leg.leg.plan;
		page.line("")
			.field("leg", format!("{place}: {} to {}, {}", plan.from, plan.to, name_of(plan.mode)))
			.field("carrier", format!("organisation {}", plan.carrier))
			.field_if("vessel", plan.vessel.as_ref().map(Text::to_text))
			.field_if("container", plan.container.as_ref().map(Text::to_text))
			.field_if("seal", plan.seal.as_ref().map(Text::to_text))
			.field("departed", movement(&leg.leg.departed))
			.field("arrived", movement(&leg.leg.arrived))
			.field_if(
				"seal intact",
				leg.seal_intact.map(|intact| if intact { "yes" } else { "NO" }),
			);
		for sensor in &leg.sensors {
			page.field(
				&name_of(sensor.quantity),
				format!(
					"{:.2} to {:.2}, limits left {} times",
					f64::from(sensor.min) / 100.,
					f64::from(sensor.max) / 100.,
					sensor.breaches
				),
			);
		}
	}
	for unit in &value.packing {
		let items = unit.unit.items.iter().map(of_lot);
		let units = unit.unit.units.iter().map(|unit| format!("unit {unit}"));
		page.line("")
			.field("unit", unit.sscc)
			.field_if("packed in", unit.unit.parent)
			.list("holds", items.chain(units));
	}
	answered(page, block, value)
}

async fn fate(session: &Session<'_>, lot: LotId, index: u32) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.fate(lot, index, None).await?;
	let Answer { block, value } = present(answer, || format!("item {index} in lot {lot}"))?;
	let place = match value.place {
		Place::Holder(org) => format!("organisation {org} holds it"),
		Place::Shipment(shipment) => format!("it travels in shipment {shipment}"),
		Place::Delivered => "it is with its buyer".into(),
		Place::Lost(seen) => format!("it was lost {}", seen_text(seen)),
		Place::Stolen(seen) => format!("it was stolen {}", seen_text(seen)),
		Place::Destroyed => "it was destroyed".into(),
	};
	let damaged = if value.damaged { ", and damaged" } else { "" };
	let page = Page::of(format!("item {index} of lot {lot}: {place}{damaged}"));
	answered(page, block, value)
}

fn seen_text(seen: LastSeen) -> String {
	match seen {
		LastSeen::Holder(org) => format!("while organisation {org} held it"),
		LastSeen::Shipment(shipment) => format!("in shipment {shipment}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::Path;

	#[test]
	fn booking_is_read_with_and_without_what_is_optional() {
		let text = r#"
			consignee = 7
			[[items]]
			lot = 12
			ranges = "0-99"
			[[legs]]
			mode = "air"
			from = "BEANR"
			to = "CNSGH"
			carrier = 8
		"#;
		let booking: Booking = files::parse(text, Path::new("")).unwrap();
		assert_eq!(booking.consignee, OrgId(7));
		assert!(!booking.consignee_salt && booking.documents.is_empty());
		let salted: Booking =
			files::parse(&format!("consigneeSalt = true\n{text}"), Path::new("")).unwrap();
		assert!(salted.consignee_salt);
	}

	#[test]
	fn bookings_of_the_story_are_read() {
		for (name, from, to) in
			[("booking-sea.toml", "AUMEL", "CNNBO"), ("booking-air.toml", "BEANR", "CNSGH")]
		{
			let booking: Booking = files::story(name);
			let leg = &booking.legs[0];
			assert_eq!((leg.from.to_string(), leg.to.to_string()), (from.into(), to.into()));
			assert_eq!(booking.documents.len(), 2);
		}
		let voyage: SensorSummary = files::story("voyage.toml");
		assert!(voyage.from < voyage.to);
	}

	#[test]
	fn loss_is_read_with_its_kind_lot_and_items() {
		let loss = discrepancy("lost:3/0-4,7").unwrap();
		assert_eq!((loss.kind, loss.items.lot), (LossKind::Lost, LotId(3)));
		assert_eq!(ranges_text(&loss.items.ranges), "0-4,7");
		for bad in ["", "lost", "lost:3", "gone:3/1", "lost:x/1", "lost:3/5-4"] {
			assert!(discrepancy(bad).is_err(), "{bad}");
		}
		assert_eq!(item("3/5").unwrap(), (LotId(3), 5));
		assert!(item("3").is_err() && item("3/x").is_err());
	}
}
