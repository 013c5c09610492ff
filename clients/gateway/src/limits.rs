//! How much one address may ask for.
//!
//! An address is one of IPv4, or a network of 64 bits of IPv6, of which whoever has one address has
//! all. Addresses are in memory only, and only as long as they have asked for much.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;
use std::{
	collections::HashMap,
	net::{IpAddr, Ipv6Addr},
	num::NonZeroU32,
	sync::Arc,
};

/// What costs the node or the disk something counts as so many requests.
pub const COSTLY: u32 = 10;

/// The address that is counted.
pub fn key(address: IpAddr) -> IpAddr {
	match address.to_canonical() {
		IpAddr::V4(address) => IpAddr::V4(address),
		IpAddr::V6(address) => {
			let [a, b, c, d, ..] = address.segments();
			IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
		}
	}
}

/// The requests that each address has made of late.
pub struct Limits {
	rate: Option<DefaultKeyedRateLimiter<IpAddr>>,
	trusts_loopback: bool,
}

impl Limits {
	/// So many requests a second, and so many at once. None at all if the rate is 0.
	pub fn new(rate: u32, burst: u32, trusts_loopback: bool) -> Self {
		let quota = NonZeroU32::new(rate).map(|rate| {
			let burst = burst.max(COSTLY).max(rate.get());
			let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
			Quota::per_second(rate).allow_burst(burst)
		});
		Self { rate: quota.map(RateLimiter::keyed), trusts_loopback }
	}

	/// Whether an address may make a request that counts as so many.
	pub fn admits(&self, address: IpAddr, cost: u32) -> bool {
		let Some(rate) = &self.rate else { return true };
		if self.trusts_loopback && address.to_canonical().is_loopback() {
			return true;
		}
		let Some(cost) = NonZeroU32::new(cost) else { return true };
		matches!(rate.check_key_n(&key(address), cost), Ok(Ok(())))
	}

	/// Forgets the addresses that may ask as much as any other.
	pub fn forget(&self) {
		if let Some(rate) = &self.rate {
			rate.retain_recent();
			rate.shrink_to_fit();
		}
	}
}

/// The connections that are open.
pub struct Connections {
	open: Mutex<HashMap<IpAddr, usize>>,
	per_address: usize,
	trusts_loopback: bool,
}

/// An open connection: it counts until it is dropped.
pub struct Connection {
	of: Option<(Arc<Connections>, IpAddr)>,
}

impl Connections {
	/// So many for each address.
	pub fn new(per_address: usize, trusts_loopback: bool) -> Arc<Self> {
		Arc::new(Self { open: Mutex::default(), per_address, trusts_loopback })
	}

	/// Opens one, if the address has not too many.
	pub fn open(self: &Arc<Self>, address: IpAddr) -> Option<Connection> {
		if self.trusts_loopback && address.to_canonical().is_loopback() {
			return Some(Connection { of: None });
		}
		let key = key(address);
		let mut open = self.open.lock();
		let count = open.entry(key).or_default();
		if *count >= self.per_address {
			return None;
		}
		*count += 1;
		Some(Connection { of: Some((self.clone(), key)) })
	}
}

impl Drop for Connection {
	fn drop(&mut self) {
		if let Some((connections, key)) = &self.of {
			let mut open = connections.open.lock();
			if let Some(count) = open.get_mut(key) {
				*count -= 1;
				if *count == 0 {
					open.remove(key);
				}
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn address(text: &str) -> IpAddr {
		text.parse().unwrap()
	}

	#[test]
	fn address_is_held_to_its_rate_and_the_others_are_not() {
		let limits = Limits::new(1, 20, false);
		let asks = |from: &str, cost| limits.admits(address(from), cost);
		assert!((0..20).all(|_| asks("192.0.2.1", 1)));
		assert!(!asks("192.0.2.1", 1) && !asks("::ffff:192.0.2.1", 1));
		assert!(
			asks("192.0.2.2", COSTLY) && asks("192.0.2.2", COSTLY) && !asks("192.0.2.2", COSTLY)
		);
	}

	#[test]
	fn network_of_ipv6_is_one_address() {
		let limits = Limits::new(1, 10, false);
		assert!(limits.admits(address("2001:db8::1"), 10));
		assert!(!limits.admits(address("2001:db8::2"), 1));
		assert!(limits.admits(address("2001:db8:0:1::1"), 1));
	}

	#[test]
	fn machine_itself_is_held_to_nothing_when_that_is_wanted() {
		let limits = Limits::new(1, 10, true);
		assert!((0..1_000).all(|_| limits.admits(address("127.0.0.1"), 1)));
		assert!(Limits::new(0, 0, false).admits(address("192.0.2.1"), u32::MAX));
		let limits = Limits::new(1, 10, false);
		assert!(!(0..1_000).all(|_| limits.admits(address("127.0.0.1"), 1)));
	}

	#[test]
	fn connection_counts_until_it_is_closed() {
		let connections = Connections::new(2, false);
		let open = || connections.open(address("192.0.2.1"));
		let (one, two) = (open(), open());
		assert!(one.is_some() && two.is_some() && open().is_none());
		assert!(connections.open(address("192.0.2.2")).is_some());
		drop(one);
		assert!(open().is_some());
		drop(two);
		assert!(connections.open.lock().len() <= 1);
	}
}
