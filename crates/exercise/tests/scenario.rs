//! Scenario files: the library is sound, faults are found with file, line and reason, fragments join.

#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    Error, FaultReason, Listening, Scenario, ScenarioFault, Settings, TruthKind, library, lint,
};
use vigie_sea::Time;

fn settings(seed: u64) -> Settings {
    Settings {
        seed,
        start: Time::parse("2026-07-06T03:00:00Z").unwrap(),
    }
}

fn none(_: &str) -> Option<String> {
    None
}

#[test]
fn the_library_is_sound_and_speaks_three_languages() {
    for entry in library() {
        let faults = lint(entry.name, entry.toml, &none);
        assert!(faults.is_empty(), "{}: {faults:#?}", entry.name);
        let scenario = Scenario::from_library(entry.name, settings(1)).unwrap();
        assert_eq!(scenario.code(), entry.name);
        for words in [scenario.title(), scenario.situation()] {
            assert!(words.fr != words.en && words.ja != words.en);
            assert!(words.ja.chars().any(|c| c > '\u{3000}'), "{}", words.ja);
        }
        for actor in scenario.actors() {
            assert!(actor.particulars.name.starts_with("EX "));
        }
    }
    let unknown = Scenario::from_library("no-such", settings(1)).unwrap_err();
    assert_eq!(unknown.code(), "scenario-unknown");
}

const SOUND: &str = r#"code = "small"
hours = 24
[title]
en = "Small"
"fr-CA" = "Petit"
ja = "小"
[situation]
en = "s"
"fr-CA" = "s."
ja = "状"
[[area]]
id = "EX-A"
kind = "closed"
name = { en = "a", "fr-CA" = "b", ja = "c" }
ring = [[40, 179], [40, 181], [41, 181], [41, 179]]
[[vessel]]
id = "one"
gear = "longliner"
flag = "TWN"
at = [40.5, 180.2]
does = [{ do = "fish" }]
"#;

fn faults(text: &str) -> Vec<ScenarioFault> {
    lint("small.toml", text, &none)
}

/// Each fault put into a sound file, with the line it stands on and its code.
#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one table: a fault, its line, its code"
)]
fn every_seeded_fault_is_found_with_its_line() {
    assert_eq!(faults(SOUND), []);
    let head = SOUND.lines().count();
    let vessel = |body: &str| format!("{SOUND}[[vessel]]\nid = \"two\"\nflag = \"TWN\"\n{body}\n");
    let meeting = "[[meeting]]\nid = \"m\"\nat = [40, 180]\nfrom_h = 5\n";
    let cases: Vec<(String, usize, &str)> = vec![
        (
            SOUND.replace("hours = 24", "hours = 24\nwether = 3"),
            3,
            "unknown-key",
        ),
        (SOUND.replace("hours = 24\n", ""), 1, "missing"),
        (
            SOUND.replace("hours = 24", "hours = \"long\""),
            2,
            "wrong-kind",
        ),
        (
            SOUND.replace("hours = 24", "hours = 99999"),
            2,
            "out-of-range",
        ),
        (
            SOUND.replace("gear = \"longliner\"", "gear = \"submarine\""),
            18,
            "unknown-word",
        ),
        (
            SOUND.replace("flag = \"TWN\"", "flag = \"XXX\""),
            19,
            "unknown-word",
        ),
        (SOUND.replace("ja = \"小\"\n", ""), 4, "language-missing"),
        (
            SOUND.replace("[41, 181], [41, 179]", "[41, 179], [41, 181]"),
            12,
            "area-crosses-itself",
        ),
        (
            SOUND.replace(", [41, 181], [41, 179]", ""),
            12,
            "area-without-inside",
        ),
        (SOUND.replace("[title]", "[title"), 3, "not-toml"),
        (
            SOUND.replace("hours = 24", "hours = 24\nuse = [\"nowhere\"]"),
            3,
            "fragment-missing",
        ),
        (
            vessel("gear = \"carrier\"\nat = [40, 180]\ndoes = [{ do = \"fish\" }]"),
            head + 6,
            "behaviour-cannot-be",
        ),
        (
            vessel(
                "gear = \"carrier\"\nat = [40, 180]\ndoes = [{ do = \"transit\", to = [41, 180], kn = 44 }]",
            ),
            head + 6,
            "too-fast",
        ),
        (
            vessel(
                "gear = \"carrier\"\nat = [40, 180]\ndoes = [{ do = \"call\", port = \"NOPORT\" }]",
            ),
            head + 6,
            "dangling-name",
        ),
        (
            vessel(
                "gear = \"carrier\"\nat = [40, 180]\ndoes = [{ do = \"meet\", meeting = \"none\" }]",
            ),
            head + 6,
            "dangling-name",
        ),
        (
            vessel(
                "gear = \"trawler\"\nat = [40, 180]\nhides = [{ how = \"mmsi_of\", vessel = \"three\" }]",
            ),
            head + 6,
            "dangling-name",
        ),
        (
            vessel("gear = \"trawler\"\nat = [36.5, 138.0]\ndoes = [{ do = \"fish\" }]"),
            head + 2,
            "on-land",
        ),
        (
            vessel(
                "gear = \"trawler\"\nat = [40, 180]\ndoes = [\n{ do = \"drift\", at_h = 9 },\n{ do = \"fish\", at_h = 4 }]",
            ),
            head + 8,
            "times-out-of-order",
        ),
        (
            vessel(
                "gear = \"trawler\"\nat = [40, 180]\nhides = [{ how = \"dark\", from_h = 30, hours = 2 }]",
            ),
            head + 6,
            "after-the-end",
        ),
        (
            vessel(
                "gear = \"trawler\"\nat = [40, 180]\nhides = [{ how = \"dark\", from_h = 3, hours = 9 },\n{ how = \"frozen\", from_h = 5, hours = 9, at = [40, 1] }]",
            ),
            head + 7,
            "deceits-overlap",
        ),
        (
            vessel(
                "gear = \"trawler\"\nat = [40, 180]\ndoes = [{ do = \"fish\" }, { do = \"transit\", to = [41, 180] }]",
            ),
            head + 6,
            "missing",
        ),
        (
            vessel("gear = \"trawler\"\nat = [40, 180]").replace("\"two\"", "\"one\""),
            head + 2,
            "duplicate-name",
        ),
        (format!("{SOUND}{meeting}"), head + 2, "meeting-not-of-two"),
        (
            vessel(&format!(
                "gear = \"carrier\"\nat = [30, 180]\ndoes = [{{ do = \"meet\", meeting = \"m\", kn = 12 }}]\n{meeting}"
            )),
            head + 6,
            "cannot-arrive",
        ),
        (
            format!(
                "{SOUND}[[nationals]]\nid = \"n\"\ncount = 3\nat = [10, 10]\nincident = \"none\""
            ),
            head + 2,
            "dangling-name",
        ),
    ];
    let mut codes: Vec<&str> = Vec::new();
    for (text, line, code) in &cases {
        let found = faults(text);
        let hit = found.iter().any(|f| {
            f.reason.code() == *code && f.mark.line == *line && f.mark.file == "small.toml"
        });
        assert!(hit, "{code} on line {line}: {found:#?}");
        codes.push(code);
    }
    let empty = faults(SOUND.split("[[area]]").next().unwrap());
    assert!(
        empty
            .iter()
            .any(|f| f.reason == FaultReason::Empty && f.mark.line == 1)
    );
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() >= 18, "{codes:?}");
}

#[test]
fn all_faults_of_a_file_are_told_at_once_and_none_is_played() {
    let text = SOUND
        .replace("hours = 24", "hours = 24\nwether = 3")
        .replace("gear = \"longliner\"", "gear = \"submarine\"");
    let error = Scenario::from_toml("small.toml", &text, &none, settings(1)).unwrap_err();
    let Error::Scenario { faults } = error else {
        panic!()
    };
    assert_eq!(faults.len(), 2, "{faults:#?}");
    for fault in &faults {
        assert!(
            fault
                .reason
                .values()
                .iter()
                .all(|(_, value)| !value.is_empty()),
            "{fault:?}"
        );
    }
}

#[test]
fn fragments_join_once_and_loops_are_told() {
    let base = SOUND.replace("hours = 24", "hours = 24\nuse = [\"left\", \"right\"]");
    let parts = |name: &str| {
        match name {
        "left" | "right" => Some("use = [\"shared\"]\n".to_owned()),
        "shared" => Some("[[fleet]]\nid = \"f\"\ngear = \"squid_jigger\"\nflags = [\"CHN\"]\ncount = 7\ncentre = [42, 180]\ncolumns = 3\n".to_owned()),
        _ => None,
    }
    };
    let scenario = Scenario::from_toml("small.toml", &base, &parts, settings(1)).unwrap();
    assert_eq!(scenario.actors().count(), 8);
    let endless =
        |name: &str| (name == "left" || name == "right").then(|| "use = [\"left\"]".to_owned());
    let found = lint("small.toml", &base, &endless);
    assert!(
        found
            .iter()
            .any(|f| f.reason.code() == "fragment-loop" && f.mark.file == "left"),
        "{found:#?}"
    );
}

/// The texts that were read are enough to read it again; each of them, the seed and the start tell worlds apart.
#[test]
fn what_was_read_is_known_and_tells_worlds_apart() {
    let base = SOUND.replace(
        "hours = 24",
        "hours = 24\nuse = [\"mine\", \"ports-north-pacific\"]",
    );
    let mine = "start = 2024-02-29T23:30:00Z\ncode = \"x\"\nhours = 3\n";
    let parts = |name: &str| (name == "mine").then(|| mine.to_owned());
    let one = Scenario::from_toml("small.toml", &base, &parts, settings(4)).unwrap();
    let read: Vec<&str> = one.texts().fragments.keys().map(String::as_str).collect();
    assert_eq!(read, ["mine", "ports-north-pacific"]);
    assert_eq!(
        (one.code(), one.written_start()),
        ("small", Time::parse("2024-02-29T23:30:00Z").ok()),
        "of a part only the start counts"
    );
    let texts = one.texts().clone();
    let kept = |name: &str| texts.fragments.get(name).cloned();
    let again = Scenario::from_toml("other name", &texts.toml, &kept, settings(4)).unwrap();
    assert_eq!(again.digest(), one.digest());
    let moved = |name: &str| kept(name).map(|text| text + "\n");
    let others = [
        Scenario::from_toml("small.toml", &base, &parts, settings(5)).unwrap(),
        Scenario::from_toml("small.toml", &base, &moved, settings(4)).unwrap(),
        Scenario::from_toml("small.toml", &(base.clone() + "\n"), &parts, settings(4)).unwrap(),
    ];
    assert!(others.iter().all(|it| it.digest() != one.digest()));
    let own = base.replace("hours = 24", "hours = 24\nstart = 2026-07-06T00:00:00Z");
    let own = Scenario::from_toml("small.toml", &own, &parts, settings(4)).unwrap();
    assert_eq!(
        own.written_start(),
        Time::parse("2026-07-06T00:00:00Z").ok()
    );
}

/// Adding a fleet and a vessel moves no other ship.
#[test]
fn a_newcomer_changes_nobody() {
    let place = |scenario: &Scenario, id: &str| {
        let number = scenario.actors().position(|a| a.id == id).unwrap();
        let mut world = scenario.world_heard_by(Listening::Nobody);
        let at = scenario.start().plus_ms(7 * 3_600_000);
        world.step_until(at, &mut |_| {});
        world.true_state(number, at).unwrap()
    };
    let one = Scenario::from_toml("small.toml", SOUND, &none, settings(4)).unwrap();
    let more = SOUND.replace("[[vessel]]", "[[fleet]]\nid = \"f\"\ngear = \"trawler\"\nflags = [\"KOR\"]\ncount = 9\ncentre = [42, 180]\ncolumns = 3\n[[vessel]]\nid = \"zero\"\ngear = \"coastal\"\nflag = \"JPN\"\nat = [39, 179]\ndoes = [{ do = \"fish\" }]\n[[vessel]]");
    let two = Scenario::from_toml("small.toml", &more, &none, settings(4)).unwrap();
    assert_eq!(place(&one, "one"), place(&two, "one"));
}

/// E5: each behaviour has a labelled interval somewhere in the library.
#[test]
fn every_behaviour_has_a_labelled_interval() {
    let mut kinds: Vec<(TruthKind, String)> = Vec::new();
    for name in ["north-pacific-watch", "zone-incursion"] {
        let scenario = Scenario::from_library(name, settings(1)).unwrap();
        for event in scenario.truth() {
            assert!(event.start < event.end, "{event:?}");
            assert!(
                event.start >= scenario.start() && event.end <= scenario.end(),
                "{event:?}"
            );
            kinds.push((event.kind, event.note));
        }
    }
    // Real traffic is nobody's script: it has tests of its own.
    for kind in TruthKind::ALL
        .into_iter()
        .filter(|kind| *kind != TruthKind::Recorded)
    {
        assert!(kinds.iter().any(|(k, _)| *k == kind), "{kind:?}");
    }
    for note in [
        "jigging-under-lamps",
        "setting-longline",
        "hauling-longline",
        "pole-and-line-fishing",
        "coastal-fishing",
        "trawling",
        "purse-seining",
    ] {
        assert!(
            kinds
                .iter()
                .any(|(k, n)| *k == TruthKind::Fishing && n == note),
            "{note}"
        );
    }
    for note in ["trawling", "purse-seining", "jigging-under-lamps"] {
        assert!(
            kinds
                .iter()
                .any(|(k, n)| *k == TruthKind::UnauthorisedFishing && n == note),
            "{note}"
        );
    }
}
