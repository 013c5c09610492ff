//! Results of audits: `/audits`.
//!
//! `hallmark audit` computes again what borders decided and signs what came of it (`docs/audit.md`). Such
//! results are published here beside the statistics. The gateway does not judge them: each is its
//! auditor's, and `hallmark audit verify` says whether it is.

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
use hallmark_console::Audit;
use serde_json::{json, Value};
use std::{
	io,
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::task::spawn_blocking;

/// What the files' names end with.
const EXTENSION: &str = "json";
/// The longest result that is served: one with many thousands of differences.
const MAX_BYTES: u64 = 20_000_000;
/// The type of such credentials.
const TYPE: &str = "HallmarkAudit";

/// The results at hand, by name: each with its auditor, its period, and how much it found.
pub async fn list(State(app): State<Arc<App>>) -> Answer {
	let Some(folder) = app.audits.clone() else { return folder::without("audits") };
	let mut answer = match spawn_blocking(move || audits(&folder)).await {
		Ok(Ok(audits)) => http::json(StatusCode::OK, &json!({ "audits": audits })),
		_ => http::problem(StatusCode::INTERNAL_SERVER_ERROR, "the audits cannot be listed"),
	};
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	answer
}

fn audits(folder: &Path) -> io::Result<Vec<Value>> {
	let read = |path: &Path| {
		let audit = open(path)?;
		Ok(audit.map(|(found, document)| (found.bytes, told(&document))))
	};
	let audits = folder::listed(folder, EXTENSION, read)?;
	let entry = |(name, (bytes, audit))| json!({ "name": name, "bytes": bytes, "audit": audit });
	Ok(audits.into_iter().map(entry).collect())
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

/// The folder of results, as the page of statistics shows it.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl hallmark_console::Audits for Folder {
	fn listed(&self) -> Vec<Audit> {
		match audits(&self.0) {
			Ok(audits) => audits.iter().filter_map(shown).collect(),
			Err(error) => {
				log::warn!("--audits: {}: {error}", self.0.display());
				Vec::new()
			}
		}
	}
}

/// What a page shows of a result that is listed; none if it does not say what the form asks for.
fn shown(listed: &Value) -> Option<Audit> {
	let audit = &listed["audit"];
	let block = |bound: &str| audit[bound]["number"].as_u64()?.try_into().ok();
	let count = |of: &str| audit["total"][of].as_u64();
	Some(Audit {
		name: listed["name"].as_str()?.to_owned(),
		auditor: audit["auditor"].as_u64()?.try_into().ok()?,
		blocks: (block("from")?, block("to")?),
		counts: [count("equal")?, count("different")?, count("unknown")?],
	})
}

/// A result: `/audits/NAME`.
pub async fn file(State(app): State<Arc<App>>, request: Request) -> Answer {
	let Some(folder) = app.audits.clone() else { return folder::without("audits") };
	let (request, _) = request.into_parts();
	let name = request.uri.path().strip_prefix("/audits/").unwrap_or_default();
	if !is_name(name) {
		return folder::none("audit");
	}
	let answer = give(folder.join(name), &request.headers).await;
	answer.unwrap_or_else(|| folder::none("audit"))
}

/// A result, read as it is sent; `None` if the file is none.
async fn give(path: PathBuf, asked: &HeaderMap) -> Option<Answer> {
	let (found, _) = spawn_blocking(move || open(&path)).await.ok()?.ok()??;
	let mut answer = folder::give(asked, found);
	http::set(&mut answer, header::CONTENT_TYPE, "application/vc");
	Some(answer)
}

/// The result in a file; `None` if it holds none that is signed.
fn open(path: &Path) -> io::Result<Option<(Found, Value)>> {
	let Some(found) = folder::open(path, MAX_BYTES)? else { return Ok(None) };
	let text = bytes_of(&found.file, 0..found.bytes)?;
	let Ok(document) = serde_json::from_slice::<Value>(&text) else { return Ok(None) };
	let types = document["type"].as_array();
	let is_one = types.is_some_and(|it| it.iter().any(|it| it == TYPE));
	let is_signed = document["proof"].is_object();
	Ok((is_one && is_signed).then_some((found, document)))
}

/// Whether this is the name of a result, and no path.
fn is_name(name: &str) -> bool {
	folder::is_name(name, EXTENSION)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	fn signed() -> Value {
		json!({
			"type": ["VerifiableCredential", TYPE],
			"issuer": "did:web:auditor.example",
			"validFrom": "2026-12-01T00:00:00Z",
			"credentialSubject": { "auditor": 9, "from": { "number": 3 }, "to": { "number": 8 }, "total": { "equal": 5, "different": 0, "unknown": 1 } },
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
		let shown = hallmark_console::Audits::listed(&Folder(folder.path().into()));
		let expected =
			Audit { name: "november.json".into(), auditor: 9, blocks: (3, 8), counts: [5, 0, 1] };
		assert_eq!(shown, [expected]);
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
