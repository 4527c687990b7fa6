//! Any bytes as what two agencies tell each other about the exchange: no panic, and what decodes is written again as the
//! same bytes.
#![no_main]
#![allow(dead_code, missing_docs, reason = "one part of the node, taken by its path")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/partner/paper.rs"]
mod paper;

use paper::Paper;

fuzz_target!(|data: &[u8]| {
    if let Ok(paper) = Paper::decode(data) {
        assert_eq!(paper.encode(), data);
    }
});
