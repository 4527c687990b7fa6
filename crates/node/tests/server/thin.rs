//! Two nodes over a satellite link: 9,600 bit/s, 300 ms each way, every fifth datagram lost. An agreement comes about, and an
//! alert passes while vessels flow.

use std::{
    collections::VecDeque,
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    exchange::{KINDS, agree, invite, link_is, place, policy, start_with},
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
}

impl Way {
    fn new(dice: u64) -> Self {
        Self {
            busy_until: Instant::now(),
            air: VecDeque::new(),
            dice,
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let now = Instant::now();
        if self.air.len() >= QUEUE {
            return;
        }
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

/// A bad link before a port; gives the port that others call. Runs until the test ends.
fn satellite(behind: SocketAddr, seed: u64) -> SocketAddr {
    let front = UdpSocket::bind("127.0.0.1:0").unwrap();
    let back = UdpSocket::bind("127.0.0.1:0").unwrap();
    for socket in [&front, &back] {
        socket.set_nonblocking(true).unwrap();
    }
    let address = front.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut there, mut here) = (Way::new(seed), Way::new(seed + 1));
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
        format!("thin://{}", satellite(behind, seed))
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
    invite(&ca, &jp);
    invite(&jp, &ca);
    link_is(&ca, "up");
    let partners = ca.get("/api/v1/partners").json();
    assert_eq!(
        partners["partners"][0]["link"]["carrier"], "thin",
        "{partners}"
    );
    for (from, to, names) in [
        (&ca, &jp, ("ca-ccg", "jp-jcg")),
        (&jp, &ca, ("jp-jcg", "ca-ccg")),
    ] {
        agree(
            from,
            to,
            names,
            &policy(names.0, names.1, 1, &format!("{KINDS}{VESSELS}")),
        );
    }
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
