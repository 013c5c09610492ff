//! Pages for people at their desks: tasks, statistics, explorer.
//!
//! | module | holds |
//! |---|---|
//! | [`explore`] | the explorer: blocks, what happened, and the things that it happened to |
//! | [`network`] | the pages of the explorer that ask a node: validators, motions |
//! | [`statistics`] | what was accepted and refused, in charts |
//! | [`desk`] | four tasks, each from its list of work to what is signed |
//! | [`told`] | records, calls and events in words, with links |
//! | [`page`] | what pages are made of |
//! | [`chart`] | charts as SVG |
//! | [`words`] | the words, in English and Chinese |
//! | [`assets`] | style and scripts |
//!
//! Pages are made on the server, and all but what signs works without scripts. They read the index, and a
//! node where the index does not have it.

pub mod assets;
pub mod chart;
pub mod desk;
pub mod explore;
pub mod network;
pub mod page;
pub mod statistics;
#[cfg(test)]
mod tests;
pub mod told;
pub mod words;

use crate::{
	page::{html, refused, render, Area, Asked, Page},
	told::Teller,
	words::Value,
};
use axum::{
	extract::{Request, State},
	http::StatusCode,
	routing::{get, post},
	Router,
};
use hallmark_api::{
	http::{json, Answer},
	Desk,
};
use hallmark_index::Reader;
use hallmark_sdk::Chain;
use std::{fmt, future::Future, sync::Arc, time::Duration};

/// How long all questions of a page to a node may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a node answers, unless it takes too long.
pub(crate) async fn in_time<T>(
	read: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
	tokio::time::timeout(PATIENCE, read).await.unwrap_or(Err(Failure::Silent))
}

/// What the pages share.
pub struct Console {
	/// Index, nodes, who calls.
	pub desk: Arc<Desk>,
	settings: Settings,
}

/// What an operator may set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
	/// The WebSocket address of a node that the public may ask, for links to explorers that others
	/// write. Without it there are no such links.
	pub public_node: Option<String>,
	/// Results of audits that are published beside the statistics.
	pub audits: Option<Arc<dyn Audits>>,
	/// Reports of codes that do not match.
	pub reports: Option<Arc<dyn desk::reports::Reports>>,
}

/// Signed results of audits that are at hand.
pub trait Audits: fmt::Debug + Send + Sync {
	/// All of them, by name. They are read from files, and may be none.
	fn listed(&self) -> Vec<Audit>;
}

/// What the signed result of an audit says of itself (`docs/audit.md`). Nothing here vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
	/// The name of its file, under `/audits/`.
	pub name: String,
	/// The organisation of its auditor.
	pub auditor: u32,
	/// The first block, and the last one.
	pub blocks: (u32, u32),
	/// How many acts it found equal, different, and could not compute.
	pub counts: [u64; 3],
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
	/// There is no such thing.
	#[error("not found")]
	NotFound,
	/// What was asked for cannot be read.
	#[error("{0}")]
	Input(String),
	/// The index cannot be read.
	#[error(transparent)]
	Index(#[from] hallmark_index::Error),
	/// No node answers.
	#[error(transparent)]
	Node(#[from] hallmark_sdk::Error),
	/// A node takes too long.
	#[error("the node does not answer in time")]
	Silent,
}

/// What makes a page.
pub type Made = Result<Page, Failure>;

impl Console {
	/// The chain, for what the index does not hold.
	///
	/// # Errors
	///
	/// Those of connecting.
	pub async fn chain(&self) -> Result<Chain, Failure> {
		Ok(self.desk.link.chain().await?)
	}
}

/// All paths.
pub fn router(desk: Arc<Desk>, settings: Settings) -> Router {
	let console = Arc::new(Console { desk, settings });
	Router::new()
		.route("/explore", get(explore::explore))
		.route("/explore/head", get(head))
		.route("/explore/{*path}", get(explore::explore))
		.route("/statistics", get(statistics::statistics))
		.route("/desk", get(desk::home))
		.route("/desk/declarations", get(desk::officer::queue))
		.route("/desk/declarations/{id}", get(desk::officer::declaration))
		.route("/desk/examinations", get(desk::agency::list))
		.route("/desk/examinations/{id}", get(desk::agency::examination))
		.route("/desk/products", get(desk::merchant::products))
		.route("/desk/products/check", post(desk::judged::check))
		.route("/desk/product-types/{id}", get(desk::judged::product_type))
		.route("/desk/names", get(desk::judged::names))
		.route("/desk/lots", get(desk::merchant::lots))
		.route("/desk/numbers", get(desk::numbers::page))
		.route("/desk/council", get(desk::council::page))
		.route("/desk/reports", get(desk::reports::page))
		.route("/desk/metadata/{spec}", get(desk::metadata))
		.route("/desk/texts/{lang}", get(desk::texts))
		.route("/desk/static/{hash}/{*path}", get(assets::serve))
		.with_state(console)
}

/// The newest block of the index, for pages that follow it.
async fn head(State(console): State<Arc<Console>>) -> Answer {
	let head = console.desk.status.head();
	json(StatusCode::OK, &serde_json::json!({ "block": head.map(|it| it.number) }))
}

/// Answers with a page that is made of the index, away from the threads that must not wait.
pub(crate) async fn answer(
	console: Arc<Console>,
	area: Area,
	asked: Asked,
	make: impl FnOnce(&Teller, &Reader) -> Made + Send + 'static,
) -> Answer {
	let reader = console.desk.reader.clone();
	let language = asked.clone();
	let made = tokio::task::spawn_blocking(move || {
		let page = make(&Teller::new(&asked, &reader), &reader)?;
		Ok::<_, Failure>(render(&page, area, &asked))
	});
	match made.await {
		Ok(Ok(page)) => html(StatusCode::OK, page),
		Ok(Err(failure)) => failed(&failure, area, &language),
		Err(_) => failed(&Failure::Silent, area, &language),
	}
}

/// The page that says why there is none.
pub(crate) fn failed(failure: &Failure, area: Area, asked: &Asked) -> Answer {
	let t = asked.t();
	let (status, heading, text) = match failure {
		Failure::NotFound => {
			(StatusCode::NOT_FOUND, "console.not-found", t.fill("console.not-found-text", &[]))
		}
		Failure::Input(reason) => {
			let reason = [("reason", Value::Text(reason))];
			(StatusCode::BAD_REQUEST, "console.bad", t.fill("console.bad-text", &reason))
		}
		Failure::Index(hallmark_index::Error::Input { field, reason }) => {
			let reason = format!("{field}: {reason}");
			let reason = [("reason", Value::Text(&reason))];
			(StatusCode::BAD_REQUEST, "console.bad", t.fill("console.bad-text", &reason))
		}
		other => {
			log::warn!(target: "hallmark", "a page cannot be made: {other}");
			let text = t.fill("console.failed-text", &[]);
			(StatusCode::SERVICE_UNAVAILABLE, "console.failed", text)
		}
	};
	refused(status, t.of(heading), text, area, asked)
}

/// How a request asks for a page.
pub(crate) fn asked(request: Request) -> Asked {
	Asked::of(&request.into_parts().0)
}
