//! The mark of an exercise in what is taken out of the node: names of files, titles, and tables that have no title.

use vigie_exercise::Marking;

use super::{App, Problem};

impl App {
    /// Whether this is an exercise, for those who have not signed in: no name of a scenario.
    pub(super) fn realm_word(&self) -> &'static str {
        if self.realm.is_exercise() {
            "exercise"
        } else {
            "live"
        }
    }

    /// A title of a paper: in an exercise the mark stands before it.
    pub(super) fn marked_title(&self, title: &str) -> String {
        marked(self.realm.is_exercise(), title)
    }

    /// A table of an exercise has the mark in a last column, its head included, so that a part of it says so too.
    pub(super) fn marked_table(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
        if !self.realm.is_exercise() {
            return Ok(bytes);
        }
        with_column(&bytes).map_err(|fault| Problem::internal("export-failed", fault))
    }
}

fn marked(exercise: bool, title: &str) -> String {
    let title = title.trim();
    match (exercise, title.is_empty()) {
        (false, _) => title.to_owned(),
        (true, true) => Marking::LINE.to_owned(),
        (true, false) if title.starts_with(Marking::LINE) => title.to_owned(),
        (true, false) => format!("{} · {title}", Marking::LINE),
    }
}

fn with_column(bytes: &[u8]) -> Result<Vec<u8>, csv::Error> {
    let mut builder = csv::ReaderBuilder::new();
    let mut table = builder.has_headers(false).flexible(true).from_reader(bytes);
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in table.byte_records() {
        let mut row = row?;
        row.push_field(Marking::LINE.as_bytes());
        out.write_byte_record(&row)?;
    }
    out.into_inner().map_err(|fault| fault.into_error().into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_row_of_a_table_says_that_it_is_an_exercise() {
        let table = "asset,stop\n\"a, b\",1\n";
        let line = Marking::LINE;
        let out = String::from_utf8(with_column(table.as_bytes()).unwrap()).unwrap();
        assert_eq!(out, format!("asset,stop,{line}\n\"a, b\",1,{line}\n"));
        assert_eq!(with_column(b"").unwrap(), b"");
    }

    /// A header set by hand forgets the mark: files are named by [`App::file_name`] and given by `list::file`.
    #[test]
    fn no_file_is_named_by_hand() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http");
        let mut folders = vec![std::path::PathBuf::from(root)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("list.rs") && !path.ends_with("marked.rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    assert!(!text.contains("CONTENT_DISPOSITION"), "{path:?}");
                }
            }
        }
    }

    #[test]
    fn a_title_is_marked_once_and_in_an_exercise_only() {
        let line = Marking::LINE;
        assert_eq!(marked(false, "North"), "North");
        assert_eq!(marked(true, "North"), format!("{line} · North"));
        assert_eq!(marked(true, &marked(true, "North")), marked(true, "North"));
        assert_eq!(marked(true, " "), line);
    }
}
