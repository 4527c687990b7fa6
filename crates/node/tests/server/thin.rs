//! Two nodes over a satellite link: 9,600 bit/s, 300 ms each way, every fifth datagram lost. An agreement comes about, and an
//! alert passes while vessels flow.

use std::{
    collections::VecDeque,
    io::Write as _,
    net::{SocketAddr, TcpListener, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::Client,
    exchange::{KINDS, agree, agree_both_ways, agree_on, meet, place, policy, start_with},
    node::{recording, settled, until},
};

const RATE_BPS: f64 = 9_600.0;
const DELAY: Duration = Duration::from_millis(300);
/// Bytes of IP and UDP.
const HEADERS: usize = 28;
/// Datagrams that wait in the modem.
const QUEUE: usize = 64;

/// One direction.
struct Way {
    busy_until: Instant,
    air: VecDeque<(Instant, Vec<u8>)>,
    dice: u64,
    /// Bytes that were given to the link, headers and lost ones too.
    sent: Arc<AtomicU64>,
}

impl Way {
    fn new(dice: u64, sent: Arc<AtomicU64>) -> Self {
        Self {
            busy_until: Instant::now(),
            air: VecDeque::new(),
            dice,
            sent,
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let now = Instant::now();
        if self.air.len() >= QUEUE {
            return;
        }
        let length = u64::try_from(bytes.len() + HEADERS).unwrap();
        self.sent.fetch_add(length, Ordering::Relaxed);
        #[allow(clippy::cast_precision_loss, reason = "below 2,048")]
        let on_air = Duration::from_secs_f64((bytes.len() + HEADERS) as f64 * 8.0 / RATE_BPS);
        self.busy_until = self.busy_until.max(now) + on_air;
        self.dice = self
            .dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        if (self.dice >> 33) % 100 >= 20 {
            self.air
                .push_back((self.busy_until + DELAY, bytes.to_vec()));
        }
    }

    fn arrive(&mut self) -> Option<Vec<u8>> {
        let due = self.air.front()?.0 <= Instant::now();
        due.then(|| self.air.pop_front().unwrap().1)
    }
}

/// A bad link before a port; gives the port that others call. Runs until the test ends. `out` counts what those behind it
/// send, `back` what others send to them.
fn satellite(
    behind: SocketAddr,
    seed: u64,
    (out, back_to): (Arc<AtomicU64>, Arc<AtomicU64>),
) -> SocketAddr {
    let front = UdpSocket::bind("127.0.0.1:0").unwrap();
    let back = UdpSocket::bind("127.0.0.1:0").unwrap();
    for socket in [&front, &back] {
        socket.set_nonblocking(true).unwrap();
    }
    let address = front.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut there, mut here) = (Way::new(seed, back_to), Way::new(seed + 1, out));
        let mut caller = None;
        let mut buffer = [0; 2_048];
        loop {
            while let Ok((length, from)) = front.recv_from(&mut buffer) {
                caller = Some(from);
                there.send(&buffer[..length]);
            }
            while let Ok((length, _)) = back.recv_from(&mut buffer) {
                here.send(&buffer[..length]);
            }
            while let Some(bytes) = there.arrive() {
                // Nobody behind yet: lost, as on any link.
                let _sent = back.send_to(&bytes, behind);
            }
            while let (Some(to), Some(bytes)) = (caller, here.arrive()) {
                let _sent = front.send_to(&bytes, to);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    address
}

/// Vessels flow by themselves beside the alerts.
const VESSELS: &str = r#"
[kind.vessel]
release = "fields"
level_max = "community"
[kind.vessel.fields]
mmsi = "keep"
name = "keep"
place = "keep"
seen_ms = "keep"
"#;

#[test]
fn an_alert_passes_bulk_over_a_satellite_link() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let thin = |folder: &std::path::Path, seed| {
        let mut behind: SocketAddr = place(folder).parse().unwrap();
        behind.set_port(behind.port() + 1);
        format!("thin://{}", satellite(behind, seed, Default::default()))
    };
    let (ours, theirs) = (thin(here.path(), 7), thin(there.path(), 9));
    let feed = recording(here.path());
    let canada = start_with(
        here.path(),
        "ca-ccg",
        &[&feed],
        &["--thin-link", "--partner-address", &ours],
    );
    let japan = start_with(
        there.path(),
        "jp-jcg",
        &[],
        &["--thin-link", "--partner-address", &theirs],
    );
    let (ca, jp) = (canada.administrator(), japan.administrator());
    settled(&ca);
    meet(&ca, &jp);
    let partners = ca.get("/api/v1/partners").json();
    assert_eq!(
        partners["partners"][0]["link"]["carrier"], "thin",
        "{partners}"
    );
    agree_on(&ca, &jp, 1, [&format!("{KINDS}{VESSELS}"); 2]);
    let events = ca.get("/api/v1/events?kind=encounter").json();
    let id = events["events"][0]["id"].clone();
    let wish = json!({"party": "jp-jcg", "kind": "event", "id": id, "purpose": "fisheries"});
    let began = Instant::now();
    assert_eq!(ca.json("POST", "/api/v1/releases", &wish).status, 201);
    until(&jp, "/api/v1/shared?kind=alert", |it| {
        it["copies"][0]["state"] == "shown"
    });
    println!("an alert took {:.1} s", began.elapsed().as_secs_f64());
    until(&jp, "/api/v1/shared?kind=vessel", |it| {
        !it["copies"].as_array().unwrap().is_empty()
    });
    assert!(canada.stop() && japan.stop());
}

/// Positions leave by themselves, without speed and course, at most once in two seconds.
const POSITIONS: &str = r#"
[kind.position]
release = "fields"
level_max = "community"
every_s = 2
[kind.position.fields]
mmsi = "keep"
place = "keep"
seen_ms = "keep"
"#;
const VESSELS_SENT: u32 = 2_000;
const BYTES_MAX: f64 = 20.0;

/// A position report as a sentence: message type 1 of ITU-R M.1371, packed by hand.
fn sentence(mmsi: u32, lat_deg: f64, lon_deg: f64) -> String {
    let mut bits: Vec<bool> = Vec::with_capacity(168);
    let mut put = |value: i64, width: u32| {
        bits.extend((0..width).rev().map(|at| value >> at & 1 == 1));
    };
    #[allow(clippy::cast_possible_truncation, reason = "degrees")]
    let tenth_mill = |deg: f64| (deg * 600_000.0).round() as i64;
    for (value, width) in [
        (1, 6),
        (0, 2),
        (i64::from(mmsi), 30),
        (0, 4),
        (-128, 8),
        (123, 10),
        (0, 1),
        (tenth_mill(lon_deg), 28),
        (tenth_mill(lat_deg), 27),
        (2_345, 12),
        (511, 9),
        (60, 6),
        (0, 25),
    ] {
        put(value, width);
    }
    let digits = bits.chunks(6).map(|chunk| {
        let value = chunk
            .iter()
            .fold(0_u8, |all, bit| all << 1 | u8::from(*bit));
        char::from(if value < 40 { value + 48 } else { value + 56 })
    });
    let body = format!("AIVDM,1,1,,A,{},0", digits.collect::<String>());
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("!{body}*{sum:02X}\r\n")
}

/// A receiver that gives what is sent to it.
fn receiver() -> (String, mpsc::Sender<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("nmea@tcp://{}", listener.local_addr().unwrap());
    let (sender, lines) = mpsc::channel::<String>();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        for line in lines {
            socket.write_all(line.as_bytes()).unwrap();
        }
    });
    (address, sender)
}

/// A fleet over the North Pacific, across 180 degrees; it moves north round by round.
fn fleet(round: u32) -> Vec<(u32, f64, f64)> {
    let vessel = |n: u32| {
        let (row, column) = (f64::from(n / 50), f64::from(n % 50));
        let lon = 160.0 + column * 0.8 + f64::from(n % 7) * 0.01;
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        let lat = 30.0 + row * 0.4 + f64::from(n % 11) * 0.01 + f64::from(round) * 0.0004;
        (431_000_000 + n * 17, lat, lon)
    };
    (0..VESSELS_SENT).map(vessel).collect()
}

fn hear(receiver: &mpsc::Sender<String>, round: u32) {
    for (mmsi, lat, lon) in fleet(round) {
        receiver.send(sentence(mmsi, lat, lon)).unwrap();
    }
}

/// The feed has given so many messages. (The status counts positions only when the watch has waited for later ones.)
fn heard_by(client: &Client, messages: u32) {
    until(client, "/api/v1/feeds", |it| {
        it["feeds"][0]["messages"].as_u64() >= Some(u64::from(messages))
    });
}

/// How many vessels of the partner's picture are where the fleet is in this round.
fn there(client: &Client, round: u32) -> usize {
    let shown = client.get("/api/v1/shared/vessels").json();
    let mut places = std::collections::HashMap::new();
    for feature in shown["features"].as_array().unwrap() {
        let at = &feature["geometry"]["coordinates"];
        let mmsi = feature["properties"]["mmsi"].as_u64().unwrap();
        assert!(feature["properties"]["sog_kn"].is_null(), "{feature}");
        places.insert(mmsi, (at[1].as_f64().unwrap(), at[0].as_f64().unwrap()));
    }
    let near = |(mmsi, lat, lon): &(u32, f64, f64)| {
        places.get(&u64::from(*mmsi)).is_some_and(|at| {
            let east = vigie_sea::lon_delta_deg(at.1, *lon);
            (at.0 - lat).abs() < 2e-5 && east.abs() < 2e-5
        })
    };
    fleet(round).iter().filter(|vessel| near(vessel)).count()
}

fn within(limit: Duration, mut fits: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !fits() {
        assert!(began.elapsed() < limit, "not within {limit:?}");
        std::thread::sleep(Duration::from_millis(250));
    }
    began.elapsed()
}

fn sent_entries(client: &Client) -> u64 {
    let partners = client.get("/api/v1/partners").json();
    partners["partners"][0]["sent"]["entries"].as_u64().unwrap()
}

/// Apart for a long time: what waits is the newest of each vessel and no more.
fn after_a_partition(ca: &Client, jp: &Client, heard: &mpsc::Sender<String>) {
    let all = VESSELS_SENT as usize;
    let cut = |cut: bool| {
        let wish = json!({"cut": cut});
        assert_eq!(
            ca.json("PUT", "/api/v1/partners/jp-jcg/link", &wish).status,
            200
        );
    };
    cut(true);
    std::thread::sleep(Duration::from_secs(3));
    let entries = sent_entries(ca);
    for round in 1..=3 {
        hear(heard, round);
        heard_by(ca, VESSELS_SENT * (round + 1));
        std::thread::sleep(Duration::from_secs(3));
    }
    assert_eq!(there(jp, 0), all);
    cut(false);
    let took = within(Duration::from_secs(170), || there(jp, 3) == all);
    println!(
        "after the partition the picture was current in {:.0} s",
        took.as_secs_f64()
    );
    let more = sent_entries(ca) - entries;
    assert!(more < 60, "{more} entries: older positions were sent too");
    assert!(took <= Duration::from_secs(90), "{took:?}");
}

#[test]
fn a_picture_crosses_a_satellite_link_in_few_bytes_and_is_taken_back() {
    let (here, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from_here, from_away) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let thin = |folder: &std::path::Path, seed, counts| {
        let mut behind: SocketAddr = place(folder).parse().unwrap();
        behind.set_port(behind.port() + 1);
        format!("thin://{}", satellite(behind, seed, counts))
    };
    let counts = (Arc::clone(&from_here), Arc::clone(&from_away));
    let ours = thin(here.path(), 7, counts);
    let theirs = thin(away.path(), 9, (from_away, Arc::clone(&from_here)));
    let (feed, heard) = receiver();
    let more = ["--thin-link", "--feed", &feed, "--partner-address", &ours];
    let canada = start_with(here.path(), "ca-ccg", &[], &more);
    let more = ["--thin-link", "--partner-address", &theirs];
    let japan = start_with(away.path(), "jp-jcg", &[], &more);
    let (ca, jp) = (canada.administrator(), japan.administrator());
    hear(&heard, 0);
    heard_by(&ca, VESSELS_SENT);
    meet(&ca, &jp);
    agree_both_ways(&ca, &jp);
    assert_eq!(
        there(&jp, 0),
        0,
        "without a word about positions none leaves"
    );

    // The first picture, and what it cost.
    let text = policy("ca-ccg", "jp-jcg", 2, &format!("{KINDS}{POSITIONS}"));
    agree(&ca, &jp, ("ca-ccg", "jp-jcg"), &text);
    let (before, all) = (from_here.load(Ordering::Relaxed), VESSELS_SENT as usize);
    let took = within(Duration::from_secs(170), || there(&jp, 0) == all);
    let bytes = (from_here.load(Ordering::Relaxed) - before) as f64 / f64::from(VESSELS_SENT);
    println!(
        "a picture of {all} vessels took {:.0} s and {bytes:.1} bytes a position",
        took.as_secs_f64()
    );
    assert!(bytes <= BYTES_MAX, "{bytes:.1} bytes a position");
    let properties = jp.get("/api/v1/shared/vessels").json()["features"][0]["properties"].clone();
    assert!(
        properties["seen"].is_string() && properties["party"] == "ca-ccg",
        "{properties}"
    );

    after_a_partition(&ca, &jp, &heard);

    // Taken back: gone from the picture in seconds, and provably deleted.
    let releases = ca.get("/api/v1/releases").json();
    let mut rows = releases["releases"].as_array().unwrap().iter();
    let seq = rows.find(|row| row["kind"] == "position").unwrap()["seq"].clone();
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    let why = json!({"reason": "patrol ended"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    let took = within(Duration::from_secs(60), || {
        let shown = jp.get("/api/v1/shared/vessels").json();
        shown["features"] == json!([])
    });
    println!(
        "after the recall the picture was empty in {:.1} s",
        took.as_secs_f64()
    );
    until(&ca, "/api/v1/releases", |it| {
        let mut rows = it["releases"].as_array().unwrap().iter();
        rows.any(|row| row["seq"] == seq && row["state"] == "purged" && row["receipt"].is_string())
    });
    // Nothing more comes under what was taken back, and speed and course never left.
    hear(&heard, 4);
    std::thread::sleep(Duration::from_secs(5));
    assert_eq!(there(&jp, 4), 0);
    assert!(canada.stop() && japan.stop());
}
