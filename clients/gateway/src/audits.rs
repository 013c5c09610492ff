//! Results of audits: `/audits`.
//!
//! `hallmark audit` computes again what borders decided and signs what came of it (`docs/audit.md`). Such
//! results are published here beside the statistics. The gateway does not judge them: each is its
//! auditor's, and `hallmark audit verify` says whether it is.

use crate::{
	app::App,
	files,
	http::{self, Answer},
	leaves::bytes_of,
};
use axum::{
	extract::{Request, State},
	http::{header, HeaderMap, StatusCode},
};
use serde_json::{json, Value};
use std::{
	fs::{self, File},
	io,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::task::spawn_blocking;

/// The most results that are listed.
const MAX_AUDITS: usize = 1_000;
/// The longest result that is served: one with many thousands of differences.
const MAX_BYTES: u64 = 20_000_000;
/// The type of such credentials.
const TYPE: &str = "HallmarkAudit";

fn none() -> Answer {
	http::problem(StatusCode::NOT_FOUND, "this gateway has no such audit")
}

/// The results at hand, by name: each with its auditor, its period, and how much it found.
pub async fn list(State(app): State<Arc<App>>) -> Answer {
	let Some(folder) = app.audits.clone() else { return none() };
	let mut answer = match spawn_blocking(move || audits(&folder)).await {
		Ok(Ok(audits)) => http::json(StatusCode::OK, &json!({ "audits": audits })),
		_ => http::problem(StatusCode::INTERNAL_SERVER_ERROR, "the audits cannot be listed"),
	};
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	answer
}

fn audits(folder: &Path) -> io::Result<Vec<Value>> {
	let mut audits = Vec::new();
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		let Ok(name) = entry.file_name().into_string() else { continue };
		if !is_name(&name) || audits.len() >= MAX_AUDITS {
			continue;
		}
		// What is no result is not shown as one.
		if let Ok(Some(audit)) = open(&entry.path()) {
			let told = told(&audit.document);
			audits.push(json!({ "name": name, "bytes": audit.bytes, "audit": told }));
		}
	}
	audits.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
	Ok(audits)
}

/// What the list says of a result.
fn told(document: &Value) -> Value {
	let subject = &document["credentialSubject"];
	json!({
		"issuer": document["issuer"],
		"auditor": subject["auditor"],
		"validFrom": document["validFrom"],
		"genesis": subject["genesis"],
		"from": subject["from"],
		"to": subject["to"],
		"total": subject["total"],
	})
}

/// A result: `/audits/NAME`.
pub async fn file(State(app): State<Arc<App>>, request: Request) -> Answer {
	let Some(folder) = app.audits.clone() else { return none() };
	let (request, _) = request.into_parts();
	let name = request.uri.path().strip_prefix("/audits/").unwrap_or_default();
	if !is_name(name) {
		return none();
	}
	let answer = give(folder.join(name), &request.headers).await;
	answer.unwrap_or_else(none)
}

/// A result, read as it is sent; `None` if the file is none.
async fn give(path: PathBuf, asked: &HeaderMap) -> Option<Answer> {
	let Audit { file, bytes, tag, .. } = spawn_blocking(move || open(&path)).await.ok()?.ok()??;
	let mut answer = files::give(asked, &tag, bytes, move |range| bytes_of(&file, range));
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::set(&mut answer, header::CONTENT_TYPE, "application/vc");
	http::open(&mut answer);
	Some(answer)
}

/// A file that holds the result of an audit.
struct Audit {
	file: File,
	bytes: u64,
	/// Another one once another file stands under the name, or something was written to it.
	tag: String,
	document: Value,
}

/// The result in a file; `None` if it holds none that is signed.
fn open(path: &Path) -> io::Result<Option<Audit>> {
	// A pipe would be waited for.
	if !fs::metadata(path)?.is_file() {
		return Ok(None);
	}
	let file = File::open(path)?;
	let found = file.metadata()?;
	let bytes = found.len();
	if bytes > MAX_BYTES {
		return Ok(None);
	}
	let text = bytes_of(&file, 0..bytes)?;
	let Ok(document) = serde_json::from_slice::<Value>(&text) else { return Ok(None) };
	let types = document["type"].as_array();
	let is_one = types.is_some_and(|it| it.iter().any(|it| it == TYPE));
	if !is_one || !document["proof"].is_object() {
		return Ok(None);
	}
	let tag = format!("{:x}-{bytes:x}-{:x}-{:x}", found.ino(), found.mtime(), found.mtime_nsec());
	Ok(Some(Audit { file, bytes, tag, document }))
}

/// Whether this is the name of a result, and no path.
fn is_name(name: &str) -> bool {
	let stem = name.strip_suffix(".json");
	let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
	stem.is_some_and(|it| !it.is_empty() && !it.starts_with('.') && it.bytes().all(is_plain))
		&& name.len() <= 100
}

#[cfg(test)]
mod tests {
	use super::*;

	fn signed() -> Value {
		json!({
			"type": ["VerifiableCredential", TYPE],
			"issuer": "did:web:auditor.example",
			"validFrom": "2026-12-01T00:00:00Z",
			"credentialSubject": { "auditor": 9, "total": { "equal": 5, "different": 0, "unknown": 1 } },
			"proof": {},
		})
	}

	#[test]
	fn name_is_no_path() {
		assert!(is_name("november.json") && is_name("2026-11_a.json"));
		for name in
			["", ".json", "..json", "../x.json", "a/b.json", "a%2fb.json", "a.pack", "é.json"]
		{
			assert!(!is_name(name), "{name}");
		}
	}

	#[tokio::test]
	async fn only_signed_results_are_listed_and_given() {
		let folder = tempfile::tempdir().unwrap();
		let path = |name: &str| folder.path().join(name);
		fs::write(path("november.json"), signed().to_string()).unwrap();
		let mut plain = signed();
		plain.as_object_mut().unwrap().remove("proof");
		fs::write(path("plain.json"), plain.to_string()).unwrap();
		let mut other = signed();
		other["type"] = json!(["VerifiableCredential"]);
		fs::write(path("other.json"), other.to_string()).unwrap();
		fs::write(path("text.json"), "no JSON").unwrap();
		fs::write(path("november.txt"), signed().to_string()).unwrap();
		fs::create_dir(path("folder.json")).unwrap();
		let listed = audits(folder.path()).unwrap();
		assert_eq!(listed.len(), 1, "{listed:?}");
		assert_eq!(listed[0]["name"], "november.json");
		assert_eq!(listed[0]["audit"]["auditor"], 9);
		assert_eq!(listed[0]["audit"]["total"]["equal"], 5);
		let answer = give(path("november.json"), &HeaderMap::new()).await.unwrap();
		assert_eq!(answer.status(), StatusCode::OK);
		assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/vc");
		for name in ["plain", "other", "text", "folder", "gone"] {
			let answer = give(path(&format!("{name}.json")), &HeaderMap::new()).await;
			assert!(answer.is_none(), "{name}");
		}
		assert!(audits(&path("gone")).is_err());
	}
}
