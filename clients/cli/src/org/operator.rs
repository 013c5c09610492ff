//! `hallmark org operator`: the accounts that write for an organisation.

use crate::{
	args::{account, as_of, moment_text, permissions, permissions_text, AsOf},
	council::ByCouncil,
	output::{Page, Report},
	session::{said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use frame_support::sp_runtime::Permill;
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{AccountId, Permissions};
use pallet_merchant_registry::{types::Operator, Call, Operators};
use pallet_quota::{OperatorQuota, OperatorQuotas};
use serde_json::json;

/// The accounts that write for the signer's organisation.
#[derive(Subcommand)]
pub enum Command {
	/// Makes an account an operator, for ever.
	Add(Permitted),
	/// Changes what an operator may do.
	Permissions(Permitted),
	/// Revokes an operator: what it wrote from then on reads as doubtful.
	Revoke(Revoke),
	/// Readmits a revoked operator.
	Readmit {
		/// The account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
	/// Limits an operator to a share of what the organisation may write, or lifts that.
	#[command(after_help = SHARE_EXAMPLE)]
	Share(Share),
	/// Shows an operator.
	Show {
		/// The account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
}

const SHARE_EXAMPLE: &str = "\
Example: hallmark org operator share 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty 12.5%
The share is of execution time, bytes of transactions and new state per window. Nobody sets his own.";

/// The arguments of `share`.
#[derive(Args)]
pub struct Share {
	/// The account.
	#[arg(value_parser = account)]
	account: AccountId,
	/// How much, in per cent, such as 25%.
	#[arg(value_parser = percent, required_unless_present = "lift")]
	share: Option<Permill>,
	/// Let it use all that the organisation may.
	#[arg(long, conflicts_with = "share")]
	lift: bool,
}

/// A share in per cent, with at most four decimals.
fn percent(text: &str) -> Result<Permill> {
	let parts = || {
		let digits = text.strip_suffix('%').unwrap_or(text);
		let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
		let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
		if whole.is_empty() || decimals.len() > 4 || !is_number(whole) || !is_number(decimals) {
			return None;
		}
		let whole: u32 = whole.parse().ok()?;
		let decimals: u32 = format!("{decimals:0<4}").parse().ok()?;
		let parts = whole.checked_mul(10_000)?.checked_add(decimals)?;
		(parts <= 1_000_000).then(|| Permill::from_parts(parts))
	};
	parts().context("not a share from 0% to 100%, such as 12.5%")
}

/// A share as [`percent`] reads it.
fn percent_text(share: Permill) -> String {
	let (whole, decimals) = (share.deconstruct() / 10_000, share.deconstruct() % 10_000);
	let decimals = format!(".{decimals:04}");
	let decimals = decimals.trim_end_matches('0').trim_end_matches('.');
	format!("{whole}{decimals}%")
}

/// An account and what it may do.
#[derive(Args)]
pub struct Permitted {
	/// The account: an SS58 address, 0x and its key, or such as //Alice.
	#[arg(value_parser = account)]
	account: AccountId,
	/// `all`, `none`, or some of admin,onboarding,products,lots,recalls,facilities,prefixes,
	/// attestations,examinations,rules,shipments,declarations,clearance,activations.
	#[arg(long = "may", value_name = "PERMISSIONS", value_parser = permissions)]
	permissions: Permissions,
}

/// The arguments of `revoke`.
#[derive(Args)]
pub struct Revoke {
	/// The account.
	#[arg(value_parser = account)]
	account: AccountId,
	/// Since when it is not to be trusted: now, 2026-07-01 or 2026-07-01T16:30:00+08:00.
	#[arg(long, default_value = "now", value_parser = as_of)]
	as_of: AsOf,
	#[command(flatten)]
	by: ByCouncil,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Add(Permitted { account, permissions }) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} is an operator; it may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session
				.send(Call::add_operator { account, permissions }, |_| said(sentence, json))
				.await
		}
		Command::Permissions(Permitted { account, permissions }) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session
				.send(Call::set_permissions { account, permissions }, |_| said(sentence, json))
				.await
		}
		Command::Revoke(Revoke { account, as_of, by }) => {
			let as_of = session.moment(as_of).await?;
			let sentence = format!(
				"{account} is revoked; what it wrote from {} on is in doubt",
				moment_text(as_of)
			);
			let json = json!({ "account": account, "asOf": as_of });
			by.send(session, Call::revoke_operator { account, as_of }, |_| said(sentence, json))
				.await
		}
		Command::Readmit { account } => {
			let sentence = format!("{account} is an operator again");
			let json = json!({ "account": account });
			session.send(Call::readmit_operator { account }, |_| said(sentence, json)).await
		}
		Command::Share(Share { account, share, .. }) => {
			let sentence = match share {
				Some(share) => format!(
					"{account} may use {} of what your organisation may write",
					percent_text(share)
				),
				None => format!("{account} may use all that your organisation may write"),
			};
			let json = json!({ "account": account, "share": share.map(percent_text) });
			let call = pallet_quota::Call::set_operator_share { account, share };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Show { account } => show(session, account).await,
	}
}

async fn show(session: &Session<'_>, account: AccountId) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let share: Option<OperatorQuota> =
		chain.read(OperatorQuotas::<Runtime>::hashed_key_for(&account), at).await?;
	let share = share.map(|quota| percent_text(quota.share));
	let operator: Option<Operator> =
		chain.read(Operators::<Runtime>::hashed_key_for(&account), at).await?;
	let active = chain.operator(account.clone(), Some(at)).await?.value;
	let active = active.is_some_and(|operator| operator.active);
	let operator =
		operator.with_context(|| format!("{account} is no operator of any organisation"))?;
	let mut page = Page::default();
	page.field("account", &account)
		.field("organisation", operator.org)
		.field("may", permissions_text(operator.permissions))
		.field("active", if active { "yes" } else { "no, revoked" })
		.field("added", moment_text(operator.added_at))
		.field_if("share of the quota", share.as_ref());
	let mut doubts = Vec::new();
	for doubt in &operator.revocations {
		let until = doubt.until.map_or("now".into(), moment_text);
		page.field("in doubt", format!("from {} to {until}", moment_text(doubt.from)));
		doubts.push(json!({ "from": doubt.from, "until": doubt.until }));
	}
	let json = json!({
		"account": account,
		"org": operator.org,
		"permissions": permissions_text(operator.permissions),
		"active": active,
		"addedAt": operator.added_at,
		"share": share,
		"inDoubt": doubts,
	});
	Report::new(page, json)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn share_survives_when_written_and_read() {
		for (text, parts) in [("0%", 0), ("12.5%", 125_000), ("0.0001%", 1), ("100%", 1_000_000)] {
			let share = percent(text).unwrap();
			assert_eq!(share.deconstruct(), parts, "{text}");
			assert_eq!(percent_text(share), text);
		}
		assert_eq!(percent("25").unwrap(), Permill::from_percent(25));
		for text in ["", "%", "101", "100.0001", "1.00001", "-1", "a", "1,5", "4294967296"] {
			assert!(percent(text).is_err(), "{text}");
		}
	}
}
