//! Routes and their description: neither without the other.

#![allow(clippy::unwrap_used)]

use axum::{
	body::{to_bytes, Body},
	http::{header, Method, Request, StatusCode},
	Router,
};
use hallmark_api::{openapi, Desk, Options};
use hallmark_index::{Reader, Status, Writer};
use hallmark_types::Digest;
use serde_json::Value;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use tempfile::TempDir;
use tower::ServiceExt;

/// A desk over an index that has no block yet.
fn desk() -> (TempDir, Router) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("index.db");
	let writer = Writer::open(&path).unwrap();
	let status = Arc::new(Status::of(&writer));
	let reader = Reader::open(&path).unwrap();
	let options = Options { data: folder.path().into(), ..Options::default() };
	let node = "ws://127.0.0.1:1".into();
	let desk = Desk::open(reader, status, node, Digest::zero(), &options).unwrap();
	(folder, hallmark_api::router(Arc::new(desk)))
}

async fn ask(router: &Router, method: &str, path: &str) -> (StatusCode, String, Value) {
	let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
	let answer = router.clone().oneshot(request).await.unwrap();
	let status = answer.status();
	let media = answer.headers().get(header::CONTENT_TYPE);
	let media = media.map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
	let bytes = to_bytes(answer.into_body(), 1 << 22).await.unwrap();
	(status, media, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn description() -> Value {
	serde_json::to_value(hallmark_api::routes().description()).unwrap()
}

/// All operations: path, method, what is said of it.
fn operations() -> Vec<(String, String, Value)> {
	let mut found = Vec::new();
	for (path, item) in description()["paths"].as_object().unwrap() {
		for (method, operation) in item.as_object().unwrap() {
			found.push((path.clone(), method.to_uppercase(), operation.clone()));
		}
	}
	assert!(found.len() > 40, "{}", found.len());
	found
}

/// The path with values in it that could be.
fn filled(path: &str) -> String {
	let names = BTreeMap::from([
		("{gtin}", "09521001000109"),
		("{account}", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"),
		("{hash}", &*Box::leak(format!("0x{}", "00".repeat(32)).into_boxed_str())),
		("{of}", "merchant"),
	]);
	let mut filled = path.to_owned();
	for (name, value) in names {
		filled = filled.replace(name, value);
	}
	while let (Some(start), Some(end)) = (filled.find('{'), filled.find('}')) {
		filled.replace_range(start..=end, "1");
	}
	filled
}

#[tokio::test]
async fn each_operation_that_reads_has_a_route() {
	let (_folder, router) = desk();
	for (path, method, operation) in operations() {
		if method != "GET" || operation["security"].is_array() || path == openapi::PATH {
			continue;
		}
		let (status, media, body) = ask(&router, "GET", &filled(&path)).await;
		// Nothing is indexed, which is what each says that got as far as to read.
		let detail = body["detail"].as_str().unwrap_or_default();
		assert!(!detail.contains("such resource"), "{path} has no route");
		assert!(
			status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::BAD_REQUEST,
			"{path}: {status} {body}"
		);
		assert_eq!(media, "application/problem+json", "{path}");
	}
}

#[tokio::test]
async fn path_that_is_not_described_has_no_route() {
	let (_folder, router) = desk();
	for path in ["/api/v1/nothing", "/api/v1/lots/1/nothing", "/api/v1/organisations/1/2/3"] {
		let (status, media, _) = ask(&router, "GET", path).await;
		assert_eq!(
			(status, &*media),
			(StatusCode::NOT_FOUND, "application/problem+json"),
			"{path}"
		);
	}
	for (path, _, _) in operations() {
		let (status, ..) = ask(&router, "TRACE", &filled(&path)).await;
		assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
	}
}

#[tokio::test]
async fn parameter_that_is_not_described_is_refused_by_its_name() {
	let (_folder, router) = desk();
	for (path, method, operation) in operations() {
		if method != "GET" || operation["security"].is_array() {
			continue;
		}
		let required = operation["parameters"]
			.as_array()
			.into_iter()
			.flatten()
			.filter(|it| it["in"] == "query" && it["required"] == true);
		let required: String =
			required.map(|it| format!("&{}=1", it["name"].as_str().unwrap())).collect();
		let (status, _, body) =
			ask(&router, "GET", &format!("{}?nothing=1{required}", filled(&path))).await;
		assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {body}");
		assert_eq!(body["field"], "nothing", "{path}: {body}");
	}
}

#[test]
fn operation_has_one_name_and_all_is_said_of_it() {
	let mut names = BTreeSet::new();
	for (path, method, operation) in operations() {
		let at = format!("{method} {path}");
		let name = operation["operationId"].as_str().unwrap_or_default();
		assert!(!name.is_empty() && names.insert(name.to_owned()), "{at}: {name}");
		assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{at}");
		assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{at}");
		let responses = operation["responses"].as_object().unwrap();
		for status in ["400", "429", "503"] {
			assert!(responses.contains_key(status), "{at}: {status}");
		}
		for parameter in operation["parameters"].as_array().into_iter().flatten() {
			let said = parameter["description"].as_str().is_some_and(|it| !it.is_empty());
			assert!(said, "{at}: {}", parameter["name"]);
		}
		// Each part of the path in braces is a parameter, and no other is.
		let in_path: BTreeSet<_> = operation["parameters"]
			.as_array()
			.into_iter()
			.flatten()
			.filter(|it| it["in"] == "path")
			.map(|it| it["name"].as_str().unwrap().to_owned())
			.collect();
		let named: BTreeSet<_> = path
			.split('/')
			.filter_map(|it| it.strip_prefix('{')?.strip_suffix('}').map(String::from))
			.collect();
		assert_eq!(in_path, named, "{at}");
	}
}

#[test]
fn description_is_whole() {
	let routes = hallmark_api::routes();
	assert_eq!(routes.doubles(), [""; 0], "schemas of one name and two meanings");
	let description = description();
	assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
	let schemas = description["components"]["schemas"].as_object().unwrap();
	let text = description.to_string();
	for part in text.split("\"$ref\":\"").skip(1) {
		let named = part.split('"').next().unwrap();
		let name = named.strip_prefix("#/components/schemas/").unwrap_or_else(|| panic!("{named}"));
		assert!(schemas.contains_key(name), "{name} is named and not there");
	}
	let tags: BTreeSet<_> = description["tags"]
		.as_array()
		.unwrap()
		.iter()
		.map(|it| it["name"].as_str().unwrap().to_owned())
		.collect();
	for (path, _, operation) in operations() {
		let tag = operation["tags"][0].as_str().unwrap();
		assert!(tags.contains(tag), "{path}: {tag}");
	}
	assert!(description["paths"].get(openapi::PATH).is_some());
}

#[tokio::test]
async fn description_itself_needs_no_index() {
	let (_folder, router) = desk();
	let (status, media, body) = ask(&router, "GET", openapi::PATH).await;
	assert_eq!((status, &*media), (StatusCode::OK, "application/json"));
	assert_eq!(body, description());
}

#[tokio::test]
async fn options_say_what_may_be_asked() {
	let (_folder, router) = desk();
	let request = Request::builder()
		.method(Method::OPTIONS)
		.uri("/api/v1/blocks")
		.body(Body::empty())
		.unwrap();
	let answer = router.oneshot(request).await.unwrap();
	assert_eq!(answer.status(), StatusCode::NO_CONTENT);
	let header = |name| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
	assert_eq!(header(header::ALLOW), "GET, HEAD, OPTIONS");
	assert_eq!(header(header::ACCESS_CONTROL_ALLOW_METHODS), "GET, HEAD, OPTIONS");
	assert!(header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("If-None-Match"));
}
