use super::*;
use hallmark_glue::{Journal, StorageMeter};

const SUBJECT: Subject = Subject::Facility(PLANT);

fn append(author: Author) -> DispatchResult {
	Identity::append(
		SUBJECT,
		author,
		JournalKind::FacilityRegistered,
		Assurance::Declared,
		Some(document()),
	)
}

fn brand() -> Author {
	Author::Operator { organisation: BRAND, account: operator(BRAND) }
}

#[test]
fn journal_keeps_who_what_and_when() {
	test(|| {
		System::set_block_number(7);
		assert_ok!(append(brand()));
		let entry = JournalEntry {
			kind: JournalKind::FacilityRegistered,
			assurance: Assurance::Declared,
			author: brand(),
			block: 7,
			at: NOW,
			document: Some(document()),
		};
		assert_eq!(Identity::journal(SUBJECT, 0, 10), [(0, entry)]);
		assert_eq!(Identity::journal_length(SUBJECT), 1);
		let event = Event::JournalEntryWritten { subject: SUBJECT, position: 0 };
		assert_eq!(last_event(), event.into());
		assert!(Identity::journal(Subject::Facility(OWN_PLANT), 0, 10).is_empty());
	});
}

#[test]
fn journal_is_read_in_stretches_when_it_has_pages() {
	test(|| {
		for block in 1..=300 {
			System::set_block_number(block);
			assert_ok!(append(Author::Council));
		}
		let read = |from, limit| {
			let entries = Identity::journal(SUBJECT, from, limit);
			assert!(entries.iter().all(|(position, entry)| entry.block == position + 1));
			entries.into_iter().map(|(position, _)| position).collect::<Vec<_>>()
		};
		assert_eq!(read(0, 3), [0, 1, 2]);
		assert_eq!(read(14, 4), [14, 15, 16, 17]);
		assert_eq!(read(16, 16), (16..32).collect::<Vec<_>>());
		assert_eq!(read(298, 10), [298, 299]);
		// At most 256 in one answer.
		assert_eq!(read(0, u32::MAX), (0..256).collect::<Vec<_>>());
		for (from, limit) in [(300, 1), (u32::MAX, u32::MAX), (0, 0), (5, 0)] {
			assert!(read(from, limit).is_empty());
		}
	});
}

#[test]
fn journal_is_charged_to_the_organisation_that_writes() {
	test(|| {
		let mut last = 0;
		let mut grown = Vec::new();
		for _ in 0..17 {
			assert_ok!(append(brand()));
			grown.push(stored(BRAND) - last);
			last = stored(BRAND);
		}
		// The first entry makes the journal and a page, the 17th another page.
		assert!(grown[0] > grown[16] && grown[16] > grown[1]);
		assert!(grown[1..16].iter().all(|bytes| *bytes == grown[1]));
		StorageLimit::set(&last);
		assert_noop!(append(brand()), STORAGE_USED_UP);
		// Council and consumers have no allowance.
		assert_ok!(append(Author::Council));
		assert_ok!(append(Author::Consumer));
	});
}

#[test]
fn journal_is_full_when_its_positions_are_used_up() {
	test(|| {
		JournalLength::<Test>::insert(SUBJECT, u32::MAX);
		assert_noop!(append(brand()), Error::JournalFull);
		JournalLength::<Test>::remove(SUBJECT);
	});
}

#[test]
fn appending_tells_what_it_costs_with_the_meter() {
	let own = <() as WeightInfo>::journal_append();
	assert_eq!(Identity::append_weight(), own + Quota::meter_weight());
}
