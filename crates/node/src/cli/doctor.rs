//! `vigie doctor`: whether this machine can keep a watch.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;

use serde_json::json;
use vigie_sea::Time;

use super::args::DoctorArguments;
use super::console::Console;
use super::failure::Failure;
use crate::exit::Exit;
use crate::feed::now;
use crate::i18n::{Catalogue, LANGUAGES};

/// A clock before the day this check was written is wrong, whatever it shows.
const CLOCK_EARLIEST: &str = "2026-01-01T00:00:00Z";

/// One thing looked at.
struct Finding {
    id: &'static str,
    good: bool,
    detail: String,
}

pub(crate) fn run(console: &Console, arguments: &DoctorArguments) -> Result<(), Failure> {
    let findings = [
        data_folder(&arguments.data),
        port(arguments),
        clock(),
        languages(),
        scratch(),
        raw_log(&arguments.data),
    ];
    if console.json {
        let all: Vec<_> = findings
            .iter()
            .map(|f| json!({ "check": f.id, "good": f.good, "detail": f.detail }))
            .collect();
        console.result(&format!("{}\n", serde_json::Value::from(all)))?;
    } else {
        for finding in &findings {
            let mark = console.text(
                if finding.good {
                    "doctor-good"
                } else {
                    "doctor-bad"
                },
                &[],
            );
            let what = console.text(&format!("doctor-{}", finding.id), &[]);
            console.result(&format!("{mark}  {what}: {}\n", finding.detail))?;
        }
    }
    let bad = findings.iter().filter(|finding| !finding.good).count();
    if bad == 0 {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "check-failed").with("count", bad))
    }
}

/// The folder exists or can be made, and can be written.
fn data_folder(folder: &Path) -> Finding {
    let nearest = folder
        .ancestors()
        .find(|path| path.is_dir())
        .unwrap_or(Path::new("."));
    let tried = tempfile::tempfile_in(nearest).and_then(|mut file| file.write_all(b"x"));
    let detail = tried
        .as_ref()
        .map_or_else(ToString::to_string, |()| folder.display().to_string());
    Finding {
        id: "data",
        good: tried.is_ok(),
        detail,
    }
}

fn port(arguments: &DoctorArguments) -> Finding {
    let tried = TcpListener::bind(arguments.listen);
    let detail = tried
        .as_ref()
        .map_or_else(ToString::to_string, |_| arguments.listen.to_string());
    Finding {
        id: "port",
        good: tried.is_ok(),
        detail,
    }
}

fn clock() -> Finding {
    let time = now();
    let good = Time::parse(CLOCK_EARLIEST).is_ok_and(|earliest| time > earliest);
    Finding {
        id: "clock",
        good,
        detail: time.to_string(),
    }
}

fn languages() -> Finding {
    let whole = |language: &&str| Catalogue::new(language).find("help", &[]).is_some();
    let good = LANGUAGES.iter().all(whole);
    Finding {
        id: "languages",
        good,
        detail: LANGUAGES.join(", "),
    }
}

/// Large archives are sorted in temporary files.
fn scratch() -> Finding {
    let tried = tempfile::tempfile().and_then(|mut file| file.write_all(b"x"));
    let folder = std::env::temp_dir().display().to_string();
    let detail = tried.as_ref().map_or_else(ToString::to_string, |()| folder);
    Finding {
        id: "scratch",
        good: tried.is_ok(),
        detail,
    }
}

/// How much is kept of the bytes of feeds, and since when. A log whose list cannot be read is bad.
fn raw_log(folder: &Path) -> Finding {
    let surveyed = crate::raw::survey(&folder.join("live"));
    let detail = match &surveyed {
        Ok(log) if log.segments == 0 => "–".to_owned(),
        Ok(log) => {
            let time = |time: Option<Time>| time.map_or_else(String::new, |time| time.to_string());
            let mb = log.packed_bytes.div_ceil(1 << 20);
            format!("{mb} MB, {} – {}", time(log.since), time(log.until))
        }
        Err(fault) => fault.to_string(),
    };
    Finding {
        id: "raw",
        good: surveyed.is_ok(),
        detail,
    }
}
