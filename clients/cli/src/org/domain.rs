//! `hallmark org domain`: the host names that organisations print their codes with.

use crate::{
	output::{Page, Report},
	session::{answered, present, said, Session},
};
use anyhow::{ensure, Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{
	links::{is_host_name, HostName, HostNames, MAX_DOMAINS},
	OrgId, Text,
};
use pallet_links::Call;
use serde_json::json;

const SET_EXAMPLE: &str = "\
Example: hallmark org domain set id.brand.example qr.brand.example
Without any, the organisation has none any more. Clients ignore the host of a code whatever is said \
here, and several organisations may name one host.";

/// The host names that organisations print their codes with.
#[derive(Subcommand)]
pub enum Command {
	/// Lists those of an organisation.
	List(List),
	/// Says which host names the signer's organisation prints its codes with, in place of those
	/// until now.
	#[command(after_help = SET_EXAMPLE)]
	Set(Set),
}

/// The arguments of `domain list`.
#[derive(Args)]
pub struct List {
	/// The organisation.
	org: u32,
}

/// The arguments of `domain set`.
#[derive(Args)]
pub struct Set {
	/// The host names, such as id.brand.example.
	#[arg(value_parser = host_name)]
	domains: Vec<HostName>,
}

/// A host name, in small letters or not.
fn host_name(text: &str) -> Result<HostName> {
	let text = text.to_ascii_lowercase();
	ensure!(
		is_host_name(text.as_bytes()),
		"not a host name of two parts or more, such as id.brand.example"
	);
	Text::new(&text).ok().context("not a host name")
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::List(List { org }) => list(session, OrgId(org)).await,
		Command::Set(Set { domains }) => {
			let sentence = match domains.len() {
				0 => "your organisation has no resolver domains any more".into(),
				_ => format!("your organisation prints its codes with {}", names_text(&domains)),
			};
			let json = json!({ "domains": domains });
			let domains = HostNames::try_from(domains).ok();
			let domains = domains
				.with_context(|| format!("an organisation has {MAX_DOMAINS} host names at most"))?;
			let call = Call::<Runtime>::set_resolver_domains { domains };
			let unchanged = pallet_links::Error::<Runtime>::DomainsUnchanged;
			session.send_change(call, unchanged, said(sentence, json)?).await
		}
	}
}

fn names_text(names: &[HostName]) -> String {
	names.iter().map(Text::to_text).collect::<Vec<_>>().join(", ")
}

async fn list(session: &Session<'_>, org: OrgId) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.web_identity(org, None).await?;
	let answer = present(answer, || format!("organisation {org}"))?;
	let domains = answer.value.resolver_domains;
	let mut page = Page::default();
	page.field("organisation", org)
		.list("prints its codes with", domains.iter().map(Text::to_text))
		.field_if("suspended", answer.value.suspended.map(crate::args::moment_text));
	answered(page, answer.block, json!({ "org": org, "domains": domains }))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn host_name_is_read_in_letters_of_any_size() {
		assert_eq!(host_name("ID.Brand.example").unwrap().to_text(), "id.brand.example");
		for text in ["", "brand", "https://brand.example", "brand.example:80", "192.0.2.1"] {
			assert!(host_name(text).is_err(), "{text}");
		}
	}
}
