//! What an agency found of the drawn items, from a CSV file.

use anyhow::{bail, ensure, Context, Result};
use csv::{ReaderBuilder, StringRecord, Trim};
use hallmark_types::LotId;
use pallet_sampling::{DrawnItem, ItemResult};
use sha2::{Digest as _, Sha256};
use std::{collections::HashMap, io::Read};

/// Where the columns stand.
struct Columns {
	lot: Option<usize>,
	index: usize,
	code: usize,
	found: [usize; 3],
}

impl Columns {
	fn of(header: &StringRecord) -> Result<Self> {
		let find = |name: &str| header.iter().position(|column| column == name);
		let need = |name| find(name).with_context(|| format!("there is no column {name}"));
		Ok(Self {
			lot: find("lot"),
			index: need("index")?,
			code: need("code")?,
			found: [need("critical")?, need("major")?, need("minor")?],
		})
	}

	fn result(&self, row: &StringRecord) -> Result<(Option<LotId>, u32, ItemResult)> {
		let text = |place: usize| row.get(place).unwrap_or_default();
		let number = |name: &str, place: usize| {
			let text = text(place);
			text.parse::<u32>()
				.with_context(|| format!("{name}: \"{text}\" is not a number"))
		};
		let lot = self.lot.map(|place| {
			let text = text(place);
			let id = text.parse().map(LotId);
			id.with_context(|| format!("lot: \"{text}\" is not a lot's id"))
		});
		let index = number("index", self.index)?;
		let code = text(self.code);
		let result = match code {
			"" => bail!("code: is missing; - for an item that was not presented"),
			"-" => ItemResult::NotPresented,
			code => {
				let mut found = [0; 3];
				let names = ["critical", "major", "minor"];
				for ((name, place), count) in names.iter().zip(self.found).zip(&mut found) {
					let number = number(name, place)?;
					*count = u16::try_from(number)
						.with_context(|| format!("{name}: {number} is too many"))?;
				}
				ItemResult::Examined {
					code: <[u8; 32]>::from(Sha256::digest(code)).into(),
					found,
				}
			}
		};
		Ok((lot.transpose()?, index, result))
	}
}

/// The results of a file, in the order of the drawn items, of each of which there must be one.
pub fn read(file: impl Read, drawn: &[DrawnItem]) -> Result<Vec<ItemResult>> {
	let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(file);
	let columns = Columns::of(reader.headers()?).context("header")?;
	let mut places: HashMap<(LotId, u32), usize> = HashMap::new();
	for (place, item) in drawn.iter().enumerate() {
		places.insert((item.lot, item.index), place);
	}
	let first_lot = drawn.first().map(|item| item.lot);
	let only_lot = first_lot.filter(|lot| drawn.iter().all(|item| item.lot == *lot));
	let mut results = vec![None; drawn.len()];
	for row in reader.records() {
		let row = row?;
		let line = row.position().map_or(0, csv::Position::line);
		let at = || format!("line {line}");
		let (lot, index, result) = columns.result(&row).with_context(at)?;
		let lot = lot.or(only_lot).with_context(at).context(
			"lot: the items are of several lots, so a column lot must say of which each is",
		)?;
		let place = places.get(&(lot, index));
		let slot = place.and_then(|place| results.get_mut(*place));
		let slot =
			slot.with_context(|| format!("line {line}: item {index} of lot {lot} is not drawn"))?;
		ensure!(
			slot.is_none(),
			"line {line}: item {index} of lot {lot} is there twice"
		);
		*slot = Some(result);
	}
	drawn
		.iter()
		.zip(results)
		.map(|(item, result)| {
			result.with_context(|| format!("item {} of lot {} is missing", item.index, item.lot))
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	const HEADER: &str = "index,code,critical,major,minor\n";

	fn drawn(items: &[(u64, u32)]) -> Vec<DrawnItem> {
		let item = |(position, (lot, index)): (u32, &(u64, u32))| DrawnItem {
			position,
			lot: LotId(*lot),
			index: *index,
			result: None,
			first: None,
		};
		(0..).zip(items).map(item).collect()
	}

	fn fault(rows: &str, items: &[(u64, u32)]) -> String {
		let text = format!("{HEADER}{rows}");
		format!("{:#}", read(text.as_bytes(), &drawn(items)).unwrap_err())
	}

	#[test]
	fn results_are_put_in_the_order_of_the_draw() {
		let text = format!("{HEADER}7,-,0,0,0\n3,x,0,2,1\n");
		let results = read(text.as_bytes(), &drawn(&[(4, 3), (4, 7)])).unwrap();
		let [ItemResult::Examined { code, found }, ItemResult::NotPresented] = results[..] else {
			panic!("{results:?}")
		};
		assert_eq!(found, [0, 2, 1]);
		assert!(hex::encode(code).starts_with("2d711642"));
		let text = "lot,index,code,critical,major,minor\n5,3,-,0,0,0\n4,3,y,0,0,0\n";
		let results = read(text.as_bytes(), &drawn(&[(4, 3), (5, 3)])).unwrap();
		assert_eq!(results[1], ItemResult::NotPresented);
	}

	#[test]
	fn file_is_refused_when_it_is_not_about_the_drawn_items() {
		let one = [(4, 3)];
		for (rows, items, reason) in [
			("", &one[..], "item 3 of lot 4 is missing"),
			("4,x,0,0,0\n", &one, "line 2: item 4 of lot 4 is not drawn"),
			(
				"3,x,0,0,0\n3,x,0,0,0\n",
				&one,
				"line 3: item 3 of lot 4 is there twice",
			),
			("3,,0,0,0\n", &one, "line 2: code: is missing"),
			("3,x,0,a,0\n", &one, "line 2: major: \"a\" is not a number"),
			("3,x,0,0,65536\n", &one, "line 2: minor: 65536 is too many"),
			("3,x,0,0,0\n", &[(4, 3), (5, 3)], "of several lots"),
		] {
			let fault = fault(rows, items);
			assert!(fault.contains(reason), "{rows}: {fault}");
		}
		assert!(read(&b"index,code\n"[..], &drawn(&one)).is_err());
	}
}
