//! Whatever combination of filters is asked for, the journal answers what a look at every entry would.

#![allow(clippy::unwrap_used)]

mod synthetic;

use hallmark_index::{
	batch::{Batch, Block, Entry, Said, Subject},
	read::{
		explorer::{By, Selection},
		journal::{Journal, SubjectIs},
		statistics::PerDay,
		EntryView,
	},
	Reader, Writer,
};
use std::collections::BTreeMap;
use synthetic::{hash_of, Synthetic, BEGIN};

const KINDS: [&str; 5] = ["LotIssued", "Released", "Detained", "LinksSet", "ItemActivated"];
const BLOCKS: u32 = 60;
const PER_BLOCK: u32 = 12;
/// Ten blocks a day.
const SLOT: u64 = 8_640_000;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
	fn below(&mut self, end: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % end
	}
}

fn world() -> (Reader, tempfile::TempDir) {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let chain = Synthetic::default();
	writer.apply(&chain.genesis()).unwrap();
	let mut chance = Chance(7);
	let mut lengths: BTreeMap<Subject, u32> = BTreeMap::new();
	let blocks = (1..=BLOCKS).map(|number| {
		let at = BEGIN + u64::from(number - 1) * SLOT;
		let entry = |index: u32, chance: &mut Chance, lengths: &mut BTreeMap<Subject, u32>| {
			let kind = [0, 1, 2, 3, 4, 5, 6][chance.below(7) as usize];
			// Some subjects have many entries, others few.
			let bits = chance.below(6);
			let of = chance.below(1 << bits);
			let item = if kind == 4 { chance.below(3) as u32 } else { 0 };
			let subject = Subject { kind, number: of, item };
			let length = lengths.entry(subject).or_default();
			*length += 1;
			let organisation = Some(chance.below(4)).filter(|it| *it > 0);
			let said = Said {
				kind: KINDS[chance.below(5) as usize].into(),
				standing: chance.below(3) as u8,
				author: u8::from(organisation.is_none()),
				organisation,
				operator: organisation.map(|it| format!("operator {}", it * 2 + chance.below(2))),
				block: u64::from(number),
				at,
				digest: (chance.below(4) == 0).then(|| [chance.below(5) as u8; 32]),
				media: None,
			};
			Entry { index, extrinsic: Some(1), subject, sequence: *length - 1, said }
		};
		let entries = (0..PER_BLOCK).map(|index| entry(index * 3, &mut chance, &mut lengths));
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
	});
	let blocks: Vec<Block> = blocks.collect();
	writer.apply(&Batch { description: chain.description.clone(), blocks }).unwrap();
	(Reader::open(&file).unwrap(), folder)
}

fn fits(asked: &Journal, it: &EntryView) -> bool {
	let kinds = ["organisation", "facility", "product", "lot", "item", "shipment", "declaration"];
	let kind = kinds.iter().position(|kind| *kind == it.subject).unwrap() as u8;
	let of = |subject: &SubjectIs| match subject {
		SubjectIs::Of(of, number, item) => (*of, *number, *item) == (kind, it.number, it.item),
		SubjectIs::LotAndItems(lot) => (3..=4).contains(&kind) && it.number == *lot,
		SubjectIs::OfKind(of) => *of == kind,
	};
	let among = |any: &[String], it: &str| any.is_empty() || any.iter().any(|one| one == it);
	(asked.subjects.is_empty() || asked.subjects.iter().any(of))
		&& among(&asked.kinds, &it.kind)
		&& among(&asked.standings, it.standing)
		&& (asked.organisations.is_empty()
			|| it.organisation.is_some_and(|it| asked.organisations.contains(&it)))
		&& (asked.operator.is_none() || asked.operator == it.operator)
		&& asked.digest.is_none_or(|digest| it.digest == Some(hex::encode(digest)))
		&& asked.from.is_none_or(|from| it.at >= from)
		&& asked.until.is_none_or(|until| it.at < until)
}

/// All pages of a question.
fn pages(reader: &Reader, asked: &Journal) -> Vec<EntryView> {
	let mut all = Vec::new();
	let mut asked = asked.clone();
	loop {
		let page = reader.journal(&asked).unwrap();
		assert!(page.items.len() <= asked.limit as usize);
		all.extend(page.items);
		match page.next {
			None => return all,
			next => asked.after = next,
		}
	}
}

#[test]
fn every_combination_answers_what_a_look_at_every_entry_would() {
	let (reader, _folder) = world();
	let everything = pages(&reader, &Journal { limit: 1_000, ..Journal::default() });
	assert_eq!(everything.len(), (BLOCKS * PER_BLOCK) as usize);
	assert!(everything.windows(2).all(|it| it[0].place < it[1].place));
	let mut chance = Chance(99);
	let mut answered = 0;
	for _ in 0..400 {
		let mut asked = Journal { limit: 1 + chance.below(40) as u32, ..Journal::default() };
		let some = |chance: &mut Chance| chance.below(3) == 0;
		if some(&mut chance) {
			for _ in 0..=chance.below(2) {
				let number = chance.below(6) as i64;
				asked.subjects.push(match chance.below(4) {
					0 => SubjectIs::LotAndItems(number),
					1 => SubjectIs::OfKind(chance.below(7) as u8),
					_ => SubjectIs::Of(chance.below(7) as u8, number, 0),
				});
			}
		}
		if some(&mut chance) {
			asked.kinds =
				(0..=chance.below(2)).map(|_| KINDS[chance.below(5) as usize].into()).collect();
		}
		if some(&mut chance) {
			asked.organisations = (0..=chance.below(2)).map(|_| chance.below(5) as i64).collect();
		}
		if chance.below(6) == 0 {
			asked.operator = Some(format!("operator {}", chance.below(8)));
		}
		if some(&mut chance) {
			asked.standings =
				vec![["Declared", "Attested", "Confirmed"][chance.below(3) as usize].into()];
		}
		if chance.below(6) == 0 {
			asked.digest = Some([chance.below(6) as u8; 32]);
		}
		let moment = |chance: &mut Chance| (BEGIN + chance.below(u64::from(BLOCKS) * SLOT)) as i64;
		if some(&mut chance) {
			asked.from = Some(moment(&mut chance));
		}
		if some(&mut chance) {
			asked.until = Some(moment(&mut chance));
		}
		asked.descending = chance.below(2) == 0;
		let mut wanted: Vec<_> = everything.iter().filter(|it| fits(&asked, it)).cloned().collect();
		if asked.descending {
			wanted.reverse();
		}
		answered += usize::from(!wanted.is_empty());
		assert_eq!(pages(&reader, &asked), wanted, "{asked:?}");
	}
	assert!(answered > 100, "{answered} questions had an answer");
}

#[test]
fn counts_of_whole_days_are_those_of_their_entries() {
	let (reader, _folder) = world();
	let first = BEGIN as i64;
	for by in [By::Day, By::Organisation] {
		for kinds in [vec![], vec!["Released".to_owned(), "Detained".to_owned()]] {
			for subject in [None, Some(3)] {
				// Of whole days the counts are kept; from a millisecond before, entries are counted.
				let asked = Selection {
					kinds: kinds.clone(),
					subject,
					from: Some(first + 86_400_000),
					until: Some(first + 3 * 86_400_000),
					..Selection::default()
				};
				let early = Selection { from: Some(first + 86_400_000 - 1), ..asked.clone() };
				let counts = reader.counted(&asked, by).unwrap();
				assert!(counts.len() > 3, "{counts:?}");
				assert_eq!(counts, reader.counted(&early, by).unwrap());
			}
		}
	}
}

#[test]
fn counts_find_what_they_count() {
	let (reader, _folder) = world();
	let asked = PerDay {
		from: Some("2026-12-01".into()),
		to: Some("2026-12-03".into()),
		..PerDay::default()
	};
	let counts = reader.entries_per_day(&asked).unwrap();
	let days: Vec<_> = counts.iter().map(|it| it.day.as_str()).collect();
	assert_eq!((days[0], *days.last().unwrap()), ("2026-12-01", "2026-12-03"));
	assert_eq!(counts.iter().map(|it| it.entries).sum::<i64>(), i64::from(3 * 10 * PER_BLOCK));
	for count in &counts {
		let found = pages(&reader, &count.filter);
		// The council's entries are found with those of organisations, and told apart by their author.
		let found = found.iter().filter(|it| it.organisation == count.organisation).count();
		assert_eq!(found as i64, count.entries, "{count:?}");
	}
	assert!(reader
		.entries_per_day(&PerDay { from: Some("soon".into()), ..PerDay::default() })
		.is_err());
	let of_one =
		PerDay { organisation: Some(2), kinds: vec!["Released".into()], ..PerDay::default() };
	let entries: i64 = reader.entries_per_day(&of_one).unwrap().iter().map(|it| it.entries).sum();
	let asked = Journal {
		organisations: vec![2],
		kinds: vec!["Released".into()],
		limit: 100,
		..Journal::default()
	};
	assert_eq!(pages(&reader, &asked).len() as i64, entries);
}
