//! Any bytes as usgs: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::usgs;

fuzz_target!(|data: &[u8]| {
    let _ = usgs::read(data);
});
