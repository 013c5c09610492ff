//! A history that is made up, in which everything is as it should be; and the same with one thing
//! changed, which an audit has to find.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use codec::Encode;
use hallmark_audit::{
	draw::{self, Use},
	error::Result,
	history::{key, Block, Event, Past},
	judge::Running,
	mix::{self, Contribution},
	plans,
	records::{
		Assignment, Awaited, Conclusion, Decision, Entropy, Examination, ItemResult, Judged, Line,
		Papers, Secrets, Settlement, StreamKey, Supplier, Verdict,
	},
	report::Kind,
	rules::{AqlPlan, Class, ClassPlan, Facts, Hs, Level, Outcome, Unit},
	run::{audit, Bound, Options, Period},
	switching::{Spell, State, Stream},
};
use hallmark_types::{
	AccountId, BlockNumber, CountryCode, DeclarationId, Digest, GroupId, Gtin, ItemRange, LotId,
	OrgId, ProductTypeId,
};
use serde::Serialize;
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use sp_core::{
	crypto::VrfSecret,
	sr25519::{vrf::VrfTranscript, Pair},
	Pair as _,
};
use std::{
	collections::{BTreeMap, HashMap},
	sync::LazyLock,
};

const SLOT: u64 = 2_000;
/// The slot of block 0.
const FIRST: u64 = 880_000_000;
const LAST: BlockNumber = 41;
const GTIN: Gtin = Gtin(9_521_001_000_017);
const CN: CountryCode = CountryCode(*b"CN");
const NZ: CountryCode = CountryCode(*b"NZ");
const AUTHORITY: OrgId = OrgId(1);
const MERCHANT: OrgId = OrgId(2);
const IMPORTER: OrgId = OrgId(3);
const AGENCIES: [OrgId; 2] = [OrgId(4), OrgId(5)];
const CARRIER: OrgId = OrgId(6);
const PLATFORM: OrgId = OrgId(7);
const BANK: OrgId = OrgId(8);
const SIZE: u32 = 1_000;
const DECISION: u64 = 7;
const DECLARATION: u64 = 3;

// When what happens.
const ACCEPTED: BlockNumber = 10;
const SETTLED: BlockNumber = 22;
const OPENED: BlockNumber = 24;
const DRAWN: BlockNumber = 36;
const CONCLUDED: BlockNumber = 37;
const MATCHED: BlockNumber = 38;
const ASSESSED: BlockNumber = 39;
const RELEASED: BlockNumber = 40;

type Versions = BTreeMap<BlockNumber, Value>;

/// Blocks, and what stood under each key from which block on.
#[derive(Clone, Default)]
struct History {
	blocks: Vec<Block>,
	values: HashMap<(String, String, Vec<Vec<u8>>), Versions>,
}

impl Past for History {
	async fn block(&self, number: BlockNumber) -> Result<Block> {
		Ok(self.blocks[number as usize].clone())
	}

	async fn value(
		&self,
		at: BlockNumber,
		pallet: &str,
		item: &str,
		key: &[Vec<u8>],
	) -> Result<Option<Value>> {
		let versions = self.values.get(&(pallet.into(), item.into(), key.to_vec()));
		let found = versions.and_then(|it| it.range(..=at).next_back());
		Ok(found.map(|(_, value)| value.clone()).filter(|it| !it.is_null()))
	}
}

impl History {
	/// What stands under a key from a block on.
	fn put(&mut self, from: BlockNumber, item: &str, key: &[Vec<u8>], value: impl Serialize) {
		let (pallet, item) = item.split_once('.').unwrap();
		let versions = self.values.entry((pallet.into(), item.into(), key.to_vec())).or_default();
		versions.insert(from, serde_json::to_value(value).unwrap());
	}

	/// Changes what stands under a key from a block on.
	fn change(&mut self, from: BlockNumber, item: &str, key: &[Vec<u8>], path: &str, to: Value) {
		let (pallet, item) = item.split_once('.').unwrap();
		let versions = self.values.get_mut(&(pallet.into(), item.into(), key.to_vec())).unwrap();
		for (_, value) in versions.range_mut(from..) {
			assert!(value.pointer(path).is_some(), "{path} in {value}");
			*value.pointer_mut(path).unwrap() = to.clone();
		}
	}

	fn tell(&mut self, block: BlockNumber, event: &str, fields: Value) {
		let (pallet, name) = event.split_once('.').unwrap();
		let event = Event { extrinsic: Some(2), pallet: pallet.into(), name: name.into(), fields };
		self.blocks[block as usize].events.push(event);
	}

	/// An event that was told.
	fn told(&mut self, block: BlockNumber, name: &str) -> &mut Value {
		let events = &mut self.blocks[block as usize].events;
		&mut events.iter_mut().find(|it| it.name == name).unwrap().fields
	}
}

fn moment(block: BlockNumber) -> u64 {
	(FIRST + u64::from(block)) * SLOT
}

fn account(byte: u8) -> AccountId {
	AccountId::new([byte; 32])
}

/// The authority's secrets: the first one first.
fn secrets() -> Vec<Digest> {
	let chain =
		std::iter::successors(Some(Digest::repeat_byte(9)), |it| Some(draw::commitment(it)));
	let mut chain: Vec<_> = chain.take(4).collect();
	chain.reverse();
	chain
}

fn plan() -> AqlPlan {
	let major = ClassPlan { class: Class::Major, aql: 1_000, unit: Unit::Nonconforming };
	AqlPlan { level: Level::II, classes: vec![major] }
}

fn document(byte: u8) -> Value {
	json!({ "digest": Digest::repeat_byte(byte), "media": "Pdf" })
}

fn stream_key(supplier: Supplier) -> StreamKey {
	StreamKey { country: CN, gtin: GTIN, supplier, class: Class::Major }
}

fn stream_part(supplier: Supplier) -> Vec<Vec<u8>> {
	let (kind, who) = match supplier {
		Supplier::Merchant(org) => (0u8, org.0),
		Supplier::Importer(group) => (1, group.0),
	};
	vec![(CN, GTIN, kind, who, 1u8).encode()]
}

fn merchants() -> Supplier {
	Supplier::Merchant(MERCHANT)
}

fn importers() -> Supplier {
	Supplier::Importer(GroupId(3))
}

fn commitment(role: u8, org: OrgId, root: &Digest) -> Digest {
	let bytes = [
		&b"hallmark/documents/1"[..],
		&DECLARATION.to_be_bytes(),
		&org.0.to_be_bytes(),
		&[role],
		root.as_bytes(),
	]
	.concat();
	Digest::from_slice(&Sha256::digest(bytes))
}

/// Who there is, and what there is of goods and rules.
fn world(it: &mut History) {
	let roles = [
		(AUTHORITY, "CustomsAuthority"),
		(MERCHANT, "Merchant"),
		(IMPORTER, "Merchant"),
		(AGENCIES[0], "InspectionAgency"),
		(AGENCIES[1], "InspectionAgency"),
		(CARRIER, "Carrier"),
		(PLATFORM, "Platform"),
		(BANK, "PaymentInstitution"),
	];
	for (org, role) in roles {
		let organisation = json!({
			"group": org.0,
			"roles": [{ "role": role, "granted_by": null, "effective_at": 0 }],
			"suspension": null,
			"generation": 0,
		});
		it.put(0, "MerchantRegistry.Organisations", &key([&org]), organisation);
	}
	for (byte, org) in [(11u8, AUTHORITY), (12, AUTHORITY), (14, AGENCIES[0]), (15, AGENCIES[1])] {
		let operator =
			json!({ "org": org, "generation": 0, "permissions": 1 << 12, "revocations": [] });
		it.put(0, "MerchantRegistry.Operators", &key([&account(byte)]), operator);
	}
	for (id, agency) in [(0u32, AGENCIES[0]), (1, AGENCIES[1])] {
		let accreditation = json!({
			"scope": { "goods": [{ "Chapter": "0x3034" }], "countries": "Everywhere" },
			"validity": { "from": 0, "until": u64::MAX },
			"withdrawn": null,
		});
		it.put(0, "Inspection.Accreditations", &key([&id]), accreditation);
		it.put(0, "Inspection.AccreditationsOf", &key([&agency]), [id]);
	}
	let panel = json!({ "now": AGENCIES, "next": null });
	it.put(0, "Sampling.Panels", &key([&AUTHORITY]), panel);
	let rules = json!({
		"rules": [{
			"priority": 10,
			"name": "Milk powder of New Zealand",
			"when": [{ "Origin": ["NZ"] }, { "Hs": [{ "Heading": "0x30343032" }] }, "FirstLot"],
			"then": { "Sample": plan() },
		}],
		"otherwise": "Documents",
		"floor": 200,
		"floor_plan": plan(),
		"repeat": 0,
		"requires": [],
	});
	let (owner, council) = ((1u8, AUTHORITY).encode(), vec![0]);
	for (owner, rules) in [(owner, rules), (council, council_rules())] {
		let head = json!({ "version": 1, "latest": 1, "pending": null });
		it.put(0, "Sampling.RulesHeads", std::slice::from_ref(&owner), head);
		it.put(0, "Sampling.RuleSets", &[owner, 1u32.encode()], rules);
	}
	let standing = json!({
		"product_type": 1,
		"hs": { "code": "040210", "edition": 2022 },
		"origin": "NZ",
	});
	it.put(
		0,
		"ProductIdentity.Products",
		&key([&GTIN]),
		json!({ "version": 1, "standing": standing }),
	);
	let lot = json!({
		"gtin": GTIN, "version": 1, "issuer": MERCHANT, "facility": null, "count_confirmed": null,
		"count": 5_000,
	});
	it.put(0, "ProductIdentity.Lots", &key([&LotId(0)]), lot);
	let leg =
		json!({ "plan": { "carrier": CARRIER, "to": "CNSHA" }, "departed": {}, "arrived": {} });
	let shipment = json!({
		"consignor": MERCHANT, "consignee": { "Organisation": IMPORTER }, "legs": [leg],
	});
	it.put(0, "Logistics.Shipments", &key([&5u64]), shipment);
	it.put(0, "Inspection.RequiredStandards", &key([&1u16]), [4]);
	it.put(0, "RandomnessBeacon.FinalBlock", &[], 0);
}

fn council_rules() -> Value {
	json!({ "rules": [], "otherwise": "Exempt", "floor": 0, "floor_plan": plan(), "repeat": 0 })
}

/// Blocks with an author's contribution each, and the mixes that they make.
fn blocks(it: &mut History) -> Vec<Digest> {
	let author = Pair::from_seed(&[1; 32]);
	it.put(0, "Aura.Authorities", &[], [Digest::from(author.public().0)]);
	let mut mixes = vec![Digest::repeat_byte(5)];
	for number in 0..=LAST {
		let before = *mixes.last().unwrap();
		let slot = FIRST + u64::from(number);
		let mut block = Block {
			number,
			hash: Digest::from_low_u64_be(number.into()),
			at: moment(number),
			..Block::default()
		};
		if number > 0 {
			let bytes = slot.to_be_bytes();
			let parts: [(&'static [u8], &[u8]); 2] =
				[(b"mix", before.as_bytes()), (b"slot", &bytes)];
			let signed = VrfTranscript::new(b"hallmark/vrf/1", &parts).into_sign_data();
			let bytes = author.vrf_sign(&signed).encode();
			let contribution = Contribution {
				pre_output: bytes[..32].try_into().unwrap(),
				proof: bytes[32..].try_into().unwrap(),
			};
			mixes.push(mix::after(&before, slot, &contribution.pre_output));
			block.contribution = Some(contribution);
		}
		it.put(number, "RandomnessBeacon.Mix", &[], mixes.last().unwrap());
		it.blocks.push(block);
	}
	mixes
}

/// That the mix of a slot is awaited, made, and shown to be final.
fn awaited(it: &mut History, from: BlockNumber, mixes: &[Digest]) -> (u64, Digest) {
	let made = from + 2;
	let (slot, mix) = (FIRST + u64::from(made), mixes[made as usize]);
	let part = key([&slot]);
	it.put(
		from,
		"RandomnessBeacon.Awaits",
		&part,
		json!({ "references": 1, "mix": null, "made": 0 }),
	);
	it.put(
		made,
		"RandomnessBeacon.Awaits",
		&part,
		json!({ "references": 1, "mix": mix, "made": made }),
	);
	it.tell(made, "RandomnessBeacon.MixSettled", json!({ "slot": slot, "mix": mix }));
	it.put(made + 3, "RandomnessBeacon.FinalBlock", &[], made);
	(slot, mix)
}

fn declaration(status: &str, matched: Option<&str>) -> Value {
	json!({
		"declarant": IMPORTER, "authority": AUTHORITY, "port": "CNSHA", "procedure": "Direct",
		"shipment": 5, "status": "Accepted",
		"lines": [{
			"status": status, "decision": DECISION, "round": matched.map(|_| 0), "matched": matched,
		}],
	})
}

fn decided() -> Decision {
	Decision {
		declaration: DeclarationId(DECLARATION),
		authority: AUTHORITY,
		country: CN,
		declarant: IMPORTER,
		interested: vec![MERCHANT, IMPORTER, CARRIER],
		gtin: GTIN,
		product_type: ProductTypeId(1),
		hs: Hs { code: "040210".into(), edition: 2022 },
		facility: None,
		merchant: MERCHANT,
		size: SIZE,
		at: moment(ACCEPTED),
		rules: 1,
		council_rules: 1,
		whitelisted: false,
		inherited: None,
		refused: false,
		discontinued_beside: false,
		ordered: None,
		outcome: Outcome::Sample(plan()),
		floor: 200,
		floor_plan: plan(),
		repeat: 0,
		slot: FIRST + u64::from(ACCEPTED) + 2,
		block: ACCEPTED,
		settlement: None,
		assignment: None,
		missed: vec![],
		papers: Papers::Unchecked,
		papers_at: 0,
		lost: false,
		round: 0,
		endings: 0,
	}
}

fn facts() -> Facts {
	Facts {
		origin: NZ,
		destination: CN,
		hs: Hs { code: "040210".into(), edition: 2022 },
		gtin: GTIN,
		product_type: ProductTypeId(1),
		merchant: MERCHANT,
		manufacturer: None,
		facility: None,
		carrier: Some(CARRIER),
		value: "B".into(),
		risk: "Medium".into(),
		first_lot: true,
		set_back: false,
		failed_days_ago: None,
	}
}

fn results() -> Vec<ItemResult> {
	let mut results: Vec<_> = (0..80u64)
		.map(|item| ItemResult::Examined { code: Digest::from_low_u64_be(item), found: [0; 3] })
		.collect();
	// Two nonconforming items, which the plan accepts: Ac is 2.
	for (place, found) in [(3, [0, 1, 0]), (40, [1, 0, 7])] {
		results[place] = ItemResult::Examined { code: Digest::repeat_byte(1), found };
	}
	results
}

/// A lot from acceptance to release, everything as it should be.
fn story() -> History {
	// Signing for each block takes a while without optimisation.
	static STORY: LazyLock<History> = LazyLock::new(made_up);
	STORY.clone()
}

fn made_up() -> History {
	let mut it = History::default();
	world(&mut it);
	let mixes = blocks(&mut it);
	let secrets = secrets();
	let range = ItemRange { start: 100, end: 100 + SIZE };

	// Accepted, and decided.
	let line = json!({
		"lot": 0, "ranges": [range], "hs": { "code": "040210", "edition": 2022 }, "origin": "NZ",
		"value_band": "B", "registrations": [],
	});
	it.put(5, "CustomsClearance.Lines", &key([&DECLARATION, &0u8]), line);
	let part = key([&DECLARATION]);
	it.put(ACCEPTED, "CustomsClearance.Declarations", &part, declaration("Accepted", None));
	let commitment_to_all = draw::commitment(&secrets[0]);
	let chain = Secrets { commitment: commitment_to_all, first: None, revealed: 0, bound: 1 };
	it.put(ACCEPTED, "Sampling.SecretsOf", &part, chain);
	let lines = vec![Line { lot: LotId(0), ranges: vec![range], facts: facts() }];
	it.put(ACCEPTED, "Sampling.LinesOf", &key([&DECISION]), &lines);
	let mut decision = decided();
	it.put(ACCEPTED, "Sampling.Decisions", &key([&DECISION]), &decision);
	let (slot, mix) = awaited(&mut it, ACCEPTED, &mixes);
	it.tell(
		ACCEPTED,
		"Sampling.ControlDecided",
		json!({
			"decision": DECISION, "declaration": DECLARATION, "outcome": decision.outcome, "slot": slot,
		}),
	);
	it.tell(
		ACCEPTED,
		"CustomsClearance.DeclarationAccepted",
		json!({ "declaration": DECLARATION, "mrn": "26CN1" }),
	);

	// Settled: an agency is drawn.
	let entropy = Entropy { slot, mix, secret: secrets[0] };
	let seed = draw::seed(DECISION, slot, &mix, &secrets[0]);
	let random = draw::hits(&seed, Use::Control, 200);
	let agency = AGENCIES[draw::number(&seed, Use::Agency, 2) as usize];
	let outcome = decision.outcome.clone();
	decision.settlement = Some(Settlement { entropy, outcome, random });
	let period = 3 * 86_400_000;
	let assigned = |block| Some(Assignment { agency, deadline: moment(block) + period });
	decision.assignment = assigned(SETTLED);
	it.put(SETTLED, "Sampling.Decisions", &key([&DECISION]), &decision);
	let chain = Secrets { commitment: secrets[0], first: Some(secrets[0]), revealed: 1, bound: 1 };
	it.put(SETTLED, "Sampling.SecretsOf", &part, chain);
	it.tell(
		SETTLED,
		"Sampling.ControlSettled",
		json!({ "decision": DECISION, "check": "Examination", "random": random, "agency": agency }),
	);

	// Opened.
	let (slot, mix) = awaited(&mut it, OPENED, &mixes);
	let frozen = plans::frozen(SIZE, &decision.outcome, |_| State::Normal).unwrap();
	let mut examination = Examination {
		agency,
		n: frozen.n,
		classes: frozen.classes,
		draw: Some(Awaited { slot, secret: 2, block: OPENED, entropy: None }),
		report: 0,
		reported: 0,
		not_presented: 0,
		first: None,
		concluded: None,
		repetition: None,
		verdict: None,
	};
	decision.assignment = assigned(OPENED);
	it.put(OPENED, "Sampling.Decisions", &key([&DECISION]), &decision);
	it.put(OPENED, "Sampling.Examinations", &key([&DECISION, &0u8]), &examination);
	it.put(OPENED, "Sampling.SecretsOf", &part, Secrets { bound: 2, ..chain });
	it.tell(
		OPENED,
		"Sampling.ExaminationOpened",
		json!({ "decision": DECISION, "agency": agency, "n": 80, "slot": slot }),
	);

	// Drawn.
	let entropy = Entropy { slot, mix, secret: secrets[1] };
	let seed = draw::seed(DECISION, slot, &mix, &secrets[1]);
	examination.draw = Some(Awaited { slot, secret: 2, block: OPENED, entropy: Some(entropy) });
	it.put(DRAWN, "Sampling.Examinations", &key([&DECISION, &0u8]), &examination);
	it.put(DRAWN, "Sampling.Samples", &key([&DECISION, &0u8]), draw::positions(&seed, 80, SIZE));
	it.tell(DRAWN, "Sampling.SampleDrawn", json!({ "decision": DECISION, "seed": seed }));

	// Reported, concluded and accepted.
	it.put(CONCLUDED, "Sampling.Reports", &key([&DECISION, &(0u8, 0u8), &0u32]), results());
	examination.reported = 80;
	examination.classes = vec![Judged { found: 2, ..examination.classes[0].clone() }];
	let id = u32::from(agency == AGENCIES[1]);
	examination.concluded = Some(Conclusion {
		operator: account(14 + u8::try_from(id).unwrap()),
		accreditation: id,
		at: moment(CONCLUDED),
	});
	examination.verdict = Some(Verdict::Passed);
	it.put(CONCLUDED, "Sampling.Examinations", &key([&DECISION, &0u8]), &examination);
	let stream = Stream {
		// Ac 2, and 2 found: one step tighter would not accept it, so that the score starts again.
		switching: Spell::Normal { score: 0, failed: 0 },
		switches_at: None,
		level: Level::II,
		aql: 1_000,
		product_type: 1,
		failed_at: None,
		troubled: vec![],
	};
	for supplier in [merchants(), importers()] {
		it.put(CONCLUDED, "Sampling.Streams", &stream_part(supplier), &stream);
	}
	let tally = json!({ "normal": 1, "tightened": 0, "discontinued": 0 });
	it.put(CONCLUDED, "Sampling.Tallies", &[(0u8, CN, GTIN, 1u8).encode()], tally);
	it.tell(
		CONCLUDED,
		"Sampling.InspectionConcluded",
		json!({ "decision": DECISION, "result": "Passed" }),
	);

	// The three documents match.
	let root = Digest::repeat_byte(77);
	let word = |role, org| json!({ "commitment": commitment(role, org, &root), "root": root });
	let round = json!({
		"lines": 1,
		"parties": { "platform": PLATFORM, "institution": BANK, "carrier": CARRIER },
		"order": word(0, PLATFORM), "payment": word(1, BANK), "logistics": word(2, CARRIER),
		"deadline": moment(LAST), "outcome": { "Matched": "Attested" },
	});
	it.put(MATCHED, "CustomsClearance.Rounds", &key([&DECLARATION, &0u8]), round);
	let stands = |status| declaration(status, Some("Attested"));
	it.put(MATCHED, "CustomsClearance.Declarations", &part, stands("Accepted"));
	it.tell(
		MATCHED,
		"CustomsClearance.DocumentsMatched",
		json!({ "declaration": DECLARATION, "round": 0, "assurance": "Attested" }),
	);

	// Assessed, and released.
	for (block, old, new) in
		[(ASSESSED, "Accepted", "Assessed"), (RELEASED, "Assessed", "Released")]
	{
		it.put(block, "CustomsClearance.Declarations", &part, stands(new));
		it.tell(
			block,
			"CustomsClearance.LineStatusChanged",
			json!({ "declaration": DECLARATION, "line": 0, "old": old, "new": new }),
		);
	}
	it
}

async fn judged(it: &History) -> Running {
	judged_from(it, 1).await
}

async fn judged_from(it: &History, first: BlockNumber) -> Running {
	let bound =
		|number| Bound { number, hash: it.blocks[number as usize].hash, at: moment(number) };
	let period = Period { genesis: Digest::zero(), from: bound(first), to: bound(LAST) };
	let options = Options { tool: "test".into(), slot: SLOT, checkpoint: None };
	audit(it, period, &options, |_| {}).await.unwrap()
}

/// Requires that the audit finds this difference.
#[track_caller]
fn found(running: &Running, kind: Kind, field: &str) {
	let differences = &running.findings.differences;
	let is_found = differences.iter().any(|it| it.kind == kind && it.field == field);
	assert!(is_found, "{kind:?}, {field}: {differences:#?}");
}

/// Requires that the audit finds no other kind of difference than these.
#[track_caller]
fn only(running: &Running, kinds: &[Kind]) {
	let others = running.findings.differences.iter().filter(|it| !kinds.contains(&it.kind));
	let others: Vec<_> = others.collect();
	assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test]
async fn nothing_differs_where_everything_is_as_it_should_be() {
	let running = judged(&story()).await;
	only(&running, &[]);
	assert_eq!(running.findings.unknown, []);
	let of = |kind| running.findings.counts.get(&kind).map_or(0, |it| it.equal);
	assert_eq!(of(Kind::Mix), u64::from(LAST) + 1);
	for kind in [
		Kind::Decision,
		Kind::Settlement,
		Kind::Agency,
		Kind::Plan,
		Kind::Draw,
		Kind::Repetition,
		Kind::Report,
		Kind::Acceptance,
		Kind::Match,
		Kind::Release,
	] {
		assert_eq!(of(kind), 1, "{kind:?}");
	}
	// Two streams, and two steps of the line.
	assert_eq!((of(Kind::Switching), of(Kind::Step)), (2, 2));
}

#[tokio::test]
async fn period_may_begin_anywhere() {
	for first in [ACCEPTED + 1, SETTLED, OPENED + 1, CONCLUDED, RELEASED] {
		let running = judged_from(&story(), first).await;
		only(&running, &[]);
		assert_eq!(running.findings.unknown, [], "from block {first}");
	}
	// The mix of a slot before it is carried on from the block before that which made it.
	let mut it = story();
	it.blocks[(ACCEPTED + 2) as usize].contribution.as_mut().unwrap().pre_output[0] ^= 1;
	found(&judged_from(&it, SETTLED).await, Kind::Settlement, "mix");
}

#[tokio::test]
async fn mix_that_does_not_follow_is_found() {
	let mut it = story();
	it.blocks[7].contribution.as_mut().unwrap().proof[3] ^= 1;
	let running = judged(&it).await;
	found(&running, Kind::Mix, "proof");
	only(&running, &[Kind::Mix]);
	assert_eq!(running.findings.counts[&Kind::Mix].different, 1);

	let mut it = story();
	it.told(12, "MixSettled")["mix"] = json!(Digest::zero());
	found(&judged(&it).await, Kind::Mix, "mix");

	let mut it = story();
	it.blocks[7].contribution = None;
	found(&judged(&it).await, Kind::Mix, "contribution");

	let mut it = story();
	it.put(LAST, "RandomnessBeacon.Mix", &[], Digest::zero());
	found(&judged(&it).await, Kind::Mix, "mix");
}

#[tokio::test]
async fn decision_that_the_rules_do_not_make_is_found() {
	// What was asked for is less than the rule that matches asks for.
	let mut it = story();
	let part = key([&DECISION]);
	it.change(ACCEPTED, "Sampling.Decisions", &part, "/outcome", json!("Documents"));
	it.told(ACCEPTED, "ControlDecided")["outcome"] = json!("Documents");
	let running = judged(&it).await;
	found(&running, Kind::Decision, "outcome");

	// A fact that the rules were asked about is another.
	for (path, value, field) in [
		("/0/facts/risk", json!("Low"), "line 0: risk"),
		("/0/facts/first_lot", json!(false), "line 0: first_lot"),
		("/0/facts/carrier", json!(null), "line 0: carrier"),
		("/0/ranges/0/end", json!(500), "lines"),
	] {
		let mut it = story();
		it.change(ACCEPTED, "Sampling.LinesOf", &part, path, value);
		found(&judged(&it).await, Kind::Decision, field);
	}
	for (path, value, field) in [
		("/floor", json!(0), "floor"),
		("/interested", json!([MERCHANT]), "interested"),
		("/whitelisted", json!(true), "whitelisted"),
		("/rules", json!(0), "rules"),
		("/refused", json!(true), "refused"),
	] {
		let mut it = story();
		it.change(ACCEPTED, "Sampling.Decisions", &part, path, value);
		found(&judged(&it).await, Kind::Decision, field);
	}
	// The rules that were in force are those of the block's time.
	let mut it = story();
	let owner = (1u8, AUTHORITY).encode();
	let pending = json!({ "version": 1, "latest": 2, "pending": [2, moment(ACCEPTED)] });
	it.put(4, "Sampling.RulesHeads", std::slice::from_ref(&owner), pending);
	it.put(4, "Sampling.RuleSets", &[owner, 2u32.encode()], council_rules());
	let running = judged(&it).await;
	found(&running, Kind::Decision, "rules");
	found(&running, Kind::Decision, "outcome");
	// Goods that were marked before are asked at the least what was asked then.
	let mut it = story();
	let mark = [LotId(0).encode(), (1u8, CN).encode()];
	it.put(1, "Sampling.Marks", &mark, format!("0x01{}", "00".repeat(7)));
	it.put(1, "Sampling.MarkPages", &[mark[0].clone(), mark[1].clone(), 0u32.encode()], {
		let mut bits = vec![0u8; 138];
		bits[137] = 0b1000; // item 1099, the last one that is declared
		format!("0x{}", hex::encode(bits))
	});
	it.put(1, "Sampling.Asked", &key([&LotId(0), &CN]), "Full");
	found(&judged(&it).await, Kind::Decision, "inherited");
}

#[tokio::test]
async fn settlement_that_entropy_does_not_make_is_found() {
	let mut it = story();
	let random = it.told(SETTLED, "ControlSettled")["random"].as_bool().unwrap();
	it.told(SETTLED, "ControlSettled")["random"] = json!(!random);
	let running = judged(&it).await;
	found(&running, Kind::Settlement, "random");
	only(&running, &[Kind::Settlement]);

	// A secret that nobody committed to, and a mix that no block made.
	let part = key([&DECISION]);
	for (path, field) in [("secret", "secret"), ("mix", "mix")] {
		let mut it = story();
		let path = format!("/settlement/entropy/{path}");
		it.change(SETTLED, "Sampling.Decisions", &part, &path, json!(Digest::zero()));
		found(&judged(&it).await, Kind::Settlement, field);
	}
	// Before the chain was shown that the mix's block is final.
	let mut it = story();
	it.put(15, "RandomnessBeacon.FinalBlock", &[], 11);
	found(&judged(&it).await, Kind::Settlement, "finality");
}

#[tokio::test]
async fn agency_that_was_not_drawn_is_found() {
	let mut it = story();
	let drawn = it.told(SETTLED, "ControlSettled")["agency"].clone();
	let other = if drawn == json!(AGENCIES[0]) { AGENCIES[1] } else { AGENCIES[0] };
	it.told(SETTLED, "ControlSettled")["agency"] = json!(other);
	let running = judged(&it).await;
	found(&running, Kind::Agency, "agency");
	only(&running, &[Kind::Agency]);

	// One that belongs to a party may not be drawn, so that the other one is.
	let mut it = story();
	let part = key([&OrgId(u32::try_from(drawn.as_u64().unwrap()).unwrap())]);
	it.change(0, "MerchantRegistry.Organisations", &part, "/group", json!(IMPORTER.0));
	found(&judged(&it).await, Kind::Agency, "agency");
}

#[tokio::test]
async fn plan_that_the_tables_do_not_have_is_found() {
	let part = key([&DECISION, &0u8]);
	let mut it = story();
	it.told(OPENED, "ExaminationOpened")["n"] = json!(50);
	found(&judged(&it).await, Kind::Plan, "n");
	let mut it = story();
	it.change(OPENED, "Sampling.Examinations", &part, "/classes/0/ac", json!(3));
	found(&judged(&it).await, Kind::Plan, "classes");
	// A stream that is tightened makes the plan stricter.
	let mut it = story();
	let stream = json!({
		"switching": { "Tightened": { "accepted": 0, "failed": 0 } }, "switches_at": null,
		"level": "II", "aql": 1_000, "product_type": 1, "failed_at": null, "troubled": [],
	});
	it.put(1, "Sampling.Streams", &stream_part(importers()), stream);
	found(&judged(&it).await, Kind::Plan, "classes");
	// The slot was fixed when it was opened.
	let mut it = story();
	it.told(OPENED, "ExaminationOpened")["slot"] = json!(FIRST + 30);
	found(&judged(&it).await, Kind::Plan, "slot");
}

#[tokio::test]
async fn draw_of_other_items_is_found() {
	let part = key([&DECISION, &0u8]);
	let mut it = story();
	it.change(DRAWN, "Sampling.Samples", &part, "/3", json!(999));
	let running = judged(&it).await;
	found(&running, Kind::Draw, "positions");
	only(&running, &[Kind::Draw]);

	let mut it = story();
	it.told(DRAWN, "SampleDrawn")["seed"] = json!(Digest::zero());
	found(&judged(&it).await, Kind::Draw, "seed");

	// Another secret of the chain than the one that was bound.
	let mut it = story();
	let path = "/draw/entropy/secret";
	it.change(DRAWN, "Sampling.Examinations", &part, path, json!(secrets()[2]));
	let running = judged(&it).await;
	found(&running, Kind::Draw, "secret");
	found(&running, Kind::Draw, "positions");
}

#[tokio::test]
async fn repetition_that_was_left_out_is_found() {
	let mut it = story();
	let part = key([&DECISION]);
	it.change(ACCEPTED, "Sampling.Decisions", &part, "/repeat", json!(500));
	let owner = [(1u8, AUTHORITY).encode(), 1u32.encode()];
	it.change(0, "Sampling.RuleSets", &owner, "/repeat", json!(500));
	let running = judged(&it).await;
	found(&running, Kind::Repetition, "repetition");
	only(&running, &[Kind::Repetition]);
}

#[tokio::test]
async fn report_that_adds_up_to_something_else_is_found() {
	let part = key([&DECISION, &0u8]);
	let mut it = story();
	it.change(CONCLUDED, "Sampling.Examinations", &part, "/classes/0/found", json!(0));
	let running = judged(&it).await;
	found(&running, Kind::Report, "found");
	only(&running, &[Kind::Report]);
	let mut it = story();
	it.change(CONCLUDED, "Sampling.Examinations", &part, "/not_presented", json!(1));
	found(&judged(&it).await, Kind::Report, "not presented");
	// Items that nobody reported of.
	let mut it = story();
	let pages = key([&DECISION, &(0u8, 0u8), &0u32]);
	it.put(CONCLUDED, "Sampling.Reports", &pages, &results()[..79]);
	found(&judged(&it).await, Kind::Report, "results");
}

#[tokio::test]
async fn documents_that_nobody_attests_are_found() {
	let mut it = story();
	let checked = json!({ "decision": DECISION, "old": "Unchecked", "new": "InOrder" });
	it.tell(23, "Sampling.DocumentsChecked", checked);
	let running = judged(&it).await;
	found(&running, Kind::Documents, "documents");
	only(&running, &[Kind::Documents]);
	// With a certificate of the product they are in order; with one that was withdrawn they are not.
	let attestation = |revoked: Value| {
		json!({
			"items": null, "operator": account(14), "accreditation": 0, "result": "Conforming",
			"issued_at": moment(3), "valid_until": null, "revoked": revoked,
		})
	};
	let listed = [(2u8, GTIN).encode(), 4u16.encode()];
	it.put(3, "Inspection.AttestationsOn", &listed, [0]);
	it.put(3, "Inspection.Attestations", &key([&0u64]), attestation(json!(null)));
	only(&judged(&it).await, &[]);
	it.put(20, "Inspection.Attestations", &key([&0u64]), attestation(json!({})));
	found(&judged(&it).await, Kind::Documents, "documents");
}

#[tokio::test]
async fn acceptance_against_the_plan_is_found() {
	let mut it = story();
	let mut bad = results();
	bad[50] = ItemResult::NotPresented;
	it.put(CONCLUDED, "Sampling.Reports", &key([&DECISION, &(0u8, 0u8), &0u32]), bad);
	let running = judged(&it).await;
	found(&running, Kind::Acceptance, "result");
	found(&running, Kind::Report, "found");
	// What was found of the presented items is no more than before: only the importer's stream hears.
	found(&running, Kind::Switching, "switching");

	let mut it = story();
	it.told(CONCLUDED, "InspectionConcluded")["result"] = json!("Failed");
	found(&judged(&it).await, Kind::Acceptance, "result");
}

#[tokio::test]
async fn stream_that_stands_otherwise_is_found() {
	let mut it = story();
	let path = "/switching/Normal/score";
	it.change(CONCLUDED, "Sampling.Streams", &stream_part(merchants()), path, json!(3));
	let running = judged(&it).await;
	found(&running, Kind::Switching, "switching");
	only(&running, &[Kind::Switching]);

	// A lot that no stream heard of.
	let mut it = story();
	it.put(CONCLUDED, "Sampling.Streams", &stream_part(importers()), json!(null));
	found(&judged(&it).await, Kind::Switching, "stream");

	// A switch that nothing explains, and one that should have been told.
	let mut it = story();
	let stream = serde_json::to_value(stream_key(merchants())).unwrap();
	it.tell(
		CONCLUDED,
		"Sampling.StreamSwitched",
		json!({ "stream": stream, "old": "Normal", "new": "Reduced" }),
	);
	found(&judged(&it).await, Kind::Switching, "switch");
	let mut it = story();
	let before = json!({
		"switching": { "Tightened": { "accepted": 4, "failed": 2 } }, "switches_at": null,
		"level": "II", "aql": 1_000, "product_type": 1, "failed_at": null, "troubled": [],
	});
	it.put(CONCLUDED - 1, "Sampling.Streams", &stream_part(merchants()), before);
	found(&judged(&it).await, Kind::Switching, "switch");

	// How many streams are in which state.
	let mut it = story();
	let part = [(0u8, CN, GTIN, 1u8).encode()];
	it.change(CONCLUDED, "Sampling.Tallies", &part, "/normal", json!(2));
	found(&judged(&it).await, Kind::Switching, "normal");

	// The authority's word, where the score does not allow it.
	let mut it = story();
	it.tell(
		CONCLUDED + 1,
		"Sampling.SwitchAnnounced",
		json!({ "stream": stream, "old": "Normal", "new": "Reduced", "from": moment(CONCLUDED + 1) }),
	);
	let running = judged(&it).await;
	found(&running, Kind::Switching, "new");
	found(&running, Kind::Switching, "from");
}

#[tokio::test]
async fn match_of_documents_that_differ_is_found() {
	let part = key([&DECLARATION, &0u8]);
	let mut it = story();
	let (root, org) = (Digest::repeat_byte(78), BANK);
	let word = json!({ "commitment": commitment(1, org, &root), "root": root });
	it.change(MATCHED, "CustomsClearance.Rounds", &part, "/payment", word);
	let running = judged(&it).await;
	found(&running, Kind::Match, "match");
	only(&running, &[Kind::Match]);
	// A root that its party had not committed to.
	let mut it = story();
	it.change(MATCHED, "CustomsClearance.Rounds", &part, "/order/root", json!(Digest::zero()));
	found(&judged(&it).await, Kind::Match, "commitment of organisation 7");
	// Two parties of one group are one: then it is declared, not attested.
	let mut it = story();
	it.change(0, "MerchantRegistry.Organisations", &key([&BANK]), "/group", json!(PLATFORM.0));
	found(&judged(&it).await, Kind::Match, "match");
}

#[tokio::test]
async fn release_against_its_conditions_is_found() {
	let declared = key([&DECLARATION]);
	let wanting = |running: &Running| {
		let it = running.findings.differences.iter().find(|it| it.kind == Kind::Release);
		it.map(|it| it.expected.clone()).unwrap_or_default()
	};
	// No match, or one on the word of too few.
	for (matched, error) in
		[(json!(null), "DocumentsNotMatched"), (json!("Declared"), "MatchDeclaredOnly")]
	{
		let mut it = story();
		it.put(ASSESSED, "CustomsClearance.Declarations", &declared, {
			let mut stands = declaration("Assessed", None);
			stands["lines"][0]["matched"] = matched;
			stands
		});
		let running = judged(&it).await;
		found(&running, Kind::Release, "conditions");
		assert_eq!(wanting(&running), error);
	}
	// A verdict that did not accept, is in doubt, or is not there.
	let examined = key([&DECISION, &0u8]);
	for (path, value, error) in [
		("/verdict", json!("Failed"), "VerdictFailed"),
		("/verdict", json!(null), "ExaminationOpen"),
		("/concluded/accreditation", json!(99), "VerdictDoubtful"),
	] {
		let mut it = story();
		it.change(CONCLUDED, "Sampling.Examinations", &examined, path, value);
		assert_eq!(wanting(&judged(&it).await), error);
	}
	// An agency whose accreditation was withdrawn since, as of then.
	let mut it = story();
	for id in [0u32, 1] {
		let path = "Inspection.Accreditations";
		let mut gone =
			it.value(1, "Inspection", "Accreditations", &key([&id])).await.unwrap().unwrap();
		gone["withdrawn"] = json!(moment(3));
		it.put(RELEASED - 1, path, &key([&id]), gone);
	}
	assert_eq!(wanting(&judged(&it).await), "VerdictDoubtful");
	// A number in a register elsewhere, which the rules asked for.
	let registered = |number: &str, confirmed: &str| {
		let mut it = story();
		let owner = [(1u8, AUTHORITY).encode(), 1u32.encode()];
		let asked = json!([{ "system": "CN-GACC", "when": [] }]);
		it.change(0, "Sampling.RuleSets", &owner, "/requires", asked);
		let line = key([&DECLARATION, &0u8]);
		it.put(ACCEPTED, "CustomsClearance.RequiredOf", &line, ["CN-GACC"]);
		let declared = json!([{ "system": "CN-GACC", "number": "7" }]);
		it.change(5, "CustomsClearance.Lines", &line, "/registrations", declared);
		let mut part = vec![(1u8, LotId(0)).encode(), MERCHANT.encode(), "CN-GACC".encode()];
		it.put(3, "CustomsClearance.Registrations", &part, json!({ "number": number, "at": 0 }));
		part.push(CN.encode());
		let found = json!({ "number": confirmed, "hs": null, "by": AUTHORITY, "at": 0 });
		it.put(3, "CustomsClearance.Confirmations", &part, found);
		it
	};
	only(&judged(&registered("7", "7")).await, &[]);
	assert_eq!(wanting(&judged(&registered("8", "7")).await), "RegistrationMismatch");
	assert_eq!(wanting(&judged(&registered("7", "8")).await), "RegistrationNotConfirmed");
	let mut it = registered("7", "7");
	let line = key([&DECLARATION, &0u8]);
	it.put(ACCEPTED, "CustomsClearance.RequiredOf", &line, json!([]));
	found(&judged(&it).await, Kind::Decision, "registers asked of line 0");
	// Two officers may decide against it, one may not, and not without a reason to.
	let overridden = |second: Option<AccountId>| {
		let mut it = story();
		it.put(ASSESSED, "CustomsClearance.Declarations", &declared, declaration("Assessed", None));
		let reason = document(6);
		let decided = json!({
			"reason": reason, "authority": AUTHORITY, "proposed_by": account(11),
			"proposed_at": moment(ASSESSED), "confirmed_by": second, "used": true,
		});
		it.put(RELEASED, "CustomsClearance.Overrides", &key([&DECLARATION, &0u8]), decided);
		let told = json!({ "declaration": DECLARATION, "line": 0, "reason": reason });
		let released = it.blocks[RELEASED as usize].events.pop().unwrap();
		it.tell(RELEASED, "CustomsClearance.ReleaseOverridden", told);
		it.blocks[RELEASED as usize].events.push(released);
		it
	};
	only(&judged(&overridden(Some(account(12)))).await, &[]);
	for second in [Some(account(11)), None] {
		found(&judged(&overridden(second)).await, Kind::Release, "officers");
	}
	let outsider = judged(&overridden(Some(account(14)))).await;
	found(&outsider, Kind::Release, "officer's authority");
	let mut it = overridden(Some(account(12)));
	it.put(
		ASSESSED,
		"CustomsClearance.Declarations",
		&declared,
		declaration("Assessed", Some("Attested")),
	);
	found(&judged(&it).await, Kind::Release, "override");
	// The confirmation itself takes two officers in office.
	let mut it = overridden(Some(account(12)));
	let confirmed = json!({ "declaration": DECLARATION, "line": 0, "by": account(14) });
	it.tell(RELEASED, "CustomsClearance.OverrideConfirmed", confirmed);
	found(&judged(&it).await, Kind::Release, "second officer");
}

#[tokio::test]
async fn step_that_no_line_may_take_is_found() {
	let mut it = story();
	it.blocks[ASSESSED as usize].events.clear();
	it.told(RELEASED, "LineStatusChanged")["old"] = json!("Accepted");
	found(&judged(&it).await, Kind::Step, "step");
	let mut it = story();
	it.told(ASSESSED, "LineStatusChanged")["new"] = json!("UnderDocuments");
	found(&judged(&it).await, Kind::Step, "control");
}

#[tokio::test]
async fn what_waits_for_a_secret_is_counted_and_not_passed_over() {
	let mut it = story();
	for block in it.blocks.iter_mut().skip(DRAWN as usize) {
		block.events.clear();
	}
	it.values.retain(|(_, item, _), _| item != "Samples");
	let running = judged(&it).await;
	only(&running, &[]);
	let count = running.findings.counts[&Kind::Draw];
	assert_eq!((count.equal, count.unknown), (0, 1));
	assert!(running.findings.unknown[0].reason.contains("has not revealed its secret"));
	// Goods that are gone wait for nothing.
	it.change(LAST - 1, "Sampling.Decisions", &key([&DECISION]), "/endings", json!(0));
	let decided =
		it.value(LAST, "Sampling", "Decisions", &key([&DECISION])).await.unwrap().unwrap();
	it.put(LAST, "Sampling.Decisions", &key([&DECISION]), decided);
	it.change(LAST, "Sampling.Decisions", &key([&DECISION]), "/endings", json!(4));
	assert_eq!(judged(&it).await.findings.unknown, []);
}

#[tokio::test]
async fn form_that_is_not_known_is_counted_and_not_passed_over() {
	let mut it = story();
	let owner = [(1u8, AUTHORITY).encode(), 1u32.encode()];
	let path = "/rules/0/when/2";
	it.change(0, "Sampling.RuleSets", &owner, path, json!({ "MoonPhase": ["Full"] }));
	let running = judged(&it).await;
	only(&running, &[]);
	assert_eq!(running.findings.counts[&Kind::Decision].unknown, 1);
	assert!(running.findings.unknown[0].reason.contains("MoonPhase"));
}

#[tokio::test]
async fn what_a_block_hides_is_counted_and_not_passed_over() {
	// What stood between two calls of one block is in no state: a difference that it may explain is
	// no accusation.
	let mut it = story();
	it.change(ACCEPTED, "Sampling.LinesOf", &key([&DECISION]), "/0/facts/risk", json!("High"));
	let notice = Event {
		extrinsic: Some(1),
		pallet: "ProductIdentity".into(),
		name: "NoticePlaced".into(),
		fields: json!({}),
	};
	it.blocks[ACCEPTED as usize].events.insert(0, notice);
	let running = judged(&it).await;
	only(&running, &[]);
	assert_eq!(running.findings.counts[&Kind::Decision].unknown, 1);
	assert!(running.findings.unknown[0].reason.contains("line 0: risk cannot be told"));
}

#[tokio::test]
async fn audit_goes_on_where_it_was_killed() {
	let folder = tempfile::tempdir().unwrap();
	let it = story();
	let bound =
		|number| Bound { number, hash: it.blocks[number as usize].hash, at: moment(number) };
	let period = Period { genesis: Digest::zero(), from: bound(1), to: bound(LAST) };
	let whole = judged(&it).await;
	let options = Options {
		tool: "test".into(),
		slot: SLOT,
		checkpoint: Some(folder.path().join("checkpoint")),
	};
	let first = audit(&it, period, &options, |_| {}).await.unwrap();
	assert_eq!(first, whole);
	// Nothing is left to be read: it is only told again.
	let gone = History::default();
	assert_eq!(audit(&gone, period, &options, |_| {}).await.unwrap(), whole);
}
