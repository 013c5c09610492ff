//! What came of a transaction.

use super::{EventView, Reader, MAX_ANSWERS};
use crate::{
	batch::{of_place, place},
	error::Result,
};
use hallmark_types::BlockNumber;
use rusqlite::{params, OptionalExtension};
use serde_json::Value;

/// What came of a transaction that stands in a final block.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
	/// The block.
	pub block: BlockNumber,
	/// Its hash.
	pub block_hash: [u8; 32],
	/// The transaction's index in it.
	pub index: u32,
	/// The pallet that it calls.
	pub pallet: String,
	/// The call.
	pub call: String,
	/// 0 it succeeded, 1 it failed, 2 some calls of a batch failed.
	pub outcome: u8,
	/// Why: `Pallet.Error`.
	pub error: Option<String>,
	/// The `spec_version` of the release that made the block: by its metadata the events are read.
	pub spec: u32,
}

impl Reader {
	/// What came of the transaction with a hash; none if no final block that is indexed has it.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn outcome(&self, hash: &[u8; 32]) -> Result<Option<Outcome>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id, b.hash, n.pallet, n.name, e.outcome, e.error, b.spec FROM extrinsic e
				 JOIN block b ON b.number = e.id >> 20 JOIN name n ON n.id = e.call
				 WHERE substr(e.hash, 1, 8) = substr(?1, 1, 8) AND e.hash = ?1
				 ORDER BY e.id LIMIT 1",
			)?;
			let read = |row: &rusqlite::Row<'_>| {
				let (block, index) = of_place(row.get(0)?);
				Ok(Outcome {
					block,
					block_hash: row.get(1)?,
					index,
					pallet: row.get(2)?,
					call: row.get(3)?,
					outcome: row.get(4)?,
					error: row.get(5)?,
					spec: row.get(6)?,
				})
			};
			Ok(select.query_row(params![hash], read).optional()?)
		})
	}

	/// What a transaction made happen, but for its success and for journal entries: at most
	/// [`MAX_ANSWERS`].
	///
	/// # Errors
	///
	/// [`Error::Decode`](crate::error::Error::Decode), and those of the database.
	pub fn events_of(&self, outcome: &Outcome) -> Result<Vec<EventView>> {
		let Outcome { block, index, spec, .. } = *outcome;
		let rows = self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id, n.pallet, n.name, e.bytes FROM event e JOIN name n ON n.id = e.name
				 WHERE e.id >= ?1 AND e.id < ?2 AND e.extrinsic = ?3 ORDER BY e.id LIMIT ?4",
			)?;
			let (from, until) = (place(block, 0), place(block.saturating_add(1), 0));
			let rows = select.query_map(params![from, until, index, MAX_ANSWERS], |row| {
				let view = EventView {
					block,
					index: of_place(row.get(0)?).1,
					extrinsic: Some(index),
					pallet: row.get(1)?,
					name: row.get(2)?,
					fields: Value::Null,
				};
				Ok((view, row.get::<_, Vec<u8>>(3)?))
			})?;
			Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
		})?;
		let description = self.description(spec)?;
		let told = rows.into_iter().map(|(view, bytes)| {
			Ok(EventView { fields: description.event_fields(&bytes)?, ..view })
		});
		told.collect()
	}
}
