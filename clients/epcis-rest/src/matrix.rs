//! Who may ask what: every path of the binding with every method that it says it has, by all who may come.

use crate::{tests::GENESIS, House};
use hallmark_api::{
	access::{
		keys::{self, Order},
		Access, Operator, Operators, Scope, Scopes,
	},
	problem, Desk, Options,
};
use hallmark_index::{Reader, Status, Writer};
use hallmark_types::{AccountId, OrgId, Permissions, RoleSet};
use serde_json::{json, Value};
use std::{collections::BTreeSet, future::Future, pin::Pin, sync::Arc};
use tempfile::TempDir;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream},
};

const OWNER: u8 = 1;
const OTHER: u8 = 2;
const INACTIVE: u8 = 3;
const STRANGER: u8 = 4;

/// Each account is an operator of the organisation that its first byte says.
struct Table;

impl Operators for Table {
	fn operator<'a>(
		&'a self,
		account: &'a AccountId,
	) -> Pin<Box<dyn Future<Output = problem::Result<Option<Operator>>> + Send + 'a>> {
		let bytes: &[u8] = account.as_ref();
		let kind = bytes[0];
		let operator = Operator {
			organisation: OrgId(kind.into()),
			permissions: Permissions::ALL,
			roles: RoleSet::ALL,
			active: kind != INACTIVE,
		};
		Box::pin(async move { Ok((kind != STRANGER).then_some(operator)) })
	}
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
	/// Everybody: it is public.
	All,
	/// An operator that may write now, for its own organisation, and with this scope if one is named.
	Own(Option<Scope>),
}

/// All paths, as they stand in the sources, and who may ask by each method.
fn paths() -> Vec<(&'static str, Vec<(&'static str, Who)>)> {
	const CAPTURE: Who = Who::Own(Some(Scope::EpcisCapture));
	const HOOKS: Who = Who::Own(Some(Scope::Webhooks));
	const OWN: Who = Who::Own(None);
	let read = || vec![("GET", Who::All)];
	vec![
		("/epcis", read()),
		("/epcis/", read()),
		("/epcis/events", vec![("GET", Who::All), ("POST", CAPTURE)]),
		("/epcis/events/{id}", read()),
		("/epcis/nextPageToken/{token}", vec![("DELETE", Who::All)]),
		("/epcis/{name}", read()),
		("/epcis/{name}/{{value}}", read()),
		("/epcis/{name}/{{value}}/events", read()),
		("/epcis/queries", vec![("GET", OWN), ("POST", OWN)]),
		("/epcis/queries/{name}", vec![("GET", OWN), ("DELETE", OWN)]),
		("/epcis/queries/{name}/events", vec![("GET", OWN)]),
		("/epcis/queries/{name}/subscriptions", vec![("GET", OWN), ("POST", HOOKS)]),
		("/epcis/queries/{name}/subscriptions/{id}", vec![("GET", OWN), ("DELETE", OWN)]),
		("/epcis/capture", vec![("GET", CAPTURE), ("POST", CAPTURE)]),
		("/epcis/capture/{id}", vec![("GET", CAPTURE)]),
		("/epcis/capture/{id}/transactions", vec![("POST", CAPTURE)]),
		("/epcis/capture/{id}/renew", vec![("POST", CAPTURE)]),
		("/epcis/capture/{id}/receipts/{event}", vec![("GET", CAPTURE)]),
	]
}

struct World {
	_folder: TempDir,
	_house: Arc<House>,
	address: String,
	keys: Vec<String>,
	/// Keys of the owner that lack one scope.
	without: Vec<(Scope, String)>,
}

impl World {
	async fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		let status = Arc::new(Status::of(&Writer::open(&path).unwrap()));
		let reader = Reader::open(&path).unwrap();
		let file = folder.path().join("keys.json");
		let key = |kind: u8, scopes: Scopes| {
			let operator: AccountId = [kind; 32].into();
			let order = Order { operator, scopes, signer: None, name: String::new(), rate: 1_000 };
			keys::add(&file, order).unwrap().1
		};
		let keys = [OWNER, OTHER, INACTIVE, STRANGER].map(|kind| key(kind, Scopes::ALL)).into();
		let others = |scope| Scope::ALL.into_iter().filter(|it| *it != scope).collect::<Vec<_>>();
		let without = [Scope::EpcisCapture, Scope::Webhooks]
			.map(|scope| (scope, key(OWNER, Scopes::of(&others(scope)))))
			.into();
		let webhook_allow = vec!["127.0.0.0/8".parse().unwrap()];
		let options = Options { data: folder.path().into(), webhook_allow, ..Options::default() };
		// Nobody listens there.
		let node = "ws://127.0.0.1:1".to_owned();
		let mut desk = Desk::open(reader, status, node, GENESIS, &options).unwrap();
		desk.access = Access::open(Some(&file), Arc::new(Table), GENESIS, None, false).unwrap();
		let house = Arc::new(House::at_rest(Arc::new(desk), None).unwrap());
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap().to_string();
		let router = house.router();
		tokio::spawn(async move { axum::serve(listener, router).await });
		Self { _folder: folder, _house: house, address, keys, without }
	}

	/// Status, head and body of an answer.
	async fn ask(
		&self,
		method: &str,
		path: &str,
		key: Option<&str>,
		body: &str,
	) -> (u16, String, Value) {
		let bearer = key.map_or(String::new(), |key| format!("Authorization: Bearer {key}\r\n"));
		let request = format!(
			"{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{bearer}Content-Type: \
			 application/json\r\nContent-Length: {}\r\n\r\n{body}",
			self.address,
			body.len()
		);
		let mut stream = TcpStream::connect(&self.address).await.unwrap();
		stream.write_all(request.as_bytes()).await.unwrap();
		let mut answer = String::new();
		stream.read_to_string(&mut answer).await.unwrap();
		let (head, body) = answer.split_once("\r\n\r\n").unwrap();
		let status = head.split(' ').nth(1).unwrap().parse().unwrap();
		(status, head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_default())
	}

	async fn by(&self, kind: u8, method: &str, path: &str, body: &str) -> (u16, String, Value) {
		self.ask(method, path, Some(&self.keys[usize::from(kind - 1)]), body).await
	}

	/// What a path names, made by the owner.
	async fn made(&self) -> Made {
		let location = |head: &str| {
			let line = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
			line.rsplit('/').next().unwrap().to_owned()
		};
		let query = json!({ "name": "mine", "query": {} }).to_string();
		assert_eq!(self.by(OWNER, "POST", "/epcis/queries", &query).await.0, 201);
		let hook = json!({ "dest": "http://127.0.0.1:9/", "stream": true }).to_string();
		let subscriptions = "/epcis/queries/mine/subscriptions";
		let (status, head, body) = self.by(OWNER, "POST", subscriptions, &hook).await;
		assert_eq!(status, 201, "{body}");
		let (status, job, body) = self.by(OWNER, "POST", "/epcis/capture", &document()).await;
		assert_eq!(status, 202, "{body}");
		Made { subscription: location(&head), job: location(&job) }
	}
}

struct Made {
	subscription: String,
	job: String,
}

impl Made {
	/// A path with values in it that are there.
	fn path(&self, path: &str) -> String {
		let id = if path.starts_with("/epcis/capture") { &self.job } else { &self.subscription };
		let name = if path.starts_with("/epcis/queries") { "mine" } else { "bizSteps" };
		path.replace("{{value}}", "shipping")
			.replace("{name}", name)
			.replace("{event}", "0")
			.replace("{token}", "x")
			.replace("{id}", id)
	}
}

fn document() -> String {
	json!({
		"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
		"type": "EPCISDocument",
		"schemaVersion": "2.0",
		"creationDate": "2026-11-30T00:00:00Z",
		"epcisBody": { "eventList": [{
			"type": "ObjectEvent",
			"action": "OBSERVE",
			"bizStep": "cycle_counting",
			"eventTime": "2026-11-29T00:00:00Z",
			"eventTimeZoneOffset": "+00:00",
			"epcList": ["https://id.gs1.org/01/09521001000109/21/A1"],
		}] },
	})
	.to_string()
}

#[test]
fn each_path_of_the_sources_is_tried() {
	let sources =
		[include_str!("query.rs"), include_str!("named.rs"), include_str!("capture/mod.rs")];
	let routed: BTreeSet<_> = sources
		.iter()
		.flat_map(|source| source.split(".route(").skip(1))
		.filter_map(|rest| rest.split('"').nth(1))
		.collect();
	let tried: BTreeSet<_> = paths().into_iter().map(|(path, _)| path).collect();
	assert_eq!(routed, tried);
}

#[tokio::test]
async fn path_says_by_which_methods_it_may_be_asked() {
	let world = World::new().await;
	let made = Made { subscription: "x".into(), job: "x".into() };
	for (path, methods) in paths() {
		// It takes what it need not.
		if path.contains("nextPageToken") {
			continue;
		}
		let (status, head, _) = world.ask("OPTIONS", &made.path(path), None, "").await;
		assert_eq!(status, 204, "{path}");
		let allow = head.lines().find_map(|line| line.strip_prefix("allow: ")).unwrap();
		let mut said: BTreeSet<_> = allow.split(", ").map(str::to_uppercase).collect();
		assert!(said.remove("OPTIONS"), "{path}: {allow}");
		let tried: BTreeSet<_> = methods.iter().map(|(method, _)| (*method).to_owned()).collect();
		assert_eq!(said, tried, "{path}");
	}
}

#[tokio::test]
async fn path_admits_who_may_and_nobody_else() {
	let world = World::new().await;
	let made = world.made().await;
	// What names a thing of one organisation's is not there for another.
	let names_one =
		|path: &str| path.starts_with("/epcis/queries/") || path.starts_with("/epcis/capture/");
	let mut all: Vec<_> = paths()
		.into_iter()
		.flat_map(|(path, methods)| methods.into_iter().map(move |it| (path, it)))
		.collect();
	// What takes away what is asked for comes last, the inner before the outer.
	all.sort_by_key(|(path, (method, _))| (*method == "DELETE", core::cmp::Reverse(path.len())));
	for (path, (method, who)) in all {
		let (path, at) = (made.path(path), format!("{method} {path}"));
		let (status, _, body) = world.ask(method, &path, None, "").await;
		let Who::Own(scope) = who else {
			assert!(!matches!(status, 401 | 403), "{at}: nobody: {status} {body}");
			continue;
		};
		assert_eq!(status, 401, "{at}: nobody: {body}");
		for wrong in ["hm_", "hm_00000000_00", "x"] {
			assert_eq!(world.ask(method, &path, Some(wrong), "").await.0, 401, "{at}: {wrong}");
		}
		for kind in [INACTIVE, STRANGER] {
			assert_eq!(world.by(kind, method, &path, "").await.0, 403, "{at}: {kind}");
		}
		for (missing, key) in world.without.iter().filter(|(missing, _)| Some(*missing) == scope) {
			let (status, _, body) = world.ask(method, &path, Some(key), "").await;
			assert_eq!(status, 403, "{at}: without {missing}: {body}");
		}
		if names_one(&path) {
			let body = if path.ends_with("/subscriptions") && method == "POST" {
				json!({ "dest": "http://127.0.0.1:9/", "stream": true }).to_string()
			} else {
				json!({ "transactions": [] }).to_string()
			};
			let (status, _, body) = world.by(OTHER, method, &path, &body).await;
			assert_eq!(status, 404, "{at}: another organisation: {body}");
		}
		let (status, _, body) = world.by(OWNER, method, &path, "").await;
		assert!(!matches!(status, 401 | 403 | 404), "{at}: its owner: {status} {body}");
	}
	let (_, _, jobs) = world.by(OTHER, "GET", "/epcis/capture", "").await;
	assert_eq!(jobs, json!([]), "another organisation sees no jobs");
}
