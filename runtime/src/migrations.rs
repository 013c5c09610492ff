//! What changes storage from one release to the next.
//!
//! From the first release on, every change of storage comes with a migration here and a test of it.
//! The first release has nothing to migrate. `docs/migrations.md` says how a change ships. The
//! module `example`, which only tests compile, is there to be copied: a pallet whose storage
//! changed twice, once in a single block and once in steps.

// With the feature for benchmarks, `pallet-migrations` takes mocked migrations only.
#[cfg(test)]
#[cfg(not(feature = "runtime-benchmarks"))]
mod example;
#[cfg(feature = "failing-migration")]
mod failing;

/// Migrations that run in one block, before anything else, when a new runtime first runs.
///
/// Only what is small and bounded belongs here, because the whole migration must fit into one
/// block.
pub type SingleBlock = ();

/// Migrations that run in steps over several blocks, in which no transaction is dispatched.
///
/// Whatever can grow belongs here.
#[cfg(not(any(feature = "runtime-benchmarks", feature = "failing-migration")))]
pub type MultiBlock = ();
/// In the runtime that rehearses a failure, and in no other.
#[cfg(feature = "failing-migration")]
pub type MultiBlock = (failing::Fails,);
