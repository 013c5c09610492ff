//! Declarations: for who declares, for the parties whose documents are compared, for who clears.

use super::{acts, Context};
use crate::{
	problem::Result,
	writing::fields::{
		bounded, Band, Country, DocumentField, Hash, Hs, Line, PlaceField, ProcedureField, Ranges,
		SystemField, TradeKind,
	},
};
use frame_support::BoundedVec;
use hallmark_sdk::{compose, runtime::Runtime};
use hallmark_types::{DeclarationId, LotId, OrgId, Registration, ShipmentId};
use pallet_customs_clearance::{
	Call, DeclarationDetails, DeclarationLine, DeclaredRegistrations, LineSet, Parties,
	TradeDocument, MAX_LINES,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a declaration says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewDeclarationDetails)]
pub struct Details {
	/// The port, in the authority's country.
	port: PlaceField,
	/// Direct, or bonded.
	procedure: ProcedureField,
	/// The shipment.
	shipment: u64,
	/// The lines.
	#[schema(min_items = 1, max_items = 16)]
	lines: Vec<DeclaredLine>,
	/// Papers of the trade.
	#[serde(default)]
	#[schema(max_items = 8)]
	documents: Vec<TradePaper>,
}

/// A line of a declaration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewDeclarationLine)]
pub struct DeclaredLine {
	/// The lot.
	lot: u64,
	/// Its items.
	ranges: Ranges,
	/// As in the product's record.
	hs: Hs,
	/// As in the product's record.
	origin: Country,
	/// The band of its value; the value itself never goes on chain.
	value_band: Band,
	/// Its numbers in registers elsewhere, one of each at most.
	#[serde(default)]
	#[schema(max_items = 16)]
	registrations: Vec<DeclaredNumber>,
}

/// A number in a register elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRegistration)]
pub struct DeclaredNumber {
	/// The register.
	system: SystemField,
	/// The number, as the register writes it.
	number: Line<64>,
}

/// A paper of the trade.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTradeDocument)]
pub struct TradePaper {
	/// What it is.
	kind: TradeKind,
	/// The file.
	document: DocumentField,
}

/// The parties of a match.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewParties)]
pub struct MatchParties {
	/// The platform that knows the orders.
	platform: u32,
	/// The payer's institution.
	institution: u32,
	/// A carrier of the declaration's shipment.
	carrier: u32,
}

impl From<DeclaredLine> for DeclarationLine {
	fn from(line: DeclaredLine) -> Self {
		Self {
			lot: LotId(line.lot),
			ranges: line.ranges.0,
			hs: line.hs.0,
			origin: line.origin.0,
			value_band: line.value_band.0,
			// There are no more than there is room for: `Details::details` has looked.
			registrations: BoundedVec::truncate_from(
				line.registrations.into_iter().map(Into::into).collect(),
			),
		}
	}
}

impl From<DeclaredNumber> for Registration {
	fn from(it: DeclaredNumber) -> Self {
		Self { system: it.system.0, number: it.number.0 }
	}
}

impl From<TradePaper> for TradeDocument {
	fn from(paper: TradePaper) -> Self {
		Self { kind: paper.kind.0, document: paper.document.into() }
	}
}

impl From<MatchParties> for Parties {
	fn from(parties: MatchParties) -> Self {
		Self {
			platform: OrgId(parties.platform),
			institution: OrgId(parties.institution),
			carrier: OrgId(parties.carrier),
		}
	}
}

impl Details {
	fn details(self) -> Result<DeclarationDetails> {
		if self.lines.iter().any(|line| line.registrations.len() > DeclaredRegistrations::bound()) {
			let reason = format!("a line has more than {}", DeclaredRegistrations::bound());
			let field = "details.lines.registrations";
			return Err(crate::problem::Problem::unprocessable(field, reason));
		}
		Ok(DeclarationDetails {
			port: self.port.0,
			procedure: self.procedure.0,
			shipment: ShipmentId(self.shipment),
			documents: bounded("details.documents", self.documents)?,
			lines: bounded("details.lines", self.lines)?,
		})
	}
}

/// These lines of a declaration, or all of them.
async fn lines(context: &Context, declaration: u64, lines: &[u8]) -> Result<LineSet> {
	if let Some(line) = lines.iter().find(|line| u32::from(**line) >= MAX_LINES) {
		let reason = format!("{line}: a declaration has lines 0 to {} only", MAX_LINES - 1);
		return Err(crate::problem::Problem::unprocessable("lines", reason));
	}
	let chain = context.chain().await?;
	Ok(compose::lines_or_all(&chain, DeclarationId(declaration), lines).await?)
}

/// Makes what an authority does with lines.
macro_rules! steps {
	($($(#[$doc:meta])* $name:ident $call:ident $({ $(#[$why:meta])* $field:ident: $type:ty })?;)*) => {
		acts! { $(
			$(#[$doc])*
			$name {
				declaration: u64;
				/// The lines, counted from 0; without any, all of them.
				#[serde(default)]
				#[schema(max_items = 16)]
				lines: Vec<u8>,
				$($(#[$why])* $field: $type,)?
			} |it, context| {
				let lines = lines(context, it.declaration, &it.lines).await?;
				let declaration = DeclarationId(it.declaration);
				Call::<Runtime>::$call { declaration, lines $(, $field: given(it.$field))? }
			};
		)* }
	};
}

/// A document as a call takes it.
trait Given<T> {
	fn given(self) -> T;
}

impl Given<hallmark_types::Document> for DocumentField {
	fn given(self) -> hallmark_types::Document {
		self.into()
	}
}

impl Given<Option<hallmark_types::Document>> for Option<DocumentField> {
	fn given(self) -> Option<hallmark_types::Document> {
		self.map(Into::into)
	}
}

fn given<T>(field: impl Given<T>) -> T {
	field.given()
}

acts! {
	/// Lodges a declaration with an authority.
	Lodge {
		;
		/// The organisation of the customs authority.
		authority: u32,
		/// What it declares.
		details: Details,
	} |it, _context| {
		let (authority, details) = (OrgId(it.authority), it.details.details()?);
		Call::<Runtime>::lodge { authority, details }
	};

	/// Amends a lodged declaration: this takes the place of what it declares.
	Amend {
		declaration: u64;
		/// What it declares from now on.
		details: Details,
	} |it, _context| {
		let (declaration, details) = (DeclarationId(it.declaration), it.details.details()?);
		Call::<Runtime>::amend { declaration, details }
	};

	/// Withdraws a lodged declaration.
	Withdraw {
		declaration: u64;
	} |it, _context| Call::<Runtime>::withdraw { declaration: DeclarationId(it.declaration) };

	/// Opens the match of the documents of a declaration, and names its parties.
	OpenMatch {
		declaration: u64;
		/// The lines that the orders are of, counted from 0; without any, all of them.
		#[serde(default)]
		#[schema(max_items = 16)]
		lines: Vec<u8>,
		/// The parties.
		parties: MatchParties,
	} |it, context| {
		let lines = lines(context, it.declaration, &it.lines).await?;
		let (declaration, parties) = (DeclarationId(it.declaration), it.parties.into());
		Call::<Runtime>::open_match { declaration, lines, parties }
	};

	/// Opens another round in place of one that failed, as the authority.
	ReopenMatch {
		declaration: u64, round: u8;
		/// The parties.
		parties: MatchParties,
	} |it, _context| Call::<Runtime>::reopen_match {
		declaration: DeclarationId(it.declaration),
		round: it.round,
		parties: it.parties.into(),
	};

	/// Commits, as a party, to a root over its documents.
	///
	/// The commitment is made by whoever has the root, which stays secret until it is revealed:
	/// `SHA-256(domain ‖ declaration ‖ organisation ‖ role ‖ root)`, as `hallmark declare match commit` makes
	/// it.
	Commit {
		declaration: u64, round: u8;
		/// The commitment.
		commitment: Hash,
	} |it, _context| Call::<Runtime>::commit_document {
		declaration: DeclarationId(it.declaration),
		round: it.round,
		commitment: it.commitment.0,
	};

	/// Reveals, as a party, the root that it committed to. Do so once all three have committed.
	RevealRoot {
		declaration: u64, round: u8;
		/// The root.
		root: Hash,
	} |it, _context| Call::<Runtime>::reveal_document {
		declaration: DeclarationId(it.declaration),
		round: it.round,
		root: it.root.0,
	};

	/// Accepts a lodged declaration: the rules of the border decide in this very call.
	///
	/// The authority commits to secrets that go into every draw about the declaration. Their file is made
	/// where the authority keeps it, by `hallmark customs accept` or as `docs/sampling.md` says.
	Accept {
		declaration: u64;
		/// The authority's reference.
		mrn: Line<35>,
		/// The commitment to the authority's secrets.
		commitment: Hash,
	} |it, _context| Call::<Runtime>::accept {
		declaration: DeclarationId(it.declaration),
		mrn: it.mrn.0,
		commitment: it.commitment.0,
	};

	/// Rejects a lodged declaration.
	Reject {
		declaration: u64;
		/// The document that says why. Only its digest goes on chain.
		reason: DocumentField,
	} |it, _context| Call::<Runtime>::reject {
		declaration: DeclarationId(it.declaration),
		reason: it.reason.into(),
	};

	/// Closes a declaration that has come to its end.
	Close {
		declaration: u64;
	} |it, _context| Call::<Runtime>::close { declaration: DeclarationId(it.declaration) };
}

steps! {
	/// Puts lines under control, as their decisions ask: of the documents, or of the goods.
	Control control;
	/// Assesses lines whose control is settled.
	Assess assess;
	/// Releases assessed lines: bonded goods into bond, others into free circulation.
	Release release;
	/// Lets lines out of bond into free circulation.
	Free to_free_circulation;
	/// Detains lines that are under control.
	Detain detain {
		/// The document about it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>
	};
	/// Confirms that lines were returned abroad.
	Return return_abroad {
		/// The document about it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>
	};
	/// Confirms that lines were destroyed.
	Destroy destroy {
		/// The document about it. Only its digest goes on chain.
		#[serde(default)]
		document: Option<DocumentField>
	};
	/// Invalidates lines that are accepted or assessed: their items may be declared again.
	Invalidate invalidate {
		/// The document that says why. Only its digest goes on chain.
		reason: DocumentField
	};
	/// Proposes the release of lines against what is missing or failed.
	ProposeOverride propose_override {
		/// The document that says why. Only its digest goes on chain.
		reason: DocumentField
	};
	/// Confirms, as another officer, what was proposed for the same reason.
	ConfirmOverride confirm_override {
		/// The document that says why, as it was proposed.
		reason: DocumentField
	};
}
