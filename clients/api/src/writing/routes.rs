//! The routes by which is written: one for each action, calls as they are, and transactions.

use super::{
	actions::{actions, Action, Context, Deed, IntoDeed},
	body, Idempotent, Prepared, Sent, Standing, Turn,
};
use crate::{
	access::{Caller, Scope},
	asked::{Nothing, Path, Query},
	http::{self, Answer},
	openapi::{problem_response, Routes},
	problem::{Problem, Result},
	Desk,
};
use axum::{
	body::Body,
	extract::{RawPathParams, Request, State},
	http::{header, request::Parts, HeaderName, StatusCode},
};
use hallmark_sdk::{
	encoding::Naming,
	import::{self, Defaults, Table},
	offline::{self, Transaction},
	runtime::RuntimeCall,
};
use hallmark_types::{CountryCode, Digest, HsCode};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use utoipa::{
	openapi::{
		path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn},
		request_body::RequestBodyBuilder,
		response::ResponseBuilder,
		schema::{ObjectBuilder, Type},
		security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
		Content, OpenApi, Ref, Required, SecurityRequirement,
	},
	IntoParams, PartialSchema, ToSchema,
};

/// The most bytes of an action.
const MAX_ACTION: usize = 256 << 10;

/// The most bytes of a call: an upgrade's code is some megabytes, in hexadecimal.
const MAX_CALL: usize = 8 << 20;

/// The most bytes of a product list.
const MAX_TABLE: usize = 4 << 20;

/// The most bytes of transactions.
const MAX_TRANSACTIONS: usize = 8 << 20;

/// The most errors of a product list that are told.
const MAX_FAULTS: usize = 1_000;

/// The header with which the same is asked again.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Where a transaction can be followed.
const TRANSACTIONS: &str = "/api/v1/transactions";

/// All routes that write.
pub fn routes(routes: Routes) -> Routes {
	let mut routes = routes
		.tag("Writing", "What is done on the chain, by the operator that calls.")
		.describe(describe)
		.add(__path_call, call)
		.add(__path_submit, submit)
		.add(__path_standing, standing);
	for action in actions() {
		let operation = operation(&action);
		let mut schemas = vec![(body_name(action.id), (action.schema)())];
		(action.schemas)(&mut schemas);
		<Prepared as ToSchema>::schemas(&mut schemas);
		schemas.push((Prepared::name().into(), Prepared::schema()));
		<Accepted as ToSchema>::schemas(&mut schemas);
		schemas.push((Accepted::name().into(), Accepted::schema()));
		let path = action.path;
		let action = Arc::new(action);
		let handler = async move |state: State<Arc<Desk>>,
		                          caller: Caller,
		                          params: RawPathParams,
		                          request: Request| {
			act(action.clone(), state.0, caller, params, request).await
		};
		routes = routes.insert(path, HttpMethod::Post, operation, schemas, handler);
	}
	routes
}

/// What the body of an action is called in the description.
fn body_name(id: &str) -> String {
	let mut letters = id.chars();
	let first = letters.next().map(|it| it.to_ascii_uppercase()).unwrap_or_default();
	format!("{first}{}", letters.as_str())
}

/// Describes how callers show who they are.
fn describe(api: &mut OpenApi) {
	let components = api.components.get_or_insert_default();
	let key = HttpBuilder::new()
		.scheme(HttpAuthScheme::Bearer)
		.bearer_format("hm_…")
		.description(Some("An API key, made by `hallmark-gateway key add`."))
		.build();
	components.add_security_scheme("key", SecurityScheme::Http(key));
	let session = ApiKeyValue::with_description(
		crate::access::sessions::COOKIE,
		"The cookie of a session, with the header `X-Hallmark: 1`: see /api/v1/session.",
	);
	components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
}

/// The description of an action.
fn operation(action: &Action) -> OperationBuilder {
	let reference = |name: &str| Content::new(Some(Ref::from_schema_name(name)));
	let body = body_name(action.id);
	let mut content = RequestBodyBuilder::new().content("application/json", reference(&body));
	let takes_table = action.id == "registerProduct";
	if takes_table {
		let table = ObjectBuilder::new().schema_type(Type::String).description(Some(
			"A product list: gtin14, name, category, and optional origin, hs6, sheet.",
		));
		content = content.content("text/csv", Content::new(Some(table)));
	}
	let permission = action.permission.map(|it| format!(", the permission {it:?}"));
	let roles: Vec<_> = action.roles.iter().map(|role| format!("{role:?}")).collect();
	let says = format!(
		"Needs the scope `{}`{}, and one of the roles {}.",
		action.scope,
		permission.unwrap_or_default(),
		roles.join(", ")
	);
	let prepared = ResponseBuilder::new()
		.description("What is to be signed at home: the gateway holds no key of the caller's.")
		.content("application/json", reference(&Prepared::name()))
		.build();
	let accepted = ResponseBuilder::new()
		.description("Signed with the key that the gateway holds, and sent.")
		.content("application/json", reference(&Accepted::name()))
		.build();
	let mut operation = OperationBuilder::new()
		.operation_id(Some(action.id))
		.tag("Writing")
		.summary(Some(action.summary()))
		.description(Some(says))
		.request_body(Some(content.required(Some(Required::True)).build()))
		.parameter(
			ParameterBuilder::new()
				.name("Idempotency-Key")
				.parameter_in(ParameterIn::Header)
				.required(Required::False)
				.description(Some(
					"With a key that the gateway signs for: what is asked again with it is not done again.",
				))
				.schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255)))),
		)
		.response("200", prepared)
		.response("202", accepted)
		.response("401", problem_response("There is no key or session, or none in force."))
		.response("403", problem_response("A scope, permission or role is missing."))
		.response("409", problem_response("The same is being done."))
		.response("413", problem_response("The body is too long."))
		.response("415", problem_response("The body is of another kind."))
		.response(
			"422",
			problem_response("A field cannot be: `field` and `reason` say which and why."),
		)
		.security(SecurityRequirement::new::<_, [&str; 0], &str>("key", []))
		.security(SecurityRequirement::new::<_, [&str; 0], &str>("session", []));
	if takes_table {
		for parameter in TableDefaults::into_params(|| Some(ParameterIn::Query)) {
			operation = operation.parameter(parameter);
		}
	}
	for field in action.path_fields() {
		let kind = match field {
			"gtin" | "motion" => Type::String,
			_ => Type::Integer,
		};
		operation = operation.parameter(
			ParameterBuilder::new()
				.name(field)
				.parameter_in(ParameterIn::Path)
				.required(Required::True)
				.description(Some(match field {
					"motion" => "The motion, by its hash.".into(),
					"gtin" => "The product, by its GTIN.".into(),
					"round" => "The round, counted from 0.".into(),
					field => format!("The {field}."),
				}))
				.schema(Some(ObjectBuilder::new().schema_type(kind).pattern(match field {
					"gtin" => Some("^([0-9]{8}|[0-9]{12,14})$"),
					"motion" => Some("^(0x)?[0-9a-fA-F]{64}$"),
					"sscc" => Some("^[0-9]{18}$"),
					_ => None,
				}))),
		);
	}
	operation
}

/// What was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accepted {
	/// The transactions, in their order.
	transactions: Vec<SentTransaction>,
	/// What else has to be kept, such as the salt of a consignee that is not named.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	keep: Option<Value>,
}

/// A transaction that was sent.
#[derive(Debug, Serialize, ToSchema)]
struct SentTransaction {
	/// Its hash.
	#[schema(value_type = String)]
	hash: Digest,
	/// Pallet and name of its call.
	call: String,
	/// The last block that can take it.
	until: u32,
	/// Where it can be followed.
	href: String,
}

impl Accepted {
	fn of(sent: &[Sent], keep: Option<Value>) -> Self {
		let transactions = sent.iter().map(|sent| SentTransaction {
			hash: sent.hash,
			call: sent.call.clone(),
			until: sent.until,
			href: format!("{TRANSACTIONS}/{:?}", sent.hash),
		});
		Self { transactions: transactions.collect(), keep }
	}
}

/// The answer that tells what was sent.
pub(super) fn accepted_body(sent: &[Sent], keep: Option<Value>) -> String {
	serde_json::to_string(&Accepted::of(sent, keep)).unwrap_or_default()
}

/// An answer to one caller alone.
fn own(status: StatusCode, body: impl Into<Body>) -> Answer {
	let mut answer = http::answer(status, "application/json", body);
	http::set(&mut answer, header::CACHE_CONTROL, "no-store");
	answer
}

fn accepted(sent: &[Sent], keep: Option<Value>) -> Answer {
	let mut answer = own(StatusCode::ACCEPTED, accepted_body(sent, keep));
	if let Some(first) = sent.first() {
		let at = format!("{TRANSACTIONS}/{:?}", first.hash);
		http::set(&mut answer, header::LOCATION, &at);
	}
	answer
}

/// The key of idempotency of a request, and what was asked.
fn idempotent(parts: &Parts, bytes: &[u8]) -> Result<Option<Idempotent>> {
	let Some(key) = parts.headers.get(KEY) else { return Ok(None) };
	let sound = |key: &&str| {
		(1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
	};
	let key = key.to_str().ok().filter(sound).ok_or_else(|| {
		Problem::bad("Idempotency-Key", "not 1 to 255 visible characters of ASCII")
	})?;
	let digest = Sha256::new()
		.chain_update(parts.method.as_str())
		.chain_update([0])
		.chain_update(parts.uri.path())
		.chain_update([0])
		.chain_update(parts.uri.query().unwrap_or_default())
		.chain_update([0])
		.chain_update(bytes)
		.finalize();
	Ok(Some(Idempotent { key: key.into(), digest: digest.into() }))
}

/// Does what an action says.
async fn act(
	action: Arc<Action>,
	desk: Arc<Desk>,
	caller: Caller,
	params: RawPathParams,
	request: Request,
) -> Result {
	// Whoever may not need not be heard.
	caller.require_scope(action.scope)?;
	caller.require_right(action.permission, action.roles)?;
	let (parts, body) = request.into_parts();
	let is_table = action.id == "registerProduct" && body::media(&parts) == "text/csv";
	if !is_table {
		// A parameter that is mistyped, or meant for another path, must not go unnoticed.
		let pairs = crate::texts::pairs(parts.uri.query().unwrap_or_default())?;
		crate::texts::read::<Nothing>(pairs)?;
	}
	let bytes = match is_table {
		true => body::bytes(&parts, body, MAX_TABLE).await?,
		false => {
			let empty = parts.headers.get(header::CONTENT_TYPE).is_none();
			let bytes = body::bytes(&parts, body, MAX_ACTION).await?;
			if !(empty && bytes.is_empty()) && body::media(&parts) != "application/json" {
				return Err(Problem::unsupported("application/json"));
			}
			bytes
		}
	};
	let path: Vec<_> =
		params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
	let context = Context { caller, link: desk.writing.link().clone() };
	let deed = async || match is_table {
		true => table(&context, &parts, &bytes).await,
		false => {
			let body = if bytes.is_empty() { Value::Null } else { body::read(&bytes)? };
			action.deed(&path, body, &context).await
		}
	};
	written(&desk, &context.caller, &parts, &bytes, deed).await
}

/// Answers with what is to be signed, or does it with the key that the gateway holds.
pub(crate) async fn written(
	desk: &Desk,
	caller: &Caller,
	parts: &Parts,
	bytes: &[u8],
	deed: impl AsyncFnOnce() -> Result<Deed>,
) -> Result {
	let writing = &desk.writing;
	let Some(signer) = caller.signer() else {
		let Deed { calls, keep } = deed().await?;
		if calls.is_empty() {
			return Ok(own(StatusCode::OK, nothing_to_do()));
		}
		let prepared = Prepared { keep, ..writing.prepare(&caller.account, calls).await? };
		let body = serde_json::to_vec(&prepared).map_err(Problem::internal)?;
		return Ok(own(StatusCode::OK, body));
	};
	let asked = idempotent(parts, bytes)?;
	let _turn = match &asked {
		None => None,
		Some(asked) => match writing.turn_of(&caller.account, asked)? {
			Turn::Do(turn) => Some(turn),
			Turn::Answered(status, body) => {
				let status = StatusCode::from_u16(status).unwrap_or(StatusCode::ACCEPTED);
				let mut answer = own(status, body);
				http::set(&mut answer, REPLAYED, "true");
				return Ok(answer);
			}
		},
	};
	let Deed { calls, keep } = deed().await?;
	if calls.is_empty() {
		return Ok(own(StatusCode::OK, nothing_to_do()));
	}
	let sent = writing.send_and_keep(signer, calls, asked.as_ref(), keep.clone()).await?;
	Ok(accepted(&sent, keep))
}

/// Says that an answer is one that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

fn nothing_to_do() -> String {
	json!({ "transactions": [], "calls": [], "nothingToDo": true }).to_string()
}

/// What a product list may lack.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TableDefaults {
	/// The origin of rows without one.
	#[serde(default)]
	origin: Option<String>,
	/// The subheading of the Harmonized System of rows without one.
	#[serde(default)]
	hs6: Option<String>,
	/// The edition of the Harmonized System that the list follows; 2022 unless it is given.
	#[serde(default)]
	edition: Option<u16>,
}

/// Registers the products of a list that the chain does not have; nothing, if a row is wrong.
async fn table(context: &Context, parts: &Parts, bytes: &[u8]) -> Result<Deed> {
	let pairs = crate::texts::pairs(parts.uri.query().unwrap_or_default())?;
	let asked: TableDefaults = crate::texts::read(pairs)?;
	let origin = match &asked.origin {
		Some(text) => Some(
			CountryCode::new(text)
				.ok_or_else(|| Problem::bad("origin", "not a country of ISO 3166-1, such as CN"))?,
		),
		None => None,
	};
	let edition = asked.edition.unwrap_or(super::fields::EDITION);
	if !HsCode::is_year(edition) {
		return Err(Problem::bad("edition", "not the year of an edition of the Harmonized System"));
	}
	let defaults = Defaults { origin, hs6: asked.hs6, hs_edition: edition, ..Default::default() };
	let read = Table::read_as(bytes, None, Naming::None, &defaults)?;
	if let Some(doubt) = read.doubt {
		return Err(Problem::unprocessable("file", doubt));
	}
	let merchant = context.caller.organisation;
	let plan = import::plan(&context.chain().await?, read, merchant).await?;
	let mut faults: Vec<Value> = plan
		.bad
		.iter()
		.map(|bad| json!({ "line": bad.line, "field": bad.field, "reason": bad.reason }))
		.collect();
	faults.extend(plan.differences.iter().map(|it| {
		let reason = format!("{} in the list, {} on the chain: revise it there", it.file, it.chain);
		json!({ "line": it.line, "field": it.field, "reason": reason })
	}));
	faults.sort_by_key(|fault| fault["line"].as_u64());
	let Some(first) = faults.first().cloned() else {
		return Ok(Deed { calls: plan.calls, keep: None });
	};
	let text = |name: &str| first[name].as_str().unwrap_or_default();
	let field = format!("line {}.{}", first["line"], text("field"));
	let count = faults.len();
	faults.truncate(MAX_FAULTS);
	Err(Problem::unprocessable(field, text("reason")).with("count", count).with("errors", faults))
}

/// A call from its SCALE encoding in hexadecimal.
///
/// # Errors
///
/// 422 if it is none of the chain's runtime.
pub(super) fn call_of_hex(text: &str) -> Result<RuntimeCall> {
	use codec::DecodeLimit;
	let wrong = |reason: &str| Problem::unprocessable("call", reason);
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let bytes = hex::decode(digits).map_err(|_| wrong("not 0x and hexadecimal digits"))?;
	let depth = frame_support::MAX_EXTRINSIC_DEPTH;
	RuntimeCall::decode_all_with_depth_limit(depth, &mut &bytes[..]).map_err(|_| {
		wrong("not a call of this chain's runtime; a text or list in it may be over-long")
	})
}

/// A call as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnyCall {
	/// The call, SCALE-encoded in hexadecimal, as polkadot.js shows it under "encoded call data". It is
	/// refused if it cannot be shown whole in words.
	#[schema(pattern = "^0x[0-9a-fA-F]+$")]
	call: String,
}

/// Makes any call of the chain, for what has no path of its own.
#[utoipa::path(
	post,
	path = "/api/v1/calls",
	operation_id = "makeCall",
	tag = "Writing",
	request_body = AnyCall,
	responses(
		(status = 200, description = "What is to be signed at home.", body = Prepared),
		(status = 202, description = "Signed and sent.", body = Accepted),
		(status = 403, description = "The scope calls:write is missing."),
		(status = 422, description = "It is no call, or cannot be shown whole."),
	),
	security(("key" = []), ("session" = []))
)]
async fn call(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	_: Query<Nothing>,
	request: Request,
) -> Result {
	caller.require_scope(Scope::Calls)?;
	let (parts, body) = request.into_parts();
	let bytes = body::json_bytes(&parts, body, MAX_CALL).await?;
	let deed = async || {
		let asked: AnyCall = body::read(&bytes)?;
		Ok(call_of_hex(&asked.call)?.into_deed())
	};
	written(&desk, &caller, &parts, &bytes, deed).await
}

/// Transactions, signed.
#[derive(Deserialize, ToSchema)]
struct Signed {
	/// `hallmark-transactions/1`.
	format: String,
	/// What was prepared, with the signatures.
	#[schema(value_type = Vec<Object>, min_items = 1, max_items = 200)]
	transactions: Vec<Transaction>,
}

/// Sends what was signed at home: what was prepared, with `signature` or `signedTransaction` filled in. The
/// signatures say who sends it, so no key is needed.
#[utoipa::path(
	post,
	path = "/api/v1/transactions",
	operation_id = "submitTransactions",
	tag = "Writing",
	request_body = Signed,
	responses(
		(status = 202, description = "Sent.", body = Accepted),
		(status = 403, description = "The account may not write."),
		(status = 422, description = "Something is wrong with a transaction, or the node refused it."),
	)
)]
async fn submit(State(desk): State<Arc<Desk>>, _: Query<Nothing>, request: Request) -> Result {
	let (parts, body) = request.into_parts();
	let signed: Signed = body::json(&parts, body, MAX_TRANSACTIONS).await?;
	if signed.format != offline::FORMAT {
		let reason = format!("not {}", offline::FORMAT);
		return Err(Problem::unprocessable("format", reason));
	}
	let sent = desk.writing.submit(&desk.access, &signed.transactions).await?;
	Ok(accepted(&sent, None))
}

/// A transaction's hash.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfTransaction {
	/// Its hash: `0x` and 64 hexadecimal digits.
	hash: String,
}

/// How a transaction stands: on its way, final with what it made happen, failed with field and reason,
/// refused, or over its time.
#[utoipa::path(
	get,
	path = "/api/v1/transactions/{hash}",
	operation_id = "getTransaction",
	tag = "Writing",
	params(OfTransaction),
	responses((status = 200, description = "How it stands.", body = Standing))
)]
async fn standing(
	State(desk): State<Arc<Desk>>,
	Path(of): Path<OfTransaction>,
	_: Query<Nothing>,
) -> Result {
	let hash = super::fields::hash(&of.hash).map_err(|reason| Problem::bad("hash", reason))?;
	let standing = desk.writing.standing(hash).await?;
	let body = serde_json::to_vec(&standing).map_err(Problem::internal)?;
	let mut answer = http::answer(StatusCode::OK, "application/json", body);
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	Ok(answer)
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn key_of_idempotency_is_bound_to_all_that_is_asked() {
		let asked = |method: &str, uri: &str, key: &str, body: &[u8]| {
			let request = axum::http::Request::builder().method(method).uri(uri);
			let parts = request.header(KEY, key).body(()).unwrap().into_parts().0;
			idempotent(&parts, body)
		};
		let one = asked("POST", "/a?b=c", "k", b"{}").unwrap().unwrap();
		assert_eq!(one.key, "k");
		for (method, uri, body) in [
			("PUT", "/a?b=c", &b"{}"[..]),
			("POST", "/a", b"{}"),
			("POST", "/a?b=d", b"{}"),
			("POST", "/a?b=c", b"{ }"),
		] {
			assert_ne!(asked(method, uri, "k", body).unwrap().unwrap().digest, one.digest);
		}
		for key in ["a b", &"k".repeat(256), ""] {
			assert_eq!(asked("POST", "/a", key, b"").unwrap_err().status(), 400, "{key}");
		}
	}

	#[test]
	fn call_in_hexadecimal_is_read_whole_or_refused() {
		let call = hallmark_sdk::compose::vote(Digest::repeat_byte(1), 7, true);
		let text = format!("0x{}", hex::encode(call.encode()));
		assert_eq!(call_of_hex(&text).unwrap(), call);
		for wrong in ["", "0x", "0xzz", &text[..20], &format!("{text}00"), "0xffff"] {
			assert_eq!(call_of_hex(wrong).unwrap_err().status(), 422, "{wrong}");
		}
	}

	#[test]
	fn actions_have_names_and_paths_of_their_own_and_say_what_they_do() {
		let all = actions();
		let paths: std::collections::BTreeSet<_> = all.iter().map(|it| it.path).collect();
		let names: std::collections::BTreeSet<_> = all.iter().map(|it| it.id).collect();
		assert_eq!((paths.len(), names.len()), (all.len(), all.len()));
		for action in &all {
			let summary = action.summary();
			assert!(summary.ends_with('.') || summary.contains(". "), "{}: {summary}", action.id);
		}
	}
}
