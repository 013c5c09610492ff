//! Copies of leaf files that this gateway lacks, from other gateways.
//!
//! Lots are gone through in the order of their ids, a page at a time. One place is where new lots are
//! met; another goes round behind it, for lots that became active later and files that nobody had
//! then. Both are kept, so that the next start goes on there. What failed is left for the next round;
//! a place at which nothing but failures was met rests for longer each time.

use crate::{
	app::App,
	leaves::{put, read_small},
};
use hallmark_runtime_api::trace::LeavesAnswer;
use hallmark_sdk::{
	mirror::{fetch, Fetched, Source, Wanted},
	Chain, Error,
};
use hallmark_types::{Digest, LotId};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{
	ops::Range,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use tokio::{
	sync::oneshot,
	time::{sleep, Instant},
};

/// How long nothing is done between two pages.
const REST: Duration = Duration::from_secs(5);

/// How long a place rests at most where nothing but failures was met.
const LONGEST: Duration = Duration::from_secs(600);

/// The lots of a page.
const PAGE: u64 = 64;

/// So many failures one after the other end a page: the sources are down.
const ENOUGH: u32 = 4;

/// The bytes of what is kept, at most.
const KEPT: u64 = 1 << 10;

/// Where it stands: what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Places {
	/// The chain whose lots these are.
	genesis: Digest,
	/// The first lot that was never looked at.
	next: u64,
	/// The lot that is looked at once more.
	again: u64,
}

impl Places {
	/// The lots of the next page that were looked at before.
	fn again(&self) -> Range<u64> {
		let from = if self.again >= self.next { 0 } else { self.again };
		from..self.next.min(from.saturating_add(PAGE))
	}
}

/// How it stands, as `/health` tells it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
	/// The first lot that was never looked at.
	next_lot: u64,
	/// How many files were fetched since the start.
	fetched: u64,
	/// How many attempts failed since the start.
	failed: u64,
	/// What the last failure was, until a file is fetched.
	fault: Option<String>,
}

/// When a place is to be looked at, and how long it rests after a failure.
struct Rest {
	until: Instant,
	pause: Duration,
}

impl Rest {
	fn new() -> Self {
		Self { until: Instant::now(), pause: REST }
	}

	fn is_over(&self) -> bool {
		Instant::now() >= self.until
	}

	fn after(&mut self, page: &Page) {
		self.pause = match page.only_failures() {
			true => self.pause.saturating_mul(2).min(LONGEST),
			false => REST,
		};
		self.until = Instant::now().checked_add(self.pause).unwrap_or(self.until);
	}
}

/// What a page came to.
#[derive(Debug, Default)]
struct Page {
	/// The lot after the last that was looked at.
	end: u64,
	fetched: u32,
	failed: u32,
}

impl Page {
	fn only_failures(&self) -> bool {
		self.failed > 0 && self.fetched == 0
	}
}

/// Keeps copies of the leaf files of all active lots.
pub struct Mirror {
	sources: Vec<Source>,
	folder: PathBuf,
	kept: PathBuf,
	state: Mutex<State>,
}

impl Mirror {
	/// One that fetches into `folder` from these sources, and keeps in `data` where it stands.
	pub fn new(sources: &[Source], folder: &Path, data: &Path) -> Arc<Self> {
		Arc::new(Self {
			sources: sources.to_vec(),
			folder: folder.into(),
			kept: data.join("mirror.json"),
			state: Mutex::default(),
		})
	}

	/// How it stands.
	pub fn state(&self) -> State {
		self.state.lock().clone()
	}

	/// Fetches what is lacking, as long as the gateway runs.
	pub async fn run(self: Arc<Self>, app: Arc<App>) {
		let genesis = app.proofs.trusted().genesis;
		let mut places = self.places(genesis);
		let (mut new, mut old) = (Rest::new(), Rest::new());
		loop {
			sleep(REST).await;
			// What is at hand is not to be fetched because it was not read yet.
			if app.leaves.is_reading() {
				continue;
			}
			let Some(chain) = app.heads.chain() else { continue };
			let before = places.clone();
			if let Err(error) = self.look(&app, &chain, &mut places, &mut new, &mut old).await {
				self.failed(format!("the node: {error}"));
			}
			self.state.lock().next_lot = places.next;
			if places != before {
				let kept = serde_json::to_vec(&places).map_err(std::io::Error::other);
				if let Err(error) = kept.and_then(|bytes| put(&self.kept, &bytes)) {
					log::warn!("{}: {error}", self.kept.display());
				}
			}
		}
	}

	/// Where it stood when it ended, if that was on the same chain.
	fn places(&self, genesis: Digest) -> Places {
		let kept = read_small(&self.kept, KEPT).ok();
		let kept = kept.and_then(|bytes| serde_json::from_slice::<Places>(&bytes).ok());
		kept.filter(|it| it.genesis == genesis).unwrap_or(Places { genesis, next: 0, again: 0 })
	}

	async fn look(
		&self,
		app: &App,
		chain: &Chain,
		places: &mut Places,
		new: &mut Rest,
		old: &mut Rest,
	) -> Result<(), Error> {
		if new.is_over() {
			let lots = places.next..places.next.saturating_add(PAGE);
			let page = self.page(app, chain, lots).await?;
			places.next = page.end;
			new.after(&page);
		}
		if old.is_over() {
			let page = self.page(app, chain, places.again()).await?;
			places.again = page.end;
			old.after(&page);
		}
		Ok(())
	}

	/// Looks at some lots, up to the last that the chain has.
	async fn page(&self, app: &App, chain: &Chain, lots: Range<u64>) -> Result<Page, Error> {
		let at = Some(chain.finalised().await?.hash);
		let mut page = Page { end: lots.start, ..Page::default() };
		let mut failures = 0;
		for id in lots {
			let Some(lot) = chain.lot(LotId(id), at).await?.value else { break };
			page.end = id.saturating_add(1);
			// The file of a lot that is not active may never come.
			let LeavesAnswer::Tree { leaf_file, .. } = lot.leaves else { continue };
			if !lot.active || app.leaves.whole_file(leaf_file).is_some() {
				continue;
			}
			match self.fetch(Wanted::of(lot)?).await {
				Ok(fetched) => {
					self.fetched(id, &fetched);
					(page.fetched, failures) = (page.fetched.saturating_add(1), 0);
				}
				Err(error) => {
					self.failed(error.to_string());
					page.failed = page.failed.saturating_add(1);
					failures = u32::saturating_add(failures, 1);
					if failures == ENOUGH {
						break;
					}
				}
			}
		}
		Ok(page)
	}

	/// Fetches a file, on a thread that the end of the program need not wait for.
	async fn fetch(&self, wanted: Wanted) -> Result<Fetched, Error> {
		let (done, fetched) = oneshot::channel();
		let (sources, folder) = (self.sources.clone(), self.folder.clone());
		let failed = |source| Error::File { path: self.folder.clone(), source };
		std::thread::Builder::new()
			.name("mirror".into())
			.spawn(move || {
				let _ = done.send(fetch(&wanted, &sources, &folder, |_| ()));
			})
			.map_err(failed)?;
		fetched.await.map_err(|error| failed(std::io::Error::other(error)))?
	}

	fn fetched(&self, lot: u64, fetched: &Fetched) {
		// It was there, and is not read yet.
		let Some(source) = &fetched.from else { return };
		log::info!("leaf file of lot {lot}: {} bytes from {source}", fetched.bytes);
		let mut state = self.state.lock();
		state.fetched = state.fetched.saturating_add(1);
		state.fault = None;
	}

	/// Notes a failure, and says it unless it is the same as before.
	fn failed(&self, reason: String) {
		let mut state = self.state.lock();
		state.failed = state.failed.saturating_add(1);
		if state.fault.as_ref() != Some(&reason) {
			log::warn!("mirror: {reason}");
			state.fault = Some(reason);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lots_are_gone_round_behind_the_new_ones() {
		let mut places = Places { genesis: Digest::zero(), next: 0, again: 0 };
		assert!(places.again().is_empty());
		places.next = 100;
		assert_eq!(places.again(), 0..64);
		places.again = 64;
		assert_eq!(places.again(), 64..100);
		places.again = 100;
		assert_eq!(places.again(), 0..64);
	}

	#[test]
	fn place_rests_for_longer_while_nothing_but_failures_is_met() {
		let mut rest = Rest::new();
		assert!(rest.is_over());
		let failed = Page { failed: 1, ..Page::default() };
		for seconds in [10, 20, 40, 80, 160, 320, 600, 600] {
			rest.after(&failed);
			assert_eq!(rest.pause, Duration::from_secs(seconds));
			assert!(!rest.is_over());
		}
		rest.after(&Page { failed: 1, fetched: 1, ..Page::default() });
		assert_eq!(rest.pause, REST);
	}

	#[test]
	fn places_are_those_of_the_same_chain() {
		let folder = tempfile::tempdir().unwrap();
		let mirror = Mirror::new(&[], folder.path(), folder.path());
		let (one, other) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let places = Places { genesis: one, next: 9, again: 4 };
		put(&mirror.kept, &serde_json::to_vec(&places).unwrap()).unwrap();
		assert_eq!(mirror.places(one), places);
		assert_eq!(mirror.places(other).next, 0);
		put(&mirror.kept, b"{").unwrap();
		assert_eq!(mirror.places(one).next, 0);
	}
}
