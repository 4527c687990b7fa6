//! Any bytes as a record, envelope, head, receipt or handover of keys: no panic, and what decodes is written again as the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::{Envelope, Record, SignedHandover, SignedHead, SignedReceipt, Unverified};

fuzz_target!(|data: &[u8]| {
    if let Ok(record) = Record::decode(data) {
        assert_eq!(record.encode(), data);
    }
    if let Ok(envelope) = Envelope::<Unverified>::decode(data) {
        assert_eq!(envelope.bytes(), data);
    }
    if let Ok(head) = SignedHead::decode(data) {
        assert_eq!(head.encode(), data);
    }
    if let Ok(handover) = SignedHandover::decode(data) {
        assert_eq!(handover.encode(), data);
    }
    if let Ok(receipt) = SignedReceipt::decode(data) {
        assert_eq!(receipt.encode(), data);
    }
});
