//! Any bytes as a feed: no panic, the same result however they are cut, valid JSON bytes.
//!
//! Half the inputs get right checksums first, so that the bytes behind the checksum are reached: each `*` that follows
//! a `!` or `\\` is followed by the sum of what stands between.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_ais::{Config, Item, Reader};

fn mend(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + 64);
    let mut sum = None;
    for byte in data {
        match byte {
            b'!' | b'$' | b'\\' => sum = Some(0_u8),
            b'*' => {
                if let Some(sum) = sum.take() {
                    out.extend(format!("*{sum:02X}").bytes());
                    continue;
                }
            }
            _ => sum = sum.map(|sum| sum ^ byte),
        }
        out.push(*byte);
    }
    out
}

fn read(data: &[u8], chunk: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut reader = Reader::new(Config::default());
    let mut sink = |item: Item<'_>| match item {
        Item::Report(report) => {
            let mut json = Vec::new();
            report.write_json(&mut json);
            out.push(String::from_utf8(json).expect("JSON is UTF-8"));
        }
        other => out.push(format!("{other:?}")),
    };
    for piece in data.chunks(chunk) {
        reader.push(piece, None, &mut sink);
    }
    reader.finish(&mut sink);
    out
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let feed = if first & 1 == 0 {
        rest.to_vec()
    } else {
        mend(rest)
    };
    let whole = read(&feed, feed.len().max(1));
    assert_eq!(whole, read(&feed, usize::from(first >> 1) + 1));
});
