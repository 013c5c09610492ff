//! Tests. Each ends with the checks of `try_state`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use hallmark_types::{Digest, FacilityId, MediaType};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

const SUBJECT: Subject = Subject::Facility(FacilityId(1));
const OTHER_SUBJECT: Subject = Subject::Facility(FacilityId(2));

fn document() -> Document {
	Document { digest: Digest::repeat_byte(0xdd), media: MediaType::Pdf }
}

fn append(author: Author) -> DispatchResult {
	Journals::append(
		SUBJECT,
		author,
		JournalKind::FacilityRegistered,
		Assurance::Declared,
		Some(document()),
	)
}

fn writer() -> Author {
	Author::Operator { organisation: WRITER, account: operator(WRITER) }
}

#[test]
fn journal_keeps_who_what_and_when() {
	test(|| {
		System::set_block_number(7);
		assert_ok!(append(writer()));
		let entry = JournalEntry {
			kind: JournalKind::FacilityRegistered,
			assurance: Assurance::Declared,
			author: writer(),
			block: 7,
			at: NOW,
			document: Some(document()),
		};
		assert_eq!(Journals::entries(SUBJECT, 0, 10), [(0, entry)]);
		assert_eq!(Journals::length(SUBJECT), 1);
		let event = Event::EntryWritten { subject: SUBJECT, position: 0 };
		assert_eq!(System::events().pop().unwrap().event, event.into());
		assert!(Journals::entries(OTHER_SUBJECT, 0, 10).is_empty());
		assert_eq!(Journals::length(OTHER_SUBJECT), 0);
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
			let entries = Journals::entries(SUBJECT, from, limit);
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
fn entry_is_one_write_however_long_the_journal_is() {
	test(|| {
		for (written, pages) in [(0u32, 0usize), (1, 1), (15, 1), (16, 1), (17, 2), (160, 10)] {
			while Journals::length(SUBJECT) < written {
				assert_ok!(append(Author::Council));
			}
			let keys = || JournalPages::<Test>::iter_key_prefix(SUBJECT).collect::<Vec<_>>();
			let before = keys();
			assert_eq!(before.len(), pages);
			assert_ok!(append(Author::Council));
			let begins = written.is_multiple_of(ENTRIES_PER_PAGE);
			let after = keys();
			assert_eq!(after.len(), pages + usize::from(begins));
			// The newest page is the journal's first key.
			assert_eq!(after[0].page(), written / ENTRIES_PER_PAGE);
			assert_eq!(Journals::entries(SUBJECT, written, 1).len(), 1);
		}
	});
}

#[test]
fn journal_is_charged_to_the_organisation_that_writes() {
	test(|| {
		let mut last = 0;
		let mut grown = Vec::new();
		for _ in 0..17 {
			assert_ok!(append(writer()));
			grown.push(stored(WRITER) - last);
			last = stored(WRITER);
		}
		// The first entry makes a page, the 17th another.
		assert!(grown[0] == grown[16] && grown[16] > grown[1]);
		assert!(grown[1..16].iter().all(|bytes| *bytes == grown[1]));
		StorageLimit::set(&last);
		assert_noop!(append(writer()), STORAGE_USED_UP);
		// Council and consumers have no allowance.
		assert_ok!(append(Author::Council));
		assert_ok!(append(Author::Consumer));
	});
}

#[test]
fn entry_is_refused_when_the_journals_positions_are_used_up() {
	test(|| {
		assert_ok!(append(Author::Council));
		let entry = Journals::entries(SUBJECT, 0, 1).remove(0).1;
		let last = PageKey::from(u32::MAX / ENTRIES_PER_PAGE);
		for (page, entries) in [(PageKey::from(0), 16), (last, 15)] {
			let entries = vec![entry.clone(); entries];
			JournalPages::<Test>::insert(SUBJECT, page, BoundedVec::truncate_from(entries));
		}
		assert_eq!(Journals::length(SUBJECT), u32::MAX);
		assert_noop!(append(writer()), Error::TooManyEntries);
		JournalPages::<Test>::remove(SUBJECT, last);
	});
}

#[test]
fn appending_costs_what_was_measured() {
	test(|| assert_eq!(Journals::append_weight(), <() as WeightInfo>::append()));
}
