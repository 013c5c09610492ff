//! The commands that need no chain, run as a user or a script runs them.
#![allow(clippy::unwrap_used)]

use hallmark_lot_tree::{leaf_file, Lot, LotKey};
use serde_json::Value;
use std::{
	env,
	fs::{self, File},
	path::{Path, PathBuf},
	process::Command,
};

/// What a run came to.
struct Run {
	status: i32,
	out: String,
	err: String,
}

impl Run {
	fn json(&self) -> Value {
		serde_json::from_str(&self.out)
			.unwrap_or_else(|_| panic!("not one document: {:?}", self.out))
	}
}

/// Runs `hallmark` without what the environment may hold.
fn hallmark<S: AsRef<str>>(args: &[S]) -> Run {
	let output = Command::new(env!("CARGO_BIN_EXE_hallmark"))
		.args(args.iter().map(AsRef::as_ref))
		.env_remove("HALLMARK_URL")
		.env_remove("HALLMARK_SIGNER")
		.output()
		.unwrap();
	Run {
		status: output.status.code().unwrap(),
		out: String::from_utf8(output.stdout).unwrap(),
		err: String::from_utf8(output.stderr).unwrap(),
	}
}

#[track_caller]
fn assert_prints(args: &[&str], line: &str) {
	let run = hallmark(args);
	assert_eq!((run.status, run.out.as_str()), (0, &*format!("{line}\n")), "{args:?}: {}", run.err);
	assert_eq!(run.err, "", "{args:?}");
}

/// The command must fail with this status, print nothing to stdout, and give `reason` on stderr.
#[track_caller]
fn assert_refuses(args: &[&str], status: i32, reason: &str) {
	let run = hallmark(args);
	assert_eq!((run.status, run.out.as_str()), (status, ""), "{args:?}: {}", run.err);
	assert!(run.err.contains(reason), "{args:?}: {:?} does not say {reason:?}", run.err);
}

/// The folder of published test data, if there is one.
fn conformance(folder: &str) -> Option<PathBuf> {
	let data = env::var_os("HALLMARK_CONFORMANCE_DATA").map(|data| Path::new(&data).join(folder));
	if data.is_none() {
		println!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
	}
	data
}

/// The default rows of a published table.
fn default_rows(path: &Path) -> Vec<csv::StringRecord> {
	let mut table = csv::Reader::from_path(path).unwrap();
	let rows: Vec<_> =
		table.records().map(Result::unwrap).filter(|row| &row[0] == "default").collect();
	assert!(!rows.is_empty(), "{} has no default rows", path.display());
	rows
}

#[test]
fn uris_are_judged_as_published() {
	let Some(data) = conformance("gs1") else {
		return;
	};
	for row in default_rows(&data.join("digital_link_vectors.csv")) {
		let (succeeds, uri, elements) = (&row[1] == "true", &row[2], &row[3]);
		if succeeds {
			assert_prints(&["gs1", "parse", uri], elements);
		} else {
			assert_refuses(&["gs1", "parse", uri], 1, "error: ");
		}
	}
}

#[test]
fn element_strings_are_judged_as_published() {
	let Some(data) = conformance("gs1") else {
		return;
	};
	for row in default_rows(&data.join("digital_link_generate.csv")) {
		let (succeeds, stem, elements, uri) = (&row[1] == "true", &row[2], &row[3], &row[4]);
		let mut args = vec!["gs1", "generate", elements];
		if !stem.is_empty() {
			args.extend(["--stem", stem]);
		}
		if succeeds {
			assert_prints(&args, uri);
		} else {
			assert_refuses(&args, 1, "error: ");
		}
	}
}

#[test]
fn proofs_are_judged_as_published() {
	let Some(data) = conformance("merkle") else {
		return;
	};
	let (mut accepted, mut refused) = (0, 0);
	for folder in fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()) {
		for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
			let case: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
			let hash = |value: &Value| hex::encode(base64(value.as_str().unwrap()));
			let proof: Vec<_> = case["proof"].as_array().into_iter().flatten().map(hash).collect();
			// A list of one empty text cannot be told from an empty list.
			if proof == [""] {
				continue;
			}
			let run = hallmark(&[
				"lot",
				"check",
				"--root",
				&hash(&case["root"]),
				"--size",
				&case["treeSize"].to_string(),
				"--index",
				&case["leafIdx"].to_string(),
				"--leaf-hash",
				&hash(&case["leafHash"]),
				"--proof",
				&proof.join(","),
			]);
			let is_bad = case["wantErr"].as_bool().unwrap();
			assert_eq!(run.status, i32::from(is_bad), "{}: {}", file.display(), run.err);
			*(if is_bad { &mut refused } else { &mut accepted }) += 1;
		}
	}
	assert!(accepted > 0 && refused > 0);
}

/// The bytes of base64 with padding (RFC 4648, section 4).
fn base64(text: &str) -> Vec<u8> {
	let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	let digits = text.trim_end_matches('=').bytes();
	let values = digits.map(|digit| alphabet.iter().position(|known| *known == digit).unwrap());
	let bits: Vec<_> =
		values.flat_map(|value| (0..6).rev().map(move |bit| value >> bit & 1)).collect();
	bits.chunks_exact(8)
		.map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | *bit as u8))
		.collect()
}

#[test]
fn uri_is_written_under_the_default_stem() {
	assert_prints(
		&["gs1", "generate", "(01)09520123456788(21)A/1"],
		"https://id.gs1.org/01/09520123456788/21/A%2F1",
	);
}

#[test]
fn gs1_input_is_refused_with_its_reason() {
	let long = format!("https://a/{}", "x".repeat(2_048));
	for (uri, reason) in [
		("", "the code must be a Digital Link URI"),
		("-", "the code must be a Digital Link URI"),
		("ftp://a/01/09520123456788", "must begin with http"),
		("https://a/01/09520123456789", "GTIN (01): check digit should be 8, is 9"),
		("https://a/01/09520123456788/21/ü", "percent-encoded"),
		("https://a/01/09520123456788/10/", "BATCH/LOT (10)"),
		("https://a/01/09520123456788/21/123456789012345678901", "SERIAL (21)"),
		(&long, "longer than"),
	] {
		assert_refuses(&["gs1", "parse", uri], 1, reason);
	}
	for elements in ["", "01", "(01)1", "(01", "(89)A", "(10)A"] {
		assert_refuses(&["gs1", "generate", elements], 1, "error: ");
	}
	for stem in ["", "example.com", "https://a?b", "ftp://a"] {
		assert_refuses(&["gs1", "generate", "--stem", stem, "(01)09520123456788"], 1, "error: ");
	}
}

#[test]
fn code_is_read_when_it_comes_from_people_or_scanners() {
	for code in [
		"https://id.gs1.org/01/09520123456788/10/A/",
		" https://id.gs1.org/01/09520123456788/10/A\r\n",
		"]Q1https://id.gs1.org/01/09520123456788/10/A",
		"(01) 09520123456788 (10) A",
		"]d2010952012345678810A",
	] {
		assert_prints(&["gs1", "parse", code], "^010952012345678810A");
	}
	assert_prints(&["gs1", "parse", "00006141411234567890"], "^00006141411234567890");
	let uri = "https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123";
	assert_prints(&["gs1", "parse", uri], "^0109520123456788235XYZ^10ABC123");
}

#[test]
fn check_digit_is_that_of_the_key() {
	for (digits, check) in [
		("9520000", "2"),
		("61414100003", "6"),
		("952012345678", "8"),
		("1231231231233", "3"),
		("95201234567891234", "5"),
	] {
		assert_prints(&["gs1", "check-digit", digits], check);
	}
}

#[test]
fn check_digit_is_refused_when_digits_are_no_key() {
	for length in (0..25).filter(|length| ![7, 11, 12, 13, 17].contains(length)) {
		assert_refuses(&["gs1", "check-digit", &"1".repeat(length)], 1, "digits");
	}
	for digits in ["95O0000", "-520000", "952 000", "９５２００００", "+952000"] {
		assert_refuses(&["gs1", "check-digit", digits], 1, "digit");
	}
}

/// A folder with a lot's leaf file, and the lot.
fn lot(own_serials: bool, count: u32) -> (tempfile::TempDir, String, Lot) {
	let key = LotKey::new(std::array::from_fn(|place| place as u8));
	let (gtin, batch) = (9_520_123_456_788, "LOT-2026-07");
	let lot = if own_serials {
		let serials = (0..count).map(|index| format!("S-{index}")).collect();
		Lot::with_own_serials(7, gtin, batch, key, serials)
	} else {
		Lot::new(7, gtin, batch, key, count)
	}
	.unwrap();
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("leaves");
	let items = lot.items(|_| ());
	leaf_file::write(&mut File::create(&path).unwrap(), &lot.header(), &items).unwrap();
	(folder, path.to_str().unwrap().into(), lot)
}

/// The arguments that check what `lot prove --json` printed.
fn check_args(proven: &Value) -> Vec<String> {
	let text = |name: &str| match &proven[name] {
		Value::String(text) => text.clone(),
		Value::Array(hashes) => {
			hashes.iter().map(|hash| hash.as_str().unwrap()).collect::<Vec<_>>().join(",")
		}
		other => other.to_string(),
	};
	[
		"lot",
		"check",
		"--root",
		&text("root"),
		"--size",
		&text("size"),
		"--index",
		&text("index"),
		"--leaf-hash",
		&text("leafHash"),
		"--proof",
		&text("proof"),
	]
	.map(String::from)
	.into()
}

#[test]
fn proof_is_that_of_the_documentation() {
	let (_folder, leaves, _) = lot(false, 3);
	let prove = ["lot", "prove", "--leaves", &leaves, "--serial", "00026JET50RFTERYVPRQ"];
	let run = hallmark(&[&prove[..], &["--json"]].concat());
	let proven = run.json();
	assert_eq!(run.status, 0);
	assert_eq!(proven["issuer"], 7);
	assert_eq!(proven["index"], 2);
	assert_eq!(proven["size"], 3);
	for (name, value) in [
		("commitment", "7ee9e871ef4bac437e0b125e03a6d477d0423cb5042ac0f2f2b26a7ddba7a672"),
		("leafHash", "56edc65b87f851c6124f6e876fb8c2226338eab1977821e48c2bdf8bbe6ae99a"),
		("root", "55b9ea3d8e3b8d82b532400510389fc809205a82b5c7eabf6afa1e2a28b8b678"),
	] {
		assert_eq!(proven[name], value, "{name}");
	}
	let sibling = "8e6f273011bb145c36a93068d4e0602cb1f66dc6b94820e2fe84bba260d0f9f6";
	assert_eq!(proven["proof"], serde_json::json!([sibling]));
	assert!(hallmark(&prove).out.contains(sibling));
}

#[test]
fn proofs_check_for_made_and_own_serials() {
	for own in [false, true] {
		for count in [1, 2, 5, 1_025] {
			let (_folder, leaves, lot) = lot(own, count);
			for index in [0, count / 2, count - 1] {
				let serial = lot.serial(index).unwrap();
				let run =
					hallmark(&["lot", "prove", "--leaves", &leaves, "--serial", &serial, "--json"]);
				let proven = run.json();
				assert_eq!(proven["index"], index);
				let checked = hallmark(&check_args(&proven));
				assert_eq!((checked.status, &*checked.err), (0, ""), "{}", checked.out);
			}
		}
	}
}

#[test]
fn check_fails_when_one_argument_is_wrong() {
	let (_folder, leaves, lot) = lot(false, 5);
	let serial = lot.serial(1).unwrap();
	let proven =
		hallmark(&["lot", "prove", "--leaves", &leaves, "--serial", &serial, "--json"]).json();
	let good = check_args(&proven);
	assert_eq!(hallmark(&good).status, 0);
	let proof = good[11].clone();
	let other = "00".repeat(32);
	for (place, value, reason) in [
		(3, other.as_str(), "another root"),
		(3, "", "root: 0 bytes"),
		(3, "zz", "root: "),
		(5, "0", "index"),
		(5, "-5", "size: "),
		(5, "9", "too few"),
		(5, "5x", "size: "),
		(5, "18446744073709551616", "size: "),
		(7, "0", "another root"),
		(7, "5", "index"),
		(7, "-1", "index: "),
		(9, &other, "another root"),
		(9, &good[9][2..], "leaf-hash: 31 bytes"),
		(11, "", "too few"),
		(11, &format!("{proof},{other}"), "too many"),
		(11, &proof[65..], "too few"),
		(11, &format!("{proof},"), "proof: "),
		(11, "x,y", "proof: "),
	] {
		let mut args = good.clone();
		args[place] = value.into();
		let run = hallmark(&args);
		let said = format!("{}{}", run.out, run.err);
		assert_eq!(run.status, 1, "{args:?}: {said}");
		assert!(said.contains(reason), "{args:?}: {said:?} does not say {reason:?}");
		args.push("--json".into());
		let run = hallmark(&args);
		assert_eq!((run.status, &*run.err), (1, ""));
		let json = run.json();
		assert!(json["valid"] == false || json["error"].is_string(), "{json}");
	}
}

#[test]
fn proof_is_refused_when_the_serial_is_not_in_the_lot() {
	let (_folder, leaves, lot) = lot(false, 3);
	let real = lot.serial(0).unwrap();
	let forged = format!("{}0", &real[..19]);
	for serial in [&forged, "", "S-0", &real.to_lowercase(), "0003R2V4XGZT45EJ1BMP"] {
		assert_refuses(&["lot", "prove", "--leaves", &leaves, "--serial", serial], 1, "serial");
	}
	let (_folder, leaves, _) = self::lot(true, 3);
	for serial in [&real, "S-3", "s-0", ""] {
		assert_refuses(&["lot", "prove", "--leaves", &leaves, "--serial", serial], 1, "serial");
	}
}

#[test]
fn proof_is_refused_when_the_leaf_file_is_damaged() {
	let (folder, leaves, lot) = lot(false, 3);
	let serial = lot.serial(2).unwrap();
	let good = fs::read(&leaves).unwrap();
	let bad = folder.path().join("bad");
	let bad = bad.to_str().unwrap();
	assert_refuses(&["lot", "prove", "--leaves", bad, "--serial", &serial], 1, bad);
	let swapped = [&good[..47], &good[111..175], &good[47..111], &good[175..]].concat();
	for (bytes, reason) in [
		(&[][..], "not a leaf file"),
		(b"HLMKLEAF", "cut short"),
		(&good[..good.len() - 1], "cut short"),
		(&[&good[..], &[0]].concat(), "trailing bytes"),
	] {
		fs::write(bad, bytes).unwrap();
		assert_refuses(&["lot", "prove", "--leaves", bad, "--serial", &serial], 1, reason);
	}
	// A file out of order has another root, and the item it was asked for stands elsewhere.
	fs::write(bad, swapped).unwrap();
	let serial = lot.serial(1).unwrap();
	assert_refuses(
		&["lot", "prove", "--leaves", bad, "--serial", &serial],
		1,
		"serial: it was not issued in this lot, or the file is not in its order",
	);
	// The one that stands where it should is not proven under the file's root either, where the
	// lot's is known.
	let last = lot.serial(2).unwrap();
	let prove = ["lot", "prove", "--leaves", bad, "--serial"];
	let proven = hallmark(&[&prove[..], &[&last, "--json"]].concat()).json();
	assert_eq!(proven["rootCompared"], false);
	let root = "55b9ea3d8e3b8d82b532400510389fc809205a82b5c7eabf6afa1e2a28b8b678";
	let reason = format!("{bad}: its root is {}", proven["root"].as_str().unwrap());
	for serial in [&serial, &last] {
		let args = [&prove[..], &[serial, "--root", root]].concat();
		assert_refuses(&args, 1, &reason);
	}
	let args = ["lot", "prove", "--leaves", &leaves, "--serial", &last, "--root", root];
	assert_eq!(hallmark(&args).status, 0);
	fs::write(folder.path().join("bad.json"), "{}").unwrap();
	assert_refuses(&[&prove[..], &[&last]].concat(), 1, "bad.json: ");
}

#[test]
fn usage_is_refused_with_status_3() {
	for args in [
		&[][..],
		&["nothing"],
		&["gs1"],
		&["gs1", "parse"],
		&["lot", "check", "--root", "00"],
		&["lot", "prove", "--leaves", "x"],
		&["journal", "box:1"],
		&["verify", "https://a/01/09520123456788", "--market", "XX"],
	] {
		let run = hallmark(args);
		assert_eq!((run.status, &*run.out), (3, ""), "{args:?}");
		assert!(!run.err.is_empty());
		let run = hallmark(&[args, &["--json"]].concat());
		assert_eq!((run.status, &*run.err), (3, ""), "{args:?}");
		assert!(run.json()["error"].is_string(), "{args:?}");
	}
}

#[test]
fn help_and_version_are_printed_with_status_0() {
	for args in [&["--help"][..], &["--version"], &["verify", "--help"], &["help", "lot"]] {
		let run = hallmark(args);
		assert_eq!((run.status, &*run.err), (0, ""), "{args:?}");
		assert!(!run.out.is_empty());
	}
	assert!(hallmark(&["verify", "--help"]).out.contains("Exit status"));
}

#[test]
fn errors_are_one_json_document_when_asked_for() {
	let run = hallmark(&["gs1", "parse", "x", "--json"]);
	assert_eq!((run.status, &*run.err), (1, ""));
	assert!(run.json()["error"].as_str().unwrap().contains("Digital Link URI"));
	let run = hallmark(&["--json", "gs1", "check-digit", "952012345678"]);
	assert_eq!(run.json()["number"], "9520123456788");
}

#[test]
fn mistyped_scratch_code_is_told_before_anyone_is_asked() {
	let uri = "https://a/01/09520123456788/10/A/21/1";
	for code in ["", "0000-0000-0000-0000", "0000-0000-0000-0000-1", "zzzz"] {
		assert_refuses(&["activate", uri, "--code", code], 1, "scratch code: ");
	}
	let reason = "the code must be a Digital Link URI";
	assert_refuses(&["activate", "x", "--code", "0000-0000-0000-0000-0"], 1, reason);
}

#[test]
fn file_of_scratch_codes_is_refused_before_anyone_is_asked_when_it_is_none() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("opened.csv");
	let file = path.to_str().unwrap();
	assert_refuses(&["activate", "--file", file], 1, "opened.csv: ");
	std::fs::write(&path, "uri,secret\nx,y\n").unwrap();
	let reason = "opened.csv: header: there is no column code";
	assert_refuses(&["activate", "--file", file], 1, reason);
	std::fs::write(&path, "uri,code\nx,y\n").unwrap();
	assert_refuses(&["activate", "--file", file], 3, "there is no key to sign with");
	let run = hallmark(&["activate", "x", "--file", file]);
	assert!(run.err.contains("cannot be used with"), "{}", run.err);
	assert!(hallmark(&["activate"]).err.contains("required"));
}

#[test]
fn code_that_is_none_is_no_verdict() {
	for uri in ["", "x", "https://a/00/006141411234567890", "https://a/01/09520123456789/21/1"] {
		assert_refuses(&["verify", uri], 3, "error: ");
	}
}

#[test]
fn labels_are_refused_when_there_is_no_lot() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().to_str().unwrap();
	assert_refuses(&["lot", "labels", "--lot-dir", path], 1, "no lot's manifest");
	assert_refuses(&["lot", "labels", "--lot-dir", &format!("{path}/x")], 1, "x: No such file");
	fs::write(folder.path().join("a.json"), "{}").unwrap();
	assert_refuses(&["lot", "labels", "--lot-dir", path], 1, "a.json: ");
	fs::write(folder.path().join("b.json"), "{}").unwrap();
	assert_refuses(&["lot", "labels", "--lot-dir", path], 3, "several lots");
}

#[test]
fn product_list_is_refused_when_it_is_no_table() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("list.csv");
	let path = path.to_str().unwrap();
	assert_refuses(&["product", "import", path], 1, "list.csv: No such file");
	for (text, reason) in [
		("", "no column gtin14"),
		("gtin14,name\n", "no column category"),
		("gtin14,name,category,name\n", "two columns are called name"),
	] {
		fs::write(path, text).unwrap();
		assert_refuses(&["product", "import", path], 1, reason);
	}
	fs::write(path, "gtin14,name,category\n").unwrap();
	assert_refuses(&["product", "import", path], 3, "no key to sign with");
	assert_refuses(&["product", "import", path, "--edition", "1987"], 3, "--edition");
	assert_refuses(&["product", "import", path, "--origin", "XX"], 3, "--origin");
}

#[test]
fn lots_are_refused_when_an_argument_is_wrong() {
	let folder = tempfile::tempdir().unwrap();
	let out = folder.path().join("out");
	let out = out.to_str().unwrap();
	let good =
		["lot", "issue", "--gtin", "09520123456788", "--batch", "B", "--count", "1", "--out", out];
	assert_refuses(&good, 3, "no key to sign with");
	for (place, value, reason) in [
		(3, "09520123456789", "--gtin"),
		(3, "x", "--gtin"),
		(5, "", "--batch"),
		(5, "a b", "--batch"),
		(5, "123456789012345678901", "--batch"),
		(7, "-1", "--count"),
		(7, "0", "--count"),
		(7, "1048577", "--count"),
		(7, "4294967296", "--count"),
	] {
		let mut args = good;
		args[place] = value;
		assert_refuses(&args, 3, reason);
	}
	for (option, value) in [
		("--expires", "261301"),
		("--expires", "2026-02-30"),
		("--produced", "260101"),
		("--part", "256"),
		("--facility", "x"),
	] {
		assert_refuses(&[&good[..], &[option, value]].concat(), 3, option);
	}
	assert!(!Path::new(out).exists());
}

#[test]
fn list_of_lots_is_refused_with_its_line_before_any_is_made() {
	let folder = tempfile::tempdir().unwrap();
	let (list, out) = (folder.path().join("lots.csv"), folder.path().join("out"));
	let args = ["lot", "issue", "--list", list.to_str().unwrap(), "--out", out.to_str().unwrap()];
	let good = "gtin,batch,count\r\n09520123456788,A,2\r\n";
	for (rows, reason) in [
		("\r\n09520123456788,B,0\r\n", "line 4: count: 0"),
		("09520123456788,B,1048577\r\n", "line 3: count: 1048577"),
		("09520123456788,B,x\r\n", "line 3: "),
		("09520123456789,B,1\r\n", "line 3: "),
		("09520123456788,a b,1\r\n", "line 3: batch"),
		("09520123456788,\"B,1\r\n", "line 3: a quote is not closed"),
		(
			"09520123456788,B,1\r\n9520123456788,A,3\r\n",
			"line 4: the same product, batch and part as in line 2",
		),
	] {
		fs::write(&list, format!("{good}{rows}")).unwrap();
		assert_refuses(&args, 1, "lots.csv: ");
		assert_refuses(&args, 1, reason);
	}
	fs::write(&list, good).unwrap();
	assert_refuses(&args, 3, "no key to sign with");
	// What another lot of that name left there is told as soon.
	fs::create_dir(&out).unwrap();
	fs::write(out.join("09520123456788-A-0.secret"), "x").unwrap();
	assert_refuses(&args, 1, "line 2: ");
	assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn argument_is_refused_by_name_when_it_is_longer_than_the_chain_takes() {
	// In bytes: the characters are of three each.
	let text = |bytes: usize| "巧".repeat(bytes / 3 + 1);
	let many = |count: usize| vec!["1"; count].join(",");
	for (args, name) in [
		(vec!["org", "facility", "register", "--country", "BE", "--name", &text(64)], "--name"),
		(vec!["org", "profile", "--name", &text(64)], "--name"),
		(vec!["product", "revise", "09520123456788", "--name", &text(128)], "--name"),
		(vec!["product", "register-type", &text(64)], "NAMES"),
		(vec!["org", "show", "--country", "BE", "--legal-id", &text(32)], "--legal-id"),
		(vec!["lot", "flag", "1", &many(33), "lost"], "ITEMS"),
		(vec!["hold", &format!("items:1/{}", many(33)), "--reason", "1"], "SUBJECT"),
	] {
		assert_refuses(&args, 3, name);
	}
}

#[test]
fn upgrade_is_refused_when_its_file_is_no_runtime() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("runtime.wasm");
	let path = path.to_str().unwrap();
	for command in ["hash", "authorise", "apply"] {
		fs::write(path, "no Wasm").unwrap();
		assert_refuses(&["upgrade", command, path], 1, "neither Wasm nor compressed");
	}
	fs::write(path, b"\0asm\x01").unwrap();
	let hash = "0xd107b37a27e3576c6729699bf701bc93565f1b240b6ffe30c9eb85ac598ccc1b";
	assert_prints(&["upgrade", "hash", path], hash);
	assert_refuses(&["upgrade", "authorise", path], 3, "no key to sign with");
}

#[test]
fn call_for_root_is_refused_when_it_cannot_be_read() {
	for call in ["", "0x", "zz", "0xff", "0x000004aa00"] {
		assert_refuses(&["council", "root", call], 3, "CALL");
	}
	// System.remark.
	assert_refuses(&["council", "root", "0x000004aa"], 3, "no key to sign with");
}

#[test]
fn list_of_items_is_refused_with_its_line_when_a_row_is_bad() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("items.csv");
	let path = path.to_str().unwrap();
	for (text, reason) in [
		("", "header: there is no column serial: the file is empty"),
		("serial\n", "0 rows"),
		("serial\nA\na b\n", "serial: line 3"),
		("serial\nA\nA\n", "the same as in line 2"),
		("serial,sheet\nA,xy\n", "sheet: line 2"),
	] {
		fs::write(path, text).unwrap();
		assert_refuses(&["lot", "listed", "add", "0", path], 1, reason);
	}
	fs::write(path, "serial\nA\n").unwrap();
	assert_refuses(&["lot", "listed", "add", "0", path], 3, "no key to sign with");
}

/// The command must fail with status 1 and say `reason`, in words and as one JSON document.
#[track_caller]
fn assert_refuses_both_ways(args: &[&str], reason: &str) {
	assert_refuses(args, 1, reason);
	let run = hallmark(&[args, &["--json"]].concat());
	assert_eq!((run.status, &*run.err), (1, ""), "{args:?}");
	let json = run.json();
	let error = json["error"].as_str().unwrap();
	assert!(error.contains(reason), "{args:?}: {error}");
	assert_eq!(error, error.trim_end(), "{args:?}");
}

/// A file of the demonstration's story.
fn story(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/demo/story").join(name)
}

#[test]
fn rules_are_checked_without_a_chain() {
	let good = story("rules.toml");
	let check = ["rules", "check", good.to_str().unwrap(), "--quiet"];
	let run = hallmark(&check);
	assert_eq!((run.status, &*run.err), (0, ""), "{}", run.out);
	assert!(run.out.contains("nothing is wrong with it"), "{}", run.out);
	assert!(run.out.contains("Bakers' wares, first lot"), "{}", run.out);
	let run = hallmark(&[&check[..], &["--json"]].concat());
	assert_eq!((run.status, &*run.err), (0, ""));
	let rules = &run.json()["rules"];
	assert_eq!(rules["otherwise"], "documents");
	assert_eq!(rules["rules"][1]["priority"], 20);
}

#[test]
fn rules_are_refused_with_file_and_field_when_they_are_wrong() {
	let text = fs::read_to_string(story("rules.toml")).unwrap();
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("bad.toml");
	let path = path.to_str().unwrap();
	assert_refuses_both_ways(&["rules", "check", path], "bad.toml: No such file");
	for (from, to, reason) in [
		("priority = 20", "priority = 10", "bad.toml: rule 10: priority"),
		("\"documents\"", "\"exempt\"", "bad.toml: otherwise: only the council"),
		("\"documents\"", "\"nothing\"", "in `otherwise`"),
		("floor = 0", "floor = 10001", "bad.toml: floor"),
		("floor = 0", "flor = 0", "missing field `floor`"),
		("floor = 0", "floor = 0\ncolour = 1", "bad.toml: colour: there is no such field"),
		("repeat = 0", "repeat = \"x\"", "in `repeat`"),
		("[\"2208\"]", "[\"22x\"]", "in `rules.when`"),
		("\"AU\"", "\"Australia\"", "in `rules.when`"),
		("aql = \"4.0\"", "aql = \"4.1\"", "not an acceptance quality limit"),
		("then = {", "then = ", "bad.toml: TOML parse error at line"),
	] {
		let bad = text.replacen(from, to, 1);
		assert_ne!(bad, text, "{from}");
		fs::write(path, bad).unwrap();
		assert_refuses_both_ways(&["rules", "check", path, "--quiet"], reason);
	}
	// What the council may ask for is more.
	fs::write(path, text.replacen("\"documents\"", "\"exempt\"", 1)).unwrap();
	let run = hallmark(&["rules", "check", path, "--council", "--quiet"]);
	assert_eq!((run.status, &*run.err), (0, ""));
}

/// A key file of the bytes 0 to 31, the example of `docs/customs.md`, and its orders.
fn orders() -> (tempfile::TempDir, String, String) {
	let folder = tempfile::tempdir().unwrap();
	let path = |name| folder.path().join(name).to_str().unwrap().to_owned();
	let (orders, key) = (path("orders.csv"), path("key"));
	fs::write(&key, std::array::from_fn::<u8, 32, _>(|place| place as u8)).unwrap();
	let rows = "order,payment,waybill,gtin,quantity,amount,currency,buyer\n\
		O-1001,PAY-77,W-5501,09521001000017,2,4980,EUR,李雷\n\
		O-1002,PAY-78,W-5502,09521001000017,1,2490,EUR,韩梅梅\n\
		O-1003,PAY-81,W-5507,09521001000024,1,1250,EUR,Ana Núñez\n";
	fs::write(&orders, rows).unwrap();
	(folder, orders, key)
}

#[test]
fn root_of_orders_is_that_of_the_documentation() {
	let (folder, orders, key) = orders();
	let root = "0xa12b497e7df4d26d04e295b1c1b9c3e63719dc169b1c343382f0c227c0e29232";
	let command = ["declare", "match", "root", &orders, "--key", &key];
	assert_prints(&command, &format!("orders  3\nroot    {root}"));
	let hexadecimal = folder.path().join("hexadecimal");
	fs::write(&hexadecimal, format!("{}\n", hex::encode(fs::read(&key).unwrap()))).unwrap();
	let key = hexadecimal.to_str().unwrap();
	let run = hallmark(&["declare", "match", "root", &orders, "--key", key, "--json"]);
	assert_eq!((run.status, &*run.err), (0, ""));
	assert_eq!(run.json(), serde_json::json!({ "orders": 3, "root": root }));
}

#[test]
fn root_of_orders_is_refused_with_line_and_field_when_a_file_is_wrong() {
	let (folder, orders, key) = orders();
	let text = fs::read_to_string(&orders).unwrap();
	let command = ["declare", "match", "root", &orders, "--key", &key];
	for (from, to, reason) in [
		("buyer\n", "to\n", "orders.csv: header: there is no column buyer"),
		("O-1002,", ",", "line 3: order: \"\": it is missing"),
		("000017,1", "000018,1", "line 3: gtin: \"09521001000018\""),
		(",1250,", ",12.50,", "line 4: amount: \"12.50\""),
		(",EUR,李", ",eur,李", "line 2: currency: \"eur\""),
		("O-1002", "O-1002,", "line 3: 9 fields, the header has 8"),
	] {
		let bad = text.replacen(from, to, 1);
		assert_ne!(bad, text, "{from}");
		fs::write(&orders, bad).unwrap();
		assert_refuses_both_ways(&command, reason);
	}
	let (header, row) = text.split_once('\n').unwrap();
	let first = row.lines().next().unwrap();
	fs::write(&orders, format!("{header}\n{first}\n{first}\n")).unwrap();
	assert_refuses_both_ways(&command, "the same order twice");
	fs::write(&orders, format!("{header}\n")).unwrap();
	assert_refuses_both_ways(&command, "there is no order in it");
	fs::write(&orders, text).unwrap();
	fs::write(&key, [0; 31]).unwrap();
	assert_refuses_both_ways(&command, "key: a key is 32 bytes");
	let missing = folder.path().join("none");
	let missing = missing.to_str().unwrap();
	assert_refuses_both_ways(
		&["declare", "match", "root", &orders, "--key", missing],
		"none: No such file",
	);
	assert_refuses(&["declare", "match", "root", &orders], 3, "--key");
}

#[test]
fn plan_is_that_of_the_standard() {
	for (args, plan) in [
		(&["--lot-size", "1000", "--aql", "1.0"][..], ("J", 80, 2, 3)),
		(&["--lot-size", "1000", "--aql", "1.0", "--severity", "tightened"], ("J", 80, 1, 2)),
		(&["--lot-size", "1000", "--aql", "1.0", "--severity", "reduced"], ("J", 32, 1, 2)),
		(&["--lot-size", "1000", "--aql", "1.0", "--level", "S-1"], ("E", 13, 0, 1)),
		// The sample would be larger than the lot.
		(&["--lot-size", "8", "--aql", "1.0"], ("E", 8, 0, 1)),
	] {
		let run = hallmark(&[&["sample", "plan", "--json"], args].concat());
		assert_eq!((run.status, &*run.err), (0, ""), "{args:?}");
		let (letter, n, ac, re) = plan;
		let expected = serde_json::json!({ "letter": letter, "n": n, "ac": ac, "re": re });
		assert_eq!(run.json(), expected, "{args:?}");
	}
	assert_prints(
		&["sample", "plan", "--lot-size", "8", "--aql", "1.0"],
		"code letter   E\nsample size   8, the whole lot\naccept up to  0\nreject from   1",
	);
}

#[test]
fn plan_is_refused_by_argument_when_the_standard_has_none() {
	for (name, value) in [
		("--lot-size", "0"),
		("--lot-size", "4294967296"),
		("--lot-size", "many"),
		("--aql", "1.1"),
		("--aql", ""),
		("--level", "IV"),
		("--level", "ii"),
		("--severity", "discontinued"),
	] {
		let mut args = vec!["sample", "plan"];
		for (needed, default) in [("--lot-size", "500"), ("--aql", "1.0")] {
			if needed != name {
				args.extend([needed, default]);
			}
		}
		args.extend([name, value]);
		assert_refuses(&args, 3, name);
		let run = hallmark(&[&args[..], &["--json"]].concat());
		assert_eq!((run.status, &*run.err), (3, ""), "{args:?}");
		assert!(run.json()["error"].as_str().unwrap().contains(name), "{args:?}");
	}
	assert_refuses(&["sample", "plan", "--lot-size", "8"], 3, "--aql");
}

#[test]
fn series_of_lots_is_judged_class_by_class() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("lots.csv");
	let path = path.to_str().unwrap();
	// Two of five are not accepted in one class; the other goes on as it was.
	fs::write(path, "lot_size,nonconforming,class\n1000,3,a\n1000,0,b\n1000,3,a\n1000,1,a\n")
		.unwrap();
	let simulate = ["sample", "simulate", path, "--aql", "1.0"];
	let run = hallmark(&[&simulate[..], &["--json"]].concat());
	assert_eq!((run.status, &*run.err), (0, ""));
	let json = run.json();
	let lots = json["lots"].as_array().unwrap();
	let told: Vec<_> = lots
		.iter()
		.map(|lot| {
			let field = |name: &str| lot[name].clone();
			["line", "class", "severity", "accepted", "score", "switch"].map(field)
		})
		.collect();
	assert_eq!(
		serde_json::json!(told),
		serde_json::json!([
			[2, "a", "normal", false, 0, null],
			[3, "b", "normal", true, 3, null],
			[4, "a", "normal", false, 0, "tightened"],
			[5, "a", "tightened", true, 0, null],
		])
	);
	assert_eq!(lots[3]["plan"], serde_json::json!({ "letter": "J", "n": 80, "ac": 1, "re": 2 }));
	let run = hallmark(&simulate);
	assert_eq!((run.status, &*run.err), (0, ""));
	assert_eq!(run.out.lines().count(), 5, "{}", run.out);
}

#[test]
fn series_of_lots_is_refused_with_line_and_field_when_a_row_is_bad() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("lots.csv");
	let path = path.to_str().unwrap();
	let simulate = ["sample", "simulate", path, "--aql", "1.0"];
	assert_refuses_both_ways(&simulate, "lots.csv: No such file");
	for (text, reason) in [
		("lot_size\n8\n", "lots.csv: header: there is no column nonconforming"),
		("lot_size,nonconforming\n8,0\n0,0\n", "lots.csv: line 3: lot_size: \"0\""),
		("lot_size,nonconforming\n8,x\n", "lots.csv: line 2: nonconforming: \"x\""),
		("lot_size,nonconforming\n8,0,1\n", "lots.csv: line 2: 3 fields"),
		("lot_size,nonconforming,class\n8,0,\n", "lots.csv: line 2: class: is missing"),
	] {
		fs::write(path, text).unwrap();
		assert_refuses_both_ways(&simulate, reason);
	}
	assert_refuses(&["sample", "simulate", path], 3, "--aql");
	assert_refuses(&["sample", "simulate", "--aql", "1.0"], 3, "FILE");
}

#[test]
fn key_is_refused_when_it_is_wrong_and_never_shown() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key");
	fs::write(&path, "//Alice").unwrap();
	let at = format!("@{}", path.to_str().unwrap());
	let confirm = ["product", "confirm", "09520123456788", "--signer"];
	assert_refuses(&[&confirm[..], &[&at]].concat(), 1, "mode 0644");
	assert_refuses(&[&confirm[..], &[""]].concat(), 3, "no key to sign with");
	let run = hallmark(&[&confirm[..], &["some secret words"]].concat());
	assert_eq!(run.status, 1);
	assert!(!run.err.contains("some secret"), "{}", run.err);
}

#[test]
fn connection_is_refused_with_status_3() {
	let url = "ws://127.0.0.1:1";
	for args in [
		&["status"][..],
		&["lot", "show", "1"],
		&["verify", "https://a/01/09520123456788/10/A/21/1"],
	] {
		let args = [args, &["--url", url]].concat();
		let run = hallmark(&args);
		assert_eq!(run.status, 3, "{args:?}: {}", run.err);
		assert!(run.err.contains(url), "{}", run.err);
	}
}
