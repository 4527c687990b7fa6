//! The server as others meet it: the built binary, on a port of its own, with a data folder of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod access;
mod case;
mod client;
mod conduct;
mod crisis;
mod crisis_joint;
mod custody;
mod edge;
mod evacuation;
mod exchange;
mod exercise;
mod joint;
mod kill;
mod node;
mod ogc;
mod receiver;
mod remember;
mod scene;
mod sharing;
mod stream;
mod thin;
mod tls;
