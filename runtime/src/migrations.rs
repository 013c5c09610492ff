//! What changes storage from one release to the next.
//!
//! Every change of storage comes with a migration here, tested, from the first release on. A migration
//! that may not fit one block is a stepped one. The first release has nothing to migrate.

/// Migrations that run in one block, before anything else, when a new runtime first runs.
pub type SingleBlock = ();

/// Migrations that run in steps over several blocks, in which no transaction is dispatched.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type MultiBlock = ();
