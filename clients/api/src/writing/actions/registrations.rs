//! Numbers of products and lots in registers outside of the chain: given by who keeps or issued them,
//! confirmed by customs; and the registers themselves, by the council.

use super::{acts, Context};
use crate::{
	problem::{Problem, Result},
	writing::fields::{bounded, Country, DocumentField, GtinField, Hs, Line, SystemField},
};
use hallmark_sdk::{
	compose::{self, Share},
	runtime::Runtime,
};
use hallmark_types::{LinkSubject, LotId, OrgId, SystemCode};
use pallet_customs_clearance::{Call, OuterSystem, Systems};

/// A register that the council named.
async fn named(context: &Context, system: SystemCode) -> Result<SystemCode> {
	let chain = context.chain().await?;
	let head = chain.finalised().await?;
	let key = Systems::<Runtime>::hashed_key_for(&system);
	match chain.read::<OuterSystem>(key, head.hash).await? {
		Some(_) => Ok(system),
		None => {
			let reason = format!(
				"the council named no register {system}: see /api/v1/registers for those there are"
			);
			Err(Problem::unprocessable("system", reason))
		}
	}
}

/// Makes what is done with numbers of one kind of subject: giving one, taking it back, confirming it, taking
/// that back.
macro_rules! numbers {
	(
		$field:ident: $type:ty, |$it:ident| $subject:expr;
		$(#[$give_doc:meta])* $give:ident;
		$(#[$withdraw_doc:meta])* $withdraw:ident;
		$(#[$confirm_doc:meta])* $confirm:ident;
		$(#[$unconfirm_doc:meta])* $unconfirm:ident;
	) => {
		acts! {
			$(#[$give_doc])*
			$give {
				$field: $type;
				/// The register.
				system: SystemField,
				/// The number, as the register writes it.
				number: Line<64>,
			} |$it, context| Call::<Runtime>::register {
				subject: $subject,
				system: named(context, $it.system.0).await?,
				number: $it.number.0,
			};

			$(#[$withdraw_doc])*
			$withdraw {
				$field: $type;
				/// The register.
				system: SystemField,
			} |$it, _context| Call::<Runtime>::withdraw_registration {
				subject: $subject,
				system: $it.system.0,
			};

			$(#[$confirm_doc])*
			$confirm {
				$field: $type;
				/// The register.
				system: SystemField,
				/// Who gave the number.
				registrant: u32,
				/// The number that stands in the register.
				number: Line<64>,
				/// The commodity code that the register has beside it, where it keeps one.
				#[serde(default)]
				hs: Option<Hs>,
			} |$it, context| Call::<Runtime>::confirm_registration {
				subject: $subject,
				system: named(context, $it.system.0).await?,
				registrant: OrgId($it.registrant),
				number: $it.number.0,
				hs: $it.hs.map(|hs| hs.0),
			};

			$(#[$unconfirm_doc])*
			$unconfirm {
				$field: $type;
				/// The register.
				system: SystemField,
				/// Who gave the number.
				registrant: u32,
				/// The document that says why. Only its digest goes on chain.
				reason: DocumentField,
			} |$it, _context| Call::<Runtime>::withdraw_confirmation {
				subject: $subject,
				system: $it.system.0,
				registrant: OrgId($it.registrant),
				reason: $it.reason.into(),
			};
		}
	};
}

numbers! {
	gtin: GtinField, |it| LinkSubject::Product(it.gtin.0);
	/// Gives the number of a product in a register, in place of the one before.
	OfProduct;
	/// Takes back the number that the organisation gave of a product.
	WithdrawOfProduct;
	/// Confirms, as a customs authority that looked into the register, the number of a product.
	///
	/// It counts at the border of the authority's country. It is no proof that the goods comply with any
	/// law.
	ConfirmOfProduct;
	/// Takes back what the country's customs confirmed of a product's number.
	UnconfirmOfProduct;
}

numbers! {
	lot: u64, |it| LinkSubject::Lot(LotId(it.lot));
	/// Gives the number of a lot in a register, in place of the one before.
	OfLot;
	/// Takes back the number that the organisation gave of a lot.
	WithdrawOfLot;
	/// Confirms, as a customs authority that looked into the register, the number of a lot.
	///
	/// It counts at the border of the authority's country. It is no proof that the goods comply with any
	/// law.
	ConfirmOfLot;
	/// Takes back what the country's customs confirmed of a lot's number.
	UnconfirmOfLot;
}

acts! {
	/// Names a register outside of the chain, or says anew what it is, by a motion of the council.
	Put {
		;
		/// Its code.
		system: SystemField,
		/// What it is.
		name: Line<64>,
		/// The countries whose customs authorities look into it; without any, all.
		#[serde(default)]
		#[schema(max_items = 64)]
		countries: Vec<Country>,
	} |it, context| {
		let countries: Vec<_> = it.countries.into_iter().map(|country| country.0).collect();
		let system = OuterSystem { name: it.name.0, countries: bounded("countries", countries)? };
		if !system.is_valid() {
			return Err(Problem::unprocessable("countries", "one is named twice"));
		}
		let call = Call::<Runtime>::put_system { code: it.system.0, system };
		compose::motion(&context.chain().await?, call.into(), Share::TwoThirds).await?
	};
}
