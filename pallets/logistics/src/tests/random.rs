//! Random sequences of operations: wherever they lead, the checks of `try_state` hold, and every
//! item is where a model of one item after the other has it.

use super::*;
use proptest::prelude::*;

/// Items of each lot at the beginning.
const FEW: u32 = 40;
const LOTS: [LotId; 2] = [LOT, OTHER_LOT];
const PEOPLE: [OrgId; 5] = [MERCHANT, IMPORTER, CARRIER_A, WAREHOUSE, OTHER_MERCHANT];

#[derive(Clone, Copy, Debug)]
enum What {
	Book,
	Cancel,
	Offer,
	Accept,
	Depart,
	Arrive,
	TakeIn,
	HandOut,
	Receive,
	DeliverHeld,
	DeliverShipped,
	ReportHeld,
	ReportShipped,
	Find,
	Pack,
	Unpack,
	List,
}

/// What to do, and numbers from which it is seen who does it to what. Mostly one who may; a `stray`
/// step takes anyone and anything.
#[derive(Clone, Debug)]
struct Step {
	what: What,
	stray: bool,
	who: usize,
	id: usize,
	lot: usize,
	at: u32,
	len: u32,
	n: u8,
	flag: bool,
}

fn step() -> impl Strategy<Value = Step> {
	let what = prop_oneof![
		4 => Just(What::Book),
		1 => Just(What::Cancel),
		8 => Just(What::Offer),
		8 => Just(What::Accept),
		5 => Just(What::Depart),
		5 => Just(What::Arrive),
		3 => Just(What::TakeIn),
		2 => Just(What::HandOut),
		8 => Just(What::Receive),
		1 => Just(What::DeliverHeld),
		3 => Just(What::DeliverShipped),
		1 => Just(What::ReportHeld),
		1 => Just(What::ReportShipped),
		2 => Just(What::Find),
		3 => Just(What::Pack),
		2 => Just(What::Unpack),
		1 => Just(What::List),
	];
	let numbers = (0..PEOPLE.len(), 0..8usize, 0..LOTS.len(), 0..FEW, 1..8u32, 0..8u8);
	(what, prop::bool::weighted(0.1), numbers, any::<bool>()).prop_map(
		|(what, stray, (who, id, lot, at, len, n), flag)| Step {
			what,
			stray,
			who,
			id,
			lot,
			at,
			len,
			n,
			flag,
		},
	)
}

fn kind(n: u8) -> LossKind {
	match n % 3 {
		0 => LossKind::Damaged,
		1 => LossKind::Lost,
		_ => LossKind::Stolen,
	}
}

fn seen(place: Place) -> LastSeen {
	match place {
		Place::Holder(org) => LastSeen::Holder(org),
		Place::Shipment(id) => LastSeen::Shipment(id),
		_ => panic!("an item that is nowhere was lost"),
	}
}

/// Where each item is, one by one, and which are damaged.
#[derive(Clone, Default)]
struct Model {
	places: [Vec<Place>; 2],
	damaged: [Vec<bool>; 2],
}

impl Model {
	fn list(&mut self, lot: usize, items: u32) {
		for _ in 0..items {
			self.places[lot].push(Place::Holder(MERCHANT));
			self.damaged[lot].push(false);
		}
		set_count(LOTS[lot], self.places[lot].len() as u32);
	}

	fn put(&mut self, lot: usize, of: (u32, u32), from: Place, to: Place) {
		for place in &mut self.places[lot][of.0 as usize..of.1 as usize] {
			assert_eq!(*place, from, "an item left a place that it was not in");
			*place = to;
		}
	}

	fn put_all(&mut self, from: Place, to: Place) {
		for place in self.places.iter_mut().flatten() {
			if *place == from {
				*place = to;
			}
		}
	}

	fn report(&mut self, n: u8, lot: usize, of: (u32, u32), from: Place) {
		match kind(n) {
			LossKind::Damaged => {
				for mark in &mut self.damaged[lot][of.0 as usize..of.1 as usize] {
					assert!(!*mark, "an item was damaged twice");
					*mark = true;
				}
			}
			LossKind::Lost => self.put(lot, of, from, Place::Lost(seen(from))),
			LossKind::Stolen => self.put(lot, of, from, Place::Stolen(seen(from))),
		}
	}

	/// Up to `len` items side by side in one place that `wanted` says yes to, found from index `at`
	/// on.
	fn find(
		&self,
		lot: usize,
		at: u32,
		len: u32,
		wanted: impl Fn(Place) -> bool,
	) -> Option<((u32, u32), Place)> {
		let places = &self.places[lot];
		let all = places.len() as u32;
		let start = (at..all).chain(0..at.min(all)).find(|n| wanted(places[*n as usize]))?;
		let place = places[start as usize];
		let end =
			(start..all.min(start + len)).take_while(|n| places[*n as usize] == place).last()?;
		Some(((start, end + 1), place))
	}

	/// Items that someone holds, and who.
	fn held(&self, step: &Step) -> Option<((u32, u32), OrgId)> {
		let (of, place) =
			self.find(step.lot, step.at, step.len, |place| matches!(place, Place::Holder(_)))?;
		match place {
			Place::Holder(org) => Some((of, org)),
			_ => None,
		}
	}
}

/// Does what the step says, and has the model follow if it was allowed. Answers whether it was.
fn run(step: &Step, model: &mut Model) -> bool {
	let Step { lot, n, flag, .. } = *step;
	let open: Vec<_> = Shipments::<Test>::iter()
		.filter(|(_, shipment)| shipment.status == ShipmentStatus::Open)
		.map(|(id, _)| id)
		.collect();
	let id = match (step.stray, open.is_empty()) {
		(false, false) => open[step.id % open.len()],
		_ => ShipmentId(step.id as u64),
	};
	let there = Shipments::<Test>::get(id);
	let or = |right: Option<OrgId>| match right {
		Some(org) if !step.stray => org,
		_ => PEOPLE[step.who],
	};
	let custodian = or(there.as_ref().map(|shipment| shipment.custodian));
	let raw = (step.at, step.at + step.len);
	let here = Place::Shipment(id);
	let shipped = match model.find(lot, step.at, step.len, |place| place == here) {
		Some((of, _)) if !step.stray => of,
		_ => raw,
	};
	let (held, holder) = match model.held(step) {
		Some(found) if !step.stray => found,
		_ => (raw, PEOPLE[step.who]),
	};
	let some = |of| items(LOTS[lot], &[of]);
	match step.what {
		What::Book if open.len() > 2 => false,
		What::Book => {
			let id = NextShipmentId::<Test>::get();
			let consignee = match n % 4 == 0 {
				true => Consignee::Committed(BUYER),
				false => Consignee::Organisation(IMPORTER),
			};
			let legs = if n < 6 { vec![sea()] } else { vec![] };
			// Often with what it holds of the other lot, too.
			let other = 1 - lot;
			let second = model.find(other, step.at, step.len, |place| {
				n % 2 == 0 && place == Place::Holder(holder)
			});
			let mut lines = vec![some(held)];
			lines.extend(second.map(|(of, _)| items(LOTS[other], &[of])));
			let done = book(by(holder), consignee, lines, legs).is_ok();
			if done {
				let from = Place::Holder(holder);
				model.put(lot, held, from, Place::Shipment(id));
				if let Some((of, _)) = second {
					model.put(other, of, from, Place::Shipment(id));
				}
			}
			done
		}
		What::Cancel => {
			let done = cancel(by(custodian), id).is_ok();
			if done {
				model.put_all(here, Place::Holder(custodian));
			}
			done
		}
		What::Offer => {
			// Mostly to who comes next: the carrier; after the leg, warehouse or consignee.
			let travelled = legs_of(id).iter().all(|leg| leg.arrived.is_some());
			let next = match (travelled, flag) {
				(false, _) => CARRIER_A,
				(true, true) => IMPORTER,
				(true, false) => WAREHOUSE,
			};
			offer(by(custodian), id, or(Some(next))).is_ok()
		}
		What::Accept => {
			let to = there.and_then(|shipment| shipment.offer).map(|offer| offer.to);
			accept(by(or(to)), id).is_ok()
		}
		What::Depart => depart(by(custodian), id, 0).is_ok(),
		What::Arrive => arrive(by(custodian), id, 0).is_ok(),
		What::TakeIn => take_in(by(custodian), id).is_ok(),
		What::HandOut => hand_out(by(custodian), id).is_ok(),
		What::Receive => {
			let org = or(Some(IMPORTER));
			let wanting = flag && n % 2 == 0;
			let short = wanting.then(|| Discrepancy { kind: kind(n), items: some(shipped) });
			let done = receive_short(by(org), id, short.into_iter().collect()).is_ok();
			if done {
				if wanting {
					model.report(n, lot, shipped, here);
				}
				model.put_all(here, Place::Holder(org));
			}
			done
		}
		What::DeliverHeld => {
			let done = deliver(by(holder), Source::Holding, LOTS[lot], &[held]).is_ok();
			if done {
				model.put(lot, held, Place::Holder(holder), Place::Delivered);
			}
			done
		}
		What::DeliverShipped => {
			let source = Source::Shipment(id);
			let done = deliver(by(custodian), source, LOTS[lot], &[shipped]).is_ok();
			if done {
				model.put(lot, shipped, here, Place::Delivered);
			}
			done
		}
		What::ReportHeld => {
			let source = Source::Holding;
			let done = report(by(holder), source, kind(n), LOTS[lot], &[held]).is_ok();
			if done {
				model.report(n, lot, held, Place::Holder(holder));
			}
			done
		}
		What::ReportShipped => {
			let source = Source::Shipment(id);
			let done = report(by(custodian), source, kind(n), LOTS[lot], &[shipped]).is_ok();
			if done {
				model.report(n, lot, shipped, here);
			}
			done
		}
		What::Find => {
			let is_missing = |place| matches!(place, Place::Lost(_) | Place::Stolen(_));
			let Some((of, from)) = model.find(lot, step.at, step.len, is_missing) else {
				return false;
			};
			let (Place::Lost(seen) | Place::Stolen(seen)) = from else {
				return false;
			};
			let record = match seen {
				LastSeen::Shipment(id) => Shipments::<Test>::get(id),
				LastSeen::Holder(_) => None,
			};
			let open = record.as_ref().is_some_and(|it| it.status == ShipmentStatus::Open);
			let finder = or(match (seen, &record) {
				(LastSeen::Holder(org), _) => Some(org),
				(_, Some(record)) if open => Some(record.custodian),
				(_, record) => record.as_ref().map(|record| record.consignor),
			});
			let to = if open { seen.into() } else { Place::Holder(finder) };
			let done = Logistics::report_found(by(finder), some(of), None).is_ok();
			if done {
				model.put(lot, of, from, to);
			}
			done
		}
		What::Pack => {
			let units: Vec<_> = Units::<Test>::iter_prefix(id)
				.filter(|(_, unit)| flag && unit.parent.is_none())
				.map(|(sscc, _)| sscc)
				.take(n.into())
				.collect();
			let items = match units.is_empty() {
				true => vec![some(shipped)],
				false => vec![],
			};
			let unit = sscc(step.at.into());
			pack(by(custodian), id, unit, items, units).is_ok()
		}
		What::Unpack => {
			let unit = Units::<Test>::iter_prefix(id).map(|(sscc, _)| sscc).next();
			let unit = unit.unwrap_or_else(|| sscc(step.at.into()));
			unpack(by(custodian), id, unit).is_ok()
		}
		What::List => {
			model.list(lot, 1 + u32::from(n) % 3);
			true
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(40))]

	#[test]
	fn items_are_conserved_under_any_operations(steps in prop::collection::vec(step(), 100..250)) {
		test(|| {
			let mut model = Model::default();
			for lot in 0..LOTS.len() {
				model.list(lot, FEW);
			}
			for step in steps {
				// What is refused changes nothing.
				if !run(&step, &mut model) {
					continue;
				}
				Logistics::do_try_state().unwrap_or_else(|wrong| panic!("after {step:?}: {wrong:?}"));
				for (lot, id) in LOTS.iter().enumerate() {
					let fates = model.places[lot].iter().zip(&model.damaged[lot]);
					for (index, (place, damaged)) in (0u32..).zip(fates) {
						let (place, damaged) = (*place, *damaged);
						let fate = Fate { place, damaged };
						assert_eq!(Logistics::fate(*id, index), Some(fate), "after {step:?}");
					}
				}
			}
		});
	}
}
