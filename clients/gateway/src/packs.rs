//! Packs to be taken along: `/packs`.
//!
//! A pack judges the codes of some goods without any network (`docs/pack.md`). Who made those in the
//! folder does not matter: whoever opens one believes the voters that it trusts.

use crate::{
	app::App,
	folder::{self, Found},
	http::{self, Answer},
	leaves::bytes_of,
};
use axum::{
	extract::{Request, State},
	http::{header, HeaderMap, StatusCode},
};
use hallmark_sdk::pack::{Preface, EXTENSION, MAX_BYTES};
use serde_json::json;
use std::{
	io,
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::task::spawn_blocking;

/// The packs at hand, by name: each with its length, and of what block and time it says that it is.
pub async fn list(State(app): State<Arc<App>>) -> Answer {
	let Some(folder) = app.packs.clone() else { return folder::without("packs") };
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
	let begins = |path: &Path| Ok(open(path)?.map(|(found, preface)| (found.bytes, preface)));
	let packs = folder::listed(folder, EXTENSION, begins)?;
	Ok(packs.into_iter().map(|(name, (bytes, preface))| (name, bytes, preface)).collect())
}

/// A pack: `/packs/NAME`.
pub async fn file(State(app): State<Arc<App>>, request: Request) -> Answer {
	let Some(folder) = app.packs.clone() else { return folder::without("packs") };
	let (request, _) = request.into_parts();
	let name = request.uri.path().strip_prefix("/packs/").unwrap_or_default();
	if !is_name(name) {
		return folder::none("pack");
	}
	let answer = give(folder.join(name), &request.headers).await;
	answer.unwrap_or_else(|| folder::none("pack"))
}

/// A pack, read as it is sent; `None` if the file is none.
async fn give(path: PathBuf, asked: &HeaderMap) -> Option<Answer> {
	let (found, _) = spawn_blocking(move || open(&path)).await.ok()?.ok()??;
	Some(folder::give(asked, found))
}

/// The pack in a file, and how it begins; `None` if it is none. A longer one than a pack may be is none
/// either: part of it would be one that is damaged.
fn open(path: &Path) -> io::Result<Option<(Found, Preface)>> {
	let Some(found) = folder::open(path, MAX_BYTES as u64)? else { return Ok(None) };
	let head = bytes_of(&found.file, 0..found.bytes.min(Preface::MAX_LEN))?;
	Ok(Preface::read(&head).ok().map(|preface| (found, preface)))
}

/// Whether this is the name of a pack, and no path.
fn is_name(name: &str) -> bool {
	folder::is_name(name, EXTENSION)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::files;
	use codec::Encode;
	use futures::StreamExt;
	use hallmark_sdk::BlockRef;
	use hallmark_types::Digest;
	use std::fs::{self, File};

	/// A file of so many bytes that begins as a pack.
	fn write(path: &Path, bytes: u64) {
		let (genesis, code_hash) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let block = BlockRef { number: 7, hash: Digest::repeat_byte(3) };
		let preface = Preface { genesis, block, at: 8, code_hash, market: None };
		fs::write(path, (*b"HLMKPACK", 1u8, preface).encode()).unwrap();
		File::options().write(true).open(path).unwrap().set_len(bytes).unwrap();
	}

	fn asked(range: Option<&'static str>) -> HeaderMap {
		let range = range.map(|it| (header::RANGE, it.parse().unwrap()));
		range.into_iter().collect()
	}

	/// How many bytes an answer gives at a time.
	async fn blocks(answer: Answer) -> Vec<u64> {
		let blocks = answer.into_body().into_data_stream();
		blocks.map(|it| it.unwrap().len() as u64).collect().await
	}

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

	#[tokio::test]
	async fn pack_is_given_block_by_block() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("a.pack");
		write(&path, MAX_BYTES as u64);
		let answer = give(path.clone(), &asked(None)).await.unwrap();
		assert_eq!(answer.status(), StatusCode::OK);
		assert_eq!(answer.headers()[header::CONTENT_LENGTH], "20000000");
		let given = blocks(answer).await;
		assert_eq!(given.iter().sum::<u64>(), MAX_BYTES as u64);
		assert!(given.iter().all(|it| *it <= files::BLOCK));
		let answer = give(path, &asked(Some("bytes=0-8"))).await.unwrap();
		assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
		assert_eq!(answer.headers()[header::CONTENT_RANGE], "bytes 0-8/20000000");
		assert_eq!(blocks(answer).await, [9]);
	}

	#[tokio::test]
	async fn what_is_no_pack_is_neither_listed_nor_given() {
		let folder = tempfile::tempdir().unwrap();
		let path = |name: &str| folder.path().join(name);
		write(&path("good.pack"), 1_000);
		write(&path("long.pack"), MAX_BYTES as u64 + 1);
		fs::write(path("other.pack"), [b'x'; 1_000]).unwrap();
		fs::write(path("empty.pack"), b"").unwrap();
		fs::create_dir(path("folder.pack")).unwrap();
		let listed = packs(folder.path()).unwrap();
		let listed: Vec<_> = listed.iter().map(|it| (it.0.as_str(), it.1)).collect();
		assert_eq!(listed, [("good.pack", 1_000)]);
		assert!(give(path("good.pack"), &asked(None)).await.is_some());
		for name in ["long", "other", "empty", "folder", "gone"] {
			let answer = give(path(&format!("{name}.pack")), &asked(None)).await;
			assert!(answer.is_none(), "{name}");
		}
	}
}
