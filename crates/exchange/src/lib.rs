//! Sharing between agencies.

pub mod channel;
