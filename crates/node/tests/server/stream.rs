//! The event stream and the position frames.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    net::TcpStream,
};

use serde_json::Value;

use crate::{
    client::{Client, chunk},
    node::{Node, recording, settled},
};

struct Message {
    id: u64,
    event: String,
    data: Value,
}

struct Messages {
    reader: BufReader<TcpStream>,
    text: String,
}

impl Messages {
    fn open(client: &Client, last: Option<u64>) -> Self {
        let last = last.map(|seq| seq.to_string());
        let extra: Vec<(&str, &str)> = last
            .as_deref()
            .map(|seq| ("last-event-id", seq))
            .into_iter()
            .collect();
        Self {
            reader: client.stream("/api/v1/stream", &extra),
            text: String::new(),
        }
    }
}

impl Iterator for Messages {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        loop {
            while let Some((message, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    message
                        .lines()
                        .find_map(|l| l.strip_prefix(name))
                        .map(str::to_owned)
                };
                let (id, event, data) = (field("id: "), field("event: "), field("data: "));
                self.text = rest.to_owned();
                if let (Some(id), Some(event), Some(data)) = (id, event, data) {
                    let data = serde_json::from_str(&data).unwrap();
                    return Some(Message {
                        id: id.parse().unwrap(),
                        event,
                        data,
                    });
                }
            }
            let chunk = chunk(&mut self.reader)?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn changes(client: &Client, last: u64, wanted: usize) -> Vec<(u64, String)> {
    Messages::open(client, Some(last))
        .filter(|m| m.event == "change")
        .take(wanted)
        .map(|m| {
            assert_eq!(m.data["seq"], m.id);
            (m.id, m.data["event"].to_string())
        })
        .collect()
}

#[test]
fn a_client_that_comes_back_misses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    drop(node);

    // One client listens from before the first event; the feed comes with the next start.
    let node = Node::start(folder.path(), &[&path]);
    let client = Client {
        port: node.port,
        ..client
    };
    settled(&client);
    let total = client.get("/api/v1/events?limit=1000").json()["total"]
        .as_u64()
        .unwrap();
    assert!(total > 0);
    let first = Messages::open(&client, Some(0))
        .find(|m| m.event == "status")
        .unwrap();
    assert_eq!(first.data["realm"], "live");
    let count = usize::try_from(first.id).unwrap();
    let all = changes(&client, 0, count);
    assert_eq!(
        all.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(),
        (1..=first.id).collect::<Vec<_>>()
    );
    for cut in [1, count / 2, count - 1] {
        let mut joined = changes(&client, 0, cut);
        let last = joined.last().unwrap().0;
        joined.extend(changes(&client, last, count - cut));
        assert_eq!(joined, all, "cut after {cut}");
    }
    let mut newest: BTreeMap<String, Value> = BTreeMap::new();
    for (_, event) in &all {
        let event: Value = serde_json::from_str(event).unwrap();
        newest.insert(event["id"].as_str().unwrap().to_owned(), event);
    }
    for event in client.get("/api/v1/events?limit=1000").json()["events"]
        .as_array()
        .unwrap()
    {
        assert_eq!(newest.get(event["id"].as_str().unwrap()), Some(event));
    }
    node.kill();
    let node = Node::start(folder.path(), &[&path]);
    let client = Client {
        port: node.port,
        ..client
    };
    settled(&client);
    assert_eq!(changes(&client, 0, count), all, "and after a kill too");
}

#[test]
fn position_frames_are_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[&path]);
    let client = node.administrator();
    settled(&client);
    let whole = client.get("/api/v1/positions");
    assert_eq!(
        whole.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(whole.body.len(), 9 * 24);
    let record = whole
        .body
        .chunks(24)
        .find(|r| r[..4] == 412_000_001u32.to_le_bytes())
        .expect("the squid boat is in the picture");
    let i32_at = |n: usize| i32::from_le_bytes(record[n..n + 4].try_into().unwrap());
    let u16_at = |n: usize| u16::from_le_bytes(record[n..n + 2].try_into().unwrap());
    assert_eq!((i32_at(4), i32_at(8)), (1_799_500_000, 410_000_000));
    assert_eq!((u16_at(12), u16_at(14)), (5, 900));
    assert_eq!(i64::from(i32_at(16)), 1_772_323_200 + 575 * 300);
    assert_eq!(
        (record[20], record[21], record[22] & 8, record[23]),
        (1, 0, 0, 1)
    );

    let mut stream = client.stream("/api/v1/positions/stream", &[]);
    let first = chunk(&mut stream).unwrap();
    let length = u32::from_le_bytes(first[..4].try_into().unwrap()) as usize;
    assert_eq!((length, first.len()), (9 * 24 + 4, 9 * 24 + 8));
    let event_time = u32::from_le_bytes(first[4..8].try_into().unwrap());
    assert!(i64::from(event_time) >= 1_772_323_200 + 575 * 300);
    assert_eq!(&first[8..], &whole.body[..]);
}

#[test]
fn a_stream_tells_of_changes_as_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let mut messages = Messages::open(&client, None);
    assert!(messages.any(|m| m.event == "status"));
    let wish = serde_json::json!({"address": path.to_str().unwrap(), "format": "csv"});
    let started = client.json("POST", "/api/v1/feeds", &wish);
    assert_eq!(started.status, 201, "{:?}", started.json());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for message in messages {
        *seen.entry(message.event).or_default() += 1;
        if ["change", "feed", "list", "status"]
            .iter()
            .all(|event| seen.contains_key(*event))
        {
            break;
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert_eq!(
        client.send("DELETE", "/api/v1/feeds/1", &[], b"").status,
        204
    );
    assert_eq!(
        client.get("/api/v1/feeds").json()["feeds"],
        serde_json::json!([])
    );
}

#[test]
fn a_number_of_another_ledger_skips_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[&path]);
    let client = node.administrator();
    settled(&client);
    // An exercise set back: the client has seen more than this ledger ever told.
    let mut messages = Messages::open(&client, Some(1_000_000));
    let status = messages.find(|m| m.event == "status").unwrap();
    assert!(0 < status.id && status.id < 1_000_000, "{}", status.id);
    let missed = messages.find(|m| m.event == "missed").unwrap();
    assert_eq!(missed.data, serde_json::json!({"anew": true}));
    let own = Messages::open(&client, Some(status.id));
    let first: Vec<String> = own.take(2).map(|m| m.event).collect();
    assert!(!first.contains(&"missed".to_owned()), "{first:?}");
}

#[test]
fn a_calm_link_beats() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let mut frames = client.stream("/api/v1/positions/stream", &[]);
    assert!(Messages::open(&client, None).any(|m| m.event == "beat"));
    // Without vessels both the snapshot and the beat are a time without records.
    for _ in 0..2 {
        let frame = chunk(&mut frames).unwrap();
        assert_eq!((frame.len(), frame[0]), (8, 4));
    }
}

#[test]
fn streams_end_when_the_node_stops() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let mut stream = client.stream("/api/v1/stream", &[]);
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    assert!(node.stop());
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
}
