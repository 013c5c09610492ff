//! Why a text is no code that can be looked up.
//!
//! Programs and logs read the reason in English, as it prints. Pages put it in words of their language.

use std::fmt;

use hallmark_gs1::{Charset, Error, Field, Lengths, SetAside, MAX_TEXT};

use super::texts::Texts;

/// Why a text is no code that can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
	/// It does not follow GS1's rules.
	Gs1(Error),
	/// It is the code of a product or batch, and an item is asked for.
	NoSerial,
	/// What the chain's own functions say of it, in English.
	Chain(String),
}

impl From<Error> for Why {
	fn from(error: Error) -> Self {
		Self::Gs1(error)
	}
}

impl fmt::Display for Why {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Gs1(error) => error.fmt(f),
			Self::NoSerial => f.write_str("it has no serial number (21)"),
			Self::Chain(reason) => f.write_str(reason),
		}
	}
}

/// A reason in the words of a page.
pub(super) fn words(t: &Texts, why: &Why) -> String {
	match why {
		Why::Gs1(error) => of_gs1(t, error),
		Why::NoSerial => t.of("why.no-serial").into(),
		Why::Chain(reason) => reason.clone(),
	}
}

fn of_gs1(t: &Texts, error: &Error) -> String {
	let of_field = |key: &str, field: &Field| t.plain(key, &[("field", &field_name(t, field))]);
	let key_of = |key| field_name(t, &Field::Ai(key));
	match error {
		Error::TooLong => t.plain("why.too-long", &[("max", &MAX_TEXT.to_string())]),
		Error::Length { field, allowed, found } => t.plain(
			"why.length",
			&[
				("field", &field_name(t, field)),
				("allowed", &of_lengths(t, allowed)),
				("found", &found.to_string()),
			],
		),
		Error::Character { field, charset, place } => t.plain(
			"why.character",
			&[
				("field", &field_name(t, field)),
				("place", &place.to_string()),
				("charset", of_charset(t, *charset)),
			],
		),
		Error::Zero { field } => of_field("why.zero", field),
		Error::TooLarge { field } => of_field("why.too-large", field),
		Error::SetAside { field, purpose } => t.plain(
			"why.set-aside",
			&[("field", &field_name(t, field)), ("purpose", of_purpose(t, *purpose))],
		),
		Error::CheckDigit { field, expected, found } => t.plain(
			"why.check-digit",
			&[
				("field", &field_name(t, field)),
				("expected", &expected.to_string()),
				("found", &found.to_string()),
			],
		),
		Error::CheckCharacters { field } => of_field("why.check-characters", field),
		Error::NoCompanyPrefix { field } => of_field("why.no-company-prefix", field),
		Error::Date { field } => of_field("why.date", field),
		Error::Time { field } => of_field("why.time", field),
		Error::FirstDigitNotZero { field } => of_field("why.first-digit-not-zero", field),
		Error::LeadingZero { field } => of_field("why.leading-zero", field),
		Error::Piece { field } => of_field("why.piece", field),
		Error::Brackets => t.of("why.brackets").into(),
		Error::NotAnAi => t.of("why.not-an-ai").into(),
		Error::UnknownAi { ai } => t.plain("why.unknown-ai", &[("ai", ai.as_str())]),
		Error::Repeated { field } => of_field("why.repeated", field),
		Error::UriCharacter { place } => {
			t.plain("why.uri-character", &[("place", &place.to_string())])
		}
		Error::Scheme => t.of("why.scheme").into(),
		Error::Credentials => t.of("why.credentials").into(),
		Error::Host => t.of("why.host").into(),
		Error::Port => t.of("why.port").into(),
		Error::Stem => t.of("why.stem").into(),
		Error::NoKey => t.of("why.no-key").into(),
		Error::NotAQualifier { field, key } => t.plain(
			"why.not-a-qualifier",
			&[("field", &field_name(t, field)), ("key", &key_of(*key))],
		),
		Error::NotAnAttribute { field } => of_field("why.not-an-attribute", field),
		Error::QualifierInQuery { field, key } => t.plain(
			"why.qualifier-in-query",
			&[("field", &field_name(t, field)), ("key", &key_of(*key))],
		),
		Error::DotSegment { field } => of_field("why.dot-segment", field),
		Error::NotAProduct { key } => t.plain("why.not-a-product", &[("key", &key_of(*key))]),
		Error::NotALogisticUnit { key } => {
			t.plain("why.not-a-logistic-unit", &[("key", &key_of(*key))])
		}
		Error::NotACode => t.of("why.not-a-code").into(),
	}
}

/// A field by what it is called, and its application identifier. What has no name in the page's words has
/// the title that GS1 gives it in every language.
fn field_name(t: &Texts, field: &Field) -> String {
	let ai = match field {
		Field::CompanyPrefix => return t.of("why.company-prefix").into(),
		Field::Gln => return t.of("why.gln").into(),
		Field::Number => return t.of("why.number").into(),
		Field::Ai(ai) => ai,
	};
	let title = match ai.as_str() {
		"10" => t.of("why.batch"),
		"17" => t.of("why.expiry"),
		"21" => t.of("why.serial"),
		_ => ai.title().unwrap_or_default(),
	};
	format!("{title} ({ai})").trim_start().into()
}

fn of_lengths(t: &Texts, lengths: &Lengths) -> String {
	match lengths {
		Lengths::Range { min, max } if min == max => min.to_string(),
		Lengths::Range { min, max } => {
			t.plain("why.range", &[("min", &min.to_string()), ("max", &max.to_string())])
		}
		Lengths::OneOf([]) => String::new(),
		Lengths::OneOf([only]) => only.to_string(),
		Lengths::OneOf([rest @ .., last]) => {
			let rest: Vec<_> = rest.iter().map(ToString::to_string).collect();
			let rest = rest.join(t.of("page.comma"));
			t.plain("why.one-of", &[("rest", &rest), ("last", &last.to_string())])
		}
	}
}

fn of_charset(t: &Texts, charset: Charset) -> &str {
	match charset {
		Charset::Digits => t.of("why.digits"),
		Charset::Cset82 => t.of("why.cset-82"),
		Charset::Cset39 => t.of("why.cset-39"),
		Charset::Cset64 => t.of("why.cset-64"),
	}
}

fn of_purpose(t: &Texts, purpose: SetAside) -> &str {
	match purpose {
		SetAside::RestrictedCirculation => t.of("why.restricted-circulation"),
		SetAside::Gtin8s => t.of("why.gtin-8s"),
		SetAside::Coupons => t.of("why.coupons"),
		SetAside::RefundReceipts => t.of("why.refund-receipts"),
		SetAside::GeneralManagers => t.of("why.general-managers"),
	}
}

#[cfg(test)]
mod tests {
	use hallmark_gs1::{ai, Ai, ProductCode};

	use super::*;
	use crate::page::{texts::texts, Lang};

	/// Reasons of every kind, with fields, lengths, character sets and purposes of every kind among them.
	/// What is not among them is found by the compiler: [`of_gs1`] has no arm for the rest.
	fn all() -> Vec<Error> {
		let field = Field::Ai(ai::BATCH);
		let key = ai::GTIN;
		let lengths = [
			Lengths::Range { min: 1, max: 20 },
			Lengths::Range { min: 6, max: 6 },
			Lengths::OneOf(&[13]),
			Lengths::OneOf(&[8, 12, 13, 14]),
		];
		let charsets = [Charset::Digits, Charset::Cset82, Charset::Cset39, Charset::Cset64];
		let purposes = [
			SetAside::RestrictedCirculation,
			SetAside::Gtin8s,
			SetAside::Coupons,
			SetAside::RefundReceipts,
			SetAside::GeneralManagers,
		];
		let fields = [Field::CompanyPrefix, Field::Gln, Field::Number, Field::Ai(ai::EXPIRY)]
			.into_iter()
			.chain(["00", "21", "89"].map(|digits| Field::Ai(Ai::from_digits(digits).unwrap())));
		let mut all = vec![
			Error::TooLong,
			Error::TooLarge { field },
			Error::CheckDigit { field, expected: 7, found: 8 },
			Error::CheckCharacters { field },
			Error::NoCompanyPrefix { field },
			Error::Date { field },
			Error::Time { field },
			Error::FirstDigitNotZero { field },
			Error::LeadingZero { field },
			Error::Piece { field },
			Error::Brackets,
			Error::NotAnAi,
			Error::UnknownAi { ai: key },
			Error::Repeated { field },
			Error::UriCharacter { place: 3 },
			Error::Scheme,
			Error::Credentials,
			Error::Host,
			Error::Port,
			Error::Stem,
			Error::NoKey,
			Error::NotAQualifier { field, key },
			Error::NotAnAttribute { field },
			Error::QualifierInQuery { field, key },
			Error::DotSegment { field },
			Error::NotAProduct { key },
			Error::NotALogisticUnit { key },
			Error::NotACode,
		];
		all.extend(fields.map(|field| Error::Zero { field }));
		all.extend(lengths.map(|allowed| Error::Length { field, allowed, found: 21 }));
		all.extend(charsets.map(|charset| Error::Character { field, charset, place: 3 }));
		all.extend(purposes.map(|purpose| Error::SetAside { field, purpose }));
		all
	}

	#[test]
	fn every_reason_has_words_in_every_language() {
		for error in all() {
			let why = Why::from(error);
			let [en, zh] = Lang::ALL.map(|lang| words(texts(lang), &why));
			for (said, lang) in [(&en, Lang::En), (&zh, Lang::Zh)] {
				assert!(!said.contains(['{', '}']), "{lang:?} {error:?}: {said}");
				assert!(!said.contains("why."), "{lang:?} {error:?}: there is no text: {said}");
			}
			assert!(
				zh.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it)),
				"{error:?}: {zh}"
			);
			assert!(en.is_ascii() || en.contains('…'), "{error:?}: {en}");
			// The values are told in both.
			let digits = |text: &str| {
				let mut all: Vec<_> = text
					.split(|it: char| !it.is_ascii_digit())
					.filter(|it| !it.is_empty())
					.map(str::to_owned)
					.collect();
				all.sort();
				all
			};
			assert_eq!(digits(&en), digits(&zh), "{error:?}: {en} / {zh}");
			assert_eq!(digits(&en), digits(&why.to_string()), "{error:?}: {en}");
		}
	}

	#[test]
	fn reason_is_told_in_the_language_of_the_page() {
		let of = |code: &str| Why::from(ProductCode::read(code).unwrap_err());
		let wrong = of("https://id.example/01/09521001000018");
		assert_eq!(wrong.to_string(), "GTIN (01): check digit should be 7, is 8");
		let [en, zh] = Lang::ALL.map(|lang| words(texts(lang), &wrong));
		assert_eq!(en, "GTIN (01): the check digit should be 7, and is 8");
		assert_eq!(zh, "GTIN (01)：校验位应为 7，实为 8");
		let zh = |why: &Why| words(texts(Lang::Zh), why);
		assert!(zh(&of("hello")).contains("编码"));
		assert_eq!(zh(&Why::NoSerial), "其中没有序列号 (21)");
		assert_eq!(zh(&Why::Chain("so".into())), "so");
	}
}
