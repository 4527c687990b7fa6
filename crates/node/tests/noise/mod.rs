//! What makes drawn trips uneven.

/// Numbers from −0.5 to 0.5, the same for the same seed.
pub(crate) fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut dice = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as f64 / f64::from(u32::MAX >> 1) - 0.5
    }
}
