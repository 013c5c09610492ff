//! What a verifier is asked has the bytes that `js/verify` makes: both read the same vectors.
#![allow(clippy::unwrap_used)]

use codec::{DecodeAll, Encode};
use hallmark_runtime_api::trace::LeafEvidence;
use hallmark_types::{Digest, LotId};
use hallmark_verify::bundle::Question;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
	questions: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
	trust: String,
	uri: String,
	market: Option<String>,
	bundle: String,
	evidence: Option<Evidence>,
	question: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
	lot: Option<u64>,
	index: Option<u32>,
	commitment: String,
	sheet: Option<String>,
	proof: Vec<String>,
}

#[test]
fn questions_have_their_bytes() {
	let Vectors { questions } =
		serde_json::from_str(include_str!("../../../vectors/question.json")).unwrap();
	assert!(!questions.is_empty());
	let digest = |text: String| text.parse::<Digest>().unwrap();
	for asked in questions {
		let bytes = hex::decode(asked.question).unwrap();
		let mut question = Question::decode_all(&mut &bytes[..]).unwrap();
		assert_eq!(hex::encode(question.trusted.encode()), asked.trust);
		assert_eq!(question.uri, asked.uri);
		let market = question.market.map(|it| String::from_utf8(it.0.to_vec()).unwrap());
		assert_eq!(market, asked.market);
		let evidence = asked.evidence.map(|it| LeafEvidence {
			lot: it.lot.map(LotId),
			index: it.index,
			commitment: digest(it.commitment),
			sheet: it.sheet.map(digest),
			proof: it.proof.into_iter().map(digest).collect::<Vec<_>>().try_into().unwrap(),
		});
		assert_eq!(question.bundle.evidence.take(), evidence);
		// A bundle that was asked for without a leaf.
		assert_eq!(hex::encode(question.bundle.encode()), asked.bundle);
	}
}
