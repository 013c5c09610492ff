//! The resolver: GS1 Digital Link URIs lead to what stands elsewhere about them.
//!
//! It follows GS1-Conformant Resolver 1.2. Whatever is asked of a URI is answered by three steps:
//! [`Code::read`] makes elements of it, compressed or not; the chain says what is registered; and
//! the request says which link is wanted. Where it says nothing, that is the scan page.

use crate::{
	app::App,
	compression::expand,
	http::{self, joined, Answer, Asked},
	judge::{self, JudgeError},
	links::{self, link_type, media_quality, Link, Registered},
	page::{self, Objection, Why},
	pages, passports,
	state::{Facts, StateError},
};
use axum::http::{header, request::Parts, HeaderMap, Method, StatusCode};
use hallmark_gs1::{ai, parse_uri, Elements, Error as Gs1Error, Gtin as Gs1Gtin, ProductCode};
use hallmark_runtime::trace;
use hallmark_runtime_api::trace::VerifyAnswer;
use hallmark_types::{
	verdict::{CodeVerdict, Evidence},
	Batch, Gtin, LotId,
};
use serde_json::{json, Map, Value};

/// What may be asked of a Digital Link URI.
pub const METHODS: &str = "GET, HEAD, OPTIONS";

/// The link type of what is shown where nothing else is asked for.
pub const DEFAULT_LINK: &str = "gs1:defaultLink";

/// The link type of another resolver that knows of a key.
pub const HANDLED_BY: &str = "gs1:handledBy";

/// The media type of a linkset (RFC 9264, 4.2).
pub const LINKSET: &str = "application/linkset+json";

/// The elements of a URI are looked for on this host: which one a URI has counts for nothing.
const ANY_HOST: &str = "https://id.invalid";

/// What a URI names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
	/// The elements.
	pub elements: Elements,
	/// Its path and query, uncompressed and in the form that the standard gives them.
	pub canonical: String,
	/// Whether it was compressed.
	pub compressed: bool,
	/// Keys and values that were compressed with it and are not GS1's, as a query has them.
	pub others: String,
}

impl Code {
	/// Reads path and query of a request.
	///
	/// # Errors
	///
	/// Why it is no Digital Link.
	pub fn read(path_and_query: &str) -> Result<Self, Gs1Error> {
		let uri = format!("{ANY_HOST}{path_and_query}");
		let (elements, compressed, others) = match parse_uri(&uri) {
			Ok(elements) => (elements, false, String::new()),
			Err(error) => match expand(&uri) {
				Some(expanded) => (expanded.elements, true, as_query(&expanded.others)),
				None => return Err(error),
			},
		};
		// Some that can be read have no canonical form: a qualifier in the query of another sequence.
		let canonical = match elements.to_uri(Some(ANY_HOST)) {
			Ok(uri) => uri.strip_prefix(ANY_HOST).unwrap_or_default().to_string(),
			Err(_) => path_and_query.trim_end_matches('/').to_string(),
		};
		Ok(Self { elements, canonical, compressed, others })
	}

	/// Its path alone.
	fn path(&self) -> &str {
		self.canonical.split('?').next().unwrap_or_default()
	}

	/// What is asked of it: by a request's query, and else by what was compressed with it.
	fn asked(&self, query: &str) -> String {
		joined([query, &self.others], "&")
	}
}

/// Pairs as a query has them.
fn as_query(pairs: &[(String, String)]) -> String {
	let encoded = |text: &str| {
		percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
	};
	let pairs: Vec<_> =
		pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
	pairs.join("&")
}

/// A target with a query added to its own.
fn with_query(target: &str, query: &str) -> String {
	let (before, fragment) = match target.split_once('#') {
		Some((before, fragment)) => (before, format!("#{fragment}")),
		None => (target, String::new()),
	};
	let joint = if before.contains('?') { "&" } else { "?" };
	format!("{}{fragment}", joined([before, query], joint))
}

/// What a request wants of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
	/// Whatever is shown by default.
	Default,
	/// All links.
	All,
	/// A link of a type.
	Type(String),
}

fn wanted(query: &str, headers: &HeaderMap) -> Wanted {
	match http::parameter(query, "linkType").as_deref() {
		Some("linkset" | "all") => return Wanted::All,
		Some("") | None => {}
		Some(asked) => {
			return match link_type(asked) {
				default if default == DEFAULT_LINK => Wanted::Default,
				other => Wanted::Type(other),
			}
		}
	}
	let accept = http::text(headers, &header::ACCEPT);
	let Some(accept) = accept else { return Wanted::Default };
	let of = |kind: &str| media_quality(Some(accept), kind);
	let for_programs =
		[LINKSET, "application/json", "application/ld+json"].into_iter().map(of).max().unwrap_or(0);
	if for_programs > of("text/html") {
		Wanted::All
	} else {
		Wanted::Default
	}
}

/// Answers a request whose path is no other of the gateway's.
pub async fn resolve(app: &App, request: &Parts) -> Answer {
	match request.method {
		Method::GET | Method::HEAD => {}
		Method::OPTIONS => return http::options(METHODS),
		_ => {
			let (path, method) = (request.uri.path().into(), request.method.to_string());
			let objection = Objection::Method { path, method };
			let mut answer = http::refused(StatusCode::METHOD_NOT_ALLOWED, objection);
			http::set(&mut answer, header::ALLOW, METHODS);
			return answer;
		}
	}
	let target = request.uri.path_and_query().map_or("/", |it| it.as_str());
	let code = match Code::read(target) {
		Ok(code) => code,
		Err(error) => return refused(request, StatusCode::BAD_REQUEST, target, error.into()),
	};
	let mut answer = match lead(app, request, &code).await {
		Ok(answer) => answer,
		Err(error) => pages::unanswered(app, request, &error.to_string()),
	};
	if code.compressed {
		let origin = app.origin(request).unwrap_or_default();
		let uncompressed = with_query(&code.canonical, &code.others);
		let same = format!("<{origin}{uncompressed}>; rel=\"owl:sameAs\"");
		http::add(&mut answer, header::LINK, &same);
	}
	http::open(&mut answer);
	http::set(&mut answer, header::VARY, "Accept, Accept-Language, Cookie");
	answer
}

/// Says where all links of a code are, by its path: of none that has none.
fn offer_links(answer: &mut Answer, app: &App, request: &Parts, path: &str) {
	let origin = app.origin(request).unwrap_or_default();
	let linkset = format!(
		"<{origin}{path}?linkType=linkset>; rel=\"linkset\"; type=\"{LINKSET}\"; title=\"All links\""
	);
	http::add(answer, header::LINK, &linkset);
}

/// Why a code with a serial is not that of an item, if that is certain.
fn no_item(answer: &VerifyAnswer) -> Option<Objection> {
	match (answer.verdict.code, answer.facts.evidence) {
		(CodeVerdict::Mismatch, Evidence::Misplaced) => Some(Objection::Misplaced),
		(CodeVerdict::Mismatch, _) => Some(Objection::Refuted),
		(CodeVerdict::Unknown, _) => Some(Objection::NoItem),
		(CodeVerdict::Registered | CodeVerdict::Unproven, _) => None,
	}
}

/// What is no code, in words: to browsers as a page, to programs as a problem.
fn refused(request: &Parts, status: StatusCode, code: &str, why: Why) -> Answer {
	let mut answer = if http::wants_page(&request.headers) {
		let asked = Asked::of(request);
		let problem = page::Problem::BadCode { code, why: &why };
		http::html(status, page::problem(&problem, &asked.page()))
	} else {
		http::problem(status, &why.to_string())
	};
	http::set(&mut answer, header::VARY, "Accept, Accept-Language");
	answer
}

/// What is not there, or not to be had of what was asked for.
fn nothing(objection: Objection) -> Answer {
	http::refused(StatusCode::NOT_FOUND, objection)
}

/// That nobody registered a product.
fn no_product(request: &Parts, gtin: &str) -> Answer {
	if http::wants_page(&request.headers) {
		let asked = Asked::of(request);
		let problem = page::Problem::Unregistered { gtin, batch: None };
		return http::html(StatusCode::NOT_FOUND, page::problem(&problem, &asked.page()));
	}
	let reason = format!("nobody registered a product with the GTIN {gtin}");
	http::problem(StatusCode::NOT_FOUND, &reason)
}

async fn lead(app: &App, request: &Parts, code: &Code) -> Result<Answer, StateError> {
	let Some((key, value)) = code.elements.key() else {
		let target = request.uri.path();
		return Ok(refused(request, StatusCode::BAD_REQUEST, target, Gs1Error::NoKey.into()));
	};
	if key != ai::GTIN {
		return Ok(nothing(Objection::OtherKey { key, value: value.into() }));
	}
	let gtin = match Gs1Gtin::from_digits(value) {
		Ok(gtin) => gtin,
		// A Digital Link, of a number that GS1 keeps for other uses than trade items.
		Err(error) => return Ok(nothing(Objection::Number(error))),
	};
	let batch = code.elements.value(ai::BATCH).map(String::from);
	let serial = code.elements.value(ai::SERIAL).map(String::from);
	let product = ProductCode { gtin, batch, serial };
	let Some(facts) = app.heads.facts() else {
		return Err(StateError::Node("it has not told any final block yet".into()));
	};
	let (id, digits) = (Gtin::from(gtin), gtin.to_string());
	if !is_registered(&facts, id).await? {
		let mut answer = no_product(request, &digits);
		if let Some(host) = handler(&facts, id).await? {
			let path = code.path();
			let link = format!("<https://{host}{path}>; rel=\"{HANDLED_BY}\"");
			http::add(&mut answer, header::LINK, &link);
		}
		return Ok(answer);
	}
	let mut lots = Vec::new();
	if let Some(batch) = product.batch.as_deref() {
		let batch = Batch::new(batch);
		if let Some(batch) = batch {
			lots = judge::lots_of_batch(&facts, id, batch).await?;
		}
		if lots.is_empty() {
			// A person who has scanned such a code is told what it means.
			if http::wants_page(&request.headers) && product.serial.is_some() {
				let mut told = pages::scan(app, request, &product).await?;
				if told.status().is_success() {
					*told.status_mut() = StatusCode::NOT_FOUND;
				}
				return Ok(told);
			}
			return Ok(nothing(Objection::NoBatch { gtin: digits }));
		}
	}
	let asked = code.asked(request.uri.query().unwrap_or_default());
	let wanted = wanted(&asked, &request.headers);
	// What links are given of: the item where it is proven to be one, and else the batch or product, whose
	// links they are. Nothing is resolved as if it were an item that nobody has proven.
	let mut known = product.clone();
	let mut is_refuted = false;
	if product.serial.is_some() {
		let uri = format!("{ANY_HOST}{}", code.path());
		let judged = match judge::judge(&facts, &app.leaves, &uri, &product, None).await {
			Ok(judged) => judged,
			Err(JudgeError::State(error)) => return Err(error),
			Err(JudgeError::Code(reason)) => {
				return Ok(http::problem(StatusCode::BAD_REQUEST, &reason))
			}
		};
		let objection = no_item(&judged.answer);
		is_refuted = objection.is_some();
		if let Some(objection) = objection.filter(|_| wanted != Wanted::Default) {
			return Ok(nothing(objection));
		}
		match judged.answer.verdict.code {
			CodeVerdict::Registered => {
				lots = judged.answer.facts.lot().map(|lot| lot.id).into_iter().collect();
			}
			// The lots are those of the batch that the code names.
			_ => known.serial = None,
		}
	}
	let of_known = scan_path(&known);
	let linked = match known.serial == product.serial {
		true => code.path(),
		false => of_known.strip_prefix("/scan").unwrap_or_default(),
	};
	if wanted == Wanted::Default {
		// The page is of a country, so that whoever scans a label learns that customs has not released it.
		let asked = http::with_usual_market(&asked, &request.headers, app.market);
		let to = passed_on(&scan_path(&product), code, &asked);
		let mut answer = http::redirect(StatusCode::TEMPORARY_REDIRECT, &to);
		if !is_refuted {
			offer_links(&mut answer, app, request, linked);
		}
		return Ok(answer);
	}
	let registered = passports::links(app, &facts, id, &lots).await?;
	let levels = levels(app, request, &facts, &known, &lots, &registered).await?;
	match wanted {
		Wanted::Type(wanted) => {
			let (languages, media) = preferences(&request.headers);
			let all =
				levels.iter().find_map(|it| links::choose(&it.links, &wanted, languages, media));
			Ok(match all {
				Some(link) => {
					let to = passed_on(&link.href, code, &asked);
					let mut answer = http::redirect(StatusCode::TEMPORARY_REDIRECT, &to);
					offer_links(&mut answer, app, request, linked);
					answer
				}
				None => nothing(Objection::NoLink { link_type: shown(&wanted) }),
			})
		}
		Wanted::All | Wanted::Default => {
			let mut answer = linkset(&request.headers, &levels);
			offer_links(&mut answer, app, request, linked);
			Ok(answer)
		}
	}
}

/// A text of a visitor's in what a program reads: no longer than it has to be.
fn shown(text: &str) -> String {
	text.chars().take(64).filter(|it| !it.is_control()).collect()
}

fn preferences(headers: &HeaderMap) -> (Option<&str>, Option<&str>) {
	(http::text(headers, &header::ACCEPT_LANGUAGE), http::text(headers, &header::ACCEPT))
}

async fn is_registered(facts: &Facts, gtin: Gtin) -> Result<bool, StateError> {
	if facts.is_native() {
		return facts.ask(|| hallmark_runtime::ProductIdentity::product(gtin).is_some()).await;
	}
	let answer: Option<hallmark_runtime_api::trace::ProductAnswer> =
		facts.call("TraceApi_product", (gtin, 0u32)).await?;
	Ok(answer.is_some())
}

/// The first resolver domain of whoever holds the company prefix of a GTIN.
///
/// Nobody is led there: that would take a person who holds goods with a code that nobody registered
/// to a page of which this chain knows nothing, and not tell.
async fn handler(facts: &Facts, gtin: Gtin) -> Result<Option<String>, StateError> {
	if !facts.is_native() {
		return Ok(None);
	}
	let domains = facts.ask(|| {
		let holder = hallmark_runtime::MerchantRegistry::brand_holder(gtin)?;
		let identity = trace::web_identity(holder).filter(|it| it.suspended.is_none())?;
		identity.resolver_domains.first().map(|host| host.to_text())
	});
	domains.await
}

/// The path of the scan page of a code.
pub fn scan_path(code: &ProductCode) -> String {
	let uri = code.to_uri(Some(ANY_HOST)).unwrap_or_default();
	format!("/scan{}", uri.strip_prefix(ANY_HOST).unwrap_or_default())
}

/// A target with all that is asked of a code, and with the attributes that were compressed.
fn passed_on(target: &str, code: &Code, asked: &str) -> String {
	let attributes = match code.canonical.split_once('?') {
		Some((_, attributes)) if code.compressed => attributes,
		_ => "",
	};
	with_query(target, &joined([attributes, asked], "&"))
}

/// The links of one level: the item, the lot, the product.
struct Level {
	anchor: String,
	description: String,
	links: Vec<Link>,
}

/// The levels of a code with their links, from the item up.
async fn levels(
	app: &App,
	request: &Parts,
	facts: &Facts,
	code: &ProductCode,
	lots: &[LotId],
	registered: &Registered,
) -> Result<Vec<Level>, StateError> {
	// Who names no host gets the code as GS1 itself would write it, and paths of this one.
	let origin = app.origin(request);
	let gtin = Gtin::from(code.gtin);
	let name = if facts.is_native() {
		facts.ask(|| trace::product(gtin, 0)).await?.map(|product| product.name.to_text())
	} else {
		None
	};
	let name = name.unwrap_or_else(|| format!("GTIN {}", code.gtin));
	let level = |code: &ProductCode, what: &str, links: Vec<Link>| {
		let uri = code.to_uri(origin.as_deref()).unwrap_or_default();
		let scan = format!("{}{}", origin.as_deref().unwrap_or_default(), scan_path(code));
		let own = [
			Link::own(DEFAULT_LINK, scan.clone(), "What the chain knows of this code"),
			Link::own("gs1:traceability", scan, "What the chain knows of this code"),
		];
		let links = own.into_iter().chain(links).collect();
		Level { anchor: uri, description: format!("{name}{what}"), links }
	};
	let mut levels = Vec::new();
	if let Some(serial) = &code.serial {
		levels.push(level(code, &format!(", item {serial}"), Vec::new()));
	}
	let batch = match (&code.batch, lots) {
		(Some(batch), _) => Some(batch.clone()),
		// Without a batch in the code, that of the lot that it was found to be of.
		(None, [lot]) => judge::lot(facts, *lot).await?.map(|lot| lot.batch.to_string()),
		(None, _) => None,
	};
	if let Some(batch) = batch {
		let what = format!(", batch {batch}");
		let code = ProductCode { serial: None, batch: Some(batch), ..code.clone() };
		levels.push(level(&code, &what, registered.lots.clone()));
	}
	let code = ProductCode { serial: None, batch: None, ..code.clone() };
	levels.push(level(&code, "", registered.product.clone()));
	Ok(levels)
}

/// All links (RFC 9264), in the media type that is preferred.
fn linkset(headers: &HeaderMap, levels: &[Level]) -> Answer {
	let sets = levels.iter().map(|level| {
		let mut set = Map::new();
		set.insert("anchor".into(), json!(level.anchor));
		set.insert("itemDescription".into(), json!(level.description));
		for link in &level.links {
			let target = target(link);
			match set.entry(link.relation()).or_insert_with(|| json!([])) {
				Value::Array(targets) => targets.push(target),
				// No type is called as one of the two members above: all have a colon.
				_ => continue,
			}
		}
		Value::Object(set)
	});
	let body = json!({ "linkset": sets.collect::<Vec<_>>() });
	let accept = http::text(headers, &header::ACCEPT);
	let media = [LINKSET, "application/json", "application/ld+json"];
	let best = media.iter().map(|kind| media_quality(accept, kind)).max().unwrap_or(0);
	let media = media.into_iter().find(|kind| media_quality(accept, kind) == best);
	let media = media.filter(|_| best > 0).unwrap_or(LINKSET);
	let mut body = body;
	if media == "application/ld+json" {
		if let Some(body) = body.as_object_mut() {
			body.insert("@context".into(), context());
		}
	}
	let mut answer = http::answer(StatusCode::OK, media, body.to_string());
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	answer
}

/// How a linkset is read as linked data (RFC 9264, appendix A).
fn context() -> Value {
	json!({
		"@vocab": "http://www.iana.org/assignments/relation/",
		"linkset": { "@id": "@graph", "@container": "@set" },
		"anchor": { "@id": "@id", "@type": "@id" },
		"href": { "@id": "@id", "@type": "@id" },
		"title": "http://purl.org/dc/terms/title",
		"type": "http://purl.org/dc/terms/format",
		"hreflang": "http://purl.org/dc/terms/language",
		"itemDescription": "http://purl.org/dc/terms/description",
	})
}

fn target(link: &Link) -> Value {
	let mut target = json!({ "href": link.href, "title": link.title });
	if let Some(target) = target.as_object_mut() {
		if let Some(media) = &link.media_type {
			target.insert("type".into(), json!(media));
		}
		if let Some(language) = &link.language {
			target.insert("hreflang".into(), json!([language]));
		}
	}
	target
}

/// What this resolver can do, for `/.well-known/gs1resolver`.
pub fn description(origin: &str) -> Value {
	json!({
		"name": "Hallmark",
		"resolverRoot": origin,
		"supportedPrimaryKeys": ["01"],
		"supportedLinkType": [
			{ "namespace": "https://ref.gs1.org/voc/", "prefix": "gs1:" },
			{ "namespace": "https://schema.org/", "prefix": "schema:" },
		],
		"linkTypeDefaultCanBeLinkset": true,
		"supportsLanguageVariants": true,
		"supportsMediaTypeVariants": true,
		"supportsSemanticInterpretation": false,
		// Which identifiers require others is checked, but not which ones exclude each other.
		"validatesAIcombinations": false,
		"extensionProfile": [],
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::HeaderValue;

	fn headers(accept: &str) -> HeaderMap {
		let mut headers = HeaderMap::new();
		headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
		headers
	}

	#[test]
	fn code_is_read_in_every_form_and_made_canonical() {
		for (target, canonical, compressed) in [
			("/01/09520123456788", "/01/09520123456788", false),
			("/01/9520123456788/", "/01/9520123456788", false),
			("/a/stem/01/09520123456788/10/A%2f1//", "/01/09520123456788/10/A%2F1", false),
			("/ARFRJydaKA", "/01/09520123456788", true),
			("/414/9520123456788/254/32a-b", "/414/9520123456788/254/32a-b", false),
		] {
			match Code::read(target) {
				Ok(code) => {
					assert_eq!((code.canonical.as_str(), code.compressed), (canonical, compressed))
				}
				// A GTIN stands in a URI with 14 digits.
				Err(_) => assert_eq!(target, "/01/9520123456788/"),
			}
		}
		assert!(Code::read("/01/09520123456789").is_err());
		assert!(Code::read("/nothing").is_err());
	}

	#[test]
	fn request_says_which_link_is_wanted() {
		let none = HeaderMap::new();
		assert_eq!(wanted("", &none), Wanted::Default);
		assert_eq!(wanted("linkType=all", &none), Wanted::All);
		assert_eq!(wanted("x=1&linkType=linkset", &none), Wanted::All);
		assert_eq!(wanted("linkType=gs1:pip", &none), Wanted::Type("gs1:pip".into()));
		assert_eq!(
			wanted("linkType=https%3A%2F%2Fgs1.org%2Fvoc%2Fpip", &none),
			Wanted::Type("gs1:pip".into())
		);
		assert_eq!(wanted("linkType=gs1:defaultLink", &headers(LINKSET)), Wanted::Default);
		assert_eq!(wanted("", &headers(LINKSET)), Wanted::All);
		assert_eq!(wanted("", &headers("application/json")), Wanted::All);
		assert_eq!(wanted("", &headers("*/*")), Wanted::Default);
		assert_eq!(
			wanted("", &headers("text/html,application/xml;q=0.9,*/*;q=0.8")),
			Wanted::Default
		);
	}

	#[test]
	fn what_is_asked_may_be_compressed_and_a_query_goes_before_it() {
		// `linkType=all`, compressed by GS1's toolkit.
		let code = Code::read("/CxFRj8PYos5hBZZBxpC6aaad-BMrLHoBMjm7mleeeIlinkTypeYNqWU").unwrap();
		assert_eq!(code.others, "linkType=all");
		assert_eq!(wanted(&code.asked(""), &HeaderMap::new()), Wanted::All);
		let own = code.asked("linkType=gs1:pip");
		assert_eq!(wanted(&own, &HeaderMap::new()), Wanted::Type("gs1:pip".into()));
		assert_eq!(
			with_query(&code.canonical, &code.others),
			format!("{}?linkType=all", code.path())
		);
	}

	#[test]
	fn query_is_passed_on_to_whatever_target() {
		let plain = Code::read("/01/09520123456788?a=b").unwrap();
		let to = |target: &str, query: &str| passed_on(target, &plain, query);
		assert_eq!(to("/scan/01/1", ""), "/scan/01/1");
		assert_eq!(to("https://a/x", "a=b&c=%20d"), "https://a/x?a=b&c=%20d");
		assert_eq!(to("https://a/x?y=z#top", "a=b"), "https://a/x?y=z&a=b#top");
		let packed = Code::read("/CxFRJydaKI1Xgkfg36KGFbar-1?a=b").unwrap();
		assert_eq!(passed_on("/x", &packed, &packed.asked("a=b")), "/x?a=b&foo=bar%2D1");
		let packed = Code::read("/GhFRJydaKI1XgkZ_jeCjA5?a=b").unwrap();
		assert_eq!(passed_on("/x", &packed, &packed.asked("a=b")), "/x?17=261231&a=b");
		assert_eq!(with_query("https://a/x?y=z#top", ""), "https://a/x?y=z#top");
	}

	#[test]
	fn linkset_has_url_type_and_title_of_every_link() {
		let pip = Link {
			link_type: "gs1:pip".into(),
			href: "https://brand.example/pip".into(),
			title: "Product <information>".into(),
			language: Some("en".into()),
			media_type: Some("text/html".into()),
		};
		let level = Level {
			anchor: "https://id.example/01/09520123456788".into(),
			description: "Rice".into(),
			links: vec![Link::own(DEFAULT_LINK, "https://id.example/scan".into(), "Scan"), pip],
		};
		let answer = linkset(&headers("application/json"), &[level]);
		assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
	}

	#[test]
	fn description_names_root_and_vocabularies() {
		let it = description("https://id.example");
		assert_eq!(it["resolverRoot"], "https://id.example");
		assert_eq!(it["supportedLinkType"][0]["prefix"], "gs1:");
		assert_eq!(it["validatesAIcombinations"], false);
	}
}
