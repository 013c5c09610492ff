//! What one scan page costs: from the request to the whole answer, without a network. It has a chain
//! of its own in this process.
//!
//!     cargo bench -p hallmark-gateway --bench page [-- ROUNDS]
//!
//! Each round serves the page of every item once and says how much of one core's time a page took, and
//! the verdict over its code alone. The first round is the one in which the lots are met, as after a
//! new block. The least of the others is what the machine can do; the most says how far to believe it.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../tests/world/mod.rs"]
mod world;

use axum::{body::Body, http::Request};
use hallmark_gateway::judge::judge;
use hallmark_gs1::ProductCode;
use std::fs;
use tower_service::Service;
use world::World;

/// A world as scripts/gateway-load.sh has it, of a tenth of the items.
const LOTS: u32 = 150;
const ITEMS: u32 = 64;

/// This thread's time on a core so far, in nanoseconds.
fn spent() -> u64 {
	let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
	stat.split(' ').next().and_then(|it| it.parse().ok()).expect("Linux tells a thread's time")
}

/// Microseconds of a core for each of so many.
fn each(since: u64, count: usize) -> f64 {
	(spent() - since) as f64 / 1_000.0 / count as f64
}

fn main() {
	let rounds = std::env::args().find_map(|it| it.parse().ok()).unwrap_or(10);
	let threads = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
	threads.block_on(measure(rounds));
}

async fn measure(rounds: usize) {
	let world = World::new(LOTS, ITEMS);
	let node = world.node(hallmark_runtime::VERSION.spec_version).await;
	let app = world.gateway(&node, &[]).await;
	let mut router = app.router();
	// Item by item through all lots, as scans come.
	let codes: Vec<&String> = (0..ITEMS as usize)
		.flat_map(|item| world.codes.iter().map(move |lot| &lot[item]))
		.collect();
	let mut paths = Vec::new();
	for code in &codes {
		paths.push(format!("/scan{}", code.strip_prefix("https://id.example").unwrap()));
	}
	let mut rows = Vec::new();
	println!("µs of a core: page, verdict alone; of {} items of {LOTS} lots", codes.len());
	for round in 0..=rounds {
		let (since, mut bytes) = (spent(), 0);
		for path in &paths {
			let request = Request::builder().uri(path).header("host", "id.example");
			let answer = router.call(request.body(Body::empty()).unwrap()).await.unwrap();
			assert!(answer.status().is_success(), "{path}: {}", answer.status());
			bytes += axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap().len();
		}
		let page = each(since, paths.len());
		let facts = app.heads.facts().unwrap();
		let since = spent();
		for code in &codes {
			let product = ProductCode::read(code).unwrap();
			judge(&facts, &app.leaves, code, &product, None).await.unwrap();
		}
		let verdict = each(since, codes.len());
		// In the first round the lots are met.
		let name = if round == 0 { "first".into() } else { format!("{round}") };
		println!("{name:>6} {page:8.1} {verdict:8.1}   {} bytes a page", bytes / paths.len());
		if round > 0 {
			rows.push((page, verdict));
		}
	}
	let least = |of: fn(&(f64, f64)) -> f64| rows.iter().map(of).fold(f64::INFINITY, f64::min);
	let most = |of: fn(&(f64, f64)) -> f64| rows.iter().map(of).fold(0.0, f64::max);
	println!("page: {:.1} to {:.1} µs", least(|it| it.0), most(|it| it.0));
	println!("verdict alone: {:.1} to {:.1} µs", least(|it| it.1), most(|it| it.1));
}
