//! Credentials as issuers and agencies hand them in: files in a folder of the operator's.
//!
//! What a file is for, it says itself: its name counts for nothing. It is checked as the chain
//! judges, in the background, and served only if it is to be believed: signed with a key that whoever
//! had to sign it has registered, about that very lot or attestation, and made for this gateway, so
//! that its status is in this gateway's lists. What is refused is told in the log, once, and looked at
//! again a minute later: the lot or the key may not have been on the chain yet. What is served is
//! checked again as well, in turn, so that a gateway which runs for long serves what one would that
//! starts now.
//!
//! Of a file no more is kept in memory than where it is, its digest, and what it is about. It is read
//! when it is asked for, and not given if it has changed.

use crate::{
	heads::{now, Heads},
	leaves::LOOK_AGAIN,
};
use futures::{stream, StreamExt};
use hallmark_credentials::{
	json,
	receipt::{issuer_of, subject_of, SignedRoot, MAX_RECEIPT},
	Base, PublicKey,
};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::LeavesAnswer;
use hallmark_sdk::{
	credentials::{vet::About, Sources},
	regular, Chain, Error,
};
use hallmark_types::{Batch, Gtin, LotId, Moment, OrgId};
use parking_lot::{Mutex, RwLock};
use sha2::{Digest, Sha256};
use std::{
	collections::BTreeMap,
	fs::{self, Metadata},
	io::{self, Read},
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{task::spawn_blocking, time::sleep};

/// No credential is longer, in bytes.
const MAX_CREDENTIAL: usize = 256 << 10;

/// How deep folders may lie in the folder.
const DEPTH: u32 = 3;

/// How many files are looked at: about 30 MB of memory.
const MAX_FILES: usize = 65_536;

/// How many files are checked at a time, and between two looks into the folder.
const AT_ONCE: usize = 8;
const PER_LOOK: usize = 512;

/// After how long what was refused or found sound is checked once more, and how many of either between
/// two looks: some hundred sound ones each minute, which costs the node a few dozen questions a second.
const AGAIN: Duration = Duration::from_secs(60);
const REFUSED_PER_LOOK: usize = 32;
const SOUND_PER_LOOK: usize = 8;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
	/// A passport or a conformity credential.
	Credential(About),
	/// A receipt of some item: its issuer's signature over the root of the lot.
	Root(LotId),
}

/// A document that was checked.
#[derive(Clone, Debug)]
pub struct Document {
	path: PathBuf,
	digest: [u8; 32],
	/// What it is about.
	pub subject: Subject,
	/// Who signed it.
	pub org: OrgId,
	/// The name of whoever that is.
	pub issuer: String,
	/// With which key.
	pub key: PublicKey,
	/// The key's verification method, as the signature names it.
	pub method: String,
	/// When, as the signature says.
	pub created: Moment,
	/// Until when it holds.
	pub valid_until: Option<Moment>,
}

/// How a file was on the disk when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
	len: u64,
	modified: (i64, i64),
	inode: u64,
}

impl Stamp {
	fn of(found: &Metadata) -> Self {
		let modified = (found.mtime(), found.mtime_nsec());
		Self { len: found.len(), modified, inode: found.ino() }
	}
}

/// What is known of a file.
#[derive(Clone, Debug)]
enum Known {
	/// It is not checked yet.
	Waiting,
	/// It is to be believed, and when that was found.
	Sound(Arc<Document>, Instant),
	/// Why it is not served, and when that was found.
	Refused(String, Instant),
}

struct Seen {
	stamp: Stamp,
	known: Known,
}

/// Why a file is not served.
enum Fault {
	/// It is not to be believed.
	Refused(String),
	/// The chain gives no answer.
	NotNow(String),
}

impl From<Error> for Fault {
	fn from(error: Error) -> Self {
		match error {
			Error::Input { .. } | Error::NoLot(_) => Self::Refused(error.to_string()),
			other => Self::NotNow(other.to_string()),
		}
	}
}

/// What is wrong with a text is wrong for good.
fn refused(error: impl ToString) -> Fault {
	Fault::Refused(error.to_string())
}

/// The documents of a folder.
pub struct Store {
	folder: PathBuf,
	base: Base,
	files: Mutex<BTreeMap<PathBuf, Seen>>,
	served: RwLock<BTreeMap<Subject, Arc<Document>>>,
}

impl Store {
	/// Those in a folder and up to three below it, made for the gateway at an address.
	pub fn new(folder: &Path, base: Base) -> Self {
		Self { folder: folder.into(), base, files: Mutex::default(), served: RwLock::default() }
	}

	/// The document about a subject: of several the one that was signed last.
	pub fn of(&self, subject: Subject) -> Option<Arc<Document>> {
		self.served.read().get(&subject).cloned()
	}

	/// The bytes of a document; none if they are not those any more that were checked.
	pub fn read(&self, document: &Document) -> Option<Vec<u8>> {
		let (bytes, _) = read(&document.path).ok()?;
		(digest(&bytes) == document.digest).then_some(bytes)
	}

	/// How it stands, as `/health` tells it.
	pub fn state(&self) -> serde_json::Value {
		let (mut waiting, mut refused) = (0, 0);
		for seen in self.files.lock().values() {
			match seen.known {
				Known::Waiting => waiting += 1,
				Known::Refused(..) => refused += 1,
				Known::Sound(..) => {}
			}
		}
		let served = self.served.read().len();
		serde_json::json!({ "served": served, "waiting": waiting, "refused": refused })
	}

	/// Looks for files and checks them, for ever.
	pub async fn follow(self: Arc<Self>, heads: Arc<Heads>) {
		loop {
			let store = self.clone();
			match spawn_blocking(move || store.look()).await {
				Ok(Ok(())) => {}
				Ok(Err(error)) => log::warn!("--credentials {}: {error}", self.folder.display()),
				Err(error) => log::warn!("--credentials: {error}"),
			}
			self.publish();
			if let Some(chain) = heads.chain() {
				self.check(&chain).await;
			}
			sleep(LOOK_AGAIN).await;
		}
	}

	/// Looks which files there are now. Those that have changed are to be checked anew.
	fn look(&self) -> io::Result<()> {
		let mut found = BTreeMap::new();
		if walk(&self.folder, DEPTH, &mut found)? {
			log::warn!(
				"--credentials {}: of more than {MAX_FILES} files the rest is left out",
				self.folder.display()
			);
		}
		let mut files = self.files.lock();
		files.retain(|path, seen| found.get(path) == Some(&seen.stamp));
		for (path, stamp) in found {
			files.entry(path).or_insert(Seen { stamp, known: Known::Waiting });
		}
		Ok(())
	}

	/// The files that are to be checked: those that never were; then, of those that were, the ones that
	/// were longest ago, and few, for many of them must not hold up what is new.
	fn due(&self) -> Vec<(PathBuf, Stamp)> {
		let files = self.files.lock();
		let (mut waiting, mut refused, mut sound) = (Vec::new(), Vec::new(), Vec::new());
		for (path, seen) in files.iter() {
			match &seen.known {
				Known::Waiting => waiting.push((path, seen)),
				Known::Refused(_, when) => refused.push((*when, path, seen)),
				Known::Sound(_, when) => sound.push((*when, path, seen)),
			}
		}
		let longest_ago = |mut checked: Vec<(Instant, _, _)>, most: usize| {
			checked.retain(|(when, ..)| when.elapsed() >= AGAIN);
			checked.sort_by_key(|(when, ..)| *when);
			checked.into_iter().take(most).map(|(_, path, seen)| (path, seen)).collect::<Vec<_>>()
		};
		let again =
			[longest_ago(refused, REFUSED_PER_LOOK), longest_ago(sound, SOUND_PER_LOOK)].concat();
		let due = waiting.into_iter().take(PER_LOOK).chain(again);
		due.map(|(path, seen): (&PathBuf, &Seen)| (path.clone(), seen.stamp)).collect()
	}

	/// Has a document checked once more, and not served until then: its key does not count any more.
	pub fn doubt(&self, document: &Arc<Document>) {
		let mut files = self.files.lock();
		let Some(seen) = files.get_mut(&document.path) else { return };
		if matches!(&seen.known, Known::Sound(known, _) if Arc::ptr_eq(known, document)) {
			seen.known = Known::Waiting;
		}
	}

	async fn check(&self, chain: &Chain) {
		let due = self.due();
		if due.is_empty() {
			return;
		}
		let sources = match Sources::new(chain, self.base.clone()).await {
			Ok(sources) => sources,
			Err(error) => return log::warn!("credentials are not checked: {error}"),
		};
		let sources = &sources;
		let mut checks = stream::iter(due)
			.map(|(path, stamp)| async move {
				let found = self.vet(chain, sources, &path, stamp).await;
				(path, stamp, found)
			})
			.buffer_unordered(AT_ONCE);
		while let Some((path, stamp, found)) = checks.next().await {
			match found {
				Ok(document) => {
					self.note(&path, stamp, Known::Sound(Arc::new(document), Instant::now()));
				}
				Err(Fault::Refused(reason)) => {
					self.note(&path, stamp, Known::Refused(reason, Instant::now()));
				}
				Err(Fault::NotNow(reason)) => {
					// All others would meet the same.
					log::warn!("{}: it cannot be checked: {reason}", path.display());
					break;
				}
			}
		}
		self.publish();
	}

	/// Keeps what was found of a file, and says it if it is refused for another reason than before, or
	/// is not any more.
	fn note(&self, path: &Path, stamp: Stamp, found: Known) {
		let mut files = self.files.lock();
		// It may have changed again meanwhile.
		let Some(seen) = files.get_mut(path).filter(|seen| seen.stamp == stamp) else { return };
		if let Known::Refused(reason, _) = &found {
			let before = match &seen.known {
				Known::Refused(before, _) => Some(before),
				_ => None,
			};
			if before != Some(reason) {
				log::warn!("credential {} is not served: {reason}", path.display());
			}
		} else if matches!(seen.known, Known::Refused(..)) {
			log::info!("credential {} is to be believed by now", path.display());
		}
		seen.known = found;
	}

	/// Serves what was found sound.
	fn publish(&self) {
		let mut served: BTreeMap<Subject, Arc<Document>> = BTreeMap::new();
		for seen in self.files.lock().values() {
			let Known::Sound(document, _) = &seen.known else { continue };
			let rank = |it: &Document| (it.created, it.digest);
			match served.get(&document.subject) {
				Some(other) if rank(other) >= rank(document) => {}
				_ => {
					served.insert(document.subject, document.clone());
				}
			}
		}
		*self.served.write() = served;
	}

	/// Checks a file.
	async fn vet(
		&self,
		chain: &Chain,
		sources: &Sources<'_>,
		path: &Path,
		stamp: Stamp,
	) -> Result<Document, Fault> {
		let file = path.to_path_buf();
		let (bytes, read) = spawn_blocking(move || read(&file))
			.await
			.map_err(|error| Fault::NotNow(error.to_string()))?
			.map_err(refused)?;
		if read != stamp {
			return Err(refused("it is being written"));
		}
		let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
		match is_json {
			true => self.vet_credential(sources, path, &bytes).await,
			false => self.vet_receipt(chain, sources, path, &bytes).await,
		}
	}

	async fn vet_credential(
		&self,
		sources: &Sources<'_>,
		path: &Path,
		bytes: &[u8],
	) -> Result<Document, Fault> {
		let credential = json::parse(bytes).map_err(refused)?;
		let about = About::of(&credential).map_err(refused)?;
		let (about, base) = about.ok_or_else(|| {
			refused("type: neither DigitalProductPassport nor DigitalConformityCredential is in it")
		})?;
		if base != self.base {
			let own = self.base.join("");
			let reason = format!(
				"id: it was made for another gateway. Make it with --base {}",
				own.trim_end_matches('/')
			);
			return Err(refused(reason));
		}
		let vetted = sources.vet(&credential, about, now()).await?;
		Ok(Document {
			path: path.into(),
			digest: digest(bytes),
			subject: Subject::Credential(about),
			org: vetted.org,
			issuer: vetted.name,
			key: vetted.key,
			method: vetted.checked.method,
			created: vetted.checked.created,
			valid_until: vetted.checked.valid_until,
		})
	}

	/// A receipt of any item has the signature over the root of its lot. The root is that of the chain.
	async fn vet_receipt(
		&self,
		chain: &Chain,
		sources: &Sources<'_>,
		path: &Path,
		bytes: &[u8],
	) -> Result<Document, Fault> {
		if bytes.len() > MAX_RECEIPT {
			return Err(refused(format!("a receipt has at most {MAX_RECEIPT} bytes")));
		}
		let subject = subject_of(bytes).map_err(refused)?;
		let did = issuer_of(bytes).map_err(refused)?;
		let root = SignedRoot::of_receipt(bytes).map_err(refused)?;
		let code = ProductCode::read(&subject).map_err(|error| refused(format!("sub: {error}")))?;
		let batch = code.batch.as_deref().and_then(Batch::new);
		let batch = batch.ok_or_else(|| refused("sub: it names no batch (10)"))?;
		let at = Some(sources.block().hash);
		let lots = chain.lots_of_batch(Gtin::from(code.gtin), batch, at).await?.value;
		let mut reason =
			format!("sub: {did} has issued no lot of this batch, with a key on the chain");
		for id in lots {
			let lot = sources.lot(id).await?;
			let LeavesAnswer::Tree { root: expected, .. } = lot.leaves else { continue };
			for issuer in sources.issuers(lot.issuer.id).await? {
				if issuer.did.as_str() != did {
					continue;
				}
				let checked = match root.check(&expected.0, &issuer, now()) {
					Ok(checked) => checked,
					Err(error) => {
						reason = format!("lot {id}: {error}");
						continue;
					}
				};
				let method = checked.method;
				let key = method.split_once('#').map(|(_, key)| PublicKey::from_multibase(key));
				let key = key.ok_or_else(|| refused("kid: it names no key"))?.map_err(refused)?;
				return Ok(Document {
					path: path.into(),
					digest: digest(bytes),
					subject: Subject::Root(id),
					org: lot.issuer.id,
					issuer: lot.issuer.name.to_text(),
					key,
					method,
					created: checked.created,
					valid_until: None,
				});
			}
		}
		Err(Fault::Refused(reason))
	}
}

fn digest(bytes: &[u8]) -> [u8; 32] {
	Sha256::digest(bytes).into()
}

/// A file, if it is one and not too long, and how it was on the disk.
fn read(path: &Path) -> io::Result<(Vec<u8>, Stamp)> {
	let file = regular::open(path)?;
	let found = file.metadata()?;
	let mut bytes = Vec::new();
	file.take(MAX_CREDENTIAL as u64 + 1).read_to_end(&mut bytes)?;
	if bytes.len() > MAX_CREDENTIAL {
		return Err(io::Error::other(format!("it is longer than {MAX_CREDENTIAL} bytes")));
	}
	Ok((bytes, Stamp::of(&found)))
}

/// Finds the files in a folder and in folders below it whose names end as those of credentials and
/// receipts do. Says whether some were left out.
fn walk(folder: &Path, depth: u32, found: &mut BTreeMap<PathBuf, Stamp>) -> io::Result<bool> {
	let mut rest = false;
	for entry in fs::read_dir(folder)? {
		let path = entry?.path();
		// What cannot be looked at is passed over: it may be gone already.
		let Ok(metadata) = fs::metadata(&path) else { continue };
		if metadata.is_dir() {
			if depth > 0 {
				rest |= walk(&path, depth.saturating_sub(1), found).unwrap_or_default();
			}
		} else if metadata.is_file()
			&& path.extension().is_some_and(|it| it == "json" || it == "cose")
		{
			if found.len() >= MAX_FILES {
				return Ok(true);
			}
			found.insert(path, Stamp::of(&metadata));
		}
	}
	Ok(rest)
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_credentials::SecretKey;
	use std::process::Command;

	fn store(folder: &Path) -> Store {
		Store::new(folder, Base::new("https://gateway.example").unwrap())
	}

	fn document(path: &Path, created: Moment) -> Document {
		let (bytes, _) = read(path).unwrap();
		Document {
			path: path.into(),
			digest: digest(&bytes),
			subject: Subject::Credential(About::Lot(LotId(7))),
			org: OrgId(2),
			issuer: "Brand".into(),
			key: SecretKey::from_seed(&[1; 32]).public(),
			method: "did:web:brand.example#z".into(),
			created,
			valid_until: None,
		}
	}

	fn sound(store: &Store, path: &Path, created: Moment) {
		found_sound(store, path, created, Instant::now());
	}

	fn found_sound(store: &Store, path: &Path, created: Moment, when: Instant) {
		let stamp = store.files.lock()[path].stamp;
		store.note(path, stamp, Known::Sound(Arc::new(document(path, created)), when));
		store.publish();
	}

	#[test]
	fn file_is_served_until_it_changes_or_is_gone() {
		let folder = tempfile::tempdir().unwrap();
		let below = folder.path().join("a/b");
		fs::create_dir_all(&below).unwrap();
		let (path, other) = (below.join("x.json"), folder.path().join("y.json"));
		fs::write(&path, "{}").unwrap();
		fs::write(folder.path().join("notes.txt"), "{}").unwrap();
		let store = store(folder.path());
		store.look().unwrap();
		assert_eq!(store.due().len(), 1, "what is no credential by its name is no file of it");
		sound(&store, &path, 5);
		let subject = Subject::Credential(About::Lot(LotId(7)));
		let served = store.of(subject).unwrap();
		assert_eq!(store.read(&served).as_deref(), Some(&b"{}"[..]));
		assert!(store.due().is_empty());

		fs::write(&other, "{ }").unwrap();
		store.look().unwrap();
		sound(&store, &other, 4);
		assert_eq!(store.of(subject).unwrap().path, path, "the one that was signed last");

		// It changes: what was checked is not given any more, at once, and then looked at anew.
		fs::write(&path, "{\"a\":1}").unwrap();
		assert_eq!(store.read(&served), None);
		store.look().unwrap();
		store.publish();
		assert_eq!(store.of(subject).unwrap().path, other);
		assert_eq!(store.due().len(), 1);
		fs::remove_file(&other).unwrap();
		store.look().unwrap();
		store.publish();
		assert!(store.of(subject).is_none());
	}

	#[test]
	fn what_was_found_of_a_file_does_not_count_for_the_next_one_in_its_place() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("x.json");
		fs::write(&path, "{}").unwrap();
		let store = store(folder.path());
		store.look().unwrap();
		let before = store.files.lock()[&path].stamp;
		let checked = Known::Sound(Arc::new(document(&path, 1)), Instant::now());
		fs::write(&path, "{\"other\":1}").unwrap();
		store.look().unwrap();
		store.note(&path, before, checked);
		store.publish();
		assert!(store.of(Subject::Credential(About::Lot(LotId(7)))).is_none());
	}

	#[test]
	fn refused_file_is_checked_again_and_told_as_refused() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("x.cose");
		fs::write(&path, "x").unwrap();
		let store = store(folder.path());
		store.look().unwrap();
		let stamp = store.files.lock()[&path].stamp;
		store.note(&path, stamp, Known::Refused("why".into(), Instant::now()));
		assert!(store.due().is_empty());
		assert_eq!(store.state()["refused"], 1);
		let long_ago = Instant::now().checked_sub(AGAIN).unwrap();
		store.note(&path, stamp, Known::Refused("why".into(), long_ago));
		assert_eq!(store.due().len(), 1);
	}

	#[test]
	fn sound_file_is_checked_again_in_turn_and_served_meanwhile() {
		let folder = tempfile::tempdir().unwrap();
		let path = |number: usize| folder.path().join(format!("{number:02}.json"));
		let count = SOUND_PER_LOOK + 2;
		for number in 0..count {
			fs::write(path(number), "{}").unwrap();
		}
		let store = store(folder.path());
		store.look().unwrap();
		// The last was checked longest ago.
		let ago = |number: usize| AGAIN + Duration::from_secs(number as u64);
		for number in 0..count {
			let when = Instant::now().checked_sub(ago(number)).unwrap();
			found_sound(&store, &path(number), number as Moment, when);
		}
		let due: Vec<_> = store.due().into_iter().map(|(path, _)| path).collect();
		assert_eq!(due, (2..count).rev().map(path).collect::<Vec<_>>());
		assert!(store.of(Subject::Credential(About::Lot(LotId(7)))).is_some());
		sound(&store, &path(count - 1), 1);
		assert!(!store.due().iter().any(|(due, _)| *due == path(count - 1)));
	}

	#[test]
	fn doubted_file_is_not_served_until_it_was_checked_and_another_takes_its_place() {
		let folder = tempfile::tempdir().unwrap();
		let (old, new) = (folder.path().join("old.json"), folder.path().join("new.json"));
		fs::write(&old, "{}").unwrap();
		fs::write(&new, "{ }").unwrap();
		let store = store(folder.path());
		store.look().unwrap();
		sound(&store, &old, 1);
		sound(&store, &new, 2);
		let subject = Subject::Credential(About::Lot(LotId(7)));
		let served = store.of(subject).unwrap();
		assert_eq!(served.path, new);
		store.doubt(&served);
		store.publish();
		assert_eq!(store.of(subject).unwrap().path, old);
		assert_eq!((store.state()["waiting"].clone(), store.due().len()), (1.into(), 1));
		// What was meant is what was served, not what has come in its place.
		sound(&store, &new, 3);
		store.doubt(&served);
		store.publish();
		assert_eq!(store.of(subject).unwrap().created, 3);
	}

	#[test]
	fn what_is_no_file_or_too_long_is_not_read() {
		let folder = tempfile::tempdir().unwrap();
		let long = folder.path().join("long.json");
		fs::write(&long, vec![b' '; MAX_CREDENTIAL + 1]).unwrap();
		assert!(read(&long).unwrap_err().to_string().contains("longer"));
		assert!(read(folder.path()).is_err());
		let pipe = folder.path().join("pipe.json");
		assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
		assert!(read(&pipe).unwrap_err().to_string().contains("no regular file"));
		let store = store(folder.path());
		store.look().unwrap();
		assert_eq!(store.due().len(), 1, "the long one, to be refused in words");
	}
}
