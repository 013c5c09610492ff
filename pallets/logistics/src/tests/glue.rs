use super::*;
use hallmark_types::{ShipmentView, Shipments as Glue};

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
		let hidden = shipped_to(
			Consignee::Committed(BUYER),
			vec![items(LOT, &[(0, 1)])],
			vec![],
		);
		let seen = ShipmentView {
			consignor: MERCHANT,
			consignee: None,
			carrier: None,
		};
		assert_eq!(view(hidden), Some(seen));
	});
}

#[test]
fn shipment_carries_what_was_booked_and_not_lost() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10), (20, 30)])], vec![sea()]);
		let carries = |lot, of: &[(u32, u32)]| Logistics::carries(id, lot, &ranges(of));
		assert!(carries(LOT, &[(0, 10), (25, 30)]));
		for (lot, of) in [
			(LOT, [(0, 11)].as_slice()),
			(LOT, &[(10, 11)]),
			(LOT, &[]),
			(OTHER_LOT, &[(0, 1)]),
		] {
			assert!(!carries(lot, of));
		}
		assert!(!Logistics::carries(ShipmentId(9), LOT, &ranges(&[(0, 1)])));
		assert_ok!(report(
			by(MERCHANT),
			Source::Shipment(id),
			LossKind::Lost,
			LOT,
			&[(0, 1)]
		));
		assert!(!carries(LOT, &[(0, 10)]));
		carried(id);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		// They travelled in it.
		assert!(carries(LOT, &[(1, 10), (20, 30)]));
	});
}

#[test]
fn shipment_has_arrived_when_its_carrier_said_so() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10)])], vec![sea(), road()]);
		let at = |port: &str| Logistics::has_arrived(id, Unlocode::new(port).unwrap());
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert!(!at("CNNBO"));
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert!(at("CNNBO") && !at("AUMEL") && !at("CNSGH"));
		assert!(Logistics::is_carrier(id, CARRIER_A));
		assert!(Logistics::is_carrier(id, CARRIER_B));
		assert!(!Logistics::is_carrier(id, MERCHANT));
		assert!(!Logistics::is_carrier(ShipmentId(9), CARRIER_A));
	});
}

#[test]
fn answer_is_written_as_json_and_read_again() {
	test(|| {
		let id = arrived();
		assert_ok!(pack(
			by(CARRIER_A),
			id,
			sscc(0),
			vec![items(LOT, &[(100, 101)])],
			vec![]
		));
		let answer = Logistics::shipment(id).unwrap();
		let json = serde_json::to_value(&answer).unwrap();
		assert_eq!(json["consignor"], 1);
		assert_eq!(json["consignee"]["organisation"], 3);
		assert_eq!(json["status"], "open");
		assert_eq!(json["legs"][0]["plan"]["from"], "AUMEL");
		assert_eq!(json["lines"][0]["booked"][0]["start"], 100);
		assert_eq!(json["packing"][0]["sscc"], sscc(0).to_string());
		assert_eq!(
			serde_json::from_value::<ShipmentAnswer>(json).unwrap(),
			answer
		);
	});
}
