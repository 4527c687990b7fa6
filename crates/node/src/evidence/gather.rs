//! What of a case goes into a package.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde_json::{Value, json};
use vigie_case::{
    case::{Case, Entry},
    clock::Calendar,
    form::Forms,
    journal::{Act, Conflict, Journal, Report},
    package::sha256_hex,
};
use vigie_sea::Time;
use vigie_store::{Content, Kept};

use super::{pack::File, paper::report_sheet, summary::summary};
use crate::http::due;
use crate::i18n::{Catalogue, LANGUAGES};

/// The verifier that needs no Vigie goes with every package.
const SCRIPT: &str = include_str!("../../../../scripts/verify_package.py");

/// Everything known of a case, read before the package is made.
#[derive(Debug, Default)]
pub(crate) struct Material {
    pub(crate) case: String,
    pub(crate) party: String,
    pub(crate) made_at: String,
    pub(crate) realm: String,
    pub(crate) entries: Vec<Entry>,
    /// Events with their revisions.
    pub(crate) events: Vec<(String, Value)>,
    /// Cards of vessels.
    pub(crate) vessels: Vec<(u32, Value)>,
    /// Positions of vessels, with arrival, receiver and time of receipt.
    pub(crate) tracks: Vec<(u32, Vec<Kept>)>,
    pub(crate) journal: Journal,
    /// Reports of partners in a case that is held together, as they told them.
    pub(crate) partner_reports: Value,
    pub(crate) rules: String,
    pub(crate) forms: String,
    pub(crate) holidays: String,
    /// Working days by which dates in it were reckoned.
    pub(crate) calendar: Calendar,
    /// Lists in force: id, name, kind, date, source.
    pub(crate) lists: Value,
    /// What was released to whom of the things in the case.
    pub(crate) releases: Value,
    /// The audit's entries on the case and what is in it, with their hash chain.
    pub(crate) audit: Value,
    /// Attachments by SHA-256, as they are kept.
    pub(crate) attachments: BTreeMap<String, PathBuf>,
    /// What the numbers of feeds and of receivers in the tracks mean.
    pub(crate) feeds: Value,
    pub(crate) receivers: Value,
    /// Areas that the events name, by id, as GeoJSON with their source and when they held.
    pub(crate) areas: BTreeMap<String, Value>,
    /// Of each detection the scene and the file that it came in.
    pub(crate) detections: Value,
    /// Those files by SHA-256, as they came.
    pub(crate) detection_files: BTreeMap<String, String>,
    /// The raw lines that rows of tracks came from.
    pub(crate) raw: super::RawEvidence,
}

/// A name that every file system takes. One that had to be changed gets a part of its sum, so that two never become one:
/// a package with two files of one name cannot be made at all.
fn file_name(text: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let name: String = text.chars().take(80).map(plain).collect();
    if name == text && name.to_lowercase() == name {
        return name;
    }
    let sum = sha256_hex(text.as_bytes());
    format!("{name}-{}", sum.get(..8).unwrap_or_default())
}

/// The foot of every page: the mark of an exercise stands on each, for pages come apart.
pub(super) fn foot(text: &str, exercise: bool) -> String {
    let mark = if exercise {
        vigie_exercise::Marking::LINE
    } else {
        ""
    };
    format!("{mark}  {text}").trim_start().to_owned()
}

fn json_file(path: String, value: &Value) -> File {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    File::made(path, bytes)
}

fn text_file(path: &str, text: &str) -> File {
    File::made(path.to_owned(), text.as_bytes().to_vec())
}

/// The attachments that a case needs: those of its reports, and those it names itself.
pub(crate) fn attachments_of(case: &Case, journal: &Journal) -> BTreeSet<String> {
    let (reports, _) = journal.fold();
    let wanted = |kind: &'static str| {
        let items = case.items.iter().filter(move |item| item.kind == kind);
        items.map(|item| item.id.clone())
    };
    let mut sums: BTreeSet<String> = wanted("photo").chain(wanted("document")).collect();
    for name in wanted("report") {
        let edits = reports.get(&name).map(|report| &report.attachments);
        for edit in edits.into_iter().flatten() {
            if let Act::Attach { sha256, .. } = &edit.act {
                sums.insert(sha256.clone());
            }
        }
    }
    sums
}

/// What people must still sort out in one report. Of an id that stands for two entries the report is one that holds any.
pub(crate) fn conflicts_of(
    report: &str,
    journal: &Journal,
    conflicts: &[Conflict],
) -> Vec<Conflict> {
    let about = |conflict: &&Conflict| match conflict {
        Conflict::Field { report: of, .. } | Conflict::Begin { report: of } => of == report,
        Conflict::Twin { id } => journal
            .edits()
            .any(|edit| edit.id == *id && edit.report == report),
    };
    conflicts.iter().filter(about).cloned().collect()
}

/// What in a report is one or the other: fields with several values, and form and vessel if it was begun twice. An id that
/// stands for two entries is not among it: where they contradict each other, their field is.
pub(crate) fn contested(conflicts: &[Conflict]) -> Vec<&str> {
    let names = conflicts.iter().filter_map(|conflict| match conflict {
        Conflict::Field { field, .. } => Some(field.as_str()),
        Conflict::Begin { .. } => Some("form"),
        Conflict::Twin { .. } => None,
    });
    names.collect()
}

/// The files of the payload.
///
/// # Errors
/// An attachment that cannot be read.
pub(crate) fn payload(material: &Material, forms: &Forms) -> std::io::Result<Vec<File>> {
    let case = Case::fold(&material.entries);
    // What a device announced and has not delivered yet is said, not passed over.
    let missing: Vec<String> = attachments_of(&case, &material.journal)
        .into_iter()
        .filter(|sum| !material.attachments.contains_key(sum))
        .collect();
    let mut files = vec![
        json_file(
            "data/case.json".to_owned(),
            &json!({"case": material.case, "party": material.party, "state": case, "entries": material.entries,
                "attachments_missing": missing}),
        ),
        text_file("data/rules.toml", &material.rules),
        text_file("data/forms.toml", &material.forms),
        text_file("data/holidays.toml", &material.holidays),
        json_file("data/calendar.json".to_owned(), &json!(material.calendar)),
        json_file("data/lists.json".to_owned(), &material.lists),
        json_file(
            "data/partner_reports.json".to_owned(),
            &material.partner_reports,
        ),
        json_file("data/releases.json".to_owned(), &material.releases),
        json_file("data/audit.json".to_owned(), &material.audit),
        json_file("data/feeds.json".to_owned(), &material.feeds),
        json_file("data/receivers.json".to_owned(), &material.receivers),
        text_file("data/verify_package.py", SCRIPT),
    ];
    for (id, event) in &material.events {
        files.push(json_file(
            format!("data/events/{}.json", file_name(id)),
            event,
        ));
    }
    for (mmsi, card) in &material.vessels {
        files.push(json_file(format!("data/vessels/{mmsi}.json"), card));
    }
    for (mmsi, kept) in &material.tracks {
        let track = track(kept, &material.raw.cells);
        files.push(text_file(&format!("data/tracks/{mmsi}.csv"), &track));
    }
    let raw = material.raw.files.iter();
    files.extend(raw.map(|(path, bytes)| File::made(path.clone(), bytes.clone())));
    files.extend(sources(material));
    for language in LANGUAGES {
        let bytes = summary(material, &case, forms, &Catalogue::new(language));
        files.push(File::made(format!("data/summary.{language}.pdf"), bytes));
    }
    let (reports, conflicts) = material.journal.fold();
    for item in case.items.iter().filter(|item| item.kind == "report") {
        let Some(report) = reports.get(&item.id) else {
            continue;
        };
        files.extend(report_files(
            report,
            &material.journal,
            forms,
            &conflicts,
            (&material.calendar, &material.realm),
        ));
    }
    for (sum, path) in &material.attachments {
        files.push(File::kept(format!("data/attachments/{sum}"), path)?);
    }
    let mut readme = String::new();
    for language in LANGUAGES {
        readme.push_str(&Catalogue::new(language).text("package-readme", &[]));
        readme.push_str("\n\n");
    }
    files.push(text_file("data/README.txt", &readme));
    files.push(crate_metadata(material, &files));
    Ok(files)
}

/// What alerts rest on besides positions: the limits of areas, and the files in which detections came.
fn sources(material: &Material) -> Vec<File> {
    let area = |(id, area): (&String, &Value)| {
        json_file(format!("data/areas/{}.geojson", file_name(id)), area)
    };
    let mut files: Vec<File> = material.areas.iter().map(area).collect();
    if material
        .detections
        .as_array()
        .is_some_and(|all| !all.is_empty())
    {
        let path = "data/detections/index.json".to_owned();
        files.push(json_file(path, &material.detections));
    }
    for (sum, text) in &material.detection_files {
        files.push(text_file(&format!("data/detections/{sum}"), text));
    }
    files
}

/// Positions as they were heard: when, where, by which receiver, in which order they arrived, from which raw lines.
fn track(kept: &[Kept], cells: &BTreeMap<u64, String>) -> String {
    let head = "time,lat_deg,lon_deg,sog_kn,cog_deg,source,feed,receiver,arrival,raw\n";
    let mut out = head.to_owned();
    for row in kept {
        let Content::Place(place) = &row.row.content else {
            continue;
        };
        let tenth =
            |v: Option<u16>| v.map_or_else(String::new, |v| format!("{:.1}", f64::from(v) / 10.0));
        let time = Time::from_ms(row.row.time_ms);
        out.push_str(&format!(
            "{time},{:.7},{:.7},{},{},{},{},{},{},{}\n",
            f64::from(place.lat_e7) / 1e7,
            f64::from(place.lon_e7) / 1e7,
            tenth(place.sog_dkn),
            tenth(place.cog_ddeg),
            source_word(row.row.source),
            row.row.feed,
            row.row.receiver,
            row.arrival,
            cells
                .get(&row.arrival)
                .map_or("none:no-log", String::as_str),
        ));
    }
    out
}

/// The word for a kept source code.
fn source_word(code: u8) -> &'static str {
    match code {
        0 => "ais",
        1 => "vms",
        2 => "detection",
        _ => "sighting",
    }
}

fn report_files(
    report: &Report,
    journal: &Journal,
    forms: &Forms,
    conflicts: &[Conflict],
    (calendar, realm): (&Calendar, &str),
) -> Vec<File> {
    let name = file_name(&report.report);
    let edits: Vec<_> = journal
        .edits()
        .filter(|edit| edit.report == report.report)
        .collect();
    // Contradictions of other reports are of other vessels, and do not leave with this one.
    let conflicts = conflicts_of(&report.report, journal, conflicts);
    let form = forms.form(&report.form);
    let faults = form.map(|form| forms.faults(form, &report.fields));
    let whole = json!({
        "report": report, "edits": edits, "faults": faults, "conflicts": conflicts,
        "unverified": forms.unverified(&report.fields),
        "forms_version": forms.version, "forms_sha256": forms.sha256, "due": due(report, form, calendar),
    });
    let mut files = vec![json_file(format!("data/reports/{name}.json"), &whole)];
    if let Some(form) = form {
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            let told = (report, conflicts.as_slice());
            let bytes = report_sheet(told, form, forms, calendar, realm, &catalogue);
            files.push(File::made(
                format!("data/reports/{name}.{language}.pdf"),
                bytes,
            ));
        }
    }
    files
}

/// RO-Crate 1.1: what each file is, for archives and research tools.
fn crate_metadata(material: &Material, files: &[File]) -> File {
    let below = |path: &str| path.strip_prefix("data/").unwrap_or(path).to_owned();
    let mut graph = vec![
        json!({"@id": "ro-crate-metadata.json", "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}, "about": {"@id": "./"}}),
        json!({"@id": "./", "@type": "Dataset", "name": material.case, "datePublished": material.made_at,
            "creator": material.party, "identifier": material.case,
            "hasPart": files.iter().map(|file| json!({"@id": below(&file.listed.path)})).collect::<Vec<_>>()}),
    ];
    for File { listed, .. } in files {
        let kind = match listed.path.rsplit('.').next() {
            Some("json") => "application/json",
            Some("geojson") => "application/geo+json",
            Some("csv") => "text/csv",
            Some("pdf") => "application/pdf",
            Some("toml") => "application/toml",
            Some("py") => "text/x-python",
            Some("txt") => "text/plain",
            _ => "application/octet-stream",
        };
        graph.push(
            json!({"@id": below(&listed.path), "@type": "File", "encodingFormat": kind,
            "contentSize": listed.size.to_string(), "sha256": listed.sha256}),
        );
    }
    json_file(
        "data/ro-crate-metadata.json".to_owned(),
        &json!({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::paper::{contested_field, label_of, shown};
    use super::*;
    use vigie_case::{form::BUILTIN_FORMS, journal::Edit};

    /// Two reports of which two devices wrote a master's name differently, and an id that stands for two entries.
    fn journal() -> Journal {
        let set = |device: &str, seq: u64, report: &str, value: &str| -> Edit {
            serde_json::from_value(json!({"id": {"device": device, "seq": seq}, "at_ms": 0, "user": "roy",
                "report": report, "act": {"do": "set", "field": "master_name", "value": value, "replaces": []}}))
            .unwrap()
        };
        let mut journal = Journal::default();
        for edit in [
            set("a", 1, "ours", "Wang"),
            set("b", 1, "ours", "Li"),
            set("a", 2, "other", "Canary"),
            set("b", 2, "other", "Bird"),
            set("c", 1, "other", "Canary"),
            set("c", 1, "other", "Wren"),
        ] {
            assert!(journal.take(edit).unwrap());
        }
        journal
    }

    #[test]
    fn a_report_takes_its_own_contradictions_along_and_no_others() {
        let journal = journal();
        let (_, all) = journal.fold();
        assert_eq!(all.len(), 3);
        let ours = conflicts_of("ours", &journal, &all);
        assert_eq!(contested(&ours), ["master_name"]);
        assert!(!json!(ours).to_string().contains("Canary"));
        let other = conflicts_of("other", &journal, &all);
        assert!(
            other
                .iter()
                .any(|conflict| matches!(conflict, Conflict::Twin { .. }))
        );
        assert_eq!(contested(&other), ["master_name"]);
        assert_eq!(conflicts_of("none", &journal, &all), []);
    }

    #[test]
    fn names_of_files_stay_apart_and_each_page_is_marked() {
        assert_eq!(file_name("tablet-1-1"), "tablet-1-1");
        let names = ["r 1", "r_1", "r/1", "R_1", "r\u{e9}", "re\u{301}"].map(file_name);
        let apart: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(apart.len(), names.len(), "{names:?}");
        assert!(foot("r1", true).starts_with(vigie_exercise::Marking::LINE));
        assert_eq!(foot("r1", false), "r1");
    }

    #[test]
    fn a_sheet_takes_no_side() {
        let journal = journal();
        let (_, all) = journal.fold();
        let ours = conflicts_of("ours", &journal, &all);
        let forms = Forms::read(BUILTIN_FORMS).unwrap();
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            let marked = contested_field("master_name", &ours, &forms, &catalogue).unwrap();
            assert!(
                marked.contains("Wang") && marked.contains("Li"),
                "{language}: {marked}"
            );
            assert!(!marked.contains("report-contested"), "{language}");
            // Where she was boarded, which is not where she was last heard.
            let (place, last) = (label_of("position", &catalogue), "field-position");
            assert_ne!(place, catalogue.text(last, &[]), "{language}");
            assert_eq!(label_of("hold_no", &catalogue), "hold no");
            let fins = json!([{"measure": "other", "paragraph": "CMM 2022-04", "note": "fins"}]);
            let cited = shown("violations", &fins, &forms, &catalogue);
            let mark = catalogue.text("measure-not-verified", &[]);
            assert!(
                cited.contains("CMM 2022-04") && cited.contains(&mark),
                "{cited}"
            );
            assert_eq!(
                contested_field("vessel_name", &ours, &forms, &catalogue),
                None
            );
        }
    }
}
