//! Lots. Their items are made where the lot's key is, by `hallmark lot issue` or a program that follows
//! `docs/identity.md`: the key, and with it every code that can be printed, never comes here.

use super::acts;
use crate::writing::fields::{BatchField, GtinField, Hash, When};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{FacilityId, LotId};
use pallet_product_identity::{Call, LotHeader};

acts! {
	/// Issues a lot whose items were made elsewhere.
	///
	/// What it takes stands in the manifest that `hallmark lot issue` writes beside secret file and leaf
	/// file. Neither the lot's key nor a serial is among it.
	Issue {
		;
		/// The product.
		gtin: GtinField,
		/// The batch number on the goods.
		batch: BatchField,
		/// Which part of its batch this is.
		#[serde(default)]
		part: u8,
		/// The facility that made it.
		#[serde(default)]
		facility: Option<u32>,
		/// Whether its serials are the merchant's own, so that they can be guessed.
		#[serde(default)]
		guessable: bool,
		/// When it was made.
		#[serde(default)]
		produced: Option<When>,
		/// The last moment at which it has not expired.
		#[serde(default)]
		expires: Option<When>,
		/// How many items it has.
		#[schema(minimum = 1, maximum = 1048576)]
		count: u32,
		/// The Merkle root over its leaves.
		root: Hash,
		/// SHA-256 of its public leaf file.
		leaf_file: Hash,
	} |it, _context| {
		let header = LotHeader {
			gtin: it.gtin.0,
			batch: it.batch.0,
			part: it.part,
			facility: it.facility.map(FacilityId),
			guessable: it.guessable,
			produced: it.produced.map(|it| it.0),
			expires: it.expires.map(|it| it.0),
		};
		let (count, root, leaf_file) = (it.count, it.root.0, it.leaf_file.0);
		Call::<Runtime>::issue_lot { header, count, root, leaf_file }
	};

	/// Confirms, as a platform, that it holds a lot's leaf file.
	ConfirmLeafFile {
		lot: u64;
		/// The Merkle root over the leaves in the file.
		root: Hash,
		/// How many there are.
		count: u32,
		/// SHA-256 of the file.
		leaf_file: Hash,
	} |it, _context| Call::<Runtime>::confirm_leaf_file {
		lot: LotId(it.lot),
		root: it.root.0,
		count: it.count,
		leaf_file: it.leaf_file.0,
	};

	/// Confirms, as the owner of the facility, how many items a lot has.
	ConfirmCount {
		lot: u64;
	} |it, _context| Call::<Runtime>::confirm_count { lot: LotId(it.lot) };

	/// Says that a lot's key is known to others since a moment.
	Compromise {
		lot: u64;
		/// Since when; without it, since now.
		#[serde(default)]
		as_of: Option<When>,
	} |it, context| {
		let as_of = context.moment(it.as_of).await?;
		Call::<Runtime>::mark_compromised { lot: LotId(it.lot), as_of }
	};
}
