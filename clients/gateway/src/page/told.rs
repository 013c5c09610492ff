//! The story of an item, told entry by entry.

use hallmark_types::{Assurance, JournalKind, Moment, TransportMode};

use super::{
	places,
	texts::{Markup, Texts, Value},
	Author, Certificate, CertificateStanding, Certified, Entry, Leg, Party, SampleSource, Scan,
};

/// An entry of the timeline.
pub(super) struct Told<'a> {
	pub at: Moment,
	pub icon: &'static str,
	pub time: Markup,
	pub title: Markup,
	pub by: Markup,
	/// The class of its tag.
	pub assurance: &'static str,
	pub assurance_text: &'a str,
	pub details: Vec<Markup>,
	pub doubtful: bool,
	/// Whether it speaks against the goods.
	pub bad: bool,
}

/// The route in words, for those who do not see the drawing.
pub(super) fn route(t: &Texts, legs: &[Leg]) -> String {
	let legs: Vec<_> = legs.iter().map(|leg| leg_words(t, leg).to_string()).collect();
	legs.join("; ")
}

fn leg_words(t: &Texts, leg: &Leg) -> Markup {
	let (from, to) = (places::name(leg.from), places::name(leg.to));
	let mode = ("mode", Value::Text(mode_text(t, leg.mode)));
	t.fill("story.leg", &[mode, ("from", Value::Text(&from)), ("to", Value::Text(&to))])
}

fn mode_text(t: &Texts, mode: TransportMode) -> &str {
	match mode {
		TransportMode::Maritime => t.of("mode.maritime"),
		TransportMode::Rail => t.of("mode.rail"),
		TransportMode::Road => t.of("mode.road"),
		TransportMode::Air => t.of("mode.air"),
		TransportMode::Mail => t.of("mode.mail"),
		TransportMode::Multimodal => t.of("mode.multimodal"),
		TransportMode::FixedInstallation => t.of("mode.fixedInstallation"),
		TransportMode::InlandWater => t.of("mode.inlandWater"),
	}
}

/// The timeline, oldest first: what everybody should read, and what stands behind a fold.
pub(super) fn story<'a>(t: &'static Texts, scan: &Scan<'a>) -> (Vec<Told<'a>>, Vec<Told<'a>>) {
	let mut story = Vec::new();
	let mut minor = Vec::new();
	story.extend(scan.certificates.iter().map(|it| told_certificate(t, it)));
	story.extend(scan.legs.iter().map(|it| told_leg(t, it)));
	for entry in scan.entries {
		match weight(entry.kind) {
			Weight::Told(icon, bad) => story.push(told_entry(t, scan, entry, icon, bad)),
			// What certificates and legs tell is not told again.
			Weight::Attested if !scan.certificates.is_empty() => {}
			Weight::Carried if !scan.legs.is_empty() => {}
			Weight::Attested => story.push(told_entry(t, scan, entry, "inspect", false)),
			Weight::Carried => story.push(told_entry(t, scan, entry, "move", false)),
			Weight::Minor => minor.push(told_entry(t, scan, entry, "note", false)),
		}
	}
	story.sort_by_key(|told| told.at);
	minor.sort_by_key(|told| told.at);
	(story, minor)
}

/// How an entry is told.
enum Weight {
	/// In the story, with an icon, and whether it speaks against the goods.
	Told(&'static str, bool),
	/// In the story, unless certificates are.
	Attested,
	/// In the story, unless legs are.
	Carried,
	/// Behind the fold.
	Minor,
}

fn weight(kind: JournalKind) -> Weight {
	use JournalKind::*;
	match kind {
		LotIssued | CountConfirmed => Weight::Told("factory", false),
		BrandConfirmed => Weight::Told("brand", false),
		BrandDisowned
		| LotCompromised
		| ItemsFlagged
		| HoldPlaced
		| RecallIssued
		| AttestationRevoked
		| AccreditationWithdrawn
		| GoodsDamaged
		| GoodsLost
		| GoodsStolen
		| LotVoided => Weight::Told("caution", true),
		InspectionNotAccepted | DocumentsFailed | DocumentsMismatched => {
			Weight::Told("inspect", true)
		}
		InspectionAccepted | DocumentsPassed | DocumentsMatched => Weight::Told("inspect", false),
		Detained
		| ReturnedAbroad
		| DestroyedUnderControl
		| ReleaseOverridden
		| DeclarationRejected => Weight::Told("customs", true),
		DeclarationLodged | DeclarationAccepted | ReleasedIntoBond | Released => {
			Weight::Told("customs", false)
		}
		ItemActivated => Weight::Told("person", false),
		NoticeLifted | GoodsFound => Weight::Told("clear", false),
		TakenIn | ShipmentReceived | DeliveredToBuyer => Weight::Told("warehouse", false),
		AttestedConforming | AttestedNonconforming => Weight::Attested,
		LegDeparted | LegArrived => Weight::Carried,
		OrganisationAdmitted
		| RoleGranted
		| RoleWithdrawn
		| OrganisationSuspended
		| OrganisationReinstated
		| PrefixGranted
		| PrefixWithdrawn
		| FacilityRegistered
		| FacilityClosed
		| ProductRegistered
		| ProductRevised
		| LeafFileConfirmed
		| LotActivated
		| ItemsListed
		| RecallAcknowledged
		| OrganisationRevised
		| AccreditationGranted
		| ShipmentBooked
		| ShipmentCancelled
		| CustodyTransferred
		| HandedOut
		| SensorsSummarised
		| Packed
		| DeclarationAmended
		| DeclarationWithdrawn
		| DeclarationInvalidated
		| ControlDecided
		| ControlSettled
		| ControlOrdered
		| ExaminationOpened
		| SampleDrawn
		| ExaminationReassigned
		| SampleReported
		| ResubmissionGranted
		| ExaminationRepeated
		| Assessed
		| DeclarationClosed
		| WhitelistEntered
		| WhitelistWithdrawn
		| PlacedUnderControl
		| OverrideProposed
		| OverrideConfirmed
		| Unpacked
		| Rerouted
		| ConsigneeRevealed
		| GoodsDemanded
		| CustodyTakenOver
		| GoodsAssigned
		| ShipmentReturned
		| OperatorsReplaced
		| LinksSet
		| ResolverDomainsSet
		| CredentialKeyRegistered
		| CredentialKeyWithdrawn
		| RegistrationRecorded
		| RegistrationWithdrawn
		| RegistrationConfirmed
		| RegistrationUnconfirmed => Weight::Minor,
	}
}

fn party(t: &Texts, party: &Party) -> Markup {
	Markup::of(party.name).then(", ", &Markup::of(&t.country(party.country)))
}

fn assurance(t: &Texts, assurance: Assurance) -> (&'static str, &str) {
	match assurance {
		Assurance::Declared => ("declared", t.of("assurance.declared")),
		Assurance::Attested => ("attested", t.of("assurance.attested")),
		Assurance::Confirmed => ("confirmed", t.of("assurance.confirmed")),
	}
}

fn told_entry<'a>(
	t: &'static Texts,
	scan: &Scan<'a>,
	entry: &Entry<'a>,
	icon: &'static str,
	bad: bool,
) -> Told<'a> {
	// A lot's codes may be issued long after it was made: each has its own day.
	let made =
		scan.lot.and_then(|lot| lot.produced).filter(|_| entry.kind == JournalKind::LotIssued);
	let made = made.map(|at| t.fill("story.made", &[("date", Value::Day(at))]));
	let (assurance, assurance_text) = assurance(t, entry.assurance);
	Told {
		at: entry.at,
		icon,
		time: t.time(entry.at),
		title: Markup::of(t.kind(entry.kind)),
		by: match &entry.by {
			Author::Party(it) => party(t, it),
			Author::Council => Markup::of(t.of("story.by-council")),
			Author::Consumer => Markup::of(t.of("story.by-consumer")),
			Author::Unknown => Markup::of(t.of("story.by-nobody")),
		},
		assurance,
		assurance_text,
		details: entry.detail.map(Markup::of).into_iter().chain(made).collect(),
		doubtful: entry.doubtful,
		bad,
	}
}

fn told_certificate<'a>(t: &'static Texts, certificate: &Certificate<'a>) -> Told<'a> {
	let title = match certificate.about {
		Certified::Facility => t.of("certificate.facility"),
		Certified::Product => t.of("certificate.product"),
		Certified::Lot => t.of("certificate.lot"),
		Certified::Item => t.of("certificate.item"),
		Certified::Shipment => t.of("certificate.shipment"),
	};
	let standard = [("standard", Value::Text(certificate.standard))];
	let result = match certificate.conforming {
		true => t.fill("certificate.conforming", &standard),
		false => t.fill("certificate.nonconforming", &standard),
	};
	let result = Markup::of(title).then(t.of("page.colon"), &result);
	let sample = match certificate.sample {
		SampleSource::Drawn => t.of("certificate.drawn"),
		SampleSource::TakenByAgency => t.of("certificate.takenByAgency"),
		SampleSource::SubmittedByClient => t.of("certificate.submittedByClient"),
	};
	let day = |key: &str| {
		let until = certificate.valid_until.map(|at| [("date", Value::Day(at))]);
		t.fill(key, until.as_ref().map_or(&[], |it| it.as_slice()))
	};
	let standing = match certificate.standing {
		CertificateStanding::Valid if certificate.valid_until.is_some() => {
			day("certificate.valid-until")
		}
		CertificateStanding::Valid => Markup::of(t.of("certificate.valid")),
		CertificateStanding::Expired => day("certificate.expired"),
		CertificateStanding::Revoked => Markup::of(t.of("certificate.revoked")),
		CertificateStanding::Doubtful => Markup::of(t.of("certificate.doubtful")),
	};
	let mut details = vec![standing, Markup::of(sample)];
	// Nobody takes a sample of a factory.
	if certificate.about == Certified::Facility {
		details.truncate(1);
	}
	Told {
		at: certificate.at,
		icon: "inspect",
		time: t.time(certificate.at),
		title: result,
		by: party(t, &certificate.agency),
		assurance: "attested",
		assurance_text: t.of("assurance.attested"),
		details,
		doubtful: false,
		bad: !certificate.conforming || certificate.standing != CertificateStanding::Valid,
	}
}

fn told_leg<'a>(t: &'static Texts, leg: &Leg<'a>) -> Told<'a> {
	let mut details = Vec::new();
	if let Some(vessel) = leg.vessel {
		details.push(t.fill("story.vessel", &[("vessel", Value::Text(vessel))]));
	}
	let time = |key: &str, at: Moment| t.fill(key, &[("time", Value::Time(at))]);
	match (leg.departed, leg.arrived, leg.broken_off) {
		(None, ..) => details.push(Markup::of(t.of("story.planned"))),
		(Some(left), arrived, broken_off) => {
			details.push(time("story.departed", left));
			details.push(match (arrived, broken_off) {
				(_, Some(at)) => time("story.broken-off", at),
				(Some(at), None) => time("story.arrived", at),
				(None, None) => Markup::of(t.of("story.under-way")),
			});
		}
	}
	details.extend(leg.seal_intact.map(|intact| match intact {
		true => Markup::of(t.of("story.seal-intact")),
		false => Markup::of(t.of("story.seal-broken")),
	}));
	let at = leg.departed.unwrap_or(leg.booked);
	Told {
		at,
		icon: match leg.mode {
			TransportMode::Maritime | TransportMode::InlandWater => "ship",
			TransportMode::Air | TransportMode::Mail => "plane",
			_ => "move",
		},
		time: t.time(at),
		title: leg_words(t, leg),
		by: party(t, &leg.carrier),
		assurance: "declared",
		assurance_text: t.of("assurance.declared"),
		details,
		doubtful: false,
		bad: leg.seal_intact == Some(false) || leg.broken_off.is_some(),
	}
}
