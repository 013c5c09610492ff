//! The council: motions and votes; and what is said of organisations.

use super::{acts, PLATFORMS};
use crate::{
	problem::Problem,
	writing::{
		fields::{Account, DocumentField, Hash},
		routes::call_of_hex,
	},
};
use hallmark_sdk::{
	calls,
	compose::{self, Share},
	runtime::Runtime,
};
use hallmark_types::{OrgId, Permission, Permissions};
use pallet_merchant_registry::Call as Registry;

acts! {
	/// Puts a call to the council.
	///
	/// If one vote is enough, it is done at once. Otherwise the motion is open, and whoever moved it votes
	/// for it too.
	Propose {
		;
		/// The call, SCALE-encoded in hexadecimal. It is refused if it cannot be shown whole in words.
		#[schema(pattern = "^0x[0-9a-fA-F]+$")]
		call: String,
		/// Ask for five sixths of the council instead of two thirds.
		#[serde(default)]
		supermajority: bool,
	} |it, context| {
		let call = call_of_hex(&it.call)?;
		calls::describe(&call)
			.map_err(|unreadable| Problem::unprocessable("call", unreadable.to_string()))?;
		let share = if it.supermajority { Share::FiveSixths } else { Share::TwoThirds };
		compose::motion(&context.chain().await?, call, share).await?
	};

	/// Votes on a motion.
	Vote {
		motion: Hash;
		/// Its number.
		index: u32,
		/// Whether the vote is for it.
		approve: bool,
	} |it, _context| compose::vote(it.motion.0, it.index, it.approve);

	/// Closes a motion, and so executes it if it has its votes.
	Close {
		motion: Hash;
		/// Its number.
		index: u32,
	} |it, context| compose::closing(&context.chain().await?, it.motion.0, it.index).await?;

	/// Suspends an organisation, as the platform that sponsors it or by a motion.
	Suspend {
		organisation: u32;
		/// The document that says why. Only its digest goes on chain.
		#[serde(default)]
		reason: Option<DocumentField>,
		/// Make it a motion of the council.
		#[serde(default)]
		council: bool,
	} |it, context| {
		let reason = it.reason.map(Into::into);
		let call = Registry::<Runtime>::suspend { org: OrgId(it.organisation), reason };
		context.by_council(it.council, (Permission::Onboarding, PLATFORMS), call.into()).await?
	};

	/// Ends a suspension, as the platform that suspended it or by a motion.
	Reinstate {
		organisation: u32;
		/// Make it a motion of the council.
		#[serde(default)]
		council: bool,
	} |it, context| {
		let call = Registry::<Runtime>::reinstate { org: OrgId(it.organisation) };
		context.by_council(it.council, (Permission::Onboarding, PLATFORMS), call.into()).await?
	};

	/// Adds an operator to the organisation.
	AddOperator {
		;
		/// Its account.
		account: Account,
		/// What it may do: `Products`, `Lots` and so on.
		#[schema(value_type = Vec<String>, max_items = 14)]
		permissions: Vec<Permission>,
	} |it, _context| Registry::<Runtime>::add_operator {
		account: it.account.0,
		permissions: Permissions::of(&it.permissions),
	};
}
