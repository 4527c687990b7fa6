//! Changes of a rule file: what differs between two of them, and a new version with other points of reasons.
//!
//! A rule file is never edited in place: a change is a new text with a version of its own, which people review.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::{Table, Value};

use crate::{Error, Rules, rules};

/// One value that differs between two rule files, with what each leaves out as it is built in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Path of the key, such as `rank.points.loitering`.
    pub key: String,
    /// Value before, as TOML; absent where the key is new.
    pub before: Option<String>,
    /// Value after; absent where the key is gone.
    pub after: Option<String>,
}

/// What differs between two rule files, by key. What a file leaves out is taken as built in.
///
/// # Errors
/// A text that is no rule file.
pub fn rule_changes(before: &str, after: &str) -> Result<Vec<RuleChange>, Error> {
    let (before, after) = (flat(before)?, flat(after)?);
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    Ok(keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| RuleChange {
            key: key.clone(),
            before: before.get(key).cloned(),
            after: after.get(key).cloned(),
        })
        .collect())
}

/// Every value in force by its path.
fn flat(text: &str) -> Result<BTreeMap<String, String>, Error> {
    Rules::parse(text)?;
    let mut out = BTreeMap::new();
    spread(&Value::Table(rules::whole(text)?), String::new(), &mut out);
    Ok(out)
}

fn spread(value: &Value, path: String, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                spread(value, path, out);
            }
        }
        other => {
            out.insert(path, other.to_string());
        }
    }
}

/// A new rule file: the text given, with another version and other points of some reasons (by key, such as `loitering`).
/// Comments and everything else stay as they are; `notes` stand at its head as comments.
///
/// # Errors
/// A text that is no rule file, a version that is no plain name or the same as before, points out of range or of an
/// unknown reason, or a text that writes `version` or `[rank.points]` in another form than `key = value` lines.
pub fn amended_points(
    text: &str,
    version: &str,
    points: &BTreeMap<String, f64>,
    notes: &[String],
) -> Result<String, Error> {
    let before = Rules::parse(text)?;
    let fault = |detail: &str| Error::Rules {
        line: 0,
        detail: detail.to_owned(),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    if version.is_empty() || version.len() > 60 || !version.chars().all(plain) {
        return Err(fault("version: letters, digits and . _ + - only"));
    }
    if version == before.version {
        return Err(fault("version: the same as before"));
    }
    let mut wanted: Table = rules::whole(text)?;
    wanted.insert("version".to_owned(), Value::String(version.to_owned()));
    let place = wanted
        .get_mut("rank")
        .and_then(|rank| rank.get_mut("points"))
        .and_then(Value::as_table_mut);
    let place = place.ok_or_else(|| fault("rank.points: missing"))?;
    for (key, value) in points {
        place.insert(key.clone(), Value::Float(*value));
    }
    let new = rewritten(text, version, points, notes);
    // The lines were changed blindly; the result must be exactly what was meant.
    Rules::parse(&new)?;
    if rules::whole(&new)? != wanted {
        return Err(fault(
            "version and [rank.points] must be written as plain lines of key = value",
        ));
    }
    Ok(new)
}

/// The text with its lines for version and points replaced or added.
fn rewritten(
    text: &str,
    version: &str,
    points: &BTreeMap<String, f64>,
    notes: &[String],
) -> String {
    let mut out = String::new();
    for note in notes {
        for line in note.lines() {
            out.push_str("# ");
            out.push_str(line);
            out.push('\n');
        }
    }
    let mut left: BTreeMap<&str, f64> = points.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let has_version = text
        .lines()
        .take_while(|line| !line.trim_start().starts_with('['))
        .any(|line| key_of(line) == Some("version"));
    if !has_version {
        out.push_str(&format!("version = \"{version}\"\n"));
    }
    let mut table = String::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            if table == "rank.points" {
                add(&mut out, &mut left);
            }
            let head = trimmed.split('#').next().unwrap_or_default().trim();
            table = head.trim_matches(['[', ']']).trim().to_owned();
        }
        let value = match (table.as_str(), key_of(line)) {
            ("", Some("version")) => Some(format!("\"{version}\"")),
            ("rank.points", Some(key)) => left.remove(key).map(|points| format!("{points:.1}")),
            _ => None,
        };
        match value {
            Some(value) => {
                let comment = line.split_once('#').map(|(_, comment)| comment);
                let key = key_of(line).unwrap_or_default();
                out.push_str(&format!("{key} = {value}"));
                if let Some(comment) = comment {
                    out.push_str(&format!(" #{comment}"));
                }
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    if !left.is_empty() {
        if table != "rank.points" {
            out.push_str("\n[rank.points]\n");
        }
        add(&mut out, &mut left);
    }
    out
}

fn add(out: &mut String, left: &mut BTreeMap<&str, f64>) {
    for (key, points) in std::mem::take(left) {
        out.push_str(&format!("{key} = {points:.1}\n"));
    }
}

/// The key of a line `key = value`.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!key.is_empty() && key.chars().all(plain)).then_some(key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::BUILTIN_RULES;

    fn points(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect()
    }

    #[test]
    fn the_built_in_file_keeps_its_comments_and_changes_only_what_was_meant() {
        let wanted = points(&[("loitering", 20.5), ("shared_mmsi", 0.0)]);
        let notes = ["Refitted from 50 boardings.\nSeed 1.".to_owned()];
        let new = amended_points(BUILTIN_RULES, "2026.9", &wanted, &notes).unwrap();
        assert!(new.starts_with("# Refitted from 50 boardings.\n# Seed 1.\n"));
        assert_eq!(
            new.lines().count(),
            BUILTIN_RULES.lines().count() + 2,
            "lines are replaced, not added"
        );
        let changes = rule_changes(BUILTIN_RULES, &new).unwrap();
        let keys: Vec<&str> = changes.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "rank.points.loitering",
                "rank.points.shared_mmsi",
                "version"
            ]
        );
        assert_eq!(changes[0].before.as_deref(), Some("12.0"));
        assert_eq!(changes[0].after.as_deref(), Some("20.5"));
        assert_eq!(rule_changes(&new, &new).unwrap(), []);
    }

    #[test]
    fn a_file_of_ones_own_gets_what_it_left_out() {
        for text in [
            "",
            "version = \"own\" # ours\n[gap]\n[rank]\nhalf_life_d = 7\n",
            "[rank.points]\nloitering = 3 # few\n\n[watch]\nlateness_min = 20\n",
        ] {
            let wanted = points(&[("loitering", 5.0), ("iuu_listed", 50.0)]);
            let new = amended_points(text, "own.2", &wanted, &[]).unwrap();
            let (before, after) = (Rules::parse(text).unwrap(), Rules::parse(&new).unwrap());
            assert_eq!(after.version, "own.2");
            assert_eq!(after.rank.points.loitering, 5.0);
            assert_eq!(after.rank.points.iuu_listed, 50.0);
            assert_eq!(after.watch, before.watch);
            assert_eq!(after.rank.half_life_d, before.rank.half_life_d);
        }
    }

    #[test]
    fn what_cannot_be_changed_in_lines_or_is_out_of_range_is_refused() {
        let wanted = points(&[("loitering", 5.0)]);
        let dotted = "rank.points.loitering = 4.0\n";
        let inline = "rank = { points = { loitering = 4.0 } }\n";
        for (text, version, points) in [
            (dotted, "x", &wanted),
            (inline, "x", &wanted),
            ("", "", &wanted),
            ("", "a\"b", &wanted),
            ("version = \"x\"\n", "x", &wanted),
            ("[rank", "x", &wanted),
            ("", "x", &points(&[("loitering", 101.0)])),
            ("", "x", &points(&[("loitering", f64::NAN)])),
            ("", "x", &points(&[("no_such_reason", 1.0)])),
        ] {
            assert!(
                amended_points(text, version, points, &[]).is_err(),
                "{text:?} {version}"
            );
        }
    }

    proptest! {
        #[test]
        fn points_come_back_as_they_were_given(value in 0..=1_000_u32, text in "(\\PC{0,20}\n){0,5}") {
            let points = points(&[("loitering", f64::from(value) / 10.0)]);
            let new = amended_points(BUILTIN_RULES, "v", &points, std::slice::from_ref(&text)).unwrap();
            prop_assert_eq!(Rules::parse(&new).unwrap().rank.points.loitering, f64::from(value) / 10.0);
            // No text makes it panic.
            drop(amended_points(&text, "v", &points, &[]));
            drop(rule_changes(&text, BUILTIN_RULES));
        }
    }
}
