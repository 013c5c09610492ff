//! Values of the chain's types in words, read from their bytes.
//!
//! Whoever signs or votes reads these words, so they say all that the bytes do and nothing else. A type
//! of the domain has the form in which people write it: a GTIN 14 digits, an account its address, a
//! moment its date. Everything else is told by what it is made of. Texts stand in quotes and are
//! escaped, and what stands without quotes is made of letters, digits and few signs: no text can look
//! like another value, or like two.

use super::Unreadable;
use crate::{submit::Failure, words::words};
use chrono::{DateTime, SecondsFormat};
use codec::{Compact, Decode};
use hallmark_types::{AccountId, Permission, Permissions, Role, RoleSet};
use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive};
use sp_core::crypto::Ss58Codec;
use sp_runtime::{DispatchError, ModuleError};

/// Which types are shown as the letters and digits that they are made of, and may have others in the
/// bytes of a call that no pallet has checked yet. Others could end a list, or look like another
/// argument.
const CODES: [&str; 4] = ["CountryCode", "HsCode", "HsPrefix", "Unlocode"];

/// Types whose numbers have leading zeros when people write them, with how many digits those have.
const DIGITS: [(&str, usize); 3] = [("Gtin", 14), ("Gln", 13), ("Sscc", 18)];

/// Types that count parts of a whole, with how many parts it has.
const PARTS: [(&str, u128); 4] = [
	("Percent", 100),
	("Permill", 1_000_000),
	("Perbill", 1_000_000_000),
	("Perquintill", 1_000_000_000_000_000_000),
];

/// The classes of nonconformities, in the order in which a report counts what was found of an item (ISO
/// 2859-1:1999, 3.1.5 to 3.1.7).
const CLASSES: [&str; 3] = ["critical", "major", "minor"];

type Result<T> = core::result::Result<T, Unreadable>;

/// Tells values of a registry's types.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
	types: &'a PortableRegistry,
	/// The type of calls. They are told by themselves, so none is a value.
	call: u32,
}

impl<'a> Teller<'a> {
	pub(super) fn new(types: &'a PortableRegistry, call: u32) -> Self {
		Self { types, call }
	}

	/// A type.
	pub(super) fn resolve(&self, of: u32) -> Result<&'a Type<PortableForm>> {
		self.types.resolve(of).ok_or_else(|| unreadable("a type"))
	}

	/// A value at the beginning of some bytes, which are then those behind it. `named` is what the
	/// field that it stands in calls its type.
	pub(super) fn tell(&self, of: u32, named: Option<&str>, input: &mut &[u8]) -> Result<String> {
		if of == self.call {
			return Err(Unreadable("it has calls in it that are not known here".into()));
		}
		let ty = self.resolve(of)?;
		let ident = ty.path.segments.last().map_or("", String::as_str);
		if let Some(told) = self.of_domain(ident, ty, input) {
			return told;
		}
		match &ty.type_def {
			TypeDef::Composite(it) => self.fields(&it.fields, input),
			TypeDef::Variant(it) => {
				let index = u8::decode(input).map_err(|_| unreadable("a variant"))?;
				let variant = it.variants.iter().find(|it| it.index == index);
				let variant = variant.ok_or_else(|| unreadable("a variant"))?;
				match (ident, variant.name.as_str()) {
					("Option", "None") => Ok("none".into()),
					("Option", _) | ("MultiAddress", "Id") => match variant.fields.as_slice() {
						[only] => self.tell(only.ty.id, inner_name(named), input),
						_ => Err(unreadable("an option")),
					},
					// Of ten thousand.
					("Outcome", "Fraction") => {
						let share = u16::decode(input).map_err(|_| unreadable("a share"))?;
						Ok(format!("fraction {}", parts(share.into(), 10_000)))
					}
					(_, name) if variant.fields.is_empty() => Ok(self::variant(name)),
					(_, name) => Ok(format!(
						"{} {}",
						self::variant(name),
						self.fields(&variant.fields, input)?
					)),
				}
			}
			TypeDef::Sequence(it) if self.is_byte(it.type_param.id) => {
				let length = length(input)?;
				Ok(bytes(take(input, length)?))
			}
			TypeDef::Sequence(it) => {
				let length = length(input)?;
				self.list(it.type_param.id, length, input)
			}
			TypeDef::Array(it) if self.is_byte(it.type_param.id) => {
				Ok(format!("0x{}", hex::encode(take(input, it.len as usize)?)))
			}
			TypeDef::Array(it) => self.list(it.type_param.id, it.len as usize, input),
			TypeDef::Tuple(it) if it.fields.is_empty() => Ok("none".into()),
			TypeDef::Tuple(it) => {
				let told = it.fields.iter().map(|field| self.tell(field.id, None, input));
				Ok(format!("({})", told.collect::<Result<Vec<_>>>()?.join(", ")))
			}
			TypeDef::Compact(it) => self.compact(it.type_param.id, named, input),
			TypeDef::Primitive(it) => primitive(it, named, input),
			TypeDef::BitSequence(_) => Err(unreadable("a row of bits")),
		}
	}

	/// A value of a type that has a form of its own; none if its type has none.
	fn of_domain(
		&self,
		ident: &str,
		ty: &Type<PortableForm>,
		input: &mut &[u8],
	) -> Option<Result<String>> {
		if CODES.contains(&ident) {
			return Some(self.code(ty, input));
		}
		if let Some((_, digits)) = DIGITS.iter().find(|(name, _)| *name == ident) {
			let number = u64::decode(input).map_err(|_| unreadable("a number"));
			return Some(number.map(|it| format!("{it:0digits$}")));
		}
		Some(match ident {
			"AccountId32" => take(input, 32).and_then(|bytes| {
				let account = AccountId::decode(&mut &bytes[..]);
				account.map(|it| it.to_ss58check()).map_err(|_| unreadable("an account"))
			}),
			"Permissions" => u32::decode(input).map_err(|_| unreadable("permissions")).map(|it| {
				let names = Permission::ALL.into_iter().filter(|of| Permissions(it).has(*of));
				set(names.map(|it| format!("{it:?}")), it & !Permissions::ALL.0)
			}),
			"RoleSet" => u16::decode(input).map_err(|_| unreadable("roles")).map(|it| {
				let names = Role::ALL.into_iter().filter(|of| RoleSet(it).has(*of));
				set(names.map(|it| format!("{it:?}")), (it & !RoleSet::ALL.0).into())
			}),
			"ModuleError" => take(input, 5).map(|it| {
				let (index, error) = (it[0], [it[1], it[2], it[3], it[4]]);
				let error = ModuleError { index, error, message: None };
				Failure::from(DispatchError::Module(error)).name
			}),
			"CompanyPrefix" => <(u64, u8)>::decode(input).map_err(|_| unreadable("a prefix")).map(
				|(value, len)| {
					let digits = format!("{value:0len$}", len = usize::from(len));
					match digits.len() == usize::from(len) {
						true => digits,
						false => format!("(value: {value}, len: {len})"),
					}
				},
			),
			"Aql" => u32::decode(input).map_err(|_| unreadable("a limit")).map(|it| {
				let places = format!("{:03}", it % 1_000);
				let places = places.trim_end_matches('0');
				format!("AQL {}.{}", it / 1_000, if places.is_empty() { "0" } else { places })
			}),
			"LineSet" => u16::decode(input).map_err(|_| unreadable("lines")).map(|it| {
				let lines = (0..u16::BITS).filter(|line| it & (1 << line) != 0);
				format!("[{}]", lines.map(|line| line.to_string()).collect::<Vec<_>>().join(", "))
			}),
			"Percent" => {
				u8::decode(input).map_err(|_| unreadable("a share")).map(|it| parts(it.into(), 100))
			}
			"Permill" | "Perbill" => {
				u32::decode(input).map_err(|_| unreadable("a share")).map(|it| {
					parts(it.into(), if ident == "Permill" { 1_000_000 } else { 1_000_000_000 })
				})
			}
			"ItemRange" => <(u32, u32)>::decode(input).map_err(|_| unreadable("a range")).map(
				|(start, end)| match end.checked_sub(1) {
					Some(last) if last == start => format!("item {start}"),
					Some(last) if last > start => format!("items {start} to {last}"),
					_ => format!("no items (from {start} to before {end})"),
				},
			),
			_ => return None,
		})
	}

	/// A code: letters and digits, and perhaps the year of the edition that they are of.
	fn code(&self, ty: &Type<PortableForm>, input: &mut &[u8]) -> Result<String> {
		let fields = match &ty.type_def {
			TypeDef::Composite(it) => &it.fields,
			// Of several kinds, which differ by how many signs they have.
			TypeDef::Variant(it) => {
				let index = u8::decode(input).map_err(|_| unreadable("a code"))?;
				let kind = it.variants.iter().find(|it| it.index == index);
				&kind.ok_or_else(|| unreadable("a code"))?.fields
			}
			_ => return Err(unreadable("a code")),
		};
		let mut told = String::new();
		for field in fields {
			let of = &self.resolve(field.ty.id)?.type_def;
			let letters = match of {
				TypeDef::Array(it) if self.is_byte(it.type_param.id) => {
					take(input, it.len as usize)?
				}
				TypeDef::Composite(_) | TypeDef::Sequence(_) => {
					let length = length(input)?;
					take(input, length)?
				}
				TypeDef::Primitive(TypeDefPrimitive::U16) => {
					let year = u16::decode(input).map_err(|_| unreadable("a year"))?;
					told += &format!(" (HS {year})");
					continue;
				}
				_ => return Err(unreadable("a code")),
			};
			if !letters.iter().all(u8::is_ascii_alphanumeric) {
				let reason = "a code in it has other signs than letters and digits";
				return Err(Unreadable(reason.into()));
			}
			told.extend(letters.iter().copied().map(char::from));
		}
		Ok(told)
	}

	/// The fields of a struct or a variant: one without a name is what it holds.
	fn fields(&self, fields: &[Field<PortableForm>], input: &mut &[u8]) -> Result<String> {
		if let [Field { name: None, ty, type_name, .. }] = fields {
			return self.tell(ty.id, type_name.as_deref(), input);
		}
		let told = fields.iter().map(|field| {
			let value = match (field.name.as_deref(), &self.resolve(field.ty.id)?.type_def) {
				(Some("found"), TypeDef::Array(it)) if it.len as usize == CLASSES.len() => {
					self.by_class(it.type_param.id, input)?
				}
				_ => self.tell(field.ty.id, field.type_name.as_deref(), input)?,
			};
			Ok(match &field.name {
				Some(name) => format!("{}: {value}", name.replace('_', " ")),
				None => value,
			})
		});
		let told = told.collect::<Result<Vec<_>>>()?;
		Ok(if told.is_empty() { "none".into() } else { format!("({})", told.join(", ")) })
	}

	/// A number of each class.
	fn by_class(&self, of: u32, input: &mut &[u8]) -> Result<String> {
		let mut told = Vec::new();
		for class in CLASSES {
			told.push(format!("{class}: {}", self.tell(of, None, input)?));
		}
		Ok(format!("({})", told.join(", ")))
	}

	fn list(&self, of: u32, length: usize, input: &mut &[u8]) -> Result<String> {
		let told = (0..length).map(|_| {
			// What takes no bytes could be there any number of times.
			match input.is_empty() {
				true => Err(unreadable("what is cut off")),
				false => self.tell(of, None, input),
			}
		});
		Ok(format!("[{}]", told.collect::<Result<Vec<_>>>()?.join(", ")))
	}

	fn compact(&self, of: u32, named: Option<&str>, input: &mut &[u8]) -> Result<String> {
		let ty = self.resolve(of)?;
		// `Compact<()>`, the index of an account where there are no indices, takes no bytes.
		if matches!(&ty.type_def, TypeDef::Tuple(it) if it.fields.is_empty()) {
			return Ok("none".into());
		}
		let number = Compact::<u128>::decode(input).map_err(|_| unreadable("a number"))?.0;
		let ident = ty.path.segments.last().map_or("", String::as_str);
		Ok(match PARTS.iter().find(|(name, _)| *name == ident) {
			Some((_, whole)) => parts(number, *whole),
			None => self::number(number, inner_name(named)),
		})
	}

	fn is_byte(&self, of: u32) -> bool {
		let of = self.types.resolve(of).map(|it| &it.type_def);
		matches!(of, Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
	}
}

fn unreadable(what: &str) -> Unreadable {
	Unreadable(format!("{what} in it cannot be read"))
}

/// So many bytes.
pub(super) fn take<'i>(input: &mut &'i [u8], count: usize) -> Result<&'i [u8]> {
	let (taken, rest) =
		input.split_at_checked(count).ok_or_else(|| unreadable("what is cut off"))?;
	*input = rest;
	Ok(taken)
}

/// How many there are of what follows.
pub(super) fn length(input: &mut &[u8]) -> Result<usize> {
	let length = Compact::<u32>::decode(input).map_err(|_| unreadable("a length"))?;
	Ok(length.0 as usize)
}

fn primitive(of: &TypeDefPrimitive, named: Option<&str>, input: &mut &[u8]) -> Result<String> {
	let mut bytes = |count| take(input, count);
	/// A number of the bytes that it is written in.
	macro_rules! read {
		($number:ty) => {
			<$number>::decode(&mut bytes(size_of::<$number>())?)
				.map_err(|_| unreadable("a number"))?
		};
	}
	Ok(match of {
		TypeDefPrimitive::Bool => match bytes(1)? {
			[0] => "no".into(),
			[1] => "yes".into(),
			_ => return Err(unreadable("yes or no")),
		},
		TypeDefPrimitive::U8 => read!(u8).to_string(),
		TypeDefPrimitive::U16 => read!(u16).to_string(),
		TypeDefPrimitive::U32 => read!(u32).to_string(),
		TypeDefPrimitive::U64 => number(read!(u64).into(), named),
		TypeDefPrimitive::U128 => read!(u128).to_string(),
		TypeDefPrimitive::I8 => read!(i8).to_string(),
		TypeDefPrimitive::I16 => read!(i16).to_string(),
		TypeDefPrimitive::I32 => read!(i32).to_string(),
		TypeDefPrimitive::I64 => read!(i64).to_string(),
		TypeDefPrimitive::I128 => read!(i128).to_string(),
		// No call has one of these.
		TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => {
			format!("0x{}", hex::encode(bytes(32)?))
		}
		TypeDefPrimitive::Char => return Err(unreadable("a sign")),
		TypeDefPrimitive::Str => {
			let length = length(input)?;
			self::bytes(take(input, length)?)
		}
	})
}

/// The type in `Option<…>`, as a field calls it.
fn inner_name(named: Option<&str>) -> Option<&str> {
	let named = named?;
	Some(named.strip_prefix("Option<").and_then(|it| it.strip_suffix('>')).unwrap_or(named))
}

/// A number; if its field calls it a moment, the moment or the time that it is.
fn number(number: u128, named: Option<&str>) -> String {
	match named {
		Some("Moment" | "T::Moment") => moment(number),
		_ => number.to_string(),
	}
}

/// Milliseconds: since 1970, if they come to a day after 2000, or else how long something takes. Both
/// are told whole.
fn moment(millis: u128) -> String {
	const YEAR_2001: u128 = 978_307_200_000;
	let date = i64::try_from(millis).ok().and_then(DateTime::from_timestamp_millis);
	if let Some(date) = date.filter(|_| millis >= YEAR_2001) {
		return date.to_rfc3339_opts(SecondsFormat::AutoSi, true);
	}
	let units =
		[(86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes"), (1_000, "seconds")];
	let unit = units.into_iter().find(|(length, _)| millis > 0 && millis.is_multiple_of(*length));
	match unit {
		Some((length, unit)) if millis == length => {
			format!("1 {}", unit.strip_suffix('s').unwrap_or(unit))
		}
		Some((length, unit)) => format!("{} {unit}", millis / length),
		None => format!("{millis} milliseconds"),
	}
}

/// Parts of a whole as percent: `2.5 %`. Told whole, for wholes are powers of ten.
fn parts(number: u128, whole: u128) -> String {
	let one = whole / 100;
	let (percent, rest) = (number / one, number % one);
	if rest == 0 {
		return format!("{percent} %");
	}
	let places = one.ilog10() as usize;
	let rest = format!("{rest:0places$}");
	format!("{percent}.{} %", rest.trim_end_matches('0'))
}

/// Bytes as the text that they are, in quotes and escaped; in hexadecimal digits if they are none.
fn bytes(bytes: &[u8]) -> String {
	match str::from_utf8(bytes) {
		Ok(text) if !text.chars().any(char::is_control) => format!("{text:?}"),
		_ => format!("0x{}", hex::encode(bytes)),
	}
}

/// The names in a set, and what else its bits say.
fn set(names: impl Iterator<Item = String>, rest: u32) -> String {
	let mut names: Vec<_> = names.map(|it| variant(&it)).collect();
	if rest != 0 {
		names.push(format!("unknown bits 0x{rest:x}"));
	}
	format!("[{}]", names.join(", "))
}

/// The name of a variant in words. What is in capitals, such as a level II or a band C, stays so.
fn variant(name: &str) -> String {
	let name = name.trim_matches('_');
	if name.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit()) {
		return name.into();
	}
	let (mut told, mut before) = (String::new(), ' ');
	for c in words(name).chars() {
		if c.is_ascii_digit() && before.is_alphabetic() {
			told.push(' ');
		}
		told.push(c);
		before = c;
	}
	told
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn moment_is_a_date_or_how_long_something_takes() {
		for (millis, told) in [
			(1_796_083_200_000, "2026-12-01T00:00:00Z"),
			(1_796_083_200_001, "2026-12-01T00:00:00.001Z"),
			(172_800_000, "2 days"),
			(86_400_000, "1 day"),
			(5_400_000, "90 minutes"),
			(1_500, "1500 milliseconds"),
			(0, "0 milliseconds"),
			(u128::from(u64::MAX), "18446744073709551615 milliseconds"),
		] {
			assert_eq!(moment(millis), told);
		}
	}

	#[test]
	fn parts_are_told_whole() {
		for (number, whole, told) in [
			(15, 100, "15 %"),
			(25_000, 1_000_000, "2.5 %"),
			(1, 1_000_000, "0.0001 %"),
			(1_000_000_000, 1_000_000_000, "100 %"),
		] {
			assert_eq!(parts(number, whole), told);
		}
	}

	#[test]
	fn bytes_are_a_text_in_quotes_or_hexadecimal() {
		assert_eq!(bytes("茶, \"a\"".as_bytes()), "\"茶, \\\"a\\\"\"");
		assert_eq!(bytes(b"\x1b[2J"), "0x1b5b324a");
		assert_eq!(bytes(&[0xff]), "0xff");
		assert_eq!(bytes(b""), "\"\"");
		// What turns the order of letters round is written out.
		assert_eq!(bytes("a\u{202e}b".as_bytes()), "\"a\\u{202e}b\"");
	}

	#[test]
	fn names_are_words_and_levels_stay_as_they_are() {
		for (name, told) in [
			("TakenByAgency", "taken by agency"),
			("NonconformitiesPer100", "nonconformities per 100"),
			("II", "II"),
			("S4", "S4"),
			("C", "C"),
			("system", "system"),
		] {
			assert_eq!(variant(name), told);
		}
	}
}
