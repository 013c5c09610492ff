//! The benchmark of appending an entry.

use crate::*;
use frame_benchmarking::v2::*;
use hallmark_types::{AccountId, Digest, Gtin, MediaType, OrgId};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// An active organisation, and an operator of it.
	fn organisation() -> (OrgId, AccountId);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The last entry of a page, by an organisation that is charged for it. Looking up the newest
	/// page takes most for a full one, writing it too.
	#[benchmark]
	fn append() {
		let (organisation, account) = T::BenchmarkHelper::organisation();
		let author = Author::Operator { organisation, account };
		let subject = Subject::Product(Gtin(9_521_001_000_017));
		let document = Document { digest: Digest::repeat_byte(1), media: MediaType::Pdf };
		let write = |author| {
			let kind = JournalKind::ProductRevised;
			Pallet::<T>::append(subject, author, kind, Assurance::Declared, Some(document))
		};
		for _ in 1..ENTRIES_PER_PAGE {
			write(author.clone()).unwrap();
		}

		#[block]
		{
			write(author).unwrap();
		}

		assert_eq!(Pallet::<T>::length(subject), ENTRIES_PER_PAGE);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
