//! Any text as a policy and any bytes as an agreement: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::{Agreement, Keyring, Policy, Proposal};

fuzz_target!(|data: &[u8]| {
    std::hint::black_box(Agreement::decode(data, &Keyring::default()).err());
    std::hint::black_box(Proposal::decode(data).err());
    if let Ok(text) = std::str::from_utf8(data) {
        let (toml, cedar) = text.split_once("\n---\n").unwrap_or((text, ""));
        std::hint::black_box(Policy::parse(toml, cedar).err());
    }
});
