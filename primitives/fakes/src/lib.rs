//! Fakes of the neighbours that pallets have, written once for the tests of all of them.
//!
//! A fake answers as the pallet behind the trait does, as far as its neighbours can tell: a
//! suspended organisation has no operators, an account is revoked for good, what is stored can be
//! given back. What a test sets stands in storage, so that `assert_noop!` sees it and each test
//! begins afresh.
//!
//! - [`registry`]: organisations, operators, facilities, brands;
//! - [`meter`]: what organisations store;
//! - [`journal`]: what was written down;
//! - [`clock`]: what time it is.

pub mod clock;
pub mod journal;
pub mod meter;
pub mod registry;

pub use clock::{Clock, Now, DAY, HOUR, NOW};
pub use journal::{entries_of, Entries, Journals};
pub use meter::{stored, Meter, StorageLimit, STORAGE_USED_UP};
pub use registry::{
	numbered_operator, operator, operator_without, second_operator, stranger, third_operator,
	Registry, NOT_AN_OPERATOR, NO_PERMISSION, OPERATOR_REVOKED, ORGANISATION_SUSPENDED, WRONG_ROLE,
};

use frame_support::weights::Weight;
use hallmark_types::CountryCode;

/// What asking a fake costs.
pub const ASKED: Weight = Weight::from_parts(1_000, 0);

/// The country with this code.
pub fn country(code: &str) -> CountryCode {
	CountryCode::new(code).expect("a country's code")
}
