//! Emitted sentences on other decoders: pyais, libais, gpsdecode, as far as they are installed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{path::Path, process::Command};

#[allow(dead_code, reason = "its own main is not called here")]
#[path = "../examples/sentences.rs"]
mod sentences;

#[test]
fn other_decoders_read_what_is_sent() {
    let mut lines = Vec::new();
    sentences::write(&mut lines, 40).unwrap();
    let text = String::from_utf8(lines).unwrap();
    let kinds: std::collections::BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split('\t').nth(1))
        .collect();
    for kind in ["1", "3", "5", "18", "24", "27"] {
        assert!(kinds.contains(kind), "no message of type {kind}: {kinds:?}");
    }
    let file = std::env::temp_dir().join(format!("vigie-sentences-{}.tsv", std::process::id()));
    std::fs::write(&file, &text).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/peers/exercise_pyais.py");
    let python = std::env::var("VIGIE_PYTHON").unwrap_or_else(|_unset| "python3".to_owned());
    let ran = Command::new(python).arg(script).arg(&file).output();
    drop(std::fs::remove_file(&file));
    let Ok(ran) = ran else {
        eprintln!("skipped: no python3");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    println!("{said}");
    if ran.status.code() == Some(3) {
        eprintln!("skipped: no decoder is installed");
        return;
    }
    assert!(
        ran.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
