//! Lists of vessels: the combined IUU list as published, permits with dates, and what may be concluded.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_sea::Time;
use vigie_watch::{
    AuthorisationOutcome, Completeness, ListInfo, ListKind, ListSet, ShipName, Sought, Standing,
    VesselList,
};

fn day(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn info(id: &str, kind: ListKind, date: &str) -> ListInfo {
    ListInfo {
        id: id.to_owned(),
        name: id.to_owned(),
        kind,
        date: day(date),
        source: "test".to_owned(),
        complete_for: Vec::new(),
    }
}

fn iuu() -> Option<VesselList> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/iuu-list/IUUList-20251108.csv"
    );
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("skipped: {path} is absent");
        return None;
    };
    Some(VesselList::from_csv(info("iuu", ListKind::Iuu, "2025-11-08"), &bytes).unwrap())
}

#[test]
fn the_combined_iuu_list_is_read_whole() {
    let Some(list) = iuu() else { return };
    assert_eq!(list.rows.len() + list.rows_dropped(), 368);
    assert_eq!(list.rows_dropped(), 0, "{:?}", list.faults);
    let with =
        |f: &dyn Fn(&vigie_watch::ListRow) -> bool| list.rows.iter().filter(|r| f(r)).count();
    assert_eq!(with(&|r| !r.imos.is_empty()), 167);
    assert_eq!(with(&|r| !r.mmsis.is_empty()), 63);
    assert_eq!(with(&|r| !r.call_signs.is_empty()), 139);
    let as_of = day("2025-11-08");
    let current = with(&|r| r.standing(as_of, list.info.date) == Standing::Listed);
    assert_eq!(current, 213, "as the list itself says");
    assert_eq!(with(&|r| r.current == Some(true)), 213);
    let contradicted = with(&|r| r.standing(as_of, list.info.date) == Standing::Uncertain);
    assert_eq!(
        contradicted, 6,
        "said to be off the list, yet some body's listing has no end"
    );
    let npfc = with(&|r| r.bodies(as_of).contains(&"NPFC"));
    assert_eq!(npfc, 47);
}

#[test]
fn vessels_of_the_iuu_list_are_found_by_what_they_send() {
    let Some(list) = iuu() else { return };
    let mut set = ListSet::default();
    set.put(list);
    let as_of = day("2025-11-08");
    let find = |mmsi: Option<u32>, imo: Option<u32>, sign: Option<&str>, name: &str, flag| {
        let name = ShipName::new(name);
        let name = (!name.is_empty()).then_some(&name);
        let sought = Sought {
            mmsi,
            imo,
            call_sign: sign,
            name,
            flag,
            areas: &[],
        };
        let hits = set.matches(ListKind::Iuu, &sought, as_of);
        hits.first()
            .map(|h| (h.row.line, h.strength, h.standing, h.codes.clone()))
    };
    let by_imo = find(None, Some(8514772), None, "", None).unwrap();
    assert!(by_imo.1 >= 0.95 && by_imo.3 == ["imo"]);
    let full = find(
        Some(412333743),
        Some(8798093),
        Some("BBCI1"),
        "LURONGYUANYU 810",
        Some("CHN"),
    );
    assert!(full.unwrap().1 > 0.98);
    let by_name = find(Some(412999999), None, None, "LU RONG YUAN YU 103", None).unwrap();
    assert!(
        by_name.1 < 0.4 && by_name.3.contains(&"name-alone"),
        "{by_name:?}"
    );
    let by_flag = find(
        Some(412999999),
        None,
        None,
        "LU RONG YUAN YU 103",
        Some("CHN"),
    )
    .unwrap();
    assert!(by_flag.1 > by_name.1 && by_flag.3.contains(&"flag-agrees"));
    assert!(find(None, None, None, "LU RONG YUAN YU 198", Some("CHN")).is_none());
    assert!(find(None, None, None, "鲁荣远渔197", None).is_some());
    assert!(
        find(None, None, None, "HAIDA 7O5", None)
            .unwrap()
            .3
            .contains(&"look-alike-glyphs")
    );
    let previous = find(None, None, None, "DAMANZAIHAO", None).unwrap();
    assert_eq!(previous.2, Standing::Former, "delisted, and said so");
    let cut = find(None, None, None, "LU RONG YUAN YU YUN", None).unwrap();
    assert!(cut.3.contains(&"name-cut") && cut.1 < 0.3, "{cut:?}");
    assert!(
        find(
            Some(431000001),
            None,
            Some("JABC"),
            "HOKKO MARU NO. 7",
            Some("JPN")
        )
        .is_none()
    );
}

#[test]
fn a_look_up_costs_microseconds() {
    let mut csv = String::from("name,imo,mmsi,call_sign,flag,valid_from,valid_to\n");
    for i in 0..20_000u32 {
        let name = format!(
            "{} YU {}",
            ["LU RONG", "ZHE PU", "MIN DONG", "HAI FENG"][i as usize % 4],
            i
        );
        csv += &format!("{name},,{},,China,2024-01-01,2024-12-31\n", 412_000_000 + i);
    }
    let info = info("permits", ListKind::Authorisation, "2024-01-01");
    let mut set = ListSet::default();
    set.put(VesselList::from_csv(info, csv.as_bytes()).unwrap());
    let begin = std::time::Instant::now();
    let mut found = 0;
    for i in 0..10_000u32 {
        let name = ShipName::new(&format!("LU RONG YU {i}"));
        let sought = Sought {
            mmsi: Some(412_000_000 + i),
            name: Some(&name),
            ..Sought::default()
        };
        found += set
            .matches(ListKind::Authorisation, &sought, day("2024-07-01"))
            .len();
    }
    let each_us = begin.elapsed().as_secs_f64() * 1e6 / 10_000.0;
    assert_eq!(found, 10_000);
    eprintln!("measured: {each_us:.1} us per look-up among 20,000 rows");
    assert!(each_us < 500.0, "{each_us} us");
}

#[test]
fn unknown_is_not_unauthorised() {
    let csv = "Vessel Name;IMO Number;MMSI;Call sign;Flag State;Valid from;Valid to;Areas\n\
        HOKKO MARU NO. 7;;431000007;JQX7;Japan;2024-04-01;2024-09-30;NPFC\n\
        HOKKO MARU NO. 8;;431000008;;Japan;2024;2024;NPFC\n\
        HOKKO MARU NO. 9;;431000009;;Japan;2024-04-01;someday;NPFC\n\
        ;;;;Japan;2024-04-01;2024-09-30;NPFC\n";
    let mut claim = info("npfc", ListKind::Authorisation, "2024-01-01");
    let list = VesselList::from_csv(claim.clone(), csv.as_bytes()).unwrap();
    let faults: Vec<_> = list
        .faults
        .iter()
        .map(|f| (f.line, f.reason.as_str()))
        .collect();
    assert_eq!(faults, [(4, "date-unreadable"), (5, "nothing-to-match")]);
    let mut set = ListSet::default();
    set.put(list);
    let area = ["NPFC".to_owned()];
    let outcome = |set: &ListSet, mmsi: u32, areas: &[String], as_of: &str| {
        let sought = Sought {
            mmsi: Some(mmsi),
            flag: Some("JPN"),
            areas,
            ..Sought::default()
        };
        set.authorisation(&sought, day(as_of)).outcome
    };
    use AuthorisationOutcome::{Authorised, NotAuthorised, Unknown};
    assert_eq!(outcome(&set, 431_000_007, &area, "2024-07-01"), Authorised);
    assert_eq!(
        outcome(&set, 431_000_007, &area, "2024-09-30T23:59:00Z"),
        Authorised
    );
    assert_eq!(outcome(&set, 431_000_007, &area, "2024-10-01"), Unknown);
    assert_eq!(outcome(&set, 431_000_099, &area, "2024-07-01"), Unknown);

    claim.complete_for = vec![Completeness {
        flag: Some("JPN".to_owned()),
        area: Some("NPFC".to_owned()),
    }];
    set.put(VesselList::from_csv(claim, csv.as_bytes()).unwrap());
    assert_eq!(set.iter().count(), 1, "the same identifier replaces");
    assert_eq!(
        outcome(&set, 431_000_099, &area, "2024-07-01"),
        NotAuthorised
    );
    assert_eq!(
        outcome(&set, 431_000_099, &[], "2024-07-01"),
        Unknown,
        "outside the area"
    );
    assert_eq!(
        outcome(&set, 431_000_099, &area, "2023-07-01"),
        Unknown,
        "before the list's date"
    );
    assert_eq!(
        outcome(&set, 431_000_007, &area, "2024-10-01"),
        NotAuthorised,
        "expired"
    );
    assert_eq!(
        outcome(&set, 431_000_008, &area, "2024-07-01"),
        Unknown,
        "a bare year"
    );
}

#[test]
fn odd_files_are_told_not_guessed() {
    let none = VesselList::from_csv(info("x", ListKind::Iuu, "2024-01-01"), b"a,b\n1,2\n");
    assert_eq!(none.unwrap_err().code(), "column-missing");
    let latin1 = b"Name,MMSI\nCH\xC2TEAU,316000001\nX,12\n";
    let list = VesselList::from_csv(info("x", ListKind::Iuu, "2024-01-01"), latin1).unwrap();
    assert_eq!(list.rows[0].names, ["CHÂTEAU"]);
    let reasons: Vec<_> = list.faults.iter().map(|f| f.reason.as_str()).collect();
    assert_eq!(reasons, ["mmsi-invalid", "nothing-to-match"]);
    for bytes in [&b""[..], b"\n", b"name\n\"unclosed", b"\xFF\xFE\x00"] {
        let _read = VesselList::from_csv(info("x", ListKind::Iuu, "2024-01-01"), bytes);
    }
}
