//! What commands say of codes that the lists of their standards do not have.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use serde_json::Value;

#[test]
fn place_is_warned_of_when_the_list_has_it_not_or_no_port_there() {
	let desk = Desk::new();
	let good = "AUMEL";
	for (port, warnings) in [
		("CNNBO", &[][..]),
		("CNSHA", &["warning: CNSHA has no port in UN/LOCODE 2023-1: probably CNSGH"]),
		("CNTAO", &["warning: CNTAO has no port in UN/LOCODE 2023-1: probably CNQDG"]),
		("CNYSN", &["warning: CNYSN has a namesake"]),
		("CNXXX", &["warning: CNXXX is not in UN/LOCODE 2023-1"]),
	] {
		for (command, text) in [
			(&["ship", "book"][..], booking(&legs(1, good, port))),
			(&["ship", "book"], booking(&legs(1, port, good))),
			(&["ship", "reroute", "4", "--keep", "0"], legs(1, good, port)),
		] {
			let file = desk.file("file", &text);
			let args = [command, &[&file, "--json"]].concat();
			let run = hallmark(&args);
			run.assert_told(warnings);
			// Nobody answers, which stdout says in one document.
			let error = run.json()["error"].as_str().unwrap().to_string();
			assert!(error.contains("127.0.0.1:1"), "{args:?}: {error}");
		}
		let is_unlisted = port == "CNXXX";
		let file = desk.file("file", declaration(port, "220870"));
		for command in [&["declare", "lodge"][..], &["declare", "amend", "3"]] {
			let run = hallmark(&[command, &[&file]].concat());
			run.assert_told(if is_unlisted { warnings } else { &[] });
		}
	}
	let ningbo = desk.file("file", booking(&legs(1, good, "CNNGB")));
	let run = hallmark(&["ship", "book", &ningbo]);
	run.assert_told(&["CNNBO is meant"]);
}

#[test]
fn place_is_not_warned_of_when_goods_come_there_by_the_mode() {
	let desk = Desk::new();
	for (mode, place, is_good) in
		[(4, "CNSHA", true), (3, "CNSHG", true), (4, "CNSHG", false), (2, "CNSHZ", true)]
	{
		let file = desk.file("file", booking(&legs(mode, "AUMEL", place)));
		let run = hallmark(&["ship", "book", &file]);
		let told: &[_] = if is_good { &[] } else { &["warning: CNSHG has no airport"] };
		run.assert_told(told);
		// A warning is no progress.
		hallmark(&["ship", "book", &file, "--quiet"]).assert_told(told);
	}
}

#[test]
fn hs_code_is_warned_of_when_its_list_does_not_have_it() {
	let desk = Desk::new();
	for (hs, is_known) in [("220870", true), ("2208.70", true), ("220899", false)] {
		let code = format!("warning: the Harmonized System of 2022 has no {hs}");
		let prefix = format!("warning: no code of the Harmonized System of 2022 begins with {hs}");
		let line = format!("warning: line 2: hs6: the Harmonized System of 2022 has no {hs}");
		for (command, text, warning) in [
			(&["declare", "lodge"][..], declaration("CNNBO", hs), &code),
			(&["rules", "preview", "2"], facts(hs), &code),
			(&["rules", "check"], rules(hs), &prefix),
			(&["inspect", "accredit"], accreditation(hs), &prefix),
			(&["product", "import"], products(&[hs]), &line),
		] {
			let file = desk.file("file", text);
			let args = [command, &[&file, "--json"]].concat();
			let run = hallmark(&args);
			let warnings = [warning.as_str()];
			run.assert_told(if is_known { &[] } else { &warnings });
			// Rules are checked without a node; the others find nobody to ask.
			let is_offline = command == ["rules", "check"];
			let error = run.json()["error"].clone();
			assert_eq!(error.is_string(), !is_offline, "{args:?}: {error}");
			assert!(is_offline || error.as_str().unwrap().contains("no node answers"), "{error}");
		}
		let args = ["product", "revise", "09521001000017", "--hs6", hs];
		let run = hallmark(&args);
		let warnings = [code.as_str()];
		run.assert_told(if is_known { &[] } else { &warnings });
	}
}

#[test]
fn lines_of_a_product_list_are_named_when_they_share_an_unknown_code() {
	let desk = Desk::new();
	let file = desk.file("file", products(&["220899", "200791", "220899"]));
	let run = hallmark(&["product", "import", &file]);
	run.assert_told(&["warning: line 2, 4: hs6: the Harmonized System of 2022 has no 220899"]);
	assert_eq!(run.out, "");
}

#[test]
fn edition_that_is_not_at_hand_is_told_of_once() {
	let desk = Desk::new();
	let file = desk.file("file", products(&["220870", "200791"]));
	let run = hallmark(&["product", "import", &file, "--edition", "2017"]);
	run.assert_told(&[
		"note: HS codes of the edition of 2017 are not looked up, only those of 2022",
	]);
	hallmark(&["product", "import", &file, "--edition", "2017", "--quiet"]).assert_told(&[]);
}

#[test]
fn company_prefix_is_warned_of_when_it_may_be_meant_as_a_gtin_8() {
	let desk = Desk::new();
	let licence = desk.file("licence", "x");
	let grant = |prefix| hallmark(&["org", "prefix", "grant", prefix, "3", "--licence", &licence]);
	grant("95212418").assert_told(&["the GTIN-8 of these digits is written gtin8:95212418"]);
	for prefix in ["95212419", "gtin8:95212418", "GTIN8:95212418"] {
		grant(prefix).assert_told(&[]);
	}
	let run = hallmark(&["org", "prefix", "withdraw", "95212418"]);
	run.assert_told(&["gtin8:95212418"]);
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
	let file = desk.file("file", products(&["200791"]));
	let import = ["product", "import", file.as_str()];
	let revise = ["product", "revise", "09521001000017"];
	for (args, option) in [
		(&admit[..], "--country"),
		(&facility, "--country"),
		(&import, "--origin"),
		(&revise, "--origin"),
	] {
		for (country, is_assigned) in [("GB", true), ("UK", false), ("ZZ", false)] {
			let args = [args, &[option, country, "--json"]].concat();
			let run = hallmark(&args);
			run.assert_told(&[]);
			let json: Value = run.json();
			let error = json["error"].as_str().unwrap();
			let is_refused = error.contains("not a country of ISO 3166-1");
			assert_eq!(is_refused, !is_assigned, "{args:?}: {error}");
		}
	}
}
