//! Single sampling by attributes: ISO 2859-1:1999.
//!
//! | Module | Holds | Clause |
//! |---|---|---|
//! | [`aql`] | [`Aql`], the acceptance quality limit, and its [`Unit`] | 5 |
//! | [`code_letter`] | [`Level`] and [`CodeLetter`], from the size of the lot | 10.1, 10.2, Table 1 |
//! | [`mod@plan`] | [`plan()`]: how many to draw and how many may fail | 10.3, Tables 2-A, 2-B, 2-C |
//! | [`switching`] | [`Switching`]: what the lots before say of the next one | 9.3, 9.4 |
//!
//! A lot has up to three classes of nonconformity (critical, major, minor). Each has a plan of its
//! own and a [`Switching`] of its own (9.2); the largest sample is drawn, and the lot is accepted
//! if every class accepts it. If several streams of lots apply to one lot, its [`State`] is the
//! strictest of theirs, which is the greatest.
//!
//! No table is typed in: letters and plans are computed from the few numbers of which the
//! standard's own tables are built. Nothing in this crate panics, allocates, or knows of a chain.
//!
//! # Features
//!
//! - `scale`: what a chain stores is encoded with SCALE.
//! - `serde`: what people are shown is read and written, in camel case.
//! - `std`: the dependencies of the other two use the standard library.

#![cfg_attr(not(test), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod aql;
pub mod code_letter;
pub mod plan;
pub mod switching;

pub use aql::{Aql, Unit, UnknownAql};
pub use code_letter::{CodeLetter, Level, UnknownLevel};
pub use plan::{plan, Plan, Severity};
pub use switching::{InspectedLot, State, Submission, Switching, SwitchingRefusal};
