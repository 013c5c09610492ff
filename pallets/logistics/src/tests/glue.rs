use super::*;
use hallmark_glue::{Holdings, ShipmentView, Shipments as Glue};

#[test]
fn shipment_is_seen_unless_cancelled() {
	test(|| {
		let view = |id| <Logistics as Glue>::shipment(id);
		let id = booked();
		let seen = ShipmentView {
			consignor: MERCHANT,
			consignee: Some(IMPORTER),
			carrier: Some(CARRIER_A),
		};
		assert_eq!(view(id), Some(seen));
		assert_eq!(view(ShipmentId(9)), None);
		assert_ok!(cancel(by(MERCHANT), id));
		assert_eq!(view(id), None);
		assert!(!Logistics::carries(id, LOT, &ranges(&[(100, 101)])));
		let hidden = shipped_to(Consignee::Committed(BUYER), vec![items(LOT, &[(0, 1)])], vec![]);
		let seen = ShipmentView { consignor: MERCHANT, consignee: None, carrier: None };
		assert_eq!(view(hidden), Some(seen));
	});
}

#[test]
fn shipment_carries_what_was_booked_and_not_lost() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10), (20, 30)])], vec![sea()]);
		let carries = |lot, of: &[(u32, u32)]| Logistics::carries(id, lot, &ranges(of));
		assert!(carries(LOT, &[(0, 10), (25, 30)]));
		for (lot, of) in
			[(LOT, [(0, 11)].as_slice()), (LOT, &[(10, 11)]), (LOT, &[]), (OTHER_LOT, &[(0, 1)])]
		{
			assert!(!carries(lot, of));
		}
		assert!(!Logistics::carries(ShipmentId(9), LOT, &ranges(&[(0, 1)])));
		assert_ok!(report(by(MERCHANT), Source::Shipment(id), LossKind::Lost, LOT, &[(0, 1)]));
		assert!(!carries(LOT, &[(0, 10)]));
		carried(id);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		// They travelled in it.
		assert!(carries(LOT, &[(1, 10), (20, 30)]));
	});
}

#[test]
fn shipment_still_carries_what_is_left_in_it() {
	test(|| {
		let id = shipped_to(Consignee::Committed(BUYER), vec![items(LOT, &[(0, 30)])], vec![]);
		let carries = |of: &[(u32, u32)]| Logistics::still_carries(id, LOT, &ranges(of));
		assert!(carries(&[(0, 10), (10, 30)]));
		assert!(!carries(&[]) && !carries(&[(29, 31)]));
		assert_ok!(deliver(by(MERCHANT), Source::Shipment(id), LOT, &[(0, 10)]));
		assert!(carries(&[(10, 30)]) && !carries(&[(9, 11)]));
		assert_ok!(deliver(by(MERCHANT), Source::Shipment(id), LOT, &[(10, 30)]));
		// They travelled in it, but are not in it any more.
		assert!(!carries(&[(10, 11)]) && Logistics::carries(id, LOT, &ranges(&[(10, 11)])));
	});
}

#[test]
fn organisation_holds_what_is_with_it_now() {
	test(|| {
		let holds = |org, lot, of: &[(u32, u32)]| Logistics::holds(org, lot, &ranges(of));
		// What nobody said anything of, the issuer holds.
		assert!(holds(MERCHANT, LOT, &[(0, ITEMS)]));
		assert!(!holds(IMPORTER, LOT, &[(0, 1)]));
		for (lot, of) in [(LOT, [].as_slice()), (LOT, &[(0, ITEMS + 1)]), (NO_LOT, &[(0, 1)])] {
			assert!(!holds(MERCHANT, lot, of));
		}
		let id = shipped(vec![items(LOT, &[(0, 10)])], vec![]);
		assert!(!holds(MERCHANT, LOT, &[(9, 11)]) && holds(MERCHANT, LOT, &[(10, ITEMS)]));
		assert_ok!(offer(by(MERCHANT), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		assert!(holds(IMPORTER, LOT, &[(0, 5), (5, 10)]));
		// Some lists grow: what is new is the issuer's.
		set_count(LOT, ITEMS + 10);
		assert!(holds(MERCHANT, LOT, &[(10, ITEMS + 10)]));
		assert!(!holds(IMPORTER, LOT, &[(ITEMS, ITEMS + 1)]));
		assert_ok!(report(by(IMPORTER), Source::Holding, LossKind::Lost, LOT, &[(0, 1)]));
		assert_ok!(deliver(by(IMPORTER), Source::Holding, LOT, &[(1, 2)]));
		assert!(!holds(IMPORTER, LOT, &[(0, 3)]) && holds(IMPORTER, LOT, &[(2, 10)]));
	});
}

#[test]
fn shipment_was_brought_to_a_port_when_its_carrier_said_so() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10)])], vec![sea(), road()]);
		let to = |port: &str| Logistics::carrier_to(id, Unlocode::new(port).unwrap());
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_eq!(to("CNNBO"), None);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert_eq!(to("CNNBO"), Some(CARRIER_A));
		assert_eq!((to("AUMEL"), to("CNSGH")), (None, None));
		hand_over(id, CARRIER_A, CARRIER_B);
		travel(id, 1, CARRIER_B);
		// The first leg's carrier is another.
		assert_eq!(to("CNSGH"), Some(CARRIER_B));
		assert_eq!(to("CNNBO"), Some(CARRIER_A));
	});
}

#[test]
fn carrier_to_a_port_is_the_last_one_when_the_goods_came_there_twice() {
	test(|| {
		let legs = vec![sea(), leg("CNNBO", "CNSGH", CARRIER_A), leg("CNSGH", "CNNBO", CARRIER_B)];
		let id = carried(shipped(vec![items(LOT, &[(0, 10)])], legs));
		let to = || Logistics::carrier_to(id, sea().to);
		assert_eq!(to(), Some(CARRIER_A));
		travel(id, 1, CARRIER_A);
		hand_over(id, CARRIER_A, CARRIER_B);
		assert_ok!(depart(by(CARRIER_B), id, 2));
		assert_eq!(to(), Some(CARRIER_A));
		assert_ok!(arrive(by(CARRIER_B), id, 2));
		assert_eq!(to(), Some(CARRIER_B));
	});
}

#[test]
fn organisation_is_no_carrier_when_its_leg_is_only_planned() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10)])], vec![sea()]);
		let carriers = || [CARRIER_A, CARRIER_B].map(|org| Logistics::is_carrier(id, org));
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_eq!(carriers(), [false, false]);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		// The consignor appends the leg of a friend.
		assert_ok!(reroute(by(MERCHANT), id, 1, vec![road()]));
		assert_eq!(carriers(), [true, false]);
		hand_over(id, CARRIER_A, CARRIER_B);
		travel(id, 1, CARRIER_B);
		assert_eq!(carriers(), [true, true]);
		assert!(!Logistics::is_carrier(id, MERCHANT));
		assert!(!Logistics::is_carrier(ShipmentId(9), CARRIER_A));
	});
}

#[test]
fn answer_is_written_as_json_and_read_again() {
	test(|| {
		let id = arrived();
		assert_ok!(pack(by(CARRIER_A), id, sscc(0), vec![items(LOT, &[(100, 101)])], vec![]));
		let answer = Logistics::shipment(id).unwrap();
		let json = serde_json::to_value(&answer).unwrap();
		assert_eq!(json["consignor"], 1);
		assert_eq!(json["consignee"]["organisation"], 3);
		assert_eq!(json["status"], "open");
		assert_eq!(json["legs"][0]["plan"]["from"], "AUMEL");
		assert_eq!(json["lines"][0]["booked"][0]["start"], 100);
		assert_eq!(json["packing"][0]["sscc"], sscc(0).to_string());
		assert_eq!(serde_json::from_value::<ShipmentAnswer>(json).unwrap(), answer);
	});
}
