//! Registers as people send them: headings in three languages, rows that are no person, words that say where and whether.
use super::*;

fn purpose() -> Purpose {
    Purpose {
        crisis: CrisisId::from_number(1),
        source: Source::TabiRegi,
        at_ms: 0,
        today: (2026, 3, 6),
    }
}

fn read(table: &Table, mapping: &Mapping) -> Result<Imported, Error> {
    let school = (PlaceId::from_number(7), "Manila school");
    import(table, mapping, &purpose(), &PlaceNames::of([school]))
}

fn table(headings: &[&str], rows: &[&[&str]]) -> Table {
    let texts = |row: &[&str]| {
        row.iter()
            .map(|cell| (*cell).to_owned())
            .collect::<Vec<_>>()
    };
    Table {
        headings: texts(headings),
        rows: rows
            .iter()
            .enumerate()
            .map(|(n, row)| (n + 2, texts(row)))
            .collect(),
        ..Table::default()
    }
}

/// Row numbers change from list to list: they are keys only where guardians are named by them.
#[test]
fn a_row_number_is_a_key_only_for_guardians() {
    let guess = |headings: &[&str]| {
        let headings: Vec<String> = headings.iter().map(|&it| it.to_owned()).collect();
        Mapping::guess(&headings).0.get(&Column::Key).cloned()
    };
    for number in ["No", "番号", "numéro"] {
        assert_eq!(guess(&[number, "Family name"]), None);
        let guardian = Column::HEADINGS
            .iter()
            .find(|(column, _)| *column == Column::Guardian)
            .map(|(_, names)| names[0])
            .unwrap();
        let found = guess(&[number, "Family name", guardian]);
        assert_eq!(found.as_deref(), Some(number));
    }
    assert_eq!(guess(&["登録番号", "氏名"]).as_deref(), Some("登録番号"));
}

#[test]
fn what_cannot_be_read_of_a_sheet_is_named_by_its_cell() {
    let mut one = table(
        &["key", "family name", "date of birth"],
        &[
            &["1", "Roy", "1990-05-01"],
            &["2", "Sato", "03/04/1980"],
            &["3", "Roy", ""],
            &["1", "Roy", ""],
        ],
    );
    one.sheet = Some("Register".to_owned());
    one.bad.insert((4, 1));
    let got = read(&one, &Mapping::guess(&one.headings)).unwrap();
    assert_eq!(got.persons.len(), 1);
    let aside: Vec<(&str, Option<&str>)> = got
        .quarantine
        .iter()
        .map(|it| (it.reason.as_str(), it.cell.as_deref()))
        .collect();
    assert_eq!(
        aside,
        [
            ("crisis-date", Some("Register!C3")),
            ("crisis-import-cell", Some("Register!B4")),
            ("crisis-import-key-twice", Some("Register!A5")),
        ]
    );
}

#[test]
fn headings_in_three_languages_and_rows_twice_make_the_same_people() {
    let ja = table(
        &[
            "登録番号",
            "姓",
            "名",
            "セイ",
            "メイ",
            "生年月日",
            "国籍",
            "旅券番号",
            "要配慮",
        ],
        &[
            &[
                "1",
                "佐藤",
                "裕子",
                "サトウ",
                "ユウコ",
                "昭和59年2月29日",
                "日本",
                "TK 1234567",
                "車いす",
            ],
            &[
                "2",
                "佐藤",
                "蓮",
                "サトウ",
                "レン",
                "2015/4/1",
                "JPN",
                "",
                "",
            ],
            &["3", "", "", "", "", "1980-01-01", "JPN", "", ""],
            &["4", "田中", "一", "", "", "03/04/1980", "JPN", "", ""],
            &["1", "佐藤", "裕子", "", "", "", "", "", ""],
            &["5", "林", "蘭", "", "", "", "中つ国", "", ""],
            &["", "", "", "", "", "", "", "", ""],
        ],
    );
    let mapping = Mapping::guess(&ja.headings);
    assert_eq!(mapping.0.len(), 9);
    let got = read(&ja, &mapping).unwrap();
    assert_eq!(got, read(&ja, &mapping).unwrap());
    assert_eq!(got.persons.len(), 2);
    let first = &got.persons[0].1;
    assert_eq!(String::from(first.birth.unwrap()), "1984-02-29");
    assert_eq!(first.documents[0].number, "TK1234567");
    assert!(first.needs.wheelchair && !first.needs.minor);
    assert!(got.persons[1].1.needs.minor, "by age");
    let reasons: Vec<(usize, &str)> = got
        .quarantine
        .iter()
        .map(|q| (q.line, q.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            (4, "crisis-name-missing"),
            (5, "crisis-date"),
            (6, "crisis-import-key-twice"),
            (7, "crisis-state")
        ]
    );
}

#[test]
fn a_row_without_key_keeps_its_id_whatever_its_line() {
    let rows: &[&[&str]] = &[&["Tremblay, Émilie", "1990-05-01"], &["Marc Roy", ""]];
    let one = table(&["Nom complet", "Date de naissance"], rows);
    let mut turned = one.clone();
    turned.rows.reverse();
    let mapping = Mapping::guess(&one.headings);
    let ids = |table: &Table| {
        let got = read(table, &mapping).unwrap();
        got.persons
            .iter()
            .map(|(_, p)| p.id)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(ids(&one), ids(&turned));
    assert_eq!(ids(&one).len(), 2);
    let got = read(&one, &mapping).unwrap();
    assert_eq!(got.persons[0].1.names[0].family, "Tremblay");
    assert_eq!(got.persons[1].1.names[0].family, "Roy");
}

#[test]
fn a_mapping_to_a_heading_that_is_not_there_is_refused() {
    let one = table(&["a"], &[]);
    let mapping = Mapping(BTreeMap::from([(Column::Family, "b".to_owned())]));
    assert_eq!(
        read(&one, &mapping).unwrap_err().code(),
        "crisis-import-heading"
    );
    let none = Mapping::default();
    assert_eq!(read(&one, &none).unwrap_err().code(), "crisis-name-missing");
}

#[test]
fn a_file_says_where_people_are_what_they_answered_and_what_they_agreed_to() {
    let headings = [
        "key",
        "family name",
        "place",
        "eligibility",
        "reply",
        "consent partner",
        "consent next of kin",
        "consent reunification",
    ];
    let one = table(
        &headings,
        &[
            &[
                "1",
                "Roy",
                "manila SCHOOL",
                "citizen",
                "wants to leave",
                "no",
                "yes",
                "oui",
            ],
            &["2", "Sato", "", "-", "不明", "", "", ""],
            &["3", "Kim", "Manila harbour", "", "", "", "", ""],
            &["4", "Lee", "", "perhaps", "", "", "", ""],
            &["5", "Ng", "", "", "", "if asked", "", ""],
        ],
    );
    let mapping = Mapping::guess(&one.headings);
    assert_eq!(mapping.0.len(), headings.len());
    let got = read(&one, &mapping).unwrap();
    let [(_, roy), (_, sato)] = &got.persons[..] else {
        panic!("{:?}", got.quarantine)
    };
    assert_eq!(roy.place, Some(PlaceId::from_number(7)));
    assert_eq!(roy.eligibility, Eligibility::Citizen);
    assert!(roy.refuses(Consent::Partner), "no is a word too");
    assert!(roy.consents_to(Consent::NextOfKin) && roy.consents_to(Consent::Reunification));
    assert_eq!(
        got.replies,
        BTreeMap::from([(roy.id, Reply::WantsOut)]),
        "nobody answers for the others"
    );
    assert_eq!((sato.place, sato.consents.len()), (None, 0));
    assert_eq!(sato.eligibility, Eligibility::Unknown);
    let aside: Vec<(usize, &str, Option<Column>)> = got
        .quarantine
        .iter()
        .map(|it| (it.line, it.reason.as_str(), it.column))
        .collect();
    assert_eq!(
        aside,
        [
            (4, "crisis-import-place", Some(Column::Place)),
            (5, "crisis-import-word", Some(Column::Eligibility)),
            (6, "crisis-import-word", Some(Column::ConsentPartner)),
        ]
    );
}

#[test]
fn a_heading_that_says_nothing_by_itself_is_read_as_what_it_is_said_to_be() {
    let one = table(&["Who", "family name"], &[&["Marc Roy", "ignored"]]);
    let mut mapping = Mapping::guess(&one.headings);
    mapping.set(Column::Family, "");
    assert_eq!(
        read(&one, &mapping).unwrap_err().code(),
        "crisis-name-missing"
    );
    mapping.set(Column::Family, "Who");
    mapping.set(Column::FullName, "Who");
    assert_eq!(mapping.0.len(), 1, "one heading, one column");
    let got = read(&one, &mapping).unwrap();
    assert_eq!(got.persons[0].1.names[0].family, "Roy");
    assert_eq!(Column::all().count(), Column::HEADINGS.len());
}
