//! The memory of the Wasm (ADR 0025).
//!
//! The SDK's allocator asks the host for each piece of memory and gives each back to it. That was
//! more than a quarter of the time that a full block takes. This one asks once, for an arena, and
//! shares it out by itself. Only what is long, or does not fit any more, comes from the host.
//!
//! The host allocates too: what it returns it puts into memory of its own, and the runtime frees it.
//! A piece is therefore given back to whoever made it, which its address tells.

#![allow(unsafe_code)]

use core::{
	alloc::{GlobalAlloc, Layout},
	cell::Cell,
	ptr,
};
use sp_io::allocator as host;
use talc::{cell::TalcCell, source::Manual, wasm::WasmBinning};

/// The length of the arena in bytes. Pages that nobody touches cost nothing. The host gives 32 MiB
/// at most in one piece.
const ARENA: u32 = 16 * 1024 * 1024;

/// Longer pieces come from the host. There are few of them, and they would leave gaps.
const LONGEST: usize = 64 * 1024;

/// The host aligns pieces to so many bytes. Before each there are as many again, of which the last
/// two are zero: there stands by how much a piece was moved that is aligned to more.
const HOST_ALIGNMENT: usize = 8;
type Moved = u16;

struct Allocator {
	pieces: TalcCell<Manual, WasmBinning>,
	/// Where the arena begins; 0 before the first piece.
	arena: Cell<usize>,
}

// SAFETY: the runtime has one thread.
unsafe impl Sync for Allocator {}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator { pieces: TalcCell::new(Manual), arena: Cell::new(0) };

impl Allocator {
	fn found(&self) {
		let arena = host::malloc(ARENA);
		self.arena.set(arena as usize);
		// SAFETY: the host gave this memory to nobody else, and never takes it back.
		unsafe { self.pieces.claim(arena, ARENA as usize) };
	}

	unsafe fn alloc_from_host(layout: Layout) -> *mut u8 {
		let spare = layout.align().saturating_sub(HOST_ALIGNMENT);
		let piece = host::malloc(layout.size().saturating_add(spare) as u32);
		let moved = piece.align_offset(layout.align());
		let piece = piece.add(moved);
		piece.cast::<Moved>().sub(1).write_unaligned(moved as Moved);
		piece
	}

	unsafe fn give_back_to_host(piece: *mut u8) {
		let moved = piece.cast::<Moved>().sub(1).read_unaligned();
		host::free(piece.sub(moved.into()));
	}

	/// What the runtime is called with lies in the host's memory, and is there before the arena.
	fn is_ours(&self, piece: *mut u8) -> bool {
		let arena = self.arena.get();
		arena != 0 && (piece as usize).wrapping_sub(arena) < ARENA as usize
	}
}

// SAFETY: a piece is `layout.size()` bytes of memory that nobody else has, aligned as asked, until it
// is given back: talc and the host see to that, each for its own pieces.
unsafe impl GlobalAlloc for Allocator {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		if self.arena.get() == 0 {
			self.found();
		}
		if layout.size() <= LONGEST {
			let piece = self.pieces.alloc(layout);
			if !piece.is_null() {
				return piece;
			}
		}
		Self::alloc_from_host(layout)
	}

	unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
		if self.is_ours(piece) {
			self.pieces.dealloc(piece, layout);
		} else {
			Self::give_back_to_host(piece);
		}
	}

	unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
		if self.is_ours(piece) && size <= LONGEST {
			let grown = self.pieces.realloc(piece, layout, size);
			if !grown.is_null() {
				return grown;
			}
		}
		let longer = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
		ptr::copy_nonoverlapping(piece, longer, layout.size().min(size));
		self.dealloc(piece, layout);
		longer
	}
}
