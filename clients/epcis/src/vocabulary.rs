//! The Core Business Vocabulary: the words that stand bare in JSON-LD, and their addresses.

/// What a word is a word for. The same word can stand for two things: `recalled` is a disposition only,
/// `location` a type of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
	/// A business step (CBV 2.0, section 7.1).
	BizStep,
	/// A disposition (7.2).
	Disposition,
	/// A type of business transaction (7.3).
	TransactionType,
	/// A type of source or destination (7.4).
	PartyType,
	/// Why an event is declared wrong (7.5).
	ErrorReason,
	/// What a sensor measures (7.6, and the GS1 Web vocabulary).
	Measurement,
	/// What a sensor warns of.
	Alert,
	/// Along what a sensor measures.
	Component,
}

impl Term {
	/// All.
	pub const ALL: [Self; 8] = [
		Self::BizStep,
		Self::Disposition,
		Self::TransactionType,
		Self::PartyType,
		Self::ErrorReason,
		Self::Measurement,
		Self::Alert,
		Self::Component,
	];

	/// Its standard words, in the alphabet's order.
	pub const fn words(self) -> &'static [&'static str] {
		match self {
			Self::BizStep => BIZ_STEPS,
			Self::Disposition => DISPOSITIONS,
			Self::TransactionType => TRANSACTION_TYPES,
			Self::PartyType => PARTY_TYPES,
			Self::ErrorReason => ERROR_REASONS,
			Self::Measurement => MEASUREMENTS,
			Self::Alert => ALERTS,
			Self::Component => COMPONENTS,
		}
	}

	/// Whether it is one of its standard words.
	pub fn has(self, word: &str) -> bool {
		self.words().binary_search(&word).is_ok()
	}

	/// What the addresses of its words begin with.
	const fn stem(self) -> &'static str {
		match self {
			Self::BizStep => "https://ref.gs1.org/cbv/BizStep-",
			Self::Disposition => "https://ref.gs1.org/cbv/Disp-",
			Self::TransactionType => "https://ref.gs1.org/cbv/BTT-",
			Self::PartyType => "https://ref.gs1.org/cbv/SDT-",
			Self::ErrorReason => "https://ref.gs1.org/cbv/ER-",
			Self::Measurement | Self::Alert => "https://gs1.org/voc/",
			Self::Component => "https://ref.gs1.org/cbv/Comp-",
		}
	}

	/// The same as a compact address: nobody can declare these prefixes anew.
	const fn compact(self) -> &'static str {
		match self {
			Self::BizStep => "cbv:BizStep-",
			Self::Disposition => "cbv:Disp-",
			Self::TransactionType => "cbv:BTT-",
			Self::PartyType => "cbv:SDT-",
			Self::ErrorReason => "cbv:ER-",
			Self::Measurement | Self::Alert => "gs1:",
			Self::Component => "cbv:Comp-",
		}
	}

	/// What its words began with as URNs, in versions of the vocabulary before 2.0.
	const fn urn(self) -> Option<&'static str> {
		match self {
			Self::BizStep => Some("urn:epcglobal:cbv:bizstep:"),
			Self::Disposition => Some("urn:epcglobal:cbv:disp:"),
			Self::TransactionType => Some("urn:epcglobal:cbv:btt:"),
			Self::PartyType => Some("urn:epcglobal:cbv:sdt:"),
			Self::ErrorReason => Some("urn:epcglobal:cbv:er:"),
			Self::Measurement | Self::Alert | Self::Component => None,
		}
	}

	/// The address of a standard word, such as `https://ref.gs1.org/cbv/BizStep-shipping`.
	pub fn address(self, word: &str) -> Option<String> {
		self.has(word).then(|| format!("{}{word}", self.stem()))
	}

	/// The word that a value stands for, if it is a standard one: bare, by its address, whole or compact,
	/// or as a URN.
	/// Any other value stands for itself.
	pub fn word(self, value: &str) -> &str {
		let stems = [Some(self.stem()), Some(self.compact()), self.urn()];
		let of_address = stems.into_iter().flatten().find_map(|stem| value.strip_prefix(stem));
		of_address.filter(|word| self.has(word)).unwrap_or(value)
	}
}

/// The address of what an older version of the vocabulary wrote as a URN.
pub(crate) fn address_of_urn(value: &str) -> Option<String> {
	Term::ALL.into_iter().find_map(|term| {
		let word = value.strip_prefix(term.urn()?)?;
		Some(format!("{}{word}", term.stem()))
	})
}

/// What a value must not begin with to be of a vocabulary of one's own: the standard's words stand
/// bare in JSON-LD.
pub(crate) const RESERVED: [&str; 3] =
	["urn:epcglobal:cbv", "http://ns.gs1.org/cbv/", "https://ns.gs1.org/cbv/"];

/// The same of what sensors measure and warn of.
pub(crate) const RESERVED_VOC: [&str; 4] = [
	"http://gs1.org/voc/",
	"https://gs1.org/voc/",
	"http://www.gs1.org/voc/",
	"https://www.gs1.org/voc/",
];

/// CBV 7.1.
const BIZ_STEPS: &[&str] = &[
	"accepting",
	"arriving",
	"assembling",
	"collecting",
	"commissioning",
	"consigning",
	"creating_class_instance",
	"cycle_counting",
	"decommissioning",
	"departing",
	"destroying",
	"disassembling",
	"dispensing",
	"encoding",
	"entering_exiting",
	"holding",
	"inspecting",
	"installing",
	"killing",
	"loading",
	"other",
	"packing",
	"picking",
	"receiving",
	"removing",
	"repackaging",
	"repairing",
	"replacing",
	"reserving",
	"retail_selling",
	"sampling",
	"sensor_reporting",
	"shipping",
	"staging_outbound",
	"stock_taking",
	"stocking",
	"storing",
	"transporting",
	"unloading",
	"unpacking",
	"void_shipping",
];

/// CBV 7.2.
const DISPOSITIONS: &[&str] = &[
	"active",
	"available",
	"completeness_inferred",
	"completeness_verified",
	"conformant",
	"container_closed",
	"container_open",
	"damaged",
	"destroyed",
	"dispensed",
	"disposed",
	"encoded",
	"expired",
	"in_progress",
	"in_transit",
	"inactive",
	"mismatch_class",
	"mismatch_instance",
	"mismatch_quantity",
	"needs_replacement",
	"no_pedigree_match",
	"non_conformant",
	"non_sellable_other",
	"partially_dispensed",
	"recalled",
	"reserved",
	"retail_sold",
	"returned",
	"sellable_accessible",
	"sellable_not_accessible",
	"stolen",
	"unavailable",
	"unknown",
];

/// CBV 7.3.
const TRANSACTION_TYPES: &[&str] = &[
	"bol",
	"cert",
	"desadv",
	"inv",
	"pedigree",
	"po",
	"poc",
	"prodorder",
	"recadv",
	"rma",
	"testprd",
	"testres",
	"upevt",
];

/// CBV 7.4.
const PARTY_TYPES: &[&str] = &["location", "owning_party", "possessing_party"];

/// CBV 7.5.
const ERROR_REASONS: &[&str] = &["did_not_occur", "incorrect_data"];

/// GS1 Web vocabulary, `MeasurementType`.
const MEASUREMENTS: &[&str] = &[
	"AbsoluteHumidity",
	"AbsorbedDose",
	"AbsorbedDoseRate",
	"Acceleration",
	"Altitude",
	"AmountOfSubstance",
	"AmountOfSubstancePerUnitVolume",
	"Angle",
	"AngularAcceleration",
	"AngularMomentum",
	"AngularVelocity",
	"Area",
	"Capacitance",
	"Conductance",
	"Conductivity",
	"Count",
	"Density",
	"Dimensionless",
	"DoseEquivalent",
	"DoseEquivalentRate",
	"DynamicViscosity",
	"ElectricCharge",
	"ElectricCurrent",
	"ElectricCurrentDensity",
	"ElectricFieldStrength",
	"Energy",
	"Exposure",
	"Force",
	"Frequency",
	"Illuminance",
	"Inductance",
	"Irradiance",
	"KinematicViscosity",
	"Length",
	"LinearMomentum",
	"Luminance",
	"LuminousFlux",
	"LuminousIntensity",
	"MagneticFlux",
	"MagneticFluxDensity",
	"MagneticVectorPotential",
	"Mass",
	"MassConcentration",
	"MassFlowRate",
	"MassPerAreaTime",
	"MemoryCapacity",
	"MolalityOfSolute",
	"MolarEnergy",
	"MolarMass",
	"MolarVolume",
	"Power",
	"Pressure",
	"RadiantFlux",
	"RadiantIntensity",
	"Radioactivity",
	"RelativeHumidity",
	"Resistance",
	"Resistivity",
	"SolidAngle",
	"SpecificVolume",
	"Speed",
	"SurfaceDensity",
	"SurfaceTension",
	"Temperature",
	"Time",
	"Torque",
	"Voltage",
	"Volume",
	"VolumeFlowRate",
	"VolumeFraction",
	"VolumetricFlux",
	"Wavenumber",
];

/// GS1 Web vocabulary, `SensorAlertType`.
const ALERTS: &[&str] = &["ALARM_CONDITION", "ERROR_CONDITION"];

/// CBV 7.6, `Component`.
const COMPONENTS: &[&str] = &[
	"altitude",
	"axial_distance",
	"azimuth",
	"easting",
	"elevation_angle",
	"height",
	"latitude",
	"longitude",
	"northing",
	"polar_angle",
	"spherical_radius",
	"x",
	"y",
	"z",
];

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_ascend_so_that_they_are_found() {
		for term in Term::ALL {
			assert!(term.words().is_sorted(), "{term:?}");
			for word in term.words() {
				assert!(term.has(word));
				assert_eq!(term.word(&term.address(word).unwrap()), *word);
				let compact = format!("{}{word}", term.compact());
				assert_eq!(term.word(&compact), *word);
				let expanded = crate::Context::default().expand(&compact);
				assert_eq!(expanded, term.address(word), "it means the same");
			}
		}
	}

	#[test]
	fn urn_is_the_address_that_replaced_it() {
		assert_eq!(Term::BizStep.word("urn:epcglobal:cbv:bizstep:shipping"), "shipping");
		assert_eq!(
			address_of_urn("urn:epcglobal:cbv:disp:in_transit").unwrap(),
			"https://ref.gs1.org/cbv/Disp-in_transit"
		);
		// Identifiers of business transactions are no words.
		assert_eq!(address_of_urn("urn:epcglobal:cbv:bt:0614141073467:1152"), None);
		assert_eq!(
			Term::BizStep.word("https://ref.gs1.org/cbv/BizStep-x"),
			"https://ref.gs1.org/cbv/BizStep-x"
		);
		assert_eq!(Term::BizStep.address("https://example.org/step"), None);
	}
}
