//! `hallmark-gateway`: what the code on the box leads to.
//!
//! It reads a node and the published leaf files, submits nothing but activations, and keeps nothing
//! but scan counts and reports of mismatches. The only key that it may hold signs status lists.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | the command line |
//! | [`commands`] | what else it does than to serve |
//! | [`keys`] | API keys, made and revoked |
//! | [`database`] | the index: final blocks in a database |
//! | [`app`] | what a gateway is made of, and which path leads where |
//! | [`serve`] | connections, TLS |
//! | [`limits`] | how much one address may ask for |
//! | [`http`] | headers, problems, what is asked |
//! | [`resolver`] | Digital Link URIs, and the links that they lead to |
//! | [`compression`] | compressed URIs, expanded |
//! | [`links`] | the links that brands registered |
//! | [`passports`] | credentials: what others signed, and status lists |
//! | [`pages`] | what a page tells, put together |
//! | [`page`] | what a page tells, in words |
//! | [`activations`] | activations under way |
//! | [`story`] | certificates, notices, the way |
//! | [`api`] | what scripts and programs ask |
//! | [`tiles`] | proofs by tile, for those who do not tell which code they ask about |
//! | [`audits`] | signed results of audits |
//! | [`packs`] | files that judge codes without any network |
//! | `folder` | files that are listed and given by their names |
//! | [`files`] | whole leaf files, for those who keep copies |
//! | `refusals` | refusals, as whoever asked can read them |
//! | [`judge`] | the verdict over a code |
//! | [`state`] | the chain's state at one block, read as it is needed |
//! | [`heads`] | the newest final block |
//! | [`records`] | organisations and facilities |
//! | [`recent`] | what costs something to find out, and may be a moment old |
//! | [`verifiers`] | verifiers for browsers |
//! | [`proofs`] | what proves a verdict to a browser |
//! | [`light`] | how a browser asks the chain's own nodes |
//! | [`leaves`] | leaf files at hand |
//! | [`mirror`] | copies of leaf files that it lacks |
//! | [`scans`] | how often a code was looked up |
//! | [`reports`] | reports of codes that do not match |

// An answer that refuses is as large as any other, and made once for a request.
#![allow(clippy::result_large_err)]

pub mod activations;
pub mod api;
pub mod app;
pub mod audits;
pub mod commands;
pub mod compression;
pub mod config;
pub mod database;
pub mod files;
mod folder;
pub mod heads;
pub mod http;
pub mod judge;
pub mod keys;
pub mod leaves;
pub mod light;
pub mod limits;
pub mod links;
pub mod mirror;
pub mod packs;
pub mod page;
pub mod pages;
pub mod passports;
pub mod proofs;
pub mod recent;
pub mod records;
mod refusals;
pub mod reports;
pub mod resolver;
pub mod scans;
pub mod serve;
pub mod state;
pub mod story;
pub mod tiles;
pub mod verifiers;

use std::future::Future;

/// Runs a gateway until the process is told to stop.
///
/// # Errors
///
/// If it cannot be opened, or cannot listen.
pub async fn run(args: config::Args) -> anyhow::Result<()> {
	let app = app::App::open(&args)?;
	let ready =
		|address| println!("http{}://{address}", if args.tls_cert.is_some() { "s" } else { "" });
	serve::serve(app, &args, ready, told_to_stop()).await
}

/// Waits for a signal to stop.
fn told_to_stop() -> impl Future<Output = ()> {
	use tokio::signal::unix::{signal, SignalKind};
	async {
		let (terminated, interrupted) =
			(signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
		match (terminated, interrupted) {
			(Ok(mut terminated), Ok(mut interrupted)) => tokio::select! {
				_ = terminated.recv() => {}
				_ = interrupted.recv() => {}
			},
			// Without signals it ends as the system ends it.
			_ => std::future::pending().await,
		}
	}
}
