//! Nodes find each other again over every carrier: after either is killed, and after either cuts the link for a while. One of
//! the two calls, the other answers, so each trouble comes to both.

use std::time::{Duration, Instant};

use crate::{
    exchange::place,
    side::{PARTIES, Side, agreed, cut, heard, say},
};

/// Far below the three to ten minutes after which a silent link is given up.
const LIMIT: Duration = Duration::from_secs(75);

/// A node that is reached over this carrier only.
pub(crate) fn side(party: &'static str, carrier: &str) -> Side {
    let folder = tempfile::tempdir().unwrap();
    let mut place: std::net::SocketAddr = place(folder.path()).parse().unwrap();
    let is_thin = carrier == "thin";
    place.set_port(place.port() + u16::from(is_thin));
    let address = format!("{carrier}://{place}");
    let mut more = vec!["--partner-address", &address];
    more.extend(is_thin.then_some("--thin-link"));
    Side::with(folder, party, &[], &more)
}

/// Each tells the other something, and it arrives in time.
fn talk(sides: &[Side; 2], what: &str) {
    let began = Instant::now();
    for (from, to) in [(0, 1), (1, 0)] {
        let text = format!("{what}, from {from}");
        assert!(say(&sides[from].client, PARTIES[to], &text));
    }
    for (from, to) in [(0, 1), (1, 0)] {
        let text = format!("{what}, from {from}");
        while !heard(&sides[to].client, PARTIES[from]).contains_key(&text) {
            let log = sides[to].node().log();
            assert!(began.elapsed() < LIMIT, "{text}: not heard; {log}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    println!("{what}: {:.1} s", began.elapsed().as_secs_f64());
}

fn relinks(carrier: &str) {
    let mut sides = PARTIES.map(|party| side(party, carrier));
    agreed(sides.each_mut().map(|side| &mut side.client));
    let partners = sides[0].client.get("/api/v1/partners").json();
    assert_eq!(
        partners["partners"][0]["link"]["carrier"], carrier,
        "{partners}"
    );
    for at in 0..2 {
        sides[at].killed();
        talk(&sides, &format!("{carrier}: {} was killed", PARTIES[at]));
    }
    for at in 0..2 {
        let (client, partner) = (&sides[at].client, PARTIES[1 - at]);
        cut(client, partner, true);
        std::thread::sleep(Duration::from_secs(3));
        cut(client, partner, false);
        talk(&sides, &format!("{carrier}: {} cut the link", PARTIES[at]));
    }
    for side in &mut sides {
        side.stop();
    }
}

#[test]
fn nodes_find_each_other_again_over_tcp() {
    relinks("https");
}

#[test]
fn nodes_find_each_other_again_over_quic() {
    relinks("quic");
}

#[test]
fn nodes_find_each_other_again_over_the_thin_carrier() {
    relinks("thin");
}
