//! Packs to be taken along: `/packs`.
//!
//! A pack judges the codes of some goods without any network (`docs/pack.md`). Who made those in the
//! folder does not matter: whoever opens one believes the voters that it trusts.

use crate::{
	app::App,
	http::{self, Answer},
};
use axum::{
	extract::{Request, State},
	http::{header, StatusCode},
};
use hallmark_sdk::pack::{Preface, EXTENSION, MAX_BYTES};
use serde_json::json;
use std::{
	fs::{self, File},
	io::{self, Read},
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::task::spawn_blocking;

/// The most packs that are listed.
const MAX_PACKS: usize = 1_000;

fn none() -> Answer {
	http::problem(StatusCode::NOT_FOUND, "this gateway has no such pack")
}

/// The packs at hand, by name: each with its length, and of what block and time it says that it is.
pub async fn list(State(app): State<Arc<App>>) -> Answer {
	let Some(folder) = app.packs.clone() else { return none() };
	let packs = spawn_blocking(move || packs(&folder)).await;
	let mut answer = match packs {
		Ok(Ok(packs)) => {
			let packs: Vec<_> = packs
				.into_iter()
				.map(|(name, bytes, preface)| {
					json!({
						"name": name,
						"bytes": bytes,
						"at": preface.at,
						"block": preface.block,
						"codeHash": preface.code_hash,
						"market": preface.market,
					})
				})
				.collect();
			http::json(StatusCode::OK, &json!({ "packs": packs }))
		}
		_ => http::problem(StatusCode::INTERNAL_SERVER_ERROR, "the packs cannot be listed"),
	};
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	answer
}

fn packs(folder: &Path) -> io::Result<Vec<(String, u64, Preface)>> {
	let mut packs = Vec::new();
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		let Ok(name) = entry.file_name().into_string() else { continue };
		if !is_name(&name) {
			continue;
		}
		let Ok(file) = File::open(entry.path()) else { continue };
		let bytes = file.metadata()?.len();
		let mut head = Vec::new();
		file.take(Preface::MAX_LEN).read_to_end(&mut head)?;
		// What is no pack is not shown as one.
		if let Ok(preface) = Preface::read(&head) {
			packs.push((name, bytes, preface));
		}
	}
	packs.sort_by(|a, b| a.0.cmp(&b.0));
	packs.truncate(MAX_PACKS);
	Ok(packs)
}

/// A pack: `/packs/NAME`.
pub async fn file(State(app): State<Arc<App>>, request: Request) -> Answer {
	let Some(folder) = app.packs.clone() else { return none() };
	let name = request.uri().path().strip_prefix("/packs/").unwrap_or_default();
	if !is_name(name) {
		return none();
	}
	let path = folder.join(name);
	let Ok(Ok(bytes)) = spawn_blocking(move || read(&path)).await else { return none() };
	let mut answer = http::answer(StatusCode::OK, "application/octet-stream", bytes);
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	answer
}

fn read(path: &PathBuf) -> io::Result<Vec<u8>> {
	let file = File::open(path)?;
	let mut bytes = Vec::new();
	file.take(MAX_BYTES as u64).read_to_end(&mut bytes)?;
	Ok(bytes)
}

/// Whether this is the name of a pack, and no path.
fn is_name(name: &str) -> bool {
	let stem = name.strip_suffix(EXTENSION).and_then(|it| it.strip_suffix('.'));
	let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
	stem.is_some_and(|it| !it.is_empty() && !it.starts_with('.') && it.bytes().all(is_plain))
		&& name.len() <= 100
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn name_is_no_path() {
		assert!(is_name("monday.pack") && is_name("CN-2026.11_a.pack"));
		for name in [
			"",
			".pack",
			"..pack",
			"../x.pack",
			"a/b.pack",
			"a%2fb.pack",
			"a.leaves",
			"é.pack",
			"a",
		] {
			assert!(!is_name(name), "{name}");
		}
		assert!(!is_name(&format!("{}.pack", "a".repeat(100))));
	}

	#[test]
	fn only_packs_are_listed() {
		let folder = tempfile::tempdir().unwrap();
		fs::write(folder.path().join("no.pack"), b"HLMKPACK and no more").unwrap();
		fs::write(folder.path().join("notes.txt"), b"notes").unwrap();
		assert!(packs(folder.path()).unwrap().is_empty());
		assert!(packs(&folder.path().join("gone")).is_err());
	}
}
