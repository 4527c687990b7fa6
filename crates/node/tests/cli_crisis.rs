//! `vigie crisis` from end to end, on a folder of its own.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{path::Path, process::Command};

use serde_json::Value;

fn run(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["crisis", "--json"])
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env("LANG", "C")
        .env_remove("VIGIE_LANG")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json(data: &Path, arguments: &[&str]) -> Value {
    let (code, out, err) = run(data, arguments);
    assert_eq!(code, 0, "{arguments:?}: {out}{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_register_is_opened_read_searched_and_erased_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let opened = json(
        data,
        &[
            "open",
            "Luzon earthquake",
            "--assembly",
            "Manila school",
            "--self-report",
        ],
    );
    let crisis = opened["id"].as_str().unwrap().to_owned();
    assert_eq!(json(data, &["list"])[0]["name"], "Luzon earthquake");
    let file = data.join("roster.csv");
    std::fs::write(&file, "key,family name,given names,date of birth\n1,Sato,Yuko,1984-02-29\n2,Roy,Marc,03/04/1980\n").unwrap();
    let file = file.display().to_string();
    let (code, out, _) = run(data, &["import", &crisis, &file, "--dry"]);
    assert_eq!(code, 1, "a line was set aside");
    // What would come of it; nothing is kept.
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["added"], 1);
    let nobody = &json(data, &["count", &crisis])["funnel"]["registered"];
    assert!(nobody.as_u64().is_none_or(|count| count == 0), "{nobody}");
    let (_, out, _) = run(data, &["import", &crisis, &file, "--source", "roca"]);
    let read: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (
            read["added"].as_u64(),
            read["quarantine"][0]["line"].as_u64()
        ),
        (Some(1), Some(3))
    );
    assert_eq!(json(data, &["count", &crisis])["funnel"]["registered"], 1);
    let hits = json(data, &["search", &crisis, "佐藤裕子"]);
    let person = hits[0]["id"].as_str().unwrap().to_owned();
    json(data, &["hold", &crisis, "--reason", "inquest"]);
    let (code, _, err) = run(data, &["erase", &crisis, &person]);
    assert!(code == 1 && err.contains("crisis-held"), "{err}");
    let lifted = json(data, &["hold", &crisis, "--lift"]);
    assert_eq!(lifted["hold"], Value::Null);
    assert_eq!(json(data, &["devices", &crisis]), Value::Array(Vec::new()));
    let nobody = "0".repeat(32);
    let (code, _, err) = run(data, &["revoke", &crisis, &nobody]);
    assert!(code == 1 && err.contains("not-found"), "{err}");
    let (code, xml, _) = run(data, &["export", &crisis]);
    assert!(
        code == 0 && xml.contains("pfif/1.4") && !xml.contains("Sato"),
        "no consent, no name"
    );
    assert_eq!(
        json(data, &["erase", &crisis, &person])["log_emptied"],
        true
    );
    assert_eq!(
        json(data, &["search", &crisis, "Sato Yuko"]),
        Value::Array(Vec::new())
    );
    // Headings that nobody knows are named in the refusal, and can be said.
    let list = data.join("list.csv");
    std::fs::write(&list, "Who,Meets at\nRoy Ann,Manila school\n").unwrap();
    let list = list.display().to_string();
    let (code, _, err) = run(data, &["import", &crisis, &list]);
    assert!(code == 1 && err.contains("Who | Meets at"), "{err}");
    let (code, _, err) = run(data, &["import", &crisis, &list, "--map", "nonsense=Who"]);
    assert!(code == 1 && err.contains("crisis-import-mapping"), "{err}");
    let said = ["--map", "full_name=Who", "--map", "place=Meets at"];
    let mut told = vec!["import", crisis.as_str(), list.as_str()];
    told.extend(said);
    assert_eq!(json(data, &told)["added"], 1);
    let (code, _, err) = run(data, &["count", "nothing"]);
    assert_eq!(code, 1);
    assert!(err.contains("not-found"), "{err}");
}
