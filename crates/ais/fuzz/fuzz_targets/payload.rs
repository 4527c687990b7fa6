//! Any bits as a message: no panic, and what was read is written and read again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_ais::{Bits, Message};

fuzz_target!(|data: &[u8]| {
    let Some((cut, bytes)) = data.split_first() else {
        return;
    };
    let bits = Bits::from_bytes(
        bytes,
        (bytes.len() * 8).saturating_sub(usize::from(cut % 8)),
    );
    let Ok(message) = Message::decode(&bits) else {
        return;
    };
    let mut json = Vec::new();
    message.write_json(&mut json);
    assert!(std::str::from_utf8(&json).is_ok());
    let again = Message::decode(&message.encode()).expect("what was read can be written");
    assert_eq!(again.mmsi(), message.mmsi());
    assert_eq!(again.encode(), message.encode());
});
