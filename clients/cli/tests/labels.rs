//! `hallmark lot labels`, run as a user or a script runs it.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::{hallmark, Run};
use hallmark_sdk::{
	calendar::end_of_day,
	lots::{make, LotOrder, Manifest, Serials},
	types::{Batch, Gtin, LotId, OrgId},
};
use serde_json::Value;
use std::{fs, os::unix::fs::MetadataExt, path::Path};
use tempfile::TempDir;

const CODE: &str = "^FDQM,AHTTPS://ID.GS1.ORG/01/09520123456788/10/B1/21/";

/// A lot of 60 items, as it lies on the disk once the chain has taken it.
fn lot() -> TempDir {
	let folder = made();
	let path = folder.path().join("09520123456788-B1-0.json");
	let manifest = Manifest { lot: Some(LotId(7)), ..Manifest::load(&path).unwrap() };
	manifest.save(&path).unwrap();
	folder
}

/// A lot of 60 items that was made and not issued.
fn made() -> TempDir {
	let folder = tempfile::tempdir().unwrap();
	let order = LotOrder {
		gtin: Gtin(9_520_123_456_788),
		batch: Batch::new("B1").unwrap(),
		part: 0,
		serials: Serials::Made(60),
		sheets: None,
		facility: None,
		produced: None,
		expires: Some(end_of_day("expires", "2027-12-31").unwrap()),
	};
	make(OrgId(7), &order, folder.path(), |_| ()).unwrap();
	folder
}

fn labels(lot: &TempDir, args: &[&str]) -> Run {
	let lot = lot.path().to_str().unwrap();
	hallmark(&[&["lot", "labels", "--lot-dir", lot, "--json"], args].concat())
}

/// The names of the files that a run wrote, which must be there, with those that others can read.
fn files(run: &Run) -> Vec<(String, bool)> {
	assert_eq!(run.status, 0, "{} {}", run.out, run.err);
	let json: Value = run.json();
	let told = |path: &Value| {
		let path = Path::new(path.as_str().unwrap());
		let name = path.file_name().unwrap().to_str().unwrap().to_string();
		(name, fs::metadata(path).unwrap().mode() & 0o077 != 0)
	};
	json["files"].as_array().unwrap().iter().map(told).collect()
}

fn named(name: &str, is_open: bool) -> (String, bool) {
	(name.into(), is_open)
}

#[test]
fn codes_of_a_lot_that_the_chain_has_not_taken_are_not_printed() {
	let lot = made();
	for format in ["terminal", "pdf", "svg"] {
		let run = labels(&lot, &["--format", format]);
		let error = run.json()["error"].as_str().unwrap_or_default().to_string();
		assert!(error.contains("its issue was refused, or was not finished"), "{error}");
		assert_eq!(run.status, 1);
	}
	assert!(!lot.path().join("labels").exists());
}

#[test]
fn images_are_codes_alone_and_scratch_codes_stand_apart() {
	let lot = lot();
	for (format, magic) in [("svg", &b"<svg"[..]), ("png", b"\x89PNG")] {
		let run = labels(&lot, &["--from", "3", "--count", "2", "--format", format]);
		let scratch = named("09520123456788-B1-0-3-4-scratch-codes.csv", false);
		let image = |item| named(&format!("000000{item}-09520123456788.{format}"), true);
		assert_eq!(files(&run), [scratch, image(3), image(4)]);
		let folder = lot.path().join("labels");
		let bytes = fs::read(folder.join(format!("0000003-09520123456788.{format}"))).unwrap();
		assert!(bytes.starts_with(magic));
		let codes = fs::read_to_string(folder.join("09520123456788-B1-0-3-4-scratch-codes.csv"));
		let codes = codes.unwrap();
		let uri = run.json()["labels"][0]["uri"].as_str().unwrap().to_string();
		assert!(codes.starts_with(&format!("index,uri,code\n3,{uri},")), "{codes}");
	}
}

#[test]
fn sheets_to_be_cut_are_secret() {
	let lot = lot();
	let run = labels(&lot, &["--count", "20", "--format", "pdf"]);
	assert_eq!(files(&run), [named("09520123456788-B1-0-0-19.pdf", false)]);
}

#[test]
fn sheets_of_a_stock_hold_no_scratch_codes() {
	let lot = lot();
	let stock = ["--count", "45", "--stock", "a4-63.5x38.1", "--skip", "2", "--name", "Honey"];
	let scratch = named("09520123456788-B1-0-0-44-scratch-codes.csv", false);
	let run = labels(&lot, &[&stock[..], &["--format", "pdf"]].concat());
	let pdf = "09520123456788-B1-0-0-44-a4-63.5x38.1.pdf";
	assert_eq!(files(&run), [scratch.clone(), named(pdf, true)]);
	let pdf = fs::read(lot.path().join("labels").join(pdf)).unwrap();
	assert!(String::from_utf8_lossy(&pdf).contains("/Count 3"));
	for format in ["svg", "png"] {
		let run = labels(&lot, &[&stock[..], &["--format", format, "--dpi", "203"]].concat());
		let page = |page| {
			named(&format!("09520123456788-B1-0-0-44-a4-63.5x38.1-000{page}.{format}"), true)
		};
		assert_eq!(files(&run), [scratch.clone(), page(1), page(2), page(3)]);
	}
}

#[test]
fn label_printer_is_told_of_each_label() {
	let lot = lot();
	let run = labels(
		&lot,
		&["--count", "3", "--format", "zpl", "--stock", "57x32", "--dpi", "203", "--level", "q"],
	);
	let zpl = "09520123456788-B1-0-0-2-57x32.zpl";
	assert_eq!(files(&run)[1], named(zpl, true));
	let zpl = fs::read_to_string(lot.path().join("labels").join(zpl)).unwrap();
	assert_eq!((zpl.matches("^XA").count(), zpl.matches("^XZ").count()), (3, 3));
	assert_eq!(zpl.matches(CODE).count(), 3);
	// The day through which the lot is good, and the bar code without its check digit.
	assert_eq!(zpl.matches("^FDEXP (17) 2027-12-31^FS").count(), 3);
	assert_eq!(zpl.matches("^FD952012345678^FS").count(), 3);
	let bare = ["--format", "zpl", "--stock", "57x32", "--no-bars", "--level", "q", "--keep-case"];
	files(&labels(&lot, &bare));
	let path = lot.path().join("labels").join("09520123456788-B1-0-0-0-57x32.zpl");
	let zpl = fs::read_to_string(path).unwrap();
	assert!(!zpl.contains("^BE") && zpl.contains("^FDQA,https://id.gs1.org/01/"), "{zpl}");
}

#[test]
fn code_is_told_as_it_is_printed() {
	let lot = lot();
	let run = labels(&lot, &["--from", "7", "--level", "Q"]);
	let label = &run.json()["labels"][0];
	let uri = label["uri"].as_str().unwrap();
	assert!(uri.starts_with("https://id.gs1.org/01/09520123456788/10/B1/21/0007"));
	let printed = uri.replace("https://id.gs1.org", "HTTPS://ID.GS1.ORG");
	assert_eq!(label["printed"], printed.as_str());
	let kept = labels(&lot, &["--from", "7", "--level", "Q", "--keep-case"]);
	assert_eq!(kept.json()["labels"][0]["printed"], uri);
	// Both are the same code to whoever reads them.
	let parsed =
		|code: &str| hallmark(&["gs1", "parse", code, "--json"]).json()["elements"].clone();
	assert!(parsed(uri).is_array() || parsed(uri).is_object(), "{}", parsed(uri));
	assert_eq!(parsed(&printed), parsed(uri));
}

#[test]
fn labels_are_refused_with_the_option_when_options_do_not_go_together() {
	let lot = lot();
	for (args, status, reason) in [
		(&["--stock", "57x32"][..], 3, "--stock goes with svg"),
		(&["--format", "zpl"], 3, "--format zpl needs --stock"),
		(&["--format", "zpl", "--stock", "a4-70x37"], 3, "--format zpl is for label printers"),
		(&["--format", "pdf", "--skip", "1"], 3, "--skip goes with --stock"),
		(&["--format", "pdf", "--stock", "a4-70x37", "--skip", "24"], 3, "--skip: the sheet"),
		(&["--format", "svg", "--name", "Honey"], 3, "--name and --no-bars go with --stock"),
		(&["--format", "pdf", "--stock", "a5"], 3, "known are a4-38.1x21.2"),
		(&["--format", "pdf", "--level", "H"], 3, "not M or Q"),
		(&["--format", "pdf", "--dpi", "150"], 3, "203, 300, 600"),
		(&["--format", "pdf", "--name", "Мёд 蜂蜜"], 1, "'蜂' (U+8702) is in none of the fonts"),
		(&["--format", "pdf", "--name", "a", "--font", "Cargo.toml"], 1, "font: not a TrueType"),
		(&["--format", "pdf", "--name", "a", "--font", "/none"], 1, "/none: No such file"),
		(&["--format", "pdf", "--stock", "30x20"], 1, "no room for a QR code"),
		(&["--format", "pdf", "--count", "61"], 1, "items: the lot has the items 0 to 59"),
	] {
		let run = labels(&lot, args);
		let error = run.json()["error"].as_str().unwrap_or_else(|| panic!("{args:?}")).to_string();
		assert!(error.contains(reason), "{args:?}: {error}");
		assert_eq!(run.status, status, "{args:?}: {error}");
	}
}

#[test]
fn help_lists_every_stock() {
	let run = hallmark(&["lot", "labels", "--help"]);
	assert_eq!(run.status, 0);
	for (name, about, _) in hallmark_labels::stock::STOCKS {
		assert!(run.out.contains(name) && run.out.contains(about), "{name}");
	}
}
