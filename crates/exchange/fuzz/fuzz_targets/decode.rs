//! Any bytes as what is read without a seal: headers, proofs, segments, pieces, stored state, a question of matching.
//! What is read is written back to the same bytes where there is one encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::channel::{Assembly, Chunk, Form, Header, Inbox, Outbox, Priority, Proof, Segment, psi};

fuzz_target!(|data: &[u8]| {
    if let Ok(header) = Header::decode(data) {
        assert_eq!(header.encode(), data);
    }
    if let Ok(proof) = Proof::decode(data) {
        assert_eq!(proof.encode(), data);
    }
    if let Ok(segment) = Segment::decode(data) {
        assert_eq!(Segment::decode(&segment.encode()), Ok(segment));
    }
    if let Ok(chunk) = Chunk::decode(data) {
        assert_eq!(chunk.encode(), data);
        let header = Header {
            seq: chunk.index,
            priority: Priority::History,
            form: Form::Chunk,
            object: None,
            key: None,
            released_ms: 0,
            expires_ms: None,
            body_len: 0,
            commitment: [0; 32],
        };
        if let Ok(Some(whole)) = Assembly::default().take(&header, &chunk) {
            whole.join([data]).ok();
        }
    }
    Outbox::needed_from(data).ok();
    Inbox::needed(data).ok();
    let rule = psi::QuotaRule { items: 4, runs: 1, period_ms: 1 };
    psi::answer(b"fuzz", &[], &[1; 64], data, (&mut psi::Quota::default(), &rule), 0).ok();
});
