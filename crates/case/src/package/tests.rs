//! Every byte of a package counts.

use super::*;
use crate::zip::tests::{archive, unpack};
use proptest::prelude::*;
use zeroize::Zeroizing;

type Files = Vec<(String, Vec<u8>)>;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_random(&Zeroizing::new([seed; 32]))
}

fn info() -> Info {
    Info {
        case: "NP-2026-7".to_owned(),
        party: "can".to_owned(),
        made_at: "2026-07-01T00:00:00Z".to_owned(),
        realm: "live".to_owned(),
        software: "vigie 0.1.0".to_owned(),
        signers: vec!["can".to_owned(), "jpn".to_owned()],
    }
}

fn package(payload: &Files) -> Files {
    let listed: Vec<Payload> = payload
        .iter()
        .map(|(path, bytes)| Payload {
            path: path.clone(),
            size: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        })
        .collect();
    let described = describe(&info(), &listed).unwrap();
    let mut files = payload.clone();
    files.extend(described.files);
    files.push(signature_file("can", &key(1), &described.seal));
    files.push(signature_file("jpn", &key(2), &described.seal));
    files
}

fn found(files: &Files) -> Found {
    let mut found = Found::default();
    for (path, bytes) in files {
        found
            .sums
            .insert(path.clone(), (bytes.len() as u64, sha256_hex(bytes)));
        if Found::wants(path) {
            found.texts.insert(path.clone(), bytes.clone());
        }
    }
    found
}

fn small() -> Files {
    vec![
        ("data/report.json".to_owned(), b"{\"a\":1}".to_vec()),
        ("data/photo/写真 1.jpg".to_owned(), vec![1, 2, 3]),
        ("data/empty".to_owned(), Vec::new()),
    ]
}

#[test]
fn a_sound_package_is_sound_and_says_who_signed() {
    let checked = found(&package(&small())).check();
    assert_eq!(checked.faults, []);
    assert_eq!((checked.files, checked.bytes), (3, 10));
    let parties: Vec<&str> = checked.signers.iter().map(|s| s.party.as_str()).collect();
    assert_eq!(parties, ["can", "jpn"]);
    assert_eq!(
        checked.signers[0].fingerprint,
        key(1).public().fingerprint()
    );
    assert_eq!(checked.case, "NP-2026-7");
}

#[test]
fn every_changed_missing_or_added_byte_of_a_small_package_is_found() {
    let files = package(&small());
    for (n, (path, bytes)) in files.iter().enumerate() {
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut wrong = files.clone();
                wrong[n].1[at] ^= 1 << bit;
                assert!(
                    !found(&wrong).check().is_sound(),
                    "{path} byte {at} bit {bit}"
                );
            }
            let mut wrong = files.clone();
            wrong[n].1.remove(at);
            assert!(
                !found(&wrong).check().is_sound(),
                "{path} without byte {at}"
            );
        }
        for at in 0..=bytes.len() {
            for byte in [b' ', b'\n', 0, b'a'] {
                let mut wrong = files.clone();
                wrong[n].1.insert(at, byte);
                assert!(!found(&wrong).check().is_sound(), "{path} added at {at}");
            }
        }
        let mut wrong = files.clone();
        wrong.remove(n);
        assert!(!found(&wrong).check().is_sound(), "without {path}");
        let mut wrong = files.clone();
        wrong[n].0.push('x');
        assert!(!found(&wrong).check().is_sound(), "{path} renamed");
    }
    let mut wrong = files.clone();
    wrong.push(("data/more".to_owned(), Vec::new()));
    let faults = found(&wrong).check().faults;
    assert_eq!(faults[0].code, "package-added");
    // Two files that change places keep all bytes and still differ.
    let mut wrong = files.clone();
    let (a, b) = (wrong[0].1.clone(), wrong[1].1.clone());
    (wrong[0].1, wrong[1].1) = (b, a);
    assert!(!found(&wrong).check().is_sound());
    // The archive of it: every byte too.
    let refs: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(p, b)| (p.as_str(), b.as_slice()))
        .collect();
    let zip = archive(&refs);
    for at in 0..zip.len() {
        let mut wrong = zip.clone();
        wrong[at] ^= 0x10;
        let sound = unpack(&wrong).is_ok_and(|files| found(&files).check().is_sound());
        assert!(!sound, "archive byte {at}");
    }
}

#[test]
fn a_signature_of_another_party_or_key_does_not_pass() {
    let mut files = package(&small());
    let seal: [u8; 32] = Sha256::digest(&files[6].1).into();
    assert_eq!(files[6].0, TAG_MANIFEST);
    let last = files.len() - 1;
    files[last] = (
        "signatures/jpn.txt".to_owned(),
        signature_file("can", &key(1), &seal).1,
    );
    let faults = found(&files).check().faults;
    assert_eq!(
        faults,
        [Fault {
            path: "signatures/jpn.txt".to_owned(),
            code: "package-signature"
        }]
    );
    files.remove(last);
    assert_eq!(
        found(&files).check().faults[0].code,
        "package-signature-missing"
    );
}

#[test]
fn paths_that_climb_hide_or_clash_are_refused() {
    for path in [
        "report.json",
        "data/../x",
        "data//x",
        "data/.x",
        "data/a\nb",
        "data/a\\b",
        "data/c:",
        "data/x ",
        "data/x.",
    ] {
        assert!(!is_path(path), "{path}");
    }
    assert!(is_path("data/日本語/写真 1.jpg"));
    let file = |path: &str| Payload {
        path: path.to_owned(),
        size: 0,
        sha256: sha256_hex(b""),
    };
    assert!(describe(&info(), &[file("data/A"), file("data/a")]).is_err());
    // The two that clash need not stand beside each other in the order of names.
    assert!(describe(&info(), &[file("data/A"), file("data/B"), file("data/a")]).is_err());
    assert!(describe(&info(), &[file("data/É"), file("data/é")]).is_err());
    // One name cannot be a file and a folder.
    assert!(
        describe(
            &info(),
            &[file("data/a"), file("data/a-b"), file("data/A/b")]
        )
        .is_err()
    );
    assert!(
        describe(
            &info(),
            &[file("data/a-b"), file("data/a/b"), file("data/c")]
        )
        .is_ok()
    );
}

#[test]
fn a_describing_file_that_is_there_twice_is_found() {
    let files = package(&small());
    for path in TAG_FILES
        .iter()
        .chain(&[TAG_MANIFEST, "signatures/can.txt"])
    {
        let mut twice = found(&files);
        // What a verifier notes of a name that it met before.
        twice.sums.insert((*path).to_owned(), (1, String::new()));
        let faults = twice.check().faults;
        assert!(
            faults
                .iter()
                .any(|it| it.path == *path && it.code == "package-changed"),
            "{path}: {faults:?}"
        );
    }
}

/// The signers themselves may be those who want two readers to read two things.
#[test]
fn the_description_has_one_form_also_when_it_is_signed() {
    let payload = small();
    let sound = package(&payload);
    let signed = |text: &str| {
        let mut files = payload.clone();
        let tag = |path: &str| match path {
            "bag-info.txt" => text.as_bytes().to_vec(),
            path => sound.iter().find(|(one, _)| one == path).unwrap().1.clone(),
        };
        let mut manifest = String::new();
        for path in TAG_FILES {
            manifest.push_str(&format!("{}  {path}\n", sha256_hex(&tag(path))));
            files.push((path.to_owned(), tag(path)));
        }
        let seal: [u8; 32] = Sha256::digest(manifest.as_bytes()).into();
        files.push((TAG_MANIFEST.to_owned(), manifest.into_bytes()));
        files.push(signature_file("can", &key(1), &seal));
        files.push(signature_file("jpn", &key(2), &seal));
        found(&files).check()
    };
    let bytes = &sound
        .iter()
        .find(|(one, _)| one == "bag-info.txt")
        .unwrap()
        .1;
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(signed(text).is_sound());
    for wrong in [
        format!("{text}Vigie-Signers: usa\n"),
        format!("{text}\n"),
        text.replace("10.3", "9.3"),
        text.replace("\nVigie-Realm", "\r\nVigie-Realm"),
        text.replace("Bagging-Date: 2026", "Bagging-Date: 2025"),
    ] {
        assert_ne!(wrong, text);
        let faults = signed(&wrong).faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].code, "package-info");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_random_change_in_a_large_package_is_found(
        sizes in prop::collection::vec(0..5_000_usize, 1..40), at in any::<prop::sample::Index>(), flip in 1..=255_u8,
    ) {
        let payload: Files = sizes.iter().enumerate()
            .map(|(n, size)| (format!("data/f{n:03}"), (0..*size).map(|i| (i * 31 + n) as u8).collect())).collect();
        let files = package(&payload);
        prop_assert!(found(&files).check().is_sound());
        let total: usize = files.iter().map(|(_, b)| b.len()).sum();
        let mut place = at.index(total);
        let mut wrong = files;
        for (_, bytes) in &mut wrong {
            if place < bytes.len() {
                bytes[place] ^= flip;
                break;
            }
            place -= bytes.len();
        }
        prop_assert!(!found(&wrong).check().is_sound());
    }

    #[test]
    fn no_bytes_make_the_check_panic(texts in prop::collection::vec(("[a-z./-]{1,20}", prop::collection::vec(any::<u8>(), 0..60)), 0..6)) {
        drop(found(&texts).check());
    }
}
