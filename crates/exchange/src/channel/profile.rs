//! How a stream behaves on a kind of link. Every figure is a bound with its reason.

/// Settings of both ends of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Payload at which a bundle of ordinary entries is closed.
    pub bundle_bytes: usize,
    /// Ordinary bytes sent and not yet acknowledged: the credit of the stream.
    pub window_bytes: u64,
    /// A receiver gathers news for so long before it acknowledges.
    pub ack_delay_ms: i64,
    /// It acknowledges at once after so many entries.
    pub ack_entries: u64,
    /// At most one new head in this time while entries flow.
    pub checkpoint_ms: i64,
    /// Sent, not acknowledged, link believed to be up: send again. Carriers are reliable, so this only
    /// mends what a carrier lost silently.
    pub resend_ms: i64,
    /// zstd level.
    pub effort: i32,
}

impl Profile {
    /// A good network: large bundles, quick acknowledgements.
    pub const LAN: Self = Self {
        bundle_bytes: 192 * 1024,
        window_bytes: 4 * 1024 * 1024,
        ack_delay_ms: 50,
        ack_entries: 8_192,
        checkpoint_ms: 1_000,
        resend_ms: 30_000,
        effort: 1,
    };

    /// 9,600 bit/s by satellite: a bundle is at most about a second on air, an acknowledgement every few
    /// seconds costs 3 % of the return path, blackouts of 70 s must not cause sending again.
    pub const THIN: Self = Self {
        // With its envelope, two frames of 500 bytes.
        bundle_bytes: 800,
        window_bytes: 24 * 1024,
        ack_delay_ms: 5_000,
        ack_entries: 64,
        checkpoint_ms: 60_000,
        resend_ms: 600_000,
        effort: 19,
    };
}
