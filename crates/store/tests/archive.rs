//! The archive as a whole: nothing acknowledged is lost or doubled, whatever moment a kill chooses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use proptest::{collection::vec, prelude::*};
use vigie_store::{Archive, Content, Error, Identity, Kept, Place, Row, roll};

fn row(n: u64) -> Row {
    let content = if n.is_multiple_of(7) {
        Content::Identity(Box::new(Identity {
            name: Some(format!("第{n}漁丸")),
            imo: (n.is_multiple_of(2)).then_some(9_000_000 + n as u32),
            ..Identity::default()
        }))
    } else {
        Content::Place(Place {
            lat_e7: 400_000_000 + n as i32,
            lon_e7: 1_799_000_000,
            sog_dkn: (!n.is_multiple_of(3)).then_some(n as u16),
            ..Place::default()
        })
    };
    Row {
        // Late and early ones among them.
        time_ms: 1_700_000_000_000 + (n as i64 * 1_000) - (n as i64 % 5) * 3_000,
        mmsi: 412_000_000 + (n % 40) as u32,
        source: 0,
        feed: 1,
        receiver: (n % 3) as u32,
        reception: 2,
        class: 1,
        content,
    }
}

fn rows(from: u64, count: u64) -> Vec<Row> {
    (from..from + count).map(row).collect()
}

fn replayed(archive: &Archive) -> Vec<Kept> {
    let mut all = Vec::new();
    let keep = |kept| {
        all.push(kept);
        Ok::<(), Error>(())
    };
    archive.reader().replay(keep).unwrap();
    all
}

fn check_whole(archive: &Archive, count: u64) {
    let all = replayed(archive);
    assert_eq!(all.len() as u64, count);
    for (n, kept) in (0..).zip(&all) {
        assert_eq!((kept.arrival, &kept.row), (n, &row(n)));
    }
    let places = |mmsi: u32| {
        let mut wanted: Vec<u64> = (0..count)
            .filter(|n| row(*n).mmsi == mmsi && matches!(row(*n).content, Content::Place(_)))
            .collect();
        wanted.sort_by_key(|n| (row(*n).time_ms, *n));
        wanted
    };
    for mmsi in [412_000_003, 412_000_021] {
        let track = archive.reader().track(mmsi, i64::MIN, i64::MAX).unwrap();
        assert_eq!(
            track.iter().map(|k| k.arrival).collect::<Vec<_>>(),
            places(mmsi)
        );
    }
}

#[derive(Debug, Clone)]
enum Step {
    Append(u64),
    Roll,
    Reopen,
    /// Killed after the spool was sealed.
    KillBeforeRoll,
    /// Killed while the Parquet files were being written.
    KillInRoll,
    /// Killed after the rename, before the segment was deleted.
    KillAfterRename,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..200u64).prop_map(Step::Append),
        1 => Just(Step::Roll),
        1 => Just(Step::Reopen),
        1 => Just(Step::KillBeforeRoll),
        1 => Just(Step::KillInRoll),
        1 => Just(Step::KillAfterRename),
    ]
}

fn finish_rolls(root: &Path, archive: &Archive) {
    for segment in archive.unrolled().unwrap() {
        roll(root, &segment).unwrap();
    }
}

fn after_rename(root: &Path, archive: &mut Archive) {
    let Some(sealed) = archive.seal().unwrap() else {
        return;
    };
    finish_earlier(root, archive, sealed.first);
    let path = root.join(format!("{:016}.spool", sealed.first));
    let segment = fs::read(&path).unwrap();
    roll(root, &sealed).unwrap();
    fs::write(&path, segment).unwrap();
}

fn in_roll(root: &Path, archive: &mut Archive) {
    let Some(sealed) = archive.seal().unwrap() else {
        return;
    };
    finish_earlier(root, archive, sealed.first);
    let path = root.join(format!("{:016}.spool", sealed.first));
    let segment = fs::read(&path).unwrap();
    let summary = roll(root, &sealed).unwrap().unwrap();
    let name = format!("{:016}-{:016}", summary.first, summary.end);
    fs::rename(root.join(&name), root.join(format!("partial-{name}"))).unwrap();
    fs::write(&path, segment).unwrap();
}

fn finish_earlier(root: &Path, archive: &Archive, before: u64) {
    for segment in archive
        .unrolled()
        .unwrap()
        .iter()
        .filter(|s| s.first < before)
    {
        roll(root, segment).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_is_lost_or_doubled_at_any_moment(steps in vec(step(), 1..14)) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let (mut archive, _) = Archive::open(root).unwrap();
        let mut count = 0;
        for step in steps {
            match step {
                Step::Append(more) => {
                    prop_assert_eq!(archive.append(5, &rows(count, more)).unwrap(), count);
                    count += more;
                }
                Step::Roll => {
                    archive.seal().unwrap();
                    finish_rolls(root, &archive);
                }
                Step::Reopen => {}
                Step::KillBeforeRoll => drop(archive.seal().unwrap()),
                Step::KillInRoll => in_roll(root, &mut archive),
                Step::KillAfterRename => after_rename(root, &mut archive),
            }
            drop(archive);
            let (opened, found) = Archive::open(root).unwrap();
            archive = opened;
            prop_assert_eq!(found.rows, count);
            check_whole(&archive, count);
        }
    }
}

#[test]
fn retention_deletes_whole_rolls_and_numbers_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, _) = Archive::open(folder.path()).unwrap();
    for n in 0..3 {
        archive.append(0, &rows(n * 1_000, 1_000)).unwrap();
        archive.seal().unwrap();
        finish_rolls(folder.path(), &archive);
    }
    let before = 1_700_000_000_000 + 1_500_000;
    assert_eq!(archive.prune(before).unwrap(), 1_000);
    assert_eq!(
        archive.prune(i64::MAX).unwrap(),
        1_000,
        "the newest roll stays"
    );
    drop(archive);
    let (mut archive, found) = Archive::open(folder.path()).unwrap();
    assert_eq!(found.rows, 3_000);
    assert_eq!(archive.append(0, &rows(3_000, 5)).unwrap(), 3_000);
    assert_eq!(replayed(&archive).first().unwrap().arrival, 2_000);
}

#[test]
fn a_roll_that_lost_a_file_is_told_and_not_taken_for_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, _) = Archive::open(folder.path()).unwrap();
    archive.append(0, &rows(0, 1_000)).unwrap();
    archive.seal().unwrap();
    finish_rolls(folder.path(), &archive);
    let reader = archive.reader();
    let found = reader.rolls().unwrap().remove(0);
    let mut count = 0;
    reader.roll_rows(&found, |_kept| count += 1).unwrap();
    assert_eq!(count, 1_000);
    let name = format!("{:016}-{:016}", found.first, found.end);
    let mut files = fs::read_dir(folder.path().join(name)).unwrap();
    let positions = files.find_map(|file| {
        let path = file.unwrap().path();
        path.extension()
            .is_some_and(|e| e == "parquet")
            .then_some(path)
    });
    fs::remove_file(positions.unwrap()).unwrap();
    let fault = reader.roll_rows(&found, |_kept| {}).unwrap_err();
    assert_eq!(fault.code(), "store-damaged");
}

#[test]
fn a_reader_beside_the_writer_and_the_roll_sees_every_row_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    let (mut archive, _) = Archive::open(&root).unwrap();
    let reader = archive.reader();
    let reading = std::thread::spawn(move || {
        for _ in 0..200 {
            let seen = reader.span(i64::MIN, i64::MAX).unwrap();
            let mut arrivals: Vec<u64> = seen.iter().map(|k| k.arrival).collect();
            arrivals.sort_unstable();
            let wanted: Vec<u64> = (0..)
                .filter(|n: &u64| !n.is_multiple_of(7))
                .take(arrivals.len())
                .collect();
            assert_eq!(arrivals, wanted);
        }
    });
    for n in 0..40 {
        archive.append(0, &rows(n * 50, 50)).unwrap();
        if n % 4 == 0 {
            archive.seal().unwrap();
            finish_rolls(&root, &archive);
        }
    }
    reading.join().unwrap();
}

/// Runs in a process of its own, started by the test below: appends until it is killed.
#[test]
#[ignore = "started by the test that kills it"]
fn writer_to_be_killed() {
    let Ok(root) = std::env::var("VIGIE_TEST_ARCHIVE") else {
        return;
    };
    let root = Path::new(&root);
    let (mut archive, opened) = Archive::open(root).unwrap();
    finish_rolls(root, &archive);
    let mut count = opened.rows;
    loop {
        archive.append(0, &rows(count, 37)).unwrap();
        count += 37;
        println!("kept {count}");
        if archive.segment_rows() > 1_500 {
            let sealed = archive.seal().unwrap().unwrap();
            roll(root, &sealed).unwrap();
        }
    }
}

#[test]
fn a_killed_writer_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for pause_ms in [150, 40, 230, 90] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "writer_to_be_killed", "--nocapture"])
            .env("VIGIE_TEST_ARCHIVE", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reading = std::thread::spawn(move || {
            let kept = lines.map_while(Result::ok).filter_map(|line| {
                line.split("kept ")
                    .nth(1)
                    .and_then(|n| n.trim().parse::<u64>().ok())
            });
            kept.last()
        });
        std::thread::sleep(std::time::Duration::from_millis(600 + pause_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = reading.join().unwrap().unwrap_or(count);
        let (archive, opened) = Archive::open(folder.path()).unwrap();
        assert!(
            opened.rows >= acknowledged,
            "{} < {acknowledged}",
            opened.rows
        );
        check_whole(&archive, opened.rows);
        count = opened.rows;
    }
    assert!(count > 0, "the writer wrote");
}
