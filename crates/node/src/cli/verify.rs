//! `vigie verify`: whether what a node keeps of the exchange is as it was written, and whether a proof or a sealed parcel
//! is genuine. Finding anything is exit code 1.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};
use vigie_case::package::RawRows;
use vigie_exchange::{SignedHead, unhex};

use super::args::VerifyArguments;
use super::console::Console;
use super::failure::Failure;
use super::offline::folder_of;
use crate::evidence::verify as evidence;
use crate::exit::Exit;
use crate::partner::desk::DeskError;
use crate::partner::parcel::{MARK, PARCEL_BYTES_MAX};
use crate::partner::{proof, verify};
use crate::raw::{self, RawReport};

pub(crate) fn run(console: &Console, arguments: &VerifyArguments) -> Result<(), Failure> {
    if arguments.files.is_empty() {
        return folder(console, arguments);
    }
    let mut wrong = 0;
    for path in &arguments.files {
        wrong += usize::from(!file(console, arguments, path)?);
    }
    failed(wrong)
}

fn failed(count: usize) -> Result<(), Failure> {
    match count {
        0 => Ok(()),
        count => Err(Failure::new(Exit::Data, "check-failed").with("count", count)),
    }
}

fn folder(console: &Console, arguments: &VerifyArguments) -> Result<(), Failure> {
    let (folder, _) = folder_of(&arguments.folder)?;
    if !folder.join("ledger.sqlite").exists() {
        return Err(Failure::new(Exit::Io, "folder-without-node").with("path", folder.display()));
    }
    let heads = arguments.head.iter().map(|text| {
        let head = unhex(text).and_then(|bytes| SignedHead::decode(&bytes).ok());
        head.ok_or_else(|| Failure::new(Exit::Usage, "head-unreadable").with("text", text))
    });
    let heads = heads.collect::<Result<Vec<_>, _>>()?;
    let raw = raw::verify(&folder).map_err(DeskError::from)?;
    let opened = match verify::open(&folder) {
        // What a node without partners received can be checked all the same.
        Err(DeskError::Refused("no-exchange")) if raw.feeds > 0 => None,
        opened => Some(opened?),
    };
    let has_exchange = opened.is_some();
    let report = opened.map(|mut opened| opened.verify(&heads)).transpose()?;
    let mut report = report.unwrap_or_default();
    report
        .findings
        .extend(raw.findings.iter().map(|(code, place)| verify::Finding {
            what: "raw",
            code: (*code).to_owned(),
            place: place.clone(),
        }));
    if console.json {
        let mut shown = report.json();
        shown["raw"] = raw.json();
        console.result(&format!("{shown}\n"))?;
        return failed(report.findings.len());
    }
    tell_folder(console, &report, has_exchange, &raw)?;
    failed(report.findings.len())
}

fn tell_folder(
    console: &Console,
    report: &verify::Report,
    has_exchange: bool,
    raw: &RawReport,
) -> Result<(), Failure> {
    let counts = [
        ("party", report.party.as_str().into()),
        ("audit", report.audit.into()),
        ("records", report.records.into()),
        ("partners", report.partners.into()),
        ("entries", report.entries.into()),
        ("uncovered", report.uncovered.into()),
    ];
    if has_exchange {
        console.result(&(console.text("verify-counts", &counts) + "\n"))?;
    }
    if raw.feeds > 0 {
        let counts = [
            ("feeds", raw.feeds.into()),
            ("segments", raw.segments.into()),
            ("gone", raw.gone.into()),
        ];
        console.result(&(console.text("verify-raw", &counts) + "\n"))?;
    }
    for finding in &report.findings {
        let values = [
            ("what", finding.what.into()),
            ("code", finding.code.as_str().into()),
            ("place", finding.place.as_str().into()),
        ];
        console.result(&(console.text("verify-finding", &values) + "\n"))?;
    }
    Ok(())
}

fn begins(path: &Path) -> std::io::Result<[u8; 4]> {
    let mut first = [0; 4];
    // A shorter file is no package.
    drop(std::fs::File::open(path)?.read_exact(&mut first));
    Ok(first)
}

/// Checks an evidence package, a folder or an archive; gives whether it is sound.
fn package(console: &Console, path: &Path) -> Result<bool, Failure> {
    let name = path.display().to_string();
    let checked = match evidence::verify(path) {
        Ok(checked) => checked,
        Err(evidence::VerifyError::Disk { source, .. }) => {
            return Err(Failure::file(path, &source));
        }
        Err(fault) => {
            let shown = wrong("package", path, &fault.to_string(), 0);
            let values = [
                ("file", name.into()),
                ("code", fault.to_string().into()),
                ("place", 0.into()),
            ];
            console.result(&if console.json {
                format!("{shown}\n")
            } else {
                console.text("verify-file-wrong", &values) + "\n"
            })?;
            return Ok(false);
        }
    };
    if console.json {
        let shown =
            json!({"ok": checked.is_sound(), "form": "package", "file": path, "checked": checked});
        console.result(&format!("{shown}\n"))?;
        return Ok(checked.is_sound());
    }
    let values = [
        ("file", name.as_str().into()),
        ("case", checked.case.as_str().into()),
        ("made", checked.made_at.as_str().into()),
        ("realm", checked.realm.as_str().into()),
        ("files", checked.files.into()),
    ];
    let sound = if checked.is_sound() {
        "verify-package"
    } else {
        "verify-package-wrong"
    };
    console.result(&(console.text(sound, &values) + "\n"))?;
    for signer in &checked.signers {
        let values = [
            ("party", signer.party.as_str().into()),
            ("fingerprint", signer.fingerprint.as_str().into()),
        ];
        console.result(&(console.text("verify-signer", &values) + "\n"))?;
    }
    tell_rows(console, &checked.raw)?;
    for fault in &checked.faults {
        let values = [
            ("what", fault.path.as_str().into()),
            ("code", fault.code.into()),
            ("place", "".into()),
        ];
        console.result(&(console.text("verify-finding", &values) + "\n"))?;
    }
    Ok(checked.is_sound())
}

/// What the rows of the tracks in a package rest on.
fn tell_rows(console: &Console, rows: &RawRows) -> Result<(), Failure> {
    let counts = [
        ("lines", rows.lines.into()),
        ("whole", rows.whole.into()),
        ("place", rows.place.into()),
        ("present", rows.present.into()),
    ];
    console.result(&(console.text("verify-rows", &counts) + "\n"))?;
    for (why, count) in &rows.without {
        let reason = console.text(&format!("raw-why-{why}"), &[]);
        let values = [("count", (*count).into()), ("reason", reason.into())];
        console.result(&(console.text("raw-without", &values) + "\n"))?;
    }
    if rows.unreferenced > 0 {
        let values = [("count", rows.unreferenced.into())];
        console.result(&(console.text("verify-rows-unreferenced", &values) + "\n"))?;
    }
    Ok(())
}

/// Checks one file; gives whether it is genuine.
fn file(console: &Console, arguments: &VerifyArguments, path: &Path) -> Result<bool, Failure> {
    let fault = |fault: std::io::Error| Failure::file(path, &fault);
    if path.is_dir() || begins(path).map_err(fault)? == *b"PK\x03\x04" {
        return package(console, path);
    }
    let size = std::fs::metadata(path).map_err(fault)?.len();
    if size > PARCEL_BYTES_MAX as u64 {
        return Err(Failure::new(Exit::Data, "exchange").with("code", "proof-too-large"));
    }
    let bytes = std::fs::read(path).map_err(fault)?;
    let shown = if !bytes.starts_with(MARK) {
        proof_told(arguments, path, &bytes)?
    } else {
        let (folder, _) = folder_of(&arguments.folder)?;
        let opened = verify::open(&folder)?;
        match opened.verify_parcel(&bytes) {
            Ok((messages, party)) => told(
                "parcel",
                path,
                json!({"messages": messages, "party": party}),
            ),
            Err((at, code)) => wrong("parcel", path, &code, at),
        }
    };
    let genuine = shown["ok"] == true;
    if console.json {
        console.result(&format!("{shown}\n"))?;
        return Ok(genuine);
    }
    let text = |name: &str| match &shown[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let id = match (genuine, shown["form"] == "proof") {
        (false, _) => "verify-file-wrong",
        (true, true) => "verify-proof",
        (true, false) => "verify-parcel",
    };
    let names = [
        "file",
        "code",
        "place",
        "from",
        "from_fingerprint",
        "to",
        "to_fingerprint",
        "seq",
        "released",
        "messages",
        "party",
    ];
    let values: Vec<_> = names
        .iter()
        .map(|name| (*name, text(name).into()))
        .collect();
    let mut line = console.text(id, &values);
    for more in said_besides(console, &shown) {
        line = format!("{line}\n{more}");
    }
    console.result(&(line + "\n"))?;
    Ok(genuine)
}

/// What a proof says besides who released what to whom.
fn said_besides(console: &Console, shown: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let whole = &shown["whole"];
    if whole.is_object() {
        let (sum, bytes) = (whole["sha256"].as_str(), whole["bytes"].as_u64());
        let values = [
            ("sum", sum.unwrap_or_default().into()),
            ("bytes", bytes.unwrap_or_default().into()),
            (
                "pieces",
                whole["pieces"].as_u64().unwrap_or_default().into(),
            ),
        ];
        let id = if whole["joined"] == true {
            "verify-whole"
        } else {
            "verify-whole-named"
        };
        lines.push(console.text(id, &values));
    }
    if shown["body_is_given"] == true {
        lines.push(console.text("verify-body", &[]));
    }
    if shown["key_renewed_in_person"] == true {
        lines.push(console.text("verify-renewed", &[]));
    }
    if let Some(at) = shown["receipt"]["at"].as_str() {
        lines.push(console.text("verify-receipt", &[("at", at.into())]));
    }
    lines
}

/// Checks a proof, and whether what it shows are the bytes given with `--body`.
fn proof_told(arguments: &VerifyArguments, path: &Path, bytes: &[u8]) -> Result<Value, Failure> {
    let body = arguments.body.as_deref().map(|body| {
        let read = std::fs::read(body);
        read.map_err(|fault| Failure::file(body, &fault))
    });
    let body = body.transpose()?;
    let checked = proof::check(bytes).and_then(|proven| {
        body.as_ref().map_or(Ok(()), |body| proven.is_of(body))?;
        Ok(proven.shown())
    });
    Ok(match checked {
        Ok(mut shown) => {
            if body.is_some() {
                shown["body_is_given"] = json!(true);
            }
            told("proof", path, shown)
        }
        Err(code) => wrong("proof", path, code, 0),
    })
}

fn told(form: &str, path: &Path, mut shown: Value) -> Value {
    shown["ok"] = json!(true);
    shown["form"] = json!(form);
    shown["file"] = json!(path);
    shown
}

fn wrong(form: &str, path: &Path, code: &str, at: u64) -> Value {
    json!({"ok": false, "form": form, "file": path, "code": code, "place": at})
}
