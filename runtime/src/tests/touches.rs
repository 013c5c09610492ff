//! What the calls that come most write: a key too many is a tenth of a block too little.

use super::{
	journey::{items, place, SHIPMENT},
	world::*,
	*,
};
use hallmark_types::{Role, TransportMode};
use pallet_logistics::{Call as Ship, Consignee, LegPlan, LotItems};
use pallet_product_identity::{Call as Identity, ItemFlag};
use sp_runtime::BoundedVec;

/// The storage items that these calls may write.
const ITEMS: [(&str, &str); 7] = [
	("Journal", "JournalPages"),
	("Logistics", "Shipments"),
	("ProductIdentity", "ItemPages"),
	("ProductIdentity", "OwnVersions"),
	("ProductIdentity", "ProductVersions"),
	("ProductIdentity", "Products"),
	("Quota", "Parties"),
];

/// Everything in storage but the nonces, and what a block has for itself.
fn everything() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let mut all = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		key = next;
		if !key.starts_with(&prefix("System")) && !key.starts_with(b":") {
			all.insert(key.clone(), sp_io::storage::get(&key).unwrap_or_default().to_vec());
		}
	}
	all
}

/// How many keys of which storage items a call writes, beside the signer's account.
fn writes(who: &str, call: impl Into<RuntimeCall>) -> Vec<(&'static str, usize)> {
	let before = everything();
	must(who, call);
	let after = everything();
	let keys = before.keys().chain(after.keys());
	let changed = keys.filter(|key| before.get(*key) != after.get(*key));
	let changed = changed.collect::<std::collections::BTreeSet<_>>();
	let counts = ITEMS.map(|(pallet, item)| {
		let prefix = storage_prefix(pallet.as_bytes(), item.as_bytes());
		(item, changed.iter().filter(|key| key.starts_with(&prefix)).count())
	});
	let counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
	assert_eq!(counts.iter().map(|(_, count)| count).sum::<usize>(), changed.len());
	counts
}

#[test]
fn nothing_but_the_party_is_written_when_a_batch_is_empty() {
	in_world(|_| {
		let batch = || pallet_utility::Call::batch { calls: Vec::new() };
		assert_eq!(writes("maker", batch()), [("Parties", 1)]);
	});
}

#[test]
fn product_is_written_with_its_journal_when_it_is_new() {
	in_world(|_| {
		for (who, prefix) in [("maker", MAKERS), ("merchant", NOBODYS)] {
			let written = writes(who, register(gtin(prefix, 7)));
			assert_eq!(written, [("JournalPages", 1), ("Products", 1), ("Parties", 1)]);
		}
		// Of another importer the version is kept beside the one that stands.
		assert_eq!(
			writes("rival", register(gtin(NOBODYS, 7))),
			[
				("JournalPages", 1),
				("OwnVersions", 1),
				("ProductVersions", 1),
				("Products", 1),
				("Parties", 1)
			]
		);
	});
}

#[test]
fn page_and_two_journals_are_written_when_an_item_is_flagged() {
	in_world(|_| {
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B1")).id;
		for flag in [ItemFlag::Lost, ItemFlag::Stolen] {
			let written = writes("maker", Identity::flag_items { lot, ranges: items(3, 4), flag });
			assert_eq!(written, [("JournalPages", 2), ("ItemPages", 1), ("Parties", 1)]);
		}
	});
}

#[test]
fn shipment_and_two_journals_are_written_when_one_lot_departs() {
	in_world(|_| {
		let carrier = admit(Some("platform"), "carrier", "DK", &[Role::Carrier]);
		next_block();
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B1")).id;
		let leg = LegPlan {
			mode: TransportMode::Maritime,
			from: place("BEANR"),
			to: place("CNSGH"),
			carrier,
			vessel: None,
			container: None,
			seal: None,
		};
		must(
			"maker",
			Ship::book_shipment {
				consignee: Consignee::Organisation(carrier),
				items: BoundedVec::truncate_from(vec![LotItems { lot, ranges: items(0, 5) }]),
				legs: BoundedVec::truncate_from(vec![leg]),
				documents: Default::default(),
			},
		);
		let (shipment, expires) = (SHIPMENT, now() + 60_000);
		must("maker", Ship::offer_custody { shipment, to: carrier, expires });
		must("carrier", Ship::accept_custody { shipment });
		let depart = Ship::depart { shipment, leg: 0, at: now(), seal: None };
		assert_eq!(
			writes("carrier", depart),
			[("JournalPages", 2), ("Shipments", 1), ("Parties", 1)]
		);
	});
}
