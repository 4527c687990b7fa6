//! Acceptance A12: the specimens of ICAO 9303, and every single error that can be seen.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_crisis::mrz::{FaultKind, Field, Format, check_digit, read_zone};

const TD3: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const MRV_A: &str =
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";
const MRV_B: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<";
const TD1_LONG: &str = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
const TD2_LONG: &str = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8";

#[test]
fn the_specimens() {
    for (text, format, number, birth) in [
        (TD3, Format::Td3, "L898902C3", "1974-08-12"),
        (TD1, Format::Td1, "D23145890", "1974-08-12"),
        (TD2, Format::Td2, "D23145890", "1974-08-12"),
        (MRV_A, Format::MrvA, "L8988901C", "1940-09-07"),
        (MRV_B, Format::MrvB, "L8988901C", "1940-09-07"),
        (TD1_LONG, Format::Td1, "D23145890734", "1934-07-12"),
        (TD2_LONG, Format::Td2, "D23145890734", "1934-07-12"),
    ] {
        let reading = read_zone(text, 2026).unwrap();
        assert_eq!(reading.faults, [], "{text}");
        assert_eq!(reading.zone.format, format);
        assert_eq!(reading.zone.number, number);
        assert_eq!(String::from(reading.zone.birth.unwrap()), birth);
        let one = read_zone(&text.replace('\n', "").to_lowercase(), 2026).unwrap();
        assert_eq!(one, reading, "as a wedge reader types it");
    }
    let zone = read_zone(TD3, 2026).unwrap().zone;
    assert_eq!(
        (zone.family.as_str(), zone.given.as_str()),
        ("ERIKSSON", "ANNA MARIA")
    );
    assert_eq!(
        (zone.nationality.as_str(), zone.sex, zone.names_cut),
        ("UTO", Some('F'), false)
    );
    assert_eq!(String::from(zone.expires.unwrap()), "2012-04-15");
}

/// Whether an exchange of two characters cannot be seen by a check digit: their values differ by a multiple of ten.
fn is_blind(a: char, b: char) -> bool {
    let value = |c: char| c.to_digit(36).unwrap_or(0);
    value(a).abs_diff(value(b)) % 10 == 0
}

#[test]
fn every_single_error_in_a_checked_field_is_flagged_but_those_that_no_digit_sees() {
    let alphabet: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<".chars().collect();
    // Places of a field with a check digit, and the digits: line, column.
    let td3: Vec<(usize, usize)> = (0..10)
        .chain(13..20)
        .chain(21..44)
        .map(|c| (1, c))
        .collect();
    let td1: Vec<(usize, usize)> = (5..30)
        .map(|c| (0, c))
        .chain((0..7).chain(8..15).chain(18..30).map(|c| (1, c)))
        .collect();
    let td2: Vec<(usize, usize)> = (0..10)
        .chain(13..20)
        .chain(21..36)
        .map(|c| (1, c))
        .collect();
    let (mut tried, mut blind) = (0, 0);
    for (text, places) in [(TD3, &td3), (TD1, &td1), (TD2, &td2)] {
        for (line, column) in places {
            let lines: Vec<&str> = text.lines().collect();
            let right = lines[*line].chars().nth(*column).unwrap();
            for wrong in alphabet.iter().filter(|c| **c != right) {
                let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
                changed[*line].replace_range(*column..=*column, &wrong.to_string());
                let flagged = !read_zone(&changed.join("\n"), 2026)
                    .unwrap()
                    .faults
                    .is_empty();
                tried += 1;
                if !flagged {
                    blind += 1;
                    assert!(
                        is_blind(right, *wrong),
                        "{right} to {wrong} at {line}:{column} of {text}"
                    );
                }
            }
        }
    }
    println!("{tried} single errors, {blind} that no check digit sees");
    assert!(blind * 10 < tried);
}

#[test]
fn look_alikes_are_proposed_and_never_made() {
    let wrong = TD3
        .replace("7408122", "74O8122")
        .replace("1204159", "12O4159");
    let reading = read_zone(&wrong, 2026).unwrap();
    assert!(
        reading
            .faults
            .iter()
            .any(|f| f.kind == FaultKind::Character && f.field == Field::Birth)
    );
    let repairs: Vec<(usize, usize, char, char)> = reading
        .repairs
        .iter()
        .map(|r| (r.line, r.column, r.from, r.to))
        .collect();
    assert_eq!(repairs, [(2, 16, 'O', '0'), (2, 24, 'O', '0')]);
    assert!(
        reading.lines[1].contains("74O8122"),
        "the lines stay as read"
    );
    // A digit where the number may hold letters too: only the check digits tell.
    let wrong = TD3.replace("L898902C3", "L8989O2C3");
    let reading = read_zone(&wrong, 2026).unwrap();
    assert_eq!(reading.repairs.len(), 1);
    assert_eq!((reading.repairs[0].column, reading.repairs[0].to), (6, '0'));
}

#[test]
fn what_cannot_be_is_named_with_its_place() {
    for (from, to, field, kind) in [
        (
            "UTO7408122",
            "QQQ7408122",
            Field::Nationality,
            FaultKind::State,
        ),
        ("P<UTO", "X<UTO", Field::Code, FaultKind::Code),
        ("7408122", "7413122", Field::Birth, FaultKind::Date),
        ("ANNA", "ANN4", Field::Names, FaultKind::Character),
        ("F120", "K120", Field::Sex, FaultKind::Character),
    ] {
        let faults = read_zone(&TD3.replacen(from, to, 1), 2026).unwrap().faults;
        assert!(
            faults.iter().any(|f| f.field == field && f.kind == kind),
            "{to}: {faults:?}"
        );
    }
    for bad in ["", "P<UTO", "é\né", &TD3[..60]] {
        assert_eq!(
            read_zone(bad, 2026).unwrap_err().code(),
            "crisis-mrz-length"
        );
    }
}

#[test]
fn unknown_days_and_centuries() {
    let born = |date: &str, year| {
        let digit = check_digit(date).unwrap();
        let text = TD3.replace("7408122", &format!("{date}{digit}"));
        read_zone(&text, year).unwrap().zone.birth.map(String::from)
    };
    assert_eq!(born("74<<<<", 2026).as_deref(), Some("1974"));
    assert_eq!(born("7408<<", 2026).as_deref(), Some("1974-08"));
    assert_eq!(born("260101", 2026).as_deref(), Some("2026-01-01"));
    assert_eq!(born("270101", 2026).as_deref(), Some("1927-01-01"));
    assert_eq!(born("000229", 2026).as_deref(), Some("2000-02-29"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,100}", more in "[A-Z0-9<]{88}", year in 0i16..3000) {
        let _read = read_zone(&text, year);
        let _read = read_zone(&more, year);
        let _read = read_zone(&more[..72], year);
    }
}
