//! A campaign of messages while the node is killed: what the gateway takes holds each person once, whatever was killed when
//! and however often the officer sends again.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::{client::Client, crisis_joint::officer, node::Node, side::Dice};

/// `VIGIE_KILLS` says how often otherwise.
const KILLS: u64 = 6;
const PEOPLE: usize = 1_500;

/// Takes what is in the folder as a gateway does: reads, sends, deletes. Counts each message.
fn take(outbox: &Path, sent: &mut BTreeMap<String, usize>) {
    let Ok(files) = std::fs::read_dir(outbox) else {
        return;
    };
    for file in files.flatten() {
        let path = file.path();
        if !path.is_file() {
            continue;
        }
        let name = file.file_name().into_string().unwrap();
        assert!(!name.starts_with('.'), "{name}: a file that is not whole");
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|_| name.ends_with(".jsonl")) {
            let line: Value = serde_json::from_str(line).unwrap();
            *sent
                .entry(line["id"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
        std::fs::remove_file(path).unwrap();
    }
}

fn send(officer: &Client, crisis: &str, id: &str) -> Option<(u16, Value)> {
    let wish = json!({"template": "over", "audience": {"kind": "all"}, "id": id});
    let officer = officer.clone();
    let path = format!("/api/v1/crises/{crisis}/messages");
    let answer = std::panic::catch_unwind(move || {
        let answer = officer.json("POST", &path, &wish);
        (answer.status, answer.json())
    });
    answer.ok()
}

#[test]
fn a_campaign_survives_kills_and_tells_each_person_once() {
    let kills = std::env::var("VIGIE_KILLS");
    let kills = kills.ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let consul = officer(&node, &node.administrator());
    let opened = consul.json("POST", "/api/v1/crises", &json!({"name": "Luzon"}));
    let crisis = opened.json()["id"].as_str().unwrap().to_owned();
    let mut roster = "key,family,given,phone,language\n".to_owned();
    for n in 0..PEOPLE {
        let language = ["en", "fr", "ja", ""][n % 4];
        roster += &format!("{n},Family{n},Given{n},+1 613 555 {n:04},{language}\n");
    }
    let import = format!("/api/v1/crises/{crisis}/import?source=file");
    let read = consul.send("POST", &import, &[], roster.as_bytes());
    assert_eq!(read.json()["added"], PEOPLE, "{}", read.code());

    // A look sends nothing, before anything was sent too.
    let look = json!({"template": "over", "audience": {"kind": "all"}, "dry": true});
    let looked = consul.json("POST", &format!("/api/v1/crises/{crisis}/messages"), &look);
    assert_eq!(
        (looked.status, &looked.json()["sms"]),
        (200, &json!(PEOPLE))
    );
    let outbox = folder.path().join("live/outbox");
    let over = Arc::new(AtomicBool::new(false));
    let gateway = std::thread::spawn({
        let (outbox, over) = (outbox.clone(), Arc::clone(&over));
        move || {
            let mut sent = BTreeMap::new();
            loop {
                let last = over.load(Ordering::SeqCst);
                take(&outbox, &mut sent);
                if last {
                    return sent;
                }
                std::thread::sleep(Duration::from_millis(3));
            }
        }
    });
    let mut dice = Dice(2027);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut node, mut consul, mut cut) = (node, consul, 0);
    for round in 0..kills {
        let id = format!("{:032x}", round + 1);
        let wait = Duration::from_millis(dice.below(1_200));
        let sending = std::thread::spawn({
            let (consul, crisis, id) = (consul.clone(), crisis.clone(), id.clone());
            move || send(&consul, &crisis, &id)
        });
        std::thread::sleep(wait);
        node.kill();
        let answered = sending.join().unwrap().is_some();
        cut += u64::from(!answered);
        node = Node::start(folder.path(), &[]);
        consul = node.sign_in("consul");
        // Who does not know whether it was sent sends again.
        let (status, account) = send(&consul, &crisis, &id).unwrap();
        assert!(status == 200 || status == 201, "{account}");
        assert!(!answered || status == 200, "what was answered was kept");
        assert_eq!(account["sms"], PEOPLE);
    }
    std::panic::set_hook(hook);
    over.store(true, Ordering::SeqCst);
    let sent = gateway.join().unwrap();
    assert_eq!(sent.len() as u64, kills * PEOPLE as u64);
    assert!(sent.values().all(|times| *times == 1), "sent twice");
    let staged = std::fs::read_dir(outbox.join(".staged")).unwrap();
    assert_eq!(staged.count(), 0);
    println!(
        "{kills} kills, {cut} of them before the answer: {} messages, each once",
        sent.len()
    );
    let all = consul.get(&format!("/api/v1/crises/{crisis}/messages"));
    let all = all.json()["messages"].as_array().unwrap().len() as u64;
    assert_eq!(all, kills);
    assert!(node.stop());
}
