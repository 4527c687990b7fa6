//! Any bytes as gdacs: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::gdacs;

fuzz_target!(|data: &[u8]| {
    let _ = gdacs::read(data);
});
