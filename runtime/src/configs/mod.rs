//! Every pallet wired, by concern.

pub mod acting;
pub mod consensus;
pub mod governance;
pub mod system;
pub mod traceability;
pub mod weights;
