//! `hallmark org operator`: the accounts that write for an organisation.

use crate::{
	args::{account, as_of, moment_text, permissions, permissions_text, AsOf},
	council::ByCouncil,
	output::{Page, Report},
	session::{said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{AccountId, Permissions};
use pallet_merchant_registry::{types::Operator, Call, Operators};
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
	/// Shows an operator.
	Show {
		/// The account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
}

/// An account and what it may do.
#[derive(Args)]
pub struct Permitted {
	/// The account: an SS58 address, 0x and its key, or such as //Alice.
	#[arg(value_parser = account)]
	account: AccountId,
	/// `all`, `none`, or some of admin,onboarding,products,lots,recalls,facilities,prefixes.
	#[arg(long = "may", value_name = "PERMISSIONS", value_parser = permissions)]
	permissions: Permissions,
}

/// The arguments of `revoke`.
#[derive(Args)]
pub struct Revoke {
	/// The account.
	#[arg(value_parser = account)]
	account: AccountId,
	/// Since when it is not to be trusted: now, 2026-07-01 or 2026-07-01T08:30:00Z.
	#[arg(long, default_value = "now", value_parser = as_of)]
	as_of: AsOf,
	#[command(flatten)]
	by: ByCouncil,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Add(Permitted {
			account,
			permissions,
		}) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} is an operator; it may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session
				.send(
					Call::add_operator {
						account,
						permissions,
					},
					|_| said(sentence, json),
				)
				.await
		}
		Command::Permissions(Permitted {
			account,
			permissions,
		}) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session
				.send(
					Call::set_permissions {
						account,
						permissions,
					},
					|_| said(sentence, json),
				)
				.await
		}
		Command::Revoke(Revoke { account, as_of, by }) => {
			let as_of = session.moment(as_of).await?;
			let sentence = format!(
				"{account} is revoked; what it wrote from {} on is in doubt",
				moment_text(as_of)
			);
			let json = json!({ "account": account, "asOf": as_of });
			by.send(session, Call::revoke_operator { account, as_of }, |_| {
				said(sentence, json)
			})
			.await
		}
		Command::Readmit { account } => {
			let sentence = format!("{account} is an operator again");
			let json = json!({ "account": account });
			session
				.send(Call::readmit_operator { account }, |_| said(sentence, json))
				.await
		}
		Command::Show { account } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let operator: Option<Operator> = chain
				.read(Operators::<Runtime>::hashed_key_for(&account), at)
				.await?;
			let operator = operator
				.with_context(|| format!("{account} is no operator of any organisation"))?;
			let mut page = Page::default();
			page.field("account", &account)
				.field("organisation", operator.org)
				.field("may", permissions_text(operator.permissions))
				.field(
					"active",
					if operator.is_active() {
						"yes"
					} else {
						"no, revoked"
					},
				)
				.field("added", moment_text(operator.added_at));
			let mut doubts = Vec::new();
			for doubt in &operator.revocations {
				let until = doubt.until.map_or("now".into(), moment_text);
				page.field(
					"in doubt",
					format!("from {} to {until}", moment_text(doubt.from)),
				);
				doubts.push(json!({ "from": doubt.from, "until": doubt.until }));
			}
			let json = json!({
				"account": account,
				"org": operator.org,
				"permissions": permissions_text(operator.permissions),
				"active": operator.is_active(),
				"addedAt": operator.added_at,
				"inDoubt": doubts,
			});
			Report::new(page, json)
		}
	}
}
