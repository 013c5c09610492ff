//! Entries of every kind, with what an index would know around them, for tests and for the example that
//! writes documents.

#![allow(dead_code)] // not all who share it use all of it

use codec::Decode;
use hallmark_epcis::journal::{
	self, Base, Facts, Goods, Leg, Loss, Measure, Party, Place, Series, Told,
};
use hallmark_gs1::{Gln, Gtin, Sscc};
use hallmark_types::{
	journal::Author, AccountId, Assurance, AttestationId, DeclarationId, Digest, Document,
	FacilityId, ItemRange, JournalEntry, JournalKind, LotId, MediaType, NoticeId, OrgId,
	ShipmentId, Subject, Unlocode,
};

/// All kinds of entries.
pub fn kinds() -> Vec<JournalKind> {
	(0..=u8::MAX).filter_map(|code| JournalKind::decode(&mut &[code][..]).ok()).collect()
}

pub fn base() -> Base {
	Base::of_chain(Digest::repeat_byte(0xa1))
}

pub fn entry(kind: JournalKind) -> JournalEntry {
	JournalEntry {
		kind,
		assurance: Assurance::Declared,
		author: Author::Operator { organisation: OrgId(5), account: AccountId::new([7; 32]) },
		block: 1_234_567,
		at: 1_782_895_800_999,
		document: Some(Document { digest: Digest::repeat_byte(0xd0), media: MediaType::Pdf }),
	}
}

pub fn gtin() -> Gtin {
	Gtin::from_digits("09520123456788").expect("its check digit is right")
}

pub fn sscc(digits: &str) -> Sscc {
	Sscc::from_digits(digits).expect("its check digit is right")
}

pub fn goods(serials: &[&str]) -> Goods {
	Goods {
		lot: LotId(8004),
		gtin: gtin(),
		batch: "L/1 a".into(),
		ranges: vec![
			ItemRange { start: 0, end: 2 },
			ItemRange { start: 1_048_575, end: 1_048_576 },
		],
		serials: serials.iter().map(|serial| (*serial).to_owned()).collect(),
	}
}

pub fn port(code: &str) -> Unlocode {
	Unlocode::new(code).expect("its syntax holds")
}

/// How goods are named in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
	/// By their batch.
	Batch,
	/// Some of them by serials.
	Some,
	/// All of them by serials.
	All,
	/// By the unit that they are in.
	Unit,
}

pub const NAMINGS: [Naming; 4] = [Naming::Batch, Naming::Some, Naming::All, Naming::Unit];

/// The subject whose entry tells the event, and the facts.
pub fn sample(kind: JournalKind, naming: Naming) -> (Subject, Facts) {
	use JournalKind as J;
	let gln = |digits| Gln::from_digits(digits).ok();
	let mut facts = Facts {
		extrinsic: Some(Digest::repeat_byte(0xe0)),
		author: Some(Party { id: OrgId(5), gln: None }),
		goods: vec![goods(match naming {
			Naming::Batch | Naming::Unit => &[],
			Naming::Some => &["A-1"],
			Naming::All => &["A-1", "B+2", "300"],
		})],
		..Facts::default()
	};
	if naming == Naming::Unit {
		facts.units = vec![sscc("395201245678900014")];
	}
	let shipment = |facts: &mut Facts| {
		facts.shipment = Some(journal::Shipment {
			id: ShipmentId(7),
			from: Some(Party { id: OrgId(3), gln: gln("9520123456788") }),
			to: Some(Party { id: OrgId(12), gln: None }),
		});
		facts.leg = Some(Leg { index: 0, from: port("AUMEL"), to: port("CNSHA") });
		facts.at = Some(1_782_895_000_000);
		Subject::Shipment(ShipmentId(7))
	};
	let declaration = |facts: &mut Facts| {
		facts.declaration = Some(DeclarationId(9));
		Subject::Declaration(DeclarationId(9))
	};
	let subject = match kind {
		J::ShipmentBooked
		| J::ShipmentCancelled
		| J::ShipmentReturned
		| J::CustodyTransferred
		| J::CustodyTakenOver
		| J::GoodsAssigned
		| J::ShipmentReceived
		| J::DeliveredToBuyer
		| J::GoodsDamaged
		| J::GoodsLost
		| J::GoodsStolen => shipment(&mut facts),
		J::LegDeparted | J::LegArrived => {
			facts.seal = Some("SL 004711".into());
			shipment(&mut facts)
		}
		J::TakenIn | J::HandedOut => {
			facts.place = Some(Place { id: FacilityId(3), gln: None });
			facts.bonded = true;
			shipment(&mut facts)
		}
		J::Packed | J::Unpacked => {
			facts.unit = Some(sscc("106141412345678908"));
			shipment(&mut facts)
		}
		J::SensorsSummarised => {
			facts.series = Some(Series {
				measure: Measure::Temperature,
				from: 1_782_800_000_000,
				to: 1_782_890_000_000,
				min: -1850,
				max: 425,
				breaches: 3,
				series: Digest::repeat_byte(0x5e),
			});
			shipment(&mut facts)
		}
		J::DeclarationLodged
		| J::DeclarationAmended
		| J::DeclarationWithdrawn
		| J::DeclarationRejected
		| J::DeclarationInvalidated
		| J::PlacedUnderControl
		| J::ExaminationOpened
		| J::SampleDrawn
		| J::SampleReported
		| J::ExaminationRepeated
		| J::InspectionAccepted
		| J::InspectionNotAccepted
		| J::ReleasedIntoBond
		| J::Released
		| J::ReleaseOverridden
		| J::Detained
		| J::ReturnedAbroad
		| J::DestroyedUnderControl => declaration(&mut facts),
		J::HoldPlaced => {
			facts.notice = Some((NoticeId(4), false));
			Subject::Lot(LotId(8004))
		}
		J::RecallIssued | J::NoticeLifted => {
			facts.notice = Some((NoticeId(4), true));
			Subject::Lot(LotId(8004))
		}
		J::AttestedConforming | J::AttestedNonconforming => {
			facts.attestation = Some(AttestationId(11));
			Subject::Lot(LotId(8004))
		}
		J::ItemsFlagged => {
			facts.loss = Some(Loss::Damaged);
			Subject::Lot(LotId(8004))
		}
		J::LotIssued => {
			facts.place = Some(Place { id: FacilityId(3), gln: gln("9520123456788") });
			Subject::Lot(LotId(8004))
		}
		_ => Subject::Lot(LotId(8004)),
	};
	(subject, facts)
}

/// All kinds that tell an event.
pub fn telling() -> Vec<JournalKind> {
	let tells = |kind: &JournalKind| matches!(journal::told(*kind), Told::As(_));
	kinds().into_iter().filter(tells).collect()
}
