//! Style, scripts and pictures: part of the binary, and served under an address that changes with
//! them, so that browsers may keep them for ever.

use std::{
	io::Write,
	sync::{LazyLock, OnceLock},
};

use flate2::{write::GzEncoder, Compression};
use sha2::{Digest, Sha256};

use super::{words, Lang};

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

macro_rules! assets {
	($($path:literal $media:literal $file:literal,)*) => {
		&[$(Asset { path: $path, media: $media, content: include_bytes!(concat!("../../", $file)) },)*]
	};
}

/// Those that are files of the sources. Scripts import one another by their paths here.
static FILES: &[Asset] = assets! {
	"activate.js" "text/javascript; charset=utf-8" "static/activate.js",
	"app.js" "text/javascript; charset=utf-8" "static/app.js",
	"asked.js" "text/javascript; charset=utf-8" "static/asked.js",
	"check.js" "text/javascript; charset=utf-8" "static/check.js",
	"device.js" "text/javascript; charset=utf-8" "static/device.js",
	"icon.svg" "image/svg+xml" "static/icon.svg",
	"kept.js" "text/javascript; charset=utf-8" "static/kept.js",
	"light-client.js" "text/javascript; charset=utf-8" "static/light-client.js",
	"light.js" "text/javascript; charset=utf-8" "static/light.js",
	"light.worker.js" "text/javascript; charset=utf-8" "static/light.worker.js",
	"manifest.webmanifest" "application/manifest+json" "static/manifest.webmanifest",
	"own.js" "text/javascript; charset=utf-8" "static/own.js",
	"pack.js" "text/javascript; charset=utf-8" "static/pack.js",
	"private.js" "text/javascript; charset=utf-8" "static/private.js",
	"reader.js" "text/javascript; charset=utf-8" "static/reader.js",
	"read.js" "text/javascript; charset=utf-8" "static/read.js",
	"scan.js" "text/javascript; charset=utf-8" "static/scan.js",
	"scratch.js" "text/javascript; charset=utf-8" "static/scratch.js",
	"style.css" "text/css; charset=utf-8" "static/style.css",
	"sw.js" "text/javascript; charset=utf-8" "static/sw.js",
	"told.js" "text/javascript; charset=utf-8" "static/told.js",
	"vendor/jsqr/jsQR.js" "text/javascript; charset=utf-8" "static/vendor/jsqr/jsQR.js",
	"vendor/jsqr/LICENSE" "text/plain; charset=utf-8" "static/vendor/jsqr/LICENSE",
	"vendor/smoldot/bytecode-browser.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/bytecode-browser.js",
	"vendor/smoldot/internals/buffer.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/buffer.js",
	"vendor/smoldot/internals/bytecode/wasm.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/bytecode/wasm.js",
	"vendor/smoldot/internals/bytecode/wasm0.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/bytecode/wasm0.js",
	"vendor/smoldot/internals/bytecode/wasm1.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/bytecode/wasm1.js",
	"vendor/smoldot/internals/bytecode/wasm2.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/bytecode/wasm2.js",
	"vendor/smoldot/internals/bytecode/wasm3.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/bytecode/wasm3.js",
	"vendor/smoldot/internals/client.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/client.js",
	"vendor/smoldot/internals/local-instance.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/local-instance.js",
	"vendor/smoldot/internals/remote-instance.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/internals/remote-instance.js",
	"vendor/smoldot/LICENSE" "text/plain; charset=utf-8" "static/vendor/smoldot/LICENSE",
	"vendor/smoldot/no-auto-bytecode-browser.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/no-auto-bytecode-browser.js",
	"vendor/smoldot/public-types.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/public-types.js",
	"vendor/smoldot/worker-browser.js" "text/javascript; charset=utf-8" "static/vendor/smoldot/worker-browser.js",
	"verify/activation.js" "text/javascript; charset=utf-8" "../../js/verify/src/activation.js",
	"verify/bytes.js" "text/javascript; charset=utf-8" "../../js/verify/src/bytes.js",
	"verify/check.worker.js" "text/javascript; charset=utf-8" "../../js/verify/src/check.worker.js",
	"verify/gs1.js" "text/javascript; charset=utf-8" "../../js/verify/src/gs1.js",
	"verify/hash.js" "text/javascript; charset=utf-8" "../../js/verify/browser/hash.js",
	"verify/lot.js" "text/javascript; charset=utf-8" "../../js/verify/src/lot.js",
	"verify/pack.js" "text/javascript; charset=utf-8" "../../js/verify/src/pack.js",
	"verify/private.js" "text/javascript; charset=utf-8" "../../js/verify/src/private.js",
	"verify/proof.js" "text/javascript; charset=utf-8" "../../js/verify/src/proof.js",
	"verify/serial.js" "text/javascript; charset=utf-8" "../../js/verify/src/serial.js",
	"verify/tile.js" "text/javascript; charset=utf-8" "../../js/verify/src/tile.js",
	"verify/worker.js" "text/javascript; charset=utf-8" "../../js/verify/src/worker.js",
	"words.js" "text/javascript; charset=utf-8" "static/words.js",
	"world.svg" "image/svg+xml" "static/world.svg",
};

/// All of them: those files, the words that scripts say, and what their pages ask for.
pub static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
	let made = Lang::ALL.into_iter().flat_map(|lang| {
		let (words, asked) = match lang {
			Lang::En => ("words/en.js", "asked/en.js"),
			Lang::Zh => ("words/zh.js", "asked/zh.js"),
		};
		// They are made once, and stay as long as the program runs.
		[(words, words::script(lang)), (asked, words::asked(lang))].map(|(path, script)| Asset {
			path,
			media: "text/javascript; charset=utf-8",
			content: script.leak().as_bytes(),
		})
	});
	FILES.iter().copied().chain(made).collect()
});

/// The folder that they are served under: `/static/` and the first 16 hexadecimal digits of a hash
/// over all of them.
pub static BASE: LazyLock<String> = LazyLock::new(|| {
	let mut hash = Sha256::new();
	for asset in ASSETS.iter() {
		hash.update((asset.path.len() as u64).to_be_bytes());
		hash.update(asset.path);
		hash.update((asset.content.len() as u64).to_be_bytes());
		hash.update(asset.content);
	}
	format!("/static/{}", hex::encode(&hash.finalize()[..8]))
});

/// The same files packed by gzip, in their order: each is made once, when it is asked for.
static PACKED: LazyLock<Vec<OnceLock<Vec<u8>>>> =
	LazyLock::new(|| ASSETS.iter().map(|_| OnceLock::new()).collect());

impl Asset {
	/// Its content packed by gzip.
	pub fn packed(&self) -> &'static [u8] {
		let at = ASSETS.iter().position(|asset| asset.path == self.path);
		let packed = at.and_then(|at| PACKED.get(at));
		packed.map_or(&[], |packed| packed.get_or_init(|| gzip(self.content)))
	}

	/// Whether it belongs to the light client.
	pub fn is_for_light(&self) -> bool {
		self.path.starts_with("light") || self.path.starts_with("vendor/smoldot/")
	}
}

/// Packs by gzip (RFC 1952).
pub fn gzip(content: &[u8]) -> Vec<u8> {
	let mut out = GzEncoder::new(Vec::new(), Compression::best());
	let written = out.write_all(content).and_then(|()| out.finish());
	written.expect("a vector takes whatever is written; qed")
}

/// Whether a browser takes what is packed by gzip: the header `Accept-Encoding` (RFC 9110, section
/// 12.5.3).
pub fn takes_gzip(accept: Option<&str>) -> bool {
	accept.unwrap_or_default().split(',').any(|coding| {
		let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
		let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
		name.trim().eq_ignore_ascii_case("gzip") && !refused
	})
}

/// Those that are also served under their plain names, because browsers look for them there.
const AT_ROOT: [&str; 3] = ["sw.js", "manifest.webmanifest", "icon.svg"];

/// The file of a request's path, and whether browsers may keep it for ever: they may if the path has
/// the right hash. With another hash, such as an older page has, the newest file is the best there
/// is.
pub fn find(path: &str) -> Option<(&'static Asset, bool)> {
	if let Some(name) = path.strip_prefix('/').filter(|name| AT_ROOT.contains(name)) {
		return ASSETS.iter().find(|asset| asset.path == name).map(|asset| (asset, false));
	}
	let (hash, name) = path.strip_prefix("/static/")?.split_once('/')?;
	let asset = ASSETS.iter().find(|asset| asset.path == name)?;
	Some((asset, BASE.strip_prefix("/static/") == Some(hash)))
}

#[cfg(test)]
mod tests {
	use std::path::{Path, PathBuf};

	use super::*;

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

	/// The scripts that a script loads before it runs, and those that these load.
	fn loaded(path: &str, out: &mut Vec<String>) {
		if out.iter().any(|it| it == path) {
			return;
		}
		out.push(path.into());
		let asset = ASSETS.iter().find(|it| it.path == path);
		let text = asset.unwrap_or_else(|| panic!("{path} is not served")).content;
		let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
		let code = std::str::from_utf8(text).unwrap();
		let code = code.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
		for line in code.filter(|line| line.contains(" from './")) {
			let name = line.split(" from './").nth(1).unwrap().split('\'').next().unwrap();
			loaded(format!("{folder}/{name}").trim_start_matches('/'), out);
		}
	}

	#[test]
	fn installed_app_keeps_all_that_its_pages_load() {
		let worker = ASSETS.iter().find(|it| it.path == "sw.js").unwrap().content;
		let worker = std::str::from_utf8(worker).unwrap();
		let mut all = Vec::new();
		for page in ["scan.js", "read.js", "activate.js", "private.js", "pack.js"] {
			loaded(page, &mut all);
		}
		// What is loaded only when it is needed.
		for script in ["check.js", "verify/check.worker.js"] {
			loaded(script, &mut all);
		}
		for script in ["words/en.js", "words/zh.js", "asked/en.js", "asked/zh.js"] {
			loaded(script, &mut all);
		}
		loaded("vendor/jsqr/jsQR.js", &mut all);
		assert!(all.len() > 15, "{all:?}");
		for path in all {
			let name = path.trim_end_matches(".js").trim_start_matches("verify/");
			assert!(worker.contains(&format!("'{name}'")), "sw.js does not keep {path}");
		}
	}

	#[test]
	fn path_is_found_for_ever_only_with_its_hash() {
		let base = BASE.as_str();
		assert!(find(&format!("{base}/style.css")).is_some_and(|(_, forever)| forever));
		assert!(find("/static/0123456789abcdef/style.css").is_some_and(|(_, forever)| !forever));
		assert!(find("/sw.js").is_some_and(|(_, forever)| !forever));
		for path in ["/static/style.css", "/static/x/../style.css", "/static/x/", "/style.css"] {
			assert!(find(path).is_none(), "{path}");
		}
	}

	#[test]
	fn packed_file_is_the_same_and_smaller() {
		for asset in ASSETS.iter() {
			let mut unpacked = Vec::new();
			let mut reader = flate2::read::GzDecoder::new(asset.packed());
			std::io::Read::read_to_end(&mut reader, &mut unpacked).unwrap();
			assert_eq!(unpacked, asset.content, "{}", asset.path);
			assert!(asset.packed().len() < asset.content.len(), "{}", asset.path);
		}
	}

	#[test]
	fn gzip_is_taken_when_it_is_named_and_not_refused() {
		for accept in ["gzip", "deflate, GZIP;q=0.5, br", "br , gzip"] {
			assert!(takes_gzip(Some(accept)), "{accept}");
		}
		for accept in ["", "br", "gzip;q=0", "gzip;q=0.0", "xgzip"] {
			assert!(!takes_gzip(Some(accept)), "{accept}");
		}
		assert!(!takes_gzip(None));
	}

	#[test]
	fn style_and_scripts_of_a_page_are_small() {
		let size = |path: &str| ASSETS.iter().find(|it| it.path == path).unwrap().content.len();
		assert!(size("style.css") < 15_000);
		// What stands before a page is painted, and what comes after it.
		let first = ["style.css", "scan.js", "app.js", "world.svg"].map(size);
		assert!(first.into_iter().sum::<usize>() < 25_000, "{first:?}");
		let packed = |path: &str| ASSETS.iter().find(|it| it.path == path).unwrap().packed().len();
		let later =
			["check.js", "own.js", "told.js", "words.js", "words/en.js", "activate.js"].map(packed);
		assert!(later.into_iter().sum::<usize>() < 35_000, "{later:?}");
	}
}
