//! Who may do what: all routes that write, by all who may call. And signing in, from challenge to end.

use crate::{
	access::{
		keys::{self, Order},
		now, Access, Operator, Operators, Scope, Scopes,
	},
	outbox::{NewHook, Outbox, JOURNAL},
	problem::Result,
	writing::actions::{actions, Action, TRADERS},
	Desk,
};
use axum::{
	body::{to_bytes, Body},
	http::{header, HeaderMap, Request},
	Router,
};
use base64::{prelude::BASE64_STANDARD, Engine};
use codec::Encode;
use futures::future::BoxFuture;
use hallmark_index::{Reader, Status, Writer};
use hallmark_types::{AccountId, Digest, OrgId, Permissions, Role, RoleSet};
use hmac::{Hmac, Mac};
use serde_json::{json, Value};
use sha2::Sha256;
use sp_core::{crypto::Ss58Codec, sr25519, Pair};
use sp_runtime::MultiSignature;
use std::{
	io::{Read, Write},
	net::TcpListener,
	path::PathBuf,
	sync::Arc,
	thread::{self, JoinHandle},
};
use tempfile::TempDir;
use tower::ServiceExt;

/// What the first byte of an account says of its operator: 0 to 8 have one role each and all permissions,
/// and these besides.
const NO_PERMISSION: u8 = 100;
const INACTIVE: u8 = 101;
const ALL_ROLES: u8 = 102;
const STRANGER: u8 = 103;

struct Table;

impl Operators for Table {
	fn operator<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<Option<Operator>>> {
		let bytes: &[u8] = account.as_ref();
		let kind = bytes[0];
		let role = Role::ALL.get(usize::from(kind)).copied();
		let operator = Operator {
			organisation: OrgId(u32::from(kind)),
			permissions: if kind == NO_PERMISSION { Permissions::NONE } else { Permissions::ALL },
			roles: role.map_or(RoleSet::ALL, RoleSet::only),
			active: kind != INACTIVE,
		};
		Box::pin(async move { Ok((kind != STRANGER).then_some(operator)) })
	}
}

struct World {
	folder: TempDir,
	desk: Arc<Desk>,
	router: Router,
}

fn account(kind: u8) -> AccountId {
	[kind; 32].into()
}

impl World {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		let writer = Writer::open(&path).unwrap();
		let status = Arc::new(Status::of(&writer));
		let reader = Reader::open(&path).unwrap();
		let operators: Arc<dyn Operators> = Arc::new(Table);
		let genesis = Digest::repeat_byte(7);
		// Nobody listens there.
		let nodes = "ws://127.0.0.1:1".to_string();
		let mut desk = Desk::in_memory(reader, status, nodes, genesis, Some(operators.clone()));
		let file = folder.path().join("keys.json");
		let order = Order {
			operator: account(ALL_ROLES),
			scopes: Scopes::ALL,
			signer: None,
			name: String::new(),
			rate: 1_000,
		};
		keys::add(&file, order).unwrap();
		let origin = Some("https://id.example".to_string());
		desk.access = Access::open(Some(&file), operators, genesis, origin, true).unwrap();
		let desk = Arc::new(desk);
		let router = crate::router(desk.clone());
		Self { folder, desk, router }
	}

	fn file(&self) -> PathBuf {
		self.folder.path().join("keys.json")
	}

	fn key(&self, kind: u8, scopes: Scopes) -> String {
		let order = Order {
			operator: account(kind),
			scopes,
			signer: None,
			name: String::new(),
			rate: 1_000,
		};
		keys::add(&self.file(), order).unwrap().1
	}

	/// Lets the gateway see keys that were just made.
	async fn look(&self) {
		tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
	}

	async fn ask(
		&self,
		method: &str,
		path: &str,
		headers: &[(&str, &str)],
		body: &str,
	) -> (u16, HeaderMap, Value) {
		let mut request = Request::builder().method(method).uri(path).header("host", "id.example");
		for (name, value) in headers {
			request = request.header(*name, *value);
		}
		if !body.is_empty() {
			request = request.header(header::CONTENT_TYPE, "application/json");
		}
		let request = request.body(Body::from(body.to_string())).unwrap();
		let answer = self.router.clone().oneshot(request).await.unwrap();
		let (parts, body) = answer.into_parts();
		let bytes = to_bytes(body, 1 << 20).await.unwrap();
		let value = serde_json::from_slice(&bytes).unwrap_or_default();
		(parts.status.as_u16(), parts.headers, value)
	}

	async fn by_key(&self, method: &str, path: &str, key: &str, body: &str) -> (u16, Value) {
		let bearer = format!("Bearer {key}");
		let headers = [("authorization", bearer.as_str())];
		let (status, _, body) = self.ask(method, path, &headers, body).await;
		(status, body)
	}
}

/// A path with values in it that could be.
fn filled(path: &str) -> String {
	let mut filled = path
		.replace("{gtin}", "09521001000109")
		.replace("{motion}", &format!("0x{}", "00".repeat(32)));
	while let (Some(start), Some(end)) = (filled.find('{'), filled.find('}')) {
		filled.replace_range(start..=end, "1");
	}
	filled
}

/// All that writes, with the scope that it needs, and who may.
fn routes() -> Vec<(&'static str, String, Scope, RoleSet)> {
	// What the council may move too is asked without a motion here: then who may do it itself counts.
	let itself = |action: &Action| match action.id {
		"liftNotice" => RoleSet::only(Role::Merchant)
			.with(Role::Manufacturer)
			.with(Role::CustomsAuthority)
			.with(Role::InspectionAgency),
		"suspend" | "reinstate" => RoleSet::only(Role::Platform),
		_ => action.roles,
	};
	let mut all: Vec<_> = actions()
		.into_iter()
		.map(|action| ("POST", filled(action.path), action.scope, itself(&action)))
		.collect();
	all.push(("POST", "/api/v1/calls".into(), Scope::Calls, RoleSet::ALL));
	all.push(("POST", "/api/v1/trade-items".into(), Scope::Products, TRADERS));
	let hook = "/api/v1/webhooks/aaaa";
	for (method, path) in [
		("POST", "/api/v1/webhooks".to_string()),
		("GET", "/api/v1/webhooks".into()),
		("GET", hook.into()),
		("DELETE", hook.into()),
		("POST", format!("{hook}/test")),
		("POST", format!("{hook}/resume")),
	] {
		all.push((method, path, Scope::Webhooks, RoleSet::ALL));
	}
	all
}

#[test]
fn each_operation_that_takes_a_key_is_tried_by_all_who_may_call() {
	let tried: std::collections::BTreeSet<_> =
		routes().into_iter().map(|(method, path, ..)| (method.to_owned(), path)).collect();
	let description = serde_json::to_value(crate::routes().description()).unwrap();
	for (path, item) in description["paths"].as_object().unwrap() {
		for (method, operation) in item.as_object().unwrap() {
			let takes_key = operation["security"].as_array().is_some_and(|it| !it.is_empty());
			// A session shows itself to anyone who has one.
			if takes_key && !path.starts_with("/api/v1/session") {
				let one =
					(method.to_uppercase(), filled(path).replace("webhooks/1", "webhooks/aaaa"));
				assert!(tried.contains(&one), "{one:?}");
			}
		}
	}
}

#[tokio::test]
async fn route_admits_who_may_and_nobody_else() {
	let world = World::new();
	let of_role: Vec<_> = (0..9).map(|kind| world.key(kind, Scopes::ALL)).collect();
	let no_permission = world.key(NO_PERMISSION, Scopes::ALL);
	let inactive = world.key(INACTIVE, Scopes::ALL);
	let stranger = world.key(STRANGER, Scopes::ALL);
	let without: Vec<_> = Scope::ALL
		.into_iter()
		.map(|missing| {
			let others: Vec<_> = Scope::ALL.into_iter().filter(|it| *it != missing).collect();
			(missing, world.key(ALL_ROLES, Scopes::of(&others)))
		})
		.collect();
	world.look().await;
	let permitted: std::collections::BTreeMap<_, _> = actions()
		.into_iter()
		.map(|action| (filled(action.path), action.permission.is_some()))
		.chain([("/api/v1/trade-items".into(), true)])
		.collect();
	for (moment, (method, path, scope, roles)) in (0u64..).zip(routes()) {
		let at = format!("{method} {path}");
		// Without a body: whoever is admitted is told that fields are missing, or that there is no node.
		let refused = |status: u16| matches!(status, 401 | 403);
		let (status, headers, _) = world.ask(method, &path, &[], "").await;
		assert_eq!(status, 401, "{at}: nobody");
		assert_eq!(headers.get("www-authenticate").unwrap(), "Bearer", "{at}");
		for wrong in ["hm_", "hm_00000000_00", &of_role[0][..70], "x"] {
			assert_eq!(world.by_key(method, &path, wrong, "").await.0, 401, "{at}: {wrong}");
		}
		for (place, key) in of_role.iter().enumerate() {
			let (status, body) = world.by_key(method, &path, key, "").await;
			let may = roles.has(Role::ALL[place]);
			assert_eq!(!refused(status), may, "{at}: {:?}: {status} {body}", Role::ALL[place]);
			assert!(status < 500 || status == 503, "{at}: {status} {body}");
		}
		for (what, key) in [("inactive", &inactive), ("stranger", &stranger)] {
			assert_eq!(world.by_key(method, &path, key, "").await.0, 403, "{at}: {what}");
		}
		if permitted.get(&path) == Some(&true) {
			let (status, body) = world.by_key(method, &path, &no_permission, "").await;
			assert_eq!(status, 403, "{at}: no permission");
			assert!(body["missing"].is_string(), "{body}");
		}
		for (missing, key) in &without {
			let (status, body) = world.by_key(method, &path, key, "").await;
			assert_eq!(refused(status), *missing == scope, "{at}: without {missing}: {body}");
		}
		// One of its own, as if begun later: a session may not ask as often as this, nor an account sign in.
		let (sessions, begun) = (world.desk.access.sessions(), now() + moment * 600_000);
		let nonce = format!("{moment:04}");
		let (session, _) = sessions.begin(&account(ALL_ROLES), &nonce, begun).unwrap();
		let cookie = format!("__Host-hallmark-session={session}");
		let mine = [("cookie", cookie.as_str()), ("x-hallmark", "1")];
		assert!(!refused(world.ask(method, &path, &mine, "").await.0), "{at}: session");
		if method == "GET" {
			continue;
		}
		for forged in [
			&mine[..1],
			&[mine[0], ("x-hallmark", "0")],
			&[mine[0], mine[1], ("origin", "https://evil.example")],
			&[mine[0], mine[1], ("origin", "null")],
		] {
			let (status, ..) = world.ask(method, &path, forged, "").await;
			assert_eq!(status, 403, "{at}: {forged:?}");
		}
	}
}

#[tokio::test]
async fn body_is_refused_with_its_field_when_it_is_wrong_and_nothing_is_asked_of_the_node() {
	let world = World::new();
	let key = world.key(ALL_ROLES, Scopes::ALL);
	world.look().await;
	let ask = async |path: &str, body: Value| {
		let (status, body) =
			world.by_key("POST", &format!("/api/v1{path}"), &key, &body.to_string()).await;
		(status, body["field"].as_str().unwrap_or_default().to_string())
	};
	let product = |change: &dyn Fn(&mut Value)| {
		let mut body = json!({
			"gtin": "09521001000109", "name": "Tea", "productType": 0, "hs": "0902.10", "origin": "CN",
		});
		change(&mut body);
		body
	};
	assert_eq!(ask("/products", product(&|_| ())).await, (503, String::new()));
	for (field, value) in [
		("gtin", json!("09521001000100")),
		("gtin", json!(9_521_001_000_109u64)),
		("name", json!("a".repeat(129))),
		("name", json!("\u{202e}")),
		("origin", json!("XX")),
		("hs", json!("77.0000")),
		("sheet", json!({ "digest": "0x00" })),
		("productType", json!(-1)),
		("unknown", json!(1)),
	] {
		let (status, found) = ask("/products", product(&|it| it[field] = value.clone())).await;
		assert_eq!(status, 422, "{field} {value}");
		assert!(found.starts_with(field), "{field} {value}: {found}");
	}
	let leg = json!({ "mode": "air", "from": "BEANR", "to": "CNSGH", "carrier": 8 });
	let shipment = |legs: Value| json!({ "consignee": 7, "items": [{ "lot": 1, "ranges": "0-4" }], "legs": legs });
	assert_eq!(ask("/shipments", shipment(json!([leg]))).await.0, 503);
	let nine = vec![leg.clone(); 9];
	assert_eq!(ask("/shipments", shipment(json!(nine))).await, (422, "legs".into()));
	let mut wrong = leg.clone();
	wrong["from"] = json!("Antwerp");
	assert_eq!(
		ask("/shipments", shipment(json!([leg, wrong]))).await,
		(422, "legs[1].from".into())
	);
	// What stands in the path stands there alone.
	let twice = json!({ "shipment": 2, "at": "2026-07-01" });
	assert_eq!(ask("/shipments/1/depart", twice).await, (422, "shipment".into()));
	let (_, told) =
		world.by_key("POST", "/api/v1/shipments/1/offer", &key, r#"{"colour":1}"#).await;
	let reason = told["reason"].as_str().unwrap();
	assert!(reason.starts_with("unknown field `colour`, expected `"), "{reason}");
	assert!(!reason.contains("shipment"), "{reason}");
	// The names of our types are no words for others.
	let body = r#"{"on":{"lot":1},"reason":1,"document":1}"#;
	let (_, told) = world.by_key("POST", "/api/v1/holds", &key, body).await;
	assert_eq!(told["reason"], "invalid type: number, expected an object", "{told}");
	assert_eq!(ask("/shipments/x/depart", json!({})).await, (422, "shipment".into()));
	assert_eq!(ask("/shipments/18446744073709551616/depart", json!({})).await.0, 422);
	assert_eq!(
		ask("/declarations/1/release", json!({ "lines": [16] })).await,
		(422, "lines".into())
	);
	assert_eq!(ask("/holds", json!({ "on": {}, "reason": 1 })).await, (422, "on".into()));
	assert_eq!(ask("/calls", json!({ "call": "0xffff" })).await, (422, "call".into()));

	let long = format!("{{\"name\": \"{}\"}}", "a".repeat(300 << 10));
	assert_eq!(world.by_key("POST", "/api/v1/products", &key, &long).await.0, 413);
	for text in ["{", "[]", "7", &"[".repeat(5_000)] {
		let (status, _) = world.by_key("POST", "/api/v1/products", &key, text).await;
		assert!(matches!(status, 400 | 422), "{text:.9}: {status}");
	}
	let bearer = format!("Bearer {key}");
	let table = [("authorization", bearer.as_str()), ("content-type", "text/csv")];
	let csv = "gtin14,name,category,origin,hs6\n09521001000109,Tea,tea,CN,0902.10\n";
	let request = Request::builder().method("POST").uri("/api/v1/products?origin=XX");
	let request = table.iter().fold(request, |it, (name, value)| it.header(*name, *value));
	let answer =
		world.router.clone().oneshot(request.body(Body::from(csv)).unwrap()).await.unwrap();
	assert_eq!(answer.status().as_u16(), 400);
}

#[tokio::test]
async fn operator_signs_in_once_with_a_challenge_and_out() {
	let world = World::new();
	// An account whose first byte no table knows has every role.
	let pair = sr25519::Pair::from_seed(&[5; 32]);
	let account: AccountId = pair.public().into();
	let address = account.to_ss58check();
	let path = format!("/api/v1/session/challenge?account={address}");
	let (status, headers, challenge) = world.ask("GET", &path, &[], "").await;
	assert_eq!(status, 200, "{challenge}");
	assert_eq!(headers.get("cache-control").unwrap(), "no-store");
	let text = challenge["text"].as_str().unwrap();
	assert!(text.contains("Site: https://id.example") && text.contains(&address), "{text}");

	let sign = |text: &str| {
		let message = format!("<Bytes>{text}</Bytes>");
		format!("0x{}", hex::encode(MultiSignature::from(pair.sign(message.as_bytes())).encode()))
	};
	let body = |signature: String| {
		json!({ "account": address, "nonce": challenge["nonce"], "signature": signature })
			.to_string()
	};
	let sign_in = async |headers: &[(&str, &str)], body: String| {
		world.ask("POST", "/api/v1/session", headers, &body).await
	};
	assert_eq!(sign_in(&[], body(sign("something else"))).await.0, 401);
	let foreign = [("origin", "https://evil.example")];
	assert_eq!(sign_in(&foreign, body(sign(text))).await.0, 403);
	let (status, headers, told) = sign_in(&[], body(sign(text))).await;
	assert_eq!(status, 200, "{told}");
	assert_eq!((&told["account"], &told["by"]), (&json!(address), &json!("session")));
	let cookie = headers.get("set-cookie").unwrap().to_str().unwrap();
	for part in ["__Host-hallmark-session=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/;"] {
		assert!(cookie.contains(part), "{cookie}");
	}
	let cookie = cookie.split(';').next().unwrap();
	// The same again, by whoever has heard it.
	let (status, _, told) = sign_in(&[], body(sign(text))).await;
	assert!(status == 401 && told["detail"].as_str().unwrap().contains("signed before"), "{told}");

	let mine = [("cookie", cookie)];
	assert_eq!(world.ask("GET", "/api/v1/session", &mine, "").await.0, 200);
	assert_eq!(world.ask("DELETE", "/api/v1/session", &mine, "").await.0, 403);
	let own = [("cookie", cookie), ("x-hallmark", "1")];
	let (status, headers, _) = world.ask("DELETE", "/api/v1/session", &own, "").await;
	assert_eq!(status, 204);
	assert!(headers.get("set-cookie").unwrap().to_str().unwrap().contains("Max-Age=0"));
	assert_eq!(world.ask("GET", "/api/v1/session", &mine, "").await.0, 401);

	for path in ["/api/v1/session/challenge", "/api/v1/session/challenge?account=5Grw"] {
		assert_eq!(world.ask("GET", path, &[], "").await.0, 400, "{path}");
	}
}

/// A receiver that answers each request with one of these, and gives back what it heard.
fn receiver(answers: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("http://{}/hook", listener.local_addr().unwrap());
	let heard = thread::spawn(move || {
		let mut heard = Vec::new();
		for answer in answers {
			let (mut stream, _) = listener.accept().unwrap();
			let mut bytes = Vec::new();
			let mut part = [0; 4_096];
			loop {
				let count = stream.read(&mut part).unwrap();
				bytes.extend_from_slice(&part[..count]);
				let text = String::from_utf8_lossy(&bytes).to_string();
				let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
				let head = head.to_ascii_lowercase();
				let length = head.lines().find_map(|it| it.strip_prefix("content-length: "));
				if length.is_none_or(|it| body.len() >= it.parse().unwrap()) || count == 0 {
					break;
				}
			}
			stream.write_all(answer.as_bytes()).unwrap();
			heard.push(String::from_utf8(bytes).unwrap());
		}
		heard
	});
	(url, heard)
}

fn answering(status: &str, more: &str) -> String {
	format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n{more}\r\n")
}

fn hook(url: &str) -> NewHook {
	NewHook {
		organisation: OrgId(1),
		account: account(1),
		form: JOURNAL.into(),
		url: url.into(),
		filter: Default::default(),
		parameters: json!({}),
		description: "test".into(),
	}
}

fn outbox(allowed: &[&str]) -> (TempDir, Outbox) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("index.db");
	drop(Writer::open(&path).unwrap());
	let allowed = allowed.iter().map(|it| it.parse().unwrap()).collect();
	let outbox = Outbox::in_memory(Reader::open(&path).unwrap(), allowed).unwrap();
	(folder, outbox)
}

#[tokio::test]
async fn message_is_signed_as_standard_webhooks_has_it_and_no_redirect_is_followed() {
	let (_folder, outbox) = outbox(&["127.0.0.0/8"]);
	let elsewhere = answering("302 Found", "Location: http://127.0.0.1:1/inside\r\n");
	let (url, heard) = receiver(vec![
		answering("204 No Content", ""),
		elsewhere,
		answering("500 Internal Server Error", ""),
		answering("410 Gone", ""),
	]);
	let (hook, secret) = outbox.add(hook(&url)).await.unwrap();
	let test = async || outbox.test(OrgId(1), &hook.id).await.unwrap();
	assert!(test().await.taken);
	assert!(test().await.error.unwrap().contains("redirects are not followed"));
	assert!(test().await.error.unwrap().contains("500"));
	assert!(test().await.error.unwrap().contains("410"));

	let heard = heard.join().unwrap();
	let (head, body) = heard[0].split_once("\r\n\r\n").unwrap();
	let field = |name: &str| {
		let line = head.lines().find(|it| it.to_ascii_lowercase().starts_with(name)).unwrap();
		line.split_once(": ").unwrap().1.to_string()
	};
	let (id, time) = (field("webhook-id"), field("webhook-timestamp"));
	assert!(now() / 1_000 - time.parse::<u64>().unwrap() < 30);
	let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
	let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
	mac.update(format!("{id}.{time}.{body}").as_bytes());
	let expected = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
	assert_eq!(field("webhook-signature"), expected);
	assert_eq!(serde_json::from_str::<Value>(body).unwrap()["type"], "test");
	// Another organisation's webhook is none.
	assert_eq!(outbox.test(OrgId(2), &hook.id).await.unwrap_err().status(), 404);
}

#[tokio::test]
async fn webhook_goes_nowhere_inside() {
	let (_folder, outbox) = outbox(&[]);
	for url in [
		"http://127.0.0.1/",
		"https://127.0.0.1/",
		"https://localhost/",
		"https://[::1]/",
		"https://[::ffff:127.0.0.1]/",
		"https://[64:ff9b::7f00:1]/",
		"https://169.254.169.254/latest/meta-data/",
		"https://10.0.0.1/",
		"https://0/",
		"https://0x7f.1/",
		"https://2130706433/",
		"https://127.1/",
		"https://100.64.0.1/",
		"https://224.0.0.1/",
		"http://1.1.1.1/",
	] {
		let problem = outbox.add(hook(url)).await.unwrap_err();
		assert_eq!((problem.status().as_u16(), problem.field()), (422, Some("url")), "{url}");
	}
}
