//! The part of the namespace `trace_` that tells the way from factory to release: a thin typed
//! shell over the runtime API [`JourneyApi`].

use super::{
	param::{optional, required, Param},
	reader::Reader,
	Hash,
};
use hallmark_runtime::opaque::Block;
use hallmark_runtime_api::{
	journey::*,
	trace::{Answer, TraceApi, MAX_LIST},
};
use hallmark_types::{
	Clearance, CountryCode, DecisionId, DeclarationId, LotId, OrgId, ShipmentId, Subject,
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// The questions of readers about the way from factory to release. `at` is the hash of a block, by
/// default of the best one.
#[rpc(server, namespace = "trace")]
pub trait JourneyRpc {
	/// What agencies attest of a facility, a product, a lot or a shipment.
	#[method(name = "attestations", blocking)]
	fn attestations(
		&self,
		subject: Option<Param<Subject>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Vec<AttestationView>>>;

	/// The accreditations of an agency.
	#[method(name = "accreditations", blocking)]
	fn accreditations(
		&self,
		agency: Option<Param<OrgId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Vec<AccreditationView>>>;

	/// A shipment.
	#[method(name = "shipment", blocking)]
	fn shipment(
		&self,
		shipment: Option<Param<ShipmentId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<ShipmentAnswer>>>;

	/// Where an item is.
	#[method(name = "fate", blocking)]
	fn fate(
		&self,
		lot: Option<Param<LotId>>,
		index: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<Fate>>>;

	/// A declaration.
	#[method(name = "declaration", blocking)]
	fn declaration(
		&self,
		declaration: Option<Param<DeclarationId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DeclarationReport>>>;

	/// How an item stands at the border of a country.
	#[method(name = "clearance", blocking)]
	fn clearance(
		&self,
		country: Option<Param<CountryCode>>,
		lot: Option<Param<LotId>>,
		index: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Clearance>>;

	/// A decision, explained.
	#[method(name = "decision", blocking)]
	fn decision(
		&self,
		decision: Option<Param<DecisionId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DecisionAnswer>>>;

	/// A draw, with the drawn items from `from` on.
	#[method(name = "draw", blocking)]
	fn draw(
		&self,
		decision: Option<Param<DecisionId>>,
		round: Option<Param<u8>>,
		from: Option<Param<u32>>,
		limit: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DrawAnswer>>>;

	/// What is remembered of a merchant, a product, an agency, a facility or an origin.
	#[method(name = "statistics", blocking)]
	fn statistics(
		&self,
		subject: Option<Param<StatisticsSubject>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<StatisticsAnswer>>;

	/// The rules in force of an authority or of the council.
	#[method(name = "rules", blocking)]
	fn rules(
		&self,
		owner: Option<Param<RulesOwner>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<RulesAnswer>>;

	/// What the rules in force of an authority would ask of goods.
	#[method(name = "preview", blocking)]
	fn preview(
		&self,
		authority: Option<Param<OrgId>>,
		facts: Option<Param<Facts>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<PreviewAnswer>>;
}

/// The methods.
pub struct Journey<C>(Reader<C>);

impl<C> Journey<C> {
	/// The methods over `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self(Reader::new(client))
	}
}

impl<C> Journey<C>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
	C::Api: TraceApi<Block>,
{
	fn ask<T>(
		&self,
		at: Option<Param<Hash>>,
		question: impl FnOnce(&C::Api, Hash) -> Result<T, ApiError>,
	) -> RpcResult<Answer<T>> {
		Ok(self.0.ask(optional("at", at)?, question)?)
	}
}

impl<C> JourneyRpcServer for Journey<C>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
	C::Api: TraceApi<Block> + JourneyApi<Block>,
{
	fn attestations(
		&self,
		subject: Option<Param<Subject>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Vec<AttestationView>>> {
		let subject = required("subject", subject)?;
		self.ask(at, |api, hash| api.attestations(hash, subject))
	}

	fn accreditations(
		&self,
		agency: Option<Param<OrgId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Vec<AccreditationView>>> {
		let agency = required("agency", agency)?;
		self.ask(at, |api, hash| api.accreditations(hash, agency))
	}

	fn shipment(
		&self,
		shipment: Option<Param<ShipmentId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<ShipmentAnswer>>> {
		let shipment = required("shipment", shipment)?;
		self.ask(at, |api, hash| api.shipment(hash, shipment))
	}

	fn fate(
		&self,
		lot: Option<Param<LotId>>,
		index: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<Fate>>> {
		let (lot, index) = (required("lot", lot)?, required("index", index)?);
		self.ask(at, |api, hash| api.fate(hash, lot, index))
	}

	fn declaration(
		&self,
		declaration: Option<Param<DeclarationId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DeclarationReport>>> {
		let declaration = required("declaration", declaration)?;
		self.ask(at, |api, hash| api.declaration(hash, declaration))
	}

	fn clearance(
		&self,
		country: Option<Param<CountryCode>>,
		lot: Option<Param<LotId>>,
		index: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Clearance>> {
		let country = required("country", country)?;
		let (lot, index) = (required("lot", lot)?, required("index", index)?);
		self.ask(at, |api, hash| api.clearance(hash, country, lot, index))
	}

	fn decision(
		&self,
		decision: Option<Param<DecisionId>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DecisionAnswer>>> {
		let decision = required("decision", decision)?;
		self.ask(at, |api, hash| api.decision(hash, decision))
	}

	fn draw(
		&self,
		decision: Option<Param<DecisionId>>,
		round: Option<Param<u8>>,
		from: Option<Param<u32>>,
		limit: Option<Param<u32>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<Option<DrawAnswer>>> {
		let decision = required("decision", decision)?;
		let round = optional("round", round)?.unwrap_or_default();
		let from = optional("from", from)?.unwrap_or_default();
		let limit = optional("limit", limit)?.unwrap_or(MAX_LIST);
		self.ask(at, |api, hash| api.draw(hash, decision, round, from, limit))
	}

	fn statistics(
		&self,
		subject: Option<Param<StatisticsSubject>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<StatisticsAnswer>> {
		let subject = required("subject", subject)?;
		self.ask(at, |api, hash| api.statistics(hash, subject))
	}

	fn rules(
		&self,
		owner: Option<Param<RulesOwner>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<RulesAnswer>> {
		let owner = required("owner", owner)?;
		self.ask(at, |api, hash| api.rules(hash, owner))
	}

	fn preview(
		&self,
		authority: Option<Param<OrgId>>,
		facts: Option<Param<Facts>>,
		at: Option<Param<Hash>>,
	) -> RpcResult<Answer<PreviewAnswer>> {
		let (authority, facts) = (required("authority", authority)?, required("facts", facts)?);
		self.ask(at, |api, hash| api.preview(hash, authority, facts))
	}
}
