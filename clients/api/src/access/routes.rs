//! Signing in and out.

use super::{
	cookie, now,
	sessions::{Purpose, COOKIE, LIFE, SECURE_COOKIE},
	time, Caller, Scope, Via,
};
use crate::{
	asked::Query,
	http::{self, Answer},
	openapi::Routes,
	problem::{Problem, Result},
	v1::told::Time,
	writing::body,
	Desk,
};
use axum::{
	extract::{Request, State},
	http::{header, request::Parts, StatusCode},
};
use hallmark_types::{AccountId, Permission, Role};
use serde::{Deserialize, Serialize};
use sp_core::{crypto::Ss58Codec, Bytes};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The most bytes of a request to sign in.
const MAX_BODY: usize = 4_096;

/// All routes of sessions.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Sessions", "Who calls, and signing in with a key in a wallet or browser.")
		.add(__path_challenge, challenge)
		.add(__path_sign_in, sign_in)
		.add(__path_show, show)
		.add(__path_sign_out, sign_out)
}

/// Who wants to sign in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Who {
	/// The account's address.
	#[param(example = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
	account: String,
}

/// A text for the account's key to sign.
#[derive(Serialize, ToSchema)]
struct Challenge {
	/// The text. Sign it with `signRaw` of a wallet, `{ type: 'bytes' }`; or with the key itself,
	/// between `<Bytes>` and `</Bytes>`.
	text: String,
	/// What belongs to the text.
	nonce: String,
	/// Until when it can be signed.
	expires: Time,
}

/// A challenge, signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
	/// The account's address.
	account: String,
	/// That of the challenge.
	nonce: String,
	/// The signature, in hexadecimal after `0x`: of Ed25519, sr25519 or ECDSA.
	#[schema(value_type = String, pattern = "^0x[0-9a-fA-F]*$")]
	signature: Bytes,
}

/// Who calls, and what it may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
	/// Its account.
	account: String,
	/// The organisation that it writes for.
	organisation: u32,
	/// The organisation's roles that are in effect.
	#[schema(value_type = Vec<String>)]
	roles: Vec<Role>,
	/// What the organisation lets it do.
	#[schema(value_type = Vec<String>)]
	permissions: Vec<Permission>,
	/// What it may use the gateway for.
	scopes: Vec<Scope>,
	/// `key` or `session`.
	by: &'static str,
	/// Whether the gateway holds its key, and signs what it writes.
	signs: bool,
	/// When the session ends at the latest; none of a key.
	#[serde(skip_serializing_if = "Option::is_none")]
	expires: Option<Time>,
}

impl Session {
	fn of(caller: &Caller, until: Option<u64>) -> Self {
		let held = |it: &Permission| caller.permissions.has(*it);
		Self {
			account: caller.account.to_ss58check(),
			organisation: caller.organisation.0,
			roles: caller.roles.iter().collect(),
			permissions: Permission::ALL.into_iter().filter(held).collect(),
			scopes: caller.scopes.iter().collect(),
			by: match caller.via {
				Via::Key(_) => "key",
				Via::Session => "session",
			},
			signs: caller.signer().is_some(),
			expires: until.map(time),
		}
	}
}

fn account(text: &str) -> Result<AccountId> {
	AccountId::from_ss58check(text).map_err(|_| Problem::bad("account", "not an SS58 address"))
}

/// An answer to one caller alone.
fn own(status: StatusCode, value: &impl Serialize) -> Answer {
	match serde_json::to_vec(value) {
		Ok(bytes) => {
			let mut answer = http::answer(status, "application/json", bytes);
			http::set(&mut answer, header::CACHE_CONTROL, "no-store");
			answer
		}
		Err(fault) => Problem::internal(fault).answer(),
	}
}

/// A text to sign in with.
#[utoipa::path(
	get,
	path = "/api/v1/session/challenge",
	operation_id = "getChallenge",
	tag = "Sessions",
	params(Who),
	responses((status = 200, description = "The challenge, good once and for five minutes.", body = Challenge))
)]
async fn challenge(
	State(desk): State<Arc<Desk>>,
	Query(who): Query<Who>,
	request: Parts,
) -> Result {
	let account = account(&who.account)?;
	let origin = desk.access.origin(&request)?;
	let purpose = Purpose { origin: &origin, genesis: desk.access.genesis, account: &account };
	let challenge = desk.access.sessions.challenge(purpose, now())?;
	let expires = time(challenge.expires);
	Ok(own(StatusCode::OK, &Challenge { text: challenge.text, nonce: challenge.nonce, expires }))
}

/// Signs in with a signed challenge. The session is a cookie that scripts cannot read; what changes
/// something has to carry the header `X-Hallmark: 1` beside it.
#[utoipa::path(
	post,
	path = "/api/v1/session",
	operation_id = "signIn",
	tag = "Sessions",
	request_body = SignIn,
	responses(
		(status = 200, description = "Signed in; the cookie is set.", body = Session),
		(status = 401, description = "The challenge or its signature is not good, or was used."),
		(status = 403, description = "The account is no operator that may write."),
	)
)]
async fn sign_in(State(desk): State<Arc<Desk>>, request: Request) -> Result {
	let (parts, body) = request.into_parts();
	let asked: SignIn = body::json(&parts, body, MAX_BODY).await?;
	let account = account(&asked.account)?;
	let access = &desk.access;
	let origin = access.origin(&parts)?;
	// A page of another site could sign its visitor in as somebody else.
	if let Some(from) = parts.headers.get(header::ORIGIN) {
		if from.to_str().ok() != Some(origin.as_str()) {
			return Err(Problem::forbidden("Origin: not that of this gateway"));
		}
	}
	let purpose = Purpose { origin: &origin, genesis: desk.access.genesis, account: &account };
	access.sessions.check(purpose, &asked.nonce, &asked.signature, now())?;
	let operator = access.operator(&account).await?;
	let (token, session) = access.sessions.begin(&account, &asked.nonce, now())?;
	let caller = Caller::of_session(account, operator);
	let mut answer = own(StatusCode::OK, &Session::of(&caller, Some(session.until)));
	set_cookie(&mut answer, access.is_secure, &token, LIFE / 1_000);
	Ok(answer)
}

/// Who the caller is, and what it may do.
#[utoipa::path(
	get,
	path = "/api/v1/session",
	operation_id = "getSession",
	tag = "Sessions",
	responses(
		(status = 200, description = "Who calls.", body = Session),
		(status = 401, description = "Nobody: there is no key and no session."),
	),
	security(("key" = []), ("session" = []))
)]
async fn show(State(desk): State<Arc<Desk>>, caller: Caller, request: Parts) -> Result {
	let session = match caller.via {
		Via::Session => cookie(&request).and_then(|token| desk.access.sessions.find(token)),
		Via::Key(_) => None,
	};
	Ok(own(StatusCode::OK, &Session::of(&caller, session.map(|it| it.until))))
}

/// Signs out: the session is over at once.
#[utoipa::path(
	delete,
	path = "/api/v1/session",
	operation_id = "signOut",
	tag = "Sessions",
	responses((status = 204, description = "Signed out, also if nobody was signed in."))
)]
async fn sign_out(State(desk): State<Arc<Desk>>, request: Parts) -> Result {
	let access = &desk.access;
	if let Some(token) = cookie(&request) {
		access.require_own_page(&request)?;
		access.sessions.end(token);
	}
	let mut answer = Answer::default();
	*answer.status_mut() = StatusCode::NO_CONTENT;
	set_cookie(&mut answer, access.is_secure, "", 0);
	Ok(answer)
}

fn set_cookie(answer: &mut Answer, is_secure: bool, token: &str, seconds: u64) {
	let (name, secure) = if is_secure { (SECURE_COOKIE, "; Secure") } else { (COOKIE, "") };
	let cookie =
		format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
	http::add(answer, header::SET_COOKIE, &cookie);
}
