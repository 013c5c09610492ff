//! Who calls: programs by keys that a gateway's operator hands out, people by a signature of their own
//! account's key.
//!
//! Either stands for one operator of one organisation. What the gateway lets pass, the chain checks
//! again: it alone decides.
//!
//! | module | holds |
//! |---|---|
//! | [`keys`] | API keys in a file |
//! | [`sessions`] | challenges that are signed once, and sessions |
//! | [`routes`] | signing in and out |

pub mod keys;
pub mod routes;
pub mod sessions;

use crate::{
	http,
	link::Link,
	problem::{Problem, Result},
	v1::told::Time,
	Desk,
};
use axum::{
	extract::{FromRequestParts, OptionalFromRequestParts},
	http::{header, request::Parts, HeaderName, Method},
};
use futures::future::BoxFuture;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use hallmark_sdk::Signer;
use hallmark_types::{AccountId, Digest, OrgId, Permission, Permissions, Role, RoleSet};
use keys::KeyFile;
use parking_lot::Mutex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sessions::Sessions;
use sp_core::crypto::Ss58Codec;
use std::{
	collections::HashMap,
	fmt,
	num::NonZeroU32,
	path::Path,
	sync::Arc,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use utoipa::ToSchema;

/// The header with which a page shows that a request is its own: other sites' pages cannot send it.
pub const OWN_PAGE: HeaderName = HeaderName::from_static("x-hallmark");

/// How long it is remembered what an account may do.
const REMEMBERED: Duration = Duration::from_secs(6);

/// Of how many accounts it is.
const MAX_REMEMBERED: usize = 10_000;

/// How many requests a second a key or session may make for long, unless its record says otherwise.
pub const RATE: u32 = 20;

/// For how many seconds' worth of requests it may make at once.
const BURST: u32 = 5;

/// What a key may be used for.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Serialize,
	Deserialize,
	ToSchema
)]
#[schema(as = KeyScope)]
pub enum Scope {
	/// Products, and the facilities they are made in.
	#[serde(rename = "products:write")]
	Products,
	/// Lots.
	#[serde(rename = "lots:write")]
	Lots,
	/// Holds and recalls.
	#[serde(rename = "notices:write")]
	Notices,
	/// Shipments.
	#[serde(rename = "logistics:write")]
	Logistics,
	/// Declarations, for who declares and who clears.
	#[serde(rename = "customs:write")]
	Customs,
	/// Examinations and attestations.
	#[serde(rename = "inspection:write")]
	Inspection,
	/// Motions and votes of the council, and what platforms say of organisations.
	#[serde(rename = "council:write")]
	Council,
	/// Any call of the chain.
	#[serde(rename = "calls:write")]
	Calls,
	/// Capturing EPCIS documents.
	#[serde(rename = "epcis:capture")]
	EpcisCapture,
	/// Webhooks and subscriptions of the organisation.
	#[serde(rename = "webhooks")]
	Webhooks,
}

impl Scope {
	/// All scopes.
	pub const ALL: [Scope; 10] = [
		Scope::Products,
		Scope::Lots,
		Scope::Notices,
		Scope::Logistics,
		Scope::Customs,
		Scope::Inspection,
		Scope::Council,
		Scope::Calls,
		Scope::EpcisCapture,
		Scope::Webhooks,
	];

	/// Its name.
	pub const fn name(self) -> &'static str {
		match self {
			Scope::Products => "products:write",
			Scope::Lots => "lots:write",
			Scope::Notices => "notices:write",
			Scope::Logistics => "logistics:write",
			Scope::Customs => "customs:write",
			Scope::Inspection => "inspection:write",
			Scope::Council => "council:write",
			Scope::Calls => "calls:write",
			Scope::EpcisCapture => "epcis:capture",
			Scope::Webhooks => "webhooks",
		}
	}

	/// What an operator needs for all that the scope is for, whatever its organisation's roles are.
	pub const fn permissions(self) -> &'static [Permission] {
		use Permission::*;
		match self {
			Scope::Products => &[Products, Facilities],
			Scope::Lots => &[Lots],
			Scope::Notices => &[Recalls],
			Scope::Logistics => &[Shipments],
			Scope::Customs => &[Declarations, Clearance],
			Scope::Inspection => &[Examinations, Attestations, Recalls],
			Scope::Council => &[Admin, Onboarding],
			Scope::Calls => &Permission::ALL,
			// Of events: what is told in docs/epcis.md.
			Scope::EpcisCapture => &[Shipments, Recalls, Lots, Clearance],
			Scope::Webhooks => &[],
		}
	}

	/// The scope of a name.
	pub fn of_name(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|scope| scope.name() == name)
	}
}

impl fmt::Display for Scope {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

/// A set of scopes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Scopes(u16);

impl Scopes {
	/// Every scope.
	pub const ALL: Scopes = Scopes((1 << Scope::ALL.len()) - 1);

	/// The set of some scopes.
	pub fn of(scopes: &[Scope]) -> Self {
		Self(scopes.iter().fold(0, |set, scope| set | 1 << *scope as u16))
	}

	/// Whether a scope is in it.
	pub const fn has(self, scope: Scope) -> bool {
		self.0 & (1 << scope as u16) != 0
	}

	/// What of some permissions none of them needs.
	pub fn needless(self, permissions: Permissions) -> Vec<Permission> {
		let needed = |it: &Permission| self.iter().any(|scope| scope.permissions().contains(it));
		let held = Permission::ALL.into_iter().filter(|it| permissions.has(*it));
		held.filter(|it| !needed(it)).collect()
	}

	/// Its scopes.
	pub fn iter(self) -> impl Iterator<Item = Scope> {
		Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
	}
}

impl fmt::Debug for Scopes {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_list().entries(self.iter()).finish()
	}
}

impl Serialize for Scopes {
	fn serialize<S: Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}

impl<'de> Deserialize<'de> for Scopes {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
		Ok(Self::of(&Vec::<Scope>::deserialize(deserializer)?))
	}
}

/// What the chain knows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
	/// The organisation that it writes for.
	pub organisation: OrgId,
	/// What it may do.
	pub permissions: Permissions,
	/// Its organisation's roles that are in effect.
	pub roles: RoleSet,
	/// Whether it may write now.
	pub active: bool,
}

/// Who knows the operators: the chain, or a test.
pub trait Operators: Send + Sync {
	/// The operator behind an account, if it is one.
	fn operator<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<Option<Operator>>>;
}

impl Operators for Link {
	fn operator<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<Option<Operator>>> {
		Box::pin(async move {
			let chain = self.chain().await?;
			let found = chain.operator(account.clone(), None).await?;
			let Some(operator) = found.value else { return Ok(None) };
			let id = operator.organisation;
			let organisation = chain.organisation(id, Some(found.block.hash)).await?.value;
			let now = now();
			let granted = organisation.into_iter().flat_map(|it| it.roles);
			let roles = granted
				.filter(|granted| granted.effective_at <= now)
				.fold(RoleSet::NONE, |roles, granted| roles.with(granted.role));
			Ok(Some(Operator {
				organisation: id,
				permissions: operator.permissions,
				roles,
				active: operator.active,
			}))
		})
	}
}

/// How a caller showed who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
	/// By the API key with this id.
	Key(String),
	/// By a session in a browser.
	Session,
}

/// Who calls. As a handler's argument it refuses whoever shows nothing (401), and whoever is no operator
/// that may write now (403); as an `Option` it is none for whoever shows nothing.
#[derive(Clone, Debug)]
pub struct Caller {
	/// Its account.
	pub account: AccountId,
	/// The organisation that it writes for.
	pub organisation: OrgId,
	/// What the organisation lets it do.
	pub permissions: Permissions,
	/// The organisation's roles that are in effect.
	pub roles: RoleSet,
	/// What it may use the gateway for. A session has all: it signs nothing by itself.
	pub scopes: Scopes,
	/// How it showed who it is.
	pub via: Via,
	signer: Option<Signer>,
}

impl Caller {
	fn of_session(account: AccountId, operator: Operator) -> Self {
		Self {
			account,
			organisation: operator.organisation,
			permissions: operator.permissions,
			roles: operator.roles,
			scopes: Scopes::ALL,
			via: Via::Session,
			signer: None,
		}
	}

	/// The key that the gateway holds for it, if it does. Without one, what it writes it signs at home.
	pub fn signer(&self) -> Option<&Signer> {
		self.signer.as_ref()
	}

	/// Refuses a caller whose key lacks a scope.
	///
	/// # Errors
	///
	/// 403.
	pub fn require_scope(&self, scope: Scope) -> Result<()> {
		if self.scopes.has(scope) {
			return Ok(());
		}
		let reason = format!("this key lacks the scope {scope}: have one made that has it");
		Err(Problem::forbidden(reason).with("missing", scope.name()))
	}

	/// Refuses a caller whose organisation does not let it do something, or may not itself.
	///
	/// # Errors
	///
	/// 403.
	pub fn require_right(&self, permission: Option<Permission>, roles: RoleSet) -> Result<()> {
		if let Some(permission) = permission.filter(|it| !self.permissions.has(*it)) {
			let reason = format!(
				"{} lacks the permission {permission:?}: an administrator of its organisation grants it",
				self.account.to_ss58check()
			);
			return Err(Problem::forbidden(reason).with("missing", format!("{permission:?}")));
		}
		if self.roles.meets(roles) {
			return Ok(());
		}
		let names: Vec<_> = roles.iter().map(|role: Role| format!("{role:?}")).collect();
		let reason = format!(
			"organisation {} has none of the roles that may do this: {}",
			self.organisation,
			names.join(", ")
		);
		Err(Problem::forbidden(reason).with("missing", names))
	}
}

/// How many requests a key or a session may make.
#[derive(Debug)]
pub(crate) struct Limit(DefaultDirectRateLimiter);

impl Limit {
	/// So many a second.
	pub(crate) fn new(rate: u32) -> Self {
		let rate = NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
		let burst = rate.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
		Self(RateLimiter::direct(Quota::per_second(rate).allow_burst(burst)))
	}

	fn check(&self) -> Result<()> {
		self.0.check().map_err(|_| Problem::too_many("too many requests with this key", 1))
	}
}

/// Who may call.
pub struct Access {
	keys: Option<KeyFile>,
	sessions: Sessions,
	operators: Arc<dyn Operators>,
	known: Mutex<HashMap<AccountId, (Instant, Operator)>>,
	genesis: Digest,
	origin: Option<String>,
	is_secure: bool,
}

impl Access {
	/// Access by the keys of a file, if one is named, and by sessions. `origin` is under which address
	/// the world knows the gateway; without it, that of each request counts. `is_secure` says whether the
	/// world reaches it by HTTPS.
	///
	/// # Errors
	///
	/// If the file of keys cannot be read, or others can read it.
	pub fn open(
		keys: Option<&Path>,
		operators: Arc<dyn Operators>,
		genesis: Digest,
		origin: Option<String>,
		is_secure: bool,
	) -> anyhow::Result<Self> {
		Ok(Self {
			keys: keys.map(KeyFile::open).transpose()?,
			sessions: Sessions::new(),
			operators,
			known: Mutex::default(),
			genesis,
			origin,
			is_secure,
		})
	}

	/// The sessions, for tests.
	#[cfg(test)]
	pub(crate) fn sessions(&self) -> &Sessions {
		&self.sessions
	}

	/// The origin that a request came under.
	fn origin(&self, parts: &Parts) -> Result<String> {
		let origin = self.origin.clone().or_else(|| http::origin_of(parts, self.is_secure));
		origin.ok_or_else(|| Problem::bad("Host", "it is no name of a host"))
	}

	/// What the chain knows of an account.
	///
	/// # Errors
	///
	/// 403 if it is no operator that may write now; 503 if the chain cannot be asked.
	pub async fn operator(&self, account: &AccountId) -> Result<Operator> {
		let known = self.known.lock().get(account).copied();
		let fresh = known.filter(|(at, _)| at.elapsed() < REMEMBERED);
		let operator = match fresh {
			Some((_, operator)) => operator,
			None => {
				let stranger = || {
					Problem::forbidden(format!(
						"{} is no organisation's operator",
						account.to_ss58check()
					))
				};
				let operator = self.operators.operator(account).await?.ok_or_else(stranger)?;
				let mut known = self.known.lock();
				if known.len() >= MAX_REMEMBERED {
					known.clear();
				}
				known.insert(account.clone(), (Instant::now(), operator));
				operator
			}
		};
		if !operator.active {
			return Err(Problem::forbidden(format!(
				"{} may not write: it was revoked, or its organisation is suspended",
				account.to_ss58check()
			)));
		}
		Ok(operator)
	}

	/// Who makes a request, if it shows that.
	///
	/// # Errors
	///
	/// 401 for a key or session that is none, 403 for one that may not be used so, 429 for one that is
	/// used too often, 503 if the chain cannot be asked.
	pub async fn caller(&self, parts: &Parts) -> Result<Option<Caller>> {
		if let Some(given) = parts.headers.get(header::AUTHORIZATION) {
			let unknown = || {
				Problem::unauthorised(
					"Authorization: not `Bearer` with a key of this gateway that is in force",
				)
			};
			let text = given.to_str().ok().and_then(bearer).ok_or_else(unknown)?;
			let key = self.keys.as_ref().and_then(|keys| keys.find(text)).ok_or_else(unknown)?;
			key.limit.check()?;
			let operator = self.operator(&key.record.operator).await?;
			key.warn(operator.permissions);
			return Ok(Some(Caller {
				account: key.record.operator.clone(),
				organisation: operator.organisation,
				permissions: operator.permissions,
				roles: operator.roles,
				scopes: key.record.scopes,
				via: Via::Key(key.record.id.clone()),
				signer: key.signer.clone(),
			}));
		}
		let Some(token) = cookie(parts) else { return Ok(None) };
		let session = self
			.sessions
			.find(token)
			.ok_or_else(|| Problem::unauthorised("this session is over: sign in again"))?;
		session.limit.check()?;
		if !matches!(parts.method, Method::GET | Method::HEAD) {
			self.require_own_page(parts)?;
		}
		let operator = self.operator(&session.account).await?;
		Ok(Some(Caller::of_session(session.account, operator)))
	}

	/// Refuses a request that another site's page may have made in the name of whoever is signed in.
	fn require_own_page(&self, parts: &Parts) -> Result<()> {
		let marked = http::text(&parts.headers, &OWN_PAGE) == Some("1");
		let origin = parts.headers.get(header::ORIGIN);
		let own = match origin {
			// Some browsers send none with requests of a page of the same origin.
			None => true,
			Some(origin) => origin.to_str().ok() == Some(self.origin(parts)?.as_str()),
		};
		match marked && own {
			true => Ok(()),
			false => Err(Problem::forbidden(
				"X-Hallmark: with a session, what changes something has to come from a page of this \
				 gateway, with the header `X-Hallmark: 1`",
			)),
		}
	}
}

/// What stands behind `Bearer`.
fn bearer(given: &str) -> Option<&str> {
	let (scheme, text) = given.split_once(' ')?;
	scheme.eq_ignore_ascii_case("bearer").then_some(text.trim())
}

/// The token of a session in a request's cookies.
fn cookie(parts: &Parts) -> Option<&str> {
	let names = [sessions::SECURE_COOKIE, sessions::COOKIE];
	names.into_iter().find_map(|name| http::cookie(&parts.headers, name))
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A moment as it is told.
pub(crate) fn time(moment: u64) -> Time {
	Time(i64::try_from(moment).unwrap_or(i64::MAX))
}

impl FromRequestParts<Arc<Desk>> for Caller {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self> {
		desk.access.caller(parts).await?.ok_or_else(|| {
			Problem::unauthorised(
				"a key is needed, in the header `Authorization: Bearer hm_…`, or a session: see \
				 /api/v1/session",
			)
		})
	}
}

impl OptionalFromRequestParts<Arc<Desk>> for Caller {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Option<Self>> {
		desk.access.caller(parts).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn scopes_are_read_and_written_by_their_names() {
		for scope in Scope::ALL {
			assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
			assert_eq!(Scope::of_name(scope.name()), Some(scope));
			assert!(Scopes::ALL.has(scope) && Scopes::of(&[scope]).has(scope));
		}
		let two = Scopes::of(&[Scope::Webhooks, Scope::Lots]);
		let text = r#"["lots:write","webhooks"]"#;
		assert_eq!(serde_json::to_string(&two).unwrap(), text);
		assert_eq!(serde_json::from_str::<Scopes>(text).unwrap(), two);
		assert!(!two.has(Scope::Products));
		assert!(serde_json::from_str::<Scopes>(r#"["everything"]"#).is_err());
	}

	#[test]
	fn scopes_need_the_permissions_of_what_they_are_for() {
		for action in crate::writing::actions::actions() {
			if let Some(permission) = action.permission {
				assert!(action.scope.permissions().contains(&permission), "{}", action.path);
			}
		}
		let scopes = Scopes::of(&[Scope::Lots, Scope::Webhooks]);
		assert_eq!(scopes.needless(Permissions::of(&[Permission::Lots])), []);
		let two = Permissions::of(&[Permission::Lots, Permission::Admin]);
		assert_eq!(scopes.needless(two), [Permission::Admin]);
		assert_eq!(Scopes::of(&[Scope::Calls]).needless(Permissions::ALL), []);
	}

	#[test]
	fn bearer_is_read_in_any_case_and_nothing_else() {
		assert_eq!(bearer("Bearer hm_1"), Some("hm_1"));
		assert_eq!(bearer("bearer  hm_1 "), Some("hm_1"));
		for text in ["hm_1", "Basic aDoy", "Bearer"] {
			assert_eq!(bearer(text), None, "{text}");
		}
	}

	#[test]
	fn session_is_found_among_other_cookies() {
		let of = |text: &str| {
			let request = axum::http::Request::builder().header("cookie", text).body(()).unwrap();
			cookie(&request.into_parts().0).map(String::from)
		};
		assert_eq!(of("a=b; hallmark-session=abc; c=d").as_deref(), Some("abc"));
		assert_eq!(of("__Host-hallmark-session=abc").as_deref(), Some("abc"));
		assert_eq!(of("xhallmark-session=abc; hallmark-session"), None);
	}
}
