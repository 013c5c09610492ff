//! How fast the journal is asked, over an index that is made up.
//!
//! ```sh
//! cargo run --release -p hallmark-index --example questions -- [ENTRIES] [THREADS] [SECONDS]
//! ```
//!
//! The questions are of many combinations, 30 entries each: by subject, lot with items, kind,
//! organisation, both, operator, digest and time, oldest and newest first.

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use hallmark_index::{
	batch::{Batch, Block, Entry, Said, Subject},
	read::journal::{Journal, SubjectIs},
	Reader, Writer,
};
use std::{
	collections::HashMap,
	thread,
	time::{Duration, Instant},
};
use synthetic::{hash_of, Synthetic, BEGIN};

const KINDS: u64 = 60;
const ORGANISATIONS: u64 = 500;
const LOTS: u64 = 100_000;
const PER_BLOCK: u32 = 1_000;
/// How many entries an answer has, as a page of EPCIS events.
const PAGE: u32 = 30;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
	fn below(&mut self, end: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % end
	}
}

fn main() {
	let mut arguments = std::env::args().skip(1).map(|it| it.parse::<u64>().expect("a number"));
	let wanted = arguments.next().unwrap_or(100_000);
	let threads = arguments.next().unwrap_or(2);
	let seconds = arguments.next().unwrap_or(10);
	let folder = tempfile::tempdir().expect("a folder for a while");
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).expect("a new file");
	let chain = Synthetic::default();
	writer.apply(&chain.genesis()).expect("the first block");
	let mut chance = Chance(1);
	let mut lengths = HashMap::new();
	let blocks = (wanted / u64::from(PER_BLOCK)).max(1) as u32;
	let began = Instant::now();
	for number in 1..=blocks {
		let block = block(number, &mut chance, &mut lengths);
		let batch = Batch { description: chain.description.clone(), blocks: vec![block] };
		writer.apply(&batch).expect("the next block");
	}
	println!("{} entries written in {:?}", blocks * PER_BLOCK, began.elapsed());

	let reader = Reader::open(&file).expect("the file");
	let ask = |thread: u64| {
		let mut chance = Chance(thread + 77);
		let mut took: Vec<(usize, Duration)> = Vec::new();
		let (began, patience) = (Instant::now(), Duration::from_secs(seconds));
		while began.elapsed() < patience {
			let form = chance.below(FORMS.len() as u64) as usize;
			let asked = question(form, blocks, &mut chance);
			let began = Instant::now();
			reader.journal(&asked).expect("an answer");
			took.push((form, began.elapsed()));
		}
		took
	};
	let mut took: Vec<(usize, Duration)> = thread::scope(|scope| {
		let asking: Vec<_> = (0..threads).map(|it| scope.spawn(move || ask(it))).collect();
		asking.into_iter().flat_map(|it| it.join().expect("a thread that asks")).collect()
	});
	println!("{} questions/s", took.len() as u64 / seconds);
	took.sort_by_key(|(_, time)| *time);
	tell("all", took.iter().map(|(_, time)| *time).collect());
	for (form, name) in FORMS.iter().enumerate() {
		let of = took.iter().filter(|(of, _)| *of == form);
		tell(name, of.map(|(_, time)| *time).collect());
	}
}

fn tell(name: &str, times: Vec<Duration>) {
	let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied();
	let (half, most) = (at(50).unwrap_or_default(), at(99).unwrap_or_default());
	println!("{name}: median {half:?}, p99 {most:?}");
}

fn block(number: u32, chance: &mut Chance, lengths: &mut HashMap<Subject, u32>) -> Block {
	let at = BEGIN + u64::from(number) * 2_000;
	let entries = (0..PER_BLOCK).map(|index| {
		let kind = [3, 3, 3, 3, 5, 5, 6, 4, 2, 0][chance.below(10) as usize];
		let number_of = match kind {
			0 => chance.below(ORGANISATIONS),
			2 => chance.below(3_000),
			_ => chance.below(LOTS),
		};
		let item = if kind == 4 { chance.below(100) as u32 } else { 0 };
		let subject = Subject { kind, number: number_of, item };
		let length = lengths.entry(subject).or_default();
		*length += 1;
		// Few organisations and kinds make most entries.
		let bits = 1 + chance.below(9);
		let organisation = chance.below(1 << bits) % ORGANISATIONS;
		let bits = 1 + chance.below(6);
		let said = Said {
			kind: format!("Kind{}", chance.below(1 << bits) % KINDS),
			standing: chance.below(3) as u8,
			author: 0,
			organisation: Some(organisation),
			operator: Some(format!("operator {organisation}-{}", chance.below(3))),
			block: u64::from(number),
			at,
			digest: (chance.below(3) == 0).then(|| hash_of(chance.below(200_000) as u32)),
			media: None,
		};
		Entry { index, extrinsic: Some(index), subject, sequence: *length - 1, said }
	});
	Block {
		number,
		hash: hash_of(number),
		parent: hash_of(number - 1),
		at,
		author: None,
		extrinsics: Vec::new(),
		events_in_all: 0,
		events: Vec::new(),
		entries: entries.collect(),
		happened: Vec::new(),
		rows: Vec::new(),
		all_rows: false,
	}
}

const FORMS: [&str; 8] = [
	"newest",
	"subject",
	"lot and items",
	"kinds",
	"organisation",
	"organisation, kinds and time",
	"digest",
	"kind of subjects, kind and standing",
];

fn question(form: usize, blocks: u32, chance: &mut Chance) -> Journal {
	let kind = |chance: &mut Chance| format!("Kind{}", chance.below(KINDS));
	let moment = |chance: &mut Chance| (BEGIN + chance.below(u64::from(blocks)) * 2_000) as i64;
	let mut asked = Journal { limit: PAGE, descending: chance.below(2) == 0, ..Journal::default() };
	match form {
		1 => asked.subjects = vec![SubjectIs::Of(3, chance.below(LOTS) as i64, 0)],
		2 => asked.subjects = vec![SubjectIs::LotAndItems(chance.below(LOTS) as i64)],
		3 => asked.kinds = vec![kind(chance), kind(chance), kind(chance)],
		4 => asked.organisations = vec![chance.below(ORGANISATIONS) as i64],
		5 => {
			asked.organisations = vec![chance.below(ORGANISATIONS) as i64];
			asked.kinds = vec![kind(chance), kind(chance)];
			asked.from = Some(moment(chance));
		}
		6 => asked.digest = Some(hash_of(chance.below(200_000) as u32)),
		7 => {
			asked.subjects = vec![SubjectIs::OfKind(6)];
			asked.kinds = vec![kind(chance)];
			asked.standings = vec!["Attested".into()];
		}
		_ => asked.from = Some(moment(chance)),
	}
	asked
}
