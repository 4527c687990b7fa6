//! Any bytes as cap_signature: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::cap_signature;

fuzz_target!(|data: &[u8]| {
    let _ = cap_signature::verify(data, &[]);
});
