//! What tests of several modules need: a house over an empty index, a node that answers what it is told
//! to, and a receiver of webhooks.

use crate::House;
use axum::{
	body::Bytes,
	extract::{
		ws::{Message, WebSocketUpgrade},
		State,
	},
	http::StatusCode,
	routing::{any, post},
	Router,
};
use hallmark_api::{Desk, Options};
use hallmark_index::{Reader, Status, Writer};
use hallmark_types::Digest;
use parking_lot::Mutex;
use serde_json::{json, Value};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The chain of a house.
pub const GENESIS: Digest = Digest::repeat_byte(1);

/// A house in which nothing goes on by itself. Webhooks may go to this machine.
pub fn house(node: &str) -> (TempDir, Arc<House>) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("index.db");
	let status = Arc::new(Status::of(&Writer::open(&path).unwrap()));
	let reader = Reader::open(&path).unwrap();
	let webhook_allow = vec!["127.0.0.0/8".parse().unwrap()];
	let options = Options { data: folder.path().into(), webhook_allow, ..Options::default() };
	let desk = Desk::open(reader, status, node.into(), GENESIS, &options).unwrap();
	let house = House::at_rest(Arc::new(desk), None).unwrap();
	(folder, Arc::new(house))
}

async fn serve(router: Router) -> String {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = listener.local_addr().unwrap().to_string();
	tokio::spawn(async move { axum::serve(listener, router).await });
	address
}

type Answers = Arc<dyn Fn(&str) -> Value + Send + Sync>;

/// A node that answers methods with this, on a thread of its own; and what every client asks first by itself.
pub async fn node(answer: impl Fn(&str) -> Value + Send + Sync + 'static) -> String {
	async fn meet(
		State(answers): State<Answers>,
		upgrade: WebSocketUpgrade,
	) -> axum::response::Response {
		upgrade.on_upgrade(move |mut socket| async move {
			while let Some(Ok(message)) = socket.recv().await {
				let Message::Text(text) = message else { continue };
				let asked: Value = serde_json::from_str(&text).unwrap();
				let method = asked["method"].as_str().unwrap_or_default().to_owned();
				let answers = answers.clone();
				let result = tokio::task::spawn_blocking(move || match method.as_str() {
					"chain_getBlockHash" => json!(GENESIS),
					"state_getRuntimeVersion" => json!({
						"specName": "hallmark",
						"specVersion": 1,
						"transactionVersion": 1,
					}),
					method => answers(method),
				});
				let result = result.await.unwrap();
				let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": result });
				let _ = socket.send(Message::Text(answer.to_string().into())).await;
			}
		})
	}
	let answers: Answers = Arc::new(answer);
	let address = serve(Router::new().fallback(any(meet)).with_state(answers)).await;
	format!("ws://{address}")
}

/// Who is told: what came, and how it is answered.
pub struct Receiver {
	/// Its address.
	pub url: String,
	/// The documents that came.
	pub heard: Mutex<Vec<Value>>,
	/// The status that it answers with.
	pub status: Mutex<StatusCode>,
}

/// A receiver of webhooks.
pub async fn receiver() -> Arc<Receiver> {
	async fn hear(State(it): State<Arc<Receiver>>, body: Bytes) -> StatusCode {
		it.heard.lock().push(serde_json::from_slice(&body).unwrap());
		let status = it.status.lock();
		*status
	}
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}/", listener.local_addr().unwrap());
	let status = Mutex::new(StatusCode::OK);
	let receiver = Arc::new(Receiver { url, heard: Mutex::default(), status });
	let router = Router::new().route("/", post(hear)).with_state(receiver.clone());
	tokio::spawn(async move { axum::serve(listener, router).await });
	receiver
}
