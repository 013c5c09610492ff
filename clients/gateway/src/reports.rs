//! Reports of codes that do not match: from those who hold the goods to those who can do something.
//!
//! A report is a line of JSON. It is kept under each organisation that it concerns, in
//! `reports/organisation-ID.jsonl`: the holder of the brand, the registrant of the product and the
//! issuer of the lots, and under the country that it is about, in `reports/country-CC.jsonl`, for the
//! customs authority there. An organisation reads its own over HTTP (see `docs/resolver.md`): it
//! signs the question with the key of one of its operators.
//!
//! Nobody is asked who he is, and nothing is kept of where a report came from. What one visitor can
//! fill is bounded by the limits per address, what all can fill by [`MAX_FILE`]; the same words about
//! the same code count once a day.

use hallmark_types::{CountryCode, Moment, OrgId};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
	collections::HashSet,
	fs::{self, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// The longest file, in bytes: whoever reads it takes it away.
const MAX_FILE: u64 = 16 << 20;

/// How many reports are taken in a day.
const MAX_PER_DAY: usize = 10_000;

/// The longest place and note, in characters.
const MAX_PLACE: usize = 200;
const MAX_NOTE: usize = 1_000;

const DAY: Moment = 86_400_000;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	/// Its number: the first 12 hexadecimal digits of a hash over what it says, and the day.
	pub number: String,
	/// When it came, in milliseconds.
	pub at: Moment,
	/// The code.
	pub uri: String,
	/// What the gateway made of it then: the verdict's two axes.
	pub verdict: String,
	/// The block that this was read from.
	pub block: u32,
	/// The country in which the goods are offered.
	pub market: Option<CountryCode>,
	/// Where they were seen, in the reporter's words.
	pub place: String,
	/// What else there is to say, in the reporter's words.
	pub note: String,
}

/// Why a report is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
	/// There are too many today, or nobody has taken them away.
	Full,
	/// The disk does not take it.
	Disk,
}

/// The reports that came.
pub struct Reports {
	folder: PathBuf,
	today: Mutex<Today>,
}

#[derive(Default)]
struct Today {
	day: Moment,
	numbers: HashSet<String>,
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
	pub fn make(
		at: Moment,
		uri: &str,
		verdict: String,
		block: u32,
		market: Option<CountryCode>,
		place: &str,
		note: &str,
	) -> Report {
		let (place, note) = (plain(place, MAX_PLACE), plain(note, MAX_NOTE));
		let mut hasher = Sha256::new();
		for part in [uri, &place, &note, &(at / DAY).to_string()] {
			hasher.update((part.len() as u64).to_be_bytes());
			hasher.update(part);
		}
		let number = hex::encode(hasher.finalize()).chars().take(12).collect();
		Report { number, at, uri: uri.into(), verdict, block, market, place, note }
	}

	/// Keeps a report for those whom it concerns. The same one again is kept already.
	///
	/// # Errors
	///
	/// [`Dropped`].
	pub fn keep(&self, report: &Report, of: &[OrgId]) -> Result<(), Dropped> {
		let mut today = self.today.lock();
		let day = report.at / DAY;
		if today.day != day {
			*today = Today { day, numbers: HashSet::new() };
		}
		if today.numbers.contains(&report.number) {
			return Ok(());
		}
		if today.numbers.len() >= MAX_PER_DAY {
			return Err(Dropped::Full);
		}
		let mut line = serde_json::to_vec(report).map_err(|_| Dropped::Disk)?;
		line.push(b'\n');
		let mut files: Vec<_> = of.iter().map(|org| self.of_organisation(*org)).collect();
		files.extend(report.market.map(|country| self.of_country(country)));
		if files.is_empty() {
			files.push(self.folder.join("nobody.jsonl"));
		}
		files.sort();
		files.dedup();
		let mut kept = Err(Dropped::Full);
		for file in files {
			match append(&file, &line) {
				Ok(()) => kept = Ok(()),
				Err(dropped) => kept = kept.or(Err(dropped)),
			}
		}
		kept?;
		today.numbers.insert(report.number.clone());
		Ok(())
	}

	/// The reports that an organisation may read: its own, and if it is a customs authority those of
	/// its country. Newest last.
	///
	/// # Errors
	///
	/// If they cannot be read.
	pub fn read(&self, org: OrgId, authority: Option<CountryCode>) -> io::Result<Vec<Report>> {
		let mut reports: Vec<Report> = Vec::new();
		let files = [Some(self.of_organisation(org)), authority.map(|it| self.of_country(it))];
		for file in files.into_iter().flatten() {
			let bytes = match crate::leaves::read_small(&file, MAX_FILE) {
				Ok(bytes) => bytes,
				Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
				Err(error) => return Err(error),
			};
			let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
			for report in lines.filter_map(|line| serde_json::from_slice::<Report>(line).ok()) {
				if !reports.iter().any(|it| it.number == report.number) {
					reports.push(report);
				}
			}
		}
		reports.sort_by_key(|report| report.at);
		Ok(reports)
	}

	fn of_organisation(&self, org: OrgId) -> PathBuf {
		self.folder.join(format!("organisation-{}.jsonl", org.0))
	}

	fn of_country(&self, country: CountryCode) -> PathBuf {
		self.folder.join(format!("country-{country}.jsonl"))
	}
}

fn append(path: &Path, line: &[u8]) -> Result<(), Dropped> {
	let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
		log::warn!("a report is not kept: {}: {error}", path.display());
		Dropped::Disk
	})?;
	let len = file.metadata().map_err(|_| Dropped::Disk)?.len();
	if len.saturating_add(line.len() as u64) > MAX_FILE {
		return Err(Dropped::Full);
	}
	file.write_all(line).map_err(|_| Dropped::Disk)
}

/// Words without control and direction characters, no longer than a bound.
fn plain(text: &str, max: usize) -> String {
	let hidden = |it: char| {
		it.is_control()
			|| matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
	};
	let seen = text.trim().chars().map(|it| if it == '\n' { ' ' } else { it });
	seen.filter(|it| !hidden(*it)).take(max).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	const URI: &str = "https://id.example/01/09520123456788/10/A/21/X";

	fn report(at: Moment, note: &str) -> Report {
		let market = CountryCode::new("CN");
		Reports::make(at, URI, "mismatch".into(), 7, market, "a market\nin Ningbo", note)
	}

	#[test]
	fn report_is_kept_for_all_whom_it_concerns_and_once_a_day() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let made = report(DAY, "the seal was broken");
		for _ in 0..3 {
			assert_eq!(reports.keep(&made, &[OrgId(3), OrgId(4), OrgId(3)]), Ok(()));
		}
		for org in [OrgId(3), OrgId(4)] {
			assert_eq!(reports.read(org, None).unwrap(), vec![made.clone()]);
		}
		assert_eq!(reports.read(OrgId(9), CountryCode::new("CN")).unwrap(), vec![made.clone()]);
		assert_eq!(reports.read(OrgId(9), CountryCode::new("BE")).unwrap(), []);
		// Both ways to the same report.
		assert_eq!(reports.read(OrgId(3), CountryCode::new("CN")).unwrap().len(), 1);
		let next = report(2 * DAY, "the seal was broken");
		assert_ne!(next.number, made.number);
		reports.keep(&next, &[OrgId(3)]).unwrap();
		assert_eq!(reports.read(OrgId(3), None).unwrap().len(), 2);
	}

	#[test]
	fn report_has_words_only() {
		let made = report(DAY, "a\u{202e}b\u{0}c\r\n<script>");
		assert_eq!(
			(made.note.as_str(), made.place.as_str()),
			("abc <script>", "a market in Ningbo")
		);
		let long = "x".repeat(5_000);
		assert_eq!(report(DAY, &long).note.len(), MAX_NOTE);
		let line = serde_json::to_string(&made).unwrap();
		assert!(!line.contains('\n'));
	}

	#[test]
	fn report_is_refused_when_the_room_is_full() {
		let folder = tempfile::tempdir().unwrap();
		let reports = Reports::open(folder.path()).unwrap();
		let full = folder.path().join("reports/organisation-3.jsonl");
		fs::File::create(&full).unwrap().set_len(MAX_FILE).unwrap();
		let mut made = report(DAY, "a");
		made.market = None;
		assert_eq!(reports.keep(&made, &[OrgId(3)]), Err(Dropped::Full));
		// The others get it all the same.
		assert_eq!(reports.keep(&made, &[OrgId(3), OrgId(4)]), Ok(()));
		for number in 0..MAX_PER_DAY {
			let _ = reports.keep(&report(DAY, &number.to_string()), &[OrgId(5)]);
		}
		assert_eq!(reports.keep(&report(DAY, "one more"), &[OrgId(5)]), Err(Dropped::Full));
	}
}
