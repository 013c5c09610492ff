//! Where webhooks may go: to addresses of the public network, and to those that the gateway's operator
//! lists. A name is looked up by the one who connects, so no second look-up can say something else.

use anyhow::{bail, Context};
use std::{
	fmt,
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
	str::FromStr,
};
use ureq::{
	config::Config,
	http::{uri::Scheme, Uri},
	unversioned::{
		resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
		transport::NextTimeout,
	},
	Error,
};

/// A network: an address, and how many of its bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
	address: IpAddr,
	bits: u32,
}

impl Cidr {
	/// Whether an address is of the network.
	pub fn has(&self, address: IpAddr) -> bool {
		match (self.address, address) {
			(IpAddr::V4(own), IpAddr::V4(other)) => {
				let shift = 32u32.saturating_sub(self.bits);
				let cut = |it: Ipv4Addr| it.to_bits().checked_shr(shift).unwrap_or(0);
				cut(own) == cut(other)
			}
			(IpAddr::V6(own), IpAddr::V6(other)) => {
				let shift = 128u32.saturating_sub(self.bits);
				let cut = |it: Ipv6Addr| it.to_bits().checked_shr(shift).unwrap_or(0);
				cut(own) == cut(other)
			}
			_ => false,
		}
	}
}

impl FromStr for Cidr {
	type Err = anyhow::Error;

	fn from_str(text: &str) -> anyhow::Result<Self> {
		let form = "not a network such as 10.1.0.0/16 or fd00::/8, or an address";
		let (address, bits) = match text.split_once('/') {
			Some((address, bits)) => (address, Some(bits)),
			None => (text, None),
		};
		let address: IpAddr = address.parse().context(form)?;
		let most = if address.is_ipv4() { 32 } else { 128 };
		let bits = bits.map_or(Ok(most), str::parse).context(form)?;
		if bits > most {
			bail!(form);
		}
		Ok(Self { address, bits })
	}
}

/// Networks of IPv4 that are none of the public one (IANA's registry of special purposes, RFC 6890).
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
	(Ipv4Addr::new(0, 0, 0, 0), 8),
	(Ipv4Addr::new(10, 0, 0, 0), 8),
	(Ipv4Addr::new(100, 64, 0, 0), 10),
	(Ipv4Addr::new(127, 0, 0, 0), 8),
	(Ipv4Addr::new(169, 254, 0, 0), 16),
	(Ipv4Addr::new(172, 16, 0, 0), 12),
	(Ipv4Addr::new(192, 0, 0, 0), 24),
	(Ipv4Addr::new(192, 0, 2, 0), 24),
	(Ipv4Addr::new(192, 88, 99, 0), 24),
	(Ipv4Addr::new(192, 168, 0, 0), 16),
	(Ipv4Addr::new(198, 18, 0, 0), 15),
	(Ipv4Addr::new(198, 51, 100, 0), 24),
	(Ipv4Addr::new(203, 0, 113, 0), 24),
	(Ipv4Addr::new(224, 0, 0, 0), 4),
	(Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Where all of the public network of IPv6 is.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is in there and is none of it: protocols (Teredo and others), documentation, 6to4.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
	(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
	(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
	(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
	(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Under which a network without IPv4 reaches it (RFC 6052): the last 32 bits are the address.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

fn within<A: Into<IpAddr>>((address, bits): (A, u32), other: impl Into<IpAddr>) -> bool {
	Cidr { address: address.into(), bits }.has(other.into())
}

/// The address that an address stands for: what is wrapped in IPv6 reaches IPv4.
fn meant(address: IpAddr) -> IpAddr {
	match address.to_canonical() {
		IpAddr::V6(address) if within(NAT64, address) => {
			let [.., a, b] = address.segments();
			let [a, b, c, d] = ((u32::from(a) << 16) | u32::from(b)).to_be_bytes();
			IpAddr::V4(Ipv4Addr::new(a, b, c, d))
		}
		address => address,
	}
}

/// Whether an address is of the public network.
pub fn is_public(address: IpAddr) -> bool {
	match meant(address) {
		IpAddr::V4(address) => !SPECIAL_V4.iter().any(|it| within(*it, address)),
		IpAddr::V6(address) => {
			within(GLOBAL_V6, address) && !SPECIAL_V6.iter().any(|it| within(*it, address))
		}
	}
}

/// Looks names up, and gives those addresses only to which webhooks may go.
pub struct Guard {
	allowed: Vec<Cidr>,
	names: DefaultResolver,
}

impl fmt::Debug for Guard {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Guard").field("allowed", &self.allowed).finish_non_exhaustive()
	}
}

impl Guard {
	/// Lets webhooks go to the public network, by HTTPS; and to some networks besides, by HTTP too.
	pub fn new(allowed: Vec<Cidr>) -> Self {
		Self { allowed, names: DefaultResolver::default() }
	}

	/// Whether a webhook may go to an address.
	pub fn admits(&self, address: IpAddr, is_secure: bool) -> bool {
		let meant = meant(address);
		self.allowed.iter().any(|it| it.has(meant) || it.has(address))
			|| (is_secure && is_public(address))
	}
}

impl Resolver for Guard {
	fn resolve(
		&self,
		uri: &Uri,
		config: &Config,
		timeout: NextTimeout,
	) -> Result<ResolvedSocketAddrs, Error> {
		let is_secure = uri.scheme() == Some(&Scheme::HTTPS);
		let found = self.names.resolve(uri, config, timeout)?;
		let mut admitted = self.empty();
		// One of them is as good as all: a name that leads inside, too, is not to be trusted with more.
		if found.iter().all(|address: &SocketAddr| self.admits(address.ip(), is_secure)) {
			for address in found.iter() {
				admitted.push(*address);
			}
		}
		if admitted.is_empty() {
			return Err(Error::HostNotFound);
		}
		Ok(admitted)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_inside_are_refused_in_every_dress() {
		for inside in [
			"0.0.0.0",
			"0.1.2.3",
			"10.0.0.1",
			"100.64.0.1",
			"100.127.255.255",
			"127.0.0.1",
			"127.255.255.254",
			"169.254.169.254",
			"172.16.0.1",
			"172.31.255.255",
			"192.0.0.8",
			"192.0.2.1",
			"192.88.99.1",
			"192.168.1.1",
			"198.18.0.1",
			"198.19.255.255",
			"198.51.100.1",
			"203.0.113.1",
			"224.0.0.1",
			"239.255.255.255",
			"240.0.0.1",
			"255.255.255.255",
			"::",
			"::1",
			"::ffff:127.0.0.1",
			"::ffff:10.0.0.1",
			"::ffff:169.254.169.254",
			"::127.0.0.1",
			"64:ff9b::127.0.0.1",
			"64:ff9b::10.1.2.3",
			"64:ff9b::a9fe:a9fe",
			"64:ff9b:1::1",
			"100::1",
			"2001::1",
			"2001:10::1",
			"2001:db8::1",
			"2002:7f00:1::",
			"2002:c0a8:101::1",
			"3fff::1",
			"5f00::1",
			"fc00::1",
			"fd12:3456::1",
			"fe80::1",
			"fec0::1",
			"ff02::1",
		] {
			assert!(!is_public(inside.parse().unwrap()), "{inside}");
		}
		for outside in [
			"1.1.1.1",
			"100.63.255.255",
			"100.128.0.1",
			"172.15.255.255",
			"172.32.0.1",
			"192.0.1.1",
			"223.255.255.255",
			"2606:4700::1111",
			"2001:200::1",
			"2a00:1450::1",
			"::ffff:1.1.1.1",
			"64:ff9b::1.1.1.1",
		] {
			assert!(is_public(outside.parse().unwrap()), "{outside}");
		}
	}

	#[test]
	fn networks_are_read_and_hold_what_is_in_them() {
		let has = |network: &str, address: &str| {
			network.parse::<Cidr>().unwrap().has(address.parse().unwrap())
		};
		assert!(has("10.1.0.0/16", "10.1.255.1") && !has("10.1.0.0/16", "10.2.0.1"));
		assert!(has("0.0.0.0/0", "255.1.2.3") && !has("0.0.0.0/0", "::1"));
		assert!(has("127.0.0.1", "127.0.0.1") && !has("127.0.0.1", "127.0.0.2"));
		assert!(has("fd00::/8", "fdff::1") && !has("fd00::/8", "fe00::1"));
		assert!(has("::/0", "fe00::1"));
		for wrong in ["", "10", "10.0.0.0/33", "::1/129", "a/8", "10.0.0.0/", "10.0.0.0/-1"] {
			assert!(wrong.parse::<Cidr>().is_err(), "{wrong}");
		}
	}

	#[test]
	fn what_is_listed_is_admitted_by_http_too_and_the_rest_by_https_alone() {
		let guard = Guard::new(vec!["10.0.0.0/8".parse().unwrap()]);
		let admits = |address: &str, is_secure| guard.admits(address.parse().unwrap(), is_secure);
		assert!(admits("10.1.2.3", false) && admits("::ffff:10.1.2.3", false));
		assert!(admits("1.1.1.1", true) && !admits("1.1.1.1", false));
		assert!(!admits("127.0.0.1", true) && !admits("192.168.0.1", true));
	}
}
