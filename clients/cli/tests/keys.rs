//! `hallmark lot keys` and sealed key files, run as a user or a script runs them.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::{hallmark, Desk, Run};
use hallmark_sdk::{
	lots::{make, LotOrder, Manifest, Serials},
	sealed::{passphrase, seal, Lock},
	types::{Batch, Gtin, LotId, OrgId},
};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

const WORDS: &str = "correct horse battery";

/// A folder on the desk with a lot of five items.
fn lot(desk: &Desk, name: &str) -> String {
	let folder = desk.path(name);
	let order = LotOrder {
		gtin: Gtin(9_520_123_456_788),
		batch: Batch::new("B1").unwrap(),
		part: 0,
		serials: Serials::Made(5),
		sheets: None,
		facility: None,
		produced: None,
		expires: None,
	};
	let path = make(OrgId(7), &order, Path::new(&folder), |_| ()).unwrap();
	let manifest = Manifest { lot: Some(LotId(7)), ..Manifest::load(&path).unwrap() };
	manifest.save(&path).unwrap();
	folder
}

/// A file of mode 0600 on the desk.
fn private(desk: &Desk, name: &str, text: &str) -> String {
	let path = desk.file(name, text);
	fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
	path
}

fn keys(args: &[&str]) -> Run {
	hallmark(&[&["lot", "keys", "--json"], args].concat())
}

#[track_caller]
fn assert_refused(run: &Run, status: i32, reason: &str) {
	let error = run.json()["error"].as_str().unwrap_or_default().to_string();
	assert!(error.contains(reason), "{} {}", run.out, run.err);
	assert_eq!(run.status, status, "{error}");
}

fn secret(folder: &str) -> String {
	fs::read_to_string(format!("{folder}/09520123456788-B1-0.secret")).unwrap()
}

#[test]
fn keys_are_restored_from_a_backup_under_a_passphrase() {
	let desk = Desk::new();
	let (from, to, out) = (lot(&desk, "from"), desk.path("to"), desk.path("keys.age"));
	let words = private(&desk, "words", &format!("{WORDS}\n"));
	let backup = ["backup", "--lot-dir", &from, "--out", &out, "--passphrase-file", &words];
	let run = keys(&backup);
	assert_eq!(run.json()["lots"][0], "09520123456788-B1-0", "{}", run.err);
	assert_refused(&keys(&backup), 3, "--out: the file exists already");

	let other = private(&desk, "other", "another passphrase");
	let restore = |words: &str, to: &str| {
		keys(&["restore", &out, "--lot-dir", to, "--passphrase-file", words])
	};
	assert_refused(&restore(&other, &to), 1, "the passphrase is another one");
	let exposed = desk.file("exposed", WORDS);
	fs::set_permissions(&exposed, fs::Permissions::from_mode(0o644)).unwrap();
	assert_refused(&restore(&exposed, &to), 1, "mode 0644");
	assert!(!Path::new(&to).exists());
	let run = restore(&words, &to);
	assert_eq!(run.json()["written"][0], "09520123456788-B1-0", "{}", run.err);
	assert_eq!(secret(&to), secret(&from));
	assert_eq!(restore(&words, &to).json()["there"][0], "09520123456788-B1-0");
	// The labels of before can be printed.
	let labels = |folder: &str| hallmark(&["lot", "labels", "--lot-dir", folder, "--json"]).json();
	assert_eq!(labels(&to), labels(&from));

	let third = lot(&desk, "third");
	assert_refused(&restore(&words, &third), 1, "it holds another key than the backup");
	let sealed = fs::read(&out).unwrap();
	fs::write(&out, &sealed[..sealed.len() - 1]).unwrap();
	assert_refused(&restore(&words, &to), 1, "cut short");
}

#[test]
fn keys_are_handed_over_to_a_recipient() {
	let desk = Desk::new();
	let (from, to, out) = (lot(&desk, "from"), desk.path("to"), desk.path("keys.age"));
	let own = desk.path("own.key");
	let run = keys(&["recipient", "--out", &own]);
	let recipient = run.json()["recipient"].as_str().unwrap().to_string();
	assert!(recipient.starts_with("age1"));
	assert_refused(&keys(&["recipient", "--out", &own]), 1, "own.key: File exists");
	let run = keys(&["backup", "--lot-dir", &from, "--out", &out, "--to", &recipient]);
	assert_eq!(run.status, 0, "{}", run.out);
	let run = keys(&["restore", &out, "--lot-dir", &to, "--key", &own]);
	assert_eq!(run.status, 0, "{}", run.out);
	assert_eq!(secret(&to), secret(&from));
	let wrong = ["backup", "--lot-dir", &from, "--out", &desk.path("b"), "--to", "age1"];
	assert_refused(&keys(&wrong), 1, "recipient: not an X25519 recipient");
}

#[test]
fn sealed_key_signs_once_its_passphrase_is_known() {
	let desk = Desk::new();
	let lock = Lock::Passphrase(passphrase(WORDS.into()).unwrap());
	let key = desk.file("key.age", seal(b"//Bob\n", &lock).unwrap());
	let words = private(&desk, "words", WORDS);
	let other = private(&desk, "other", "another passphrase");
	let run = |signer: &str, words: &str| {
		hallmark(&[
			"lot",
			"confirm-count",
			"1",
			"--json",
			"--signer",
			signer,
			"--passphrase-file",
			words,
		])
	};
	for form in ["@", "file:"] {
		let signer = format!("{form}{key}");
		// It is read before a node is looked for, and there is none.
		assert_refused(&run(&signer, &words), 3, "no node answers");
		assert_refused(&run(&signer, &other), 1, "the passphrase is another one");
	}
}
