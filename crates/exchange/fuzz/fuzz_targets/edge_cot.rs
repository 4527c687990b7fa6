//! Any bytes as Cursor on Target: no panic, the same events however the stream is cut, and what was read reads again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::{cot, symbol};

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let whole = cot::Splitter::default().push(rest);
    let mut splitter = cot::Splitter::default();
    let cut: Vec<Vec<u8>> = rest
        .chunks(usize::from(*first) + 1)
        .flat_map(|piece| splitter.push(piece))
        .collect();
    assert_eq!(whole, cut);
    for bytes in whole {
        if let Ok(event) = cot::read(&bytes) {
            let _ = symbol::decode(&event);
            assert_eq!(cot::read(&cot::write(&event)), Ok(event));
        }
    }
});
