//! `hallmark org facility`: the places that organisations work at.

use crate::{
	args::{country, gln, moment_text, text},
	output::{Page, Report},
	session::{find, said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::{
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{CountryCode, FacilityId, Gln, OrgId, Text};
use pallet_merchant_registry::{types::Facility, Call, Event, Facilities, NextFacilityId};
use serde_json::{json, Value};

/// The places that the signer's organisation works at.
#[derive(Subcommand)]
pub enum Command {
	/// Registers a facility.
	Register(Register),
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
pub struct Register {
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

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Register(Register { name, country, gln }) => {
			let called = name.to_text();
			let say = |receipt: &Receipt| {
				let id = find(receipt, |event| match event {
					RuntimeEvent::MerchantRegistry(Event::FacilityRegistered {
						facility, ..
					}) => Some(*facility),
					_ => None,
				})?;
				said(format!("{called} is facility {id}"), json!({ "facility": id }))
			};
			session.send(Call::register_facility { name, country, gln }, say).await
		}
		Command::Close { facility } => {
			let call = Call::close_facility { facility: FacilityId(facility) };
			let sentence = format!("facility {facility} is closed");
			session.send(call, |_| said(sentence, json!({ "facility": facility }))).await
		}
		Command::Show { facility } => {
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
		}
		Command::List { org } => {
			let chain = session.chain().await?;
			let at = chain.best().await?.hash;
			let next: FacilityId = chain
				.read(NextFacilityId::<Runtime>::hashed_key().to_vec(), at)
				.await?
				.unwrap_or_default();
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
					format!(
						"{}, {}, org {}{closed}",
						record.name.to_text(),
						record.country,
						record.org
					),
				);
				json.push(facility_json(id, &record));
			}
			Report::new(page, json!({ "facilities": json }))
		}
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
