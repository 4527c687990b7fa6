//! Ends that were set on a clock that stands otherwise than the reader's.

use proptest::prelude::*;
use vigie_exchange::Time;

proptest! {
    #[test]
    fn an_end_comes_no_later_than_by_either_clock(
        end_ms in 0_i64..4_000_000_000_000,
        theirs_ms in 0_i64..4_000_000_000_000,
        ours_ms in 0_i64..4_000_000_000_000,
    ) {
        let [end, theirs, ours] = [end_ms, theirs_ms, ours_ms].map(Time::from_ms);
        let here = end.end_on(theirs, ours);
        prop_assert!(here <= end);
        prop_assert!(here.ms() - ours_ms <= end_ms - theirs_ms);
        prop_assert!(here == end || here.ms() - ours_ms == end_ms - theirs_ms);
        prop_assert_eq!(end.end_on(theirs, theirs), end);
    }
}
