//! Reports of codes that do not match: from those who hold the goods to those who can do something.
//!
//! A report is a line of JSON. It is kept for each organisation that it concerns, in
//! `reports/organisation-ID/DAY.jsonl`: the holder of the brand, the registrant of the product and the
//! issuer of the lots, and for the country that it is about, in `reports/country-CC/DAY.jsonl`, for the
//! customs authority there. An organisation reads its own over HTTP (see `docs/gateway.md`): it
//! signs the question with the key of one of its operators.
//!
//! Nobody is asked who he is, and nothing is kept of where a report came from. All limits are of a
//! day (UTC), and none is shared by all: so many of a code, so many of a visitor's network, and a
//! file of bounded length for each of those whom they concern. Whoever fills one leaves the others
//! open, and the next day has room again. The same words about the same code count once a day.

use chrono::{DateTime, NaiveDate};
pub use hallmark_sdk::reports::Report;
use hallmark_types::{CountryCode, Moment, OrgId};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use std::{
	collections::{BTreeSet, HashMap, HashSet},
	fmt,
	fs::{self, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// How many reports of one code are taken in a day.
const MAX_PER_CODE: usize = 20;

/// How many reports from one network are taken in a day, and how many of them of one code: one
/// network alone does not use up a code's.
const MAX_PER_NETWORK: u32 = 30;
const MAX_PER_NETWORK_AND_CODE: usize = 5;

/// The bytes that are kept for an organisation in a day: thousands of usual reports.
const MAX_OF_ORGANISATION: u64 = 2 << 20;

/// The bytes that are kept for a country in a day. Reports to many organisations go there.
const MAX_OF_COUNTRY: u64 = 16 << 20;

/// The bytes that are read for an answer, but for the last day's.
const MAX_READ: u64 = 16 << 20;

/// The longest place, in characters as forms count them: code units of UTF-16.
pub const MAX_PLACE: usize = 200;
/// The longest note, in the same.
pub const MAX_NOTE: usize = 1_000;

const DAY: Moment = 86_400_000;

/// Why a report is not kept. All but the last hold until midnight (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
	/// There are too many of this code today.
	Code,
	/// There are too many from this network today.
	Network,
	/// There are too many today for those whom it concerns.
	Concerned,
	/// The disk does not take it.
	Disk,
}

/// A field has more characters than are kept. Nothing is kept of a report that would lose its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
	/// The field's name.
	pub field: &'static str,
	/// How many characters it has, counted as forms do.
	pub len: usize,
	/// How many it may have.
	pub most: usize,
}

impl fmt::Display for TooLong {
	fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
		let Self { field, len, most } = self;
		write!(to, "{field}: it has {len} characters; at most {most} are taken")
	}
}

/// The reports that came.
pub struct Reports {
	folder: PathBuf,
	today: Mutex<Today>,
}

/// What was kept today. A refused report adds nothing, so that this grows with the files only.
#[derive(Default)]
struct Today {
	day: Moment,
	numbers: HashSet<String>,
	/// The networks from which reports of a code came, one for each report.
	codes: HashMap<String, Vec<u32>>,
	networks: HashMap<u32, u32>,
}

/// The files of one of those whom reports concern.
struct Shelf {
	folder: PathBuf,
	/// The longest file, in bytes.
	max: u64,
}

impl Reports {
	/// The reports that are kept in a folder.
	///
	/// # Errors
	///
	/// If it cannot be made.
	pub fn open(data: &Path) -> io::Result<Self> {
		let folder = data.join("reports");
		fs::create_dir_all(&folder)?;
		Ok(Self { folder, today: Mutex::default() })
	}

	/// Makes a report, in words that are safe to read in any program.
	///
	/// # Errors
	///
	/// [`TooLong`], if place or note is.
	pub fn make(
		at: Moment,
		uri: &str,
		verdict: String,
		block: u32,
		market: Option<CountryCode>,
		place: &str,
		note: &str,
	) -> Result<Report, TooLong> {
		let (place, note) = (plain("place", place, MAX_PLACE)?, plain("note", note, MAX_NOTE)?);
		let mut hasher = Sha256::new();
		for part in [uri, &place, &note, &(at / DAY).to_string()] {
			hasher.update((part.len() as u64).to_be_bytes());
			hasher.update(part);
		}
		let number = hex::encode(hasher.finalize()).chars().take(12).collect();
		Ok(Report { number, at, uri: uri.into(), verdict, block, market, place, note })
	}

	/// Keeps a report for those whom it concerns. The same one again is kept already. The network is
	/// where it came from, as [`Scans::network`](crate::scans::Scans::network) has it.
	///
	/// # Errors
	///
	/// [`Dropped`], if none of them gets it.
	pub fn keep(&self, report: &Report, of: &[OrgId], network: u32) -> Result<(), Dropped> {
		let mut today = self.today.lock();
		let day = report.at / DAY;
		if today.day != day {
			*today = Today { day, ..Today::default() };
		}
		if today.numbers.contains(&report.number) {
			return Ok(());
		}
		let of_code = today.codes.get(&report.uri).map_or(&[][..], Vec::as_slice);
		if of_code.len() >= MAX_PER_CODE {
			return Err(Dropped::Code);
		}
		let from_here = of_code.iter().filter(|it| **it == network).count();
		let of_network = today.networks.get(&network).copied().unwrap_or_default();
		if from_here >= MAX_PER_NETWORK_AND_CODE || of_network >= MAX_PER_NETWORK {
			return Err(Dropped::Network);
		}
		let mut line = serde_json::to_vec(report).map_err(|_| Dropped::Disk)?;
		line.push(b'\n');
		let of: BTreeSet<OrgId> = of.iter().copied().collect();
		let mut shelves: Vec<_> = of.into_iter().map(|org| self.of_organisation(org)).collect();
		shelves.extend(report.market.map(|country| self.of_country(country)));
		if shelves.is_empty() {
			shelves.push(Shelf { folder: self.folder.join("nobody"), max: MAX_OF_ORGANISATION });
		}
		let file = format!("{}.jsonl", date(report.at));
		let mut kept = Err(Dropped::Concerned);
		for shelf in shelves {
			match append(&shelf, &file, &line) {
				Ok(()) => kept = Ok(()),
				Err(dropped) => kept = kept.or(Err(dropped)),
			}
		}
		kept?;
		today.numbers.insert(report.number.clone());
		today.codes.entry(report.uri.clone()).or_default().push(network);
		*today.networks.entry(network).or_default() += 1;
		Ok(())
	}

	/// The reports that an organisation may read: its own, and if it is a customs authority those of
	/// its country. Newest last. These are the newest days up to `until` that have no more than
	/// `MAX_READ` bytes, and at least one.
	///
	/// # Errors
	///
	/// If they cannot be read.
	pub fn read(
		&self,
		org: OrgId,
		authority: Option<CountryCode>,
		until: Option<NaiveDate>,
	) -> io::Result<Vec<Report>> {
		let shelves = [Some(self.of_organisation(org)), authority.map(|it| self.of_country(it))];
		let shelves: Vec<_> = shelves.into_iter().flatten().collect();
		let mut days = BTreeSet::new();
		for shelf in &shelves {
			days.extend(shelf.days()?.into_iter().filter(|day| until.is_none_or(|it| *day <= it)));
		}
		let (mut reports, mut seen, mut read) = (Vec::new(), HashSet::new(), 0_u64);
		for day in days.into_iter().rev() {
			let mut files = Vec::new();
			for shelf in &shelves {
				match crate::leaves::read_small(&shelf.file(day), shelf.max) {
					Ok(bytes) => files.push(bytes),
					Err(error) if error.kind() == io::ErrorKind::NotFound => {}
					Err(error) => return Err(error),
				}
			}
			let len: usize = files.iter().map(Vec::len).sum();
			read = read.saturating_add(len as u64);
			if read > MAX_READ && !reports.is_empty() {
				break;
			}
			for line in files.iter().flat_map(|bytes| bytes.split(|byte| *byte == b'\n')) {
				// A line that was cut off by a crash is none.
				let Ok(report) = serde_json::from_slice::<Report>(line) else { continue };
				if seen.insert(report.number.clone()) {
					reports.push(report);
				}
			}
		}
		reports.sort_by_key(|report| report.at);
		Ok(reports)
	}

	fn of_organisation(&self, org: OrgId) -> Shelf {
		let folder = self.folder.join(format!("organisation-{}", org.0));
		Shelf { folder, max: MAX_OF_ORGANISATION }
	}

	fn of_country(&self, country: CountryCode) -> Shelf {
		Shelf { folder: self.folder.join(format!("country-{country}")), max: MAX_OF_COUNTRY }
	}
}

impl Shelf {
	fn file(&self, day: NaiveDate) -> PathBuf {
		self.folder.join(format!("{day}.jsonl"))
	}

	/// The days of which there are reports.
	fn days(&self) -> io::Result<Vec<NaiveDate>> {
		let entries = match fs::read_dir(&self.folder) {
			Ok(entries) => entries,
			Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
			Err(error) => return Err(error),
		};
		let mut days = Vec::new();
		for entry in entries {
			let name = entry?.file_name();
			let day = name.to_str().and_then(|it| it.strip_suffix(".jsonl"));
			days.extend(day.and_then(|it| it.parse::<NaiveDate>().ok()));
		}
		Ok(days)
	}
}

/// The day of a moment (UTC).
fn date(at: Moment) -> NaiveDate {
	let millis = i64::try_from(at).unwrap_or_default();
	DateTime::from_timestamp_millis(millis).unwrap_or_default().date_naive()
}

/// How many seconds there are from a moment to the next midnight (UTC).
pub fn until_midnight(at: Moment) -> u64 {
	(DAY - at % DAY).div_ceil(1_000)
}

fn append(shelf: &Shelf, name: &str, line: &[u8]) -> Result<(), Dropped> {
	let path = shelf.folder.join(name);
	let fault = |error: io::Error| {
		log::warn!("a report is not kept: {}: {error}", path.display());
		Dropped::Disk
	};
	fs::create_dir_all(&shelf.folder).map_err(fault)?;
	let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(fault)?;
	let len = file.metadata().map_err(fault)?.len();
	if len.saturating_add(line.len() as u64) > shelf.max {
		return Err(Dropped::Concerned);
	}
	file.write_all(line).map_err(fault)
}

/// Words without control and direction characters, no longer than a bound. A line break is a space,
/// and counts once, as in a form's field before it is sent.
fn plain(field: &'static str, text: &str, most: usize) -> Result<String, TooLong> {
	// Those that hide or turn around what stands beside them, or break a line.
	let hidden = |it: char| {
		it.is_control()
			|| matches!(it,
				'\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
				| '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
	};
	let seen = text.trim().chars().map(|it| if it == '\n' { ' ' } else { it });
	let plain: String = seen.filter(|it| !hidden(*it)).collect();
	match plain.encode_utf16().count() {
		len if len > most => Err(TooLong { field, len, most }),
		_ => Ok(plain),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const URI: &str = "https://id.example/01/09520123456788/10/A/21/X";

	fn report(at: Moment, note: &str) -> Report {
		let market = CountryCode::new("CN");
		Reports::make(at, URI, "mismatch".into(), 7, market, "a market\nin Ningbo", note).unwrap()
	}

	#[test]
	fn report_is_kept_for_all_whom_it_concerns_and_once_a_day() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let made = report(DAY, "the seal was broken");
		for _ in 0..3 {
			assert_eq!(reports.keep(&made, &[OrgId(3), OrgId(4), OrgId(3)], 1), Ok(()));
		}
		for org in [OrgId(3), OrgId(4)] {
			assert_eq!(reports.read(org, None, None).unwrap(), vec![made.clone()]);
		}
		assert_eq!(
			reports.read(OrgId(9), CountryCode::new("CN"), None).unwrap(),
			vec![made.clone()]
		);
		assert_eq!(reports.read(OrgId(9), CountryCode::new("BE"), None).unwrap(), []);
		// Both ways to the same report.
		assert_eq!(reports.read(OrgId(3), CountryCode::new("CN"), None).unwrap().len(), 1);
		let next = report(2 * DAY, "the seal was broken");
		assert_ne!(next.number, made.number);
		reports.keep(&next, &[OrgId(3)], 1).unwrap();
		assert_eq!(reports.read(OrgId(3), None, None).unwrap().len(), 2);
	}

	#[test]
	fn report_has_words_only() {
		let made = report(DAY, "a\u{202e}b\u{0}\u{61c}\u{2028}\u{e0041}c\r\n<script>");
		assert_eq!(
			(made.note.as_str(), made.place.as_str()),
			("abc <script>", "a market in Ningbo")
		);
		let line = serde_json::to_string(&made).unwrap();
		assert!(!line.contains('\n'));
	}

	#[test]
	fn report_is_taken_whole_or_refused_with_field_and_limit() {
		let make = |place: &str, note: &str| {
			Reports::make(DAY, URI, "mismatch".into(), 7, None, place, note)
		};
		// As many as a form's field takes, which counts UTF-16 and a line break once.
		for (character, units) in [("x", 1), ("中", 1), ("\r\n", 1), ("𠀀", 2)] {
			let words = |units_left: usize| format!("a{}b", character.repeat(units_left / units));
			let (place, note) = (words(MAX_PLACE - 2), words(MAX_NOTE - 2));
			let made = make(&place, &note).unwrap();
			assert!(made.note.starts_with('a') && made.note.ends_with('b'), "{character}");
			let (len, most) = (MAX_NOTE + units, MAX_NOTE);
			let long = words(MAX_NOTE - 2 + units);
			assert_eq!(make(&place, &long), Err(TooLong { field: "note", len, most }));
			let (len, most) = (MAX_PLACE + units, MAX_PLACE);
			let long = words(MAX_PLACE - 2 + units);
			assert_eq!(make(&long, &note), Err(TooLong { field: "place", len, most }));
		}
		// What is not kept anyway does not count.
		assert!(make(&" ".repeat(5_000), &"\u{202e}".repeat(5_000)).is_ok());
		let long = TooLong { field: "note", len: 1_001, most: MAX_NOTE };
		assert_eq!(long.to_string(), "note: it has 1001 characters; at most 1000 are taken");
	}

	fn of_code(at: Moment, code: u32, note: &str) -> Report {
		let uri = format!("{URI}{code}");
		Reports::make(at, &uri, "mismatch".into(), 7, None, "", note).unwrap()
	}

	#[test]
	fn reports_of_a_code_are_bounded_and_those_of_others_are_not() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let keep = |day, code, note: u32| {
			reports.keep(&of_code(day * DAY, code, &note.to_string()), &[OrgId(3)], note)
		};
		assert!((0..20).all(|note| keep(1, 1, note).is_ok()));
		assert_eq!(keep(1, 1, 20), Err(Dropped::Code));
		// What is kept already is no further one.
		assert_eq!(keep(1, 1, 0), Ok(()));
		assert_eq!(keep(1, 2, 20), Ok(()));
		assert_eq!(keep(2, 1, 20), Ok(()));
	}

	#[test]
	fn visitor_shuts_out_nobody_else() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let keep =
			|day, code, network| reports.keep(&of_code(day * DAY, code, "a"), &[OrgId(3)], network);
		let taken = (0..20_000).filter(|code| keep(1, *code, 1).is_ok()).count();
		assert_eq!(taken, MAX_PER_NETWORK as usize);
		assert_eq!(keep(1, 20_000, 1), Err(Dropped::Network));
		assert_eq!(keep(1, 20_000, 2), Ok(()));
		assert_eq!(keep(2, 20_001, 1), Ok(()));
		// Nor does it use up a code's reports.
		let keep =
			|note: &str, network| reports.keep(&of_code(3 * DAY, 1, note), &[OrgId(3)], network);
		let taken = (0..20).filter(|note: &u32| keep(&note.to_string(), 1).is_ok()).count();
		assert_eq!(taken, MAX_PER_NETWORK_AND_CODE);
		assert_eq!(keep("x", 2), Ok(()));
	}

	#[test]
	fn organisation_has_a_share_of_its_own_each_day() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let full = reports.of_organisation(OrgId(3)).file(date(DAY));
		fs::create_dir_all(full.parent().unwrap()).unwrap();
		fs::File::create(&full).unwrap().set_len(MAX_OF_ORGANISATION).unwrap();
		let made = of_code(DAY, 1, "a");
		assert_eq!(reports.keep(&made, &[OrgId(3)], 1), Err(Dropped::Concerned));
		// The others get it all the same, and the next day has room.
		assert_eq!(reports.keep(&made, &[OrgId(3), OrgId(4)], 1), Ok(()));
		assert_eq!(reports.read(OrgId(4), None, None).unwrap(), [made]);
		let next = of_code(2 * DAY, 1, "a");
		assert_eq!(reports.keep(&next, &[OrgId(3)], 1), Ok(()));
		assert_eq!(reports.read(OrgId(3), None, None).unwrap(), [next]);
	}

	#[test]
	fn newest_days_are_read_first_and_older_ones_when_they_are_asked_for() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let line = |day| serde_json::to_string(&of_code(day * DAY, 1, "a")).unwrap() + "\n";
		let days: Vec<_> = (1..=3).map(|day| date(day * DAY)).collect();
		let shelf = reports.of_country(CountryCode::new("CN").unwrap());
		fs::create_dir_all(&shelf.folder).unwrap();
		for (day, date) in (1..).zip(&days) {
			let mut text = line(day);
			let len = usize::try_from(MAX_READ / 2).unwrap();
			text.extend(std::iter::repeat_n('\n', len - text.len()));
			fs::write(shelf.file(*date), text).unwrap();
		}
		fs::write(shelf.folder.join("notes.txt"), "x").unwrap();
		let read = |until| {
			let found = reports.read(OrgId(1), CountryCode::new("CN"), until).unwrap();
			found.iter().map(|it| it.at / DAY).collect::<Vec<_>>()
		};
		assert_eq!(read(None), [2, 3]);
		assert_eq!(read(Some(days[1])), [1, 2]);
		assert_eq!(read(Some(days[0])), [1]);
		assert_eq!(read(days[0].pred_opt()), [0; 0]);
	}

	#[test]
	fn limits_end_at_midnight() {
		assert_eq!(until_midnight(DAY), 86_400);
		assert_eq!(until_midnight(2 * DAY - 1), 1);
		assert_eq!(date(DAY).to_string(), "1970-01-02");
	}
}
