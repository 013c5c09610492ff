//! How often a code was looked up: a copied label shows here before its goods are activated.
//!
//! Items are counted by day, and by the number of networks that asked. A network is the first part
//! of an address, hashed with a salt that is made for the day, stands in memory only, and is
//! overwritten when the day is over: no file and no later day says who asked. Only codes that a leaf
//! proves are counted, so that made-up ones cost no room.
//!
//! What is told is never more than it was: where a restart forgot which networks had asked, or there
//! were more than are kept, fewer are told.

use hallmark_sdk::whole;
use hallmark_types::LotId;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use std::{
	collections::HashMap,
	fs, io,
	net::IpAddr,
	path::{Path, PathBuf},
};

/// Of how many items a day's lookups are counted.
const MAX_ITEMS: usize = 500_000;

/// How many networks of an item are told apart in a day.
const MAX_NETWORKS: usize = 128;

/// How many days are kept.
const MAX_DAYS: u64 = 31;

/// The bytes of an item in a file: lot, index, lookups, networks.
const RECORD: usize = 8 + 4 + 4 + 2;

/// What a file begins with.
const MAGIC: &[u8; 8] = b"HLMKSCN1";

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// How often an item was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookups {
	/// How many times, since the beginning of yesterday (UTC).
	pub scans: u64,
	/// From at least how many networks.
	pub networks: u64,
}

#[derive(Default)]
struct Item {
	scans: u32,
	/// From how many networks before the last restart.
	before: u16,
	/// The networks since, hashed, in order.
	networks: Vec<u32>,
}

impl Item {
	fn networks(&self) -> u16 {
		self.before.max(u16::try_from(self.networks.len()).unwrap_or(u16::MAX))
	}
}

#[derive(Default)]
struct Day {
	number: u64,
	salt: [u8; 32],
	items: HashMap<(LotId, u32), Item>,
	changed: bool,
}

/// The counts of today and yesterday.
pub struct Scans {
	folder: PathBuf,
	days: Mutex<[Day; 2]>,
}

impl Scans {
	/// The counts that are kept in a folder.
	///
	/// # Errors
	///
	/// If the folder cannot be made or read. A file that is damaged is as none.
	pub fn open(data: &Path, now: u64) -> io::Result<Self> {
		let folder = data.join("scans");
		fs::create_dir_all(&folder)?;
		let today = now / DAY;
		let day = |number| Day { items: load(&file(&folder, number)), ..Day::new(number) };
		let days = [day(today), day(today.saturating_sub(1))];
		Ok(Self { folder, days: Mutex::new(days) })
	}

	/// Counts a lookup of an item, and says how often it was looked up, this one included; none if
	/// there is no room to count it.
	pub fn count(&self, lot: LotId, index: u32, from: IpAddr, now: u64) -> Option<Lookups> {
		let mut days = self.days.lock();
		self.turn(&mut days, now);
		let [today, yesterday] = &mut *days;
		let room = today.items.len() < MAX_ITEMS;
		let network = today.network(from);
		let item = match today.items.get_mut(&(lot, index)) {
			Some(item) => item,
			None if room => today.items.entry((lot, index)).or_default(),
			None => return None,
		};
		item.scans = item.scans.saturating_add(1);
		if let Err(place) = item.networks.binary_search(&network) {
			if item.networks.len() < MAX_NETWORKS {
				item.networks.insert(place, network);
			}
		}
		let (scans, networks) = (item.scans, item.networks());
		today.changed = true;
		let (before, then) =
			yesterday.items.get(&(lot, index)).map_or((0, 0), |item| (item.scans, item.networks()));
		Some(Lookups {
			scans: u64::from(scans).saturating_add(before.into()),
			// The same network may have asked on both days.
			networks: networks.max(then).into(),
		})
	}

	/// The network of an address, by a hash that is another each day.
	pub fn network(&self, from: IpAddr, now: u64) -> u32 {
		let mut days = self.days.lock();
		self.turn(&mut days, now);
		days[0].network(from)
	}

	/// Goes on to the next day: the salt of the last one is gone for good.
	fn turn(&self, days: &mut [Day; 2], now: u64) {
		let today = now / DAY;
		if days[0].number >= today {
			return;
		}
		days[0].forget();
		let next = Day::new(today);
		let last = std::mem::replace(&mut days[0], next);
		days[1] = if last.number + 1 == today { last } else { Day::new(today - 1) };
		let oldest = today.saturating_sub(MAX_DAYS);
		for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
			let path = entry.path();
			let number = path.file_stem().and_then(|it| it.to_str()?.parse::<u64>().ok());
			if number.is_some_and(|number| number < oldest) {
				let _ = fs::remove_file(path);
			}
		}
	}

	/// Keeps what was counted since the last time. Pages go on being counted while the disk writes.
	pub fn keep(&self, now: u64) {
		let changed: Vec<_> = {
			let mut days = self.days.lock();
			self.turn(&mut days, now);
			let changed = days.iter_mut().filter(|day| day.changed);
			let encoded = changed.map(|day| {
				day.changed = false;
				(day.number, day.encode())
			});
			encoded.collect()
		};
		for (number, bytes) in changed {
			let path = file(&self.folder, number);
			if let Err(error) = whole::put(&path, &bytes) {
				log::warn!("scan counts are not kept: {}: {error}", path.display());
				// They are tried again the next time.
				let mut days = self.days.lock();
				let day = days.iter_mut().find(|day| day.number == number);
				day.into_iter().for_each(|day| day.changed = true);
			}
		}
	}
}

fn file(folder: &Path, day: u64) -> PathBuf {
	folder.join(format!("{day}.scans"))
}

impl Day {
	fn new(number: u64) -> Self {
		let mut salt = [0; 32];
		if getrandom::fill(&mut salt).is_err() {
			// Without randomness no network is told from another.
			log::error!("the system gives no random bytes: networks are not counted");
		}
		Self { number, salt, items: HashMap::new(), changed: false }
	}

	/// The network of an address: 24 bits of IPv4, 48 of IPv6, hashed.
	fn network(&self, from: IpAddr) -> u32 {
		if self.salt == [0; 32] {
			return 0;
		}
		let mut hasher = Sha256::new_with_prefix(self.salt);
		match from.to_canonical() {
			IpAddr::V4(address) => hasher.update(&address.octets()[..3]),
			IpAddr::V6(address) => hasher.update(&address.octets()[..6]),
		}
		let hash: [u8; 32] = hasher.finalize().into();
		u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
	}

	/// Forgets which networks asked; how many they were stays.
	fn forget(&mut self) {
		self.salt = [0; 32];
		for item in self.items.values_mut() {
			item.before = item.networks();
			item.networks = Vec::new();
		}
	}

	fn encode(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(MAGIC.len() + self.items.len() * RECORD + 32);
		bytes.extend(MAGIC);
		for ((lot, index), item) in &self.items {
			bytes.extend(lot.0.to_be_bytes());
			bytes.extend(index.to_be_bytes());
			bytes.extend(item.scans.to_be_bytes());
			bytes.extend(item.networks().to_be_bytes());
		}
		let seal: [u8; 32] = Sha256::digest(&bytes).into();
		bytes.extend(seal);
		bytes
	}
}

fn load(path: &Path) -> HashMap<(LotId, u32), Item> {
	let limit = (MAGIC.len() + MAX_ITEMS * RECORD + 32) as u64;
	let bytes = crate::leaves::read_small(path, limit).ok();
	bytes.and_then(|bytes| decode(&bytes)).unwrap_or_default()
}

fn decode(bytes: &[u8]) -> Option<HashMap<(LotId, u32), Item>> {
	let (bytes, seal) = bytes.split_last_chunk::<32>()?;
	let found: [u8; 32] = Sha256::digest(bytes).into();
	let records = bytes.strip_prefix(MAGIC)?;
	let (records, rest) = records.as_chunks::<RECORD>();
	if found != *seal || !rest.is_empty() {
		return None;
	}
	let read = |record: &[u8; RECORD]| {
		let (lot, rest) = record.split_first_chunk()?;
		let (index, rest) = rest.split_first_chunk()?;
		let (scans, rest) = rest.split_first_chunk()?;
		let item = Item {
			scans: u32::from_be_bytes(*scans),
			before: u16::from_be_bytes(*rest.first_chunk()?),
			networks: Vec::new(),
		};
		Some(((LotId(u64::from_be_bytes(*lot)), u32::from_be_bytes(*index)), item))
	};
	records.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	const LOT: LotId = LotId(7);

	fn address(text: &str) -> IpAddr {
		text.parse().unwrap()
	}

	#[test]
	fn lookups_are_counted_with_the_networks_they_come_from() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		let count = |from| scans.count(LOT, 3, address(from), DAY).unwrap();
		assert_eq!(count("192.0.2.1"), Lookups { scans: 1, networks: 1 });
		assert_eq!(count("192.0.2.200"), Lookups { scans: 2, networks: 1 });
		assert_eq!(count("::ffff:192.0.2.7"), Lookups { scans: 3, networks: 1 });
		assert_eq!(count("198.51.100.1"), Lookups { scans: 4, networks: 2 });
		assert_eq!(count("2001:db8:0:1::1"), Lookups { scans: 5, networks: 3 });
		assert_eq!(count("2001:db8:0:ffff::1"), Lookups { scans: 6, networks: 3 });
		assert_eq!(scans.count(LOT, 4, address("192.0.2.1"), DAY).unwrap().scans, 1);
	}

	#[test]
	fn yesterday_counts_and_the_day_before_does_not() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		let count = |day: u64| scans.count(LOT, 3, address("192.0.2.1"), day * DAY).unwrap();
		assert_eq!(count(1), Lookups { scans: 1, networks: 1 });
		assert_eq!(count(2), Lookups { scans: 2, networks: 1 });
		assert_eq!(count(3), Lookups { scans: 2, networks: 1 });
		assert_eq!(count(9), Lookups { scans: 1, networks: 1 });
	}

	#[test]
	fn salt_is_another_each_day_and_overwritten_when_it_is_over() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		let from = address("192.0.2.1");
		let first = scans.days.lock()[0].network(from);
		scans.count(LOT, 3, from, DAY);
		scans.count(LOT, 3, from, 2 * DAY);
		let days = scans.days.lock();
		assert_ne!(days[0].network(from), first);
		assert_eq!(days[1].salt, [0; 32]);
		assert!(days[1].items.values().all(|item| item.networks.is_empty() && item.before == 1));
	}

	#[test]
	fn counts_outlive_a_restart_without_the_networks() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		for from in ["192.0.2.1", "198.51.100.1"] {
			scans.count(LOT, 3, address(from), DAY);
		}
		scans.keep(DAY);
		let scans = Scans::open(folder.path(), DAY).unwrap();
		let counted = scans.count(LOT, 3, address("192.0.2.1"), DAY).unwrap();
		assert_eq!(counted, Lookups { scans: 3, networks: 2 });
		let kept = fs::read(file(&folder.path().join("scans"), 1)).unwrap();
		assert_eq!(kept.len(), MAGIC.len() + RECORD + 32);
	}

	#[test]
	fn what_was_counted_last_before_midnight_is_kept_after_it() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		scans.count(LOT, 3, address("192.0.2.1"), DAY);
		scans.count(LOT, 3, address("192.0.2.1"), 2 * DAY);
		scans.keep(2 * DAY);
		assert!(scans.days.lock().iter().all(|day| !day.changed));
		let scans = Scans::open(folder.path(), 2 * DAY).unwrap();
		assert_eq!(scans.count(LOT, 3, address("192.0.2.1"), 2 * DAY).unwrap().scans, 3);
	}

	#[test]
	fn damaged_file_is_as_none() {
		let folder = tempfile::tempdir().unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		scans.count(LOT, 3, address("192.0.2.1"), DAY);
		scans.keep(DAY);
		let path = file(&folder.path().join("scans"), 1);
		let mut bytes = fs::read(&path).unwrap();
		bytes[20] ^= 1;
		fs::write(&path, bytes).unwrap();
		let scans = Scans::open(folder.path(), DAY).unwrap();
		assert_eq!(scans.count(LOT, 3, address("192.0.2.1"), DAY).unwrap().scans, 1);
	}
}
