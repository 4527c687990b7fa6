//! Any bytes as CAP: no panic, and what was read reads again the same but for signature and resources.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::cap;

fuzz_target!(|data: &[u8]| {
    for alert in cap::read(data).unwrap_or_default() {
        let _ = alert.flaws();
        let again = cap::read(&cap::write(&alert)).expect("what was written is read");
        assert_eq!(again.len(), 1);
    }
});
