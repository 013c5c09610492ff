//! The timeline of every subject. Provided by the journal, used by every pallet.

use hallmark_types::{journal::Author, Assurance, Document, JournalKind, Subject};
use sp_runtime::DispatchResult;
use sp_weights::Weight;

/// Appends to journals. Provided by the journal, used by every pallet.
pub trait Journal {
	/// Appends an entry to the journal of `subject`.
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult;

	/// What it costs.
	fn append_weight() -> Weight;
}

impl Journal for () {
	fn append(
		_: Subject,
		_: Author,
		_: JournalKind,
		_: Assurance,
		_: Option<Document>,
	) -> DispatchResult {
		Ok(())
	}

	fn append_weight() -> Weight {
		Weight::zero()
	}
}
