use super::*;

pub(crate) fn open() -> Marking {
    Marking {
        originator: "CAN".to_owned(),
        source: "ais".to_owned(),
        handling: Handling::Clear,
        releasable_to: vec!["CAN".to_owned(), "JPN".to_owned()],
        caveats: Vec::new(),
        onward: Onward::Allowed,
        personal: false,
        expires_ms: None,
        exercise: None,
        purpose: String::new(),
    }
}

fn refused(marking: Marking, format: Format) -> Option<Refusal> {
    clear(
        Outgoing {
            object: (),
            marking,
            reach: Reach::Partner,
        },
        format,
        1_000,
    )
    .err()
}

const ALL: [Format; 10] = [
    Format::CotXml,
    Format::CotRelayed,
    Format::Tak,
    Format::Cap,
    Format::Stix,
    Format::GeoJson,
    Format::Naf,
    Format::Flux,
    Format::Niem,
    Format::Cise,
];

#[test]
fn an_open_object_passes_everywhere() {
    for format in ALL {
        assert_eq!(refused(open(), format), None, "{format:?}");
    }
}

#[test]
fn an_object_for_nobody_expired_or_red_passes_nowhere() {
    for format in ALL {
        assert_eq!(
            refused(
                Marking {
                    releasable_to: Vec::new(),
                    ..open()
                },
                format
            ),
            Some(Refusal::Nobody)
        );
        assert_eq!(
            refused(
                Marking {
                    expires_ms: Some(1_000),
                    ..open()
                },
                format
            ),
            Some(Refusal::Expired)
        );
        assert_eq!(
            refused(
                Marking {
                    handling: Handling::Red,
                    ..open()
                },
                format
            ),
            Some(Refusal::Red { format })
        );
    }
}

#[test]
fn a_caveat_stays_here_when_the_encoding_would_lose_it() {
    let marking = Marking {
        caveats: vec!["NO-MEDIA".to_owned()],
        ..open()
    };
    let lost = |format| {
        Some(Refusal::MarkLost {
            format,
            mark: Mark::Caveat,
        })
    };
    assert_eq!(refused(marking.clone(), Format::CotXml), None);
    for format in [Format::CotRelayed, Format::Tak, Format::Naf, Format::Flux] {
        assert_eq!(refused(marking.clone(), format), lost(format));
    }
}

#[test]
fn the_own_house_needs_no_note_on_passing_on() {
    let marking = Marking {
        onward: Onward::None,
        ..open()
    };
    assert_eq!(
        refused(marking.clone(), Format::Tak),
        Some(Refusal::MarkLost {
            format: Format::Tak,
            mark: Mark::Audience
        })
    );
    assert!(clear(Outgoing::inside((), marking), Format::Tak, 0).is_ok());
}

#[test]
fn an_exercise_never_reaches_a_format_that_cannot_say_so() {
    let marking = Marking {
        exercise: Some("PACIFIC 26".to_owned()),
        ..open()
    };
    for format in [Format::Naf, Format::Flux, Format::Cise] {
        assert_eq!(
            refused(marking.clone(), format),
            Some(Refusal::MarkLost {
                format,
                mark: Mark::Exercise
            })
        );
    }
    assert_eq!(refused(marking, Format::Niem), None);
}

/// What a patrol saw of a monitoring system is for the recipient only, and may not be passed on.
#[test]
fn vms_leaves_by_no_format_of_position_reports() {
    let marking = Marking {
        handling: Handling::AmberStrict,
        onward: Onward::None,
        expires_ms: Some(2_000),
        ..open()
    };
    for format in [Format::Naf, Format::Flux, Format::Niem, Format::Cise] {
        assert!(
            matches!(
                refused(marking.clone(), format),
                Some(Refusal::MarkLost { .. })
            ),
            "{format:?}"
        );
    }
}

#[test]
fn a_format_gets_no_stricter_handling_than_it_has_a_word_for() {
    for format in ALL {
        for handling in Handling::ALL {
            let marking = Marking { handling, ..open() };
            let passes = refused(marking, format).is_none();
            assert_eq!(
                passes,
                handling <= format.strictest(),
                "{format:?} {handling:?}"
            );
        }
    }
}

#[test]
fn one_message_is_as_strict_as_its_strictest_object() {
    let strict = Marking {
        handling: Handling::Amber,
        caveats: vec!["NO-MEDIA".to_owned()],
        releasable_to: vec!["JPN".to_owned()],
        onward: Onward::Ask,
        personal: true,
        expires_ms: Some(5),
        exercise: Some("P26".to_owned()),
        ..open()
    };
    assert_eq!(open().joined(&strict), strict);
    assert_eq!(strict.joined(&open()), strict);
}

#[test]
fn the_line_says_all_of_it() {
    let marking = Marking {
        handling: Handling::Amber,
        caveats: vec!["NO-MEDIA".to_owned()],
        expires_ms: Some(0),
        exercise: Some("P26".to_owned()),
        onward: Onward::Ask,
        ..open()
    };
    assert_eq!(
        marking.line(),
        "EXERCISE P26; ORIG CAN; SRC ais; TLP:AMBER; REL TO CAN JPN; CAVEAT NO-MEDIA; ONWARD ask; UNTIL 1970-01-01T00:00:00Z"
    );
}
