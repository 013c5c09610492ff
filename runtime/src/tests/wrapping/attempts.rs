//! Ways to make a call, and to do so in vain.

use super::*;

/// The error by which a batch of one call, sent by `who`, stopped.
pub(super) fn batched(who: &str, call: &RuntimeCall) -> DispatchError {
	must(who, Utility::batch { calls: vec![call.clone()] });
	last_event(|event| match event {
		RuntimeEvent::Utility(pallet_utility::Event::BatchInterrupted { error, .. }) => Some(error),
		_ => None,
	})
}

/// The error that a batch which goes on after errors reported.
pub(super) fn forced(who: &str, call: &RuntimeCall) -> DispatchError {
	must(who, Utility::force_batch { calls: vec![call.clone()] });
	last_event(|event| match event {
		RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error }) => Some(error),
		_ => None,
	})
}

/// What became of a call that `who` made as the proxy of `real`.
pub(super) fn as_proxy(who: &str, real: &str, call: &RuntimeCall) -> DispatchResult {
	let call = Box::new(call.clone());
	must(who, Proxy::proxy { real: Address::Id(id(real)), force_proxy_type: None, call });
	last_event(|event| match event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	})
}

/// What became of a call that two, together, made as their multisig account.
pub(super) fn as_two(who: [&str; 2], call: &RuntimeCall) -> DispatchResult {
	let max_weight = call.get_dispatch_info().call_weight;
	let mut maybe_timepoint = None;
	for (me, other) in [(who[0], who[1]), (who[1], who[0])] {
		let as_multi = Multisig::as_multi {
			threshold: 2,
			other_signatories: vec![id(other)],
			maybe_timepoint,
			call: Box::new(call.clone()),
			max_weight,
		};
		let timepoint = pallet_multisig::Pallet::<Runtime>::timepoint();
		must(me, as_multi);
		maybe_timepoint = Some(timepoint);
	}
	last_event(|event| match event {
		RuntimeEvent::Multisig(pallet_multisig::Event::MultisigExecuted { result, .. }) => {
			Some(result)
		}
		_ => None,
	})
}

/// The account of a multisig.
pub(super) fn multisig_of(who: [&str; 2], threshold: u16) -> AccountId {
	let mut signatories = who.map(id);
	signatories.sort();
	pallet_multisig::Pallet::<Runtime>::multi_account_id(&signatories, threshold)
}

/// Runs an attempt, and undoes what it did.
pub(super) fn undone<T>(attempt: impl FnOnce() -> T) -> T {
	with_transaction_unchecked(|| TransactionOutcome::Rollback(attempt()))
}

/// Runs an attempt that must leave everything as it was, and returns what it returned. That it was
/// made at all, and what it took of the block, is undone.
#[track_caller]
pub(super) fn in_vain<T>(call: &RuntimeCall, attempt: impl FnOnce() -> T) -> T {
	let (unchanged, result) = undone(|| {
		let before = state();
		let result = attempt();
		(before == state(), result)
	});
	assert!(unchanged, "{call:?} changed something");
	result
}

/// Has `who` send a call that must fail in this way, leave the pallets as they were, and is undone.
#[track_caller]
pub(super) fn refused_to(who: &str, call: impl Into<RuntimeCall>, failure: impl Into<Failure>) {
	undone(|| must_fail(who, call, failure));
}

/// The call that makes the helper a proxy.
pub(super) fn add_helper() -> Proxy {
	Proxy::add_proxy { delegate: Address::Id(id("helper")), proxy_type: ProxyType::Any, delay: 0 }
}

/// Has the admin `who` try a call in every way there is: by itself, in batches, by a proxy, and by
/// a multisig that is an operator of its organisation. Each must fail for this reason.
#[track_caller]
pub(super) fn refused_in_every_wrapper(who: &str, call: &RuntimeCall, error: DispatchError) {
	let tried = || format!("{who} sent {call:?}");
	refused_to(who, call.clone(), error);
	for batch in [batched, forced] {
		assert_eq!(in_vain(call, || batch(who, call)), error, "{}", tried());
	}
	// Also after a call that succeeds: all of it is undone.
	let own = Registry::update_profile { name: text("Another"), gln: None };
	for calls in [vec![call.clone()], vec![own.into(), call.clone()]] {
		refused_to(who, Utility::batch_all { calls }, error);
	}
	undone(|| {
		must(who, add_helper());
		let result = in_vain(call, || as_proxy("helper", who, call));
		assert_eq!(result, Err(error), "{}", tried());
		let add_multisig = Registry::add_operator {
			account: multisig_of([who, "helper"], 2),
			permissions: Permissions::ALL,
		};
		must(who, add_multisig);
		let result = in_vain(call, || as_two([who, "helper"], call));
		assert_eq!(result, Err(error), "{}", tried());
	});
}
