//! What a gateway is made of, and which path leads where.

use crate::{
	activations::{self, UnderWay},
	api, audits,
	config::Args,
	database::Database,
	files,
	heads::{now, Heads},
	http::{self, Answer, MAX_TARGET},
	judge,
	leaves::{LeafStore, LOOK_AGAIN},
	light::{self, Light},
	limits::{self, Limits, COSTLY},
	mirror::Mirror,
	packs,
	page::Objection,
	pages,
	passports::{self, Passports},
	proofs::Proofs,
	recent::Recent,
	records, refusals,
	reports::Reports,
	resolver,
	scans::Scans,
	tiles::{self, TileProofs},
	verifiers::Verifiers,
};
use anyhow::{bail, ensure, Context, Result};
use axum::{
	body::Body,
	extract::{Request, State},
	http::{header, request::Parts, Method, StatusCode},
	middleware::{self, Next},
	response::Response,
	routing::{get, post},
	Router,
};
use hallmark_api::{http::Visitor, Desk};
use hallmark_epcis_rest::{House, Notary};
use hallmark_sdk::{proof::TrustedSet, trust};
use hallmark_types::CountryCode;
use std::{
	fs::{self, File, TryLockError},
	net::{IpAddr, Ipv4Addr},
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use tokio::time::{interval, sleep, timeout};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The lots of how many leaf files are looked for at a time.
const PLACED: usize = 64;

/// How old what `/health` tells of files may be.
const COUNTED: Duration = Duration::from_secs(1);

/// How often what was counted is kept.
const KEEP: Duration = Duration::from_secs(60);

/// From where a request came.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// A gateway.
pub struct App {
	/// The chain.
	pub heads: Arc<Heads>,
	/// The leaf files.
	pub leaves: Arc<LeafStore>,
	/// The counts.
	pub scans: Scans,
	/// The reports.
	pub reports: Reports,
	/// The proofs.
	pub proofs: Arc<Proofs>,
	/// The proofs of tiles.
	pub tiles: TileProofs,
	/// The folder of packs, if there are any.
	pub packs: Option<PathBuf>,
	/// The folder of results of audits, if there are any.
	pub audits: Option<PathBuf>,
	/// The country that pages are of where nobody names one.
	pub market: Option<CountryCode>,
	/// The activations that are not final yet.
	pub under_way: UnderWay,
	/// The chain's nodes that browsers may ask, if any.
	pub light: Option<Light>,
	/// Who fetches leaf files, if any are to be fetched.
	pub mirror: Option<Arc<Mirror>>,
	/// The credentials, if it serves any.
	pub passports: Option<Passports>,
	/// The index, if it has one.
	pub database: Option<Database>,
	/// What the operator has set of the console.
	pub console: hallmark_console::Settings,
	/// What programs and people ask of the index and write, if it has one.
	pub desk: Option<Arc<Desk>>,
	/// What speaks EPCIS over the index.
	pub epcis: Option<Arc<House>>,
	limits: Limits,
	/// The verifiers.
	pub verifiers: Verifiers,
	/// What `/health` tells of the files at hand: all of them are gone through for it.
	pub counted: Recent<serde_json::Value>,
	origin: Option<String>,
	/// Whether the world reaches it by HTTPS.
	pub secure: bool,
	behind_proxy: bool,
	/// Held as long as it runs: the folder of its data is its own.
	_lock: File,
}

impl App {
	/// Opens what the arguments name, and begins to follow the chain.
	///
	/// # Errors
	///
	/// If a file or folder is missing, or no specification or set of voters; or if another gateway runs
	/// on the same data.
	pub fn open(args: &Args) -> Result<Arc<Self>> {
		require_there(args)?;
		let trusted = trusted(&args.trust)?;
		let lock = lock(&args.data)?;
		let leaves = LeafStore::open(&args.leaves, &args.data)
			.with_context(|| format!("--leaves {}", args.leaves.display()))?;
		let origin = args.origin.as_deref().map(origin).transpose()?;
		let secure = args.tls_cert.is_some()
			|| origin.as_deref().is_some_and(|it| it.starts_with("https://"));
		let database = Database::open(args, trusted.genesis)?;
		let desk =
			|it: &Database| it.desk(args, trusted.genesis, origin.clone(), secure, leaves.clone());
		let desk = database.as_ref().map(desk).transpose()?;
		let (proofs, passports) =
			(Proofs::new(trusted.clone()), Passports::open(args, origin.as_deref())?);
		let notary = || Notary {
			prover: Box::new({
				let proofs = proofs.clone();
				move || proofs.prover()
			}),
			seal: passports.as_ref().map(Passports::seal),
		};
		let epcis = desk.clone().map(|desk| House::open(desk, Some(notary()))).transpose();
		let epcis = epcis.context("--database: its file for EPCIS")?;
		let app = Arc::new(Self {
			heads: Arc::default(),
			leaves,
			scans: Scans::open(&args.data, now())?,
			reports: Reports::open(&args.data)?,
			proofs,
			tiles: TileProofs::default(),
			packs: args.packs.clone(),
			audits: args.audits.clone(),
			market: args.market,
			under_way: UnderWay::default(),
			light: Light::open(&args.boot_node, &args.trust)?,
			mirror: (!args.mirror.is_empty())
				.then(|| Mirror::new(&args.mirror, &args.leaves, &args.data)),
			passports,
			database,
			desk,
			epcis,
			console: hallmark_console::Settings {
				public_node: args.public_node.clone(),
				audits: args.audits.clone().map(|folder| Arc::new(audits::Folder(folder)) as _),
				..hallmark_console::Settings::default()
			},
			limits: Limits::new(args.rate, args.burst, args.trust_loopback),
			verifiers: Verifiers::open(args.verifiers.as_deref()).context("--verifiers")?,
			counted: Recent::new(COUNTED),
			secure,
			origin,
			behind_proxy: args.behind_proxy,
			_lock: lock,
		});
		tokio::spawn(app.heads.clone().follow(args.node.clone(), trusted.genesis));
		tokio::spawn(app.proofs.clone().follow(app.heads.clone()));
		tokio::spawn(app.clone().tidy());
		tokio::spawn(app.clone().place());
		if let Some(mirror) = &app.mirror {
			tokio::spawn(mirror.clone().run(app.clone()));
		}
		if let Some(passports) = &app.passports {
			passports.follow(&app.heads);
		}
		Ok(app)
	}

	/// What is to be done now and then.
	async fn tidy(self: Arc<Self>) {
		let (mut look, mut keep) = (interval(LOOK_AGAIN), interval(KEEP));
		loop {
			tokio::select! {
				_ = look.tick() => {
					self.limits.forget();
					let app = self.clone();
					let look = move || (app.leaves.look(), app.verifiers.look());
					let Ok((leaves, verifiers)) = tokio::task::spawn_blocking(look).await else {
						continue;
					};
					if let Err(error) = leaves {
						log::warn!("the folder of leaf files: {error}");
					}
					if let Err(error) = verifiers {
						log::warn!("the folder of verifiers: {error}");
					}
				}
				_ = keep.tick() => {
					let app = self.clone();
					let _ = tokio::task::spawn_blocking(move || app.scans.keep(now())).await;
				}
			}
		}
	}

	/// Looks, a few at a time, which leaf files a lot has committed to or lists, so that a stray one
	/// shows, and a list's file refutes what is not in it.
	async fn place(self: Arc<Self>) {
		let mut from: usize = 0;
		loop {
			sleep(LOOK_AGAIN).await;
			let Some(facts) = self.heads.facts() else { continue };
			let files = self.leaves.without_lot();
			let end = files.len().min(from.saturating_add(PLACED));
			for held in files.get(from..end).into_iter().flatten() {
				match judge::lot_of_file(&facts, held).await {
					Ok(Some(_)) => {}
					Ok(None) => {
						// A chain of another release may keep lists otherwise; all else goes on.
						if let Err(error) = judge::lot_of_list(&facts, held).await {
							log::debug!("a leaf file is not compared with lists: {error}");
						}
					}
					Err(_) => break,
				}
			}
			from = if end < files.len() { end } else { 0 };
		}
	}

	/// Under which address the world knows this gateway: scheme and host.
	pub fn origin(&self, request: &Parts) -> Option<String> {
		self.origin.clone().or_else(|| http::origin_of(request, self.secure))
	}

	/// From where a request came.
	pub fn visitor(&self, request: &Parts) -> IpAddr {
		let peer =
			request.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |it| it.0);
		if !self.behind_proxy {
			return peer;
		}
		let forwarded = request.headers.get_all("x-forwarded-for").iter().next_back();
		let last =
			forwarded.and_then(|it| it.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
		last.unwrap_or(peer)
	}

	/// What the console shows besides the index.
	fn settings(self: &Arc<Self>) -> hallmark_console::Settings {
		hallmark_console::Settings {
			reports: Some(Arc::new(api::AtDesk(self.clone()))),
			..self.console.clone()
		}
	}

	/// All paths.
	pub fn router(self: &Arc<Self>) -> Router {
		let own = Router::new()
			.route("/", get(pages::home_page))
			.route("/private", get(pages::private_page))
			.route("/pack", get(pages::pack_page))
			.route("/scan/{*code}", get(pages::scan_page))
			.route("/activate", post(activations::activate))
			.route("/report", post(pages::report))
			.route("/reports", get(api::reports))
			.route("/api/verify", get(api::verify))
			.route("/api/leaf", get(api::leaf))
			.route("/api/proof", get(api::proof))
			.route("/api/lots", get(tiles::lots))
			.route("/api/proof/lot/{lot}/{tile}", get(tiles::proof))
			.route("/audits", get(audits::list))
			.route("/audits/{name}", get(audits::file))
			.route("/packs", get(packs::list))
			.route("/packs/{name}", get(packs::file))
			.route("/api/receipt", get(passports::receipt))
			.route("/credentials/lots/{lot}", get(passports::credential))
			.route("/credentials/attestations/{attestation}", get(passports::credential))
			.route("/credentials/status/{listed}/{page}/{purpose}", get(passports::list))
			.route("/organisations/{organisation}", get(records::organisation))
			.route("/organisations/{organisation}/did.json", get(passports::document_of))
			.route("/facilities/{facility}", get(records::facility))
			.route("/standards/{standard}", get(records::standard))
			.route("/consortium", get(records::consortium))
			.route("/.well-known/did.json", get(passports::own_document))
			.route("/trust.json", get(api::trust))
			.route("/verifier/{file}", get(api::verifier))
			.route("/light.json", get(light::network))
			.route("/leaves/{lot}/{tile}", get(api::tile))
			.route("/leaf-files/{digest}", get(files::file))
			.route("/static/{*file}", get(api::asset))
			.route("/favicon.ico", get(api::icon))
			.route("/icon.svg", get(api::asset))
			.route("/sw.js", get(api::asset))
			.route("/manifest.webmanifest", get(api::asset))
			.route("/robots.txt", get(api::robots))
			.route("/health", get(api::health))
			.route("/.well-known/gs1resolver", get(api::description))
			.fallback(resolve)
			.method_not_allowed_fallback(not_allowed)
			.with_state(self.clone());
		let all = match &self.desk {
			Some(desk) => own
				.merge(hallmark_api::router(desk.clone()))
				.merge(hallmark_console::router(desk.clone(), self.settings())),
			None => own,
		};
		let all = match &self.epcis {
			Some(epcis) => all.merge(epcis.router()),
			None => all,
		};
		all.layer(middleware::from_fn_with_state(self.clone(), watch))
	}
}

/// Refuses files and folders that are not there, before anything is begun: each was named for what is in
/// it, and a gateway that starts without would lack that silently.
fn require_there(args: &Args) -> Result<()> {
	let folders = [
		("--leaves", Some(&args.leaves)),
		("--packs", args.packs.as_ref()),
		("--audits", args.audits.as_ref()),
		("--credentials", args.credentials.as_ref()),
		("--verifiers", args.verifiers.as_ref()),
	];
	for (option, path) in folders {
		let Some(path) = path else { continue };
		let named = || format!("{option} {}", path.display());
		let found = fs::metadata(path).with_context(named)?;
		ensure!(found.is_dir(), "{}: it is no folder", named());
	}
	let files = [
		("--trust", Some(&args.trust)),
		("--keys", args.keys.as_ref()),
		("--tls-cert", args.tls_cert.as_ref()),
		("--tls-key", args.tls_key.as_ref()),
	];
	for (option, path) in files {
		let Some(path) = path else { continue };
		let named = || format!("{option} {}", path.display());
		let found = fs::metadata(path).with_context(named)?;
		ensure!(found.is_file(), "{}: it is no regular file", named());
	}
	Ok(())
}

/// Takes the folder of data for this process alone, and makes it if it is not there. What is given is to
/// be held as long as the gateway runs; the system takes it back even if it is killed.
fn lock(data: &Path) -> Result<File> {
	let named = || format!("--data {}", data.display());
	fs::create_dir_all(data).with_context(named)?;
	let path = data.join("lock");
	let mut options = File::options();
	let file = options.create(true).truncate(false).write(true).open(path).with_context(named)?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(TryLockError::WouldBlock) => {
			bail!("{}: another gateway runs on it, and each needs a folder of its own", named())
		}
		Err(TryLockError::Error(error)) => Err(error).with_context(named),
	}
}

/// A hash in small hexadecimal digits.
pub fn is_hash(text: &str) -> bool {
	text.len() == 64 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// The voters to begin with: those of a raw specification, or a set that was saved.
fn trusted(path: &Path) -> Result<TrustedSet> {
	match trust::from_chain_spec(path) {
		Ok(trusted) => Ok(trusted),
		Err(error) => match trust::load(path) {
			Ok(trusted) => Ok(trusted),
			Err(_) => Err(error).with_context(|| format!("--trust {}", path.display())),
		},
	}
}

/// An address such as `https://id.example`, without anything after the host.
fn origin(text: &str) -> Result<String> {
	let text = text.trim_end_matches('/');
	let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
	let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
	let host = host.filter(|host| !host.is_empty() && host.bytes().all(sound));
	host.context("--origin: it is no address such as https://id.example")?;
	Ok(text.to_ascii_lowercase())
}

/// What is asked for in another way than its path knows; the router adds which ways there are.
async fn not_allowed(request: Request) -> Answer {
	let (path, method) = (request.uri().path().into(), request.method().to_string());
	http::refused(StatusCode::METHOD_NOT_ALLOWED, Objection::Method { path, method })
}

async fn resolve(State(app): State<Arc<App>>, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let answer = resolver::resolve(&app, &request).await;
	let path = request.uri.path();
	// A code may stand behind any path. What is none, and begins as a page does, is no code misspelt.
	if answer.status() == StatusCode::BAD_REQUEST && is_below(&OWN, path) {
		return http::problem(StatusCode::NOT_FOUND, &format!("there is no {path} here"));
	}
	answer
}

/// Whether a path is one of some, or below one.
fn is_below(some: &[&str], path: &str) -> bool {
	let is_or_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
	some.iter().any(|it| path.strip_prefix(it).is_some_and(is_or_below))
}

/// What all requests pass: limits before, headers after.
async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
	let (parts, body) = request.into_parts();
	let asked = parts.clone();
	let answer = match admitted(&app, &parts) {
		Err(refused) => refused,
		Ok(()) => {
			let mut request = Request::from_parts(parts, body);
			request.extensions_mut().insert(Visitor(limits::key(app.visitor(&asked))));
			match timeout(PATIENCE, next.run(request)).await {
				Ok(answer) => answer,
				Err(_) => {
					let node = app.heads.fault().map(|fault| format!(": the node: {fault}"));
					let reason = format!("the answer takes too long{}", node.unwrap_or_default());
					pages::unanswered(&app, &asked, &reason)
				}
			}
		}
	};
	let mut answer = refusals::readable(&asked, answer).await;
	http::guard(&mut answer, app.secure);
	if app.heads.facts().is_some_and(|facts| facts.is_migrating()) {
		http::set(&mut answer, http::NOTICE, http::MIGRATING);
	}
	if let Some(light) = &app.light {
		light.allow(&mut answer);
	}
	answer
}

fn admitted(app: &App, request: &Parts) -> core::result::Result<(), Answer> {
	let target = request.uri.path_and_query().map_or(0, |it| it.as_str().len());
	if target > MAX_TARGET {
		let long = Objection::Address { bytes: target, most: MAX_TARGET };
		return Err(http::refused(StatusCode::URI_TOO_LONG, long));
	}
	if request.headers.contains_key(header::HOST) && http::origin_of(request, false).is_none() {
		return Err(http::refused(StatusCode::BAD_REQUEST, Objection::Host));
	}
	let path = request.uri.path();
	// What may be asked of the paths of the API, the API says.
	let is_known = is_below(&KNOWN, path) && !is_below(&["/api/v1"], path);
	if request.method == Method::OPTIONS && is_known {
		return Err(http::options("GET, HEAD, OPTIONS"));
	}
	let costly = matches!(path, "/activate" | "/report" | "/reports")
		|| is_below(&["/api/proof", "/audits", "/leaf-files"], path)
		|| path.starts_with("/packs/");
	let cost = match path {
		_ if costly => COSTLY,
		// What is the same for all costs little, and a page needs several.
		_ if path.starts_with("/static/") || path == "/health" => 0,
		_ => 1,
	};
	if !app.limits.admits(app.visitor(request), cost) {
		let mut answer = pages::busy(request);
		http::set(&mut answer, header::RETRY_AFTER, "5");
		return Err(answer);
	}
	Ok(())
}

/// The paths that scripts of other sites may ask, with all below them.
const KNOWN: [&str; 14] = [
	"/api",
	"/audits",
	"/consortium",
	"/credentials",
	"/facilities",
	"/leaf-files",
	"/leaves",
	"/organisations",
	"/packs",
	"/standards",
	"/trust.json",
	"/verifier",
	"/.well-known/did.json",
	"/.well-known/gs1resolver",
];

/// The paths below which are pages and files of the gateway: all that a path begins with which the router
/// knows.
const OWN: [&str; 18] = [
	"/api",
	"/audits",
	"/consortium",
	"/credentials",
	"/desk",
	"/epcis",
	"/explore",
	"/facilities",
	"/leaf-files",
	"/leaves",
	"/organisations",
	"/packs",
	"/reports",
	"/standards",
	"/static",
	"/statistics",
	"/verifier",
	"/.well-known",
];

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{CommandFactory, FromArgMatches};

	#[test]
	fn path_is_below_another_by_its_parts() {
		for path in ["/packs", "/packs/", "/packs/sea.pack", "/audits/a/b"] {
			assert!(is_below(&KNOWN, path), "{path}");
		}
		for path in ["/", "/pack", "/packsX", "/audits.json", "/apis", "/x/packs"] {
			assert!(!is_below(&KNOWN, path), "{path}");
		}
	}

	#[test]
	fn origin_is_scheme_and_host_alone() {
		assert_eq!(origin("https://ID.example/").unwrap(), "https://id.example");
		assert_eq!(origin("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
		for text in
			["id.example", "https://", "https://a/b", "https://a?b", "ftp://a", "https://a b"]
		{
			assert!(origin(text).is_err(), "{text}");
		}
	}

	#[test]
	fn folder_of_data_is_of_one_gateway_alone() {
		let folder = tempfile::tempdir().unwrap();
		let data = folder.path().join("data");
		let first = lock(&data).unwrap();
		let refused = lock(&data).unwrap_err().to_string();
		let named = format!("--data {}: another gateway runs on it", data.display());
		assert!(refused.starts_with(&named), "{refused}");
		drop(first);
		assert!(lock(&data).is_ok());
	}

	#[test]
	fn what_is_not_there_is_named_with_its_option() {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name).display().to_string();
		fs::write(at("file"), "").unwrap();
		let good =
			["hallmark-gateway", "--leaves", &at(""), "--trust", &at("file"), "--database", "d"];
		let refused = |option: &str, path: &str| {
			let line = good.iter().copied().chain([option, path]);
			// Given twice, the later one counts.
			let args = Args::command().args_override_self(true).try_get_matches_from(line).unwrap();
			let args = Args::from_arg_matches(&args).unwrap();
			format!("{:#}", require_there(&args).unwrap_err())
		};
		for option in ["--leaves", "--packs", "--audits", "--verifiers", "--trust", "--keys"] {
			let gone = refused(option, &at("nope"));
			let named = format!("{option} {}: No such file or directory", at("nope"));
			assert!(gone.starts_with(&named), "{gone}");
		}
		for option in ["--leaves", "--packs", "--audits", "--verifiers"] {
			assert_eq!(
				refused(option, &at("file")),
				format!("{option} {}: it is no folder", at("file"))
			);
		}
		for option in ["--trust", "--keys"] {
			let named = format!("{option} {}: it is no regular file", at(""));
			assert_eq!(refused(option, &at("")), named);
		}
	}

	#[test]
	fn hash_is_no_path() {
		assert!(is_hash(&"0f".repeat(32)));
		for text in ["", "../../etc/passwd", &"0F".repeat(32), &"0f".repeat(31), "%2e%2e"] {
			assert!(!is_hash(text), "{text}");
		}
	}
}
