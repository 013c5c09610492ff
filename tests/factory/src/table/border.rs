//! The rows of agencies and of the border: attestations, declarations, decisions.

use super::rows::{ranges, row, Had, Row, Signed, Stage};
use crate::world::Order;
use anyhow::{anyhow, Context, Result};
use hallmark_load::consortium::{details, document, text};
use hallmark_sdk::{
	runtime::{Runtime, RuntimeCall},
	types::{
		AccreditationId, AttestationId, CountryCode, DecisionId, DeclarationId, Digest, HsPrefix,
		ItemRange, OrgId, Role, ShipmentId, StandardId, Unlocode, ValueBand,
	},
};
use pallet_customs_clearance::{
	Call as Customs, DeclarationDetails, DeclarationLine, LineSet, Procedure,
};
use pallet_inspection::{
	AttestationDetails, AttestationSubject, Call as Inspect, Conformity, Countries, Period,
	Sampling, Scheme, Scope, Standard,
};
use pallet_logistics::LotItems;
use pallet_sampling::{
	draw,
	rules::{AqlPlan, Class, ClassPlan, Outcome, RuleSet},
	Call as Sample,
};
use std::time::Duration;

/// Who decides at the border, and who attests.
#[derive(Clone, Copy)]
pub struct Border {
	customs: usize,
	authority: OrgId,
	agency: usize,
}

/// A declaration with the account that lodged it.
type Lodged = (usize, DeclarationId);

/// The rows.
pub const ROWS: &[Row] = &[
	row("Inspection.attest", "of a lot", |stage, n| {
		let attestations = attesting(stage, n)?;
		stage.signed(attestations)
	}),
	row("Inspection.revoke_attestation", "", |stage, n| {
		let attestations = attesting(stage, n)?;
		let next = pallet_inspection::NextAttestationId::<Runtime>::hashed_key();
		let made = stage.made(next, attestations, AttestationId)?;
		stage.orders(made, |_, attestation| {
			Ok(Inspect::revoke_attestation { attestation, reason: document() }.into())
		})
	}),
	row("CustomsClearance.lodge", "one line", |stage, n| {
		let declarations = lodging(stage, n, false)?;
		stage.signed(declarations)
	}),
	row("CustomsClearance.lodge", "16 lines of 8 ranges", |stage, n| {
		let declarations = lodging(stage, n, true)?;
		stage.signed(declarations)
	}),
	row("CustomsClearance.withdraw", "one line", |stage, n| {
		let lodged = lodged(stage, n, false)?;
		stage.orders(lodged, |_, declaration| Ok(Customs::withdraw { declaration }.into()))
	}),
	row("CustomsClearance.reject", "16 lines of 8 ranges", |stage, n| {
		let lodged = lodged(stage, n, true)?;
		by_customs(stage, lodged, |declaration| {
			Ok(Customs::reject { declaration, reason: document() }.into())
		})
	}),
	row("CustomsClearance.accept", "one line", |stage, n| {
		let lodged = lodged(stage, n, false)?;
		by_customs(stage, lodged, accepting)
	}),
	row("CustomsClearance.accept", "16 lines of 8 ranges", |stage, n| {
		let lodged = lodged(stage, n, true)?;
		by_customs(stage, lodged, accepting)
	}),
	row("Sampling.settle", "", |stage, n| {
		let decided = decided(stage, n)?;
		by_customs(stage, decided, |(_, decision)| {
			Ok(Sample::settle { decision, secret: secret() }.into())
		})
	}),
	row("Sampling.check_documents", "", |stage, n| {
		let settled = settled(stage, n)?;
		by_customs(stage, settled, |(_, decision)| Ok(Sample::check_documents { decision }.into()))
	}),
	row("CustomsClearance.control", "one line", |stage, n| {
		let settled = settled(stage, n)?;
		by_customs(stage, settled, |(declaration, _)| {
			Ok(Customs::control { declaration, lines: LineSet::first(1) }.into())
		})
	}),
];

/// Admits customs and an agency when they are first wanted.
fn border(stage: &mut Stage) -> Result<Border> {
	if let Some(border) = stage.border {
		return Ok(border);
	}
	let (customs, authority) = stage.world.admit("Customs", Role::CustomsAuthority)?;
	let (agency, agency_id) = stage.world.admit("Agency", Role::InspectionAgency)?;
	let goods = HsPrefix::new("20").context("no chapter")?;
	let standard = Standard { code: text("GB 1")?, title: text("Jam")? };
	let standards = vec![standard].try_into().map_err(|_| anyhow!("too many standards"))?;
	stage.world.motion(Inspect::<Runtime>::register_standards { standards }.into())?;
	let scope = Scope {
		goods: vec![goods].try_into().map_err(|_| anyhow!("too many chapters"))?,
		countries: Countries::Everywhere,
		standards: vec![StandardId(0)].try_into().map_err(|_| anyhow!("too many standards"))?,
	};
	let accreditation = Inspect::<Runtime>::grant_accreditation {
		agency: agency_id,
		scheme: Scheme::InspectionTypeA,
		certificate: document(),
		scope,
		validity: Period { from: 0, until: u64::MAX },
	};
	stage.world.motion(accreditation.into())?;
	let class = ClassPlan {
		class: Class::Major,
		aql: hallmark_iso2859::Aql::new(1_000).context("no quality limit")?,
		unit: hallmark_iso2859::Unit::Nonconforming,
	};
	let plan = AqlPlan {
		level: hallmark_iso2859::Level::II,
		classes: vec![class].try_into().map_err(|_| anyhow!("too many classes"))?,
	};
	let rules = Box::new(RuleSet {
		rules: Default::default(),
		otherwise: Outcome::Documents,
		floor: 0,
		floor_plan: plan,
		repeat: 0,
		requires: Default::default(),
	});
	stage.world.carry_out(vec![(customs, Sample::<Runtime>::set_rules { rules }.into())])?;
	// Looser rules take a while.
	stage.world.chain.wait(Duration::from_secs(600));
	let border = Border { customs, authority, agency };
	stage.border = Some(border);
	Ok(border)
}

/// Attestations of lots by the agency.
fn attesting(stage: &mut Stage, n: usize) -> Result<Vec<Order>> {
	let border = border(stage)?;
	let lots = stage.lots(n, false)?;
	let order = |(_, lot)| {
		let details = AttestationDetails {
			subject: AttestationSubject::Lot(lot),
			standard: StandardId(0),
			accreditation: AccreditationId(0),
			result: Conformity::Conforming,
			sampling: Sampling::TakenByAgency,
			report: document(),
			valid_until: None,
		};
		(border.agency, Inspect::attest { details }.into())
	};
	Ok(lots.into_iter().map(order).collect())
}

/// Declarations of shipments that have arrived: of one item each, or of as much as there can be.
fn lodging(stage: &mut Stage, n: usize, is_worst: bool) -> Result<Vec<Order>> {
	let border = border(stage)?;
	let goods: Vec<(usize, (ShipmentId, Vec<LotItems>))> = match is_worst {
		true => stage.worst_arrived(n)?,
		false => {
			let one = |(account, (shipment, lot, items))| -> Result<_> {
				let items = LotItems { lot, ranges: ranges(vec![items as ItemRange])? };
				Ok((account, (shipment, vec![items])))
			};
			stage.arrived(n)?.into_iter().map(one).collect::<Result<_>>()?
		}
	};
	let product = details()?;
	let lodge = |(account, (shipment, items)): (usize, (ShipmentId, Vec<LotItems>))| {
		let lines: Vec<_> = items
			.into_iter()
			.map(|LotItems { lot, ranges }| DeclarationLine {
				lot,
				ranges,
				hs: product.hs,
				origin: CountryCode(*b"CN"),
				value_band: ValueBand::A,
				registrations: Default::default(),
			})
			.collect();
		let details = DeclarationDetails {
			port: Unlocode::new("CNNBO").context("no place")?,
			procedure: Procedure::Direct,
			shipment,
			documents: Default::default(),
			lines: lines.try_into().map_err(|_| anyhow!("too many lines"))?,
		};
		Ok((account, Customs::lodge { authority: border.authority, details }.into()))
	};
	goods.into_iter().map(lodge).collect()
}

fn lodged(stage: &mut Stage, n: usize, is_worst: bool) -> Result<Vec<Lodged>> {
	let orders = lodging(stage, n, is_worst)?;
	let next = pallet_customs_clearance::NextDeclarationId::<Runtime>::hashed_key();
	stage.made(next, orders, DeclarationId)
}

/// The same call of customs for each thing, whoever has it.
fn by_customs<T>(
	stage: &mut Stage,
	things: Vec<(usize, T)>,
	mut call: impl FnMut(T) -> Result<RuntimeCall>,
) -> Result<Signed> {
	let customs = border(stage)?.customs;
	stage.each_of(things, |_, (_, thing)| Ok((customs, call(thing)?)))
}

/// The secret that customs commits to.
fn secret() -> Digest {
	draw::commitment(&Digest::repeat_byte(9))
}

fn accepting(declaration: DeclarationId) -> Result<RuntimeCall> {
	let commitment = draw::commitment(&secret());
	let mrn = text(&format!("26CN{:014}", declaration.0))?;
	Ok(Customs::accept { declaration, mrn, commitment }.into())
}

/// Accepted declarations of one line with their decisions, whose drawn slots are final.
fn decided(stage: &mut Stage, n: usize) -> Result<Had<(DeclarationId, DecisionId)>> {
	let lodged = lodged(stage, n, false)?;
	let customs = border(stage)?.customs;
	let mut calls = Vec::new();
	for (_, declaration) in &lodged {
		calls.push((customs, accepting(*declaration)?));
	}
	let next = pallet_sampling::NextDecisionId::<Runtime>::hashed_key();
	let decisions = stage.made(next, calls, DecisionId)?;
	for _ in 0..12 {
		stage.world.make(&mut Default::default())?;
	}
	let both = lodged.into_iter().zip(decisions);
	Ok(both.map(|((account, id), (_, decision))| (account, (id, decision))).collect())
}

fn settled(stage: &mut Stage, n: usize) -> Result<Had<(DeclarationId, DecisionId)>> {
	let decided = decided(stage, n)?;
	let customs = border(stage)?.customs;
	let calls = decided.iter().map(|(_, (_, decision))| {
		(customs, Sample::settle { decision: *decision, secret: secret() }.into())
	});
	let calls = calls.collect();
	stage.world.carry_out(calls)?;
	Ok(decided)
}
