//! Any bytes as TAK Protocol: no panic, and what was read reads again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::{symbol, tak};

fuzz_target!(|data: &[u8]| {
    let framed = [&[tak::MAGIC, 1, tak::MAGIC][..], data].concat();
    if let Ok(event) = tak::read_mesh(&framed) {
        let _ = symbol::decode(&event);
        assert_eq!(tak::read_mesh(&tak::write_mesh(&event)), Ok(event));
    }
    let mut rest = data;
    while let Ok(Some((_, used))) = tak::read_stream(rest) {
        rest = &rest[used..];
    }
});
