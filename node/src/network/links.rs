//! Connections whose other end is dead.
//!
//! A link that goes dead without a word, as in a partition or when a machine loses its power, stays a
//! connection for the kernel until it gives up sending, which takes a quarter of an hour. Worse, it
//! tries ever less often: after a minute it may wait another minute before it notices that the link is
//! back. The SDK pings its peers every five seconds, but does nothing about those that do not answer.
//!
//! So the kernel is told to close every connection of this node on which something that was sent has
//! not been acknowledged for ten seconds. The pings make sure that something is always sent. The
//! sockets are the network library's own, and are not handed out; [`Sweep`] finds them in the list of
//! open files of its own process. Callers of the JSON-RPC may leave what they are sent unread for
//! longer, and have limits of their own.

use rustix::{
	net::sockopt::set_tcp_user_timeout,
	process::{getpid, pidfd_getfd, pidfd_open, PidfdFlags, PidfdGetfdFlags},
};
use std::{
	collections::HashSet, fs, io, net::TcpStream, os::fd::OwnedFd, path::PathBuf, time::Duration,
};

/// How long what was sent may go without an answer.
const PATIENCE_MILLIS: u32 = 10_000;

/// How often new connections are looked for.
const EVERY: Duration = Duration::from_secs(1);

/// Sets the time limit on sockets that are new.
struct Sweep {
	process: OwnedFd,
	/// The ports of this node whose connections are left alone.
	spared: Vec<u16>,
	/// The sockets that were looked at.
	known: HashSet<PathBuf>,
}

impl Sweep {
	fn new(spared: Vec<u16>) -> io::Result<Self> {
		let process = pidfd_open(getpid(), PidfdFlags::empty())?;
		Ok(Self { process, spared, known: HashSet::new() })
	}

	/// Sets the limit on a socket.
	fn limit(&self, socket: OwnedFd) {
		let socket = TcpStream::from(socket);
		// Sockets of other kinds have no such address, or no such limit.
		let spared = socket.local_addr().map_or(true, |own| self.spared.contains(&own.port()));
		if !spared {
			let _ = set_tcp_user_timeout(&socket, PATIENCE_MILLIS);
		}
	}

	/// Looks at all open files.
	fn run(&mut self) -> io::Result<()> {
		let mut open = HashSet::new();
		for entry in fs::read_dir("/proc/self/fd")? {
			let entry = entry?;
			// What was closed in the meantime has no target.
			let Ok(target) = fs::read_link(entry.path()) else { continue };
			if !target.to_string_lossy().starts_with("socket:") {
				continue;
			}
			if !self.known.contains(&target) {
				let Some(number) = entry.file_name().to_str().and_then(|name| name.parse().ok())
				else {
					continue;
				};
				match pidfd_getfd(&self.process, number, PidfdGetfdFlags::empty()) {
					Ok(socket) => self.limit(socket),
					Err(rustix::io::Errno::BADF) => continue,
					Err(error) => return Err(error.into()),
				}
			}
			open.insert(target);
		}
		self.known = open;
		Ok(())
	}
}

/// Has dead connections closed, but for those to the ports `spared`, for as long as the node runs.
pub async fn close_dead(spared: Vec<u16>) {
	let swept = async {
		let mut sweep = Sweep::new(spared)?;
		loop {
			sweep.run()?;
			tokio::time::sleep(EVERY).await;
		}
	};
	let Err::<(), io::Error>(error) = swept.await else { return };
	log::warn!(
		"Dead connections are left to the kernel, which may take minutes ({error}): set the sysctl \
		 net.ipv4.tcp_retries2 to 6"
	);
}

#[cfg(test)]
mod tests {
	use super::*;
	use rustix::net::sockopt::tcp_user_timeout;
	use std::net::TcpListener;

	#[test]
	fn connection_has_a_time_limit_when_it_was_found() {
		let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
		let dialled = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
		let (accepted, _) = listener.accept().unwrap();
		assert_eq!(tcp_user_timeout(&dialled).unwrap(), 0);
		let other = TcpListener::bind(("127.0.0.1", 0)).unwrap();
		let spared = other.local_addr().unwrap();
		let _caller = TcpStream::connect(spared).unwrap();
		let (called, _) = other.accept().unwrap();
		let mut sweep = Sweep::new(vec![spared.port()]).unwrap();
		sweep.run().unwrap();
		assert_eq!(tcp_user_timeout(&called).unwrap(), 0);
		assert_eq!(tcp_user_timeout(&dialled).unwrap(), PATIENCE_MILLIS);
		assert_eq!(tcp_user_timeout(&accepted).unwrap(), PATIENCE_MILLIS);
		// Another one that comes later is found as well.
		let later = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
		sweep.run().unwrap();
		assert_eq!(tcp_user_timeout(&later).unwrap(), PATIENCE_MILLIS);
	}
}
