//! `vigie partner positions`: the newest positions for a partner's own systems, as files of a folder.

use std::path::Path;

use serde_json::{Value, json};

use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use crate::exit::Exit;
use crate::export::Whole;

/// Asks the node, as often as it has more, and writes what it gives.
pub(crate) fn write(
    console: &Console,
    node: &Online<'_>,
    partner: &str,
    mut wish: Value,
    out: &Path,
) -> Result<(), Failure> {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !partner.bytes().all(named) {
        return Err(Failure::new(Exit::Data, "exchange").with("code", "partner-unknown"));
    }
    let path = format!("/api/v1/partners/{partner}/positions");
    std::fs::create_dir_all(out).map_err(|fault| Failure::file(out, &fault))?;
    let (mut files, mut released, mut withheld) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let said = node.post(&path, &wish)?;
        let list = |name: &str| said[name].as_array().cloned().unwrap_or_default();
        for message in list("messages") {
            // The name of a file is made here: what a node says is not a path.
            let text = message["text"].as_str().unwrap_or_default();
            let (ending, bytes) = match said["format"].as_str() {
                Some("naf") => ("txt", latin(text)),
                _ => ("xml", text.as_bytes().to_vec()),
            };
            let name = format!("positions-{:04}.{ending}", files.len() + 1);
            let file = out.join(&name);
            Whole::write(&file, &bytes).map_err(|fault| Failure::file(&file, &fault))?;
            files.push(json!({"file": name, "sha256": message["sha256"]}));
        }
        released.extend(list("released"));
        withheld.extend(list("withheld"));
        if said["next"].is_null() {
            break;
        }
        wish["after"] = said["next"].clone();
    }
    if console.json {
        let told = json!({"files": files, "released": released, "withheld": withheld});
        return console.result(&format!("{told}\n"));
    }
    for one in &withheld {
        let word = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        console.tell(&format!(
            "{}: {}",
            word("vessel"),
            console.text(&word("code"), &[])
        ));
    }
    let count = |list: &[Value]| (list.len() as u64).into();
    let values = [
        ("released", count(&released)),
        ("files", count(&files)),
        ("withheld", count(&withheld)),
    ];
    console.result(&(console.text("cli-partner-positions", &values) + "\n"))
}

/// ISO 8859-1: the node gives each byte as the letter of its number.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect()
}
