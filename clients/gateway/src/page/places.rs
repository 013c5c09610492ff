//! Where ports and airports lie, by UN/LOCODE. `scripts/codes.py` makes the table.

use std::{collections::BTreeMap, sync::LazyLock};

use hallmark_types::Unlocode;

const TABLE: &str = include_str!("places.txt");

/// A port or an airport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
	/// Its name.
	pub name: &'static str,
	/// Its latitude in degrees, north positive.
	pub latitude: f32,
	/// Its longitude in degrees, east positive.
	pub longitude: f32,
}

static PLACES: LazyLock<BTreeMap<Unlocode, Place>> =
	LazyLock::new(|| TABLE.lines().filter_map(read).collect());

/// A line of the table.
fn read(line: &'static str) -> Option<(Unlocode, Place)> {
	let mut fields = line.splitn(4, ' ');
	let code = Unlocode::new(fields.next()?)?;
	let mut degrees = || Some(fields.next()?.parse::<f32>().ok()? / 60.0);
	let (latitude, longitude) = (degrees()?, degrees()?);
	Some((code, Place { name: fields.next()?, latitude, longitude }))
}

/// The place of a code, if the table has it.
pub fn find(code: Unlocode) -> Option<Place> {
	PLACES.get(&code).copied()
}

/// The name of a place; its code where the table lacks it.
pub fn name(code: Unlocode) -> String {
	find(code).map_or_else(|| code.to_string(), |place| place.name.to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn at(code: &str) -> Option<Place> {
		find(Unlocode::new(code).unwrap())
	}

	#[test]
	fn every_line_is_read() {
		let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
		assert!(lines > 13_000);
		assert_eq!(PLACES.len(), lines);
		for place in PLACES.values() {
			assert!((-90.0..=90.0).contains(&place.latitude), "{place:?}");
			assert!((-180.0..=180.0).contains(&place.longitude), "{place:?}");
		}
	}

	#[test]
	fn great_ports_are_where_they_are() {
		let melbourne = at("AUMEL").unwrap();
		assert_eq!(melbourne.name, "Melbourne");
		assert!(
			(melbourne.latitude + 37.8).abs() < 0.1 && (melbourne.longitude - 145.0).abs() < 0.1
		);
		for code in ["CNNBO", "CNSGH", "HKHKG", "SGSIN", "BEANR", "USLAX"] {
			assert!(at(code).is_some(), "{code}");
		}
		assert_eq!(at("AUZZZ"), None);
		assert_eq!(name(Unlocode::new("AUZZZ").unwrap()), "AUZZZ");
	}
}
