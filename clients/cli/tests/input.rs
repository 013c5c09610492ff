//! Input as people have it: what spreadsheets, keyboards and forms make of it.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use std::fs;

const GTIN: &str = "09520123456788";
/// Names of which the first two, in GBK, happen to be UTF-8.
const NAMES: [&str; 3] = ["皮鞋", "椰汁", "巧克力"];

/// The bytes of a text in GBK.
fn gbk(text: &str) -> Vec<u8> {
	let (bytes, _, is_lossy) = encoding_rs::GBK.encode(text);
	assert!(!is_lossy);
	bytes.into()
}

/// "Unicode Text" of a spreadsheet: tabs, in UTF-16 with its mark.
fn unicode_text(csv: &str) -> Vec<u8> {
	let text = format!("\u{feff}{}", csv.replace(',', "\t"));
	text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A table of each command that reads one: its arguments before the file and behind it, what it
/// holds, and what a bad row of it is.
struct Table {
	before: Vec<String>,
	behind: Vec<String>,
	csv: String,
	/// Whether the command asks a node once it has read the file.
	needs_node: bool,
}

/// The tables, with a column more that has names in it.
fn tables(desk: &Desk) -> Vec<Table> {
	let key = desk.file("key", [7; 32]);
	let out = desk.path("out");
	let rows = |header: &str, rows: [String; 3]| {
		let rows = rows.iter().zip(NAMES).map(|(row, name)| format!("{row},{name}\r\n"));
		format!("{header},note\r\n{}", rows.collect::<String>())
	};
	let strings = |args: &[&str]| args.iter().map(ToString::to_string).collect();
	let table = |before: &[&str], behind: &[&str], csv, needs_node| Table {
		before: strings(before),
		behind: strings(behind),
		csv,
		needs_node,
	};
	let products = [GTIN, "09521001000017", "09521009000002"];
	let imported = rows(
		"gtin14,name,category,origin,hs6",
		products.map(|gtin| format!("{gtin},Shoes,Shoes,CN,6403.19")),
	);
	let lots = rows("gtin,batch,count", ["A", "B", "C"].map(|batch| format!("{GTIN},{batch},2")));
	let items = rows("serial", ["S-1", "S-2", "S-3"].map(String::from));
	let orders = rows(
		"order,payment,waybill,gtin,quantity,amount,currency,buyer",
		["1", "2", "3"].map(|n| format!("O-{n},P-{n},W-{n},{GTIN},1,100,CNY,x")),
	);
	let series = rows("lot_size,nonconforming", ["0", "1", "0"].map(|n| format!("1000,{n}")));
	vec![
		table(&["product", "import"], &[], imported.clone(), true),
		table(&["product", "register-type", "--from"], &[], imported, true),
		table(&["lot", "issue", "--list"], &["--out", &out], lots, true),
		table(&["lot", "listed", "add", "0"], &["--codes", &out], items, true),
		table(&["declare", "match", "root"], &["--key", &key], orders.clone(), false),
		table(&["declare", "match", "commit", "0", "--orders"], &["--key", &key], orders, true),
		table(&["sample", "simulate"], &["--aql", "1.0"], series, false),
	]
}

impl Table {
	fn args<'a>(&'a self, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
		let before = self.before.iter().map(String::as_str);
		let behind = self.behind.iter().map(String::as_str);
		before.chain([file]).chain(behind).chain(more.iter().copied()).collect()
	}

	/// The command must take this file.
	#[track_caller]
	fn assert_takes(&self, desk: &Desk, bytes: impl AsRef<[u8]>, more: &[&str]) {
		let file = desk.file("table", bytes);
		let args = self.args(&file, more);
		if self.needs_node {
			return assert_reads(&args);
		}
		let run = hallmark(&args);
		assert_eq!(run.status, 0, "{args:?}: {}", run.err);
	}

	#[track_caller]
	fn assert_refuses(&self, desk: &Desk, bytes: impl AsRef<[u8]>, words: &[&str]) {
		let file = desk.file("table", bytes);
		assert_refuses(&self.args(&file, &[]), words);
	}
}

#[test]
fn table_is_refused_whole_when_it_is_not_utf_8_and_read_when_its_encoding_is_named() {
	let desk = Desk::new();
	for table in tables(&desk) {
		let bytes = gbk(&table.csv);
		let words = ["not in UTF-8 (line 4)", "probably in GBK", "--encoding gbk"];
		table.assert_refuses(&desk, &bytes, &words);
		table.assert_takes(&desk, &bytes, &["--encoding", "gbk"]);
		table.assert_takes(&desk, &bytes, &["--encoding", "GB18030"]);
		let file = desk.file("table", &bytes);
		assert_refuses(&table.args(&file, &["--encoding", "klingon"]), &["--encoding", "klingon"]);
		// Of two rows all bytes happen to be UTF-8.
		let two: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').take(3).collect();
		table.assert_refuses(&desk, two.concat(), &["line 2", "mixes scripts", "--encoding gbk"]);
		table.assert_takes(&desk, two.concat(), &["--encoding", "gbk"]);
		table.assert_takes(&desk, two.concat(), &["--encoding", "utf-8"]);
	}
	assert!(!fs::exists(desk.path("out")).unwrap());
}

#[test]
fn table_is_read_as_spreadsheets_write_it() {
	let desk = Desk::new();
	for table in tables(&desk) {
		let semicolons = table.csv.replace(',', ";");
		table.assert_takes(&desk, &table.csv, &[]);
		table.assert_takes(&desk, format!("\u{feff}{}", table.csv), &[]);
		table.assert_takes(&desk, &semicolons, &[]);
		table.assert_takes(&desk, format!("sep=;\r\n{semicolons}"), &[]);
		table.assert_takes(&desk, unicode_text(&table.csv), &[]);
		let (header, rows) = table.csv.split_once('\n').unwrap();
		table.assert_takes(&desk, format!("{}\n{rows}", header.to_uppercase()), &[]);
		table.assert_takes(&desk, format!(" {}\n{rows}", header.replace(',', " , ")), &[]);
		let commas = ",".repeat(header.matches(',').count());
		table.assert_takes(&desk, format!("{}{commas}\r\n{commas},,\r\n", table.csv), &[]);
		table.assert_takes(&desk, format!("\r\n,{commas},\r\n{}", table.csv), &[]);
		table.assert_takes(&desk, table.csv.replace(GTIN, &format!("=\"{GTIN}\"")), &[]);
	}
}

#[test]
fn table_is_refused_with_its_line_and_cause_when_it_cannot_be_read() {
	let desk = Desk::new();
	for table in tables(&desk) {
		let (header, rows) = table.csv.split_once('\n').unwrap();
		let piped = format!("{}\n{rows}", header.replace(',', "|"));
		table.assert_refuses(&desk, piped, &["there is no column", "|note"]);
		table.assert_refuses(&desk, "", &["there is no column", "the file is empty"]);
		// In a list of products, a bad row does not stop the others.
		if table.before[0] != "product" {
			let rows = rows.replacen("\r\n", "\r\n\r\n\"", 1);
			let open = format!("{header}\n{rows}");
			table.assert_refuses(&desk, open, &["line 4: a quote is not closed"]);
		}
	}
}

#[test]
fn list_of_serials_is_read_in_its_encoding_without_blank_lines_at_its_end() {
	let desk = Desk::new();
	let out = desk.path("out");
	let args = ["lot", "issue", "--gtin", GTIN, "--batch", "A", "--out", &out, "--serials"];
	for bytes in [b"\xef\xbb\xbfS-1\r\nS-2\r\n\r\n\r\n".to_vec(), unicode_text("S-1\r\nS-2\r\n")] {
		let serials = desk.file("serials", bytes);
		assert_reads(&[&args[..], &[&serials]].concat());
	}
	let serials = desk.file("serials", gbk("S-1\n皮鞋和巧克力\n"));
	assert_refuses(&[&args[..], &[&serials]].concat(), &["serials: it is not in UTF-8"]);
}

#[test]
fn list_of_serials_is_refused_with_the_line_of_the_file_when_one_is_bad() {
	let desk = Desk::new();
	let out = desk.path("out");
	let args = ["lot", "issue", "--gtin", GTIN, "--batch", "A", "--out", &out];
	for end in ["\n", "\r\n", "\r"] {
		for (lines, reason) in [
			(["", "=\"001\"", "\"001\""], "serials: line 3: the same as in line 2"),
			(["", "", "1.2E+12"], "serials: line 3: 1.2E+12: a spreadsheet has rounded the digits"),
			(["", "a b", "1"], "serials: line 2: not 1 to 20 characters"),
			(["1", "", "\"2"], "line 3: a quote is not closed"),
		] {
			let list = desk.file("list", lines.join(end));
			assert_refuses(&[&args[..], &["--serials", &list]].concat(), &[reason]);
		}
		let list = desk.file("list", ["", "=\"001\"", "", "\"002\"", ""].join(end));
		assert_reads(&[&args[..], &["--serials", &list]].concat());
		let sheets = desk.file("sheets", ["", &"ab".repeat(32), "ab"].join(end));
		let args = [&args[..], &["--serials", &list, "--sheets", &sheets]].concat();
		assert_refuses(&args, &["sheets: line 3: 1 bytes"]);
	}
}

#[test]
fn number_is_refused_as_rounded_wherever_the_chain_would_keep_it() {
	let desk = Desk::new();
	let out = desk.path("out");
	let words = ["a spreadsheet has rounded the digits away"];
	assert_refuses(&["product", "revise", "9.521E+12", "--name", "x"], &words);
	let issue = ["lot", "issue", "--batch", "A", "--count", "1", "--out", &out];
	assert_refuses(&[&issue[..], &["--gtin", "9.521E+12"]].concat(), &words);
	let items = desk.file("items.csv", "serial\n1.2E+12\n");
	assert_refuses(&["lot", "listed", "add", "1", &items], &[words[0], "serial: line 2"]);
	let list = desk.file("lots.csv", format!("gtin,batch,count\n{GTIN},2.0E+11,1\n"));
	let args = ["lot", "issue", "--list", &list, "--out", &out];
	assert_refuses(&args, &[words[0], "line 2: batch"]);
	let key = desk.file("key", [7; 32]);
	let header = "order,payment,waybill,gtin,quantity,amount,currency,buyer\n";
	let orders = desk.file("o.csv", format!("{header}1.2E+12,P,W,{GTIN},1,1,CNY,x\n"));
	let args = ["declare", "match", "root", &orders, "--key", &key];
	assert_refuses(&args, &[words[0], "line 2: order"]);
}

#[test]
fn product_types_are_not_registered_when_a_row_of_the_list_is_bad() {
	let desk = Desk::new();
	let list = |gtin: &str| {
		desk.file("list.csv", format!("gtin14,name,category\n{GTIN},A,B\n{gtin},C,D\n"))
	};
	let args = ["product", "register-type", "--from"];
	let refuses = |gtin: &str, reason: &str| {
		let words = ["list.csv: line 3: gtin14: ", reason];
		assert_refuses(&[&args[..], &[&list(gtin)]].concat(), &words);
	};
	refuses("9.521E+12", "a spreadsheet has rounded the digits away");
	refuses("09520123456789", "check digit");
	refuses(GTIN, "the same as in line 2");
	assert_reads(&[&args[..], &[&list("09521009000002")]].concat());
}

#[test]
fn name_is_told_in_both_encodings_when_its_bytes_read_as_well_in_gbk() {
	let desk = Desk::new();
	let list = format!("gtin14,name,category,origin,hs6\n{GTIN},小鞋,Shoes,CN,640319\n");
	let list = desk.file("list.csv", gbk(&list));
	let told = "warning: ";
	let words = "list.csv: line 2 is read in UTF-8 as \"СЬ\", and would be \"小鞋\" in GBK";
	for command in ["import", "register-type"] {
		let from: &[&str] = if command == "import" { &[] } else { &["--from"] };
		let args = [&["product", command, "--quiet"], from, &[&list]].concat();
		let run = hallmark(&args);
		assert!(run.err.contains(told) && run.err.contains(words), "{}", run.err);
		for encoding in ["gbk", "utf-8"] {
			let run = hallmark(&[&args[..], &["--encoding", encoding]].concat());
			assert!(run.status == 3 && !run.err.contains(told), "{}", run.err);
		}
	}
	let legs = format!("{}vessel = \"雪\"\n", legs(1, "AUMEL", "CNNBO"));
	let book = desk.file("book.toml", gbk(&booking(&legs)));
	let run = hallmark(&["ship", "book", &book]);
	assert!(run.err.contains("would be \"雪\" in GBK: if that is meant, save it"), "{}", run.err);
}

#[test]
fn encoding_is_refused_when_the_file_is_in_utf_8_with_chinese_in_it() {
	let desk = Desk::new();
	for table in tables(&desk) {
		let file = desk.file("table", &table.csv);
		let args = table.args(&file, &["--encoding", "gbk"]);
		assert_refuses(&args, &["it is in UTF-8, not in GBK: leave --encoding out"]);
	}
}

#[test]
fn fault_names_its_field_whatever_the_file_is_called() {
	let desk = Desk::new();
	let text = format!(
		"quantity = \"temperature\"\nfrom = 2026-07-01\nto = 2026-07-01T08:30:00\nmin = 0\nmax = 1\n\
		 breaches = 0\nseries = \"0x{}\"\n",
		"00".repeat(32)
	);
	let voyage = desk.file("voyage.toml", text);
	assert_refuses(&["ship", "sensors", "4", &voyage], &["voyage.toml: to: "]);
	let lodged = declaration("CNNBO", "x").replace("\"x\"", "2208.70");
	let lodged = desk.file("hs02.toml", lodged);
	assert_refuses(&["declare", "lodge", &lodged], &["hs02.toml: lines: entry 0: hs: "]);
}

#[test]
fn code_without_quotes_is_refused_with_how_to_write_it() {
	let desk = Desk::new();
	let advised = "put it between quotes";
	let refuses = |command: &[&str], text: String| {
		let file = desk.file("file.toml", text);
		assert_refuses(&[command, &[&file]].concat(), &["file.toml: ", advised]);
	};
	for hs in ["090210", "{ code = 220870 }", "[1905]", "2208.70"] {
		let text = declaration("CNNBO", "x").replace("\"x\"", hs);
		refuses(&["declare", "lodge"], text);
	}
	for goods in ["22", "0901"] {
		refuses(&["inspect", "accredit"], accreditation("x").replace("\"x\"", goods));
	}
	for gtin in ["9521001000017", "09521001000017"] {
		let text = facts("220870").replace("\"09521001000017\"", gtin);
		refuses(&["rules", "preview", "2"], text);
	}
	refuses(&["rules", "check"], rules("x").replace("\"x\"", "1905"));
}

#[test]
fn prefix_that_may_be_a_gtin_8_is_told_by_every_command_that_takes_one() {
	let desk = Desk::new();
	let licence = desk.file("licence.pdf", "x");
	for args in [
		&["grant", "95212418", "1", "--licence", &licence][..],
		&["withdraw", "95212418"],
		&["show", "95212418"],
	] {
		let run = hallmark(&[&["org", "prefix"], args].concat());
		assert!(run.err.contains("is written gtin8:95212418"), "{args:?}: {}", run.err);
	}
}

#[test]
fn key_files_are_read_with_a_byte_order_mark() {
	let desk = Desk::new();
	let header = "order,payment,waybill,gtin,quantity,amount,currency,buyer\n";
	let orders = desk.file("o.csv", format!("{header}O,P,W,{GTIN},1,1,CNY,x\n"));
	let digits = "07".repeat(32);
	let roots = [&[7; 32][..], format!("\u{feff}{digits}\r\n").as_bytes()].map(|bytes| {
		let key = desk.file("key", bytes);
		hallmark(&["declare", "match", "root", &orders, "--key", &key, "--json"]).json()
	});
	assert_eq!(roots[0], roots[1]);
}

#[test]
fn series_is_refused_with_its_line_when_more_are_nonconforming_than_were_examined() {
	let desk = Desk::new();
	let file = desk.file("lots.csv", "lot_size,nonconforming\n1000,0\n1000,81\n");
	let words = ["lots.csv", "line 3: nonconforming: 81 of 80 items that are examined"];
	assert_refuses(&["sample", "simulate", "--aql", "1.0", &file], &words);
	assert_eq!(hallmark(&["sample", "simulate", "--aql", "15", &file]).status, 0);
}

#[test]
fn container_is_booked_by_its_number_or_refused_with_what_is_wrong() {
	let desk = Desk::new();
	let with = |number: &str| {
		let legs = legs(1, "AUMEL", "CNNBO");
		desk.file("booking.toml", booking(&format!("{legs}container = \"{number}\"\n")))
	};
	for good in ["CSQU3054383", "CSQU3054070", "csqu 305438 3", "CSQU-305438-3", "AKE12345BA"] {
		assert_reads(&["ship", "book", &with(good)]);
	}
	for (bad, reason) in [
		("CSQU305438", "the check digit is missing, which should be 3"),
		("CSQU3054384", "it should be 3"),
		("CSQU3054383 22G1", "nothing may follow"),
		("CSQX3054383", "U, J or Z"),
		("CSQU30543", "six digits"),
	] {
		let words = ["booking.toml", "legs: entry 0: container", "ISO 6346", reason];
		assert_refuses(&["ship", "book", &with(bad)], &words);
	}
}

#[test]
fn moment_is_read_with_fraction_and_offset() {
	let desk = Desk::new();
	let sensors = |from: &str| {
		desk.file(
			"voyage.toml",
			format!(
				"quantity = \"temperature\"\nfrom = {from}\nto = 2026-07-19T16:00:00Z\nmin = 210\n\
				 max = 790\nbreaches = 0\nseries = \"0x{}\"\n",
				"00".repeat(32)
			),
		)
	};
	for time in ["2026-07-01T08:30:00.000Z", "2026-07-01T16:30:00+08:00", "2026-07-01"] {
		assert_reads(&["ship", "depart", "4", "--at", time]);
		assert_reads(&["lot", "compromised", "4", "--as-of", time]);
		assert_reads(&["ship", "sensors", "4", &sensors(time)]);
	}
	let local = "2026-07-01T08:30:00";
	assert_refuses(&["ship", "depart", "4", "--at", local], &["--at", "offset"]);
	assert_refuses(&["ship", "sensors", "4", &sensors(local)], &["voyage.toml", "from", "offset"]);
}

#[test]
fn expiry_is_refused_with_its_reading_when_long_past() {
	let desk = Desk::new();
	let out = desk.path("out");
	let issue = ["lot", "issue", "--gtin", GTIN, "--batch", "A", "--count", "1", "--out", &out];
	let words = ["--expires", "011126 is read as YYMMDD, 2001-11-26, which is long past"];
	assert_refuses(&[&issue[..], &["--expires", "011126"]].concat(), &words);
	let open = ["lot", "listed", "open", "--gtin", GTIN, "--batch", "A", "--expires", "011126"];
	assert_refuses(&open, &words);
	let list = desk.file("lots.csv", format!("gtin,batch,count,expires\n{GTIN},A,1,011126\n"));
	assert_refuses(
		&["lot", "issue", "--list", &list, "--out", &out],
		&["line 2: expires: 011126 is read as YYMMDD, 2001-11-26"],
	);
}

#[test]
fn hs_code_is_taken_everywhere_when_its_digits_stand_in_groups() {
	let desk = Desk::new();
	for hs in ["2007.91", "2007 91", "200791"] {
		assert_reads(&["product", "revise", GTIN, "--hs6", hs]);
		for (command, text) in [
			(&["declare", "lodge"][..], declaration("CNNBO", hs)),
			(&["rules", "preview", "2"], facts(hs)),
			(&["inspect", "accredit"], accreditation(hs)),
			(&["product", "import"], products(&[hs])),
		] {
			assert_reads(&[command, &[&desk.file("file", text)]].concat());
		}
		let list = desk.file("file", "gtin14,name,category\n09520123456788,Jam,Jam\n");
		assert_reads(&["product", "import", &list, "--origin", "AU", "--hs6", hs]);
		let run = hallmark(&["rules", "check", &desk.file("file", rules(hs)), "--json"]);
		assert_eq!(run.json()["rules"]["rules"][0]["when"][0]["hs"][0], "200791");
	}
	assert_refuses(&["product", "revise", GTIN, "--hs6", "2007.9"], &["hs6: 2007.9 is not six"]);
}

#[test]
fn name_is_composed_and_refused_with_limit_and_length_when_too_long() {
	assert_reads(&["product", "revise", GTIN, "--name", "Ka\u{308}se"]);
	for spelt in ["می\u{200c}خواهم", "ශ්\u{200d}රී", "葛\u{e0100}"] {
		assert_reads(&["product", "revise", GTIN, "--name", spelt]);
	}
	assert_refuses(
		&["product", "revise", GTIN, "--name", "a\u{202e}b"],
		&["--name", "bidirectional"],
	);
	let long = "巧".repeat(43);
	let words = ["--name", "129 bytes", "at most 128"];
	assert_refuses(&["product", "revise", GTIN, "--name", &long], &words);
}
