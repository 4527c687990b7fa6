//! The key that links are opened under is replaced while they are open, over every carrier, and where the stream does not reach
//! the partner, by hand.

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::link_is,
    node::until,
    relink,
    side::{PARTIES, agreed, cut, heard, say},
};

fn link_key(client: &Client) -> Value {
    client.get("/api/v1/keys").json()["link"].clone()
}

fn change(client: &Client, at_once: bool) {
    let wish = json!({"at_once": at_once});
    let answer = client.json("POST", "/api/v1/keys/link", &wish);
    assert_eq!(answer.status, 200, "{:?}", answer.json());
}

/// The new key is in use; gives it.
fn took_over(client: &Client, before: &Value) -> Value {
    let fits = |keys: &Value| keys["link"]["next"].is_null();
    let now = until(client, "/api/v1/keys", fits)["link"]["fingerprint"].clone();
    assert_ne!(now, *before);
    now
}

fn says(from: &Client, to: &Client, at: usize, text: &str) {
    assert!(say(from, PARTIES[1 - at], text));
    let begun = std::time::Instant::now();
    while !heard(to, PARTIES[at]).contains_key(text) {
        assert!(begun.elapsed().as_secs() < 75, "{text}: not heard");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

fn replaced_over(carrier: &str) {
    let mut sides = PARTIES.map(|party| relink::side(party, carrier));
    agreed(sides.each_mut().map(|side| &mut side.client));
    let first = [0, 1].map(|at| link_key(&sides[at].client)["fingerprint"].clone());
    // Each in its turn: who calls and who answers both come to it.
    let mut now = first.clone();
    for at in 0..2 {
        let (client, other) = (&sides[at].client, &sides[1 - at].client);
        change(client, false);
        now[at] = took_over(client, &first[at]);
        says(client, other, at, &format!("new key of {at}"));
        says(other, client, 1 - at, &format!("to {at}"));
    }
    // What was taken over is kept.
    for at in 0..2 {
        sides[at].killed();
        let (client, other) = (&sides[at].client, &sides[1 - at].client);
        assert_eq!(link_key(client)["fingerprint"], now[at]);
        says(client, other, at, &format!("after a kill of {at}"));
    }
    for side in &mut sides {
        side.stop();
    }
}

#[test]
fn a_link_key_is_replaced_over_tcp() {
    replaced_over("https");
}

#[test]
fn a_link_key_is_replaced_over_quic() {
    replaced_over("quic");
}

#[test]
fn a_link_key_is_replaced_over_the_thin_carrier() {
    replaced_over("thin");
}

#[test]
fn a_link_key_waits_for_a_partner_that_is_away_or_is_carried_to_it_by_hand() {
    let mut sides = PARTIES.map(|party| relink::side(party, "https"));
    agreed(sides.each_mut().map(|side| &mut side.client));
    let [ca, jp] = sides.each_ref().map(|side| &side.client);
    let first = link_key(ca)["fingerprint"].clone();

    cut(ca, PARTIES[1], true);
    change(ca, false);
    std::thread::sleep(std::time::Duration::from_secs(5));
    let waiting = link_key(ca);
    assert_eq!(waiting["fingerprint"], first, "{waiting}");
    assert_eq!(waiting["waits_for"], json!([PARTIES[1]]));
    let to_come = waiting["next"].clone();
    // The link heals under the old key, over which the new one is told.
    cut(ca, PARTIES[1], false);
    let second = took_over(ca, &first);
    assert_eq!(second, to_come);
    link_is(ca, "up");

    cut(ca, PARTIES[1], true);
    change(ca, true);
    let third = took_over(ca, &second);
    assert_ne!(third, first);
    cut(ca, PARTIES[1], false);
    std::thread::sleep(std::time::Duration::from_secs(5));
    link_is(ca, "down");
    // The new invitation bears the same fingerprint, for the signing key is the same; the old one says nothing new.
    let invitation = ca.json("POST", "/api/v1/partners/invitation", &json!({}));
    let accepted = jp.json("POST", "/api/v1/partners", &invitation.json());
    assert_eq!(accepted.status, 201, "{:?}", accepted.json());
    link_is(ca, "up");
    link_is(jp, "up");
    let again = jp.json("POST", "/api/v1/partners", &invitation.json());
    assert_eq!(again.code(), "partner-known");
    for side in &mut sides {
        side.stop();
    }
}
