//! The commands of `hallmark sample` that work with a chain.

use super::{decision, draw};
use crate::{
	args::{country, document, gtin, moment_text, named, Written},
	files,
	output::{tell, Progress, Report},
	session::{find, report, said, Session},
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use hallmark_runtime_api::trace::LeavesAnswer;
use hallmark_sdk::{
	entropy::{entropy, shown, Awaited, Entropy},
	findings::{self, LotCodes},
	rules::outcome_text,
	runtime::{Runtime, RuntimeEvent},
	secrets::SecretFile,
	words::name_of,
	Chain, Error, Receipt,
};
use hallmark_types::{DecisionId, Digest, Document, FacilityId, Gtin, LotId, OrgId};
use pallet_sampling::{
	rules::{Class, Outcome},
	Call, Decision, Decisions, DrawnItem, Event, Examination, Examinations, ItemResult,
	StatisticsSubject, Supplier, MAX_REPORT,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
	collections::{btree_map::Entry, BTreeMap},
	fs::File,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// How often the chain is asked whether entropy is there.
const POLL: Duration = Duration::from_secs(1);

/// How often the chain is shown votes before the error is told.
const PROOFS: u32 = 5;

/// Decisions, draws and examinations.
#[derive(Subcommand)]
pub enum Command {
	/// Explains a decision: which rule matched, why those before it did not, and what came of it.
	Decision {
		/// The decision.
		decision: u64,
	},
	/// Shows which items were drawn, and what was found of them.
	#[command(after_help = DRAW_HELP)]
	Draw {
		/// The decision.
		decision: u64,
		/// 0 for the original examination, 1 for that of a resubmission.
		#[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=1))]
		round: u8,
		/// Draw again from public data alone, and compare.
		#[arg(long)]
		recompute: bool,
	},
	/// Shows what is remembered of a merchant, a product, an agency, a facility, an origin or an
	/// importer.
	Statistics {
		/// merchant:ORG, product:GTIN, agency:ORG, facility:ID, origin:COUNTRY or importer:ORG.
		#[arg(value_parser = subject)]
		subject: StatisticsSubject,
	},
	/// Settles a decision, as the authority, with the declaration's first secret. Waits until the
	/// entropy is there.
	#[command(after_help = SECRETS_HELP)]
	Settle(Secret),
	/// Orders, as the authority, more than a decision asks for.
	#[command(after_help = ORDER_HELP)]
	Order {
		/// The decision.
		decision: u64,
		/// documents, full, fraction:SHARE (in 10,000), or a TOML file with a plan.
		outcome: String,
		/// The document that says why. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Checks the documents that a decision asks for, as the authority: what agencies attest of the
	/// goods, against what the product type requires.
	Documents(OfDecision),
	/// Names, as the authority, the agency that examines, where its panel has none left to draw.
	Assign {
		/// The decision.
		decision: u64,
		/// The agency.
		agency: u32,
	},
	/// Has another agency of the panel drawn, as the authority, after the deadline, or where none
	/// was.
	Reassign(OfDecision),
	/// Opens an examination, as its agency, at the presented, sealed goods.
	Open {
		/// The decision.
		decision: u64,
		/// The record of the presented, sealed goods. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		seals: Document,
	},
	/// Reveals, as the authority, the secret that an open examination waits for: it draws the
	/// items, or settles, once their report is concluded, whether a second agency examines them
	/// again. Waits until the entropy is there.
	#[command(after_help = SECRETS_HELP)]
	Reveal(Secret),
	/// Reports, as the agency, what was found of the drawn items.
	#[command(after_help = REPORT_HELP)]
	Report {
		/// The decision.
		decision: u64,
		/// The file.
		#[arg(value_name = "FILE.csv")]
		file: PathBuf,
		/// The public leaf file of the lot, or a folder of such files (*.leaves). It proves of each
		/// code whose it is.
		#[arg(long, value_name = "FILE|DIR")]
		leaves: Option<PathBuf>,
		#[command(flatten)]
		written: Written,
	},
	/// Concludes a report, as the agency: the plan judges. Where a share of examinations is
	/// repeated, the authority reveals its next secret first.
	Conclude {
		/// The decision.
		decision: u64,
		/// The agency's report. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		report: Document,
	},
	/// Grants, as the authority, the one resubmission of goods that were not accepted.
	Resubmit {
		/// The decision.
		decision: u64,
		/// The document that says why. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Declares, as the authority, that the secrets are lost to which it committed. Goods that were
	/// not drawn yet are examined whole, and by a second agency too.
	Lost {
		/// The decision. Others of the declaration that await a secret are declared as well.
		decision: u64,
		/// The document that tells how that came about. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Resumes, as the authority, the inspection of a stream that was discontinued. It waits as
	/// long as rules do that may loosen.
	Resume {
		#[command(flatten)]
		stream: Stream,
		/// The organisation is the one that declares, not the one that issues.
		#[arg(long)]
		importer: bool,
	},
	/// Approves, as the authority, of reduced inspection of a merchant's stream whose score is 30
	/// or more. It waits as long as rules do that may loosen.
	ApproveReduced(Stream),
	/// Reports, as the authority, irregular production: reduced inspection ends.
	Irregular(Stream),
}

const DRAW_HELP: &str = "\
The seed is made of the decision, the slot that was fixed when the examination was opened, the \
beacon's mix at it, and the secret that the authority had committed to: see docs/sampling.md.

Exit status with --recompute: 0 if the same items are drawn again, 1 if not, or nothing is drawn yet, or \
a report gives one code of several items.";

const SECRETS_HELP: &str = "\
The file is the one that `hallmark customs accept` made.";

const ORDER_HELP: &str = "\
Example: hallmark sample order 3 full --reason decree.pdf
Example of a file with a plan, for `hallmark sample order 3 plan.toml --reason decree.pdf`:
  [then.sample]
  level = \"III\"
  classes = [{ class = \"major\", aql = \"0.65\", unit = \"nonconforming\" }]";

const REPORT_HELP: &str = "\
The file has the columns index, code, critical, major, minor, and lot where the items are of several \
lots. The code is what was read from the item, as the scanner sent it: the URI in it, or its element \
string. - says that the item was not presented, or had no legible code, or one that is not its own: what was read then belongs in \
the agency's report. The last three count nonconformities. Every drawn item is there once, in any \
order; running it again goes on where it stopped.

Refused are a code of another product, batch or item, and one code for two items. Without --leaves a code \
is believed what it says of itself.

Example:
  index,code,critical,major,minor
  17,https://id.gs1.org/01/09521001000017/10/SO26-01/21/000H…,0,0,1
  42,-,0,0,0";

/// A decision.
#[derive(Args)]
pub struct OfDecision {
	/// The decision.
	decision: u64,
}

/// A decision, and the secrets of its declaration.
#[derive(Args)]
pub struct Secret {
	/// The decision.
	decision: u64,
	/// The secrets of the declaration. Left out where they were declared lost.
	#[arg(long, value_name = "FILE")]
	secrets: Option<PathBuf>,
}

impl Secret {
	/// The secret with this number in the chain, or what stands in for it where the secrets were
	/// lost.
	fn read(&self, chain: &Chain, decision: &Decision, number: u32) -> Result<Digest> {
		match (&self.secrets, decision.lost) {
			(None, true) => Ok(Digest::zero()),
			(Some(_), true) => bail!("the secrets were declared lost: leave out --secrets"),
			(None, false) => bail!("--secrets: the file is missing"),
			(Some(file), false) => {
				Ok(SecretFile::open(file, chain.genesis(), decision.declaration)?.secret(number)?)
			}
		}
	}
}

/// A stream of lots at the signer's border.
#[derive(Args)]
pub struct Stream {
	/// The organisation: the merchant.
	merchant: u32,
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
	/// critical, major or minor.
	#[arg(value_parser = named::<Class>)]
	class: Class,
}

/// A file of an outcome.
#[derive(Serialize, Deserialize)]
struct OutcomeFile {
	then: Outcome,
}

fn outcome(text: &str) -> Result<Outcome> {
	if let Some(share) = text.strip_prefix("fraction:") {
		let share = share.parse();
		return Ok(Outcome::Fraction(
			share.context("outcome: a fraction is a whole number of 10,000")?,
		));
	}
	Ok(match text {
		"documents" => Outcome::Documents,
		"full" => Outcome::Full,
		file if file.ends_with(".toml") => files::read::<OutcomeFile>(Path::new(file))?.then,
		_ => bail!("outcome: not documents, full, fraction:SHARE or a file .toml"),
	})
}

fn subject(text: &str) -> Result<StatisticsSubject> {
	let form =
		"not merchant:ORG, product:GTIN, agency:ORG, facility:ID, origin:COUNTRY or importer:ORG";
	let (kind, id) = text.split_once(':').context(form)?;
	let number = || id.parse::<u32>().with_context(|| format!("{id}: not an id"));
	Ok(match kind {
		"merchant" => StatisticsSubject::Merchant(OrgId(number()?)),
		"product" => StatisticsSubject::Product(gtin(id)?),
		"agency" => StatisticsSubject::Agency(OrgId(number()?)),
		"facility" => StatisticsSubject::Facility(FacilityId(number()?)),
		"origin" => StatisticsSubject::Origin(country(id)?),
		"importer" => StatisticsSubject::Importer(OrgId(number()?)),
		_ => bail!(form),
	})
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Decision { decision } => decision::show(session, DecisionId(decision)).await,
		Command::Draw { decision, round, recompute } => {
			draw::show(session, DecisionId(decision), round, recompute).await
		}
		Command::Statistics { subject } => decision::statistics(session, subject).await,
		Command::Settle(secret) => settle(session, secret).await,
		Command::Order { decision, outcome: asked, reason } => {
			order(session, DecisionId(decision), outcome(&asked)?, reason).await
		}
		Command::Documents(OfDecision { decision }) => {
			check_documents(session, DecisionId(decision)).await
		}
		Command::Assign { decision, agency } => {
			assign(session, DecisionId(decision), OrgId(agency)).await
		}
		Command::Reassign(OfDecision { decision }) => reassign(session, DecisionId(decision)).await,
		Command::Open { decision, seals } => open(session, DecisionId(decision), seals).await,
		Command::Reveal(secret) => reveal(session, secret).await,
		Command::Report { decision, file, leaves, written } => {
			let leaves = leaves.as_deref();
			report_results(session, DecisionId(decision), &file, written, leaves).await
		}
		Command::Conclude { decision, report } => {
			conclude(session, DecisionId(decision), report).await
		}
		Command::Resubmit { decision, reason } => {
			grant_resubmission(session, DecisionId(decision), reason).await
		}
		Command::Lost { decision, reason } => lost(session, DecisionId(decision), reason).await,
		Command::Resume { stream: of, importer } => {
			let Stream { merchant, gtin, class } = of;
			let org = OrgId(merchant);
			let supplier = if importer {
				let answer = session.chain().await?.organisation(org, None).await?.value;
				let known =
					answer.with_context(|| format!("there is no organisation {merchant}"))?;
				Supplier::Importer(known.group)
			} else {
				Supplier::Merchant(org)
			};
			let call = Call::resume { supplier, gtin, class };
			switch(session, of, call, "inspection is resumed, tightened").await
		}
		Command::ApproveReduced(of) => {
			let Stream { merchant, gtin, class } = of;
			let call = Call::approve_reduced { merchant: OrgId(merchant), gtin, class };
			switch(session, of, call, "inspection is reduced").await
		}
		Command::Irregular(of) => {
			let Stream { merchant, gtin, class } = of;
			let call = Call::report_irregular_production { merchant: OrgId(merchant), gtin, class };
			switch(session, of, call, "inspection is normal again").await
		}
	}
}

async fn order(
	session: &Session<'_>,
	decision: DecisionId,
	outcome: Outcome,
	reason: Document,
) -> Result<Report> {
	let sentence = format!("decision {decision}: {} is ordered besides", outcome_text(&outcome));
	let call = Call::<Runtime>::order_control { decision, outcome, reason };
	session.send(call, |_| said(sentence, json!({ "decision": decision }))).await
}

async fn check_documents(session: &Session<'_>, decision: DecisionId) -> Result<Report> {
	let say = |receipt: &Receipt| {
		let papers = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::DocumentsChecked { new, .. }) => Some(*new),
			_ => None,
		})?;
		let found = match papers {
			pallet_sampling::Papers::Wanting(lot, standard) => {
				format!("lot {lot} has no attestation of standard {standard}")
			}
			_ => "the documents are in order".into(),
		};
		said(
			format!("decision {decision}: {found}"),
			json!({ "decision": decision, "papers": papers }),
		)
	};
	session.send(Call::<Runtime>::check_documents { decision }, say).await
}

async fn assign(session: &Session<'_>, decision: DecisionId, agency: OrgId) -> Result<Report> {
	let sentence = format!("decision {decision}: organisation {agency} examines");
	let call = Call::<Runtime>::assign_agency { decision, agency };
	session.send(call, |_| said(sentence, json!({ "decision": decision }))).await
}

async fn reassign(session: &Session<'_>, decision: DecisionId) -> Result<Report> {
	let say = |receipt: &Receipt| {
		let agency = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::Sampling(Event::AgencyAssigned { new, .. }) => Some(*new),
			_ => None,
		});
		let what = match agency {
			Some(agency) => format!("organisation {agency} examines now"),
			None => "no agency is left: the first report stands alone".into(),
		};
		said(
			format!("decision {decision}: {what}"),
			json!({ "decision": decision, "agency": agency }),
		)
	};
	session.send(Call::<Runtime>::reassign { decision }, say).await
}

async fn open(session: &Session<'_>, decision: DecisionId, seals: Document) -> Result<Report> {
	let say = |receipt: &Receipt| {
		let (n, slot) = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::ExaminationOpened { n, slot, .. }) => Some((*n, *slot)),
			_ => None,
		})?;
		let how = match slot {
			None => "all of them; nothing is drawn".into(),
			Some(slot) => {
				format!("drawn by the entropy of slot {slot}, once the authority reveals")
			}
		};
		said(
			format!("the examination of decision {decision} is open: {n} items, {how}"),
			json!({ "decision": decision, "n": n, "slot": slot }),
		)
	};
	session.send(Call::<Runtime>::open_examination { decision, seals }, say).await
}

async fn conclude(session: &Session<'_>, decision: DecisionId, report: Document) -> Result<Report> {
	let say = |receipt: &Receipt| {
		let verdict = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::Sampling(Event::InspectionConcluded { result, .. }) => Some(*result),
			_ => None,
		});
		let slot = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::Sampling(Event::ReportConcluded { slot, .. }) => Some(*slot),
			_ => None,
		});
		let what = match verdict {
			Some(verdict) => format!("the lot has {}", name_of(verdict)),
			None => {
				"the authority's next secret settles whether a second agency examines the same \
			         items: hallmark sample reveal"
					.into()
			}
		};
		said(
			format!("decision {decision}: {what}"),
			json!({ "decision": decision, "verdict": verdict, "slot": slot }),
		)
	};
	session.send(Call::<Runtime>::conclude { decision, report }, say).await
}

async fn grant_resubmission(
	session: &Session<'_>,
	decision: DecisionId,
	reason: Document,
) -> Result<Report> {
	let sentence = format!("decision {decision}: the goods may be examined once more");
	let call = Call::<Runtime>::grant_resubmission { decision, reason };
	session.send(call, |_| said(sentence, json!({ "decision": decision }))).await
}

async fn switch(
	session: &Session<'_>,
	Stream { merchant, gtin, class }: Stream,
	call: Call<Runtime>,
	what: &str,
) -> Result<Report> {
	let name = name_of(class);
	let say = |receipt: &Receipt| {
		let from = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::Sampling(Event::SwitchAnnounced { from, .. }) => Some(*from),
			_ => None,
		});
		let when = from.map_or("from now on".into(), |from| format!("from {}", moment_text(from)));
		said(
			format!("{gtin} of organisation {merchant}, {name}: {what} {when}"),
			json!({ "organisation": merchant, "gtin": gtin, "class": class, "from": from }),
		)
	};
	session.send(call, say).await
}

async fn lost(session: &Session<'_>, decision: DecisionId, reason: Document) -> Result<Report> {
	let sentence = format!(
		"decision {decision} goes on without secrets: hallmark sample settle {decision}, or reveal"
	);
	let call = Call::<Runtime>::declare_lost { decision, reason };
	session.send(call, |_| said(sentence, json!({ "decision": decision }))).await
}

async fn decision_of(chain: &Chain, id: DecisionId) -> Result<Decision> {
	let at = chain.best().await?.hash;
	let key = Decisions::<Runtime>::hashed_key_for(id);
	let decision: Option<Decision> = chain.read(key, at).await?;
	decision.with_context(|| format!("there is no decision {id}"))
}

async fn examination_of(chain: &Chain, id: DecisionId) -> Result<Examination> {
	let round = decision_of(chain, id).await?.round;
	let at = chain.best().await?.hash;
	let key = Examinations::<Runtime>::hashed_key_for(id, round);
	let examination: Option<Examination> = chain.read(key, at).await?;
	examination.with_context(|| format!("no examination of decision {id} is open"))
}

/// Waits until a secret is taken that meets the mix of an awaited slot: until the block that made the
/// mix is final, and the chain was shown so. Sent any sooner, the secret would be public while the same
/// slot could still get another mix.
async fn await_entropy(session: &Session<'_>, chain: &Chain, awaited: Awaited) -> Result<()> {
	let signer = session.signer()?;
	let since = Instant::now();
	let mut told = false;
	let mut tries = 0;
	loop {
		let stands = entropy(chain, awaited).await?;
		match stands {
			Entropy::Ready => return Ok(()),
			Entropy::Unshown { made } => {
				match chain.submit(&signer, shown(chain, made).await?).await {
					Ok(_) => continue,
					// It has to be signed elsewhere first.
					Err(error @ Error::KeyElsewhere { .. }) => return Err(error.into()),
					// When a session has just changed the voters, their first votes have yet to come.
					Err(error) if tries >= PROOFS => return Err(error.into()),
					Err(_) => tries += 1,
				}
			}
			Entropy::Awaited | Entropy::Early { .. } => {}
		}
		if !told {
			tell("waiting for the entropy to be final", session.is_quiet());
			told = true;
		}
		ensure!(
			since.elapsed() < chain.patience() + POLL * 10,
			"the entropy of slot {} does not become final ({stands:?}). The secret was not sent",
			awaited.slot
		);
		tokio::time::sleep(POLL).await;
	}
}

async fn settle(session: &Session<'_>, it: Secret) -> Result<Report> {
	let id = DecisionId(it.decision);
	let chain = session.chain().await?;
	let decision = decision_of(&chain, id).await?;
	let secret = it.read(&chain, &decision, 1)?;
	let awaited = Awaited { slot: decision.slot, block: decision.block, secret: 1 };
	await_entropy(session, &chain, awaited).await?;
	let say = |receipt: &Receipt| {
		let (check, random, agency) = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::ControlSettled { check, random, agency, .. }) => {
				Some((*check, *random, *agency))
			}
			_ => None,
		})?;
		let why = if random { ", by random control" } else { "" };
		let who =
			agency.map_or(String::new(), |agency| format!("; organisation {agency} examines"));
		said(
			format!("decision {id} is settled: {}{why}{who}", name_of(check)),
			json!({ "decision": id, "check": check, "random": random, "agency": agency }),
		)
	};
	let call = Call::<Runtime>::settle { decision: id, secret };
	session.send(call, say).await
}

async fn reveal(session: &Session<'_>, it: Secret) -> Result<Report> {
	let id = DecisionId(it.decision);
	let chain = session.chain().await?;
	let decision = decision_of(&chain, id).await?;
	let examination = examination_of(&chain, id).await?;
	let awaited = examination.awaited().context(
		"no secret is awaited: its items are known, and their report is not concluded, or needs no \
		 repetition",
	)?;
	let secret = it.read(&chain, &decision, awaited.secret)?;
	let awaited = Awaited { slot: awaited.slot, block: awaited.block, secret: awaited.secret };
	await_entropy(session, &chain, awaited).await?;
	let n = examination.n;
	let say = |receipt: &Receipt| {
		let (text, seed, second, verdict) = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::SampleDrawn { seed, .. }) => Some((
				format!("{n} items are drawn: hallmark sample draw {id}"),
				Some(*seed),
				None,
				None,
			)),
			RuntimeEvent::Sampling(Event::RepetitionOrdered { second, .. }) => Some((
				format!("organisation {second} examines the same items again"),
				None,
				Some(*second),
				None,
			)),
			RuntimeEvent::Sampling(Event::InspectionConcluded { result, .. }) => Some((
				format!("no second agency examines them; the lot has {}", name_of(*result)),
				None,
				None,
				Some(*result),
			)),
			_ => None,
		})?;
		said(
			format!("decision {id}: {text}"),
			json!({ "decision": id, "n": n, "seed": seed, "second": second, "verdict": verdict }),
		)
	};
	let call = Call::<Runtime>::reveal { decision: id, secret };
	session.send(call, say).await
}

/// What the codes on drawn items say, by their lots; leaves of listed lots only where leaf files
/// are to tell whose codes are.
async fn codes_of(
	chain: &Chain,
	items: &[DrawnItem],
	has_leaves: bool,
) -> Result<BTreeMap<LotId, LotCodes>> {
	let mut lots: BTreeMap<LotId, LotCodes> = BTreeMap::new();
	for DrawnItem { lot: id, index, .. } in items {
		let codes = match lots.entry(*id) {
			Entry::Occupied(codes) => codes.into_mut(),
			Entry::Vacant(place) => {
				let lot = chain.lot(*id, None).await?.value;
				place.insert(lot.with_context(|| format!("there is no lot {id}"))?.into())
			}
		};
		if let (LeavesAnswer::Listed { .. }, true) = (codes.leaves, has_leaves) {
			let item = chain.item(*id, *index, None).await?.value;
			let leaf = item.and_then(|item| item.listed_leaf);
			codes.listed.extend(leaf.map(|leaf| (*index, leaf)));
		}
	}
	Ok(lots)
}

async fn report_results(
	session: &Session<'_>,
	id: DecisionId,
	file: &Path,
	written: Written,
	leaves: Option<&Path>,
) -> Result<Report> {
	let mut leaves = leaves.map(crate::lot::leaves).transpose()?;
	let chain = session.chain().await?;
	let signer = session.signer()?;
	let round = decision_of(&chain, id).await?.round;
	let examination = examination_of(&chain, id).await?;
	let drawn = draw::read(&chain, id, round).await?.value;
	ensure!(
		!drawn.items.is_empty(),
		"no items are drawn yet: the authority reveals its secret first"
	);
	let at = || file.display().to_string();
	let csv = File::open(file).with_context(at)?;
	let codes = codes_of(&chain, &drawn.items, leaves.is_some()).await?;
	let found = findings::read(csv, written.encoding, &drawn.items, &codes, leaves.is_some())
		.with_context(at)?;
	match &mut leaves {
		Some(leaves) => findings::check_owners(leaves, &found, &codes).with_context(at)?,
		None => tell(
			"codes are believed what they say: show the lot's leaf file with --leaves to prove whose \
			 they are",
			session.is_quiet(),
		),
	}
	let all: Vec<_> = found.into_iter().map(|finding| finding.result).collect();
	let total = all.len();
	let done = usize::try_from(examination.reported)?;
	let left = all.get(done..).unwrap_or_default();
	ensure!(!left.is_empty(), "all {total} items are reported already");
	let missing = all.iter().filter(|result| **result == ItemResult::NotPresented).count();
	let progress = Progress::new("items reported", total as u64, session.is_quiet());
	progress.set(done as u64);
	let mut from = examination.reported;
	let mut last = None;
	for chunk in left.chunks(MAX_REPORT as usize) {
		let results = files::bounded("results", chunk.to_vec())?;
		let call = Call::<Runtime>::report_sample { decision: id, from, results };
		last = Some(chain.submit(&signer, call).await?);
		from = from.saturating_add(u32::try_from(chunk.len())?);
		progress.set(from.into());
	}
	drop(progress);
	let receipt = last.context("there was nothing to report")?;
	let sentence = format!(
		"{total} items of decision {id} are reported, {missing} of them not presented; conclude with \
		 hallmark sample conclude {id}"
	);
	let json = json!({
		"decision": id,
		"reported": total,
		"notPresented": missing,
		"proven": leaves.is_some(),
	});
	report(&receipt, said(sentence, json)?)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn outcome_is_read_by_name_share_or_file() {
		assert_eq!(outcome("full").unwrap(), Outcome::Full);
		assert_eq!(outcome("fraction:250").unwrap(), Outcome::Fraction(250));
		for bad in ["", "exempt", "fraction:x", "nothing.toml"] {
			assert!(outcome(bad).is_err(), "{bad}");
		}
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("plan.toml");
		let (_, example) = ORDER_HELP.split_once("decree.pdf`:\n").unwrap();
		std::fs::write(&path, example).unwrap();
		let read = outcome(path.to_str().unwrap()).unwrap();
		assert!(matches!(read, Outcome::Sample(_)), "{read:?}");
	}

	#[test]
	fn beacon_is_read_under_its_own_keys() {
		use hallmark_sdk::entropy::{shown_key, slot_key};
		use pallet_randomness_beacon::{Awaits, FinalBlock};
		assert_eq!(slot_key(77), Awaits::<Runtime>::hashed_key_for(77));
		assert_eq!(shown_key(), FinalBlock::<Runtime>::hashed_key());
	}

	#[test]
	fn subject_of_statistics_is_read_by_its_kind() {
		assert_eq!(subject("agency:3").unwrap(), StatisticsSubject::Agency(OrgId(3)));
		assert!(matches!(subject("origin:AU").unwrap(), StatisticsSubject::Origin(_)));
		for bad in ["", "merchant", "merchant:x", "origin:XX", "lot:1"] {
			assert!(subject(bad).is_err(), "{bad}");
		}
	}
}
