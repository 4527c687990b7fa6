//! The forms and the holidays of this node: those that come with the program, or an agency's own files. Read and checked at
//! the start, once; the same bytes go into packages, the same forms and calendar to devices.

use std::path::{Path, PathBuf};

use thiserror::Error as ThisError;
use vigie_case::{
    clock::Calendar,
    form::{BUILTIN_FORMS, Forms},
    holiday::{BUILTIN_HOLIDAYS, Holidays},
};

/// Largest file, bytes: the built-in ones have some 10 kB.
const BYTES_MAX: u64 = 4 << 20;

/// Why a file of forms or holidays cannot be used.
#[derive(Debug, ThisError)]
pub enum TableError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It contradicts itself, or is none.
    #[error("{path}: {source}")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Line and reason.
        source: vigie_case::Error,
    },
}

/// What reports are checked against and dates are reckoned by.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) forms: Forms,
    pub(crate) forms_text: String,
    pub(crate) holidays_text: String,
    /// Working days of this agency.
    pub(crate) calendar: Calendar,
}

impl Tables {
    /// Reads the files that are named, for the rest the program's own.
    ///
    /// # Errors
    /// A file that cannot be read or used, by its name.
    pub(crate) fn read(
        forms: Option<&Path>,
        holidays: Option<&Path>,
        party: &str,
    ) -> Result<Self, TableError> {
        let unfit = |path: Option<&Path>| {
            let path = path.unwrap_or_else(|| Path::new("-")).to_owned();
            move |source| TableError::Unfit { path, source }
        };
        let forms_text = text(forms, BUILTIN_FORMS)?;
        let holidays_text = text(holidays, BUILTIN_HOLIDAYS)?;
        let days = Holidays::read(&holidays_text).map_err(unfit(holidays))?;
        Ok(Self {
            forms: Forms::read(&forms_text).map_err(unfit(forms))?,
            forms_text,
            holidays_text,
            calendar: days.calendar(party),
        })
    }
}

fn text(path: Option<&Path>, builtin: &str) -> Result<String, TableError> {
    let Some(path) = path else {
        return Ok(builtin.to_owned());
    };
    let size = std::fs::metadata(path).map(|file| file.len());
    let read = size.and_then(|size| {
        if size > BYTES_MAX {
            return Err(std::io::Error::other("too large for a table"));
        }
        std::fs::read_to_string(path)
    });
    read.map_err(|source| TableError::Disk {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_agencys_own_files_are_used_and_unfit_ones_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let (forms, days) = (
            folder.path().join("forms.toml"),
            folder.path().join("days.toml"),
        );
        let own = BUILTIN_FORMS.replacen("verified = false", "verified = true", 1);
        std::fs::write(&forms, &own).unwrap();
        std::fs::write(
            &days,
            BUILTIN_HOLIDAYS.replace("verified = false", "verified = true"),
        )
        .unwrap();
        let tables = Tables::read(Some(&forms), Some(&days), "ca-ccg").unwrap();
        assert!(tables.forms.is_verified("NPFC CMM 2017-09", "38"));
        assert_eq!(tables.forms_text, own);
        assert!(tables.calendar.years.values().all(|verified| *verified));
        let plain = Tables::read(None, None, "ca-ccg").unwrap();
        assert!(!plain.forms.is_verified("NPFC CMM 2017-09", "38"));
        assert_ne!(plain.forms.sha256, tables.forms.sha256);
        assert_ne!(plain.calendar.sha256, tables.calendar.sha256);
        let wrong = Tables::read(Some(&days), None, "ca-ccg").unwrap_err();
        assert!(wrong.to_string().contains("days.toml"), "{wrong}");
        let none = Tables::read(None, Some(&folder.path().join("none")), "own").unwrap_err();
        assert!(matches!(none, TableError::Disk { .. }));
    }
}
