//! Any bytes as a STIX bundle: no panic, and a report that was read is made and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::{stix, stix_report};

fuzz_target!(|data: &[u8]| {
    if let Ok((objects, _)) = stix::read_objects(data) {
        let _ = stix_report::reports(&objects);
        let (again, refused) =
            stix::read_objects(&stix::bundle(&objects, "x")).expect("what was written is read");
        assert_eq!((again.len(), refused), (objects.len(), 0));
    }
});
