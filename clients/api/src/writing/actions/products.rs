//! Products, and where they are made.

use super::acts;
use crate::{
	problem::Problem,
	writing::fields::{Country, DocumentField, GlnField, GtinField, Hs, Line},
};
use hallmark_sdk::{
	compose::{self, Revision},
	import::product_types,
	runtime::Runtime,
};
use hallmark_types::{FacilityId, Gtin, ProductTypeId};
use pallet_merchant_registry::Call as Registry;
use pallet_product_identity::{Call, ProductDetails};

acts! {
	/// Registers a product.
	Register {
		;
		/// The product.
		gtin: GtinField,
		/// Its name.
		name: Line<128>,
		/// The name of its product type; or `productType`.
		#[serde(default)]
		category: Option<String>,
		/// The id of its product type; or `category`.
		#[serde(default)]
		product_type: Option<u16>,
		/// Its code of the Harmonized System.
		hs: Hs,
		/// Its declared origin.
		origin: Country,
		/// Its full data sheet. Only its digest goes on chain.
		#[serde(default)]
		sheet: Option<DocumentField>,
	} |it, context| {
		let product_type = match (it.product_type, it.category) {
			(Some(id), None) => ProductTypeId(id),
			(None, Some(name)) => {
				let types = product_types(&context.chain().await?).await?;
				let unknown = || {
					let reason = format!("no product type is called {name}; the council registers them");
					Problem::unprocessable("category", reason)
				};
				types.get(&name).copied().ok_or_else(unknown)?
			}
			_ => {
				let reason = "give either this or productType";
				return Err(Problem::unprocessable("category", reason));
			}
		};
		let details = ProductDetails {
			name: it.name.0,
			hs: it.hs.0,
			origin: it.origin.0,
			sheet: it.sheet.map(Into::into),
		};
		Call::<Runtime>::register_product { gtin: it.gtin.0, product_type, details }
	};

	/// Writes a new version of a product's record. What is not given stays as it is.
	Revise {
		gtin: GtinField;
		/// Its name.
		#[serde(default)]
		name: Option<Line<128>>,
		/// Its code of the Harmonized System.
		#[serde(default)]
		hs: Option<Hs>,
		/// Its declared origin.
		#[serde(default)]
		origin: Option<Country>,
		/// Its full data sheet. Only its digest goes on chain.
		#[serde(default)]
		sheet: Option<DocumentField>,
	} |it, context| {
		let changes = Revision {
			name: it.name.map(|name| name.0),
			hs: it.hs.map(|hs| hs.0),
			origin: it.origin.map(|origin| origin.0),
			sheet: it.sheet.map(Into::into),
		};
		if changes == Revision::default() {
			return Err(Problem::unprocessable("body", "there is nothing to be changed"));
		}
		compose::revise(&context.chain().await?, it.gtin.0, changes).await?
	};

	/// Confirms or disowns a product, as its brand's owner.
	Brand {
		gtin: GtinField;
		/// Whether it is the brand's own.
		own: bool,
	} |it, _context| {
		let gtin: Gtin = it.gtin.0;
		match it.own {
			true => Call::<Runtime>::confirm_brand { gtin },
			false => Call::disown_brand { gtin },
		}
	};

	/// Registers a facility.
	RegisterFacility {
		;
		/// Its name.
		name: Line<64>,
		/// The country it stands in.
		country: Country,
		/// Its Global Location Number.
		#[serde(default)]
		gln: Option<GlnField>,
	} |it, _context| Registry::<Runtime>::register_facility {
		name: it.name.0,
		country: it.country.0,
		gln: it.gln.map(|gln| gln.0),
	};

	/// Closes a facility, for good.
	CloseFacility {
		facility: u32;
	} |it, _context| Registry::<Runtime>::close_facility { facility: FacilityId(it.facility) };
}
