//! `hallmark declare`: customs declarations, and the match of their documents.

use crate::{
	args::{document_text, hash, moment_text, ranges_text, Written},
	codes::{self, warn, LISTS},
	files,
	output::{Page, Report},
	session::{answered, find, present, said, Session},
};
use anyhow::{bail, Result};
use clap::{Args, Subcommand};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	compose,
	orders::{root_of_file, Key},
	rules::check_text,
	runtime::{Runtime, RuntimeEvent},
	words::name_of,
	Chain, Receipt,
};
use hallmark_types::{Assurance, DeclarationId, Digest, OrgId, ShipmentId, Unlocode};
use pallet_customs_clearance::{Call, Event};
use pallet_customs_clearance::{
	DeclarationDetails, DeclarationLine, DeclarationReport, DocumentRole, LineSet, MatchOutcome,
	Parties, Procedure, TradeDocument, MAX_LINES, MAX_TRADE_DOCUMENTS,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

/// Customs declarations, as who declares; and the match of their documents, as its parties.
#[derive(Subcommand)]
pub enum Command {
	/// Lodges a declaration with an authority.
	#[command(after_help = lodge_help())]
	Lodge {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Amends a lodged declaration: the file takes the place of what it declares.
	#[command(after_help = AMEND_HELP)]
	Amend {
		/// The declaration.
		declaration: u64,
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Withdraws a lodged declaration. It is remembered that these items were declared.
	Withdraw {
		/// The declaration.
		declaration: u64,
	},
	/// Shows a declaration: its lines, their states, and the rounds of its match.
	Show {
		/// The declaration.
		declaration: u64,
	},
	#[command(subcommand)]
	Match(Match),
}

/// The match of three documents: order, payment and waybill are compared without being shown.
///
/// The three parties agree on a key off chain, and each makes the root over the same batch of
/// orders from its own records. Each commits to its root; when all three have, each reveals it.
#[derive(Subcommand)]
pub enum Match {
	/// Opens the first round over lines of a declaration, and names the parties, as the declarant.
	Open(Open),
	/// Opens another round in place of one that failed, as the authority.
	Reopen {
		/// The declaration.
		declaration: u64,
		/// The round that failed.
		round: u8,
		#[command(flatten)]
		parties: PartyArgs,
	},
	/// Prints the root over a file of orders, without a chain.
	#[command(after_help = ROOT_HELP)]
	Root(Batch),
	/// Commits, as a party, to a root. The commitment is made here; the root stays secret.
	#[command(after_help = COMMIT_HELP)]
	Commit(Word),
	/// Reveals, as a party, the root that it committed to.
	#[command(after_help = COMMIT_HELP)]
	Reveal(Word),
}

/// The help of `lodge`.
fn lodge_help() -> String {
	format!(
		"Example of a file:
  authority = 2                        # the organisation of the customs authority
  port = \"CNNBO\"                       # UN/LOCODE, in its country
  procedure = \"bonded\"                 # direct or bonded
  shipment = 4
  [[lines]]                            # 1 to 16
  lot = 12
  ranges = \"0-99\"                      # first and last of each range
  hs = \"2208.70\"                       # as in the product's record
  origin = \"AU\"                        # as in the product's record
  valueBand = \"b\"                      # a to d; the value itself never goes on chain
  registrations = [{{ system = \"CN-IL\", number = \"IL-2026-000017\" }}]   # optional: see hallmark registration
  [[documents]]                        # optional
  kind = \"invoice\"                     # invoice, packingList, certificate or other
  document = \"invoice.pdf\"             # its digest goes on chain

{LISTS}"
	)
}

const AMEND_HELP: &str = "\
The file is as for `hallmark declare lodge`; its authority is not looked at, since it cannot change.";

const ROOT_HELP: &str = "\
The CSV file, with commas, semicolons or tabs, names its columns in the first line: order, payment, \
waybill, gtin, quantity, amount (in the currency's smallest unit), currency, buyer. The key file holds 32 \
bytes, or 64 hexadecimal digits. The order of rows and columns does not matter.

Example: hallmark declare match root orders.csv --key orders.key";

const COMMIT_HELP: &str = "\
Example: hallmark declare match commit 7 --round 0 --orders orders.csv --key orders.key
Or with a root that was made elsewhere: --root 0xa12b…";

/// The arguments of `open`.
#[derive(Args)]
pub struct Open {
	/// The declaration.
	declaration: u64,
	#[command(flatten)]
	parties: PartyArgs,
	/// A line that the orders are of, counted from 0; as often as needed. Without it, all.
	#[arg(long = "line", value_parser = clap::value_parser!(u8).range(..i64::from(MAX_LINES)))]
	lines: Vec<u8>,
}

/// The parties of a round.
#[derive(Args)]
pub struct PartyArgs {
	/// The platform that knows the orders.
	#[arg(long, value_name = "ORG")]
	platform: u32,
	/// The payer's institution.
	#[arg(long, value_name = "ORG")]
	institution: u32,
	/// A carrier of the declaration's shipment.
	#[arg(long, value_name = "ORG")]
	carrier: u32,
}

impl From<PartyArgs> for Parties {
	fn from(args: PartyArgs) -> Self {
		Self {
			platform: OrgId(args.platform),
			institution: OrgId(args.institution),
			carrier: OrgId(args.carrier),
		}
	}
}

/// A batch of orders.
#[derive(Args)]
pub struct Batch {
	/// The CSV file.
	#[arg(value_name = "FILE.csv")]
	orders: PathBuf,
	/// The key that the parties share.
	#[arg(long, value_name = "FILE")]
	key: PathBuf,
	#[command(flatten)]
	written: Written,
}

/// The arguments of `commit` and `reveal`.
#[derive(Args)]
pub struct Word {
	/// The declaration.
	declaration: u64,
	/// The round, counted from 0.
	#[arg(long, default_value_t = 0)]
	round: u8,
	/// The root: 32 bytes in hexadecimal.
	#[arg(long, value_parser = hash, conflicts_with = "orders", required_unless_present = "orders")]
	root: Option<Digest>,
	/// Make the root from a CSV file of orders: see `hallmark declare match root`.
	#[arg(long, value_name = "FILE.csv", requires = "key")]
	orders: Option<PathBuf>,
	/// The key that the parties share.
	#[arg(long, value_name = "FILE", requires = "orders")]
	key: Option<PathBuf>,
	#[command(flatten)]
	written: Written,
}

impl Word {
	fn root(&self) -> Result<Digest> {
		match (self.root, &self.orders, &self.key) {
			(Some(root), ..) => Ok(root),
			(None, Some(orders), Some(key)) => {
				Ok(root_of_file(orders, self.written.encoding, &Key::read(key)?)?.0)
			}
			_ => bail!("there is neither --root nor --orders with --key"),
		}
	}
}

/// A file of a declaration.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeclarationFile {
	authority: OrgId,
	port: Unlocode,
	procedure: Procedure,
	shipment: ShipmentId,
	#[serde(default)]
	documents: BoundedVec<TradeDocument, ConstU32<MAX_TRADE_DOCUMENTS>>,
	lines: BoundedVec<DeclarationLine, ConstU32<MAX_LINES>>,
}

/// Reads a declaration, and tells of codes that no list has.
fn read(session: &Session<'_>, file: &std::path::Path) -> Result<(OrgId, DeclarationDetails)> {
	let file: DeclarationFile = files::read(file)?;
	let of_lines = file.lines.iter().filter_map(|line| codes::word_of_hs(&line.hs));
	warn(of_lines.chain(codes::word_of_place(file.port, None)), session.is_quiet());
	let details = DeclarationDetails {
		port: file.port,
		procedure: file.procedure,
		shipment: file.shipment,
		documents: file.documents,
		lines: file.lines,
	};
	Ok((file.authority, details))
}

/// A declaration.
pub async fn report(chain: &Chain, id: DeclarationId) -> Result<Answer<DeclarationReport>> {
	present(chain.declaration(id, None).await?, || format!("declaration {id}"))
}

/// These lines of a declaration, or all of them where none is named.
pub async fn lines_or_all(chain: &Chain, id: DeclarationId, lines: &[u8]) -> Result<LineSet> {
	Ok(compose::lines_or_all(chain, id, lines).await?)
}

/// Lines for people.
pub fn lines_text(lines: LineSet) -> String {
	let numbers: Vec<_> = lines.iter().map(|line| line.to_string()).collect();
	let noun = if lines.len() == 1 { "line" } else { "lines" };
	format!("{noun} {}", numbers.join(", "))
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Lodge { file } => {
			let (authority, details) = read(session, &file)?;
			let port = details.port;
			let say = |receipt: &Receipt| {
				let (id, digest) = find(receipt, |event| match event {
					RuntimeEvent::CustomsClearance(Event::DeclarationLodged {
						declaration,
						digest,
						..
					}) => Some((*declaration, *digest)),
					_ => None,
				})?;
				said(
					format!("declaration {id} is lodged with organisation {authority} for {port}"),
					json!({ "declaration": id, "authority": authority, "digest": digest }),
				)
			};
			let call = Call::<Runtime>::lodge { authority, details };
			session.send(call, say).await
		}
		Command::Amend { declaration, file } => {
			let (_, details) = read(session, &file)?;
			let say = |receipt: &Receipt| {
				let (version, digest) = find(receipt, |event| match event {
					RuntimeEvent::CustomsClearance(Event::DeclarationAmended {
						new,
						digest,
						..
					}) => Some((*new, *digest)),
					_ => None,
				})?;
				said(
					format!("declaration {declaration} is amended: version {version}"),
					json!({ "declaration": declaration, "version": version, "digest": digest }),
				)
			};
			let call = Call::<Runtime>::amend { declaration: DeclarationId(declaration), details };
			session.send(call, say).await
		}
		Command::Withdraw { declaration } => {
			let sentence = format!("declaration {declaration} is withdrawn");
			let call = Call::<Runtime>::withdraw { declaration: DeclarationId(declaration) };
			let json = json!({ "declaration": declaration });
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Show { declaration } => show(session, DeclarationId(declaration)).await,
		Command::Match(command) => run_match(session, command).await,
	}
}

async fn run_match(session: &Session<'_>, command: Match) -> Result<Report> {
	match command {
		Match::Root(Batch { orders, key, written }) => {
			let (root, count) = root_of_file(&orders, written.encoding, &Key::read(&key)?)?;
			let mut page = Page::default();
			page.field("orders", count).field("root", format!("{root:?}"));
			Report::new(page, json!({ "orders": count, "root": root }))
		}
		Match::Open(Open { declaration, parties, lines }) => {
			let chain = session.chain().await?;
			let declaration = DeclarationId(declaration);
			let lines = lines_or_all(&chain, declaration, &lines).await?;
			let call = Call::<Runtime>::open_match { declaration, lines, parties: parties.into() };
			session.send(call, opened).await
		}
		Match::Reopen { declaration, round, parties } => {
			let call = Call::<Runtime>::reopen_match {
				declaration: DeclarationId(declaration),
				round,
				parties: parties.into(),
			};
			session.send(call, opened).await
		}
		Match::Commit(word) => commit(session, word).await,
		Match::Reveal(word) => reveal(session, word).await,
	}
}

async fn commit(session: &Session<'_>, word: Word) -> Result<Report> {
	let root = word.root()?;
	let (declaration, round) = (DeclarationId(word.declaration), word.round);
	let chain = session.chain().await?;
	let org = session.own_organisation(&chain).await?;
	let (call, role, commitment) =
		compose::commit_document(&chain, org, declaration, round, &root).await?;
	let document = document_name(role);
	let sentence = format!(
		"organisation {org} has committed to its {document} in round {round} of declaration \
		 {declaration}; reveal the root once all three have"
	);
	let json = json!({
		"declaration": declaration,
		"round": round,
		"org": org,
		"role": role,
		"commitment": commitment,
	});
	session.send(call, |_| said(sentence, json)).await
}

async fn reveal(session: &Session<'_>, word: Word) -> Result<Report> {
	let root = word.root()?;
	let (declaration, round) = (DeclarationId(word.declaration), word.round);
	let call = Call::<Runtime>::reveal_document { declaration, round, root };
	let say = |receipt: &Receipt| {
		let outcome = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::CustomsClearance(Event::DocumentsMatched { assurance, .. }) => {
				Some(MatchOutcome::Matched(*assurance))
			}
			RuntimeEvent::CustomsClearance(Event::DocumentsMismatched { .. }) => {
				Some(MatchOutcome::Mismatched)
			}
			_ => None,
		});
		said(
			format!(
				"the root is revealed in round {round} of declaration {declaration}; {}",
				outcome_text(outcome)
			),
			json!({
				"declaration": declaration,
				"round": round,
				"root": root,
				"outcome": outcome,
			}),
		)
	};
	session.send(call, say).await
}

fn opened(receipt: &Receipt) -> Result<crate::session::Said> {
	let (declaration, round, lines, deadline) = find(receipt, |event| match event {
		RuntimeEvent::CustomsClearance(Event::MatchOpened {
			declaration,
			round,
			lines,
			deadline,
			..
		}) => Some((*declaration, *round, *lines, *deadline)),
		_ => None,
	})?;
	said(
		format!(
			"round {round} over {} of declaration {declaration} is open until {}",
			lines_text(lines),
			moment_text(deadline)
		),
		json!({
			"declaration": declaration,
			"round": round,
			"lines": lines,
			"deadline": deadline,
		}),
	)
}

fn document_name(role: DocumentRole) -> &'static str {
	match role {
		DocumentRole::Order => "orders",
		DocumentRole::Payment => "payments",
		DocumentRole::Logistics => "waybills",
	}
}

fn outcome_text(outcome: Option<MatchOutcome>) -> &'static str {
	match outcome {
		None => "others have yet to speak",
		Some(MatchOutcome::Matched(Assurance::Attested)) => "the documents match",
		Some(MatchOutcome::Matched(_)) => {
			"the documents match, but only by parties under common control: that does not count"
		}
		Some(MatchOutcome::Mismatched) => "the documents DO NOT MATCH",
	}
}

async fn show(session: &Session<'_>, id: DeclarationId) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = report(&chain, id).await?;
	let it = &value.declaration;
	let mut page = Page::default();
	page.field("declaration", format!("{id}, version {}, {}", it.version, name_of(it.status)))
		.field("declarant", format!("organisation {}", it.declarant))
		.field("authority", format!("organisation {}", it.authority))
		.field("port", format!("{}, {}", it.port, name_of(it.procedure)))
		.field("shipment", it.shipment)
		.field_if("reference", it.mrn.as_ref().map(|mrn| mrn.to_text()))
		.field("lodged", moment_text(it.lodged_at))
		.field_if("accepted", it.accepted_at.map(moment_text))
		.field("digest", format!("{:?}", it.digest));
	for document in &it.documents {
		page.field(&name_of(document.kind), document_text(&document.document));
	}
	for (place, line) in value.lines.iter().enumerate() {
		let (declared, state) = (&line.declared, &line.state);
		page.line("")
			.field("line", format!("{place}: {}", name_of(state.status)))
			.field("items", format!("{} of lot {}", ranges_text(&declared.ranges), declared.lot))
			.field(
				"as",
				format!(
					"{} from {}, value band {}",
					declared.hs,
					declared.origin,
					name_of(declared.value_band)
				),
			)
			.field_if("decision", state.decision)
			.field_if("match", state.matched.map(name_of));
		for it in &declared.registrations {
			page.field("declares", format!("{} in {}", it.number.to_text(), it.system));
		}
		for it in &line.registrations {
			page.field("required", check_text(it));
		}
		if let Some(by) = &line.release_override {
			let confirmed = match &by.confirmed_by {
				Some(officer) => format!(", confirmed by {officer}"),
				None => ", not confirmed".into(),
			};
			page.field(
				"override",
				format!(
					"proposed by {}{confirmed}, {}, because of {}",
					by.proposed_by,
					if by.used { "used" } else { "not used" },
					document_text(&by.reason)
				),
			);
		}
	}
	for (place, round) in value.rounds.iter().enumerate() {
		page.line("")
			.field("round", format!("{place}, over {}", lines_text(round.lines)))
			.field("until", moment_text(round.deadline))
			.field("outcome", outcome_text(round.outcome));
		for role in DocumentRole::ALL {
			let word = round.word(role);
			let said = match (word.commitment, word.root) {
				(_, Some(root)) => format!("revealed {root:?}"),
				(Some(_), None) => "committed".into(),
				_ => "nothing yet".into(),
			};
			page.field(
				document_name(role),
				format!("organisation {}: {said}", round.parties.of(role)),
			);
		}
	}
	answered(page, block, value)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::Path;

	#[test]
	fn declaration_is_read_from_the_example_of_its_help() {
		let help = lodge_help();
		let example = help.split("\n\n").next().unwrap();
		let (_, example) = example.split_once('\n').unwrap();
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join("invoice.pdf"), b"x").unwrap();
		let file: DeclarationFile = files::parse(example, folder.path()).unwrap();
		assert_eq!(file.procedure, Procedure::Bonded);
		assert_eq!((file.lines.len(), file.documents.len()), (1, 1));
		assert_eq!(file.lines[0].registrations.len(), 1);
		let bad = example.replace("CNNBO", "Ningbo");
		assert!(files::parse::<DeclarationFile>(&bad, Path::new("")).is_err());
	}

	#[test]
	fn declarations_of_the_story_are_read() {
		let bonded: DeclarationFile = files::story("declaration-bonded.toml");
		assert_eq!((bonded.procedure, bonded.lines.len()), (Procedure::Bonded, 3));
		let direct: DeclarationFile = files::story("declaration-direct.toml");
		assert_eq!((direct.procedure, direct.lines.len()), (Procedure::Direct, 1));
	}

	#[test]
	fn lines_are_named_for_people() {
		assert_eq!(lines_text(LineSet::of(&[0])), "line 0");
		assert_eq!(lines_text(LineSet::of(&[0, 3])), "lines 0, 3");
	}
}
