//! Room for the deepest call.
//!
//! The chain takes calls within calls, 256 levels of lists deep, and whoever decodes one goes as deep.
//! That is more than a thread's stack holds by default, and a stack that overflows ends the process.

use std::thread;

/// The stack for the deepest call: many times what it takes in a development build. It is address
/// space; only what is touched takes memory.
const STACK: usize = 256 << 20;

/// Calls of so few bytes are decoded within any thread: a level takes three bytes at least.
pub(crate) const SHALLOW: usize = 192;

/// Does something on a stack that has room for the deepest call.
pub(crate) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> T {
	let mut work = Some(work);
	let done = thread::scope(|scope| {
		let work = &mut work;
		let builder = thread::Builder::new().name("index-decode".into()).stack_size(STACK);
		let run = move || work.take().map(|work| work());
		builder.spawn_scoped(scope, run).ok().and_then(|it| match it.join() {
			Ok(done) => done,
			Err(panic) => std::panic::resume_unwind(panic),
		})
	});
	match (done, work) {
		(Some(done), _) => done,
		// No thread was to be had.
		(None, Some(work)) => work(),
		(None, None) => unreachable!("work that was done gave its result"),
	}
}
