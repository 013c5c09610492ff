//! Every page, printed from made-up facts.
//!
//! With `HALLMARK_PAGES` naming a folder, the pages are also written there, to be looked at in a browser
//! without a chain.

use std::path::Path;

use hallmark_types::{
	verdict::{
		verdict, BrandStatus, CodeVerdict, Evidence, ItemFacts, LotFacts, NoticeFact, Reason,
		ScanFacts, Standing, Verdict,
	},
	Assurance, CountryCode, JournalKind, LotId, Moment, NoticeId, OrgId, Role, TransportMode,
	Unlocode,
};
use pallet_inspection::Scheme;

use super::*;
use crate::reports::Dropped;

const NOW: Moment = 1_773_324_125_000;
const HOUR: Moment = 3_600_000;
const DAY: Moment = 24 * HOUR;

fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

fn party<'a>(name: &'a str, code: &str) -> Party<'a> {
	Party { name, country: country(code) }
}

fn asked(lang: Lang) -> Asked<'static> {
	Asked {
		lang,
		chosen: None,
		path: "/scan/01/09521001000017/10/LOT-7/21/0000XJ0CTKYSN5ESGEP1",
		market: CountryCode::new("CN"),
		expiry: None,
	}
}

/// Facts of an item with nothing against it.
fn good() -> ScanFacts {
	let lot = LotFacts {
		id: LotId(7),
		issuer: OrgId(3),
		active: true,
		void: false,
		issuer_active: true,
		doubtful: false,
		guessable: false,
		count_unconfirmed: false,
		expires: Some(NOW + 700 * DAY),
		compromised: None,
		index: Some(41),
		item: Some(ItemFacts::default()),
		inspection: Default::default(),
		clearance: Some(hallmark_types::verdict::Clearance::Released),
		notices: Vec::new(),
	};
	ScanFacts {
		now: NOW,
		market: CountryCode::new("CN"),
		brand: Some(BrandStatus::Confirmed),
		candidates: vec![lot],
		matching_lots: 1,
		evidence: Evidence::Proven,
		..Default::default()
	}
}

/// What is told beside the verdict.
struct Fixture {
	facts: ScanFacts,
	verdict: Verdict,
	entries: Vec<Entry<'static>>,
	certificates: Vec<Certificate<'static>>,
	legs: Vec<Leg<'static>>,
	notices: Vec<Notice<'static>>,
	product: &'static str,
	serial: &'static str,
	batch: &'static str,
	activated_at: Option<Moment>,
	label_expires: Option<Moment>,
	age: Moment,
	migrating: bool,
}

/// Passports that the server serves.
const PASSPORTS: [Passport; 1] =
	[Passport { href: "/credentials/lots/7", issuer: "<Larder> & Sons" }];

/// What brands name.
const LINKS: [Link; 4] = [
	link("gs1:pip", "About this spirit", "https://larder.example/spirit?a=1&b=2", Some("en")),
	link("gs1:pip", "关于此烈酒", "https://larder.example/zh/spirit", Some("zh-Hans")),
	link("schema:award", "Prizes", "https://larder.example/prizes", Some("fr")),
	link("gs1:recallStatus", "Not safe to follow", "http://larder.example/recalls", None),
];

const fn link(
	link_type: &'static str,
	title: &'static str,
	href: &'static str,
	language: Option<&'static str>,
) -> Link<'static> {
	Link { link_type, title, href, language }
}

impl Fixture {
	fn new(change: impl FnOnce(&mut ScanFacts)) -> Self {
		let mut facts = good();
		change(&mut facts);
		let larder = party("Southern Larder", "AU");
		let customs = party("Customs of China", "CN");
		let entry = |kind, by, assurance, days: u64| Entry {
			kind,
			by: Author::Party(by),
			assurance,
			at: NOW - days * DAY,
			doubtful: false,
			detail: None,
		};
		use Assurance::{Confirmed, Declared};
		let platform = party("Beilun Platform", "CN");
		let importer = party("Beilun Import", "CN");
		let entries = vec![
			entry(JournalKind::ProductRegistered, larder, Declared, 70),
			entry(JournalKind::LotIssued, larder, Declared, 60),
			entry(JournalKind::LeafFileConfirmed, platform, Declared, 59),
			entry(JournalKind::LotActivated, platform, Declared, 59),
			Entry {
				detail: Some("1,000,000 × 700 ml"),
				..entry(JournalKind::CountConfirmed, larder, Declared, 58)
			},
			entry(JournalKind::DeclarationLodged, importer, Declared, 9),
			entry(JournalKind::DeclarationAccepted, customs, Confirmed, 8),
			entry(
				JournalKind::InspectionAccepted,
				party("Alpine Inspection AG", "CH"),
				Assurance::Attested,
				5,
			),
			entry(JournalKind::Released, customs, Confirmed, 2),
		];
		let certificate = Certificate {
			about: Certified::Facility,
			standard: "GB 14881-2013",
			conforming: true,
			agency: party("Alpine Inspection AG", "CH"),
			sample: SampleSource::TakenByAgency,
			at: NOW - 90 * DAY,
			valid_until: Some(NOW + 275 * DAY),
			standing: CertificateStanding::Valid,
		};
		let certificates = vec![
			certificate,
			Certificate {
				about: Certified::Lot,
				standard: "GB 2757-2012",
				sample: SampleSource::Drawn,
				at: NOW - 50 * DAY,
				valid_until: None,
				..certificate
			},
		];
		let code = |text| Unlocode::new(text).unwrap();
		let sea = Leg {
			mode: TransportMode::Maritime,
			from: code("AUMEL"),
			to: code("CNNBO"),
			carrier: party("Southern Cross Line", "AU"),
			vessel: Some("Southern Star 21"),
			departed: Some(NOW - 40 * DAY),
			arrived: Some(NOW - 12 * DAY),
			broken_off: None,
			seal_intact: Some(true),
			booked: NOW - 45 * DAY,
		};
		let mut fixture = Self {
			verdict: verdict(&facts),
			facts,
			entries,
			certificates,
			legs: vec![sea],
			notices: Vec::new(),
			product: "Single Malt Spirit, 700 ml",
			serial: "0000XJ0CTKYSN5ESGEP1",
			batch: "LOT-7",
			activated_at: None,
			label_expires: None,
			age: 6_000,
			migrating: false,
		};
		if fixture.verdict.reasons.contains(&Reason::AlreadyActivated) {
			fixture.activated_at = Some(NOW - 30 * HOUR);
		}
		fixture
	}

	fn page(&self, lang: Lang) -> String {
		self.page_of(&asked(lang))
	}

	fn page_of(&self, asked: &Asked) -> String {
		let is_known = self.verdict.code != CodeVerdict::Unknown;
		let is_lot = self.facts.lot().is_some();
		let lot = Lot {
			count: 1_000_000,
			produced: Some(NOW - 61 * DAY),
			expires: Some(NOW + 700 * DAY),
			facility: Some(party("Larder Works Geelong", "AU")),
			count_confirmed: true,
		};
		let told = Scan {
			uri: "https://id.example.com/01/09521001000017/10/LOT-7/21/0000XJ0CTKYSN5ESGEP1",
			gtin: "09521001000017",
			batch: Some(self.batch),
			serial: self.serial,
			verdict: &self.verdict,
			facts: &self.facts,
			product: is_known.then_some(self.product),
			origin: is_known.then(|| country("AU")),
			issuer: is_lot.then(|| party("Southern Larder", "AU")),
			index: is_lot.then_some(41),
			lot: is_lot.then_some(lot),
			activated_at: self.activated_at,
			notices: &self.notices,
			entries: if is_lot { &self.entries } else { &[] },
			certificates: if is_lot { &self.certificates } else { &[] },
			legs: if is_lot { &self.legs } else { &[] },
			passports: if is_lot { &PASSPORTS } else { &[] },
			links: if is_lot { &LINKS } else { &[] },
			label_expires: self.label_expires,
			counts: Some(Counts { scans: 41, networks: 9 }),
			block: Block {
				number: 123_456,
				hash: "0x9f86001777a7773b8bb4d3fb05547f37fd2a750eb32f1b81af30919edaf1b351",
				at: NOW - self.age,
				finalised: true,
				migrating: self.migrating,
			},
			now: NOW,
			verifier: Some("7235981095eacecdb24ffd638312948d8769b22712c8503228d7c81127c85e5a"),
			light: true,
		};
		scan(&told, asked)
	}
}

fn recall() -> Fixture {
	let notice = NoticeFact { id: NoticeId(12), recall: true, country: None, possible: false };
	let mut fixture = Fixture::new(|facts| {
		facts.candidates[0].notices = vec![notice];
		facts.candidates[0].expires = Some(NOW - DAY);
		facts.candidates[0].clearance = Some(hallmark_types::verdict::Clearance::Open);
	});
	fixture.notices = vec![Notice {
		id: 12,
		by: Some(party("Southern Larder", "AU")),
		at: NOW - 3 * HOUR,
		country: None,
		reason: 1,
	}];
	fixture
}

/// The label names another day than the lot's record.
fn other_expiry() -> Fixture {
	Fixture { label_expires: Some(NOW + 200 * DAY), ..Fixture::new(|_| {}) }
}

fn item(facts: &mut ScanFacts) -> &mut ItemFacts {
	facts.candidates[0].item.as_mut().unwrap()
}

fn laboratory(suspended: Option<Moment>, block: Block<'_>) -> record::Organisation<'_> {
	const fn accredited(id: u64, until: Moment, withdrawn: Option<Moment>) -> record::Accredited {
		let in_force = withdrawn.is_none() && until > NOW;
		let from = NOW - 9 * DAY;
		record::Accredited { id, scheme: Scheme::Laboratory, from, until, withdrawn, in_force }
	}
	const ROLES: [(Role, Moment); 2] =
		[(Role::InspectionAgency, NOW - DAY), (Role::Carrier, NOW + DAY)];
	const ACCREDITED: [record::Accredited; 3] = [
		accredited(3, NOW + 90 * DAY, None),
		accredited(4, NOW - DAY, None),
		accredited(5, NOW + 90 * DAY, Some(NOW - DAY)),
	];
	record::Organisation {
		id: 12_345,
		party: party("Ningbo Testing <b>", "CN"),
		legal_id: "91330200",
		gln: Some("9520000000004"),
		roles: &ROLES,
		suspended,
		admitted_at: NOW - 90 * DAY,
		accreditations: &ACCREDITED,
		block,
		now: NOW,
	}
}

fn works(closed: bool, block: Block<'_>) -> record::Facility<'_> {
	record::Facility {
		id: 4,
		name: "Barossa works <b>",
		country: country("AU"),
		gln: Some("9520000000011"),
		owner: (12_345, party("Southern Larder", "AU")),
		closed,
		registered_at: NOW - 90 * DAY,
		block,
		now: NOW,
	}
}

#[test]
fn record_of_an_organisation_says_what_it_may_and_what_not() {
	let block = Block { number: 7, hash: "0x9f86", at: NOW, finalised: true, migrating: false };
	let page = record::organisation(&laboratory(None, block), &asked(Lang::En));
	for text in [
		"Organisation 12345",
		"Ningbo Testing &#60;b&#62;</h1>",
		"China",
		"9520000000004",
		"Inspection agency</dd>",
		"Carrier, from <time",
		"Accreditation 3</dt>",
		"good until <time",
		"not in force now",
		"withdrawn as of <time",
		"as this server says",
	] {
		assert!(page.to_lowercase().contains(&text.to_lowercase()), "{text}: {page}");
	}
	assert!(!page.contains("Suspended"));
	let page = record::organisation(&laboratory(Some(NOW - DAY), block), &asked(Lang::En));
	assert!(page.contains("Suspended since <time") && page.contains("class=\"caution\""));
	let page = record::facility(&works(false, block), &asked(Lang::En));
	assert!(
		page.contains("<a href=\"/organisations/12345?market=CN\">Southern Larder</a>, Australia"),
		"{page}"
	);
	assert!(record::facility(&works(true, block), &asked(Lang::En)).contains("closed this place"));
}

/// A product, or a batch of it.
fn article<'a>(reasons: &'a [Reason], notices: &'a [Notice<'a>]) -> Product<'a> {
	let block =
		Block { number: 123_456, hash: "0x9f86", at: NOW, finalised: true, migrating: false };
	Product {
		gtin: "09521001000017",
		batch: Some("LOT-7"),
		name: "Single Malt Spirit, 700 ml",
		kind: "Spirits",
		origin: country("AU"),
		registrant: party("Southern Larder", "AU"),
		brand: BrandStatus::Confirmed,
		reasons,
		notices,
		expires: Some(NOW - DAY),
		passports: &PASSPORTS,
		links: &LINKS,
		block,
		now: NOW,
	}
}

#[test]
fn product_page_begins_with_the_worst() {
	let notices = recall().notices;
	let page = |reasons: &[Reason]| product(&article(reasons, &notices), &asked(Lang::En));
	let begins = |page: &str, tone: &str, heading: &str| {
		assert!(page.contains(&format!("tabindex=\"-1\" class=\"{tone}\"")), "{page}");
		assert!(page.contains(&format!("<h1 id=\"heading\">{heading}")), "{heading}: {page}");
	};
	begins(&page(&[]), "question", "This code names a batch");
	let of_product = Product { batch: None, ..article(&[], &notices) };
	let of_product = product(&of_product, &asked(Lang::En));
	begins(&of_product, "question", "This code names a product");
	let of_notice = NoticeId(notices[0].id);
	let recalled = page(&[Reason::Expired, Reason::Recalled(of_notice)]);
	begins(&recalled, "stop", "Recalled");
	assert!(recalled.contains("<h2 id=\"warnings\">"), "the other one is told, too: {recalled}");
	assert!(recalled.contains("Notice 12") && !recalled.contains("says nothing of the one"));
	begins(
		&page(&[Reason::NoticeElsewhere(of_notice)]),
		"caution",
		"Recalled or on hold in another",
	);
	begins(&page(&[Reason::Expired]), "caution", "");
}

/// All pages with their names.
fn pages(lang: Lang) -> Vec<(String, String)> {
	let asked = asked(lang);
	let back = asked.path;
	let shown = |outcome| activation(&Activation { outcome, back }, &asked);
	let reported = |number, has_owner, has_country| {
		report(&Reported { number, has_owner, has_country, back }, &asked)
	};
	let block =
		Block { number: 123_456, hash: "0x9f86", at: NOW, finalised: true, migrating: false };
	let notice = recall().notices[0];
	let (reasons, notices) = ([Reason::Held(NoticeId(notice.id)), Reason::Expired], [notice]);
	let article = article(&reasons, &notices);
	let refused = |what| Problem::Refused { what, reason: Some(Because::Other("it is <b>")) };
	let known = Objection::NoBatch { gtin: "09521001000017".into() };
	let objected =
		Problem::Refused { what: Refusal::Nothing, reason: Some(Because::Known(&known)) };
	let not_taken = NotActivated::NoLeafFile;
	let unregistered = Problem::Unregistered { gtin: "09521001000017", batch: Some("LOT-7") };
	let why = Why::Chain("so".into());
	let bad = Problem::BadCode { code: "x\"><script>", why: &why };
	let several = Fixture::new(|facts| {
		*item(facts) = ItemFacts { activated: Some(3), damaged: true, ..Default::default() };
		facts.brand = Some(BrandStatus::Unconfirmed);
	});
	let old = Fixture { age: 14 * 60_000, ..Fixture::new(|_| {}) };
	let migrating = Fixture { migrating: true, ..Fixture::new(|_| {}) };
	let all = [
		("clear", Fixture::new(|_| {}).page(lang)),
		("stale", old.page(lang)),
		("migrating", migrating.page(lang)),
		("activated", Fixture::new(|facts| item(facts).activated = Some(3)).page(lang)),
		("label-expiry", other_expiry().page(lang)),
		("several", several.page(lang)),
		("recalled", recall().page(lang)),
		("unproven", Fixture::new(|facts| facts.evidence = Evidence::None).page(lang)),
		("unknown", Fixture::new(|facts| facts.candidates.clear()).page(lang)),
		("mismatch", Fixture::new(|facts| facts.evidence = Evidence::Refuted).page(lang)),
		("misplaced", Fixture::new(|facts| facts.evidence = Evidence::Misplaced).page(lang)),
		("product", product(&article, &asked)),
		("organisation", record::organisation(&laboratory(None, block), &asked)),
		("suspended", record::organisation(&laboratory(Some(NOW - DAY), block), &asked)),
		("facility", record::facility(&works(false, block), &asked)),
		("closed", record::facility(&works(true, block), &asked)),
		("no-organisation", problem(&Problem::NoOrganisation { number: "9" }, &asked)),
		("no-facility", problem(&Problem::NoFacility { number: "9" }, &asked)),
		("home", home(None, &asked)),
		("private", private(&asked)),
		("pack", pack(&asked)),
		("done", shown(Activated::Done { at: NOW })),
		("joined", shown(Activated::Joined { at: NOW })),
		("accepted", shown(Activated::Accepted)),
		("under-way", shown(Activated::UnderWay { since: NOW })),
		("already", shown(Activated::Already { at: Some(NOW - DAY) })),
		("already-undated", shown(Activated::Already { at: None })),
		("wrong", shown(Activated::Wrong)),
		("unfit", shown(Activated::Unfit)),
		("typo", shown(Activated::Typo)),
		("refused", shown(Activated::Refused { why: &not_taken })),
		("gone", shown(Activated::Gone)),
		("reported", reported(Ok("12"), true, true)),
		("reported-to-owner", reported(Ok("12"), true, false)),
		("reported-to-authority", reported(Ok("12"), false, true)),
		("reported-to-nobody", reported(Ok("12"), false, false)),
		("not-reported", reported(Err(Dropped::Disk), true, true)),
		("full-code", reported(Err(Dropped::Code), true, true)),
		("full-network", reported(Err(Dropped::Network), true, true)),
		("full-concerned", reported(Err(Dropped::Concerned), true, true)),
		("bad", problem(&bad, &asked)),
		("not-found", problem(&Problem::NotFound, &asked)),
		("scratch", problem(&Problem::Scratch, &asked)),
		("objected", problem(&objected, &asked)),
		("unregistered", problem(&unregistered, &asked)),
		("node-gone", problem(&Problem::NodeGone { since: Some(NOW - HOUR) }, &asked)),
		("busy", problem(&Problem::Busy, &asked)),
		("unreadable", problem(&refused(Refusal::Unreadable), &asked)),
		("nothing", problem(&refused(Refusal::Nothing), &asked)),
		("method", problem(&refused(Refusal::Method), &asked)),
		("late", problem(&refused(Refusal::Late), &asked)),
		("long", problem(&refused(Refusal::Long), &asked)),
		("long-address", problem(&refused(Refusal::LongAddress), &asked)),
		("media", problem(&refused(Refusal::Media), &asked)),
		("failed", problem(&Problem::Failed, &asked)),
	];
	all.into_iter().map(|(name, page)| (format!("{name}.{}", lang.code()), page)).collect()
}

#[test]
fn every_page_is_whole_and_has_nothing_inline() {
	for (name, page) in Lang::ALL.into_iter().flat_map(pages) {
		assert!(page.trim_end().ends_with("</html>"), "{name}");
		assert!(page.len() < 40_000, "{name}: {} bytes", page.len());
		assert_eq!(page.matches("<h1").count(), 1, "{name}");
		for forbidden in [" style=", "<style", "onclick", "onload", "javascript:", "http-equiv"] {
			assert!(!page.contains(forbidden), "{name}: {forbidden}");
		}
		for script in page.split("<script").skip(1) {
			assert!(script.starts_with(" type=\"module\" src=\"/static/"), "{name}");
		}
		// Whatever is not this server's stands in the code that was asked about, or is the brand's.
		let named = ["https://id.example.com/", "href=\"https://larder.example/"];
		let named: usize = named.into_iter().map(|it| page.matches(it).count()).sum();
		let elsewhere = page.matches("https://").count() - named;
		assert_eq!(elsewhere, 0, "{name}");
		// A key without a text is shown as such.
		for word in page.split(['>', '"']).filter(|word| word.len() < 40) {
			let is_key = word.split_once('.').is_some_and(|(table, key)| {
				let plain = |text: &str| {
					!text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
				};
				plain(table)
					&& plain(key.split('<').next().unwrap_or(""))
					&& !["id", "larder"].contains(&table)
			});
			assert!(!is_key || word.ends_with(".js") || word.ends_with(".css"), "{name}: {word}");
		}
	}
	if let Some(folder) = std::env::var_os("HALLMARK_PAGES") {
		for (name, page) in Lang::ALL.into_iter().flat_map(pages) {
			std::fs::write(Path::new(&folder).join(format!("{name}.html")), page).unwrap();
		}
	}
}

#[test]
fn what_strangers_wrote_is_escaped() {
	let mut fixture = recall();
	fixture.product = "<script>alert('&\"')</script>";
	fixture.entries[0].detail = Some("<img src=x onerror=alert(1)>");
	fixture.legs[0].vessel = Some("\"><svg onload=alert(1)>");
	fixture.certificates[0].standard = "<b>GB</b>";
	fixture.certificates[0].agency.name = "</ol><iframe>";
	fixture.notices[0].by = Some(party("<u>by</u>", "AU"));
	let page = fixture.page(Lang::En);
	for forbidden in ["<script>", "<img src=x", "<svg onload", "<b>GB", "<iframe>", "<u>"] {
		assert!(!page.contains(forbidden), "{forbidden}");
	}
	assert!(page.contains("alert(&#39;&amp;&quot;&#39;)"), "{page}");
	assert!(page.contains("&lt;u&gt;by"));
	let why = Why::Chain("<script>".into());
	let bad = Problem::BadCode { code: "\"><script>", why: &why };
	assert!(!problem(&bad, &asked(Lang::En)).contains("<script>"));
}

#[test]
fn verdict_comes_first_and_warnings_before_the_product() {
	let page = recall().page(Lang::En);
	let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text:?} in {page}"));
	assert!(at("<h1 id=\"heading\">Recalled</h1>") < at("By Southern Larder"));
	assert!(at("By Southern Larder") < at("Not released by customs"));
	assert!(at("Not released by customs") < at("Single Malt Spirit, 700 ml</p>"));
	assert!(at("Expired") < at("Single Malt Spirit, 700 ml</p>"));
	assert!(page.contains("<main id=\"answer\" tabindex=\"-1\" class=\"stop\""));
}

#[test]
fn activated_item_says_when_and_offers_no_second_activation() {
	let page = Fixture::new(|facts| item(facts).activated = Some(3)).page(Lang::En);
	assert!(page.contains("First activated: <time datetime=\"2026-03-11T08:02:05Z\">"));
	assert!(!page.contains("action=\"/activate\""));
	assert!(Fixture::new(|_| {}).page(Lang::En).contains("action=\"/activate\""));
}

#[test]
fn activation_is_not_offered_when_the_key_of_the_lot_leaked() {
	let leaked = Fixture::new(|facts| facts.candidates[0].compromised = Some(1_000));
	assert!(!leaked.page(Lang::En).contains("action=\"/activate\""));
}

#[test]
fn mismatch_is_never_dressed_as_something_else() {
	for evidence in [Evidence::Refuted, Evidence::Misplaced] {
		let notice = NoticeFact { id: NoticeId(12), recall: true, country: None, possible: false };
		let page = Fixture::new(|facts| {
			facts.evidence = evidence;
			facts.notices = vec![notice];
		})
		.page(Lang::En);
		assert!(page.contains("class=\"mismatch\""));
		assert!(page.contains("<h1 id=\"heading\">Warning: this code does not match</h1>"));
		assert!(page.contains("action=\"/report\"") && !page.contains("action=\"/activate\""));
		// Nothing is told of goods that are not these.
		assert!(!page.contains("class=\"timeline\"") && !page.contains("class=\"map\""));
		assert!(!page.contains("Larder Works Geelong"));
	}
}

#[test]
fn checked_on_this_device_stands_only_where_a_script_takes_it_from() {
	for (name, page) in pages(Lang::En) {
		let mut shown = String::new();
		let mut rest = page.as_str();
		while let Some((before, template)) = rest.split_once("<template") {
			shown.push_str(before);
			rest = template.split_once("</template>").map_or("", |(_, after)| after);
		}
		shown.push_str(rest);
		assert!(!shown.to_lowercase().contains("checked on this device"), "{name}");
		let is_scan = page.contains("data-verdict=");
		assert!(!is_scan || shown.contains("<b>As this server says</b>"), "{name}");
	}
}

#[test]
fn reporter_is_told_who_can_read_the_report() {
	let told = |has_owner, has_country| {
		let it = Reported { number: Ok("12"), has_owner, has_country, back: "/" };
		report(&it, &asked(Lang::En))
	};
	for (page, owner, authority) in [
		(told(true, true), true, true),
		(told(true, false), true, false),
		(told(false, true), false, true),
		(told(false, false), false, false),
	] {
		let reads = |who: &str| page.contains(&format!("{who} can read it here"));
		assert_eq!(reads("owner") || reads("owner and the authority"), owner, "{page}");
		assert_eq!(reads("authority"), authority, "{page}");
	}
}

#[test]
fn words_of_scripts_are_those_of_the_pages() {
	for lang in Lang::ALL {
		let script = words::script(lang);
		let json = script.strip_prefix("export default ").unwrap().trim_end().trim_end_matches(';');
		let words: serde_json::Value = serde_json::from_str(json).unwrap();
		for (key, text) in words["texts"].as_object().unwrap() {
			assert_eq!(text, texts::texts(lang).of(key), "{key}");
		}
		for reason in texts::reasons() {
			let key = texts::reason_key(&reason);
			let level = if reason.standing() == Standing::Stop { "stop" } else { "caution" };
			assert_eq!(words["levels"][key], level, "{key}");
			for part in ["title", "text"] {
				assert!(words["texts"][format!("reason.{key}.{part}")].is_string(), "{key}");
			}
		}
		for icon in words["icons"].as_object().unwrap().values() {
			assert!(icon.as_str().unwrap().contains("<path"), "{icon}");
		}
		let [other] = words["others"].as_array().unwrap().as_slice() else { panic!("{words}") };
		assert_ne!(other["code"], lang.code());
		assert!(assets::gzip(script.as_bytes()).len() < 20_000, "{}", script.len());
	}
}

/// What the device checks it writes anew; the other lines of the card are named, so that they stay
/// the server's.
#[test]
fn lines_that_no_proof_covers_are_marked() {
	let page = Fixture::new(|_| {}).page(Lang::En);
	let marked: Vec<_> = page
		.split("<div data-served><dt>")
		.skip(1)
		.map(|rest| rest.split("</dt>").next().unwrap())
		.collect();
	assert_eq!(marked, ["Made", "Made at", "Digital product passport"]);
}

#[test]
fn mistyped_code_is_asked_to_be_compared_and_judged_all_the_same() {
	const HINT: &str = "Capital and small letters are not the same";
	let page = |serial, batch, change: fn(&mut ScanFacts)| {
		Fixture { serial, batch, ..Fixture::new(change) }.page(Lang::En)
	};
	let refuted = |facts: &mut ScanFacts| facts.evidence = Evidence::Refuted;
	for serial in ["0000xj0ctkysn5esgep1", "OOOOXJ0CTKYSN5ESGEP1", "ab12"] {
		let page = page(serial, "LOT-7", refuted);
		assert!(page.contains(HINT), "{serial}");
		assert!(page.contains("<h1 id=\"heading\">Warning: this code does not match</h1>"));
	}
	assert!(!page("0000XJ0CTKYSN5ESGEP1", "LOT-7", refuted).contains(HINT));
	// Where the merchant's own serials may have letters for digits.
	let own = |facts: &mut ScanFacts| {
		facts.evidence = Evidence::Refuted;
		facts.candidates[0].guessable = true;
	};
	assert!(page("AB10", "LOT-7", own).contains(HINT));
	assert!(!page("AB22", "LOT-7", own).contains(HINT));
	let unproven = |facts: &mut ScanFacts| facts.evidence = Evidence::None;
	assert!(page("ab12", "LOT-7", unproven).contains(HINT));
	let unknown = |facts: &mut ScanFacts| facts.candidates.clear();
	assert!(page("22", "lot", unknown).contains(HINT) && page("22", "L0T", unknown).contains(HINT));
	assert!(!page("22", "BATCH-7", unknown).contains(HINT));
	// The serial is of another lot, and the product has no such batch.
	let misplaced = |facts: &mut ScanFacts| {
		facts.candidates.clear();
		facts.evidence = Evidence::Misplaced;
	};
	for batch in ["batch-7", "BATCH-1", "S026-01"] {
		assert!(page("22", batch, misplaced).contains(HINT), "{batch}");
	}
	assert!(!page("22", "BATCH-7", misplaced).contains(HINT));
	// It has this one: no letter of it was mistaken.
	assert!(!page("22", "LOT-1", |facts| facts.evidence = Evidence::Misplaced).contains(HINT));
	assert!(!page("ab12", "lot", |_| {}).contains(HINT));
}

#[test]
fn every_reason_leads_when_it_is_alone_and_is_listed_when_it_is_not() {
	for reason in texts::reasons() {
		let standing = reason.standing();
		let mut fixture = Fixture::new(|_| {});
		fixture.verdict =
			Verdict { code: CodeVerdict::Registered, standing, reasons: vec![reason] };
		let key = format!("reason.{}.title", texts::reason_key(&reason));
		for lang in Lang::ALL {
			let title = texts::texts(lang).fill(&key, &[]);
			let page = fixture.page(lang);
			assert!(page.contains(&format!("<h1 id=\"heading\">{title}</h1>")), "{title}");
			let tone = if standing == Standing::Stop { "stop" } else { "caution" };
			assert!(page.contains(&format!("tabindex=\"-1\" class=\"{tone}\"")), "{title}");
		}
		// Behind another one it is in the list.
		fixture.verdict.reasons = vec![Reason::Voided, reason];
		fixture.verdict.standing = Standing::Stop;
		let title = texts::texts(Lang::En).fill(&key, &[]);
		assert!(fixture.page(Lang::En).contains(&format!("<h3>{title}</h3>")), "{title}");
	}
}

#[test]
fn old_answer_says_how_old_it_is() {
	let page = Fixture { age: 14 * 60_000, ..Fixture::new(|_| {}) }.page(Lang::En);
	assert!(page.contains("This answer is 14 minutes old"));
	assert!(page.contains("class=\"stale\""));
	assert!(!Fixture::new(|_| {}).page(Lang::En).contains("class=\"stale\""));
}

#[test]
fn old_answer_is_not_green_and_does_not_say_that_there_are_no_warnings() {
	for (lang, heading, never) in [
		(Lang::En, "Registered. Not up to date.", "No warnings"),
		(Lang::Zh, "已登记，但信息不是最新", "暂无警示"),
	] {
		let page = |age| Fixture { age, ..Fixture::new(|_| {}) }.page(lang);
		let old = page(10 * 60_000 + 1);
		assert!(old.contains(&format!("<h1 id=\"heading\">{heading}</h1>")), "{old}");
		assert!(old.contains("tabindex=\"-1\" class=\"caution\"") && !old.contains(never), "{old}");
		let fresh = page(10 * 60_000);
		assert!(fresh.contains(never) && fresh.contains("class=\"clear\""), "{fresh}");
	}
	// What is known against the code leads all the same, and what nothing is known of stays so.
	let old =
		|change: fn(&mut ScanFacts)| Fixture { age: DAY, ..Fixture::new(change) }.page(Lang::En);
	assert!(old(|facts| item(facts).activated = Some(3)).contains(">Activated before</h1>"));
	let unproven = old(|facts| facts.evidence = Evidence::None);
	assert!(unproven.contains(">This code could not be checked</h1>"));
}

#[test]
fn scratch_code_is_not_shown_again() {
	let why = Why::NoSerial;
	let page = |code| {
		let path = "/FZTR-P6XG-3JHB-MKZX";
		problem(&Problem::BadCode { code, why: &why }, &Asked { path, ..asked(Lang::En) })
	};
	for code in ["FZTR-P6XG-3JHB-MKZX", "fztr p6xg 3jhb mkzx u", "/FZTR-P6XG-3JHB-MKZX-U"] {
		let page = page(code);
		assert!(page.contains("This is a scratch code</h1>"), "{page}");
		assert!(!page.to_lowercase().contains("mkzx"), "{page}");
	}
	assert!(page("hello").contains("value=\"hello\""));
}

#[test]
fn pages_say_that_records_may_be_missing_while_the_chain_changes_their_form() {
	let says = |page: &str| page.contains("<p class=\"migrating\" role=\"alert\">");
	let during = Fixture { migrating: true, ..Fixture::new(|_| {}) };
	let page = during.page(Lang::En);
	assert!(says(&page) && page.contains("recalls among them"), "{page}");
	assert!(says(&during.page(Lang::Zh)));
	assert!(!says(&Fixture::new(|_| {}).page(Lang::En)));
	let block = Block { number: 7, hash: "0x9f86", at: NOW, finalised: true, migrating: true };
	assert!(says(&record::organisation(&laboratory(None, block), &asked(Lang::En))));
	let block = Block { migrating: false, ..block };
	assert!(!says(&record::organisation(&laboratory(None, block), &asked(Lang::En))));
}

#[test]
fn links_keep_the_market_and_a_language_that_was_chosen() {
	let page = home(None, &Asked { chosen: Some(Lang::Zh), ..asked(Lang::Zh) });
	assert!(
		page.contains("href=\"/?lang=zh&#38;market=CN\"")
			|| page.contains("href=\"/?lang=zh&amp;market=CN\"")
	);
	assert!(page.contains("<input type=\"hidden\" name=\"lang\" value=\"zh\">"));
	assert!(page.contains("<html lang=\"zh-Hans\">"));
}

#[test]
fn label_with_another_expiry_is_warned_about_and_one_with_the_same_is_not() {
	let page = other_expiry().page(Lang::En);
	let heading = "<h1 id=\"heading\">The label names another expiry date</h1>";
	assert!(page.contains(heading) && page.contains("tabindex=\"-1\" class=\"caution\""));
	assert!(page.contains("In the code: good until <time"));
	// What the device compares is the chain's verdict, which knows no label.
	assert!(
		page.contains("&#34;standing&#34;:&#34;clear&#34;") || page.contains("&quot;clear&quot;")
	);
	// Behind the chain's own reasons it is one more warning.
	let page = Fixture { label_expires: Some(NOW), ..recall() }.page(Lang::En);
	assert!(page.contains("<h1 id=\"heading\">Recalled</h1>"));
	assert!(page.contains("<h3>The label names another expiry date</h3>"));
	let midnight = (NOW + 700 * DAY) / DAY * DAY;
	let page = Fixture { label_expires: Some(midnight), ..Fixture::new(|_| {}) }.page(Lang::En);
	assert!(page.contains("No warnings") && !page.contains("another expiry date"));
}

#[test]
fn passports_of_the_lot_have_a_line_with_whoever_signed_them() {
	for (lang, words) in [(Lang::En, "Digital product passport"), (Lang::Zh, "数字产品护照")]
	{
		let page = Fixture::new(|_| {}).page(lang);
		let (_, line) = page.split_once(words).unwrap();
		let line = line.split("</div>").next().unwrap();
		assert!(line.contains("href=\"/credentials/lots/7\" type=\"application/vc\""), "{line}");
		assert!(line.contains("Larder") && !line.contains("<Larder>"), "{line}");
	}
}

#[test]
fn links_are_the_brands_words_in_the_pages_language_and_https_alone() {
	let page = Fixture::new(|_| {}).page(Lang::En);
	let (_, links) = page.split_once("<h2 id=\"links\">").unwrap();
	let links = links.split("</section>").next().unwrap();
	assert!(links.contains("Nobody here has checked"));
	assert!(links.contains("rel=\"noopener noreferrer nofollow external\" hreflang=\"en\""));
	assert!(links.contains("About this spirit") && links.contains("Product information"));
	assert!(!links.contains("关于此烈酒"), "another language");
	assert!(links.contains("Prizes"), "no other language of this type");
	assert!(!page.contains("http://larder.example"));
	assert!(Fixture::new(|_| {}).page(Lang::Zh).contains("关于此烈酒"));
	let mismatch = Fixture::new(|facts| facts.evidence = Evidence::Refuted).page(Lang::En);
	assert!(!mismatch.contains("larder.example"), "what the code names is not what carries it");
}

#[test]
fn unknown_code_is_shown_as_it_was_read() {
	let page = Fixture::new(|facts| facts.candidates.clear()).page(Lang::En);
	let (_, product) = page.split_once("<h2 id=\"product\">What the code names</h2>").unwrap();
	for read in ["09521001000017", "LOT-7", "0000XJ0CTKYSN5ESGEP1"] {
		assert!(product.contains(read), "{read}");
	}
	let unregistered = Problem::Unregistered { gtin: "09521001000017", batch: Some("LOT-7") };
	let page = problem(&unregistered, &asked(Lang::En));
	assert!(page.contains("The number that was read: (01) 09521001000017 (10) LOT-7"));
}

#[test]
fn codes_are_issued_on_one_day_and_goods_made_on_another() {
	let page = Fixture::new(|_| {}).page(Lang::En);
	let (_, entry) = page.split_once("<h3>Codes issued</h3>").unwrap();
	let entry = entry.split("</li>").next().unwrap();
	assert!(entry.contains("made on <time datetime=\"2026-01-10\">"), "{entry}");
}

#[test]
fn links_to_the_same_page_keep_what_the_query_says_of_the_code() {
	let fixture = Fixture::new(|_| {});
	let page = fixture.page_of(&Asked { expiry: Some("261231"), ..asked(Lang::En) });
	assert!(page.contains("&#38;17=261231") || page.contains("&amp;17=261231"));
	assert!(page.contains("<input type=\"hidden\" name=\"17\" value=\"261231\">"));
}
