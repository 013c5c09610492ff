//! The command line.

use crate::light::BootNode;
use clap::Parser;
use hallmark_api::outbox::guard::Cidr;
use hallmark_sdk::mirror::Source;
use hallmark_types::CountryCode;
use std::{net::SocketAddr, path::PathBuf};

/// What the code on the box leads to: a GS1-conformant resolver, and a page that tells what the chain
/// knows of the code.
///
/// It reads a node and the public leaf files, submits nothing but activations, and keeps nothing but
/// scan counts and reports of mismatches. No visitor's address is written anywhere.
#[derive(Clone, Debug, Parser)]
#[command(name = "hallmark-gateway", version, about, max_term_width = 100)]
pub struct Args {
	/// The WebSocket address of a node, or of several with commas between them. The first is asked
	/// that is up, of the right chain and not behind. Without it HALLMARK_URL says where nodes are.
	#[arg(long, value_name = "URL[,URL…]", default_value_t = nodes())]
	pub node: String,
	/// The folder with the public leaf files: every file in it whose name ends in `.leaves`. New ones
	/// are found by themselves.
	#[arg(long, value_name = "DIR")]
	pub leaves: PathBuf,
	/// Other gateways, from which the leaf files of active lots that are not in --leaves are fetched
	/// into it. What comes is measured against the chain.
	#[arg(long, value_name = "URL[,URL…]", value_delimiter = ',')]
	pub mirror: Vec<Source>,
	/// Where to listen.
	#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
	pub listen: SocketAddr,
	/// Which chain it is and whose votes make its blocks final: the chain's raw specification, or a
	/// set of voters that `hallmark verify --trust` has saved.
	#[arg(long, value_name = "SPEC")]
	pub trust: PathBuf,
	/// The certificate chain for HTTPS, in PEM. Without it, plain HTTP is spoken: for the machine
	/// itself, or behind a proxy that ends TLS.
	#[arg(long, value_name = "FILE", requires = "tls_key")]
	pub tls_cert: Option<PathBuf>,
	/// The key of the certificate, in PEM.
	#[arg(long, value_name = "FILE", requires = "tls_cert")]
	pub tls_key: Option<PathBuf>,
	/// A folder with verifiers for browsers, each named `HASH.wasm` by the hash of the chain's code
	/// that it is for. Keep those of past releases too.
	#[arg(long, value_name = "DIR")]
	pub verifiers: Option<PathBuf>,
	/// A folder with packs, each named `NAME.pack`: files of `hallmark pack`, for phones that are to
	/// judge codes without a network.
	#[arg(long, value_name = "DIR")]
	pub packs: Option<PathBuf>,
	/// A folder with signed results of audits, each named `NAME.json`, as `hallmark audit --key` writes
	/// them: served at `/audits`, beside the statistics.
	#[arg(long, value_name = "DIR")]
	pub audits: Option<PathBuf>,
	/// The address of a node that serves light clients, such as
	/// `/ip4/192.0.2.7/udp/31333/webrtc-direct/certhash/uEi…/p2p/12D3KooW…`; may be given again.
	/// Visitors can then have their browser ask the chain's own nodes, too. Without any, that is not
	/// offered.
	#[arg(long, value_name = "MULTIADDR")]
	pub boot_node: Vec<BootNode>,
	/// A folder with credentials that issuers and agencies hand to this gateway, as `hallmark
	/// credential` makes them: passports, conformity credentials, one receipt of each lot. They are
	/// checked before they are served; new ones are found by themselves.
	#[arg(long, value_name = "DIR", requires = "credential_key")]
	pub credentials: Option<PathBuf>,
	/// The file of the key that signs status lists, as `hallmark credential key generate` makes it. If
	/// there is no file, a new key is made. Or the `pkcs11:` URI of an Ed25519 key in a token, whose PIN
	/// is in the file of its pin-source or in HALLMARK_PIN.
	#[arg(long, value_name = "FILE|URI", requires = "origin")]
	pub credential_key: Option<PathBuf>,
	/// Where to keep scan counts, reports, and what was found out about leaf files.
	#[arg(long, value_name = "DIR", default_value = "hallmark-gateway.data")]
	pub data: PathBuf,
	/// The file of an index: final blocks in a database, for all that asks what has happened. It is
	/// made if it is not there, which takes an archive node; each gateway has its own.
	#[arg(long, value_name = "FILE")]
	pub database: Option<PathBuf>,
	/// The file of API keys, as `hallmark-gateway key add` makes it. Without it, nobody writes by a key;
	/// people sign in all the same.
	#[arg(long, value_name = "FILE", requires = "database")]
	pub keys: Option<PathBuf>,
	/// A network that webhooks may go to besides the public one, such as `10.1.0.0/16`, by HTTP too; may
	/// be given again.
	#[arg(long, value_name = "CIDR", requires = "database")]
	pub webhook_allow: Vec<Cidr>,
	/// The WebSocket address of a node that the public may ask, such as `wss://rpc.example`: the
	/// explorer then links to explorers that others write, which ask that node.
	#[arg(long, value_name = "URL")]
	pub public_node: Option<String>,

	/// The country whose customs and notices a code is judged for where neither the request nor the visitor
	/// has named one: two capital letters (ISO 3166-1).
	#[arg(long, value_name = "COUNTRY", value_parser = country)]
	pub market: Option<CountryCode>,
	/// Under which address the world knows this gateway, such as `https://id.example`. Without it
	/// the address is taken from each request.
	#[arg(long, value_name = "URL")]
	pub origin: Option<String>,
	/// How many requests a second one address may make for long; of IPv6 a network of 64 bits is one
	/// address. 0 is no limit.
	#[arg(long, value_name = "N", default_value_t = 20)]
	pub rate: u32,
	/// How many requests one address may make at once.
	#[arg(long, value_name = "N", default_value_t = 200)]
	pub burst: u32,
	/// Puts no limits to the machine itself: to measure, or behind a proxy that has its own.
	#[arg(long)]
	pub trust_loopback: bool,
	/// Takes a visitor's address from the last entry of `X-Forwarded-For`, which the proxy before
	/// this gateway has to write.
	#[arg(long)]
	pub behind_proxy: bool,
	/// How many connections may be open.
	#[arg(long, value_name = "N", default_value_t = 4096)]
	pub connections: usize,
	/// How many connections one address may have open.
	#[arg(long, value_name = "N", default_value_t = 64)]
	pub connections_per_address: usize,
	/// How many threads serve pages. 0 is one per core.
	#[arg(long, value_name = "N", default_value_t = 0)]
	pub threads: usize,
}

/// Where nodes are if the command line does not say. It is a default and no `env` of clap: a variable
/// that is set would otherwise ask a command such as `check` for all that serving needs.
fn country(text: &str) -> Result<CountryCode, &'static str> {
	CountryCode::new(text).ok_or("it is not two capital letters of ISO 3166-1, such as CN")
}

fn nodes() -> String {
	std::env::var("HALLMARK_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".into())
}
