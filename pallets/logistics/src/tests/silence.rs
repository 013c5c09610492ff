//! Nothing gets stuck: wherever random steps have led, whoever is suspended or silent, somebody who
//! may can still bring every shipment to its end, and what the absent one holds to somebody else.

use super::*;
use proptest::prelude::*;

/// Where the walk goes with the shipment, as far as it may.
#[derive(Clone, Copy, Debug)]
enum Step {
	Offer(OrgId),
	Accept,
	Depart,
	Arrive,
	TakeIn,
	HandOut,
	Lose(u32),
	Pack,
	Demand(OrgId),
	Reroute,
	Wait,
}

fn step() -> impl Strategy<Value = Step> {
	let who = prop::sample::select(vec![MERCHANT, IMPORTER, CARRIER_A, CARRIER_B, WAREHOUSE]);
	prop_oneof![
		6 => who.clone().prop_map(Step::Offer),
		6 => Just(Step::Accept),
		4 => Just(Step::Depart),
		2 => Just(Step::Arrive),
		3 => Just(Step::TakeIn),
		1 => Just(Step::HandOut),
		1 => (100..200u32).prop_map(Step::Lose),
		1 => Just(Step::Pack),
		1 => who.prop_map(Step::Demand),
		1 => Just(Step::Reroute),
		1 => Just(Step::Wait),
	]
}

/// Who is not there.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Absent {
	/// It was suspended.
	Suspended(OrgId),
	/// It lost its roles.
	Stripped(OrgId),
	/// It says nothing, or has lost its keys.
	Silent(OrgId),
	/// The council does not come together.
	Council,
}

impl Absent {
	fn is(self, who: OrgId) -> bool {
		match self {
			Self::Suspended(org) | Self::Stripped(org) | Self::Silent(org) => org == who,
			Self::Council => false,
		}
	}
}

/// Each role in turn; the authority can be away as well.
fn absences() -> Vec<Absent> {
	let parties = [MERCHANT, IMPORTER, CARRIER_A, CARRIER_B, WAREHOUSE, CUSTOMS, CUSTOMS_AU];
	let ways = [Absent::Suspended, Absent::Stripped, Absent::Silent];
	ways.iter().flat_map(|way| parties.map(way)).chain([Absent::Council]).collect()
}

fn walk(id: ShipmentId, step: Step) {
	let record = shipment(id);
	let custodian = record.custodian;
	let at = legs_of(id).iter().filter(|leg| leg.departed.is_some()).count() as u8;
	// What is not possible here and now is refused.
	let _ = match step {
		Step::Offer(to) => offer(by(custodian), id, to),
		Step::Accept => record.offer.map_or(Ok(()), |offer| accept(by(offer.to), id)),
		Step::Depart => depart(by(custodian), id, at),
		Step::Arrive => arrive(by(custodian), id, at.saturating_sub(1)),
		Step::TakeIn => take_in(by(custodian), id),
		Step::HandOut => hand_out(by(custodian), id),
		Step::Lose(n) => {
			report(by(custodian), Source::Shipment(id), LossKind::Lost, LOT, &[(n, n + 1)])
		}
		Step::Pack => pack(by(custodian), id, sscc(0), vec![items(LOT, &[(150, 160)])], vec![]),
		Step::Demand(org) => plain(Logistics::take_over(by(org), id)),
		Step::Reroute => reroute(by(custodian), id, at, vec![]),
		Step::Wait => {
			Now::set(&(Now::get() + 5 * DAY));
			Ok(())
		}
	};
}

/// A call of who is there.
fn must(result: DispatchResult) {
	assert_ok!(result);
}

/// Orders that the goods be assigned to the platform: by an authority if it may, or else by the
/// council.
fn order(absent: Absent, goods: Goods) {
	let disposal = Disposal::Assign(PLATFORM);
	let by_authority = [CUSTOMS, CUSTOMS_AU].into_iter().any(|authority| {
		!absent.is(authority)
			&& Logistics::dispose(by(authority), goods.clone(), disposal, document()).is_ok()
	});
	if !by_authority {
		assert_ne!(absent, Absent::Council, "only the council could help: {goods:?}");
		must(plain(Logistics::dispose(RuntimeOrigin::root(), goods, disposal, document())));
	}
}

/// Who is there brings the shipment to its end.
fn end(id: ShipmentId, absent: Absent) {
	for _ in 0..20 {
		let record = shipment(id);
		if record.status != ShipmentStatus::Open {
			return;
		}
		let custodian = record.custodian;
		let named = match record.consignee {
			Consignee::Organisation(org) => Some(org),
			Consignee::Committed(_) => None,
		};
		if absent.is(custodian) {
			let owners = [Some(record.consignor), named];
			let mut owners = owners.into_iter().flatten().filter(|org| !absent.is(*org));
			match owners.next() {
				Some(owner) if !record.is_owner(custodian) => {
					// Demanded, and taken over when that is due; or at once.
					if plain(Logistics::take_over(by(owner), id)).is_err() {
						Now::set(&record.demand.unwrap().due);
					}
				}
				_ => order(absent, Goods::Shipment(id)),
			}
			continue;
		}
		if let Some(at) = record.on_leg {
			must(arrive(by(custodian), id, at));
			continue;
		}
		if record.stored.is_some() {
			must(hand_out(by(custodian), id));
		}
		if record.offer.is_some() {
			must(Logistics::withdraw_offer(by(custodian), id));
		}
		if custodian == record.consignor {
			must(cancel(by(custodian), id));
			continue;
		}
		// Nobody waits for legs that may never be travelled.
		let begun = legs_of(id).iter().filter(|leg| leg.departed.is_some()).count();
		if begun < legs_of(id).len() {
			must(reroute(by(custodian), id, begun as u8, vec![]));
		}
		if Some(custodian) == named {
			must(receive(by(custodian), id));
		} else if let Some(to) =
			[named, Some(record.consignor)].into_iter().flatten().find(|org| !absent.is(*org))
		{
			hand_over(id, custodian, to);
		} else if named.is_none() {
			for range in line(id, LOT).left {
				must(deliver(
					by(custodian),
					Source::Shipment(id),
					LOT,
					&[(range.start, range.end)],
				));
			}
		} else {
			order(absent, Goods::Shipment(id));
		}
	}
	panic!("the shipment has no end");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(60))]

	#[test]
	fn goods_come_to_an_end_whoever_is_absent(
		steps in prop::collection::vec(step(), 0..40),
		consignee in prop::sample::select(vec![
			Consignee::Organisation(IMPORTER),
			// To oneself, and to a buyer.
			Consignee::Organisation(MERCHANT),
			Consignee::Committed(BUYER),
		]),
	) {
		for absent in absences() {
			test(|| {
				let of = vec![items(LOT, &[(100, 200)])];
				let id = shipped_to(consignee, of, vec![sea(), road()]);
				steps.iter().for_each(|step| walk(id, *step));
				match absent {
					Absent::Suspended(org) => Registry::suspend(org),
					Absent::Stripped(org) => strip(org),
					Absent::Silent(_) | Absent::Council => {}
				}
				end(id, absent);
				Logistics::do_try_state().unwrap();
				// What the absent one holds is not lost to everybody either, nor to the council
				// alone if its holder can do nothing.
				for (range, place) in Logistics::places(LOT, 0, 256) {
					if let Place::Holder(holder) = place {
						if absent.is(holder) {
							let items = items(LOT, &[(range.start, range.end)]);
							order(absent, Goods::Held { holder, items });
						}
					}
				}
				assert!(Logistics::places(LOT, 0, 256).iter().all(|(_, place)| match place {
					Place::Holder(holder) => !absent.is(*holder),
					Place::Shipment(_) => false,
					_ => true,
				}));
			});
		}
	}
}
