//! Signatures of webhooks, as Standard Webhooks has them
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>):
//! HMAC-SHA256 over id, time and body.

use base64::{prelude::BASE64_STANDARD, Engine};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How a secret begins.
const PREFIX: &str = "whsec_";

/// What a webhook is signed with.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
	/// A new one of 32 random bytes.
	///
	/// # Errors
	///
	/// If the system has no random numbers.
	pub fn generate() -> Result<Self, getrandom::Error> {
		let mut bytes = Zeroizing::new(vec![0; 32]);
		getrandom::fill(&mut bytes)?;
		Ok(Self(bytes))
	}

	/// A secret from its bytes.
	pub fn of(bytes: Vec<u8>) -> Self {
		Self(Zeroizing::new(bytes))
	}

	/// Its bytes.
	pub fn bytes(&self) -> &[u8] {
		&self.0
	}

	/// As whoever verifies needs it: `whsec_…`.
	pub fn text(&self) -> String {
		format!("{PREFIX}{}", BASE64_STANDARD.encode(&*self.0))
	}

	/// The header `webhook-signature` of a message, sent at `timestamp` in seconds since 1970.
	pub fn signature(&self, id: &str, timestamp: u64, body: &[u8]) -> String {
		let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key's; qed");
		mac.update(format!("{id}.{timestamp}.").as_bytes());
		mac.update(body);
		format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn signature_is_that_of_the_specifications_example() {
		// From the test of the public library `standardwebhooks`.
		let secret = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
		let secret = Secret::of(secret);
		assert_eq!(secret.text(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
		let body = br#"{"test": 2432232314}"#;
		let signature = secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
		assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	#[test]
	fn secrets_are_new_and_as_long_as_the_specification_asks() {
		let (one, two) = (Secret::generate().unwrap(), Secret::generate().unwrap());
		assert_ne!(one.text(), two.text());
		assert!((24..=64).contains(&one.bytes().len()));
	}
}
