//! The tables of the standard, every cell.
#![allow(clippy::unwrap_used)]

use hallmark_iso2859::{Aql, CodeLetter, Level, Plan, Severity};
use std::{env, fs, path::Path};

/// The rows of a file of the reference data, its header first; none if the data is not there.
fn rows(file: &str) -> Option<Vec<Vec<String>>> {
	let Some(data) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
		println!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
		return None;
	};
	let text = fs::read_to_string(Path::new(&data).join("iso2859").join(file)).unwrap();
	let row = |line: &str| line.split(',').map(String::from).collect();
	Some(text.lines().map(row).collect())
}

#[test]
fn code_letters_are_those_of_the_standard() {
	let Some(rows) = rows("code_letters.csv") else {
		return;
	};
	let levels: Vec<Level> = rows[0][2..].iter().map(|level| level.parse().unwrap()).collect();
	assert_eq!(levels, Level::ALL);
	let mut cells = 0;
	for row in &rows[1..] {
		let smallest: u32 = row[0].parse().unwrap();
		let largest = row[1].parse().unwrap_or(u32::MAX);
		for (level, letter) in levels.iter().zip(&row[2..]) {
			for size in [smallest, largest] {
				let found = CodeLetter::of(size, *level);
				assert_eq!(found.to_string(), *letter, "{size} at {level}");
			}
			cells += 1;
		}
	}
	assert_eq!(cells, 15 * 7);
}

#[test]
fn plans_are_those_of_the_standard() {
	for severity in Severity::ALL {
		let Some(rows) = rows(&format!("single_{severity}.csv")) else {
			return;
		};
		let mut cells = 0;
		for row in &rows[1..] {
			let letter =
				CodeLetter::ALL.into_iter().find(|letter| letter.to_string() == row[0]).unwrap();
			let aql: Aql = row[1].parse().unwrap();
			assert_eq!(aql.to_string(), row[1]);
			let plan = Plan::of(letter, aql, severity).unwrap();
			let found = [plan.n, plan.ac, plan.re].map(|number| number.to_string());
			assert_eq!(plan.letter.to_string(), row[2], "{severity} {letter} {aql}");
			assert_eq!(found, row[3..], "{severity} {letter} {aql}");
			cells += 1;
		}
		assert_eq!(cells, 16 * 26);
	}
}
