//! Webhooks: made, listed, tried, resumed and ended by the organisation that they are of.

use super::{Filter, Hook, NewHook, State as HookState, Tried, JOURNAL};
use crate::{
	access::{time, Caller, Scope},
	asked::{Nothing, Path, Query},
	http::{self, Answer},
	openapi::Routes,
	problem::{Problem, Result},
	v1::told::Time,
	writing::body,
	Desk,
};
use axum::{
	extract::{Request, State},
	http::{header, StatusCode},
};
use hallmark_types::RoleSet;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The most bytes of a request.
const MAX_BODY: usize = 32 << 10;

/// All routes of webhooks.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Webhooks", "What others are told of final journal entries.")
		.add(__path_make, make)
		.add(__path_list, list)
		.add(__path_show, show)
		.add(__path_end, end)
		.add(__path_try_it, try_it)
		.add(__path_resume, resume)
}

/// A webhook that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWebhook {
	/// Where it is told: an address that begins with `https://` and leads to the public network.
	#[schema(max_length = 2048)]
	url: String,
	/// What it is told; everything unless it is given.
	#[serde(default)]
	filter: Filter,
	/// What it is for.
	#[serde(default)]
	#[schema(max_length = 200)]
	description: String,
}

/// A webhook.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Webhook {
	/// Its id.
	id: String,
	/// The organisation that it is of.
	organisation: u32,
	/// The account that made it.
	account: String,
	/// Where it is told.
	url: String,
	/// What it is told.
	filter: Filter,
	/// What it is for.
	description: String,
	/// When it was made.
	created: Time,
	/// How it stands.
	state: HookState,
	/// Why it fails, or is disabled.
	#[serde(skip_serializing_if = "Option::is_none")]
	reason: Option<String>,
	/// Since when nothing reached it.
	#[serde(skip_serializing_if = "Option::is_none")]
	failing_since: Option<Time>,
	/// How many entries wait to be told; of a long way behind, at most 256.
	waiting: u32,
	/// How many were told.
	delivered: u64,
	/// How many were given up after five days.
	dropped: u64,
	/// What its messages are signed with (Standard Webhooks). It is shown this once.
	#[serde(skip_serializing_if = "Option::is_none")]
	secret: Option<String>,
}

impl From<Hook> for Webhook {
	fn from(hook: Hook) -> Self {
		Self {
			id: hook.id,
			organisation: hook.organisation.0,
			account: hook.account.to_ss58check(),
			url: hook.url,
			filter: hook.filter,
			description: hook.description,
			created: time(hook.created),
			state: hook.state,
			reason: hook.reason,
			failing_since: hook.failing_since.map(time),
			waiting: hook.waiting,
			delivered: hook.delivered,
			dropped: hook.dropped,
			secret: None,
		}
	}
}

/// Webhooks.
#[derive(Serialize, ToSchema)]
struct Webhooks {
	/// All of the organisation: 16 at most, so there is no next page.
	items: Vec<Webhook>,
}

/// A webhook by its id.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfWebhook {
	/// Its id.
	id: String,
}

fn own(status: StatusCode, value: &impl Serialize) -> Result {
	let bytes = serde_json::to_vec(value).map_err(Problem::internal)?;
	let mut answer = http::answer(status, "application/json", bytes);
	http::set(&mut answer, header::CACHE_CONTROL, "no-store");
	Ok(answer)
}

/// Whoever may read what is of webhooks may change it.
fn admitted(caller: &Caller) -> Result<()> {
	caller.require_scope(Scope::Webhooks)?;
	caller.require_right(None, RoleSet::ALL)
}

/// Makes a webhook: from now on it is told of final journal entries that its filter fits.
#[utoipa::path(
	post,
	path = "/api/v1/webhooks",
	operation_id = "makeWebhook",
	tag = "Webhooks",
	request_body = NewWebhook,
	responses(
		(status = 201, description = "The webhook, with its secret.", body = Webhook),
		(status = 403, description = "The scope webhooks is missing."),
		(status = 409, description = "The organisation has as many as it can have."),
		(status = 422, description = "The address may not be told, or the filter can fit nothing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn make(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	_: Query<Nothing>,
	request: Request,
) -> Result {
	admitted(&caller)?;
	let (parts, body) = request.into_parts();
	let asked: NewWebhook = body::json(&parts, body, MAX_BODY).await?;
	let new = NewHook {
		organisation: caller.organisation,
		account: caller.account,
		form: JOURNAL.into(),
		url: asked.url,
		filter: asked.filter,
		parameters: json!({}),
		description: asked.description,
	};
	let (hook, secret) = desk.outbox.add(new).await?;
	let at = format!("/api/v1/webhooks/{}", hook.id);
	let told = Webhook { secret: Some(secret), ..hook.into() };
	let mut answer = own(StatusCode::CREATED, &told)?;
	http::set(&mut answer, header::LOCATION, &at);
	Ok(answer)
}

/// The organisation's webhooks.
#[utoipa::path(
	get,
	path = "/api/v1/webhooks",
	operation_id = "getWebhooks",
	tag = "Webhooks",
	responses(
		(status = 200, description = "The webhooks, oldest first.", body = Webhooks),
		(status = 403, description = "The scope webhooks is missing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn list(State(desk): State<Arc<Desk>>, caller: Caller, _: Query<Nothing>) -> Result {
	admitted(&caller)?;
	let hooks = desk.outbox.list(caller.organisation, JOURNAL).await?;
	own(StatusCode::OK, &Webhooks { items: hooks.into_iter().map(Webhook::from).collect() })
}

/// A webhook and how it stands.
#[utoipa::path(
	get,
	path = "/api/v1/webhooks/{id}",
	operation_id = "getWebhook",
	tag = "Webhooks",
	params(OfWebhook),
	responses(
		(status = 200, description = "The webhook.", body = Webhook),
		(status = 403, description = "The scope webhooks is missing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn show(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	Path(of): Path<OfWebhook>,
	_: Query<Nothing>,
) -> Result {
	admitted(&caller)?;
	let hook = desk.outbox.find(caller.organisation, &of.id).await?;
	own(StatusCode::OK, &Webhook::from(hook))
}

/// Ends a webhook. What waits for it is told nobody.
#[utoipa::path(
	delete,
	path = "/api/v1/webhooks/{id}",
	operation_id = "deleteWebhook",
	tag = "Webhooks",
	params(OfWebhook),
	responses(
		(status = 204, description = "It is gone."),
		(status = 403, description = "The scope webhooks is missing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn end(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	Path(of): Path<OfWebhook>,
	_: Query<Nothing>,
) -> Result {
	admitted(&caller)?;
	desk.outbox.remove(caller.organisation, &of.id).await?;
	let mut answer = Answer::default();
	*answer.status_mut() = StatusCode::NO_CONTENT;
	Ok(answer)
}

/// Sends a webhook a message of the type `test`, and says what came of it.
#[utoipa::path(
	post,
	path = "/api/v1/webhooks/{id}/test",
	operation_id = "testWebhook",
	tag = "Webhooks",
	params(OfWebhook),
	responses(
		(status = 200, description = "What came of it.", body = Tried),
		(status = 403, description = "The scope webhooks is missing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn try_it(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	Path(of): Path<OfWebhook>,
	_: Query<Nothing>,
) -> Result {
	admitted(&caller)?;
	own(StatusCode::OK, &desk.outbox.test(caller.organisation, &of.id).await?)
}

/// Lets a webhook that was disabled be told again, from where it stopped.
#[utoipa::path(
	post,
	path = "/api/v1/webhooks/{id}/resume",
	operation_id = "resumeWebhook",
	tag = "Webhooks",
	params(OfWebhook),
	responses(
		(status = 200, description = "The webhook.", body = Webhook),
		(status = 403, description = "The scope webhooks is missing."),
	),
	security(("key" = []), ("session" = []))
)]
async fn resume(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	Path(of): Path<OfWebhook>,
	_: Query<Nothing>,
) -> Result {
	admitted(&caller)?;
	let hook = desk.outbox.resume(caller.organisation, &of.id).await?;
	own(StatusCode::OK, &Webhook::from(hook))
}
