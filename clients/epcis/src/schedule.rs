//! When a query is run by the clock: `QuerySchedule` (EPCIS 2.0, section 8.2.5.3), in UTC.
//!
//! A time fits when each field that is given fits. As in the standard's examples, which speak of cron, a
//! schedule says its finest field: `{"hour": "1"}` is at one o'clock sharp, and not each second of that
//! hour.

use crate::{fault::shown, Fault};
use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc};
use serde_json::Value;

/// The fields, from coarse to fine, each with its least and greatest value.
const FIELDS: [(&str, u32, u32); 6] = [
	("month", 1, 12),
	("dayOfMonth", 1, 31),
	("dayOfWeek", 1, 7),
	("hour", 0, 23),
	("minute", 0, 59),
	("second", 0, 59),
];
/// The most elements of a field.
const MAX_ELEMENTS: usize = 60;
/// How many days are looked ahead: a 29th of February comes within eight years, on each day of the week
/// within forty.
const AHEAD: u64 = 366 * 41;

/// The values that fit a field: a bit for each.
type Values = u64;

/// A schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
	month: Values,
	day: Values,
	weekday: Values,
	hour: Values,
	minute: Values,
	second: Values,
}

const ALL: Values = Values::MAX;

/// Reads a field: numbers, and ranges in brackets, with commas between them: `0,[10-15],30`.
fn values(text: &str, (least, greatest): (u32, u32)) -> Option<Values> {
	let number = |text: &str| {
		let number: u32 =
			text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok())??;
		(least..=greatest).contains(&number).then_some(number)
	};
	let mut values = 0;
	for (place, element) in text.split(',').enumerate() {
		let range = element.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
		let (first, last) = match range {
			Some(range) => {
				let (first, last) = range.split_once('-')?;
				(number(first)?, number(last)?)
			}
			None => (number(element)?, number(element)?),
		};
		if first > last || place >= MAX_ELEMENTS {
			return None;
		}
		values |= (first..=last).fold(0, |all, value| all | 1 << value);
	}
	Some(values)
}

impl Schedule {
	/// Reads a schedule: texts by the names of the standard, of which one at least is given.
	///
	/// # Errors
	///
	/// The field that is wrong; that there is none; and a day that never comes.
	pub fn read(schedule: &Value) -> Result<Self, Fault> {
		let members = schedule.as_object().ok_or_else(|| {
			Fault::new(
				"schedule",
				"expected an object, such as {\"hour\": \"1\", \"minute\": \"5\"}",
			)
		})?;
		let unknown = members.keys().find(|name| FIELDS.iter().all(|(own, ..)| own != name));
		if let Some(name) = unknown {
			return Err(Fault::new(format!("schedule.{}", shown(name)), "no such field"));
		}
		let mut given = [None; 6];
		for (place, (name, least, greatest)) in FIELDS.into_iter().enumerate() {
			let Some(value) = members.get(name).filter(|value| !value.is_null()) else { continue };
			let read = value.as_str().and_then(|text| values(text, (least, greatest)));
			let read = read.ok_or_else(|| {
				let reason = format!(
					"expected a text of numbers from {least} to {greatest}, or ranges such as \
					 [{least}-{greatest}], with commas between them"
				);
				Fault::new(format!("schedule.{name}"), reason)
			})?;
			if let Some(place) = given.get_mut(place) {
				*place = Some(read);
			}
		}
		let Some(finest) = given.iter().rposition(Option::is_some) else {
			return Err(Fault::new("schedule", "empty: when is the query to be run?"));
		};
		let [month, day, weekday, hour, minute, second] = given;
		// What is finer than all that is given is the first.
		let time = |value: Option<Values>, place: usize| match value {
			Some(value) => value,
			None if place < finest => ALL,
			None => 1,
		};
		let schedule = Self {
			month: month.unwrap_or(ALL),
			// Of months alone, the first day.
			day: day.unwrap_or(if finest == 0 { 1 << 1 } else { ALL }),
			weekday: weekday.unwrap_or(ALL),
			hour: time(hour, 3),
			minute: time(minute, 4),
			second: time(second, 5),
		};
		match schedule.next(0) {
			Some(_) => Ok(schedule),
			None => Err(Fault::new("schedule.dayOfMonth", "there is no such day in these months")),
		}
	}

	/// The first time after another one that fits, both in milliseconds since 1970.
	pub fn next(&self, after: i64) -> Option<i64> {
		let from = DateTime::<Utc>::from_timestamp_millis(after)?;
		// From the next whole second on.
		let from = DateTime::<Utc>::from_timestamp(from.timestamp().checked_add(1)?, 0)?;
		let first = from.date_naive();
		for ahead in 0..AHEAD {
			let date = first.checked_add_days(Days::new(ahead))?;
			if !self.has_day(date) {
				continue;
			}
			let begin = if ahead == 0 { from.num_seconds_from_midnight() } else { 0 };
			if let Some(second) = self.next_in_day(begin) {
				let midnight = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp();
				return midnight.checked_add(i64::from(second))?.checked_mul(1_000);
			}
		}
		None
	}

	fn has_day(&self, date: NaiveDate) -> bool {
		has(self.month, date.month())
			&& has(self.day, date.day())
			&& has(self.weekday, date.weekday().number_from_monday())
	}

	/// The first second of a day from one on that fits.
	fn next_in_day(&self, from: u32) -> Option<u32> {
		let (hour, minute, second) = (from / 3_600, from / 60 % 60, from % 60);
		for h in (hour..24).filter(|it| has(self.hour, *it)) {
			let from_minute = if h == hour { minute } else { 0 };
			for m in (from_minute..60).filter(|it| has(self.minute, *it)) {
				let from_second = if (h, m) == (hour, minute) { second } else { 0 };
				if let Some(s) = (from_second..60).find(|it| has(self.second, *it)) {
					return Some(h * 3_600 + m * 60 + s);
				}
			}
		}
		None
	}
}

fn has(values: Values, value: u32) -> bool {
	values.checked_shr(value).is_some_and(|it| it & 1 == 1)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::time::{millis, text_of};
	use serde_json::json;

	fn next(schedule: Value, after: &str) -> String {
		let schedule = Schedule::read(&schedule).unwrap();
		text_of(schedule.next(millis(after).unwrap()).unwrap()).unwrap()
	}

	#[test]
	fn time_is_the_next_one_that_fits_every_field() {
		// 2026-11-30 is a Monday.
		let now = "2026-11-30T16:20:30.500Z";
		for (schedule, expected) in [
			(json!({ "hour": "1", "minute": "5" }), "2026-12-01T01:05:00.000Z"),
			(json!({ "second": "0" }), "2026-11-30T16:21:00.000Z"),
			(json!({ "second": "31" }), "2026-11-30T16:20:31.000Z"),
			(json!({ "second": "[0-59]" }), "2026-11-30T16:20:31.000Z"),
			(json!({ "minute": "0,[15-20],45" }), "2026-11-30T16:45:00.000Z"),
			(json!({ "hour": "16" }), "2026-12-01T16:00:00.000Z"),
			(json!({ "dayOfWeek": "7" }), "2026-12-06T00:00:00.000Z"),
			(json!({ "dayOfWeek": "1", "hour": "17" }), "2026-11-30T17:00:00.000Z"),
			(json!({ "dayOfMonth": "31" }), "2026-12-31T00:00:00.000Z"),
			(json!({ "month": "3" }), "2027-03-01T00:00:00.000Z"),
			(json!({ "month": "2", "dayOfMonth": "29" }), "2028-02-29T00:00:00.000Z"),
			(json!({ "month": "12", "minute": "30" }), "2026-12-01T00:30:00.000Z"),
			(json!({ "hour": null, "second": "5" }), "2026-11-30T16:21:05.000Z"),
		] {
			assert_eq!(next(schedule.clone(), now), expected, "{schedule}");
		}
	}

	#[test]
	fn schedule_is_refused_with_its_field() {
		for (schedule, field) in [
			(json!({}), "schedule: "),
			(json!([]), "schedule: "),
			(json!({ "hour": 1 }), "schedule.hour: "),
			(json!({ "hour": "24" }), "schedule.hour: "),
			(json!({ "hour": "" }), "schedule.hour: "),
			(json!({ "second": "[5-1]" }), "schedule.second: "),
			(json!({ "second": "+5" }), "schedule.second: "),
			(json!({ "dayOfWeek": "0" }), "schedule.dayOfWeek: "),
			(json!({ "month": "2", "dayOfMonth": "30" }), "schedule.dayOfMonth: "),
			(json!({ "year": "2027" }), "schedule.year: "),
		] {
			let fault = Schedule::read(&schedule).unwrap_err().to_string();
			assert!(fault.starts_with(field), "{schedule}: {fault}");
		}
	}
}
