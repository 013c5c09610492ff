//! `hallmark inspect`: standards, accreditations, and what agencies attest.

use crate::{
	args::{
		as_of, date, document, document_text, gtin, moment_text, named, ranges, ranges_text,
		subject_text,
	},
	codes::{self, warn, LISTS},
	council::{propose, Share},
	files::{self, bounded},
	output::{Page, Report},
	session::{answered, find, said, Session},
};
use anyhow::{bail, Context, Result};
use clap::{Args, Subcommand};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	runtime::{Runtime, RuntimeEvent},
	words::name_of,
	Chain, Receipt,
};
use hallmark_types::{
	AccreditationId, AttestationId, Document, FacilityId, HsPrefix, LotId, Moment, OrgId,
	ProductTypeId, ShipmentId, StandardId, Subject, Text,
};
use pallet_inspection::{
	AttestationDetails, AttestationSubject, Call, Conformity, Countries, Event, Period, Sampling,
	Scheme, Scope, Standard, StandardIds, Standards, MAX_NEW_STANDARDS, MAX_SCOPE,
};
use pallet_product_identity::ProductTypeIds;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

/// Inspection: standards, accreditations, and what agencies attest of goods and places.
#[derive(Subcommand)]
pub enum Command {
	/// Registers standards, by a motion of the council.
	#[command(after_help = STANDARDS_HELP)]
	Standards {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Says which standards a product type requires, by a motion of the council. They take the
	/// place of those before.
	Require(Require),
	/// Accredits an agency, by a motion of the council.
	#[command(after_help = accredit_help())]
	Accredit {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Withdraws an accreditation, by a motion of the council: what was attested under it from then
	/// on reads as doubtful.
	WithdrawAccreditation {
		/// The accreditation.
		accreditation: u32,
		/// From when on: now, a date, or such as 2026-07-01T16:30:00+08:00.
		#[arg(long, default_value = "now", value_name = "WHEN", value_parser = as_of)]
		as_of: crate::args::AsOf,
	},
	/// Attests, for an agency, that something conforms to a standard or does not.
	#[command(after_help = ATTEST_HELP)]
	Attest(Attest),
	/// Revokes an attestation of the signer's agency, for good.
	Revoke {
		/// The attestation.
		attestation: u64,
		/// The document that says why. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Lists what agencies attest of a facility, a product, a lot or a shipment.
	List {
		/// facility:ID, product:GTIN, lot:ID or shipment:ID.
		#[arg(value_parser = crate::args::subject)]
		subject: Subject,
	},
	/// Lists the accreditations of an agency.
	Agency {
		/// The organisation.
		org: u32,
	},
}

const STANDARDS_HELP: &str = "\
Example of a file:
  [[standards]]
  code = \"GB 2757-2012\"
  title = \"Distilled spirits and integrated alcoholic beverages\"";

/// The help of `accredit`.
fn accredit_help() -> String {
	format!("{ACCREDIT_HELP}\n\n{LISTS}")
}

const ACCREDIT_HELP: &str = "\
Example of a file:
  agency = 9
  # inspectionTypeA, inspectionTypeB, inspectionTypeC, laboratory, productCertification or
  # managementSystemCertification
  scheme = \"inspectionTypeA\"
  certificate = \"certificate.pdf\"      # its digest goes on chain
  goods = [\"22\", \"0402\"]               # chapters, headings, subheadings
  countries = [\"AU\", \"CN\"]             # or \"everywhere\"
  standards = [\"GB 2757-2012\"]         # codes
  from = 2026-01-01
  until = 2028-01-01                   # the moment after its last";

const ATTEST_HELP: &str = "\
Example: hallmark inspect attest --subject items:5/0-9 --standard \"GB 2757-2012\" --accreditation 0 \\
  --result conforming --sampling taken-by-agency --report report.pdf --valid-until 2027-06-30";

/// The arguments of `require`.
#[derive(Args)]
pub struct Require {
	/// The product type, by its name or its id.
	product_type: String,
	/// A standard, by its code or its id; as often as there are standards. Without one, nothing is
	/// required any more.
	#[arg(long = "standard", value_name = "CODE|ID")]
	standards: Vec<String>,
}

/// The arguments of `attest`.
#[derive(Args)]
pub struct Attest {
	/// About what: facility:3, product:GTIN, lot:5, items:5/0-9 (first and last of each range) or
	/// shipment:2.
	#[arg(long, value_parser = attested)]
	subject: AttestationSubject,
	/// The standard, by its code or its id.
	#[arg(long, value_name = "CODE|ID")]
	standard: String,
	/// The accreditation under which.
	#[arg(long, value_name = "ID")]
	accreditation: u32,
	/// conforming or nonconforming.
	#[arg(long, value_parser = named::<Conformity>)]
	result: Conformity,
	/// How the sample was come by: drawn, taken-by-agency or submitted-by-client.
	#[arg(long, value_parser = named::<Sampling>)]
	sampling: Sampling,
	/// The report. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	report: Document,
	/// The first day on which it no longer holds, YYYY-MM-DD in UTC; without it, it does not
	/// expire.
	#[arg(long, value_name = "DATE", value_parser = date)]
	valid_until: Option<Moment>,
}

fn attested(text: &str) -> Result<AttestationSubject> {
	let form = "not facility:ID, product:GTIN, lot:ID, items:LOT/0-9 or shipment:ID";
	let (kind, id) = text.split_once(':').context(form)?;
	fn number<N: std::str::FromStr>(text: &str) -> Result<N> {
		let number = text.parse().ok();
		number.with_context(|| format!("{text}: not an id"))
	}
	Ok(match kind {
		"facility" => AttestationSubject::Facility(FacilityId(number(id)?)),
		"product" => AttestationSubject::Product(gtin(id)?),
		"lot" => AttestationSubject::Lot(LotId(number(id)?)),
		"items" => {
			let (lot, items) = id.split_once('/').context(form)?;
			AttestationSubject::Items(LotId(number(lot)?), ranges(items)?)
		}
		"shipment" => AttestationSubject::Shipment(ShipmentId(number(id)?)),
		_ => bail!(form),
	})
}

/// A file of standards.
#[derive(Serialize, Deserialize)]
struct StandardsFile {
	standards: BoundedVec<Standard, ConstU32<MAX_NEW_STANDARDS>>,
}

/// A file of an accreditation.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccreditationFile {
	agency: OrgId,
	scheme: Scheme,
	certificate: Document,
	#[serde(default)]
	goods: BoundedVec<HsPrefix, ConstU32<MAX_SCOPE>>,
	countries: Where,
	standards: Vec<String>,
	from: Moment,
	until: Moment,
}

/// Where an accreditation counts.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Where {
	Only(BoundedVec<hallmark_types::CountryCode, ConstU32<MAX_SCOPE>>),
	Everywhere(Everywhere),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Everywhere {
	Everywhere,
}

/// A standard by its code, or by its id where it is a number.
async fn standard(chain: &Chain, text: &str) -> Result<StandardId> {
	if let Ok(id) = text.parse() {
		return Ok(StandardId(id));
	}
	let at = chain.best().await?.hash;
	let code = Text::<32>::new(text).map_err(|why| anyhow::anyhow!("standard: the code {why}"))?;
	let id = chain.read(StandardIds::<Runtime>::hashed_key_for(code), at).await?;
	id.with_context(|| format!("standard: none is registered as \"{text}\""))
}

async fn standards<const N: u32>(
	chain: &Chain,
	codes: &[String],
) -> Result<BoundedVec<StandardId, ConstU32<N>>> {
	let mut ids = Vec::new();
	for code in codes {
		ids.push(standard(chain, code).await?);
	}
	bounded("standards", ids)
}

async fn product_type(chain: &Chain, text: &str) -> Result<ProductTypeId> {
	if let Ok(id) = text.parse() {
		return Ok(ProductTypeId(id));
	}
	let at = chain.best().await?.hash;
	let name =
		Text::<64>::new(text).map_err(|why| anyhow::anyhow!("product type: the name {why}"))?;
	let id = chain.read(ProductTypeIds::<Runtime>::hashed_key_for(name), at).await?;
	id.with_context(|| format!("there is no product type \"{text}\": see hallmark product types"))
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let two_thirds = Share::TwoThirds;
	match command {
		Command::Standards { file } => {
			let StandardsFile { standards } = files::read(&file)?;
			let say = |receipt: &Receipt| {
				let (first, count) = find(receipt, |event| match event {
					RuntimeEvent::Inspection(Event::StandardsRegistered { first, count }) => {
						Some((first.0, *count))
					}
					_ => None,
				})?;
				let last = u32::from(first) + count.saturating_sub(1);
				said(
					format!("{count} standards are registered, with ids {first} to {last}"),
					json!({ "first": first, "count": count }),
				)
			};
			let call = Call::<Runtime>::register_standards { standards };
			propose(session, call, two_thirds, say).await
		}
		Command::Require(Require { product_type: name, standards: codes }) => {
			let chain = session.chain().await?;
			let product_type = product_type(&chain, &name).await?;
			let standards = standards(&chain, &codes).await?;
			let json = json!({ "productType": product_type, "standards": standards });
			let sentence = if codes.is_empty() {
				format!("{name} requires no standard any more")
			} else {
				format!("{name} requires {}", codes.join(", "))
			};
			let call = Call::<Runtime>::require_standards { product_type, standards };
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Accredit { file } => accredit(session, files::read(&file)?).await,
		Command::WithdrawAccreditation { accreditation, as_of } => {
			let as_of = session.moment(as_of).await?;
			let sentence =
				format!("accreditation {accreditation} is withdrawn as of {}", moment_text(as_of));
			let json = json!({ "accreditation": accreditation, "asOf": as_of });
			let call = Call::<Runtime>::withdraw_accreditation {
				accreditation: AccreditationId(accreditation),
				as_of,
			};
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Attest(attest) => self::attest(session, attest).await,
		Command::Revoke { attestation, reason } => {
			let sentence = format!("attestation {attestation} is revoked");
			let call = Call::<Runtime>::revoke_attestation {
				attestation: AttestationId(attestation),
				reason,
			};
			session.send(call, |_| said(sentence, json!({ "attestation": attestation }))).await
		}
		Command::List { subject } => list(session, subject).await,
		Command::Agency { org } => agency(session, OrgId(org)).await,
	}
}

async fn accredit(session: &Session<'_>, file: AccreditationFile) -> Result<Report> {
	warn(file.goods.iter().filter_map(codes::word_of_prefix), session.is_quiet());
	let chain = session.chain().await?;
	let scope = Scope {
		goods: file.goods,
		countries: match file.countries {
			Where::Only(countries) => Countries::Only(countries),
			Where::Everywhere(Everywhere::Everywhere) => Countries::Everywhere,
		},
		standards: standards(&chain, &file.standards).await?,
	};
	let agency = file.agency;
	let call = Call::<Runtime>::grant_accreditation {
		agency,
		scheme: file.scheme,
		certificate: file.certificate,
		scope,
		validity: Period { from: file.from, until: file.until },
	};
	let say = |receipt: &Receipt| {
		let id = find(receipt, |event| match event {
			RuntimeEvent::Inspection(Event::AccreditationGranted { accreditation, .. }) => {
				Some(*accreditation)
			}
			_ => None,
		})?;
		said(
			format!("organisation {agency} is accredited: accreditation {id}"),
			json!({ "accreditation": id, "agency": agency }),
		)
	};
	propose(session, call, Share::TwoThirds, say).await
}

async fn attest(session: &Session<'_>, attest: Attest) -> Result<Report> {
	let chain = session.chain().await?;
	let standard = standard(&chain, &attest.standard).await?;
	let about = subject_text(&attest.subject.key());
	let result = name_of(attest.result);
	let call = Call::<Runtime>::attest {
		details: AttestationDetails {
			subject: attest.subject,
			standard,
			accreditation: AccreditationId(attest.accreditation),
			result: attest.result,
			sampling: attest.sampling,
			report: attest.report,
			valid_until: attest.valid_until,
		},
	};
	let say = |receipt: &Receipt| {
		let (id, agency) = find(receipt, |event| match event {
			RuntimeEvent::Inspection(Event::Attested { attestation, agency, .. }) => {
				Some((*attestation, *agency))
			}
			_ => None,
		})?;
		said(
			format!("attestation {id}: {about} is {result} to {}", attest.standard),
			json!({ "attestation": id, "agency": agency, "subject": about, "result": attest.result }),
		)
	};
	session.send(call, say).await
}

async fn list(session: &Session<'_>, subject: Subject) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = chain.attestations(subject, None).await?;
	let mut page = Page::of(format!("{}, attestations: {}", subject_text(&subject), value.len()));
	for it in &value {
		page.line("")
			.field("attestation", it.id)
			.field("standard", format!("{} (id {})", it.standard_code.to_text(), it.standard))
			.field("result", name_of(it.result))
			.field("standing", name_of(it.standing))
			.field_if("items", it.items.as_ref().map(|items| ranges_text(items)))
			.field("by", format!("organisation {}, accreditation {}", it.agency, it.accreditation))
			.field("sample", name_of(it.sampling))
			.field("report", document_text(&it.report))
			.field("issued", moment_text(it.issued_at))
			.field_if("valid until", it.valid_until.map(moment_text))
			.field_if("revoked", it.revoked.map(|revoked| moment_text(revoked.at)));
	}
	answered(page, block, value)
}

async fn agency(session: &Session<'_>, org: OrgId) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = chain.accreditations(org, None).await?;
	let mut page = Page::of(format!("organisation {org}, accreditations: {}", value.len()));
	for it in &value {
		let keys: Vec<_> =
			it.scope.standards.iter().map(Standards::<Runtime>::hashed_key_for).collect();
		let named: Vec<Option<Standard>> = chain.read_many(&keys, block.hash).await?;
		let countries = match &it.scope.countries {
			Countries::Everywhere => "everywhere".into(),
			Countries::Only(list) => {
				list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
			}
		};
		page.line("")
			.field("accreditation", it.id)
			.field("as", name_of(it.scheme))
			.field("in force", if it.in_force { "yes" } else { "no" })
			.field("valid from", moment_text(it.validity.from))
			.field("until before", moment_text(it.validity.until))
			.field_if("withdrawn as of", it.withdrawn.map(moment_text))
			.list("goods (HS)", it.scope.goods.iter())
			.field("countries", countries)
			.list(
				"standards",
				it.scope.standards.iter().zip(named).map(|(id, standard)| {
					let code = standard.map(|standard| standard.code.to_text());
					format!("{id}: {}", code.unwrap_or_default())
				}),
			)
			.field("certificate", document_text(&it.certificate));
	}
	answered(page, block, value)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn standards_and_accreditation_of_the_story_are_read() {
		let file: StandardsFile = files::story("standards.toml");
		let codes: Vec<_> = file.standards.iter().map(|it| it.code.to_text()).collect();
		let file: AccreditationFile = files::story("accreditation.toml");
		assert_eq!(file.standards, codes);
		assert!(matches!(file.countries, Where::Everywhere(_)));
	}

	#[test]
	fn accreditation_is_read_when_it_counts_in_some_countries() {
		let text = r#"
			agency = 9
			scheme = "laboratory"
			certificate = "0x0101010101010101010101010101010101010101010101010101010101010101"
			countries = ["AU", "CN"]
			standards = []
			from = 2026-01-01
			until = 2028-01-01
		"#;
		let file: AccreditationFile = files::parse(text, std::path::Path::new("")).unwrap();
		assert!(matches!(file.countries, Where::Only(list) if list.len() == 2));
		assert!(file.goods.is_empty());
	}

	#[test]
	fn subject_is_read_by_its_kind() {
		for text in ["facility:3", "product:09521001000017", "lot:5", "shipment:2"] {
			assert_eq!(subject_text(&attested(text).unwrap().key()), text);
		}
		let items = attested("items:5/0-9").unwrap();
		assert!(matches!(items, AttestationSubject::Items(LotId(5), ranges) if ranges.len() == 1));
		for bad in ["", "lot", "lot:x", "items:5", "org:1"] {
			assert!(attested(bad).is_err(), "{bad}");
		}
	}
}
