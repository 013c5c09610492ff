//! The pages: what is known is put together here, [`page`] puts it into words.

use crate::{
	app::App,
	heads::now,
	http::{self, Answer, Asked},
	judge::{self, judge, JudgeError},
	links::{self, Registered},
	page::{self, is_like_scratch_code, Objection, Why},
	passports::{self, Served},
	reports::{until_midnight, Dropped, Reports, MAX_NOTE, MAX_PLACE},
	resolver::scan_path,
	state::{Facts, StateError},
	story::{self, MAX_SHIPMENTS},
};
use axum::{
	body::Body,
	extract::{Request, State},
	http::{
		header::{self, HeaderName},
		request::Parts,
		Method, StatusCode,
	},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};
use futures::StreamExt;
use hallmark_gs1::{ai, parse_expiry, read_code, ProductCode};
use hallmark_runtime_api::trace::VerifyAnswer;
use hallmark_types::{verdict::CodeVerdict, Batch, CountryCode, Gtin, LotId, OrgId};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// The longest report that is read, in bytes: place and note of characters that are as long as any is when
/// it is escaped (four bytes of UTF-8, three characters each), so that what is somewhat too long is told
/// how long it may be; the longest address of a code with every character escaped, and the names of the
/// fields.
const MAX_REPORT: usize = 12 * (MAX_PLACE + MAX_NOTE) + 3 * http::MAX_TARGET + 512;

/// How much of what is too long is read, so that who sends it reads the answer.
const MAX_THROWN: usize = 1 << 20;

/// How long a form or transaction may take to come.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// A host that the codes of pages are written with: which one counts for nothing.
const STEM: &str = "https://id.gs1.org";

type Shared = State<Arc<App>>;

/// The page where codes are scanned or typed; a typed code leads on to its page.
pub async fn home_page(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let asked = Asked::of(&request);
	let query = request.uri.query().unwrap_or_default();
	if http::parameter(query, "scratch").is_some() {
		let problem = page::problem(&page::Problem::Scratch, &asked.page());
		return http::html(StatusCode::BAD_REQUEST, problem);
	}
	let code = http::parameter(query, "code").map(|code| typed(&code));
	let Some(code) = code.filter(|code| !code.is_empty()) else {
		return http::html(StatusCode::OK, page::home(None, &asked.page()));
	};
	if is_like_scratch_code(&code) {
		// Where no script kept it back: the secret does not stay in the address, nor in the history.
		let to = http::joined([kept(query).trim_start_matches('?'), "scratch=1"], "&");
		return http::redirect(StatusCode::SEE_OTHER, &format!("/?{to}"));
	}
	match read(&code) {
		Ok(product) => {
			let query = http::with_usual_market(query, &request.headers, app.market);
			let mut to = format!("{}{}", scan_path(&product), kept(&query));
			if let Some(day) = expiry(&code) {
				to.push(if to.contains('?') { '&' } else { '?' });
				to.push_str(&format!("{}={day}", ai::EXPIRY.as_str()));
			}
			http::redirect(StatusCode::SEE_OTHER, &to)
		}
		Err(reason) => bad_code(&app, &asked, &code, &reason),
	}
}

/// The page that checks labels on the device, so that this server does not learn which they are.
pub async fn private_page(request: Request) -> Answer {
	let (request, _) = request.into_parts();
	http::html(StatusCode::OK, page::private(&Asked::of(&request).page()))
}

/// The page that judges codes without a network.
pub async fn pack_page(request: Request) -> Answer {
	let (request, _) = request.into_parts();
	http::html(StatusCode::OK, page::pack(&Asked::of(&request).page()))
}

/// A code as people type it or scanners send it.
pub(crate) fn read(code: &str) -> Result<ProductCode, Why> {
	match ProductCode::read(code) {
		Ok(product) => Ok(product),
		Err(error) => {
			// What stands on a label may be compressed.
			let expanded = crate::compression::expand(code);
			let product = expanded.and_then(|it| it.elements.to_uri(None).ok());
			product.and_then(|uri| ProductCode::read(&uri).ok()).ok_or(Why::Gs1(error))
		}
	}
}

/// What was typed; an address without what all of them begin with gets it.
fn typed(text: &str) -> String {
	let text = text.trim();
	if text.starts_with(|first: char| first.is_ascii_alphabetic())
		&& text.contains('/')
		&& !text.contains("://")
	{
		format!("https://{text}")
	} else {
		text.into()
	}
}

/// The day that a code itself calls the last, `YYMMDD` (element 17).
fn expiry(code: &str) -> Option<String> {
	let elements =
		read_code(code).ok().or_else(|| Some(crate::compression::expand(code)?.elements));
	elements?.value(ai::EXPIRY).map(str::to_string)
}

/// Midnight of the day that a label calls the last, in the century nearest to now; day 00 is the
/// month's last.
fn label_expires(yymmdd: &str, now: u64) -> Option<u64> {
	let now = DateTime::from_timestamp_millis(i64::try_from(now).ok()?)?;
	let (year, month, day) = parse_expiry(yymmdd, u16::try_from(now.year()).ok()?).ok()?;
	let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
	u64::try_from(date.and_time(NaiveTime::MIN).and_utc().timestamp_millis()).ok()
}

/// The parts of a query that links keep.
pub(crate) fn kept(query: &str) -> String {
	let pairs: Vec<_> = query
		.split('&')
		.filter(|pair| pair.starts_with("lang=") || pair.starts_with("market="))
		.collect();
	if pairs.is_empty() {
		String::new()
	} else {
		format!("?{}", pairs.join("&"))
	}
}

pub(crate) fn bad_code(_: &App, asked: &Asked, code: &str, why: &Why) -> Answer {
	let problem = page::Problem::BadCode { code, why };
	http::html(StatusCode::BAD_REQUEST, page::problem(&problem, &asked.page()))
}

/// The page of a code.
pub async fn scan_page(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let path = request.uri.path().strip_prefix("/scan").unwrap_or_default();
	let query = request.uri.query().map_or(String::new(), |query| format!("?{query}"));
	let asked = Asked::of(&request);
	// The path names the code. What the query adds of it must agree, as for the resolver.
	let (uri, whole) = (format!("{STEM}{path}"), format!("{STEM}{path}{query}"));
	let product = match read_code(&whole).and_then(|_| ProductCode::read(&uri)) {
		Ok(product) => product,
		Err(error) => return bad_code(&app, &asked, &format!("{path}{query}"), &error.into()),
	};
	match scan(&app, &request, &product).await {
		Ok(mut answer) => {
			let query = request.uri.query().unwrap_or_default();
			http::remember_market(&mut answer, &request.headers, query, app.secure);
			answer
		}
		Err(error) => unanswered(&app, &request, &error.to_string()),
	}
}

/// The page of a code: of an item, or of a product or batch.
///
/// # Errors
///
/// [`StateError`].
pub async fn scan(app: &App, request: &Parts, product: &ProductCode) -> Result<Answer, StateError> {
	let Some(facts) = app.heads.facts() else {
		return Err(StateError::Node("it has not told any final block yet".into()));
	};
	let asked = Asked::of(request);
	match product.serial.is_some() {
		true => item(app, request, &facts, product, &asked).await,
		false => of_product(app, &facts, product, &asked).await,
	}
}

async fn item(
	app: &App,
	request: &Parts,
	facts: &Facts,
	product: &ProductCode,
	asked: &Asked,
) -> Result<Answer, StateError> {
	let origin = app.origin(request);
	let uri = product.to_uri(origin.as_deref()).unwrap_or_default();
	let judged = match judge(facts, &app.leaves, &uri, product, asked.market).await {
		Ok(judged) => judged,
		Err(JudgeError::State(error)) => return Err(error),
		Err(JudgeError::Code(reason)) => {
			return Ok(bad_code(app, asked, &uri, &Why::Chain(reason)));
		}
	};
	let answer = &judged.answer;
	let lot = answer.facts.lot().map(|lot| lot.id);
	let shipments = lot.map(|lot| app.heads.shipments_of(lot, MAX_SHIPMENTS)).unwrap_or_default();
	let story = story::story(facts, answer, &shipments).await?;
	let shown = story.shown();
	let counts = match (lot, answer.index, answer.verdict.code) {
		// Who asks for the head alone, as programs do, looks nothing up.
		(Some(lot), Some(index), CodeVerdict::Registered) if request.method == Method::GET => {
			app.scans.count(lot, index, app.visitor(request), now())
		}
		_ => None,
	};
	let gtin = product.gtin.to_string();
	let (name, hash) = (answer.product.as_ref().map(|it| it.to_text()), hash_of(facts));
	let issuer = answer.issuer.as_ref().map(|it| (it.name.to_text(), it.country));
	let lots: Vec<_> = lot.into_iter().collect();
	let registered = links::of(facts, answer.gtin, &lots).await?;
	// What a code that does not match names is not what carries it.
	let is_it = answer.verdict.code != CodeVerdict::Mismatch;
	let passports = passports::of_lots(app, facts, if is_it { &lots } else { &[] }).await?;
	let verifier = app.heads.code().map(hex::encode).filter(|hash| app.verifiers.has(hash));
	let page = page::scan(
		&page::Scan {
			uri: &uri,
			gtin: &gtin,
			batch: product.batch.as_deref(),
			serial: product.serial.as_deref().unwrap_or_default(),
			verdict: &answer.verdict,
			facts: &answer.facts,
			product: name.as_deref(),
			origin: answer.origin,
			issuer: issuer.as_ref().map(|(name, country)| page::Party { name, country: *country }),
			index: answer.index,
			lot: shown.lot,
			activated_at: shown.activated_at,
			notices: &shown.notices,
			entries: &shown.entries,
			certificates: &shown.certificates,
			legs: &shown.legs,
			passports: &shown_passports(&passports),
			links: &shown_links(&registered),
			label_expires: asked.expiry.as_deref().and_then(|day| label_expires(day, now())),
			counts: counts.map(|it| page::Counts { scans: it.scans, networks: it.networks }),
			block: block(facts, &hash),
			now: now(),
			verifier: verifier.as_deref(),
			light: app.light.is_some(),
		},
		&asked.page(),
	);
	// A code that nobody registered is no page that was found.
	let status = match answer.verdict.code {
		CodeVerdict::Unknown => StatusCode::NOT_FOUND,
		_ => StatusCode::OK,
	};
	Ok(http::html(status, page))
}

/// Passports as pages take them.
fn shown_passports(passports: &[Served]) -> Vec<page::Passport<'_>> {
	passports.iter().map(|it| page::Passport { href: &it.path, issuer: &it.issuer }).collect()
}

/// Links as pages take them: those of the lots first.
fn shown_links(registered: &Registered) -> Vec<page::Link<'_>> {
	let links = registered.lots.iter().chain(&registered.product);
	links
		.map(|link| page::Link {
			link_type: &link.link_type,
			title: &link.title,
			href: &link.href,
			language: link.language.as_deref(),
		})
		.collect()
}

fn hash_of(facts: &Facts) -> String {
	format!("{:?}", facts.block().hash)
}

fn block<'a>(facts: &Facts, hash: &'a str) -> page::Block<'a> {
	let (number, at) = (facts.block().number, facts.at_moment());
	let migrating = facts.is_migrating();
	page::Block { number, hash, at, finalised: true, migrating }
}

async fn of_product(
	app: &App,
	facts: &Facts,
	product: &ProductCode,
	asked: &Asked,
) -> Result<Answer, StateError> {
	let gtin = Gtin::from(product.gtin);
	let digits = product.gtin.to_string();
	let mut lots: Vec<LotId> = Vec::new();
	if let Some(batch) = product.batch.as_deref().and_then(Batch::new) {
		lots = judge::lots_of_batch(facts, gtin, batch).await?;
	}
	let unknown_batch = product.batch.is_some() && lots.is_empty();
	let found = story::product(facts, gtin, &lots, asked.market).await?;
	let Some(found) = found.filter(|_| !unknown_batch) else {
		let batch = product.batch.as_deref();
		let problem = page::Problem::Unregistered { gtin: &digits, batch };
		return Ok(http::html(StatusCode::NOT_FOUND, page::problem(&problem, &asked.page())));
	};
	let hash = hash_of(facts);
	let registered = links::of(facts, gtin, &lots).await?;
	let passports = passports::of_lots(app, facts, &lots).await?;
	let passports = shown_passports(&passports);
	let links = shown_links(&registered);
	let shown = found.page(&digits, product.batch.as_deref(), block(facts, &hash), now(), |it| {
		let it = page::Product { passports: &passports, links: &links, ..*it };
		page::product(&it, &asked.page())
	});
	Ok(http::html(StatusCode::OK, shown))
}

/// What is said when the chain gives no answer.
pub fn unanswered(app: &App, request: &Parts, reason: &str) -> Answer {
	let status = StatusCode::SERVICE_UNAVAILABLE;
	let mut answer = if http::wants_page(&request.headers) {
		let problem = page::Problem::NodeGone { since: app.heads.heard() };
		http::html(status, page::problem(&problem, &Asked::of(request).page()))
	} else {
		http::problem(status, reason)
	};
	http::set(&mut answer, header::RETRY_AFTER, "5");
	answer
}

/// What is said to who asks too much.
pub fn busy(request: &Parts) -> Answer {
	let status = StatusCode::TOO_MANY_REQUESTS;
	if http::wants_page(&request.headers) {
		return http::html(status, page::problem(&page::Problem::Busy, &Asked::of(request).page()));
	}
	http::problem(status, "too many requests from one address")
}

/// A form that was sent, or other bytes: no more than `most`. What is longer is read on for a while and
/// thrown away, since a browser shows no answer to what it could not send.
pub(crate) async fn body_of(body: Body, most: usize) -> Result<Vec<u8>, Answer> {
	let read = async {
		let (mut bytes, mut len) = (Vec::new(), 0usize);
		let mut parts = body.into_data_stream();
		while let Some(part) = parts.next().await {
			let part = part.map_err(|_| StatusCode::BAD_REQUEST)?;
			len = len.saturating_add(part.len());
			if len > MAX_THROWN {
				break;
			}
			if len <= most {
				bytes.extend_from_slice(&part);
			}
		}
		if len > most {
			Err(StatusCode::PAYLOAD_TOO_LARGE)
		} else {
			Ok(bytes)
		}
	};
	let refused = match timeout(BODY_PATIENCE, read).await {
		Ok(Ok(bytes)) => return Ok(bytes),
		Ok(Err(status)) => status,
		Err(_) => StatusCode::REQUEST_TIMEOUT,
	};
	let objection = match refused {
		StatusCode::PAYLOAD_TOO_LARGE => Objection::Body { most },
		StatusCode::BAD_REQUEST => Objection::BrokenOff,
		_ => Objection::Late,
	};
	Err(http::refused(refused, objection))
}

/// Takes a report of a code that does not match, or of anything else about it.
pub async fn report(State(app): Shared, request: Request) -> Answer {
	let (parts, body) = request.into_parts();
	let form = match body_of(body, MAX_REPORT).await {
		Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
		Err(refused) => return refused,
	};
	// Another site could have the browsers of its visitors report whatever it likes, from as many networks
	// as it has visitors.
	let from = http::text(&parts.headers, &HeaderName::from_static("sec-fetch-site"));
	if from == Some("cross-site") {
		return http::refused(StatusCode::FORBIDDEN, Objection::OtherSite);
	}
	let asked = Asked::of_form(&parts, &form);
	let field = |name: &str| http::parameter(&form, name).unwrap_or_default().into_owned();
	let uri = field("uri");
	let product = match read(&uri) {
		Ok(product) => product,
		Err(reason) => return bad_code(&app, &asked, &uri, &reason),
	};
	let back = format!("{}{}", scan_path(&product), kept(&form));
	let uri = product.to_uri(None).unwrap_or_default();
	let Some(facts) = app.heads.facts() else {
		return unanswered(&app, &parts, "it has not told any final block yet");
	};
	// A report of a country that is none would go to no authority, and nobody would notice.
	let market = match http::market(&form) {
		Ok(market) => market,
		Err(objection) => return http::refused(StatusCode::BAD_REQUEST, objection),
	};
	let (verdict, concerned) = match concerned(&app, &facts, &uri, &product, market).await {
		Ok(found) => found,
		Err(error) => return unanswered(&app, &parts, &error.to_string()),
	};
	let (place, note) = (field("place"), field("note"));
	let block = facts.block().number;
	let made = match Reports::make(now(), &uri, verdict, block, market, &place, &note) {
		Ok(made) => made,
		Err(long) => {
			return http::refused(StatusCode::PAYLOAD_TOO_LARGE, Objection::TooLong(long));
		}
	};
	let network = app.scans.network(app.visitor(&parts), made.at);
	let kept = app.reports.keep(&made, &concerned, network);
	let status = match kept {
		Ok(()) => StatusCode::OK,
		Err(Dropped::Code | Dropped::Network) => StatusCode::TOO_MANY_REQUESTS,
		Err(Dropped::Concerned | Dropped::Disk) => StatusCode::SERVICE_UNAVAILABLE,
	};
	let number = kept.map(|()| made.number.as_str());
	let (has_owner, has_country) = (!concerned.is_empty(), market.is_some());
	let reported = page::Reported { number, has_owner, has_country, back: &back };
	let mut answer = http::html(status, page::report(&reported, &asked.page()));
	if number.is_err_and(|dropped| dropped != Dropped::Disk) {
		let wait = until_midnight(made.at).to_string();
		http::set(&mut answer, header::RETRY_AFTER, &wait);
	}
	answer
}

/// The verdict over a code in short, and the organisations that a report about it concerns: the
/// brand's holder, whoever registered the product, the issuers of the lots.
async fn concerned(
	app: &App,
	facts: &Facts,
	uri: &str,
	product: &ProductCode,
	market: Option<CountryCode>,
) -> Result<(String, Vec<OrgId>), StateError> {
	let mut orgs = Vec::new();
	let mut verdict = "product".to_string();
	if product.serial.is_some() {
		match judge(facts, &app.leaves, uri, product, market).await {
			Ok(judged) => {
				let VerifyAnswer { verdict: found, facts, .. } = judged.answer;
				verdict = serde_json::to_value((found.code, found.standing))
					.ok()
					.and_then(|it| {
						Some(format!("{}/{}", it.get(0)?.as_str()?, it.get(1)?.as_str()?))
					})
					.unwrap_or_default();
				orgs.extend(facts.candidates.iter().map(|lot| lot.issuer));
			}
			Err(JudgeError::State(error)) => return Err(error),
			Err(JudgeError::Code(_)) => {}
		}
	}
	if let Some(found) = story::product(facts, Gtin::from(product.gtin), &[], None).await? {
		orgs.push(found.answer.registrant.id);
		orgs.extend(found.answer.brand_holder.map(|holder| holder.id));
	}
	orgs.sort();
	orgs.dedup();
	Ok((verdict, orgs))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn report_has_room_for_every_character_that_the_form_takes() {
		let escaped = |text: &str, times: usize| {
			let bytes: String = text.bytes().map(|it| format!("%{it:02X}")).collect();
			bytes.repeat(times)
		};
		let uri = escaped("/", http::MAX_TARGET);
		for character in ["中", "𠀀", "\r\n"] {
			let note = escaped(character, MAX_NOTE);
			let place = escaped(character, MAX_PLACE);
			let form = format!("uri={uri}&market=CN&lang=zh&place={place}&note={note}");
			let read = body_of(Body::from(form.clone()), MAX_REPORT).await.unwrap();
			assert_eq!(read, form.into_bytes());
		}
	}

	#[tokio::test]
	async fn what_is_too_long_or_broken_off_is_refused() {
		let refused = |body| async move { body_of(body, 10).await.unwrap_err().status() };
		assert_eq!(body_of(Body::from("0123456789"), 10).await.unwrap().len(), 10);
		let long = [11, MAX_THROWN, MAX_THROWN + 1].map(|len| vec![b'x'; len]);
		for bytes in long {
			assert_eq!(refused(Body::from(bytes)).await, StatusCode::PAYLOAD_TOO_LARGE);
		}
		let parts = [Ok("0123"), Err(std::io::Error::other("gone"))];
		let broken = Body::from_stream(futures::stream::iter(parts));
		assert_eq!(refused(broken).await, StatusCode::BAD_REQUEST);
		// What never ends is not read for ever.
		let endless = Body::from_stream(futures::stream::repeat_with(|| {
			Ok::<_, std::io::Error>(vec![b'x'; 1 << 16])
		}));
		assert_eq!(refused(endless).await, StatusCode::PAYLOAD_TOO_LARGE);
	}

	#[test]
	fn language_and_market_are_kept_and_nothing_else() {
		assert_eq!(kept("a=b&lang=zh&market=CN&lang=en"), "?lang=zh&market=CN&lang=en");
		assert_eq!(kept("code=x"), "");
	}

	#[test]
	fn expiry_of_a_label_is_the_end_of_the_month_when_it_names_no_day() {
		let typed = "(01)09520123456788(17)270200(21)A";
		let scanned = "https://id.example/01/09520123456788/21/A?17=270200";
		for code in [typed, scanned] {
			assert_eq!(expiry(code).as_deref(), Some("270200"), "{code}");
		}
		assert_eq!(expiry("https://id.example/01/09520123456788/21/A"), None);
		// 1 March 2026, and midnight of 28 February 2027.
		let now = 1_772_323_200_000;
		assert_eq!(label_expires("270200", now), Some(1_803_772_800_000));
		assert_eq!(label_expires("270231", now), None);
	}

	#[test]
	fn code_is_read_as_people_type_it_and_compressed() {
		for code in [
			"https://id.example/01/09520123456788/21/A",
			"(01)09520123456788(21)A",
			"010952012345678821A",
		] {
			assert_eq!(read(code).unwrap().serial.as_deref(), Some("A"), "{code}");
		}
		let packed = "https://id.example/DBFRJydaKOmmmnh-nCRXKYmh_C_WnoY";
		assert_eq!(read(packed).unwrap().serial.as_deref(), Some("0008P04SK5TE0P4X609D"));
		assert!(read("hello").is_err());
		for (text, whole) in [
			(" id.example/01/09520123456788/21/A ", "https://id.example/01/09520123456788/21/A"),
			("HTTP://id.example/01/09520123456788", "HTTP://id.example/01/09520123456788"),
			("010952012345678810A/1", "010952012345678810A/1"),
			("(01)09520123456788(10)A/1", "(01)09520123456788(10)A/1"),
			("hello", "hello"),
		] {
			assert_eq!(typed(text), whole);
		}
	}
}
