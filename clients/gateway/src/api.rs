//! What scripts and programs ask: verdicts, leaves, proofs, tiles, verifiers, reports.

use crate::{
	app::App,
	heads::now,
	http::{self, Answer},
	judge::{self, judge, JudgeError},
	page::assets,
	resolver,
	state::{Facts, StateError},
	verifiers,
};
use axum::{
	extract::{Request, State},
	http::{header, request::Parts, StatusCode},
};
use chrono::NaiveDate;
use codec::Encode;
use hallmark_console::desk::reports::{Read, Reports};
use hallmark_gs1::ProductCode;
use hallmark_runtime::trace;
use hallmark_runtime_api::trace::{
	Answer as Told, AtBlock, LeavesAnswer, OrganisationAnswer, RoleAnswer,
};
use hallmark_sdk::reports::{self, Report};
use hallmark_types::{AccountId, CountryCode, LotId, OrgId, Role};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use std::{borrow::Cow, fmt, sync::Arc};

type Shared = State<Arc<App>>;

/// How long a signed question holds, in milliseconds.
const SIGNED_FOR: u64 = 5 * 60_000;

/// How old the newest final block may be for a gateway to call itself well, in milliseconds.
const FRESH: u64 = 60_000;

/// A question about the code of an item.
struct Question {
	uri: String,
	code: ProductCode,
	market: Option<CountryCode>,
}

fn question(request: &Parts) -> Result<Question, Answer> {
	let query = request.uri.query().unwrap_or_default();
	let bad = |reason: &str| http::problem(StatusCode::BAD_REQUEST, reason);
	let uri = http::parameter(query, "uri").ok_or_else(|| bad("uri: it is missing"))?.into_owned();
	let market = http::market(query).map_err(|none| bad(&none.to_string()))?;
	let code = ProductCode::read(&uri).map_err(|error| bad(&format!("uri: {error}")))?;
	if code.serial.is_none() {
		return Err(bad(
			"uri: it has no serial number (21), so it names a product or batch and not an item",
		));
	}
	Ok(Question { uri, code, market })
}

fn facts(app: &App) -> Result<Arc<Facts>, Answer> {
	app.heads.facts().ok_or_else(|| unavailable("the node has not told any final block yet"))
}

fn unavailable(reason: &str) -> Answer {
	let mut answer = http::problem(StatusCode::SERVICE_UNAVAILABLE, reason);
	http::set(&mut answer, header::RETRY_AFTER, "5");
	answer
}

fn failed(error: JudgeError) -> Answer {
	match error {
		JudgeError::Code(reason) => {
			http::problem(StatusCode::BAD_REQUEST, &format!("uri: {reason}"))
		}
		JudgeError::State(error) => unavailable(&error.to_string()),
	}
}

/// The verdict over a code, as `trace_verify` answers it, with what leaf files add.
pub async fn verify(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(verdict(&app, &request).await)
}

fn told(answer: Result<Answer, Answer>) -> Answer {
	answer.unwrap_or_else(|refused| refused)
}

async fn verdict(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let Question { uri, code, market } = question(request)?;
	let facts = facts(app)?;
	let judged = judge(&facts, &app.leaves, &uri, &code, market).await.map_err(failed)?;
	let block = facts.block();
	let block = AtBlock { number: block.number, hash: block.hash, finalised: true };
	Ok(http::json(StatusCode::OK, &Told { block, value: judged.answer }))
}

/// The leaf of an item, for a browser that makes its activation itself.
pub async fn leaf(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(leaf_of(&app, &request).await)
}

async fn leaf_of(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let Question { uri, code, market } = question(request)?;
	let facts = facts(app)?;
	let judged = judge(&facts, &app.leaves, &uri, &code, market).await.map_err(failed)?;
	let none =
		|| http::problem(StatusCode::NOT_FOUND, "this gateway has no leaf of this code's lot");
	let found = judged.found.filter(|found| found.is_named).ok_or_else(none)?;
	let evidence = judged.evidence.ok_or_else(none)?;
	let lot = evidence.lot.ok_or_else(none)?;
	let record = judge::lot(&facts, lot).await.map_err(|it| failed(it.into()))?.ok_or_else(none)?;
	let head = found.held.header();
	let proof = match record.leaves {
		LeavesAnswer::Tree { .. } => evidence.proof.into_inner(),
		LeavesAnswer::Listed { .. } => Vec::new(),
	};
	let value = json!({
		"lot": lot,
		"index": found.index,
		"issuer": head.issuer,
		"gtin": code.gtin.to_string(),
		"batch": head.batch,
		"serial": code.serial,
		"commitment": found.commitment,
		"sheet": found.sheet,
		"proof": proof,
	});
	Ok(http::json(StatusCode::OK, &value))
}

/// What proves the verdict over a code: a SCALE-encoded `Bundle`.
pub async fn proof(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(bundle(&app, &request).await)
}

async fn bundle(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let Question { uri, code, market } = question(request)?;
	let query = request.uri.query().unwrap_or_default();
	let after = match http::parameter(query, "after") {
		Some(text) => http::plain_number(&text).ok_or_else(|| {
			http::problem(StatusCode::BAD_REQUEST, "after: it is not the number of a block")
		})?,
		None => app.proofs.trusted().since.number,
	};
	let (facts, chain) = (facts(app)?, app.heads.chain());
	let chain = chain.ok_or_else(|| unavailable("there is no node"))?;
	let judged = judge(&facts, &app.leaves, &uri, &code, market).await.map_err(failed)?;
	let bundle = app.proofs.bundle(&chain, &uri, market, judged.evidence, after).await;
	match bundle {
		Ok(Some(bundle)) => {
			let media = "application/octet-stream";
			let mut answer = http::answer(StatusCode::OK, media, bundle.encode());
			http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
			http::open(&mut answer);
			Ok(answer)
		}
		Ok(None) => Err(unavailable("no block can be proven at the moment")),
		Err(error) => Err(unavailable(&error.to_string())),
	}
}

/// Whose votes a verifier begins with, as SCALE in hexadecimal.
pub async fn trust(State(app): Shared) -> Answer {
	let trusted = app.proofs.trusted();
	let value = json!({
		"genesis": trusted.genesis,
		"trust": format!("0x{}", hex::encode(trusted.encode())),
		"codeHash": app.heads.code(),
	});
	http::json(StatusCode::OK, &value)
}

/// A verifier: `/verifier/HASH.wasm`.
pub async fn verifier(State(app): Shared, request: Request) -> Answer {
	let path = request.uri().path();
	let hash = path.strip_prefix("/verifier/").and_then(|it| it.strip_suffix(".wasm"));
	let hash = hash.unwrap_or_default().to_string();
	let Some(wasm) = app.verifiers.read(&hash).await else {
		return http::problem(StatusCode::NOT_FOUND, "there is no verifier for this code");
	};
	const WASM: &str = "application/wasm";
	let mut answer = match wasm {
		Cow::Borrowed(own) => packed(&request, WASM, verifiers::packed, own),
		Cow::Owned(read) => http::answer(StatusCode::OK, WASM, read),
	};
	http::set(&mut answer, header::CACHE_CONTROL, "public, max-age=31536000, immutable");
	http::open(&mut answer);
	answer
}

/// A tile of a lot's leaf file: `/leaves/LOT/TILE`.
///
/// | bytes | what |
/// |---|---|
/// | 4 | index of the tile's first item, big endian |
/// | 4 | number of items of the lot |
/// | 1 | 1 if records have the digest of the item's own data sheet, else 0 |
/// | 1 | number of hashes that lead from the tile's root to the lot's |
/// | 32 each | these hashes, upwards |
/// | 64 or 96 each | the records, as they stand in the leaf file |
pub async fn tile(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(tile_of(&app, &request).await)
}

async fn tile_of(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let none = || {
		let reason =
			"there is no such tile: of lots of at most 256 items and of those with serials of the \
			merchant's own none are given";
		http::problem(StatusCode::NOT_FOUND, reason)
	};
	let path = request.uri.path().strip_prefix("/leaves/").unwrap_or_default();
	let (lot, number) = path.split_once('/').ok_or_else(none)?;
	let (lot, number) =
		(http::plain_number(lot).ok_or_else(none)?, http::plain_number(number).ok_or_else(none)?);
	let facts = facts(app)?;
	let record = judge::lot(&facts, LotId(lot)).await.map_err(|it| failed(it.into()))?;
	let Some(LeavesAnswer::Tree { root, leaf_file }) = record.map(|it| it.leaves) else {
		return Err(none());
	};
	let tile = app.leaves.tile(root, leaf_file, number).ok_or_else(none)?;
	let mut bytes = Vec::with_capacity(tile.records.len() + 32 * tile.proof.len() + 10);
	bytes.extend(tile.first.to_be_bytes());
	bytes.extend(tile.count.to_be_bytes());
	bytes.push(tile.sheets.into());
	bytes.push(u8::try_from(tile.proof.len()).unwrap_or(u8::MAX));
	bytes.extend(tile.proof.iter().flatten());
	bytes.extend(tile.records);
	let mut answer = http::answer(StatusCode::OK, "application/octet-stream", bytes);
	// A lot's file is for good, and so is its number on a chain.
	http::set(&mut answer, header::CACHE_CONTROL, "public, max-age=31536000, immutable");
	http::open(&mut answer);
	Ok(answer)
}

/// A style, script or picture.
pub async fn asset(State(app): Shared, request: Request) -> Answer {
	let found = assets::find(request.uri().path());
	// Whoever is not offered the light client does not get it.
	let offered = |asset: &assets::Asset| app.light.is_some() || !asset.is_for_light();
	let Some((asset, for_ever)) = found.filter(|(asset, _)| offered(asset)) else {
		return http::problem(StatusCode::NOT_FOUND, "there is no such file");
	};
	let mut answer = packed(&request, asset.media, || asset.packed(), asset.content);
	let kept = if for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
	http::set(&mut answer, header::CACHE_CONTROL, kept);
	answer
}

/// An answer packed by gzip for those who take that.
fn packed(
	request: &Request,
	media: &'static str,
	packed: impl FnOnce() -> &'static [u8],
	plain: &'static [u8],
) -> Answer {
	let takes = assets::takes_gzip(http::text(request.headers(), &header::ACCEPT_ENCODING));
	let mut answer = http::answer(StatusCode::OK, media, if takes { packed() } else { plain });
	if takes {
		http::set(&mut answer, header::CONTENT_ENCODING, "gzip");
	}
	http::set(&mut answer, header::VARY, "Accept-Encoding");
	answer
}

/// The icon, where browsers look for it by themselves.
pub async fn icon() -> Answer {
	http::redirect(StatusCode::PERMANENT_REDIRECT, &format!("{}/icon.svg", assets::BASE.as_str()))
}

/// Codes are for those who hold them, not for search engines.
pub async fn robots() -> Answer {
	http::answer(
		StatusCode::OK,
		"text/plain; charset=utf-8",
		"User-agent: *\nAllow: /$\nDisallow: /\n",
	)
}

/// How the gateway is. 503 says that it has no fresh block.
pub async fn health(State(app): Shared) -> Answer {
	let facts = app.heads.facts();
	let age = facts.as_ref().map(|facts| now().saturating_sub(facts.at_moment()));
	// Whoever asks again and again is told what was counted for the first.
	let counted = app.counted.get(|| {
		let (files, read) = app.leaves.size();
		json!({
			"leafFiles": {
				"found": files,
				"read": read,
				"notUsed": app.leaves.faults().len(),
				"uncommitted": app.leaves.uncommitted(),
			},
			"credentials": app.passports.as_ref().map(|it| it.state()),
		})
	});
	let status = match age {
		Some(age) if age <= FRESH => StatusCode::OK,
		_ => StatusCode::SERVICE_UNAVAILABLE,
	};
	let value = json!({
		"block": facts.as_ref().map(|facts| facts.block()),
		"ageMs": age,
		"provenBlock": app.proofs.head(),
		"codeHash": app.heads.code(),
		"sameRelease": facts.as_ref().map(|facts| facts.is_native()),
		"migrating": facts.as_ref().map(|facts| facts.is_migrating()),
		"values": facts.as_ref().map(|facts| facts.size()),
		"node": app.heads.fault(),
		"leafFiles": counted["leafFiles"],
		"mirror": app.mirror.as_ref().map(|it| it.state()),
		"credentials": counted["credentials"],
		"index": app.database.as_ref().map(|it| it.state()),
	});
	http::json(status, &value)
}

/// The resolver description file.
pub async fn description(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let origin = app.origin(&request).unwrap_or_default();
	http::json(StatusCode::OK, &resolver::description(&origin))
}

/// The reports that concern an organisation, to one of its operators, who signs the question:
/// `/reports?organisation=3&at=MILLISECONDS&account=SS58&signature=0x…`, the signature (sr25519 or
/// Ed25519) over what [`hallmark_sdk::reports::message`] makes of it.
pub async fn reports(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	told(reports_of(&app, &request).await)
}

async fn reports_of(app: &Arc<App>, request: &Parts) -> Result<Answer, Answer> {
	let query = request.uri.query().unwrap_or_default();
	let field = |name: &str| {
		let missing = || http::problem(StatusCode::BAD_REQUEST, &format!("{name}: it is missing"));
		http::parameter(query, name).ok_or_else(missing)
	};
	let wrong =
		|name: &str| http::problem(StatusCode::BAD_REQUEST, &format!("{name}: it is malformed"));
	let number = |name: &str| -> Result<u64, Answer> {
		http::plain_number(&field(name)?).ok_or_else(|| wrong(name))
	};
	let org = number("organisation")?;
	let org = OrgId(u32::try_from(org).map_err(|_| wrong("organisation"))?);
	let at = number("at")?;
	let account = AccountId::from_ss58check(&field("account")?).map_err(|_| wrong("account"))?;
	let signature = field("signature")?;
	let signature =
		hex::decode(signature.trim_start_matches("0x")).map_err(|_| wrong("signature"))?;
	let signature: [u8; 64] = signature.try_into().map_err(|_| wrong("signature"))?;
	let until: Option<NaiveDate> = match http::parameter(query, "until") {
		None => None,
		Some(day) => Some(day.parse().map_err(|_| wrong("until"))?),
	};
	let forbidden = |reason: &str| http::problem(StatusCode::FORBIDDEN, reason);
	if now().abs_diff(at) > SIGNED_FOR {
		return Err(forbidden("at: the question was signed more than five minutes ago, or later"));
	}
	// Else whoever is asked here could ask another gateway with the same question.
	let origin = app.origin(request).unwrap_or_default();
	let host = origin.split_once("://").map_or("", |(_, host)| host);
	let message = reports::message(&app.proofs.trusted().genesis, org, at, host);
	if !reports::is_signed(&message, signature, &account) {
		let reason = format!("signature: it is not the account's over this question to {host}");
		return Err(forbidden(&reason));
	}
	let facts = facts(app)?;
	let state = |error| failed(JudgeError::State(error));
	let operator = match facts.is_native() {
		true => facts.ask(|| trace::operator(account.clone())).await.map_err(state)?,
		false => facts.call("TraceApi_operator", &account).await.map_err(state)?,
	};
	if !operator.is_some_and(|it| it.active && it.organisation == org) {
		return Err(forbidden("account: it is no operator of this organisation now"));
	}
	match reports_for(app, &facts, org, until).await {
		Ok(reports) => Ok(http::json(StatusCode::OK, &reports)),
		Err(Unread::State(error)) => Err(state(error)),
		Err(Unread::Disk) => {
			Err(http::problem(StatusCode::INTERNAL_SERVER_ERROR, &Unread::Disk.to_string()))
		}
	}
}

/// Why there are no reports to be had.
#[derive(Debug, thiserror::Error)]
enum Unread {
	/// What the organisation is now is not known.
	#[error(transparent)]
	State(#[from] StateError),
	/// The files cannot be read.
	#[error("the reports cannot be read")]
	Disk,
}

/// The reports that people of an organisation may read, of the newest days up to one: its own, and if it
/// is a customs authority now those of its country. Who asks has been shown to be one of its operators.
async fn reports_for(
	app: &Arc<App>,
	facts: &Facts,
	org: OrgId,
	until: Option<NaiveDate>,
) -> Result<Vec<Report>, Unread> {
	let organisation: Option<OrganisationAnswer> = match facts.is_native() {
		true => facts.ask(|| trace::organisation(org)).await?,
		false => facts.call("TraceApi_organisation", org).await?,
	};
	let now = facts.at_moment();
	let is_authority =
		|it: &RoleAnswer| it.role == Role::CustomsAuthority && it.effective_at <= now;
	let authority =
		organisation.filter(|it| it.roles.iter().any(is_authority)).map(|it| it.country);
	let app = app.clone();
	let read = move || app.reports.read(org, authority, until);
	match tokio::task::spawn_blocking(read).await {
		Ok(Ok(reports)) => Ok(reports),
		_ => Err(Unread::Disk),
	}
}

/// The reports as the desk asks for them: of whoever has signed in there.
pub struct AtDesk(pub Arc<App>);

impl fmt::Debug for AtDesk {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str("AtDesk(…)")
	}
}

impl Reports for AtDesk {
	fn of(&self, organisation: OrgId, until: Option<NaiveDate>) -> Read<'_> {
		Box::pin(async move {
			let facts = self.0.heads.facts().ok_or("the node has not told any final block yet")?;
			let read = reports_for(&self.0, &facts, organisation, until).await;
			read.map_err(|error| error.to_string())
		})
	}
}
