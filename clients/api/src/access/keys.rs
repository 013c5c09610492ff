//! API keys, in a file of mode 0600 on the gateway's machine.
//!
//! A key is shown once, when it is made; the file has its SHA-256 digest. What a digest is of cannot be
//! guessed, since a key has 256 random bits. A gateway that runs sees what is added and revoked within
//! seconds.

use super::{now, time, Limit, Scopes, RATE};
use anyhow::{bail, ensure, Context, Result};
use hallmark_sdk::{
	pkcs11::{self, Uri},
	Signer,
};
use hallmark_types::{AccountId, Digest, Permission, Permissions};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
	collections::HashMap,
	fs::{self, File, OpenOptions},
	io::{ErrorKind, Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};

/// What a file says that it is.
const FORMAT: &str = "hallmark-api-keys/1";

/// How a key begins, so that whoever finds one knows what it is.
const PREFIX: &str = "hm_";

/// The digits of a key's id.
const ID: usize = 8;

/// The most keys of one operator.
pub const MAX_KEYS: usize = 16;

/// The most bytes of a file.
const MAX_FILE: u64 = 4 << 20;

/// How often a running gateway looks whether the file has changed.
const LOOK: Duration = Duration::from_secs(2);

/// A key as its file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
	/// By what it is named: the digits that a key begins with.
	pub id: String,
	/// SHA-256 of the whole key.
	pub hash: Digest,
	/// Whom it stands for.
	pub operator: AccountId,
	/// What it may be used for.
	pub scopes: Scopes,
	/// The operator's own key, if the gateway signs with it: `@` and a file, or a URI of PKCS #11.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub signer: Option<String>,
	/// Whose or what for it is.
	#[serde(default)]
	pub name: String,
	/// When it was made.
	pub created: String,
	/// How many requests a second it may make for long.
	#[serde(default = "default_rate")]
	pub rate: u32,
}

fn default_rate() -> u32 {
	RATE
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
	format: String,
	keys: Vec<Record>,
}

/// A key that is wanted.
#[derive(Clone, Debug)]
pub struct Order {
	/// Whom it stands for.
	pub operator: AccountId,
	/// What it may be used for.
	pub scopes: Scopes,
	/// The operator's own key, if the gateway is to sign with it.
	pub signer: Option<String>,
	/// Whose or what for it is.
	pub name: String,
	/// How many requests a second it may make for long.
	pub rate: u32,
}

/// Makes a key, and writes its digest to a file. Returns its record, and the key: it is nowhere else.
///
/// # Errors
///
/// If the order makes no sense, the operator has too many keys, or the file cannot be written.
pub fn add(path: &Path, order: Order) -> Result<(Record, String)> {
	ensure!(order.scopes != Scopes::default(), "--scopes: there is none");
	ensure!(order.rate > 0, "--rate: it has to be at least 1");
	ensure!(order.name.chars().count() <= 64, "--name: it has more than 64 characters");
	if let Some(signer) = &order.signer {
		signs_for(signer, &order.operator)?;
	}
	let _lock = lock(path)?;
	let mut keys = match read(path) {
		Ok(keys) => keys,
		Err(error) if is_missing(&error) => Vec::new(),
		Err(error) => return Err(error),
	};
	let own = keys.iter().filter(|key| key.operator == order.operator).count();
	ensure!(own < MAX_KEYS, "{} has {own} keys already: revoke one", order.operator);
	let mut random = [0; 36];
	getrandom::fill(&mut random)?;
	let (id, secret) = random.split_at(ID / 2);
	let id = hex::encode(id);
	ensure!(!keys.iter().any(|key| key.id == id), "another key has this id by chance: try again");
	let key = format!("{PREFIX}{id}_{}", hex::encode(secret));
	let Order { operator, scopes, signer, name, rate } = order;
	let signer = signer.map(found_from_anywhere).transpose()?;
	let created = time(now()).text();
	let record = Record { id, hash: hash(&key), operator, scopes, signer, name, created, rate };
	keys.push(record.clone());
	write(path, keys)?;
	Ok((record, key))
}

/// The keys of a file.
///
/// # Errors
///
/// If it cannot be read, others can read it, or it is something else.
pub fn read(path: &Path) -> Result<Vec<Record>> {
	let named = || path.display().to_string();
	let mut file = File::open(path).with_context(named)?;
	let found = file.metadata().with_context(named)?;
	let mode = found.mode() & 0o777;
	ensure!(mode & 0o077 == 0, "{}: mode {mode:04o} lets others at it: set 0600", named());
	ensure!(found.len() <= MAX_FILE, "{}: it is too long to be a file of keys", named());
	let mut bytes = Vec::new();
	file.read_to_end(&mut bytes).with_context(named)?;
	let content: Content =
		serde_json::from_slice(&bytes).with_context(|| format!("{}: no file of keys", named()))?;
	ensure!(content.format == FORMAT, "{}: format {}, not {FORMAT}", named(), content.format);
	Ok(content.keys)
}

/// Takes a key out of a file: it is good for nothing from then on.
///
/// # Errors
///
/// If there is no such key, or the file cannot be written.
pub fn revoke(path: &Path, id: &str) -> Result<Record> {
	let _lock = lock(path)?;
	let mut keys = read(path)?;
	let place = keys.iter().position(|key| key.id == id);
	let place = place.with_context(|| format!("there is no key {id}"))?;
	let revoked = keys.remove(place);
	write(path, keys)?;
	Ok(revoked)
}

fn is_missing(error: &anyhow::Error) -> bool {
	let io = error.downcast_ref::<std::io::Error>();
	io.is_some_and(|error| error.kind() == ErrorKind::NotFound)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
	let mut name = path.as_os_str().to_owned();
	name.push(suffix);
	name.into()
}

/// Lets one at a time change a file. It ends with the file that it returns.
fn lock(path: &Path) -> Result<File> {
	let lock = beside(path, ".lock");
	let mut options = OpenOptions::new();
	let options = options.create(true).truncate(false).write(true).mode(0o600);
	let file = options.open(&lock).with_context(|| lock.display().to_string())?;
	file.lock().with_context(|| lock.display().to_string())?;
	Ok(file)
}

/// Writes a file in place of the one before, which is there until it is replaced.
fn write(path: &Path, keys: Vec<Record>) -> Result<()> {
	let part = beside(path, ".part");
	let bytes = serde_json::to_vec_pretty(&Content { format: FORMAT.into(), keys })?;
	let written = || -> std::io::Result<()> {
		let mut options = OpenOptions::new();
		let mut file = options.create(true).truncate(true).write(true).mode(0o600).open(&part)?;
		file.write_all(&bytes)?;
		file.sync_all()?;
		fs::rename(&part, path)
	};
	written().with_context(|| path.display().to_string())
}

fn hash(key: &str) -> Digest {
	<[u8; 32]>::from(Sha256::digest(key)).into()
}

/// A signer with the whole path of its file: the gateway is started elsewhere than the command that made
/// the key.
fn found_from_anywhere(signer: String) -> Result<String> {
	match signer.strip_prefix('@') {
		Some(file) => Ok(format!("@{}", std::path::absolute(file)?.display())),
		None => Ok(signer),
	}
}

/// A signer, which has to be the operator's own.
fn signs_for(signer: &str, operator: &AccountId) -> Result<Signer> {
	let signer = signer_of(signer)?;
	let account = signer.account();
	ensure!(
		account == *operator,
		"--signer: its account is {account}, and --operator names {operator}"
	);
	Ok(signer)
}

/// The operator's key that a record names.
fn signer_of(text: &str) -> Result<Signer> {
	if let Some(path) = text.strip_prefix('@') {
		return Signer::from_key_file(path).context("--signer");
	}
	if Uri::is_meant(text) {
		let no_pin = |_: &str| {
			let reason = "name a file with it by pin-source".into();
			Err(hallmark_sdk::Error::Input { field: "PIN", reason })
		};
		let uri = text.parse().context("--signer")?;
		return Ok(pkcs11::Key::open(&uri, no_pin).context("--signer")?.into());
	}
	bail!("--signer: not @FILE, or pkcs11:… with the file of its PIN");
}

/// A key in force.
pub(crate) struct Key {
	pub(crate) record: Record,
	pub(crate) signer: Option<Signer>,
	pub(crate) limit: Limit,
	/// Whether the log has it that its operator may do more than a gateway's should.
	pub(crate) warned: AtomicBool,
}

impl Key {
	/// Tells the log, once, of a key that the gateway signs for and whose operator may do more than one
	/// thing: whoever gets hold of this machine may do as much.
	pub(crate) fn warn(&self, permissions: Permissions) {
		let allowed = Permission::ALL.into_iter().filter(|it| permissions.has(*it)).count();
		if self.signer.is_some() && allowed > 1 && !self.warned.swap(true, Ordering::Relaxed) {
			log::warn!(
				"API key {} ({}): the gateway signs for an operator with {allowed} permissions; give it one of \
				 its own, with one permission and a share of the quota",
				self.record.id,
				self.record.name
			);
		}
	}
}

/// What shows whether a file is another one.
type Stamp = (u64, i64, i64, u64);

struct State {
	looked: Instant,
	stamp: Option<Stamp>,
	keys: HashMap<String, Arc<Key>>,
}

/// The keys of a file, as it is now.
pub(crate) struct KeyFile {
	path: PathBuf,
	state: Mutex<State>,
}

impl KeyFile {
	/// Opens a file.
	pub(crate) fn open(path: &Path) -> Result<Self> {
		let stamp = stamp(path);
		let keys = load(path, &HashMap::new())?;
		let state = State { looked: Instant::now(), stamp, keys };
		Ok(Self { path: path.into(), state: Mutex::new(state) })
	}

	/// The key that a text is, if it is one.
	pub(crate) fn find(&self, text: &str) -> Option<Arc<Key>> {
		let id = text.strip_prefix(PREFIX)?.get(..ID)?;
		let mut state = self.state.lock();
		if state.looked.elapsed() >= LOOK {
			state.looked = Instant::now();
			let stamp = stamp(&self.path);
			if stamp != state.stamp {
				match load(&self.path, &state.keys) {
					Ok(keys) => state.keys = keys,
					Err(error) => {
						// What cannot be read may revoke a key: none is good until it can.
						log::error!("keys: {error:#}");
						state.keys.clear();
					}
				}
				state.stamp = stamp;
			}
		}
		let key = state.keys.get(id)?;
		// Digests of what is given and of what is known: how far they are alike tells nothing of a key.
		(hash(text) == key.record.hash).then(|| key.clone())
	}
}

fn stamp(path: &Path) -> Option<Stamp> {
	let found = fs::metadata(path).ok()?;
	Some((found.ino(), found.mtime(), found.mtime_nsec(), found.len()))
}

/// The keys of a file, with what is known of them from before.
fn load(path: &Path, known: &HashMap<String, Arc<Key>>) -> Result<HashMap<String, Arc<Key>>> {
	let mut keys = HashMap::new();
	for record in read(path)? {
		let key = match known.get(&record.id).filter(|key| key.record == record) {
			Some(key) => key.clone(),
			None => {
				let signer =
					match record.signer.as_deref().map(|it| signs_for(it, &record.operator)) {
						None => None,
						Some(Ok(signer)) => Some(signer),
						// One that cannot sign is no good by itself, and no fault of the others.
						Some(Err(error)) => {
							log::error!("keys: key {} is no good: {error:#}", record.id);
							continue;
						}
					};
				let limit = Limit::new(record.rate);
				Arc::new(Key { record, signer, limit, warned: AtomicBool::new(false) })
			}
		};
		keys.insert(key.record.id.clone(), key);
	}
	Ok(keys)
}

#[cfg(test)]
mod tests {
	use super::{super::Scope, *};
	use std::os::unix::fs::PermissionsExt;

	fn order() -> Order {
		Order {
			operator: [7; 32].into(),
			scopes: Scopes::of(&[Scope::Lots]),
			signer: None,
			name: "warehouse".into(),
			rate: 3,
		}
	}

	#[test]
	fn key_is_shown_once_found_and_gone_when_revoked() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys.json");
		let (record, key) = add(&path, order()).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
		let text = fs::read_to_string(&path).unwrap();
		let secret = key.rsplit('_').next().unwrap();
		assert!(!text.contains(secret) && text.contains(&record.id), "{text}");
		assert_eq!(read(&path).unwrap(), std::slice::from_ref(&record));

		let file = KeyFile::open(&path).unwrap();
		let found = file.find(&key).unwrap();
		assert_eq!(found.record, record);
		assert!((0..15).all(|_| found.limit.check().is_ok()));
		assert_eq!(found.limit.check().unwrap_err().status(), 429);
		let (last, rest) = (key.chars().last().unwrap(), &key[..key.len() - 1]);
		let other = format!("{rest}{}", if last == '0' { '1' } else { '0' });
		for wrong in [other.as_str(), rest, "", "hm_", &key[1..], &key.to_uppercase(), "hm_ééééé"]
		{
			assert!(file.find(wrong).is_none(), "{wrong}");
		}

		assert!(revoke(&path, "ffffffff").is_err());
		assert_eq!(revoke(&path, &record.id).unwrap(), record);
		file.state.lock().looked = Instant::now() - LOOK;
		assert!(file.find(&key).is_none());
		assert!(read(&path).unwrap().is_empty());
	}

	#[test]
	fn gateway_that_runs_sees_new_keys_and_takes_none_from_a_file_that_is_broken() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys.json");
		let (_, first) = add(&path, order()).unwrap();
		let file = KeyFile::open(&path).unwrap();
		let limit = Arc::as_ptr(&file.find(&first).unwrap());
		let (_, second) = add(&path, order()).unwrap();
		let look = || file.state.lock().looked = Instant::now() - LOOK;
		look();
		assert!(file.find(&second).is_some());
		// What was counted of the first goes on.
		assert_eq!(Arc::as_ptr(&file.find(&first).unwrap()), limit);
		fs::write(&path, "{").unwrap();
		look();
		assert!(file.find(&first).is_none());
	}

	#[test]
	fn file_is_refused_when_others_can_read_it_or_it_is_something_else() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys.json");
		add(&path, order()).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
		assert!(read(&path).unwrap_err().to_string().contains("mode 0640"));
		assert!(add(&path, order()).is_err(), "nothing is added to a file that others can read");
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		fs::write(&path, r#"{"format":"x","keys":[]}"#).unwrap();
		assert!(read(&path).unwrap_err().to_string().contains("format x"));
	}

	#[test]
	fn operator_has_so_many_keys_and_another_has_its_own() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys.json");
		for _ in 0..MAX_KEYS {
			add(&path, order()).unwrap();
		}
		assert!(add(&path, order()).unwrap_err().to_string().contains("revoke one"));
		add(&path, Order { operator: [8; 32].into(), ..order() }).unwrap();
	}

	#[test]
	fn signer_has_to_be_the_operators_own() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys.json");
		let key = folder.path().join("operator.key");
		let signer = Signer::create_key_file(&key).unwrap();
		let named = Some(format!("@{}", key.display()));
		let wrong = Order { signer: named.clone(), ..order() };
		assert!(add(&path, wrong).unwrap_err().to_string().starts_with("--signer: its account"));
		let right = Order { signer: named, operator: signer.account(), ..order() };
		let (_, text) = add(&path, right).unwrap();
		let found = KeyFile::open(&path).unwrap().find(&text).unwrap();
		assert_eq!(found.signer.as_ref().unwrap().account(), signer.account());
		for signer in ["//Alice", "key"] {
			let order = Order { signer: Some(signer.into()), ..order() };
			assert!(add(&path, order).is_err(), "{signer}");
		}
		// A key without its signer is no good; others are.
		let (_, other) = add(&path, order()).unwrap();
		fs::remove_file(&key).unwrap();
		let keys = KeyFile::open(&path).unwrap();
		assert!(keys.find(&text).is_none() && keys.find(&other).is_some());
	}

	#[test]
	fn signer_is_found_from_anywhere() {
		let whole = found_from_anywhere("@operator.key".into()).unwrap();
		assert_eq!(whole, format!("@{}/operator.key", std::env::current_dir().unwrap().display()));
		assert_eq!(found_from_anywhere("@/a/b".into()).unwrap(), "@/a/b");
		assert_eq!(found_from_anywhere("pkcs11:token=a".into()).unwrap(), "pkcs11:token=a");
	}
}
