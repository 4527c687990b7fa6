//! Any text as a list of receivers: no panic, every line read or told, and what was read comes back from its own text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_watch::ReceiverList;

fuzz_target!(|text: &str| {
    let Ok((list, faults)) = ReceiverList::from_text(text) else {
        return;
    };
    assert!(list.len() + faults.len() <= text.len() + 1);
    for (name, fact) in list.iter() {
        let again = list.text_of(name).expect("every fact has a text");
        let (again, faults) = ReceiverList::from_text(&again).expect("it has a name column");
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(again.get(name), Some(fact));
    }
});
