//! Events as the calls that they stand for.
//!
//! [`of_event`] reads one event. What it stands for is an [`Intent`], in the words of the event: GS1
//! keys, places, times. Whoever knows the chain's state makes the call of it, finds the shipment of an
//! SSCC, and the index of a serial. docs/epcis.md has the table, which is that of [`crate::journal`]
//! backwards.
//!
//! An event that stands for no call is none the worse: it is kept by its digest, as a document. Its
//! fault says why.

use crate::{
	context::Context,
	decimal::Decimal,
	event::{Action, Event, Kind},
	fault::shown,
	identifier::{comparable, Key},
	journal::{Base, Loss, Measure, DECLARATION, RELEASING, SHIPMENT, UNLOCODE},
	time, uri, Fault, NAMESPACE,
};
use hallmark_gs1::{Gln, Gtin, Sscc};
use hallmark_types::{
	DeclarationId, FacilityId, ItemRange, LotId, Moment, NoticeId, OrgId, ShipmentId,
	TransportMode, Unlocode,
};
use serde_json::Value;

/// The goods that an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wares {
	/// Logistic units, with all that is in them.
	pub units: Vec<Sscc>,
	/// Items, by GTIN and serial.
	pub items: Vec<(Gtin, String)>,
	/// Batches: items that are not named one by one.
	pub batches: Vec<Batch>,
	/// Products, where the event is about no batch of them.
	pub products: Vec<Gtin>,
	/// Items by their places in lots, where the sender knows these (`hallmark:items`): all of them, the
	/// named ones included.
	pub ranges: Vec<(LotId, ItemRange)>,
}

/// Items of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
	/// The product.
	pub gtin: Gtin,
	/// The batch.
	pub batch: String,
	/// How many; `None` if that is not said.
	pub items: Option<u32>,
}

/// A shipment, as far as an event names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShipmentRef {
	/// By its id, as a business transaction.
	Id(ShipmentId),
	/// By logistic units in it.
	Units(Vec<Sscc>),
	/// By what its sender calls it, or else by the goods in it.
	Told {
		/// Business transactions of others' types: an order, a bill of lading, as they compare.
		names: Vec<String>,
		/// Goods in it.
		wares: Box<Wares>,
	},
}

/// A leg of a booking, as the event says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegSaid {
	/// How the goods travel, as the chain spells it: `maritime`, `road`, `air`…
	pub mode: TransportMode,
	/// From where.
	pub from: Unlocode,
	/// To where.
	pub to: Unlocode,
	/// Who carries them; `None` for whoever captures.
	pub carrier: Option<PartyRef>,
	/// The vessel's name, the flight's or the train's number.
	pub vessel: Option<String>,
	/// The container's number.
	pub container: Option<String>,
	/// The seal's number.
	pub seal: Option<String>,
}

/// A leg, as far as an event names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegRef {
	/// By its place, from 0.
	Index(u8),
	/// By where it begins or ends.
	At(Unlocode),
	/// Not at all: the one that is next.
	Next,
}

/// A place, as far as an event names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceRef {
	/// A facility.
	Facility(FacilityId),
	/// A GLN, perhaps with an extension.
	Gln(Gln, Option<String>),
	/// A place with a UN/LOCODE.
	Unlocode(Unlocode),
}

/// An organisation, as far as an event names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyRef {
	/// By its id.
	Id(OrgId),
	/// By its GLN.
	Gln(Gln),
}

/// What sensors measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
	/// What.
	pub measure: Measure,
	/// When the series begins.
	pub from: Moment,
	/// When it ends.
	pub to: Moment,
	/// The least value, in hundredths.
	pub min: i32,
	/// The greatest value, in hundredths.
	pub max: i32,
	/// How many times limits were left.
	pub breaches: u32,
}

/// What an event stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
	/// `productIdentity.issueLot`: codes for items of one batch.
	IssueLot {
		/// The product.
		gtin: Gtin,
		/// The batch.
		batch: String,
		/// How many items.
		items: u32,
		/// Serials of the merchant's own.
		serials: Vec<String>,
		/// Where they were made.
		place: Option<PlaceRef>,
	},
	/// `productIdentity.voidLot`
	VoidLot {
		/// The lots, whole.
		wares: Wares,
	},
	/// `logistics.bookShipment`
	BookShipment {
		/// What is sent.
		wares: Wares,
		/// To whom.
		to: Option<PartyRef>,
		/// How it travels (`hallmark:legs`), if that is said.
		legs: Vec<LegSaid>,
	},
	/// `logistics.cancelShipment`: before it left, or to take it back.
	CancelShipment {
		/// Which.
		shipment: ShipmentRef,
	},
	/// `logistics.depart`
	Depart {
		/// The shipment.
		shipment: ShipmentRef,
		/// The leg.
		leg: LegRef,
		/// When.
		at: Moment,
		/// The number on the seal.
		seal: Option<String>,
	},
	/// `logistics.arrive`
	Arrive {
		/// The shipment.
		shipment: ShipmentRef,
		/// The leg.
		leg: LegRef,
		/// When.
		at: Moment,
		/// The number on the seal.
		seal: Option<String>,
	},
	/// `logistics.acceptCustody`
	AcceptCustody {
		/// The shipment.
		shipment: ShipmentRef,
	},
	/// `logistics.takeIn`
	TakeIn {
		/// The shipment.
		shipment: ShipmentRef,
		/// The facility.
		place: PlaceRef,
		/// Whether under customs' control.
		bonded: bool,
	},
	/// `logistics.handOut`
	HandOut {
		/// The shipment.
		shipment: ShipmentRef,
	},
	/// `logistics.receiveShipment`
	Receive {
		/// The shipment.
		shipment: ShipmentRef,
	},
	/// `logistics.deliverToBuyer`
	Deliver {
		/// The shipment, if out of one.
		shipment: Option<ShipmentRef>,
		/// What is delivered.
		wares: Wares,
	},
	/// `logistics.reportLoss`; of what was destroyed, `productIdentity.flagItems`.
	ReportLoss {
		/// What befell the goods.
		loss: Loss,
		/// The shipment, if in one.
		shipment: Option<ShipmentRef>,
		/// The goods.
		wares: Wares,
	},
	/// `logistics.reportFound`
	ReportFound {
		/// The goods.
		wares: Wares,
	},
	/// `logistics.pack`
	Pack {
		/// The shipment, if it is named.
		shipment: Option<ShipmentId>,
		/// The new unit.
		unit: Sscc,
		/// What goes directly into it.
		wares: Wares,
	},
	/// `logistics.unpack`
	Unpack {
		/// The shipment, if it is named.
		shipment: Option<ShipmentId>,
		/// The unit.
		unit: Sscc,
	},
	/// `logistics.summariseSensors`. The event itself, or what its `rawData` names, is the series.
	SummariseSensors {
		/// The shipment.
		shipment: ShipmentRef,
		/// The leg.
		leg: LegRef,
		/// What was measured.
		measured: Measured,
	},
	/// `productIdentity.placeHold`
	Hold {
		/// On what.
		wares: Wares,
	},
	/// `productIdentity.issueRecall`
	Recall {
		/// Of what.
		wares: Wares,
	},
	/// `productIdentity.liftNotice`
	Lift {
		/// Which, if it is named (`hallmark:notice`).
		notice: Option<NoticeId>,
		/// Whether it is a recall.
		recall: bool,
		/// On what it is.
		wares: Wares,
	},
	/// `customsClearance.control`
	Control {
		/// The declaration.
		declaration: DeclarationId,
		/// Which of its goods.
		wares: Wares,
	},
	/// `customsClearance.release`; of what is in bond already, `toFreeCirculation`.
	Release {
		/// The declaration.
		declaration: DeclarationId,
		/// Whether into bond.
		bonded: bool,
		/// Which of its goods.
		wares: Wares,
	},
	/// `customsClearance.detain`
	Detain {
		/// The declaration.
		declaration: DeclarationId,
		/// Which of its goods.
		wares: Wares,
	},
	/// `customsClearance.returnAbroad`
	ReturnAbroad {
		/// The declaration.
		declaration: DeclarationId,
		/// Which of its goods.
		wares: Wares,
	},
	/// `customsClearance.destroy`
	Destroy {
		/// The declaration.
		declaration: DeclarationId,
		/// Which of its goods.
		wares: Wares,
	},
}

impl Intent {
	/// The call that it becomes, as clients name it.
	pub const fn call(&self) -> &'static str {
		match self {
			Self::IssueLot { .. } => "productIdentity.issueLot",
			Self::VoidLot { .. } => "productIdentity.voidLot",
			Self::BookShipment { .. } => "logistics.bookShipment",
			Self::CancelShipment { .. } => "logistics.cancelShipment",
			Self::Depart { .. } => "logistics.depart",
			Self::Arrive { .. } => "logistics.arrive",
			Self::AcceptCustody { .. } => "logistics.acceptCustody",
			Self::TakeIn { .. } => "logistics.takeIn",
			Self::HandOut { .. } => "logistics.handOut",
			Self::Receive { .. } => "logistics.receiveShipment",
			Self::Deliver { .. } => "logistics.deliverToBuyer",
			Self::ReportLoss { loss: Loss::Destroyed, .. } => "productIdentity.flagItems",
			Self::ReportLoss { .. } => "logistics.reportLoss",
			Self::ReportFound { .. } => "logistics.reportFound",
			Self::Pack { .. } => "logistics.pack",
			Self::Unpack { .. } => "logistics.unpack",
			Self::SummariseSensors { .. } => "logistics.summariseSensors",
			Self::Hold { .. } => "productIdentity.placeHold",
			Self::Recall { .. } => "productIdentity.issueRecall",
			Self::Lift { .. } => "productIdentity.liftNotice",
			Self::Control { .. } => "customsClearance.control",
			Self::Release { .. } => "customsClearance.release",
			Self::Detain { .. } => "customsClearance.detain",
			Self::ReturnAbroad { .. } => "customsClearance.returnAbroad",
			Self::Destroy { .. } => "customsClearance.destroy",
		}
	}
}

/// Reads what an event stands for. `document` has the prefixes of its document; `path` says where it
/// stands, for the fault.
///
/// # Errors
///
/// Why it stands for no call, and what that depends on.
pub fn of_event(
	event: &Event,
	document: &Context,
	base: &Base,
	path: &str,
) -> Result<Intent, Fault> {
	Reader { event, document, base, path }.intent()
}

struct Reader<'a> {
	event: &'a Event,
	document: &'a Context,
	base: &'a Base,
	path: &'a str,
}

impl Reader<'_> {
	fn fault(&self, member: &str, reason: impl Into<String>) -> Fault {
		let dot = if member.is_empty() { "" } else { "." };
		Fault::new(format!("{}{dot}{member}", self.path), reason)
	}

	/// A member of our own.
	fn own(&self, name: &str) -> Option<&Value> {
		self.event.own(self.document, &format!("{NAMESPACE}{name}"))
	}

	fn intent(&self) -> Result<Intent, Fault> {
		let event = self.event;
		if event.error_declaration().is_some() {
			let reason = "the chain takes nothing back: report what is right as a new event";
			return Err(self.fault("errorDeclaration", reason));
		}
		if self.own("block").is_some() {
			return Err(self.fault("", "the chain told this event itself"));
		}
		match event.kind() {
			Kind::Object => self.object(),
			Kind::Aggregation => self.aggregation(),
			Kind::Transaction => Err(self.fault(
				"type",
				"a declaration takes values, codes and documents that an event has no place for: lodge \
				 it through the API",
			)),
			Kind::Transformation => {
				Err(self.fault("type", "the chain does not record what goods are made of"))
			}
			Kind::Association => {
				Err(self.fault("type", "the chain does not record assets or what is tied to them"))
			}
			Kind::Extended => Err(self.fault("type", "a type of events that is not known here")),
		}
	}

	fn object(&self) -> Result<Intent, Fault> {
		let event = self.event;
		let step = event.biz_step();
		let disposition = event.disposition();
		let expected = match step {
			Some("commissioning" | "creating_class_instance") => Action::Add,
			Some("decommissioning" | "destroying") => Action::Delete,
			_ => Action::Observe,
		};
		if event.action() != Some(expected) {
			let step = step.unwrap_or("an event without bizStep");
			let reason = format!("{}: expected {} here", shown(step), expected.word());
			return Err(self.fault("action", reason));
		}
		let declaration = self.declaration();
		let is_held = |word: &str| event.persistent("set").any(|set| set == word);
		match (step, disposition) {
			(Some("commissioning" | "creating_class_instance"), _) => self.issue(),
			(Some("decommissioning"), _) => Ok(Intent::VoidLot { wares: self.wares()? }),
			(Some("destroying"), _) => Ok(match declaration {
				Some(declaration) => Intent::Destroy { declaration, wares: self.wares()? },
				None => self.loss(Loss::Destroyed)?,
			}),
			(Some("shipping"), Some("returned")) => Ok(Intent::ReturnAbroad {
				declaration: self.declared(declaration)?,
				wares: self.wares()?,
			}),
			(Some("shipping"), _) => {
				let (wares, to) = (self.wares()?, self.taker()?);
				Ok(Intent::BookShipment { wares, to, legs: self.legs()? })
			}
			(Some("void_shipping"), _) | (Some("receiving"), Some("returned")) => {
				Ok(Intent::CancelShipment { shipment: self.shipment()? })
			}
			(Some("departing"), _) => Ok(Intent::Depart {
				shipment: self.shipment()?,
				leg: self.leg()?,
				at: self.at()?,
				seal: self.seal()?,
			}),
			(Some("arriving"), _) => Ok(Intent::Arrive {
				shipment: self.shipment()?,
				leg: self.leg()?,
				at: self.at()?,
				seal: self.seal()?,
			}),
			(Some("accepting"), _) => Ok(Intent::AcceptCustody { shipment: self.shipment()? }),
			(Some("storing"), disposition) => Ok(Intent::TakeIn {
				shipment: self.shipment()?,
				place: self.place()?.ok_or_else(|| {
					self.fault("bizLocation", "missing: which facility were the goods taken into?")
				})?,
				bonded: disposition == Some("sellable_not_accessible"),
			}),
			(Some("staging_outbound"), _) => Ok(Intent::HandOut { shipment: self.shipment()? }),
			(Some("receiving"), _) => Ok(Intent::Receive { shipment: self.shipment()? }),
			(Some("retail_selling" | "dispensing"), _) => Ok(Intent::Deliver {
				shipment: self.shipment_if_named()?,
				wares: self.wares()?,
			}),
			(Some("sensor_reporting"), _) => self.sensors(),
			(Some("holding"), disposition) => self.holding(declaration, disposition, is_held),
			(Some(RELEASING), disposition) => Ok(Intent::Release {
				declaration: self.declared(declaration)?,
				bonded: match disposition {
					Some("sellable_accessible") => false,
					Some("sellable_not_accessible") => true,
					_ => {
						let reason = "expected sellable_accessible for free circulation, or \
						              sellable_not_accessible for bond";
						return Err(self.fault("disposition", reason));
					}
				},
				wares: self.wares()?,
			}),
			(Some("sampling"), _) => {
				Err(self.fault("bizStep", "the chain draws samples: nobody reports which they are"))
			}
			(Some("inspecting") | None, Some("damaged")) => self.loss(Loss::Damaged),
			(Some("inspecting"), Some("conformant" | "non_conformant")) => Err(self.fault(
				"bizStep",
				"an attestation takes an accreditation, a standard and a report: attest through the API",
			)),
			(Some("inspecting"), _) => Err(self.fault(
				"bizStep",
				"an examination's report has a result for each item drawn: report through the API",
			)),
			(None, _) if event.persistent("unset").next().is_some() => self.lift(),
			(None, Some("stolen")) => self.loss(Loss::Stolen),
			(None, Some("unknown")) => self.loss(Loss::Lost),
			(None, Some("in_progress")) => Ok(Intent::ReportFound { wares: self.wares()? }),
			(Some(step), _) => {
				let reason = format!("{}: the chain has no such step", shown(step));
				Err(self.fault("bizStep", reason))
			}
			(None, _) => Err(self.fault("bizStep", "missing, and the disposition says too little")),
		}
	}

	fn holding(
		&self,
		declaration: Option<DeclarationId>,
		disposition: Option<&str>,
		is_set: impl Fn(&str) -> bool,
	) -> Result<Intent, Fault> {
		let wares = self.wares()?;
		Ok(match declaration {
			Some(declaration) if is_set("non_sellable_other") => {
				Intent::Detain { declaration, wares }
			}
			Some(declaration) => Intent::Control { declaration, wares },
			None if disposition == Some("recalled") || is_set("recalled") => {
				Intent::Recall { wares }
			}
			None => Intent::Hold { wares },
		})
	}

	fn lift(&self) -> Result<Intent, Fault> {
		let unset: Vec<&str> = self.event.persistent("unset").collect();
		let recall = match unset.as_slice() {
			["recalled"] => true,
			["non_sellable_other"] => false,
			_ => {
				let reason =
					"expected recalled for a recall, or non_sellable_other for a hold, alone";
				return Err(self.fault("persistentDisposition.unset", reason));
			}
		};
		let notice = self.own_number("notice", "notices")?;
		Ok(Intent::Lift { notice: notice.map(NoticeId), recall, wares: self.wares()? })
	}

	fn loss(&self, loss: Loss) -> Result<Intent, Fault> {
		let shipment = self.shipment_if_named()?;
		Ok(Intent::ReportLoss { loss, shipment, wares: self.wares()? })
	}

	fn issue(&self) -> Result<Intent, Fault> {
		let wares = self.wares()?;
		let [Batch { gtin, batch, items }] = wares.batches.as_slice() else {
			let reason = "expected one class of a batch (/01/…/10/…): a lot is of one batch";
			return Err(self.fault("quantityList", reason));
		};
		if !wares.units.is_empty() || !wares.products.is_empty() {
			return Err(self.fault("epcList", "expected items of the batch only"));
		}
		if wares.items.iter().any(|(of, _)| of != gtin) {
			return Err(self.fault("epcList", "an item is of another product than the batch"));
		}
		let named = u32::try_from(wares.items.len()).unwrap_or(u32::MAX);
		let unnamed = match (items, named) {
			(None, 0) => {
				return Err(self.fault("quantityList[0].quantity", "missing: how many items?"))
			}
			(items, _) => items.unwrap_or(0),
		};
		let items = unnamed.saturating_add(named);
		if items == 0 || items > hallmark_types::MAX_LOT_ITEMS {
			let reason = format!("expected 1 to {} items", hallmark_types::MAX_LOT_ITEMS);
			return Err(self.fault("quantityList[0].quantity", reason));
		}
		if named > 0 && unnamed > 0 {
			let reason = "either all items have serials of the merchant's own, or none: leave the \
			              quantity out where all are named";
			return Err(self.fault("epcList", reason));
		}
		Ok(Intent::IssueLot {
			gtin: *gtin,
			batch: batch.clone(),
			items,
			serials: wares.items.into_iter().map(|(_, serial)| serial).collect(),
			place: self.place()?,
		})
	}

	fn aggregation(&self) -> Result<Intent, Fault> {
		let event = self.event;
		let unit = match event.text("parentID").map(Key::read) {
			Some(Ok(Key::Unit(unit))) => unit,
			Some(Ok(_)) => return Err(self.fault("parentID", "expected an SSCC (/00/…)")),
			Some(Err(reason)) => return Err(self.fault("parentID", reason)),
			None => return Err(self.fault("parentID", "missing: which unit?")),
		};
		let shipment = self.shipment_id();
		match (event.action(), event.biz_step()) {
			(Some(Action::Add), None | Some("packing")) => {
				Ok(Intent::Pack { shipment, unit, wares: self.wares()? })
			}
			(Some(Action::Delete), None | Some("unpacking")) => {
				// The chain unpacks a unit whole.
				Ok(Intent::Unpack { shipment, unit })
			}
			(Some(Action::Observe), _) => {
				Err(self.fault("action", "an observation: what is in the unit stays as it is"))
			}
			(_, step) => {
				let step = shown(step.unwrap_or_default());
				Err(self.fault(
					"bizStep",
					format!("{step}: expected packing (ADD) or unpacking (DELETE)"),
				))
			}
		}
	}

	fn sensors(&self) -> Result<Intent, Fault> {
		let at = "sensorElementList";
		let [element] = self.event.list(at) else {
			return Err(self.fault(at, "expected one element: a summary is of one series"));
		};
		let at = "sensorElementList[0]";
		let time = |name: &str| {
			let text = element.get("sensorMetadata").and_then(|data| data.get(name)?.as_str());
			let moment = text.and_then(time::moment);
			moment.ok_or_else(|| {
				let reason = "missing, or before 1970: when did the series begin and end?";
				self.fault(&format!("{at}.sensorMetadata.{name}"), reason)
			})
		};
		let (from, to) = (time("startTime")?, time("endTime")?);
		let reports = element.get("sensorReport").and_then(Value::as_array);
		let mut measured = None;
		let mut breaches = 0;
		for (place, report) in reports.into_iter().flatten().enumerate() {
			let at = format!("{at}.sensorReport[{place}]");
			let text = |name: &str| report.get(name).and_then(Value::as_str);
			let number = |name: &str| {
				let number = report.get(name).filter(|value| value.is_number())?;
				Decimal::new(&number.to_string())
			};
			let kind = crate::vocabulary::Term::Measurement.word(text("type").unwrap_or_default());
			if kind == "Count" && text("exception").is_some() {
				breaches = number("value").and_then(|value| value.whole()).ok_or_else(|| {
					self.fault(&format!("{at}.value"), "expected how many times limits were left")
				})?;
				continue;
			}
			let known = Measure::ALL.into_iter().find(|measure| measure.words().0 == kind);
			let measure = known.ok_or_else(|| {
				let reason = "expected Temperature, RelativeHumidity or Acceleration";
				self.fault(&format!("{at}.type"), format!("{}: {reason}", shown(kind)))
			})?;
			let (_, unit) = measure.words();
			if text("uom") != Some(unit) {
				return Err(self.fault(&format!("{at}.uom"), format!("expected {unit}")));
			}
			let hundredths = |name: &str| {
				let number = number(name).or_else(|| number("value"));
				number.and_then(|number| number.hundredths()).ok_or_else(|| {
					let reason = "missing, or not a whole number of hundredths that fits";
					self.fault(&format!("{at}.{name}"), reason)
				})
			};
			let (min, max) = (hundredths("minValue")?, hundredths("maxValue")?);
			if measured.replace((measure, min, max)).is_some() {
				return Err(self.fault(&at, "a second series: a summary is of one"));
			}
		}
		let (measure, min, max) = measured.ok_or_else(|| self.fault(at, "nothing was measured"))?;
		let measured = Measured { measure, from, to, min, max, breaches };
		Ok(Intent::SummariseSensors { shipment: self.shipment()?, leg: self.leg()?, measured })
	}

	fn at(&self) -> Result<Moment, Fault> {
		let at = Moment::try_from(self.event.time());
		at.map_err(|_| self.fault("eventTime", "before 1970"))
	}

	/// The number that a link of our own ends with.
	fn own_number(&self, name: &str, of: &str) -> Result<Option<u64>, Fault> {
		let Some(value) = self.own(name) else {
			return Ok(None);
		};
		let parts = value.as_str().and_then(|link| self.base.read(link));
		let number = match parts.as_deref() {
			Some([kind, id]) if *kind == of => uri::whole(id),
			_ => None,
		};
		let reason = || format!("expected a link of this chain to one of its {of}");
		number.map(Some).ok_or_else(|| self.fault(&format!("hallmark:{name}"), reason()))
	}

	/// The id in a business transaction of a type of ours.
	fn transaction(&self, kind: &str, of: &str) -> Option<u64> {
		let context = self.event.context(self.document);
		let mut entries = self.event.typed("bizTransactionList", "bizTransaction");
		entries.find_map(|(own, link)| {
			let own = own.map(|own| context.expand(own).unwrap_or_else(|| own.to_owned()));
			match self.base.read(link)?.as_slice() {
				[name, id] if own.as_deref() == Some(kind) && *name == of => uri::whole(id),
				_ => None,
			}
		})
	}

	fn shipment_id(&self) -> Option<ShipmentId> {
		self.transaction(SHIPMENT, "shipments").map(ShipmentId)
	}

	fn declaration(&self) -> Option<DeclarationId> {
		self.transaction(DECLARATION, "declarations").map(DeclarationId)
	}

	fn declared(&self, declaration: Option<DeclarationId>) -> Result<DeclarationId, Fault> {
		let reason = format!("expected a declaration of this chain, of the type {DECLARATION}");
		declaration.ok_or_else(|| self.fault("bizTransactionList", reason))
	}

	fn shipment_if_named(&self) -> Result<Option<ShipmentRef>, Fault> {
		if let Some(id) = self.shipment_id() {
			return Ok(Some(ShipmentRef::Id(id)));
		}
		let units = self.wares_if_any()?.units;
		Ok((!units.is_empty()).then_some(ShipmentRef::Units(units)))
	}

	fn shipment(&self) -> Result<ShipmentRef, Fault> {
		if let Some(named) = self.shipment_if_named()? {
			return Ok(named);
		}
		let names = self.event.typed("bizTransactionList", "bizTransaction");
		let names: Vec<String> = names.map(|(_, uri)| comparable(uri)).collect();
		let wares = self.wares_if_any()?;
		if names.is_empty() && wares == Wares::default() {
			let reason = format!(
				"no shipment is named: expected SSCCs (/00/…) or goods here, a business transaction of the \
				 type {SHIPMENT}, or one that its booking named"
			);
			return Err(self.fault("epcList", reason));
		}
		Ok(ShipmentRef::Told { names, wares: Box::new(wares) })
	}

	/// How a booking travels: `hallmark:legs`, in the order of travel.
	fn legs(&self) -> Result<Vec<LegSaid>, Fault> {
		let legs = match self.own("legs") {
			None => return Ok(Vec::new()),
			Some(Value::Array(legs)) => legs.as_slice(),
			Some(leg) => std::slice::from_ref(leg),
		};
		let context = self.event.context(self.document);
		let mut said = Vec::with_capacity(legs.len());
		for (place, leg) in legs.iter().enumerate() {
			let at = |name: &str| format!("hallmark:legs[{place}].hallmark:{name}");
			let members = leg.as_object().ok_or_else(|| {
				let reason = "expected an object with hallmark:mode, hallmark:from and hallmark:to";
				self.fault(&format!("hallmark:legs[{place}]"), reason)
			})?;
			let mut values = std::collections::BTreeMap::new();
			for (name, value) in members {
				let own = context.expand(name);
				let own = own.as_deref().and_then(|full| full.strip_prefix(NAMESPACE));
				let known = own.and_then(|own| LEG.into_iter().find(|known| *known == own));
				let (Some(known), Some(text)) = (known, value.as_str()) else {
					let reason =
						format!("expected texts named hallmark:{}", LEG.join(", hallmark:"));
					let at = format!("hallmark:legs[{place}].{}", shown(name));
					return Err(self.fault(&at, reason));
				};
				values.insert(known, text);
			}
			let port = |name: &str| {
				let text = values.get(name).copied().unwrap_or_default();
				let code = text.strip_prefix(UNLOCODE).unwrap_or(text);
				Unlocode::new(code).ok_or_else(|| {
					let reason = "expected a UN/LOCODE, such as BEANR, or its link";
					self.fault(&at(name), format!("{}: {reason}", shown(text)))
				})
			};
			let mode = values.get("mode").copied().unwrap_or_default();
			let mode = serde_json::from_value(mode.into()).map_err(|_| {
				let reason =
					"expected a mode of transport as the chain spells it, such as maritime, \
				              rail, road, air or inlandWater";
				self.fault(&at("mode"), format!("{}: {reason}", shown(mode)))
			})?;
			let carrier = values.get("carrier").map(|party| {
				let reason = || format!("{}: expected a party (/417/…)", shown(party));
				self.party(party).ok_or_else(|| self.fault(&at("carrier"), reason()))
			});
			let text = |name: &str| values.get(name).map(|text| (*text).to_owned());
			said.push(LegSaid {
				mode,
				from: port("from")?,
				to: port("to")?,
				carrier: carrier.transpose()?,
				vessel: text("vessel"),
				container: text("container"),
				seal: text("seal"),
			});
		}
		Ok(said)
	}

	/// A party by its link here, or by GLN.
	fn party(&self, party: &str) -> Option<PartyRef> {
		match (self.base.read(party).as_deref(), Key::read(party)) {
			(Some(["organisations", id]), _) => uri::whole(id).map(|id| PartyRef::Id(OrgId(id))),
			(_, Ok(Key::Party(gln) | Key::Place { gln, extension: None })) => {
				Some(PartyRef::Gln(gln))
			}
			_ => None,
		}
	}

	fn leg(&self) -> Result<LegRef, Fault> {
		if let Some(value) = self.own("leg") {
			let parts = value.as_str().and_then(|link| self.base.read(link));
			let index = match parts.as_deref() {
				Some(["shipments", _, "legs", index]) => uri::whole(index),
				_ => None,
			};
			let reason = "expected the link of a leg of this chain";
			return index.map(LegRef::Index).ok_or_else(|| self.fault("hallmark:leg", reason));
		}
		let port = self.event.place("readPoint").and_then(unlocode);
		Ok(port.map_or(LegRef::Next, LegRef::At))
	}

	fn seal(&self) -> Result<Option<String>, Fault> {
		let Some(value) = self.own("seal") else {
			return Ok(None);
		};
		let text = value.as_str().unwrap_or_default();
		let parts = self.base.read(text);
		let seal = match parts.as_deref() {
			Some(["seals", octets]) => octets
				.strip_prefix("0x")
				.and_then(|octets| hex::decode(octets).ok())
				.and_then(|octets| String::from_utf8(octets).ok()),
			// A sender that is not ours writes the number as it is.
			_ => Some(text.to_owned()),
		};
		let seal = seal.filter(|seal| !seal.is_empty() && seal.len() <= MAX_SEAL);
		let reason = format!("expected a number of 1 to {MAX_SEAL} octets");
		seal.map(Some).ok_or_else(|| self.fault("hallmark:seal", reason))
	}

	/// Where the goods are now, or else were seen.
	fn place(&self) -> Result<Option<PlaceRef>, Fault> {
		for member in ["bizLocation", "readPoint"] {
			let Some(id) = self.event.place(member) else {
				continue;
			};
			if let Some(port) = unlocode(id) {
				return Ok(Some(PlaceRef::Unlocode(port)));
			}
			if let Some(["facilities", facility]) = self.base.read(id).as_deref() {
				if let Some(facility) = uri::whole(facility) {
					return Ok(Some(PlaceRef::Facility(FacilityId(facility))));
				}
			}
			return match Key::read(id) {
				Ok(Key::Place { gln, extension }) => Ok(Some(PlaceRef::Gln(gln, extension))),
				Ok(_) => Err(self.fault(&format!("{member}.id"), "expected a place (/414/…)")),
				Err(reason) => Err(self.fault(&format!("{member}.id"), reason)),
			};
		}
		Ok(None)
	}

	/// To whom goods are sent.
	fn taker(&self) -> Result<Option<PartyRef>, Fault> {
		let mut parties = Vec::new();
		for (kind, party) in self.event.typed("destinationList", "destination") {
			let kind = kind.map(|kind| crate::vocabulary::Term::PartyType.word(kind));
			if kind == Some("location") {
				continue;
			}
			let known = self.party(party);
			let reason = || format!("{}: expected a party (/417/…)", shown(party));
			parties.push((kind, known.ok_or_else(|| self.fault("destinationList", reason()))?));
		}
		// Whoever is to have the goods, before whoever is to own them.
		let of = |kind| parties.iter().find(|(own, _)| *own == Some(kind));
		let party = of("possessing_party").or_else(|| of("owning_party"));
		Ok(party.or(parties.first()).map(|(_, party)| *party))
	}

	fn wares(&self) -> Result<Wares, Fault> {
		let wares = self.wares_if_any()?;
		if wares == Wares::default() {
			return Err(self.fault("", "no goods are named"));
		}
		Ok(wares)
	}

	fn wares_if_any(&self) -> Result<Wares, Fault> {
		let mut wares = Wares::default();
		for list in ["epcList", "childEPCs"] {
			for (place, epc) in self.event.texts(list).enumerate() {
				let at = || format!("{list}[{place}]");
				match Key::read(epc).map_err(|reason| self.fault(&at(), reason))? {
					Key::Item { gtin, serial } => wares.items.push((gtin, serial)),
					Key::Unit(unit) => wares.units.push(unit),
					_ => {
						let reason = format!("{}: expected an item or a unit", shown(epc));
						return Err(self.fault(&at(), reason));
					}
				}
			}
		}
		for list in ["quantityList", "childQuantityList"] {
			for (place, element) in self.event.quantities(list).enumerate() {
				let at = |member: &str| format!("{list}[{place}].{member}");
				let unit = element.unit.as_deref();
				if !matches!(unit, None | Some("EA" | "H87" | "C62")) {
					let reason = "goods are counted in pieces here: leave the unit out";
					return Err(self.fault(&at("uom"), reason));
				}
				let items = element.quantity.map(|quantity| {
					let whole = Decimal::new(&quantity).and_then(|quantity| quantity.whole());
					whole.ok_or_else(|| self.fault(&at("quantity"), "expected a whole number"))
				});
				let class = Key::read(&element.class);
				match class.map_err(|reason| self.fault(&at("epcClass"), reason))? {
					Key::Batch { gtin, batch } => {
						wares.batches.push(Batch { gtin, batch, items: items.transpose()? });
					}
					Key::Product(gtin) => wares.products.push(gtin),
					_ => {
						let reason = "expected a batch (/01/…/10/…) or a product (/01/…)";
						return Err(self.fault(&at("epcClass"), reason));
					}
				}
			}
		}
		wares.ranges = self.ranges()?;
		Ok(wares)
	}

	/// Items by their places in lots.
	fn ranges(&self) -> Result<Vec<(LotId, ItemRange)>, Fault> {
		let links = match self.own("items") {
			None => return Ok(Vec::new()),
			Some(Value::Array(links)) => links.as_slice(),
			Some(link) => std::slice::from_ref(link),
		};
		let read = |link: &Value| {
			let parts = self.base.read(link.as_str()?)?;
			let ["lots", lot, "items", range] = parts.as_slice() else {
				return None;
			};
			let (start, last) = range.split_once('-')?;
			let range = ItemRange {
				start: uri::whole(start)?,
				end: uri::whole::<u32>(last)?.checked_add(1)?,
			};
			(!range.is_empty() && range.end <= hallmark_types::MAX_LOT_ITEMS)
				.then_some((LotId(uri::whole(lot)?), range))
		};
		let reason = "expected links of this chain to items, such as …/lots/7/items/0-99#it";
		let ranges = links.iter().map(read).collect::<Option<Vec<_>>>();
		ranges.ok_or_else(|| self.fault("hallmark:items", reason))
	}
}

/// What an event says of a leg, each as a member of our own.
const LEG: [&str; 7] = ["mode", "from", "to", "carrier", "vessel", "container", "seal"];

/// The longest number of a seal, in octets.
const MAX_SEAL: usize = 32;

/// The UN/LOCODE in a place's link.
fn unlocode(id: &str) -> Option<Unlocode> {
	Unlocode::new(id.strip_prefix(UNLOCODE)?)
}
