//! The numbers of docs/customs.md, computed anew.

use super::*;
use hallmark_lot_tree::{leaf_hash, root_of};
use hmac::{Hmac, Mac};
use std::collections::BTreeMap;

const PAGE: &str = include_str!("../../../../docs/customs.md");

/// The page's vectors, by name.
fn vectors() -> BTreeMap<&'static str, &'static str> {
	PAGE.split("```vectors\n")
		.skip(1)
		.flat_map(|part| part.split("```").next().unwrap().lines())
		.map(|line| line.split_once(" = ").unwrap())
		.collect()
}

fn record(order: &str) -> Vec<u8> {
	let mut record = b"hallmark/order/1".to_vec();
	for field in order.split('|') {
		record.extend((field.len() as u16).to_be_bytes());
		record.extend(field.as_bytes());
	}
	record
}

#[test]
fn vectors_of_the_page_are_what_its_formulas_give() {
	let page = vectors();
	let key = hex::decode(page["key"]).unwrap();
	let records = ["order.0", "order.1", "order.2"].map(|name| record(page[name]));
	assert_eq!(hex::encode(&records[0]), page["record.0"]);
	let mut entries = records.map(|record| {
		let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
		mac.update(&record);
		mac.finalize().into_bytes().to_vec()
	});
	for (entry, name) in entries.iter().zip(["entry.0", "entry.1", "entry.2"]) {
		assert_eq!(hex::encode(entry), page[name], "{name}");
	}
	entries.sort();
	let root = root_of(&entries.map(|entry| leaf_hash(&entry)));
	assert_eq!(hex::encode(root), page["root"]);
	for (org, role, name) in [
		(PLATFORM, DocumentRole::Order, "commitment.order"),
		(BANK, DocumentRole::Payment, "commitment.payment"),
		(CARRIER, DocumentRole::Logistics, "commitment.logistics"),
	] {
		let commitment = document_commitment(DeclarationId(7), org, role, &root.into());
		assert_eq!(hex::encode(commitment), page[name], "{name}");
	}
	assert_eq!(page.len(), 12);
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
