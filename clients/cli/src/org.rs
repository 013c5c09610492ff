//! `hallmark org`: organisations, their operators, facilities, prefixes and authorisations.

mod domain;
mod facility;
mod operator;
mod peers;
mod prefix;

use crate::{
	args::{
		account, as_of, country, date, document, gln, gtin, moment_text, role_name, roles, text,
		AsOf,
	},
	council::{propose, ByCouncil, Share},
	output::{Page, Report},
	session::{find, said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_runtime_api::trace::OrganisationAnswer;
use hallmark_sdk::{
	calendar::DAY,
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{AccountId, CountryCode, Document, Gln, Gtin, Moment, OrgId, Role, Text};
use pallet_merchant_registry::{types::Profile, Call, Event, NextOrgId};
use serde_json::json;

/// Organisations: their roles, operators, facilities, company prefixes and authorisations.
#[derive(Subcommand)]
pub enum Command {
	/// Admits an organisation, as a platform or with --council.
	Admit(Admit),
	/// Grants an organisation a role, as a platform or with --council.
	Grant(OfRole),
	/// Withdraws a role, as its granter or with --council.
	Withdraw(OfRole),
	/// Suspends an organisation, as the platform that admitted it or with --council.
	Suspend(Suspend),
	/// Reinstates a suspended organisation, as who suspended it or with --council.
	Reinstate(Reinstate),
	/// Moves an organisation to the control group of another one, or to one of its own (council).
	Group(Group),
	/// Gives an organisation whose admins are lost an admin (council).
	RestoreAdmin(RestoreAdmin),
	/// Replaces all operators of an organisation by one admin, because its keys were stolen
	/// (council).
	ReplaceOperators(ReplaceOperators),
	/// Changes the name and GLN of the signer's organisation.
	Profile(NewProfile),
	#[command(subcommand)]
	Operator(operator::Command),
	#[command(subcommand)]
	Domain(domain::Command),
	#[command(subcommand)]
	Facility(facility::Command),
	#[command(subcommand)]
	Peers(peers::Command),
	#[command(subcommand)]
	Prefix(prefix::Command),
	/// Lets a merchant issue items of a product of the signer's brand.
	AuthoriseMerchant(Authorise),
	/// Takes that back.
	WithdrawAuthorisation(WithdrawAuthorisation),
	/// Shows an organisation.
	Show(Show),
	/// Lists the organisations.
	List,
}

/// The arguments of `admit`.
#[derive(Args)]
pub struct Admit {
	/// Its number in its country's register.
	#[arg(long, value_parser = text::<32>)]
	legal_id: Text<32>,
	/// Its name.
	#[arg(long, value_parser = text::<64>)]
	name: Text<64>,
	/// Its country, such as CN.
	#[arg(long, value_parser = country)]
	country: CountryCode,
	/// Its Global Location Number.
	#[arg(long, value_parser = gln)]
	gln: Option<Gln>,
	/// Its roles, with commas between them. The council grants all, a platform those of traders.
	#[arg(long = "role", required = true, value_delimiter = ',', value_parser = roles())]
	roles: Vec<Role>,
	/// Its first operator, with all permissions: an SS58 address, 0x and its key, or such as
	/// //Alice.
	#[arg(long, value_parser = account)]
	admin: AccountId,
	/// An organisation under the same control.
	#[arg(long, value_name = "ORG")]
	controlled_with: Option<u32>,
	#[command(flatten)]
	by: ByCouncil,
}

/// An organisation and a role.
#[derive(Args)]
pub struct OfRole {
	/// The organisation.
	org: u32,
	/// The role.
	#[arg(value_parser = roles())]
	role: Role,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `suspend`.
#[derive(Args)]
pub struct Suspend {
	/// The organisation.
	org: u32,
	/// The document that says why. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `reinstate`.
#[derive(Args)]
pub struct Reinstate {
	/// The organisation.
	org: u32,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `group`.
#[derive(Args)]
pub struct Group {
	/// The organisation.
	org: u32,
	/// The organisation under the same control; without it, a group of its own.
	#[arg(long, value_name = "ORG")]
	controlled_with: Option<u32>,
}

/// The arguments of `replace-operators`.
#[derive(Args)]
#[command(after_help = REPLACE_OPERATORS_EXAMPLE)]
pub struct ReplaceOperators {
	/// The organisation.
	org: u32,
	/// The account that is its admin from now on, and votes on its seat.
	#[arg(value_parser = account)]
	admin: AccountId,
	/// What the others wrote from this moment on is in doubt: `now` or a date and time.
	#[arg(long, default_value = "now", value_parser = as_of)]
	as_of: AsOf,
	/// The document behind it. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	reason: Option<Document>,
}

const REPLACE_OPERATORS_EXAMPLE: &str = "\
Example:
  hallmark org replace-operators 7 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty \\
    --as-of 2026-11-01
Nobody else writes for the organisation any more. The admin readmits who was honest:
hallmark org operator readmit ACCOUNT";

/// The arguments of `restore-admin`.
#[derive(Args)]
pub struct RestoreAdmin {
	/// The organisation.
	org: u32,
	/// The account.
	#[arg(value_parser = account)]
	account: AccountId,
}

/// The arguments of `profile`.
#[derive(Args)]
pub struct NewProfile {
	/// The new name.
	#[arg(long, value_parser = text::<64>)]
	name: Text<64>,
	/// The new Global Location Number; without it, none.
	#[arg(long, value_parser = gln)]
	gln: Option<Gln>,
}

/// The arguments of `authorise-merchant`.
#[derive(Args)]
pub struct Authorise {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
	/// The merchant's organisation.
	merchant: u32,
	/// How many items it may issue; any number without.
	#[arg(long)]
	quantity: Option<u64>,
	/// The last day on which it may, YYYY-MM-DD in UTC.
	#[arg(long, value_name = "DATE", value_parser = date)]
	until: Moment,
}

/// The arguments of `withdraw-authorisation`.
#[derive(Args)]
pub struct WithdrawAuthorisation {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
	/// The merchant's organisation.
	merchant: u32,
}

/// The arguments of `show`.
#[derive(Args)]
pub struct Show {
	/// The organisation.
	#[arg(required_unless_present = "legal_id")]
	org: Option<u32>,
	/// Or its number in its country's register.
	#[arg(long, value_parser = text::<32>, requires = "country", conflicts_with = "org")]
	legal_id: Option<Text<32>>,
	/// And its country.
	#[arg(long, value_parser = country, requires = "legal_id")]
	country: Option<CountryCode>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Admit(admit) => self::admit(session, admit).await,
		Command::Grant(role) => grant(session, role).await,
		Command::Withdraw(OfRole { org, role, by }) => {
			let call = Call::withdraw_role { org: OrgId(org), role, reason: None };
			let sentence = format!("organisation {org} is no {} any more", role_name(role));
			by.send(session, call, |_| said(sentence, json!({ "org": org, "role": role }))).await
		}
		Command::Suspend(Suspend { org, document, by }) => {
			let call = Call::suspend { org: OrgId(org), reason: document };
			let sentence = format!("organisation {org} is suspended");
			by.send(session, call, |_| said(sentence, json!({ "org": org }))).await
		}
		Command::Reinstate(Reinstate { org, by }) => {
			let call = Call::reinstate { org: OrgId(org) };
			let sentence = format!("organisation {org} is reinstated");
			by.send(session, call, |_| said(sentence, json!({ "org": org }))).await
		}
		Command::Group(group) => set_group(session, group).await,
		Command::RestoreAdmin(RestoreAdmin { org, account }) => {
			let sentence = format!("{account} is an admin of organisation {org}");
			let json = json!({ "org": org, "account": account });
			let call = Call::restore_admin { org: OrgId(org), account };
			propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
		}
		Command::ReplaceOperators(new) => replace_operators(session, new).await,
		Command::Profile(NewProfile { name, gln }) => {
			let sentence = format!("your organisation is called {}", name.to_text());
			let json = json!({ "name": name, "gln": gln });
			session.send(Call::update_profile { name, gln }, |_| said(sentence, json)).await
		}
		Command::Operator(command) => operator::run(session, command).await,
		Command::Domain(command) => domain::run(session, command).await,
		Command::Facility(command) => facility::run(session, command).await,
		Command::Peers(command) => peers::run(session, command).await,
		Command::Prefix(command) => prefix::run(session, command).await,
		Command::AuthoriseMerchant(authorise) => authorise_merchant(session, authorise).await,
		Command::WithdrawAuthorisation(WithdrawAuthorisation { gtin, merchant }) => {
			let call = Call::withdraw_authorisation { gtin, merchant: OrgId(merchant) };
			let sentence = format!("organisation {merchant} may issue no more items of {gtin}");
			session
				.send(call, |_| said(sentence, json!({ "gtin": gtin, "merchant": merchant })))
				.await
		}
		Command::Show(show) => self::show(session, show).await,
		Command::List => list(session).await,
	}
}

async fn grant(session: &Session<'_>, OfRole { org, role, by }: OfRole) -> Result<Report> {
	let call = Call::grant_role { org: OrgId(org), role };
	let say = |receipt: &Receipt| {
		let effective_at = find(receipt, |event| match event {
			RuntimeEvent::MerchantRegistry(Event::RoleGranted { effective_at, .. }) => {
				Some(*effective_at)
			}
			_ => None,
		})?;
		let since = moment_text(effective_at);
		said(
			format!("organisation {org} is a {}, in effect from {since}", role_name(role)),
			json!({ "org": org, "role": role, "effectiveAt": effective_at }),
		)
	};
	by.send(session, call, say).await
}

async fn set_group(session: &Session<'_>, Group { org, controlled_with }: Group) -> Result<Report> {
	let call =
		Call::set_control_group { org: OrgId(org), controlled_with: controlled_with.map(OrgId) };
	let say = |receipt: &Receipt| {
		let group = find(receipt, |event| match event {
			RuntimeEvent::MerchantRegistry(Event::ControlGroupChanged { new, .. }) => Some(*new),
			_ => None,
		})?;
		said(
			format!("organisation {org} belongs to the control group {group}"),
			json!({ "org": org, "group": group }),
		)
	};
	propose(session, call, Share::TwoThirds, say).await
}

async fn replace_operators(
	session: &Session<'_>,
	ReplaceOperators { org, admin, as_of, reason }: ReplaceOperators,
) -> Result<Report> {
	let as_of = session.moment(as_of).await?;
	let sentence = format!(
		"{admin} alone writes for organisation {org}; what others wrote since {} is in doubt",
		moment_text(as_of)
	);
	let json = json!({ "org": org, "admin": admin, "asOf": as_of });
	let call = Call::replace_operators { org: OrgId(org), admin, as_of, reason };
	propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
}

async fn authorise_merchant(
	session: &Session<'_>,
	Authorise { gtin, merchant, quantity, until }: Authorise,
) -> Result<Report> {
	let expires = until + DAY;
	let call = Call::authorise_merchant { gtin, merchant: OrgId(merchant), quantity, expires };
	let items = quantity.map_or("any number of".into(), |quantity| quantity.to_string());
	let sentence = format!(
		"organisation {merchant} may issue {items} items of {gtin} before {}",
		moment_text(expires)
	);
	let json =
		json!({ "gtin": gtin, "merchant": merchant, "quantity": quantity, "expires": expires });
	session.send(call, |_| said(sentence, json)).await
}

async fn admit(session: &Session<'_>, admit: Admit) -> Result<Report> {
	let Admit { legal_id, name, country, gln, roles, admin, controlled_with, by } = admit;
	let called = name.to_text();
	let call = Call::admit {
		profile: Profile { legal_id, name, country, gln },
		roles: roles.try_into().ok().context("role: a role is named twice")?,
		controlled_with: controlled_with.map(OrgId),
		admin,
	};
	let say = |receipt: &Receipt| {
		let (org, group, effective_at) = find(receipt, |event| match event {
			RuntimeEvent::MerchantRegistry(Event::OrganisationAdmitted {
				org,
				group,
				roles,
				..
			}) => Some((*org, *group, roles.first().map(|role| role.effective_at))),
			_ => None,
		})?;
		let since = effective_at.map(moment_text).unwrap_or_default();
		said(
			format!("{called} is organisation {org}; its roles take effect at {since}"),
			json!({ "org": org, "group": group, "effectiveAt": effective_at }),
		)
	};
	by.send(session, call, say).await
}

async fn show(session: &Session<'_>, Show { org, legal_id, country }: Show) -> Result<Report> {
	let chain = session.chain().await?;
	let (answer, what) = match (org, legal_id, country) {
		(None, Some(legal_id), Some(country)) => (
			chain.organisation_by_legal_id(country, legal_id.clone(), None).await?,
			format!("organisation {} of {country}", legal_id.to_text()),
		),
		(org, ..) => {
			let org = org.unwrap_or_default();
			(chain.organisation(OrgId(org), None).await?, format!("organisation {org}"))
		}
	};
	let organisation = answer.value.as_ref().with_context(|| format!("there is no {what}"))?;
	let mut page = Page::default();
	page.field("organisation", organisation.id)
		.field("name", organisation.name.to_text())
		.field("legal id", organisation.legal_id.to_text())
		.field("country", organisation.country)
		.field_if("GLN", organisation.gln)
		.field("control group", organisation.group)
		.list(
			"roles",
			organisation.roles.iter().map(|held| {
				let by = held
					.granted_by
					.map_or("the council".into(), |org| format!("organisation {org}"));
				format!("{} by {by}, from {}", role_name(held.role), moment_text(held.effective_at))
			}),
		)
		.field("admitted", moment_text(organisation.admitted_at))
		.field("suspended", organisation.suspended.map_or("no".into(), moment_text));
	Report::new(page, &answer)
}

async fn list(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = NextOrgId::<Runtime>::hashed_key().to_vec();
	let next: OrgId = chain.read(key, at).await?.unwrap_or_default();
	let mut page = Page::default();
	let mut organisations: Vec<OrganisationAnswer> = Vec::new();
	for id in (0..next.0).map(OrgId) {
		let Some(organisation) = chain.organisation(id, Some(at)).await?.value else {
			continue;
		};
		let roles: Vec<_> = organisation.roles.iter().map(|held| role_name(held.role)).collect();
		let suspended = if organisation.suspended.is_some() { ", suspended" } else { "" };
		page.field(
			&format!("org {id}"),
			format!(
				"{}, {}, {}{suspended}",
				organisation.name.to_text(),
				organisation.country,
				roles.join(" ")
			),
		);
		organisations.push(organisation);
	}
	Report::new(page, json!({ "organisations": organisations }))
}
