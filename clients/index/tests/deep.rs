//! The deepest call that the chain takes neither stops the index nor exhausts a stack.

#![allow(clippy::unwrap_used)]

mod synthetic;

use codec::{Compact, DecodeLimit, Encode};
use frame_support::MAX_EXTRINSIC_DEPTH;
use hallmark_index::{Reader, Writer};
use hallmark_runtime::{RuntimeCall, UncheckedExtrinsic};
use serde_json::Value;
use std::thread;
use synthetic::Synthetic;

/// With room for the runtime's own decoding.
fn with_room<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
	thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap()
}

/// Calls in calls, so many deep, as an extrinsic that nobody signed: with its length before it.
fn nested(depth: usize) -> Vec<u8> {
	let remark: RuntimeCall = frame_system::Call::remark { remark: b"deep".to_vec() }.into();
	let batch: RuntimeCall = pallet_utility::Call::batch { calls: vec![remark.clone()] }.into();
	let (inner, outer) = (remark.encode(), batch.encode());
	// Pallet, call, and how many calls.
	let outer = &outer[..outer.len() - inner.len()];
	let bare = UncheckedExtrinsic::new_bare(remark).encode();
	let before = bare.len() - inner.len();
	let prefix = &bare[Compact::<u32>(bare.len() as u32 - 1).encode().len()..before];
	let body = [prefix, &outer.repeat(depth), &inner].concat();
	[Compact(body.len() as u32).encode(), body].concat()
}

/// Whether the chain takes it.
fn is_taken(extrinsic: Vec<u8>) -> bool {
	with_room(move || {
		let decoded = UncheckedExtrinsic::decode_all_with_depth_limit(
			MAX_EXTRINSIC_DEPTH,
			&mut &extrinsic[..],
		);
		decoded.is_ok()
	})
}

#[test]
fn deepest_call_is_indexed_and_told() {
	let deepest = (1..1_000).take_while(|depth| is_taken(nested(*depth))).last().unwrap();
	assert!(deepest > 200, "{deepest}");
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let mut chain = Synthetic::default();
	writer.apply(&chain.genesis()).unwrap();
	let mut raw = chain.block(1);
	raw.extrinsics.push(nested(3));
	raw.extrinsics.push(nested(deepest));
	let batch = chain.ready(vec![raw]);
	writer.apply(&batch).unwrap();

	// A stack of the size that threads have by default.
	let told = thread::Builder::new()
		.stack_size(2 << 20)
		.spawn(move || {
			let told = Reader::open(&file).unwrap().extrinsics(1).unwrap();
			let text = serde_json::to_string(&told).unwrap();
			(told, serde_json::from_str::<Value>(&text).unwrap())
		})
		.unwrap();
	let (told, read) = told.join().unwrap();
	let (shallow, deep) = (&told[2], &told[3]);
	assert_eq!((deep.pallet.as_str(), deep.call.as_str()), ("Utility", "batch"));
	let within = "/calls/0/Utility/batch".repeat(2) + "/calls/0/System/remark/remark";
	let remark = shallow.arguments.as_ref().unwrap().pointer(&within).unwrap();
	assert_eq!(remark, &Value::from(format!("0x{}", hex::encode("deep"))));
	// What lies too deep is told as the bytes that it is, down to the last.
	let mut value = &read[3]["arguments"];
	let mut levels = 0;
	while let Some(inner) = value.pointer("/calls/0/Utility/batch") {
		value = inner;
		levels += 1;
	}
	assert!((10..60).contains(&levels), "{levels}");
	let rest = value.to_string();
	assert!(rest.contains(&hex::encode("deep")), "{rest}");
}

#[test]
fn deeper_call_than_the_chain_takes_is_no_end_either() {
	let folder = tempfile::tempdir().unwrap();
	let mut writer = Writer::open(&folder.path().join("index.db")).unwrap();
	let mut chain = Synthetic::default();
	writer.apply(&chain.genesis()).unwrap();
	let mut raw = chain.block(1);
	raw.extrinsics.push(nested(2_000));
	writer.apply(&chain.ready(vec![raw])).unwrap();
}
