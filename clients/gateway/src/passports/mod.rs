//! Credentials: what issuers and agencies signed, and what became of it since.
//!
//! | module | holds |
//! |---|---|
//! | [`store`] | passports, conformity credentials and signatures over lots, as they were handed in |
//! | [`lists`] | the status lists, computed from the chain and signed with a key of the gateway's own |
//!
//! Signed documents are served as they are, byte for byte, once they are checked; the gateway can
//! neither make nor change one. What it signs itself are the status lists alone.

pub mod lists;
pub mod store;

use crate::{
	app::App,
	config::Args,
	heads::{now, Heads},
	http::{self, Answer},
	judge,
	links::{self, Link, Registered},
	state::{Facts, StateError},
};
use anyhow::{bail, Context, Result};
use axum::{
	extract::{Request, State},
	http::{header, request::Parts, StatusCode},
};
use hallmark_credentials::{
	receipt::{Inclusion, SignedRoot},
	status::Page,
	Base, DidWeb, Issuer, RegisteredKey, SecretKey,
};
use hallmark_gs1::ProductCode;
use hallmark_runtime::trace;
use hallmark_runtime_api::trace::{CredentialKeyAnswer, WebIdentityAnswer};
use hallmark_sdk::{
	credentials::{
		issuer_with, issuers_of,
		vet::{About, LOTS},
	},
	pkcs11::{self, Uri},
	sealed::secrecy::SecretString,
};
use hallmark_types::{CredentialKey, Gtin, LotId, OrgId};
use lists::Lists;
use sha2::{Digest, Sha256};
use std::{path::Path, sync::Arc, time::Duration};
use store::{Document, Store, Subject};

/// The media type of credentials with a proof inside (Verifiable Credentials 2.0, section 6.2).
pub const CREDENTIAL: &str = "application/vc";

/// That of receipts (RFC 9052, section 12.1).
const RECEIPT: &str = "application/cose; cose-type=\"cose-sign1\"";

/// That of DID documents with a context (DID Core, section 6.3).
const DID_DOCUMENT: &str = "application/did+ld+json";

/// The link type of a digital product passport.
pub const PASSPORT_LINK: &str = "gs1:dpp";

/// Where the PIN of a token is, if its URI does not say.
const PIN: &str = "HALLMARK_PIN";

/// How old a credential may be in a cache before it is asked for again; a list less.
const CREDENTIAL_CACHED: &str = "no-cache";
const LIST_CACHED: &str = "public, max-age=10";

/// How long a leaf file that has just come is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

type Shared = State<Arc<App>>;

/// The credentials of a gateway.
pub struct Passports {
	base: Base,
	did: DidWeb,
	own: Issuer,
	/// What was handed in; none if the gateway was given no folder.
	pub store: Option<Arc<Store>>,
	/// The status lists.
	pub lists: Arc<Lists>,
}

/// A passport that is served.
pub struct Served {
	/// Of which lot.
	pub lot: LotId,
	/// Its path.
	pub path: String,
	/// The name of whoever signed it.
	pub issuer: String,
}

impl Passports {
	/// Opens what the arguments name: nothing if they name no key. `origin` is the address under which
	/// the world knows the gateway.
	///
	/// # Errors
	///
	/// If the address is none that a DID can be made of, or the key cannot be read or made.
	pub fn open(args: &Args, origin: Option<&str>) -> Result<Option<Self>> {
		let Some(file) = &args.credential_key else { return Ok(None) };
		let origin = origin.context("--credential-key: it needs --origin, too")?;
		let Some(host) = origin.strip_prefix("https://") else {
			bail!("--origin {origin}: credentials name their gateway by an address of https");
		};
		let did = DidWeb::of_domain(host).with_context(|| format!("--origin {origin}"))?;
		let base = Base::new(origin)?;
		let key = key(file).with_context(|| format!("--credential-key {}", file.display()))?;
		let registered = RegisteredKey { key: key.public(), valid_from: None, withdrawn: None };
		let store = args.credentials.as_deref().map(|folder| Store::new(folder, base.clone()));
		Ok(Some(Self {
			own: Issuer { did: did.clone(), keys: vec![registered] },
			lists: Arc::new(Lists::new(base.clone(), did.clone(), key)),
			store: store.map(Arc::new),
			base,
			did,
		}))
	}

	/// Begins to follow the chain, and to look for what is handed in.
	pub fn follow(&self, heads: &Arc<Heads>) {
		tokio::spawn(self.lists.clone().follow(heads.clone()));
		if let Some(store) = &self.store {
			tokio::spawn(store.clone().follow(heads.clone()));
		}
	}

	/// A document that is to be believed at this block; none if there is none.
	///
	/// # Errors
	///
	/// [`StateError`].
	pub async fn current(
		&self,
		facts: &Facts,
		subject: Subject,
	) -> std::result::Result<Option<Arc<Document>>, StateError> {
		let found = self.store.as_ref().and_then(|store| store.of(subject));
		let Some(found) = found.filter(|it| it.valid_until.is_none_or(|until| until >= now()))
		else {
			return Ok(None);
		};
		// Its signature and what it says were checked not long ago. Its key may have been withdrawn since,
		// as of a moment before it signed.
		let (org, key) = (found.org, CredentialKey(found.key.to_bytes()));
		let known: Option<CredentialKeyAnswer> = if facts.is_native() {
			facts.ask(|| trace::credential_key(org, key)).await?
		} else {
			facts.call("TraceApi_credential_key", (org, key)).await?
		};
		let issuer = known.as_ref().and_then(issuer_with);
		let counts = issuer.is_some_and(|it| it.key_at(&found.method, found.created).is_ok());
		if let (false, Some(store)) = (counts, &self.store) {
			store.doubt(&found);
		}
		Ok(counts.then_some(found))
	}

	/// The passports of lots.
	async fn of_lots(
		&self,
		facts: &Facts,
		lots: &[LotId],
	) -> std::result::Result<Vec<Served>, StateError> {
		let mut served = Vec::new();
		for lot in lots.iter().copied() {
			if let Some(found) = self.current(facts, Subject::Credential(About::Lot(lot))).await? {
				let (path, issuer) = (format!("{LOTS}{lot}"), found.issuer.clone());
				served.push(Served { lot, path, issuer });
			}
		}
		Ok(served)
	}

	/// As whom the gateway signs, and what signs for it.
	pub fn seal(&self) -> (String, Box<hallmark_epcis_rest::capture::receipts::Sign>) {
		let lists = self.lists.clone();
		let sign = move |document: &serde_json::Value| {
			lists.seal(document).map_err(|error| error.to_string())
		};
		(self.did.to_string(), Box::new(sign))
	}

	/// How it stands, as `/health` tells it.
	pub fn state(&self) -> serde_json::Value {
		serde_json::json!({
			"did": self.did.as_str(),
			"statusBlock": self.lists.block(),
			"statusFault": self.lists.fault(),
			"files": self.store.as_ref().map(|store| store.state()),
		})
	}
}

/// The links of a product and of lots of it: those that brand and issuers registered, and if there is
/// no passport among them, those that this gateway serves of the lots.
///
/// # Errors
///
/// [`StateError`].
pub async fn links(
	app: &App,
	facts: &Facts,
	gtin: Gtin,
	lots: &[LotId],
) -> std::result::Result<Arc<Registered>, StateError> {
	let registered = links::of(facts, gtin, lots).await?;
	let Some(passports) = &app.passports else { return Ok(registered) };
	let mut all = registered.product.iter().chain(&registered.lots);
	if all.any(|link| link.link_type == PASSPORT_LINK) {
		return Ok(registered);
	}
	let own = passports.of_lots(facts, lots).await?;
	if own.is_empty() {
		return Ok(registered);
	}
	let mut all = Registered::clone(&registered);
	all.lots.extend(own.into_iter().map(|Served { lot, issuer, .. }| Link {
		link_type: PASSPORT_LINK.into(),
		href: About::Lot(lot).url(&passports.base),
		title: format!("Digital product passport of lot {lot}, by {issuer}"),
		language: None,
		media_type: Some(CREDENTIAL.into()),
	}));
	Ok(Arc::new(all))
}

/// The passports of lots that this gateway serves.
///
/// # Errors
///
/// [`StateError`].
pub async fn of_lots(
	app: &App,
	facts: &Facts,
	lots: &[LotId],
) -> std::result::Result<Vec<Served>, StateError> {
	match &app.passports {
		Some(passports) => passports.of_lots(facts, lots).await,
		None => Ok(Vec::new()),
	}
}

/// The key in a file, or a new one if there is no file; or the key in a token that a `pkcs11:` URI names,
/// as for `hallmark credential`.
fn key(place: &Path) -> Result<SecretKey> {
	if let Some(uri) = place.to_str().filter(|text| Uri::is_meant(text)) {
		let key = pkcs11::Key::open(&uri.parse()?, pin)?;
		return Ok(key.for_credentials()?);
	}
	let file = place;
	if !file.exists() {
		let key = SecretKey::generate()?;
		key.create_file(file)?;
		log::info!("a new credential key is in {}: {}", file.display(), key.public());
		return Ok(key);
	}
	Ok(SecretKey::from_file(file)?)
}

/// The PIN of a token. Nobody is there to be asked for it.
fn pin(token: &str) -> hallmark_sdk::Result<SecretString> {
	match std::env::var(PIN).ok().filter(|pin| !pin.is_empty()) {
		Some(pin) => Ok(pin.into()),
		None => {
			let reason = format!(
				"the token {token} asks for one: name its file with pin-source, or put it into {PIN}"
			);
			Err(hallmark_sdk::Error::Input { field: "PIN", reason })
		}
	}
}

fn unavailable(reason: &str) -> Answer {
	let mut answer = http::problem(StatusCode::SERVICE_UNAVAILABLE, reason);
	http::set(&mut answer, header::RETRY_AFTER, "5");
	answer
}

fn nothing(reason: &str) -> Answer {
	http::problem(StatusCode::NOT_FOUND, reason)
}

fn passports(app: &App) -> std::result::Result<&Passports, Answer> {
	app.passports.as_ref().ok_or_else(|| nothing("this gateway serves no credentials"))
}

fn facts(app: &App) -> std::result::Result<Arc<Facts>, Answer> {
	app.heads.facts().ok_or_else(|| unavailable("the node has not told any final block yet"))
}

fn failed(error: StateError) -> Answer {
	unavailable(&error.to_string())
}

/// A document as it is, or that it is the one which the client has (RFC 9110, section 13.1.2).
fn given(request: &Parts, media: &'static str, cached: &str, bytes: Vec<u8>) -> Answer {
	let tag = format!("\"{}\"", hex::encode(Sha256::digest(&bytes)));
	let has = http::text(&request.headers, &header::IF_NONE_MATCH);
	let is_it = |it: &str| it == "*" || it.trim_start_matches("W/") == tag;
	let has = has.is_some_and(|tags| tags.split(',').map(str::trim).any(is_it));
	let mut answer = match has {
		true => http::answer(StatusCode::NOT_MODIFIED, media, Vec::new()),
		false => http::answer(StatusCode::OK, media, bytes),
	};
	http::set(&mut answer, header::ETAG, &tag);
	http::set(&mut answer, header::CACHE_CONTROL, cached);
	http::open(&mut answer);
	answer
}

fn told(answer: std::result::Result<Answer, Answer>) -> Answer {
	answer.unwrap_or_else(|refused| refused)
}

/// A passport, `/credentials/lots/LOT`, or a conformity credential, `/credentials/attestations/ID`.
pub async fn credential(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(credential_of(&app, &request).await)
}

async fn credential_of(app: &App, request: &Parts) -> std::result::Result<Answer, Answer> {
	let passports = passports(app)?;
	let none = || nothing("this gateway has no credential of this that is to be believed");
	let about = About::of_path(request.uri.path()).ok_or_else(none)?;
	let facts = facts(app)?;
	let found = passports.current(&facts, Subject::Credential(about)).await.map_err(failed)?;
	let bytes = read(passports, &found.ok_or_else(none)?).await?;
	Ok(given(request, CREDENTIAL, CREDENTIAL_CACHED, bytes))
}

/// The bytes of a document, if they are still those that were checked.
async fn read(
	passports: &Passports,
	document: &Arc<Document>,
) -> std::result::Result<Vec<u8>, Answer> {
	let changed = || unavailable("the file has just changed, and is not checked yet");
	let store = passports.store.clone().ok_or_else(changed)?;
	let document = document.clone();
	let read = tokio::task::spawn_blocking(move || store.read(&document)).await;
	read.ok().flatten().ok_or_else(changed)
}

/// A status list: `/credentials/status/lots/0/suspension`.
pub async fn list(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(list_of(&app, &request).await)
}

async fn list_of(app: &App, request: &Parts) -> std::result::Result<Answer, Answer> {
	let passports = passports(app)?;
	let none = || nothing("there is no such status list");
	let (page, purpose) = Page::of_url(request.uri.path()).ok_or_else(none)?;
	let lists = passports.lists.clone();
	let list = tokio::task::spawn_blocking(move || lists.list(page, purpose)).await;
	let list = list.unwrap_or_else(|error| Err(lists::Unsigned::NotNow(error.to_string())));
	match list {
		Ok(bytes) => Ok(given(request, CREDENTIAL, LIST_CACHED, bytes)),
		Err(lists::Unsigned::NoSuchPage) => Err(none()),
		Err(lists::Unsigned::NotNow(reason)) => Err(unavailable(&reason)),
	}
}

/// The gateway's own DID document: `/.well-known/did.json`.
pub async fn own_document(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(passports(&app).map(|it| document(&request, &it.own)))
}

fn document(request: &Parts, issuer: &Issuer) -> Answer {
	let text = format!("{:#}\n", issuer.document());
	given(request, DID_DOCUMENT, CREDENTIAL_CACHED, text.into_bytes())
}

/// The DID document of an organisation that has no web server of its own, and so registered its keys
/// under the gateway's address: `/organisations/ID/did.json`. It is made of the chain.
pub async fn document_of(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(document_at(&app, &request).await)
}

async fn document_at(app: &App, request: &Parts) -> std::result::Result<Answer, Answer> {
	let passports = passports(app)?;
	let none = || nothing("no organisation has registered a key under this identifier");
	let path = request.uri.path().strip_prefix("/organisations/");
	let digits = path.and_then(|it| it.strip_suffix("/did.json")).ok_or_else(none)?;
	let org: u32 = http::plain_number(digits).ok_or_else(none)?;
	let (org, facts) = (OrgId(org), facts(app)?);
	let known: Option<WebIdentityAnswer> = if facts.is_native() {
		facts.ask(|| trace::web_identity(org)).await.map_err(failed)?
	} else {
		facts.call("TraceApi_web_identity", org).await.map_err(failed)?
	};
	let did = format!("{}:organisations:{digits}", passports.did);
	let issuers = known.map(|known| issuers_of(&known)).unwrap_or_default();
	let issuer = issuers.iter().find(|issuer| issuer.did.as_str() == did);
	Ok(document(request, issuer.ok_or_else(none)?))
}

/// The receipt of an item, `/api/receipt?uri=…`: its issuer's signature over the root of the lot, with
/// the way from the item to the root.
pub async fn receipt(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(receipt_of(&app, &request).await)
}

async fn receipt_of(app: &App, request: &Parts) -> std::result::Result<Answer, Answer> {
	let passports = passports(app)?;
	let bad = |reason: String| http::problem(StatusCode::BAD_REQUEST, &format!("uri: {reason}"));
	let query = request.uri.query().unwrap_or_default();
	let uri = http::parameter(query, "uri").ok_or_else(|| bad("it is missing".into()))?;
	let code = ProductCode::read(&uri).map_err(|error| bad(error.to_string()))?;
	if code.serial.is_none() {
		return Err(bad("it has no serial number (21), so it names no item".into()));
	}
	let facts = facts(app)?;
	app.leaves.ready(&code, PATIENCE).await;
	let none = || nothing("this gateway has no leaf of this code's lot");
	let found = judge::committed(&facts, &app.leaves, &code).await.map_err(failed)?;
	let (found, lot) = found.filter(|(found, _)| found.is_named).ok_or_else(none)?;
	let root = passports.current(&facts, Subject::Root(lot)).await.map_err(failed)?;
	let unsigned = || nothing("its issuer has handed in no receipt of this lot");
	let bytes = read(passports, &root.ok_or_else(unsigned)?).await?;
	let inclusion = Inclusion {
		size: found.held.header().count.into(),
		index: found.index.into(),
		path: found.proof.iter().map(|hash| hash.0).collect(),
	};
	let made = SignedRoot::of_receipt(&bytes).and_then(|root| root.receipt(&inclusion));
	let receipt = made.map_err(|error| nothing(&error.to_string()))?;
	Ok(given(request, RECEIPT, CREDENTIAL_CACHED, receipt))
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::Request;

	fn asked(tag: Option<&str>) -> Parts {
		let mut request = Request::builder().uri("/");
		if let Some(tag) = tag {
			request = request.header("if-none-match", tag);
		}
		request.body(()).unwrap().into_parts().0
	}

	#[test]
	fn key_is_in_a_file_or_in_a_token() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("key.json");
		let made = key(&file).unwrap().public();
		assert_eq!(key(&file).unwrap().public(), made, "it is made once");
		// What is no URI of a key makes no file of that name.
		for (uri, field) in [
			("pkcs11:token=T", "module-path"),
			("pkcs11:token=T?module-path=/no/such/module.so", "module-path"),
			("pkcs11:token=T;token=U", "pkcs11"),
		] {
			let fault = key(Path::new(uri)).unwrap_err().to_string();
			assert!(fault.starts_with(field), "{uri}: {fault}");
			assert!(!Path::new(uri).exists());
		}
	}

	#[test]
	fn document_is_given_once_and_then_only_named() {
		let give =
			|tag: Option<&str>| given(&asked(tag), CREDENTIAL, CREDENTIAL_CACHED, b"{}".to_vec());
		let first = give(None);
		assert_eq!(first.status(), StatusCode::OK);
		assert_eq!(first.headers()[header::CONTENT_TYPE], CREDENTIAL);
		assert_eq!(first.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
		let tag = first.headers()[header::ETAG].to_str().unwrap().to_string();
		for tags in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
			assert_eq!(give(Some(&tags)).status(), StatusCode::NOT_MODIFIED, "{tags}");
		}
		assert_eq!(give(Some("\"x\"")).status(), StatusCode::OK);
	}

	#[test]
	fn key_is_made_once_and_kept() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("gateway.key");
		let made = key(&file).unwrap().public();
		assert_eq!(key(&file).unwrap().public(), made);
		assert!(key(&folder.path().join("none/gateway.key")).is_err());
	}
}
