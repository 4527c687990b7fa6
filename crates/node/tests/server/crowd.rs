//! Strangers and officers who want more than their share: files of the machine, places at a door, the attention of the log.

use std::{
    io::{BufRead as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::fs::symlink,
    path::Path,
    process::Command,
};

use serde_json::{Value, json};

use crate::{
    client::{Client, chunk},
    exchange::{invite, link_is, nodes, place},
    node::{Node, member, until},
};

const LINE: &[u8] = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n";

/// With a time of its own, as a file needs it.
const TIMED: &[u8] = b"\\c:1420030798*54\\!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C\r\n";

fn serving(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder).args(more);
    command
}

/// What a node answers to the wish for a feed.
fn asked(client: &Client, address: &str) -> (u16, String) {
    let wish = json!({"address": address, "format": "nmea"});
    let answer = client.json("POST", "/api/v1/feeds", &wish);
    (answer.status, answer.code())
}

fn refused(code: &str) -> (u16, String) {
    let status = match code {
        "feed-folder-closed" | "feed-target-closed" => 403,
        _ => 400,
    };
    (status, code.to_owned())
}

#[test]
fn an_officer_reads_files_below_named_folders_and_no_others() {
    let (data, feeds) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let shut = tempfile::tempdir().unwrap();
    let secret = shut.path().join("secret.txt");
    std::fs::write(&secret, "the keys of the house\n").unwrap();
    let open = feeds.path().join("open");
    std::fs::create_dir(&open).unwrap();
    std::fs::write(open.join("a.nmea"), TIMED).unwrap();
    symlink(&secret, open.join("linked.nmea")).unwrap();
    let pipe = feeds.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let folder = feeds.path().to_str().unwrap();
    let node = Node::run(
        serving(data.path(), &["--feed-folder", folder]),
        data.path(),
    );
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "watch_officer");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    for address in [
        text(&secret),
        text(&open.join("linked.nmea")),
        format!(
            "{folder}/../{}/secret.txt",
            shut.path().file_name().unwrap().display()
        ),
        // The link in this folder leads out of it.
        text(&open),
        "/etc/passwd".to_owned(),
        "/proc/self/environ".to_owned(),
        "/dev/zero".to_owned(),
    ] {
        let answer = asked(&officer, &address);
        assert_eq!(answer, refused("feed-folder-closed"), "{address}");
    }
    for address in [
        "tcp://169.254.169.254:80",
        "tcp://[::ffff:a9fe:a9fe]:80",
        "tls://[fe80::1]:443",
        "tcp://0.0.0.0:22",
    ] {
        let answer = asked(&officer, address);
        assert_eq!(answer, refused("feed-target-closed"), "{address}");
    }
    assert_eq!(asked(&officer, &text(&pipe)), refused("file-special"));
    assert_eq!(asked(&officer, "-"), refused("feed-address-unknown"));
    assert_eq!(
        asked(&officer, "/dev/stdin"),
        refused("feed-address-unknown")
    );
    let own = text(&open.join("a.nmea"));
    assert_eq!(asked(&officer, &own).0, 201);
    until(&officer, "/api/v1/feeds", |it| {
        it["feeds"][0]["messages"] == 1
    });
    let held = officer.get("/api/v1/quarantine").json();
    assert_eq!(held["lines"], json!([]), "{held}");
    assert!(node.stop());
    // What was asked for is started again with the node, within the bounds of that start.
    let node = Node::run(serving(data.path(), &["--lang", "en"]), data.path());
    let officer = node.sign_in("watch_officer");
    let shown = officer.get("/api/v1/feeds").json();
    assert_eq!(shown["feeds"][0]["state"], "failed", "{shown}");
    let told = format!("The feed {own} failed. {own} lies in no folder");
    assert_eq!(node.log().matches(&told).count(), 1, "{}", node.log());
    assert_eq!(asked(&officer, &own), refused("feed-folder-closed"));
}

#[test]
fn connections_that_ask_nothing_keep_nobody_out_and_end_no_stream() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 256; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_vigie"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path());
    let node = Node::run(command, folder.path());
    let client = node.administrator();
    let mut stream = client.stream("/api/v1/stream", &[]);
    assert!(chunk(&mut stream).is_some());
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n",
        node.port
    );
    let connect = || TcpStream::connect(("127.0.0.1", node.port)).unwrap();
    let mut idle: Vec<TcpStream> = Vec::new();
    for n in 0..250 {
        let mut socket = connect();
        // Some say nothing, some stop in their headers, some in their body.
        let begun = match n % 3 {
            0 => String::new(),
            1 => head.clone(),
            _ => format!("{head}content-type: application/json\r\ncontent-length: 99\r\n\r\n{{"),
        };
        socket.write_all(begun.as_bytes()).unwrap();
        idle.push(socket);
        if n % 50 == 49 {
            assert_eq!(client.get("/healthz").status, 200, "after {n}");
        }
    }
    assert_eq!(client.get("/api/v1/session").status, 200);
    // The stream goes on: a change still comes.
    let member = json!({"address": "udp://127.0.0.1:0", "format": "nmea"});
    assert_eq!(client.json("POST", "/api/v1/feeds", &member).status, 201);
    let mut said = String::new();
    while !said.contains("event: feed") {
        said = String::from_utf8(chunk(&mut stream).unwrap()).unwrap();
    }
    let log = node.log();
    assert!(log.contains("door full"), "{log}");
    let told = log.matches("door full").count();
    assert!(told <= 10, "a flood does not fill the log: {log}");
    assert!(!log.contains("Too many open files"), "{log}");
}

#[test]
fn strangers_at_the_partner_port_keep_no_partner_out() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, _japan, ca, jp) = nodes(here.path(), there.path(), &[]);
    let strangers: Vec<Vec<TcpStream>> = [here.path(), there.path()]
        .map(|folder| {
            let address = place(folder);
            // One after the other, 32 at a time, they would keep the port for minutes.
            (0..150)
                .map(|_| TcpStream::connect(&address).unwrap())
                .collect()
        })
        .into();
    invite(&ca, &jp);
    invite(&jp, &ca);
    link_is(&ca, "up");
    link_is(&jp, "up");
    let told = canada
        .log()
        .matches("strangers at the partner port")
        .count();
    assert!((1..=5).contains(&told), "{}", canada.log());
    drop(strangers);
}

#[test]
fn a_receiver_gets_its_place_from_those_who_say_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    let feed = format!("nmea@tcp-listen://{address}");
    let node = Node::run(serving(folder.path(), &["--feed", &feed]), folder.path());
    let client = node.administrator();
    let silent: Vec<TcpStream> = (0..64)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let mut receiver = TcpStream::connect(address).unwrap();
    receiver.write_all(LINE).unwrap();
    let shown = until(&client, "/api/v1/feeds", |it| {
        it["feeds"][0]["messages"] == 1
    });
    let feed = &shown["feeds"][0];
    assert_eq!(
        (&feed["state"], &feed["last_error"]),
        (&json!("running"), &json!("feed-clients-too-many"))
    );
    assert!(node.log().contains("as many clients as may be"));
    // It has a place and keeps it.
    receiver.write_all(LINE).unwrap();
    until(&client, "/api/v1/feeds", |it| it["feeds"][0]["lines"] == 2);
    drop(silent);
}

#[test]
fn a_feed_that_fails_is_said_once_on_the_error_stream() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.csv");
    std::fs::write(&bad, "mmsi,time,lat\n431000001,1514765539,40\n").unwrap();
    let feed = bad.to_str().unwrap();
    let more = ["--feed", feed, "--lang", "fr-CA"];
    let node = Node::run(serving(folder.path(), &more), folder.path());
    let client = node.administrator();
    let failed = |it: &Value| {
        it["feeds"][0]["state"] == "failed"
            && it["feeds"][0]["last_error"]
                .as_str()
                .is_some_and(|why| why.contains("lon"))
    };
    until(&client, "/api/v1/feeds", failed);
    let log = std::io::Cursor::new(node.log());
    let said: Vec<String> = log
        .lines()
        .map(Result::unwrap)
        .filter(|line| line.starts_with("Le flux"))
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains(feed) && said[0].contains("lon"),
        "{said:?}"
    );
    assert!(node.log().contains("\"code\":\"column-missing\""));
}
