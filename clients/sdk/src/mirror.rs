//! Leaf files from others: who has the file of a lot, and fetching it.
//!
//! The chain knows the digest of a lot's leaf file, so it does not matter who gives the file: whoever
//! has it serves it at `/leaf-files/DIGEST`, and what comes is measured against the chain before it
//! gets its name. Until then it is a `.part`, which a later call goes on with, from whichever source.
//!
//! These functions block: call them from a thread of their own.

use crate::{
	leaves::{fault, open_file, EXTENSION},
	lots::difference,
	Error, Result,
};
use hallmark_lot_tree::leaf_file::HEADER_LEN;
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_types::{Batch, Digest};
use rustix::fs::OFlags;
use std::{
	collections::BTreeMap,
	fmt,
	fs::{self, File, TryLockError},
	io::{Read, Seek, SeekFrom, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	str::FromStr,
	sync::OnceLock,
	time::Duration,
};
use ureq::{
	http::{
		header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, RANGE},
		HeaderMap, Response, StatusCode, Uri,
	},
	tls::{parse_pem, PemItem, RootCerts, TlsConfig},
	Agent, Body,
};

/// How long a source may take to be reached, to begin its answer, and to send the next bytes of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The least bytes a second that a whole answer has to come with; and what it may take besides.
const SLOWEST: u64 = 32 << 10;
const GRACE: Duration = Duration::from_secs(60);

/// How often all sources are asked anew where the last round brought something.
const ROUNDS: u32 = 16;

/// The bytes that are read at once.
const BLOCK: usize = 64 << 10;

/// The bytes of a record: with and without a digest of the item's own data sheet, with and without a
/// serial of the merchant's own. Which it is stands in the file and not on the chain.
const RECORDS: [u64; 4] = [64, 96, 85, 117];

/// Where leaf files are to be had: the address of a gateway, such as `https://id.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(String);

impl FromStr for Source {
	type Err = String;

	fn from_str(text: &str) -> std::result::Result<Self, String> {
		let base = text.trim_end_matches('/');
		let uri: Uri = base.parse().map_err(|error| format!("not an address: {error}"))?;
		let named = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
		if !named || uri.query().is_some() || base.contains(['@', '#']) {
			return Err("not an address such as https://id.example".into());
		}
		Ok(Self(base.into()))
	}
}

impl fmt::Display for Source {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl Source {
	/// The gateway at a host name, by HTTPS.
	pub fn at_host(host: &str) -> Self {
		Self(format!("https://{host}"))
	}

	fn address(&self, wanted: &Wanted) -> String {
		format!("{}/leaf-files/{}", self.0, hex::encode(wanted.digest))
	}
}

/// The leaf file of a lot, as the chain knows it.
#[derive(Clone, Debug)]
pub struct Wanted {
	lot: LotAnswer,
	digest: Digest,
}

impl Wanted {
	/// That of a lot.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the lot has none, since its items stand on chain.
	pub fn of(lot: LotAnswer) -> Result<Self> {
		match lot.leaves {
			LeavesAnswer::Tree { leaf_file: digest, .. } => Ok(Self { lot, digest }),
			LeavesAnswer::Listed { .. } => Err(Error::input(
				"lot",
				format!("the items of lot {} are listed on chain: it has no leaf file", lot.id),
			)),
		}
	}

	/// The lot.
	pub fn lot(&self) -> &LotAnswer {
		&self.lot
	}

	/// SHA-256 of the file.
	pub fn digest(&self) -> Digest {
		self.digest
	}

	/// The name that it is kept under: lots of several chains can lie in one folder.
	pub fn name(&self) -> String {
		let digest: String = hex::encode(self.digest).chars().take(16).collect();
		format!("lot-{}-{digest}.{EXTENSION}", self.lot.id)
	}

	/// The most bytes that it can have.
	pub fn max_len(&self) -> u64 {
		self.lens().into_iter().max().unwrap_or_default()
	}

	/// The fewest bytes that it can have, which are those of most files.
	pub fn min_len(&self) -> u64 {
		self.lens().into_iter().min().unwrap_or_default()
	}

	/// How many bytes it can have: the chain knows the number of items, the file how long a record is.
	fn lens(&self) -> [u64; 4] {
		RECORDS
			.map(|record| HEADER_LEN.saturating_add(record.saturating_mul(self.lot.count.into())))
	}

	/// Refuses a length that the file cannot have.
	fn checked_len(&self, len: u64) -> std::result::Result<u64, String> {
		if self.lens().contains(&len) {
			return Ok(len);
		}
		Err(format!("it has {len} bytes, which no leaf file of {} items has", self.lot.count))
	}

	/// Reads a file from end to end and compares it with the chain.
	fn check(&self, path: &Path) -> Result<()> {
		let mut file = open_file(path)?;
		let whole = file.verify_all().map_err(fault(path))?;
		let header = file.header();
		let batch = Batch::new(&header.batch)
			.ok_or_else(|| Error::content(path, "batch: not of GS1's character set 82"))?;
		match difference(&self.lot, header, &batch, &whole) {
			None => Ok(()),
			Some(words) => Err(Error::content(path, words)),
		}
	}
}

/// A leaf file that is there, and right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
	/// Where it is.
	pub path: PathBuf,
	/// How many bytes were fetched for it by this call; none if it was there.
	pub bytes: u64,
	/// Who gave the last of it, if it was not there.
	pub from: Option<Source>,
}

/// Why an attempt brought no file.
enum Stop {
	/// The source failed. What came before can be gone on with.
	Source(String),
	/// What came is wrong, and was thrown away.
	Wrong(String),
	/// The disk.
	Disk(Error),
}

/// Fetches the leaf file of a lot into a folder, from the first of some sources that has it. What
/// breaks off is gone on with, at once or by the next call. `told` is told how many bytes there are.
///
/// # Errors
///
/// [`Error::NotFetched`] with what is wrong with each source; [`Error::File`].
pub fn fetch(
	wanted: &Wanted,
	sources: &[Source],
	folder: &Path,
	told: impl Fn(u64),
) -> Result<Fetched> {
	fs::create_dir_all(folder).map_err(Error::file(folder))?;
	let path = folder.join(wanted.name());
	// One that was damaged on the disk is replaced.
	if path.exists() && wanted.check(&path).is_ok() {
		return Ok(Fetched { path, bytes: 0, from: None });
	}
	let mut part = Part::open(&path)?;
	// All of it may have come before the program was ended.
	if wanted.lens().contains(&part.len) {
		match wanted.check(&part.path) {
			Ok(()) => {
				part.finish(&path)?;
				return Ok(Fetched { path, bytes: 0, from: None });
			}
			Err(Error::Content { .. }) => {}
			Err(error) => return Err(error),
		}
	}
	let mut left: Vec<_> = sources.iter().collect();
	let (mut bytes, mut reasons) = (0, BTreeMap::new());
	for _ in 0..ROUNDS {
		let before = bytes;
		let mut honest = Vec::with_capacity(left.len());
		for source in left {
			let taken = match part.take(wanted, source, &mut bytes, &told) {
				// What is wrong may have come from another source before: this one has its own try.
				Err((Stop::Wrong(_), true)) => part.take(wanted, source, &mut bytes, &told),
				taken => taken,
			};
			let reason = match taken {
				Ok(()) => {
					part.finish(&path)?;
					return Ok(Fetched { path, bytes, from: Some(source.clone()) });
				}
				Err((Stop::Disk(error), _)) => return Err(error),
				Err((Stop::Source(reason), _)) => {
					honest.push(source);
					reason
				}
				// It is not asked again: it would spoil what the others give.
				Err((Stop::Wrong(reason), _)) => reason,
			};
			reasons.insert(source.to_string(), reason);
		}
		left = honest;
		if bytes == before || left.is_empty() {
			break;
		}
	}
	// Nothing came that could be gone on with.
	if part.len == 0 {
		let _ = fs::remove_file(&part.path);
	}
	let reasons = reasons.iter().map(|(source, reason)| format!("{source}: {reason}"));
	let reasons = reasons.collect::<Vec<_>>().join("; ");
	Err(Error::NotFetched { lot: wanted.lot.id, reasons })
}

/// Whether a source says that it has the leaf file, and with a length that it can have. Returns the
/// length.
///
/// # Errors
///
/// What it says instead.
pub fn ask(wanted: &Wanted, source: &Source) -> std::result::Result<u64, String> {
	let asked = agent()?.head(source.address(wanted)).call();
	let answer = asked.map_err(|error| error.to_string())?;
	if answer.status() != StatusCode::OK {
		return Err(refusal(answer.status()));
	}
	let len = number(answer.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()));
	wanted.checked_len(len.ok_or("it does not say how long the file is")?)
}

/// Asks many sources as [`ask`] does, side by side.
pub fn ask_all(wanted: &Wanted, sources: &[Source]) -> Vec<std::result::Result<u64, String>> {
	let mut answers = Vec::with_capacity(sources.len());
	for some in sources.chunks(16) {
		answers.extend(std::thread::scope(|scope| {
			let asked: Vec<_> =
				some.iter().map(|source| scope.spawn(|| ask(wanted, source))).collect();
			let joined = asked.into_iter().map(|it| it.join());
			let told = joined.map(|it| it.unwrap_or_else(|_| Err("it could not be asked".into())));
			told.collect::<Vec<_>>()
		}));
	}
	answers
}

/// A file that is not whole yet. Nobody else writes it meanwhile.
struct Part {
	path: PathBuf,
	file: File,
	len: u64,
}

impl Part {
	fn open(whole: &Path) -> Result<Self> {
		let path = whole.with_extension(format!("{EXTENSION}.part"));
		let mut options = File::options();
		// It goes on where an earlier one broke off, so its name is known before: a link that somebody
		// laid there would lead to another file.
		let no_link = OFlags::NOFOLLOW.bits() as i32;
		options.read(true).write(true).create(true).truncate(false).custom_flags(no_link);
		let file = options.open(&path).map_err(Error::file(&path))?;
		if !file.metadata().map_err(Error::file(&path))?.is_file() {
			return Err(Error::content(&path, "it is no file, and none can be kept there"));
		}
		match file.try_lock() {
			Ok(()) => {}
			Err(TryLockError::WouldBlock) => {
				return Err(Error::content(&path, "another program is fetching it"));
			}
			Err(TryLockError::Error(error)) => return Err(Error::file(&path)(error)),
		}
		let len = file.metadata().map_err(Error::file(&path))?.len();
		Ok(Self { path, file, len })
	}

	/// Takes from a source what is missing, and checks the whole. The flag of an error says whether
	/// some of it had been there before.
	fn take(
		&mut self,
		wanted: &Wanted,
		source: &Source,
		bytes: &mut u64,
		told: &impl Fn(u64),
	) -> std::result::Result<(), (Stop, bool)> {
		let mut went_on = self.len > 0;
		let taken = self.receive(wanted, source, &mut went_on, bytes, told);
		let taken = taken.and_then(|()| match wanted.check(&self.path) {
			Ok(()) => Ok(()),
			Err(Error::Content { reason, .. }) => {
				Err(Stop::Wrong(format!("what it gives is not the file: {reason}")))
			}
			Err(error) => Err(Stop::Disk(error)),
		});
		taken.map_err(|stop| {
			let emptied = matches!(stop, Stop::Wrong(_)).then(|| self.cut(0));
			match emptied {
				Some(Err(error)) => (Stop::Disk(error), went_on),
				_ => (stop, went_on),
			}
		})
	}

	fn receive(
		&mut self,
		wanted: &Wanted,
		source: &Source,
		went_on: &mut bool,
		bytes: &mut u64,
		told: &impl Fn(u64),
	) -> std::result::Result<(), Stop> {
		// Wrong as it is, since nothing can be missing.
		if self.len >= wanted.max_len() {
			self.cut(0).map_err(Stop::Disk)?;
			*went_on = false;
		}
		let agent = agent().map_err(Stop::Source)?;
		let mut request = agent.get(source.address(wanted));
		// What is packed on the way has another length.
		request = request.header(ACCEPT_ENCODING, "identity");
		if self.len > 0 {
			request = request.header(RANGE, format!("bytes={}-", self.len));
		}
		let answer = request.call().map_err(|error| Stop::Source(error.to_string()))?;
		let len = self.begin(wanted, &answer)?;
		if self.len == 0 {
			*went_on = false;
		}
		self.copy(answer, len, wanted.max_len(), bytes, told)
	}

	/// Reads the head of an answer, and how long the whole file is by it.
	fn begin(
		&mut self,
		wanted: &Wanted,
		answer: &Response<Body>,
	) -> std::result::Result<Option<u64>, Stop> {
		let headers = answer.headers();
		match answer.status() {
			// It does not go on where we were: it is all sent anew.
			StatusCode::OK => {
				let len = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok());
				let len = number(len).map(|len| wanted.checked_len(len)).transpose();
				let len = len.map_err(Stop::Source)?;
				self.cut(0).map_err(Stop::Disk)?;
				Ok(len)
			}
			StatusCode::PARTIAL_CONTENT if self.len > 0 => {
				let (from, len) = content_range(headers)
					.ok_or_else(|| Stop::Source("it does not say which part it gives".into()))?;
				if from != self.len {
					let asked = self.len;
					return Err(Stop::Source(format!(
						"it gives the file from byte {from} on, not from {asked}"
					)));
				}
				Ok(Some(wanted.checked_len(len).map_err(Stop::Source)?))
			}
			StatusCode::RANGE_NOT_SATISFIABLE if self.len > 0 => {
				Err(Stop::Wrong("it has fewer bytes than came from elsewhere".into()))
			}
			status => Err(Stop::Source(refusal(status))),
		}
	}

	/// Writes an answer behind what is there. Without a length it ends where the answer ends.
	fn copy(
		&mut self,
		answer: Response<Body>,
		len: Option<u64>,
		max: u64,
		bytes: &mut u64,
		told: &impl Fn(u64),
	) -> std::result::Result<(), Stop> {
		let bound = len.unwrap_or(max);
		let disk = |path: &Path, error| Stop::Disk(Error::file(path)(error));
		self.file.seek(SeekFrom::Start(self.len)).map_err(|it| disk(&self.path, it))?;
		let mut body = answer.into_body().into_with_config().limit(u64::MAX).reader();
		let mut block = vec![0; BLOCK];
		loop {
			let read = match body.read(&mut block) {
				Ok(0) => break,
				Ok(read) => read,
				Err(error) => {
					let at = self.len;
					return Err(Stop::Source(format!("it broke off at byte {at}: {error}")));
				}
			};
			let after = self.len.saturating_add(read as u64);
			if after > bound {
				return Err(Stop::Wrong(format!("it gives more than {bound} bytes")));
			}
			let more = block.get(..read).unwrap_or_default();
			self.file.write_all(more).map_err(|it| disk(&self.path, it))?;
			self.len = after;
			*bytes = bytes.saturating_add(read as u64);
			told(self.len);
		}
		match len {
			Some(len) if self.len < len => {
				Err(Stop::Source(format!("it broke off at byte {} of {len}", self.len)))
			}
			_ => Ok(()),
		}
	}

	fn cut(&mut self, len: u64) -> Result<()> {
		self.file.set_len(len).map_err(Error::file(&self.path))?;
		self.len = len;
		Ok(())
	}

	/// Gives the file its name, now that it is right.
	fn finish(self, whole: &Path) -> Result<()> {
		self.file.sync_all().map_err(Error::file(&self.path))?;
		fs::rename(&self.path, whole).map_err(Error::file(whole))
	}
}

/// The most bytes that the leaf file of any lot can have.
const MAX_LEN: u64 = HEADER_LEN + 117 * (1 << 20);

fn refusal(status: StatusCode) -> String {
	match status {
		StatusCode::NOT_FOUND => "it has not the file".into(),
		StatusCode::TOO_MANY_REQUESTS => "it has been asked too often".into(),
		status => format!("it answers {status}"),
	}
}

fn number(text: Option<&str>) -> Option<u64> {
	text?.trim().parse().ok()
}

/// Where a part begins, and how long the whole is: `bytes 100-199/200`.
fn content_range(headers: &HeaderMap) -> Option<(u64, u64)> {
	let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
	let (range, len) = text.strip_prefix("bytes ")?.split_once('/')?;
	let (from, to) = range.split_once('-')?;
	let (from, to, len) = (number(Some(from))?, number(Some(to))?, number(Some(len))?);
	(from <= to && to < len).then_some((from, len))
}

/// Where the certificates stand that sources are judged by, instead of Mozilla's list: as OpenSSL and
/// what is built on it has it.
const ROOTS: &str = "SSL_CERT_FILE";

/// Who asks. Nothing follows a redirection: whoever says that it has a file gives it.
pub(crate) fn agent() -> std::result::Result<&'static Agent, String> {
	static AGENT: OnceLock<std::result::Result<Agent, String>> = OnceLock::new();
	let made = AGENT.get_or_init(|| {
		let roots = match std::env::var_os(ROOTS).filter(|path| !path.is_empty()) {
			Some(path) => roots(Path::new(&path))?,
			None => RootCerts::WebPki,
		};
		let slowest = Duration::from_secs(MAX_LEN / SLOWEST).saturating_add(GRACE);
		let config = Agent::config_builder()
			.http_status_as_error(false)
			.max_redirects(0)
			.user_agent(concat!("hallmark/", env!("CARGO_PKG_VERSION")))
			.tls_config(TlsConfig::builder().root_certs(roots).build())
			.timeout_connect(Some(PATIENCE))
			.timeout_send_request(Some(PATIENCE))
			.timeout_recv_response(Some(PATIENCE))
			.timeout_per_read(Some(PATIENCE))
			.timeout_recv_body(Some(slowest))
			.build();
		Ok(Agent::new_with_config(config))
	});
	made.as_ref().map_err(Clone::clone)
}

/// The certificates in a file in PEM.
fn roots(path: &Path) -> std::result::Result<RootCerts, String> {
	let fault = |reason: String| format!("{ROOTS}: {}: {reason}", path.display());
	let pem = fs::read(path).map_err(|error| fault(error.to_string()))?;
	let mut certificates = Vec::new();
	for item in parse_pem(&pem) {
		if let PemItem::Certificate(it) = item.map_err(|error| fault(error.to_string()))? {
			certificates.push(it);
		}
	}
	match certificates.is_empty() {
		true => Err(fault("there is no certificate in it".into())),
		false => Ok(certificates.into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_lot_tree::{leaf_file, root_of, Lot, LotKey};
	use hallmark_runtime_api::trace::Named;
	use hallmark_types::{CountryCode, Gtin, LotId, OrgId, Text};
	use sha2::{Digest as _, Sha256};
	use std::{
		io::{BufRead, BufReader},
		net::{TcpListener, TcpStream},
		sync::{Arc, Mutex},
		thread,
	};

	const GTIN: u64 = 9_520_123_456_788;

	#[test]
	fn roots_are_certificates_in_pem() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("roots.pem");
		let fault = |text: &str| {
			fs::write(&path, text).unwrap();
			roots(&path).unwrap_err()
		};
		assert!(fault("").contains("SSL_CERT_FILE") && fault("x").contains("no certificate in it"));
		assert!(roots(Path::new("/nowhere")).unwrap_err().contains("/nowhere"));
		let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
		fs::write(&path, pem.repeat(2)).unwrap();
		assert!(matches!(roots(&path), Ok(RootCerts::Specific(all)) if all.len() == 2));
	}

	/// The leaf file of a lot with this key.
	fn leaf_file(key: u8, count: u32) -> (Lot, Vec<u8>) {
		let lot = Lot::new(1, GTIN, "A", LotKey::new([key; 32]), count).unwrap();
		let mut bytes = Vec::new();
		leaf_file::write(&mut bytes, &lot.header(), &lot.items(|_| ())).unwrap();
		(lot, bytes)
	}

	/// A lot as the chain has it, and its leaf file.
	fn wanted(count: u32) -> (Wanted, Vec<u8>) {
		let (lot, bytes) = leaf_file(1, count);
		let leaves: Vec<_> = lot.items(|_| ()).iter().map(|item| item.leaf).collect();
		let digest: [u8; 32] = Sha256::digest(&bytes).into();
		let leaves = LeavesAnswer::Tree { root: root_of(&leaves).into(), leaf_file: digest.into() };
		let (name, country) = (Text::new("Issuer").unwrap(), CountryCode(*b"BE"));
		let lot = LotAnswer {
			id: LotId(7),
			gtin: Gtin(GTIN),
			version: 1,
			issuer: Named { id: OrgId(1), name, country },
			facility: None,
			count_confirmed: false,
			batch: Batch::new("A").unwrap(),
			part: 0,
			count,
			leaves,
			guessable: false,
			produced: None,
			expires: None,
			issued_at: 1,
			active: true,
			void: false,
			confirmations: Vec::new(),
			compromised: None,
			notices: Vec::new(),
		};
		(Wanted::of(lot).unwrap(), bytes)
	}

	/// A server that answers each request as it is told, the last way over and over.
	struct Server {
		source: Source,
		/// The range that each request asked for.
		asked: Arc<Mutex<Vec<Option<String>>>>,
	}

	/// How a server answers.
	#[derive(Clone)]
	enum Way {
		/// As it should.
		Well(Vec<u8>),
		/// As it should, but breaks off after so many bytes.
		Cut(Vec<u8>, usize),
		/// All of it, whatever was asked for.
		Whole(Vec<u8>),
		/// All of it without saying how long it is.
		Unmeasured(Vec<u8>),
		/// With this status, and nothing else.
		Status(&'static str),
		/// With another part than was asked for.
		OtherPart(Vec<u8>),
	}

	impl Server {
		fn start(ways: impl IntoIterator<Item = Way>) -> Self {
			let listener = TcpListener::bind("127.0.0.1:0").unwrap();
			let source = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
			let asked = Arc::<Mutex<Vec<_>>>::default();
			let (noted, ways) = (asked.clone(), ways.into_iter().collect::<Vec<_>>());
			thread::spawn(move || {
				for (number, stream) in listener.incoming().enumerate() {
					let way = ways.get(number).or(ways.last()).unwrap();
					let _ = answer(stream.unwrap(), way, &noted);
				}
			});
			Self { source, asked }
		}

		fn asked(&self) -> Vec<Option<String>> {
			self.asked.lock().unwrap().clone()
		}
	}

	fn answer(
		mut stream: TcpStream,
		way: &Way,
		noted: &Mutex<Vec<Option<String>>>,
	) -> std::io::Result<()> {
		let (mut range, mut is_head) = (None, false);
		for line in BufReader::new(stream.try_clone()?).lines() {
			let line = line?.to_ascii_lowercase();
			is_head |= line.starts_with("head ");
			if let Some(text) = line.strip_prefix("range: ") {
				range = Some(text.to_owned());
			}
			if line.is_empty() {
				break;
			}
		}
		noted.lock().unwrap().push(range.clone());
		let from = range.and_then(|it| it.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
		let from: usize = from.unwrap_or(0);
		let (status, headers, body) = match way {
			Way::Status(status) => (*status, String::new(), &[][..]),
			Way::Unmeasured(file) => ("200 OK", String::new(), &file[..]),
			Way::Whole(file) => {
				("200 OK", format!("content-length: {}\r\n", file.len()), &file[..])
			}
			Way::Well(file) | Way::Cut(file, _) | Way::OtherPart(file) => {
				let from = if matches!(way, Way::OtherPart(_)) { from + 1 } else { from };
				let (len, body) = (file.len(), file.get(from..).unwrap_or_default());
				let rest = format!("content-length: {}\r\n", body.len());
				match (from, body) {
					(0, _) => ("200 OK", rest, body),
					(_, []) => ("416 Range Not Satisfiable", rest, body),
					_ => {
						let range = format!("content-range: bytes {from}-{}/{len}\r\n", len - 1);
						("206 Partial Content", range + &rest, body)
					}
				}
			}
		};
		let body = match way {
			_ if is_head => &[],
			Way::Cut(_, after) => &body[..body.len().min(*after)],
			_ => body,
		};
		write!(stream, "HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n")?;
		stream.write_all(body)
	}

	fn get(wanted: &Wanted, servers: &[&Server], folder: &Path) -> Result<Fetched> {
		let sources: Vec<_> = servers.iter().map(|server| server.source.clone()).collect();
		fetch(wanted, &sources, folder, |_| ())
	}

	fn names(folder: &Path) -> Vec<String> {
		let entries = fs::read_dir(folder).unwrap();
		entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
	}

	fn reason(fetched: Result<Fetched>) -> String {
		match fetched {
			Err(Error::NotFetched { reasons, .. }) => reasons,
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn file_is_fetched_once() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let server = Server::start([Way::Well(file.clone())]);
		let fetched = get(&wanted, &[&server], folder.path()).unwrap();
		assert_eq!((fetched.bytes, fetched.from), (file.len() as u64, Some(server.source.clone())));
		assert_eq!(fs::read(&fetched.path).unwrap(), file);
		assert_eq!(names(folder.path()), [wanted.name()]);
		let again = get(&wanted, &[&server], folder.path()).unwrap();
		assert_eq!((again.bytes, again.from, server.asked().len()), (0, None, 1));
		// What was damaged on the disk is fetched anew.
		fs::write(&fetched.path, "nothing").unwrap();
		get(&wanted, &[&server], folder.path()).unwrap();
		assert_eq!(fs::read(&fetched.path).unwrap(), file);
	}

	#[test]
	fn fetching_goes_on_where_it_broke_off() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let cut = Server::start([Way::Cut(file.clone(), 1_000), Way::Status("503 Gone")]);
		let said = reason(get(&wanted, &[&cut], folder.path()));
		assert!(said.contains("503"), "{said}");
		assert_eq!(cut.asked(), [None, Some("bytes=1000-".into())]);
		let part = format!("{}.part", wanted.name());
		assert_eq!(names(folder.path()), [part]);
		let server = Server::start([Way::Well(file.clone())]);
		let fetched = get(&wanted, &[&cut, &server], folder.path()).unwrap();
		assert_eq!(fetched.bytes, file.len() as u64 - 1_000);
		assert_eq!(server.asked(), [Some("bytes=1000-".into())]);
		assert_eq!(names(folder.path()), [wanted.name()]);
	}

	#[test]
	fn fetching_goes_on_by_itself_when_only_the_connection_broke() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let server = Server::start([
			Way::Cut(file.clone(), 1_000),
			Way::Cut(file.clone(), 1_000),
			Way::Well(file.clone()),
		]);
		get(&wanted, &[&server], folder.path()).unwrap();
		let ranges = [None, Some("bytes=1000-".into()), Some("bytes=2000-".into())];
		assert_eq!(server.asked(), ranges);
	}

	#[test]
	fn file_begins_anew_when_a_source_knows_no_ranges() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let cut = Server::start([Way::Cut(file.clone(), 1_000), Way::Status("404 Not Found")]);
		let whole = Server::start([Way::Whole(file.clone())]);
		let fetched = get(&wanted, &[&cut, &whole], folder.path()).unwrap();
		assert_eq!(fs::read(fetched.path).unwrap(), file);
		assert_eq!(whole.asked(), [Some("bytes=1000-".into())]);
		let unmeasured = Server::start([Way::Unmeasured(file.clone())]);
		let folder = tempfile::tempdir().unwrap();
		get(&wanted, &[&unmeasured], folder.path()).unwrap();
	}

	#[test]
	fn wrong_file_never_gets_the_name() {
		let (wanted, file) = wanted(2_000);
		let mut changed = file.clone();
		changed[500] ^= 1;
		let longer = [&file[..], &[0; 64]].concat();
		// Records change places: the same bytes in another order.
		let mut swapped = file.clone();
		swapped[47..47 + 128].rotate_left(64);
		for (wrong, why) in [
			(Way::Well(leaf_file(2, 2_000).1), "its root is"),
			(Way::Well(leaf_file(1, 1_999).1), "which no leaf file of 2000 items has"),
			(Way::Well(changed), "its root is"),
			(Way::Well(swapped), "its root is"),
			(Way::Well(longer), "which no leaf file of 2000 items has"),
			(Way::Unmeasured(vec![7; 1 << 20]), "it gives more than"),
			(Way::Unmeasured(file[..200].to_vec()), "cut short"),
			(Way::OtherPart(file.clone()), "it answers 206"),
			(Way::Status("404 Not Found"), "it has not the file"),
			(Way::Status("302 Found"), "it answers 302"),
		] {
			let folder = tempfile::tempdir().unwrap();
			let liar = Server::start([wrong]);
			let said = reason(get(&wanted, &[&liar], folder.path()));
			assert!(said.contains(why), "{said}");
			assert!(names(folder.path()).is_empty(), "{why}");
			// Another one makes it good.
			let server = Server::start([Way::Well(file.clone())]);
			let fetched = get(&wanted, &[&liar, &server], folder.path()).unwrap();
			assert_eq!(fs::read(fetched.path).unwrap(), file, "{why}");
		}
	}

	#[test]
	fn source_is_not_blamed_for_what_another_gave() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let wrong = leaf_file(2, 2_000).1;
		let liar = Server::start([Way::Cut(wrong, 1_000), Way::Status("404 Not Found")]);
		let server = Server::start([Way::Well(file.clone())]);
		let fetched = get(&wanted, &[&liar, &server], folder.path()).unwrap();
		assert_eq!(fs::read(fetched.path).unwrap(), file);
		assert_eq!(server.asked(), [Some("bytes=1000-".into()), None]);
	}

	#[test]
	fn part_is_refused_when_it_is_not_the_one_asked_for() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		let cut = [Way::Cut(file.clone(), 1_000), Way::OtherPart(file.clone())];
		let server = Server::start(cut);
		let said = reason(get(&wanted, &[&server], folder.path()));
		assert!(said.contains("from byte 1001 on, not from 1000"), "{said}");
	}

	#[test]
	fn part_that_is_whole_is_not_fetched_again() {
		let (folder, (wanted, file)) = (tempfile::tempdir().unwrap(), wanted(2_000));
		fs::write(folder.path().join(format!("{}.part", wanted.name())), &file).unwrap();
		let fetched = get(&wanted, &[], folder.path()).unwrap();
		assert_eq!(fs::read(fetched.path).unwrap(), file);
		assert_eq!(names(folder.path()), [wanted.name()]);
	}

	#[test]
	fn link_in_the_place_of_a_part_is_not_followed() {
		let (folder, (wanted, _)) = (tempfile::tempdir().unwrap(), wanted(5));
		let (part, theirs) =
			(folder.path().join(format!("{}.part", wanted.name())), folder.path().join("theirs"));
		fs::write(&theirs, "theirs").unwrap();
		std::os::unix::fs::symlink(&theirs, &part).unwrap();
		assert!(matches!(get(&wanted, &[], folder.path()), Err(Error::File { .. })));
		assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
	}

	#[test]
	fn file_is_fetched_by_one_program_at_a_time() {
		let (folder, (wanted, _)) = (tempfile::tempdir().unwrap(), wanted(5));
		let _held = Part::open(&folder.path().join(wanted.name())).unwrap();
		let error = get(&wanted, &[], folder.path()).unwrap_err().to_string();
		assert!(error.contains("another program is fetching it"), "{error}");
	}

	#[test]
	fn sources_are_asked_side_by_side() {
		let (wanted, file) = wanted(5);
		let ways = [Way::Well(file.clone()), Way::Well(vec![0; 9]), Way::Status("404 Not Found")];
		let servers = ways.map(|way| Server::start([way]));
		let mut sources: Vec<_> = servers.iter().map(|it| it.source.clone()).collect();
		let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
		sources.push(format!("http://{gone}").parse().unwrap());
		let answers = ask_all(&wanted, &sources);
		assert_eq!(answers[0], Ok(file.len() as u64));
		assert!(answers[1].as_ref().unwrap_err().contains("9 bytes"), "{answers:?}");
		assert!(answers[2].as_ref().unwrap_err().contains("has not the file"), "{answers:?}");
		assert!(answers[3].is_err());
	}

	#[test]
	fn source_is_an_address_of_http() {
		for text in ["https://id.example", "http://127.0.0.1:8080/", "https://a.example/gateway"] {
			let source: Source = text.parse().unwrap();
			assert_eq!(source.to_string(), text.trim_end_matches('/'));
		}
		for text in ["", "id.example", "ftp://a", "https://", "https://a?b", "https://u:p@a", "a b"]
		{
			assert!(text.parse::<Source>().is_err(), "{text}");
		}
	}

	#[test]
	fn lot_without_a_file_is_refused() {
		let (Wanted { mut lot, .. }, _) = wanted(1);
		lot.leaves = LeavesAnswer::Listed { closed: true };
		assert!(Wanted::of(lot).unwrap_err().to_string().contains("listed on chain"));
	}
}
