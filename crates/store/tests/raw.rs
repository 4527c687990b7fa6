//! The raw log as a whole: bytes come back as they were received, a crash costs at most what was being written and is
//! told, and whatever is changed, missing or forged afterwards is found.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

use vigie_store::{
    RAW_RING, RawFeed, RawHeard, RawKind, RawLog, RawPiece, RawReader, raw_feeds, raw_folder,
};

fn about() -> RawFeed {
    RawFeed {
        realm: "exercise:north".to_owned(),
        feed: 3,
        address: "udp://0.0.0.0:10110".to_owned(),
        format: "nmea".to_owned(),
    }
}

fn piece(kind: RawKind, n: i64, bytes: &[u8]) -> RawPiece {
    RawPiece {
        kind,
        received_ms: 1_700_000_000_000 + n,
        session: 7,
        bytes: bytes.to_vec(),
    }
}

fn heard(mmsi: u32, time_ms: i64) -> RawHeard {
    RawHeard {
        mmsis: BTreeSet::from([mmsi]),
        times: Some((time_ms, time_ms)),
        vms: false,
    }
}

/// Three sealed segments of two lines each.
fn three(folder: &Path) -> RawLog {
    let mut log = RawLog::open(folder, about()).unwrap();
    for n in 0..3_i64 {
        let begin = piece(RawKind::Begin, n, b"192.0.2.1:5000");
        let lines = [
            piece(RawKind::Datagram, n, format!("!AIVDM {n}\r\n").as_bytes()),
            piece(RawKind::Bytes, n + 1, b"half a li"),
        ];
        if n == 0 {
            log.append(&[begin], &RawHeard::default(), 5).unwrap();
        }
        let who = 412_000_000 + u32::try_from(n).unwrap();
        log.append(&lines, &heard(who, n * 1_000), 6).unwrap();
        log.sync().unwrap();
        assert!(log.seal().unwrap());
    }
    assert!(!log.seal().unwrap(), "nothing to seal");
    log
}

fn lines(folder: &Path) -> Vec<Vec<u8>> {
    let reader = RawReader::new(folder);
    let mut out = Vec::new();
    for segment in reader.segments().unwrap() {
        let header = reader
            .read(&segment, |found| {
                out.push(found.piece.bytes);
                true
            })
            .unwrap();
        assert_eq!(header.realm, "exercise:north");
    }
    out
}

fn codes(folder: &Path, head: Option<(u64, &str)>) -> Vec<(u64, &'static str)> {
    let verdict = RawReader::new(folder).verify(head).unwrap();
    let findings = verdict.findings.iter();
    findings.map(|one| (one.segment, one.code)).collect()
}

#[test]
fn bytes_come_back_and_segments_say_what_they_hold() {
    let root = tempfile::tempdir().unwrap();
    let folder = raw_folder(root.path(), 3);
    let log = three(&folder);
    assert_eq!(raw_feeds(root.path()).unwrap(), [3]);
    assert_eq!(raw_feeds(&root.path().join("none")).unwrap(), [0; 0]);
    let all = lines(&folder);
    assert_eq!(all.len(), 7);
    assert_eq!(all[1], b"!AIVDM 0\r\n");
    let segments = log.segments().unwrap();
    assert!(segments[1].may_hold(412_000_001) && !segments[1].may_hold(412_000_002));
    assert!(segments[1].may_say(0, 1_000) && !segments[1].may_say(1_001, 9_000));
    let verdict = RawReader::new(&folder).verify(None).unwrap();
    assert_eq!((verdict.segments, verdict.findings.len()), (3, 0));
    assert_eq!(verdict.head, log.head());
    // The session that began in the first goes on in the third, and its header says where it began.
    let reader = RawReader::new(&folder);
    let header = reader.read(&segments[2], |_| true).unwrap();
    assert_eq!(header.sessions[0].segment, 1);
    assert_eq!(header.sessions[0].source, "192.0.2.1:5000");
}

#[test]
fn a_segment_that_cannot_be_unpacked_is_damaged_and_not_a_fault_of_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let log = three(folder.path());
    let segments = log.segments().unwrap();
    let path = folder.path().join("0000000002.zst");
    let whole = fs::read(&path).unwrap();
    let reader = RawReader::new(folder.path());
    for broken in [
        b"no archive of any kind, long enough to be one".to_vec(),
        whole[..whole.len() / 2].to_vec(),
    ] {
        fs::write(&path, broken).unwrap();
        let fault = reader.read(&segments[1], |_| true).unwrap_err();
        assert_eq!(fault.code(), "store-damaged", "{fault}");
    }
    fs::remove_file(&path).unwrap();
    let fault = reader.read(&segments[1], |_| true).unwrap_err();
    assert_eq!(fault.code(), "store-disk");
}

#[test]
fn a_torn_tail_is_cut_and_told_and_what_was_whole_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut log = three(at);
    log.append(&[piece(RawKind::Bytes, 9, b"whole")], &heard(1, 1), 9)
        .unwrap();
    drop(log);
    let open = at.join("0000000004.open");
    let whole = fs::read(&open).unwrap();
    for cut in [
        &whole[..whole.len() - 1],
        &[&whole[..], b"\x09\0\0"].concat(),
    ] {
        fs::write(&open, cut).unwrap();
        let verdict = RawReader::new(at).verify(None).unwrap();
        assert!(verdict.findings.is_empty(), "a write under way is no fault");
        let mut log = RawLog::open(at, about()).unwrap();
        let told = log.torn_bytes();
        assert!(told > 0);
        log.append(&[piece(RawKind::Bytes, 9, b"after")], &heard(1, 1), 9)
            .unwrap();
        log.seal().unwrap();
        let reader = RawReader::new(at);
        let segments = reader.segments().unwrap();
        let newest = segments.last().unwrap();
        let header = reader.read(newest, |_| true).unwrap();
        assert_eq!(header.torn_bytes, told);
        // Of whom the sealed rest tells was lost with the crash: it may be anybody.
        assert!(segments[3].may_hold(5) && segments[3].may_say(0, 0));
        assert_eq!(codes(at, None), []);
        fs::remove_file(at.join("0000000005.zst")).unwrap();
        fs::remove_file(at.join("0000000005.json")).unwrap();
        fs::remove_file(at.join("0000000004.zst")).unwrap();
        fs::remove_file(at.join("0000000004.json")).unwrap();
    }
}

#[test]
fn a_segment_that_lost_its_index_gets_one_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let head = three(at).head();
    let index = at.join("0000000002.json");
    let before: serde_json::Value = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    fs::remove_file(&index).unwrap();
    assert_eq!(codes(at, None), [(2, "raw-index")]);
    let log = RawLog::open(at, about()).unwrap();
    assert_eq!(log.head(), head);
    let after: serde_json::Value = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    for same in ["sha256", "chain", "packed_sha256", "bytes", "first_ms"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(codes(at, None), []);
}

#[test]
fn every_changed_byte_and_every_missing_or_forged_segment_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (number, chain) = three(at).head();
    let path = at.join("0000000002.zst");
    let whole = fs::read(&path).unwrap();
    for n in 0..whole.len() {
        let mut wrong = whole.clone();
        wrong[n] ^= 1;
        fs::write(&path, &wrong).unwrap();
        assert!(!codes(at, None).is_empty(), "byte {n}");
    }
    fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert!(!codes(at, None).is_empty(), "added");
    fs::write(&path, &whole).unwrap();
    assert_eq!(codes(at, Some((number, &chain))), []);
    fs::remove_file(&path).unwrap();
    assert_eq!(codes(at, None), [(2, "raw-missing")]);
    fs::write(&path, &whole).unwrap();
    // One that somebody made anew, with an index that fits: the chain after it does not.
    let forged = tempfile::tempdir().unwrap();
    let mut log = RawLog::open(forged.path(), about()).unwrap();
    for n in 0..2 {
        log.append(&[piece(RawKind::Bytes, n, b"forged")], &heard(1, 1), 6)
            .unwrap();
        log.seal().unwrap();
    }
    for name in ["0000000002.zst", "0000000002.json"] {
        fs::copy(forged.path().join(name), at.join(name)).unwrap();
    }
    let found = codes(at, None);
    assert!(found.contains(&(2, "raw-chain")), "{found:?}");
    // A whole log made anew is sound in itself; who remembers the head knows better.
    assert_eq!(codes(forged.path(), None), []);
    let told = codes(forged.path(), Some((2, &chain)));
    assert_eq!(told, [(2, "raw-head")]);
    let cut = codes(forged.path(), Some((number, &chain)));
    assert_eq!(cut, [(3, "raw-missing")]);
}

#[test]
fn deleted_segments_leave_their_hashes_and_holes_are_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut log = three(at);
    let (number, chain) = log.head();
    let segments = log.segments().unwrap();
    log.drop_segment(&segments[1], "recalled", 77).unwrap();
    assert!(!at.join("0000000002.zst").exists() && !at.join("0000000002.json").exists());
    assert_eq!(codes(at, Some((number, &chain))), []);
    log.drop_segment(&segments[0], RAW_RING, 78).unwrap();
    let ring = log.ring().clone();
    assert_eq!((ring.up_to, ring.dropped, ring.purged), (2, 1, 1));
    drop(log);
    let mut log = RawLog::open(at, about()).unwrap();
    assert_eq!(log.head(), (number, chain.clone()));
    log.drop_segment(&segments[2], RAW_RING, 79).unwrap();
    drop(log);
    let log = RawLog::open(at, about()).unwrap();
    assert_eq!(
        log.head(),
        (number, chain.clone()),
        "numbers never begin anew"
    );
    assert_eq!(codes(at, Some((number, &chain))), []);
    // A list of what is gone that was changed.
    let list = at.join("gone.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace(&chain, &"0".repeat(64))).unwrap();
    assert_eq!(codes(at, Some((number, &chain))), [(3, "raw-head")]);
}
