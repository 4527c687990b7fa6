// What is asked of every reader: no panic, the same result however the bytes are cut, values in their ranges, and
// nothing lost without being counted.

use crate::feed::{FeedOptions, Format, read_pieces};
use vigie_watch::Report;

/// Reads the bytes whole and in pieces, and looks at what comes out.
pub(crate) fn check(format: Format, bytes: &[u8], piece: usize) {
    let options = FeedOptions::default();
    let whole = read_pieces(format, &options, [bytes]);
    let parts = read_pieces(format, &options, bytes.chunks(piece.max(1)));
    let (whole, parts) = match (whole, parts) {
        (Ok(whole), Ok(parts)) => (whole, parts),
        (Err(a), Err(b)) => return assert_eq!(a.code(), b.code()),
        (a, b) => panic!("cut matters: {a:?} {b:?}"),
    };
    assert_eq!(whole.observations, parts.observations);
    assert_eq!(whole.tally.faults, parts.tally.faults);
    assert_eq!(whole.stations, parts.stations);
    for observation in &whole.observations {
        if let Report::Position(p) = &observation.report {
            assert!(p.lat_e7.unsigned_abs() <= 900_000_000, "{p:?}");
            assert!((-1_800_000_000..1_800_000_000).contains(&p.lon_e7), "{p:?}");
            assert!(p.cog_ddeg.is_none_or(|c| c < 3_600), "{p:?}");
            assert!(p.heading_deg.is_none_or(|h| h < 360), "{p:?}");
        }
    }
}
