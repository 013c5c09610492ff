//! Connections: plain or by TLS, so many at once, and none that says nothing.

use crate::{
	app::{App, Peer},
	config::Args,
	limits::Connections,
};
use anyhow::{Context, Result};
use axum::{extract::Request, Router};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::{pem::PemObject, CertificateDer, PrivateKeyDer};
use std::{
	future::Future,
	net::{IpAddr, SocketAddr},
	path::Path,
	pin::pin,
	sync::Arc,
	time::Duration,
};
use tokio::{
	io::{AsyncRead, AsyncWrite},
	net::{TcpListener, TcpSocket, TcpStream},
	sync::{watch, Semaphore},
	time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

/// How long a request's head, or the next one on an open connection, may take to come.
const HEAD: Duration = Duration::from_secs(10);

/// How long TLS may take to agree.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a connection may stay open, whatever happens on it.
const LIFE: Duration = Duration::from_secs(600);

/// How long open requests may go on when the gateway is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// How many connections may wait to be taken.
const BACKLOG: u32 = 4_096;

/// The bytes of a request's head, about.
const MAX_HEAD: usize = 16 << 10;

/// Listens, and serves until `stopped` comes. `ready` is told the address.
///
/// # Errors
///
/// If it cannot listen, or certificate or key are unfit.
pub async fn serve(
	app: Arc<App>,
	args: &Args,
	ready: impl FnOnce(SocketAddr),
	stopped: impl Future<Output = ()>,
) -> Result<()> {
	let tls = match (&args.tls_cert, &args.tls_key) {
		(Some(cert), Some(key)) => Some(acceptor(cert, key)?),
		_ => None,
	};
	raise_limit(args.connections);
	let listener = listen(args.listen).with_context(|| format!("--listen {}", args.listen))?;
	ready(listener.local_addr()?);
	let room = Arc::new(Semaphore::new(args.connections));
	let each =
		Connections::new(args.connections_per_address, args.trust_loopback || args.behind_proxy);
	let router = app.router();
	// Connections hold its other end, each as long as it is open.
	let (ending, open) = watch::channel(());
	tokio::pin!(stopped);
	loop {
		let accepted = tokio::select! {
			accepted = listener.accept() => accepted,
			() = &mut stopped => break,
		};
		let (stream, peer) = match accepted {
			Ok(accepted) => accepted,
			Err(error) => {
				// Too many open files, say: others may be closed in a moment.
				log::warn!("a connection cannot be taken: {error}");
				sleep(Duration::from_millis(50)).await;
				continue;
			}
		};
		// Whoever comes when it is full is sent away at once, so that nobody waits for nothing.
		let Ok(permit) = room.clone().try_acquire_owned() else { continue };
		let Some(connection) = each.open(peer.ip()) else { continue };
		let (router, tls) = (router.clone(), tls.clone());
		let ended = open.clone();
		tokio::spawn(async move {
			let _held = (permit, connection);
			let _ = stream.set_nodelay(true);
			let served = handle(stream, peer.ip(), router, tls, ended);
			let _ = timeout(LIFE, served).await;
		});
	}
	drop((listener, open));
	ending.send_replace(());
	let _ = timeout(GRACE, ending.closed()).await;
	app.scans.keep(crate::heads::now());
	Ok(())
}

/// Listens, with room for those who come all at once.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
	let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
	// A gateway that is started again need not wait until old connections are forgotten.
	socket.set_reuseaddr(true)?;
	socket.bind(address)?;
	socket.listen(BACKLOG)
}

async fn handle(
	stream: TcpStream,
	peer: IpAddr,
	router: Router,
	tls: Option<TlsAcceptor>,
	ended: watch::Receiver<()>,
) {
	match tls {
		None => speak(stream, peer, router, ended).await,
		Some(tls) => {
			if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
				speak(stream, peer, router, ended).await;
			}
		}
	}
}

async fn speak<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
	stream: S,
	peer: IpAddr,
	router: Router,
	mut ended: watch::Receiver<()>,
) {
	let service = service_fn(move |request: hyper::Request<Incoming>| {
		let mut request: Request = request.map(axum::body::Body::new);
		request.extensions_mut().insert(Peer(peer));
		router.clone().call(request)
	});
	let connection = hyper::server::conn::http1::Builder::new()
		.timer(TokioTimer::new())
		.header_read_timeout(HEAD)
		.max_buf_size(MAX_HEAD)
		.serve_connection(TokioIo::new(stream), service)
		// Streams of events leave the connection (WebSocket); whoever takes them bounds them.
		.with_upgrades();
	let mut connection = pin!(connection);
	// How a connection ends is its peer's business.
	tokio::select! {
		_ = connection.as_mut() => {}
		_ = ended.changed() => {
			connection.as_mut().graceful_shutdown();
			let _ = connection.await;
		}
	}
}

fn acceptor(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
	let named = |path: &Path| path.display().to_string();
	let certs: Vec<_> = CertificateDer::pem_file_iter(cert)
		.and_then(Iterator::collect)
		.with_context(|| format!("--tls-cert {}", named(cert)))?;
	let private =
		PrivateKeyDer::from_pem_file(key).with_context(|| format!("--tls-key {}", named(key)))?;
	let provider = Arc::new(rustls::crypto::ring::default_provider());
	let mut config = rustls::ServerConfig::builder_with_provider(provider)
		.with_safe_default_protocol_versions()?
		.with_no_client_auth()
		.with_single_cert(certs, private)
		.with_context(|| format!("--tls-cert {}, --tls-key {}", named(cert), named(key)))?;
	config.alpn_protocols = vec![b"http/1.1".to_vec()];
	Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Lets the process open as many files as it has connections and leaf files, if the system does.
fn raise_limit(connections: usize) {
	use rustix::process::{getrlimit, setrlimit, Resource, Rlimit};
	let limit = getrlimit(Resource::Nofile);
	let wanted = (connections as u64).saturating_mul(2).saturating_add(4_096);
	let allowed = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
	if limit.current.is_some_and(|current| current < allowed) {
		let raised = Rlimit { current: Some(allowed), maximum: limit.maximum };
		if let Err(error) = setrlimit(Resource::Nofile, raised) {
			log::warn!("the limit of open files stays as it is: {error}");
		}
	}
}
