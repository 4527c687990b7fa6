//! The arrows between the rooms of the house, and the licences of what we depend on, as `cargo metadata` sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Who may depend on whom; see the table in ARCHITECTURE.md.
const ALLOWED: &[(&str, &[&str])] = &[
    ("vigie-sea", &[]),
    ("vigie-ais", &[]),
    ("vigie-watch", &["vigie-sea"]),
    ("vigie-patrol", &["vigie-sea"]),
    ("vigie-crisis", &["vigie-sea"]),
    ("vigie-case", &["vigie-exchange"]),
    (
        "vigie-exercise",
        &["vigie-sea", "vigie-ais", "vigie-watch", "vigie-sheet"],
    ),
    ("vigie-exchange", &[]),
    ("vigie-store", &["vigie-sea"]),
    ("vigie-sheet", &[]),
    (
        "vigie",
        &[
            "vigie-sea",
            "vigie-ais",
            "vigie-watch",
            "vigie-patrol",
            "vigie-crisis",
            "vigie-case",
            "vigie-exercise",
            "vigie-exchange",
            "vigie-store",
            "vigie-sheet",
        ],
    ),
];

/// Crates that would bring clock, disk, network, threads or randomness into a pure room.
const SHELL_ONLY: &[&str] = &[
    "tokio",
    "axum",
    "rusqlite",
    "parquet",
    "getrandom",
    "rand",
    "rayon",
    "reqwest",
    "hyper",
];

/// Words of which at least one must be in every alternative of a licence expression.
const PERMISSIVE: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "BSL-1.0",
    "0BSD",
    "BlueOak-1.0.0",
];

fn metadata() -> Value {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--manifest-path",
            manifest,
        ])
        .output()
        .expect("cargo runs");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).unwrap()
}

fn normal_dependencies(package: &Value) -> BTreeSet<String> {
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["kind"].is_null())
        .map(|d| d["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn arrows_point_down_the_table() {
    let meta = metadata();
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let members: Vec<&Value> = meta["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["source"].is_null())
        .collect();
    assert_eq!(
        members.len(),
        ALLOWED.len(),
        "a crate is missing from the table"
    );
    for package in members {
        let name = package["name"].as_str().unwrap();
        let may: BTreeSet<&str> = allowed[name].iter().copied().collect();
        for dependency in normal_dependencies(package) {
            if dependency == "vigie" || dependency.starts_with("vigie-") {
                assert!(
                    may.contains(dependency.as_str()),
                    "{name} must not know {dependency}"
                );
            }
            if !matches!(name, "vigie" | "vigie-store") {
                assert!(
                    !SHELL_ONLY.contains(&dependency.as_str()),
                    "{name} is pure and must not know {dependency}"
                );
            }
        }
    }
}

#[test]
fn every_dependency_is_permissive() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("");
        let fine = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            choice.split(" AND ").all(|part| {
                PERMISSIVE.contains(
                    &part
                        .trim()
                        .trim_matches(['(', ')'])
                        .split(" WITH ")
                        .next()
                        .unwrap_or(""),
                )
            })
        });
        assert!(fine, "{name} has licence {licence:?}");
    }
}
