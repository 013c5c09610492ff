//! What the chain knows of lots and attestations, as credentials that anyone can check who has never
//! heard of the chain.
//!
//! | module | holds | by |
//! |---|---|---|
//! | [`json`] | JSON as it is signed | RFC 8785 (JCS), RFC 7493 (I-JSON) |
//! | [`key`] | credential keys: Ed25519, as a Multikey | Controlled Identifiers 1.0 |
//! | [`did`] | issuers, their keys and their DID documents | `did:web` |
//! | [`proof`] | signing and checking a credential | Verifiable Credentials 2.0, Data Integrity, `eddsa-jcs-2022` |
//! | [`passport`] | the passport of a lot | UNTP Digital Product Passport 0.7 |
//! | [`conformity`] | the credential of an attestation | UNTP Digital Conformity Credential 0.7 |
//! | [`status`] | what became of lots and attestations since | Bitstring Status List 1.0 |
//! | [`receipt`] | that an item is one of its lot | COSE Receipts, RFC 9942; RFC 9162 |
//!
//! Nothing here asks the chain: what goes in are plain structures, which the SDK fills. Nothing here
//! knows the time either: whoever signs or checks says which moment counts.
//!
//! A credential says what the chain said when it was made. What became of it since is in the status
//! list that it names, and on the chain itself, which is the judge.

#![cfg_attr(
	not(test),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod conformity;
pub mod did;
mod error;
pub mod json;
pub mod key;
pub mod parts;
pub mod passport;
pub mod proof;
pub mod receipt;
pub mod status;
pub mod time;

pub use conformity::Attestation;
pub use did::{DidWeb, Issuer, RegisteredKey};
pub use error::Error;
pub use key::{PublicKey, SecretKey, Sign};
pub use parts::{Base, Basis, Link, Party, Place};
pub use passport::LotPassport;
pub use proof::Checked;
pub use status::StatusSource;

/// What the functions of this crate return.
pub type Result<T> = core::result::Result<T, Error>;

/// The context of Verifiable Credentials 2.0, the first of every credential.
pub const VC_CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";

/// The context of UNTP 0.7.0.
pub const UNTP_CONTEXT: &str = "https://vocabulary.uncefact.org/untp/0.7.0/context/";
