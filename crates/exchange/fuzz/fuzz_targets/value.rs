//! Any bytes as a value: no panic, and what decodes is written again as the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::cbor::{Limits, decode, encode};

fuzz_target!(|data: &[u8]| {
    if let Ok(value) = decode(data, &Limits::default()) {
        assert_eq!(encode(&value), data);
    }
});
