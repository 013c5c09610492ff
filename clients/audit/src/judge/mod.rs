//! What is compared, block by block.
//!
//! An event tells that something was decided. What it was decided on is read from the state before its
//! block, what was decided from the event and the state after it. What earlier calls of the same block
//! left behind is computed along; where that cannot be told, the comparison says so instead of
//! guessing.

mod agencies;
mod clearance;
mod control;
mod examination;
mod streams;

use crate::{
	draw,
	error::Result,
	history::{key, Block, Event, Past, PastExt},
	mix,
	records::{
		Announced, Await, Decision, Entropy, Examination, Operator, Organisation, Papers, Secrets,
		Settings, StreamKey, Verdict,
	},
	report::{Case, Findings, Kind, Place},
	risk,
	switching::{State, Stream},
	Error,
};
use hallmark_types::{AccountId, BlockNumber, CountryCode, Digest, Gtin, OrgId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many slots ahead the entropy lies that a decision or a draw waits for.
const SLOTS_AHEAD: u64 = 2;

/// What an audit knows between two blocks: what a checkpoint keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Running {
	/// The beacon's mix after the last block.
	pub mix: Digest,
	/// The mixes of awaited slots, as they were computed here.
	pub mixes: BTreeMap<u64, Digest>,
	/// What waits for entropy: decisions, draws and repetitions, each with where it began.
	pub open: BTreeMap<String, Open>,
	/// What came of it so far.
	pub findings: Findings,
}

/// Something that waits for entropy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
	/// What will be compared.
	pub kind: Kind,
	/// The block in which it began to wait.
	pub block: BlockNumber,
	/// The extrinsic.
	pub extrinsic: Option<u32>,
	/// The decision.
	pub decision: u64,
}

/// What holds for the chain as a whole while an audit runs.
#[derive(Clone, Debug, Default)]
pub struct Clock {
	/// How long a slot is, in milliseconds.
	pub slot: u64,
	/// The keys of those whose slots follow each other, and after which block they were read.
	pub authors: Option<(BlockNumber, Vec<[u8; 32]>)>,
}

/// Judges a block.
///
/// # Errors
///
/// Those of reading. What has a form that is not known is counted, and no error.
pub async fn judge<P: Past>(
	past: &P,
	clock: &mut Clock,
	running: &mut Running,
	block: &Block,
) -> Result<()> {
	let slot = block.at / clock.slot.max(1);
	judge_mix(past, clock, running, block, slot).await?;
	let mut within = Within {
		past,
		block,
		slot,
		slot_ms: clock.slot.max(1),
		running,
		now: block.at,
		before: block.number.saturating_sub(1),
		lots: HashMap::new(),
		seen: BTreeSet::new(),
		secrets: HashMap::new(),
		streams: BTreeMap::new(),
		tallies: HashMap::new(),
		switches: Vec::new(),
		expected: Vec::new(),
		decisions: HashMap::new(),
		papers: HashMap::new(),
		verdicts: HashMap::new(),
		matched: HashMap::new(),
	};
	for (index, event) in block.events.iter().enumerate() {
		within.event(index, event).await?;
	}
	within.end().await
}

/// Whether the mix goes on as it must, signed by whoever's slot it was.
async fn judge_mix<P: Past>(
	past: &P,
	clock: &mut Clock,
	running: &mut Running,
	block: &Block,
	slot: u64,
) -> Result<()> {
	let parent = block.number.saturating_sub(1);
	let place = Place {
		kind: Kind::Mix,
		block: block.number,
		extrinsic: None,
		subject: format!("slot {slot}"),
	};
	let mut case = Case::new(place);
	let authors = match &clock.authors {
		Some((_, authors)) => authors.clone(),
		None => {
			let authors: Vec<Digest> = past.present(parent, "Aura", "Authorities", &[]).await?;
			let authors: Vec<_> = authors.into_iter().map(|it| it.0).collect();
			clock.authors = Some((parent, authors.clone()));
			authors
		}
	};
	match block.contribution {
		None => {
			case.differ("contribution", "none", "one, by the author of the slot");
			// Whatever comes after stands on what the chain has.
			running.mix = past.present(block.number, "RandomnessBeacon", "Mix", &[]).await?;
		}
		Some(contribution) => {
			let place = usize::try_from(slot % (authors.len() as u64).max(1)).unwrap_or_default();
			let signed = authors
				.get(place)
				.is_some_and(|key| mix::is_authors(&contribution, key, &running.mix, slot));
			case.require("proof", signed, "not the author's", "that of the slot's author");
			running.mix = mix::after(&running.mix, slot, &contribution.pre_output);
		}
	}
	for event in block.events.iter().filter(|it| it.is("RandomnessBeacon", "MixSettled")) {
		let (awaited, found): (u64, Digest) = (event.field("slot")?, event.field("mix")?);
		case.compare("mix", &found, &running.mix);
		case.require("slot", awaited <= slot, "a slot to come", "this one, or one before it");
		running.mixes.insert(awaited, running.mix);
	}
	if case.differs() {
		// One difference is told once: what follows is computed from what the chain has.
		running.mix = past.present(block.number, "RandomnessBeacon", "Mix", &[]).await?;
	}
	running.findings.add(case);
	if block.events.iter().any(|it| it.is("Session", "NewSession")) {
		clock.authors = None;
	}
	Ok(())
}

/// What is left at the end of a period: whatever waits for a secret or a mix is said to wait.
///
/// # Errors
///
/// Those of reading.
pub async fn finish<P: Past>(past: &P, running: &mut Running, last: BlockNumber) -> Result<()> {
	for (_, open) in std::mem::take(&mut running.open) {
		let Open { kind, block, extrinsic, decision } = open;
		let found: Option<Decision> =
			past.record(last, "Sampling", "Decisions", &key([&decision])).await?;
		// Goods that are gone need no entropy any more.
		if found.is_some_and(|it| it.is_over()) {
			continue;
		}
		let subject = format!("decision {decision}");
		let mut case = Case::new(Place { kind, block, extrinsic, subject });
		case.cannot(format!(
			"after block {last} its entropy is not there: the authority has not revealed its secret, or \
			 the slot's block is not shown to be final"
		));
		running.findings.add(case);
	}
	// The mix after the last block, as it was carried on from the first.
	let found: Digest = past.present(last, "RandomnessBeacon", "Mix", &[]).await?;
	let subject = "mix after the period".into();
	let mut case = Case::new(Place { kind: Kind::Mix, block: last, extrinsic: None, subject });
	case.compare("mix", &found, &running.mix);
	running.findings.add(case);
	Ok(())
}

/// A block under judgement, with what its earlier calls left behind.
struct Within<'a, P> {
	past: &'a P,
	block: &'a Block,
	slot: u64,
	slot_ms: u64,
	running: &'a mut Running,
	now: u64,
	/// The block before it.
	before: BlockNumber,
	/// What scores are made of, after lots of this block.
	lots: HashMap<Vec<u8>, risk::Record>,
	/// Whose products came to a border for the first time in this block.
	seen: BTreeSet<(CountryCode, OrgId, Gtin)>,
	/// The secrets of declarations after calls of this block.
	secrets: HashMap<u64, Secrets>,
	/// Streams: as they were before the block, and after its calls so far.
	streams: BTreeMap<StreamKey, (Option<Stream>, Option<Stream>)>,
	/// How many streams are in which state, after calls of this block.
	tallies: HashMap<Vec<u8>, crate::records::Tally>,
	/// The switches of this block that something later in their extrinsic has to explain.
	switches: Vec<(StreamKey, State, State, Option<u32>)>,
	/// The switches that there should be.
	expected: Vec<(StreamKey, State, State, Option<u32>)>,
	/// Decisions that calls of this block settled, or added to.
	decisions: HashMap<u64, Decision>,
	/// How documents were found in this block.
	papers: HashMap<u64, Papers>,
	/// What agencies' examinations came to in this block.
	verdicts: HashMap<u64, Verdict>,
	/// Whether documents of lines were matched in this block.
	matched: HashMap<(u64, u8), Option<String>>,
}

impl<P: Past> Within<'_, P> {
	/// Judges an event. What has a form that is not known is counted as such.
	async fn event(&mut self, index: usize, event: &Event) -> Result<()> {
		let judged = match (event.pallet.as_str(), event.name.as_str()) {
			("Sampling", "ControlDecided") => (Kind::Decision, self.decided(index, event).await),
			("Sampling", "ControlSettled") => (Kind::Settlement, self.settled(index, event).await),
			("Sampling", "ControlOrdered") => (Kind::Decision, self.ordered(index, event).await),
			("Sampling", "SecretsLost") => (Kind::Draw, self.lost(event).await),
			("Sampling", "ResubmissionGranted") => (Kind::Decision, self.resubmitted(event).await),
			("Sampling", "AgencyAssigned") => (Kind::Agency, self.assigned(index, event).await),
			("Sampling", "DocumentsChecked") => (Kind::Documents, self.checked(index, event).await),
			("Sampling", "ExaminationOpened") => (Kind::Plan, self.opened(index, event).await),
			("Sampling", "SampleDrawn") => (Kind::Draw, self.drawn(index, event).await),
			("Sampling", "ReportConcluded") => (Kind::Report, self.reported(event).await),
			("Sampling", "RepetitionOrdered") => {
				(Kind::Repetition, self.repeated(index, event).await)
			}
			("Sampling", "InspectionConcluded") => {
				(Kind::Acceptance, self.concluded(index, event).await)
			}
			("Sampling", "SwitchAnnounced") => (Kind::Switching, self.announced(event).await),
			("Sampling", "StreamSwitched") => (Kind::Switching, self.switched(index, event).await),
			("CustomsClearance", "DocumentsMatched" | "DocumentsMismatched") => {
				(Kind::Match, self.matching(event).await)
			}
			("CustomsClearance", "OverrideConfirmed") => {
				(Kind::Release, self.overridden(event).await)
			}
			("CustomsClearance", "LineStatusChanged") => {
				(Kind::Step, self.stepped(index, event).await)
			}
			_ => return Ok(()),
		};
		match judged {
			(kind, Err(Error::Form { what, reason })) => {
				let mut case = self.case(kind, event, format!("event {}", event.name));
				case.cannot(format!("{what}: this program does not know its form: {reason}"));
				self.running.findings.add(case);
				Ok(())
			}
			(_, judged) => judged,
		}
	}

	/// What is compared when all calls of the block are done.
	async fn end(&mut self) -> Result<()> {
		self.end_of_streams().await
	}

	/// A comparison about something that an event tells.
	fn case(&self, kind: Kind, event: &Event, subject: impl Into<String>) -> Case {
		let (block, extrinsic) = (self.block.number, event.extrinsic);
		Case::new(Place { kind, block, extrinsic, subject: subject.into() })
	}

	fn add(&mut self, case: Case) {
		self.running.findings.add(case);
	}

	/// An earlier event of the block, in words, that `disturbs` what is judged.
	fn earlier(&self, index: usize, disturbs: impl Fn(&Event) -> bool) -> Option<String> {
		let before = self.block.events.iter().take(index);
		let found = before.into_iter().find(|it| disturbs(it))?;
		Some(format!("{}.{} stands before it in its block", found.pallet, found.name))
	}

	/// A decision after the calls of the block so far.
	async fn current(&self, id: u64) -> Result<Decision> {
		match self.decisions.get(&id) {
			Some(known) => Ok(known.clone()),
			None => self.decision(id, self.before).await,
		}
	}

	/// A decision after a block.
	async fn decision(&self, id: u64, at: BlockNumber) -> Result<Decision> {
		self.past.present(at, "Sampling", "Decisions", &key([&id])).await
	}

	async fn examination(
		&self,
		id: u64,
		round: u8,
		at: BlockNumber,
	) -> Result<Option<Examination>> {
		self.past.record(at, "Sampling", "Examinations", &key([&id, &round])).await
	}

	/// The network's periods in force.
	async fn settings(&self) -> Result<Settings> {
		let found: Option<Announced<Settings>> =
			self.past.record(self.before, "Sampling", "CouncilSettings", &[]).await?;
		Ok(found.map(|it| it.at(self.now)).unwrap_or_default())
	}

	/// What a declaration's secrets are after the calls of this block so far.
	async fn secrets(&mut self, declaration: u64) -> Result<Secrets> {
		if let Some(known) = self.secrets.get(&declaration) {
			return Ok(*known);
		}
		// What was accepted in this very block stands after it alone.
		let item = ("Sampling", "SecretsOf");
		let found = self.past.record(self.before, item.0, item.1, &key([&declaration])).await?;
		let found = match found {
			Some(found) => found,
			None => {
				self.past.present(self.block.number, item.0, item.1, &key([&declaration])).await?
			}
		};
		self.secrets.insert(declaration, found);
		Ok(found)
	}

	/// Takes a secret that was revealed, and compares it with what was committed to. `number` is its
	/// place in the chain of secrets, where it was bound to a draw.
	async fn take_secret(
		&mut self,
		case: &mut Case,
		decision: &Decision,
		secret: &Digest,
		number: Option<u32>,
	) -> Result<()> {
		if decision.lost {
			case.compare("secret", secret, &Digest::zero());
			return Ok(());
		}
		let declaration = decision.declaration.0;
		let mut secrets = self.secrets(declaration).await?;
		if number.is_none() {
			if let Some(first) = secrets.first {
				case.compare("secret", secret, &first);
				return Ok(());
			}
			secrets.first = Some(*secret);
		}
		case.require(
			"secret",
			draw::commitment(secret) == secrets.commitment,
			&format!("{secret:?}, to which {:?} commits", draw::commitment(secret)),
			&format!("one to which {:?} commits", secrets.commitment),
		);
		if let Some(number) = number {
			case.compare("secret number", &number, &(secrets.revealed + 1));
		}
		secrets.commitment = *secret;
		secrets.revealed += 1;
		self.secrets.insert(declaration, secrets);
		Ok(())
	}

	/// Compares entropy with the beacon: the mix of its slot, computed here where its block is in the
	/// period, else carried on from the block before that which made it; shown to be final.
	async fn check_entropy(
		&self,
		case: &mut Case,
		entropy: &Entropy,
		slot: u64,
		bound: BlockNumber,
	) -> Result<()> {
		case.compare("entropy slot", &entropy.slot, &slot);
		let pallet = "RandomnessBeacon";
		let found: Option<Await> =
			self.past.record(self.before, pallet, "Awaits", &key([&slot])).await?;
		let Some(Await { mix: Some(mix), made }) = found else {
			case.differ("mix", entropy.mix, "none, for the slot's block had not come");
			return Ok(());
		};
		case.compare("mix", &entropy.mix, &mix);
		match self.running.mixes.get(&slot) {
			Some(computed) => case.compare("mix", &entropy.mix, computed),
			None => {
				let block = self.past.block(made).await?;
				let parent: Digest =
					self.past.present(made.saturating_sub(1), pallet, "Mix", &[]).await?;
				let slot = block.at / self.slot_ms;
				let after = block.contribution.map(|it| mix::after(&parent, slot, &it.pre_output));
				case.compare("mix", &Some(entropy.mix), &after);
			}
		}
		// Shown to be final, and no sooner than the settings say.
		let proven: Option<BlockNumber> =
			self.past.record(self.block.number, pallet, "FinalBlock", &[]).await?;
		let is_final = proven.is_some_and(|it| it >= made);
		case.require("finality", is_final, "not shown", "that the mix's block is final");
		let from = u64::from(bound) + SLOTS_AHEAD + u64::from(self.settings().await?.finality);
		let waited = u64::from(self.block.number) >= from;
		case.require("finality", waited, "too soon", &format!("from block {from} on"));
		Ok(())
	}

	async fn organisation(&self, org: OrgId) -> Result<Option<Organisation>> {
		self.past.record(self.before, "MerchantRegistry", "Organisations", &key([&org])).await
	}

	async fn operator(&self, account: &AccountId) -> Result<Option<Operator>> {
		self.past.record(self.before, "MerchantRegistry", "Operators", &key([account])).await
	}

	/// Whether what an operator wrote at a moment is in doubt.
	async fn is_operator_doubtful(&self, account: &AccountId, at: u64) -> Result<bool> {
		let Some(operator) = self.operator(account).await? else { return Ok(false) };
		let replaced: Option<u64> = self
			.past
			.record(
				self.before,
				"MerchantRegistry",
				"Replacements",
				&key([&operator.org, &operator.generation]),
			)
			.await?;
		let revoked = operator
			.revocations
			.iter()
			.any(|it| it.from <= at && it.until.is_none_or(|until| at < until));
		Ok(revoked || replaced.is_some_and(|from| from <= at))
	}

	/// Notes that a decision waits for entropy.
	fn wait(&mut self, kind: Kind, event: &Event, decision: u64) {
		let (block, extrinsic) = (self.block.number, event.extrinsic);
		let open = Open { kind, block, extrinsic, decision };
		self.running.open.insert(format!("{} {decision}", kind.name()), open);
	}

	/// Notes that it waits no more.
	fn came(&mut self, kind: Kind, decision: u64) {
		self.running.open.remove(&format!("{} {decision}", kind.name()));
	}
}

/// Compares records field by field.
fn compare_fields(
	case: &mut Case,
	prefix: &str,
	chain: &impl Serialize,
	expected: &impl Serialize,
) {
	let object = |it: std::result::Result<Value, serde_json::Error>| match it {
		Ok(Value::Object(object)) => object,
		_ => serde_json::Map::new(),
	};
	let chain = object(serde_json::to_value(chain));
	let expected = object(serde_json::to_value(expected));
	for (field, expected) in &expected {
		case.compare(
			&format!("{prefix}{field}"),
			chain.get(field).unwrap_or(&Value::Null),
			expected,
		);
	}
}
