//! What docs/customs.md says, computed anew: its diagram, and the vectors that it quotes.

use super::*;
use hallmark_lot_tree::{leaf_hash, root_of};
use hmac::{Hmac, Mac};
use serde_json::Value;

const PAGE: &str = include_str!("../../../../docs/customs.md");

/// The record of an order line whose texts are in normalisation form C.
fn record(order: &Value) -> Vec<u8> {
	let mut record = b"hallmark/order/1".to_vec();
	for name in ["order", "payment", "waybill", "gtin", "quantity", "amount", "currency", "buyer"] {
		let field = order[name].as_str().unwrap();
		record.extend((field.len() as u16).to_be_bytes());
		record.extend(field.as_bytes());
	}
	record
}

#[test]
fn vectors_are_what_the_formulas_of_the_page_give() {
	let vectors: Value =
		serde_json::from_str(include_str!("../../../../vectors/orders.json")).unwrap();
	let bytes = |value: &Value| hex::decode(value.as_str().unwrap()).unwrap();
	let list = |value: &Value| value.as_array().filter(|list| !list.is_empty()).unwrap().clone();
	let batches = list(&vectors["batches"]);
	for order in list(&batches[0]["orders"]) {
		assert_eq!(record(&order), bytes(&order["record"]));
	}
	for batch in batches {
		let mut entries = Vec::new();
		for order in list(&batch["orders"]) {
			let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&bytes(&batch["key"])).unwrap();
			mac.update(&bytes(&order["record"]));
			entries.push(mac.finalize().into_bytes().to_vec());
			assert_eq!(entries.last(), Some(&bytes(&order["entry"])));
		}
		entries.sort();
		let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
		let root = root_of(&leaves);
		assert_eq!(root.to_vec(), bytes(&batch["root"]));
		for it in list(&batch["commitments"]) {
			let role = match it["role"].as_str().unwrap() {
				"order" => DocumentRole::Order,
				"payment" => DocumentRole::Payment,
				"logistics" => DocumentRole::Logistics,
				other => panic!("{other}"),
			};
			let declaration = DeclarationId(it["declaration"].as_u64().unwrap());
			let org = OrgId(it["organisation"].as_u64().unwrap() as u32);
			let commitment = document_commitment(declaration, org, role, &root.into());
			assert_eq!(commitment.0.to_vec(), bytes(&it["commitment"]));
		}
	}
}

#[test]
fn diagram_of_the_page_has_the_arrows_of_the_state_machine() {
	use LineStatus::*;
	let all = [
		Accepted,
		UnderDocuments,
		UnderExamination,
		Assessed,
		Detained,
		InBond,
		Released,
		Returned,
		Destroyed,
		Invalidated,
	];
	let arrows: Vec<(&str, &str)> = PAGE
		.lines()
		.filter_map(|line| line.trim().split_once(" --> "))
		.filter_map(|(from, rest)| Some((from, rest.split_once(": ")?.0)))
		.collect();
	for from in all {
		for to in all {
			let name = |status: LineStatus| format!("{status:?}");
			let drawn = arrows.contains(&(name(from).as_str(), name(to).as_str()));
			assert_eq!(drawn, from.may_become(to), "{from:?} {to:?}");
		}
	}
}
