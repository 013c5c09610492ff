//! `hallmark org prefix`: whose a company prefix is.

use crate::{
	args::{document, document_text, doubt_of_prefix, moment_text, prefix},
	codes::warn,
	council::ByCouncil,
	output::{Page, Report},
	session::{said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_gs1::CompanyPrefix;
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{Document, OrgId};
use pallet_merchant_registry::{types::PrefixGrant, Call, CompanyPrefixes};
use serde_json::json;

/// GS1 company prefixes: whose a GTIN is.
#[derive(Subcommand)]
pub enum Command {
	/// Grants a company prefix, as the registrar or with --council.
	Grant(Grant),
	/// Withdraws a company prefix, as the registrar or with --council.
	Withdraw(Withdraw),
	/// Shows who holds a company prefix.
	Show {
		/// Its 4 to 12 digits; or gtin8: and the digits of a GTIN-8, which is granted singly.
		#[arg(value_parser = prefix)]
		prefix: CompanyPrefix,
	},
}

/// The arguments of `prefix grant`.
#[derive(Args)]
pub struct Grant {
	/// Its 4 to 12 digits; or gtin8: and the digits of a GTIN-8, which is granted singly.
	#[arg(value_parser = prefix)]
	prefix: CompanyPrefix,
	/// The organisation.
	org: u32,
	/// The licence. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	licence: Document,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `prefix withdraw`.
#[derive(Args)]
pub struct Withdraw {
	/// Its 4 to 12 digits; or gtin8: and the digits of a GTIN-8, which is granted singly.
	#[arg(value_parser = prefix)]
	prefix: CompanyPrefix,
	/// The document that says why. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
	#[command(flatten)]
	by: ByCouncil,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Grant(Grant { prefix, org, licence, by }) => {
			warn(doubt_of_prefix(prefix), session.is_quiet());
			let call = Call::grant_prefix { prefix: prefix.into(), holder: OrgId(org), licence };
			let sentence = format!("the company prefix {prefix} belongs to organisation {org}");
			let json = json!({ "prefix": prefix.to_string(), "org": org });
			by.send(session, call, |_| said(sentence, json)).await
		}
		Command::Withdraw(Withdraw { prefix, document, by }) => {
			warn(doubt_of_prefix(prefix), session.is_quiet());
			let call = Call::withdraw_prefix { prefix: prefix.into(), reason: document };
			let sentence = format!("the company prefix {prefix} has no holder any more");
			by.send(session, call, |_| said(sentence, json!({ "prefix": prefix.to_string() })))
				.await
		}
		Command::Show { prefix } => {
			warn(doubt_of_prefix(prefix), session.is_quiet());
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let key = CompanyPrefixes::<Runtime>::hashed_key_for(
				pallet_merchant_registry::types::CompanyPrefix::from(prefix),
			);
			let grant: Option<PrefixGrant> = chain.read(key, at).await?;
			let grant =
				grant.with_context(|| format!("the company prefix {prefix} was never granted"))?;
			let mut page = Page::default();
			page.field("prefix", prefix)
				.field("organisation", grant.holder)
				.field("licence", document_text(&grant.licence))
				.field("granted", moment_text(grant.granted_at))
				.field_if("withdrawn", grant.withdrawn.map(moment_text));
			let json = json!({
				"prefix": prefix.to_string(),
				"org": grant.holder,
				"licence": grant.licence,
				"grantedAt": grant.granted_at,
				"withdrawn": grant.withdrawn,
			});
			Report::new(page, json)
		}
	}
}
