//! Files that go with the injects of a list: they lie in the list's folder, under the names that the list has.

use std::{collections::BTreeSet, path::Path};

use vigie_exercise::msel::{ATTACHMENT_BYTES_MAX, AttachmentKind, Msel};

use super::args::ExerciseArguments;
use super::console::Console;

/// A file that the list names.
pub(crate) struct Beside {
    pub(crate) name: String,
    /// Its bytes, or why it does not go with the inject, as a code.
    pub(crate) found: Result<Vec<u8>, &'static str>,
}

/// The files that a list names, each once, as far as they are there.
pub(crate) fn beside(list_file: &Path, list: &Msel) -> Vec<Beside> {
    let injects = list.injects.iter();
    let names: BTreeSet<&String> = injects.flat_map(|inject| &inject.attachments).collect();
    let folder = list_file.parent().unwrap_or_else(|| Path::new(""));
    let one = |name: &String| Beside {
        name: name.clone(),
        found: read(folder, name),
    };
    names.into_iter().map(one).collect()
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, &'static str> {
    AttachmentKind::by_name(name).map_err(|fault| fault.code())?;
    let path = folder.join(name);
    let about = std::fs::metadata(&path).map_err(|_none| "attachment-missing")?;
    if !about.is_file() {
        return Err("attachment-missing");
    }
    // What is too large is not read at all.
    if about.len() > ATTACHMENT_BYTES_MAX as u64 {
        return Err("attachment-size");
    }
    let bytes = std::fs::read(&path).map_err(|_unreadable| "attachment-missing")?;
    AttachmentKind::of(name, &bytes).map_err(|fault| fault.code())?;
    Ok(bytes)
}

/// What goes to control when the exercise starts; what does not is said and stays a name.
pub(crate) fn attached(
    console: &Console,
    arguments: &ExerciseArguments,
    list: &Msel,
) -> Vec<(String, Vec<u8>)> {
    let file = arguments.scenario.as_deref().map(Path::new);
    let Some(file) = file.filter(|file| file.is_file()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for one in beside(file, list) {
        match one.found {
            Ok(bytes) => out.push((one.name, bytes)),
            Err(code) => console.tell(&said(console, &one.name, code)),
        }
    }
    out
}

/// A file that does not go with its inject, as a line.
pub(crate) fn said(console: &Console, name: &str, code: &str) -> String {
    format!("{name}: {}", console.text(code, &[]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const LIST: &str = r#"[exercise]
id = "files"
title = { en = "t", fr = "t", ja = "題" }
scenario = "north-pacific-watch"
parties = ["ca-ccg"]
ends = "T+12:00"

[[inject]]
id = "I-1"
number = 1
when = "manual"
kind = "inject"
title = { en = "t", fr = "t", ja = "題" }
body = { en = "t", fr = "t", ja = "題" }
from = "x"
to = ["ca-ccg"]
channel = "message"
attachments = ["tip.txt", "../secret.txt", "none.pdf", "tip.txt", "fake.png"]
status = "approved"
visible = ["ca-ccg"]
"#;

    #[test]
    fn files_come_from_the_lists_folder_and_from_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("lists");
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        std::fs::write(inside.join("tip.txt"), "EXERCISE. Two lights.").unwrap();
        std::fs::write(inside.join("fake.png"), "no picture").unwrap();
        let read = Msel::from_toml(LIST).unwrap();
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        let found = beside(&inside.join("list.toml"), &read.msel);
        let told: Vec<(&str, Result<usize, &str>)> = found
            .iter()
            .map(|one| {
                (
                    one.name.as_str(),
                    one.found.as_ref().map(Vec::len).map_err(|code| *code),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("../secret.txt", Err("attachment-name")),
                ("fake.png", Err("attachment-content")),
                ("none.pdf", Err("attachment-missing")),
                ("tip.txt", Ok(21)),
            ]
        );
    }
}
