//! The consortium's file. `docs/consortium.toml` is an example with every field.

use hallmark_runtime::{
	configs::{consensus::MaxAuthorities, governance::MaxSeats, traceability::LeastLimits},
	Quota, Runtime, SessionKeys,
};
use hallmark_types::{
	AccountId, CountryCode, Digest, Moment, OrgId, PeerId, Permission, Role, Text,
};
use pallet_merchant_registry::types::{GenesisOperator, GenesisOrganisation, LegalId, LegalIdKey};
use pallet_product_identity::Settings as IdentitySettings;
use pallet_quota::Limits;
use pallet_sampling::Settings as SamplingSettings;
use sc_network::{config::MultiaddrWithPeerId, Multiaddr};
use sc_service::ChainType;
use serde::Deserialize;
use sp_core::{
	crypto::{Pair as _, Ss58Codec},
	sr25519, Get,
};
use sp_runtime::{traits::OpaqueKeys, Percent};
use std::{collections::BTreeMap, fmt::Display};

/// The validators that a network has at least if it is to lose one and go on: of three, none may
/// fail.
const TOLERANT: usize = 4;

/// A delay below this is for trying things out, not for people who must read and object.
const SHORT: Moment = 60 * 60 * 1_000;

/// A consortium whose file is in order.
#[derive(Debug)]
pub struct Consortium {
	/// The chain's name.
	pub name: String,
	/// By which the chain is told from others on one machine.
	pub id: String,
	/// Whether anything depends on it.
	pub kind: ChainType,
	/// The seed of the first mix of the beacon.
	pub seed: Digest,
	/// How long a granted role waits.
	pub role_delay: Moment,
	/// How long an authorised upgrade waits.
	pub upgrade_delay: Moment,
	/// The number of validators below which the set never shrinks.
	pub min_validators: u32,
	/// Who grants company prefixes.
	pub registrar: Option<OrgId>,
	/// What holds for the identity of goods.
	pub identity: IdentitySettings,
	/// The periods of sampling.
	pub sampling: SamplingSettings,
	/// The limits of roles that do not have the usual ones.
	pub role_limits: BTreeMap<Role, Limits>,
	/// The limits of council accounts that are no operators, unless they are the usual ones.
	pub council_limits: Option<Limits>,
	/// The organisations, in the order of their ids.
	pub organisations: Vec<Organisation>,
	/// What the file does not make wrong, but its readers should think about.
	pub warnings: Vec<String>,
}

/// An organisation.
#[derive(Debug)]
pub struct Organisation {
	/// By which the file refers to it; the name of its folder.
	pub key: String,
	/// As the chain's genesis has it.
	pub genesis: GenesisOrganisation,
	/// The account that votes for it in the council.
	pub seat: Option<AccountId>,
	/// Its own limits, in place of those of its roles.
	pub limits: Option<Limits>,
	/// Its validators.
	pub validators: Vec<Validator>,
	/// Its other nodes.
	pub nodes: Vec<Node>,
}

impl Organisation {
	/// Its nodes, as the chain has them.
	pub fn peers(&self) -> impl Iterator<Item = PeerId> + '_ {
		let validators = self.validators.iter().map(|it| it.node.id);
		validators.chain(self.nodes.iter().map(|it| it.id))
	}
}

/// A validator.
#[derive(Debug)]
pub struct Validator {
	/// Its account.
	pub account: AccountId,
	/// Its session keys.
	pub keys: SessionKeys,
	/// Its node.
	pub node: Node,
}

/// A node.
#[derive(Debug)]
pub struct Node {
	/// Its identity in the network.
	pub peer: sc_network::PeerId,
	/// The same as the chain has it.
	pub id: PeerId,
	/// Where others reach it.
	pub address: Option<Multiaddr>,
}

impl Node {
	/// Where others reach it, with its identity.
	pub fn boot_node(&self) -> Option<MultiaddrWithPeerId> {
		let multiaddr = self.address.clone()?;
		Some(MultiaddrWithPeerId { multiaddr, peer_id: self.peer })
	}
}

impl Consortium {
	/// Reads a file; gives all faults otherwise.
	pub fn parse(text: &str) -> Result<Self, Vec<String>> {
		let raw: raw::File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
		let mut faults = Faults::default();
		let consortium = read(raw, text, &mut faults);
		match consortium {
			Some(consortium) if faults.list.is_empty() => Ok(consortium),
			_ => Err(faults.list),
		}
	}

	/// All validators, with the ids of their organisations.
	pub fn validators(&self) -> impl Iterator<Item = (OrgId, &Validator)> {
		self.with_ids().flat_map(|(id, org)| org.validators.iter().map(move |it| (id, it)))
	}

	/// The organisations with their ids.
	pub fn with_ids(&self) -> impl Iterator<Item = (OrgId, &Organisation)> {
		(0..).map(OrgId).zip(&self.organisations)
	}

	/// All nodes, validators first.
	pub fn nodes(&self) -> impl Iterator<Item = &Node> {
		let validators = self.validators().map(|(_, validator)| &validator.node);
		validators.chain(self.organisations.iter().flat_map(|org| &org.nodes))
	}

	/// What is founded, for people.
	pub fn summary(&self) -> String {
		let count = self.validators().count();
		let seats = self.organisations.iter().filter(|org| org.seat.is_some()).count();
		format!(
			"chain           {} ({})\norganisations   {}\ncouncil seats   {seats}, of which {} decide\n\
			 validators      {count}, of which {} may fail\nboot nodes      {}\n",
			self.name,
			self.id,
			self.organisations.len(),
			(seats * 2).div_ceil(3),
			count.saturating_sub(1) / 3,
			self.nodes().filter(|node| node.address.is_some()).count(),
		)
	}
}

/// What the file holds, as its author wrote it.
mod raw {
	use super::*;

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct File {
		pub chain: Chain,
		#[serde(default)]
		pub delays: Delays,
		#[serde(default)]
		pub quotas: Quotas,
		#[serde(default)]
		pub organisations: Vec<Organisation>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Chain {
		pub name: String,
		pub id: String,
		#[serde(default)]
		pub trial: bool,
		pub seed: Option<String>,
		pub min_validators: Option<u32>,
		pub registrar: Option<String>,
		pub confirmations: Option<u32>,
	}

	#[derive(Deserialize, Default)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Delays {
		pub role: Option<String>,
		pub upgrade: Option<String>,
		pub loosening: Option<String>,
		pub examination: Option<String>,
		pub whitelisting: Option<String>,
		pub set_back: Option<String>,
		pub documents: Option<String>,
		pub agency_hold: Option<String>,
	}

	#[derive(Deserialize, Default)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Quotas {
		#[serde(default)]
		pub roles: BTreeMap<String, Quota>,
		pub council: Option<Quota>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Quota {
		pub share: u8,
		pub state: Option<u64>,
		pub storage: Option<u64>,
		pub activations: Option<u32>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Organisation {
		pub key: String,
		pub legal_id: String,
		pub name: String,
		pub country: String,
		pub gln: Option<String>,
		pub roles: Vec<String>,
		pub group: Option<String>,
		pub admins: Vec<String>,
		#[serde(default)]
		pub operators: Vec<Operator>,
		pub seat: Option<String>,
		pub quota: Option<Quota>,
		#[serde(default)]
		pub validators: Vec<Validator>,
		#[serde(default)]
		pub nodes: Vec<Node>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Operator {
		pub account: String,
		pub permissions: Vec<String>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Validator {
		pub account: String,
		pub keys: String,
		pub proof: String,
		pub peer: String,
		pub address: Option<String>,
	}

	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct Node {
		pub peer: String,
		pub address: Option<String>,
	}
}

/// What is wrong, field by field.
#[derive(Default)]
struct Faults {
	list: Vec<String>,
}

impl Faults {
	fn add(&mut self, field: impl Display, why: impl Display) {
		self.list.push(format!("{field}: {why}"));
	}

	/// What a field says, unless that is a fault.
	fn take<T>(&mut self, field: impl Display, value: Result<T, impl Display>) -> Option<T> {
		value.map_err(|why| self.add(field, why)).ok()
	}

	/// Keeps in mind that a field holds something that must be there once. `first` says where it
	/// was before.
	fn once<K: Ord>(&mut self, seen: &mut BTreeMap<K, String>, value: K, field: String) {
		if let Some(first) = seen.get(&value) {
			let why = format!("the same as {first}");
			self.add(field, why);
		} else {
			seen.insert(value, field);
		}
	}
}

/// What there must be once in the whole file, and in which field it was.
#[derive(Default)]
struct Seen {
	keys: BTreeMap<String, String>,
	legal_ids: BTreeMap<(CountryCode, Vec<u8>), String>,
	operators: BTreeMap<AccountId, String>,
	validators: BTreeMap<AccountId, String>,
	session_keys: BTreeMap<Vec<u8>, String>,
	peers: BTreeMap<PeerId, String>,
	seated_groups: BTreeMap<u32, String>,
}

fn read(raw: raw::File, text: &str, faults: &mut Faults) -> Option<Consortium> {
	let raw::File { chain, delays, quotas, organisations } = raw;
	let mut seen = Seen::default();
	let mut groups = BTreeMap::new();
	let organisations: Vec<Option<Organisation>> = organisations
		.into_iter()
		.enumerate()
		.map(|(place, org)| {
			let at = format!("organisations[{place}] ({})", org.key);
			organisation(org, &at, &mut groups, &mut seen, faults)
		})
		.collect();

	if chain.name.trim().is_empty() {
		faults.add("chain.name", "is empty");
	}
	let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
	if chain.id.len() < 3 || !chain.id.chars().all(is_plain) {
		faults.add("chain.id", "three or more of a-z, 0-9 and _, such as hallmark_pacific");
	} else if ["dev", "development", "local"].contains(&chain.id.as_str()) {
		faults.add("chain.id", "a chain that the node knows already has this name");
	}
	let seed = match &chain.seed {
		Some(seed) => faults.take(
			"chain.seed",
			bytes(seed).and_then(|bytes| {
				<[u8; 32]>::try_from(bytes).map_err(|_| "32 bytes in hexadecimal".to_string())
			}),
		),
		// What nobody chose: every change of the file gives another one.
		None => Some(sp_io::hashing::sha2_256(text.as_bytes())),
	};
	let registrar = match &chain.registrar {
		Some(key) => {
			let place = seen.keys.contains_key(key).then(|| {
				organisations.iter().position(|org| org.as_ref().is_some_and(|it| it.key == *key))
			});
			faults
				.take("chain.registrar", place.ok_or("no organisation of this file has this key"))
				.flatten()
				.map(|place| OrgId(place as u32))
		}
		None => None,
	};

	let mut sampling = SamplingSettings::default();
	let mut identity = IdentitySettings::default();
	if let Some(confirmations) = chain.confirmations {
		identity.confirmations = confirmations;
		if !identity.is_valid() {
			faults.add("chain.confirmations", "out of bounds: it takes one platform or a few");
			identity.confirmations = IdentitySettings::default().confirmations;
		}
	}
	let mut delay = |name: &str, text: &Option<String>, usual: Moment| {
		let field = format!("delays.{name}");
		match text {
			Some(text) => faults.take(field, duration(text)).unwrap_or(usual),
			None => usual,
		}
	};
	const TWO_DAYS: Moment = 48 * SHORT;
	let role_delay = delay("role", &delays.role, TWO_DAYS);
	let upgrade_delay = delay("upgrade", &delays.upgrade, TWO_DAYS);
	sampling.loosening = delay("loosening", &delays.loosening, sampling.loosening);
	sampling.examination = delay("examination", &delays.examination, sampling.examination);
	sampling.whitelisting = delay("whitelisting", &delays.whitelisting, sampling.whitelisting);
	sampling.set_back = delay("setBack", &delays.set_back, sampling.set_back);
	sampling.documents = delay("documents", &delays.documents, sampling.documents);
	identity.agency_hold = delay("agencyHold", &delays.agency_hold, identity.agency_hold);
	if !sampling.is_valid() {
		faults.add("delays", "a period of sampling is nothing, or longer than the chain takes");
	}
	if !identity.is_valid() {
		faults.add("delays.agencyHold", "a day at least, a year at most");
	}

	let mut role_limits = BTreeMap::new();
	for (name, quota) in &quotas.roles {
		let field = format!("quotas.roles.{name}");
		let role = faults.take(&field, role(name));
		let limits = faults.take(&field, limits(quota, true));
		role_limits.extend(role.zip(limits));
	}
	let council_limits = quotas
		.council
		.as_ref()
		.and_then(|quota| faults.take("quotas.council", limits(quota, true)));

	// What follows would only repeat the faults that there are.
	let organisations = organisations.into_iter().collect::<Option<Vec<_>>>()?;
	let validators: usize = organisations.iter().map(|org| org.validators.len()).sum();
	let seats = organisations.iter().filter(|org| org.seat.is_some()).count();
	let most: u32 = MaxAuthorities::get();
	if validators == 0 {
		faults.add("organisations", "none of them has a validator: nobody would make blocks");
	} else if validators > most as usize {
		faults.add("organisations", format!("{validators} validators; there may be {most}"));
	}
	if seats == 0 {
		faults.add("organisations", "none of them has a seat: nobody could decide anything");
	} else if seats > MaxSeats::get() as usize {
		let most = MaxSeats::get();
		faults.add("organisations", format!("{seats} council seats; there may be {most}"));
	}
	let usual = validators.clamp(1, TOLERANT) as u32;
	let min_validators = chain.min_validators.unwrap_or(usual);
	if min_validators == 0 || min_validators as usize > validators.max(1) {
		faults.add("chain.minValidators", format!("1 at least, {validators} at most"));
	}

	let mut consortium = Consortium {
		name: chain.name,
		id: chain.id,
		kind: if chain.trial { ChainType::Local } else { ChainType::Live },
		seed: seed?.into(),
		role_delay,
		upgrade_delay,
		min_validators,
		registrar,
		identity,
		sampling,
		role_limits,
		council_limits,
		organisations,
		warnings: Vec::new(),
	};
	if validators > 1 && consortium.nodes().all(|node| node.address.is_none()) {
		faults.add("organisations", "no node has an address: the nodes could not find each other");
	}
	if !chain.trial {
		public_keys(&consortium, faults);
	}
	consortium.warnings = warnings(&consortium);
	Some(consortium)
}

fn organisation(
	raw: raw::Organisation,
	at: &str,
	groups: &mut BTreeMap<String, u32>,
	seen: &mut Seen,
	faults: &mut Faults,
) -> Option<Organisation> {
	let before = faults.list.len();
	let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
	if raw.key.is_empty() || !raw.key.chars().all(is_plain) {
		faults.add(format!("{at}.key"), "one or more of a-z, 0-9 and -, such as north-port");
	}
	faults.once(&mut seen.keys, raw.key.clone(), format!("{at}.key"));

	let legal_id = LegalId::new(&raw.legal_id).map_err(|error| error.to_string());
	let legal_id = legal_id.and_then(|id| match LegalIdKey::of(&id) {
		Some(key) => Ok((id, key)),
		None => Err("letters, digits, blanks and - . / : only, and a letter or digit".to_string()),
	});
	let legal_id = faults.take(format!("{at}.legalId"), legal_id);
	let name = faults.take(format!("{at}.name"), Text::new(&raw.name));
	let country = CountryCode::new(&raw.country).ok_or("no country of ISO 3166-1 has this code");
	let country = faults.take(format!("{at}.country"), country);
	if let (Some((_, key)), Some(country)) = (&legal_id, country) {
		let id = (country, key.0.to_vec());
		faults.once(&mut seen.legal_ids, id, format!("{at}.legalId"));
	}
	let gln = raw.gln.as_deref().and_then(|digits| {
		faults.take(format!("{at}.gln"), hallmark_gs1::Gln::from_digits(digits))
	});

	let mut roles = Vec::new();
	for (place, name) in raw.roles.iter().enumerate() {
		let field = format!("{at}.roles[{place}]");
		match faults.take(&field, role(name)) {
			Some(role) if roles.contains(&role) => faults.add(field, "is there already"),
			Some(role) => roles.push(role),
			None => {}
		}
	}
	if raw.roles.is_empty() {
		faults.add(format!("{at}.roles"), "is empty: an organisation has a role at least");
	}
	if let Some(role) = roles.iter().find(|role| role.is_exclusive() && roles.len() > 1) {
		let why = format!("{role:?} excludes every other role: who judges does not trade");
		faults.add(format!("{at}.roles"), why);
	}
	let group = raw.group.map(|name| {
		let next = groups.len() as u32;
		*groups.entry(name).or_insert(next)
	});

	let mut operator = |field: String, text: &str, faults: &mut Faults| {
		let account = faults.take(&field, account(text))?;
		faults.once(&mut seen.operators, account.clone(), field);
		Some(account)
	};
	let mut admins = Vec::new();
	for (place, text) in raw.admins.iter().enumerate() {
		admins.extend(operator(format!("{at}.admins[{place}]"), text, faults));
	}
	if raw.admins.is_empty() {
		faults.add(format!("{at}.admins"), "is empty: nobody could act for the organisation");
	}
	let mut operators = Vec::new();
	for (place, raw) in raw.operators.iter().enumerate() {
		let field = format!("{at}.operators[{place}]");
		let account = operator(format!("{field}.account"), &raw.account, faults);
		let permissions = raw
			.permissions
			.iter()
			.filter_map(|name| faults.take(format!("{field}.permissions"), permission(name)));
		let permissions = permissions.collect();
		operators.extend(account.map(|account| GenesisOperator { account, permissions }));
	}

	let seat = raw.seat.as_deref().and_then(|text| {
		let field = format!("{at}.seat");
		let account = faults.take(&field, account(text))?;
		let is_own = admins.contains(&account) || operators.iter().any(|it| it.account == account);
		if !is_own {
			faults.add(&field, "neither an admin nor an operator of the organisation");
		}
		if !roles.iter().any(|role| matches!(role, Role::Member | Role::CustomsAuthority)) {
			faults.add(&field, "a seat takes the role Member or CustomsAuthority");
		}
		if let Some(group) = group {
			faults.once(&mut seen.seated_groups, group, field);
		}
		Some(account)
	});
	let limits = raw
		.quota
		.as_ref()
		.and_then(|quota| faults.take(format!("{at}.quota"), limits(quota, false)));

	let mut validators = Vec::new();
	for (place, raw) in raw.validators.iter().enumerate() {
		let at = format!("{at}.validators[{place}]");
		if !roles.contains(&Role::Member) {
			faults.add(&at, "only an organisation with the role Member has validators");
		}
		let Some(it) = validator(raw, &at, seen, faults) else { continue };
		let account = &it.account;
		// A validator's account signs for its validator and nothing else, unless the file says so.
		if !admins.contains(account) && !operators.iter().any(|it| it.account == *account) {
			faults.once(&mut seen.operators, account.clone(), format!("{at}.account"));
			operators.push(GenesisOperator { account: account.clone(), permissions: Vec::new() });
		}
		validators.push(it);
	}
	let most: u32 = <Runtime as pallet_consortium::Config>::MaxPeers::get();
	if raw.validators.len() + raw.nodes.len() > most as usize {
		faults.add(at, format!("at most {most} nodes, validators among them"));
	}
	let mut nodes = Vec::new();
	for (place, raw) in raw.nodes.iter().enumerate() {
		let at = format!("{at}.nodes[{place}]");
		nodes.extend(node(&raw.peer, raw.address.as_deref(), &at, seen, faults));
	}

	let (legal_id, _) = legal_id?;
	let genesis = GenesisOrganisation {
		legal_id,
		name: name?,
		country: country?,
		gln: gln.map(Into::into),
		roles,
		group,
		admins,
		operators,
	};
	let organisation = Organisation { key: raw.key, genesis, seat, limits, validators, nodes };
	(faults.list.len() == before).then_some(organisation)
}

fn validator(
	raw: &raw::Validator,
	at: &str,
	seen: &mut Seen,
	faults: &mut Faults,
) -> Option<Validator> {
	let account = faults.take(format!("{at}.account"), account(&raw.account));
	if let Some(account) = &account {
		faults.once(&mut seen.validators, account.clone(), format!("{at}.account"));
	}
	let keys = bytes(&raw.keys).and_then(|bytes| {
		codec::DecodeAll::decode_all(&mut &bytes[..]).map_err(|_: codec::Error| {
			"not the session keys of this chain, as `hallmark-node key validator` prints them"
				.to_string()
		})
	});
	let keys: Option<SessionKeys> = faults.take(format!("{at}.keys"), keys);
	if let Some(keys) = &keys {
		for (key, kind) in keys.clone().into_raw_public_keys() {
			let field = format!("{at}.keys ({})", String::from_utf8_lossy(&kind.0));
			faults.once(&mut seen.session_keys, key, field);
		}
	}
	let proof = faults.take(format!("{at}.proof"), bytes(&raw.proof));
	if let (Some(account), Some(keys), Some(proof)) = (&account, &keys, &proof) {
		if !keys.ownership_proof_is_valid(account.as_ref(), proof) {
			let why = "does not prove that who has these keys made them for this account: make \
			           them with `hallmark-node key validator --account` and this account";
			faults.add(format!("{at}.proof"), why);
		}
	}
	let node = node(&raw.peer, raw.address.as_deref(), at, seen, faults);
	Some(Validator { account: account?, keys: keys?, node: node? })
}

fn node(
	peer: &str,
	address: Option<&str>,
	at: &str,
	seen: &mut Seen,
	faults: &mut Faults,
) -> Option<Node> {
	let parsed = peer.parse::<sc_network::PeerId>().map_err(|_| {
		"not the identity of a node, as `hallmark-node key node` prints it: 12D3KooW…"
	});
	let peer = faults.take(format!("{at}.peer"), parsed)?;
	let Some(id) = PeerId::from_bytes(&peer.to_bytes()) else {
		faults.add(format!("{at}.peer"), "not an Ed25519 key: nodes of this chain have no others");
		return None;
	};
	faults.once(&mut seen.peers, id, format!("{at}.peer"));
	let address = match address {
		Some(text) => Some(faults.take(format!("{at}.address"), self::address(text))?),
		None => None,
	};
	Some(Node { peer, id, address })
}

/// Where a node is reached.
fn address(text: &str) -> Result<Multiaddr, String> {
	const FORM: &str = "such as /dns/node.example.com/tcp/30333 or /ip4/203.0.113.7/tcp/30333";
	let address: Multiaddr = text.parse().map_err(|error| format!("{error}; {FORM}"))?;
	let parts: Vec<_> = text.split('/').skip(1).collect();
	match parts[..] {
		[_, "0.0.0.0" | "::", ..] => Err(format!("where others reach it, {FORM}")),
		["dns" | "dns4" | "dns6" | "ip4" | "ip6", _, "tcp", port] if port != "0" => Ok(address),
		[.., "p2p", _] => Err(format!("without /p2p, for `peer` says it; {FORM}")),
		[.., "ws" | "wss"] => Err(format!("by TCP, not WebSocket; {FORM}")),
		_ => Err(format!("a name or number, and a port of TCP; {FORM}")),
	}
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
	let digits = text.strip_prefix("0x").ok_or("0x and hexadecimal digits")?;
	sp_core::bytes::from_hex(digits).map_err(|error| error.to_string())
}

fn account(text: &str) -> Result<AccountId, String> {
	AccountId::from_ss58check(text).map_err(|error| format!("no account in SS58: {error:?}"))
}

fn role(name: &str) -> Result<Role, String> {
	known(name, &Role::ALL)
}

fn permission(name: &str) -> Result<Permission, String> {
	known(name, &Permission::ALL)
}

/// The one of this name.
fn known<T: std::fmt::Debug + Copy>(name: &str, all: &[T]) -> Result<T, String> {
	let found = all.iter().copied().find(|it| format!("{it:?}") == name);
	found.ok_or_else(|| {
		let names: Vec<_> = all.iter().map(|it| format!("{it:?}")).collect();
		format!("there is no {name:?}, but {}", names.join(", "))
	})
}

/// A time as people write it: a number, and s, m, h or d.
pub fn duration(text: &str) -> Result<Moment, String> {
	const FORM: &str = "a number and s, m, h or d, such as 48h";
	let unit = text.chars().last().ok_or(FORM)?;
	let factor = match unit {
		's' => 1_000,
		'm' => 60_000,
		'h' => 3_600_000,
		'd' => 86_400_000,
		_ => return Err(FORM.into()),
	};
	let number: Moment = text[..text.len() - 1].parse().map_err(|_| FORM)?;
	number.checked_mul(factor).ok_or_else(|| FORM.into())
}

/// Limits; those that hold `for_many` may not keep them from writing at all.
fn limits(quota: &raw::Quota, for_many: bool) -> Result<Limits, String> {
	let raw::Quota { share, state, storage, activations } = *quota;
	if !(1..=100).contains(&share) {
		return Err("share is a percentage, from 1 to 100".into());
	}
	let usual = Quota::default_limits(Percent::from_percent(share));
	let limits = Limits {
		state: state.unwrap_or(usual.state),
		storage: storage.unwrap_or(usual.storage),
		activations: activations.unwrap_or(usual.activations),
		..usual
	};
	let least = LeastLimits::get();
	if for_many && (limits.state < least.state || limits.storage < least.storage) {
		return Err(format!(
			"state is {} bytes at least, storage {}: nobody could write otherwise",
			least.state, least.storage
		));
	}
	Ok(limits)
}

/// Accounts whose secrets every developer knows must not found a chain that anything depends on.
fn public_keys(consortium: &Consortium, faults: &mut Faults) {
	const NAMES: [&str; 8] =
		["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "Alice//stash", "Bob//stash"];
	let known: Vec<_> = NAMES
		.iter()
		.filter_map(|name| sr25519::Pair::from_string(&format!("//{name}"), None).ok())
		.map(|pair| AccountId::from(pair.public().0))
		.collect();
	for org in &consortium.organisations {
		let operators = org.genesis.operators.iter().map(|it| &it.account);
		for account in org.genesis.admins.iter().chain(operators) {
			if known.contains(account) {
				let why = "everybody knows the secret of this account; only a chain with \
				           `trial = true` takes it";
				faults.add(format!("{} {account}", org.key), why);
			}
		}
	}
}

/// What to think about.
fn warnings(consortium: &Consortium) -> Vec<String> {
	let mut warnings = Vec::new();
	let count = consortium.validators().count();
	if count < TOLERANT {
		warnings.push(format!(
			"{count} validators: nothing becomes final while one of them is down. Four are the \
			 fewest that can do without one"
		));
	}
	let may_fail = count.saturating_sub(1) / 3;
	for org in &consortium.organisations {
		let own = org.validators.len();
		if count >= TOLERANT && own > may_fail {
			warnings.push(format!(
				"{}: {own} of {count} validators. When they are down, or this organisation wants \
				 it, nothing becomes final",
				org.key
			));
		}
	}
	let seats = consortium.organisations.iter().filter(|org| org.seat.is_some()).count();
	if seats < 3 {
		warnings.push(format!("{seats} council seats: two thirds of them are all of them"));
	}
	let boot_nodes = consortium.nodes().filter(|node| node.address.is_some()).count();
	if boot_nodes == 1 {
		warnings.push("one node has an address: while it is down, no node finds another".into());
	}
	for (name, delay) in [("role", consortium.role_delay), ("upgrade", consortium.upgrade_delay)] {
		if delay < SHORT {
			warnings.push(format!(
				"delays.{name} is less than an hour: nobody would have time to object"
			));
		}
	}
	warnings
}
