//! Any bytes as GeoJSON, and any ring cut at 180 degrees: no panic, every piece closed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::{Place, geojson, place};

fuzz_target!(|data: &[u8]| {
    let _ = geojson::read(data);
    let number =
        |bytes: &[u8]| i64::from(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    let ring: Vec<Place> = data
        .chunks_exact(8)
        .take(64)
        .filter_map(|bytes| {
            Place::from_e7(
                number(&bytes[..4]) % 900_000_001,
                number(&bytes[4..]) % 1_800_000_001,
            )
        })
        .collect();
    for piece in place::split_ring(&ring) {
        assert_eq!(piece.first(), piece.last());
    }
    let _ = place::split_line(&ring);
});
