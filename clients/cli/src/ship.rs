//! `hallmark ship`: shipments, from booking to the buyer.

use crate::{
	args::{as_of, document, hash, moment_text, ranges, ranges_text, text, AsOf},
	codes::{self, warn, LISTS},
	council::ByCouncil,
	files::{self, bounded},
	output::{Page, Report},
	session::{answered, find, present, said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	compose::Booking,
	runtime::{Runtime, RuntimeEvent},
	words::name_of,
	Receipt,
};
use hallmark_types::{
	Digest, Document, FacilityId, ItemRange, LotId, Moment, OrgId, ShipmentId, Sscc, Text,
};
use pallet_logistics::{
	Call, Consignee, Discrepancy, Disposal, Event, Goods, LastSeen, LegAnswer, LegPlan, LineAnswer,
	LossKind, LotItems, Movement, Place, SensorSummary, Shipment, Source, MAX_LEGS,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
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
	/// Ends a shipment that its consignor has: cancels it, or takes it back if it had left.
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
	/// Takes a shipment over from who has it, as its consignor or consignee: at once if that one is
	/// suspended; otherwise the goods are demanded, and taken over by the same command once the
	/// demand is due.
	TakeOver(OfShipment),
	/// Orders what becomes of goods that nobody can move on, as a customs authority or with
	/// --council.
	#[command(after_help = DISPOSE_HELP)]
	Dispose(Dispose),
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
		/// What is missing or not whole: damaged:LOT/0-4, lost:LOT/7 or stolen:LOT/9; as often as
		/// needed.
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
	/// Reports that items were found which were lost or stolen.
	Found {
		/// The items: LOT/0-4,7.
		#[arg(value_name = "LOT/ITEMS", value_parser = lot_items)]
		items: LotItems,
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
  mode = 1                             # UN/ECE Rec. 19: 1 sea, 2 rail, 3 road, 4 air, …
  from = \"AUMEL\"                       # UN/LOCODE
  to = \"CNNBO\"
  carrier = 8
  vessel = \"Southern Star 21\"          # optional, as are container and seal
  container = \"CSQU 305438 3\"          # ISO 6346: owner, category, serial and check digit
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

const DISPOSE_HELP: &str = "\
Examples:
  hallmark ship dispose shipment:4 custody:7 --order order.pdf
  hallmark ship dispose held:3:12/0-99 assign:7 --order order.pdf --council
  hallmark ship dispose shipment:4 destroy --order order.pdf";

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
	/// When it was: now, a date in UTC, or a time with its offset such as
	/// 2026-07-01T16:30:00+08:00.
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
	/// The proof of delivery, with a salt of at least 128 random bits in it. Only its digest goes
	/// on chain: nobody is named.
	#[arg(long, value_name = "FILE", value_parser = document)]
	proof: Document,
}

/// The arguments of `dispose`.
#[derive(Args)]
pub struct Dispose {
	/// The goods: shipment:ID, or held:ORG:LOT/0-4,7 of what an organisation holds.
	#[arg(value_parser = goods)]
	goods: Goods,
	/// What becomes of them: custody:ORG (of a shipment, which goes on), assign:ORG or destroy.
	#[arg(value_parser = disposal)]
	disposal: Disposal,
	/// The order. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	order: Document,
	#[command(flatten)]
	by: ByCouncil,
}

fn goods(text: &str) -> Result<Goods> {
	let form = "not shipment:ID or held:ORG:LOT/ITEMS";
	let (kind, rest) = text.split_once(':').context(form)?;
	match kind {
		"shipment" => Ok(Goods::Shipment(ShipmentId(rest.parse().context(form)?))),
		"held" => {
			let (holder, items) = rest.split_once(':').context(form)?;
			let holder = OrgId(holder.parse().context(form)?);
			Ok(Goods::Held { holder, items: lot_items(items)? })
		}
		_ => anyhow::bail!(form),
	}
}

fn disposal(text: &str) -> Result<Disposal> {
	let form = "not custody:ORG, assign:ORG or destroy";
	if text == "destroy" {
		return Ok(Disposal::Destroy);
	}
	let (kind, org) = text.split_once(':').context(form)?;
	let org = OrgId(org.parse().context(form)?);
	match kind {
		"custody" => Ok(Disposal::Custody(org)),
		"assign" => Ok(Disposal::Assign(org)),
		_ => anyhow::bail!(form),
	}
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

/// A call about a shipment, and what is said when it is done.
struct Deed {
	shipment: Option<u64>,
	call: Call<Runtime>,
	sentence: String,
}

impl Deed {
	fn about(shipment: u64, call: Call<Runtime>, sentence: String) -> Self {
		Self { shipment: Some(shipment), call, sentence }
	}

	async fn send(self, session: &Session<'_>) -> Result<Report> {
		let Self { shipment, call, sentence } = self;
		session.send(call, |_| said(sentence, json!({ "shipment": shipment }))).await
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let deed = match command {
		Command::Book { file } => return book(session, files::read(&file)?).await,
		Command::Arrive(arrival) => return arrive(session, arrival).await,
		Command::TakeOver(OfShipment { shipment }) => return take_over(session, shipment).await,
		Command::Dispose(order) => return dispose(session, order).await,
		Command::Show(OfShipment { shipment }) => return show(session, ShipmentId(shipment)).await,
		Command::Where { item: (lot, index) } => return fate(session, lot, index).await,
		Command::Cancel(OfShipment { shipment }) => cancel(shipment),
		Command::Reroute { shipment, keep, file } => {
			reroute(session, shipment, keep, files::read(&file)?)
		}
		Command::Offer { shipment, to, hours } => {
			offer(session, shipment, OrgId(to), hours).await?
		}
		Command::WithdrawOffer(OfShipment { shipment }) => withdraw_offer(shipment),
		Command::Accept(OfShipment { shipment }) => accept(shipment),
		Command::Depart(departure) => depart(session, departure).await?,
		Command::TakeIn { shipment, facility, bonded } => {
			take_in(shipment, FacilityId(facility), bonded)
		}
		Command::HandOut(OfShipment { shipment }) => hand_out(shipment),
		Command::Reveal { shipment, salt } => reveal(shipment, salt),
		Command::Receive { shipment, discrepancies, document } => {
			receive(shipment, discrepancies, document)?
		}
		Command::Deliver(delivery) => deliver(delivery),
		Command::Loss { loss, shipment, document } => report_loss(loss, shipment, document),
		Command::Found { items, document } => report_found(items, document),
		Command::Pack { shipment, sscc, items, units } => pack(shipment, sscc, items, units)?,
		Command::Unpack { shipment, sscc } => unpack(shipment, sscc),
		Command::Sensors { shipment, leg, file } => {
			summarise_sensors(shipment, leg, files::read(&file)?)
		}
	};
	deed.send(session).await
}

fn cancel(id: u64) -> Deed {
	let call = Call::cancel_shipment { shipment: ShipmentId(id) };
	Deed::about(id, call, format!("shipment {id} is at its end, your organisation has the goods"))
}

async fn take_over(session: &Session<'_>, id: u64) -> Result<Report> {
	let call = Call::<Runtime>::take_over { shipment: ShipmentId(id) };
	session.send(call, move |receipt| taken_over(id, receipt)).await
}

/// What came of taking goods over: they were, or they are demanded until a moment.
fn taken_over(id: u64, receipt: &Receipt) -> Result<crate::session::Said> {
	let due = find(receipt, |event| match event {
		RuntimeEvent::Logistics(Event::GoodsDemanded { due, .. }) => Some(Some(*due)),
		RuntimeEvent::Logistics(Event::CustodyTakenOver { .. }) => Some(None),
		_ => None,
	})?;
	let sentence = match due {
		Some(due) => format!(
			"shipment {id} is demanded of who has it: unless it moves the goods on, they can be taken over \
			 from {} on",
			moment_text(due)
		),
		None => format!("shipment {id} is in your organisation's custody"),
	};
	said(sentence, json!({ "shipment": id, "due": due }))
}

async fn dispose(session: &Session<'_>, order: Dispose) -> Result<Report> {
	let Dispose { goods, disposal, order, by } = order;
	let what = match &goods {
		Goods::Shipment(id) => format!("the goods of shipment {id}"),
		Goods::Held { holder, items } => {
			format!("{} that organisation {holder} held", of_lot(items))
		}
	};
	let becomes = match disposal {
		Disposal::Custody(org) => format!("in the custody of organisation {org}"),
		Disposal::Assign(org) => format!("held by organisation {org}"),
		Disposal::Destroy => "destroyed".into(),
	};
	let shipment = match goods {
		Goods::Shipment(id) => Some(id),
		Goods::Held { .. } => None,
	};
	let call = Call::<Runtime>::dispose { goods, disposal, order };
	let json = json!({ "shipment": shipment });
	by.send(session, call, |_| said(format!("{what} are {becomes}"), json)).await
}

fn reroute(session: &Session<'_>, id: u64, keep: u8, Route { legs }: Route) -> Deed {
	check_places(session, &legs);
	let all = usize::from(keep) + legs.len();
	let sentence = format!("shipment {id} is planned anew; legs: {all}, as before: {keep}");
	Deed::about(id, Call::reroute { shipment: ShipmentId(id), keep, legs }, sentence)
}

async fn offer(session: &Session<'_>, id: u64, to: OrgId, hours: u32) -> Result<Deed> {
	let now = session.moment(AsOf::Now).await?;
	let expires = now.saturating_add(HOUR.saturating_mul(hours.into()));
	let until = moment_text(expires);
	let sentence =
		format!("custody of shipment {id} is offered to organisation {to} until {until}");
	let call = Call::offer_custody { shipment: ShipmentId(id), to, expires };
	Ok(Deed::about(id, call, sentence))
}

fn withdraw_offer(id: u64) -> Deed {
	let call = Call::withdraw_offer { shipment: ShipmentId(id) };
	Deed::about(id, call, format!("custody of shipment {id} is no longer offered"))
}

fn accept(id: u64) -> Deed {
	let call = Call::accept_custody { shipment: ShipmentId(id) };
	Deed::about(id, call, format!("shipment {id} is in your organisation's custody"))
}

async fn depart(session: &Session<'_>, departure: Move) -> Result<Deed> {
	let Move { shipment: id, leg, at, seal } = departure;
	let at = session.moment(at).await?;
	let sentence = format!("shipment {id} began leg {leg} at {}", moment_text(at));
	Ok(Deed::about(id, Call::depart { shipment: ShipmentId(id), leg, at, seal }, sentence))
}

async fn arrive(session: &Session<'_>, arrival: Move) -> Result<Report> {
	let Move { shipment: id, leg, at, seal } = arrival;
	let at = session.moment(at).await?;
	let call = Call::<Runtime>::arrive { shipment: ShipmentId(id), leg, at, seal };
	session.send(call, move |receipt| arrived(id, leg, receipt)).await
}

fn take_in(id: u64, facility: FacilityId, bonded: bool) -> Deed {
	let bond = if bonded { ", in bond" } else { "" };
	let sentence = format!("shipment {id} is stored in facility {facility}{bond}");
	Deed::about(id, Call::take_in { shipment: ShipmentId(id), facility, bonded }, sentence)
}

fn hand_out(id: u64) -> Deed {
	let call = Call::hand_out { shipment: ShipmentId(id) };
	Deed::about(id, call, format!("shipment {id} is out of store"))
}

fn reveal(id: u64, salt: Digest) -> Deed {
	let call = Call::reveal_consignee { shipment: ShipmentId(id), salt: salt.0 };
	Deed::about(id, call, format!("your organisation is the consignee of shipment {id}"))
}

fn receive(id: u64, found: Vec<Discrepancy>, document: Option<Document>) -> Result<Deed> {
	let with = match found.len() {
		0 => "complete".to_string(),
		found => format!("with {found} discrepancies"),
	};
	let discrepancies = bounded("discrepancy", found)?;
	let call = Call::receive_shipment { shipment: ShipmentId(id), discrepancies, document };
	Ok(Deed::about(id, call, format!("shipment {id} is received, {with}")))
}

fn deliver(Deliver { items, shipment, proof }: Deliver) -> Deed {
	let sentence = format!("{} are delivered to their buyer", of_lot(&items));
	let LotItems { lot, ranges } = items;
	let call =
		Call::deliver_to_buyer { source: source(shipment), lot, ranges, buyer: proof.digest };
	Deed { shipment, call, sentence }
}

fn report_loss(loss: Discrepancy, shipment: Option<u64>, document: Option<Document>) -> Deed {
	let Discrepancy { kind, items } = loss;
	let name = format!("{kind:?}").to_lowercase();
	let sentence = format!("{} are reported {name}", of_lot(&items));
	let call = Call::report_loss { source: source(shipment), items, kind, document };
	Deed { shipment, call, sentence }
}

fn report_found(items: LotItems, document: Option<Document>) -> Deed {
	let sentence = format!("{} are reported found", of_lot(&items));
	Deed { shipment: None, call: Call::report_found { items, document }, sentence }
}

fn pack(id: u64, sscc: Sscc, items: Vec<LotItems>, units: Vec<Sscc>) -> Result<Deed> {
	let (items, units) = (bounded("items", items)?, bounded("unit", units)?);
	let call = Call::pack { shipment: ShipmentId(id), sscc, items, units };
	Ok(Deed::about(id, call, format!("unit {sscc} is packed in shipment {id}")))
}

fn unpack(id: u64, sscc: Sscc) -> Deed {
	let call = Call::unpack { shipment: ShipmentId(id), sscc };
	Deed::about(id, call, format!("unit {sscc} of shipment {id} is unpacked"))
}

fn summarise_sensors(id: u64, leg: u8, summary: SensorSummary) -> Deed {
	let what = name_of(summary.quantity);
	let sentence = format!("the {what} on leg {leg} of shipment {id} is on record");
	Deed::about(id, Call::summarise_sensors { shipment: ShipmentId(id), leg, summary }, sentence)
}

/// Tells of places that are doubted where the legs begin and end.
fn check_places(session: &Session<'_>, legs: &[LegPlan]) {
	let ends = legs.iter().flat_map(|leg| [(leg.from, leg.mode), (leg.to, leg.mode)]);
	let words = ends.filter_map(|(place, mode)| codes::word_of_place(place, Some(mode)));
	warn(words, session.is_quiet());
}

async fn book(session: &Session<'_>, booking: Booking) -> Result<Report> {
	check_places(session, &booking.legs);
	let items: u32 =
		booking.items.iter().flat_map(|line| &line.ranges).map(|range| range.len()).sum();
	let (call, salt) = booking.call();
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
	let mut page = Page::default();
	show_shipment(&mut page, id, &value.shipment);
	value.lines.iter().for_each(|line| show_line(&mut page, line));
	for (place, leg) in value.legs.iter().enumerate() {
		show_leg(&mut page, place, leg);
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

fn show_shipment(page: &mut Page, id: ShipmentId, shipment: &Shipment) {
	let consignee = match shipment.consignee {
		Consignee::Organisation(org) => format!("organisation {org}"),
		Consignee::Committed(commitment) => format!("not named, committed to in {commitment:?}"),
	};
	let offered = shipment
		.offer
		.map(|offer| format!("to organisation {} until {}", offer.to, moment_text(offer.expires)));
	let demanded = shipment
		.demand
		.map(|demand| format!("by organisation {}, due {}", demand.by, moment_text(demand.due)));
	let stored = shipment.stored.map(|stored| {
		let bond = if stored.bonded { ", in bond" } else { "" };
		format!("in facility {}{bond} since {}", stored.facility, moment_text(stored.since))
	});
	page.field("shipment", format!("{id}, {}", name_of(shipment.status)))
		.field("consignor", format!("organisation {}", shipment.consignor))
		.field("consignee", consignee)
		.field("custodian", format!("organisation {}", shipment.custodian))
		.field_if("offered", offered)
		.field_if("demanded", demanded)
		.field_if("stored", stored)
		.field("booked", moment_text(shipment.booked_at))
		.field_if("ended", shipment.ended_at.map(moment_text));
}

fn show_line(page: &mut Page, LineAnswer { lot, line }: &LineAnswer) {
	page.line("")
		.field("lot", lot)
		.field("booked", items_text(&line.booked))
		.field("in it now", items_text(&line.left))
		.field("missing", items_text(&line.missing))
		.field("packed", items_text(&line.packed));
}

fn show_leg(page: &mut Page, place: usize, answer: &LegAnswer) {
	let (leg, plan) = (&answer.leg, &answer.leg.plan);
	let intact = answer.seal_intact.map(|intact| if intact { "yes" } else { "NO" });
	page.line("")
		.field("leg", format!("{place}: {} to {}, {}", plan.from, plan.to, name_of(plan.mode)))
		.field("carrier", format!("organisation {}", plan.carrier))
		.field_if("vessel", plan.vessel.as_ref().map(Text::to_text))
		.field_if("container", plan.container.as_ref().map(Text::to_text))
		.field_if("seal", plan.seal.as_ref().map(Text::to_text))
		.field("departed", movement(&leg.departed))
		.field("arrived", movement(&leg.arrived))
		.field_if("broken off", leg.broken_off.map(moment_text))
		.field_if("seal intact", intact);
	for sensor in &answer.sensors {
		let [min, max] = [sensor.min, sensor.max].map(|value| f64::from(value) / 100.);
		let breaches = sensor.breaches;
		let text = format!("{min:.2} to {max:.2}, limits left {breaches} times");
		page.field(&name_of(sensor.quantity), text);
	}
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
	fn goods_are_read_with_kind_lot_and_items() {
		let loss = discrepancy("lost:3/0-4,7").unwrap();
		assert_eq!((loss.kind, loss.items.lot), (LossKind::Lost, LotId(3)));
		assert_eq!(ranges_text(&loss.items.ranges), "0-4,7");
		for bad in ["", "lost", "lost:3", "gone:3/1", "lost:x/1", "lost:3/5-4"] {
			assert!(discrepancy(bad).is_err(), "{bad}");
		}
		let all = "held:3:12/0-4";
		let held = Goods::Held { holder: OrgId(3), items: lot_items("12/0-4").unwrap() };
		assert_eq!(goods(all).unwrap(), held);
		assert_eq!(goods("shipment:4").unwrap(), Goods::Shipment(ShipmentId(4)));
		for bad in ["", "4", "shipment:x", "held:3", "held:x:12/0", "lot:4"] {
			assert!(goods(bad).is_err(), "{bad}");
		}
		assert_eq!(disposal("assign:7").unwrap(), Disposal::Assign(OrgId(7)));
		assert_eq!(disposal("custody:7").unwrap(), Disposal::Custody(OrgId(7)));
		assert_eq!(disposal("destroy").unwrap(), Disposal::Destroy);
		for bad in ["", "keep", "assign", "assign:x", "give:7"] {
			assert!(disposal(bad).is_err(), "{bad}");
		}
		assert_eq!(item("3/5").unwrap(), (LotId(3), 5));
		assert!(item("3").is_err() && item("3/x").is_err());
	}
}
