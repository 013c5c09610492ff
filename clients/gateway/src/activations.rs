//! Activations: from the scratch code that somebody entered to what is told of it.
//!
//! An activation binds to nobody, and the same one always has the same bytes: the chain cannot tell
//! who was first where two send it at the same moment. So a gateway sends one of an item at a time
//! and says to whoever comes meanwhile that it is under way; and where the node had it already, from
//! elsewhere, it does not call its own visitor the first.

use crate::{
	app::App,
	heads::{now, Heads},
	http::{self, Answer, Asked},
	judge,
	leaves::Found,
	page::{self, Activated, NotActivated, Why},
	pages::{bad_code, body_of, kept, read},
	resolver::scan_path,
	state::Facts,
};
use axum::{
	extract::{Request, State},
	http::{header, StatusCode},
};
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{
	commitment, index_of_serial, leaf_file::Header, verify_inclusion, Leaf, ScratchCode, Secret,
};
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_sdk::{
	activation::{self, Activation},
	submit::{Progress, Refusal},
	Chain, Error,
};
use hallmark_types::{Batch, Digest, Gtin, LotId, Moment, Serial};
use pallet_product_identity::ActivationRefusal;
use parking_lot::Mutex;
use sp_runtime::BoundedVec;
use std::{
	collections::HashMap,
	sync::{
		atomic::{AtomicBool, Ordering::Relaxed},
		Arc,
	},
	time::Duration,
};
use tokio::time::{sleep, timeout, Instant};

/// How long a page waits for an activation to be final.
const PATIENCE: Duration = Duration::from_secs(12);

/// How long the gateway itself waits for it, whoever has asked for it having gone.
const LONG_PATIENCE: Duration = Duration::from_secs(300);

/// How many activations may be under way at once.
const MAX_UNDER_WAY: usize = 4_096;

/// The longest form or transaction that is read, in bytes.
const MAX_BODY: usize = 8 << 10;

type Item = (LotId, u32);

/// The activations that this gateway has sent and that are not final yet, with when each came.
#[derive(Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Item, Moment>>>);

/// An activation under way, until it is dropped.
struct Begun {
	of: Arc<Mutex<HashMap<Item, Moment>>>,
	item: Item,
}

impl UnderWay {
	/// Begins one, unless one of the item is under way, or too many others are.
	fn begin(&self, item: Item, now: Moment) -> Result<Begun, Came> {
		let mut all = self.0.lock();
		if let Some(since) = all.get(&item) {
			return Err(Came::UnderWay(*since));
		}
		if all.len() >= MAX_UNDER_WAY {
			return Err(Came::Gone);
		}
		all.insert(item, now);
		Ok(Begun { of: self.0.clone(), item })
	}
}

impl Drop for Begun {
	fn drop(&mut self) {
		self.of.lock().remove(&self.item);
	}
}

/// Activates an item: by the code and scratch code of a form, or by a transaction that was made in
/// the browser.
pub async fn activate(State(app): State<Arc<App>>, request: Request) -> Answer {
	let (parts, body) = request.into_parts();
	let bytes = match body_of(body, MAX_BODY).await {
		Ok(bytes) => bytes,
		Err(refused) => return refused,
	};
	let media = http::text(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default();
	let octets = media.starts_with("application/octet-stream");
	let query = parts.uri.query().unwrap_or_default().to_string();
	let form = if octets { query } else { String::from_utf8_lossy(&bytes).into_owned() };
	let asked = Asked::of_form(&parts, &form);
	let uri = http::parameter(&form, "uri").unwrap_or_default().into_owned();
	let product = match read(&uri) {
		Ok(product) if product.serial.is_some() => product,
		Ok(_) => return bad_code(&app, &asked, &uri, &Why::NoSerial),
		Err(reason) => return bad_code(&app, &asked, &uri, &reason),
	};
	let made = if octets {
		match activation::read(&bytes) {
			Ok(made) => is_of(&app, &made, &product).await.map(|()| made),
			Err(reason) => Err(Came::Refused(NotActivated::Malformed(reason))),
		}
	} else {
		let scratch = http::parameter(&form, "code").unwrap_or_default();
		prepare(&app, &product, &scratch).await
	};
	let outcome = match made {
		Ok(activation) => send(&app, activation).await,
		Err(outcome) => outcome,
	};
	let back = format!("{}{}", scan_path(&product), kept(&form));
	let (status, outcome) = outcome.shown();
	let shown = page::activation(&page::Activation { outcome, back: &back }, &asked.page());
	http::html(status, shown)
}

/// What came of an activation.
#[derive(Debug)]
enum Came {
	/// It is final, and nobody is known to have sent it before.
	Done(Moment),
	/// It is final, and the node had it from elsewhere when it was sent.
	Joined(Moment),
	/// The node took it; it is not final yet.
	Accepted,
	/// The item is activated.
	Already(Option<Moment>),
	/// One of the same item came then and is not final yet; this one was not sent.
	UnderWay(Moment),
	Wrong,
	/// The scratch code does not make the leaf that is listed, and whether the item has a data sheet of
	/// its own is not known here.
	Unfit,
	Typo,
	Refused(NotActivated),
	Gone,
}

impl Came {
	/// As a page tells it, and under which status.
	fn shown(&self) -> (StatusCode, Activated<'_>) {
		match self {
			Self::Done(at) => (StatusCode::OK, Activated::Done { at: *at }),
			Self::Joined(at) => (StatusCode::OK, Activated::Joined { at: *at }),
			Self::Accepted => (StatusCode::ACCEPTED, Activated::Accepted),
			Self::Already(at) => (StatusCode::CONFLICT, Activated::Already { at: *at }),
			Self::UnderWay(since) => (StatusCode::CONFLICT, Activated::UnderWay { since: *since }),
			Self::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, Activated::Wrong),
			Self::Unfit => (StatusCode::UNPROCESSABLE_ENTITY, Activated::Unfit),
			Self::Typo => (StatusCode::UNPROCESSABLE_ENTITY, Activated::Typo),
			Self::Refused(why) => (StatusCode::UNPROCESSABLE_ENTITY, Activated::Refused { why }),
			Self::Gone => (StatusCode::SERVICE_UNAVAILABLE, Activated::Gone),
		}
	}
}

/// Refuses the activation of another item than the page is about, which would be told of this one;
/// and one that the chain would refuse for its secret or place, so that nobody without an item's
/// scratch code keeps that item busy.
async fn is_of(app: &App, made: &Activation, product: &ProductCode) -> Result<(), Came> {
	let gone = |_| Came::Gone;
	let facts = app.heads.facts().ok_or(Came::Gone)?;
	let lot = judge::lot(&facts, made.lot).await.map_err(gone)?.filter(|lot| {
		lot.gtin == Gtin::from(product.gtin)
			&& product
				.batch
				.as_deref()
				.is_none_or(|batch| lot.batch.0.as_slice() == batch.as_bytes())
	});
	let serial = product.serial.as_deref().unwrap_or_default();
	let lot = lot.filter(|_| made.serial.0.as_slice() == serial.as_bytes());
	let lot = lot.ok_or(Came::Refused(NotActivated::OtherItem))?;
	let found = judge::committed(&facts, &app.leaves, product).await.map_err(gone)?;
	if let Some((found, _)) = found.filter(|(found, lot)| found.is_named && *lot == made.lot) {
		return is_found(made, &found);
	}
	is_on_chain(&facts, made, &lot).await
}

/// Refuses what the chain refuses for its secret or place, where the leaf file is not at hand.
async fn is_on_chain(facts: &Facts, made: &Activation, lot: &LotAnswer) -> Result<(), Came> {
	let listed = match lot.leaves {
		LeavesAnswer::Tree { .. } => None,
		LeavesAnswer::Listed { .. } => {
			let item = judge::item(facts, lot.id, made.index).await.map_err(|_| Came::Gone)?;
			item.and_then(|item| item.listed_leaf)
		}
	};
	is_at(made, lot, listed)
}

/// Refuses an activation that does not open the leaf that was found of its serial, or names another
/// leaf's place.
fn is_found(made: &Activation, found: &Found) -> Result<(), Came> {
	if !opens(found, &made.serial, &made.secret) {
		return Err(Came::Wrong);
	}
	if made.index != found.index {
		let (made, found) = (made.index, found.index);
		return Err(Came::Refused(NotActivated::Index { made, found }));
	}
	Ok(())
}

/// Refuses an activation whose serial, sheet and secret do not make the leaf at its index: under the
/// root of its lot, or as `listed` there.
fn is_at(made: &Activation, lot: &LotAnswer, listed: Option<Digest>) -> Result<(), Came> {
	let (issuer, gtin, batch, serial) = (lot.issuer.id.0, lot.gtin.0, &lot.batch.0, &made.serial.0);
	let commitment = commitment(issuer, gtin, batch, serial, &made.secret);
	let sheet = made.sheet.as_ref().map(|it| &it.0);
	let leaf = Leaf { issuer, gtin, batch, serial, commitment: &commitment, sheet }.hash();
	let is_there = match lot.leaves {
		LeavesAnswer::Tree { root, .. } => {
			let proof: Vec<_> = made.proof.iter().map(|it| it.0).collect();
			let (count, index) = (lot.count.into(), made.index.into());
			verify_inclusion(&root.0, count, index, &leaf, &proof).is_ok()
		}
		LeavesAnswer::Listed { .. } => listed == Some(leaf.into()),
	};
	is_there.then_some(()).ok_or_else(|| {
		// What stands at the serial's own place is its leaf: what does not fit is the secret, or a sheet.
		if listed.is_some() && index_of_serial(serial) == Some(made.index) {
			return Came::Unfit;
		}
		Came::Refused(NotActivated::NotThere)
	})
}

/// Whether a secret is the one that was committed to in an item's leaf.
fn opens(found: &Found, serial: &Serial, secret: &Secret) -> bool {
	let Header { issuer, gtin, batch, .. } = found.held.header();
	let made = commitment(*issuer, *gtin, batch.as_bytes(), &serial.0, secret);
	Digest::from(made) == found.commitment
}

/// Makes the activation of an item of its scratch code.
async fn prepare(app: &App, product: &ProductCode, scratch: &str) -> Result<Activation, Came> {
	let secret = ScratchCode::parse(scratch).map_err(|_| Came::Typo)?;
	let gone = |_| Came::Gone;
	let facts = app.heads.facts().ok_or(Came::Gone)?;
	let serial = product.serial.as_deref().and_then(Serial::new);
	let serial = serial.ok_or(Came::Refused(NotActivated::NoSerial))?;
	app.leaves.ready(product, Duration::from_secs(3)).await;
	let found = judge::committed(&facts, &app.leaves, product).await.map_err(gone)?;
	if let Some((found, lot)) = found.filter(|(found, _)| found.is_named) {
		if !opens(&found, &serial, &secret) {
			return Err(Came::Wrong);
		}
		let unknown = || Came::Refused(NotActivated::NoLot);
		let record = judge::lot(&facts, lot).await.map_err(gone)?.ok_or_else(unknown)?;
		let proof = match record.leaves {
			LeavesAnswer::Tree { .. } => {
				BoundedVec::try_from(found.proof.clone()).map_err(|_| unknown())?
			}
			LeavesAnswer::Listed { .. } => BoundedVec::new(),
		};
		let Found { index, sheet, .. } = found;
		return Ok(Activation { lot, index, serial, sheet, secret, proof });
	}
	// The leaves of a listed lot stand on the chain; its made serials tell their index.
	if let (Some(batch), Some(index)) =
		(product.batch.as_deref().and_then(Batch::new), index_of_serial(&serial.0))
	{
		let lots =
			judge::lots_of_batch(&facts, Gtin::from(product.gtin), batch).await.map_err(gone)?;
		// A batch may have several, each of another issuer: the scratch code opens an item of one.
		let mut refused = None;
		for lot in lots {
			let record = judge::lot(&facts, lot).await.map_err(gone)?;
			let listed = |it: &LotAnswer| matches!(it.leaves, LeavesAnswer::Listed { .. });
			let Some(record) = record.filter(listed) else { continue };
			let (serial, proof) = (serial.clone(), BoundedVec::new());
			let made = Activation { lot, index, serial, sheet: None, secret, proof };
			match is_on_chain(&facts, &made, &record).await {
				Ok(()) => return Ok(made),
				Err(Came::Gone) => return Err(Came::Gone),
				// Where an item is listed there, that tells more than where none is.
				Err(came) if refused.is_none() || matches!(came, Came::Unfit) => {
					refused = Some(came);
				}
				Err(_) => {}
			}
		}
		if let Some(refused) = refused {
			return Err(refused);
		}
	}
	Err(Came::Refused(NotActivated::NoLeafFile))
}

/// When an item was activated, as the newest final block has it.
async fn activated(heads: &Heads, (lot, index): Item) -> Option<Moment> {
	let facts = heads.facts().filter(|facts| facts.is_native())?;
	let entry = facts.ask(|| hallmark_runtime::ProductIdentity::activation_entry(lot, index)).await;
	entry.ok().flatten().map(|(_, entry)| entry.at)
}

/// Sends an activation, and waits a while until it is final.
async fn send(app: &App, activation: Activation) -> Came {
	let Some(chain) = app.heads.chain() else { return Came::Gone };
	let item = (activation.lot, activation.index);
	if let Some(at) = activated(&app.heads, item).await {
		return Came::Already(Some(at));
	}
	let begun = match app.under_way.begin(item, now()) {
		Ok(begun) => begun,
		Err(came) => return came,
	};
	let (heads, taken) = (app.heads.clone(), Arc::new(AtomicBool::new(false)));
	let told = taken.clone();
	// It goes on when whoever asked for it has gone: until it is final nobody else is told to be the
	// first.
	let mut sending = tokio::spawn(async move {
		let _begun = begun;
		let sent = timeout(LONG_PATIENCE, deliver(&chain, &heads, activation, &told)).await;
		sent.unwrap_or(Came::Accepted)
	});
	match timeout(PATIENCE, &mut sending).await {
		Ok(came) => came.unwrap_or(Came::Gone),
		// Whoever waits is told that it was taken only when the node said so.
		Err(_) if taken.load(Relaxed) => Came::Accepted,
		Err(_) => {
			sending.abort();
			Came::Gone
		}
	}
}

/// Sends an activation and waits until it is final. `taken` is told when the node has taken it.
async fn deliver(chain: &Chain, heads: &Heads, activation: Activation, taken: &AtomicBool) -> Came {
	let item = (activation.lot, activation.index);
	let mut known = false;
	let told = |progress: Progress| {
		taken.fetch_or(progress.sent > 0, Relaxed);
		known |= progress.known > 0;
	};
	match activation::activate(chain, activation, told).await {
		Ok(_) => {
			// The receipt says that it is final; when that was, the state of that block says.
			let until = Instant::now() + Duration::from_secs(4);
			while Instant::now() < until {
				match activated(heads, item).await {
					Some(at) if known => return Came::Joined(at),
					Some(at) => return Came::Done(at),
					None => sleep(Duration::from_millis(100)).await,
				}
			}
			Came::Accepted
		}
		Err(Error::Refused(Refusal::Activation(refusal))) => match refusal {
			ActivationRefusal::AlreadyActivated => Came::Already(activated(heads, item).await),
			other => Came::Refused(NotActivated::Chain(other)),
		},
		Err(Error::Unreachable { .. } | Error::Stalled { .. }) if taken.load(Relaxed) => {
			Came::Accepted
		}
		Err(Error::Unreachable { .. } | Error::Stalled { .. }) => Came::Gone,
		Err(error) => Came::Refused(NotActivated::Other(error.to_string())),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::leaves::LeafStore;
	use hallmark_lot_tree::{leaf_file, root_of, Lot, LotKey};
	use hallmark_runtime_api::trace::Named;
	use hallmark_types::{CountryCode, OrgId, Text};
	use std::{
		fs::{self, File},
		thread,
	};

	const GTIN: u64 = 9_520_123_456_788;

	/// What a leaf file has of each item of a lot, with its activation.
	fn items(lot: &Lot) -> Vec<(Found, Activation)> {
		let folder = tempfile::tempdir().unwrap();
		let leaves = folder.path().join("leaves");
		fs::create_dir(&leaves).unwrap();
		let mut file = File::create(leaves.join("a.leaves")).unwrap();
		leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
		let store = LeafStore::open(&leaves, folder.path()).unwrap();
		while store.is_reading() {
			thread::sleep(Duration::from_millis(10));
		}
		let item = |index: u32| {
			let (text, secret) = (lot.serial(index).unwrap(), lot.secret(index).unwrap());
			let gtin = hallmark_gs1::Gtin::from_u64(GTIN).unwrap();
			let code = ProductCode { gtin, batch: Some("A".into()), serial: Some(text.clone()) };
			let found = store.find(&code).next().unwrap();
			let proof = BoundedVec::try_from(found.proof.clone()).unwrap();
			let serial = Serial::new(&text).unwrap();
			(found, Activation { lot: LotId(1), index, serial, sheet: None, secret, proof })
		};
		(0..lot.header().count).map(item).collect()
	}

	fn record(count: u32, leaves: LeavesAnswer) -> LotAnswer {
		LotAnswer {
			id: LotId(1),
			gtin: Gtin(GTIN),
			version: 1,
			issuer: Named {
				id: OrgId(1),
				name: Text::new("Brand").unwrap(),
				country: CountryCode::new("CN").unwrap(),
			},
			facility: None,
			count_confirmed: false,
			batch: Batch::new("A").unwrap(),
			part: 0,
			count,
			leaves,
			guessable: false,
			produced: None,
			expires: None,
			issued_at: 0,
			active: true,
			void: false,
			confirmations: Vec::new(),
			compromised: None,
			notices: Vec::new(),
		}
	}

	fn is_refused_for_index(outcome: Result<(), Came>) -> bool {
		matches!(outcome, Err(Came::Refused(NotActivated::Index { .. } | NotActivated::NotThere)))
	}

	#[test]
	fn index_of_another_item_is_refused() {
		let lot = Lot::new(1, GTIN, "A", LotKey::new([1; 32]), 5).unwrap();
		let items = items(&lot);
		let leaves: Vec<_> = items.iter().map(|(found, _)| found.leaf.0).collect();
		let root = root_of(&leaves).into();
		let tree = record(5, LeavesAnswer::Tree { root, leaf_file: Digest::zero() });
		let listed = record(5, LeavesAnswer::Listed { closed: true });
		for (found, made) in &items {
			assert!(is_found(made, found).is_ok());
			assert!(is_at(made, &tree, None).is_ok());
			assert!(is_at(made, &listed, Some(found.leaf)).is_ok());
			for index in (0..6).filter(|index| *index != made.index) {
				let other = Activation { index, ..made.clone() };
				let leaf = items.get(index as usize).map(|(found, _)| found.leaf);
				assert!(is_refused_for_index(is_found(&other, found)));
				assert!(is_refused_for_index(is_at(&other, &tree, None)));
				assert!(is_refused_for_index(is_at(&other, &listed, leaf)));
			}
			let guessed = Activation { secret: [0; 10], ..made.clone() };
			assert!(matches!(is_found(&guessed, found), Err(Came::Wrong)));
			assert!(is_refused_for_index(is_at(&guessed, &tree, None)));
			// Without the leaf file: it is said that the scratch code does not fit, and nothing of an index.
			assert!(matches!(is_at(&guessed, &listed, Some(found.leaf)), Err(Came::Unfit)));
			assert!(is_refused_for_index(is_at(made, &listed, None)), "no item is listed there");
		}
	}

	#[test]
	fn one_activation_of_an_item_is_under_way_at_a_time() {
		let under_way = UnderWay::default();
		let (item, other) = ((LotId(1), 7), (LotId(1), 8));
		let begun = under_way.begin(item, 5).unwrap();
		assert!(matches!(under_way.begin(item, 6), Err(Came::UnderWay(5))));
		let _other = under_way.begin(other, 6).unwrap();
		drop(begun);
		assert!(under_way.begin(item, 7).is_ok());
	}

	#[test]
	fn activations_under_way_have_a_bound() {
		let under_way = UnderWay::default();
		let begun: Vec<_> =
			(0..MAX_UNDER_WAY as u32).map(|index| under_way.begin((LotId(1), index), 0)).collect();
		assert!(begun.iter().all(Result::is_ok));
		assert!(matches!(under_way.begin((LotId(2), 0), 0), Err(Came::Gone)));
		drop(begun);
		assert!(under_way.0.lock().is_empty());
	}
}
