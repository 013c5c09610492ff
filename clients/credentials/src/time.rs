//! Moments as credentials write them: in UTC, to the second.

use crate::{Error, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use hallmark_types::Moment;

/// A moment as an XML Schema dateTimeStamp, such as `2026-07-01T08:30:00Z`.
pub fn date_time(moment: Moment) -> String {
	utc(moment).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The day of a moment, such as `2026-07-01`.
pub fn date(moment: Moment) -> String {
	utc(moment).format("%Y-%m-%d").to_string()
}

/// Reads a dateTimeStamp; `field` is what is wrong if it is none.
///
/// # Errors
///
/// [`Error::Invalid`].
pub fn moment(field: &'static str, text: &str) -> Result<Moment> {
	let read = DateTime::parse_from_rfc3339(text).ok();
	let millis = read.and_then(|time| Moment::try_from(time.timestamp_millis()).ok());
	millis.ok_or_else(|| {
		Error::invalid(field, format!("{text}: not a time since 1970 such as 2026-07-01T08:30:00Z"))
	})
}

/// Beyond what a calendar holds, its end.
fn utc(moment: Moment) -> DateTime<Utc> {
	let time = i64::try_from(moment).ok().and_then(DateTime::from_timestamp_millis);
	time.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn moment_is_read_back_to_the_second() {
		let written = date_time(1_782_895_800_999);
		assert_eq!(written, "2026-07-01T08:50:00Z");
		assert_eq!(moment("created", &written).unwrap(), 1_782_895_800_000);
		assert_eq!(moment("created", "2026-07-01T16:50:00.5+08:00").unwrap(), 1_782_895_800_500);
		assert_eq!(date(1_782_895_800_999), "2026-07-01");
		for text in ["2026-07-01", "2026-07-01T08:50:00", "1969-12-31T23:59:59Z", ""] {
			assert!(moment("created", text).unwrap_err().to_string().starts_with("created: "));
		}
	}
}
