//! `hallmark customs`: what an authority does with declarations.

use crate::{
	args::{document, text},
	declare::{lines_or_all, lines_text, report},
	output::Report,
	session::{find, said, Session},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use hallmark_sdk::{
	rules::outcome_text,
	runtime::{Runtime, RuntimeEvent},
	secrets::SecretFile,
	words::name_of,
	Receipt,
};
use hallmark_types::{DeclarationId, Document};
use pallet_customs_clearance::{Call, Event};
use pallet_customs_clearance::{LineSet, Mrn, MAX_LINES};
use serde_json::json;
use std::path::PathBuf;

const EXAMPLE: &str = "\
Example, from acceptance to release:
  hallmark customs accept 7 --mrn 26CN0007 --secrets 7.secrets
  hallmark sample settle 3 --secrets 7.secrets
  hallmark customs control 7
  hallmark sample documents 3
  hallmark customs assess 7
  hallmark customs release 7";

/// Customs: what an authority does with declarations that were lodged with it.
///
/// What does not name lines is done to all lines of the declaration. One line that may not take the
/// step holds up the others of its call.
#[derive(Subcommand)]
#[command(after_help = EXAMPLE)]
pub enum Command {
	/// Accepts a lodged declaration: the rules of the border decide in this very call.
	#[command(after_help = ACCEPT_HELP)]
	Accept(Accept),
	/// Rejects a lodged declaration.
	Reject {
		/// The declaration.
		declaration: u64,
		/// The document that says why. Only its digest goes on chain.
		#[arg(long, value_name = "FILE", value_parser = document)]
		reason: Document,
	},
	/// Puts lines under control, as their decisions ask: of the documents, or of the goods.
	Control(Lines),
	/// Assesses lines whose control is settled.
	Assess(Lines),
	/// Releases assessed lines: bonded goods into bond, others into free circulation.
	Release(Lines),
	/// Lets lines out of bond into free circulation.
	Free(Lines),
	/// Detains lines that are under control.
	Detain(Documented),
	/// Confirms that lines were returned abroad.
	Return(Documented),
	/// Confirms that lines were destroyed.
	Destroy(Documented),
	/// Invalidates lines that are accepted or assessed: their items may be declared again.
	Invalidate(Reasoned),
	/// Closes a declaration that has come to its end.
	Close {
		/// The declaration.
		declaration: u64,
	},
	#[command(subcommand)]
	Override(Override),
}

/// Release against what is missing or failed: one officer proposes it, another confirms it, and the
/// release says so for ever.
#[derive(Subcommand)]
pub enum Override {
	/// Proposes it.
	Propose(Reasoned),
	/// Confirms, as another officer, what was proposed for the same reason.
	Confirm(Reasoned),
}

const ACCEPT_HELP: &str = "\
The file of secrets is made new, of mode 0600. Without it the authority cannot go on: nobody else has \
it. One that was made for this declaration before is used again.

Example: hallmark customs accept 7 --mrn 26CN0007 --secrets 7.secrets";

/// The arguments of `accept`.
#[derive(Args)]
pub struct Accept {
	/// The declaration.
	declaration: u64,
	/// The authority's reference, 1 to 35 characters.
	#[arg(long, value_parser = text::<35>)]
	mrn: Mrn,
	/// Where to keep the secrets that go into every draw about this declaration.
	#[arg(long, value_name = "FILE")]
	secrets: PathBuf,
}

/// Lines of a declaration.
#[derive(Args)]
pub struct Lines {
	/// The declaration.
	declaration: u64,
	/// A line, counted from 0; as often as needed. Without it, all.
	#[arg(long = "line", value_parser = clap::value_parser!(u8).range(..i64::from(MAX_LINES)))]
	lines: Vec<u8>,
}

/// Lines, and a document.
#[derive(Args)]
pub struct Documented {
	#[command(flatten)]
	of: Lines,
	/// The document about it. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
}

/// Lines, and why.
#[derive(Args)]
pub struct Reasoned {
	#[command(flatten)]
	of: Lines,
	/// The document that says why. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	reason: Document,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	type Customs = Call<Runtime>;
	match command {
		Command::Accept(it) => accept(session, it).await,
		Command::Reject { declaration: id, reason } => {
			let call = Customs::reject { declaration: DeclarationId(id), reason };
			let sentence = format!("declaration {id} is rejected");
			let json = json!({ "declaration": id });
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Close { declaration: id } => {
			let call = Customs::close { declaration: DeclarationId(id) };
			let sentence = format!("declaration {id} is closed");
			let json = json!({ "declaration": id });
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Control(of) => {
			let call = |declaration, lines| Customs::control { declaration, lines };
			step(session, of, call).await
		}
		Command::Assess(of) => {
			let call = |declaration, lines| Customs::assess { declaration, lines };
			step(session, of, call).await
		}
		Command::Release(of) => {
			let call = |declaration, lines| Customs::release { declaration, lines };
			step(session, of, call).await
		}
		Command::Free(of) => {
			let call = |declaration, lines| Customs::to_free_circulation { declaration, lines };
			step(session, of, call).await
		}
		Command::Detain(Documented { of, document }) => {
			let call = |declaration, lines| Customs::detain { declaration, lines, document };
			step(session, of, call).await
		}
		Command::Return(Documented { of, document }) => {
			let call = |declaration, lines| Customs::return_abroad { declaration, lines, document };
			step(session, of, call).await
		}
		Command::Destroy(Documented { of, document }) => {
			let call = |declaration, lines| Customs::destroy { declaration, lines, document };
			step(session, of, call).await
		}
		Command::Invalidate(Reasoned { of, reason }) => {
			let call = |declaration, lines| Customs::invalidate { declaration, lines, reason };
			step(session, of, call).await
		}
		Command::Override(Override::Propose(Reasoned { of, reason })) => {
			let (declaration, lines) = resolve(session, of).await?;
			let what = lines_text(lines);
			let sentence = format!(
				"the release of {what} of declaration {declaration} against its verdict is proposed: \
				 another officer confirms it for the same reason"
			);
			let json = json!({ "declaration": declaration, "lines": lines });
			let call = Customs::propose_override { declaration, lines, reason };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Override(Override::Confirm(Reasoned { of, reason })) => {
			let (declaration, lines) = resolve(session, of).await?;
			let what = lines_text(lines);
			let sentence = format!(
				"{what} of declaration {declaration} may be released against the verdict, at the next step"
			);
			let json = json!({ "declaration": declaration, "lines": lines });
			let call = Customs::confirm_override { declaration, lines, reason };
			session.send(call, |_| said(sentence, json)).await
		}
	}
}

async fn resolve(session: &Session<'_>, of: Lines) -> Result<(DeclarationId, LineSet)> {
	let declaration = DeclarationId(of.declaration);
	let chain = session.chain().await?;
	let lines = lines_or_all(&chain, declaration, &of.lines).await?;
	Ok((declaration, lines))
}

/// Has lines take a step, and says where they stand.
async fn step(
	session: &Session<'_>,
	of: Lines,
	call: impl FnOnce(DeclarationId, LineSet) -> Call<Runtime>,
) -> Result<Report> {
	let (declaration, lines) = resolve(session, of).await?;
	let say = |receipt: &Receipt| {
		let mut overridden = false;
		let mut changes = Vec::new();
		for event in &receipt.events {
			match event {
				RuntimeEvent::CustomsClearance(Event::LineStatusChanged {
					line, old, new, ..
				}) => changes.push((*line, *old, *new)),
				RuntimeEvent::CustomsClearance(Event::ReleaseOverridden { .. }) => {
					overridden = true
				}
				_ => {}
			}
		}
		let told: Vec<_> = changes
			.iter()
			.map(|(line, old, new)| format!("line {line} {} (was {})", name_of(new), name_of(old)))
			.collect();
		let against = if overridden { ", by two officers against its verdict" } else { "" };
		let json: Vec<_> = changes
			.iter()
			.map(|(line, old, new)| json!({ "line": line, "old": old, "new": new }))
			.collect();
		said(
			format!("declaration {declaration}: {}{against}", told.join(", ")),
			json!({ "declaration": declaration, "lines": json, "overridden": overridden }),
		)
	};
	session.send(call(declaration, lines), say).await
}

async fn accept(session: &Session<'_>, it: Accept) -> Result<Report> {
	let declaration = DeclarationId(it.declaration);
	let chain = session.chain().await?;
	// Who signs is looked at first: a file of secrets for nothing would be left behind.
	session.signer()?;
	report(&chain, declaration).await?;
	let secrets = SecretFile::open_or_create(&it.secrets, chain.genesis(), declaration)?;
	let commitment = secrets.commitment()?;
	let file = it.secrets.display().to_string();
	let call = Call::<Runtime>::accept { declaration, mrn: it.mrn, commitment };
	let say = |receipt: &Receipt| {
		find(receipt, |event| match event {
			RuntimeEvent::CustomsClearance(Event::DeclarationAccepted { .. }) => Some(()),
			_ => None,
		})?;
		let decisions: Vec<_> = receipt
			.events
			.iter()
			.filter_map(|event| match event {
				RuntimeEvent::Sampling(pallet_sampling::Event::ControlDecided {
					decision,
					outcome,
					slot,
					..
				}) => Some((*decision, outcome.clone(), *slot)),
				_ => None,
			})
			.collect();
		let told: Vec<_> = decisions
			.iter()
			.map(|(id, outcome, _)| format!("decision {id} asks for {}", outcome_text(outcome)))
			.collect();
		let json: Vec<_> = decisions
			.iter()
			.map(|(id, outcome, slot)| json!({ "decision": id, "outcome": outcome, "slot": slot }))
			.collect();
		said(
			format!(
				"declaration {declaration} is accepted; {}. Its secrets are in {file}: keep them",
				told.join("; ")
			),
			json!({ "declaration": declaration, "decisions": json, "secrets": file }),
		)
	};
	session.send(call, say).await
}
