//! A folder with the files that a command reads, and `hallmark` run where no node answers.
#![allow(dead_code, reason = "not every test needs all of it")]

use serde_json::Value;
use std::{fs, process::Command};
use tempfile::TempDir;

pub struct Desk(TempDir);

impl Desk {
	pub fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	/// Writes a file, and gives its path.
	pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
		let path = self.0.path().join(name);
		fs::write(&path, content).unwrap();
		path.to_str().unwrap().to_string()
	}

	/// The path of what a command may write.
	pub fn path(&self, name: &str) -> String {
		self.0.path().join(name).to_str().unwrap().to_string()
	}
}

/// What a run came to.
pub struct Run {
	pub status: i32,
	pub out: String,
	pub err: String,
}

impl Run {
	pub fn json(&self) -> Value {
		serde_json::from_str(&self.out)
			.unwrap_or_else(|_| panic!("not one document: {:?}, {:?}", self.out, self.err))
	}

	/// The lines on stderr about codes must be these, or hold these.
	#[track_caller]
	pub fn assert_told(&self, lines: &[&str]) {
		let is_about_codes =
			|line: &&str| line.starts_with("warning:") || line.starts_with("note:");
		let told: Vec<_> = self.err.lines().filter(is_about_codes).collect();
		let is_alike = |(line, part): (&&str, &&str)| line.contains(part);
		let is_all = told.len() == lines.len();
		assert!(is_all && told.iter().zip(lines).all(is_alike), "{told:?} is not {lines:?}");
	}
}

/// Runs `hallmark` where no node answers.
pub fn hallmark(args: &[&str]) -> Run {
	let output = Command::new(env!("CARGO_BIN_EXE_hallmark"))
		.args(args)
		.env("HALLMARK_URL", "ws://127.0.0.1:1")
		.env("HALLMARK_SIGNER", "//Alice")
		.output()
		.unwrap();
	Run {
		status: output.status.code().unwrap(),
		out: String::from_utf8(output.stdout).unwrap(),
		err: String::from_utf8(output.stderr).unwrap(),
	}
}

/// The command must be refused for its input, with these words.
#[track_caller]
pub fn assert_refuses(args: &[&str], words: &[&str]) {
	let run = hallmark(args);
	assert!(matches!(run.status, 1 | 3) && run.out.is_empty(), "{args:?}: {}", run.out);
	for words in words {
		assert!(run.err.contains(words), "{args:?}: {:?} does not say {words:?}", run.err);
	}
}

/// The command must have read its input: the first thing that it misses is a node.
#[track_caller]
pub fn assert_reads(args: &[&str]) {
	let run = hallmark(args);
	assert_eq!(run.status, 3, "{args:?}: {}", run.err);
	assert!(run.err.contains("ws://127.0.0.1:1: no node answers"), "{args:?}: {}", run.err);
}

pub fn legs(mode: u8, from: &str, to: &str) -> String {
	format!("[[legs]]\nmode = {mode}\nfrom = \"{from}\"\nto = \"{to}\"\ncarrier = 8\n")
}

pub fn booking(legs: &str) -> String {
	format!("consignee = 7\n[[items]]\nlot = 12\nranges = \"0-9\"\n{legs}")
}

pub fn declaration(port: &str, hs: &str) -> String {
	format!(
		"authority = 2\nport = \"{port}\"\nprocedure = \"direct\"\nshipment = 4\n[[lines]]\nlot = 12\n\
		 ranges = \"0-9\"\nhs = \"{hs}\"\norigin = \"AU\"\nvalueBand = \"b\"\n"
	)
}

pub fn rules(hs: &str) -> String {
	format!(
		"otherwise = \"documents\"\nfloor = 200\nrepeat = 500\nfloorPlan = {{ level = \"II\", classes = \
		 [{{ class = \"major\", aql = \"1.0\", unit = \"nonconforming\" }}] }}\n[[rules]]\npriority = 10\n\
		 name = \"Spirits\"\nwhen = [{{ hs = [\"{hs}\"] }}]\nthen = \"full\"\n"
	)
}

pub fn facts(hs: &str) -> String {
	format!(
		"origin = \"AU\"\ndestination = \"CN\"\nhs = \"{hs}\"\ngtin = \"09521001000017\"\nproductType = 3\n\
		 merchant = 4\nvalue = \"b\"\nrisk = \"medium\"\nfirstLot = true\nsetBack = false\n"
	)
}

pub fn accreditation(goods: &str) -> String {
	let digest = "00".repeat(32);
	format!(
		"agency = 9\nscheme = \"inspectionTypeA\"\ncertificate = \"0x{digest}\"\ngoods = [\"{goods}\"]\n\
		 countries = \"everywhere\"\nstandards = [\"GB 2757-2012\"]\nfrom = 2026-01-01\nuntil = 2028-01-01\n"
	)
}

pub fn products(hs: &[&str]) -> String {
	let mut text = "gtin14,name,category,origin,hs6\n".to_string();
	let gtins = ["09521009000002", "09521001000017", "09520123456788"];
	for (gtin, hs) in gtins.into_iter().zip(hs) {
		text += &format!("{gtin},Spread,Jam,AU,{hs}\n");
	}
	text
}
