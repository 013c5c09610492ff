//! What identifiers of goods, places and parties stand for in the chain's state.

use super::Reader;
use crate::error::Result;
use hallmark_gs1::{Gln, Gtin, Sscc};
use rusqlite::{params, Row};

/// The most answers to one question here: what means more than these is not meant.
const MOST: u32 = 100;

/// A lot, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotMeant {
	/// Its id.
	pub id: u64,
	/// Who issued it.
	pub issuer: u32,
	/// How many items it has.
	pub count: u32,
	/// Whether its serials are the merchant's own.
	pub own_serials: bool,
}

impl Reader {
	/// The lots of a batch, or of a product, that are not void.
	///
	/// # Errors
	///
	/// Those of the database; so for all that follow.
	pub fn lots_meant(&self, gtin: Gtin, batch: Option<&str>) -> Result<Vec<LotMeant>> {
		self.rows(
			"SELECT id, issuer, count, guessable FROM lot
			 WHERE gtin = ?1 AND (?2 IS NULL OR batch = ?2) AND status IS NOT 'Voided'
			 ORDER BY id LIMIT ?3",
			params![gtin.as_u64(), batch, MOST],
			|row| {
				Ok(LotMeant {
					id: row.get(0)?,
					issuer: row.get(1)?,
					count: row.get(2)?,
					own_serials: row.get::<_, Option<bool>>(3)?.unwrap_or_default(),
				})
			},
		)
	}

	/// The shipments under way that have a packing unit with this number.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn shipments_of_unit(&self, sscc: Sscc) -> Result<Vec<u64>> {
		self.rows(
			"SELECT s.id FROM unit u JOIN shipment s ON s.id = u.shipment
			 WHERE u.sscc = ?1 AND s.status = 'Open' ORDER BY s.id LIMIT ?2",
			params![sscc.as_u64(), MOST],
			|row| row.get(0),
		)
	}

	/// The shipments under way with a lot that an organisation has.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn shipments_with(&self, lot: u64, custodian: u32) -> Result<Vec<u64>> {
		self.rows(
			"SELECT s.id FROM shipment_line l JOIN shipment s ON s.id = l.shipment
			 WHERE l.lot = ?1 AND s.status = 'Open' AND s.custodian = ?2 ORDER BY s.id LIMIT ?3",
			params![lot, custodian, MOST],
			|row| row.get(0),
		)
	}

	/// The organisations with a GLN.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn organisations_of_gln(&self, gln: Gln) -> Result<Vec<u32>> {
		self.rows(
			"SELECT id FROM organisation WHERE gln = ?1 ORDER BY id LIMIT ?2",
			params![gln.to_string(), MOST],
			|row| row.get(0),
		)
	}

	/// The facilities with a GLN that are open, and whose they are.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn facilities_of_gln(&self, gln: Gln) -> Result<Vec<(u32, u32)>> {
		self.rows(
			"SELECT id, organisation FROM facility
			 WHERE gln = ?1 AND closed IS NOT 1 ORDER BY id LIMIT ?2",
			params![gln.to_string(), MOST],
			|row| Ok((row.get(0)?, row.get(1)?)),
		)
	}

	fn rows<T>(
		&self,
		select: &str,
		values: impl rusqlite::Params,
		read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
	) -> Result<Vec<T>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(select)?;
			let rows = select.query_map(values, |row| read(row))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}
}
