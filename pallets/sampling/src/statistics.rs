//! What is remembered of merchants, products, agencies, facilities and origins.

use crate::{
	pallet::{Config, Pallet, Statistics},
	risk::{self, Happening, RiskBand},
	types::*,
};
use hallmark_types::OrgId;

impl<T: Config> Pallet<T> {
	/// Counts a happening for one of them.
	pub(crate) fn record(subject: StatisticsSubject, what: Happening) {
		let now = Self::now();
		Statistics::<T>::mutate(subject, |it| it.record(what, now));
	}

	/// Counts a happening for everyone behind the goods: merchant, product, facility and origins,
	/// each once.
	pub(crate) fn record_goods(decision: &Decision, lines: &Lines, what: Happening) {
		let now = Self::now();
		Self::of_goods(decision, lines, |it| it.record(what, now));
	}

	/// The same where it is not known whose doing it is: people see it, their scores do not.
	pub(crate) fn count_goods(decision: &Decision, lines: &Lines, what: Happening) {
		Self::of_goods(decision, lines, |it| it.count(what));
	}

	fn of_goods(decision: &Decision, lines: &Lines, change: impl Fn(&mut risk::Statistics)) {
		let mut subjects = alloc::vec![
			StatisticsSubject::Merchant(decision.merchant),
			StatisticsSubject::Product(decision.gtin),
		];
		subjects.extend(decision.facility.map(StatisticsSubject::Facility));
		for line in lines {
			let origin = StatisticsSubject::Origin(line.facts.origin);
			if !subjects.contains(&origin) {
				subjects.push(origin);
			}
		}
		for subject in subjects {
			Statistics::<T>::mutate(subject, &change);
		}
	}

	/// Counts items about which two agencies differ, for both.
	pub(crate) fn record_differences(agencies: [OrgId; 2], items: u32) {
		for agency in agencies {
			Statistics::<T>::mutate(StatisticsSubject::Agency(agency), |it| {
				it.add_differences(items)
			});
		}
	}

	pub(crate) fn statistics_of(subject: StatisticsSubject) -> StatisticsAnswer {
		let statistics = Statistics::<T>::get(subject);
		let score = statistics.score(Self::now());
		StatisticsAnswer { subject, statistics, score, band: RiskBand::of(score) }
	}
}
