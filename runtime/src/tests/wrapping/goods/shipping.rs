//! What carriers, warehouses and those whose goods they move do.

use super::*;

fn only(lot: &Lot, ranges: ItemRanges) -> LotItems {
	LotItems { lot: lot.id, ranges }
}

fn leg(to: &str, carrier: OrgId) -> LegPlan {
	LegPlan {
		mode: TransportMode::Maritime,
		from: place("BEANR"),
		to: place(to),
		carrier,
		vessel: None,
		container: None,
		seal: None,
	}
}

fn book(consignee: Consignee, items: LotItems, legs: Vec<LegPlan>) -> Ship {
	Ship::book_shipment {
		consignee,
		items: BoundedVec::truncate_from(vec![items]),
		legs: BoundedVec::truncate_from(legs),
		documents: Default::default(),
	}
}

impl Teller<'_> {
	pub(super) fn ship(&self, cast: &Cast, lot: &Lot, there: &Others) {
		let some = || only(lot, items(50, 55));
		let merchant = cast.world.merchant;
		let legs = vec![leg("CNSGH", cast.carrier)];
		let call = book(Consignee::Organisation(merchant), some(), legs);
		self.does("maker", call, &["rival", "merchant"], ShipError::NotHeld);

		let shipment = ShipmentId(1);
		let others = &["rival", "merchant", "carrier"];
		let not_theirs = DispatchError::from(ShipError::NotYourShipment);
		let not_there = DispatchError::from(ShipError::NotInCustody);
		let not_its_leg = DispatchError::from(ShipError::NotYourLeg);
		self.could("maker", Ship::cancel_shipment { shipment }, others, not_theirs);
		let reroute = Ship::reroute {
			shipment,
			keep: 0,
			legs: BoundedVec::truncate_from(vec![leg("CNNBO", cast.carrier)]),
		};
		self.could("maker", reroute, others, not_theirs);
		let sscc = (10..20).map(Sscc).find(|it| it.check().is_ok()).unwrap();
		let pack = Ship::pack {
			shipment,
			sscc,
			items: BoundedVec::truncate_from(vec![some()]),
			units: Default::default(),
		};
		self.does("maker", pack, others, not_there);
		let unpack = Ship::unpack { shipment, sscc };
		self.does("maker", unpack, others, not_there);
		let lose = Ship::report_loss {
			source: Source::Shipment(shipment),
			items: some(),
			kind: LossKind::Stolen,
			document: None,
		};
		self.could("maker", lose, others, not_there);

		// From hand to hand.
		let offer = |to| Ship::offer_custody { shipment, to, expires: now() + 600_000 };
		let call = offer(cast.carrier);
		self.does("maker", call, others, not_there);
		let withdraw = Ship::withdraw_offer { shipment };
		self.could("maker", withdraw, others, not_there);
		let accept = Ship::accept_custody { shipment };
		let others = &["feeder", "rival", "merchant"];
		self.does("carrier", accept.clone(), others, ShipError::NotYourOffer);

		// Whoever the goods belong to has them back, if need be by order.
		let others = &["feeder", "rival"];
		self.could("maker", Ship::take_over { shipment }, others, not_theirs);
		let goods = Goods::Shipment(shipment);
		let disposal = Disposal::Assign(there.depot);
		let dispose = Ship::dispose { goods, disposal, order: document(4) };
		let foreign = &["australia"];
		self.could(COUNCIL, dispose, foreign, ShipError::NotYourCountry);
		let settings = Ship::set_settings { settings: Settings::default() };
		self.could(COUNCIL, settings, &["rival", "carrier"], BadOrigin);

		let (leg, seal) = (0, None);
		let depart = Ship::depart { shipment, leg, at: now(), seal: seal.clone() };
		self.does("carrier", depart, &["feeder"], not_its_leg);
		let at = now();
		let summary = SensorSummary {
			quantity: Quantity::Temperature,
			from: at,
			to: at,
			min: 0,
			max: 2_500,
			breaches: 0,
			series: document(4),
		};
		let summarise = Ship::summarise_sensors { shipment, leg, summary };
		self.could("carrier", summarise, &["feeder"], not_its_leg);
		let arrive = Ship::arrive { shipment, leg, at, seal };
		self.does("carrier", arrive, &["feeder"], not_its_leg);

		must("carrier", offer(there.depot));
		must("depot", accept);
		let take_in = Ship::take_in { shipment, facility: there.store, bonded: true };
		self.does("depot", take_in, &["godown"], not_there);
		let hand_out = Ship::hand_out { shipment };
		self.does("depot", hand_out, &["godown"], not_there);
		must("depot", offer(merchant));
		let receive =
			Ship::receive_shipment { shipment, discrepancies: Default::default(), document: None };
		let others = &["rival", "maker"];
		self.does("merchant", receive, others, ShipError::NotConsignee);

		// To the last mile.
		let deliver = |source, ranges| Ship::deliver_to_buyer {
			source,
			lot: lot.id,
			ranges,
			buyer: Hash256::repeat_byte(1),
		};
		let sold = deliver(Source::Holding, items(50, 51));
		self.could("merchant", sold, others, ShipError::NotHeld);
		let broken = Ship::report_loss {
			source: Source::Holding,
			items: only(lot, items(50, 51)),
			kind: LossKind::Damaged,
			document: None,
		};
		self.could("merchant", broken, others, ShipError::NotHeld);

		let lost = Ship::report_loss {
			source: Source::Holding,
			items: only(lot, items(50, 51)),
			kind: LossKind::Lost,
			document: None,
		};
		must("merchant", lost);
		let found = Ship::report_found { items: only(lot, items(50, 51)), document: None };
		self.does("merchant", found, others, ShipError::NotHeld);

		let (shipment, salt) = (ShipmentId(2), [7; 32]);
		let consignee = Consignee::Committed(commitment(merchant, &salt));
		must("maker", book(consignee, only(lot, items(55, 60)), vec![]));
		let sold = deliver(Source::Shipment(shipment), items(55, 56));
		let others = &["rival", "merchant"];
		self.could("maker", sold, others, not_there);
		let reveal = Ship::reveal_consignee { shipment, salt };
		let error = ShipError::CommitmentMismatch;
		self.could("merchant", reveal, &["rival", "carrier"], error);
	}
}
