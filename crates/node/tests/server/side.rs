//! One of two partners that go through trouble together: killed and started again on the same place, heard in its notes.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    thread::JoinHandle,
};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{agree_both_ways, meet, serving},
    node::{Node, until},
};

pub(crate) const PARTIES: [&str; 2] = ["ca-ccg", "jp-jcg"];

/// A small generator: the moments of the kills are the same in every run of the same number.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A clock that is wrong, as libfaketime shows it to a process. The monotonic clock stays right, as it does in real life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Skew {
    pub(crate) minutes: i64,
}

impl Skew {
    /// Where the library is; without it clocks stay right.
    fn library() -> Option<PathBuf> {
        let places = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
        let file = |place| PathBuf::from(format!("/usr/lib/{place}/faketime/libfaketime.so.1"));
        places.into_iter().map(file).find(|path| path.exists())
    }

    /// Whether clocks can be made wrong here; says so if not.
    pub(crate) fn is_there() -> bool {
        let is_there = Self::library().is_some();
        if !is_there {
            println!("skipped: libfaketime is not installed");
        }
        is_there
    }

    pub(crate) fn apply(self, command: &mut Command) {
        if self.minutes == 0 {
            return;
        }
        match Self::library() {
            Some(path) => drop(
                command
                    .env("LD_PRELOAD", path)
                    .env("FAKETIME", format!("{:+}m", self.minutes))
                    .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                    .env("DONT_FAKE_MONOTONIC", "1"),
            ),
            None => drop(Self::is_there()),
        }
    }
}

/// A folder, the node on it while it runs, and its administrator.
pub(crate) struct Side {
    folder: tempfile::TempDir,
    pub(crate) party: &'static str,
    feeds: Vec<PathBuf>,
    more: Vec<String>,
    /// How wrong the clock of the node is from its next start on.
    pub(crate) skew: Skew,
    node: Option<Node>,
    pub(crate) client: Client,
}

impl Side {
    pub(crate) fn new(party: &'static str) -> Self {
        Self::with(tempfile::tempdir().unwrap(), party, &[], &[])
    }

    pub(crate) fn with(
        folder: tempfile::TempDir,
        party: &'static str,
        feeds: &[&Path],
        more: &[&str],
    ) -> Self {
        let mut side = Self {
            folder,
            party,
            feeds: feeds.iter().map(|&feed| feed.to_owned()).collect(),
            more: more.iter().map(|&word| word.to_owned()).collect(),
            skew: Skew::default(),
            node: None,
            client: Client::default(),
        };
        side.start();
        side.client = side.node().administrator();
        side
    }

    pub(crate) fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// On the same place for partners as before.
    pub(crate) fn start(&mut self) {
        let feeds: Vec<&Path> = self.feeds.iter().map(PathBuf::as_path).collect();
        let more: Vec<&str> = self.more.iter().map(String::as_str).collect();
        let mut command = serving(self.folder.path(), self.party, &feeds, &more);
        self.skew.apply(&mut command);
        let node = Node::run(command, self.folder.path());
        self.client.port = node.port;
        self.node = Some(node);
    }

    pub(crate) fn kill(&mut self) {
        self.node.take().unwrap().kill();
    }

    /// Killed and started again.
    pub(crate) fn killed(&mut self) {
        self.kill();
        self.start();
    }

    /// Ends as asked, and well.
    pub(crate) fn stop(&mut self) {
        assert!(self.node.take().unwrap().stop(), "ends well");
    }
}

/// Partners with an agreement each way; from here on by token, for signing in anew after every kill would take longer than
/// everything else.
pub(crate) fn agreed([one, other]: [&mut Client; 2]) {
    meet(one, other);
    agree_both_ways(one, other);
    for client in [one, other] {
        *client = by_token(client);
    }
}

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

/// Cuts the link to this partner, or heals it.
pub(crate) fn cut(client: &Client, partner: &str, cut: bool) {
    let path = format!("/api/v1/partners/{partner}/link");
    let answer = client.json("PUT", &path, &json!({"cut": cut}));
    assert!(answer.status < 300, "{:?}", answer.json());
}

/// Writes a note to the partner; gives whether the node said that it is kept.
pub(crate) fn say(client: &Client, to: &str, text: &str) -> bool {
    let note =
        json!({"object": format!("partner:{to}"), "text": text, "language": "en", "to": [to]});
    let client = client.clone();
    let told = std::panic::catch_unwind(move || client.json("POST", "/api/v1/notes", &note).status);
    matches!(told, Ok(201))
}

/// Both say three notes each, meanwhile; gives those that were kept.
pub(crate) fn talk(sides: &[Side; 2], what: &str) -> JoinHandle<[Vec<String>; 2]> {
    let clients = [sides[0].client.clone(), sides[1].client.clone()];
    let what = what.to_owned();
    std::thread::spawn(move || {
        let mut said: [Vec<String>; 2] = Default::default();
        for n in 0..3 {
            for at in 0..2 {
                let text = format!("{what} {n} from {at}");
                if say(&clients[at], PARTIES[1 - at], &text) {
                    said[at].push(text);
                }
            }
        }
        said
    })
}

fn notes_from(party: &str) -> String {
    format!("/api/v1/notes?limit=2000&object=partner:{party}")
}

pub(crate) fn heard(client: &Client, from: &str) -> BTreeMap<String, usize> {
    let notes = client.get(&notes_from(from)).json();
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

/// What officers were told is kept since the last look arrived, each once.
pub(crate) fn arrived(sides: &[Side; 2], kept: &[Vec<String>; 2], checked: &[usize; 2]) {
    for (from, to) in [(0, 1), (1, 0)] {
        let wanted = &kept[from][checked[from]..];
        let has_all = |notes: &Value| {
            let text = notes.to_string();
            wanted
                .iter()
                .all(|note| text.contains(&format!("\"{note}\"")))
        };
        let (client, party) = (&sides[to].client, sides[from].party);
        until(client, &notes_from(party), has_all);
        let heard = heard(client, party);
        assert!(
            heard.values().all(|count| *count == 1),
            "said twice: {heard:?}"
        );
        let partners = client.get("/api/v1/partners").json();
        let partner = &partners["partners"][0];
        assert_eq!(
            (&partner["fork"], &partner["log_fault"]),
            (&Value::Null, &Value::Null),
            "{partner}"
        );
    }
}

pub(crate) fn verified(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    let output = command
        .args(["--json", "verify", "--data"])
        .arg(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
}
