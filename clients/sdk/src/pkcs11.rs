//! Ed25519 keys in tokens: hardware security modules, and whatever else comes with a module of
//! PKCS #11. A key signs inside its token and never leaves it.
//!
//! A key is named by a URI of RFC 7512, of which [`Uri`] reads a part:
//!
//! ```text
//! pkcs11:token=Operators;object=clerk?module-path=/usr/lib/softhsm/libsofthsm2.so
//! ```

use crate::{
	sealed::{self, secrecy::SecretString},
	Error, Result,
};
use cryptoki::{
	context::{CInitializeArgs, CInitializeFlags, Pkcs11},
	error::{Error as Fault, RvError},
	mechanism::{
		eddsa::{EddsaParams, EddsaSignatureScheme},
		Mechanism,
	},
	object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle},
	session::{Session, SessionState, UserType},
	slot::{Slot, TokenInfo},
};
use hallmark_credentials::{PublicKey, SecretKey};
use percent_encoding::{percent_decode_str, utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use sp_core::{ed25519, Pair};
use std::{
	collections::HashMap,
	fmt,
	path::{Path, PathBuf},
	str::FromStr,
	sync::{Mutex, MutexGuard, PoisonError},
};

/// How a URI of a key begins.
pub const SCHEME: &str = "pkcs11:";

/// What stands in a URI as it is: the unreserved characters of RFC 3986, and the slash in queries.
const ESCAPED: &AsciiSet =
	&NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The name of the curve in DER, by its object identifier (RFC 8410) and as a text. Tokens take one
/// or the other.
const CURVE: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

/// How many random bytes the id of a new key has.
const ID: usize = 8;

/// Which key of which token, and how the token is reached: the part of RFC 7512 that is needed for
/// it. What it does not know it refuses, for an attribute that is overlooked names another key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri {
	/// `module-path`: the module, a shared library.
	module: PathBuf,
	/// `token`: the label of the token.
	token: Option<String>,
	/// `serial`: its serial number.
	serial: Option<String>,
	/// `object`: the label of the key.
	object: Option<String>,
	/// `id`: its identifier.
	id: Option<Vec<u8>>,
	/// `pin-source`: a file with the PIN.
	pin_source: Option<PathBuf>,
}

impl Uri {
	/// Whether a text is meant as such a URI.
	pub fn is_meant(text: &str) -> bool {
		text.starts_with(SCHEME)
	}

	/// Whether it names a token.
	pub fn names_token(&self) -> bool {
		self.token.is_some() || self.serial.is_some()
	}

	/// The same without what names a key: the token.
	fn without_key(&self) -> Self {
		Self { object: None, id: None, ..self.clone() }
	}

	/// The same for this key of this token, without the file of the PIN.
	fn of(&self, token: &TokenInfo, label: &str, id: &[u8]) -> Self {
		Self {
			module: self.module.clone(),
			token: Some(token.label().to_string()),
			serial: self.serial.clone(),
			object: (!label.is_empty()).then(|| label.to_string()),
			id: (!id.is_empty()).then(|| id.to_vec()),
			pin_source: None,
		}
	}

	fn is_token(&self, token: &TokenInfo) -> bool {
		self.token.as_ref().is_none_or(|label| label == token.label())
			&& self.serial.as_ref().is_none_or(|serial| serial == token.serial_number())
	}

	fn is_key(&self, key: &Found) -> bool {
		self.object.as_ref().is_none_or(|label| *label == key.label)
			&& self.id.as_ref().is_none_or(|id| *id == key.id)
	}

	/// The field of the URI that did not find a key.
	fn key_field(&self) -> &'static str {
		match (&self.object, &self.id) {
			(None, Some(_)) => "id",
			_ => "object",
		}
	}
}

impl FromStr for Uri {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let rest = text.strip_prefix(SCHEME).ok_or_else(|| {
			Error::input("pkcs11", "a key of a token is named by a URI that begins with pkcs11:")
		})?;
		let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
		let mut uri = Self::default();
		let mut seen = Vec::new();
		let parts = path.split(';').chain(query.split('&')).filter(|part| !part.is_empty());
		for part in parts {
			let (name, value) = part.split_once('=').unwrap_or((part, ""));
			let refuse = |reason: &str| Err(Error::input("pkcs11", format!("{name}: {reason}")));
			if seen.contains(&name) {
				return refuse("it is there twice");
			}
			seen.push(name);
			let bytes: Vec<u8> = percent_decode_str(value).collect();
			if bytes.is_empty() {
				return refuse("it has no value");
			}
			if name == "id" {
				uri.id = Some(bytes);
				continue;
			}
			let Ok(value) = String::from_utf8(bytes) else {
				return refuse("it is not UTF-8");
			};
			match name {
				"token" => uri.token = Some(value),
				"serial" => uri.serial = Some(value),
				"object" => uri.object = Some(value),
				"type" if value == "private" => {}
				"type" => return refuse("only private keys sign"),
				"module-path" => uri.module = value.into(),
				"pin-source" => {
					let path = value.strip_prefix("file:").unwrap_or(&value);
					let path = path.strip_prefix("//").unwrap_or(path);
					if !path.starts_with('/') {
						return refuse("it is not the whole path of a file, such as file:/etc/pin");
					}
					uri.pin_source = Some(path.into());
				}
				"pin-value" => return refuse(
					"others see what stands on a command line: put the PIN into a file of mode \
						 0600, and name it with pin-source",
				),
				_ => return refuse(
					"not known: a URI has token, serial, object, id and type before the question \
						 mark, module-path and pin-source behind it",
				),
			}
		}
		if uri.module.as_os_str().is_empty() {
			let reason = "the URI names no module: end it with \
			              ?module-path=/usr/lib/softhsm/libsofthsm2.so or the like";
			return Err(Error::input("module-path", reason));
		}
		Ok(uri)
	}
}

impl fmt::Display for Uri {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let text = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
		let id = |id: &Vec<u8>| id.iter().map(|byte| format!("%{byte:02X}")).collect::<String>();
		let path = [
			("token", self.token.as_deref().map(text)),
			("serial", self.serial.as_deref().map(text)),
			("object", self.object.as_deref().map(text)),
			("id", self.id.as_ref().map(id)),
		];
		let path: Vec<_> = path
			.into_iter()
			.filter_map(|(name, value)| Some(format!("{name}={}", value?)))
			.collect();
		write!(
			f,
			"{SCHEME}{}?module-path={}",
			path.join(";"),
			text(&self.module.to_string_lossy())
		)?;
		match &self.pin_source {
			Some(file) => write!(f, "&pin-source=file:{}", text(&file.to_string_lossy())),
			None => Ok(()),
		}
	}
}

/// What a module says of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName {
	/// Its label.
	pub label: String,
	/// Its serial number.
	pub serial: String,
	/// What it is, in the words of its maker.
	pub model: String,
}

impl From<&TokenInfo> for TokenName {
	fn from(token: &TokenInfo) -> Self {
		Self {
			label: token.label().into(),
			serial: token.serial_number().into(),
			model: format!("{} {}", token.manufacturer_id(), token.model()).trim().into(),
		}
	}
}

/// A private key as a token lists it.
#[derive(Clone, Debug)]
pub struct KeyName {
	/// The URI by which it is named.
	pub uri: Uri,
	/// Its label.
	pub label: String,
	/// Its identifier.
	pub id: Vec<u8>,
	/// What kind of key it is, as PKCS #11 has it.
	pub kind: String,
	/// Its public half, if it is an Ed25519 key.
	pub public: Option<ed25519::Public>,
}

/// The tokens that a module has. Nobody logs in.
///
/// # Errors
///
/// [`Error::Input`] if the module cannot be loaded or does not answer.
pub fn tokens(uri: &Uri) -> Result<Vec<TokenName>> {
	let module = module(&uri.module)?;
	Ok(slots(&module)?.iter().map(|(_, token)| token.into()).collect())
}

/// The private keys of the token that a URI names, or of the only one. `pin` is asked for the PIN of
/// the token with this label, unless a file has it or the token asks by itself.
///
/// # Errors
///
/// [`Error::Input`] if there is no such token, or it refuses the PIN; those of `pin`.
pub fn keys(uri: &Uri, pin: impl FnOnce(&str) -> Result<SecretString>) -> Result<Vec<KeyName>> {
	let open = Open::new(uri, pin, false)?;
	let found = open.keys()?;
	Ok(found.into_iter().map(|key| open.name(uri, key)).collect())
}

/// An Ed25519 key in a token.
pub struct Key {
	public: ed25519::Public,
	handle: ObjectHandle,
	open: Mutex<Open>,
}

impl Key {
	/// The key that a URI names. `pin` is asked as [`keys`] asks it.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is no such key or more than one, if it is no Ed25519 key, or if its
	/// public half is not in the token; those of [`keys`].
	pub fn open(uri: &Uri, pin: impl FnOnce(&str) -> Result<SecretString>) -> Result<Self> {
		let open = Open::new(uri, pin, false)?;
		let mut keys = open.keys()?;
		// A label may be that of other kinds of keys too: those cannot be meant.
		let is_meant = |key: &Found| uri.is_key(key);
		if keys.iter().any(|key| is_meant(key) && key.kind == KeyType::EC_EDWARDS) {
			keys.retain(|key| key.kind == KeyType::EC_EDWARDS);
		}
		let (meant, others): (Vec<_>, Vec<_>) = keys.into_iter().partition(is_meant);
		let refuse = |reason: String| Err(Error::input(uri.key_field(), reason));
		let token = &open.label;
		let key = match <[Found; 1]>::try_from(meant) {
			Ok([key]) => key,
			Err(meant) if meant.is_empty() => {
				let names: Vec<_> = others.iter().map(Found::to_string).collect();
				let names = if names.is_empty() { "none".into() } else { names.join(", ") };
				return refuse(format!(
					"the token {token} has no such private key; those that it has: {names}"
				));
			}
			Err(meant) => {
				let names: Vec<_> = meant.iter().map(Found::to_string).collect();
				return refuse(format!(
					"the token {token} has several private keys of which it could be: {}. Name one \
					 by object and id",
					names.join(", ")
				));
			}
		};
		if key.kind != KeyType::EC_EDWARDS {
			let kind = words(key.kind);
			return refuse(format!("{key} is a key of the kind {kind}, and Ed25519 is needed"));
		}
		let Some(public) = key.public else {
			return refuse(format!(
				"the token {token} does not tell the public half of {key} as that of an Ed25519 key"
			));
		};
		Ok(Self { public, handle: key.handle, open: Mutex::new(open) })
	}

	/// Makes a new key in the token that a URI names, under the label and id that it names. The
	/// token never gives it out. `pin` is asked as [`keys`] asks it.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the URI names no label, if the token has a key with this label or id, or
	/// if it makes no Ed25519 keys; those of [`keys`].
	pub fn generate(
		uri: &Uri,
		pin: impl FnOnce(&str) -> Result<SecretString>,
	) -> Result<(Self, Uri)> {
		let Some(label) = &uri.object else {
			return Err(Error::input("object", "name the key that is to be made: object=clerk"));
		};
		let open = Open::new(uri, pin, true)?;
		let id = match &uri.id {
			Some(id) => id.clone(),
			None => {
				let mut id = vec![0; ID];
				getrandom::fill(&mut id).map_err(|why| Error::input("id", why))?;
				id
			}
		};
		for key in open.keys()? {
			if key.label == *label || key.id == id {
				let reason = format!("the token {} has {key} already", open.label);
				return Err(Error::input(uri.key_field(), reason));
			}
		}
		open.generate(label, &id)?;
		let made = Uri { pin_source: uri.pin_source.clone(), ..uri.of(&open.token, label, &id) };
		// Read back, to be sure that it is found as it will be.
		let keys = open.keys()?;
		let key = keys.into_iter().find(|key| key.label == *label && key.id == id);
		let found = key.and_then(|key| Some((key.handle, key.public?)));
		let (handle, public) = found.ok_or_else(|| {
			open.fault("object", "it says that it made a key, and does not show it")
		})?;
		Ok((Self { public, handle, open: Mutex::new(open) }, made))
	}

	/// Its public half.
	pub fn public(&self) -> ed25519::Public {
		self.public
	}

	/// Signs a message, in the token.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the token does not, or signs with another key than it showed.
	pub fn sign(&self, message: &[u8]) -> Result<ed25519::Signature> {
		let open = self.lock();
		let pure = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
		let signature = open.session.sign(&pure, self.handle, message);
		let signature = signature.map_err(|fault| open.fault("token", fault))?;
		let signature = ed25519::Signature::try_from(&signature[..])
			.ok()
			.filter(|signature| ed25519::Pair::verify(signature, message, &self.public));
		signature.ok_or_else(|| {
			open.fault("token", "its signature is not that of the public key that it shows")
		})
	}

	/// The same key, to sign credentials with.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the token shows a public key under which one signature fits many messages.
	pub fn for_credentials(self) -> Result<SecretKey> {
		let public = PublicKey::from_bytes(self.public.0);
		let public = public.map_err(|why| Error::input("object", why))?;
		let sign = move |message: &[u8]| {
			self.sign(message).map(|signature| signature.0).map_err(|why| why.to_string())
		};
		Ok(SecretKey::elsewhere(public, Box::new(sign)))
	}

	fn lock(&self) -> MutexGuard<'_, Open> {
		self.open.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Key({})", hex::encode(self.public))
	}
}

/// A private key that was found.
struct Found {
	handle: ObjectHandle,
	label: String,
	id: Vec<u8>,
	kind: KeyType,
	public: Option<ed25519::Public>,
}

impl fmt::Display for Found {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match (&*self.label, &*self.id) {
			("", []) => f.write_str("one without a name"),
			("", id) => write!(f, "id {}", hex::encode(id)),
			(label, []) => f.write_str(label),
			(label, id) => write!(f, "{label} (id {})", hex::encode(id)),
		}
	}
}

/// A token that lets us at its private keys.
struct Open {
	session: Session,
	token: TokenInfo,
	label: String,
}

impl Open {
	/// Logs in at the token that a URI names. A PIN is tried once: tokens lock after a few wrong
	/// ones.
	fn new(
		uri: &Uri,
		pin: impl FnOnce(&str) -> Result<SecretString>,
		writes: bool,
	) -> Result<Self> {
		let module = module(&uri.module)?;
		let slots = slots(&module)?;
		let names: Vec<_> = slots.iter().map(|(_, token)| token.label().to_string()).collect();
		let names = if names.is_empty() { "none".into() } else { names.join(", ") };
		let mut meant: Vec<_> =
			slots.into_iter().filter(|(_, token)| uri.is_token(token)).collect();
		let field = if uri.token.is_none() && uri.serial.is_some() { "serial" } else { "token" };
		if meant.len() > 1 {
			let reason = format!("name one by token, or by serial too. Those at hand: {names}");
			return Err(Error::input(field, reason));
		}
		let (slot, token) = meant.pop().ok_or_else(|| {
			Error::input(field, format!("there is no such token; those at hand: {names}"))
		})?;
		let session =
			if writes { module.open_rw_session(slot) } else { module.open_ro_session(slot) };
		let label = token.label().to_string();
		let session = session.map_err(|fault| of_token(&label, "token", fault))?;
		let open = Self { session, token, label };
		open.log_in(uri, pin)?;
		Ok(open)
	}

	fn log_in(&self, uri: &Uri, pin: impl FnOnce(&str) -> Result<SecretString>) -> Result<()> {
		let info = self.session.get_session_info().map_err(|fault| self.fault("token", fault))?;
		// Whoever is logged in is so for all of the program.
		if matches!(info.session_state(), SessionState::RoUser | SessionState::RwUser) {
			return Ok(());
		}
		if !self.token.login_required() {
			return Ok(());
		}
		let pin = match &uri.pin_source {
			_ if self.token.protected_authentication_path() => None,
			Some(file) => Some(sealed::passphrase_file(file)?),
			None => Some(pin(&self.label)?),
		};
		match self.session.login(UserType::User, pin.as_ref()) {
			Ok(()) | Err(Fault::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
			Err(fault) => Err(self.fault("PIN", fault)),
		}
	}

	/// The private keys, with the public halves that stand beside them.
	fn keys(&self) -> Result<Vec<Found>> {
		let public = self.objects(ObjectClass::PUBLIC_KEY)?;
		let mut keys = self.objects(ObjectClass::PRIVATE_KEY)?;
		for key in keys.iter_mut().filter(|key| key.kind == KeyType::EC_EDWARDS) {
			let mut halves: Vec<_> = public
				.iter()
				.filter(|half| half.kind == key.kind && half.id == key.id)
				.filter(|half| !key.id.is_empty() || half.label == key.label)
				.filter_map(|half| half.public)
				.collect();
			halves.dedup();
			key.public = match (&*halves, key.public) {
				([one], _) => Some(*one),
				(_, own) => own,
			};
		}
		Ok(keys)
	}

	fn objects(&self, class: ObjectClass) -> Result<Vec<Found>> {
		let template = [Attribute::Class(class), Attribute::Token(true)];
		let found = self.session.find_objects(&template);
		let found = found.map_err(|fault| self.fault("token", fault))?;
		found.into_iter().map(|handle| self.describe(handle)).collect()
	}

	fn describe(&self, handle: ObjectHandle) -> Result<Found> {
		let wanted = [AttributeType::KeyType, AttributeType::Label, AttributeType::Id];
		let fault = |fault| self.fault("token", fault);
		let (mut label, mut id, mut kind) = (String::new(), Vec::new(), None);
		for attribute in self.session.get_attributes(handle, &wanted).map_err(fault)? {
			match attribute {
				Attribute::KeyType(of) => kind = Some(of),
				Attribute::Label(text) => label = String::from_utf8_lossy(&text).into_owned(),
				Attribute::Id(bytes) => id = bytes,
				_ => {}
			}
		}
		let kind = kind.ok_or_else(|| self.fault("token", "it has a key of no kind"))?;
		let mut public = None;
		if kind == KeyType::EC_EDWARDS {
			let point = self.session.get_attributes(handle, &[AttributeType::EcPoint]);
			// Some private keys know no public half.
			public = point.unwrap_or_default().into_iter().find_map(|attribute| match attribute {
				Attribute::EcPoint(bytes) => public_of(&bytes),
				_ => None,
			});
		}
		Ok(Found { handle, label, id, kind, public })
	}

	fn generate(&self, label: &str, id: &[u8]) -> Result<()> {
		let both =
			[Attribute::Token(true), Attribute::Label(label.into()), Attribute::Id(id.into())];
		let private = [
			Attribute::Private(true),
			Attribute::Sensitive(true),
			Attribute::Extractable(false),
			Attribute::Sign(true),
		];
		let private: Vec<_> = both.iter().chain(&private).cloned().collect();
		let mut last = None;
		for curve in CURVE {
			let public = [
				Attribute::Private(false),
				Attribute::Verify(true),
				Attribute::EcParams(curve.into()),
			];
			let public: Vec<_> = both.iter().chain(&public).cloned().collect();
			let mechanism = Mechanism::EccEdwardsKeyPairGen;
			match self.session.generate_key_pair(&mechanism, &public, &private) {
				Ok(_) => return Ok(()),
				Err(fault) => last = last.or(Some(fault)),
			}
		}
		let fault = last.unwrap_or(Fault::NotSupported);
		Err(self.fault("token", fault))
	}

	fn name(&self, uri: &Uri, key: Found) -> KeyName {
		KeyName {
			uri: uri.without_key().of(&self.token, &key.label, &key.id),
			kind: match key.public {
				Some(_) => "Ed25519".into(),
				None => words(key.kind),
			},
			label: key.label,
			id: key.id,
			public: key.public,
		}
	}

	fn fault(&self, field: &'static str, fault: impl Into<Reason>) -> Error {
		of_token(&self.label, field, fault)
	}
}

/// Why a token does not do what it should.
enum Reason {
	Fault(Fault),
	Words(&'static str),
}

impl From<Fault> for Reason {
	fn from(fault: Fault) -> Self {
		Self::Fault(fault)
	}
}

impl From<&'static str> for Reason {
	fn from(words: &'static str) -> Self {
		Self::Words(words)
	}
}

/// What went wrong with a token, and what to do about it.
fn of_token(token: &str, field: &'static str, fault: impl Into<Reason>) -> Error {
	use RvError::*;
	let code = match fault.into() {
		Reason::Words(words) => return Error::input(field, format!("the token {token}: {words}")),
		Reason::Fault(Fault::Pkcs11(code, _)) => code,
		Reason::Fault(fault) => {
			return Error::input(field, format!("the token {token}: {fault}"));
		}
	};
	let reason = match code {
		PinIncorrect | PinInvalid | PinLenRange => {
			"it takes another PIN. It locks after a few wrong ones, so look before you try again"
		}
		PinLocked => {
			"it is locked after too many wrong PINs: its security officer has to set a new one"
		}
		PinExpired => "its PIN has expired: set a new one with the tools of its maker",
		UserPinNotInitialized => "it has no PIN for its user yet: set one with its maker's tools",
		DeviceRemoved | TokenNotPresent | SessionClosed | SessionHandleInvalid | DeviceError => {
			"it is gone, or does not answer any more: look at it, then run this again"
		}
		KeyFunctionNotPermitted => "this key may not sign (CKA_SIGN is false)",
		MechanismInvalid | FunctionNotSupported => {
			"it has no Ed25519 (CKM_EDDSA, CKM_EC_EDWARDS_KEY_PAIR_GEN of PKCS #11 3.0)"
		}
		CurveNotSupported | DomainParamsInvalid => "it has no Ed25519 among its curves",
		SessionReadOnly | TokenWriteProtected => "it is write-protected",
		code => {
			return Error::input(field, format!("the token {token}: {code:?} of PKCS #11"));
		}
	};
	Error::input(field, format!("the token {token}: {reason}"))
}

/// A kind of key, without what all names of kinds begin with.
fn words(kind: KeyType) -> String {
	let name = kind.to_string();
	name.strip_prefix("CKK_").unwrap_or(&name).to_string()
}

/// The Ed25519 key that the attribute `CKA_EC_POINT` holds: an octet string in DER, as PKCS #11 has
/// it, or what tokens make of it: a bit string, or the bare bytes. Keys of Ed448 have 57 bytes.
fn public_of(point: &[u8]) -> Option<ed25519::Public> {
	let bytes = match point {
		[0x04, 0x20, bytes @ ..] | [0x03, 0x21, 0x00, bytes @ ..] if bytes.len() == 32 => bytes,
		bytes => bytes,
	};
	Some(ed25519::Public::from_raw(bytes.try_into().ok()?))
}

/// A loaded module. A program loads and starts each one once.
fn module(path: &Path) -> Result<Pkcs11> {
	static MODULES: Mutex<Option<HashMap<PathBuf, Pkcs11>>> = Mutex::new(None);
	let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
	let modules = modules.get_or_insert_with(HashMap::new);
	if let Some(module) = modules.get(path) {
		return Ok(module.clone());
	}
	let refuse =
		|reason: String| Error::input("module-path", format!("{}: {reason}", path.display()));
	// What has no slash is looked for all over the system.
	if !path.is_absolute() {
		return Err(refuse("not the whole path of the module".into()));
	}
	let module = Pkcs11::new(path).map_err(|fault| match fault {
		_ if !path.exists() => refuse("there is no such file".into()),
		Fault::LibraryLoading(why) => refuse(format!("it cannot be loaded: {why}")),
		_ => refuse("it is no module of PKCS #11".into()),
	})?;
	let start = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
	start.map_err(|fault| refuse(format!("it does not start: {fault}")))?;
	modules.insert(path.into(), module.clone());
	Ok(module)
}

/// The slots of a module whose tokens are set up.
fn slots(module: &Pkcs11) -> Result<Vec<(Slot, TokenInfo)>> {
	let fault = |fault: Fault| Error::input("module-path", format!("no tokens: {fault}"));
	let slots = module.get_slots_with_initialized_token().map_err(fault)?;
	slots.into_iter().map(|slot| Ok((slot, module.get_token_info(slot).map_err(fault)?))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refusal(text: &str) -> String {
		text.parse::<Uri>().unwrap_err().to_string()
	}

	#[test]
	fn uri_is_read_and_written_with_what_it_names() {
		let text = "pkcs11:token=My%20Token;object=clerk%3B1;id=%01%FF?module-path=/lib/p.so";
		let uri: Uri = text.parse().unwrap();
		let expected = Uri {
			module: "/lib/p.so".into(),
			token: Some("My Token".into()),
			object: Some("clerk;1".into()),
			id: Some(vec![1, 255]),
			..Default::default()
		};
		assert_eq!((&uri, uri.to_string().as_str()), (&expected, text));
		let whole = "pkcs11:serial=0a1b;type=private?pin-source=file:///etc/pin&module-path=/p.so";
		let uri: Uri = whole.parse().unwrap();
		assert_eq!(uri.pin_source.as_deref(), Some(Path::new("/etc/pin")));
		assert_eq!(uri.to_string().parse::<Uri>().unwrap(), uri);
		assert_eq!("pkcs11:?module-path=/p.so".parse::<Uri>().unwrap().module, Path::new("/p.so"));
	}

	#[test]
	fn uri_is_refused_by_attribute_when_it_is_not_wholly_understood() {
		for (text, reason) in [
			("//Alice", "begins with pkcs11:"),
			("pkcs11:token=A", "module-path: the URI names no module"),
			("pkcs11:token=A;token=B?module-path=/p", "token: it is there twice"),
			("pkcs11:token=?module-path=/p", "token: it has no value"),
			("pkcs11:object=%FF?module-path=/p", "object: it is not UTF-8"),
			("pkcs11:type=cert?module-path=/p", "type: only private keys sign"),
			("pkcs11:model=X?module-path=/p", "model: not known"),
			("pkcs11:token=A?module-path=/p&pin-value=1234", "pin-value: others see"),
			(
				"pkcs11:token=A?module-path=/p&pin-source=pin",
				"pin-source: it is not the whole path",
			),
		] {
			let refusal = refusal(text);
			assert!(refusal.contains(reason), "{text}: {refusal}");
			assert!(!refusal.contains("1234"), "{refusal}");
		}
	}

	#[test]
	fn public_key_is_read_in_each_form_that_tokens_give_it() {
		let key = [7; 32];
		for start in [&[][..], &[0x04, 0x20], &[0x03, 0x21, 0x00]] {
			let point = [start, &key].concat();
			assert_eq!(public_of(&point), Some(ed25519::Public::from_raw(key)), "{start:?}");
		}
		// Ed448, and points of other curves.
		for len in [0, 31, 57, 59, 65] {
			assert_eq!(public_of(&vec![4; len]), None, "{len}");
		}
	}

	#[test]
	fn module_is_refused_with_its_path_when_it_is_none() {
		let none = |path: &str| {
			let uri = format!("pkcs11:?module-path={path}");
			tokens(&uri.parse().unwrap()).unwrap_err().to_string()
		};
		assert_eq!(none("/nowhere.so"), "module-path: /nowhere.so: there is no such file");
		assert_eq!(none("p.so"), "module-path: p.so: not the whole path of the module");
		assert!(none("/etc/hostname").contains("it cannot be loaded"));
	}
}
