use super::{
	file::{duration, Consortium},
	folders,
	genesis::{config, Specification},
	keys,
};
use hallmark_runtime::{Runtime, RuntimeGenesisConfig};
use hallmark_types::OrgId;
use sp_runtime::BuildStorage;
use std::fs;

/// The file that the documentation shows.
const EXAMPLE: &str = include_str!("../../../docs/consortium.toml");

fn example() -> Consortium {
	Consortium::parse(EXAMPLE).unwrap()
}

/// The example with one place changed, and its faults.
fn faults(from: &str, to: &str) -> Vec<String> {
	assert!(EXAMPLE.contains(from), "the example has no {from:?}");
	Consortium::parse(&EXAMPLE.replacen(from, to, 1)).expect_err(to)
}

fn line_of(start: &str, place: usize) -> &'static str {
	EXAMPLE.lines().filter(|line| line.starts_with(start)).nth(place).unwrap()
}

#[test]
fn network_is_founded_when_the_file_is_the_example() {
	let consortium = example();
	assert_eq!(consortium.warnings, Vec::<String>::new());
	let storage = config(&consortium).build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		let seats = pallet_consortium::Seats::<Runtime>::get();
		let seats: Vec<_> = seats.iter().map(|seat| seat.org).collect();
		assert_eq!(seats, [0, 1, 2, 3, 4].map(OrgId));
		assert_eq!(pallet_consortium::Validators::<Runtime>::get().len(), 4);
		assert_eq!(pallet_consortium::MinValidators::<Runtime>::get(), 4);
		assert_eq!(pallet_consortium::Peers::<Runtime>::get(OrgId(0)).len(), 2);
		assert_eq!(hallmark_runtime::Aura::authorities_len(), 4);
		let bravo = pallet_merchant_registry::Organisations::<Runtime>::get(OrgId(1)).unwrap();
		assert_eq!(bravo.profile.name.to_text(), "Bravo Logistics");
		let own =
			pallet_quota::Parties::<Runtime>::get(pallet_quota::Party::Organisation(OrgId(0)));
		assert_eq!(own.limits.unwrap().storage, 4 << 30);
	});
}

#[test]
fn genesis_is_the_same_when_it_is_made_again() {
	let json = |consortium: &Consortium| serde_json::to_string(&config(consortium)).unwrap();
	assert_eq!(json(&example()), json(&example()));
	let other = Consortium::parse(&format!("{EXAMPLE}\n# Another file.\n")).unwrap();
	assert_ne!(other.seed, example().seed, "another file has another seed");
	let again: RuntimeGenesisConfig = serde_json::from_str(&json(&example())).unwrap();
	assert!(again.build_storage().is_ok());
}

#[test]
fn fault_names_field_and_reason_when_the_file_is_wrong() {
	let account = line_of("account = ", 0);
	let keys = line_of("keys = ", 0);
	let proof = line_of("proof = ", 0);
	let peer = line_of("peer = ", 0);
	for (from, to, field, reason) in [
		("id = \"hallmark_pacific\"", "id = \"Pacific\"", "chain.id", "a-z, 0-9"),
		("id = \"hallmark_pacific\"", "id = \"local\"", "chain.id", "already has this name"),
		("registrar = \"alpha\"", "registrar = \"zulu\"", "chain.registrar", "no organisation"),
		("minValidators = 4", "minValidators = 5", "chain.minValidators", "4 at most"),
		("confirmations = 2", "confirmations = 0", "chain.confirmations", "out of bounds"),
		("role = \"48h\"", "role = \"two days\"", "delays.role", "48h"),
		("examination = \"3d\"", "examination = \"0s\"", "delays", "nothing"),
		("agencyHold = \"14d\"", "agencyHold = \"1h\"", "delays.agencyHold", "a day at least"),
		("council = { share = 5 }", "council = { share = 0 }", "quotas.council", "from 1 to 100"),
		("storage = 268435456", "storage = 1", "quotas.roles.Member", "nobody could write"),
		("Platform = {", "Platforms = {", "quotas.roles.Platforms", "but Member, Platform"),
		("key = \"bravo\"", "key = \"alpha\"", "organisations[1] (alpha).key", "the same as"),
		("key = \"bravo\"", "key = \"Bravo\"", "organisations[1] (Bravo).key", "a-z"),
		("\"HRB 102030\"", "\"HRB_1\"", "organisations[1] (bravo).legalId", "letters, digits"),
		("name = \"Bravo Logistics\"", "name = \"\"", "organisations[1] (bravo).name", "is empty"),
		("country = \"DE\"", "country = \"XX\"", "organisations[1] (bravo).country", "ISO 3166-1"),
		("9521001000000", "9521001000001", "organisations[0] (alpha).gln", "check digit"),
		("[\"CustomsAuthority\"]", "[\"Customs\"]", "organisations[4] (customs).roles[0]", "but"),
		(
			"[\"CustomsAuthority\"]",
			"[\"CustomsAuthority\", \"Member\"]",
			"organisations[4] (customs).roles",
			"excludes every other",
		),
		("roles = [\"Member\"]", "roles = []", "organisations[3] (delta).roles", "a role at least"),
		(
			"roles = [\"Member\"]",
			"roles = [\"Carrier\"]",
			"organisations[3] (delta).seat",
			"takes the role Member",
		),
		("\"Clearance\"]", "\"Clearing\"]", "operators[0].permissions", "Clearance"),
		(account, "account = \"5GrwvaEF\"", "(alpha).validators[0].account", "no account"),
		(account, line_of("account = ", 1), "(alpha).validators[0].proof", "does not prove"),
		(keys, "keys = \"0x1234\"", "(alpha).validators[0].keys", "key validator"),
		(proof, line_of("proof = ", 1), "(alpha).validators[0].proof", "does not prove"),
		(peer, "peer = \"12D3\"", "(alpha).validators[0].peer", "12D3KooW"),
		(peer, line_of("peer = ", 1), "(alpha).nodes[0].peer", "the same as"),
		("/dns/rpc.alpha.example/tcp/30333", "rpc.alpha.example", "nodes[0].address", "/tcp/30333"),
		("/dns/rpc.alpha.example/tcp/30333", "/ip4/0.0.0.0/tcp/1", "nodes[0].address", "reach it"),
		("/tcp/30333\"", "/tcp/30333/ws\"", "validators[0].address", "not WebSocket"),
		(line_of("seat = ", 0), line_of("seat = ", 1), "(alpha).seat", "neither an admin nor"),
	] {
		let faults = faults(from, to);
		let named = faults.iter().find(|fault| fault.contains(field) && fault.contains(reason));
		assert!(named.is_some(), "{to}: {field}: … {reason} …, not {faults:#?}");
	}
}

#[test]
fn all_faults_are_told_when_there_are_several() {
	let text = EXAMPLE.replacen("\"DE\"", "\"XX\"", 1).replacen("\"AU\"", "\"YY\"", 1);
	assert_eq!(Consortium::parse(&text).unwrap_err().len(), 2);
}

#[test]
fn field_is_refused_when_there_is_no_such_field() {
	let faults = faults("minValidators", "minimumValidators");
	assert!(faults[0].contains("minimumValidators") && faults[0].contains("line"), "{faults:?}");
}

/// The example without the parts of some validators.
fn without_validators(keep: usize) -> String {
	let mut parts = EXAMPLE.split("[[organisations.validators]]");
	let mut text = parts.next().unwrap().to_string();
	for (place, part) in parts.enumerate() {
		if place < keep {
			text.push_str("[[organisations.validators]]");
			text.push_str(part);
		} else if let Some(end) = part.find("\n\n") {
			text.push_str(&part[end..]);
		}
	}
	text.replace("minValidators = 4", "")
}

#[test]
fn warning_is_given_when_no_validator_may_fail() {
	let consortium = Consortium::parse(&without_validators(3)).unwrap();
	let warned = |words: &str| consortium.warnings.iter().any(|warning| warning.contains(words));
	assert!(warned("3 validators: nothing becomes final while one of them is down"));
	assert_eq!(consortium.min_validators, 3);
	assert!(consortium.summary().contains("of which 0 may fail"));
}

#[test]
fn network_is_refused_when_nobody_would_make_blocks() {
	let faults = Consortium::parse(&without_validators(0)).unwrap_err();
	assert!(
		faults.iter().any(|fault| fault.contains("none of them has a validator")),
		"{faults:?}"
	);
}

#[test]
fn accounts_of_developers_are_taken_when_the_chain_is_a_trial() {
	let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	let own = line_of("admins = ", 3);
	let seat = line_of("seat = ", 3);
	let text = EXAMPLE.replacen(own, &format!("admins = [\"{alice}\"]"), 1).replacen(
		seat,
		&format!("seat = \"{alice}\""),
		1,
	);
	let faults = Consortium::parse(&text).unwrap_err();
	assert!(faults[0].contains("everybody knows the secret"), "{faults:?}");
	assert!(Consortium::parse(&text.replacen("# trial = true", "trial = true", 1)).is_ok());
}

#[test]
fn duration_is_read_when_it_has_a_unit() {
	assert_eq!(duration("90s"), Ok(90_000));
	assert_eq!(duration("2d"), Ok(172_800_000));
	for wrong in ["", "h", "2", "-1h", "1.5h", "99999999999999999d", "2é"] {
		assert!(duration(wrong).is_err(), "{wrong}");
	}
}

#[test]
fn folder_holds_what_an_organisation_needs_when_a_network_is_founded() {
	let out = tempfile::tempdir().unwrap();
	let spec =
		Specification { json: "{}".into(), genesis: Default::default(), code: Default::default() };
	folders::write(out.path(), &example(), &spec).unwrap();
	let read = |path: &str| fs::read_to_string(out.path().join(path)).unwrap();
	assert_eq!(read("chain.json"), read("members/alpha/chain.json"));
	let environment = read("members/alpha/validator-1.env");
	for part in [
		"--validator",
		"--name alpha-validator-1",
		"--port 30333",
		"--public-addr /dns/validator.alpha.example/tcp/30333",
	] {
		assert!(environment.contains(part), "{environment}");
	}
	assert!(!read("members/alpha/node-1.env").contains("--validator"));
	let readme = read("members/customs/README.md");
	assert!(readme.contains("Border Authority in Hallmark Pacific"), "{readme}");
	assert!(readme.contains("hallmark council"), "it votes: {readme}");
	assert!(!readme.contains("hallmark validator"), "it has no validator: {readme}");
	// Nothing of another member is in it.
	let others = ["alpha", "bravo", "charlie", "delta"];
	assert!(others.iter().all(|other| !readme.contains(&format!("{other}.example"))), "{readme}");
}

#[test]
fn keys_are_taken_by_the_file_when_they_are_made() {
	let home = tempfile::tempdir().unwrap();
	let path = home.path().join("account.key");
	let account = keys::make_account(&path).unwrap();
	assert!(keys::make_account(&path).is_err(), "it would overwrite a secret");

	let at = keys::Home::new(home.path(), "hallmark_pacific");
	let made = at.validator("hallmark-node", &account).unwrap();
	let again = at.validator("hallmark-node", &account).unwrap_err();
	assert!(again.contains("session keys already"), "{again}");
	let node = at.node("hallmark-node").unwrap();
	let peer = made.lines().find(|line| line.starts_with("peer")).unwrap();
	assert!(node.contains(peer), "one node has one identity: {node}");

	let old = EXAMPLE.split("[[organisations.validators]]").nth(1).unwrap();
	let old = old.split("\n\n").next().unwrap();
	let text = EXAMPLE.replacen(&format!("[[organisations.validators]]{old}"), &made, 1);
	let consortium = Consortium::parse(&text).unwrap();
	assert_eq!(consortium.validators().next().unwrap().1.account, account);

	let chain = home.path().join("chains/hallmark_pacific");
	for folder in ["keystore", "network"] {
		for entry in fs::read_dir(chain.join(folder)).unwrap() {
			use std::os::unix::fs::PermissionsExt;
			let mode = entry.unwrap().metadata().unwrap().permissions().mode();
			assert_eq!(mode & 0o777, 0o600, "{folder}");
		}
	}
}
