use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
	storage::unhashed,
};
use frame_system::Call as SystemCall;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError,
};

const KEY: &[u8] = b"key";

fn write() -> RuntimeCall {
	SystemCall::set_storage { items: vec![(KEY.to_vec(), b"value".to_vec())] }.into()
}

fn dispatch_as_root(call: RuntimeCall) -> DispatchResultWithPostInfo {
	Consortium::dispatch_as_root(council(), Box::new(call))
}

#[test]
fn dispatch_as_root_has_the_calls_effect_when_council_votes() {
	run(|| {
		assert_ok!(dispatch_as_root(write()));
		assert_eq!(unhashed::get_raw(KEY).as_deref(), Some(&b"value"[..]));
		let call_hash = BlakeTwo256::hash_of(&write());
		assert_eq!(events(), [Event::RootCallDispatched { call_hash, result: Ok(()) }]);
	});
}

#[test]
fn dispatch_as_root_tells_the_error_when_the_call_fails() {
	run(|| {
		let call: RuntimeCall = pallet_session::Call::purge_keys {}.into();
		let call_hash = BlakeTwo256::hash_of(&call);
		assert_ok!(dispatch_as_root(call));
		let result = Err(DispatchError::BadOrigin);
		assert_eq!(events(), [Event::RootCallDispatched { call_hash, result }]);
	});
}

#[test]
fn dispatch_as_root_is_refused_when_the_filter_bars_the_call() {
	run(|| {
		let call: RuntimeCall = SystemCall::set_code { code: vec![1] }.into();
		assert_noop!(dispatch_as_root(call), Error::<Test>::RootCallRefused);
	});
}

#[test]
fn dispatch_as_root_takes_five_sixths_when_the_call_is_for_emergencies() {
	run(|| {
		let call: RuntimeCall = SystemCall::set_heap_pages { pages: 1 }.into();
		assert_noop!(dispatch_as_root(call.clone()), Error::<Test>::RootCallRefused);
		assert_ok!(Consortium::dispatch_as_root(supermajority(), Box::new(call)));
		let code: RuntimeCall = SystemCall::set_code { code: vec![1] }.into();
		let strong = Consortium::dispatch_as_root(supermajority(), Box::new(code));
		assert_noop!(strong, Error::<Test>::RootCallRefused);
	});
}

#[test]
fn dispatch_as_root_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			let call = Box::new(write());
			assert_noop!(Consortium::dispatch_as_root(origin, call), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn dispatch_as_root_weighs_the_call_and_its_own_part() {
	run(|| {
		let own = <() as WeightInfo>::dispatch_as_root();
		let declared = own + write().get_dispatch_info().call_weight;
		let call: RuntimeCall = Call::dispatch_as_root { call: Box::new(write()) }.into();
		assert_eq!(call.get_dispatch_info().call_weight, declared);
		let post = dispatch_as_root(write()).expect("the council may");
		assert_eq!(post.actual_weight, Some(declared));
	});
}
