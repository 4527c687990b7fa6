//! Nodes killed at any moment while they exchange: what was acknowledged to an officer arrives, once, and everything that
//! is kept is still as it was signed. `VIGIE_KILLS` says how often; `scripts/kill.sh` does it a thousand times.

use std::{collections::BTreeMap, path::Path, process::Command, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{agree_both_ways, invite, link_is, start},
    node::{Node, until},
};

const KILLS: u64 = 8;

/// A small generator: the moments of the kills are the same in every run of the same number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Writes a note to the partner; gives whether the node said that it is kept.
fn say(client: &Client, to: &str, text: &str) -> bool {
    let note =
        json!({"object": format!("partner:{to}"), "text": text, "language": "en", "to": [to]});
    let client = client.clone();
    let told = std::panic::catch_unwind(move || client.json("POST", "/api/v1/notes", &note).status);
    matches!(told, Ok(201))
}

fn heard(client: &Client, from: &str) -> BTreeMap<String, usize> {
    let path = format!("/api/v1/notes?limit=2000&object=partner:{from}");
    let notes = client.get(&path).json();
    let mut count = BTreeMap::new();
    for note in notes["notes"].as_array().unwrap() {
        if note["party"] == from {
            *count
                .entry(note["text"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
    }
    count
}

fn verified(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    let output = command
        .args(["--json", "verify", "--data"])
        .arg(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
}

/// A token: signing in anew after every kill would take longer than everything else.
fn by_token(administrator: &Client) -> Client {
    let wish = json!({"name": "kill", "role": "administrator"});
    let made = administrator.json("POST", "/api/v1/tokens", &wish);
    assert_eq!(made.status, 201, "{:?}", made.json());
    Client {
        port: administrator.port,
        token: made.json()["token"].as_str().map(str::to_owned),
        ..Client::default()
    }
}

struct Side {
    folder: tempfile::TempDir,
    party: &'static str,
    node: Option<Node>,
    client: Client,
}

impl Side {
    fn new(party: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let node = start(folder.path(), party, &[]);
        let client = node.administrator();
        Self {
            folder,
            party,
            node: Some(node),
            client,
        }
    }

    /// Killed and started again, on the same place for partners.
    fn killed(&mut self) {
        self.node.take().unwrap().kill();
        let node = start(self.folder.path(), self.party, &[]);
        self.client.port = node.port;
        self.node = Some(node);
    }
}

#[test]
fn killed_nodes_lose_nothing_and_say_nothing_twice() {
    let kills = std::env::var("VIGIE_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(KILLS);
    let mut sides = [Side::new("ca-ccg"), Side::new("jp-jcg")];
    invite(&sides[0].client, &sides[1].client);
    invite(&sides[1].client, &sides[0].client);
    link_is(&sides[0].client, "up");
    agree_both_ways(&sides[0].client, &sides[1].client);
    for side in &mut sides {
        side.client = by_token(&side.client);
    }
    let mut dice = Dice(2026);
    let mut kept: [Vec<String>; 2] = Default::default();
    let mut tried = 0;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for round in 0..kills {
        let victim = usize::try_from(dice.below(2)).unwrap();
        let wait = Duration::from_millis(dice.below(400));
        let clients = [sides[0].client.clone(), sides[1].client.clone()];
        // Both talk while one of them is killed at some moment.
        let talk = std::thread::spawn(move || {
            let mut said: [Vec<String>; 2] = Default::default();
            for n in 0..3 {
                for (at, to) in [(0, "jp-jcg"), (1, "ca-ccg")] {
                    let text = format!("{round} {n} from {at}");
                    if say(&clients[at], to, &text) {
                        said[at].push(text);
                    }
                }
            }
            said
        });
        std::thread::sleep(wait);
        sides[victim].killed();
        for (all, said) in kept.iter_mut().zip(talk.join().unwrap()) {
            tried += 3;
            all.extend(said);
        }
    }
    std::panic::set_hook(hook);
    let total = kept[0].len() + kept[1].len();
    assert!(total as u64 > kills, "{total} of {tried} notes were kept");
    for (from, to) in [(0, 1), (1, 0)] {
        let newest = kept[from].len().saturating_sub(1_500);
        let wanted = &kept[from][newest..];
        let path = format!(
            "/api/v1/notes?limit=2000&object=partner:{}",
            sides[from].party
        );
        let has_all = |notes: &Value| {
            let text = notes.to_string();
            wanted
                .iter()
                .all(|note| text.contains(&format!("\"{note}\"")))
        };
        until(&sides[to].client, &path, has_all);
        let heard = heard(&sides[to].client, sides[from].party);
        assert!(
            heard.values().all(|count| *count == 1),
            "said twice: {heard:?}"
        );
        let refused = sides[to].client.get("/api/v1/partners").json();
        let partner = &refused["partners"][0];
        assert_eq!(
            (&partner["fork"], &partner["log_fault"]),
            (&Value::Null, &Value::Null),
            "{partner}"
        );
    }
    for side in &mut sides {
        assert!(side.node.take().unwrap().stop());
        verified(side.folder.path());
    }
    println!("{kills} kills: {total} of {tried} notes were kept, each arrived once");
}
