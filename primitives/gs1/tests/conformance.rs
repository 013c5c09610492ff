//! The published Digital Link vectors of GS1, all rows for a reader without options.

use std::{env, path::PathBuf};

use hallmark_gs1::{parse_uri, Elements};

/// The rows of a file in the conformance data whose `engine_options` are `default`, by column
/// name; none if the data is not there.
fn default_rows(file: &str) -> Option<Vec<impl Fn(&str) -> String>> {
	let Some(folder) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
		eprintln!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
		return None;
	};
	let path = PathBuf::from(folder).join("gs1").join(file);
	let mut reader = csv::Reader::from_path(&path).expect("the file opens");
	let headers = reader.headers().expect("there is a header").clone();
	let rows: Vec<_> = reader
		.records()
		.map(|record| {
			let (headers, record) = (headers.clone(), record.expect("the row is CSV"));
			move |name: &str| {
				let place = headers.iter().position(|header| header == name);
				record.get(place.expect("the column is there")).expect("rows are full").to_string()
			}
		})
		.filter(|row| row("engine_options") == "default")
		.collect();
	assert!(!rows.is_empty(), "{} has no default rows", path.display());
	Some(rows)
}

/// Runs every row and reports all that fail at once.
fn run(file: &str, check: impl Fn(&dyn Fn(&str) -> String) -> Result<(), String>) {
	let Some(rows) = default_rows(file) else {
		return;
	};
	let failures: Vec<_> = rows.iter().filter_map(|row| check(row).err()).collect();
	assert!(failures.is_empty(), "{file}:\n{}", failures.join("\n"));
	eprintln!("{file}: {} rows hold", rows.len());
}

fn compare(
	input: &str,
	made: Result<String, String>,
	expected: Option<String>,
) -> Result<(), String> {
	match (made, expected) {
		(Ok(made), Some(expected)) if made == expected => Ok(()),
		(Err(_), None) => Ok(()),
		(made, expected) => Err(format!("{input}: {made:?} instead of {expected:?}")),
	}
}

#[test]
fn uris_give_their_element_strings_when_published_as_valid() {
	run("digital_link_vectors.csv", |row| {
		let uri = row("uri");
		let made = parse_uri(&uri)
			.map(|elements| elements.to_element_string())
			.map_err(|error| error.to_string());
		compare(&uri, made, (row("should_succeed") == "true").then(|| row("element_string")))
	});
}

#[test]
fn element_strings_give_their_uris_when_published_as_valid() {
	run("digital_link_generate.csv", |row| {
		let (text, stem) = (row("element_string"), row("stem"));
		let made = Elements::from_bracketed(&text)
			.and_then(|elements| elements.to_uri((!stem.is_empty()).then_some(&*stem)))
			.map_err(|error| error.to_string());
		compare(&text, made, (row("should_succeed") == "true").then(|| row("uri")))
	});
}
