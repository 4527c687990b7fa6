//! Any bytes as VMS reports in the North Atlantic Format; half the inputs are put between a start and an end, with
//! slashes for line ends, so that fields are reached.
#![no_main]
#![allow(dead_code, unused_imports, missing_docs, reason = "one part of the node, taken by its path")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/feed/mod.rs"]
mod feed;
#[path = "../../src/kind_code.rs"]
mod kind_code;
mod reading;

use feed::Format;

fuzz_target!(|data: &[u8]| {
    let [first, piece, rest @ ..] = data else {
        return;
    };
    let bytes = if first & 1 == 0 {
        rest.to_vec()
    } else {
        let fields = rest.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"//"[..]);
        [&b"//SR//TM/POS//"[..], &fields, b"//ER//"].concat()
    };
    reading::check(Format::Naf, &bytes, usize::from(*piece) + 1);
});
