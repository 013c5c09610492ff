//! The chain's state at one final block, as far as anybody asked for it.
//!
//! A page is judged by the chain's own functions, linked into this program: they run here over a
//! state whose values are fetched as they are needed. A run that meets a value which is not here yet
//! goes on as if there were none, and its outcome is thrown away; what it lacked is fetched in one
//! request, and it runs again. Lots are large and their records few, so the second run of a lot
//! mostly finds everything, and the page after it asks the node nothing at all.
//!
//! That a value is absent is knowledge too. Where many items of a lot are asked about, the keys of
//! that lot are listed whole, and what is not among them is absent without asking.
//!
//! Nothing is carried from one block to the next but the list of what was asked for: all of it is
//! fetched anew at the new block before that takes the old one's place.

use crate::{links::Registered, story::OfLot};
use codec::{Decode, Encode};
use frame_support::storage::storage_prefix;
use futures::future::{try_join, try_join_all};
use hallmark_sdk::{
	reading::{run, Reads},
	BlockRef, Chain,
};
use hallmark_types::{Gtin, LotId, Moment};
use jsonrpsee::rpc_params;
use parking_lot::{Mutex, RwLock};
use serde::Deserialize;
use sp_core::Bytes;
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	hash::Hash,
	ops::Bound::{Included, Unbounded},
	sync::{
		atomic::{AtomicBool, Ordering::Relaxed},
		Arc, LazyLock,
	},
	time::{Duration, Instant},
};
use tokio::{
	sync::{mpsc, oneshot},
	time::timeout,
};

/// How many keys one request to the node has.
const KEYS_PER_REQUEST: usize = 256;

/// How many keys are listed where a run goes from key to key: few the first time, for most walks
/// end at once. The values of those that the walk is about come with them.
const FIRST_STEPS: u32 = 4;
const STEPS: u32 = 64;

/// How many keys of a lot are listed at once to know which are absent.
const KEYS_PER_LOT: u32 = 1_000;

/// How often a run may find that something is missing. The deepest question takes about eight.
const MAX_RUNS: usize = 48;

/// How long the node may take for what a run lacks, and how long it is not asked after it failed.
const PATIENCE: Duration = Duration::from_secs(4);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How many values are fetched for a new block before anybody asks for them.
const MAX_CARRIED: usize = 50_000;

/// Of how many lots and products something is kept that was made of their records in a block.
const MAX_KEPT: usize = 1_024;

/// The bytes of a pallet's and a map's name in a key.
const MAP: usize = 32;

/// The bytes of a key up to the end of a lot's number, hash included.
const LOT: usize = MAP + 16;

/// The maps that have records of single items under their lot.
static OF_ITEMS: LazyLock<[[u8; 32]; 3]> = LazyLock::new(|| {
	[
		storage_prefix(b"ProductIdentity", b"ItemPages"),
		storage_prefix(b"ProductIdentity", b"LeafPages"),
		storage_prefix(b"ProductIdentity", b"Listings"),
	]
});

/// Why a question about the state has no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StateError {
	/// The node does not answer, or not what it was asked.
	#[error("the node: {0}")]
	Node(String),
	/// The chain's functions do not come to an end over this state.
	#[error("the chain's functions do not run over the state of block {block}: {reason}")]
	Run {
		/// The block.
		block: u32,
		/// What happened.
		reason: String,
	},
}

impl From<hallmark_sdk::Error> for StateError {
	fn from(error: hallmark_sdk::Error) -> Self {
		Self::Node(error.to_string())
	}
}

/// A value, or that there is none; and whether anybody asked for it since the block came.
struct Entry {
	value: Option<Box<[u8]>>,
	used: AtomicBool,
}

/// All keys after one key, up to another.
struct List {
	keys: Vec<Box<[u8]>>,
	/// Up to and with this key everything is known. If all were listed it is one that no key
	/// reaches.
	to: Box<[u8]>,
	wanted: Wanted,
	used: AtomicBool,
}

/// What keys are to be listed after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
	/// At most so many.
	limit: u32,
	/// Those that begin with so many bytes of that key.
	scope: usize,
	/// The values of those that begin with so many bytes of that key.
	with_values: Option<usize>,
}

/// What is known of a state.
#[derive(Default)]
struct Known {
	values: HashMap<Box<[u8]>, Entry>,
	/// By the key after which a list begins.
	lists: BTreeMap<Box<[u8]>, List>,
}

impl Known {
	fn value(&self, key: &[u8]) -> Option<Option<&[u8]>> {
		if let Some(entry) = self.values.get(key) {
			touch(&entry.used);
			return Some(entry.value.as_deref());
		}
		let list = self.list_over(|from, list| from < key && key <= &*list.to, key)?;
		let absent = list.keys.binary_search_by(|it| (**it).cmp(key)).is_err();
		absent.then_some(None)
	}

	/// The key after a key. What does not belong to the same map any more counts as none: no walk
	/// goes on there.
	fn next(&self, key: &[u8]) -> Option<Option<&[u8]>> {
		let covers =
			|from: &[u8], it: &List| it.wanted.scope <= MAP && from <= key && key < &*it.to;
		let list = self.list_over(covers, key)?;
		let place = list.keys.partition_point(|it| **it <= *key);
		Some(list.keys.get(place).map(|key| &**key))
	}

	/// A list that covers a key. Lists seldom overlap, so the nearest few are looked at.
	fn list_over(&self, covers: impl Fn(&[u8], &List) -> bool, key: &[u8]) -> Option<&List> {
		let before = self.lists.range::<[u8], _>((Unbounded, Included(key))).rev().take(4);
		let (_, list) = before.into_iter().find(|(from, list)| covers(from, list))?;
		touch(&list.used);
		Some(list)
	}

	fn has_list(&self, from: &[u8]) -> bool {
		self.lists.contains_key(from)
	}
}

/// Notes a use, without writing where it is noted already: many cores read the same entries.
fn touch(used: &AtomicBool) {
	if !used.load(Relaxed) {
		used.store(true, Relaxed);
	}
}

/// What a run lacked.
#[derive(Clone, Debug, Default)]
struct Missing {
	values: BTreeSet<Vec<u8>>,
	/// Lists by where they begin.
	lists: BTreeMap<Vec<u8>, Wanted>,
}

impl Missing {
	fn is_empty(&self) -> bool {
		self.values.is_empty() && self.lists.is_empty()
	}

	fn add(&mut self, other: Missing) {
		self.values.extend(other.values);
		for (from, wanted) in other.lists {
			self.lists.entry(from).or_insert(wanted);
		}
	}
}

type Asked = (Missing, oneshot::Sender<Result<(), StateError>>);

/// The state at one final block.
pub struct Facts {
	store: Arc<Store>,
	asking: mpsc::UnboundedSender<Asked>,
	/// The chain's clock in it.
	at: Moment,
	native: bool,
	migrating: bool,
	/// What is told of all items of a lot alike.
	pub stories: Kept<(Gtin, Option<LotId>), OfLot>,
	/// The links of a product and of lots of it.
	pub links: Kept<(Gtin, Vec<LotId>), Registered>,
}

/// What was made of the state of a block once and serves all who ask for the same. It goes with the
/// block.
pub struct Kept<K, V>(Mutex<HashMap<K, Arc<V>>>);

impl<K, V> Default for Kept<K, V> {
	fn default() -> Self {
		Self(Mutex::default())
	}
}

impl<K: Eq + Hash, V> Kept<K, V> {
	/// What was kept under a key.
	pub fn get(&self, key: &K) -> Option<Arc<V>> {
		self.0.lock().get(key).cloned()
	}

	/// Keeps a value, if there is room, and hands it out.
	pub fn put(&self, key: K, value: V) -> Arc<V> {
		let value = Arc::new(value);
		let mut kept = self.0.lock();
		if kept.len() < MAX_KEPT || kept.contains_key(&key) {
			kept.insert(key, value.clone());
		}
		value
	}
}

struct Store {
	chain: Chain,
	block: BlockRef,
	known: RwLock<Known>,
	/// When the node failed last, and how.
	failed: Mutex<Option<(Instant, StateError)>>,
}

impl Facts {
	/// The state at a final block, with all that was asked for at the one before.
	///
	/// # Errors
	///
	/// [`StateError::Node`].
	pub async fn at(
		chain: &Chain,
		block: BlockRef,
		before: Option<&Facts>,
	) -> Result<Self, StateError> {
		let store = Store {
			chain: chain.clone(),
			block,
			known: RwLock::default(),
			failed: Mutex::default(),
		};
		let (asking, asked) = mpsc::unbounded_channel();
		let store = Arc::new(store);
		tokio::spawn(fetch_for_all(store.clone(), asked));
		let (release, migrating) =
			try_join(chain.release_at(block.hash), chain.is_migrating(block.hash)).await?;
		let native = release.is_none();
		let (stories, links) = (Kept::default(), Kept::default());
		let mut facts = Self { store, asking, at: 0, native, migrating, stories, links };
		if let Some(before) = before.filter(|_| native) {
			facts.store.fetch(before.used()).await?;
		}
		facts.at = facts.ask(hallmark_runtime::Timestamp::get).await?;
		Ok(facts)
	}

	/// The block.
	pub fn block(&self) -> BlockRef {
		self.store.block
	}

	/// The chain's clock in it, in milliseconds.
	pub fn at_moment(&self) -> Moment {
		self.at
	}

	/// The node that is asked.
	pub fn chain(&self) -> &Chain {
		&self.store.chain
	}

	/// Whether the chain runs the release that is linked here. If not, questions go to the node.
	pub fn is_native(&self) -> bool {
		self.native
	}

	/// Whether a migration in steps is under way. Until it is done the chain does not read records that
	/// have their old form: they count as absent, recalls too.
	pub fn is_migrating(&self) -> bool {
		self.migrating
	}

	/// Asks a function of the chain that reads.
	///
	/// # Errors
	///
	/// [`StateError`].
	pub async fn ask<R>(&self, question: impl Fn() -> R) -> Result<R, StateError> {
		for _ in 0..MAX_RUNS {
			match self.attempt(&question)? {
				Ok(answer) => return Ok(answer),
				Err(missing) => {
					let (told, answer) = oneshot::channel();
					let gone = || StateError::Node("what fetches the state has ended".into());
					self.asking.send((missing, told)).map_err(|_| gone())?;
					answer.await.map_err(|_| gone())??;
				}
			}
		}
		let reason = "it needs ever more of it".into();
		Err(StateError::Run { block: self.block().number, reason })
	}

	/// Asks the node to call a function of the runtime API. It is for chains of another release than
	/// the one that is linked here.
	///
	/// # Errors
	///
	/// [`StateError::Node`].
	pub async fn call<R: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
	) -> Result<R, StateError> {
		Ok(self.store.chain.call_api(function, arguments, self.block().hash).await?)
	}

	/// Runs once.
	fn attempt<R>(&self, question: impl Fn() -> R) -> Result<Result<R, Missing>, StateError> {
		let known = self.store.known.read();
		let mut lens = Lens { known: &known, missing: Missing::default() };
		let answer = run(&mut lens, question);
		match answer {
			// Whoever was told of an absent value that is there may come to any conclusion.
			_ if !lens.missing.is_empty() => Ok(Err(lens.missing)),
			Ok(answer) => Ok(Ok(answer)),
			Err(fault) => {
				Err(StateError::Run { block: self.block().number, reason: fault.to_string() })
			}
		}
	}

	/// What was asked for.
	fn used(&self) -> Missing {
		let known = self.store.known.read();
		let values = known.values.iter().filter(|(_, entry)| entry.used.load(Relaxed));
		let lists = known.lists.iter().filter(|(_, list)| list.used.load(Relaxed));
		Missing {
			values: values.take(MAX_CARRIED).map(|(key, _)| key.to_vec()).collect(),
			lists: lists
				.take(MAX_CARRIED)
				.map(|(from, list)| (from.to_vec(), Wanted { with_values: None, ..list.wanted }))
				.collect(),
		}
	}

	/// How many values are at hand.
	pub fn size(&self) -> usize {
		self.store.known.read().values.len()
	}
}

/// Fetches what runs lack: while one request is under way, what others lack gathers for the next.
async fn fetch_for_all(store: Arc<Store>, mut asked: mpsc::UnboundedReceiver<Asked>) {
	while let Some((mut missing, told)) = asked.recv().await {
		let mut waiting = vec![told];
		while let Ok((more, told)) = asked.try_recv() {
			missing.add(more);
			waiting.push(told);
		}
		let outcome = store.fetch_soon(missing).await;
		for told in waiting {
			// Who has gone away needs no answer.
			let _ = told.send(outcome.clone());
		}
	}
}

impl Store {
	/// Fetches, unless the node has just failed: then nobody waits for it in vain.
	async fn fetch_soon(&self, missing: Missing) -> Result<(), StateError> {
		if let Some((when, error)) = &*self.failed.lock() {
			if when.elapsed() < AFTER_FAILURE {
				return Err(error.clone());
			}
		}
		let fetched = timeout(PATIENCE, self.fetch(missing)).await;
		let fetched =
			fetched.unwrap_or_else(|_| Err(StateError::Node("it does not answer in time".into())));
		if let Err(error) = &fetched {
			*self.failed.lock() = Some((Instant::now(), error.clone()));
		}
		fetched
	}

	async fn fetch(&self, mut missing: Missing) -> Result<(), StateError> {
		{
			let known = self.known.read();
			missing.values.retain(|key| !known.values.contains_key(&**key));
			missing.lists.retain(|from, _| !known.has_list(from));
		}
		let lists = missing.lists.into_iter().map(|(from, wanted)| self.list(from, wanted));
		let lists = try_join_all(lists).await?;
		let mut wanted = missing.values;
		for (from, list) in &lists {
			let group = list.wanted.with_values.and_then(|len| from.get(..len));
			let of_group =
				list.keys.iter().filter(|key| group.is_some_and(|it| key.starts_with(it)));
			wanted.extend(of_group.map(|key| key.to_vec()));
		}
		let wanted: Vec<_> = wanted.into_iter().collect();
		let chunks = wanted.chunks(KEYS_PER_REQUEST).map(|keys| self.values(keys));
		let values = try_join_all(chunks).await?;
		let mut known = self.known.write();
		for (key, value) in wanted.into_iter().zip(values.into_iter().flatten()) {
			let value = value.map(|value| value.0.into_boxed_slice());
			let entry = Entry { value, used: AtomicBool::new(false) };
			known.values.insert(key.into_boxed_slice(), entry);
		}
		known.lists.extend(lists);
		Ok(())
	}

	async fn values(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Bytes>>, StateError> {
		#[derive(Deserialize)]
		struct ChangeSet {
			changes: Vec<(Bytes, Option<Bytes>)>,
		}
		let method = "state_queryStorageAt";
		let asked: Vec<_> = keys.iter().cloned().map(Bytes).collect();
		let params = rpc_params![asked, self.block.hash];
		let answer: Vec<ChangeSet> = self.chain.request(method, params).await?;
		let changes = answer.into_iter().next().map(|set| set.changes).unwrap_or_default();
		if !changes.iter().map(|(key, _)| &key.0).eq(keys) {
			return Err(StateError::Node(format!("{method}: it is about other keys")));
		}
		Ok(changes.into_iter().map(|(_, value)| value).collect())
	}

	/// The keys after `from`.
	async fn list(&self, from: Vec<u8>, wanted: Wanted) -> Result<(Box<[u8]>, List), StateError> {
		let scope = from.get(..wanted.scope).unwrap_or(&from).to_vec();
		let method = "state_getKeysPaged";
		let (prefix, after) = (Bytes(scope.clone()), Bytes(from.clone()));
		let params = rpc_params![prefix, wanted.limit, after, self.block.hash];
		let keys: Vec<Bytes> = self.chain.request(method, params).await?;
		let keys: Vec<_> = keys.into_iter().map(|key| key.0.into_boxed_slice()).collect();
		let in_order = keys.is_sorted() && keys.first().is_none_or(|key| **key > *from);
		if !in_order || !keys.iter().all(|key| key.starts_with(&scope)) {
			return Err(StateError::Node(format!("{method}: not the keys that were asked for")));
		}
		let to = match keys.last() {
			Some(last) if keys.len() >= wanted.limit as usize => last.clone(),
			_ => past(scope).into_boxed_slice(),
		};
		let used = AtomicBool::new(false);
		Ok((from.into_boxed_slice(), List { keys, to, wanted, used }))
	}
}

/// The first text of bytes after all that begin with a prefix.
fn past(mut prefix: Vec<u8>) -> Vec<u8> {
	while let Some(last) = prefix.pop() {
		if let Some(next) = last.checked_add(1) {
			prefix.push(next);
			return prefix;
		}
	}
	// After all bytes there are: no key of a map is as long.
	vec![0xff; 256]
}

/// A state to run over, as far as it is known.
struct Lens<'a> {
	known: &'a Known,
	missing: Missing,
}

impl Lens<'_> {
	fn miss(&mut self, key: &[u8]) {
		let map = key.get(..MAP);
		let of_items = OF_ITEMS.iter().any(|it| Some(&it[..]) == map);
		if let Some(lot) = key.get(..LOT).filter(|lot| of_items && !self.known.has_list(lot)) {
			let wanted = Wanted { limit: KEYS_PER_LOT, scope: LOT, with_values: None };
			self.missing.lists.insert(lot.to_vec(), wanted);
		}
		self.missing.values.insert(key.to_vec());
	}

	fn miss_next(&mut self, key: &[u8]) {
		// Records of items stand under the last four bytes of their keys: what begins before all
		// of them serves the items beside this one too.
		let group = key.len().saturating_sub(4).max(LOT.min(key.len()));
		let first = key.get(..group).filter(|it| !self.known.has_list(it));
		let limit = if first.is_some() { FIRST_STEPS } else { STEPS };
		let wanted = Wanted { limit, scope: MAP, with_values: Some(group) };
		self.missing.lists.insert(first.unwrap_or(key).to_vec(), wanted);
	}
}

impl Reads for Lens<'_> {
	fn value(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		match self.known.value(key) {
			Some(value) => value.map(<[u8]>::to_vec),
			None => {
				self.miss(key);
				None
			}
		}
	}

	fn next(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		match self.known.next(key) {
			Some(next) => next.map(<[u8]>::to_vec),
			None => {
				self.miss_next(key);
				None
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// From where, which keys, up to where.
	type Listed<'a> = (&'a [u8], &'a [&'a [u8]], &'a [u8]);

	fn known(lists: &[Listed], values: &[(&[u8], Option<&[u8]>)]) -> Known {
		let mut known = Known::default();
		for (from, keys, to) in lists {
			let keys = keys.iter().map(|key| Box::from(*key)).collect();
			let wanted = Wanted { limit: 64, scope: MAP, with_values: None };
			let list = List { keys, to: Box::from(*to), wanted, used: false.into() };
			known.lists.insert(Box::from(*from), list);
		}
		for (key, value) in values {
			let entry = Entry { value: value.map(Box::from), used: false.into() };
			known.values.insert(Box::from(*key), entry);
		}
		known
	}

	#[test]
	fn value_is_absent_only_when_a_list_shows_it() {
		let known = known(&[(b"b", &[b"bb", b"bd"], b"bd")], &[(b"bb", Some(b"1"))]);
		assert_eq!(known.value(b"bb"), Some(Some(&b"1"[..])));
		assert_eq!(known.value(b"bc"), Some(None));
		// It is there, and its value was not fetched.
		assert_eq!(known.value(b"bd"), None);
		assert_eq!(known.value(b"be"), None);
		assert_eq!(known.value(b"a"), None);
		assert_eq!(known.value(b"b"), None, "the list begins after this key");
	}

	#[test]
	fn next_key_is_told_only_within_a_list() {
		let known = known(&[(b"b", &[b"bb", b"bd"], b"bd"), (b"c", &[b"ca"], b"d")], &[]);
		assert_eq!(known.next(b"b"), Some(Some(&b"bb"[..])));
		assert_eq!(known.next(b"bb"), Some(Some(&b"bd"[..])));
		assert_eq!(known.next(b"bc"), Some(Some(&b"bd"[..])));
		assert_eq!(known.next(b"bd"), None);
		assert_eq!(known.next(b"ca"), Some(None), "the map ends");
		assert_eq!(known.next(b"d"), None);
	}

	#[test]
	fn map_ends_after_all_keys_that_begin_with_its_prefix() {
		assert_eq!(past(vec![1, 2]), [1, 3]);
		assert_eq!(past(vec![1, 0xff]), [2]);
		assert!(past(vec![0xff, 0xff]) > vec![0xff; 40]);
	}

	#[test]
	fn run_tells_what_it_lacks() {
		let known = known(&[], &[(b"k", Some(b"v"))]);
		let mut lens = Lens { known: &known, missing: Missing::default() };
		let read = run(&mut lens, || {
			(sp_io::storage::get(b"k").map(|it| it.to_vec()), sp_io::storage::get(b"l"))
		});
		assert_eq!(read, Ok((Some(b"v".to_vec()), None)));
		assert_eq!(lens.missing.values.into_iter().collect::<Vec<_>>(), [b"l".to_vec()]);
	}

	#[test]
	fn keys_of_a_lot_are_listed_when_a_record_of_an_item_is_missing() {
		let known = Known::default();
		let mut lens = Lens { known: &known, missing: Missing::default() };
		let page = [&OF_ITEMS[0][..], &[7; 28]].concat();
		lens.miss(&page);
		let lot = page[..LOT].to_vec();
		let wanted = Wanted { limit: KEYS_PER_LOT, scope: LOT, with_values: None };
		assert_eq!(lens.missing.lists.get(&lot), Some(&wanted));
		assert!(lens.missing.values.contains(&page));
	}

	#[test]
	fn walk_begins_before_all_items_of_its_lot_and_then_where_it_is() {
		let mut known = Known::default();
		let key = [&[9; 32][..], &[7; 16], &5u32.to_be_bytes()].concat();
		let group = &key[..LOT];
		let missed = |known: &Known| {
			let mut lens = Lens { known, missing: Missing::default() };
			lens.miss_next(&key);
			lens.missing.lists.into_iter().next().unwrap()
		};
		let wanted = Wanted { limit: FIRST_STEPS, scope: MAP, with_values: Some(LOT) };
		assert_eq!(missed(&known), (group.to_vec(), wanted));
		let to = [group, &2u32.to_be_bytes()[..]].concat().into_boxed_slice();
		let list = List { keys: vec![to.clone()], to, wanted, used: false.into() };
		known.lists.insert(Box::from(group), list);
		assert_eq!(missed(&known), (key.clone(), Wanted { limit: STEPS, ..wanted }));
	}

	#[test]
	fn lists_of_a_lot_alone_do_not_say_what_comes_after_it() {
		let mut known = known(&[(b"b", &[b"bb"], b"c")], &[]);
		known.lists.get_mut(&b"b"[..]).unwrap().wanted.scope = LOT;
		assert_eq!(known.value(b"bc"), Some(None));
		assert_eq!(known.next(b"bb"), None);
	}

	#[test]
	fn no_more_is_kept_than_there_is_room_for() {
		let kept = Kept::default();
		for key in 0..MAX_KEPT + 1 {
			assert_eq!(*kept.put(key, "old"), "old");
		}
		assert!(kept.get(&(MAX_KEPT - 1)).is_some() && kept.get(&MAX_KEPT).is_none());
		kept.put(0, "new");
		assert_eq!(kept.get(&0).as_deref(), Some(&"new"));
	}

	#[test]
	fn maps_of_items_are_those_of_the_chain() {
		use hallmark_runtime::Runtime;
		use pallet_product_identity::{ItemKey, ItemPages, LeafPages, Listings};
		let lot = LotId(7);
		let keys = [
			ItemPages::<Runtime>::hashed_key_for(lot, 3),
			LeafPages::<Runtime>::hashed_key_for(lot, ItemKey::from(3)),
			Listings::<Runtime>::hashed_key_for(lot, ItemKey::from(3)),
		];
		for (key, map) in keys.iter().zip(OF_ITEMS.iter()) {
			assert!(key.starts_with(map) && key.len() > LOT);
		}
	}
}
