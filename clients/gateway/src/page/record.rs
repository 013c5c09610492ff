//! The pages of organisations, facilities, standards and of the consortium, as the chain has them.

use std::borrow::Cow;

use askama::Template;
use hallmark_types::{CountryCode, Moment, Role};
use pallet_inspection::Scheme;

use super::{
	icons::icon,
	texts::{texts, Markup, Texts, Value},
	view::{as_of, render, stale, Fact, Frame},
	Asked, Block, Party,
};

/// What an agency is accredited as.
#[derive(Clone, Copy, Debug)]
pub struct Accredited {
	/// Its number.
	pub id: u64,
	/// As what.
	pub scheme: Scheme,
	/// From when on.
	pub from: Moment,
	/// Until when: the first moment at which it does not hold any more.
	pub until: Moment,
	/// As of when it was withdrawn.
	pub withdrawn: Option<Moment>,
	/// Whether the agency may attest under it now.
	pub in_force: bool,
}

/// An organisation.
#[derive(Clone, Copy, Debug)]
pub struct Organisation<'a> {
	/// Its number.
	pub id: u32,
	/// Its name and country.
	pub party: Party<'a>,
	/// Its number in its country's register.
	pub legal_id: &'a str,
	/// Its GLN.
	pub gln: Option<&'a str>,
	/// Its roles, each with from when on it has it.
	pub roles: &'a [(Role, Moment)],
	/// Since when it is suspended.
	pub suspended: Option<Moment>,
	/// When it was admitted.
	pub admitted_at: Moment,
	/// Its accreditations.
	pub accreditations: &'a [Accredited],
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
}

/// A facility.
#[derive(Clone, Copy, Debug)]
pub struct Facility<'a> {
	/// Its number.
	pub id: u32,
	/// Its name.
	pub name: &'a str,
	/// Where it stands.
	pub country: CountryCode,
	/// Its GLN.
	pub gln: Option<&'a str>,
	/// Whose it is: the number and who that is.
	pub owner: (u32, Party<'a>),
	/// Whether it was closed.
	pub closed: bool,
	/// When it was registered.
	pub registered_at: Moment,
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
}

/// A standard.
#[derive(Clone, Copy, Debug)]
pub struct Standard<'a> {
	/// Its number.
	pub id: u16,
	/// Its code, such as GB 2760-2014.
	pub code: &'a str,
	/// Its title.
	pub title: &'a str,
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
}

/// The consortium.
#[derive(Clone, Copy, Debug)]
pub struct Consortium<'a> {
	/// Whose its council's seats are: the numbers and who that is.
	pub seats: &'a [(u32, Party<'a>)],
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	/// The class of the page.
	tone: &'static str,
	icon: &'static str,
	kicker: String,
	name: &'a str,
	lead: Markup,
	as_of: Markup,
	stale: Option<Markup>,
	migrating: bool,
	facts: Vec<Fact<'a>>,
	/// Name, country and address.
	owner: Option<(&'a str, String, String)>,
	accreditations: Vec<Fact<'a>>,
}

/// The page of an organisation.
pub fn organisation(of: &Organisation, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let text = Markup::of;
	let mut facts = vec![
		fact(t, "record.country", text(&t.country(of.party.country))),
		fact(t, "record.legal-id", text(of.legal_id)),
	];
	facts.extend(of.gln.map(|gln| fact(t, "record.gln", text(gln))));
	for (role, from) in of.roles {
		let name = t.of(role_key(*role));
		// A role is granted before it takes effect.
		let value = match *from > of.block.at {
			true => {
				let values = [("role", Value::Text(name)), ("time", Value::Time(*from))];
				t.fill("record.role-from", &values)
			}
			false => text(name),
		};
		facts.push(fact(t, "record.role", value));
	}
	if of.roles.is_empty() {
		facts.push(fact(t, "record.role", text(t.of("record.no-role"))));
	}
	facts.push(fact(t, "record.admitted", t.day(of.admitted_at)));
	let accreditations = of.accreditations.iter().map(|it| {
		let term = format!("{} {}", t.of("record.accreditation"), it.id);
		let scheme = ("scheme", Value::Text(t.of(scheme_key(it.scheme))));
		let value = match it.withdrawn {
			Some(at) => t.fill("record.withdrawn", &[scheme, ("time", Value::Time(at))]),
			None if it.in_force => {
				t.fill("record.in-force", &[scheme, ("date", Value::Day(last(it.until)))])
			}
			None => {
				let (from, until) = (Value::Day(it.from), Value::Day(last(it.until)));
				t.fill("record.not-in-force", &[scheme, ("from", from), ("until", until)])
			}
		};
		Fact { term: Cow::Owned(term), value, note: None, served: false }
	});
	let (tone, sign, lead) = match of.suspended {
		Some(at) => {
			("caution", "caution", t.fill("record.suspended", &[("time", Value::Time(at))]))
		}
		None => ("question", "hallmark", t.fill("record.active", &[])),
	};
	render(&RecordPage {
		frame: Frame::new(asked, of.party.name),
		t,
		tone,
		icon: sign,
		kicker: format!("{} {}", t.of("record.organisation"), of.id),
		name: of.party.name,
		lead,
		as_of: as_of(t, of.block.at),
		stale: stale(t, of.block.at, of.now),
		migrating: of.block.migrating,
		facts,
		owner: None,
		accreditations: accreditations.collect(),
	})
}

/// The page of a facility.
pub fn facility(of: &Facility, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let text = Markup::of;
	let frame = Frame::new(asked, of.name);
	let mut facts = vec![fact(t, "record.country", text(&t.country(of.country)))];
	facts.extend(of.gln.map(|gln| fact(t, "record.gln", text(gln))));
	facts.push(fact(t, "record.registered", t.day(of.registered_at)));
	let (number, owner) = of.owner;
	let href = format!("/organisations/{number}{}", frame.query);
	let (tone, sign, lead) = match of.closed {
		true => ("caution", "caution", "record.closed"),
		false => ("question", "hallmark", "record.open"),
	};
	render(&RecordPage {
		t,
		tone,
		icon: sign,
		kicker: format!("{} {}", t.of("record.facility"), of.id),
		name: of.name,
		lead: t.fill(lead, &[]),
		as_of: as_of(t, of.block.at),
		stale: stale(t, of.block.at, of.now),
		migrating: of.block.migrating,
		facts,
		owner: Some((owner.name, t.country(owner.country), href)),
		accreditations: Vec::new(),
		frame,
	})
}

/// The page of a standard.
pub fn standard(of: &Standard, asked: &Asked) -> String {
	let t = texts(asked.lang);
	render(&RecordPage {
		frame: Frame::new(asked, of.code),
		t,
		tone: "question",
		icon: "hallmark",
		kicker: format!("{} {}", t.of("record.standard"), of.id),
		name: of.code,
		lead: t.fill("record.standard-lead", &[]),
		as_of: as_of(t, of.block.at),
		stale: stale(t, of.block.at, of.now),
		migrating: of.block.migrating,
		facts: vec![fact(t, "record.title", Markup::of(of.title))],
		owner: None,
		accreditations: Vec::new(),
	})
}

/// The page of the consortium.
pub fn consortium(of: &Consortium, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let name = t.of("record.consortium-name");
	let seats = of.seats.iter().map(|(org, party)| {
		let org = org.to_string();
		let term = t.fill("record.seat", &[("org", Value::Text(&org))]);
		let value = format!("{}{}{}", party.name, t.of("page.comma"), t.country(party.country));
		Fact {
			term: Cow::Owned(term.as_str().into()),
			..fact(t, "record.title", Markup::of(&value))
		}
	});
	render(&RecordPage {
		frame: Frame::new(asked, name),
		t,
		tone: "question",
		icon: "hallmark",
		kicker: t.of("record.consortium").into(),
		name,
		lead: t.fill("record.consortium-lead", &[]),
		as_of: as_of(t, of.block.at),
		stale: stale(t, of.block.at, of.now),
		migrating: of.block.migrating,
		facts: seats.collect(),
		owner: None,
		accreditations: Vec::new(),
	})
}

fn fact(t: &'static Texts, key: &'static str, value: Markup) -> Fact<'static> {
	Fact { term: Cow::Borrowed(t.of(key)), value, note: None, served: false }
}

/// The last day on which something holds that ends at a moment.
fn last(until: Moment) -> Moment {
	until.saturating_sub(1)
}

fn role_key(role: Role) -> &'static str {
	match role {
		Role::Member => "role.member",
		Role::Platform => "role.platform",
		Role::Merchant => "role.merchant",
		Role::Manufacturer => "role.manufacturer",
		Role::InspectionAgency => "role.inspectionAgency",
		Role::CustomsAuthority => "role.customsAuthority",
		Role::Carrier => "role.carrier",
		Role::Warehouse => "role.warehouse",
		Role::PaymentInstitution => "role.paymentInstitution",
	}
}

fn scheme_key(scheme: Scheme) -> &'static str {
	match scheme {
		Scheme::InspectionTypeA => "scheme.inspectionTypeA",
		Scheme::InspectionTypeB => "scheme.inspectionTypeB",
		Scheme::InspectionTypeC => "scheme.inspectionTypeC",
		Scheme::Laboratory => "scheme.laboratory",
		Scheme::ProductCertification => "scheme.productCertification",
		Scheme::ManagementSystemCertification => "scheme.managementSystemCertification",
	}
}
