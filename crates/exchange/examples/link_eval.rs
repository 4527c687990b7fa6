//! The channel over a bad link, in simulated time: `cargo run --release -p vigie-exchange --example link_eval`.
//! Beside each figure the bar, and what other carriers were measured to do.
#![allow(missing_docs, reason = "an example")]

#[path = "../tests/link/mod.rs"]
mod link;

use link::{Link, idle, partition, positions, quantiles, reconnect, urgency};
use vigie_exchange::channel::ThinConfig;

fn main() {
    let config = ThinConfig::NARROW;
    println!("9,600 bit/s, 300 ms each way, 20 % loss; one TCP stream: p95 26 s; stock QUIC: 29 s");
    for (name, link) in [
        ("loss only", Link::NARROW),
        ("loss + 70 s dark every 300 s", Link::CERTUS),
    ] {
        for seed in 1..=8 {
            let u = urgency(link, config, 60, seed * 77);
            println!(
                "urgent, 1 h, {name}: median {:.1} s (bar 3), p95 {:.1} (8), max {:.1} (20), P0 after dark {:.1} (10), bulk {:.1} kbit/s, lost {}, doubled {}",
                u.median_s, u.p95_s, u.max_s, u.after_dark_s, u.bulk_kbit_s, u.lost, u.doubled
            );
        }
    }
    let clear = Link {
        loss_percent: 0,
        ..Link::NARROW
    };
    for batch in [1, 10, 50, 100, 200] {
        let (rate, ahead, both) = positions(Link::NARROW, config, batch, 600, 9);
        let (_, clean, clean_both) = positions(clear, config, batch, 600, 9);
        println!(
            "positions, batch {batch}: {rate:.1}/s at 20 % loss (bar 25); {clean:.1} B each way out, {clean_both:.1} with the way back, no loss (bar 20); {ahead:.1} / {both:.1} at 20 %"
        );
    }
    println!(
        "idle: {:.0} B/min both ways (bar 40)",
        idle(Link::NARROW, config, 60)
    );
    let calls = (1..=500).map(|seed| reconnect(Link::NARROW, config, seed * 13));
    let (called, answered): (Vec<f64>, Vec<f64>) = calls.map(|[to, back]| (to, back)).unzip();
    for (way, came_s) in [("the caller's", called), ("the other's", answered)] {
        let came_ms = came_s.iter().map(|s| (s * 1e3) as i64).collect();
        let (median_s, p95_s, max_s) = quantiles(came_ms);
        println!(
            "link called anew 500 times, {way} alert is there after: median {median_s:.1} s (bar 6), p95 {p95_s:.1}, max {max_s:.1}"
        );
    }
    for seed in 1..=8 {
        let seconds = partition(Link::NARROW, config, 2_000, 100_000, seed * 31);
        println!(
            "after 72 h apart, 100,000 updates of 2,000 vessels: complete in {seconds:.0} s (bar 90)"
        );
    }
}
