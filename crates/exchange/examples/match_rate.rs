//! How many CPU seconds the comparison of two registers takes: question, answer, and what is common, by private set
//! intersection. Two threads of the same machine would halve it; the nodes use one each.
//!
//! `cargo run --release -p vigie-exchange --example match_rate [-- count]`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example that prints"
)]

use vigie_exchange::channel::psi::{Asker, answer_telling};

/// CPU seconds of this thread so far; the wall where the system does not say.
fn cpu_s() -> f64 {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat");
    let ns = ran
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    ns.unwrap_or(0.0) / 1e9
}

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(20_000);
    // A tenth is in both.
    let list = |from: usize| -> Vec<Vec<u8>> {
        (from..from + count)
            .map(|number| format!("CAN{number:09}").into_bytes())
            .collect()
    };
    let (ours, theirs) = (list(0), list(count - count / 10));
    let ours: Vec<&[u8]> = ours.iter().map(Vec::as_slice).collect();
    let theirs: Vec<&[u8]> = theirs.iter().map(Vec::as_slice).collect();
    let tell = || {};
    let context = b"vigie/match/1 exercise ca jp document";
    let began = cpu_s();
    let (asker, question) = Asker::ask_telling(context, &ours, &[7; 64], &tell).unwrap();
    let asked_s = cpu_s() - began;
    let began = cpu_s();
    let (answer, _) = answer_telling(context, &theirs, &[9; 64], &question, &tell).unwrap();
    let answered_s = cpu_s() - began;
    let began = cpu_s();
    let common = asker.common_telling(&answer, &tell).unwrap();
    let common_s = cpu_s() - began;
    println!(
        "{count} beside {count}: question {asked_s:.1} CPU s ({} bytes), answer {answered_s:.1} CPU s ({} bytes), common {common_s:.1} CPU s; {} in both",
        question.len(),
        answer.len(),
        common.len()
    );
    assert_eq!(common.len(), count / 10);
}
