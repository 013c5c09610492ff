//! What changes storage from one release to the next.
//!
//! From the first release on, every change of storage comes with a migration here and a test of it.
//! The first release has nothing to migrate. `docs/migrations.md` says how a change ships. The module
//! `example`, which only tests compile, is there to be copied: a pallet whose storage changed twice,
//! once in a single block and once in steps.

#[cfg(test)]
mod example;

/// Migrations that run in one block, before anything else, when a new runtime first runs.
///
/// Only what is small and bounded belongs here: the block must hold all of it, or it is never made.
pub type SingleBlock = ();

/// Migrations that run in steps over several blocks, in which no transaction is dispatched.
///
/// Whatever can grow belongs here.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type MultiBlock = ();
