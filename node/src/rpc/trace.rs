//! The namespace `trace_`: a thin typed shell over the runtime APIs. What the answers mean stands
//! with their types in [`hallmark_runtime_api`]; `docs/rpc.md` shows every method.

use super::{
	error::Error,
	journal::{self, Pace, Walk},
	param::Given,
	reader::Reader,
	Hash,
};
use codec::{Decode, Encode};
use hallmark_runtime::opaque::Block;
use hallmark_runtime_api::{journey::*, trace::*};
use hallmark_types::{
	AccountId, Batch, BlockNumber, Clearance, CountryCode, CredentialKey, DecisionId,
	DeclarationId, Gtin, LinkSubject, LotId, OrgId, ShipmentId, Subject, Text,
};
use jsonrpsee::{
	core::{RegisterMethodError, RpcResult},
	types::{ErrorObjectOwned, Params},
	PendingSubscriptionSink, RpcModule, SubscriptionCloseResponse, SubscriptionMessage,
};
use sc_client_api::{ProofProvider, StorageProof};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// The largest proof that is sent, in bytes. What a verdict reads is bounded by the runtime and is
/// far less; in hexadecimal this fits the server's default limit of 15 MiB.
const MAX_PROOF_BYTES: usize = 4 * 1024 * 1024;

/// How long a subscriber may leave a full buffer full.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the methods ask.
pub struct Trace<C> {
	reader: Reader<C>,
	finalised: watch::Receiver<BlockNumber>,
	patience: Duration,
	pace: Pace,
}

/// Under what a state holds its runtime.
const CODE: &[u8] = b":code";

/// No node of a state's trie is longer, in bytes: longer values stand beside it, by their hashes.
const MAX_NODE: usize = 2_048;

impl<C> Trace<C> {
	/// Asks `client`, whose finality `finalised` follows.
	pub fn new(client: Arc<C>, finalised: watch::Receiver<BlockNumber>) -> Self {
		let pace = Pace::default();
		Self { reader: Reader::new(client), finalised, patience: PATIENCE, pace }
	}
}

/// Makes the methods that ask the runtime.
macro_rules! answers {
	($(
		$(#[$doc:meta])*
		$method:literal $function:ident($($param:ident $name:literal: $type:ty $(= $default:tt)?),*)
			-> $answer:ty;
	)*) => {
		fn answers<C>(module: &mut RpcModule<Trace<C>>) -> Result<(), RegisterMethodError>
		where
			C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
			C::Api: TraceApi<Block> + JourneyApi<Block>,
		{
			$(
				module.register_blocking_method($method, |params, trace, _| -> RpcResult<_> {
					let given = Given::new(&params, &[$($name,)* "at"])?;
					$(let $param: $type = answers!(@ given, $name $(, $default)?);)*
					let at = given.optional("at")?;
					let answer: Answer<$answer> =
						trace.reader.ask(at, |api, hash| api.$function(hash, $($param),*))?;
					Ok(answer)
				})?;
			)*
			Ok(())
		}
	};
	(@ $given:ident, $name:literal) => { $given.required($name)? };
	(@ $given:ident, $name:literal, None) => { $given.optional($name)? };
	(@ $given:ident, $name:literal, $default:tt) => {
		$given.optional($name)?.unwrap_or($default)
	};
}

hallmark_runtime_api::methods!(answers);

/// The methods of the namespace.
pub fn methods<C>(trace: Trace<C>) -> Result<RpcModule<Trace<C>>, RegisterMethodError>
where
	C: HeaderBackend<Block>
		+ ProvideRuntimeApi<Block>
		+ ProofProvider<Block>
		+ Send
		+ Sync
		+ 'static,
	C::Api: TraceApi<Block> + JourneyApi<Block>,
{
	let mut module = RpcModule::new(trace);
	answers(&mut module)?;
	module.register_blocking_method("trace_verify", |params, trace, _| -> RpcResult<_> {
		let (query, at) = query(&params)?;
		let Answer { block, value } = trace.reader.ask(at, |api, hash| api.verify(hash, query))?;
		let value = value.map_err(Error::Unanswerable)?;
		Ok(Answer { block, value })
	})?;
	module.register_blocking_method("trace_proof", |params, trace, _| -> RpcResult<_> {
		let (query, at) = query(&params)?;
		Ok(trace.prove(&query, at)?)
	})?;
	module.register_subscription(
		"trace_subscribeJournal",
		"trace_journalEntry",
		"trace_unsubscribeJournal",
		|params, pending, trace, _| async move { trace.follow_journal(&params, pending).await },
	)?;
	Ok(module)
}

/// A question about a scanned code, and the block that it is about.
fn query(params: &Params<'_>) -> Result<(VerifyQuery, Option<Hash>), Error> {
	let given = Given::new(params, &["uri", "market", "evidence", "at"])?;
	let uri: String = given.required("uri")?;
	if uri.len() > MAX_URI {
		let reason = format!("has {} bytes, and {MAX_URI} are the most", uri.len());
		return Err(Error::Parameter { name: "uri", reason });
	}
	let (market, evidence) = (given.optional("market")?, given.optional("evidence")?);
	Ok((VerifyQuery { uri, market, evidence }, given.optional("at")?))
}

impl<C> Trace<C>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + 'static,
	C::Api: TraceApi<Block>,
{
	/// The verdict over a scanned code, with proof.
	fn prove(&self, query: &VerifyQuery, at: Option<Hash>) -> Result<Answer<ProofAnswer>, Error>
	where
		C: ProofProvider<Block>,
	{
		let block = self.reader.block(at)?;
		let client = self.reader.client();
		let header = client.header(block.hash)?.ok_or(Error::UnknownBlock(block.hash))?;
		// The runtime's code is taken before the recorder is in place, so it is no part of the
		// proof. Its hash is added, by which whoever checks the proof knows what to run.
		let (answer, proof) = client
			.execution_proof(block.hash, "TraceApi_verify", &query.encode())
			.map_err(|error| self.reader.why(&block, error.into()))?;
		let code = client.read_proof(block.hash, &mut std::iter::once(CODE))?;
		let way = code.into_iter_nodes().filter(|node| node.len() <= MAX_NODE);
		let proof = StorageProof::merge([proof, StorageProof::new(way)]);
		let answer = Result::<VerifyAnswer, TraceError>::decode(&mut answer.as_slice())
			.map_err(|error| Error::Internal(format!("the runtime's answer: {error}")))?
			.map_err(Error::Unanswerable)?;
		let proof = proof.encode();
		if proof.len() > MAX_PROOF_BYTES {
			return Err(Error::ProofTooLarge(proof.len()));
		}
		let value = ProofAnswer { header: Bytes(header.encode()), answer, proof: Bytes(proof) };
		Ok(Answer { block, value })
	}

	/// Sends journal entries as they become final, of one subject or of all, from the block
	/// `fromBlock` on or from the next one that becomes final.
	async fn follow_journal(
		&self,
		params: &Params<'_>,
		pending: PendingSubscriptionSink,
	) -> SubscriptionCloseResponse {
		let last = self.reader.client().info().finalized_number;
		let walk = match self.walk(params, last) {
			Ok(walk) => walk,
			Err(error) => {
				pending.reject(error).await;
				return SubscriptionCloseResponse::None;
			}
		};
		let Ok(sink) = pending.accept().await else {
			return SubscriptionCloseResponse::None;
		};
		let finalised = self.finalised.clone();
		match journal::send(walk, finalised, &sink, self.patience, &self.pace).await {
			None => SubscriptionCloseResponse::None,
			Some(error) => SubscriptionMessage::from_json(&ErrorObjectOwned::from(error))
				.map_or(SubscriptionCloseResponse::None, SubscriptionCloseResponse::NotifErr),
		}
	}

	/// The walk that a subscriber asks for. A start that is no longer there is refused at once:
	/// whoever subscribes again after the end of a subscription would otherwise do so for ever.
	fn walk(&self, params: &Params<'_>, last: BlockNumber) -> Result<Walk<C>, Error> {
		let given = Given::new(params, &["subject", "fromBlock"])?;
		let subject = given.optional("subject")?;
		let first = given.optional("fromBlock")?.unwrap_or(last.saturating_add(1));
		let walk = Walk::new(self.reader.clone(), subject, first);
		walk.check(last)?;
		Ok(walk)
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::{
			error::code,
			mock::{fork, hash, record, Chain},
		},
		*,
	};
	use hallmark_types::verdict::CodeVerdict;
	use jsonrpsee::types::error::INVALID_PARAMS_CODE;
	use serde_json::{json, Value};
	use std::sync::atomic::Ordering;
	use tokio::sync::mpsc;

	const CODE: &str = "https://id.example.org/01/09521001000017/10/B1/21/S1";

	fn chain() -> Chain {
		Chain { best: 9, finalised: 7, pruned_below: 2, ..Default::default() }
	}

	fn module(chain: Chain) -> (RpcModule<Trace<Chain>>, watch::Sender<BlockNumber>) {
		let (sender, finalised) = watch::channel(0);
		let patience = Duration::from_millis(50);
		let reader = Reader::new(Arc::new(chain));
		let pace = Pace::default();
		(methods(Trace { reader, finalised, patience, pace }).unwrap(), sender)
	}

	async fn request(
		module: &RpcModule<Trace<Chain>>,
		method: &str,
		params: Value,
	) -> (Value, mpsc::Receiver<String>) {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let (response, stream) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
		(serde_json::from_str(&response).unwrap(), stream)
	}

	/// The result, or the error's code and message.
	async fn ask(chain: Chain, method: &str, params: Value) -> Result<Value, (i32, String)> {
		let (response, _) = request(&module(chain).0, method, params).await;
		match &response["error"] {
			Value::Null => Ok(response["result"].clone()),
			error => Err((
				error["code"].as_i64().unwrap() as i32,
				error["message"].as_str().unwrap().to_string(),
			)),
		}
	}

	async fn code_of(chain: Chain, method: &str, params: Value) -> i32 {
		ask(chain, method, params).await.unwrap_err().0
	}

	#[tokio::test]
	async fn answer_names_its_block_and_whether_it_is_final() {
		let block = |at| async move {
			ask(chain(), "trace_lot", json!([3, at])).await.unwrap()["block"].clone()
		};
		let expected = |number, hash, finalised| json!(AtBlock { number, hash, finalised });
		assert_eq!(block(None).await, expected(9, hash(9), false));
		assert_eq!(block(Some(hash(7))).await, expected(7, hash(7), true));
		assert_eq!(block(Some(fork(7))).await, expected(7, fork(7), false));
	}

	#[tokio::test]
	async fn verify_answers_when_parameters_come_by_place_or_by_name() {
		let by_place = ask(chain(), "trace_verify", json!([CODE, "CN"])).await.unwrap();
		let by_name =
			ask(chain(), "trace_verify", json!({ "market": "CN", "uri": CODE })).await.unwrap();
		assert_eq!(by_place, by_name);
		let answer: Answer<VerifyAnswer> = serde_json::from_value(by_place).unwrap();
		assert_eq!(answer.value.verdict.code, CodeVerdict::Unknown);
		assert_eq!(answer.value.facts.market, CountryCode::new("CN"));
	}

	#[tokio::test]
	async fn links_are_of_a_lot_only_when_one_is_named() {
		let lot = |params| async move {
			ask(chain(), "trace_links", params).await.unwrap()["value"]["lot"].clone()
		};
		let gtin = "09521001000017";
		for params in [json!([gtin]), json!([gtin, null]), json!({ "gtin": gtin })] {
			assert_eq!(lot(params).await, Value::Null);
		}
		assert_eq!(lot(json!([gtin, 4])).await, 4);
		assert_eq!(lot(json!({ "lot": 4, "gtin": gtin })).await, 4);
	}

	#[tokio::test]
	async fn parameter_is_named_when_it_is_missing_or_malformed() {
		let digest = Hash::zero();
		let long = json!({ "commitment": digest, "proof": vec![digest; 21] });
		let cases = [
			("verify", json!([]), "uri: is missing"),
			("verify", json!([7]), "uri: invalid type"),
			("verify", json!(["x".repeat(MAX_URI + 1)]), "uri: has 2049 bytes"),
			("verify", json!([CODE, "XX"]), "market: no country"),
			(
				"verify",
				json!([CODE, null, { "proof": [] }]),
				"evidence: missing field `commitment`",
			),
			("proof", json!([CODE, null, long]), "evidence: "),
			("proof", json!({ "uri": CODE, "at": "0x12" }), "at: "),
			("item", json!([1]), "index: is missing"),
			("item", json!({ "lot": 1, "index": -1 }), "index: invalid value"),
			("lot", json!(["1"]), "lot: invalid type"),
			("lot", json!([1, 5]), "at: invalid type"),
			("lotsOfBatch", json!(["09521001000018", "B1"]), "gtin: "),
			("lotsOfBatch", json!(["09521001000017", "a b"]), "batch: not 1 to 20"),
			("product", json!(["09521001000017", "0"]), "firstLot: invalid type"),
			("organisation", json!([null]), "organisation: is missing"),
			("organisationByLegalId", json!(["CN", "a\u{202e}"]), "legalId: "),
			("operator", json!(["nobody"]), "account: "),
			("journal", json!([{ "moon": 1 }]), "subject: unknown variant"),
			("journal", json!([{ "lot": 1 }, 0, -1]), "limit: invalid value"),
			("links", json!(["09521001000017", "1"]), "lot: invalid type"),
			("credentialKey", json!([1, "0x12"]), "key: "),
			("attestations", json!([]), "subject: is missing"),
			("clearance", json!(["CN", 1]), "index: is missing"),
			("clearance", json!(["CHN", 1, 1]), "country: "),
			("draw", json!([1, 256]), "round: invalid value"),
			("rules", json!([{ "nobody": 1 }]), "owner: unknown variant"),
			("preview", json!([1, {}]), "facts: missing field"),
			("subscribeJournal", json!(["lot"]), "subject: "),
			("subscribeJournal", json!([null, "1"]), "fromBlock: invalid type"),
		];
		for (method, params, expected) in cases {
			let chain = chain();
			let calls = chain.calls.clone();
			let (code, message) =
				ask(chain, &format!("trace_{method}"), params).await.expect_err(expected);
			assert_eq!(code, INVALID_PARAMS_CODE, "{message}");
			assert!(message.starts_with(expected), "{message:?} and not {expected:?}");
			assert_eq!(calls.load(Ordering::Relaxed), 0, "{expected}");
		}
	}

	#[tokio::test]
	async fn question_is_refused_when_the_block_is_unknown_or_its_state_pruned() {
		for (method, question) in [("trace_lot", json!(3)), ("trace_proof", json!(CODE))] {
			let params = |at: Hash| match method {
				"trace_lot" => json!([question, at]),
				_ => json!([question, null, null, at]),
			};
			let unknown = params(Hash::repeat_byte(1));
			assert_eq!(code_of(chain(), method, unknown).await, code::UNKNOWN_BLOCK);
			assert_eq!(code_of(chain(), method, params(hash(1))).await, code::STATE_PRUNED);
			assert!(ask(chain(), method, params(hash(2))).await.is_ok());
		}
	}

	#[tokio::test]
	async fn question_is_refused_with_the_runtimes_reason_when_it_has_one() {
		for method in ["trace_verify", "trace_proof"] {
			let params = json!(["https://id.example.org/01/09521001000017"]);
			let (response, _) = request(&module(chain()).0, method, params).await;
			assert_eq!(response["error"]["code"], code::UNANSWERABLE);
			assert_eq!(response["error"]["message"], TraceError::NoSerial.to_string());
			assert_eq!(response["error"]["data"], "noSerial");
		}
	}

	#[tokio::test]
	async fn proof_comes_with_header_and_answer_unless_it_is_too_large() {
		let proof =
			|proof_bytes| ask(Chain { proof_bytes, ..chain() }, "trace_proof", json!([CODE]));
		let answer: Answer<ProofAnswer> = serde_json::from_value(proof(40).await.unwrap()).unwrap();
		let header = hallmark_runtime::Header::decode(&mut &answer.value.header[..]).unwrap();
		assert_eq!(header.number, 9);
		let nodes = Vec::<Vec<u8>>::decode(&mut &answer.value.proof[..]).unwrap();
		// And the way to the runtime, without the runtime.
		assert_eq!(nodes, [vec![7; 40], vec![8; 100]]);
		assert_eq!(answer.value.answer.verdict.code, CodeVerdict::Unknown);

		assert_eq!(proof(MAX_PROOF_BYTES).await.unwrap_err().0, code::PROOF_TOO_LARGE);
	}

	#[tokio::test]
	async fn journal_takes_the_runtimes_limit_when_none_is_named() {
		let journal = [(3, (0..9).map(|position| record(1, position)).collect())].into();
		let chain = Chain { journal, ..chain() };
		let count = |params| {
			let chain = chain.clone();
			async move {
				let answer = ask(chain, "trace_journal", params).await.unwrap();
				answer["value"]["entries"].as_array().unwrap().len()
			}
		};
		assert_eq!(count(json!([{ "lot": 1 }])).await, 9);
		assert_eq!(count(json!([{ "lot": 1 }, 2, 4])).await, 4);
		assert_eq!(count(json!([{ "lot": 2 }])).await, 0);
	}

	/// The next notification's result, as block and position, or its error.
	async fn next(stream: &mut mpsc::Receiver<String>) -> Result<(u64, u64), Value> {
		let message: Value = serde_json::from_str(&stream.recv().await.unwrap()).unwrap();
		assert_eq!(message["method"], "trace_journalEntry");
		let params = &message["params"];
		match &params["error"] {
			Value::Null => {
				let block = &params["result"]["block"];
				assert_eq!(block["finalised"], true);
				let position = params["result"]["value"]["position"].as_u64().unwrap();
				Ok((block["number"].as_u64().unwrap(), position))
			}
			error => Err(error.clone()),
		}
	}

	#[tokio::test]
	async fn subscription_sends_every_entry_once_when_notifications_skip_blocks() {
		let journal = [
			(3, vec![record(1, 0), record(1, 1)]),
			(4, vec![record(1, 2)]),
			(6, vec![record(1, 3)]),
		];
		let (module, finalised) =
			module(Chain { finalised: 9, journal: journal.into(), ..chain() });
		let (_, mut stream) = request(&module, "trace_subscribeJournal", json!([null, 2])).await;
		finalised.send(3).unwrap();
		assert_eq!(next(&mut stream).await, Ok((3, 0)));
		assert_eq!(next(&mut stream).await, Ok((3, 1)));
		finalised.send(9).unwrap();
		assert_eq!(next(&mut stream).await, Ok((4, 2)));
		assert_eq!(next(&mut stream).await, Ok((6, 3)));
		assert!(stream.try_recv().is_err());
	}

	#[tokio::test]
	async fn subscription_starts_after_the_last_final_block_when_none_is_named() {
		let journal = [(7, vec![record(1, 0)]), (8, vec![record(1, 1)])];
		let (module, finalised) = module(Chain { journal: journal.into(), ..chain() });
		let (_, mut stream) = request(&module, "trace_subscribeJournal", json!([])).await;
		finalised.send(8).unwrap();
		assert_eq!(next(&mut stream).await, Ok((8, 1)));
	}

	#[tokio::test]
	async fn subscription_is_refused_when_its_first_state_is_pruned() {
		let params = json!([null, 1]);
		assert_eq!(code_of(chain(), "trace_subscribeJournal", params).await, code::STATE_PRUNED);
	}

	#[tokio::test]
	async fn subscription_ends_with_the_reason_when_a_state_is_pruned() {
		let pruned_below = 9;
		let (module, finalised) = module(Chain { pruned_below, ..chain() });
		let (_, mut stream) = request(&module, "trace_subscribeJournal", json!([null, 8])).await;
		finalised.send(8).unwrap();
		assert_eq!(next(&mut stream).await.unwrap_err()["code"], code::STATE_PRUNED);
	}

	#[tokio::test]
	async fn subscription_ends_with_the_block_to_go_on_from_when_the_subscriber_is_slow() {
		let journal = [(3, (0..9).map(|position| record(1, position)).collect())].into();
		let (module, finalised) = module(Chain { journal, ..chain() });
		let (_, mut stream) = request(&module, "trace_subscribeJournal", json!([null, 3])).await;
		finalised.send(7).unwrap();
		tokio::time::sleep(Duration::from_millis(300)).await;
		assert_eq!(next(&mut stream).await, Ok((3, 0)));
		let error = next(&mut stream).await.unwrap_err();
		assert_eq!(error["code"], code::TOO_SLOW);
		assert_eq!(error["data"], json!({ "fromBlock": 3 }));
	}
}
