//! A partner whose clock is wrong by a day: what it says arrives all the same, and both are told that the clocks differ.

use serde_json::Value;

use crate::{
    node::until,
    side::{PARTIES, Side, Skew, agreed, heard, say},
};

#[test]
fn a_clock_that_is_a_day_ahead_holds_nothing_back_and_is_seen() {
    let mut sides = PARTIES.map(Side::new);
    agreed(sides.each_mut().map(|side| &mut side.client));
    if !Skew::is_there() {
        return;
    }
    sides[1].skew = Skew { minutes: 26 * 60 };
    sides[1].killed();
    let [ca, jp] = sides.each_ref().map(|side| &side.client);
    assert!(say(jp, PARTIES[0], "from tomorrow") && say(ca, PARTIES[1], "from yesterday"));
    for (client, from, text) in [
        (ca, PARTIES[1], "from tomorrow"),
        (jp, PARTIES[0], "from yesterday"),
    ] {
        let path = format!("/api/v1/notes?object=partner:{from}");
        until(client, &path, |notes: &Value| {
            notes.to_string().contains(text)
        });
        assert_eq!(heard(client, from).get(text), Some(&1));
    }
    let ahead = until(ca, "/api/v1/partners", |all: &Value| {
        all["partners"][0]["clock_ahead_min"].is_u64()
    });
    let minutes = ahead["partners"][0]["clock_ahead_min"].as_u64().unwrap();
    assert!((26 * 60 - 2..=26 * 60 + 2).contains(&minutes), "{minutes}");
    // Set right again and started anew: what lies in the future by the clock is still there.
    sides[1].skew = Skew::default();
    sides[1].killed();
    let [ca, jp] = sides.each_ref().map(|side| &side.client);
    assert!(say(jp, PARTIES[0], "from today"));
    until(ca, "/api/v1/partners", |all: &Value| {
        all["partners"][0]["clock_ahead_min"].is_null()
    });
    assert_eq!(heard(jp, PARTIES[0]).get("from yesterday"), Some(&1));
    for side in &mut sides {
        side.stop();
    }
}
