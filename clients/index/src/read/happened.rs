//! What happened around journal entries: for whoever tells them on in other words.

use super::{entry, EntryView, EventView, Reader, ENTRY, MAX_ANSWERS};
use crate::{
	batch::{of_place, place},
	error::Result,
};
use hallmark_types::BlockNumber;
use rusqlite::{params, OptionalExtension};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

impl Reader {
	/// The index's file.
	pub fn path(&self) -> &Path {
		&self.0.path
	}

	/// The hash of the first block of the chain that is indexed.
	///
	/// # Errors
	///
	/// Those of the database; so for all that follow.
	pub fn genesis(&self) -> Result<Option<[u8; 32]>> {
		self.ask(|it| {
			Ok(it.query_row("SELECT genesis FROM chain", [], |row| row.get(0)).optional()?)
		})
	}

	/// The hashes of a block's extrinsics, by their index.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn extrinsic_hashes(&self, block: BlockNumber) -> Result<BTreeMap<u32, [u8; 32]>> {
		self.ask(|it| {
			let mut select =
				it.prepare_cached("SELECT id, hash FROM extrinsic WHERE id >= ?1 AND id < ?2")?;
			let (from, until) = (place(block, 0), place(block.saturating_add(1), 0));
			let rows = select
				.query_map([from, until], |row| Ok((of_place(row.get(0)?).1, row.get(1)?)))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The journal entries that an extrinsic wrote, in their order.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn entries_written(&self, block: BlockNumber, index: u32) -> Result<Vec<EntryView>> {
		self.ask(|it| {
			let select = format!(
				"{ENTRY} WHERE j.id >= ?1 AND j.id < ?2 AND j.extrinsic = ?3 ORDER BY j.id"
			);
			let mut select = it.prepare_cached(&select)?;
			let (from, until) = (place(block, 0), place(block.saturating_add(1), 0));
			let rows = select.query_map(params![from, until, index], entry)?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The places of the block's events by which batches tell that a call of theirs is over, of one
	/// extrinsic, in their order: what stands before the first is the first call's.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn calls_over(&self, block: BlockNumber, index: u32) -> Result<Vec<i64>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id FROM event e JOIN name n ON n.id = e.name
				 WHERE e.id >= ?1 AND e.id < ?2 AND e.extrinsic = ?3 AND n.pallet = 'Utility'
				 AND n.name IN ('ItemCompleted', 'ItemFailed') ORDER BY e.id",
			)?;
			let (from, until) = (place(block, 0), place(block.saturating_add(1), 0));
			let rows = select.query_map(params![from, until, index], |row| row.get(0))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// Events of one name behind a place, oldest first, each with its place: at most
	/// [`MAX_ANSWERS`].
	///
	/// # Errors
	///
	/// [`Error::Decode`](crate::error::Error::Decode).
	pub fn events_named(
		&self,
		pallet: &str,
		name: &str,
		after: i64,
	) -> Result<Vec<(i64, EventView)>> {
		let rows = self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id, e.extrinsic, e.bytes, b.spec FROM event e
				 JOIN block b ON b.number = e.id >> 20
				 WHERE e.name = (SELECT id FROM name WHERE class = 'event' AND pallet = ?1 AND name = ?2)
				 AND e.id > ?3 ORDER BY e.id LIMIT ?4",
			)?;
			let rows = select.query_map(params![pallet, name, after, MAX_ANSWERS], |row| {
				let place = row.get(0)?;
				let (block, index) = of_place(place);
				let view = EventView {
					block,
					index,
					extrinsic: row.get(1)?,
					pallet: pallet.into(),
					name: name.into(),
					fields: Value::Null,
				};
				Ok((place, view, row.get::<_, Vec<u8>>(2)?, row.get(3)?))
			})?;
			Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
		})?;
		rows.into_iter()
			.map(|(place, view, bytes, spec)| {
				let fields = self.description(spec)?.event_fields(&bytes)?;
				Ok((place, EventView { fields, ..view }))
			})
			.collect()
	}

	/// The shipments that a lot is in.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn shipments_of_lot(&self, lot: i64) -> Result<Vec<i64>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT shipment FROM shipment_line WHERE lot = ?1 ORDER BY shipment",
			)?;
			let rows = select.query_map([lot], |row| row.get(0))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}
}
