//! Any bytes as what a partner sent, with its label: no panic, and what decodes is written again as the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::{Assertion, Consent, Expect, Hold, Realm, Recall, Time};

fuzz_target!(|data: &[u8]| {
    let expect = Expect { realm: Realm::Live, now: Time::from_ms(i64::MAX) };
    if let Ok(assertion) = Assertion::decode(data, &expect) {
        assert_eq!(assertion.encode(), data);
        let sender = assertion.originator.clone();
        for read in [
            Recall::from_body(&assertion.body).err(),
            Hold::from_body(&assertion.body).err(),
            Consent::received(&assertion, &sender).err(),
        ] {
            std::hint::black_box(read);
        }
    }
});
