//! Live feeds of the built program: TCP in both directions, UDP, and replay into them.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const MESSAGE: &str = "!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C";

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn decode(feed: &str) -> (Program, BufReader<ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["decode", "-q", feed])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (Program(child), out)
}

fn connect(port: u16) -> TcpStream {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => return stream,
            Err(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(50)),
            Err(fault) => panic!("{fault}"),
        }
    }
}

fn line(out: &mut impl BufRead) -> serde_json::Value {
    let mut text = String::new();
    out.read_line(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_listening_feed_takes_clients_and_stamps_what_they_send() {
    let port = free_port();
    let (_program, mut out) = decode(&format!("tcp-listen://127.0.0.1:{port}"));
    let mut client = connect(port);
    client
        .write_all(format!("{MESSAGE}\r\n").as_bytes())
        .unwrap();
    let told = line(&mut out);
    assert_eq!(
        (told["mmsi"].as_u64(), told["time_source"].as_str()),
        (Some(503_640_500), Some("receive"))
    );
}

#[test]
fn a_lost_connection_is_made_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (_program, mut out) = decode(&format!("tcp://127.0.0.1:{port}"));
    for _ in 0..2 {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(format!("{MESSAGE}\n").as_bytes()).unwrap();
        assert_eq!(line(&mut out)["mmsi"], 503_640_500);
    }
}

#[test]
fn a_datagram_ends_a_line() {
    let port = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let (_program, out) = decode(&format!("udp://127.0.0.1:{port}"));
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = std::sync::Arc::clone(&stop);
    let sending = std::thread::spawn(move || {
        // The program may not listen yet: datagrams are sent until one is heard.
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            drop(sender.send_to(MESSAGE.as_bytes(), ("127.0.0.1", port)));
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let mut out = out;
    assert_eq!(line(&mut out)["mmsi"], 503_640_500);
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    sending.join().unwrap();
}

#[test]
fn a_replay_is_heard_by_a_feed_at_its_own_pace() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.txt");
    let lines: String = (0..4)
        .map(|i| format!("\\c:{}*00\\{MESSAGE}\n", 1_420_030_800 + i * 30))
        .collect();
    std::fs::write(&log, lines).unwrap();
    let port = free_port();
    let _replay = Program(
        Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args([
                "replay",
                "-q",
                "--speed",
                "60",
                "--to",
                &format!("tcp-listen://127.0.0.1:{port}"),
            ])
            .arg(&log)
            .spawn()
            .unwrap(),
    );
    let mut heard = BufReader::new(connect(port)).lines();
    let began = Instant::now();
    for i in 0..4 {
        let line = heard.next().unwrap().unwrap();
        assert!(
            line.contains(&format!("c:{}", 1_420_030_800 + i * 30)),
            "{line}"
        );
    }
    assert!(
        began.elapsed() >= Duration::from_millis(1_200),
        "90 s at 60 times: {:?}",
        began.elapsed()
    );
    assert!(heard.next().is_none());
}
