//! `hallmark org`: organisations, their operators, facilities, prefixes and authorisations.

use crate::{
	args::{
		account, as_of, country, date, document, gln, gtin, moment_text, permissions,
		permissions_text, prefix, role_name, roles, text, AsOf, DAY,
	},
	council::{propose, ByCouncil, Share},
	output::{Page, Report},
	session::{find, said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::{
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{
	trace::OrganisationAnswer, AccountId, CountryCode, Document, FacilityId, Gln, Gtin, Moment, OrgId,
	Permissions, Role, Text,
};
use pallet_merchant_registry::{
	types::{CompanyPrefix, Facility, Operator, PrefixGrant, Profile},
	Call, CompanyPrefixes, Event, Facilities, NextFacilityId, NextOrgId, Operators,
};
use serde_json::{json, Value};

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
	/// Changes the name and GLN of the signer's organisation.
	Profile(NewProfile),
	#[command(subcommand)]
	Operator(OperatorCommand),
	#[command(subcommand)]
	Facility(FacilityCommand),
	#[command(subcommand)]
	Prefix(PrefixCommand),
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
	/// Its first operator, with all permissions: an SS58 address, 0x and its key, or such as //Alice.
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

/// The accounts that write for the signer's organisation.
#[derive(Subcommand)]
pub enum OperatorCommand {
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

/// The places that the signer's organisation works at.
#[derive(Subcommand)]
pub enum FacilityCommand {
	/// Registers a facility.
	Register(RegisterFacility),
	/// Closes a facility, for good.
	Close {
		/// The facility.
		facility: u32,
	},
	/// Shows a facility.
	Show {
		/// The facility.
		facility: u32,
	},
	/// Lists facilities.
	List {
		/// Only those of this organisation.
		#[arg(long)]
		org: Option<u32>,
	},
}

/// The arguments of `facility register`.
#[derive(Args)]
pub struct RegisterFacility {
	/// Its name.
	#[arg(long, value_parser = text::<64>)]
	name: Text<64>,
	/// The country it stands in, such as CN.
	#[arg(long, value_parser = country)]
	country: CountryCode,
	/// Its Global Location Number.
	#[arg(long, value_parser = gln)]
	gln: Option<Gln>,
}

/// GS1 company prefixes: whose a GTIN is.
#[derive(Subcommand)]
pub enum PrefixCommand {
	/// Grants a company prefix, as the registrar or with --council.
	Grant(GrantPrefix),
	/// Withdraws a company prefix, as the registrar or with --council.
	Withdraw(WithdrawPrefix),
	/// Shows who holds a company prefix.
	Show {
		/// Its 4 to 12 digits.
		#[arg(value_parser = prefix)]
		prefix: hallmark_gs1::CompanyPrefix,
	},
}

/// The arguments of `prefix grant`.
#[derive(Args)]
pub struct GrantPrefix {
	/// Its 4 to 12 digits.
	#[arg(value_parser = prefix)]
	prefix: hallmark_gs1::CompanyPrefix,
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
pub struct WithdrawPrefix {
	/// Its 4 to 12 digits.
	#[arg(value_parser = prefix)]
	prefix: hallmark_gs1::CompanyPrefix,
	/// The document that says why. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
	#[command(flatten)]
	by: ByCouncil,
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
		Command::Grant(OfRole { org, role, by }) => {
			let call = Call::grant_role { org: OrgId(org), role };
			let say = |receipt: &Receipt| {
				let effective_at = find(receipt, |event| match event {
					RuntimeEvent::MerchantRegistry(Event::RoleGranted { effective_at, .. }) => {
						Some(*effective_at)
					},
					_ => None,
				})?;
				let since = moment_text(effective_at);
				said(
					format!("organisation {org} is a {}, in effect from {since}", role_name(role)),
					json!({ "org": org, "role": role, "effectiveAt": effective_at }),
				)
			};
			by.send(session, call, say).await
		},
		Command::Withdraw(OfRole { org, role, by }) => {
			let call = Call::withdraw_role { org: OrgId(org), role, reason: None };
			let sentence = format!("organisation {org} is no {} any more", role_name(role));
			by.send(session, call, |_| said(sentence, json!({ "org": org, "role": role }))).await
		},
		Command::Suspend(Suspend { org, document, by }) => {
			let call = Call::suspend { org: OrgId(org), reason: document };
			let sentence = format!("organisation {org} is suspended");
			by.send(session, call, |_| said(sentence, json!({ "org": org }))).await
		},
		Command::Reinstate(Reinstate { org, by }) => {
			let call = Call::reinstate { org: OrgId(org) };
			let sentence = format!("organisation {org} is reinstated");
			by.send(session, call, |_| said(sentence, json!({ "org": org }))).await
		},
		Command::Group(Group { org, controlled_with }) => {
			let call = Call::set_control_group {
				org: OrgId(org),
				controlled_with: controlled_with.map(OrgId),
			};
			let say = |receipt: &Receipt| {
				let group = find(receipt, |event| match event {
					RuntimeEvent::MerchantRegistry(Event::ControlGroupChanged { new, .. }) => {
						Some(*new)
					},
					_ => None,
				})?;
				said(
					format!("organisation {org} belongs to the control group {group}"),
					json!({ "org": org, "group": group }),
				)
			};
			propose(session, call, Share::TwoThirds, say).await
		},
		Command::RestoreAdmin(RestoreAdmin { org, account }) => {
			let sentence = format!("{account} is an admin of organisation {org}");
			let json = json!({ "org": org, "account": account });
			let call = Call::restore_admin { org: OrgId(org), account };
			propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
		},
		Command::Profile(NewProfile { name, gln }) => {
			let sentence = format!("your organisation is called {}", name.to_text());
			let json = json!({ "name": name, "gln": gln });
			session.send(Call::update_profile { name, gln }, |_| said(sentence, json)).await
		},
		Command::Operator(command) => operator(session, command).await,
		Command::Facility(command) => facility(session, command).await,
		Command::Prefix(command) => self::prefixes(session, command).await,
		Command::AuthoriseMerchant(Authorise { gtin, merchant, quantity, until }) => {
			let expires = until + DAY;
			let call =
				Call::authorise_merchant { gtin, merchant: OrgId(merchant), quantity, expires };
			let items = quantity.map_or("any number of".into(), |quantity| quantity.to_string());
			let sentence = format!(
				"organisation {merchant} may issue {items} items of {gtin} before {}",
				moment_text(expires)
			);
			let json =
				json!({ "gtin": gtin, "merchant": merchant, "quantity": quantity, "expires": expires });
			session.send(call, |_| said(sentence, json)).await
		},
		Command::WithdrawAuthorisation(WithdrawAuthorisation { gtin, merchant }) => {
			let call = Call::withdraw_authorisation { gtin, merchant: OrgId(merchant) };
			let sentence = format!("organisation {merchant} may issue no more items of {gtin}");
			session.send(call, |_| said(sentence, json!({ "gtin": gtin, "merchant": merchant }))).await
		},
		Command::Show(show) => self::show(session, show).await,
		Command::List => list(session).await,
	}
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
				org, group, roles, ..
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

async fn operator(session: &Session<'_>, command: OperatorCommand) -> Result<Report> {
	match command {
		OperatorCommand::Add(Permitted { account, permissions }) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} is an operator; it may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session.send(Call::add_operator { account, permissions }, |_| said(sentence, json)).await
		},
		OperatorCommand::Permissions(Permitted { account, permissions }) => {
			let may = permissions_text(permissions);
			let sentence = format!("{account} may: {may}");
			let json = json!({ "account": account, "permissions": may });
			session.send(Call::set_permissions { account, permissions }, |_| said(sentence, json)).await
		},
		OperatorCommand::Revoke(Revoke { account, as_of, by }) => {
			let as_of = session.moment(as_of).await?;
			let sentence =
				format!("{account} is revoked; what it wrote from {} on is in doubt", moment_text(as_of));
			let json = json!({ "account": account, "asOf": as_of });
			by.send(session, Call::revoke_operator { account, as_of }, |_| said(sentence, json)).await
		},
		OperatorCommand::Readmit { account } => {
			let sentence = format!("{account} is an operator again");
			let json = json!({ "account": account });
			session.send(Call::readmit_operator { account }, |_| said(sentence, json)).await
		},
		OperatorCommand::Show { account } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let operator: Option<Operator> =
				chain.read(Operators::<Runtime>::hashed_key_for(&account), at).await?;
			let operator =
				operator.with_context(|| format!("{account} is no operator of any organisation"))?;
			let mut page = Page::default();
			page.field("account", &account)
				.field("organisation", operator.org)
				.field("may", permissions_text(operator.permissions))
				.field("active", if operator.is_active() { "yes" } else { "no, revoked" })
				.field("added", moment_text(operator.added_at));
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
				"active": operator.is_active(),
				"addedAt": operator.added_at,
				"inDoubt": doubts,
			});
			Report::new(page, json)
		},
	}
}

async fn facility(session: &Session<'_>, command: FacilityCommand) -> Result<Report> {
	match command {
		FacilityCommand::Register(RegisterFacility { name, country, gln }) => {
			let called = name.to_text();
			let say = |receipt: &Receipt| {
				let id = find(receipt, |event| match event {
					RuntimeEvent::MerchantRegistry(Event::FacilityRegistered { facility, .. }) => {
						Some(*facility)
					},
					_ => None,
				})?;
				said(format!("{called} is facility {id}"), json!({ "facility": id }))
			};
			session.send(Call::register_facility { name, country, gln }, say).await
		},
		FacilityCommand::Close { facility } => {
			let call = Call::close_facility { facility: FacilityId(facility) };
			let sentence = format!("facility {facility} is closed");
			session.send(call, |_| said(sentence, json!({ "facility": facility }))).await
		},
		FacilityCommand::Show { facility } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let key = Facilities::<Runtime>::hashed_key_for(FacilityId(facility));
			let record: Option<Facility> = chain.read(key, at).await?;
			let record = record.with_context(|| format!("there is no facility {facility}"))?;
			let mut page = Page::default();
			page.field("facility", facility)
				.field("name", record.name.to_text())
				.field("organisation", record.org)
				.field("country", record.country)
				.field_if("GLN", record.gln)
				.field("registered", moment_text(record.registered_at))
				.field("closed", if record.closed { "yes" } else { "no" });
			Report::new(page, facility_json(FacilityId(facility), &record))
		},
		FacilityCommand::List { org } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let next: FacilityId =
				chain.read(NextFacilityId::<Runtime>::hashed_key().to_vec(), at).await?.unwrap_or_default();
			let ids: Vec<_> = (0..next.0).map(FacilityId).collect();
			let keys: Vec<_> = ids.iter().map(Facilities::<Runtime>::hashed_key_for).collect();
			let records: Vec<Option<Facility>> = chain.read_many(&keys, at).await?;
			let mut page = Page::default();
			let mut json = Vec::new();
			for (id, record) in ids.into_iter().zip(records) {
				let Some(record) = record else { continue };
				if org.is_some_and(|org| OrgId(org) != record.org) {
					continue;
				}
				let closed = if record.closed { ", closed" } else { "" };
				page.field(
					&format!("facility {id}"),
					format!("{}, {}, org {}{closed}", record.name.to_text(), record.country, record.org),
				);
				json.push(facility_json(id, &record));
			}
			Report::new(page, json!({ "facilities": json }))
		},
	}
}

fn facility_json(id: FacilityId, facility: &Facility) -> Value {
	json!({
		"facility": id,
		"org": facility.org,
		"name": facility.name,
		"country": facility.country,
		"gln": facility.gln,
		"closed": facility.closed,
		"registeredAt": facility.registered_at,
	})
}

async fn prefixes(session: &Session<'_>, command: PrefixCommand) -> Result<Report> {
	match command {
		PrefixCommand::Grant(GrantPrefix { prefix, org, licence, by }) => {
			let call = Call::grant_prefix { prefix: prefix.into(), holder: OrgId(org), licence };
			let sentence = format!("the company prefix {prefix} belongs to organisation {org}");
			let json = json!({ "prefix": prefix.to_string(), "org": org });
			by.send(session, call, |_| said(sentence, json)).await
		},
		PrefixCommand::Withdraw(WithdrawPrefix { prefix, document, by }) => {
			let call = Call::withdraw_prefix { prefix: prefix.into(), reason: document };
			let sentence = format!("the company prefix {prefix} has no holder any more");
			by.send(session, call, |_| said(sentence, json!({ "prefix": prefix.to_string() }))).await
		},
		PrefixCommand::Show { prefix } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let key = CompanyPrefixes::<Runtime>::hashed_key_for(CompanyPrefix::from(prefix));
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
		},
	}
}

/// A document for people.
pub fn document_text(document: &Document) -> String {
	format!("{:?} ({})", document.digest, format!("{:?}", document.media).to_lowercase())
}

async fn show(session: &Session<'_>, Show { org, legal_id, country }: Show) -> Result<Report> {
	let chain = session.chain().await?;
	let (answer, what) = match (org, legal_id, country) {
		(None, Some(legal_id), Some(country)) => (
			chain.organisation_by_legal_id(country, &legal_id).await?,
			format!("organisation {} of {country}", legal_id.to_text()),
		),
		(org, ..) => {
			let org = org.unwrap_or_default();
			(chain.organisation(OrgId(org), None).await?, format!("organisation {org}"))
		},
	};
	let organisation = answer.value.as_ref().with_context(|| format!("there is no {what}"))?;
	let mut page = Page::default();
	page.field("organisation", organisation.id)
		.field("name", organisation.name.to_text())
		.field("legal id", organisation.legal_id.to_text())
		.field("country", organisation.country)
		.field_if("GLN", organisation.gln)
		.field("control group", organisation.group)
		.list("roles", organisation.roles.iter().map(|held| {
			let by = held.granted_by.map_or("the council".into(), |org| format!("organisation {org}"));
			format!("{} by {by}, from {}", role_name(held.role), moment_text(held.effective_at))
		}))
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
		let Some(organisation) = chain.organisation(id, Some(at)).await?.value else { continue };
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
