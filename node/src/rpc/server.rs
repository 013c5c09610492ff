//! The server of the JSON-RPC.
//!
//! It answers as the SDK's does, and says how many connections there may be: so many from one address,
//! so many in all, and none that is silent for long. Callers from this machine have places of their
//! own, so that nobody outside can lock out the operator. A place is taken when a connection is
//! accepted, before it has said a word.

use jsonrpsee::{
	core::BoxError,
	server::{
		middleware::http::HostFilterLayer, serve_with_graceful_shutdown, stop_channel, ws,
		HttpRequest, PingConfig, RandomStringIdProvider, RpcServiceBuilder, StopHandle,
	},
	Methods, RpcModule,
};
use sc_rpc::DenyUnsafe;
use sc_rpc_server::{
	create_rpc_runtime, Metrics, MiddlewareLayer, NodeHealthProxyLayer, RpcEndpoint, RpcMethods,
	RpcMetrics, Server,
};
use std::{
	collections::BTreeMap,
	future::Future,
	io,
	net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener as StdListener},
	pin::Pin,
	sync::{Arc, Mutex, PoisonError},
	task::{Context, Poll},
	time::{Duration, Instant},
};
use tokio::{
	io::{AsyncRead, AsyncWrite, ReadBuf},
	net::TcpListener,
	runtime::{Handle, Runtime},
	time::Sleep,
};
use tower::Service;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a connection may be silent. WebSockets are pinged every 30 seconds, and a client that
/// lives answers.
const SILENCE: Duration = Duration::from_secs(120);

/// How often a WebSocket is pinged, and how long it may leave that without an answer.
const PING: Duration = Duration::from_secs(30);
const PONG: Duration = Duration::from_secs(60);

const MEGABYTE: u32 = 1024 * 1024;

/// The addresses to listen at, by what the command line says of them: on this machine only, or on all
/// its addresses.
///
/// The SDK would listen at all IPv4 addresses and then at all IPv6 ones. The latter include the
/// former, and when that port is taken it takes a random one. Also it would refuse every caller who
/// names the machine by anything but "localhost". Whoever says that the node is for others means
/// neither.
pub fn endpoints(given: Option<Vec<RpcEndpoint>>, external: bool, cors: bool) -> Vec<RpcEndpoint> {
	let mut endpoints = given.unwrap_or_default();
	for endpoint in &mut endpoints {
		endpoint.retry_random_port = false;
		if external {
			endpoint.is_optional = true;
			if !cors {
				endpoint.cors = None;
			}
		}
	}
	if external {
		// A machine without IPv6 has IPv4 left.
		endpoints.sort_by_key(|endpoint| endpoint.listen_addr.is_ipv4());
	}
	endpoints
}

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// From one address.
	pub each: usize,
	/// In all, not counting those from this machine, which may be as many again.
	pub all: usize,
}

/// The places that connections take.
#[derive(Debug)]
struct Places {
	limits: Limits,
	/// How many are taken by whom; `None` stands for this machine.
	taken: Mutex<BTreeMap<Option<IpAddr>, usize>>,
}

/// Whose connection one from `address` is. Whoever has an IPv6 address has all of its network.
fn party(address: IpAddr) -> Option<IpAddr> {
	match address.to_canonical() {
		address if address.is_loopback() => None,
		IpAddr::V6(address) => {
			let [a, b, c, d, ..] = address.segments();
			Some(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
		}
		address => Some(address),
	}
}

impl Places {
	fn new(limits: Limits) -> Arc<Self> {
		Arc::new(Self { limits, taken: Mutex::default() })
	}

	/// A place for a connection from `address`, if there is one.
	fn take(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
		let party = party(address);
		let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
		let own = taken.get(&party).copied().unwrap_or_default();
		let free = match party {
			None => own < self.limits.all,
			Some(_) => {
				let all: usize =
					taken.iter().filter(|(party, _)| party.is_some()).map(|(_, count)| count).sum();
				own < self.limits.each && all < self.limits.all
			}
		};
		free.then(|| {
			taken.insert(party, own + 1);
			Place { places: self.clone(), party }
		})
	}
}

/// A place, which is free again when this is dropped.
#[derive(Debug)]
struct Place {
	places: Arc<Places>,
	party: Option<IpAddr>,
}

impl Drop for Place {
	fn drop(&mut self) {
		let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(count) = taken.get_mut(&self.party) {
			*count -= 1;
			if *count == 0 {
				taken.remove(&self.party);
			}
		}
	}
}

/// A connection that ends when its client is silent for too long.
struct Connection<S> {
	socket: S,
	limit: Duration,
	silence: Pin<Box<Sleep>>,
	_place: Place,
}

impl<S> Connection<S> {
	fn new(socket: S, limit: Duration, place: Place) -> Self {
		Self { socket, limit, silence: Box::pin(tokio::time::sleep(limit)), _place: place }
	}
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
	fn poll_read(
		mut self: Pin<&mut Self>,
		cx: &mut Context<'_>,
		buffer: &mut ReadBuf<'_>,
	) -> Poll<io::Result<()>> {
		if let Poll::Ready(read) = Pin::new(&mut self.socket).poll_read(cx, buffer) {
			let until = tokio::time::Instant::now() + self.limit;
			self.silence.as_mut().reset(until);
			return Poll::Ready(read);
		}
		self.silence.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
	}
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
	fn poll_write(
		mut self: Pin<&mut Self>,
		cx: &mut Context<'_>,
		bytes: &[u8],
	) -> Poll<io::Result<usize>> {
		Pin::new(&mut self.socket).poll_write(cx, bytes)
	}

	fn poll_write_vectored(
		mut self: Pin<&mut Self>,
		cx: &mut Context<'_>,
		slices: &[io::IoSlice<'_>],
	) -> Poll<io::Result<usize>> {
		Pin::new(&mut self.socket).poll_write_vectored(cx, slices)
	}

	fn is_write_vectored(&self) -> bool {
		self.socket.is_write_vectored()
	}

	fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.socket).poll_flush(cx)
	}

	fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.socket).poll_shutdown(cx)
	}
}

/// Whether callers at `address` are refused what changes the node.
fn deny_unsafe(address: SocketAddr, methods: RpcMethods) -> DenyUnsafe {
	match methods {
		RpcMethods::Unsafe => DenyUnsafe::No,
		RpcMethods::Auto if address.ip().is_loopback() => DenyUnsafe::No,
		RpcMethods::Auto | RpcMethods::Safe => DenyUnsafe::Yes,
	}
}

/// The threads that answer. Unlike tokio's own runtime it may be dropped wherever one likes, as when
/// the node cannot start.
pub struct Threads {
	runtime: Option<Runtime>,
	handle: Handle,
}

impl Threads {
	/// Has at most so many threads for calls that take time.
	pub fn new(most: u32) -> io::Result<Self> {
		let runtime = create_rpc_runtime(most)?;
		Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
	}

	/// By which tasks are started on them.
	pub fn handle(&self) -> &Handle {
		&self.handle
	}
}

impl Drop for Threads {
	fn drop(&mut self) {
		if let Some(runtime) = self.runtime.take() {
			runtime.shutdown_background();
		}
	}
}

/// Answers `module` at `endpoints`, on `threads`.
pub fn start(
	endpoints: Vec<RpcEndpoint>,
	limits: Limits,
	module: RpcModule<()>,
	metrics: Option<RpcMetrics>,
	logged: u32,
	mut threads: Threads,
) -> Result<Server, BoxError> {
	let module = with_list(module)?;
	let metrics = metrics.map(|metrics| metrics.with_known_methods(module.method_names()));
	let (stop, handle) = stop_channel();
	let places = Places::new(limits);
	let mut addresses = Vec::new();
	let mut failed = None;
	for endpoint in endpoints {
		let (address, optional) = (endpoint.listen_addr, endpoint.is_optional);
		match StdListener::bind(address) {
			Ok(listener) => {
				addresses.push(listener.local_addr()?);
				let listening = Listening {
					places: places.clone(),
					methods: module.clone().into(),
					metrics: metrics.clone(),
					stop: stop.clone(),
					logged,
				};
				listening.listen(listener, endpoint, threads.handle())?;
			}
			Err(error) => {
				let error = format!("JSON-RPC cannot listen at {address}: {error}");
				if !optional {
					return Err(error.into());
				}
				log::debug!("{error}");
				failed = Some(error);
			}
		}
	}
	if let (true, Some(error)) = (addresses.is_empty(), failed) {
		return Err(error.into());
	}
	let all: Vec<_> = addresses.iter().map(ToString::to_string).collect();
	// In the words of the SDK's server, which tools read.
	log::info!("Running JSON-RPC server: addr={}", all.join(","));
	let runtime = threads.runtime.take().ok_or("there are no threads that answer")?;
	Ok(Server::new(handle, addresses, runtime))
}

/// Adds the method that lists the methods.
fn with_list(mut module: RpcModule<()>) -> Result<RpcModule<()>, BoxError> {
	let mut methods: Vec<_> = module.method_names().chain(["rpc_methods"]).collect();
	methods.sort_unstable();
	module.register_method(
		"rpc_methods",
		move |_, (), _| serde_json::json!({ "methods": methods }),
	)?;
	Ok(module)
}

/// What is needed at each address.
struct Listening {
	places: Arc<Places>,
	methods: Methods,
	metrics: Option<RpcMetrics>,
	stop: StopHandle,
	logged: u32,
}

impl Listening {
	/// Answers whoever comes to `listener`.
	fn listen(
		self,
		listener: StdListener,
		endpoint: RpcEndpoint,
		runtime: &Handle,
	) -> Result<(), BoxError> {
		let address = listener.local_addr()?;
		listener.set_nonblocking(true)?;
		let listener = {
			let _context = runtime.enter();
			TcpListener::from_std(listener)?
		};

		let hosts = match &endpoint.cors {
			None => None,
			Some(_) => {
				let port = address.port();
				let names = ["localhost", "127.0.0.1", "[::1]"];
				Some(HostFilterLayer::new(names.map(|name| format!("{name}:{port}")))?)
			}
		};
		let cors = match &endpoint.cors {
			None => CorsLayer::permissive(),
			Some(origins) => {
				let origins: Result<Vec<_>, _> = origins.iter().map(|it| it.parse()).collect();
				CorsLayer::new().allow_origin(AllowOrigin::list(origins?))
			}
		};
		let http = tower::ServiceBuilder::new()
			.option_layer(hosts)
			.layer(NodeHealthProxyLayer)
			.layer(cors);
		let limits = self.places.limits;
		let connections = limits.all.saturating_mul(2).try_into().unwrap_or(u32::MAX);
		let service = jsonrpsee::server::Server::builder()
			.max_request_body_size(endpoint.max_payload_in_mb.saturating_mul(MEGABYTE))
			.max_response_body_size(endpoint.max_payload_out_mb.saturating_mul(MEGABYTE))
			// Connections have their places already.
			.max_connections(connections)
			.max_subscriptions_per_connection(endpoint.max_subscriptions_per_connection)
			.enable_ws_ping(PingConfig::new().ping_interval(PING).inactive_limit(PONG))
			.set_http_middleware(http)
			.set_message_buffer_capacity(endpoint.max_buffer_capacity_per_connection)
			.set_batch_request_config(endpoint.batch_config)
			.set_id_provider(RandomStringIdProvider::new(16))
			.to_service_builder();
		let deny_unsafe = deny_unsafe(address, endpoint.rpc_methods);

		let Self { places, methods, metrics, stop, logged } = self;
		let spawner = runtime.clone();
		runtime.spawn(async move {
			loop {
				let (socket, from) = tokio::select! {
					accepted = listener.accept() => match accepted {
						Ok(accepted) => accepted,
						Err(error) => {
							log::debug!("A connection for JSON-RPC cannot be accepted: {error}");
							// There may be too many open files.
							tokio::time::sleep(Duration::from_millis(100)).await;
							continue;
						}
					},
					() = stop.clone().shutdown() => return,
				};
				let address = from.ip().to_canonical();
				let Some(place) = places.take(address) else {
					log::debug!("There is no place for a connection from {address}");
					continue;
				};
				// Answers are small, and must not wait for more to be sent with them.
				let _ = socket.set_nodelay(true);
				let limited = endpoint.rate_limit.filter(|_| {
					!endpoint.rate_limit_whitelisted_ips.iter().any(|net| net.contains(address))
				});
				let (service, methods, metrics) =
					(service.clone(), methods.clone(), metrics.clone());
				let (stopped, stop) = (stop.clone().shutdown(), stop.clone());
				let tasks = spawner.clone();
				let answer = tower::service_fn(move |mut request: HttpRequest<_>| {
					request.extensions_mut().insert(deny_unsafe);
					let socket = ws::is_upgrade_request(&request);
					let mut middleware = MiddlewareLayer::new();
					if let Some(metrics) = metrics.clone() {
						let transport = if socket { "ws" } else { "http" };
						middleware = middleware.with_metrics(Metrics::new(metrics, transport));
					}
					if let Some(limit) = limited {
						middleware = middleware.with_rate_limit_per_minute(limit);
					}
					let rpc = RpcServiceBuilder::new().rpc_logger(logged).layer(middleware.clone());
					let mut service = service
						.clone()
						.set_rpc_middleware(rpc)
						.build(methods.clone(), stop.clone());
					if socket {
						let closed = service.on_session_closed();
						tasks.spawn(async move {
							let began = Instant::now();
							middleware.ws_connect();
							closed.await;
							middleware.ws_disconnect(began);
						});
					}
					async move { service.call(request).await }
				});
				let connection = Connection::new(socket, SILENCE, place);
				spawner.spawn(serve_with_graceful_shutdown(connection, answer, stopped));
			}
		});
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_rpc_server::RpcEndpoint;
	use tokio::io::{AsyncReadExt, AsyncWriteExt};

	fn endpoint(address: &str) -> RpcEndpoint {
		RpcEndpoint {
			listen_addr: address.parse().unwrap(),
			batch_config: jsonrpsee::server::BatchRequestConfig::Limit(8),
			max_connections: 8,
			max_payload_in_mb: 1,
			max_payload_out_mb: 1,
			max_subscriptions_per_connection: 8,
			max_buffer_capacity_per_connection: 8,
			rate_limit: None,
			rate_limit_trust_proxy_headers: false,
			rate_limit_whitelisted_ips: Vec::new(),
			cors: Some(vec!["http://localhost:*".into()]),
			rpc_methods: RpcMethods::Auto,
			is_optional: false,
			retry_random_port: true,
		}
	}

	fn places(each: usize, all: usize) -> Arc<Places> {
		Places::new(Limits { each, all })
	}

	fn address(text: &str) -> IpAddr {
		text.parse().unwrap()
	}

	#[test]
	fn others_find_a_place_when_one_address_takes_all_it_can() {
		let places = places(2, 8);
		let (greedy, other) = (address("192.0.2.1"), address("192.0.2.2"));
		let mut taken: Vec<_> = (0..2).map(|_| places.take(greedy).unwrap()).collect();
		assert!(places.take(greedy).is_none());
		// The same address, as it arrives at a socket for both kinds.
		assert!(places.take(address("::ffff:192.0.2.1")).is_none());
		assert!(places.take(other).is_some());
		taken.pop();
		assert!(places.take(greedy).is_some());
		assert!(places.taken.lock().unwrap().len() == 1);
	}

	#[test]
	fn network_counts_as_one_when_it_is_of_ipv6() {
		let places = places(1, 8);
		let _taken = places.take(address("2001:db8:0:1::1")).unwrap();
		assert!(places.take(address("2001:db8:0:1:ffff::2")).is_none());
		assert!(places.take(address("2001:db8:0:2::1")).is_some());
	}

	#[test]
	fn operator_finds_a_place_when_others_took_all() {
		let places = places(1, 3);
		let all: Vec<_> =
			(1..9).filter_map(|n| places.take(IpAddr::from([192, 0, 2, n]))).collect();
		assert_eq!(all.len(), 3);
		let own: Vec<_> = (0..9).filter_map(|_| places.take(address("127.0.0.1"))).collect();
		assert_eq!(own.len(), 3);
	}

	#[test]
	fn node_answers_others_at_one_port_when_it_is_told_to() {
		let given = || Some(vec![endpoint("0.0.0.0:9944"), endpoint("[::]:9944")]);
		let external = endpoints(given(), true, false);
		assert!(external.iter().all(|it| !it.retry_random_port && it.is_optional));
		assert!(external.iter().all(|it| it.cors.is_none()));
		assert!(external[0].listen_addr.is_ipv6());
		// The operator's own list of origins counts.
		assert!(endpoints(given(), true, true).iter().all(|it| it.cors.is_some()));
		let local = endpoints(given(), false, false);
		assert!(local.iter().all(|it| !it.retry_random_port && it.cors.is_some()));
		assert!(!local[0].is_optional);
	}

	#[test]
	fn unsafe_methods_are_refused_when_the_address_is_for_others() {
		let denied = |address: &str, methods| {
			matches!(deny_unsafe(address.parse().unwrap(), methods), DenyUnsafe::Yes)
		};
		assert!(denied("0.0.0.0:1", RpcMethods::Auto) && denied("[::]:1", RpcMethods::Auto));
		assert!(!denied("127.0.0.1:1", RpcMethods::Auto));
		assert!(denied("127.0.0.1:1", RpcMethods::Safe));
		assert!(!denied("0.0.0.0:1", RpcMethods::Unsafe));
	}

	#[tokio::test]
	async fn connection_ends_when_its_client_is_silent() {
		let limit = Duration::from_millis(50);
		let (mut client, socket) = tokio::io::duplex(64);
		let place = places(1, 1).take(address("192.0.2.1")).unwrap();
		let mut connection = Connection::new(socket, limit, place);
		let mut bytes = [0; 8];
		client.write_all(b"word").await.unwrap();
		assert_eq!(connection.read(&mut bytes).await.unwrap(), 4);
		let error = connection.read(&mut bytes).await.unwrap_err();
		assert_eq!(error.kind(), io::ErrorKind::TimedOut);
	}

	/// What a server that listens as `given` says to `host`, over a new connection.
	fn answer(given: Vec<RpcEndpoint>, host: &str) -> String {
		use std::io::{Read, Write};
		let threads = Threads::new(1).unwrap();
		let limits = Limits { each: 1, all: 1 };
		let server = start(given, limits, RpcModule::new(()), None, 64, threads).unwrap();
		let port = server.listen_addrs()[0].port();
		let mut socket = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
		let body = r#"{"jsonrpc":"2.0","id":1,"method":"rpc_methods"}"#;
		let request = format!(
			"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n\
			 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
			body.len()
		);
		socket.write_all(request.as_bytes()).unwrap();
		let mut answer = String::new();
		socket.read_to_string(&mut answer).unwrap();
		answer
	}

	#[test]
	fn others_are_answered_whatever_they_call_the_machine_when_it_is_for_others() {
		let given = || Some(vec![endpoint("127.0.0.1:0")]);
		let external = answer(endpoints(given(), true, false), "node.example.org");
		assert!(external.starts_with("HTTP/1.1 200") && external.contains("rpc_methods"));
		let local = answer(endpoints(given(), false, false), "node.example.org");
		assert!(local.starts_with("HTTP/1.1 403"), "{local}");
		let local = answer(endpoints(given(), false, false), "localhost");
		assert!(local.starts_with("HTTP/1.1 200"), "{local}");
	}

	// The node starts on threads that must not wait for others to end.
	#[tokio::test]
	async fn server_says_so_when_its_port_is_taken() {
		let taken = StdListener::bind("127.0.0.1:0").unwrap();
		let given = vec![endpoint(&taken.local_addr().unwrap().to_string())];
		for external in [false, true] {
			let endpoints = endpoints(Some(given.clone()), external, false);
			let threads = Threads::new(1).unwrap();
			let limits = Limits { each: 1, all: 1 };
			let module = RpcModule::new(());
			let error = start(endpoints, limits, module, None, 64, threads).err().unwrap();
			assert!(error.to_string().contains("cannot listen at 127.0.0.1"), "{error}");
		}
	}
}
