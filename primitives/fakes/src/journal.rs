//! What was written down.

use crate::ASKED;
use frame_support::{parameter_types, weights::Weight};
use hallmark_glue::Journal;
use hallmark_types::{journal::Author, Assurance, Document, JournalKind, OrgId, Subject};
use sp_runtime::DispatchResult;

/// An entry: about what, what happened, on whose word, by whom, with which document.
pub type Entry = (Subject, JournalKind, Assurance, Author, Option<Document>);

parameter_types! {
	/// All entries, oldest first.
	pub storage Entries: Vec<Entry> = Default::default();
}

/// Keeps what pallets write into journals.
pub struct Journals;

impl Journal for Journals {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let mut entries = Entries::get();
		entries.push((subject, kind, assurance, author, document));
		Entries::set(&entries);
		Ok(())
	}

	fn append_weight() -> Weight {
		ASKED
	}
}

/// What the journal of a subject says, oldest first: what, on whose word, and which organisation
/// wrote it; none for the council and for consumers.
pub fn entries_of(of: Subject) -> Vec<(JournalKind, Assurance, Option<OrgId>)> {
	Entries::get()
		.into_iter()
		.filter(|(subject, ..)| *subject == of)
		.map(|(_, kind, assurance, author, _)| {
			let by = match author {
				Author::Operator { organisation, .. } => Some(organisation),
				Author::Council | Author::Consumer => None,
			};
			(kind, assurance, by)
		})
		.collect()
}
