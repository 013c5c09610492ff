use super::*;

#[test]
fn standards_are_numbered_when_registered_in_bulk() {
	prepared(|| {
		assert_ok!(register(&[("GB 10765-2021", "Infant formula"), ("GB 9683", "Films")]));
		let event = Event::StandardsRegistered { first: StandardId(3), count: 2 };
		assert_eq!(last_event(), event.into());
		let code = Text::new("GB 9683").unwrap();
		assert_eq!(Inspection::standard_by_code(code.clone()), Some(StandardId(4)));
		assert_eq!(Inspection::standard(StandardId(4)).unwrap().code, code);
		assert_eq!(Inspection::standard(StandardId(5)), None);
	});
}

#[test]
fn standards_are_refused_when_not_by_the_council_or_a_field_is_bad() {
	prepared(|| {
		let call = |origin, code: &[u8], title: &[u8]| {
			let standard = Standard {
				code: Text(code.to_vec().try_into().unwrap()),
				title: Text(title.to_vec().try_into().unwrap()),
			};
			Inspection::register_standards(origin, list(&[standard]))
		};
		refuses_all_but_the_council(|origin| call(origin, b"GB 1", b"One"));
		assert_noop!(call(root(), b"", b"One"), Error::InvalidCode);
		assert_noop!(call(root(), b"GB\n1", b"One"), Error::InvalidCode);
		assert_noop!(call(root(), b"GB 1", b" One"), Error::InvalidTitle);
		NextStandardId::<Test>::put(StandardId(u16::MAX));
		assert_noop!(call(root(), b"GB 1", b"One"), Error::TooManyIds);
		NextStandardId::<Test>::put(StandardId(3));
	});
}

#[test]
fn standards_are_refused_when_a_code_is_taken() {
	prepared(|| {
		let again = [("GB 1", "One"), ("GB 2760-2014", "Again")];
		assert_noop!(register(&again), Error::StandardAlreadyExists);
		let twice = [("GB 1", "One"), ("GB 1", "Two")];
		assert_noop!(register(&twice), Error::StandardAlreadyExists);
	});
}

#[test]
fn requirement_is_replaced_when_set_again() {
	prepared(|| {
		let set = |new: &[StandardId]| {
			assert_ok!(Inspection::require_standards(root(), CHOCOLATE, list(new)));
		};
		let expect = |old: &[StandardId], new: &[StandardId]| {
			let event = Event::StandardsRequired {
				product_type: CHOCOLATE,
				old: list(old),
				new: list(new),
			};
			assert_eq!(last_event(), event.into());
			let required = Inspection::standards_of(CHOCOLATE);
			assert!(required.iter().map(|view| view.id).eq(new.iter().copied()));
		};
		set(&[LABELLING, ADDITIVES]);
		expect(&[], &[LABELLING, ADDITIVES]);
		let first = &Inspection::standards_of(CHOCOLATE)[0];
		assert_eq!(first.code.to_text(), "GB 7718-2011");
		set(&[HYGIENE]);
		expect(&[LABELLING, ADDITIVES], &[HYGIENE]);
		set(&[]);
		expect(&[HYGIENE], &[]);
		assert!(!RequiredStandards::<Test>::contains_key(CHOCOLATE));
	});
}

#[test]
fn requirement_is_refused_when_not_by_the_council_or_a_field_is_bad() {
	prepared(|| {
		let call = |origin, product_type, standards: &[StandardId]| {
			Inspection::require_standards(origin, product_type, list(standards))
		};
		refuses_all_but_the_council(|origin| call(origin, CHOCOLATE, &[ADDITIVES]));
		assert_noop!(call(root(), NO_TYPE, &[ADDITIVES]), Error::ProductTypeNotFound);
		assert_noop!(call(root(), CHOCOLATE, &[ADDITIVES, NO_STANDARD]), Error::StandardNotFound);
		assert_noop!(
			call(root(), CHOCOLATE, &[ADDITIVES, HYGIENE, ADDITIVES]),
			Error::DuplicateEntry
		);
	});
}
