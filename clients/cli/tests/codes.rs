//! What commands say of codes that the lists of their standards do not have.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
};
use tempfile::TempDir;

/// A folder with a list of each kind, and the file that a command reads.
struct Desk(TempDir);

impl Desk {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let hs = "hs6,description\n200791,\"Jams, citrus\"\n220870,Liqueurs\n";
		fs::write(folder.path().join("hs2022_6digit.csv"), hs).unwrap();
		let places = "locode,name\nAUMEL,Melbourne\nCNNBO,Ningbo\nCNSHA,\n";
		fs::write(folder.path().join("unlocode_ports.csv"), places).unwrap();
		Self(folder)
	}

	fn lists(&self) -> Option<&Path> {
		Some(self.0.path())
	}

	fn file(&self, text: &str) -> PathBuf {
		let path = self.0.path().join("file");
		fs::write(&path, text).unwrap();
		path
	}
}

/// A run with lists at hand or without.
struct Run {
	out: String,
	/// The lines on stderr about codes.
	told: Vec<String>,
}

impl Run {
	#[track_caller]
	fn assert_told(&self, lines: &[&str]) {
		let is_all = self.told.len() == lines.len();
		let is_alike = |(line, part): (&String, &&str)| line.contains(part);
		assert!(
			is_all && self.told.iter().zip(lines).all(is_alike),
			"{:?} is not {lines:?}",
			self.told
		);
	}
}

/// Runs `hallmark` where no node answers.
fn hallmark(args: &[&str], lists: Option<&Path>) -> Run {
	let mut command = Command::new(env!("CARGO_BIN_EXE_hallmark"));
	command
		.args(args)
		.env("HALLMARK_URL", "ws://127.0.0.1:1")
		.env("HALLMARK_SIGNER", "//Alice")
		.env_remove("HALLMARK_CODES");
	if let Some(lists) = lists {
		command.env("HALLMARK_CODES", lists);
	}
	let output = command.output().unwrap();
	let told = String::from_utf8(output.stderr).unwrap();
	let is_about_codes = |line: &&str| line.starts_with("warning:") || line.starts_with("note:");
	Run {
		out: String::from_utf8(output.stdout).unwrap(),
		told: told.lines().filter(is_about_codes).map(Into::into).collect(),
	}
}

fn booking(from: &str, to: &str) -> String {
	format!("consignee = 7\n[[items]]\nlot = 12\nranges = \"0-9\"\n{}", legs(from, to))
}

fn legs(from: &str, to: &str) -> String {
	format!("[[legs]]\nmode = 1\nfrom = \"{from}\"\nto = \"{to}\"\ncarrier = 8\n")
}

fn declaration(port: &str, hs: &str) -> String {
	format!(
		"authority = 2\nport = \"{port}\"\nprocedure = \"direct\"\nshipment = 4\n[[lines]]\nlot = 12\n\
		 ranges = \"0-9\"\nhs = \"{hs}\"\norigin = \"AU\"\nvalueBand = \"b\"\n"
	)
}

fn rules(hs: &str) -> String {
	format!(
		"otherwise = \"documents\"\nfloor = 200\nrepeat = 500\nfloorPlan = {{ level = \"II\", classes = \
		 [{{ class = \"major\", aql = \"1.0\", unit = \"nonconforming\" }}] }}\n[[rules]]\npriority = 10\n\
		 name = \"Spirits\"\nwhen = [{{ hs = [\"{hs}\"] }}]\nthen = \"full\"\n"
	)
}

fn facts(hs: &str) -> String {
	format!(
		"origin = \"AU\"\ndestination = \"CN\"\nhs = \"{hs}\"\ngtin = \"09521001000017\"\nproductType = 3\n\
		 merchant = 4\nvalue = \"b\"\nrisk = \"medium\"\nfirstLot = true\nsetBack = false\n"
	)
}

fn accreditation(goods: &str) -> String {
	let digest = "00".repeat(32);
	format!(
		"agency = 9\nscheme = \"inspectionTypeA\"\ncertificate = \"0x{digest}\"\ngoods = [\"{goods}\"]\n\
		 countries = \"everywhere\"\nstandards = [\"GB 2757-2012\"]\nfrom = 2026-01-01\nuntil = 2028-01-01\n"
	)
}

fn products(hs: &[&str]) -> String {
	let mut text = "gtin14,name,category,origin,hs6\n".to_string();
	let gtins = ["09521009000002", "09521001000017", "09520123456788"];
	for (gtin, hs) in gtins.into_iter().zip(hs) {
		text += &format!("{gtin},Spread,Jam,AU,{hs}\n");
	}
	text
}

#[test]
fn place_is_warned_of_when_its_list_does_not_have_it() {
	let desk = Desk::new();
	let good = "AUMEL";
	for (port, warnings) in [
		("CNNBO", &[][..]),
		(
			"CNSHA",
			&["warning: CNSHA is Shanghai's Hongqiao airport: the city is CNSGH, its port CNSHG"],
		),
		("CNXXX", &["warning: CNXXX is not in the list of the ports of UN/LOCODE"]),
	] {
		for (command, text) in [
			(&["ship", "book"][..], booking(good, port)),
			(&["ship", "book"], booking(port, good)),
			(&["ship", "reroute", "4", "--keep", "0"], legs(good, port)),
			(&["declare", "lodge"], declaration(port, "220870")),
			(&["declare", "amend", "3"], declaration(port, "220870")),
		] {
			let file = desk.file(&text);
			let args = [command, &[file.to_str().unwrap(), "--json"]].concat();
			let run = hallmark(&args, desk.lists());
			run.assert_told(warnings);
			// Nobody answers, which stdout says in one document.
			let json: Value = serde_json::from_str(&run.out).unwrap();
			let error = json["error"].as_str().unwrap();
			assert!(error.contains("127.0.0.1:1"), "{args:?}: {error}");
		}
	}
}

#[test]
fn hs_code_is_warned_of_when_its_list_does_not_have_it() {
	let desk = Desk::new();
	for (hs, is_known) in [("220870", true), ("220899", false)] {
		let code = format!("warning: {hs} (HS 2022) is not in the list of the Harmonized System");
		let prefix = format!("warning: {hs}: no code of the Harmonized System of 2022 begins so");
		let line = format!("warning: line 2: hs6: {hs} (HS 2022) is not in the list");
		for (command, text, warning) in [
			(&["declare", "lodge"][..], declaration("CNNBO", hs), &code),
			(&["rules", "preview", "2"], facts(hs), &code),
			(&["rules", "check"], rules(hs), &prefix),
			(&["inspect", "accredit"], accreditation(hs), &prefix),
			(&["product", "import"], products(&[hs]), &line),
		] {
			let file = desk.file(&text);
			let args = [command, &[file.to_str().unwrap(), "--json"]].concat();
			let run = hallmark(&args, desk.lists());
			let warnings = [warning.as_str()];
			run.assert_told(if is_known { &[] } else { &warnings });
			let json: Value = serde_json::from_str(&run.out).unwrap();
			// Rules are checked without a node; the others find nobody to ask.
			let is_offline = command == ["rules", "check"];
			assert_eq!(json["error"].is_string(), !is_offline, "{args:?}: {json}");
		}
		let args = ["product", "revise", "09521001000017", "--hs6", hs];
		let run = hallmark(&args, desk.lists());
		let warnings = [code.as_str()];
		run.assert_told(if is_known { &[] } else { &warnings });
	}
}

#[test]
fn lines_of_a_product_list_are_named_when_they_share_an_unknown_code() {
	let desk = Desk::new();
	let file = desk.file(&products(&["220899", "200791", "220899"]));
	let run = hallmark(&["product", "import", file.to_str().unwrap()], desk.lists());
	run.assert_told(&["warning: line 2, 4: hs6: 220899 (HS 2022) is not in the list"]);
	assert_eq!(run.out, "");
}

#[test]
fn lists_are_read_as_they_are_published() {
	let folder = tempfile::tempdir().unwrap();
	let hs = "section,hscode,description,parent,level\nIV,2208,Spirits,22,4\nIV,220870,x,2208,6\n";
	fs::write(folder.path().join("harmonized-system.csv"), hs).unwrap();
	let places = "Change,Country,Location,Name\n,CN,NBO,Ningbo\n";
	fs::write(folder.path().join("code-list.csv"), places).unwrap();
	let file = folder.path().join("file");
	let path = file.to_str().unwrap();
	fs::write(&file, declaration("CNNBO", "220870")).unwrap();
	hallmark(&["declare", "lodge", path], Some(folder.path())).assert_told(&[]);
	fs::write(&file, declaration("CNXXX", "220899")).unwrap();
	hallmark(&["declare", "lodge", path], Some(folder.path())).assert_told(&[
		"warning: 220899 (HS 2022) is not in the list of the Harmonized System of 2022",
		"warning: CNXXX is not in the list of UN/LOCODE",
	]);
}

#[test]
fn lack_of_a_list_is_told_once() {
	let desk = Desk::new();
	let file = desk.file(&declaration("CNXXX", "220899"));
	let lodge = ["declare", "lodge", file.to_str().unwrap()];
	let note = "note: codes are not looked up in UN/LOCODE and the Harmonized System of 2022: \
	            HALLMARK_CODES names no folder with that list; see docs/integrators.md";
	let empty = tempfile::tempdir().unwrap();
	for lists in [None, Some(empty.path()), Some(Path::new(""))] {
		hallmark(&lodge, lists).assert_told(&[note]);
	}
	hallmark(&[&lodge[..], &["--quiet"]].concat(), None).assert_told(&[]);
	// The trap of Shanghai needs no list.
	desk.file(&booking("CNSHA", "CNXXX"));
	let book = ["ship", "book", file.to_str().unwrap()];
	hallmark(&book, None)
		.assert_told(&["warning: CNSHA is", "note: codes are not looked up in UN"]);
}

#[test]
fn command_is_refused_when_a_list_is_none() {
	let desk = Desk::new();
	fs::write(desk.0.path().join("hs2022_6digit.csv"), "code\n220870\n").unwrap();
	let file = desk.file(&declaration("CNNBO", "220870"));
	let run = hallmark(&["declare", "lodge", file.to_str().unwrap(), "--json"], desk.lists());
	let json: Value = serde_json::from_str(&run.out).unwrap();
	let error = json["error"].as_str().unwrap();
	assert!(error.contains("hs2022_6digit.csv: there is no column hs6"), "{error}");
}

#[test]
fn country_is_refused_without_any_list_when_iso_3166_has_not_assigned_it() {
	let admit = [
		"org",
		"admit",
		"--legal-id",
		"1",
		"--name",
		"N",
		"--role",
		"merchant",
		"--admin",
		"//Bob",
	];
	let facility = ["org", "facility", "register", "--name", "N"];
	let desk = Desk::new();
	let file = desk.file(&products(&["200791"]));
	let import = ["product", "import", file.to_str().unwrap()];
	let revise = ["product", "revise", "09521001000017"];
	for (args, option) in [
		(&admit[..], "--country"),
		(&facility, "--country"),
		(&import, "--origin"),
		(&revise, "--origin"),
	] {
		for (country, is_assigned) in [("GB", true), ("UK", false), ("ZZ", false)] {
			let args = [args, &[option, country, "--json"]].concat();
			let run = hallmark(&args, desk.lists());
			run.assert_told(&[]);
			let json: Value = serde_json::from_str(&run.out).unwrap();
			let error = json["error"].as_str().unwrap();
			let is_refused = error.contains("not a country of ISO 3166-1");
			assert_eq!(is_refused, !is_assigned, "{args:?}: {error}");
		}
	}
}
