//! Limits and cursors of the read model.

use super::{world::*, *};
use crate::trace;
use hallmark_runtime_api::trace::{TraceError, VerifyQuery, MAX_LIST, MAX_URI};
use hallmark_types::{
	verdict::{CodeVerdict, Reason, Standing},
	LotId, OrgId, Subject,
};

/// Has the maker issue `count` lots without items of its first product, 64 to a batch.
fn issue_many(count: u32) {
	let calls: Vec<RuntimeCall> = (0..count)
		.map(|n| {
			let mut header = header(gtin(MAKERS, 1), &format!("B{}", n / 64));
			header.part = (n % 64) as u8;
			Identity::issue_listed_lot { header }.into()
		})
		.collect();
	for calls in calls.chunks(50) {
		must("maker", pallet_utility::Call::batch_all { calls: calls.to_vec() });
		next_block();
	}
}

fn ids(range: std::ops::Range<u64>) -> Vec<LotId> {
	range.map(LotId).collect()
}

#[test]
fn lots_of_a_product_come_in_pages_when_there_are_many() {
	in_world(|_| {
		let product = gtin(MAKERS, 1);
		let page = |first| {
			let answer = trace::product(product, first).unwrap();
			(answer.lots, answer.next_lot)
		};
		assert_eq!(page(0), (vec![], None));
		issue_many(300);
		assert_eq!(page(0), (ids(0..256), Some(256)));
		assert_eq!(page(256), (ids(256..300), None));
		// From anywhere, also within a page of storage.
		assert_eq!(page(10), (ids(10..266), Some(266)));
		assert_eq!(page(100), (ids(100..300), None));
		assert_eq!(page(299), (ids(299..300), None));
		assert_eq!(page(300), (vec![], None));
		assert_eq!(page(u32::MAX), (vec![], None));
		let batch = header(product, "B0").batch;
		assert_eq!(trace::lots_of_batch(product, batch), ids(0..64));
	});
}

#[test]
fn code_without_batch_is_answered_with_what_is_known_when_there_are_too_many_lots() {
	in_world(|_| {
		let ask = |serial: &str| {
			let uri = uri(gtin(MAKERS, 1), None, serial);
			verdict(&trace::verify(VerifyQuery { uri, market: None, evidence: None }).unwrap())
		};
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "FIRST"));
		must("maker", recalling(lot.id));
		let recalled = Reason::Recalled(last_notice());
		issue_many(MAX_LIST - 1);
		// Empty lots cannot have the serial, so that the code means one lot yet.
		let stop = |reasons: &[Reason]| (CodeVerdict::Unproven, Standing::Stop, reasons.to_vec());
		assert_eq!(ask(&lot.serial(0)), stop(&[recalled]));
		assert_eq!(ask("X").0, CodeVerdict::Mismatch);
		let mut header = header(gtin(MAKERS, 1), "LAST");
		header.part = 1;
		must("maker", Identity::issue_listed_lot { header });
		// One more may be among those that are not read: nothing is refuted, and nothing is silent.
		assert_eq!(ask(&lot.serial(0)), stop(&[recalled, Reason::MoreLots]));
		let unread = (CodeVerdict::Unproven, Standing::Caution, vec![Reason::MoreLots]);
		assert_eq!(ask("X"), unread);
	});
}

#[test]
fn recall_is_among_what_is_read_when_a_batch_has_more_lots_than_are_read_whole() {
	in_world(|_| {
		let product = gtin(MAKERS, 1);
		let part = |batch: &str, part: u8| {
			let mut header = header(product, batch);
			header.part = part;
			active_lot("maker", header)
		};
		let lots: Vec<Lot> = (0..65)
			.map(|n| {
				if n % 20 == 0 {
					next_block();
				}
				part(&format!("B{}", n / 40), n)
			})
			.collect();
		must("maker", recalling(lots[64].id));
		let recalled = Reason::Recalled(last_notice());
		let uri = uri(product, None, &lots[0].serial(0));
		let answer = trace::verify(VerifyQuery { uri, market: None, evidence: None }).unwrap();
		assert_eq!(answer.facts.candidates.len(), 64);
		let expected = vec![recalled, Reason::MoreLots];
		assert_eq!(verdict(&answer), (CodeVerdict::Unproven, Standing::Stop, expected));
	});
}

/// The call by which a lot is recalled.
fn recalling(lot: LotId) -> Identity {
	let subject = pallet_product_identity::NoticeSubject::Lot(lot);
	Identity::issue_recall { subject, reason: REASON, document: None }
}

#[test]
fn journal_comes_in_stretches() {
	in_world(|_| {
		let subject = Subject::Product(gtin(MAKERS, 1));
		let revise = Identity::revise_product { gtin: gtin(MAKERS, 1), details: details("Milk") };
		for _ in 0..6 {
			let calls = vec![RuntimeCall::from(revise.clone()); 50];
			must("maker", pallet_utility::Call::batch_all { calls });
			next_block();
		}
		// One registration and 300 revisions.
		let stretch = |from, limit| {
			let answer = trace::journal(subject, from, limit);
			assert_eq!(answer.total, 301);
			let positions: Vec<_> = answer.entries.iter().map(|it| it.position).collect();
			let expected: Vec<_> = (from..).take(positions.len()).collect();
			assert_eq!(positions, expected);
			assert!(answer.entries.iter().all(|it| it.subject == subject));
			(positions.len(), answer.next)
		};
		assert_eq!(stretch(0, 10), (10, Some(10)));
		assert_eq!(stretch(10, 16), (16, Some(26)));
		assert_eq!(stretch(0, u32::MAX), (MAX_LIST as usize, Some(MAX_LIST)));
		assert_eq!(stretch(256, 256), (45, None));
		assert_eq!(stretch(300, 1), (1, None));
		assert_eq!(stretch(301, 1), (0, None));
		assert_eq!(stretch(u32::MAX, u32::MAX), (0, None));
		// Asked for nothing, it says how much there is, and a reader that goes on from there gets
		// on.
		assert_eq!(stretch(0, 0).0, 0);
	});
}

#[test]
fn journal_of_a_block_continues_from_its_cursor() {
	in_world(|_| {
		next_block();
		assert_eq!(trace::journal_of_block(0), []);
		let revise = Identity::revise_product { gtin: gtin(MAKERS, 1), details: details("Milk") };
		let calls = vec![RuntimeCall::from(revise); 150];
		for _ in 0..2 {
			let calls = calls.clone();
			must("maker", pallet_utility::Call::batch_all { calls });
		}
		let first = trace::journal_of_block(0);
		let rest = trace::journal_of_block(MAX_LIST);
		assert_eq!((first.len(), rest.len()), (256, 44));
		let positions: Vec<_> = first.iter().chain(&rest).map(|it| it.position).collect();
		assert_eq!(positions, (1..301).collect::<Vec<_>>());
		assert_eq!(trace::journal_of_block(300), []);
		next_block();
		assert_eq!(trace::journal_of_block(0), []);
	});
}

#[test]
fn question_is_refused_when_its_uri_is_no_item_s() {
	in_world(|_| {
		let ask = |uri: String| trace::verify(VerifyQuery { uri, market: None, evidence: None });
		let product = gtin(MAKERS, 1);
		let long = format!("{}?{}", uri(product, None, "X"), "x".repeat(MAX_URI));
		for bad in [
			String::new(),
			"not a uri".into(),
			"https://id.example.com/".into(),
			"https://id.example.com/01/09521001000018/21/X".into(),
			format!("https://id.example.com/01/{product}/21/{}", "X".repeat(21)),
			long,
		] {
			assert!(matches!(ask(bad.clone()), Err(TraceError::Uri(_))), "{bad}");
		}
		let no_item = format!("https://id.example.com/01/{product}/10/B");
		assert_eq!(ask(no_item), Err(TraceError::NoSerial));
	});
}

#[test]
fn host_of_a_code_is_ignored() {
	in_world(|_| {
		let lot = active_lot("maker", header(gtin(MAKERS, 1), "B"));
		let code = lot.code(0).replace("id.example.com", "evil.example.org/path");
		assert_eq!(verdict(&scan(code, None, Some(lot.evidence(0)))), clear());
	});
}

#[test]
fn nothing_is_answered_about_what_is_not_there() {
	in_world(|world| {
		assert_eq!(trace::product(gtin(MAKERS, 99), 0), None);
		assert_eq!(trace::lot(LotId(99)), None);
		assert_eq!(trace::item(LotId(99), 0), None);
		assert_eq!(trace::organisation(OrgId(99)), None);
		assert_eq!(trace::operator(id("stranger")), None);
		assert_eq!(trace::organisation_by_legal_id(country("BE"), text("nobody")), None);
		assert_eq!(trace::journal(Subject::Lot(LotId(99)), 0, 10).total, 0);
		let maker = trace::organisation(world.maker).unwrap();
		// However it is spelt.
		let found = trace::organisation_by_legal_id(country("BE"), text("MA-KER"));
		assert_eq!(found, Some(maker));
		assert_eq!(trace::operator(id("maker")).unwrap().organisation, world.maker);
	});
}
