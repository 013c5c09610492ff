//! JSON-RPC over WebSocket, one question after the other.
//!
//! The SDK's connection refuses a node of another version and costs the machine as much as a call
//! costs the node, so the tool has its own: blocking, and with frames that are made beforehand.

use anyhow::{anyhow, bail, Context, Result};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::value::RawValue;
use std::{
	io::ErrorKind,
	net::{SocketAddr, TcpStream},
	time::Duration,
};
use tungstenite::{
	client::client_with_config, protocol::WebSocketConfig, Error as WsError, Message, WebSocket,
};

/// The longest message in either direction: a full block of bulk calls in hexadecimal digits.
const MAX_MESSAGE: usize = 64 << 20;

/// A node's error.
#[derive(Clone, Debug, Deserialize)]
pub struct Refusal {
	/// Its code.
	pub code: i64,
	/// What it says.
	pub message: String,
	/// More of it.
	pub data: Option<serde_json::Value>,
}

impl std::fmt::Display for Refusal {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{} {}", self.code, self.message)?;
		match &self.data {
			Some(serde_json::Value::String(data)) => write!(f, ": {data}"),
			Some(data) => write!(f, ": {data}"),
			None => Ok(()),
		}
	}
}

#[derive(Deserialize)]
struct Envelope<'a> {
	id: Option<u64>,
	#[serde(borrow)]
	result: Option<&'a RawValue>,
	error: Option<Refusal>,
	#[serde(borrow)]
	params: Option<Params<'a>>,
}

#[derive(Deserialize)]
struct Params<'a> {
	#[serde(borrow)]
	result: &'a RawValue,
}

/// What came.
pub enum Incoming {
	/// The answer to the question with this id.
	Answer(u64, std::result::Result<String, Refusal>),
	/// Something new from a subscription.
	News(String),
	/// Nothing in the time that was given.
	Nothing,
}

/// The text of a question.
pub fn frame(id: u64, method: &str, params: &str) -> String {
	format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#)
}

/// A connection.
pub struct Rpc {
	socket: WebSocket<TcpStream>,
	timeout: Option<Duration>,
}

impl Rpc {
	/// Connects to a node on this machine.
	pub fn connect(port: u16) -> Result<Self> {
		let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)))?;
		stream.set_nodelay(true)?;
		let config = WebSocketConfig::default()
			.max_message_size(Some(MAX_MESSAGE))
			.max_frame_size(Some(MAX_MESSAGE));
		let (socket, _) =
			client_with_config(format!("ws://127.0.0.1:{port}/"), stream, Some(config))
				.map_err(|error| anyhow!("port {port}: {error}"))?;
		Ok(Self { socket, timeout: None })
	}

	/// Sends the text of a question.
	pub fn send(&mut self, frame: &str) -> Result<()> {
		Ok(self.socket.send(Message::Text(frame.into()))?)
	}

	/// Waits for what comes next, at most so long.
	pub fn next(&mut self, timeout: Option<Duration>) -> Result<Incoming> {
		if timeout != self.timeout {
			self.socket.get_ref().set_read_timeout(timeout)?;
			self.timeout = timeout;
		}
		loop {
			let text = match self.socket.read() {
				Ok(Message::Text(text)) => text,
				Ok(Message::Close(_)) => bail!("the node closed the connection"),
				Ok(_) => continue,
				Err(WsError::Io(error))
					if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
				{
					return Ok(Incoming::Nothing)
				}
				Err(error) => return Err(error.into()),
			};
			let envelope: Envelope = serde_json::from_str(text.as_str())?;
			if let Some(params) = envelope.params {
				return Ok(Incoming::News(params.result.get().into()));
			}
			let answer = match envelope.error {
				Some(refusal) => Err(refusal),
				None => Ok(envelope.result.map_or("null", RawValue::get).into()),
			};
			return Ok(Incoming::Answer(envelope.id.unwrap_or_default(), answer));
		}
	}

	/// Asks, and waits for the answer. News of subscriptions that come before it are dropped.
	pub fn ask<T: DeserializeOwned>(&mut self, method: &str, params: &str) -> Result<T> {
		self.send(&frame(0, method, params))?;
		loop {
			if let Incoming::Answer(_, answer) = self.next(None)? {
				let answer = answer.map_err(|refusal| anyhow!("{method}: {refusal}"))?;
				return serde_json::from_str(&answer).with_context(|| method.to_owned());
			}
		}
	}

	/// The value under a storage key at a block, or the newest one.
	pub fn storage(&mut self, key: &[u8], at: Option<sp_core::H256>) -> Result<Option<Vec<u8>>> {
		let key = hex::encode(key);
		let params = match at {
			Some(at) => format!(r#"["0x{key}","{at:?}"]"#),
			None => format!(r#"["0x{key}"]"#),
		};
		let value: Option<sp_core::Bytes> = self.ask("state_getStorage", &params)?;
		Ok(value.map(|value| value.0))
	}
}
