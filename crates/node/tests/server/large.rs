//! A list of more than a megabyte between two real nodes: in pieces, over a link that stands still in the middle, with both nodes
//! killed there; shown when it is whole and not before, taken over, taken back, and gone from the files. And over the thin
//! carrier.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, link_is, place},
    node::until,
    relink,
    side::{PARTIES, Side, agreed, heard, say, verified},
};

pub(crate) const LISTS: &str = r#"
[kind.vessel-list]
release = "whole"
level_max = "protected"
hold = "investigation"

[kind.note]
release = "whole"
level_max = "community"
"#;

/// What a link may still carry towards the node behind it, bytes; at zero it stands still.
struct Tap {
    left: Mutex<u64>,
    changed: Condvar,
}

impl Tap {
    fn open(&self, bytes: u64) {
        *self.left.lock().unwrap() = bytes;
        self.changed.notify_all();
    }

    fn is_dry(&self) -> bool {
        *self.left.lock().unwrap() == 0
    }

    /// Waits until something may pass; gives how much of so many bytes.
    fn take(&self, wanted: usize) -> usize {
        let mut left = self.left.lock().unwrap();
        while *left == 0 {
            left = self.changed.wait(left).unwrap();
        }
        let taken = (wanted as u64).min(*left);
        *left -= taken;
        usize::try_from(taken).unwrap()
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream, tap: Option<Arc<Tap>>) {
    let mut buffer = [0; 16_384];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let mut at = 0;
        while at < count {
            let end = at
                + tap
                    .as_ref()
                    .map_or(count, |tap| tap.take(count - at))
                    .min(count - at);
            if to.write_all(&buffer[at..end]).is_err() {
                drop(from.shutdown(Shutdown::Both));
                return;
            }
            at = end;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}

/// A link before a port that can be made to stand still; gives the port that others call.
fn tapped(behind: SocketAddr) -> (SocketAddr, Arc<Tap>) {
    let tap = Arc::new(Tap {
        left: Mutex::new(u64::MAX),
        changed: Condvar::new(),
    });
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let of_all = Arc::clone(&tap);
    std::thread::spawn(move || {
        for caller in listener.incoming() {
            let caller = caller.unwrap();
            // Nobody there yet: the caller tries again.
            let Ok(callee) = TcpStream::connect(behind) else {
                continue;
            };
            let back = (callee.try_clone().unwrap(), caller.try_clone().unwrap());
            let tap = Arc::clone(&of_all);
            std::thread::spawn(move || copy(caller, callee, Some(tap)));
            std::thread::spawn(move || copy(back.0, back.1, None));
        }
    });
    (address, tap)
}

/// A list of names that hardly pack.
pub(crate) fn csv(rows: u32) -> String {
    let mut state = 9_u64;
    let mut name = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        format!("{state:016x}")
    };
    let mut text = "mmsi,name\n".to_owned();
    for row in 0..rows {
        text.push_str(&format!("{},{} {}\n", 412_000_000 + row, name(), name()));
    }
    text
}

pub(crate) fn loaded(client: &Client, text: &str) -> Value {
    let kind = [("content-type", "text/csv")];
    let path = "/api/v1/lists?name=register&kind=iuu&source=office";
    let added = client.send("POST", path, &kind, text.as_bytes());
    assert_eq!(added.status, 201, "{:?}", added.json());
    added.json()["list"]["id"].clone()
}

pub(crate) fn released(client: &Client, id: &Value) -> u64 {
    let wish =
        json!({"party": PARTIES[1], "kind": "vessel-list", "id": id, "purpose": "fisheries"});
    let released = client.json("POST", "/api/v1/releases", &wish);
    assert_eq!(released.status, 201, "{:?}", released.json());
    released.json()["seq"].as_u64().unwrap()
}

const COPIES: &str = "/api/v1/shared?kind=vessel-list";

/// What the partner shows of lists.
fn copies(client: &Client) -> Vec<Value> {
    let shown = client.get(COPIES).json();
    shown["copies"].as_array().unwrap().clone()
}

fn until_dry(tap: &Tap) {
    for _ in 0..1_200 {
        if tap.is_dry() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the link carried less than it may");
}

fn ledgers(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(ledgers(&path));
        } else if path.file_name().is_some_and(|name| name == "ledger.sqlite") {
            found.push(path);
        }
    }
    found
}

/// The keys under which the pieces that came are sealed, from the store itself.
pub(crate) fn keys(folder: &Path) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    for path in ledgers(folder) {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = rusqlite::Connection::open_with_flags(path, flags).unwrap();
        let sql = "SELECT k.key FROM stream_entries e JOIN seal_keys k ON k.id = e.seal_key
                   WHERE e.way = 1 AND length(e.sealed) > 4000";
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        keys.extend(rows.map(Result::unwrap));
    }
    keys
}

pub(crate) fn holds(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        // A file that went meanwhile holds nothing.
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(wanted.len()).any(|found| found == wanted)
    })
}

#[test]
fn a_list_of_a_megabyte_survives_a_link_that_stands_still_and_two_kills() {
    let there = tempfile::tempdir().unwrap();
    let (through, tap) = tapped(place(there.path()).parse().unwrap());
    let address = format!("https://{through}");
    let mut ca = Side::new(PARTIES[0]);
    let mut jp = Side::with(there, PARTIES[1], &[], &["--partner-address", &address]);
    agreed([&mut ca.client, &mut jp.client]);
    agree_on(&ca.client, &jp.client, 2, [LISTS, NOTES]);
    let text = csv(40_000);
    assert!(text.len() > 1_500_000);
    let id = loaded(&ca.client, &text);

    // The link stands still in the middle; each is killed there once. What came is kept, and nothing of it shown.
    tap.open(300_000);
    let seq = released(&ca.client, &id);
    until_dry(&tap);
    assert_eq!(copies(&jp.client), Vec::<Value>::new());
    jp.kill();
    tap.open(300_000);
    jp.start();
    until_dry(&tap);
    let pieces = keys(jp.folder()).len();
    assert!(pieces > 20, "{pieces}");
    assert_eq!(copies(&jp.client), Vec::<Value>::new());
    ca.kill();
    tap.open(u64::MAX);
    ca.start();
    let shown = until(&jp.client, COPIES, |it| it["copies"][0]["state"] == "shown");
    assert_eq!(shown["copies"].as_array().unwrap().len(), 1);
    let copy = &shown["copies"][0];
    assert_eq!(
        (&copy["seq"], &copy["left_out"]),
        (&json!(seq), &json!(["csv"]))
    );
    assert_eq!(copy["body"]["name"], "register");
    let one = format!("/api/v1/shared/{}/{seq}", PARTIES[0]);
    let whole = jp.client.get(&one).json();
    assert_eq!(whole["body"]["csv"], text, "every byte");
    let state = |wanted: &'static str| {
        move |all: &Value| {
            let mut rows = all["releases"].as_array().unwrap().iter();
            rows.any(|row| row["seq"] == seq && row["state"] == wanted)
        }
    };
    until(&ca.client, "/api/v1/releases", state("acknowledged"));

    // Taken back, it is gone as one, with every key of a piece.
    let keys = keys(jp.folder());
    assert!(keys.len() > pieces && keys.iter().step_by(40).all(|key| holds(jp.folder(), key)));
    let recall = format!("/api/v1/releases/{}/{seq}/recall", PARTIES[1]);
    let why = json!({"reason": "wrong register"});
    assert_eq!(ca.client.json("POST", &recall, &why).status, 204);
    until(&ca.client, "/api/v1/releases", state("purged"));
    assert_eq!(copies(&jp.client), Vec::<Value>::new());
    assert_eq!(jp.client.get(&one).code(), "copy-unknown");
    jp.stop();
    assert!(keys.iter().step_by(40).all(|key| !holds(jp.folder(), key)));
    for side in [&ca, &jp] {
        verified(side.folder());
    }
    jp.start();
    link_is(&ca.client, "up");
    assert_eq!(copies(&jp.client), Vec::<Value>::new());
    ca.stop();
    jp.stop();
}

#[test]
fn a_large_list_crosses_the_thin_carrier_and_an_alert_passes_it() {
    let [mut ca, mut jp] = PARTIES.map(|party| relink::side(party, "thin"));
    agreed([&mut ca.client, &mut jp.client]);
    agree_on(&ca.client, &jp.client, 2, [LISTS, NOTES]);
    // Too large for a record; packed, it is some ten pieces.
    let long = "A LONG NAME ".repeat(20);
    let rows = (0..1_200).map(|row| format!("{},{long}\n", 431_000_000 + row));
    let text = csv(1_200) + &rows.collect::<String>();
    assert!(text.len() > 300_000);
    let id = loaded(&ca.client, &text);
    let seq = released(&ca.client, &id);
    assert!(say(&ca.client, PARTIES[1], "a word between the pieces"));
    until(&jp.client, "/api/v1/partners", |_| {
        heard(&jp.client, PARTIES[0]).contains_key("a word between the pieces")
    });
    assert_eq!(
        copies(&jp.client),
        Vec::<Value>::new(),
        "it is not there yet"
    );
    until(&jp.client, COPIES, |it| it["copies"][0]["state"] == "shown");
    let whole = jp
        .client
        .get(&format!("/api/v1/shared/{}/{seq}", PARTIES[0]));
    assert_eq!(whole.json()["body"]["csv"], text);
    ca.stop();
    jp.stop();
}
