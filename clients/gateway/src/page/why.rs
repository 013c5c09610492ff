//! Why a text is no code that can be looked up, why a request is refused, and why an activation is not
//! taken.
//!
//! Programs and logs read the reason in English, as it prints. Pages put it in words of their language.

use std::fmt;

use hallmark_gs1::{Ai, Charset, Error, Field, Lengths, SetAside, MAX_TEXT};
use hallmark_lot_tree::{ScratchCode, ScratchError};
use pallet_product_identity::ActivationRefusal;
use percent_encoding::percent_decode_str;

use super::texts::Texts;
use crate::reports::TooLong;

/// Whether a text is a scratch code, or looks like one: its 16 symbols are the whole secret, so it is one
/// where the check symbol is missing or wrong, too. Digits alone are rather the number of a product.
/// `scratchWarning` of `scratch.js` is the same rule.
pub(crate) fn is_like_scratch_code(text: &str) -> bool {
	// It may have been asked for as a path.
	let decoded = percent_decode_str(text.trim_matches('/')).decode_utf8_lossy();
	let text = &*decoded;
	let is_whole =
		|text: &str| matches!(ScratchCode::parse(text), Ok(_) | Err(ScratchError::CheckSymbol));
	ScratchCode::parse(text).is_ok()
		|| (text.chars().any(char::is_alphabetic)
			&& (is_whole(text) || is_whole(&format!("{text}0"))))
}

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

/// What is objected to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
	/// Only products are registered.
	OtherKey {
		/// The primary key of what was asked for.
		key: Ai,
		/// Its value.
		value: String,
	},
	/// The number is none of a product.
	Number(Error),
	/// The product has no lot of the batch.
	NoBatch {
		/// The GTIN's 14 digits.
		gtin: String,
	},
	/// The serial is that of an item of another product or batch.
	Misplaced,
	/// The lot has no such item.
	Refuted,
	/// No lot has such an item.
	NoItem,
	/// No link of a type is registered.
	NoLink {
		/// The type, as it was asked for.
		link_type: String,
	},
	/// It is made in another way than its address knows.
	Method {
		/// The address.
		path: String,
		/// The way.
		method: String,
	},
	/// The address is too long.
	Address {
		/// How many bytes it has.
		bytes: usize,
		/// How many are read.
		most: usize,
	},
	/// The `Host` is none.
	Host,
	/// A field of a report is too long.
	TooLong(TooLong),
	/// The country is none.
	Country,
	/// A page of another site had it sent.
	OtherSite,
	/// What was sent is too long.
	Body {
		/// How many bytes are read.
		most: usize,
	},
	/// What was sent broke off.
	BrokenOff,
	/// What was sent did not come in time.
	Late,
}

impl fmt::Display for Objection {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::OtherKey { key, value } => {
				write!(f, "nobody registered anything under ({key}) {value} here")
			}
			Self::Number(error) => error.fmt(f),
			Self::NoBatch { gtin } => write!(f, "the product {gtin} has no lot of this batch"),
			Self::Misplaced => f.write_str(
				"this serial was issued for another product or batch than the code says",
			),
			Self::Refuted => f.write_str("this code was never issued: its lot has no such item"),
			Self::NoItem => f.write_str("no lot of this product has such an item"),
			Self::NoLink { link_type } => {
				write!(f, "no link of the type {link_type} is registered")
			}
			Self::Method { path, method } => write!(f, "{path} is not asked by {method}"),
			Self::Address { bytes, most } => {
				write!(f, "the address has {bytes} bytes; at most {most} are read")
			}
			Self::Host => f.write_str("host: it is no name of a host"),
			Self::TooLong(long) => long.fmt(f),
			Self::Country => f.write_str("market: it is not two letters of ISO 3166-1"),
			Self::OtherSite => f.write_str(
				"a page of another site sent it: open the page of the code, and report it there",
			),
			Self::Body { most } => write!(f, "it has more than {most} bytes"),
			Self::BrokenOff => f.write_str("what was sent broke off"),
			Self::Late => f.write_str("the rest of what was sent did not come"),
		}
	}
}

impl Objection {
	/// In the words of a page.
	pub(super) fn words(&self, t: &Texts) -> String {
		match self {
			Self::OtherKey { key, value } => {
				t.plain("objection.other-key", &[("key", key.as_str()), ("value", value)])
			}
			Self::Number(error) => of_gs1(t, error),
			Self::NoBatch { gtin } => t.plain("objection.no-batch", &[("gtin", gtin)]),
			Self::Misplaced => t.of("objection.misplaced").into(),
			Self::Refuted => t.of("objection.refuted").into(),
			Self::NoItem => t.of("objection.no-item").into(),
			Self::NoLink { link_type } => t.plain("objection.no-link", &[("type", link_type)]),
			Self::Method { method, .. } => t.plain("objection.method", &[("method", method)]),
			Self::Address { bytes, most } => t.plain(
				"objection.address",
				&[("bytes", &bytes.to_string()), ("max", &most.to_string())],
			),
			Self::Host => t.of("objection.host").into(),
			Self::TooLong(TooLong { field, len, most }) => {
				let field = match *field {
					"place" => t.of("report.place"),
					_ => t.of("report.note"),
				};
				let (found, max) = (len.to_string(), most.to_string());
				t.plain("objection.too-long", &[("field", field), ("found", &found), ("max", &max)])
			}
			Self::Country => t.of("objection.country").into(),
			Self::OtherSite => t.of("objection.other-site").into(),
			Self::Body { most } => t.plain("objection.body", &[("max", &most.to_string())]),
			Self::BrokenOff => t.of("objection.broken-off").into(),
			Self::Late => t.of("objection.late").into(),
		}
	}
}

/// Why an activation is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotActivated {
	/// What was sent is no activation that can be read: why, in English.
	Malformed(&'static str),
	/// It is that of another item than the page is about.
	OtherItem,
	/// It names another place than the item has.
	Index {
		/// The place that it names.
		made: u32,
		/// The item's place.
		found: u32,
	},
	/// What it has does not make the leaf at its place.
	NotThere,
	/// The code is not that of an item.
	NoSerial,
	/// The chain has no lot with the code.
	NoLot,
	/// The lot's leaf file is not at hand.
	NoLeafFile,
	/// The chain refuses it.
	Chain(ActivationRefusal),
	/// Something else came between: what, in English.
	Other(String),
}

impl NotActivated {
	/// In the words of a page.
	pub(super) fn words(&self, t: &Texts) -> String {
		match self {
			Self::Malformed(reason) => t.plain("activate.why-malformed", &[("reason", reason)]),
			Self::OtherItem => t.of("activate.why-other-item").into(),
			Self::Index { made, found } => t.plain(
				"activate.why-index",
				&[("made", &made.to_string()), ("found", &found.to_string())],
			),
			Self::NotThere => t.of("activate.why-not-there").into(),
			Self::NoSerial => t.of("why.no-serial").into(),
			Self::NoLot => t.of("activate.why-no-lot").into(),
			Self::NoLeafFile => t.of("activate.why-no-file").into(),
			Self::Chain(refusal) => of_refusal(t, *refusal).into(),
			Self::Other(reason) => reason.clone(),
		}
	}
}

fn of_refusal(t: &Texts, refusal: ActivationRefusal) -> &str {
	use ActivationRefusal::*;
	match refusal {
		LotNotFound => t.of("activate.why-no-lot"),
		LotNotActive => t.of("activate.why-not-active"),
		LotCompromised => t.of("activate.why-compromised"),
		IndexOutOfRange => t.of("activate.why-out-of-range"),
		InvalidSerial => t.of("activate.why-serial"),
		AlreadyActivated => t.of("activate.already"),
		AllowanceUsedUp => t.of("activate.why-allowance"),
		WrongProofLength => t.of("activate.why-proof"),
		NotInLot => t.of("activate.why-not-there"),
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

	/// What is Chinese in a text.
	fn has_chinese(text: &str) -> bool {
		text.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it))
	}

	#[test]
	fn every_objection_has_words_in_every_language() {
		let gtin = || "09520123456788".to_owned();
		let long = |field| TooLong { field, len: 1_001, most: 1_000 };
		let all = [
			Objection::OtherKey { key: ai::SSCC, value: "095201234567890120".into() },
			Objection::Number(Error::Zero { field: Field::Ai(ai::GTIN) }),
			Objection::NoBatch { gtin: gtin() },
			Objection::Misplaced,
			Objection::Refuted,
			Objection::NoItem,
			Objection::NoLink { link_type: "gs1:pip".into() },
			Objection::Method { path: "/packs".into(), method: "PUT".into() },
			Objection::Address { bytes: 3_000, most: 2_048 },
			Objection::Host,
			Objection::TooLong(long("place")),
			Objection::TooLong(long("note")),
			Objection::Country,
			Objection::OtherSite,
			Objection::Body { most: 8_192 },
			Objection::BrokenOff,
			Objection::Late,
		];
		for it in all {
			let [en, zh] = Lang::ALL.map(|lang| it.words(texts(lang)));
			assert!(has_chinese(&zh) && !zh.contains(['{', '}']), "{it:?}: {zh}");
			assert!(!has_chinese(&en) && !en.contains(['{', '}']), "{it:?}: {en}");
			assert!(!it.to_string().is_empty() && !en.contains("objection."), "{it:?}: {en}");
		}
	}

	#[test]
	fn every_refusal_of_an_activation_has_words_in_every_language() {
		let of_chain = ActivationRefusal::ALL.map(NotActivated::Chain);
		let others = [
			NotActivated::Malformed("it is no transaction"),
			NotActivated::OtherItem,
			NotActivated::Index { made: 3, found: 4 },
			NotActivated::NotThere,
			NotActivated::NoSerial,
			NotActivated::NoLot,
			NotActivated::NoLeafFile,
		];
		for it in others.into_iter().chain(of_chain) {
			let [en, zh] = Lang::ALL.map(|lang| it.words(texts(lang)));
			assert!(has_chinese(&zh) && !zh.contains(['{', '}']), "{it:?}: {zh}");
			assert!(!has_chinese(&en) && !en.contains("activate."), "{it:?}: {en}");
		}
	}

	#[test]
	fn scratch_code_is_one_without_its_check_symbol_and_with_a_wrong_one() {
		let code = ScratchCode([7; 10]).to_string();
		let (symbols, check) = code.rsplit_once('-').unwrap();
		let wrong = if check == "A" { "B" } else { "A" };
		for text in [
			code.clone(),
			symbols.into(),
			format!("{symbols}-{wrong}"),
			symbols.to_lowercase().replace('-', " "),
			symbols.replace('-', ""),
			format!("/{symbols}"),
			format!("/{}", symbols.replace('-', "%20")),
		] {
			assert!(is_like_scratch_code(&text), "{text}");
		}
		for text in [
			"",
			"hello",
			"0109520123456788",
			"0109520123456789",
			"(01)09520123456788",
			"https://id.example/01/09520123456788",
			"0008P04SK5TE0P4X609D",
			"FZTR-P6XG-3JHB-MKZ",
			"FZTR-P6XG-3JHB-MKZX-UA",
		] {
			assert!(!is_like_scratch_code(text), "{text}");
		}
	}
}
