//! Style and scripts of these pages: part of the binary, and served under an address that changes with
//! them, so that browsers may keep them for ever.

use axum::{
	extract::Path,
	http::{header, HeaderMap, StatusCode},
};
use flate2::{write::GzEncoder, Compression};
use hallmark_api::http::{answer, problem, set, text, Answer};
use sha2::{Digest, Sha256};
use std::{
	io::Write,
	sync::{LazyLock, OnceLock},
};

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
	/// Its path below the folder.
	pub path: &'static str,
	/// Its media type.
	pub media: &'static str,
	/// What is in it.
	pub content: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const TEXT: &str = "text/plain; charset=utf-8";

macro_rules! assets {
	($($path:literal $media:ident $file:literal,)*) => {
		&[$(Asset { path: $path, media: $media, content: include_bytes!(concat!("../", $file)) },)*]
	};
}

/// All of them. Scripts import one another by their paths here. What the scan page has too is its own
/// file.
pub static ASSETS: &[Asset] = assets! {
	"agency.js" JS "static/agency.js",
	"console.css" CSS "static/console.css",
	"desk.js" JS "static/desk.js",
	"fields.js" JS "static/fields.js",
	"icon.svg" SVG "../gateway/static/icon.svg",
	"live.js" JS "static/live.js",
	"marks.js" JS "static/marks.js",
	"merchant.js" JS "static/merchant.js",
	"officer.js" JS "static/officer.js",
	"reader.js" JS "../gateway/static/reader.js",
	"say.js" JS "static/say.js",
	"style.css" CSS "../gateway/static/style.css",
	"vendor/desk.js" JS "static/vendor/desk.js",
	"vendor/desk.LICENSES" TEXT "static/vendor/desk.LICENSES",
	"vendor/jsqr/jsQR.js" JS "../gateway/static/vendor/jsqr/jsQR.js",
	"vendor/jsqr/LICENSE" TEXT "../gateway/static/vendor/jsqr/LICENSE",
	"verify/bytes.js" JS "../../js/verify/src/bytes.js",
	"verify/draw.js" JS "../../js/verify/src/draw.js",
	"verify/gs1.js" JS "../../js/verify/src/gs1.js",
	"verify/hash.js" JS "../../js/verify/browser/hash.js",
	"verify/lot.js" JS "../../js/verify/src/lot.js",
	"verify/serial.js" JS "../../js/verify/src/serial.js",
};

/// The folder that they are served under: `/desk/static/` and the first 16 hexadecimal digits of a
/// hash over all of them.
pub static BASE: LazyLock<String> = LazyLock::new(|| {
	let mut hash = Sha256::new();
	for asset in ASSETS {
		hash.update((asset.path.len() as u64).to_be_bytes());
		hash.update(asset.path);
		hash.update((asset.content.len() as u64).to_be_bytes());
		hash.update(asset.content);
	}
	let digits = hex::encode(hash.finalize());
	format!("/desk/static/{}", digits.get(..16).unwrap_or_default())
});

/// The same files packed by gzip, in their order: each is made once, when it is asked for.
static PACKED: [OnceLock<Vec<u8>>; ASSETS.len()] = [const { OnceLock::new() }; ASSETS.len()];

/// Packs by gzip (RFC 1952).
pub fn gzip(content: &[u8]) -> Vec<u8> {
	let mut out = GzEncoder::new(Vec::new(), Compression::best());
	let written = out.write_all(content).and_then(|()| out.finish());
	written.expect("a vector takes whatever is written; qed")
}

/// Whether a browser takes what is packed by gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
	let accept = text(headers, &header::ACCEPT_ENCODING).unwrap_or_default();
	accept.split(',').any(|coding| {
		let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
		let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
		name.trim().eq_ignore_ascii_case("gzip") && !refused
	})
}

/// Serves a file. With another hash, such as an older page has, the newest file is the best there is.
pub async fn serve(Path((hash, path)): Path<(String, String)>, headers: HeaderMap) -> Answer {
	let found = ASSETS.iter().position(|asset| asset.path == path);
	let Some((at, asset)) = found.and_then(|at| Some((at, ASSETS.get(at)?))) else {
		return problem(StatusCode::NOT_FOUND, "there is no such file");
	};
	let packed = PACKED.get(at).filter(|_| takes_gzip(&headers));
	let mut answer = match packed {
		Some(packed) => {
			let packed = packed.get_or_init(|| gzip(asset.content));
			let mut answer = answer(StatusCode::OK, asset.media, packed.as_slice());
			set(&mut answer, header::CONTENT_ENCODING, "gzip");
			answer
		}
		None => answer(StatusCode::OK, asset.media, asset.content),
	};
	set(&mut answer, header::VARY, "Accept-Encoding");
	let forever = BASE.strip_prefix("/desk/static/") == Some(hash.as_str());
	let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
	set(&mut answer, header::CACHE_CONTROL, cache);
	answer
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::{Path, PathBuf};

	fn files(folder: &Path, out: &mut Vec<PathBuf>) {
		for entry in std::fs::read_dir(folder).unwrap() {
			let path = entry.unwrap().path();
			if path.is_dir() {
				files(&path, out)
			} else {
				out.push(path)
			}
		}
	}

	#[test]
	fn every_file_of_the_folder_is_served() {
		let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
		let mut found = Vec::new();
		files(&root, &mut found);
		for path in found {
			let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
			assert!(ASSETS.iter().any(|asset| asset.path == name), "{name} is not served");
		}
	}

	#[test]
	fn scripts_find_what_they_import() {
		for asset in ASSETS.iter().filter(|it| it.media == JS && !it.path.starts_with("vendor/")) {
			let folder = asset.path.rsplit_once('/').map_or("", |(folder, _)| folder);
			let code = std::str::from_utf8(asset.content).unwrap();
			let code = code.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
			for line in code {
				for opening in [" from './", "import('./"] {
					let Some(rest) = line.split(opening).nth(1) else { continue };
					let name = rest.split('\'').next().unwrap();
					let path = format!("{folder}/{name}");
					let path = path.trim_start_matches('/');
					let known = ASSETS.iter().any(|it| it.path == path);
					assert!(known, "{} imports {path}, which is not served", asset.path);
				}
			}
		}
	}

	#[test]
	fn style_is_small() {
		let size = |path: &str| ASSETS.iter().find(|it| it.path == path).unwrap().content.len();
		assert!(size("console.css") < 15_000);
	}
}
