//! The vectors of the repository, which `js/verify` reads too: both languages agree with them.

use crate::{activation, orders};
use codec::Encode;
use hallmark_types::{Digest, LotId, Serial};
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
struct Activations {
	activations: Vec<Activation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Activation {
	lot: LotId,
	index: u32,
	serial: String,
	sheet: Option<String>,
	secret: String,
	proof: Vec<String>,
	call: String,
	extrinsic: String,
}

#[test]
fn activations_have_their_bytes() {
	let Activations { activations } =
		serde_json::from_str(include_str!("../../../vectors/activation.json")).unwrap();
	assert!(!activations.is_empty());
	let digest = |text: &String| text.parse::<Digest>().unwrap();
	for it in activations {
		let activation = activation::Activation {
			lot: it.lot,
			index: it.index,
			serial: Serial::new(&it.serial).unwrap(),
			sheet: it.sheet.as_ref().map(digest),
			secret: hex::decode(it.secret).unwrap().try_into().unwrap(),
			proof: it.proof.iter().map(digest).collect::<Vec<_>>().try_into().unwrap(),
		};
		assert_eq!(hex::encode(activation::call(activation.clone()).encode()), it.call);
		assert_eq!(hex::encode(activation::transaction(activation)), it.extrinsic);
	}
}

#[derive(Deserialize)]
struct Batches {
	batches: Vec<Batch>,
}

#[derive(Deserialize)]
struct Batch {
	key: String,
	orders: Vec<Order>,
	root: String,
}

#[derive(Deserialize)]
struct Order {
	order: String,
	payment: String,
	waybill: String,
	gtin: String,
	quantity: String,
	amount: String,
	currency: String,
	buyer: String,
}

#[test]
fn orders_have_their_root() {
	let Batches { batches } =
		serde_json::from_str(include_str!("../../../vectors/orders.json")).unwrap();
	assert!(!batches.is_empty());
	let folder = tempfile::tempdir().unwrap();
	let at = |name| folder.path().join(name);
	for Batch { key, orders, root } in batches {
		let mut table = String::from("order,payment,waybill,gtin,quantity,amount,currency,buyer\n");
		for it in &orders {
			let Order { order, payment, waybill, gtin, quantity, amount, currency, buyer } = it;
			table += &format!(
				"{order},{payment},{waybill},{gtin},{quantity},{amount},{currency},{buyer}\n"
			);
		}
		fs::write(at("key"), key).unwrap();
		fs::write(at("orders.csv"), table).unwrap();
		let key = orders::Key::read(&at("key")).unwrap();
		let made = orders::root_of_file(&at("orders.csv"), None, &key).unwrap();
		assert_eq!(made, (root.parse().unwrap(), orders.len()));
	}
}
