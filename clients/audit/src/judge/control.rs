//! What rules ask of declared goods, and what entropy settles of it.

use super::{agencies::disturbs_agencies, compare_fields, Within};
use crate::{
	draw::{self, Use},
	error::Result,
	history::{key, Event, Past, PastExt},
	records::{
		Assignment, Consignee, Decision, Declaration, DeclaredLine, Facility, Line, Lot, Papers,
		Product, ProductVersion, Record, RulesHead, Settlement, Shipment, Verdict, WhitelistEntry,
	},
	report::Kind,
	risk::{self, band},
	rules::{Class, Facts, Outcome, RuleSet},
	switching::State,
	Error,
};
use codec::Encode;
use hallmark_types::{CountryCode, FacilityId, GroupId, Gtin, ItemRange, LotId, OrgId};
use serde_json::{json, Value};

/// How many items are on a page of marks.
const PAGE_ITEMS: u32 = (1 << 20) / 32;
/// A day in milliseconds.
const DAY: u64 = 86_400_000;

/// A line of a declaration, with what the chain knows of its goods.
struct Declared {
	number: usize,
	line: DeclaredLine,
	lot: Lot,
	product: ProductVersion,
	manufacturer: Option<OrgId>,
	claimed: Option<OrgId>,
}

/// What the marks of items say.
#[derive(Clone, Copy)]
enum Mark {
	SetBack,
	Undone(CountryCode),
	Refused(CountryCode),
}

impl Mark {
	fn encoded(self) -> Vec<u8> {
		match self {
			Mark::SetBack => vec![0],
			Mark::Undone(country) => (1u8, country).encode(),
			Mark::Refused(country) => (2u8, country).encode(),
		}
	}
}

impl<P: Past> Within<'_, P> {
	/// Judges what the rules decided about an inspection lot of a declaration.
	pub(super) async fn decided(&mut self, index: usize, event: &Event) -> Result<()> {
		let (id, declaration): (u64, u64) = (event.field("decision")?, event.field("declaration")?);
		let mut case = self.case(Kind::Decision, event, format!("decision {id}"));
		self.wait(Kind::Settlement, event, id);
		let number = self.block.number;
		let found = self.decision(id, number).await?;
		let lines: Vec<Line> =
			self.past.present(number, "Sampling", "LinesOf", &key([&id])).await?;
		let whole: Declaration = self
			.past
			.present(number, "CustomsClearance", "Declarations", &key([&declaration]))
			.await?;
		let declared = self.declared(declaration, &whole).await?;

		// Lines of equal product, merchant and facility are one inspection lot.
		let of = |it: &Declared| (it.lot.gtin, it.lot.issuer, it.lot.made_at());
		let has = |it: &&Declared| {
			whole.lines.get(it.number).is_some_and(|state| state.decision == Some(id))
		};
		let Some(goods) = declared.iter().find(has).map(of) else {
			case.differ("lines", "none", "those of one product, merchant and facility");
			self.add(case);
			return Ok(());
		};
		let together: Vec<&Declared> = declared.iter().filter(|it| of(it) == goods).collect();
		let pieces = |lot: LotId, ranges: &[ItemRange]| json!([lot, ranges]);
		let expected: Vec<Value> =
			together.iter().map(|it| pieces(it.line.lot, &it.line.ranges)).collect();
		let told: Vec<Value> = lines.iter().map(|it| pieces(it.lot, &it.ranges)).collect();
		case.compare("lines", &told, &expected);
		let numbers = |it: Vec<&Declared>| it.iter().map(|it| it.number).collect::<Vec<_>>();
		case.compare(
			"line numbers",
			&numbers(declared.iter().filter(has).collect()),
			&numbers(together.clone()),
		);

		let anew = self.decide(declaration, &whole, &together, &found).await?;
		for (place, (line, facts)) in lines.iter().zip(&anew.facts).enumerate() {
			compare_fields(&mut case, &format!("line {place}: "), &line.facts, facts);
		}
		for (it, expected) in together.iter().zip(&anew.registers) {
			let line = u8::try_from(it.number).unwrap_or(u8::MAX);
			let told = self.required(declaration, line, number).await?;
			case.compare(&format!("registers asked of line {line}"), &told, expected);
		}
		let asked: Outcome = event.field("outcome")?;
		case.compare("outcome", &asked, &anew.decision.outcome);
		case.compare("slot", &event.field::<u64>("slot")?, &(self.slot + super::SLOTS_AHEAD));
		let mut expected = anew.decision;
		if self.is_touched_later(index, id) {
			// What later calls of the block changed is told by their events.
			expected.outcome = found.outcome.clone();
			(expected.slot, expected.repeat) = (found.slot, found.repeat);
		}
		compare_fields(&mut case, "", &found, &expected);

		let disturbs = |it: &Event| {
			!matches!(
				(it.pallet.as_str(), it.name.as_str()),
				("RandomnessBeacon" | "Session", _)
					| ("Sampling", "ControlDecided")
					| ("CustomsClearance", "DeclarationAccepted" | "DeclarationLodged")
			)
		};
		if let Some(why) = self.earlier(index, disturbs) {
			case.doubt(&why);
		}
		self.add(case);

		// What follows in the block sees that these goods came.
		let origins = anew.facts.iter().map(|it| it.origin);
		let mut subjects = vec![merchant(goods.1), product(goods.0)];
		subjects.extend(goods.2.map(facility));
		for origin in origins.map(origin) {
			if !subjects.contains(&origin) {
				subjects.push(origin);
			}
		}
		subjects.push(importer(whole.declarant));
		for subject in subjects {
			let record = self.counters(&subject).await?.with_lot(self.now);
			self.lots.insert(subject, record);
		}
		self.seen.insert((found.country, goods.1, goods.0));
		Ok(())
	}

	/// The lines of a declaration, with what the chain knew of their goods before the block.
	async fn declared(&self, id: u64, whole: &Declaration) -> Result<Vec<Declared>> {
		let mut lines = Vec::new();
		for number in 0..whole.lines.len() {
			let place = u8::try_from(number).unwrap_or(u8::MAX);
			let part = key([&id, &place]);
			let line: DeclaredLine =
				self.past.present(self.block.number, "CustomsClearance", "Lines", &part).await?;
			let (lot, product) = self.goods(line.lot).await?;
			let manufacturer = self.maker(lot.made_at()).await?;
			let claimed = self.maker(lot.facility).await?;
			lines.push(Declared { number, line, lot, product, manufacturer, claimed });
		}
		Ok(lines)
	}

	/// A lot, and the version of its product's record that it pins.
	pub(super) async fn goods(&self, id: LotId) -> Result<(Lot, ProductVersion)> {
		let pallet = "ProductIdentity";
		let lot: Lot = self.past.present(self.before, pallet, "Lots", &key([&id])).await?;
		let product: Product =
			self.past.present(self.before, pallet, "Products", &key([&lot.gtin])).await?;
		if product.version == lot.version {
			return Ok((lot, product.standing));
		}
		let part = key([&lot.gtin, &lot.version]);
		let version = self.past.present(self.before, pallet, "ProductVersions", &part).await?;
		Ok((lot, version))
	}

	/// Whose a facility is.
	async fn maker(&self, facility: Option<FacilityId>) -> Result<Option<OrgId>> {
		let Some(facility) = facility else { return Ok(None) };
		let found: Option<Facility> = self
			.past
			.record(self.before, "MerchantRegistry", "Facilities", &key([&facility]))
			.await?;
		Ok(found.map(|it| it.org))
	}

	async fn decide(
		&self,
		declaration: u64,
		whole: &Declaration,
		together: &[&Declared],
		found: &Decision,
	) -> Result<Anew> {
		let head = together.first().ok_or_else(|| Error::form("declaration", "it has no lines"))?;
		let country = CountryCode::new(whole.port.get(..2).unwrap_or_default())
			.ok_or_else(|| Error::form("port", &whole.port))?;
		let shipment: Shipment = self
			.past
			.present(self.before, "Logistics", "Shipments", &key([&whole.shipment]))
			.await?;
		let carrier = shipment
			.legs
			.iter()
			.rev()
			.find(|leg| leg.plan.to == whole.port && leg.arrived.is_some());
		let carrier = carrier.map(|leg| leg.plan.carrier);
		let group = self.organisation(whole.declarant).await?.map(|it| it.group);
		let (version, own) = self.rules(Some(whole.authority)).await?;
		let (council_version, council) = self.rules(None).await?;
		let (gtin, merchant, facility) = (head.lot.gtin, head.lot.issuer, head.lot.made_at());
		let whitelisted = self.is_whitelisted(country, merchant, gtin, facility, group).await?;

		let mut outcome = Outcome::Exempt;
		let mut inherited: Option<Outcome> = None;
		let (mut refused, mut size, mut facts) = (false, 0u32, Vec::new());
		let mut registers = Vec::new();
		for line in together {
			let it = self.facts(declaration, whole, country, carrier, group, line).await?;
			if !whitelisted {
				outcome = outcome.join(own.asks(&it));
			}
			outcome = outcome.join(council.asks(&it));
			// The whitelist is about control, not about numbers.
			let mut asked = own.registers(&it);
			for system in council.registers(&it) {
				if !asked.contains(&system) {
					asked.push(system);
				}
			}
			registers.push(asked);
			let (lot, ranges) = (line.line.lot, &line.line.ranges);
			if self.is_any_marked(lot, Mark::Undone(country), ranges).await? {
				let asked: Option<Outcome> = self
					.past
					.record(self.before, "Sampling", "Asked", &key([&lot, &country]))
					.await?;
				let asked = asked.unwrap_or(Outcome::Exempt);
				inherited = Some(match inherited {
					Some(before) => before.join(asked),
					None => asked,
				});
			}
			refused |= self.is_any_marked(lot, Mark::Refused(country), ranges).await?;
			size += ranges.iter().map(|it| it.end.saturating_sub(it.start)).sum::<u32>();
			facts.push(it);
		}
		if let Some(before) = &inherited {
			outcome = outcome.join(before.clone());
		}
		let floor_plan = own.floor_plan.join(&council.floor_plan);
		let product_type = head.product.product_type;
		let mut strictest = State::Reduced;
		for class in Class::ALL {
			let state = self.beside(country, gtin, facility, product_type, class).await?;
			strictest = strictest.max(state);
		}
		let discontinued_beside = strictest == State::Discontinued;
		if discontinued_beside {
			outcome = outcome.join(Outcome::Sample(floor_plan.clone()));
		}

		let consignee = match &shipment.consignee {
			Consignee::Organisation(org) => Some(*org),
			Consignee::Committed(_) => None,
		};
		let begun = shipment.legs.iter().filter(|leg| leg.departed.is_some());
		let parties = [merchant, whole.declarant]
			.into_iter()
			.chain(head.manufacturer)
			.chain(together.iter().filter_map(|it| it.claimed))
			.chain(carrier)
			.chain([shipment.consignor])
			.chain(consignee)
			.chain(begun.map(|leg| leg.plan.carrier));
		let mut interested = Vec::new();
		for party in parties {
			if !interested.contains(&party) {
				interested.push(party);
			}
		}
		let decision = Decision {
			declaration: hallmark_types::DeclarationId(declaration),
			authority: whole.authority,
			country,
			declarant: whole.declarant,
			interested,
			gtin,
			product_type,
			hs: head.line.hs.clone(),
			facility,
			merchant,
			size,
			at: self.now,
			rules: version,
			council_rules: council_version,
			whitelisted,
			inherited,
			refused,
			discontinued_beside,
			outcome,
			floor: own.floor.max(council.floor),
			floor_plan,
			repeat: own.repeat.max(council.repeat),
			slot: self.slot + super::SLOTS_AHEAD,
			block: self.block.number,
			// The rest comes later, and is judged by what tells of it.
			..found.clone()
		};
		Ok(Anew { decision, facts, registers })
	}

	/// What the rules are asked about a line.
	async fn facts(
		&self,
		declaration: u64,
		whole: &Declaration,
		country: CountryCode,
		carrier: Option<OrgId>,
		group: Option<GroupId>,
		it: &Declared,
	) -> Result<Facts> {
		let (gtin, issuer, made) = (it.lot.gtin, it.lot.issuer, it.lot.made_at());
		let records = [
			Some((0u8, issuer, gtin).encode()),
			made.map(|facility| (3u8, facility, gtin).encode()),
			group.map(|group| (4u8, group, gtin).encode()),
		];
		let set_back_for = self.settings().await?.set_back;
		let (mut lately, mut failed) = (false, None::<u64>);
		for key in records.into_iter().flatten() {
			let record = self.record(key).await?;
			lately |= record.set_back.is_some_and(|at| self.now.saturating_sub(at) < set_back_for);
			failed = failed.max(record.failed);
		}
		let subjects = [
			Some(merchant(issuer)),
			Some(product(gtin)),
			made.map(facility),
			Some(origin(it.line.origin)),
			Some(importer(whole.declarant)),
		];
		let mut score = 0;
		for subject in subjects.into_iter().flatten() {
			score = score.max(self.counters(&subject).await?.score(self.now));
		}
		let first: Option<u64> = self
			.past
			.record(self.before, "Sampling", "FirstSeen", &first_seen(country, issuer, gtin))
			.await?;
		let came = self.seen.contains(&(country, issuer, gtin));
		// Another line of this declaration is no earlier one.
		let first_lot = match first {
			Some(first) => first == declaration,
			None => !came || self.is_first(declaration, country, issuer, gtin).await?,
		};
		let set_back =
			lately || self.is_any_marked(it.line.lot, Mark::SetBack, &it.line.ranges).await?;
		Ok(Facts {
			origin: it.line.origin,
			destination: country,
			hs: it.line.hs.clone(),
			gtin,
			product_type: it.product.product_type,
			merchant: issuer,
			manufacturer: it.manufacturer,
			facility: made,
			carrier,
			value: it.line.value_band.clone(),
			risk: band(score).into(),
			first_lot,
			set_back,
			failed_days_ago: failed
				.map(|at| u32::try_from(self.now.saturating_sub(at) / DAY).unwrap_or(u32::MAX)),
		})
	}

	/// Of several declarations that brought goods for the first time in one block, whether it is the
	/// first: what the chain remembers after it.
	async fn is_first(
		&self,
		declaration: u64,
		country: CountryCode,
		issuer: OrgId,
		gtin: Gtin,
	) -> Result<bool> {
		let key = first_seen(country, issuer, gtin);
		let first: Option<u64> =
			self.past.record(self.block.number, "Sampling", "FirstSeen", &key).await?;
		Ok(first == Some(declaration))
	}

	async fn record(&self, key: Vec<u8>) -> Result<Record> {
		let found = self.past.record(self.before, "Sampling", "Records", &[key]).await?;
		Ok(found.unwrap_or_default())
	}

	/// What a score is made of, with lots that came earlier in the block.
	async fn counters(&self, subject: &[u8]) -> Result<risk::Record> {
		if let Some(known) = self.lots.get(subject) {
			return Ok(*known);
		}
		let key = [subject.to_vec()];
		let found = self.past.record(self.before, "Sampling", "Statistics", &key).await?;
		Ok(found.unwrap_or_default())
	}

	/// The rules in force of an authority, or of the council, and their version.
	async fn rules(&self, authority: Option<OrgId>) -> Result<(u32, RuleSet)> {
		let owner = authority.map_or(vec![0], |org| (1u8, org).encode());
		let head: Option<RulesHead> = self
			.past
			.record(self.before, "Sampling", "RulesHeads", std::slice::from_ref(&owner))
			.await?;
		let head = head.unwrap_or_default();
		let version = match head.pending {
			Some((version, from)) if from <= self.now => version,
			_ => head.version,
		};
		let part = [owner, version.encode()];
		let set: Option<RuleSet> =
			self.past.record(self.before, "Sampling", "RuleSets", &part).await?;
		Ok((version, set.unwrap_or_else(|| RuleSet::standard(authority.is_none()))))
	}

	/// Whether such goods are on the whitelist now: the entry has waited and not expired, and there
	/// was no trouble since it was made.
	async fn is_whitelisted(
		&self,
		country: CountryCode,
		merchant: OrgId,
		gtin: Gtin,
		facility: Option<FacilityId>,
		group: Option<GroupId>,
	) -> Result<bool> {
		let part = [country.encode(), (merchant, gtin).encode()];
		let entry: Option<WhitelistEntry> =
			self.past.record(self.before, "Sampling", "Whitelist", &part).await?;
		let Some(entry) = entry else { return Ok(false) };
		let keys = [
			Some((0u8, merchant, gtin).encode()),
			Some((1u8, gtin).encode()),
			facility.map(|it| (2u8, it).encode()),
			group.map(|it| (4u8, it, gtin).encode()),
		];
		let mut trouble = None::<u64>;
		for key in keys.into_iter().flatten() {
			trouble = trouble.max(self.record(key).await?.trouble);
		}
		let mut entries = [Some(entry.last), entry.before].into_iter().flatten();
		Ok(entries.any(|it| {
			let holds = it.from <= self.now && self.now <= it.until;
			holds && trouble.is_none_or(|at| at < it.entered)
		}))
	}

	/// Whether any of a lot's items is marked.
	async fn is_any_marked(&self, lot: LotId, mark: Mark, items: &[ItemRange]) -> Result<bool> {
		let part = [lot.encode(), mark.encoded()];
		let overview: Option<String> =
			self.past.record(self.before, "Sampling", "Marks", &part).await?;
		let Some(overview) = overview.map(|it| bytes(&it)).transpose()? else { return Ok(false) };
		for range in items {
			for page in range.start / PAGE_ITEMS..=range.end.saturating_sub(1) / PAGE_ITEMS {
				let byte = overview.get((page / 4) as usize).copied().unwrap_or_default();
				match byte >> (page % 4 * 2) & 0b11 {
					0 => continue,
					1 => {}
					_ => return Ok(true),
				}
				let part = [lot.encode(), mark.encoded(), page.encode()];
				let bits: Option<String> =
					self.past.record(self.before, "Sampling", "MarkPages", &part).await?;
				let bits = bits.map(|it| bytes(&it)).transpose()?.unwrap_or_default();
				let first = page * PAGE_ITEMS;
				let from = range.start.max(first) - first;
				let to = range.end.min(first + PAGE_ITEMS) - first;
				let is_set = |place: u32| {
					let byte = bits.get((place / 8) as usize).copied().unwrap_or_default();
					byte >> (place % 8) & 1 == 1
				};
				if (from..to).any(is_set) {
					return Ok(true);
				}
			}
		}
		Ok(false)
	}

	/// Judges what entropy settled: random control, skipping, and the agency.
	pub(super) async fn settled(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		self.came(Kind::Settlement, id);
		let mut case = self.case(Kind::Settlement, event, format!("decision {id}"));
		let mut agency = self.case(Kind::Agency, event, format!("decision {id}"));
		let before = self.current(id).await?;
		let after = self.decision(id, self.block.number).await?;
		let Some(settlement) = after.settlement else {
			case.differ("settlement", "none", "what entropy settled");
			self.add(case);
			return Ok(());
		};
		let entropy = settlement.entropy;
		self.take_secret(&mut case, &before, &entropy.secret, None).await?;
		self.check_entropy(&mut case, &entropy, before.slot, before.block).await?;
		let seed = draw::seed(id, before.slot, &entropy.mix, &entropy.secret);
		let random = draw::hits(&seed, Use::Control, before.floor);
		let outcome = match before.outcome.clone() {
			Outcome::SkipLot { one_in, plan } => {
				let due = draw::number(&seed, Use::Skip, one_in.into()) == 0;
				if random || due {
					Outcome::Sample(plan)
				} else {
					Outcome::Documents
				}
			}
			Outcome::Exempt | Outcome::Documents if random => {
				Outcome::Sample(before.floor_plan.clone())
			}
			other => other,
		};
		case.compare("random", &event.field::<bool>("random")?, &random);
		case.compare("check", &event.field::<String>("check")?, &outcome.check().to_owned());
		// An order later in the block adds to what was settled.
		if !self.is_touched_later(index, id) {
			case.compare("outcome", &settlement.outcome, &outcome);
		}
		let found: Option<OrgId> = event.field("agency")?;
		match before.assignment {
			Some(assigned) => agency.compare("agency", &found, &Some(assigned.agency)),
			None if outcome.check() == "Examination" => {
				self.check_agency(&mut agency, &before, &seed, &[], found).await?;
			}
			None => agency.compare("agency", &found, &None),
		}
		if let Some(why) = self.earlier(index, |it| disturbs_agencies(it, id)) {
			agency.doubt(&why);
		}
		self.add(case);
		self.add(agency);
		let assignment = match (before.assignment, found) {
			(None, Some(agency)) => Some(Assignment { agency, deadline: self.deadline().await? }),
			(assigned, _) => assigned,
		};
		let settlement = Some(Settlement { entropy, outcome, random });
		self.decisions.insert(id, Decision { settlement, assignment, ..before });
		Ok(())
	}

	/// Judges that what was ordered beyond the rules is added to what is asked for.
	pub(super) async fn ordered(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let mut case = self.case(Kind::Decision, event, format!("decision {id}"));
		let (old, new): (Outcome, Outcome) = (event.field("old")?, event.field("new")?);
		let before = self.current(id).await;
		let after = self.decision(id, self.block.number).await?;
		let ordered = after.ordered.clone().unwrap_or(Outcome::Exempt);
		case.compare("new", &new, &old.clone().join(ordered));
		let another = |it: &Event| changes(it, id);
		let why = self.earlier(index, another);
		if let Ok(mut it) = before {
			case.compare("old", &old, it.asked());
			match &mut it.settlement {
				Some(settlement) => settlement.outcome = new,
				None => it.outcome = new,
			}
			it.ordered = after.ordered;
			self.decisions.insert(id, it);
		}
		if self.is_touched_later(index, id) || why.is_some() {
			case.doubt(
				why.as_deref().unwrap_or("something else was ordered after it in its block"),
			);
		}
		self.add(case);
		Ok(())
	}

	/// Whether something later in the block adds to what is asked for.
	fn is_touched_later(&self, index: usize, id: u64) -> bool {
		self.block.events.iter().skip(index + 1).any(|it| changes(it, id))
	}

	/// Notes that secrets were lost: what waited for them waits for other entropy, or for none.
	pub(super) async fn lost(&mut self, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let mut case = self.case(Kind::Draw, event, format!("decision {id}"));
		let before = self.current(id).await?;
		let after = self.decision(id, self.block.number).await?;
		// Nothing is drawn any more that was not: all of it is examined, and examined twice.
		case.require("lost", after.lost, "not noted", "noted");
		case.compare("repeat", &after.repeat, &10_000);
		let drawn = match self.examination(id, before.round, self.before).await? {
			Some(it) => it.is_drawn(),
			None => false,
		};
		if !drawn {
			case.compare("asked", after.asked(), &Outcome::Full);
			self.came(Kind::Draw, id);
		}
		self.add(case);
		self.decisions.insert(id, after);
		Ok(())
	}

	/// Judges that goods may be submitted again, once, and what they failed at.
	pub(super) async fn resubmitted(&mut self, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let mut case = self.case(Kind::Decision, event, format!("decision {id}"));
		let mut it = self.current(id).await?;
		case.require("round", it.round == 0, "a second resubmission", "the only one");
		let verdict = match self.verdicts.get(&id) {
			Some(verdict) => Some(*verdict),
			None => match self.examination(id, 0, self.before).await? {
				Some(it) => self.standing(&it).await?,
				None => it.refused.then_some(Verdict::Failed),
			},
		};
		let failed = [Verdict::Failed, Verdict::Doubtful, Verdict::Discontinued]
			.map(Some)
			.contains(&verdict);
		case.require("verdict", failed, &format!("{verdict:?}"), "one that did not accept");
		self.add(case);
		it.round = 1;
		self.decisions.insert(id, it);
		self.verdicts.remove(&id);
		Ok(())
	}

	/// Judges how documents were found.
	pub(super) async fn checked(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let found: Papers = event.field("new")?;
		let mut case = self.case(Kind::Documents, event, format!("decision {id}"));
		let lines: Vec<Line> =
			self.past.present(self.before, "Sampling", "LinesOf", &key([&id])).await?;
		let mut expected = Papers::InOrder;
		for line in &lines {
			if let Some(standard) = self.wanting(line.lot, &line.ranges).await? {
				expected = Papers::Wanting(line.lot, standard);
				break;
			}
		}
		case.compare("documents", &found, &expected);
		let disturbs = |it: &Event| {
			matches!(it.pallet.as_str(), "Inspection" | "MerchantRegistry" | "ProductIdentity")
		};
		if let Some(why) = self.earlier(index, disturbs) {
			case.doubt(&why);
		}
		self.add(case);
		self.papers.insert(id, found);
		Ok(())
	}

	/// The first standard that goods require and that nobody attests of all of them.
	async fn wanting(&self, lot: LotId, ranges: &[ItemRange]) -> Result<Option<u16>> {
		let pallet = "Inspection";
		let (view, product) = self.goods(lot).await?;
		let required: Option<Vec<u16>> = self
			.past
			.record(self.before, pallet, "RequiredStandards", &key([&product.product_type]))
			.await?;
		// By whom: the lot, its product, or who is said to have made it; SCALE as subjects have it.
		let subjects = [
			Some((3u8, lot).encode()),
			Some((2u8, view.gtin).encode()),
			view.facility.map(|it| (1u8, it).encode()),
		];
		for standard in required.unwrap_or_default() {
			let (mut attested, mut refused) = (Vec::new(), false);
			for (place, subject) in subjects.iter().enumerate() {
				let Some(subject) = subject else { continue };
				let part = [subject.clone(), standard.encode()];
				let listed: Option<Vec<u64>> =
					self.past.record(self.before, pallet, "AttestationsOn", &part).await?;
				for id in listed.unwrap_or_default() {
					let Some((conforming, items)) =
						self.attested(id, place == 2, &view, &product).await?
					else {
						continue;
					};
					let common = overlap(&items, ranges);
					match conforming {
						_ if common.is_empty() => {}
						Some(true) => attested.extend(common),
						Some(false) => refused = true,
						None => {}
					}
				}
			}
			if refused || !is_covered(ranges, attested) {
				return Ok(Some(standard));
			}
		}
		Ok(None)
	}

	/// What a valid attestation says: whether of conforming goods, and of which items. Its good word
	/// may count for nothing, its bad one always counts.
	async fn attested(
		&self,
		id: u64,
		of_facility: bool,
		lot: &Lot,
		product: &ProductVersion,
	) -> Result<Option<(Option<bool>, Vec<ItemRange>)>> {
		let found: Option<crate::records::Attestation> =
			self.past.record(self.before, "Inspection", "Attestations", &key([&id])).await?;
		let Some(it) = found else { return Ok(None) };
		let Some(accreditation) = self.accreditation(it.accreditation).await? else {
			return Ok(None);
		};
		let withdrawn = accreditation.withdrawn.is_some_and(|as_of| as_of <= it.issued_at);
		let doubtful = withdrawn || self.is_operator_doubtful(&it.operator, it.issued_at).await?;
		let over = it.valid_until.is_some_and(|until| until <= self.now);
		if it.revoked.is_some() || doubtful || over || it.issued_at > self.now {
			return Ok(None);
		}
		let shines = if of_facility {
			lot.made_at().is_some()
		} else {
			accreditation.scope.covers(&product.hs, product.origin)
		};
		let conforming = match it.result.as_str() {
			"Conforming" if shines => Some(true),
			"Conforming" => None,
			_ => Some(false),
		};
		let all = vec![ItemRange { start: 0, end: 1 << 20 }];
		Ok(Some((conforming, it.items.unwrap_or(all))))
	}
}

/// Whether an event tells that what a decision asks for was changed.
fn changes(event: &Event, decision: u64) -> bool {
	let is_change = ["ControlOrdered", "SecretsLost"].contains(&event.name.as_str());
	let of_it = || event.field::<u64>("decision").is_ok_and(|it| it == decision);
	event.pallet == "Sampling" && is_change && of_it()
}

/// A decision, computed anew.
struct Anew {
	decision: Decision,
	facts: Vec<Facts>,
	/// In which registers each line must have a number.
	registers: Vec<Vec<String>>,
}

/// The items in both of two lists.
fn overlap(a: &[ItemRange], b: &[ItemRange]) -> Vec<ItemRange> {
	let both = |a: &ItemRange, b: &ItemRange| ItemRange {
		start: a.start.max(b.start),
		end: a.end.min(b.end),
	};
	let pairs = a.iter().flat_map(|a| b.iter().map(move |b| both(a, b)));
	pairs.filter(|it| it.start < it.end).collect()
}

/// Whether each of the items is in one of these stretches.
fn is_covered(items: &[ItemRange], mut by: Vec<ItemRange>) -> bool {
	by.sort_unstable_by_key(|it| it.start);
	items.iter().all(|range| {
		let mut reached = range.start;
		for it in &by {
			if it.start <= reached {
				reached = reached.max(it.end);
			}
		}
		reached >= range.end
	})
}

/// Bytes that are told in hexadecimal digits.
fn bytes(text: &str) -> Result<Vec<u8>> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode(digits).map_err(|error| Error::form("marks of items", error))
}

fn first_seen(country: CountryCode, merchant: OrgId, gtin: Gtin) -> [Vec<u8>; 2] {
	[country.encode(), (merchant, gtin).encode()]
}

// Whose statistics, as their keys have it.
fn merchant(org: OrgId) -> Vec<u8> {
	(0u8, org).encode()
}

fn product(gtin: Gtin) -> Vec<u8> {
	(1u8, gtin).encode()
}

fn facility(facility: FacilityId) -> Vec<u8> {
	(3u8, facility).encode()
}

fn origin(country: CountryCode) -> Vec<u8> {
	(4u8, country).encode()
}

fn importer(org: OrgId) -> Vec<u8> {
	(5u8, org).encode()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn ranges(list: &[(u32, u32)]) -> Vec<ItemRange> {
		list.iter().map(|(start, end)| ItemRange { start: *start, end: *end }).collect()
	}

	#[test]
	fn items_are_covered_when_stretches_reach_from_start_to_end() {
		let items = ranges(&[(0, 10), (20, 30)]);
		assert!(is_covered(&items, ranges(&[(20, 30), (5, 12), (0, 6)])));
		assert!(!is_covered(&items, ranges(&[(20, 30), (7, 12), (0, 6)])));
		assert!(!is_covered(&items, ranges(&[(0, 10)])));
		assert!(is_covered(&[], vec![]));
		assert_eq!(overlap(&items, &ranges(&[(8, 22)])), ranges(&[(8, 10), (20, 22)]));
	}
}
