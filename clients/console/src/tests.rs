//! The pages over an index of a chain that is made up.

use crate::{
	desk::judged,
	explore,
	page::{render, Area, Asked, Page},
	told::Teller,
	words::Lang,
	Failure, Made,
};
use hallmark_index::{
	read::explorer::{By, Selection},
	tables::Key,
	Reader, Writer,
};

#[path = "../../index/tests/synthetic/mod.rs"]
mod synthetic;
use synthetic::{hash_of, operator_address, organisation, product, Synthetic, GTIN};

/// What somebody may call an organisation or a product.
const SCRIPT: &str = "<script>alert(1)</script> & \"x\"";

struct World {
	reader: Reader,
	_folder: tempfile::TempDir,
}

/// An index with the first block and ten more of a lot each, whose texts are those of somebody who tries.
fn world() -> World {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let mut chain = Synthetic::default();
	chain.put("organisation", Key::Numbers(vec![1]), organisation(SCRIPT));
	chain.put("product", Key::Numbers(vec![GTIN.0]), product(SCRIPT));
	writer.apply(&chain.genesis()).unwrap();
	writer.apply(&chain.batch(10, 1)).unwrap();
	World { reader: Reader::open(&file).unwrap(), _folder: folder }
}

fn asked(lang: Lang, address: &str) -> Asked {
	let (path, query) = address.split_once('?').unwrap_or((address, ""));
	Asked { lang, chosen: Some(lang), path: path.into(), query: query.into() }
}

/// A page of the explorer as HTML.
fn page(world: &World, lang: Lang, address: &str) -> Result<String, Failure> {
	let asked = asked(lang, address);
	let path = asked.path.clone();
	let parts: Vec<_> = path.split('/').filter(|it| !it.is_empty()).skip(1).collect();
	let teller = Teller::new(&asked, &world.reader);
	let made: Made = explore::made(&teller, &world.reader, Some("wss://rpc.example"), &parts);
	made.map(|page: Page| render(&page, Area::Explorer, &asked))
}

const GTIN_TEXT: &str = "09520123456788";

fn addresses() -> Vec<String> {
	let account = operator_address();
	let mut all: Vec<String> = [
		"/explore",
		"/explore/search?q=tea",
		"/explore/search?q=script",
		"/explore/search?q=L000002",
		"/explore/blocks",
		"/explore/blocks/3",
		"/explore/extrinsics",
		"/explore/extrinsics/3-1",
		"/explore/entries",
		"/explore/entries?kind=LotIssued&issuer=1&from=2026-11-30&until=2026-12-01",
		"/explore/organisations",
		"/explore/organisations/1",
		"/explore/products",
		"/explore/lots",
		"/explore/lots/2",
		"/explore/lots/2/items/7",
		"/explore/shipments",
		"/explore/declarations",
		"/explore/product-types",
	]
	.map(String::from)
	.into();
	all.push(format!("/explore/products/{GTIN_TEXT}"));
	all.push(format!("/explore/accounts/{account}"));
	all.push(format!("/explore/blocks/0x{}", hex::encode(hash_of(3))));
	all
}

#[test]
fn every_page_is_made_in_both_languages_and_escapes_what_others_wrote() {
	let world = world();
	for lang in Lang::ALL {
		for address in addresses() {
			let html = page(&world, lang, &address).unwrap_or_else(|it| panic!("{address}: {it}"));
			assert!(html.ends_with("</html>") && html.contains("<h1>"), "{address}");
			assert!(!html.contains("<script>"), "{address} has a script of somebody else's");
			assert!(!html.contains(" style="), "{address} has a style that browsers refuse");
			let tag = format!("<html lang=\"{}\">", lang.tag());
			assert!(html.contains(&tag), "{address}");
		}
	}
	let html = page(&world, Lang::En, "/explore/organisations/1").unwrap();
	assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
}

#[test]
fn things_lead_to_what_they_name() {
	let world = world();
	let lot = page(&world, Lang::En, "/explore/lots/2").unwrap();
	for link in [
		format!("/explore/products/{GTIN_TEXT}?lang=en"),
		"/explore/organisations/1?lang=en".into(),
		format!("/explore/accounts/{}?lang=en", operator_address()),
	] {
		assert!(lot.contains(&format!("href=\"{link}\"")), "{link}");
	}
	let call = page(&world, Lang::En, "/explore/extrinsics/3-1").unwrap();
	assert!(call.contains("<h1>Issue lot</h1>"), "{call}");
	assert!(call.contains("Codes issued") && call.contains("ProductIdentity.issue_lot"));
	let block = page(&world, Lang::Zh, "/explore/blocks/3").unwrap();
	assert!(block.contains("发放批次"), "{block}");
	let encoded = "https://polkadot.js.org/apps/?rpc=wss%3A%2F%2Frpc.example#/explorer/query/0x";
	assert!(block.contains(encoded), "{block}");
}

#[test]
fn what_is_not_there_is_said_and_what_cannot_be_read_has_its_reason() {
	let world = world();
	for address in [
		"/explore/blocks/11",
		"/explore/blocks/x",
		"/explore/extrinsics/3-9",
		"/explore/extrinsics/x",
		"/explore/lots/77",
		"/explore/lots/-1",
		"/explore/lots/2/items/100",
		"/explore/organisations/18446744073709551615",
		"/explore/accounts/5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
		"/explore/entries/1",
		"/explore/nothing",
		"/explore/lots/2/nothing",
	] {
		let failure = page(&world, Lang::En, address).unwrap_err();
		assert!(matches!(failure, Failure::NotFound), "{address}: {failure}");
	}
	for address in [
		"/explore/entries?before=x",
		"/explore/entries?from=yesterday",
		"/explore/entries?subject=goods",
		"/explore/blocks?before=1e9",
	] {
		let failure = page(&world, Lang::En, address).unwrap_err();
		assert!(matches!(failure, Failure::Input(_)), "{address}: {failure}");
	}
}

#[test]
fn lists_go_on_where_they_end() {
	let World { reader, _folder } = world();
	let asked = Selection { kinds: vec!["LotIssued".into()], ..Selection::default() };
	let all = reader.selected(&asked, None, 100).unwrap();
	assert_eq!(all.len(), 10);
	let first = reader.selected(&asked, None, 4).unwrap();
	let rest = reader.selected(&asked, Some(first[3].place), 100).unwrap();
	assert_eq!([first, rest].concat(), all);
}

/// Of a list of products: one is wrong, one is on the chain otherwise, one is new and of another chapter than the
/// products of its type.
#[test]
fn judged_products_are_told_with_labels_and_with_what_stands_in_their_rows() {
	use hallmark_sdk::import::{BadRow, Defaults, Difference, Draft, Plan, Table};
	use hallmark_types::{Gtin, ProductTypeId};
	use std::collections::BTreeMap;
	let world = world();
	let draft = |gtin14: &str, hs6: &str| Draft {
		gtin14: gtin14.into(),
		name: "Tea".into(),
		category: "C".into(),
		origin: "CN".into(),
		hs6: hs6.into(),
		..Default::default()
	};
	let reason = hallmark_sdk::rows::gtin("09521001000018").unwrap_err();
	let new = Table::of(draft("09521001000017", "7102.39"), &Defaults::default()).rows.remove(0);
	let plan = Plan {
		rows: vec![(new, ProductTypeId(0))],
		bad: vec![BadRow { line: 2, field: "gtin14", reason }],
		differences: vec![Difference {
			line: 3,
			gtin: Gtin(GTIN.0),
			field: "name",
			file: "Tea".into(),
			chain: "Green tea".into(),
		}],
		..Default::default()
	};
	let drafts =
		BTreeMap::from([(2, draft("09521001000018", "0902.10")), (3, draft(GTIN_TEXT, ""))]);
	for (lang, label, words) in [
		(Lang::En, "Article number (GTIN)", "should be 7"),
		(Lang::Zh, "商品编号（GTIN）", "应为 7"),
	] {
		let asked = asked(lang, "/desk/products/check");
		let teller = Teller::new(&asked, &world.reader);
		let told = judged::told(&teller, &world.reader, &plan, &drafts, false).unwrap();
		let bad = &told["bad"];
		assert_eq!((&bad[0]["line"], &bad[0]["gtin"]), (&2.into(), &"09521001000018".into()));
		assert_eq!(bad[0]["label"], label);
		assert!(bad[0]["reason"].as_str().unwrap().contains(words), "{bad}");
		assert_eq!((&bad[1]["line"], &bad[1]["name"]), (&3.into(), &"Tea".into()));
		assert!(bad[1]["reason"].as_str().unwrap().contains("Green tea"), "{bad}");
		// The only product of the type on this chain is tea.
		let [doubt] = told["doubts"].as_array().unwrap().as_slice() else { panic!("{told}") };
		assert_eq!((&doubt["line"], &doubt["field"]), (&1.into(), &"hs6".into()));
		assert!(doubt["reason"].as_str().unwrap().contains("71"), "{doubt}");
		assert_eq!(told["rows"].as_array().unwrap().len(), 1);
	}
	// A form means a new product, and a file may have what is there already.
	let asked = asked(Lang::En, "/desk/products/check");
	let teller = Teller::new(&asked, &world.reader);
	let plan = Plan { present: 1, ..Default::default() };
	let told = |is_form| judged::told(&teller, &world.reader, &plan, &drafts, is_form).unwrap();
	assert_eq!(told(false)["bad"], serde_json::json!([]));
	assert_eq!(told(true)["bad"][0]["field"], "gtin14");
}

#[test]
fn numbers_in_fields_are_named_by_what_they_are_of() {
	let World { reader, _folder } = world();
	let name = |field, digits| hallmark_api::names::name_in(&reader, field, digits);
	assert_eq!(name("issuer", "1").as_deref(), Some(SCRIPT));
	assert_eq!(name("gtin", GTIN_TEXT).as_deref(), Some(SCRIPT));
	assert_eq!(name("lot", "2").as_deref(), Some("L000002"));
	for (field, digits) in [("count", "1"), ("issuer", "77"), ("issuer", "-1"), ("shipment", "1")] {
		assert_eq!(name(field, digits), None, "{field} {digits}");
	}
}

/// Whatever is counted, the list behind the number has as many.
#[test]
fn figures_count_what_their_lists_have() {
	let World { reader, _folder } = world();
	for by in [By::Day, By::Organisation, By::Issuer, By::Product, By::Origin] {
		let asked = Selection { subject: Some(3), ..Selection::default() };
		let counts = reader.counted(&asked, by).unwrap();
		assert_eq!(counts.iter().map(|it| it.entries).sum::<u64>(), 10, "{by:?}");
		for count in counts {
			let number = || count.of.parse().ok();
			let mut listed = Selection { kinds: vec![count.kind.clone()], ..asked.clone() };
			match by {
				By::Day => assert_eq!(count.of, "2026-11-30"),
				By::Organisation => listed.organisation = number(),
				By::Issuer => listed.issuer = number(),
				By::Product => listed.gtin = number(),
				By::Origin => listed.origin = Some(count.of.clone()),
			}
			let found = reader.selected(&listed, None, 100).unwrap();
			assert_eq!(found.len() as u64, count.entries, "{by:?} {count:?}");
		}
	}
	let day = 86_400_000;
	let begin = i64::try_from(synthetic::BEGIN).unwrap();
	for (from, until, entries) in
		[(begin, begin + day, 10), (begin - day, begin, 0), (begin + 6_000, begin + day, 7)]
	{
		let asked = Selection {
			subject: Some(3),
			from: Some(from),
			until: Some(until),
			..Selection::default()
		};
		assert_eq!(reader.selected(&asked, None, 100).unwrap().len(), entries);
	}
}
