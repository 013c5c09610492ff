//! Which agencies may examine, and which of them is drawn.

use super::{Case, Within};
use crate::{
	draw::{self, Use},
	error::Result,
	history::{key, Event, Past, PastExt},
	records::{Accreditation, Announced, Assignment, Decision, Examination},
	report::Kind,
};
use hallmark_types::{Digest, GroupId, OrgId};

impl<P: Past> Within<'_, P> {
	/// By which accreditation an agency may examine the goods of a decision, if it may: it is active,
	/// of no control group with an interest in them, and accredited for them here.
	pub(super) async fn may_examine(
		&self,
		decision: &Decision,
		agency: OrgId,
		interested: &[GroupId],
	) -> Result<Option<u32>> {
		let Some(organisation) = self.organisation(agency).await? else { return Ok(None) };
		let is_agency = organisation.is("InspectionAgency", self.now);
		if !is_agency || interested.contains(&organisation.group) {
			return Ok(None);
		}
		let listed: Option<Vec<u32>> = self
			.past
			.record(self.before, "Inspection", "AccreditationsOf", &key([&agency]))
			.await?;
		for id in listed.unwrap_or_default() {
			let Some(it) = self.accreditation(id).await? else { continue };
			let in_force = it.withdrawn.is_none()
				&& it.validity.from <= self.now
				&& self.now < it.validity.until;
			if in_force && it.scope.covers(&decision.hs, decision.country) {
				return Ok(Some(id));
			}
		}
		Ok(None)
	}

	pub(super) async fn accreditation(&self, id: u32) -> Result<Option<Accreditation>> {
		self.past.record(self.before, "Inspection", "Accreditations", &key([&id])).await
	}

	/// The control groups of everyone with an interest in the goods.
	pub(super) async fn interested(&self, decision: &Decision) -> Result<Vec<GroupId>> {
		let mut groups = Vec::new();
		for party in &decision.interested {
			groups.extend(self.organisation(*party).await?.map(|it| it.group));
		}
		Ok(groups)
	}

	/// The agencies of the authority's panel that may examine, but for those that had their turn.
	pub(super) async fn eligible(&self, decision: &Decision, had: &[OrgId]) -> Result<Vec<OrgId>> {
		let panel: Option<Announced<Vec<OrgId>>> = self
			.past
			.record(self.before, "Sampling", "Panels", &key([&decision.authority]))
			.await?;
		let panel = panel.map(|it| it.at(self.now)).unwrap_or_default();
		let groups = self.interested(decision).await?;
		let mut eligible = Vec::new();
		for agency in panel {
			let may = self.may_examine(decision, agency, &groups).await?.is_some();
			if may && !had.contains(&agency) {
				eligible.push(agency);
			}
		}
		Ok(eligible)
	}

	/// What an agency's assignment from now on ends with.
	pub(super) async fn deadline(&self) -> Result<u64> {
		Ok(self.now.saturating_add(self.settings().await?.examination))
	}

	/// Judges that an examination went from one agency to another.
	pub(super) async fn assigned(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let (old, new): (Option<OrgId>, OrgId) = (event.field("old")?, event.field("new")?);
		let deadline: u64 = event.field("deadline")?;
		let mut case = self.case(Kind::Agency, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let examination = self.examination(id, decision.round, self.before).await?;
		case.compare("old", &old, &decision.assignment.map(|it| it.agency));
		let late = decision.assignment.is_none_or(|it| self.now > it.deadline);
		case.require("deadline", late, "not passed", "that the one before let it pass");
		case.compare("deadline", &deadline, &self.deadline().await?);
		let had = had_turn(&decision, examination.as_ref());
		let others = self.eligible(&decision, &had).await?;
		if others.is_empty() {
			// The authority names one, which may be one that was late, never one that repeats itself.
			let groups = self.interested(&decision).await?;
			let may = self.may_examine(&decision, new, &groups).await?.is_some();
			case.require("new", may, "one that may not examine", "one that may");
			let first = examination.as_ref().and_then(|it| it.first.as_ref());
			let itself = first.is_some_and(|it| it.agency == new);
			case.require("new", !itself, "the first agency", "another than the first");
		} else {
			let drawn = examination.as_ref().and_then(|it| it.draw).and_then(|it| it.entropy);
			let entropy = drawn.or(decision.settlement.as_ref().map(|it| it.entropy));
			match entropy {
				None => case.differ("entropy", "none", "that of the draw, or of the settlement"),
				Some(it) => {
					let seed = draw::seed(id, it.slot, &it.mix, &it.secret);
					case.compare("new", &Some(new), &place(&others, &seed));
				}
			}
		}
		if let Some(why) = self.earlier(index, |it| disturbs_agencies(it, id)) {
			case.doubt(&why);
		}
		self.add(case);
		let mut it = decision;
		it.missed.extend(old);
		it.assignment = Some(Assignment { agency: new, deadline });
		self.decisions.insert(id, it);
		Ok(())
	}

	/// Compares who examines with who is drawn.
	pub(super) async fn check_agency(
		&self,
		case: &mut Case,
		decision: &Decision,
		seed: &Digest,
		had: &[OrgId],
		found: Option<OrgId>,
	) -> Result<()> {
		let eligible = self.eligible(decision, had).await?;
		case.compare("agency", &found, &place(&eligible, seed));
		Ok(())
	}
}

/// The agency at the place that a seed draws.
pub(super) fn place(eligible: &[OrgId], seed: &Digest) -> Option<OrgId> {
	let count = u32::try_from(eligible.len()).unwrap_or(u32::MAX);
	let place = draw::number(seed, Use::Agency, count);
	eligible.get(usize::try_from(place).unwrap_or(usize::MAX)).copied()
}

/// The agencies that had their turn.
pub(super) fn had_turn(decision: &Decision, examination: Option<&Examination>) -> Vec<OrgId> {
	let first = examination.and_then(|it| it.first.as_ref()).map(|it| it.agency);
	let assigned = decision.assignment.map(|it| it.agency);
	assigned.into_iter().chain(decision.missed.iter().copied()).chain(first).collect()
}

/// Whether an event may change which agency is drawn for a decision.
pub(super) fn disturbs_agencies(event: &Event, decision: u64) -> bool {
	let about_it = || event.field::<u64>("decision").is_ok_and(|it| it == decision);
	match (event.pallet.as_str(), event.name.as_str()) {
		("MerchantRegistry" | "Inspection", _) => true,
		("Sampling", "PanelSet" | "SettingsChanged") => true,
		("Sampling", _) => about_it(),
		_ => false,
	}
}
