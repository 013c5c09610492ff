//! Writes the verifier of this build with questions that it answers, for tests in other languages:
//!
//! ```sh
//! cargo run -p hallmark-verify-wasm --example fixture -- FOLDER
//! ```
//!
//! `verifier.wasm`, and `questions.json` with one question about a lot that was recalled and one
//! about a lot that was not: its parts as the verifier takes them, in hexadecimal, the answer that the
//! runtime gives, and the records of the lot's leaf file.

#[path = "../tests/chain/mod.rs"]
mod chain;

use codec::Encode;
use hallmark_verify_wasm::VERIFIER;
use serde_json::json;
use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
	let folder = PathBuf::from(env::args().nth(1).ok_or("name a folder to write to")?);
	let verifier = VERIFIER.ok_or("this build has no Wasm: build without SKIP_WASM_BUILD")?;
	fs::create_dir_all(&folder)?;
	fs::write(folder.join("verifier.wasm"), verifier.wasm)?;
	let questions: Vec<_> = [false, true]
		.map(|recalled| {
			let chain::Proven { question, answer } = chain::proven(recalled);
			json!({
				"recalled": recalled,
				"trust": hex::encode(question.trusted.encode()),
				"uri": question.uri,
				"market": question.market,
				"bundle": hex::encode(question.bundle.encode()),
				"question": hex::encode(question.encode()),
				"nodes": question.bundle.proof.len(),
				"count": chain::COUNT,
				"records": hex::encode(chain::records()),
				"at": chain::MADE,
				"answer": answer,
			})
		})
		.into();
	let fixture = json!({ "codeHash": hex::encode(verifier.code_hash), "questions": questions });
	fs::write(folder.join("questions.json"), serde_json::to_vec_pretty(&fixture)?)?;
	Ok(())
}
