//! A node of a chain with lots, in this process: what it knows was made by the chain's own calls, and
//! it answers as a node does. Tests and benchmarks have it without a network or a node's binary.

use codec::{Decode, Encode};
use frame_support::{
	dispatch::RawOrigin,
	genesis_builder_helper::{build_state, get_preset},
	storage::storage_prefix,
};
use hallmark_gateway::{app::App, config::Args};
use hallmark_gs1::{check_digit::check_digit, CompanyPrefix, ProductCode};
use hallmark_lot_tree::{leaf_file, LotKey};
use hallmark_runtime::{
	configs::governance::CouncilCollective, genesis_presets, trace, AccountId, Runtime,
	RuntimeCall, RuntimeGenesisConfig, RuntimeOrigin, VERSION,
};
use hallmark_runtime_api::trace::VerifyQuery;
use hallmark_sdk::{proof::TrustedSet, trust, BlockRef};
use hallmark_types::{
	Batch, CountryCode, Digest, Document, Gtin, HsCode, LotId, MediaType, Moment, OrgId,
	ProductTypeId, Role, Text,
};
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
};
use pallet_product_identity::{LotHeader, ProductDetails};
use serde_json::{json, Value};
use sp_core::Bytes;
use sp_runtime::{traits::Dispatchable, BoundedVec};
use std::{
	collections::BTreeMap,
	fs,
	path::Path,
	sync::{
		atomic::{AtomicU32, Ordering::Relaxed},
		Arc,
	},
};

/// The digits of the maker's company prefix.
const PREFIX: &str = "9521001";

/// When the last block was made, in milliseconds.
const NOW: Moment = 1_800_000_000_000;

/// The number of the last block, which is final.
const NUMBER: u32 = 100;

type Registry = pallet_merchant_registry::Call<Runtime>;
type Identity = pallet_product_identity::Call<Runtime>;

/// A chain, and the leaf files of its lots in a folder.
pub struct World {
	/// The folder with leaf files, voters, and what a gateway keeps.
	pub folder: tempfile::TempDir,
	/// The codes of each lot's items.
	pub codes: Vec<Vec<String>>,
	state: Arc<BTreeMap<Vec<u8>, Vec<u8>>>,
}

/// A node of it, as long as it is kept.
pub struct Node {
	/// Its address.
	pub url: String,
	/// How many requests it was asked.
	pub asked: Arc<AtomicU32>,
	_server: ServerHandle,
}

impl World {
	/// A chain with so many lots of so many items.
	pub fn new(lots: u32, items: u32) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let leaves = folder.path().join("leaves");
		fs::create_dir(&leaves).unwrap();
		let mut ext = sp_io::TestExternalities::default();
		let codes = ext.execute_with(|| {
			genesis();
			let maker = found();
			(0..lots).map(|number| lot(maker, number, items, &leaves)).collect()
		});
		let state = Arc::new(ext.execute_with(everything));
		let since = BlockRef { number: 0, hash: genesis_hash() };
		let set = TrustedSet { genesis: since.hash, set_id: 0, authorities: Vec::new(), since };
		trust::save(&set, folder.path().join("voters")).unwrap();
		Self { folder, codes, state }
	}

	/// Begins a migration in steps, as nodes that are started afterwards see it.
	pub fn migrate(&mut self) {
		let cursor = storage_prefix(b"MultiBlockMigrations", b"Cursor").to_vec();
		Arc::make_mut(&mut self.state).insert(cursor, vec![0]);
	}

	/// Starts a node, which says that its chain runs this release.
	pub async fn node(&self, spec_version: u32) -> Node {
		let asked = Arc::new(AtomicU32::new(0));
		let known = Known { state: self.state.clone(), spec_version, asked: asked.clone() };
		let mut methods = RpcModule::new(known);
		for method in METHODS {
			let answer = move |params: Params<'_>, known: &Known, _: &_| {
				let params = params.parse::<Vec<Value>>().unwrap_or_default();
				known.asked.fetch_add(1, Relaxed);
				Ok::<_, ErrorObjectOwned>(known.answer(method, &params))
			};
			methods.register_method(method, answer).unwrap();
		}
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", server.local_addr().unwrap());
		Node { url, asked, _server: server.start(methods) }
	}

	/// Opens a gateway of a node, and waits until it has a block and has read all leaf files.
	pub async fn gateway(&self, node: &Node, more: &[&str]) -> Arc<App> {
		use clap::Parser;
		let path = |name: &str| self.folder.path().join(name).display().to_string();
		let (leaves, voters) = (path("leaves"), path("voters"));
		// Each runs on data of its own.
		let data = tempfile::tempdir_in(self.folder.path()).unwrap().keep().display().to_string();
		let fixed = ["gateway", "--node", &node.url, "--leaves", &leaves, "--data", &data];
		let trusting = ["--trust", &voters, "--rate", "0"];
		let args = fixed.iter().chain(&trusting).chain(more);
		let app = App::open(&Args::parse_from(args)).unwrap();
		for _ in 0..1_200 {
			if app.heads.facts().is_some() && !app.leaves.is_reading() {
				return app;
			}
			tokio::time::sleep(std::time::Duration::from_millis(50)).await;
		}
		panic!("the gateway does not get ready: {:?}", app.heads.fault());
	}
}

/// What nodes know.
struct Known {
	state: Arc<BTreeMap<Vec<u8>, Vec<u8>>>,
	spec_version: u32,
	asked: Arc<AtomicU32>,
}

const METHODS: [&str; 9] = [
	"state_getRuntimeVersion",
	"state_getStorageHash",
	"state_queryStorageAt",
	"state_getKeysPaged",
	"state_getStorage",
	"state_call",
	"chain_getBlockHash",
	"chain_getFinalizedHead",
	"chain_getHeader",
];

impl Known {
	fn answer(&self, method: &str, params: &[Value]) -> Value {
		let bytes = |at: usize| -> Vec<u8> {
			let bytes: Option<Bytes> = serde_json::from_value(params[at].clone()).unwrap();
			bytes.map_or(Vec::new(), |it| it.0)
		};
		let value = |key: &[u8]| self.state.get(key).map(|it| Bytes(it.clone()));
		match method {
			"state_getRuntimeVersion" => json!({
				"specName": VERSION.spec_name,
				"specVersion": self.spec_version,
				"transactionVersion": VERSION.transaction_version,
			}),
			"chain_getFinalizedHead" => json!(block_hash()),
			"chain_getBlockHash" => match params.first().and_then(Value::as_u64) {
				Some(0) => json!(genesis_hash()),
				_ => json!(block_hash()),
			},
			"chain_getHeader" => json!({
				"number": format!("{NUMBER:#x}"),
				"parentHash": Digest::repeat_byte(1),
				"stateRoot": Digest::repeat_byte(2),
				"extrinsicsRoot": Digest::repeat_byte(3),
				"digest": { "logs": [] },
			}),
			"state_getStorageHash" => json!(Digest::repeat_byte(4)),
			"state_getStorage" => json!(value(&bytes(0))),
			"state_queryStorageAt" => {
				let keys: Vec<Bytes> = serde_json::from_value(params[0].clone()).unwrap();
				let changes: Vec<_> = keys.into_iter().map(|key| (value(&key), key)).collect();
				let changes: Vec<_> = changes.into_iter().map(|(it, key)| (key, it)).collect();
				json!([{ "block": block_hash(), "changes": changes }])
			}
			"state_getKeysPaged" => {
				let (prefix, limit, after) = (bytes(0), params[1].as_u64().unwrap(), bytes(2));
				let after = after.max(prefix.clone());
				let keys = self.state.range(after.clone()..).map(|(key, _)| key);
				let keys =
					keys.filter(|key| **key > after).take_while(|key| key.starts_with(&prefix));
				let keys: Vec<_> =
					keys.take(limit as usize).map(|key| Bytes(key.clone())).collect();
				json!(keys)
			}
			"state_call" => {
				let function = params[0].as_str().unwrap().to_string();
				let (arguments, state) = (bytes(1), BTreeMap::clone(&self.state));
				let mut ext = sp_io::TestExternalities::default();
				let answer = ext.execute_with(|| {
					state.iter().for_each(|(key, value)| sp_io::storage::set(key, value));
					call(&function, &mut &arguments[..])
				});
				json!(Bytes(answer))
			}
			_ => Value::Null,
		}
	}
}

/// Calls a function of the runtime API.
fn call(function: &str, arguments: &mut &[u8]) -> Vec<u8> {
	fn read<T: Decode>(arguments: &mut &[u8]) -> T {
		T::decode(arguments).unwrap()
	}
	match function {
		"Metadata_metadata_at_version" => Runtime::metadata_at_version(read(arguments)).encode(),
		"TraceApi_verify" => trace::verify(read::<VerifyQuery>(arguments)).encode(),
		"TraceApi_lot" => trace::lot(read(arguments)).encode(),
		"TraceApi_lots_of_batch" => {
			let (gtin, batch) = read(arguments);
			trace::lots_of_batch(gtin, batch).encode()
		}
		"TraceApi_links" => {
			let (gtin, lot) = read(arguments);
			trace::links(gtin, lot).encode()
		}
		"TraceApi_product" => {
			let (gtin, first) = read(arguments);
			trace::product(gtin, first).encode()
		}
		other => panic!("nobody has asked {other} before"),
	}
}

fn genesis_hash() -> Digest {
	Digest::repeat_byte(7)
}

fn block_hash() -> Digest {
	Digest::repeat_byte(8)
}

/// All that is in the state.
fn everything() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let mut all = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		all.insert(next.clone(), sp_io::storage::get(&next).unwrap().to_vec());
		key = next;
	}
	all
}

/// Writes the genesis of the development chain, as it is shortly before [`NOW`].
fn genesis() {
	let json = |id: Option<&str>| -> Value {
		let id = id.map(Into::into);
		let text = get_preset::<RuntimeGenesisConfig>(&id, genesis_presets::get_preset).unwrap();
		serde_json::from_slice(&text).unwrap()
	};
	let mut genesis = json(None);
	merge(&mut genesis, json(Some(genesis_presets::DEVELOPMENT)));
	build_state::<RuntimeGenesisConfig>(genesis.to_string().into_bytes()).unwrap();
	frame_system::Pallet::<Runtime>::set_block_number(NUMBER);
	pallet_timestamp::Now::<Runtime>::put(NOW - 3_600_000);
}

fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

fn account(name: &str) -> AccountId {
	AccountId::new(sp_io::hashing::blake2_256(name.as_bytes()))
}

/// Has a call made, of which nobody complains.
fn must(origin: impl Into<RuntimeOrigin>, call: impl Into<RuntimeCall>) {
	call.into().dispatch(origin.into()).unwrap();
}

/// Has the council make a call.
fn must_decide(call: impl Into<RuntimeCall>) {
	must(pallet_collective::RawOrigin::<AccountId, CouncilCollective>::Members(1, 1), call);
}

fn text<const N: u32>(text: &str) -> Text<N> {
	Text::new(text).unwrap()
}

fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

/// The maker's product.
pub fn gtin() -> Gtin {
	let digits = format!("{PREFIX}00001");
	let check = check_digit(&digits).unwrap();
	hallmark_gs1::Gtin::from_digits(&format!("{digits}{check}")).unwrap().into()
}

/// Admits a platform and a maker with a product, and goes on to [`NOW`].
fn found() -> OrgId {
	let admit = |name: &str, roles: &[Role]| {
		let org = pallet_merchant_registry::NextOrgId::<Runtime>::get();
		let profile = pallet_merchant_registry::types::Profile {
			legal_id: text(name),
			name: text(name),
			country: country("BE"),
			gln: None,
		};
		let roles = BoundedVec::truncate_from(roles.to_vec());
		must_decide(Registry::admit {
			profile,
			roles,
			controlled_with: None,
			admin: account(name),
		});
		org
	};
	admit("platform", &[Role::Platform]);
	let maker = admit("maker", &[Role::Manufacturer, Role::Merchant]);
	pallet_timestamp::Now::<Runtime>::put(NOW);
	let licence = Document { digest: Digest::repeat_byte(1), media: MediaType::Pdf };
	let prefix = CompanyPrefix::from_digits(PREFIX).unwrap().into();
	must_decide(Registry::grant_prefix { prefix, holder: maker, licence });
	must_decide(Identity::register_product_types {
		names: BoundedVec::truncate_from(vec![text("Chocolate")]),
	});
	let details = ProductDetails {
		name: text("Dark chocolate"),
		hs: HsCode { code: *b"180632", edition: 2022 },
		origin: country("BE"),
		sheet: None,
	};
	let product_type = ProductTypeId(0);
	let register = Identity::register_product { gtin: gtin(), product_type, details };
	must(RawOrigin::Signed(account("maker")), register);
	maker
}

/// Issues a lot, keeps its leaf file, and gives the codes of its items.
fn lot(issuer: OrgId, number: u32, count: u32, leaves: &Path) -> Vec<String> {
	let batch = format!("L{number}");
	let key = LotKey::new(sp_io::hashing::blake2_256(batch.as_bytes()));
	let lot = hallmark_lot_tree::Lot::new(issuer.0, gtin().0, &batch, key, count).unwrap();
	let mut file = Vec::new();
	let items = lot.items(|_| ());
	let leaf_file = leaf_file::write(&mut file, &lot.header(), &items).unwrap().into();
	let tree = hallmark_lot_tree::Tree::new(items.iter().map(|item| item.leaf).collect());
	let root = tree.root().into();
	fs::write(leaves.join(format!("{batch}.leaves")), file).unwrap();
	let id: LotId = pallet_product_identity::NextLotId::<Runtime>::get();
	let header = LotHeader {
		gtin: gtin(),
		batch: Batch::new(&batch).unwrap(),
		part: 0,
		facility: None,
		guessable: false,
		produced: None,
		expires: None,
	};
	let issue = Identity::issue_lot { header, count, root, leaf_file };
	must(RawOrigin::Signed(account("maker")), issue);
	let confirm = Identity::confirm_leaf_file { lot: id, root, count, leaf_file };
	must(RawOrigin::Signed(account("platform")), confirm);
	let code = |index: u32| {
		let serial = Some(lot.serial(index).unwrap());
		let code =
			ProductCode { gtin: gtin().check().unwrap(), batch: Some(batch.clone()), serial };
		code.to_uri(Some("https://id.example")).unwrap()
	};
	(0..count).map(code).collect()
}
