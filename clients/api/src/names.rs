//! What things are called whose numbers stand in fields: an organisation, a product type, a lot.

use hallmark_index::{
	tables::{table, Key, TABLES},
	Reader,
};

/// The index's table of what a field of this name has the number of, if it is of something that has a name.
pub fn table_of(field: &str) -> Option<&'static str> {
	Some(match field {
		"organisation" | "org" | "issuer" | "registrant" | "holder" | "brand_holder"
		| "declarant" | "authority" | "agency" | "consignor" | "consignee" | "custodian"
		| "carrier" | "sponsor" | "merchant" | "manufacturer" | "by" | "to_org" | "from_org"
		| "platform" | "packed_by" | "registrar" | "stand_in" | "owner" | "first_agency"
		| "importer" | "Organisation" | "reporter" | "interested" | "confirmed_by" | "setter"
		| "Authority" | "Brand" | "Issuer" | "Agency" | "Merchant" => "organisation",
		"facility" | "Facility" => "facility",
		"product_type" => "product_type",
		"gtin" | "product" | "Product" => "product",
		"lot" | "Lot" => "lot",
		"shipment" | "Shipment" => "shipment",
		"declaration" | "Declaration" => "declaration",
		_ => return None,
	})
}

/// What one of a table's things is called: an organisation, a facility, a product or its type by its name, a
/// lot by its batch, a declaration by the authority's reference number. None if it has no name, or is not there.
pub fn name_of(reader: &Reader, of: &str, number: u64) -> Option<String> {
	let pointer = match of {
		"organisation" => "/profile/name",
		"facility" | "product_type" => "/name",
		"product" => "/standing/name",
		"lot" => "/batch",
		"declaration" => "/mrn",
		_ => return None,
	};
	let of = TABLES.get(table(of)?)?;
	let (record, _) = reader.record(of, &Key::Numbers(vec![number])).ok()??;
	record.pointer(pointer)?.as_str().map(String::from)
}

/// What the number in a field of this name is of, by its name.
pub fn name_in(reader: &Reader, field: &str, digits: &str) -> Option<String> {
	name_of(reader, table_of(field)?, digits.parse().ok()?)
}
