//! Why a transaction is refused at the pool, and the code that says so: [`Refused`] for what
//! operators sign, [`ActivationRefusal`] for what nobody signs.

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// Why an account may not write at all. The codes stand in `InvalidTransaction::Custom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum WriteRefusal {
	/// It is no operator of any organisation.
	NotAnOperator,
	/// It was an operator and was revoked.
	OperatorRevoked,
	/// Its organisation is suspended.
	OrganisationSuspended,
}

/// Why a signed transaction is refused before a block spends anything on it. It travels as
/// `InvalidTransaction::Custom(code)`, which a node's RPC reports as "Custom error: code".
///
/// The codes 1 to 31 are reserved for this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Refused {
	/// The signer is no operator of any organisation, and no council member.
	#[codec(index = 1)]
	NotAnOperator = 1,
	/// The signer was an operator and was revoked.
	#[codec(index = 2)]
	OperatorRevoked = 2,
	/// The signer's organisation is suspended.
	#[codec(index = 3)]
	OrganisationSuspended = 3,
	/// What is left of the organisation's weight for this window does not cover the transaction.
	#[codec(index = 4)]
	WeightQuota = 4,
	/// What is left of the organisation's bytes for this window does not cover the transaction.
	#[codec(index = 5)]
	LengthQuota = 5,
	/// No role of the organisation has taken effect yet, so it has no quota.
	#[codec(index = 6)]
	NoRoleInEffect = 6,
	/// What is left of the operator's own share for this window does not cover the transaction.
	#[codec(index = 7)]
	OperatorShare = 7,
}

impl Refused {
	/// All of them, in the order of their codes.
	pub const ALL: [Refused; 7] = [
		Refused::NotAnOperator,
		Refused::OperatorRevoked,
		Refused::OrganisationSuspended,
		Refused::WeightQuota,
		Refused::LengthQuota,
		Refused::NoRoleInEffect,
		Refused::OperatorShare,
	];

	/// The code in `InvalidTransaction::Custom`.
	pub const fn code(self) -> u8 {
		self as u8
	}

	/// The refusal behind a code of `InvalidTransaction::Custom`.
	pub fn from_code(code: u8) -> Option<Self> {
		Self::ALL.into_iter().find(|refused| refused.code() == code)
	}
}

impl core::fmt::Display for Refused {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Refused::NotAnOperator => {
				"this account is no operator of an organisation; an administrator of yours must \
				 add it"
			}
			Refused::OperatorRevoked => "this account was an operator and has been revoked",
			Refused::OrganisationSuspended => "the organisation of this account is suspended",
			Refused::WeightQuota => {
				"the organisation has used up its execution time for this window; try again in \
				 the next"
			}
			Refused::LengthQuota => {
				"the organisation has used up its transaction bytes for this window; try again in \
				 the next"
			}
			Refused::NoRoleInEffect => {
				"no role of the organisation has taken effect yet; roles take effect after a delay"
			}
			Refused::OperatorShare => {
				"this account has used up its share of the organisation's quota for this window; \
				 try again in the next, or have an administrator raise the share"
			}
		})
	}
}

impl From<WriteRefusal> for Refused {
	fn from(refusal: WriteRefusal) -> Self {
		match refusal {
			WriteRefusal::NotAnOperator => Refused::NotAnOperator,
			WriteRefusal::OperatorRevoked => Refused::OperatorRevoked,
			WriteRefusal::OrganisationSuspended => Refused::OrganisationSuspended,
		}
	}
}

impl From<Refused> for TransactionValidityError {
	fn from(refused: Refused) -> Self {
		InvalidTransaction::Custom(refused.code()).into()
	}
}

/// Why an activation is refused at the pool, or passed over where many are handed in at once. At the
/// pool it travels as [`Refused`] does.
///
/// The codes 100 to 127 are reserved for this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[repr(u8)]
pub enum ActivationRefusal {
	/// There is no such lot.
	#[codec(index = 100)]
	LotNotFound = 100,
	/// Too few platforms have confirmed the lot's leaf file.
	#[codec(index = 101)]
	LotNotActive = 101,
	/// The lot's key leaked: a secret proves nothing any more.
	#[codec(index = 102)]
	LotCompromised = 102,
	/// The lot has no item with this index.
	#[codec(index = 103)]
	IndexOutOfRange = 103,
	/// The serial is not 1 to 20 characters of GS1's character set 82.
	#[codec(index = 104)]
	InvalidSerial = 104,
	/// The item was activated before.
	#[codec(index = 105)]
	AlreadyActivated = 105,
	/// The issuer's activations of this window are used up; try again later.
	#[codec(index = 106)]
	AllowanceUsedUp = 106,
	/// The proof has too few or too many hashes for this index and lot (none, for a listed lot).
	#[codec(index = 107)]
	WrongProofLength = 107,
	/// Serial, data sheet, secret and proof do not make the lot's leaf at this index: one of them
	/// is wrong, or belongs to another item.
	#[codec(index = 108)]
	NotInLot = 108,
}

impl ActivationRefusal {
	/// All of them, in the order of their codes.
	pub const ALL: [ActivationRefusal; 9] = [
		ActivationRefusal::LotNotFound,
		ActivationRefusal::LotNotActive,
		ActivationRefusal::LotCompromised,
		ActivationRefusal::IndexOutOfRange,
		ActivationRefusal::InvalidSerial,
		ActivationRefusal::AlreadyActivated,
		ActivationRefusal::AllowanceUsedUp,
		ActivationRefusal::WrongProofLength,
		ActivationRefusal::NotInLot,
	];

	/// The code in `InvalidTransaction::Custom`.
	pub const fn code(self) -> u8 {
		self as u8
	}

	/// The refusal behind a code of `InvalidTransaction::Custom`.
	pub fn from_code(code: u8) -> Option<Self> {
		Self::ALL.into_iter().find(|refusal| refusal.code() == code)
	}
}

impl core::fmt::Display for ActivationRefusal {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		use ActivationRefusal::*;
		f.write_str(match self {
			LotNotFound => "there is no such lot",
			LotNotActive => "the lot is not active yet: too few platforms hold its leaf file",
			LotCompromised => {
				"the lot's key has leaked, so that a scratch code proves nothing any more"
			}
			IndexOutOfRange => "the lot has no item with this index",
			InvalidSerial => "the serial is not 1 to 20 characters of GS1's character set 82",
			AlreadyActivated => "the item was activated before; whoever holds it is not the first",
			AllowanceUsedUp => "the issuer's activations are used up for now; try again later",
			WrongProofLength => "the proof does not fit the lot's size",
			NotInLot => {
				"serial, data sheet, scratch code and proof do not make an item of this lot"
			}
		})
	}
}

impl From<ActivationRefusal> for TransactionValidityError {
	fn from(refusal: ActivationRefusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refused_is_found_again_by_its_code() {
		for refused in Refused::ALL {
			assert_eq!(Refused::from_code(refused.code()), Some(refused));
			assert_eq!(refused.encode(), [refused.code()]);
		}
		for code in [0, 8, 32, u8::MAX] {
			assert_eq!(Refused::from_code(code), None);
		}
	}

	#[test]
	fn activation_refusal_is_found_again_by_its_code() {
		for (code, refusal) in (100..).zip(ActivationRefusal::ALL) {
			assert_eq!(refusal.code(), code);
			assert_eq!(ActivationRefusal::from_code(code), Some(refusal));
			assert_eq!(refusal.encode(), [code]);
		}
		for code in [0, 7, 99, 109, u8::MAX] {
			assert_eq!(ActivationRefusal::from_code(code), None);
		}
	}
}
