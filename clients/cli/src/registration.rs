//! `hallmark registration`: numbers of products and lots in registers outside of the chain.

use crate::{
	args::{country, document, moment_text, text},
	codes::{self, warn},
	council::{propose, Share},
	files::bounded,
	link::{link_subject, link_subject_text},
	output::{Page, Report},
	session::{answered, said, Session},
};
use anyhow::{bail, Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{
	CountryCode, Document, HsCode, LinkSubject, OrgId, RegistrationNumber, SystemCode, Text,
};
use pallet_customs_clearance::{Call, Error, OuterSystem};
use serde_json::json;

const EXAMPLE: &str = "\
Example, of the passport registry of the European Union, from the merchant to the release:
  hallmark registration set product:09521001000017 EU-DPP 0192-8841-7725
  hallmark registration confirm product:09521001000017 EU-DPP --of 4 --number 0192-8841-7725 --hs 8517.13
The line of the declaration names the number (hallmark declare lodge --help), rules ask for it (hallmark \
rules set --help), and hallmark declare show says how it is found.";

/// Numbers of products and lots in registers outside of the chain: product passports, licences,
/// declarations elsewhere. Rules can ask for them before goods come into free circulation.
#[derive(Subcommand)]
#[command(after_help = EXAMPLE)]
pub enum Command {
	/// Lists the registers that there are.
	Systems,
	/// Names a register, or says anew what it is, as the council.
	Put(Put),
	/// Gives the number of the signer's product or lot, in place of the one before.
	Set {
		#[command(flatten)]
		of: Of,
		/// The number, as the register writes it.
		#[arg(value_parser = text::<64>)]
		number: RegistrationNumber,
	},
	/// Takes the signer's number back.
	Withdraw(Of),
	/// Confirms, as a customs authority that looked into the register, that a number stands there.
	Confirm(Confirm),
	/// Takes back, as an authority of the same country, what was confirmed.
	Unconfirm {
		#[command(flatten)]
		of: Of,
		/// Who gave the number.
		#[arg(long = "of", value_name = "ORG")]
		registrant: u32,
		/// The document that says why. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Shows the numbers of a product or lot, and what authorities found.
	Show {
		/// What they are of: product:GTIN or lot:ID.
		#[arg(value_parser = link_subject)]
		subject: LinkSubject,
		/// Who gave them; without it, who keeps the product's record, or issued the lot.
		#[arg(long = "of", value_name = "ORG")]
		registrant: Option<u32>,
	},
}

/// The arguments of `put`.
#[derive(Args)]
pub struct Put {
	/// Its code: capital letters, digits and hyphens.
	#[arg(value_parser = system)]
	system: SystemCode,
	/// What it is, in at most 64 bytes.
	#[arg(value_parser = text::<64>)]
	name: Text<64>,
	/// A country whose customs authorities look into it; as often as needed. Without it, all.
	#[arg(long = "country", value_parser = country)]
	countries: Vec<CountryCode>,
}

/// A product or lot, and a register.
#[derive(Args)]
pub struct Of {
	/// What it is of: product:GTIN or lot:ID.
	#[arg(value_parser = link_subject)]
	subject: LinkSubject,
	/// The register's code, such as EU-DPP.
	#[arg(value_parser = system)]
	system: SystemCode,
}

/// The arguments of `confirm`.
#[derive(Args)]
pub struct Confirm {
	#[command(flatten)]
	of: Of,
	/// Who gave the number.
	#[arg(long = "of", value_name = "ORG")]
	registrant: u32,
	/// The number that stands in the register.
	#[arg(long, value_parser = text::<64>)]
	number: RegistrationNumber,
	/// The commodity code that the register has beside it, where it keeps one: six digits.
	#[arg(long, value_name = "DIGITS")]
	hs: Option<String>,
	/// The edition of the Harmonized System of that code.
	#[arg(long, default_value_t = 2022, value_name = "YEAR")]
	edition: u16,
}

fn system(text: &str) -> Result<SystemCode> {
	SystemCode::new(text).context(
		"not the code of a register: 2 to 16 capital letters, digits and hyphens, such as EU-DPP",
	)
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	type Customs = Call<Runtime>;
	match command {
		Command::Systems => systems(session).await,
		Command::Put(Put { system: code, name, countries }) => {
			let system = OuterSystem { name, countries: bounded("country", countries)? };
			if !system.is_valid() {
				bail!("--country: one is named twice");
			}
			let sentence = format!("{code} is {}", system.name.to_text());
			let json = json!({ "system": code, "is": system });
			let call = Customs::put_system { code, system };
			propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
		}
		Command::Set { of: Of { subject, system }, number } => {
			let on = link_subject_text(subject);
			let sentence = format!("{on} has the number {} in {system}", number.to_text());
			let json = json!({ "subject": subject, "system": system, "number": number });
			let call = Customs::register { subject, system, number };
			let unchanged = Error::<Runtime>::RegistrationUnchanged;
			session.send_change(call, unchanged, said(sentence, json)?).await
		}
		Command::Withdraw(Of { subject, system }) => {
			let on = link_subject_text(subject);
			let sentence = format!("your number of {on} in {system} is taken back");
			let json = json!({ "subject": subject, "system": system });
			let call = Customs::withdraw_registration { subject, system };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Confirm(it) => confirm(session, it).await,
		Command::Unconfirm { of: Of { subject, system }, registrant, reason } => {
			let on = link_subject_text(subject);
			let sentence = format!("what was confirmed of {on} in {system} is taken back");
			let json = json!({ "subject": subject, "system": system, "registrant": registrant });
			let registrant = OrgId(registrant);
			let call = Customs::withdraw_confirmation { subject, system, registrant, reason };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Show { subject, registrant } => show(session, subject, registrant).await,
	}
}

async fn confirm(session: &Session<'_>, it: Confirm) -> Result<Report> {
	let Confirm { of: Of { subject, system }, registrant, number, hs, edition } = it;
	let hs = hs.map(|digits| {
		HsCode::new(&digits, edition)
			.with_context(|| format!("--hs: “{digits}” is not six digits of the edition {edition}"))
	});
	let hs = hs.transpose()?;
	warn(hs.as_ref().and_then(codes::word_of_hs), session.is_quiet());
	let on = link_subject_text(subject);
	let sentence = format!(
		"number {} of {on} is confirmed in {system}: it counts at your country's border, and is no \
		 proof that the goods comply with any law",
		number.to_text()
	);
	let json = json!({
		"subject": subject,
		"system": system,
		"registrant": registrant,
		"number": number,
		"hs": hs,
	});
	let registrant = OrgId(registrant);
	let call = Call::<Runtime>::confirm_registration { subject, system, registrant, number, hs };
	let unchanged = Error::<Runtime>::ConfirmationUnchanged;
	session.send_change(call, unchanged, said(sentence, json)?).await
}

async fn systems(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let all = chain.outer_systems(chain.best().await?.hash).await?;
	let mut page = Page::default();
	for (code, system) in &all {
		page.line(format!("{code}  {}", system.name.to_text()));
		let countries: Vec<_> = system.countries.iter().map(|it| it.to_string()).collect();
		let who = if countries.is_empty() { "every country".into() } else { countries.join(", ") };
		page.line(format!("  customs of {who} look into it"));
	}
	let all: Vec<_> =
		all.into_iter().map(|(code, is)| json!({ "system": code, "is": is })).collect();
	Report::new(page, json!({ "systems": all }))
}

async fn show(
	session: &Session<'_>,
	subject: LinkSubject,
	registrant: Option<u32>,
) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.registrations(subject, registrant.map(OrgId), None).await?;
	let mut page = Page::of(link_subject_text(subject));
	for it in &answer.value {
		page.line("")
			.field("register", &it.system)
			.field("number", it.number.to_text())
			.field("given", format!("by organisation {}, {}", it.registrant, moment_text(it.at)));
		for (country, found) in &it.confirmations {
			let hs = found.hs.map(|hs| format!(", with commodity code {hs}")).unwrap_or_default();
			let (by, at) = (found.by, moment_text(found.at));
			page.field("confirmed", format!("for {country} by organisation {by}, {at}{hs}"));
		}
		if it.confirmations.is_empty() {
			page.field("confirmed", "by no authority");
		}
	}
	if answer.value.is_empty() {
		page.line("").line("no number is given");
	}
	answered(page, answer.block, answer.value)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn register_is_named_by_its_code() {
		assert_eq!(system("EU-DPP").unwrap().to_string(), "EU-DPP");
		let refused = system("eu-dpp").unwrap_err().to_string();
		assert!(refused.contains("such as EU-DPP"), "{refused}");
	}
}
