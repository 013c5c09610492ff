//! Registers outside of the chain, and the numbers that they give to products and lots: the product
//! passport registry of Regulation (EU) 2024/1781 (ESPR), Article 13; import licences; declarations
//! of other customs systems.

use crate::Text;
use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_runtime::{traits::ConstU32, BoundedVec};

/// The longest code of a system, in bytes.
pub const MAX_SYSTEM_CODE: u32 = 16;
/// The longest number that a register gives, in bytes of UTF-8.
pub const MAX_REGISTRATION_NUMBER: u32 = 64;

/// The code by which a register is named, such as `EU-DPP`: 2 to 16 capital letters, digits and
/// hyphens, of which a letter is the first and no hyphen the last. The council names the registers
/// that there are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SystemCode(pub BoundedVec<u8, ConstU32<MAX_SYSTEM_CODE>>);

impl SystemCode {
	/// The code in a text, if it has the form of one.
	pub fn new(text: &str) -> Option<Self> {
		let it = Self(text.as_bytes().to_vec().try_into().ok()?);
		it.is_valid().then_some(it)
	}

	/// Whether it has the form of a code. Whether there is such a register is for the chain to say.
	pub fn is_valid(&self) -> bool {
		let code = self.0.as_slice();
		code.len() >= 2
			&& code.first().is_some_and(u8::is_ascii_uppercase)
			&& code.last().is_some_and(|last| *last != b'-')
			&& code.iter().all(|c| matches!(c, b'A'..=b'Z' | b'0'..=b'9' | b'-'))
	}
}

impl core::fmt::Display for SystemCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(&String::from_utf8_lossy(&self.0))
	}
}

/// Shows it in quotes: what arrives in a call may hold anything.
impl core::fmt::Debug for SystemCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(&*String::from_utf8_lossy(&self.0), f)
	}
}

impl Serialize for SystemCode {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for SystemCode {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::new(&String::deserialize(deserializer)?).ok_or_else(|| {
			serde::de::Error::custom(
				"not the code of a register: 2 to 16 capital letters, digits and hyphens, a letter \
				 first and no hyphen last",
			)
		})
	}
}

/// The number that a register gave, as it writes it. Two are the same where all of their bytes are.
pub type RegistrationNumber = Text<MAX_REGISTRATION_NUMBER>;

/// A number, and the register that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
	/// The register.
	pub system: SystemCode,
	/// The number.
	pub number: RegistrationNumber,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn code_is_read_when_it_has_the_form_of_one() {
		for code in ["EU-DPP", "CN-GACC", "EU-MRN", "A1", "A-B-C-1234567890"] {
			assert_eq!(SystemCode::new(code).unwrap().to_string(), code);
		}
		for code in
			["", "E", "eu-dpp", "1A", "-A", "EU-", "EU DPP", "EU_DPP", "ÉU", "A-B-C-12345678901"]
		{
			assert_eq!(SystemCode::new(code), None, "{code}");
		}
	}

	#[test]
	fn registration_round_trips_through_json() {
		let it = Registration {
			system: SystemCode::new("EU-DPP").unwrap(),
			number: Text::new("URI-1").unwrap(),
		};
		let json = r#"{"system":"EU-DPP","number":"URI-1"}"#;
		assert_eq!(serde_json::to_string(&it).unwrap(), json);
		assert_eq!(serde_json::from_str::<Registration>(json).unwrap(), it);
		assert!(serde_json::from_str::<SystemCode>("\"eu\"").is_err());
	}

	#[test]
	fn code_is_quoted_when_debugged() {
		let odd = SystemCode(b"A), (B".to_vec().try_into().unwrap());
		assert_eq!(alloc::format!("{odd:?}"), "\"A), (B\"");
	}
}
