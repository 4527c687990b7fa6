//! The list through its three forms, its faults, and the lists that ship.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use vigie_exercise::{
    Scenario,
    expectation::{Expectation, Predicate, Target},
    msel::{
        Channel, Column, ColumnKind, Effect, Grounds, Inject, InjectKind, Lapse, Move, Msel,
        Objective, Offset, Severity, Status, Trigger, Turn, Words, library, lint,
    },
};
use vigie_sea::Time;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~àéçœ«»’漁業監視、。\n\t]{0,30}",
        1 => Just("=1+1".to_owned()),
        1 => Just("'= quote".to_owned()),
        1 => Just("_x0041_ 'x' \"y\" <&> ;,".to_owned()),
        1 => Just("演習　演習\nEXERCICE".to_owned()),
        1 => Just("00123".to_owned()),
    ]
}

fn words() -> impl Strategy<Value = Words> {
    (text(), text(), text()).prop_map(|(en, fr, ja)| Words { en, fr, ja })
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z0-9_.-]{0,8}"
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let target = prop_oneof![
        Just(Target::Any),
        (0u32..999_999_999).prop_map(Target::Ship),
        name().prop_map(Target::Area),
        name().prop_map(Target::Truth),
    ];
    let simple = (name(), target)
        .prop_map(|(kind, target)| Predicate::Alert(kind, target))
        .boxed();
    let what = prop_oneof![
        simple.clone(),
        simple
            .clone()
            .prop_map(|inner| Predicate::Not(Box::new(inner))),
        prop::collection::vec(simple, 1..3).prop_map(Predicate::All),
        Just(Predicate::Rated),
        (1u32..=100).prop_map(|n| Predicate::Accounted(f64::from(n) / 100.0)),
    ];
    (
        name(),
        name(),
        what,
        1i64..90_000,
        prop::option::of(1i64..90_000),
        0u32..500,
        prop::option::of(0u32..50),
    )
        .prop_map(
            |(id, who, what, within, late, score, partial)| Expectation {
                id,
                who,
                what,
                within: Lapse::from_s(within).unwrap(),
                late: late.and_then(Lapse::from_s),
                score: f64::from(score) / 4.0,
                partial: partial.map(f64::from),
            },
        )
}

fn inject() -> impl Strategy<Value = Inject> {
    let trigger = prop_oneof![
        (-9_000i64..900_000).prop_map(|s| Trigger::At(Offset::from_s(s).unwrap())),
        (
            name(),
            prop::sample::select(Turn::ALL),
            prop::option::of(1i64..9_000)
        )
            .prop_map(|(expectation, turn, delay)| Trigger::After {
                expectation,
                turn,
                delay: delay.and_then(Lapse::from_s)
            }),
        (name(), prop::option::of(0u32..999_999_999))
            .prop_map(|(area, mmsi)| Trigger::Entry { area, mmsi }),
        Just(Trigger::Manual),
    ];
    let codes = (
        prop::sample::select(InjectKind::ALL),
        prop::sample::select(Channel::ALL),
        prop::sample::select(Status::ALL),
    );
    let fields = (
        prop::option::of(text()),
        prop::option::of(any::<i64>()),
        prop::option::of(any::<f64>().prop_filter("finite", |n| n.is_finite())),
        prop::option::of(any::<bool>()),
    );
    let names = prop::collection::vec(name(), 0..3).boxed();
    let head = (
        name(),
        any::<u32>(),
        prop::option::of(0u32..9),
        trigger,
        codes,
    );
    let body = (
        words(),
        words(),
        text(),
        names.clone(),
        names,
        text(),
        text(),
    );
    let rest = (
        prop::option::of(name()),
        text(),
        prop::collection::vec(expectation(), 0..3),
        fields,
        prop::collection::vec("[a-z0-9 .漁]{1,12}", 0..3),
    );
    (head, body, rest).prop_map(|(head, body, rest)| {
        let (id, number, in_move, trigger, (kind, channel, status)) = head;
        let (title, body, from, to, visible, payload, controller) = body;
        let (objective, task, expectations, (note, hulls, share, armed), attachments) = rest;
        let mut values = BTreeMap::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                values.insert(name.to_owned(), value);
            }
        };
        put("Anmerkung 備考", note);
        put("Hulls", hulls.map(|n| n.to_string()));
        put("Share", share.map(|n| n.to_string()));
        put(
            "Armed",
            armed.map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        );
        let attachments = attachments
            .iter()
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect();
        Inject {
            id,
            number,
            in_move,
            trigger,
            kind,
            title,
            body,
            from,
            to,
            channel,
            payload,
            attachments,
            controller,
            objective,
            task,
            expectations,
            evaluator: String::new(),
            status,
            visible,
            fields: values,
            line: 0,
        }
    })
}

fn msel() -> impl Strategy<Value = Msel> {
    (
        words(),
        prop::collection::vec(inject(), 0..6),
        words(),
        words(),
    )
        .prop_map(|(title, injects, text, situation)| Msel {
            id: "list".into(),
            title: title.clone(),
            scenario: "north-pacific-watch".into(),
            parties: vec!["ca-ccg".into(), "jp-jcg".into()],
            ends: Offset::from_s(432_000).unwrap(),
            objectives: vec![Objective {
                id: "O1".into(),
                text,
            }],
            moves: vec![Move {
                number: 1,
                at: Offset::from_s(0).unwrap(),
                title,
                situation,
            }],
            columns: [
                ("Anmerkung 備考", ColumnKind::Text),
                ("Hulls", ColumnKind::Integer),
                ("Share", ColumnKind::Number),
                ("Armed", ColumnKind::Checkbox),
            ]
            .map(|(name, kind)| Column {
                name: name.into(),
                kind,
            })
            .to_vec(),
            injects,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_is_lost_through_any_form(list in msel()) {
        let read = Msel::from_toml(&list.to_toml()).unwrap();
        prop_assert_eq!(&read.faults, &[]);
        prop_assert_eq!(&read.msel.without_lines(), &list);
        let read = Msel::from_csv(&list.to_csv()).unwrap();
        prop_assert_eq!(&read.faults, &[]);
        prop_assert_eq!(&read.msel.without_lines(), &list);
        let read = Msel::from_xlsx(&list.to_xlsx("EXERCISE / EXERCICE / 演習").unwrap()).unwrap();
        prop_assert_eq!(&read.faults, &[]);
        prop_assert_eq!(&read.msel.without_lines(), &list);
    }

    #[test]
    fn no_bytes_break_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,200}") {
        drop(Msel::from_xlsx(&bytes));
        drop(Msel::from_csv(&text));
        drop(Msel::from_toml(&text));
    }
}

const SEEDED: &str = include_str!("msel/twelve-faults.toml");

/// The list is sound but for the faults that its comments name; each is found at its line, and nothing else.
#[test]
fn every_seeded_fault_is_found_at_its_line() {
    let read = Msel::from_toml(SEEDED).unwrap();
    assert_eq!(read.faults, []);
    let scenario = Scenario::builtin(1, Time::parse("2026-07-06T03:00:00Z").unwrap());
    let found: BTreeSet<(usize, &str)> = lint(&read.msel, &Grounds::of(&scenario))
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| (finding.line, finding.code))
        .collect();
    let mut wanted = BTreeSet::new();
    for (index, line) in SEEDED.lines().enumerate() {
        for code in line
            .strip_prefix("# fault:")
            .into_iter()
            .flat_map(str::split_whitespace)
        {
            // The comment stands above the line `[[inject]]`.
            wanted.insert((index + 2, code));
        }
    }
    assert!(wanted.len() >= 12, "{}", wanted.len());
    assert_eq!(found, wanted);
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_the_rest_is_kept() {
    let good = Msel::from_toml(SEEDED).unwrap().msel;
    let rows = good.injects.len();
    let broken = good.to_csv().replacen(",at T+49:00,", ",soon,", 1);
    let read = Msel::from_csv(&broken).unwrap();
    assert_eq!(read.msel.injects.len(), rows - 1);
    assert_eq!(
        (read.faults.len(), read.faults[0].error.code()),
        (1, "msel-trigger")
    );
    assert!(broken.lines().count() >= read.faults[0].line && read.faults[0].line > 1);
    assert!(Msel::from_toml("[exercise]\nid = 3").is_err());
    assert_eq!(
        Msel::from_csv("a,b\n1,2\n").unwrap_err().code(),
        "msel-file"
    );
    let added = good.to_csv().replacen("visible\n", "visible,Umpire\n", 1);
    let read = Msel::from_csv(&added).unwrap();
    assert!(
        read.msel
            .columns
            .iter()
            .any(|column| column.name == "Umpire"),
        "a column added in the sheet is kept"
    );
}

#[test]
fn every_list_that_ships_is_sound_in_three_languages() {
    let start = Time::parse("2026-07-06T03:00:00Z").unwrap();
    for entry in vigie_exercise::library() {
        let list = library::list(entry.name).map(|text| Msel::from_toml(text).unwrap().msel);
        assert_eq!(
            list.map(|list| list.scenario).as_deref(),
            Some(entry.name),
            "a scenario without a list"
        );
    }
    let mut known: BTreeMap<String, Grounds> = BTreeMap::new();
    for (code, text) in library::LISTS {
        let read = Msel::from_toml(text).unwrap();
        assert_eq!(read.faults, [], "{code}");
        assert_eq!(read.msel.id, *code);
        let scenario = read.msel.scenario.clone();
        let find = || {
            let scenario = library::scenario(&scenario, 7, start).unwrap();
            Grounds::with_truth(&scenario, &scenario.truth())
        };
        let grounds = known.entry(scenario.clone()).or_insert_with(find).clone();
        let errors: Vec<_> = lint(&read.msel, &grounds)
            .into_iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        assert_eq!(errors, [], "{code}");
        assert!(
            read.msel.injects.len() >= 6 && read.msel.expectations().count() >= 5,
            "{code}"
        );
        assert_eq!(
            Msel::from_toml(&read.msel.to_toml())
                .unwrap()
                .msel
                .without_lines(),
            read.msel.without_lines()
        );
    }
    assert_eq!(
        "link-cut 2h".parse::<Effect>().unwrap().to_string(),
        "link-cut 2h"
    );
}

#[test]
fn five_hundred_entries_load_from_every_form() {
    let mut list = Msel::from_toml(SEEDED).unwrap().msel;
    let one = list.injects[0].clone();
    list.injects = (0..500)
        .map(|n| Inject {
            id: format!("I-{n}"),
            number: n,
            ..one.clone()
        })
        .collect();
    assert_eq!(
        Msel::from_toml(&list.to_toml()).unwrap().msel.injects.len(),
        500
    );
    assert_eq!(
        Msel::from_csv(&list.to_csv()).unwrap().msel.injects.len(),
        500
    );
    assert_eq!(
        Msel::from_xlsx(&list.to_xlsx("").unwrap())
            .unwrap()
            .msel
            .injects
            .len(),
        500
    );
}
