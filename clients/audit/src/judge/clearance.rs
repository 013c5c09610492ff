//! Documents that match, steps of lines, and releases.

use super::Within;
use crate::{
	error::Result,
	history::{key, Event, Past, PastExt},
	records::{
		Confirmed, Decision, Declaration, DeclaredLine, Examination, Override, Papers, PartyWord,
		Recorded, Round, Verdict,
	},
	report::{Case, Kind},
	Error,
};
use codec::Encode;
use hallmark_types::{AccountId, BlockNumber, CountryCode, Digest, OrgId};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// The permission to clear, as a bit.
const CLEARANCE: u32 = 1 << 12;

/// Which state a line may come from into which: the table of `docs/customs.md`.
const STEPS: [(&str, &[&str]); 6] = [
	("Accepted", &["UnderDocuments", "UnderExamination", "Assessed", "Invalidated"]),
	("UnderDocuments", &["UnderExamination", "Assessed", "Detained", "Returned"]),
	("UnderExamination", &["Assessed", "Detained", "Returned"]),
	("Assessed", &["UnderDocuments", "UnderExamination", "InBond", "Released", "Invalidated"]),
	("Detained", &["Assessed", "Returned", "Destroyed"]),
	("InBond", &["Released", "Returned", "Destroyed"]),
];

fn may_become(old: &str, new: &str) -> bool {
	STEPS.iter().any(|(from, to)| *from == old && to.contains(&new))
}

/// What a party commits to by its root.
fn commitment(declaration: u64, organisation: OrgId, role: u8, root: &Digest) -> Digest {
	let hash = Sha256::new()
		.chain_update(b"hallmark/documents/1")
		.chain_update(declaration.to_be_bytes())
		.chain_update(organisation.0.to_be_bytes())
		.chain_update([role])
		.chain_update(root);
	Digest::from_slice(&hash.finalize())
}

impl<P: Past> Within<'_, P> {
	/// Judges whether the documents of three parties match, and on whose word.
	pub(super) async fn matching(&mut self, event: &Event) -> Result<()> {
		let id: u64 = event.field("declaration")?;
		let number: u8 = event.field("round")?;
		let subject = format!("declaration {id}, round {number}");
		let mut case = self.case(Kind::Match, event, subject);
		let pallet = "CustomsClearance";
		let round: Round =
			self.past.present(self.block.number, pallet, "Rounds", &key([&id, &number])).await?;
		let parties = round.parties;
		let words = [
			(parties.platform, round.order),
			(parties.institution, round.payment),
			(parties.carrier, round.logistics),
		];
		let mut groups = BTreeSet::new();
		for (role, (org, PartyWord { commitment: committed, root })) in (0u8..).zip(words) {
			groups.extend(self.organisation(org).await?.map(|it| it.group));
			let expected = root.map(|root| commitment(id, org, role, &root));
			let field = format!("commitment of organisation {org}");
			case.compare(&field, &committed, &expected);
			case.require(&field, root.is_some(), "no root", "a root that was revealed");
		}
		let [first, second, third] = words.map(|(_, word)| word.root);
		let equal = first.is_some() && first == second && second == third;
		let standing = if groups.len() == 3 { "Attested" } else { "Declared" };
		let expected = equal.then(|| standing.to_owned());
		let found: Option<String> = match event.name.as_str() {
			"DocumentsMatched" => Some(event.field("assurance")?),
			_ => None,
		};
		case.compare("match", &found, &expected);
		let after: Declaration =
			self.past.present(self.block.number, pallet, "Declarations", &key([&id])).await?;
		for (line, state) in (0u8..).zip(&after.lines) {
			if round.lines >> line & 1 == 1 && state.round == Some(number) {
				case.compare(&format!("line {line}"), &state.matched, &expected);
				self.matched.insert((id, line), expected.clone());
			}
		}
		self.add(case);
		Ok(())
	}

	/// Whether an account is an operator in office that may clear for an authority.
	async fn is_officer(&self, account: &AccountId, authority: OrgId) -> Result<bool> {
		let Some(operator) = self.operator(account).await? else { return Ok(false) };
		let Some(organisation) = self.organisation(operator.org).await? else { return Ok(false) };
		let revoked = operator.revocations.last().is_some_and(|it| it.until.is_none());
		Ok(operator.org == authority
			&& operator.generation == organisation.generation
			&& !revoked
			&& operator.permissions & CLEARANCE != 0
			&& organisation.is("CustomsAuthority", self.now))
	}

	/// Judges that two officers of one authority decided against what is missing or failed.
	pub(super) async fn overridden(&mut self, event: &Event) -> Result<()> {
		let (id, line): (u64, u8) = (event.field("declaration")?, event.field("line")?);
		let by: AccountId = event.field("by")?;
		let mut case = self.case(Kind::Release, event, format!("declaration {id}, line {line}"));
		let part = key([&id, &line]);
		let pallet = "CustomsClearance";
		let after: Option<Override> =
			self.past.record(self.block.number, pallet, "Overrides", &part).await?;
		let before: Option<Override> =
			self.past.record(self.before, pallet, "Overrides", &part).await?;
		// It may have been used, and dropped, in the block that confirmed it.
		match after.or(before) {
			None => case.cannot("proposed, confirmed and used in one block: nothing of it is left"),
			Some(it) => {
				case.require("officers", it.proposed_by != by, "one", "two");
				for (which, account) in [("first", &it.proposed_by), ("second", &by)] {
					let officer = self.is_officer(account, it.authority).await?;
					let field = format!("{which} officer");
					case.require(&field, officer, "not in office", "in office, and may clear");
				}
			}
		}
		if let Some(why) =
			self.earlier(event_index(self.block, event), |it| it.pallet == "MerchantRegistry")
		{
			case.doubt(&why);
		}
		self.add(case);
		Ok(())
	}

	/// Judges a step of a line, and where it lets goods in, whether nothing was wanting.
	pub(super) async fn stepped(&mut self, index: usize, event: &Event) -> Result<()> {
		let (id, line): (u64, u8) = (event.field("declaration")?, event.field("line")?);
		let (old, new): (String, String) = (event.field("old")?, event.field("new")?);
		let subject = format!("declaration {id}, line {line}");
		let mut case = self.case(Kind::Step, event, subject.clone());
		let pallet = "CustomsClearance";
		let part = key([&id]);
		let after: Declaration =
			self.past.present(self.block.number, pallet, "Declarations", &part).await?;
		let Some(state) = after.lines.get(usize::from(line)) else {
			case.differ("line", "none", "one");
			self.add(case);
			return Ok(());
		};
		case.require(
			"step",
			may_become(&old, &new),
			&format!("{old} to {new}"),
			"one of the table",
		);
		// What the line was before: by its last step in this block, else by the state before it.
		let of_line = |it: &Event| {
			it.is(pallet, "LineStatusChanged")
				&& it.field::<u64>("declaration").is_ok_and(|it| it == id)
				&& it.field::<u8>("line").is_ok_and(|it| it == line)
		};
		let last = self.block.events.iter().take(index).rfind(|it| of_line(it));
		let was = match last {
			Some(step) => Some(step.field("new")?),
			None => {
				let before: Option<Declaration> =
					self.past.record(self.before, pallet, "Declarations", &part).await?;
				let lines = before.map(|it| it.lines).unwrap_or_default();
				lines.get(usize::from(line)).map(|it| it.status.clone())
			}
		};
		// A line is accepted in the block of its declaration's acceptance without an event of its own.
		let was = was.map(|was| if was == "Declared" { "Accepted".to_owned() } else { was });
		case.compare("old", &Some(old.clone()), &was);
		if !self.block.events.iter().skip(index + 1).any(of_line) {
			case.compare("new", &state.status, &new);
		}
		if ["Released", "InBond"].contains(&new.as_str()) {
			let expected = match (old.as_str(), after.procedure.as_str()) {
				("InBond", _) | (_, "Direct") => "Released",
				_ => "InBond",
			};
			case.compare("new", &new.as_str(), &expected);
			let mut release = self.case(Kind::Release, event, subject);
			self.judge_release(&mut release, index, event, (id, line), &new, &after).await?;
			self.add(release);
		} else {
			self.judge_control(&mut case, &new, state.decision).await?;
		}
		self.add(case);
		Ok(())
	}

	/// Whether a line went where its decision sends it.
	async fn judge_control(&self, case: &mut Case, new: &str, decision: Option<u64>) -> Result<()> {
		let Some(decision) = decision else {
			case.differ("decision", "none", "one");
			return Ok(());
		};
		// What was accepted in this very block stands after it alone.
		let it = match self.current(decision).await {
			Err(Error::Form { .. }) => self.decision(decision, self.block.number).await?,
			found => found?,
		};
		let check = it.asked().check();
		match new {
			"UnderDocuments" => case.compare("control", &check, &"Documents"),
			"UnderExamination" => case.compare("control", &check, &"Examination"),
			"Assessed" => {
				let settled = it.settlement.is_some();
				case.require("control", settled, "not settled", "settled");
			}
			_ => {}
		}
		Ok(())
	}

	/// Whether nothing was wanting when a line was released, or two officers decided otherwise.
	async fn judge_release(
		&mut self,
		case: &mut Case,
		index: usize,
		event: &Event,
		(id, line): (u64, u8),
		new: &str,
		after: &Declaration,
	) -> Result<()> {
		let wanting = self.wanting_for(id, line, new, after).await?;
		let overridden = self.block.events.iter().take(index).rev().find(|it| {
			it.extrinsic == event.extrinsic
				&& it.is("CustomsClearance", "ReleaseOverridden")
				&& it.field::<u64>("declaration").is_ok_and(|it| it == id)
				&& it.field::<u8>("line").is_ok_and(|it| it == line)
		});
		match (&wanting, overridden) {
			(None, None) => {}
			(None, Some(_)) => case.differ("override", "used", "none, for nothing was wanting"),
			(Some(wanting), None) => case.differ("conditions", "released", wanting),
			(Some(_), Some(release)) => {
				let part = key([&id, &line]);
				let found: Option<Override> = self
					.past
					.record(self.block.number, "CustomsClearance", "Overrides", &part)
					.await?;
				match found {
					None => case.differ("override", "none", "one by two officers"),
					Some(it) => {
						case.require("override", it.used, "not used up", "used up");
						let second = it.confirmed_by.as_ref();
						let two = second.is_some_and(|second| *second != it.proposed_by);
						case.require("officers", two, "one", "two");
						case.compare("reason", &release.field::<Value>("reason")?, &it.reason);
						for account in second.into_iter().chain([&it.proposed_by]) {
							let operator = self.operator(account).await?.map(|it| it.org);
							case.compare("officer's authority", &operator, &Some(it.authority));
						}
					}
				}
			}
		}
		// Whoever clears is not under common control with the declarant.
		let authority = self.organisation(after.authority).await?.map(|it| it.group);
		let declarant = self.organisation(after.declarant).await?.map(|it| it.group);
		let unrelated = authority.is_none() || authority != declarant;
		case.require("authority", unrelated, "of the declarant's group", "of another group");
		// What a decision asks for is carried along within the block; numbers in registers are not.
		let registers = [
			"Registered",
			"RegistrationWithdrawn",
			"RegistrationConfirmed",
			"ConfirmationWithdrawn",
		];
		let disturbs = |it: &Event| match it.pallet.as_str() {
			"MerchantRegistry" | "Inspection" => true,
			"CustomsClearance" => registers.contains(&it.name.as_str()),
			_ => false,
		};
		if let Some(why) = self.earlier(index, disturbs) {
			case.doubt(&why);
		}
		Ok(())
	}

	/// What was wanting for the release of a line, in the words of its error; none if nothing was.
	async fn wanting_for(
		&mut self,
		id: u64,
		line: u8,
		new: &str,
		after: &Declaration,
	) -> Result<Option<&'static str>> {
		let place = usize::from(line);
		let Some(decision) = after.lines.get(place).and_then(|it| it.decision) else {
			return Ok(Some("DecisionNotFound"));
		};
		let found = match self.current(decision).await {
			Err(Error::Form { .. }) => return Ok(Some("ControlNotSettled")),
			found => found?,
		};
		if found.settlement.is_none() {
			return Ok(Some("ControlNotSettled"));
		}
		let examination = self.examination(decision, found.round, self.before).await?;
		let verdict = match (self.verdicts.get(&decision).copied(), &examination) {
			(Some(verdict), _) => Some(verdict),
			(None, Some(it)) => self.standing(it).await?,
			(None, None) => None,
		};
		if examination.is_some() && verdict.is_none() {
			return Ok(Some("ExaminationOpen"));
		}
		let result = self.result(decision, &found, verdict).await?;
		let wanting = match result {
			Verdict::Passed => None,
			Verdict::Missing => Some("VerdictMissing"),
			Verdict::Failed => Some("VerdictFailed"),
			Verdict::Doubtful => Some("VerdictDoubtful"),
			Verdict::Discontinued => Some("InspectionDiscontinued"),
		};
		if wanting.is_some() || new != "Released" {
			return Ok(wanting);
		}
		// Into free circulation goods come only if their orders' documents match.
		let matched = match self.matched.get(&(id, line)) {
			Some(known) => known.clone(),
			None => {
				let before: Declaration = self
					.past
					.present(self.before, "CustomsClearance", "Declarations", &key([&id]))
					.await?;
				before.lines.get(place).and_then(|it| it.matched.clone())
			}
		};
		match matched.as_deref() {
			None => Ok(Some("DocumentsNotMatched")),
			Some("Declared") => Ok(Some("MatchDeclaredOnly")),
			Some(_) => self.unregistered(id, line, &found.country).await,
		}
	}

	/// In which registers elsewhere a line must have a number, after a block. Releases before this had
	/// no such item.
	pub(super) async fn required(&self, id: u64, line: u8, at: BlockNumber) -> Result<Vec<String>> {
		let part = key([&id, &line]);
		match self.past.record(at, "CustomsClearance", "RequiredOf", &part).await {
			Err(Error::Form { .. }) => Ok(Vec::new()),
			found => Ok(found?.unwrap_or_default()),
		}
	}

	/// What is wrong with the numbers of a line in registers elsewhere, in the words of its error.
	async fn unregistered(
		&self,
		id: u64,
		line: u8,
		country: &CountryCode,
	) -> Result<Option<&'static str>> {
		let required = self.required(id, line, self.before).await?;
		if required.is_empty() {
			return Ok(None);
		}
		let pallet = "CustomsClearance";
		let declared: DeclaredLine =
			self.past.present(self.before, pallet, "Lines", &key([&id, &line])).await?;
		let (lot, product) = self.goods(declared.lot).await?;
		// A lot's own number goes before its product's.
		let subjects =
			[((1u8, declared.lot).encode(), lot.issuer), ((0u8, lot.gtin).encode(), product.by)];
		for system in required {
			let own = declared.registrations.iter().find(|it| it.system == system);
			let Some(own) = own else { return Ok(Some("RegistrationNotDeclared")) };
			let mut found = None;
			for (subject, org) in &subjects {
				let part = vec![subject.clone(), org.encode(), system.encode()];
				let it: Option<Recorded> =
					self.past.record(self.before, pallet, "Registrations", &part).await?;
				if let Some(it) = it {
					found = Some((part, it.number));
					break;
				}
			}
			let Some((mut part, number)) = found else {
				return Ok(Some("RegistrationNotRecorded"));
			};
			if number != own.number {
				return Ok(Some("RegistrationMismatch"));
			}
			part.push(country.encode());
			let confirmed: Option<Confirmed> =
				self.past.record(self.before, pallet, "Confirmations", &part).await?;
			match confirmed.filter(|it| it.number == number) {
				None => return Ok(Some("RegistrationNotConfirmed")),
				Some(it) if it.hs.as_ref().is_some_and(|hs| *hs != declared.hs) => {
					return Ok(Some("RegistrationOfOtherGoods"));
				}
				Some(_) => {}
			}
		}
		Ok(None)
	}

	/// How far a control has come.
	async fn result(
		&mut self,
		id: u64,
		decision: &Decision,
		verdict: Option<Verdict>,
	) -> Result<Verdict> {
		let discontinued = self.is_discontinued(decision).await?;
		Ok(match decision.asked().check() {
			"Examination" => match verdict {
				Some(verdict) => verdict,
				None if decision.refused && decision.round == 0 => Verdict::Failed,
				None if discontinued => Verdict::Discontinued,
				None => Verdict::Missing,
			},
			_ if discontinued => Verdict::Discontinued,
			"Exempt" => Verdict::Passed,
			_ => {
				let (papers, at) = match self.papers.get(&id) {
					Some(papers) => (*papers, self.now),
					None => (decision.papers, decision.papers_at),
				};
				let good_for = self.settings().await?.documents;
				match papers {
					Papers::Wanting(..) => Verdict::Failed,
					Papers::InOrder if self.now <= at.saturating_add(good_for) => Verdict::Passed,
					Papers::InOrder | Papers::Unchecked => Verdict::Missing,
				}
			}
		})
	}

	/// A verdict as it reads now: an acceptance is doubtful while the word of every agency that it
	/// rests on is.
	pub(super) async fn standing(&self, it: &Examination) -> Result<Option<Verdict>> {
		if it.verdict != Some(Verdict::Passed) {
			return Ok(it.verdict);
		}
		let first = it.first.as_ref().map(|it| &it.concluded);
		for word in it.concluded.iter().chain(first) {
			let withdrawn = match self.accreditation(word.accreditation).await? {
				None => true,
				Some(it) => it.withdrawn.is_some_and(|as_of| as_of <= word.at),
			};
			if !withdrawn && !self.is_operator_doubtful(&word.operator, word.at).await? {
				return Ok(it.verdict);
			}
		}
		Ok(Some(Verdict::Doubtful))
	}
}

/// The place of an event in its block.
fn event_index(block: &crate::history::Block, event: &Event) -> usize {
	block.events.iter().position(|it| std::ptr::eq(it, event)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The example of `docs/customs.md`.
	#[test]
	fn commitment_is_that_of_the_documentation() {
		let root = "a12b497e7df4d26d04e295b1c1b9c3e63719dc169b1c343382f0c227c0e29232";
		let root: Digest = root.parse().unwrap();
		for (org, role, expected) in [
			(4, 0, "aa74f62472cf58b3daf94566cba3fe4f330f87b82740c6937e838c33a3f3c45b"),
			(5, 1, "55864f2c990219f539a397a3e29754386531e44be479e069416207a5ec684b88"),
			(6, 2, "d612f957bc392ddb3d49048e70f461e4e1fa9828e4931cb487be82037d43de94"),
		] {
			assert_eq!(commitment(7, OrgId(org), role, &root), expected.parse().unwrap());
		}
	}

	#[test]
	fn steps_are_those_of_the_table() {
		assert!(may_become("Accepted", "Assessed") && may_become("InBond", "Released"));
		for (old, new) in
			[("Accepted", "Released"), ("Released", "InBond"), ("Declared", "Accepted")]
		{
			assert!(!may_become(old, new), "{old} {new}");
		}
	}
}
