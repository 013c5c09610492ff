//! What is written is read again, as the release of its time meant it.

#![allow(clippy::unwrap_used)]

mod synthetic;

use codec::{Decode, Encode};
use frame_metadata::{v15::RuntimeMetadataV15, RuntimeMetadata, RuntimeMetadataPrefixed};
use hallmark_index::{
	batch::{place, Batch, Outcome},
	description::{Description, METADATA},
	read::{Entries, Hit},
	tables::{table, Key, TABLES},
	Error, Reader, Writer,
};
use hallmark_runtime::Runtime;
use hallmark_types::Subject;
use scale_info::TypeDef;
use serde_json::json;
use std::{path::PathBuf, sync::Arc};
use synthetic::{hash_of, operator_address, Synthetic, GTIN};

struct World {
	chain: Synthetic,
	writer: Writer,
	reader: Reader,
	file: PathBuf,
	folder: tempfile::TempDir,
}

/// An index with the first block and ten more of a lot each.
fn world() -> World {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let mut chain = Synthetic::default();
	writer.apply(&chain.genesis()).unwrap();
	writer.apply(&chain.batch(10, 1)).unwrap();
	let reader = Reader::open(&file).unwrap();
	World { chain, writer, reader, file, folder }
}

#[test]
fn what_is_written_is_read_again() {
	let World { reader, folder: _folder, .. } = world();
	assert_eq!(reader.head().unwrap().unwrap().hash, hash_of(10));
	let block = reader.block(3).unwrap().unwrap();
	assert_eq!((block.extrinsics, block.events, block.entries), (2, 4, 1));
	assert_eq!(block.author, Some(operator_address()));
	assert!(reader.block(11).unwrap().is_none());

	let extrinsics = reader.extrinsics(3).unwrap();
	let issue = &extrinsics[1];
	assert_eq!((issue.pallet.as_str(), issue.call.as_str()), ("ProductIdentity", "issue_lot"));
	assert_eq!((issue.organisation, issue.outcome), (Some(1), "succeeded"));
	assert_eq!(issue.signer, Some(operator_address()));
	let arguments = issue.arguments.as_ref().unwrap();
	assert_eq!(arguments["header"]["gtin"], json!("09520123456788"));
	assert_eq!(arguments["header"]["batch"], json!("L000002"));
	assert_eq!(arguments["root"], json!(format!("0x{}", "01".repeat(32))));
	assert_eq!(extrinsics[0].signer, None);

	let events = reader.events(3).unwrap();
	assert_eq!(events.len(), 1, "success and entries have tables of their own");
	assert_eq!(events[0].name, "LotIssued");
	assert_eq!(events[0].fields["lot"], json!(2));

	let lot = reader.record(&TABLES[table("lot").unwrap()], &Key::Numbers(vec![2])).unwrap();
	let (record, at) = lot.unwrap();
	assert_eq!((record["count"].as_u64(), at), (Some(100), 3));
}

#[test]
fn entries_are_told_in_order_of_the_chain_and_by_filters() {
	let World { reader, folder: _folder, .. } = world();
	let all = reader.entries(&Entries { limit: 100, ..Entries::default() }).unwrap();
	// A lot in each block, and the product's in the first and the ninth.
	assert_eq!(all.len(), 12);
	assert!(all.windows(2).all(|it| it[0].place < it[1].place));
	assert_eq!(all[0].kind, "LotIssued");
	assert_eq!(all[0].digest, None);
	assert_eq!(all[2].digest.as_deref(), Some("07".repeat(32).as_str()));
	assert_eq!(all[2].media.as_deref(), Some("Pdf"));

	let rest = Entries { after: Some(all[4].place), limit: 3, ..Entries::default() };
	assert_eq!(reader.entries(&rest).unwrap(), all[5..8]);
	let newest = Entries { before: Some(i64::MAX), limit: 2, ..Entries::default() };
	let newest = reader.entries(&newest).unwrap();
	assert_eq!(newest, [all[11].clone(), all[10].clone()]);
	let older = Entries { before: Some(newest[1].place), limit: 1, ..Entries::default() };
	assert_eq!(reader.entries(&older).unwrap(), all[9..10]);
	let gtin = i64::try_from(GTIN.0).unwrap();
	let of_product = Entries { subject: Some((2, gtin, 0)), limit: 9, ..Entries::default() };
	let of_product = reader.entries(&of_product).unwrap();
	assert_eq!(of_product.iter().map(|it| it.sequence).collect::<Vec<_>>(), [0, 1]);
	let of_kind = Entries {
		kind: Some("LinksSet".into()),
		organisation: Some(1),
		limit: 9,
		..Entries::default()
	};
	assert_eq!(reader.entries(&of_kind).unwrap(), of_product);
	let of_none = Entries { organisation: Some(2), limit: 9, ..Entries::default() };
	assert!(reader.entries(&of_none).unwrap().is_empty());
}

fn found(reader: &Reader, text: &str) -> Vec<(&'static str, String)> {
	let hits: Vec<Hit> = reader.search(text, 20).unwrap();
	hits.into_iter().map(|it| (it.kind, it.id)).collect()
}

#[test]
fn search_finds_words_characters_and_codes() {
	let World { reader, mut writer, mut chain, folder: _folder, .. } = world();
	let product = ("product", "09520123456788".to_owned());
	let organisation = ("organisation", "1".to_owned());
	for text in ["green tea", "GREEN", "tea gre", "有机", "机绿", "有机绿茶", "090210"] {
		assert_eq!(found(&reader, text), std::slice::from_ref(&product), "{text}");
	}
	for text in ["acme", "trading 绿茶", "HRB 12-3"] {
		assert_eq!(found(&reader, text)[0], organisation, "{text}");
	}
	let both = found(&reader, "绿茶");
	assert!(both.contains(&product) && both.contains(&organisation) && both.len() == 2);
	assert_eq!(found(&reader, "茶").len(), 2);
	assert!(found(&reader, "红茶").is_empty());
	assert!(found(&reader, "\" XOR *").is_empty());

	for text in ["9520123456788", "09520123456788", "https://id.example/01/09520123456788"] {
		assert_eq!(found(&reader, text)[0], product, "{text}");
	}
	let lot = ("lot", "3".to_owned());
	assert_eq!(found(&reader, "L000003")[0], lot);
	let item = found(&reader, "https://id.example/01/09520123456788/10/L000003/21/ABC");
	assert_eq!(item, [product.clone(), ("item", "3/ABC".into()), lot]);
	let hash = |bytes: [u8; 32]| format!("0x{}", hex::encode(bytes));
	assert_eq!(found(&reader, &hash(hash_of(4))), [("block", "4".into())]);
	let extrinsic = &reader.extrinsics(4).unwrap()[1];
	assert_eq!(found(&reader, &extrinsic.hash), [("extrinsic", "4-1".into())]);
	assert_eq!(found(&reader, &"07".repeat(32)).len(), 5);
	assert_eq!(found(&reader, "7")[0], ("block", "7".into()));
	assert_eq!(found(&reader, &operator_address())[0], ("operator", operator_address()));

	let mut batch = chain.batch(1, 1);
	let record = json!({
		"org": 1, "name": "Melbourne works 工厂", "country": "AU", "gln": "9521000001015", "closed": false,
	});
	let facilities = table("facility").unwrap();
	batch.blocks[0].rows.push((facilities, Key::Numbers(vec![4]), Some(record)));
	writer.apply(&batch).unwrap();
	for text in ["Melbourne works", "works melb", "工厂", "9521000001015"] {
		assert_eq!(found(&reader, text), [("facility", "4".to_owned())], "{text}");
	}

	// What is renamed is found by its new name alone.
	chain.put("product", Key::Numbers(vec![GTIN.0]), synthetic::product("Black tea 红茶"));
	writer.apply(&chain.batch(1, 1)).unwrap();
	assert_eq!(found(&reader, "红茶"), [product]);
	assert!(found(&reader, "有机").is_empty());
}

#[test]
fn batch_is_refused_whole_when_it_does_not_follow() {
	let World { mut writer, mut chain, reader, folder: _folder, .. } = world();
	let refused = |writer: &mut Writer, batch: &Batch, why: &str| {
		let error = writer.apply(batch).unwrap_err();
		assert!(matches!(error, Error::Inconsistent { .. }), "{error}");
		assert!(error.to_string().contains(why), "{error}");
		assert_eq!(writer.head().unwrap().number, 10);
	};
	let good = chain.batch(2, 1);
	let mut skipping = good.clone();
	skipping.blocks.remove(0);
	refused(&mut writer, &skipping, "the index ends with block 10");
	let mut other = good.clone();
	other.blocks[0].parent = [7; 32];
	refused(&mut writer, &other, "its parent is 0x0707");
	let mut gap = good.clone();
	let entry = &mut gap.blocks[1].entries[0];
	entry.sequence += 1;
	refused(&mut writer, &gap, "the journal of lot 11 has 0 entries in the index");
	writer.apply(&good).unwrap();
	assert_eq!(reader.head().unwrap().unwrap().number, 12);
	assert!(matches!(writer.apply(&good), Err(Error::Inconsistent { .. })));
}

#[test]
fn file_has_one_writer_and_is_made_anew() {
	let World { writer, reader, file, folder: _folder, .. } = world();
	assert!(matches!(Writer::open(&file), Err(Error::Locked { .. })));
	assert!(matches!(Writer::open_anew(&file), Err(Error::Locked { .. })));
	drop(writer);
	assert_eq!(Writer::open(&file).unwrap().head().unwrap().number, 10);
	let mut anew = Writer::open_anew(&file).unwrap();
	assert!(anew.head().is_none());
	let mut chain = Synthetic::default();
	anew.apply(&chain.genesis()).unwrap();
	anew.apply(&chain.batch(3, 1)).unwrap();
	drop(reader);
	assert_eq!(Reader::open(&file).unwrap().head().unwrap().unwrap().number, 3);
}

#[test]
fn outcome_says_which_call_failed() {
	use frame_system::Event as System;
	use sp_runtime::{DispatchError, ModuleError};
	let mut chain = Synthetic::default();
	let error = DispatchError::Module(ModuleError { index: 21, error: [0; 4], message: None });
	let raw = {
		let mut raw = chain.block(2);
		let mut events: Vec<frame_system::EventRecord<_, hallmark_runtime::Hash>> = Vec::new();
		events.push(synthetic::record(
			1,
			System::<Runtime>::ExtrinsicFailed {
				dispatch_error: error,
				dispatch_info: Default::default(),
			}
			.into(),
		));
		let item_failed: hallmark_runtime::RuntimeEvent =
			pallet_utility::Event::ItemFailed { error: DispatchError::BadOrigin }.into();
		events.push(synthetic::record(2, item_failed));
		raw.events = events.encode();
		raw
	};
	let batch = chain.ready(vec![raw]);
	let outcomes: Vec<_> =
		batch.blocks[0].extrinsics.iter().map(|it| (it.outcome, it.error.clone())).collect();
	assert_eq!(outcomes[0], (Outcome::Succeeded, None));
	assert_eq!(outcomes[1].0, Outcome::Failed);
	assert!(outcomes[1].1.as_deref().unwrap().starts_with("ProductIdentity."));
	assert_eq!(outcomes[2], (Outcome::InPart, Some("BadOrigin".into())));
}

/// The release after this one.
fn next(edit: impl FnOnce(&mut RuntimeMetadataV15)) -> Arc<Description> {
	let bytes = Runtime::metadata_at_version(METADATA).unwrap();
	let prefixed = RuntimeMetadataPrefixed::decode(&mut &bytes[..]).unwrap();
	let RuntimeMetadata::V15(mut metadata) = prefixed.1 else { panic!("not of version 15") };
	edit(&mut metadata);
	let bytes = RuntimeMetadataPrefixed(prefixed.0, RuntimeMetadata::V15(metadata)).encode();
	Arc::new(Description::new(2, &bytes).unwrap())
}

#[test]
fn blocks_are_read_as_the_release_of_their_time_meant_them() {
	let World { mut writer, mut chain, reader, folder: _folder, .. } = world();
	// The next release calls the same byte another kind, and a call by another name.
	chain.description = next(|metadata| {
		for ty in &mut metadata.types.types {
			let path = ty.ty.path.segments.join("::");
			let TypeDef::Variant(it) = &mut ty.ty.type_def else { continue };
			for variant in &mut it.variants {
				let renamed = match (path.as_str(), variant.name.as_str()) {
					("hallmark_types::journal::JournalKind", "LotIssued") => "LotFounded",
					("pallet_product_identity::pallet::Call", "issue_lot") => "found_lot",
					("pallet_product_identity::pallet::Event", "LotIssued") => "LotFounded",
					_ => continue,
				};
				variant.name = renamed.into();
			}
		}
	});
	writer.apply(&chain.batch(2, 1)).unwrap();
	let all = reader.entries(&Entries { limit: 100, ..Entries::default() }).unwrap();
	let kinds = |block: u32| {
		let of_block = all.iter().filter(move |it| it.block == block);
		of_block.map(|it| it.kind.clone()).collect::<Vec<_>>()
	};
	assert_eq!(kinds(10), ["LotIssued"]);
	assert_eq!(kinds(11), ["LotFounded"]);
	for (block, spec, call, event) in
		[(10, 1, "issue_lot", "LotIssued"), (11, 2, "found_lot", "LotFounded")]
	{
		assert_eq!(reader.block(block).unwrap().unwrap().spec, spec);
		assert_eq!(reader.extrinsics(block).unwrap()[1].call, call);
		let events = reader.events(block).unwrap();
		assert_eq!(events[0].name, event);
		assert_eq!(events[0].fields["lot"], json!(block - 1));
	}
	// A later start reads both from the file alone.
	assert!(writer.description(2).unwrap().is_some());
	assert_eq!(writer.spec().unwrap(), Some(2));
}

#[test]
fn block_is_refused_when_an_entry_is_not_where_its_event_says() {
	let mut chain = Synthetic::default();
	let mut raw = chain.block(1);
	let event: hallmark_runtime::RuntimeEvent = pallet_journal::Event::EntryWritten {
		subject: Subject::Lot(hallmark_types::LotId(77)),
		position: 0,
	}
	.into();
	raw.events = vec![synthetic::record(1, event)].encode();
	let mut decoded =
		hallmark_index::batch::Decoded::read(&chain.description, vec![raw], &Default::default())
			.unwrap();
	let keys = decoded.page_keys(&chain.description).unwrap();
	let values = chain.values(&keys);
	let error = decoded.finish(chain.description.clone(), &values, Vec::new()).unwrap_err();
	assert!(error.to_string().contains("entry 0 of the journal of lot 77"), "{error}");
}

#[test]
fn places_are_in_order_of_the_chain() {
	assert!(place(1, 0) > place(0, 1_000_000));
	assert_eq!(hallmark_index::batch::of_place(place(7, 9)), (7, 9));
}
