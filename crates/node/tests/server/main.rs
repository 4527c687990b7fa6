//! The server as others meet it: the built binary, on a port of its own, with a data folder of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod access;
mod client;
mod crisis;
mod evacuation;
mod exchange;
mod exercise;
mod node;
mod ogc;
mod remember;
mod stream;
mod tls;
