//! The gateway beside a node: what it asks, and what it says of a chain of another release.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod world;

use axum::{
	body::{to_bytes, Body},
	http::{Request, StatusCode},
	Router,
};
use hallmark_runtime::VERSION;
use serde_json::Value;
use std::sync::atomic::Ordering::Relaxed;
use tower_service::Service;
use world::World;

async fn get(router: &mut Router, target: &str) -> (StatusCode, String) {
	let request = Request::builder().uri(target).header("host", "id.example");
	let answer = router.call(request.body(Body::empty()).unwrap()).await.unwrap();
	let status = answer.status();
	let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
	(status, String::from_utf8(body.to_vec()).unwrap())
}

fn path(code: &str) -> &str {
	code.strip_prefix("https://id.example").unwrap()
}

fn verdict(json: &str) -> Value {
	serde_json::from_str::<Value>(json).unwrap()["value"]["verdict"].clone()
}

#[tokio::test]
async fn pages_of_a_lot_that_was_met_ask_the_node_nothing() {
	let world = World::new(2, 300);
	let node = world.node(VERSION.spec_version).await;
	let app = world.gateway(&node, &[]).await;
	let mut router = app.router();
	let [lot, other] = [&world.codes[0], &world.codes[1]];
	for code in lot.iter().take(3) {
		assert_eq!(get(&mut router, &format!("/scan{}", path(code))).await.0, StatusCode::OK);
	}
	let values = app.heads.facts().unwrap().size();
	for code in &lot[3..] {
		let (status, page) = get(&mut router, &format!("/scan{}", path(code))).await;
		assert_eq!(status, StatusCode::OK);
		assert!(page.contains("class=\"clear\""), "{page}");
	}
	// Neither a value nor that there is none was asked for of any of them.
	assert_eq!(app.heads.facts().unwrap().size(), values);
	// Of the next lot something is.
	let asked = node.asked.load(Relaxed);
	assert_eq!(get(&mut router, &format!("/scan{}", path(&other[0]))).await.0, StatusCode::OK);
	assert!(node.asked.load(Relaxed) > asked);
	assert!(app.heads.facts().unwrap().size() > values);
}

#[tokio::test]
async fn chain_of_another_release_is_asked_by_its_own_functions() {
	let world = World::new(2, 300);
	let own = world.node(VERSION.spec_version).await;
	let next = world.node(VERSION.spec_version + 1).await;
	let code = &world.codes[1][257];
	let wrong = code.replace("/10/L1/", "/10/L0/");
	let mut told = Vec::new();
	for (node, is_own) in [(own, true), (next, false)] {
		let app = world.gateway(&node, &[]).await;
		let mut router = app.router();
		assert_eq!(app.heads.facts().unwrap().is_native(), is_own);
		let (_, health) = get(&mut router, "/health").await;
		assert!(health.contains(&format!("\"sameRelease\":{is_own}")), "{health}");
		let (status, page) = get(&mut router, &format!("/scan{}", path(code))).await;
		assert_eq!(status, StatusCode::OK, "{page}");
		assert!(page.contains("class=\"clear\"") && page.contains("Dark chocolate"), "{page}");
		let (_, verified) = get(&mut router, &format!("/api/verify?uri={code}")).await;
		let (_, misplaced) = get(&mut router, &format!("/api/verify?uri={wrong}")).await;
		assert_eq!(verdict(&misplaced)["code"], "mismatch");
		let (status, leaf) = get(&mut router, &format!("/api/leaf?uri={code}")).await;
		assert_eq!(status, StatusCode::OK, "{leaf}");
		// The resolver leads on, and gives the links.
		let (status, _) = get(&mut router, path(code)).await;
		assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
		let (status, links) = get(&mut router, &format!("{}?linkType=all", path(code))).await;
		assert_eq!(status, StatusCode::OK, "{links}");
		let (status, product) = get(&mut router, "/scan/01/09521001000017").await;
		assert_eq!(status, StatusCode::OK, "{product}");
		told.push((verdict(&verified), leaf));
	}
	assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn every_answer_says_so_while_a_migration_in_steps_is_under_way() {
	let mut world = World::new(1, 300);
	let calm = world.node(VERSION.spec_version).await;
	world.migrate();
	let busy = world.node(VERSION.spec_version).await;
	let code = &world.codes[0][0];
	for (node, is_migrating) in [(calm, false), (busy, true)] {
		let app = world.gateway(&node, &[]).await;
		let mut router = app.router();
		let (_, health) = get(&mut router, "/health").await;
		assert!(health.contains(&format!("\"migrating\":{is_migrating}")), "{health}");
		for target in [format!("/scan{}", path(code)), "/scan/01/09521001000017".into()] {
			let (_, page) = get(&mut router, &target).await;
			assert_eq!(page.contains("<p class=\"migrating\""), is_migrating, "{page}");
		}
		for target in [path(code).into(), format!("/api/verify?uri={code}"), "/no".into()] {
			let request = Request::builder().uri(target).header("host", "id.example");
			let answer = router.call(request.body(Body::empty()).unwrap()).await.unwrap();
			let notice = answer.headers().get("x-hallmark-notice");
			let says = notice.is_some_and(|it| it.to_str().unwrap().contains("may be missing"));
			assert_eq!(says, is_migrating, "{answer:?}");
		}
	}
}
