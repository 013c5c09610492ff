//! The arithmetic against a plain model, over random sequences.

use super::*;
use crate::{Cost, OperatorQuotas};
use frame_support::assert_ok;
use hallmark_glue::StorageMeter;
use proptest::prelude::*;
use sp_runtime::Permill;
use std::collections::BTreeMap;

/// One thing that can happen to a usage.
#[derive(Clone, Debug)]
enum Step {
	/// A transaction is charged, and some of its weight may be given back later.
	Charge(Cost),
	/// The transaction charged so many charges ago turns out to have used only so much of its
	/// weight.
	Settle {
		ago: usize,
		used: u64,
	},
	Grow(u64),
	Shrink(u64),
	Activate,
	NextWindow,
}

/// Small amounts, and some at the edge of what a number holds.
fn amount() -> impl Strategy<Value = u64> {
	prop_oneof![8 => 0..1_000u64, 1 => u64::MAX - 1_000..=u64::MAX]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (amount(), amount()).prop_map(|(weight, length)| Step::Charge(Cost { weight, length })),
		3 => (0..4usize, amount()).prop_map(|(ago, used)| Step::Settle { ago, used }),
		2 => amount().prop_map(Step::Grow),
		1 => amount().prop_map(Step::Shrink),
		1 => Just(Step::Activate),
		1 => Just(Step::NextWindow),
	]
}

fn limits() -> impl Strategy<Value = Limits> {
	let limit = || prop_oneof![6 => 0..5_000u64, 1 => Just(u64::MAX)];
	(limit(), limit(), limit(), 0..4u32).prop_map(|(weight, length, state, activations)| Limits {
		weight,
		length,
		state,
		activations,
		storage: 0,
	})
}

/// A transaction as the model knows it: what was charged, in which window, and what it used.
struct Transaction {
	window: u32,
	charged: u128,
	used: u128,
	settled: bool,
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(512))]

	/// Whatever happens, nothing exceeds its limit, and what is charged in a window is what its
	/// transactions used, or were charged where they have not been settled.
	#[test]
	fn usage_is_what_a_plain_model_says(
		limits in limits(),
		steps in prop::collection::vec(step(), 1..60),
	) {
		let mut usage = Usage::default();
		let mut transactions = Vec::<Transaction>::new();
		let (mut length, mut state, mut activations, mut window) = (0u128, 0u128, 0u128, 0u32);
		let weight = |transactions: &[Transaction], window: u32| -> u128 {
			transactions.iter().filter(|it| it.window == window).map(|it| it.used).sum()
		};
		for step in steps {
			match step {
				Step::Charge(cost) => {
					let fits = weight(&transactions, window) + u128::from(cost.weight)
						<= u128::from(limits.weight);
					let is_short_enough = length + u128::from(cost.length)
						<= u128::from(limits.length);
					match usage.at(window).with_transaction(cost, &limits) {
						Ok(charged) => {
							prop_assert!(fits && is_short_enough);
							usage = charged;
							length += u128::from(cost.length);
							let charged = u128::from(cost.weight);
							transactions.push(Transaction {
								window, charged, used: charged, settled: false,
							});
						},
						Err(Refused::WeightQuota) => prop_assert!(!fits),
						Err(Refused::LengthQuota) => prop_assert!(fits && !is_short_enough),
						Err(other) => prop_assert!(false, "{other:?}"),
					}
				},
				Step::Settle { ago, used } => {
					let Some(index) = transactions.len().checked_sub(ago + 1) else { continue };
					let transaction = &mut transactions[index];
					if transaction.settled {
						continue;
					}
					transaction.settled = true;
					// More than was declared is never charged.
					transaction.used = u128::from(used).min(transaction.charged);
					let unspent = transaction.charged - transaction.used;
					usage = usage.refunded(transaction.window, unspent as u64);
				},
				Step::Grow(bytes) => {
					let fits = state + u128::from(bytes) <= u128::from(limits.state);
					let grown = usage.at(window).with_state(bytes, &limits);
					prop_assert_eq!(grown.is_some(), fits);
					if let Some(grown) = grown {
						usage = grown;
						state += u128::from(bytes);
					}
				},
				Step::Shrink(bytes) => {
					usage = usage.at(window).without_state(bytes);
					state = state.saturating_sub(u128::from(bytes));
				},
				Step::Activate => {
					let fits = activations < u128::from(limits.activations);
					let activated = usage.at(window).with_activation(&limits);
					prop_assert_eq!(activated.is_some(), fits);
					if let Some(activated) = activated {
						usage = activated;
						activations += 1;
					}
				},
				Step::NextWindow => {
					window += 1;
					(length, state, activations) = (0, 0, 0);
				},
			}
			let now = usage.at(window);
			prop_assert_eq!(u128::from(now.weight), weight(&transactions, window));
			prop_assert_eq!(u128::from(now.length), length);
			prop_assert_eq!(u128::from(now.state), state);
			prop_assert_eq!(u128::from(now.activations), activations);
			prop_assert!(now.weight <= limits.weight && now.length <= limits.length);
			prop_assert!(now.state <= limits.state && now.activations <= limits.activations);
		}
	}

	/// A refund of any size, in any window, takes no more than is there and from nothing but
	/// weight.
	#[test]
	fn refund_never_goes_below_zero(
		weight in any::<u64>(), length in any::<u64>(), unspent in any::<u64>(),
		window in 0..3u32, charged in 0..3u32,
	) {
		let usage = Usage { window, weight, length, ..Default::default() };
		let refunded = usage.refunded(charged, unspent);
		let expected = if window == charged { weight.saturating_sub(unspent) } else { weight };
		prop_assert_eq!(refunded, Usage { weight: expected, ..usage });
	}

	/// The less is left, the lower the priority; all unused is the highest, nothing left the
	/// lowest.
	#[test]
	fn priority_falls_as_the_quota_is_used(
		limit in 1..=u64::MAX, a in any::<u64>(), b in any::<u64>(),
	) {
		let limits = Limits { weight: limit, length: u64::MAX, ..Default::default() };
		let priority = |weight| Usage { weight, ..Default::default() }.priority(&limits);
		prop_assert!(a > b || priority(a) >= priority(b));
		prop_assert_eq!(priority(0), 1_000_000_000_000_000_000);
		prop_assert_eq!(priority(limit), 0);
	}

	/// A share of the limits is never more than the limits, and all of them only when it is whole.
	#[test]
	fn share_never_exceeds_the_whole(limits in limits(), parts in 0..=1_000_000u32) {
		let part = limits.share(Permill::from_parts(parts));
		prop_assert_eq!(part.max(limits), limits);
		prop_assert_eq!(limits.share(Permill::one()), limits);
	}
}

/// One block's worth of doing.
#[derive(Clone, Debug)]
enum Act {
	/// `who` sends a transaction that declares a weight and uses another.
	Send {
		who: u64,
		declared: u64,
		actual: u64,
		length: usize,
	},
	/// State of the merchant comes or goes.
	Store {
		bytes: u32,
	},
	Remove {
		bytes: u32,
	},
	/// Some blocks pass.
	Pass(u32),
}

fn act() -> impl Strategy<Value = Act> {
	let who = prop::sample::select(vec![ADMIN, CLERK, OTHER_ADMIN, COUNCILLOR, STRANGER]);
	let weight = || 0..300_000_000_000u64;
	prop_oneof![
		8 => (who, weight(), weight(), 1..40_000usize).prop_map(|(who, declared, actual, length)| {
			Act::Send { who, declared, actual, length }
		}),
		2 => (0..8_000u32).prop_map(|bytes| Act::Store { bytes }),
		1 => (0..8_000u32).prop_map(|bytes| Act::Remove { bytes }),
		1 => (1..WINDOW).prop_map(Act::Pass),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	/// Whole transactions over windows, operators and organisations, against a model that keeps
	/// nothing but sums per window.
	#[test]
	fn transactions_are_charged_as_a_plain_model_says(
		acts in prop::collection::vec(act(), 1..80),
	) {
		const SHARE: u32 = 40;
		const COUNCIL_LIMITS: Limits = Limits { weight: 500_000_000_000, ..MERCHANT_LIMITS };
		test(|| {
			let share = Permill::from_percent(SHARE);
			assert_ok!(Quota::set_operator_share(RuntimeOrigin::signed(ADMIN), CLERK, Some(share)));
			let mut stored = super::stored(MERCHANT);
			let mut state = BTreeMap::from([(Quota::window(), stored)]);
			// Weight and bytes by window and by who is charged: organisations by number, the clerk
			// for its share, the councillor.
			let mut used = BTreeMap::<(u32, u64), (u64, u64)>::new();
			for act in acts {
				let window = Quota::window();
				match act {
					Act::Send { who, declared: weight, actual, length } => {
						let call = light_work(weight, actual);
						let bytes = length as u64;
						let cost = declared(&call);
						let payers = match who {
							ADMIN => vec![(1, MERCHANT_LIMITS)],
							CLERK => vec![(1, MERCHANT_LIMITS), (CLERK, MERCHANT_LIMITS.share(share))],
							OTHER_ADMIN => vec![(2, MERCHANT_LIMITS)],
							COUNCILLOR => vec![(COUNCILLOR, COUNCIL_LIMITS)],
							_ => vec![],
						};
						let fits = !payers.is_empty() && payers.iter().all(|(payer, limits)| {
							let (weight, length) =
								used.get(&(window, *payer)).copied().unwrap_or_default();
							weight + cost <= limits.weight && length + bytes <= limits.length
						});
						let result = submit_with_length(who, call, length);
						assert_eq!(result.is_ok(), fits, "{result:?}");
						if fits {
							assert_ok!(result.unwrap());
							for (payer, _) in payers {
								let sums = used.entry((window, payer)).or_default();
								let unshared = match who {
									ADMIN | OTHER_ADMIN => unshared::<Test>().ref_time(),
									_ => 0,
								};
								sums.0 += cost - (weight - actual.min(weight)) - unshared;
								sums.1 += bytes;
							}
						}
					},
					Act::Store { bytes } => {
						let bytes = u64::from(bytes);
						let in_window = state.entry(window).or_default();
						let fits = *in_window + bytes <= MERCHANT_LIMITS.state
							&& stored + bytes <= MERCHANT_LIMITS.storage;
						assert_eq!(Quota::grow(MERCHANT, bytes as u32).is_ok(), fits);
						if fits {
							*in_window += bytes;
							stored += bytes;
						}
					},
					Act::Remove { bytes } => {
						Quota::shrink(MERCHANT, bytes);
						let in_window = state.entry(window).or_default();
						*in_window = in_window.saturating_sub(u64::from(bytes));
						stored = stored.saturating_sub(u64::from(bytes));
					},
					Act::Pass(blocks) => System::set_block_number(System::block_number() + blocks),
				}
				let window = Quota::window();
				let sums = |payer| used.get(&(window, payer)).copied().unwrap_or_default();
				let of = |usage: Usage| (usage.at(window).weight, usage.at(window).length);
				assert_eq!(of(usage(MERCHANT)), sums(1));
				assert_eq!(of(usage(OTHER_MERCHANT)), sums(2));
				assert_eq!(of(OperatorQuotas::<Test>::get(CLERK).unwrap().usage), sums(CLERK));
				assert_eq!(of(Parties::<Test>::get(Party::Council(COUNCILLOR)).usage), sums(COUNCILLOR));
				assert_eq!(usage(MERCHANT).state, state.get(&window).copied().unwrap_or_default());
				assert_eq!(super::stored(MERCHANT), stored);
			}
		});
	}
}
